package read

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/assay-compliance/assay/oscal/internal/metaschema"
)

// shared gives a directory of the files that nobody here wrote.
func shared(t *testing.T, dir string) string {
	t.Helper()
	root := os.Getenv("ASSAY_SHARED_DATA")
	if root == "" {
		root = "../../../../../../shared/data"
	}
	path := filepath.Join(root, dir)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("%s is not here", dir)
	}
	return path
}

// The committed table is what the sources give.
func TestTableIsFresh(t *testing.T) {
	want, err := Table(os.DirFS(shared(t, "oscal/metaschema")))
	if err != nil {
		t.Fatal(err)
	}
	got, err := metaschema.Open()
	if err != nil {
		t.Fatal(err)
	}
	unseen := cmpopts.IgnoreUnexported(metaschema.Table{}, metaschema.FlagUse{}, metaschema.Member{})
	if diff := cmp.Diff(want.Definitions, got.Definitions, unseen); diff != "" {
		t.Errorf("run go generate ./oscal/internal/metaschema (-sources +committed):\n%s", diff)
	}
}

// Every constraint of the reference list is in the table.
func TestTableHasEveryConstraintOfTheList(t *testing.T) {
	f, err := os.Open(filepath.Join(filepath.Dir(shared(t, "oscal")), "..", "reference", "oscal_metaschema_constraints.csv"))
	if err != nil {
		t.Skip("the reference list is not here")
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	table, err := metaschema.Open()
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]int{}
	for _, d := range table.Definitions {
		for _, c := range d.Constraints {
			have[c.ID]++
		}
	}
	listed := map[string]int{}
	for _, row := range rows[1:] {
		listed[row[0]]++
	}
	for id, n := range listed {
		if have[id] < n {
			t.Errorf("%s stands %d times in the list and %d times in the table", id, n, have[id])
		}
	}
	if len(rows)-1 != 202 {
		t.Errorf("the list has %d rows, not 202", len(rows)-1)
	}
}

func TestAnEntityThatIsNotKnownIsRefused(t *testing.T) {
	if _, err := expand("m", []byte("<a>&allowed-values-of-nothing;</a>")); err == nil {
		t.Error("an unknown entity became nothing")
	}
}
