package mutate

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

func nothing() {}

func isTrue(t *ast.Term) bool { return ast.Boolean(true).Equal(t.Value) }

// term walks a term. changed is called after a change below it, so that what
// holds it (a set that is ordered by hash) is built anew.
func (w *walker) term(t *ast.Term, changed func()) {
	switch v := t.Value.(type) {
	case ast.Boolean:
		w.literal(t, ast.Boolean(!v), changed)
	case ast.Number:
		if n, ok := new(big.Rat).SetString(string(v)); ok {
			for _, by := range []int64{1, -1} {
				w.literal(t, decimal(new(big.Rat).Add(n, big.NewRat(by, 1))), changed)
			}
		}
	case ast.String:
		w.literal(t, v+"~", changed)
	case ast.Ref:
		// The words of a path are names: data.assay.params["max-age"].
		for i, part := range v {
			if _, name := part.Value.(ast.String); !name && i > 0 || isCall(part) {
				w.term(part, changed)
			}
		}
	case ast.Call:
		w.call(v, changed)
	case *ast.Array:
		var items []*ast.Term
		v.Foreach(func(e *ast.Term) { items = append(items, e) })
		for _, e := range items {
			w.term(e, func() { t.Value = ast.NewArray(items...); changed() })
		}
	case ast.Set:
		items := v.Slice()
		for _, e := range items {
			w.term(e, func() { t.Value = ast.NewSet(items...); changed() })
		}
	case ast.Object:
		w.object(t, v, changed)
	case *ast.ArrayComprehension:
		w.comprehension(&v.Body, v.Term)
	case *ast.SetComprehension:
		w.comprehension(&v.Body, v.Term)
	case *ast.ObjectComprehension:
		w.comprehension(&v.Body, v.Key, v.Value)
	}
}

func (w *walker) object(t *ast.Term, v ast.Object, changed func()) {
	var pairs [][2]*ast.Term
	v.Foreach(func(key, value *ast.Term) { pairs = append(pairs, [2]*ast.Term{key, value}) })
	rebuild := func() { t.Value = ast.NewObject(pairs...); changed() }
	for _, p := range pairs {
		w.term(p[0], rebuild)
		w.term(p[1], rebuild)
	}
}

func (w *walker) comprehension(b *ast.Body, heads ...*ast.Term) {
	for _, h := range heads {
		w.term(h, nothing)
	}
	outer := w.within
	w.body(b)
	w.within = outer
}

func isCall(t *ast.Term) bool {
	_, ok := t.Value.(ast.Call)
	return ok
}

// literal changes one value that is written in the policy.
func (w *walker) literal(t *ast.Term, to ast.Value, changed func()) {
	from := t.Value
	w.add(t.Location, fmt.Sprintf("%s becomes %s in %s", cut(from.String()), cut(to.String()), w.within), func() {
		t.Value = to
		changed()
	})
}

// decimal writes a number without loss.
func decimal(r *big.Rat) ast.Number {
	if r.IsInt() {
		return ast.Number(r.Num().String())
	}
	return ast.Number(strings.TrimRight(r.FloatString(20), "0"))
}

// written is what stands at a place.
func written(at *ast.Location) string {
	if at == nil {
		return "?"
	}
	return cut(string(at.Text))
}

// cut is a text on one line, and no longer than a line.
func cut(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 100 {
		return string(r[:99]) + "…"
	}
	return s
}
