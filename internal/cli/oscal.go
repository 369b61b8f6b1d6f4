package cli

import (
	"fmt"
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
	return group("oscal", "Check OSCAL documents", newOSCALValidate(f))
}

type validateOptions struct {
	level  string
	format string
}

func newOSCALValidate(f *factory) *cobra.Command {
	var o validateOptions
	c := &cobra.Command{
		Use:   "validate FILE…",
		Short: "Check documents against their schema, their references and the local files they name",
		Long: `Check OSCAL documents (JSON or YAML, 1.0.0 to 1.2.2): the official schema of the
document's own version, the reference rules that OSCAL states in prose, and the
local files a document names (paths that escape, import cycles, hashes that do
not match, unknown controls, selections that select nothing).

Exit codes: 0 valid; 1 invalid, unknown fields too; 2 a file cannot be read as
OSCAL, because it is not there, no JSON or YAML, or of no known version.`,
		Example: `  assay oscal validate results/hipaa/assessment-results.json
  assay oscal validate --level schema *.json`,
		Args: arguments(1, -1, "at least one file"),
		RunE: func(_ *cobra.Command, args []string) error { return f.oscalValidate(o, args) },
	}
	c.Flags().StringVar(&o.level, "level", "all", "how far to go: "+joinOr(levels()))
	_ = c.RegisterFlagCompletionFunc("level", cobra.FixedCompletions(levels(), cobra.ShellCompDirectiveNoFileComp))
	outputFlag(c, &o.format, "text", "json")
	return c
}

// jsonFinding is one finding in JSON output.
type jsonFinding struct {
	File        string `json:"file"` // as given
	Rule        string `json:"rule"`
	Level       string `json:"level"`
	jsonProblem        // where it stands: in the file, or in one that it names
}

func (f *factory) oscalValidate(o validateOptions, files []string) error {
	if !slices.Contains(levels(), o.level) {
		return fmt.Errorf("there is no level %q; use %s", o.level, joinOr(levels()))
	}
	found := []jsonFinding{}
	unreadable, invalid := false, false
	for _, file := range files {
		doc, findings := pipeline.Validate(file, o.level)
		bad := 0
		for _, v := range findings {
			if v.Level == validate.Error {
				bad++
			}
			found = append(found, jsonFinding{file, v.Rule, v.Level.String(), jsonProblem{jsonPlace(v.Place), v.What, v.Remedy}})
		}
		unreadable = unreadable || doc == nil
		invalid = invalid || bad > 0
		if o.format == "text" {
			f.validated(file, doc, findings, bad)
		}
	}
	if o.format == "json" {
		if err := f.json(found); err != nil {
			return err
		}
	}
	switch {
	case unreadable:
		return withCode(exitUsage)
	case invalid:
		return withCode(exitFailed)
	}
	return nil
}

// levels are the words of --level.
func levels() []string { return []string{"schema", "references", "all"} }

// validated prints what was found of one file, then its word; why a file cannot
// be read goes to stderr.
func (f *factory) validated(file string, doc *oscal.Document, findings []validate.Finding, bad int) {
	if doc == nil {
		for _, v := range findings {
			tell(f.errOut, problem.New(v.Place, v.What, v.Remedy))
		}
		return
	}
	for _, v := range findings {
		tell(f.out, problem.New(v.Place, fmt.Sprintf("%s: %s [%s]", v.Level, v.What, v.Rule), v.Remedy))
	}
	word := "valid"
	if bad > 0 {
		word = "invalid, " + report.Count(bad, "problem")
	}
	f.sayf("%s: %s (%s)", file, word, strings.TrimSpace(doc.Model+" "+doc.Version))
	for _, n := range doc.Notes {
		f.sayf("  note: %s", n.What)
	}
}
