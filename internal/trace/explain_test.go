package trace

import (
	"encoding/json"
	"errors"
	"io"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

var (
	day   = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	piece = strings.Repeat("a", 64)
	whole = strings.Repeat("b", 64)
	set   = strings.Repeat("c", 64)
	rego  = strings.Repeat("d", 64)
)

func subjects(s ...assessment.Subject) iter.Seq2[assessment.Subject, error] {
	return func(yield func(assessment.Subject, error) bool) {
		for _, one := range s {
			if !yield(one, nil) {
				return
			}
		}
	}
}

// world is a framework with an objective that fails, one that is undecided and
// one that nothing decides.
func world() Run {
	mfa := &assessment.Check{ID: "common.iam.mfa", Title: "MFA", Citations: []assessment.Citation{{Text: "IA-2(1)", Ref: "https://csrc.nist.gov"}},
		Source: assessment.Source{Path: "policies/common/iam/mfa/mfa.rego", Line: 1, Digest: rego}}
	target := func(id string) assessment.Target {
		return assessment.Target{ID: id, ControlID: "ia-2.1", Label: strings.ToUpper(id), Kind: assessment.Objective}
	}
	key := []assessment.RunKey{{Check: mfa.ID}}
	at := assessment.Source{Path: "evidence/idp.jsonl", Line: 2, Digest: whole}
	failing := assessment.Observation{UUID: "o-fail", Run: key[0], Component: "idp", Outcome: assessment.Fail, Count: 1, EvidenceSet: set, First: day.AddDate(0, 0, -1), Last: day,
		Params: []assessment.Parameter{{Name: "max-days", Value: "30", Origin: "assay.yaml, assay.yaml:7"}}, Population: assessment.Population{Expected: 3, Examined: 2, Missing: 1},
		Subjects: subjects(assessment.Subject{Component: "idp", Asset: "idp", ID: "break-glass", Why: "no second factor\x1b[31m", Evidence: piece, Source: at})}
	missing := assessment.Observation{UUID: "o-none", Run: assessment.RunKey{Check: "common.backup.recent"}, Component: "db", Reason: assessment.ReasonMissing, Count: 1, First: day, Last: day,
		Population: assessment.Population{Asserted: true}, Subjects: subjects(assessment.Subject{Component: "db", Asset: "db", ID: "db", Why: "declared and not there"})}
	item := assessment.Item{UUID: "i-2", RiskUUID: "r-1", ID: "HIPAA-0002", Weakness: mfa.ID, Names: []string{mfa.ID}, Status: assessment.RiskOpen, Reopens: "i-1",
		Detected: day.AddDate(0, 0, -1), Deadline: day.AddDate(0, 0, 29), Affected: assessment.AffectedSet{Count: 1, Open: 1,
			Inline: []assessment.Affected{{Component: "idp", Asset: "idp", ID: "break-glass", Since: day.AddDate(0, 0, -1), Last: day, Why: "no second factor", Evidence: piece}}},
		Log: []assessment.LogEntry{{At: day, Title: "Opened again", Description: "Found by common.iam.mfa after HIPAA-0001 was closed."}}}
	before := assessment.Item{UUID: "i-1", RiskUUID: "r-0", ID: "HIPAA-0001", Weakness: mfa.ID, Names: []string{mfa.ID}, Status: assessment.RiskClosed,
		Closure: &assessment.Closure{At: day.AddDate(0, 0, -3), Fixed: 1, Evidence: []string{set}}}
	return Run{
		POAM: assessment.POAM{System: "meridian", Items: []assessment.Item{before, item}},
		Results: assessment.Results{
			AsOf: day, Complete: true, Checks: []*assessment.Check{mfa},
			Scope: &assessment.Scope{Framework: assessment.Framework{ID: "hipaa", Title: "HIPAA"}, Bindings: []assessment.Binding{
				{Target: "ia-2.1_obj", Strength: assessment.Decides, Runs: key, Source: assessment.Source{Path: "policies/hipaa/bindings.yaml", Line: 4}},
				{Target: "ia-2.1_rest", Strength: assessment.Informs, Runs: key},
			}},
			Sets:         map[string]assessment.EvidenceSet{set: {Digest: set, Files: []assessment.Source{{Path: "evidence/idp.jsonl", Digest: whole}}}},
			Observations: []assessment.Observation{failing, missing},
			Findings: []assessment.Finding{
				{UUID: "f-1", Target: target("ia-2.1_obj"), Verdict: assessment.VerdictFail, Basis: assessment.BasisMachine, Why: "it fails", Observations: []int{0}, Risks: []string{mfa.ID}},
				{UUID: "f-2", Target: target("ia-2.2_obj"), Reason: assessment.ReasonMissing, Why: "missing", Observations: []int{1}, Informing: []int{0}, Risks: []string{"gap/backups/db"}},
			},
			Risks: []assessment.Risk{
				{UUID: "r-1", Key: mfa.ID, Check: mfa, Status: assessment.RiskOpen, Level: assessment.LevelHigh, Remediation: "Enrol one.", Observations: []int{0}},
				{UUID: "r-2", Key: "gap/backups/db", Gap: true, Status: assessment.RiskInvestigating, Statement: "1 objective could not be decided."},
			},
			Unassessed: []assessment.Unassessed{{Target: target("ia-2.1_rest"), Why: "no check decides it"}},
			Coverage:   assessment.Coverage{Total: 3, Fail: 1, Undecided: 1, NotAssessed: 1},
		},
	}
}

// explain is what is told of an id in text, which JSON is enough to write.
func explain(t *testing.T, run Run, id string) string {
	t.Helper()
	var said, read strings.Builder
	if err := Explain([]Run{run}, id, func(e *Entry) error { return errors.Join(Text(&said, e), Text(&read, again(t, e))) }); err != nil {
		t.Fatalf("%s: %v", id, err)
	}
	if said.String() != read.String() {
		t.Errorf("%s: the text is\n%s\nand of the JSON\n%s", id, said.String(), read.String())
	}
	return said.String()
}

// said is what is told of an id in text.
func said(run Run, id string) (string, error) {
	var out strings.Builder
	err := Explain([]Run{run}, id, func(e *Entry) error { return Text(&out, e) })
	return out.String(), err
}

// again is an entry as whoever reads its JSON has it.
func again(t *testing.T, e *Entry) *Entry {
	t.Helper()
	text, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	var parts map[string]any
	out := new(Entry)
	if err := errors.Join(json.Unmarshal(text, &parts), json.Unmarshal(text, out)); err != nil {
		t.Fatal(err)
	}
	if len(parts) != 2 || e.Framework == "" {
		t.Errorf("an entry is of a framework and of one thing: %s", text)
	}
	return out
}

// JSON says what the text says, of what is rare too.
func TestJSONSaysWhatTheTextSays(t *testing.T) {
	run := world()
	run.Documents = []Document{document(`{"x": {"uuid": "doc", "tools": [{"uuid": "tool", "title": "T"}]}}`)}
	run.Results.Complete = false
	run.Results.Scope.Tailored = []string{"ac-9"}
	run.Results.Observations[0].Params = append(run.Results.Observations[0].Params, assessment.Parameter{Name: "by-hand", Value: "no JSON"})
	run.Results.Risks = append(run.Results.Risks, assessment.Risk{UUID: "r-3", Key: "unknown-asset/db", Own: true, Statement: "unknown", Deadline: day,
		Assets: []assessment.Subject{{Component: "db", Asset: "x", ID: "x", Source: assessment.Source{Path: "p", Line: 3}}}})
	for _, id := range []string{"hipaa", "ia-2.1", "r-3", "tool"} {
		explain(t, run, id)
	}
}

// Every name that a document, a report or explain itself prints leads somewhere.
func TestEveryNameLeadsSomewhere(t *testing.T) {
	for id, want := range map[string][]string{
		"hipaa":                            {"0 pass, 1 fail, 1 undecided, 0 not applicable, 1 not assessed"},
		"IA-2.1_OBJ":                       {"verdict: fail", "decides it: common.iam.mfa, bound at policies/hipaa/bindings.yaml:4", "POA&M HIPAA-0002"},
		"ia-2.1":                           {"ia-2.1_obj", "ia-2.1_rest IA-2.1_REST: not assessed: no check decides it", "informs it: common.iam.mfa"},
		"ia-2.2_obj":                       {"informs, and counts for nothing: check common.iam.mfa on component idp: 1 fail (observation o-fail)", "risk gap/backups/db: investigating\n"},
		"f-1":                              {"verdict: fail"},
		"common.iam.mfa":                   {"leads to: ia-2.1_obj", "informs: ia-2.2_obj", "informs: ia-2.1_rest IA-2.1_REST: not assessed", "risk common.iam.mfa: open, level high", "POA&M HIPAA-0001", "POA&M HIPAA-0002"},
		"idp":                              {"hipaa check common.iam.mfa on component idp: 1 fail (observation o-fail)", "leads to: ia-2.1_obj"},
		"meridian":                         {"hipaa HIPAA, as of 2026-11-20T00:00:00Z"},
		"break-glass":                      {"hipaa check common.iam.mfa on component idp: 1 fail (observation o-fail)", "  leads to: ia-2.1_obj", "  break-glass: no second factor", "evidence: evidence/idp.jsonl:2 sha256:" + piece, "POA&M HIPAA-0002"},
		"IDP/break-glass":                  {"  break-glass: no second factor"},
		"o-none":                           {"no evidence as of 2026-11-20", "leads to: ia-2.2_obj", "what the evidence itself names"},
		"r-1":                              {"POA&M HIPAA-0002", "verdict: fail"},
		"r-2":                              {"risk gap/backups/db", "why: 1 objective", "verdict: undecided (missing)"},
		"gap/backups/db":                   {"risk gap/backups/db", "verdict: undecided (missing)"},
		"HIPAA-0002":                       {"the return of HIPAA-0001", "Opened again", "break-glass: affected since 2026-11-19T00:00:00Z, failed last 2026-11-20", "verdict: fail", "evidence: sha256:" + piece},
		"i-1":                              {"HIPAA-0001 (common.iam.mfa): closed", "closed on evidence set sha256:" + set},
		"evidence/idp.jsonl":               {"hipaa observation o-fail"},
		"idp.jsonl":                        {"hipaa observation o-fail"},
		"evidence/idp.jsonl:2":             {"(observation o-fail)", "  break-glass: no second factor"},
		piece:                              {"(observation o-fail)", "  break-glass: no second factor"},
		whole:                              {"evidence: evidence/idp.jsonl:2 sha256:" + piece + " in file sha256:" + whole},
		set:                                {"hipaa observation o-fail"},
		rego:                               {"policy: policies/common/iam/mfa/mfa.rego:1 sha256:" + rego},
		"policies/common/iam/mfa/mfa.rego": {"citation: IA-2(1) https://csrc.nist.gov"},
	} {
		got := explain(t, world(), id)
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%s does not say %q:\n%s", id, w, got)
			}
		}
		if strings.Contains(got, "\x1b") {
			t.Errorf("%s sends a control character to the terminal", id)
		}
	}
}

