package emit

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// risk renders the weakness of an item, with what a person added to it, to its
// responses, milestones and log. It rests on one observation, that of the first
// detection, because FedRAMP's rule measures the deadline against each; the item
// names the closing one.
//
// Source: FedRAMP POA&M Schematron, has-timely-completion-date.
func (p *poamBook) risk(it *assessment.Item) (map[string]json.RawMessage, error) {
	props := []oscal.Property{prop("weakness", it.Weakness), count("occurrence", it.Occurrence), prop("level", it.Level.String())}
	if it.Finding != "" {
		props = append(props, prop("finding", exact(it.Finding)))
	}
	if it.InTime {
		props = append(props, prop("in-time", "true"))
	}
	for _, n := range it.Names {
		props = append(props, prop("check", n))
	}
	for _, c := range it.Controls {
		props = append(props, p.impacted(c))
	}
	for _, t := range it.Targets {
		props = append(props, prop("target", t))
	}
	out := oscal.Risk{
		UUID: it.RiskUUID, Title: line(it.Title), Description: prose(itemText(it)), Statement: prose(it.Statement), Status: string(it.Status),
		Props: &props, Deadline: secondPtr(it.Due()),
		RelatedObservations: &[]oscal.RelatedObservation{{ObservationUuid: p.affectedID(it)}},
	}
	p.withDeviations(&out, it)
	m, err := overlay(out, it.Extra["risk"])
	if err != nil {
		return nil, err
	}
	reworded(m, it.Extra["risk-words"])
	if err := p.characterized(m, it); err != nil {
		return nil, err
	}
	if m["remediations"], err = p.responses(it); err != nil {
		return nil, err
	}
	log, err := p.entries(it.Log)
	if err == nil && log != nil {
		m["risk-log"] = log
	}
	return m, err
}

// itemText says what was found, apart from what the rules ask for.
func itemText(it *assessment.Item) string {
	return fmt.Sprintf("%s%s affected, of which %d still are.", foundBy(it.Weakness), subjects(it.Affected.Count), it.Affected.Open)
}

func foundBy(check string) string { return "The check " + check + " found " }

// characterized adds what people say of a risk to the rating that assay gave it.
func (p *poamBook) characterized(m map[string]json.RawMessage, it *assessment.Item) error {
	var all []json.RawMessage
	if c := p.characterization(it.Rating, it.Adjusted); c != nil {
		mine, err := overlay((*c)[0], it.Extra["characterization"])
		if err != nil {
			return err
		}
		var facets, more []json.RawMessage
		if raw := it.Extra["facets"]; raw != nil && json.Unmarshal(mine["facets"], &facets) == nil && json.Unmarshal(raw, &more) == nil {
			if mine["facets"], err = plain(append(facets, more...)); err != nil {
				return err
			}
		}
		one, err := plain(mine)
		if err != nil {
			return err
		}
		all = append(all, one)
	}
	all, err := p.adjustedRating(it, all)
	if err != nil {
		return err
	}
	var theirs []json.RawMessage
	if raw := it.Extra["characterizations"]; raw != nil && json.Unmarshal(raw, &theirs) == nil {
		all = append(all, theirs...)
	}
	if len(all) == 0 {
		return nil
	}
	m["characterizations"], err = plain(all)
	return err
}

// responses are the recommendation, the planned response with its milestones,
// and those a person added.
func (p *poamBook) responses(it *assessment.Item) (json.RawMessage, error) {
	recommendation, err := overlay(p.recommendation(it.RiskUUID, it.Remediation), it.Extra["recommendation"])
	if err != nil {
		return nil, err
	}
	reworded(recommendation, it.Extra["recommendation-words"])
	planned, err := p.planned(it)
	if err != nil {
		return nil, err
	}
	all := []any{recommendation, planned}
	if it.Closure != nil && it.Closure.False == 0 {
		done, err := overlay(p.completed(it), nil)
		if err != nil {
			return nil, err
		}
		all = append(all, done)
	}
	var theirs []json.RawMessage
	if raw := it.Extra["responses"]; raw != nil && json.Unmarshal(raw, &theirs) == nil {
		for _, r := range theirs {
			all = append(all, r)
		}
	}
	return plain(all)
}

