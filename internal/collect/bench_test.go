package collect

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

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

// BenchmarkFleet reads 10,000 files of 4.5 KB as payloads, and does the same
// without this package: open, read, hash, parse. The two stay within the noise
// of each other (23.4 and 24.1 µs a file, one worker, on 2 shared cores):
// listing costs 1 µs a file, and a file opened from its directory's handle
// costs less than one opened by its path, which pays for that.
func BenchmarkFleet(b *testing.B) {
	root := fleet(b, 10_000)
	b.Run("collect", func(b *testing.B) {
		for b.Loop() {
			s, err := Open(root, "", []Entry{{Path: "f/**/*.json", Kinds: []string{"host-config"}, Component: "fleet", Format: Payload}}, kinds(), Options{})
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
