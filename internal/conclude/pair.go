package conclude

import (
	"cmp"
	"slices"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// state is what one run says of one component. The zero value is the safe one.
type state uint8

const (
	undecided state = iota
	passed
	failed
	absent    // no source declared and nothing seen: not assessed there
	elsewhere // the check does not look at components of this type
)

// pair is a run and a component with all that was seen of it.
type pair struct {
	run       *assessment.Run
	check     *assessment.Check // never nil
	component string
	state     state
	reason    assessment.Reason // of an undecided or failed pair; the most telling
	counted   []int             // observations that count, indexes into obs.All
	failing   []int             // of them those that fail
	open      []int             // of them those that are undecided
	unknown   []int             // of them those that name an asset no inventory knows
	undeclare []string          // kinds no source declares for the component
	unlisted  bool              // the inventory that would say what is missing is declared and not there
	subjects  int               // in the observations that count
	fails     int               // of them in those that fail
	maxAge    time.Duration     // how old evidence may be for the control, where some is older
}

// column judges a run on every component of the boundary, in order; an element
// is nil where the check does not look.
func (b *bench) column(key assessment.RunKey, maxAge time.Duration) []*pair {
	at := look{key, maxAge}
	if c, ok := b.columns[at]; ok {
		return c
	}
	out := make([]*pair, len(b.boundary))
	for i, component := range b.boundary {
		if p := b.newPair(place{key, component}, maxAge); p.state != elsewhere {
			out[i] = p
		}
	}
	b.columns[at] = out
	return out
}

// newPair judges one run on one component: any fail fails it, else anything
// undecided leaves it undecided, else a pass passes it; what was only skipped,
// or never seen though declared, is undecided.
func (b *bench) newPair(at place, maxAge time.Duration) *pair {
	p := &pair{component: at.component, run: b.runs[at.run]}
	if p.run == nil {
		// A binding whose run was never planned cannot have been looked at.
		p.check, p.reason = &assessment.Check{ID: at.run.Check}, assessment.ReasonPolicyError
		return p
	}
	p.check = p.run.Check
	if !p.check.Applies(b.types[at.component]) {
		p.state = elsewhere
		return p
	}
	expected := b.plan.Declared.Expects(p.check, at.component)
	for _, k := range p.check.Kinds {
		if !b.plan.Declared.Has(k, at.component) {
			p.undeclare = append(p.undeclare, k)
		}
	}
	for _, i := range b.seen[at] {
		// Where nothing is declared, nothing can be missing.
		if o := &b.obs.All[i]; expected || o.Reason != assessment.ReasonMissing || o.Counts() != assessment.Undecided {
			p.counted = append(p.counted, i)
		}
	}
	if len(p.counted) == 0 && !expected {
		p.state = absent
		return p
	}
	p.unlisted = b.unlisted(p)
	p.weigh(b.obs.All, b.plan.AsOf, maxAge)
	return p
}

// unlisted says whether a source is declared to list the component's assets and
// no usable inventory does: then what passes may leave out what would not. A
// check that reads the inventory waits for it as for its evidence, and one that
// joins kinds to judge something else than assets is not counted by them.
func (b *bench) unlisted(p *pair) bool {
	list, listed := b.obs.Inventory[p.component]
	if listed && !list.Planned || !slices.Contains(b.plan.Inventoried, p.component) || slices.Contains(p.check.Kinds, assessment.KindInventory) {
		return false
	}
	return !p.check.SystemScope || p.ofAssets(b.obs.All)
}

// ofAssets says whether some subject of a pair is an asset that evidence is about,
// beside the component itself.
func (p *pair) ofAssets(all []assessment.Observation) bool {
	for _, i := range p.counted {
		for s, err := range all[i].Each() {
			if err != nil || s.Asset != "" && s.Asset != p.component {
				return true // what cannot be read may be one
			}
		}
	}
	return false
}

// weigh sets state and reason from the observations that count. What is older
// than maxAge, where that is set, shows nothing here, no failure either.
func (p *pair) weigh(all []assessment.Observation, asOf time.Time, maxAge time.Duration) {
	old := func(o *assessment.Observation) bool {
		return maxAge > 0 && !o.First.IsZero() && o.First.Before(asOf.Add(-maxAge))
	}
	var passes bool
	for _, i := range p.counted {
		o := &all[i]
		p.subjects += o.Count
		switch outcome := o.Counts(); {
		case outcome != assessment.Undecided && old(o):
			p.open = append(p.open, i)
			p.reason, p.maxAge = telling(p.reason, assessment.ReasonStale), maxAge
		case outcome == assessment.Fail:
			p.fails += o.Count
			p.failing = append(p.failing, i)
		case outcome == assessment.Pass:
			passes = true
		case outcome == assessment.Undecided:
			p.open = append(p.open, i)
			p.reason = telling(p.reason, o.Reason)
		}
		if o.Reason == assessment.ReasonUnknownAsset || o.Population.Unknown > 0 {
			p.unknown = append(p.unknown, i)
		}
		if o.Population.Missing > 0 {
			// Missing from the inventory's point of view, whatever else was seen.
			p.reason = telling(p.reason, assessment.ReasonNotExamined)
			p.open = appendOnce(p.open, i)
		}
	}
	switch {
	case len(p.failing) > 0:
		p.state, p.reason = failed, ""
		for _, i := range p.failing {
			p.reason = telling(p.reason, all[i].Reason)
		}
	case len(p.run.Looser) > 0:
		p.state, p.reason = failed, assessment.ReasonParameter
		p.failing = slices.Clone(p.counted)
	case len(p.run.Unset) > 0:
		p.state, p.reason = undecided, assessment.ReasonParameter
	case len(p.open) > 0:
		p.state = undecided
		if p.reason == "" {
			p.reason = assessment.ReasonNoOutcome
		}
	case passes && p.unlisted:
		p.state, p.reason = undecided, assessment.ReasonMissing
	case passes:
		p.state = passed
	case len(p.counted) == 0:
		p.state, p.reason = undecided, assessment.ReasonMissing
	default:
		p.state, p.reason = undecided, assessment.ReasonNoSubject
	}
}

// unpopulated says whether the pair passes but for the inventory it wants.
func (p *pair) unpopulated() bool {
	return p.unlisted && p.state == undecided && p.reason == assessment.ReasonMissing && len(p.open) == 0 && len(p.counted) > 0
}

func appendOnce(list []int, i int) []int {
	if slices.Contains(list, i) {
		return list
	}
	return append(list, i)
}

// tellingOrder ranks reasons: what a person should mend first comes first.
func tellingOrder() []assessment.Reason {
	return []assessment.Reason{
		assessment.ReasonParameter, assessment.ReasonPolicyError, assessment.ReasonMemory,
		assessment.ReasonDeadline, assessment.ReasonMalformed, assessment.ReasonUnreadable,
		assessment.ReasonTooLarge, assessment.ReasonNotShown, assessment.ReasonForged, assessment.ReasonUnsigned, assessment.ReasonWrongTarget, assessment.ReasonMissing, assessment.ReasonUndeclared,
		assessment.ReasonStale, assessment.ReasonFuture, assessment.ReasonUnknownAge,
		assessment.ReasonNotExamined, assessment.ReasonIncompleteSet, assessment.ReasonSilent, assessment.ReasonNoOutcome,
		assessment.ReasonContradiction, assessment.ReasonIncomplete, assessment.ReasonExpired,
		assessment.ReasonNoSubject, assessment.ReasonUnknownAsset, assessment.ReasonNotApplicable,
	}
}

// compareReasons orders the more telling reason first; one outside the table
// stands after those in it, an empty one last.
func compareReasons(a, b assessment.Reason) int {
	order := tellingOrder()
	rank := func(r assessment.Reason) int {
		if i := slices.Index(order, r); i >= 0 {
			return i
		}
		if r == "" {
			return len(order) + 1
		}
		return len(order)
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
}

// telling is the more telling of two reasons.
func telling(a, b assessment.Reason) assessment.Reason {
	if compareReasons(a, b) <= 0 {
		return a
	}
	return b
}
