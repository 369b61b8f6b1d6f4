// Package load joins what a system claims, what its frameworks ask and what the
// checks can say into one scope per framework, and into one plan of the
// distinct runs they need.
//
// It reads the system (inline in assay.yaml, OSCAL component definitions, or a
// system security plan),
// the data of each family of frameworks (framework.yaml, bindings.yaml) and the
// METADATA of checks as evaluate lists it. Every id it meets must exist: an id
// that names nothing is a check that silently does not count.
package load

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

// System reads the system that cfg describes. Components come in the order of
// the file, and of the files; claims sorted by source and control.
//
// A claim against a source that is not in the repository is kept with Available
// unset. A control that is missing from a source that is there is an error, and
// so is a boundary or source entry that names no component.
func System(cfg *config.Config) (*assessment.System, error) {
	return system(cfg, frameworks.NewLibrary(), nil)
}

// system reads it; where held is set, held to what it was then.
func system(cfg *config.Config, lib *frameworks.Library, held *holding) (*assessment.System, error) {
	sys := &assessment.System{
		ID:       cfg.SystemID.Value,
		Title:    cfg.Title.Value,
		Entities: entities(cfg.Scope.Entity),
		Kind:     cmp.Or(cfg.Assessment.Type.Value, "self"),
		Assessor: cfg.Assessment.Assessor.Value,
		Inline:   cfg.System.Inline(),
		Source:   assessment.Source{Path: cfg.Path, Line: cfg.System.Place.Line, Digest: cfg.Digest},
	}
	var list problem.List
	if sys.Inline {
		inline(sys, cfg, lib, &list)
	} else {
		fromFiles(sys, cfg, lib, &list)
	}
	sys.Title = cmp.Or(sys.Title, sys.ID)
	if err := list.Err(); err != nil {
		return nil, err
	}
	if held != nil {
		held.hold(sys)
	}
	for i := range sys.Components {
		slices.SortStableFunc(sys.Components[i].Claims, func(a, b assessment.Claim) int {
			return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.ControlID, b.ControlID))
		})
	}
	sys.Boundary = boundary(sys, cfg, &list)
	if held != nil {
		sys.Boundary = slices.Compact(slices.Sorted(slices.Values(slices.Concat(sys.Boundary, held.before.Boundary))))
	}
	references(sys, cfg, &list)
	protected(sys, cfg, &list)
	return sys, list.Err()
}

// inline takes the components from assay.yaml.
func inline(sys *assessment.System, cfg *config.Config, lib *frameworks.Library, list *problem.List) {
	sys.UUID = oscal.ID("component-definition", sys.ID)
	for _, c := range cfg.System.Components {
		one := assessment.Component{
			Key:         c.Key.Value,
			UUID:        oscal.ID("component", sys.ID, c.Key.Value),
			Type:        c.Type.Value,
			Title:       c.Title.Value,
			Description: c.Description.Value,
			Targets:     c.Targets.Words(),
		}
		for _, id := range slices.Sorted(maps.Keys(c.Claims)) {
			claims := c.Claims[id]
			if !slices.Contains(frameworks.IDs(), id) {
				list.Add(claims[0].Place, "there is no framework "+strictyaml.Quote(id), instead(id, frameworks.IDs()))
				continue
			}
			fw, err := lib.Open(id)
			if err != nil {
				list.Join(claims[0].Place, err)
				continue
			}
			for _, control := range claims {
				if _, ok := fw.Control(control.Value); !ok && list.Len() < maxTold {
					list.Add(control.Place, "control "+strictyaml.Quote(control.Value)+" is not in framework "+id, instead(control.Value, controlIDs(fw)))
				}
				one.Claims = append(one.Claims, assessment.Claim{
					ControlID: control.Value, Source: frameworks.Scheme + id, Framework: id, Available: true,
					UUID: oscal.ID("claim", sys.ID, c.Key.Value, id, control.Value),
				})
			}
		}
		sys.Components = append(sys.Components, one)
	}
}

