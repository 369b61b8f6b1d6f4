package evaluate

import (
	"cmp"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
)

// maxNotes is how many notes on evidence are told; the first in order.
const maxNotes = 200

// notes gathers what there is to tell about documents, without their content.
// It keeps the first few in order, whatever the order they come in.
type notes struct {
	count int // documents
	list  []assessment.Note
	total int
}

func (n *notes) add(note assessment.Note) {
	n.total++
	if len(n.list) >= 2*maxNotes {
		n.trim()
	}
	n.list = append(n.list, note)
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

// note adds a note on a document. Kind and component are told only where they
// are known ones: anything else is content.
func (w *worker) note(d *evidence.Document, what, remedy string) {
	n := assessment.Note{
		Source: assessment.Source{Path: d.Path, Line: d.Line, Pointer: strings.Clone(d.Pointer), Digest: hex.EncodeToString(d.Digest[:])},
		What:   strings.Clone(what), Remedy: remedy,
	}
	// The document's own texts end with it.
	if k, ok := w.r.kindIndex[d.Kind]; ok {
		n.Kind = w.r.kinds[k].name
	}
	if c, ok := w.r.compIndex[d.Component]; ok {
		n.Component = w.r.comps[c]
	}
	w.notes.add(n)
}

// remark notes why a document counts less than a whole, fresh and attributed
// one would.
func (w *worker) remark(d *evidence.Document, reason assessment.Reason, why string) {
	switch {
	case d.Problem != nil:
		w.note(d, why, d.Problem.Remedy)
	case reason == assessment.ReasonStale:
		w.note(d, why, "collect it again")
	case reason == assessment.ReasonFuture:
		w.note(d, why, "correct the clock of the collector, or assess at a later time")
	case reason == assessment.ReasonUnknownAge:
		w.note(d, why, "write collected into the evidence, or into its entry under sources")
	case reason != "":
		w.note(d, why, "correct the collector; assay evidence kinds KIND shows the schema")
	case d.Asserted:
		w.note(d, "its component is asserted by configuration: nothing says which targets the component has", "list its hosts, images or repositories under targets of the component")
	case d.ZoneAssumed:
		w.note(d, "the time of collection has no zone and was read as UTC", "write the time with its zone, as in 2026-01-31T09:00:00Z")
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
	}
	all.trim()
	s.Notes, s.NotesCut = all.list, all.total-len(all.list)
	_, s.Superseded = r.ledger.Count()
	return s
}
