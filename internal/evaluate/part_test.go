package evaluate

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A finding says of which examined part it is; what a scan that shows nothing
// says of one is of no part.
func TestPartsOfFindings(t *testing.T) {
	const schema = `{"type": "object", "required": ["findings"], "additionalProperties": false, "properties": {
 "scan": {"type": "object", "required": ["ok"], "properties": {"ok": {"type": "boolean"}}},
 "findings": {"type": "array", "items": {"type": "string"}}, "of": {}}}`
	const rules = `package policies.common.scans.parts

import data.policies.lib.observe

subjects contains f if some f in input.findings

observations contains observe.part(observe.fail("bad", "found"), "os by t") if "bad" in input.findings

observations contains observe.part(observe.pass("img", "nothing found"), input.of) if "img" in input.findings

observations contains observe.fail("own", "listed") if "own" in input.findings

observations contains observe.part(observe.fail("two", "a"), "p") if "two" in input.findings

observations contains observe.part(observe.fail("two", "b"), "q") if "two" in input.findings`
	for name, tt := range map[string]struct{ payload, want string }{
		"findings and what was examined": {`{"findings": ["bad", "img", "own"], "of": "os by t"}`, `img "nothing found" of "os by t", bad "found" of "os by t", own "listed" of ""`},
		"a part of odd characters":       {`{"findings": ["img"], "of": " os\n\"by\" t"}`, `img "nothing found" of " os\n\"by\" t"`},
		"a part that holds a zero":       {`{"findings": ["img"], "of": "os\u0000by t"}`, `img "nothing found" of ""`},
		"a part that is too long":        {`{"findings": ["img"], "of": "` + strings.Repeat("x", maxWhy+1) + `"}`, `img "nothing found" of ""`},
		"one subject of two parts":       {`{"findings": ["two"]}`, `two "a; b" of ""`},
		"a part that is no text":         {`{"findings": ["img"], "of": 1}`, `h1 "an outcome is not what observe.pass, observe.fail or observe.skip makes" of ""`},
		"a scan that failed":             {`{"scan": {"ok": false}, "findings": ["bad"]}`, `bad "found" of ""`},
	} {
		t.Run(name, func(t *testing.T) {
			s := situation{embedded: policies("common/scans/parts/c.rego", meta("scans")+rules), kinds: testKinds(t, "scans", schema)}
			s.file(envelope("scans", "web", "h1", freshTime, tt.payload))
			var got []string
			for _, o := range s.run(t).All {
				for sub, err := range o.Subjects {
					if err != nil {
						t.Fatal(err)
					}
					got = append(got, fmt.Sprintf("%s %q of %q", sub.ID, sub.Why, sub.Of))
				}
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, ", ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}
