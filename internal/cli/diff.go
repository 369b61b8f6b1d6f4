package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/diff"
	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/report"
)

func newDiff(f *factory) *cobra.Command {
	var format string
	var code bool
	c := &cobra.Command{
		Use:   "diff BEFORE AFTER",
		Short: "Say which objectives have another verdict, and what brought it about",
		Long: `Compare two sets of results: results directories, files of assessment results, or
git:REVISION:PATH of the repository. Each objective whose verdict is another is
told with its causes: other evidence (and which files), another policy, other
parameters, an answer or a decision, another profile, or time alone.

Exit codes: 0 compared, different or not; with --exit-code, 1 where they differ;
2 wrong usage, or results that cannot be read.`,
		Example: `  assay diff results-main results
  assay diff git:origin/main:baseline results --exit-code`,
		Args: arguments(2, 2, "the results BEFORE and AFTER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.diff(cmd.Context(), args[0], args[1], format, code)
		},
	}
	c.Flags().BoolVar(&code, "exit-code", false, "exit with 1 where they differ")
	outputFlag(c, &format, "text", "json")
	return c
}

func (f *factory) diff(ctx context.Context, before, after, format string, code bool) error {
	list, err := pipeline.Differences(ctx, before, after)
	if err != nil {
		return err
	}
	differ := false
	for _, fw := range list {
		differ = differ || len(fw.Changes) > 0 || fw.Before == nil || fw.After == nil
	}
	if format == "json" {
		if err := f.json(list); err != nil {
			return err
		}
	} else {
		for _, fw := range list {
			f.difference(fw)
		}
	}
	if differ && code {
		return withCode(exitFailed)
	}
	return nil
}

// difference prints what differs in one framework.
func (f *factory) difference(fw diff.Framework) {
	switch {
	case fw.Before == nil:
		f.sayf("%s: only after, as of %s", fw.ID, fw.After.AsOf)
		return
	case fw.After == nil:
		f.sayf("%s: only before, as of %s", fw.ID, fw.Before.AsOf)
		return
	}
	b, a := fw.Before, fw.After
	f.sayf("%s from %s to %s: %s", fw.ID, b.AsOf, a.AsOf, report.Count(len(fw.Changes), "change"))
	for _, n := range []struct {
		what string
		b, a int
	}{{"pass", b.Pass, a.Pass}, {"fail", b.Fail, a.Fail}, {"undecided", b.Undecided, a.Undecided}, {"not applicable", b.NotApplicable, a.NotApplicable}, {"not assessed", b.NotAssessed, a.NotAssessed}} {
		if n.b != n.a {
			f.sayf("  %s: %d, was %d", n.what, n.a, n.b)
		}
	}
	for _, c := range fw.Changes {
		f.sayf("  %s %s: %s, was %s", c.Label, c.Target, c.After, c.Before)
		for _, x := range c.Causes {
			f.sayf("    %s", causeWords(x))
			for _, file := range x.Files {
				f.sayf("      %s", fileWords(file))
			}
		}
	}
}

// causeWords says one cause in a line.
func causeWords(x diff.Cause) string {
	who := x.Check
	if x.Component != "" {
		who += " of " + x.Component
	}
	words := map[string]string{
		diff.Evidence: "other evidence", diff.Policy: "another policy", diff.Parameters: "other parameters", diff.Binding: "bound on one side only",
		diff.Answer: "another answer or decision", diff.Profile: "it is in one of the profiles only", diff.Time: "the same evidence, asked the same: time passed",
		diff.Unknown: "nothing that the results tell is another",
	}[x.Kind]
	if who == "" {
		return words
	}
	return fmt.Sprintf("%s: %s; %d open, were %d", who, words, x.After, x.Before)
}

func fileWords(x diff.File) string {
	switch {
	case x.Before == "":
		return x.Path + " is new"
	case x.After == "":
		return x.Path + " is gone"
	}
	return x.Path + " is another"
}
