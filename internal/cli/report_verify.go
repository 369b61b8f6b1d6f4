package cli

import (
	"context"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/emit"
	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
)

type reportVerifyOptions struct {
	config   string
	results  string
	ratchet  string
	history  []string
	trusted  string
	format   string
	template string
}

func newReportVerify(f *factory) *cobra.Command {
	var o reportVerifyOptions
	c := &cobra.Command{
		Use:   "verify FILE…",
		Short: "Hold reports against the results they were made from",
		Long: `Hold reports against the results they were made from. A report agrees when the
documents that it names by digest are those that are there, and when the same
report, made from them anew, has the same bytes. The first difference is told.

Whoever changes a report can change what it says of itself too: what agrees is
what these results say by the gate that the report names, and assay.yaml says
what that gate asks.

Exit codes: 0 every report agrees; 1 one does not; 2 wrong usage, or a report or
results that cannot be read.`,
		Example: `  assay report verify report.md assay.sarif
  assay report verify --results handed-over/results report.html`,
		Args: arguments(1, -1, "one or more reports"),
		RunE: func(cmd *cobra.Command, args []string) error { return f.reportVerify(cmd.Context(), args, o) },
	}
	c.Flags().StringVar(&o.results, "results", "results", "`DIRECTORY` of the results, or one file of assessment results")
	_ = c.MarkFlagDirname("results")
	c.Flags().StringVarP(&o.config, "config", "c", "", "assay.yaml `FILE` with the gate and the key of pseudonyms (default: assay.yaml here, where there is one)")
	_ = c.MarkFlagFilename("config", "yaml", "yml")
	ratchetFlag(c, &o.ratchet)
	historyFlag(c, &o.history)
	trustedFlag(c, &o.trusted)
	templateFlag(c, &o.template)
	outputFlag(c, &o.format, "text", "json")
	return c
}

// jsonComparison is what became of a report.
type jsonComparison struct {
	File       string          `json:"file"`
	Agrees     bool            `json:"agrees"`
	Format     string          `json:"format"`
	Gate       string          `json:"gate"`
	AsOf       string          `json:"as-of"`
	Version    string          `json:"assay-version"`
	Documents  []jsonOther     `json:"other-documents"`
	Difference *jsonDifference `json:"difference,omitempty"`
}

type jsonOther struct {
	Path string `json:"path"`
	Made string `json:"report-sha256,omitempty"`
	Is   string `json:"results-sha256,omitempty"`
}

type jsonDifference struct {
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Has      string `json:"report-says"`
	Expected string `json:"results-say"`
}

// reportVerify tells of every report, and ends with the worst that there is to say.
func (f *factory) reportVerify(ctx context.Context, files []string, o reportVerifyOptions) error {
	var unread problem.List
	told := []jsonComparison{}
	code := exitPassed
	for _, file := range files {
		text, err := emit.ReadFile(file, oscal.MaxSize)
		var c pipeline.Comparison
		if err == nil {
			c, err = pipeline.Compare(ctx, pipeline.CompareOptions{
				DecideOptions: pipeline.DecideOptions{Config: orHere(o.config), Baseline: o.ratchet, TrustedRef: o.trusted, Path: o.results, History: o.history, Template: o.template}, Report: file, Text: text,
			})
		}
		if err != nil {
			unread.Join(problem.Place{Path: filepath.ToSlash(file)}, err)
			continue
		}
		if !c.Agrees() {
			code = exitFailed
		}
		told = append(told, compared(file, c))
	}
	if o.format == "json" {
		if err := f.json(told); err != nil {
			return err
		}
	} else {
		f.compared(told, o.results)
	}
	if err := unread.Err(); err != nil {
		return err
	}
	return withCode(code)
}

func compared(file string, c pipeline.Comparison) jsonComparison {
	out := jsonComparison{File: filepath.ToSlash(file), Agrees: c.Agrees(), Format: c.Seal.Format, Gate: c.Seal.Gate, AsOf: c.Seal.AsOf, Version: c.Seal.Version, Documents: []jsonOther{}}
	for _, other := range c.Others {
		out.Documents = append(out.Documents, jsonOther(other))
	}
	if d := c.Difference; d != nil {
		out.Difference = &jsonDifference{d.Line, d.Column, d.Has, d.Expected}
	}
	return out
}

// compared tells people what became of the reports.
func (f *factory) compared(told []jsonComparison, results string) {
	for _, c := range told {
		gate := ""
		if c.Gate != "" {
			gate = ", gate " + c.Gate
		}
		word := "agrees with"
		if !c.Agrees {
			word = "does not agree with"
		}
		f.sayf("%s: %s %s (%s%s, as of %s)", c.File, word, results, c.Format, gate, c.AsOf)
		for _, d := range c.Documents {
			switch {
			case d.Is == "":
				f.sayf("  %s, sha256 %s: the results do not have it", d.Path, d.Made)
			case d.Made == "":
				f.sayf("  %s, sha256 %s: the report was made without it", d.Path, d.Is)
			default:
				f.sayf("  %s: the report was made from sha256 %s, and sha256 %s is there", d.Path, d.Made, d.Is)
			}
		}
		if d := c.Difference; d != nil {
			f.sayf("  first difference at line %d, character %d", d.Line, d.Column)
			f.sayf("  the report:  %s", d.Has)
			f.sayf("  the results: %s", d.Expected)
			if c.Version != "" && c.Version != Version {
				f.sayf("  assay %s wrote the report, and this is %s: a report is best held against results by the version that wrote it", c.Version, Version)
			}
		}
	}
}
