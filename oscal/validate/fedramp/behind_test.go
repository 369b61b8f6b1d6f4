package fedramp

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// What is not opened behind a document counts as absent, and that is told.
func TestDocumentsBehind(t *testing.T) {
	plan, ssp, catalog := base(t, "plan"), base(t, "ssp"), base(t, "catalog")
	beside := []change{{"/import-ap/href", "plan.json"}}
	noBaseline := []string{"resolved-profile-catalog-document-available"}
	noSSP := append([]string{"ssp-document-available", "has-implementation-statement-uuid-matches-ssp-statement-uuid", "has-risk-adjustment-matching-control-implementation-statement"}, noBaseline...)
	noPlan := append([]string{"sap-document-available", "has-matching-SAP-tasks"}, noSSP...)
	for name, row := range map[string]struct {
		base    string
		changes []change
		behind  []tree
		want    []string
	}{
		"all there":                    {"results", nil, []tree{plan, ssp, catalog}, nil},
		"no baseline":                  {"results", nil, []tree{plan, ssp}, noBaseline},
		"no security plan":             {"results", nil, []tree{plan}, noSSP},
		"nothing":                      {"results", nil, nil, noPlan},
		"nothing at another href":      {"results", beside, nil, append([]string{"has-import-ap-external-href"}, noPlan...)},
		"the plan at another href":     {"results", beside, []tree{plan, ssp, catalog}, nil},
		"a party of the plan":          {"results", []change{{"/results/0/findings/0/origins/0/actors/0/actor-uuid", plan["assessment-plan"].(tree)["metadata"].(tree)["parties"].([]any)[2].(tree)["uuid"]}}, []tree{plan, ssp, catalog}, nil},
		"a plan of action alone":       {"poam", nil, nil, []string{"import-ssp-has-available-document", "import-ssp-resolves-to-ssp"}},
		"a plan of action, other href": {"poam", []change{{"/import-ssp/href", "ssp.json"}}, nil, []string{"has-import-ssp-external-href", "import-ssp-has-available-document", "import-ssp-resolves-to-ssp"}},
		"and what it names":            {"poam", []change{{"/import-ssp/href", "ssp.json"}}, []tree{ssp}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			doc := base(t, row.base)
			root := slices.Collect(maps.Keys(doc))[0]
			for _, c := range row.changes {
				edit(t, doc, "/"+root+c.at, c.value)
			}
			got := slices.Sorted(maps.Keys(broken(judge(t, doc, row.behind...))))
			want := slices.Sorted(slices.Values(row.want))
			if !slices.Equal(got, want) {
				t.Errorf("broken %s\nwant   %s", strings.Join(got, " "), strings.Join(want, " "))
			}
		})
	}
}

// notes are the rules that a document has a note about.
func notes(found []Finding) []string {
	var out []string
	for _, f := range found {
		if f.Severity == Note {
			out = append(out, f.Rule)
		}
	}
	slices.Sort(out)
	return out
}

// Rules that nobody can meet are told once and are no errors; the age of results
// is told as the day until which FedRAMP takes them.
func TestNotes(t *testing.T) {
	behind := []tree{base(t, "plan"), base(t, "ssp"), base(t, "catalog")}
	unmet := []string{
		"has-contemporary-assessment", "has-matching-assessment-asset-component", "has-method-MIXED", "has-pen-test-finding-resource",
		"has-relevant-evidence", "has-risk-adjustment-matching-control-implementation-statement", "matching-control-PL-2-objectives",
		"objectives-match-response-points", "result-observations-are-recent",
	}
	if got := notes(judge(t, base(t, "results"), behind...)); !slices.Equal(got, unmet) {
		t.Errorf("notes %s", got)
	}
	old := base(t, "results")
	edit(t, old, "/assessment-results/results/0/findings/0/target/props/0/ns", LegacyNS)
	edit(t, old, "/assessment-results/results/0/findings/1/target/props/0/ns", LegacyNS)
	if got, want := notes(judge(t, old, behind...)), slices.Sorted(slices.Values(append([]string{"guide-namespace"}, unmet...))); !slices.Equal(got, want) {
		t.Errorf("with the namespace of before: notes %s", got)
	}
	for _, name := range []string{"ssp", "plan", "catalog"} {
		if got := notes(judge(t, base(t, name))); !slices.Equal(got, []string{"guide-scope"}) {
			t.Errorf("%s: notes %s", name, got)
		}
	}
	for _, f := range judge(t, base(t, "results"), behind...) {
		if f.Rule == "has-contemporary-assessment" && !strings.Contains(f.What, "2027-11-02T09:00:00Z") {
			t.Errorf("age of the assessment: %s", f.What)
		}
		if f.Rule == "result-observations-are-recent" && !strings.Contains(f.What, "2027-04-30T10:00:00Z") {
			t.Errorf("age of the observations: %s", f.What)
		}
	}
}

// The forms of the namespace and of the facet system are one.
func TestOldNamespaceIsRead(t *testing.T) {
	behind := []tree{base(t, "plan"), base(t, "ssp"), base(t, "catalog")}
	for _, old := range []string{LegacyNS, "https://fedramp.gov"} {
		doc := base(t, "results")
		for _, at := range []string{"0/characterizations/0/facets/0", "0/characterizations/0/facets/1", "1/characterizations/0/facets/0"} {
			edit(t, doc, "/assessment-results/results/0/risks/"+at+"/system", old)
		}
		if got := broken(judge(t, doc, behind...)); len(got) > 0 {
			t.Errorf("%s: %v", old, got)
		}
	}
}

// One rule that is broken everywhere does not bury the others.
func TestFindingsAreBounded(t *testing.T) {
	doc := base(t, "poam")
	items := doc["plan-of-action-and-milestones"].(tree)["poam-items"].([]any)
	for range 2 * maxPerRule {
		items = append(items, tree{"title": "I", "description": "I", "props": []any{fr("POAM-ID", "V")}})
	}
	doc["plan-of-action-and-milestones"].(tree)["poam-items"] = items
	var where []string
	for _, f := range judge(t, doc, base(t, "ssp")) {
		if f.Rule == "poam-item-has-associated-risk" {
			where = append(where, f.What)
		}
	}
	if len(where) != maxPerRule+1 || where[maxPerRule] != "50 more places break this rule, from here on" {
		t.Errorf("%d findings, the last: %s", len(where), where[len(where)-1])
	}
}

// Objects may come in any order: a document is judged alike from its end.
func TestOrderDoesNotMatter(t *testing.T) {
	behind := []tree{base(t, "plan"), base(t, "ssp"), base(t, "catalog")}
	for _, b := range breaks {
		if b.base != "results" && b.base != "poam" {
			continue
		}
		doc := base(t, b.base)
		for root := range doc {
			for _, c := range b.changes {
				edit(t, doc, "/"+root+c.at, c.value)
			}
		}
		forward := broken(judge(t, doc, behind...))
		backward := broken(judgeBackward(t, doc, behind...))
		if !slices.Equal(slices.Sorted(maps.Keys(forward)), slices.Sorted(maps.Keys(backward))) {
			t.Errorf("%s: %v\nbackward %v", b.rule, slices.Sorted(maps.Keys(forward)), slices.Sorted(maps.Keys(backward)))
		}
	}
}
