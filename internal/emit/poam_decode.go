package emit

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
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
	Remarks    json.RawMessage   `json:"remarks"`
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
	s.List = assessment.List(own(d.doc.Metadata.Props, "list"))
	d.items(&s)
	keepMembers(s.Extra, "metadata", d.raw.Metadata, metadataMembers)
	d.keepWords(s.Extra, "metadata-words", d.raw.Metadata, map[string]string{"title": listTitle(s.List, s.System, s.Framework)})
	none := oscal.ID(s.System, s.Framework, "resource", "no-oscal-ssp")
	plan := sspResource(s.System, s.Framework)
	if ssp := d.doc.ImportSsp; ssp != nil && (ssp.Href != "#"+none && ssp.Href != "#"+plan || ssp.Remarks != "") {
		s.Extra["import-ssp"] = d.raw.ImportSSP
	}
	if d.raw.Local.Remarks != nil {
		s.Extra["local-remarks"] = d.raw.Local.Remarks
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

// items reads the items that assay wrote. One that lost what makes it ours would
// be taken for a person's, which nothing closes and no gate weighs; so a risk of
// ours without its item is as much of a problem as an item without its risk.
func (d *decoder) items(s *assessment.POAM) {
	risks := map[string]int{}
	for i, r := range deref(d.doc.Risks) {
		if _, twice := risks[r.UUID]; twice {
			d.fail(fmt.Sprintf("/risks/%d/uuid", i), "two risks have this uuid")
		}
		risks[r.UUID] = i
	}
	for i := range d.doc.PoamItems {
		it := &d.doc.PoamItems[i]
		where := fmt.Sprintf("/poam-items/%d", i)
		if !slices.ContainsFunc(deref(it.Props), func(p oscal.Property) bool { return p.Ns == oscal.NS }) {
			continue // a person's own item
		}
		if len(deref(it.RelatedRisks)) == 0 {
			d.fail(where, "the item has no related risk")
			continue
		}
		at, ok := risks[(*it.RelatedRisks)[0].RiskUuid]
		switch {
		case !ok:
			d.fail(where+"/related-risks/0", "the item's risk is not in this file")
		case d.ours[it.UUID] || d.ours[(*d.doc.Risks)[at].UUID]:
			d.fail(where, "the item, or its risk, is there twice")
		default:
			s.Items = append(s.Items, d.item(s, i, at))
		}
	}
	for i, r := range deref(d.doc.Risks) {
		if own(r.Props, "weakness") != "" && !d.ours[r.UUID] {
			d.fail(fmt.Sprintf("/risks/%d", i), "no item of the plan stands for this risk")
		}
	}
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

func (d *decoder) item(s *assessment.POAM, i, at int) assessment.Item {
	src, risk := &d.doc.PoamItems[i], &(*d.doc.Risks)[at]
	where := fmt.Sprintf("/poam-items/%d", i)
	it := assessment.Item{
		UUID: src.UUID, RiskUUID: risk.UUID, ID: anyNS(src.Props, "POAM-ID"),
		Weakness: own(risk.Props, "weakness"), Finding: inexact(own(risk.Props, "finding")), InTime: own(risk.Props, "in-time") == "true", Names: owns(risk.Props, "check"), Reopens: own(src.Props, "reopens"),
		Title: risk.Title, Statement: risk.Statement, Status: assessment.RiskStatus(risk.Status),
		Controls: all(risk.Props, "impacted-control-id"), Targets: owns(risk.Props, "target"), Extra: assessment.Extra{},
	}
	d.ours[src.UUID], d.ours[risk.UUID] = true, true
	if it.Detected = d.time(where, own(src.Props, "detected")); it.Detected.IsZero() {
		d.fail(where, "the item does not say when it was detected")
	}
	it.Updated = d.time(where, own(src.Props, "updated"))
	if risk.Deadline != nil {
		it.Deadline = second(*risk.Deadline)
	}
	if first := own(risk.Props, "initial-deadline"); first != "" {
		it.Deadline = d.time(where, first)
	}
	it.Waived, _ = strconv.Atoi(own(risk.Props, "waived"))
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
	var parts rawRisk
	if json.Unmarshal(d.raw.Risks[at], &parts) != nil {
		d.fail(fmt.Sprintf("/risks/%d", at), "the risk cannot be read")
		return it
	}
	d.characterizations(&it, risk, parts.Characterizations)
	d.responses(&it, risk, recommendationID(s.System, s.Framework, risk.UUID), parts.Remediations)
	if risk.RiskLog != nil {
		for i, e := range risk.RiskLog.Entries {
			entry := assessment.LogEntry{UUID: e.UUID, At: second(e.Start), Title: e.Title, Description: e.Description,
				Type: assessment.LogType(bare(e.Props, "type")), StatusChange: assessment.RiskStatus(e.StatusChange), Extra: assessment.Extra{}}
			keepMembers(entry.Extra, "entry", parts.Log.Entries[i], entryMembers)
			it.Log = append(it.Log, entry)
		}
	}
	d.observations(&it, where)
	if it.Status == assessment.RiskClosed && it.Closure == nil {
		d.fail(fmt.Sprintf("/risks/%d/status", at), "the risk is closed, and no observation says on what; an item closes on a fresh pass of its check, not by hand")
	}
	if !strings.HasPrefix(risk.Description, foundBy(it.Weakness)) {
		d.keepWords(it.Extra, "risk-words", d.raw.Risks[at], map[string]string{"description": ""})
	}
	d.keepWords(it.Extra, "item-words", d.raw.Items[i], map[string]string{"title": line(it.Title), "description": prose(cmp.Or(it.Statement, it.Title))})
	keepMembers(it.Extra, "risk", d.raw.Risks[at], riskMembers)
	keepMembers(it.Extra, "item", d.raw.Items[i], itemMembers)
	return it
}

// rawRisk keeps the parts of a risk that people add to as they stand.
type rawRisk struct {
	Characterizations []json.RawMessage `json:"characterizations"`
	Remediations      []json.RawMessage `json:"remediations"`
	Log               struct {
		Entries []json.RawMessage `json:"entries"`
	} `json:"risk-log"`
}

func (d *decoder) observations(it *assessment.Item, where string) {
	affected, closure := oscal.ID(it.UUID, "affected"), oscal.ID(it.UUID, "closure")
	found := false
	for i, o := range deref(d.doc.Observations) {
		if id := own(o.Props, "waiver"); id != "" && o.UUID == deviationID(it.UUID, id) {
			d.ours[o.UUID] = true
			it.Deviations = append(it.Deviations, d.deviation(&o, fmt.Sprintf("/observations/%d", i)))
		}
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
			c.Unlisted, _ = strconv.Atoi(own(o.Props, "unlisted"))
			c.Retired, _ = strconv.Atoi(own(o.Props, "retired"))
			c.False, _ = strconv.Atoi(own(o.Props, "false-positive"))
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
