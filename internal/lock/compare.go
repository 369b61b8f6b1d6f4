package lock

import (
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
)

// The kinds of changes.
const (
	Added   = "added"
	Removed = "removed"
	Changed = "changed"
	Renamed = "renamed" // a check that had another id
	Rebound = "bound"   // a check bears on other objectives, or with other strength or parameters
)

// What a change is of.
const (
	OfCheck     = "check"
	OfFramework = "framework"
	OfImport    = "import"
)

// Change is one thing that decides verdicts otherwise than the lock says.
type Change struct {
	Kind      string   `json:"kind"`
	What      string   `json:"what"` // check, framework, import or evidence-kinds
	ID        string   `json:"id,omitempty"`
	Framework string   `json:"framework,omitempty"` // of how a check is bound
	Before    string   `json:"before,omitempty"`    // digest, or the id of before
	After     string   `json:"after,omitempty"`
	Title     string   `json:"title,omitempty"`
	Details   []string `json:"details,omitempty"` // what of it is another, each in words
}

// Compare says what is another: checks first, then frameworks and the rest, each by id.
func Compare(was, is Lock) []Change {
	names := renamed(was, is)
	out := checks(was, is, names)
	out = append(out, frameworks(was, is, names)...)
	for _, id := range either(was.Imports, is.Imports) {
		if a, b := was.Imports[id], is.Imports[id]; a != b {
			out = append(out, Change{Kind: kindOf(a != "", b != ""), What: OfImport, ID: id, Before: a, After: b})
		}
	}
	if a, b := was.Parts[Kinds], is.Parts[Kinds]; a != b {
		out = append(out, Change{Kind: Changed, What: Kinds, Before: a, After: b})
	}
	rank := func(c Change) int { return slices.Index([]string{OfCheck, OfFramework, OfImport, Kinds}, c.What) }
	sort.SliceStable(out, func(i, k int) bool {
		a, b := out[i], out[k]
		return rank(a) < rank(b) || rank(a) == rank(b) && (a.ID < b.ID || a.ID == b.ID && a.Framework < b.Framework)
	})
	return out
}

// kindOf is the kind of a change of what was there before, after, or both times.
func kindOf(before, after bool) string {
	switch {
	case !before:
		return Added
	case !after:
		return Removed
	}
	return Changed
}

// either are the keys of both maps, sorted.
func either[V any](a, b map[string]V) []string {
	keys := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	return sorted(keys)
}

// renamed gives the names of before of checks that are called otherwise now.
func renamed(was, is Lock) map[string]string {
	before, after := byID(was.Checks), byID(is.Checks)
	out, taken := map[string]string{}, map[string]bool{}
	for _, c := range is.Checks {
		if _, known := before[c.ID]; known {
			continue
		}
		for _, name := range c.Formerly {
			_, was := before[name]
			if _, still := after[name]; was && !still && !taken[name] {
				out[c.ID], taken[name] = name, true
				break
			}
		}
	}
	return out
}

func byID(checks []Check) map[string]Check {
	out := map[string]Check{}
	for _, c := range checks {
		out[c.ID] = c
	}
	return out
}

// checks says which checks are new, gone, renamed or others.
func checks(was, is Lock, names map[string]string) []Change {
	var out []Change
	before, after := byID(was.Checks), byID(is.Checks)
	gone := map[string]bool{}
	for _, name := range names {
		gone[name] = true
	}
	for _, c := range is.Checks {
		name := c.ID
		if old, ok := names[c.ID]; ok {
			name = old
			out = append(out, Change{Kind: Renamed, What: OfCheck, ID: c.ID, Before: old, After: c.ID, Title: c.Title})
		}
		old, known := before[name]
		if !known {
			out = append(out, Change{Kind: Added, What: OfCheck, ID: c.ID, After: c.SHA256, Title: c.Title})
			continue
		}
		if details := another(old, c); details != nil {
			out = append(out, Change{Kind: Changed, What: OfCheck, ID: c.ID, Before: old.SHA256, After: c.SHA256, Title: c.Title, Details: details})
		}
	}
	for _, c := range was.Checks {
		if _, still := after[c.ID]; !still && !gone[c.ID] {
			out = append(out, Change{Kind: Removed, What: OfCheck, ID: c.ID, Before: c.SHA256, Title: c.Title})
		}
	}
	return out
}

// another says what of a check is another; nil for nothing.
func another(was, is Check) (out []string) {
	if was.SHA256 != is.SHA256 {
		out = append(out, "another policy")
	}
	if was.Severity != is.Severity {
		out = append(out, "severity "+is.Severity+", was "+was.Severity)
	}
	if was.Title != is.Title {
		out = append(out, fmt.Sprintf("title %q, was %q", is.Title, was.Title))
	}
	return out
}

// frameworks says which frameworks are others, and which checks are bound otherwise
// there; a check that is new or gone altogether is told as such alone.
func frameworks(was, is Lock, names map[string]string) []Change {
	var out []Change
	before, after := map[string]Framework{}, map[string]Framework{}
	for _, f := range was.Frameworks {
		before[f.ID] = f
	}
	for _, f := range is.Frameworks {
		after[f.ID] = f
	}
	known, now := byID(was.Checks), byID(is.Checks)
	for _, id := range either(before, after) {
		a, there := before[id]
		b, still := after[id]
		if !there || !still {
			out = append(out, Change{Kind: kindOf(there, still), What: OfFramework, ID: id, Before: a.Profile, After: b.Profile})
			continue
		}
		if details := otherwise(a, b); details != nil {
			out = append(out, Change{Kind: Changed, What: OfFramework, ID: id, Before: a.Profile, After: b.Profile, Details: details})
		}
		for check := range now {
			name := check
			if old, ok := names[check]; ok {
				name = old
			}
			if _, both := known[name]; !both {
				continue
			}
			if details := rebound(a.Bound[name], b.Bound[check]); details != nil {
				out = append(out, Change{Kind: Rebound, What: OfCheck, ID: check, Framework: id, Title: now[check].Title, Details: details})
			}
		}
	}
	return out
}

