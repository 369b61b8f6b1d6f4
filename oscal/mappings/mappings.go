// Package mappings carries crosswalks between the catalogs that assay knows, as
// OSCAL 1.2 mapping collections: CMMC Level 2, HIPAA and FedRAMP's 20x
// indicators, each with SP 800-53 Rev. 5 and back.
//
// A mapping is for people: it shows which requirements bear on which. No verdict
// is ever carried over one, so nothing that loads, evaluates or concludes may
// import this package; a test in internal holds that.
//
// The files are written by go generate in oscal/frameworks, from the fact tables
// there.
package mappings

import (
	"cmp"
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

// FS holds every collection as <id>.json.
//
//go:embed *.json
var FS embed.FS

// IDs lists the embedded collections, sorted: cmmc-l2, fedramp-20x, hipaa.
func IDs() (out []string) {
	entries, err := FS.ReadDir(".")
	if err != nil {
		return nil // not reachable: the directory is embedded
	}
	for _, e := range entries {
		if id, ok := strings.CutSuffix(e.Name(), ".json"); ok {
			out = append(out, id)
		}
	}
	return out
}

// Link is one entry of a mapping, seen from one of its ends.
type Link struct {
	Collection   string
	From         string // the identifier that was asked for
	Catalog      string // of the other end: nist-800-53, hipaa …
	ID           string // the other end
	Label, Title string // of it
	Relationship string // how From stands to ID: intersects-with, subset-of …
	Stated       bool   // the source says so; else it lists both, and the word is the weakest that OSCAL has
	Verification string // derived or unverified; empty where the source says it
	ByWayOf      string // a withdrawn control that the source names, and whose substance went to one of the ends
	Withdrawn    bool   // an end is withdrawn: the source names a control that is no more
	ListedWith   string // the requirements that the source prints as one block with From, or with ID
	Sources      []Source
}

// Source says where an entry was read.
type Source struct{ Reference, Status string }

// Library follows mappings. It reads each file once, and is for one goroutine at
// a time.
type Library struct {
	frameworks  *frameworks.Library
	collections []collection
}

type collection struct {
	id       string
	mappings []mapping
}

type mapping struct {
	from, to string // ids of the catalogs
	source   Source
	stated   bool
	entries  []oscal.Map
}

// Item is a control or an objective of a catalog that is mapped.
type Item struct{ Catalog, ID, Label, Title string }

// NewLibrary reads the embedded collections.
func NewLibrary() (*Library, error) {
	l := &Library{frameworks: frameworks.NewLibrary()}
	for _, id := range IDs() {
		doc, err := read(id + ".json")
		if err != nil {
			return nil, err
		}
		c := collection{id: id}
		for i := range doc.MappingCollection.Mappings {
			m, err := l.mapping(doc.MappingCollection, &doc.MappingCollection.Mappings[i])
			if err != nil {
				return nil, fmt.Errorf("mapping collection %s: %w", id, err)
			}
			c.mappings = append(c.mappings, m)
		}
		l.collections = append(l.collections, c)
	}
	return l, nil
}

func read(name string) (*oscal.Document, error) {
	data, err := FS.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return oscal.Read("assay:mappings/"+name, data)
}

func (l *Library) mapping(c *oscal.MappingCollection, m *oscal.Mapping) (mapping, error) {
	from, err := l.catalog(m.SourceResource.Href)
	if err != nil {
		return mapping{}, err
	}
	to, err := l.catalog(m.TargetResource.Href)
	if err != nil {
		return mapping{}, err
	}
	out := mapping{
		from: from, to: to, entries: m.Maps, source: Source{Status: m.Status},
		stated: property(m.Props, oscal.NS, "relationship").Value != "not-stated",
	}
	for _, link := range deref(m.Links) {
		if c.BackMatter == nil || link.Rel != "reference" {
			continue
		}
		for _, r := range deref(c.BackMatter.Resources) {
			if link.Href == "#"+r.UUID && r.Citation != nil {
				out.source.Reference = r.Citation.Text
			}
		}
	}
	return out, nil
}

// catalog gives the catalog whose identifiers a resource of a mapping uses.
func (l *Library) catalog(href string) (string, error) {
	id := path.Base(path.Dir(href))
	if path.Base(href) == "catalog.json" {
		return id, nil
	}
	r, err := l.frameworks.Open(id)
	if err != nil {
		return "", err
	}
	return r.Catalog, nil
}

// Links follows every mapping from identifiers of one catalog, in the order of
// ids, then by collection and by what they lead to. What two editions of a source
// say alike is one link with both.
func (l *Library) Links(catalog string, ids []string) []Link {
	var out []Link
	for _, id := range ids {
		var found []Link
		for _, c := range l.collections {
			for _, m := range c.mappings {
				if m.from == catalog {
					found = l.follow(found, c.id, m, id)
				}
			}
		}
		slices.SortStableFunc(found, func(a, b Link) int { return cmp.Compare(a.Collection, b.Collection) })
		out = append(out, found...)
	}
	return out
}

// follow adds what one mapping says of an identifier.
func (l *Library) follow(found []Link, collection string, m mapping, id string) []Link {
	for _, e := range m.entries {
		if !slices.ContainsFunc(e.Sources, func(s oscal.MappingItem) bool { return s.IDRef == id }) {
			continue
		}
		for _, target := range e.Targets {
			link := Link{
				Collection: collection, From: id, Catalog: m.to, ID: target.IDRef, Relationship: e.Relationship, Stated: m.stated,
				Verification: property(e.Props, oscal.NS, "verification").Value, ByWayOf: property(e.Props, oscal.NS, "by-way-of").Value,
				Withdrawn:  property(e.Props, oscal.NS, "status").Value == "withdrawn",
				ListedWith: property(e.Props, oscal.NS, "listed-with").Value, Sources: []Source{m.source},
			}
			if i := slices.IndexFunc(found, func(k Link) bool { return same(k, link) }); i >= 0 {
				found[i].Sources = append(found[i].Sources, m.source)
				continue
			}
			item, _ := l.Item(m.to, target.IDRef)
			link.Label, link.Title = item.Label, item.Title
			found = append(found, link)
		}
	}
	return found
}

// same says whether two editions say the same.
func same(a, b Link) bool {
	return a.Collection == b.Collection && a.Catalog == b.Catalog && a.ID == b.ID && a.Relationship == b.Relationship &&
		a.Stated == b.Stated && a.Verification == b.Verification && a.ByWayOf == b.ByWayOf && a.Withdrawn == b.Withdrawn
}

// Item names a control or an objective of an embedded catalog.
func (l *Library) Item(catalog, id string) (Item, bool) {
	c, err := l.frameworks.Catalog(catalog)
	if err != nil {
		return Item{}, false
	}
	e, ok := c.Find(id)
	if !ok {
		return Item{}, false
	}
	control, ok := c.Control(e.Control)
	if !ok {
		return Item{}, false
	}
	for _, t := range control.Targets {
		if t.ID == id {
			return Item{catalog, id, t.Label, t.Title}, true
		}
	}
	return Item{catalog, id, control.Label, control.Title}, true
}

// Mapped finds the controls of a printed or OSCAL identifier that have an entry
// in a mapping, whether a framework has them or not.
func (l *Library) Mapped(id string) []Item {
	seen := map[Item]bool{}
	var out []Item
	for _, c := range l.collections {
		for _, m := range c.mappings {
			for _, e := range m.entries {
				for _, s := range e.Sources {
					item, ok := l.Item(m.from, s.IDRef)
					if ok && !seen[item] && (strings.EqualFold(item.ID, id) || strings.EqualFold(item.Label, id)) {
						seen[item] = true
						out = append(out, item)
					}
				}
			}
		}
	}
	return out
}

func property(props *[]oscal.Property, ns, name string) oscal.Property {
	for _, p := range deref(props) {
		if p.Ns == ns && p.Name == name {
			return p
		}
	}
	return oscal.Property{}
}

func deref[T any](list *[]T) []T {
	if list == nil {
		return nil
	}
	return *list
}
