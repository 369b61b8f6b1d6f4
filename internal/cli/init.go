package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/examples"
	"github.com/assay-compliance/assay/internal/discover"
	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/report"
	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

func newInit(f *factory) *cobra.Command {
	var example, dry, github bool
	var framework, format string
	c := &cobra.Command{
		Use:   "init [DIRECTORY]",
		Short: "Make a workspace, or copy the shipped example to look at",
		Long: `Look at the repository and make a workspace of it: an assay.yaml with the parts of
the system and the evidence that were found. Reports of scanners, benchmarks,
exports, manifests and evidence become sources; what only hints at evidence
(workflows, container builds, lock files, Terraform) is told with the command that
makes evidence of it. Nothing is run, nothing fetched, and no sample written: what
nobody knows stays open.

Where there is a .github directory or a remote on GitHub, or with --github, it writes a workflow that
assesses each change and lines of CODEOWNERS for the files that decide what passes.
A file that is there is never changed but for lines at the end of CODEOWNERS.

With --example, copy the shipped example, a cloud health-records service with
evidence of many kinds, into an empty directory.`,
		Example: `  assay init
  assay init --framework cmmc-l2 --dry-run
  assay init --example meridian
  assay init -o json`,
		Args: arguments(0, 1, "one directory"),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "."
			if len(args) == 1 {
				dir = args[0]
			}
			run := func(dir string) (*made, error) {
				done, err := initWorkspace(cmd.Context(), dir, framework, dry)
				if err == nil && !dry {
					err = done.lock(dir)
				}
				if err == nil && !dry && (github || onGitHub(dir)) {
					err = done.workflow(dir)
				}
				return done, err
			}
			if example {
				run = initExample
			} else if err := knownFramework(framework); framework != "" && err != nil {
				return err
			}
			done, err := run(dir)
			if err != nil {
				return err
			}
			return f.made(done, format)
		},
	}
	c.Flags().BoolVar(&example, "example", false, "copy the shipped example into an empty directory")
	c.Flags().StringVarP(&framework, "framework", "f", "", "`FRAMEWORK` to assess against; assay control list shows them (default: of hipaa, cmmc-l2 and fedramp-moderate the one that what is found answers most of)")
	c.Flags().BoolVar(&dry, "dry-run", false, "print the assay.yaml and write nothing")
	c.Flags().BoolVar(&github, "github", false, "write a workflow of GitHub Actions and lines of CODEOWNERS too (default: where there is a .github directory or a remote on GitHub)")
	c.MarkFlagsMutuallyExclusive("example", "dry-run")
	c.MarkFlagsMutuallyExclusive("example", "github")
	outputFlag(c, &format, "text", "json")
	return c
}

// knownFramework refuses a framework that nobody knows.
func knownFramework(id string) error {
	ids := frameworks.IDs()
	if !slices.Contains(ids, id) {
		return problem.New(problem.Place{}, "--framework: there is no framework "+strictyaml.Quote(id), "use one of "+strings.Join(ids, ", "))
	}
	return nil
}

// made is what init did, also in JSON output.
type made struct {
	Written []string    `json:"written"`    // paths of files
	Left    []string    `json:"left-alone"` // directories that the workspace will use and files of GitHub, which were there already
	Next    []string    `json:"next"`       // commands
	Found   []jsonFound `json:"found,omitempty"`

	found  *discover.Repository
	chosen string // which framework, and why
	text   string // what would be written

	hints []string // what of GitHub was left alone, and what to add to it

	say string // what was written, and what to do before the next commands
	end string // what to know besides
}

