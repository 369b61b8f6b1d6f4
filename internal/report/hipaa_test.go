package report_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/report"
	"github.com/assay-compliance/assay/internal/testkit"
)

// bindable is a run against HIPAA with a specification in each state, and one in each
// chapter.
func bindable() report.Input {
	in := whole()
	asOf := in.AsOf
	target := func(id, label, title, requirement string) assessment.Target {
		return assessment.Target{ID: id, ControlID: strings.TrimSuffix(id, "_smt"), Kind: assessment.Objective, Label: label, Title: title, Requirement: requirement}
	}
	risk := target("hipaa-164.308.a.1.ii.a", "164.308(a)(1)(ii)(A)", "Risk analysis", "required")
	clear := target("hipaa-164.308.a.3.ii.b", "164.308(a)(3)(ii)(B)", "Workforce clearance procedure", "addressable")
	person := target("hipaa-164.312.d", "164.312(d)", "Person or entity authentication", "")
	audit := target("hipaa-164.312.b", "164.312(b)", "Audit controls", "")
	breach := target("hipaa-164.410", "164.410(a)", "Notification by a business associate", "")
	backup := target("hipaa-164.308.a.7.ii.a", "164.308(a)(7)(ii)(A)", "Data backup plan", "required")
	idle := target("hipaa-164.312.a.2.iii", "164.312(a)(2)(iii)", "Automatic logoff", "addressable")
	set := func(id string, n int, files ...assessment.Source) assessment.EvidenceSet {
		return assessment.EvidenceSet{Digest: id, Count: n, Files: files}
	}
	file := func(path, c string) assessment.Source {
		return assessment.Source{Path: path, Digest: strings.Repeat(c, 64)}
	}
	mfa := &assessment.Check{ID: "common.iam.mfa"}
	record := &assessment.Check{ID: "hipaa.clearance", Source: assessment.Source{Path: "decisions/clearance.yaml"}}
	r := assessment.Results{
		Scope: &assessment.Scope{
			Framework: assessment.Framework{ID: "hipaa", Title: "HIPAA"},
			Excluded:  []assessment.Exclusion{{Component: "lab", Reason: "no ePHI is there"}},
			Unbound:   []assessment.Unbound{{Target: target("hipaa-164.314.b", "164.314(b)(2)(i)", "Plan sponsor safeguards", "required"), Binds: []string{"group-health-plan"}}},
			Bindings: []assessment.Binding{
				{Target: person.ID, Strength: assessment.Decides, Runs: []assessment.RunKey{{Check: mfa.ID}}},
				{Target: person.ID, Strength: assessment.Supports, Runs: []assessment.RunKey{{Check: mfa.ID}}},
			},
		},
		AsOf: asOf, Complete: true,
		Coverage: assessment.Coverage{Total: 7, Pass: 1, Fail: 1, Undecided: 1, NotApplicable: 1, NotAssessed: 3},
		Findings: []assessment.Finding{
			{Target: person, Verdict: assessment.VerdictFail, Basis: assessment.BasisMachine, Why: "common.iam.mfa fails on idp", Observations: []int{0}, Informing: []int{2}, Risks: []string{mfa.ID}},
			{Target: audit, Verdict: assessment.VerdictUndecided, Reason: assessment.ReasonMissing, Basis: assessment.BasisMachine, Why: "no audit-config for logs", Risks: []string{"gap/audit-config/logs"}},
			{Target: clear, Verdict: assessment.VerdictPass, Basis: assessment.BasisDecision, Why: "addressable by decision clearance", Observations: []int{3}, Undeclared: []string{"access-reviews"}},
			{Target: backup, Verdict: assessment.VerdictNotApplicable, Basis: assessment.BasisDecision, Why: "nothing to keep"},
		},
		Observations: []assessment.Observation{
			{UUID: "00000000-0000-5000-a000-000000000001", Run: assessment.RunKey{Check: mfa.ID}, Component: "idp", Outcome: assessment.Fail, Count: 2, EvidenceSet: "idp", First: asOf.AddDate(0, 0, -2), Last: asOf.AddDate(0, 0, -1), Personal: true, Population: assessment.Population{Asserted: true}},
			{UUID: "00000000-0000-5000-a000-000000000002", Run: assessment.RunKey{Check: "common.asset.known"}, Component: "hosts", Outcome: assessment.Pass, Count: 1200, EvidenceSet: "fleet", First: asOf.AddDate(0, 0, -1), Last: asOf.AddDate(0, 0, -1)},
			{UUID: "00000000-0000-5000-a000-000000000003", Run: assessment.RunKey{Check: "common.asset.known"}, Component: "hosts", Outcome: assessment.Undecided, Reason: assessment.ReasonStale, Count: 1, EvidenceSet: "fleet"},
			{
				UUID: "00000000-0000-5000-a000-000000000004", Run: assessment.RunKey{Check: record.ID}, Outcome: assessment.Pass, Count: 1, EvidenceSet: "said", First: asOf.AddDate(0, -1, 0), Last: asOf.AddDate(0, -1, 0), Expires: asOf.AddDate(0, 11, 0),
				Said: &assessment.Said{
					ID: "clearance", Kind: "decision", Check: record, Party: assessment.Party{Name: "J. Doe", Role: "security-official"},
					Details:  []assessment.Detail{{Name: "kind", Text: "addressable"}, {Name: "reason", Text: "Three people, all founders."}},
					Exhibits: []assessment.Exhibit{{Source: file("docs/clearance.pdf", "e")}, {Title: "Minutes", Href: "https://minutes.example.com/1"}},
				},
			},
		},
		Sets: map[string]assessment.EvidenceSet{
			"idp": set("idp", 1, file("evidence/idp.json", "a")), "fleet": set("fleet", 1200, file("evidence-set-fleet.txt", "b")),
			"said": set("said", 2, file("decisions/clearance.yaml", "d"), file("docs/clearance.pdf", "e")),
		},
		Risks: []assessment.Risk{
			{Key: mfa.ID, Check: mfa, Title: "Fails: Second factor", Remediation: "Enrol one.", Level: assessment.LevelHigh},
			{Key: "gap/audit-config/logs", Gap: true, Statement: "1 objective could not be decided.", Remediation: "Collect audit-config."},
		},
		Unassessed: []assessment.Unassessed{{Target: risk, Why: "these results have no finding on it"}, {Target: breach, Why: "nothing is bound"}, {Target: idle, Basis: assessment.BasisInherited}},
		Bearing:    map[string][]assessment.Bearing{risk.ID: {{Observation: 1, Strength: assessment.Supports, Why: "no check decides it"}}},
	}
	for _, t := range []assessment.Target{risk, clear, person, audit, breach, backup, idle} {
		r.Scope.Controls = append(r.Scope.Controls, assessment.Control{ID: t.ControlID, Label: "164.300", Title: "Some standard", Targets: []assessment.Target{t}})
	}
	in.Results = []assessment.Results{r}
	item := in.POAMs["fedramp-low"].Items[0]
	item.ID, item.Deviations = "HIPAA-0001", []assessment.Deviation{{ID: "w-1", Kind: assessment.RiskAccepted, State: assessment.DeviationPending, Until: asOf.AddDate(0, 1, 0)}}
	in.POAMs = map[string]assessment.POAM{"hipaa": {Items: []assessment.Item{item}}}
	in.Claims = func(string) ([]assessment.Claimed, bool, error) {
		return []assessment.Claimed{{Component: "Staff sign-in", ControlID: person.ControlID, Status: "implemented"}}, true, nil
	}
	return in
}

