package load

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

// planned is the value that the system security plan gives to a parameter of a
// check, for a component (empty: for all). It counts before the profile's, and is
// held against it: looser than the framework allows fails, stricter is what is
// judged. ok is false where the plan gives none that can be used; a text where a
// number is needed is told and left to the profile.
func (p *params) planned(decl assessment.Param, component string, b bounds) (assessment.Parameter, bool) {
	given, ok := p.planParameter(decl, component)
	if !ok {
		return assessment.Parameter{}, false
	}
	if known, ok := p.resolved.Param(given.ID); ok && len(given.Values) == 1 && strings.TrimSpace(given.Values[0]) == known.Value {
		return assessment.Parameter{}, false // the profile's own words: its value counts
	}
	value, ok := p.planValue(decl, given, b)
	if !ok {
		p.unusable(decl, given)
		return assessment.Parameter{}, false
	}
	if what, _ := misshapen(decl.Name, strictyaml.Raw{JSON: value}, p.example(decl.Name, b)); what != "" {
		p.unusable(decl, given)
		return assessment.Parameter{}, false
	}
	return assessment.Parameter{Name: decl.Name, Value: value, Origin: fromPlan, Source: given.Source}, true
}

// planParameter finds what the plan says of the first of a check's OSCAL
// parameters that it sets for the component itself; for all, where component is
// empty. Two values that stand equally near and differ are an error: nobody could
// say which was judged.
func (p *params) planParameter(decl assessment.Param, component string) (assessment.PlanParameter, bool) {
	if p.in.System == nil || p.in.System.SSP == nil {
		return assessment.PlanParameter{}, false
	}
	for _, id := range decl.Controls {
		var best assessment.PlanParameter
		for _, s := range p.ofPlan()[planned{id, component}] {
			if s.Rank < best.Rank {
				continue
			}
			if s.Rank == best.Rank && !slices.Equal(s.Values, best.Values) {
				p.add(placeOf(s.Source), "parameter "+strictyaml.Quote(id)+" has two values in the plan", "the other is at "+placeOf(best.Source).String()+"; keep one")
				continue
			}
			if s.Rank > best.Rank {
				best = s
			}
		}
		if best.Rank > 0 {
			return best, true
		}
	}
	return assessment.PlanParameter{}, false
}

// planned names what a value of the plan is for: a parameter, and a component or
// all.
type planned struct{ id, component string }

// ofPlan gives the plan's values by what they are for.
func (j *joiner) ofPlan() map[planned][]assessment.PlanParameter {
	if j.planValues == nil {
		j.planValues = map[planned][]assessment.PlanParameter{}
		for _, s := range j.in.System.SSP.Parameters {
			at := planned{s.ID, s.Component}
			j.planValues[at] = append(j.planValues[at], s)
		}
	}
	return j.planValues
}

// measure is a number with its unit, as plans write "90 days".
var measure = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?)(?: (minutes|hours|days))?$`)

// planValue turns the words of the plan into JSON as the check reads it. The unit
// is the one written, else that of the profile's parameter.
func (p *params) planValue(decl assessment.Param, given assessment.PlanParameter, b bounds) (string, bool) {
	if strings.HasPrefix(shape(p.example(decl.Name, b)), "a list of ") {
		v := scalars(given.Values, strings.HasSuffix(shape(p.example(decl.Name, b)), "number"))
		return v, len(given.Values) > 0
	}
	if len(given.Values) != 1 {
		return "", false
	}
	text := strings.TrimSpace(given.Values[0])
	at := frameworks.Param{Value: text}
	if known, ok := p.resolved.Param(given.ID); ok {
		at.Unit = known.Unit
	}
	if m := measure.FindStringSubmatch(text); m != nil {
		at.Value = m[1]
		if m[2] != "" {
			at.Unit = m[2]
		}
	}
	v := profileValue(at, decl.Name, b.numeric)
	return v, v != ""
}

// scalars is a JSON list of texts, or of numbers.
func scalars(values []string, numeric bool) string {
	var parts []string
	for _, v := range values {
		parts = append(parts, scalarJSON(strings.TrimSpace(v), numeric, false))
	}
	return "[" + strings.Join(parts, ",") + "]"
}

// unusable tells of a value of the plan that no check can use.
func (p *params) unusable(decl assessment.Param, given assessment.PlanParameter) {
	note := assessment.Note{
		Source: given.Source,
		What:   "the plan's value of " + strictyaml.Quote(clip(given.ID)) + " is nothing that " + decl.Name + " can be compared with: not used",
		Remedy: "write one value, a number alone or with minutes, hours or days, or set " + decl.Name + " under parameters in assay.yaml",
	}
	if !slices.Contains(p.out.Unusable, note) {
		p.out.Unusable = append(p.out.Unusable, note)
	}
}

// plannedFor adds, to what component definitions give, the values that the plan
// gives for components of their own; for those the plan counts first.
func (p *params) plannedFor(v values, claims []bound) values {
	owners := p.owners()
	if len(owners) == 0 {
		return v
	}
	known := map[string]map[string]map[string]assessment.RuleParam{} // by check and component
	for _, c := range claims {
		for _, id := range c.checks {
			if known[id] == nil {
				known[id] = p.plannedOf(p.checks[id], owners)
			}
			at := pair{id, c.target}
			for component, mine := range known[id] {
				if c.components != nil && !slices.Contains(c.components, component) {
					continue
				}
				if v[at] == nil {
					v[at] = map[string]ruled{}
				}
				all := maps.Clone(mine)
				for name, given := range v[at][component].params {
					if _, planned := all[name]; !planned {
						all[name] = given
					}
				}
				v[at][component] = ruled{all, v[at][component].place}
			}
		}
	}
	return v
}

// owners are the components of the boundary for which the plan gives values of
// their own, sorted.
func (p *params) owners() []string {
	if p.in.System == nil || p.in.System.SSP == nil {
		return nil
	}
	var out []string
	for _, s := range p.in.System.SSP.Parameters {
		if s.Component != "" && slices.Contains(p.in.System.Boundary, s.Component) {
			out = append(out, s.Component)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// plannedOf gives the plan's values for the parameters of a check, by component
// of those that have any.
func (p *params) plannedOf(c *assessment.Check, components []string) map[string]map[string]assessment.RuleParam {
	out := map[string]map[string]assessment.RuleParam{}
	for _, component := range components {
		if !c.Applies(typeOf(p.in.System, component)) {
			continue
		}
		for _, decl := range c.Params {
			if value, ok := p.planned(decl, component, p.bounds(decl)); ok {
				if out[component] == nil {
					out[component] = map[string]assessment.RuleParam{}
				}
				out[component][decl.Name] = assessment.RuleParam{ID: decl.Name, Planned: &value}
			}
		}
	}
	return out
}
