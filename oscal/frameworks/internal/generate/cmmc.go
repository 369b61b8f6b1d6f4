package generate

import (
	"strings"
)

var requirementColumns = []string{"requirement", "domain", "title", "nist", "type", "weight", "weight-partial", "poam", "level-1", "dod-parameter"}

// cmmcGroups builds one group per domain with the requirements of all levels.
// Levels 1 and 2 have the SP 800-171A objectives of the SP 800-171
// requirements they name; Level 3 stays at its statement.
func cmmcGroups(r *reader) []group {
	objectives := map[string][]row{}
	for _, row := range r.read("cmmc_objectives.csv", "nist", "letter", "title") {
		objectives[row["nist"]] = append(objectives[row["nist"]], row)
	}
	byDomain := map[string][]control{}
	for _, row := range r.read("cmmc_requirements.csv", requirementColumns...) {
		domain := strings.ToLower(row["domain"])
		byDomain[domain] = append(byDomain[domain], requirement(row, objectives))
	}
	var groups []group
	for _, row := range r.read("cmmc_domains.csv", "domain", "title") {
		groups = append(groups, group{
			ID: row["domain"], Class: "domain", Title: row["title"],
			Props: []prop{label(strings.ToUpper(row["domain"]))}, Controls: byDomain[row["domain"]],
		})
	}
	return groups
}

// requirement is one control: its id is the printed form in lower case.
func requirement(row row, objectives map[string][]row) control {
	id := strings.ToLower(row["requirement"])
	c := control{ID: id, Class: "requirement", Title: row["title"], Props: []prop{label(row["requirement"])}}
	c.Props = own(c.Props, "level", cmmcLevel(row["requirement"]))
	for nist := range strings.FieldsSeq(row["nist"]) {
		c.Props = own(c.Props, nistProp(row["requirement"]), nist)
	}
	c.Props = own(c.Props, "type", row["type"])
	c.Props = own(c.Props, "weight", row["weight"])
	c.Props = own(c.Props, "weight-partial", row["weight-partial"])
	c.Props = own(c.Props, "poam", row["poam"])
	c.Props = own(c.Props, "level-1", strings.ToLower(row["level-1"]))
	c.Props = own(c.Props, "dod-parameter", row["dod-parameter"])
	c.Parts = []part{statement(id)}
	for nist := range strings.FieldsSeq(row["nist"]) {
		for _, o := range objectives[nist] {
			c.Parts = append(c.Parts, cmmcObjective(row["requirement"], nist, o))
		}
	}
	return c
}

// cmmcObjective names an objective. At Level 1 one requirement may stand for
// several of SP 800-171, so its number is part of the id there; and Level 1 is
// about FCI where SP 800-171A says CUI (32 CFR 170.15(c)(1)(i)).
func cmmcObjective(printed, nist string, o row) part {
	id := strings.ToLower(printed) + "_obj."
	text, title := printed+"["+o["letter"]+"]", o["title"]
	if cmmcLevel(printed) == "1" {
		id += nist + "."
		text = printed + " " + nist + "[" + o["letter"] + "]"
		title = strings.ReplaceAll(title, "CUI", "FCI")
	}
	return part{ID: id + o["letter"], Name: "assessment-objective", Title: title, Props: []prop{label(text)}}
}

// cmmcLevel reads the level out of DD.L#-REQ.
func cmmcLevel(printed string) string {
	_, rest, _ := strings.Cut(printed, ".L")
	level, _, _ := strings.Cut(rest, "-")
	return level
}

// nistProp names the publication whose number a requirement carries.
func nistProp(printed string) string {
	if cmmcLevel(printed) == "3" {
		return "sp-800-172"
	}
	return "sp-800-171"
}

// cmmcLevels gives the requirement ids of each level's profile.
func cmmcLevels(r *reader) map[string][]string {
	levels := map[string][]string{}
	for _, row := range r.read("cmmc_requirements.csv", requirementColumns...) {
		profile := "cmmc-l" + cmmcLevel(row["requirement"])
		levels[profile] = append(levels[profile], strings.ToLower(row["requirement"]))
	}
	return levels
}
