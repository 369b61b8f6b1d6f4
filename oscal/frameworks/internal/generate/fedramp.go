package generate

import (
	"strings"

	"github.com/assay-compliance/assay/oscal"
)

// fedrampLevels are the Rev. 5 baselines, as columns of the tables.
var fedrampLevels = [...]string{"li-saas", "low", "moderate", "high"}

// fedrampClasses are the certification classes of the 2026 rules. They select
// controls as the baselines do, and set no parameter: the provider does, by the
// guidance, and what applies then is the family's default.
var fedrampClasses = [...]string{"class-b", "class-c", "class-d"}

var parameterColumns = []string{"param", "control", "label", "unit", "limit", "li-saas", "low", "moderate", "high", "status", "source"}

// nistParams declares the parameters that any check needs, by control id. The
// catalog says what a value means (unit, limit), the profiles set it.
func nistParams(r *reader) map[string][]param {
	params := map[string][]param{}
	for _, row := range r.read("fedramp_parameters.csv", parameterColumns...) {
		p := param{ID: row["param"], Label: row["label"]}
		p.Props = own(own(p.Props, "unit", row["unit"]), "limit", row["limit"])
		params[row["control"]] = append(params[row["control"]], p)
	}
	return params
}

// fedrampProfiles selects each baseline and adds what FedRAMP adds: CORE marks,
// the LI-SaaS method of a control, objectives of its own and parameter values.
func fedrampProfiles(r *reader) map[string]selection {
	baselines := r.read("fedramp_baselines.csv", "control", "li-saas", "low", "moderate", "high",
		"core-low", "core-moderate", "core-high", "li-saas-tailoring", "li-saas-objectives", "li-saas-condition",
		"class-b", "class-c", "class-d", "annual-b", "annual-c", "annual-d")
	parameters := r.read("fedramp_parameters.csv", parameterColumns...)
	objectives := nistObjectives(r, "fedramp")
	profiles := map[string]selection{}
	for _, level := range fedrampLevels {
		var s selection
		member := map[string]bool{}
		for _, row := range baselines {
			if row[level] != "x" {
				continue
			}
			member[row["control"]] = true
			s.ids = append(s.ids, row["control"])
			if a, any := fedrampAlter(row, level, objectives[row["control"]]); any {
				s.alters = append(s.alters, a)
			}
		}
		for _, row := range parameters {
			switch {
			case row[level] == "":
			case !member[row["control"]]:
				r.fail("fedramp_parameters.csv: %s is set for %s, which has no %s", row["param"], level, row["control"])
			default:
				s.params = append(s.params, fedrampParameter(row, row[level]))
			}
		}
		profiles["fedramp-"+level] = s
	}
	for _, class := range fedrampClasses {
		var s selection
		for _, row := range baselines {
			if row[class] == "x" {
				s.ids = append(s.ids, row["control"])
				s.alters = append(s.alters, fedrampCycle(row, class, objectives[row["control"]]))
			}
		}
		profiles["fedramp-"+class] = s
	}
	return profiles
}

// fedrampCycle says how often a control of a class is assessed independently: each
// year where the annual list has it (IVV-CSF-AIA), else every three years
// (IVV-CSF-MCA). It adds the objectives that only FedRAMP has, as the baselines do.
func fedrampCycle(row row, class string, objectives []part) alter {
	cycle := "three-years"
	if row["annual-"+strings.TrimPrefix(class, "class-")] == "x" {
		cycle = "annual"
	}
	ending := add{Position: "ending", Props: own(nil, "assessment-cycle", cycle)}
	for _, o := range objectives {
		if !strings.HasSuffix(o.ID, "_fr") {
			ending.Parts = append(ending.Parts, o)
		}
	}
	return alter{ControlID: row["control"], Adds: []add{ending}}
}

// fedrampAlter is what one baseline changes in a control; any is false when it
// changes nothing. LI-SaaS takes the objectives away from the controls that a
// provider only attests to, and gives AC-2 one of its own.
func fedrampAlter(row row, level string, objectives []part) (a alter, any bool) {
	a.ControlID = row["control"]
	ending := add{Position: "ending"}
	saas := level == "li-saas"
	if saas {
		for method := range strings.SplitSeq(row["li-saas-tailoring"], "+") {
			if method != "" {
				ending.Props = append(ending.Props, prop{Name: "method", NS: fedrampNS, Value: method, Class: "FedRAMP-Tailored-LI-SaaS"})
			}
		}
		ending.Props = own(ending.Props, "condition", row["li-saas-condition"])
	} else if row["core-"+level] == "x" {
		ending.Props = append(ending.Props, prop{Name: "CORE", NS: fedrampNS, Value: "true"})
	}
	removed := saas && row["li-saas-objectives"] == "removed"
	if removed {
		a.Removes = []remove{{ByName: "assessment-objective"}}
	}
	for _, o := range objectives {
		ofSaas := strings.HasSuffix(o.ID, "_fr")
		if ofSaas == saas && (ofSaas || !removed) {
			ending.Parts = append(ending.Parts, o)
		}
	}
	if ending.Props != nil || ending.Parts != nil {
		a.Adds = []add{ending}
	}
	return a, a.Removes != nil || a.Adds != nil
}

// fedrampParameter sets a value, says in words what looser would mean, and how
// well the number is known: verified, derived from a word ("monthly"), or
// unverified.
func fedrampParameter(row row, value string) setParameter {
	s := setParameter{ParamID: row["param"], Values: []string{value}}
	s.Props = own(s.Props, "verification", row["status"])
	if words := limitWords(row["limit"]); words != "" {
		text := words + " " + value
		if row["unit"] != "count" {
			text += " " + row["unit"]
		}
		s.Constraints = []constraint{{Description: text}}
	}
	if row["status"] != "verified" {
		s.Props = append(s.Props, prop{Name: "source", NS: oscal.NS, Value: row["source"]})
	}
	return s
}

// limitWords says what a limit allows; empty for a plain text value.
func limitWords(limit string) string {
	switch limit {
	case "max":
		return "at most"
	case "min":
		return "at least"
	}
	return ""
}
