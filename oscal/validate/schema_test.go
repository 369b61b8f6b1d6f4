package validate

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
)

// Every name Element takes leads into the schemas of the versions we write.
func TestElementsExist(t *testing.T) {
	for _, version := range []string{"1.2.2", "1.1.3"} {
		c, err := NewSchema(version)
		if err != nil {
			t.Fatal(err)
		}
		for def, at := range elements() {
			if _, err := c.shape.Element(at, []byte(`{}`), 1); err != nil {
				t.Errorf("%s %s: %v", version, def, err)
			}
		}
	}
}

func TestElementSaysWhatIsRight(t *testing.T) {
	c, err := NewSchema(oscal.Version)
	if err != nil {
		t.Fatal(err)
	}
	const uuid = `"uuid": "d6ad3c6e-7c8a-4b3c-9d0e-0a1b2c3d4e5f"`
	rows := []struct{ name, def, text, want string }{
		{"valid", "subject", `{"subject-uuid": "d6ad3c6e-7c8a-4b3c-9d0e-0a1b2c3d4e5f", "type": "component"}`, ""},
		{"not JSON", "subject", `{"subject-uuid": `, "subject:1:18#/subject-uuid: the text ends too early: a value is missing; the file may be cut short"},
		{"lacks a field", "subject", `{"type": "component"}`, `subject:1:1: subject-reference lacks the field "subject-uuid"`},
		{"lacks two", "observation", `{` + uuid + `, "description": "x"}`, `subject lacks two`},
		{"uuid of version 7", "subject", `{"subject-uuid": "d6ad3c6e-7c8a-7b3c-9d0e-0a1b2c3d4e5f", "type": "component"}`, "subject:1:18#/subject-uuid: subject-uuid must be a UUID of version 4 or 5"},
		{"type is no token", "subject", `{"subject-uuid": "d6ad3c6e-7c8a-4b3c-9d0e-0a1b2c3d4e5f", "type": "a host"}`, "type must be a token; begin with a letter or '_'"},
		{"value with a line break", "property", `{"name": "a", "value": "b\nc"}`, "value must be one line of text that neither is empty nor begins or ends with white space"},
		{"empty title", "observation", `{` + uuid + `, "description": "", "methods": ["TEST"], "collected": "2026-11-20T00:00:00Z", "title": ""}`, "title must be one line of text, not empty"},
		{"no methods", "observation", `{` + uuid + `, "description": "", "methods": [], "collected": "2026-11-20T00:00:00Z"}`, "observation:1:80#/methods: methods must have at least one item; leave the field out where there is none"},
		{"a wrong item", "observation", `{` + uuid + `, "description": "", "methods": ["TEST", " "], "collected": "2026-11-20T00:00:00Z"}`, "#/methods/1: each of methods must be one line of text"},
		{"zero time", "observation", `{` + uuid + `, "description": "", "methods": ["TEST"], "collected": "0001-01-01T00:00:00Z"}`, "collected must be a date-time with zone; write it as 2026-11-20T00:00:00Z"},
		{"value not in a closed list", "finding", `{` + uuid + `, "title": "a", "description": "", "target": {"type": "objective-id", "target-id": "a", "status": {"state": "passed"}}}`, "#/target/status/state: state has a value that is not in OSCAL's list; use satisfied, not-satisfied"},
		{"two alternatives at once", "reviewed-controls", `{"control-selections": [{"include-all": {}, "include-controls": [{"control-id": "ac-1"}]}]}`, "#/control-selections/0: control-selections item has include-all and include-controls, which do not go together; keep one of them"},
		{"no alternative", "reviewed-controls", `{"control-selections": [{"description": "x"}]}`, "control-selections item lacks one of the fields that say what it holds; it needs include-all or include-controls"},
		{"field of nothing", "reviewed-controls", `{"control-selections": [{"include-all": {"a": 1}}]}`, `include-all has no field "a"; it has none: write {}`},
		{"href with a backslash", "relevant-evidence", `{"description": "", "href": "a\\b"}`, "href must be a URI or a relative path; use '/'"},
		{"a field of another object", "risk", `{"methods": ["TEST"]}`, `risk has no field "methods"`},
		{"an enormous field name", "link", `{"` + strings.Repeat("x", 5000) + `": 1}`, "link has no field \"" + strings.Repeat("x", 60) + "…\""},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			err := c.Element(r.def, []byte(r.text))
			switch {
			case r.name == "lacks two":
				if n := len(problem.All(err)); n != 2 {
					t.Errorf("%d problems: %v", n, err)
				}
			case r.want == "" && err != nil, r.want != "" && (err == nil || !strings.Contains(err.Error(), r.want)):
				t.Errorf("%v\nwant %s", err, r.want)
			}
		})
	}
	if err := c.Element("nothing", []byte(`{}`)); err == nil || !strings.Contains(err.Error(), `no element "nothing"`) {
		t.Error(err)
	}
}

