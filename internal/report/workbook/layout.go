package workbook

import (
	"bytes"
	"encoding/xml"
	"io"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/problem"
)

// layout is where in the text of a sheet its rows and cells stand.
type layout struct {
	text      []byte
	prefix    string // of the names of elements, with its colon
	data      span   // of the element sheetData
	inner     span   // of its content; empty where it has none
	dimension span   // of the start of the element that tells the used area
	rows      []rowAt
	merges    []area
}

// span is a range of bytes.
type span struct{ start, end int }

// rowAt is a row: the element, and its content, which is empty for one without cells.
type rowAt struct {
	number int
	all    span
	inner  span
	cells  []cellAt
}

// cellAt is a cell; filled says that it holds anything at all.
type cellAt struct {
	column int
	all    span
	style  int
	text   string
	filled bool
}

// area is a range of cells, columns from 0 and rows from 1, both ends in it.
type area struct{ left, top, right, bottom int }

// laidOut reads a sheet. It is refused where its rows or cells do not say which they
// are, which programs may leave out and none does.
func (a *archive) laidOut(name string, shared []string) (*layout, error) {
	text, err := a.read(name)
	if err != nil {
		return nil, err
	}
	l := &layoutReader{layout: layout{text: text}, d: xml.NewDecoder(bytes.NewReader(text)), shared: shared}
	if !l.read() || l.data.end == 0 {
		return nil, a.broken(name)
	}
	return &l.layout, nil
}

// layoutReader reads a layout from tokens.
type layoutReader struct {
	layout
	d        *xml.Decoder
	shared   []string
	at       []string // names of the elements that are open
	kind     string   // of the cell that is open
	value    strings.Builder
	in, keep bool // a cell is open; the text here is of its value
}

// read reads to the end; false for what is no sheet.
func (l *layoutReader) read() bool {
	for {
		start := int(l.d.InputOffset())
		token, err := l.d.Token()
		if err == io.EOF {
			return len(l.at) == 0
		}
		if err != nil {
			return false
		}
		end := int(l.d.InputOffset())
		switch t := token.(type) {
		case xml.Directive:
			return false
		case xml.StartElement:
			if !l.open(t, span{start, end}) {
				return false
			}
			l.at = append(l.at, t.Name.Local)
		case xml.EndElement:
			l.at = l.at[:len(l.at)-1]
			l.close(t.Name.Local, span{start, end})
		case xml.CharData:
			if l.keep {
				l.value.Write(t)
			}
		}
	}
}

// open takes note of the start of an element.
func (l *layoutReader) open(t xml.StartElement, tag span) bool {
	if len(l.at) == 0 {
		name := string(l.text[tag.start+1 : tag.end])
		if i := strings.IndexAny(name, ": \t\r\n/>"); i >= 0 && name[i] == ':' {
			l.prefix = name[:i+1]
		}
		return t.Name.Local == "worksheet" && (t.Name.Space == mainSpace || t.Name.Space == strictSpace)
	}
	switch path := strings.Join(l.at[1:], "/"); {
	case path == "" && t.Name.Local == "dimension":
		l.dimension = tag
	case path == "" && t.Name.Local == "sheetData":
		if l.data.end > 0 {
			return false
		}
		l.data, l.inner = tag, span{tag.end, tag.end}
	case path == "mergeCells" && t.Name.Local == "mergeCell":
		m, ok := areaNamed(attribute(t, "ref"))
		if !ok {
			return false
		}
		l.merges = append(l.merges, m)
	case path == "sheetData" && t.Name.Local == "row":
		n, err := strconv.Atoi(attribute(t, "r"))
		if err != nil || n < 1 || n > MaxRows || len(l.rows) > 0 && n <= l.rows[len(l.rows)-1].number {
			return false
		}
		l.rows = append(l.rows, rowAt{number: n, all: tag, inner: span{tag.end, tag.end}})
	case path == "sheetData/row" && t.Name.Local == "c":
		return l.cell(t, tag)
	case l.in:
		switch t.Name.Local {
		case "f", "v", "is":
			l.last().filled = true
		}
		l.keep = t.Name.Local == "v" || t.Name.Local == "t"
	}
	return true
}

