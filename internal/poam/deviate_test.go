package poam

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/assay-compliance/assay/internal/assessment"
)

// midnight is that of a day of a history.
func midnight(n int) time.Time { return time.Date(2026, 3, n, 0, 0, 0, 0, time.UTC) }

// waiver is one of mfa that counts from a first to a last day, for subjects as lines
// of a day name them; "*" is all of idp.
func waiver(id string, kind assessment.DeviationKind, from, until int, covers ...string) assessment.Waiver {
	w := assessment.Waiver{Weakness: "mfa", Deviation: assessment.Deviation{
		ID: id, Kind: kind, From: midnight(from), Until: midnight(until), Approved: midnight(1), Approver: assessment.Party{Name: "Ben Ode", Role: "authorizing-official"},
		Level: assessment.LevelLow, Vendor: "Vendor",
	}}
	if kind == assessment.VendorDependency {
		w.CheckIns = []assessment.CheckIn{{At: midnight(from)}}
	}
	for _, c := range covers {
		switch asset, id, split := strings.Cut(c, "/"); {
		case c == "*":
			w.Covers = append(w.Covers, assessment.Cover{Component: "idp", All: true})
		case split:
			w.Covers = append(w.Covers, assessment.Cover{Component: "idp", Asset: asset, ID: id})
		default:
			w.Covers = append(w.Covers, assessment.Cover{Component: "idp", ID: c})
		}
	}
	return w
}

// waived is a day with waivers.
func waived(d day, waivers ...assessment.Waiver) day {
	before := d.change
	d.change = func(r *assessment.Results) {
		if before != nil {
			before(r)
		}
		r.Scope.Waivers = waivers
		r.Scope.Framework.Deadlines = map[assessment.Level]int{assessment.LevelHigh: 10, assessment.LevelLow: 20}
		for i := range r.Risks {
			r.Risks[i].Deadline = r.Risks[i].Detected.AddDate(0, 0, 10)
		}
	}
	return d
}

