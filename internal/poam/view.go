package poam

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// number reads the digits of a POAM-ID; anything but one to nine digits is an
// error, so that no id written by hand can wrap the counter.
func number(digits string) (int, error) {
	if len(digits) > 9 {
		return 0, errors.New("too many digits")
	}
	n, err := strconv.ParseUint(digits, 10, 32)
	return int(n), err
}

// view is what this run saw of one check, over all its runs in effect.
type view struct {
	check     string
	asOf      time.Time
	seen      []*assessment.Observation // sorted by component
	inventory map[string]assessment.Inventory
	stopped   bool            // the clock or the heap cut the check short: nothing is verified
	passes    map[string]span // components it passes on as a whole
	marked    map[string]bool // components undecided as a whole
	evidence  []string        // evidence sets of what passes, sorted
	first     time.Time
	flawed    bool // some of it are findings with ids of their own; known once they are folded
}

// span is when the evidence of a component was collected.
type span struct{ first, last time.Time }

// view gathers the observations of a check, and what they say of whole
// components.
func (f *folding) view(c *assessment.Check) (*view, error) {
	if v := f.views[c.ID]; v != nil {
		return v, nil
	}
	v := &view{check: c.ID, asOf: f.asOf, inventory: f.results.Inventory, passes: map[string]span{}, marked: map[string]bool{}}
	runs := f.runsOf(c.ID)
	broken := map[string]bool{}
	for i := range f.results.Observations {
		o := &f.results.Observations[i]
		if said := o.Said != nil && o.Run.Check == c.ID; !said && !runs[o.Run] {
			continue
		}
		v.seen = append(v.seen, o)
		v.stopped = v.stopped || o.Reason == assessment.ReasonDeadline || o.Reason == assessment.ReasonMemory
		switch o.Counts() {
		case assessment.Pass:
			p := v.passes[o.Component]
			v.passes[o.Component] = span{first: earliest(p.first, o.First), last: latest(p.last, o.Last)}
			if o.EvidenceSet != "" {
				v.evidence = append(v.evidence, o.EvidenceSet)
			}
			v.first = earliest(v.first, o.First)
		case assessment.Fail:
			broken[o.Component] = true
		case assessment.Undecided:
			broken[o.Component] = true
			if err := v.mark(o); err != nil {
				return nil, err
			}
		}
		if o.Population.Missing > 0 {
			broken[o.Component] = true
		}
	}
	for c := range broken {
		delete(v.passes, c)
	}
	v.stopped = v.stopped && !f.results.Complete
	v.evidence = slices.Compact(slices.Sorted(slices.Values(v.evidence)))
	slices.SortStableFunc(v.seen, func(a, b *assessment.Observation) int { return cmp.Compare(a.Component, b.Component) })
	f.views[c.ID] = v
	return v, nil
}

