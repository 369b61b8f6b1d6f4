package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/report/workbook"
)

// poamColumn is a column of FedRAMP's plan of action. One that is spare may be absent
// from a template while it has nothing to hold but idle.
type poamColumn struct {
	columnOf
	also  []string
	words []string // that it may hold
	spare bool
	idle  string
	cell  func(*planned, *planItem) workbook.Cell
}

var (
	yesNo        = []string{"Yes", "No"}
	yesNoPending = []string{"Yes", "No", "Pending"}
	ratings      = []string{"Low", "Moderate", "High"}
)

// poamColumns are the columns in FedRAMP's order and words.
//
// Source: FedRAMP POA&M template; headings and meanings were read in
// reference/fedramp_poam_columns.csv, which marks the mapping of Point of Contact,
// Auto-Approve and Service Name as our own.
var poamColumns = []poamColumn{
	{columnOf: columnOf{"POAM ID", 22}, cell: func(_ *planned, i *planItem) workbook.Cell { return lineOf(i.ID) }},
	{columnOf: columnOf{"Controls", 16}, cell: func(p *planned, i *planItem) workbook.Cell { return lineOf(strings.Join(p.controls(i.Item), ", ")) }},
	{columnOf: columnOf{"Weakness Name", 34}, cell: func(_ *planned, i *planItem) workbook.Cell { return lineOf(i.Title) }},
	{columnOf: columnOf{"Weakness Description", 60}, cell: func(_ *planned, i *planItem) workbook.Cell { return textOf(described(i.Item, i.weighed)) }},
	{columnOf: columnOf{"Weakness Detector Source", 20}, cell: func(p *planned, i *planItem) workbook.Cell {
		return lineOf("assay" + bracketed(i.Method))
	}},
	{columnOf: columnOf{"Weakness Source Identifier", 30}, cell: func(_ *planned, i *planItem) workbook.Cell { return lineOf(cmp.Or(i.Weakness, "None")) }},
	{columnOf: columnOf{"Asset Identifier", 40}, cell: func(_ *planned, i *planItem) workbook.Cell { return workbook.Text(guarded(i.assets)) }},
	{columnOf: columnOf{"Point of Contact", 20}, spare: true, cell: empty},
	{columnOf: columnOf{"Resources Required", 24}, spare: true, cell: func(_ *planned, i *planItem) workbook.Cell { return textOf(i.planned.resources()) }},
	{columnOf: columnOf{"Overall Remediation Plan", 50}, cell: func(_ *planned, i *planItem) workbook.Cell {
		return textOf(cmp.Or(i.planned.Description, after("Proposed by assay, confirmed by nobody: ", i.Remediation)))
	}},
	{columnOf: columnOf{"Original Detection Date", 13}, cell: func(_ *planned, i *planItem) workbook.Cell { return workbook.Day(i.Detected) }},
	{columnOf: columnOf{"Scheduled Completion Date", 13}, cell: func(_ *planned, i *planItem) workbook.Cell { return workbook.Day(i.Due()) }},
	{columnOf: columnOf{"Planned Milestones", 44}, cell: func(_ *planned, i *planItem) workbook.Cell { return textOf(i.milestones()...) }},
	{columnOf: columnOf{"Milestone Changes", 30}, spare: true, cell: func(_ *planned, i *planItem) workbook.Cell { return textOf(i.changes()...) }},
	{columnOf: columnOf{"Status Date", 13}, cell: func(_ *planned, i *planItem) workbook.Cell { return workbook.Day(i.changed()) }},
	{columnOf: columnOf{"Vendor Dependency", 12}, words: yesNo, cell: func(_ *planned, i *planItem) workbook.Cell { return workbook.Text(i.dependent()) }},
	{columnOf: columnOf{"Last Vendor Check-in Date", 13}, spare: true, cell: func(p *planned, i *planItem) workbook.Cell {
		return workbook.Day(i.checkedIn(p.in.AsOf))
	}},
	{columnOf: columnOf{"Vendor Dependent Product Name", 24}, spare: true, cell: func(_ *planned, i *planItem) workbook.Cell { return textOf(i.products()...) }},
	{columnOf: columnOf{"Original Risk Rating", 12}, words: ratings, cell: func(_ *planned, i *planItem) workbook.Cell { return workbook.Text(rated(initialLevel(i.Item))) }},
	{columnOf: columnOf{"Adjusted Risk Rating", 12}, words: append(slices.Clone(ratings), "N/A"), cell: func(_ *planned, i *planItem) workbook.Cell {
		if d := i.Adjustment(); d != nil {
			return workbook.Text(rated(d.Level))
		}
		return workbook.Text("N/A")
	}},
	{columnOf: columnOf{"Risk Adjustment", 12}, words: yesNoPending, cell: func(_ *planned, i *planItem) workbook.Cell {
		return workbook.Text(i.deviates(assessment.RiskAdjustment, i.Adjustment() != nil))
	}},
	{columnOf: columnOf{"False Positive", 12}, words: yesNoPending, cell: func(_ *planned, i *planItem) workbook.Cell {
		return workbook.Text(i.deviates(assessment.FalsePositive, i.FalsePositive() || i.falsePositive))
	}},
	{columnOf: columnOf{"Operational Requirement", 12}, words: yesNoPending, cell: func(_ *planned, i *planItem) workbook.Cell {
		return workbook.Text(i.deviates(assessment.OperationalRequirement, i.inEffect(assessment.OperationalRequirement)))
	}},
	{columnOf: columnOf{"Deviation Rationale", 50}, cell: func(_ *planned, i *planItem) workbook.Cell { return textOf(i.rationales()...) }},
	{columnOf: columnOf{"Supporting Documents", 40}, spare: true, cell: func(_ *planned, i *planItem) workbook.Cell { return textOf(i.documents()...) }},
	{columnOf: columnOf{"Comments", 60}, spare: true, cell: func(p *planned, i *planItem) workbook.Cell {
		return textOf(i.remarks, supplement(p.r, i.Item, nil, i.weighed))
	}},
	{columnOf: columnOf{"Auto-Approve", 10}, words: yesNo, spare: true, idle: "No", cell: func(*planned, *planItem) workbook.Cell { return workbook.Text("No") }},
	{columnOf: columnOf{"Binding Operational Directive 22-01 tracking", 14}, also: []string{"BOD 22-01 tracking"}, words: yesNo, spare: true, cell: func(_ *planned, i *planItem) workbook.Cell { return workbook.Text(i.exploited()) }},
	{columnOf: columnOf{"Binding Operational Directive 22-01 Due Date", 14}, also: []string{"BOD 22-01 Due Date"}, spare: true, cell: func(_ *planned, i *planItem) workbook.Cell {
		return lineOf(i.props["kev-due-date"])
	}},
	{columnOf: columnOf{"CVE", 20}, spare: true, cell: func(_ *planned, i *planItem) workbook.Cell { return workbook.Text(guarded(i.cves)) }},
	{columnOf: columnOf{"Service Name", 24}, spare: true, cell: func(p *planned, i *planItem) workbook.Cell { return textOf(p.services(i.components)...) }},
}

