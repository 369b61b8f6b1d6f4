package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/examples"
	"github.com/assay-compliance/assay/internal/problem"
)

func newInit(f *factory) *cobra.Command {
	var example bool
	c := &cobra.Command{
		Use:   "init [DIRECTORY]",
		Short: "Make a workspace, or copy the shipped example to look at",
		Long: `Make a workspace: an assay.yaml to fill in. With --example, copy the shipped
example, a cloud health-records service with evidence of many kinds, into an
empty directory. Sample data is never mixed into a workspace that is there.`,
		Example: `  assay init
  assay init --example meridian`,
		Args: arguments(0, 1, "one directory"),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := "."
			if len(args) == 1 {
				dir = args[0]
			}
			if example {
				return f.initExample(dir)
			}
			return f.initWorkspace(dir)
		},
	}
	c.Flags().BoolVar(&example, "example", false, "copy the shipped example into an empty directory")
	return c
}

// initExample copies the example into dir, which must be empty or absent.
func (f *factory) initExample(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if len(entries) > 0 {
		return problem.New(problem.Place{Path: dir}, "the directory is not empty", "give an empty or new one: assay init --example meridian")
	}
	tree, err := fs.Sub(examples.FS, "meridian")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := os.CopyFS(dir, tree); err != nil {
		return fmt.Errorf("copy the example: %w", err)
	}
	fmt.Fprintf(f.out, "wrote the example to %s\nnext: assay assess -c %s --as-of 2026-11-20T00:00:00Z\n", dir, filepath.Join(dir, defaultConfig))
	return nil
}

// starter is the assay.yaml of a new workspace.
const starter = `# The system, its frameworks, and where its evidence lies. An unknown key is an
# error with its line; docs/configuration.md lists them all.
system-id: my-system            # part of every identity; never change it
system:                         # or the path of an OSCAL component definition
  - {key: app, type: application, title: The application}
  - {key: idp, type: identity-provider, title: Where people sign in}
  # What the company does and writes: training, incidents, vendors, policies.
  - {key: org, type: organization, title: The company}
frameworks: [hipaa]             # assay control list shows them
sources:
  # What a source declares and does not bring is undecided, never a pass. assay
  # evidence kinds lists the kinds; assay evidence kinds iam-accounts shows one.
  - {path: "evidence/idp/*.{json,jsonl}", kinds: [iam-accounts], component: idp}
  # - {path: "evidence/org/training-*.json", kinds: [training-records], component: org}
  # - {path: "evidence/org/incidents-*.json", kinds: [incident-records], component: org}
gates:
  release: {fail-on: moderate, undecided: fail}
`

// initWorkspace writes an assay.yaml where there is none.
func (f *factory) initWorkspace(dir string) error {
	path := filepath.Join(dir, defaultConfig)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return problem.New(problem.Place{Path: path}, "there is an assay.yaml already", "edit it, or give another directory")
	}
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := file.WriteString(starter); err != nil {
		return err
	}
	at := ""
	if path != defaultConfig {
		at = " -c " + path
	}
	fmt.Fprintf(f.out, `wrote %[1]s
next: edit it and put evidence where it says, then
  assay evidence verify%[2]s
  assay assess%[2]s
Keep results/ out of git: it is output. Keep poam/ in it: it is state.
`, path, at)
	return nil
}
