package xmlform

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/big"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/oscal/internal/markup"
	"github.com/assay-compliance/assay/oscal/internal/metaschema"
	"github.com/assay-compliance/assay/oscal/internal/shape"
)

// FromJSON writes a document of JSON as XML: in the order of OSCAL's XML Schema,
// two spaces of indent, none inside markup. The text must be JSON and should keep
// its schema. Found is what XML cannot say, by pointer and at most limit: fields
// that OSCAL 1.2.2 does not know, values of another JSON type, characters that
// XML cannot hold; what is written then is no whole document. The error is that
// of out, or of the table.
func FromJSON(out io.Writer, data []byte, limit int) (found []shape.Violation, err error) {
	table, err := metaschema.Open()
	if err != nil {
		return nil, err
	}
	w := &writer{out: bufio.NewWriterSize(out, 64<<10), data: data, trail: trail{limit: limit}}
	w.put(`<?xml version="1.0" encoding="UTF-8"?>`)
	members, _ := w.members(shape.NewCursor(data).Offset())
	for _, m := range members {
		d := table.Root(m.name)
		if m.name == "$schema" {
			continue
		}
		w.into(m.name)
		if d == nil {
			w.add(m.at, shape.Unknown, "this is no model of OSCAL 1.2.2", "")
		} else {
			w.element(d, m.name, m.at, 0)
		}
		w.back()
	}
	w.put("\n")
	return w.found, w.out.Flush()
}

type writer struct {
	trail
	out   *bufio.Writer
	data  []byte
	spare []byte
}

// member is a member of an object: its name, and where its value begins.
type member struct {
	name string
	at   int
}

// cursor stands at the value at an offset.
func (w *writer) cursor(at int) *shape.Cursor { return shape.NewCursor(w.data[at:]) }

// members lists those of the object at an offset.
func (w *writer) members(at int) (out []member, ok bool) {
	c := w.cursor(at)
	if c.Kind() != '{' {
		return nil, false
	}
	for c.Enter(); c.More(); {
		name := string(c.Name())
		out = append(out, member{name, at + c.Offset()})
		c.Skip()
	}
	return out, true
}

// items lists where those of the array at an offset begin; the one value itself
// where there is none.
func (w *writer) items(at int, each func(at int)) (list bool) {
	c := w.cursor(at)
	if c.Kind() != '[' {
		each(at)
		return false
	}
	for c.Enter(); c.More(); {
		each(at + c.Offset())
		c.Skip()
	}
	return true
}

func (w *writer) put(s string) { _, _ = w.out.WriteString(s) }

// line begins a line at a depth.
func (w *writer) line(depth int) {
	_ = w.out.WriteByte('\n')
	for range depth {
		w.put("  ")
	}
}

// element writes the value at an offset as an element of that name.
func (w *writer) element(d *metaschema.Definition, name string, at, depth int) {
	w.line(depth)
	w.put("<" + name)
	if depth == 0 {
		w.put(` xmlns="` + metaschema.NS + `"`)
	}
	if d.Kind == metaschema.Field && d.ValueKey == "" {
		w.field(d, name, at, depth)
		return
	}
	members, ok := w.members(at)
	if !ok {
		w.add(at, shape.Type, label(d)+" must be an object", "")
	}
	value := -1
	for _, m := range members {
		switch f := d.Flag(m.name); {
		case f != nil:
			w.into(m.name)
			w.flag(f, m.at)
			w.back()
		case m.name == d.ValueKey && d.ValueKey != "":
			value = m.at
		case d.ByJSON(m.name) == nil:
			w.into(m.name)
			w.add(m.at, shape.Unknown, fmt.Sprintf("OSCAL 1.2.2 has no field %q here, so there is no element for it", brief(m.name)), "remove it, or say the same as OSCAL 1.2.2 does")
			w.back()
		}
	}
	if d.Kind == metaschema.Field {
		if value < 0 {
			w.put("/>")
			return
		}
		w.into(d.ValueKey)
		w.field(d, name, value, depth)
		w.back()
		return
	}
	if !w.model(d, members, depth) {
		w.put("/>")
		return
	}
	w.line(depth)
	w.put("</" + name + ">")
}

// model writes the members of an object in the order of XML and says whether
// there were any.
func (w *writer) model(d *metaschema.Definition, members []member, depth int) (some bool) {
	for i := range d.Model {
		u := &d.Model[i]
		for _, m := range members {
			if m.name != u.JSON {
				continue
			}
			if !some {
				w.put(">")
				some = true
			}
			w.into(m.name)
			w.member(u, m.at, depth+1)
			w.back()
		}
	}
	return some
}

