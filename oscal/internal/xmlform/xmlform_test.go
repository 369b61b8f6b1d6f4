package xmlform

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-compliance/assay/oscal/internal/markup"
	"github.com/assay-compliance/assay/oscal/internal/metaschema"
	"github.com/assay-compliance/assay/oscal/internal/shape"
)

const begin = `<?xml version="1.0" encoding="UTF-8"?>
<catalog xmlns="http://csrc.nist.gov/ns/oscal/1.0" uuid="5b1b3c40-0000-4000-8000-000000000001">
  <metadata>
    <title>A <em>title</em></title>
    <last-modified>2026-01-05T09:00:00Z</last-modified>
    <version>1</version>
    <oscal-version>1.2.2</oscal-version>
  </metadata>
`

// What is written of JSON, byte for byte.
func TestDocument(t *testing.T) {
	in := `{"catalog":{"uuid":"5b1b3c40-0000-4000-8000-000000000001","metadata":{"oscal-version":"1.2.2","version":"1","title":"A *title*","last-modified":"2026-01-05T09:00:00Z"},
"groups":[{"title":"G & H","controls":[{"id":"a-1","title":"T","parts":[{"prose":"Do {{ insert: param, p }}:\n\n* one\n* two\n","name":"statement","parts":[{"name":"item","prose":"- kept"}]}],"params":[{"id":"p","values":["x\ty"]}]}]}]}}`
	want := begin + `  <group>
    <title>G &amp; H</title>
    <control id="a-1">
      <title>T</title>
      <param id="p">
        <value>x	y</value>
      </param>
      <part name="statement">
        <p>Do <insert type="param" id-ref="p"/>:</p>
        <ul><li>one</li><li>two</li></ul>
        <part name="item">
          <?assay-markdown "- kept"?>
          <ul><li>kept</li></ul>
        </part>
      </part>
    </control>
  </group>
</catalog>
`
	var out bytes.Buffer
	found, err := FromJSON(&out, []byte(in), 9)
	if err != nil || len(found) > 0 {
		t.Fatal(err, found)
	}
	if out.String() != want {
		t.Errorf("got\n%s", out.String())
	}
	same(t, []byte(in), out.Bytes())
}

type fatal interface {
	Helper()
	Fatalf(string, ...any)
}

// same says that XML holds the values of JSON.
func same(t fatal, in, text []byte) {
	t.Helper()
	doc, found, err := ToJSON(text, 9)
	if err != nil || len(found) > 0 {
		t.Fatalf("%v %+v\n%s", err, found, text)
	}
	if !reflect.DeepEqual(value(t, in), value(t, doc.Text)) {
		t.Fatalf("%s\nwritten\n%s\nreads\n%s", in, text, doc.Text)
	}
}

