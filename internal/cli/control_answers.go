package cli

import (
	"slices"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// shownAnswers is what people are asked about an objective, what they said and what
// they decided, in JSON output.
type shownAnswers struct {
	Asked        *shownRequest `json:"asked,omitempty"`
	NotCovered   *shownOpen    `json:"not-covered,omitempty"`
	Attestations []shownRecord `json:"attestations,omitempty"`
	Decisions    []shownRecord `json:"decisions,omitempty"`
}

type shownRequest struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Method    string `json:"method"`
	Role      string `json:"role"`
	ValidDays int    `json:"valid-days"`
	Source    string `json:"source"`
}

type shownOpen struct {
	Reason string `json:"reason"`
	Source string `json:"source"`
}

// shownRecord is an attestation or a decision. Whether it counts depends on the
// time, which is for an assessment to say.
type shownRecord struct {
	ID         string   `json:"id"`
	Says       string   `json:"says"` // satisfied, not-satisfied, or the kind of a decision
	Name       string   `json:"name"`
	Role       string   `json:"role"`
	From       string   `json:"from,omitempty"`
	Until      string   `json:"until,omitempty"`
	Components []string `json:"components,omitempty"`
	Lacks      []string `json:"lacks,omitempty"`
	Source     string   `json:"source"`
}

// answersOn gathers them for one target.
func answersOn(s *assessment.Scope, target string) (out shownAnswers) {
	for _, a := range s.Asked {
		if a.Target == target {
			out.Asked = &shownRequest{a.Request.ID, a.Request.Title, a.Request.Method, a.Request.Role, a.Request.Valid, at(a.Request.Source)}
		}
	}
	for _, n := range s.NotCovered {
		if n.Target == target {
			out.NotCovered = &shownOpen{n.Reason, at(n.Source)}
		}
	}
	for _, a := range s.Attestations {
		if slices.Contains(a.Targets, target) {
			says := "not-satisfied"
			if a.Satisfied {
				says = "satisfied"
			}
			out.Attestations = append(out.Attestations, shownRecord{a.ID, says, a.Party.Name, a.Party.Role, dayIf(a.Date), dayIf(a.Expires), nil, a.Lacks, at(a.Source)})
		}
	}
	for _, d := range s.Decisions {
		if slices.Contains(d.Targets, target) {
			out.Decisions = append(out.Decisions, shownRecord{d.ID, string(d.Kind), d.Decider.Name, d.Decider.Role, dayIf(d.Date), dayIf(d.Review), d.Components, d.Lacks, at(d.Source)})
		}
	}
	return out
}

// dayIf is a day; empty for none.
func dayIf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return dayOf(t)
}

// some says whether there is anything to show.
func (a shownAnswers) some() bool {
	return a.Asked != nil || a.NotCovered != nil || a.Attestations != nil || a.Decisions != nil
}

func (f *factory) showAnswers(a shownAnswers) {
	if r := a.Asked; r != nil {
		f.sayf("    asks     %s: %s (%s, role %s, for %d days)  %s", r.ID, r.Title, r.Method, r.Role, r.ValidDays, r.Source)
	}
	if n := a.NotCovered; n != nil {
		f.sayf("    not covered: %s  %s", n.Reason, n.Source)
	}
	for _, r := range a.Attestations {
		f.showRecord("said", r)
	}
	for _, r := range a.Decisions {
		f.showRecord("decided", r)
	}
}

func (f *factory) showRecord(word string, r shownRecord) {
	on := ""
	if r.Components != nil {
		on = " for " + strings.Join(r.Components, ", ")
	}
	unknown := func(s string) string {
		if s == "" {
			return "?"
		}
		return s
	}
	f.sayf("    %-8s %s%s by %s (%s), %s to %s: %s  %s", word, r.Says, on, unknown(r.Name), unknown(r.Role), unknown(r.From), unknown(r.Until), r.ID, r.Source)
	for _, lack := range r.Lacks {
		f.sayf("             incomplete: %s", lack)
	}
}
