package metrics

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unique"

	"github.com/assay-compliance/assay/internal/assessment"
)

// Run is one run of one framework, reduced: counts, the verdict of each objective, and
// how old its evidence was. It holds nothing that grows with the fleet.
type Run struct {
	assessment.TrendPoint
	Verdicts []Judged  // of objectives that have one, by objective
	Then     Freshness // of its evidence, at its own time
	Now      Freshness // the same at the time that is asked for
}

// Judged is the verdict of one objective.
type Judged struct {
	Target  unique.Handle[string] // its id, which every run has again
	Verdict assessment.Verdict
}

// Point is a run in numbers, with what changed since the one before.
type Point struct {
	AsOf          string         `json:"as-of"`
	Complete      bool           `json:"complete"`
	Targets       int            `json:"targets"`
	Pass          int            `json:"pass"`
	Fail          int            `json:"fail"`
	Undecided     int            `json:"undecided"`
	NotApplicable int            `json:"not-applicable"`
	NotAssessed   int            `json:"not-assessed"`
	Coverage      *float64       `json:"coverage"`      // nil where nobody knows what is in scope, or nothing is
	Open          map[string]int `json:"open-items"`    // by level; nil without a plan of action
	Late          *int           `json:"past-deadline"` // nil without a plan of action
	Drifted       int            `json:"drifted"`
	Recovered     int            `json:"recovered"`
	Lost          int            `json:"lost"`
	Evidence      Freshness      `json:"evidence"`

	toFail, ended int // of Drifted, and of what had drifted before
}

// Freshness is how old evidence is: of each observation that rests on any, its oldest
// piece.
type Freshness struct {
	Observations int  `json:"observations"` // that rest on evidence
	Age          Span `json:"age"`
	Undated      int  `json:"undated"` // it is dated later than the time it is judged at, or not at all
	Stale        int  `json:"stale"`   // undecided by the run, for it was too old
	Expired      int  `json:"expired"` // as old as that at the time it is judged at
}

// Reduce makes a run of results and the plan of action beside them; planned says that
// there was one. asOf is the time that is asked for.
func Reduce(r *assessment.Results, p *assessment.POAM, planned bool, asOf time.Time) Run {
	out := Run{
		TrendPoint: assessment.TrendPoint{At: r.AsOf.UTC(), Framework: strings.Clone(r.Scope.Framework.ID), Complete: r.Complete, Coverage: r.Coverage, Planned: planned},
		Then:       freshness(r.Observations, r.AsOf), Now: freshness(r.Observations, asOf),
	}
	for i := range p.Items {
		it := &p.Items[i]
		if !planned || !it.Open() {
			continue
		}
		out.Open[it.Rated()]++
		if past(it, r.AsOf) > 0 {
			out.Late++
		}
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		out.Verdicts = append(out.Verdicts, Judged{unique.Make(strings.Clone(f.Target.ID)), f.Verdict})
	}
	// A document may judge an objective twice; then the worst word counts.
	slices.SortFunc(out.Verdicts, func(a, b Judged) int {
		return cmp.Or(cmp.Compare(a.Target.Value(), b.Target.Value()), cmp.Compare(worst[a.Verdict], worst[b.Verdict]))
	})
	out.Verdicts = slices.CompactFunc(out.Verdicts, func(a, b Judged) bool { return a.Target == b.Target })
	return out
}

// worst orders verdicts, the worst first.
var worst = map[assessment.Verdict]int{assessment.VerdictFail: 0, assessment.VerdictUndecided: 1, assessment.NotAssessed: 2, assessment.VerdictNotApplicable: 3, assessment.VerdictPass: 4}

// freshness judges the evidence behind observations at a time.
func freshness(list []assessment.Observation, at time.Time) Freshness {
	var out Freshness
	var ages []int64
	for i := range list {
		o := &list[i]
		if o.EvidenceSet == "" {
			continue
		}
		out.Observations++
		if o.Reason == assessment.ReasonStale {
			out.Stale++
		}
		if !o.Expires.IsZero() && o.Expires.Before(at) {
			out.Expired++
		}
		if n, ok := seconds(o.First, at); ok {
			ages = append(ages, n)
		} else {
			out.Undated++
		}
	}
	out.Age = span(ages)
	return out
}

// point is a run in numbers.
func point(r *Run) Point {
	c := r.Coverage
	p := Point{
		AsOf: r.At.UTC().Format(time.RFC3339), Complete: r.Complete, Targets: c.Total, Pass: c.Pass, Fail: c.Fail, Undecided: c.Undecided,
		NotApplicable: c.NotApplicable, NotAssessed: c.NotAssessed, Coverage: r.Covered(), Evidence: r.Then,
	}
	p.Open, p.Late = r.Items()
	return p
}
