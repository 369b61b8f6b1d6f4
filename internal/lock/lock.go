// Package lock records by digest what decides the verdicts of a workspace: checks,
// frameworks, what binds them, and the official content that is imported. It says by
// name what is another since, so that an upgrade of the program, or of a policy,
// surprises nobody. It is pure.
package lock

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
)

// File is its name, beside assay.yaml.
const File = "assay.lock"

// Kinds is the part that is the schemas of evidence.
const Kinds = "evidence-kinds"

// Lock is what decided verdicts when it was written.
type Lock struct {
	Assay      string            // version of the program
	Parts      map[string]string // what is embedded: name → "sha256:…", as assay version says
	Imports    map[string]string // official content of the workspace: id → sha256
	Frameworks []Framework       // by id
	Checks     []Check           // bound in any framework, by id
}

// Framework is one framework of the workspace.
type Framework struct {
	ID      string
	Catalog string
	Version string
	Profile string // sha256 of its profile
	Rules   string // sha256 over what its family says beside checks: bindings, deadlines, ages, arithmetic; empty for none
	// Controls are the targets of each control, sorted: what gets a verdict.
	Controls map[string][]string
	Bound    map[string]Bound // by check
}

// Bound is how a check bears on a framework.
type Bound struct {
	Targets    []string // "ia-2.1_obj.a supports", with the components it is for where not all; sorted
	Parameters []string // "max-days=90", or "max-days" without a value; sorted
}

// Check is one check that can decide something.
type Check struct {
	ID       string
	SHA256   string // over the policy with what it imports
	Severity string
	Title    string
	Formerly []string // not written: the names that a check of now had
}

// Now is a workspace as it is.
type Now struct {
	Assay          string
	Parts, Imports map[string]string
	Rules          map[string]string // by family
	Scopes         []assessment.Scope
	Runs           map[assessment.RunKey]assessment.Run
	Checks         []assessment.Check // all there are
}

// Of is the lock of a workspace as it is.
func Of(now Now) Lock {
	out := Lock{Assay: now.Assay, Parts: now.Parts, Imports: now.Imports}
	used := map[string]bool{}
	for i := range now.Scopes {
		f := frameworkOf(&now.Scopes[i], now.Runs)
		f.Rules = now.Rules[now.Scopes[i].Framework.Family]
		for id := range f.Bound {
			used[id] = true
		}
		out.Frameworks = append(out.Frameworks, f)
	}
	for i := range now.Checks {
		if c := &now.Checks[i]; used[c.ID] {
			out.Checks = append(out.Checks, Check{ID: c.ID, SHA256: c.Digest, Severity: c.Severity.String(), Title: short(c.Title), Formerly: c.Formerly})
		}
	}
	slices.SortFunc(out.Checks, func(a, b Check) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(out.Frameworks, func(a, b Framework) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// frameworkOf is one framework with what bears on it.
func frameworkOf(s *assessment.Scope, runs map[assessment.RunKey]assessment.Run) Framework {
	f := Framework{
		ID: s.Framework.ID, Catalog: s.Framework.Catalog, Version: short(s.Framework.Version), Profile: s.Framework.Profile.Digest,
		Controls: map[string][]string{}, Bound: map[string]Bound{},
	}
	for i := range s.Controls {
		c := &s.Controls[i]
		targets := []string{}
		for _, t := range c.Targets {
			targets = append(targets, t.ID)
		}
		f.Controls[c.ID] = sorted(targets)
	}
	sets := map[string]map[string]bool{} // distinct parameters, by check
	for i := range s.Bindings {
		for _, run := range s.Bindings[i].Runs {
			if sets[run.Check] == nil {
				sets[run.Check] = map[string]bool{}
			}
			sets[run.Check][run.Params] = true
		}
	}
	for i := range s.Bindings {
		b := &s.Bindings[i]
		for _, run := range b.Runs {
			of := f.Bound[run.Check]
			of.Targets = append(of.Targets, short(targetOf(b, run, len(sets[run.Check]) > 1)))
			of.Parameters = append(of.Parameters, parametersOf(runs[run])...)
			f.Bound[run.Check] = of
		}
	}
	for id, b := range f.Bound {
		f.Bound[id] = Bound{Targets: sorted(b.Targets), Parameters: sorted(b.Parameters)}
	}
	return f
}

// targetOf says how a check bears on one target; where the check is asked with several
// sets of parameters, with which of them too.
func targetOf(b *assessment.Binding, run assessment.RunKey, several bool) string {
	text := b.Target + " " + b.Strength.String()
	if b.Disabled != nil {
		text += ", disabled"
	}
	if len(b.Runs) > 1 {
		text += " with"
		for _, r := range b.Runs {
			if r != run {
				text += " " + r.Check
			}
		}
	}
	if b.Components != nil {
		text += " for " + strings.Join(b.Components, " ")
	}
	if several && run.Params != "" {
		text += ", parameters " + run.Params[:min(12, len(run.Params))]
	}
	return text
}

// parametersOf are the values that a run is asked with, and what of them is looser than
// the framework allows.
func parametersOf(r assessment.Run) []string {
	var out []string
	for name, value := range r.Params {
		out = append(out, short(name+"="+value))
	}
	for _, name := range r.Unset {
		out = append(out, short(name))
	}
	for _, text := range r.Looser {
		out = append(out, short(looser+text))
	}
	return out
}

// longText is how many characters of a text are written; of a longer one its digest
// stands for the rest.
const longText = 300

// short is a text on one line of the file.
func short(text string) string {
	plain := strings.ToValidUTF8(problem.Plain(text), " ")
	if plain == text && utf8.RuneCountInString(text) <= longText {
		return text
	}
	sum := sha256.Sum256([]byte(text))
	runes := []rune(plain)
	return string(runes[:min(longText-20, len(runes))]) + " sha256:" + hex.EncodeToString(sum[:6])
}

// sorted sorts a list, and keeps one of each.
func sorted(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}
