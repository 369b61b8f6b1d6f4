package emit

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
)

// DecodePOAM reads a recorded plan of action back into the state it was written
// from. What a person added to the document is kept as it is, to be written
// again. dir is the document's folder: long lists of affected subjects are read
// from its resources, when they are asked for, and must match their digest.
//
// Every problem of the document is in the error at once.
func DecodePOAM(path, dir string, text []byte) (assessment.POAM, error) {
	doc, err := oscal.Read(path, text)
	if err != nil {
		return assessment.POAM{}, err
	}
	if doc.PlanOfActionAndMilestones == nil {
		return assessment.POAM{}, problem.New(problem.Place{Path: path}, "this is not a plan of action and milestones but "+doc.Model, "restore the file from history")
	}
	var raw struct {
		Doc rawPOAM `json:"plan-of-action-and-milestones"`
	}
	if err := json.Unmarshal(text, &raw); err != nil {
		return assessment.POAM{}, problem.New(problem.Place{Path: path}, "the recorded state is not JSON", "restore the file from history")
	}
	d := &decoder{path: path, dir: dir, doc: doc.PlanOfActionAndMilestones, raw: &raw.Doc, ours: map[string]bool{}}
	state := d.state()
	state.Source = assessment.Source{Path: path, Digest: digestOf(text)}
	return state, d.problems.Err()
}

// rawPOAM keeps the elements of a POA&M as they stand.
type rawPOAM struct {
	Metadata     json.RawMessage   `json:"metadata"`
	ImportSSP    json.RawMessage   `json:"import-ssp"`
	Local        rawLocal          `json:"local-definitions"`
	Observations []json.RawMessage `json:"observations"`
	Risks        []json.RawMessage `json:"risks"`
	Findings     []json.RawMessage `json:"findings"`
	Items        []json.RawMessage `json:"poam-items"`
	BackMatter   struct {
		Resources []json.RawMessage `json:"resources"`
	} `json:"back-matter"`
}

// rawLocal keeps what people may add to the local definitions.
type rawLocal struct {
	Components []json.RawMessage `json:"components"`
	Inventory  []json.RawMessage `json:"inventory-items"`
}

type decoder struct {
	path, dir string
	doc       *oscal.PlanOfActionAndMilestones
	raw       *rawPOAM
	ours      map[string]bool // uuids that assay wrote
	problems  problem.List
}

func (d *decoder) fail(pointer, what string) {
	d.problems.Add(problem.Place{Path: d.path, Pointer: "/plan-of-action-and-milestones" + pointer}, what, "restore the file from history, or repair this member")
}

func (d *decoder) state() assessment.POAM {
	s := assessment.POAM{UUID: d.doc.UUID, Framework: own(d.doc.Metadata.Props, "framework"), Extra: assessment.Extra{}}
	if d.doc.SystemId != nil {
		s.System = d.doc.SystemId.ID
	}
	risks := map[string]int{}
	for i, r := range deref(d.doc.Risks) {
		risks[r.UUID] = i
	}
	for i := range d.doc.PoamItems {
		it := &d.doc.PoamItems[i]
		if own(it.Props, "detected") == "" {
			continue // a person's own item
		}
		if it.RelatedRisks == nil {
			d.fail(fmt.Sprintf("/poam-items/%d", i), "the item has no related risk")
			continue
		}
		at, ok := risks[(*it.RelatedRisks)[0].RiskUuid]
		if !ok {
			d.fail(fmt.Sprintf("/poam-items/%d/related-risks/0", i), "the item's risk is not in this file")
			continue
		}
		s.Items = append(s.Items, d.item(i, at))
	}
	keepMembers(s.Extra, "metadata", d.raw.Metadata, metadataMembers)
	if href := oscal.ID(s.System, s.Framework, "resource", "no-oscal-ssp"); d.doc.ImportSsp != nil && d.doc.ImportSsp.Href != "#"+href {
		s.Extra["import-ssp"] = d.raw.ImportSSP
	}
	d.localDefinitions(s.System)
	d.keep(&s, "components", d.raw.Local.Components)
	d.keep(&s, "inventory-items", d.raw.Local.Inventory)
	d.keep(&s, "observations", d.raw.Observations)
	d.keep(&s, "risks", d.raw.Risks)
	d.keep(&s, "findings", d.raw.Findings)
	d.keep(&s, "poam-items", d.raw.Items)
	d.keep(&s, "resources", d.foreignResources())
	return s
}

