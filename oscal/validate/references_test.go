package validate

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/assay-compliance/assay/oscal"
)

// told is findings as "level rule pointer", without what is common to all.
func told(findings []Finding) []string {
	var out []string
	for _, f := range findings {
		pointer := strings.TrimPrefix(f.Place.Pointer, "/assessment-results")
		pointer = strings.TrimPrefix(strings.TrimPrefix(pointer, "/results/0"), "/plan-of-action-and-milestones")
		out = append(out, fmt.Sprintf("%s %s %s", f.Level, f.Rule, pointer))
	}
	return out
}

func check(t *testing.T, got []Finding, want []string) {
	t.Helper()
	lines := told(got)
	slices.Sort(lines)
	want = slices.Clone(want)
	slices.Sort(want)
	if !slices.Equal(lines, want) {
		t.Errorf("told\n  %s\nwant\n  %s", strings.Join(lines, "\n  "), strings.Join(want, "\n  "))
	}
	for _, f := range got {
		if f.Place.Path == "" || f.Place.Line == 0 || f.What == "" {
			t.Errorf("no place or words: %+v", f)
		}
	}
}

func TestValidDocumentsHaveNoFinding(t *testing.T) {
	for _, m := range []oscal.Models{{AssessmentResults: results()}, {PlanOfActionAndMilestones: poam()}} {
		doc := document(t, m)
		for _, f := range append(Schema(doc), References(doc)...) {
			t.Error(f.Problem())
		}
	}
}

