package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/pipeline"
)

type gateOptions struct {
	config   string
	gate     string
	ratchet  string
	trusted  string
	out      string
	format   string
	personal bool
	all      bool
}

func newGate(f *factory) *cobra.Command {
	var o gateOptions
	c := &cobra.Command{
		Use:   "gate [assessment-results.json | results directory]",
		Short: "Decide on results that are there already",
		Long: `Decide on results that are there already: those of a results directory (default:
results), or one file of assessment results, even one of another tool. The
thresholds come from the gates of assay.yaml where there is one, else they are
the defaults.

Exit codes: 0 the gate passed; 1 the gate says no; 3 something in scope stayed
undecided, or nothing was assessed; 2 wrong usage or input that cannot be read.`,
		Example: `  assay gate --gate release
  assay gate results/hipaa/assessment-results.json`,
		Args: arguments(0, 1, "one path of results"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.out = "results"
			if len(args) == 1 {
				o.out = args[0]
			}
			return f.gate(cmd.Context(), o)
		},
	}
	c.Flags().StringVarP(&o.config, "config", "c", "", "assay.yaml `FILE` with the gate (default: assay.yaml here, where there is one)")
	_ = c.MarkFlagFilename("config", "yaml", "yml")
	gateFlag(c, &o.gate)
	ratchetFlag(c, &o.ratchet)
	trustedFlag(c, &o.trusted)
	personalFlag(c, &o.personal)
	c.Flags().BoolVar(&o.all, "all", false, "list everything, not only the worst")
	outputFlag(c, &o.format, "text", "json")
	return c
}

func (f *factory) gate(ctx context.Context, o gateOptions) error {
	in, err := pipeline.Decide(ctx, pipeline.DecideOptions{Config: orHere(o.config), Gate: o.gate, Baseline: o.ratchet, TrustedRef: o.trusted, Path: o.out, Version: Version, ShowPersonal: o.personal})
	if err != nil {
		return err
	}
	return f.decided(in, o.format, o.all)
}
