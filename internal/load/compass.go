package load

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal"
)

// The properties by which component definitions in the convention of OSCAL
// Compass (trestle, C2P) tie rules to controls and checks to rules. Authors
// choose their namespace, so any but ours may stand there. Properties of one
// rule have the same remarks. A rule's second parameter ends in _1 or _2.
//
// Source: compliance-trestle, task csv-to-oscal-cd; oscal-sdk-go, extensions.
const (
	ruleID           = "Rule_Id"
	checkID          = "Check_Id"
	parameterID      = "Parameter_Id"
	parameterDefault = "Parameter_Value_Default"
)

// maxRules bounds what one system may tie: rules × controls × checks.
const maxRules = 200_000

// compass gathers the rules of all component definitions of a system. Checks
// stand on other components than controls, often in another file.
type compass struct {
	ties   []tie
	checks map[ruleOf][]ruleCheck
	params map[ruleOf][]assessment.RuleParam // defaults
	cut    bool
}

// ruleOf is a rule as one component speaks of it. What a component of type
// validation says of a rule is for every component, whose uuid is empty.
type ruleOf struct{ component, rule string }

// ruleCheck is a check that some component names for a rule.
type ruleCheck struct{ id, tool string }

// tie is a rule on a control, whose checks are not known yet.
type tie struct {
	component string // uuid
	rule      assessment.Rule
}

// compassProp gives the value of a property in the convention. The number at
// the end of a name tells parameters of one rule apart.
func compassProp(p oscal.Property) (name, number string, ok bool) {
	if p.Ns == oscal.NS {
		return "", "", false
	}
	for _, n := range []string{ruleID, checkID, parameterID, parameterDefault} {
		if p.Name == n {
			return n, "", true
		}
		if rest, cut := strings.CutPrefix(p.Name, n+"_"); cut && (n == parameterID || n == parameterDefault) {
			if _, err := strconv.ParseUint(rest, 10, 16); err == nil {
				return n, rest, true
			}
		}
	}
	return "", "", false
}

// ruleSet is what properties with the same remarks say of one rule.
type ruleSet struct {
	rules, checks []string
	ids, defaults map[string]string // of parameters, by number
}

// ruleSets reads properties of a component, or of one of its control
// implementations as older trestle has it: which checks are of a rule, and which
// values its parameters have by default.
func (d *document) ruleSets(props *[]oscal.Property, component, tool, at string) {
	sets := map[string]*ruleSet{}
	var order []string
	for _, p := range some(props) {
		name, number, ok := compassProp(p)
		if !ok {
			continue
		}
		s := sets[p.Remarks]
		if s == nil {
			s = &ruleSet{ids: map[string]string{}, defaults: map[string]string{}}
			sets[p.Remarks] = s
			order = append(order, p.Remarks)
		}
		switch name {
		case ruleID:
			s.rules = append(s.rules, p.Value)
		case checkID:
			s.checks = append(s.checks, p.Value)
		case parameterID:
			s.ids[number] = p.Value
		case parameterDefault:
			s.defaults[number] = p.Value
		}
	}
	for _, remarks := range order {
		s := sets[remarks]
		if len(s.rules) != 1 {
			d.orphans(s, at)
			continue
		}
		rule := ruleOf{component, s.rules[0]}
		for _, id := range s.checks {
			if one := (ruleCheck{id, tool}); !slices.Contains(d.compass.checks[rule], one) {
				d.compass.checks[rule] = append(d.compass.checks[rule], one)
			}
		}
		for _, number := range sortedKeys(s.ids) {
			if value, ok := s.defaults[number]; ok {
				d.compass.params[rule] = append(d.compass.params[rule], assessment.RuleParam{ID: s.ids[number], Values: []string{value}, Source: d.at(at + "/props")})
			}
		}
	}
}

// orphans notes checks whose set names no rule, or several: nobody can say whose
// they are.
func (d *document) orphans(s *ruleSet, at string) {
	for _, id := range s.checks {
		d.sys.Notes = append(d.sys.Notes, assessment.Note{
			Source: d.at(at + "/props"),
			What:   fmt.Sprintf("Check_Id %s is not counted: its rule set names %d rules", strictyaml.Quote(clip(id)), len(s.rules)),
			Remedy: "give the properties of one rule the same remarks, as rule_set_01, and one Rule_Id",
		})
	}
}

