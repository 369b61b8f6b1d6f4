package config_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/problem"
)

const meridian = `system-id: meridian
system:
  - {key: web, type: application, title: Patient portal}
  - {key: idp, type: identity-provider, title: Staff sign-in, claims: {fedramp-moderate: [ac-2, ia-2]}}
assessment: {type: self}
scope: {entity: business-associate, boundary: [web, idp]}
frameworks: [hipaa, cmmc-l2, fedramp-moderate]
sources:
  - {path: "evidence/**/*.{json,jsonl}", kinds: [iam-accounts, audit-config]}
  - {path: "scans/trivy-*.json", component: web}
  - {path: exports/db.json, components: [web, idp], kinds: [host-config], format: payload, collected: 2026-11-01, subject: /host, collected-at: /at}
  - {path: k8s.yaml, live: true}
gates:
  pr: {fail-on: high, undecided: warn}
  release: {fail-on: moderate, undecided: fail, min-coverage: 40%}
parameters: {max-inactive-days: 35, roles: [admin, root]}
conftest:
  - {path: opa/k8s, kind: kubernetes-workloads, severity: high, rego-version: v0, decides: {nist-800-53: [cm-6_obj.a]}}
`

func TestDecode(t *testing.T) {
	c, err := config.Decode("assay.yaml", []byte(meridian))
	if err != nil {
		t.Fatal(err)
	}
	if c.SystemID.Value != "meridian" || !c.System.Inline() || len(c.System.Components) != 2 {
		t.Errorf("system %+v", c.System)
	}
	if got := c.Scope.Boundary.Words(); strings.Join(got, " ") != "web idp" {
		t.Errorf("boundary %v", got)
	}
	if got := c.Sources[2].Collected.Value; !got.ZoneAssumed || !got.Time.Equal(time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("collected %v", got)
	}
	if got := c.Frameworks[1].ID.Place.String(); got != "assay.yaml:7:21" {
		t.Errorf("cmmc-l2 is at %s", got)
	}
	if got := c.Parameters["max-inactive-days"].JSON; got != "35" {
		t.Errorf("parameter %s", got)
	}
	if got := c.Conftest[0].ID(); got != "k8s" {
		t.Errorf("conftest name %s", got)
	}
}

func TestGate(t *testing.T) {
	c, err := config.Decode("assay.yaml", []byte(meridian))
	if err != nil {
		t.Fatal(err)
	}
	rows := []struct {
		name string
		want config.Threshold
	}{
		{"pr", config.Threshold{Name: "pr", FailOn: "high", UndecidedFails: false}},
		{"release", config.Threshold{Name: "release", FailOn: "moderate", UndecidedFails: true, MinCoverage: 0.4}},
		{"", config.Threshold{Name: "default", FailOn: "moderate", UndecidedFails: true}},
	}
	for _, row := range rows {
		got, err := c.Gate(row.name)
		if err != nil || got != row.want {
			t.Errorf("gate %q = %+v, %v", row.name, got, err)
		}
	}
	for name, want := range map[string]string{"relase": "did you mean release? the gates are pr, release", "xyz": "the gates are pr, release"} {
		if _, err = c.Gate(name); err == nil || !strings.HasSuffix(err.Error(), "; "+want) {
			t.Errorf("unknown gate: %v", err)
		}
	}
}

