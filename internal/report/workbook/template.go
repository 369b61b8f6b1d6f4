package workbook

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/assay-compliance/assay/internal/problem"
)

// Template is a workbook of others that rows are written into.
type Template struct {
	At   problem.Place
	Data []byte
}

// Table is what is written below a row of headings of a template.
type Table struct {
	What  string // the rows, in words, for errors: open items
	Sheet string // a word of the name of the sheet
	Heads []Head
	Rows  int // how many there will be
	Each  func(put func([]Cell) error) error
}

// Head is a column by its heading. A column that is not required may be absent from the
// template while every cell of it is empty, or Idle.
type Head struct {
	Name     string
	Also     []string // other headings that mean the same
	Required bool
	Idle     string
}

// headRows is in how many rows the headings are looked for.
const headRows = 100

// active are the beginnings of names of parts that run, that fetch, or that would not
// be true any more: no report carries them.
var active = []struct{ begins, what string }{
	{"xl/vbaproject", "macros"}, {"xl/macrosheets/", "macros"}, {"xl/dialogsheets/", "macros"}, {"xl/activex/", "controls that run"},
	{"customui/", "macros"}, {"xl/externallinks/", "links to other workbooks"}, {"xl/connections.xml", "connections to data elsewhere"},
	{"xl/querytables/", "connections to data elsewhere"}, {"xl/embeddings/", "embedded files"}, {"xl/webextensions/", "web extensions"},
	{"_xmlsignatures/", "a signature, which would not hold any more"},
}

// openTemplate reads a template and refuses what no report may carry.
func openTemplate(t Template) (*archive, error) {
	if len(t.Data) > MaxTemplate {
		return nil, problem.New(t.At, fmt.Sprintf("the template has more than %d MiB", MaxTemplate>>20), "take out what is not needed")
	}
	a, err := openArchive(t.At, t.Data)
	if err != nil {
		return nil, err
	}
	for _, f := range a.list {
		name := strings.ToLower(f.Name)
		for _, one := range active {
			if strings.HasPrefix(name, one.begins) {
				return nil, a.refusal("the template has "+one.what+" ("+problem.Plain(f.Name)+")", "take them out, and save it as .xlsx")
			}
		}
		text, err := a.read(f.Name) // to its end: that every part is whole
		if err != nil {
			return nil, err
		}
		switch {
		case name == "[content_types].xml" && strings.Contains(strings.ToLower(string(text)), "macroenabled"):
			return nil, a.refusal("the template may have macros (.xlsm)", "save it as .xlsx")
		case strings.HasSuffix(name, ".rels"):
			if err := a.reaching(f.Name); err != nil {
				return nil, err
			}
		}
	}
	return a, nil
}

// reaching refuses relations that fetch something when the workbook is opened.
func (a *archive) reaching(name string) error {
	var r relations
	if err := a.decode(name, &r); err != nil {
		return err
	}
	for _, one := range r.List {
		if strings.EqualFold(one.Mode, "External") && !strings.HasSuffix(one.Kind, "/hyperlink") {
			return a.refusal("the template fetches something from elsewhere ("+problem.Plain(name)+")", "take it out: links that a person follows may stay")
		}
	}
	return nil
}

// plain is a heading, or the name of a sheet, as it is compared: its letters and digits,
// in lower case.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

// placed is where a table goes: the sheet, the first row below the headings, and the
// column of each heading, -1 for one that the template does not have.
type placed struct {
	*layout
	sheet   sheet
	first   int
	columns []int
	table   *Table
	dates   map[int]bool // styles that show a number as a date
}

// place finds the sheet and the headings of a table; nil where nothing is to be written
// and the template has no sheet for it.
func (a *archive) place(t *Table, list []sheet, shared []string) (*placed, error) {
	var names []string
	var found *placed
	for _, s := range list {
		names = append(names, problem.Plain(s.name))
		if found != nil || !strings.Contains(plain(s.name), plain(t.Sheet)) {
			continue
		}
		l, err := a.laidOut(s.part, shared)
		if err != nil {
			return nil, err
		}
		if p := (&placed{layout: l, sheet: s, table: t}); p.headed() {
			found = p
		}
	}
	switch {
	case found == nil && t.Rows == 0:
		return nil, nil
	case found == nil:
		return nil, a.refusal("no sheet of the template is for "+t.What+": none with "+fmt.Sprintf("%q", t.Sheet)+" in its name has the headings; it has "+strings.Join(names, ", "), "name the sheet so, with the headings in one of its first rows")
	}
	return found, a.fits(found)
}