// otherwise says what of a framework is another.
func otherwise(was, is Framework) (out []string) {
	for _, v := range [][3]string{{"catalog", was.Catalog, is.Catalog}, {"version", was.Version, is.Version}} {
		if v[1] != v[2] {
			out = append(out, fmt.Sprintf("%s %q, was %q", v[0], v[2], v[1]))
		}
	}
	for _, id := range either(was.Controls, is.Controls) {
		a, there := was.Controls[id]
		b, still := is.Controls[id]
		switch {
		case !there:
			out = append(out, "control "+id+" added")
		case !still:
			out = append(out, "control "+id+" removed")
		default:
			out = append(out, listed("objective", a, b)...)
		}
	}
	if was.Profile != is.Profile {
		out = append(out, "another profile")
	}
	if was.Rules != is.Rules {
		out = append(out, "other rules beside its checks")
	}
	return out
}

// listed says what a list has more, and no more; both are sorted.
func listed(what string, was, is []string) (out []string) {
	for _, s := range is {
		if _, ok := slices.BinarySearch(was, s); !ok {
			out = append(out, what+" "+s+" added")
		}
	}
	for _, s := range was {
		if _, ok := slices.BinarySearch(is, s); !ok {
			out = append(out, what+" "+s+" removed")
		}
	}
	return out
}

// rebound says what of a binding is another.
func rebound(was, is Bound) []string {
	before, after := values(was.Parameters), values(is.Parameters)
	var out []string
	for _, name := range either(before, after) {
		a, b := before[name], after[name]
		switch {
		case slices.Equal(a, b):
		case a == nil:
			out = append(out, fmt.Sprintf("parameter %s is %s, was not there", name, valued(b)))
		case b == nil:
			out = append(out, fmt.Sprintf("parameter %s is gone, was %s", name, valued(a)))
		default:
			out = append(out, fmt.Sprintf("parameter %s is %s, was %s", name, valued(b), valued(a)))
		}
	}
	fits := func(p string) bool { return !strings.HasPrefix(p, looser) }
	loose := func(b Bound) []string { return slices.DeleteFunc(slices.Clone(b.Parameters), fits) }
	out = append(out, listed("parameter", loose(was), loose(is))...)
	return append(out, listed("target", was.Targets, is.Targets)...)
}

// looser begins what is told of a value that a framework does not allow.
const looser = "looser than allowed: "

// values gives the values of parameters by name; one without a value has "".
func values(list []string) map[string][]string {
	out := map[string][]string{}
	for _, p := range list {
		if name, value, _ := strings.Cut(p, "="); !strings.HasPrefix(p, looser) {
			out[name] = append(out[name], value)
		}
	}
	return out
}

func valued(list []string) string {
	text := strings.Join(list, " and ")
	if text == "" {
		return "not set"
	}
	return text
}

// fewDetails is how many details a line has.
const fewDetails = 4

// Words tells a change in one line.
func (c Change) Words() string {
	text := c.What + " " + c.ID + " " + c.Kind
	switch {
	case c.What == Kinds:
		return "the schemas of evidence are others"
	case c.Kind == Renamed:
		return "check " + c.Before + " is called " + c.ID
	case c.Kind == Rebound:
		text = "check " + c.ID + " is bound otherwise under " + c.Framework
	}
	if len(c.Details) == 0 {
		return text
	}
	text += ": " + strings.Join(c.Details[:min(fewDetails, len(c.Details))], "; ")
	if n := len(c.Details) - fewDetails; n > 0 {
		text += fmt.Sprintf("; and %d more", n)
	}
	return text
}

// Objectives are those that changes bear on, by framework, sorted: what changed checks
// were and are bound to, and, of a framework that is another, objectives that are new or
// gone; of a framework that is new or gone none.
func Objectives(changes []Change, was, is Lock) map[string][]string {
	names := map[string]bool{}
	for _, c := range changes {
		if c.What == OfCheck {
			names[c.ID] = true
			names[c.Before] = names[c.Before] || c.Kind == Renamed
		}
	}
	found := map[string]map[string]int{}
	add := func(framework, target string) {
		if found[framework] == nil {
			found[framework] = map[string]int{}
		}
		found[framework][target] = 1
	}
	sides := [2]map[string]map[string]bool{{}, {}}
	for side, l := range []Lock{was, is} {
		for _, f := range l.Frameworks {
			sides[side][f.ID] = map[string]bool{}
			for _, targets := range f.Controls {
				for _, t := range targets {
					sides[side][f.ID][t] = true
				}
			}
			for check, b := range f.Bound {
				for _, t := range b.Targets {
					if target, _, _ := strings.Cut(t, " "); names[check] {
						add(f.ID, target)
					}
				}
			}
		}
	}
	for id, a := range sides[0] {
		b, both := sides[1][id]
		for _, t := range either(a, b) {
			if both && a[t] != b[t] {
				add(id, t)
			}
		}
	}
	out := map[string][]string{}
	for id, targets := range found {
		out[id] = either(targets, nil)
	}
	return out
}
