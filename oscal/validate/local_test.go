package validate

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha3"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"github.com/assay-compliance/assay/internal/testkit"
	"github.com/assay-compliance/assay/oscal"
)

func control(id string, children ...oscal.Control) oscal.Control {
	c := oscal.Control{ID: id, Title: id}
	if len(children) > 0 {
		c.Controls = &children
	}
	return c
}

func catalog() oscal.Models {
	return oscal.Models{Catalog: &oscal.Catalog{UUID: id("catalog"), Metadata: metadata(), Controls: list(
		control("ac-1"), control("ac-2", control("ac-2.1", control("ac-2.1.1")), control("ac-2.2")), control("au-1"),
	)}}
}

func profile(imports ...oscal.Import) oscal.Models {
	return oscal.Models{Profile: &oscal.Profile{UUID: id("profile"), Metadata: metadata(), Imports: imports}}
}

func with(ids ...string) *[]oscal.SelectControlById {
	return &[]oscal.SelectControlById{{WithIds: &ids}}
}

func definition(source string, controls ...string) oscal.Models {
	set := oscal.ControlImplementationSet{UUID: id("set"), Source: source, Description: "set"}
	for _, c := range controls {
		set.ImplementedRequirements = append(set.ImplementedRequirements, oscal.ImplementedRequirementControlImplementation{UUID: id(c), ControlId: c, Description: c})
	}
	return oscal.Models{ComponentDefinition: &oscal.ComponentDefinition{UUID: id("definition"), Metadata: metadata(), Components: list(
		oscal.DefinedComponent{UUID: id("web"), Type: "software", Title: "Web", Description: "web", ControlImplementations: list(set)},
	)}}
}

func resources(m oscal.Models, rlinks ...oscal.ResourceLink) oscal.Models {
	back := &oscal.BackMatter{Resources: list(oscal.Resource{UUID: id("resource"), Rlinks: &rlinks})}
	switch {
	case m.ComponentDefinition != nil:
		m.ComponentDefinition.BackMatter = back
	case m.Profile != nil:
		m.Profile.BackMatter = back
	case m.AssessmentResults != nil:
		m.AssessmentResults.BackMatter = back
	}
	return m
}

func hashed(href, algorithm, value string) oscal.ResourceLink {
	return oscal.ResourceLink{Href: href, Hashes: list(oscal.Hash{Algorithm: algorithm, Value: value})}
}

// tree writes documents and texts into a file system in memory.
func tree(t *testing.T, files map[string]any) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	for name, content := range files {
		var data []byte
		switch c := content.(type) {
		case string:
			data = []byte(c)
		case oscal.Models:
			text, err := oscal.Marshal(c)
			if err != nil {
				t.Fatal(err)
			}
			data = text
		}
		out[name] = &fstest.MapFile{Data: data}
	}
	return out
}

func sum256(text string) string {
	s := sha256.Sum256([]byte(text))
	return hex.EncodeToString(s[:])
}

