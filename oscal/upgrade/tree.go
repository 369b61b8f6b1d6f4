package upgrade

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// node is a JSON value by where it stands in a text.
type node struct {
	start, end int // end is behind the value
	kind       byte
	names      []string // of an object's members
	froms      []int    // where each member begins, with its name
	items      []node
}

// parse reads a text that is JSON: package oscal has looked at it, and bounds its
// depth.
func parse(text []byte) (*node, error) {
	d := jsontext.NewDecoder(bytes.NewReader(text), jsontext.AllowDuplicateNames(true))
	p := parser{d: d, names: map[string]string{}}
	n, err := p.value()
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return &n, err
}

type parser struct {
	d     *jsontext.Decoder
	names map[string]string // each name once in memory
}

func (p *parser) value() (node, error) {
	kind := p.d.PeekKind()
	if kind != '{' && kind != '[' {
		raw, err := p.d.ReadValue()
		end := int(p.d.InputOffset())
		return node{start: end - len(raw), end: end, kind: byte(kind)}, err
	}
	if _, err := p.d.ReadToken(); err != nil {
		return node{}, err
	}
	n := node{start: int(p.d.InputOffset()) - 1, kind: byte(kind)}
	for {
		next := p.d.PeekKind()
		if next == '}' || next == ']' {
			break
		}
		if kind == '{' {
			raw, err := p.d.ReadValue()
			if err != nil {
				return n, err
			}
			n.froms = append(n.froms, int(p.d.InputOffset())-len(raw))
			n.names = append(n.names, p.name(raw))
		}
		item, err := p.value()
		if err != nil {
			return n, err
		}
		n.items = append(n.items, item)
	}
	_, err := p.d.ReadToken()
	n.end = int(p.d.InputOffset())
	return n, err
}

func (p *parser) name(raw []byte) string {
	s := unquote(raw)
	if kept, ok := p.names[s]; ok {
		return kept
	}
	p.names[s] = s
	return s
}

func unquote(raw []byte) string {
	out, err := jsontext.AppendUnquote(nil, raw)
	if err != nil {
		return "" // not reachable: the text was looked at
	}
	return string(out)
}

// quote writes a string as JSON, without escapes that JSON does not ask for.
func quote(s string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string cannot fail
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// member gives the value of an object's member; nil where there is none.
func (n *node) member(name string) *node {
	if i := slices.Index(n.names, name); i >= 0 {
		return &n.items[i]
	}
	return nil
}

// pointer is the JSON pointer of the value that begins at an offset.
func (n *node) pointer(at int) string {
	var b strings.Builder
	for n.start != at {
		i := sort.Search(len(n.items), func(i int) bool { return n.items[i].end > at })
		if i == len(n.items) {
			break
		}
		b.WriteByte('/')
		if n.kind == '{' {
			b.WriteString(strings.NewReplacer("~", "~0", "/", "~1").Replace(n.names[i]))
		} else {
			b.WriteString(strconv.Itoa(i))
		}
		n = &n.items[i]
	}
	return b.String()
}

// find follows a JSON pointer; parent is the object or array that holds what it
// leads to, at the place i.
func (n *node) find(pointer string) (parent *node, i int) {
	if pointer == "" {
		return nil, 0
	}
	for step := range strings.SplitSeq(pointer[1:], "/") {
		if parent != nil {
			n = &parent.items[i]
		}
		parent = n
		switch n.kind {
		case '{':
			i = slices.Index(n.names, strings.NewReplacer("~1", "/", "~0", "~").Replace(step))
		case '[':
			at, err := strconv.Atoi(step)
			if i = at; err != nil {
				i = -1
			}
		default:
			i = -1
		}
		if i < 0 || i >= len(n.items) {
			return nil, 0
		}
	}
	return parent, i
}

// edit replaces a part of a text.
type edit struct {
	start, end int
	with       []byte
}

// apply makes the edits, none of which overlaps another.
func apply(text []byte, edits []edit) []byte {
	slices.SortFunc(edits, func(a, b edit) int { return a.start - b.start })
	size := len(text)
	for _, e := range edits {
		size += len(e.with) - (e.end - e.start)
	}
	out := make([]byte, 0, size)
	at := 0
	for _, e := range edits {
		out = append(out, text[at:e.start]...)
		out = append(out, e.with...)
		at = e.end
	}
	return append(out, text[at:]...)
}

// without removes member i of an object, with a comma beside it.
func (n *node) without(i int) edit {
	switch {
	case i+1 < len(n.items):
		return edit{n.froms[i], n.froms[i+1], nil}
	case i > 0:
		return edit{n.items[i-1].end, n.items[i].end, nil}
	}
	return edit{n.froms[i], n.items[i].end, nil}
}
