package constraint

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/assay-compliance/assay/oscal/internal/metapath"
)

// run is the judgement of one document.
type run struct {
	*program
	scope    metapath.Scope
	limit    int
	errors   []Violation
	warnings []Violation

	indexes map[string]map[string]bool // by name: the keys that are there
	unread  map[string]bool            // indexes that a document which was not opened would add to
	uses    map[string]map[string][]use

	valued     []*metapath.Node // targets of allowed-values in the tree at hand
	deprecated map[*rule]map[string]int
}

// use is a reference whose index may not be complete yet.
type use struct {
	rule    *rule
	pointer string
}

// tree judges a node and all below it.
func (r *run) tree(root *metapath.Node) {
	r.valued = r.valued[:0]
	root.Each(func(n *metapath.Node) {
		for _, rule := range r.rules[n.Def] {
			r.judge(rule, n)
		}
		if r.choices[n.Def] {
			r.choice(n)
		}
	})
	for _, n := range r.valued {
		r.value(n)
	}
}

// Choice is the id of what no constraint says and OSCAL's model does: of some
// members one may stand. Its XML schema holds it; the JSON schemas mostly do not.
const Choice = "model-choice"

// choice warns where members stand together that exclude each other.
func (r *run) choice(n *metapath.Node) {
	first := map[int]string{}
	n.Children(func(c *metapath.Node) {
		m := n.Def.ByXML(c.Name)
		if m == nil || m.Choice == 0 {
			return
		}
		switch other := first[m.Choice]; other {
		case "":
			first[m.Choice] = m.JSON
		case m.JSON, told:
		default:
			first[m.Choice] = told
			r.tell(Violation{ID: Choice, Warning: true, Pointer: c.Pointer(), What: fmt.Sprintf("%s and %s do not go together in %s: OSCAL's XML has one of them", other, m.JSON, n.Name), Remedy: "keep one of them"})
		}
	})
}

// told stands for a choice that was spoken of.
const told = "\x00"

// judge holds one node against one rule of its definition.
func (r *run) judge(rule *rule, n *metapath.Node) {
	if rule.when != nil && !rule.when.Holds(&r.scope, n) {
		return
	}
	switch rule.Kind {
	case "allowed-values":
		rule.target.Select(&r.scope, n, func(t *metapath.Node) {
			if t.Tags() == nil {
				r.valued = append(r.valued, t)
			}
			t.Tag(rule)
		})
	case "matches":
		rule.target.Select(&r.scope, n, func(t *metapath.Node) { r.matches(rule, t) })
	case "expect":
		rule.target.Select(&r.scope, n, func(t *metapath.Node) {
			if !rule.test.Holds(&r.scope, t) {
				what, remedy := unexpected(rule, t)
				r.add(rule, t, what, remedy)
			}
		})
	case "has-cardinality":
		count := 0
		rule.target.Select(&r.scope, n, func(*metapath.Node) { count++ })
		switch {
		case count < rule.Min:
			r.add(rule, n, fmt.Sprintf("%s needs %s of %s and has %d", n.Name, atLeast(rule.Min), plainly(rule.target), count), "add it")
		case rule.Max > 0 && count > rule.Max:
			r.add(rule, n, fmt.Sprintf("%s may have %d of %s at most and has %d", n.Name, rule.Max, plainly(rule.target), count), "remove the others")
		}
	case "is-unique":
		seen := map[string]bool{}
		rule.target.Select(&r.scope, n, func(t *metapath.Node) { r.unique(rule, t, seen) })
	case "index":
		r.index(rule, n)
	case "index-has-key":
		rule.target.Select(&r.scope, n, func(t *metapath.Node) { r.refer(rule, t) })
	}
}

func atLeast(n int) string {
	if n == 1 {
		return "one"
	}
	return fmt.Sprintf("%d", n)
}

// value holds a value against all lists of values that speak of it: they add up,
// and are open where none of them is closed.
func (r *run) value(n *metapath.Node) {
	var closed *rule
	for t := n.Tags(); t != nil; t = t.Next {
		list := t.Value.(*rule)
		if !list.AllowOther {
			closed = list
		}
		for i := range list.Values {
			if string(n.Value) != list.Values[i].Value {
				continue
			}
			if since := list.Values[i].Deprecated; since != "" {
				r.outdated(list, n, since)
			}
			return
		}
	}
	if closed != nil {
		what, remedy := unlisted(closed, n)
		r.add(closed, n, what, remedy)
	}
}

// outdated warns of a value once for all places that have it.
func (r *run) outdated(rule *rule, n *metapath.Node, since string) {
	counts := r.deprecated[rule]
	if counts == nil {
		counts = map[string]int{}
		r.deprecated[rule] = counts
	}
	counts[string(n.Value)]++
	if counts[string(n.Value)] == 1 && len(r.warnings) < r.limit {
		r.warnings = append(r.warnings, Violation{ID: rule.ID, Warning: true, Pointer: n.Pointer(),
			What: fmt.Sprintf("%s %s is deprecated since OSCAL %s, here and wherever it stands", n.Name, quote(n.Value), since), Remedy: others(rule)})
	}
}

