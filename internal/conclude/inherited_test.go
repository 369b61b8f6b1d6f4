package conclude

import (
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/assessment"
)

// What a plan calls inherited is told of the targets it is about, and changes
// nothing of their being not assessed.
func TestInherit(t *testing.T) {
	whole := assessment.Inherited{ControlID: "ac-2", From: []string{"GovCloud"}}
	part := assessment.Inherited{ControlID: "ac-2", Statements: []string{"ac-2_smt.a"}}
	for _, row := range []struct {
		name   string
		in     assessment.Inherited
		target string
		told   string // empty: nothing is
	}{
		{"a whole control", whole, "ac-2_obj.b", "inherited from GovCloud, says"},
		{"another control", whole, "ac-3_obj", ""},
		{"the objective of the statement", part, "ac-2_obj.a-1", "a system that the plan does not name in part (ac-2_smt.a)"},
		{"an objective below it", part, "ac-2_obj.a.1", "in part"},
		{"another objective", part, "ac-2_obj.b", ""},
		{"another objective that begins alike", part, "ac-2_obj.ab", ""},
		{"the statement of the control", part, "ac-2_smt", "in part"},
	} {
		t.Run(row.name, func(t *testing.T) {
			control, _, _ := strings.Cut(row.target, "_")
			u := Inherit(assessment.Unassessed{Target: assessment.Target{ID: row.target, ControlID: control}, Why: "why"}, []assessment.Inherited{row.in})
			if told := u.Basis == assessment.BasisInherited; told != (row.told != "") || !strings.Contains(u.Why, row.told) || !strings.HasSuffix(u.Why, "why") {
				t.Errorf("basis %q, %s", u.Basis, u.Why)
			}
		})
	}
}
