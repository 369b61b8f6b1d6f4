package config_test

import (
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/config"
)

// A trust policy that could never ask for anything is refused: it would look like
// one that does.
func TestTrustRefuses(t *testing.T) {
	const results = "leveraged:\n  - {name: Cloud, results: r.json, sha256: aa00000000000000000000000000000000000000000000000000000000000000, signed: cloud}\n"
	for _, row := range []struct{ name, trust, want string }{
		{"nobody", "trust: []\n", "5:8: the list is empty: nobody would have to sign anything"},
		{"nothing", "trust:\n", "5:7: trust: there is no value"},
		{"a signer as text", "trust: scanner.pub\n", "5:8: trust: want a list, found text"},
		{"no key", "trust: [{signer: a}]\n", "5:9: key key is missing"},
		{"no name", "trust: [{key: a.pub}]\n", "5:9: key signer is missing"},
		{"no kind in the list", "trust: [{signer: a, key: a.pub, kinds: []}]\n", "5:40: the list is empty"},
		{"no component in the list", "trust: [{signer: a, key: a.pub, components: []}]\n", "5:45: the list is empty"},
		{"one name of two keys", "trust: [{signer: a, key: a.pub}, {signer: a, key: b.pub}]\n", `5:51: signer "a" has another key on line 5`},
		{"results of a component", results + "trust: [{signer: cloud, key: a.pub, kinds: [assessment-results], components: [web]}]\n", "assessment-results are of another system and of no component"},
		{"results that nobody asks to be signed", strings.Replace(results, ", signed: cloud", "", 1) + "trust: [{signer: cloud, key: a.pub, kinds: [assessment-results]}]\n", `signer "cloud" may speak for assessment-results alone, and no entry of leveraged asks for that signature`},
		{"results by a signer of some components", results + "trust: [{signer: cloud, key: a.pub, components: [web]}]\n", `no signer "cloud" may speak for assessment-results`},
		{"results by a signer of another kind", results + "trust: [{signer: cloud, key: a.pub, kinds: [sbom]}]\n", `no signer "cloud" may speak for assessment-results`},
		{"in order", results + "trust: [{signer: cloud, key: a.pub, kinds: [assessment-results]}, {signer: b, key: b.pub, kinds: [sbom], components: [web]}]\n", ""},
		{"in order, for everything", results + "trust: [{signer: cloud, key: a.pub}]\n", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := config.Decode("assay.yaml", []byte("system-id: a\nsystem:\n  - {key: web, type: application, title: Web}\nframeworks: [hipaa]\n"+row.trust))
			switch {
			case row.want == "" && err != nil:
				t.Error(err)
			case row.want != "" && (err == nil || !strings.Contains(err.Error(), row.want)):
				t.Errorf("got  %v\nwant %s", err, row.want)
			}
		})
	}
}
