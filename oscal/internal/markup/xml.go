package markup

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Builder makes a tree of the elements and text of XML, in their order, and says
// what may not stand where.
type Builder struct {
	multiline bool
	stack     []Node // open elements; the first stands for the whole
	pre       int    // open elements within which white space counts
}

// NewBuilder begins markup of one line, or of several.
func NewBuilder(multiline bool) *Builder {
	return &Builder{multiline: multiline, stack: make([]Node, 1, 4)}
}

// Open says whether an element has begun and not ended.
func (b *Builder) Open() bool { return len(b.stack) > 1 }

func (b *Builder) rule() rule {
	if name := b.stack[len(b.stack)-1].Name; name != "" {
		return rules[name]
	}
	if b.multiline {
		return rule{kids: blocks}
	}
	return rule{kids: inlines, text: true}
}

// Start begins an element. What is not empty where it may not stand; then its
// End must not be told.
func (b *Builder) Start(name string, attrs []xml.Attr) (what, remedy string) {
	if s, ok := synonyms[name]; ok {
		name = s
	}
	r, here := rules[name], b.rule()
	switch {
	case !slices.Contains(here.kids, name):
		remedy = "no element may stand here"
		if len(here.kids) > 0 {
			remedy = "it may hold: " + strings.Join(here.kids, ", ")
		}
		return fmt.Sprintf("the markup may not hold an element %q here", short(name)), remedy
	case len(b.stack) > MaxDepth:
		return fmt.Sprintf("markup nests deeper than %d", MaxDepth), "write it flatter"
	}
	n := Node{Name: name}
	for _, want := range r.attrs {
		for _, a := range attrs {
			if a.Name.Space == "" && a.Name.Local == want {
				n.Attrs = append(n.Attrs, Attr{want, a.Value})
			}
		}
	}
	for i, a := range attrs {
		if a.Name.Space == "xmlns" || a.Name.Local == "xmlns" {
			continue
		}
		twice := slices.ContainsFunc(attrs[:i], func(x xml.Attr) bool { return x.Name == a.Name })
		if twice || a.Name.Space != "" || !slices.Contains(r.attrs, a.Name.Local) {
			return fmt.Sprintf("the element %q of markup has an attribute %q that it may not have, or has it twice", name, short(a.Name.Local)), "remove it"
		}
	}
	for _, want := range r.must {
		if !slices.ContainsFunc(n.Attrs, func(a Attr) bool { return a.Name == want }) {
			return fmt.Sprintf("the element %q of markup lacks the attribute %q", name, want), "add it"
		}
	}
	for _, a := range n.Attrs {
		if a.Name == "align" && !slices.Contains([]string{"left", "center", "right"}, a.Value) {
			return "align must be left, center or right", ""
		}
		if a.Name == "start" && !digits(a.Value) {
			return "start must be a number of digits only", ""
		}
		if (a.Name == "type" || a.Name == "id-ref") && !ncName(a.Value) {
			return a.Name + " of insert must be a name", "it begins with a letter or _ and holds letters, digits, . - _"
		}
	}
	if name == "pre" {
		b.pre++
	}
	b.stack = append(b.stack, n)
	return "", ""
}

// Text takes text. What is not empty where none may stand.
func (b *Builder) Text(s string) (what, remedy string) {
	if !b.rule().text {
		if strings.Trim(s, " \t\r\n") == "" {
			return "", ""
		}
		return "text stands where only elements of markup may", "put it in a <p>"
	}
	top := &b.stack[len(b.stack)-1]
	top.Kids = add(top.Kids, text(s))
	return "", ""
}

// End ends the element begun last.
func (b *Builder) End() {
	last := len(b.stack) - 1
	n := b.stack[last]
	if n.Name == "pre" {
		b.pre--
	} else if b.pre == 0 {
		n.Kids = b.tidied(n)
	}
	b.stack = b.stack[:last]
	b.stack[last-1].Kids = append(b.stack[last-1].Kids, n)
}

// tidied is tidy for what an element holds; within a line its edges are none.
func (b *Builder) tidied(n Node) []Node {
	switch {
	case slices.Contains(headings, n.Name), n.Name == "th", n.Name == "td": // Markdown has no space at their edges
		return trim(tidy(n.Kids))
	case !slices.Contains(inlines, n.Name):
		return tidy(n.Kids)
	}
	guard := Node{Name: "insert"} // any neighbour that is no edge
	kids := tidy(append(append([]Node{guard}, n.Kids...), guard))
	if kids = kids[1 : len(kids)-1]; len(kids) == 0 {
		return nil
	}
	return kids
}

