package resolve

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/internal/shape"
)

const head = `"metadata": {"title": "T", "last-modified": "2026-11-20T00:00:00Z", "version": "1", "oscal-version": "1.2.2"}`

// abc is a catalog of two groups; a1 has children two deep, b1 takes in parameters
// of its group, of the catalog and of a2.
const abc = `{"catalog": {"uuid": "11111111-1111-4111-8111-111111111111", ` + head + `,
 "params": [{"id": "p0", "label": "of the catalog {{ insert: param, p9 }}"}, {"id": "p9", "values": ["nine"]}, {"id": "unused"}],
 "groups": [
  {"id": "a", "title": "A", "params": [{"id": "pa"}], "props": [{"name": "label", "value": "A"}], "controls": [
   {"id": "a1", "title": "A1", "class": "x", "params": [{"id": "a1_p", "label": "l", "values": ["1"], "constraints": [{"description": "c"}]}], "props": [{"name": "label", "value": "A-1"}, {"name": "own", "ns": "https://example.org", "value": "v", "class": "k"}],
    "links": [{"href": "#22222222-2222-4222-8222-222222222222"}],
    "parts": [{"id": "a1_smt", "name": "statement", "prose": "Do {{ insert: param, a1_p }}.", "parts": [{"id": "a1_smt.a", "name": "item", "props": [{"name": "label", "value": "a."}]}, {"id": "a1_smt.b", "name": "item"}]}, {"id": "a1_gdn", "name": "guidance"}],
    "controls": [{"id": "a1.1", "title": "A1.1", "controls": [{"id": "a1.1.1", "title": "A1.1.1"}]}, {"id": "a1.2", "title": "A1.2"}]},
   {"id": "a2", "title": "A2", "params": [{"id": "a2_p", "label": "two"}]}]},
  {"id": "b", "title": "B", "groups": [{"id": "bb", "title": "BB", "params": [{"id": "pb"}], "controls": [
   {"id": "b1", "title": "B1", "parts": [{"name": "statement", "prose": "{{ insert: param, pb }} and {{ insert: param, p0 }} and {{insert: param, a2_p}}"}]}, {"id": "b10", "title": "B10"}]}]}],
 "back-matter": {"resources": [{"uuid": "22222222-2222-4222-8222-222222222222", "title": "used"}, {"uuid": "33333333-3333-4333-8333-333333333333", "title": "unused"}, {"uuid": "44444444-4444-4444-8444-444444444444", "title": "kept", "props": [{"name": "keep", "value": "always"}]}]}}}`

// profile is the text of one with imports and what follows them.
func profile(imports, rest string) string {
	if rest != "" {
		rest = ", " + rest
	}
	return `{"profile": {"uuid": "55555555-5555-4555-8555-555555555555", ` + head + `, "imports": [` + imports + `]` + rest + `}}`
}

// run resolves p.json among files; abc.json is there.
func run(t *testing.T, text string, more ...string) (*Result, error) {
	t.Helper()
	root := fstest.MapFS{"abc.json": {Data: []byte(abc)}, "p.json": {Data: []byte(text)}}
	for i := 0; i+1 < len(more); i += 2 {
		root[more[i]] = &fstest.MapFile{Data: []byte(more[i+1])}
	}
	got, err := Profile(root, "p.json", Options{})
	if err != nil {
		return nil, err
	}
	checked(t, got)
	return got, nil
}

// checked holds a result against the official schema.
func checked(t testing.TB, got *Result) {
	t.Helper()
	text, err := oscal.Marshal(oscal.Models{Catalog: got.Catalog})
	if err != nil {
		t.Fatal(err)
	}
	if found := schema(t, got.Catalog.Metadata.OscalVersion, text); len(found) > 0 {
		t.Errorf("the result is not valid: %+v\n%s", found, text)
	}
}

