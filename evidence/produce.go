package evidence

import (
	"strconv"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/jsonast"
)

// Producer is a tool or a record that a kind can be had from, and what to run or take
// from it, in words with Markdown's backticks.
type Producer struct {
	From string `json:"from"`
	How  string `json:"how"`
}

// producers takes over x-produce. Each thing that is wrong with it is a problem of its
// own place: people write these by hand, a long line each.
func (k *Kind) producers(bad func(pointer, what, remedy string)) {
	const remedy = `write [{"from": "tool", "how": "what to run, and what of it goes where"}]`
	for _, a := range k.Program.Annotations("x-produce") {
		at := a.Pointer + "/x-produce"
		list, ok := a.Value.(*ast.Array)
		if !ok || list.Len() == 0 || a.Pointer != "" {
			bad(at, "x-produce must be a list of from and how, at the root of the schema", remedy)
			continue
		}
		for i := range list.Len() {
			if p, ok := producer(list.Elem(i).Value, at+"/"+strconv.Itoa(i), bad); ok {
				k.Produce = append(k.Produce, p)
			}
		}
	}
}

// producer reads one element of x-produce, which stands at the pointer at.
func producer(v ast.Value, at string, bad func(pointer, what, remedy string)) (p Producer, ok bool) {
	o, isObject := v.(ast.Object)
	if !isObject {
		bad(at, "an element of x-produce must be an object with from and how", "")
		return p, false
	}
	ok = true
	o.Foreach(func(key, _ *ast.Term) {
		if name, _ := key.Value.(ast.String); name != "from" && name != "how" {
			bad(at+"/"+jsonast.Escape(string(name)), "an element of x-produce has from and how, nothing else", "take it out")
			ok = false
		}
	})
	for _, member := range []struct {
		name string
		to   *string
	}{{"from", &p.From}, {"how", &p.How}} {
		var s ast.String
		if t := o.Get(ast.InternedTerm(member.name)); t != nil {
			s, _ = t.Value.(ast.String)
		}
		if *member.to = strings.TrimSpace(string(s)); *member.to == "" {
			bad(at+"/"+member.name, member.name+" must be words", "")
			ok = false
		}
	}
	return p, ok
}
