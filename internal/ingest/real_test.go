package ingest

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/testkit"
)

// claims are the formats of all packages that take a file for their own.
func claims(head []byte) (out []string) {
	h := raw.NewHead(head)
	for _, f := range table {
		if f.Detect(h) {
			out = append(out, f.Name)
		}
	}
	return out
}

// Every file that somebody else wrote is of one format alone, is read to its
// end, and each of its records is mapped, kept raw or refused.
func TestRealFiles(t *testing.T) {
	root := filepath.Join(testkit.SharedData(t), "evidence")
	files := 0
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		files++
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		got := claims(text)
		if len(got) != 1 || Detect(text) != got[0] {
			t.Errorf("%s: claimed by %v", e.Name(), got)
			return nil
		}
		var file *evidence.File
		kept := 0
		err = Read(context.Background(), got[0], strings.NewReader(string(text)), Options{Path: "a", Component: "web"}, func(d *evidence.Document) error {
			file = d.File
			if d.Kind == "" || d.Fault == evidence.Malformed {
				t.Errorf("%s: %v", e.Name(), d.Problem)
			}
			if d.Kind == raw.RawRecords && d.Problem == nil {
				kept = d.File.Records.Raw
			}
			return nil
		})
		if err != nil || file == nil {
			t.Errorf("%s: %v", e.Name(), err)
			return nil
		}
		r := file.Records
		if r.Read == 0 || r.Mapped() < 0 || r.Mapped()+r.Raw+r.Refused != r.Read || r.Refused > 0 || r.Raw != kept {
			t.Errorf("%s: %+v, %d mapped, %d in raw-records", e.Name(), r, r.Mapped(), kept)
		}
		return nil
	})
	if err != nil || files == 0 {
		t.Errorf("%d files, %v", files, err)
	}
}

// No two formats have a name in common.
func TestNamesOfFormats(t *testing.T) {
	names := Formats()
	slices.Sort(names)
	if unique := slices.Compact(slices.Clone(names)); len(unique) != len(names) {
		t.Error(names)
	}
}
