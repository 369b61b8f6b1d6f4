package load_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/load"
)

// outcome prints what became of a run's parameters.
func outcome(r assessment.Run) string {
	return fmt.Sprintf("%v unset %v looser %v", r.Params, r.Unset, r.Looser)
}

// Every row is one check, bound to one target, under one framework. The profile
// of fedramp-moderate sets ac-02.03_odp.02 to 90 (at most) and ac-02.03_odp.01
// to 24 hours; au-11_odp is 913 (at least).
func TestParameters(t *testing.T) {
	days := inactive()
	rows := []struct {
		name      string
		framework string
		param     assessment.Param
		bindings  string // of the family
		workspace string // parameters of assay.yaml
		want      string
		origin    string
	}{
		{"the profile sets it", "fedramp-moderate", days, "", "", "map[max-inactive-days:90] unset [] looser []", "profile"},
		{"the team is stricter than the profile", "fedramp-moderate", days, "", "max-inactive-days: 35", "map[max-inactive-days:35] unset [] looser []", "assay.yaml"},
		{"the team is looser than the profile", "fedramp-moderate", days, "", "max-inactive-days: 120", "map[max-inactive-days:120] unset [] looser [max-inactive-days is 120 by assay.yaml, at most 90 by ac-02.03_odp.02]", "assay.yaml"},
		{"the same value, written otherwise", "fedramp-moderate", days, "", "max-inactive-days: 90.0", "map[max-inactive-days:90] unset [] looser []", "assay.yaml"},
		{"shorter than at least", "fedramp-moderate", assessment.Param{Name: "min-retention-days", Controls: []string{"au-11_odp"}}, "", "min-retention-days: 90", "map[min-retention-days:90] unset [] looser [min-retention-days is 90 by assay.yaml, at least 913 by au-11_odp]", "assay.yaml"},
		{"longer than at least", "fedramp-moderate", assessment.Param{Name: "min-retention-days", Controls: []string{"au-11_odp"}}, "", "min-retention-days: 1000", "map[min-retention-days:1000] unset [] looser []", "assay.yaml"},
		{"the binding is looser than the profile", "fedramp-moderate", days, "params: {max-inactive-days: 91}", "", "map[max-inactive-days:91] unset [] looser [max-inactive-days is 91 by bindings.yaml, at most 90 by ac-02.03_odp.02]", "bindings.yaml"},
		{"the binding is stricter than the profile", "fedramp-moderate", days, "params: {max-inactive-days: 30}", "", "map[max-inactive-days:30] unset [] looser []", "bindings.yaml"},
		{"the profile's hours where the check counts days", "fedramp-moderate", assessment.Param{Name: "max-delay-days", Controls: []string{"ac-02.03_odp.01"}}, "", "", "map[max-delay-days:1] unset [] looser []", "profile"},
		{"the first parameter that is set counts", "fedramp-moderate", assessment.Param{Name: "max-inactive-days", Controls: []string{"ac-07_odp.02", "ac-02.03_odp.02"}}, "", "", "map[max-inactive-days:90] unset [] looser []", "profile"},
		{"the profile leaves it open", "fedramp-moderate", assessment.Param{Name: "max-lock-minutes", Controls: []string{"ac-07_odp.04"}}, "", "", "map[] unset [max-lock-minutes] looser []", ""},
		{"the family's default", "fedramp-moderate", assessment.Param{Name: "max-idle-minutes"}, "", "", "map[max-idle-minutes:15] unset [] looser []", "framework default"},
		{"beyond the family's bound", "fedramp-moderate", assessment.Param{Name: "max-idle-minutes"}, "", "max-idle-minutes: 21", "map[max-idle-minutes:21] unset [] looser [max-idle-minutes is 21 by assay.yaml, at most 20 by framework.yaml]", "assay.yaml"},
		{"the family's default in bindings.yaml", "cmmc-l2", days, "", "", "map[max-inactive-days:45] unset [] looser []", "framework default"},
		{"a default for one framework", "cmmc-l1", days, "", "", "map[max-inactive-days:50] unset [] looser []", "framework default"},
		{"no framework says anything", "hipaa", days, "", "", "map[] unset [max-inactive-days] looser []", ""},
		{"the team says it where no framework does", "hipaa", days, "", "max-inactive-days: 365", "map[max-inactive-days:365] unset [] looser []", "assay.yaml"},
		{"a list", "hipaa", assessment.Param{Name: "admin-roles"}, "", "admin-roles: [root, admin]", `map[admin-roles:["root","admin"]] unset [] looser []`, "assay.yaml"},
		{"text over a number of the profile", "fedramp-moderate", assessment.Param{Name: "review", Controls: []string{"ac-02.03_odp.02"}}, "", "review: yearly", `map[review:"yearly"] unset [] looser [review is "yearly" by assay.yaml, 90 by ac-02.03_odp.02]`, "assay.yaml"},
		{"no parameter", "hipaa", assessment.Param{}, "", "", "map[] unset [] looser []", ""},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			target := map[string]string{"fedramp-moderate": "ac-2.3_obj.a", "cmmc-l2": "ac.l2-3.1.1_obj.a", "cmmc-l1": "ac.l1-b.1.i_obj.3.1.1.a", "hipaa": "hipaa-164.312.d"}[row.framework]
			c := check("common.a")
			if row.param.Name != "" {
				c = with(c, row.param)
			}
			binding := "bindings:\n  - {check: common.a, decides: [" + target + "]"
			if row.bindings != "" {
				binding += ", " + row.bindings
			}
			binding += "}\n"
			policies := family("fedramp", binding, "hipaa", binding, "cmmc",
				binding+"parameters: {max-inactive-days: 45}\nframeworks: {cmmc-l1: {parameters: {max-inactive-days: 50}}}\n")
			in := load.Input{Frameworks: []string{row.framework}, Policies: only(policies, row.framework), Checks: []assessment.Check{c}}
			if row.workspace != "" {
				in.Config = workspace(t, map[string]string{"assay.yaml": "system-id: x\nsystem: [{key: a, type: b, title: c}]\nframeworks: [" + row.framework + "]\nparameters: {" + row.workspace + "}\n"})
			}
			j, err := load.Scopes(in)
			if err != nil {
				t.Fatal(err)
			}
			run := j.Plan(nil, time.Time{}).Runs[0]
			if got := outcome(run); got != row.want {
				t.Errorf("got  %s\nwant %s", got, row.want)
			}
			if (run.Key.Params == "") != (row.param.Name == "") {
				t.Errorf("key %+v: a digest is there exactly when the check has parameters", run.Key)
			}
			origin := ""
			for _, p := range j.Scopes[0].Parameters {
				origin += p.Origin
			}
			if origin != row.origin {
				t.Errorf("origin %q, want %q", origin, row.origin)
			}
		})
	}
}

