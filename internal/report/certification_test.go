package report_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/report"
	"github.com/assay-compliance/assay/internal/testkit"
)

// fedrampForms are the documents of FedRAMP, each with its schema.
var fedrampForms = map[string]string{
	"fedramp-sdr":             "security-decision-record",
	"fedramp-vulnerabilities": "vulnerability-detail-report",
	"fedramp-accepted":        "accepted-vulnerability-info",
	"fedramp-activity":        "historical-ver-activity",
	"fedramp-ongoing":         "ongoing-certification-report",
}

// certify gives a run a plan of action with an item in each state, and what people say
// of a certification. Times are relative to its assessment.
func certify(in *report.Input) {
	day := func(n int) time.Time { return in.AsOf.AddDate(0, 0, n) }
	no := false
	item := func(n, weakness string, detected int) assessment.Item {
		return assessment.Item{
			UUID: "00000000-0000-5000-8000-00000000000" + n, RiskUUID: "00000000-0000-5000-9000-00000000000" + n, ID: "FEDRAMP-LOW-000" + n,
			Weakness: weakness, Title: "Fails: something", Statement: "What is asked.\nWhat is read.", Method: "TEST", Status: assessment.RiskOpen,
			Level: assessment.LevelHigh, Detected: day(detected), Deadline: day(detected + 30), Updated: day(detected), Controls: []string{"ia-2", "au-2"},
			Affected: assessment.AffectedSet{Count: 2, Open: 2, Inline: []assessment.Affected{
				{Component: "hosts", Asset: "web-1", ID: "b.okafor"}, {Component: "hosts", Asset: "web-2", ID: "ana.reyes"},
			}},
		}
	}
	waived := func(it assessment.Item, kind assessment.DeviationKind, state assessment.DeviationState, covers ...assessment.Cover) assessment.Item {
		it.Deviations = []assessment.Deviation{{
			ID: "w-" + string(kind), Kind: kind, State: state, Owner: assessment.Party{Name: "O. Wner", Role: "system-owner"},
			Approver: assessment.Party{Name: "A. Official"}, Approved: day(-3), Reason: "Rebuilt next year.", From: day(-3), Until: day(90), Covers: covers,
		}}
		return it
	}
	whole := assessment.Cover{Component: "hosts", All: true}
	closed := item("2", "common.host.patches", -60)
	closed.Status, closed.Affected.Open = assessment.RiskClosed, 0
	closed.Closure = &assessment.Closure{At: day(-10), Fixed: 1, Retired: 1}
	older := item("3", "common.host.patches", -90)
	older.Status, older.Affected.Open, older.Closure = assessment.RiskClosed, 0, &assessment.Closure{At: day(-50), Fixed: 2}
	wrong := item("A", "common.tls.certificates", -25)
	wrong.Status, wrong.Affected.Open, wrong.Closure = assessment.RiskClosed, 0, &assessment.Closure{At: day(-5), False: 2}
	byHand := item("4", "common.audit.sources", -40)
	byHand.Status, byHand.Log = assessment.RiskClosed, []assessment.LogEntry{{At: day(-5), StatusChange: assessment.RiskClosed}}
	in.POAMs = map[string]assessment.POAM{"fedramp-low": {System: in.System, Framework: "fedramp-low", Items: []assessment.Item{
		item("1", "common.iam.mfa", -31), closed, older, byHand,
		waived(item("5", "common.host.benchmark", -20), assessment.RiskAccepted, assessment.DeviationApproved, whole),
		waived(item("6", "common.software.file_sharing", -20), assessment.FalsePositive, assessment.DeviationApproved, whole),
		waived(item("7", "common.vuln.age", -20), assessment.OperationalRequirement, assessment.DeviationApproved, assessment.Cover{Component: "hosts", Asset: "web-1", All: true}),
		waived(item("8", "common.tls.protocols", -3), assessment.RiskAccepted, assessment.DeviationPending, whole),
		waived(item("9", "common.keys.rotation", -3), assessment.VendorDependency, assessment.DeviationApproved, whole),
		wrong,
	}}}
	in.Certification = report.Certification{
		Path: "assay.yaml", Class: "c", Overview: "https://trust.example.com/overview.json", Results: "https://trust.example.com/assay/", Since: day(-30),
		Evaluations: []report.Evaluation{
			{Item: "FEDRAMP-LOW-0005", Completed: day(-19), Rating: 2, Exploited: &no, Impact: "Little."},
			{Item: "FEDRAMP-LOW-0009", Completed: day(-2), Rating: 4, Reachable: &no, Next: day(20), NextRating: 1, Supplement: "Watch\nthe page."},
		},
		Requirements: []report.Record{{ID: "VER-TFR-MHR", Status: "partially-implemented", Implementation: []string{"Monthly, in *Markdown*."}, Validation: []string{"Seen."}, Assessment: []string{"Nobody yet."}}},
		Ongoing: report.Ongoing{
			Since: day(-91).Truncate(24 * time.Hour), Through: day(100).Truncate(24 * time.Hour), Changes: []string{"One."}, Planned: []string{}, Transformative: []string{},
			Recommended: []string{}, Agencies: []string{"Agency of Examples"},
			Incidents: []report.Incident{{Summary: "A small one.", Occurred: day(-40), Resolved: day(-39), Lessons: []string{"Ask earlier."}}, {Summary: "Another.", Occurred: day(-2)}},
		},
	}
	in.Claims = func(string) ([]assessment.Claimed, bool, error) {
		return []assessment.Claimed{{Component: "Staff | sign-in", ControlID: "ia-2", Statement: "ia-2_smt", Status: "implemented", Description: "By *keys*."}}, true, nil
	}
}

