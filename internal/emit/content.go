package emit

import (
	"fmt"
	"strconv"
	"strings"
	"time"

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

// contentProps say what was left out of an official baseline, what is not assessed
// and what does not bind, each with the reason, and in whose words a document speaks.
func contentProps(s *assessment.Scope, samples []assessment.Sample) []oscal.Property {
	var out []oscal.Property
	if text := tailoredText(s); text != "" {
		p := prop("tailored", strconv.Itoa(len(s.Tailored)))
		p.Remarks = prose(text)
		out = append(out, p)
	}
	for _, id := range s.Tailored {
		out = append(out, prop("tailored-out", line(id)))
	}
	for _, e := range s.Excluded {
		p := prop("component-not-assessed", line(e.Component))
		p.Remarks = prose(e.Reason)
		out = append(out, p)
	}
	for i := range samples {
		p := prop("sampling-plan", samples[i].ID)
		p.Remarks = prose(sampleText(&samples[i]))
		out = append(out, p)
	}
	for _, u := range s.Unbound {
		p := prop("not-binding", u.ID)
		p.Remarks = "It binds " + strings.Join(u.Binds, ", ") + "."
		out = append(out, p)
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

// sampleText tells all of a sampling plan that somebody needs to draw again, and why
// it does not count where it does not.
func sampleText(s *assessment.Sample) string {
	text := fmt.Sprintf("Of %d assets of component %s, ", s.Population, s.Component)
	if len(s.Strata) == 0 {
		text += strconv.Itoa(s.Size)
	}
	for i, st := range s.Strata {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprintf("%d of %s (%s)", st.Size, st.Name, st.Match)
	}
	text += fmt.Sprintf(", seed %q.", s.Seed)
	if len(s.Kinds) > 0 {
		text += " For evidence of " + strings.Join(s.Kinds, ", ") + "."
	}
	if len(s.Lacks) > 0 {
		return text + " It does not count: " + strings.Join(s.Lacks, "; ") + "."
	}
	return text + fmt.Sprintf(" Approved by %s (%s) on %s, until %s: %s", s.Approver.Name, s.Approver.Role, s.Approved.Format(time.DateOnly), s.Until.Format(time.DateOnly), s.Reason)
}

// excludedOf and unboundOf undo contentProps.
func excludedOf(props *[]oscal.Property) (out []assessment.Exclusion) {
	for _, p := range deref(props) {
		if p.Ns == oscal.NS && p.Name == "component-not-assessed" {
			out = append(out, assessment.Exclusion{Component: p.Value, Reason: p.Remarks})
		}
	}
	return out
}

func unboundOf(props *[]oscal.Property) (out []assessment.Unbound) {
	for _, p := range deref(props) {
		if p.Ns == oscal.NS && p.Name == "not-binding" {
			binds := strings.TrimSuffix(strings.TrimPrefix(p.Remarks, "It binds "), ".")
			out = append(out, assessment.Unbound{Target: assessment.Target{ID: p.Value}, Binds: strings.Split(binds, ", ")})
		}
	}
	return out
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
	for i := range b.run.Plan.Samples {
		uuids = append(uuids, b.shelf.evidence(b.run.Plan.Samples[i].Source, ours("sampling-plan")))
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
