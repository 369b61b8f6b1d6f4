package cli

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal/frameworks"
	"github.com/assay-compliance/assay/oscal/mappings"
)

func newControl(f *factory) *cobra.Command {
	return group("control", "List and show controls with what decides them", newControlList(f), newControlShow(f))
}

type controlOptions struct {
	framework string
	config    string
	format    string
	coverage  bool
	core      bool
}

func newControlList(f *factory) *cobra.Command {
	var o controlOptions
	c := &cobra.Command{
		Use:   "list",
		Short: "List the controls of a framework, and what a tailored one leaves out; or count what answers their objectives",
		Long: `List the controls of a framework, and what a tailored one leaves out.

With --coverage count instead, by family, what answers their objectives, each where it is
answered best: a check decides it; checks support it, which can show it broken and not kept;
the system security plan calls it inherited; a request asks a person to attest it; nothing.
After that, how many controls there are, and in how many of them a check takes part.`,
		Example: `  assay control list --framework hipaa
  assay control list --framework fedramp-moderate -o json
  assay control list --framework fedramp-moderate --core
  assay control list --coverage --framework cmmc-l2`,
		Args: arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			if o.coverage {
				return f.controlCoverage(o)
			}
			return f.controlList(o)
		},
	}
	c.Flags().BoolVar(&o.coverage, "coverage", false, "count what answers the objectives, by family")
	c.Flags().BoolVar(&o.core, "core", false, "only the controls that FedRAMP's baselines mark as core")
	c.MarkFlagsMutuallyExclusive("coverage", "core")
	frameworkFlag(c, &o.framework, "all")
	workspaceFlag(c, &o.config, "own frameworks, imported catalogs and, with --coverage, policies and system security plan")
	outputFlag(c, &o.format, "text", "json")
	return c
}

// jsonControl is a control in JSON output.
type jsonControl struct {
	Framework string       `json:"framework"`
	ID        string       `json:"id"`
	Label     string       `json:"label"`
	Title     string       `json:"title"`
	Family    string       `json:"family"`
	Targets   []jsonTarget `json:"targets"`
	Marks     []jsonMark   `json:"marks,omitempty"`
	// TailoredOut: it is not in the profile, which leaves it out of an official
	// baseline, or leaves out what ID names of a control.
	TailoredOut bool `json:"tailored-out,omitempty"`
}

type jsonTarget struct {
	ID          string `json:"id"`
	Kind        string `json:"kind"`
	Label       string `json:"label"`
	Title       string `json:"title,omitempty"`
	Requirement string `json:"requirement,omitempty"`
}

func (f *factory) controlList(o controlOptions) error {
	scopes, err := pipeline.Listed(orHere(o.config), o.framework)
	if err != nil {
		return err
	}
	out := []jsonControl{}
	for _, s := range scopes {
		for _, c := range s.Controls {
			if o.core && !isCore(&c) {
				continue
			}
			j := jsonControl{Framework: s.Framework.ID, ID: c.ID, Label: c.Label, Title: c.Title, Family: c.FamilyTitle, Targets: []jsonTarget{}, Marks: marksOf(&c)}
			for _, t := range c.Targets {
				j.Targets = append(j.Targets, jsonTarget{t.ID, string(t.Kind), t.Label, t.Title, t.Requirement})
			}
			out = append(out, j)
		}
		for _, id := range s.Tailored {
			if o.core {
				break // whether it was core is not known here
			}
			out = append(out, jsonControl{Framework: s.Framework.ID, ID: id, Targets: []jsonTarget{}, TailoredOut: true})
		}
	}
	if o.core && len(out) == 0 {
		return problem.New(problem.Place{}, "no control of "+named(o.framework)+" is marked as core", "fedramp-low, fedramp-moderate and fedramp-high mark them")
	}
	if o.format == "json" {
		return f.json(out)
	}
	rows := make([][]string, len(out))
	for i, c := range out {
		rows[i] = []string{c.Framework, c.ID, c.Label, strconv.Itoa(len(c.Targets)), c.Title}
		if c.TailoredOut {
			rows[i][2], rows[i][4] = "TAILORED", "left out of an official baseline"
		}
	}
	return f.table([]string{"FRAMEWORK", "CONTROL", "LABEL", "OBJECTIVES", "TITLE"}, rows)
}

func newControlShow(f *factory) *cobra.Command {
	var o controlOptions
	c := &cobra.Command{
		Use:   "show ID",
		Short: "Show a control, its objectives, every binding with its parameters and where each comes from, and its mappings",
		Example: `  assay control show ac-2 --framework fedramp-moderate
  assay control show "164.312(a)(1)"
  assay control show ia.l2-3.5.3 -c assay.yaml
  assay control show KSI-IAM-APM`,
		Args: arguments(1, 1, "the ID of a control or objective"),
		RunE: func(_ *cobra.Command, args []string) error { return f.controlShow(o, args[0]) },
	}
	frameworkFlag(c, &o.framework, "those of assay.yaml that have it, else all")
	workspaceFlag(c, &o.config, "policies, bindings and parameters")
	outputFlag(c, &o.format, "text", "json")
	return c
}