func value(t fatal, text []byte) (v any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

// What stands wrong in XML is told with its place, all of it at once.
func TestWhatIsRefused(t *testing.T) {
	for _, c := range []struct {
		name, body, end string
		want            []string
	}{
		{"cut short", "<control id=\"a\">", " ", []string{"10:2 the text ends too early"}},
		{"an unknown element", "<controll id=\"a\"/>", "", []string{`9:1 catalog has no element "controll"; did you mean control`}},
		{"an unknown attribute", `<control idd="a"><title>T</title></control>`, "", []string{`9:1 control has no attribute "idd"; did you mean id?`}},
		{"another namespace", `<x:control xmlns:x="urn:x" id="a"/>`, "", []string{`"control" is not in the namespace of OSCAL`}},
		{"a single element twice", `<control id="a"><title>T</title><title>U</title></control>`, "", []string{`9:33 control has the element "title" twice`}},
		{"the wrong order", `<control id="a"><prop name="x" value="y"/><title>T</title></control>`, "", []string{"9:43 title must stand before prop in control"}},
		{"apart", `<control id="a"><title>T</title><prop name="x" value="y"/><link href="#a"/><prop name="x" value="y"/></control>`, "", []string{"this prop stands apart"}},
		{"prose apart", `<control id="a"><title>T</title><part name="x"><p>a</p><part name="y"/><p>b</p></part></control>`, "", []string{"9:72 this prose stands apart from the others of part"}},
		{"text among elements", `<control id="a">text<title>T</title></control>`, "", []string{"9:17 control holds elements only"}},
		{"text beside prose", `<control id="a"><title>T</title><part name="x">text</part></control>`, "", []string{"put it in a <p>"}},
		{"an element in a value", `<back-matter><resource uuid="x"><citation><text>a<div/></text></citation><rlink href="x"><hash algorithm="SHA-256">a<b/></hash></rlink></resource></back-matter>`, "",
			[]string{`the markup may not hold an element "div"`, `hash holds text only, no element "b"`}},
		{"an attribute twice", `<control id="a" id="b"><title>T</title></control>`, "", []string{`control has the attribute "id" twice`}},
		{"everything at once", `<control><title>T<p/></title><part nname="x"><p>a<div>b</div></p></part></control>`, "", []string{`element "p"`, `attribute "nname"`, `element "div"`}},
		{"a document behind it", "", "</catalog><catalog/>", []string{"more than one document"}},
		{"a DTD", "", `</catalog><!DOCTYPE x>`, []string{"more than one document"}},
		{"an entity", "<control id=\"&x;\"/>", "", []string{"an & that begins none"}},
		{"not closed", "<control id=\"a\"></catalog>", " ", []string{"an element ends that is not open"}},
	} {
		end := c.end
		if end == "" {
			end = "</catalog>"
		}
		text := []byte(begin + c.body + "\n" + end)
		_, found, err := ToJSON(text, 50)
		if err != nil {
			t.Fatal(err)
		}
		offsets := make([]int, len(found))
		for i, v := range found {
			offsets[i] = v.Offset
		}
		var got []string
		for i, at := range shape.Lines(text, offsets) {
			got = append(got, fmt.Sprintf("%d:%d %s; %s", at[0], at[1], found[i].What, found[i].Remedy))
		}
		if len(got) != len(c.want) || !slices.EqualFunc(got, c.want, strings.Contains) {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
	for text, want := range map[string]string{
		`<!DOCTYPE x [<!ENTITY a "b">]><catalog/>`:              "document type declaration",
		`<?xml version="1.0" encoding="ISO-8859-1"?><catalog/>`: "encoding other than UTF-8",
		`<?xml version="1.1"?><catalog/>`:                       "version of XML",
		`<Catalog xmlns="http://csrc.nist.gov/ns/oscal/1.0"/>`:  `its element is "Catalog"`,
		`<catalog/>`:              "not in the namespace",
		"<a>\x01</a>":             "element is",
		strings.Repeat("<p>", 10): "not an OSCAL document",
		`<catalog xmlns="http://csrc.nist.gov/ns/oscal/1.0">` + "\xff</catalog>":               "not valid UTF-8",
		`<catalog xmlns="http://csrc.nist.gov/ns/oscal/1.0">` + strings.Repeat("<group>", 600): "nested deeper than 512",
	} {
		_, found, err := ToJSON([]byte(text), 5)
		if err != nil || len(found) == 0 || !strings.Contains(found[len(found)-1].What, want) {
			t.Errorf("%.60s: %v %+v, want %s", text, err, found, want)
		}
	}
}

// White space and literals are what the XML Schema makes of them.
func TestValues(t *testing.T) {
	doc := strings.Replace(begin, "<version>1<", `<published> 2026-01-05T09:00:00Z
  </published>`+"<last-modified>x</last-modified><version> 1 <", 1)
	doc = strings.Replace(doc, "<last-modified>2026-01-05T09:00:00Z</last-modified>\n", "", 1)
	doc += "<back-matter><resource uuid=\"u\"><base64 filename=\"a\nb&#xA;c\">QUJD\n  REVG</base64></resource></back-matter></catalog>"
	got, found, err := ToJSON([]byte(doc), 9)
	if err != nil || len(found) > 0 {
		t.Fatal(err, found)
	}
	for _, want := range []string{`"published":"2026-01-05T09:00:00Z"`, `"version":" 1 "`, `"filename":"a b\nc"`, `"value":"QUJDREVG"`} {
		if !strings.Contains(string(got.Text), want) {
			t.Errorf("no %s in %s", want, got.Text)
		}
	}
	for in, want := range map[string]string{"+007.50": "7.50", "-.5": "-0.5", "1.": "1", "0": "0", "-0": "-0", "1e3": "", "": "", ".": "", "a": "", strings.Repeat("1", 65): ""} {
		if got, ok := number(in); got != want || ok != (want != "") {
			t.Errorf("%q is read as %q", in, got)
		}
	}
}

// Numbers with an exponent, one item that stands without a list, wrappers.
func TestMappings(t *testing.T) {
	one := `{"mapping-collection":{"uuid":"u","metadata":{"title":"t","last-modified":"x","version":"1","oscal-version":"1.2.2","revisions":[{"version":"1"},{"version":"2"}]},"provenance":{"method":"human","matching-rationale":"semantic","status":"draft","mapping-description":"d"},"mappings":{"uuid":"m","source-resource":{"type":"catalog","href":"#a"},"target-resource":{"type":"catalog","href":"#a"},"maps":[{"uuid":"x","relationship":"equal-to","sources":[{"type":"control","id-ref":"a"}],"targets":[{"type":"control","id-ref":"b"}],"confidence-score":{"percentage":0.5}}]}}}`
	var out bytes.Buffer
	if found, err := FromJSON(&out, []byte(strings.Replace(one, "0.5", "50e-2\n ", 1)), 9); err != nil || len(found) > 0 {
		t.Fatal(err, found)
	}
	same(t, []byte(one), out.Bytes())
	for _, want := range []string{"<revisions>\n      <revision>", "<percentage>0.5</percentage>"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %s in\n%s", want, out.String())
		}
	}
	at := Locate(out.Bytes(), []string{"/mapping-collection/mappings/maps/0/uuid", "/mapping-collection/metadata/revisions/1/version", "/mapping-collection/nothing"})
	for i, want := range []string{"<map ", "<version>2<", "<mapping-collection "} {
		if !strings.HasPrefix(out.String()[at[i]:], want) {
			t.Errorf("pointer %d leads to %.30q, not %s", i, out.String()[at[i]:], want)
		}
	}
}

// What XML cannot say is told by its pointer.
func TestWhatXMLCannotSay(t *testing.T) {
	for in, want := range map[string]string{
		`{"catalog":{"uuid":"a\u0001"}}`:               "/catalog/uuid XML cannot hold the character U+0001",
		`{"catalog":{"metadata":{"title":"a\uffff"}}}`: "/catalog/metadata/title XML cannot hold the character U+FFFF",
		`{"catalog":{"colour":"red"}}`:                 `/catalog/colour OSCAL 1.2.2 has no field "colour" here`,
		`{"catalog":{"groups":{"title":"x"}}}`:         "/catalog/groups groups must be a list",
		`{"catalog":{"groups":[]}}`:                    "/catalog/groups groups must be a list",
		`{"catalog":[]}`:                               "/catalog catalog must be an object",
		`{"catalog":{"uuid":{}}}`:                      "/catalog/uuid this must be a value",
		`{"fedramp-values":{}}`:                        "/fedramp-values this is no model",
	} {
		found, err := FromJSON(&bytes.Buffer{}, []byte(in), 9)
		if err != nil || len(found) != 1 || !strings.HasPrefix(found[0].Pointer+" "+found[0].What, want) {
			t.Errorf("%s: %v %+v", in, err, found)
		}
	}
}

// maker makes documents from the table.
type maker struct{ *rapid.T }

func (m maker) document() []byte {
	table, err := metaschema.Open()
	if err != nil {
		m.Fatalf("%v", err)
	}
	var roots []*metaschema.Definition
	for _, d := range table.Definitions {
		if d.Root != "" {
			roots = append(roots, d)
		}
	}
	d := rapid.SampledFrom(roots).Draw(m.T, "model")
	text, err := json.Marshal(map[string]any{d.Root: m.value(d, 0)})
	if err != nil {
		m.Fatalf("%v", err)
	}
	return text
}

func (m maker) value(d *metaschema.Definition, depth int) any {
	if d.Kind == metaschema.Field && d.ValueKey == "" {
		return m.scalar(d)
	}
	out := map[string]any{}
	for _, f := range d.Flags {
		if f.Required || rapid.Bool().Draw(m.T, "flag") {
			out[f.Name] = m.scalar(f.Definition())
		}
	}
	if d.ValueKey != "" {
		out[d.ValueKey] = m.scalar(d)
	}
	for i := range d.Model {
		u := &d.Model[i]
		if rapid.IntRange(0, 2+depth*depth).Draw(m.T, u.JSON) > 0 && (u.Min == 0 || depth > 5) {
			continue
		}
		if !u.List {
			out[u.JSON] = m.value(u.Definition(), depth+1)
			continue
		}
		var list []any
		for range rapid.IntRange(1, 2).Draw(m.T, "items") {
			list = append(list, m.value(u.Definition(), depth+1))
		}
		if out[u.JSON] = list; u.Single && len(list) == 1 {
			out[u.JSON] = list[0]
		}
	}
	return out
}

func (m maker) scalar(d *metaschema.Definition) any {
	is, _ := d.Markup()
	switch {
	case d.Type == "boolean":
		return rapid.Bool().Draw(m.T, "bool")
	case numeric(d.Type):
		return rapid.IntRange(1, 1000).Draw(m.T, "number")
	case is, d.Type == "string":
		s := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-c *_"{}\\<>&\[\]()#~^|\n\t\r'0-1.-]{0,20}`), rapid.SampledFrom([]string{"* a\n  * b\n", "| a |\n| --- |", "# h", "{{ insert: param, x }}", "", "]]>", "?>", "<!-- x -->"})).Draw(m.T, "text")
		return strings.Map(func(r rune) rune {
			if markup.Unwritable(string(r)) >= 0 {
				return -1
			}
			return r
		}, s)
	case d.Type == "base64":
		return "QUJD"
	}
	return rapid.StringMatching(`[a-z][a-z0-9-]{0,8}`).Draw(m.T, "token")
}

// Documents of all eight models come back from XML as they were.
func TestDocumentsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := maker{t}.document()
		var out bytes.Buffer
		found, err := FromJSON(&out, in, 9)
		if err != nil || len(found) > 0 {
			t.Fatalf("%s: %v %+v", in, err, found)
		}
		same(t, in, out.Bytes())
	})
}

