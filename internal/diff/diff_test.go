package diff_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/diff"
)

// results have one objective, a1, with a verdict, and one observation of check
// mfa on idp.
func results(verdict assessment.Verdict, policy, params, set string, open int) assessment.Results {
	r := assessment.Results{
		Scope: &assessment.Scope{Framework: assessment.Framework{ID: "hipaa"}}, AsOf: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC),
		Checks: []*assessment.Check{{ID: "mfa", Digest: policy}},
		Sets:   map[string]assessment.EvidenceSet{set: {Digest: set, Files: []assessment.Source{{Path: "evidence/" + set + ".json", Digest: set}, {Path: "evidence/same.json", Digest: "s"}}}},
	}
	outcome := assessment.Pass
	if open > 0 {
		outcome = assessment.Fail
	}
	r.Observations = []assessment.Observation{{Run: assessment.RunKey{Check: "mfa", Params: params}, Component: "idp", Outcome: outcome, EvidenceSet: set, Count: max(open, 1)}}
	r.Findings = []assessment.Finding{{Target: assessment.Target{ID: "a1", ControlID: "a", Label: "A1"}, Verdict: verdict, Observations: []int{0}}}
	return r
}

func TestCompare(t *testing.T) {
	before := results(assessment.VerdictPass, "p", "", "e", 0)
	without := results(assessment.VerdictPass, "p", "", "e", 0)
	without.Findings = nil
	silent := results(assessment.VerdictPass, "p", "", "e", 0)
	silent.Findings, silent.Observations = nil, nil
	silent.Unassessed = []assessment.Unassessed{{Target: before.Findings[0].Target, Why: "no source declared"}}
	said := results(assessment.VerdictFail, "p", "", "e", 0)
	said.Observations = append(said.Observations, assessment.Observation{Run: assessment.RunKey{Check: "statement"}, Outcome: assessment.Fail, Count: 1})
	said.Findings[0].Observations = []int{0, 1}
	for _, row := range []struct {
		situation string
		after     assessment.Results
		want      string
	}{
		{"the same", before, ""},
		{"other evidence", results(assessment.VerdictFail, "p", "", "x", 1), "a1 pass→fail: evidence mfa idp 0→1 [evidence/e.json - evidence/x.json +]"},
		{"another policy", results(assessment.VerdictFail, "q", "", "e", 1), "a1 pass→fail: policy mfa idp 0→1 []"},
		{"other parameters", results(assessment.VerdictFail, "p", "v", "e", 1), "a1 pass→fail: parameters mfa idp 0→1 []"},
		{"time alone", results(assessment.VerdictFail, "p", "", "e", 1), "a1 pass→fail: time mfa idp 0→1 []"},
		{"nothing that is told", results(assessment.VerdictFail, "p", "", "e", 0), "a1 pass→fail: unknown   0→0 []"},
		{"two at once", results(assessment.VerdictFail, "q", "", "x", 1), "a1 pass→fail: evidence mfa idp 0→1 [evidence/e.json - evidence/x.json +], policy mfa idp 0→1 []"},
		{"the profile has it no more", without, "a1 pass→absent: profile   0→0 []"},
		{"nothing looks at it any more", silent, "a1 pass→not-assessed: evidence mfa idp 0→0 [evidence/e.json - evidence/same.json -]"},
		{"somebody says otherwise", said, "a1 pass→fail: answer statement  0→1 []"},
	} {
		t.Run(row.situation, func(t *testing.T) {
			var said []string
			for _, fw := range diff.Compare([]assessment.Results{before}, []assessment.Results{row.after}) {
				for _, c := range fw.Changes {
					var causes []string
					for _, x := range c.Causes {
						var files []string
						for _, f := range x.Files {
							switch {
							case f.Before == "":
								files = append(files, f.Path+" +")
							case f.After == "":
								files = append(files, f.Path+" -")
							default:
								files = append(files, f.Path)
							}
						}
						causes = append(causes, fmt.Sprintf("%s %s %s %d→%d %v", x.Kind, x.Check, x.Component, x.Before, x.After, files))
					}
					said = append(said, c.Target+" "+c.Before+"→"+c.After+": "+strings.Join(causes, ", "))
				}
			}
			if got := strings.Join(said, "; "); got != row.want {
				t.Errorf("got  %s\nwant %s", got, row.want)
			}
		})
	}
}

func TestCompareFrameworks(t *testing.T) {
	one := []assessment.Results{results(assessment.VerdictPass, "p", "", "e", 0)}
	if got := diff.Compare(nil, one); len(got) != 1 || got[0].Before != nil || got[0].After == nil || len(got[0].Changes) != 0 {
		t.Errorf("%+v", got)
	}
	if got := diff.Compare(one, nil); len(got) != 1 || got[0].Before == nil || got[0].After != nil {
		t.Errorf("%+v", got)
	}
}
