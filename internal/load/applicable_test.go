package load_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/load"
)

const scoped = `system-id: x
system:
  - {key: db, type: database, title: T}
  - {key: kiosk, type: host, title: T}
  - {key: lab, type: host, title: T}
`

// scopes joins the frameworks of a workspace with nothing bound to them.
func scopes(t *testing.T, text string) ([]assessment.Scope, error) {
	t.Helper()
	if _, err := config.Decode("assay.yaml", []byte(scoped+text)); err != nil {
		return nil, err
	}
	cfg := workspace(t, map[string]string{"assay.yaml": scoped + text})
	sys, err := load.System(cfg)
	if err != nil {
		return nil, err
	}
	shipped := fstest.MapFS{} // the data of the families, without what binds checks
	for _, id := range []string{"hipaa", "cmmc"} {
		data, err := os.ReadFile("../../policies/" + id + "/framework.yaml")
		if err != nil {
			t.Fatal(err)
		}
		shipped[id+"/framework.yaml"] = &fstest.MapFile{Data: data}
	}
	j, err := load.Scopes(load.Input{Config: cfg, System: sys, Policies: shipped})
	if err != nil {
		return nil, err
	}
	return j.Scopes, nil
}

func TestWhatDoesNotBindIsLeftOutAndListed(t *testing.T) {
	count := func(entity string) (targets int, unbound []string) {
		list, err := scopes(t, "frameworks: [hipaa]\n"+entity)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range list[0].Controls {
			targets += len(c.Targets)
		}
		for _, u := range list[0].Unbound {
			if len(u.Binds) == 0 {
				t.Errorf("%s binds nobody", u.ID)
			}
			unbound = append(unbound, u.ID)
		}
		return targets, unbound
	}
	all, none := count("")
	if none != nil || all != 75 {
		t.Errorf("without an entity everything binds: %d targets, %v not", all, none)
	}
	for entity, want := range map[string]struct {
		unbound []string // some
		binding []string // some that must stay
	}{
		"scope: {entity: business-associate}":                   {[]string{"hipaa-164.404.b", "hipaa-164.408.c"}, []string{"hipaa-164.410.b"}},
		"scope: {entity: covered-entity}":                       {[]string{"hipaa-164.410.b"}, []string{"hipaa-164.404.b"}},
		"scope: {entity: group-health-plan}":                    {[]string{"hipaa-164.410.b"}, []string{"hipaa-164.404.b"}},
		"scope: {entity: [covered-entity, business-associate]}": {nil, []string{"hipaa-164.404.b", "hipaa-164.410.b"}},
	} {
		targets, unbound := count(entity)
		if targets+len(unbound) != all {
			t.Errorf("%s: %d bind, %d not, of %d", entity, targets, len(unbound), all)
		}
		list := " " + strings.Join(unbound, " ") + " "
		for _, id := range want.unbound {
			if !strings.Contains(list, " "+id+" ") {
				t.Errorf("%s: %s binds, among%s", entity, id, list)
			}
		}
		for _, id := range want.binding {
			if strings.Contains(list, " "+id+" ") {
				t.Errorf("%s: %s does not bind", entity, id)
			}
		}
	}
}

func TestComponentsThatAFrameworkDoesNotAssess(t *testing.T) {
	list, err := scopes(t, `frameworks: [cmmc-l1, cmmc-l2, cmmc-l3, hipaa]
scope:
  data: {ephi: [db], cui: [db]}
  categories: {db: cui, kiosk: specialized}
  exclude:
    - {component: lab, frameworks: [hipaa], reason: test data only}
`)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, s := range list {
		var out []string
		for _, e := range s.Excluded {
			if e.Reason == "" || e.Source.Line == 0 {
				t.Errorf("%+v says neither why nor where", e)
			}
			out = append(out, e.Component)
		}
		got[s.Framework.ID] = strings.Join(s.Boundary, " ") + " without " + strings.Join(out, " ")
	}
	want := map[string]string{
		"cmmc-l1": "db lab without kiosk", "cmmc-l2": "db lab without kiosk", "cmmc-l3": "db kiosk lab without ", "hipaa": "db kiosk without lab",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestScopeThatContradictsItself(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"an entity the rule does not know":    {"frameworks: [hipaa]\nscope: {entity: covered-entitty}\n", `assay.yaml:7:17: hipaa binds no "covered-entitty"; did you mean covered-entity?`},
		"a category of nothing":               {"frameworks: [hipaa]\nscope: {categories: {nas: cui}}\n", `the system has no component "nas"`},
		"data in nothing":                     {"frameworks: [hipaa]\nscope: {data: {ephi: [nas]}}\n", `the system has no component "nas"`},
		"CUI on an out-of-scope asset":        {"frameworks: [hipaa]\nscope: {data: {cui: [db]}, categories: {db: out-of-scope}}\n", "holds cui by scope.data"},
		"ePHI left out where it is protected": {"frameworks: [hipaa]\nscope: {data: {ephi: [db]}, exclude: [{component: db, reason: r}]}\n", "is left out where that is protected"},
		"an exclusion without a reason":       {"frameworks: [hipaa]\nscope: {exclude: [{component: db, reason: ' '}]}\n", "needs a reason"},
		"a word that is no category":          {"frameworks: [hipaa]\nscope: {categories: {db: secret}}\n", "secret"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := scopes(t, c.text); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}
