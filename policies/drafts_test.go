package policies_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// A draft supports nothing: whatever evidence a register calls one, nobody passes by it
// who would not pass without it. CMMC counts evidence in final form only.
//
// Source: 32 CFR 170.24(b)(1).
func TestADraftPassesNothing(t *testing.T) {
	known := kinds(t)
	asked := questions(t)
	seen := 0
	for _, kind := range known.Names() {
		k, _ := known.Get(kind)
		if !strings.Contains(string(k.Schema), `"draft"`) {
			continue
		}
		for _, q := range asked[kind] {
			before := q.ask(t, sample(t, kind))
			drafts := edited(sample(t, kind), "status", func(out map[string]any) { out["status"] = "draft" })
			if text, _ := json.Marshal(drafts); !strings.Contains(string(text), `"draft"`) {
				t.Fatalf("%s: the sample has no status", kind)
			}
			for id := range q.ask(t, drafts) {
				t.Errorf("%s: the draft %s passes", q.run.Key.Check, id)
			}
			if len(before) > 0 {
				seen++
			}
		}
	}
	if seen < 3 {
		t.Errorf("only %d checks pass somebody in the samples", seen)
	}
}