func empty(*planned, *planItem) workbook.Cell { return workbook.Cell{} }

func bracketed(text string) string {
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

// planned is the plan of action of one framework, sorted onto its sheets.
type planned struct {
	in                  Input
	r                   *assessment.Results
	labels              map[string]string
	titles              map[string]string // of components
	personal            map[string]bool   // by check: whether its subjects are persons; one that is not in it may have any
	open, closed, aside []*assessment.Item
}

// planOf sorts the items of a framework.
func (in Input) planOf(r *assessment.Results) (*planned, error) {
	p := &planned{in: in, r: r, labels: printed(r), titles: map[string]string{}, personal: map[string]bool{}}
	if r.Scope.System != nil {
		for _, c := range r.Scope.System.Components {
			p.titles[c.Key] = c.Title
		}
	}
	for i := range r.Observations {
		o := &r.Observations[i]
		p.personal[o.Run.Check] = p.personal[o.Run.Check] || o.Personal
	}
	state := in.POAMs[r.Scope.Framework.ID]
	for i := range state.Items {
		it := &state.Items[i]
		done, err := finished(it)
		switch {
		case err != nil:
			return nil, fmt.Errorf("read the subjects of %s: %w", it.ID, err)
		case it.List == assessment.OnRemediation:
			p.aside = append(p.aside, it)
		case done:
			p.closed = append(p.closed, it)
		default:
			p.open = append(p.open, it)
		}
	}
	return p, nil
}

// finished says whether an item goes with the closed ones: it is closed, or all that is
// open of it is an approved false positive. One that a person closed, and no run
// verified, stays open while it depends on a vendor or is an operational requirement.
//
// Source: oscal_output_spec 8.
func finished(it *assessment.Item) (bool, error) {
	held := slices.ContainsFunc(it.Deviations, func(d assessment.Deviation) bool {
		return d.InEffect() && (d.Kind == assessment.VendorDependency || d.Kind == assessment.OperationalRequirement)
	})
	if !it.Open() {
		return !held || it.Closure != nil, nil
	}
	if !slices.ContainsFunc(it.Deviations, func(d assessment.Deviation) bool { return d.InEffect() && d.Kind == assessment.FalsePositive }) {
		return false, nil
	}
	w, err := weigh(it)
	return w.falsePositive, err
}

// sheet is a sheet of items.
func (p *planned) sheet(name, what string, items []*assessment.Item) workbook.Sheet {
	var columns []columnOf
	var choices []workbook.Choice
	for i, c := range poamColumns {
		columns = append(columns, c.columnOf)
		if c.words != nil {
			choices = append(choices, workbook.Choice{Column: i, Words: c.words})
		}
	}
	fw := &p.r.Scope.Framework
	note := Count(len(items), "item") + "; columns are those of FedRAMP's POA&M template"
	if p.in.Unplanned {
		note = "NOT KNOWN: no plan of action stands beside these results, so that it is not known which items there are"
	}
	s := p.in.sheet(name, "Plan of action and milestones: "+what+", "+cmp.Or(fw.Title, fw.ID), fw.ID, note, columns, func(put func(workbook.Row) error) error {
		return p.each(items)(func(cells []workbook.Cell) error { return put(workbook.Row{Cells: cells}) })
	})
	s.Choices = choices
	return s
}

// each gives the cells of items, one after the other.
func (p *planned) each(items []*assessment.Item) func(put func([]workbook.Cell) error) error {
	return func(put func([]workbook.Cell) error) error {
		cells := make([]workbook.Cell, len(poamColumns))
		for _, it := range items {
			one, err := p.item(it)
			if err != nil {
				return fmt.Errorf("read the subjects of %s: %w", it.ID, err)
			}
			for i, c := range poamColumns {
				cells[i] = c.cell(p, one)
			}
			if err := put(cells); err != nil {
				return err
			}
		}
		return nil
	}
}

// planItem is an item with what its cells need of its subjects and of people's words.
type planItem struct {
	*assessment.Item
	weighed
	assets, cves string
	planned      plannedWords
	remarks      string
	props        map[string]string // of people, of FedRAMP's namespace
}

// plannedWords are people's words of the planned response.
type plannedWords struct {
	Description string `json:"description"`
	Required    []struct {
		Description string `json:"description"`
	} `json:"required-assets"`
}

func (w *plannedWords) resources() string {
	var out []string
	for _, r := range w.Required {
		out = append(out, r.Description)
	}
	return strings.Join(out, "\n")
}

// item readies an item.
func (p *planned) item(it *assessment.Item) (*planItem, error) {
	one := &planItem{Item: it, props: map[string]string{}}
	var err error
	if one.weighed, err = weigh(it); err != nil {
		return nil, err
	}
	_ = json.Unmarshal(it.Extra["planned"], &one.planned) // what is no such object says nothing
	for _, part := range []string{"risk", "item"} {
		var words struct {
			Remarks string `json:"remarks"`
			Props   []struct{ Name, NS, Value string }
		}
		if json.Unmarshal(it.Extra[part], &words) != nil {
			continue
		}
		one.remarks = cmp.Or(words.Remarks, one.remarks)
		for _, q := range words.Props {
			if strings.HasSuffix(q.NS, "fedramp.gov/ns/oscal") {
				one.props[q.Name] = q.Value
			}
		}
	}
	return one, p.subjects(one)
}

// cveID finds the ids of vulnerabilities.
var cveID = regexp.MustCompile(`CVE-[0-9]{4}-[0-9]{4,19}`)

// mostAssets is how many bytes of assets a cell takes before the rest is counted, and
// mostCVEs how many CVEs.
const (
	mostAssets = 24_000
	mostCVEs   = 1_000
)

// subjects lists the assets of an item, one a line, and the CVEs that they are named
// by: those that it stands open on, of a closed one all. They are read one by one, and
// no more are kept than a cell holds.
func (p *planned) subjects(one *planItem) error {
	personal, known := p.personal[one.Weakness]
	var assets strings.Builder
	cves := map[string]bool{}
	left, more := 0, false
	for a, err := range one.Affected.All() {
		if err != nil {
			return err
		}
		if one.Open() && !a.Cleared.IsZero() {
			continue
		}
		for _, id := range cveID.FindAllString(a.ID, -1) {
			if more = more || len(cves) >= mostCVEs && !cves[id]; !more {
				cves[id] = true
			}
		}
		if assets.Len() > mostAssets {
			left++
			continue
		}
		if assets.Len() > 0 {
			assets.WriteByte('\n')
		}
		assets.WriteString(visible(p.in.asset(a, personal || !known)))
	}
	if left > 0 {
		fmt.Fprintf(&assets, "\n… and %d more: the plan of action (OSCAL) lists all", left)
	}
	var ids []string
	for id := range cves {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	if more {
		ids = append(ids, "… and more: the plan of action (OSCAL) lists all")
	}
	one.assets, one.cves = assets.String(), strings.Join(ids, "\n")
	return nil
}

// asset is what a subject of an item is called: its component and its own name, as in
// the inventory. An id that may be a person's is a pseudonym.
func (in Input) asset(a assessment.Affected, personal bool) string {
	if a.WholeComponent() {
		return a.Component
	}
	s := assessment.Subject{Component: a.Component, Asset: a.Asset, ID: cmp.Or(a.ID, a.Asset)}
	return a.Component + "/" + in.name(s, personal)
}

// controls are the printed forms of the controls of an item.
func (p *planned) controls(it *assessment.Item) []string {
	var out []string
	for _, id := range it.Controls {
		out = append(out, cmp.Or(p.labels[id], id))
	}
	return out
}

// services are the titles of components: what buyers know is not in the results.
func (p *planned) services(components []string) []string {
	var out []string
	for _, key := range components {
		out = append(out, cmp.Or(p.titles[key], key))
	}
	return out
}

// rated is a level in FedRAMP's three words: one that is not known counts as the
// highest.
func rated(l assessment.Level) string {
	switch {
	case l.AtLeast(assessment.LevelHigh):
		return "High"
	case l == assessment.LevelModerate:
		return "Moderate"
	}
	return "Low"
}

// initialLevel is the level that an item was opened with: its own while no run rated it
// anew, else the greater of the words it was first rated by.
func initialLevel(it *assessment.Item) assessment.Level {
	if it.Adjusted == (assessment.Rating{}) || it.Rating == (assessment.Rating{}) {
		return it.Level
	}
	likelihood, _ := assessment.ParseLevel(it.Rating.Likelihood)
	impact, _ := assessment.ParseLevel(it.Rating.Impact)
	if impact.Above(likelihood) {
		return impact
	}
	return likelihood
}

// milestones are the dated steps, numbered.
func (i *planItem) milestones() []string {
	var out []string
	for n, m := range i.Milestones {
		text := fmt.Sprintf("(%02d) %s: %s", n+1, day(m.Due), visible(m.Title))
		if m.Description != "" && m.Description != m.Title {
			text += ". " + visible(m.Description)
		}
		out = append(out, text)
	}
	return out
}

// changes are the entries of the log that people wrote about milestones.
func (i *planItem) changes() []string {
	var out []string
	for _, e := range i.Log {
		var words map[string]json.RawMessage
		if json.Unmarshal(e.Extra["entry"], &words) != nil || words["related-responses"] == nil {
			continue
		}
		out = append(out, fmt.Sprintf("(%02d) Update %s: %s", len(out)+1, day(e.At), strings.TrimSpace(visible(e.Title)+" "+visible(e.Description))))
	}
	return out
}

// changed is when the status last changed: the newest entry of the log.
func (i *planItem) changed() time.Time {
	last := i.Updated
	if n := len(i.Log); n > 0 {
		last = slices.MaxFunc(i.Log, func(a, b assessment.LogEntry) int { return a.At.Compare(b.At) }).At
	}
	if at := closedAt(i.Item); !i.Open() && at.After(last) {
		return at
	}
	return last
}
