package metrics

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unique"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/assessment"
)

// on is midnight of a day of the story that the tests tell; day 0 is 2026-01-01.
func on(n float64) time.Time {
	return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n * 24 * float64(time.Hour)))
}

// open is an item found on a day and due on another; -1 for no deadline.
func open(id string, level assessment.Level, found, due float64) assessment.Item {
	it := assessment.Item{ID: id, UUID: "uuid-" + id, Weakness: "check." + id, Status: assessment.RiskOpen, Level: level, Detected: on(found), Affected: assessment.AffectedSet{Count: 2, Open: 2}}
	if due >= 0 {
		it.Deadline = on(due)
	}
	return it
}

// closed is the same, closed on a day by a closure that counts fixed, unlisted, retired
// and false subjects.
func closed(it assessment.Item, at float64, fixed, unlisted, retired, falsely int) assessment.Item {
	it.Status = assessment.RiskClosed
	it.Closure = &assessment.Closure{At: on(at), Fixed: fixed, Unlisted: unlisted, Retired: retired, False: falsely}
	return it
}

// words is what is measured of items, the parts that a row asks for.
func words(i *Items) map[string]string {
	show := func(s Span) string {
		if s.Count == 0 {
			return "none"
		}
		return fmt.Sprintf("%g/%g/%g of %d", *s.Mean, *s.Median, *s.Longest, s.Count)
	}
	part := func(s Share) string {
		if s.Ratio == nil {
			return "none"
		}
		return fmt.Sprintf("%d of %d = %g", s.Part, s.Whole, *s.Ratio)
	}
	out := map[string]string{
		"ever": fmt.Sprint(i.Ever), "opened": fmt.Sprint(i.Opened), "closed": fmt.Sprintf("%v", i.Closed), "took": show(i.Remediated.Span), "undated": fmt.Sprint(i.Remediated.Undated),
		"late": part(i.Remediated.Late), "late by": show(i.Remediated.LateBy), "returned": part(i.Returned), "open": fmt.Sprint(i.AllOpen.Count), "ages": fmt.Sprintf("%v", i.AllOpen.Ages),
		"waived": fmt.Sprint(i.AllOpen.Waived), "no deadline": fmt.Sprint(i.AllOpen.NoDeadline), "past": show(i.AllOpen.Overdue),
	}
	for _, r := range i.Remediation {
		out["took "+r.Level] = show(r.Span)
	}
	for _, s := range i.Open {
		out["open "+s.Level] = fmt.Sprint(s.Count)
	}
	for _, o := range i.Overdue {
		out["past "+o.ID] = fmt.Sprintf("%s %g", o.Level, o.Days)
	}
	for _, w := range i.Waivers {
		out["waivers "+w.Kind] = fmt.Sprintf("%d %s until %s", w.Items, w.State, w.Until)
	}
	return out
}

