// Package markup turns the text of OSCAL's markup-line and markup-multiline
// between its two spellings: Markdown, as JSON and YAML hold it, and elements,
// as XML does.
//
// Both are read into one tree. Reading checks it against what OSCAL's XML Schema
// lets stand where; writing gives the canonical spelling, and reads it back
// before it is given out: what Markdown cannot say is written as the elements
// themselves, so that a tree always comes back.
//
// Source: NIST Metaschema, data types markup-line and markup-multiline;
// CommonMark 0.31; the tables of GitHub Flavored Markdown.
package markup

import (
	"slices"
	"strings"
)

// MaxDepth bounds how deep elements nest. Markdown that would go deeper stays
// text.
const MaxDepth = 48

// Node is an element, or text where Name is empty.
type Node struct {
	Name  string
	Text  string // of text, and nothing else
	Attrs []Attr // in the order of the element's rule
	Kids  []Node
}

// Attr is an attribute of an element.
type Attr struct{ Name, Value string }

// rule says what an element may hold.
type rule struct {
	kids  []string
	text  bool     // text may stand between them
	attrs []string // in the order they are written
	must  []string // attributes that may not be absent
}

var (
	phrases  = []string{"code", "em", "strong", "sub", "sup", "q", "img"}
	inlines  = append([]string{"a", "insert", "br"}, phrases...)
	headings = []string{"h1", "h2", "h3", "h4", "h5", "h6"}
	blocks   = append([]string{"p", "ul", "ol", "table", "pre", "blockquote", "hr", "img"}, headings...)
	inItems  = append([]string{"p", "ul", "ol", "pre", "blockquote", "hr"}, append(slices.Clone(headings), inlines...)...)

	rules = map[string]rule{
		"p": {kids: inlines, text: true}, "pre": {kids: inlines, text: true},
		"h1": {kids: inlines, text: true}, "h2": {kids: inlines, text: true}, "h3": {kids: inlines, text: true},
		"h4": {kids: inlines, text: true}, "h5": {kids: inlines, text: true}, "h6": {kids: inlines, text: true},
		"ul": {kids: []string{"li"}}, "ol": {kids: []string{"li"}, attrs: []string{"start"}},
		"li":         {kids: inItems, text: true},
		"blockquote": {kids: blocks}, "hr": {},
		"table": {kids: []string{"tr"}}, "tr": {kids: []string{"th", "td"}},
		"th": {kids: inlines, text: true, attrs: []string{"align"}}, "td": {kids: inlines, text: true, attrs: []string{"align"}},
		"em": {kids: inlines, text: true}, "strong": {kids: inlines, text: true}, "q": {kids: inlines, text: true},
		"sub": {kids: inlines, text: true}, "sup": {kids: inlines, text: true},
		"code":   {kids: inlines, text: true, attrs: []string{"class"}},
		"a":      {kids: phrases, text: true, attrs: []string{"href", "title"}},
		"img":    {attrs: []string{"alt", "src", "title"}, must: []string{"src"}},
		"insert": {attrs: []string{"type", "id-ref"}, must: []string{"type", "id-ref"}},
		"br":     {},
	}
	// synonyms are what Markdown has no words of their own for.
	synonyms = map[string]string{"i": "em", "b": "strong"}
)

// IsBlock says whether an element of that name begins markup of several lines.
func IsBlock(name string) bool { return slices.Contains(blocks, name) }

// simple says whether text on one line means nothing but itself, in both
// spellings and wherever it stands: most text does.
func simple(s string) bool {
	if s == "" || (s[0]|0x20) < 'a' || (s[0]|0x20) > 'z' {
		return false
	}
	return !strings.ContainsAny(s, "\n\r\\*_`\"~^{&<![]|#")
}

// Equal says whether two trees are the same.
func Equal(a, b []Node) bool {
	return slices.EqualFunc(a, b, func(x, y Node) bool {
		return x.Name == y.Name && x.Text == y.Text && slices.Equal(x.Attrs, y.Attrs) && Equal(x.Kids, y.Kids)
	})
}

func text(s string) Node { return Node{Text: s} }

// attr is the value of an attribute; "" where there is none.
func (n *Node) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

// add appends a node and joins text with text.
func add(list []Node, n Node) []Node {
	if n.Name == "" {
		if n.Text == "" {
			return list
		}
		if last := len(list) - 1; last >= 0 && list[last].Name == "" {
			list[last].Text += n.Text
			return list
		}
	}
	return append(list, n)
}

// tidy makes of white space what it means outside pre: a line break followed by
// indentation, and any other run with a break in it, is a space; a bare break
// stays; next to the edges of a block and to br, a run with a break is nothing.
// Other spaces are kept.
func tidy(kids []Node) []Node {
	var out []Node
	for i, k := range kids {
		if k.Name == "" {
			k.Text = breaks(k.Text, edge(kids, i-1), edge(kids, i+1))
		}
		out = add(out, k)
	}
	return out
}

// trim takes the spaces at the edges of what a line holds.
func trim(kids []Node) []Node {
	var out []Node
	for i, k := range kids {
		if k.Name == "" && i == 0 {
			k.Text = strings.TrimLeft(k.Text, " \t")
		}
		if k.Name == "" && i == len(kids)-1 {
			k.Text = strings.TrimRight(k.Text, " \t")
		}
		out = add(out, k)
	}
	return out
}

// edge says whether what stands at i ends a line: nothing, a block, or br.
func edge(kids []Node, i int) bool {
	if i < 0 || i >= len(kids) {
		return true
	}
	name := kids[i].Name
	return name == "br" || name != "" && !slices.Contains(inlines, name)
}

func breaks(s string, first, last bool) string {
	if !strings.Contains(s, "\n") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if !space(s[i]) {
			b.WriteByte(s[i])
			i++
			continue
		}
		end := i
		for end < len(s) && space(s[end]) {
			end++
		}
		run := s[i:end]
		switch {
		case !strings.Contains(run, "\n"):
			b.WriteString(run)
		case i == 0 && first || end == len(s) && last:
		case run == "\n":
			b.WriteString(run)
		default:
			b.WriteByte(' ')
		}
		i = end
	}
	return b.String()
}

func space(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
