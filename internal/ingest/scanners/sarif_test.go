package scanners

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

// run wraps the members of one run.
func run(members string) string {
	return `{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"lint","rules":[
{"id":"R1","name":"rule-one","shortDescription":{"text":"one"},"defaultConfiguration":{"level":"note"},"messageStrings":{"m":{"text":"{0} in {1}"}}},
{"id":"R2","properties":{"security-severity":"9.8"}},{"id":"R3","properties":{"security-severity":4.5},"defaultConfiguration":{"level":"error"}}]},
"extensions":[{"name":"more","rules":[{"id":"X1","defaultConfiguration":{"level":"error"}}]}]},` + members + `}]}`
}

func sarifFinding(t *testing.T, result string) map[string]any {
	t.Helper()
	d := rawtest.Only(t, readAs(t, SARIF, run(`"results":[`+result+`]`), rawtest.Web()), raw.StaticAnalysis)
	if len(d.Findings()) != 1 {
		t.Fatalf("%d findings", len(d.Findings()))
	}
	return d.Findings()[0]
}

func TestSARIFKind(t *testing.T) {
	for kind, want := range map[string]string{
		`"kind":"fail",`: raw.Fail, ``: raw.Fail, `"kind":"pass",`: raw.Pass, `"kind":"open",`: raw.Undecided, `"kind":"review",`: raw.Undecided,
		`"kind":"notApplicable",`: raw.Skip, `"kind":"informational",`: raw.Skip, `"kind":"tomorrow",`: raw.Undecided,
		`"baselineState":"absent",`: raw.Pass, `"baselineState":"unchanged",`: raw.Fail, `"baselineState":"absent","kind":"open",`: raw.Undecided,
	} {
		if f := sarifFinding(t, `{`+kind+`"ruleId":"R1","message":{"text":"x"}}`); f["status"] != want {
			t.Errorf("%s: %v", kind, f)
		}
	}
}

func TestSARIFLevelAndSeverity(t *testing.T) {
	for name, tc := range map[string]struct{ result, level, severity string }{
		"its own level":                 {`"ruleId":"R1","level":"error"`, "error", "high"},
		"the rule's default":            {`"ruleId":"R1"`, "note", "low"},
		"no rule":                       {`"ruleId":"other"`, "warning", "moderate"},
		"nothing at all":                {``, "warning", "moderate"},
		"rule by index":                 {`"ruleIndex":0`, "note", "low"},
		"index out of range":            {`"ruleIndex":99,"ruleId":"R1"`, "note", "low"},
		"negative index":                {`"ruleIndex":-1,"ruleId":"R1"`, "note", "low"},
		"index that contradicts the id": {`"ruleIndex":1,"ruleId":"R1"`, "note", "low"},
		"a case of a rule":              {`"ruleId":"R1/case/2"`, "note", "low"},
		"rule of an extension":          {`"rule":{"id":"X1","index":0,"toolComponent":{"index":0}}`, "error", "high"},
		"security score":                {`"ruleId":"R2","level":"note"`, "note", "critical"},
		"security score as a number":    {`"ruleId":"R3"`, "error", "moderate"},
		"level none":                    {`"ruleId":"R1","level":"none"`, "none", "none"},
		"a word nobody knows":           {`"ruleId":"R1","level":"fatal"`, "fatal", "unknown"},
		"passed":                        {`"ruleId":"R2","kind":"pass"`, "none", "none"},
		"to be reviewed":                {`"ruleId":"R2","kind":"review"`, "none", "critical"},
	} {
		f := sarifFinding(t, strings.Replace(`{`+tc.result+`,"message":{"text":"x"}}`, "{,", "{", 1))
		if f["level"] != tc.level || f["severity"] != tc.severity {
			t.Errorf("%s: level %v, severity %v", name, f["level"], f["severity"])
		}
	}
	// An override of the invocation, which comes behind the results.
	d := rawtest.Only(t, readAs(t, SARIF, run(`"results":[{"ruleId":"R1","message":{"text":"x"},"provenance":{"invocationIndex":0}}],
"invocations":[{"executionSuccessful":true,"ruleConfigurationOverrides":[{"descriptor":{"id":"R1"},"configuration":{"level":"error"}}]}]`), rawtest.Web()), raw.StaticAnalysis)
	if f := d.Findings()[0]; f["level"] != "error" {
		t.Errorf("override: %v", f)
	}
}

