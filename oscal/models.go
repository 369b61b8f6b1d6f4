package oscal

import (
	"encoding/json"

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

// UnmarshalJSON reads an object or an array of objects.
func (m *Mappings) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '[' {
		return json.Unmarshal(b, (*[]types.Mapping)(m))
	}
	*m = make(Mappings, 1)
	return json.Unmarshal(b, &(*m)[0])
}

// MarshalJSON writes a single mapping as an object, several as an array.
func (m Mappings) MarshalJSON() ([]byte, error) {
	if len(m) == 1 {
		return json.Marshal(m[0])
	}
	return json.Marshal([]types.Mapping(m))
}
