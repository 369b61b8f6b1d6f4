package oscal

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/testkit"
)

// definition is a component definition; each %s of a test changes one thing.
const definition = `{
  "component-definition": {
    "uuid": "8f6e4f5a-3c2b-4e1d-9a0b-1c2d3e4f5a6b",
    "metadata": {
      "title": "Portal",
      "last-modified": "2026-11-20T00:00:00Z",
      "version": "1",
      "oscal-version": "1.1.2"
    },
    "components": [
      {
        "uuid": "0b1c2d3e-4f5a-4b6c-8d7e-9f0a1b2c3d4e",
        "type": "software",
        "title": "Web",
        "description": "Patient portal"
      }
    ]
  }
}
`

const definitionYAML = `# the same in YAML
component-definition:
  uuid: 8f6e4f5a-3c2b-4e1d-9a0b-1c2d3e4f5a6b
  metadata:
    title: Portal
    last-modified: 2026-11-20T00:00:00Z
    version: "1"
    oscal-version: 1.1.2
  components:
    - uuid: 0b1c2d3e-4f5a-4b6c-8d7e-9f0a1b2c3d4e
      type: software
      title: Web
      description: Patient portal
`

func TestYAMLReadsLikeJSON(t *testing.T) {
	a, err := Read("a.json", []byte(definition))
	if err != nil {
		t.Fatal(err)
	}
	b, err := Read("b.yaml", []byte(definitionYAML))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a.Models, b.Models); diff != "" {
		t.Error(diff)
	}
	if a.Model != "component-definition" || a.Version != "1.1.2" || a.Schema != "1.1.2" || len(a.Notes) != 0 {
		t.Errorf("%s %s %s %v", a.Model, a.Version, a.Schema, a.Notes)
	}
	pointer := "/component-definition/components/0/title"
	if got := a.Place(pointer).String(); got != "a.json:14:18#"+pointer {
		t.Error(got)
	}
	if got := b.Place(pointer).String(); got != "b.yaml:12:7#"+pointer {
		t.Error(got)
	}
	if got := b.Place(pointer + "/none/at/all"); got.Line != 12 {
		t.Error(got)
	}
}

func TestVersionsThatAreNoted(t *testing.T) {
	rows := []struct{ written, version, schema, note string }{
		{"1.1.2", "1.1.2", "1.1.2", ""},
		{"v1.1.2", "1.1.2", "1.1.2", "leading v"},
		{"1.0.0", "1.0.0", "1.0.4", "judged by that of 1.0.4"},
		{"1.0.3", "1.0.3", "1.0.4", "judged by that of 1.0.4"},
		{"1.0.5", "1.0.5", "1.0.5", "closes lists"},
		{"1.1.1", "1.1.1", "1.1.1", ""},
		{"1.2.0", "1.2.0", "1.2.2", "judged by that of 1.2.2"},
		{"1.2.1", "1.2.1", "1.2.1", ""},
		{"1.2.2", "1.2.2", "1.2.2", ""},
	}
	for _, r := range rows {
		d, err := Read("a.json", []byte(strings.Replace(definition, "1.1.2", r.written, 1)))
		if err != nil {
			t.Errorf("%s: %v", r.written, err)
			continue
		}
		notes := ""
		for _, n := range d.Notes {
			notes += n.Error()
		}
		if d.Version != r.version || d.Schema != r.schema || (notes == "") != (r.note == "") || !strings.Contains(notes, r.note) {
			t.Errorf("%s: version %s by %s: %s", r.written, d.Version, d.Schema, notes)
		}
		if len(d.Notes) > 0 && d.Notes[0].Place.Line != 8 {
			t.Errorf("%s: %s", r.written, notes)
		}
	}
}

