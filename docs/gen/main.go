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
	// Below it a whole directory is written anew: nowhere else than in docs.
	if _, err := os.Stat(filepath.Join(dir, "architecture.md")); err != nil {
		fail(fmt.Errorf("%s is not the directory docs: run go generate ./..., or name docs", dir))
	}
	for name, write := range map[string]func(io.Writer) error{"commands.md": cli.WriteCommands, "coverage.md": cli.WriteCoverage} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			fail(err)
		}
		put(filepath.Join(dir, name), b.Bytes())
	}
	pages, err := cli.KindPages()
	if err != nil {
		fail(err)
	}
	kinds := filepath.Join(dir, "evidence")
	if err := os.RemoveAll(kinds); err != nil { // a kind that is gone leaves no page
		fail(err)
	}
	if err := os.MkdirAll(kinds, 0o755); err != nil {
		fail(err)
	}
	for name, page := range pages {
		put(filepath.Join(kinds, name), page)
	}
}

func put(file string, page []byte) {
	if err := os.WriteFile(file, page, 0o644); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "gen:", err)
	os.Exit(1)
}
