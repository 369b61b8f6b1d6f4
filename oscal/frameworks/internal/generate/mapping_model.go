package generate

import "github.com/assay-compliance/assay/oscal"

// The parts of OSCAL mapping collections that we write, with fields in the
// order a person reads them. Package mappings holds them to NIST's schema.

type mappingDocument struct {
	Collection *mappingCollection `json:"mapping-collection,omitempty"`
}

type mappingCollection struct {
	UUID       string     `json:"uuid"`
	Metadata   metadata   `json:"metadata"`
	Provenance provenance `json:"provenance"`
	Mappings   []mapping  `json:"mappings"`
	BackMatter backMatter `json:"back-matter"`
}

type provenance struct {
	Method      string `json:"method"`
	Rationale   string `json:"matching-rationale"`
	Status      string `json:"status"`
	Description string `json:"mapping-description"`
	Remarks     string `json:"remarks"`
}

type mapping struct {
	UUID      string     `json:"uuid"`
	Method    string     `json:"method"`
	Status    string     `json:"status"`
	Source    reference  `json:"source-resource"`
	Target    reference  `json:"target-resource"`
	Maps      []mapEntry `json:"maps"`
	Props     []prop     `json:"props,omitempty"`
	Links     []link     `json:"links"`
	Remarks   string     `json:"remarks"`
	SourceGap *gap       `json:"source-gap-summary,omitempty"`
	TargetGap *gap       `json:"target-gap-summary,omitempty"`
}

type reference struct {
	Type string `json:"type"`
	Href string `json:"href"`
}

type mapEntry struct {
	UUID         string    `json:"uuid"`
	Relationship string    `json:"relationship"`
	Sources      []mapItem `json:"sources"`
	Targets      []mapItem `json:"targets"`
	Props        []prop    `json:"props,omitempty"`
}

type mapItem struct {
	Type string `json:"type"`
	ID   string `json:"id-ref"`
}

type gap struct {
	UUID     string      `json:"uuid"`
	Unmapped []selectIDs `json:"unmapped-controls"`
}

type backMatter struct {
	Resources []resource `json:"resources"`
}

type resource struct {
	UUID     string   `json:"uuid"`
	Title    string   `json:"title"`
	Citation citation `json:"citation"`
	Rlinks   []rlink  `json:"rlinks"`
}

type rlink struct {
	Href string `json:"href"`
}

type citation struct {
	Text string `json:"text"`
}

// backwards is a mapping read from its targets.
func (m mapping) backwards(id string) mapping {
	out := m
	out.UUID = id
	out.Source, out.Target = m.Target, m.Source
	out.SourceGap, out.TargetGap = nil, nil
	if m.SourceGap != nil {
		out.TargetGap = &gap{UUID: oscal.ID("gap", id), Unmapped: m.SourceGap.Unmapped}
	}
	out.Maps = make([]mapEntry, len(m.Maps))
	for i, e := range m.Maps {
		out.Maps[i] = mapEntry{
			UUID: oscal.ID("map", id, e.Targets[0].ID, e.Sources[0].ID), Relationship: inverse(e.Relationship),
			Sources: e.Targets, Targets: e.Sources, Props: e.Props,
		}
	}
	return out
}

// inverse is what a relationship is when read from the other end; those that
// are not here read the same.
func inverse(relationship string) string {
	switch relationship {
	case "subset-of":
		return "superset-of"
	case "superset-of":
		return "subset-of"
	}
	return relationship
}
