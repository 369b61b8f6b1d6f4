package pipeline_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/testkit"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/validate"
)

// boast makes a plan claim everything: each statement implemented and described,
// each control inherited.
func boast(plan *oscal.SystemSecurityPlan) {
	for i := range plan.ControlImplementation.ImplementedRequirements {
		r := &plan.ControlImplementation.ImplementedRequirements[i]
		r.Props = &[]oscal.Property{{Name: "control-origination", Ns: "http://fedramp.gov/ns/oscal", Value: "inherited"}}
		for _, s := range *r.Statements {
			for k := range *s.ByComponents {
				(*s.ByComponents)[k].Description = "All of it is done."
				(*s.ByComponents)[k].ImplementationStatus = &oscal.ImplementationStatus{State: "implemented"}
			}
		}
	}
}

// Whatever a system security plan claims, nothing passes that would not without
// it; what it calls inherited and nothing decides is not assessed and says so.
func TestAPlanMakesNothingPass(t *testing.T) {
	dir := example(t)
	before := assess(t, dir, alone)
	passed := verdicts(before, assessment.VerdictPass)

	cfg := filepath.Join(dir, "assay.yaml")
	done, err := pipeline.DraftSSP(pipeline.DraftOptions{Config: cfg, Profile: "fedramp-moderate", Out: filepath.Join(dir, "ssp.json"), AsOf: time.Unix(0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := oscal.Read("ssp.json", done.Text)
	if err != nil {
		t.Fatal(err)
	}
	boast(doc.SystemSecurityPlan)
	text, err := oscal.Marshal(doc.Models)
	if err != nil {
		t.Fatal(err)
	}
	yaml, err := os.ReadFile(cfg)
	if err != nil {
		t.Fatal(err)
	}
	inline := regexp.MustCompile(`(?m)^system:\n(  - .*\n)+`)
	if !inline.Match(yaml) {
		t.Fatal("the example's system is not inline")
	}
	for name, content := range map[string][]byte{"assay.yaml": inline.ReplaceAll(yaml, []byte("system: ssp.json\n")), "ssp.json": text} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}

	after := assess(t, dir, alone)
	now := verdicts(after, assessment.VerdictPass)
	for id := range now {
		if !passed[id] {
			t.Errorf("%s passes only by the plan", id)
		}
	}
	if len(now) < 50 {
		t.Errorf("%d objectives pass, too few to show anything", len(now))
	}
	for _, r := range after.Results {
		if r.Scope.Framework.ID != "fedramp-moderate" {
			continue
		}
		if len(r.Scope.Inherited) != len(r.Controls) {
			t.Errorf("%d of %d controls inherited", len(r.Scope.Inherited), len(r.Controls))
		}
		for _, u := range r.Unassessed {
			if u.Basis != assessment.BasisInherited || !strings.HasPrefix(u.Why, "inherited from a system that the plan does not name, says") {
				t.Fatalf("%s: basis %q, %s", u.Target.ID, u.Basis, u.Why)
			}
		}
		for _, f := range r.Findings {
			if f.Basis != assessment.BasisMachine {
				t.Fatalf("%s: basis %q of what a check decides", f.Target.ID, f.Basis)
			}
		}
	}
}

// A draft that nobody finished, taken as the system, has the same gaps: what only
// marks a place is no claim.
func TestADraftOfADraftKeepsItsGaps(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	o := pipeline.DraftOptions{Config: filepath.Join(dir, "assay.yaml"), Out: filepath.Join(dir, "ssp.json"), AsOf: time.Unix(0, 0)}
	write("assay.yaml", "system-id: m\nsystem:\n  - {key: a, type: application, title: A, claims: {hipaa: [hipaa-164.312.d]}}\n  - {key: b, type: host, title: B, description: Hosts.}\nframeworks: [hipaa]\n")
	first, err := pipeline.DraftSSP(o)
	if err != nil {
		t.Fatal(err)
	}
	write("ssp.json", string(first.Text))
	write("assay.yaml", "system-id: m\nsystem: ssp.json\nframeworks: [hipaa]\n")
	second, err := pipeline.DraftSSP(o)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(first.Gaps, second.Gaps) {
		t.Errorf("first %v\nthen  %v", first.Gaps, second.Gaps)
	}
	write("ssp.json", string(second.Text))
	again, err := pipeline.DraftSSP(o)
	if err != nil || string(again.Text) != string(second.Text) {
		t.Errorf("a draft of it is another document: %v", err)
	}
}

// A plan drafted anew from a published one is valid as far as NIST's constraints,
// for its own framework and for another.
func TestDraftFromPublishedPlans(t *testing.T) {
	shared := testkit.SharedData(t)
	for _, name := range []string{"examples/ssp-example.json", "fedramp/FedRAMP-SSP-OSCAL-Template.json"} {
		text, err := os.ReadFile(filepath.Join(shared, "oscal", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		// The template names two components with one uuid.
		const twin = `"uuid": "2812ef51-61e7-4505-afbb-da5a073a2a5b"`
		if at := strings.LastIndex(string(text), twin); at >= 0 {
			text = []byte(string(text[:at]) + strings.Replace(string(text[at:]), "2a5b", "2a5c", 1))
		}
		dir := t.TempDir()
		for file, content := range map[string]string{".git/HEAD": "", "ssp.json": string(text), "assay.yaml": "system-id: t\nsystem: ssp.json\nframeworks: [fedramp-moderate]\n"} {
			at := filepath.Join(dir, filepath.FromSlash(file))
			if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(at, []byte(content), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		for _, profile := range []string{"fedramp-moderate", "hipaa"} {
			out := filepath.Join(dir, profile+".json")
			done, err := pipeline.DraftSSP(pipeline.DraftOptions{Config: filepath.Join(dir, "assay.yaml"), Profile: profile, Out: out, AsOf: time.Unix(0, 0)})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if err := os.WriteFile(out, done.Text, 0o644); err != nil {
				t.Fatal(err)
			}
			doc, found := pipeline.Validate(out, validate.DefaultLayer)
			if doc == nil || len(found) > 0 {
				t.Errorf("%s for %s: %v", name, profile, found)
			}
		}
	}
}
