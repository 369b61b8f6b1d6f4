package cli

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/report"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/validate"
)

func newOSCAL(f *factory) *cobra.Command {
	return group("oscal", "Check and change OSCAL documents", newOSCALValidate(f), newOSCALRules(f), newOSCALUpgrade(f), newOSCALConvert(f), newOSCALResolve(f), newOSCALSSP(f))
}

type validateOptions struct {
	level  string
	format string
}

func newOSCALValidate(f *factory) *cobra.Command {
	var o validateOptions
	c := &cobra.Command{
		Use:   "validate FILE…",
		Short: "Check documents against their schema, their references and NIST's constraints",
		Long: `Check OSCAL documents (JSON, YAML or XML, 1.0.0 to 1.2.2) as far as --level says, each
level with those before it:

  schema       the official schema of the document's own version
  references   the reference rules that OSCAL states in prose, and the local files
               and documents that are named: paths that escape, import cycles,
               hashes that do not match, unknown controls, selections of nothing
  constraints  the constraints of NIST's metaschema
  fedramp      FedRAMP's rules for its packages

Nothing outside the repository that the document stands in is opened; --level
schema opens nothing but the document.

FILE - is one document on standard input, in any format, called -
in messages. What it names is looked for from the working directory, within the
repository of that. ./- is a file of that name.

Every message ends with the id of its rule; assay oscal rules lists them all.

Exit codes: 0 valid; 1 invalid, unknown fields too; 2 a file cannot be read as
OSCAL, because it is not there, no JSON, YAML or XML, or of no known version.`,
		Example: `  assay oscal validate results/hipaa/assessment-results.json
  assay oscal validate --level schema *.json
  curl -s https://example.org/catalog.json | assay oscal validate -`,
		Args: arguments(1, -1, "at least one file"),
		RunE: func(cmd *cobra.Command, args []string) error { return f.oscalValidate(cmd.Context(), o, args) },
	}
	c.Flags().StringVar(&o.level, "level", validate.DefaultLayer, "how far to go, `LEVEL`: "+joinOr(levels()))
	_ = c.RegisterFlagCompletionFunc("level", cobra.FixedCompletions(levels(), cobra.ShellCompDirectiveNoFileComp))
	outputFlag(c, &o.format, "pretty", "json", "sarif")
	check := c.RunE
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if o.format == "text" { // what pretty was called before
			o.format = "pretty"
		}
		return check(cmd, args)
	}
	return c
}

// jsonFinding is one finding in JSON output.
type jsonFinding struct {
	File        string `json:"file"` // as given
	Rule        string `json:"rule"`
	Level       string `json:"level"`
	jsonProblem        // where it stands: in the file, or in one that it names
}

func (f *factory) oscalValidate(ctx context.Context, o validateOptions, files []string) error {
	if o.level == "all" { // the word for the default before the levels had theirs
		o.level = validate.DefaultLayer
	}
	if !slices.Contains(levels(), o.level) {
		return fmt.Errorf("there is no level %q; use %s", o.level, joinOr(levels()))
	}
	if first := slices.Index(files, stdin); first >= 0 && slices.Contains(files[first+1:], stdin) {
		return fmt.Errorf("standard input holds one document, and - was given twice")
	}
	// Documents are large, and what is made of their parts lives briefly: collect
	// it sooner than by default. The file counts as in use all the time.
	defer debug.SetGCPercent(debug.SetGCPercent(40))
	checked := make([]checkedFile, 0, len(files))
	code := exitPassed
	for _, file := range files {
		doc, found := f.validate(ctx, o.level, file)
		c := checkedFile{name: file, findings: found}
		if doc != nil { // without its text, which may be large
			c.doc = &oscal.Document{Model: doc.Model, Version: doc.Version, Notes: doc.Notes}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		code = max(code, c.code())
		checked = append(checked, c)
		if o.format == "pretty" {
			f.validated(c)
		}
	}
	var err error
	switch o.format {
	case "json":
		err = f.jsonFindings(checked)
	case "sarif":
		err = f.sarif(o.level, checked, code)
	}
	if err != nil || code == exitPassed {
		return err
	}
	return withCode(code)
}

// checkedFile is what was found of one file. The document is nil where it cannot
// be read.
type checkedFile struct {
	name     string
	doc      *oscal.Document
	findings []validate.Finding
}

// bad counts the findings that make a document invalid.
func (c *checkedFile) bad() int {
	n := 0
	for _, v := range c.findings {
		if v.Level == validate.Error {
			n++
		}
	}
	return n
}

// code is what the command would exit with, were this the only file.
func (c *checkedFile) code() int {
	switch {
	case c.doc == nil:
		return exitUsage
	case c.bad() > 0:
		return exitFailed
	}
	return exitPassed
}

func (f *factory) jsonFindings(checked []checkedFile) error {
	found := []jsonFinding{}
	for _, c := range checked {
		for _, v := range c.findings {
			found = append(found, jsonFinding{c.name, v.Rule, v.Level.String(), jsonProblem{jsonPlace(v.Place), v.What, v.Remedy}})
		}
	}
	return f.json(found)
}

// stdin is the name of the document on standard input.
const stdin = "-"

// validate checks a file, or what comes on standard input.
func (f *factory) validate(ctx context.Context, level, file string) (*oscal.Document, []validate.Finding) {
	if file == stdin {
		return pipeline.ValidateFrom(&interruptible{ctx, f.in}, stdin, level)
	}
	return pipeline.Validate(file, level)
}

// interruptible reads for no longer than ctx lasts: a terminal or a pipe may keep
// a reader waiting for ever.
type interruptible struct {
	ctx context.Context
	in  io.Reader
}

func (r *interruptible) Read(p []byte) (n int, err error) {
	done := make(chan func(), 1)
	go func() {
		read, failed := r.in.Read(p)
		done <- func() { n, err = read, failed }
	}()
	select {
	case take := <-done:
		take()
	case <-r.ctx.Done():
		err = r.ctx.Err()
	}
	return n, err
}

// levels are the words of --level.
func levels() []string {
	var out []string
	for _, l := range validate.Layers() {
		out = append(out, l.Name)
	}
	return out
}

// validated prints what was found of one file, then its word; why a file cannot
// be read goes to stderr.
func (f *factory) validated(c checkedFile) {
	if c.doc == nil {
		for _, v := range c.findings {
			tell(f.errOut, problem.New(v.Place, v.What, v.Remedy))
		}
		return
	}
	for _, v := range c.findings {
		tell(f.out, problem.New(v.Place, fmt.Sprintf("%s: %s [%s]", v.Level, v.What, v.Rule), v.Remedy))
	}
	word := "valid"
	if bad := c.bad(); bad > 0 {
		word = "invalid, " + report.Count(bad, "problem")
	}
	f.sayf("%s: %s (%s)", c.name, word, strings.TrimSpace(c.doc.Model+" "+c.doc.Version))
	for _, n := range c.doc.Notes {
		f.sayf("  note: %s", n.What)
	}
}
