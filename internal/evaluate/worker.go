package evaluate

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/evaluate/spool"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// worker judges documents one after another. What it finds it writes down in
// sorters of its own; it shares nothing that changes with other workers but
// what runner guards.
type worker struct {
	r        *runner
	docs     *spool.Sorter // one record for each document, kind and component
	payloads *spool.Sorter // payloads that system-scope checks will see
	asker    asker
	asked    atomic.Pointer[query] // being evaluated
	cache    map[int]*agenda
	gen      uint32 // of cache
	fold     folder
	persons  persons
	notes    notes

	key, rec, value []byte // buffers
}

// agenda is what is asked of documents of one kind and component.
type agenda struct {
	queries []*query
	stopped []int // runs that are asked no more
}

func (w *worker) close() {
	w.docs.Close()
	w.payloads.Close()
}

// document judges one document and writes down the result.
func (w *worker) document(ctx context.Context, d *evidence.Document) error {
	w.r.ledger.Add(d)
	w.notes.count++
	if d.Problem != nil && (d.Kind == "" || d.Component == "") {
		return w.headless(d)
	}
	c, inBoundary := w.r.compIndex[d.Component]
	k, read := w.r.kindIndex[d.Kind]
	switch {
	case !inBoundary:
		w.notes.add(w.note(d, w.stranger(d)+" is not in the boundary; the document is not judged", "correct the component, or add it to scope.boundary", ""))
		return nil
	case !read:
		return nil
	}
	reason, why, at := w.r.state(d, k)
	w.remark(d, reason, why, at)
	if d.Kind == assessment.KindInventory {
		w.r.inventory.add(w.r, d, c, reason, why)
	}
	if reason == "" {
		w.speak(d)
	}
	w.begin(d, c, k, reason, why)
	info := &w.r.kinds[k]
	if reason == "" {
		if len(info.runs) > 0 {
			if err := w.judge(ctx, d, c, k); err != nil {
				return err
			}
		}
		if info.joined[c] {
			if err := w.keep(d); err != nil {
				return err
			}
		}
	}
	return w.docs.Add(w.key, w.rec)
}

// stranger names a component that is not judged: by its key where the system has
// it, for anything else is content.
func (w *worker) stranger(d *evidence.Document) string {
	if sys := w.r.plan.System; sys != nil && slices.ContainsFunc(sys.Components, func(c assessment.Component) bool { return c.Key == d.Component }) {
		return "component " + strictyaml.Quote(d.Component)
	}
	return "a component that the system does not have"
}

// headless writes a document that does not say what it is down for everything
// that its sources entry declares.
func (w *worker) headless(d *evidence.Document) error {
	reason := problemReason(d)
	w.remark(d, reason, d.Problem.What, "")
	if w.r.opt.EntryDeclares == nil {
		return nil
	}
	kinds, comps := w.r.opt.EntryDeclares(d.Entry)
	if d.Kind != "" {
		kinds = []string{d.Kind}
	}
	if d.Component != "" {
		comps = []string{d.Component}
	}
	for _, kind := range kinds {
		for _, comp := range comps {
			k, read := w.r.kindIndex[kind]
			c, inBoundary := w.r.compIndex[comp]
			if !read || !inBoundary {
				continue
			}
			if kind == assessment.KindInventory {
				w.r.inventory.add(w.r, d, c, reason, d.Problem.What)
			}
			w.begin(d, c, k, reason, d.Problem.What)
			if err := w.docs.Add(w.key, w.rec); err != nil {
				return err
			}
		}
	}
	return nil
}

