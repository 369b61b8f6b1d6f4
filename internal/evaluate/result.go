package evaluate

import (
	"cmp"
	"encoding/hex"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/evaluate/spool"
)

// sampleSize is how many subjects an observation shows without being read.
const sampleSize = 5

// result makes observations of the streams. They read from the spool until
// Close.
func (a *assembler) result(workers []*worker) (*assessment.Observations, error) {
	r := a.r
	out := &assessment.Observations{
		Sets: map[string]assessment.EvidenceSet{}, Evidence: r.summary(workers),
		Inventory: map[string]assessment.Inventory{}, Complete: true, Close: a.close,
	}
	order := make([]int, 0, len(a.streams))
	for n := range a.streams {
		if a.streams[n].count > 0 {
			order = append(order, n)
		}
	}
	slices.SortFunc(order, func(x, y int) int {
		s, t := &a.streams[x], &a.streams[y]
		return cmp.Or(cmp.Compare(s.run, t.run), cmp.Compare(s.comp, t.comp),
			cmp.Compare(s.outcome, t.outcome), strings.Compare(string(s.reason), string(t.reason)))
	})
	for _, n := range order {
		o, err := a.observation(n)
		if err != nil {
			return nil, err
		}
		out.All = append(out.All, o)
		if set := a.sets[a.setFor(a.streams[n].run, a.streams[n].comp)]; set.digest != "" {
			out.Sets[set.digest] = a.evidenceSet(&set)
		}
	}
	for c, key := range r.comps {
		if a.inventoried(c) {
			inv := assessment.Inventory{Collected: a.people[c].collected, Planned: a.people[c].collected.IsZero()}
			for _, it := range a.people[c].items {
				inv.Assets = append(inv.Assets, it.asset)
			}
			out.Inventory[key] = inv
		}
	}
	if r.cut {
		out.Complete, out.Stopped = false, cutText
	}
	for i := range r.stopped {
		if cause := r.stopped[i].Load(); cause != causeNone && out.Complete {
			out.Complete = false
			out.Stopped = "check " + r.runs[i].check.ID + " was " + stopText(cause)
		}
	}
	return out, nil
}

// observation is one stream with what is common to its subjects.
func (a *assembler) observation(n int) (assessment.Observation, error) {
	s := &a.streams[n]
	info := &a.r.runs[s.run]
	set := &a.sets[a.setFor(s.run, s.comp)]
	o := assessment.Observation{
		Run: info.run.Key, Component: a.r.comps[s.comp], Outcome: s.outcome, Reason: s.reason,
		Kinds: info.check.Kinds, EvidenceSet: set.digest, Count: s.count,
		First: set.first, Last: set.last, Expires: set.expires,
		Population: a.population(s.run, s.comp), Subjects: a.subjects(n),
		Personal: a.r.personal[s.run*len(a.r.comps)+s.comp].Load(),
	}
	for sub, err := range o.Subjects {
		if err != nil {
			return o, err
		}
		if o.Sample = append(o.Sample, sub); len(o.Sample) == sampleSize {
			break
		}
	}
	return o, nil
}

// subjects reads a stream: its records, and its extras where they belong in the
// order of asset, id and evidence.
func (a *assembler) subjects(n int) iter.Seq2[assessment.Subject, error] {
	s := a.streams[n]
	slices.SortFunc(s.extras, compareSubjects)
	return func(yield func(assessment.Subject, error) bool) {
		extras := s.extras
		rows := rows{a: a, stream: &s, table: a.table.Reader()}
		going := true
		err := a.log.Read(n, func(record []byte) bool {
			sub, err := rows.subject(record)
			if err != nil {
				going = yield(assessment.Subject{}, err) && false
				return false
			}
			for going && len(extras) > 0 && compareSubjects(extras[0], sub) < 0 {
				going = yield(extras[0], nil)
				extras = extras[1:]
			}
			going = going && yield(sub, nil)
			return going
		})
		if err != nil && going {
			going = yield(assessment.Subject{}, err) && false
		}
		for going && len(extras) > 0 {
			going = yield(extras[0], nil)
			extras = extras[1:]
		}
	}
}

func compareSubjects(a, b assessment.Subject) int {
	return cmp.Or(strings.Compare(a.Asset, b.Asset), strings.Compare(a.ID, b.ID), strings.Compare(a.Evidence, b.Evidence))
}

// rows turns records of a stream into subjects.
type rows struct {
	a      *assembler
	stream *stream
	table  *spool.Reader
}

func (w *rows) subject(record []byte) (assessment.Subject, error) {
	in := reader{b: record}
	number := int(in.uvarint()) - 1
	var sub assessment.Subject
	if number < 0 {
		sub.Asset = string(in.text())
	} else {
		about, err := w.about(number)
		if err != nil {
			return assessment.Subject{}, err
		}
		sub = about.subject
	}
	id, why := in.text(), in.text()
	if in.bad {
		return assessment.Subject{}, errRecord
	}
	sub.Component = w.a.r.comps[w.stream.comp]
	sub.Outcome, sub.Reason = w.stream.outcome, w.stream.reason
	sub.ID = sub.Asset
	var flaw string
	sub.Why, sub.Of, flaw = untold(string(why))
	sub.Weakness = weakness(flaw)
	if len(id) > 0 {
		sub.ID = string(id)
	}
	return sub, nil
}

// recent keeps what all subjects of a document have in common, for the latest
// documents that were asked for: each stream names the same documents again. Any
// number of goroutines may share it.
type recent [1 << 14]atomic.Pointer[described]

// described is a document by its number in the table.
type described struct {
	number  int
	subject assessment.Subject
}

// about gives what all subjects of a document have in common.
func (w *rows) about(number int) (*described, error) {
	kept := &w.a.recent[number%len(w.a.recent)]
	if d := kept.Load(); d != nil && d.number == number {
		return d, nil
	}
	raw, err := w.table.Get(number)
	if err != nil {
		return nil, err
	}
	doc := reader{b: raw}
	f := doc.facts()
	if doc.bad {
		return nil, errRecord
	}
	d := &described{number, assessment.Subject{
		Asset: f.asset, Evidence: hex.EncodeToString(f.digest[:]), Collected: f.time(),
		Source: assessment.Source{Path: f.path, Line: f.line, Pointer: f.pointer},
	}}
	d.subject.Source.Digest = d.subject.Evidence
	if f.file > 0 || f.digest == [32]byte{} {
		d.subject.Source.Digest = w.a.r.fileDigest(f.file, f.digest)
	}
	kept.Store(d)
	return d, nil
}

// evidenceSet is a set as others see it.
func (a *assembler) evidenceSet(s *set) assessment.EvidenceSet {
	n := s.stream
	signatures := slices.SortedFunc(maps.Keys(s.signatures), assessment.Signature.Compare)
	return assessment.EvidenceSet{Digest: s.digest, Count: s.count, Files: s.files, Signatures: signatures, Digests: func(yield func(string, error) bool) {
		going := true
		err := a.log.Read(n, func(record []byte) bool {
			going = yield(hex.EncodeToString(record), nil)
			return going
		})
		if err != nil && going {
			yield("", err)
		}
	}}
}
