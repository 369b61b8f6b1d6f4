package ingest

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/jsonast"
)

// endless repeats a text so often, without holding it.
type endless struct {
	text string
	left int
	cur  io.Reader
}

func (e *endless) Read(p []byte) (int, error) {
	for {
		if e.cur != nil {
			if n, _ := e.cur.Read(p); n > 0 {
				return n, nil
			}
		}
		if e.left == 0 {
			return 0, io.EOF
		}
		e.left--
		e.cur = strings.NewReader(e.text)
	}
}

// What a parser has not come to yet is all that is kept of a file: a file of
// 5 MB leaves a few kilobytes behind.
func TestTrackerKeepsLittle(t *testing.T) {
	for format, r := range map[string]io.Reader{
		XCCDF: io.MultiReader(strings.NewReader(`<Benchmark `+ns12+`>`),
			&endless{text: result("", strings.Repeat(ruleResult("pass", "<check/>"), 100)) + "\n<x><y>text</y></x>\n", left: 600},
			strings.NewReader("</Benchmark>")),
		SARIF: io.MultiReader(strings.NewReader(`{"version":"2.1.0","ignored":[`),
			&endless{text: `{"deep":[[[{"text":"` + strings.Repeat("x", 900) + `"}]]]},` + "\n", left: 5_000},
			strings.NewReader(`0],"runs":[{"results":[]}]}`)),
	} {
		f, _ := find(format)
		lim := Limits{}.orDefault()
		s := &source{opt: web(), t: newTracker(r, lim, f.xml), file: &evidence.File{}, words: map[string]*term{}}
		s.opt.Limits = lim
		n, line := 0, 0
		s.yield = func(d *evidence.Document) error {
			n, line = n+1, d.Line
			return nil
		}
		if err := f.read(context.Background(), s); err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		if s.t.n < 4_000_000 {
			t.Fatalf("%s: only %d bytes", format, s.t.n)
		}
		if cap(s.t.pending) > 64<<10 {
			t.Errorf("%s: %d bytes were kept", format, cap(s.t.pending))
		}
		if want := map[string][2]int{XCCDF: {600, 1199}, SARIF: {1, 5001}}[format]; n != want[0] || line != want[1] {
			t.Errorf("%s: %d documents, the last at line %d, want %v", format, n, line, want)
		}
	}
}

// The schemas of the kinds that raw formats bring describe every property, so
// that `policy` can explain them, and have a sample that is valid.
func TestOurKinds(t *testing.T) {
	for _, name := range []string{Vulnerabilities, ConfigurationFindings, SecretFindings, BenchmarkResults, StaticAnalysis, SBOM} {
		kind, ok := allKinds().Get(name)
		if !ok {
			t.Fatalf("no schema of %s", name)
		}
		if kind.Subject != "/target/name" || kind.Collected != "/scan/ended" || kind.MaxAge <= 0 {
			t.Errorf("%s: subject %s, collected %s, age %v", name, kind.Subject, kind.Collected, kind.MaxAge)
		}
		described(t, name, jsonOf(t, kind.Schema))
		raw, err := evidence.Schemas.ReadFile("samples/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		d := evidence.ReadEnvelope(raw, jsonast.New(jsonast.Default()))
		if d.Kind != name || allKinds().Check(d) != nil {
			t.Errorf("sample of %s: %v", name, allKinds().Check(d))
		}
	}
}

func described(t *testing.T, at string, schema map[string]any) {
	if schema["type"] == nil || schema["description"] == nil {
		t.Errorf("%s has no type or no description", at)
	}
	props, _ := schema["properties"].(map[string]any)
	if props != nil && schema["additionalProperties"] != false {
		t.Errorf("%s lets any property stand", at)
	}
	for name, p := range props {
		described(t, at+"/"+name, p.(map[string]any))
	}
	if items, ok := schema["items"].(map[string]any); ok {
		described(t, at+"/*", items)
	}
}
