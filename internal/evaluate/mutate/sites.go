package mutate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// site is one place of a module with one change that can be made there.
type site struct {
	rule   string // observations, or observations[2] where there are several
	change string // what is done, in the words of the policy
	row    int
	column int
	make   func() // makes the change in the module that was walked
}

// sites lists every change that can be made to a module, in the order of its
// text. The same module gives the same list.
func sites(m *ast.Module) []site {
	w := &walker{module: m}
	many := map[string]int{}
	for _, r := range m.Rules {
		many[ruleName(r)]++
	}
	seen := map[string]int{}
	for i, r := range m.Rules {
		name := ruleName(r)
		seen[name]++
		w.rule = name
		if many[name] > 1 {
			w.rule = fmt.Sprintf("%s[%d]", name, seen[name])
		}
		w.add(r.Location, "drop the rule", func() { m.Rules = slices.Delete(m.Rules, i, i+1) })
		w.one(r)
		for n := 1; r.Else != nil; n++ {
			parent, branch := r, r.Else
			whole := w.rule
			w.rule = fmt.Sprintf("%s else %d", whole, n)
			w.add(branch.Location, "drop the branch", func() { parent.Else = branch.Else })
			w.one(branch)
			w.rule = whole
			r = branch
		}
	}
	number(w.found)
	return w.found
}

// number tells apart the changes of one rule that read alike.
func number(found []site) {
	seen := map[string]int{}
	for i, s := range found {
		key := s.rule + ": " + s.change
		if seen[key]++; seen[key] > 1 {
			found[i].change += fmt.Sprintf(" (%d)", seen[key])
		}
	}
}

func ruleName(r *ast.Rule) string { return r.Head.Ref()[0].Value.(ast.Var).String() }

// walker gathers the sites of one module.
type walker struct {
	module *ast.Module
	rule   string
	within string // the text of the innermost expression, for the words of a change
	found  []site
}

func (w *walker) add(at *ast.Location, change string, apply func()) {
	s := site{rule: w.rule, change: change, make: apply}
	if at != nil {
		s.row, s.column = at.Row, at.Col
	}
	w.found = append(w.found, s)
}

// one walks the head and the body of a rule, and of no other branch.
func (w *walker) one(r *ast.Rule) {
	w.within = written(r.Head.Location)
	for _, arg := range r.Head.Args {
		w.term(arg, nothing)
	}
	for _, part := range r.Head.Reference[1:] {
		w.term(part, nothing)
	}
	if r.Head.Key != nil && len(r.Head.Reference) < 2 {
		w.term(r.Head.Key, nothing)
	}
	// A rule without a value is true; that is not written and not changed.
	if v := r.Head.Value; v != nil && !(isTrue(v) && (v.Location == nil || v.Location.Equal(r.Head.Location))) {
		w.term(v, nothing)
	}
	w.body(&r.Body)
}

// body walks the expressions of a body.
func (w *walker) body(b *ast.Body) {
	for i, e := range *b {
		w.within = written(e.Location)
		if t, ok := e.Terms.(*ast.Term); ok && isTrue(t) && !e.Negated {
			continue // the body of a rule without one
		}
		if condition(e) {
			w.add(e.Location, "drop "+w.within, func() { *b = without(*b, i) })
			if e.Negated {
				w.add(e.Location, "take not from "+w.within, func() { e.Negated = false })
			} else if !comparison(e) && !e.IsEvery() {
				w.add(e.Location, "put not before "+w.within, func() { e.Negated = true })
			}
		}
		w.expression(e)
	}
}

// condition says whether an expression can be false, and does not declare what
// others use.
func condition(e *ast.Expr) bool {
	switch t := e.Terms.(type) {
	case *ast.SomeDecl:
		return false
	case []*ast.Term:
		return !slices.Contains([]string{"assign", "eq"}, t[0].String())
	}
	return true
}

