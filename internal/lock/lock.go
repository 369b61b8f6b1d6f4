// Package lock records by digest what decides the verdicts of a workspace: checks,
// frameworks and what binds them. It says by name what is another since, so that an
// upgrade of the program, or of a policy, surprises nobody. It is pure.
package lock

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// File is its name, beside assay.yaml.
const File = "assay.lock"

// Lock is what decided verdicts when it was written.
type Lock struct {
	Assay      string
	Kinds      string // sha256 of the schemas of evidence
	Frameworks []Framework
	Checks     []Check // bound in any framework, by id
}

// Framework is one framework of the workspace.
type Framework struct {
	ID      string
	Profile string // sha256 of its profile
	Targets int
	// Checks are those that bear on it, by id, with the sha256 of how: on which targets,
	// how strongly, with which parameters.
	Checks map[string]string
}

// Check is one check that can decide something.
type Check struct {
	ID       string
	SHA256   string // over the policy with what it imports
	Severity string
	Title    string
	Formerly []string // not written: the names that a check of now had
}

// Of is the lock of a workspace as it is: the version of the program, the digest of the
// schemas of evidence, the frameworks and all checks that there are.
func Of(version, kinds string, scopes []assessment.Scope, all []assessment.Check) Lock {
	out := Lock{Assay: version, Kinds: strings.TrimPrefix(kinds, "sha256:")}
	used := map[string]bool{}
	for i := range scopes {
		s := &scopes[i]
		f := Framework{ID: s.Framework.ID, Profile: s.Framework.Profile.Digest, Checks: map[string]string{}}
		for k := range s.Controls {
			f.Targets += len(s.Controls[k].Targets)
		}
		bound := map[string][]string{}
		for k := range s.Bindings {
			b := &s.Bindings[k]
			disabled := ""
			if b.Disabled != nil {
				disabled = " disabled"
			}
			for _, run := range b.Runs {
				line := fmt.Sprintf("%s %s %v%s %s", b.Target, b.Strength, b.Runs, disabled, strings.Join(b.Components, ","))
				bound[run.Check] = append(bound[run.Check], line)
			}
		}
		for id, lines := range bound {
			slices.Sort(lines)
			f.Checks[id], used[id] = digest(strings.Join(lines, "\n")), true
		}
		out.Frameworks = append(out.Frameworks, f)
	}
	for i := range all {
		if c := &all[i]; used[c.ID] {
			out.Checks = append(out.Checks, Check{ID: c.ID, SHA256: c.Digest, Severity: c.Severity.String(), Title: c.Title, Formerly: c.Formerly})
		}
	}
	slices.SortFunc(out.Checks, func(a, b Check) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(out.Frameworks, func(a, b Framework) int { return strings.Compare(a.ID, b.ID) })
	return out
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// The forms of the file.
type (
	fileForm struct {
		Version    strictyaml.At[int]                `yaml:"version,required"`
		Assay      strictyaml.At[string]             `yaml:"assay"`
		Kinds      strictyaml.At[string]             `yaml:"evidence-kinds"`
		Frameworks map[string]strictyaml.At[ofForm]  `yaml:"frameworks"`
		Checks     map[string]strictyaml.At[oneForm] `yaml:"checks"`
	}
	ofForm struct {
		Profile strictyaml.At[string]            `yaml:"profile"`
		Targets strictyaml.At[int]               `yaml:"targets"`
		Bound   map[string]strictyaml.At[string] `yaml:"bound"`
	}
	oneForm struct {
		SHA256   strictyaml.At[string] `yaml:"sha256"`
		Severity strictyaml.At[string] `yaml:"severity"`
		Title    strictyaml.At[string] `yaml:"title"`
	}
)

const head = "# Written by assay policy upgrade: what decides verdicts, by digest. Keep it in git.\n"

// Encode writes a lock. The same lock gives the same bytes.
func (l Lock) Encode() []byte {
	var b strings.Builder
	b.WriteString(head + "version: 1\n")
	line := func(depth int, key, value string) {
		fmt.Fprintf(&b, "%s%s: %s\n", strings.Repeat("  ", depth), key, strconv.Quote(value))
	}
	line(0, "assay", l.Assay)
	line(0, "evidence-kinds", l.Kinds)
	b.WriteString("frameworks:")
	if len(l.Frameworks) == 0 {
		b.WriteString(" {}")
	}
	b.WriteString("\n")
	for _, f := range l.Frameworks {
		fmt.Fprintf(&b, "  %s:\n", strconv.Quote(f.ID))
		line(2, "profile", f.Profile)
		fmt.Fprintf(&b, "    targets: %d\n    bound:", f.Targets)
		if len(f.Checks) == 0 {
			b.WriteString(" {}")
		}
		b.WriteString("\n")
		for _, id := range slices.Sorted(maps.Keys(f.Checks)) {
			line(3, strconv.Quote(id), f.Checks[id])
		}
	}
	b.WriteString("checks:")
	if len(l.Checks) == 0 {
		b.WriteString(" {}")
	}
	b.WriteString("\n")
	for _, c := range l.Checks {
		fmt.Fprintf(&b, "  %s:\n", strconv.Quote(c.ID))
		line(2, "sha256", c.SHA256)
		line(2, "severity", c.Severity)
		line(2, "title", c.Title)
	}
	return []byte(b.String())
}

// Decode reads a lock. The error holds every problem of it.
func Decode(path string, data []byte) (Lock, error) {
	var f fileForm
	if err := strictyaml.Decode(path, data, &f); err != nil {
		return Lock{}, err
	}
	if f.Version.Value != 1 {
		return Lock{}, problem.New(f.Version.Place, "version "+strconv.Itoa(f.Version.Value)+" of the lock is not known to this assay", "use the version that wrote it, or remove it and write it anew with assay policy upgrade")
	}
	out := Lock{Assay: f.Assay.Value, Kinds: f.Kinds.Value}
	for _, id := range slices.Sorted(maps.Keys(f.Frameworks)) {
		one := f.Frameworks[id].Value
		of := Framework{ID: id, Profile: one.Profile.Value, Targets: one.Targets.Value, Checks: map[string]string{}}
		for check, sum := range one.Bound {
			of.Checks[check] = sum.Value
		}
		out.Frameworks = append(out.Frameworks, of)
	}
	for _, id := range slices.Sorted(maps.Keys(f.Checks)) {
		one := f.Checks[id].Value
		out.Checks = append(out.Checks, Check{ID: id, SHA256: one.SHA256.Value, Severity: one.Severity.Value, Title: one.Title.Value})
	}
	return out, nil
}

// The kinds of changes.
const (
	Added    = "added"
	Removed  = "removed"
	Changed  = "changed"  // another policy, or another profile
	Renamed  = "renamed"  // a check that had another id
	Bound    = "bound"    // it bears on other objectives, or with other strength or parameters
	Severity = "severity" // the same check weighs otherwise
)

// Change is one thing that decides verdicts otherwise than the lock says.
type Change struct {
	Kind      string `json:"kind"`
	What      string `json:"what"` // check, framework or evidence-kinds
	ID        string `json:"id,omitempty"`
	Framework string `json:"framework,omitempty"` // of how a check is bound
	Before    string `json:"before,omitempty"`    // digest, id or level
	After     string `json:"after,omitempty"`
	Title     string `json:"title,omitempty"`
}

// Compare says what is another, checks first, each by id.
func Compare(was, is Lock) []Change {
	var out []Change
	before, after := byID(was.Checks), byID(is.Checks)
	renamed := map[string]bool{}
	for _, c := range is.Checks {
		old, known := before[c.ID]
		if !known {
			for _, name := range c.Formerly {
				if o, ok := before[name]; ok && after[name].ID == "" {
					renamed[name] = true
					out = append(out, Change{Kind: Renamed, What: "check", ID: c.ID, Before: name, After: c.ID, Title: c.Title})
					old, known = o, true
					break
				}
			}
		}
		switch {
		case !known:
			out = append(out, Change{Kind: Added, What: "check", ID: c.ID, After: c.SHA256, Title: c.Title})
			continue
		case old.SHA256 != c.SHA256:
			out = append(out, Change{Kind: Changed, What: "check", ID: c.ID, Before: old.SHA256, After: c.SHA256, Title: c.Title})
		}
		if old.Severity != c.Severity {
			out = append(out, Change{Kind: Severity, What: "check", ID: c.ID, Before: old.Severity, After: c.Severity, Title: c.Title})
		}
	}
	for _, c := range was.Checks {
		if after[c.ID].ID == "" && !renamed[c.ID] {
			out = append(out, Change{Kind: Removed, What: "check", ID: c.ID, Before: c.SHA256, Title: c.Title})
		}
	}
	out = append(out, frameworks(was, is, renamed)...)
	if was.Kinds != is.Kinds {
		out = append(out, Change{Kind: Changed, What: "evidence-kinds", Before: was.Kinds, After: is.Kinds})
	}
	sort.SliceStable(out, func(i, k int) bool {
		a, b := out[i], out[k]
		return rank(a.What) < rank(b.What) || rank(a.What) == rank(b.What) && (a.ID < b.ID || a.ID == b.ID && a.Framework < b.Framework)
	})
	return out
}

func rank(what string) int {
	return slices.Index([]string{"check", "framework", "evidence-kinds"}, what)
}

func byID(checks []Check) map[string]Check {
	out := map[string]Check{}
	for _, c := range checks {
		out[c.ID] = c
	}
	return out
}

// frameworks says which frameworks are another, and which checks are bound otherwise
// there; a check that is new or gone altogether is told as such alone.
func frameworks(was, is Lock, renamed map[string]bool) []Change {
	var out []Change
	before, known, now := map[string]Framework{}, byID(was.Checks), byID(is.Checks)
	for _, f := range was.Frameworks {
		before[f.ID] = f
	}
	for _, f := range is.Frameworks {
		old, ok := before[f.ID]
		delete(before, f.ID)
		if !ok {
			out = append(out, Change{Kind: Added, What: "framework", ID: f.ID, After: f.Profile})
			continue
		}
		if old.Profile != f.Profile || old.Targets != f.Targets {
			out = append(out, Change{Kind: Changed, What: "framework", ID: f.ID, Before: old.Profile, After: f.Profile})
		}
		ids := map[string]bool{}
		for id := range f.Checks {
			ids[id] = known[id].ID != "" // a new one is told as new
		}
		for id := range old.Checks {
			ids[id] = now[id].ID != ""
		}
		for id, both := range ids {
			if both && old.Checks[id] != f.Checks[id] && !renamed[id] {
				out = append(out, Change{Kind: Bound, What: "check", ID: id, Framework: f.ID, Before: old.Checks[id], After: f.Checks[id], Title: now[id].Title})
			}
		}
	}
	for _, f := range before {
		out = append(out, Change{Kind: Removed, What: "framework", ID: f.ID, Before: f.Profile})
	}
	return out
}

// Words tells a change in one line.
func (c Change) Words() string {
	switch {
	case c.What == "evidence-kinds":
		return "the schemas of evidence are others"
	case c.What == "framework" && c.Kind == Changed:
		return "framework " + c.ID + " has another profile"
	case c.What == "framework":
		return "framework " + c.ID + " " + c.Kind
	case c.Kind == Renamed:
		return "check " + c.Before + " is called " + c.ID
	case c.Kind == Bound:
		return "check " + c.ID + " is bound otherwise under " + c.Framework
	case c.Kind == Severity:
		return "check " + c.ID + " weighs " + c.After + ", no longer " + c.Before
	}
	return "check " + c.ID + " " + c.Kind
}
