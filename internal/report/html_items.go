package report

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// pagePlan is the plan of action of one framework.
type pagePlan struct {
	Title, Says string
	Items       []pageItem
}

// pageItem is one item, open or closed.
type pageItem struct {
	Anchor, Class, State, ID, Title, Level, Due, Statement, Remediation string
	Facts                                                               []fact
	Milestones                                                          []string
	Waivers                                                             [][]string
}

// itemAnchor is what an item is linked by: the framework's place and the item's.
func itemAnchor(framework string, in *Input, at int) string {
	for i := range in.Results {
		if in.Results[i].Scope.Framework.ID == framework {
			return fmt.Sprintf("i%d-%d", i, at)
		}
	}
	return fmt.Sprintf("i-%d", at)
}

// plans tells every item ever, the open ones first; without any, why.
func (b *pageBook) plans() ([]pagePlan, string) {
	in := b.in
	var out []pagePlan
	for i := range in.Results {
		fw := &in.Results[i].Scope.Framework
		state, ok := in.POAMs[fw.ID]
		if !ok || len(state.Items) == 0 {
			continue
		}
		p := pagePlan{Title: visible(fw.ID)}
		open, late := 0, 0
		for _, closed := range []bool{false, true} {
			for k := range state.Items {
				it := &state.Items[k]
				if it.Open() == closed {
					continue
				}
				if !closed {
					open++
				}
				if in.late(it) {
					late++
				}
				p.Items = append(p.Items, in.item(it, itemAnchor(fw.ID, in, k)))
			}
		}
		p.Says = fmt.Sprintf("%d open, of them %d past their deadline; %d closed. Affected subjects are counted by component; the OSCAL plan of action names them.", open, late, len(state.Items)-open)
		out = append(out, p)
	}
	switch {
	case len(out) > 0:
		return out, ""
	case in.Unplanned:
		return nil, "No plan of action stands beside these results, so that items recorded before are not known. That is not the same as none."
	}
	return nil, "No item was ever opened."
}

// late says whether an item stands open past its deadline and nothing excuses it.
func (in *Input) late(it *assessment.Item) bool {
	due := it.Due()
	return it.Open() && !due.IsZero() && in.AsOf.After(due) && !it.Excused()
}

// item tells one item.
func (in *Input) item(it *assessment.Item, anchor string) pageItem {
	out := pageItem{Anchor: anchor, Class: "na", State: "closed", ID: visible(it.ID), Title: visible(it.Title), Level: it.Rated().String(), Statement: visible(it.Statement), Remediation: visible(it.Remediation)}
	due := it.Due()
	if it.Open() {
		out.Class, out.State = "fail", "open"
		switch {
		case it.Excused():
			out.Class, out.State = "und", "open, waived"
		case in.late(it):
			out.State = "open, late"
		}
		if !due.IsZero() {
			out.Due = "due " + day(due)
		}
	}
	add := func(name, text string) {
		if text != "" {
			out.Facts = append(out.Facts, fact{name, visible(text)})
		}
	}
	list := "plan of action"
	if it.List == assessment.OnRemediation {
		list = "remediation list"
	}
	add("List", list)
	add("Status", string(it.Status))
	add("Found", maybe(it.Detected))
	add("Deadline", maybe(due))
	if it.Rated() != it.Level {
		add("Level before adjustment", it.Level.String())
	}
	add("Likelihood, impact at first", strings.Trim(it.Rating.Likelihood+", "+it.Rating.Impact, ", "))
	add("Check", it.Weakness)
	add("Controls", some(it.Controls, fewControls))
	add("Affected", affected(&it.Affected, it.Waived))
	if c := it.Closure; c != nil {
		add("Closed", closed(c))
	} else if !it.Open() {
		add("Closed", "by a person; no run verified it")
	}
	if it.Reopens != "" {
		add("Came back", "it was closed before, as item "+it.Reopens)
	}
	for _, m := range it.Milestones {
		out.Milestones = append(out.Milestones, visible(strings.TrimSpace(dueOn(m.Due)+" "+m.Title+after(": ", m.Description))))
	}
	for k := range it.Deviations {
		d := &it.Deviations[k]
		out.Waivers = append(out.Waivers, waiverRow(d))
	}
	return out
}

func dueOn(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return day(t)
}

// waiverRow tells one deviation. What is not in effect says why.
func waiverRow(d *assessment.Deviation) []string {
	approver := "nobody"
	if d.Approver.Name != "" {
		approver = byWhom(d.Approver)
		if !d.Approved.IsZero() {
			approver += ", " + day(d.Approved)
		}
	}
	row := []string{d.ID, string(d.Kind), string(d.State) + after(": ", d.Why), byWhom(d.Owner), approver, dueOn(d.Until), Count(d.Covered, "open subject"), d.Reason}
	for i := range row {
		row[i] = visible(row[i])
	}
	return row
}

// affected counts what an item is seen on, by component where all of it is at hand.
func affected(set *assessment.AffectedSet, waived int) string {
	text := fmt.Sprintf("%s, %d still affected", Count(set.Count, "subject"), set.Open)
	if waived > 0 {
		text += fmt.Sprintf(", of them %d waived", waived)
	}
	if set.Stream != nil || len(set.Inline) == 0 {
		return text
	}
	var names []string
	n := map[string]int{}
	for _, a := range set.Inline {
		if n[a.Component] == 0 {
			names = append(names, a.Component)
		}
		n[a.Component]++
	}
	for i, name := range names {
		names[i] = fmt.Sprintf("%s %d", cmp.Or(name, "the system"), n[name])
	}
	return text + ": " + some(names, mostItemSubjects)
}

// closed says on what an item was closed.
func closed(c *assessment.Closure) string {
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{c.Fixed, "by a fresh pass"}, {c.Unlisted, "listed no longer by a newer scan"}, {c.Retired, "retired"}, {c.False, "found to be false positives"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.word))
		}
	}
	return moment(c.At) + after(": ", strings.Join(parts, ", "))
}