func TestReferencesOfResults(t *testing.T) {
	const nobody = "00000000-0000-4000-8000-000000000000"
	type r = *oscal.Result
	rows := []struct {
		name   string
		change func(r)
		want   []string
	}{
		{"an observation and a component share a uuid", func(r r) {
			(*r.LocalDefinitions.Components)[0].UUID = id("observation")
			(*(*r.LocalDefinitions.InventoryItems)[0].ImplementedComponents)[0].ComponentUuid = id("observation")
		},
			[]string{"error ref-unique-uuid /observations/0/uuid", "warning ref-subject /observations/0/subjects/0/subject-uuid"}},
		{"uuids differ in case only", func(r r) { (*r.Findings)[0].UUID = strings.ToUpper(id("risk")) },
			[]string{"error ref-unique-uuid /risks/0/uuid"}},
		{"a reference in capitals still leads there", func(r r) { (*(*r.Findings)[0].RelatedRisks)[0].RiskUuid = strings.ToUpper(id("risk")) }, nil},
		{"a finding relates no observation there is", func(r r) { (*(*r.Findings)[0].RelatedObservations)[0].ObservationUuid = nobody },
			[]string{"error ref-observation /findings/0/related-observations/0/observation-uuid"}},
		{"a risk relates a risk as observation", func(r r) { (*(*r.Risks)[0].RelatedObservations)[0].ObservationUuid = id("risk") },
			[]string{"error ref-observation /risks/0/related-observations/0/observation-uuid"}},
		{"a finding relates an unknown risk", func(r r) { (*(*r.Findings)[0].RelatedRisks)[0].RiskUuid = nobody },
			[]string{"error ref-risk /findings/0/related-risks/0/risk-uuid"}},
		{"the tool is a host", func(r r) { (*(*r.Observations)[0].Origins)[0].Actors[0].ActorUuid = id("host") },
			[]string{"error ref-actor /observations/0/origins/0/actors/0/actor-uuid"}},
		{"the tool may be in the plan that was not opened", func(r r) { (*(*r.Observations)[0].Origins)[0].Actors[0].ActorUuid = nobody },
			[]string{"warning ref-actor /observations/0/origins/0/actors/0/actor-uuid"}},
		{"platform and party as actors", func(r r) {
			(*(*r.Observations)[0].Origins)[0].Actors = []oscal.OriginActor{{Type: "assessment-platform", ActorUuid: id("platform")}, {Type: "party", ActorUuid: id("party"), RoleId: "assessor"}}
		}, nil},
		{"a party as platform, in an unknown role", func(r r) {
			(*(*r.Observations)[0].Origins)[0].Actors = []oscal.OriginActor{{Type: "assessment-platform", ActorUuid: id("party"), RoleId: "nobody"}}
		}, []string{"error ref-actor /observations/0/origins/0/actors/0/actor-uuid", "warning ref-role /observations/0/origins/0/actors/0/role-id"}},
		{"a subject of the wrong type", func(r r) { (*(*r.Observations)[0].Subjects)[0].Type = "user" },
			[]string{"error ref-subject /observations/0/subjects/0/subject-uuid"}},
		{"a resource as subject", func(r r) {
			(*(*r.Observations)[0].Subjects)[0] = oscal.SubjectReference{Type: "resource", SubjectUuid: id("evidence")}
		}, nil},
		{"a related task that is a milestone", func(r r) { (*r.AssessmentLog.Entries[0].RelatedTasks)[0].TaskUuid = id("milestone") },
			[]string{"error ref-task /assessment-log/entries/0/related-tasks/0/task-uuid"}},
		{"evidence that is not in the back matter", func(r r) { (*(*r.Observations)[0].RelevantEvidence)[0].Href = "#" + nobody },
			[]string{"error ref-resource /observations/0/relevant-evidence/0/href"}},
		{"evidence beside the document", func(r r) { (*(*r.Observations)[0].RelevantEvidence)[0].Href = "resources/a.json" }, nil},
		{"a reference to what is no resource", func(r r) { (*(*r.Observations)[0].Links)[0] = oscal.Link{Rel: "reference", Href: "#" + id("web")} },
			[]string{"error ref-resource /observations/0/links/0/href"}},
		{"a link to nothing", func(r r) { (*(*r.Observations)[0].Links)[0] = oscal.Link{Href: "#" + nobody} },
			[]string{"error ref-resource /observations/0/links/0/href"}},
		{"the log relates a response of another risk", func(r r) {
			(*(*r.Risks)[0].RiskLog).Entries[0].RelatedResponses = list(oscal.RiskResponseReference{ResponseUuid: nobody})
		},
			[]string{"error ref-response /risks/0/risk-log/entries/0/related-responses/0/response-uuid"}},
		{"the log relates a task of no response", func(r r) {
			(*(*(*r.Risks)[0].RiskLog.Entries[0].RelatedResponses)[0].RelatedTasks)[0].TaskUuid = id("task")
		}, []string{"error ref-response /risks/0/risk-log/entries/0/related-responses/0/related-tasks/0/task-uuid"}},
		{"two findings of one target", func(r r) { f := finding("ac-2_obj.a"); f.UUID = id("second"); *r.Findings = append(*r.Findings, f) },
			[]string{"error ref-reviewed /findings/1/target/target-id"}},
		{"a target outside of what was reviewed", func(r r) { (*r.Findings)[0].Target.TargetId = "ac-4_obj" },
			[]string{"error ref-reviewed /findings/0/target/target-id"}},
		{"an objective that is not listed, of a control that is", func(r r) { (*r.Findings)[0].Target.TargetId = "ac-2_obj.b" },
			[]string{"error ref-reviewed /findings/0/target/target-id"}},
		{"an objective of a control, where objectives are not listed", func(r r) {
			(*r.Findings)[0].Target.TargetId = "ac-2_obj.b-1"
			r.ReviewedControls.ControlObjectiveSelections = nil
		}, nil},
		{"a statement of a whole control", func(r r) {
			(*r.Findings)[0].Target = oscal.FindingTarget{Type: "statement-id", TargetId: "ac-2_smt.c", Status: (*r.Findings)[0].Target.Status}
		}, nil},
		{"a statement that is listed", func(r r) { (*r.Findings)[0].Target.TargetId = "ac-3_smt.a" }, nil},
		{"a statement of a control of which another is listed", func(r r) { (*r.Findings)[0].Target.TargetId = "ac-3_smt.b" },
			[]string{"error ref-reviewed /findings/0/target/target-id"}},
		{"a longer control id that begins the same", func(r r) { (*r.Findings)[0].Target.TargetId = "ac-20_smt" },
			[]string{"error ref-reviewed /findings/0/target/target-id"}},
		{"everything was reviewed", func(r r) {
			r.ReviewedControls = oscal.ReviewedControls{ControlSelections: []oscal.AssessedControls{{IncludeAll: &oscal.IncludeAll{}}}}
			(*r.Findings)[0].Target.TargetId = "zz-9_obj"
		}, nil},
		{"everything but one control", func(r r) {
			r.ReviewedControls = oscal.ReviewedControls{ControlSelections: []oscal.AssessedControls{{IncludeAll: &oscal.IncludeAll{}, ExcludeControls: list(oscal.AssessedControlsSelectControlById{ControlId: "ac-2"})}}}
		}, []string{"error ref-reviewed /findings/0/target/target-id"}},
		{"the end is the start", func(r r) { r.End = instantAt(9) },
			[]string{"error ref-time /end", "error ref-time /observations/0/collected"}},
		{"a result that is not over", func(r r) { r.End = nil }, nil},
		{"collected before the start", func(r r) { (*r.Observations)[0].Collected = instant(8) },
			[]string{"error ref-time /observations/0/collected"}},
		{"collected after the end, and it says why", func(r r) {
			o := &(*r.Observations)[0]
			o.Collected, o.Remarks = instant(21), "clock of the host is wrong"
			(*r.Risks)[0].Deadline = nil
		}, nil},
		{"expires when it was collected", func(r r) { (*r.Observations)[0].Expires = instantAt(10) },
			[]string{"error ref-time /observations/0/expires"}},
		{"deadline before it was seen", func(r r) { (*r.Risks)[0].Deadline = instantAt(9) },
			[]string{"error ref-time /risks/0/deadline"}},
		{"not satisfied without a risk", func(r r) { (*r.Findings)[0].RelatedRisks = nil },
			[]string{"error ref-risk-used /findings/0"}},
		{"satisfied without a risk", func(r r) { f := &(*r.Findings)[0]; f.RelatedRisks, f.Target.Status.State = nil, "satisfied" }, nil},
		{"a risk that nothing relates and that relates nothing", func(r r) {
			f := &(*r.Findings)[0]
			f.RelatedRisks, f.Target.Status.State = nil, "satisfied"
			(*r.Risks)[0].RelatedObservations = nil
		}, []string{"error ref-risk-used /risks/0"}},
		{"closed without a log", func(r r) { (*r.Risks)[0].RiskLog = nil }, []string{"error ref-risk-closed /risks/0/status"}},
		{"closed, and opened again later", func(r r) { (*r.Risks)[0].RiskLog.Entries[1].Start = instant(13) }, []string{"error ref-risk-closed /risks/0/status"}},
		{"open with the same log", func(r r) { (*r.Risks)[0].Status = "open"; (*r.Risks)[0].RiskLog.Entries[1].Start = instant(13) }, nil},
		{"logged by an unknown party in an unknown role", func(r r) {
			(*r.Risks)[0].RiskLog.Entries[0].LoggedBy = list(oscal.LoggedBy{PartyUuid: nobody, RoleId: "x"})
		},
			[]string{"error ref-party /risks/0/risk-log/entries/0/logged-by/0/party-uuid", "warning ref-role /risks/0/risk-log/entries/0/logged-by/0/role-id"}},
		{"a platform that uses a host", func(r r) {
			(*r.LocalDefinitions.AssessmentAssets.AssessmentPlatforms[0].UsesComponents)[0].ComponentUuid = id("host")
		},
			[]string{"error ref-component /local-definitions/assessment-assets/assessment-platforms/0/uses-components/0/component-uuid"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			ar := results()
			row.change(&ar.Results[0])
			doc := document(t, oscal.Models{AssessmentResults: ar})
			for _, f := range Schema(doc) {
				t.Errorf("the test's document: %v", f.Problem())
			}
			check(t, References(doc), row.want)
		})
	}
}

