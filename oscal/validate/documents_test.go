package validate

import (
	"testing"
	"time"

	"github.com/assay-compliance/assay/oscal"
)

// The documents of the tests: small, valid, and each rule has something to look
// at in one of them.

func list[T any](items ...T) *[]T { return &items }

func instant(day int) time.Time { return time.Date(2026, 11, day, 0, 0, 0, 0, time.UTC) }

func instantAt(day int) *time.Time {
	t := instant(day)
	return &t
}

func id(name string) string { return oscal.ID("test", name) }

func metadata() oscal.Metadata {
	return oscal.Metadata{
		Title: "Test", Version: "1", OscalVersion: oscal.Version, LastModified: instant(20),
		Roles:              list(oscal.Role{ID: "assessor", Title: "Assessor"}),
		Parties:            list(oscal.Party{UUID: id("party"), Type: "organization", Name: "A", LocationUuids: list(id("location"))}),
		Locations:          list(oscal.Location{UUID: id("location")}),
		ResponsibleParties: list(oscal.ResponsibleParty{RoleId: "assessor", PartyUuids: []string{id("party")}}),
	}
}

func backMatter() *oscal.BackMatter {
	return &oscal.BackMatter{Resources: list(
		oscal.Resource{UUID: id("evidence"), Title: "Evidence"},
		oscal.Resource{UUID: id("plan"), Title: "Plan"},
	)}
}

func component(name string) oscal.SystemComponent {
	return oscal.SystemComponent{UUID: id(name), Type: "software", Title: name, Description: name, Status: oscal.SystemComponentStatus{State: "operational"}}
}

func tool() *[]oscal.Origin {
	return list(oscal.Origin{Actors: []oscal.OriginActor{{Type: "tool", ActorUuid: id("evaluator")}}})
}

func observation() oscal.Observation {
	return oscal.Observation{
		UUID: id("observation"), Description: "seen", Methods: []string{"TEST"}, Collected: instant(10), Expires: instantAt(30),
		Origins: tool(),
		Subjects: list(
			oscal.SubjectReference{Type: "component", SubjectUuid: id("web")},
			oscal.SubjectReference{Type: "inventory-item", SubjectUuid: id("host")},
			oscal.SubjectReference{Type: "party", SubjectUuid: id("party")},
			oscal.SubjectReference{Type: "account", SubjectUuid: id("only our namespace knows it")},
		),
		RelevantEvidence: list(oscal.RelevantEvidence{Href: "#" + id("evidence"), Description: "log"}),
		Links: list(
			oscal.Link{Href: "#ac-2", Rel: "related"},
			oscal.Link{Href: "#" + id("risk"), Rel: "policy"},
			oscal.Link{Href: "https://example.org/"},
		),
	}
}

func risk() oscal.Risk {
	return oscal.Risk{
		UUID: id("risk"), Title: "Weak", Description: "weak", Statement: "weak", Status: "closed", Deadline: instantAt(15),
		RelatedObservations: list(oscal.RelatedObservation{ObservationUuid: id("observation")}),
		Remediations: list(oscal.Response{
			UUID: id("response"), Title: "Fix", Description: "fix", Lifecycle: "planned",
			Tasks: list(oscal.Task{UUID: id("milestone"), Type: "milestone", Title: "Fixed"}),
		}),
		RiskLog: &oscal.RiskLog{Entries: []oscal.RiskLogEntry{
			{UUID: id("closed"), Title: "Closed", Start: instant(12), StatusChange: "closed", LoggedBy: list(oscal.LoggedBy{PartyUuid: id("party"), RoleId: "assessor"}),
				RelatedResponses: list(oscal.RiskResponseReference{ResponseUuid: id("response"), RelatedTasks: list(oscal.RelatedTask{TaskUuid: id("milestone")})})},
			{UUID: id("opened"), Title: "Opened", Start: instant(11), StatusChange: "open"},
		}},
	}
}