func TestAFindingIsWalkedBackToItsEvidence(t *testing.T) {
	want := `hipaa ia-2.1_obj IA-2.1_OBJ
  verdict: fail, basis machine, as of 2026-11-20T00:00:00Z
  why: it fails
  finding f-1
  decides it: common.iam.mfa, bound at policies/hipaa/bindings.yaml:4
  check common.iam.mfa on component idp: 1 fail
    observation o-fail, evidence collected 2026-11-19T00:00:00Z to 2026-11-20T00:00:00Z
    parameter max-days: 30, from assay.yaml, assay.yaml:7
    policy: policies/common/iam/mfa/mfa.rego:1 sha256:` + rego + `
    citation: IA-2(1) https://csrc.nist.gov
    population: 2 of 3 examined, by the inventory, 1 missing
    break-glass: no second factor [31m
      evidence: evidence/idp.jsonl:2 sha256:` + piece + ` in file sha256:` + whole + `
  risk common.iam.mfa: open, level high
    uuid r-1
    fix: Enrol one.
  POA&M HIPAA-0002 (common.iam.mfa): open, first detected 2026-11-19T00:00:00Z, due 2026-12-19T00:00:00Z, 1 of 1 subjects still affected
`
	if got := explain(t, world(), "f-1"); got != want {
		t.Errorf("it says:\n%s\nand should say:\n%s", got, want)
	}
}