func comparison(e *ast.Expr) bool {
	t, ok := e.Terms.([]*ast.Term)
	return ok && slices.Contains([]string{"equal", "neq", "lt", "lte", "gt", "gte"}, t[0].String())
}

// without is a body less one expression. One that is left empty is true.
func without(b ast.Body, i int) ast.Body {
	out := ast.Body{}
	for j, e := range b {
		if j != i {
			out.Append(e)
		}
	}
	if len(out) == 0 {
		out.Append(ast.NewExpr(ast.BooleanTerm(true)))
	}
	return out
}

func (w *walker) expression(e *ast.Expr) {
	switch t := e.Terms.(type) {
	case *ast.Term:
		w.term(t, nothing)
	case []*ast.Term:
		if len(t) == 3 && t[0].String() == "assign" && t[1].String() == "why" {
			return // words for people, given a name
		}
		w.call(t, nothing)
	case *ast.SomeDecl:
		for _, s := range t.Symbols {
			if c, ok := s.Value.(ast.Call); ok {
				// some x in xs: what is gone through, not the membership.
				for _, arg := range c[1:] {
					w.term(arg, nothing)
				}
			}
		}
	case *ast.Every:
		w.term(t.Domain, nothing)
		w.body(&t.Body)
	}
}

// replaced gives the operators and functions that may stand in place of one.
func replaced(op string) []string {
	return map[string][]string{
		"equal": {"neq"}, "neq": {"equal"},
		"lt": {"lte", "gte"}, "lte": {"lt", "gt"}, "gt": {"gte", "lte"}, "gte": {"gt", "lt"},
		"plus": {"minus"}, "minus": {"plus", "and"}, "mul": {"div"}, "div": {"mul"}, "rem": {"div"},
		"and": {"or"}, "or": {"and"},
		"max": {"min"}, "min": {"max"}, "floor": {"ceil"}, "ceil": {"floor"},
		"startswith": {"endswith"}, "endswith": {"startswith"},
	}[op]
}

// symbols gives operators as they are written.
var symbols = map[string]string{
	"equal": "==", "neq": "!=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">=",
	"plus": "+", "minus": "-", "mul": "*", "div": "/", "rem": "%", "and": "&", "or": "|",
}

func symbol(op string) string {
	if s := symbols[op]; s != "" {
		return s
	}
	return op
}

// call walks a call: its operator, then the arguments that decide something.
func (w *walker) call(terms []*ast.Term, changed func()) {
	op := terms[0]
	name := op.String()
	at := op.Location
	if len(terms) > 1 && terms[1].Location != nil && (at == nil || at.Row == 0) {
		at = terms[1].Location
	}
	for _, other := range replaced(name) {
		w.add(at, fmt.Sprintf("%s becomes %s in %s", symbol(name), symbol(other), w.within), func() {
			op.Value = ast.Ref{ast.VarTerm(other)}
			changed()
		})
	}
	w.outcome(op, changed)
	for i, arg := range terms[1:] {
		if !silent(name, i) {
			w.term(arg, changed)
		}
	}
}

// outcome changes what a check says of a subject.
func (w *walker) outcome(op *ast.Term, changed func()) {
	ref, ok := op.Value.(ast.Ref)
	if !ok || len(ref) != 2 || ref[0].String() != "observe" {
		return
	}
	said := strings.Trim(ref[1].String(), `"`)
	all := []string{"pass", "fail", "skip"}
	if !slices.Contains(all, said) {
		return
	}
	for _, other := range all {
		if other != said {
			w.add(op.Location, said+" becomes "+other, func() {
				op.Value = ast.Ref{ref[0], ast.StringTerm(other)}
				changed()
			})
		}
	}
}

// silent says that an argument is words for people: no verdict depends on them.
func silent(function string, argument int) bool {
	switch function {
	case "observe.pass", "observe.fail", "observe.skip":
		return argument == 1
	case "sprintf", "concat":
		return argument == 0
	}
	return false
}
