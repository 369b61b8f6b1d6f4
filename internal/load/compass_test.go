package load_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/load"
)

// rule is the properties of one rule set, as name and value.
func rule(remarks string, values ...string) string {
	var out []string
	for i := 0; i+1 < len(values); i += 2 {
		out = append(out, fmt.Sprintf(`{"name": %q, "ns": "https://oscal-compass.github.io/compliance-trestle/schemas/oscal/cd", "value": %q, "remarks": %q}`, values[i], values[i+1], remarks))
	}
	return strings.Join(out, ", ")
}

// tying is a component that ties rules to a control; more are fields of its
// control implementation.
func tying(n int, title, props, source, control, more string, rules ...string) string {
	var named []string
	for _, r := range rules {
		named = append(named, fmt.Sprintf(`{"name": "Rule_Id", "ns": "https://example.org", "value": %q}`, r))
	}
	return fmt.Sprintf(`{"uuid": %q, "type": "service", "title": %q, "description": "x", "props": [%s], "control-implementations": [{"uuid": %q, "source": %q, "description": "x"%s, "implemented-requirements": [
		{"uuid": %q, "control-id": %q, "description": "x", "statements": [{"statement-id": "%s_smt", "uuid": %q, "description": "x", "props": [%s]}]}]}]}`,
		uuid(n), title, props, uuid(n*100), source, more, uuid(n*100+1), control, control, uuid(n*100+2), strings.Join(named, ", "))
}

// The rules of a system are those of all its files: checks stand on validation
// components, also in an imported file, and in the properties of the component or
// its control implementation; defaults of one component are not another's.
func TestRulesOfComponentDefinitions(t *testing.T) {
	sys, err := load.System(workspace(t, map[string]string{
		"assay.yaml": withFile,
		"oscal/system.json": definition(strings.Join([]string{
			tying(2, "A", rule("rule_set_0", "Rule_Id", "keep", "Parameter_Id", "days", "Parameter_Value_Default", "1", "Parameter_Id_1", "from", "Parameter_Value_Default_1", "x"),
				"assay:fedramp-moderate", "au-11", `, "set-parameters": [{"param-id": "from", "values": ["y", "z"]}]`, "keep"),
			tying(3, "B", rule("rule_set_0", "Rule_Id", "keep", "Parameter_Id", "days", "Parameter_Value_Default", "2", "Check_Id", "own.check"),
				"trestle://oscal/local.json", "ac-2", `, "props": [`+rule("rule_set_9", "Rule_Id", "old", "Check_Id", "older.check")+`]`, "keep", "old", "nobody"),
			`{"uuid": "` + uuid(4) + `", "type": "validation", "title": "V", "description": "x", "props": [` + rule("lost", "Check_Id", "lost.check") + `, ` +
				rule("twice", "Rule_Id", "a", "Rule_Id", "b", "Check_Id", "whose") + `]}`,
		}, ", "), `, "import-component-definitions": [{"href": "checks.json"}]`),
		"oscal/checks.json": definition(`{"uuid": "`+uuid(5)+`", "type": "validation", "title": "Tool", "description": "x", "props": [`+rule("r", "Rule_Id", "keep", "Check_Id", "common.audit.retention")+`]}`, ""),
		"oscal/local.json":  localProfile("assay:nist-800-53"),
	}))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range sys.Components {
		for _, r := range c.Rules {
			line := fmt.Sprintf("%s %s %s by %s of %s/%s:", c.Key, r.ControlID, r.ID, r.Check, r.Tool, r.Catalog)
			for _, p := range r.Params {
				line += " " + p.ID + "=" + strings.Join(p.Values, ",")
			}
			got = append(got, line)
		}
	}
	want := []string{
		"a au-11 keep by common.audit.retention of Tool/nist-800-53: days=1 from=y,z",
		"b ac-2 keep by common.audit.retention of Tool/nist-800-53: days=2",
		"b ac-2 keep by own.check of B/nist-800-53: days=2",
		"b ac-2 old by older.check of /nist-800-53:",
		"b ac-2 nobody by  of /nist-800-53:",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
	var notes []string
	for _, n := range sys.Notes {
		notes = append(notes, n.What)
	}
	if !slices.Equal(notes, []string{`Check_Id "lost.check" is not counted: its rule set names 0 rules`, `Check_Id "whose" is not counted: its rule set names 2 rules`}) {
		t.Errorf("notes %q", notes)
	}
}
