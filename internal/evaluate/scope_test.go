package evaluate

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/assessment"
)

const limited35 = `package policies.common.host.days

import data.policies.lib.observe

observations contains observe.pass(data.assay.evidence.subject, "in time") if input.days <= data.assay.params["max-days"]

observations contains observe.fail(data.assay.evidence.subject, sprintf("%d days", [input.days])) if input.days > data.assay.params["max-days"]
`

// TestParameters holds that a check sees the parameters of its run, and what
// becomes of one that is unset or looser than allowed.
func TestParameters(t *testing.T) {
	const check = "common.host.days web "
	tests := map[string]struct {
		situation
		want string
	}{
		"given":  {situation{params: map[string]string{"max-days": "35"}}, check + "fail h: 40 days\n"},
		"larger": {situation{params: map[string]string{"max-days": "45"}}, check + "pass h: in time\n"},
		"unset":  {situation{unset: []string{"max-days"}}, check + "undecided/parameter web: not set: max-days\n"},
		"looser than allowed": {situation{params: map[string]string{"max-days": "45"}, looser: []string{"max-days"}},
			check + "pass h: in time\n" + check + "fail/parameter web: looser than the framework allows: max-days\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := tt.situation
			s.embedded = policies("common/host/days/days.rego", meta("host-config", "params: [max-days]")+limited35)
			s.file(envelope("host-config", "web", "h", freshTime, `{"days": 40}`))
			if diff := cmp.Diff(tt.want, lines(t, s.run(t))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestNow holds that now is the assessment time in nanoseconds.
func TestNow(t *testing.T) {
	s := situation{embedded: policies("common/a/a.rego", meta("host-config", "needs: [now]")+`package policies.common.a

import data.policies.lib.observe

observations contains observe.pass("h", time.format(data.assay.now))
`)}
	s.file(envelope("host-config", "web", "h", freshTime, `{}`))
	if got := lines(t, s.run(t)); got != "common.a web pass h: "+asOfText+"\n" {
		t.Errorf("got %s", got)
	}
}

// TestApplicability holds that a check looks at the components of its types and
// at the boundary only.
func TestApplicability(t *testing.T) {
	s := situation{
		embedded: policies("common/host/ssh/ssh.rego", meta("host-config", "applies-to: [server]")+sshRoot),
		comps:    []assessment.Component{{Key: "db", Type: "server"}, {Key: "web", Type: "application"}},
		declared: map[string][]string{"host-config": {"db", "web"}},
	}
	s.file(envelope("host-config", "web", "w", freshTime, `{"ssh": {"root": "yes"}}`))
	s.file(envelope("host-config", "other", "o", freshTime, `{"ssh": {"root": "yes"}}`))
	obs := s.run(t)
	if got := lines(t, obs); got != "common.host.ssh db undecided/missing db: no evidence of kind host-config was found\n" {
		t.Errorf("got %s", got)
	}
	if n := obs.Evidence.Notes; len(n) != 1 || !strings.Contains(n[0].What, "not in the boundary") {
		t.Errorf("notes %+v", n)
	}
}

const ownerless = `package policies.common.iam.ownerless

import data.policies.lib.observe

_hosts contains doc.subject if some doc in input["host-config"]

subjects contains account.id if {
	some doc in input["iam-accounts"]
	some account in doc.payload.accounts
}

observations contains observe.fail(account.id, sprintf("none of %d hosts", [count(_hosts)])) if {
	some doc in input["iam-accounts"]
	some account in doc.payload.accounts
	not account.id in _hosts
}

observations contains observe.pass(account.id, "a host") if {
	some doc in input["iam-accounts"]
	some account in doc.payload.accounts
	account.id in _hosts
}
`

// TestSystemScope holds what a check sees that joins kinds, and when it is not
// asked.
func TestSystemScope(t *testing.T) {
	const check = "common.iam.ownerless web "
	host := envelope("host-config", "web", "h1", freshTime, `{}`)
	accounts := envelope("iam-accounts", "web", "", freshTime, `{"accounts": [{"id": "h1"}, {"id": "x"}]}`)
	tests := map[string]struct {
		files    []string
		declared map[string][]string
		want     string
	}{
		"all kinds are there": {[]string{host, envelope("host-config", "web", "h2", freshTime, `{}`), accounts}, nil,
			check + "pass web/h1: a host\n" + check + "fail web/x: none of 2 hosts\n"},
		"the newest of a subject": {[]string{host, envelope("host-config", "web", "h1", "2026-11-11T00:00:00Z", `{}`), accounts}, nil,
			check + "pass web/h1: a host\n" + check + "fail web/x: none of 1 hosts\n"},
		"a declared kind is missing": {[]string{host}, map[string][]string{"iam-accounts": {"web"}, "host-config": {"web"}},
			check + "undecided/missing web: no evidence of kind iam-accounts was found\n"},
		"a kind is missing that nobody declared": {[]string{host}, nil, ""},
		"one is stale": {[]string{host, accounts, envelope("host-config", "web", "h2", "2026-01-01T00:00:00Z", `{}`)}, nil,
			check + "undecided/stale web: host-config: collected 2026-01-01T00:00:00Z, older than 30d\n"},
		"one is malformed and one is stale": {[]string{host, accounts, envelope("host-config", "web", "h2", "2026-01-01T00:00:00Z", `{}`), envelope("host-config", "web", "h3", freshTime, `{"days": "x"}`)}, nil,
			check + "undecided/malformed web: host-config: not valid against the schema of host-config at /days: is string, must be integer\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := situation{embedded: policies("common/iam/ownerless/o.rego", meta("[iam-accounts, host-config]", "scope: system")+ownerless), declared: tt.declared}
			for _, f := range tt.files {
				s.file(f)
			}
			obs := s.run(t)
			for _, o := range obs.All {
				for sub := range o.Subjects {
					if (sub.ID == "h1") != (sub.Asset == "h1" && sub.Evidence != "" && sub.Source.Path != "") {
						t.Errorf("a subject that has evidence of its own is shown with it: %+v", sub)
					}
				}
			}
			got := strings.ReplaceAll(lines(t, obs), "pass h1", "pass web/h1")
			got = strings.ReplaceAll(got, "fail x", "fail web/x")
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestSystemTooLarge holds that a component whose evidence does not fit is
// undecided, not judged by a part of it.
func TestSystemTooLarge(t *testing.T) {
	s := situation{embedded: policies("common/iam/ownerless/o.rego", meta("[iam-accounts, host-config]", "scope: system")+ownerless)}
	s.opt.system = 1000
	s.file(envelope("iam-accounts", "web", "", freshTime, `{"accounts": [{"id": "h1"}]}`))
	s.file(envelope("host-config", "web", "h1", freshTime, `{"n": "`+strings.Repeat("x", 2000)+`"}`))
	if got := lines(t, s.run(t)); !strings.HasPrefix(got, "common.iam.ownerless web undecided/too-large web: ") {
		t.Errorf("got %s", got)
	}
}

// TestPopulation holds what an inventory makes of examined, missing and unknown
// assets.
func TestPopulation(t *testing.T) {
	const check = "common.host.ssh web "
	root := func(h, word string) string {
		return envelope("host-config", "web", h, freshTime, fmt.Sprintf(`{"ssh": {"root": %q}}`, word))
	}
	inventory := func(collected, items string) string {
		return envelope("inventory", "web", "", collected, `{"items": [`+items+`]}`)
	}
	tests := map[string]struct {
		files      []string
		want       string
		population assessment.Population
	}{
		"without an inventory the population is asserted": {
			[]string{root("h1", "no")},
			check + "pass h1: root may not log in\n",
			assessment.Population{Asserted: true, Expected: 1, Examined: 1}},
		"all examined": {
			[]string{root("h1", "no"), inventory(freshTime, `{"id": "h1", "component": "web"}`)},
			check + "pass h1: root may not log in\n",
			assessment.Population{Expected: 1, Examined: 1}},
		"one not examined, one unknown": {
			[]string{root("h1", "no"), root("h9", "no"), inventory(freshTime, `{"id": "h2", "component": "web"}, {"id": "h1", "component": "web"}, {"id": "x", "component": "elsewhere"}`)},
			check + "undecided/not-examined h2: in the inventory, and no evidence of kind host-config names it\n" + check + "pass h1: root may not log in\n" + check + "pass h9: root may not log in\n",
			assessment.Population{Expected: 2, Examined: 1, Missing: 1, Unknown: 1}},
		"one skipped, one unknown skipped": {
			[]string{root("h1", "none"), root("h2", "no"), root("h9", "none"), inventory(freshTime, `{"id": "h2", "component": "web"}, {"id": "h1", "component": "web"}`)},
			check + "pass h2: root may not log in\n" + check + "skip h1: no ssh here\n" + check + "skip h9: no ssh here\n",
			assessment.Population{Expected: 2, Examined: 2, Skipped: 1, Unknown: 1}},
		"an image is known by its name without tag": {
			[]string{root("app:1", "no"), root("app:2", "no"), inventory(freshTime, `{"id": "app", "component": "web"}`)},
			check + "pass app:1: root may not log in\n" + check + "pass app:2: root may not log in\n",
			assessment.Population{Expected: 1, Examined: 1}},
		"an image of another tag is another one": {
			[]string{root("app:1", "no"), inventory(freshTime, `{"id": "app:2", "component": "web"}`)},
			check + "undecided/not-examined app:2: in the inventory, and no evidence of kind host-config names it\n" + check + "pass app:1: root may not log in\n",
			assessment.Population{Expected: 1, Missing: 1, Unknown: 1}},
		"two versions of an image, one skipped": {
			[]string{root("app:1", "none"), root("app:2", "no"), root("b", "none"), inventory(freshTime, `{"id": "app", "component": "web"}, {"id": "b", "component": "web"}`)},
			check + "pass app:2: root may not log in\n" + check + "skip app:1: no ssh here\n" + check + "skip b: no ssh here\n",
			assessment.Population{Expected: 2, Examined: 2, Skipped: 1}},
		"stale evidence of a host is no examination": {
			[]string{envelope("host-config", "web", "h1", "2026-01-01T00:00:00Z", `{}`), inventory(freshTime, `{"id": "h1", "component": "web"}`)},
			check + "undecided/stale h1: collected 2026-01-01T00:00:00Z, older than 30d\n",
			assessment.Population{Expected: 1, Missing: 1}},
		"evidence of the component as a whole is beside the inventory of its hosts": {
			[]string{root("", "no"), inventory(freshTime, `{"id": "h1", "component": "web"}`)},
			check + "fail web: x\n",
			assessment.Population{Asserted: true, Expected: 1, Examined: 1}},
		"a stale inventory leaves the population undecided": {
			[]string{root("h1", "no"), inventory("2026-01-01T00:00:00Z", `{"id": "h1", "component": "web"}`)},
			check + "undecided/stale web: the inventory cannot be used: collected 2026-01-01T00:00:00Z, older than 30d\n" + check + "pass h1: root may not log in\n",
			assessment.Population{Asserted: true, Expected: 1, Examined: 1}},
		"a malformed inventory leaves the population undecided": {
			[]string{root("h1", "no"), envelope("inventory", "web", "", freshTime, `{"items": 1}`)},
			check + "undecided/malformed web: the inventory cannot be used: not valid against the schema of inventory at /items: is number, must be array\n" + check + "pass h1: root may not log in\n",
			assessment.Population{Asserted: true, Expected: 1, Examined: 1}},
		"a newer inventory replaces a stale one": {
			[]string{root("h1", "no"), inventory("2026-01-01T00:00:00Z", `{"id": "h7", "component": "web"}`), inventory(freshTime, `{"id": "h1", "component": "web"}`)},
			check + "pass h1: root may not log in\n",
			assessment.Population{Expected: 1, Examined: 1}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := rootTree()
			if strings.Contains(name, "as a whole") {
				s = situation{embedded: policies("common/host/ssh/ssh.rego", meta("host-config")+strings.Replace(sshRoot, `observations contains observe.pass(data.assay.evidence.subject, "root may not log in") if input.ssh.root == "no"`, `observations contains observe.fail("web", "x") if input.ssh.root == "no"`, 1))}
			}
			for _, f := range tt.files {
				s.file(f)
			}
			wantObservations(t, s.run(t), tt.want, tt.population)
		})
	}
}

// TestPlannedPopulation holds what the inventory of a system security plan makes
// of the population: it asks for more, and stands for no inventory with a date.
func TestPlannedPopulation(t *testing.T) {
	const check = "common.host.ssh web "
	inventory := func(collected, items string) string {
		return envelope("inventory", "web", "", collected, `{"items": [`+items+`]}`)
	}
	missing := check + "undecided/not-examined h2: in the inventory, and no evidence of kind host-config names it\n"
	pass := check + "pass h1: root may not log in\n"
	stale := check + "undecided/stale web: the inventory cannot be used: collected 2026-01-01T00:00:00Z, older than 30d\n"
	tests := map[string]struct {
		listed     []string
		files      []string
		want       string
		population assessment.Population
		inventory  map[string]assessment.Inventory
	}{
		"all that the plan lists is examined": {[]string{"h1"}, nil, pass, assessment.Population{Expected: 1, Examined: 1},
			map[string]assessment.Inventory{"web": {Planned: true, Assets: []string{"h1"}}}},
		"an asset that only the plan lists is missing": {[]string{"h2", "h1"}, nil, missing + pass, assessment.Population{Expected: 2, Examined: 1, Missing: 1},
			map[string]assessment.Inventory{"web": {Planned: true, Assets: []string{"h1", "h2"}}}},
		"an inventory adds to the plan": {[]string{"h2"}, []string{inventory(freshTime, `{"id": "h1", "component": "web"}`)}, missing + pass,
			assessment.Population{Expected: 2, Examined: 1, Missing: 1},
			map[string]assessment.Inventory{"web": {Collected: asOf().AddDate(0, 0, -10), Assets: []string{"h1", "h2"}}}},
		"the plan makes no stale inventory whole": {[]string{"h1"}, []string{inventory("2026-01-01T00:00:00Z", `{"id": "h1", "component": "web"}`)}, stale + pass,
			assessment.Population{Asserted: true, Expected: 1, Examined: 1}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := rootTree()
			s.listed = tt.listed
			s.file(envelope("host-config", "web", "h1", freshTime, `{"ssh": {"root": "no"}}`))
			for _, f := range tt.files {
				s.file(f)
			}
			obs := s.run(t)
			wantObservations(t, obs, tt.want, tt.population)
			if len(tt.inventory)+len(obs.Inventory) > 0 {
				if diff := cmp.Diff(tt.inventory, obs.Inventory); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

// TestUnexamined holds that an inventory decides nothing on kinds of which
// there is no evidence at all: those are missing, or not assessed.
func TestInventoryAlone(t *testing.T) {
	s := rootTree()
	s.file(envelope("inventory", "web", "", freshTime, `{"items": [{"id": "h1", "component": "web"}]}`))
	obs := s.run(t)
	if got := lines(t, obs); got != "" {
		t.Errorf("got %s", got)
	}
	want := map[string]assessment.Inventory{"web": {Collected: asOf().AddDate(0, 0, -10), Assets: []string{"h1"}}}
	if diff := cmp.Diff(want, obs.Inventory); diff != "" {
		t.Error(diff)
	}
}

// TestCheckOfTheInventory holds that a check which reads the inventory itself
// is not asked for evidence of what it lists.
func TestCheckOfTheInventory(t *testing.T) {
	s := situation{embedded: policies("common/a/a.rego", meta("inventory")+"package policies.common.a\n\nimport data.policies.lib.observe\n\nobservations contains observe.pass(\"register\", \"there\") if input.items\n")}
	s.file(envelope("inventory", "web", "register", freshTime, `{"items": [{"id": "h1", "component": "web"}]}`))
	obs := s.run(t)
	if got := lines(t, obs); got != "common.a web pass register: there\n" {
		t.Errorf("got %s", got)
	}
	if p := obs.All[0].Population; !p.Asserted || p.Missing != 0 || p.Unknown != 0 {
		t.Errorf("population %+v", p)
	}
}

const conftestPolicy = `package fleet

deny_root contains msg if {
	input.ssh.root == "yes"
	msg := "root may log in"
}

violation contains {"msg": msg, "details": {}} if {
	input.days > 30
	msg := sprintf("%d days", [input.days])
}

violation contains {"msg": "always"} if input.days > 40

warn contains "old" if input.days > 20
`

func conftestOf(files ...string) Conftest {
	fsys := fstest.MapFS{}
	for i := 0; i+1 < len(files); i += 2 {
		fsys[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return Conftest{Name: "fleet", FS: fsys, Path: "conf", Kind: "host-config", Severity: assessment.LevelHigh}
}

// TestConftest holds what rules of conftest become.
func TestConftest(t *testing.T) {
	decides := []assessment.MetaBinding{{Catalog: "nist-800-53", ID: "ac-6_obj", Strength: assessment.Decides}}
	const deny, violation, warn = "conftest.fleet.fleet.deny_root web ", "conftest.fleet.fleet.violation web ", "conftest.fleet.fleet.warn web "
	const silent = "the rule reports nothing, and its binding does not say what that decides"
	tests := map[string]struct {
		payload  string
		bindings []assessment.MetaBinding
		want     string
	}{
		"messages fail": {`{"ssh": {"root": "yes"}, "days": 50}`, decides,
			deny + "fail h: root may log in\n" + violation + "fail h: 50 days; always\n" + warn + "fail h: old\n"},
		"an empty result passes where the binding decides": {`{"days": 35}`, decides,
			deny + "pass h: the rule reports nothing\n" + violation + "fail h: 35 days\n" + warn + "fail h: old\n"},
		"an empty result decides nothing elsewhere": {`{}`, nil,
			deny + "undecided/silent h: " + silent + "\n" + violation + "undecided/silent h: " + silent + "\n" + warn + "undecided/silent h: " + silent + "\n"},
		"evidence that is not valid decides nothing": {`{"days": "x"}`, decides,
			deny + "undecided/malformed h: not valid against the schema of host-config at /days: is string, must be integer\n" +
				violation + "undecided/malformed h: not valid against the schema of host-config at /days: is string, must be integer\n" +
				warn + "undecided/malformed h: not valid against the schema of host-config at /days: is string, must be integer\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := conftestOf("fleet.rego", conftestPolicy)
			c.Bindings = tt.bindings
			s := situation{embedded: policies(), conftest: []Conftest{c}}
			s.file(envelope("host-config", "web", "h", freshTime, tt.payload))
			obs := s.run(t)
			if p := obs.All[0].Population; p.Examined != 1 && !strings.Contains(name, "not valid") {
				t.Errorf("what a rule was silent on was looked at: %+v", p)
			}
			got := lines(t, obs)
			if strings.Contains(name, "elsewhere") || len(tt.bindings) > 0 {
				// A warning never passes or fails an objective, and is shown alike.
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

// TestConftestChecks holds what is listed of a directory.
func TestConftestChecks(t *testing.T) {
	c := conftestOf("fleet.rego", conftestPolicy, "lib/lib.rego", "package lib\n\nok := true\n", "fleet_test.rego", "package nonsense {{{")
	c.Bindings = []assessment.MetaBinding{
		{Catalog: "cmmc", ID: "x", Strength: assessment.Supports, Source: assessment.Source{Path: "assay.yaml", Line: 8}},
		{Catalog: "hipaa", ID: "y", Strength: assessment.Informs, Source: assessment.Source{Path: "assay.yaml", Line: 9}},
	}
	checks, err := ListConftest(c)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range checks {
		got = append(got, fmt.Sprintf("%s %s %v %v %s:%d", c.ID, c.Bindings[0].Strength, c.EmptyPasses, c.Kinds, c.Source.Path, c.Source.Line))
		cited := []assessment.Citation{{Text: "cmmc x", Ref: "assay.yaml:8"}, {Text: "hipaa y", Ref: "assay.yaml:9"}}
		if diff := cmp.Diff(cited, c.Citations); diff != "" {
			t.Errorf("%s cites what its binding names: %s", c.ID, diff)
		}
		if at := c.Bindings[0].Where(&c); at.Path != "assay.yaml" || at.Line != 8 {
			t.Errorf("%s is bound at %+v", c.ID, at)
		}
	}
	want := []string{
		"conftest.fleet.fleet.deny_root supports false [host-config] conf/fleet.rego:3",
		"conftest.fleet.fleet.violation supports false [host-config] conf/fleet.rego:8",
		"conftest.fleet.fleet.warn informs false [host-config] conf/fleet.rego:15",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestConftestRefusals holds that what conftest would do and we do not is said
// by name, with its line.
func TestConftestRefusals(t *testing.T) {
	tests := map[string]struct{ src, want string }{
		"exception":       {"package a\n\nexception contains [\"x\"] if true\n\ndeny contains \"x\" if true\n", "conf/a.rego:3: rule exception is refused"},
		"parse_config":    {"package a\n\ndeny contains \"x\" if parse_config(\"yaml\", input.n)\n", "conf/a.rego:3:22: built-in parse_config belongs to conftest and is refused"},
		"combined":        {"package a\n\ndeny contains \"x\" if parse_combined_config_files([input.n])\n", "built-in parse_combined_config_files belongs to conftest and is refused"},
		"data from files": {"package a\n\ndeny contains \"x\" if data.allowed.x\n", "conf/a.rego:3: data.allowed.x is data that conftest reads from files"},
		"http.send":       {"package a\n\ndeny contains \"x\" if http.send({})\n", "built-in http.send is refused"},
		"no rule":         {"package a\n\nallow := true\n", "conf: no rule is named deny, violation or warn"},
		"no rule in one":  {"package b\n\nallow := true\n", "assay.yaml:4: package \"b\" of conftest directory conf has no rule named deny, violation or warn"},
		"broken":          {"package a\n\ndeny contains {\n", "conf/a.rego:"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := conftestOf("a.rego", tt.src)
			if name == "no rule in one" {
				c = conftestOf("a.rego", "package a\n\ndeny contains \"x\" if true\n", "b/b.rego", tt.src)
				c.Namespaces, c.Source = []string{"a", "b"}, assessment.Source{Path: "assay.yaml", Line: 4}
			}
			checks, err := ListConftest(c)
			if err == nil {
				_, err = Compile(t.Context(), Sources{Embedded: policies(), Conftest: []Conftest{c}}, testKinds(t), checks, Limits{})
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

// TestConftestOldRego holds that policies of Rego v0 run as they are.
func TestConftestOldRego(t *testing.T) {
	c := conftestOf("a.rego", "package main\n\ndeny[msg] {\n\tinput.days > 1\n\tmsg := \"old\"\n}\n\nviolation = x {\n\tx := input.days\n\tx > 1\n}\n\nwarn = {\"complete\"} { input.days > 1 }\n")
	s := situation{embedded: policies(), conftest: []Conftest{c}}
	s.file(envelope("host-config", "web", "h", freshTime, `{"days": 2}`))
	want := "conftest.fleet.main.deny web fail h: old\n" +
		"conftest.fleet.main.violation web undecided/policy-error h: the rule gives something else than messages\n" +
		"conftest.fleet.main.warn web fail h: complete\n"
	if diff := cmp.Diff(want, lines(t, s.run(t))); diff != "" {
		t.Error(diff)
	}
	s.files = nil
	s.file(envelope("host-config", "web", "h", freshTime, `{"days": 0}`))
	got := lines(t, s.run(t))
	if !strings.Contains(got, "violation web undecided/silent h: the rule is undefined") {
		t.Errorf("got %s", got)
	}
}
