package poam

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/assay-compliance/assay/internal/assessment"
)

// anyDay draws what one run sees of a handful of subjects; renamed says that
// the check mfa is called totp by then.
func anyDay(r *rapid.T, n int, renamed bool) day {
	d := day{n: n, checks: []string{"mfa", "lax"}}
	names := []string{"alice", "bob", "host1/alice", "host1/host1", "host2/alice", "idp", "web: alice", "web: host1/alice"}
	for _, check := range d.checks {
		for _, s := range names {
			for range rapid.SampledFrom([]int{0, 0, 1, 1, 1, 2}).Draw(r, "sights") {
				outcome := rapid.SampledFrom([]string{"pass", "pass", "pass", "fail", "skip", "undecided", "fail stale"}).Draw(r, "outcome")
				line := check + "| " + s + " " + outcome
				if rapid.IntRange(0, 5).Draw(r, "old") == 0 {
					line += fmt.Sprint(" @", rapid.IntRange(1, n).Draw(r, "day"))
				}
				d.seen = append(d.seen, line)
			}
		}
	}
	if rapid.IntRange(0, 3).Draw(r, "inventory") == 0 {
		d.inventory = []string{"idp: " + rapid.SampledFrom([]string{"host1", "host2", "host1 host2", "host9"}).Draw(r, "assets")}
	}
	if renamed {
		d.checks[0] = "totp<mfa"
		for i := range d.seen {
			d.seen[i] = strings.Replace(d.seen[i], "mfa|", "totp|", 1)
		}
	}
	if rapid.IntRange(0, 6).Draw(r, "unbind") == 0 {
		d.checks = d.checks[:1]
	}
	return d
}

// Random histories: idempotent (fold holds it), identities stay, no item is
// lost, closed items stay as they are, and an item is only ever cleared of
// what a fresh pass or an inventory speaks for.
func TestRandomHistories(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var p assessment.POAM
		var told []string
		renamed := rapid.IntRange(2, 9).Draw(rt, "renamed on day")
		for n := 1; n <= rapid.IntRange(1, 6).Draw(rt, "days"); n++ {
			d := anyDay(rt, n, n >= renamed)
			next := fold(t, p, d)
			told = append(told, fmt.Sprintf("day %d: %q %q %q -> %q", n, d.checks, d.seen, d.inventory, lines(t, next)))
			if err := follows(t, p, next, d); err != nil {
				rt.Fatalf("%v\n%s", err, strings.Join(told, "\n"))
			}
			p = next
		}
		if t.Failed() {
			rt.Fatal(strings.Join(told, "\n"))
		}
	})
}

func follows(t *testing.T, before, after assessment.POAM, d day) error {
	if len(after.Items) < len(before.Items) {
		return fmt.Errorf("an item was lost")
	}
	open := map[string]int{}
	for i, is := range after.Items {
		if is.Open() {
			for _, n := range is.Names {
				open[n]++
			}
		}
		if i >= len(before.Items) {
			continue
		}
		was := before.Items[i]
		if was.UUID != is.UUID || was.RiskUUID != is.RiskUUID || was.ID != is.ID || !was.Detected.Equal(is.Detected) || !was.Deadline.Equal(is.Deadline) || cmp.Diff(was.Milestones, is.Milestones) != "" {
			return fmt.Errorf("%s changed its identity", was.ID)
		}
		if !was.Open() && cmp.Diff(was, is, cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Stream" }, cmp.Ignore())) != "" {
			return fmt.Errorf("%s was closed and changed", was.ID)
		}
		if err := clearedFairly(was, is, d); err != nil {
			return err
		}
	}
	for n, k := range open {
		if k > 1 {
			return fmt.Errorf("%d open items of %s", k, n)
		}
	}
	return nil
}

