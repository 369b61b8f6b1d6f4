package benchmarks

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

// HDF is the format's word, short.
const HDF = "hdf"

func hdfCase(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, HDF),
		Sample: `{"platform":{"name":"redhat","release":"9.4","target_id":"db01"},"extra":null,"profiles":[
{"name":"overlay","version":"1.0","depends":[{"name":"base","status":"loaded"}],"controls":[{"id":"c1","impact":0.7,"results":[],"tags":{}}]},
{"name":"base","parent_profile":"overlay","controls":[
{"id":"c1","title":"LONG","impact":0.5,"tags":{"cci":["CCI-1"],"severity":null},"results":[{"status":"failed","code_desc":"d","start_time":"2026-11-18T04:30:00+01:00","message":"m"}]},
{"id":"c2","impact":0.5,"tags":{},"results":[{"status":"passed","code_desc":"d","start_time":"2026-11-18T04:30:01+01:00"}]}]}],
"statistics":{"duration":1.0},"version":"5.22.3"}`,
		Long: func(n int) string {
			var b strings.Builder
			for i := range n {
				fmt.Fprintf(&b, `{"id":"c%d","results":[{"status":"failed","start_time":""}]},`, i)
			}
			return `{"platform":{"name":"p"},"profiles":[{"name":"b","controls":[` + b.String() + `{"id":"x"}]}]}`
		},
		Count: hdfCount,
	}
}

// hdfCount counts the controls that differ within each profile and those that it
// overlays.
func hdfCount(file []byte) int {
	type layer struct{ name, parent string }
	m := rawtest.JSONOf(file)
	var layers []layer
	var controls [][]map[string]any
	for _, p := range rawtest.Lists(m["profiles"]) {
		name, _ := p["name"].(string)
		parent, _ := p["parent_profile"].(string)
		layers = append(layers, layer{name, parent})
		controls = append(controls, rawtest.Lists(p["controls"]))
	}
	for _, c := range rawtest.Lists(m["controls"]) {
		name, _ := c["profile_id"].(string)
		layers = append(layers, layer{name: name})
		controls = append(controls, []map[string]any{c})
	}
	index := func(name string) int {
		for i, l := range layers {
			if l.name == name {
				return i
			}
		}
		return -1
	}
	seen := map[string]bool{}
	for i, l := range layers {
		top := i
		for range layers {
			up := index(layers[top].parent)
			if layers[top].parent == "" || up < 0 || up == top {
				break
			}
			top = up
		}
		if _, least := m["profiles"]; !least || i >= len(rawtest.Lists(m["profiles"])) {
			top = index(l.name)
		}
		for _, c := range controls[i] {
			id, _ := c["id"].(string)
			seen[fmt.Sprint(top, " ", id)] = true
		}
	}
	return len(seen)
}

func FuzzHDF(f *testing.F) {
	rawtest.Fuzz(f, hdfCase(f),
		`{"controls":[{"id":"a","profile_id":"p","status":"passed","code_desc":""},{"id":"a","profile_id":"p","status":"failed","code_desc":""}],"statistics":{"duration":1},"version":"5"}`,
		`{"platform":{"name":"Heimdall Tools"},"passthrough":{"auxiliary_data":[{"name":"Tool"}]},"profiles":[{"name":"x","controls":[{"id":"1","impact":0}]}]}`)
}

// hdfOf is a report of one profile.
func hdfOf(controls, members string) string {
	return `{"platform":{"name":"redhat","release":"9.4","target_id":"db01"},` + members + `"profiles":[{"name":"stig","version":"1.2","sha256":"aa","status":"loaded","controls":[` + controls + `]}],"statistics":{"duration":1.5},"version":"5.22.3"}`
}

// hdfControlOf is control c1 with tests of these words.
func hdfControlOf(impact, more string, words ...string) string {
	var tests []string
	for _, w := range words {
		tests = append(tests, `{"status":"`+w+`","code_desc":"d","start_time":"2026-11-18T04:30:00Z"}`)
	}
	return `{"id":"c1","impact":` + impact + `,"tags":{},` + more + `"results":[` + strings.Join(tests, ",") + `]}`
}

func hdfDoc(t *testing.T, text string) rawtest.Doc {
	t.Helper()
	return rawtest.Only(t, readAs(t, HDF, text, rawtest.Web()), raw.BenchmarkResults)
}