func TestWaivers(t *testing.T) {
	fails := func(n int, subjects ...string) day {
		d := day{n: n}
		for _, s := range subjects {
			d.seen = append(d.seen, s+" fail")
		}
		return d
	}
	lacking := waiver("w", assessment.RiskAccepted, 1, 9, "alice")
	lacking.Lacks = []string{"no approval"}
	for _, row := range []struct {
		name string
		days []day
		want string // status, waived of open, state of each deviation, level, days from detection to the deadline
	}{
		{"accepted", []day{waived(fails(2, "alice"), waiver("w", assessment.RiskAccepted, 1, 9, "alice"))}, "deviation-approved 1/1 approved high 10"},
		{"pending", []day{waived(fails(2, "alice"), lacking)}, "deviation-requested 0/1 pending high 10"},
		{"not begun", []day{waived(fails(2, "alice"), waiver("w", assessment.RiskAccepted, 3, 9, "alice"))}, "deviation-requested 0/1 pending high 10"},
		{"on its last day", []day{waived(fails(9, "alice"), waiver("w", assessment.RiskAccepted, 1, 9, "alice"))}, "deviation-approved 1/1 approved high 10"},
		{"ended", []day{waived(fails(2, "alice"), waiver("w", assessment.RiskAccepted, 1, 9, "alice")), waived(fails(10, "alice"), waiver("w", assessment.RiskAccepted, 1, 9, "alice"))}, "open 0/1 expired high 10"},
		{"no more than it names", []day{waived(fails(2, "alice", "bob"), waiver("w", assessment.RiskAccepted, 1, 9, "alice"))}, "open 1/2 approved high 10"},
		{"nor of another asset", []day{waived(fails(2, "host1/alice"), waiver("w", assessment.RiskAccepted, 1, 9, "host2/alice", "alice"))}, "open 0/1  high 10"},
		{"all of a component", []day{waived(fails(2, "host1/alice", "bob"), waiver("w", assessment.RiskAccepted, 1, 9, "*"))}, "deviation-approved 2/2 approved high 10"},
		{"of two waivers", []day{waived(fails(2, "alice", "bob"), waiver("v", assessment.RiskAccepted, 1, 9, "alice"), waiver("w", assessment.FalsePositive, 1, 9, "bob"))}, "deviation-approved 2/2 approved,approved high 10"},
		{"withdrawn", []day{waived(fails(2, "alice"), waiver("w", assessment.RiskAccepted, 1, 9, "alice")), waived(fails(3, "alice"))}, "open 0/1 withdrawn high 10"},
		{"false positive", []day{waived(fails(2, "alice"), waiver("w", assessment.FalsePositive, 1, 9, "alice"))}, "closed 1/1 approved high 10"},
		{"another fails beside a false positive", []day{waived(fails(2, "alice"), waiver("w", assessment.FalsePositive, 1, 9, "alice")), waived(fails(3, "alice", "bob"), waiver("w", assessment.FalsePositive, 1, 9, "alice"))}, "open 1/2 approved high 10"},
		{"false positive, ended", []day{waived(fails(2, "alice"), waiver("w", assessment.FalsePositive, 1, 9, "alice")), waived(fails(10, "alice"), waiver("w", assessment.FalsePositive, 1, 9, "alice"))}, "open 0/1 expired high 10"},
		{"false positive, withheld", []day{waived(fails(2, "alice"), waiver("w", assessment.FalsePositive, 1, 9, "alice")), waived(day{n: 10, checks: []string{"~mfa"}}, waiver("w", assessment.FalsePositive, 1, 9, "alice"))}, "open 0/1 expired high 10"},
		{"operational, of a high risk", []day{waived(fails(2, "alice"), waiver("w", assessment.OperationalRequirement, 1, 9, "alice"))}, "deviation-requested 0/1 pending high 10"},
		{"adjusted", []day{waived(fails(2, "alice"), waiver("w", assessment.RiskAdjustment, 1, 9, "alice"))}, "deviation-approved 0/1 approved low 20"},
		{"adjusted in part", []day{waived(fails(2, "alice", "bob"), waiver("w", assessment.RiskAdjustment, 1, 9, "alice"))}, "open 0/2 approved high 10"},
		{"adjusted, the rest accepted", []day{waived(fails(2, "alice", "bob"), waiver("v", assessment.RiskAccepted, 1, 9, "bob"), waiver("w", assessment.RiskAdjustment, 1, 9, "alice"))}, "deviation-approved 1/2 approved,approved low 20"},
		{"adjusted, ended", []day{waived(fails(2, "alice"), waiver("w", assessment.RiskAdjustment, 1, 9, "alice")), waived(fails(10, "alice"), waiver("w", assessment.RiskAdjustment, 1, 9, "alice"))}, "open 0/1 expired high 10"},
		{"vendor", []day{waived(fails(2, "alice"), waiver("w", assessment.VendorDependency, 1, 30, "alice"))}, "open 1/1 approved high 10"},
		{"vendor, past the deadline", []day{waived(fails(2, "alice"), waiver("w", assessment.VendorDependency, 1, 30, "alice")), waived(fails(13, "alice"), waiver("w", assessment.VendorDependency, 1, 30, "alice"))}, "open 0/1 lapsed high 10"},
		{"vendor, within the deadline of an adjustment", []day{waived(fails(2, "alice"), waiver("v", assessment.RiskAdjustment, 1, 30, "alice"), waiver("w", assessment.VendorDependency, 1, 30, "alice")), waived(fails(13, "alice"), waiver("v", assessment.RiskAdjustment, 1, 30, "alice"), waiver("w", assessment.VendorDependency, 1, 30, "alice"))}, "open 1/1 approved,approved high 10"},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := fold(t, assessment.POAM{}, row.days...)
			if len(p.Items) != 1 {
				t.Fatalf("%d items", len(p.Items))
			}
			it := &p.Items[0]
			var states []string
			for _, d := range it.Deviations {
				states = append(states, string(d.State))
			}
			got := fmt.Sprintf("%s %d/%d %s %s %d", it.Status, it.Waived, it.Affected.Open, strings.Join(states, ","), it.Rated(), int(it.Due().Sub(it.Detected).Hours()+1)/24)
			if got != row.want {
				t.Errorf("got  %s\nwant %s", got, row.want)
			}
		})
	}
}

// anyWaivers draws waivers of the weaknesses of a random history.
func anyWaivers(r *rapid.T) []assessment.Waiver {
	var out []assessment.Waiver
	for i := range rapid.IntRange(0, 3).Draw(r, "waivers") {
		w := waiver(fmt.Sprint("w", i), rapid.SampledFrom(assessment.DeviationKinds).Draw(r, "kind"), rapid.IntRange(1, 4).Draw(r, "from"), rapid.IntRange(1, 8).Draw(r, "until"),
			rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"alice", "bob", "host1/alice", "host1/host1", "*"}), 1, 3, rapid.ID).Draw(r, "covers")...)
		w.Weakness = rapid.SampledFrom([]string{"mfa", "mfa", "totp", "lax"}).Draw(r, "weakness")
		if rapid.IntRange(0, 4).Draw(r, "lacking") == 0 {
			w.Lacks = []string{"no approval"}
		}
		out = append(out, w)
	}
	return out
}

