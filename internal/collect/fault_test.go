package collect

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/assay-compliance/assay/evidence"
)

// Each way in which evidence cannot be used has its word, so that what must be
// done about it can be told apart by machines.
func TestFaults(t *testing.T) {
	root := repo(t, map[string]string{
		"large.json": `{"n": "` + string(make([]byte, 3000)) + `"}`, "text.json": "{", "other.json": `{"a": 1}`, "blank.jsonl": "\n",
		"web.json": envelope("web", "a"), "trivy.json": `{"SchemaVersion":2,"ArtifactName":"reg.example/api:1","ArtifactType":"container_image","Results":[]}`,
		"dir/x.json": "", "two.json": `{"SchemaVersion":2,"ArtifactName":"reg.example/api:1","ArtifactType":"container_image","Results":[{"Target":"t","Class":"os-pkgs","Vulnerabilities":[]}]}`,
	})
	for name, target := range map[string]string{"nowhere.json": "gone", "out.json": "../../x", "ring.json": "ring.json"} {
		if err := os.Symlink(target, filepath.Join(root, name)); err != nil {
			t.Fatal(err)
		}
	}
	opt := Options{MaxFile: 2000, Targets: map[string][]string{"web": {"reg.example/web"}}}
	for path, tc := range map[string]struct {
		entry Entry
		want  evidence.Fault
	}{
		"large.json":   {Entry{}, evidence.TooLarge},
		"text.json":    {Entry{}, evidence.Malformed},
		"other.json":   {Entry{}, evidence.Malformed},
		"blank.jsonl":  {Entry{}, evidence.Malformed},
		"nowhere.json": {Entry{}, evidence.Unreadable},
		"out.json":     {Entry{}, evidence.Unreadable},
		"ring.json":    {Entry{}, evidence.Unreadable},
		"dir":          {Entry{}, evidence.Unreadable},
		"web.json":     {Entry{Component: "db"}, evidence.WrongTarget},
		"two.json":     {Entry{Component: "web"}, evidence.WrongTarget},
		"trivy.json":   {Entry{Component: "db", Kinds: []string{"vulnerabilities"}}, evidence.NotShown},
	} {
		tc.entry.Path = path
		docs := all(t, root, opt, tc.entry)
		if len(docs) == 0 || docs[0].Fault != tc.want {
			t.Errorf("%s: %+v, want fault %q", path, docs, tc.want)
		}
	}
}
