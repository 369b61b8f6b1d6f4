package poam

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/assay-compliance/assay/internal/assessment"
)

// scanned is a day whose subjects, as "host1/CVE1", have the ids of their own that their
// names begin with. A pass is of one that stands within its time, unless it is named among
// repaired.
func scanned(d day, items assessment.ScanItems, repaired ...string) day {
	before := d.change
	d.change = func(r *assessment.Results) {
		if before != nil {
			before(r)
		}
		r.Scope.ScanItems = items
		for _, c := range r.Checks {
			c.Weaknesses = true
		}
		for i := range r.Observations {
			o := &r.Observations[i]
			all := o.Each()
			o.Subjects = iter.Seq2[assessment.Subject, error](func(yield func(assessment.Subject, error) bool) {
				for s, err := range all {
					if strings.HasPrefix(s.ID, "CVE") {
						id, _, _ := strings.Cut(s.ID, " ")
						s.Weakness = &assessment.Weakness{ID: id, Level: assessment.LevelModerate, Stands: !slices.Contains(repaired, s.ID)}
					}
					if !yield(s, err) {
						return
					}
				}
			})
		}
	}
	return d
}

// found tells the items of a state: POAM-ID, status, finding, open of all, and whether it
// is within its time.
func found(p assessment.POAM) []string {
	var out []string
	for _, it := range p.Items {
		status := "open"
		if !it.Open() {
			status = "closed"
		}
		if it.InTime {
			status += " in time"
		}
		out = append(out, fmt.Sprintf("%s %s %s %d/%d", it.ID, status, it.Finding, it.Affected.Open, it.Affected.Count))
	}
	return out
}

func TestFindings(t *testing.T) {
	const all, late = assessment.ScanItemsAll, assessment.ScanItemsPastDue
	for _, row := range []struct {
		name string
		days []day
		want []string
	}{
		{"one item for each id, with its assets", []day{scanned(day{n: 1, seen: []string{"host1/CVE1 fail", "host2/CVE1 fail", "host1/CVE2 fail"}}, late)},
			[]string{"HIPAA-0001 open CVE1 2/2", "HIPAA-0002 open CVE2 1/1"}},
		{"what fails without an id has the item of the check", []day{scanned(day{n: 1, seen: []string{"host1/CVE1 fail", "host2/other fail"}}, late)},
			[]string{"HIPAA-0001 open CVE1 1/1", "HIPAA-0002 open  1/1"}},
		{"within its time it has none", []day{scanned(day{n: 1, seen: []string{"host1/CVE1 pass", "host1/CVE2 fail"}}, late)},
			[]string{"HIPAA-0001 open CVE2 1/1"}},
		{"but where all have one", []day{scanned(day{n: 1, seen: []string{"host1/CVE1 pass", "host1/CVE2 fail"}}, all)},
			[]string{"HIPAA-0001 open in time CVE1 1/1", "HIPAA-0002 open CVE2 1/1"}},
		{"it stays the item that it is when its time is over", []day{
			scanned(day{n: 1, seen: []string{"host1/CVE1 pass"}}, all), scanned(day{n: 2, seen: []string{"host1/CVE1 fail"}}, all)},
			[]string{"HIPAA-0001 open CVE1 1/1"}},
		{"nor does standing close it", []day{
			scanned(day{n: 1, seen: []string{"host1/CVE1 pass"}}, all), scanned(day{n: 2, seen: []string{"host1/CVE1 pass"}}, all)},
			[]string{"HIPAA-0001 open in time CVE1 1/1"}},
		{"but a repair does, each on its own", []day{
			scanned(day{n: 1, seen: []string{"host1/CVE1 fail", "host1/CVE2 fail"}}, all), scanned(day{n: 2, seen: []string{"host1/CVE1 pass", "host1/CVE2 fail"}}, all, "CVE1")},
			[]string{"HIPAA-0001 closed CVE1 0/1", "HIPAA-0002 open CVE2 1/1"}},
		{"not seen any more it is open, and nobody knows that it is within its time", []day{
			scanned(day{n: 1, seen: []string{"host1/CVE1 pass"}}, all), scanned(day{n: 2, seen: []string{"host2/CVE9 pass"}}, late)},
			[]string{"HIPAA-0001 open CVE1 1/1"}},
		{"nor where its check is gone", []day{
			scanned(day{n: 1, seen: []string{"host1/CVE1 pass"}}, all), scanned(day{n: 2, checks: []string{"lax"}}, all)},
			[]string{"HIPAA-0001 open CVE1 1/1"}},
		{"nor where its check only informs", []day{
			scanned(day{n: 1, seen: []string{"host1/CVE1 pass"}}, all), scanned(day{n: 2, seen: []string{"host1/CVE1 pass"}, checks: []string{"~mfa"}}, all)},
			[]string{"HIPAA-0001 open CVE1 1/1"}},
		{"undecided too", []day{
			scanned(day{n: 1, seen: []string{"host1/CVE1 fail"}}, late), scanned(day{n: 2, seen: []string{"host1/CVE1 undecided stale"}}, late)},
			[]string{"HIPAA-0001 open CVE1 1/1"}},
		{"another asset joins it", []day{
			scanned(day{n: 1, seen: []string{"host1/CVE1 fail"}}, late), scanned(day{n: 2, seen: []string{"host1/CVE1 fail", "host2/CVE1 fail"}}, late)},
			[]string{"HIPAA-0001 open CVE1 2/2"}},
		{"found again it is a new item", []day{
			scanned(day{n: 1, seen: []string{"host1/CVE1 fail"}}, late), scanned(day{n: 2, seen: []string{"host1/CVE1 pass"}}, late, "CVE1"), scanned(day{n: 3, seen: []string{"host1/CVE1 fail"}}, late)},
			[]string{"HIPAA-0001 closed CVE1 0/1", "HIPAA-0002 open CVE1 1/1"}},
		{"an item from before ids counted keeps what it has", []day{
			{n: 1, seen: []string{"host1/CVE1 fail"}}, scanned(day{n: 2, seen: []string{"host1/CVE1 fail", "host1/CVE2 fail"}}, late)},
			[]string{"HIPAA-0001 open  1/1", "HIPAA-0002 open CVE2 1/1"}},
		{"a check renamed keeps its items", []day{
			scanned(day{n: 1, seen: []string{"host1/CVE1 fail"}}, late), scanned(day{n: 2, seen: []string{"totp| host1/CVE1 fail"}, checks: []string{"totp<mfa"}}, late)},
			[]string{"HIPAA-0001 open CVE1 1/1"}},
		{"a retired asset leaves it", []day{
			scanned(day{n: 1, seen: []string{"host1/CVE1 fail", "host2/CVE1 fail"}}, late), scanned(day{n: 2, seen: []string{"host2/CVE1 fail"}, inventory: []string{"idp: host2"}}, late)},
			[]string{"HIPAA-0001 open CVE1 1/2"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			if d := cmp.Diff(row.want, found(fold(t, assessment.POAM{}, row.days...))); d != "" {
				t.Error(d)
			}
		})
	}
}