func TestLocalSources(t *testing.T) {
	include := func(sel *[]oscal.SelectControlById) oscal.Import {
		return oscal.Import{Href: "catalog.json", IncludeControls: sel}
	}
	sha3sum := sha3.Sum384([]byte("evidence"))
	rows := []struct {
		name  string
		files map[string]any // beside catalog.json; doc.json is checked
		want  []string       // file: level rule pointer: words
	}{
		{"claims that the source has", map[string]any{"doc.json": definition("profile.json", "ac-2", "ac-1"), "profile.json": profile(include(with("ac-1", "ac-2")))}, nil},
		{"the source in a folder beside", map[string]any{"systems/doc.json": definition("../catalog.json", "ac-2.1.1")}, nil},
		{"a source with a fragment", map[string]any{"doc.json": definition("catalog.json#x", "ac-1")}, nil},
		{"a source of ours", map[string]any{"doc.json": definition("assay:cmmc-l1", "ac.l1-b.1.i")}, nil},
		{"a claim that the catalog does not have", map[string]any{"doc.json": definition("catalog.json", "ac-11")},
			[]string{"doc.json: error local-unknown-control /component-definition/components/0/control-implementations/0/implemented-requirements/0/control-id: control \"ac-11\" is not in catalog.json; did you mean ac-1"}},
		{"a claim that the profile leaves out", map[string]any{"doc.json": definition("profile.json", "au-1"), "profile.json": profile(include(with("ac-1")))},
			[]string{"doc.json: error local-unknown-control /component-definition/components/0/control-implementations/0/implemented-requirements/0/control-id: control \"au-1\" is not in profile.json"}},
		{"a claim against a source of ours", map[string]any{"doc.json": definition("assay:hipaa", "hipaa-164.312.x")},
			[]string{"doc.json: error local-unknown-control /component-definition/components/0/control-implementations/0/implemented-requirements/0/control-id: control \"hipaa-164.312.x\" is not in"}},
		{"a source of ours that is not", map[string]any{"doc.json": definition("assay:hippa", "x")}, []string{"doc.json: error local-missing /component-definition/components/0/control-implementations/0/source: nothing of this name is embedded; use"}},
		{"a source of ours by its bare id", map[string]any{"doc.json": definition("cmmc-l1", "ac.l1-b.1.i", "zz-1")},
			[]string{
				"doc.json: error local-unknown-control /component-definition/components/0/control-implementations/0/implemented-requirements/1/control-id: control \"zz-1\" is not in assay:cmmc-l1",
				"doc.json: warning local-bare /component-definition/components/0/control-implementations/0/source: this names a built-in document by its bare id, which other tools take for a file; write assay:cmmc-l1",
			}},
		{"a file of such a name comes first", map[string]any{"doc.json": definition("cmmc-l1", "ac-1"), "cmmc-l1": catalog()}, nil},
		{"a profile that imports a bare id", map[string]any{"doc.json": profile(oscal.Import{Href: "nist-800-53", IncludeControls: with("ac-1")})},
			[]string{"doc.json: warning local-bare /profile/imports/0/href"}},
		{"a source on the network", map[string]any{"doc.json": definition("https://example.org/catalog.json", "zz-1")},
			[]string{"doc.json: warning local-remote /component-definition/components/0/control-implementations/0/source: this source is not in the repository"}},
		{"a source that is not there", map[string]any{"doc.json": definition("catalogue.json", "ac-1")},
			[]string{"doc.json: error local-missing /component-definition/components/0/control-implementations/0/source: there is no file catalogue.json"}},
		{"a source that is a folder", map[string]any{"doc.json": definition("systems", "ac-1"), "systems/x": ""},
			[]string{"doc.json: error local-missing"}},
		{"a source above the root", map[string]any{"doc.json": definition("../catalog.json", "ac-1")}, []string{"doc.json: error local-escape"}},
		{"a source above the root, by detour", map[string]any{"a/doc.json": definition("../b/../../catalog.json", "ac-1")}, []string{"doc.json: error local-escape"}},
		{"a source above the root, escaped", map[string]any{"doc.json": definition("%2e%2e/catalog.json", "ac-1")}, []string{"doc.json: error local-escape"}},
		{"an absolute source", map[string]any{"doc.json": definition("/catalog.json", "ac-1")}, []string{"doc.json: error local-escape"}},
		{"a source of another model", map[string]any{"doc.json": definition("other.json", "ac-1"), "other.json": definition("catalog.json", "ac-1")},
			[]string{"doc.json: error read /component-definition/components/0/control-implementations/0/source: other.json is a document of model component-definition"}},
		{"a source of another model, beside it", map[string]any{"systems/doc.json": definition("other.json", "ac-1"), "systems/other.json": definition("../catalog.json", "ac-1")},
			[]string{"doc.json: error read /component-definition/components/0/control-implementations/0/source: other.json is a document of model component-definition"}},
		{"a claim that a catalog elsewhere does not have", map[string]any{"systems/doc.json": definition("../catalog.json", "ac-11")},
			[]string{"is not in ../catalog.json"}},
		{"a source that is broken", map[string]any{"doc.json": definition("broken.json", "ac-1"), "broken.json": `{"catalog": {`},
			[]string{"broken.json: error read /catalog: the text ends too early", "doc.json: error read /component-definition/components/0/control-implementations/0/source: the document it names cannot be read"}},
		{"a source in the back matter", map[string]any{"doc.json": resources(definition("#"+id("resource"), "ac-1"), oscal.ResourceLink{Href: "catalog.xml", MediaType: "application/oscal.catalog+xml"}, oscal.ResourceLink{Href: "catalog.json"}), "catalog.xml": "<catalog/>"}, nil},
		{"a back matter with XML only", map[string]any{"doc.json": resources(definition("#"+id("resource"), "ac-1"), oscal.ResourceLink{Href: "catalog.xml"}), "catalog.xml": "<catalog/>"},
			[]string{"catalog.xml: error read : the document's element is not in the namespace of OSCAL", "doc.json: error read /component-definition/components/0/control-implementations/0/source: the document it names cannot be read"}},
		{"a back matter without files", map[string]any{"doc.json": resources(definition("#"+id("resource"), "ac-1"))},
			[]string{"doc.json: warning local-remote /component-definition/components/0/control-implementations/0/source: the resource has no link to an OSCAL file"}},
		{"a profile of unknown controls", map[string]any{"doc.json": profile(include(with("ac-1", "ac-3")))},
			[]string{"doc.json: error local-unknown-control /profile/imports/0/include-controls/0/with-ids/1: control \"ac-3\" is not in catalog.json; did you mean ac-"}},
		{"a selection of unknown controls only", map[string]any{"doc.json": profile(oscal.Import{Href: "catalog.json", IncludeControls: &[]oscal.SelectControlById{{WithIds: list("ac-1")}, {WithIds: list("zz-9")}}})},
			[]string{"doc.json: error local-empty-selection /profile/imports/0/include-controls/1: this selects no control of catalog.json", "doc.json: error local-unknown-control /profile/imports/0/include-controls/1/with-ids/0"}},
		{"a pattern that matches nothing", map[string]any{"doc.json": profile(oscal.Import{Href: "catalog.json", IncludeControls: &[]oscal.SelectControlById{{Matching: list(oscal.Matching{Pattern: "au-*"})}, {Matching: list(oscal.Matching{Pattern: "sc-*"})}}})},
			[]string{"doc.json: error local-empty-selection /profile/imports/0/include-controls/1"}},
		{"everything is left out again", map[string]any{"doc.json": profile(oscal.Import{Href: "catalog.json", IncludeAll: &oscal.IncludeAll{}, ExcludeControls: &[]oscal.SelectControlById{{Matching: list(oscal.Matching{Pattern: "*"})}}})},
			[]string{"doc.json: error local-empty-selection /profile/imports/0: this import selects no control"}},
		{"an import that says nothing", map[string]any{"doc.json": profile(oscal.Import{Href: "catalog.json"})},
			[]string{"doc.json: error local-empty-selection /profile/imports/0"}},
		{"a child that comes with its parent", map[string]any{
			"doc.json":    profile(oscal.Import{Href: "family.json", IncludeControls: with("ac-2.1.1")}),
			"family.json": profile(oscal.Import{Href: "catalog.json", IncludeControls: &[]oscal.SelectControlById{{WithIds: list("ac-2"), WithChildControls: "yes"}}}),
		}, nil},
		{"a child that does not", map[string]any{
			"doc.json":    profile(oscal.Import{Href: "family.json", IncludeControls: with("ac-2", "ac-2.1")}),
			"family.json": profile(include(with("ac-2"))),
		}, []string{"doc.json: error local-unknown-control /profile/imports/0/include-controls/0/with-ids/1"}},
		{"a control altered that is not imported", map[string]any{"doc.json": altered(profile(include(with("ac-1"))), "ac-9")},
			[]string{"doc.json: error local-unknown-control /profile/modify/alters/0/control-id"}},
		{"a fault in an imported profile is told once, where it is", map[string]any{"doc.json": definition("profile.json", "ac-1"), "profile.json": profile(include(with("ac-1", "zz-1")))},
			[]string{"profile.json: error local-unknown-control /profile/imports/0/include-controls/0/with-ids/1"}},
		{"a profile that imports itself", map[string]any{"doc.json": profile(oscal.Import{Href: "doc.json", IncludeAll: &oscal.IncludeAll{}})},
			[]string{"doc.json: error local-cycle /profile/imports/0/href: this leads back to where it began: doc.json → doc.json"}},
		{"profiles in a circle", map[string]any{
			"doc.json": profile(oscal.Import{Href: "a.json", IncludeAll: &oscal.IncludeAll{}}),
			"a.json":   profile(oscal.Import{Href: "b.json", IncludeAll: &oscal.IncludeAll{}}),
			"b.json":   profile(oscal.Import{Href: "a.json", IncludeAll: &oscal.IncludeAll{}}),
		}, []string{"b.json: error local-cycle /profile/imports/0/href: this leads back to where it began: a.json → b.json → a.json"}},
		{"definitions in a circle", map[string]any{
			"doc.json": oscal.Models{ComponentDefinition: &oscal.ComponentDefinition{UUID: id("a"), Metadata: metadata(), ImportComponentDefinitions: list(oscal.ImportComponentDefinition{Href: "b.json"})}},
			"b.json":   oscal.Models{ComponentDefinition: &oscal.ComponentDefinition{UUID: id("b"), Metadata: metadata(), ImportComponentDefinitions: list(oscal.ImportComponentDefinition{Href: "doc.json"})}},
		}, []string{"b.json: error local-cycle /component-definition/import-component-definitions/0/href: this leads back to where it began: doc.json → b.json → doc.json"}},
		{"one document reached on two ways", map[string]any{
			"doc.json": profile(oscal.Import{Href: "a.json", IncludeAll: &oscal.IncludeAll{}}, oscal.Import{Href: "catalog.json", IncludeAll: &oscal.IncludeAll{}}),
			"a.json":   profile(include(with("ac-1"))),
		}, nil},
		{"files with the hash they should have", map[string]any{"results/doc.json": resources(definition("../catalog.json", "ac-1"),
			hashed("resources/e", "SHA-256", sum256("evidence")), hashed("resources/e", "SHA3-384", strings.ToUpper(hex.EncodeToString(sha3sum[:])))), "results/resources/e": "evidence"}, nil},
		{"a file that was changed", map[string]any{"doc.json": resources(definition("catalog.json", "ac-1"), hashed("e", "SHA-256", sum256("evidence"))), "e": "evidence!"},
			[]string{"doc.json: error ref-hash /component-definition/back-matter/resources/0/rlinks/0/hashes/0/value: e has another SHA-256 hash; the file was changed after it was linked; its hash is now " + sum256("evidence!")}},
		{"a hash that is cut", map[string]any{"doc.json": resources(definition("catalog.json", "ac-1"), hashed("e", "SHA-256", sum256("evidence")[:60])), "e": "evidence"},
			[]string{"doc.json: error ref-hash"}},
		{"a hash nobody knows", map[string]any{"doc.json": resources(definition("catalog.json", "ac-1"), hashed("e", "MD5", "00")), "e": "evidence"},
			[]string{"doc.json: warning ref-hash /component-definition/back-matter/resources/0/rlinks/0/hashes/0/algorithm"}},
		{"a hashed file that is not there", map[string]any{"doc.json": resources(definition("catalog.json", "ac-1"), hashed("e", "SHA-256", sum256("")))},
			[]string{"doc.json: error local-missing /component-definition/back-matter/resources/0/rlinks/0/href: e: there is no such file"}},
		{"a link to a file that is elsewhere", map[string]any{"doc.json": resources(definition("catalog.json", "ac-1"), oscal.ResourceLink{Href: "policy.pdf"}, oscal.ResourceLink{Href: "https://example.org/x"})},
			[]string{"doc.json: warning local-missing /component-definition/back-matter/resources/0/rlinks/0/href"}},
		{"evidence above the root", map[string]any{"doc.json": resources(definition("catalog.json", "ac-1"), hashed("../../etc/passwd", "SHA-256", sum256("")))},
			[]string{"doc.json: error local-escape /component-definition/back-matter/resources/0/rlinks/0/href"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			row.files["catalog.json"] = catalog()
			root := tree(t, row.files)
			name := "doc.json"
			for file := range root {
				if strings.HasSuffix(file, "/doc.json") {
					name = file
				}
			}
			got := Local(root, name)
			var lines []string
			for _, f := range got {
				line := fmt.Sprintf("%s: %s %s %s: %s", filepath.Base(f.Place.Path), f.Level, f.Rule, f.Place.Pointer, f.What)
				if f.Remedy != "" {
					line += "; " + f.Remedy
				}
				lines = append(lines, line)
			}
			slices.Sort(lines)
			if len(lines) != len(row.want) {
				t.Fatalf("told\n  %s\nwant\n  %s", strings.Join(lines, "\n  "), strings.Join(row.want, "\n  "))
			}
			for i := range row.want {
				if !strings.Contains(lines[i], row.want[i]) {
					t.Errorf("told %s\nwant %s", lines[i], row.want[i])
				}
			}
		})
	}
}

