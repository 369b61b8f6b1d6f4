package evaluate

import (
	"bytes"
	"encoding/binary"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/evaluate/spool"
)

// group is the documents of one component, kind and asset, which come one after
// another. Mostly there is one, whose outcomes go to their streams as they are.
// Those of several are sorted by id first.
type group struct {
	a     *assembler
	key   []byte
	comp  int
	kind  int
	asset string
	docs  int

	number int    // of the first document
	raw    []byte // its outcomes, until it is known whether a second comes
	ties   *spool.Sorter

	marks []uint8 // by run
	runs  []int   // with a mark
}

// The marks of a run within a group.
const (
	markSeen     = 1 << iota // it has an outcome
	markExamined             // and one that says the asset was looked at
	markKept                 // and one that is no skip
)

// enter begins the group of the next document, and ends the one before when it
// is another.
func (g *group) enter(key []byte, c, k int, asset string) error {
	if g.docs > 0 && bytes.Equal(g.key, key) {
		return nil
	}
	if err := g.end(); err != nil {
		return err
	}
	g.key = append(g.key[:0], key...)
	g.comp, g.kind, g.asset = c, k, asset
	return nil
}

// document takes the outcomes of the next document of the group. One that
// cannot be judged is undecided for every run of its kind.
func (g *group) document(number int, reason assessment.Reason, why, outcomes []byte) error {
	if reason != "" {
		outcomes = outcomes[:0:0]
		for _, run := range g.a.r.kinds[g.kind].runs {
			if info := &g.a.r.runs[run]; info.applies[g.comp] && !info.blocked {
				outcomes = binary.AppendUvarint(outcomes, uint64(run))
				outcomes = append(outcomes, 1, byte(assessment.Undecided))
				outcomes = appendText(outcomes, string(reason))
				outcomes = appendText(outcomes, "")
				outcomes = appendText(outcomes, string(why))
			}
		}
	}
	g.docs++
	switch g.docs {
	case 1:
		g.number = number
		g.raw = append(g.raw[:0], outcomes...)
		return nil
	case 2:
		if err := g.each(g.raw, g.tie(g.number)); err != nil {
			return err
		}
	}
	return g.each(outcomes, g.tie(number))
}

// end writes the group to its streams and counts its asset.
func (g *group) end() error {
	if g.docs == 0 {
		return nil
	}
	var err error
	if g.docs == 1 {
		err = g.each(g.raw, func(stream int, id, why []byte) error {
			return g.a.add(stream, g.number, "", id, why)
		})
	} else {
		err = spool.Merge([]*spool.Sorter{g.ties}, func(key, value []byte) error {
			in := reader{b: value}
			id, why := in.text(), in.text()
			return g.a.add(int(binary.BigEndian.Uint32(key)), int(binary.BigEndian.Uint32(key[len(key)-4:])), "", id, why)
		})
		g.ties.Reset()
	}
	g.count()
	g.docs = 0
	return err
}

// tie gives a function that sorts outcomes by stream, id and document.
func (g *group) tie(number int) func(stream int, id, why []byte) error {
	var key, value []byte
	return func(stream int, id, why []byte) error {
		key = binary.BigEndian.AppendUint32(key[:0], uint32(stream))
		key = appendSortable(key, string(id))
		key = binary.BigEndian.AppendUint32(key, uint32(number))
		value = appendText(value[:0], string(id))
		value = appendText(value, string(why))
		return g.ties.Add(key, value)
	}
}

// each calls yield for every outcome of a document.
func (g *group) each(raw []byte, yield func(stream int, id, why []byte) error) error {
	in := reader{b: raw}
	for len(in.b) > 0 {
		run := int(in.uvarint())
		for n := in.uvarint(); n > 0; n-- {
			word := in.byte()
			outcome, reason := assessment.Outcome(word&^blindFlag), known(in.text())
			id, why := in.text(), in.text()
			if in.bad || run >= len(g.a.r.runs) {
				return errRecord
			}
			g.mark(run, outcome, reason, word&blindFlag == 0)
			if err := yield(g.a.stream(run, g.comp, outcome, reason), id, why); err != nil {
				return err
			}
		}
		if in.bad {
			return errRecord
		}
	}
	return nil
}

