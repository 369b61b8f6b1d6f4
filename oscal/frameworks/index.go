package frameworks

import (
	"sort"
	"strings"

	"github.com/assay-compliance/assay/internal/strictyaml"
)

// EntryKind is what an identifier of a catalog names.
type EntryKind string

// The kinds of identifier.
const (
	ControlEntry   EntryKind = "control"
	ObjectiveEntry EntryKind = "objective"
	StatementEntry EntryKind = "statement" // the whole statement, or an item of it
)

// Entry is one identifier of a catalog.
type Entry struct {
	ID        string
	Kind      EntryKind
	Control   string   // the control it belongs to; its own id for a control
	Withdrawn bool     // of its control
	Targets   []string // the targets at or below it, in order; none for an item of a statement where objectives are known
	Profiles  []string // frameworks that add it; empty when the catalog itself has it
}

// Index knows every identifier that a binding may name: those of a catalog, and
// those that embedded profiles add to its controls. It is cheap to open and to
// copy, and its zero value knows none.
type Index struct{ place, count int } // of the records in compact

// Catalog is a catalog with its index. It may be shared and read.
type Catalog struct {
	ID, Title, Version string
	Path, Digest       string    // file within FS; sha256 of its bytes, lower-case hex
	Controls           []Control // all, withdrawn ones included, in the catalog's order
	Index
}

// OpenIndex gives the index of the embedded catalog of that id. It errs, with
// the nearest ids, when there is none.
func OpenIndex(catalog string) (Index, error) {
	d, err := embedded(catalog, "catalog.json", "catalog")
	if err != nil {
		return Index{}, err
	}
	return d.entries(), nil
}

// OpenCatalog reads the embedded catalog of that id. It errs, with the nearest
// ids, when there is none.
func OpenCatalog(id string) (*Catalog, error) { return NewLibrary().Catalog(id) }

// Catalog reads the embedded catalog of that id. It errs, with the nearest
// ids, when there is none.
func (l *Library) Catalog(id string) (*Catalog, error) {
	if c := l.catalogs[id]; c != nil {
		return c, nil
	}
	d, err := embedded(id, "catalog.json", "catalog")
	if err != nil {
		return nil, err
	}
	all := d.resolved()
	c := &Catalog{
		ID: id, Title: all.Title, Version: all.Version, Path: all.ProfilePath, Digest: all.ProfileDigest,
		Controls: all.Controls, Index: d.entries(),
	}
	l.catalogs[id] = c
	return c, nil
}

// Control gives the control of that id.
func (c *Catalog) Control(id string) (*Control, bool) {
	_, control, ok := c.find(id)
	if !ok || c.Controls[control].ID != id {
		return nil, false
	}
	return &c.Controls[control], true
}

// entries gives the index of a catalog.
func (d document) entries() Index { return Index{place: d.index + wordSize, count: word(d.index)} }

// record gives the id and the place of one entry.
func (x Index) record(i int) (id string, place cursor) {
	at := x.place + i*2*wordSize
	return text(word(at)), cursor(word(at + wordSize))
}

// Find gives what an identifier names.
func (x Index) Find(id string) (Entry, bool) {
	e, _, ok := x.find(id)
	return e, ok
}

// find gives an entry and where its control stands in the catalog.
func (x Index) find(id string) (e Entry, control int, ok bool) {
	i, ok := sort.Find(x.count, func(i int) int {
		known, _ := x.record(i)
		return strings.Compare(id, known)
	})
	if !ok {
		return Entry{}, 0, false
	}
	_, place := x.record(i)
	e, control = place.entry(id)
	return e, control, true
}

// entry reads what an index has of an identifier: where its control stands in
// the catalog, and the rest.
func (c *cursor) entry(id string) (e Entry, control int) {
	control = c.number()
	return Entry{
		ID: id, Kind: EntryKind(c.text()), Control: c.text(), Withdrawn: c.yes(), Targets: c.texts(), Profiles: c.texts(),
	}, control
}

// IDs lists every identifier, sorted.
func (x Index) IDs() []string {
	out := make([]string, x.count)
	for i := range out {
		out[i], _ = x.record(i)
	}
	return out
}

// Near gives up to three identifiers that id was probably meant to be, the
// nearest first.
func (x Index) Near(id string) []string { return strictyaml.Near(id, x.IDs()) }
