package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/evaluate/mutate"
	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/report"
)

type policyMutateOptions struct {
	config string
	checks []string
	min    float64
	format string
}

func newPolicyMutate(f *factory) *cobra.Command {
	var o policyMutateOptions
	c := &cobra.Command{
		Use:   "mutate",
		Short: "Change policies one thing at a time and list the changes that no test notices",
		Long: `Measure the tests of policies: make every policy that differs from a check in one
thing (a condition dropped, a limit moved by one, a pass that becomes a fail), run
the tests of the check, and list the changes that all tests pass with. Each is a
line that could be wrong without a test saying so.

Without --check it takes the team's own checks in a workspace that has some, and
the shipped ones elsewhere. A change that says the same as the policy can be
listed with its reason in mutants.yaml beside the policies; docs/mutation.md tells
how.

Exit codes: 0 at least --min percent were noticed; 1 fewer; 2 a policy or a test
does not compile, a test fails on the policy as it is, or mutants.yaml lists what
is not so.`,
		Example: `  assay policy mutate --check common.iam.mfa
  assay policy mutate --check common.iam --check lib -o json`,
		Args: arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return f.policyMutate(cmd.Context(), o) },
	}
	workspaceFlag(c, &o.config, "policies")
	c.Flags().StringArrayVar(&o.checks, "check", nil, "only this check or package, or those whose `ID` begins with it; may be repeated")
	c.Flags().Float64Var(&o.min, "min", 90, "least part of the changes that tests must notice, in `PERCENT`")
	outputFlag(c, &o.format, "text", "json", "markdown")
	return c
}

// jsonMutation is a run of policy mutate in JSON output.
type jsonMutation struct {
	jsonTally
	Families []jsonTally  `json:"families"`
	Packages []jsonTally  `json:"packages"`
	Mutants  []jsonMutant `json:"not-killed"`
}

type jsonTally struct {
	Name     string  `json:"name"`
	Mutants  int     `json:"mutants"`
	Killed   int     `json:"killed"`
	Excused  int     `json:"equivalent"`
	Survived int     `json:"survived"`
	Rate     float64 `json:"rate"`
}

type jsonMutant struct {
	Package string `json:"package"`
	Mutant  string `json:"mutant"`
	Place   string `json:"place"`
	Fate    string `json:"fate"`
	Why     string `json:"why,omitempty"`
}

func (f *factory) policyMutate(ctx context.Context, o policyMutateOptions) error {
	if o.min < 0 || o.min > 100 {
		return fmt.Errorf("--min is no part in percent: %g", o.min)
	}
	rep, err := pipeline.MutatePolicies(ctx, orHere(o.config), o.checks, f.now().UTC().Truncate(time.Second))
	if err != nil {
		return err
	}
	if len(rep.Mutants) == 0 {
		return fmt.Errorf("no policy matches; see assay policy list")
	}
	all := rep.Count(func(mutate.Mutant) string { return "all" })[0]
	families := rep.Count(func(m mutate.Mutant) string { return m.Family })
	switch o.format {
	case "json":
		err = f.json(mutationJSON(rep, all, families))
	case "markdown":
		f.mutationMarkdown(rep, families, all)
	default:
		f.mutationText(rep, families, all)
	}
	if err != nil {
		return err
	}
	if all.Rate() < o.min {
		return withCode(exitFailed)
	}
	return nil
}

func mutationJSON(rep mutate.Report, all mutate.Tally, families []mutate.Tally) jsonMutation {
	out := jsonMutation{jsonTally: tallyJSON(all), Mutants: []jsonMutant{}}
	for _, t := range families {
		out.Families = append(out.Families, tallyJSON(t))
	}
	for _, t := range rep.Count(func(m mutate.Mutant) string { return m.Package }) {
		out.Packages = append(out.Packages, tallyJSON(t))
	}
	for _, m := range rep.Mutants {
		switch m.Fate {
		case mutate.Survived:
			out.Mutants = append(out.Mutants, jsonMutant{m.Package, m.ID(), m.Place.String(), "survived", ""})
		case mutate.Excused:
			out.Mutants = append(out.Mutants, jsonMutant{m.Package, m.ID(), m.Place.String(), "equivalent", m.Why})
		}
	}
	return out
}

func tallyJSON(t mutate.Tally) jsonTally {
	return jsonTally{t.Name, t.Mutants, t.Killed, t.Excused, t.Survive, t.Rate()}
}

// sentence says a tally in one line.
func sentence(t mutate.Tally) string {
	return fmt.Sprintf("%s, %d killed, %d equivalent, %d survived: %.1f %%", report.Count(t.Mutants, "mutant"), t.Killed, t.Excused, t.Survive, t.Rate())
}

func (f *factory) mutationText(rep mutate.Report, families []mutate.Tally, all mutate.Tally) {
	for _, m := range rep.Mutants {
		if m.Fate == mutate.Survived {
			f.sayf("%s", m.Place)
			f.sayf("  %s %s", m.Package, m.ID())
		}
	}
	for _, t := range families {
		f.sayf("%s: %s", t.Name, sentence(t))
	}
	f.sayf("%s", sentence(all))
}

// mutationMarkdown writes the page docs/mutants.md.
func (f *factory) mutationMarkdown(rep mutate.Report, families []mutate.Tally, all mutate.Tally) {
	fmt.Fprint(f.out, `# Mutants that no test kills

Written by `+"`make mutate`"+`; [mutation.md](mutation.md) says what it means.

| family | mutants | killed | equivalent | survived | rate |
|---|---:|---:|---:|---:|---:|
`)
	for _, t := range append(families, all) {
		fmt.Fprintf(f.out, "| %s | %d | %d | %d | %d | %.1f %% |\n", t.Name, t.Mutants, t.Killed, t.Excused, t.Survive, t.Rate())
	}
	last := ""
	for _, m := range rep.Mutants {
		if m.Fate != mutate.Survived {
			continue
		}
		if m.Package != last {
			last = m.Package
			fmt.Fprintf(f.out, "\n## %s\n\n", last)
		}
		fmt.Fprintf(f.out, "- line %d, %s\n", m.Place.Line, codeSpan(m.ID()))
	}
}

// codeSpan is a text as code in Markdown, backticks of its own included.
func codeSpan(s string) string {
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		s = " " + s + " "
	}
	return fence + problem.Plain(s) + fence
}
