package constraint

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	diff "github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/oscal/internal/metapath"
	"github.com/assay-compliance/assay/oscal/internal/metaschema"
)

// check gives "id pointer" of every violation, a warning with a question mark.
func check(t *testing.T, model, text string, imported ...Document) []string {
	t.Helper()
	found, err := Check(Document{[]byte(text), model}, imported, 100)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, v := range found {
		mark := ""
		if v.Warning {
			mark = "?"
		}
		out = append(out, strings.TrimPrefix(v.ID, "oscal-")+mark+" "+v.Pointer)
		if v.What == "" || v.Remedy == "" {
			t.Errorf("%s has no words: %+v", v.ID, v)
		}
	}
	slices.Sort(out)
	return out
}

const metadata = `"metadata": {"roles": [{"id": "owner"}], "locations": [{"uuid": "l1", "address": {"country": "US"}}], "parties": [{"uuid": "p1", "type": "organization"}]}`

func TestWhatNISTAsksBeyondTheSchema(t *testing.T) {
	for _, row := range []struct {
		name, model, text string
		want              []string
	}{
		{"a closed list", "assessment-results", `{"results": [{"findings": [{"target": {"type": "control"}}]}]}`, []string{"finding-target-values /assessment-results/results/0/findings/0/target/type"}},
		{"an open list", "assessment-results", `{"results": [{"observations": [{"methods": ["TEST", "SCAN"]}]}]}`, nil},
		{"lists add up", "component-definition", `{"components": [{"type": "software", "props": [{"name": "version"}, {"name": "software-identifier"}, {"name": "marking"}, {"name": "colour"}, {"name": "colour", "ns": "https://example.org"}]}]}`,
			[]string{"component-prop-name /component-definition/components/0/props/3/name"}},
		{"a list for one type", "component-definition", `{"components": [{"type": "hardware", "props": [{"name": "software-identifier"}]}]}`, []string{"component-prop-name /component-definition/components/0/props/0/name"}},
		{"a value that is deprecated is told once", "assessment-results", `{"results": [{"observations": [{"types": ["finding"]}, {"types": ["finding"]}]}]}`, []string{"observation-values? /assessment-results/results/0/observations/0/types/0"}},
		{"a pattern", "catalog", `{"metadata": {"parties": [{"telephone-numbers": [{"number": "202-000-0001"}, {"number": "2020000001"}]}]}}`, []string{"metadata-telephone-number-regex? /catalog/metadata/parties/0/telephone-numbers/0"}},
		{"a hash of another length", "catalog", `{"back-matter": {"resources": [{"rlinks": [{"href": "a", "hashes": [{"algorithm": "SHA-256", "value": "00"}]}]}]}}`, []string{"check-hash-length-SHA2-3-256 /catalog/back-matter/resources/0/rlinks/0/hashes/0"}},
		{"a datatype", "plan-of-action-and-milestones", `{"risks": [{"props": [{"name": "priority", "value": "first"}, {"name": "priority", "value": "2"}]}]}`, []string{"risk-priority-datatype /plan-of-action-and-milestones/risks/0/props/0/value"}},
		{"what must differ", "assessment-results", `{"metadata": {"responsible-parties": [{"role-id": "owner"}, {"role-id": "owner"}], "roles": [{"id": "owner"}]}}`, []string{"unique-metadata-responsible-party /assessment-results/metadata/responsible-parties/1"}},
		{"what must differ in all its parts", "assessment-results", `{"metadata": {"props": [{"name": "marking", "value": "a"}, {"name": "marking", "value": "a", "class": "b"}, {"name": "marking", "value": "a"}]}}`, []string{"unique-metadata-property /assessment-results/metadata/props/2"}},
		{"ids of a catalog", "catalog", `{"controls": [{"id": "a", "props": [{"name": "status", "value": "withdrawn"}]}], "groups": [{"id": "g", "controls": [{"id": "a", "props": [{"name": "status", "value": "withdrawn"}]}]}]}`,
			[]string{"catalog-controls /catalog/groups/0/controls/0", "catalog-groups-controls-parts /catalog/groups/0/controls/0"}},
		{"references wherever they stand", "assessment-results", `{"results": [{"assessment-log": {"entries": [{"logged-by": [{"party-uuid": "p1"}]}]}, "local-definitions": {"users": [{"role-ids": ["owner", "admin"]}]}}], ` + metadata + `}`,
			[]string{"index-metadata-role-id /assessment-results/results/0/local-definitions/users/0/role-ids/1"}},
		{"a reference without any index", "assessment-results", `{"metadata": {"links": [{"rel": "reference", "href": "#x"}]}}`, []string{"metadata-link-reference-index-back-matter-resource /assessment-results/metadata/links/0"}},
		{"an organization that is none", "catalog", `{"metadata": {"parties": [{"uuid": "a", "type": "person", "member-of-organizations": ["a", "b"]}, {"uuid": "b", "type": "organization"}]}}`, []string{"index-metadata-party-organizations-uuid /catalog/metadata/parties/0/member-of-organizations/0"}},
		{"too few", "assessment-plan", `{"local-definitions": {"activities": [{"uuid": "a"}]}}`, []string{"activity-type-cardinality /assessment-plan/local-definitions/activities/0"}},
		{"too many", "assessment-plan", `{"local-definitions": {"objectives-and-methods": [{"parts": [{"name": "assessment-objective", "props": [{"name": "method-id"}]}, {"name": "assessment-objective"}, {"name": "assessment-method", "props": [{"name": "method"}], "parts": [{"name": "assessment-objects"}]}]}]}}`,
			[]string{"assessment-objective-cardinality /assessment-plan/local-definitions/objectives-and-methods/0"}},
		{"an expectation", "component-definition", `{"components": [{"type": "service", "protocols": [{"uuid": "u", "port-ranges": [{"start": 9, "end": 10}, {"start": 10, "end": 9}, {"start": 1}]}]}]}`,
			[]string{"component-protocol-port-range-has-end? /component-definition/components/0/protocols/0/port-ranges/2", "component-protocol-port-range-starts-before-end? /component-definition/components/0/protocols/0/port-ranges/1"}},
		{"a control without a statement", "catalog", `{"controls": [{"id": "a"}, {"id": "b", "props": [{"name": "status", "value": "withdrawn"}]}, {"id": "c", "parts": [{"name": "statement"}]}]}`, []string{"catalog-control-require-statement-when-not-withdrawn /catalog/controls/0"}},
		{"a plan's item without uuid", "plan-of-action-and-milestones", `{"poam-items": [{"title": "a"}, {"uuid": "b"}]}`, []string{"poam-item-uuid? /plan-of-action-and-milestones/poam-items/0"}},
		{"members that exclude each other", "profile", `{"imports": [{"href": "a", "include-all": {}, "include-controls": [{"with-ids": ["a"]}, {"with-ids": ["b"]}]}], "merge": {"as-is": true, "flat": {}}}`,
			[]string{"model-choice? /profile/imports/0/include-controls/0", "model-choice? /profile/merge/flat"}},
		{"several of one alternative", "profile", `{"imports": [{"href": "a", "include-controls": [{"with-ids": ["a"]}, {"with-ids": ["b"]}]}], "merge": {"as-is": true}}`, nil},
		// How constraints are read that no document could keep, or that never apply.
		{"links with their number sign", "system-security-plan", `{"system-implementation": {"components": [{"uuid": "a", "type": "software", "links": [{"rel": "depends-on", "href": "#b"}, {"rel": "depends-on", "href": "#c"}, {"rel": "depends-on", "href": "https://example.org"}]}, {"uuid": "b", "type": "software"}]}}`,
			[]string{"system-implementation-component-depends-on-link-index /system-security-plan/system-implementation/components/0/links/1"}},
		{"only a part named objective needs a method", "assessment-plan", `{"terms-and-conditions": {"parts": [{"name": "assumptions"}, {"name": "rules-of-engagement"}]}}`, nil},
		{"actions have attributes", "catalog", `{"metadata": {"actions": [{"type": "approval", "system": "http://csrc.nist.gov/ns/oscal"}, {"type": "shrug", "system": "http://csrc.nist.gov/ns/oscal"}, {"type": "own", "system": "https://example.org"}]}}`, []string{"metadata-action-type-values /catalog/metadata/actions/1/type"}},
		{"properties that other constraints ask for", "assessment-plan", `{"local-definitions": {"objectives-and-methods": [{"parts": [{"name": "assessment-objective", "props": [{"name": "method-id"}]}, {"name": "assessment-method", "props": [{"name": "method"}], "parts": [{"name": "assessment-objects"}]}]}]}}`, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			if d := diff.Diff(row.want, check(t, row.model, `{"`+row.model+`": `+row.text+`}`)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// What a document that was not opened could define is not called wrong, and not
// passed over.
func TestAReferenceIntoADocumentThatWasNotOpened(t *testing.T) {
	ssp := `{"system-security-plan": {"system-implementation": {"leveraged-authorizations": [{"uuid": "a", "links": [{"rel": "system-security-plan", "href": "https://example.org/ssp.json"}]}]},
	 "control-implementation": {"implemented-requirements": [{"by-components": [{"uuid": "x", "links": [{"rel": "provided-by", "href": "#y"}, {"rel": "provided-by", "href": "#x"}]}]}]}}}`
	const at = "/system-security-plan/control-implementation/implemented-requirements/0/by-components/0/links/0"
	if got := check(t, "system-security-plan", ssp); !slices.Equal(got, []string{"by-component-uuid-index? " + at}) {
		t.Errorf("got %v", got)
	}
	other := func(uuid string) Document {
		return Document{[]byte(`{"system-security-plan": {"control-implementation": {"implemented-requirements": [{"by-components": [{"uuid": "` + uuid + `"}]}]}}}`), "system-security-plan"}
	}
	if got := check(t, "system-security-plan", ssp, other("y")); got != nil {
		t.Errorf("got %v", got)
	}
	if got := check(t, "system-security-plan", ssp, other("z")); !slices.Equal(got, []string{"by-component-uuid-index " + at}) {
		t.Errorf("got %v", got)
	}
}

// Judging the items of long lists one by one finds what judging the whole finds:
// over the real documents, whole and with one thing changed.
func TestApartFindsWhatTheWholeFinds(t *testing.T) {
	root := cmp.Or(os.Getenv("ASSAY_SHARED_DATA"), "../../../../shared/data")
	files, _ := filepath.Glob(filepath.Join(root, "oscal", "*", "*.json"))
	if len(files) == 0 {
		t.Skip("the real documents are not here")
	}
	p, err := open()
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var fields map[string]json.RawMessage
		if json.Unmarshal(text, &fields) != nil {
			continue
		}
		for model := range fields {
			if p.table.Root(model) == nil || len(text) > 400_000 {
				continue
			}
			for _, change := range [][2]string{{"", ""}, {`"name": "`, `"name": "un`}, {`"href": "#`, `"href": "#0`}, {`"role-id": "`, `"role-id": "no-`}, {`"uuid": "1`, `"uuid": "2`}} {
				doc := Document{bytes.ReplaceAll(text, []byte(change[0]), []byte(change[1])), model}
				if change[0] == "" {
					doc.JSON = text
				}
				got, err := Check(doc, nil, 1<<20)
				if err != nil {
					t.Fatal(err)
				}
				want := checkWhole(p, doc)
				order := func(a, b Violation) int {
					return cmp.Or(cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.ID, b.ID), cmp.Compare(a.What, b.What))
				}
				slices.SortFunc(got, order)
				slices.SortFunc(want, order)
				if d := diff.Diff(want, got); d != "" {
					t.Errorf("%s %v (-whole +apart):\n%s", file, change, d)
				}
				compared += len(got)
			}
		}
	}
	if compared < 800 {
		t.Errorf("only %d violations were compared", compared)
	}
}

func checkWhole(p *program, doc Document) []Violation {
	r := &run{program: p, limit: 1 << 20, indexes: map[string]map[string]bool{}, uses: map[string]map[string][]use{}, deprecated: map[*rule]map[string]int{}}
	b := metapath.Builder{Table: p.table}
	r.tree(b.Build(doc.JSON, doc.Model))
	r.references()
	return append(r.errors, r.warnings...)
}

// Lists that hold a fleet are judged one by one.
func TestLongListsAreApart(t *testing.T) {
	p, err := open()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"assessment-results results observations", "assessment-results results findings", "assessment-results results risks", "plan-of-action-and-milestones poam-items", "plan-of-action-and-milestones observations",
		"plan-of-action-and-milestones local-definitions inventory-items", "assessment-results results local-definitions inventory-items", "component-definition capabilities-not"} {
		steps := strings.Fields(path)
		within := []*metaschema.Definition{p.table.Root(steps[0])}
		for i, step := range steps[1:] {
			m := within[i].ByJSON(step)
			if m == nil {
				if step != "capabilities-not" {
					t.Fatalf("%s: no %s", path, step)
				}
				break
			}
			if i == len(steps)-2 && !p.apart(within, m) {
				t.Errorf("%s is held whole", path)
			}
			within = append(within, m.Definition())
		}
	}
	if root := p.table.Root("catalog"); p.apart([]*metaschema.Definition{root}, root.ByJSON("groups")) {
		t.Error("a catalog's constraints look at all its groups")
	}
}

func TestEveryRuleSaysWhatItAsks(t *testing.T) {
	rules, err := Rules()
	if err != nil {
		t.Fatal(err)
	}
	if len(rules) != 340 {
		t.Errorf("%d rules", len(rules))
	}
	amended := 0
	for _, r := range rules {
		if r.Says == "" || strings.Contains(r.Says, "has-oscal-namespace('http://csrc") || r.On == "" {
			t.Errorf("%+v", r)
		}
		if r.Amended != "" {
			amended++
		}
	}
	if amended != len(amendments) {
		t.Errorf("%d rules are read otherwise than published, %d amendments", amended, len(amendments))
	}
	p, _ := open()
	for _, list := range p.rules {
		for _, r := range list {
			if _, ok := expectations[r.ID]; r.Kind == "expect" && !ok {
				t.Errorf("%s has no words of ours", r.ID)
			}
		}
	}
}

func TestTheLimitKeepsErrorsAndWarningsApart(t *testing.T) {
	var b strings.Builder
	for i := range 50 {
		fmt.Fprintf(&b, `{"title": "w%d", "props": [{"name": "no-%d", "value": "x"}]},`, i, i)
	}
	text := `{"plan-of-action-and-milestones": {"poam-items": [` + strings.TrimSuffix(b.String(), ",") + `], "risks": [{"props": [{"name": "late"}]}]}}`
	found, err := Check(Document{[]byte(text), "plan-of-action-and-milestones"}, nil, 10)
	if err != nil {
		t.Fatal(err)
	}
	errors := 0
	for _, v := range found {
		if !v.Warning {
			errors++
		}
	}
	if errors != 10 || len(found) != 20 {
		t.Errorf("%d errors of %d", errors, len(found))
	}
}

func TestKeysAreReadBack(t *testing.T) {
	for _, text := range []string{"a", "", strings.Repeat("x", 300)} {
		b := []byte{byte(len(text) + 1)}
		if len(text) > 100 {
			b = []byte{byte((len(text)+1)&0x7f | 0x80), byte((len(text) + 1) >> 7)}
		}
		if got := keyText(string(b) + text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
	if keyText("") != "" || keyText("\xff\xff") != "" || keyText("\x7f") != "" {
		t.Error("a broken key was read")
	}
}

func TestDatatypes(t *testing.T) {
	for name, row := range map[string][2][]string{
		"uuid": {{"d6ad3c6e-7c8a-4b3c-9d0e-0a1b2c3d4e5f"}, {"x", ""}}, "integer": {{"1", "-2"}, {"1.5", "", "one"}}, "date": {{"2026-11-20", "2026-11-20Z", "2026-11-20+02:00"}, {"2026-13-01", "20261120", "2026-11-20T"}},
		"date-time": {{"2026-11-20T00:00:00Z", "2026-11-20T00:00:00"}, {"2026-11-20"}}, "date-time-with-timezone": {{"2026-11-20T00:00:00Z"}, {"2026-11-20T00:00:00"}},
		"uri": {{"https://example.org", "urn:a"}, {"a/b", ":"}}, "uri-reference": {{"a/b", "#x"}, {"%zz"}}, "ip-v4-address": {{"192.0.2.1"}, {"192.0.2.256", "::1"}}, "ip-v6-address": {{"2001:db8::1"}, {"192.0.2.1", "fe80::1%eth0"}},
	} {
		for _, good := range row[0] {
			if !datatypes[name](good) {
				t.Errorf("%s: %q was refused", name, good)
			}
		}
		for _, bad := range row[1] {
			if datatypes[name](bad) {
				t.Errorf("%s: %q was taken", name, bad)
			}
		}
		if examples[name] == "" {
			t.Errorf("%s has no example", name)
		}
	}
}

func FuzzCheck(f *testing.F) {
	f.Add([]byte(`{"catalog": {"controls": [{"id": "a", "links": [{"rel": "related", "href": "#b"}]}], `+metadata+`}}`), uint8(0))
	f.Add([]byte(`{"system-security-plan": {"system-characteristics": {"system-information": {"information-types": [[{}]]}}}}`), uint8(7))
	models := []string{"catalog", "profile", "mapping-collection", "component-definition", "system-security-plan", "assessment-plan", "assessment-results", "plan-of-action-and-milestones"}
	f.Fuzz(func(t *testing.T, text []byte, model uint8) {
		doc := Document{text, models[int(model)%len(models)]}
		first, err := Check(doc, []Document{doc}, 50)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := Check(doc, []Document{doc}, 50)
		if d := diff.Diff(first, again); d != "" {
			t.Errorf("two judgements of one text differ: %s", d)
		}
	})
}

// BenchmarkCheck: 340 constraints over an assessment result of 2,000 observations.
func BenchmarkCheck(b *testing.B) {
	var text bytes.Buffer
	text.WriteString(`{"assessment-results": {` + metadata + `, "results": [{"observations": [`)
	for i := range 2000 {
		if i > 0 {
			text.WriteByte(',')
		}
		fmt.Fprintf(&text, `{"uuid": "o%d", "title": "Second factor", "description": "Accounts without a second factor", "methods": ["TEST"], "types": ["discovery"], "collected": "2026-11-20T00:00:00Z", "props": [{"name": "outcome", "ns": "https://example.org", "value": "pass"}], "subjects": [{"subject-uuid": "s%d", "type": "component", "title": "a"}]}`, i, i)
	}
	text.WriteString(`]}]}}`)
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		if found, err := Check(Document{text.Bytes(), "assessment-results"}, nil, 200); err != nil || len(found) > 0 {
			b.Fatal(found, err)
		}
	}
}