// The smallest file there is asks the strictest of every default.
func TestSettingsShowDefaults(t *testing.T) {
	c, err := config.Decode("assay.yaml", []byte("system-id: x\nsystem: sys.json\nframeworks: [hipaa]\n"))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, s := range c.Settings() {
		got[s.Key] = s.Value + " @ " + s.Origin
	}
	want := map[string]string{
		"system-id":               "x @ assay.yaml:1:12",
		"title":                   "x @ default",
		"system.0":                "sys.json @ assay.yaml:2:9",
		"assessment.type":         "self @ default",
		"scope.boundary":          "every component that can be assessed @ default",
		"frameworks":              "hipaa @ assay.yaml:3:14",
		"gates.default.fail-on":   "moderate @ default",
		"gates.default.undecided": "fail @ default",
		"gates.default.ratchet":   "none @ default", "gates.default.time-driven": "fail @ default", "gates.default.on-policy-change": "warn @ default", "gates.default.min-coverage": "none @ default",
		"oscal-version":   "1.2.2 @ default",
		"poam.scan-items": "past-due @ default",
		"policies":        "none beside the embedded ones @ default",
		"attestations":    "attestations (not there) @ default",
		"decisions":       "decisions (not there) @ default",
		"sampling":        "sampling (not there) @ default",
		"waivers":         "waivers (not there) @ default",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// Every row changes the example in one place and must be refused there.
func TestDecodeRefuses(t *testing.T) {
	rows := []struct{ name, old, new, want string }{
		{"unknown key", "frameworks:", "framworks:", `7:1: unknown key "framworks"; did you mean frameworks?`},
		{"unknown key in a source", "live: true", "lve: true", `12:22: unknown key "lve"; did you mean live?`},
		{"no system-id", "system-id: meridian\n", "", "1:1: key system-id is missing"},
		{"system-id with a space", "meridian", "my system", `1:12: "my system" is not a system-id`},
		{"numeric system-id", "meridian", "12", "1:12: system-id: want text, found a number; put it in quotes"},
		{"component key twice", "key: idp", "key: web", `4:11: component key "web" comes twice; it is already on line 3`},
		{"component without title", ", title: Patient portal", "", "3:5: key title is missing"},
		{"component with empty title", "Patient portal", `""`, "3:42: the title is empty"},
		{"title over two lines", "Patient portal", `"a\nb"`, "3:42: more than one line"},
		{"misspelt type of assessment", "type: self", "type: slef", `5:20: "slef" is not known here; did you mean self?`},
		{"independent without assessor", "type: self", "type: independent", "5:20: an independent assessment needs its assessor"},
		{"self with assessor", "type: self", "type: self, assessor: Them", "5:36: an assessor is named"},
		{"no framework", "[hipaa, cmmc-l2, fedramp-moderate]", "[]", "7:13: the list is empty"},
		{"framework twice", "cmmc-l2, fed", "hipaa, fed", `7:21: "hipaa" comes twice; it is already on line 7`},
		{"framework as text", "[hipaa, cmmc-l2, fedramp-moderate]", "hipaa", "7:13: frameworks: want a list, found text"},
		{"one component and several", "component: web", "component: web, components: [idp]", "10:45: component and components are both given"},
		{"payload of several kinds", "kinds: [host-config]", "kinds: [host-config, b]", "format payload needs exactly one kind"},
		{"pointer for a detected format", "live: true", "subject: /x", "12:31: only files of format payload need a pointer"},
		{"pointer without slash", "subject: /host", "subject: host", "not a JSON pointer"},
		{"not a date", "2026-11-01", "2026-13-01", "not a date or time; write it as"},
		{"live and collected", "live: true", "live: true, collected: 2026-01-01", "live evidence is collected at the time of the assessment"},
		{"level of a gate", "fail-on: high", "fail-on: hgih", `14:17: "hgih" is not known here; did you mean high?`},
		{"gate that ignores undecided", "undecided: warn", "undecided: ignore", `"ignore" is not known here; one of fail, warn`},
		{"coverage without percent", "40%", "40", "want a share between 0% and 100%"},
		{"coverage above all", "40%", "140%", "want a share between 0% and 100%"},
		{"gate with a ratchet outside", "fail-on: high", "ratchet: /results", "14:17: the path is absolute"},
		{"gate with a ratchet of no path", "fail-on: high", "ratchet: git:main", "14:17: the ratchet: no revision and path are named"},
		{"gate with a ratchet whose path leaves", "fail-on: high", "ratchet: 'git:main:../x'", "14:17: the ratchet: the path leaves the repository"},
		{"gate with a ratchet that is an option", "fail-on: high", "ratchet: 'git:--exec=x:a'", "14:17: the ratchet: this is no revision"},
		{"gate with a trusted revision", "fail-on: high", "trusted-ref: main", `14:8: unknown key "trusted-ref"`},
		{"cache", "gates:", "cache: [a]\ngates:", "13:1: key cache is not supported yet by this version"},
		{"parameter as map", "35", "{a: 1}", "parameter max-inactive-days: want one value or a list, found a map"},
		{"parameter with nothing in its list", "35", "[1, null]", "16:37: max-inactive-days: there is no value; give one or remove it"},
		{"parameter with a list in its list", "35", "[1, [2]]", "16:37: parameter max-inactive-days: each item of its list must be one value"},
		{"parameter with a map in its list", "35", "[{a: 1}]", "16:34: parameter max-inactive-days: each item of its list must be one value"},
		{"two directories of policies", "gates:", "policies: [a, b]\ngates:", "13:11: policies: want text, found a list; write one value"},
		{"a list of one directory of policies", "gates:", "policies:\n  - a\ngates:", "14:3: policies: want text, found a list; write one value"},
		{"parameter name with a space", "max-inactive-days", `"max days"`, `"max days" is no parameter name`},
		{"absolute path", "scans/trivy-*.json", "/etc/passwd", "10:12: the path is absolute"},
		{"absolute path of Windows", "scans/trivy-*.json", `C:/x`, "10:12: the path is absolute"},
		{"malformed pattern", "scans/trivy-*.json", "scans/{a", "10:12: the pattern is malformed"},
		{"upwards behind a wildcard", "scans/trivy-*.json", "scans/*/../../x", "10:12: the pattern steps upwards behind a wildcard"},
		{"upwards in a choice", "scans/trivy-*.json", "scans/{a,..}/x", "10:12: the pattern steps upwards behind a wildcard"},
		{"path with NUL", "scans/trivy-*.json", `a\0b`, "10:12: the path has a control character"},
		{"rego of the future", "v0", "v2", `"v2" is not known here; one of v0, v1`},
		{"conftest without severity", "severity: high, ", "", "18:5: key severity is missing"},
		{"system as map", "system:\n  - {key: web, type: application, title: Patient portal}\n", "system: {}\nx:\n", "found a map; put a dash"},
		{"no component", "system:\n  - {key: web, type: application, title: Patient portal}\n", "system: []\nx:\n", "2:9: the system has no component"},
		{"mixed system", "  - {key: web, type: application, title: Patient portal}\n", "  - sys.json\n", "4:5: system: want text, found a map"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			in := strings.Replace(meridian, row.old, row.new, 1)
			if in == meridian {
				t.Fatal("the row changes nothing")
			}
			_, err := config.Decode("assay.yaml", []byte(in))
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got  %v\nwant %s", err, row.want)
			}
			for _, p := range problem.All(err) {
				if p.Remedy == "" {
					t.Errorf("%v says no remedy", p)
				}
			}
		})
	}
}