// rules reads which rules the control implementations of a component name.
func (d *document) rules(sets *[]oscal.ControlImplementationSet, component, base string) {
	for i, set := range some(sets) {
		at := base + "/control-implementations/" + strconv.Itoa(i)
		source := d.claimed(set.Source, at+"/source")
		general := d.ruleParams(set.SetParameters, at)
		d.ruleSets(set.Props, component, "", at)
		for j, r := range set.ImplementedRequirements {
			here := at + "/implemented-requirements/" + strconv.Itoa(j)
			params := overlay(general, d.ruleParams(r.SetParameters, here))
			add := func(props *[]oscal.Property, params []assessment.RuleParam, where string) {
				for k, p := range some(props) {
					name, _, ok := compassProp(p)
					if !ok || name != ruleID {
						continue
					}
					if len(d.compass.ties) >= maxRules {
						d.compass.cut = true
						return
					}
					d.compass.ties = append(d.compass.ties, tie{component, assessment.Rule{
						ID: p.Value, ControlID: r.ControlId, Href: set.Source, Framework: source.name, Catalog: source.catalog,
						Params: params, Source: d.at(where + "/props/" + strconv.Itoa(k)),
					}})
				}
			}
			add(r.Props, params, here)
			for k, s := range some(r.Statements) {
				add(s.Props, params, here+"/statements/"+strconv.Itoa(k))
			}
		}
	}
}

// ruleParams reads set-parameters.
func (d *document) ruleParams(set *[]oscal.SetParameter, at string) []assessment.RuleParam {
	var out []assessment.RuleParam
	for i, p := range some(set) {
		out = append(out, assessment.RuleParam{ID: p.ParamId, Values: p.Values, Source: d.at(at + "/set-parameters/" + strconv.Itoa(i))})
	}
	return out
}

// overlay gives the parameters of both, those of over where both have one,
// sorted by id.
func overlay(under, over []assessment.RuleParam) []assessment.RuleParam {
	if len(under)+len(over) == 0 {
		return nil
	}
	byID := map[string]assessment.RuleParam{}
	for _, p := range slices.Concat(under, over) {
		byID[p.ID] = p
	}
	out := make([]assessment.RuleParam, 0, len(byID))
	for _, id := range sortedKeys(byID) {
		out = append(out, byID[id])
	}
	return out
}

// at is a place of the document as a source; lines gives it its line.
func (d *document) at(pointer string) assessment.Source {
	out := d.source
	out.Pointer = pointer
	return out
}

// lines fills in the lines of what was read of the document's rules since it had
// so many ties and notes, in one pass over it, however many there are.
func (d *document) lines(ties, notes int) {
	var of []*assessment.Source
	add := func(s *assessment.Source) {
		if s.Path == d.source.Path && s.Line == 0 && s.Pointer != "" {
			of = append(of, s)
		}
	}
	params := func(list []assessment.RuleParam) {
		for i := range list {
			add(&list[i].Source)
		}
	}
	for i := ties; i < len(d.compass.ties); i++ {
		r := &d.compass.ties[i].rule
		add(&r.Source)
		params(r.Params)
	}
	for _, list := range d.compass.params {
		params(list)
	}
	for i := notes; i < len(d.sys.Notes); i++ {
		add(&d.sys.Notes[i].Source)
	}
	index := map[string]int{}
	var pointers []string
	for _, s := range of {
		if _, known := index[s.Pointer]; !known {
			index[s.Pointer] = len(pointers)
			pointers = append(pointers, s.Pointer)
		}
	}
	places := d.doc.Places(pointers)
	for _, s := range of {
		s.Line = places[index[s.Pointer]].Line
	}
}

// settle gives every component its rules, once all files were read. A rule
// without a check stays, so that it can be told.
func (r *reader) settle() {
	if len(r.compass.ties) == 0 {
		return
	}
	at := map[string]int{}
	for i, c := range r.sys.Components {
		at[c.UUID] = i
	}
	count := 0
	for _, t := range r.compass.ties {
		i, ok := at[t.component]
		if !ok {
			continue
		}
		c := &r.sys.Components[i]
		own, shared := ruleOf{t.component, t.rule.ID}, ruleOf{"", t.rule.ID}
		t.rule.Params = overlay(overlay(r.compass.params[shared], r.compass.params[own]), t.rule.Params)
		checks := slices.Concat(r.compass.checks[shared], r.compass.checks[own])
		if len(checks) == 0 {
			checks = []ruleCheck{{}}
		}
		slices.SortFunc(checks, func(a, b ruleCheck) int { return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.tool, b.tool)) })
		for _, check := range checks {
			if count++; count > maxRules {
				r.compass.cut = true
				break
			}
			one := t.rule
			one.Check, one.Tool = check.id, check.tool
			c.Rules = append(c.Rules, one)
		}
	}
	if r.compass.cut {
		r.list.Add(r.cfg.System.Place, "the rules of the component definitions tie more than 200,000 checks to controls", "describe fewer components in one system")
	}
}

// clip shortens a text of a document for a message.
func clip(s string) string {
	const most = 80
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
