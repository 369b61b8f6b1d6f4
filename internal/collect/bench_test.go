//go:build unix

package collect

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/jsonast"
)

// fleet writes n payloads of about 4.7 KB, 1,000 to a directory.
func fleet(b *testing.B, n int) string {
	b.Helper()
	root := b.TempDir()
	var body []byte
	body = append(body, `{"id":"host","packages":[`...)
	for i := range 55 {
		body = fmt.Appendf(body, `{"name":"package-%d","version":"%d.%d.1","source":"main","pinned":%v,"size":%d},`, i, i, i*7%10, i%3 == 0, i*917)
	}
	body = append(body, `null]}`...)
	for i := range n {
		dir := filepath.Join(root, "f", fmt.Sprintf("%03d", i/1000))
		if i%1000 == 0 {
			if err := os.MkdirAll(dir, 0o755); err != nil {
				b.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("host-%06d.json", i)), body, 0o644); err != nil {
			b.Fatal(err)
		}
	}
	return root
}

// cpu reports the processor time a file costs, which a busy machine does not
// change as it changes wall time.
func cpu(b *testing.B, files int) func() {
	b.Helper()
	spent := func() time.Duration {
		var r syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
			b.Fatal(err)
		}
		return time.Duration(r.Utime.Nano() + r.Stime.Nano())
	}
	from := spent()
	return func() {
		b.ReportMetric(float64((spent()-from).Nanoseconds())/1000/float64(b.N*files), "cpu-µs/file")
	}
}

// BenchmarkFleet reads 10,000 files of 4.5 KB as payloads, and does the same
// without this package: open, read, hash, parse. Processor time is the same
// within the noise of a busy machine of 2 cores, 92 to 95 and 91 to 97 µs a
// file: a file opened from the handle of its directory costs less than one
// opened by its path, and that pays for the sorted listing. Kinds that name
// pointers for subject and time cost two look-ups more.
func BenchmarkFleet(b *testing.B) {
	root := fleet(b, 10_000)
	b.Run("collect", func(b *testing.B) {
		defer cpu(b, 10_000)()
		for b.Loop() {
			s, err := Open(root, "", []Entry{{Path: "f/**/*.json", Kinds: []string{"iam-accounts"}, Component: "fleet", Format: Payload}}, kinds(), Options{})
			if err != nil {
				b.Fatal(err)
			}
			n := 0
			for {
				it, err := s.Next(context.Background())
				if err == io.EOF {
					break
				}
				if err := it.Documents(context.Background(), func(*evidence.Document) error { n++; return nil }); err != nil {
					b.Fatal(err)
				}
			}
			s.Close()
			if n != 10_000 {
				b.Fatal(n)
			}
		}
	})
	b.Run("plain", func(b *testing.B) {
		defer cpu(b, 10_000)()
		for b.Loop() {
			files, _ := filepath.Glob(filepath.Join(root, "f", "*", "*.json"))
			d := jsonast.New(jsonast.Default())
			for _, f := range files {
				raw, err := os.ReadFile(f)
				if err != nil {
					b.Fatal(err)
				}
				_ = sha256.Sum256(raw)
				if _, err := d.Decode(raw); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