// Random histories in which findings appear, vanish, go undecided and are renamed while
// waivers come, end and go: nothing is waived that no approved waiver names on a day on
// which it counts, an item is closed as a false positive only while all of it is one,
// no subject is cleared by a waiver, a history gives the same bytes when it is told
// again, and a quiet hour changes none.
func TestRandomHistoriesWithWaivers(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var p assessment.POAM
		var days []day
		var told []string
		renamed := rapid.IntRange(2, 9).Draw(rt, "renamed on day")
		waivers := anyWaivers(rt)
		for n := 1; n <= rapid.IntRange(1, 6).Draw(rt, "days"); n++ {
			if rapid.IntRange(0, 2).Draw(rt, "other waivers") == 0 {
				waivers = anyWaivers(rt)
			}
			d := waived(anyDay(rt, n, n >= renamed), waivers...)
			days = append(days, d)
			next := fold(t, p, d)
			told = append(told, fmt.Sprintf("day %d: %q %+v -> %q", n, d.seen, waivers, lines(t, next)))
			if err := keptByWaivers(p, next, waivers, n); err != nil {
				rt.Fatalf("%v\n%s", err, strings.Join(told, "\n"))
			}
			bare := d
			bare.change = nil
			if err := clearedAlike(t, p, next, bare); err != nil {
				rt.Fatalf("%v\n%s", err, strings.Join(told, "\n"))
			}
			quiet := d.results(t)
			quiet.AsOf = quiet.AsOf.Add(time.Hour)
			again, err := Fold(next, quiet)
			if err != nil {
				rt.Fatal(err)
			}
			if was, is := plain(t, next), plain(t, again); was != is && !doubtful(next) {
				rt.Fatalf("a quiet hour changed the state:\n%s\n%s", was, is)
			}
			p = next
		}
		if was, is := plain(t, p), plain(t, fold(t, assessment.POAM{}, days...)); was != is {
			rt.Fatalf("told again it differs:\n%s\n%s", was, is)
		}
	})
}

// doubtful says whether a subject of a state has no known last failure, which the
// next run puts at its own time.
func doubtful(p assessment.POAM) bool {
	return slices.ContainsFunc(p.Items, func(it assessment.Item) bool {
		return slices.ContainsFunc(it.Affected.Inline, func(a assessment.Affected) bool { return a.Cleared.IsZero() && a.Last.IsZero() })
	})
}

// keptByWaivers is what waivers may do, in its simplest form.
func keptByWaivers(before, after assessment.POAM, waivers []assessment.Waiver, n int) error {
	for i, it := range after.Items {
		if i < len(before.Items) && before.Items[i].UUID != it.UUID {
			return fmt.Errorf("%s changed its identity", it.ID)
		}
		if !it.Open() && !it.FalsePositive() {
			continue
		}
		open, most, falsely := 0, 0, 0
		for _, a := range it.Affected.Inline {
			if !a.Cleared.IsZero() {
				continue
			}
			open++
			any, positive := false, false
			for _, w := range waivers {
				named := slices.ContainsFunc(w.Covers, func(c assessment.Cover) bool {
					whole := c.All && c.Component == a.Component
					exact := c.Component == a.Component && (c.Asset == a.Asset || c.Asset == "" && a.Asset == a.Component) && c.ID == a.ID
					return whole || !c.All && exact
				})
				counts := len(w.Lacks) == 0 && !midnight(n).Before(w.From) && !midnight(n).After(w.Until) && meant(it.Names, w.Weakness)
				if w.Kind == assessment.OperationalRequirement {
					counts = false // everything here is high
				}
				any = any || named && counts && w.Kind != assessment.RiskAdjustment
				positive = positive || named && counts && w.Kind == assessment.FalsePositive
			}
			if any {
				most++
			}
			if positive {
				falsely++
			}
		}
		switch {
		case it.Waived > most:
			return fmt.Errorf("%s: %d are waived, and waivers name %d", it.ID, it.Waived, most)
		case it.FalsePositive() != (open > 0 && falsely == open):
			return fmt.Errorf("%s: closed as a false positive: %v; of %d open %d are", it.ID, it.FalsePositive(), open, falsely)
		case it.Status == assessment.RiskApproved && it.Waived < open && it.Adjustment() == nil:
			return fmt.Errorf("%s is approved, and %d of %d waived", it.ID, it.Waived, open)
		}
	}
	return nil
}

// clearedAlike says whether waivers cleared a subject that they had not without them.
func clearedAlike(t *testing.T, before, after assessment.POAM, bare day) error {
	without := fold(t, before, bare)
	for i, it := range after.Items {
		other := without.Items[i]
		if it.Affected.Open != other.Affected.Open || it.Affected.Count != other.Affected.Count {
			return fmt.Errorf("%s: %d of %d open with waivers, %d of %d without", it.ID, it.Affected.Open, it.Affected.Count, other.Affected.Open, other.Affected.Count)
		}
	}
	return nil
}

// meant says whether a waiver names the check of an item: mfa is called totp later.
func meant(names []string, weakness string) bool {
	return slices.Contains(names, weakness) || weakness == "mfa" && slices.Contains(names, "totp")
}
