package load

import (
	"slices"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// ages reads ages by a name, as framework.yaml and assay.yaml give them.
func ages(file map[string]strictyaml.At[string], list *problem.List) map[string]time.Duration {
	out := map[string]time.Duration{}
	for _, name := range sortedKeys(file) {
		v := file[name]
		age, ok := parseAge(v.Value)
		if !ok || age <= 0 {
			list.Add(v.Place, strictyaml.Quote(v.Value)+" is no age", "write days or hours, as 7d or 12h")
			continue
		}
		out[name] = age
	}
	return out
}

// shortest keeps the shorter age of each name.
func shortest(into, from map[string]time.Duration) {
	for name, age := range from {
		if known, ok := into[name]; !ok || age < known {
			into[name] = age
		}
	}
}

// freshness joins how old evidence may be for each control of a scope: what its
// family asks, and what the workspace asks. The shorter counts.
func (j *joiner) freshness(scope *assessment.Scope, family Family) {
	own := map[string]time.Duration{}
	shortest(own, family.ControlMaxAge)
	shortest(own, j.fresh)
	for _, c := range scope.Controls {
		if age, ok := own[c.ID]; ok {
			if scope.MaxAge == nil {
				scope.MaxAge = map[string]time.Duration{}
			}
			scope.MaxAge[c.ID] = age
		}
	}
}

// budgets reads what the workspace asks, for kinds at once and for controls once
// the frameworks are known.
func (j *joiner) budgets(cfg *config.Config) {
	if cfg == nil {
		return
	}
	shortest(j.out.MaxAge, ages(cfg.Freshness.Kinds, &j.list))
	j.fresh = ages(cfg.Freshness.Controls, &j.list)
}

// unmet tells of controls that the workspace gives an age and no framework of it
// has.
func (j *joiner) unmet(cfg *config.Config) {
	if cfg == nil || len(j.in.Frameworks) > 0 {
		return
	}
	var ids []string
	for _, s := range j.out.Scopes {
		for _, c := range s.Controls {
			ids = append(ids, c.ID)
		}
	}
	slices.Sort(ids)
	for _, id := range sortedKeys(cfg.Freshness.Controls) {
		if _, found := slices.BinarySearch(ids, id); !found && len(j.out.Scopes) > 0 {
			j.add(cfg.Freshness.Controls[id].Place, "no framework of the workspace has control "+strictyaml.Quote(id), instead(id, ids))
		}
	}
}
