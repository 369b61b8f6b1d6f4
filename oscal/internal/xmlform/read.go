package xmlform

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal/internal/markup"
	"github.com/assay-compliance/assay/oscal/internal/metaschema"
	"github.com/assay-compliance/assay/oscal/internal/shape"
)

// JSON is a document as JSON, and what of the XML it does not hold.
type JSON struct {
	Text     []byte
	Comments int // comments and processing instructions that were passed over
}

// ToJSON turns a document of XML into JSON with the members in the order of XML.
// Found is what keeps it from being one, by place and at most limit: what is no
// XML, what may not stand where it does, values that are none of their type. An
// error means that the table cannot be used.
func ToJSON(data []byte, limit int) (doc JSON, found []shape.Violation, err error) {
	r, err := newReader(data, limit)
	if err != nil {
		return doc, nil, err
	}
	r.document()
	slices.SortStableFunc(r.found, func(a, b shape.Violation) int { return a.Offset - b.Offset })
	return JSON{r.json, r.comments}, r.found, nil
}

// Locate returns the byte offset of the element that holds the value at each
// pointer into the JSON that ToJSON makes; that of the nearest ancestor where
// there is none. One pass, however many pointers.
func Locate(data []byte, pointers []string) []int {
	out := make([]int, len(pointers))
	r, err := newReader(data, 1)
	if err != nil {
		return out
	}
	r.places = map[string]int{"": 0}
	for _, p := range pointers {
		for ; p != ""; p = p[:strings.LastIndexByte(p, '/')] {
			r.places[p] = -1
		}
	}
	r.document()
	for i, p := range pointers {
		for p != "" && r.places[p] < 0 {
			p = p[:strings.LastIndexByte(p, '/')]
		}
		out[i] = r.places[p]
	}
	return out
}

var errEncoding = errors.New("encoding")

type reader struct {
	trail
	table    *metaschema.Table
	data     []byte
	dec      *xml.Decoder
	json     []byte
	before   int // offset of the token just read
	depth    int
	comments int
	broken   bool // nothing behind this can be understood
	kept     string
	places   map[string]int // of the pointers asked for; nil: none
}

func newReader(data []byte, limit int) (*reader, error) {
	table, err := metaschema.Open()
	if err != nil {
		return nil, err
	}
	r := &reader{table: table, data: data, dec: xml.NewDecoder(bytes.NewReader(data)), trail: trail{limit: limit}}
	r.json = make([]byte, 0, len(data)) // the most it takes, but for values that need escapes
	r.dec.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errEncoding }
	return r, nil
}

// stop notes what ends the reading. It has its place whatever the limit.
func (r *reader) stop(what, remedy string) {
	if r.broken {
		return
	}
	r.broken = true
	if r.full() && len(r.found) > 0 {
		r.found = r.found[:len(r.found)-1]
	}
	r.add(r.before, shape.Syntax, what, remedy)
}

// next is the next start, end or text; nil where the reading ends.
func (r *reader) next() xml.Token {
	for !r.broken {
		r.before = int(r.dec.InputOffset())
		tok, err := r.dec.Token()
		if err != nil {
			r.syntax(err)
			return nil
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if r.depth++; r.depth > shape.MaxDepth {
				r.stop(fmt.Sprintf("nested deeper than %d", shape.MaxDepth), "")
				return nil
			}
			r.normalize(&tok)
			return tok
		case xml.EndElement:
			r.depth--
			return tok
		case xml.CharData:
			return tok
		case xml.Comment:
			r.comments++
		case xml.ProcInst:
			r.instruction(tok)
		case xml.Directive:
			r.stop("the file has a document type declaration", "remove <!DOCTYPE …>; entities and DTDs are not read")
			return nil
		}
	}
	return nil
}

// instruction keeps the Markdown that the writer left before markup.
func (r *reader) instruction(p xml.ProcInst) {
	switch p.Target {
	case "xml":
	case keep:
		text, err := jsontext.AppendUnquote(nil, bytes.TrimSpace(p.Inst))
		if err == nil {
			r.kept = string(text)
			return
		}
		r.comments++
	default:
		r.comments++
	}
}

