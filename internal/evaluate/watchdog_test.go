package evaluate

import (
	"context"
	"testing"
	"time"
)

// TestStopperStopsOne holds that a stop which comes too late stops nothing.
func TestStopperStopsOne(t *testing.T) {
	var s stopper
	s.begin()
	first := s.shown.Load()
	if s.Cancelled() {
		t.Error("stopped before anybody asked")
	}
	s.stop(first, causeDeadline)
	if !s.Cancelled() || s.end() != causeDeadline {
		t.Error("not stopped")
	}
	s.begin()
	s.stop(first, causeMemory)
	if s.Cancelled() || s.end() != causeNone {
		t.Error("the next evaluation was stopped for the one before")
	}
	if s.Cancelled() {
		t.Error("stopped between two evaluations")
	}
}

// TestWatchdogGivesUp holds that an evaluation which does not end when it is
// told to is reported: its goroutine cannot be ended.
func TestWatchdogGivesUp(t *testing.T) {
	var idle, busy stopper
	busy.begin()
	d := newWatchdog([]*stopper{&idle, &busy}, tick, 2*tick, 1<<62)
	go d.run(context.Background())
	defer close(d.quit)
	select {
	case i := <-d.stuck:
		if i != 1 || !busy.Cancelled() {
			t.Errorf("worker %d is stuck", i)
		}
	case <-time.After(10 * time.Second):
		t.Error("not noticed")
	}
}