func (w *writer) member(u *metaschema.Member, at, depth int) {
	switch {
	case u.Unwrapped:
		if s, ok := w.string(at); ok {
			w.blocks(s, at, depth)
		}
		return
	case u.Wrapper != "":
		w.line(depth)
		w.put("<" + u.Wrapper + ">")
		depth++
	}
	n := 0
	list := w.cursor(at).Kind() == '['
	w.items(at, func(item int) {
		if list {
			w.item(n)
		}
		w.element(u.Definition(), u.XML, item, depth)
		if list {
			w.back()
		}
		n++
	})
	if list != u.List && !u.Single || list && n == 0 {
		w.add(at, shape.Type, u.JSON+" must be a list with items, or none, as OSCAL asks", "")
	}
	if u.Wrapper != "" {
		w.line(depth - 1)
		w.put("</" + u.Wrapper + ">")
	}
}

// string reads the text at an offset, which XML must be able to hold.
func (w *writer) string(at int) (string, bool) {
	c := w.cursor(at)
	switch c.Kind() {
	case '{', '[', 'n', 0:
		w.add(at, shape.Type, "this must be a value", "")
		return "", false
	case '"':
	default:
		return strings.TrimRight(string(c.Scalar()), " \t\r\n"), true
	}
	s := string(c.Text())
	if bad := markup.Unwritable(s); bad >= 0 {
		w.add(at, "character", fmt.Sprintf("XML cannot hold the character U+%04X", bad), "remove it, or keep the document in JSON or YAML")
		return "", false
	}
	return s, true
}

func (w *writer) flag(f *metaschema.FlagUse, at int) {
	if s, ok := w.string(at); ok {
		w.spare = markup.AppendValue(w.spare[:0], w.plain(f.Definition(), s, at))
		w.put(" " + f.Name + `="`)
		_, _ = w.out.Write(w.spare)
		w.put(`"`)
	}
}

// field writes the value at an offset and the end of the element.
func (w *writer) field(d *metaschema.Definition, name string, at, depth int) {
	s, ok := w.string(at)
	if !ok {
		w.put("/>")
		return
	}
	is, multiline := d.Markup()
	switch {
	case is && multiline:
		w.put(">")
		w.blocks(s, at, depth+1)
		w.line(depth)
	case is:
		nodes := markup.Parse(s, false)
		w.put(">")
		w.keep(s, nodes, false, "")
		w.spare = markup.XML(w.spare[:0], nodes, "")
		_, _ = w.out.Write(w.spare)
	case s == "":
		w.put("/>")
		return
	default:
		w.put(">")
		w.spare = markup.AppendText(w.spare[:0], w.plain(d, s, at))
		_, _ = w.out.Write(w.spare)
	}
	w.put("</" + name + ">")
}

// blocks writes markup of several lines, each block on a line of its own.
func (w *writer) blocks(s string, at, depth int) {
	prefix := "\n" + strings.Repeat("  ", depth)
	nodes := markup.Parse(s, true)
	w.keep(s, nodes, true, prefix)
	w.spare = markup.XML(w.spare[:0], nodes, prefix)
	_, _ = w.out.Write(w.spare)
}

// keep writes a text that its elements would give back in another spelling as a
// processing instruction before them, which other readers pass over.
func (w *writer) keep(s string, nodes []markup.Node, multiline bool, prefix string) {
	if markup.Markdown(nodes, multiline) == s {
		return
	}
	text, err := jsontext.AppendQuote(nil, s)
	if err != nil {
		return // not reachable: the text was read from JSON
	}
	w.put(prefix + "<?" + keep + " ")
	_, _ = w.out.Write(bytes.ReplaceAll(text, []byte(">"), []byte(`\u003e`)))
	w.put("?>")
}

// plain is a value as XML writes it: a decimal without an exponent. Spaces that XML
// would take away are told.
func (w *writer) plain(d *metaschema.Definition, s string, at int) string {
	if collapsed(d, s) != s {
		w.add(at, "space", "XML takes away spaces at the edges of a "+d.Type+", and repeated ones", "remove them, or keep the document in JSON or YAML")
	}
	if !numeric(d.Type) || !strings.ContainsAny(s, "eE") {
		return s
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return s
	}
	if r.IsInt() {
		return r.Num().String()
	}
	return strings.TrimRight(r.FloatString(shape.MaxExponent+shape.MaxDigits), "0")
}
