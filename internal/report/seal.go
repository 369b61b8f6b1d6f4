package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/assay-compliance/assay/internal/report/workbook"
)

// Seal says what a report was made from and how, so that it can be made again and
// compared. Every report that is kept carries one.
type Seal struct {
	Format   string `json:"format,omitempty"`
	Version  string `json:"assay-version,omitempty"`
	System   string `json:"system-id,omitempty"`
	AsOf     string `json:"as-of,omitempty"`
	Gate     string `json:"gate,omitempty"`
	Ratchet  string `json:"ratchet,omitempty"` // where it was given by flag
	Personal bool   `json:"ids-of-persons,omitempty"`
	Template string `json:"template-sha256,omitempty"` // of the workbook that rows were written into
	Files    []File `json:"files"`
	History  []File `json:"history,omitempty"` // of earlier runs, whose trend it draws; by time, framework and name
}

// File is a document that a report was made from. Of a framework the first is its
// assessment results.
type File struct {
	Framework string `json:"framework"`
	Path      string `json:"path"` // in the results directory
	Digest    string `json:"sha256"`
}

// results is the document that a framework's verdicts were read from; the zero
// File where that is not known.
func (in Input) results(framework string) File {
	for _, f := range in.Files {
		if f.Framework == framework {
			return f
		}
	}
	return File{}
}

// sealName is what a seal is called where a form has names for its parts, and
// sealMark begins the line of a seal in text.
const (
	sealName = "assay-report"
	sealMark = sealName + ": "
)

// seal is what a report in a form has to carry.
func (in Input) seal(format string) Seal {
	s := Seal{Format: format, Version: in.Version, System: in.System, AsOf: in.asOf(), Gate: in.Decision.Gate, Ratchet: in.Ratchet, Personal: in.Personal, Files: append([]File{}, in.MadeFrom(format)...), History: in.Before(format)}
	if format == formatXLSX && in.Template != nil {
		s.Template = in.Template.Digest
	}
	return s
}

// Trends says whether a form draws what became of the results over time.
func (f Format) Trends() bool { return slices.Contains(trending, f.Name) }

// trending are the forms that draw a trend.
var trending = []string{formatJSON, "html"}

// Before lists the documents of earlier runs that a form is made from.
func (in Input) Before(form string) []File {
	if !slices.Contains(trending, form) {
		return nil
	}
	return in.History
}

// MadeFrom lists the documents that a form is made from: the table of findings of the
// assessment results alone, a document of FedRAMP and a template of one framework, any
// other of all.
func (in Input) MadeFrom(form string) []File {
	only := ""
	switch form {
	case formatCSV:
	case formatXLSX:
		if in.Template == nil {
			return in.Files
		}
		if r, err := in.templated(); err == nil {
			only = r.Scope.Framework.ID
		}
	case formatFedRAMPRecord, formatFedRAMPVulnerabilities, formatFedRAMPAccepted, formatFedRAMPActivity, formatFedRAMPOngoing:
		if r, _ := in.certified(); r != nil {
			only = r.Scope.Framework.ID
		}
	default:
		return in.Files
	}
	var out []File
	for i, f := range in.Files {
		switch again := i > 0 && in.Files[i-1].Framework == f.Framework; {
		case form == formatCSV && again, only != "" && f.Framework != only:
			continue
		}
		out = append(out, f)
	}
	return out
}

// asOf is the time of the assessment as every report writes it.
func (in Input) asOf() string { return in.AsOf.UTC().Format("2006-01-02T15:04:05Z") }

// MarshalJSON writes a seal as one line in which stands neither < nor > nor two
// hyphens in a row, so that it can be a comment of HTML or XML, and nothing that is
// not seen.
func (s Seal) MarshalJSON() ([]byte, error) {
	type plain Seal
	text, err := json.Marshal(plain(s)) // which writes < and > as \u003c and \u003e
	if err != nil {
		return nil, err
	}
	var out strings.Builder
	for _, r := range strings.ReplaceAll(string(text), "--", `-\u002d`) {
		switch {
		case !hidden(r):
			out.WriteRune(r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&out, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&out, `\u%04x`, r)
		}
	}
	return []byte(out.String()), nil
}

// String is the seal as JSON on one line.
func (s Seal) String() string {
	text, err := s.MarshalJSON()
	if err != nil { // it holds texts and truth values alone
		return "{}"
	}
	return string(text)
}

// Comment is the seal as a comment of HTML, which Markdown has too.
func (s Seal) Comment() string { return "<!-- " + sealMark + s.String() + " -->" }

// ReadSeal finds the seal of a report in whatever form it is; ok is false for a
// text that carries none.
func ReadSeal(text []byte) (s Seal, ok bool) {
	for _, read := range []func([]byte) (Seal, bool){sealInWorkbook, sealInJSON, sealInXML, sealInTable, sealInText} {
		if s, ok = read(text); ok {
			return s, true
		}
	}
	return Seal{}, false
}

// sealInWorkbook puts together the custom properties of a workbook that hold it.
func sealInWorkbook(text []byte) (Seal, bool) {
	var seal strings.Builder
	for _, p := range workbook.Properties(text) {
		if strings.HasPrefix(p.Name, sealName+".") {
			seal.WriteString(p.Value)
		}
	}
	return parseSeal(seal.String())
}