// planned is the response a person owns: its milestones keep their dates, and
// its words are theirs once they have changed them.
func (p *poamBook) planned(it *assessment.Item) (map[string]json.RawMessage, error) {
	origins := p.toolOrigin()
	head := oscal.Response{UUID: plannedID(it.UUID), Lifecycle: "planned", Title: plannedTitle, Description: proposal(it), Origins: &origins}
	out, err := overlay(head, nil)
	if err != nil {
		return nil, err
	}
	reworded(out, it.Extra["planned"])
	var tasks []any
	for _, m := range it.Milestones {
		task, err := overlay(oscal.Task{UUID: m.UUID, Type: "milestone", Title: line(m.Title), Description: prose(cmp.Or(m.Description, m.Title)),
			Timing: &oscal.EventTiming{OnDate: &oscal.OnDateCondition{Date: second(m.Due)}}}, m.Extra["task"])
		if err != nil {
			return nil, err
		}
		tasks = append(tasks, task)
	}
	var more []json.RawMessage
	if raw := it.Extra["tasks"]; raw != nil && json.Unmarshal(raw, &more) == nil {
		for _, t := range more {
			tasks = append(tasks, t)
		}
	}
	if len(tasks) > 0 {
		out["tasks"], err = plain(tasks)
	}
	return out, err
}

const plannedTitle = "Planned response"

// proposal is the planned response before a person has written one: FedRAMP asks
// for a plan from the first day, and a program has none.
func proposal(it *assessment.Item) string {
	return prose("Proposed by assay, confirmed by nobody: " + it.Remediation)
}

// completed is what a fresh run saw of the remedy, not who applied it.
func (p *poamBook) completed(it *assessment.Item) oscal.Response {
	origins := p.toolOrigin()
	return oscal.Response{
		UUID: completedID(it.UUID), Lifecycle: "completed", Title: "Seen to be remedied",
		Description: closureText(it.Closure), Origins: &origins,
	}
}

func completedID(item string) string { return oscal.ID(item, "completed") }

func closureText(c *assessment.Closure) string {
	if c.False > 0 {
		return fmt.Sprintf("%s found to be a false positive by an approver; nothing was seen to be remedied.", subjects(c.False))
	}
	verb := "pass"
	if c.Fixed == 1 {
		verb = "passes"
	}
	gone := ""
	if c.Unlisted > 0 {
		gone = fmt.Sprintf("%d no longer listed by a newer scan, ", c.Unlisted)
	}
	return fmt.Sprintf("%s %s on fresh evidence, %s%d retired.", subjects(c.Fixed), verb, gone, c.Retired)
}

func plannedID(item string) string { return oscal.ID(item, "planned") }

// entries renders the log of an item; nil when it is empty.
func (b *book) entries(log []assessment.LogEntry) (json.RawMessage, error) {
	var out []any
	for _, e := range log {
		entry := oscal.RiskLogEntry{UUID: e.UUID, Start: second(e.At), Title: line(e.Title), StatusChange: string(e.StatusChange)}
		if e.Description != "" {
			entry.Description = prose(e.Description)
		}
		if e.Type != "" {
			entry.Props = &[]oscal.Property{{Name: "type", Value: string(e.Type)}}
			if e.Type == assessment.LogCheckIn && b.fedramp() {
				*entry.Props = append(*entry.Props, oscal.Property{Name: "vendor-dependency", Ns: fedrampNS, Value: string(e.Type)})
			}
		}
		one, err := overlay(entry, e.Extra["entry"])
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	if out == nil {
		return nil, nil
	}
	return plain(map[string]any{"entries": out})
}

// plain is v as JSON without HTML escapes.
func plain(v any) (json.RawMessage, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimRight(buf.Bytes(), "\n"), err
}

// overlay adds the members of extra to v's: arrays are joined, v's own members
// win over others of the same name.
func overlay(v any, extra []byte) (map[string]json.RawMessage, error) {
	text, err := plain(v)
	if err != nil {
		return nil, err
	}
	var own, more map[string]json.RawMessage
	if err := json.Unmarshal(text, &own); err != nil {
		return nil, err
	}
	if len(extra) == 0 {
		return own, nil
	}
	if err := json.Unmarshal(extra, &more); err != nil {
		return nil, err
	}
	for _, k := range slices.Sorted(maps.Keys(more)) {
		mine, both := own[k]
		if !both {
			own[k] = more[k]
			continue
		}
		var a, b []json.RawMessage
		if json.Unmarshal(mine, &a) == nil && json.Unmarshal(more[k], &b) == nil {
			if own[k], err = plain(append(a, b...)); err != nil {
				return nil, err
			}
		}
	}
	return own, nil
}
