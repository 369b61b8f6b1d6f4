// Package constraint holds an OSCAL document against what NIST asks of it beyond
// its schema: allowed values, patterns, uniqueness, references, cardinality and
// expectations, as the table of package metaschema has them.
//
// Values come from the whole of OSCAL 1.2.2, whatever the version of the document.
// Items of long lists are judged one by one and forgotten, so that the memory
// needed follows the longest item and not the document; a catalog and the control
// part of a security plan, which have constraints over everything below them, are
// held as a tree.
package constraint

import (
	"fmt"
	"regexp"
	"slices"
	"sync"

	"github.com/assay-compliance/assay/oscal/internal/metapath"
	"github.com/assay-compliance/assay/oscal/internal/metaschema"
)

// Violation is one thing that is not as NIST asks.
type Violation struct {
	ID      string // of the constraint
	Warning bool
	Pointer string
	What    string
	Remedy  string
}

// Document is a text that is JSON, and the name of its root member.
type Document struct {
	JSON  []byte
	Model string
}

// Check judges a document. Imported are those that it imports, as far as they
// could be opened. At most limit errors and as many warnings are told; the
// result is in no order.
func Check(doc Document, imported []Document, limit int) ([]Violation, error) {
	p, err := open()
	if err != nil {
		return nil, err
	}
	r := &run{program: p, limit: limit, indexes: map[string]map[string]bool{}, uses: map[string]map[string][]use{}, deprecated: map[*rule]map[string]int{}}
	for _, other := range imported {
		whole := metapath.Builder{Table: p.table}
		if root := whole.Build(other.JSON, other.Model); root != nil {
			r.scope.Imported = append(r.scope.Imported, root)
		}
	}
	b := metapath.Builder{Table: p.table, Apart: p.apart, Item: r.tree}
	if root := b.Build(doc.JSON, doc.Model); root != nil {
		r.tree(root)
	}
	r.references()
	return append(r.errors, r.warnings...), nil
}

// program is the table with its expressions compiled.
type program struct {
	table *metaschema.Table
	rules map[*metaschema.Definition][]*rule
	reach map[*metaschema.Definition]metapath.Reach // of all rules of a definition
	// choices are the definitions with members that exclude each other.
	choices map[*metaschema.Definition]bool
}

// rule is one constraint, ready to run.
type rule struct {
	*metaschema.Constraint
	def    *metaschema.Definition
	target *metapath.Expr
	test   *metapath.Expr // nil: none
	when   *metapath.Expr // where the rule applies; nil: everywhere
	keys   []key
	regex  *regexp.Regexp
}

// expressions are all that a rule looks by.
func (r *rule) expressions() []*metapath.Expr {
	out := []*metapath.Expr{r.target, r.test, r.when}
	for _, k := range r.keys {
		out = append(out, k.target)
	}
	return slices.DeleteFunc(out, func(e *metapath.Expr) bool { return e == nil })
}

type key struct {
	target  *metapath.Expr
	pattern *regexp.Regexp
}

var open = sync.OnceValues(func() (*program, error) {
	table, err := metaschema.Open()
	if err != nil {
		return nil, err
	}
	return compile(table)
})

func compile(table *metaschema.Table) (*program, error) {
	p := &program{table: table, rules: map[*metaschema.Definition][]*rule{}, reach: map[*metaschema.Definition]metapath.Reach{}, choices: map[*metaschema.Definition]bool{}}
	for _, d := range table.Definitions {
		p.choices[d] = slices.ContainsFunc(d.Model, func(m metaschema.Member) bool { return m.Choice > 0 })
		reach := metapath.Reach{Names: map[string]bool{}, Below: map[string]bool{}}
		for i := range d.Constraints {
			r, err := newRule(d, &d.Constraints[i])
			if err != nil {
				return nil, fmt.Errorf("constraint %s: %w", d.Constraints[i].ID, err)
			}
			p.rules[d] = append(p.rules[d], r)
			for _, e := range r.expressions() {
				reach.Add(e)
			}
		}
		p.reach[d] = reach
	}
	return p, nil
}

func newRule(d *metaschema.Definition, c *metaschema.Constraint) (*rule, error) {
	c, when := amended(c)
	r := &rule{Constraint: c, def: d}
	var err error
	if r.target, err = metapath.Parse(c.Target); err != nil {
		return nil, err
	}
	if r.test, err = optional(c.Test); err != nil {
		return nil, err
	}
	if r.when, err = optional(when); err != nil {
		return nil, err
	}
	for _, k := range c.Keys {
		target, err := metapath.Parse(k.Target)
		if err != nil {
			return nil, err
		}
		pattern, err := whole(k.Pattern)
		if err != nil {
			return nil, err
		}
		r.keys = append(r.keys, key{target, pattern})
	}
	if r.regex, err = whole(c.Regex); err != nil {
		return nil, err
	}
	if c.Datatype != "" && datatypes[c.Datatype] == nil {
		return nil, fmt.Errorf("datatype %s is not known", c.Datatype)
	}
	return r, nil
}

// optional compiles an expression; nil for none.
func optional(text string) (*metapath.Expr, error) {
	if text == "" {
		return nil, nil
	}
	return metapath.Parse(text)
}

// whole compiles a pattern that must fit the whole of a text; nil for none.
func whole(pattern string) (*regexp.Regexp, error) {
	if pattern == "" {
		return nil, nil
	}
	return regexp.Compile(`\A(?:` + pattern + `)\z`)
}

// apart says whether the items of a list can be judged one by one: no rule of
// what they stand in looks into the list.
func (p *program) apart(within []*metaschema.Definition, m *metaschema.Member) bool {
	if m.Choice > 0 {
		return false // what it excludes must be seen beside it
	}
	for i, d := range within {
		reach := p.reach[d]
		if reach.Deep || reach.Names[m.XML] || m.XML == "" {
			return false
		}
		// Whoever stands below an element that is searched whole is in reach.
		for j := i + 1; j < len(within); j++ {
			if slices.ContainsFunc(within[j-1].Model, func(m metaschema.Member) bool { return m.Definition() == within[j] && reach.Below[m.XML] }) {
				return false
			}
		}
	}
	return true
}