// Another tool's document has no check, outcome or policy; nothing of ours may be
// said in their place.
func TestAnotherToolsObservationIsNotToldAsOurs(t *testing.T) {
	run := Run{Results: assessment.Results{
		AsOf: day, Complete: true, Scope: &assessment.Scope{Framework: assessment.Framework{ID: "theirs"}},
		Checks:       []*assessment.Check{{ID: "o-1", Title: "System engineer's role"}},
		Observations: []assessment.Observation{{UUID: "o-1", Run: assessment.RunKey{Check: "o-1"}, First: day, Last: day, Subjects: subjects(assessment.Subject{ID: "x"})}},
		Findings:     []assessment.Finding{{UUID: "f-1", Target: assessment.Target{ID: "ac-6.1_obj"}, Verdict: assessment.VerdictFail, Why: "seen", Observations: []int{0}}},
		Coverage:     assessment.Coverage{Fail: 1, Unknown: true},
	}}
	got := explain(t, run, "ac-6.1_obj")
	if !strings.Contains(got, "observation o-1: System engineer's role, evidence collected 2026-11-20T00:00:00Z\n") {
		t.Errorf("it says:\n%s", got)
	}
	for _, no := range []string{"undecided", "policy:", "population", "on component"} {
		if strings.Contains(got, no) {
			t.Errorf("it says %q:\n%s", no, got)
		}
	}
	if got := explain(t, run, "theirs"); !strings.Contains(got, "what was not assessed is not known") {
		t.Errorf("it says:\n%s", got)
	}
}

