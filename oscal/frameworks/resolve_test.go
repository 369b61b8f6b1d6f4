package frameworks

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/testkit"
)

const head = `"uuid": "7a1c9d0e-2f7d-4a52-9d3f-0c3d3b5a7c11", "metadata": {"title": "Local", "last-modified": "2026-01-01T00:00:00Z", "version": "1", "oscal-version": "1.1.2"}`

const localCatalog = `{"catalog": {` + head + `, "groups": [{"id": "g", "title": "Group", "controls": [
 {"id": "x-1", "title": "One", "props": [{"name": "label", "class": "sp800-53a", "value": "X-01"}, {"name": "label", "value": "X-1"}],
  "params": [{"id": "x-1_prm", "label": "days"}],
  "parts": [{"id": "x-1_smt", "name": "statement", "prose": "do", "parts": [{"id": "x-1_smt.a", "name": "item"}]},
   {"id": "x-1_obj", "name": "assessment-objective", "parts": [{"id": "x-1_obj.a", "name": "assessment-objective"}, {"id": "x-1_obj.b", "name": "assessment-objective"}]}],
  "controls": [{"id": "x-1.1", "title": "One and a bit", "controls": [{"id": "x-1.1.1", "title": "Deep"}]}]},
 {"id": "x-2", "title": "Two", "parts": [{"id": "x-2_statement", "name": "statement"}]},
 {"id": "x-3", "title": "Gone", "props": [{"name": "status", "value": "Withdrawn"}], "links": [{"rel": "moved-to", "href": "#x-2"}]}
]}], "controls": [{"id": "y-1", "title": "No group"}]}}`

// profileOf writes a profile with one import and, after it, other members.
func profileOf(include, rest string) string {
	return `{"profile": {` + head + `, "imports": [{"href": "../catalog.json"` + include + `}]` + rest + `}}`
}

func local(profile string) fstest.MapFS {
	return fstest.MapFS{
		"oscal/catalog.json":     {Data: []byte(localCatalog)},
		"oscal/p/profile.json":   {Data: []byte(profile)},
		"oscal/p/dir.json/inner": {Data: nil},
	}
}

// outline is the selected controls with their targets, one line each.
func outline(r *Resolved) []string {
	var out []string
	for i := range r.Controls {
		line := r.Controls[i].ID
		for _, t := range r.Controls[i].Targets {
			line += " " + t.ID
		}
		out = append(out, line)
	}
	return out
}

func TestSelection(t *testing.T) {
	const one, two = "x-1 x-1_obj.a x-1_obj.b", "x-2 x-2_statement"
	for name, c := range map[string]struct {
		include, rest string
		want          []string
	}{
		"everything": {`, "include-all": {}`, ``,
			[]string{one, "x-1.1 x-1.1_smt", "x-1.1.1 x-1.1.1_smt", two, "x-3", "y-1 y-1_smt"}},
		"by id, in the catalog's order": {`, "include-controls": [{"with-ids": ["x-2", "x-1"]}]`, ``,
			[]string{one, two}},
		"with children and grandchildren": {`, "include-controls": [{"with-child-controls": "yes", "with-ids": ["x-1"]}]`, ``,
			[]string{one, "x-1.1 x-1.1_smt", "x-1.1.1 x-1.1.1_smt"}},
		"without children": {`, "include-controls": [{"with-child-controls": "no", "with-ids": ["x-1"]}]`, ``,
			[]string{one}},
		"by pattern": {`, "include-controls": [{"matching": [{"pattern": "?-2"}, {"pattern": "x-1.*1"}]}]`, ``,
			[]string{"x-1.1 x-1.1_smt", "x-1.1.1 x-1.1.1_smt", two}},
		"all but some": {`, "include-all": {}, "exclude-controls": [{"with-child-controls": "yes", "with-ids": ["x-1"]}, {"matching": [{"pattern": "y*"}]}]`, ``,
			[]string{two, "x-3"}},
		"objectives removed by name leave the statement": {`, "include-controls": [{"with-ids": ["x-1"]}]`,
			`, "modify": {"alters": [{"control-id": "x-1", "removes": [{"by-name": "assessment-objective"}]}]}`,
			[]string{"x-1 x-1_smt"}},
		"one objective removed by id": {`, "include-controls": [{"with-ids": ["x-1"]}]`,
			`, "modify": {"alters": [{"control-id": "x-1", "removes": [{"by-id": "x-1_obj.a"}]}]}`,
			[]string{"x-1 x-1_obj.b"}},
		"a removal that names nothing removes nothing": {`, "include-controls": [{"with-ids": ["x-1"]}]`,
			`, "modify": {"alters": [{"control-id": "x-1", "removes": [{}]}]}`,
			[]string{one}},
		"every part removed by item name": {`, "include-controls": [{"with-ids": ["x-1"]}]`,
			`, "modify": {"alters": [{"control-id": "x-1", "removes": [{"by-item-name": "part"}]}]}`,
			[]string{"x-1 x-1_smt"}},
		"objectives added in all places": {`, "include-controls": [{"with-ids": ["x-1"]}]`,
			`, "modify": {"alters": [{"control-id": "x-1", "adds": [
			  {"position": "before", "by-id": "x-1_obj.b", "parts": [{"id": "n1", "name": "assessment-objective"}]},
			  {"position": "after", "by-id": "x-1_obj.b", "parts": [{"id": "n2", "name": "assessment-objective"}]},
			  {"position": "starting", "by-id": "x-1_obj", "parts": [{"id": "n3", "name": "assessment-objective"}]},
			  {"by-id": "x-1_obj.b", "parts": [{"id": "n4", "name": "assessment-objective"}]},
			  {"position": "starting", "parts": [{"id": "n5", "name": "assessment-objective"}]},
			  {"by-id": "x-1", "parts": [{"id": "n6", "name": "assessment-objective"}]}]}]}`,
			[]string{"x-1 n5 n3 x-1_obj.a n1 n4 n2 n6"}},
		"an altered control that is not selected": {`, "include-controls": [{"with-ids": ["x-2"]}]`,
			`, "modify": {"alters": [{"control-id": "x-1", "removes": [{"by-id": "x-1_obj"}]}]}`,
			[]string{two}},
		"properties for a part that is not there": {`, "include-controls": [{"with-ids": ["x-2"]}]`,
			`, "modify": {"alters": [{"control-id": "x-2", "adds": [{"by-id": "nowhere", "props": [{"name": "a", "value": "b"}]}]}]}`,
			[]string{two}},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := ResolveFile(local(profileOf(c.include, c.rest)), "oscal/p/profile.json")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, outline(r)); diff != "" {
				t.Errorf("controls and targets (-want +got):\n%s", diff)
			}
		})
	}
}

