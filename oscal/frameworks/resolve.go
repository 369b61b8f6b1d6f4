package frameworks

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/problem"
)

// The bounds of a chain of local profiles; real ones have two links and a few
// imports.
const (
	maxChain   = 16
	maxImports = 100
)

// resolver follows profiles to their catalogs. Each file is decoded and
// resolved once, and its problems are told once, so that a profile imported many
// times costs no more than one.
type resolver struct {
	files   files
	sources map[location]*source
	done    map[location]*taken // nil for a file that failed
}

// errTold stands for the problems of a file that have been given before.
var errTold = errors.New("told before")

// taken is what a catalog or profile offers to those who import it. It is
// shared: whoever changes a node copies what it changes first.
type taken struct {
	nodes   []node
	orphans []Param
	catalog string // where the control ids come from
}

// resolve gives the controls of a profile, or all of a catalog, with their
// targets.
func (r *resolver) resolve(at location) (*Resolved, error) {
	t, err := r.take(at, nil)
	if err != nil {
		return nil, err
	}
	s := r.sources[at]
	if len(t.nodes) == 0 {
		return nil, problem.New(s.place(""), "it selects no control", "name controls under imports, in include-controls, or write include-all")
	}
	out := &Resolved{
		ID: at.id(), Title: s.title, Catalog: t.catalog, Version: s.version,
		ProfilePath: at.path, ProfileDigest: digest(s.raw), Orphans: t.orphans,
		Controls: make([]Control, len(t.nodes)),
	}
	for i := range t.nodes {
		out.Controls[i] = t.nodes[i].finish()
	}
	return out, nil
}

// take resolves one file. Chain is the files that led here, for cycles.
func (r *resolver) take(at location, chain []location) (*taken, error) {
	if t, been := r.done[at]; been {
		if t == nil {
			return nil, errTold
		}
		return t, nil
	}
	t, err := r.takeFirst(at, chain)
	r.done[at] = t
	return t, err
}

func (r *resolver) takeFirst(at location, chain []location) (*taken, error) {
	s, err := r.source(at)
	switch {
	case err != nil:
		return nil, err
	case s.isProfile:
		return r.profile(s, append(slices.Clip(chain), at))
	}
	return &taken{nodes: s.controls, catalog: at.id()}, nil
}

// source reads and decodes a file, once.
func (r *resolver) source(at location) (*source, error) {
	if s := r.sources[at]; s != nil {
		return s, nil
	}
	s, err := r.files.load(at)
	if err == nil {
		r.sources[at] = s
	}
	return s, err
}