func TestSARIFSuppressionsStillFail(t *testing.T) {
	for list, want := range map[string]string{
		`[]`: "fail false", `null`: "fail false",
		`[{"kind":"inSource"}]`: "fail true",
		`[{"kind":"external","status":"accepted","justification":"known"}]`:                 "fail true",
		`[{"kind":"external","status":"underReview"}]`:                                      "fail false",
		`[{"kind":"external","status":"rejected"}]`:                                         "fail false",
		`[{"kind":"external","status":"rejected"},{"kind":"external","status":"accepted"}]`: "fail true",
	} {
		f := sarifFinding(t, `{"ruleId":"R1","message":{"text":"x"},"suppressions":`+list+`}`)
		if got := fmt.Sprint(f["status"], " ", f["suppressed"]); got != want {
			t.Errorf("%s: %s, want %s", list, got, want)
		}
	}
}

// A run that failed, or computed nothing, examined nothing.
func TestSARIFRunThatDecidesNothing(t *testing.T) {
	one := `"results":[{"ruleId":"R1","message":{"text":"x"}}]`
	for name, tc := range map[string]struct {
		members string
		reason  string
	}{
		"successful":              {one + `,"invocations":[{"executionSuccessful":true}]`, ""},
		"no invocation":           {one, ""},
		"clean":                   {`"results":[]`, ""},
		"unsuccessful":            {one + `,"invocations":[{"executionSuccessful":false}]`, "failed"},
		"exit code alone":         {`"results":[],"invocations":[{"exitCode":2,"exitCodeDescription":"crash"}]`, "failed"},
		"exit code for findings":  {one + `,"invocations":[{"executionSuccessful":true,"exitCode":1}]`, ""},
		"ended by a signal":       {`"results":[],"invocations":[{"executionSuccessful":true,"exitSignalName":"SIGKILL"}]`, "failed"},
		"never started":           {`"results":[],"invocations":[{"processStartFailureMessage":"no such file"}]`, "failed"},
		"one of two unsuccessful": {one + `,"invocations":[{"executionSuccessful":true},{"executionSuccessful":false}]`, "failed"},
		"no results":              {`"columnKind":"utf16CodeUnits"`, "not-computed"},
		"null results":            {`"results":null`, "not-computed"},
		"results in another file": {`"results":[],"externalPropertyFileReferences":{"results":[{"location":{"uri":"r.json"}}]}`, "results-elsewhere"},
		"taxonomies in another":   {one + `,"externalPropertyFileReferences":{"taxonomies":[{}]}`, ""},
	} {
		d := rawtest.Only(t, readAs(t, SARIF, run(tc.members), rawtest.Web()), raw.StaticAnalysis)
		ok := tc.reason == ""
		if d.Scan()["ok"] != ok || !ok && fmt.Sprint(d.Scan()["reasons"]) != "["+tc.reason+"]" {
			t.Errorf("%s: %v", name, d.Scan())
		}
		if ok != (len(d.Examined()) == 1) {
			t.Errorf("%s: examined %v", name, d.Examined())
		}
	}
}

func TestSARIFToolErrorsAreRecords(t *testing.T) {
	d := rawtest.Only(t, readAs(t, SARIF, run(`"results":[],"invocations":[{"executionSuccessful":true,"toolExecutionNotifications":[
{"level":"error","descriptor":{"id":"parse"},"message":{"text":"cannot parse patient-4711"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"a.go"}}}]},
{"level":"warning","message":{"text":"slow"}},{"level":"warning","descriptor":{"id":"Syntax error"},"message":{"text":"file not scanned"}}],"toolConfigurationNotifications":[{"level":"error","message":{"text":"m"}}]}]`), rawtest.Web()), raw.StaticAnalysis)
	if len(d.Findings()) != 3 {
		t.Fatalf("%v", d.Findings())
	}
	f := d.Finding(t, "parse")
	if f["status"] != raw.Undecided || f["path"] != "a.go" || strings.Contains(fmt.Sprint(f), "4711") {
		t.Errorf("%v", f)
	}
}

