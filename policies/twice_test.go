package policies_test

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/jsonast"
)

// outcomes gives the outcome of every subject as the engine folds it: fail, pass,
// skip, or undecided where nothing is said.
func (q question) outcomes(t *testing.T, kind *evidence.Kind, payload any) map[string]string {
	t.Helper()
	out := map[string]string{}
	if q.subjects != nil {
		set, err := q.subjects.Eval(context.Background(), rego.EvalInput(payload))
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range set[0].Expressions[0].Value.([]any) {
			out[id.(string)] = "undecided"
		}
	}
	rank := map[string]int{"undecided": 0, "skip": 1, "pass": 2, "fail": 3}
	for id, list := range q.told(t, payload) {
		for _, o := range list {
			if rank[o] > rank[out[id]] || out[id] == "" {
				out[id] = o
			}
		}
	}
	for id := range kind.Twice(value(t, payload)) {
		if out[id] == "pass" || out[id] == "skip" {
			out[id] = "undecided"
		}
	}
	return out
}

// value is a payload as evidence is read.
func value(t *testing.T, payload any) ast.Value {
	t.Helper()
	text, err := json.Marshal(payload)
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonast.New(jsonast.Default()).Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// lists calls visit for every list of objects in a value, with a function that
// copies the value with another list in its place.
func lists(v any, with func(any) any, visit func(list []any, with func([]any) any)) {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			lists(x, func(y any) any {
				c := maps.Clone(v)
				c[k] = y
				return with(c)
			}, visit)
		}
	case []any:
		if len(v) > 0 {
			if _, ok := v[0].(map[string]any); ok {
				visit(v, func(l []any) any { return with(l) })
			}
		}
		for i, x := range v {
			lists(x, func(y any) any {
				c := slices.Clone(v)
				c[i] = y
				return with(c)
			}, visit)
		}
	}
}

// changed gives copies of a record, each with one of its members gone, null, or
// of another value.
func changed(record map[string]any) (out []map[string]any) {
	for name, old := range record {
		gone := maps.Clone(record)
		delete(gone, name)
		null := maps.Clone(record)
		null[name] = nil
		out = append(out, gone, null)
		if b, ok := old.(bool); ok {
			flipped := maps.Clone(record)
			flipped[name] = !b
			out = append(out, flipped)
		}
	}
	return out
}

// A thing that evidence names twice is judged by the worse of what is said of it:
// of two records of one name, one that passes never hides one that does not.
func TestNothingHidesBehindItsOwnName(t *testing.T) {
	known := kinds(t)
	valid := func(kind *evidence.Kind, payload any) bool { return len(kind.Program.Check(value(t, payload), 1)) == 0 }
	tried := 0
	for name, questions := range questions(t) {
		kind, _ := known.Get(name)
		payload := sample(t, name)
		asked := map[string]bool{}
		for _, q := range questions {
			if asked[q.run.Key.Check] {
				continue // one set of parameters is enough
			}
			asked[q.run.Key.Check] = true
			lists(payload, func(v any) any { return v }, func(list []any, with func([]any) any) {
				for i, e := range list {
					record, ok := e.(map[string]any)
					if !ok {
						continue
					}
					others := q.outcomes(t, kind, with(slices.Delete(slices.Clone(list), i, i+1)))
					for _, other := range changed(record) {
						instead := slices.Clone(list)
						instead[i] = other
						alone, twice := with(instead), with(append(slices.Clone(list), other))
						if !valid(kind, alone) || !valid(kind, twice) {
							continue
						}
						var double map[string]string
						for id, was := range q.outcomes(t, kind, alone) {
							if others[id] != "" || was == "pass" || was == "skip" {
								continue // another thing than the record's, or one that is good by itself
							}
							if double == nil {
								double = q.outcomes(t, kind, twice)
								tried++
							}
							if double[id] == "pass" || double[id] == "skip" {
								t.Errorf("%s: %s is %s, and %s once a record of the same name stands beside it: %v", q.run.Key.Check, id, was, double[id], other)
							}
						}
					}
				}
			})
		}
	}
	if tried < 100 {
		t.Errorf("only %d pairs were tried", tried)
	}
}
