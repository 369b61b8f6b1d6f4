package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/report"
)

// reportOf is one report that was asked for: its form, and where it goes.
type reportOf struct {
	report.Format
	file string
}

// reportFlag adds --report.
func reportFlag(c *cobra.Command, to *[]string) {
	var names []string
	for _, f := range report.Formats() {
		names = append(names, f.Name)
	}
	c.Flags().StringArrayVar(to, "report", nil, "write a report, `FORMAT=FILE`, - for stdout; repeat for more: "+joinOr(names))
}

// wanted reads the values of --report.
func wanted(values []string) ([]reportOf, error) {
	var out []reportOf
	seen := map[string]bool{}
	for _, v := range values {
		name, file, ok := strings.Cut(v, "=")
		if !ok || file == "" {
			return nil, fmt.Errorf("--report %q names no file; write FORMAT=FILE, as cmmc=score.md", v)
		}
		format, err := report.Named(name)
		if err != nil {
			return nil, err
		}
		if seen[file] {
			return nil, fmt.Errorf("two reports go to %s", file)
		}
		seen[file] = true
		out = append(out, reportOf{format, file})
	}
	return out, nil
}

// historyFlag adds --history.
func historyFlag(c *cobra.Command, to *[]string) {
	c.Flags().StringArrayVar(to, "history", nil, "earlier `RESULTS` for the trend that reports draw: a directory, a file, git:REVISION:PATH or a store; repeat for more")
	_ = c.MarkFlagDirname("history")
}

// trending refuses earlier results where no report that is asked for draws a trend.
func trending(reports []reportOf, history []string) error {
	if slices.Contains(history, "") {
		return errors.New("--history was given an empty value; name earlier results, or leave it out")
	}
	if len(history) == 0 || slices.ContainsFunc(reports, func(r reportOf) bool { return r.Trends() }) {
		return nil
	}
	var names []string
	for _, f := range report.Formats() {
		if f.Trends() {
			names = append(names, f.Name)
		}
	}
	return fmt.Errorf("--history is for reports that draw a trend, and none is asked for; they are %s", joinOr(names))
}

// write writes the reports that were asked for.
func (f *factory) write(in report.Input, reports []reportOf) error {
	for _, r := range reports {
		if err := f.writeOne(in, r); err != nil {
			return err
		}
		for _, note := range report.Notes(r.Name, in) {
			f.notef("%s: %s", r.Name, note)
		}
	}
	return nil
}

// writeOne writes a report. What cannot be made leaves nothing behind, neither a file
// nor part of it on standard output.
func (f *factory) writeOne(in report.Input, r reportOf) error {
	if r.file == stdin {
		var text bytes.Buffer
		if err := r.Write(&text, in); err != nil {
			return err
		}
		return f.product(r.file, text.Bytes())
	}
	var unmade error
	err := f.produce(r.file, func(w io.Writer) error {
		to := &output{Writer: w}
		if err := r.Write(to, in); err != nil && to.err == nil {
			unmade = err
		}
		return errors.Join(unmade, to.err)
	})
	if unmade != nil {
		return unmade
	}
	return err
}

// templateFlag adds --xlsx-template.
func templateFlag(c *cobra.Command, to *string) {
	c.Flags().StringVar(to, "xlsx-template", "", "write the plan of action of the report xlsx into a workbook of yours, `FILE` (default: reports.xlsx.template of assay.yaml)")
	_ = c.MarkFlagFilename("xlsx-template", "xlsx")
}

// asWorkbook says whether the report xlsx is among those asked for; a template without
// it is a slip.
func asWorkbook(reports []reportOf, template string) (bool, error) {
	for _, r := range reports {
		if r.Name == "xlsx" {
			return true, nil
		}
	}
	if template != "" {
		return false, errors.New("--xlsx-template is given, and no workbook is asked for; add --report xlsx=FILE.xlsx")
	}
	return false, nil
}

type reportOptions struct {
	template string
	config   string
	gate     string
	ratchet  string
	trusted  string
	reports  []string
	history  []string
	personal bool
}

func newReport(f *factory) *cobra.Command {
	var o reportOptions
	c := &cobra.Command{
		Use:   "report [results directory]",
		Short: "Write reports of results that are there already",
		Long: "Write reports of results that are there already: those of a results directory\n(default: results). Nothing is assessed anew.\n\n" + formsHelp() + `
Each but github says what it was made from, and assay report verify holds it
against that.

Exit codes: 0 written; 2 wrong usage, input that cannot be read or output that
cannot be written.`,
		Example: `  assay report --report markdown=report.md --report csv=findings.csv
  assay report results --report sarif=assay.sarif --gate release
  assay report --report github=-`,
		Args: arguments(0, 1, "one directory of results"),
		RunE: func(cmd *cobra.Command, args []string) error {
			path := "results"
			if len(args) == 1 {
				path = args[0]
			}
			return f.report(cmd.Context(), path, o)
		},
	}
	reportFlag(c, &o.reports)
	c.Flags().StringVarP(&o.config, "config", "c", "", "assay.yaml `FILE` with the gate and the key of pseudonyms (default: assay.yaml here, where there is one)")
	_ = c.MarkFlagFilename("config", "yaml", "yml")
	gateFlag(c, &o.gate)
	ratchetFlag(c, &o.ratchet)
	historyFlag(c, &o.history)
	trustedFlag(c, &o.trusted)
	templateFlag(c, &o.template)
	personalFlag(c, &o.personal)
	c.AddCommand(newReportVerify(f))
	return c
}

// formsHelp lists the forms for people.
func formsHelp() string {
	var out strings.Builder
	for _, f := range report.Formats() {
		fmt.Fprintf(&out, "  %-24s %s\n", f.Name, f.Title)
	}
	return out.String()
}

func (f *factory) report(ctx context.Context, path string, o reportOptions) error {
	reports, err := wanted(o.reports)
	if err != nil {
		return err
	}
	if len(reports) == 0 {
		return errors.New("no report is asked for; give one or more --report FORMAT=FILE")
	}
	if err := trending(reports, o.history); err != nil {
		return err
	}
	book, err := asWorkbook(reports, o.template)
	if err != nil {
		return err
	}
	in, err := pipeline.Reported(ctx, pipeline.DecideOptions{Config: orHere(o.config), Gate: o.gate, Baseline: o.ratchet, TrustedRef: o.trusted, History: o.history, Workbook: book, Template: o.template, Path: path, Version: Version, ShowPersonal: o.personal})
	if err != nil {
		return err
	}
	return f.write(in, reports)
}
