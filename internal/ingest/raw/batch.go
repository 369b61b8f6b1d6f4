package raw

import (
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Batch is a file of records in any of the wrappings in which APIs and tools
// hand them out: a list, one object after another (with or without line feeds), or
// pages, which are objects that hold a list of records beside other members.
type Batch struct {
	// List is the member of a page that holds its records, or the names of
	// several with spaces between; "" where the format has no pages.
	List string
	// Begin is told where an object begins that may be a page; nil to be told of
	// none.
	Begin func()
	// Record takes one record, which has been counted.
	Record func(Entry) error
	// Also takes another member of a page, in the order of the file; nil to
	// ignore them.
	Also func(name string, v jsontext.Value) error
}

// Entry is one record of a batch as it is in the file. Its bytes are valid
// until Record returns.
type Entry struct {
	Value    jsontext.Value
	Position string // JSON pointer; where that finds it not, a line, and the byte behind it where the line has more
	Line     int    // on which it begins

	pointer jsontext.Pointer
}

// Batch reads the whole file. Only one record is in memory at a time.
func (j *JSON) Batch(b Batch) error {
	last, lists := 0, strings.Fields(b.List)
	for values := 0; ; values++ {
		if err := j.ctx.Err(); err != nil {
			return err
		}
		if j.Kind() == 0 {
			_, err := j.Dec.ReadToken()
			if err == io.EOF && values > 0 {
				return nil
			}
			return j.bad(err)
		}
		r := batchReader{j: j, b: b, lists: lists, first: values == 0, last: &last}
		var err error
		if j.Kind() == '[' {
			err = j.Array(func(int) error { return r.element() })
		} else {
			err = r.element()
		}
		if err != nil {
			return err
		}
	}
}

type batchReader struct {
	j     *JSON
	b     Batch
	lists []string
	first bool // the file's first value: a pointer finds its records
	last  *int // line of the last record that only a line finds
}

// element reads an object that is a record or a page. Which of the two is known
// at its end only, so that the members of what may be a record are put together
// again as they come.
func (r *batchReader) element() error {
	j := r.j
	if j.Kind() != '{' {
		return j.Mistyped()
	}
	line, page := j.Line(), false
	if r.b.Begin != nil {
		r.b.Begin()
	}
	type member struct {
		name    string
		at, end int
	}
	var before []member
	whole := []byte{'{'}
	err := j.Object(func(name string) error {
		if slices.Contains(r.lists, name) {
			page = true
			for _, m := range before {
				if err := r.also(m.name, whole[m.at:m.end]); err != nil {
					return err
				}
			}
			before = nil
			return j.Array(func(int) error { return r.record() })
		}
		v, err := j.Dec.ReadValue()
		if err != nil {
			return j.bad(err)
		}
		if page {
			return r.also(name, v)
		}
		if len(before) > 0 {
			whole = append(whole, ',')
		}
		if whole, err = jsontext.AppendQuote(whole, name); err != nil {
			return &Fault{Code: FaultUTF8, Line: line}
		}
		whole = append(append(whole, ':'), v...)
		before = append(before, member{name, len(whole) - len(v), len(whole)})
		return nil
	})
	if err != nil {
		return err
	}
	if page {
		return nil
	}
	if err := j.Count(); err != nil {
		return err
	}
	return r.b.Record(r.entry(append(whole, '}'), line))
}

func (r *batchReader) also(name string, v jsontext.Value) error {
	if r.b.Also == nil {
		return nil
	}
	return r.b.Also(name, v)
}

// record reads one record of a page's list.
func (r *batchReader) record() error {
	j := r.j
	if j.Kind() != '{' {
		return j.Mistyped()
	}
	if err := j.Count(); err != nil {
		return err
	}
	line := j.Line()
	v, err := j.Dec.ReadValue()
	if err != nil {
		return j.bad(err)
	}
	return r.b.Record(r.entry(v, line))
}

func (r *batchReader) entry(v jsontext.Value, line int) Entry {
	e := Entry{Value: v, Line: line, pointer: r.j.Dec.StackPointer()}
	if e.Position = string(e.pointer); !r.first || e.Position == "" {
		e.Position = "line " + strconv.Itoa(line)
		if line == *r.last {
			e.Position += ", byte " + strconv.FormatInt(r.j.Dec.InputOffset(), 10)
		}
		*r.last = line
	}
	return e
}

// Next reads the next value as a record of a file that is no batch. It must have
// been counted.
func (j *JSON) Next() (Entry, error) {
	line := j.Line()
	v, err := j.Dec.ReadValue()
	if err != nil {
		return Entry{}, j.bad(err)
	}
	p := j.Dec.StackPointer()
	return Entry{Value: v, Position: string(p), Line: line, pointer: p}, nil
}

// Entry decodes a record into v, a pointer to a struct.
func (j *JSON) Entry(e Entry, v any) error {
	err := json.Unmarshal(e.Value, v)
	var semantic *json.SemanticError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &semantic):
		return &Fault{Code: FaultType, Line: e.Line, Pointer: j.masked(e.pointer + semantic.JSONPointer)}
	}
	return &Fault{Code: FaultSyntax, Line: e.Line}
}

// KeepEntry keeps a record that no kind has a place for; see Keep.
func (j *JSON) KeepEntry(sort string, e Entry) error {
	return j.s.KeepJSON(sort, e.Position, e.Line, e.Value)
}

// Line is the line on which the next value begins.
func (j *JSON) Line() int {
	j.Kind() // reads up to it
	at := j.Dec.InputOffset()
	for i := max(at-j.T.base, 0); i < int64(len(j.T.Pending)) && strings.IndexByte(" \t\r\n,:", j.T.Pending[i]) >= 0; i++ {
		at++
	}
	return j.T.line(at)
}
