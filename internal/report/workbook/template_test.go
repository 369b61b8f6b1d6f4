package workbook

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/assay-compliance/assay/internal/problem"
)

var heads = []Head{
	{Name: "POAM ID", Required: true}, {Name: "Weakness Name", Required: true}, {Name: "Original Detection Date", Required: true},
	{Name: "Vendor Dependency", Required: true}, {Name: "Comments"}, {Name: "Auto-Approve", Idle: "No"},
}

// table is n items for a sheet.
func table(what, sheet string, n int) Table {
	return Table{What: what, Sheet: sheet, Heads: heads, Rows: n, Each: func(put func([]Cell) error) error {
		for i := range n {
			if err := put([]Cell{Text("ID-" + string(rune('1'+i))), Text("=1+1 <x>"), Day(time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)), Text("No"), {}, Text("No")}); err != nil {
				return err
			}
		}
		return nil
	}}
}

// template is a workbook as a team has it: headings in the fifth row in other order and
// spelling, styles, merges, validations, formulas, other sheets.
func template(t testing.TB, change func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true}})
	must(err)
	format := "mm/dd/yyyy"
	date, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	must(err)
	must(f.SetSheetName("Sheet1", "Instructions"))
	must(f.SetCellFormula("Instructions", "B2", "COUNTA('Open POA&M Items'!A6:A1000)"))
	for _, name := range []string{"Open POA&M Items", "Closed POA&M Items"} {
		_, err := f.NewSheet(name)
		must(err)
		must(f.SetCellStr(name, "A1", "FedRAMP Plan of Action"))
		must(f.MergeCell(name, "A1", "D1"))
		must(f.SetSheetRow(name, "A5", &[]any{"weakness  name", "POAM\nID", "ours", "VENDOR DEPENDENCY", "Original Detection\r\nDate"}))
		must(f.SetCellStyle(name, "A5", "E5", bold))
		must(f.SetCellStyle(name, "A6", "B6", bold))
		must(f.SetCellStyle(name, "E6", "E9", date))
		must(f.SetCellFormula(name, "C6", "LEN(A6)"))
		must(f.SetCellStr(name, "C9", "kept"))
		must(f.SetCellStr(name, "A20", "a note below"))
		v := excelize.NewDataValidation(true)
		v.Sqref = "D6:D500"
		must(v.SetDropList([]string{"Yes", "No"}))
		must(f.AddDataValidation(name, v))
		must(f.SetColWidth(name, "A", "A", 41))
	}
	if change != nil {
		change(f)
	}
	out, err := f.WriteToBuffer()
	must(err)
	return out.Bytes()
}

func filled(data []byte, tables ...Table) ([]byte, error) {
	var out bytes.Buffer
	err := Fill(&out, Template{At: problem.Place{Path: "t.xlsx"}, Data: data}, tables, []Property{{"assay-report.001", "seal"}})
	return out.Bytes(), err
}

