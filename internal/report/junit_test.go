package report_test

import (
	"encoding/xml"
	"testing"

	"github.com/assay-compliance/assay/internal/assessment"
)

// Only a pass is a test case that passes, and a suite has as many of each sort as it
// says.
func TestJUnitPassesNothingButAPass(t *testing.T) {
	in := whole()
	r := &in.Results[1]
	verdicts := []assessment.Verdict{assessment.VerdictPass, assessment.VerdictFail, assessment.VerdictUndecided, assessment.VerdictNotApplicable, assessment.NotAssessed, assessment.Verdict(99)}
	want := []string{"", "failure", "error", "skipped", "skipped", "error", "skipped"} // the last is one that has no finding
	r.Findings = nil
	for i, v := range verdicts {
		r.Findings = append(r.Findings, assessment.Finding{Target: assessment.Target{ID: string(rune('a' + i))}, Verdict: v, Why: "why"})
	}
	in.Results = in.Results[1:]
	type suite struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Skipped  int `xml:"skipped,attr"`
		Cases    []struct {
			Name string `xml:"name,attr"`
			Said []struct {
				XMLName xml.Name
			} `xml:",any"`
		} `xml:"testcase"`
	}
	var doc struct {
		suite
		Suites []suite `xml:"testsuite"`
	}
	if err := xml.Unmarshal(written(t, "junit", in), &doc); err != nil || len(doc.Suites) != 1 {
		t.Fatalf("%v, %d suites", err, len(doc.Suites))
	}
	counted := suite{Tests: len(doc.Suites[0].Cases)}
	for i, c := range doc.Suites[0].Cases {
		got := ""
		for _, e := range c.Said {
			got += e.XMLName.Local
		}
		if got != want[i] {
			t.Errorf("%s is %q, want %q", c.Name, got, want[i])
		}
		switch got {
		case "failure":
			counted.Failures++
		case "error":
			counted.Errors++
		case "skipped":
			counted.Skipped++
		}
	}
	for _, s := range []suite{doc.suite, doc.Suites[0]} {
		if s.Tests != counted.Tests || s.Failures != counted.Failures || s.Errors != counted.Errors || s.Skipped != counted.Skipped || counted.Tests != len(want) {
			t.Errorf("it says %d, %d, %d, %d and has %d, %d, %d, %d", s.Tests, s.Failures, s.Errors, s.Skipped, counted.Tests, counted.Failures, counted.Errors, counted.Skipped)
		}
	}
}
