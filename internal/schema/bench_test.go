package schema_test

import (
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/jsonast"
	"github.com/assay-compliance/assay/internal/schema"
	"github.com/assay-compliance/assay/internal/testkit"
)

// 4.7 KB host document, AMD EPYC, one core: 10.5 µs, 6 allocations; the general
// validator that serves as oracle needs 160 µs. Half of the time is Object.Get,
// which hashes each property's name again: OPA offers no look-up by a hash known
// beforehand. Keys are looked up by the schema's names and counted, so a valid
// object is never iterated, which would sort its keys.
func BenchmarkCheck(b *testing.B) {
	p := compile(b, testkit.HostSchema)
	values := make([]ast.Value, 64)
	for i := range values {
		values[i] = decode(b, string(testkit.HostDocument(i)))
		if found := p.Check(values[i], 1); len(found) > 0 {
			b.Fatal(found)
		}
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p.Check(values[i%len(values)], 1)
	}
}

// 60 properties: 160 µs, of which a third is the decoder's fresh table. Kinds are
// compiled when first asked for, so a run pays this once a kind it reads.
func BenchmarkCompile(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		compile(b, testkit.HostSchema)
	}
}

// The same documents as text, nothing decoded before and nothing made of it.
func BenchmarkScan(b *testing.B) {
	p := compile(b, testkit.HostSchema)
	texts := make([][]byte, 64)
	for i := range texts {
		texts[i] = testkit.HostDocument(i)
	}
	var s schema.Scanner
	d := jsonast.New(jsonast.Limits{})
	b.SetBytes(int64(len(texts[0])))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if !s.Pass.Begin(d, texts[i%len(texts)]) || !s.Matches(p) || !s.Pass.End() {
			b.Fatal("it matches")
		}
	}
}
