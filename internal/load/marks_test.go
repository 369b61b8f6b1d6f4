package load

import (
	"slices"
	"testing"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

// What a profile says of a control is taken over, in both spellings of FedRAMP's
// namespace; what others call by the same names is not.
func TestMarks(t *testing.T) {
	c := frameworks.Control{Props: []frameworks.Prop{
		{Name: "label", Value: "PE-2"},
		{Name: "method", NS: "https://fedramp.gov/ns/oscal", Value: "ASSESS"},
		{Name: "method", NS: "http://fedramp.gov/ns/oscal", Value: "CONDITIONAL"},
		{Name: "method", Value: "TEST"},
		{Name: "CORE", NS: "http://fedramp.gov/ns/oscal", Value: "true"},
		{Name: "CORE", NS: "https://example.com/ns", Value: "true"},
		{Name: "condition", NS: oscal.NS, Value: "not inherited"},
		{Name: "condition", NS: "https://fedramp.gov/ns/oscal", Value: "x"},
		{Name: "assessment-cycle", NS: oscal.NS, Value: "annual"},
		{Name: "class-b", NS: oscal.NS, Value: "must"},
		{Name: "weight", NS: oscal.NS, Value: "5"},
	}}
	want := []assessment.Mark{
		{Name: "tailoring", Value: "ASSESS"}, {Name: "tailoring", Value: "CONDITIONAL"}, {Name: "core", Value: "true"},
		{Name: "condition", Value: "not inherited"}, {Name: "assessment-cycle", Value: "annual"}, {Name: "class-b", Value: "must"},
	}
	if got := marks(&c); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