// Keys that DESIGN knows and this version does not are refused as such, and not
// as typing errors.
func TestLaterKeys(t *testing.T) {
	for _, key := range strings.Fields(`inheritance
		signatures signers vex baseline ratchet isolate cache plan notify measures`) {
		_, err := config.Decode("assay.yaml", []byte(meridian+key+": x\n"))
		if err == nil || !strings.Contains(err.Error(), "key "+key+" is not supported yet by this version") {
			t.Errorf("%s: %v", key, err)
		}
	}
}

// workspace writes files below a new repository and returns its root.
func workspace(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, ".git"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		full := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

const small = "system-id: x\nsystem: sys.json\nframeworks: [hipaa]\n"

func TestLoad(t *testing.T) {
	root := workspace(t, map[string]string{
		"apps/a/assay.yaml":          small + "sources:\n  - path: ../shared/*.json\n",
		"apps/a/sys.json":            "{}",
		"apps/a/policies/x/y/y.rego": "package local.x.y\n",
	})
	c, err := config.Load(filepath.Join(root, "apps/a/assay.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if c.Base != "apps/a" || c.Path != "apps/a/assay.yaml" {
		t.Errorf("base %s, path %s", c.Base, c.Path)
	}
	if got := c.PolicyDir(); got != "apps/a/policies" {
		t.Errorf("policies %s", got)
	}
	if got, err := c.Read(c.Abs("sys.json"), 10); err != nil || string(got) != "{}" {
		t.Errorf("read %q, %v", got, err)
	}
}

func TestDirectoryIsTheRootWhereNoRepositoryIs(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "assay.yaml"), []byte("system-id: x\nsystem: [{key: a, type: b, title: c}]\nframeworks: [hipaa]\nsources: [{path: ../x.json}]\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := config.Load(filepath.Join(dir, "assay.yaml"))
	if err == nil || !strings.Contains(err.Error(), `assay.yaml:4:18: "../x.json" leaves the repository`) {
		t.Errorf("got %v", err)
	}
}

func TestLoadRefuses(t *testing.T) {
	outside := t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "sys.json"), []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	inline := "system-id: x\nsystem: [{key: a, type: b, title: c}]\nframeworks: [hipaa]\n"
	rows := []struct {
		name, config string
		link         [2]string // name → target
		want         string
	}{
		{"file outside", strings.Replace(small, "sys.json", "../sys.json", 1), [2]string{}, `assay.yaml:2:9: "../sys.json" leaves the repository`},
		{"file behind a link", small, [2]string{"sys.json", outside + "/sys.json"}, `assay.yaml:2:9: "sys.json" leaves the repository`},
		{"directory behind a link", strings.Replace(small, "sys.json", "d/sys.json", 1), [2]string{"d", outside}, `"d/sys.json" leaves the repository`},
		{"missing file", strings.Replace(small, "sys.json", "gone.json", 1), [2]string{}, `there is no file "gone.json"`},
		{"directory for a file", strings.Replace(small, "sys.json", "dir", 1), [2]string{}, `there is no file "dir"`},
		{"loop of links", small, [2]string{"sys.json", "sys.json"}, "assay.yaml:2:9: cannot follow the path"},
		{"pattern outside", inline + "sources: [{path: ../*.json}]\n", [2]string{}, `assay.yaml:4:18: "../*.json" leaves the repository`},
		{"pattern behind a link", inline + "sources: [{path: \"d/*.json\"}]\n", [2]string{"d", outside}, `"d/*.json" leaves the repository`},
		{"policies missing", inline + "policies: checks\n", [2]string{}, `assay.yaml:4:11: there is no directory "checks"`},
		{"policies behind a link", inline, [2]string{"policies", outside}, "the directory policies beside assay.yaml leaves the repository"},
		{"policies a file", inline, [2]string{"policies", "assay.yaml"}, "policies beside assay.yaml is not a directory; make it one"},
		{"policies a link to nothing", inline, [2]string{"policies", "gone"}, "policies beside assay.yaml is not a directory"},
		{"conftest outside", inline + "conftest: [{path: ../../k8s, kind: k, severity: low}]\n", [2]string{}, `"../../k8s" leaves the repository`},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			root := workspace(t, map[string]string{"assay.yaml": row.config, "dir/x": ""})
			if row.link[0] != "" {
				if err := os.Symlink(row.link[1], filepath.Join(root, row.link[0])); err != nil {
					t.Fatal(err)
				}
			}
			_, err := config.Load(filepath.Join(root, "assay.yaml"))
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got  %v\nwant %s", err, row.want)
			}
		})
	}
}

