package adopt_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/adopt"
	"github.com/assay-compliance/assay/internal/evaluate"
	"github.com/assay-compliance/assay/internal/evaluate/lint"
	"github.com/assay-compliance/assay/policies"
)

// definition is a component definition whose requirement links to the hrefs, with
// the validations as resources r0, r1 … of its back matter.
func definition(control string, hrefs []string, validations ...string) string {
	var links, resources strings.Builder
	for _, h := range hrefs {
		fmt.Fprintf(&links, "                - {href: %q, rel: lula}\n", h)
	}
	for i, v := range validations {
		fmt.Fprintf(&resources, "      - uuid: %s\n        title: t%d\n        description: |\n          %s\n", uuid(i), i, strings.ReplaceAll(v, "\n", "\n          "))
	}
	return `component-definition:
  uuid: 5d0a0f5e-8a1f-4d7a-9a38-3b7a0f6c1e01
  metadata: {title: T, last-modified: "2026-01-10T12:00:00Z", version: "1", oscal-version: 1.1.2}
  components:
    - uuid: 5d0a0f5e-8a1f-4d7a-9a38-3b7a0f6c1e02
      type: software
      title: Web
      description: d
      control-implementations:
        - uuid: 5d0a0f5e-8a1f-4d7a-9a38-3b7a0f6c1e03
          source: https://example.org/NIST_SP-800-53_rev5_catalog.json
          description: d
          implemented-requirements:
            - uuid: 5d0a0f5e-8a1f-4d7a-9a38-3b7a0f6c1e04
              control-id: ` + control + `
              description: d
              links:
` + links.String() + "  back-matter:\n    resources:\n" + resources.String()
}

func uuid(i int) string { return fmt.Sprintf("5d0a0f5e-8a1f-4d7a-9a38-%012d", i) }

func link(i int) []string { return []string{"#" + uuid(i)} }

// rego is a validation of the kubernetes domain with this policy.
func rego(name, policy string) string {
	return "metadata:\n  name: " + name + "\ndomain:\n  type: kubernetes\n  kubernetes-spec:\n    resources:\n      - {name: pods, resource-rule: {version: v1, resource: pods}}\n" +
		"provider:\n  type: opa\n  opa-spec:\n    rego: |\n      " + strings.ReplaceAll(policy, "\n", "\n      ")
}

const sound = "package validate\n\ndefault validate = false\n\nvalidate { count(input.pods) > 0 }"