func TestBadDocuments(t *testing.T) {
	change := func(old, with string) string {
		if strings.Count(definition, old) != 1 {
			t.Fatalf("%q is there %d times", old, strings.Count(definition, old))
		}
		return strings.Replace(definition, old, with, 1)
	}
	sixteen := func(text string) string {
		var b bytes.Buffer
		b.WriteString("\xff\xfe")
		for _, u := range utf16.Encode([]rune(text)) {
			b.Write([]byte{byte(u), byte(u >> 8)})
		}
		return b.String()
	}
	rows := []struct {
		name, text string
		want       []string // one for each problem, in order
	}{
		{"empty", "", []string{"x:1:1: the file is empty"}},
		{"white space", " \n", []string{"the file is empty"}},
		{"byte order mark", "\xef\xbb\xbf" + definition, []string{"byte order mark"}},
		{"UTF-16", sixteen(definition), []string{"UTF-16"}},
		{"UTF-16 without mark", sixteen(definition)[2:], []string{"UTF-16"}},
		{"XML of another kind", "\n<catalog/>", []string{"x:2:1: the document's element is not in the namespace of OSCAL"}},
		{"cut at the end of a line", definition[:strings.Index(definition, "Portal")] + "\n", []string{"a text lacks its closing quote on its line"}},
		{"cut short", definition[:200], []string{"x:8:7#/component-definition/metadata: the text ends too early"}},
		{"an array", "[]", []string{"not an OSCAL document"}},
		{"a text", `"catalog"`, []string{"not an OSCAL document"}},
		{"another format", `{"Results": []}`, []string{"not an OSCAL document; its root must be an object with one of: assessment-plan"}},
		{"YAML that is no map", "- a\n- b\n", []string{"not an OSCAL document"}},
		{"two models", `{"catalog": {}, "profile": {}}`, []string{"more than one root field"}},
		{"a model and more", `{"catalog": {}, "x": 1}`, []string{"more than one root field"}},
		{"model is a text", `{"catalog": "x"}`, []string{"does not say which version"}},
		{"no metadata", `{"catalog": {}}`, []string{"x:1:13#/catalog: the document does not say which version"}},
		{"version is a number", change(`"1.1.2"`, `1.1`), []string{"does not say which version"}},
		{"version unknown", change("1.1.2", "1.3.0"), []string{"x:8:24#/component-definition/metadata/oscal-version: this version of OSCAL is not supported; use one of 1.0.0 to 1.0.6"}},
		{"version of a draft", change("1.1.2", "1.0.0-rc1"), []string{"not supported"}},
		{"version with two v", change("1.1.2", "vv1.1.2"), []string{"not supported"}},
		{"unknown field", change(`"type"`, `"tipe"`), []string{`x:13:9#/component-definition/components/0/tipe: defined-component has no field "tipe"; did you mean type?`}},
		{"field in capitals", change(`"type"`, `"Type"`), []string{`no field "Type"`}},
		{"unknown field in an unknown field", change(`"type"`, `"a": {"b": 1}, "type"`), []string{`no field "a"`}},
		{"field twice", change(`"type"`, `"title": "Web", "type"`), []string{`x:14:9#/component-definition/components/0/title: defined-component has the field "title" twice`}},
		{"field twice, once escaped", change(`"type"`, `"t\u0069tle": "Web", "type"`), []string{`the field "title" twice`}},
		{"wrong type", change(`"Web"`, `17`), []string{`x:14:18#/component-definition/components/0/title: title must be text, not a number of digits only`}},
		{"null", change(`"Web"`, `null`), []string{"title must be text, not null"}},
		{"object for array", change("\"components\": [", "\"capabilities\": {}, \"components\": ["), []string{"capabilities must be an array, not an object"}},
		{"no date", change("2026-11-20T00:00:00Z", "2026-11-31T00:00:00Z"), []string{"last-modified must be a date-time with zone; write it as 2026"}},
		{"date without zone", change("2026-11-20T00:00:00Z", "2026-11-20T00:00:00"), []string{"last-modified must be a date-time with zone"}},
		{"several at once", change("Patient portal\"", "Patient portal\", \"x\": 1, \"y\": 2"), []string{`no field "x"`, `no field "y"`}},
		{"not a number", change(`"Web"`, `NaN`), []string{"no JSON value begins here"}},
		{"giant number", change(`"Web"`, strings.Repeat("9", 1000)), []string{"more than 64 characters"}},
		{"deep", change(`"Web"`, strings.Repeat("[", 100000)), []string{"nested deeper than 512"}},
		{"text behind the end", definition + "x", []string{"x:20:1: text behind the end of the document"}},
		{"YAML alias bomb", "a: &a [x,x]\nb: &b [*a,*a]\ncatalog: [*b,*b]\n", []string{"anchor", "anchor", "alias"}},
		{"YAML field twice", strings.Replace(definitionYAML, "      type: software", "      title: Web\n      type: software", 1), []string{"x:"}},
		{"YAML unknown field", strings.Replace(definitionYAML, "      type:", "      tipe:", 1), []string{"x:11:7#/component-definition/components/0/tipe"}},
		{"YAML number for text", strings.Replace(definitionYAML, `"1"`, "1.5", 1), []string{"x:7:5#/component-definition/metadata/version: version must be text, not a number"}},
		{"YAML flow map at the root", `{catalog: {metadata: {oscal-version: x}}}`, []string{"not supported"}},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			d, err := Read("x", []byte(r.text))
			if err == nil {
				t.Fatal("accepted")
			}
			if d != nil {
				t.Error("a document beside an error")
			}
			all := problem.All(err)
			for i, want := range r.want {
				if i >= len(all) || !strings.Contains(all[i].Error(), want) {
					t.Errorf("no %q in\n%v", want, err)
				}
			}
			if len(all) < len(r.want) {
				t.Errorf("%d problems, not %d: %v", len(all), len(r.want), err)
			}
		})
	}
}

