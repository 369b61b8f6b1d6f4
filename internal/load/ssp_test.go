package load_test

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/testkit"
)

// plan is a system security plan; the parts are JSON.
type plan struct{ imports, components, inventory, set, requirements string }

func (p plan) String() string {
	if p.imports == "" {
		p.imports = "assay:fedramp-moderate"
	}
	if p.inventory != "" {
		p.inventory = `, "inventory-items": [` + p.inventory + `]`
	}
	if p.set != "" {
		p.set = `, "set-parameters": [` + p.set + `]`
	}
	return `{"system-security-plan": {"uuid": "` + uuid(1) + `", "metadata": {"title": "SSP", "last-modified": "2026-01-05T09:00:00Z", "version": "1", "oscal-version": "1.2.2"},
  "import-profile": {"href": "` + p.imports + `"},
  "system-characteristics": {"system-ids": [{"id": "m"}], "system-name": "Meridian", "description": "x", "status": {"state": "operational"},
    "system-information": {"information-types": [{"title": "x", "description": "x"}]}, "authorization-boundary": {"description": "x"}},
  "system-implementation": {"users": [{"uuid": "` + uuid(90) + `", "title": "Clerk", "role-ids": ["user"]}],
    "leveraged-authorizations": [{"uuid": "` + uuid(80) + `", "title": "GovCloud", "party-uuid": "` + uuid(81) + `", "date-authorized": "2025-01-01"}],
    "components": [` + p.components + `]` + p.inventory + `},
  "control-implementation": {"description": "x"` + p.set + `, "implemented-requirements": [` + p.requirements + `]}}}`
}

func part(n int, typ, title, props string) string {
	if props != "" {
		props = `, "props": [` + props + `]`
	}
	return `{"uuid": "` + uuid(n) + `", "type": "` + typ + `", "title": "` + title + `", "description": "x", "status": {"state": "operational"}` + props + `}`
}

// by is what component n does; more is further fields.
func by(n int, more string) string {
	return `{"uuid": "` + uuid(500+n) + `", "component-uuid": "` + uuid(n) + `", "description": "does it"` + more + `}`
}

func requirement(control, more string) string {
	return `{"uuid": "` + uuid(400) + `", "control-id": "` + control + `"` + more + `}`
}

func set(id, value string) string {
	return `{"param-id": "` + id + `", "values": ["` + value + `"]}`
}

const withPlan = "system-id: meridian\nsystem: ssp.json\nframeworks: [fedramp-moderate]\n"

// three are the system as a whole, a sign-in, and a part of another system.
var three = strings.Join([]string{
	part(2, "this-system", "This system", ""),
	part(3, "service", "Sign-in", key("idp")+`, {"name": "type", "ns": "https://assay-compliance.dev/ns/oscal", "value": "identity-provider"}`),
	part(4, "service", "Cloud", `{"name": "leveraged-authorization-uuid", "value": "`+uuid(80)+`"}`),
	part(5, "procedure", "Access procedure", ""),
}, ", ")