func migrate(t *testing.T, document string, more ...string) *adopt.Migration {
	t.Helper()
	repo := fstest.MapFS{"d/lula.yaml": {Data: []byte(document)}}
	for i := 0; i+1 < len(more); i += 2 {
		repo[more[i]] = &fstest.MapFile{Data: []byte(more[i+1])}
	}
	m, err := adopt.Lula(context.Background(), repo, "d/lula.yaml", adopt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Whatever cannot be carried over is told, never dropped, and writes no check.
func TestWhatDoesNotCarryOver(t *testing.T) {
	deep := strings.Repeat("[", 5000)
	for name, tt := range map[string]struct{ validation, want string }{
		"another provider":      {strings.Replace(rego("n", sound), "type: opa", "type: kyverno", 1), "its provider is kyverno"},
		"no such provider":      {strings.Replace(rego("n", sound), "type: opa", "type: cel", 1), `its provider "cel" is not opa`},
		"another domain":        {strings.Replace(rego("n", sound), "type: kubernetes", "type: cloud", 1), `its domain "cloud" is none`},
		"an older form":         {"target:\n  provider: opa\n  domain: kubernetes\n", "older Lula"},
		"no resource":           {strings.Replace(rego("n", sound), "name: pods", "nome: pods", 1), "names no resource"},
		"no rego":               {strings.Replace(rego("n", sound), "rego: |", "rige: |", 1), "has no rego"},
		"broken rego":           {rego("n", "package validate\n\nvalidate {"), "(line 4 of its text)"},
		"no package":            {rego("n", "default validate = false"), "does not carry over"},
		"the network":           {rego("n", "package validate\n\nvalidate { http.send({}).status_code == 200 }"), "built-in http.send is refused"},
		"the environment":       {rego("n", "package validate\n\nvalidate { opa.runtime().env.HOME == input.pods }"), "built-in opa.runtime"},
		"the clock":             {rego("n", "package validate\n\nvalidate { time.now_ns() > 0 }"), "built-in time.now_ns is refused"},
		"other data":            {rego("n", "package validate\n\nvalidate { data.policies.common.iam.mfa.subjects[_] == input.pods }"), "outside of the policy's own package"},
		"all data":              {rego("n", "package validate\n\nvalidate { data[x].y == input.pods }"), "is outside of the policy's own package"},
		"a rule we need":        {rego("n", "package validate\n\nvalidate { input.pods }\n\nobservations = 1 { true }"), "its rule observations"},
		"our helpers":           {rego("n", "package validate\n\nvalidate { input.pods }\n\n_lula_result = true { true }"), "its rule _lula_result"},
		"another package":       {rego("n", strings.Replace(sound, "package validate", "package other", 1)), `its output "validate.validate" is no rule`},
		"an output of no rule":  {rego("n", sound) + "\n    output: {validation: \"validate.validate) or true\"}", "is no rule of its package"},
		"input that is not":     {rego("n", strings.Replace(sound, "input.pods", "input.pods_", 1)), "input.pods_ does not exist in evidence kind"},
		"modules":               {strings.Replace(rego("n", sound), "opa-spec:\n", "opa-spec:\n    modules: {a.b: a.rego}\n", 1), "imports further modules"},
		"anchors":               {"a: &a [1, 1]\nb: [*a, *a]\n" + rego("n", sound), "does not carry over"},
		"a key twice":           {rego("n", sound) + "\nprovider: {}", "does not carry over"},
		"brackets without end":  {rego("n", "package validate\n\nvalidate { x := "+deep+" }"), "nests more than 200"},
		"yaml brackets":         {"domain: " + deep + "\nprovider: 1\n", "does not carry over"},
		"more rego than policy": {rego("n", "package validate\n"+strings.Repeat("# x\n", 70_000)), "larger than 256 KiB"},
	} {
		t.Run(name, func(t *testing.T) {
			m := migrate(t, definition("ac-6.9", link(0), tt.validation))
			if len(m.Checks) != 0 || len(m.Left) == 0 {
				t.Fatalf("%d checks, %d left", len(m.Checks), len(m.Left))
			}
			if got := m.Left[0].Error(); !strings.Contains(got, tt.want) || !strings.HasPrefix(got, "d/lula.yaml:") {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if len(m.Files) != 1 || m.Files[0].Path != "MIGRATION.md" {
				t.Errorf("wrote %v", m.Files)
			}
		})
	}
}

// Links stay inside the repository, and what they pin must be what is there.
func TestLinks(t *testing.T) {
	file := rego("from a file", sound)
	for href, want := range map[string]string{
		"file:../v.yaml":                       "",
		"file:./sub/../../v.yaml":              "",
		"file://./two.yaml":                    "",
		"https://example.org/v.yaml":           "is not fetched",
		"HTTP://example.org/v.yaml":            "is not fetched",
		"file:../../v.yaml":                    "leaves the repository",
		"file:/etc/passwd":                     "leaves the repository",
		"file:///etc/passwd":                   "leaves the repository",
		"..%2f..%2fetc/passwd":                 "leaves the repository",
		`..\..\v.yaml`:                         "leaves the repository",
		"file:nothing.yaml":                    "cannot be read: it does not exist",
		"file:../":                             "cannot be read",
		"../v.yaml@" + strings.Repeat("0", 64): "is not the one that the link pins",
		"file:../other.txt":                    "holds no such validation",
		"#" + uuid(7):                          "there is no resource",
	} {
		t.Run(href, func(t *testing.T) {
			m := migrate(t, definition("ac-6.9", []string{href}, "nothing"), "v.yaml", file, "other.txt", "x", "d/two.yaml", "---\n"+file+"\n---\n"+rego("second", sound))
			var left []string
			for _, p := range m.Left {
				left = append(left, p.Error())
			}
			switch {
			case want == "" && len(m.Checks) == 0, want == "" && len(left) > 0:
				t.Errorf("%d checks, left %s", len(m.Checks), left)
			case want != "" && !strings.Contains(strings.Join(left, "\n"), want):
				t.Errorf("left %s, want %s", left, want)
			}
		})
	}
}

// Names that are no identifiers, twice the same, or words of Rego still become
// checks that pass lint, in files that stay where they belong.
func TestNames(t *testing.T) {
	names := []string{`"../../etc/passwd"`, `"Ünïcode – 中文"`, `"9 lives"`, `if`, `data`, `smoke test`, `test`, `"a\nb | <script>"`, `a b`, `a_b`, `"` + strings.Repeat("long ", 50) + `"`, `""`}
	var hrefs, all []string
	for i, n := range names {
		hrefs, all = append(hrefs, link(i)...), append(all, rego(n, sound))
	}
	m := migrate(t, definition("ac-6.9", hrefs, all...))
	if len(m.Checks) != len(names) {
		t.Fatalf("%d checks of %d: %v", len(m.Checks), len(names), m.Left)
	}
	tree := workspace(t, m)
	kinds, err := evidence.LoadKinds(evidence.Schemas, tree)
	if err != nil {
		t.Fatal(err)
	}
	sub, _ := fs.Sub(tree, "policies")
	for _, p := range lint.Lint(context.Background(), evaluate.Sources{Embedded: policies.FS, Workspace: sub, WorkspacePath: "policies"}, kinds) {
		t.Error(p)
	}
	if text := string(tree["MIGRATION.md"].Data); strings.Contains(text, "<script>") {
		t.Error("Markdown holds what a document says as it is")
	}
}

// workspace is what a migration would write.
func workspace(t testing.TB, m *adopt.Migration) fstest.MapFS {
	tree := fstest.MapFS{}
	for _, f := range m.Files {
		if !fs.ValidPath(f.Path) || tree[f.Path] != nil {
			t.Fatalf("path %q", f.Path)
		}
		tree[f.Path] = &fstest.MapFile{Data: f.Text}
	}
	return tree
}

// With Decides, a control is decided by its validations only where none of them
// is left behind.
func TestDecidesOnlyWhole(t *testing.T) {
	for name, tt := range map[string]struct{ other, want string }{
		"whole":       {rego("b", sound), "{checks: [local.lula.a, local.lula.b], decides: [ac-6.9_obj]}"},
		"one is lost": {strings.Replace(rego("b", sound), "type: opa", "type: kyverno", 1), "{check: local.lula.a, supports: [ac-6.9_obj]}"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := definition("AC-6.9", append(link(0), link(1)...), rego("a", sound), tt.other)
			m, err := adopt.Lula(context.Background(), fstest.MapFS{"lula.yaml": {Data: []byte(doc)}}, "lula.yaml", adopt.Options{Decides: true})
			if err != nil {
				t.Fatal(err)
			}
			if got := string(workspace(t, m)["policies/fedramp/bindings.yaml"].Data); !strings.Contains(got, tt.want) {
				t.Errorf("got %s", got)
			}
		})
	}
}

// Write is all or nothing, also where a link would lead it out of the workspace.
func TestWrite(t *testing.T) {
	m := migrate(t, definition("ac-6.9", link(0), rego("a", sound)))
	dir, outside := t.TempDir(), t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "policies")); err != nil {
		t.Fatal(err)
	}
	if err := m.Write(dir); err == nil {
		t.Error("written through a link that leaves the workspace")
	}
	for _, d := range []string{dir, outside} {
		if left, _ := os.ReadDir(d); len(left) > 1 {
			t.Errorf("%s holds %v", d, left)
		}
	}
	os.Remove(filepath.Join(dir, "policies"))
	if err := m.Write(dir); err != nil {
		t.Fatal(err)
	}
	if err := m.Write(dir); err == nil || strings.Count(err.Error(), "is there already") != len(m.Files)-2 {
		t.Errorf("written twice: %v", err)
	}
}

