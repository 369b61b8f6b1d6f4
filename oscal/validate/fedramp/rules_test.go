package fedramp

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// change is one edit of a document: what stands at a pointer below its root
// member; nil takes it away.
type change struct {
	at    string
	value any
}

const nobody = "11111111-1111-4111-8111-111111111111"

// breaks are documents that break a rule: the base document of a name, changed.
// Also are the rules that the same change cannot but break too.
var breaks = []struct {
	rule    string
	base    string
	changes []change
	also    []string
}{
	// Every model.
	{"fedramp-version", "poam", []change{{"/metadata/props/1", nil}}, nil},
	{"fedramp-version", "catalog", []change{{"/metadata/props/1/value", "fedramp2.1.0-oscal1.0.4"}}, nil},
	{"has-published-date", "plan", []change{{"/metadata/published", nil}}, nil},
	{"marking", "ssp", []change{{"/metadata/props/0", nil}}, nil},
	{"party-has-name", "results", []change{{"/metadata/parties/0/name", nil}}, nil},
	{"address-type", "results", []change{{"/metadata/parties/0/addresses/0/type", "home"}}, nil},
	{"prop-response-point-has-cardinality-one", "results", []change{{"/local-definitions/objectives-and-methods/0/parts/0/props/-", fr("response-point", "Again.")}}, nil},
	{"prop-response-point-has-cardinality-one", "catalog", []change{{"/controls/0/parts/1/props/-", fr("response-point", "Again.")}}, nil},
	{"component-type", "ssp", []change{{"/system-implementation/components/0/type", "process"}}, nil},
	{"attachment-type", "results", []change{{"/back-matter/resources/4/props/0/value", "sap"}}, nil},
	{"authorization-type", "ssp", []change{{"/system-characteristics/props/0/value", "jab"}}, nil},
	{"cloud-service-model", "ssp", []change{{"/system-characteristics/props/1/value", "xaas"}}, nil},
	{"deployment-model", "ssp", []change{{"/system-characteristics/props/2/value", "public"}}, nil},
	{"control-implementation-status", "ssp", []change{{"/control-implementation/implemented-requirements/0/statements/0/by-components/0/props/0/value", "done"}}, nil},
	{"information-type", "ssp", []change{{"/system-implementation/components/1/props/3/class", "both"}}, nil},
	{"information-type", "results", []change{{"/results/0/local-definitions/components/0/props/4/class", "both"}}, nil},
	{"interconnection-direction", "ssp", []change{{"/system-implementation/components/1/props/0/value", "incoming"}}, nil},
	{"interconnection-security", "ssp", []change{{"/system-implementation/components/1/props/1/value", "none"}}, nil},
	{"user-authentication", "ssp", []change{{"/system-implementation/components/1/props/2/value", "maybe"}}, nil},
	{"user-type", "ssp", []change{{"/system-implementation/users/0/props/0/value", "guest"}}, nil},
	{"user-privilege-level", "ssp", []change{{"/system-implementation/users/0/props/1/value", "root"}}, nil},
	{"user-sensitivity-level", "results", []change{{"/results/0/local-definitions/users/0/props/1/value", "none"}}, nil},
	{"scan-type", "results", []change{{"/results/0/local-definitions/components/0/props/0/value", "container"}}, nil},
	{"scan-type", "results", []change{{"/results/0/local-definitions/inventory-items/0/props/0", tree{"name": "scan-type", "ns": LegacyNS, "value": "container"}}}, nil},
	{"inventory-item-virtual", "results", []change{{"/results/0/local-definitions/components/0/props/1/value", "true"}}, nil},
	{"inventory-item-public", "results", []change{{"/results/0/local-definitions/components/0/props/2/value", "true"}}, nil},
	{"inventory-item-allows-authenticated-scan", "results", []change{{"/results/0/local-definitions/components/0/props/3/value", "true"}}, nil},

	// Plans of action.
	{"document-is-OSCAL-document", "poam", []change{{"/metadata/oscal-version", "2.0.0"}}, nil},
	{"has-import-ssp", "poam", []change{{"/import-ssp", nil}}, nil},
	{"has-import-ssp-href", "poam", []change{{"/import-ssp/href", ""}}, nil},
	{"has-import-ssp-internal-href", "poam", []change{{"/import-ssp/href", "#" + nobody}}, nil},
	{"has-system-security-plan-resource", "poam", []change{{"/back-matter/resources/0/props/0/value", "plan"}}, nil},
	{"has-ssp-rlink", "poam", []change{{"/back-matter/resources/0/rlinks/-", tree{"href": "ssp.xml", "media-type": "text/xml"}}}, nil},
	{"has-non-OSCAL-system-security-plan-resource", "poam", []change{{"/back-matter/resources/-", tree{"uuid": nobody, "props": []any{
		fr("type", "no-oscal-ssp"), fr("title-short", "x"), fr("system-id", "x"), fr("import-profile", "x"), fr("purpose", "x"), fr("authorization-date", "2026-01-01")}}}}, nil},
	{"has-acceptable-system-security-plan-rlink-media-type", "poam", []change{{"/back-matter/resources/0/rlinks/0/media-type", "application/xml"}}, nil},
	{"has-no-base64", "poam", []change{{"/back-matter/resources/0/base64", tree{"value": "e30="}}}, nil},
	{"poam-item-has-associated-risk", "poam", []change{{"/poam-items/0/related-risks", nil}}, nil},
	{"poam-item-has-one-associated-risk", "poam", []change{{"/poam-items/0/related-risks/-", tree{"risk-uuid": nobody}}}, []string{"associated-risk-has-planned-response", "associated-risk-has-target"}},
	{"poam-item-has-related-observation", "poam", []change{{"/poam-items/0/related-observations", nil}}, nil},
	{"associated-risk-has-target", "poam", []change{{"/poam-items/0/related-risks/0/risk-uuid", nobody}}, []string{"associated-risk-has-planned-response"}},
	{"associated-risk-has-planned-response", "poam", []change{{"/risks/0/remediations/1/lifecycle", "completed"}}, []string{"risk-has-planned-response"}},
	{"related-observation-has-observation", "poam", []change{{"/poam-items/0/related-observations/0/observation-uuid", nobody}}, nil},
	{"risk-has-deadline", "poam", []change{{"/risks/0/deadline", nil}}, []string{"has-timely-completion-date"}},
	{"risk-has-recommendation", "poam", []change{{"/risks/0/remediations/0", nil}}, nil},
	{"risk-has-planned-response", "poam", []change{{"/risks/0/remediations/1/lifecycle", "completed"}}, []string{"associated-risk-has-planned-response"}},
	{"risk-has-milestones", "poam", []change{{"/risks/0/remediations/1/tasks", nil}}, nil},
	{"has-risk-impact-characterization-facet", "poam", []change{{"/risks/0/characterizations/0/facets/1/name", "severity"}}, []string{"guide-facet-states", "has-timely-completion-date"}},
	{"has-timely-completion-date", "poam", []change{{"/risks/0/deadline", "2027-01-30T10:00:00Z"}}, nil},
	{"has-timely-completion-date", "poam", []change{{"/risks/0/characterizations/0/facets/1/value", "High"}}, []string{"guide-values"}},
	{"has-timely-completion-date", "poam", []change{{"/risks/0/related-observations", nil}}, nil},
	{"milestone-has-description", "poam", []change{{"/risks/0/remediations/1/tasks/0/description", nil}}, nil},
	{"milestone-has-timing", "poam", []change{{"/risks/0/remediations/1/tasks/0/timing", nil}}, []string{"milestone-has-timing-within-date-range"}},
	{"milestone-has-timing-within-date-range", "poam", []change{{"/risks/0/remediations/1/tasks/0/timing", tree{"at-frequency": tree{"period": 1, "unit": "days"}}}}, nil},
	{"within-date-range-start-precedes-end", "poam", []change{{"/risks/0/remediations/1/tasks/1/timing/within-date-range/end", "2026-12-31T00:00:00Z"}}, nil},
	{"risk-log-entry-has-title", "poam", []change{{"/risks/0/risk-log/entries/0/title", nil}}, nil},

	// Assessment results.
	{"has-import-ap", "results", []change{{"/import-ap", nil}}, nil},
	{"has-import-ap-href", "results", []change{{"/import-ap", tree{"remarks": "Later."}}}, nil},
	{"has-import-ap-internal-href", "results", []change{{"/import-ap/href", "#" + nobody}}, nil},
	{"has-security-assessment-plan-resource", "results", []change{{"/back-matter/resources/0/props/0/value", "plan"}}, nil},
	{"has-type-artifact-evidence-resource", "results", []change{{"/results/0/observations/0/relevant-evidence/0/href", "https://example.org/scan"}}, []string{"has-relevant-evidence"}},
	{"has-type-artifact-evidence-rlink-base64", "results", []change{{"/back-matter/resources/3/rlinks", nil}}, nil},
	{"has-type-artifact-evidence-rlink-relative-path", "results", []change{{"/back-matter/resources/3/rlinks/0/href", "/evidence/policy.json"}}, nil},
	{"has-type-artifact-evidence-rlink-relative-path", "results", []change{{"/back-matter/resources/3/rlinks/0/href", "https://example.org/policy.json"}}, nil},
	{"has-sap-rlink", "results", []change{{"/back-matter/resources/0/rlinks", nil}}, nil},
	{"has-acceptable-security-assessment-plan-rlink-media-type", "results", []change{{"/back-matter/resources/0/rlinks/0/media-type", "application/xml"}}, nil},
	{"objectives-match-response-points", "results", []change{{"/results/0/reviewed-controls/control-selections/0/include-controls/-", tree{"control-id": "sc-7"}}}, nil},
	{"objectives-match-response-points", "results", []change{{"/results/0/reviewed-controls/control-selections/0", tree{"include-all": tree{}}}}, nil},
	{"has-attestation", "results", []change{{"/results/0/attestations/0/parts/0/props/0/name", "recommend"}}, nil},
	{"matching-control-PL-2-objectives", "results", []change{{"/results/0/findings/2/target/target-id", "pl-2_obj.z"}}, []string{"objectives-match-response-points"}},
	{"minimal-control-PL-2-findings", "results", []change{{"/results/0/findings/1/target", notSatisfied("pl-2_obj.a")}, {"/results/0/findings/2/target/target-id", "pl-2_obj.a"}}, []string{"no-duplicate-target-id", "objectives-match-response-points"}},
	{"has-matching-SAP-party", "results", []change{{"/results/0/findings/0/origins/0/actors/0/actor-uuid", nobody}}, nil},
	{"has-matching-historic-party", "results", []change{{"/results/0/observations/4/origins/0/actors/0/actor-uuid", nobody}}, nil},
	{"has-correct-actor-type", "results", []change{{"/results/0/observations/4/origins/0/actors/0/type", "person"}}, nil},
	{"has-implementation-status", "results", []change{{"/results/0/findings/0/target/props/0/ns", nil}}, nil},
	{"implementation-status-value", "results", []change{{"/results/0/findings/0/target/props/0/value", "not-implemented"}}, nil},
	{"has-satisfaction-status", "results", []change{{"/results/0/findings/1/target/status", tree{}}}, []string{"satisfaction-status-value"}},
	{"satisfaction-status-value", "results", []change{{"/results/0/findings/1/target/status/state", "other-than-satisfied"}}, nil},
	{"no-duplicate-target-id", "results", []change{{"/results/0/findings/1/target/target-id", "ac-2_obj.a"}}, []string{"objectives-match-response-points"}},
	{"has-subject-matching-party-uuid", "results", []change{{"/results/0/observations/2/subjects/0/subject-uuid", nobody}}, nil},
	{"has-correct-subject-values", "results", []change{{"/results/0/observations/3/subjects/0/type", "resource"}}, nil},
	{"has-subject-matching-resource-uuid", "results", []change{{"/results/0/observations/3/subjects/0/subject-uuid", nobody}}, nil},
	{"has-correct-method-values", "results", []change{{"/results/0/observations/4/methods/0", "UNKNOWN"}}, nil},
	{"has-matching-SAP-tasks", "results", []change{{"/results/0/assessment-log/entries/0/related-tasks/0/task-uuid", nobody}}, nil},
	{"has-risk-adjustment-observation", "results", []change{{"/results/0/findings/0/related-observations/3", nil}}, nil},
	{"has-operational-requirement-observation", "results", []change{{"/results/0/findings/0/related-observations/2", nil}}, nil},
	{"has-risk-adjustment-relevant-evidence", "results", []change{{"/results/0/observations/5/relevant-evidence/0/links", nil}}, nil},
	{"has-operational-requirement-relevant-evidence", "results", []change{{"/results/0/observations/6/relevant-evidence/0/href", nil}}, nil},
	{"has-type-ssp-statement-issue", "results", []change{{"/results/0/observations/8/methods/0", "INTERVIEW"}}, nil},
	{"has-type-ssp-statement-issue-matches-related-observation", "results", []change{{"/results/0/findings/0/related-observations/4", nil}}, nil},
	{"has-implementation-statement-uuid-matches-ssp-statement-uuid", "results", []change{{"/results/0/findings/0/implementation-statement-uuid", nobody}}, []string{"has-risk-adjustment-matching-control-implementation-statement"}},
	{"has-false-positive-observation", "results", []change{{"/results/0/findings/1/related-observations/3", nil}}, nil},
	{"has-pen-test-finding-resource", "results", []change{{"/results/0/observations/1/relevant-evidence", nil}}, nil},
	{"has-pen-test-team-match", "results", []change{{"/metadata/responsible-parties/0/party-uuids/0", nobody}}, nil},
	{"has-pen-test-lead", "results", []change{{"/metadata/responsible-parties/0", nil}}, []string{"has-pen-test-team-match"}},
	{"has-pen-test-lead", "results", []change{{"/metadata/responsible-parties/0/party-uuids/-", nobody}}, nil},
	{"has-false-positive-related-related-observation", "results", []change{{"/results/0/findings/1/related-risks", nil}}, nil},
	{"has-risk-adjustment-matching-control-implementation-statement", "results", []change{{"/results/0/findings/0/related-risks/0/risk-uuid", nobody}}, []string{"has-associated-risk-matching"}},
	{"has-risk-log-status-closed", "results", []change{{"/results/0/risks/1/risk-log", nil}}, nil},
	{"has-duplicate-priority-value", "results", []change{{"/results/0/risks/1/props/0/value", "1"}}, nil},
	{"has-lifecycle-recommendation", "results", []change{{"/results/0/risks/0/remediations/0/lifecycle", "planned"}}, nil},
	{"has-attestation-value-no", "results", []change{{"/results/0/attestations/0/parts/0/props/0/value", "no"}, {"/results/0/attestations/0/parts/0/parts/0/prose", "There are risks."}}, nil},
	{"has-finding-target-status-issue", "results", []change{{"/results/0/findings/2/related-risks", nil}}, nil},
	{"has-associated-risk-matching", "results", []change{{"/results/0/findings/2/related-risks/0/risk-uuid", nobody}}, nil},
	{"has-facet-likelihood-and-impact", "results", []change{{"/results/0/risks/0/characterizations/0/facets/0/system", "http://www.first.org/cvss/v3.1"}}, []string{"guide-facet-states"}},
	{"has-facet-correct-values", "results", []change{{"/results/0/risks/0/characterizations/0/facets/0/value", "medium"}}, nil},
	{"has-method-TEST", "results", []change{{"/results/0/observations/0/types", []any{"discovery"}}}, nil},
	{"has-matching-assessment-asset-component", "results", []change{{"/results/0/observations/0/origins/0/actors/0/actor-uuid", nobody}}, nil},
	{"has-related-observation", "results", []change{{"/results/0/findings/0/related-observations/0", nil}}, nil},
	{"has-relevant-evidence", "results", []change{{"/back-matter/resources/1/props/1/value", "report"}}, nil},
	{"observation-subject-is-locally-defined", "results", []change{{"/results/0/observations/0/subjects/1/subject-uuid", nobody}}, nil},
	{"assessment-has-ended", "results", []change{{"/results/0/end", nil}}, nil},
	{"start-precedes-end", "results", []change{{"/results/0/end", "2026-11-01T09:00:00Z"}}, nil},
	{"has-contemporary-assessment", "results", []change{{"/metadata/last-modified", "2027-11-02T09:00:00Z"}}, []string{"result-observations-are-recent"}},
	{"result-observations-are-recent", "results", []change{{"/results/0/observations/0/collected", "2026-05-24T00:00:00Z"}}, nil},

	// What only the guides say.
	{"guide-values", "poam", []change{{"/risks/0/props/1/value", "denied"}}, nil},
	{"guide-values", "results", []change{{"/results/0/risks/1/props/2/value", "pending"}}, nil},
	{"guide-values", "results", []change{{"/results/0/risks/1/risk-log/entries/0/props/0/value", "yes"}}, nil},
	{"guide-values", "results", []change{{"/results/0/risks/0/props/2/value", "true"}}, nil},
	{"guide-values", "results", []change{{"/results/0/risks/0/props/3/value", "soon"}}, nil},
	{"guide-values", "results", []change{{"/results/0/risks/0/props/1/value", "first"}}, nil},
	{"guide-values", "results", []change{{"/results/0/attestations/0/parts/0/props/0/value", "maybe"}}, nil},
	{"guide-values", "results", []change{{"/results/0/findings/0/target/props/-", fr("leveraged-authorization-uuid", "none")}}, nil},
	{"guide-values", "poam", []change{{"/risks/0/characterizations/0/facets/0/value", "Medium"}}, nil},
	{"guide-values", "catalog", []change{{"/controls/0/props", []any{fr("CORE", "yes")}}}, nil},
	{"guide-values", "catalog", []change{{"/controls/0/props", []any{tree{"name": "method", "class": "FedRAMP-Tailored-LI-SaaS", "ns": LegacyNS, "value": "TEST"}}}}, nil},
	{"guide-poam-id", "poam", []change{{"/poam-items/0/props", nil}}, nil},
	{"guide-impacted-control-id", "poam", []change{{"/risks/0/props/0", nil}}, nil},
	{"guide-impacted-control-id", "poam", []change{{"/risks/0/props/0/value", "AC-2(1)"}}, nil},
	{"guide-facet-states", "poam", []change{{"/risks/0/characterizations/0/facets/-", tree{"name": "impact", "system": NS, "value": "moderate", "props": []any{tree{"name": "state", "value": "adjusted"}}}}}, nil},
	{"guide-no-oscal-ssp", "plan", []change{{"/back-matter", tree{"resources": []any{tree{"uuid": nobody, "props": []any{fr("type", "no-oscal-ssp")}}}}}}, nil},
	{"guide-revision-party", "results", []change{{"/metadata/revisions/0/props/0/value", nobody}}, nil},
	{"guide-resolution-resource", "results", []change{{"/metadata/props/2/value", nobody}}, nil},
}

