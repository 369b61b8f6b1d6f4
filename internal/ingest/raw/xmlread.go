package raw

import (
	"bufio"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// xmlReader is a token stream over XML without document type, entities or
// foreign encodings, and with bounded nesting.
type XML struct {
	ctx    context.Context
	Dec    *xml.Decoder
	t      *tracker
	limits Limits
	depth  int
	before int64 // offset of the token just read
	tokens int
	over   bool // the root element has ended
}

var errEncoding = errors.New("encoding")

func NewXML(ctx context.Context, s *Source) *XML {
	t := s.T
	t.r = bufio.NewReaderSize(t.r, 64<<10)
	x := &XML{ctx: ctx, Dec: xml.NewDecoder(t), t: t, limits: s.Opt.Limits}
	x.Dec.CharsetReader = func(charset string, in io.Reader) (io.Reader, error) {
		if strings.EqualFold(charset, "us-ascii") {
			return in, nil
		}
		return nil, errEncoding
	}
	t.at = x.Dec.InputOffset
	return x
}

// Next is the next element's start or end, or text; everything else is passed
// over. It returns io.EOF behind the root element.
func (x *XML) Next() (xml.Token, error) {
	for {
		if x.tokens++; x.tokens%1024 == 0 && x.ctx.Err() != nil {
			return nil, x.ctx.Err()
		}
		x.before = x.Dec.InputOffset()
		tok, err := x.Dec.Token()
		if err != nil {
			return nil, x.bad(err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if x.over {
				return nil, x.FaultAt(FaultTrailing)
			}
			if x.depth++; x.depth > x.limits.Depth {
				return nil, x.FaultAt(FaultDepth)
			}
			if twice(tok.Attr) {
				return nil, x.FaultAt(FaultDuplicate)
			}
			return tok, nil
		case xml.EndElement:
			x.depth--
			x.over = x.depth == 0
			return tok, nil
		case xml.CharData:
			if x.over && len(bytes.TrimSpace(tok)) > 0 {
				return nil, x.FaultAt(FaultTrailing)
			}
			return tok, nil
		case xml.Directive:
			return nil, x.FaultAt(FaultDTD)
		}
	}
}

// Root reads the whole file: read gets the root element and must read to its
// end. Nothing but white space and comments may stand around it.
func (x *XML) Root(read func(xml.StartElement) error) error {
	for seen := false; ; {
		tok, err := x.Next()
		switch {
		case err == io.EOF && seen:
			return nil
		case err == io.EOF:
			return &Fault{Code: FaultEmpty}
		case err != nil:
			return err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			seen = true
			if err := read(tok); err != nil {
				return err
			}
		case xml.CharData:
			if len(bytes.TrimSpace(bytes.TrimPrefix(tok, []byte("\xef\xbb\xbf")))) > 0 {
				return x.FaultAt(FaultTrailing)
			}
		}
	}
}

// Children calls child for each element directly inside the one just started;
// child must read to that element's end. Text between them is passed over.
func (x *XML) Children(child func(xml.StartElement) error) error {
	for {
		tok, err := x.Next()
		if err != nil {
			return x.Cut(err)
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

// Text reads the element just started to its end and returns its own text
// without that of elements inside it, trimmed and cut to most bytes.
func (x *XML) Text(most int) (string, error) {
	var b strings.Builder
	for inner := 0; ; {
		tok, err := x.Next()
		if err != nil {
			return "", x.Cut(err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			inner++
		case xml.EndElement:
			if inner--; inner < 0 {
				return Clip(strings.TrimSpace(b.String()), most), nil
			}
		case xml.CharData:
			if inner == 0 && b.Len() <= 4*most {
				b.Write(tok[:min(len(tok), 4*most+4)])
			}
		}
	}
}

// Skip reads the element just started to its end.
func (x *XML) Skip() error {
	return x.Children(func(xml.StartElement) error { return x.Skip() })
}

// Cut makes the end of the file inside an element what it is.
func (x *XML) Cut(err error) error {
	if err == io.EOF {
		return x.FaultAt(FaultTruncated)
	}
	return err
}

// bad translates what the parser says into a fault, without its words.
func (x *XML) bad(err error) error {
	var syntax *xml.SyntaxError
	switch {
	case x.t.fault != nil:
		return x.t.fault
	case x.t.err != nil && x.t.err != io.EOF:
		return &Fault{Code: FaultRead}
	case err == io.EOF && x.t.N == 0:
		return &Fault{Code: FaultEmpty}
	case err == io.EOF:
		return io.EOF
	case errors.Is(err, errEncoding):
		return x.FaultAt(FaultEncoding)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return x.FaultAt(FaultTruncated)
	case errors.As(err, &syntax) && strings.Contains(syntax.Msg, "unexpected EOF"):
		return x.FaultAt(FaultTruncated)
	case errors.As(err, &syntax) && strings.Contains(syntax.Msg, "UTF-8"):
		return x.FaultAt(FaultUTF8)
	case strings.Contains(err.Error(), "declared but Decoder.CharsetReader"):
		return x.FaultAt(FaultEncoding)
	}
	return x.FaultAt(FaultSyntax)
}

func (x *XML) FaultAt(code FaultCode) *Fault {
	line, column := x.Dec.InputPos()
	return &Fault{Code: code, Line: line, Column: column}
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

// Attr is the value of an attribute without namespace, cut short.
func Attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Space == "" && a.Name.Local == name {
			return Clip(strings.TrimSpace(a.Value), ShortText)
		}
	}
	return ""
}
