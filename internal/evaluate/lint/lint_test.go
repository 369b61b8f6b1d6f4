package lint

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/evaluate"
	"github.com/assay-compliance/assay/policies"
)

const meta = `# METADATA
# title: T
# description: D
# related_resources:
#   - {description: R, ref: "https://example.org/r"}
# custom:
#   evidence: hosts
#   method: TEST
#   severity: high
#   remediation: Mend it.
#   decides: {nist-800-53: [ac-2, ia-2.1_obj, nonsense]}
#   informs: {nist-800-53: [ac-2]}
`

const rules = `package policies.common.x

import data.policies.lib.observe

subjects contains host.id if some host in input.hosts

observations contains observe.pass(host.id, "ok") if {
	some host in input.hosts
	host.ok
}

observations contains observe.skip(host.id, "off") if {
	some host in input.hosts
	host.off
}
`

const observe = `package policies.lib.observe

pass(id, why) := {"subject": id, "outcome": "pass", "why": why}

skip(id, why) := {"subject": id, "outcome": "skip", "why": why}
`

const schema = `{"type": "object", "properties": {"hosts": {"type": "array", "items": {"type": "object",
 "properties": {"id": {"type": "string"}, "ok": {"type": "boolean"}, "off": {"type": "boolean"}}}}}}`

func lint(t *testing.T, files map[string]string) string {
	t.Helper()
	tree := fstest.MapFS{}
	for name, text := range files {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	kinds, err := evidence.LoadKinds(fstest.MapFS{"schemas/hosts.json": {Data: []byte(schema)}})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, p := range Lint(context.Background(), evaluate.Sources{Embedded: tree}, kinds) {
		b.WriteString(p.Error() + "\n")
	}
	return b.String()
}

// TestLint holds what is said of a check that claims too much and is tested too
// little.
func TestLint(t *testing.T) {
	got := lint(t, map[string]string{
		"lib/observe/observe.rego": observe,
		"common/x/x.rego":          meta + rules,
		"common/x/x_test.rego":     "package policies.common.x_test\n\nimport data.policies.common.x\n\ntest_pass_ok if count(x.observations) == 1 with input as {\"hosts\": [{\"id\": \"a\", \"ok\": true}]}\n\ntodo_test_fail_later if false\n",
	})
	want := `assay:policies/common/x/x.rego:1: no test shows a subject that fails; write test_fail_… in assay:policies/common/x/x_test.rego
assay:policies/common/x/x.rego:1: no test shows a subject that is out of the rule's reach; write test_skip_… in assay:policies/common/x/x_test.rego
assay:policies/common/x/x.rego:1: no test shows evidence without any subject; write test_empty_… in assay:policies/common/x/x_test.rego
assay:policies/common/x/x.rego:1: no test shows a subject that no rule matches, and that stays undecided; write test_unmatched_… in assay:policies/common/x/x_test.rego
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestLintSeesWhatStopsARun holds that problems of compiling are there too, and
// each once.
func TestLintSeesWhatStopsARun(t *testing.T) {
	for name, tt := range map[string]struct{ rules, want string }{
		"a misspelt property": {strings.Replace(rules, "host.ok", "host.okay", 1), "policies/common/x/x.rego:21:2: host.okay does not exist in evidence kind hosts"},
		"a refused built-in":  {strings.Replace(rules, "host.ok", "http.send({})", 1), "policies/common/x/x.rego:21:2: built-in http.send is refused: it uses the network"},
		"an unused import":    {strings.Replace(rules, "import data.policies.lib.observe", "import data.policies.lib.observe\nimport data.policies.lib.other", 1), "import data.policies.lib.other unused"},
	} {
		t.Run(name, func(t *testing.T) {
			got := lint(t, map[string]string{
				"lib/observe/observe.rego": observe, "lib/other/other.rego": "package policies.lib.other\n\nx := 1\n",
				"common/x/x.rego": meta + tt.rules,
			})
			if strings.Count(got, tt.want) != 1 {
				t.Errorf("got %s, want once %s", got, tt.want)
			}
		})
	}
}

// TestShippedPolicies holds that what we ship is clean; ids are looked up where
// the catalogs are.
func TestShippedPolicies(t *testing.T) {
	kinds, err := evidence.LoadKinds(evidence.Schemas)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range Lint(context.Background(), evaluate.Sources{Embedded: policies.FS}, kinds) {
		t.Error(p)
	}
}
