package conclude

import "github.com/assay-compliance/assay/internal/assessment"

// count adds one judgement to the framework's coverage and its control's
// roll-up.
func count(cov *assessment.Coverage, roll *assessment.ControlResult, j *judgement) {
	cov.Total++
	if len(j.disabled) > 0 {
		cov.Disabled++
	}
	switch j.verdict {
	case assessment.VerdictPass:
		cov.Pass++
		roll.Pass++
		if len(j.undeclared()) > 0 {
			cov.Undeclared++
		}
	case assessment.VerdictFail:
		cov.Fail++
		roll.Fail++
	case assessment.VerdictNotApplicable:
		cov.NotApplicable++
	case assessment.NotAssessed:
		cov.NotAssessed++
		roll.NotReviewed++
		if j.supported {
			cov.Supported++
		}
	default:
		cov.Undecided++
		roll.Undecided++
	}
}

// rollUp concludes a control from the counts of its targets: any fail fails
// it, else anything undecided leaves it undecided, else it passes only when
// every target was reviewed and passed or is not applicable. Of a control that
// is not wholly reviewed nothing better than not-assessed is said.
//
// Source: DESIGN 7.3.
func rollUp(r assessment.ControlResult) assessment.ControlResult {
	all := len(r.Control.Targets)
	r.Partial = r.NotReviewed > 0 && r.NotReviewed < all
	switch {
	case r.Fail > 0:
		r.Verdict = assessment.VerdictFail
	case r.Undecided > 0:
		r.Verdict = assessment.VerdictUndecided
	case r.NotReviewed > 0 || all == 0:
		r.Verdict = assessment.NotAssessed
	case r.Pass > 0:
		r.Verdict = assessment.VerdictPass
	default:
		r.Verdict = assessment.VerdictNotApplicable
	}
	return r
}