// Rows go below the headings, wherever these stand; everything else stays.
func TestFillATemplate(t *testing.T) {
	data := template(t, nil)
	got, err := filled(data, table("open items", "Open", 3), table("closed items", "Closed", 0))
	if err != nil {
		t.Fatal(err)
	}
	again, err := filled(data, table("open items", "Open", 3), table("closed items", "Closed", 0))
	if err != nil || !bytes.Equal(got, again) {
		t.Errorf("filled twice, it is not the same: %v", err)
	}
	was, f := opened(t, data), opened(t, got)
	const sheet = "Open POA&M Items"
	for cell, want := range map[string]string{
		"A1": "FedRAMP Plan of Action", "A6": "=1+1 <x>", "B6": "ID-1", "D6": "No", "E6": "11/20/2026", "B8": "ID-3", "E8": "11/20/2026", "C9": "kept", "A9": "", "A20": "a note below",
	} {
		if text := cellOf(t, f, sheet, cell); text != want {
			t.Errorf("%s is %q, want %q", cell, text, want)
		}
	}
	for _, cell := range []string{"A6", "B6", "D8"} {
		if formula, _ := f.GetCellFormula(sheet, cell); formula != "" {
			t.Errorf("%s has a formula", cell)
		}
	}
	if formula, _ := f.GetCellFormula(sheet, "C6"); formula != "LEN(A6)" {
		t.Errorf("the formula beside our cells is %q", formula)
	}
	if formula, _ := f.GetCellFormula("Instructions", "B2"); formula == "" {
		t.Error("a formula of another sheet is gone")
	}
	for _, name := range was.GetSheetList() {
		a, _ := was.GetMergeCells(name)
		b, _ := f.GetMergeCells(name)
		v, _ := was.GetDataValidations(name)
		w, _ := f.GetDataValidations(name)
		wide, _ := f.GetColWidth(name, "A")
		if len(a) != len(b) || len(v) != len(w) || len(w) > 0 && w[0].Sqref != v[0].Sqref || len(w) > 0 && wide != 41 {
			t.Errorf("%s: merges %v and %v, validations %v and %v, width %g", name, a, b, v, w, wide)
		}
	}
	for _, cell := range []string{"A5", "B7", "A8", "E9"} { // rows without cells look like the first
		model := map[string]string{"B7": "B6", "A8": "A6"}[cell]
		if model == "" {
			model = cell
		}
		a, _ := was.GetCellStyle(sheet, model)
		b, _ := f.GetCellStyle(sheet, cell)
		if a != b || a == 0 {
			t.Errorf("%s: style %d, and %d of the template", cell, b, a)
		}
	}
	if p := Properties(got); len(p) != 1 || p[0].Value != "seal" {
		t.Errorf("properties %+v", p)
	}
	if props, err := f.GetCalcProps(); err != nil || props.FullCalcOnLoad == nil || !*props.FullCalcOnLoad {
		t.Errorf("formulas are not calculated anew: %+v, %v", props, err)
	}
	if _, err := filled(got, table("open items", "Open", 1)); err == nil || !strings.Contains(err.Error(), "is not empty") {
		t.Errorf("filled again: %v", err)
	}
}

// Where there is nothing to write, the sheet is not needed; where there is, it is.
func TestASheetThatIsNotThere(t *testing.T) {
	data := template(t, func(f *excelize.File) { _ = f.DeleteSheet("Closed POA&M Items") })
	if _, err := filled(data, table("open items", "Open", 1), table("closed items", "Closed", 0)); err != nil {
		t.Error(err)
	}
	if _, err := filled(data, table("open items", "Open", 1), table("closed items", "Closed", 1)); err == nil || !strings.Contains(err.Error(), `no sheet of the template is for closed items: none with "Closed" in its name has the headings; it has Instructions, Open POA&M Items`) {
		t.Errorf("%v", err)
	}
}

