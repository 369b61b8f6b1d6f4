package load_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/internal/testkit"
)

// uuid is a made-up version-4 uuid that ends in n.
func uuid(n int) string { return fmt.Sprintf("11111111-1111-4111-8111-%012d", n) }

// definition is a component definition with the given components and further
// fields, both as JSON.
func definition(components, more string) string {
	return `{"component-definition": {"uuid": "` + uuid(1) + `", "metadata": {"title": "Meridian", "last-modified": "2026-01-05T09:00:00Z", "version": "1", "oscal-version": "1.2.2"}` +
		more + `, "components": [` + components + `]}}`
}

// component is one of them, with claims against a source.
func component(n int, typ, title, props, source string, controls ...string) string {
	out := fmt.Sprintf(`{"uuid": %q, "type": %q, "title": %q, "description": "x"`, uuid(n), typ, title)
	if props != "" {
		out += `, "props": [` + props + `]`
	}
	if source != "" {
		var reqs []string
		for i, c := range controls {
			reqs = append(reqs, fmt.Sprintf(`{"uuid": %q, "control-id": %q, "description": "x", "props": [{"name": "implementation-status", "value": "partial"}]}`, uuid(n*100+i), c))
		}
		out += fmt.Sprintf(`, "control-implementations": [{"uuid": %q, "source": %q, "description": "x", "implemented-requirements": [%s]}]`, uuid(n*1000), source, strings.Join(reqs, ", "))
	}
	return out + "}"
}

func key(k string) string {
	return `{"name": "key", "ns": "https://assay-compliance.dev/ns/oscal", "value": "` + k + `"}`
}

const profile = `{"profile": {"uuid": "22222222-2222-4222-8222-222222222222", "metadata": {"title": "Local", "last-modified": "2026-01-05T09:00:00Z", "version": "1", "oscal-version": "1.2.2"},
  "imports": [{"href": "%s", "include-controls": [{"with-ids": ["ac-2", "ac-3"]}]}]}}`

func localProfile(href string) string { return fmt.Sprintf(profile, href) }

const withFile = "system-id: meridian\nsystem: oscal/system.json\nframeworks: [hipaa]\n"

func TestSystemFromComponentDefinition(t *testing.T) {
	sys, err := load.System(workspace(t, map[string]string{
		"assay.yaml": withFile,
		"oscal/system.json": definition(strings.Join([]string{
			component(2, "software", "Patient Portal!", "", "assay:fedramp-moderate", "ac-2", "ac-1"),
			component(3, "software", "Patient portal", "", "../profiles/local.json", "ac-3"),
			component(4, "service", "Sign-in", key("idp"), "https://example.com/profile.json", "xx-1"),
			component(5, "policy", "Access policy", "", "trestle://profiles/x/profile.json", "xx-2"),
			component(6, "software", "Log store", "", "#"+uuid(9), "ac-2"),
			component(7, "software", "Gone", "", "gone.json", "ac-2"),
			component(8, "software", "Out", "", "../../etc/profile.json", "ac-2"),
		}, ","), `, "back-matter": {"resources": [{"uuid": "`+uuid(9)+`", "rlinks": [{"href": "https://example.com/x"}, {"href": "../profiles/local.json"}]}]}`),
		"profiles/local.json": localProfile("assay:nist-800-53"),
	}))
	if err != nil {
		t.Fatal(err)
	}
	want := []struct{ key, framework string }{
		{"patient-portal", "fedramp-moderate"},
		{"patient-portal-2", "profiles/local.json"},
		{"idp", ""},
		{"access-policy", ""},
		{"log-store", "profiles/local.json"},
		{"gone", ""},
		{"out", ""},
	}
	for i, w := range want {
		c := sys.Components[i]
		if c.Key != w.key || c.Claims[0].Framework != w.framework || c.Claims[0].Available != (w.framework != "") || c.Claims[0].Status != "partial" {
			t.Errorf("component %d: %+v, want %v", i, c, w)
		}
	}
	if got := sys.Components[0].Claims[0].ControlID; got != "ac-1" {
		t.Errorf("first claim is %s: claims are sorted by control", got)
	}
	if got := strings.Join(sys.Boundary, " "); got != "gone idp log-store out patient-portal patient-portal-2" {
		t.Errorf("boundary %s: a policy is not assessed unless it is named", got)
	}
	if sys.UUID != uuid(1) || sys.Title != "Meridian" || sys.Inline || len(sys.Sources) != 1 || sys.Source.Digest == "" {
		t.Errorf("system %+v", sys)
	}
}

func TestSystemFromSeveralFiles(t *testing.T) {
	sys, err := load.System(workspace(t, map[string]string{
		"assay.yaml": strings.Replace(withFile, "oscal/system.json", "[a.json, b.yaml]", 1),
		"a.json":     definition(component(2, "software", "One", "", ""), `, "import-component-definitions": [{"href": "sub/c.json"}, {"href": "a.json"}, {"href": "https://example.com/d.json"}]`),
		"b.yaml": `component-definition:
  uuid: 33333333-3333-4333-8333-333333333333
  metadata: {title: B, last-modified: 2026-01-05T09:00:00Z, version: "1", oscal-version: 1.0.0}
  components:
    - {uuid: 44444444-4444-4444-8444-444444444444, type: software, title: Two, description: x}
`,
		"sub/c.json": strings.Replace(definition(component(3, "software", "Three", "", ""), ""), uuid(1), uuid(7), 1),
	}))
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, c := range sys.Components {
		keys = append(keys, c.Key)
	}
	if got := strings.Join(keys, " "); got != "one three two" {
		t.Errorf("components %s", got)
	}
	var notes []string
	for _, n := range sys.Notes {
		notes = append(notes, n.Source.Path+": "+n.What)
	}
	got := strings.Join(notes, "\n")
	for _, want := range []string{"https://example.com/d.json", "1.0.0"} {
		if !strings.Contains(got, want) {
			t.Errorf("no note tells of %s:\n%s", want, got)
		}
	}
}

