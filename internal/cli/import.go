package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/adopt"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/report"
)

func newImport(f *factory) *cobra.Command {
	return group("import", "Take over what was written for other tools", newImportLula(f))
}

type importOptions struct {
	out     string
	decides bool
	format  string
}

func newImportLula(f *factory) *cobra.Command {
	var o importOptions
	c := &cobra.Command{
		Use:   "lula FILE",
		Short: "Turn the validations of a Lula 1 component definition into checks",
		Long: `Turn each validation with the OPA provider that a requirement of the component
definition links to into a check of the workspace: its Rego moved into a package
of its own, the schema of its evidence, tests, and a binding to its control.
MIGRATION.md beside them says how to feed them, what does not carry over and what
to look at; both are on stderr too. No file is overwritten: all are written, or
none. Nothing is fetched.

Exit codes: 0 all validations and links carry over; 3 some do not, and are listed
on stderr; 2 the file cannot be read, or a file is there already.`,
		Example: `  assay import lula oscal-component.yaml
  assay import lula oscal-component.yaml --out compliance --decides`,
		Args: arguments(1, 1, "the FILE of a component definition"),
		RunE: func(cmd *cobra.Command, args []string) error { return f.importLula(cmd.Context(), args[0], o) },
	}
	c.Flags().StringVar(&o.out, "out", ".", "`DIRECTORY` of the workspace that the files are for")
	c.Flags().BoolVar(&o.decides, "decides", false, "take passing validations for enough to satisfy a control of one objective, as Lula does")
	outputFlag(c, &o.format, "text", "json")
	return c
}

// jsonMigration is a migration in JSON output.
type jsonMigration struct {
	Source  string         `json:"source"`
	Checks  []jsonMigrated `json:"checks"`
	Left    []jsonProblem  `json:"not-carried-over"`
	Review  []jsonProblem  `json:"review"`
	Written []string       `json:"written"`
}

type jsonMigrated struct {
	Check      string            `json:"check"`
	Validation string            `json:"validation"`
	Kind       string            `json:"evidence"`
	Inputs     []string          `json:"inputs"`
	Components []string          `json:"components"`
	Controls   []jsonMigratedTie `json:"controls"`
	Source     string            `json:"source"`
}

type jsonMigratedTie struct {
	Catalog  string `json:"catalog"`
	Control  string `json:"control"`
	Strength string `json:"strength"`
}

// importLula migrates one component definition. Links are followed inside the
// repository that it stands in.
func (f *factory) importLula(ctx context.Context, file string, o importOptions) error {
	abs, err := filepath.Abs(file)
	if err == nil {
		abs, err = filepath.EvalSymlinks(abs)
	}
	if err != nil {
		return err
	}
	root := config.Repository(filepath.Dir(abs))
	name, err := filepath.Rel(root, abs)
	if err != nil {
		return err
	}
	repo, err := os.OpenRoot(root)
	if err != nil {
		return err
	}
	defer repo.Close()
	policies, err := policiesOf(o.out)
	if err != nil {
		return err
	}
	m, err := adopt.Lula(ctx, repo.FS(), filepath.ToSlash(name), adopt.Options{Decides: o.decides, Policies: policies})
	if err != nil {
		return err
	}
	if err := m.Write(o.out); err != nil {
		return err
	}
	if err := f.imported(m, o); err != nil {
		return err
	}
	if len(m.Left) > 0 {
		return withCode(exitUndecided)
	}
	return nil
}

// policiesOf is the directory of the team's own policies in a workspace, relative
// to it; empty where there is none yet. One outside of the workspace is refused:
// nothing is written there.
func policiesOf(dir string) (string, error) {
	file := filepath.Join(dir, defaultConfig)
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	cfg, err := config.Load(file)
	if err != nil || cfg.PolicyDir() == "" {
		return "", err
	}
	rel, err := filepath.Rel(filepath.FromSlash(cfg.Base), filepath.FromSlash(cfg.PolicyDir()))
	if err != nil || !filepath.IsLocal(rel) {
		return "", problem.New(problem.Place{Path: filepath.ToSlash(file)}, "policies is outside of the workspace", "name a directory of it, or give another workspace with --out")
	}
	return filepath.ToSlash(rel), nil
}

// imported tells what was written and what was left.
func (f *factory) imported(m *adopt.Migration, o importOptions) error {
	out := jsonMigration{Source: m.Source, Checks: []jsonMigrated{}, Left: jsonProblems(m.Left), Review: jsonProblems(m.Review), Written: []string{}}
	for _, w := range m.Files {
		out.Written = append(out.Written, filepath.ToSlash(filepath.Join(o.out, filepath.FromSlash(w.Path))))
	}
	for _, c := range m.Checks {
		one := jsonMigrated{Check: c.ID, Validation: c.Name, Kind: c.Kind, Inputs: []string{}, Components: []string{}, Controls: []jsonMigratedTie{}, Source: c.Place.String()}
		for _, in := range c.Inputs {
			one.Inputs = append(one.Inputs, in.Name)
		}
		for _, k := range c.Component {
			one.Components = append(one.Components, k.Key)
		}
		for _, t := range c.Ties {
			one.Controls = append(one.Controls, jsonMigratedTie{t.Catalog, t.Control, t.Strength})
		}
		out.Checks = append(out.Checks, one)
	}
	for _, p := range m.Left {
		tell(f.errOut, p)
	}
	if len(m.Review) > 0 {
		fmt.Fprintln(f.errOut, "to look at:")
	}
	for _, p := range m.Review {
		tell(f.errOut, p)
	}
	if o.format == "json" {
		return f.json(out)
	}
	rows := make([][]string, len(out.Checks))
	for i, c := range out.Checks {
		var ties []string
		for _, t := range c.Controls {
			ties = append(ties, t.Control+" "+t.Strength)
		}
		rows[i] = []string{c.Check, c.Kind, strings.Join(ties, ", "), c.Validation}
	}
	if len(rows) > 0 {
		if err := f.table([]string{"CHECK", "EVIDENCE", "BOUND TO", "VALIDATION"}, rows); err != nil {
			return err
		}
	}
	fmt.Fprintf(f.out, "wrote %s; %s carried over, %s did not, %s to look at\n", report.Count(len(out.Written), "file"),
		report.Count(len(m.Checks), "validation"), report.Count(len(m.Left), "thing"), report.Count(len(m.Review), "thing"))
	f.sayf("next: read %s, then assay policy lint and assay policy test", filepath.ToSlash(filepath.Join(o.out, "MIGRATION.md")))
	return nil
}
