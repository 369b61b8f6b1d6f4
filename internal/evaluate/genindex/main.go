// Command genindex writes the index of a policy tree that is built into the
// binary: genindex DIR writes DIR/index.bin.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/assay-compliance/assay/internal/evaluate"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: genindex DIR")
		os.Exit(2)
	}
	b, err := evaluate.Index(os.DirFS(os.Args[1]), evaluate.EmbeddedPath)
	if err == nil {
		err = os.WriteFile(filepath.Join(os.Args[1], evaluate.IndexFile), b, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
