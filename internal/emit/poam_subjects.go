package emit

import (
	"bufio"
	"encoding/json"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// subjects writes the affected subjects of an item, one a line.
func (p *poamBook) subjects(w *writer, it *assessment.Item) error {
	var text []byte
	for a, err := range it.Affected.All() {
		if err != nil {
			return err
		}
		text = p.appendAffected(text[:0], &a)
		w.subject(text)
		if w.err != nil {
			return w.err
		}
	}
	return nil
}

// appendAffected renders an affected subject and notes what stands for it.
func (p *poamBook) appendAffected(t []byte, a *assessment.Affected) []byte {
	kind, uuid := p.assets.of(a.Component, a.Asset)
	name := a.ID
	if kind == "inventory-item" && a.ID != a.Asset {
		name = a.Asset + "/" + a.ID
	}
	t = appendSubjectHead(t, uuid, kind, name)
	t = appendProp(t, "component", exact(a.Component))
	add := func(name, value string) {
		if value != "" {
			t = appendProp(append(t, ", "...), name, value)
		}
	}
	add("asset", exact(a.Asset))
	add("subject-id", exact(a.ID))
	add("since", stamp(a.Since))
	add("last-failed", stamp(a.Last))
	add("why", a.Why)
	add("evidence-sha256", a.Evidence)
	add("cleared", stamp(a.Cleared))
	add("how", howWord[a.How])
	for _, part := range a.Parts {
		add("examined-part", exact(part))
	}
	return append(t, "]}"...)
}

var howWord = map[assessment.Verification]string{assessment.StillFailing: "still-failing", assessment.FreshPass: "fresh-pass", assessment.Retired: "retired", assessment.Unlisted: "unlisted"}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return second(t).Format(timeForm)
}

// affectedResource places the affected subjects of an item as JSON lines. It
// gives the latest failure of them all, which stands in the document: in the
// lines, it would change the file each day that a fleet fails afresh.
func (p *poamBook) affectedResource(it *assessment.Item) (uuid string, last time.Time, err error) {
	uuid, err = p.shelf.stream("affected by "+it.ID+".jsonl", ours("subjects"), func(w *bufio.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		for a, err := range it.Affected.All() {
			if err != nil {
				return err
			}
			l := affectedLine{Component: a.Component, Asset: a.Asset, ID: a.ID, Since: stamp(a.Since), Why: a.Why, Evidence: a.Evidence, Cleared: stamp(a.Cleared), How: howWord[a.How], Parts: a.Parts}
			if err := enc.Encode(l); err != nil {
				return err
			}
			if a.Last.After(last) {
				last = a.Last
			}
		}
		return nil
	})
	return uuid, last, err
}

// affectedLine is one line of an affected-subjects resource.
type affectedLine struct {
	Component string   `json:"component"`
	Asset     string   `json:"asset,omitempty"`
	ID        string   `json:"id"`
	Since     string   `json:"since,omitempty"`
	Why       string   `json:"why,omitempty"`
	Evidence  string   `json:"evidence-sha256,omitempty"`
	Cleared   string   `json:"cleared,omitempty"`
	How       string   `json:"how,omitempty"`
	Parts     []string `json:"examined-parts,omitempty"`
}
