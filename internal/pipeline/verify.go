package pipeline

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/collect"
	"github.com/assay-compliance/assay/internal/problem"
)

// Piece is one piece of evidence as verify sees it.
type Piece struct {
	Place     problem.Place // of its problem, as near as that is known, else of the piece
	Kind      string
	Component string
	Subject   string
	Collected time.Time
	MaxAge    time.Duration // how old it may be; 0 where its kind is not known
	Signer    string        // of the trust policy, whose signature speaks for it
	State     string        // fresh, stale, future, unknown-age, missing, or the word of its fault
	Problem   *problem.Problem
}

// VerifyEvidence reads every piece of evidence that the sources bring and says
// what state it is in. Nothing is evaluated.
func VerifyEvidence(ctx context.Context, config string, asOf time.Time, yield func(Piece) error) error {
	w, err := Open(config)
	if err != nil {
		return err
	}
	joined, sys, err := w.join(nil)
	if err != nil {
		return err
	}
	opt := w.options(asOf, sys)
	opt.Verify = true
	stream, err := collect.Open(w.Config.Root, w.Config.Base, entries(w.Config), w.Kinds, opt)
	if err != nil {
		return err
	}
	defer stream.Close()
	there := assessment.Declared{}
	for {
		item, err := stream.Next(ctx)
		if errors.Is(err, io.EOF) {
			return w.missing(there, sys, yield)
		}
		if err != nil {
			return err
		}
		err = item.Documents(ctx, func(d *evidence.Document) error {
			p := w.piece(sys, d, asOf, joined.MaxAge)
			there.Add(p.Kind, p.Component)
			return yield(p)
		})
		if err != nil {
			return err
		}
	}
}

// missing gives a piece for each kind that an entry names and no file brings,
// one for each of its components.
func (w *Workspace) missing(there assessment.Declared, sys *assessment.System, yield func(Piece) error) error {
	for _, e := range entries(w.Config) {
		declared := collect.Declared([]collect.Entry{e}, nil, sys.Boundary)
		for _, kind := range sortedKeys(declared) {
			for _, part := range sortedKeys(declared[kind]) {
				if there.Has(kind, part) {
					continue
				}
				p := Piece{Place: e.Where, Kind: kind, Component: part, State: "missing",
					Problem: problem.New(e.Where, "declared and not there: "+kind+" of "+part, "collect it to the entry's path, or take the kind out of the entry")}
				if err := yield(p); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// piece judges one document. shorter is what frameworks ask of kinds beyond what
// these ask themselves.
func (w *Workspace) piece(sys *assessment.System, d *evidence.Document, asOf time.Time, shorter map[string]time.Duration) Piece {
	// The document's texts end with the visit: what outlives it is cloned.
	p := Piece{
		Place: problem.Place{Path: strings.Clone(d.Path), Line: d.Line, Pointer: strings.Clone(d.Pointer)},
		Kind:  strings.Clone(d.Kind), Component: strings.Clone(d.Component), Subject: strings.Clone(d.Subject), Collected: d.Collected,
		Problem: w.Kinds.Check(d),
	}
	if p.Problem != nil {
		p.State, p.Place = string(cmp.Or(d.Fault, evidence.Malformed)), p.Problem.Place
		// What stands where a kind, a component or a subject should may be
		// anything.
		p.Subject = ""
		if _, known := w.Kinds.Get(p.Kind); !known {
			p.Kind = ""
		}
		if !known(sys, p.Component) {
			p.Component = ""
		}
		return p
	}
	if !known(sys, p.Component) {
		p.Component, p.Subject = "", "" // it may be anything
	}
	p.Signer, p.MaxAge = d.Signer, evidence.DefaultMaxAge
	if k, ok := w.Kinds.Get(d.Kind); ok {
		p.MaxAge = k.MaxAge
	}
	if less, ok := shorter[p.Kind]; ok {
		p.MaxAge = min(p.MaxAge, less)
	}
	switch d.Age(asOf, p.MaxAge) {
	case evidence.Fresh:
		p.State = "fresh"
	case evidence.Stale:
		p.State = "stale"
	case evidence.Future:
		p.State = "future"
	default:
		p.State = "unknown-age"
	}
	return p
}

// known says whether the system has a component of that key.
func known(sys *assessment.System, key string) bool {
	return slices.ContainsFunc(sys.Components, func(c assessment.Component) bool { return c.Key == key })
}
