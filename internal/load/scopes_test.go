package load_test

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/load"
)

const (
	fedrampYAML = `title: FedRAMP
frameworks: [fedramp-li-saas, fedramp-low, fedramp-moderate, fedramp-high, fedramp-class-b, fedramp-class-c, fedramp-class-d, fedramp-20x, fedramp-20x-2026-04]
levels: {high: {likelihood: high, impact: high}}
deadlines: {high: 30, moderate: 90}
parameters:
  max-idle-minutes: {default: 15, max: 20, source: our reading}
max-age: {iam-accounts: 7d}
`
	cmmcYAML = `title: CMMC
frameworks: [cmmc-l1, cmmc-l2, cmmc-l3]
parameters:
  max-inactive-days: {default: 60, max: 90}
max-age: {iam-accounts: 12h}
`
	hipaaYAML = "title: HIPAA\nframeworks: [hipaa, hipaa-2025-proposed]\n"
)

// family is a tree of policies with the three families and the given
// bindings.yaml, by family.
func family(bindings ...string) fs.FS {
	tree := fstest.MapFS{
		"fedramp/framework.yaml": {Data: []byte(fedrampYAML)},
		"cmmc/framework.yaml":    {Data: []byte(cmmcYAML)},
		"hipaa/framework.yaml":   {Data: []byte(hipaaYAML)},
	}
	for i := 0; i+1 < len(bindings); i += 2 {
		tree[bindings[i]+"/bindings.yaml"] = &fstest.MapFile{Data: []byte(bindings[i+1])}
	}
	return tree
}

// check is a check with METADATA bindings written as "catalog strength id"; the
// first is on line 11, the next on 12 and so on.
func check(id string, bindings ...string) assessment.Check {
	c := assessment.Check{
		ID: id, Kinds: []string{"iam-accounts"},
		Source: assessment.Source{Path: "policies/" + strings.ReplaceAll(id, ".", "/") + ".rego", Line: 1, Digest: "d-" + id},
	}
	for i, b := range bindings {
		f := strings.Fields(b)
		strength := map[string]assessment.Strength{"decides": assessment.Decides, "supports": assessment.Supports, "informs": assessment.Informs}[f[1]]
		c.Bindings = append(c.Bindings, assessment.MetaBinding{Catalog: f[0], ID: f[2], Strength: strength, Line: 11 + i})
	}
	return c
}

// with gives a check parameters, each with the OSCAL parameters it reads.
func with(c assessment.Check, params ...assessment.Param) assessment.Check {
	c.Params = params
	return c
}

func inactive() assessment.Param {
	return assessment.Param{Name: "max-inactive-days", Controls: []string{"ac-02.03_odp.02"}}
}

