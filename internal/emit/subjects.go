package emit

import (
	"bufio"
	"fmt"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// appendSubject renders a subject by hand: there may be hundreds of thousands.
func (a *assets) appendSubject(t []byte, s *assessment.Subject) []byte {
	kind, uuid := a.of(s.Component, s.Asset)
	t = appendSubjectHead(t, uuid, kind, s.Name())
	t = appendProp(t, "subject-id", s.ID)
	t = appendProp(append(t, ", "...), "why", s.Why)
	if s.Evidence != "" {
		t = appendProp(append(t, ", "...), "evidence-sha256", s.Evidence)
		t = appendProp(append(t, ", "...), "evidence-at", At(s.Source))
	}
	return append(t, "]}"...)
}

// appendSubjectHead renders a subject up to its first property.
func appendSubjectHead(t []byte, uuid, kind, name string) []byte {
	t = append(t, `{"subject-uuid": "`...)
	t = append(t, uuid...)
	t = append(t, `", "type": "`...)
	t = append(t, kind...)
	t = append(t, `", "title": `...)
	t = appendJSON(t, line(name))
	return append(t, `, "props": [`...)
}

func appendProp(t []byte, name, value string) []byte {
	t = append(t, `{"name": "`...)
	t = append(t, name...)
	t = append(t, `", "ns": "`+oscal.NS+`", "value": `...)
	t = appendJSON(t, line(value))
	return append(t, '}')
}

// subjectLine is one line of a subjects resource.
type subjectLine struct {
	Component string `json:"component"`
	Asset     string `json:"asset,omitempty"`
	ID        string `json:"id"`
	Why       string `json:"why,omitempty"`
	Evidence  string `json:"evidence-sha256,omitempty"`
	At        string `json:"evidence-at,omitempty"`
}

// subjectsResource places the subjects of an observation as JSON lines.
func (b *book) subjectsResource(o *assessment.Observation) (oscal.Link, error) {
	title := "subjects of " + o.Run.Check + ", " + o.Outcome.String() + ".jsonl"
	uuid, err := b.shelf.stream(title, ours("subjects"), func(w *bufio.Writer) error {
		var t []byte
		for s, err := range o.Subjects {
			if err != nil {
				return err
			}
			t = appendSubjectLine(t[:0], &s)
			if _, err := w.Write(t); err != nil {
				return err
			}
		}
		return nil
	})
	return oscal.Link{Href: "#" + uuid, Rel: "subjects", Text: fmt.Sprintf("%d subjects", o.Count)}, err
}

func appendSubjectLine(t []byte, s *assessment.Subject) []byte {
	member := func(name, value string, always bool) {
		if value == "" && !always {
			return
		}
		if len(t) > 1 {
			t = append(t, ',')
		}
		t = append(append(append(t, '"'), name...), `":`...)
		t = appendJSON(t, value)
	}
	t = append(t, '{')
	member("component", s.Component, true)
	member("asset", s.Asset, false)
	member("id", s.ID, true)
	member("why", s.Why, false)
	member("evidence-sha256", s.Evidence, false)
	member("evidence-at", At(s.Source), false)
	return append(t, '}', '\n')
}
