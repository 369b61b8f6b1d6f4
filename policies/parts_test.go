package policies_test

import (
	"context"
	"testing"

	"github.com/open-policy-agent/opa/v1/rego"
)

// partsOf gives, by outcome, the parts that a check tells.
func (q question) partsOf(t *testing.T, payload any) map[string]string {
	t.Helper()
	set, err := q.query.Eval(context.Background(), rego.EvalInput(payload))
	if err != nil {
		t.Fatalf("%s: %v", q.run.Key.Check, err)
	}
	out := map[string]string{}
	for _, v := range set[0].Expressions[0].Value.([]any) {
		o := v.(map[string]any)
		if of, ok := o["of"].(string); ok {
			out[o["subject"].(string)+" "+o["outcome"].(string)] = of
		}
	}
	return out
}

// A finding that is gone from a newer scan is gone only where scans list what is
// wrong and nothing else: there, and only of a scan that shows something of an
// examined target, a finding tells its part. What lists every rule that was
// applied, or only some of what it found, tells none.
func TestOnlyWhatAScanListsWhileItIsThereTellsAPart(t *testing.T) {
	lists := map[string]bool{
		"common.vuln.age": true, "common.sast.clean": true, "common.secrets.none": true, "common.configuration.passed": true,
		"fedramp.evaluated_in_time": true, "fedramp.impact_reduced": true,
	}
	scanners, asked := scannerKinds(t), map[string]bool{}
	for _, q := range prepare(t) {
		kind := ""
		for _, k := range q.run.Check.Kinds {
			if scanners[k] == "findings" {
				kind = k
			}
		}
		if kind == "" || q.run.Check.SystemScope {
			continue
		}
		payload := sample(t, kind)
		records := payload["findings"].([]any)
		target := records[0].(map[string]any)["target"].(string)
		payload["tool"], payload["scan"], payload["examined"] = map[string]any{"name": "t"}, map[string]any{"ok": true}, []any{target}
		payload["target"].(map[string]any)["name"] = "whole"
		failing := map[string]any{}
		for k, v := range records[0].(map[string]any) {
			failing[k] = v
		}
		failing["status"], failing["severity"] = "fail", "critical"
		if kind == "vulnerabilities" {
			failing["first_seen"], failing["kev"] = "2020-01-01T00:00:00Z", true
			failing["evaluated"], failing["pain"] = "2020-06-01T00:00:00Z", 5
		}
		one := func(v any) any { return with(payload, "findings", []any{v}) }
		told := q.partsOf(t, one(failing))
		if !lists[q.run.Key.Check] {
			if len(told) > 0 {
				t.Errorf("%s tells %v", q.run.Key.Check, told)
			}
			continue
		}
		asked[q.run.Key.Check] = true
		want := target + " in whole by t"
		if len(told) != 1 {
			t.Errorf("%s tells %v of a failing record", q.run.Key.Check, told)
		}
		for subject, of := range told {
			if of != want {
				t.Errorf("%s: %s is of %q, want %q", q.run.Key.Check, subject, of, want)
			}
		}
		if told := q.partsOf(t, with(payload, "findings", []any{})); told[target+" pass"] != want || len(told) != 1 {
			t.Errorf("%s tells %v of an examined target", q.run.Key.Check, told)
		}
		for what, v := range map[string]any{
			"a scan that failed":              with(one(failing).(map[string]any), "scan", map[string]any{"ok": false}),
			"a scan without credentials":      with(one(failing).(map[string]any), "scan", map[string]any{"ok": true, "credentialed": false}),
			"a scan that lists what is right": with(payload, "findings", []any{failing, with(with(failing, "status", "pass"), "id", "another")}),
			"a target that was not examined":  with(one(failing).(map[string]any), "examined", []any{"another"}),
		} {
			told := q.partsOf(t, v)
			delete(told, "another pass") // an examined target of its own
			if len(told) > 0 {
				t.Errorf("%s tells %v of %s", q.run.Key.Check, told, what)
			}
		}
	}
	for check := range lists {
		if !asked[check] {
			t.Errorf("%s was not asked", check)
		}
	}
}
