package load_test

import (
	"strings"
	"testing"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/internal/problem"
)

// ruled is a system of two components of which web has the rules.
func ruled(rules ...assessment.Rule) *assessment.System {
	return &assessment.System{ID: "s", Boundary: []string{"db", "web"}, Components: []assessment.Component{
		{Key: "web", Type: "application", Rules: rules}, {Key: "db", Type: "application"},
	}}
}

// tied is a rule on a control of nist-800-53, with parameters as name, value.
func tied(control, check string, params ...string) assessment.Rule {
	r := assessment.Rule{
		ID: "rule-" + control, ControlID: control, Check: check, Tool: "tool", Href: "assay:fedramp-moderate", Framework: "fedramp-moderate", Catalog: "nist-800-53",
		Source: assessment.Source{Path: "system.json", Line: 7, Pointer: "/" + control},
	}
	for i := 0; i+1 < len(params); i += 2 {
		r.Params = append(r.Params, assessment.RuleParam{ID: params[i], Values: strings.Split(params[i+1], "|"), Source: assessment.Source{Path: "system.json", Line: 9}})
	}
	return r
}

func joinRuled(sys *assessment.System, policies []string, checks ...assessment.Check) (*load.Joined, error) {
	return load.Scopes(load.Input{Frameworks: []string{"fedramp-moderate"}, System: sys, Policies: family(policies...), Checks: checks})
}

// of lists the bindings of a control's targets with the components they are for.
func of(j *load.Joined, target string) []string {
	var out []string
	for i, line := range lines(j.Scopes[0]) {
		if b := j.Scopes[0].Bindings[i]; strings.HasPrefix(b.Target, target) {
			if b.Components != nil {
				line += " for " + strings.Join(b.Components, ",")
			}
			out = append(out, line)
		}
	}
	return out
}

// A rule says which check assesses a control. It supports the only objective,
// informs on each of several, and has the policy's own strength where the policy
// claims one.
func TestRulesBindWithTheStrengthThatThePolicyClaims(t *testing.T) {
	j, err := joinRuled(ruled(tied("ia-2.1", "common.a"), tied("ia-2.8", "policies.common.a"), tied("ac-7", "common.a"), tied("ia-2.2", "common.b")), nil,
		check("common.a", "nist-800-53 decides ia-2.1_obj", "nist-800-53 supports ac-7_obj.a"), check("common.b", "nist-800-53 informs ia-2.2"))
	if err != nil {
		t.Fatal(err)
	}
	wantLines(t, of(j, "ia-2.1_obj"),
		"ia-2.1_obj decides common.a @ policies/common/a.rego:11",
		"ia-2.1_obj decides common.a @ system.json:7 for web")
	wantLines(t, of(j, "ia-2.8_obj"), "ia-2.8_obj supports common.a @ system.json:7 for web")
	wantLines(t, of(j, "ia-2.2_obj"),
		"ia-2.2_obj supports common.b @ system.json:7 for web",
		"ia-2.2_obj informs common.b @ policies/common/b.rego:11")
	wantLines(t, of(j, "ac-7_obj"),
		"ac-7_obj.a supports common.a @ policies/common/a.rego:12",
		"ac-7_obj.a supports common.a @ system.json:7 for web",
		"ac-7_obj.b informs common.a @ system.json:7 for web")
}

// The parameters of a rule are those of its component alone, after assay.yaml and
// bindings.yaml and before the profile; one looser than the profile is told.
func TestRulesGiveParametersToTheirComponent(t *testing.T) {
	a := with(check("common.a", "nist-800-53 decides ac-2.3_obj.a"), inactive())
	j, err := joinRuled(ruled(tied("ac-2.3", "common.a", "max-inactive-days", "95")), nil, a)
	if err != nil {
		t.Fatal(err)
	}
	wantLines(t, of(j, "ac-2.3_obj.a"),
		"ac-2.3_obj.a decides common.a @ policies/common/a.rego:11 for web",
		"ac-2.3_obj.a decides common.a @ system.json:7 for web",
		"ac-2.3_obj.a decides common.a @ policies/common/a.rego:11 for db")
	if b := j.Scopes[0].Bindings; b[0].Runs[0] == b[2].Runs[0] {
		t.Error("one run for two parameter sets")
	}
	var looser []string
	for _, r := range j.Plan(nil, time.Time{}).Runs {
		looser = append(looser, r.Params["max-inactive-days"]+" "+strings.Join(r.Looser, ";"))
	}
	if got := strings.Join(looser, "\n"); !strings.Contains(got, "95 max-inactive-days is 95 by component definition") || len(looser) != 2 {
		t.Errorf("runs %s", got)
	}
	_, err = joinRuled(ruled(tied("ac-2.3", "common.a", "max-inactive-days", "30"), tied("ac-2.3", "common.a", "max-inactive-days", "20")), nil, a)
	if err == nil || !strings.Contains(err.Error(), "two parameter sets for ac-2.3_obj.a of component web") {
		t.Errorf("two sets: %v", err)
	}
	_, err = joinRuled(ruled(tied("ac-2.3", "common.a", "max-inactive-days", "30|20")), nil, a)
	if len(problem.All(err)) == 0 {
		t.Errorf("a list where a number is needed: %v", err)
	}
}

