package frameworks

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/oscal/frameworks/internal/generate"
)

// The mapping collections beside this package are what its tables say.
func TestMappingsAreFresh(t *testing.T) {
	files, err := generate.Mappings(os.DirFS("tables"))
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, f := range files {
		want = append(want, filepath.FromSlash("../mappings/"+f.Path))
		got, err := os.ReadFile(want[len(want)-1])
		if err != nil || string(got) != string(f.Data) {
			t.Errorf("mappings/%s is not what the tables say; run go generate ./oscal/frameworks", f.Path)
		}
	}
	have, _ := filepath.Glob("../mappings/*.json")
	more, _ := filepath.Glob("../mappings/*/*.json")
	have = append(have, more...)
	slices.Sort(have)
	slices.Sort(want)
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("files (-generated +there):\n%s", diff)
	}
}
