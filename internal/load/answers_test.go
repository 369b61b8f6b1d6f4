package load_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/policies"
)

// asking is a tree of policies with attestations.yaml of families, by family.
func asking(files ...string) fs.FS {
	tree := family().(fstest.MapFS)
	for i := 0; i+1 < len(files); i += 2 {
		tree[files[i]+"/attestations.yaml"] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return tree
}

// request is an entry of an attestations.yaml.
func request(id, rest string) string {
	return "  - {id: " + id + ", title: T, question: Q?, method: EXAMINE, role: owner, valid: 365d, " + rest + "}\n"
}

// asks prints what is asked, as "target request", and what is not covered.
func asks(s assessment.Scope) []string {
	var out []string
	for _, a := range s.Asked {
		out = append(out, a.Target+" "+a.Request.ID)
	}
	for _, n := range s.NotCovered {
		out = append(out, fmt.Sprintf("%s not covered: %s @ %s:%d", n.Target, n.Reason, n.Source.Path, n.Source.Line))
	}
	return out
}

func TestRequestsAreTiedToTargets(t *testing.T) {
	j := join(t, "cmmc-l2 cmmc-l1", asking("cmmc", "attestations:\n"+
		request("whole", "decides: [ac.l2-3.1.2]")+
		request("one", "decides: [ac.l2-3.1.1_obj.b, ac.l2-3.1.1_obj.a], frameworks: [cmmc-l2], documents: [a, b]")+
		"not-covered:\n  - {ids: [ac.l2-3.1.3], reason: nobody knows, frameworks: [cmmc-l2]}\n"))
	wantLines(t, asks(j.Scopes[0]),
		"ac.l2-3.1.1_obj.a cmmc.one",
		"ac.l2-3.1.1_obj.b cmmc.one",
		"ac.l2-3.1.2_obj.a cmmc.whole",
		"ac.l2-3.1.2_obj.b cmmc.whole",
		"ac.l2-3.1.3_obj.a not covered: nobody knows @ assay:policies/cmmc/attestations.yaml:5",
		"ac.l2-3.1.3_obj.b not covered: nobody knows @ assay:policies/cmmc/attestations.yaml:5",
		"ac.l2-3.1.3_obj.c not covered: nobody knows @ assay:policies/cmmc/attestations.yaml:5",
		"ac.l2-3.1.3_obj.d not covered: nobody knows @ assay:policies/cmmc/attestations.yaml:5",
		"ac.l2-3.1.3_obj.e not covered: nobody knows @ assay:policies/cmmc/attestations.yaml:5",
	)
	if got := asks(j.Scopes[1]); len(got) != 0 {
		t.Errorf("level 1 has no such requirement: %v", got)
	}
	r := j.Scopes[0].Asked[0].Request
	if r.Valid != 365 || r.Method != "EXAMINE" || r.Role != "owner" || !slices.Equal(r.Documents, []string{"a", "b"}) || r.Source.Line != 3 || r.Source.Digest == "" {
		t.Errorf("request %+v", r)
	}
}

// The frameworks of FedRAMP are of several catalogs: an id belongs to one of them.
func TestARequestMayNameIDsOfSeveralCatalogs(t *testing.T) {
	j := join(t, "fedramp-moderate fedramp-20x", asking("fedramp", "attestations:\n"+request("plans", "decides: [pl-1_obj.a-3, ksi-ced-rat]")))
	var got []string
	for _, s := range j.Scopes {
		got = append(got, asks(s)...)
	}
	if len(got) != 2 || !strings.HasPrefix(got[0], "pl-1_obj.a-3 ") || !strings.HasPrefix(got[1], "ksi-ced-rat") {
		t.Errorf("asked %v", got)
	}
}

func TestWrongRequestsAreErrors(t *testing.T) {
	for _, row := range []struct{ name, file, want string }{
		{"unknown id", request("a", "decides: [ac.l2-3.1.99]"), `:2:90: "ac.l2-3.1.99" is not in catalog cmmc; did you mean`},
		{"one id twice", request("a", "decides: [ac.l2-3.1.1]") + request("a", "decides: [ac.l2-3.1.2]"), ":3:10: two requests are called cmmc.a; the other is at assay:policies/cmmc/attestations.yaml:2"},
		{"one target twice", request("a", "decides: [ac.l2-3.1.1]") + request("b", "decides: [ac.l2-3.1.1_obj.a]"), ":3:90: ac.l2-3.1.1_obj.a is asked by cmmc.a and by cmmc.b in cmmc-l2"},
		{"nothing", request("a", "decides: []"), ":2:10: request a decides nothing"},
		{"an unknown framework", request("a", "decides: [ac.l2-3.1.1], frameworks: [cmmc-l9]"), `family cmmc has no framework "cmmc-l9"; did you mean cmmc-l1`},
		{"a method of machines", strings.Replace(request("a", "decides: [ac.l2-3.1.1]"), "EXAMINE", "TEST", 1), `"TEST" is not a method of an answer by a person`},
		{"hours", strings.Replace(request("a", "decides: [ac.l2-3.1.1]"), "365d", "12h", 1), `"12h" is not how long an answer lasts`},
		{"for ever", strings.Replace(request("a", "decides: [ac.l2-3.1.1]"), "365d", "99999d", 1), `"99999d" is not how long an answer lasts`},
		{"a name that is none", request("A_b", "decides: [ac.l2-3.1.1]"), `"A_b" is no name of a request`},
		{"a path as name", request("../x", "decides: [ac.l2-3.1.1]"), `"../x" is no name of a request`},
		{"an escape", strings.Replace(request("a", "decides: [ac.l2-3.1.1]"), "title: T", `title: "\e[2J"`, 1), "more than one line, or a control character"},
		{"an empty question", strings.Replace(request("a", "decides: [ac.l2-3.1.1]"), "Q?", `""`, 1), "the text is empty"},
		{"an unknown key", request("a", "decides: [ac.l2-3.1.1], valod: 1d"), `unknown key "valod"; did you mean valid?`},
		{"not covered and asked", request("a", "decides: [ac.l2-3.1.2]") + "not-covered:\n  - {ids: [ac.l2-3.1.2_obj.b], reason: r}\n", ":4:12: ac.l2-3.1.2_obj.b is not covered in cmmc-l2, and something answers it"},
		{"not covered and bound", request("a", "decides: [ac.l2-3.1.2]") + "not-covered:\n  - {ids: [ac.l2-3.1.1_obj.a], reason: r}\n", "is not covered in cmmc-l2, and something answers it; take it out here; what answers it is at policies/common/a.rego:11"},
		{"not covered twice", "  []\nnot-covered:\n  - {ids: [ac.l2-3.1.1_obj.b], reason: r}\n  - {ids: [ac.l2-3.1.1_obj.b], reason: s}\n", "is listed twice as not covered"},
		{"no reason", "  []\nnot-covered:\n  - {ids: [ac.l2-3.1.1_obj.b], reason: \" \"}\n", "the text is empty"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := load.Scopes(load.Input{
				Frameworks: []string{"cmmc-l2"}, Policies: asking("cmmc", "attestations:\n"+row.file),
				Checks: []assessment.Check{{ID: "common.a", Source: assessment.Source{Path: embedded + "common/a.rego", Line: 1}, Bindings: []assessment.MetaBinding{{Catalog: "cmmc", ID: "ac.l2-3.1.1_obj.a", Strength: assessment.Supports, Line: 11}}}},
			})
			if want := strings.Replace(row.want, "policies/common", embedded+"common", 1); !strings.Contains(fmt.Sprint(err), want) {
				t.Errorf("told %v\nwant %s", err, want)
			}
			for _, p := range problem.All(err) {
				if !strings.HasPrefix(p.Place.Path, "assay:policies/cmmc/") || p.Place.Line < 2 {
					t.Errorf("a problem without its place: %v", p)
				}
			}
		})
	}
}