// No message quotes a value: what is written may hold evidence.
func TestMessagesQuoteNoValue(t *testing.T) {
	c, err := NewSchema(oscal.Version)
	if err != nil {
		t.Fatal(err)
	}
	const secret = "MRN 4711"
	for _, text := range []string{
		`{"subject-uuid": "MRN 4711", "type": "MRN 4711", "title": " MRN 4711 "}`,
		`{"subject-uuid": ["MRN 4711"], "props": {"x": "MRN 4711"}}`,
		`{"links": [{"href": "MRN 4711\\", "rel": " MRN 4711"}]}`,
		`{"title": "MRN 4711`,
	} {
		if err := c.Element("subject", []byte(text)); err == nil || strings.Contains(err.Error(), secret) {
			t.Error(err)
		}
	}
}

func TestDocumentIsCheckedWhole(t *testing.T) {
	c, err := NewSchema(oscal.Version)
	if err != nil {
		t.Fatal(err)
	}
	text, err := oscal.Marshal(oscal.Models{AssessmentResults: results()})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Document(text); err != nil {
		t.Error(err)
	}
	broken := strings.Replace(string(text), `"TEST"`, `""`, 1)
	if err := c.Document([]byte(broken)); err == nil || !strings.Contains(err.Error(), "/assessment-results/results/0/observations/0/methods/0") {
		t.Error(err)
	}
}

// A document is judged by its own version: what 1.2.2 has and 1.0.4 has not is
// no error of reading, and one of the schema.
func TestSchemaOfTheDocumentsOwnVersion(t *testing.T) {
	for version, want := range map[string]string{"1.2.2": "", "1.0.4": `plan-of-action-and-milestones has no field "findings"`} {
		p := poam()
		p.Metadata.OscalVersion = version
		doc := document(t, oscal.Models{PlanOfActionAndMilestones: p})
		got := ""
		for _, f := range Schema(doc) {
			got += f.Problem().Error() + "\n"
		}
		if (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%s: %q", version, got)
		}
	}
	if _, err := NewSchema("1.3.0"); err == nil {
		t.Error("a version that is not supported")
	}
}

func TestCheckerServesSeveralGoroutines(t *testing.T) {
	c, err := NewSchema(oscal.Version)
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for def := range elements() {
				_ = c.Element(def, fmt.Appendf(nil, `{"uuid": %d}`, i))
			}
		})
	}
	group.Wait()
}

func TestErrHoldsErrorsOnly(t *testing.T) {
	findings := []Finding{
		{Rule: "a", Level: Warning, Place: problem.Place{Path: "x"}, What: "light"},
		{Rule: "b", Place: problem.Place{Path: "x"}, What: "heavy", Remedy: "mend"},
	}
	if err := Err(findings); err == nil || err.Error() != "x: heavy [b]; mend" {
		t.Error(err)
	}
	if err := Err(findings[:1]); err != nil {
		t.Error(err)
	}
}

// XML that can be read and breaks OSCAL's XML schema is invalid, as JSON would be;
// what is no XML is unreadable.
func TestXMLOfTheWrongShapeIsInvalid(t *testing.T) {
	const head = `<catalog xmlns="http://csrc.nist.gov/ns/oscal/1.0" uuid="11111111-2222-4333-8444-000000000001">`
	const meta = `<metadata><title>T</title><last-modified>2024-01-01T00:00:00Z</last-modified><version>1</version><oscal-version>1.1.3</oscal-version></metadata>`
	for _, row := range []struct {
		name, text, rule string
		read             bool
	}{
		{"an unknown element", head + meta + `<foo/></catalog>`, "schema-xml", true},
		{"the wrong order", head + `<back-matter/>` + meta + `</catalog>`, "schema-xml", true},
		{"no XML behind an unknown element", head + meta + `<foo/><`, "read", false},
		{"another namespace", `<catalog/>`, "read", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			doc, got := File(fstest.MapFS{"x.xml": &fstest.MapFile{Data: []byte(row.text)}}, "x.xml", "constraints")
			if (doc != nil) != row.read || row.read && doc.Model != "catalog" || len(got) == 0 || got[0].Rule != row.rule || got[0].Level != Error || got[0].Place.Line != 1 {
				t.Errorf("document %v, findings %+v", doc != nil, got)
			}
		})
	}
}
