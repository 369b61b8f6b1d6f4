package emit

import (
	"iter"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/assay-compliance/assay/internal/assessment"
)

// ahead renders the subjects of observations. Those of large ones it renders side
// by side, before the document has come to them: they are handed out in the order
// of the observations, and only as many are held as the pieces in flight have room
// for.
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
	pieceCount = 8  // of one observation, rendered and not written yet
	fewAhead   = 50 // subjects that are rendered before another goroutine would begin
)

// renderAhead begins to render the subjects of all that are large. stopped must be
// called.
func renderAhead(a *assets, check Checker, indent []byte, all []assessment.Observation) *ahead {
	var tasks []*assessment.Observation
	for i := range all {
		if o := &all[i]; listed(o) && o.Count > fewAhead {
			tasks = append(tasks, o)
		}
	}
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
				r.fill(tasks[i], r.ready[i])
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

// of gives the pieces of an observation, the next in order that lists its
// subjects. They must be taken to their end.
func (r *ahead) of(o *assessment.Observation) iter.Seq[piece] {
	if o.Count <= fewAhead {
		return r.render(o)
	}
	return func(yield func(piece) bool) {
		going := true
		for p := range r.ready[r.taken] {
			going = going && yield(p)
			select {
			case r.free <- p.text[:0]:
			default:
			}
		}
		r.taken++
		<-r.turns
	}
}

// fill renders an observation for whoever takes it, unless all is to stop.
func (r *ahead) fill(o *assessment.Observation, out chan<- piece) {
	for p := range r.render(o) {
		select {
		case out <- p:
		case <-r.stop:
			return
		}
	}
}

// render renders the subjects of one observation. A piece with an error is the
// last.
func (r *ahead) render(o *assessment.Observation) iter.Seq[piece] {
	return func(yield func(piece) bool) {
		p, began := r.piece(), false
		for s, err := range o.Subjects {
			if err != nil {
				yield(piece{err: err})
				return
			}
			if began {
				p.text = append(p.text, ',')
			}
			p.text = append(p.text, r.indent...)
			start := len(p.text)
			p.text = r.assets.appendSubject(p.text, &s)
			if err := r.check.Element("subject", p.text[start:]); err != nil {
				yield(piece{err: err})
				return
			}
			if !began {
				began, p.first = true, len(p.text)
			}
			if len(p.text) >= pieceSize {
				if !yield(p) {
					return
				}
				p = r.piece()
			}
		}
		if len(p.text) > 0 {
			yield(p)
		}
	}
}

// piece gives an empty piece, with the room of one that is written where there is
// any.
func (r *ahead) piece() (p piece) {
	select {
	case p.text = <-r.free:
	default:
	}
	return p
}
