package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/report"
	"github.com/assay-compliance/assay/internal/testkit"
)

// run is a small run with something of everything: two frameworks, a failing
// and an undecided objective, one not assessed, notes, and evidence that is
// gone.
func run() report.Input {
	mfa := &assessment.Check{ID: "common.iam.mfa", Title: "Second factor", Severity: assessment.LevelHigh}
	target := func(control, id, label string) assessment.Target {
		return assessment.Target{ID: id, ControlID: control, Kind: assessment.Objective, Label: label, Title: "Something that is asked"}
	}
	ia := assessment.Control{ID: "ia-2", Label: "IA-2", Targets: []assessment.Target{target("ia-2", "ia-2_obj.a", "IA-02a."), target("ia-2", "ia-2_obj.b", "IA-02b.")}}
	au := assessment.Control{ID: "au-2", Label: "AU-2", Targets: []assessment.Target{target("au-2", "au-2_obj", "AU-02")}}
	fedramp := assessment.Results{
		Scope: &assessment.Scope{Framework: assessment.Framework{ID: "fedramp-low", Title: "FedRAMP Low", Profile: assessment.Source{Digest: strings.Repeat("a", 64)}}, Tailored: []string{"ac-1"}},
		Findings: []assessment.Finding{
			{Target: ia.Targets[0], Verdict: assessment.VerdictFail, Why: "common.iam.mfa fails on idp", Basis: assessment.BasisMachine, Observations: []int{0}, Risks: []string{mfa.ID}},
			{Target: ia.Targets[1], Verdict: assessment.VerdictUndecided, Reason: assessment.ReasonStale, Why: "the evidence is stale", Basis: assessment.BasisMachine},
		},
		Observations: []assessment.Observation{{Run: assessment.RunKey{Check: mfa.ID}}},
		Controls:     []assessment.ControlResult{{Control: ia, Fail: 1, Undecided: 1}, {Control: au, NotReviewed: 1}},
		Unassessed:   []assessment.Unassessed{{Target: au.Targets[0], Supported: true, Why: "no source brings audit-config for logs", Kinds: []string{"audit-config"}}},
		Coverage:     assessment.Coverage{Total: 3, Fail: 1, Undecided: 1, NotAssessed: 1, Supported: 1, Disabled: 1},
	}
	hipaa := assessment.Results{
		Scope:    &assessment.Scope{Framework: assessment.Framework{ID: "hipaa", Title: "HIPAA", Profile: assessment.Source{Digest: strings.Repeat("b", 64)}}},
		Findings: []assessment.Finding{{Target: target("hipaa-164.312.d", "hipaa-164.312.d_smt", "164.312(d)"), Verdict: assessment.VerdictPass, Why: "it passes", Basis: assessment.BasisMachine, Undeclared: []string{"session-policy"}}},
		Controls: []assessment.ControlResult{{Control: assessment.Control{ID: "hipaa-164.312.d"}, Pass: 1}},
		Coverage: assessment.Coverage{Total: 1, Pass: 1, Undeclared: 1},
	}
	failing := report.Reason{
		Kind: "failing", Framework: "fedramp-low", Level: "high", ID: mfa.ID, Check: mfa.ID, Controls: []string{"IA-2", "IA-2(1)", "IA-2(2)"}, Targets: []string{"ia-2_obj.a"},
		Component: "idp", Subject: "b.okafor", Subjects: 3, Why: "no second factor", Remedy: "Enrol one.", Evidence: "evidence/idp.json:7", Item: "FEDRAMP-LOW-0001",
	}
	gap := report.Reason{
		Kind: "undecided", Framework: "fedramp-low", ID: "gap/iam-accounts/idp", Controls: []string{"IA-2"}, Targets: []string{"ia-2_obj.b"},
		Component: "idp", Subject: "idp", Subjects: 4, Why: "1 objective could not be decided: evidence of iam-accounts for idp is older than its kind allows.", Remedy: "Collect iam-accounts for idp again.",
	}
	return report.Input{
		Version: "1.2.3", System: "meridian", AsOf: testkit.Clock(), TimeSource: "declared", Out: "results/",
		Results: []assessment.Results{hipaa, fedramp},
		Decision: report.Decision{
			Gate: "release", Code: 1, Summary: "1 weakness at or above moderate; 1 objective undecided", Reasons: []report.Reason{failing, gap},
			Tolerated: []report.Reason{{By: "below-level", Kind: "failing", Framework: "hipaa", Level: "low", ID: "common.x.y", Check: "common.x.y", Why: "a small thing"}},
		},
		Steps:    []report.Step{{Kinds: []string{"audit-config", "log-sources"}, Components: []string{"logs", "siem", "x", "y"}, Answers: 14}},
		Open:     map[string]int{"fedramp-low": 2},
		Evidence: assessment.EvidenceSummary{Envelopes: 9, Superseded: 1, NotesCut: 3, Notes: []assessment.Note{{Source: assessment.Source{Path: "evidence/idp.jsonl", Line: 4, Pointer: "/payload"}, Kind: "iam-accounts", Component: "idp", What: "collected long ago", Remedy: "collect it again"}}},
		Gone:     []string{"evidence/old.json"}, Unclaimed: []string{"web: ac-2"},
	}
}