func schema(t testing.TB, version string, text []byte) []shape.Violation {
	t.Helper()
	s, err := shape.Open(version)
	if err != nil {
		t.Fatal(err)
	}
	found, err := s.Document(text, 10)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// outline shows groups and controls as they nest, parameters behind their holder.
func outline(cat *oscal.Catalog) string {
	var b strings.Builder
	params := func(list *[]oscal.Parameter) {
		for _, p := range each(list) {
			b.WriteString(" $" + p.ID)
		}
	}
	var controls func(list []oscal.Control)
	controls = func(list []oscal.Control) {
		for i := range list {
			b.WriteString(" " + list[i].ID)
			if inner := each(list[i].Controls); len(inner) > 0 {
				b.WriteString("(")
				controls(inner)
				b.WriteString(")")
			}
		}
	}
	var groups func(list []oscal.Group)
	groups = func(list []oscal.Group) {
		for i := range list {
			b.WriteString(" " + list[i].ID + "[")
			params(list[i].Params)
			controls(each(list[i].Controls))
			groups(each(list[i].Groups))
			b.WriteString("]")
		}
	}
	params(cat.Params)
	controls(each(cat.Controls))
	groups(each(cat.Groups))
	return strings.NewReplacer("( ", "(", "[ ", "[").Replace(strings.TrimSpace(b.String()))
}

func TestSelectAndMerge(t *testing.T) {
	const all = `{"href": "abc.json", "include-all": {}}`
	ids := func(rest string, ids ...string) string {
		return `{"href": "abc.json", "include-controls": [{"with-ids": ["` + strings.Join(ids, `", "`) + `"]` + rest + `}]}`
	}
	const asIs = `"merge": {"as-is": true}`
	for _, row := range []struct{ name, imports, merge, want, note string }{
		{"all, as they are", all, asIs, "$p0 $p9 a[a1(a1.1(a1.1.1) a1.2) a2] b[bb[$pb b1 b10]]", ""},
		{"all, without structure", all, "", "$pb $p0 $p9 a1(a1.1(a1.1.1) a1.2) a2 b1 b10", ""},
		{"all, flat by word", all, `"merge": {"flat": {}}`, "$pb $p0 $p9 a1(a1.1(a1.1.1) a1.2) a2 b1 b10", ""},
		{"nothing said is all", `{"href": "abc.json"}`, asIs, "$p0 $p9 a[a1(a1.1(a1.1.1) a1.2) a2] b[bb[$pb b1 b10]]", ""},
		{"only exclusions", `{"href": "abc.json", "exclude-controls": [{"with-ids": ["a1"], "with-child-controls": "yes"}, {"matching": [{"pattern": "b*"}]}]}`, asIs, "a[a2]", ""},
		{"by id without children", ids("", "a1", "b10"), asIs, "a[a1] b[bb[b10]]", ""},
		{"by id with children", ids(`, "with-child-controls": "yes"`, "a1"), asIs, "a[a1(a1.1(a1.1.1) a1.2)]", ""},
		{"by pattern", `{"href": "abc.json", "include-controls": [{"matching": [{"pattern": "a1.*"}, {"pattern": "b?0"}]}]}`, "", "a1.1(a1.1.1) a1.2 b10", ""},
		{"exclusion wins", `{"href": "abc.json", "include-controls": [{"with-ids": ["a1", "a2"]}], "exclude-controls": [{"matching": [{"pattern": "a1"}]}]}`, asIs, "a[a2]", ""},
		{"an inner control takes the place of one that is not selected", ids("", "a1.1.1"), asIs, "a[a1.1.1]", ""},
		{"an inner control stands alone without structure", ids("", "a1.1.1", "a1"), "", "a1(a1.1.1)", ""},
		{"a parameter of a control that is not there becomes loose", ids("", "b1"), asIs, "$p0 $a2_p $p9 b[bb[$pb b1]]", ""},
		{"an unknown id", ids("", "a2", "a9"), asIs, "a[a2]", `control "a9" is not in what is imported`},
		{"a pattern of nothing", `{"href": "abc.json", "include-controls": [{"with-ids": ["a2"], "matching": [{"pattern": "z*"}]}]}`, asIs, "a[a2]", `the pattern "z*" matches no control`},
		{"nothing selected", ids("", "a9"), asIs, "", "this import selects no control"},
		{"twice, all kept", ids("", "a1") + "," + ids("", "a1", "a2"), asIs, "a[a1 a1 a2]", "ids repeat in the result"},
		{"twice, the first used", ids("", "a1") + "," + ids("", "a1", "a2", "a1.2"), `"merge": {"as-is": true, "combine": {"method": "use-first"}}`, "a[a1(a1.2) a2]", ""},
		{"twice, merged", ids("", "b10") + "," + ids("", "b10", "a2"), `"merge": {"combine": {"method": "merge"}}`, "b10 a2", ""},
		{"a structure of one's own", all, `"merge": {"custom": {"insert-controls": [{"include-controls": [{"with-ids": ["b10"]}]}], "groups": [{"id": "g", "title": "G", "params": [{"id": "gp"}],
		  "insert-controls": [{"order": "descending", "include-controls": [{"matching": [{"pattern": "a?"}], "with-child-controls": "yes"}], "exclude-controls": [{"with-ids": ["a1.1"]}]}],
		  "groups": [{"id": "h", "title": "H", "insert-controls": [{"include-controls": [{"with-ids": ["a1.1", "a1"]}]}]}]}]}}`,
			"b10 g[$gp a2 a1(a1.2) h[a1.1 a1]]", "which OSCAL 1.2 does not allow"},
		{"everything in one place", all, `"merge": {"custom": {"groups": [{"id": "g", "title": "G", "insert-controls": [{"order": "ascending", "include-all": {}}]}]}}`, "$pb $p0 $p9 g[a1(a1.1(a1.1.1) a1.2) a2 b1 b10]", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := run(t, profile(row.imports, row.merge))
			if err != nil {
				t.Fatal(err)
			}
			if text := outline(got.Catalog); text != row.want {
				t.Errorf("got  %s\nwant %s", text, row.want)
			}
			told := notes(got)
			if row.note == "" && told != "" || !strings.Contains(told, row.note) {
				t.Errorf("notes: %s", told)
			}
		})
	}
}

