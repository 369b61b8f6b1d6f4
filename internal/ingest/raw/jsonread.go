package raw

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
type JSON struct {
	ctx   context.Context
	buf   *bufio.Reader
	Dec   *jsontext.Decoder
	T     *tracker
	known map[string]bool // member names that a pointer may show
	list  bool            // the value at the top is an array: a number there is an index
	s     *Source
}

// NewJSON reads from the source's tracker. names are the format's own member
// names, those that an error may print.
func NewJSON(ctx context.Context, s *Source, names string) *JSON {
	t := s.T
	buf := bufio.NewReaderSize(t.r, HeadSize)
	t.r = buf
	j := &JSON{ctx: ctx, buf: buf, Dec: jsontext.NewDecoder(t), T: t, known: map[string]bool{}, s: s}
	for _, n := range strings.Fields(names) {
		j.known[n] = true
	}
	t.at = j.Dec.InputOffset
	return j
}

// Head is the beginning of the file, for a format of several shapes: it must be
// asked for before anything is read, and says nothing of a file that cannot be
// read.
func (j *JSON) Head() Head {
	b, _ := j.buf.Peek(HeadSize) // what is there; the read that follows meets the error
	return NewHead(b)
}

// Kind is the kind of the next value: one of { [ " 0 t f n, or 0 for an error
// that the next read returns.
func (j *JSON) Kind() jsontext.Kind { return j.Dec.PeekKind() }

// Object reads an object and calls member for each name; member must read
// exactly the value. A null is an object without members.
func (j *JSON) Object(member func(name string) error) error {
	return j.container('{', func() error {
		for j.Kind() != '}' {
			tok, err := j.Dec.ReadToken()
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

// Array reads an array and calls element for each value; element must read
// exactly the value. A null is an empty array.
func (j *JSON) Array(element func(i int) error) error {
	return j.container('[', func() error {
		for i := 0; j.Kind() != ']'; i++ {
			if j.Kind() == 0 {
				_, err := j.Dec.ReadToken()
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
func (j *JSON) container(open jsontext.Kind, inside func() error) error {
	switch k := j.Kind(); k {
	case open:
	case 'n', 0:
		_, err := j.Dec.ReadToken()
		return j.bad(err)
	default:
		return j.Mistyped()
	}
	if _, err := j.Dec.ReadToken(); err != nil {
		return j.bad(err)
	}
	if j.Dec.StackDepth() == 1 {
		j.list = open == '['
	}
	if err := inside(); err != nil {
		return err
	}
	_, err := j.Dec.ReadToken()
	return j.bad(err)
}

// Into decodes the next value into v, a pointer to a struct or a plain type.
// Unknown members are ignored: tools add members with every release.
func (j *JSON) Into(v any) error {
	return j.bad(j.T.decode(func() error { return json.UnmarshalDecode(j.Dec, v) }))
}

// Record is into for one record, counted against the limit.
func (j *JSON) Record(v any) error {
	if err := j.Count(); err != nil {
		return err
	}
	return j.Into(v)
}

func (j *JSON) Count() error {
	if !j.s.CountRecord() {
		return &Fault{Code: FaultRecords, Line: j.T.line(j.Dec.InputOffset())}
	}
	return nil
}

// Skip reads the next value and forgets it.
func (j *JSON) Skip() error { return j.bad(j.Dec.SkipValue()) }

// End makes sure that nothing follows the document.
func (j *JSON) End() error {
	_, err := j.Dec.ReadToken()
	var bad *Fault
	switch {
	case err == io.EOF:
		return nil
	case err != nil && errors.As(j.bad(err), &bad) && bad.Code != FaultSyntax:
		return bad
	}
	return &Fault{Code: FaultTrailing, Line: j.T.line(j.Dec.InputOffset())}
}

// Here is the JSON pointer of the value just read, for a record's position.
func (j *JSON) Here() string { return string(j.Dec.StackPointer()) }

func (j *JSON) Mistyped() *Fault {
	_, err := j.Dec.ReadToken()
	if f := new(Fault); errors.As(j.bad(err), &f) {
		return f
	}
	return j.FaultAt(FaultType, j.Dec.InputOffset(), j.Dec.StackPointer())
}

// bad translates what the parser says into a fault; nothing of the parser's
// own text is kept, because it quotes the file.
func (j *JSON) bad(err error) error {
	if err == nil {
		return nil
	}
	if j.T.fault != nil {
		return j.T.fault
	}
	if j.T.err != nil && j.T.err != io.EOF {
		return &Fault{Code: FaultRead}
	}
	var syntax *jsontext.SyntacticError
	var semantic *json.SemanticError
	at, pointer := j.Dec.InputOffset(), j.Dec.StackPointer()
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return j.FaultAt(FaultTruncated, j.T.N, pointer)
	case err == io.EOF:
		return &Fault{Code: FaultEmpty}
	case errors.Is(err, jsontext.ErrDuplicateName):
		return j.FaultAt(FaultDuplicate, at, pointer)
	case errors.As(err, &syntax):
		if strings.Contains(syntax.Err.Error(), "UTF-8") || strings.Contains(syntax.Err.Error(), "surrogate") {
			return j.FaultAt(FaultUTF8, syntax.ByteOffset, pointer)
		}
		return j.FaultAt(FaultSyntax, syntax.ByteOffset, pointer)
	case errors.As(err, &semantic):
		return j.FaultAt(FaultType, semantic.ByteOffset, semantic.JSONPointer)
	}
	return j.FaultAt(FaultSyntax, at, pointer)
}

func (j *JSON) FaultAt(code FaultCode, at int64, p jsontext.Pointer) *Fault {
	return &Fault{Code: code, Line: j.T.line(at), Pointer: j.masked(p)}
}

// masked is the pointer with every name that is not the format's own as '*'.
// A number is an index only behind a name of ours, and at the top of a list;
// elsewhere it could be a key, and keys are content.
func (j *JSON) masked(p jsontext.Pointer) string {
	var b strings.Builder
	index := j.list
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

// Records reads an array of records and tells each where it stands.
func Records[T any](j *JSON, into *[]T, at func(*T, string)) error {
	return j.Array(func(int) error {
		var v T
		if err := j.Record(&v); err != nil {
			return err
		}
		at(&v, j.Here())
		*into = append(*into, v)
		return nil
	})
}

// Keep reads the next value as a record that has no place in any kind, and
// keeps it whole; sort is what the format calls such a record.
func (j *JSON) Keep(sort string) error {
	if err := j.Count(); err != nil {
		return err
	}
	at := j.Dec.InputOffset()
	v, err := j.Dec.ReadValue()
	if err != nil {
		return j.bad(err)
	}
	return j.s.KeepJSON(sort, j.Here(), j.T.line(at), v)
}
