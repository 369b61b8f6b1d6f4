package evidence_test

import (
	"strings"
	"testing"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/problem"
)

// Whatever a team writes as x-produce is taken as words or told with its place.
func FuzzProduce(f *testing.F) {
	for _, seed := range []string{`[]`, `"run it"`, `[{"from":"a","how":"b"}]`, `[{"from":"a"},7,{"a/~b":null}]`, `[{"from":" ","how":"\u001b"}]`, `{`} {
		f.Add(seed)
	}
	own := tree(map[string]string{"schemas/hosts.json": anObject})
	f.Fuzz(func(t *testing.T, produce string) {
		text := `{"type":"object","x-produce":` + produce + `}`
		kinds, err := evidence.LoadKinds(own, tree(map[string]string{"evidence/schemas/a.json": text}))
		if err != nil {
			for _, p := range problem.All(err) {
				if !strings.HasPrefix(p.Where(), "evidence/schemas/a.json") || p.What == "" {
					t.Errorf("%s: a problem without place or words: %v", text, p)
				}
			}
			return
		}
		k, ok := kinds.Get("a")
		if !ok {
			t.Fatalf("%s: no kind and no problem", text)
		}
		for _, p := range k.Produce {
			if strings.TrimSpace(p.From) == "" || strings.TrimSpace(p.How) == "" {
				t.Errorf("%s: a way without words: %+v", text, p)
			}
		}
	})
}