// syntax says why the text is no XML, in our own words: the library's may quote
// the document.
func (r *reader) syntax(err error) {
	var bad *xml.SyntaxError
	words := ""
	if errors.As(err, &bad) {
		words = bad.Msg
	}
	r.before = int(r.dec.InputOffset())
	switch {
	case errors.Is(err, errEncoding), strings.Contains(err.Error(), "encoding"):
		r.stop("the file declares an encoding other than UTF-8", "save it as UTF-8 and say so, or leave the encoding out")
	case err == io.EOF, strings.Contains(words, "unexpected EOF"):
		r.before = len(r.data)
		r.stop("the text ends too early: an element is not closed", "the file may be cut short")
	case strings.Contains(words, "UTF-8"):
		r.stop("not valid UTF-8", "save the file as UTF-8")
	case strings.Contains(words, "entity"):
		r.stop("not valid XML: an & that begins none of &amp; &lt; &gt; &quot; &apos; or a number", "write & as &amp;; entities of a DTD are not read")
	case strings.Contains(words, "closed by"), strings.Contains(words, "unexpected end element"):
		r.stop("not valid XML: an element ends that is not open", "end each element before the one it stands in")
	case strings.Contains(words, "illegal character"):
		r.stop("not valid XML: a control character", "remove it")
	case strings.Contains(words, "version"), strings.Contains(err.Error(), "version"):
		r.stop("this version of XML is not read", "use XML 1.0")
	default:
		r.stop("not valid XML", "look at this tag and the one before it: < > quotes, the = of attributes")
	}
}

// normalize makes spaces of the line ends and tabs that stand as such in the
// attributes of a tag, as XML asks; those written as &#xA; stay.
func (r *reader) normalize(tok *xml.StartElement) {
	raw := r.data[r.before:r.dec.InputOffset()]
	fixed, quote, changed := raw, byte(0), false
	for i, c := range raw {
		switch {
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case c == quote:
			quote = 0
		case quote != 0 && (c == '\n' || c == '\t' || c == '\r'):
			if !changed {
				fixed, changed = bytes.Clone(raw), true
			}
			fixed[i] = ' '
		}
	}
	if !changed {
		return
	}
	again, err := xml.NewDecoder(bytes.NewReader(fixed)).RawToken()
	if start, ok := again.(xml.StartElement); ok && err == nil && len(start.Attr) == len(tok.Attr) {
		for i := range start.Attr {
			tok.Attr[i].Value = start.Attr[i].Value
		}
	}
}

// mark notes where the value at hand stands.
func (r *reader) mark() {
	if r.places == nil {
		return
	}
	p := r.pointer()
	if at, asked := r.places[p]; asked && at < 0 {
		r.places[p] = r.before
	}
}

func (r *reader) document() {
	for {
		switch tok := r.next().(type) {
		case nil:
			return
		case xml.CharData:
			if !blank(tok) {
				r.stop("text stands before the document's element", "remove it")
				return
			}
		case xml.StartElement:
			d := r.table.Root(tok.Name.Local)
			if d == nil || tok.Name.Space != metaschema.NS {
				r.root(tok, d)
				return
			}
			r.json = append(r.json, '{')
			r.name(d.Root, true)
			r.into(d.Root)
			r.mark()
			r.value(d, tok)
			r.back()
			r.json = append(r.json, '}')
			r.rest()
			return
		}
	}
}

// root says why a document's element is none of OSCAL.
func (r *reader) root(tok xml.StartElement, d *metaschema.Definition) {
	if d != nil {
		r.stop("the document's element is not in the namespace of OSCAL", `write <`+tok.Name.Local+` xmlns="`+metaschema.NS+`" …>`)
		return
	}
	r.stop(fmt.Sprintf("this is not an OSCAL document: its element is %q", brief(tok.Name.Local)),
		"it must be one of: assessment-plan, assessment-results, catalog, component-definition, mapping-collection, plan-of-action-and-milestones, profile, system-security-plan")
}

// rest reads what stands behind the document.
func (r *reader) rest() {
	for !r.broken {
		r.before = int(r.dec.InputOffset())
		tok, err := r.dec.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			r.syntax(err)
			return
		}
		switch tok := tok.(type) {
		case xml.Comment, xml.ProcInst:
			r.comments++
		case xml.CharData:
			if !blank(tok) {
				r.stop("text behind the end of the document", "remove it")
			}
		default:
			r.stop("more than one document", "put the others into files of their own")
		}
	}
}

func (r *reader) name(name string, first bool) {
	if !first {
		r.json = append(r.json, ',')
	}
	r.json, _ = jsontext.AppendQuote(r.json, name)
	r.json = append(r.json, ':')
}

// value reads the element just begun as what d makes.
func (r *reader) value(d *metaschema.Definition, start xml.StartElement) {
	if d.Kind == metaschema.Assembly {
		r.json = append(r.json, '{')
		first := r.flags(d, start)
		r.model(d, first)
		r.json = append(r.json, '}')
		return
	}
	if d.ValueKey == "" {
		r.flags(d, start)
		r.content(d)
		return
	}
	r.json = append(r.json, '{')
	first := r.flags(d, start)
	r.name(d.ValueKey, first)
	r.into(d.ValueKey)
	r.mark()
	r.content(d)
	r.back()
	r.json = append(r.json, '}')
}