// documentTypes are OSCAL's component types for things that are written rather
// than run: by default they are not assessed themselves.
func documentTypes() []string {
	return []string{"guidance", "plan", "policy", "process-procedure", "standard", "validation"}
}

// boundary gives the keys of the components assessed: those configured, else
// all of an inline system, else all that are neither documents nor parts of
// another system's authorization. Where there are only such, all of them are.
func boundary(sys *assessment.System, cfg *config.Config, list *problem.List) []string {
	keys := componentKeys(sys)
	var out []string
	for _, k := range cfg.Scope.Boundary {
		if !slices.Contains(keys, k.Value) && list.Len() < maxTold {
			list.Add(k.Place, "the system has no component "+strictyaml.Quote(k.Value), instead(k.Value, keys))
		}
		out = append(out, k.Value)
	}
	if out == nil {
		documents := documentTypes()
		if sys.SSP != nil {
			documents = append(documents, "procedure", "process") // as plans write them
		}
		for _, c := range sys.Components {
			if sys.Inline || !slices.Contains(documents, c.Type) && c.Leveraged == "" {
				out = append(out, c.Key)
			}
		}
	}
	if out == nil {
		out = keys
	}
	slices.Sort(out)
	return out
}

// references refuses sources that speak for a component there is not.
func references(sys *assessment.System, cfg *config.Config, list *problem.List) {
	keys := componentKeys(sys)
	for _, s := range cfg.Sources {
		named := slices.Clone(s.Components)
		if s.Component.Set() {
			named = append(named, s.Component)
		}
		for _, k := range named {
			if !slices.Contains(keys, k.Value) && list.Len() < maxTold {
				list.Add(k.Place, "the system has no component "+strictyaml.Quote(k.Value), instead(k.Value, keys))
			}
		}
	}
}

// Words refuses evidence kinds in sources and conftest, and formats of sources,
// that are not known. Both lists must be sorted.
func Words(cfg *config.Config, kinds, formats []string) error {
	var list problem.List
	check := func(what string, w strictyaml.At[string], known []string) {
		if w.Set() && !slices.Contains(known, w.Value) && list.Len() < maxTold {
			list.Add(w.Place, "there is no "+what+" "+strictyaml.Quote(w.Value), instead(w.Value, known))
		}
	}
	for _, s := range cfg.Sources {
		for _, k := range s.Kinds {
			check("evidence kind", k, kinds)
		}
		check("format", s.Format, formats)
	}
	for _, c := range cfg.Conftest {
		check("evidence kind", c.Kind, kinds)
	}
	for _, k := range sortedKeys(cfg.Freshness.Kinds) {
		check("evidence kind", strictyaml.At[string]{Value: k, Place: cfg.Freshness.Kinds[k].Place}, kinds)
	}
	return list.Err()
}

func componentKeys(sys *assessment.System) []string {
	var keys []string
	for _, c := range sys.Components {
		keys = append(keys, c.Key)
	}
	slices.Sort(keys)
	return keys
}

func controlIDs(r *frameworks.Resolved) []string {
	var ids []string
	for _, c := range r.Controls {
		ids = append(ids, c.ID)
	}
	slices.Sort(ids)
	return ids
}

// keys gives every component its short stable name: the property key of our
// namespace, else a slug of its title, with a number where that is taken.
func keys(components []assessment.Component) {
	taken := map[string]bool{}
	for _, c := range components {
		if c.Key != "" {
			taken[c.Key] = true
		}
	}
	for i := range components {
		c := &components[i]
		if c.Key != "" {
			continue
		}
		base := slug(c.Title)
		c.Key = base
		for n := 2; taken[c.Key]; n++ {
			c.Key = base + "-" + strconv.Itoa(n)
		}
		taken[c.Key] = true
	}
}

// slug is a title in lower-case letters, digits and single hyphens, at most 60
// of them.
func slug(title string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(title) {
		switch {
		case b.Len() >= 60:
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return cmp.Or(strings.Trim(b.String(), "-"), "component")
}