func TestItems(t *testing.T) {
	const high, low = assessment.LevelHigh, assessment.LevelLow
	waived := open("w", high, 0, 10)
	waived.Waived = 2
	waived.Deviations = []assessment.Deviation{
		{ID: "a", Kind: assessment.RiskAccepted, State: assessment.DeviationApproved, Covered: 2, Until: on(200)},
		{ID: "b", Kind: assessment.RiskAccepted, State: assessment.DeviationApproved, Covered: 1, Until: on(150)},
	}
	partly := waived
	partly.Waived = 1
	adjusted := open("adj", high, 0, 10)
	adjusted.Deviations = []assessment.Deviation{{ID: "c", Kind: assessment.RiskAdjustment, State: assessment.DeviationApproved, Adjusts: true, Level: low, Deadline: on(180), Until: on(365)}}
	// until gives a waiver of an item another last day.
	until := func(it assessment.Item, kind assessment.DeviationKind, last float64) assessment.Item {
		it.Deviations = []assessment.Deviation{{ID: "d", Kind: kind, State: assessment.DeviationApproved, Covered: 2, Until: on(last), CheckIns: []assessment.CheckIn{{At: on(69)}}}}
		return it
	}
	lowered := adjusted
	lowered.Deviations = []assessment.Deviation{adjusted.Deviations[0]}
	lowered.Deviations[0].Until = on(99)
	falsely := closed(open("f", high, 0, 10), 20, 0, 0, 0, 2)
	tracked := open("v", high, 0, 101)
	tracked.Waived = 2
	again := open("again", high, 50, -1)
	again.Reopens = "uuid-x"
	byHand := open("hand", high, 0, -1)
	byHand.Status = assessment.RiskClosed
	for _, row := range []struct {
		name         string
		items        []assessment.Item
		since, until time.Time
		want         map[string]string
	}{
		{"nothing at all is none", nil, time.Time{}, time.Time{}, map[string]string{"ever": "0", "took": "none", "late": "none", "late by": "none", "returned": "none", "open": "0", "past": "none"}},
		{"what is open is in no mean", []assessment.Item{open("x", high, 0, 200)}, time.Time{}, time.Time{}, map[string]string{"took": "none", "late": "none", "open": "1", "open high": "1", "ages": "{0 0 1 0 0 0}", "past": "none"}},
		{"a mean and a median over three", []assessment.Item{closed(open("x", high, 0, 5), 2, 1, 0, 0, 0), closed(open("y", high, 0, 5), 3, 0, 2, 0, 0), closed(open("z", low, 0, -1), 10, 0, 0, 0, 0)}, time.Time{}, time.Time{},
			map[string]string{"took": "5/3/10 of 3", "took high": "2.5/2.5/3 of 2", "took low": "10/10/10 of 1", "late": "0 of 2 = 0", "late by": "none", "returned": "0 of 3 = 0", "closed": "{3 0 0 0}"}},
		{"to the hour", []assessment.Item{closed(open("x", high, 0, 5), 1.5, 1, 0, 0, 0)}, time.Time{}, time.Time{}, map[string]string{"took": "1.5/1.5/1.5 of 1"}},
		{"closed late, by so much", []assessment.Item{closed(open("x", high, 0, 5), 7, 1, 0, 0, 0), closed(open("y", high, 0, 5), 5, 1, 0, 0, 0)}, time.Time{}, time.Time{}, map[string]string{"late": "1 of 2 = 0.5", "late by": "2/2/2 of 1"}},
		{"retired, false and unverified are not remediated", []assessment.Item{closed(open("x", high, 0, 5), 7, 0, 0, 3, 0), closed(open("y", high, 0, 5), 7, 0, 0, 0, 2), byHand}, time.Time{}, time.Time{},
			map[string]string{"closed": "{0 1 1 1}", "took": "none", "late": "none", "returned": "0 of 1 = 0", "open": "0"}},
		{"no longer listed and the rest retired is remediated", []assessment.Item{closed(open("x", high, 0, 5), 4, 0, 1, 9, 0)}, time.Time{}, time.Time{}, map[string]string{"closed": "{1 0 0 0}"}},
		{"some fixed and the rest retired is remediated", []assessment.Item{closed(open("x", high, 0, 5), 4, 1, 0, 9, 0)}, time.Time{}, time.Time{}, map[string]string{"closed": "{1 0 0 0}", "took": "4/4/4 of 1"}},
		{"closed before it was detected is in no mean", []assessment.Item{closed(open("x", high, 9, 12), 4, 1, 0, 0, 0)}, time.Time{}, time.Time{}, map[string]string{"closed": "{1 0 0 0}", "took": "none", "undated": "1", "late": "none"}},
		{"past its deadline", []assessment.Item{open("x", high, 0, 90), open("y", low, 0, 100), open("z", low, 0, -1)}, time.Time{}, time.Time{}, map[string]string{"past": "10/10/10 of 1", "past x": "high 10", "no deadline": "1"}},
		{"on its very deadline is in time", []assessment.Item{open("x", high, 0, 100)}, time.Time{}, time.Time{}, map[string]string{"past": "none"}},
		{"waived to the last subject excuses, and is told", []assessment.Item{waived}, time.Time{}, time.Time{}, map[string]string{"past": "none", "waived": "1", "open": "1", "waivers risk-accepted": "1 approved until 2026-05-31"}},
		{"waived in part excuses nothing", []assessment.Item{partly}, time.Time{}, time.Time{}, map[string]string{"past": "90/90/90 of 1", "waived": "0"}},
		{"an adjustment gives level and deadline", []assessment.Item{adjusted}, time.Time{}, time.Time{}, map[string]string{"open low": "1", "past": "none"}},
		{"on the last day of a waiver it counts", []assessment.Item{until(waived, assessment.RiskAccepted, 100)}, time.Time{}, time.Time{}, map[string]string{"past": "none", "waived": "1"}},
		{"a waiver that ended since the last run excuses nothing", []assessment.Item{until(waived, assessment.RiskAccepted, 99)}, time.Time{}, time.Time{}, map[string]string{"past w": "high 90", "waived": "0", "waivers risk-accepted": "1 expired until 2026-04-10"}},
		{"nor does an adjustment that ended adjust", []assessment.Item{lowered}, time.Time{}, time.Time{}, map[string]string{"open high": "1", "past adj": "high 90", "waivers risk-adjustment": "1 expired until 2026-04-10"}},
		{"a false positive as long as its waiver", []assessment.Item{until(falsely, assessment.FalsePositive, 100)}, time.Time{}, time.Time{}, map[string]string{"closed": "{0 0 1 0}", "open": "0", "past": "none"}},
		{"a false positive whose waiver ended is open", []assessment.Item{until(falsely, assessment.FalsePositive, 99)}, time.Time{}, time.Time{}, map[string]string{"closed": "{0 0 0 0}", "open": "1", "past f": "high 90"}},
		{"a vendor that was not asked in time", []assessment.Item{until(tracked, assessment.VendorDependency, 300)}, time.Time{}, time.Time{}, map[string]string{"waived": "0", "waivers vendor-dependency": "1 lapsed until 2026-10-28", "past": "none"}},
		{"found again", []assessment.Item{closed(open("x", high, 0, -1), 20, 1, 0, 0, 0), closed(open("y", high, 0, -1), 20, 1, 0, 0, 0), again}, time.Time{}, time.Time{}, map[string]string{"returned": "1 of 2 = 0.5", "open": "1"}},
		{"a window holds its ends, and what stands is of no window", []assessment.Item{closed(open("x", high, 0, -1), 20, 1, 0, 0, 0), closed(open("y", high, 0, -1), 30, 1, 0, 0, 0), closed(open("z", high, 20, -1), 31, 1, 0, 0, 0), open("o", high, 0, -1), byHand}, on(20), on(30),
			map[string]string{"closed": "{2 0 0 0}", "took": "25/25/30 of 2", "opened": "1", "open": "1", "ever": "5"}},
		{"ages", []assessment.Item{open("a", high, 100, -1), open("b", high, 70.01, -1), open("c", high, 70, -1), open("d", high, 10, -1), open("e", high, -80, -1), open("f", high, -300, -1), open("g", high, 101, -1)}, time.Time{}, time.Time{}, map[string]string{"ages": "{2 1 1 1 1 1}", "open": "7"}},
		{"a level nobody knows stands first", []assessment.Item{open("x", assessment.LevelUnknown, 0, 50)}, time.Time{}, time.Time{}, map[string]string{"open unknown": "1", "past x": "unknown 50"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			out := Compute(Input{AsOf: on(100), Since: row.since, Until: row.until, States: []assessment.POAM{{Framework: "fw", Items: row.items}}})
			got := words(out[0].Items)
			for k, want := range row.want {
				if got[k] != want {
					t.Errorf("%s: %q, want %q", k, got[k], want)
				}
			}
		})
	}
}

