package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/report"
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

Exit codes: 0 valid; 1 invalid; 2 a file cannot be read.`,
		Example: `  assay oscal validate results/hipaa/assessment-results.json
  assay oscal validate --level schema *.json`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return f.oscalValidate(o, args) },
	}
	c.Flags().StringVar(&o.level, "level", "all", "how far to go: schema, references or all")
	outputFlag(c, &o.format, "text", "json")
	return c
}

// jsonFinding is one finding in JSON output.
type jsonFinding struct {
	File    string `json:"file"`
	Rule    string `json:"rule"`
	Level   string `json:"level"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Pointer string `json:"pointer,omitempty"`
	What    string `json:"what"`
	Remedy  string `json:"remedy,omitempty"`
}

func (f *factory) oscalValidate(o validateOptions, files []string) error {
	if o.level != "all" && o.level != "schema" && o.level != "references" {
		return fmt.Errorf("there is no level %q; use schema, references or all", o.level)
	}
	found := []jsonFinding{}
	unreadable, invalid := false, false
	for _, file := range files {
		doc, findings, err := pipeline.Validate(file, o.level)
		if err != nil {
			unreadable = true
			f.problems(err)
			continue
		}
		bad := 0
		for _, v := range findings {
			if v.Level == validate.Error {
				bad++
			}
			found = append(found, jsonFinding{file, v.Rule, v.Level.String(), v.Place.Line, v.Place.Column, v.Place.Pointer, v.What, v.Remedy})
			if o.format == "text" {
				f.finding(v)
			}
		}
		if bad > 0 {
			invalid = true
		}
		if o.format == "text" {
			word := "valid"
			if bad > 0 {
				word = fmt.Sprintf("invalid, %d problems", bad)
			}
			fmt.Fprintf(f.out, "%s: %s (%s %s)\n", report.Plain(file), word, doc.Model, doc.Version)
			for _, n := range doc.Notes {
				fmt.Fprintf(f.out, "  note: %s\n", report.Plain(n.What))
			}
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

func (f *factory) finding(v validate.Finding) {
	fmt.Fprintf(f.out, "%s\n  %s: %s [%s]\n", report.Plain(v.Place.String()), v.Level, report.Plain(v.What), v.Rule)
	if v.Remedy != "" {
		fmt.Fprintf(f.out, "  %s\n", report.Plain(v.Remedy))
	}
}