func TestLoadSaysWhatIsMissing(t *testing.T) {
	root := workspace(t, map[string]string{"dir/x": ""})
	for _, name := range []string{"assay.yaml", "dir"} {
		_, err := config.Load(filepath.Join(root, name))
		if ps := problem.All(err); len(ps) != 1 || ps[0].Remedy == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A link inside the repository that comes back into it is no escape.
func TestLinkInsideIsFine(t *testing.T) {
	root := workspace(t, map[string]string{"assay.yaml": small, "real/sys.json": "{}"})
	if err := os.Symlink("real/sys.json", filepath.Join(root, "sys.json")); err != nil {
		t.Fatal(err)
	}
	if _, err := config.Load(filepath.Join(root, "assay.yaml")); err != nil {
		t.Error(err)
	}
}

// FuzzDecode holds: an accepted configuration, written and read again, is the
// same; a refused one has a line for every problem.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(meridian))
	f.Add([]byte(small))
	f.Add([]byte("system-id: x\nsystem: [a.json, b.yaml]\nframeworks: [a]\npolicies: p\nsources: []\ngates: {}\n"))
	f.Add([]byte("system-id: x\nsystem: [{key: a, type: b, title: \"\\u00e9 \\x7f\"}]\nframeworks: [a]\nsources: [{path: x, collected: \"2026-01-05T09:00:00.5+02:00\", live: false}]\n"))
	f.Add([]byte("system-id: x\nsystem: &a [a]\nframeworks: *a\n"))
	f.Add([]byte("\xff\xfes\x00"))
	f.Fuzz(func(t *testing.T, in []byte) {
		c, err := config.Decode("assay.yaml", in)
		if err != nil {
			all := problem.All(err)
			if len(all) == 0 {
				t.Fatalf("an error without a problem: %v", err)
			}
			for _, p := range all {
				if p.Place.Line < 1 || p.Place.Path == "" {
					t.Fatalf("a problem without a line: %v", p)
				}
			}
			return
		}
		c.Settings()
		out := c.Encode()
		again, err := config.Decode("assay.yaml", out)
		if err != nil {
			t.Fatalf("wrote what it does not read: %v\n%s", err, out)
		}
		if d := cmp.Diff(c.File, again.File, ignorePlaces); d != "" {
			t.Fatalf("changed on the way: %s\n%s", d, out)
		}
	})
}

var ignorePlaces = cmp.FilterPath(func(p cmp.Path) bool {
	return p.Last().Type() == reflect.TypeFor[problem.Place]()
}, cmp.Ignore())