// flags writes the attributes of an element and says whether there were none.
func (r *reader) flags(d *metaschema.Definition, start xml.StartElement) (first bool) {
	first = true
	for i, a := range start.Attr {
		if a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" || a.Name.Space == schemaInstance {
			continue
		}
		flag := d.Flag(a.Name.Local)
		switch {
		case slices.ContainsFunc(start.Attr[:i], func(b xml.Attr) bool { return b.Name == a.Name }):
			r.add(r.before, shape.Duplicate, fmt.Sprintf("%s has the attribute %q twice", label(d), brief(a.Name.Local)), "keep one of them")
			continue
		case flag == nil || a.Name.Space != "":
			var known []string
			for _, f := range d.Flags {
				known = append(known, f.Name)
			}
			r.add(r.before, shape.Unknown, fmt.Sprintf("%s has no attribute %q", label(d), brief(a.Name.Local)), advice(a.Name.Local, known))
			continue
		}
		r.name(flag.Name, first)
		r.into(flag.Name)
		r.mark()
		r.scalar(flag.Definition(), a.Value)
		r.back()
		first = false
	}
	return first
}

func advice(name string, known []string) string {
	if len(known) == 0 {
		return "it may have none"
	}
	if len(name) <= 60 {
		if near := strictyaml.Near(name, known); len(near) > 0 {
			return "did you mean " + strings.Join(near, " or ") + "?"
		}
	}
	return "it may have: " + strings.Join(known, ", ")
}

// content reads a field's value to the end of its element.
func (r *reader) content(d *metaschema.Definition) {
	if is, multiline := d.Markup(); is {
		r.kept = ""
		b := markup.NewBuilder(multiline)
		r.markup(b, func() bool { return false })
		r.prose(b, multiline)
		return
	}
	at := r.before
	var text []byte
	for {
		switch tok := r.next().(type) {
		case nil:
			return
		case xml.CharData:
			text = append(text, tok...)
		case xml.StartElement:
			r.add(r.before, shape.Unknown, fmt.Sprintf("%s holds text only, no element %q", label(d), brief(tok.Name.Local)), "remove the element")
			r.skip()
		case xml.EndElement:
			r.before = at
			r.scalar(d, string(text))
			return
		}
	}
}

// markup hands elements and text to b until the element around them ends, or,
// between two elements, until says so.
func (r *reader) markup(b *markup.Builder, done func() bool) {
	for {
		switch tok := r.next().(type) {
		case nil:
			return
		case xml.CharData:
			if what, remedy := b.Text(string(tok)); what != "" {
				r.add(r.before, shape.Unknown, what, remedy)
			}
		case xml.StartElement:
			what, remedy := b.Start(tok.Name.Local, tok.Attr)
			if tok.Name.Space != metaschema.NS && what == "" {
				b.End()
				what, remedy = foreign(tok)
			}
			if what != "" {
				r.add(r.before, shape.Unknown, what, remedy)
				r.skip()
			}
		case xml.EndElement:
			if !b.Open() {
				return
			}
			b.End()
			if done() {
				return
			}
		}
	}
}

func foreign(tok xml.StartElement) (what, remedy string) {
	return fmt.Sprintf("the element %q is not in the namespace of OSCAL", brief(tok.Name.Local)), "remove it, or its namespace"
}

// prose writes markup as text: as the writer kept it, where that still means what
// the elements say.
func (r *reader) prose(b *markup.Builder, multiline bool) {
	if b.Open() {
		return // broken off
	}
	nodes := b.Nodes()
	text := ""
	if r.kept != "" && markup.Equal(markup.Parse(r.kept, multiline), nodes) {
		text = r.kept
	} else {
		text = markup.Markdown(nodes, multiline)
	}
	r.kept = ""
	r.text(text)
}

func (r *reader) text(s string) {
	out, err := jsontext.AppendQuote(r.json, s)
	if err != nil {
		r.add(r.before, shape.Syntax, "not valid UTF-8", "save the file as UTF-8")
		return
	}
	r.json = out
}

// skip reads the element just begun to its end.
func (r *reader) skip() {
	for depth := 1; depth > 0; {
		switch r.next().(type) {
		case nil:
			return
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
	}
}

func blank(text []byte) bool { return len(bytes.Trim(text, " \t\r\n")) == 0 }
