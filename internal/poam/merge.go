package poam

import (
	"errors"
	"iter"
	"slices"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// errOrder is the state's own disorder: its affected subjects must be sorted,
// each once, for closing to be decided in one pass.
var errOrder = errors.New("the recorded affected subjects are not in order of component, asset and id")

// merge joins the affected subjects of an item with what this run saw. With
// adopt, subjects that fail now and are not among them are added; failing says
// that the check has a risk in this run, so that no component is cleared as a
// whole. It counts what changed; where nothing does it gives back previous itself.
func (v *view) merge(previous assessment.AffectedSet, adopt, failing bool) (assessment.AffectedSet, changes, error) {
	j := join{view: v, previous: sorted(previous), adopt: adopt, failing: failing}
	var out assessment.AffectedSet
	var all changes
	err := j.walk(func(a assessment.Affected, c change) bool {
		all.add(c, &a)
		out.Count++
		if a.Cleared.IsZero() {
			out.Open++
		}
		if out.Count <= assessment.InlineAffected {
			out.Inline = append(out.Inline, a)
		}
		return true
	})
	if err != nil || !all.any() {
		return previous, all, err
	}
	if out.Count > assessment.InlineAffected {
		out.Inline, out.Stream = nil, j.all()
	}
	return out, all, nil
}

// sorted puts the inline subjects in order, in case a person edited them.
func sorted(s assessment.AffectedSet) assessment.AffectedSet {
	if s.Stream == nil {
		s.Inline = slices.SortedStableFunc(slices.Values(s.Inline), assessment.Affected.Compare)
	}
	return s
}

// change is what a run makes of an affected subject.
type change uint8

const (
	same     change = iota
	renewed         // affected as before, on newer evidence
	joined          // affected for the first time
	returned        // affected again
	verified        // by a fresh pass
	unlisted        // by a newer scan that lists it no longer
	retired         // its asset is in the inventory no more
)

// join is a merge-join of two sorted streams: the affected subjects before, and
// the subjects seen now. Neither is held in memory.
type join struct {
	view     *view
	previous assessment.AffectedSet
	adopt    bool
	failing  bool
	// split takes in findings with ids of their own and nothing else; without it they
	// are left to items of theirs. With young those within their time too.
	split, young bool
}

// all yields the joined set, walking both streams anew each time.
func (j join) all() iter.Seq2[assessment.Affected, error] {
	return func(yield func(assessment.Affected, error) bool) {
		err := j.walk(func(a assessment.Affected, _ change) bool { return yield(a, nil) })
		if err != nil {
			yield(assessment.Affected{}, err)
		}
	}
}

// walk calls yield for each subject of the joined set in order, with what became
// of it.
func (j join) walk(yield func(assessment.Affected, change) bool) error {
	seen, doubtful := everything, inDoubt
	if j.previous.Count == 0 && !j.young {
		// Of a new item nothing is verified: what passes, most of a fleet, is not
		// asked for.
		seen, doubtful = failing, nothing
	}
	before, now, doubts := newCursor(j.previous.All()), newCursor(j.view.sights(seen)), newCursor(j.view.sights(doubtful))
	defer before.stop()
	defer now.stop()
	defer doubts.stop()
	looks := &looks{view: j.view}
	defer looks.stop()
	for !before.done || !now.done {
		if err := errors.Join(before.err, now.err, doubts.err, looks.err); err != nil {
			return err
		}
		order := compareHeads(before, now)
		emit, a, became := true, before.head, joined
		switch {
		case order < 0:
			became = max(j.doubtful(&a), j.unseen(&a, now, doubts, looks))
		case order == 0:
			became = max(j.doubtful(&a), j.seen(&a, now.head, doubts))
		default:
			a, emit = j.fresh(now.head)
		}
		if emit && !yield(a, became) {
			return nil
		}
		if order >= 0 {
			now.step()
		}
		if order <= 0 {
			before.step()
			if !before.done && before.last.Compare(before.head) >= 0 {
				return errOrder
			}
		}
	}
	return errors.Join(before.err, now.err, doubts.err, looks.err)
}

func everything(*assessment.Observation) bool { return true }

func nothing(*assessment.Observation) bool { return false }

func failing(o *assessment.Observation) bool { return o.Counts() == assessment.Fail }

func inDoubt(o *assessment.Observation) bool { return o.Counts() == assessment.Undecided }

// compareHeads orders the subject known before against the one seen now; a
// stream that has ended comes last.
func compareHeads(before *cursor[assessment.Affected], now *cursor[sight]) int {
	switch {
	case before.done:
		return 1
	case now.done:
		return -1
	}
	return before.head.Compare(now.head.Affected)
}

// doubtful gives a subject whose last failure the recorded state does not tell
// the latest that it can have been: only evidence from after this run verifies
// it.
func (j join) doubtful(a *assessment.Affected) change {
	if !a.Cleared.IsZero() || !a.Last.IsZero() {
		return same
	}
	a.Last = j.view.asOf
	return renewed
}

// seen brings a known subject up to date with a sight of it.
func (j join) seen(a *assessment.Affected, s sight, doubts *cursor[sight]) change {
	switch {
	case (s.outcome == assessment.Fail || j.young && s.stands()) && !a.Cleared.IsZero():
		was := *a
		*a = j.view.failed(s) // back again: what cleared it no longer holds
		a.Finding = was.Finding
		if was.Last.After(a.Last) {
			a.Last, a.Evidence = was.Last, was.Evidence // on older evidence than it failed on before
		}
		return returned
	case s.outcome == assessment.Fail || j.young && s.stands():
		return j.again(a, s)
	case s.outcome != assessment.Pass || !a.Cleared.IsZero():
		return same
	case j.view.stopped || j.view.doubted(a, doubts) || !outlives(a, s.Last, s.Evidence):
		return same
	}
	a.Cleared, a.How = j.view.asOf, assessment.FreshPass
	return verified
}

// again remembers that a subject failed once more: the parts it is a finding of,
// whatever the age of the evidence, and what newer evidence says. Where subjects
// are too many to stand in the document the words stay those of the first
// failure, so that their file stays too.
func (j join) again(a *assessment.Affected, s sight) change {
	became := same
	if parts := widened(a.Parts, s.Parts); !slices.Equal(parts, a.Parts) {
		a.Parts, became = parts, renewed
	}
	f := j.view.failed(s)
	if s.Last.IsZero() || !f.Last.After(a.Last) {
		return became
	}
	a.Last = f.Last
	if j.previous.Stream == nil {
		a.Why, a.Evidence = f.Why, f.Evidence
	}
	return renewed
}

// widened are the parts of a finding that was seen under more of them. One that
// any evidence listed without a part, now or before, has none for good: that it
// is gone from its parts says nothing of that evidence.
func widened(known, seen []string) []string {
	if len(known) == 0 || len(seen) == 0 {
		return nil
	}
	for _, part := range seen {
		known = with(known, part)
	}
	return known
}

// outlives says whether a pass counts after the last failure of a subject. At
// the same time it does only where it is of the very evidence that failed, which
// is judged otherwise now; of two pieces nobody knows which came last.
//
// Source: DESIGN 4, "An older pass never rescues a newer failure", "same time
// and different payload: both count".
func outlives(a *assessment.Affected, pass time.Time, evidence string) bool {
	last := latest(a.Since, a.Last)
	return pass.After(last) || pass.Equal(last) && evidence != "" && evidence == a.Evidence
}

// unseen looks for what else may clear a subject that no observation names: a
// newer scan lists it no longer; its component passes as a whole, where the
// subject stands for all of it; or its asset is retired.
func (j join) unseen(a *assessment.Affected, now, doubts *cursor[sight], l *looks) change {
	v := j.view
	if !a.Cleared.IsZero() || v.stopped {
		return same
	}
	if v.unlisted(a, doubts, l) {
		a.Cleared, a.How = v.asOf, assessment.Unlisted
		return unlisted
	}
	if a.WholeComponent() {
		evidence, passes := v.passes[a.Component]
		pass := evidence.first
		if a.Evidence == "" {
			pass = evidence.last // no evidence had shown the failure, but a parameter
		}
		if !passes || j.failing || !outlives(a, pass, "") {
			return same
		}
		a.Cleared, a.How = v.asOf, assessment.FreshPass
		return verified
	}
	asset := func(s sight) bool { return s.Component == a.Component && s.Asset == a.Asset }
	if asset(now.last) || (!now.done && asset(now.head)) {
		return same // the asset itself is still there
	}
	list, ok := v.inventory[a.Component]
	if !ok || list.Planned || len(list.Assets) == 0 || !outlives(a, list.Collected, "") || list.Lists(a.Asset) {
		return same
	}
	if a.Asset == "" || a.Asset == a.Component {
		return same // a component is not an asset of its own inventory
	}
	a.Cleared, a.How = v.asOf, assessment.Retired
	return retired
}

// fresh takes in a subject that was not known; ok is false where it need not
// be.
func (j join) fresh(s sight) (a assessment.Affected, ok bool) {
	switch {
	case !j.adopt || j.split != (s.flaw != nil):
		return assessment.Affected{}, false
	case s.outcome != assessment.Fail && !(j.young && s.stands()):
		return assessment.Affected{}, false
	}
	a = j.view.failed(s)
	if s.flaw != nil {
		a.Finding = s.flaw.ID
	}
	return a, true
}

// failed is the affected subject that a failing sight makes.
func (v *view) failed(s sight) assessment.Affected {
	a := s.Affected
	for _, t := range []*time.Time{&a.Since, &a.Last} {
		if t.IsZero() || t.After(v.asOf) {
			*t = v.asOf
		}
	}
	return a
}

// doubted says whether the subject's component or asset is undecided as a
// whole, so that a pass of the subject from other evidence verifies nothing.
func (v *view) doubted(a *assessment.Affected, doubts *cursor[sight]) bool {
	if v.marked[a.Component] {
		return true
	}
	asset := assessment.Affected{Component: a.Component, Asset: a.Asset}
	for !doubts.done {
		d := doubts.head
		whole := d.ID == "" || d.ID == d.Asset
		place := assessment.Affected{Component: d.Component, Asset: d.Asset}
		switch order := place.Compare(asset); {
		case order > 0:
			return false
		case order == 0 && whole:
			return true
		}
		doubts.step()
	}
	return false
}

// cursor reads a stream one element ahead. After an error it is done.
type cursor[T any] struct {
	next func() (T, error, bool)
	stop func()
	last T // the element before head
	head T
	done bool
	err  error
}

func newCursor[T any](seq iter.Seq2[T, error]) *cursor[T] {
	next, stop := iter.Pull2(seq)
	c := &cursor[T]{next: next, stop: stop}
	c.step()
	return c
}

func (c *cursor[T]) step() {
	c.last = c.head
	head, err, ok := c.next()
	if err != nil {
		c.err, c.done = err, true
		return
	}
	c.head, c.done = head, !ok
}
