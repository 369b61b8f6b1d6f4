package evaluate

import (
	"cmp"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
)

// maxNotes is how many notes on evidence are told; the first in order.
const maxNotes = 200

// maxPointer is where a pointer is cut: into a thousand levels it would fill the screen.
const maxPointer = 200

// notes gathers what there is to tell about documents, without their content.
// It keeps the first few in order, whatever the order they come in.
type notes struct {
	count  int // documents
	list   []assessment.Note
	total  int
	common map[commonKey]*common
}

// common is what holds of many documents in the same words, which is told once:
// of how many, and of which the first are.
type common struct {
	note  assessment.Note // of the first in order
	count int
	paths []string // the first few, sorted, each once
}

type commonKey struct{ component, what string }

// commonPaths is how many paths a common note names.
const commonPaths = 3

func (n *notes) add(note assessment.Note) {
	n.total++
	if len(n.list) >= 2*maxNotes {
		n.trim()
	}
	n.list = append(n.list, note)
}

// share adds a note that holds of many documents, or of count of them at paths.
func (n *notes) share(note assessment.Note, count int, paths ...string) {
	if n.common == nil {
		n.common = map[commonKey]*common{}
	}
	key := commonKey{note.Component, note.What}
	c := n.common[key]
	if c == nil {
		c = &common{note: note}
		n.common[key] = c
	}
	if compareNotes(note, c.note) < 0 {
		c.note = note
	}
	c.count += count
	for _, path := range paths {
		if at, there := slices.BinarySearch(c.paths, path); !there && at < commonPaths {
			c.paths = slices.Insert(c.paths, at, path)
			c.paths = c.paths[:min(len(c.paths), commonPaths)]
		}
	}
}

// told is the one note on all the documents.
func (c *common) told() assessment.Note {
	n := c.note
	if c.count > 1 {
		n.Kind = "" // the documents may be of several
		n.What += "; so it is of " + strconv.Itoa(c.count) + " pieces of evidence"
		if more := c.paths[1:]; len(more) > 0 {
			n.What += ", as " + strings.Join(more, " and ")
		}
	}
	return n
}

func (n *notes) trim() {
	slices.SortFunc(n.list, compareNotes)
	n.list = n.list[:min(len(n.list), maxNotes)]
}

func compareNotes(a, b assessment.Note) int {
	return cmp.Or(
		cmp.Compare(a.Source.Path, b.Source.Path),
		cmp.Compare(a.Source.Line, b.Source.Line),
		cmp.Compare(a.Source.Pointer, b.Source.Pointer),
		cmp.Compare(a.Kind, b.Kind),
		cmp.Compare(a.Component, b.Component),
		cmp.Compare(a.What, b.What),
	)
}

// note is a note on a document, at the pointer where that is known better than by
// the document. Kind and component are told only where they are known ones:
// anything else is content.
func (w *worker) note(d *evidence.Document, what, remedy, at string) assessment.Note {
	n := assessment.Note{
		Source: assessment.Source{Path: d.Path, Line: d.Line, Pointer: strings.Clone(cmp.Or(at, d.Pointer)), Digest: hex.EncodeToString(d.Digest[:])},
		What:   strings.Clone(what), Remedy: remedy,
	}
	if p := d.Problem; p != nil {
		n.Source.Line = cmp.Or(p.Place.Line, n.Source.Line)
		n.Source.Pointer = strings.Clone(cmp.Or(p.Place.Pointer, n.Source.Pointer))
	}
	if len(n.Source.Pointer) > maxPointer {
		n.Source.Pointer = strings.ToValidUTF8(n.Source.Pointer[:maxPointer], "") + "…"
	}
	// The document's own texts end with it.
	if k, ok := w.r.kindIndex[d.Kind]; ok {
		n.Kind = w.r.kinds[k].name
	}
	if c, ok := w.r.compIndex[d.Component]; ok {
		n.Component = w.r.comps[c]
	}
	return n
}

// remark notes why a document counts less than a whole, fresh and attributed
// one would. at is the pointer in its file of what is wrong, where that is known.
func (w *worker) remark(d *evidence.Document, reason assessment.Reason, why, at string) {
	const (
		asserted = "its component is asserted by configuration: nothing says which targets the component has"
		zoneless = "the time of collection has no zone and was read as UTC"
	)
	tell := func(remedy string) { w.notes.add(w.note(d, why, remedy, at)) }
	share := func(what, remedy string) { w.notes.share(w.note(d, what, remedy, ""), 1, d.Path) }
	switch {
	case d.Problem != nil:
		tell(d.Problem.Remedy)
	case reason == assessment.ReasonStale:
		tell("collect it again")
	case reason == assessment.ReasonFuture:
		tell("correct the clock of the collector, or assess at a later time")
	case reason == assessment.ReasonUnknownAge:
		tell("write collected into the evidence, or into its entry under sources")
	case reason != "":
		tell("correct the collector; assay evidence kinds KIND shows the schema")
	case d.Asserted:
		share(asserted, "list its hosts, images or repositories under targets of the component")
	case d.ZoneAssumed:
		share(zoneless, "write the time with its zone, as in 2026-01-31T09:00:00Z")
	}
}

// summary joins the notes of all workers.
func (r *runner) summary(workers []*worker) assessment.EvidenceSummary {
	var s assessment.EvidenceSummary
	var all notes
	for _, w := range workers {
		all.list = append(all.list, w.notes.list...)
		all.total += w.notes.total
		s.Envelopes += w.notes.count
		for _, c := range w.notes.common {
			all.share(c.note, c.count, c.paths...)
		}
	}
	for _, c := range all.common {
		all.add(c.told())
	}
	for _, n := range r.opt.VEX.Notes() {
		all.add(n)
	}
	all.trim()
	s.Notes, s.NotesCut = all.list, all.total-len(all.list)
	_, s.Superseded = r.ledger.Count()
	return s
}