func TestHDFStatus(t *testing.T) {
	for name, tc := range map[string]struct {
		impact, more string
		words        []string
		want         string
	}{
		"passed":                      {"0.5", "", []string{"passed", "passed"}, "pass false"},
		"one failed":                  {"0.5", "", []string{"passed", "failed"}, "fail false"},
		"one skipped":                 {"0.5", "", []string{"passed", "skipped"}, "undecided false"},
		"an error":                    {"0.5", "", []string{"error"}, "undecided false"},
		"failed and an error":         {"0.5", "", []string{"error", "failed"}, "fail false"},
		"a new word":                  {"0.5", "", []string{"fine"}, "undecided false"},
		"no tests":                    {"0.5", "", nil, "undecided false"},
		"not applicable":              {"0.0", "", []string{"skipped"}, "skip false"},
		"not applicable, an error":    {"0.0", "", []string{"error"}, "undecided false"},
		"not applicable, by its word": {"0.5", "", []string{"not_applicable"}, "skip false"},
		"waived, not run":             {"0.5", `"waiver_data":{"justification":"accepted","run":false,"skipped_due_to_waiver":true},`, []string{"skipped"}, "fail true accepted"},
		"waived, run":                 {"0.5", `"waiver_data":{"justification":"accepted","run":true,"skipped_due_to_waiver":false},`, []string{"failed"}, "fail true accepted"},
		"waived, run, passed":         {"0.5", `"waiver_data":{"justification":"accepted","run":true},`, []string{"passed"}, "pass false"},
		"waived and not applicable":   {"0.0", `"waiver_data":{"skipped_due_to_waiver":"yes"},`, []string{"skipped"}, "fail true waived"},
		"a waiver of nothing":         {"0.5", `"waiver_data":{},`, []string{"failed"}, "fail false"},
		"attested":                    {"0.5", `"attestation_data":{"status":"passed"},`, []string{"skipped", "passed"}, "undecided false"},
		"attested, nothing else":      {"0.5", `"attestation_data":{"status":"passed"},`, []string{"passed"}, "undecided false"},
		"attested to be open":         {"0.5", `"attestation_data":{"status":"failed"},`, []string{"skipped", "failed"}, "fail false"},
		"without impact":              {"null", "", []string{"passed"}, "pass false"},
	} {
		f := hdfDoc(t, hdfOf(hdfControlOf(tc.impact, tc.more, tc.words...), "")).Finding(t, "c1")
		got := fmt.Sprint(f["status"], " ", f["suppressed"])
		if why, ok := f["suppression"]; ok {
			got += fmt.Sprint(" ", why)
		}
		if got != tc.want {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
	}
	for _, more := range []string{`"backtrace":["x"]`, `"exception":"RuntimeError"`} {
		text := strings.Replace(hdfOf(hdfControlOf("0.5", "", "passed"), ""), `"code_desc":"d"`, `"code_desc":"d",`+more, 1)
		if f := hdfDoc(t, text).Finding(t, "c1"); f["status"] != raw.Undecided {
			t.Errorf("%s: %v", more, f)
		}
	}
	text := strings.Replace(hdfOf(hdfControlOf("0.5", "", "passed"), ""), `"code_desc":"d"`, `"code_desc":"d","originalStatus":"failed"`, 1)
	if f := hdfDoc(t, text).Finding(t, "c1"); f["status"] != raw.Fail || f["suppressed"] != true {
		t.Errorf("an override rescues: %v", f)
	}
}

func TestHDFSeverity(t *testing.T) {
	for impact, want := range map[string]string{"0.0": "none", "0.1": "low", "0.3": "low", "0.4": "moderate", "0.69": "moderate", "0.7": "high", "0.9": "critical", "1.0": "critical", "null": "unknown", "7": "unknown"} {
		if f := hdfDoc(t, hdfOf(hdfControlOf(impact, "", "failed"), "")).Finding(t, "c1"); f["severity"] != want {
			t.Errorf("%s: %v", impact, f["severity"])
		}
	}
	// A tag makes it worse, never better.
	for tag, want := range map[string]string{`"high"`: "high", `"low"`: "moderate", `"odd"`: "moderate", `null`: "moderate", `{"a":1}`: "moderate"} {
		text := strings.Replace(hdfOf(hdfControlOf("0.5", "", "failed"), ""), `"tags":{}`, `"tags":{"severity":`+tag+`,"cci":"CCI-2","nist":["CM-6 b",""],"stig_id":"RHEL-1"}`, 1)
		f := hdfDoc(t, text).Finding(t, "c1")
		if f["severity"] != want || f["version"] != "RHEL-1" || fmt.Sprint(f["identifiers"]) != "[map[id:CCI-2 system:CCI] map[id:CM-6 b system:NIST]]" {
			t.Errorf("%s: %v", tag, f)
		}
	}
}

// A control that an overlay takes over is one record. The layer that ran decides
// whether it applies, and the worst of them how bad it is.
func TestHDFOverlays(t *testing.T) {
	report := func(overlay, middle, base string) string {
		return `{"platform":{"name":"redhat","release":"9"},"profiles":[
{"name":"top","depends":[{"name":"mid"}],"controls":[` + overlay + `]},
{"name":"mid","parent_profile":"top","controls":[` + middle + `]},
{"name":"base","parent_profile":"mid","controls":[` + base + `]}],"statistics":{},"version":"5"}`
	}
	for name, tc := range map[string]struct{ overlay, base, want string }{
		"tests of the base":             {"0.9", hdfControlOf("0.5", "", "failed"), "fail critical"},
		"the overlay takes it out":      {"0.0", hdfControlOf("0.5", "", "failed"), "fail moderate"},
		"the base does not apply":       {"0.5", hdfControlOf("0.0", "", "skipped"), "skip moderate"},
		"the overlay makes it harmless": {"0.1", hdfControlOf("0.7", "", "failed"), "fail high"},
		"nothing ran":                   {"0.5", hdfControlOf("0.5", ""), "undecided moderate"},
	} {
		d := hdfDoc(t, report(hdfControlOf(tc.overlay, ""), hdfControlOf(tc.overlay, ""), tc.base))
		f := d.Finding(t, "c1")
		if got := fmt.Sprint(f["status"], " ", f["severity"]); got != tc.want || d.File.Records.Read != 1 {
			t.Errorf("%s: %s, %d records", name, got, d.File.Records.Read)
		}
	}
	two := strings.Replace(report(hdfControlOf("0.5", "", "passed"), "", ""), `"parent_profile":"mid","controls":[`, `"controls":[`+hdfControlOf("0.5", "", "failed"), 1)
	if docs := readAs(t, HDF, two, rawtest.Web()); len(docs) != 2 || docs[0].Finding(t, "c1")["status"] != raw.Pass || docs[1].Finding(t, "c1")["status"] != raw.Fail || docs[0].Collector == docs[1].Collector {
		t.Errorf("two profiles that have nothing to do with each other: %d documents", len(docs))
	}
	// Profiles that name each other as parents end somewhere.
	readAs(t, HDF, `{"platform":{},"profiles":[{"name":"a","parent_profile":"b","controls":[]},{"name":"b","parent_profile":"a","controls":[]}]}`, rawtest.Web())
}

func TestHDFScanThatDecidesNothing(t *testing.T) {
	whole := hdfOf(hdfControlOf("0.5", "", "passed"), "")
	for name, tc := range map[string]struct {
		text   string
		reason string
	}{
		"no controls":           {hdfOf("", ""), "no-results"},
		"profile not loaded":    {strings.Replace(whole, `"status":"loaded"`, `"status":"failed"`, 1), "failed"},
		"dependency not loaded": {strings.Replace(whole, `"status":"loaded"`, `"depends":[{"name":"x","status":"failed"}]`, 1), "failed"},
		"controls are missing":  {strings.Replace(whole, `"duration":1.5`, `"controls":{"passed":{"total":3},"failed":{"total":0}}`, 1), "not-finished"},
	} {
		d := hdfDoc(t, tc.text)
		if d.Scan()["ok"] != false || !strings.Contains(fmt.Sprint(d.Scan()["reasons"]), tc.reason) || len(d.Examined()) != 0 {
			t.Errorf("%s: %v", name, d.Scan())
		}
	}
	docs := readAs(t, HDF, `{"platform":{"name":"x","release":"1"},"profiles":[],"statistics":{},"version":"5"}`, rawtest.Web())
	if docs[0].Problem == nil || !strings.Contains(docs[0].Problem.What, "no profile") {
		t.Errorf("%v", docs[0].Problem)
	}
}

// The age is the oldest test's; a pass that does not say when leaves it to the
// sources entry.
func TestHDFAge(t *testing.T) {
	at := func(a, b string) string {
		return hdfOf(`{"id":"a","results":[{"status":"passed","start_time":"`+a+`"}]},{"id":"b","results":[{"status":"passed","start_time":"`+b+`"}]}`, "")
	}
	for text, want := range map[string]string{
		at("2026-11-18T05:30:00+01:00", "2026-11-18T04:00:00Z"):      "2026-11-18T04:00:00Z",
		at("2026-11-18 05:30:00 +0100", "2026-11-18 06:30:00 +0100"): "2026-11-18T04:30:00Z",
		at("2026-11-18T05:30:00+01:00", ""):                          "0001-01-01T00:00:00Z",
	} {
		if d := hdfDoc(t, text); d.Collected.Format("2006-01-02T15:04:05Z07:00") != want {
			t.Errorf("%v, want %s", d.Collected, want)
		}
	}
}

func TestHDFTarget(t *testing.T) {
	opt := rawtest.Web()
	text := hdfOf(hdfControlOf("0.5", "", "passed"), `"passthrough":{"hostname":"db01.example","checklist":{"asset":{"hostip":"10.0.0.7","hostmac":"aa"}}},`)
	for _, name := range []string{"db01.example", "10.0.0.7", "DB01"} {
		opt.Targets = map[string][]string{"web": {name}}
		if d := rawtest.Only(t, readAs(t, HDF, text, opt), raw.BenchmarkResults); d.Problem != nil || d.Asserted || d.Subject != "db01.example" {
			t.Errorf("%s: %v", name, d.Problem)
		}
	}
	opt.Targets = map[string][]string{"web": {"db02"}}
	if d := rawtest.Only(t, readAs(t, HDF, text, opt), raw.BenchmarkResults); d.Problem == nil {
		t.Error("another host's results pass")
	}
}

// What converters of other tools write goes to the kind of the tool; where nobody
// says which that is, it is kept raw.
func TestHDFOfConverters(t *testing.T) {
	of := func(profile, aux string) string {
		return `{"passthrough":{"auxiliary_data":[{"name":"` + aux + `","data":{}}],"raw":{"a":1}},"platform":{"name":"Heimdall Tools","release":"2.11","target_id":"Static Analysis Results Interchange Format"},
"profiles":[{"name":"` + profile + `","title":"Static Analysis Results Interchange Format","status":"loaded","controls":[{"id":"c1","title":"t","impact":0.7,"tags":{},"results":[{"status":"failed","code_desc":"hunter2","message":"hunter2","start_time":"2026-11-18T04:30:00Z"}]}]}],"statistics":{},"version":"2.11"}`
	}
	for profile, kind := range map[string]string{
		"SARIF": raw.StaticAnalysis, "gosec Scan": raw.StaticAnalysis, "Anchore - Grype": raw.Vulnerabilities, "AWS Config": raw.ConfigurationFindings, "xccdf_mil.disa.stig_benchmark": raw.BenchmarkResults, "Trufflehog Scan": raw.SecretFindings,
	} {
		text := of(profile, "Tool")
		d := rawtest.Only(t, readAs(t, HDF, text, rawtest.Web()), kind)
		if f := d.Finding(t, "c1"); f["status"] != raw.Fail || f["severity"] != "high" || d.Subject != "web" || !d.Asserted {
			t.Errorf("%s: %v %s", profile, f, d.Subject)
		}
		if kind == raw.SecretFindings && strings.Contains(fmt.Sprint(d.Payload), "hunter2") {
			t.Errorf("a secret was copied: %v", d.Payload)
		}
	}
	unknown := of("OWASP ZAP Scan", "OWASP ZAP")
	docs := readAs(t, HDF, unknown, rawtest.Web())
	if len(docs) != 1 || docs[0].Kind != raw.RawRecords || docs[0].Problem != nil || docs[0].File.Records.Raw != 1 {
		t.Errorf("%+v", docs)
	}
	if d := readAs(t, HDF, `{"platform":{"name":"Heimdall Tools"},"profiles":[{"name":"x","controls":[]}]}`, rawtest.Web())[0]; d.Problem == nil {
		t.Error("a report without controls passes")
	}
	several := rawtest.Web()
	several.Kinds = []string{raw.StaticAnalysis, raw.Vulnerabilities}
	docs = readAs(t, HDF, unknown, several)
	if len(docs) != 3 || docs[0].Problem == nil || docs[0].Kind != raw.StaticAnalysis || docs[1].Problem == nil || docs[2].Kind != raw.RawRecords {
		t.Errorf("%+v", docs)
	}
	opt := rawtest.Web()
	opt.Kinds = []string{raw.ConfigurationFindings}
	if d := rawtest.Only(t, readAs(t, HDF, unknown, opt), raw.ConfigurationFindings); d.Problem != nil {
		t.Error(d.Problem)
	}
}

// exec-json-min says neither impact nor time nor target.
func TestHDFShortest(t *testing.T) {
	text := `{"controls":[{"id":"c1","profile_id":"p","profile_sha256":"aa","status":"passed","code_desc":"d"},{"id":"c1","profile_id":"p","profile_sha256":"aa","status":"failed","code_desc":"d"},
{"id":"c2","profile_id":"p","profile_sha256":"aa","status":"passed","code_desc":"d"}],"statistics":{"duration":1},"version":"5"}`
	if !isHDF(raw.NewHead([]byte(text))) {
		t.Error("it is not known")
	}
	d := hdfDoc(t, text)
	if d.Finding(t, "c1")["status"] != raw.Fail || d.Finding(t, "c2")["severity"] != "unknown" || !d.Collected.IsZero() || !d.Asserted || d.File.Records.Read != 2 {
		t.Errorf("%v", d.Payload)
	}
}