func screen(t testing.TB, in report.Input, everything bool) string {
	t.Helper()
	return laid(t, in, report.Layout{All: everything})
}

func laid(t testing.TB, in report.Input, l report.Layout) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.Screen(&b, in, l); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func jsonOf(t testing.TB, in report.Input) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := report.JSON(&b, in); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGolden(t *testing.T) {
	stopped := run()
	stopped.Stopped = "the deadline passed"
	passed := run()
	passed.Decision = report.Decision{Gate: "default", Passed: true, Summary: "nothing at or above moderate fails"}
	passed.Evidence.Notes, passed.Evidence.NotesCut = nil, 0
	warned := run()
	warned.Decision = report.Decision{Gate: "pr", Passed: true, Summary: "nothing at or above moderate fails", Tolerated: append(run().Decision.Tolerated, run().Decision.Reasons[1])}
	undecided := run()
	undecided.Decision.Code, undecided.Decision.Reasons = 3, undecided.Decision.Reasons[1:]
	for name, got := range map[string][]byte{
		"failed.txt":    []byte(screen(t, run(), false)),
		"passed.txt":    []byte(screen(t, passed, false)),
		"undecided.txt": []byte(screen(t, undecided, false)),
		"stopped.txt":   []byte(screen(t, stopped, false)),
		"all.txt":       []byte(screen(t, run(), true)),
		"narrow.txt":    []byte(laid(t, run(), report.Layout{Width: 60})),
		"warned.txt":    []byte(screen(t, warned, false)),
		"report.json":   jsonOf(t, run()),
		"nothing.txt":   []byte(screen(t, report.Input{Version: "1.2.3", System: "meridian", AsOf: testkit.Clock(), TimeSource: "clock", Decision: report.Decision{Gate: "default", Code: 3}}, false)),
		"nothing.json":  jsonOf(t, report.Input{Version: "1.2.3", System: "meridian", AsOf: testkit.Clock(), TimeSource: "clock", Decision: report.Decision{Gate: "default", Code: 3}}),
	} {
		t.Run(name, func(t *testing.T) { testkit.Golden(t, filepath.Join("testdata", name), got) })
	}
}

// Whatever a run holds, the first screen fits a screen, and names as many of the
// worst failures as do; a narrow terminal has no line that is wider.
func TestTheFirstScreenHasAtMost25Lines(t *testing.T) {
	for _, width := range []int{0, 1, 40, 60, 80, 110, 200} {
		for frameworks := range 12 {
			for reasons := range 9 {
				for _, stopped := range []string{"", "the deadline passed"} {
					in := run()
					in.Stopped = stopped
					in.Results, in.Decision.Reasons = nil, nil
					for range frameworks {
						in.Results = append(in.Results, run().Results[1])
					}
					for i := range reasons {
						r := run().Decision.Reasons[0]
						r.Check, r.ID = fmt.Sprintf("check%d", i), fmt.Sprintf("check%d", i)
						r.Why = "long words of a policy"
						in.Decision.Reasons = append(in.Decision.Reasons, r)
					}
					text := laid(t, in, report.Layout{Width: width})
					lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
					if n := len(lines); n > 25 && (width == 0 || width >= 80) {
						t.Errorf("width %d: %d frameworks and %d reasons make %d lines", width, frameworks, reasons, n)
					}
					for _, l := range lines {
						if n := utf8.RuneCountInString(l); width > 0 && n > max(width, 20) {
							t.Errorf("a line has %d characters, want at most %d: %s", n, width, l)
						}
					}
					want := min(reasons, 5)
					switch {
					case width > 0 && width < 80:
						continue
					case frameworks > 3 || frameworks == 3 && stopped != "" || width > 0:
						want = min(reasons, 1)
					}
					if got := strings.Count(text, "\nfailing/high"); got < want {
						t.Errorf("width %d: %d frameworks, %d reasons: %d are named, want at least %d", width, frameworks, reasons, got, want)
					}
				}
			}
		}
	}
}

