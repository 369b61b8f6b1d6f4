package ingest

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
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
		"xccdf": io.MultiReader(strings.NewReader(`<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2">`),
			&endless{text: `<TestResult end-time="2026-01-01T00:00:00Z"><target>h1</target>` + strings.Repeat(`<rule-result idref="r"><result>pass</result><check/></rule-result>`, 100) + "</TestResult>\n<x><y>text</y></x>\n", left: 600},
			strings.NewReader("</Benchmark>")),
		"sarif": io.MultiReader(strings.NewReader(`{"version":"2.1.0","ignored":[`),
			&endless{text: `{"deep":[[[{"text":"` + strings.Repeat("x", 900) + `"}]]]},` + "\n", left: 5_000},
			strings.NewReader(`0],"runs":[{"results":[]}]}`)),
	} {
		f, _ := find(format)
		lim := raw.Limits{}.OrDefault()
		s := &raw.Source{Opt: rawtest.Web(), T: raw.NewTracker(r, lim, f), File: &evidence.File{}, Words: map[string]*raw.Term{}}
		s.Opt.Limits = lim
		n, line := 0, 0
		s.Yield = func(d *evidence.Document) error {
			n, line = n+1, d.Line
			return nil
		}
		if err := f.Read(context.Background(), s); err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		if s.T.N < 4_000_000 {
			t.Fatalf("%s: only %d bytes", format, s.T.N)
		}
		if cap(s.T.Pending) > 64<<10 {
			t.Errorf("%s: %d bytes were kept", format, cap(s.T.Pending))
		}
		if want := map[string][2]int{"xccdf": {600, 1199}, "sarif": {1, 5001}}[format]; n != want[0] || line != want[1] {
			t.Errorf("%s: %d documents, the last at line %d, want %v", format, n, line, want)
		}
	}
}
