package evaluate

import (
	"context"
	"runtime"
	"runtime/metrics"
	"sync/atomic"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// stopper stops one evaluation of one worker and no later one. It implements
// topdown.Cancel. The worker counts its evaluations; the watchdog names the one
// to stop, so that a stop that comes too late stops nothing.
type stopper struct {
	seq    uint64        // current evaluation; 0 between two; the worker's own
	shown  atomic.Uint64 // seq, for the watchdog
	last   uint64        // the last evaluation that began; the worker's own
	target atomic.Uint64 // the evaluation to stop
	why    atomic.Uint32 // the cause of the last stop
}

// The causes of a stop.
const (
	causeNone = iota
	causeDeadline
	causeMemory
	causeContext
)

func causeReason(cause uint32) assessment.Reason {
	if cause == causeMemory {
		return assessment.ReasonMemory
	}
	return assessment.ReasonDeadline
}

func (s *stopper) begin() {
	s.last++
	s.seq = s.last
	s.shown.Store(s.seq)
}

// end returns the cause when the evaluation was stopped.
func (s *stopper) end() uint32 {
	stopped := s.target.Load() == s.seq
	s.seq = 0
	s.shown.Store(0)
	if stopped {
		return s.why.Load()
	}
	return causeNone
}

// Cancel stops the current evaluation.
func (s *stopper) Cancel() { s.target.Store(s.shown.Load()) }

// Cancelled is asked by the evaluator at every step.
func (s *stopper) Cancelled() bool { return s.seq != 0 && s.target.Load() == s.seq }

// stop stops evaluation seq, for a cause.
func (s *stopper) stop(seq uint64, cause uint32) {
	s.why.Store(cause)
	s.target.Store(seq)
}

// watchdog looks at all workers every tick. It stops an evaluation that takes
// longer than the deadline, and all of them when the heap grows beyond its
// limit. It counts ticks, so that workers need not read the clock.
type watchdog struct {
	workers  []*stopper
	deadline int // ticks
	grace    int // ticks after a stop within which an evaluation must end
	limit    uint64
	wait     int // ticks until the heap is looked at again
	quit     chan struct{}
	stuck    chan int // a worker whose evaluation does not end; at most one
}

const tick = 20 * time.Millisecond

// grace is how long a stopped evaluation may take to end, beside the time it was
// given: a single call of a built-in cannot be stopped.
const grace = 10 * time.Second

func newWatchdog(workers []*stopper, deadline, grace time.Duration, heap uint64) *watchdog {
	return &watchdog{
		workers: workers, limit: heap,
		deadline: max(1, int(deadline/tick)), grace: max(1, int(grace/tick)),
		quit: make(chan struct{}), stuck: make(chan int, 1),
	}
}

// run watches until quit is closed. When ctx is done it stops whatever runs.
func (d *watchdog) run(ctx context.Context) {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	seen := make([]uint64, len(d.workers))
	since := make([]int, len(d.workers))
	for {
		select {
		case <-d.quit:
			return
		case <-ticker.C:
		}
		heavy := d.heavy()
		for i, w := range d.workers {
			seq := w.shown.Load()
			if seq == 0 || seq != seen[i] {
				seen[i], since[i] = seq, 0
				if seq == 0 {
					continue
				}
			}
			since[i]++
			switch {
			case ctx.Err() != nil:
				w.stop(seq, causeContext)
			case since[i] == d.deadline+d.grace:
				select {
				case d.stuck <- i:
				default:
				}
			case since[i] == d.deadline:
				w.stop(seq, causeDeadline)
			case heavy:
				w.stop(seq, causeMemory)
				since[i] = max(since[i], d.deadline)
			}
		}
	}
}

// heavy says whether the heap is beyond its limit, garbage not counted. Finding
// out costs a collection of the garbage, so it is done at most every rest ticks.
func (d *watchdog) heavy() bool {
	if d.wait--; d.wait > 0 || heap() <= d.limit {
		return false
	}
	d.wait = rest
	runtime.GC()
	return heap() > d.limit
}

const rest = 12

// heap is the memory of all objects on the heap, in bytes.
func heap() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return sample[0].Value.Uint64()
}