// sealInJSON reads the seal of the JSON report, and of SARIF.
func sealInJSON(text []byte) (Seal, bool) {
	var doc struct {
		MadeFrom *Seal `json:"made-from"`
		Runs     []struct {
			Properties struct {
				Seal *Seal `json:"assay-report"`
			} `json:"properties"`
		} `json:"runs"`
	}
	if json.Unmarshal(text, &doc) != nil {
		return Seal{}, false
	}
	if doc.MadeFrom == nil && len(doc.Runs) == 1 {
		doc.MadeFrom = doc.Runs[0].Properties.Seal
	}
	if doc.MadeFrom == nil {
		return Seal{}, false
	}
	return *doc.MadeFrom, true
}

// sealInXML reads the property of the first test suite.
func sealInXML(text []byte) (Seal, bool) {
	if !bytes.HasPrefix(text, []byte("<?xml")) {
		return Seal{}, false
	}
	for d := xml.NewDecoder(bytes.NewReader(text)); ; {
		token, err := d.Token()
		if err != nil {
			return Seal{}, false
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "property" {
			continue
		}
		attrs := map[string]string{}
		for _, a := range start.Attr {
			attrs[a.Name.Local] = a.Value
		}
		if attrs["name"] == sealName {
			return parseSeal(attrs["value"])
		}
	}
}

// sealInTable puts together what the rows of the table of findings say of it.
func sealInTable(text []byte) (Seal, bool) {
	if !utf8.Valid(text) {
		return Seal{}, false
	}
	in := csv.NewReader(bytes.NewReader(text))
	at := map[string]int{}
	s := Seal{Format: formatCSV, Files: []File{}}
	for first := true; ; first = false {
		row, err := in.Read()
		if err == io.EOF {
			return s, len(s.Files) > 0
		}
		if err != nil {
			return Seal{}, false
		}
		if first {
			for i, name := range row {
				at[name] = i
			}
			for _, name := range tableHeads {
				if _, ok := at[name]; !ok {
					return Seal{}, false
				}
			}
			continue
		}
		f := File{unquoted(row[at["framework"]]), unquoted(row[at["results"]]), row[at["results_sha256"]]}
		if n := len(s.Files); f.Path == "" || n > 0 && s.Files[n-1] == f {
			continue
		}
		s.System, s.AsOf, s.Personal = unquoted(row[at["system"]]), row[at["as_of"]], row[at["persons"]] == personsByID
		s.Files = append(s.Files, f)
	}
}

// sealInText reads the last line that is a seal, alone, as a comment of HTML or behind
// a number sign: text of other people never makes a line.
func sealInText(text []byte) (Seal, bool) {
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	for i := len(lines) - 1; i >= 0; i-- {
		line := strings.TrimSpace(lines[i])
		if inner, ok := strings.CutPrefix(line, "<!-- "); ok {
			line = strings.TrimSuffix(inner, " -->")
		}
		line = strings.TrimPrefix(line, "# ")
		if inner, ok := strings.CutPrefix(line, sealMark); ok {
			return parseSeal(inner)
		}
	}
	return Seal{}, false
}

func parseSeal(text string) (s Seal, ok bool) {
	err := json.Unmarshal([]byte(text), &s)
	return s, err == nil
}

// Difference is where two texts first differ.
type Difference struct {
	Line          int    // from 1
	Column        int    // character, from 1
	Has, Expected string // the line of each, from shortly before; empty where it ended
}

// around is how many characters of a line before and after a difference are told.
const around = 60

// FirstDifference compares a report with what it should be; ok is false where
// they agree.
func FirstDifference(has, expected []byte) (d Difference, ok bool) {
	if bytes.Equal(has, expected) {
		return Difference{}, false
	}
	if workbook.IsArchive(has) && workbook.IsArchive(expected) {
		return firstCell(has, expected), true
	}
	n := 0
	for n < len(has) && n < len(expected) && has[n] == expected[n] {
		n++
	}
	start := bytes.LastIndexByte(has[:n], '\n') + 1
	d.Line = bytes.Count(has[:n], []byte("\n")) + 1
	d.Column = len([]rune(string(has[start:n]))) + 1
	d.Has, d.Expected = excerpt(has, start, n), excerpt(expected, start, n)
	return d, true
}

// firstCell compares two workbooks by their cells; a line is then a cell that holds
// anything, in the order of sheets, rows and columns.
func firstCell(has, expected []byte) Difference {
	ours, err := workbook.Lines(expected)
	theirs, fault := workbook.Lines(has)
	switch {
	case err != nil || fault != nil:
		return Difference{Line: 1, Column: 1, Has: "a workbook that cannot be read"}
	case bytes.Equal(ours, theirs):
		return Difference{Line: 1, Column: 1, Has: "the same cells in another file: its styles, sheets or parts are others", Expected: "the same cells"}
	}
	d, _ := FirstDifference(theirs, ours)
	return d
}

// excerpt is the line of a text that begins at start, around the byte at.
func excerpt(text []byte, start, at int) string {
	line := text[start:]
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
	}
	before := []rune(string(line[:min(at-start, len(line))]))
	after := []rune(string(line[min(at-start, len(line)):]))
	return visible(string(before[max(0, len(before)-around):]) + string(after[:min(around, len(after))]))
}