// localDefinitions marks the components and assets that assay wrote.
func (d *decoder) localDefinitions(system string) {
	if d.doc.LocalDefinitions == nil {
		return
	}
	keys := map[string]string{}
	for _, c := range deref(d.doc.LocalDefinitions.Components) {
		if key := own(c.Props, "key"); key != "" {
			d.ours[c.UUID], keys[c.UUID] = true, key
		}
	}
	for _, it := range deref(d.doc.LocalDefinitions.InventoryItems) {
		for _, part := range deref(it.ImplementedComponents) {
			if it.UUID == assetID(system, keys[part.ComponentUuid], it.Description) {
				d.ours[it.UUID] = true
			}
		}
	}
}

// keep stores the elements that assay did not write.
func (d *decoder) keep(s *assessment.POAM, part string, elements []json.RawMessage) {
	var theirs []json.RawMessage
	for _, e := range elements {
		var head struct {
			UUID string `json:"uuid"`
		}
		if json.Unmarshal(e, &head) != nil || head.UUID == "" || !d.ours[head.UUID] {
			theirs = append(theirs, e)
		}
	}
	if len(theirs) > 0 {
		s.Extra[part], _ = json.Marshal(theirs)
	}
}

// foreignResources are the back-matter resources without a type of ours.
func (d *decoder) foreignResources() []json.RawMessage {
	var out []json.RawMessage
	for _, e := range d.raw.BackMatter.Resources {
		var r oscal.Resource
		if json.Unmarshal(e, &r) == nil {
			mine := slices.ContainsFunc(deref(r.Props), func(p oscal.Property) bool {
				return p.Name == "type" && (p.Ns == oscal.NS || p.Value == "no-oscal-ssp")
			})
			if mine {
				continue
			}
		}
		out = append(out, e)
	}
	return out
}

func (d *decoder) item(i, at int) assessment.Item {
	src, risk := &d.doc.PoamItems[i], &(*d.doc.Risks)[at]
	where := fmt.Sprintf("/poam-items/%d", i)
	it := assessment.Item{
		UUID: src.UUID, RiskUUID: risk.UUID, ID: anyNS(src.Props, "POAM-ID"),
		Weakness: own(risk.Props, "weakness"), Names: owns(risk.Props, "check"), Reopens: own(src.Props, "reopens"),
		Title: risk.Title, Statement: risk.Statement, Status: assessment.RiskStatus(risk.Status),
		Controls: all(risk.Props, "impacted-control-id"), Targets: owns(risk.Props, "target"), Extra: assessment.Extra{},
	}
	d.ours[src.UUID], d.ours[risk.UUID] = true, true
	it.Detected = d.time(where, own(src.Props, "detected"))
	it.Updated = d.time(where, own(src.Props, "updated"))
	if risk.Deadline != nil {
		it.Deadline = second(*risk.Deadline)
	}
	level, ok := assessment.ParseLevel(own(risk.Props, "level"))
	if !ok && own(risk.Props, "level") != "unknown" {
		d.fail(fmt.Sprintf("/risks/%d/props", at), "the risk has no level")
	}
	it.Level = level
	n, err := strconv.Atoi(own(risk.Props, "occurrence"))
	if err != nil || n < 1 {
		d.fail(fmt.Sprintf("/risks/%d/props", at), "the risk has no occurrence number")
	}
	it.Occurrence = n
	if it.Weakness == "" || it.ID == "" {
		d.fail(where, "the item has no weakness or no POAM-ID")
	}
	for _, c := range deref(risk.Characterizations) {
		for _, f := range c.Facets {
			switch f.Name {
			case "likelihood":
				it.Rating.Likelihood = f.Value
			case "impact":
				it.Rating.Impact = f.Value
			}
		}
	}
	var parts rawRisk
	if json.Unmarshal(d.raw.Risks[at], &parts) != nil {
		d.fail(fmt.Sprintf("/risks/%d", at), "the risk cannot be read")
		return it
	}
	d.responses(&it, risk, parts.Remediations)
	if risk.RiskLog != nil {
		for i, e := range risk.RiskLog.Entries {
			entry := assessment.LogEntry{UUID: e.UUID, At: second(e.Start), Title: e.Title, Description: e.Description,
				Type: assessment.LogType(bare(e.Props, "type")), StatusChange: assessment.RiskStatus(e.StatusChange), Extra: assessment.Extra{}}
			keepMembers(entry.Extra, "entry", parts.Log.Entries[i], entryMembers)
			it.Log = append(it.Log, entry)
		}
	}
	d.observations(&it, where)
	keepMembers(it.Extra, "risk", d.raw.Risks[at], riskMembers)
	keepMembers(it.Extra, "item", d.raw.Items[i], itemMembers)
	return it
}

