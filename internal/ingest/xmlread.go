package ingest

import (
	"bufio"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// xmlReader is a token stream over XML without document type, entities or
// foreign encodings, and with bounded nesting.
type xmlReader struct {
	ctx    context.Context
	dec    *xml.Decoder
	t      *tracker
	limits Limits
	depth  int
	before int64 // offset of the token just read
	tokens int
}

var errEncoding = errors.New("encoding")

func newXML(ctx context.Context, s *source) *xmlReader {
	t := s.t
	t.r = bufio.NewReaderSize(t.r, 64<<10)
	x := &xmlReader{ctx: ctx, dec: xml.NewDecoder(t), t: t, limits: s.opt.Limits}
	x.dec.CharsetReader = func(charset string, in io.Reader) (io.Reader, error) {
		if strings.EqualFold(charset, "us-ascii") {
			return in, nil
		}
		return nil, errEncoding
	}
	t.at = x.dec.InputOffset
	return x
}

// next is the next element's start or end, or text; everything else is passed
// over. It returns io.EOF behind the root element.
func (x *xmlReader) next() (xml.Token, error) {
	for {
		if x.tokens++; x.tokens%1024 == 0 && x.ctx.Err() != nil {
			return nil, x.ctx.Err()
		}
		x.before = x.dec.InputOffset()
		tok, err := x.dec.Token()
		if err != nil {
			return nil, x.bad(err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if x.depth++; x.depth > x.limits.Depth {
				return nil, x.faultAt(faultDepth)
			}
			if twice(tok.Attr) {
				return nil, x.faultAt(faultDuplicate)
			}
			return tok, nil
		case xml.EndElement:
			x.depth--
			return tok, nil
		case xml.CharData:
			return tok, nil
		case xml.Directive:
			return nil, x.faultAt(faultDTD)
		}
	}
}

// children calls child for each element directly inside the one just started;
// child must read to that element's end. Text between them is passed over.
func (x *xmlReader) children(child func(xml.StartElement) error) error {
	for {
		tok, err := x.next()
		if err != nil {
			return x.cut(err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if err := child(tok); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// text reads the element just started to its end and returns its own text
// without that of elements inside it, trimmed and cut to most bytes.
func (x *xmlReader) text(most int) (string, error) {
	var b strings.Builder
	for inner := 0; ; {
		tok, err := x.next()
		if err != nil {
			return "", x.cut(err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			inner++
		case xml.EndElement:
			if inner--; inner < 0 {
				return clip(strings.TrimSpace(b.String()), most), nil
			}
		case xml.CharData:
			if inner == 0 && b.Len() <= 4*most {
				b.Write(tok[:min(len(tok), 4*most+4)])
			}
		}
	}
}

// skip reads the element just started to its end.
func (x *xmlReader) skip() error {
	return x.children(func(xml.StartElement) error { return x.skip() })
}

// cut makes the end of the file inside an element what it is.
func (x *xmlReader) cut(err error) error {
	if err == io.EOF {
		return x.faultAt(faultTruncated)
	}
	return err
}

// bad translates what the parser says into a fault, without its words.
func (x *xmlReader) bad(err error) error {
	var syntax *xml.SyntaxError
	switch {
	case x.t.fault != nil:
		return x.t.fault
	case x.t.err != nil && x.t.err != io.EOF:
		return &fault{code: faultRead}
	case err == io.EOF && x.t.n == 0:
		return &fault{code: faultEmpty}
	case err == io.EOF:
		return io.EOF
	case errors.Is(err, errEncoding):
		return x.faultAt(faultEncoding)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return x.faultAt(faultTruncated)
	case errors.As(err, &syntax) && strings.Contains(syntax.Msg, "unexpected EOF"):
		return x.faultAt(faultTruncated)
	case errors.As(err, &syntax) && strings.Contains(syntax.Msg, "UTF-8"):
		return x.faultAt(faultUTF8)
	case strings.Contains(err.Error(), "declared but Decoder.CharsetReader"):
		return x.faultAt(faultEncoding)
	}
	return x.faultAt(faultSyntax)
}

func (x *xmlReader) faultAt(code faultCode) *fault {
	line, column := x.dec.InputPos()
	return &fault{code: code, line: line, column: column}
}

// twice says whether an element has an attribute twice, which encoding/xml
// lets pass.
func twice(attrs []xml.Attr) bool {
	for i := range attrs {
		for k := range i {
			if attrs[i].Name == attrs[k].Name {
				return true
			}
		}
	}
	return false
}

// attr is the value of an attribute without namespace, cut short.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Space == "" && a.Name.Local == name {
			return clip(strings.TrimSpace(a.Value), shortText)
		}
	}
	return ""
}