func altered(m oscal.Models, control string) oscal.Models {
	m.Profile.Modify = &oscal.Modify{Alters: list(oscal.Alteration{ControlId: control})}
	return m
}

// Whatever a document says, checking it ends, every finding is of a rule, and a
// document that is not read says why.
func FuzzFile(f *testing.F) {
	for _, m := range []oscal.Models{
		catalog(), {AssessmentResults: results()}, {PlanOfActionAndMilestones: poam()},
		profile(oscal.Import{Href: "doc.json", IncludeControls: with("ac-1")}, oscal.Import{Href: "catalog.json", IncludeAll: &oscal.IncludeAll{}}),
		resources(definition("#"+id("resource"), "ac-1", "zz-1"), hashed("catalog.json", "SHA-256", "00"), oscal.ResourceLink{Href: "../x"}),
		definition("assay:hipaa", "x"),
	} {
		text, err := oscal.Marshal(m)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	text, err := oscal.Marshal(catalog())
	if err != nil {
		f.Fatal(err)
	}
	rules := map[string]bool{}
	for _, layer := range Layers() {
		for _, rule := range layer.Rules() {
			rules[rule.ID] = true
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		root := fstest.MapFS{"doc.json": &fstest.MapFile{Data: data}, "catalog.json": &fstest.MapFile{Data: text}}
		doc, findings := File(root, "doc.json", "references")
		if doc == nil && len(findings) == 0 {
			t.Error("not read, and nothing said")
		}
		for _, finding := range findings {
			if !rules[finding.Rule] || finding.What == "" || finding.Place.Path == "" {
				t.Errorf("%+v", finding)
			}
		}
	})
}

// Links of the file system and special files: the root holds, and nothing
// waits.
func TestLocalFilesOfADisk(t *testing.T) {
	dir := t.TempDir()
	outside := filepath.Join(t.TempDir(), "secret.json")
	write := func(name string, m oscal.Models) {
		t.Helper()
		text, err := oscal.Marshal(m)
		if err == nil {
			err = os.WriteFile(name, text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	write(outside, catalog())
	write(filepath.Join(dir, "inside.json"), catalog())
	for link, to := range map[string]string{"out.json": outside, "in.json": "inside.json", "loop.json": "loop.json"} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe.json"), 0o600); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for source, want := range map[string]string{"in.json": "", "out.json": "local-escape", "loop.json": "local-missing", "pipe.json": "local-missing"} {
		write(filepath.Join(dir, "doc.json"), definition(source, "ac-1"))
		rule := ""
		for _, f := range Local(root.FS(), "doc.json") {
			rule += f.Rule
		}
		if rule != want {
			t.Errorf("%s: %q, want %q", source, rule, want)
		}
	}
}

// File says everything at once, and reads what a document imports before it
// calls a reference unknown.
func TestFileChecksEverything(t *testing.T) {
	plan := oscal.Models{AssessmentPlan: &oscal.AssessmentPlan{
		UUID: id("assessment plan"), Metadata: metadata(), ImportSsp: oscal.ImportSsp{Href: "ssp.json"},
		ReviewedControls: oscal.ReviewedControls{ControlSelections: []oscal.AssessedControls{{IncludeAll: &oscal.IncludeAll{}}}},
		LocalDefinitions: &oscal.LocalDefinitions{Components: list(component("database"))},
	}}
	ar := results()
	r := &ar.Results[0]
	ar.ImportAp.Href = "plan.json"
	(*(*r.Observations)[0].Subjects)[0].SubjectUuid = id("database")
	(*r.Observations)[0].Methods = nil
	(*r.Risks)[0].RiskLog = nil
	doc, got := File(tree(t, map[string]any{"ar.json": oscal.Models{AssessmentResults: ar}, "plan.json": plan}), "ar.json", "references")
	if doc == nil {
		t.Fatal("not read")
	}
	check(t, got, []string{
		"error local-missing /assessment-plan/import-ssp/href",
		"error schema-minItems /observations/0/methods",
		"error ref-risk-closed /risks/0/status",
	})
	if doc, got := File(fstest.MapFS{"x.json": &fstest.MapFile{Data: []byte("{}")}}, "x.json", "schema"); doc != nil || len(got) != 1 || got[0].Rule != "read" {
		t.Errorf("%v", got)
	}
	broken, err := oscal.Marshal(profile(oscal.Import{Href: "nothing.json"}))
	if err != nil {
		t.Fatal(err)
	}
	broken = bytes.Replace(broken, []byte(`"imports"`), []byte(`"inports"`), 1)
	if doc, got := File(fstest.MapFS{"x.json": &fstest.MapFile{Data: broken}}, "x.json", "references"); doc == nil || Err(got) == nil || !slices.ContainsFunc(got, func(f Finding) bool { return f.Rule == "schema-unknown" }) {
		t.Errorf("a document that breaks its schema is read: %v", got)
	}
	if doc, got := File(fstest.MapFS{}, "../x.json", "schema"); doc != nil || len(got) != 1 || got[0].Rule != "read" {
		t.Errorf("%v", got)
	}
}

// The real documents give what is truly wrong with them, and nothing else: these
// are NIST's and FedRAMP's own slips.
func TestRealDocumentsKeepTheirSchema(t *testing.T) {
	dir := filepath.Join(testkit.SharedData(t), "oscal")
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	files, err := fs.Glob(root.FS(), "*/*.json")
	if err != nil || len(files) < 25 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	// Errors of the reference rules, by file. Those not named have none.
	known := map[string]map[string]int{
		"examples/example-component-definition.json":      {"ref-unique-uuid": 1},
		"examples/ifa_plan-of-action-and-milestones.json": {"ref-risk": 1, "ref-risk-used": 1},
		"fedramp/FedRAMP-POAM-OSCAL-Template.json":        {"ref-party": 1, "ref-resource": 5},
		"fedramp/FedRAMP-SAP-OSCAL-Template.json":         {"ref-party": 2, "ref-resource": 1, "ref-subject": 1, "ref-unique-uuid": 3},
		"fedramp/FedRAMP-SAR-OSCAL-Template.json": {
			"ref-party": 1, "ref-resource": 1, "ref-reviewed": 3, "ref-risk-used": 4, "ref-subject": 1, "ref-task": 4, "ref-time": 7, "ref-unique-uuid": 9,
		},
		"fedramp/FedRAMP-SSP-OSCAL-Template.json": {"ref-unique-uuid": 4},
	}
	for _, file := range files {
		data, err := fs.ReadFile(root.FS(), file)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := oscal.Read(file, data)
		if err != nil {
			continue // not OSCAL; package oscal tests which these are
		}
		for _, f := range Schema(doc) {
			t.Error(f.Problem())
		}
		got := map[string]int{}
		for _, f := range References(doc) {
			if f.Level == Error {
				got[f.Rule]++
			}
		}
		if want := known[file]; fmt.Sprint(got) != fmt.Sprint(want) && !(len(got) == 0 && want == nil) {
			t.Errorf("%s: %v, want %v", file, got, want)
		}
	}
}

// What a plan or a security plan behind assessment results defines is defined;
// what one that was not opened may define is a warning, and the plan that is not
// there is told.
func TestTheChainBehindResults(t *testing.T) {
	plan := func(ssp string) oscal.Models {
		return oscal.Models{AssessmentPlan: &oscal.AssessmentPlan{
			UUID: id("assessment plan"), Metadata: metadata(), ImportSsp: oscal.ImportSsp{Href: ssp},
			ReviewedControls: oscal.ReviewedControls{ControlSelections: []oscal.AssessedControls{{IncludeAll: &oscal.IncludeAll{}}}},
			LocalDefinitions: &oscal.LocalDefinitions{Components: list(component("database"))},
			Tasks:            list(oscal.Task{UUID: id("planned"), Type: "action", Title: "Look"}),
		}}
	}
	ssp := func(profile string) oscal.Models {
		m := metadata()
		m.Parties = list((*m.Parties)[0], oscal.Party{UUID: id("owner"), Type: "person"})
		return oscal.Models{SystemSecurityPlan: &oscal.SystemSecurityPlan{
			UUID: id("ssp"), Metadata: m, ImportProfile: oscal.ImportProfile{Href: profile},
			SystemCharacteristics: oscal.SystemCharacteristics{
				SystemIds: []oscal.SystemId{{ID: "meridian"}}, SystemName: "Meridian", Description: "system",
				SystemInformation: oscal.SystemInformation{InformationTypes: []oscal.InformationType{{Title: "Records", Description: "records"}}},
				Status:            oscal.Status{State: "operational"}, AuthorizationBoundary: oscal.AuthorizationBoundary{Description: "boundary"},
			},
			SystemImplementation: oscal.SystemImplementation{
				Users: list(oscal.SystemUser{UUID: id("admin")}), Components: []oscal.SystemComponent{component("cache")},
			},
			ControlImplementation: oscal.ControlImplementation{Description: "controls", ImplementedRequirements: []oscal.ImplementedRequirement{{UUID: id("requirement"), ControlId: "ac-2"}}},
		}}
	}
	ar := results()
	r := &ar.Results[0]
	ar.ImportAp.Href = "plan.json"
	r.ReviewedControls.ControlObjectiveSelections = nil
	r.Findings = nil
	r.Risks = nil
	(*r.Observations)[0].Links = nil
	(*r.Observations)[0].Subjects = list(
		oscal.SubjectReference{Type: "component", SubjectUuid: id("database")}, // of the plan
		oscal.SubjectReference{Type: "component", SubjectUuid: id("cache")},    // of the security plan
		oscal.SubjectReference{Type: "user", SubjectUuid: id("admin")},
		oscal.SubjectReference{Type: "party", SubjectUuid: id("owner")},
		oscal.SubjectReference{Type: "component", SubjectUuid: id("nowhere")},
	)
	(*r.AssessmentLog.Entries[0].RelatedTasks)[0].TaskUuid = id("planned")
	const subjects = "/observations/0/subjects/"
	unknown := []string{"error ref-reviewed /reviewed-controls/control-selections/0/include-controls/1/statement-ids/0", "error ref-reviewed /reviewed-controls/control-selections/0/include-controls/1/control-id"}
	maybe := []string{
		"warning ref-subject " + subjects + "1/subject-uuid", "warning ref-subject " + subjects + "2/subject-uuid",
		"warning ref-subject " + subjects + "3/subject-uuid", "warning ref-subject " + subjects + "4/subject-uuid",
	}
	for _, row := range []struct {
		name  string
		files map[string]any
		want  []string
	}{
		{"all are there", map[string]any{"plan.json": plan("ssp.json"), "ssp.json": ssp("catalog.json"), "catalog.json": catalog()},
			append([]string{"error ref-subject " + subjects + "4/subject-uuid"}, unknown...)},
		{"the baseline is a built-in one", map[string]any{"plan.json": plan("ssp.json"), "ssp.json": ssp("assay:fedramp-moderate")},
			[]string{"error ref-subject " + subjects + "4/subject-uuid"}},
		{"the security plan is not there", map[string]any{"plan.json": plan("ssp.json")},
			append([]string{"error local-missing /assessment-plan/import-ssp/href"}, maybe...)},
		{"the security plan is on the network", map[string]any{"plan.json": plan("https://example.org/ssp.json")},
			append([]string{"warning local-remote /assessment-plan/import-ssp/href"}, maybe...)},
		{"the plan is not there", nil, append([]string{
			"error local-missing /import-ap/href", "warning ref-subject " + subjects + "0/subject-uuid",
			"warning ref-task /assessment-log/entries/0/related-tasks/0/task-uuid",
		}, maybe...)},
		{"the plan is another document", map[string]any{"plan.json": catalog()}, append([]string{
			"error read /import-ap/href", "warning ref-subject " + subjects + "0/subject-uuid",
			"warning ref-task /assessment-log/entries/0/related-tasks/0/task-uuid",
		}, maybe...)},
	} {
		t.Run(row.name, func(t *testing.T) {
			files := map[string]any{"ar.json": oscal.Models{AssessmentResults: ar}}
			for name, m := range row.files {
				files[name] = m
			}
			doc, got := File(tree(t, files), "ar.json", "references")
			if doc == nil {
				t.Fatal(got)
			}
			check(t, got, row.want)
		})
	}
}
