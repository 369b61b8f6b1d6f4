package validate

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/assay-compliance/assay/oscal"
)

// A panic in one of the layers is the caller's, who makes it an exit code; the
// others have ended by then.
func TestAPanicInALayerIsTheCallers(t *testing.T) {
	ended := false
	defer func() {
		if r := recover(); r != "broken" || !ended {
			t.Errorf("recovered %v, the other ended: %v", r, ended)
		}
	}()
	together([]func(){func() { panic("broken") }, func() { ended = true }})
	t.Error("the panic was lost")
}

// Each layer takes in those before it, and a document that the types cannot hold
// is asked by its schema alone.
func TestLayersTakeInThoseBefore(t *testing.T) {
	ar := results()
	(*ar.Results[0].Observations)[0].Methods = nil                           // schema
	(*(*ar.Results[0].Findings)[0].RelatedRisks)[0].RiskUuid = id("nowhere") // references
	ar.Metadata.Props = list(oscal.Property{Name: "colour", Value: "green"}) // constraints
	ar.ImportAp.Href = "#" + id("plan")                                      // without a file: a warning
	text, err := oscal.Marshal(oscal.Models{AssessmentResults: ar})
	if err != nil {
		t.Fatal(err)
	}
	before := 0
	for i, want := range []string{"schema-minItems", "ref-risk", "oscal-"} {
		layer := Layers()[i].Name
		_, found := At(fstest.MapFS{}, "x.json", text, layer)
		var rules []string
		for _, f := range found {
			rules = append(rules, f.Rule)
		}
		if got := strings.Join(rules, " "); len(found) <= before || !strings.Contains(got, want) || !strings.Contains(got, "schema-minItems") {
			t.Errorf("%s: %s", layer, got)
		}
		before = len(found)
	}
	unfit := strings.Replace(string(text), `"title"`, `"titel"`, 1)
	_, schema := At(fstest.MapFS{}, "x.json", []byte(unfit), "schema")
	_, all := At(fstest.MapFS{}, "x.json", []byte(unfit), "fedramp")
	if len(schema) == 0 || len(schema) != len(all) {
		t.Errorf("%d findings of the schema, %d of all", len(schema), len(all))
	}
	if doc, found := At(fstest.MapFS{}, "x.json", text, "deep"); doc != nil || Err(found) == nil {
		t.Error("a layer that there is not")
	}
}

// The walk shows every object of a document once, whole where it is an element of
// a large list, and in the order it promises.
func TestWalkShowsEveryObjectOnce(t *testing.T) {
	doc := document(t, oscal.Models{AssessmentResults: results()})
	seen := map[string]bool{}
	err := walk(doc, func(pointer string, obj any) {
		if seen[pointer] {
			t.Errorf("%s is shown twice", pointer)
		}
		seen[pointer] = true
		if i := strings.LastIndexByte(pointer, '/'); i > 0 {
			parent := pointer[:i]
			if !seen[parent] && !seen[parent[:strings.LastIndexByte(parent, '/')]] { // of an item, what holds its list
				t.Errorf("%s comes before what holds it", pointer)
			}
		}
		switch o := obj.(type) {
		case *oscal.Risk:
			if o.RiskLog == nil || o.Remediations == nil {
				t.Errorf("%s is not whole", pointer)
			}
		case *oscal.Result:
			if len(each(o.Observations)) > 0 {
				t.Errorf("%s holds its observations", pointer)
			}
		}
	})
	for _, pointer := range []string{"", "/assessment-results", "/assessment-results/results/0/observations/0/subjects/1", "/assessment-results/results/0/risks/0/remediations/0/tasks/0"} {
		if !seen[pointer] {
			t.Errorf("%s is not shown", pointer)
		}
	}
	if err != nil {
		t.Error(err)
	}
}