func notes(r *Result) string {
	var out []string
	for _, n := range r.Notes {
		out = append(out, n.What)
	}
	return strings.Join(out, "\n")
}

// The catalog stays as it is, whatever a profile does to its controls.
func TestModify(t *testing.T) {
	modify := func(text string) (*oscal.Control, *Result) {
		t.Helper()
		got, err := run(t, profile(`{"href": "abc.json", "include-controls": [{"with-ids": ["a1", "a1.1"]}]}`, `"merge": {"as-is": true}, "modify": {`+text+`}`))
		if err != nil {
			t.Fatal(err)
		}
		return &(*(*got.Catalog.Groups)[0].Controls)[0], got
	}
	alter := func(adds, removes string) string {
		out := `"alters": [{"control-id": "a1"`
		if removes != "" {
			out += `, "removes": [` + removes + `]`
		}
		if adds != "" {
			out += `, "adds": [` + adds + `]`
		}
		return out + `}]`
	}
	const props = `"props": [{"name": "new", "ns": "https://example.org", "value": "n"}]`
	const parts = `"parts": [{"id": "new", "name": "item"}]`
	shape := func(c *oscal.Control) string {
		var names []string
		add := func(kind string, list *[]oscal.Property) {
			for _, p := range each(list) {
				names = append(names, kind+p.Name)
			}
		}
		for _, p := range each(c.Params) {
			names = append(names, "$"+p.ID)
			add("$.", p.Props)
		}
		add(".", c.Props)
		for range each(c.Links) {
			names = append(names, "link")
		}
		var walk func(list *[]oscal.Part)
		walk = func(list *[]oscal.Part) {
			for i := range each(list) {
				p := &(*list)[i]
				names = append(names, p.ID)
				add(p.ID+".", p.Props)
				walk(p.Parts)
			}
		}
		walk(c.Parts)
		return strings.Join(names, " ")
	}
	const before = "$a1_p .label .own link a1_smt a1_smt.a a1_smt.a.label a1_smt.b a1_gdn"
	for _, row := range []struct{ name, text, want, note string }{
		{"nothing", `"alters": []`, before, ""},
		{"added to the control", alter(`{`+props+`,`+parts+`}`, ""), "$a1_p .label .own .new link a1_smt a1_smt.a a1_smt.a.label a1_smt.b a1_gdn new", ""},
		{"at its start", alter(`{"position": "starting", `+props+`,`+parts+`, "params": [{"id": "q"}]}`, ""), "$q $a1_p .new .label .own link new a1_smt a1_smt.a a1_smt.a.label a1_smt.b a1_gdn", ""},
		{"before is the start, without an id", alter(`{"position": "before", `+parts+`}`, ""), "$a1_p .label .own link new a1_smt a1_smt.a a1_smt.a.label a1_smt.b a1_gdn", ""},
		{"inside a part", alter(`{"by-id": "a1_smt", `+props+`,`+parts+`}`, ""), "$a1_p .label .own link a1_smt a1_smt.new a1_smt.a a1_smt.a.label a1_smt.b new a1_gdn", ""},
		{"inside a part at its start", alter(`{"by-id": "a1_smt", "position": "starting", `+parts+`}`, ""), "$a1_p .label .own link a1_smt new a1_smt.a a1_smt.a.label a1_smt.b a1_gdn", ""},
		{"before a part", alter(`{"by-id": "a1_smt.b", "position": "before", `+parts+`}`, ""), "$a1_p .label .own link a1_smt a1_smt.a a1_smt.a.label new a1_smt.b a1_gdn", ""},
		{"after a part, properties to what holds it", alter(`{"by-id": "a1_smt.a", "position": "after", `+props+`,`+parts+`}`, ""), "$a1_p .label .own link a1_smt a1_smt.new a1_smt.a a1_smt.a.label new a1_smt.b a1_gdn", ""},
		{"beside a part of the control", alter(`{"by-id": "a1_gdn", "position": "before", `+props+`,`+parts+`}`, ""), "$a1_p .label .own .new link a1_smt a1_smt.a a1_smt.a.label a1_smt.b new a1_gdn", ""},
		{"to a parameter", alter(`{"by-id": "a1_p", `+props+`}`, ""), "$a1_p $.new .label .own link a1_smt a1_smt.a a1_smt.a.label a1_smt.b a1_gdn", ""},
		{"behind a parameter", alter(`{"by-id": "a1_p", "position": "after", "params": [{"id": "q"}]}`, ""), "$a1_p $q .label .own link a1_smt a1_smt.a a1_smt.a.label a1_smt.b a1_gdn", ""},
		{"to nothing", alter(`{"by-id": "a1_obj", `+parts+`}`, ""), before, `has the id "a1_obj"`},
		{"removed by name", alter("", `{"by-name": "label"}`), "$a1_p .own link a1_smt a1_smt.a a1_smt.b a1_gdn", ""},
		{"removed by id", alter("", `{"by-id": "a1_smt.a"}`), "$a1_p .label .own link a1_smt a1_smt.b a1_gdn", ""},
		{"removed by item", alter("", `{"by-item-name": "link"}, {"by-item-name": "prop"}`), "$a1_p a1_smt a1_smt.a a1_smt.b a1_gdn", ""},
		{"removed by class", alter("", `{"by-class": "k"}`), "$a1_p .label link a1_smt a1_smt.a a1_smt.a.label a1_smt.b a1_gdn", ""},
		{"removed by namespace", alter("", `{"by-ns": "https://example.org"}`), "$a1_p .label link a1_smt a1_smt.a a1_smt.a.label a1_smt.b a1_gdn", ""},
		{"all that is named must fit", alter("", `{"by-name": "label", "by-ns": "https://example.org"}`), before, "nothing of this kind"},
		{"a removal of nothing removes nothing", alter("", `{}`), before, "nothing of this kind"},
		{"removed first, then added", alter(`{"by-id": "a1_smt", `+parts+`}`, `{"by-id": "a1_smt.a"}`), "$a1_p .label .own link a1_smt a1_smt.b new a1_gdn", ""},
		{"a control that is not selected", `"alters": [{"control-id": "b1", "adds": [{` + parts + `}]}]`, before, `control "b1" is not selected`},
		{"a parameter that is not there", `"set-parameters": [{"param-id": "b_p", "values": ["1"]}]`, before, `parameter "b_p" is not in the result`},
	} {
		t.Run(row.name, func(t *testing.T) {
			c, got := modify(strings.ReplaceAll(row.text, `"alters": []`, `"set-parameters": [{"param-id": "a1_p", "label": "l"}]`))
			if text := shape(c); text != row.want {
				t.Errorf("got  %s\nwant %s", text, row.want)
			}
			if told := notes(got); row.note == "" && told != "" || !strings.Contains(told, row.note) {
				t.Errorf("notes: %s", told)
			}
		})
	}
	c, _ := modify(`"set-parameters": [{"param-id": "a1_p", "label": "L", "usage": "u", "values": ["2", "3"], "constraints": [{"description": "d"}], "guidelines": [{"prose": "g"}], "links": [{"href": "#a1"}], ` + props + `}], "alters": [{"control-id": "a1", "adds": [{"title": "New"}]}]`)
	p := (*c.Params)[0]
	if p.Label != "L" || p.Usage != "u" || !slices.Equal(*p.Values, []string{"2", "3"}) || len(*p.Constraints) != 2 || len(*p.Guidelines) != 1 || len(*p.Links) != 1 || len(*p.Props) != 1 || c.Title != "New" {
		t.Errorf("%+v", p)
	}
	c, _ = modify(`"set-parameters": [{"param-id": "a1_p", "select": {"how-many": "one", "choice": ["x"]}}]`)
	if p := (*c.Params)[0]; p.Values != nil || p.Select == nil {
		t.Errorf("a selection does not take the place of values: %+v", p)
	}
}

