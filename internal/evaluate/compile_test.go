package evaluate

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/assay-compliance/assay/internal/problem"
)

// TestIsolation holds that a workspace policy reaches nothing of others, and
// that every attempt is an error with its line.
func TestIsolation(t *testing.T) {
	tests := map[string]struct {
		src  string
		line int
		want string
	}{
		"declares a package of the embedded tree": {
			meta("host-config") + "package policies.common.iam.mfa\n\nobservations contains 1\n", 11, "package policies.common.iam.mfa does not fit its directory"},
		"reads another check": {
			own("observations contains observe.pass(\"h\", \"x\") if data.policies.common.iam.mfa.subjects[_]"), 15, "data.policies.common.iam.mfa.subjects[_] is outside of the policy's own package"},
		"imports another check": {
			meta("host-config") + "package local.acme.x\n\nimport data.policies.common.iam.mfa\n\nobservations contains 1 if mfa.subjects\n", 13, "data.policies.common.iam.mfa is outside of the policy's own package"},
		"reads data by a variable": {
			own("observations contains observe.pass(\"h\", \"x\") if data[_]"), 15, "data[_] is outside of the policy's own package"},
		"walks data": {
			own("observations contains observe.pass(\"h\", \"x\") if {\n\twalk(data, [_, v])\n\tv == 1\n}"), 16, "data is used as a whole"},
		"imports data": {
			meta("host-config") + "package local.acme.x\n\nimport data as d\n\nobservations contains 1 if d.policies\n", 13, "data is used as a whole"},
		"reads policies as a whole": {
			own("observations contains observe.pass(\"h\", \"x\") if data.policies"), 15, "data.policies is outside of the policy's own package"},
		"reads data.assay as a whole": {
			own("observations contains observe.pass(\"h\", \"x\") if data.assay"), 15, "data.assay is not there"},
		"reads a parameter that is not declared": {
			own("observations contains observe.pass(\"h\", \"x\") if input.n < data.assay.params[\"max-dayz\"]"), 15, `parameter "max-dayz" is read and not declared`},
		"reads a variable of data.assay": {
			own("observations contains observe.pass(\"h\", \"x\") if data.assay[_]"), 15, "data.assay[_] is not there"},
		"replaces parameters": {
			own("observations contains observe.pass(\"h\", \"x\") if _f with data.assay.params as {}\n\n_f if input.n"), 15, "with replaces data.assay.params"},
		"reads now without declaring it": {
			own("observations contains observe.pass(\"h\", \"x\") if data.assay.now > 0"), 15, "data.assay.now is read and not declared"},
		"defines part of a package below": {
			own("observations contains observe.pass(\"h\", \"x\")\n\nbelow.subjects := 1"), 17, "rule below.subjects defines part of package local.acme.x.below"},
		"reads a package below": {
			own("observations contains observe.pass(\"h\", \"x\") if data.local.acme.x.below.y"), 15, "data.local.acme.x.below.y is outside of the policy's own package"},
		"prints": {
			own("observations contains observe.pass(\"h\", \"x\") if print(input.n)"), 15, "built-in print is refused"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := situation{embedded: policies("common/iam/mfa/mfa.rego", meta("iam-accounts")+mfa)}
			s.workspace = fstest.MapFS{
				"acme/x/x.rego":           {Data: []byte(tt.src)},
				"acme/x/below/below.rego": {Data: []byte(strings.ReplaceAll(own("observations contains observe.pass(\"h\", \"x\")"), "local.acme.x", "local.acme.x.below"))},
			}
			checks, err := List(s.workspace, "policies", ListOptions{Workspace: true, Library: s.embedded})
			if err == nil {
				_, err = Compile(context.Background(), Sources{Embedded: s.embedded, Workspace: s.workspace, WorkspacePath: "policies"}, testKinds(t), checks, Limits{})
			}
			found := problem.All(err)
			if len(found) == 0 {
				t.Fatal("no problem")
			}
			if p := found[0]; !strings.HasPrefix(p.What, tt.want) || p.Place.Path != "policies/acme/x/x.rego" || p.Place.Line != tt.line {
				t.Errorf("got %v, want line %d: %s", p, tt.line, tt.want)
			}
		})
	}
}

// TestAllowedReferences holds that the fence lets through what a policy may
// use.
func TestAllowedReferences(t *testing.T) {
	err := compileOne(t, own(`observations contains observe.pass(data.assay.evidence.subject, "x") if {
	data.local.acme.x._days > data.assay.params["max-days"]
	data.assay.now > 0
	_f with input as {"n": "1"}
}

_days := input.days

_f if input.n == "1"`, "needs: [now]", "params: [max-days]"))
	if err != nil {
		t.Error(err)
	}
}

