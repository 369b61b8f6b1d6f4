package emit

import (
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// tailoredText says what a framework leaves out of an official baseline; empty
// where it leaves out nothing.
func tailoredText(s *assessment.Scope) string {
	if len(s.Tailored) == 0 {
		return ""
	}
	return "TAILORED: the profile leaves out of an official baseline: " + strings.Join(s.Tailored, ", ") + "."
}

// content are the properties that say what was left out of an official baseline,
// and in whose words a document speaks.
func contentProps(s *assessment.Scope) []oscal.Property {
	var out []oscal.Property
	if text := tailoredText(s); text != "" {
		p := prop("tailored", strconv.Itoa(len(s.Tailored)))
		p.Remarks = prose(text)
		out = append(out, p)
	}
	for _, id := range s.Tailored {
		out = append(out, prop("tailored-out", line(id)))
	}
	w := &s.Framework.Wording
	if !w.Official() {
		return out
	}
	said := prop("wording", line(w.Title))
	said.Class = token(w.ID)
	lacks := count("wording-lacks", len(w.Lacks))
	if len(w.Lacks) > 0 {
		lacks.Remarks = strings.Join(w.Lacks, " ")
	}
	return append(out, said, prop("wording-version", line(w.Version)), prop("wording-sha256", w.Source.Digest), prop("wording-file", line(w.Source.Path)), lacks)
}

// wordingOf undoes contentProps.
func wordingOf(props *[]oscal.Property) assessment.Wording {
	w := assessment.Wording{
		Title: own(props, "wording"), Version: own(props, "wording-version"),
		Source: assessment.Source{Path: own(props, "wording-file"), Digest: own(props, "wording-sha256")},
	}
	for _, p := range deref(props) {
		switch {
		case p.Ns != oscal.NS:
		case p.Name == "wording":
			w.ID = p.Class
		case p.Name == "wording-lacks":
			w.Lacks = strings.Fields(p.Remarks)
		}
	}
	return w
}

// placeContent puts the files on the shelf that the profile imports, and the
// catalog in whose words the documents speak. It gives their resources.
func (b *book) placeContent() []oscal.Resource {
	fw := &b.r.Scope.Framework
	var uuids []string
	for _, s := range fw.Sources {
		uuids = append(uuids, b.shelf.evidence(s, ours("profile-import")))
	}
	if fw.Wording.Official() {
		uuids = append(uuids, b.shelf.evidence(fw.Wording.Source, ours("catalog")))
	}
	var out []oscal.Resource
	for _, r := range b.shelf.resources() {
		for _, uuid := range uuids {
			if r.UUID == uuid {
				out = append(out, r)
				break
			}
		}
	}
	return out
}
