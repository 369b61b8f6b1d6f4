package cli

import "testing"

func TestGCPercent(t *testing.T) {
	for _, c := range []struct {
		live uint64
		want int
	}{
		{0, 400},        // no collection ended yet
		{10 << 20, 400}, // a run over little keeps little: garbage costs no more
		{96 << 20, 100}, // half of the small heap
		{128 << 20, 50}, // what lives fills it
		{1 << 30, 50},   // one large document: never the collector alone
		{1 << 63, 50},
	} {
		if got := gcPercent(c.live); got != c.want {
			t.Errorf("live %d: %d, want %d", c.live, got, c.want)
		}
	}
}