// run is a run on a day, with verdicts as "a+ b- c? d/" : pass, fail, undecided, not
// applicable; a ! in front says that it was stopped.
func run(at float64, verdicts string) Run {
	r := Run{TrendPoint: assessment.TrendPoint{At: on(at), Framework: "fw", Complete: !strings.HasPrefix(verdicts, "!")}}
	of := map[byte]assessment.Verdict{'+': assessment.VerdictPass, '-': assessment.VerdictFail, '?': assessment.VerdictUndecided, '/': assessment.VerdictNotApplicable}
	for _, w := range strings.Fields(strings.TrimPrefix(verdicts, "!")) {
		r.Verdicts = append(r.Verdicts, Judged{unique.Make(w[:len(w)-1]), of[w[len(w)-1]]})
	}
	return r
}

func TestDrift(t *testing.T) {
	for _, row := range []struct {
		name         string
		runs         []Run
		since, until time.Time
		want         string // began fail undecided recovered ended lost compared; mean of n; standing
	}{
		{"no run", nil, time.Time{}, time.Time{}, "0 0 0 0 0 0 of 0; none;"},
		{"one run", []Run{run(1, "a+ b-")}, time.Time{}, time.Time{}, "0 0 0 0 0 0 of 0; none;"},
		{"what never passed has not drifted", []Run{run(1, "a- b?"), run(2, "a? b-")}, time.Time{}, time.Time{}, "0 0 0 0 0 0 of 1; none;"},
		{"passed, and fails", []Run{run(1, "a+ b+"), run(2, "a- b?")}, time.Time{}, time.Time{}, "2 1 1 0 0 0 of 1; none; a- since 2, b? since 2"},
		{"in whatever order they are given", []Run{run(2, "a- b?"), run(1, "a+ b+")}, time.Time{}, time.Time{}, "2 1 1 0 0 0 of 1; none; a- since 2, b? since 2"},
		{"drifted, and goes on to drift", []Run{run(1, "a+"), run(2, "a-"), run(3, "a?")}, time.Time{}, time.Time{}, "1 1 0 0 0 0 of 2; none; a? since 2"},
		{"passes again", []Run{run(1, "a+"), run(2, "a-"), run(4, "a?"), run(7, "a+")}, time.Time{}, time.Time{}, "1 1 0 1 0 0 of 3; 5 of 1;"},
		{"twice", []Run{run(1, "a+"), run(2, "a-"), run(3, "a+"), run(4, "a?"), run(7, "a+")}, time.Time{}, time.Time{}, "2 1 1 2 0 0 of 4; 2 of 2;"},
		{"does not apply any more", []Run{run(1, "a+"), run(2, "a-"), run(3, "a/")}, time.Time{}, time.Time{}, "1 1 0 0 1 0 of 2; none;"},
		{"from pass to not applicable is no drift", []Run{run(1, "a+"), run(2, "a/"), run(3, "a-")}, time.Time{}, time.Time{}, "0 0 0 0 0 0 of 2; none;"},
		{"lost its verdict, once", []Run{run(1, "a+"), run(2, ""), run(3, "")}, time.Time{}, time.Time{}, "0 0 0 0 0 1 of 2; none;"},
		{"lost, and fails when it is judged again", []Run{run(1, "a+"), run(2, ""), run(3, "a-")}, time.Time{}, time.Time{}, "1 1 0 0 0 1 of 2; none; a- since 3"},
		{"drifted, and has no verdict since", []Run{run(1, "a+"), run(2, "a-"), run(3, "")}, time.Time{}, time.Time{}, "1 1 0 0 0 0 of 2; none; a! since 2"},
		{"a run that was stopped says nothing", []Run{run(1, "a+"), run(2, "!a?"), run(3, "a+")}, time.Time{}, time.Time{}, "0 0 0 0 0 0 of 1; none;"},
		{"of two of one time the last counts", []Run{run(1, "a+"), run(2, "a-"), run(2, "a+")}, time.Time{}, time.Time{}, "0 0 0 0 0 0 of 1; none;"},
		{"a window counts its own events", []Run{run(1, "a+ b+"), run(2, "a- b+"), run(4, "a+ b-"), run(6, "a+ b+")}, on(3), on(5), "1 1 0 1 0 0 of 1; 2 of 1;"},
		{"a run after the time that is asked for is none", []Run{run(1, "a+"), run(200, "a-")}, time.Time{}, time.Time{}, "0 0 0 0 0 0 of 0; none;"},
	} {
		t.Run(row.name, func(t *testing.T) {
			out := Compute(Input{AsOf: on(100), Since: row.since, Until: row.until, Runs: row.runs})
			got := "0 0 0 0 0 0 of 0; none;"
			if len(out) > 0 {
				d := out[0].Drift
				took := "none"
				if d.Recovery.Count > 0 {
					took = fmt.Sprintf("%g of %d", *d.Recovery.Mean, d.Recovery.Count)
				}
				var standing []string
				for _, s := range d.Standing {
					at, _ := time.Parse(time.RFC3339, s.Since)
					standing = append(standing, fmt.Sprintf("%s%s since %g", s.ID, map[string]string{"fail": "-", "undecided": "?", "not-assessed": "!"}[s.Verdict], at.Sub(on(0)).Hours()/24))
				}
				got = strings.TrimSpace(fmt.Sprintf("%d %d %d %d %d %d of %d; %s; %s", d.Began, d.ToFail, d.ToUndecided, d.Recovered, d.Ended, d.Lost, d.Compared, took, strings.Join(standing, ", ")))
			}
			if got != row.want {
				t.Errorf("%s\nwant %s", got, row.want)
			}
		})
	}
}

