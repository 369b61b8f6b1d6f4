package emit

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
)

// Emit costs about 2 µs for a failing subject (identity, text, schema check,
// write) and 0.4 µs for a passing one; the rest is the same for every size.
func BenchmarkWrite(b *testing.B) {
	for _, n := range []int{10, 1_000, 100_000} {
		b.Run(fmt.Sprintf("subjects=%d", n), func(b *testing.B) {
			dir := b.TempDir()
			for i := 0; b.Loop(); i++ {
				if _, err := Write(context.Background(), filepath.Join(dir, fmt.Sprint("results", i)), sample(b, n/4, n-n/4)); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/subject")
		})
	}
}
