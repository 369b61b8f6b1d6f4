// Package diff says what is different between two sets of results, objective by
// objective, and what brought it about: evidence, a policy, parameters, what is
// bound, what a person said, the profile, or time alone. It sees results only.
package diff

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// Framework is what differs in one framework.
type Framework struct {
	ID      string   `json:"id"`
	Before  *Side    `json:"before"` // nil: it is not in these results
	After   *Side    `json:"after"`
	Changes []Change `json:"changes"` // by objective, in the order of the profile's ids
}

// Side is one of the two results in numbers.
type Side struct {
	AsOf          string  `json:"as-of"`
	Profile       string  `json:"profile-sha256,omitempty"`
	Pass          int     `json:"pass"`
	Fail          int     `json:"fail"`
	Undecided     int     `json:"undecided"`
	NotApplicable int     `json:"not-applicable"`
	NotAssessed   int     `json:"not-assessed"`
	Coverage      float64 `json:"coverage"`
}

// Change is one objective whose verdict is another, or that only one side knows.
type Change struct {
	Target  string  `json:"id"`
	Control string  `json:"control"`
	Label   string  `json:"label,omitempty"`
	Before  string  `json:"before"` // pass, fail, undecided, not-applicable, not-assessed, or absent
	After   string  `json:"after"`
	Why     string  `json:"why,omitempty"`
	Causes  []Cause `json:"causes"`
}

// The kinds of causes.
const (
	Evidence   = "evidence"   // a check saw other evidence
	Policy     = "policy"     // it is another policy
	Parameters = "parameters" // it was asked with other parameters
	Binding    = "binding"    // it bears on the objective now, or no more
	Answer     = "answer"     // somebody said or decided something else
	Profile    = "profile"    // the objective is in one of the profiles only
	Time       = "time"       // of the same evidence other subjects are too old, or nothing else is another
	Unknown    = "unknown"    // nothing that the results tell is another
)

// Cause is one thing that is another.
type Cause struct {
	Kind      string `json:"kind"`
	Check     string `json:"check,omitempty"`
	Component string `json:"component,omitempty"`
	// Failing counts the subjects that fail or are undecided, before and after.
	Before int    `json:"open-before"`
	After  int    `json:"open-after"`
	Files  []File `json:"files,omitempty"`
}

// File is a file of evidence that is another, new or gone.
type File struct {
	Path   string `json:"path"`
	Before string `json:"before,omitempty"` // sha256; empty: it was not there
	After  string `json:"after,omitempty"`
}

// Absent is the verdict of an objective that results do not know.
const Absent = "absent"

// Compare gives the frameworks of two results, by id; those without a difference
// have no changes.
func Compare(before, after []assessment.Results) []Framework {
	ids := map[string]bool{}
	for _, list := range [][]assessment.Results{before, after} {
		for i := range list {
			ids[list[i].Scope.Framework.ID] = true
		}
	}
	var out []Framework
	for id := range ids {
		a, b := of(before, id), of(after, id)
		out = append(out, Framework{ID: id, Before: side(a), After: side(b), Changes: changes(a, b)})
	}
	slices.SortFunc(out, func(a, b Framework) int { return strings.Compare(a.ID, b.ID) })
	return out
}

func of(list []assessment.Results, id string) *assessment.Results {
	for i := range list {
		if list[i].Scope.Framework.ID == id {
			return &list[i]
		}
	}
	return nil
}

func side(r *assessment.Results) *Side {
	if r == nil {
		return nil
	}
	c := r.Coverage
	return &Side{AsOf: r.AsOf.UTC().Format(time.RFC3339), Profile: r.Scope.Framework.Profile.Digest, Pass: c.Pass, Fail: c.Fail, Undecided: c.Undecided,
		NotApplicable: c.NotApplicable, NotAssessed: c.NotAssessed, Coverage: c.Ratio()}
}

// stance is what results say of one objective.
type stance struct {
	target  assessment.Target
	verdict string
	why     string
	seen    map[place]*sight
}

// place is where a check looked.
type place struct{ check, component string }

// sight is what a check saw there, all its outcomes together.
type sight struct {
	params, policy, set string
	open                int // subjects that fail or are undecided
	aged                int // of these, for their age alone
	said                bool
}

func changes(before, after *assessment.Results) []Change {
	if before == nil || after == nil {
		return []Change{} // a whole framework more or less is said by its sides
	}
	was, is := stances(before), stances(after)
	ids := map[string]bool{}
	for _, m := range []map[string]*stance{was, is} {
		for id := range m {
			ids[id] = true
		}
	}
	out := []Change{}
	for id := range ids {
		a, b := was[id], is[id]
		c := Change{Target: id, Before: Absent, After: Absent}
		for _, s := range []*stance{a, b} {
			if s != nil {
				c.Control, c.Label = s.target.ControlID, s.target.Label
			}
		}
		if a != nil {
			c.Before = a.verdict
		}
		if b != nil {
			c.After, c.Why = b.verdict, b.why
		}
		if c.Before == c.After {
			continue
		}
		c.Causes = causes(a, b, before, after)
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b Change) int {
		return cmp.Or(strings.Compare(a.Control, b.Control), strings.Compare(a.Target, b.Target))
	})
	return out
}

