package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/assay-compliance/assay/internal/cli"
	"github.com/assay-compliance/assay/internal/testkit"
)

// asOf is the time of assessment in all scripts; the workspace that most of
// them start from is dated for it.
const asOf = "2026-11-20T00:00:00Z"

// TestMain makes `assay` a command of scripts: the test binary, started again,
// runs the program.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"assay": func() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// TestScripts runs testdata/script: one situation each, in words.
func TestScripts(t *testing.T) {
	root := testkit.Root(t)
	testscript.Run(t, testscript.Params{
		Dir:                "testdata/script",
		RequireUniqueNames: true,
		UpdateScripts:      testkit.Updating(),
		Setup: func(e *testscript.Env) error {
			e.Setenv("NOW", asOf)
			e.Setenv("ROOT", root)
			e.Setenv("WORKSPACE", filepath.Join(root, "cmd", "assay", "testdata", "workspace"))
			return nil
		},
		Cmds: commands(),
	})
}
