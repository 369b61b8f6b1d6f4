package evaluate

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/problem"
)

// TestEveryBuiltinIsJudged holds that no function of OPA is allowed because
// nobody looked at it: a new version of OPA fails here until it is judged.
func TestEveryBuiltinIsJudged(t *testing.T) {
	allowed := map[string]bool{}
	for _, name := range allowedBuiltins() {
		if allowed[name] {
			t.Errorf("%s is allowed twice", name)
		}
		allowed[name] = true
	}
	refused := refusedBuiltins()
	offered := map[string]bool{}
	for _, b := range ast.CapabilitiesForThisVersion().Builtins {
		offered[b.Name] = true
		switch {
		case allowed[b.Name] && refused[b.Name] != "":
			t.Errorf("%s is both allowed and refused", b.Name)
		case !allowed[b.Name] && refused[b.Name] == "":
			t.Errorf("%s is neither allowed nor refused", b.Name)
		case allowed[b.Name] && b.Nondeterministic:
			t.Errorf("%s is allowed and not deterministic", b.Name)
		}
	}
	for name := range allowed {
		if !offered[name] {
			t.Errorf("%s is allowed and OPA does not have it", name)
		}
	}
	for name := range guards() {
		if !allowed[name] {
			t.Errorf("%s is guarded and not allowed", name)
		}
	}
}

// compileOne compiles one workspace policy and returns the problem.
func compileOne(t *testing.T, src string) error {
	t.Helper()
	s := situation{embedded: policies("common/iam/mfa/mfa.rego", meta("iam-accounts")+mfa)}
	s.workspace = fstest.MapFS{"acme/x/x.rego": {Data: []byte(src)}}
	checks := s.checks(t)
	_, err := Compile(context.Background(), Sources{Embedded: s.embedded, Workspace: s.workspace, WorkspacePath: "policies"}, testKinds(t), checks, Limits{})
	return err
}

func own(rules string, custom ...string) string {
	return meta("host-config", custom...) + "package local.acme.x\n\nimport data.policies.lib.observe\n\n" + rules
}

// rule is a check whose body is tried.
func rule(body string) string {
	return own("observations contains observe.fail(\"h\", \"x\") if {\n\t" + body + "\n}\n")
}

// TestRefusedBuiltins holds that a policy which calls one does not compile, and
// is told why, with its line.
func TestRefusedBuiltins(t *testing.T) {
	installGuards()
	for _, call := range []string{
		`http.send({"method": "get", "url": "https://example.org"}).status_code == 200`,
		`opa.runtime().env.HOME == "x"`,
		`time.now_ns() > 0`,
		`rand.intn("a", 3) == 1`,
		`uuid.rfc4122("a") == "x"`,
		`net.lookup_ip_addr("example.org") == set()`,
		`trace("x")`,
		`print(input.ssh)`,
		`crypto.x509.parse_and_verify_certificates(input.n)[0]`,
		`json.match_schema(input.ssh, {})[0]`,
		`graph.reachable_paths({}, [""]) == set()`,
		`strings.render_template("{{range 1000000000}}x{{end}}", {}) == ""`,
	} {
		name := call[:strings.IndexByte(call, '(')]
		t.Run(name, func(t *testing.T) {
			err := compileOne(t, rule(call))
			found := problem.All(err)
			if len(found) != 1 {
				t.Fatalf("problems: %v", err)
			}
			if p := found[0]; !strings.Contains(p.What, "built-in "+name+" is refused: it ") || p.Place.Path != "policies/acme/x/x.rego" || p.Place.Line != 16 {
				t.Errorf("got %v", p)
			}
		})
	}
}

