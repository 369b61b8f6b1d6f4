// Package generate turns the fact tables of oscal/frameworks into OSCAL
// catalogs and profiles: identifiers, titles, structure, baselines, parameters
// and a few words of our own, never the text of a standard.
//
// It uses neither clock nor randomness: uuids are derived from names, dates
// come from the tables.
package generate

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"

	"github.com/assay-compliance/assay/oscal"
)

// lastModified is the time in every generated document's metadata. Change it
// together with a table, so that consumers see that the content changed.
const lastModified = "2026-11-23T00:00:00Z"

const remarks = "Identifiers, titles and structure, with short wording of our own where wording is needed. Not the official text: import the publisher's file where its words are wanted."

// fedrampNS is FedRAMP's own OSCAL namespace, in which its profiles carry CORE
// and the LI-SaaS method of a control.
const fedrampNS = "https://fedramp.gov/ns/oscal"

// File is one generated file; Path is relative to oscal/frameworks, with
// slashes.
type File struct {
	Path string
	Data []byte
}

// Files builds every catalog and profile named in documents.csv, sorted by
// path. It errs when a table is missing, has other columns than expected, or
// names something that no other table has.
func Files(tables fs.FS) ([]File, error) {
	r := &reader{fs: tables}
	documents := r.read("documents.csv", "id", "model", "catalog", "title", "version")
	nist, hipaa, cmmc, indicators := nistGroups(r), hipaaGroups(r), cmmcGroups(r), indicatorGroups(r)
	profiles := fedrampProfiles(r)
	for level, ids := range cmmcLevels(r) {
		profiles[level] = selection{ids: ids}
	}
	for edition, id := range map[string]string{"cr26": "fedramp-20x", "frmr": "fedramp-20x-2026-04"} {
		profiles[id] = selection{ids: indicatorEdition(r, edition)}
	}
	profiles["hipaa"], profiles["hipaa-2025-proposed"] = selection{all: true}, selection{all: true}
	proposed := proposedGroups(r)
	if r.err != nil {
		return nil, r.err
	}
	catalogs := map[string][]group{"nist-800-53": nist, "hipaa": hipaa, "cmmc": cmmc, "fedramp-20x": indicators, "hipaa-2025-proposed": proposed}

	var files []File
	for _, d := range documents {
		doc := document{}
		m := metadata{Title: d["title"], LastModified: lastModified, Version: d["version"], OSCALVersion: oscal.Version, Remarks: remarks}
		id := oscal.ID("framework", d["model"], d["id"])
		switch groups, s := catalogs[d["id"]], profiles[d["id"]]; {
		case d["model"] == "catalog" && groups != nil:
			doc.Catalog = &catalog{UUID: id, Metadata: m, Groups: groups}
		case d["model"] == "profile" && (s.all || s.ids != nil):
			doc.Profile = s.profile(id, m, d["catalog"])
		default:
			return nil, fmt.Errorf("documents.csv: no table describes %s %s", d["model"], d["id"])
		}
		data, err := layout(doc)
		if err != nil {
			return nil, err
		}
		files = append(files, File{Path: d["id"] + "/" + d["model"] + ".json", Data: data})
	}
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return files, nil
}

// selection is what a profile takes from its catalog and changes in it.
type selection struct {
	all    bool
	ids    []string
	params []setParameter
	alters []alter
}

func (s selection) profile(id string, m metadata, catalogID string) *profile {
	from := importing{Href: "../" + catalogID + "/catalog.json"}
	if s.all {
		from.IncludeAll = &struct{}{}
	} else {
		from.Include = []selectIDs{{WithIDs: s.ids}}
	}
	p := &profile{UUID: id, Metadata: m, Imports: []importing{from}, Merge: merge{AsIs: true}}
	if s.params != nil || s.alters != nil {
		p.Modify = &modify{SetParameters: s.params, Alters: s.alters}
	}
	return p
}