// clearedFairly is the rule in its simplest form: whatever was cleared on a day
// has a passing line for it that day and none against it, or stands for a
// component without a line against it, or is of an asset not listed.
func clearedFairly(was, is assessment.Item, d day) error {
	for _, a := range is.Affected.Inline {
		if !a.Cleared.Equal(asOf(d.n)) || slices.ContainsFunc(was.Affected.Inline, func(b assessment.Affected) bool { return cmp.Equal(a, b) }) {
			continue
		}
		own, against, whole := 0, 0, 0
		for _, line := range d.seen {
			check, rest, _ := strings.Cut(line, "| ")
			if !slices.Contains(is.Names, check) {
				continue
			}
			key, outcome, _ := strings.Cut(strings.TrimPrefix(rest, a.Component+": "), " ")
			if strings.Contains(rest, ": ") != (a.Component != "idp") {
				continue
			}
			fails := !strings.HasPrefix(outcome, "pass") && !strings.HasPrefix(outcome, "skip")
			mine := key == strings.TrimPrefix(name(assessment.Affected{Component: a.Component, Asset: a.Asset, ID: a.ID}), a.Component+":")
			switch {
			case mine && fails:
				against++
			case mine && strings.HasPrefix(outcome, "pass"):
				own++
			case fails && a.WholeComponent():
				whole++
			}
		}
		listed := strings.Contains(strings.Join(d.inventory, " "), a.Asset)
		switch {
		case against > 0:
			return fmt.Errorf("%s cleared %s against evidence", is.ID, name(a))
		case a.How == assessment.Retired && (listed || len(d.inventory) == 0):
			return fmt.Errorf("%s retired %s without an inventory that says so", is.ID, name(a))
		case a.How == assessment.FreshPass && own == 0 && (!a.WholeComponent() || whole > 0):
			return fmt.Errorf("%s cleared %s without a pass", is.ID, name(a))
		}
	}
	return nil
}

// Whatever comes in whatever order, a subject stands cleared exactly when its
// last pass is on evidence no older than any that ever showed it failing.
func TestNoPassRescuesANewerFailure(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var p assessment.POAM
		var told []string
		known, cleared, last := false, false, 0
		for n := 1; n <= rapid.IntRange(2, 7).Draw(rt, "days"); n++ {
			d := day{n: n, seen: []string{"zoe fail"}} // holds the item open
			outcome, on := rapid.SampledFrom([]string{"fail", "pass", "undecided", ""}).Draw(rt, "outcome"), rapid.IntRange(1, n).Draw(rt, "collected")
			if outcome != "" {
				d.seen = append(d.seen, fmt.Sprintf("alice %s @%d", outcome, on))
			}
			switch {
			case outcome == "fail":
				known, cleared, last = true, false, max(last, on)
			case outcome == "pass" && known && on >= last:
				cleared = true
			}
			p = fold(t, p, d)
			told = append(told, fmt.Sprintf("day %d: %q -> %q", n, d.seen, lines(t, p)))
			want := "HIPAA-0001 open mfa zoe"
			switch {
			case cleared:
				want = "HIPAA-0001 open mfa alice* zoe"
			case known:
				want = "HIPAA-0001 open mfa alice zoe"
			}
			if got := lines(t, p); got[0] != want || len(got) > 1 {
				rt.Fatalf("want %q\n%s", want, strings.Join(told, "\n"))
			}
		}
	})
}

// A run that sees nothing closes nothing.
func TestWithholdingNeverCloses(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := fold(t, assessment.POAM{}, anyDay(rt, 1, false), anyDay(rt, 2, false))
		next := fold(t, p, day{n: 3, checks: []string{"mfa", "lax"}})
		if was, is := plain(t, p), plain(t, next); was != is {
			rt.Fatalf("changed by nothing:\n%s\n%s", was, is)
		}
	})
}

// Withholding all that is known of an affected subject keeps its item open.
func TestWithholdingASubjectKeepsItsItemOpen(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := fold(t, assessment.POAM{}, anyDay(rt, 1, false))
		d := anyDay(rt, 2, false)
		d.inventory = nil
		subject := rapid.SampledFrom([]string{"alice", "bob", "host1/alice", "host1/host1", "web: alice"}).Draw(rt, "subject")
		d.seen = slices.DeleteFunc(d.seen, func(line string) bool { return strings.Contains(line, "| "+subject+" ") })
		next := fold(t, p, d)
		for i := range p.Items {
			affects := slices.ContainsFunc(p.Items[i].Affected.Inline, func(a assessment.Affected) bool {
				return strings.ReplaceAll(subject, "web: ", "web:") == name(a)
			})
			if affects && !next.Items[i].Open() {
				rt.Fatalf("without %q of day 2: %q", subject, lines(t, next))
			}
		}
	})
}
