package jsonast_test

import (
	"testing"

	"github.com/assay-compliance/assay/internal/jsonast"
	"github.com/assay-compliance/assay/internal/testkit"
)

func BenchmarkDecode(b *testing.B) {
	docs := make([][]byte, 64)
	for i := range docs {
		docs[i] = testkit.HostDocument(i)
	}
	d := jsonast.New(jsonast.Limits{})
	b.SetBytes(int64(len(docs[0])))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := d.Decode(docs[i%len(docs)]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		jsonast.New(jsonast.Limits{})
	}
}