// A file or a pipe has no width: nothing that it could not show is cut off.
func TestNothingIsCutWhereThereIsNoTerminal(t *testing.T) {
	in := run()
	r := &in.Decision.Reasons[0]
	r.Why, r.Remedy = strings.Repeat("why ", 100)+"end-of-why", strings.Repeat("fix ", 100)+"end-of-fix"
	text := screen(t, in, false)
	for _, want := range []string{"end-of-why\n", "end-of-fix\n", "1 disabled  1 supported\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	// A terminal gets the same words on more lines.
	if narrow := laid(t, in, report.Layout{Width: 80, All: true}); strings.Join(strings.Fields(narrow), " ") != strings.Join(strings.Fields(screen(t, in, true)), " ") {
		t.Errorf("wrapped, it says something else:\n%s", narrow)
	}
}

// What a gate only warns of is seen without being asked for: named while there
// is room, counted when there is none.
func TestTheFirstScreenWarnsOfWhatIsUndecided(t *testing.T) {
	in := run()
	gap := in.Decision.Reasons[1]
	in.Decision = report.Decision{Gate: "pr", Passed: true, Tolerated: []report.Reason{gap}}
	if text := screen(t, in, false); !strings.Contains(text, "\nwarning: undecided fedramp-low IA-2 gap/iam-accounts/idp\n  1 objective could not be decided: ") {
		t.Errorf("no warning in\n%s", text)
	}
	in.Decision.Tolerated = nil
	for i := range 7 {
		gap.ID = fmt.Sprintf("gap/kind%d/idp", i)
		in.Decision.Tolerated = append(in.Decision.Tolerated, gap)
	}
	if text := screen(t, in, false); strings.Count(text, "\nwarning: undecided ") != 5 || !strings.Contains(text, "\nwarning: 2 more gaps left objectives undecided; this gate only warns of it\n") {
		t.Errorf("of 7 gaps it says\n%s", text)
	}
	for i := range 5 {
		r := run().Decision.Reasons[0]
		r.Check = fmt.Sprintf("check%d", i)
		in.Decision.Reasons = append(in.Decision.Reasons, r)
	}
	if text := screen(t, in, false); strings.Count(text, "\nfailing/") != 5 || !strings.Contains(text, "\nwarning: 7 gaps left objectives undecided; this gate only warns of it\n") {
		t.Errorf("beside 5 failures it says\n%s", text)
	}
}

// One loud check does not hide the others.
func TestTheFirstScreenNamesEachCheckOnceFirst(t *testing.T) {
	in := run()
	quiet := in.Decision.Reasons[0]
	in.Decision.Reasons = nil
	for range 8 {
		in.Decision.Reasons = append(in.Decision.Reasons, quiet)
	}
	for i := range 3 {
		r := quiet
		r.Check, r.ID = fmt.Sprintf("other%d", i), fmt.Sprintf("other%d", i)
		in.Decision.Reasons = append(in.Decision.Reasons, r)
	}
	text := screen(t, in, false)
	for _, want := range []string{"other0", "other1", "other2", "common.iam.mfa", "and 6 more"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on the screen:\n%s", want, text)
		}
	}
}

// A slip of the workspace explains what follows from it, so it is not left to
// --all.
func TestTheFirstScreenTellsLikelySlips(t *testing.T) {
	in := run()
	for i := range 3 {
		in.Warnings = append(in.Warnings, assessment.Note{Source: assessment.Source{Path: "assay.yaml", Line: 4 + i}, What: "no check names the type", Remedy: "did you mean host?"})
	}
	text := screen(t, in, false)
	if !strings.Contains(text, "\nwarning: assay.yaml:4: no check names the type; did you mean host?\nwarning: assay.yaml:5: ") || strings.Contains(text, "assay.yaml:6") {
		t.Errorf("it says\n%s", text)
	}
}