func TestSystemFileRefuses(t *testing.T) {
	rows := []struct{ name, file, want string }{
		{"claim of a control the source does not have", definition(component(2, "software", "One", "", "assay:hipaa", "hipaa-164.312.x"), ""),
			`#/component-definition/components/0/control-implementations/0/implemented-requirements/0: control "hipaa-164.312.x" is not in hipaa; did you mean hipaa-164.312.`},
		{"claim of a control a local profile does not select", definition(component(2, "software", "One", "", "local.json", "ac-4"), ""),
			`control "ac-4" is not in oscal/local.json; did you mean ac-2, ac-3?`},
		{"source that is there and is no profile", definition(component(2, "software", "One", "", "system.json", "ac-4"), ""), "this is a component-definition, and a source must be a profile or a catalog"},
		{"source that is there and broken", definition(component(2, "software", "One", "", "broken.json", "ac-4"), ""), "oscal/broken.json"},
		{"embedded source that does not exist", definition(component(2, "software", "One", "", "assay:hippa", "x"), ""), "nothing of this name is embedded"},
		{"two components of one key", definition(component(2, "software", "One", key("web"), "")+","+component(3, "software", "Two", key("web"), ""), ""), `component key "web" comes twice`},
		{"key with a space", definition(component(2, "software", "One", key("a b"), ""), ""), `"a b" is not a component key`},
		{"two components of one uuid", definition(component(2, "software", "One", "", "")+","+component(2, "software", "Two", "", ""), ""), "component " + uuid(2) + " is there twice"},
		{"a profile as system", localProfile("assay:nist-800-53"), "this is a profile, not a component definition or a system security plan"},
		{"no component", strings.Replace(definition("", ""), `, "components": []`, "", 1), "the system has no component"},
		{"unknown field", strings.Replace(definition(component(2, "software", "One", "", ""), ""), `"type"`, `"typ"`, 1), "typ"},
		{"truncated", `{"component-definition": {`, "oscal/system.json"},
		{"empty", ``, "oscal/system.json"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			_, err := load.System(workspace(t, map[string]string{
				"assay.yaml": withFile, "oscal/system.json": row.file,
				"oscal/local.json": localProfile("assay:nist-800-53"), "oscal/broken.json": "{",
			}))
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got  %v\nwant %s", err, row.want)
			}
		})
	}
}

// A local profile whose own catalog is not here cannot be resolved; the claims
// against it are listed, and a note says why.
func TestProfileThatImportsFromTheNetwork(t *testing.T) {
	sys, err := load.System(workspace(t, map[string]string{
		"assay.yaml":        withFile,
		"oscal/system.json": definition(component(2, "software", "One", "", "local.json", "ac-4"), ""),
		"oscal/local.json":  localProfile("https://example.com/catalog.json"),
	}))
	if err != nil {
		t.Fatal(err)
	}
	if sys.Components[0].Claims[0].Available || len(sys.Notes) == 0 || !strings.Contains(sys.Notes[0].What, "not resolved") {
		t.Errorf("claims %+v, notes %+v", sys.Components[0].Claims, sys.Notes)
	}
}

// A link to a profile outside the repository is not followed.
func TestSourceBehindALinkIsNotOpened(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "p.json")
	if err := os.WriteFile(outside, []byte(localProfile("assay:nist-800-53")), 0o644); err != nil {
		t.Fatal(err)
	}
	cfg := workspace(t, map[string]string{"assay.yaml": withFile, "oscal/system.json": definition(component(2, "software", "One", "", "p.json", "ac-2"), "")})
	if err := os.Symlink(outside, filepath.Join(cfg.Root, "oscal/p.json")); err != nil {
		t.Fatal(err)
	}
	sys, err := load.System(cfg)
	if err != nil || sys.Components[0].Claims[0].Available {
		t.Errorf("claims %+v, %v", sys, err)
	}
}

// The component definitions that NIST publishes load; their sources are not in
// the repository, so their claims are listed and not opened.
func TestThirdPartyComponentDefinitions(t *testing.T) {
	dir := testkit.SharedData(t)
	for _, name := range []string{"example-component-definition.json", "example-component.json"} {
		data, err := os.ReadFile(filepath.Join(dir, "oscal", "examples", name))
		if err != nil {
			t.Fatal(err)
		}
		sys, err := load.System(workspace(t, map[string]string{"assay.yaml": withFile, "oscal/system.json": string(data)}))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		claims := 0
		for _, c := range sys.Components {
			claims += len(c.Claims)
			for _, claim := range c.Claims {
				if claim.Available {
					t.Errorf("%s: a claim against %s is available", name, claim.Source)
				}
			}
		}
		if len(sys.Boundary) == 0 || claims == 0 {
			t.Errorf("%s: boundary %v, %d claims", name, sys.Boundary, claims)
		}
	}
}
