package emit

import (
	"encoding/json"

	"github.com/assay-compliance/assay/oscal"
)

// Prepare does what the first object of each sort would wait for, and what no
// run changes: it lets the schema compile its definitions, and the encoder look
// at the types. It may run beside an evaluation, which leaves a core idle where
// evidence is little; Write gives the same files without it.
func Prepare(check Checker) {
	for _, one := range []struct {
		def string
		v   any
	}{
		{"observation", oscal.Observation{}}, {"subject", oscal.SubjectReference{}}, {"risk", oscal.Risk{}}, {"finding", oscal.Finding{}},
		{"poam-item", oscal.PoamItem{}}, {"resource", oscal.Resource{}}, {"component", oscal.SystemComponent{}},
		{"inventory-item", oscal.InventoryItem{}}, {"activity", oscal.Activity{}},
	} {
		if text, err := json.Marshal(one.v); err == nil {
			// An empty object lacks what is required; that is not news.
			_ = check.Element(one.def, text)
		}
	}
	for _, model := range []string{"assessment-plan", "assessment-results", "plan-of-action-and-milestones"} {
		_ = check.Document([]byte(`{"` + model + `": {}}`))
	}
	_, _ = json.Marshal(oscal.Metadata{})
}
