package load

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

// Where a parameter's value comes from, in the order in which they are asked.
const (
	fromWorkspace = "assay.yaml"
	fromBinding   = "bindings.yaml"
	fromComponent = "component definition"
	fromPlan      = "system security plan"
	fromProfile   = "profile"
	fromFamily    = "framework default"
)

// params finds the parameters of checks under one framework.
type params struct {
	*joiner
	resolved  *frameworks.Resolved
	family    Family
	framework string
	used      map[assessment.Parameter]bool
	runs      map[string]assessment.Run // by check, without parameters of a binding's own
}

// set is the parameters one entry of a bindings.yaml gives to a pair.
type set struct {
	params map[string]strictyaml.Raw
	place  problem.Place
}

// explicit gives the parameters that bindings give to each pair themselves. Two
// that differ for one pair are an error: nobody could say which was judged.
func (p *params) explicit(claims []bound) map[pair]set {
	out := map[pair]set{}
	for _, c := range claims {
		for _, id := range c.checks {
			mine := own(c.params, p.checks[id])
			if len(mine) == 0 {
				continue
			}
			key := pair{id, c.target}
			first, twice := out[key]
			if twice && !maps.EqualFunc(first.params, mine, func(a, b strictyaml.Raw) bool { return a.JSON == b.JSON }) {
				p.add(c.place, "check "+id+" has two parameter sets for "+c.target, "the other is at "+first.place.String()+"; keep one")
				continue
			}
			if !twice {
				out[key] = set{mine, c.place}
			}
		}
	}
	return out
}

// own gives the parameters of an entry that a check declares.
func own(params map[string]strictyaml.Raw, c *assessment.Check) map[string]strictyaml.Raw {
	if len(params) == 0 {
		return nil
	}
	out := map[string]strictyaml.Raw{}
	for name, v := range params {
		if declares(c, name) {
			out[name] = v
		}
	}
	return out
}

func declares(c *assessment.Check, name string) bool {
	return slices.ContainsFunc(c.Params, func(p assessment.Param) bool { return p.Name == name })
}

// run gives one check the parameters in force: explicit are those of a
// bindings.yaml, rule those of a component definition. A parameter without a value is
// Unset and leaves the run undecided; one looser than the framework allows is
// Looser and fails it.
func (p *params) run(c *assessment.Check, explicit map[string]strictyaml.Raw, rule map[string]assessment.RuleParam) assessment.Run {
	r := assessment.Run{Key: assessment.RunKey{Check: c.ID}, Check: c}
	if len(c.Params) == 0 {
		return r
	}
	if known, ok := p.runs[c.ID]; ok && len(explicit)+len(rule) == 0 {
		return known
	}
	r.Params = map[string]string{}
	for _, decl := range c.Params {
		b := p.bounds(decl)
		v, ok := p.value(decl, explicit, rule, b)
		if !ok {
			r.Unset = append(r.Unset, decl.Name)
			continue
		}
		r.Params[decl.Name] = v.Value
		if bound := b.looser(v); bound != "" {
			r.Looser = append(r.Looser, fmt.Sprintf("%s is %s by %s, %s", v.Name, v.Value, v.Origin, bound))
		}
		p.used[v] = true
	}
	slices.Sort(r.Unset)
	slices.Sort(r.Looser)
	r.Key.Params = digestOf(r.Params, r.Looser)
	if len(explicit)+len(rule) == 0 {
		p.runs[c.ID] = r
	}
	return r
}

// inForce lists the values that were used, sorted by name.
func (p *params) inForce() []assessment.Parameter {
	return slices.SortedFunc(maps.Keys(p.used), func(a, b assessment.Parameter) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Value, b.Value), cmp.Compare(a.Origin, b.Origin),
			cmp.Compare(a.Source.Path, b.Source.Path), cmp.Compare(a.Source.Line, b.Source.Line), cmp.Compare(a.Source.Pointer, b.Source.Pointer))
	})
}

