package validate

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/assay-compliance/assay/internal/testkit"
	"github.com/assay-compliance/assay/oscal/validate/fedramp"
)

// packageOf is the base documents of package fedramp as files side by side.
func packageOf(t *testing.T) fstest.MapFS {
	t.Helper()
	root := fstest.MapFS{}
	for name, at := range map[string]string{"results": "results.json", "plan": "plan-resource.json", "ssp": "ssp.json", "catalog": "catalog.json", "poam": "poam.json"} {
		text, err := os.ReadFile("fedramp/testdata/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		root[at] = &fstest.MapFile{Data: text}
	}
	return root
}

// ofFedramp is the findings of FedRAMP's rules, as "level rule pointer".
func ofFedramp(found []Finding) []string {
	ids := map[string]bool{}
	for _, r := range fedramp.Rules() {
		ids[r.ID] = true
	}
	found = slices.DeleteFunc(slices.Clone(found), func(f Finding) bool { return !ids[f.Rule] })
	return told(found)
}

// The documents behind one are found through its imports, and a package that
// keeps every rule has notes only.
func TestFedrampLayerFollowsImports(t *testing.T) {
	root := packageOf(t)
	for _, name := range []string{"results.json", "poam.json", "plan-resource.json", "ssp.json"} {
		_, found := File(root, name, "fedramp")
		for _, line := range ofFedramp(found) {
			if !strings.HasPrefix(line, "note ") {
				t.Errorf("%s: %s", name, line)
			}
		}
	}
	delete(root, "ssp.json")
	_, found := File(root, "results.json", "fedramp")
	for _, want := range []string{"error ssp-document-available /import-ap", "error resolved-profile-catalog-document-available /import-ap"} {
		if !slices.Contains(ofFedramp(found), want) {
			t.Errorf("without a security plan: no %q in %q", want, ofFedramp(found))
		}
	}
	for _, f := range found {
		if f.Rule == "ssp-document-available" && (f.Place.Line == 0 || f.Place.Path != "results.json" || f.Remedy == "") {
			t.Errorf("the finding stands at %v and has the remedy %q", f.Place, f.Remedy)
		}
	}
	if _, found := File(root, "results.json", "constraints"); len(ofFedramp(found)) > 0 {
		t.Errorf("FedRAMP's rules were asked without being asked for: %q", ofFedramp(found))
	}
}

// What FedRAMP asks and the schema says already is refused before its layer.
func TestFedrampRulesOfTheSchema(t *testing.T) {
	breaks := map[string][2]string{
		"document-is-plan-of-action-and-milestones": {`"plan-of-action-and-milestones"`, `"plan-of-action"`},
		"deadline-is-valid-datetime":                {`"deadline": "2027-01-29T10:00:00Z"`, `"deadline": "soon"`},
		"on-date-date-is-valid-datetime":            {`"date": "2027-01-01T00:00:00Z"`, `"date": "2027-01-01"`},
		"within-date-range-start-is-valid-datetime": {`"start": "2027-01-01T00:00:00Z"`, `"start": "2027-01-01T00:00:00"`},
		"within-date-range-end-is-valid-datetime":   {`"end": "2027-01-02T00:00:00Z"`, `"end": "never"`},
		"risk-log-entry-has-start":                  {`"start": "2026-11-02T08:00:00Z",`, ``},
	}
	for _, r := range fedramp.Rules() {
		change, known := breaks[r.ID]
		if known != (r.State == fedramp.Before) {
			t.Errorf("%s: state %s, and broken here: %v", r.ID, r.State, known)
		}
		if !known {
			continue
		}
		root := packageOf(t)
		text := strings.Replace(string(root["poam.json"].Data), change[0], change[1], 1)
		if text == string(root["poam.json"].Data) {
			t.Fatalf("%s: nothing to change", r.ID)
		}
		root["poam.json"].Data = []byte(text)
		if _, found := File(root, "poam.json", "schema"); Err(found) == nil {
			t.Errorf("%s: the schema takes a document that breaks it", r.ID)
		}
	}
}

// The templates that FedRAMP published hold what its later rules refuse. Each was
// read and is right: the version of the rules is missing, the media type is the
// guide's, types of resources and components have other names since, dates are
// those of an example, and nothing behind the templates is there.
func TestFedrampTemplates(t *testing.T) {
	want := map[string]string{
		"POAM": "fedramp-version guide-facet-states has-acceptable-system-security-plan-rlink-media-type has-non-OSCAL-system-security-plan-resource has-risk-impact-characterization-facet has-timely-completion-date import-ssp-has-available-document import-ssp-resolves-to-ssp",
		"SAP":  "attachment-type fedramp-version",
		"SSP":  "attachment-type component-type fedramp-version",
		"SAR": "attachment-type fedramp-version has-acceptable-security-assessment-plan-rlink-media-type has-contemporary-assessment has-finding-target-status-issue " +
			"has-implementation-statement-uuid-matches-ssp-statement-uuid has-matching-SAP-tasks has-relevant-evidence has-risk-adjustment-matching-control-implementation-statement " +
			"observation-subject-is-locally-defined resolved-profile-catalog-document-available result-observations-are-recent sap-document-available ssp-document-available",
	}
	dir := testkit.SharedData(t) + "/oscal/fedramp"
	for name, rules := range want {
		text, err := os.ReadFile(dir + "/FedRAMP-" + name + "-OSCAL-Template.json")
		if err != nil {
			t.Fatal(err)
		}
		_, found := At(fstest.MapFS{}, "template.json", text, "fedramp")
		var got []string
		for _, line := range ofFedramp(found) {
			if level, rest, _ := strings.Cut(line, " "); level != "note" {
				rule, _, _ := strings.Cut(rest, " ")
				got = append(got, rule)
			}
		}
		slices.Sort(got)
		if got := strings.Join(slices.Compact(got), " "); got != rules {
			t.Errorf("%s breaks\n  %s\nwant\n  %s", name, got, rules)
		}
	}
}
