package pipeline

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/collect"
	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/internal/problem"
)

// Piece is one piece of evidence as verify sees it.
type Piece struct {
	Place     problem.Place // of its problem, as near as that is known, else of the piece
	Kind      string
	Component string
	Subject   string
	Collected time.Time
	State     string // fresh, stale, future, unknown-age, malformed
	Problem   *problem.Problem
}

// VerifyEvidence reads every piece of evidence that the sources bring and says
// what state it is in. Nothing is evaluated.
func VerifyEvidence(ctx context.Context, config string, asOf time.Time, yield func(Piece) error) error {
	w, err := Open(config)
	if err != nil {
		return err
	}
	sys, err := load.System(w.Config)
	if err != nil {
		return err
	}
	if err := load.Kinds(w.Config, w.Kinds.Names()); err != nil {
		return err
	}
	stream, err := collect.Open(w.Config.Root, w.Config.Base, entries(w.Config), w.Kinds, options(asOf, sys))
	if err != nil {
		return err
	}
	defer stream.Close()
	for {
		item, err := stream.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := item.Documents(ctx, func(d *evidence.Document) error { return yield(w.piece(sys, d, asOf)) }); err != nil {
			return err
		}
	}
}

func (w *Workspace) piece(sys *assessment.System, d *evidence.Document, asOf time.Time) Piece {
	p := Piece{
		Place: problem.Place{Path: d.Path, Line: d.Line, Pointer: d.Pointer},
		Kind:  d.Kind, Component: d.Component, Subject: d.Subject, Collected: d.Collected, Problem: w.Kinds.Check(d),
	}
	if p.Problem != nil {
		p.State, p.Place = "malformed", p.Problem.Place
		// What stands where a kind, a component or a subject should may be
		// anything.
		p.Subject = ""
		if _, known := w.Kinds.Get(p.Kind); !known {
			p.Kind = ""
		}
		if !slices.ContainsFunc(sys.Components, func(c assessment.Component) bool { return c.Key == p.Component }) {
			p.Component = ""
		}
		return p
	}
	maxAge := evidence.DefaultMaxAge
	if k, ok := w.Kinds.Get(d.Kind); ok {
		maxAge = k.MaxAge
	}
	switch d.Age(asOf, maxAge) {
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
