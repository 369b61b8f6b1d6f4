package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/report"
)

type sspOptions struct {
	config  string
	profile string
	out     string
	asOf    string
}

func newOSCALSSP(f *factory) *cobra.Command {
	var o sspOptions
	c := &cobra.Command{
		Use:   "ssp",
		Short: "Draft a system security plan, every gap marked",
		Long: `Draft an OSCAL system security plan from the system of assay.yaml and a profile,
for the people and the tool that finish it. It validates; it is not complete.

Every gap has a property "gap" of the namespace https://assay-compliance.dev/ns/oscal
that says what is missing and, where OSCAL asks for a text, one that begins with
"TO BE COMPLETED: ". How many there are of each is told on standard error. Nothing
is written as implemented but what the system's own document claims and describes.

Exit codes: 0 drafted; 2 input that cannot be read, a profile that is not there.`,
		Example: `  assay oscal ssp --profile fedramp-moderate -o ssp.json
  assay oscal ssp -c assay.yaml --profile profiles/ours.json | jq .`,
		Args: arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error { return f.oscalSSP(o) },
	}
	configFlag(c, &o.config)
	c.Flags().StringVar(&o.profile, "profile", "", "write the plan for this `FRAMEWORK|FILE` (default: the only framework of assay.yaml)")
	c.Flags().StringVarP(&o.out, "output", "o", stdin, "`FILE` to write, or - for standard output")
	_ = c.MarkFlagFilename("output", "json")
	asOfFlag(c, &o.asOf, "say that it was last modified")
	return c
}

func (f *factory) oscalSSP(o sspOptions) error {
	asOf, _, err := f.asOf(o.asOf)
	if err != nil {
		return err
	}
	where := o.out
	if where == "" {
		return fmt.Errorf("--output is empty; give a file, or - for standard output")
	}
	if where == stdin {
		where = "stdout" // links are as seen from the working directory
	}
	done, err := pipeline.DraftSSP(pipeline.DraftOptions{Config: o.config, Profile: o.profile, Out: where, AsOf: asOf})
	if err != nil {
		return err
	}
	if err := f.as(convertOptions{out: o.out}, done.Text); err != nil {
		return err
	}
	gaps := 0
	var kinds []string
	for _, g := range done.Gaps {
		gaps += g.Count
		kinds = append(kinds, fmt.Sprintf("%d %s", g.Count, g.What))
	}
	for _, n := range done.Notes {
		fmt.Fprintf(f.errOut, "note: %s\n", problem.Plain(strings.TrimSuffix(at(n.Source)+": "+n.What+"; "+n.Remedy, "; ")))
	}
	fmt.Fprintf(f.errOut, "drafted: %s, %s to complete: %s\n", report.Count(done.Controls, "control"), report.Count(gaps, "gap"), strings.Join(kinds, ", "))
	return nil
}
