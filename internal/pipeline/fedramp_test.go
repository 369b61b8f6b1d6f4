package pipeline_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/oscal/validate"
	"github.com/assay-compliance/assay/oscal/validate/fedramp"
)

// standing are the rules of FedRAMP that our own documents break, and why they
// stay broken until somebody adds what a program cannot. docs/fedramp-rules.md
// explains each.
var standing = map[string]map[string]string{
	"assessment-results": {
		"has-attestation":                             "a person attests; the program recommends nothing",
		"has-pen-test-lead":                           "who led a penetration test is for people to say, and there may be none",
		"has-method-TEST":                             "a check that reads a document examines it; it does not become a test by being run by a program",
		"has-related-observation":                     "an observation that only informs is cited by no finding, because none rests on it",
		"has-relevant-evidence":                       "evidence is bytes that were read; whether a tool wrote them or a person is not known",
		"guide-facet-states":                          "a gap of the assessment is no weakness of the system, and nobody rated it",
		"ssp-document-available":                      "the system is described by a component definition; there is no OSCAL security plan",
		"resolved-profile-catalog-document-available": "the baseline is reached through the security plan",
	},
	"poam": {
		"has-system-security-plan-resource":           "there is no OSCAL security plan, and no resource says otherwise",
		"has-non-OSCAL-system-security-plan-resource": "the rule always warns of a resource no-oscal-ssp",
		"import-ssp-has-available-document":           "there is no OSCAL security plan to open",
		"import-ssp-resolves-to-ssp":                  "there is no OSCAL security plan to open",
		"guide-no-oscal-ssp":                          "the program does not know when the system was authorized",
	},
	"assessment-plan": {
		"guide-no-oscal-ssp": "the program does not know when the system was authorized",
	},
}

// What assay writes breaks these rules of FedRAMP and no others.
func TestOurDocumentsBreakOnlyWhatPeopleMustAdd(t *testing.T) {
	dir := example(t)
	assess(t, dir)
	page, err := os.ReadFile("../../docs/fedramp-rules.md")
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, r := range fedramp.Rules() {
		ids[r.ID] = true
	}
	for name, reasons := range standing {
		_, found := pipeline.Validate(filepath.Join(dir, "results", "fedramp-moderate", name+".json"), "fedramp")
		places := map[string]string{}
		for _, f := range found {
			switch {
			case f.Level == validate.Note:
			case ids[f.Rule]:
				places[f.Rule] = fmt.Sprintf("%s: %s", f.Place, f.What)
			case f.Level == validate.Error:
				t.Errorf("%s: %s: %s [%s]", name, f.Place, f.What, f.Rule)
			}
		}
		for rule, where := range places {
			if reasons[rule] == "" {
				t.Errorf("%s breaks %s, for no reason that is known: %s", name, rule, where)
			}
		}
		for rule := range reasons {
			if places[rule] == "" {
				t.Errorf("%s does not break %s any more: take it off the list", name, rule)
			}
			if !strings.Contains(string(page), "`"+rule+"`") {
				t.Errorf("docs/fedramp-rules.md does not explain %s", rule)
			}
		}
	}
}