// runsOf lists the runs of a check that some binding in effect lets fail a
// target.
func (f *folding) runsOf(check string) map[assessment.RunKey]bool {
	if f.runs == nil {
		f.runs = map[string]map[assessment.RunKey]bool{}
		for i := range f.results.Scope.Bindings {
			b := &f.results.Scope.Bindings[i]
			if b.Disabled != nil || b.Strength == assessment.Informs {
				continue
			}
			for _, k := range b.Runs {
				if f.runs[k.Check] == nil {
					f.runs[k.Check] = map[assessment.RunKey]bool{}
				}
				f.runs[k.Check][k] = true
			}
		}
	}
	return f.runs[check]
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// earliest is the earlier of two times; one that is not known does not count.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// mark notes a component that is undecided as a whole: then no subject of it is
// verified, whatever another piece of evidence shows.
func (v *view) mark(o *assessment.Observation) error {
	for s, err := range o.Each() {
		if err != nil {
			return err
		}
		if affected(o, s).WholeComponent() {
			v.marked[o.Component] = true
			return nil
		}
	}
	return nil
}

// clean says whether the check was judged somewhere and passes wherever it was.
func (v *view) clean() bool {
	if v.stopped || len(v.passes) == 0 {
		return false
	}
	for _, o := range v.seen {
		if _, ok := v.passes[o.Component]; !ok {
			return false
		}
	}
	return true
}

// affected is the key of a subject, with what was seen of it. One that has no
// evidence of its own, as where a check joins kinds, rests on all evidence of
// its component: it fails as of the newest of it and passes as of the oldest. A
// parameter is no evidence and has no time.
func affected(o *assessment.Observation, s assessment.Subject) assessment.Affected {
	at := s.Collected
	if at.IsZero() && o.Reason != assessment.ReasonParameter {
		if at = o.First; o.Outcome == assessment.Fail {
			at = o.Last
		}
	}
	at = at.UTC().Truncate(time.Second)
	return assessment.Affected{
		Component: o.Component, Asset: s.Asset, ID: s.ID, Since: at, Last: at, Why: s.Why, Evidence: s.Evidence,
	}
}

// sight is all that was seen of one subject. Fail outranks undecided, which
// outranks a pass.
type sight struct {
	// Affected is the key, and the times of the earliest and latest evidence of
	// the outcome; why and evidence are of the latest; parts are all it is a
	// finding of, none where some evidence lists it whatever its outcome.
	assessment.Affected
	outcome assessment.Outcome
	whole   bool // some evidence does so
	flaw    *assessment.Weakness
}

// stands says whether a finding with an id of its own is there, whatever the outcome.
func (s *sight) stands() bool {
	return s.flaw != nil && s.flaw.Stands && s.outcome != assessment.Undecided
}

// sights merges the observations of a check into one stream, sorted by
// component, asset and id, each subject once.
func (v *view) sights(only func(*assessment.Observation) bool) iter.Seq2[sight, error] {
	return func(yield func(sight, error) bool) {
		for i := 0; i < len(v.seen); {
			j := i
			var group []*assessment.Observation
			for ; j < len(v.seen) && v.seen[j].Component == v.seen[i].Component; j++ {
				if only(v.seen[j]) {
					group = append(group, v.seen[j])
				}
			}
			if !mergeGroup(group, yield) {
				return
			}
			i = j
		}
	}
}

// source is one observation being read.
type source struct {
	o    *assessment.Observation
	next func() (assessment.Subject, error, bool)
	head assessment.Affected
	of   string               // of head: the part it is a finding of
	flaw *assessment.Weakness // of head
	done bool
}

// sourceOf begins to read an observation.
func sourceOf(o *assessment.Observation) (s *source, stop func(), err error) {
	next, stop := iter.Pull2(o.Each())
	s = &source{o: o, next: next}
	return s, stop, s.advance()
}

// advance moves to the next subject; subjects must not go backwards.
func (s *source) advance() error {
	subject, err, ok := s.next()
	if err != nil {
		return err
	}
	if !ok {
		s.done = true
		return nil
	}
	was := s.head
	s.head, s.of, s.flaw = affected(s.o, subject), subject.Of, subject.Weakness
	if was.Component != "" && was.Compare(s.head) > 0 {
		return fmt.Errorf("observations of %s on %s are out of order", s.o.Run.Check, s.o.Component)
	}
	return nil
}

// mergeGroup merges the observations of one component; it says whether the
// caller wants more.
func mergeGroup(group []*assessment.Observation, yield func(sight, error) bool) bool {
	var open []*source
	for _, o := range group {
		s, stop, err := sourceOf(o)
		defer stop()
		if err != nil {
			yield(sight{}, err)
			return false
		}
		open = append(open, s)
	}
	for {
		open = slices.DeleteFunc(open, func(s *source) bool { return s.done })
		if len(open) == 0 {
			return true
		}
		key := slices.MinFunc(open, func(a, b *source) int { return a.head.Compare(b.head) }).head
		one := sight{Affected: assessment.Affected{Component: key.Component, Asset: key.Asset, ID: key.ID}, outcome: assessment.Skip}
		for _, s := range open {
			for !s.done && s.head.Compare(key) == 0 {
				one.add(s.o.Counts(), s.head, s.of, s.flaw)
				if err := s.advance(); err != nil {
					yield(sight{}, err)
					return false
				}
			}
		}
		if !yield(one, nil) {
			return false
		}
	}
}

// add takes one more outcome of the subject into account.
func (s *sight) add(outcome assessment.Outcome, a assessment.Affected, of string, flaw *assessment.Weakness) {
	first := weight(outcome) > weight(s.outcome)
	if first {
		s.outcome, s.Since, s.Parts, s.whole, s.flaw = outcome, a.Since, nil, false, nil
	}
	if outcome != s.outcome {
		return
	}
	if s.whole = s.whole || of == ""; s.whole {
		s.Parts = nil
	} else {
		s.Parts = with(s.Parts, of)
	}
	if flaw != nil && (s.flaw == nil || flaw.Level.Above(s.flaw.Level)) {
		s.flaw = flaw
	}
	s.Since = earliest(s.Since, a.Since)
	if first || a.Last.After(s.Last) {
		s.Last, s.Why, s.Evidence = a.Last, a.Why, a.Evidence
	}
}

// with is a sorted list with one more text; the list itself stays as it is.
func with(list []string, text string) []string {
	at, there := slices.BinarySearch(list, text)
	if there {
		return list
	}
	return slices.Insert(slices.Clone(list), at, text)
}

func weight(o assessment.Outcome) int {
	switch o {
	case assessment.Fail:
		return 3
	case assessment.Pass:
		return 1
	case assessment.Skip:
		return 0
	}
	return 2
}