// A run is reduced to counts: its own time counts for what is late, the time that is
// asked for to the age of evidence now.
func TestReduce(t *testing.T) {
	r := assessment.Results{
		AsOf: on(10), Complete: true, Scope: &assessment.Scope{Framework: assessment.Framework{ID: "fw"}},
		Coverage: assessment.Coverage{Total: 10, Pass: 2, Fail: 1, Undecided: 1, NotApplicable: 2, NotAssessed: 4},
		Observations: []assessment.Observation{
			{EvidenceSet: "one", First: on(4), Last: on(8), Expires: on(34)},
			{EvidenceSet: "two", First: on(8), Last: on(8), Expires: on(9), Outcome: assessment.Undecided, Reason: assessment.ReasonStale},
			{EvidenceSet: "of later", First: on(11), Last: on(11), Expires: on(50)},
			{First: on(10)}, // rests on no evidence
		},
		Findings: []assessment.Finding{
			{Target: assessment.Target{ID: "b"}, Verdict: assessment.VerdictPass}, {Target: assessment.Target{ID: "a"}, Verdict: assessment.VerdictPass}, {Target: assessment.Target{ID: "b"}, Verdict: assessment.VerdictFail},
		},
	}
	p := assessment.POAM{Items: []assessment.Item{open("x", assessment.LevelHigh, 0, 9), open("y", assessment.LevelHigh, 0, 11), closed(open("z", assessment.LevelLow, 0, 1), 9, 1, 0, 0, 0)}}
	got := Reduce(&r, &p, true, on(40))
	if got.Open[assessment.LevelHigh] != 2 || got.Open.Sum() != 2 || got.Late != 1 {
		t.Errorf("items %v, late %d", got.Open, got.Late)
	}
	want := []Judged{{unique.Make("a"), assessment.VerdictPass}, {unique.Make("b"), assessment.VerdictFail}}
	if !cmp.Equal(got.Verdicts, want, cmp.Comparer(func(a, b Judged) bool { return a == b })) {
		t.Errorf("verdicts %v", got.Verdicts)
	}
	text, _ := json.Marshal([]Freshness{got.Then, got.Now})
	if want := `[{"observations":3,"age":{"count":2,"mean-days":4,"median-days":4,"longest-days":6},"undated":1,"stale":1,"expired":1},` +
		`{"observations":3,"age":{"count":3,"mean-days":32.33,"median-days":32,"longest-days":36},"undated":0,"stale":1,"expired":2}]`; string(text) != want {
		t.Errorf("freshness\n%s\nwant\n%s", text, want)
	}
	if unplanned := Reduce(&r, &p, false, on(40)); unplanned.Open.Sum() != 0 || unplanned.Planned {
		t.Errorf("items of a run without a plan of action: %+v", unplanned.TrendPoint)
	}
	out := Compute(Input{AsOf: on(40), Runs: []Run{got}})[0]
	if p := out.Runs[0]; *p.Coverage != 0.375 || p.Open["high"] != 2 || *p.Late != 1 || out.Items != nil || out.Evidence.Expired != 2 {
		t.Errorf("%+v", out)
	}
	r.Coverage.Unknown = true
	if out := Compute(Input{AsOf: on(40), Runs: []Run{Reduce(&r, &p, false, on(40))}})[0]; out.Runs[0].Coverage != nil || out.Runs[0].Open != nil || out.Runs[0].Late != nil {
		t.Errorf("coverage of a scope that nobody knows, items of no plan: %+v", out.Runs[0])
	}
}
