package generate

import (
	"slices"
	"strings"

	"github.com/assay-compliance/assay/oscal"
)

func indicatorRows(r *reader) []row {
	return r.read("fedramp_indicators.csv", "indicator", "theme", "theme-title", "title", "former", "editions", "cr26", "frmr", "class-a", "class-b", "class-c", "low", "moderate")
}

// indicatorGroups builds the themes of FedRAMP's Key Security Indicators with
// the indicators of every edition. An id is the printed form in lower case.
func indicatorGroups(r *reader) []group {
	var groups []group
	for _, row := range indicatorRows(r) {
		theme := strings.ToLower(row["theme"])
		if n := len(groups); n == 0 || groups[n-1].ID != theme {
			groups = append(groups, group{ID: theme, Class: "theme", Title: row["theme-title"], Props: []prop{label(row["theme"])}})
		}
		id := strings.ToLower(row["indicator"])
		c := control{ID: id, Class: "indicator", Title: row["title"], Props: []prop{label(row["indicator"])}, Parts: []part{statement(id)}}
		for edition := range strings.FieldsSeq(row["editions"]) {
			c.Props = own(c.Props, "edition", edition)
		}
		c.Props = own(c.Props, "former-id", row["former"])
		for _, class := range []string{"class-a", "class-b", "class-c"} {
			c.Props = own(c.Props, class, row[class])
		}
		for _, level := range []string{"low", "moderate"} {
			c.Props = own(c.Props, "frmr-"+level, row[level])
		}
		last := &groups[len(groups)-1]
		last.Controls = append(last.Controls, c)
	}
	return groups
}

// indicatorEdition lists the indicators of one edition.
func indicatorEdition(r *reader, edition string) (out []string) {
	for _, row := range indicatorRows(r) {
		if slices.Contains(strings.Fields(row["editions"]), edition) {
			out = append(out, strings.ToLower(row["indicator"]))
		}
	}
	return out
}

// indicators maps the indicators of one edition to the controls it lists. Where
// it cites a withdrawn control, that is marked, and where its substance went is
// an entry of its own, unless the edition lists that too.
func (m mapper) indicators(id, edition string) (out []mapEntry) {
	from := m.sources["fedramp-20x"]
	for _, row := range indicatorRows(m.r) {
		source, cited := strings.ToLower(row["indicator"]), strings.Fields(row[edition])
		seen := slices.Clone(cited)
		for _, control := range cited {
			moved, withdrawn := m.nist.moved[control]
			if !withdrawn {
				out = append(out, m.entry(id, from, source, weakest, control, nil))
				continue
			}
			out = append(out, m.entry(id, from, source, weakest, control, own(nil, "status", "withdrawn")))
			for _, to := range moved {
				if slices.Contains(seen, to) {
					continue
				}
				seen = append(seen, to)
				props := append(verification("derived"), prop{Name: "by-way-of", NS: oscal.NS, Value: control, Class: "withdrawn"})
				out = append(out, m.entry(id, from, source, weakest, to, props))
			}
		}
	}
	return out
}