// What is not counted is told, and disable takes a rule out as any binding.
func TestRulesThatDoNotCountAreTold(t *testing.T) {
	away := tied("ia-2.1", "common.a")
	away.Catalog, away.Framework, away.Href = "", "", "trestle://x"
	other := tied("ia-2.1", "common.a")
	other.Catalog, other.Framework = "catalogs/cis.json", "catalogs/cis.json"
	narrow := check("common.n")
	narrow.AppliesTo = []string{"host"}
	j, err := joinRuled(ruled(tied("ac-7", "common.a"), tied("ia-2.1", "common.aa"), tied("ia-2.2", ""), away, other, tied("ia-2.1", "common.n"), tied("ia-2.8", "common.a", "days", "3")),
		[]string{"fedramp", "disable:\n  - {check: common.a, target: ia-2.8, owner: o, reason: r, review: 2030-01-31}\n"}, check("common.a"), narrow)
	if err != nil {
		t.Fatal(err)
	}
	wantLines(t, of(j, "ia-2"), "ia-2.8_obj supports common.a @ system.json:7 disabled by o for web")
	var got []string
	for _, n := range j.Notes {
		got = append(got, n.What+"; "+n.Remedy)
	}
	for _, want := range []string{
		`Check_Id "common.aa" of "tool" (rule "rule-ia-2.1") is no check here: not counted (ia-2.1); did you mean common.a?`,
		`rule "rule-ia-2.2" names no check: not counted (ia-2.2)`,
		`rule "rule-ia-2.1" binds common.a by the source "trestle://x", which is not available: not counted (ia-2.1)`,
		`rule "rule-ia-2.1" binds common.a to controls of catalogs/cis.json, which no framework here asks for (ia-2.1)`,
		`rule "rule-ia-2.1" binds common.n for a component of type "application", where it does not look: not counted (ia-2.1); it looks at host`,
		`rule "rule-ac-7" ties common.a to a control of several objectives`,
		`parameter "days" of rule "rule-ia-2.8" is none of check common.a: not used (ia-2.8)`,
	} {
		if !strings.Contains(strings.Join(got, "\n"), want) {
			t.Errorf("not told: %s\n%s", want, strings.Join(got, "\n"))
		}
	}
	if len(got) != 7 || !strings.Contains(got[5], "several objectives") && !strings.Contains(got[6], "several objectives") {
		t.Errorf("%d notes: %s", len(got), strings.Join(got, "\n"))
	}
}

// A rule on any control makes no binding that decides where none did before, and
// takes none away: it can make a verdict worse, never better.
func TestRulesNeverDecideByThemselves(t *testing.T) {
	checks := []assessment.Check{check("common.a", "nist-800-53 decides ia-2.1_obj", "nist-800-53 supports ac-7_obj.a"), check("common.b")}
	bindings := []string{"fedramp", "bindings:\n  - {checks: [common.a, common.b], decides: [ac-6.9_obj]}\n  - {check: common.b, decides: [ac-7_obj.b]}\n"}
	before, err := joinRuled(ruled(), bindings, checks...)
	if err != nil {
		t.Fatal(err)
	}
	var rules []assessment.Rule
	for _, c := range before.Scopes[0].Controls {
		rules = append(rules, tied(c.ID, "common.a"), tied(c.ID, "common.b"))
	}
	after, err := joinRuled(ruled(rules...), bindings, checks...)
	if err != nil {
		t.Fatal(err)
	}
	type claim struct {
		target, check string
		strength      assessment.Strength
	}
	of := func(j *load.Joined, whole bool) map[claim]bool {
		out := map[claim]bool{}
		for _, b := range j.Scopes[0].Bindings {
			if len(b.Runs) == 1 && (b.Components == nil || !whole) {
				out[claim{b.Target, b.Runs[0].Check, b.Strength}] = true
			}
		}
		return out
	}
	had, whole := of(before, false), of(after, true)
	tiedTo := 0
	for c := range of(after, false) {
		if c.strength == assessment.Decides && !had[c] {
			t.Errorf("%s decides %s by a rule alone", c.check, c.target)
		}
		tiedTo++
	}
	for c := range had {
		if !whole[c] {
			t.Errorf("the claim of %s on %s is gone", c.check, c.target)
		}
	}
	if tiedTo < len(rules) {
		t.Errorf("%d claims of %d rules", tiedTo, len(rules))
	}
}
