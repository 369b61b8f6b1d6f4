package evaluate

import (
	"slices"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/evaluate/vex"
)

// speak lets trusted statements speak for the records of a scan: checks see what
// they say. What is said by nobody who is trusted, or where nobody looks for it,
// is noted.
func (w *worker) speak(d *evidence.Document) {
	book := w.r.opt.VEX
	switch d.Kind {
	case vex.Vulnerabilities:
		d.Payload = book.Apply(d.Component, d.Payload)
	case vex.Kind:
		if what, remedy := book.Ignored(d); what != "" {
			w.notes.add(w.note(d, what, remedy, ""))
		}
	}
}

// withStatements is the kinds of a run's evidence set: beside those that it reads,
// statements where they took back something that it reads. kinds is not changed.
func (r *runner) withStatements(kinds []int, c int) []int {
	scans, ok := r.kindIndex[vex.Vulnerabilities]
	statements, also := r.kindIndex[vex.Kind]
	if !ok || !also || !slices.Contains(kinds, scans) || slices.Contains(kinds, statements) || !r.opt.VEX.Changed(r.comps[c]) {
		return kinds
	}
	return append(slices.Clone(kinds), statements)
}

// silent says whether a document is of statements that took nothing back: it is
// behind no outcome then.
func (r *runner) silent(c, k int, f *facts) bool {
	return r.kinds[k].name == vex.Kind && !r.opt.VEX.Used(r.comps[c], f.pointer, f.digest)
}
