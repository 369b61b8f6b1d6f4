// Command gen writes the table of OSCAL's definitions from the NIST metaschema
// sources, which are looked for in the directory that ASSAY_SHARED_DATA names,
// else in ../shared/data beside the repository. Where they are not, it leaves the
// table as it is and says so.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/assay-compliance/assay/oscal/internal/metaschema/gen/read"
)

func main() {
	shared := os.Getenv("ASSAY_SHARED_DATA")
	if shared == "" {
		shared = "../../../../shared/data"
	}
	dir := filepath.Join(shared, "oscal", "metaschema")
	if _, err := os.Stat(dir); err != nil {
		fmt.Fprintln(os.Stderr, "metaschema: the NIST sources are not here; the table stays as it is")
		return
	}
	if err := write(dir); err != nil {
		fmt.Fprintln(os.Stderr, "metaschema:", err)
		os.Exit(1)
	}
}

func write(dir string) error {
	table, err := read.Table(os.DirFS(dir))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(table); err != nil {
		return err
	}
	return os.WriteFile("oscal-"+table.Version+".json", b.Bytes(), 0o644)
}