func TestSARIFPlaceAndMessage(t *testing.T) {
	d := rawtest.Only(t, readAs(t, SARIF, run(`"results":[{"ruleIndex":0,"message":{"id":"m","arguments":["leak","main"]},"partialFingerprints":{"b":"2","a":"1"},
"locations":[{"physicalLocation":{"artifactLocation":{"index":1},"region":{"startLine":7,"endLine":9,"snippet":{"text":"password=hunter2"}}},"logicalLocations":[{"name":"f","fullyQualifiedName":"p.f"}]},{}]}],
"artifacts":[{"location":{"uri":"x.go"}},{"location":{"uri":"y.go"},"contents":{"text":"hunter2"}}]`), rawtest.Web()), raw.StaticAnalysis)
	f := d.Findings()[0]
	got := fmt.Sprintf("%v %v %v %v %v %v %v %v", f["id"], f["message"], f["path"], f["line"], f["end_line"], f["symbol"], f["fingerprint"], f["position"])
	if got != "R1 leak in main y.go 7 9 p.f 1 /runs/0/results/0" {
		t.Error(got)
	}
	if strings.Contains(fmt.Sprint(d.Payload), "hunter2") {
		t.Error("code was copied into the evidence")
	}
}

func TestSARIFRunsAreDocuments(t *testing.T) {
	one := `{"tool":{"driver":{"name":"a"}},"results":[{"message":{"text":"x"}}],"automationDetails":{"id":"go/2026"},"versionControlProvenance":[{"repositoryUri":"https://git.example/portal.git","revisionId":"9f"}],
 "invocations":[{"executionSuccessful":true,"startTimeUtc":"2026-11-18T01:00:00Z","endTimeUtc":"2026-11-18T02:00:00Z"},{"executionSuccessful":true,"endTimeUtc":"2026-11-17T02:00:00Z"}]}`
	two := `{"tool":{"driver":{"name":"b","semanticVersion":"1.0"}},"results":[]}`
	three := `{"results":[],"tool":{"driver":{"name":"b"}}}`
	text := `{"runs":[` + one + `,
` + two + `, ` + three + `],"version":"2.1.0"}`
	docs := readAs(t, SARIF, text, rawtest.Web())
	if len(docs) != 3 {
		t.Fatalf("%d documents", len(docs))
	}
	for i, raw := range []string{one, two, three} {
		if docs[i].Digest != sha256.Sum256([]byte(raw)) || docs[i].Pointer != fmt.Sprintf("/runs/%d", i) {
			t.Errorf("run %d: pointer %s or digest is wrong", i, docs[i].Pointer)
		}
	}
	if docs[0].Line != 1 || docs[1].Line != 3 || docs[2].Line != 3 {
		t.Errorf("lines %d %d %d", docs[0].Line, docs[1].Line, docs[2].Line)
	}
	if docs[0].Subject != "https://git.example/portal.git" || docs[0].Collector != "a go" || docs[1].Subject != "web" || docs[1].Collected != docs[2].Collected {
		t.Errorf("%q %q", docs[0].Subject, docs[0].Collector)
	}
	if got := docs[0].Collected.Format("02T15"); got != "17T02" {
		t.Errorf("collected %s, want the oldest end", got)
	}
	if docs[1].Collector == docs[2].Collector {
		t.Error("two runs of one file replace each other")
	}
	opt := rawtest.Web()
	opt.Targets = map[string][]string{"web": {"git.example/portal"}}
	if d := readAs(t, SARIF, text, opt)[0]; d.Problem != nil || d.Asserted {
		t.Errorf("repository: %v", d.Problem)
	}
	if !slices.Equal(docs[0].Examined(), []string{"https://git.example/portal.git"}) {
		t.Error(docs[0].Examined())
	}
}

