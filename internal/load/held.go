package load

import (
	"reflect"
	"slices"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

// Held reads the system that cfg describes as System does, and holds it to what it was
// before: what says which rules apply to a system is a rule itself. A component that is
// gone stays; type, rules, claims and whose it is stay those of before, and of a
// component that is new, rules do not count. What a security plan says of parameters
// and of inheritance is that of the plan of before, and its inventory can only grow.
//
// It gives what the system would have altered in that.
//
// Source: docs/adr/0039.
func Held(cfg *config.Config, before *assessment.System) (*assessment.System, []assessment.Alteration, error) {
	h := &holding{before: before}
	sys, err := system(cfg, frameworks.NewLibrary(), h)
	return sys, h.altered, err
}

// holding is what a system was, and what it would have altered.
type holding struct {
	before  *assessment.System
	altered []assessment.Alteration
}

// alter takes note of something that does not count.
func (h *holding) alter(sys *assessment.System, key, what, before, after string) {
	h.altered = append(h.altered, assessment.Alteration{File: sys.Source.Path, Key: key, What: what, Before: before, After: after})
}

// hold does it, before anything is concluded from the components.
func (h *holding) hold(sys *assessment.System) {
	before := h.before
	was := map[string]*assessment.Component{}
	for i := range before.Components {
		was[before.Components[i].Key] = &before.Components[i]
	}
	uuids := map[string]bool{}
	for i := range sys.Components {
		c := &sys.Components[i]
		uuids[c.UUID] = true
		old, is := was[c.Key], "component "+c.Key
		if old == nil {
			if len(c.Rules) > 0 {
				h.alter(sys, is+": rules", assessment.Added, "", tied(c.Rules))
				c.Rules = nil
			}
			continue
		}
		if c.Type != old.Type {
			h.alter(sys, is+": type", assessment.Changed, old.Type, c.Type)
		}
		if c.Leveraged != old.Leveraged {
			h.alter(sys, is+": leveraged authorization", assessment.Changed, old.Leveraged, c.Leveraged)
		}
		if !sameRules(c.Rules, old.Rules) {
			h.alter(sys, is+": rules", assessment.Changed, tied(old.Rules), tied(c.Rules))
		}
		c.Type, c.Rules, c.Claims, c.Leveraged = old.Type, old.Rules, old.Claims, old.Leveraged
		delete(was, c.Key)
	}
	for _, old := range before.Components {
		if was[old.Key] == nil {
			continue
		}
		h.alter(sys, "component "+old.Key, assessment.Removed, old.Type, "")
		old.Data, old.Category = nil, "" // as the scope says, later
		if uuids[old.UUID] {
			old.UUID = oscal.ID("component", sys.ID, old.Key, "held")
		}
		sys.Components = append(sys.Components, old)
	}
	h.plan(sys)
}

// tied says which rules there are, in short.
func tied(rules []assessment.Rule) string {
	var ids []string
	for _, r := range rules {
		ids = append(ids, r.ID)
	}
	slices.Sort(ids)
	return someWords(slices.Compact(ids))
}

// sameRules says whether rules tie the same checks to the same controls, with the same
// values.
func sameRules(a, b []assessment.Rule) bool {
	return slices.EqualFunc(a, b, func(a, b assessment.Rule) bool {
		a.Source, b.Source = assessment.Source{}, assessment.Source{}
		return reflect.DeepEqual(a, b)
	})
}

// plan keeps what a security plan says of rules.
func (h *holding) plan(sys *assessment.System) {
	before := h.before
	if sys.SSP == nil {
		if before.SSP == nil {
			return
		}
		h.alter(sys, "system security plan", assessment.Removed, before.SSP.Source.Path, "")
		sys.SSP = before.SSP
		sys.Sources = append(sys.Sources, before.SSP.Source)
		return
	}
	old := before.SSP
	if old == nil {
		old = &assessment.SecurityPlan{}
	}
	values := func(a, b assessment.PlanParameter) bool {
		return a.ID == b.ID && a.Component == b.Component && a.Rank == b.Rank && slices.Equal(a.Values, b.Values)
	}
	if !slices.EqualFunc(sys.SSP.Parameters, old.Parameters, values) {
		h.alter(sys, "system security plan: set-parameters", assessment.Changed, "", "")
	}
	inherited := func(a, b assessment.Inherited) bool {
		return a.ControlID == b.ControlID && slices.Equal(a.From, b.From)
	}
	if !slices.EqualFunc(sys.SSP.Inherited, old.Inherited, inherited) {
		h.alter(sys, "system security plan: inherited controls", assessment.Changed, "", "")
	}
	sys.SSP.Parameters, sys.SSP.Inherited, sys.SSP.Leveraged = old.Parameters, old.Inherited, old.Leveraged
	sys.SSP.Inventory = slices.Concat(sys.SSP.Inventory, old.Inventory)
	slices.SortStableFunc(sys.SSP.Inventory, compareAssets)
	sys.SSP.Inventory = slices.CompactFunc(sys.SSP.Inventory, func(a, b assessment.PlanAsset) bool { return compareAssets(a, b) == 0 })
}
