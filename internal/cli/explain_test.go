package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/testkit"
	"github.com/assay-compliance/assay/internal/trace"
)

// Whatever id a document or the JSON report shows, explain takes it, and its JSON
// says what its text says.
func TestExplainTakesEveryIdThatIsShown(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(testkit.Root(t), "cmd", "assay", "testdata", "workspace"))); err != nil {
		t.Fatal(err)
	}
	evidence := filepath.Join(dir, "evidence", "idp.json")
	text, err := os.ReadFile(evidence)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(evidence, bytes.ReplaceAll(text, []byte(`"mfa_required": true`), []byte(`"mfa_required": false`)), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	f := &factory{in: strings.NewReader(""), out: &out, errOut: io.Discard, now: time.Now, env: func(string) string { return "100" }}
	config := filepath.Join(dir, "assay.yaml")
	// Ends with the gate's code, which is no matter here.
	_ = f.assess(context.Background(), assessOptions{config: config, asOf: "2026-11-20", record: true, format: "json"})

	ids := map[string]string{} // where each was seen
	var report any
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatalf("%v in %s", err, out.String())
	}
	shownIDs(report, "report", func(key string) bool {
		return strings.Contains(" id check component subject objectives control checks poam-id evidence system-id ", " "+key+" ")
	}, ids)
	files, err := filepath.Glob(filepath.Join(dir, "*", "*", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, filepath.Join(dir, "poam", "cmmc-l2.remediation.json")) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var doc any
		if err := json.Unmarshal(text, &doc); err != nil {
			t.Fatal(err)
		}
		shownIDs(doc, filepath.Base(file), func(key string) bool {
			return key == "uuid" || strings.HasSuffix(key, "-uuid") || strings.Contains(" id target-id control-id objective-id ", " "+key+" ")
		}, ids)
	}
	runs, err := pipeline.Runs(filepath.Join(dir, "results"))
	if err != nil {
		t.Fatal(err)
	}
	for id, where := range ids {
		var said, read bytes.Buffer
		real, err := pipeline.Person(runs, config, id)
		if err != nil {
			t.Fatal(err)
		}
		if err := trace.Explain(runs, real, func(e *trace.Entry) error {
			text, err := json.Marshal(e)
			var again trace.Entry
			return errors.Join(err, json.Unmarshal(text, &again), trace.Text(&said, e), trace.Text(&read, &again))
		}); err != nil || said.Len() == 0 {
			t.Errorf("%s of %s: %v", id, where, err)
		}
		if said.String() != read.String() {
			t.Errorf("%s of %s: JSON says\n%s\nand the text\n%s", id, where, read.String(), said.String())
		}
	}
	if len(ids) < 200 {
		t.Errorf("%d ids seen", len(ids))
	}
}

// shownIDs gathers the texts under keys that hold ids.
func shownIDs(v any, key string, is func(string) bool, ids map[string]string) {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			shownIDs(e, k, is, ids)
		}
	case []any:
		for _, e := range v {
			shownIDs(e, key, is, ids)
		}
	case string:
		if is(key) && ids[v] == "" {
			ids[v] = fmt.Sprint(key)
		}
	}
}