func TestSystemFromSecurityPlan(t *testing.T) {
	sys, err := load.System(workspace(t, map[string]string{"assay.yaml": withPlan, "ssp.json": plan{
		components: three,
		inventory: `{"uuid": "` + uuid(70) + `", "description": "x", "props": [{"name": "fqdn", "value": "host1.example"}], "implemented-components": [{"component-uuid": "` + uuid(3) + `"}]},
      {"uuid": "` + uuid(71) + `", "description": "x", "props": [{"name": "asset-id", "value": "host2"}], "implemented-components": [{"component-uuid": "` + uuid(3) + `", "props": [{"name": "asset-id", "value": "idp2"}]}]},
      {"uuid": "` + uuid(72) + `", "description": "x"}`,
		requirements: strings.Join([]string{
			requirement("ac-2", `, "statements": [{"statement-id": "ac-2_smt.a", "uuid": "`+uuid(410)+`", "by-components": [`+
				by(3, `, "implementation-status": {"state": "planned"}, "export": {"provided": [{"uuid": "`+uuid(60)+`", "description": "x"}]}, "satisfied": [{"uuid": "`+uuid(62)+`", "responsibility-uuid": "`+uuid(63)+`", "description": "x"}]`)+`, `+
				by(4, `, "inherited": [{"uuid": "`+uuid(61)+`", "provided-uuid": "`+uuid(64)+`", "description": "x"}]`)+`]}]`),
			requirement("ac-3", `, "props": [{"name": "implementation-status", "ns": "http://fedramp.gov/ns/oscal", "value": "partial"}]`),
			requirement("pe-2", `, "props": [{"name": "control-origination", "ns": "http://fedramp.gov/ns/oscal", "value": "inherited"}]`),
		}, ", "),
	}.String()}))
	if err != nil {
		t.Fatal(err)
	}
	if sys.Title != "Meridian" || sys.UUID != uuid(1) || sys.SSP == nil || sys.SSP.Imports != "fedramp-moderate" || sys.SSP.Users[0].Title != "Clerk" {
		t.Errorf("system %+v", sys)
	}
	if got := strings.Join(sys.Boundary, " "); got != "idp this-system" {
		t.Errorf("boundary %s: documents and what another authorization covers are outside", got)
	}
	if c := sys.Components[1]; c.Type != "identity-provider" || c.Status != "operational" {
		t.Errorf("component %+v", c)
	}
	var claims []string
	for _, c := range sys.Components {
		for _, cl := range c.Claims {
			claims = append(claims, strings.Join([]string{c.Key, cl.ControlID, cl.Statement, cl.Status}, "/"))
			if !cl.Available || cl.Framework != "fedramp-moderate" {
				t.Errorf("claim %+v", cl)
			}
		}
	}
	want := []string{"this-system/ac-3//partial", "this-system/pe-2//", "idp/ac-2/ac-2_smt.a/planned", "cloud/ac-2/ac-2_smt.a/"}
	if !slices.Equal(claims, want) {
		t.Errorf("claims %q", claims)
	}
	if cl := sys.Components[1].Claims[0]; cl.Provides != 1 || !slices.Equal(cl.Satisfies, []string{uuid(63)}) || cl.Description != "does it" {
		t.Errorf("claim %+v", cl)
	}
	var assets []string
	for _, a := range sys.SSP.Inventory {
		assets = append(assets, a.Component+"/"+a.Asset)
	}
	if !slices.Equal(assets, []string{"idp/host1.example", "idp/idp2", "this-system/" + uuid(72)}) {
		t.Errorf("inventory %q", assets)
	}
	var inherited []string
	for _, in := range sys.SSP.Inherited {
		inherited = append(inherited, in.ControlID+" from "+in.Words())
	}
	if !slices.Equal(inherited, []string{"ac-2 from GovCloud in part (ac-2_smt.a)", "pe-2 from GovCloud"}) {
		t.Errorf("inherited %q", inherited)
	}
	if len(sys.Notes) != 2 || !strings.Contains(sys.Notes[0].What, `"GovCloud": outside the boundary`) || !strings.Contains(sys.Notes[1].What, "2 (ac-2, pe-2)") {
		t.Errorf("notes %+v", sys.Notes)
	}
}

