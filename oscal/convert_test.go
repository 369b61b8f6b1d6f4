package oscal_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/oscal"
)

// published lists real OSCAL documents, which are no part of the repository:
// ASSAY_SHARED_DATA or ../shared/data names them.
func published(t *testing.T, pattern string) []string {
	t.Helper()
	dir := os.Getenv("ASSAY_SHARED_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "data")
	}
	files, err := filepath.Glob(filepath.Join(dir, "oscal", "*", pattern))
	if err != nil {
		t.Fatal(err)
	}
	// FedRAMP's own lists, and the sources of OSCAL, are no OSCAL documents.
	files = slices.DeleteFunc(files, func(f string) bool {
		base := filepath.Base(f)
		return strings.Contains(base, "_extensions") || strings.HasPrefix(base, "fedramp_") || strings.Contains(base, "metaschema")
	})
	if len(files) == 0 {
		t.Skip("no published documents here; set ASSAY_SHARED_DATA")
	}
	return files
}

func identify(t *testing.T, path string, text []byte) *oscal.Document {
	t.Helper()
	d, err := oscal.Identify(filepath.Base(path), text)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return d
}

func written(t *testing.T, d *oscal.Document, format string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := d.Write(&b, format); err != nil {
		t.Fatalf("%s as %s: %v", d.Path, format, err)
	}
	return b.Bytes()
}

func values(t *testing.T, text []byte) map[string]any {
	t.Helper()
	var v map[string]any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	delete(v, "$schema") // XML has no place for it
	return v
}

// Every published document has the same values in every format: round the formats
// both ways, which is each of the six directions.
func TestPublishedDocumentsInEveryFormat(t *testing.T) {
	if testing.Short() {
		t.Skip("slow; left to the full run")
	}
	for _, file := range append(published(t, "*.json"), published(t, "*.xml")...) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			first := identify(t, file, text)
			want := values(t, first.JSON)
			for _, circle := range [][]string{
				{oscal.JSON, oscal.YAML, oscal.XML, oscal.JSON}, {oscal.JSON, oscal.XML, oscal.YAML, oscal.JSON},
			} {
				at := first
				for _, to := range circle {
					text := written(t, at, to)
					at = identify(t, "x."+to, text)
					if to == oscal.XML && !bytes.Equal(text, written(t, at, to)) {
						t.Errorf("%v: a second writing gives other bytes", circle)
					}
					if !reflect.DeepEqual(values(t, at.JSON), want) {
						t.Fatalf("%v: other values as %s", circle, to)
					}
				}
			}
		})
	}
}

// tree is the elements, attributes and text of XML, white space collapsed and
// synonyms as one, as an HTML reader would see them.
func tree(t *testing.T, text []byte) []string {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(text))
	var out []string
	plain := ""
	flush := func() {
		if s := strings.Join(strings.Fields(plain), " "); s != "" {
			out = append(out, s)
		}
		plain = ""
	}
	name := func(n xml.Name) string {
		if s, ok := map[string]string{"b": "strong", "i": "em"}[n.Local]; ok {
			return s
		}
		return n.Local
	}
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			flush()
			var attrs []string
			for _, a := range tok.Attr {
				if a.Name.Space == "" && a.Name.Local != "xmlns" {
					attrs = append(attrs, fmt.Sprintf("%s=%q", a.Name.Local, strings.Join(strings.Fields(a.Value), " ")))
				}
			}
			slices.Sort(attrs)
			out = append(out, "<"+name(tok.Name)+" "+strings.Join(attrs, " ")+">")
		case xml.EndElement:
			flush()
			out = append(out, "</"+name(tok.Name)+">")
		case xml.CharData:
			plain += string(tok)
		}
	}
}

// XML of others comes back from JSON with the same elements and text.
func TestPublishedXMLComesBackFromJSON(t *testing.T) {
	for _, file := range published(t, "*.xml") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		asJSON := written(t, identify(t, file, text), oscal.JSON)
		back := written(t, identify(t, file, asJSON), oscal.XML)
		want, got := tree(t, text), tree(t, back)
		for i := range min(len(want), len(got)) {
			if want[i] != got[i] {
				t.Errorf("%s: piece %d is %.200q, was %.200q", filepath.Base(file), i, got[i], want[i])
				break
			}
		}
		if len(want) != len(got) {
			t.Errorf("%s: %d pieces, were %d", filepath.Base(file), len(got), len(want))
		}
	}
}

