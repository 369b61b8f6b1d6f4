package conclude

import (
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
)

// Inherit says of a target that nothing decides that a system security plan
// calls its control inherited. That it is not assessed stays: a plan says what
// another system should show, and is no evidence of it.
//
// Source: DESIGN 7.5; docs/adr/0017.
func Inherit(u assessment.Unassessed, inherited []assessment.Inherited) assessment.Unassessed {
	if in, ok := assessment.InheritedOf(inherited, u.Target.ControlID); ok && covers(in, u.Target) {
		u.Basis = assessment.BasisInherited
		u.Why = "inherited from " + in.Words() + ", says the system security plan, which decides nothing; " + u.Why
	}
	return u
}

// covers says whether what is inherited takes in a target: any of a control that
// is inherited as a whole, else the objectives of the statements that are, whose
// ids end as theirs do, as ac-2_smt.a and ac-2_obj.a-1.
func covers(in assessment.Inherited, t assessment.Target) bool {
	_, part, ok := strings.Cut(t.ID, "_obj")
	if len(in.Statements) == 0 || !ok {
		return true
	}
	return slices.ContainsFunc(in.Statements, func(statement string) bool {
		_, of, ok := strings.Cut(statement, "_smt")
		rest, below := strings.CutPrefix(part, of)
		return !ok || below && (rest == "" || rest[0] == '.' || rest[0] == '-')
	})
}