// known turns a reason back into a word without making a copy of it.
func known(b []byte) assessment.Reason {
	for _, r := range [...]assessment.Reason{
		"", assessment.ReasonNoOutcome, assessment.ReasonNoSubject, assessment.ReasonPolicyError,
		assessment.ReasonStale, assessment.ReasonMalformed, assessment.ReasonNotShown,
	} {
		if string(b) == string(r) {
			return r
		}
	}
	return assessment.Reason(b)
}

// mark remembers what a run says of the group's asset, and whether the document
// it says it of shows the asset at all.
func (g *group) mark(run int, outcome assessment.Outcome, reason assessment.Reason, shown bool) {
	if g.marks == nil {
		g.marks = make([]uint8, len(g.a.r.runs))
	}
	if g.marks[run] == 0 {
		g.runs = append(g.runs, run)
	}
	m := uint8(markSeen)
	if shown && looked(outcome, reason) {
		m |= markExamined
	}
	if outcome != assessment.Skip {
		m |= markKept
	}
	g.marks[run] |= m
}

// looked says whether an outcome says that what it is of was looked at.
func looked(outcome assessment.Outcome, reason assessment.Reason) bool {
	switch reason {
	case assessment.ReasonNoOutcome, assessment.ReasonNoSubject, assessment.ReasonSilent:
		return true
	}
	return outcome != assessment.Undecided
}

// count enters the group's asset into the populations of its runs.
func (g *group) count() {
	a := g.a
	cell := a.cell(g.comp, g.kind)
	cell.assets++
	at := assessment.FindAsset(a.lists[g.comp], g.asset)
	listed := at >= 0
	whole := g.asset == a.r.comps[g.comp] // the component itself, not one of its assets
	if listed {
		cell.seen.add(at)
	}
	cell.named = cell.named || listed || !whole
	for _, run := range g.runs {
		t := a.tally(run, g.comp)
		if g.marks[run]&markExamined != 0 {
			t.examined++
			kept := g.marks[run]&markKept != 0
			if !kept {
				t.skipped++
			}
			if listed {
				t.found.add(at)
			}
			if listed && kept {
				t.kept.add(at)
			}
		}
		if !listed && !whole {
			t.unknown++
		}
		g.marks[run] = 0
	}
	g.runs = g.runs[:0]
}

// system writes the outcomes of checks of system scope to their streams. They
// rest on all evidence of the component; a subject that a document of the
// check's kinds is about is shown with that document.
func (g *group) system(c int, raw []byte) error {
	g.comp = c
	var key, value []byte
	err := g.each(raw, func(stream int, id, why []byte) error {
		s := &g.a.streams[stream]
		number, told := g.a.subject(s, string(id))
		if told {
			return nil
		}
		asset := g.a.r.comps[c]
		if number >= 0 {
			asset = string(id)
		}
		key = binary.BigEndian.AppendUint32(key[:0], uint32(stream))
		key = appendSortable(appendSortable(key, asset), string(id))
		value = binary.AppendVarint(value[:0], int64(number))
		value = appendText(appendText(value, string(id)), string(why))
		return g.ties.Add(key, value)
	})
	for _, run := range g.runs {
		g.marks[run] = 0
	}
	g.runs = g.runs[:0]
	if err == nil {
		err = spool.Merge([]*spool.Sorter{g.ties}, func(key, value []byte) error {
			in := reader{b: value}
			number := int(in.varint())
			id, why := in.text(), in.text()
			return g.a.add(int(binary.BigEndian.Uint32(key)), number, g.a.r.comps[c], id, why)
		})
	}
	g.ties.Reset()
	return err
}
