package workbook

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/problem"
)

// fill writes the template, part by part in its order: those that nothing changes as
// they are, byte for byte.
func (a *archive) fill(w io.Writer, book string, places map[string]*placed, properties []Property) error {
	changed, added, err := a.sealed(properties)
	if err != nil {
		return err
	}
	if changed[strings.ToLower(book)], err = a.recalculated(book); err != nil {
		return err
	}
	z := zip.NewWriter(w)
	for _, f := range a.list {
		name := strings.ToLower(f.Name)
		p, text := places[name], changed[name]
		switch {
		case p != nil:
			err = p.write(z, a, f.Name)
		case text != nil:
			err = writePart(z, f.Name, string(text))
		default:
			err = z.Copy(f)
		}
		if err != nil {
			return err
		}
	}
	for _, p := range added {
		if err := writePart(z, p.name, p.text); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// write writes a sheet with the rows of its table between those that are there.
func (p *placed) write(z *zip.Writer, a *archive, name string) error {
	part, err := createPart(z, name)
	if err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	out := bufio.NewWriterSize(part, 1<<16)
	next := 0 // of the rows of the template
	for next < len(p.rows) && p.rows[next].number < p.first {
		next++
	}
	from := p.inner.end
	if next < len(p.rows) {
		from = p.rows[next].all.start
	}
	p.head(out, from)
	model := map[int]int{} // style of a column in the first row
	if next < len(p.rows) && p.rows[next].number == p.first {
		for _, c := range p.rows[next].cells {
			model[c.column] = c.style
		}
	}
	var line []byte
	count := 0
	err = p.table.Each(func(cells []Cell) error {
		number := p.first + count
		if count++; count > p.table.Rows {
			return fmt.Errorf("write workbook: more rows than were told for %s", p.table.What)
		}
		var old *rowAt
		if next < len(p.rows) && p.rows[next].number == number {
			old = &p.rows[next]
			next++
		}
		var err error
		if line, err = p.row(line[:0], a, number, old, model, cells); err != nil {
			return err
		}
		_, err = out.Write(line)
		return err
	})
	if err != nil {
		return err
	}
	rest := p.inner.end
	if next < len(p.rows) {
		rest = p.rows[next].all.start
	}
	out.Write(p.text[rest:p.inner.end])
	if p.inner.end == p.data.end { // the element had no content
		out.WriteString("</" + p.prefix + "sheetData>")
	}
	out.Write(p.text[p.inner.end:])
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// head writes what stands before the first row of a table, with the used area told
// anew.
func (p *placed) head(out *bufio.Writer, from int) {
	at := 0
	if d := p.dimension; d.end > 0 && d.end <= p.data.start {
		tag := string(p.text[d.start:d.end])
		if used, ok := areaNamed(attributeIn(tag, "ref")); ok {
			used.bottom = max(used.bottom, p.first+p.table.Rows-1)
			used.right = max(used.right, slices.Max(p.columns))
			out.Write(p.text[:d.start])
			out.WriteString(withAttribute(tag, "ref", fmt.Sprintf("%s%d:%s%d", columnName(used.left), used.top, columnName(used.right), used.bottom)))
			at = d.end
		}
	}
	if p.inner.end == p.data.end {
		out.Write(p.text[at:p.data.start])
		out.WriteString("<" + p.prefix + "sheetData>")
		return
	}
	out.Write(p.text[at:from])
}

// row appends a row: our cells in their columns, and those of the template in others.
func (p *placed) row(to []byte, a *archive, number int, old *rowAt, model map[int]int, cells []Cell) ([]byte, error) {
	ours := map[int]Cell{}
	styles := map[int]int{}
	var columns []int
	for k, c := range cells {
		column := p.columns[k]
		switch {
		case column >= 0:
			ours[column], styles[column] = c, model[column]
			columns = append(columns, column)
		case !c.Empty() && c.text != p.table.Heads[k].Idle:
			at := a.at
			at.Pointer = p.sheet.name
			return nil, problem.New(at, fmt.Sprintf("the template has no heading %q, and there is something to write there", p.table.Heads[k].Name), "add it to the row of headings")
		}
	}
	theirs := map[int]span{}
	tag := fmt.Sprintf(`<%srow r="%d">`, p.prefix, number)
	if old != nil {
		tag = strings.TrimSuffix(strings.TrimSuffix(string(p.text[old.all.start:old.inner.start]), ">"), "/")
		tag = shown.ReplaceAllString(tag, "") + ">"
		for _, c := range old.cells {
			if _, is := ours[c.column]; is {
				styles[c.column] = c.style
				continue
			}
			theirs[c.column] = c.all
			columns = append(columns, c.column)
		}
	}
	slices.Sort(columns)
	to = append(to, tag...)
	for _, column := range columns {
		if at, is := theirs[column]; is {
			to = append(to, p.text[at.start:at.end]...)
			continue
		}
		c := ours[column]
		switch {
		case c.Empty() && styles[column] == 0:
			continue
		case c.Empty():
			to = append(to, fmt.Sprintf(`<%sc r="%s%d" s="%d"/>`, p.prefix, columnName(column), number, styles[column])...)
			continue
		case c.kind == daily && !p.dates[styles[column]]:
			c = Text(c.text) // the template would show the number of the day
		}
		to = appendCell(to, p.prefix, column, number, styles[column], c)
	}
	return append(append(append(to, "</"...), p.prefix...), "row>"...), nil
}

// shown finds what would hide a row, and the columns that a row is said to use.
var shown = regexp.MustCompile(`\s(?:spans|hidden|collapsed)\s*=\s*(?:"[^"]*"|'[^']*')`)

// attributeIn reads an attribute of a tag as it is written.
func attributeIn(tag, name string) string {
	m := regexp.MustCompile(`\s` + name + `\s*=\s*(?:"([^"]*)"|'([^']*)')`).FindStringSubmatch(tag)
	if m == nil {
		return ""
	}
	return m[1] + m[2]
}

// withAttribute sets an attribute of a tag.
func withAttribute(tag, name, value string) string {
	tag = regexp.MustCompile(`\s`+name+`\s*=\s*(?:"[^"]*"|'[^']*')`).ReplaceAllString(tag, "")
	end := len(tag) - 1
	if strings.HasSuffix(tag, "/>") {
		end--
	}
	return strings.TrimRight(tag[:end], " \t\r\n") + " " + name + `="` + value + `"` + tag[end:]
}

// recalculated is the part that lists the sheets, with the order to calculate every
// formula when the workbook is opened: what formulas showed of no rows is not so any
// more.
func (a *archive) recalculated(book string) ([]byte, error) {
	text, err := a.read(book)
	if err != nil {
		return nil, err
	}
	d := xml.NewDecoder(bytes.NewReader(text))
	depth, after, prefix := 0, -1, ""
	for {
		start := int(d.InputOffset())
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, a.broken(book)
		}
		end := int(d.InputOffset())
		switch t := token.(type) {
		case xml.Directive:
			return nil, a.broken(book)
		case xml.StartElement:
			if depth++; depth == 2 && t.Name.Local == "calcPr" {
				tag := withAttribute(string(text[start:end]), "fullCalcOnLoad", "1")
				return slices.Concat(text[:start], []byte(tag), text[end:]), nil
			}
			if name := string(text[start+1 : end]); depth == 1 {
				if i := strings.IndexAny(name, ": \t\r\n/>"); i >= 0 && name[i] == ':' {
					prefix = name[:i+1]
				}
			}
		case xml.EndElement:
			if depth--; depth == 1 && slices.Contains([]string{"sheets", "functionGroups", "externalReferences", "definedNames"}, t.Name.Local) {
				after = end
			}
		}
	}
	if after < 0 {
		return nil, a.broken(book)
	}
	return slices.Concat(text[:after], []byte("<"+prefix+`calcPr fullCalcOnLoad="1"/>`), text[after:]), nil
}

// sealed gives the parts that change for custom properties, by name in lower case, and
// those that are added.
func (a *archive) sealed(properties []Property) (changed map[string][]byte, added []part, err error) {
	changed = map[string][]byte{}
	top, topName, err := a.relationsOf("")
	if err != nil {
		return nil, nil, err
	}
	if name := top.related("", customKind); name != "" {
		var doc struct {
			List []struct {
				Name string `xml:"name,attr"`
				ID   int    `xml:"pid,attr"`
			} `xml:"property"`
		}
		if err := a.decode(name, &doc); err != nil {
			return nil, nil, err
		}
		first := 2
		for _, p := range doc.List {
			first = max(first, p.ID+1)
			if slices.ContainsFunc(properties, func(q Property) bool { return strings.EqualFold(q.Name, p.Name) }) {
				return nil, nil, a.refusal("the template is itself a report: it has the property "+problem.Plain(p.Name), "give the empty template")
			}
		}
		changed[strings.ToLower(name)], err = a.inserted(name, propertyElements(properties, first))
		return changed, nil, err
	}
	name := customPart
	for n := 1; a.parts[strings.ToLower(name)] != nil; n++ {
		name = fmt.Sprintf("docProps/assay%d.xml", n)
	}
	id := "assay1"
	for n := 1; slices.ContainsFunc(top.List, func(r relation) bool { return r.ID == id }); n++ {
		id = "assay" + strconv.Itoa(n)
	}
	types := "[Content_Types].xml"
	if changed[strings.ToLower(types)], err = a.inserted(types, `<Override xmlns="`+typesSpace+`" PartName="/`+name+`" ContentType="`+customType+`"/>`); err != nil {
		return nil, nil, err
	}
	if changed[strings.ToLower(topName)], err = a.inserted(topName, `<Relationship xmlns="`+packageSpace+`" Id="`+id+`" Type="`+customKind+`" Target="`+name+`"/>`); err != nil {
		return nil, nil, err
	}
	return changed, []part{{name, declaration + `<Properties xmlns="` + customSpace + `">` + propertyElements(properties, 2) + `</Properties>`}}, nil
}

// inserted is a part with more at the end of its root.
func (a *archive) inserted(name, more string) ([]byte, error) {
	text, err := a.read(name)
	if err != nil {
		return nil, err
	}
	at := bytes.LastIndex(text, []byte("</"))
	if at < 0 || !rootEnd.Match(text[at:]) {
		return nil, a.broken(name)
	}
	return slices.Concat(text[:at], []byte(more), text[at:]), nil
}

// rootEnd is how a part of XML ends.
var rootEnd = regexp.MustCompile(`^</[A-Za-z0-9:_.-]+\s*>\s*$`)

// dateStyles are the styles that show a number as a date.
func (a *archive) dateStyles(book string) (map[int]bool, error) {
	others, _, err := a.relationsOf(book)
	if err != nil {
		return nil, err
	}
	name := others.related(book, "styles")
	if name == "" {
		return nil, nil
	}
	var doc struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Styles []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := a.decode(name, &doc); err != nil {
		return nil, err
	}
	custom := map[int]bool{}
	for _, f := range doc.Formats {
		custom[f.ID] = strings.ContainsAny(literal.ReplaceAllString(strings.ToLower(f.Code), ""), "yd")
	}
	out := map[int]bool{}
	for i, s := range doc.Styles {
		out[i] = s.Format >= 14 && s.Format <= 17 || s.Format == 22 || custom[s.Format]
	}
	return out, nil
}

// literal finds what stands for itself in a format of numbers, and colours and conditions.
var literal = regexp.MustCompile(`"[^"]*"|\\.|\[[^\]]*\]`)