// Whoever asked to record hears what became of it.
func TestTheScreenSaysWhatWasRecorded(t *testing.T) {
	for want, r := range map[string]*report.Recorded{
		"": nil,
		"\nrecorded: poam/hipaa.json, poam/x.json; 1 changed\n":           {Files: []string{"poam/hipaa.json", "poam/x.json"}, Changed: 1},
		"\nrecorded: poam/hipaa.json; as before\n":                        {Files: []string{"poam/hipaa.json"}},
		"\nrecorded: nothing, because no item is on the plan of action\n": {},
		"\nnot recorded: the run is not complete\n":                       {Why: "the run is not complete"},
	} {
		in := run()
		in.Recorded = r
		text := screen(t, in, false)
		if !strings.Contains(text, want) || r == nil && strings.Contains(text, "recorded") {
			t.Errorf("%+v: it says\n%s", r, text)
		}
		if strings.Contains(string(jsonOf(t, in)), `"recorded": {`) != (r != nil) {
			t.Errorf("%+v: the JSON report says otherwise", r)
		}
	}
}

// What policies and evidence say reaches a terminal or a log of a pipeline:
// there it can neither move the cursor, nor start a line, nor turn around the
// direction of text, nor speak to the runner.
func TestHostileTextIsOneHarmlessLine(t *testing.T) {
	for name, text := range map[string]string{
		"an escape sequence":       "red \x1b[31malert\x1b[0m and \x1b]0;title\x07",
		"a C1 control":             "a\u009b31mb",
		"a carriage return":        "first\rgate default passed",
		"a workflow command":       "why\n::add-mask::x\n::set-output name=a::b",
		"a line separator":         "a\u2028::error::b\u2029c",
		"a direction override":     "a\u202edessap etag\u202c",
		"a zero-width joiner":      "gate\u200d\u200bpassed",
		"a tab and a vertical tab": "a\tb\vc\fd",
		"broken UTF-8":             "a\xff\xfeb\x80",
		"a NUL":                    "a\x00b",
	} {
		t.Run(name, func(t *testing.T) {
			in := run()
			clean := screen(t, in, true)
			in.System, in.Version, in.Stopped, in.Out = text, text, text, text
			in.Gone, in.Unclaimed = []string{text}, []string{text}
			in.Evidence.Notes[0].What, in.Evidence.Notes[0].Remedy, in.Evidence.Notes[0].Source.Path = text, text, text
			r := &in.Decision.Reasons[0]
			r.Why, r.Remedy, r.Subject, r.Component, r.Evidence, r.Controls = text, text, text, text, text, []string{text}
			in.Results[1].Findings[1].Why = text
			in.Results[1].Unassessed[0].Why = text
			for _, everything := range []bool{false, true} {
				got := screen(t, in, everything)
				if everything && strings.Count(got, "\n") != strings.Count(clean, "\n")+1 { // Stopped is one line more
					t.Errorf("it made lines of its own:\n%q", got)
				}
				for _, l := range strings.Split(got, "\n") {
					if strings.HasPrefix(l, "::") {
						t.Errorf("a runner would obey %q", l)
					}
					for _, c := range l {
						if c < ' ' || c == 0x7f || c >= 0x80 && c < 0xa0 || strings.ContainsRune("\u2028\u2029\u202e\u202c\u200b\u200d\u2066", c) {
							t.Errorf("%U is in %q", c, l)
						}
					}
				}
			}
			if !json.Valid(jsonOf(t, in)) {
				t.Error("the JSON report is not JSON")
			}
		})
	}
}

// A reader of the JSON report need not know nil from empty.
func TestTheJSONReportHasListsEvenWhenTheyAreEmpty(t *testing.T) {
	var out map[string]any
	if err := json.Unmarshal(jsonOf(t, report.Input{}), &out); err != nil {
		t.Fatal(err)
	}
	gate, evidence := out["gate"].(map[string]any), out["evidence"].(map[string]any)
	for name, v := range map[string]any{
		"frameworks": out["frameworks"], "next-steps": out["next-steps"], "reasons": gate["reasons"], "tolerated": gate["tolerated"], "notes": evidence["notes"],
	} {
		if _, ok := v.([]any); !ok {
			t.Errorf("%s is %v, want an empty list", name, v)
		}
	}
	if out["assay-report"] != report.SchemaVersion {
		t.Errorf("assay-report is %v", out["assay-report"])
	}
}

// A pipe that breaks is an error, not a report.
func TestAWriterThatFailsIsAnError(t *testing.T) {
	if err := report.Screen(broken{}, run(), report.Layout{All: true}); !errors.Is(err, errBroken) {
		t.Errorf("Screen gives %v", err)
	}
	if err := report.JSON(broken{}, run()); !errors.Is(err, errBroken) {
		t.Errorf("JSON gives %v", err)
	}
}

var errBroken = errors.New("broken pipe")

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errBroken }
