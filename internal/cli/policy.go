package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/pipeline"
)

func newPolicy(f *factory) *cobra.Command {
	return group("policy", "List checks", newPolicyList(f))
}

func newPolicyList(f *factory) *cobra.Command {
	var config, format string
	c := &cobra.Command{
		Use:   "list",
		Short: "List the checks: what each reads, how severe it is, and what it says of which catalog",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return f.policyList(orHere(config), format) },
	}
	c.Flags().StringVarP(&config, "config", "c", "", "workspace whose checks count too (default: assay.yaml here, where there is one)")
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
	for _, c := range out {
		fmt.Fprintf(f.out, "%-36s %-9s %-24s %s\n", c.ID, c.Severity, strings.Join(c.Kinds, ","), c.Title)
	}
	return nil
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