func fr(name, value string) tree { return tree{"name": name, "ns": NS, "value": value} }

func notSatisfied(target string) tree {
	return tree{"type": "objective-id", "target-id": target, "status": tree{"state": "not-satisfied"}, "props": []any{fr("implementation-status", "partial")}}
}

func TestEveryRuleIsKeptAndBroken(t *testing.T) {
	behind := map[string][]tree{"results": {base(t, "plan"), base(t, "ssp"), base(t, "catalog")}, "poam": {base(t, "ssp"), base(t, "catalog")}}
	seen := map[string]bool{}
	for _, b := range breaks {
		seen[b.rule] = true
		t.Run(b.rule, func(t *testing.T) {
			doc := base(t, b.base)
			root := slices.Collect(maps.Keys(doc))[0]
			for _, c := range b.changes {
				edit(t, doc, "/"+root+c.at, c.value)
			}
			got := slices.Sorted(maps.Keys(broken(judge(t, doc, behind[b.base]...))))
			want := append(slices.Clone(b.also), b.rule)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("broken %s\nwant   %s", strings.Join(got, " "), strings.Join(want, " "))
			}
		})
	}
	for _, r := range Rules() {
		if !seen[r.ID] && !elsewhere[r.ID] {
			t.Errorf("no document here breaks %s", r.ID)
		}
	}
}

// elsewhere are the rules that other tests break.
var elsewhere = map[string]bool{
	// TestDocumentsBehind
	"sap-document-available": true, "ssp-document-available": true, "resolved-profile-catalog-document-available": true, "has-import-ap-external-href": true,
	"has-import-ssp-external-href": true, "import-ssp-has-available-document": true, "import-ssp-resolves-to-ssp": true,
	// TestNotes
	"has-method-MIXED": true, "guide-namespace": true, "guide-scope": true,
	// package validate, TestFedrampRulesOfTheSchema
	"document-is-plan-of-action-and-milestones": true, "deadline-is-valid-datetime": true, "on-date-date-is-valid-datetime": true,
	"within-date-range-start-is-valid-datetime": true, "within-date-range-end-is-valid-datetime": true, "risk-log-entry-has-start": true,
}
