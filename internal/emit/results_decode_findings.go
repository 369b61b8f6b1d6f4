package emit

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// finding reads a conclusion. Nothing but "satisfied" with a word of ours, or
// none, makes a pass.
func finding(f *oscal.Finding, observations map[string]int, risks map[string]string) assessment.Finding {
	out := assessment.Finding{
		UUID:   f.UUID,
		Target: assessment.Target{ID: f.Target.TargetId, ControlID: cmp.Or(own(f.Props, "control"), controlOf(f.Target.TargetId)), Kind: assessment.TargetKind(f.Target.Type), Requirement: own(f.Props, "requirement")},
		Why:    f.Description, Basis: assessment.Basis(own(f.Props, "basis")), Reason: assessment.Reason(own(f.Props, "reason")),
		Undeclared: owns(f.Props, "undeclared"),
	}
	out.Target.Label, out.Target.Title, _ = strings.Cut(f.Title, " ")
	switch word := own(f.Props, "verdict"); {
	case f.Target.Status.State == "satisfied" && (word == "not-applicable" || f.Target.Status.Reason == "not-applicable"):
		out.Verdict = assessment.VerdictNotApplicable
	case f.Target.Status.State == "satisfied" && (word == "" || word == "pass"):
		out.Verdict = assessment.VerdictPass
	case f.Target.Status.State == "not-satisfied" && (word == "fail" || word == "" && f.Target.Status.Reason != "other"):
		out.Verdict = assessment.VerdictFail
	}
	for _, o := range deref(f.RelatedObservations) {
		if i, ok := observations[o.ObservationUuid]; ok {
			out.Observations = append(out.Observations, i)
		}
	}
	for _, uuid := range owns(f.Props, "informing-observation") {
		if i, ok := observations[uuid]; ok {
			out.Informing = append(out.Informing, i)
		}
	}
	for _, r := range deref(f.RelatedRisks) {
		if key, ok := risks[r.RiskUuid]; ok {
			out.Risks = append(out.Risks, key)
		}
	}
	return out
}

// controlOf guesses the control of a target from its id, as NIST forms them.
func controlOf(target string) string {
	for _, mark := range []string{"_obj", "_smt"} {
		if c, _, ok := strings.Cut(target, mark); ok {
			return c
		}
	}
	return target
}

// maxControls is how many controls results may speak of.
const maxControls = 1_000_000

// rollUp counts per control what was reviewed, and takes the coverage from the
// result's own counts where it has them.
func rollUp(r *assessment.Results, props *[]oscal.Property) {
	at := map[string]int{}
	for _, f := range r.Findings {
		i, ok := at[f.Target.ControlID]
		if !ok {
			i = len(r.Controls)
			at[f.Target.ControlID] = i
			r.Controls = append(r.Controls, assessment.ControlResult{Control: assessment.Control{ID: f.Target.ControlID}})
		}
		c := &r.Controls[i]
		r.Coverage.Total++
		switch f.Verdict {
		case assessment.VerdictPass:
			c.Pass++
			r.Coverage.Pass++
		case assessment.VerdictFail:
			c.Fail++
			r.Coverage.Fail++
		case assessment.VerdictNotApplicable:
			r.Coverage.NotApplicable++
		default:
			c.Undecided++
			r.Coverage.Undecided++
		}
	}
	// Of controls without a finding only the number is known.
	if n, err := strconv.Atoi(own(props, "controls")); err == nil && n <= maxControls {
		for len(r.Controls) < n {
			r.Controls = append(r.Controls, assessment.ControlResult{NotReviewed: 1})
		}
	}
	// Another tool's document says nothing of what its profile asks beside.
	r.Coverage.Unknown = own(props, "targets") == ""
	for name, to := range map[string]*int{"targets": &r.Coverage.Total, "not-assessed": &r.Coverage.NotAssessed, "supported": &r.Coverage.Supported, "disabled": &r.Coverage.Disabled, "undeclared": &r.Coverage.Undeclared} {
		if n, err := strconv.Atoi(own(props, name)); err == nil && n >= 0 {
			*to = max(n, *to)
		}
	}
}

func outcomeOf(word string) assessment.Outcome {
	for _, o := range []assessment.Outcome{assessment.Pass, assessment.Fail, assessment.Skip} {
		if o.String() == word {
			return o
		}
	}
	return assessment.Undecided
}

// sourceOf undoes at.
func sourceOf(text string) assessment.Source {
	path, pointer, _ := strings.Cut(text, "#")
	s := assessment.Source{Path: path, Pointer: pointer}
	if i := strings.LastIndexByte(path, ':'); i >= 0 {
		if n, err := strconv.Atoi(path[i+1:]); err == nil {
			s.Path, s.Line = path[:i], n
		}
	}
	return s
}
