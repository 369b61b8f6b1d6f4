package policies_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/policies"
)

// stated names the facts whose absence says something by the words of their
// schema, so that leaving them out may rightly turn an outcome into a pass.
var stated = map[string][]string{
	"documents":         {"last_effective", "effective"}, // without an end a document is in effect
	"host-config":       {"state", "enabled"},            // without a state a host runs
	"iam-accounts":      {"privileged"},                  // unknown rights are in every population
	"password-policy":   {"max_length"},                  // null: no bound
	"session-policy":    {"lock_minutes"},                // null: it ends instead
	"training-records":  {"ended"},                       // null: still here
	"vendor-agreements": {"expires"},                     // null: until ended
	// A package's version is required, and part of the name of its record.
	"vulnerabilities": {"credentialed", "first_seen", "kev", "package", "version"},
}

// question is one check with one set of parameters, ready to be asked.
type question struct {
	run      assessment.Run
	query    rego.PreparedEvalQuery
	subjects *rego.PreparedEvalQuery // nil where the document's own is the only one
	store    storage.Store
}

// at sets when the evidence was collected and when it is assessed.
func (q question) at(t *testing.T, collected, asOf time.Time) {
	t.Helper()
	for path, v := range map[string]any{
		"/assay/now": json.Number(fmt.Sprint(asOf.UnixNano())),
		"/assay/evidence": map[string]any{
			"component": "web", "collected_ns": json.Number(fmt.Sprint(collected.UnixNano())),
		},
	} {
		if err := storage.WriteOne(context.Background(), q.store, storage.AddOp, storage.MustParsePath(path), v); err != nil {
			t.Fatal(err)
		}
	}
}

// ask gives the subjects that pass. A built-in that fails fails the test: in a
// real run it would leave the whole document undecided.
func (q question) ask(t *testing.T, payload any) map[string]bool {
	t.Helper()
	set, err := q.query.Eval(context.Background(), rego.EvalInput(payload))
	if err != nil {
		t.Errorf("%s: %v", q.run.Key.Check, err)
		return nil
	}
	out, failed := map[string]bool{}, map[string]bool{}
	for _, v := range set[0].Expressions[0].Value.([]any) {
		o := v.(map[string]any)
		switch o["outcome"] {
		case "pass":
			out[o["subject"].(string)] = true
		case "fail":
			failed[o["subject"].(string)] = true
		}
	}
	for id := range failed {
		delete(out, id)
	}
	return out
}

// questions prepares every document-scope check with the parameters of every
// framework, by evidence kind.
func questions(t *testing.T) map[string][]question {
	t.Helper()
	out := map[string][]question{}
	for _, q := range prepare(t) {
		if !q.run.Check.SystemScope {
			out[q.run.Check.Kinds[0]] = append(out[q.run.Check.Kinds[0]], q)
		}
	}
	return out
}

// assessed is the time for which the samples are dated.
var assessed = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