// state says why a document cannot be judged: it is broken, of wrong or unknown
// age, or not valid against its schema, and then at which pointer of its file. An
// empty reason means it can.
func (r *runner) state(d *evidence.Document, k int) (reason assessment.Reason, why, at string) {
	if d.Problem != nil {
		return problemReason(d), d.Problem.What, ""
	}
	kind, maxAge := r.kinds[k].schema()
	if kind == nil {
		return assessment.ReasonMalformed, "the schema of " + r.kinds[k].name + " cannot be read", ""
	}
	switch d.Age(r.plan.AsOf, maxAge) {
	case evidence.AgeUnknown:
		return assessment.ReasonUnknownAge, "no time of collection is known", ""
	case evidence.Future:
		return assessment.ReasonFuture, "collected " + d.Collected.UTC().Format(time.RFC3339) + ", after the assessment time", ""
	case evidence.Stale:
		return assessment.ReasonStale, "collected " + d.Collected.UTC().Format(time.RFC3339) + ", older than " + ageText(maxAge), ""
	}
	found := kind.Program.Check(d.Payload, maxViolations)
	if len(found) == 0 {
		return "", "", ""
	}
	v := found[0]
	why = "not valid against the schema of " + kind.Name + " at " + pointerText(v.Pointer) + ": " + v.Message
	if n := len(found) - 1; n > 0 {
		why += " (and more)"
	}
	return assessment.ReasonMalformed, why, d.Within(v.Pointer)
}

const maxViolations = 2

// problemReason is the reason that a broken document gives its outcomes: the
// word of its fault.
func problemReason(d *evidence.Document) assessment.Reason {
	return assessment.Reason(cmp.Or(d.Fault, evidence.Malformed))
}

func pointerText(p string) string {
	if p == "" {
		return "its root"
	}
	return p
}

// ageText writes an age as sources and schemas do: 30d, 12h, 90m.
func ageText(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d%day == 0:
		return strconv.Itoa(int(d/day)) + "d"
	case d%time.Hour == 0:
		return strconv.Itoa(int(d/time.Hour)) + "h"
	}
	return strconv.Itoa(int(d/time.Minute)) + "m"
}

// judge asks everything that applies to the document and appends the answers to
// its record.
func (w *worker) judge(ctx context.Context, d *evidence.Document, c, k int) error {
	p, err := w.agenda(c, k)
	if err != nil {
		return err
	}
	for _, i := range p.stopped {
		cause := w.r.stopped[i].Load()
		w.undecided(i, causeReason(cause), "not evaluated: the check was stopped before")
	}
	if len(p.queries) == 0 {
		return nil
	}
	w.fold.blind = !d.Shows()
	input := ast.NewTerm(d.Payload)
	foreign := input
	w.persons.begin(c)
	if kind, _ := w.r.kinds[k].schema(); kind != nil {
		w.persons.add(kind, d.Payload)
		w.fold.twice = kind.Twice(d.Payload)
		foreign = ast.NewTerm(kind.InputOf(d))
	}
	defer func() { w.fold.blind, w.fold.twice = false, nil }()
	w.asker.view.about(func() ast.Value { return documentFacts(d) })
	for _, q := range p.queries {
		of := input
		if w.r.runs[q.runs[0]].check.Conftest {
			of = foreign
		}
		if err := w.put(ctx, q, of, assetOf(d)); err != nil {
			return err
		}
	}
	return nil
}

// put asks one query and appends the answer of each of its runs. A query that
// fails is asked run by run, to find which one it was.
func (w *worker) put(ctx context.Context, q *query, input *ast.Term, asset string) error {
	w.asked.Store(q)
	list, f := w.asker.ask(ctx, q, input)
	if err := ctx.Err(); err != nil {
		return err
	}
	if f == nil {
		for i, run := range q.runs {
			w.answer(run, q.slots[i], list, asset)
		}
		return nil
	}
	if len(q.runs) == 1 {
		run := q.runs[0]
		if f.cause != causeNone {
			w.r.stop(run, f.cause)
		}
		w.undecided(run, f.reason, f.why)
		return nil
	}
	singles, err := w.r.singles(q)
	if err != nil {
		return err
	}
	for _, s := range singles {
		if err := w.put(ctx, s, input, asset); err != nil {
			return err
		}
	}
	return nil
}