// What is read writes XML that reads as the same JSON, byte for byte.
func FuzzXML(f *testing.F) {
	f.Add([]byte(begin + "</catalog>"))
	f.Add([]byte(begin + `<control id="a"><title>T</title><part name="x"><p>a <b>c</b></p><ul><li>x</li></ul></part></control></catalog>`))
	f.Add([]byte(`<mapping-collection xmlns="http://csrc.nist.gov/ns/oscal/1.0"><mapping uuid="a"/><?assay-markdown "x"?></mapping-collection>`))
	f.Add([]byte(`<profile xmlns="http://csrc.nist.gov/ns/oscal/1.0"><metadata><revisions><revision><version>1</version><remarks><p>x</p></remarks></revision></revisions></metadata></profile>`))
	f.Fuzz(func(t *testing.T, text []byte) {
		doc, found, err := ToJSON(text, 20)
		if err != nil {
			t.Fatal(err)
		}
		if len(found) > 0 {
			return
		}
		if _, bad := shape.Head(doc.Text); bad != nil {
			t.Fatalf("%q is read as %s: %+v", text, doc.Text, bad)
		}
		var out bytes.Buffer
		if found, err := FromJSON(&out, doc.Text, 20); err != nil || len(found) > 0 {
			t.Fatalf("%q is read as %s: %v %+v", text, doc.Text, err, found)
		}
		again, found, err := ToJSON(out.Bytes(), 20)
		if err != nil || len(found) > 0 || !bytes.Equal(again.Text, doc.Text) {
			t.Fatalf("%q\nis read as %s\nand then %s\n%+v", text, doc.Text, again.Text, found)
		}
		Locate(text, []string{"/catalog/metadata/title", "/mapping-collection/mappings/uuid"})
	})
}
