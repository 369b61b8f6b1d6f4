package ingest

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// jsonReader walks a JSON text member by member, so that a file is never in
// memory whole. Records are decoded one at a time into small structs; members
// that are not asked for are skipped.
type jsonReader struct {
	ctx     context.Context
	dec     *jsontext.Decoder
	t       *tracker
	known   map[string]bool // member names that a pointer may show
	records int
	max     int
}

// newJSON reads from the source's tracker. names are the format's own member
// names, those that an error may print.
func newJSON(ctx context.Context, s *source, names string) *jsonReader {
	t := s.t
	t.r = bufio.NewReaderSize(t.r, 64<<10)
	j := &jsonReader{ctx: ctx, dec: jsontext.NewDecoder(t), t: t, known: map[string]bool{}, max: s.opt.Limits.Records}
	for _, n := range strings.Fields(names) {
		j.known[n] = true
	}
	t.at = j.dec.InputOffset
	return j
}

// kind is the kind of the next value: one of { [ " 0 t f n, or 0 for an error
// that the next read returns.
func (j *jsonReader) kind() jsontext.Kind { return j.dec.PeekKind() }

// object reads an object and calls member for each name; member must read
// exactly the value. A null is an object without members.
func (j *jsonReader) object(member func(name string) error) error {
	return j.container('{', func() error {
		for j.kind() != '}' {
			tok, err := j.dec.ReadToken()
			if err != nil {
				return j.bad(err)
			}
			if err := member(tok.String()); err != nil {
				return err
			}
		}
		return nil
	})
}

// array reads an array and calls element for each value; element must read
// exactly the value. A null is an empty array.
func (j *jsonReader) array(element func(i int) error) error {
	return j.container('[', func() error {
		for i := 0; j.kind() != ']'; i++ {
			if j.kind() == 0 {
				_, err := j.dec.ReadToken()
				return j.bad(err)
			}
			if err := j.ctx.Err(); err != nil {
				return err
			}
			if err := element(i); err != nil {
				return err
			}
		}
		return nil
	})
}

// container reads the opening token, the inside, and the closing token.
func (j *jsonReader) container(open jsontext.Kind, inside func() error) error {
	switch k := j.kind(); k {
	case open:
	case 'n', 0:
		_, err := j.dec.ReadToken()
		return j.bad(err)
	default:
		return j.mistyped()
	}
	if _, err := j.dec.ReadToken(); err != nil {
		return j.bad(err)
	}
	if err := inside(); err != nil {
		return err
	}
	_, err := j.dec.ReadToken()
	return j.bad(err)
}

// into decodes the next value into v, a pointer to a struct or a plain type.
// Unknown members are ignored: tools add members with every release.
func (j *jsonReader) into(v any) error { return j.bad(json.UnmarshalDecode(j.dec, v)) }

// record is into for one record, counted against the limit.
func (j *jsonReader) record(v any) error {
	if err := j.count(); err != nil {
		return err
	}
	return j.into(v)
}

func (j *jsonReader) count() error {
	if j.records++; j.records > j.max {
		return &fault{code: faultRecords, line: j.t.line(j.dec.InputOffset())}
	}
	return nil
}

// skip reads the next value and forgets it.
func (j *jsonReader) skip() error { return j.bad(j.dec.SkipValue()) }

// end makes sure that nothing follows the document.
func (j *jsonReader) end() error {
	_, err := j.dec.ReadToken()
	var bad *fault
	switch {
	case err == io.EOF:
		return nil
	case err != nil && errors.As(j.bad(err), &bad) && bad.code != faultSyntax:
		return bad
	}
	return &fault{code: faultTrailing, line: j.t.line(j.dec.InputOffset())}
}

// here is the JSON pointer of the value just read, for a record's position.
func (j *jsonReader) here() string { return string(j.dec.StackPointer()) }

func (j *jsonReader) mistyped() *fault {
	_, err := j.dec.ReadToken()
	if f := new(fault); errors.As(j.bad(err), &f) {
		return f
	}
	return j.faultAt(faultType, j.dec.InputOffset(), j.dec.StackPointer())
}

// bad translates what the parser says into a fault; nothing of the parser's
// own text is kept, because it quotes the file.
func (j *jsonReader) bad(err error) error {
	if err == nil {
		return nil
	}
	if j.t.fault != nil {
		return j.t.fault
	}
	if j.t.err != nil && j.t.err != io.EOF {
		return &fault{code: faultRead}
	}
	var syntax *jsontext.SyntacticError
	var semantic *json.SemanticError
	at, pointer := j.dec.InputOffset(), j.dec.StackPointer()
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return j.faultAt(faultTruncated, j.t.n, pointer)
	case err == io.EOF:
		return &fault{code: faultEmpty}
	case errors.Is(err, jsontext.ErrDuplicateName):
		return j.faultAt(faultDuplicate, at, pointer)
	case errors.As(err, &syntax):
		if strings.Contains(syntax.Err.Error(), "UTF-8") || strings.Contains(syntax.Err.Error(), "surrogate") {
			return j.faultAt(faultUTF8, syntax.ByteOffset, pointer)
		}
		return j.faultAt(faultSyntax, syntax.ByteOffset, pointer)
	case errors.As(err, &semantic):
		return j.faultAt(faultType, semantic.ByteOffset, semantic.JSONPointer)
	}
	return j.faultAt(faultSyntax, at, pointer)
}

func (j *jsonReader) faultAt(code faultCode, at int64, p jsontext.Pointer) *fault {
	return &fault{code: code, line: j.t.line(at), pointer: j.masked(p)}
}

// masked is the pointer with every name that is not the format's own as '*'.
// A number is an index only behind a name of ours; elsewhere it could be a
// key, and keys are content.
func (j *jsonReader) masked(p jsontext.Pointer) string {
	var b strings.Builder
	index := false
	for token := range p.Tokens() {
		_, err := strconv.Atoi(token)
		b.WriteByte('/')
		switch {
		case j.known[token]:
			b.WriteString(token)
		case err == nil && index:
			b.WriteString(token)
		default:
			b.WriteByte('*')
		}
		index = j.known[token]
	}
	return b.String()
}
