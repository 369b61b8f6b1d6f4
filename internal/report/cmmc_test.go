package report

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// level is a run of one framework with a measure.
func level(m assessment.Measure, title string) Input {
	m.Framework = "cmmc-l2"
	scope := &assessment.Scope{Framework: assessment.Framework{ID: "cmmc-l2", Family: "cmmc", Title: title}}
	return Input{
		System: "meridian", AsOf: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), TimeSource: "declared", Version: "1",
		Results:  []assessment.Results{{Scope: scope}},
		Measures: map[string]assessment.Measure{"cmmc-l2": m}, Open: map[string]int{"cmmc-l2": 1}, Aside: map[string]int{"cmmc-l2": 2},
	}
}

func sheetOf(t *testing.T, in Input) string {
	t.Helper()
	var out bytes.Buffer
	if err := CMMC(&out, in); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// The line of a measure says what it is: a number only where there is one, and that it
// is a draft where it is.
func TestScored(t *testing.T) {
	met := []assessment.Measured{{ID: "a", Result: assessment.Met}, {ID: "b", Result: assessment.NotDue}, {ID: "c", Result: assessment.NotMet}}
	for want, m := range map[string]assessment.Measure{
		"SPRS 63 (draft; best case 98; 41 objectives open)": {Score: &assessment.Score{Name: "SPRS", Value: 63, Best: 98}, Draft: true, Open: 41},
		"SPRS 110":                   {Score: &assessment.Score{Name: "SPRS", Value: 110, Best: 110}},
		"no score: there is no plan": {NoScore: "no score: there is no plan"},
		"no score: there is no plan (draft; 1 objective open)":       {NoScore: "no score: there is no plan", Draft: true, Open: 1},
		"no score: it could not be measured: stopped":                assessment.NoMeasure("cmmc-l2", "stopped"),
		"2 of 3 requirements MET":                                    {Requirements: met},
		"2 of 3 requirements MET (draft; 0 objectives open)":         {Requirements: met, Draft: true},
		"SPRS -203 (draft; best case -203; 0 objectives open)":       {Score: &assessment.Score{Name: "SPRS", Value: -203, Best: -203}, Draft: true},
		"Level 3 points 0 (draft; best case 24; 24 objectives open)": {Score: &assessment.Score{Name: "Level 3 points", Best: 24}, Draft: true, Open: 24},
	} {
		if got := scored(&m); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// No text of other people means anything in the sheet: titles of an imported catalog,
// and whatever else comes in.
func TestTheSheetEscapes(t *testing.T) {
	const evil = "a|b <script>x</script> [l](javascript:x) *b* `c` # h\n| forged | row |\x1b[31m \u202e\\"
	in := level(assessment.Measure{
		Score: &assessment.Score{Name: evil}, Notes: []string{evil},
		Requirements: []assessment.Measured{{ID: "x", Label: evil, Title: evil, Result: assessment.Met, Basis: evil, Source: evil, Why: evil, Verification: evil}},
		Status:       assessment.Allowed{Words: evil, Reasons: []string{evil}, Recorded: evil, Best: evil},
		Dates:        []assessment.Dated{{What: evil, Date: evil, State: evil, Source: evil, Verification: evil}}, Program: []assessment.Dated{{What: evil}},
	}, evil)
	in.System, in.Version = evil, evil
	sheet, seal, _ := strings.Cut(sheetOf(t, in), "\n<!-- ") // the seal is a comment to its end
	if strings.Count(seal, "-->") != 1 || strings.Count(seal, "\n") != 1 {
		t.Errorf("the comment ends early: %s", seal)
	}
	text := regexp.MustCompile(`\\.`).ReplaceAllString(sheet, "") // what is escaped means nothing
	for _, bad := range []string{"<script", "](", "\x1b", "\u202e", "\n| forged", "*b*"} {
		if strings.Contains(text, bad) {
			t.Errorf("%q stands in the sheet", bad)
		}
	}
	for _, l := range strings.Split(text, "\n") {
		if strings.HasPrefix(l, "| ") {
			if n := strings.Count(l, "|"); n != 12 && n != 6 && n != 3 {
				t.Errorf("a row of %d bars: %s", n, l)
			}
		}
	}
}

// A measure that could not be made shows no number, and a run without CMMC no sheet.
func TestTheSheetWithoutAScore(t *testing.T) {
	text := sheetOf(t, level(assessment.NoMeasure("cmmc-l2", "the arithmetic failed"), "CMMC Level 2"))
	if !strings.Contains(text, "**no score: it could not be measured: the arithmetic failed**") || strings.Contains(text, "| total |") {
		t.Errorf("%s", text)
	}
	var out bytes.Buffer
	if err := CMMC(&out, Input{Out: "results"}); err == nil || out.Len() > 0 {
		t.Errorf("%v %s", err, out.String())
	}
}

// The sheet never says what it may not.
func TestTheSheetGrantsNothing(t *testing.T) {
	text := strings.ToLower(sheetOf(t, level(assessment.Measure{Score: &assessment.Score{Name: "SPRS", Value: 110, Best: 110, Max: 110, Min: -203, Need: 88}}, "CMMC Level 2")))
	for _, word := range []string{"compliant", "authorized", "is certified", "passed"} {
		if strings.Contains(text, word) && !strings.Contains(text, "nobody "+word) {
			t.Errorf("it says %q", word)
		}
	}
}

func TestFormatsAreNamed(t *testing.T) {
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name)
		if got, err := Named(f.Name); err != nil || got.Title == "" {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
	if !slices.IsSorted(names) {
		t.Errorf("not sorted: %v", names)
	}
	if _, err := Named("pdf"); err == nil {
		t.Error("pdf is a format")
	}
}

// A Final without an affirmation of the past year is not current, and the sheet says so.
func TestTheSheetSaysWhatIsNotCurrent(t *testing.T) {
	for state, want := range map[string]bool{"due": false, "overdue": true, "missing": true} {
		m := assessment.Measure{Status: assessment.Allowed{Recorded: "final"}, Dates: []assessment.Dated{{What: "last day for the next affirmation", State: state}}}
		if got := strings.Contains(sheetOf(t, level(m, "L2")), "final, and not current"); got != want {
			t.Errorf("%s: not current %v", state, got)
		}
	}
}