func TestSARIFRefuses(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"version 2.0":                    {`{"version":"2.0.0","runs":[]}`, "version of the format"},
		"no version":                     {`{"runs":[]}`, "version of the format"},
		"no runs":                        {`{"version":"2.1.0"}`, "not of the format"},
		"results of a run outside of it": {`{"version":"2.1.0","runs":[],"inlineExternalProperties":[{"results":[]}]}`, "in another file"},
		"a null run":                     {`{"version":"2.1.0","runs":[null]}`, "another type"},
		"a run that is a list":           {`{"version":"2.1.0","runs":[[]]}`, "another type"},
		"a list":                         {`[]`, "another type"},
	} {
		if got := rawtest.Broken(t, readAs(t, SARIF, tc.text, rawtest.Web())); !strings.Contains(got, tc.want) {
			t.Errorf("%s: %s", name, got)
		}
	}
	docs := readAs(t, SARIF, `{"version":"2.1.0","runs":[]}`, rawtest.Web())
	if len(docs) != 1 || docs[0].Problem == nil {
		t.Error("a file without any run is silent")
	}
}

// What a scanner of configuration or of secrets writes is of the kind that its
// source declares; what it says of a secret stays in the file.
func TestSARIFOfADeclaredKind(t *testing.T) {
	text := run(`"results":[{"ruleId":"R1","level":"error","message":{"text":"key AKIA4711"},"partialFingerprints":{"author":"A Person"},"suppressions":[{"kind":"inSource","justification":"known"}],
"locations":[{"physicalLocation":{"artifactLocation":{"uri":"main.tf"},"region":{"startLine":7,"snippet":{"text":"AKIA4711"}}}}]}],"automationDetails":{"id":"iac/1"},
"invocations":[{"executionSuccessful":true,"toolExecutionNotifications":[{"level":"error","locations":[{"physicalLocation":{"artifactLocation":{"uri":"b.tf"}}}]}]}]`)
	for _, tc := range []struct {
		kinds []string
		want  string
	}{
		{nil, raw.StaticAnalysis},
		{[]string{raw.StaticAnalysis, raw.SecretFindings}, raw.StaticAnalysis},
		{[]string{raw.ConfigurationFindings}, raw.ConfigurationFindings},
		{[]string{raw.SecretFindings}, raw.SecretFindings},
		{[]string{raw.ConfigurationFindings, raw.SecretFindings}, raw.StaticAnalysis},
	} {
		opt := rawtest.Web()
		opt.Kinds = tc.kinds
		d := rawtest.Only(t, readAs(t, SARIF, text, opt), tc.want)
		f := d.Finding(t, "R1")
		if f["status"] != raw.Fail || f["suppressed"] != true || f["severity"] != "high" || fmt.Sprint(f["line"]) != "7" || !slices.Contains([]any{f["path"], f["resource"]}, any("main.tf")) {
			t.Errorf("%v: %v", tc.kinds, f)
		}
		if tc.want == raw.SecretFindings && strings.Contains(fmt.Sprint(d.Payload), "4711") {
			t.Errorf("%v", d.Payload)
		}
		if strings.Contains(fmt.Sprint(d.Payload), "A Person") {
			t.Errorf("%v: the author of a commit was copied", tc.kinds)
		}
		if e := d.Finding(t, "tool-error"); e["status"] != raw.Undecided || !slices.Contains([]any{e["path"], e["resource"]}, any("b.tf")) {
			t.Errorf("%v: %v", tc.kinds, e)
		}
	}
	opt := rawtest.Web()
	opt.Kinds = []string{raw.SecretFindings}
	if d := rawtest.Only(t, readAs(t, SARIF, `{"version":"2.1.0","runs":[]}`, opt), raw.SecretFindings); d.Problem == nil {
		t.Error("a file without runs passes")
	}
}
