package scanners

import (
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

// endless is a text that repeats a part n times between a head and a tail.
func endless(head, part string, n int, tail string) io.Reader {
	readers := make([]io.Reader, 0, n/1000+2)
	readers = append(readers, strings.NewReader(head))
	many := strings.Repeat(part, 1000)
	for range n / 1000 {
		readers = append(readers, strings.NewReader(many))
	}
	return io.MultiReader(append(readers, strings.NewReader(tail))...)
}

// One record of millions of small parts is refused before they are held: 60 MB of
// them would take gigabytes.
func TestARecordOfMillionsOfParts(t *testing.T) {
	for name, r := range map[string]struct {
		format string
		text   io.Reader
	}{
		"locations of a result": {SARIF, endless(`{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"results":[{"ruleId":"a","message":{"text":"x"},"locations":[`, `{},`, 20_000_000, `{}]}]}]}`)},
		"packages":              {Trivy, endless(`{"SchemaVersion":2,"ArtifactName":"x","Results":[{"Target":"x","Class":"os-pkgs","Packages":[`, `{},`, 20_000_000, `{}]}]}`)},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			said := ""
			err := raw.Read(t.Context(), format(t, r.format), r.text, rawtest.Web(), func(d *evidence.Document) error {
				if d.Problem != nil {
					said += d.Problem.What
				}
				return nil
			})
			runtime.ReadMemStats(&after)
			if err != nil || !strings.Contains(said, "memory") && !strings.Contains(said, "records") {
				t.Errorf("%q, %v", said, err)
			}
			if taken := int64(after.Sys) - int64(before.Sys); taken > 1<<30 {
				t.Errorf("it took %d MiB", taken>>20)
			}
		})
	}
}