// What the types cannot hold is identified all the same, so that its schema can
// be asked about it; what is no OSCAL document of a known version is not.
func TestIdentifyNeedsNoMoreThanModelAndVersion(t *testing.T) {
	for text, version := range map[string]string{
		strings.Replace(definition, `"type"`, `"tipe"`, 1): "1.1.2",
		strings.Replace(definition, `"Web"`, `17`, 1):      "1.1.2",
		`{"catalog": {}}`: "",
	} {
		d, err := Identify("x", []byte(text))
		if err != nil || d.Version != version || d.Models != (Models{}) {
			t.Errorf("%v, %+v", err, d)
			continue
		}
		if err := d.Decode(); err == nil || d.Models != (Models{}) {
			t.Errorf("decoded: %v", err)
		}
	}
	for _, text := range []string{definition[:200], `{"Results": []}`, strings.Replace(definition, "1.1.2", "9.0.0", 1)} {
		if _, err := Identify("x", []byte(text)); err == nil {
			t.Errorf("identified: %.40s", text)
		}
	}
}

// A file with a thousand problems tells the first fifty.
func TestProblemsAreBounded(t *testing.T) {
	text := strings.Replace(definition, `"type"`, strings.Repeat(`"a": 1, `, 1000)+`"type"`, 1)
	_, err := Read("x", []byte(text))
	if n := len(problem.All(err)); n != 50 {
		t.Errorf("%d problems", n)
	}
}

func TestHugeFileIsRefusedUnread(t *testing.T) {
	_, err := Read("x", make([]byte, MaxSize+1))
	if err == nil || !strings.Contains(err.Error(), "more than 268435456") {
		t.Error(err)
	}
}

func TestDirectiveIsAccepted(t *testing.T) {
	text := strings.Replace(definition, "{", `{"$schema": "https://example.org/oscal.json",`, 1)
	if _, err := Read("x", []byte(text)); err != nil {
		t.Error(err)
	}
}

// Every OSCAL file of the shared data is read, and nothing of it is lost: what
// is written again holds the same fields and values. The three files that are
// no OSCAL say so.
func TestRealDocumentsAreReadWithoutLoss(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(testkit.SharedData(t), "oscal", "*", "*.json"))
	if err != nil || len(files) < 25 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	other := map[string]bool{"FedRAMP_extensions.json": true, "fedramp_threats.json": true, "fedramp_values.json": true}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			d, err := Read(name, text)
			if other[name] {
				if err == nil || !strings.Contains(err.Error(), "this is not an OSCAL document") {
					t.Errorf("%v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			again, err := Marshal(d.Models)
			if err != nil {
				t.Fatal(err)
			}
			var want, got any
			if err := errors.Join(json.Unmarshal(text, &want), json.Unmarshal(again, &got)); err != nil {
				t.Fatal(err)
			}
			delete(want.(map[string]any), "$schema")
			if want, got = instants(want), instants(got); !reflect.DeepEqual(want, got) {
				t.Error(cmp.Diff(want, got))
			}
		})
	}
}

// instants replaces every date-time by the instant it means: its digits of
// fraction and the sign of a zero offset are not kept.
func instants(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = instants(v[k])
		}
	case []any:
		for i := range v {
			v[i] = instants(v[i])
		}
	case string:
		if at, err := time.Parse(time.RFC3339, v); err == nil {
			return at.UnixNano()
		}
	}
	return v
}

// What is read can be written, and reads as the same.
func FuzzRead(f *testing.F) {
	f.Add([]byte(definition))
	f.Add([]byte(definitionYAML))
	f.Add([]byte(`{"mapping-collection": {"metadata": {"oscal-version": "1.2.2"}, "mappings": {"maps": [{}]}}}`))
	f.Add([]byte(`{"assessment-results": {"metadata": {"oscal-version": "v1.0.0"}, "results": [{"local-definitions": {"assessment-assets": {"components": [{}]}}, "end": "2026-11-20T00:00:00.5+05:30"}]}}`))
	f.Add([]byte(`{"profile": {"metadata": {"oscal-version": "1.2.2"}, "merge": {"combine": {"method": "keep"}, "as-is": true}, "imports": []}}`))
	f.Add([]byte(`{"component-definition": {"metadata": {"oscal-version": "1.2.2"}, "components": [{"protocols": [{"port-ranges": [{"start": 1, "end": -9223372036854775808}]}]}]}}`))
	f.Add([]byte("catalog: {metadata: {oscal-version: 1.2.2, title: \"\\u2028 <&>\"}}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Read("x", data)
		if err != nil {
			if d != nil || len(problem.All(err)) == 0 {
				t.Fatalf("%v beside %v", d, err)
			}
			return
		}
		text, err := Marshal(d.Models)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Read("x", text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if diff := cmp.Diff(d.Models, again.Models, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
	})
}
