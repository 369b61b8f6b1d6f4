package fedramp

import (
	"strings"

	"github.com/assay-compliance/assay/oscal"
)

// others is what the documents behind the checked one say.
type others struct {
	models     map[string]bool     // what was opened
	parties    map[id]bool         // of the assessment plan and the security plan
	planned    map[id]bool         // parties of the assessment plan alone
	tasks      map[id]bool         // of the assessment plan
	statements map[id]bool         // of the security plan
	points     map[string][]string // objectives of a control that FedRAMP wants a finding for
	controls   []string            // of the catalogs, in order
	objectives map[string]bool
}

func newOthers() others {
	return others{
		models: map[string]bool{}, parties: map[id]bool{}, planned: map[id]bool{}, tasks: map[id]bool{},
		statements: map[id]bool{}, points: map[string][]string{}, objectives: map[string]bool{},
	}
}

// Other shows the checker one object of a document that the checked one builds
// on: its assessment plan, its security plan, its baseline. Call it before the
// findings are asked for.
func (c *Checker) Other(model, at string, object any) {
	o := &c.others
	o.models[model] = true
	switch x := object.(type) {
	case *oscal.Party:
		switch model {
		case plan:
			o.planned[idOf(x.UUID)] = true
			o.parties[idOf(x.UUID)] = true
		case security:
			o.parties[idOf(x.UUID)] = true
		}
	case *oscal.Task:
		if model == plan {
			o.tasks[idOf(x.UUID)] = true
		}
	case *oscal.Statement:
		if model == security {
			o.statements[idOf(x.UUID)] = true
		}
	case *oscal.Control:
		if model == catalog {
			o.control(x)
		}
	}
}

// control notes the objectives of a control of the baseline.
func (o *others) control(x *oscal.Control) {
	name := strings.Clone(x.ID)
	o.controls = append(o.controls, name)
	var parts func(list *[]oscal.Part)
	parts = func(list *[]oscal.Part) {
		for _, p := range each(list) {
			// Revision 4 calls the part objective, revision 5 assessment-objective.
			if p.Name == "objective" || p.Name == "assessment-objective" {
				o.objectives[strings.Clone(p.ID)] = true
				if property(p.Props, "response-point") >= 0 {
					o.points[name] = append(o.points[name], strings.Clone(p.ID))
				}
			}
			parts(p.Parts)
		}
	}
	parts(x.Parts)
}

// sarParty says whether a uuid is a party of the results or of their plan.
func (c *Checker) sarParty(uuid string) bool {
	return c.facts.parties[idOf(uuid)] || c.others.planned[idOf(uuid)]
}

// unopened is what to add to a message when a document behind was not opened.
func (c *Checker) unopened(model, name string) string {
	if c.others.models[model] {
		return ""
	}
	return "; the " + name + " was not opened"
}