// rawRisk keeps the parts of a risk that people add to as they stand.
type rawRisk struct {
	Remediations []json.RawMessage `json:"remediations"`
	Log          struct {
		Entries []json.RawMessage `json:"entries"`
	} `json:"risk-log"`
}

// responses reads the recommendation and the planned response; others are a
// person's and kept.
func (d *decoder) responses(it *assessment.Item, risk *oscal.Risk, raw []json.RawMessage) {
	var theirs []json.RawMessage
	for i, r := range deref(risk.Remediations) {
		switch {
		case r.Lifecycle == "recommendation" && it.Remediation == "":
			it.Remediation = r.Description
		case r.UUID == plannedID(it.UUID):
			d.planned(it, r, raw[i])
		case r.UUID == completedID(it.UUID):
		default:
			theirs = append(theirs, raw[i])
		}
	}
	if len(theirs) > 0 {
		it.Extra["responses"], _ = json.Marshal(theirs)
	}
}

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
	if r.Title == plannedTitle {
		delete(words, "title")
	}
	if r.Description == proposal(it) {
		delete(words, "description")
	}
	if len(words) > 0 {
		it.Extra["planned"], _ = json.Marshal(words)
	}
	for i, t := range deref(r.Tasks) {
		m := assessment.Milestone{UUID: t.UUID, Title: t.Title, Description: t.Description, Extra: assessment.Extra{}}
		if t.Timing != nil {
			switch {
			case t.Timing.OnDate != nil:
				m.Due = second(t.Timing.OnDate.Date)
			case t.Timing.WithinDateRange != nil:
				m.Due = second(t.Timing.WithinDateRange.End)
			}
		}
		keepMembers(m.Extra, "task", tasks.Tasks[i], taskMembers)
		it.Milestones = append(it.Milestones, m)
	}
}

func (d *decoder) observations(it *assessment.Item, where string) {
	affected, closure := oscal.ID(it.UUID, "affected"), oscal.ID(it.UUID, "closure")
	found := false
	for i, o := range deref(d.doc.Observations) {
		switch o.UUID {
		case affected:
			found = true
			d.ours[affected] = true
			if len(o.Methods) > 0 {
				it.Method = o.Methods[0]
			}
			d.affected(it, &o, fmt.Sprintf("/observations/%d", i))
			keepMembers(it.Extra, "observation", d.raw.Observations[i], observationMembers)
		case closure:
			d.ours[closure] = true
			c := assessment.Closure{At: d.time(where, own(o.Props, "closed-at")), Evidence: owns(o.Props, "evidence-set-sha256")}
			c.Fixed, _ = strconv.Atoi(own(o.Props, "fixed"))
			c.Retired, _ = strconv.Atoi(own(o.Props, "retired"))
			if collected := second(o.Collected); !collected.Equal(c.At) {
				c.First = collected
			}
			it.Closure = &c
			keepMembers(it.Extra, "closure", d.raw.Observations[i], observationMembers)
		}
	}
	if !found {
		d.fail(where, "the observation of the item's affected subjects is not in this file")
	}
}

func (d *decoder) time(where, text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	t, err := time.Parse(timeForm, text)
	if err != nil {
		d.fail(where, "a property holds a time that is not like 2026-11-20T00:00:00Z")
	}
	return t
}

// own gives the first value of a property of ours; owns gives all.
func own(props *[]oscal.Property, name string) string {
	return cmp.Or(append(owns(props, name), "")...)
}

func owns(props *[]oscal.Property, name string) []string {
	var out []string
	for _, p := range deref(props) {
		if p.Name == name && p.Ns == oscal.NS {
			out = append(out, p.Value)
		}
	}
	return out
}

// all and anyNS look in every namespace.
func all(props *[]oscal.Property, name string) []string {
	var out []string
	for _, p := range deref(props) {
		if p.Name == name {
			out = append(out, p.Value)
		}
	}
	return out
}

func anyNS(props *[]oscal.Property, name string) string {
	return cmp.Or(append(all(props, name), "")...)
}

func bare(props *[]oscal.Property, name string) string {
	for _, p := range deref(props) {
		if p.Name == name && p.Ns == "" {
			return p.Value
		}
	}
	return ""
}
