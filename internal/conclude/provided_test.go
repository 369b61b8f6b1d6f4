package conclude

import (
	"strings"
	"testing"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// What results of a leveraged system make of an objective, by what own evidence says:
// only satisfied, unexpired results of an equal or higher baseline satisfy, only where
// nothing of this system is asked, and never against its own evidence.
func TestWhatALeveragedSystemProvides(t *testing.T) {
	asOf := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	whole := assessment.Provided{
		Name: "GovCloud", Framework: "fedramp-high", End: asOf.AddDate(0, -1, 0), Expires: asOf.AddDate(0, 11, 0),
		Inherited: []assessment.Inherited{{ControlID: "pe-3"}}, Verdicts: map[string]assessment.Verdict{"pe-3_obj.a": assessment.VerdictPass},
	}
	with := func(change func(*assessment.Provided)) assessment.Provided {
		p := whole
		change(&p)
		return p
	}
	said := func(v assessment.Verdict) assessment.Provided {
		return with(func(p *assessment.Provided) { p.Verdicts = map[string]assessment.Verdict{"pe-3_obj.a": v} })
	}
	undecided, fails, passes, silent := assessment.VerdictUndecided, assessment.VerdictFail, assessment.VerdictPass, assessment.NotAssessed
	for _, row := range []struct {
		name   string
		by     assessment.Provided
		own    assessment.Verdict
		want   assessment.Verdict
		reason assessment.Reason
		why    string
	}{
		{"satisfied there, nothing here", whole, silent, passes, "", "show it satisfied"},
		{"satisfied there, fails here", whole, fails, fails, "", ""},
		{"satisfied there, undecided here", whole, undecided, undecided, "", ""},
		{"satisfied there, passes here", whole, passes, passes, "", ""},
		{"a part is ours, nothing here", with(func(p *assessment.Provided) { p.Own = []string{"pe-3"} }), silent, silent, "", "needs evidence of its own"},
		{"a part is ours, passes here", with(func(p *assessment.Provided) { p.Own = []string{"pe-3"} }), passes, passes, "", ""},
		{"fails there", said(fails), silent, undecided, assessment.ReasonNotShown, "say fail"},
		{"fails there, passes here", said(fails), passes, undecided, assessment.ReasonNotShown, "say fail"},
		{"fails there, fails here", said(fails), fails, fails, "", ""},
		{"undecided there", said(undecided), silent, undecided, assessment.ReasonNotShown, "say undecided"},
		{"not applicable there", said(assessment.VerdictNotApplicable), silent, undecided, assessment.ReasonNotShown, "say not-applicable"},
		{"no finding there", with(func(p *assessment.Provided) { p.Verdicts = nil }), silent, undecided, assessment.ReasonMissing, "no finding"},
		{"expired at this very moment", with(func(p *assessment.Provided) { p.Expires = asOf }), silent, undecided, assessment.ReasonStale, "count no more"},
		{"expires a second later", with(func(p *assessment.Provided) { p.Expires = asOf.Add(time.Second) }), silent, passes, "", ""},
		{"of the future", with(func(p *assessment.Provided) { p.End = asOf.Add(time.Second) }), silent, undecided, assessment.ReasonFuture, "later than the assessment"},
		{"ended at this very moment", with(func(p *assessment.Provided) { p.End = asOf }), silent, passes, "", ""},
		{"of a lower baseline", with(func(p *assessment.Provided) { p.Fault = "asks for less" }), silent, undecided, assessment.ReasonNotShown, "asks for less"},
		{"of another control", with(func(p *assessment.Provided) { p.Inherited = []assessment.Inherited{{ControlID: "pe-4"}} }), silent, silent, "", ""},
		{"of another statement", with(func(p *assessment.Provided) {
			p.Inherited = []assessment.Inherited{{ControlID: "pe-3", Statements: []string{"pe-3_smt.b"}}}
		}), silent, silent, "", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			b := &bench{scope: &assessment.Scope{Provided: []assessment.Provided{row.by}}, plan: &assessment.Plan{AsOf: asOf}}
			j := &judgement{target: assessment.Target{ID: "pe-3_obj.a", ControlID: "pe-3"}, verdict: row.own}
			b.inherit(j)
			if j.verdict != row.want || j.reason != row.reason || !strings.Contains(j.inherited+j.left, row.why) {
				t.Errorf("%s, reason %q, %q", j.verdict, j.reason, j.inherited+j.left)
			}
			if wants := len(j.wanting) > 0; wants != (row.want == undecided && row.own != undecided) {
				t.Errorf("waits for %v", j.wanting)
			}
		})
	}
}

// What one system leaves to this one no other provides, whichever stands first.
func TestWhatTwoLeveragedSystemsLeave(t *testing.T) {
	asOf := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	gives := assessment.Provided{
		Name: "GovCloud", Framework: "fedramp-high", End: asOf.AddDate(0, -1, 0), Expires: asOf.AddDate(0, 11, 0),
		Inherited: []assessment.Inherited{{ControlID: "pe-3"}}, Verdicts: map[string]assessment.Verdict{"pe-3_obj.a": assessment.VerdictPass},
	}
	leaves := gives
	leaves.Name, leaves.Own = "Platform", []string{"pe-3"}
	for _, all := range [][]assessment.Provided{{gives, leaves}, {leaves, gives}} {
		b := &bench{scope: &assessment.Scope{Provided: all}, plan: &assessment.Plan{AsOf: asOf}}
		j := &judgement{target: assessment.Target{ID: "pe-3_obj.a", ControlID: "pe-3"}}
		j.verdict = assessment.NotAssessed
		b.inherit(j)
		if j.verdict != assessment.NotAssessed || !strings.Contains(j.left, "evidence of its own") {
			t.Errorf("%s first: %s, %q", all[0].Name, j.verdict, j.left)
		}
	}
}