func TestSecurityPlanProblems(t *testing.T) {
	for _, row := range []struct{ name, system, text, want string }{
		{"a component twice", "ssp.json", plan{components: part(2, "software", "A", "") + ", " + part(2, "software", "B", ""), requirements: requirement("ac-2", "")}.String(), "is there twice"},
		{"a claim of a component there is not", "ssp.json", plan{components: three, requirements: requirement("ac-2", `, "by-components": [`+by(9, "")+`]`)}.String(), "the plan has no component"},
		{"an asset of a component there is not", "ssp.json", plan{components: three, requirements: requirement("ac-2", ""),
			inventory: `{"uuid": "` + uuid(70) + `", "description": "x", "implemented-components": [{"component-uuid": "` + uuid(9) + `"}]}`}.String(), "the plan has no component"},
		{"an authorization there is not", "ssp.json", plan{components: part(2, "service", "A", `{"name": "leveraged-authorization-uuid", "value": "`+uuid(9)+`"}`), requirements: requirement("ac-2", "")}.String(), "there is no leveraged authorization"},
		{"a control that its profile has not", "ssp.json", plan{components: three, requirements: requirement("ac-99", "")}.String(), `control "ac-99" is not in fedramp-moderate`},
		{"two plans", "[ssp.json, two.json]", plan{components: three, requirements: requirement("ac-2", "")}.String(), "two system security plans"},
		{"broken JSON", "ssp.json", `{"system-security-plan": {`, "ssp.json"},
		{"an unknown field", "ssp.json", strings.Replace(plan{components: three, requirements: requirement("ac-2", "")}.String(), `"import-profile"`, `"x": 1, "import-profile"`, 1), `has no field "x"`},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := load.System(workspace(t, map[string]string{
				"assay.yaml": strings.Replace(withPlan, "ssp.json", row.system, 1), "ssp.json": row.text, "two.json": strings.ReplaceAll(row.text, "11111111-1111", "22222222-1111"),
			}))
			if err == nil || !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(row.want)) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// The parameters of a plan feed checks as a profile's do, before it and held
// against it. The profile of fedramp-moderate sets ac-02.03_odp.02 to 90 days, at
// most; both components of the boundary are looked at.
func TestSecurityPlanParameters(t *testing.T) {
	const id = "ac-02.03_odp.02"
	whole := func(value string) plan {
		return plan{requirements: requirement("ac-2.3", `, "set-parameters": [`+set(id, value)+`]`)}
	}
	for _, row := range []struct {
		name string
		plan plan
		yaml string
		want string // by components: the value
		more string // part of what is looser, or noted
	}{
		{"the plan sets nothing", plan{requirements: requirement("ac-2.3", "")}, "", "all 90", ""},
		{"stricter", whole("30"), "", "all 30", ""},
		{"with a unit", whole("30 days"), "", "all 30", ""},
		{"in another unit", whole("48 hours"), "", "all 2", ""},
		{"the profile's own words", whole("90"), "", "all 90", ""},
		{"looser", whole("120"), "", "all 120", "max-inactive-days is 120 by system security plan, at most 90 by " + id},
		{"words where a number is needed", whole("at least monthly"), "", "all 90", "nothing that max-inactive-days can be compared with: not used"},
		{"assay.yaml before the plan", whole("120"), "parameters: {max-inactive-days: 45}\n", "all 45", ""},
		{"for all controls", plan{set: set(id, "30"), requirements: requirement("ac-2.3", "")}, "", "all 30", ""},
		{"the requirement before the plan as a whole", plan{set: set(id, "30"), requirements: requirement("ac-2.3", `, "set-parameters": [`+set(id, "20")+`]`)}, "", "all 20", ""},
		{"the system as a whole before the requirement", plan{requirements: requirement("ac-2.3", `, "set-parameters": [`+set(id, "20")+`], "by-components": [`+by(2, `, "set-parameters": [`+set(id, "10")+`]`)+`]`)}, "", "all 10", ""},
		{"one component", plan{requirements: requirement("ac-2.3", `, "by-components": [`+by(3, `, "set-parameters": [`+set(id, "10")+`]`)+`]`)}, "", "idp 10, this-system 90", ""},
		{"one component beside all", plan{set: set(id, "30"), requirements: requirement("ac-2.3", `, "by-components": [`+by(3, `, "set-parameters": [`+set(id, "100")+`]`)+`]`)}, "", "idp 100, this-system 30", "is 100 by system security plan, at most 90"},
		{"a component outside the boundary", plan{requirements: requirement("ac-2.3", `, "by-components": [`+by(4, `, "set-parameters": [`+set(id, "10")+`]`)+`]`)}, "", "all 90", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			row.plan.components = three
			j, err := planned(t, row.yaml, row.plan)
			if err != nil {
				t.Fatal(err)
			}
			runs, told := map[assessment.RunKey]string{}, ""
			for _, r := range j.Plan(nil, time.Time{}).Runs {
				runs[r.Key] = r.Params["max-inactive-days"]
				told += strings.Join(r.Looser, "; ")
			}
			for _, n := range j.Unusable {
				told += n.What
			}
			var got []string
			for _, b := range j.Scopes[0].Bindings {
				got = append(got, cmp.Or(strings.Join(b.Components, "+"), "all")+" "+runs[b.Runs[0]])
			}
			slices.Sort(got)
			if g := strings.Join(got, ", "); g != row.want || !strings.Contains(told, row.more) || (row.more == "") != (told == "") {
				t.Errorf("got %s; %s", g, told)
			}
		})
	}
}

// planned joins a plan with one check of one parameter.
func planned(t *testing.T, yaml string, p plan) (*load.Joined, error) {
	t.Helper()
	cfg := workspace(t, map[string]string{"assay.yaml": withPlan + yaml, "ssp.json": p.String()})
	sys, err := load.System(cfg)
	if err != nil {
		t.Fatal(err)
	}
	c := with(check("common.a", "nist-800-53 decides ac-2.3_obj.a"), inactive())
	return load.Scopes(load.Input{Config: cfg, System: sys, Policies: family(), Checks: []assessment.Check{c}})
}