// made tells what was done.
func (f *factory) made(m *made, format string) error {
	if format == "json" {
		return f.json(m)
	}
	if m.found != nil {
		f.looked(m.found)
	}
	if m.text != "" {
		_, err := io.WriteString(f.out, "\n"+m.text)
		return err
	}
	if m.chosen != "" {
		f.sayf("%s", m.chosen)
	}
	f.sayf("wrote %s", m.say)
	for _, name := range m.Left {
		if strings.HasSuffix(name, "/") {
			f.sayf("left %s alone: it is part of the workspace now", name)
		}
	}
	for _, hint := range m.hints {
		f.sayf("%s", hint)
	}
	if len(m.Next) == 1 {
		f.sayf("next: %s", m.Next[0])
	} else {
		f.sayf("next: look through it, then")
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

// initWorkspace looks at a directory and writes an assay.yaml where there is none;
// dry writes nothing.
func initWorkspace(ctx context.Context, dir, framework string, dry bool) (*made, error) {
	path := filepath.Join(dir, defaultConfig)
	if !dry {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, err
		}
	}
	if _, err := os.Lstat(path); err == nil {
		return nil, problem.New(problem.Place{Path: path}, "there is an assay.yaml already", "edit it, or give another directory")
	}
	repo, err := discover.Look(ctx, dir)
	if err != nil {
		return nil, err
	}
	chosen := ""
	if framework == "" {
		var answers int
		if framework, answers, err = pipeline.Suits(repo.Kinds()); err != nil {
			return nil, err
		}
		chosen = "framework " + framework + ": --framework names another"
		if answers > 0 {
			chosen = "framework " + framework + ": what is here bears on " + report.Count(answers, "objective") + " of it; --framework names another"
		}
	}
	text := repo.Workspace(framework)
	with := configOf(dir)
	out := &made{
		say: path, Written: []string{filepath.ToSlash(path)}, Left: []string{}, Next: []string{"assay evidence verify" + with, "assay assess" + with},
		end: "Keep results/ out of git: it is output. Keep poam/ in it: it is state.", found: repo, chosen: chosen,
	}
	out.Found = foundIn(repo)
	for _, name := range []string{"evidence", "poam", "policies", "results"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.IsDir() {
			out.Left = append(out.Left, filepath.ToSlash(filepath.Join(dir, name))+"/")
		}
	}
	if dry {
		out.Written, out.text = []string{}, text
		return out, nil
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return nil, problem.New(problem.Place{Path: path}, "there is an assay.yaml already", "edit it, or give another directory")
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	_, err = file.WriteString(text)
	return out, err
}

// jsonFound is one thing of a repository in JSON output.
type jsonFound struct {
	Path   string   `json:"path"`
	What   string   `json:"what"`
	Format string   `json:"format,omitempty"`
	Kinds  []string `json:"kinds,omitempty"`
	Hint   string   `json:"hint,omitempty"`
}

func foundIn(repo *discover.Repository) []jsonFound {
	out := []jsonFound{}
	for _, f := range repo.Found {
		out = append(out, jsonFound{f.Path, f.What, f.Format, f.Kinds, f.Hint})
	}
	return out
}

// maxFound is how many of the things of a repository are told on the screen.
const maxFound = 15

// looked tells what of the repository is evidence, and what could be.
func (f *factory) looked(repo *discover.Repository) {
	var there, could []discover.Found
	for _, x := range repo.Found {
		if x.Format != "" {
			there = append(there, x)
		} else {
			could = append(could, x)
		}
	}
	f.sayf("evidence: %s", report.Count(len(there), "file"))
	for _, x := range there[:min(len(there), maxFound)] {
		f.sayf("  %s: %s%s", x.Path, x.What, ofKinds(x.Kinds))
	}
	if more := len(there) - maxFound; more > 0 {
		f.sayf("  and %d more", more)
	}
	if len(could) > 0 {
		f.sayf("no evidence by itself:")
	}
	for _, x := range could[:min(len(could), maxFound)] {
		f.sayf("  %s: %s; %s", x.Path, x.What, x.Hint)
	}
	if more := len(could) - maxFound; more > 0 {
		f.sayf("  and %d more; -o json lists them", more)
	}
	for _, dir := range repo.Closed[:min(len(repo.Closed), maxFound)] {
		f.sayf("not looked at: %s cannot be read", dir)
	}
	if repo.Cut {
		f.sayf("not looked at: the rest; there are more files than init looks at")
	}
}

func ofKinds(kinds []string) string {
	if len(kinds) == 0 {
		return ""
	}
	return " (" + strings.Join(kinds, ", ") + ")"
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