// TestGuards holds that a call which would take or make too much stops the
// evaluation, and that the same call within its limits does not.
func TestGuards(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"shift", `bits.lsh(1, 1000000000000000000) > 0`, "shift over 4,096 bits"},
		{"shift within", `bits.lsh(1, 4096) > 0`, ""},
		{"power", `x := 99999999999999999999999999999999999999999999999999; y := ((x*x)*(x*x))*((x*x)*(x*x)); y * y > 0`, ""},
		{"power of power", `x := 99999999999999999999999999999999999999999999999999; y := ((x*x)*(x*x))*((x*x)*(x*x)); (y * y) * (y * y) > 0`, "number over 400 digits"},
		{"number in text", `to_number(input.n) > 0`, "number over 64 digits or with an exponent over 308"},
		{"number in json", `json.unmarshal(sprintf("{\"a\": %s}", [input.n])).a > 0`, "number over 64 digits or with an exponent over 308"},
		{"number in yaml", `yaml.unmarshal(sprintf("a: %s", [input.n])).a > 0`, "number over 64 digits or with an exponent over 308"},
		{"units", `units.parse_bytes(input.n) > 0`, "number over 64 digits or with an exponent over 308"},
		{"range", `count(numbers.range(1, 1000000000)) > 0`, "more than 1,000,000 numbers"},
		{"range of large numbers", `count(numbers.range(1, 100000000000000000000000000)) > 0`, "more than 1,000,000 numbers"},
		{"range with step", `count(numbers.range_step(1, 1000000000, 100000)) > 0`, ""},
		{"replace", `s := concat("", [x | some _ in numbers.range(1, 4096); x := "aaaaaaaaaaaaaaaa"]); t := replace(s, "a", s); count(t) > 0`, "result over 16 MiB"},
		{"replace within", `replace("aaa", "a", "bb") == "bbbbbb"`, ""},
		{"width", `count(sprintf("%100000000d", [1])) > 0`, "width over 4,096"},
		{"width by argument", `count(sprintf("%*d", [100000000, 1])) > 0`, "width given by an argument"},
		{"width within", `sprintf("%5d|%-3s|%.2f", [1, "a", 2.5]) == "    1|a  |2.50"`, ""},
		{"addresses", `count(net.cidr_expand("10.0.0.0/8")) > 0`, "more than 65,536 addresses"},
		{"addresses within", `count(net.cidr_expand("10.0.0.0/24")) > 0`, ""},
		{"zone of the machine", `time.clock([0, "Local"])[0] >= 0`, "zone Local depends on the machine; name a zone"},
		{"named zone", `time.clock([0, "Europe/Berlin"])[0] == 1`, ""},
		{"zone abbreviation", `time.parse_ns("RFC1123", "Mon, 02 Jan 2006 15:04:05 CET") == 1136214245000000000`, ""},
		{"shared value", `t := concat("", [x | some _ in numbers.range(1, 65536); x := "aaaaaaaaaaaaaaaa"]); a := [t, t, t, t, t, t, t, t]; b := [a, a, a, a, a, a, a, a, a]; count(json.marshal(b)) > 0`, "value over 4,000,000 nodes or 64 MiB of text"},
		{"long pattern", `regex.match(concat("", [x | some _ in numbers.range(1, 5000); x := "a"]), "")`, "pattern over 4 KiB"},
		{"glob", `glob.match("a*", [], "abc")`, ""},
		{"patch", `json.patch({"a": 1}, [{"op": "add", "path": "b", "value": 2}]).b == 2`, ""},
		{"flatten", `x := numbers.range(1, 1000); y := array.flatten([x, x, x, x, x, x, x, x, x, x]); z := array.flatten([y, y, y, y, y, y, y, y, y, y, y]); count(array.flatten([z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z])) > 0`, "result over 4,000,000 elements"},
		{"product", `product(array.flatten([numbers.range(1, 900), numbers.range(1, 9000)])) > 0`, "numbers too long together"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := situation{embedded: policies(), workspace: fstest.MapFS{"acme/x/x.rego": {Data: []byte(rule(tt.body))}}}
			s.file(envelope("host-config", "web", "h", freshTime, `{"ssh": {"root": "no"}, "n": "1e1000000000"}`))
			got := lines(t, s.run(t))
			switch {
			case tt.want == "" && got != "local.acme.x web fail h: x\n":
				t.Errorf("got %s", got)
			case tt.want != "" && (!strings.HasPrefix(got, "local.acme.x web undecided/policy-error h: ") || !strings.Contains(got, tt.want+" at policies/acme/x/x.rego:16")):
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// TestRunawayPolicies holds that what does not end is ended, that the checks
// beside it keep their outcomes, and that the run says it is not complete.
func TestRunawayPolicies(t *testing.T) {
	tests := map[string]struct {
		body   string
		opt    Options
		reason string
	}{
		"loops": {`some a in numbers.range(1, 1000000); some b in numbers.range(1, 1000000); a + b < 0`,
			Options{Deadline: 200 * time.Millisecond}, "deadline"},
		"walks for ever": {`x := numbers.range(1, 100000); y := [v | some _ in x; some _ in x; v := 1]; count(y) < 0`,
			Options{Deadline: 200 * time.Millisecond}, "deadline"},
		"allocates without end": {`y := {sprintf("%d-%d", [a, b]) | some a in numbers.range(1, 100000); some b in numbers.range(1, 100000)}; count(y) < 0`,
			Options{Deadline: time.Minute, HeapLimit: 40 << 20}, "memory"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := rootTree()
			s.workspace = fstest.MapFS{"acme/x/x.rego": {Data: []byte(rule(tt.body))}}
			s.opt = tt.opt
			s.opt.Workers = 1
			for i := range 3 {
				s.file(envelope("host-config", "web", fmt.Sprint("h", i), freshTime, `{"ssh": {"root": "no"}}`))
			}
			start := time.Now()
			obs := s.run(t)
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("took %v", took)
			}
			got := lines(t, obs)
			for i := range 3 {
				for _, want := range []string{"common.host.ssh web pass h%d: root may not log in\n", "local.acme.x web undecided/" + tt.reason + " h%d: "} {
					if want = fmt.Sprintf(want, i); !strings.Contains(got, want) {
						t.Errorf("no %q in %s", want, got)
					}
				}
			}
			if obs.Complete || !strings.HasPrefix(obs.Stopped, "check local.acme.x was stopped") {
				t.Errorf("complete %v, stopped %q", obs.Complete, obs.Stopped)
			}
		})
	}
}

