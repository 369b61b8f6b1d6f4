package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/jsonast"
)

// plantWhole plants a canary in every text of a payload that its kind lets be any
// text, and gives those that stand for persons. Subjects of people are planted
// too: views show pseudonyms of them.
func plantWhole(t *testing.T, p *planter, kinds *evidence.Kinds, kind, component string, payload map[string]any) (text []byte, persons []string) {
	t.Helper()
	envelope := func() []byte {
		b, err := json.Marshal(map[string]any{"kind": kind, "component": component, "collected": "2026-11-19T00:00:00Z", "payload": payload})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	decoder := jsonast.New(jsonast.Default())
	valid := func() bool { return kinds.Check(evidence.ReadEnvelope(envelope(), decoder)) == nil }
	if !valid() {
		t.Fatalf("the sample of %s is not valid", kind)
	}
	var plant func(v any, set func(any))
	plant = func(v any, set func(any)) {
		switch v := v.(type) {
		case map[string]any:
			for _, k := range slices.Sorted(maps.Keys(v)) {
				plant(v[k], func(x any) { v[k] = x })
			}
		case []any:
			for i := range v {
				plant(v[i], func(x any) { v[i] = x })
			}
		case string:
			if set(p.word()); !valid() {
				set(v)
			}
		}
	}
	plant(payload, nil)
	doc := evidence.ReadEnvelope(envelope(), decoder)
	k, _ := kinds.Get(kind)
	for _, id := range k.PersonalIn(doc.Payload) {
		if canaryShape.MatchString(id) {
			persons = append(persons, strings.Clone(id))
		}
	}
	return envelope(), persons
}

// Of whole evidence nothing is shown but what a policy writes into its message and
// what things are called; what persons are called is not.
func TestNothingOfWholeEvidenceIsShown(t *testing.T) {
	kinds, err := evidence.LoadKinds(evidence.Schemas)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	p := &planter{}
	persons := map[string]bool{}
	var system strings.Builder
	for i, kind := range []string{"application", "identity-provider", "host", "database", "network", "log-store", "organization", "pipeline", "cluster"} {
		fmt.Fprintf(&system, "  - {key: c%d, type: %s, title: Part %d}\n", i, kind, i)
	}
	for _, kind := range kinds.Names() {
		raw, err := fs.ReadFile(evidence.Schemas, "samples/"+kind+".json")
		if err != nil {
			t.Fatal(err)
		}
		for i := range 9 {
			var sample struct{ Payload map[string]any }
			if err := json.Unmarshal(raw, &sample); err != nil {
				t.Fatal(err)
			}
			text, ids := plantWhole(t, p, kinds, kind, fmt.Sprintf("c%d", i), sample.Payload)
			for _, id := range ids {
				persons[id] = true
			}
			canaryFile(t, dir, fmt.Sprintf("evidence/%s-%d.json", kind, i), text)
		}
	}
	canaryFile(t, dir, "assay.yaml", []byte("system-id: canary\nsystem:\n"+system.String()+`frameworks: [hipaa, cmmc-l2, fedramp-high]
sources:
  - {path: "evidence/*.json"}
`))
	config, out := filepath.Join(dir, "assay.yaml"), filepath.Join(dir, "results")
	run := func(args ...string) (string, string) {
		var stdout, stderr bytes.Buffer
		if code := Main(args, strings.NewReader(""), &stdout, &stderr); code == 2 {
			t.Fatalf("%v: %s", args, stderr.String())
		}
		return stdout.String(), stderr.String()
	}
	messages := 0
	for _, args := range [][]string{
		{"assess", "-c", config, "--as-of", "2026-11-20", "--out", out, "-o", "json"},
		{"gate", "-c", config, out, "-o", "json"},
	} {
		text, log := run(args...)
		var view any
		if err := json.Unmarshal([]byte(text), &view); err != nil {
			t.Fatal(err)
		}
		eachText(view, "", func(key, value string) {
			found := canaryShape.FindAllString(value, -1)
			switch {
			case len(found) == 0:
			case key == "why":
				messages++
			case key != "subject":
				t.Errorf("%s shows %q as %s", args[0], value, key)
			case slices.ContainsFunc(found, func(id string) bool { return persons[id] }):
				t.Errorf("%s shows the person %q", args[0], value)
			}
		})
		if found := canaryShape.FindString(log); found != "" {
			t.Errorf("the log of %s shows %s", args[0], found)
		}
	}
	for _, args := range [][]string{
		{"evidence", "verify", "-c", config, "--as-of", "2026-11-20"},
		{"evidence", "list", "-c", config, "--as-of", "2026-11-20"},
		{"evidence", "list", "-c", config, "--as-of", "2026-11-20", "-o", "json"},
	} {
		text, log := run(args...)
		if found := canaryShape.FindString(text + log); found != "" {
			t.Errorf("%v shows %s: …%s…", args[:2], found, around(text+log, found))
		}
	}
	if len(persons) < 200 || messages == 0 {
		t.Errorf("%d ids of persons were planted, %d messages carry a canary: nothing was tried", len(persons), messages)
	}
}

// eachText visits every text of a JSON value with the key it stands under.
func eachText(v any, key string, visit func(key, text string)) {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			visit("a key", k)
			eachText(x, k, visit)
		}
	case []any:
		for _, x := range v {
			eachText(x, key, visit)
		}
	case string:
		visit(key, v)
	}
}
