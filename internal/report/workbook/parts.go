package workbook

import (
	"fmt"
	"strings"
)

// The namespaces and types of the parts.
const (
	declaration   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainSpace     = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	strictSpace   = "http://purl.oclc.org/ooxml/spreadsheetml/main"
	relationSpace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	strictRelated = "http://purl.oclc.org/ooxml/officeDocument/relationships"
	packageSpace  = "http://schemas.openxmlformats.org/package/2006/relationships"
	typesSpace    = "http://schemas.openxmlformats.org/package/2006/content-types"
	customSpace   = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
	variantSpace  = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"

	customPart   = "docProps/custom.xml"
	customType   = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
	customKind   = relationSpace + "/custom-properties"
	documentKind = relationSpace + "/officeDocument"
	// customFormat is the one identity that custom properties have.
	customFormat = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
)

// styleDay is the index of the style of a day; before it are that of a cell that holds
// nothing and, from 1, those of Style.
const styleDay = 5

// styles are that of no cell of ours, those of Style, and that of a day.
const styles = declaration + `<styleSheet xmlns="` + mainSpace + `">` +
	`<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/></numFmts>` +
	`<fonts count="4"><font><sz val="10"/><name val="Calibri"/></font><font><b/><sz val="14"/><name val="Calibri"/></font>` +
	`<font><sz val="9"/><color rgb="FF595959"/><name val="Calibri"/></font><font><b/><sz val="10"/><color rgb="FFFFFFFF"/><name val="Calibri"/></font></fonts>` +
	`<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` +
	`<fill><patternFill patternType="solid"><fgColor rgb="FF1F3864"/><bgColor indexed="64"/></patternFill></fill></fills>` +
	`<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>` +
	`<border><left style="thin"><color rgb="FFBFBFBF"/></left><right style="thin"><color rgb="FFBFBFBF"/></right><top style="thin"><color rgb="FFBFBFBF"/></top><bottom style="thin"><color rgb="FFBFBFBF"/></bottom><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
	`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>` +
	`<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>` +
	`<xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1"/>` +
	`<xf numFmtId="0" fontId="3" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>` +
	`<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment horizontal="left" vertical="top"/></xf>` +
	`</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

// part is a part that is no sheet.
type part struct{ name, text string }

// parts are those of a book beside its sheets, in the order they are written.
func (b *Book) parts() []part {
	var types, sheets, related strings.Builder
	for i, s := range b.Sheets {
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`, i+1)
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, quoted(s.Name), i+1, i+1)
		fmt.Fprintf(&related, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, relationSpace, i+1)
	}
	fmt.Fprintf(&related, `<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/>`, len(b.Sheets)+1, relationSpace)
	return []part{
		{"[Content_Types].xml", declaration + `<Types xmlns="` + typesSpace + `"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>` +
			`<Override PartName="/` + customPart + `" ContentType="` + customType + `"/>` + types.String() + `</Types>`},
		{"_rels/.rels", declaration + `<Relationships xmlns="` + packageSpace + `"><Relationship Id="rId1" Type="` + documentKind + `" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="` + customKind + `" Target="` + customPart + `"/></Relationships>`},
		{customPart, declaration + `<Properties xmlns="` + customSpace + `">` + propertyElements(b.Properties, 2) + `</Properties>`},
		{"xl/workbook.xml", declaration + `<workbook xmlns="` + mainSpace + `" xmlns:r="` + relationSpace + `"><bookViews><workbookView activeTab="0"/></bookViews><sheets>` + sheets.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", declaration + `<Relationships xmlns="` + packageSpace + `">` + related.String() + `</Relationships>`},
		{"xl/styles.xml", styles},
	}
}

// propertyElements are custom properties, numbered from first.
func propertyElements(list []Property, first int) string {
	var out strings.Builder
	for i, p := range list {
		fmt.Fprintf(&out, `<property xmlns="%s" fmtid="%s" pid="%d" name="%s"><vt:lpwstr xmlns:vt="%s">%s</vt:lpwstr></property>`, customSpace, customFormat, first+i, quoted(p.Name), variantSpace, quoted(p.Value))
	}
	return out.String()
}
