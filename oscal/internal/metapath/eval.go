package metapath

import (
	"bytes"
	"strconv"
	"strings"
)

// Scope is what an expression is evaluated in beside its node.
type Scope struct {
	// Imported are the trees of the documents that this one imports: all that
	// doc() can give, whatever it is asked for.
	Imported []*Node
	// Unread is set where doc() named a document and there is none.
	Unread bool
}

// Select calls yield for each node that the expression gives for n, one node as
// often as the expression gives it.
func (e *Expr) Select(s *Scope, n *Node, yield func(*Node)) {
	if nodes, ok := e.root.(selector); ok {
		nodes.nodes(s, n, func(n *Node) bool { yield(n); return true })
	}
}

// Holds says whether the expression is true of n: a comparison or call that
// holds, or a node that is there.
func (e *Expr) Holds(s *Scope, n *Node) bool { return e.root.holds(s, n) }

// Text gives the value of the first node that the expression gives for n, and
// whether there is one.
func (e *Expr) Text(s *Scope, n *Node) (text []byte, ok bool) {
	if texts, is := e.root.(valued); is {
		texts.values(s, n, func(v []byte) bool { text, ok = v, true; return false })
	}
	return text, ok
}

// expr is a part of an expression. Every part is true or not; some give nodes,
// those and others give texts. Yield says whether to go on, and so do nodes and
// values.
type expr interface {
	holds(s *Scope, n *Node) bool
}

type selector interface {
	nodes(s *Scope, n *Node, yield func(*Node) bool) bool
}

type valued interface {
	values(s *Scope, n *Node, yield func([]byte) bool) bool
}

type axis uint8

const (
	self   axis = iota
	root        // the document
	child       // elements of a name
	flag        // an attribute of a name
	within      // the node and all below it
	inner       // an expression in parentheses, or a call
)

type step struct {
	axis    axis
	name    string
	inner   expr
	filters []expr
}

type path []step

func (p path) nodes(s *Scope, n *Node, yield func(*Node) bool) bool {
	if len(p) == 0 {
		return yield(n)
	}
	st := &p[0]
	each := func(n *Node) bool {
		for _, f := range st.filters {
			if !f.holds(s, n) {
				return true
			}
		}
		return p[1:].nodes(s, n, yield)
	}
	switch st.axis {
	case self:
		return each(n)
	case root:
		for n.Parent != nil {
			n = n.Parent
		}
		return each(n)
	case within:
		return below(n, each)
	case inner:
		if from, ok := st.inner.(selector); ok {
			return from.nodes(s, n, each)
		}
		return true
	}
	for c := n.first; c != nil; c = c.next {
		if c.flag == (st.axis == flag) && c.Name == st.name && !each(c) {
			return false
		}
	}
	return true
}

func below(n *Node, yield func(*Node) bool) bool {
	if !yield(n) {
		return false
	}
	for c := n.first; c != nil; c = c.next {
		if !below(c, yield) {
			return false
		}
	}
	return true
}

func (p path) values(s *Scope, n *Node, yield func([]byte) bool) bool {
	return p.nodes(s, n, func(n *Node) bool { return yield(n.Value) })
}

func (p path) holds(s *Scope, n *Node) bool {
	return !p.nodes(s, n, func(*Node) bool { return false })
}

type union []expr

func (u union) nodes(s *Scope, n *Node, yield func(*Node) bool) bool {
	for _, e := range u {
		if from, ok := e.(selector); ok && !from.nodes(s, n, yield) {
			return false
		}
	}
	return true
}

func (u union) values(s *Scope, n *Node, yield func([]byte) bool) bool {
	return u.nodes(s, n, func(n *Node) bool { return yield(n.Value) })
}

func (u union) holds(s *Scope, n *Node) bool {
	return !u.nodes(s, n, func(*Node) bool { return false })
}

// literals are texts; in a comparison any of them will do.
type literals []string

func (l literals) values(_ *Scope, _ *Node, yield func([]byte) bool) bool {
	for _, t := range l {
		if !yield([]byte(t)) {
			return false
		}
	}
	return true
}

func (l literals) holds(*Scope, *Node) bool { return len(l) > 0 && l[0] != "" }

func (l literals) has(text []byte) bool {
	for _, t := range l {
		if string(text) == t {
			return true
		}
	}
	return false
}

type either []expr

func (e either) holds(s *Scope, n *Node) bool {
	for _, x := range e {
		if x.holds(s, n) {
			return true
		}
	}
	return false
}

type both []expr

func (b both) holds(s *Scope, n *Node) bool {
	for _, x := range b {
		if !x.holds(s, n) {
			return false
		}
	}
	return true
}

// comparison holds where some value of the left compares so with some of the
// right, as in XPath.
type comparison struct {
	op          string
	left, right expr
}

func (c comparison) holds(s *Scope, n *Node) bool {
	left, ok := c.left.(valued)
	if !ok {
		return false
	}
	if list, ok := c.right.(literals); ok && c.op == "=" {
		return !left.values(s, n, func(v []byte) bool { return !list.has(v) })
	}
	right, ok := c.right.(valued)
	if !ok {
		return false
	}
	return !left.values(s, n, func(a []byte) bool {
		return right.values(s, n, func(b []byte) bool { return !compares(c.op, a, b) })
	})
}

// compares compares as numbers where both are, else as texts.
func compares(op string, a, b []byte) bool {
	order := bytes.Compare(a, b)
	x, errX := strconv.ParseFloat(string(a), 64)
	y, errY := strconv.ParseFloat(string(b), 64)
	if errX == nil && errY == nil {
		switch order = 0; {
		case x < y:
			order = -1
		case x > y:
			order = 1
		}
	}
	switch op {
	case "=":
		return order == 0
	case "!=":
		return order != 0
	case "<":
		return order < 0
	case ">":
		return order > 0
	case "<=":
		return order <= 0
	}
	return order >= 0
}

type negation struct{ of expr }

func (e negation) holds(s *Scope, n *Node) bool { return !e.of.holds(s, n) }

type existence struct{ of expr }

func (e existence) holds(s *Scope, n *Node) bool { return e.of.holds(s, n) }

type prefix struct{ of, with expr }

func (e prefix) holds(s *Scope, n *Node) bool {
	of, ok := e.of.(valued)
	with, also := e.with.(literals)
	return ok && also && !of.values(s, n, func(v []byte) bool { return !strings.HasPrefix(string(v), with[0]) })
}

// oscal is the namespace of what has none.
const oscal = "http://csrc.nist.gov/ns/oscal"

// namespace holds of a node whose flag ns is one of its texts.
type namespace literals

func (e namespace) holds(_ *Scope, n *Node) bool {
	ns, ok := n.Flag("ns")
	if !ok {
		ns = []byte(oscal)
	}
	return literals(e).has(bytes.TrimSuffix(ns, []byte("/")))
}

// document gives the roots of the documents that are imported.
type document struct{ of expr }

func (e document) nodes(s *Scope, n *Node, yield func(*Node) bool) bool {
	if !e.of.holds(s, n) {
		return true
	}
	if len(s.Imported) == 0 {
		s.Unread = true
	}
	for _, root := range s.Imported {
		if !yield(root) {
			return false
		}
	}
	return true
}

func (e document) holds(s *Scope, n *Node) bool {
	return !e.nodes(s, n, func(*Node) bool { return false })
}
