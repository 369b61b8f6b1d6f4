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
	"github.com/assay-compliance/assay/internal/evaluate/vex"
)

// statements reads, before any scan is judged, what trusted signers say of
// vulnerabilities: statements are few and scans stream. Only sources that declare
// them are looked at. nil where nobody is trusted to say anything.
func (w *Workspace) statements(ctx context.Context, sources []collect.Entry, sys *assessment.System, asOf time.Time, maxAge time.Duration) (*vex.Book, error) {
	asks := func(component string) bool { return w.Trust.Asks(vex.Kind, component) }
	if !slices.ContainsFunc(sys.Boundary, asks) {
		return nil, nil
	}
	book := vex.NewBook(asks)
	only := func(e collect.Entry) bool {
		return slices.Contains(e.Kinds, vex.Kind) || slices.Contains(e.Brings, vex.Kind)
	}
	if !slices.ContainsFunc(sources, only) {
		return book, nil
	}
	if kind, ok := w.Kinds.Get(vex.Kind); ok && (maxAge <= 0 || maxAge > kind.MaxAge) {
		maxAge = kind.MaxAge
	}
	opt := w.options(asOf, sys)
	opt.Only = only
	stream, err := collect.Open(w.Config.Root, w.Config.Base, sources, w.Kinds, opt)
	if err != nil {
		return nil, err
	}
	defer stream.Close()
	var ledger evidence.Ledger
	type said struct {
		at  evidence.Order
		doc *vex.Document
	}
	var all []said
	refused := map[int]bool{} // files, of which something is wrong as a whole
	read := func(d *evidence.Document) error {
		if d.Kind == "" && d.Problem != nil {
			refused[d.Order.File] = true
		}
		if d.Kind != vex.Kind {
			return nil
		}
		ledger.Add(d)
		book.See(d)
		if w.Kinds.Check(d) != nil || d.Signer == "" || !asks(d.Component) || d.Age(asOf, maxAge) != evidence.Fresh {
			return nil
		}
		doc, err := vex.Read(d, asOf)
		if err == nil {
			all = append(all, said{d.Order, doc})
		}
		return err
	}
	for {
		item, err := stream.Next(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = item.Documents(ctx, read)
		}
		if err != nil {
			return nil, err
		}
	}
	for _, s := range all {
		if !ledger.Superseded(s.at) && !refused[s.at.File] {
			book.Add(s.doc)
		}
	}
	return book, nil
}
