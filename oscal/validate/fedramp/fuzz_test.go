package fedramp

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/oscal"
)

// Whatever the types can hold is judged without a panic; every finding is of a
// rule in the table that is asked of the model, and stands in the document.
func FuzzFindings(f *testing.F) {
	for _, name := range []string{"results", "poam", "plan", "ssp", "catalog"} {
		text, err := os.ReadFile("testdata/" + name + ".json")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"assessment-results":{"results":[{"findings":[{}],"observations":[{"origins":[{"actors":[{"type":"tool"}]}]}],"risks":[{}]}],"back-matter":{"resources":[{}]}}}`))
	f.Add([]byte(`{"plan-of-action-and-milestones":{"poam-items":[{"related-risks":[{}],"related-observations":[{}]}],"risks":[{"deadline":"0001-01-01T00:00:00Z"}],"import-ssp":{"href":"#"}}}`))
	rows := map[string]Rule{}
	for _, r := range Rules() {
		rows[r.ID] = r
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		m := &oscal.Models{}
		if json.Unmarshal(text, m) != nil {
			return
		}
		for _, model := range []string{results, poam, plan, security, catalog} {
			c := New(model, func(string) bool { return false })
			walk("", reflect.ValueOf(m), func(at string, object any) { c.Other(security, at, object) })
			walk("", reflect.ValueOf(m), c.Visit)
			for _, found := range c.Findings() {
				r, known := rows[found.Rule]
				if !known || !r.asked(model) || found.What == "" || found.Pointer != "" && !strings.HasPrefix(found.Pointer, "/") {
					t.Errorf("%s: %+v", model, found)
				}
			}
		}
	})
}