// A waiver of a finding ends also when its check is gone.
func TestAWaiverOfAFindingEndsWithoutItsCheck(t *testing.T) {
	w := waiver("w", assessment.RiskAccepted, 1, 2, "host1/CVE1")
	w.Weakness = "CVE1"
	p := fold(t, assessment.POAM{},
		waived(scanned(day{n: 1, seen: []string{"host1/CVE1 fail"}}, assessment.ScanItemsPastDue), w),
		waived(scanned(day{n: 4, checks: []string{"lax"}}, assessment.ScanItemsPastDue), w))
	if it := p.Items[0]; it.Waived != 0 || len(it.Deviations) != 1 || it.Deviations[0].State != assessment.DeviationExpired {
		t.Errorf("%d waived, %+v", it.Waived, it.Deviations)
	}
}

// Random histories of scans: each id that fails has one open item and no other, no subject
// is on two, identities stay, a history told again gives the same, and what is within its
// time is said to be only where all of it was seen so.
func TestRandomFindings(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		items := rapid.SampledFrom([]assessment.ScanItems{assessment.ScanItemsAll, assessment.ScanItemsPastDue}).Draw(rt, "items")
		var p assessment.POAM
		var days []day
		for n := 1; n <= rapid.IntRange(1, 6).Draw(rt, "days"); n++ {
			d := day{n: n}
			outcomes := map[string]string{}
			for _, s := range []string{"host1/CVE1", "host1/CVE2", "host2/CVE1", "host2/other"} {
				if outcome := rapid.SampledFrom([]string{"", "pass", "fail", "undecided"}).Draw(rt, s); outcome != "" {
					d.seen = append(d.seen, s+" "+outcome)
					outcomes[s] = outcome
				}
			}
			var repaired []string
			if rapid.Bool().Draw(rt, "repaired") {
				repaired = []string{"CVE1"}
			}
			d = scanned(d, items, repaired...)
			days = append(days, d)
			next := fold(t, p, d)
			for i := range p.Items {
				if p.Items[i].UUID != next.Items[i].UUID || p.Items[i].Finding != next.Items[i].Finding || p.Items[i].ID != next.Items[i].ID {
					rt.Fatalf("%s changed its identity", p.Items[i].ID)
				}
			}
			on, open := map[string]string{}, map[string]int{}
			for _, it := range next.Items {
				if !it.Open() {
					continue
				}
				open[it.Finding]++
				for _, a := range it.Affected.Inline {
					if !a.Cleared.IsZero() {
						continue
					}
					if on[name(a)] != "" {
						rt.Fatalf("%s is on %s and on %s", name(a), on[name(a)], it.ID)
					}
					on[name(a)] = it.ID
					if outcome := outcomes[name(a)]; it.InTime && outcome != "pass" {
						rt.Fatalf("%s is within its time, and %s was %q", it.ID, name(a), outcome)
					}
				}
			}
			for s, outcome := range outcomes {
				if outcome == "fail" && on[s] == "" {
					rt.Fatalf("%s fails, and no open item has it: %q", s, found(next))
				}
			}
			for id, n := range open {
				if n > 1 {
					rt.Fatalf("%d open items of %q", n, id)
				}
			}
			p = next
		}
		if was, is := plain(t, p), plain(t, fold(t, assessment.POAM{}, days...)); was != is {
			rt.Fatalf("told again it differs:\n%s\n%s", was, is)
		}
	})
}