// digestOf is the sha256 of the parameters as canonical JSON. A set that one
// framework finds looser than it allows is another run than the same set under
// a framework that allows it, or allows more, so what is looser is part of it.
func digestOf(values map[string]string, looser []string) string {
	var b []byte
	b = append(b, '{')
	for i, name := range sortedKeys(values) {
		if i > 0 {
			b = append(b, ',')
		}
		b, _ = jsontext.AppendQuote(b, name) // names are tokens, always valid UTF-8
		b = append(b, ':')
		b = append(b, values[name]...)
	}
	b = append(b, '}')
	if len(looser) > 0 {
		b = append(b, "\nlooser "+strings.Join(looser, " ")...)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// bounds is what a framework says of one parameter.
type bounds struct {
	profile frameworks.Param // the first of the check's OSCAL parameters that the profile sets
	value   string           // its value as canonical JSON; empty where there is none that can be used
	set     bool
	family  familyParam
	numeric bool // the value must be a number
}

// bounds looks up what the profile and the family say.
func (p *params) bounds(decl assessment.Param) bounds {
	b := bounds{family: p.family.parameters[decl.Name], numeric: countsSomething(decl.Name)}
	for _, r := range []strictyaml.Raw{b.family.Default, b.family.Max, b.family.Min} {
		if _, ok := number(r.JSON); ok {
			b.numeric = true
		}
	}
	for _, id := range decl.Controls {
		if at, ok := p.resolved.Param(id); ok && at.Set && at.Value != "" {
			b.profile, b.set = at, true
			b.value = profileValue(at, decl.Name, b.numeric)
			break
		}
	}
	return b
}

// looser is the bound that a value is beyond, with what sets it; empty for a
// value that is within. A value that is not the profile's own and cannot be
// compared with it counts as beyond: it must not loosen a baseline unseen.
func (b bounds) looser(v assessment.Parameter) string {
	if bound := b.family.looser(v.Value); bound != "" {
		return bound + " by framework.yaml"
	}
	switch {
	case !b.set, v.Origin == fromProfile, v.Value == b.value:
		return ""
	case b.value == "" && v.Origin != fromWorkspace && v.Origin != fromComponent && v.Origin != fromPlan:
		return "" // the family's own reading of a text where a number is needed
	}
	mine, ok := number(v.Value)
	theirs, comparable := number(b.value)
	if ok && comparable {
		switch {
		case b.profile.Limit == "max" && mine <= theirs, b.profile.Limit == "min" && mine >= theirs:
			return ""
		case b.profile.Limit == "max":
			return "at most " + b.value + " by " + b.profile.ID
		case b.profile.Limit == "min":
			return "at least " + b.value + " by " + b.profile.ID
		}
	}
	return cmp.Or(b.value, strconv.Quote(b.profile.Value)) + " by " + b.profile.ID
}

// value finds the value in force, by precedence.
func (p *params) value(decl assessment.Param, explicit map[string]strictyaml.Raw, rule map[string]assessment.RuleParam, b bounds) (assessment.Parameter, bool) {
	if p.in.Config != nil {
		if v, ok := p.in.Config.Parameters[decl.Name]; ok {
			return p.given(decl.Name, v, fromWorkspace, assessment.Source{Path: p.in.Config.Path, Line: v.Place.Line, Digest: p.in.Config.Digest}, b)
		}
	}
	if v, ok := explicit[decl.Name]; ok {
		return p.given(decl.Name, v, fromBinding, p.sourceOf(v.Place), b)
	}
	if v, ok := rule[decl.Name]; ok {
		return p.ruleValue(decl, v, b)
	}
	if v, ok := p.planned(decl, "", b); ok {
		return v, true
	}
	if b.value != "" {
		return assessment.Parameter{
			Name: decl.Name, Value: b.value, Origin: fromProfile,
			Source: assessment.Source{Path: p.resolved.ProfilePath, Pointer: b.profile.ID, Digest: p.resolved.ProfileDigest},
		}, true
	}
	files := p.bindings[p.family.ID]
	for i := len(files) - 1; i >= 0; i-- { // the team's own before the embedded one
		if v, ok := files[i].Frameworks[p.framework].Parameters[decl.Name]; ok {
			return p.given(decl.Name, v, fromFamily, files[i].source(v.Place), b)
		}
	}
	for i := len(files) - 1; i >= 0; i-- {
		if v, ok := files[i].Parameters[decl.Name]; ok {
			return p.given(decl.Name, v, fromFamily, files[i].source(v.Place), b)
		}
	}
	if b.family.Default.JSON != "" {
		source := p.family.source
		source.Line = b.family.Default.Place.Line
		return p.given(decl.Name, b.family.Default, fromFamily, source, b)
	}
	return assessment.Parameter{}, false
}

// given takes a value that a file gives. One that must be a number and is none,
// or that is of another shape than the check reads, is an error: Rego orders
// every text above every number and walks no text, so that a comparison would
// pass or fail for no reason.
func (p *params) given(name string, v strictyaml.Raw, origin string, source assessment.Source, b bounds) (assessment.Parameter, bool) {
	if _, ok := number(v.JSON); b.numeric && !ok {
		p.add(v.Place, "parameter "+name+" must be a number", "write it without a unit and without quotes")
		return assessment.Parameter{}, false
	}
	if what, remedy := misshapen(name, v, p.example(name, b)); what != "" {
		p.add(v.Place, what, remedy)
		return assessment.Parameter{}, false
	}
	return assessment.Parameter{Name: name, Value: v.JSON, Origin: origin, Source: source}, true
}

// sourceOf finds the file of the family that a place is in.
func (p *params) sourceOf(at problem.Place) assessment.Source {
	for _, f := range p.bindings[p.family.ID] {
		if f.at == at.Path {
			return f.source(at)
		}
	}
	return assessment.Source{Path: at.Path, Line: at.Line}
}

// countsSomething says whether a parameter's name promises a number.
func countsSomething(name string) bool {
	if strings.HasPrefix(name, "max-") || strings.HasPrefix(name, "min-") {
		return true
	}
	return slices.Contains([]string{"days", "hours", "minutes", "seconds", "count", "percent", "characters", "length"}, name[strings.LastIndexByte(name, '-')+1:])
}

// profileValue turns the text of a profile's value into JSON: a number where it
// is one, in the unit that the parameter's name ends in; else text. It is empty
// where a number is needed and the text is none.
func profileValue(p frameworks.Param, name string, numeric bool) string {
	f, err := strconv.ParseFloat(p.Value, 64)
	_, isJSON := number(p.Value)
	if err == nil && isJSON && (numeric || p.Unit != "" && p.Unit != "text") {
		have, want := minutes(p.Unit), minutes(name[strings.LastIndexByte(name, '-')+1:])
		if have > 0 && want > 0 {
			f *= have / want
		}
		v := jsontext.Value(strconv.FormatFloat(f, 'g', -1, 64))
		if v.Canonicalize() == nil {
			return string(v)
		}
		return ""
	}
	if numeric {
		return ""
	}
	b, err := jsontext.AppendQuote(nil, p.Value)
	if err != nil {
		return ""
	}
	return string(b)
}

// minutes is how many minutes a unit of time has; 0 for any other unit.
func minutes(unit string) float64 {
	switch unit {
	case "minutes":
		return 1
	case "hours":
		return 60
	case "days":
		return 24 * 60
	}
	return 0
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
