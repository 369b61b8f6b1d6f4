package poam

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

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
		if r.Level.Above(was) {
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

// changes counts what a run made of the affected subjects of an item, with the
// names of the first of each sort.
type changes struct {
	counts [retired + 1]int
	names  [retired + 1][]string
}

// namesTold is how many subjects of a sort the log names.
const namesTold = 3

func (c *changes) add(became change, a *assessment.Affected) {
	c.counts[became]++
	if became > renewed && len(c.names[became]) < namesTold {
		c.names[became] = append(c.names[became], called(a))
	}
}

func (c *changes) any() bool { return c.since(renewed) > 0 }

// since counts the changes of a sort and of those after it.
func (c *changes) since(sort change) int {
	n := 0
	for _, k := range c.counts[sort:] {
		n += k
	}
	return n
}

// tell writes into an item's log who joined it and who left it. A subject that
// fails as before on newer evidence is no event.
func (f *folding) tell(it *assessment.Item, c *changes) {
	if c.since(joined) == 0 {
		return
	}
	var text strings.Builder
	for _, told := range []struct {
		sort  change
		words string
	}{
		{joined, "joined"}, {returned, "affected again"}, {verified, "verified by a fresh pass"},
		{unlisted, "no longer listed by a newer scan of its target"},
		{retired, "of an asset that the inventory no longer lists"},
	} {
		n, names := c.counts[told.sort], c.names[told.sort]
		if n == 0 {
			continue
		}
		fmt.Fprintf(&text, "%d %s: %s", n, told.words, strings.Join(names, ", "))
		if more := n - len(names); more > 0 {
			fmt.Fprintf(&text, " and %d more", more)
		}
		text.WriteString(". ")
	}
	fmt.Fprintf(&text, "%d of %d are affected.", it.Affected.Open, it.Affected.Count)
	f.log(it, "subjects", assessment.LogEntry{Title: "Subjects changed", Description: text.String(), Type: assessment.LogStatusUpdate})
}

// called is what the log calls a subject: its beginning, and only characters
// that mean nothing in Markdown, HTML or a terminal, because a log entry is text
// that readers render. The exact name stands with the subject.
func called(a *assessment.Affected) string {
	name := a.Component
	if !a.WholeComponent() {
		name += "/" + assessment.Subject{Component: a.Component, Asset: a.Asset, ID: a.ID}.Name()
	}
	const most = 64
	runes := 0
	return strings.Map(func(r rune) rune {
		switch runes++; {
		case runes > most+1:
			return -1
		case runes > most:
			return '…'
		case unicode.IsLetter(r), unicode.IsDigit(r), strings.ContainsRune(" ._-/@:,+=()", r):
			return r
		}
		return '?'
	}, name)
}

// log appends an entry of this run, named by its event unless it has a uuid, and marks the item as changed.
func (f *folding) log(it *assessment.Item, event string, e assessment.LogEntry) {
	if e.At.IsZero() {
		e.At = f.asOf
	}
	if e.UUID == "" {
		e.UUID = oscal.ID(it.UUID, "log", event, stamp(f.asOf))
	}
	for slices.ContainsFunc(it.Log, func(old assessment.LogEntry) bool { return old.UUID == e.UUID }) {
		e.UUID = oscal.ID(e.UUID, "again") // the same event twice at one assessment time
	}
	it.Log = append(slices.Clip(it.Log), e)
	it.Updated = f.asOf
}
