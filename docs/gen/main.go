// Command gen writes the generated pages of docs.
package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/assay-compliance/assay/internal/cli"
)

func main() {
	dir := "."
	if len(os.Args) > 1 {
		dir = os.Args[1]
	}
	for name, write := range map[string]func(io.Writer) error{"commands.md": cli.WriteCommands, "coverage.md": cli.WriteCoverage} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			fmt.Fprintln(os.Stderr, "gen:", err)
			os.Exit(1)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, "gen:", err)
			os.Exit(1)
		}
	}
}