// headed finds the row of headings: of the first rows that which has the most.
func (p *placed) headed() bool {
	best := 1 // fewer are no table
	for i := range p.rows {
		r := &p.rows[i]
		if r.number > headRows {
			break
		}
		columns := make([]int, len(p.table.Heads))
		n := 0
		for k := range p.table.Heads {
			columns[k] = r.column(&p.table.Heads[k])
			if columns[k] >= 0 {
				n++
			}
		}
		if n > best {
			best, p.columns, p.first = n, columns, r.number+1
		}
	}
	for _, m := range p.merges { // headings may be merged with rows below
		if m.top < p.first && m.bottom >= p.first && slices.ContainsFunc(p.columns, func(c int) bool { return c >= m.left && c <= m.right }) {
			p.first = m.bottom + 1
		}
	}
	return p.columns != nil
}

// column is where a heading stands in a row; -1 for nowhere.
func (r *rowAt) column(h *Head) int {
	for _, name := range append([]string{h.Name}, h.Also...) {
		for _, c := range r.cells {
			if c.filled && plain(c.text) == plain(name) {
				return c.column
			}
		}
	}
	return -1
}

// fits complains about headings that are missing, and about what stands where rows are
// to be written: nothing of a template is overwritten, and no row is hidden by a merge.
func (a *archive) fits(p *placed) error {
	var list problem.List
	at := a.at
	at.Pointer = p.sheet.name
	var missing []string
	for k, h := range p.table.Heads {
		if h.Required && p.columns[k] < 0 {
			missing = append(missing, fmt.Sprintf("%q", h.Name))
		}
	}
	if len(missing) > 0 {
		list.Add(at, "the template lacks the headings "+strings.Join(missing, ", "), "add each to the row of headings; case, spaces and line breaks do not matter")
	}
	last := p.first + max(p.table.Rows, 1) - 1
	if last > MaxRows {
		return tooMany(p.sheet.name)
	}
	ours := func(column int) bool { return slices.Contains(p.columns, column) }
	for _, m := range p.merges {
		for c := m.left; c <= m.right; c++ {
			if ours(c) && m.bottom >= p.first && m.top <= last && (m.left < m.right || m.top < m.bottom) {
				list.Add(at, fmt.Sprintf("cells are merged where %s go: %s%d to %s%d", p.table.What, columnName(m.left), m.top, columnName(m.right), m.bottom), "part them, or leave the rows below the headings free")
				break
			}
		}
	}
	for i := range p.rows {
		r := &p.rows[i]
		if r.number < p.first || r.number > last {
			continue
		}
		for _, c := range r.cells {
			if c.filled && ours(c.column) {
				list.Add(at, fmt.Sprintf("cell %s%d is not empty, and %s go there", columnName(c.column), r.number, p.table.What), "take out examples, and leave the rows below the headings free")
				break
			}
		}
		if list.Len() > 20 {
			break
		}
	}
	return list.Err()
}

// Fill writes a template with rows below its headings. All else of it stays: other
// cells, other sheets, styles, merges, validations. Its formulas are calculated anew
// when it is opened.
func Fill(w io.Writer, t Template, tables []Table, properties []Property) error {
	a, err := openTemplate(t)
	if err != nil {
		return err
	}
	list, book, err := a.sheets()
	if err != nil {
		return err
	}
	shared, err := a.sharedTexts(book)
	if err != nil {
		return err
	}
	dates, err := a.dateStyles(book)
	if err != nil {
		return err
	}
	var all problem.List
	places := map[string]*placed{}
	for i := range tables {
		p, err := a.place(&tables[i], list, shared)
		all.Join(t.At, err)
		if p == nil || err != nil {
			continue
		}
		p.dates = dates
		if places[strings.ToLower(p.sheet.part)] != nil {
			all.Add(t.At, "sheet "+problem.Plain(p.sheet.name)+" would take both "+tables[0].What+" and "+p.table.What, "give each a sheet of its own")
		}
		places[strings.ToLower(p.sheet.part)] = p
	}
	if err := all.Err(); err != nil {
		return err
	}
	return a.fill(w, book, places, properties)
}
