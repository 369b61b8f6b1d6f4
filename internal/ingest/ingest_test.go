package ingest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/testkit"
)

// doc is a document with its payload as plain values.
type doc struct {
	evidence.Document
	payload map[string]any
}

func (d doc) findings() []map[string]any { return objects(d.payload["findings"]) }

func objects(v any) (out []map[string]any) {
	list, _ := v.([]any)
	for _, x := range list {
		out = append(out, x.(map[string]any))
	}
	return out
}

// finding returns the finding of that id, which must be the only one.
func (d doc) finding(t testing.TB, id string) map[string]any {
	t.Helper()
	var found map[string]any
	for _, f := range d.findings() {
		if f["id"] == id {
			if found != nil {
				t.Fatalf("two findings %q", id)
			}
			found = f
		}
	}
	if found == nil {
		t.Fatalf("no finding %q in %v", id, d.findings())
	}
	return found
}

func (d doc) examined() (out []string) {
	list, _ := d.payload["examined"].([]any)
	for _, x := range list {
		out = append(out, x.(string))
	}
	return out
}

func (d doc) scan() map[string]any { return d.payload["scan"].(map[string]any) }

func web() Options { return Options{Path: "scans/report", Component: "web"} }

// read reads a raw file and holds every document to what all formats promise.
func read(t testing.TB, format, text string, opt Options) []doc {
	t.Helper()
	docs, err := readAll(t, format, strings.NewReader(text), opt)
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	return docs
}

func readAll(t testing.TB, format string, r io.Reader, opt Options) (out []doc, err error) {
	t.Helper()
	kinds := allKinds()
	err = Read(context.Background(), format, r, opt, func(d *evidence.Document) error {
		promise(t, kinds, d, len(out))
		x := doc{Document: *d}
		if d.Payload != nil {
			v, err := ast.JSON(d.Payload)
			if err != nil {
				t.Fatal(err)
			}
			x.payload = v.(map[string]any)
		}
		out = append(out, x)
		return nil
	})
	return out, err
}

// promise is the invariant of every document: whole or broken, valid against
// its kind, and nothing decided that was not examined.
func promise(t testing.TB, kinds *evidence.Kinds, d *evidence.Document, place int) {
	t.Helper()
	switch {
	case (d.Problem == nil) == (d.Payload == nil), (d.Problem == nil) != (d.Fault == ""):
		t.Fatalf("document has problem %v and payload %v", d.Problem, d.Payload)
	case d.File == nil || d.Path != d.File.Path || d.Order.Doc != place:
		t.Fatalf("document %d is badly placed: %+v", place, d)
	case d.Problem != nil:
		if d.Problem.What == "" || d.Problem.Remedy == "" || d.Problem.Place.Path != d.Path {
			t.Fatalf("problem without words or place: %+v", d.Problem)
		}
		return
	case d.Component == "" || d.Subject == "" || d.Collector == "":
		t.Fatalf("whole document without component, subject or collector: %+v", d)
	}
	if p := kinds.Check(d); p != nil {
		t.Fatalf("%s payload is not valid: %v\n%v", d.Kind, p, d.Payload)
	}
	v, _ := ast.JSON(d.Payload)
	x := doc{payload: v.(map[string]any)}
	looked := map[string]bool{}
	for _, e := range x.examined() {
		looked[e] = true
	}
	ok := x.scan()["ok"] == true
	if !ok && len(looked) > 0 {
		t.Fatalf("a scan that is not ok examined %v", x.examined())
	}
	for _, f := range x.findings() {
		if f["status"] != undecided && !looked[f["target"].(string)] {
			t.Fatalf("%v is decided for a target that was not examined", f)
		}
		if f["suppressed"] == true && f["status"] == pass {
			t.Fatalf("setting aside made a pass: %v", f)
		}
	}
}

// allKinds is loaded once: a fuzz test asks for it a thousand times a second.
var allKinds = sync.OnceValue(func() *evidence.Kinds {
	kinds, err := evidence.LoadKinds(evidence.Schemas)
	if err != nil {
		panic(err)
	}
	return kinds
})

