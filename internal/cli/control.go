package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

func newControl(f *factory) *cobra.Command {
	return group("control", "List and show controls with what decides them", newControlList(f), newControlShow(f))
}

type controlOptions struct {
	framework string
	config    string
	format    string
}

func newControlList(f *factory) *cobra.Command {
	var o controlOptions
	c := &cobra.Command{
		Use:   "list",
		Short: "List the controls of a framework",
		Example: `  assay control list --framework hipaa
  assay control list --framework fedramp-moderate -o json`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return f.controlList(o) },
	}
	frameworkFlag(c, &o.framework)
	outputFlag(c, &o.format, "text", "json")
	return c
}

func frameworkFlag(c *cobra.Command, to *string) {
	c.Flags().StringVarP(to, "framework", "f", "", "framework: "+joinOr(frameworks.IDs()))
	_ = c.RegisterFlagCompletionFunc("framework", cobra.FixedCompletions(frameworks.IDs(), cobra.ShellCompDirectiveNoFileComp))
}

// jsonControl is a control in JSON output.
type jsonControl struct {
	Framework string       `json:"framework"`
	ID        string       `json:"id"`
	Label     string       `json:"label"`
	Title     string       `json:"title"`
	Family    string       `json:"family"`
	Targets   []jsonTarget `json:"targets"`
}

type jsonTarget struct {
	ID          string `json:"id"`
	Kind        string `json:"kind"`
	Label       string `json:"label"`
	Title       string `json:"title,omitempty"`
	Requirement string `json:"requirement,omitempty"`
}

func (f *factory) controlList(o controlOptions) error {
	ids := frameworks.IDs()
	if o.framework != "" {
		ids = []string{o.framework}
	}
	out := []jsonControl{}
	lib := frameworks.NewLibrary()
	for _, id := range ids {
		r, err := lib.Open(id)
		if err != nil {
			return err
		}
		for _, c := range r.Controls {
			j := jsonControl{Framework: id, ID: c.ID, Label: c.Label, Title: c.Title, Family: c.FamilyTitle, Targets: []jsonTarget{}}
			for _, t := range c.Targets {
				j.Targets = append(j.Targets, jsonTarget{t.ID, t.Kind, t.Label, t.Title, t.Requirement})
			}
			out = append(out, j)
		}
	}
	if o.format == "json" {
		return f.json(out)
	}
	for _, c := range out {
		fmt.Fprintf(f.out, "%-18s %-22s %-22s %3d  %s\n", c.Framework, c.ID, c.Label, len(c.Targets), c.Title)
	}
	return nil
}

func newControlShow(f *factory) *cobra.Command {
	var o controlOptions
	c := &cobra.Command{
		Use:   "show ID",
		Short: "Show a control, its objectives, and every binding with where it comes from",
		Example: `  assay control show ac-2 --framework fedramp-moderate
  assay control show "164.312(a)(1)"
  assay control show ia.l2-3.5.3 -c assay.yaml`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return f.controlShow(o, args[0]) },
	}
	frameworkFlag(c, &o.framework)
	c.Flags().StringVarP(&o.config, "config", "c", "", "workspace whose policies and bindings count too (assay.yaml)")
	return c
}

func (f *factory) controlShow(o controlOptions, id string) error {
	ids := frameworks.IDs()
	if o.framework != "" {
		ids = []string{o.framework}
	}
	scopes, checks, err := pipeline.Bindings(o.config, ids)
	if err != nil {
		return err
	}
	found := false
	var known []string
	for i := range scopes {
		for _, c := range scopes[i].Controls {
			known = append(known, c.ID)
			if matches(&c, id) {
				found = true
				f.showControl(&scopes[i], &c, checks)
			}
		}
	}
	if !found {
		remedy := "assay control list shows them all"
		slices.Sort(known)
		if near := strictyaml.Near(strings.ToLower(id), slices.Compact(known)); len(near) > 0 {
			remedy = "did you mean " + joinOr(near) + "?"
		}
		return problem.New(problem.Place{}, fmt.Sprintf("no framework here has a control or objective %q", id), remedy)
	}
	return nil
}

func matches(c *assessment.Control, id string) bool {
	if strings.EqualFold(c.ID, id) || strings.EqualFold(c.Label, id) {
		return true
	}
	return slices.ContainsFunc(c.Targets, func(t assessment.Target) bool {
		return strings.EqualFold(t.ID, id) || strings.EqualFold(t.Label, id)
	})
}

func (f *factory) showControl(s *assessment.Scope, c *assessment.Control, checks map[string]*assessment.Check) {
	fmt.Fprintf(f.out, "%s %s %s (%s)\n", s.Framework.ID, c.Label, c.Title, c.ID)
	for _, t := range c.Targets {
		note := ""
		if t.Requirement != "" {
			note = " [" + t.Requirement + "]"
		}
		fmt.Fprintf(f.out, "  %s %s%s %s\n", t.ID, t.Label, note, t.Title)
		n := 0
		for _, b := range s.Bindings {
			if b.Target != t.ID {
				continue
			}
			n++
			names := make([]string, len(b.Runs))
			kinds := map[string]bool{}
			for i, r := range b.Runs {
				names[i] = r.Check
				if k := checks[r.Check]; k != nil {
					for _, kind := range k.Kinds {
						kinds[kind] = true
					}
				}
			}
			state := b.Strength.String()
			if len(names) > 1 {
				state += " jointly"
			}
			if b.Disabled != nil {
				at := b.Disabled.Source
				state += fmt.Sprintf(", disabled by %s until %s (%s:%d): %s;", b.Disabled.Owner, b.Disabled.Review, at.Path, at.Line, b.Disabled.Reason)
			}
			fmt.Fprintf(f.out, "    %-8s %s (evidence: %s)  %s:%d\n", state, strings.Join(names, " + "), strings.Join(sorted(kinds), ", "), b.Source.Path, b.Source.Line)
		}
		if n == 0 {
			fmt.Fprintf(f.out, "    nothing bound: not assessed\n")
		}
	}
}

func sorted(m map[string]bool) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.SortFunc(out, cmp.Compare[string])
	return out
}
