package validate

import (
	"path"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/internal/constraint"
)

// constraintRules lists the constraints of NIST's metaschema. One that NIST
// publishes for several objects is one rule.
func constraintRules() []Rule {
	list, err := constraint.Rules()
	if err != nil {
		return []Rule{{ID: "constraints", Says: err.Error()}} // the findings say so too
	}
	var out []Rule
	for _, c := range list {
		says := c.On[strings.LastIndexAny(c.On, ":/")+1:] + ": " + c.Says
		if c.Amended != "" {
			says += " (" + c.Amended + ")"
		}
		if last := len(out) - 1; last >= 0 && out[last].ID == c.ID {
			if !slices.Contains(strings.Split(out[last].Says, "; "), says) {
				out[last].Says += "; " + says
			}
			continue
		}
		out = append(out, Rule{ID: c.ID, Says: says})
	}
	out = append(out, Rule{ID: constraint.Choice, Says: "of members that exclude each other one stands, as in OSCAL's XML"})
	slices.SortFunc(out, func(a, b Rule) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// constraintFindings checks a document against the constraints of NIST's
// metaschema: those of 1.2.2, whatever its own version.
func constraintFindings(doc *oscal.Document, with Context, r *report) {
	imported := make([]constraint.Document, len(with.Imported))
	for i, other := range with.Imported {
		imported[i] = constraint.Document{JSON: other.JSON, Model: other.Model}
	}
	found, err := constraint.Check(constraint.Document{JSON: doc.JSON, Model: doc.Model}, imported, maxConstraints)
	if err != nil {
		r.add("constraints", "", "the constraints of NIST's metaschema cannot be read: "+err.Error(), "")
		return
	}
	for _, v := range found {
		level := Error
		if since := deprecations[v.ID]; v.Warning || since != "" && older(doc.Version, since) {
			level = Warning
		}
		r.level(level, v.ID, v.Pointer, v.What, v.Remedy)
	}
}

// maxConstraints bounds what is looked for in one document: more than is told, so
// that what is not told is counted.
const maxConstraints = 50 * maxFindings

// deprecations are the constraints that refuse what a version deprecated: a
// document of a version before that may have it.
var deprecations = map[string]string{"oscal-parameter-depends-on-deprecated": "1.0.1", "oscal-profile-req-merge-combine": "1.0.1"}

// older says whether one version of OSCAL comes before another. All have three
// numbers of one digit.
func older(version, than string) bool { return version < than }

// once leaves out what a constraint of NIST says of a reference that leads nowhere
// and a reference rule says too, at the same place or in it.
func (r *report) once() {
	same, err := constraint.References()
	if err != nil {
		return // told by constraintFindings
	}
	at := map[string]bool{}
	for _, f := range r.findings {
		if f.Level == Error && strings.HasPrefix(f.Rule, "ref-") {
			at[f.Place.Pointer] = true
			at[path.Dir(f.Place.Pointer)] = true
		}
	}
	r.findings = slices.DeleteFunc(r.findings, func(f Finding) bool { return same[f.Rule] && at[f.Place.Pointer] })
}
