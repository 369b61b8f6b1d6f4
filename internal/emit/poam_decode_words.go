package emit

import (
	"encoding/json"
	"slices"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// keepWords stores the texts of an object that are no longer those assay wrote:
// they are a person's, and stand from then on in the place of ours.
func (d *decoder) keepWords(extra assessment.Extra, part string, raw json.RawMessage, ours map[string]string) {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil {
		return
	}
	theirs := map[string]json.RawMessage{}
	for name, mine := range ours {
		var text string
		if json.Unmarshal(members[name], &text) == nil && text != mine {
			theirs[name] = members[name]
		}
	}
	if len(theirs) > 0 {
		extra[part], _ = json.Marshal(theirs)
	}
}

// characterizations reads the rating that assay gave, and keeps what people say
// of the risk beside it: a residual rating is no rating of ours.
func (d *decoder) characterizations(it *assessment.Item, risk *oscal.Risk, raw []json.RawMessage) {
	var theirs, facets []json.RawMessage
	found := false
	for i, c := range deref(risk.Characterizations) {
		if own(c.Props, "waiver") != "" {
			continue // an approver's, written anew from the deviation
		}
		byTool := len(c.Origin.Actors) == 1 && c.Origin.Actors[0].Type == "tool"
		if found || !byTool || !slices.ContainsFunc(c.Facets, initial) {
			theirs = append(theirs, raw[i])
			continue
		}
		found = true
		var parts struct {
			Facets []json.RawMessage `json:"facets"`
		}
		if json.Unmarshal(raw[i], &parts) != nil || len(parts.Facets) != len(c.Facets) {
			continue
		}
		for k, f := range c.Facets {
			rating := &it.Rating
			switch {
			case adjusted(f):
				rating = &it.Adjusted
			case !initial(f):
				facets = append(facets, parts.Facets[k])
				continue
			}
			if f.Name == "likelihood" {
				rating.Likelihood = f.Value
			} else {
				rating.Impact = f.Value
			}
		}
		keepMembers(it.Extra, "characterization", raw[i], []string{"origin", "facets"})
	}
	if len(theirs) > 0 {
		it.Extra["characterizations"], _ = json.Marshal(theirs)
	}
	if len(facets) > 0 {
		it.Extra["facets"], _ = json.Marshal(facets)
	}
}

// initial says whether a facet is one of those that assay first rated a risk by.
func initial(f oscal.Facet) bool { return rates(f) && bare(f.Props, "state") == "initial" }

// adjusted says whether a facet is one of those that assay rates a risk by since
// its level changed; without our word for it, a person adjusted it.
func adjusted(f oscal.Facet) bool {
	return rates(f) && bare(f.Props, "state") == "adjusted" && own(f.Props, "basis") == string(assessment.BasisMachine)
}

func rates(f oscal.Facet) bool { return f.Name == "likelihood" || f.Name == "impact" }

// responses reads the recommendation and the planned response; others are a
// person's and kept.
func (d *decoder) responses(it *assessment.Item, risk *oscal.Risk, recommendation string, raw []json.RawMessage) {
	var theirs []json.RawMessage
	for i, r := range deref(risk.Remediations) {
		switch r.UUID {
		case recommendation:
			it.Remediation = r.Description
			keepMembers(it.Extra, "recommendation", raw[i], recommendationMembers)
			d.keepWords(it.Extra, "recommendation-words", raw[i], map[string]string{"title": recommendationTitle})
		case plannedID(it.UUID):
			defer d.planned(it, r, raw[i]) // its words are compared with the recommendation
		case completedID(it.UUID):
		default:
			theirs = append(theirs, raw[i])
		}
	}
	if len(theirs) > 0 {
		it.Extra["responses"], _ = json.Marshal(theirs)
	}
}

// planned reads the planned response. Its milestones are the tasks of that type
// with a day; any other task is a person's, kept as it is.
func (d *decoder) planned(it *assessment.Item, r oscal.Response, raw json.RawMessage) {
	var tasks struct {
		Tasks []json.RawMessage `json:"tasks"`
	}
	var words map[string]json.RawMessage
	if json.Unmarshal(raw, &tasks) != nil || json.Unmarshal(raw, &words) != nil {
		return
	}
	for _, m := range plannedMembers {
		delete(words, m)
	}
	if r.Lifecycle == "planned" {
		delete(words, "lifecycle")
	}
	if r.Title == plannedTitle {
		delete(words, "title")
	}
	if r.Description == proposal(it) {
		delete(words, "description")
	}
	if len(words) > 0 {
		it.Extra["planned"], _ = json.Marshal(words)
	}
	var theirs []json.RawMessage
	for i, t := range deref(r.Tasks) {
		if t.Type != "milestone" || t.Timing == nil || t.Timing.OnDate == nil {
			theirs = append(theirs, tasks.Tasks[i])
			continue
		}
		m := assessment.Milestone{UUID: t.UUID, Title: t.Title, Description: t.Description, Due: second(t.Timing.OnDate.Date), Extra: assessment.Extra{}}
		keepMembers(m.Extra, "task", tasks.Tasks[i], taskMembers)
		it.Milestones = append(it.Milestones, m)
	}
	if len(theirs) > 0 {
		it.Extra["tasks"], _ = json.Marshal(theirs)
	}
}
