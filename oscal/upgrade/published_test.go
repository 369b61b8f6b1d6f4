package upgrade

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
)

// published finds files by others that lie beside this project, as
// ASSAY_SHARED_DATA or ../shared/data names them.
func published(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("ASSAY_SHARED_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	if _, err := os.Stat(filepath.Join(dir, "oscal")); errors.Is(err, fs.ErrNotExist) {
		t.Skip("no published documents at " + dir)
	}
	return filepath.Join(dir, "oscal")
}

// Every published document lifts to both versions, but for two templates of
// FedRAMP's with a title that holds nothing, which 1.2.2 no longer allows: what
// it should say is for a person.
func TestPublishedDocumentsLift(t *testing.T) {
	if testing.Short() {
		t.Skip("slow; left to the full run")
	}
	undecided := map[string]string{
		"FedRAMP-SAP-OSCAL-Template.json 1.2.2": "/assessment-plan/metadata/roles/14",
		"FedRAMP-SAR-OSCAL-Template.json 1.2.2": "/assessment-results/results/0/risks/1/remediations/0",
	}
	files, err := filepath.Glob(filepath.Join(published(t), "*", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	lifted := 0
	for _, file := range files {
		switch filepath.Base(file) {
		case "FedRAMP_extensions.json", "fedramp_threats.json", "fedramp_values.json":
			continue // no documents
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := oscal.Identify(filepath.Base(file), data)
		if err != nil {
			t.Fatal(err)
		}
		for _, to := range Targets() {
			key := filepath.Base(file) + " " + to
			r, err := Document(doc, to)
			if at := undecided[key]; at != "" {
				delete(undecided, key)
				found := problem.All(err)
				if len(found) != 1 || found[0].Place.Pointer != at || found[0].Place.Line == 0 || !strings.Contains(found[0].What, "title is empty") {
					t.Errorf("%s: %v", key, err)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s: %v", key, err)
				continue
			}
			lifted++
			whole(t, key, doc.JSON, r)
		}
	}
	if len(undecided) > 0 || lifted < 40 {
		t.Errorf("%d lifted; not met: %v", lifted, undecided)
	}
}

// A hundred and fifty thousand values, as in a catalog of the whole of SP 800-53,
// are lifted in a fraction of a second, and nothing but the version changes.
func TestACatalogKeepsItsBytes(t *testing.T) {
	name := filepath.Join(published(t), "nist", "NIST_SP-800-53_rev5_catalog.json")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := oscal.Identify("catalog.json", data)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Document(doc, oscal.Version)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(string(data), `"oscal-version":"1.0.0"`, `"oscal-version":"1.2.2"`, 1)
	if want == string(data) {
		want = strings.Replace(string(data), `"oscal-version": "1.0.0"`, `"oscal-version": "1.2.2"`, 1)
	}
	if diff := cmp.Diff(len(want), len(r.JSON)); diff != "" || want != string(r.JSON) {
		t.Errorf("more than the version changed: %s", diff)
	}
	if len(r.Kept) != 62 {
		t.Errorf("%d parameters with depends-on, of 62", len(r.Kept))
	}
}
