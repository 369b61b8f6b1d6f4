package report_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/report"
)

// Every form that is kept says what it was made from, and can be asked.
func TestSealsAreReadBack(t *testing.T) {
	in := whole()
	in.Ratchet, in.Personal = "results-main", true
	for format := range files {
		text := written(t, format, in)
		s, ok := report.ReadSeal(text)
		if format == "github" {
			if ok {
				t.Error("annotations, which nobody keeps, have a seal")
			}
			continue
		}
		want := report.Seal{Format: format, Version: "1.2.3", System: "meridian", AsOf: "2026-11-20T00:00:00Z", Gate: "release", Ratchet: "results-main", Personal: true, Files: in.Files}
		if format == "csv" { // its rows tell less
			want.Version, want.Gate, want.Ratchet = "", "", ""
			want.Files = []report.File{in.Files[2], in.Files[0]}
		}
		if fedrampForms[format] != "" { // which are of one framework
			want.Files = in.Files[:2]
		}
		if !ok || !reflect.DeepEqual(s, want) {
			t.Errorf("%s: read back as %+v\nwant %+v", format, s, want)
		}
		for _, f := range want.Files {
			if !bytes.Contains(text, []byte(f.Digest)) {
				t.Errorf("%s does not show the digest of %s", format, f.Path)
			}
		}
		if !bytes.Contains(text, []byte("2026-11-20T00:00:00Z")) {
			t.Errorf("%s does not say as of when", format)
		}
	}
}

// An HTML report, or any other text, carries it as a comment on a line of its own.
func TestASealIsACommentOfHTML(t *testing.T) {
	s := report.Seal{Format: "html", System: "a-->b--!><x>\u202e\U000e0041", Files: []report.File{{Path: "---.json"}}}
	text := s.Comment()
	if strings.Count(text, "--") != 2 || strings.Count(text, ">") != 1 || strings.ContainsAny(text, "\u202e\U000e0041") {
		t.Errorf("it is %s", text)
	}
	got, ok := report.ReadSeal([]byte("<!doctype html>\n<p>x</p>\n  " + text + "\n</html>\n"))
	if !ok || !reflect.DeepEqual(got, s) {
		t.Errorf("read back as %+v", got)
	}
}

func TestWhatHasNoSeal(t *testing.T) {
	for name, text := range map[string]string{
		"nothing": "", "text": "passed\n", "JSON": `{"assay-report": "1.3"}`, "a list": `[1]`, "another table": "framework,control\nx,y\n",
		"a table without rows":    "framework,control,objective,verdict,level,component,subject,check,why,remedy,evidence,reason,basis,population,system,as_of,results,results_sha256,persons\n",
		"a table that is no text": strings.Join([]string{"framework,control,objective,verdict,level,component,subject,check,why,remedy,evidence,reason,basis,population,system,as_of,results,results_sha256,persons", "x,,,,,,,,,,,,,,s,,a\xff.json,1,ids", ""}, "\n"),
		"XML":                     "<?xml version=\"1.0\"?><testsuites/>", "broken XML": "<?xml version=\"1.0\"?><testsuites>", "a broken seal": "assay-report: {\n", "one inside a line": "x assay-report: {}\n",
		"SARIF of others": `{"runs": [{"properties": {}}]}`, "two runs": `{"runs": [{"properties": {"assay-report": {}}}, {}]}`,
	} {
		if s, ok := report.ReadSeal([]byte(text)); ok {
			t.Errorf("%s: read as %+v", name, s)
		}
	}
}

func FuzzReadSeal(f *testing.F) {
	for format := range files {
		f.Add(written(f, format, whole()))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s, ok := report.ReadSeal(text)
		if !ok {
			return
		}
		// What was read is what would be read of it again.
		again, ok := report.ReadSeal([]byte(s.Comment()))
		if s.Files == nil {
			again.Files = nil
		}
		if !ok || again.String() != s.String() {
			t.Errorf("%+v is read back as %+v", s, again)
		}
	})
}

func TestFirstDifference(t *testing.T) {
	for _, row := range []struct {
		has, expected string
		want          report.Difference
	}{
		{"a\nbc\n", "a\nbd\n", report.Difference{Line: 2, Column: 2, Has: "bc", Expected: "bd"}},
		{"a\n", "a\nb\n", report.Difference{Line: 2, Column: 1, Expected: "b"}},
		{"a\nb", "a\n", report.Difference{Line: 2, Column: 1, Has: "b"}},
		{"x", "", report.Difference{Line: 1, Column: 1, Has: "x"}},
		{"é1\n", "é2\n", report.Difference{Line: 1, Column: 2, Has: "é1", Expected: "é2"}},
		{"a\x1b[0m", "b", report.Difference{Line: 1, Column: 1, Has: "a<U+001B>[0m", Expected: "b"}},
		{strings.Repeat("x", 200) + "1" + strings.Repeat("y", 200), strings.Repeat("x", 200) + "2", report.Difference{Line: 1, Column: 201, Has: strings.Repeat("x", 60) + "1" + strings.Repeat("y", 59), Expected: strings.Repeat("x", 60) + "2"}},
	} {
		if d, differs := report.FirstDifference([]byte(row.has), []byte(row.expected)); !differs || d != row.want {
			t.Errorf("%.20q and %.20q: %+v, want %+v", row.has, row.expected, d, row.want)
		}
	}
	if _, differs := report.FirstDifference([]byte("a"), []byte("a")); differs {
		t.Error("the same differs")
	}
}

// Colours are words of a terminal, and change nothing that is said.
func TestColours(t *testing.T) {
	in := run()
	for _, all := range []bool{false, true} {
		plain := laid(t, in, report.Layout{All: all})
		painted := laid(t, in, report.Layout{All: all, Color: true})
		if !strings.HasPrefix(painted, "\x1b[1m\x1b[31mgate release failed") || !strings.Contains(painted, "\n\x1b[31mfailing/high\x1b[0m fedramp-low") || !strings.Contains(painted, "\n  \x1b[1mfix:\x1b[0m Enrol one.") {
			t.Errorf("painted it is %q", painted)
		}
		for _, code := range []string{"\x1b[0m", "\x1b[1m", "\x1b[31m", "\x1b[32m", "\x1b[33m"} {
			painted = strings.ReplaceAll(painted, code, "")
		}
		if painted != plain {
			t.Errorf("without colours it is %q, want %q", painted, plain)
		}
	}
}
