package emit

import (
	"reflect"
	"testing"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// What people said comes back as it was written.
func TestSaidIsReadBack(t *testing.T) {
	person := oscal.Party{UUID: "p", Type: "person", Name: "Ana Reyes", Props: &[]oscal.Property{prop("organization", "Assessors")}}
	d := &resultsDecoder{ar: &oscal.AssessmentResults{Metadata: oscal.Metadata{Parties: &[]oscal.Party{{UUID: "q", Name: "Signer"}, person}}}}
	says := prop("says", "statement")
	says.Remarks = "Looked at it."
	kept := prop("document-elsewhere", "https://x.example/1")
	kept.Remarks = "Minutes. " + elsewhere
	o := &oscal.Observation{
		Title: "Attestation so: pass", Props: &[]oscal.Property{prop("attestation", "so"), says, kept},
		Origins: &[]oscal.Origin{{Actors: []oscal.OriginActor{{Type: "tool", ActorUuid: "t"}, {Type: "party", ActorUuid: "p", RoleId: "owner"}}}},
	}
	got := d.said(o, "so", []assessment.Source{{Path: "docs/plan.txt", Digest: "x"}})
	if got == nil {
		t.Fatal("it is lost")
	}
	got.Check = nil
	want := &assessment.Said{
		ID: "so", Kind: "attestation", Party: assessment.Party{Name: "Ana Reyes", Role: "owner", Organization: "Assessors"},
		Details:  []assessment.Detail{{Name: "statement", Text: "Looked at it."}},
		Exhibits: []assessment.Exhibit{{Title: "Minutes", Href: "https://x.example/1"}, {Source: assessment.Source{Path: "docs/plan.txt", Digest: "x"}}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("it is %+v", got)
	}
	if d.said(&oscal.Observation{}, "common.iam.mfa", nil) != nil {
		t.Error("what a check saw is read as said")
	}
	out := map[string][]assessment.Bearing{}
	bears := prop("bears-on", "hipaa-164.312.d")
	bears.Class, bears.Remarks = "supports", notAssessed+"nothing decides it"
	bearing(out, &oscal.Observation{Props: &[]oscal.Property{bears}}, 7)
	if b := out["hipaa-164.312.d"]; len(b) != 1 || b[0] != (assessment.Bearing{Observation: 7, Strength: assessment.Supports, Why: "nothing decides it"}) {
		t.Errorf("what bears on it is %+v", b)
	}
}