func TestControlOfALocalCatalog(t *testing.T) {
	r, err := ResolveFile(local(""), "oscal/catalog.json")
	if err != nil {
		t.Fatal(err)
	}
	one, _ := r.Control("x-1")
	deep, _ := r.Control("x-1.1.1")
	gone, _ := r.Control("x-3")
	alone, _ := r.Control("y-1")
	if one.Label != "X-1" || one.Family != "g" || one.FamilyTitle != "Group" || deep.Parent != "x-1.1" || deep.Family != "g" || deep.Label != "x-1.1.1" {
		t.Errorf("got %+v and %+v", one, deep)
	}
	if !gone.Withdrawn || len(gone.Targets) != 0 || cmp.Diff([]string{"x-2"}, gone.Moved) != "" || alone.Family != "" {
		t.Errorf("got %+v and %+v", gone, alone)
	}
	if r.Catalog != "oscal/catalog.json" || r.Title != "Local" || r.Version != "1" {
		t.Errorf("got %+v", r)
	}
}

func TestParametersOfAChain(t *testing.T) {
	root := local(profileOf(`, "include-all": {}`, `, "modify": {"set-parameters": [
	  {"param-id": "x-1_prm", "values": ["90"], "constraints": [{"description": "at most 90"}]},
	  {"param-id": "orphan", "values": ["a", "b"]}, {"param-id": "stays", "values": ["c"]}]}`))
	root["outer.yaml"] = &fstest.MapFile{Data: []byte(`profile:
  uuid: 7a1c9d0e-2f7d-4a52-9d3f-0c3d3b5a7c12
  metadata: {title: Outer, last-modified: "2026-01-01T00:00:00Z", version: "2", oscal-version: 1.2.2}
  imports:
    - href: oscal/p/profile.json
      include-controls: [{with-ids: [x-1]}]
  modify:
    set-parameters:
      - {param-id: x-1_prm, values: ["35"]}
      - {param-id: orphan, values: ["z"], label: letters}
`)}
	r, err := ResolveFile(root, "outer.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []Param{
		{ID: "x-1_prm", Control: "x-1", Label: "days", Value: "35", Set: true, Constraint: "at most 90"},
		{ID: "orphan", Label: "letters", Value: "z", Set: true},
		{ID: "stays", Value: "c", Set: true},
	} {
		got, ok := r.Param(want.ID)
		if diff := cmp.Diff(want, got); !ok || diff != "" {
			t.Errorf("%s (-want +got):\n%s", want.ID, diff)
		}
	}
	if _, ok := r.Param("none"); ok || len(r.Orphans) != 2 || r.Catalog != "oscal/catalog.json" || len(r.Controls) != 1 {
		t.Errorf("got %+v", r)
	}
}

