package oscal

import (
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	types "github.com/defenseunicorns/go-oscal/src/types/oscal-1-2-2"
)

// Models is the root of every OSCAL JSON document: an object with one member,
// named after the model.
type Models struct {
	AssessmentPlan            *AssessmentPlan            `json:"assessment-plan,omitempty"`
	AssessmentResults         *AssessmentResults         `json:"assessment-results,omitempty"`
	Catalog                   *Catalog                   `json:"catalog,omitempty"`
	ComponentDefinition       *ComponentDefinition       `json:"component-definition,omitempty"`
	MappingCollection         *MappingCollection         `json:"mapping-collection,omitempty"`
	PlanOfActionAndMilestones *PlanOfActionAndMilestones `json:"plan-of-action-and-milestones,omitempty"`
	Profile                   *Profile                   `json:"profile,omitempty"`
	SystemSecurityPlan        *SystemSecurityPlan        `json:"system-security-plan,omitempty"`
}

// AssessmentResults is what one assessment or more have seen and concluded. It
// stands in for go-oscal's type, in which the local definitions of a result and
// those of the document share one type that lacks fields of both.
type AssessmentResults struct {
	BackMatter       *BackMatter                        `json:"back-matter,omitempty"`
	ImportAp         ImportAp                           `json:"import-ap"`
	LocalDefinitions *AssessmentResultsLocalDefinitions `json:"local-definitions,omitempty"`
	Metadata         Metadata                           `json:"metadata"`
	Results          []Result                           `json:"results"`
	UUID             string                             `json:"uuid"`
}

// AssessmentResultsLocalDefinitions is what was done otherwise than the
// assessment plan says.
type AssessmentResultsLocalDefinitions struct {
	Activities           *[]Activity       `json:"activities,omitempty"`
	ObjectivesAndMethods *[]LocalObjective `json:"objectives-and-methods,omitempty"`
	Remarks              string            `json:"remarks,omitempty"`
}

// Result is one assessment: what was reviewed, seen and concluded in a time.
type Result struct {
	AssessmentLog    *AssessmentLog           `json:"assessment-log,omitempty"`
	Attestations     *[]AttestationStatements `json:"attestations,omitempty"`
	Description      string                   `json:"description"`
	End              *time.Time               `json:"end,omitempty"`
	Findings         *[]Finding               `json:"findings,omitempty"`
	Links            *[]Link                  `json:"links,omitempty"`
	LocalDefinitions *ResultLocalDefinitions  `json:"local-definitions,omitempty"`
	Observations     *[]Observation           `json:"observations,omitempty"`
	Props            *[]Property              `json:"props,omitempty"`
	Remarks          string                   `json:"remarks,omitempty"`
	ReviewedControls ReviewedControls         `json:"reviewed-controls"`
	Risks            *[]Risk                  `json:"risks,omitempty"`
	Start            time.Time                `json:"start"`
	Title            string                   `json:"title"`
	UUID             string                   `json:"uuid"`
}

// ResultLocalDefinitions is what a result speaks of and neither the plan nor
// the security plan defines.
type ResultLocalDefinitions struct {
	AssessmentAssets *AssessmentAssets  `json:"assessment-assets,omitempty"`
	Components       *[]SystemComponent `json:"components,omitempty"`
	InventoryItems   *[]InventoryItem   `json:"inventory-items,omitempty"`
	Tasks            *[]Task            `json:"tasks,omitempty"`
	Users            *[]SystemUser      `json:"users,omitempty"`
}

// MappingCollection relates the controls of two catalogs or profiles. It stands
// in for go-oscal's type, which holds one mapping where OSCAL 1.2.2 allows one
// or a list.
type MappingCollection struct {
	BackMatter *BackMatter       `json:"back-matter,omitempty"`
	Mappings   Mappings          `json:"mappings"`
	Metadata   Metadata          `json:"metadata"`
	Provenance MappingProvenance `json:"provenance"`
	UUID       string            `json:"uuid"`
}

// Mappings is one mapping or more; written as OSCAL writes it, a single one as
// an object and several as an array.
type Mappings []types.Mapping

// UnmarshalJSONFrom reads an object or an array of objects.
func (m *Mappings) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if d.PeekKind() == '[' {
		return json.UnmarshalDecode(d, (*[]types.Mapping)(m))
	}
	*m = make(Mappings, 1)
	return json.UnmarshalDecode(d, &(*m)[0])
}

// MarshalJSONTo writes a single mapping as an object, several as an array.
func (m Mappings) MarshalJSONTo(e *jsontext.Encoder) error {
	if len(m) == 1 {
		return json.MarshalEncode(e, m[0])
	}
	return json.MarshalEncode(e, []types.Mapping(m))
}
