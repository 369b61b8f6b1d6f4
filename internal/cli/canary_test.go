package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/evidence"
)

// canaryShape is what is planted: no word of ours looks like it.
var canaryShape = regexp.MustCompile(`CANARY[0-9]+X`)

// planter plants a canary in every text of a value.
type planter struct{ n int }

func (p *planter) word() string { p.n++; return fmt.Sprintf("CANARY%dX", p.n) }

func (p *planter) plant(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for _, k := range slices.Sorted(maps.Keys(v)) {
			out[k] = p.plant(v[k])
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = p.plant(x)
		}
		return out
	case string:
		return p.word()
	}
	return v
}

// broken are ways in which evidence with canaries is no evidence any more.
func brokenWays(p *planter, kind, component string, payload map[string]any) map[string][]byte {
	envelope := func(payload any, more map[string]any) []byte {
		e := map[string]any{"kind": kind, "component": component, "collected": "2026-11-19T00:00:00Z", "payload": payload}
		for k, v := range more {
			e[k] = v
		}
		b, _ := json.Marshal(e)
		return b
	}
	planted := p.plant(payload)
	whole := envelope(planted, nil)
	out := map[string][]byte{
		"words that are none":      whole,
		"a member nobody knows":    envelope(map[string]any{p.word(): p.word()}, nil),
		"cut off":                  whole[:len(whole)*2/3],
		"a key twice":              bytes.Replace(whole, []byte(`"payload":{`), []byte(`"payload":{"`+p.word()+`":1,"a":1,"a":"`+p.word()+`",`), 1),
		"a giant number":           bytes.Replace(whole, []byte(`"payload":{`), []byte(`"payload":{"n":`+strings.Repeat("7", 80)+`,"`+p.word()+`":1,`), 1),
		"not UTF-8":                bytes.Replace(whole, []byte("CANARY"), []byte("CANARY\xff"), 1),
		"a list for an object":     envelope([]any{planted}, nil),
		"a text for an object":     envelope(p.word(), nil),
		"another kind":             envelope(planted, map[string]any{"kind": p.word()}),
		"another component":        envelope(planted, map[string]any{"component": p.word()}),
		"no time":                  envelope(planted, map[string]any{"collected": p.word()}),
		"members of the envelope":  envelope(planted, map[string]any{p.word(): p.word()}),
		"something behind the end": append(bytes.Clone(whole), []byte(` "`+p.word()+`"`)...),
		"nested too deeply":        envelope(map[string]any{"x": p.word()}, nil),
		"raw text":                 []byte(p.word() + "\n" + p.word()),
	}
	return out
}

// Whatever is in evidence that cannot be used, none of it is shown: not on the
// screen, not in a log, not in a report, not in the documents. The evidence itself
// is cited, and lies beside them by its digest.
func TestNothingOfBrokenEvidenceIsShown(t *testing.T) {
	kinds, err := evidence.LoadKinds(evidence.Schemas)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	p := &planter{}
	n := 0
	for _, kind := range kinds.Names() {
		raw, err := fs.ReadFile(evidence.Schemas, "samples/"+kind+".json")
		if err != nil {
			t.Fatal(err)
		}
		var sample struct{ Payload map[string]any }
		if err := json.Unmarshal(raw, &sample); err != nil {
			t.Fatal(err)
		}
		ways := brokenWays(p, kind, "all", sample.Payload)
		for _, way := range slices.Sorted(maps.Keys(ways)) {
			n++
			canaryFile(t, dir, fmt.Sprintf("evidence/%s/%02d.json", kind, n), ways[way])
		}
		all := slices.Concat(bytes.ReplaceAll(ways["words that are none"], []byte("\n"), nil), []byte("\n"), ways["cut off"], []byte("\n"))
		canaryFile(t, dir, "evidence/"+kind+"/lines.jsonl", all)
	}
	canaryFile(t, dir, "assay.yaml", []byte(`system-id: canary
system:
  - {key: all, type: application, title: Everything}
  - {key: idp, type: identity-provider, title: Sign-in}
  - {key: hosts, type: host, title: Hosts}
frameworks: [hipaa, cmmc-l2, fedramp-moderate]
sources:
  - {path: "evidence/**/*.{json,jsonl}"}
`))
	canary := filepath.Join(dir, "assay.yaml")
	out := filepath.Join(dir, "out")
	for _, args := range [][]string{
		{"assess", "-c", canary, "--as-of", "2026-11-20", "--out", out, "--all"},
		{"assess", "-c", canary, "--as-of", "2026-11-20", "--out", out, "-o", "json"},
		{"assess", "-c", canary, "--as-of", "2026-11-20", "--out", out, "--report", "cmmc=" + filepath.Join(dir, "score.md")},
		{"evidence", "verify", "-c", canary, "--as-of", "2026-11-20"},
		{"evidence", "verify", "-c", canary, "--as-of", "2026-11-20", "-o", "json"},
		{"evidence", "list", "-c", canary, "--as-of", "2026-11-20", "-o", "json"},
		{"gate", "-c", canary, "--out", out},
		{"evidence", "import", "--component", "all", "--out", filepath.Join(dir, "imported"), filepath.Join(dir, "evidence", "sbom", "lines.jsonl"), filepath.Join(dir, "evidence", "iam-accounts", "lines.jsonl")},
		{"init", filepath.Join(dir, "evidence")},
	} {
		var stdout, stderr bytes.Buffer
		code := Main(args, strings.NewReader(""), &stdout, &stderr)
		if code == 0 && args[0] == "assess" {
			t.Errorf("%v passes", args)
		}
		for name, text := range map[string]string{"stdout": stdout.String(), "stderr": stderr.String()} {
			if found := canaryShape.FindString(text); found != "" {
				t.Errorf("%s of %s shows %s: …%s…", name, strings.Join(args[:2], " "), found, around(text, found))
			}
		}
	}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(dir, path)
		if err != nil || d.IsDir() {
			if strings.HasPrefix(rel, "evidence") && rel != "evidence" || d != nil && d.Name() == "resources" {
				return fs.SkipDir
			}
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if found := canaryShape.FindString(string(text)); found != "" {
			t.Errorf("%s shows %s: …%s…", rel, found, around(string(text), found))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n < 500 {
		t.Errorf("only %d files were planted", n)
	}
}

func around(text, found string) string {
	i := strings.Index(text, found)
	return text[max(0, i-80):min(len(text), i+len(found)+40)]
}

func canaryFile(t *testing.T, dir, name string, text []byte) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
}
