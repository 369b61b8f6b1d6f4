package load_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/load"
)

// workspace writes files below a new repository and loads its assay.yaml.
func workspace(t *testing.T, files map[string]string) *config.Config {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		full := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(filepath.Join(root, ".git"), 0o755); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(filepath.Join(root, "assay.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

const inlineSystem = `system-id: meridian
system:
  - {key: web, type: application, title: Patient portal, claims: {hipaa: [hipaa-164.312.d]}}
  - {key: rules, type: policy, title: Access rules}
frameworks: [hipaa]
`

func TestInlineSystem(t *testing.T) {
	sys, err := load.System(workspace(t, map[string]string{"assay.yaml": inlineSystem}))
	if err != nil {
		t.Fatal(err)
	}
	if !sys.Inline || sys.Title != "meridian" || sys.Kind != "self" || len(sys.Components) != 2 {
		t.Errorf("system %+v", sys)
	}
	if got := strings.Join(sys.Boundary, " "); got != "rules web" {
		t.Errorf("boundary %s: what a person lists is what is assessed", got)
	}
	c := sys.Components[0].Claims
	if len(c) != 1 || !c[0].Available || c[0].Framework != "hipaa" || c[0].ControlID != "hipaa-164.312.d" {
		t.Errorf("claims %+v", c)
	}
	again, err := load.System(workspace(t, map[string]string{"assay.yaml": inlineSystem}))
	if err != nil || again.UUID != sys.UUID || again.Components[0].UUID != sys.Components[0].UUID {
		t.Errorf("identities depend on more than the file: %+v, %v", again, err)
	}
}

func TestSystemRefuses(t *testing.T) {
	rows := []struct{ name, old, new, want string }{
		{"boundary names nothing", "frameworks:", "scope: {boundary: [wbe]}\nframeworks:", `assay.yaml:5:20: the system has no component "wbe"; did you mean web?`},
		{"source for nothing", "frameworks:", "sources: [{path: x.json, component: idp}]\nframeworks:", `assay.yaml:5:37: the system has no component "idp"; use one of rules, web`},
		{"claim of an unknown framework", "hipaa:", "hippa:", `there is no framework "hippa"; did you mean hipaa?`},
		{"claim of an unknown control", "164.312.d", "164.312.x", `assay.yaml:3:75: control "hipaa-164.312.x" is not in framework hipaa; did you mean hipaa-164.312.b`},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			in := strings.Replace(inlineSystem, row.old, row.new, 1)
			_, err := load.System(workspace(t, map[string]string{"assay.yaml": in}))
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got  %v\nwant %s", err, row.want)
			}
		})
	}
}

func TestNear(t *testing.T) {
	ids := []string{"ac-2", "ac-2.1", "ac-2.3", "hipaa-164.312.a", "hipaa-164.312.d", "ia-2.1", "ia-2.1_obj.a"}
	rows := []struct{ id, want string }{
		{"ac-22", "ac-2 ac-2.1 ac-2.3"},
		{"hipaa-164.312.x", "hipaa-164.312.a hipaa-164.312.d"},
		{"ia-2.1_obj.zzzzzzzz", "ia-2.1"},
		{"ia-2.9-zzzzzzzzzz", "ia-2.1 ia-2.1_obj.a"},
		{"zz-9", ""},
	}
	for _, row := range rows {
		if got := strings.Join(load.Near(row.id, ids), " "); got != row.want {
			t.Errorf("Near(%s) = %q, want %q", row.id, got, row.want)
		}
	}
}