// A profile imports a profile; what the inner one did is what the outer one finds.
func TestChain(t *testing.T) {
	inner := profile(`{"href": "../abc.json", "include-controls": [{"with-ids": ["a1", "a2"]}]}`, `"merge": {"as-is": true}, "modify": {"set-parameters": [{"param-id": "a1_p", "values": ["inner"]}, {"param-id": "a2_p", "values": ["both"]}]}`)
	outer := profile(`{"href": "in/q.json", "include-controls": [{"with-ids": ["a1", "b1"]}]}, {"href": "abc.json", "include-controls": [{"with-ids": ["b1"]}]}`, `"merge": {"as-is": true}, "modify": {"set-parameters": [{"param-id": "a2_p", "values": ["outer"]}]}`)
	got, err := run(t, outer, "in/q.json", inner)
	if err != nil {
		t.Fatal(err)
	}
	if text := outline(got.Catalog); text != "$p0 $a2_p $p9 a[a1] b[bb[$pb b1]]" && text != "$p0 $p9 a[$a2_p a1] b[bb[$pb b1]]" {
		t.Errorf("got %s", text)
	}
	_, params, _ := flatten(got.Catalog)
	if v := params["a1_p"].Values; v == nil || (*v)[0] != "inner" {
		t.Errorf("a1_p is %v", v)
	}
	if !strings.Contains(notes(got), `control "b1" is not in what is imported`) {
		t.Errorf("notes: %s", notes(got))
	}
	if len(got.Files) != 3 || got.Files[0].Name != "p.json" {
		t.Errorf("files %v", got.Files)
	}
	again, err := run(t, outer, "in/q.json", inner)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(got.Catalog, again.Catalog); d != "" {
		t.Errorf("two resolutions differ: %s", d)
	}
	other, err := run(t, outer, "in/q.json", strings.ReplaceAll(inner, "inner", "another"))
	if err != nil || other.Catalog.UUID == got.Catalog.UUID {
		t.Errorf("another source, the same uuid: %v", err)
	}
}

