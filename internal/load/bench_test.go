package load_test

import (
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/evaluate"
	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/policies"
)

// Cold, as at the start of the program.
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