// document is an OSCAL document in memory.
func document(text string) Document {
	return Document{Path: "results/hipaa/x.json", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

// A uuid that results do not know is looked for in the documents, and what has it
// leads to what it names, or to what it stands in.
func TestEveryObjectOfADocumentLeadsSomewhere(t *testing.T) {
	run := world()
	run.Documents = []Document{document(`{"x": {"uuid": "doc", "metadata": {"title": "T"},
  "activities": [{"title": "MFA", "props": [{"name": "method", "value": "o-none"}, {"name": "check", "value": "common.iam.mfa"}], "uuid": "act"}],
  "inventory-items": [{"props": [{"name": "asset-id", "value": "break-glass"}], "uuid": "inv"}],
  "risks": [{"remediations": [{"uuid": "rem", "tasks": [{"uuid": "task"}]}], "risk-log": {"entries": [{"title": "Opened", "uuid": "log"}]}, "uuid": "r-1"}],
  "tools": [{"uuid": "tool", "title": "as\u001bsay"}],
  "back-matter": {"resources": [{"uuid": "res", "title": "t", "rlinks": [{"hashes": [{"algorithm": "SHA-256", "value": "` + rego + `"}]}]}, {"uuid": "file", "title": "evidence/idp.jsonl"}]}}}`)}
	for id, want := range map[string][]string{
		"act":  {"hipaa activity act MFA\n  stands at results/hipaa/x.json#/x/activities/0\n", "check common.iam.mfa on component idp"},
		"INV":  {"hipaa inventory-item INV\n", "  break-glass: no second factor"},
		"task": {"hipaa task task\n  stands at results/hipaa/x.json#/x/risks/0/remediations/0/tasks/0\n", "risk common.iam.mfa"},
		"log":  {"hipaa log entry log Opened\n", "risk common.iam.mfa"},
		"tool": {"hipaa tool tool as say\n"},
		"res":  {"hipaa resource res t\n", "policies/common/iam/mfa/mfa.rego"},
		"file": {"hipaa resource file evidence/idp.jsonl\n", "hipaa observation o-fail"},
		"doc":  {"hipaa x doc\n"},
	} {
		got := explain(t, run, id)
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%s does not say %q:\n%s", id, w, got)
			}
		}
		if strings.Contains(got, "o-none") {
			t.Errorf("%s leads to what only has the word of another property:\n%s", id, got)
		}
	}
	run.Documents = []Document{document(`{"uuid": "a"`)}
	if _, err := said(run, "a"); err == nil || !strings.Contains(err.Error(), "results/hipaa/x.json: the document cannot be read to its end") {
		t.Errorf("a document that is cut off: %v", err)
	}
}

