package cli

import (
	"math"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// startTime is within which a run over a few files is over.
const startTime = 60 * time.Millisecond

// smallHeap is what a run may take before memory counts more than time, bytes.
const smallHeap = 192 << 20

// collectLess makes the garbage collector run less often, until done is called.
// Evaluation makes much garbage and keeps little: fewer collections cost some ten
// MiB and save a tenth of the time. A start is over before its first collection
// would end, so that there is none until then. What is kept grows with the fleet,
// a few tens of bytes a document; the more it is, the sooner is collected.
func collectLess() (done func()) {
	before := debug.SetGCPercent(-1)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(startTime)
		defer tick.Stop()
		set := -1
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				if want := gcPercent(liveHeap()); want != set { // setting it stops the world
					set = want
					debug.SetGCPercent(set)
				}
			}
		}
	}()
	return func() {
		close(stop)
		<-stopped
		debug.SetGCPercent(before)
	}
}

// gcPercent lets garbage fill the small heap, at most four times what lives and
// at least half as much.
func gcPercent(live uint64) int {
	if live == 0 {
		return 400
	}
	return int(min(400, max(50, (smallHeap/float64(live)-1)*100)))
}

// liveHeap is what the last collection left, bytes.
func liveHeap() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return sample[0].Value.Uint64()
}

// heapLimit is the memory that whoever started the program allows it in
// GOMEMLIMIT, less a tenth for what is no heap of evaluations; 0 where it says
// nothing.
func heapLimit() uint64 {
	limit := debug.SetMemoryLimit(-1)
	if limit == math.MaxInt64 {
		return 0
	}
	return uint64(limit - limit/10)
}