const embedded = "assay:policies/"

// workspaceOf writes files into a repository and reads its configuration.
func workspaceOf(t *testing.T, files map[string]string) *config.Config {
	t.Helper()
	dir := t.TempDir()
	files[".git/x"] = ""
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cfg, err := config.Load(filepath.Join(dir, "assay.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

const cmmcOnly = "system-id: s\nsystem:\n  - {key: web, type: application, title: W}\nframeworks: [cmmc-l2]\n"

// A team answers what the embedded tree leaves open, and changes none of its
// requests.
func TestATeamAddsRequests(t *testing.T) {
	tree := asking("cmmc", "attestations:\n"+request("a", "decides: [ac.l2-3.1.1]")+"not-covered:\n  - {ids: [ac.l2-3.1.2], reason: r}\n")
	join := func(files map[string]string) (*load.Joined, error) {
		files["assay.yaml"] = cmmcOnly
		return load.Scopes(load.Input{Config: workspaceOf(t, files), Policies: tree})
	}
	j, err := join(map[string]string{"policies/cmmc/attestations.yaml": "attestations:\n" + request("ours", "decides: [ac.l2-3.1.2_obj.a]")})
	if err != nil {
		t.Fatal(err)
	}
	got := asks(j.Scopes[0])
	if !slices.Contains(got, "ac.l2-3.1.2_obj.a cmmc.ours") || !slices.Contains(got, "ac.l2-3.1.2_obj.b not covered: r @ assay:policies/cmmc/attestations.yaml:4") {
		t.Errorf("asked %v", got)
	}
	for name, row := range map[string]struct{ file, text, want string }{
		"the id of an embedded request":     {"policies/cmmc/attestations.yaml", "attestations:\n" + request("a", "decides: [ac.l2-3.1.2]"), "policies/cmmc/attestations.yaml:2:10: two requests are called cmmc.a"},
		"an objective asked by an embedded": {"policies/cmmc/attestations.yaml", "attestations:\n" + request("b", "decides: [ac.l2-3.1.1]"), "is asked by cmmc.a and by cmmc.b"},
		"taking coverage away":              {"policies/cmmc/attestations.yaml", "not-covered:\n  - {ids: [ac.l2-3.1.1], reason: r}\n", "is not covered in cmmc-l2, and something answers it"},
		"no family":                         {"policies/cmcc/attestations.yaml", "attestations: []\n", "requests of no known family"},
		"an answer in the wrong place":      {"policies/attestations.yaml", "attestations: []\n", "belongs into attestations beside assay.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := join(map[string]string{row.file: row.text}); !strings.Contains(fmt.Sprint(err), row.want) {
				t.Errorf("told %v\nwant %s", err, row.want)
			}
		})
	}
}

// What the embedded tree asks is read without a problem, for every framework.
func TestEmbeddedRequestsAreSound(t *testing.T) {
	families, err := load.Families(policies.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, fw := range f.Frameworks {
			j, err := load.Scopes(load.Input{Frameworks: []string{fw}, Policies: policies.FS})
			for _, p := range problem.All(err) {
				if strings.HasSuffix(p.Place.Path, "/attestations.yaml") {
					t.Errorf("%s: %v", fw, p)
				}
			}
			if err == nil {
				for _, a := range j.Scopes[0].Asked {
					if a.Request.Question == "" || a.Request.Valid < 1 {
						t.Errorf("%s: %+v", fw, a.Request)
					}
				}
			}
		}
	}
}
