package evaluate

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// The schema of measures is one that the program reads.
func TestTheSchemaOfMeasures(t *testing.T) {
	if _, err := measuresShape(); err != nil {
		t.Fatal(err)
	}
}

// small is a measure of one requirement, which holds.
func small() assessment.Measure {
	return assessment.Measure{
		Framework: "toy-1", Score: &assessment.Score{Name: "points", Value: 7, Best: 7, Max: 10, Min: 0, Need: 8}, Objectives: 2,
		Requirements: []assessment.Measured{{ID: "a", Label: "A", Result: assessment.NotMet, Weight: 5, Deduction: 3, Satisfied: 1, Unsatisfied: 1, Verification: "verified"}},
		Status:       assessment.Allowed{Allows: "none", Best: "none", Reasons: []string{}, Recorded: "none"},
		Dates:        []assessment.Dated{}, Program: []assessment.Dated{}, Notes: []string{},
	}
}

// toy is a scope whose control a has two objectives, one of which fails.
func toy() assessment.Results {
	scope := &assessment.Scope{Framework: assessment.Framework{ID: "toy-1", Family: "toy"}}
	scope.Controls = []assessment.Control{{ID: "a", Targets: []assessment.Target{{ID: "a_1", ControlID: "a"}, {ID: "a_2", ControlID: "a"}}}}
	return assessment.Results{Scope: scope, Complete: true, Findings: []assessment.Finding{
		{Target: scope.Controls[0].Targets[0], Verdict: assessment.VerdictPass}, {Target: scope.Controls[0].Targets[1], Verdict: assessment.VerdictFail},
	}}
}

// asked compiles rules as the arithmetic of a family and asks it.
func asked(t *testing.T, rules string, results ...assessment.Results) map[string]assessment.Measure {
	t.Helper()
	tree := fstest.MapFS{"toy/measures/toy.rego": {Data: []byte("package policies.toy.measures\n\n" + rules)}}
	e, err := Compile(context.Background(), Sources{Embedded: tree}, nil, nil, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return e.Measure(context.Background(), "toy", results, Measured{AsOf: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), Complete: true})
}

