package cli

import (
	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/trace"
)

func newExplain(f *factory) *cobra.Command {
	var out, config, format string
	c := &cobra.Command{
		Use:   "explain ID",
		Short: "Walk a verdict back to its evidence, policy and citation, and evidence forward to its verdicts",
		Long: `Walk an id along the chain POA&M item, risk, finding, observation, evidence and
policy, both ways, over results that are there already. ID is whatever a report
or a document shows: a control or an objective (ac-2, "164.312(d)"), a check, a
component, a subject of checks (an account, a host) by its id or by the pseudonym
that views show, a risk, a POAM-ID, a uuid, or the path or sha256 of a piece of
evidence or of a policy. It shows ids as they are: it is for those who have the
results.`,
		Example: `  assay explain ia-2.1
  assay explain common.iam.mfa
  assay explain idp/break-glass
  assay explain person-4be0c1a2d9f3
  assay explain evidence/idp-accounts.json --out results
  assay explain ia-2.1 -o json`,
		Args: arguments(1, 1, "an ID"),
		RunE: func(_ *cobra.Command, args []string) error { return f.explain(out, config, args[0], format) },
	}
	outFlag(c, &out, "results", "results `PATH`: a directory, or one file of assessment results")
	c.Flags().StringVarP(&config, "config", "c", "", "assay.yaml `FILE` with the key of pseudonyms (default: assay.yaml here, where there is one)")
	_ = c.MarkFlagFilename("config", "yaml", "yml")
	outputFlag(c, &format, "text", "json")
	return c
}

func (f *factory) explain(out, config, id, format string) error {
	runs, err := pipeline.Runs(out)
	if err != nil {
		return err
	}
	if id, err = pipeline.Person(runs, orHere(config), id); err != nil {
		return err
	}
	if format != "json" {
		return trace.Explain(runs, id, func(e *trace.Entry) error { return trace.Text(f.out, e) })
	}
	list := f.jsonList()
	if err := trace.Explain(runs, id, func(e *trace.Entry) error { return list.add(e) }); err != nil {
		return err
	}
	return list.end()
}
