package metrics

import (
	"encoding/json"
	"math/rand"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-compliance/assay/internal/assessment"
)

// anyItem draws an item, its dates in any order.
func anyItem(r *rapid.T) assessment.Item {
	at := func(name string) float64 { return float64(rapid.IntRange(-500, 120).Draw(r, name)) }
	it := open(rapid.StringMatching(`[a-e]`).Draw(r, "id"), assessment.Level(rapid.IntRange(0, 5).Draw(r, "level")), at("found"), -1)
	if rapid.Bool().Draw(r, "due") {
		it.Deadline = on(at("deadline"))
	}
	it.Waived = rapid.IntRange(0, 2).Draw(r, "waived")
	if rapid.Bool().Draw(r, "returns") {
		it.Reopens = "uuid-" + rapid.StringMatching(`[a-e]`).Draw(r, "of")
	}
	switch n := rapid.IntRange(0, 5).Draw(r, "closed"); n {
	case 0, 1:
	case 2:
		it.Status = assessment.RiskClosed
	default:
		counts := [4]int{}
		for i := range counts {
			counts[i] = rapid.IntRange(0, 1).Draw(r, "of")
		}
		it = closed(it, float64(rapid.IntRange(-100, 100).Draw(r, "at")), counts[0], counts[1], counts[2], counts[3])
	}
	return it
}

func anyRun(r *rapid.T) Run {
	text := rapid.StringMatching(`!?( a[-+?/])?( b[-+?/])?( c[-+?/])?`).Draw(r, "verdicts")
	return run(float64(rapid.IntRange(0, 9).Draw(r, "day")), text)
}

// sound says what is wrong with a length of time.
func sound(t *rapid.T, what string, s Span) {
	none := s.Mean == nil && s.Median == nil && s.Longest == nil
	switch {
	case none != (s.Count == 0):
		t.Fatalf("%s: %d cases, mean %v", what, s.Count, s.Mean)
	case none:
	case *s.Mean < 0 || *s.Median < 0 || *s.Mean > *s.Longest || *s.Median > *s.Longest:
		t.Fatalf("%s: mean %v, median %v, longest %v", what, *s.Mean, *s.Median, *s.Longest)
	}
}

func (s Share) sound(t *rapid.T, what string) {
	if s.Part < 0 || s.Part > s.Whole || (s.Ratio == nil) != (s.Whole == 0) {
		t.Fatalf("%s: %d of %d, %v", what, s.Part, s.Whole, s.Ratio)
	}
}

// Whatever stands in a plan of action: every item is counted once, levels and ages add
// up, no length of time is negative, and a mean over nothing is none.
func TestItemsAddUp(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		items := rapid.SliceOfN(rapid.Custom(anyItem), 0, 8).Draw(r, "items")
		m := Compute(Input{AsOf: on(100), States: []assessment.POAM{{Framework: "fw", Items: items}}})[0].Items
		c := m.Closed
		if m.Ever != len(items) || m.AllOpen.Count+c.Remediated+c.Retired+c.FalsePositive+c.Unverified != m.Ever {
			r.Fatalf("%d items: %d open, closed %+v", len(items), m.AllOpen.Count, c)
		}
		if m.Remediated.Count+m.Remediated.Undated != c.Remediated {
			r.Fatalf("%d remediated: %d in the mean, %d undated", c.Remediated, m.Remediated.Count, m.Remediated.Undated)
		}
		if m.Returned.Whole != c.Remediated+c.Retired || len(m.Overdue) != m.AllOpen.Overdue.Count {
			r.Fatalf("%+v", m)
		}
		took, late, open, past := 0, 0, 0, 0
		for _, level := range m.Remediation {
			sound(r, "took", level.Span)
			sound(r, "late by", level.LateBy)
			level.Late.sound(r, "late")
			took, late = took+level.Count, late+level.Late.Part
		}
		for _, s := range append(slices.Clone(m.Open), m.AllOpen) {
			if a := s.Ages; a.Below30+a.Below90+a.Below180+a.Below365+a.Above+a.Unknown != s.Count || s.Waived+s.Overdue.Count > s.Count || s.NoDeadline+s.Overdue.Count > s.Count {
				r.Fatalf("%+v", s)
			}
			sound(r, "past", s.Overdue)
		}
		for _, s := range m.Open {
			open, past = open+s.Count, past+s.Overdue.Count
		}
		if took != m.Remediated.Count || late != m.Remediated.Late.Part || open != m.AllOpen.Count || past != m.AllOpen.Overdue.Count {
			r.Fatalf("levels do not add up: %+v", m)
		}
		m.Returned.sound(r, "returned")
	})
}

// Whatever runs there are, in whatever order: what drifted has recovered, ended or
// stands; two windows that meet count what one over both does.
func TestDriftAddsUp(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		runs := rapid.SliceOfN(rapid.Custom(anyRun), 1, 8).Draw(r, "runs")
		all := Compute(Input{AsOf: on(100), Runs: runs})[0]
		d := all.Drift
		if d.Began != d.Recovered+d.Ended+len(d.Standing) || d.Began != d.ToFail+d.ToUndecided || d.Recovery.Count != d.Recovered {
			r.Fatalf("%+v", d)
		}
		sound(r, "recovery", d.Recovery)
		cut := float64(rapid.IntRange(0, 9).Draw(r, "cut"))
		before := Compute(Input{AsOf: on(100), Until: on(cut), Runs: runs})[0]
		after := Compute(Input{AsOf: on(100), Since: on(cut + 0.5), Runs: runs})[0]
		if before.Drift.Began+after.Drift.Began != d.Began || before.Drift.Recovered+after.Drift.Recovered != d.Recovered || before.Drift.Lost+after.Drift.Lost != d.Lost || len(before.Runs)+len(after.Runs) != len(all.Runs) {
			r.Fatalf("cut at %g: %+v and %+v of %+v", cut, before.Drift, after.Drift, d)
		}
	})
}

// The order in which runs of different times are given makes no difference.
func TestOrderOfRuns(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var runs []Run
		for n := range rapid.IntRange(1, 7).Draw(r, "runs") {
			one := anyRun(r)
			one.At = on(float64(n))
			runs = append(runs, one)
		}
		want, _ := json.Marshal(Compute(Input{AsOf: on(100), Runs: runs}))
		mixed := slices.Clone(runs)
		rand.New(rand.NewSource(rapid.Int64().Draw(r, "seed"))).Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		if got, _ := json.Marshal(Compute(Input{AsOf: on(100), Runs: mixed})); string(got) != string(want) {
			r.Fatalf("%s\nwant %s", got, want)
		}
	})
}
