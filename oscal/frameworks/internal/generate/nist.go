package generate

import (
	"slices"
	"strings"
)

// nistGroups builds the SP 800-53 families: base controls in NIST's order,
// enhancements under their control, withdrawn ones marked, statement items and
// the SP 800-53A objectives that NIST's own baselines carry.
func nistGroups(r *reader) []group {
	controls := r.read("nist_controls.csv", "control", "title", "status", "moved", "since")
	items := statementItems(r)
	objectives := nistObjectives(r, "nist")
	params := nistParams(r)
	children := map[string][]control{}
	for _, row := range controls {
		id := row["control"]
		c := control{ID: id, Class: "SP800-53", Title: row["title"], Props: []prop{label(nistLabel(id))}}
		parent, _, enhancement := strings.Cut(id, ".")
		if enhancement {
			c.Class = "SP800-53-enhancement"
		} else {
			parent, _, _ = strings.Cut(id, "-")
		}
		c.Props = own(c.Props, "since", row["since"])
		if row["status"] == "withdrawn" {
			c.Props = append(c.Props, prop{Name: "status", Value: "withdrawn"})
			c.Links = movedLinks(row["moved"])
		} else {
			c.Params = params[id]
			c.Parts = append([]part{statement(id, items[id+"_smt"]...)}, objectives[id]...)
		}
		children[parent] = append(children[parent], c)
	}
	var groups []group
	for _, row := range r.read("nist_families.csv", "family", "title") {
		g := group{ID: row["family"], Class: "family", Title: row["title"], Props: []prop{label(strings.ToUpper(row["family"]))}}
		for _, c := range children[row["family"]] {
			c.Controls = children[c.ID]
			g.Controls = append(g.Controls, c)
		}
		groups = append(groups, g)
	}
	return groups
}

// nistLabel prints a control id: ac-2.1 is AC-2(1).
func nistLabel(id string) string {
	base, enhancement, ok := strings.Cut(strings.ToUpper(id), ".")
	if !ok {
		return base
	}
	return base + "(" + enhancement + ")"
}

// movedLinks turns "moved-to:sr-5 incorporated-into:ac-6" into links.
func movedLinks(moved string) []link {
	var links []link
	for _, target := range strings.Fields(moved) {
		rel, id, _ := strings.Cut(target, ":")
		links = append(links, link{Href: "#" + id, Rel: rel})
	}
	return links
}

// nesting builds part trees from rows in document order, children after their
// parents.
type nesting struct {
	children map[string][]part
	order    []string // ids with children, parents before children
}

func (n *nesting) add(parent string, p part) {
	if n.children == nil {
		n.children = map[string][]part{}
	}
	if n.children[parent] == nil {
		n.order = append(n.order, parent)
	}
	n.children[parent] = append(n.children[parent], p)
}

// resolve hangs every list of children into its parent and returns the lists
// by parent id.
func (n *nesting) resolve() map[string][]part {
	for _, id := range slices.Backward(n.order) {
		for i := range n.children[id] {
			n.children[id][i].Parts = n.children[n.children[id][i].ID]
		}
	}
	return n.children
}

// statementItems gives the lettered items of each statement by its id; an
// item's parent is its id without the last segment.
func statementItems(r *reader) map[string][]part {
	var n nesting
	for _, row := range r.read("nist_statements.csv", "statement", "label") {
		id := row["statement"]
		p := part{ID: id, Name: "item", Props: []prop{label(row["label"])}}
		n.add(id[:strings.LastIndexByte(id, '.')], p)
	}
	return n.resolve()
}

// nistObjectives gives the objective trees of one source by control id.
func nistObjectives(r *reader, source string) map[string][]part {
	var n nesting
	for _, row := range r.read("nist_objectives.csv", "objective", "parent", "label", "source") {
		if row["source"] != source {
			continue
		}
		p := part{ID: row["objective"], Name: "assessment-objective"}
		if row["label"] != "" {
			p.Props = []prop{label(row["label"])}
		}
		parent := row["parent"]
		if parent == "" {
			parent, _, _ = strings.Cut(p.ID, "_")
		}
		n.add(parent, p)
	}
	return n.resolve()
}