func TestLocalProfileOverAnEmbeddedCatalog(t *testing.T) {
	for name, href := range map[string]string{
		"by catalog":   "assay:nist-800-53",
		"by file":      "assay:nist-800-53/catalog.json",
		"by framework": "assay:fedramp-moderate",
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(profileOf(`, "include-controls": [{"with-ids": ["ac-2.7"]}]`, ""), "../catalog.json", href, 1)
			r, err := ResolveFile(local(text), "oscal/p/profile.json")
			if err != nil {
				t.Fatal(err)
			}
			objectives, _ := targets(r.Controls)
			want := 0 // FedRAMP knows the objectives of AC-2(7), NIST's own baselines do not carry them
			if name == "by framework" {
				want = 4
			}
			if r.Catalog != "nist-800-53" || len(r.Controls) != 1 || objectives != want {
				t.Errorf("catalog %s, %v", r.Catalog, outline(r))
			}
		})
	}
	if r, err := ResolveFile(nil, "assay:hipaa"); err != nil || len(r.Controls) != 28 || r.ID != "hipaa" {
		t.Errorf("assay:hipaa: %v", err)
	}
}

func TestImportThroughBackMatter(t *testing.T) {
	text := strings.Replace(profileOf(`, "include-all": {}`, `, "back-matter": {"resources": [
	  {"uuid": "11111111-1111-4111-8111-111111111111", "rlinks": [{"href": "https://example.org/catalog.json"}, {"href": "../catalog.xml"}, {"href": "../catalog.json", "media-type": "application/json"}]}]}`),
		"../catalog.json\"", "#11111111-1111-4111-8111-111111111111\"", 1)
	r, err := ResolveFile(local(text), "oscal/p/profile.json")
	if err != nil || len(r.Controls) != 6 {
		t.Errorf("got %v, %v", r, err)
	}
}

