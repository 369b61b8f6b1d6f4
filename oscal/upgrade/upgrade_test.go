package upgrade

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/internal/official"
	"github.com/assay-compliance/assay/oscal/internal/shape"
)

const meta = `"uuid": "d6ad3c6e-7c8a-4b3c-9d0e-0a1b2c3d4e5f", "metadata": {"title": "t", "last-modified": "2026-01-01T00:00:00Z", "version": "1", "oscal-version": "VERSION"}`

// in puts a body into a document of a model and version.
func in(model, version, body string) string {
	head := strings.Replace(meta, "VERSION", version, 1)
	if body != "" {
		head += ", " + body
	}
	return `{"` + model + `": {` + head + `}}`
}

func identify(t testing.TB, text string) *oscal.Document {
	t.Helper()
	doc, err := oscal.Identify("doc.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

const (
	observation = `"observations": [{"uuid": "a6ad3c6e-7c8a-4b3c-9d0e-0a1b2c3d4e5f", "description": "d", "methods": ["TEST"], "types": [TYPES], "collected": "2026-01-01T00:00:00Z"}]`
	poamItems   = `"poam-items": [{"title": "i", "description": "d"}]`
	risk        = `"risks": [{"uuid": "b6ad3c6e-7c8a-4b3c-9d0e-0a1b2c3d4e5f", "title": "r", "description": "d", "statement": "s", "status": "open", REST}]`
	origin      = `"origin": {"actors": [{"type": "party", "actor-uuid": "c6ad3c6e-7c8a-4b3c-9d0e-0a1b2c3d4e5f"}]}`
)

// Each rule, by what becomes of a text; the rest of the document stays as it is.
func TestRules(t *testing.T) {
	const poam, catalog = "plan-of-action-and-milestones", "catalog"
	control := func(s string) string { return `"controls": [{"id": "a-1", "title": "A", ` + s + `}]` }
	system := func(s string) string {
		return `"system-id": {"identifier-type": "` + s + `", "id": "x"}, ` + poamItems
	}
	for name, c := range map[string]struct{ model, from, to, before, after, at, what string }{
		"the version alone":           {catalog, "1.1.2", "1.2.2", "", "", "/metadata/oscal-version", "the version 1.1.2 became 1.2.2"},
		"a leading v":                 {catalog, "v1.1.2", "1.2.2", "", "", "/metadata/oscal-version", "the version 1.1.2 became 1.2.2, without its leading v"},
		"a leading v of the target":   {catalog, "v1.2.2", "1.2.2", "", "", "/metadata/oscal-version", "without its leading v"},
		"down":                        {catalog, "1.2.2", "1.1.3", "", "", "/metadata/oscal-version", "the version 1.2.2 became 1.1.3"},
		"a withdrawn control":         {catalog, "1.0.0", "1.2.2", control(`"props": [{"name": "status", "value": "Withdrawn"}]`), control(`"props": [{"name": "status", "value": "withdrawn"}]`), "/controls/0/props/0/value", "the status is withdrawn"},
		"a status of others":          {catalog, "1.0.0", "1.2.2", control(`"props": [{"name": "status", "ns": "https://example.org", "value": "Withdrawn"}]`), control(`"props": [{"name": "status", "ns": "https://example.org", "value": "Withdrawn"}]`), "", ""},
		"an objective":                {catalog, "1.0.0", "1.1.3", control(`"parts": [{"name": "statement", "parts": [{"name": "objective"}]}]`), control(`"parts": [{"name": "statement", "parts": [{"name": "assessment-objective"}]}]`), "/controls/0/parts/0/parts/0/name", "the part is named assessment-objective"},
		"an objective of others":      {catalog, "1.0.0", "1.1.3", control(`"parts": [{"name": "objective", "ns": "https://example.org"}]`), control(`"parts": [{"name": "objective", "ns": "https://example.org"}]`), "", ""},
		"a method with its objects":   {catalog, "1.0.0", "1.2.2", control(`"parts": [{"name": "assessment", "parts": [{"name": "objects"}]}]`), control(`"parts": [{"name": "assessment-method", "parts": [{"name": "assessment-objects"}]}]`), "/controls/0/parts/0/parts/0/name", "the part is named assessment-objects"},
		"the method's property":       {catalog, "1.0.0", "1.2.2", control(`"parts": [{"name": "assessment-method", "props": [{"name": "method", "value": "TEST"}]}]`), control(`"parts": [{"name": "assessment-method", "props": [{"name": "method", "ns": "http://csrc.nist.gov/ns/rmf", "value": "TEST"}]}]`), "/controls/0/parts/0/props/0", "the property method is in the namespace"},
		"the method's namespace":      {catalog, "1.0.0", "1.2.2", control(`"parts": [{"name": "assessment-method", "props": [{"ns": "http://csrc.nist.gov/ns/oscal", "name": "method", "value": "TEST"}]}]`), control(`"parts": [{"name": "assessment-method", "props": [{"ns": "http://csrc.nist.gov/ns/rmf", "name": "method", "value": "TEST"}]}]`), "/controls/0/parts/0/props/0/ns", "the property method is in the namespace"},
		"a finding, up":               {poam, "1.1.3", "1.2.2", strings.Replace(observation, "TYPES", `"finding"`, 1) + ", " + poamItems, strings.Replace(observation, "TYPES", `"finding", "discovery"`, 1) + ", " + poamItems, "/observations/0/types/0", "discovery stands beside finding"},
		"a finding, to 1.1.3":         {poam, "1.0.4", "1.1.3", strings.Replace(observation, "TYPES", `"finding"`, 1) + ", " + poamItems, strings.Replace(observation, "TYPES", `"finding"`, 1) + ", " + poamItems, "", ""},
		"a finding that is both":      {poam, "1.1.3", "1.2.2", strings.Replace(observation, "TYPES", `"discovery", "finding"`, 1) + ", " + poamItems, strings.Replace(observation, "TYPES", `"discovery", "finding"`, 1) + ", " + poamItems, "", ""},
		"FedRAMP's system":            {poam, "1.0.2", "1.1.3", system("https://fedramp.gov"), system("http://fedramp.gov/ns/oscal"), "/system-id/identifier-type", "the system is named http://fedramp.gov/ns/oscal"},
		"a uuid's system, to 1.1.3":   {poam, "1.0.2", "1.1.3", system("https://ietf.org/rfc/rfc4122"), system("http://ietf.org/rfc/rfc4122"), "/system-id/identifier-type", "the system is named http://ietf.org/rfc/rfc4122"},
		"a uuid's system, up":         {poam, "1.1.3", "1.2.2", system("http://ietf.org/rfc/rfc4122"), system("http://datatracker.ietf.org/doc/html/rfc4122"), "/system-id/identifier-type", "the system is named http://datatracker"},
		"another system":              {poam, "1.0.2", "1.2.2", system("https://example.org"), system("https://example.org"), "", ""},
		"a facet's system":            {poam, "1.0.4", "1.2.2", strings.Replace(risk, "REST", `"characterizations": [{`+origin+`, "facets": [{"name": "n", "system": "http://fedramp.gov", "value": "v"}]}]`, 1) + ", " + poamItems, strings.Replace(risk, "REST", `"characterizations": [{`+origin+`, "facets": [{"name": "n", "system": "http://fedramp.gov/ns/oscal", "value": "v"}]}]`, 1) + ", " + poamItems, "/risks/0/characterizations/0/facets/0/system", "the system is named"},
		"a threat's system":           {poam, "1.0.4", "1.2.2", strings.Replace(risk, "REST", `"threat-ids": [{"system": "http://fedramp.gov", "id": "https://example.org/t"}]`, 1) + ", " + poamItems, strings.Replace(risk, "REST", `"threat-ids": [{"system": "http://fedramp.gov/ns/oscal", "id": "https://example.org/t"}]`, 1) + ", " + poamItems, "/risks/0/threat-ids/0/system", "the system is named"},
		"a title on two lines":        {catalog, "1.1.3", "1.2.2", `"controls": [{"id": "a-1", "title": "One\r\n  *two*\n"}]`, `"controls": [{"id": "a-1", "title": "One *two*"}]`, "/controls/0/title", "the text stands on one line"},
		"a title on two lines, 1.1.3": {catalog, "1.0.4", "1.1.3", `"controls": [{"id": "a-1", "title": "One\ntwo"}]`, `"controls": [{"id": "a-1", "title": "One\ntwo"}]`, "", ""},
		"a choice on two lines":       {catalog, "1.1.3", "1.2.2", control(`"params": [{"id": "p", "select": {"choice": ["a\nb"]}}]`), control(`"params": [{"id": "p", "select": {"choice": ["a b"]}}]`), "/controls/0/params/0/select/choice/0", "one line"},
		"an empty label":              {catalog, "1.1.3", "1.2.2", control(`"params": [{"id": "p", "label": "", "usage": "u"}]`), control(`"params": [{"id": "p", "usage": "u"}]`), "/controls/0/params/0/label", "the field, which was empty, is gone"},
		"an empty label at the end":   {catalog, "1.1.3", "1.2.2", control(`"params": [{"id": "p", "label": ""}]`), control(`"params": [{"id": "p"}]`), "/controls/0/params/0/label", "the field, which was empty, is gone"},
		"several empty texts":         {catalog, "1.1.3", "1.2.2", `"back-matter": {"resources": [{"uuid": "a6ad3c6e-7c8a-4b3c-9d0e-0a1b2c3d4e5f", "title": "", "rlinks": [{"href": "a"}]}]}, "params": [{"label": ""}, {"id": "q", "label": ""}]`, `"back-matter": {"resources": [{"uuid": "a6ad3c6e-7c8a-4b3c-9d0e-0a1b2c3d4e5f", "rlinks": [{"href": "a"}]}]}, "params": [{}, {"id": "q"}]`, "/params/1/label", "the field, which was empty, is gone"},
		"base64 on lines":             {catalog, "1.0.4", "1.2.2", `"back-matter": {"resources": [{"uuid": "a6ad3c6e-7c8a-4b3c-9d0e-0a1b2c3d4e5f", "base64": {"value": "YW\nJj "}}]}`, `"back-matter": {"resources": [{"uuid": "a6ad3c6e-7c8a-4b3c-9d0e-0a1b2c3d4e5f", "base64": {"value": "YWJj"}}]}`, "/back-matter/resources/0/base64/value", "white space in the base64"},
		"white space around a hash":   {catalog, "1.0.4", "1.2.2", `"back-matter": {"resources": [{"uuid": "a6ad3c6e-7c8a-4b3c-9d0e-0a1b2c3d4e5f", "document-ids": [{"identifier": " x "}]}]}`, `"back-matter": {"resources": [{"uuid": "a6ad3c6e-7c8a-4b3c-9d0e-0a1b2c3d4e5f", "document-ids": [{"identifier": "x"}]}]}`, "/back-matter/resources/0/document-ids/0/identifier", "the white space around the text is gone"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := identify(t, in(c.model, c.from, c.before))
			r, err := Document(doc, c.to)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(in(c.model, c.to, c.after), string(r.JSON)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			whole(t, name, doc.JSON, r)
			if c.at == "" {
				if len(r.Changes) != 1 {
					t.Errorf("more than the version: %+v", r.Changes)
				}
				return
			}
			if !slices.ContainsFunc(r.Changes, func(k Change) bool {
				return k.Pointer == "/"+c.model+c.at && strings.Contains(k.What, c.what) && k.Why != ""
			}) {
				t.Errorf("nothing says so: %+v", r.Changes)
			}
		})
	}
}

// What only a person can decide is told, all at once, and there is no document.
func TestUndecided(t *testing.T) {
	for name, c := range map[string]struct{ model, from, to, body, at, what string }{
		"an empty title":            {"catalog", "1.1.3", "1.2.2", `"controls": [{"id": "a-1", "title": ""}]`, "/controls/0", "title is empty"},
		"a title of paragraphs":     {"catalog", "1.1.3", "1.2.2", `"controls": [{"id": "a-1", "title": "a\n\nb"}]`, "/controls/0/title", "one line of text"},
		"a hard line break":         {"catalog", "1.1.3", "1.2.2", `"controls": [{"id": "a-1", "title": "a  \nb"}]`, "/controls/0/title", "one line of text"},
		"an import of nothing said": {"profile", "1.1.3", "1.2.2", `"imports": [{"href": "a.json"}]`, "/imports/0", "lacks one of the fields"},
		"a way to combine":          {"profile", "1.1.3", "1.2.2", `"imports": [{"href": "a.json", "include-all": {}}], "merge": {"as-is": true, "combine": {"method": "keep"}}`, "/merge/combine/method", `has no field "method" in OSCAL 1.2.2`},
		"a file name with a space":  {"catalog", "1.0.4", "1.1.3", `"back-matter": {"resources": [{"uuid": "a6ad3c6e-7c8a-4b3c-9d0e-0a1b2c3d4e5f", "base64": {"filename": "a/b", "value": "YWJj"}}]}`, "/back-matter/resources/0/base64/filename", "must be a token"},
		"remarks, down":             {"profile", "1.2.2", "1.1.3", `"imports": [{"href": "a.json", "include-controls": [{"matching": [{"pattern": "a*", "remarks": "r"}]}]}]`, "/imports/0/include-controls/0/matching/0/remarks", `has no field "remarks" in OSCAL 1.1.3`},
		"a party without type":      {"catalog", "1.2.2", "1.1.3", `"METADATA"`, "/metadata/parties/0", `lacks the field "type"`},
		"wrong before":              {"catalog", "1.1.3", "1.2.2", `"controls": [{"id": "1", "title": "t"}]`, "/controls/0/id", "by the document's own version, 1.1.3, too"},
	} {
		t.Run(name, func(t *testing.T) {
			text := in(c.model, c.from, c.body)
			if c.body == `"METADATA"` {
				text = strings.Replace(in(c.model, c.from, ""), `"version": "1"`, `"version": "1", "parties": [{"uuid": "a6ad3c6e-7c8a-4b3c-9d0e-0a1b2c3d4e5f", "name": "n"}]`, 1)
			}
			r, err := Document(identify(t, text), c.to)
			if r != nil || !slices.ContainsFunc(problem.All(err), func(p *problem.Problem) bool {
				return p.Place.Pointer == "/"+c.model+c.at && p.Place.Line == 1 && strings.Contains(p.What, c.what) && (p.Remedy != "" || name == "wrong before")
			}) {
				t.Errorf("%v, %v", r, err)
			}
		})
	}
	if _, err := Document(identify(t, in("mapping-collection", "1.2.2", "")), "1.1.3"); err == nil || !strings.Contains(err.Error(), "OSCAL 1.1.3 has no mapping-collection") {
		t.Error(err)
	}
	if _, err := Document(identify(t, in("catalog", "1.2.2", "")), "1.1.2"); err == nil || !strings.Contains(err.Error(), `"1.1.2" are not written; use 1.2.2 or 1.1.3`) {
		t.Error(err)
	}
	if _, err := Document(identify(t, `{"catalog": {}}`), "1.2.2"); err == nil {
		t.Error("a document without a version was lifted")
	}
}

func TestSchemaAddress(t *testing.T) {
	const release = "https://github.com/usnistgov/OSCAL/releases/download/v"
	with := func(href, version string) string {
		return `{"$schema": "` + href + `", ` + in("catalog", version, "")[1:]
	}
	r, err := Document(identify(t, with(release+"1.1.2/oscal_catalog_schema.json", "1.1.2")), "1.2.2")
	if err != nil || string(r.JSON) != with(release+"1.2.2/oscal_catalog_schema.json", "1.2.2") || r.Changes[0].Pointer != "/$schema" || r.Kept != nil {
		t.Errorf("%+v, %v", r, err)
	}
	r, err = Document(identify(t, with("https://example.org/s.json", "1.1.2")), "1.2.2")
	if err != nil || string(r.JSON) != with("https://example.org/s.json", "1.2.2") || len(r.Kept) != 1 || r.Kept[0].Pointer != "/$schema" {
		t.Errorf("%+v, %v", r, err)
	}
}

// whole asks of a result that another validator accepts it, that lifting it again
// changes nothing, and that nothing is lost: every value that differs is told.
func whole(t testing.TB, name string, before []byte, r *Result) {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(r.JSON))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if err := general(t, r.To).Validate(value); err != nil {
		t.Errorf("%s: another validator refuses it: %v", name, err)
	}
	doc, err := oscal.Identify(name, r.JSON)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	again, err := Document(doc, r.To)
	if err != nil || !bytes.Equal(again.JSON, r.JSON) || len(again.Changes) > 0 {
		t.Errorf("%s: lifting it again: %+v, %v", name, again, err)
	}
	told := map[string]bool{}
	for _, c := range r.Changes {
		told[c.Pointer] = true
	}
	old, now := leaves(t, before), leaves(t, r.JSON)
	for at, value := range old {
		if now[at] != value && !told[at] {
			t.Errorf("%s: %s was %s and is %s, and nothing says so", name, at, value, now[at])
		}
	}
	for at := range now {
		holder := at[:strings.LastIndexByte(at, '/')]
		if _, ok := old[at]; !ok && !told[holder] && !slices.ContainsFunc(r.Changes, func(c Change) bool { return strings.HasPrefix(c.Pointer, holder+"/") }) {
			t.Errorf("%s: %s is new, and nothing says so", name, at)
		}
	}
}

// general gives the official schema of a version.
func general(t testing.TB, version string) *jsonschema.Schema {
	t.Helper()
	s, err := official.Schema(version)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// leaves gives every value that holds no other, by pointer.
func leaves(t testing.TB, text []byte) map[string]string {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	var walk func(string, any)
	walk = func(at string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, item := range v {
				walk(at+"/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(k), item)
			}
			if len(v) == 0 {
				out[at+"/"] = "{}"
			}
		case []any:
			for i, item := range v {
				walk(at+"/"+strconv.Itoa(i), item)
			}
		default:
			out[at] = fmt.Sprintf("%T %v", v, v)
		}
	}
	walk("", v)
	return out
}

// Documents made from the schema of every version lift, or say why not; of those
// that lift, another validator accepts each, and nothing is lost.
func TestMadeDocumentsLift(t *testing.T) {
	if testing.Short() {
		t.Skip("slow; left to the full run")
	}
	for _, from := range shape.Files() {
		t.Run(from, func(t *testing.T) {
			s, err := shape.Open(from)
			if err != nil {
				t.Fatal(err)
			}
			r := shape.Maker{Rand: rand.New(rand.NewPCG(3, 9))}
			lifted, refused := 0, 0
			for range 60 {
				made, err := r.Document(s)
				if err != nil {
					t.Fatal(err)
				}
				for model, body := range made {
					if model != "$schema" {
						body.(map[string]any)["metadata"].(map[string]any)["oscal-version"] = from
					}
				}
				text, err := json.Marshal(made)
				if err != nil {
					t.Fatal(err)
				}
				doc, err := oscal.Identify("made.json", text)
				if err != nil {
					t.Fatalf("%v\n%s", err, text)
				}
				for _, to := range Targets() {
					out, err := Document(doc, to)
					switch found := problem.All(err); {
					case err == nil:
						lifted++
						whole(t, "made.json", text, out)
					case len(found) == 0:
						t.Errorf("no problem: %v", err)
					default:
						refused++
					}
				}
			}
			if lifted < 30 || refused < 2 {
				t.Errorf("%d lifted, %d refused: one side is hardly tested", lifted, refused)
			}
		})
	}
}

// Whatever is a document is lifted or refused with reasons; what is lifted is
// valid and stays as it is.
func FuzzDocument(f *testing.F) {
	f.Add(in("catalog", "1.0.4", `"controls": [{"id": "a-1", "title": "a\nb", "parts": [{"name": "objective"}]}]`))
	f.Add(in("plan-of-action-and-milestones", "1.1.3", strings.Replace(observation, "TYPES", `"finding"`, 1)+", "+poamItems))
	f.Add(in("profile", "v1.2.2", `"imports": [{"href": "a.json", "include-all": {}}]`))
	f.Add("catalog:\n  uuid: d6ad3c6e-7c8a-4b3c-9d0e-0a1b2c3d4e5f\n  metadata: {title: \"\", last-modified: \"2026-01-01T00:00:00Z\", version: \"1\", oscal-version: 1.0.0}\n")
	f.Fuzz(func(t *testing.T, text string) {
		doc, err := oscal.Identify("f", []byte(text))
		if err != nil {
			return
		}
		for _, to := range Targets() {
			r, err := Document(doc, to)
			if err != nil {
				if len(problem.All(err)) == 0 {
					t.Errorf("no problem: %v", err)
				}
				continue
			}
			whole(t, "f", doc.JSON, r)
		}
	})
}
