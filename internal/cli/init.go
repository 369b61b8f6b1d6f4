package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/examples"
	"github.com/assay-compliance/assay/internal/problem"
)

func newInit(f *factory) *cobra.Command {
	var example bool
	var format string
	c := &cobra.Command{
		Use:   "init [DIRECTORY]",
		Short: "Make a workspace, or copy the shipped example to look at",
		Long: `Make a workspace: an assay.yaml to fill in. With --example, copy the shipped
example, a cloud health-records service with evidence of many kinds, into an
empty directory. Sample data is never mixed into a workspace that is there.`,
		Example: `  assay init
  assay init --example meridian
  assay init -o json`,
		Args: arguments(0, 1, "one directory"),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := "."
			if len(args) == 1 {
				dir = args[0]
			}
			run := initWorkspace
			if example {
				run = initExample
			}
			done, err := run(dir)
			if err != nil {
				return err
			}
			return f.made(done, format)
		},
	}
	c.Flags().BoolVar(&example, "example", false, "copy the shipped example into an empty directory")
	outputFlag(c, &format, "text", "json")
	return c
}

// made is what init did, also in JSON output.
type made struct {
	Written []string `json:"written"`    // paths of files
	Left    []string `json:"left-alone"` // directories that the workspace will use and that were there already
	Next    []string `json:"next"`       // commands

	say string // what was written, and what to do before the next commands
	end string // what to know besides
}

// made tells what was done.
func (f *factory) made(m *made, format string) error {
	if format == "json" {
		return f.json(m)
	}
	f.sayf("wrote %s", m.say)
	for _, dir := range m.Left {
		f.sayf("left %s alone: it is part of the workspace now", dir)
	}
	if len(m.Next) == 1 {
		f.sayf("next: %s", m.Next[0])
	} else {
		f.sayf("next: edit it and put evidence where it says, then")
		for _, command := range m.Next {
			f.sayf("  %s", command)
		}
	}
	if m.end != "" {
		f.sayf("%s", m.end)
	}
	return nil
}

// initExample copies the example into dir, which must be empty or absent.
func initExample(dir string) (*made, error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if len(entries) > 0 {
		return nil, problem.New(problem.Place{Path: dir}, "the directory is not empty", "give an empty or new one: assay init --example meridian")
	}
	tree, err := fs.Sub(examples.FS, "meridian")
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	if err := os.CopyFS(dir, tree); err != nil {
		return nil, fmt.Errorf("copy the example: %w", err)
	}
	out := &made{say: "the example to " + dir, Written: []string{}, Left: []string{}, Next: []string{"assay assess" + configOf(dir) + " --as-of 2026-11-20T00:00:00Z"}}
	err = fs.WalkDir(tree, ".", func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			out.Written = append(out.Written, filepath.ToSlash(filepath.Join(dir, filepath.FromSlash(path))))
		}
		return err
	})
	return out, err
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
func initWorkspace(dir string) (*made, error) {
	path := filepath.Join(dir, defaultConfig)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return nil, problem.New(problem.Place{Path: path}, "there is an assay.yaml already", "edit it, or give another directory")
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if _, err := file.WriteString(starter); err != nil {
		return nil, err
	}
	with := configOf(dir)
	out := &made{
		say: path, Written: []string{filepath.ToSlash(path)}, Left: []string{}, Next: []string{"assay evidence verify" + with, "assay assess" + with},
		end: "Keep results/ out of git: it is output. Keep poam/ in it: it is state.",
	}
	for _, name := range []string{"evidence", "poam", "policies", "results"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.IsDir() {
			out.Left = append(out.Left, filepath.ToSlash(filepath.Join(dir, name))+"/")
		}
	}
	return out, nil
}

// configOf is how a command names the configuration of dir, nothing where it
// looks there anyway.
func configOf(dir string) string {
	path := filepath.Join(dir, defaultConfig)
	if path == defaultConfig {
		return ""
	}
	return " -c " + quoted(path)
}

// quoted is a word as a shell takes it.
func quoted(word string) string {
	plain := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("/._-+,:@%=", r)
	}
	if strings.IndexFunc(word, func(r rune) bool { return !plain(r) }) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
