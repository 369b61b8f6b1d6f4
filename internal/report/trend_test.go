package report

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// What nobody knows is null in a point, and never 0.
func TestPoints(t *testing.T) {
	at := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	got, err := json.Marshal(points([]assessment.TrendPoint{
		{At: at, Framework: "a", Complete: true, Coverage: assessment.Coverage{Total: 5, Pass: 1, Fail: 1, NotApplicable: 1, NotAssessed: 2}, Planned: true, Open: assessment.ByLevel{assessment.LevelHigh: 2, assessment.LevelUnknown: 1}, Late: 1},
		{At: at, Framework: "b", Coverage: assessment.Coverage{Total: 2, NotApplicable: 2}},
		{At: at, Framework: "c", Coverage: assessment.Coverage{Total: 2, Pass: 2, Unknown: true}, Planned: true},
	}))
	want := `[{"framework":"a","as-of":"2026-11-20T00:00:00Z","complete":true,"targets":5,"pass":1,"fail":1,"undecided":0,"not-applicable":1,"not-assessed":2,"coverage":0.5,"open-items":{"high":2,"unknown":1},"past-deadline":1},` +
		`{"framework":"b","as-of":"2026-11-20T00:00:00Z","complete":false,"targets":2,"pass":0,"fail":0,"undecided":0,"not-applicable":2,"not-assessed":0,"coverage":null,"open-items":null,"past-deadline":null},` +
		`{"framework":"c","as-of":"2026-11-20T00:00:00Z","complete":false,"targets":2,"pass":2,"fail":0,"undecided":0,"not-applicable":0,"not-assessed":0,"coverage":null,"open-items":{},"past-deadline":0}]`
	if err != nil || string(got) != want {
		t.Errorf("%v\n%s\nwant\n%s", err, got, want)
	}
}

// A seal names the runs of before only in a form that draws them, and reads back.
func TestSealOfATrend(t *testing.T) {
	in := Input{History: []File{{"cmmc-l2", "2026-11-20T00:00:00Z/cmmc-l2/assessment-results.json", "ab"}}}
	back, ok := ReadSeal([]byte(`{"made-from": ` + in.seal(formatJSON).String() + `}`))
	if !ok || len(back.History) != 1 || back.History[0] != in.History[0] {
		t.Errorf("%+v", back)
	}
	if s := in.seal(formatMarkdown); s.History != nil {
		t.Errorf("a form without a trend names %v", s.History)
	}
}