func TestMetadataAndBackMatter(t *testing.T) {
	got, err := run(t, profile(`{"href": "#66666666-6666-4666-8666-666666666666", "include-controls": [{"with-ids": ["a1"]}]}`,
		`"back-matter": {"resources": [{"uuid": "66666666-6666-4666-8666-666666666666", "rlinks": [{"href": "https://example.org/abc.json"}, {"href": "abc.xml"}, {"href": "abc.json"}]}, {"uuid": "44444444-4444-4444-8444-444444444444", "title": "of the profile"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	m := got.Catalog.Metadata
	if m.Title != "T" || (*m.Props)[0].Name != "resolution-tool" || (*m.Props)[1].Value != "55555555-5555-4555-8555-555555555555" || (*m.Links)[0].Rel != "source-profile" || !m.LastModified.Equal(m.LastModified.UTC()) {
		t.Errorf("%+v", m)
	}
	var titles []string
	for _, r := range *got.Catalog.BackMatter.Resources {
		titles = append(titles, r.Title)
	}
	if strings.Join(titles, ",") != "used,kept" {
		t.Errorf("resources %q", titles)
	}
	whole, err := run(t, abc)
	if err != nil || outline(whole.Catalog) == "" || whole.Catalog.UUID != "11111111-1111-4111-8111-111111111111" {
		t.Errorf("a catalog does not resolve to itself: %v", err)
	}
}

func TestWhatCannotBeResolved(t *testing.T) {
	circle := func(to string) string { return profile(`{"href": "`+to+`"}`, "") }
	long := []string{}
	for i := range 20 {
		long = append(long, fmt.Sprintf("c%d.json", i), circle(fmt.Sprintf("c%d.json", i+1)))
	}
	for _, row := range []struct {
		name, text string
		files      []string
		want       string
	}{
		{"a circle", circle("q.json"), []string{"q.json", circle("r.json"), "r.json", circle("p.json")}, "p.json → q.json → r.json → p.json"},
		{"itself", circle("p.json"), nil, "p.json → p.json"},
		{"a missing file", circle("none.json"), nil, "there is no file none.json"},
		{"a path that leaves", circle("../abc.json"), nil, "leaves the repository"},
		{"the network", circle("https://example.org/abc.json"), nil, "on the network"},
		{"a resource that is not there", circle("#66666666-6666-4666-8666-666666666666"), nil, "no resource of this uuid"},
		{"a document of another model", circle("cd.json"), []string{"cd.json", `{"component-definition": {"uuid": "11111111-1111-4111-8111-111111111111", ` + head + `}}`}, "this is a component-definition"},
		{"a broken document", circle("x.json"), []string{"x.json", `{"catalog": {`}, "ends too early"},
		{"a pattern that is none", profile(`{"href": "abc.json", "include-controls": [{"matching": [{"pattern": "a["}]}]}`, ""), nil, "no pattern"},
		{"a pattern that is none in a structure", profile(`{"href": "abc.json"}`, `"merge": {"custom": {"insert-controls": [{"include-controls": [{"matching": [{"pattern": "["}]}]}]}}`), nil, "no pattern"},
		{"a method that is none", profile(`{"href": "abc.json"}`, `"merge": {"as-is": true, "combine": {"method": "first"}}`), nil, "method has a value that is not in OSCAL's list"},
		{"a position that is none", profile(`{"href": "abc.json"}`, `"modify": {"alters": [{"control-id": "a1", "adds": [{"position": "befor", "title": "x"}]}]}`), nil, "position has a value that is not in OSCAL's list"},
		{"an order that is none", profile(`{"href": "abc.json"}`, `"merge": {"custom": {"insert-controls": [{"order": "up", "include-all": {}}]}}`), nil, "order has a value that is not in OSCAL's list"},
		{"children that are none", profile(`{"href": "abc.json", "include-controls": [{"with-ids": ["a1"], "with-child-controls": "true"}]}`, ""), nil, "with-child-controls has a value that is not in OSCAL's list"},
		{"a long chain", circle("c0.json"), long, "longer than 16"},
		{"every import", profile(`{"href": "a.json"}, {"href": "b.json"}`, ""), nil, "no file b.json"},
		{"a built-in document that is none", circle("assay:nothing"), nil, "nothing of this name is built in"},
		{"no profile", `{"profile": 1}`, nil, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := run(t, row.text, row.files...)
			if err == nil {
				t.Fatal("it was resolved")
			}
			var told []string
			for _, p := range problem.All(err) {
				told = append(told, p.What)
				if p.Place.Path == "" {
					t.Errorf("%q has no place", p.What)
				}
			}
			if !strings.Contains(strings.Join(told, "\n"), row.want) {
				t.Errorf("got %q", told)
			}
		})
	}
	if _, err := Profile(fstest.MapFS{}, "../p.json", Options{}); err == nil {
		t.Error("a path that leaves the root was taken")
	}
}

// What a source is given for is taken whatever the href says; a built-in document
// may import what is built in.
func TestOptions(t *testing.T) {
	root := fstest.MapFS{"p.json": {Data: []byte(profile(`{"href": "https://example.org/c", "include-controls": [{"with-ids": ["a2"]}]}, {"href": "assay:inner", "include-controls": [{"with-ids": ["b10"]}]}`, ""))}}
	o := Options{
		Source: func(href string) (string, []byte, bool) {
			return "given.json", []byte(abc), href == "https://example.org/c"
		},
		Builtin: func(href string) (string, []byte, bool) {
			switch href {
			case "assay:inner":
				return "assay:inner/profile.json", []byte(profile(`{"href": "../abc/catalog.json"}`, "")), true
			case "assay:abc/catalog.json":
				return href, []byte(abc), true
			}
			return "", nil, false
		},
	}
	got, err := Profile(root, "p.json", o)
	if err != nil {
		t.Fatal(err)
	}
	if text := outline(got.Catalog); text != "a2 b10" {
		t.Errorf("got %s", text)
	}
}

// Any profile over a catalog ends, and what comes out keeps the schema; one that
// imports all and changes nothing gives the controls of the catalog.
func FuzzProfile(f *testing.F) {
	f.Add(`{"href": "abc.json", "include-all": {}}`, `"merge": {"as-is": true}`)
	f.Add(`{"href": "abc.json", "include-controls": [{"with-ids": ["a1"], "with-child-controls": "yes"}]}`, `"merge": {"custom": {"groups": [{"title": "g", "insert-controls": [{"include-all": {}}]}]}}`)
	f.Add(`{"href": "p.json"}`, `"modify": {"alters": [{"control-id": "a1", "removes": [{"by-name": "statement"}], "adds": [{"by-id": "a1_smt", "position": "before", "parts": [{"name": "x", "id": "a1"}]}]}]}`)
	f.Fuzz(func(t *testing.T, imports, rest string) {
		root := fstest.MapFS{"abc.json": {Data: []byte(abc)}, "p.json": {Data: []byte(profile(imports, rest))}}
		got, err := Profile(root, "p.json", Options{})
		if err != nil {
			return
		}
		if len(schema(t, oscal.Version, root["p.json"].Data)) == 0 {
			checked(t, got)
		}
	})
}