func join(t *testing.T, frameworks string, policies fs.FS, checks ...assessment.Check) *load.Joined {
	t.Helper()
	j, err := load.Scopes(load.Input{Frameworks: strings.Fields(frameworks), Policies: policies, Checks: checks})
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// lines prints bindings as "target strength checks @ source".
func lines(s assessment.Scope) []string {
	var out []string
	for _, b := range s.Bindings {
		var checks []string
		for _, r := range b.Runs {
			checks = append(checks, r.Check)
		}
		line := fmt.Sprintf("%s %s %s @ %s:%d", b.Target, b.Strength, strings.Join(checks, "+"), b.Source.Path, b.Source.Line)
		if b.Disabled != nil {
			line += " disabled by " + b.Disabled.Owner
		}
		out = append(out, line)
	}
	return out
}

func wantLines(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func TestScopesUniteMetadataAndBindings(t *testing.T) {
	j := join(t, "fedramp-moderate cmmc-l2", family("cmmc", `bindings:
  - {check: common.a, decides: [ac.l2-3.1.1_obj.a]}
  - {checks: [common.b, common.a], decides: [ac.l2-3.1.1_obj.b]}
  - {check: common.b, informs: [ac.l2-3.1.2], frameworks: [cmmc-l2]}
  - {check: common.b, decides: [ac.l2-3.1.1_obj.c], frameworks: [cmmc-l1]}
`),
		check("common.a", "nist-800-53 supports ia-2.1", "nist-800-53 decides ac-2.3_obj.a", "cmmc supports ac.l2-3.1.1_obj.a", "nist-800-53 decides ac-2_obj.a-1"),
		check("common.b", "nist-800-53 informs ac-7"),
		check("common.c"),
	)
	if j.Scopes[0].Framework.ID != "fedramp-moderate" || j.Scopes[1].Framework.Family != "cmmc" || j.Scopes[0].Framework.Catalog != "nist-800-53" {
		t.Errorf("frameworks %+v, %+v", j.Scopes[0].Framework, j.Scopes[1].Framework)
	}
	wantLines(t, lines(j.Scopes[0]),
		"ac-2.3_obj.a decides common.a @ policies/common/a.rego:12",
		"ac-2_obj.a-1 decides common.a @ policies/common/a.rego:14",
		"ac-7_obj.a informs common.b @ policies/common/b.rego:11",
		"ac-7_obj.b informs common.b @ policies/common/b.rego:11",
		"ia-2.1_obj supports common.a @ policies/common/a.rego:11",
	)
	wantLines(t, lines(j.Scopes[1]),
		"ac.l2-3.1.1_obj.a decides common.a @ assay:policies/cmmc/bindings.yaml:2",
		"ac.l2-3.1.1_obj.a supports common.a @ policies/common/a.rego:13",
		"ac.l2-3.1.1_obj.b decides common.a+common.b @ assay:policies/cmmc/bindings.yaml:3",
		"ac.l2-3.1.2_obj.a informs common.b @ assay:policies/cmmc/bindings.yaml:4",
		"ac.l2-3.1.2_obj.b informs common.b @ assay:policies/cmmc/bindings.yaml:4",
	)
	var runs []string
	for _, r := range j.Plan(nil, time.Time{}).Runs {
		runs = append(runs, r.Key.Check)
	}
	if got := strings.Join(runs, " "); got != "common.a common.b" {
		t.Errorf("runs %s: a check bound many times runs once, an unbound one never", got)
	}
	if n := len(j.Scopes[1].Controls); n != 110 {
		t.Errorf("%d controls of cmmc-l2", n)
	}
}

func TestBindingsSaidTwiceStandOnce(t *testing.T) {
	j := join(t, "hipaa", family("hipaa", "bindings:\n  - {check: common.a, supports: [hipaa-164.312.d]}\n"), check("common.a", "hipaa supports hipaa-164.312.d"))
	if got := lines(j.Scopes[0]); len(got) != 1 || !strings.HasSuffix(got[0], "policies/common/a.rego:11") {
		t.Errorf("bindings %v", got)
	}
}

func TestDisable(t *testing.T) {
	j := join(t, "fedramp-moderate fedramp-low", family("fedramp", `bindings:
  - {checks: [common.a, common.b], decides: [ac-7_obj.a]}
disable:
  - {check: common.a, target: ac-7, owner: Ana, reason: noisy, review: 2027-01-31, frameworks: [fedramp-moderate]}
`), check("common.a", "nist-800-53 decides ac-7_obj.b"), check("common.b"))
	wantLines(t, lines(j.Scopes[0]),
		"ac-7_obj.a decides common.a+common.b @ assay:policies/fedramp/bindings.yaml:2 disabled by Ana",
		"ac-7_obj.b decides common.a @ policies/common/a.rego:11 disabled by Ana",
	)
	wantLines(t, lines(j.Scopes[1]),
		"ac-7_obj.a decides common.a+common.b @ assay:policies/fedramp/bindings.yaml:2",
		"ac-7_obj.b decides common.a @ policies/common/a.rego:11",
	)
	alone := join(t, "fedramp-moderate", family("fedramp", "disable:\n  - {check: common.a, target: ac-7_obj.b, owner: Ana, reason: noisy, review: 2027-01-31}\n"), check("common.a", "nist-800-53 decides ac-7_obj.b"))
	if runs := alone.Plan(nil, time.Time{}).Runs; len(runs) != 0 || len(alone.Scopes[0].Bindings) != 1 {
		t.Errorf("runs %v: a disabled binding is listed and not run", runs)
	}
}

func TestScopesRefuse(t *testing.T) {
	good := check("common.a", "nist-800-53 decides ac-2.3_obj.a")
	days := with(check("common.d"), assessment.Param{Name: "max-inactive-days"})
	rows := []struct {
		name     string
		policies fs.FS
		checks   []assessment.Check
		want     string
	}{
		{"METADATA names an unknown control", family(), []assessment.Check{check("common.a", "nist-800-53 decides ac-2.3_obj.zz")},
			`policies/common/a.rego:11: "ac-2.3_obj.zz" is not in catalog nist-800-53; did you mean ac-2.3_obj.`},
		{"METADATA names an unknown catalog", family(), []assessment.Check{check("common.a", "nist-80053 decides ac-2.3_obj.a")},
			`policies/common/a.rego:11: there is no catalog "nist-80053"; did you mean nist-800-53?`},
		{"METADATA decides a control of several objectives", family(), []assessment.Check{check("common.a", "nist-800-53 informs ac-7", "nist-800-53 decides ac-7")},
			`policies/common/a.rego:12: ac-7 has 2 objectives; name those that it decides: ac-7_obj.a, ac-7_obj.b`},
		{"METADATA supports an objective with others below", family(), []assessment.Check{check("common.a", "nist-800-53 supports ac-2_obj.a")},
			`ac-2_obj.a has 2 objectives; name those that it supports: ac-2_obj.a-1, ac-2_obj.a-2`},
		{"METADATA decides a control to which a profile adds objectives", family(), []assessment.Check{check("common.a", "nist-800-53 decides ac-2.7")},
			`policies/common/a.rego:11: ac-2.7 has 4 objectives in fedramp-moderate`},
		{"METADATA decides a withdrawn control", family(), []assessment.Check{check("common.a", "nist-800-53 decides ac-13")}, `control ac-13 is withdrawn`},
		{"METADATA decides an item of a statement", family(), []assessment.Check{check("common.a", "nist-800-53 decides ac-2_smt.a")}, `"ac-2_smt.a" is an item of a statement, and gets no verdict; name an objective`},
		{"a workspace check names an unknown id of a framework not in use", family(), []assessment.Check{func() assessment.Check {
			c := check("local.a", "hipaa decides hipaa-164.999")
			c.Workspace = true
			return c
		}()}, `"hipaa-164.999" is not in catalog hipaa`},
		{"binding of an unknown check", family("fedramp", "bindings:\n  - {check: common.aa, decides: [ac-2.3_obj.b]}\n"), []assessment.Check{good},
			`assay:policies/fedramp/bindings.yaml:2:13: there is no check "common.aa"; did you mean common.a?`},
		{"binding of an unknown id", family("fedramp", "bindings:\n  - {check: common.a, decides: [ac-2.3_obj.q]}\n"), []assessment.Check{good}, `assay:policies/fedramp/bindings.yaml:2:33: "ac-2.3_obj.q" is not in catalog`},
		{"binding without target", family("fedramp", "bindings:\n  - {check: common.a}\n"), []assessment.Check{good}, `assay:policies/fedramp/bindings.yaml:2:13: a binding names no target`},
		{"binding without check", family("fedramp", "bindings:\n  - {decides: [ac-2.3_obj.b]}\n"), []assessment.Check{good}, `a binding names no check`},
		{"joint set of one", family("fedramp", "bindings:\n  - {checks: [common.a], decides: [ac-2.3_obj.b]}\n"), []assessment.Check{good}, `a joint set of one check`},
		{"joint supports", family("fedramp", "bindings:\n  - {checks: [common.a, common.d], supports: [ac-2.3_obj.b]}\n"), []assessment.Check{good, days}, `only decides can be joint`},
		{"check and checks", family("fedramp", "bindings:\n  - {check: common.a, checks: [common.a, common.d], decides: [ac-2.3_obj.b]}\n"), []assessment.Check{good, days}, `check and checks are both given`},
		{"framework of another family", family("fedramp", "bindings:\n  - {check: common.a, decides: [ac-2.3_obj.b], frameworks: [hipaa]}\n"), []assessment.Check{good}, `family fedramp has no framework "hipaa"`},
		{"parameter the check does not have", family("fedramp", "bindings:\n  - {check: common.d, decides: [ac-2.3_obj.b], params: {max-days: 1}}\n"), []assessment.Check{days}, `the check has no parameter "max-days"`},
		{"two parameter sets for one pair", family("fedramp", "bindings:\n  - {check: common.d, decides: [ac-2.3_obj.b], params: {max-inactive-days: 1}}\n  - {check: common.d, supports: [ac-2.3_obj.b], params: {max-inactive-days: 2}}\n"), []assessment.Check{days},
			`assay:policies/fedramp/bindings.yaml:3:34: check common.d has two parameter sets for ac-2.3_obj.b; the other is at assay:policies/fedramp/bindings.yaml:2:33; keep one`},
		{"text where a number is needed", family("fedramp", "bindings:\n  - {check: common.d, decides: [ac-2.3_obj.b], params: {max-inactive-days: soon}}\n"), []assessment.Check{days}, `parameter max-inactive-days must be a number`},
		{"disable that takes nothing out", family("fedramp", "disable:\n  - {check: common.a, target: ac-7, owner: A, reason: b, review: 2027-01-31}\n"), []assessment.Check{good}, `nothing binds common.a to ac-7`},
		{"disable without date", family("fedramp", "disable:\n  - {check: common.a, target: ac-2.3, owner: A, reason: b, review: soon}\n"), []assessment.Check{good}, `"soon" is not a date`},
		{"disable without owner", family("fedramp", "disable:\n  - {check: common.a, target: ac-2.3, reason: b, review: 2027-01-31}\n"), []assessment.Check{good}, `key owner is missing`},
		{"attestations", family("fedramp", "attestations: []\n"), []assessment.Check{good}, `unknown key "attestations"`},
		{"unknown key in bindings.yaml", family("fedramp", "bidnings: []\n"), []assessment.Check{good}, `assay:policies/fedramp/bindings.yaml:1:1: unknown key "bidnings"; did you mean bindings?`},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			_, err := load.Scopes(load.Input{Frameworks: []string{"fedramp-moderate"}, Policies: row.policies, Checks: row.checks})
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got  %v\nwant %s", err, row.want)
			}
		})
	}
}