// jsonShown is a control with its bindings in JSON output. It has no framework
// where only mappings know it.
type jsonShown struct {
	Framework string         `json:"framework,omitempty"`
	Catalog   string         `json:"catalog"`
	ID        string         `json:"id"`
	Label     string         `json:"label"`
	Title     string         `json:"title"`
	Statement string         `json:"statement,omitempty"` // in the words of an imported catalog
	Wording   *shownWording  `json:"wording,omitempty"`
	Inherited string         `json:"inherited-from,omitempty"` // by the system security plan
	Claims    []shownClaim   `json:"claims,omitempty"`
	Marks     []jsonMark     `json:"marks,omitempty"`
	Targets   []shownTarget  `json:"targets"`
	Mappings  []shownMapping `json:"mappings"`
}

// shownWording is the imported catalog whose words a control is in.
type shownWording struct {
	Title   string `json:"title"`
	Version string `json:"version"`
	Digest  string `json:"sha256"`
}

type shownTarget struct {
	jsonTarget
	Bindings []shownBinding `json:"bindings"`
	shownAnswers
}

type shownBinding struct {
	Strength string         `json:"strength"`
	Checks   []shownRun     `json:"checks"` // several decide jointly
	Source   string         `json:"source"`
	For      []string       `json:"components,omitempty"` // it is for these alone
	Disabled *shownDisabled `json:"disabled,omitempty"`
}

type shownRun struct {
	Check    string           `json:"check"`
	Evidence []string         `json:"evidence"`
	Params   []shownParameter `json:"parameters"`
	Unset    []string         `json:"unset,omitempty"`  // the check is undecided without them
	Looser   []string         `json:"looser,omitempty"` // the check fails for them
}

type shownParameter struct {
	Name   string          `json:"name"`
	Value  json.RawMessage `json:"value"`
	Origin string          `json:"origin"`
	Source string          `json:"source"`
}

type shownDisabled struct {
	Owner  string `json:"owner"`
	Reason string `json:"reason"`
	Review string `json:"review"`
	Source string `json:"source"`
}

// controlShow looks for a control under the framework that is named, else under
// those of the workspace, else under all.
func (f *factory) controlShow(o controlOptions, id string) error {
	asked := [][]string{nil, frameworks.IDs()}
	config := orHere(o.config)
	switch {
	case o.framework != "":
		asked = [][]string{{o.framework}}
	case config == "":
		asked = asked[1:]
	}
	var found []jsonShown
	var known []string
	for len(asked) > 0 && found == nil {
		bound, err := pipeline.Bindings(config, asked[0])
		if err != nil {
			return err
		}
		found, known = find(bound, id)
		asked = asked[1:]
	}
	lib, err := mappings.NewLibrary()
	if err != nil {
		return err
	}
	if found == nil && o.framework == "" {
		found = unbound(lib, id)
	}
	if found == nil {
		remedy := "assay control list shows them all"
		slices.Sort(known)
		if near := strictyaml.Near(strings.ToLower(id), slices.Compact(known)); len(near) > 0 {
			remedy = "did you mean " + joinOr(near) + "?"
		}
		return problem.New(problem.Place{}, fmt.Sprintf("no framework here has a control or objective %q", id), remedy)
	}
	for i, c := range found {
		if c.Mappings == nil {
			found[i].Mappings = shownMappings(lib.Links(c.Catalog, c.identifiers()))
		}
	}
	if o.format == "json" {
		return f.json(found)
	}
	for i, c := range found {
		f.showControl(c)
		// Several frameworks may have it, and its mappings are those of its catalog.
		if i+1 == len(found) || found[i+1].ID != c.ID || found[i+1].Catalog != c.Catalog {
			f.showMappings(c)
		}
	}
	return nil
}

// find gives the controls that an id means, and the ids of all there are.
func find(bound *pipeline.Bound, id string) (found []jsonShown, known []string) {
	for i := range bound.Scopes {
		for _, c := range bound.Scopes[i].Controls {
			known = append(known, c.ID)
			if matches(&c, id) {
				found = append(found, shown(&bound.Scopes[i], &c, bound))
			}
		}
	}
	return found, known
}

func matches(c *assessment.Control, id string) bool {
	if strings.EqualFold(c.ID, id) || strings.EqualFold(c.Label, id) {
		return true
	}
	return slices.ContainsFunc(c.Targets, func(t assessment.Target) bool {
		return strings.EqualFold(t.ID, id) || strings.EqualFold(t.Label, id)
	})
}

