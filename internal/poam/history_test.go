package poam

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// day is one run of a history. Lines of seen say what was seen:
//
//	"alice fail"                 subject alice of the component idp
//	"host1/alice pass"           of the asset host1
//	"web: alice undecided stale" of another component, with a reason
//	"alice pass @3"              on evidence collected on day 3
//	"lax| alice pass"            by another check
//	"alice pass @3 #b"           on other evidence of day 3, called b
//	"cve1 fail ~img"             a finding in the examined part img
//	"alice fail @never"          on no evidence of its own: it rests on all of the component's
//
// The check is mfa unless named; evidence is collected an hour before the run,
// and that of one day is the same piece unless called otherwise.
type day struct {
	n         int
	seen      []string
	checks    []string // checks bound, "mfa" when empty; "new<old" was formerly old; "~mfa" only informs
	inventory []string // "idp: host1 host2"
	change    func(*assessment.Results)
}

func asOf(n int) time.Time { return time.Date(2026, 3, n, 12, 0, 0, 0, time.UTC) }

func collected(n int) time.Time { return asOf(n).Add(-time.Hour) }

// results gives what conclude would have made of a day.
func (d day) results(t testing.TB) assessment.Results {
	t.Helper()
	scope := &assessment.Scope{System: &assessment.System{ID: "meridian"}, Framework: assessment.Framework{ID: "hipaa"}}
	r := assessment.Results{Scope: scope, AsOf: asOf(d.n), Complete: true, Inventory: map[string]assessment.Inventory{}}
	if d.checks == nil {
		d.checks = []string{"mfa"}
	}
	for _, name := range d.checks {
		strength := assessment.Decides
		if rest, ok := strings.CutPrefix(name, "~"); ok {
			name, strength = rest, assessment.Informs
		}
		c := &assessment.Check{Severity: assessment.LevelHigh}
		c.ID, name, _ = strings.Cut(name, "<")
		if name != "" {
			c.Formerly = strings.Split(name, ",")
		}
		r.Checks = append(r.Checks, c)
		scope.Bindings = append(scope.Bindings, assessment.Binding{Target: "t.a", Strength: strength, Runs: []assessment.RunKey{{Check: c.ID}}})
	}
	for _, line := range d.inventory {
		component, assets, _ := strings.Cut(line, ": ")
		r.Inventory[component] = assessment.Inventory{Collected: collected(d.n), Assets: strings.Fields(assets)}
	}
	r.Observations = d.observations(t)
	r.Risks = risksOf(r)
	if d.change != nil {
		d.change(&r)
	}
	return r
}

func (d day) observations(t testing.TB) []assessment.Observation {
	t.Helper()
	groups := map[string][]assessment.Subject{}
	for _, line := range d.seen {
		group, s := d.subject(t, line)
		groups[group] = append(groups[group], s)
	}
	var out []assessment.Observation
	for _, group := range slices.Sorted(func(yield func(string) bool) {
		for g := range groups {
			if !yield(g) {
				return
			}
		}
	}) {
		list := groups[group]
		slices.SortStableFunc(list, func(a, b assessment.Subject) int {
			return cmp.Or(cmp.Compare(a.Asset, b.Asset), cmp.Compare(a.ID, b.ID))
		})
		o := assessment.Observation{
			Run: assessment.RunKey{Check: strings.Split(group, "|")[0]}, Component: list[0].Component, Outcome: list[0].Outcome,
			Reason: list[0].Reason, Count: len(list), EvidenceSet: "set of day " + strconv.Itoa(d.n), Subjects: each(list),
		}
		for _, s := range list {
			at := s.Collected
			if at.IsZero() {
				at = collected(d.n)
			}
			if o.First.IsZero() || at.Before(o.First) {
				o.First = at
			}
			o.Last = latest(o.Last, at)
		}
		out = append(out, o)
	}
	return out
}