func TestWhatCannotBeResolved(t *testing.T) {
	all := `, "include-all": {}`
	importing := func(href string) string {
		return strings.Replace(profileOf(all, ""), "../catalog.json", href, 1)
	}
	for name, c := range map[string]struct{ profile, want string }{
		"a control that is not there":                  {profileOf(`, "include-controls": [{"with-ids": ["x-1", "x-11"]}]`, ""), `oscal/p/profile.json:1:\d+#/profile/imports/0/include-controls/0/with-ids/1: control "x-11" is not in ../catalog.json; use x-1`},
		"two at once":                                  {profileOf(`, "include-controls": [{"with-ids": ["q", "x-11"]}], "exclude-controls": [{"with-ids": ["r"]}]`, ""), `control "r"`},
		"an alteration of a control that is not there": {profileOf(all, `, "modify": {"alters": [{"control-id": "x-9"}]}`), `control "x-9" is in none of the imports`},
		"parts with no place to go":                    {profileOf(all, `, "modify": {"alters": [{"control-id": "x-2", "adds": [{"by-id": "nowhere", "parts": [{"name": "item"}]}]}]}`), `control "x-2" has no part "nowhere"`},
		"no selection":                                 {profileOf(``, ""), `does not say what it includes`},
		"an empty selection":                           {profileOf(`, "include-controls": [{"matching": [{"pattern": "z*"}]}]`, ""), `selects no control`},
		"a source on the network":                      {importing("https://example.org/catalog.json"), `on the network is not opened`},
		"a file url":                                   {importing("file:///etc/passwd"), `on the network is not opened`},
		"a path outside":                               {importing("../../../catalog.json"), `leaves the repository`},
		"a path outside, escaped":                      {importing("..%2f..%2f..%2fcatalog.json"), `leaves the repository`},
		"an absolute path":                             {importing("/oscal/catalog.json"), `leaves the repository`},
		"a file that is not there":                     {importing("../none.json"), `oscal/none.json: this file cannot be opened`},
		"a directory":                                  {importing("dir.json"), `oscal/p/dir.json: this is not a file`},
		"itself":                                       {importing("profile.json"), `imports itself, through oscal/p/profile.json → oscal/p/profile.json`},
		"an unknown embedded catalog":                  {importing("assay:nist-800-35"), `use nist-800-53`},
		"a resource that is not there":                 {importing("#22222222-2222-4222-8222-222222222222"), `no resource of this uuid`},
		"nothing":                                      {importing("?q"), `no reference to a file`},
		"a repeated member":                            {strings.Replace(profileOf(all, ""), `"include-all": {}`, `"include-all": {}, "include-all": {}`, 1), `oscal/p/profile.json`},
		"an unknown member":                            {strings.Replace(profileOf(all, ""), `"include-all"`, `"include-al"`, 1), `oscal/p/profile.json`},
		"a member of another type":                     {profileOf(`, "include-controls": "x-1"`, ""), `oscal/p/profile.json`},
		"a number where text belongs":                  {profileOf(`, "include-controls": [{"with-ids": [1]}]`, ""), `oscal/p/profile.json`},
		"text that ends in the middle":                 {profileOf(all, "")[:200], `oscal/p/profile.json`},
		"an empty file":                                {"", `oscal/p/profile.json`},
		"another model":                                {`{"component-definition": {` + head + `}}`, `neither an OSCAL catalog nor a profile`},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := ResolveFile(local(c.profile), "oscal/p/profile.json")
			if err == nil {
				t.Fatalf("resolved to %v", outline(r))
			}
			if len(problem.All(err)) == 0 {
				t.Errorf("%v is no problem with a place", err)
			}
			if !matches(c.want, err.Error()) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
	for _, name := range []string{"../x.json", "/x.json", "a/../../x"} {
		if _, err := ResolveFile(local(""), name); err == nil || !strings.Contains(err.Error(), "leaves the repository") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// A circle over several files, and profiles that double at every step, must end
// soon: each file is resolved once.
func TestCirclesAndBombsEnd(t *testing.T) {
	root := fstest.MapFS{"catalog.json": {Data: []byte(localCatalog)}}
	for i := range 12 {
		imports := fmt.Sprintf(`{"href": "p%d.json", "include-all": {}}`, i+1)
		if i == 11 {
			imports = `{"href": "catalog.json", "include-all": {}}`
		}
		imports += strings.Repeat(","+imports, 9)
		root[fmt.Sprintf("p%d.json", i)] = &fstest.MapFile{Data: []byte(`{"profile": {` + head + `, "imports": [` + imports + `]}}`)}
	}
	if r, err := ResolveFile(root, "p0.json"); err != nil || len(r.Controls) != 6 {
		t.Errorf("got %v, %v", r, err)
	}
	root["p11.json"] = root["p0.json"]
	if _, err := ResolveFile(root, "p0.json"); err == nil || !strings.Contains(err.Error(), "imports itself") {
		t.Errorf("got %v", err)
	}
	for i := range 20 {
		root[fmt.Sprintf("q%d.json", i)] = &fstest.MapFile{Data: []byte(`{"profile": {` + head + fmt.Sprintf(`, "imports": [{"href": "q%d.json", "include-all": {}}]}}`, i+1))}
	}
	if _, err := ResolveFile(root, "q0.json"); err == nil || !strings.Contains(err.Error(), "too deep") {
		t.Errorf("got %v", err)
	}
}

func TestLinkOutOfTheRepository(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "catalog.json"), []byte(localCatalog), 0o600); err != nil {
		t.Fatal(err)
	}
	repo := filepath.Join(dir, "repo")
	if err := os.Mkdir(repo, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(dir, "catalog.json"), filepath.Join(repo, "link.json")); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(repo)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if _, err := ResolveFile(root.FS(), "link.json"); err == nil || !strings.Contains(err.Error(), "cannot be opened") {
		t.Errorf("got %v", err)
	}
}

// The profiles FedRAMP publishes, over NIST's published catalog and over ours.
func TestPublishedProfileResolves(t *testing.T) {
	dir := testkit.SharedData(t)
	read := func(elem ...string) []byte {
		data, err := os.ReadFile(filepath.Join(append([]string{dir, "oscal"}, elem...)...))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	official := string(read("fedramp", "FedRAMP_rev5_HIGH-baseline_profile.json"))
	const href = `"#051a77c1-b61d-4995-8275-dacfe688d510"`
	if !strings.Contains(official, href) {
		t.Fatal("the published profile imports by another reference than it used to")
	}
	root := fstest.MapFS{
		"official.json": {Data: []byte(official)},
		"ours.json":     {Data: []byte(strings.Replace(official, href, `"assay:nist-800-53"`, 1))},
		"nist.json":     {Data: read("nist", "NIST_SP-800-53_rev5_catalog.json")},
	}
	if r, err := ResolveFile(root, "nist.json"); err != nil || len(r.Controls) != 1189 {
		t.Errorf("NIST's catalog: %v", err)
	}
	if _, err := ResolveFile(root, "official.json"); err == nil || !strings.Contains(err.Error(), "leads to a file here") {
		t.Errorf("the published profile links to a file that is not here; got %v", err)
	}
	r, err := ResolveFile(root, "ours.json")
	if err != nil {
		t.Fatal(err)
	}
	p, _ := r.Param("ac-02.03_odp.02")
	if len(r.Controls) != 410 || r.Catalog != "nist-800-53" || p.Control != "ac-2.3" || !strings.Contains(p.Constraint, "35") || p.Set {
		t.Errorf("%d controls of %s, %+v", len(r.Controls), r.Catalog, p)
	}
}

func FuzzResolve(f *testing.F) {
	f.Add([]byte(localCatalog))
	f.Add([]byte(profileOf(`, "include-all": {}`, "")))
	f.Add([]byte(profileOf(`, "include-controls": [{"with-child-controls": "yes", "with-ids": ["x-1"]}], "exclude-controls": [{"matching": [{"pattern": "*"}]}]`, "")))
	f.Add([]byte(profileOf(`, "include-all": {}`, `, "modify": {"set-parameters": [{"param-id": "x-1_prm", "values": ["1"]}], "alters": [{"control-id": "x-1", "removes": [{"by-name": "item"}], "adds": [{"position": "after", "by-id": "x-1_obj", "parts": [{"id": "n", "name": "assessment-objective"}]}]}]}`)))
	f.Add([]byte("profile:\n  imports: [{href: ../catalog.json}]\n"))
	f.Add([]byte(`{"catalog": {"groups": [{"controls": [{"id": "a", "id": "b"}]}]}}`))
	f.Add([]byte("\xff\xfe{}"))
	f.Add([]byte(`{"profile": ` + strings.Repeat(`{"imports": [`, 300)))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := ResolveFile(local(string(data)), "oscal/p/profile.json")
		if err != nil {
			if len(problem.All(err)) == 0 {
				t.Fatalf("an error without a place: %v", err)
			}
			return
		}
		if len(r.Controls) == 0 {
			t.Fatal("resolved to nothing")
		}
		for i := range r.Controls {
			c := &r.Controls[i]
			if c.ID == "" || c.Label == "" || c.Withdrawn != (len(c.Targets) == 0) {
				t.Fatalf("control %+v", c)
			}
			for _, target := range c.Targets {
				if target.ID == "" || target.Label == "" || target.Kind != Objective && target.Kind != Statement {
					t.Fatalf("target %+v", target)
				}
			}
		}
		again, err := ResolveFile(local(string(data)), "oscal/p/profile.json")
		if diff := cmp.Diff(r, again); err != nil || diff != "" {
			t.Fatalf("a second run differs: %v\n%s", err, diff)
		}
	})
}

