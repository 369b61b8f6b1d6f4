package poam

import (
	"fmt"
	"slices"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// rename records another name of the item's check.
func (f *folding) rename(it *assessment.Item, name string) {
	it.Names = slices.Compact(slices.Sorted(slices.Values(append([]string{name, it.Weakness}, it.Names...))))
	f.log(it, "renamed/"+name, assessment.LogEntry{
		Title: "Check renamed", Description: "The check is now called " + name + ".", Type: assessment.LogStatusUpdate,
	})
}

// refresh takes over what a risk says anew: more controls and targets, another
// level. Its words stay as recorded, because a person may have edited them.
func (f *folding) refresh(it *assessment.Item, r *assessment.Risk) {
	f.widen(it, &it.Controls, r.Controls)
	f.widen(it, &it.Targets, r.Targets)
	f.rate(it, r)
}

// widen adds what is new to a sorted list.
func (f *folding) widen(it *assessment.Item, list *[]string, add []string) {
	all := slices.Compact(slices.Sorted(slices.Values(slices.Concat(*list, add))))
	if len(all) != len(*list) {
		*list, it.Updated = all, f.asOf
	}
}

// rate takes over the level of a risk and what it is rated by. The initial
// rating stays as it is, beside the one of now; the deadline is kept, or brought
// forward where the level rises.
//
// Source: DESIGN 8; FedRAMP POA&M guide, original and adjusted risk rating.
func (f *folding) rate(it *assessment.Item, r *assessment.Risk) {
	if it.Rating == (assessment.Rating{}) && r.Rating != it.Rating {
		it.Rating, it.Updated = r.Rating, f.asOf // the first there is
	}
	now := r.Rating
	if now == it.Rating {
		now = assessment.Rating{}
	}
	was, before := it.Level, it.Adjusted
	it.Level, it.Adjusted = r.Level, now
	switch {
	case was != r.Level:
		title, due := "Level lowered", "the deadline stays."
		if raised(was, r.Level) {
			title = "Level raised"
			due = bringForward(it, r)
		}
		f.log(it, "level/"+r.Level.String(), assessment.LogEntry{
			Title: title, Description: fmt.Sprintf("The level was %s and is %s; %s", was, r.Level, due), Type: assessment.LogStatusUpdate,
		})
	case now != before:
		f.log(it, "rating", assessment.LogEntry{
			Title:       "Rating changed",
			Description: fmt.Sprintf("The level %s is rated otherwise now: likelihood %s, impact %s.", r.Level, r.Rating.Likelihood, r.Rating.Impact),
			Type:        assessment.LogStatusUpdate,
		})
	}
}

// raised says whether a level is above another; an unknown one is above all.
func raised(from, to assessment.Level) bool {
	return from != assessment.LevelUnknown && (to == assessment.LevelUnknown || to > from)
}

// bringForward moves the deadline of an item to the end of the window that a
// raised level allows from the first detection on, unless it is earlier already.
// It says in words what became of it.
//
// Source: FedRAMP POA&M Schematron, has-timely-completion-date: the last impact
// facet decides, counted from the observation's collection.
func bringForward(it *assessment.Item, r *assessment.Risk) string {
	was := it.Deadline
	due := it.Detected.Add(r.Deadline.Sub(r.Detected)) // the window, from the item's own detection
	switch {
	case r.Deadline.IsZero() || !was.IsZero() && !due.Before(was):
		return "the deadline stays."
	case was.IsZero():
		it.Deadline = due
		promise(it, r.Key)
		return fmt.Sprintf("the deadline is now %s, counted from the first detection.", stamp(due))
	}
	it.Deadline = due
	return fmt.Sprintf("the deadline moves from %s to %s, counted from the first detection. Milestones keep their days.", stamp(was), stamp(due))
}

// log appends an entry of this run and marks the item as changed.
func (f *folding) log(it *assessment.Item, event string, e assessment.LogEntry) {
	if e.At.IsZero() {
		e.At = f.asOf
	}
	e.UUID = oscal.ID(it.UUID, "log", event, stamp(f.asOf))
	for slices.ContainsFunc(it.Log, func(old assessment.LogEntry) bool { return old.UUID == e.UUID }) {
		e.UUID = oscal.ID(e.UUID, "again") // the same event twice at one assessment time
	}
	it.Log = append(slices.Clip(it.Log), e)
	it.Updated = f.asOf
}
