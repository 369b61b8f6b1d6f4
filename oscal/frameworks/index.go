package frameworks

import (
	"maps"
	"path"
	"slices"
	"sync"

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

// Catalog is a catalog with every identifier that a binding may name: its own,
// and those that embedded profiles add to its controls. It may be shared.
type Catalog struct {
	ID, Title, Version string
	Path, Digest       string    // file within FS; sha256 of its bytes, lower-case hex
	Controls           []Control // all, withdrawn ones included, in the catalog's order
	refs               map[string]ref
	ids                func() []string
}

// ref is where an identifier stands; an Entry is made of it when asked for.
type ref struct {
	control  int   // in Controls
	part     *part // nil for the control itself
	profiles []string
}

// OpenCatalog reads the embedded catalog of that id. It errs, with the nearest
// ids, when there is none.
func OpenCatalog(id string) (*Catalog, error) { return NewLibrary().Catalog(id) }

// Catalog reads the embedded catalog of that id. It errs, with the nearest
// ids, when there is none.
func (l *Library) Catalog(id string) (*Catalog, error) {
	if c := l.indexes[id]; c != nil {
		return c, nil
	}
	file, err := embedded(id, "catalog.json", "catalog", Catalogs())
	if err != nil {
		return nil, err
	}
	at := location{builtin: true, path: file}
	all, err := l.resolver.resolve(at)
	if err != nil {
		return nil, err
	}
	s := l.resolver.sources[at]
	c := &Catalog{
		ID: id, Title: s.title, Version: s.version, Path: file, Digest: all.ProfileDigest,
		Controls: all.Controls, refs: make(map[string]ref, 6*len(all.Controls)),
	}
	for i := range s.controls {
		n := &s.controls[i]
		c.refs[n.control.ID] = ref{control: i}
		for j := range n.parts {
			c.enter(&n.parts[j], i, "")
		}
	}
	if err := l.enterProfiles(c); err != nil {
		return nil, err
	}
	c.ids = sync.OnceValue(func() []string { return slices.Sorted(maps.Keys(c.refs)) })
	l.indexes[id] = c
	return c, nil
}

// enter records a part and the parts below it. Profile is the framework that
// adds them; empty for the catalog itself.
func (c *Catalog) enter(p *part, control int, profile string) {
	for i := range p.parts {
		c.enter(&p.parts[i], control, profile)
	}
	if p.id == "" {
		return
	}
	r, known := c.refs[p.id]
	if !known {
		r = ref{control: control, part: p}
	}
	if profile != "" && (!known || r.profiles != nil) {
		r.profiles = append(r.profiles, profile)
	}
	c.refs[p.id] = r
}

// enterProfiles records what embedded profiles add to controls of c.
func (l *Library) enterProfiles(c *Catalog) error {
	for _, id := range IDs() {
		at := location{builtin: true, path: id + "/profile.json"}
		s, err := l.resolver.source(at)
		if err != nil {
			return err
		}
		if !s.importsFrom(c) {
			continue
		}
		for i := range s.alters {
			at, known := c.refs[s.alters[i].control]
			if !known || at.part != nil {
				continue
			}
			for j := range s.alters[i].adds {
				for k := range s.alters[i].adds[j].parts {
					c.enter(&s.alters[i].adds[j].parts[k], at.control, id)
				}
			}
		}
	}
	return nil
}

// importsFrom says whether a profile imports the catalog itself.
func (s *source) importsFrom(c *Catalog) bool {
	return slices.ContainsFunc(s.imports, func(in importing) bool {
		return path.Join(path.Dir(s.at.path), in.href) == c.Path
	})
}

// Find gives what an identifier names.
func (c *Catalog) Find(id string) (Entry, bool) {
	r, ok := c.refs[id]
	if !ok {
		return Entry{}, false
	}
	control := &c.Controls[r.control]
	e := Entry{ID: id, Kind: StatementEntry, Control: control.ID, Withdrawn: control.Withdrawn, Profiles: r.profiles}
	var targets []Target
	switch {
	case r.part == nil:
		e.Kind = ControlEntry
		targets = control.Targets
	case r.part.objective():
		e.Kind = ObjectiveEntry
		targets = r.part.leaves(nil)
	case len(control.Targets) == 1 && control.Targets[0].ID == id:
		targets = control.Targets
	}
	for _, t := range targets {
		e.Targets = append(e.Targets, t.ID)
	}
	return e, true
}

// Control gives the control of that id.
func (c *Catalog) Control(id string) (*Control, bool) {
	r, ok := c.refs[id]
	if !ok || r.part != nil {
		return nil, false
	}
	return &c.Controls[r.control], true
}

// IDs lists every identifier, sorted. The slice is shared: do not change it.
func (c *Catalog) IDs() []string { return c.ids() }

// Near gives up to three identifiers that id was probably meant to be, the
// nearest first.
func (c *Catalog) Near(id string) []string { return strictyaml.Near(id, c.ids()) }