// FuzzDecode feeds the decoder without package oscal before it: it must hold on
// its own.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(localCatalog))
	f.Add([]byte(profileOf(`, "include-all": {}`, "")))
	f.Add([]byte(`{"catalog": {"controls": [{"id": 1}]}}`))
	f.Add([]byte(`{"catalog": {"controls": [{}]}}`))
	f.Add([]byte(`{"profile": []}`))
	f.Add([]byte(`{"catalog": {"metadata": {"title": "\u00e9\n"}}}`))
	f.Add([]byte(strings.Repeat(`{"catalog":{"groups":[`, 100)))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := decode(data, func(pointer string) problem.Place { return problem.Place{Path: "f", Pointer: pointer} })
		var p *problem.Problem
		switch {
		case err != nil && !errors.As(err, &p):
			t.Fatalf("an error without a place: %v", err)
		case err == nil && s == nil:
			t.Fatal("nothing decoded")
		}
	})
}

func TestGlob(t *testing.T) {
	for _, c := range []struct {
		pattern, s string
		want       bool
	}{
		{"*", "", true}, {"", "", true}, {"", "a", false}, {"a*", "abc", true}, {"*c", "abc", true}, {"a*c", "abbc", true},
		{"a?c", "abc", true}, {"a?c", "ac", false}, {"ac-*", "ac-2.1", true}, {"ac-2.*", "ac-2", false}, {"**", "x", true},
		{"*a*b*", "xxaxxbxx", true}, {"*a*b", "ba", false}, {"[a]", "a", false}, {"[a]", "[a]", true},
		{strings.Repeat("a*", 30) + "b", strings.Repeat("a", 200), false},
	} {
		if got := glob(c.pattern, c.s); got != c.want {
			t.Errorf("glob(%q, %q) = %v", c.pattern, c.s, got)
		}
	}
}

// matches says whether text contains what the expression means.
func matches(expr, text string) bool {
	return regexp.MustCompile(expr).MatchString(text)
}
