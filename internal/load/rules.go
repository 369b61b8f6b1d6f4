package load

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// ruleCheckOf finds the check that a rule names, by its id or its package path.
func (j *joiner) ruleCheckOf(r *assessment.Rule) *assessment.Check {
	if c := j.checks[r.Check]; c != nil {
		return c
	}
	return j.checks[strings.TrimPrefix(r.Check, "policies.")]
}

// ruleClaims gives what the rules of the system's component definitions say of a
// framework: claims for one component each, sorted as the components and their
// rules are. Mine are the claims that policies and bindings.yaml make.
//
// Such a rule says which check assesses a control, not that it is enough, nor
// which of several objectives it is about. So it has the strength that the policy
// claims for itself on the objective; where the policy claims none it supports
// the only objective of a control, and informs on each of several.
//
// Source: docs/adr/0018.
func (j *joiner) ruleClaims(scope *assessment.Scope, b bench, mine []bound) []bound {
	if scope.System == nil {
		return nil
	}
	claimed := map[pair]assessment.Strength{}
	for _, c := range mine {
		if len(c.checks) == 1 {
			at := pair{c.checks[0], c.target}
			claimed[at] = max(claimed[at], c.strength)
		}
	}
	var out []bound
	for i := range scope.System.Components {
		c := &scope.System.Components[i]
		for k := range c.Rules {
			r := &c.Rules[k]
			check := j.ruleCheckOf(r)
			if check == nil || !check.Applies(c.Type) || r.Catalog != scope.Framework.Catalog {
				continue // told by ruleNotes
			}
			targets := b.controls[r.ControlID]
			for _, t := range targets {
				strength := assessment.Informs
				if len(targets) == 1 {
					strength = assessment.Supports
				}
				one := &claim{
					id: r.ControlID, strength: max(strength, claimed[pair{check.ID, t}]), checks: []string{check.ID},
					source: r.Source, place: placeOf(r.Source), components: []string{c.Key}, values: valuesOf(r, check),
				}
				out = append(out, bound{one, t})
			}
		}
	}
	return out
}

func placeOf(s assessment.Source) problem.Place {
	return problem.Place{Path: s.Path, Line: s.Line, Pointer: s.Pointer}
}

// valuesOf gives the parameters of a rule that its check declares.
func valuesOf(r *assessment.Rule, c *assessment.Check) map[string]assessment.RuleParam {
	var out map[string]assessment.RuleParam
	for _, p := range r.Params {
		if declares(c, p.ID) {
			if out == nil {
				out = map[string]assessment.RuleParam{}
			}
			out[p.ID] = p
		}
	}
	return out
}

// values are the parameters that component definitions give, by pair and
// component.
type values map[pair]map[string]ruled

// ruled is what one component definition gives to a pair.
type ruled struct {
	params map[string]assessment.RuleParam
	place  problem.Place
}

// ruleValues gathers the parameters of rules. Two sets that differ for one
// component are an error, as in bindings.yaml.
func (j *joiner) ruleValues(rules []bound) values {
	out := values{}
	for _, c := range rules {
		if len(c.values) == 0 {
			continue
		}
		at, component := pair{c.checks[0], c.target}, c.components[0]
		if out[at] == nil {
			out[at] = map[string]ruled{}
		}
		first, twice := out[at][component]
		switch {
		case !twice:
			out[at][component] = ruled{c.values, c.place}
		case !sameValues(first.params, c.values):
			j.add(c.place, "check "+at.check+" has two parameter sets for "+at.target+" of component "+component, "the other is at "+first.place.String()+"; keep one")
		}
	}
	return out
}

func sameValues(a, b map[string]assessment.RuleParam) bool {
	if len(a) != len(b) {
		return false
	}
	for id, p := range a {
		if q, ok := b[id]; !ok || !slices.Equal(p.Values, q.Values) {
			return false
		}
	}
	return true
}

// part is a claim for components that share the parameters given for them.
type part struct {
	components []string // nil: all
	check      map[string]map[string]assessment.RuleParam
}

// parts splits a claim by component, so that each is judged by the parameters
// its component definition gives; most claims stay whole.
func (v values) parts(c bound, all []string) []part {
	if len(v) == 0 {
		return []part{{components: c.components}}
	}
	mine := map[string]bool{}
	for _, id := range c.checks {
		given := v[pair{id, c.target}]
		for _, component := range c.components {
			if _, ok := given[component]; ok {
				mine[component] = true
			}
		}
		if c.components == nil {
			for component := range given {
				mine[component] = true
			}
		}
	}
	if len(mine) == 0 {
		return []part{{components: c.components}}
	}
	of := c.components
	if of == nil {
		of = all
	}
	var rest []string
	var out []part
	for _, component := range of {
		if !mine[component] {
			rest = append(rest, component)
			continue
		}
		one := part{components: []string{component}, check: map[string]map[string]assessment.RuleParam{}}
		for _, id := range c.checks {
			one.check[id] = v[pair{id, c.target}][component].params
		}
		out = append(out, one)
	}
	if len(rest) > 0 {
		slices.Sort(rest)
		out = append([]part{{components: rest}}, out...)
	}
	return out
}

// ruleValue turns the text of a component definition into JSON of the shape that
// the check reads.
func (p *params) ruleValue(decl assessment.Param, v assessment.RuleParam, b bounds) (assessment.Parameter, bool) {
	if v.Planned != nil {
		return *v.Planned, true
	}
	want := shape(p.example(decl.Name, b))
	text := scalarJSON(strings.Join(v.Values, " "), b.numeric || want == "number", want == "true or false")
	if strings.HasPrefix(want, "a list of ") || len(v.Values) > 1 {
		var parts []string
		for _, one := range v.Values {
			parts = append(parts, scalarJSON(one, strings.HasSuffix(want, "number"), false))
		}
		text = "[" + strings.Join(parts, ",") + "]"
	}
	return p.given(decl.Name, strictyaml.Raw{JSON: text, Place: placeOf(v.Source)}, fromComponent, v.Source, b)
}

