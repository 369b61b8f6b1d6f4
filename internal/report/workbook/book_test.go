package workbook

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// few is a workbook of two sheets with each kind of cell.
func few() Book {
	return Book{
		Properties: []Property{{"assay-report.001", `{"a":"<&>"}`}, {"assay-report.002", "é"}},
		Sheets: []Sheet{
			{Name: "Open POA&M Items", Widths: []float64{10, 20, 12}, Head: 2, Choices: []Choice{{Column: 1, Words: []string{"Yes", "No"}}}, Rows: func(put func(Row) error) error {
				for _, r := range []Row{
					{Style: Title, Cells: Texts("A <title> & more")},
					{Style: Heading, Cells: Texts("one", "two", "three")},
					{Cells: []Cell{Text("first\nsecond"), {}, Day(time.Date(2026, 11, 20, 23, 0, 0, 0, time.UTC))}},
					{Cells: []Cell{Number(-3), Text("_x003D_1+1 _x41 \x00\ufffe\xff"), Day(time.Time{})}},
				} {
					if err := put(r); err != nil {
						return err
					}
				}
				return nil
			}},
			{Name: "Empty", Rows: func(func(Row) error) error { return nil }},
		},
	}
}

func written(t testing.TB, b Book) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, b); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func opened(t testing.TB, data []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func cellOf(t testing.TB, f *excelize.File, sheet, cell string) string {
	t.Helper()
	text, err := f.GetCellValue(sheet, cell)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Another reader reads the same cells, of the same types, and the same file comes out.
func TestAnotherReaderReadsIt(t *testing.T) {
	data := written(t, few())
	if !bytes.Equal(data, written(t, few())) {
		t.Error("written twice, it is not the same")
	}
	f := opened(t, data)
	if got := strings.Join(f.GetSheetList(), "|"); got != "Open POA&M Items|Empty" {
		t.Errorf("sheets %s", got)
	}
	const sheet = "Open POA&M Items"
	for cell, want := range map[string]string{
		"A1": "A <title> & more", "B2": "two", "A3": "first\nsecond", "B3": "", "C3": "2026-11-20", "A4": "-3", "B4": "_x003D_1+1 _x41 \ufffd\ufffd\ufffd", "C4": "",
	} {
		if got := cellOf(t, f, sheet, cell); got != want {
			t.Errorf("%s is %q, want %q", cell, got, want)
		}
		if formula, err := f.GetCellFormula(sheet, cell); formula != "" || err != nil {
			t.Errorf("%s has the formula %q, %v", cell, formula, err)
		}
	}
	if kind, err := f.GetCellType(sheet, "B4"); kind != excelize.CellTypeInlineString || err != nil {
		t.Errorf("a text is of type %v, %v", kind, err)
	}
	v, err := f.GetDataValidations(sheet)
	if err != nil || len(v) != 1 || v[0].Sqref != "B3:B4" || v[0].Formula1 != `"Yes,No"` {
		t.Errorf("validations %+v, %v", v, err)
	}
	if got := Properties(data); len(got) != 2 || got[0].Value != `{"a":"<&>"}` || got[1].Value != "é" {
		t.Errorf("properties %+v", got)
	}
	lines, err := Lines(data)
	if err != nil || !strings.Contains(string(lines), `Open POA&M Items!A3: first\nsecond`+"\n") {
		t.Errorf("lines %s, %v", lines, err)
	}
}

func TestColumnNames(t *testing.T) {
	for n, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 30: "AE", 701: "ZZ", 702: "AAA", 16383: "XFD"} {
		if got := columnName(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
		if c, r, ok := cellNamed(want + "7"); c != n || r != 7 || !ok {
			t.Errorf("%s7: %d %d %v", want, c, r, ok)
		}
	}
	for _, bad := range []string{"", "A", "7", "A0", "A07", "XFE1", "AAAA1", "a1", "A-1", "A1048577", "A1.5", "A+1"} {
		if _, _, ok := cellNamed(bad); ok {
			t.Errorf("%q is a cell", bad)
		}
	}
}

// A text that is too long is cut so that it says so, and no character is cut in two.
func TestLongTextsAreCutWithANote(t *testing.T) {
	for name, row := range map[string]struct {
		text string
		cut  bool
	}{
		"short": {"x", false}, "as long as can be": {strings.Repeat("é", MaxText), false}, "one more": {strings.Repeat("é", MaxText+1), true},
		"wide": {strings.Repeat("😀", MaxText/2), false}, "too wide": {strings.Repeat("😀", MaxText/2+1), true},
	} {
		got := Cut(row.text)
		units := 0
		for _, r := range got {
			if units++; r > 0xffff {
				units++
			}
		}
		if units > MaxText || strings.Contains(got, "[cut here") != row.cut || strings.Contains(got, "\ufffd") {
			t.Errorf("%s: %d characters, cut %v", name, units, strings.Contains(got, "[cut here"))
		}
	}
	if got := Cut(strings.Repeat("x", 40_000)); !strings.Contains(got, fmt.Sprintf("%d more characters", 40_000-(MaxText-cutRoom))) {
		t.Errorf("the note is %q", got[len(got)-100:])
	}
}

// More rows than a sheet can hold are an error, never a loss.
func TestTooManyRowsAreAnError(t *testing.T) {
	n := 0
	b := Book{Sheets: []Sheet{{Name: "x", Rows: func(put func(Row) error) error {
		for ; ; n++ {
			if err := put(Row{}); err != nil {
				return err
			}
		}
	}}}}
	if err := Write(io.Discard, b); err == nil || !strings.Contains(err.Error(), "more than 1048576 rows") || n != MaxRows {
		t.Errorf("after %d rows: %v", n, err)
	}
}

func TestNamesOfSheets(t *testing.T) {
	for _, bad := range []string{"", "a/b", "a:b", "[x]", "'x", strings.Repeat("x", 32)} {
		if err := Write(io.Discard, Book{Sheets: []Sheet{{Name: bad}}}); err == nil {
			t.Errorf("%q is the name of a sheet", bad)
		}
	}
	if err := Write(io.Discard, Book{Sheets: []Sheet{few().Sheets[1], {Name: "EMPTY"}}}); err == nil {
		t.Error("two sheets have one name")
	}
}

var errHere = errors.New("here")

type stuck struct{ left int }

func (s *stuck) Write(p []byte) (int, error) {
	if s.left -= len(p); s.left < 0 {
		return 0, errHere
	}
	return len(p), nil
}

// What cannot be read, or written, ends it with that error.
func TestErrorsAreHandedOn(t *testing.T) {
	data := written(t, few())
	for n := range len(data) {
		if err := Write(&stuck{n}, few()); !errors.Is(err, errHere) {
			t.Fatalf("a pipe that breaks after %d bytes gives %v", n, err)
		}
	}
	if err := Write(io.Discard, Book{Sheets: []Sheet{{Name: "x", Rows: func(func(Row) error) error { return errHere }}}}); !errors.Is(err, errHere) {
		t.Errorf("rows that cannot be read give %v", err)
	}
}

// A sheet is written as its rows come: a hundred times the rows take no more memory.
//
// Measured on two cores with others at work: 5,000 rows of 31 cells 95 ms, 100,000 2.6 s.
// excelize 2.10.1 on the same cells: streaming 310 ms and 7.7 s with 240 MiB, cell by
// cell 930 ms (5,000 rows).
func TestMemoryDoesNotGrowWithRows(t *testing.T) {
	most := func(rows int) uint64 {
		runtime.GC()
		var before, now runtime.MemStats
		runtime.ReadMemStats(&before)
		top := uint64(0)
		cells := Texts(strings.Fields(strings.Repeat("text ", 31))...)
		err := Write(io.Discard, Book{Sheets: []Sheet{{Name: "x", Rows: func(put func(Row) error) error {
			for i := range rows {
				if err := put(Row{Cells: cells}); err != nil {
					return err
				}
				if i%(rows/4) == rows/4-1 {
					runtime.GC()
					runtime.ReadMemStats(&now)
					top = max(top, now.HeapAlloc-min(now.HeapAlloc, before.HeapAlloc))
				}
			}
			return nil
		}}}})
		if err != nil {
			t.Fatal(err)
		}
		return top
	}
	if n := most(20_000); n > 16<<20 {
		t.Errorf("20,000 rows take %d bytes", n)
	}
}

func BenchmarkWrite(b *testing.B) {
	for _, rows := range []int{5_000, 100_000} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			for b.Loop() {
				err := Write(io.Discard, Book{Sheets: []Sheet{{Name: "x", Rows: func(put func(Row) error) error {
					cells := make([]Cell, 31)
					for r := range rows {
						for c := range cells {
							cells[c] = Text(fmt.Sprintf("text %d %d <of> the cell", r, c))
						}
						if err := put(Row{Cells: cells}); err != nil {
							return err
						}
					}
					return nil
				}}}})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
