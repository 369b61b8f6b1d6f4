package generate

import (
	"strings"
)

// hipaaID turns a citation into an identifier: 164.312(a)(2)(iv) is
// hipaa-164.312.a.2.iv, and the range 164.406(a)-(b) is hipaa-164.406.a-b.
// Anyone can do it by hand: every "(" becomes ".", every ")" goes away.
func hipaaID(citation string) string {
	return "hipaa-" + strings.ToLower(strings.NewReplacer(")-(", "-", "(", ".", ")", "").Replace(citation))
}

// hipaaGroups builds one group per kind of safeguard and one for breach
// notification. A control is a standard of the Security Rule, or a section of
// the Breach Notification Rule; its objectives are the specifications,
// contract elements and paragraphs cited under it.
func hipaaGroups(r *reader) []group {
	var groups []group
	at := map[string]int{} // section → index of its group
	breach := map[string]*control{}
	sections := r.read("hipaa_sections.csv", "section", "group", "title")
	for _, row := range sections {
		id := "hipaa-" + row["group"]
		if row["group"] != "breach-notification" {
			at[row["section"]] = len(groups)
			groups = append(groups, group{ID: id, Class: "section", Title: row["title"], Props: []prop{label(row["section"])}})
			continue
		}
		controlID := hipaaID(row["section"])
		breach[row["section"]] = &control{
			ID: controlID, Class: "section", Title: row["title"],
			Props: []prop{label(row["section"])}, Parts: []part{statement(controlID)},
		}
	}
	hipaaStandards(r, groups, at)
	hipaaParagraphs(r, breach)
	last := group{ID: "hipaa-breach-notification", Class: "subpart", Title: "Breach notification", Props: []prop{label("164.400 to 164.414")}}
	for _, row := range sections {
		if c := breach[row["section"]]; c != nil {
			last.Controls = append(last.Controls, *c)
		}
	}
	return append(groups, last)
}

// proposedGroups are headings of what the proposal of 2025 would ask for. It has no
// citations of ours: nobody has opened the text, and every heading says so.
func proposedGroups(r *reader) []group {
	g := group{ID: "hipaa-2025", Class: "proposal", Title: "Proposed in January 2025, not in force", Props: []prop{label("90 FR 898")}}
	for _, row := range r.read("hipaa_proposed.csv", "id", "title", "verification") {
		id := "hipaa-2025-" + row["id"]
		props := own(own([]prop{label("proposed: " + row["id"])}, "status", "proposed"), "verification", row["verification"])
		g.Controls = append(g.Controls, control{ID: id, Class: "heading", Title: row["title"], Props: props, Parts: []part{statement(id)}})
	}
	return []group{g}
}

// hipaaStandards puts the standards of the Security Rule and what hangs under
// them into the groups of their sections.
func hipaaStandards(r *reader, groups []group, at map[string]int) {
	rows := r.read("hipaa_security.csv", "citation", "type", "standard", "title", "requirement", "safeguard", "applies-to", "limit", "value", "unit", "from")
	for _, row := range rows {
		section, _, _ := strings.Cut(row["citation"], "(")
		i, known := at[section]
		if !known {
			r.fail("hipaa_security.csv: %s is in no section of hipaa_sections.csv", row["citation"])
			return
		}
		controls := &groups[i].Controls
		id := hipaaID(row["citation"])
		props := appliesTo([]prop{label(row["citation"])}, row["applies-to"])
		if row["type"] == "standard" {
			*controls = append(*controls, control{
				ID: id, Class: "standard", Title: row["title"],
				Props: own(props, "safeguard", row["safeguard"]), Parts: []part{statement(id)},
			})
			continue
		}
		if n := len(*controls); n == 0 || (*controls)[n-1].ID != hipaaID(row["standard"]) {
			r.fail("hipaa_security.csv: %s does not follow its standard %s", row["citation"], row["standard"])
			return
		}
		standard := &(*controls)[len(*controls)-1]
		props = own(props, "requirement", row["requirement"])
		props = own(props, "safeguard", row["safeguard"])
		props = own(props, "type", row["type"])
		p := part{ID: id, Name: "assessment-objective", Title: row["title"], Props: hipaaLimit(props, row)}
		standard.Params = append(standard.Params, hipaaParam(id, row)...)
		standard.Parts = append(standard.Parts, p)
	}
}

// hipaaParagraphs puts the cited paragraphs of the Breach Notification Rule
// under their section, with the limits they set.
func hipaaParagraphs(r *reader, sections map[string]*control) {
	rows := r.read("hipaa_breach.csv", "citation", "title", "applies-to", "limit", "value", "unit", "from", "threshold", "threshold-value", "threshold-unit")
	for _, row := range rows {
		section, _, _ := strings.Cut(row["citation"], "(")
		c := sections[section]
		if c == nil {
			r.fail("hipaa_breach.csv: %s is in no section of hipaa_sections.csv", row["citation"])
			return
		}
		id := hipaaID(row["citation"])
		props := appliesTo([]prop{label(row["citation"])}, row["applies-to"])
		props = own(props, "requirement", "required")
		props = own(props, "type", "paragraph")
		props = hipaaLimit(props, row)
		props = own(props, "threshold-operator", row["threshold"])
		props = own(props, "threshold-value", row["threshold-value"])
		props = own(props, "threshold-unit", row["threshold-unit"])
		c.Params = append(c.Params, hipaaParam(id, row)...)
		c.Parts = append(c.Parts, part{ID: id, Name: "assessment-objective", Title: row["title"], Props: props})
	}
}

// appliesTo adds one property per kind of entity that is bound.
func appliesTo(props []prop, entities string) []prop {
	for entity := range strings.FieldsSeq(entities) {
		props = own(props, "applies-to", entity)
	}
	return props
}

// hipaaLimit adds the limit a paragraph sets: operator, number, unit, and when
// its clock starts.
func hipaaLimit(props []prop, row row) []prop {
	props = own(props, "limit-operator", row["limit"])
	props = own(props, "limit-value", row["value"])
	props = own(props, "limit-unit", row["unit"])
	return own(props, "limit-from", row["from"])
}

// hipaaParam makes a limit available to checks as a parameter of its control.
// The regulation itself sets the value, so the catalog carries it.
func hipaaParam(partID string, row row) []param {
	if row["value"] == "" {
		return nil
	}
	limit := "max"
	if row["limit"] == ">=" {
		limit = "min"
	}
	unit := strings.TrimPrefix(row["unit"], "calendar ")
	p := param{ID: partID + "_prm", Label: unit + " from " + row["from"], Values: []string{row["value"]}}
	p.Props = own(own(p.Props, "unit", unit), "limit", limit)
	return []param{p}
}
