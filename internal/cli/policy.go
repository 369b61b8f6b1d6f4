package cli

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/evaluate/test"
	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/report"
)

func newPolicy(f *factory) *cobra.Command {
	return group("policy", "List, lint, test and upgrade policies", newPolicyList(f), newPolicyLint(f), newPolicyTest(f), newPolicyMutate(f), newPolicyUpgrade(f))
}

func newPolicyList(f *factory) *cobra.Command {
	var config, format string
	c := &cobra.Command{
		Use:   "list",
		Short: "List the checks: what each reads, how severe it is, and what it says of which catalog",
		Args:  arguments(0, 0, ""),
		RunE:  func(*cobra.Command, []string) error { return f.policyList(orHere(config), format) },
	}
	workspaceFlag(c, &config, "checks")
	outputFlag(c, &format, "text", "json")
	return c
}

// jsonCheck is a check in JSON output.
type jsonCheck struct {
	ID          string              `json:"id"`
	Title       string              `json:"title"`
	Kinds       []string            `json:"evidence"`
	AppliesTo   []string            `json:"applies-to,omitempty"`
	Method      string              `json:"method"`
	Severity    string              `json:"severity"`
	Remediation string              `json:"remediation"`
	Source      string              `json:"source"`
	Digest      string              `json:"sha256"`
	Decides     map[string][]string `json:"decides,omitempty"`
	Supports    map[string][]string `json:"supports,omitempty"`
	Informs     map[string][]string `json:"informs,omitempty"`
}

func (f *factory) policyList(config, format string) error {
	w, err := pipeline.Open(config)
	if err != nil {
		return err
	}
	out := make([]jsonCheck, 0, len(w.Checks))
	for i := range w.Checks {
		out = append(out, describe(&w.Checks[i]))
	}
	if format == "json" {
		return f.json(out)
	}
	rows := make([][]string, len(out))
	for i, c := range out {
		rows[i] = []string{c.ID, c.Severity, strings.Join(c.Kinds, ","), c.Title}
	}
	return f.table([]string{"CHECK", "SEVERITY", "EVIDENCE", "TITLE"}, rows)
}

func describe(c *assessment.Check) jsonCheck {
	j := jsonCheck{
		ID: c.ID, Title: c.Title, Kinds: c.Kinds, AppliesTo: c.AppliesTo, Method: c.Method, Severity: c.Severity.String(), Remediation: c.Remediation,
		Source: fmt.Sprintf("%s:%d", c.Source.Path, c.Source.Line), Digest: c.Digest,
		Decides: map[string][]string{}, Supports: map[string][]string{}, Informs: map[string][]string{},
	}
	for _, b := range c.Bindings {
		to := j.Informs
		switch b.Strength {
		case assessment.Decides:
			to = j.Decides
		case assessment.Supports:
			to = j.Supports
		}
		to[b.Catalog] = append(to[b.Catalog], b.ID)
	}
	return j
}

func newPolicyLint(f *factory) *cobra.Command {
	var config, format string
	c := &cobra.Command{
		Use:   "lint",
		Short: "Say what is wrong with policies: METADATA, types of evidence, built-ins, ids, missing tests",
		Long: `Check the embedded policies and, in a workspace, the team's own: METADATA is
complete, the strict compiler and the schemas of the evidence agree, no refused
built-in and no reference outside a policy's own package, every control and
objective exists, and every check has a test of a pass, a fail, a skip, empty
evidence and a subject that no rule matches.

Exit codes: 0 nothing found; 1 problems found; 2 the workspace cannot be read.`,
		Args: arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return f.policyLint(cmd.Context(), orHere(config), format) },
	}
	workspaceFlag(c, &config, "policies")
	outputFlag(c, &format, "text", "json")
	return c
}