// Two values that stand equally near are an error, where a check asks for them.
func TestSecurityPlanParameterTwice(t *testing.T) {
	_, err := planned(t, "", plan{components: three, requirements: requirement("ac-2.3", `, "set-parameters": [`+set("ac-02.03_odp.02", "10")+", "+set("ac-02.03_odp.02", "20")+`]`)})
	if err == nil || !strings.Contains(err.Error(), "has two values in the plan") {
		t.Errorf("got %v", err)
	}
	if _, err := planned(t, "", plan{components: three, requirements: requirement("ac-2.3", `, "set-parameters": [`+set("ac-1_prm_1", "a")+", "+set("ac-1_prm_1", "b")+`]`)}); err != nil {
		t.Errorf("nothing asks for it: %v", err)
	}
}

// A plan written for another profile than the framework is told, and so is one
// that cannot be compared.
func TestSecurityPlanDiffers(t *testing.T) {
	for imports, want := range map[string]string{
		"assay:fedramp-moderate":         "",
		"assay:fedramp-high":             "the plan is written for fedramp-high, and fedramp-moderate is assessed",
		"https://example.org/a.json":     "not available",
		"#" + uuid(9):                    "not available",
		"assay:nist-800-53/catalog.json": "the plan is written for nist-800-53, and fedramp-moderate is assessed",
	} {
		j, err := planned(t, "", plan{imports: imports, components: three, requirements: requirement("ac-2", `, "by-components": [`+by(4, `, "inherited": [{"uuid": "`+uuid(61)+`", "description": "x"}]`)+`]`)})
		if err != nil {
			t.Fatal(err)
		}
		told := ""
		for _, n := range j.Differs {
			told += n.What
		}
		if !strings.Contains(told, want) || (want == "") != (told == "") {
			t.Errorf("%s: %q", imports, told)
		}
		if in := j.Scopes[0].Inherited; len(in) != 1 || in[0].ControlID != "ac-2" {
			t.Errorf("inherited %+v", in)
		}
	}
}

// The published examples are read: the template of FedRAMP names one component
// twice, and is refused for that alone.
func TestPublishedSecurityPlans(t *testing.T) {
	dir := testkit.SharedData(t)
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	sys, err := load.System(workspace(t, map[string]string{"assay.yaml": withPlan, "ssp.json": read("oscal/examples/ssp-example.json")}))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(sys.Boundary, " "); got != "logging-server this-system" {
		t.Errorf("boundary %s", got)
	}
	template := read("oscal/fedramp/FedRAMP-SSP-OSCAL-Template.json")
	_, err = load.System(workspace(t, map[string]string{"assay.yaml": withPlan, "ssp.json": template}))
	if n := len(problem.Of(err)); n != 1 || !strings.Contains(err.Error(), "is there twice") {
		t.Errorf("%d problems: %v", n, err)
	}
	twin := strings.LastIndex(template, `"uuid": "2812ef51-61e7-4505-afbb-da5a073a2a5b"`)
	template = template[:twin] + strings.Replace(template[twin:], "2a5b", "2a5c", 1)
	if sys, err = load.System(workspace(t, map[string]string{"assay.yaml": withPlan, "ssp.json": template})); err != nil {
		t.Fatal(err)
	}
	if in := sys.SSP.Inherited; len(in) != 1 || in[0].ControlID != "ac-2" || in[0].Words() != "GovCloud in part (ac-2_smt.a)" {
		t.Errorf("inherited %+v", in)
	}
	if slices.Contains(sys.Boundary, "service-provided-by-leveraged-system") || len(sys.Components) != 18 || len(sys.SSP.Inventory) < 9 {
		t.Errorf("boundary %v, %d components, %d assets", sys.Boundary, len(sys.Components), len(sys.SSP.Inventory))
	}
}

// Whatever a plan says, reading it ends with a system or with problems.
func FuzzSecurityPlan(f *testing.F) {
	f.Add(plan{components: three, inventory: `{"uuid": "` + uuid(70) + `", "description": "x"}`, requirements: requirement("ac-2", `, "by-components": [`+by(3, "")+`]`)}.String())
	f.Add(`{"system-security-plan": {}}`)
	f.Fuzz(func(t *testing.T, text string) {
		sys, err := load.System(workspace(t, map[string]string{"assay.yaml": withPlan, "ssp.json": text}))
		if err == nil && (len(sys.Boundary) == 0 || sys.SSP == nil && !strings.Contains(text, "component-definition")) {
			t.Errorf("no boundary, or no plan: %+v", sys)
		}
	})
}