// profile joins what its imports offer: select, then set parameters, then
// alter. A control that two imports offer is taken from the first. Merge
// directives change order and grouping only and are not followed: controls stay
// in the order of the imports and of their catalogs.
func (r *resolver) profile(s *source, chain []location) (*taken, error) {
	var problems problem.List
	out := &taken{}
	if len(s.imports) > maxImports || len(chain) > maxChain {
		return nil, problem.New(s.place("/profile/imports"), "this imports too much or too deep",
			fmt.Sprintf("at most %d imports, and %d profiles one behind the other", maxImports, maxChain))
	}
	failed := false
	offered, have := map[string]bool{}, map[string]bool{}
	for i := range s.imports {
		at, err := r.files.follow(s, i)
		if first := slices.Index(chain, at); err == nil && first >= 0 {
			var way strings.Builder
			for _, step := range chain[first:] {
				way.WriteString(step.String() + " → ")
			}
			err = problem.New(s.place(importPointer(i)+"/href"), "this profile imports itself, through "+way.String()+at.String(), "break the circle")
		}
		var t *taken
		if err == nil {
			t, err = r.take(at, chain)
		}
		if err != nil {
			failed = true
			if err != errTold {
				problems.Join(s.place(importPointer(i)), err)
			}
			continue
		}
		if out.catalog == "" {
			out.catalog = t.catalog
		}
		out.orphans = append(out.orphans, t.orphans...)
		for j := range t.nodes {
			offered[t.nodes[j].control.ID] = true
		}
		for _, n := range s.choose(i, t.nodes, &problems) {
			if !have[n.control.ID] {
				have[n.control.ID] = true
				out.nodes = append(out.nodes, n)
			}
		}
	}
	if !failed {
		out.setParameters(s.set)
		out.alter(s, offered, &problems)
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	if failed {
		return nil, errTold
	}
	return out, nil
}

func importPointer(i int) string { return "/profile/imports/" + strconv.Itoa(i) }

// choose gives the nodes that import i selects, in their own order.
func (s *source) choose(i int, nodes []node, problems *problem.List) []node {
	in := &s.imports[i]
	if !in.selected {
		problems.Add(s.place(importPointer(i)), "this import does not say what it includes", "write include-all or include-controls")
		return nil
	}
	index := make(map[string]int, len(nodes))
	for j := range nodes {
		index[nodes[j].control.ID] = j
	}
	want := make([]bool, len(nodes))
	if in.all {
		for j := range want {
			want[j] = true
		}
	}
	mark := func(field string, selectors []selector, to bool) {
		for k := range selectors {
			unknown := selectors[k].mark(nodes, index, want, to)
			for _, u := range unknown {
				pointer := fmt.Sprintf("%s/%s/%d/with-ids/%d", importPointer(i), field, k, u)
				id := selectors[k].ids[u]
				problems.Add(s.place(pointer), fmt.Sprintf("control %q is not in %s", id, in.href), oneOf(id, ids(nodes)))
			}
		}
	}
	mark("include-controls", in.include, true)
	mark("exclude-controls", in.exclude, false)
	var out []node
	for j := range nodes {
		if want[j] {
			out = append(out, nodes[j])
		}
	}
	return out
}

// mark sets want for every node the selector means, and gives the positions of
// ids that no node has.
func (sel *selector) mark(nodes []node, index map[string]int, want []bool, to bool) (unknown []int) {
	hit := make([]bool, len(nodes))
	for k, id := range sel.ids {
		if j, ok := index[id]; ok {
			hit[j] = true
		} else {
			unknown = append(unknown, k)
		}
	}
	for j := range nodes {
		for _, pattern := range sel.patterns {
			hit[j] = hit[j] || glob(pattern, nodes[j].control.ID)
		}
		// Children come after their parent, so one pass reaches grandchildren.
		if parent, ok := index[nodes[j].control.Parent]; ok && sel.children && hit[parent] {
			hit[j] = true
		}
		if hit[j] {
			want[j] = to
		}
	}
	return unknown
}

// glob matches with * for any run of characters and ? for one.
func glob(pattern, s string) bool {
	p, i, star, from := 0, 0, -1, 0
	for i < len(s) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, from = p, i
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == s[i]):
			p++
			i++
		case star >= 0:
			p = star + 1
			from++
			i = from
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}

func ids(nodes []node) []string {
	out := make([]string, len(nodes))
	for i := range nodes {
		out[i] = nodes[i].control.ID
	}
	return out
}

// finish makes a control out of a node: its parameters and its targets.
func (n *node) finish() Control {
	c := n.control
	c.Params = make([]Param, len(n.params))
	for i, p := range n.params {
		p.Control = c.ID
		c.Params[i] = p
	}
	if c.Withdrawn {
		return c
	}
	statement := ""
	for i := range n.parts {
		c.Targets = n.parts[i].leaves(c.Targets)
		if n.parts[i].name == "statement" && statement == "" {
			statement = n.parts[i].id
		}
	}
	if len(c.Targets) == 0 {
		if statement == "" {
			statement = c.ID + "_smt"
		}
		c.Targets = []Target{{ID: statement, Kind: Statement, Label: c.Label, Title: c.Title}}
	}
	return c
}

// leaves appends the objectives below and including p that have no objective
// below them, in document order.
func (p *part) leaves(out []Target) []Target {
	if !p.objective() {
		return out
	}
	before := len(out)
	for i := range p.parts {
		out = p.parts[i].leaves(out)
	}
	if len(out) > before {
		return out
	}
	return append(out, p.target())
}

// objective says whether p is an assessment objective that can be named.
// "objective" is the name before OSCAL 1.0.1.
func (p *part) objective() bool {
	return (p.name == "assessment-objective" || p.name == "objective") && p.id != ""
}

func (p *part) target() Target {
	t := Target{ID: p.id, Kind: Objective, Label: labelOf(p.props), Title: p.title, Props: p.props}
	if t.Label == "" {
		t.Label = p.id
	}
	t.Requirement = value(p.props, ns, "requirement")
	return t
}
