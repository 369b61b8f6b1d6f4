package pipeline

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/collect"
	"github.com/assay-compliance/assay/internal/load"
)

// ShelfLife is the evidence of one kind for one component, and how long it lasts.
type ShelfLife struct {
	Kind      string
	Component string
	Pieces    int            // that count: what a newer piece replaces is left out
	States    map[string]int // of them, by state at the time asked for
	State     string         // the worst of them; missing where none is there and a source declares it
	// Oldest and Newest are the times of collection of the pieces that say one.
	Oldest, Newest time.Time
	MaxAge         time.Duration // how old it may be
	Expires        time.Time     // when the oldest piece is too old; zero where none says a time
	Controls       []ControlLife // that allow less, soonest first
}

// ControlLife is a control that allows evidence less age than its kind.
type ControlLife struct {
	Framework string
	Control   string
	MaxAge    time.Duration
	Expires   time.Time
}

// stateOrder ranks states: what a person should mend first comes first.
func stateOrder() []string {
	return []string{"missing", string(evidence.Malformed), string(evidence.Unreadable), string(evidence.TooLarge),
		string(evidence.WrongTarget), string(evidence.NotShown), "stale", "future", "unknown-age", "fresh"}
}

// heldPiece is what is kept of a piece until its file has been read: 24 bytes.
type heldPiece struct {
	order     evidence.Order
	collected int64 // seconds since 1970
	row       int32
	state     int8 // index into stateOrder
}

// EvidenceList tells, for each kind and component that the sources bring or
// declare, how old its evidence is at a time, and until when it lasts. Rows come
// in the order in which they expire; what is missing, broken or too old first.
func EvidenceList(ctx context.Context, config string, asOf time.Time) ([]ShelfLife, error) {
	w, err := Open(config)
	if err != nil {
		return nil, err
	}
	joined, sys, err := w.join(nil)
	if err != nil {
		return nil, err
	}
	opt := w.options(asOf, sys)
	opt.Verify = true
	stream, err := collect.Open(w.Config.Root, w.Config.Base, entries(w.Config), w.Kinds, opt)
	if err != nil {
		return nil, err
	}
	defer stream.Close()
	s := shelves{index: map[[2]string]int{}}
	there := assessment.Declared{}
	for {
		item, err := stream.Next(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		err = item.Documents(ctx, func(d *evidence.Document) error {
			p := w.piece(sys, d, asOf, joined.MaxAge)
			there.Add(p.Kind, p.Component)
			s.add(d, p)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	s.settle()
	err = w.missing(there, sys, func(p Piece) error {
		i := s.row(p.Kind, p.Component)
		s.rows[i].States["missing"]++
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.finish(joined), nil
}

// shelves gathers pieces by kind and component.
type shelves struct {
	rows   []ShelfLife
	index  map[[2]string]int
	ledger evidence.Ledger
	held   []heldPiece
}

func (s *shelves) row(kind, component string) int {
	key := [2]string{kind, component}
	i, ok := s.index[key]
	if !ok {
		i = len(s.rows)
		s.index[key] = i
		s.rows = append(s.rows, ShelfLife{Kind: kind, Component: component, States: map[string]int{}})
	}
	return i
}

func (s *shelves) add(d *evidence.Document, p Piece) {
	s.ledger.Add(d)
	i := s.row(p.Kind, p.Component)
	s.rows[i].MaxAge = max(s.rows[i].MaxAge, p.MaxAge)
	h := heldPiece{order: d.Order, row: int32(i), state: int8(max(slices.Index(stateOrder(), p.State), 0))}
	if !p.Collected.IsZero() {
		h.collected = p.Collected.Unix()
	}
	s.held = append(s.held, h)
}

// settle counts the pieces that no newer one replaces.
func (s *shelves) settle() {
	for _, h := range s.held {
		if s.ledger.Superseded(h.order) {
			continue
		}
		r := &s.rows[h.row]
		r.Pieces++
		r.States[stateOrder()[h.state]]++
		if h.collected == 0 {
			continue
		}
		at := time.Unix(h.collected, 0).UTC()
		if r.Oldest.IsZero() || at.Before(r.Oldest) {
			r.Oldest = at
		}
		if at.After(r.Newest) {
			r.Newest = at
		}
	}
	s.held = nil
}

// finish says what each row lasts, and sorts them.
func (s *shelves) finish(joined *load.Joined) []ShelfLife {
	asked := askedAges(joined)
	for i := range s.rows {
		r := &s.rows[i]
		r.State = stateOrder()[slices.IndexFunc(stateOrder(), func(state string) bool { return r.States[state] > 0 })]
		if r.Oldest.IsZero() || r.MaxAge == 0 {
			continue // nobody knows how long what cannot be read would last
		}
		r.Expires = r.Oldest.Add(r.MaxAge)
		for _, c := range asked[r.Kind] {
			if c.MaxAge < r.MaxAge {
				c.Expires = r.Oldest.Add(c.MaxAge)
				r.Controls = append(r.Controls, c)
			}
		}
	}
	rank := func(r ShelfLife) int { return slices.Index(stateOrder(), r.State) }
	slices.SortFunc(s.rows, func(a, b ShelfLife) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), a.Expires.Compare(b.Expires), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Component, b.Component))
	})
	return s.rows
}

// askedAges lists by kind the controls that ask for an age of their own and have
// a check in effect that reads it, shortest age first.
func askedAges(joined *load.Joined) map[string][]ControlLife {
	out := map[string][]ControlLife{}
	kindsOf := map[assessment.RunKey][]string{}
	for _, r := range joined.Plan(nil, time.Time{}).Runs {
		kindsOf[r.Key] = r.Check.Kinds
	}
	for _, scope := range joined.Scopes {
		controls := map[string]string{}
		for _, c := range scope.Controls {
			for _, t := range c.Targets {
				controls[t.ID] = c.ID
			}
		}
		for _, b := range scope.Bindings {
			age, own := scope.MaxAge[controls[b.Target]]
			if !own || b.Disabled != nil || b.Strength == assessment.Informs {
				continue
			}
			c := ControlLife{Framework: scope.Framework.ID, Control: controls[b.Target], MaxAge: age}
			for _, key := range b.Runs {
				for _, kind := range kindsOf[key] {
					if !slices.Contains(out[kind], c) {
						out[kind] = append(out[kind], c)
					}
				}
			}
		}
	}
	for _, list := range out {
		slices.SortFunc(list, func(a, b ControlLife) int {
			return cmp.Or(cmp.Compare(a.MaxAge, b.MaxAge), cmp.Compare(a.Framework, b.Framework), cmp.Compare(a.Control, b.Control))
		})
	}
	return out
}