// TestPolicyErrors holds that a policy which breaks its contract decides
// nothing, and that no message carries evidence.
func TestPolicyErrors(t *testing.T) {
	tests := map[string]struct{ rules, want string }{
		"outcome for something else":   {`observations contains observe.pass("other", "x")`, "an outcome is for something that is not among the subjects"},
		"outcome of another shape":     {`observations contains object.remove(observe.pass("h", ""), ["why"])`, "an outcome is not what observe.pass, observe.fail or observe.skip makes"},
		"outcome of another word":      {`observations contains object.union(observe.pass("h", ""), {"outcome": "ok"})`, "an outcome is none of pass, fail and skip"},
		"subject that is no text":      {`observations contains observe.pass(1, "")`, "the subject of an outcome is not a text with at least one character"},
		"skip without reason":          {`observations contains observe.skip("h", "")`, "a skip has no reason"},
		"failing built-in":             {`observations contains observe.pass("h", "x") if time.parse_rfc3339_ns(input.n) > 0`, "built-in time.parse_rfc3339_ns failed at policies/acme/x/x.rego:15"},
		"rules in conflict":            {"observations contains observe.pass(\"h\", _a)\n\n_a := input.n\n\n_a := \"x\"", "rules give different values for one name at policies/acme/x/x.rego:"},
		"subjects that are not texts":  {"subjects contains 1\n\nobservations contains observe.pass(\"h\", \"x\")", "a subject is not a text with at least one character"},
		"outcome outside its subjects": {"subjects contains \"a\"\n\nobservations contains observe.pass(\"h\", \"x\")", "an outcome is for something that is not among the subjects"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := situation{embedded: policies(), workspace: fstest.MapFS{"acme/x/x.rego": {Data: []byte(own(tt.rules))}}}
			s.file(envelope("host-config", "web", "h", freshTime, `{"ssh": {"root": "no"}, "n": "secret 123-45-6789"}`))
			got := lines(t, s.run(t))
			if !strings.HasPrefix(got, "local.acme.x web undecided/policy-error h: "+tt.want) || strings.Count(got, "\n") != 1 {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if strings.Contains(got, "6789") {
				t.Error("the message carries evidence")
			}
		})
	}
}
