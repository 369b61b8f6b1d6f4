package frameworks_test

import (
	"io/fs"
	"testing"

	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/frameworks"
	"github.com/assay-compliance/assay/oscal/validate"
)

// What we carry must pass what we ask of others.
func TestEmbeddedDocumentsPassOurOwnChecks(t *testing.T) {
	files, err := fs.Glob(frameworks.FS, "*/*.json")
	if err != nil || len(files) != 19 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		data, err := frameworks.FS.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := oscal.Read(file, data)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		for _, f := range append(validate.Schema(doc), validate.References(doc)...) {
			t.Errorf("%s: %+v", file, f)
		}
		if len(doc.Notes) > 0 {
			t.Errorf("%s: %v", file, doc.Notes)
		}
		for _, f := range validate.Local(frameworks.FS, file) {
			t.Errorf("%s: local: %+v", file, f)
		}
	}
}