// cell takes note of the start of a cell.
func (l *layoutReader) cell(t xml.StartElement, tag span) bool {
	row := &l.rows[len(l.rows)-1]
	column, number, ok := cellNamed(attribute(t, "r"))
	if !ok || number != row.number || len(row.cells) > 0 && column <= row.cells[len(row.cells)-1].column {
		return false
	}
	style, err := strconv.Atoi(attribute(t, "s"))
	if err != nil {
		style = 0
	}
	row.cells = append(row.cells, cellAt{column: column, all: tag, style: style})
	l.in, l.keep, l.kind = true, false, attribute(t, "t")
	l.value.Reset()
	return true
}

// close takes note of the end of an element.
func (l *layoutReader) close(name string, tag span) {
	l.keep = false
	switch path := strings.Join(l.at[min(1, len(l.at)):], "/"); {
	case path == "" && name == "sheetData" && l.data.end > 0:
		l.data.end = tag.end
		l.inner.end = max(l.inner.start, tag.start)
	case path == "sheetData" && name == "row":
		row := &l.rows[len(l.rows)-1]
		row.all.end = tag.end
		row.inner.end = max(row.inner.start, tag.start)
	case path == "sheetData/row" && name == "c":
		c := l.last()
		c.all.end, l.in = tag.end, false
		c.text = unescape(l.value.String())
		if l.kind == "s" {
			c.text = ""
			if n, err := strconv.Atoi(strings.TrimSpace(l.value.String())); err == nil && n >= 0 && n < len(l.shared) {
				c.text = l.shared[n]
			}
		}
	}
}

// last is the cell that is open.
func (l *layoutReader) last() *cellAt {
	row := &l.rows[len(l.rows)-1]
	return &row.cells[len(row.cells)-1]
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// maxColumns is how many columns a sheet can have.
const maxColumns = 16_384

// cellNamed reads the name of a cell, as AE6.
func cellNamed(name string) (column, row int, ok bool) {
	i := 0
	for ; i < len(name) && i < 4 && name[i] >= 'A' && name[i] <= 'Z'; i++ {
		column = column*26 + int(name[i]-'A') + 1
	}
	row, err := strconv.Atoi(name[i:])
	return column - 1, row, err == nil && i > 0 && column <= maxColumns && row >= 1 && row <= MaxRows && name[i] >= '1' && name[i] <= '9'
}

// areaNamed reads the name of a range of cells, as A1:B2 or A1.
func areaNamed(name string) (out area, ok bool) {
	from, to, pair := strings.Cut(name, ":")
	if !pair {
		to = from
	}
	var a, b bool
	out.left, out.top, a = cellNamed(strings.ReplaceAll(from, "$", ""))
	out.right, out.bottom, b = cellNamed(strings.ReplaceAll(to, "$", ""))
	return out, a && b && out.left <= out.right && out.top <= out.bottom
}

// Lines gives the texts of a workbook, a line for each cell that holds any: its sheet,
// its name and its text; and a line for each custom property.
func Lines(data []byte) ([]byte, error) {
	a, err := openArchive(problem.Place{}, data)
	if err != nil {
		return nil, err
	}
	list, book, err := a.sheets()
	if err != nil {
		return nil, err
	}
	shared, err := a.sharedTexts(book)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	for _, s := range list {
		l, err := a.laidOut(s.part, shared)
		if err != nil {
			return nil, err
		}
		for _, r := range l.rows {
			for _, c := range r.cells {
				if c.filled {
					out.WriteString(s.name + "!" + columnName(c.column) + strconv.Itoa(r.number) + ": " + strings.ReplaceAll(c.text, "\n", `\n`) + "\n")
				}
			}
		}
	}
	for _, p := range Properties(data) {
		out.WriteString("property " + p.Name + ": " + p.Value + "\n")
	}
	return out.Bytes(), nil
}