// stances gives what results say, by objective.
func stances(r *assessment.Results) map[string]*stance {
	policies := map[string]string{}
	for _, c := range r.Checks {
		policies[c.ID] = c.Digest
	}
	see := func(s *stance, list []int) {
		s.seen = map[place]*sight{}
		for _, i := range list {
			o := &r.Observations[i]
			at := place{o.Run.Check, o.Component}
			x := s.seen[at]
			if x == nil {
				x = &sight{params: o.Run.Params, policy: policies[o.Run.Check], set: o.EvidenceSet, said: o.Said != nil || policies[o.Run.Check] == "" && o.EvidenceSet == ""}
				s.seen[at] = x
			}
			if o.Outcome == assessment.Fail || o.Outcome == assessment.Undecided {
				x.open += o.Count
				if o.Reason == assessment.ReasonStale || o.Reason == assessment.ReasonExpired {
					x.aged += o.Count
				}
			}
		}
	}
	out := map[string]*stance{}
	for i := range r.Findings {
		f := &r.Findings[i]
		s := &stance{target: f.Target, verdict: f.Verdict.String(), why: f.Why}
		see(s, f.Observations)
		out[f.Target.ID] = s
	}
	for i := range r.Unassessed {
		u := &r.Unassessed[i]
		s := &stance{target: u.Target, verdict: assessment.NotAssessed.String(), why: u.Why}
		see(s, u.Observations)
		out[u.Target.ID] = s
	}
	return out
}

// causes are what is another of what bears on an objective.
func causes(was, is *stance, before, after *assessment.Results) []Cause {
	if was == nil || is == nil {
		return []Cause{{Kind: Profile}}
	}
	places := map[place]bool{}
	for _, s := range []*stance{was, is} {
		for at := range s.seen {
			places[at] = true
		}
	}
	var out, same []Cause
	for at := range places {
		a, b := was.seen[at], is.seen[at]
		c := Cause{Check: at.check, Component: at.component}
		if a != nil {
			c.Before = a.open
		}
		if b != nil {
			c.After = b.open
		}
		kinds := differs(a, b)
		for _, kind := range kinds {
			one := c
			if one.Kind = kind; kind == Evidence {
				one.Files = files(set(before, a), set(after, b))
			}
			out = append(out, one)
		}
		if len(kinds) == 0 && c.Before != c.After {
			c.Kind = Time
			same = append(same, c)
		}
	}
	if out == nil {
		out = same
	}
	if out == nil {
		out = []Cause{{Kind: Unknown}}
	}
	slices.SortFunc(out, func(a, b Cause) int {
		return cmp.Or(strings.Compare(a.Check, b.Check), strings.Compare(a.Component, b.Component), strings.Compare(a.Kind, b.Kind))
	})
	return out
}

// differs says in what two sights are not the same.
func differs(a, b *sight) []string {
	switch {
	case a == nil && b.said, b == nil && a.said:
		return []string{Answer}
	case a == nil || b == nil:
		other := a
		if a == nil {
			other = b
		}
		if other.set != "" {
			return []string{Evidence} // its kind is declared, or there, on one side only
		}
		return []string{Binding}
	}
	var out []string
	for kind, same := range map[string]bool{
		Policy: a.policy == b.policy, Parameters: a.params == b.params, Evidence: a.set == b.set,
		Answer: !(a.said && b.said) || a.open == b.open,
	} {
		if !same {
			out = append(out, kind)
		}
	}
	if len(out) > 0 && a.set == b.set && a.aged != b.aged {
		out = append(out, Time)
	}
	slices.Sort(out)
	return out
}

func set(r *assessment.Results, s *sight) []assessment.Source {
	if s == nil {
		return nil
	}
	return r.Sets[s.set].Files
}

// files are those that two sets do not have in common, as far as the sets name
// them.
func files(before, after []assessment.Source) []File {
	by := map[string]*File{}
	at := func(path string) *File {
		if by[path] == nil {
			by[path] = &File{Path: path}
		}
		return by[path]
	}
	for _, f := range before {
		at(f.Path).Before = f.Digest
	}
	for _, f := range after {
		at(f.Path).After = f.Digest
	}
	var out []File
	for _, f := range by {
		if f.Before != f.After {
			out = append(out, *f)
		}
	}
	slices.SortFunc(out, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return out
}
