package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/oscal/validate"
)

type rulesOptions struct {
	level  string
	format string
}

func newOSCALRules(f *factory) *cobra.Command {
	var o rulesOptions
	c := &cobra.Command{
		Use:   "rules [ID…]",
		Short: "List the rules that oscal validate asks of documents",
		Long: `List every rule of oscal validate: its id, the level it belongs to, and what holds
in a document that keeps it. An ID is a whole id, or a part of several.`,
		Example: `  assay oscal rules
  assay oscal rules --level references
  assay oscal rules ref-time`,
		Args: arguments(0, -1, ""),
		RunE: func(_ *cobra.Command, args []string) error { return f.oscalRules(o, args) },
	}
	c.Flags().StringVar(&o.level, "level", "", "only those of one `LEVEL`: "+joinOr(levels()))
	_ = c.RegisterFlagCompletionFunc("level", cobra.FixedCompletions(levels(), cobra.ShellCompDirectiveNoFileComp))
	outputFlag(c, &o.format, "pretty", "json")
	return c
}

// jsonRule is a rule in JSON output.
type jsonRule struct {
	ID    string `json:"id"`
	Level string `json:"level"`
	Says  string `json:"says"`
}

func (f *factory) oscalRules(o rulesOptions, ids []string) error {
	if o.level != "" && !slices.Contains(levels(), o.level) {
		return fmt.Errorf("there is no level %q; use %s", o.level, joinOr(levels()))
	}
	rules := []jsonRule{}
	matched := map[string]bool{}
	for _, l := range validate.Layers() {
		for _, r := range l.Rules() {
			asked := len(ids) == 0
			for _, id := range ids {
				if strings.Contains(r.ID, id) {
					asked, matched[id] = true, true
				}
			}
			if asked && (o.level == "" || o.level == l.Name) {
				rules = append(rules, jsonRule{r.ID, l.Name, r.Says})
			}
		}
	}
	for _, id := range ids {
		if !matched[id] {
			return fmt.Errorf("there is no rule %q; see assay oscal rules", id)
		}
	}
	if o.format == "json" {
		return f.json(rules)
	}
	rows := make([][]string, len(rules))
	for i, r := range rules {
		rows[i] = []string{r.ID, r.Level, r.Says}
	}
	return f.table([]string{"RULE", "LEVEL", "WHAT HOLDS"}, rows)
}