// Whatever the document says, what carries over compiles, and the same input
// gives the same files.
func FuzzLula(f *testing.F) {
	for _, s := range []string{
		rego("n", sound), rego("\"../x\"", "package a\n\nimport rego.v1\n\nok if input.pods") + "\n    output: {validation: a.ok, observations: [a.ok, b]}",
		"domain: {type: file, file-spec: {filepaths: [{name: \"a b\", path: x}]}}\nprovider: {type: opa, opa-spec: {rego: \"package validate\\nvalidate { input[\\\"a b\\\"] }\"}}\n",
		"domain: {type: api, api-spec: {requests: [{name: h, url: u, method: post, options: {headers: {a: b}}}]}}\nprovider: {type: opa, opa-spec: {rego: \"package validate\\nvalidate { input.h.status == 200 }\"}}\n",
		"domain: [{this: is}]\nprovider: {something: here}\n", "target: {}\n", "provider: &a [*a]\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, validation string) {
		repo := fstest.MapFS{"lula.yaml": {Data: []byte(definition("ac-6.9", []string{"v.yaml"}, "x"))}, "v.yaml": {Data: []byte(validation)}}
		m, err := adopt.Lula(context.Background(), repo, "lula.yaml", adopt.Options{})
		if err != nil {
			return
		}
		if len(m.Checks) == 0 && len(m.Left) == 0 {
			t.Fatalf("neither carried over nor told: %q", validation)
		}
		again, err := adopt.Lula(context.Background(), repo, "lula.yaml", adopt.Options{})
		if err != nil || fmt.Sprint(again.Files) != fmt.Sprint(m.Files) {
			t.Fatalf("not the same twice: %q", validation)
		}
		tree := workspace(t, m)
		if _, err := evidence.LoadKinds(evidence.Schemas, tree); err != nil {
			t.Fatalf("%q: %v", validation, err)
		}
	})
}
