package generate

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/oscal"
)

// weakest is the relationship written where a source lists controls and does
// not say how they relate: OSCAL has no weaker one, and the mapping is marked.
const weakest = "intersects-with"

// Mappings builds every mapping collection named in mappings.csv, each with the
// way back. Paths are relative to oscal/mappings. It errs when a table is missing, has
// other columns than expected, or names an identifier that no catalog has.
func Mappings(tables fs.FS) ([]File, error) {
	r := &reader{fs: tables}
	m := mapper{r: r, nist: known(nistGroups(r)), sources: map[string]*ids{
		"cmmc-l2": known(cmmcGroups(r)).only(cmmcLevels(r)["cmmc-l2"]), "hipaa": known(hipaaGroups(r)), "fedramp-20x": known(indicatorGroups(r)),
	}}
	made := map[string]*mappingCollection{}
	var order []string
	for _, row := range r.read("mappings.csv", "collection", "edition", "title", "version", "source-type", "source", "href", "status", "method", "relationship", "reference", "address", "note") {
		id := row["collection"]
		c := made[id]
		if c == nil {
			c = newCollection(row)
			made[id] = c
			order = append(order, id)
		}
		m.add(c, row)
	}
	if r.err != nil {
		return nil, r.err
	}
	all := map[string]mappingDocument{}
	for _, id := range order {
		all[id+".json"] = mappingDocument{Collection: made[id]}
	}
	var files []File
	for path, doc := range all {
		data, err := layout(doc)
		if err != nil {
			return nil, err
		}
		files = append(files, File{Path: path, Data: data})
	}
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return files, nil
}

// newCollection is a collection as its first row describes it.
func newCollection(row row) *mappingCollection {
	return &mappingCollection{
		UUID:     oscal.ID("mapping-collection", row["collection"]),
		Metadata: metadata{Title: row["title"], LastModified: lastModified, Version: row["version"], OSCALVersion: oscal.Version, Remarks: "Identifiers and relationships only, as the sources in the back matter have them."},
		Provenance: provenance{
			Method: row["method"], Rationale: "semantic", Status: row["status"],
			Description: "Shows which requirements of one catalog bear on which of another. It says nothing of any system: a verdict is never carried over a mapping.",
			Remarks:     "The sources do not name their rationale; semantic is the nearest word that OSCAL has.",
		},
	}
}

// ids are the identifiers of one end of a mapping.
type ids struct {
	controls []string
	parts    map[string][]string // objectives of each control
	kind     map[string]string   // control or statement, by id
	moved    map[string][]string // of a withdrawn control: where its substance went
}

// known lists the identifiers of a catalog.
func known(groups []group) *ids {
	out := &ids{parts: map[string][]string{}, kind: map[string]string{}, moved: map[string][]string{}}
	var walk func([]control)
	walk = func(controls []control) {
		for _, c := range controls {
			out.controls = append(out.controls, c.ID)
			out.kind[c.ID] = "control"
			for _, p := range c.Parts {
				out.kind[p.ID] = "statement"
				if p.Name == "assessment-objective" {
					out.parts[c.ID] = append(out.parts[c.ID], p.ID)
				}
			}
			if slices.Contains(c.Props, prop{Name: "status", Value: "withdrawn"}) {
				out.moved[c.ID] = []string{}
			}
			for _, l := range c.Links {
				out.moved[c.ID] = append(out.moved[c.ID], strings.TrimPrefix(l.Href, "#"))
			}
			walk(c.Controls)
		}
	}
	for _, g := range groups {
		walk(g.Controls)
	}
	return out
}

// only keeps the controls that a profile selects.
func (k *ids) only(controls []string) *ids {
	out := *k
	out.controls = controls
	return &out
}

// mapper builds mappings to SP 800-53 and checks every identifier on the way.
type mapper struct {
	r       *reader
	nist    *ids
	sources map[string]*ids
}

