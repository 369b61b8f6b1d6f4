// Package workbook writes workbooks of spreadsheets (Office Open XML) row by row, and
// writes rows into a workbook that is there already. What it writes is the same bytes
// for the same cells. No cell is ever a formula or a link.
//
// Source: ECMA-376 parts 1 and 2.
package workbook

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/assay-compliance/assay/internal/problem"
)

// MaxRows is how many rows a sheet can have.
const MaxRows = 1_048_576

// maxName is how many characters the name of a sheet can have.
const maxName = 31

// Book is a workbook to be written.
type Book struct {
	Sheets     []Sheet
	Properties []Property
}

// Property is a property of the document as a whole, shown by spreadsheet programs
// among the custom ones.
type Property struct{ Name, Value string }

// Sheet is one of its sheets. Rows calls put for each row in order; an error of put is
// to be handed on.
type Sheet struct {
	Name    string
	Widths  []float64 // of the columns, in characters
	Head    int       // the row, from 1, that stays in sight with all above it; 0 for none
	Rows    func(put func(Row) error) error
	Choices []Choice
}

// Choice says which words a column may be changed to below the heading.
type Choice struct {
	Column int // from 0
	Words  []string
}

// Style is how a row looks.
type Style int

// The styles.
const (
	Plain   Style = iota
	Title         // of the sheet
	Note          // above the heading
	Heading       // of the columns
)

// Row is a row of cells from the first column on.
type Row struct {
	Style Style
	Cells []Cell
}

// Cell is a text, a day or a number. The zero Cell is empty.
type Cell struct {
	text   string
	number float64
	kind   kind
}

type kind byte

const (
	textual kind = iota
	numeric
	daily
)

// Text is a cell that holds a text as it is.
func Text(text string) Cell { return Cell{text: text} }

// Texts are cells of texts.
func Texts(texts ...string) []Cell {
	out := make([]Cell, len(texts))
	for i, t := range texts {
		out[i] = Text(t)
	}
	return out
}

// Number is a cell that holds a number.
func Number(n int) Cell { return Cell{number: float64(n), kind: numeric} }

// Day is a cell that holds the day of a time in UTC; empty for the zero time, and text
// for a day that spreadsheets do not count.
func Day(t time.Time) Cell {
	if t.IsZero() {
		return Cell{}
	}
	t = t.UTC()
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	if n := day.Sub(firstDay).Hours() / 24; n > 60 { // the year 1900 is counted wrong
		return Cell{text: t.Format(time.DateOnly), number: n, kind: daily}
	}
	return Text(t.Format(time.DateOnly))
}

// firstDay is the day that spreadsheets count from.
var firstDay = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

// Empty says whether a cell holds nothing.
func (c Cell) Empty() bool { return c.kind == textual && c.text == "" }