func TestReferencesOfMetadata(t *testing.T) {
	ar := results()
	m := &ar.Metadata
	(*m.ResponsibleParties)[0] = oscal.ResponsibleParty{RoleId: "auditor", PartyUuids: []string{id("location")}}
	(*m.Parties)[0].LocationUuids = list(id("party"))
	(*m.Parties)[0].MemberOfOrganizations = list(id("nowhere"))
	check(t, References(document(t, oscal.Models{AssessmentResults: ar})), []string{
		"error ref-role /metadata/responsible-parties/0/role-id",
		"error ref-party /metadata/responsible-parties/0/party-uuids/0",
		"error ref-location /metadata/parties/0/location-uuids/0",
		"error ref-party /metadata/parties/0/member-of-organizations/0",
	})
}

func TestPlanThatIsNowhere(t *testing.T) {
	ar := results()
	ar.ImportAp.Href = "#" + id("nowhere")
	check(t, References(document(t, oscal.Models{AssessmentResults: ar})), []string{"error ref-resource /import-ap/href"})
}

// What one result holds is not there for another.
func TestResultsAreApart(t *testing.T) {
	ar := results()
	second := oscal.Result{
		UUID: id("second result"), Title: "Earlier", Description: "earlier", Start: instant(1), End: instantAt(2),
		ReviewedControls: oscal.ReviewedControls{ControlSelections: []oscal.AssessedControls{{IncludeAll: &oscal.IncludeAll{}}}},
		Findings:         list(finding("ac-9_obj")),
	}
	ar.Results = append(ar.Results, second)
	check(t, References(document(t, oscal.Models{AssessmentResults: ar})), []string{
		"error ref-observation /results/1/findings/0/related-observations/0/observation-uuid",
		"error ref-risk /results/1/findings/0/related-risks/0/risk-uuid",
	})
}

