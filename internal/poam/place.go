package poam

import (
	"maps"
	"slices"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// Place puts each open item of a state onto the list that the rules of its family let
// it stand on: the plan of action where they accept every requirement that it keeps
// from being met, the remediation list otherwise. Before is the recorded state, from which after was
// folded.
//
// An item that moves keeps its uuid, POAM-ID and history, and its log tells of the
// move. A closed item stays where it was closed. Where nothing could be measured,
// nothing is eligible that was not before. Placing again at the same time, or with the
// same measure, changes nothing.
//
// Source: DESIGN 8; 32 CFR 170.21.
func Place(before, after assessment.POAM, m *assessment.Measure, r *assessment.Results) assessment.POAM {
	f := &folding{state: after, asOf: r.AsOf.UTC().Truncate(time.Second)}
	f.state.Split, f.state.Demoted = true, false
	f.state.Items = slices.Clone(after.Items)
	if f.state.Remediation.UUID == "" {
		f.state.Remediation.UUID = oscal.ID(after.System, after.Framework, "remediation")
	}
	known := map[string]bool{}
	for i := range before.Items {
		known[before.Items[i].UUID] = true
	}
	for i := range f.state.Items {
		it := &f.state.Items[i]
		if !it.Open() {
			continue
		}
		list := listOf(it, m, known[it.UUID])
		if list == it.List {
			continue
		}
		it.List = list
		if known[it.UUID] {
			f.log(it, "list/"+string(list), moved(list))
			f.state.Demoted = f.state.Demoted || list == assessment.OnRemediation
		}
	}
	assessment.SortItems(f.state.Items)
	f.together()
	return f.state
}

// listOf is the list that an item belongs on: the plan of action where each control
// that it ever affected, and that does not hold now, may stand there. While all of them
// hold, it stays where it is.
func listOf(it *assessment.Item, m *assessment.Measure, known bool) assessment.List {
	broken := false
	for _, c := range it.Controls {
		r := m.Of(c)
		if r != nil && r.Holds() {
			continue
		}
		if r == nil || !r.Eligible {
			if m.Fault != "" && known {
				return it.List
			}
			return assessment.OnRemediation
		}
		broken = true
	}
	switch {
	case broken:
		return assessment.OnPlan
	case known:
		return it.List
	}
	return assessment.OnRemediation
}

func moved(to assessment.List) assessment.LogEntry {
	e := assessment.LogEntry{Title: "Moved to the plan of action", Description: "The rules accept there every requirement that it keeps from being met.", Type: assessment.LogStatusUpdate}
	if to == assessment.OnRemediation {
		e.Title, e.Description = "Moved to the remediation list", "It keeps a requirement from being met that the rules do not accept on the plan of action."
	}
	return e
}

// together keeps what people added to a document that has no item any more, which
// OSCAL does not know, in the other one.
func (f *folding) together() {
	lists := map[assessment.List]int{}
	for i := range f.state.Items {
		lists[f.state.Items[i].List]++
	}
	plan, other := f.state.Extra, f.state.Remediation.Extra
	switch {
	case len(f.state.Items) == 0:
	case lists[assessment.OnPlan] == 0 && len(plan) > 0 && plan["poam-items"] == nil:
		f.state.Extra, f.state.Remediation.Extra = nil, merged(other, plan)
	case lists[assessment.OnRemediation] == 0 && len(other) > 0 && other["poam-items"] == nil:
		f.state.Extra, f.state.Remediation.Extra = merged(plan, other), nil
	}
}

// merged is extra with what only the other has.
func merged(extra, other assessment.Extra) assessment.Extra {
	out := maps.Clone(other)
	maps.Copy(out, extra)
	return out
}
