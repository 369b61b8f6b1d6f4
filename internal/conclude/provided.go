package conclude

import (
	"slices"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// inherit adds to a judgement what the results of leveraged systems show of it. An
// objective that nothing of this system decides passes where it is inherited and they
// show it satisfied, unless a part of it is left to this system. Whatever they cannot
// show leaves it undecided: who inherits relies on it. A pass by own evidence stands
// only while they do not contradict it.
//
// Source: DESIGN 7.5; docs/inheritance.md.
func (b *bench) inherit(j *judgement) {
	var from []*assessment.Provided
	for i := range b.scope.Provided {
		p := &b.scope.Provided[i]
		if in, ok := assessment.InheritedOf(p.Inherited, j.target.ControlID); ok && covers(in, j.target) {
			from = append(from, p)
		}
	}
	// What one of them leaves to this system, no other provides.
	own := slices.ContainsFunc(from, func(p *assessment.Provided) bool { return slices.Contains(p.Own, j.target.ControlID) })
	for _, p := range from {
		reason, why := shown(p, j.target.ID, b.plan.AsOf)
		switch {
		case reason != "" && (j.verdict == assessment.NotAssessed || j.verdict == assessment.VerdictPass):
			j.verdict, j.reason, j.inherited = assessment.VerdictUndecided, reason, why
			j.wanting = append(j.wanting, p.Name)
		case reason != "" || j.verdict != assessment.NotAssessed:
			// What own evidence says against it stands; so does a pass that it agrees with.
		case own:
			j.left = why + ", and a part of it is left to this system: it needs evidence of its own"
			continue
		default:
			j.verdict, j.inherited = assessment.VerdictPass, why
		}
		j.from = append(j.from, p.Source)
	}
}

// resultsKind is what the gap of results that do not show what is inherited is
// called, in the place of an evidence kind.
const resultsKind = "leveraged-results"

// shown says what results show of a target: that it is satisfied, or for what reason
// they do not.
func shown(p *assessment.Provided, target string, asOf time.Time) (reason assessment.Reason, why string) {
	from := "inherited from " + p.Name
	verdict, judged := p.Verdicts[target]
	day := p.End.UTC().Format(time.DateOnly)
	by := ""
	if p.Signature.Signer != "" {
		by = ", signed by " + p.Signature.Signer + ","
	}
	switch {
	case p.Forged:
		return assessment.ReasonForged, from + ", but " + p.Fault
	case p.Fault != "":
		return assessment.ReasonNotShown, from + ", but " + p.Fault
	case p.End.After(asOf):
		return assessment.ReasonFuture, from + ", whose results of " + day + " are later than the assessment"
	case !asOf.Before(p.Expires):
		return assessment.ReasonStale, from + ", whose results of " + day + " count no more"
	case !judged:
		return assessment.ReasonMissing, from + ", whose results have no finding on it"
	case verdict != assessment.VerdictPass:
		return assessment.ReasonNotShown, from + ", whose results of " + day + " say " + verdict.String()
	default:
		return "", from + ", whose results of " + day + by + " against " + p.Framework + " show it satisfied"
	}
}
