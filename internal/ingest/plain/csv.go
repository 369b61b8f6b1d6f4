package plain

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// CSV is the format of tables; it needs a mapping.
const CSV = "csv"

// mostRefused bounds how many rows that cannot be understood are told one by
// one; all are counted.
const mostRefused = 20

// CSVFormat is the format of tables under one mapping to one kind. The mapping
// says where rows and cells go; the schema of the kind says what they are: a
// truth value, a number, a time, a list, a text.
func CSVFormat(m *raw.Table, kind *evidence.Kind) raw.Format {
	return raw.Format{
		Name: CSV, Kinds: []string{kind.Name}, Text: true, Detect: never,
		Read: func(ctx context.Context, s *raw.Source) error {
			t := &table{s: s, m: m, kind: kind}
			if err := json.Unmarshal(kind.Schema, &t.schema); err != nil {
				return &raw.Fault{Code: raw.FaultFormat}
			}
			return t.read(ctx)
		},
	}
}

// shape is what a schema says of a value.
type shape struct {
	Type       any              `json:"type"`
	Format     string           `json:"format"`
	Properties map[string]shape `json:"properties"`
	Required   []string         `json:"required"`
	Items      *shape           `json:"items"`
}

func (s shape) is(word string) bool {
	if t, ok := s.Type.(string); ok {
		return t == word
	}
	list, _ := s.Type.([]any)
	return slices.Contains(list, any(word))
}

// at follows a pointer without regard to list elements.
func (s shape) at(pointer string) (shape, bool) {
	for _, step := range strings.Split(strings.TrimPrefix(pointer, "/"), "/") {
		next, ok := s.Properties[step]
		if !ok {
			return shape{}, false
		}
		s = next
	}
	return s, true
}

// CheckTable says what is wrong with a mapping to a kind: pointers that lead
// nowhere, members that are no values. Each problem names the word it is about.
func CheckTable(m *raw.Table, kind *evidence.Kind) (problems []string) {
	var root shape
	if err := json.Unmarshal(kind.Schema, &root); err != nil {
		return []string{"the schema of " + kind.Name + " cannot be read"}
	}
	row := root
	if m.Rows != "" {
		list, ok := root.at(m.Rows)
		if !ok || list.Items == nil || !list.Items.is("object") {
			return []string{"rows: " + m.Rows + " is no list of objects in kind " + kind.Name}
		}
		row = *list.Items
	}
	taken := map[string]bool{}
	for _, c := range sorted(m.Columns) {
		member := m.Columns[c]
		cell, ok := row.at(member)
		switch {
		case !ok || cell.is("object") || cell.Items != nil && !cell.Items.is("string"):
			problems = append(problems, "columns: "+member+" is no value of a row of kind "+kind.Name)
		case taken[member]:
			problems = append(problems, "columns: two columns go to "+member)
		}
		taken[member] = true
	}
	for _, p := range sorted(m.Set) {
		if cell, ok := root.at(p); !ok || cell.Properties != nil || cell.Items != nil {
			problems = append(problems, "set: "+p+" is no value of kind "+kind.Name)
		}
	}
	return problems
}

func sorted(m map[string]string) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// table is one file being read under a mapping.
type table struct {
	s       *raw.Source
	m       *raw.Table
	kind    *evidence.Kind
	schema  shape
	row     shape
	columns []column
	rows    []*raw.Term
	refused []refusal
}

// refusal is a row that cannot be understood.
type refusal struct {
	line   int
	what   string
	remedy string
}

// column is where the cells of one column go; nil: left out.
type column struct {
	path []string
	cell shape
}

func (t *table) read(ctx context.Context) error {
	in := bufio.NewReader(t.s.T)
	if mark, err := in.Peek(3); err == nil && string(mark) == "\ufeff" {
		in.Discard(3)
	}
	r := csv.NewReader(in)
	r.ReuseRecord = true
	r.Comma = ','
	if t.m.Delimiter != 0 {
		r.Comma = t.m.Delimiter
	}
	head, err := r.Read()
	if err != nil {
		return t.bad(err, r)
	}
	if err := t.head(head); err != nil {
		return err
	}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		cells, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return t.bad(err, r)
		}
		line, _ := r.FieldPos(0)
		if !t.s.CountRecord() {
			return &raw.Fault{Code: raw.FaultRecords, Line: line}
		}
		if slices.ContainsFunc(cells, func(c string) bool { return !utf8.ValidString(c) }) {
			return &raw.Fault{Code: raw.FaultUTF8, Line: line}
		}
		row, what, remedy := t.object(cells)
		if what != "" {
			t.refused = append(t.refused, refusal{line, what, remedy})
			continue
		}
		t.rows = append(t.rows, row)
	}
	t.s.Finish()
	return t.emit()
}

// head finds where each column goes. Every column must be mapped or left out by
// name, and every mapped one be there.
func (t *table) head(names []string) error {
	t.row = t.schema
	if t.m.Rows != "" {
		list, _ := t.schema.at(t.m.Rows)
		t.row = *list.Items
	}
	seen := map[string]bool{}
	for i, n := range names {
		n = strings.TrimSpace(n)
		if seen[n] {
			return &raw.Fault{Code: raw.FaultDuplicate, Line: 1}
		}
		seen[n] = true
		member, mapped := t.m.Columns[n]
		switch {
		case mapped:
			cell, _ := t.row.at(member)
			t.columns = append(t.columns, column{strings.Split(strings.TrimPrefix(member, "/"), "/"), cell})
		case slices.Contains(t.m.Ignore, n), slices.Contains(t.m.Ignore, "*"):
			t.columns = append(t.columns, column{})
		default:
			return &raw.Fault{Code: raw.FaultColumn, Line: 1, Column: i + 1}
		}
	}
	for _, c := range sorted(t.m.Columns) {
		if !seen[c] {
			return &raw.Fault{Code: raw.FaultNoColumn, Line: 1}
		}
	}
	return nil
}