// TestTypos holds that a misspelt property of the evidence is an error with its
// line and says what the kind has.
func TestTypos(t *testing.T) {
	system := func(rules string) string {
		return meta("[iam-accounts, host-config]", "scope: system") + "package local.acme.x\n\nimport data.policies.lib.observe\n\n" + rules
	}
	tests := map[string]struct {
		src, want, remedy string
		line              int
	}{
		"in an array": {
			meta("iam-accounts") + strings.Replace(strings.Replace(mfa, "policies.common.iam.mfa", "local.acme.x", 1), "account.mfa_devices == 0", "account.mfa_device == 0", 1),
			"account.mfa_device does not exist in evidence kind iam-accounts", "did you mean mfa_devices? there it has: id, interactive, mfa_devices", 26},
		"in an object": {
			own("observations contains observe.pass(\"h\", \"x\") if input.ssh.rot == \"no\""),
			"input.ssh.rot does not exist in evidence kind host-config", "did you mean root? there it has: root", 15},
		"at the root": {
			own("observations contains observe.pass(\"h\", \"x\") if input.shh"),
			"input.shh does not exist in evidence kind host-config", "did you mean ssh? there it has: days, n, ssh", 15},
		"a kind in system scope": {
			system("observations contains observe.pass(\"h\", \"x\") if input[\"iam-account\"][_]"),
			`input["iam-account"] does not exist in evidence kind host-config + iam-accounts`, "did you mean iam-accounts? there it has: host-config, iam-accounts", 16},
		"a property in system scope": {
			system("observations contains observe.pass(\"h\", \"x\") if {\n\tsome doc in input[\"host-config\"]\n\tdoc.payload.ssh.rot == \"x\"\n}"),
			`doc.payload.ssh.rot does not exist in evidence kind host-config + iam-accounts`, "did you mean root? there it has: root", 18},
		"a function": {
			own("observations contains observe.pass(\"h\", \"x\") if startwith(input.n, \"x\")"),
			"function startwith does not exist", "did you mean startswith?", 15},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			found := problem.All(compileOne(t, tt.src))
			if len(found) != 1 {
				t.Fatalf("problems: %v", found)
			}
			if p := found[0]; p.What != tt.want || p.Remedy != tt.remedy || p.Place.Line != tt.line {
				t.Errorf("got  %v\nwant line %d: %s; %s", p, tt.line, tt.want, tt.remedy)
			}
		})
	}
}

// TestNullable holds that a property which may be null can be compared with
// null: the type check must not refuse what the schema allows.
func TestNullable(t *testing.T) {
	src := meta("iam-accounts") + "package local.acme.x\n\nimport data.policies.lib.observe\n\nobservations contains observe.fail(\"h\", \"x\") if {\n\tsome a in input.accounts\n\ta.mfa_devices == null\n}\n"
	if err := compileOne(t, src); err != nil {
		t.Error(err)
	}
}

// TestCompileProblems holds that every problem of every file is told at once.
func TestCompileProblems(t *testing.T) {
	s := situation{embedded: policies()}
	s.workspace = fstest.MapFS{
		"a/a.rego": {Data: []byte(strings.ReplaceAll(own("observations contains 1 if input.a\n\nobservations contains 2 if input.b"), "acme.x", "a"))},
		"b/b.rego": {Data: []byte(strings.ReplaceAll(own("observations := 1 if {"), "acme.x", "b"))},
		"c/c.rego": {Data: []byte(strings.ReplaceAll(own("subjects contains 1"), "acme.x", "c"))},
		"d/d.rego": {Data: []byte(strings.ReplaceAll(own("x := 1e99999\n\nobservations contains observe.pass(\"h\", \"\")"), "acme.x", "d"))},
	}
	checks := s.checks(t)
	_, err := Compile(context.Background(), Sources{Embedded: s.embedded, Workspace: s.workspace, WorkspacePath: "policies"}, testKinds(t), checks, Limits{})
	var places []string
	for _, p := range problem.All(err) {
		places = append(places, p.Place.Path)
	}
	if got := strings.Join(places, " "); !strings.Contains(got, "b/b.rego") || !strings.Contains(got, "d/d.rego") {
		t.Errorf("got %v", err)
	}
}

// TestLooping holds that a policy which calls itself does not compile.
func TestLooping(t *testing.T) {
	err := compileOne(t, own("observations contains observe.pass(\"h\", \"x\") if _a\n\n_a if _b\n\n_b if _a"))
	if err == nil || !strings.Contains(err.Error(), "recursive") {
		t.Errorf("got %v", err)
	}
}