func TestReferencesOfPOAM(t *testing.T) {
	type p = *oscal.PlanOfActionAndMilestones
	rows := []struct {
		name   string
		change func(p)
		want   []string
	}{
		{"an item relates no finding there is", func(p p) { (*p.PoamItems[0].RelatedFindings)[0].FindingUuid = id("nowhere") },
			[]string{"error ref-risk /poam-items/0/related-findings/0/finding-uuid"}},
		{"an item relates no observation there is", func(p p) { (*p.PoamItems[0].RelatedObservations)[0].ObservationUuid = id("nowhere") },
			[]string{"error ref-observation /poam-items/0/related-observations/0/observation-uuid"}},
		{"an item relates no risk", func(p p) { p.PoamItems[0].RelatedRisks = nil; p.Findings = nil; p.PoamItems[0].RelatedFindings = nil },
			[]string{"error ref-risk-used /risks/0"}},
		{"a tool that is nowhere, and nothing is imported", func(p p) { (*(*p.Observations)[0].Origins)[0].Actors[0].ActorUuid = id("nowhere") },
			[]string{"error ref-actor /observations/0/origins/0/actors/0/actor-uuid"}},
		{"a tool that is nowhere, and a security plan is imported", func(p p) {
			(*(*p.Observations)[0].Origins)[0].Actors[0].ActorUuid = id("nowhere")
			p.ImportSsp = &oscal.ImportSsp{Href: "ssp.json"}
		}, []string{"warning ref-actor /observations/0/origins/0/actors/0/actor-uuid"}},
		{"two findings of one target", func(p p) { f := finding("ac-2_obj.a"); f.UUID = id("second"); *p.Findings = append(*p.Findings, f) },
			[]string{"error ref-reviewed /findings/1/target/target-id"}},
		{"deadline before it was seen", func(p p) { (*p.Risks)[0].Deadline = instantAt(9) }, []string{"error ref-time /risks/0/deadline"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			doc := poam()
			row.change(doc)
			check(t, References(document(t, oscal.Models{PlanOfActionAndMilestones: doc})), row.want)
		})
	}
}