// object is the row as the kind has it, or what is wrong with it.
func (t *table) object(cells []string) (row *raw.Term, what, remedy string) {
	o := ast.NewObject()
	for i, cell := range cells {
		c := t.columns[i]
		if c.path == nil {
			continue
		}
		name := strings.Join(c.path, "/")
		v, ok := t.value(strings.TrimSpace(cell), c.cell, name)
		if !ok {
			return nil, "column " + strconv.Itoa(i+1) + " holds what is no " + c.cell.word() + " for " + name,
				"correct the cell, or give its word a meaning under `words:`"
		}
		if v != nil {
			insert(o, c.path, v)
		}
	}
	for _, need := range t.row.Required {
		if o.Get(ast.StringTerm(need)) != nil {
			continue
		}
		if !t.row.Properties[need].is("null") {
			return nil, "the row has no " + need, "fill the cell in, or map a column to " + need
		}
		o.Insert(ast.StringTerm(need), ast.NullTerm())
	}
	return ast.NewTerm(o), "", ""
}

func insert(o ast.Object, path []string, v ast.Value) {
	for _, step := range path[:len(path)-1] {
		inner := o.Get(ast.StringTerm(step))
		if inner == nil {
			inner = ast.ObjectTerm()
			o.Insert(ast.StringTerm(step), inner)
		}
		o = inner.Value.(ast.Object)
	}
	o.Insert(ast.StringTerm(path[len(path)-1]), ast.NewTerm(v))
}

func (s shape) word() string {
	for _, w := range []string{"boolean", "integer", "number", "array"} {
		if s.is(w) {
			return w
		}
	}
	return strings.TrimPrefix(s.Format+" text", " ")
}

// value is what a cell says; nil for an empty one, which says nothing.
func (t *table) value(cell string, s shape, member string) (ast.Value, bool) {
	if word, ok := t.m.Words[member][cell]; ok {
		cell = word
	}
	if cell == "" {
		return nil, true
	}
	switch {
	case s.is("boolean"):
		switch strings.ToLower(cell) {
		case "true", "yes", "y", "1":
			return ast.Boolean(true), true
		case "false", "no", "n", "0":
			return ast.Boolean(false), true
		}
		return nil, false
	case s.is("integer"):
		n, err := strconv.Atoi(cell)
		return ast.Number(strconv.Itoa(n)), err == nil
	case s.is("number"):
		_, err := strconv.ParseFloat(cell, 64)
		return ast.Number(cell), err == nil && len(cell) <= 64 && json.Valid([]byte(cell))
	case s.Items != nil:
		var terms []*raw.Term
		for _, part := range strings.Split(cell, raw.First(t.m.Separator, ";")) {
			if part = strings.TrimSpace(part); part != "" {
				terms = append(terms, ast.StringTerm(part))
			}
		}
		return ast.NewArray(terms...), true
	case s.Format == "date-time":
		at, _, err := evidence.ParseTime(cell)
		return ast.String(at.UTC().Format(time.RFC3339)), err == nil
	case s.Format == "date":
		_, err := time.Parse(time.DateOnly, cell)
		return ast.String(cell), err == nil
	}
	return ast.String(cell), true
}

// emit yields the payload with all rows, then the rows that were refused, which
// leave the kind undecided.
func (t *table) emit() error {
	payload := ast.NewObject()
	for _, p := range sorted(t.m.Set) {
		s, _ := t.schema.at(p)
		v, ok := t.value(t.m.Set[p], s, p)
		if !ok {
			return &raw.Fault{Code: raw.FaultType}
		}
		if v != nil {
			insert(payload, strings.Split(strings.TrimPrefix(p, "/"), "/"), v)
		}
	}
	if t.m.Rows == "" {
		if len(t.rows)+len(t.refused) != 1 {
			return &raw.Fault{Code: raw.FaultRecords}
		}
		for _, r := range t.rows {
			r.Value.(ast.Object).Foreach(func(k, v *raw.Term) { payload.Insert(k, v) })
		}
	} else {
		insert(payload, strings.Split(strings.TrimPrefix(t.m.Rows, "/"), "/"), ast.NewArray(t.rows...))
	}
	if len(t.refused) == 0 || t.m.Rows != "" {
		if err := t.s.Emit(raw.Draft{Kind: t.kind.Name, Payload: payload, Collector: CSV + " " + t.s.Opt.Path}); err != nil {
			return err
		}
	}
	for i, r := range t.refused {
		if i >= mostRefused {
			t.s.File.Records.Refused++
			continue
		}
		if err := t.s.RefuseRecord(t.kind.Name, "", r.line, r.what, r.remedy); err != nil {
			return err
		}
	}
	return nil
}

// bad is the fault of a table that cannot be read on.
func (t *table) bad(err error, r *csv.Reader) error {
	var fault *raw.Fault
	var syntax *csv.ParseError
	switch {
	case errors.As(err, &fault):
		return fault
	case err == io.EOF:
		return &raw.Fault{Code: raw.FaultEmpty}
	case errors.As(err, &syntax) && errors.Is(syntax.Err, csv.ErrFieldCount):
		return &raw.Fault{Code: raw.FaultCells, Line: syntax.Line}
	case errors.As(err, &syntax):
		return &raw.Fault{Code: raw.FaultSyntax, Line: syntax.Line, Column: syntax.Column}
	}
	return &raw.Fault{Code: raw.FaultRead}
}