// Write writes a workbook, each sheet as its rows come.
func Write(w io.Writer, b Book) error {
	if err := b.check(); err != nil {
		return err
	}
	z := zip.NewWriter(w)
	for _, p := range b.parts() {
		if err := writePart(z, p.name, p.text); err != nil {
			return err
		}
	}
	for i := range b.Sheets {
		if err := b.Sheets[i].write(z, fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// check holds the names of sheets against what programs take.
func (b *Book) check() error {
	seen := map[string]bool{}
	for _, s := range b.Sheets {
		name := strings.ToLower(s.Name)
		if s.Name == "" || utf8.RuneCountInString(s.Name) > maxName || strings.ContainsAny(s.Name, `:\/?*[]`) || strings.HasPrefix(s.Name, "'") || strings.HasSuffix(s.Name, "'") || seen[name] {
			return fmt.Errorf("write workbook: %q cannot be the name of a sheet, or is that of two", s.Name)
		}
		seen[name] = true
	}
	return nil
}

// partTime is the time of every part: the first that a ZIP can tell.
var partTime = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// createPart begins a part.
func createPart(z *zip.Writer, name string) (io.Writer, error) {
	return z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: partTime})
}

func writePart(z *zip.Writer, name, text string) error {
	out, err := createPart(z, name)
	if err == nil {
		_, err = io.WriteString(out, text)
	}
	if err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// write writes a sheet.
func (s *Sheet) write(z *zip.Writer, name string) error {
	part, err := createPart(z, name)
	if err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	out := bufio.NewWriterSize(part, 1<<16)
	out.WriteString(declaration + `<worksheet xmlns="` + mainSpace + `"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0"`)
	if s.Head > 0 {
		fmt.Fprintf(out, `><pane ySplit="%d" topLeftCell="A%d" activePane="bottomLeft" state="frozen"/></sheetView>`, s.Head, s.Head+1)
	} else {
		out.WriteString(`/>`)
	}
	out.WriteString(`</sheetViews>`)
	for i, width := range s.Widths {
		if i == 0 {
			out.WriteString(`<cols>`)
		}
		fmt.Fprintf(out, `<col min="%d" max="%d" width="%g" customWidth="1"/>`, i+1, i+1, width)
		if i == len(s.Widths)-1 {
			out.WriteString(`</cols>`)
		}
	}
	out.WriteString(`<sheetData>`)
	rows := 0
	var line []byte
	err = s.Rows(func(r Row) error {
		if rows++; rows > MaxRows {
			return tooMany(s.Name)
		}
		line = appendRow(line[:0], rows, r, s.height(r))
		_, err := out.Write(line)
		return err
	})
	if err != nil {
		return err
	}
	out.WriteString(`</sheetData>`)
	s.after(out, rows)
	out.WriteString(`<pageSetup paperSize="8" orientation="landscape" fitToHeight="0"/></worksheet>`) // printed, a page is as wide as the sheet
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// after writes what stands behind the rows: a filter on the heading, and the choices.
func (s *Sheet) after(out *bufio.Writer, rows int) {
	if s.Head > 0 && rows > s.Head && len(s.Widths) > 0 {
		fmt.Fprintf(out, `<autoFilter ref="A%d:%s%d"/>`, s.Head, columnName(len(s.Widths)-1), rows)
	}
	if rows <= s.Head || len(s.Choices) == 0 {
		return
	}
	fmt.Fprintf(out, `<dataValidations count="%d">`, len(s.Choices))
	for _, c := range s.Choices {
		name := columnName(c.Column)
		fmt.Fprintf(out, `<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="%s%d:%s%d"><formula1>"%s"</formula1></dataValidation>`, name, s.Head+1, name, rows, strings.Join(c.Words, ","))
	}
	out.WriteString(`</dataValidations>`)
}

// tooMany says that a sheet cannot hold all rows: nothing is left out silently.
func tooMany(sheet string) error {
	return problem.New(problem.Place{}, fmt.Sprintf("sheet %q would have more than %d rows, which no spreadsheet program reads", sheet, MaxRows), "make the report of one framework, from its assessment-results.json, or use the csv report")
}

// A line of text is so many points high, and a row shows so many lines: the rest is
// seen in the cell.
const (
	lineHeight = 13
	mostLines  = 14
)

// height is how many points high a row is for its wrapped texts: not every program
// finds out when it opens a workbook.
func (s *Sheet) height(r Row) int {
	if r.Style != Plain && r.Style != Heading {
		return 0
	}
	most := 1
	for i, c := range r.Cells {
		if c.kind != textual || i >= len(s.Widths) || c.text == "" {
			continue
		}
		lines := 0
		for text := range strings.Lines(c.text) {
			if lines += 1 + int(float64(len(text)-1)/s.Widths[i]/1.15); lines >= mostLines {
				break
			}
		}
		most = max(most, min(lines, mostLines))
	}
	return most*lineHeight + 2
}

// appendRow appends a row of a sheet of ours; a height of 0 is left to the program.
func appendRow(to []byte, number int, r Row, height int) []byte {
	to = append(to, `<row r="`...)
	to = append(appendInt(to, number), '"')
	if height > 0 {
		to = append(appendInt(append(to, ` ht="`...), height), `" customHeight="1"`...)
	}
	to = append(to, '>')
	for i, c := range r.Cells {
		if c.Empty() {
			continue
		}
		style := 1 + int(r.Style)
		if c.kind == daily {
			style = styleDay
		}
		to = appendCell(to, "", i, number, style, c)
	}
	return append(to, `</row>`...)
}

// columnName is the letters of a column, from 0.
func columnName(i int) string {
	var out [3]byte
	at := len(out)
	for i++; i > 0 && at > 0; i /= 26 {
		i--
		at--
		out[at] = byte('A' + i%26)
	}
	return string(out[at:])
}
