package emit

import (
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/assay-compliance/assay/internal/assessment"
)

// ahead renders the subjects of observations side by side, before the document
// has come to them. They are handed out in the order of the observations, and
// only as many are held as the pieces in flight have room for.
type ahead struct {
	assets *assets
	check  Checker
	indent []byte // of a subject in the document
	tasks  []*assessment.Observation
	ready  []chan piece  // by task
	turns  chan struct{} // one for each task that was begun and not taken yet
	free   chan []byte   // the room of pieces that are written
	stop   chan struct{}
	group  sync.WaitGroup
	taken  int // tasks handed out
}

// piece is subjects as they stand in the document, each after its line break and
// all but the first of an observation after a comma.
type piece struct {
	text  []byte
	first int // bytes of the observation's first subject; 0 in all but its first piece
	err   error
}

const (
	pieceSize  = 64 << 10
	pieceCount = 8 // of one observation, rendered and not written yet
)

// renderAhead begins to render the subjects of tasks. stopped must be called.
func renderAhead(a *assets, check Checker, indent []byte, tasks []*assessment.Observation) *ahead {
	n := min(runtime.GOMAXPROCS(0), len(tasks), 8)
	r := &ahead{assets: a, check: check, indent: indent, tasks: tasks, turns: make(chan struct{}, n+1), stop: make(chan struct{}), free: make(chan []byte, n*pieceCount)}
	for range tasks {
		r.ready = append(r.ready, make(chan piece, pieceCount))
	}
	var next atomic.Int64
	for range n {
		r.group.Go(func() {
			for {
				select {
				case r.turns <- struct{}{}:
				case <-r.stop:
					return
				}
				i := int(next.Add(1)) - 1
				if i >= len(tasks) {
					return
				}
				r.render(tasks[i], r.ready[i])
				close(r.ready[i])
			}
		})
	}
	return r
}

// stopped ends the rendering and waits for it.
func (r *ahead) stopped() {
	close(r.stop)
	r.group.Wait()
}

// take gives the pieces of the next task. They must be taken to their end.
func (r *ahead) take(yield func(piece) bool) {
	i := r.taken
	r.taken++
	going := true
	for p := range r.ready[i] {
		going = going && yield(p)
		select {
		case r.free <- p.text[:0]:
		default:
		}
	}
	<-r.turns
}

// piece gives an empty piece, with the room of one that is written where there is
// any.
func (r *ahead) piece() piece {
	select {
	case room := <-r.free:
		return piece{text: room}
	default:
		return piece{text: make([]byte, 0, pieceSize+4<<10)}
	}
}

// render renders the subjects of one observation into pieces.
func (r *ahead) render(o *assessment.Observation, out chan<- piece) {
	send := func(p piece) bool {
		select {
		case out <- p:
			return true
		case <-r.stop:
			return false
		}
	}
	p := r.piece()
	began := false
	for s, err := range o.Subjects {
		if err != nil {
			send(piece{err: err})
			return
		}
		if began {
			p.text = append(p.text, ',')
		}
		p.text = append(p.text, r.indent...)
		start := len(p.text)
		p.text = r.assets.appendSubject(p.text, &s)
		if err := r.check.Element("subject", p.text[start:]); err != nil {
			send(piece{err: err})
			return
		}
		if !began {
			began, p.first = true, len(p.text)
		}
		if len(p.text) >= pieceSize {
			if !send(p) {
				return
			}
			p = r.piece()
		}
	}
	if len(p.text) > 0 {
		send(p)
	}
}