func finding(target string) oscal.Finding {
	return oscal.Finding{
		UUID: id("finding " + target), Title: "Finding", Description: "finding",
		Target:              oscal.FindingTarget{Type: "objective-id", TargetId: target, Status: oscal.ObjectiveStatus{State: "not-satisfied", Reason: "fail"}},
		RelatedObservations: list(oscal.RelatedObservation{ObservationUuid: id("observation")}),
		RelatedRisks:        list(oscal.AssociatedRisk{RiskUuid: id("risk")}),
	}
}

func results() *oscal.AssessmentResults {
	return &oscal.AssessmentResults{
		UUID: id("results"), Metadata: metadata(), BackMatter: backMatter(), ImportAp: oscal.ImportAp{Href: "#" + id("plan")},
		Results: []oscal.Result{{
			UUID: id("result"), Title: "Result", Description: "result", Start: instant(9), End: instantAt(20),
			LocalDefinitions: &oscal.ResultLocalDefinitions{
				AssessmentAssets: &oscal.AssessmentAssets{
					Components:          list(component("evaluator")),
					AssessmentPlatforms: []oscal.AssessmentPlatform{{UUID: id("platform"), UsesComponents: list(oscal.UsesComponent{ComponentUuid: id("evaluator")})}},
				},
				Components:     list(component("web")),
				InventoryItems: list(oscal.InventoryItem{UUID: id("host"), Description: "host", ImplementedComponents: list(oscal.ImplementedComponent{ComponentUuid: id("web")})}),
				Tasks:          list(oscal.Task{UUID: id("task"), Type: "action", Title: "Look"}),
			},
			ReviewedControls: oscal.ReviewedControls{
				ControlSelections: []oscal.AssessedControls{{IncludeControls: list(
					oscal.AssessedControlsSelectControlById{ControlId: "ac-2"},
					oscal.AssessedControlsSelectControlById{ControlId: "ac-3", StatementIds: list("ac-3_smt.a")},
				)}},
				ControlObjectiveSelections: list(oscal.ReferencedControlObjectives{IncludeObjectives: list(
					oscal.SelectObjectiveById{ObjectiveId: "ac-2_obj.a"}, oscal.SelectObjectiveById{ObjectiveId: "ac-3_obj"},
				)}),
			},
			AssessmentLog: &oscal.AssessmentLog{Entries: []oscal.AssessmentLogEntry{{
				UUID: id("log"), Start: instant(9), RelatedTasks: list(oscal.RelatedTask{TaskUuid: id("task")}),
			}}},
			Observations: list(observation()),
			Risks:        list(risk()),
			Findings:     list(finding("ac-2_obj.a")),
		}},
	}
}

func poam() *oscal.PlanOfActionAndMilestones {
	return &oscal.PlanOfActionAndMilestones{
		UUID: id("poam"), Metadata: metadata(), BackMatter: backMatter(), SystemId: &oscal.SystemId{ID: "meridian"},
		LocalDefinitions: &oscal.PlanOfActionAndMilestonesLocalDefinitions{
			Components:       list(component("web")),
			InventoryItems:   list(oscal.InventoryItem{UUID: id("host"), Description: "host"}),
			AssessmentAssets: &oscal.AssessmentAssets{Components: list(component("evaluator")), AssessmentPlatforms: []oscal.AssessmentPlatform{{UUID: id("platform")}}},
		},
		Observations: list(observation()), Risks: list(risk()), Findings: list(finding("ac-2_obj.a")),
		PoamItems: []oscal.PoamItem{{
			UUID: id("item"), Title: "Item", Description: "item",
			RelatedFindings:     list(oscal.RelatedFinding{FindingUuid: id("finding ac-2_obj.a")}),
			RelatedObservations: list(oscal.RelatedObservation{ObservationUuid: id("observation")}),
			RelatedRisks:        list(oscal.AssociatedRisk{RiskUuid: id("risk")}),
		}},
	}
}

// document writes and reads a model, as every document comes to be checked.
func document(t testing.TB, m oscal.Models) *oscal.Document {
	t.Helper()
	text, err := oscal.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := oscal.Read("x.json", text)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}