// answer folds what one run says into the record.
func (w *worker) answer(run int, s slot, list *ast.Array, asset string) {
	info := &w.r.runs[run]
	var subjects ast.Value
	if s.subjects >= 0 {
		subjects = list.Elem(s.subjects).Value
	}
	observations := list.Elem(s.observations).Value
	if info.check.Conftest {
		w.fold.messages(observations, asset, info.unit.entries[info.check.ID].complete, info.check.EmptyPasses)
	} else {
		w.fold.outcomes(subjects, observations, asset)
	}
	if w.fold.blind {
		w.fold.unseen()
	}
	if w.fold.twice != nil {
		w.fold.namesakes()
	}
	w.people(run)
	w.rec = w.fold.append(w.rec, run)
}

// undecided appends one undecided subject: the document's own.
func (w *worker) undecided(run int, reason assessment.Reason, why string) {
	w.fold.one(reason, why)
	w.rec = w.fold.append(w.rec, run)
}

// agenda gives what is asked of documents of kind k and component c.
func (w *worker) agenda(c, k int) (*agenda, error) {
	if gen := w.r.gen.Load(); gen != w.gen {
		clear(w.cache)
		w.gen = gen
	}
	at := c<<16 | k
	if p := w.cache[at]; p != nil {
		return p, nil
	}
	p, err := w.r.agenda(w.r.kinds[k].runs, c)
	if err != nil {
		return nil, err
	}
	w.cache[at] = p
	return p, nil
}

// agenda groups those of the runs that apply to component c by unit and
// parameters, a query for each group.
func (r *runner) agenda(runs []int, c int) (*agenda, error) {
	p := &agenda{}
	var keys []string
	groups := map[string][]int{}
	for _, i := range runs {
		info := &r.runs[i]
		switch {
		case !info.applies[c] || info.blocked:
			continue
		case r.stopped[i].Load() != causeNone:
			p.stopped = append(p.stopped, i)
			continue
		}
		if err := r.e.compile(info.unit); err != nil {
			return nil, err
		}
		key := strconv.Itoa(slices.Index(r.e.units, info.unit)) + "\x00" + info.group
		if groups[key] == nil {
			keys = append(keys, key)
		}
		groups[key] = append(groups[key], i)
	}
	for _, key := range keys {
		q, err := r.query(groups[key])
		if err != nil {
			return nil, err
		}
		p.queries = append(p.queries, q)
	}
	return p, nil
}

// query gives the compiled query over runs of one unit and parameter set.
func (r *runner) query(runs []int) (*query, error) {
	var key strings.Builder
	var ids []string
	for _, i := range runs {
		key.WriteString(strconv.Itoa(i) + " ")
		ids = append(ids, r.runs[i].check.ID)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if q := r.queries[key.String()]; q != nil {
		return q, nil
	}
	first := &r.runs[runs[0]]
	params, err := parameters(first.run)
	if err != nil {
		return nil, err
	}
	q, err := newQuery(first.unit, runs, ids, params)
	if err != nil {
		return nil, regoProblems(err, first.check.Source.Path, nil)
	}
	r.queries[key.String()] = q
	return q, nil
}

// singles gives a query for each run of q.
func (r *runner) singles(q *query) ([]*query, error) {
	q.once.Do(func() {
		for _, run := range q.runs {
			s, err := r.query([]int{run})
			if err != nil {
				q.err = err
				return
			}
			q.singles = append(q.singles, s)
		}
	})
	return q.singles, q.err
}

// stop remembers that a run is asked no more.
func (r *runner) stop(run int, cause uint32) {
	if r.stopped[run].CompareAndSwap(causeNone, cause) {
		r.gen.Add(1)
	}
}

// names lists the checks of a query, for a message.
func (r *runner) names(q *query) string {
	if q == nil {
		return ""
	}
	var ids []string
	for _, i := range q.runs {
		ids = append(ids, r.runs[i].check.ID)
	}
	return strings.Join(ids, ", ")
}

// assetOf is the subject of a document: what its envelope names, else its
// component.
func assetOf(d *evidence.Document) string {
	if d.Subject != "" {
		return d.Subject
	}
	return d.Component
}