// Nothing of a template is overwritten, nothing is lost, and each problem is named.
func TestTemplatesThatDoNotFit(t *testing.T) {
	const sheet = "Open POA&M Items"
	for name, row := range map[string]struct {
		change func(*excelize.File)
		want   string
	}{
		"a heading is missing":    {func(f *excelize.File) { _ = f.SetCellStr(sheet, "D5", "x") }, `t.xlsx#Open POA&M Items: the template lacks the headings "Vendor Dependency"`},
		"two are":                 {func(f *excelize.File) { _ = f.SetSheetRow(sheet, "D5", &[]any{"x", "y"}) }, `lacks the headings "Original Detection Date", "Vendor Dependency"`},
		"an example":              {func(f *excelize.File) { _ = f.SetCellStr(sheet, "B7", "ID-0") }, "cell B7 is not empty, and open items go there"},
		"a formula of theirs":     {func(f *excelize.File) { _ = f.SetCellFormula(sheet, "E7", "TODAY()") }, "cell E7 is not empty"},
		"merged cells":            {func(f *excelize.File) { _ = f.MergeCell(sheet, "A7", "C7") }, "cells are merged where open items go: A7 to C7"},
		"the headings go further": {func(f *excelize.File) { _ = f.MergeCell(sheet, "A5", "A6"); _ = f.SetCellStr(sheet, "B8", "x") }, "cell B8 is not empty"},
	} {
		if _, err := filled(template(t, row.change), table("open items", "Open", 2)); err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	lost := table("open items", "Open", 1)
	lost.Each = func(put func([]Cell) error) error {
		return put([]Cell{Text("ID"), {}, {}, {}, Text("a comment"), Text("No")})
	}
	if _, err := filled(template(t, nil), lost); err == nil || !strings.Contains(err.Error(), `the template has no heading "Comments", and there is something to write there`) {
		t.Errorf("a comment without a column: %v", err)
	}
	grown := table("open items", "Open", 2)
	grown.Rows = 1
	if _, err := filled(template(t, nil), grown); err == nil {
		t.Error("more rows than were told go in")
	}
}

// Headings that are merged with the row below have their rows below both.
func TestHeadingsOfTwoRows(t *testing.T) {
	got, err := filled(template(t, func(f *excelize.File) { _ = f.MergeCell("Open POA&M Items", "A5", "A6") }), table("open items", "Open", 1))
	if err != nil {
		t.Fatal(err)
	}
	if text := cellOf(t, opened(t, got), "Open POA&M Items", "B7"); text != "ID-1" {
		t.Errorf("B7 is %q", text)
	}
}

// repacked changes the parts of a workbook; one that is given and not there is added.
func repacked(t testing.TB, data []byte, change map[string]func(string) string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	done := map[string]bool{}
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(r)
		if c := change[f.Name]; c != nil {
			text, done[f.Name] = []byte(c(string(text))), true
		}
		w, _ := z.Create(f.Name)
		_, _ = w.Write(text)
	}
	for name, c := range change {
		if !done[name] {
			w, _ := z.Create(name)
			_, _ = w.Write([]byte(c("")))
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A template is read as what anybody may have sent.
func TestHostileTemplates(t *testing.T) {
	good := template(t, nil)
	text := func(s string) func(string) string { return func(string) string { return s } }
	replace := func(a, b string) func(string) string {
		return func(s string) string {
			if !strings.Contains(s, a) {
				t.Errorf("no %s to replace", a)
			}
			return strings.Replace(s, a, b, 1)
		}
	}
	const open = "xl/worksheets/sheet2.xml"
	for name, row := range map[string]struct {
		data []byte
		want string
	}{
		"nothing":          {nil, "this is no workbook"},
		"text":             {[]byte("POAM ID"), "this is no workbook"},
		"cut":              {good[:len(good)/2], "this is no workbook"},
		"too large":        {make([]byte, MaxTemplate+1), "more than 32 MiB"},
		"macros":           {repacked(t, good, map[string]func(string) string{"xl/vbaProject.bin": text("x")}), "the template has macros (xl/vbaProject.bin)"},
		"by its type":      {repacked(t, good, map[string]func(string) string{"[Content_Types].xml": replace("spreadsheetml.sheet.main+xml", "sheet.macroEnabled.main+xml")}), "may have macros (.xlsm)"},
		"other workbooks":  {repacked(t, good, map[string]func(string) string{"xl/externalLinks/externalLink1.xml": text("<x/>")}), "links to other workbooks"},
		"queries":          {repacked(t, good, map[string]func(string) string{"xl/connections.xml": text("<x/>")}), "connections to data elsewhere"},
		"a far picture":    {repacked(t, good, map[string]func(string) string{"xl/worksheets/_rels/sheet2.xml.rels": text(`<Relationships><Relationship Id="a" Type="x/image" Target="http://x" TargetMode="External"/></Relationships>`)}), "fetches something from elsewhere"},
		"entities":         {repacked(t, good, map[string]func(string) string{open: replace("<worksheet", `<!DOCTYPE x [<!ENTITY a "b">]><worksheet`)}), "is not what it should be"},
		"no XML":           {repacked(t, good, map[string]func(string) string{open: text("<worksheet")}), "is not what it should be"},
		"another root":     {repacked(t, good, map[string]func(string) string{open: text("<x/>")}), "is not what it should be"},
		"two areas":        {repacked(t, good, map[string]func(string) string{open: replace("</sheetData>", "</sheetData><sheetData/>")}), "is not what it should be"},
		"no numbers":       {repacked(t, good, map[string]func(string) string{open: replace(`<row r="1"`, `<row`)}), "is not what it should be"},
		"rows out of turn": {repacked(t, good, map[string]func(string) string{open: replace(`<row r="1"`, `<row r="9"`)}), "is not what it should be"},
		"no workbook":      {repacked(t, good, map[string]func(string) string{"_rels/.rels": text("<Relationships></Relationships>")}), "this is no workbook"},
		"a bomb":           {bomb(t), "more than 256 MiB"},
		"many parts":       {crowd(t), "more than 4096 parts"},
		"a report": {repacked(t, good, map[string]func(string) string{
			"docProps/custom.xml": text(`<Properties><property pid="2" name="assay-report.001"><lpwstr>x</lpwstr></property></Properties>`),
			"_rels/.rels":         replace("</Relationships>", `<Relationship Id="q" Type="`+customKind+`" Target="docProps/custom.xml"/></Relationships>`),
		}), "the template is itself a report"},
	} {
		if _, err := filled(row.data, table("open items", "Open", 2)); err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := filled(repacked(t, good, map[string]func(string) string{"xl/worksheets/_rels/sheet2.xml.rels": text(`<Relationships><Relationship Id="a" Type="x/hyperlink" Target="http://x" TargetMode="External"/></Relationships>`)}), table("open items", "Open", 1)); err != nil {
		t.Errorf("a link that a person follows: %v", err)
	}
}

// bomb is a small file that unpacks to more than is read.
func bomb(t testing.TB) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	w, err := z.Create("xl/a.xml")
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range 257 {
		_, _ = w.Write(zeros)
	}
	_ = z.Close()
	return out.Bytes()
}

func crowd(t testing.TB) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := range maxParts + 1 {
		if _, err := z.Create(strings.Repeat("a", i%100+1) + columnName(i)); err != nil {
			t.Fatal(err)
		}
	}
	_ = z.Close()
	return out.Bytes()
}

// Sheets as other programs write them: names of elements with a prefix, an area without
// rows, rows without cells, hidden rows.
func TestOtherFormsOfSheets(t *testing.T) {
	const before = `<x:worksheet xmlns:x="` + mainSpace + `"><x:dimension ref="A1:E5"/>`
	row := `<x:row r="5">`
	for i, h := range []string{"POAM ID", "Weakness Name", "Original Detection Date", "Vendor Dependency"} {
		row += `<x:c r="` + columnName(i) + `5" t="inlineStr"><x:is><x:r><x:t>` + h[:3] + `</x:t></x:r><x:r><x:t>` + h[3:] + `</x:t></x:r></x:is></x:c>`
	}
	row += `</x:row>`
	for name, rest := range map[string]string{
		"nothing below": `<x:sheetData>` + row + `</x:sheetData></x:worksheet>`,
		"empty rows":    `<x:sheetData>` + row + `<x:row r="6" spans="1:1" hidden="1"/><x:row r="7" hidden='1'></x:row><x:row r="30" hidden="1"/></x:sheetData></x:worksheet>`,
	} {
		data := repacked(t, template(t, nil), map[string]func(string) string{"xl/worksheets/sheet2.xml": func(string) string { return before + rest }})
		got, err := filled(data, table("open items", "Open", 3))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		lines, err := Lines(got)
		if err != nil || !strings.Contains(string(lines), "Open POA&M Items!A8: ID-3\n") || !strings.Contains(string(lines), "!C6: 2026-11-20\n") {
			t.Errorf("%s: %s, %v", name, lines, err)
		}
		f := opened(t, got)
		for _, n := range []int{6, 7, 8} {
			if shown, err := f.GetRowVisible("Open POA&M Items", n); !shown || err != nil {
				t.Errorf("%s: row %d is hidden", name, n)
			}
		}
		if ref, _ := f.GetSheetDimension("Open POA&M Items"); ref != "A1:E8" {
			t.Errorf("%s: the used area is %s", name, ref)
		}
	}
}

// Whatever a template is, it is refused, or what comes out can be read and has the rows.
func FuzzFill(f *testing.F) {
	good := template(f, nil)
	sheet := func(t testing.TB, text string) []byte {
		return repacked(t, good, map[string]func(string) string{"xl/worksheets/sheet2.xml": func(string) string { return text }})
	}
	a, err := openArchive(problem.Place{}, good)
	if err != nil {
		f.Fatal(err)
	}
	text, err := a.read("xl/worksheets/sheet2.xml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text), true)
	f.Add(string(good), false)
	f.Add(strings.Replace(string(text), "<sheetData>", "<sheetData><row r=\"2\"/>", 1), true)
	f.Fuzz(func(t *testing.T, in string, inside bool) {
		data := []byte(in)
		if inside {
			data = sheet(t, in)
		}
		got, err := filled(data, table("open items", "Open", 3))
		if err != nil {
			return
		}
		lines, err := Lines(got)
		if err != nil {
			t.Fatalf("what comes out cannot be read: %v", err)
		}
		found := 0
		for line := range strings.Lines(string(lines)) {
			if slices.ContainsFunc([]string{": ID-1\n", ": ID-2\n", ": ID-3\n"}, func(end string) bool { return strings.HasSuffix(line, end) }) {
				found++
			}
		}
		if found < 3 {
			t.Errorf("%d of 3 rows are in %s", found, lines)
		}
	})
}
