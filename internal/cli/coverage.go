package cli

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/conclude"
	"github.com/assay-compliance/assay/internal/pipeline"
)

// answer is the strongest thing that answers an objective, the strongest first.
// Every objective has exactly one.
type answer int

const (
	decided    answer = iota // a check, or a joint set of checks, can pass it and fail it
	supported                // checks can fail it, and none can pass it
	inherited                // the system security plan says that another system satisfies it
	attested                 // a request asks a person
	notCovered               // nothing answers it
	answers                  // how many there are
)

// unlisted is the reason where no family says why nothing answers an objective.
const unlisted = "neither a check nor a request names it, and no family says why"

// answerCount counts objectives by what answers them, and controls.
type answerCount struct {
	Objectives int `json:"objectives"`
	Decided    int `json:"decided"`
	Supported  int `json:"supported"`
	Inherited  int `json:"inherited"`
	Attested   int `json:"attested"`
	NotCovered int `json:"not-covered"`
	Controls   int `json:"controls"`
	// Machine are the controls of which a check decides or supports at least one
	// objective.
	Machine int `json:"machine-controls"`
	// Percent is their share in whole percent, rounded down.
	Percent int `json:"machine-percent"`
}

// add counts one control with what answers its objectives.
func (t *answerCount) add(of []answer) {
	var n [answers]int
	for _, a := range of {
		n[a]++
	}
	t.Objectives += len(of)
	t.Decided += n[decided]
	t.Supported += n[supported]
	t.Inherited += n[inherited]
	t.Attested += n[attested]
	t.NotCovered += n[notCovered]
	t.Controls++
	if n[decided]+n[supported] > 0 {
		t.Machine++
	}
	t.Percent = 100 * t.Machine / t.Controls
}

// cells are the numbers in the order of the table.
func (t answerCount) cells() []string {
	var out []string
	for _, n := range []int{t.Objectives, t.Decided, t.Supported, t.Inherited, t.Attested, t.NotCovered, t.Controls, t.Machine} {
		out = append(out, strconv.Itoa(n))
	}
	return append(out, strconv.Itoa(t.Percent)+"%")
}

// frameworkCoverage is what answers the objectives of one framework.
type frameworkCoverage struct {
	Framework string `json:"framework"`
	Title     string `json:"title"`
	answerCount
	Families []familyCoverage  `json:"families"` // in the profile's order
	Open     []openObjective   `json:"not-covered-objectives"`
	deciders []decidedTarget   // in the profile's order
	by       map[string]answer // by target
}

type familyCoverage struct {
	Family string `json:"family"`
	answerCount
}

// openObjective is one that nothing answers.
type openObjective struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
}

// decidedTarget is an objective with what decides it: each check, or each joint set.
type decidedTarget struct {
	assessment.Target
	by []string
}

// coverageOf says of every objective of a framework what answers it.
func coverageOf(s *assessment.Scope) frameworkCoverage {
	out := frameworkCoverage{Framework: s.Framework.ID, Title: s.Framework.Title, Families: []familyCoverage{}, Open: []openObjective{}, by: map[string]answer{}}
	deciders, supports := boundTo(s)
	asked, reasons := map[string]bool{}, map[string]string{}
	for _, a := range s.Asked {
		asked[a.Target] = true
	}
	for _, n := range s.NotCovered {
		reasons[n.Target] = n.Reason
	}
	families := map[string]int{}
	for _, c := range s.Controls {
		var of []answer
		for _, t := range c.Targets {
			a := notCovered
			switch {
			case deciders[t.ID] != nil:
				a = decided
				out.deciders = append(out.deciders, decidedTarget{t, deciders[t.ID]})
			case supports[t.ID]:
				a = supported
			case conclude.Inherit(assessment.Unassessed{Target: t}, s.Inherited).Basis == assessment.BasisInherited:
				a = inherited
			case asked[t.ID]:
				a = attested
			default:
				why := reasons[t.ID]
				if why == "" {
					why = unlisted
				}
				out.Open = append(out.Open, openObjective{t.ID, why})
			}
			out.by[t.ID] = a
			of = append(of, a)
		}
		i, ok := families[c.FamilyTitle]
		if !ok {
			i = len(out.Families)
			families[c.FamilyTitle] = i
			out.Families = append(out.Families, familyCoverage{Family: c.FamilyTitle})
		}
		out.Families[i].add(of)
		out.add(of)
	}
	return out
}

// boundTo gives by target what decides it, a joint set joined with +, and whether
// checks support it. What is disabled does neither.
func boundTo(s *assessment.Scope) (deciders map[string][]string, supports map[string]bool) {
	deciders, supports = map[string][]string{}, map[string]bool{}
	for _, b := range s.Bindings {
		if b.Disabled != nil {
			continue
		}
		switch b.Strength {
		case assessment.Decides:
			names := map[string]bool{} // one check may stand twice, with other parameters
			for _, r := range b.Runs {
				names["`"+r.Check+"`"] = true
			}
			by := strings.Join(slices.Sorted(maps.Keys(names)), " + ")
			if !slices.Contains(deciders[b.Target], by) {
				deciders[b.Target] = append(deciders[b.Target], by)
			}
		case assessment.Supports:
			supports[b.Target] = true
		}
	}
	return deciders, supports
}

// controlCoverage prints what answers the objectives of each framework, family by
// family.
func (f *factory) controlCoverage(o controlOptions) error {
	config := orHere(o.config)
	var ids []string
	if o.framework != "" {
		ids = []string{o.framework}
	} else {
		listed, err := pipeline.Listed(config, "")
		if err != nil {
			return err
		}
		for _, s := range listed {
			ids = append(ids, s.Framework.ID)
		}
	}
	bound, err := pipeline.Bindings(config, ids)
	if err != nil {
		return err
	}
	all := make([]frameworkCoverage, len(bound.Scopes))
	for i := range bound.Scopes {
		all[i] = coverageOf(&bound.Scopes[i])
	}
	if o.format == "json" {
		return f.json(all)
	}
	var rows [][]string
	for _, c := range all {
		rows = append(rows, append([]string{c.Framework, "all"}, c.cells()...))
		for _, g := range c.Families {
			rows = append(rows, append([]string{c.Framework, g.Family}, g.cells()...))
		}
	}
	if err := f.table([]string{"FRAMEWORK", "FAMILY", "OBJECTIVES", "DECIDED", "SUPPORTED", "INHERITED", "ATTESTED", "NOT-COVERED", "CONTROLS", "MACHINE", "SHARE"}, rows); err != nil {
		return err
	}
	for _, c := range all {
		for _, open := range c.Open {
			f.sayf("%s %s is not covered: %s", c.Framework, open.ID, open.Reason)
		}
	}
	return nil
}