// prepare makes every check ready with the parameters of every framework, for
// evidence collected at the assessment.
func prepare(t *testing.T) (out []question) {
	t.Helper()
	modules := map[string]*ast.Module{}
	err := fs.WalkDir(policies.FS, ".", func(p string, e fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(p, ".rego") || strings.HasSuffix(p, "_test.rego") {
			return err
		}
		data, err := fs.ReadFile(policies.FS, p)
		if err != nil {
			return err
		}
		modules[p], err = ast.ParseModule(p, string(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	compiler := ast.NewCompiler()
	if compiler.Compile(modules); compiler.Failed() {
		t.Fatal(compiler.Errors)
	}
	for _, runs := range runsOf(t, checks(t)) {
		for _, r := range runs {
			params := map[string]any{}
			for name, raw := range r.Params {
				var v any
				if err := json.Unmarshal([]byte(raw), &v); err != nil {
					t.Fatal(err)
				}
				params[name] = v
			}
			if _, dated := params["vulnerability-rules-from"]; dated {
				params["vulnerability-rules-from"] = "2026-07-04" // in force when the samples are assessed
			}
			store := inmem.NewFromObject(map[string]any{"assay": map[string]any{"params": params}})
			ask := func(rule string) rego.PreparedEvalQuery {
				q, err := rego.New(
					rego.Query("data."+r.Check.Package+"."+rule),
					rego.Compiler(compiler), rego.Store(store), rego.StrictBuiltinErrors(true),
				).PrepareForEval(context.Background())
				if err != nil {
					t.Fatal(err)
				}
				return q
			}
			one := question{run: r, query: ask("observations"), store: store}
			one.at(t, assessed, assessed)
			if r.Check.HasSubjects {
				subjects := ask("subjects")
				one.subjects = &subjects
			}
			out = append(out, one)
		}
	}
	return out
}

// sample reads the payload of a kind's sample envelope.
func sample(t *testing.T, kind string) map[string]any {
	t.Helper()
	raw, err := fs.ReadFile(evidence.Schemas, "samples/"+kind+".json")
	if err != nil {
		t.Fatal(err)
	}
	var envelope any
	if err := json.Unmarshal(raw, &envelope); err != nil {
		t.Fatal(err)
	}
	if list, ok := envelope.([]any); ok {
		envelope = list[0]
	}
	return envelope.(map[string]any)["payload"].(map[string]any)
}

// members lists the names of members that objects of a schema need not have,
// and of those that may be null.
func members(schema map[string]any, optional, nullable map[string]bool) {
	required, _ := schema["required"].([]any)
	props, _ := schema["properties"].(map[string]any)
	for name, p := range props {
		sub, _ := p.(map[string]any)
		types, _ := sub["type"].([]any)
		if !slices.Contains(required, any(name)) {
			optional[name] = true
		}
		if slices.Contains(types, any("null")) {
			nullable[name] = true
		}
		members(sub, optional, nullable)
	}
	if items, ok := schema["items"].(map[string]any); ok {
		members(items, optional, nullable)
	}
}

// without copies a value, leaving out every member of a name, or setting it to
// null.
func without(v any, name string, null bool) any {
	return edited(v, name, func(out map[string]any) {
		if null {
			out[name] = nil
		}
	})
}

// blanked copies a value, giving every member of a name the same text.
func blanked(v any, name, text string) any {
	return edited(v, name, func(out map[string]any) { out[name] = text })
}

// edited copies a value, letting edit write what stands for each member of a
// name; what it does not write is left out.
func edited(v any, name string, edit func(out map[string]any)) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, x := range v {
			if k == name {
				edit(out)
			} else {
				out[k] = edited(x, name, edit)
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = edited(x, name, edit)
		}
		return out
	}
	return v
}

// Withholding a fact never helps: whatever member of the sample evidence is
// left out or set to null, no subject passes that did not pass before. In Rego
// null is true and less than every number, which is how a silence becomes a
// pass.
func TestWithholdingAFactNeverMakesAPass(t *testing.T) {
	known := kinds(t)
	asked := questions(t)
	passes := map[string]bool{}
	for _, kind := range known.Names() {
		k, _ := known.Get(kind)
		var schema map[string]any
		if err := json.Unmarshal(k.Schema, &schema); err != nil {
			t.Fatal(err)
		}
		optional, nullable := map[string]bool{}, map[string]bool{}
		members(schema, optional, nullable)
		payload := sample(t, kind)
		for _, q := range asked[kind] {
			before := q.ask(t, payload)
			if len(before) > 0 {
				passes[q.run.Key.Check] = true
			}
			for null, names := range map[bool]map[string]bool{false: optional, true: nullable} {
				for name := range names {
					if slices.Contains(stated[kind], name) {
						continue
					}
					for id := range q.ask(t, without(payload, name, null)) {
						if !before[id] {
							t.Errorf("%s: %s passes once %s is gone (null: %t)", q.run.Key.Check, id, name, null)
						}
					}
				}
			}
		}
	}
	// The samples must show something, or the test shows nothing.
	if len(passes) < 100 {
		t.Errorf("only %d checks pass somebody in the samples", len(passes))
	}
}

// names lists the members that are what something is called, which is all that
// checks read of them.
var names = map[string][]string{"sbom": {"name", "type"}, "static-analysis": {"name"}, "vulnerabilities": {"name"}}

// freeTexts lists the names of members that may be any text, the empty one too.
func freeTexts(schema map[string]any, out map[string]bool) {
	props, _ := schema["properties"].(map[string]any)
	for name, p := range props {
		sub, _ := p.(map[string]any)
		types, _ := sub["type"].([]any)
		bound := sub["enum"] != nil || sub["format"] != nil || sub["pattern"] != nil || sub["minLength"] != nil
		if (sub["type"] == "string" || slices.Contains(types, any("string"))) && !bound {
			out[name] = true
		}
		freeTexts(sub, out)
	}
	if items, ok := schema["items"].(map[string]any); ok {
		freeTexts(items, out)
	}
}

// A blank says no more than silence: whatever text of the sample evidence is
// blank, nobody passes who would not pass without it. Exports write an empty
// approver where there is none.
func TestABlankSaysNoMoreThanSilence(t *testing.T) {
	known := kinds(t)
	asked := questions(t)
	blanks := 0
	for _, kind := range known.Names() {
		k, _ := known.Get(kind)
		var schema map[string]any
		if err := json.Unmarshal(k.Schema, &schema); err != nil {
			t.Fatal(err)
		}
		free := map[string]bool{}
		freeTexts(schema, free)
		payload := sample(t, kind)
		for _, q := range asked[kind] {
			for name := range free {
				if slices.Contains(names[kind], name) {
					continue
				}
				blanks++
				silent := q.ask(t, without(payload, name, false))
				for _, blank := range []string{"", " "} {
					for id := range q.ask(t, blanked(payload, name, blank)) {
						if !silent[id] {
							t.Errorf("%s: %s passes with a blank %s, and not without it", q.run.Key.Check, id, name)
						}
					}
				}
			}
		}
	}
	if blanks < 100 {
		t.Errorf("only %d texts were made blank", blanks)
	}
}

// deadlines names the checks that may fail by time alone, because what they read
// stays as it was seen until newer evidence shows otherwise, and its day comes
// by itself. All others read what recurs: evidence cannot say that it has not
// happened since.
var deadlines = map[string]string{
	"cmmc.plan_on_schedule":       "an open item passes its day",
	"common.disclosure.reachable": "what a channel says ends",
	"common.documents.in_force":   "a document passes its last day",
	"common.external.terms":       "an agreement ends",
	"common.host.patches":         "an update that is missing comes due",
	"common.host.supported":       "support by the vendor ends",
	"common.storage.key_rotation": "a key grows old",
	"common.tls.certificate":      "a certificate ends",
	"common.vuln.age":             "a vulnerability comes due",
	"fedramp.impact_reduced":      "a vulnerability comes due",
	"fedramp.known_exploited":     "a vulnerability comes due",
	"fedramp.poam_in_time":        "an open item comes due",
	"hipaa.agreement":             "an agreement ends",
	"hipaa.security_official":     "an appointment ends",
}

// Evidence says nothing of the time after it was collected: as the assessment
// moves away from it, what passes falls away, and nothing fails but what a day
// that comes by itself makes fail. Otherwise evidence of ten days ago that saw a
// backup would be read as ten days without one, or as backups ever since.
func TestTimeAloneNeitherPassesNorFails(t *testing.T) {
	fell := map[string]bool{}
	for kind, questions := range questions(t) {
		payload := sample(t, kind)
		for _, q := range questions {
			check := q.run.Key.Check
			before := q.told(t, payload)
			for _, days := range []int{1, 4, 10, 40, 100, 400, 4000} {
				q.at(t, assessed, assessed.AddDate(0, 0, days))
				for id, outcomes := range q.told(t, payload) {
					if slices.Contains(outcomes, "pass") && !slices.Contains(before[id], "pass") {
						t.Errorf("%s: %s passes once %d days have gone by", check, id, days)
					}
					if slices.Contains(outcomes, "fail") && !slices.Contains(before[id], "fail") {
						fell[check] = true
						if deadlines[check] == "" {
							t.Errorf("%s: %s fails once %d days have gone by, which its evidence could not see", check, id, days)
						}
					}
				}
			}
			q.at(t, assessed, assessed)
		}
	}
	for check := range deadlines {
		if !slices.ContainsFunc(checks(t), func(c assessment.Check) bool { return c.ID == check && c.NeedsNow }) {
			t.Errorf("%s is no check that needs the time of the assessment", check)
		}
	}
	if len(fell) < 3 {
		t.Errorf("only %d checks fail by time alone in the samples", len(fell))
	}
}