func (r *run) matches(rule *rule, n *metapath.Node) {
	if rule.regex != nil && !rule.regex.Match(n.Value) {
		r.add(rule, n, fmt.Sprintf("%s %s does not have the form that OSCAL asks for", n.Name, quote(n.Value)), "it must match "+rule.Regex)
	}
	if rule.Datatype != "" && !datatypes[rule.Datatype](string(n.Value)) {
		r.add(rule, n, fmt.Sprintf("%s %s is no %s", n.Name, quote(n.Value), rule.Datatype), "write "+examples[rule.Datatype])
	}
}

// keyOf joins the parts of a node's key, each with its length; ok is false where
// all are absent.
func (r *run) keyOf(rule *rule, n *metapath.Node) (joined string, ok bool) {
	var b []byte
	for _, k := range rule.keys {
		text, there := k.target.Text(&r.scope, n)
		if there && k.pattern != nil {
			found := k.pattern.FindSubmatch(text)
			if there = found != nil; there {
				text = found[len(found)-1]
			}
		}
		if !there {
			b = append(b, 0)
			continue
		}
		ok = true
		b = binary.AppendUvarint(b, uint64(len(text))+1)
		b = append(b, text...)
	}
	return string(b), ok
}

// unique notes the key of one node among those it must differ from.
func (r *run) unique(rule *rule, n *metapath.Node, seen map[string]bool) {
	k, ok := r.keyOf(rule, n)
	if !ok {
		return
	}
	if seen[k] {
		r.add(rule, n, fmt.Sprintf("another %s beside this one has the same %s", n.Name, keyNames(rule)), "keep one of them, or give each its own")
	}
	seen[k] = true
}

// index adds the nodes of a list to an index; each key may stand in it once.
func (r *run) index(rule *rule, n *metapath.Node) {
	index := r.indexes[rule.Index]
	if index == nil {
		index = map[string]bool{}
		r.indexes[rule.Index] = index
	}
	seen := map[string]bool{}
	r.scope.Unread = false
	rule.target.Select(&r.scope, n, func(t *metapath.Node) {
		r.unique(rule, t, seen)
		if k, ok := r.keyOf(rule, t); ok {
			index[k] = true
		}
	})
	if r.scope.Unread {
		if r.unread == nil {
			r.unread = map[string]bool{}
		}
		r.unread[rule.Index] = true
	}
}

// refer notes a reference; its index may be filled later.
func (r *run) refer(rule *rule, n *metapath.Node) {
	k, ok := r.keyOf(rule, n)
	if !ok || r.indexes[rule.Index][k] {
		return
	}
	keys := r.uses[rule.Index]
	if keys == nil {
		keys = map[string][]use{}
		r.uses[rule.Index] = keys
	}
	if len(keys[k]) < r.limit {
		keys[k] = append(keys[k], use{rule, n.Pointer()})
	}
}

// references tells the references that lead nowhere.
func (r *run) references() {
	var loose []Violation
	for name, keys := range r.uses {
		for k, uses := range keys {
			if !r.indexes[name][k] {
				loose = append(loose, r.loose(name, k, uses)...)
			}
		}
	}
	slices.SortFunc(loose, func(a, b Violation) int { return cmp.Or(cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.ID, b.ID)) })
	for _, v := range loose {
		r.tell(v)
	}
}

// loose are the references to one key that an index does not have.
func (r *run) loose(index, key string, uses []use) []Violation {
	out := make([]Violation, len(uses))
	for i, u := range uses {
		v := Violation{ID: u.rule.ID, Warning: u.rule.Level != "ERROR", Pointer: u.pointer, What: fmt.Sprintf("%s names nothing in %s", quote(keyText(key)), indexed(index)), Remedy: "correct it, or add what it names"}
		if r.unread[index] {
			v.Warning, v.What = true, v.What+"; a document that could define it was not opened"
		}
		out[i] = v
	}
	return out
}

func (r *run) add(rule *rule, n *metapath.Node, what, remedy string) {
	if warning := rule.Level != "ERROR"; warning && len(r.warnings) < r.limit || !warning && len(r.errors) < r.limit {
		r.tell(Violation{ID: rule.ID, Warning: warning, Pointer: n.Pointer(), What: what, Remedy: remedy})
	}
}

// tell keeps a violation while there is room.
func (r *run) tell(v Violation) {
	list := &r.errors
	if v.Warning {
		list = &r.warnings
	}
	if len(*list) < r.limit {
		*list = append(*list, v)
	}
}