// With the plan at hand, what it defines is found and the rest is an error.
func TestImportedDocumentsDefine(t *testing.T) {
	plan := &oscal.AssessmentPlan{
		UUID: id("assessment plan"), Metadata: metadata(), ImportSsp: oscal.ImportSsp{Href: "ssp.json"},
		ReviewedControls: oscal.ReviewedControls{ControlSelections: []oscal.AssessedControls{{IncludeAll: &oscal.IncludeAll{}}}},
		LocalDefinitions: &oscal.LocalDefinitions{Components: list(component("database"))},
		Tasks:            list(oscal.Task{UUID: id("planned"), Type: "action", Title: "Look"}),
	}
	ar := results()
	r := &ar.Results[0]
	(*(*r.Observations)[0].Subjects)[0].SubjectUuid = id("database")
	(*(*r.Observations)[0].Subjects)[1].SubjectUuid = id("nowhere")
	(*r.AssessmentLog.Entries[0].RelatedTasks)[0].TaskUuid = id("planned")
	doc := document(t, oscal.Models{AssessmentResults: ar})
	check(t, References(doc), []string{
		"warning ref-subject /observations/0/subjects/0/subject-uuid",
		"warning ref-subject /observations/0/subjects/1/subject-uuid",
		"warning ref-task /assessment-log/entries/0/related-tasks/0/task-uuid",
	})
	with := Context{Imported: []*oscal.Document{document(t, oscal.Models{AssessmentPlan: plan})}}
	check(t, with.References(doc), []string{"error ref-subject /observations/0/subjects/1/subject-uuid"})
}

func TestReviewedControlsExist(t *testing.T) {
	known := Context{Known: func(id string) bool { return id == "ac-2" || id == "ac-2_obj.a" }}
	want := []string{
		"error ref-reviewed /reviewed-controls/control-objective-selections/0/include-objectives/1/objective-id",
		"error ref-reviewed /reviewed-controls/control-selections/0/include-controls/1/control-id",
		"error ref-reviewed /reviewed-controls/control-selections/0/include-controls/1/statement-ids/0",
	}
	check(t, known.References(document(t, oscal.Models{AssessmentResults: results()})), want)
}

// A document with a hundred thousand wrong references is told to be wrong in
// bounded words.
func TestFindingsAreBounded(t *testing.T) {
	ar := results()
	r := &ar.Results[0]
	for i := range 2000 {
		*(*r.Observations)[0].Subjects = append(*(*r.Observations)[0].Subjects, oscal.SubjectReference{Type: "component", SubjectUuid: id(fmt.Sprint(i))})
	}
	// An error behind all the warnings is told all the same.
	*(*r.Observations)[0].Subjects = append(*(*r.Observations)[0].Subjects, oscal.SubjectReference{Type: "component", SubjectUuid: id("party")})
	doc := document(t, oscal.Models{AssessmentResults: ar})
	found := References(doc)
	if len(found) != maxFindings+1 || Err(found) == nil {
		t.Error(len(found), Err(found))
	}
	_, whole := At(fstest.MapFS{}, "x.json", doc.JSON, "references")
	if !slices.ContainsFunc(whole, func(f Finding) bool {
		return f.Rule == "ref-subject" && f.Level == Note && f.What == "1800 more findings of this rule are not shown"
	}) {
		t.Error("what did not fit is not counted")
	}
}

func TestRulesAreNamedOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, layer := range Layers() {
		for _, rule := range layer.Rules() {
			if seen[rule.ID] || rule.Says == "" {
				t.Errorf("%s: %+v", layer.Name, rule)
			}
			seen[rule.ID] = true
		}
	}
}

// 10,000 observations with 80,000 references take 140 ms: no rule compares each
// with each.
func BenchmarkReferences(b *testing.B) {
	ar := results()
	r := &ar.Results[0]
	for i := range 10_000 {
		o := observation()
		o.UUID = id(fmt.Sprint("observation ", i))
		*r.Observations = append(*r.Observations, o)
	}
	doc := document(b, oscal.Models{AssessmentResults: ar})
	for b.Loop() {
		if f := References(doc); len(f) > 0 {
			b.Fatal(f[0].Problem())
		}
	}
}
