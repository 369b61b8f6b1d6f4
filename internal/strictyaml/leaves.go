package strictyaml

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Leaf is one value of a document, or a list of plain values, and the way to it in
// words that stay the same when something else is added before it.
type Leaf struct{ Key, Value string }

// names are the keys by which people tell the entries of a list apart, the likelier
// first.
var names = []string{"signer", "key", "id", "name", "role", "path", "profile", "component", "item", "kind"}

// Leaves lists the values of a document in its order, each with a key of its own:
// gates.pr.fail-on, sources[evidence/*.json].kinds.
func Leaves(path string, data []byte) ([]Leaf, error) {
	root, err := Parse(path, data)
	if err != nil {
		return nil, err
	}
	l := leaves{taken: map[string]bool{}}
	l.add("", root)
	return l.all, nil
}

type leaves struct {
	all   []Leaf
	taken map[string]bool
}

func (l *leaves) add(key string, n *yaml.Node) {
	switch {
	case n.Kind == yaml.MappingNode && len(n.Content) > 0:
		for i := 0; i+1 < len(n.Content); i += 2 {
			l.add(strings.TrimPrefix(key+"."+n.Content[i].Value, "."), n.Content[i+1])
		}
	case n.Kind == yaml.SequenceNode && slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return c.Kind != yaml.ScalarNode }):
		by := tellsApart(n.Content)
		for i, c := range n.Content {
			at := strconv.Itoa(i + 1)
			if name := member(c, by); name != "" {
				at = name
			}
			l.add(key+"["+at+"]", c)
		}
	default:
		one := key
		for i := 2; l.taken[one]; i++ {
			one = fmt.Sprintf("%s (%d)", key, i)
		}
		l.taken[one] = true
		l.all = append(l.all, Leaf{one, value(n)})
	}
}

// value is a plain value, or a list of them on one line.
func value(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "{}"
	case yaml.SequenceNode:
		var words []string
		for _, c := range n.Content {
			words = append(words, c.Value)
		}
		return "[" + strings.Join(words, ", ") + "]"
	}
	return n.Value
}

// tellsApart is the key whose values name every entry of a list, each another; empty
// where none does.
func tellsApart(entries []*yaml.Node) string {
	for _, key := range names {
		seen := map[string]bool{}
		for _, e := range entries {
			seen[member(e, key)] = true
		}
		if len(seen) == len(entries) && !seen[""] {
			return key
		}
	}
	return ""
}

// member is the plain value of a key of a map; empty where there is none.
func member(n *yaml.Node, key string) string {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if v := n.Content[i+1]; n.Content[i].Value == key && v.Kind == yaml.ScalarNode {
			return v.Value
		}
	}
	return ""
}
