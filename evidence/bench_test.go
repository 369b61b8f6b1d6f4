package evidence_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"testing"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/testkit"
)

// hostEnvelope is a host document in its envelope, on one line.
func hostEnvelope(n int) []byte {
	return fmt.Appendf(nil, `{"kind":"host-config","component":"web","subject":"host-%06d","collected":"2026-11-18T06:00:00Z","payload":%s}`,
		n, testkit.HostDocument(n))
}

// All of these: AMD EPYC, one core, best of several runs on a busy machine.

// 4.7 KB: 5.9 µs, the processor's own SHA-256.
func BenchmarkDigest(b *testing.B) {
	doc := hostEnvelope(1)
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		sha256.Sum256(doc)
	}
}

// 4.7 KB: 54 µs, of which the decoder 46 and the digest 6.
func BenchmarkReadEnvelope(b *testing.B) {
	docs := make([][]byte, 64)
	for i := range docs {
		docs[i] = hostEnvelope(i)
	}
	d := reader()
	b.SetBytes(int64(len(docs[0])))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if doc := evidence.ReadEnvelope(docs[i%len(docs)], d); doc.Problem != nil {
			b.Fatal(doc.Problem)
		}
	}
}

// 52 µs a line whatever their number, and the same memory.
func BenchmarkReadLines(b *testing.B) {
	for _, n := range []int{10, 1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var text bytes.Buffer
			for i := range n {
				text.Write(hostEnvelope(i))
				text.WriteByte('\n')
			}
			d, f := reader(), &evidence.File{Path: "a.jsonl", Format: "jsonl"}
			b.SetBytes(int64(text.Len()))
			b.ReportAllocs()
			for b.Loop() {
				l := evidence.NewLineRuns(bytes.NewReader(text.Bytes()), 0, 0)
				count := 0
				for {
					run, err := l.Next()
					if err == io.EOF {
						break
					}
					if err := evidence.ReadLines(run, f, d, evidence.ReadEnvelope, func(*evidence.Document) error { count++; return nil }); err != nil {
						b.Fatal(err)
					}
				}
				if count != n {
					b.Fatalf("%d of %d", count, n)
				}
			}
		})
	}
}

// 1.6 µs a document: the digest of its key, and the sort. 52
// bytes each at 100,000 while it is worked out.
func BenchmarkLedger(b *testing.B) {
	for _, n := range []int{10, 1_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				fill(n).Count()
			}
		})
	}
}

// 21 µs for 29 kinds: names only, none is compiled.
func BenchmarkLoadKinds(b *testing.B) {
	for b.Loop() {
		if _, err := evidence.LoadKinds(evidence.Schemas); err != nil {
			b.Fatal(err)
		}
	}
}

// An envelope of kind host-config, read and held against its schema: decoded
// first, and by its bytes alone.
func BenchmarkVerify(b *testing.B) {
	kinds, err := evidence.LoadKinds(evidence.Schemas)
	if err != nil {
		b.Fatal(err)
	}
	text, err := fs.ReadFile(evidence.Schemas, "samples/host-config.json")
	if err != nil {
		b.Fatal(err)
	}
	v := &evidence.Verifier{Kinds: kinds}
	for name, read := range map[string]evidence.EnvelopeReader{"decoded": evidence.ReadEnvelope, "scanned": v.ReadEnvelope} {
		b.Run(name, func(b *testing.B) {
			d := reader()
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if p := kinds.Check(read(text, d)); p != nil {
					b.Fatal(p)
				}
			}
		})
	}
}