func (f *factory) policyLint(ctx context.Context, config, format string) error {
	found, checks, err := pipeline.LintPolicies(ctx, config)
	if err != nil {
		return err
	}
	if format == "json" {
		err = f.json(jsonProblems(found))
	} else {
		for _, p := range found {
			tell(f.out, p)
		}
		fmt.Fprintf(f.out, "%s, %s\n", report.Count(checks, "check"), report.Count(len(found), "problem"))
	}
	if err != nil {
		return err
	}
	if len(found) > 0 {
		return withCode(exitFailed)
	}
	return nil
}

type policyTestOptions struct {
	config   string
	run      string
	verbose  bool
	coverage bool
	format   string
}

func newPolicyTest(f *factory) *cobra.Command {
	var o policyTestOptions
	c := &cobra.Command{
		Use:   "test",
		Short: "Run the Rego tests that stand beside policies, with the schemas of their evidence",
		Long: `Run the Rego tests of the embedded policies and, in a workspace, of the team's
own, under the rules of a real run: the same built-ins, the same types.

Exit codes: 0 all pass; 1 a test fails; 2 a policy or a test does not compile,
or no test matches.`,
		Example: `  assay policy test
  assay policy test --run 'common\.iam\..*test_fail' -v`,
		Args: arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return f.policyTest(cmd.Context(), o) },
	}
	workspaceFlag(c, &o.config, "policies")
	c.Flags().StringVar(&o.run, "run", "", "only tests whose package.name matches this `REGEXP`")
	c.Flags().BoolVarP(&o.verbose, "verbose", "v", false, "list every test, as JSON does")
	c.Flags().BoolVar(&o.coverage, "coverage", false, "list the lines that no test ran; in JSON, write the report that opa test writes instead of the tests")
	outputFlag(c, &o.format, "text", "json")
	return c
}

// jsonTest is a Rego test in JSON output.
type jsonTest struct {
	Package string `json:"package"`
	Name    string `json:"name"`
	Check   string `json:"check,omitempty"`
	Place   string `json:"place"`
	Outcome string `json:"outcome"`
	Why     string `json:"why,omitempty"`
}

func (f *factory) policyTest(ctx context.Context, o policyTestOptions) error {
	var match *regexp.Regexp
	if o.run != "" {
		re, err := regexp.Compile(o.run)
		if err != nil {
			return fmt.Errorf("--run is not a regular expression: %w", err)
		}
		match = re
	}
	rep, err := pipeline.TestPolicies(ctx, orHere(o.config), match, f.now().UTC().Truncate(time.Second))
	if err != nil {
		return err
	}
	if len(rep.Results) == 0 {
		return fmt.Errorf("no test matches; see assay policy test -v")
	}
	switch {
	case o.format == "json" && o.coverage:
		err = f.json(coverageJSON(rep.Coverage))
	case o.format == "json":
		out := make([]jsonTest, len(rep.Results))
		for i, r := range rep.Results {
			out[i] = jsonTest{r.Package, r.Name, r.Check, r.Place.String(), r.Outcome.String(), r.Why}
		}
		err = f.json(out)
	default:
		f.testResults(rep, o)
	}
	switch {
	case err != nil:
		return err
	case !rep.Passed():
		return withCode(exitFailed)
	}
	return nil
}

func (f *factory) testResults(rep test.Report, o policyTestOptions) {
	count := map[test.Outcome]int{}
	for _, r := range rep.Results {
		count[r.Outcome]++
		if o.verbose || r.Outcome == test.Failed {
			f.sayf("%-4s %s.%s", r.Outcome, r.Package, r.Name)
		}
		if r.Outcome == test.Failed {
			f.sayf("     %s %s", r.Place, r.Why)
		}
	}
	if o.coverage {
		for _, c := range rep.Coverage {
			if len(c.Lines) > 0 {
				f.sayf("%s: %.0f%%, not run: %s", c.File, c.Percent, strings.Trim(fmt.Sprint(c.Lines), "[]"))
			}
		}
	}
	fmt.Fprintf(f.out, "%d passed, %d failed, %d todo\n", count[test.Passed], count[test.Failed], count[test.Todo])
}
