package oscal_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/internal/shape"
)

// made gives a document by chance that keeps the schema of a version, of any of its
// models, as JSON.
func made(t testing.TB, version string, seed uint64) []byte {
	t.Helper()
	s, err := shape.Open(version)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := shape.Maker{Rand: rand.New(rand.NewPCG(seed, 7))}.Document(s)
	if err != nil {
		t.Fatal(err)
	}
	for model := range doc { // the version that it was made for
		if root, ok := doc[model].(map[string]any); ok {
			if metadata, ok := root["metadata"].(map[string]any); ok {
				metadata["oscal-version"] = version
			}
		}
	}
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// everyFormat writes a document that keeps its schema in every format and reads it
// back: it is accepted, keeps its schema, has the same values, and writing it again
// gives the same bytes. It gives the number of formats that can say the document.
func everyFormat(t *testing.T, text []byte) int {
	t.Helper()
	d, err := oscal.Identify("x", text)
	if err != nil || d.Version == "" || !valid(t, d) {
		return 0
	}
	want, said := mappings(values(t, d.JSON)), 0
	for _, format := range []string{oscal.JSON, oscal.YAML, oscal.XML} {
		var b bytes.Buffer
		if err := d.Write(&b, format); err != nil {
			if format != oscal.XML {
				t.Fatalf("%s cannot say %s: %v", format, text, err)
			}
			continue // characters and forms that XML has no place for are told
		}
		again, err := oscal.Identify("x", b.Bytes())
		if err != nil {
			t.Fatalf("%s is refused: %v\n%s\n%s", format, err, text, b.Bytes())
		}
		if !valid(t, again) {
			t.Fatalf("as %s it breaks its schema\n%s\n%s", format, text, b.Bytes())
		}
		if !reflect.DeepEqual(mappings(values(t, again.JSON)), want) {
			t.Fatalf("as %s it has other values\n%s\n%s", format, text, b.Bytes())
		}
		if second := written(t, again, format); !bytes.Equal(second, b.Bytes()) {
			t.Fatalf("%s is written otherwise a second time\n%s\n%s", format, b.Bytes(), second)
		}
		said++
	}
	return said
}

// mappings writes a list of one mapping as OSCAL means it: as the mapping.
func mappings(doc map[string]any) map[string]any {
	if c, ok := doc["mapping-collection"].(map[string]any); ok {
		if list, ok := c["mappings"].([]any); ok && len(list) == 1 {
			c["mappings"] = list[0]
		}
	}
	return doc
}

// valid says whether a document keeps the schema of its version.
func valid(t *testing.T, d *oscal.Document) bool {
	t.Helper()
	s, err := shape.Open(d.Schema)
	if err != nil {
		t.Fatal(err)
	}
	found, err := s.Document(d.JSON, 1)
	if err != nil {
		t.Fatal(err)
	}
	return len(found) == 0
}

// Documents of every version and model, made from the schemas, are the same in
// every format.
func TestMadeDocumentsInEveryFormat(t *testing.T) {
	if testing.Short() {
		t.Skip("slow; left to the full run")
	}
	models, said, all := map[string]bool{}, 0, 0
	for _, version := range shape.Files() {
		for seed := range uint64(60) {
			text := made(t, version, seed)
			head, _, _ := strings.Cut(strings.TrimPrefix(string(text), `{"$schema":"https://example.org/schema.json",`), ":")
			models[strings.Trim(head, `{"`)] = true
			n := everyFormat(t, text)
			if n == 0 {
				t.Errorf("%s: a document made from the schema is not valid: %s", version, text)
			}
			said, all = said+n, all+3
		}
	}
	if len(models) < 8 || said < all*9/10 {
		t.Errorf("models %v; %d of %d writings", models, said, all)
	}
}

// What is accepted, in whatever format and of whatever model, is the same document
// in every format, and keeps its schema in each.
func FuzzFormats(f *testing.F) {
	for seed := range uint64(24) {
		text := made(f, oscal.Version, seed)
		f.Add(text)
		d, err := oscal.Identify("x", text)
		if err != nil {
			f.Fatal(err)
		}
		for _, format := range []string{oscal.YAML, oscal.XML} {
			var b bytes.Buffer
			if d.Write(&b, format) == nil {
				f.Add(b.Bytes())
			}
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) < 1<<16 {
			everyFormat(t, text)
		}
	})
}