// Nodes is the tree, once every element has ended.
func (b *Builder) Nodes() []Node {
	if b.multiline {
		return b.stack[0].Kids
	}
	return tidy(b.stack[0].Kids)
}

// XML appends the tree as elements. Every block of markup of several lines
// stands on a line of its own behind prefix; inside them no space is added.
func XML(out []byte, nodes []Node, prefix string) []byte {
	for _, n := range nodes {
		if prefix != "" {
			out = append(out, prefix...)
		}
		out = element(out, n, AppendText)
	}
	return out
}

func element(out []byte, n Node, escape func([]byte, string) []byte) []byte {
	if n.Name == "" {
		return escape(out, n.Text)
	}
	out = append(append(out, '<'), n.Name...)
	for _, a := range n.Attrs {
		out = append(append(append(out, ' '), a.Name...), '=', '"')
		out = append(AppendValue(out, a.Value), '"')
	}
	if len(n.Kids) == 0 {
		return append(out, '/', '>')
	}
	out = append(out, '>')
	for _, k := range n.Kids {
		out = element(out, k, escape)
	}
	return append(append(append(out, '<', '/'), n.Name...), '>')
}

// AppendText appends text as it stands between tags.
func AppendText(out []byte, s string) []byte { return escaped(out, s, "&<>\r") }

// AppendValue appends text as it stands in an attribute.
func AppendValue(out []byte, s string) []byte { return escaped(out, s, "&<>\r\n\t\"") }

// onOneLine is AppendText for elements within Markdown.
func onOneLine(out []byte, s string) []byte { return escaped(out, s, "&<>\r\n\t|") }

func escaped(out []byte, s, special string) []byte {
	for {
		i := strings.IndexAny(s, special)
		if i < 0 {
			return append(out, s...)
		}
		out = append(out, s[:i]...)
		switch s[i] {
		case '&':
			out = append(out, "&amp;"...)
		case '<':
			out = append(out, "&lt;"...)
		case '>':
			out = append(out, "&gt;"...)
		case '"':
			out = append(out, "&quot;"...)
		default:
			out = fmt.Appendf(out, "&#x%X;", s[i])
		}
		s = s[i+1:]
	}
}

// Unwritable is the first character of s that XML 1.0 cannot hold in any
// spelling; -1 where there is none.
func Unwritable(s string) rune {
	for _, r := range s {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return r
		}
	}
	return -1
}

var errNotMarkup = errors.New("not markup")

// fragment reads the one element that s begins with, which may be one of names,
// and says how many bytes it takes.
func fragment(s string, names []string, deep int) (n Node, size int, err error) {
	d := xml.NewDecoder(strings.NewReader(s))
	b := &Builder{multiline: true, stack: make([]Node, 1, 4)}
	for {
		tok, err := d.RawToken()
		if err != nil {
			if err == io.EOF {
				return n, int(d.InputOffset()), io.ErrUnexpectedEOF
			}
			return n, int(d.InputOffset()), err
		}
		what := ""
		switch t := tok.(type) {
		case xml.StartElement:
			if !b.Open() {
				if !slices.Contains(names, t.Name.Local) && !slices.Contains(names, synonyms[t.Name.Local]) {
					return n, int(d.InputOffset()), errNotMarkup
				}
				b.multiline = IsBlock(t.Name.Local) && t.Name.Local != "img"
			}
			if t.Name.Space != "" || len(b.stack)+deep > MaxDepth {
				return n, int(d.InputOffset()), errNotMarkup
			}
			what, _ = b.Start(t.Name.Local, t.Attr)
		case xml.EndElement:
			if !b.Open() || t.Name.Local != b.stack[len(b.stack)-1].Name && synonyms[t.Name.Local] != b.stack[len(b.stack)-1].Name {
				return n, int(d.InputOffset()), errNotMarkup
			}
			b.End()
		case xml.CharData:
			what, _ = b.Text(string(t))
		default:
			what = "something else"
		}
		if what != "" {
			return n, int(d.InputOffset()), errNotMarkup
		}
		if !b.Open() {
			return b.stack[0].Kids[0], int(d.InputOffset()), nil
		}
	}
}

func digits(s string) bool {
	return s != "" && len(s) <= 9 && strings.Trim(s, "0123456789") == ""
}

func short(s string) string {
	if len(s) > 40 {
		return strings.ToValidUTF8(s[:40], "") + "…"
	}
	return s
}