func literal(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A family's arithmetic is a directory and no Go.
func TestMeasureOfAnyFamily(t *testing.T) {
	got := asked(t, `by_framework["toy-1"] := `+literal(t, small()), toy())["toy-1"]
	if got.Fault != "" || got.Score == nil || got.Score.Value != 7 {
		t.Errorf("%+v", got)
	}
	if got := asked(t, `by_framework["toy-1"] := `+literal(t, small())); len(got) != 0 {
		t.Errorf("without results: %v", got)
	}
}

// What the arithmetic is given: verdicts, outcomes that count, no clock.
func TestWhatMeasuresSee(t *testing.T) {
	r := toy()
	r.Findings = r.Findings[:1]
	r.Observations = []assessment.Observation{
		{Run: assessment.RunKey{Check: "c"}, Outcome: assessment.Pass}, {Run: assessment.RunKey{Check: "c"}, Outcome: assessment.Pass},
		{Run: assessment.RunKey{Check: "c"}, Outcome: assessment.Fail, Reason: assessment.ReasonStale}, {Run: assessment.RunKey{Check: "d"}, Outcome: assessment.Skip},
	}
	want := `{"as_of": "2026-11-20T00:00:00Z", "complete": true, "independent": false, "facts": {}, "frameworks": {"toy-1": {"checks": {"c": ["pass", "undecided"]}, "open_items": 0,
		"requirements": {"a": {"title": "", "objectives": [{"id": "a_1", "verdict": "pass"}, {"id": "a_2", "verdict": "not-assessed"}]}}}}}`
	m := small()
	m.Draft, m.Open, m.Requirements[0] = true, 1, assessment.Measured{ID: "a", Result: assessment.MeasuredOpen, Weight: 3, Deduction: 3, Satisfied: 1, Open: 1, Verification: "verified"}
	m.Score.Best = 10
	got := asked(t, `by_framework["toy-1"] := `+literal(t, m)+` if input == `+want, r)["toy-1"]
	if got.Fault != "" || got.Open != 1 {
		t.Errorf("%+v", got)
	}
}

// Whatever is wrong with the arithmetic is a fault, with a reason and without a number.
func TestMalformedMeasuresAreFaults(t *testing.T) {
	with := func(change func(*assessment.Measure)) string {
		m := small()
		m.Requirements, m.Score = append([]assessment.Measured{}, m.Requirements...), &assessment.Score{Name: "points", Value: 7, Best: 7, Max: 10, Need: 8}
		change(&m)
		return `by_framework["toy-1"] := ` + literal(t, m)
	}
	whole := literal(t, small())
	for name, rules := range map[string]string{
		"no rule":                    "other := 1",
		"an undefined rule":          "by_framework := x if { x := input.missing }",
		"no object":                  "by_framework := 110",
		"a set":                      `by_framework contains "toy-1"`,
		"a number":                   `by_framework["toy-1"] := 110`,
		"a missing member":           `by_framework["toy-1"] := {"framework": "toy-1"}`,
		"a member too many":          `by_framework["toy-1"] := object.union(` + whole + `, {"certified": true})`,
		"a score of text":            `by_framework["toy-1"] := object.union(` + whole + `, {"score": "110"})`,
		"a fraction":                 `by_framework["toy-1"] := object.union(` + whole + `, {"objectives": 1.5})`,
		"an unknown status":          with(func(m *assessment.Measure) { m.Status.Allows = "certified" }),
		"another framework":          with(func(m *assessment.Measure) { m.Framework = "toy-2" }),
		"a fault of its own":         with(func(m *assessment.Measure) { m.Fault = "x" }),
		"a score that does not add":  with(func(m *assessment.Measure) { m.Score.Value = 8 }),
		"a best case below":          with(func(m *assessment.Measure) { m.Score.Best = 6 }),
		"a score below its range":    with(func(m *assessment.Measure) { m.Score.Min = 8 }),
		"a result nobody found":      with(func(m *assessment.Measure) { m.Requirements[0].Result = assessment.Met }),
		"a deduction over its limit": with(func(m *assessment.Measure) { m.Requirements[0].Deduction = 6 }),
		"no deduction":               with(func(m *assessment.Measure) { m.Requirements[0].Deduction, m.Score.Value, m.Score.Best = 0, 10, 10 }),
		"a requirement twice": with(func(m *assessment.Measure) {
			m.Requirements = append(m.Requirements, m.Requirements[0])
			m.Objectives, m.Score.Value, m.Score.Best = 4, 4, 4
		}),
		"no requirement":             with(func(m *assessment.Measure) { m.Requirements, m.Objectives, m.Score = []assessment.Measured{}, 0, nil }),
		"another requirement":        with(func(m *assessment.Measure) { m.Requirements[0].ID = "b" }),
		"objectives that are not":    with(func(m *assessment.Measure) { m.Requirements[0].Satisfied, m.Objectives = 2, 3 }),
		"objectives miscounted":      with(func(m *assessment.Measure) { m.Objectives = 1 }),
		"a draft that allows":        with(func(m *assessment.Measure) { m.Draft, m.Status.Allows = true, "final" }),
		"a score and none":           with(func(m *assessment.Measure) { m.NoScore = "no score" }),
		"the clock":                  `by_framework["toy-1"] := ` + whole + ` if time.now_ns() == data.assay.now`,
		"another package":            `by_framework["toy-1"] := data.policies.other.x`,
		"a built-in that is refused": `by_framework["toy-1"] := http.send({})`,
		"two values for one name":    `by_framework := {"toy-1": ` + whole + "}\n\nby_framework := {}",
	} {
		got, ok := asked(t, rules, toy())["toy-1"]
		if !ok || got.Fault == "" || got.Score != nil || got.Status.Allows != "none" || len(got.Requirements) > 0 {
			t.Errorf("%s: %v %+v", name, ok, got)
		}
		text, err := json.Marshal(got)
		if err == nil {
			_, err = DecodeMeasure(text)
		}
		if err != nil {
			t.Errorf("%s: its fault cannot be written down and read: %v", name, err)
		}
	}
	// A run that was stopped is a draft.
	r := toy()
	r.Complete = false
	if got := asked(t, `by_framework["toy-1"] := `+whole, r)["toy-1"]; !strings.Contains(got.Fault, "stopped") {
		t.Errorf("a stopped run: %+v", got)
	}
}

// A measure that is read holds: its sums are right, and written again it reads the same.
func FuzzDecodeMeasure(f *testing.F) {
	m := small()
	for _, seed := range []any{m, assessment.NoMeasure("toy-1", "why"), map[string]any{"framework": 1}} {
		text, err := json.Marshal(seed)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"framework": "a", "framework": "b"}`))
	f.Add([]byte(`[`))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := DecodeMeasure(text)
		if err != nil {
			return
		}
		if why := sums(&m); why != "" {
			t.Errorf("accepted, and %s", why)
		}
		again, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := DecodeMeasure(again); err != nil || literal(t, n) != string(again) {
			t.Errorf("%s reads as %s: %v", again, literal(t, n), err)
		}
	})
}