// FedRAMP publishes its templates in XML and in JSON. What we make of the XML is
// its JSON, but for files it names by another ending and a few texts that the
// converter of NIST spelt otherwise: nested lists it put on one line, spaces it
// left at the edges of a paragraph, a dash it did not escape.
func TestFedRAMPTemplatesAreTheirJSON(t *testing.T) {
	known := map[string][]string{ // how many links and texts differ
		"SSP": {"4", "1"}, "SAP": {"2", "5"}, "SAR": {"2", "3"}, "POAM": {"2", "0"},
	}
	for _, file := range published(t, "FedRAMP-*-Template.xml") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := os.ReadFile(strings.TrimSuffix(file, "xml") + "json")
		if err != nil {
			t.Fatal(err)
		}
		links, texts := 0, 0
		differences(values(t, identify(t, file, text).JSON), values(t, theirs), "", func(pointer string, a, b any) {
			if x, ok := a.(string); ok && (strings.HasSuffix(pointer, "/href") || strings.HasSuffix(pointer, "/media-type")) && strings.ReplaceAll(x, "xml", "json") == b {
				links++
				return
			}
			texts++
			if x, y := fmt.Sprint(a), fmt.Sprint(b); letters(x) != letters(y) {
				t.Errorf("%s: %s\nours   %q\ntheirs %q", filepath.Base(file), pointer, x, y)
			}
		})
		name := strings.Split(filepath.Base(file), "-")[1]
		if got := []string{fmt.Sprint(links), fmt.Sprint(texts)}; !slices.Equal(got, known[name]) {
			t.Errorf("%s: %v links and texts differ, not %v", name, got, known[name])
		}
	}
}

// letters is text without the signs and spaces of Markdown.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \n\\*-", r) {
			return -1
		}
		return r
	}, s)
}

func differences(a, b any, pointer string, tell func(pointer string, a, b any)) {
	switch x := a.(type) {
	case map[string]any:
		y, _ := b.(map[string]any)
		for k, v := range x {
			differences(v, y[k], pointer+"/"+k, tell)
		}
		for k, v := range y {
			if _, ok := x[k]; !ok {
				tell(pointer+"/"+k, nil, v)
			}
		}
	case []any:
		y, _ := b.([]any)
		if len(x) != len(y) {
			tell(pointer, a, b)
			return
		}
		for i := range x {
			differences(x[i], y[i], fmt.Sprintf("%s/%d", pointer, i), tell)
		}
	default:
		if !reflect.DeepEqual(a, b) {
			tell(pointer, a, b)
		}
	}
}

// Read takes XML as it takes JSON, and problems name the place in the XML.
func TestReadXML(t *testing.T) {
	const text = `<?xml version="1.0"?>
<!-- a comment -->
<component-definition xmlns="http://csrc.nist.gov/ns/oscal/1.0" uuid="5b1b3c40-0000-4000-8000-000000000001">
  <metadata>
    <title>Portal</title>
    <last-modified>2026-01-05T09:00:00Z</last-modified>
    <version>1</version>
    <oscal-version>1.2.2</oscal-version>
  </metadata>
</component-definition>
`
	d, err := oscal.Read("x.xml", []byte(text))
	if err != nil || d.ComponentDefinition == nil || d.ComponentDefinition.Metadata.Title != "Portal" || d.Comments != 1 {
		t.Fatalf("%+v %v", d, err)
	}
	for pointer, want := range map[string]string{
		"/component-definition/metadata/version":    "x.xml:7:5#/component-definition/metadata/version",
		"/component-definition/uuid":                "x.xml:3:1#/component-definition/uuid",
		"/component-definition/metadata/title/none": "x.xml:5:5#/component-definition/metadata/title/none",
	} {
		if got := d.Place(pointer).String(); got != want {
			t.Errorf("%s stands at %s", pointer, got)
		}
	}
	_, err = oscal.Read("x.xml", []byte(strings.Replace(text, "2026-01-05T09:00:00Z", "yesterday", 1)))
	if err == nil || !strings.Contains(err.Error(), "x.xml:6:5#/component-definition/metadata/last-modified") {
		t.Errorf("%v", err)
	}
	_, err = oscal.Read("x.xml", []byte(strings.Replace(text, "<version>", "<edition>", 1)))
	if err == nil || !strings.Contains(err.Error(), "x.xml:7:") {
		t.Errorf("%v", err)
	}
}
