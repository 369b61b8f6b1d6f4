package evaluate

import (
	"context"
	"io/fs"
	"testing"

	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/jsonast"
	embedded "github.com/assay-compliance/assay/policies"
)

const scansSchema = `{
 "type": "object", "required": ["scan", "findings"], "additionalProperties": false,
 "properties": {"scan": {"type": "object", "required": ["ok"], "properties": {"ok": {"type": "boolean"}, "credentialed": {"type": "boolean"}}},
  "findings": {"type": "array", "items": {"type": "string"}}}}`

// A careless check: it does not look at how the scan went.
const careless = `package policies.common.scans.careless

import data.policies.lib.observe

observations contains observe.pass(data.assay.evidence.subject, "nothing found") if count(input.findings) == 0

observations contains observe.fail(data.assay.evidence.subject, "found") if "bad" in input.findings

observations contains observe.skip(data.assay.evidence.subject, "set aside") if "odd" in input.findings
`

// A host whose scan failed or ran without credentials is missing, whatever a
// check makes of what is left: nothing passes it, and the population does not
// count it as examined. What such a scan shows broken stays broken.
//
// Source: DESIGN D7.7.
func TestScanThatShowsNothing(t *testing.T) {
	const check = "common.scans.careless web "
	const why = "its scan failed or ran without credentials, so that it shows nothing\n"
	inventory := envelope("inventory", "web", "", freshTime, `{"items": [{"id": "h1", "component": "web"}, {"id": "h2", "component": "web"}]}`)
	scan := func(h, scan, findings string) string {
		return envelope("scans", "web", h, freshTime, `{"scan": `+scan+`, "findings": [`+findings+`]}`)
	}
	good := scan("h2", `{"ok": true, "credentialed": true}`, "")
	passed := check + "pass h2: nothing found\n"
	missing := assessment.Population{Expected: 2, Examined: 1, Missing: 1}
	for name, tt := range map[string]struct {
		files      []string
		want       string
		population assessment.Population
	}{
		"it came to its end with credentials": {[]string{scan("h1", `{"ok": true}`, ""), good, inventory},
			check + "pass h1: nothing found\n" + passed, assessment.Population{Expected: 2, Examined: 2}},
		"it failed": {[]string{scan("h1", `{"ok": false}`, ""), good, inventory},
			check + "undecided/not-shown h1: " + why + passed, missing},
		"it had no credentials": {[]string{scan("h1", `{"ok": true, "credentialed": false}`, ""), good, inventory},
			check + "undecided/not-shown h1: " + why + passed, missing},
		"it failed, and the check would skip": {[]string{scan("h1", `{"ok": false}`, `"odd"`), good, inventory},
			check + "undecided/not-shown h1: " + why + passed, missing},
		"it failed, and the check says nothing": {[]string{scan("h1", `{"ok": false}`, `"other"`), good, inventory},
			check + "undecided/not-shown h1: " + why + passed, missing},
		"it failed, and what it shows is broken": {[]string{scan("h1", `{"ok": false}`, `"bad"`), good, inventory},
			passed + check + "fail h1: found\n", missing},
		"it failed, and another of the host did not": {[]string{scan("h1", `{"ok": false}`, ""), scan("h1", `{"ok": true}`, ""), good, inventory},
			check + "undecided/not-shown h1: " + why + check + "pass h1: nothing found\n" + passed, assessment.Population{Expected: 2, Examined: 2}},
		"it failed, and no evidence names another": {[]string{scan("h2", `{"ok": false}`, ""), inventory},
			check + "undecided/not-examined h1: in the inventory, and no evidence of kind scans names it\n" + check + "undecided/not-shown h2: " + why,
			assessment.Population{Expected: 2, Missing: 2}},
		"no inventory lists the host": {[]string{scan("h1", `{"ok": false}`, ""), good},
			check + "undecided/not-shown h1: " + why + passed, assessment.Population{Asserted: true, Expected: 2, Examined: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			s := situation{embedded: policies("common/scans/careless/c.rego", meta("scans")+careless), kinds: testKinds(t, "scans", scansSchema)}
			for _, f := range tt.files {
				s.file(f)
			}
			wantObservations(t, s.run(t), tt.want, tt.population)
		})
	}
}

// What the engine takes for a scan that shows nothing is what the library of
// policies takes for one.
func TestScanThatShowsNothingIsTheSameForPolicies(t *testing.T) {
	library := func(r *rego.Rego) {
		for _, path := range []string{"lib/scans/scans.rego", "lib/observe/observe.rego"} {
			text, err := fs.ReadFile(embedded.FS, path)
			if err != nil {
				t.Fatal(err)
			}
			rego.Module(path, string(text))(r)
		}
	}
	for scan, want := range map[string]bool{
		`{"ok": true}`: true, `{"ok": true, "credentialed": true}`: true, `{"ok": true, "credentialed": false}`: false,
		`{"ok": false}`: false, `{"ok": false, "credentialed": true}`: false, `{"ok": false, "credentialed": false}`: false,
	} {
		d := evidence.ReadEnvelope([]byte(envelope("scans", "web", "h", freshTime, `{"scan": `+scan+`}`)), jsonast.New(jsonast.Default()))
		if d.Shows() != want {
			t.Errorf("%s: the engine says %t", scan, !want)
		}
		set, err := rego.New(library, rego.Query("data.policies.lib.scans.usable("+scan+")")).Eval(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if set.Allowed() != want {
			t.Errorf("%s: the library says %t", scan, !want)
		}
	}
	if d := evidence.ReadEnvelope([]byte(envelope("host-config", "web", "h", freshTime, `{"scan": "nightly"}`)), jsonast.New(jsonast.Default())); !d.Shows() {
		t.Error("a payload without a scan shows nothing")
	}
}
