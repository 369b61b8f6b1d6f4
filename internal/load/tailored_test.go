package load_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/policies"
)

// What a profile leaves out is measured on what it resolves to, not on how it is
// written.
func TestTailoring(t *testing.T) {
	const baseline = `{"href": "assay:fedramp-low", "include-all": {}`
	for _, row := range []struct{ name, imports, modify, want string }{
		{"everything of a baseline", baseline + `}`, ``, ""},
		{"a control excluded", baseline + `, "exclude-controls": [{"with-ids": ["ac-22"]}]}`, ``, "ac-22"},
		{"excluded by pattern, from a bare id", `{"href": "fedramp-low", "include-all": {}, "exclude-controls": [{"matching": [{"pattern": "at-4*"}]}]}`, ``, "at-4"},
		{"a control excluded and brought back", baseline + `, "exclude-controls": [{"with-ids": ["ac-22"]}]}, {"href": "assay:nist-800-53/catalog.json", "include-controls": [{"with-ids": ["ac-22"]}]}`, ``, ""},
		{"some controls of a catalog", `{"href": "assay:nist-800-53/catalog.json", "include-controls": [{"with-ids": ["ac-22"]}]}`, ``, ""},
		{"an objective removed", baseline + `}`, `, "modify": {"alters": [{"control-id": "ac-7", "removes": [{"by-id": "ac-7_obj.a"}]}]}`, "ac-7_obj.a"},
		{"an item of a statement removed", baseline + `}`, `, "modify": {"alters": [{"control-id": "ac-22", "removes": [{"by-id": "ac-22_smt.a"}]}]}`, "ac-22 without id ac-22_smt.a"},
	} {
		t.Run(row.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, text := range map[string]string{
				"assay.yaml": "system-id: x\nsystem: [{key: a, type: host, title: A}]\nframeworks: [{profile: mine.json}]\n",
				"mine.json": `{"profile": {"uuid": "0b7cbbd7-9d2e-4a2f-8d4d-1e4d6b9a5a11",
 "metadata": {"title": "Mine", "last-modified": "2026-01-01T00:00:00Z", "version": "1", "oscal-version": "1.1.3"},
 "imports": [` + row.imports + `]` + row.modify + `}}`,
			} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			cfg, err := config.Load(filepath.Join(dir, "assay.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			scopes, err := load.Listed(cfg, policies.FS, []string{"mine"})
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(scopes[0].Tailored, ", "); got != row.want {
				t.Errorf("left out %q, want %q", got, row.want)
			}
		})
	}
}
