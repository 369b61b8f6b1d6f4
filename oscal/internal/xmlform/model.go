package xmlform

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/assay-compliance/assay/oscal/internal/markup"
	"github.com/assay-compliance/assay/oscal/internal/metaschema"
	"github.com/assay-compliance/assay/oscal/internal/shape"
)

// model is the state of reading what stands in one element.
type model struct {
	*reader
	d     *metaschema.Definition
	first bool // nothing is written of the object so far
	at    int  // of the member that is read; -1: none
	count int  // of its values so far
	lone  bool // its one value is written without a list
	seen  map[int]bool
	ended bool
}

// model reads what stands in the element just begun, to its end.
func (r *reader) model(d *metaschema.Definition, first bool) {
	m := &model{reader: r, d: d, first: first, at: -1}
	r.kept = ""
	for !m.ended {
		switch tok := r.next().(type) {
		case nil:
			return
		case xml.CharData:
			if !blank(tok) {
				remedy := "remove it"
				if unwrapped(d) != nil {
					remedy = "put it in a <p>"
				}
				r.add(r.before, shape.Unknown, label(d)+" holds elements only, no text of its own", remedy)
			}
		case xml.StartElement:
			m.element(tok)
		case xml.EndElement:
			m.ended = true
		}
	}
	m.close()
}

// element reads one that stands in the model.
func (m *model) element(tok xml.StartElement) {
	name := tok.Name.Local
	if tok.Name.Space != metaschema.NS {
		what, remedy := foreign(tok)
		m.add(m.before, shape.Unknown, what, remedy)
		m.skip()
		return
	}
	for i := range m.d.Model {
		u := &m.d.Model[i]
		switch {
		case u.Unwrapped && (markup.IsBlock(name) && m.d.ByXML(name) == nil):
			m.unwrapped(i, tok)
			return
		case u.Wrapper != "" && u.Wrapper == name:
			m.wrapped(i)
			return
		case u.Wrapper == "" && !u.Unwrapped && u.XML == name:
			m.begin(i)
			m.one(i, tok)
			return
		}
	}
	m.add(m.before, shape.Unknown, fmt.Sprintf("%s has no element %q", label(m.d), brief(name)), advice(name, elementsOf(m.d)))
	m.skip()
}

// begin goes on to a member: ends the list of the one before, and says where the
// order is wrong.
func (m *model) begin(i int) {
	if i == m.at {
		return
	}
	before := m.at
	m.close()
	u := &m.d.Model[i]
	name := call(u)
	switch {
	case m.seen[i] && (u.List && u.Wrapper == "" || u.Unwrapped):
		m.add(m.before, "order", fmt.Sprintf("this %s stands apart from the others of %s", name, label(m.d)), "put all of them one after the other")
	case m.seen[i]:
		m.twice(name)
	case before >= 0 && rank(m.d, i) < rank(m.d, before):
		after := &m.d.Model[before]
		m.add(m.before, "order", fmt.Sprintf("%s must stand before %s in %s", call(u), call(after), label(m.d)), "the order is: "+strings.Join(elementsOf(m.d), ", "))
	}
	m.lone = !u.List || u.Single && !m.seen[i] && m.alone(name)
	if m.seen == nil {
		m.seen = map[int]bool{}
	}
	m.seen[i] = true
	m.at, m.count = i, 0
	m.name(u.JSON, m.first)
	m.first = false
	if !m.lone {
		m.json = append(m.json, '[')
	}
}

// call names a member in a message.
func call(u *metaschema.Member) string {
	switch {
	case u.Wrapper != "":
		return u.Wrapper
	case u.Unwrapped:
		return "prose"
	}
	return u.XML
}

func (m *model) twice(name string) {
	m.add(m.before, shape.Duplicate, fmt.Sprintf("%s has the element %q twice", label(m.d), name), "keep one of them")
}

// one reads a value of the member that is read.
func (m *model) one(i int, tok xml.StartElement) {
	u := &m.d.Model[i]
	if m.count > 0 {
		if !u.List {
			m.twice(u.XML)
		}
		m.json = append(m.json, ',')
	}
	m.into(u.JSON)
	if m.count == 0 {
		m.mark()
	}
	if !m.lone {
		m.item(m.count)
		m.mark()
	}
	m.value(u.Definition(), tok)
	if !m.lone {
		m.back()
	}
	m.back()
	m.count++
}

// close ends the list of the member that is read.
func (m *model) close() {
	if m.at >= 0 && !m.lone {
		m.json = append(m.json, ']')
	}
	m.at = -1
}

// wrapped reads the elements in a wrapper.
func (m *model) wrapped(i int) {
	u, at := &m.d.Model[i], m.before
	if i == m.at {
		m.twice(u.Wrapper)
	}
	m.begin(i)
	for {
		switch tok := m.next().(type) {
		case nil:
			return
		case xml.CharData:
			if !blank(tok) {
				m.add(m.before, shape.Unknown, u.Wrapper+" holds elements only, no text of its own", "remove it")
			}
		case xml.StartElement:
			if tok.Name.Local != u.XML || tok.Name.Space != metaschema.NS {
				m.add(m.before, shape.Unknown, fmt.Sprintf("%s has no element %q", u.Wrapper, brief(tok.Name.Local)), "it may have: "+u.XML)
				m.skip()
				continue
			}
			m.one(i, tok)
		case xml.EndElement:
			if m.count == 0 {
				m.add(at, "minItems", u.Wrapper+" must hold at least one "+u.XML, "leave it out where there is none")
			}
			return
		}
	}
}

// unwrapped reads the blocks of markup that stand among the members.
func (m *model) unwrapped(i int, tok xml.StartElement) {
	kept := m.kept
	m.begin(i)
	m.into(m.d.Model[i].JSON)
	m.mark()
	b := markup.NewBuilder(true)
	if what, remedy := b.Start(tok.Name.Local, tok.Attr); what != "" {
		m.add(m.before, shape.Unknown, what, remedy)
		m.skip()
	}
	if b.Open() {
		m.markup(b, func() bool { return !b.Open() && !m.blockFollows() })
	}
	if m.kept == "" {
		m.kept = kept
	}
	m.prose(b, true)
	m.back()
}

// blockFollows says whether the next element is another block of markup.
func (m *model) blockFollows() bool {
	rest := m.data[m.dec.InputOffset():]
	for {
		rest = bytes.TrimLeft(rest, " \t\r\n")
		if !bytes.HasPrefix(rest, []byte("<!--")) {
			break
		}
		_, after, _ := bytes.Cut(rest[4:], []byte("-->"))
		rest = after
	}
	if len(rest) < 2 || rest[0] != '<' {
		return false
	}
	name := rest[1:]
	if end := bytes.IndexAny(name, " \t\r\n/>"); end >= 0 {
		name = name[:end]
	}
	if _, local, ok := bytes.Cut(name, []byte(":")); ok {
		name = local
	}
	return markup.IsBlock(string(name)) && m.d.ByXML(string(name)) == nil
}

// alone says whether the element just begun has no other of its name behind it.
func (m *model) alone(name string) bool {
	d := xml.NewDecoder(bytes.NewReader(m.data[m.dec.InputOffset():]))
	d.Strict = false
	for depth := 1; ; {
		tok, err := d.RawToken()
		if err != nil {
			return true
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if depth == 0 {
				return tok.Name.Local != name
			}
			depth++
		case xml.EndElement:
			if depth--; depth < 0 {
				return true
			}
		}
	}
}