// scalarJSON is a text as JSON: a number or a truth value where that is wanted
// and it is one, else a string.
func scalarJSON(text string, numeric, boolean bool) string {
	if _, ok := number(text); ok && numeric {
		v := jsontext.Value(text)
		if v.Canonicalize() == nil {
			return string(v)
		}
	}
	if boolean && (text == "true" || text == "false") {
		return text
	}
	quoted, err := jsontext.AppendQuote(nil, text)
	if err != nil {
		return strconv.Quote(strings.ToValidUTF8(text, "\uFFFD"))
	}
	return string(quoted)
}

// maxRuleNotes is how many notes on rules are told.
const maxRuleNotes = 200

// ruleNote is what is told of all rules of which the same is true.
type ruleNote struct {
	what, remedy string
	counts       bool // the rule counts all the same
}

// ruleNotes tells what of the rules is not counted and why, then what counts for
// less than it may seem to, each in order of the components: a check that is none
// here is never silent.
func (j *joiner) ruleNotes() []assessment.Note {
	if j.in.System == nil {
		return nil
	}
	var order []ruleNote
	first := map[ruleNote]assessment.Note{}
	controls := map[ruleNote][]string{}
	for i := range j.in.System.Components {
		c := &j.in.System.Components[i]
		for k := range c.Rules {
			r := &c.Rules[k]
			for _, n := range j.aboutRule(c, r) {
				if _, known := first[n]; !known {
					order = append(order, n)
					first[n] = assessment.Note{Source: r.Source, Component: c.Key}
				}
				if len(controls[n]) < 10 {
					controls[n] = append(controls[n], r.ControlID)
				}
			}
		}
	}
	slices.SortStableFunc(order, func(a, b ruleNote) int {
		switch {
		case a.counts == b.counts:
			return 0
		case b.counts:
			return -1
		}
		return 1
	})
	var out []assessment.Note
	for i, n := range order {
		if i == maxRuleNotes {
			out = append(out, assessment.Note{Source: j.in.System.Source, What: fmt.Sprintf("%d more notes on rules of component definitions", len(order)-i), Remedy: "mend those told first"})
			break
		}
		note := first[n]
		slices.Sort(controls[n])
		note.What = n.what + " (" + someWords(slices.Compact(controls[n])) + ")"
		note.Remedy = n.remedy
		out = append(out, note)
	}
	return out
}

// aboutRule says what of one rule is not counted, or counts for less than it may
// seem to.
func (j *joiner) aboutRule(on *assessment.Component, r *assessment.Rule) []ruleNote {
	rule := "rule " + strictyaml.Quote(clip(r.ID))
	check := j.ruleCheckOf(r)
	switch {
	case r.Check == "":
		return []ruleNote{{rule + " names no check: not counted", "name one in a component of type validation: Rule_Id and Check_Id with the same remarks", false}}
	case check == nil:
		of := ""
		if r.Tool != "" {
			of = " of " + strictyaml.Quote(clip(r.Tool))
		}
		remedy, known := j.meant[r.Check]
		if !known {
			remedy = "its own tool must judge it; assay policy list shows the checks there are"
			if near := strictyaml.Near(r.Check, j.ids); len(near) > 0 {
				remedy = "did you mean " + near[0] + "?"
			}
			j.meant[r.Check] = remedy
		}
		return []ruleNote{{"Check_Id " + strictyaml.Quote(clip(r.Check)) + of + " (" + rule + ") is no check here: not counted", remedy, false}}
	case r.Catalog == "":
		return []ruleNote{{rule + " binds " + check.ID + " by the source " + strictyaml.Quote(clip(r.Href)) + ", which is not available: not counted",
			"put the profile or catalog into the repository, or name a framework: assay:fedramp-moderate", false}}
	case !check.Applies(on.Type):
		return []ruleNote{{rule + " binds " + check.ID + " for a component of type " + strictyaml.Quote(clip(on.Type)) + ", where it does not look: not counted",
			"it looks at " + someWords(check.AppliesTo), false}}
	}
	var out []ruleNote
	used, several := false, ""
	for i := range j.out.Scopes {
		s := &j.out.Scopes[i]
		if s.Framework.Catalog != r.Catalog {
			continue
		}
		used = true
		for _, c := range s.Controls {
			if c.ID == r.ControlID && len(c.Targets) > 1 {
				several = "a control of several objectives"
			}
		}
	}
	switch {
	case !used:
		out = append(out, ruleNote{rule + " binds " + check.ID + " to controls of " + cmp.Or(r.Framework, r.Catalog) + ", which no framework here asks for", "", false})
	case several != "":
		out = append(out, ruleNote{rule + " ties " + check.ID + " to " + several + ": beyond what the policy claims itself it only informs there",
			"name the objectives that it can show broken in a bindings.yaml", true})
	}
	for _, p := range r.Params {
		if !declares(check, p.ID) {
			var names []string
			for _, d := range check.Params {
				names = append(names, d.Name)
			}
			out = append(out, ruleNote{"parameter " + strictyaml.Quote(clip(p.ID)) + " of " + rule + " is none of check " + check.ID + ": not used", instead(p.ID, names), true})
		}
	}
	return out
}
