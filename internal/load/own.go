package load

import (
	"io/fs"
	"maps"
	"slices"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/content"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

// opened is a framework with all that its id leads to.
type opened struct {
	resolved *frameworks.Resolved
	family   Family
	sources  []assessment.Source // files of the repository that its profile imports, sorted
	tailored []string
	own      *config.Framework // nil for an embedded one
}

// open finds a framework: one of the team's own, or an embedded one.
func (j *joiner) open(id strictyaml.At[string]) (opened, bool) {
	if j.in.Config != nil {
		if own, ok := j.in.Config.Frameworks.Own(id.Value); ok {
			return j.openOwn(own)
		}
	}
	if !slices.Contains(frameworks.IDs(), id.Value) {
		j.add(id.Place, "there is no framework "+strictyaml.Quote(id.Value), instead(id.Value, j.frameworkIDs()))
		return opened{}, false
	}
	resolved, err := j.lib.Open(id.Value)
	if err != nil {
		j.list.Join(id.Place, err)
		return opened{}, false
	}
	family, ok := j.family(id.Value)
	if !ok {
		j.add(id.Place, "no family of policies claims framework "+id.Value, "name it under frameworks in a policies/<family>/framework.yaml")
	}
	return opened{resolved: resolved, family: family}, ok
}

// frameworkIDs lists the frameworks there are: the team's own and the embedded ones.
func (j *joiner) frameworkIDs() []string {
	out := frameworks.IDs()
	if j.in.Config != nil {
		for _, f := range j.in.Config.Frameworks {
			if f.Own() {
				out = append(out, f.ID.Value)
			}
		}
	}
	slices.Sort(out)
	return out
}

// openOwn resolves a profile of the team's own, and reads what binds checks to it.
// It is a family of its own, without parameters or deadlines.
func (j *joiner) openOwn(own config.Framework) (opened, bool) {
	id := own.ID.Value
	switch {
	case slices.Contains(frameworks.IDs(), id):
		j.add(own.ID.Place, id+" is an embedded framework, and this is a profile of your own", "give it another id: results and the plan of action are kept by it")
		return opened{}, false
	case slices.ContainsFunc(j.families, func(f Family) bool { return f.ID == id }):
		j.add(own.ID.Place, id+" is a family of embedded frameworks, and this is a profile of your own", "give it another id")
		return opened{}, false
	}
	files := j.store.Files()
	at := j.in.Config.Abs(own.Profile.Value)
	resolved, err := frameworks.ResolveFile(files, at)
	switch {
	case files.Err() != nil: // it tells more than that a file cannot be opened
		j.list.Join(own.Profile.Place, files.Err())
		return opened{}, false
	case err != nil:
		j.list.Join(own.Profile.Place, err)
		return opened{}, false
	}
	resolved.ID = id
	out := opened{
		resolved: resolved, own: &own,
		family: Family{ID: id, Title: resolved.Title, Frameworks: []string{id}, Ratings: ratings()},
	}
	digests := files.Opened()
	for _, path := range slices.Sorted(maps.Keys(digests)) {
		if path != at {
			out.sources = append(out.sources, assessment.Source{Path: path, Digest: digests[path]})
		}
	}
	out.tailored, err = j.tailoring(files, at, resolved)
	if err != nil {
		j.list.Join(own.Profile.Place, err)
		return opened{}, false
	}
	j.localCatalog(files, resolved)
	if own.Bindings.Set() && j.bindings[id] == nil {
		at := j.in.Config.Abs(own.Bindings.Value)
		j.readBindingsFile(out.family, at, func() ([]byte, error) { return j.in.Config.Read(at, strictyaml.MaxSize) })
	}
	return out, true
}

// Listed gives frameworks with their controls and without what binds to them: the
// embedded ones, and those of cfg, which may be nil.
func Listed(cfg *config.Config, policies fs.FS, ids []string) ([]assessment.Scope, error) {
	j, err := newJoiner(Input{Config: cfg, Policies: policies})
	if err != nil {
		return nil, err
	}
	var out []assessment.Scope
	for _, id := range ids {
		if o, ok := j.open(strictyaml.At[string]{Value: id}); ok {
			out = append(out, j.unbound(id, o))
		}
	}
	return out, j.list.Err()
}

// ratings are how likely and how bad harm is for a weakness of each level, where no
// family says it.
func ratings() map[assessment.Level]assessment.Rating {
	out := map[assessment.Level]assessment.Rating{}
	for word, rating := range map[string]string{"critical": "high", "high": "high", "moderate": "moderate", "low": "low"} {
		if level, ok := assessment.ParseLevel(word); ok {
			out[level] = assessment.Rating{Likelihood: rating, Impact: rating}
		}
	}
	return out
}

// identifiers knows what may be named of a catalog.
type identifiers interface {
	Find(id string) (frameworks.Entry, bool)
	IDs() []string
}

// catalog gives the identifiers of a catalog, embedded or not.
func (j *joiner) catalog(id string) (identifiers, error) {
	if local, ok := j.catalogs[id]; ok {
		return local, nil
	}
	return frameworks.OpenIndex(id)
}

// localCatalog gives a catalog that is no embedded one its identifiers, and an
// import that stands for an embedded one that one's id: what checks say of
// nist-800-53 they say of NIST's own file too.
func (j *joiner) localCatalog(files fs.FS, r *frameworks.Resolved) {
	at := r.Catalog
	if e, imported := j.store.At(at); imported {
		r.Catalog = e.ID
	}
	if slices.Contains(frameworks.Catalogs(), r.Catalog) || j.catalogs[r.Catalog] != nil {
		return
	}
	all, err := frameworks.ResolveFile(files, at)
	if err != nil {
		j.list.Join(problem.Place{Path: at}, err)
		return
	}
	j.catalogs[r.Catalog] = newLocalIndex(all.Controls)
}

// localIndex is the identifiers of a catalog that is not embedded: its controls
// and their targets.
type localIndex map[string]frameworks.Entry

func newLocalIndex(controls []frameworks.Control) localIndex {
	x := localIndex{}
	for i := range controls {
		c := &controls[i]
		e := frameworks.Entry{ID: c.ID, Kind: frameworks.ControlEntry, Control: c.ID, Withdrawn: c.Withdrawn}
		for _, t := range c.Targets {
			e.Targets = append(e.Targets, t.ID)
			one := frameworks.Entry{ID: t.ID, Kind: frameworks.ObjectiveEntry, Control: c.ID, Withdrawn: c.Withdrawn, Targets: []string{t.ID}}
			if t.Kind == frameworks.Statement {
				one.Kind = frameworks.StatementEntry
			}
			x[t.ID] = one
		}
		x[c.ID] = e
	}
	return x
}

// Find gives what an identifier names.
func (x localIndex) Find(id string) (frameworks.Entry, bool) {
	e, ok := x[id]
	return e, ok
}

// IDs lists every identifier, sorted.
func (x localIndex) IDs() []string { return sortedKeys(x) }

// unselected refuses bindings of a team's own framework to what its profile does
// not select: of an embedded family another framework may select it, of this there
// is no other.
func (j *joiner) unselected(scope *assessment.Scope, o opened) {
	if o.own == nil {
		return
	}
	bench := newBench(scope)
	var ids []string
	for _, c := range scope.Controls {
		ids = append(ids, c.ID)
	}
	file := j.in.Config.Abs(o.own.Bindings.Value)
	for _, c := range j.familyClaims(o.family, o.resolved.Catalog) {
		if c.source.Path == file && len(bench.in(c.named)) == 0 && in(c.frameworks, scope.Framework.ID) {
			j.add(c.place, strictyaml.Quote(c.id)+" is in catalog "+o.resolved.Catalog+", and profile "+o.resolved.ProfilePath+" does not select it", instead(c.id, ids))
		}
	}
}

// words puts the words of an imported catalog in the place of ours.
func (j *joiner) words(scope *assessment.Scope, resolved *frameworks.Resolved) {
	e, ok := j.store.Get(scope.Framework.Catalog)
	if !ok || e.Model != "catalog" {
		return
	}
	w, ok := j.texts[e.ID]
	if !ok {
		var err error
		if w, err = j.store.Words(e); err != nil {
			j.list.Join(e.Place, err)
		}
		j.texts[e.ID] = w
	}
	if w != nil {
		Reword(scope, resolved, w)
	}
}

// Reword puts the words of an imported catalog in the place of ours, as far as it
// has them, and says of what it has none. Prose names parameters by the values that
// are in force.
func Reword(scope *assessment.Scope, resolved *frameworks.Resolved, w *content.Words) {
	said := assessment.Wording{ID: w.ID, Title: w.Entry.Title, Version: w.Version, Source: assessment.Source{Path: w.Path, Digest: w.Digest}}
	value := inserted(resolved)
	for i := range scope.Controls {
		c := &scope.Controls[i]
		if !w.Has(c.ID) {
			said.Lacks = append(said.Lacks, c.ID)
			continue
		}
		c.Title, c.Statement = w.Title(c.ID), w.Statement(c.ID, value)
		for k := range c.Targets {
			t := &c.Targets[k]
			if t.Kind == assessment.Statement {
				t.Title = c.Title
			} else if text := w.Objective(t.ID, value); text != "" {
				t.Title = text
			} else {
				said.Lacks = append(said.Lacks, t.ID)
			}
		}
	}
	scope.Framework.Wording = said
}

// inserted gives the value of a parameter in force, with its unit where it is a bare
// number.
func inserted(r *frameworks.Resolved) func(string) string {
	set := map[string]string{}
	add := func(p frameworks.Param) {
		if p.Value == "" {
			return
		}
		set[p.ID] = p.Value
		if _, bare := number(p.Value); bare && p.Unit != "" && p.Unit != "count" {
			set[p.ID] += " " + p.Unit
		}
	}
	for i := range r.Controls {
		for _, p := range r.Controls[i].Params {
			add(p)
		}
	}
	for _, p := range r.Orphans {
		add(p)
	}
	return func(id string) string { return set[id] }
}