// shown gathers what there is to say of a control under one framework.
func shown(s *assessment.Scope, c *assessment.Control, bound *pipeline.Bound) jsonShown {
	out := jsonShown{Framework: s.Framework.ID, Catalog: s.Framework.Catalog, ID: c.ID, Label: c.Label, Title: c.Title, Statement: c.Statement, Targets: []shownTarget{}}
	if w := &s.Framework.Wording; w.Official() {
		out.Wording = &shownWording{w.Title, w.Version, w.Source.Digest}
	}
	out.Inherited, out.Claims, out.Marks = inheritedFrom(s, c.ID), claimsOn(s, c.ID), marksOf(c)
	for _, t := range c.Targets {
		target := shownTarget{jsonTarget: jsonTarget{t.ID, string(t.Kind), t.Label, t.Title, t.Requirement}, Bindings: []shownBinding{}, shownAnswers: answersOn(s, t.ID)}
		for _, b := range s.Bindings {
			if b.Target != t.ID {
				continue
			}
			one := shownBinding{Strength: b.Strength.String(), Source: at(b.Source), For: b.Components}
			for _, key := range b.Runs {
				one.Checks = append(one.Checks, shownOf(s, key, bound))
			}
			if d := b.Disabled; d != nil {
				one.Disabled = &shownDisabled{d.Owner, d.Reason, d.Review, at(d.Source)}
			}
			target.Bindings = append(target.Bindings, one)
		}
		out.Targets = append(out.Targets, target)
	}
	return out
}

// shownOf is a check as one binding runs it: which evidence, which parameters,
// and where the value of each comes from.
func shownOf(s *assessment.Scope, key assessment.RunKey, bound *pipeline.Bound) shownRun {
	out := shownRun{Check: key.Check, Evidence: []string{}, Params: []shownParameter{}}
	if k := bound.Checks[key.Check]; k != nil {
		out.Evidence = k.Kinds
	}
	run := bound.Runs[key]
	for _, name := range slices.Sorted(maps.Keys(run.Params)) {
		p := shownParameter{Name: name, Value: json.RawMessage(run.Params[name])}
		for _, from := range s.Parameters {
			if from.Name == name && from.Value == run.Params[name] {
				p.Origin, p.Source = from.Origin, at(from.Source)
			}
		}
		out.Params = append(out.Params, p)
	}
	out.Unset, out.Looser = run.Unset, run.Looser
	return out
}

// at prints where something of a workspace stands.
func at(s assessment.Source) string {
	return problem.Place{Path: s.Path, Line: s.Line, Pointer: s.Pointer}.String()
}

func (f *factory) showControl(c jsonShown) {
	if c.Framework == "" {
		f.sayf("%s %s %s (%s)", c.Catalog, c.Label, c.Title, c.ID)
		f.sayf("  in no framework here: not assessed")
		return
	}
	f.sayf("%s %s %s (%s)", c.Framework, c.Label, c.Title, c.ID)
	if w := c.Wording; w != nil {
		f.sayf("  words of %s, version %s, sha256 %s", w.Title, w.Version, w.Digest)
	}
	for line := range strings.Lines(c.Statement) {
		f.sayf("  | %s", strings.TrimRight(line, "\n"))
	}
	f.showMarks(c.Marks)
	f.showClaims(c.Claims, c.Inherited)
	for _, t := range c.Targets {
		note := ""
		if t.Requirement != "" {
			note = " [" + t.Requirement + "]"
		}
		f.sayf("  %s %s%s %s", t.ID, t.Label, note, t.Title)
		for _, b := range t.Bindings {
			f.showBinding(b)
		}
		f.showAnswers(t.shownAnswers)
		if len(t.Bindings) == 0 && !t.some() {
			f.sayf("    nothing bound: not assessed")
		}
	}
}

func (f *factory) showBinding(b shownBinding) {
	state := b.Strength
	var names, kinds []string
	for _, r := range b.Checks {
		names, kinds = append(names, r.Check), append(kinds, r.Evidence...)
	}
	if len(names) > 1 {
		state += " jointly"
	}
	if d := b.Disabled; d != nil {
		state += fmt.Sprintf(", disabled by %s until %s (%s): %s;", d.Owner, d.Review, d.Source, d.Reason)
	}
	if b.For != nil {
		state += " for " + strings.Join(b.For, ", ")
	}
	slices.Sort(kinds)
	f.sayf("    %-8s %s (evidence: %s)  %s", state, strings.Join(names, " + "), strings.Join(slices.Compact(kinds), ", "), b.Source)
	for _, r := range b.Checks {
		for _, p := range r.Params {
			f.sayf("             %s: %s, from %s", p.Name, p.Value, origin(p))
		}
		for _, name := range r.Unset {
			f.sayf("             %s: not set, which leaves it undecided; set it under parameters in assay.yaml", name)
		}
		for _, words := range r.Looser {
			f.sayf("             looser than the framework allows, which fails it: %s", words)
		}
	}
}

// origin is what sets a parameter, and where: once, where the place says it.
func origin(p shownParameter) string {
	switch {
	case p.Source == "":
		return p.Origin
	case strings.Contains("/"+p.Source, "/"+p.Origin+":"):
		return p.Source
	}
	return p.Origin + ", " + p.Source
}
