package metaschema

import (
	"strings"
	"testing"
)

func TestTheTableHasTheEightModels(t *testing.T) {
	table, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	for _, root := range []string{"assessment-plan", "assessment-results", "catalog", "component-definition", "mapping-collection", "plan-of-action-and-milestones", "profile", "system-security-plan"} {
		if d := table.Root(root); d == nil || d.Flag("uuid") == nil || d.ByJSON("metadata") == nil {
			t.Errorf("%s: %+v", root, d)
		}
	}
	if table.Constraints != 340 {
		t.Errorf("%d constraints", table.Constraints)
	}
}

// Names tell members apart, and every member can be written in both formats.
func TestMembersHaveOneNameEach(t *testing.T) {
	table, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range table.Definitions {
		json, xml := map[string]bool{d.ValueKey: true}, map[string]bool{}
		for _, f := range d.Flags {
			json[f.Name] = true
		}
		for _, m := range d.Model {
			if json[m.JSON] || m.XML != "" && xml[m.XML] {
				t.Errorf("%s: %s or %s stands twice", d.ID, m.JSON, m.XML)
			}
			json[m.JSON], xml[m.XML] = true, true
			if m.Unwrapped != (m.XML == "") || m.Unwrapped && m.Definition().Type != "markup-multiline" {
				t.Errorf("%s: %s has no element", d.ID, m.JSON)
			}
			if m.List != (m.Max != 1) {
				t.Errorf("%s: %s is a list, or not", d.ID, m.JSON)
			}
		}
		if d.Kind == Field && (d.ValueKey == "") != (len(d.Flags) == 0) {
			t.Errorf("%s: value %q beside %d flags", d.ID, d.ValueKey, len(d.Flags))
		}
		if strings.ToLower(d.ValueKey) != d.ValueKey {
			t.Errorf("%s: no name for its value is known", d.ID)
		}
	}
}

func TestATableWithALooseEndIsRefused(t *testing.T) {
	for _, text := range []string{`{`, `{"Definitions":[{"ID":"a","Flags":[{"Ref":"b"}]}]}`, `{"Definitions":[{"ID":"a","Model":[{"Ref":"b"}]}]}`} {
		if _, err := parse([]byte(text)); err == nil {
			t.Errorf("%s was taken", text)
		}
	}
}
