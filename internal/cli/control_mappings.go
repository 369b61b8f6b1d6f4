package cli

import (
	"strings"

	"github.com/assay-compliance/assay/oscal/mappings"
)

// notCarried is what a mapping never does.
const notCarried = "a verdict is never carried over a mapping without a binding"

// shownMapping is where a mapping leads from a control, or from an objective of
// it.
type shownMapping struct {
	Collection   string        `json:"collection"`
	From         string        `json:"from"`
	Relationship string        `json:"relationship"`
	Stated       bool          `json:"stated"` // by the source; else it is the weakest that OSCAL has
	Catalog      string        `json:"catalog"`
	ID           string        `json:"id"`
	Label        string        `json:"label,omitempty"`
	Title        string        `json:"title,omitempty"`
	Verification string        `json:"verification,omitempty"`
	ByWayOf      string        `json:"by-way-of,omitempty"`
	ListedWith   string        `json:"listed-with,omitempty"`
	Withdrawn    bool          `json:"withdrawn,omitempty"`
	Sources      []shownSource `json:"sources"`
}

type shownSource struct {
	Reference string `json:"reference"`
	Status    string `json:"status"`
}

// identifiers are those of a control and of what is judged of it.
func (c jsonShown) identifiers() []string {
	ids := []string{c.ID}
	for _, t := range c.Targets {
		if t.ID != c.ID {
			ids = append(ids, t.ID)
		}
	}
	return ids
}

func shownMappings(links []mappings.Link) []shownMapping {
	out := []shownMapping{}
	for _, l := range links {
		m := shownMapping{
			Collection: l.Collection, From: l.From, Relationship: l.Relationship, Stated: l.Stated,
			Catalog: l.Catalog, ID: l.ID, Label: l.Label, Title: l.Title,
			Verification: l.Verification, ByWayOf: l.ByWayOf, ListedWith: l.ListedWith, Withdrawn: l.Withdrawn,
		}
		for _, s := range l.Sources {
			m.Sources = append(m.Sources, shownSource{s.Reference, s.Status})
		}
		out = append(out, m)
	}
	return out
}

// unbound shows what has a mapping and belongs to no framework here: nothing
// can be bound to it, and nothing assesses it.
func unbound(lib *mappings.Library, id string) (out []jsonShown) {
	for _, item := range lib.Mapped(id) {
		out = append(out, jsonShown{
			Catalog: item.Catalog, ID: item.ID, Label: item.Label, Title: item.Title, Targets: []shownTarget{},
			Mappings: shownMappings(lib.Links(item.Catalog, []string{item.ID})),
		})
	}
	return out
}

// showMappings prints where the mappings of a control lead, by source.
func (f *factory) showMappings(c jsonShown) {
	if len(c.Mappings) == 0 {
		f.sayf("no mapping leads from %s (%s)", c.Label, c.Catalog)
		return
	}
	f.sayf("mappings of %s (%s); %s", c.Label, c.Catalog, notCarried)
	source := ""
	for _, m := range c.Mappings {
		if by := m.Collection + ": " + sources(m.Sources); by != source {
			source = by
			f.sayf("  %s", by)
			if !m.Stated {
				f.sayf("  the source does not say how they relate: %s is the weakest that OSCAL has", m.Relationship)
			}
		}
		from := ""
		if m.From != c.ID {
			from = m.From + " "
		}
		f.sayf("    %s%s %s %s %s (%s)%s", from, m.Relationship, m.Catalog, m.Label, m.Title, m.ID, doubts(m))
	}
}

func sources(list []shownSource) string {
	var out []string
	for _, s := range list {
		text := s.Reference
		if s.Status != "complete" {
			text += " [" + s.Status + "]"
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

// doubts is what weakens an entry.
func doubts(m shownMapping) string {
	var out []string
	if m.Verification != "" {
		out = append(out, m.Verification)
	}
	if m.ByWayOf != "" {
		out = append(out, "by way of "+m.ByWayOf+", withdrawn")
	}
	if m.Withdrawn {
		out = append(out, "the source names a control that is withdrawn")
	}
	if m.ListedWith != "" {
		out = append(out, "the source lists "+m.ListedWith+" together")
	}
	if out == nil {
		return ""
	}
	return " [" + strings.Join(out, "; ") + "]"
}
