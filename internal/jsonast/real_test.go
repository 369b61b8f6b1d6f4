package jsonast_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/jsonast"
	"github.com/assay-compliance/assay/internal/testkit"
)

// Files that other people's tools wrote give the same value through one decoder,
// used for all of them, as through encoding/json.
func TestRealFiles(t *testing.T) {
	root := testkit.SharedData(t)
	d := jsonast.New(jsonast.Limits{})
	read := 0
	for _, dir := range []string{"evidence", "fedramp-2026", "frmr", "oscal/examples"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.HasSuffix(path, "json") && !strings.HasSuffix(path, ".sarif") {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			name, _ := filepath.Rel(root, path)
			refused := strict(text)
			got, err := d.Decode(text)
			switch {
			case (err == nil) != (refused == nil):
				t.Errorf("%s: we say %v, jsontext %v", name, err, refused)
			case err != nil:
				t.Logf("%s: %v", name, err)
			case viaStandard(t, string(text)).Compare(got) != 0:
				t.Errorf("%s: another value than encoding/json's", name)
			}
			read++
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if read < 15 {
		t.Errorf("only %d files were read", read)
	}
}
