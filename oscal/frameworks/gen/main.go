// Command gen writes the catalogs and profiles under oscal/frameworks, and the
// mapping collections under oscal/mappings, from the fact tables in its tables
// directory. It is run by go generate:
//
//	go run ./gen [-tables DIR] [-out DIR] [-mappings DIR]
//
// The same tables give the same bytes. A directory of a framework that no
// longer exists is not removed.
package main

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/assay-compliance/assay/oscal/frameworks/internal/generate"
)

func main() {
	tables := flag.String("tables", "tables", "directory of the fact tables")
	out := flag.String("out", ".", "directory that gets <id>/catalog.json and <id>/profile.json")
	mappings := flag.String("mappings", "../mappings", "directory that gets <id>.json")
	flag.Parse()
	for dir, build := range map[string]func(fs.FS) ([]generate.File, error){*out: generate.Files, *mappings: generate.Mappings} {
		if err := run(os.DirFS(*tables), dir, build); err != nil {
			fmt.Fprintln(os.Stderr, "gen:", err)
			os.Exit(1)
		}
	}
}

func run(tables fs.FS, out string, build func(fs.FS) ([]generate.File, error)) error {
	files, err := build(tables)
	if err != nil {
		return err
	}
	for _, f := range files {
		path := filepath.Join(out, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