// only leaves out the bindings of families that a row does not look at: their
// ids are of other catalogs.
func only(tree fs.FS, framework string) fs.FS {
	keep, _, _ := strings.Cut(framework, "-")
	return without{tree, keep}
}

type without struct {
	fs.FS
	keep string
}

func (w without) Open(name string) (fs.File, error) {
	if strings.HasSuffix(name, "/bindings.yaml") && name != w.keep+"/bindings.yaml" {
		return nil, fs.ErrNotExist
	}
	return w.FS.Open(name)
}

// Frameworks with the same value share a run; one that finds the value looser
// than it allows has a run of its own.
func TestRunsAreShared(t *testing.T) {
	c := with(check("common.a", "nist-800-53 decides ac-2.3_obj.a", "cmmc decides ac.l2-3.1.1_obj.a"), inactive())
	same := join(t, "fedramp-moderate fedramp-high cmmc-l2", family(), c)
	if n := len(same.Plan(nil, time.Time{}).Runs); n != 3 {
		t.Errorf("%d runs: fedramp-moderate 90, fedramp-high its own, cmmc-l2 60", n)
	}
	cfg := workspace(t, map[string]string{"assay.yaml": "system-id: x\nsystem: [{key: a, type: b, title: c}]\nframeworks: [fedramp-moderate, fedramp-high, cmmc-l2]\nparameters: {max-inactive-days: 80}\n"})
	j, err := load.Scopes(load.Input{Config: cfg, Policies: family(), Checks: []assessment.Check{c}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range j.Plan(nil, time.Time{}).Runs {
		got = append(got, outcome(r))
	}
	if len(got) != 2 {
		t.Errorf("runs %v: 80 days are too many for fedramp-high alone", got)
	}
}

func TestUnknownParameterInConfiguration(t *testing.T) {
	cfg := workspace(t, map[string]string{"assay.yaml": "system-id: x\nsystem: [{key: a, type: b, title: c}]\nframeworks: [hipaa]\nparameters: {max-inactiv-days: 1}\n"})
	_, err := load.Scopes(load.Input{Config: cfg, Policies: family(), Checks: []assessment.Check{with(check("common.a"), inactive())}})
	if err == nil || !strings.Contains(err.Error(), `assay.yaml:4:32: no check has a parameter "max-inactiv-days"; did you mean max-inactive-days?`) {
		t.Errorf("got %v", err)
	}
}

// A joint set with parameters gives each member those it declares.
func TestJointSetParameters(t *testing.T) {
	j := join(t, "hipaa", family("hipaa", "bindings:\n  - {checks: [common.a, common.b], decides: [hipaa-164.312.d], params: {max-inactive-days: 9}}\n"),
		with(check("common.a"), inactive()), check("common.b"))
	runs := j.Plan(nil, time.Time{}).Runs
	if len(runs) != 2 || outcome(runs[0]) != "map[max-inactive-days:9] unset [] looser []" || runs[1].Key.Params != "" {
		t.Errorf("runs %+v", runs)
	}
}

func TestLint(t *testing.T) {
	err := load.Lint([]assessment.Check{with(check("common.a", "hipaa decides hipaa-164.312.d"), inactive())}, family())
	if err == nil || !strings.Contains(err.Error(), `policies/fedramp/framework.yaml:6:31: no check has a parameter "max-idle-minutes"`) {
		t.Errorf("got %v", err)
	}
	err = load.Lint([]assessment.Check{with(check("common.a", "hipaa decides hipaa-164.312.d"), inactive(), assessment.Param{Name: "max-idle-minutes"})}, family())
	if err != nil {
		t.Errorf("got %v", err)
	}
}

func TestWords(t *testing.T) {
	cfg := workspace(t, map[string]string{"assay.yaml": "system-id: x\nsystem: [{key: a, type: b, title: c}]\nframeworks: [hipaa]\nsources:\n  - {path: x.json, kinds: [iam-acounts]}\n  - {path: y.json, format: trvy}\n  - {path: z.json, format: nessus}\n"})
	err := load.Words(cfg, []string{"host-config", "iam-accounts"}, []string{"trivy", "xccdf"})
	if err == nil || err.Error() != `assay.yaml:5:28: there is no evidence kind "iam-acounts"; did you mean iam-accounts?
assay.yaml:6:28: there is no format "trvy"; did you mean trivy?
assay.yaml:7:28: there is no format "nessus"; use one of trivy, xccdf` {
		t.Errorf("got %v", err)
	}
}

// Claims whose source is not available are listed in every scope.
func TestUnclaimed(t *testing.T) {
	cfg := workspace(t, map[string]string{
		"assay.yaml":        withFile,
		"oscal/system.json": definition(component(2, "software", "One", key("web"), "https://example.com/p.json", "ac-2", "ac-1"), ""),
	})
	sys, err := load.System(cfg)
	if err != nil {
		t.Fatal(err)
	}
	j, err := load.Scopes(load.Input{Config: cfg, System: sys, Policies: family()})
	if err != nil {
		t.Fatal(err)
	}
	want := `web: ac-1 ("https://example.com/p.json") web: ac-2 ("https://example.com/p.json")`
	if got := strings.Join(j.Scopes[0].Unclaimed, " "); got != want {
		t.Errorf("got %s", got)
	}
}

// A value of another shape than the check reads would leave it nothing to look
// for, and what looks for what is missing would find nothing missing.
func TestParametersOfAnotherShape(t *testing.T) {
	const family = `title: HIPAA
frameworks: [hipaa]
parameters:
  event-types: {default: [sign-in, sign-out]}
  ports: {default: [22, 3389]}
  exempt-mounts: {default: [/boot]}
  population: {default: all}
  strict: {default: true}
  max-days: {default: 30}
`
	for _, row := range []struct{ value, want string }{
		{"event-types: [sign-in]", ""},
		{"event-types: sign-in", "must be a list of text"},
		{"event-types: []", "asks for nothing"},
		{`event-types: [""]`, "asks for nothing"},
		{"event-types: [1]", "must be a list of text"},
		{"event-types: [sign-in, 1]", "neither a value nor a list of values of one sort"},

		{"ports: [22]", ""},
		{`ports: ["22"]`, "must be a list of number"},
		{"ports: 22", "must be a list of number"},
		{"exempt-mounts: []", ""},
		{"exempt-mounts: /boot", "must be a list of text"},
		{"population: privileged", ""},
		{`population: ""`, "asks for nothing"},
		{"population: [all]", "must be text"},
		{"population: true", "must be text"},
		{"strict: false", ""},
		{`strict: "false"`, "must be true or false"},
		{"max-days: 7.5", ""},
		{"unheard: [x, y]", ""},
		{"unheard: []", "asks for nothing"},
	} {
		name, _, _ := strings.Cut(row.value, ":")
		cfg := workspace(t, map[string]string{"assay.yaml": "system-id: x\nsystem: [{key: a, type: b, title: c}]\nframeworks: [hipaa]\nparameters: {" + row.value + "}\n"})
		_, err := load.Scopes(load.Input{Config: cfg, Policies: fstest.MapFS{"hipaa/framework.yaml": {Data: []byte(family)}},
			Checks: []assessment.Check{with(check("common.a", "hipaa decides hipaa-164.312.d"), assessment.Param{Name: name})}})
		switch {
		case row.want == "" && err != nil:
			t.Errorf("%s: %v", row.value, err)
		case row.want != "" && (err == nil || !strings.Contains(err.Error(), "assay.yaml:4:") || !strings.Contains(err.Error(), row.want)):
			t.Errorf("%s: %v, want %q with its place", row.value, err, row.want)
		}
	}
}
