// Package metrics measures a system over time: how long remediation takes, what is
// late, what comes back, how coverage and verdicts moved from run to run, and how old
// the evidence is. It is pure, and sees plans of action and runs reduced to counts;
// docs/metrics.md has the definitions. A mean over nothing is no number.
package metrics

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// Input is what is measured.
type Input struct {
	AsOf time.Time // the day for which stocks are counted: what is open, late, old
	// Since and Until bound the window in which events are counted: what was opened,
	// closed, lost. Both belong to it. A zero Since is the beginning of all, a zero Until
	// is AsOf.
	Since, Until time.Time
	States       []assessment.POAM // of each framework at most one
	Runs         []Run             // in any order; of two of one framework and time the later in the list counts
}

// Framework is what is measured of one framework.
type Framework struct {
	ID       string     `json:"framework"`
	Items    *Items     `json:"items"` // nil: no plan of action is known
	Runs     []Point    `json:"runs"`  // within the window, by time
	Drift    Drift      `json:"drift"`
	Evidence *Freshness `json:"evidence"` // of the last run until AsOf, judged at AsOf; nil: no run
}

// Span is a length of time over several cases, in days of 24 hours, rounded to a
// hundredth.
type Span struct {
	Count   int      `json:"count"` // what it rests on
	Mean    *float64 `json:"mean-days"`
	Median  *float64 `json:"median-days"`
	Longest *float64 `json:"longest-days"` // all three nil where Count is 0
}

// Share is a part of a whole.
type Share struct {
	Part  int      `json:"count"`
	Whole int      `json:"of"`
	Ratio *float64 `json:"ratio"` // nil where Whole is 0
}

func share(part, whole int) Share {
	s := Share{Part: part, Whole: whole}
	if whole > 0 {
		r := float64(part) / float64(whole)
		s.Ratio = &r
	}
	return s
}

// Compute measures every framework that a state or a run is of, by id.
func Compute(in Input) []Framework {
	if in.Until.IsZero() || in.Until.After(in.AsOf) {
		in.Until = in.AsOf
	}
	byID := map[string]*Framework{}
	of := func(id string) *Framework {
		if byID[id] == nil {
			byID[id] = &Framework{ID: id, Runs: []Point{}, Drift: Drift{Standing: []Drifted{}}}
		}
		return byID[id]
	}
	for i := range in.States {
		of(in.States[i].Framework).Items = in.items(&in.States[i])
	}
	runs := map[string][]Run{}
	for _, r := range in.Runs {
		of(r.Framework)
		if !r.At.After(in.AsOf) {
			runs[r.Framework] = append(runs[r.Framework], r)
		}
	}
	out := make([]Framework, 0, len(byID))
	for id, fw := range byID {
		in.over(fw, inOrder(runs[id]))
		out = append(out, *fw)
	}
	slices.SortFunc(out, func(a, b Framework) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// inOrder sorts the runs of a framework by time and keeps of each time the one that was
// given last.
func inOrder(runs []Run) []Run {
	sorted := slices.SortedStableFunc(slices.Values(runs), func(a, b Run) int { return a.At.Compare(b.At) })
	var out []Run
	for i, r := range sorted {
		if i+1 == len(sorted) || !sorted[i+1].At.Equal(r.At) {
			out = append(out, r)
		}
	}
	return out
}

// within says whether an event is in the window. An event nobody knows the time of is
// in a window that has no beginning.
func (in Input) within(at time.Time) bool {
	return !at.Before(in.Since) && !at.After(in.Until)
}

const day = 24 * 60 * 60

// seconds is the time from one moment to another; ok is false where either is not known
// or the second comes first, which no length of time is.
func seconds(from, to time.Time) (n int64, ok bool) {
	if from.IsZero() || to.IsZero() || to.Before(from) {
		return 0, false
	}
	return to.Unix() - from.Unix(), true
}

func days(n float64) *float64 {
	d := math.Round(n/day*100) / 100
	return &d
}

// span sums up lengths of time in seconds, and sorts them.
func span(lengths []int64) Span {
	s := Span{Count: len(lengths)}
	if s.Count == 0 {
		return s
	}
	slices.Sort(lengths)
	sum := 0.0
	for _, n := range lengths {
		sum += float64(n)
	}
	middle := float64(lengths[s.Count/2])
	if s.Count%2 == 0 {
		middle = (middle + float64(lengths[s.Count/2-1])) / 2
	}
	s.Mean, s.Median, s.Longest = days(sum/float64(s.Count)), days(middle), days(float64(lengths[s.Count-1]))
	return s
}