// indicated is whole as a run against Key Security Indicators.
func indicated() report.Input {
	in := whole()
	r := &in.Results[1]
	for i := range r.Findings {
		r.Findings[i].Target.ControlID = "ksi-iam-elp"
	}
	r.Unassessed[0].Target.ControlID = "ksi-ced-rat"
	r.Scope.Controls = []assessment.Control{{ID: "ksi-ced-rat", Label: "KSI-CED-RAT"}, {ID: "ksi-iam-elp", Label: "KSI-IAM-ELP"}}
	r.Observations[0].EvidenceSet, r.Observations[0].First, r.Observations[0].Last = "set", in.AsOf, in.AsOf
	r.Sets = map[string]assessment.EvidenceSet{"set": {Digest: "set", Count: 1, Files: []assessment.Source{{Path: "evidence/idp.json", Digest: strings.Repeat("c", 64)}}}}
	in.Certification.Indicators = []report.Record{
		{ID: "KSI-IAM-ELP", Implementation: []string{"Roles."}, Validation: []string{"Reviewed weekly."}, Assessment: []string{"Nobody yet."}},
		{ID: "KSI-CED-RAT", Status: "implemented", Implementation: []string{"Courses."}, Assessment: []string{"Nobody yet."}},
	}
	return in
}

// schemaOf compiles a schema of FedRAMP as it was published, formats asserted.
func schemaOf(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	dir := filepath.Join(testkit.SharedData(t), "fedramp-2026")
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	for _, file := range []string{"common-definitions", name} {
		base := "fedramp-" + file + "-schema-2026-06-24.json"
		raw, err := os.ReadFile(filepath.Join(dir, base))
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		address := "https://fedramp.gov/schemas/" + base
		if err := c.AddResource(address, doc); err != nil {
			t.Fatal(err)
		}
		// The published references have no # before the pointer: as written they name
		// other documents. Each of these stands here for the definition that is meant.
		defs, _ := doc.(map[string]any)["$defs"].(map[string]any)
		for def := range defs {
			if err := c.AddResource(address+"/$defs/"+def, map[string]any{"$ref": address + "#/$defs/" + def}); err != nil {
				t.Fatal(err)
			}
		}
	}
	s, err := c.Compile("https://fedramp.gov/schemas/fedramp-" + name + "-schema-2026-06-24.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func valid(t *testing.T, s *jsonschema.Schema, text []byte) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(doc)
}

// Every document is valid by the schema that FedRAMP published, also with hostile text
// in it, and the schema can tell.
func TestFedRAMPDocumentsAreValid(t *testing.T) {
	for form, name := range fedrampForms {
		t.Run(form, func(t *testing.T) {
			schema := schemaOf(t, name)
			for what, in := range map[string]report.Input{"whole": whole(), "indicators": indicated(), "hostile": poisoned("a\u202eb\n\x00<|>")} {
				text := written(t, form, in)
				if err := valid(t, schema, text); err != nil {
					t.Errorf("%s: %v", what, err)
				}
				broken := bytes.Replace(text, []byte(`"certificationPackageOverviewUri": "https://trust`), []byte(`"certificationPackageOverviewUri": "not a uri`), 1)
				if valid(t, schema, broken) == nil {
					t.Errorf("%s: the schema takes anything", what)
				}
			}
		})
	}
}

// An item is what its state and its waivers make of it.
func TestVulnerabilitiesByState(t *testing.T) {
	type detail struct {
		ID          string `json:"providerTrackingId"`
		Disposition string `json:"finalDisposition"`
		Supplement  string `json:"supplementaryRiskInformation"`
		Overdue     *struct {
			Is  bool   `json:"isOverdue"`
			Why string `json:"explanation"`
		} `json:"overdueStatus"`
		Rating *int `json:"currentRating"`
	}
	var doc struct {
		Vulnerabilities []detail `json:"vulnerabilities"`
		Active          []detail `json:"activeVulnerabilities"`
		Accepted        []struct {
			Detail    detail `json:"vulnerabilityDetail"`
			Rationale string `json:"acceptanceRationale"`
		} `json:"acceptedVulnerabilities"`
	}
	read := func(form string) {
		doc.Vulnerabilities, doc.Active, doc.Accepted = nil, nil, nil
		if err := json.Unmarshal(written(t, form, whole()), &doc); err != nil {
			t.Fatal(err)
		}
	}
	ids := func(list []detail) string {
		var out []string
		for _, d := range list {
			out = append(out, d.ID[len(d.ID)-1:]+strings.Map(func(r rune) rune {
				if r >= 'A' && r <= 'Z' {
					return r
				}
				return -1
			}, d.Disposition))
		}
		return strings.Join(out, " ")
	}
	read("fedramp-vulnerabilities")
	// What a person closed has no disposition; what was closed before the period is not in it.
	if got, want := ids(doc.Vulnerabilities), "1 2FM 4 6FP 7 8 9 AFP"; got != want {
		t.Errorf("in the period: %s, want %s", got, want)
	}
	late := doc.Vulnerabilities[0].Overdue
	if late == nil || !late.Is || !strings.Contains(late.Why, "past its deadline") || !strings.Contains(late.Why, "within 5 days of its detection (VER-TFR-EVU, class C)") {
		t.Errorf("an item past its deadline: %+v", late)
	}
	if s := doc.Vulnerabilities[2].Supplement; !strings.Contains(s, "by a person") || !strings.Contains(s, "no run has verified it") {
		t.Errorf("what a person closed says %s", s)
	}
	if s := doc.Vulnerabilities[4].Supplement; !strings.Contains(s, "Of 2 open subjects 1 are accepted") {
		t.Errorf("what is accepted in part says %s", s)
	}
	if s := doc.Vulnerabilities[5].Supplement; !strings.Contains(s, "risk-accepted, pending") {
		t.Errorf("a waiver that is pending says %s", s)
	}
	if o := doc.Vulnerabilities[6].Overdue; o == nil || o.Is {
		t.Errorf("an evaluated item in time: %+v", o)
	}
	read("fedramp-activity")
	if got, want := ids(doc.Active), "1 2FM 3FM 4 6FP 7 8 9 AFP"; got != want {
		t.Errorf("ever: %s, want %s", got, want)
	}
	read("fedramp-accepted")
	if len(doc.Accepted) != 1 || doc.Accepted[0].Detail.ID != "FEDRAMP-LOW-0005" || !strings.Contains(doc.Accepted[0].Rationale, "approved by A. Official on ") || !strings.HasSuffix(doc.Accepted[0].Rationale, ": Rebuilt next year.") {
		t.Errorf("accepted: %+v", doc.Accepted)
	}
	if r := doc.Accepted[0].Detail.Rating; r == nil || *r != 2 {
		t.Error("its evaluation is lost")
	}
	if strings.Contains(string(written(t, "fedramp-activity", whole())), "okafor") {
		t.Error("a subject is named")
	}
}

// A control's status is told only where verdicts tell it.
func TestStatusOfControlsByVerdicts(t *testing.T) {
	for name, row := range map[string]struct {
		verdicts []assessment.Verdict
		open     bool
		want     string
	}{
		"all pass":               {[]assessment.Verdict{assessment.VerdictPass, assessment.VerdictNotApplicable}, false, "Implemented"},
		"one passes, one waits":  {[]assessment.Verdict{assessment.VerdictPass, assessment.VerdictUndecided}, false, ""},
		"one passes, one nobody": {[]assessment.Verdict{assessment.VerdictPass}, true, ""},
		"one passes, one fails":  {[]assessment.Verdict{assessment.VerdictPass, assessment.VerdictFail}, true, "Partially Implemented"},
		"one fails":              {[]assessment.Verdict{assessment.VerdictFail, assessment.VerdictUndecided}, true, "Not Implemented"},
		"none applies":           {[]assessment.Verdict{assessment.VerdictNotApplicable}, false, ""},
		"nothing is known":       {nil, true, ""},
	} {
		in := whole()
		r := &in.Results[1]
		r.Scope.Controls, r.Findings, r.Unassessed = []assessment.Control{{ID: "ia-2", Label: "IA-2"}}, nil, nil
		for _, v := range row.verdicts {
			r.Findings = append(r.Findings, assessment.Finding{Target: assessment.Target{ID: "t", ControlID: "ia-2"}, Verdict: v})
		}
		if row.open {
			r.Unassessed = []assessment.Unassessed{{Target: assessment.Target{ID: "u", ControlID: "ia-2"}}}
		}
		var doc struct {
			Controls []struct {
				Status *string `json:"controlImplementationStatus"`
			} `json:"securityControls"`
		}
		if err := json.Unmarshal(written(t, "fedramp-sdr", in), &doc); err != nil {
			t.Fatal(err)
		}
		got := ""
		if s := doc.Controls[0].Status; s != nil {
			got = *s
		}
		if got != row.want {
			t.Errorf("%s: %q, want %q", name, got, row.want)
		}
	}
}

// The provider's word on an indicator counts where verdicts say nothing, or less; a
// failure stays one.
func TestStatusOfIndicators(t *testing.T) {
	for _, row := range []struct{ elp, rat, want string }{
		{"", "", "- Not Implemented"},
		{"implemented", "implemented", "Implemented Not Implemented"},
		{"not-implemented", "partially-implemented", "Partially Implemented Not Implemented"},
	} {
		in := indicated()
		in.Certification.Indicators[0].Status, in.Certification.Indicators[1].Status = row.elp, row.rat
		var doc struct {
			Indicators []struct {
				Status string `json:"ksiImplementationStatus"`
			} `json:"keySecurityIndicators"`
		}
		if err := json.Unmarshal(written(t, "fedramp-sdr", in), &doc); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, i := range doc.Indicators {
			if i.Status == "" {
				i.Status = "-"
			}
			got = append(got, i.Status)
		}
		if strings.Join(got, " ") != row.want {
			t.Errorf("%+v: %v", row, got)
		}
	}
}

// What people have not said makes no document: each is named, with where to write it.
func TestFedRAMPDocumentsWantWordsOfPeople(t *testing.T) {
	for name, row := range map[string]struct {
		form   string
		change func(*report.Input)
		want   []string
	}{
		"nothing at all":              {"fedramp-vulnerabilities", func(in *report.Input) { in.Certification = report.Certification{} }, []string{"fedramp.package.overview is not given", "fedramp.vulnerabilities.since is not given"}},
		"no rules":                    {"fedramp-sdr", func(in *report.Input) { in.Certification.Requirements = nil }, []string{"fedramp.record.requirements is not given"}},
		"no period":                   {"fedramp-ongoing", func(in *report.Input) { in.Certification.Ongoing = report.Ongoing{} }, []string{"fedramp.ongoing.since", "fedramp.ongoing.planned.through", "fedramp.ongoing.changes", "fedramp.ongoing.planned.changes", "fedramp.ongoing.transformative", "fedramp.ongoing.recommendations", "fedramp.ongoing.agencies", "fedramp.ongoing.incidents"}},
		"a short plan":                {"fedramp-ongoing", func(in *report.Input) { in.Certification.Ongoing.Through = in.AsOf.AddDate(0, 2, 0) }, []string{"less than three months"}},
		"a period that is not over":   {"fedramp-accepted", func(in *report.Input) { in.Certification.Since = in.AsOf }, []string{"not before the assessment"}},
		"an item that is not there":   {"fedramp-activity", func(in *report.Input) { in.Certification.Evaluations[0].Item = "X-1" }, []string{"there is no item X-1"}},
		"an evaluation of later":      {"fedramp-activity", func(in *report.Input) { in.Certification.Evaluations[0].Completed = in.AsOf.AddDate(0, 0, 1) }, []string{"completed after the assessment"}},
		"another framework":           {"fedramp-activity", func(in *report.Input) { in.Certification.Framework = "fedramp-high" }, []string{"names fedramp-high, and the results are against hipaa, fedramp-low"}},
		"two frameworks":              {"fedramp-activity", func(in *report.Input) { in.Results[0].Scope.Framework.ID = "fedramp-20x" }, []string{"fedramp.package.framework is not given"}},
		"none of FedRAMP":             {"fedramp-activity", func(in *report.Input) { in.Results = in.Results[:1] }, []string{"no framework of FedRAMP"}},
		"no plan of action":           {"fedramp-activity", func(in *report.Input) { in.Unplanned = true }, []string{"no plan of action stands beside"}},
		"an item without a detection": {"fedramp-activity", func(in *report.Input) { in.POAMs["fedramp-low"].Items[0].Detected = time.Time{} }, []string{"no time of detection"}},
		"controls that are not known": {"fedramp-sdr", func(in *report.Input) { in.Results[1].Scope.Controls = nil }, []string{"not known which controls"}},
		"indicators nobody describes": {"fedramp-sdr", func(in *report.Input) {
			*in = indicated()
			in.Certification.Indicators = in.Certification.Indicators[:1]
			in.Certification.Indicators[0].Assessment = nil
		}, []string{"has no KSI-CED-RAT", "the entry of KSI-IAM-ELP has no assessment"}},
		"an indicator that is not there": {"fedramp-sdr", func(in *report.Input) {
			*in = indicated()
			in.Certification.Indicators = append(in.Certification.Indicators, report.Record{ID: "KSI-IAM-XXX"})
		}, []string{"has no indicator KSI-IAM-XXX"}},
	} {
		t.Run(name, func(t *testing.T) {
			in := whole()
			row.change(&in)
			f, _ := report.Named(row.form)
			var out bytes.Buffer
			err := f.Write(&out, in)
			if err == nil || out.Len() > 0 {
				t.Fatalf("it is written: %v", err)
			}
			for _, want := range row.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error does not say %q:\n%v", want, err)
				}
			}
			for _, p := range problem.All(err) {
				if p.Place.Path == "" || p.Remedy == "" {
					t.Errorf("%v says no place or no remedy", p)
				}
			}
		})
	}
}

// What a form cannot carry is told.
func TestNotesTellWhatIsLeftOut(t *testing.T) {
	in := whole()
	notes := strings.Join(report.Notes("fedramp-vulnerabilities", in), "\n")
	for _, want := range []string{"4 open items without an evaluation", "1 gap of the assessment", "supplementaryRiskInformation"} {
		if !strings.Contains(notes, want) {
			t.Errorf("no note says %q:\n%s", want, notes)
		}
	}
	if in.Certification.Class = ""; !strings.Contains(strings.Join(report.Notes("fedramp-activity", in), "\n"), "fedramp.package.class is not given") {
		t.Error("no note says that the class is not known")
	}
	in.Stopped = "the deadline"
	for form := range fedrampForms {
		if notes := report.Notes(form, in); len(notes) == 0 || notes[0] != "it is made of a run that is not complete: the deadline" {
			t.Errorf("%s has no notes", form)
		}
	}
	if notes := report.Notes("csv", in); notes != nil {
		t.Errorf("the table of findings has notes: %v", notes)
	}
}
