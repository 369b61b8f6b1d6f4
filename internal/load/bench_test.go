package load_test

import (
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/evaluate"
	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/policies"
)

// With the 128 checks that are embedded: 1.7 ms for fedramp-low and 2.7 for the
// three, where nothing else runs and no garbage is collected; 11 and 14 when the
// frameworks were decoded from JSON and the families from YAML.
func BenchmarkScopes(b *testing.B) {
	checks, err := evaluate.List(policies.FS, evaluate.EmbeddedPath, evaluate.ListOptions{})
	if err != nil {
		b.Fatal(err)
	}
	for _, frameworks := range []string{"fedramp-low", "hipaa cmmc-l2 fedramp-moderate"} {
		b.Run(frameworks, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := load.Scopes(load.Input{Frameworks: strings.Fields(frameworks), Policies: policies.FS, Checks: checks}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