// add puts a mapping and its way back into a collection.
func (m mapper) add(c *mappingCollection, row row) {
	from := m.sources[row["source"]]
	if from == nil {
		m.r.fail("mappings.csv: no table describes %s", row["source"])
		return
	}
	id := oscal.ID("mapping", row["collection"], row["edition"])
	source := oscal.ID("resource", id)
	there := mapping{
		UUID: id, Method: row["method"], Status: row["status"],
		Source: reference{row["source-type"], row["href"]}, Target: reference{"catalog", "../frameworks/nist-800-53/catalog.json"},
		Links: []link{{Href: "#" + source, Rel: "reference"}}, Remarks: row["note"],
	}
	there.Props = own(there.Props, "edition", row["edition"])
	if row["relationship"] == "not-stated" {
		there.Props = own(there.Props, "relationship", "not-stated")
		there.Remarks += " The source lists controls and does not say how they relate: " + weakest + " is the weakest relationship that OSCAL has, and no more is meant."
	}
	switch row["collection"] {
	case "cmmc-l2":
		there.Maps = m.cmmc(id)
	case "hipaa":
		there.Maps = m.hipaa(id)
		there.Props = append(there.Props, unmappedParts(from, there.Maps)...)
	case "fedramp-20x":
		there.Maps = m.indicators(id, row["edition"])
		from = from.only(indicatorEdition(m.r, row["edition"]))
	}
	if rest := unmapped(from, there.Maps); rest != nil {
		there.SourceGap = &gap{UUID: oscal.ID("gap", id), Unmapped: []selectIDs{{WithIDs: rest}}}
	}
	c.Mappings = append(c.Mappings, there, there.backwards(oscal.ID("mapping", row["collection"], row["edition"], "backwards")))
	c.BackMatter.Resources = append(c.BackMatter.Resources, resource{UUID: source, Title: fmt.Sprintf("Source of the mapping, %s", row["version"]), Citation: citation{row["reference"]}, Rlinks: []rlink{{row["address"]}}})
}

// entry is one requirement beside one control.
func (m mapper) entry(mapping string, from *ids, source, relation, target string, props []prop) mapEntry {
	if from.kind[source] == "" || m.nist.kind[target] != "control" {
		m.r.fail("a mapping names %s and %s, which are not both in their catalogs", source, target)
	}
	return mapEntry{
		UUID: oscal.ID("map", mapping, source, target), Relationship: relation,
		Sources: []mapItem{{from.kind[source], source}}, Targets: []mapItem{{m.nist.kind[target], target}}, Props: props,
	}
}

// verification marks what was not read in a primary text.
func verification(word string) []prop {
	if word == "verified" {
		return nil
	}
	return own(nil, "verification", word)
}

func (m mapper) cmmc(id string) (out []mapEntry) {
	from := m.sources["cmmc-l2"]
	for _, row := range m.r.read("mapping_cmmc.csv", "requirement", "rev-4", "control", "how", "listed-with", "one-to-one", "verification") {
		if row["how"] == "withdrawn" {
			continue // without a successor: the requirement is in the gap
		}
		props := verification(row["verification"])
		source := strings.ToLower(row["requirement"])
		if row["how"] != "same" {
			way := prop{Name: "by-way-of", NS: oscal.NS, Value: row["rev-4"], Class: row["how"]}
			if i := slices.IndexFunc(out, func(e mapEntry) bool { return e.Sources[0].ID == source && e.Targets[0].ID == row["control"] }); i >= 0 {
				out[i].Props = append(out[i].Props, way) // two controls of Rev. 4 became one
				continue
			}
			props = append(props, way)
		}
		props = own(props, "listed-with", row["listed-with"])
		if row["one-to-one"] != "" {
			props = append(props, prop{Name: "one-to-one", NS: oscal.NS, Value: row["one-to-one"], Class: "unverified"})
		}
		out = append(out, m.entry(id, from, source, weakest, row["control"], props))
	}
	return out
}

func (m mapper) hipaa(id string) (out []mapEntry) {
	for _, row := range m.r.read("mapping_hipaa.csv", "citation", "control", "relation", "verification") {
		out = append(out, m.entry(id, m.sources["hipaa"], hipaaID(row["citation"]), row["relation"], row["control"], verification(row["verification"])))
	}
	return out
}

// unmapped lists the controls that no entry names, nor any part of them.
func unmapped(from *ids, entries []mapEntry) (out []string) {
	seen := sourceIDs(entries)
	for _, c := range from.controls {
		if !seen[c] && !slices.ContainsFunc(from.parts[c], func(p string) bool { return seen[p] }) {
			out = append(out, c)
		}
	}
	return out
}

// unmappedParts marks the objectives that no entry names of controls that are
// mapped: a gap summary has room for controls only.
func unmappedParts(from *ids, entries []mapEntry) (out []prop) {
	seen, gone := sourceIDs(entries), unmapped(from, entries)
	for _, c := range from.controls {
		for _, p := range from.parts[c] {
			if !seen[p] && !slices.Contains(gone, c) {
				out = own(out, "unmapped", p)
			}
		}
	}
	return out
}

func sourceIDs(entries []mapEntry) map[string]bool {
	seen := map[string]bool{}
	for _, e := range entries {
		seen[e.Sources[0].ID] = true
	}
	return seen
}
