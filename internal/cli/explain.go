package cli

import (
	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/trace"
)

func newExplain(f *factory) *cobra.Command {
	var out, format string
	c := &cobra.Command{
		Use:   "explain ID",
		Short: "Walk a verdict back to its evidence, policy and citation, and evidence forward to its verdicts",
		Long: `Walk an id along the chain POA&M item, risk, finding, observation, evidence and
policy, both ways, over results that are there already. ID is whatever a report
or a document shows: a control or an objective (ac-2, "164.312(d)"), a check, a
component, a subject of checks (an account, a host), a risk, a POAM-ID, a uuid,
or the path or sha256 of a piece of evidence or of a policy.`,
		Example: `  assay explain ia-2.1
  assay explain common.iam.mfa
  assay explain idp/break-glass
  assay explain evidence/idp-accounts.json --out results
  assay explain ia-2.1 -o json`,
		Args: arguments(1, 1, "an ID"),
		RunE: func(_ *cobra.Command, args []string) error { return f.explain(out, args[0], format) },
	}
	outFlag(c, &out, "results", "results `PATH`: a directory, or one file of assessment results")
	outputFlag(c, &format, "text", "json")
	return c
}

func (f *factory) explain(out, id, format string) error {
	runs, err := pipeline.Runs(out)
	if err != nil {
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