// A risk of many findings names them; the chain of each is asked for by its id.
func TestManyFindingsOfARiskAreNamed(t *testing.T) {
	run := world()
	for range 3 {
		run.Results.Findings = append(run.Results.Findings, run.Results.Findings[0])
	}
	if got := explain(t, run, "r-1"); strings.Count(got, "behind it: ia-2.1_obj IA-2.1_OBJ: fail (finding f-1)") != 4 || strings.Contains(got, "verdict:") {
		t.Errorf("it says:\n%s", got)
	}
}

// A slip of the pen names what was meant.
func TestAnIdThatIsMisspelt(t *testing.T) {
	for id, want := range map[string]string{"common.iam.mfaa": "did you mean common.iam.mfa?", "HIPAA-002": "did you mean HIPAA-0002 or HIPAA-0001 or hipaa?", "zzzzzzzz": "give a framework, control"} {
		if _, err := said(world(), id); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", id, err, want)
		}
	}
}

func TestAnIdThatNothingHasIsAProblem(t *testing.T) {
	for _, id := range []string{"", "ac-99", strings.Repeat("f", 64), "evidence/other.json", "/"} {
		if said, err := said(world(), id); err == nil || said != "" {
			t.Errorf("%q: error %v, said %q", id, err, said)
		}
	}
}

func TestAFileThatCannotBeReadIsAnError(t *testing.T) {
	damaged := errors.New("damaged")
	run := world()
	run.Results.Observations[0].Subjects = func(yield func(assessment.Subject, error) bool) {
		yield(assessment.Subject{}, damaged)
	}
	for _, id := range []string{"f-1", piece} {
		if _, err := said(run, id); !errors.Is(err, damaged) {
			t.Errorf("%s: error %v", id, err)
		}
	}
}

func TestManySubjectsAreCounted(t *testing.T) {
	run := world()
	o := &run.Results.Observations[0]
	many := make([]assessment.Subject, 25)
	for i := range many {
		many[i] = assessment.Subject{ID: "x"}
	}
	o.Count, o.Subjects = len(many), subjects(many...)
	if got := explain(t, run, "f-1"); !strings.Contains(got, "  and 15 more\n") {
		t.Errorf("it says:\n%s", got)
	}
}

// Names come from evidence, and a terminal obeys more than what begins with an
// escape.
func TestNothingIsPrintedThatATerminalObeys(t *testing.T) {
	run := world()
	run.Results.Observations[0].Subjects = subjects(assessment.Subject{Component: "idp", Asset: "idp", ID: "a\x1b[2Jb\u009b31mc\u202ed\u2028e\x7ff\r\ng", Why: "w"})
	if out := explain(t, run, "common.iam.mfa"); !strings.Contains(out, "a [2Jb 31mc d e f  g") || strings.ContainsAny(out, "\x1b\u009b\u202e\u2028\x7f\r") {
		t.Errorf("printed %q", out)
	}
}

// An item of many subjects tells the first, and of each whether it is cleared; so
// does a gap of many findings name them.
func TestAnItemOfManySubjects(t *testing.T) {
	run := world()
	it := &run.POAM.Items[1]
	for i := range 12 {
		it.Affected.Inline = append(it.Affected.Inline, assessment.Affected{Component: "idp", ID: "x", Since: day.AddDate(0, 0, -i), Cleared: day})
	}
	it.Affected.Count = len(it.Affected.Inline)
	got := explain(t, run, "HIPAA-0002")
	for _, want := range []string{"    idp/x: affected since 2026-11-19T00:00:00Z, cleared 2026-11-20T00:00:00Z:", "    and 3 more\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("it does not say %q:\n%s", want, got)
		}
	}
	for range 3 {
		run.Results.Findings = append(run.Results.Findings, run.Results.Findings[1])
	}
	if got := explain(t, run, "gap/backups/db"); strings.Count(got, "  behind it: ia-2.2_obj IA-2.2_OBJ: undecided (missing) (finding f-2)\n") != 4 {
		t.Errorf("it says:\n%s", got)
	}
}