func (d day) subject(t testing.TB, line string) (group string, s assessment.Subject) {
	t.Helper()
	check, component := "mfa", "idp"
	if before, rest, ok := strings.Cut(line, "| "); ok {
		check, line = before, rest
	}
	if before, rest, ok := strings.Cut(line, ": "); ok {
		component, line = before, rest
	}
	f := strings.Fields(line)
	s = assessment.Subject{Component: component, Asset: component, ID: f[0], Collected: collected(d.n), Why: f[1] + " on day " + strconv.Itoa(d.n)}
	if asset, id, ok := strings.Cut(f[0], "/"); ok {
		s.Asset, s.ID = asset, id
	}
	piece := ""
	for _, word := range f[1:] {
		switch word {
		case "pass":
			s.Outcome = assessment.Pass
		case "fail":
			s.Outcome = assessment.Fail
		case "skip":
			s.Outcome = assessment.Skip
		case "undecided":
		default:
			if word == "@never" {
				s.Collected = time.Time{}
				continue
			}
			if part, ok := strings.CutPrefix(word, "~"); ok {
				s.Of = part
				continue
			}
			if name, ok := strings.CutPrefix(word, "#"); ok {
				piece = name
				continue
			}
			if n, ok := strings.CutPrefix(word, "@"); ok {
				on, err := strconv.Atoi(n)
				if err != nil {
					t.Fatalf("line %q", line)
				}
				s.Collected = collected(on)
				continue
			}
			s.Reason = assessment.Reason(word)
		}
	}
	if !s.Collected.IsZero() {
		s.Evidence = "evidence of " + s.Collected.Format(time.DateOnly) + piece
	}
	return fmt.Sprint(check, "|", component, s.Outcome, s.Reason), s
}

func each(list []assessment.Subject) iter.Seq2[assessment.Subject, error] {
	return func(yield func(assessment.Subject, error) bool) {
		for _, s := range list {
			if !yield(s, nil) {
				return
			}
		}
	}
}

// risksOf gives the risk of each check that fails and is bound to fail.
func risksOf(r assessment.Results) []assessment.Risk {
	var out []assessment.Risk
	for k, c := range r.Checks {
		if r.Scope.Bindings[k].Strength == assessment.Informs {
			continue
		}
		risk := assessment.Risk{
			Key: c.ID, Check: c, Title: "title of " + c.ID, Status: assessment.RiskOpen, Level: c.Severity,
			Controls: []string{"t"}, Targets: []string{"t.a"}, Formerly: c.Formerly,
		}
		for i, o := range r.Observations {
			if o.Run.Check == c.ID && o.Counts() == assessment.Fail {
				risk.Observations = append(risk.Observations, i)
				if risk.Detected.IsZero() || o.First.Before(risk.Detected) {
					risk.Detected = o.First
				}
			}
		}
		if len(risk.Observations) > 0 {
			risk.Deadline = risk.Detected.AddDate(0, 0, 30).Add(-time.Second)
			out = append(out, risk)
		}
	}
	slices.SortFunc(out, func(a, b assessment.Risk) int { return cmp.Compare(a.Key, b.Key) })
	return out
}

// lines tells a state in words: id, status, weakness, and its subjects, a star
// on those cleared, a minus on those no longer listed and a dagger on those
// retired.
func lines(t testing.TB, p assessment.POAM) []string {
	t.Helper()
	var out []string
	for _, it := range p.Items {
		status := "open"
		if !it.Open() {
			status = "closed"
		}
		line := it.ID + " " + status + " " + it.Weakness
		for a, err := range it.Affected.All() {
			if err != nil {
				t.Fatal(err)
			}
			line += " " + name(a)
		}
		out = append(out, line)
	}
	return out
}

func name(a assessment.Affected) string {
	s := a.ID
	if a.Asset != a.Component {
		s = a.Asset + "/" + a.ID
	}
	if a.Component != "idp" {
		s = a.Component + ":" + s
	}
	switch {
	case a.Cleared.IsZero():
		return s
	case a.How == assessment.Retired:
		return s + "†"
	case a.How == assessment.Unlisted:
		return s + "-"
	}
	return s + "*"
}

// fold folds days in, and holds that doing it twice changes nothing.
func fold(t testing.TB, p assessment.POAM, days ...day) assessment.POAM {
	t.Helper()
	for _, d := range days {
		r := d.results(t)
		next, err := Fold(p, r)
		if err != nil {
			t.Fatalf("day %d: %v", d.n, err)
		}
		again, err := Fold(next, r)
		if err != nil {
			t.Fatalf("day %d again: %v", d.n, err)
		}
		if was, is := plain(t, next), plain(t, again); was != is {
			t.Fatalf("day %d folded in twice differs:\n%s\n%s", d.n, was, is)
		}
		p = next
	}
	return p
}

// plain writes a whole state as text, streams and all.
func plain(t testing.TB, p assessment.POAM) string {
	t.Helper()
	var b strings.Builder
	items := slices.Clone(p.Items)
	p.Items = nil
	fmt.Fprintf(&b, "%+v\n", p)
	for _, it := range items {
		set, closure := it.Affected, it.Closure
		it.Affected, it.Closure = assessment.AffectedSet{}, nil
		fmt.Fprintf(&b, "%+v\n%d of %d open\n", it, set.Open, set.Count)
		if closure != nil {
			fmt.Fprintf(&b, "closure %+v\n", *closure)
		}
		for a, err := range set.All() {
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "  %+v\n", a)
		}
	}
	return b.String()
}