// only returns the one document of a kind.
func only(t testing.TB, docs []doc, kind string) doc {
	t.Helper()
	var found *doc
	for i := range docs {
		if docs[i].Kind == kind {
			if found != nil {
				t.Fatalf("two documents of kind %s", kind)
			}
			found = &docs[i]
		}
	}
	if found == nil {
		t.Fatalf("no document of kind %s among %d", kind, len(docs))
	}
	return *found
}

// broken asserts that the file gives one document, broken, and returns its
// problem's text.
func broken(t testing.TB, docs []doc) string {
	t.Helper()
	last := docs[len(docs)-1]
	if last.Problem == nil || last.Kind != "" {
		t.Fatalf("the last document is not the file's problem: %+v", last.Document)
	}
	return last.Problem.Error()
}

// Every record of every real file that a format recognises comes out again;
// the files are counted by readers that share nothing with ours.
func TestRealFilesLoseNoRecord(t *testing.T) {
	root := filepath.Join(testkit.SharedData(t), "evidence")
	var files []string
	err := filepath.WalkDir(root, func(p string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			files = append(files, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	formats := map[string]int{}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		format := Detect(raw[:min(len(raw), HeadSize)])
		if format == "" {
			continue
		}
		formats[format]++
		docs := read(t, format, string(raw), Options{Path: filepath.Base(file), Component: "web"})
		for _, d := range docs {
			if d.Problem != nil {
				t.Errorf("%s: %v", file, d.Problem)
			}
			if sum := sha256.Sum256(raw); d.File.Digest != sum {
				t.Errorf("%s: the file's digest is wrong", file)
			}
		}
		if got, want := recordsOf(docs), rawRecords(t, format, raw); got != want || want == 0 {
			t.Errorf("%s: %d records of %d", filepath.Base(file), got, want)
		}
	}
	for _, f := range Formats() {
		if formats[f] != 1 {
			t.Errorf("%d real files of format %s, want 1", formats[f], f)
		}
	}
}

// recordsOf counts the records of documents, without those that a reader adds
// for what the tool could not do.
func recordsOf(docs []doc) (n int) {
	for _, d := range docs {
		for _, f := range d.findings() {
			if w := f["upstream_status"]; w != "notification" && f["id"] != "scan-failed" {
				n++
			}
		}
		n += len(objects(d.payload["components"])) + len(objects(d.payload["licenses"]))
	}
	return n
}

func TestRealOpenSCAPStatuses(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(testkit.SharedData(t), "evidence/xccdf_results/xccdf-results-openscap-rhel7.xml"))
	if err != nil {
		t.Fatal(err)
	}
	d := only(t, read(t, XCCDF, string(raw), web()), BenchmarkResults)
	count := map[any]int{}
	severities := map[any]int{}
	for _, f := range d.findings() {
		count[f["status"]]++
		severities[f["severity"]]++
		if f["title"] == nil || len(f["identifiers"].([]any)) == 0 {
			t.Fatalf("rule without title or identifiers: %v", f)
		}
	}
	if count[fail] != 137 || count[pass] != 43 || severities["moderate"] != 151 || severities["high"] != 21 || severities["low"] != 8 {
		t.Errorf("statuses %v, severities %v", count, severities)
	}
	// grep -n '<TestResult' says 8300; its end tag is the line before the last.
	if d.Line != 8300 || d.Collected.Format("2006-01-02T15:04:05Z07:00") != "2021-12-17T10:40:58Z" || !d.ZoneAssumed {
		t.Errorf("line %d, collected %v, zone assumed %v", d.Line, d.Collected, d.ZoneAssumed)
	}
	start := bytes.Index(raw, []byte("<TestResult"))
	end := bytes.Index(raw, []byte("</TestResult>")) + len("</TestResult>")
	if sum := sha256.Sum256(raw[start:end]); d.Digest != sum {
		t.Errorf("digest is not that of the TestResult's bytes")
	}
	if d.scan()["credentialed"] != nil || d.scan()["ok"] != true {
		t.Errorf("OpenSCAP writes authenticated=false always, it is no statement: %v", d.scan())
	}
}

func TestErrorsOfYieldAndContextComeBack(t *testing.T) {
	stop := errors.New("stop")
	for _, f := range Formats() {
		err := Read(context.Background(), f, strings.NewReader(samples()[f]), web(), func(*evidence.Document) error { return stop })
		if !errors.Is(err, stop) {
			t.Errorf("%s: yield's error became %v", f, err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		err = Read(ctx, f, strings.NewReader(long(f)), web(), func(*evidence.Document) error { return nil })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: cancelled context gave %v", f, err)
		}
	}
	if err := Read(context.Background(), "nessus", strings.NewReader(""), web(), nil); err == nil {
		t.Error("an unknown format was read")
	}
}

// long is a file of the format with many records.
func long(format string) string {
	switch format {
	case Trivy:
		return `{"SchemaVersion":2,"Results":[{"Class":"os-pkgs","Vulnerabilities":[` + strings.Repeat(`{"VulnerabilityID":"CVE-1"},`, 3000) + `{}]}]}`
	case SARIF:
		return `{"version":"2.1.0","runs":[{"results":[` + strings.Repeat(`{"ruleId":"a","message":{"text":"m"}},`, 3000) + `{}]}]}`
	case CycloneDX:
		return `{"bomFormat":"CycloneDX","specVersion":"1.5","components":[` + strings.Repeat(`{"name":"a"},`, 3000) + `{}]}`
	}
	return `<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2"><TestResult end-time="2026-01-01T00:00:00Z"><target>h1</target>` +
		strings.Repeat(`<rule-result idref="r"><result>fail</result></rule-result>`, 3000) + `</TestResult></Benchmark>`
}

func TestSlowAndFailingReaders(t *testing.T) {
	for _, f := range Formats() {
		want := read(t, f, long(f), web())
		for name, r := range map[string]io.Reader{
			"one byte at a time": iotest.OneByteReader(strings.NewReader(long(f))),
			"data with its EOF":  iotest.DataErrReader(strings.NewReader(long(f))),
		} {
			got, err := readAll(t, f, r, web())
			if err != nil || recordsOf(got) != recordsOf(want) || recordsOf(got) < 3000 || got[0].Digest != want[0].Digest {
				t.Errorf("%s, %s: %d records, %v", f, name, recordsOf(got), err)
			}
		}
		cut := io.MultiReader(strings.NewReader(long(f)[:5000]), iotest.ErrReader(errors.New("disk on fire: patient 4711")))
		docs, err := readAll(t, f, cut, web())
		if err != nil || !strings.Contains(broken(t, docs), "could not be read to its end") {
			t.Errorf("%s: a failing disk gave %v", f, err)
		}
	}
}

func TestLimits(t *testing.T) {
	for _, f := range Formats() {
		for name, tc := range map[string]struct {
			lim  Limits
			text string
			want string
		}{
			"too long":         {Limits{Bytes: 4000}, long(f), "too large"},
			"too many records": {Limits{Records: 2000}, long(f), "too many records"},
			"a long value":     {Limits{Token: 100}, strings.Replace(samples()[f], "LONG", strings.Repeat("x", 200), 1), "too long"},
			"deep":             {Limits{}, deep(f, 600), "nested too deeply"},
		} {
			opt := web()
			opt.Limits = tc.lim
			docs := read(t, f, tc.text, opt)
			if got := broken(t, docs); !strings.Contains(got, tc.want) {
				t.Errorf("%s, %s: %s", f, name, got)
			}
			if got := docs[len(docs)-1].Fault; got != evidence.TooLarge {
				t.Errorf("%s, %s: fault %q", f, name, got)
			}
		}
		if docs := read(t, f, deep(f, 300), web()); docs[len(docs)-1].Problem != nil {
			t.Errorf("%s: nesting of 300 was refused: %v", f, docs[len(docs)-1].Problem)
		}
	}
}

// deep puts nested content where the format lets anything stand.
func deep(format string, n int) string {
	if format == XCCDF {
		return strings.Replace(samples()[format], "<metadata/>", strings.Repeat("<x>", n)+strings.Repeat("</x>", n), 1)
	}
	return strings.Replace(samples()[format], `"extra":null`, `"extra":`+strings.Repeat("[", n)+strings.Repeat("]", n), 1)
}

// Nothing of a file's content may reach a problem: its ends are build logs.
func TestProblemsShowNothingOfTheFile(t *testing.T) {
	const secret = "patient-4711"
	for f, text := range samples() {
		for _, cut := range []string{"LONG", "extra", "2026", "fail", "name", "1.0"} {
			for _, with := range []string{secret, `"` + secret, secret + `":{"` + secret + `":[`, "<" + secret, "&" + secret + ";", `\u12` + secret} {
				for _, d := range read(t, f, strings.Replace(text, cut, with, 1), web()) {
					if d.Problem != nil && strings.Contains(d.Problem.Error(), secret) {
						t.Fatalf("%s: %v", f, d.Problem)
					}
				}
			}
		}
	}
}

// samples is one small file of each format, with every sort of record.
func samples() map[string]string {
	return map[string]string{
		Trivy: `{"SchemaVersion":2,"CreatedAt":"2026-11-18T04:30:00Z","ArtifactName":"reg/web:1.0","ArtifactType":"container_image","extra":null,
"Results":[{"Target":"web (debian 13)","Class":"os-pkgs","Type":"debian","Packages":[{"Name":"a","Version":"1"}],
"Vulnerabilities":[{"VulnerabilityID":"CVE-1","PkgName":"a","InstalledVersion":"1","Severity":"HIGH","Status":"affected","Title":"LONG"}]},
{"Target":"Dockerfile","Class":"config","MisconfSummary":{"Successes":1,"Failures":1},"Misconfigurations":[{"ID":"DS002","Severity":"HIGH","Status":"FAIL"}]},
{"Target":"/app/key.pem","Class":"secret","Secrets":[{"RuleID":"private-key","Severity":"HIGH","Match":"-----BEGIN"}]},
{"Target":"OS Packages","Class":"license","Licenses":[{"Name":"MIT","PkgName":"a","Category":"notice","Severity":"LOW"}]}]}`,
		SARIF: `{"version":"2.1.0","extra":null,"runs":[{"tool":{"driver":{"name":"lint","version":"1.0","rules":[{"id":"R1"}]}},
"invocations":[{"executionSuccessful":true,"endTimeUtc":"2026-11-18T04:30:00Z"}],
"results":[{"ruleId":"R1","kind":"fail","message":{"text":"LONG"}},{"ruleId":"R1","kind":"pass","message":{"text":"ok"}}]}]}`,
		CycloneDX: `{"bomFormat":"CycloneDX","specVersion":"1.5","extra":null,"metadata":{"timestamp":"2026-11-18T04:30:00Z","component":{"type":"container","name":"reg/web","version":"1.0"}},
"components":[{"type":"library","name":"a","version":"LONG","components":[{"type":"library","name":"b"}]}],
"vulnerabilities":[{"id":"CVE-1","ratings":[{"severity":"high"}],"affects":[{"ref":"a"}]}]}`,
		XCCDF: `<?xml version="1.0"?>
<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="b"><title>LONG</title><metadata/><Group id="g"><Rule id="r1" severity="high"><title>extra</title></Rule></Group>
<TestResult id="t" end-time="2026-11-18T04:30:00Z" version="1.0"><target>web01</target><rule-result idref="r1"><result>fail</result></rule-result></TestResult></Benchmark>`,
	}
}

func TestSamplesReadWhole(t *testing.T) {
	for f, text := range samples() {
		docs := read(t, f, text, web())
		if got, want := recordsOf(docs), rawRecords(t, f, []byte(text)); got != want {
			t.Errorf("%s: %d records of %d", f, got, want)
		}
		for _, d := range docs {
			if d.Problem != nil || d.Collected.IsZero() || d.ZoneAssumed {
				t.Errorf("%s: %v, collected %v", f, d.Problem, d.Collected)
			}
			if d.File.Digest != sha256.Sum256([]byte(text)) {
				t.Errorf("%s: digest of the file is %s", f, hex.EncodeToString(d.File.Digest[:4]))
			}
		}
	}
}

// Every way of cutting a file short leaves a document that says so.
func TestTruncatedAnywhere(t *testing.T) {
	for f, text := range samples() {
		for n := range len(text) - 1 {
			docs := read(t, f, text[:n], web())
			if last := docs[len(docs)-1]; last.Problem == nil || last.Kind != "" {
				t.Fatalf("%s cut to %d bytes passes as whole", f, n)
			}
		}
	}
}

func jsonOf(t testing.TB, raw []byte) map[string]any {
	t.Helper()
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		return nil
	}
	if list, ok := v.([]any); ok {
		return map[string]any{"Results": list}
	}
	m, _ := v.(map[string]any)
	return m
}
