package emit

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// The members of each object that assay writes itself; the rest is a person's.
var (
	metadataMembers = []string{"title", "published", "last-modified", "version", "oscal-version"}
	riskMembers     = []string{"uuid", "title", "description", "statement", "status", "deadline", "characterizations", "remediations", "risk-log", "related-observations"}
	itemMembers     = []string{"uuid", "title", "description", "related-risks", "related-observations"}
	plannedMembers  = []string{"uuid", "origins", "tasks"}
	// The description of the recommendation is the item's remediation.
	recommendationMembers = []string{"uuid", "lifecycle", "title", "description"}
	taskMembers           = []string{"uuid", "type", "title", "description", "timing"}
	entryMembers          = []string{"uuid", "title", "description", "start", "status-change"}
	observationMembers    = []string{"uuid", "title", "description", "methods", "types", "collected", "subjects"}
)

// keepMembers stores what a person added to an object: members that are not
// assay's, and among props and links those that are not.
func keepMembers(extra assessment.Extra, part string, raw json.RawMessage, mine []string) {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil {
		return
	}
	for _, m := range mine {
		delete(members, m)
	}
	filter(members, "props", func(p oscal.Property) bool { return written(part, p) })
	filter(members, "mitigating-factors", func(m oscal.MitigatingFactor) bool { return own(m.Props, "waiver") != "" })
	filter(members, "parties", func(p oscal.Party) bool { return own(p.Props, "part") == "waiver" })
	filter(members, "links", func(l struct {
		Rel string `json:"rel"`
	}) bool {
		return l.Rel == "subjects"
	})
	filter(members, "origins", func(o oscal.Origin) bool { return len(o.Actors) == 1 && o.Actors[0].Type == "tool" })
	if len(members) > 0 {
		extra[part], _ = json.Marshal(members)
	}
}

// reworded puts a person's words in the place of ours.
func reworded(members map[string]json.RawMessage, words []byte) {
	var theirs map[string]json.RawMessage
	if words != nil && json.Unmarshal(words, &theirs) == nil {
		maps.Copy(members, theirs)
	}
}

// written says whether assay writes a property of a part itself.
func written(part string, p oscal.Property) bool {
	switch p.Ns {
	case oscal.NS:
		return true
	case fedrampNS:
		return p.Name == "POAM-ID" || p.Name == "impacted-control-id" || p.Name == "fedramp-version" ||
			slices.Contains(assessment.DeviationKinds, assessment.DeviationKind(p.Name))
	}
	return part == "entry" && p.Name == "type" || part == "metadata" && p.Name == "marking" && p.Value == marking
}

// filter drops the elements of an array member that are ours.
func filter[T any](members map[string]json.RawMessage, name string, ours func(T) bool) {
	var elements, theirs []json.RawMessage
	if json.Unmarshal(members[name], &elements) != nil {
		return
	}
	for _, e := range elements {
		var v T
		if json.Unmarshal(e, &v) != nil || !ours(v) {
			theirs = append(theirs, e)
		}
	}
	delete(members, name)
	if len(theirs) > 0 {
		members[name], _ = json.Marshal(theirs)
	}
}
