package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
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

// TestScripts runs testdata/script: one situation each, in words. With -short,
// as under the race detector, it runs those that touch most of the program.
func TestScripts(t *testing.T) {
	root := testkit.Root(t)
	files, err := filepath.Glob(filepath.Join("testdata", "script", "*.txtar"))
	if err != nil || len(files) < 20 {
		t.Fatalf("%d scripts found: %v", len(files), err)
	}
	if testing.Short() {
		files = slices.DeleteFunc(files, func(f string) bool {
			return !slices.Contains([]string{"example", "evidence_newest", "gate", "policy_own", "record"}, strings.TrimSuffix(filepath.Base(f), ".txtar"))
		})
	}
	testscript.Run(t, testscript.Params{
		Files:              files,
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
