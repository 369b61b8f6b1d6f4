package policies_test

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/open-policy-agent/opa/v1/rego"
)

// scannerKinds gives the evidence kinds whose payload says how a scan went,
// with the name of its list of records.
func scannerKinds(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	known := kinds(t)
	for _, name := range known.Names() {
		k, _ := known.Get(name)
		var schema struct {
			Properties map[string]struct {
				Properties map[string]any `json:"properties"`
			} `json:"properties"`
		}
		if err := json.Unmarshal(k.Schema, &schema); err != nil {
			t.Fatal(err)
		}
		if schema.Properties["scan"].Properties["ok"] == nil {
			continue
		}
		out[name] = "findings"
		if _, ok := schema.Properties["components"]; ok {
			out[name] = "components"
		}
	}
	return out
}

// told gives what a check says: by subject, the outcomes.
func (q question) told(t *testing.T, payload any) map[string][]string {
	t.Helper()
	set, err := q.query.Eval(context.Background(), rego.EvalInput(payload))
	if err != nil {
		t.Fatalf("%s: %v", q.run.Key.Check, err)
	}
	out := map[string][]string{}
	for _, v := range set[0].Expressions[0].Value.([]any) {
		o := v.(map[string]any)
		id := o["subject"].(string)
		out[id] = append(out[id], o["outcome"].(string))
	}
	return out
}

// with copies a payload, setting one of its members.
func with(payload map[string]any, name string, v any) map[string]any {
	out := maps.Clone(payload)
	out[name] = v
	return out
}

// shown builds the input of a check from one payload of each of its kinds: the
// payload itself, or, for a check of system scope, documents of the assets that
// the inventory lists.
func (q question) shown(payloads map[string]map[string]any) any {
	if !q.run.Check.SystemScope {
		return payloads[q.run.Check.Kinds[0]]
	}
	input := map[string]any{}
	for _, kind := range q.run.Check.Kinds {
		docs := []any{}
		for _, asset := range payloads["inventory"]["items"].([]any) {
			docs = append(docs, map[string]any{
				"subject": asset.(map[string]any)["id"], "collected": "2026-11-19T00:00:00Z", "payload": payloads[kind],
			})
		}
		input[kind] = docs
	}
	return input
}

// A host whose scan failed or ran without credentials is missing: no check says
// pass or skip of anything in such evidence, whatever its records say.
//
// Source: DESIGN D7.7.
func TestAScanThatShowsNothingPassesNobody(t *testing.T) {
	scanners := scannerKinds(t)
	payloads := map[string]map[string]any{}
	for _, name := range kinds(t).Names() {
		payloads[name] = sample(t, name)
	}
	asked := 0
	for _, q := range prepare(t) {
		i := slices.IndexFunc(q.run.Check.Kinds, func(k string) bool { return scanners[k] != "" })
		if i < 0 {
			continue
		}
		kind := q.run.Check.Kinds[i]
		asked++
		good := 0
		for _, outcomes := range q.told(t, q.shown(payloads)) {
			good += len(outcomes)
		}
		if good == 0 && q.run.Key.Check != "common.vuln.credentialed" {
			t.Errorf("%s says nothing of the sample of %s; this test shows nothing then", q.run.Key.Check, kind)
		}
		for _, scan := range []any{
			map[string]any{"ok": false},
			map[string]any{"ok": false, "credentialed": true},
			map[string]any{"ok": true, "credentialed": false},
			map[string]any{"ok": false, "reasons": []any{"not-a-scan"}},
		} {
			for _, status := range []string{"pass", "fail", "skip", "undecided", ""} {
				broken := with(payloads[kind], "scan", scan)
				if list := scanners[kind]; status != "" && list == "findings" {
					broken[list] = restate(broken[list].([]any), status)
				}
				for id, outcomes := range q.told(t, q.shown(replaced(payloads, kind, broken))) {
					if slices.Contains(outcomes, "pass") || slices.Contains(outcomes, "skip") {
						t.Errorf("%s: %s is %v though its scan is %v", q.run.Key.Check, id, outcomes, scan)
					}
				}
			}
		}
	}
	if asked < 9 {
		t.Errorf("only %d checks over scanners were asked", asked)
	}
}

func replaced(payloads map[string]map[string]any, kind string, p map[string]any) map[string]map[string]any {
	out := maps.Clone(payloads)
	out[kind] = p
	return out
}

// restate copies records, with another status.
func restate(records []any, status string) []any {
	out := make([]any, len(records))
	for i, r := range records {
		out[i] = with(r.(map[string]any), "status", status)
	}
	return out
}

// scanJudges names the checks that judge a scan as a whole, not its records.
var scanJudges = []string{
	"common.vuln.scanned", "common.vuln.credentialed", "common.vuln.updated", "common.sast.analysed",
}

// No record hides behind another of its name, and no target passes with a record
// of which nothing is known: each record of a sample is doubled, once as it
// passes and once undecided, with nothing else to tell the two apart.
func TestNoRecordHidesBehindAnother(t *testing.T) {
	scanners := scannerKinds(t)
	doubled := 0
	for kind, questions := range questions(t) {
		if scanners[kind] != "findings" {
			continue
		}
		payload := sample(t, kind)
		for _, q := range questions {
			for _, r := range payload["findings"].([]any) {
				record := r.(map[string]any)
				pass, open := with(record, "status", "pass"), with(record, "status", "undecided")
				open["position"] = "elsewhere"
				if kind == "vulnerabilities" {
					pass["kev"], open["kev"] = true, true
				}
				alone := q.told(t, with(payload, "findings", []any{pass}))
				both := q.told(t, with(payload, "findings", []any{pass, open}))
				if slices.Contains(scanJudges, q.run.Key.Check) {
					continue
				}
				for id := range alone {
					named := slices.Contains(payload["examined"].([]any), any(id)) && id != record["target"]
					if !named && len(both[id]) > 0 {
						t.Errorf("%s: %q is %v although a record of it is undecided", q.run.Key.Check, id, both[id])
					}
				}
				doubled++
			}
		}
	}
	if doubled < 10 {
		t.Errorf("only %d records were doubled", doubled)
	}
}
