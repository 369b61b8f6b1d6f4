package config_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

const trustedBase = `system-id: meridian
title: Before
system:
  - {key: idp, type: identity-provider, title: Sign-in}
frameworks: [cmmc-l2]
scope: {boundary: [idp]}
gates: {default: {fail-on: low}}
parameters: {max-inactive-days: 10}
sources:
  - {path: a.json, kinds: [iam-accounts]}
  - {path: b.json, component: idp}
`

const trustedChange = `system-id: other
title: After
system:
  - {key: web, type: application, title: Portal}
frameworks: [hipaa]
scope: {boundary: [web], entity: covered-entity}
gates: {default: {fail-on: critical}}
sources:
  - {path: b.json, component: idp}
  - {path: a.json}
`

// workspaceOf is a repository whose working tree has an assay.yaml.
func workspaceOf(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, ".git"), 0o755); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "assay.yaml")
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

// Of the change count its system and title, and what it adds to sources and boundary;
// all else is of the base.
func TestTrust(t *testing.T) {
	rules := fstest.MapFS{"assay.yaml": {Data: []byte(trustedBase)}, "policies/x.rego": {Data: []byte("package x")}}
	both, err := config.Trust(workspaceOf(t, trustedChange), rules, "main")
	if err != nil {
		t.Fatal(err)
	}
	c := both.Judging
	got := strings.Split(string(c.Encode()), "\n")
	want := strings.Split(`system-id: meridian
title: After
system:
  -
    key: web
    type: application
    title: Portal`, "\n")
	if d := cmp.Diff(want, got[:len(want)]); d != "" {
		t.Error(d)
	}
	var sources []string
	for _, s := range c.Sources {
		sources = append(sources, s.Path.Value+" "+strings.Join(s.Kinds.Words(), ","))
	}
	if d := cmp.Diff([]string{"a.json iam-accounts", "b.json ", "a.json "}, sources); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"idp", "web"}, c.Scope.Boundary.Words()); d != "" {
		t.Error(d)
	}
	if c.Gates["default"].FailOn.Value != "low" || c.Frameworks[0].ID.Value != "cmmc-l2" || c.Scope.Entity != nil || len(c.Parameters) != 1 {
		t.Errorf("a rule is of the change: %s", c.Encode())
	}
	if c.PolicyDir() != "policies" || c.Judged().PolicyDir() != "" || both.Base.Judged().PolicyDir() != "policies" || both.Change.PolicyDir() != "" {
		t.Error("a file is read on the other side")
	}
}

// A revision that lacks what its own configuration names is an error that says which
// revision it is.
func TestTrustOfARevisionRefuses(t *testing.T) {
	at := workspaceOf(t, trustedChange)
	for _, row := range []struct{ what, base, want string }{
		{"no configuration", "", "main: it has no assay.yaml, so that nothing there says what counts"},
		{"one that is wrong", "x: 1", "main:assay.yaml:1:1"},
		{"a file that is not there", strings.Replace(trustedBase, "gates:", "policies: rules\ngates:", 1), "main:assay.yaml:7:11: there is no directory \"rules\""},
	} {
		rules := fstest.MapFS{"other": {}}
		if row.base != "" {
			rules["assay.yaml"] = &fstest.MapFile{Data: []byte(row.base)}
		}
		if _, err := config.Trust(at, rules, "main"); err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: %v, want %q", row.what, err, row.want)
		}
	}
}

// The page says of every key of assay.yaml where it comes from.
func TestEveryKeyHasItsSide(t *testing.T) {
	page, err := os.ReadFile("../../docs/pull-requests.md")
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for f := range reflect.TypeFor[config.File]().Fields() {
		key, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if f.Type == reflect.TypeFor[strictyaml.Later]() {
			continue
		}
		told++
		row := false
		for line := range strings.Lines(string(page)) {
			cells := strings.Split(line, "|")
			row = row || len(cells) > 3 && strings.Contains(cells[1], "`"+key+"`")
		}
		if !row {
			t.Errorf("docs/pull-requests.md does not say where %s comes from", key)
		}
	}
	if told < 20 {
		t.Fatalf("looked at %d keys", told)
	}
}
