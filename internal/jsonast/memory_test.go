package jsonast

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"testing"
)

// A decoder that has read a fleet holds no document of it. Whether it would
// depends on where a document ends in a block of terms: with a name of its own in
// each, this sample is of a size that never ends where a block does.
func TestADecoderHoldsNoDocument(t *testing.T) {
	sample, err := os.ReadFile("../../evidence/samples/host-config.json")
	if err != nil {
		t.Fatal(err)
	}
	live := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	d := New(Default())
	before := live()
	for _, named := range []bool{false, true} {
		for i := range 5_001 {
			text := bytes.Clone(sample)
			if named {
				text = bytes.Replace(text, []byte(`"subject": "`), fmt.Appendf(nil, `"subject": "x%d`, i), 1)
			}
			if _, err := d.Decode(text); err != nil {
				t.Fatal(err)
			}
		}
		if grown := int64(live()) - int64(before); grown > 16<<20 {
			t.Errorf("named %v: %d MB are still held", named, grown>>20)
		}
	}
	runtime.KeepAlive(d)
}
