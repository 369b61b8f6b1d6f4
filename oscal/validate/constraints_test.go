package validate

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// A constraint of NIST is a finding with its place, of the level NIST gives it.
func TestConstraintsAreALayer(t *testing.T) {
	const text = `{"catalog": {"uuid": "d6ad3c6e-7c8a-4b3c-9d0e-0a1b2c3d4e5f",
 "metadata": {"title": "A", "last-modified": "2026-11-20T00:00:00Z", "version": "1", "oscal-version": "1.2.2",
  "props": [{"name": "colour", "value": "green"}],
  "parties": [{"uuid": "d6ad3c6e-7c8a-4b3c-9d0e-0a1b2c3d4e60", "type": "person", "telephone-numbers": [{"number": "1-2"}]}]}}}`
	root := fstest.MapFS{"c.json": {Data: []byte(text)}}
	doc, found := File(root, "c.json", "constraints")
	if doc == nil {
		t.Fatal(found)
	}
	var got []string
	for _, f := range found {
		got = append(got, f.Rule+" "+f.Level.String()+" "+f.Place.String())
	}
	want := []string{
		"oscal-catalog-metadata-prop-name error c.json:3:22#/catalog/metadata/props/0/name",
		"oscal-metadata-telephone-number-regex warning c.json:4:",
	}
	if len(got) != 2 || !strings.HasPrefix(got[0], want[0]) || !strings.HasPrefix(got[1], want[1]) || found[0].Place.Line != 3 || found[1].Place.Line != 4 {
		t.Errorf("got %q", got)
	}
	if _, found := File(root, "c.json", "references"); len(found) > 0 {
		t.Errorf("the layer before has %v", found)
	}
}

// Every constraint that can be found has a row among the rules, once.
func TestConstraintsHaveRules(t *testing.T) {
	var ids []string
	for _, r := range constraintRules() {
		if r.ID == "" || r.Says == "" {
			t.Errorf("%+v", r)
		}
		ids = append(ids, r.ID)
	}
	if !slices.IsSorted(ids) || len(slices.Compact(slices.Clone(ids))) != len(ids) || len(ids) < 290 {
		t.Errorf("%d rules, sorted %v", len(ids), slices.IsSorted(ids))
	}
}

// What a later version deprecated may stand in a document of a version before it.
func TestADeprecationIsAWarningBeforeItsVersion(t *testing.T) {
	text := func(version string) []byte {
		return []byte(`{"catalog": {"uuid": "d6ad3c6e-7c8a-4b3c-9d0e-0a1b2c3d4e5f", "metadata": {"title": "A", "last-modified": "2026-11-20T00:00:00Z", "version": "1", "oscal-version": "` + version + `"},
 "params": [{"id": "a"}, {"id": "b", "depends-on": "a"}]}}`)
	}
	for version, want := range map[string]Level{"1.0.0": Warning, "1.0.4": Error, "1.2.2": Error} {
		_, found := File(fstest.MapFS{"c.json": {Data: text(version)}}, "c.json", "constraints")
		if len(found) != 1 || found[0].Level != want {
			t.Errorf("%s: %v", version, found)
		}
	}
}

// What leads nowhere is told once, by the reference rule where it knows the place.
func TestALooseReferenceIsToldOnce(t *testing.T) {
	const text = `{"catalog": {"uuid": "d6ad3c6e-7c8a-4b3c-9d0e-0a1b2c3d4e5f", "metadata": {"title": "A", "last-modified": "2026-11-20T00:00:00Z", "version": "1", "oscal-version": "1.2.2",
 "responsible-parties": [{"role-id": "owner", "party-uuids": ["d6ad3c6e-7c8a-4b3c-9d0e-0a1b2c3d4e60"]}],
 "parties": [{"uuid": "d6ad3c6e-7c8a-4b3c-9d0e-0a1b2c3d4e61", "type": "person", "member-of-organizations": ["d6ad3c6e-7c8a-4b3c-9d0e-0a1b2c3d4e61"]}]}}}`
	_, found := File(fstest.MapFS{"c.json": {Data: []byte(text)}}, "c.json", "constraints")
	var got []string
	for _, f := range found {
		got = append(got, f.Rule)
	}
	slices.Sort(got)
	if want := []string{"oscal-index-metadata-party-organizations-uuid", "ref-party", "ref-role"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