// An id of the right catalog that the profile does not select is out of scope.
func TestOutOfProfileIsOutOfScope(t *testing.T) {
	j := join(t, "fedramp-low", family(), check("common.a", "nist-800-53 decides ac-2.3_obj.a", "cmmc decides ac.l2-3.1.1_obj.a"))
	if got := lines(j.Scopes[0]); len(got) != 0 {
		t.Errorf("bindings %v", got)
	}
}

func TestUnknownFramework(t *testing.T) {
	cfg := workspace(t, map[string]string{"assay.yaml": "system-id: x\nsystem: [{key: a, type: b, title: c}]\nframeworks: [hipaa, fedramp-moderat]\n"})
	sys, err := load.System(cfg)
	if err != nil {
		t.Fatal(err)
	}
	_, err = load.Scopes(load.Input{Config: cfg, System: sys, Policies: family()})
	if err == nil || !strings.Contains(err.Error(), `assay.yaml:3:21: there is no framework "fedramp-moderat"; did you mean fedramp-moderate`) {
		t.Errorf("got %v", err)
	}
}

func TestWorkspaceBindings(t *testing.T) {
	files := map[string]string{
		"assay.yaml":                    "system-id: x\nsystem: [{key: a, type: b, title: c}]\nframeworks: [hipaa]\n",
		"policies/hipaa/bindings.yaml":  "bindings:\n  - {check: local.x, decides: [hipaa-164.312.d]}\n",
		"policies/acme/x/x.rego":        "package local.acme.x\n",
		"policies/hipaa/extra/any.yaml": "ignored: true\n",
	}
	cfg := workspace(t, files)
	own := check("local.x")
	own.Workspace = true
	j, err := load.Scopes(load.Input{Config: cfg, Policies: family(), Checks: []assessment.Check{own}})
	if err != nil {
		t.Fatal(err)
	}
	wantLines(t, lines(j.Scopes[0]), "hipaa-164.312.d_smt decides local.x @ policies/hipaa/bindings.yaml:2")
	for name, want := range map[string]string{
		"policies/acme/bindings.yaml":   "policies/acme/bindings.yaml:1: bindings of no known family",
		"policies/hipaa/framework.yaml": "policies/hipaa/framework.yaml:1: a framework of your own is not supported yet by this version",
	} {
		files[name] = "x: 1\n"
		_, err := load.Scopes(load.Input{Config: workspace(t, files), Policies: family(), Checks: []assessment.Check{own}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
		delete(files, name)
	}
}

func TestInventoried(t *testing.T) {
	const system = "system-id: x\nframeworks: [hipaa]\nsystem:\n  - {key: fleet, type: host, title: c}\n  - {key: idp, type: identity-provider, title: c}\n  - {key: out, type: host, title: c}\nscope: {boundary: [fleet, idp]}\nsources:\n"
	compares := check("local.known", "hipaa informs hipaa-164.312.d")
	compares.Kinds, compares.SystemScope, compares.AppliesTo = []string{"host-config", "inventory"}, true, []string{"host"}
	for what, tc := range map[string]struct {
		source string
		want   []string
	}{
		"for a component by name":                   {"{path: i.json, kinds: [inventory], component: idp}", []string{"idp"}},
		"for several by name, one out of boundary":  {"{path: i.json, kinds: [backups, inventory], components: [out, idp, fleet]}", []string{"fleet", "idp"}},
		"for every component: where it is compared": {"{path: i.json, kinds: [inventory]}", []string{"fleet"}},
		"by an entry of any kind: likewise":         {"{path: i.json}", []string{"fleet"}},
		"by none":                                   {"{path: i.json, kinds: [host-config], component: fleet}", nil},
	} {
		cfg := workspace(t, map[string]string{"assay.yaml": system + "  - " + tc.source + "\n"})
		sys, err := load.System(cfg)
		if err != nil {
			t.Fatal(err)
		}
		j, err := load.Scopes(load.Input{Config: cfg, System: sys, Policies: family(), Checks: []assessment.Check{compares}})
		if err != nil {
			t.Fatal(err)
		}
		// As collect declares it: an entry without component speaks for all.
		declared := assessment.Declared{}
		if s := cfg.Sources[0]; len(s.Kinds) == 0 || slices.Contains(s.Kinds.Words(), "inventory") {
			components := append(s.Components.Words(), s.Component.Value)
			if !s.Component.Set() && len(s.Components) == 0 {
				components = sys.Boundary
			}
			for _, c := range components {
				declared.Add("inventory", c)
			}
		}
		if got := j.Plan(declared, time.Time{}).Inventoried; !slices.Equal(got, tc.want) {
			t.Errorf("%s: %v, want %v", what, got, tc.want)
		}
	}
}

func TestFamilyData(t *testing.T) {
	j := join(t, "fedramp-moderate cmmc-l2", family())
	f := j.Scopes[0].Framework
	if f.Deadlines[assessment.LevelHigh] != 30 || f.Ratings[assessment.LevelHigh].Impact != "high" {
		t.Errorf("framework %+v", f)
	}
	if got := j.MaxAge["iam-accounts"]; got != 12*time.Hour {
		t.Errorf("evidence may be %s old: the strictest framework counts", got)
	}
}

func TestFamilyRefuses(t *testing.T) {
	rows := []struct{ name, in, want string }{
		{"level", "levels: {hihg: {likelihood: high, impact: high}}\n", `"hihg" is not a level`},
		{"rating", "levels: {high: {likelihood: huge, impact: high}}\n", `"huge" is not known here`},
		{"deadline", "deadlines: {high: 0}\n", "a deadline is a number of calendar days"},
		{"age as number", "max-age: {k: 7}\n", "want text, found a number"},
		{"age without unit", "max-age: {k: \"7\"}\n", `"7" is no age`},
		{"default beyond its bound", "parameters: {max-days: {default: 100, max: 90}}\n", "the default is beyond its own bound"},
		{"bound as text", "parameters: {max-days: {max: soon}}\n", "a bound must be a number"},
		{"framework of two families", "x: 1\n", `unknown key "x"`},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			in := row.in
			if !strings.HasPrefix(row.in, "x") {
				in = hipaaYAML + row.in
			}
			_, err := load.Families(fstest.MapFS{"hipaa/framework.yaml": {Data: []byte(in)}})
			if err == nil || !strings.Contains(err.Error(), row.want) || !strings.Contains(err.Error(), "policies/hipaa/framework.yaml:") {
				t.Errorf("got  %v\nwant %s", err, row.want)
			}
		})
	}
	_, err := load.Families(fstest.MapFS{"a/framework.yaml": {Data: []byte(hipaaYAML)}, "b/framework.yaml": {Data: []byte(hipaaYAML)}})
	if err == nil || !strings.Contains(err.Error(), "framework hipaa is claimed by family a too") {
		t.Errorf("got %v", err)
	}
}
