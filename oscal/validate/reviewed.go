package validate

import (
	"fmt"
	"strings"

	"github.com/assay-compliance/assay/oscal"
)

// reviewed: the controls and objectives a result reviewed exist (asked of
// Context.Known, where it is given), each finding's target lies inside them,
// and each target has one finding.
func (g *graph) reviewed(r *report) {
	if ap := g.models.AssessmentPlan; ap != nil {
		newScope(ap.ReviewedControls).exist(g.with.Known, "/assessment-plan/reviewed-controls", ap.ReviewedControls, r)
	}
	for i, p := range g.parts {
		result := g.resultAt(i)
		if result == nil {
			continue
		}
		s := newScope(result.ReviewedControls)
		s.exist(g.with.Known, p.pointer+"/reviewed-controls", result.ReviewedControls, r)
		for _, target := range p.order {
			if !s.covers(target) {
				r.add("ref-reviewed", p.targets[target]+"/target/target-id", "this target is not among the reviewed controls", "add it to reviewed-controls, or leave the finding out")
			}
		}
	}
}

// scope is what a result says was reviewed.
type scope struct {
	everyControl   bool
	controls       map[string]bool // selected, with their statements where none is named
	statements     map[string]bool // named one by one
	excluded       map[string]bool // controls and objectives
	everyObjective bool
	objectives     map[string]bool // nil: nothing is said of objectives
}

func newScope(rc oscal.ReviewedControls) scope {
	s := scope{controls: map[string]bool{}, statements: map[string]bool{}, excluded: map[string]bool{}}
	for _, sel := range rc.ControlSelections {
		s.everyControl = s.everyControl || sel.IncludeAll != nil
		for _, c := range each(sel.IncludeControls) {
			statements := each(c.StatementIds)
			s.controls[c.ControlId] = s.controls[c.ControlId] || len(statements) == 0
			for _, id := range statements {
				s.statements[id] = true
			}
		}
		for _, c := range each(sel.ExcludeControls) {
			s.excluded[c.ControlId] = true
		}
	}
	for _, sel := range each(rc.ControlObjectiveSelections) {
		if s.objectives == nil {
			s.objectives = map[string]bool{}
		}
		s.everyObjective = s.everyObjective || sel.IncludeAll != nil
		for _, o := range each(sel.IncludeObjectives) {
			s.objectives[o.ObjectiveId] = true
		}
		for _, o := range each(sel.ExcludeObjectives) {
			s.excluded[o.ObjectiveId] = true
		}
	}
	return s
}

// covers says whether a target, an objective or a statement, was reviewed: it is
// named, or it belongs to a control that is selected and no list of objectives
// leaves it out. It belongs to the control whose id its own begins with.
func (s scope) covers(target string) bool {
	if s.excluded[target] {
		return false
	}
	if s.objectives[target] || s.statements[target] {
		return true
	}
	if s.objectives != nil && !s.everyObjective && strings.Contains(target, "_obj") {
		return false
	}
	control := target
	for {
		if s.excluded[control] {
			return false
		}
		if whole, ok := s.controls[control]; ok {
			// A statement of a control of which only others are named was not
			// reviewed; its objectives may have been.
			return whole || !strings.Contains(target, "_smt")
		}
		i := strings.LastIndexAny(control, "._-")
		if i < 0 {
			return s.everyControl
		}
		control = control[:i]
	}
}

// exist reports the ids that known does not know.
func (s scope) exist(known func(string) bool, pointer string, rc oscal.ReviewedControls, r *report) {
	if known == nil {
		return
	}
	miss := func(at, id string) {
		if !known(id) {
			r.add("ref-reviewed", pointer+at, fmt.Sprintf("%q does not exist in the catalog or baseline", id), "correct the id, or leave it out")
		}
	}
	for i, sel := range rc.ControlSelections {
		for j, c := range each(sel.IncludeControls) {
			miss(fmt.Sprintf("/control-selections/%d/include-controls/%d/control-id", i, j), c.ControlId)
			for k, id := range each(c.StatementIds) {
				miss(fmt.Sprintf("/control-selections/%d/include-controls/%d/statement-ids/%d", i, j, k), id)
			}
		}
	}
	for i, sel := range each(rc.ControlObjectiveSelections) {
		for j, o := range each(sel.IncludeObjectives) {
			miss(fmt.Sprintf("/control-objective-selections/%d/include-objectives/%d/objective-id", i, j), o.ObjectiveId)
		}
	}
}