func TestBinder(t *testing.T) {
	text := string(written(t, "hipaa", bindable()))
	testkit.Golden(t, filepath.Join("testdata", "hipaa.md"), []byte(text))
	order := -1
	for _, want := range []string{
		"### Risk analysis", "#### 164.308(a)(1)(ii)(A) Risk analysis", "- verdict: **not assessed**: no check decides it", "| common.asset.known | supports | hosts | pass | 1200 |", "evidence-set-fleet.txt",
		"### Access control", "#### 164.308(a)(3)(ii)(B) Workforce", "- verdict: **pass**; basis: decision", "no source brings access-reviews", "| decision clearance | J. Doe, security-official | pass |", "kept elsewhere, nobody compared it",
		"#### 164.312(d) Person", "- verdict: **fail**", "Claimed of Staff sign-in as implemented; how is not said.", "| common.iam.mfa | decides | idp | fail | 2 | asserted by the evidence |", "| HIPAA-0001 | Fails: something", "w-1: risk-accepted, pending, until ",
		"#### 164.312(a)(2)(iii)", "by the system security plan it is inherited; that decides nothing", "addressable, and no decision is on record",
		"### Audit logging", "#### 164.312(b)", "- verdict: **undecided, missing**", "| gap | 1 objective could not be decided.",
		"### Breach notification", "#### 164.410(a)",
		"### The remaining standards", "#### 164.308(a)(7)(ii)(A)", "- verdict: **not-applicable**",
		"### Not binding", "group-health-plan",
	} {
		at := strings.Index(text, want)
		if at < order {
			t.Errorf("%q stands at %d, before what is before it", want, at)
		}
		order = max(order, at)
	}
}

// Every specification is in the index and in its chapter, once, also where the profile
// is not known.
func TestBinderLeavesNoneOut(t *testing.T) {
	for name, change := range map[string]func(*assessment.Results){
		"with the profile":    func(*assessment.Results) {},
		"without the profile": func(r *assessment.Results) { r.Scope.Controls, r.Unassessed = nil, nil },
	} {
		in := bindable()
		change(&in.Results[0])
		text := string(written(t, "hipaa", in))
		n := len(in.Results[0].Findings) + len(in.Results[0].Unassessed)
		if got := strings.Count(text, "\n#### "); got != n {
			t.Errorf("%s: %d specifications, and there are %d", name, got, n)
		}
		if known := !strings.Contains(text, "**Not known**"); known != (name == "with the profile") {
			t.Errorf("%s: whether all are there is told wrong", name)
		}
	}
	f, _ := report.Named("hipaa")
	in := bindable()
	in.Results[0].Scope.Framework.ID = "cmmc-l2"
	var out strings.Builder
	if err := f.Write(&out, in); err == nil || out.Len() > 0 || !strings.Contains(err.Error(), "no framework of HIPAA") {
		t.Errorf("results of another family: %v", err)
	}
	in = bindable()
	in.Claims = func(string) ([]assessment.Claimed, bool, error) { return nil, false, errBroken }
	if err := f.Write(&out, in); err == nil {
		t.Error("claims that cannot be read make a binder")
	}
	in.Claims = nil
	if text := string(written(t, "hipaa", in)); !strings.Contains(text, "claims: not known") {
		t.Error("claims that are not known are none")
	}
}
