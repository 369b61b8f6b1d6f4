package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/report"
	"github.com/assay-compliance/assay/oscal/upgrade"
)

type assessOptions struct {
	config   string
	asOf     string
	out      string
	gate     string
	ratchet  string
	trusted  string
	personal bool
	record   bool
	format   string
	all      bool
	deadline time.Duration
	oscal    string
	reports  []string
	history  []string
	template string
	notKept  bool
}

func newAssess(f *factory) *cobra.Command {
	var o assessOptions
	c := &cobra.Command{
		Use:   "assess",
		Short: "Assess the system: evidence and policies in, OSCAL and a verdict out",
		Long: `Assess the system of assay.yaml against its frameworks from collected evidence.
Writes, per framework, an OSCAL assessment plan, assessment results and (when
there is any item) a POA&M into the output directory, with every file they cite
and one manifest, all together or not at all. Then decides the gate.

Policies are stopped when they take too long or too much memory: GOMEMLIMIT in
the environment, as 512MiB, lowers the latter.

Exit codes: 0 the gate passed; 1 the gate says no; 3 something in scope stayed
undecided, or nothing was assessed; 2 wrong usage or input that cannot be read.`,
		Example: `  assay assess
  assay assess -c examples/meridian/assay.yaml --as-of 2026-11-20T00:00:00Z
  assay assess --gate release --record -o json
  assay assess --gate pr --trusted-ref origin/main`,
		Args: arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return f.assess(cmd.Context(), o) },
	}
	configFlag(c, &o.config)
	asOfFlag(c, &o.asOf, "assess")
	outFlag(c, &o.out, "", "output `DIRECTORY` (default: results beside assay.yaml)")
	gateFlag(c, &o.gate)
	ratchetFlag(c, &o.ratchet)
	trustedFlag(c, &o.trusted)
	personalFlag(c, &o.personal)
	c.Flags().BoolVar(&o.record, "record", false, "write the next state of the POA&M to poam/ beside assay.yaml")
	c.Flags().BoolVar(&o.all, "all", false, "list everything, not only the worst")
	c.Flags().DurationVar(&o.deadline, "timeout", 0, "stop after this `TIME`, like 90s or 10m; what is not judged by then is undecided (default: none)")
	_ = c.RegisterFlagCompletionFunc("timeout", cobra.NoFileCompletions)
	c.Flags().StringVar(&o.oscal, "oscal-version", "", "write the documents as OSCAL `VERSION`: "+joinOr(upgrade.Targets())+" (default: oscal-version of assay.yaml, else "+upgrade.Targets()[0]+")")
	_ = c.RegisterFlagCompletionFunc("oscal-version", cobra.FixedCompletions(upgrade.Targets(), cobra.ShellCompDirectiveNoFileComp))
	outputFlag(c, &o.format, "text", "json")
	reportFlag(c, &o.reports)
	historyFlag(c, &o.history)
	templateFlag(c, &o.template)
	c.Flags().BoolVar(&o.notKept, "no-store", false, "do not keep this assessment in the store of assay.yaml")
	return c
}

// assess runs the pipe, prints the report, and ends with the gate's code.
func (f *factory) assess(ctx context.Context, o assessOptions) error {
	asOf, declared, err := f.asOf(o.asOf)
	if err != nil {
		return err
	}
	if o.oscal != "" && !slices.Contains(upgrade.Targets(), o.oscal) {
		return fmt.Errorf("documents of OSCAL %q are not written; use %s", o.oscal, joinOr(upgrade.Targets()))
	}
	reports, err := wanted(o.reports)
	if err != nil {
		return err
	}
	if err := trending(reports, o.history); err != nil {
		return err
	}
	book, err := asWorkbook(reports, o.template)
	if err != nil {
		return err
	}
	if o.deadline < 0 {
		return fmt.Errorf("--timeout %s is in the past; give a time like 10m", o.deadline)
	}
	if o.out == "" {
		o.out = filepath.Join(filepath.Dir(o.config), "results")
	}
	tell, done := f.progress()
	if f.env("GOGC") == "" {
		defer collectLess()()
	}
	in, err := pipeline.Assess(ctx, pipeline.AssessOptions{
		Config: o.config, AsOf: asOf, Declared: declared, Out: o.out, Now: f.now(), Gate: o.gate, Baseline: o.ratchet, TrustedRef: o.trusted, ShowPersonal: o.personal, Record: o.record,
		Version: Version, Libraries: libraries(), Progress: tell, Timeout: o.deadline,
		HeapLimit: heapLimit(), OSCAL: o.oscal, NotKept: o.notKept,
	})
	done()
	if err != nil {
		return err
	}
	if len(reports) > 0 {
		kept, err := pipeline.Reported(ctx, pipeline.DecideOptions{Config: o.config, Gate: o.gate, Baseline: o.ratchet, TrustedRef: o.trusted, Path: o.out, History: o.history, Workbook: book, Template: o.template, Version: Version, ShowPersonal: o.personal})
		if err == nil {
			err = f.write(kept, reports)
		}
		if err != nil {
			return err
		}
	}
	return f.decided(in, o.format, o.all)
}

// decided prints a report in the form asked for and ends with the gate's code.
func (f *factory) decided(in report.Input, format string, all bool) error {
	var err error
	if format == "json" {
		err = report.JSON(f.out, in)
	} else {
		err = report.Screen(f.out, in, report.Layout{All: all, Width: f.width(), Color: f.colored()})
	}
	if err != nil {
		return err
	}
	return withCode(in.Decision.Code)
}

// usualWidth is that of a terminal that does not tell its own.
const usualWidth = 80

// width is how many columns the terminal has that stdout is; 0 where it is none.
func (f *factory) width() int {
	out := f.out
	if o, ok := out.(*output); ok {
		out = o.Writer
	}
	file, ok := out.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return 0
	}
	columns, _, err := term.GetSize(int(file.Fd()))
	if err != nil || columns <= 0 {
		return usualWidth
	}
	return columns
}

// colored says whether stdout is a terminal that shows colours, and nobody said no.
func (f *factory) colored() bool {
	return f.width() > 0 && f.env("NO_COLOR") == "" && f.env("TERM") != "dumb"
}

// progress counts pieces of evidence on a terminal's last line; elsewhere it is
// silent.
func (f *factory) progress() (tell func(int), done func()) {
	file, ok := f.errOut.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) || f.env("CI") != "" {
		return func(int) {}, func() {}
	}
	var last time.Time
	shown := false
	tell = func(n int) {
		if now := f.now(); now.Sub(last) > 200*time.Millisecond {
			last, shown = now, true
			fmt.Fprintf(file, "\r%s read", report.Count(n, "file"))
		}
	}
	return tell, func() {
		if shown {
			fmt.Fprint(file, "\r\x1b[K")
		}
	}
}
