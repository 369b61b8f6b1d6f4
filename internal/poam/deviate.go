package poam

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// deviate brings what waivers say of an item up to date: which cover what of it, and
// what has become of each. It gives the item its status by them, and its log an entry
// for each event. previous is the closure of an item that was closed as a false
// positive, which stays while all of it is one.
//
// Nothing here touches a finding: what fails stays not satisfied.
//
// Source: DESIGN 8; oscal_output_spec 8.
func (f *folding) deviate(it *assessment.Item, previous *assessment.Closure) error {
	was := it.Deviations
	next := f.asked(it)
	if len(was) == 0 && len(next) == 0 {
		return nil
	}
	counts, err := f.cover(it, next)
	if err != nil {
		return f.fail(it, err)
	}
	next = slices.DeleteFunc(next, func(d assessment.Deviation) bool {
		return d.Covered == 0 && !known(was, d.ID) // of another item, or of nothing
	})
	if len(was) == 0 && len(next) == 0 {
		return nil
	}
	f.note(it, was, next)
	changed := it.Waived != counts.waived || !slices.EqualFunc(was, next, agrees)
	it.Deviations, it.Waived = next, counts.waived
	f.settle(it, counts, previous)
	if changed {
		it.Updated = f.asOf
	}
	return nil
}

func known(all []assessment.Deviation, id string) bool {
	return slices.ContainsFunc(all, func(d assessment.Deviation) bool { return d.ID == id })
}

// agrees says whether two deviations say and count the same.
func agrees(a, b assessment.Deviation) bool {
	return a.ID == b.ID && a.SHA256 == b.SHA256 && a.State == b.State && a.Why == b.Why &&
		a.Covered == b.Covered && a.Adjusts == b.Adjusts && a.Deadline.Equal(b.Deadline)
}

// asked gives what waivers say of an item now, sorted by id; one that no waiver says
// any more is withdrawn.
func (f *folding) asked(it *assessment.Item) []assessment.Deviation {
	var out []assessment.Deviation
	waivers := f.results.Scope.Waivers
	for i := range waivers {
		w := &waivers[i]
		if !f.means(w, it) {
			continue
		}
		d := w.Deviation
		d.Source = assessment.Source{Path: d.Source.Path}
		d.Exhibits = slices.Clone(d.Exhibits)
		d.State, d.Why = f.become(w, it)
		if d.Kind == assessment.RiskAdjustment {
			scope := &f.results.Scope.Framework
			d.Adjusted = scope.Ratings[d.Level]
			if days, ok := scope.Deadlines[d.Level]; ok {
				d.Deadline = it.Detected.AddDate(0, 0, days).Add(-time.Second)
			}
		}
		d.SHA256 = d.Fingerprint()
		out = append(out, d)
	}
	for _, d := range it.Deviations {
		if !known(out, d.ID) {
			d.State, d.Why, d.Covered, d.Adjusts = assessment.DeviationWithdrawn, "", 0, false
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b assessment.Deviation) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// means says whether a waiver is of an item: of its POAM-ID, or of its check, by any
// name that this has had.
func (f *folding) means(w *assessment.Waiver, it *assessment.Item) bool {
	if w.Item != "" {
		return w.Item == it.ID
	}
	if it.Known(w.Weakness, nil) || it.Finding != "" && it.Finding == w.Weakness {
		return true
	}
	c := f.checkOf(it)
	return c != nil && (c.ID == w.Weakness || slices.Contains(c.Formerly, w.Weakness))
}

// become says what has become of a waiver of an item at the assessment time, and why
// it has no effect where it has none.
func (f *folding) become(w *assessment.Waiver, it *assessment.Item) (assessment.DeviationState, string) {
	day := func(t time.Time) string { return t.Format(time.DateOnly) }
	over := func(last time.Time) bool { return !f.asOf.Before(last.AddDate(0, 0, 1)) }
	switch {
	case len(w.Lacks) > 0:
		return assessment.DeviationPending, strings.Join(w.Lacks, "; ")
	case over(w.Until):
		return assessment.DeviationExpired, "its last day was " + day(w.Until)
	case f.asOf.Before(w.From):
		return assessment.DeviationPending, "it begins on " + day(w.From)
	case f.asOf.Before(w.Approved):
		return assessment.DeviationPending, "it is approved as of " + day(w.Approved)
	case w.Kind == assessment.OperationalRequirement && it.Level.AtLeast(assessment.LevelHigh):
		return assessment.DeviationPending, "an operational requirement is never approved for a risk of level " + it.Level.String()
	case w.Kind != assessment.VendorDependency:
		return assessment.DeviationApproved, ""
	}
	switch last := w.CheckedIn(f.asOf); {
	case last.IsZero():
		return assessment.DeviationPending, "no check-in with the vendor yet"
	case over(last.AddDate(0, 0, assessment.CheckInDays)):
		return assessment.DeviationLapsed, fmt.Sprintf("the last check-in with the vendor was on %s, more than %d days ago", day(last), assessment.CheckInDays)
	}
	return assessment.DeviationApproved, ""
}

// tally counts the open subjects of an item by what covers them.
type tally struct {
	open, waived int
	tracked      int  // of those waived: by nothing but vendor dependencies
	falsely      int  // of those waived: by a false positive
	requested    bool // a pending waiver covers some
}

// cover counts what each deviation covers of an item. An adjustment counts once it
// covers all that is not waived. A vendor dependency does not stop the clock: past the
// deadline, or that of an adjustment beside it, it waives nothing.
func (f *folding) cover(it *assessment.Item, all []assessment.Deviation) (tally, error) {
	c := &covering{all: all, deadline: it.Deadline, asOf: f.asOf, adjusted: make([]int, len(all)), late: make([]int, len(all))}
	for i := range all {
		c.indexes = append(c.indexes, all[i].Index())
	}
	for a, err := range it.Affected.All() {
		if err != nil {
			return c.tally, err
		}
		if a.Cleared.IsZero() {
			c.add(&a)
		}
	}
	for i := range all {
		d := &all[i]
		d.Adjusts = c.adjusted[i] > 0 && c.adjusted[i] == c.open-c.waived
		if d.InEffect() && c.late[i] > 0 && c.late[i] == d.Covered {
			d.State, d.Why = assessment.DeviationLapsed, "the deadline has passed, which a vendor dependency does not stop"
		}
	}
	return c.tally, nil
}

// covering is the count of one item.
type covering struct {
	tally
	all      []assessment.Deviation
	indexes  []assessment.Covered
	deadline time.Time
	asOf     time.Time
	adjusted []int // by deviation: subjects that an adjustment covers and nothing waives
	late     []int // by deviation: subjects past the deadline of a dependency
}

// add counts one open subject.
func (c *covering) add(a *assessment.Affected) {
	c.open++
	var here []int
	due := c.deadline
	for i := range c.all {
		d := &c.all[i]
		if d.State == assessment.DeviationWithdrawn || !c.indexes[i].Has(a.Component, a.Asset, a.ID) {
			continue
		}
		d.Covered++
		c.requested = c.requested || d.State == assessment.DeviationPending
		if d.InEffect() {
			here = append(here, i)
			if d.Deadline.After(due) {
				due = d.Deadline
			}
		}
	}
	waived, tracked, falsely := false, true, false
	for _, i := range here {
		d := &c.all[i]
		switch {
		case !d.Waives():
		case d.Kind == assessment.VendorDependency && !c.deadline.IsZero() && c.asOf.After(due):
			c.late[i]++
		default:
			waived = true
			tracked = tracked && d.Kind == assessment.VendorDependency
			falsely = falsely || d.Kind == assessment.FalsePositive
		}
	}
	switch {
	case !waived:
		for _, i := range here {
			if c.all[i].Kind == assessment.RiskAdjustment {
				c.adjusted[i]++
			}
		}
		return
	case falsely:
		c.falsely++
	case tracked:
		c.tracked++
	}
	c.waived++
}

// settle gives an item the status that its deviations make. A person's own word for it
// stays where none of them does.
func (f *folding) settle(it *assessment.Item, c tally, previous *assessment.Closure) {
	now := it.Status
	switch {
	case c.open > 0 && c.falsely == c.open:
		now = assessment.RiskClosed
	case c.open > 0 && c.waived == c.open && c.tracked < c.open, it.Adjustment() != nil:
		now = assessment.RiskApproved
	case c.requested:
		now = assessment.RiskRequested
	case previous != nil, now == assessment.RiskApproved, now == assessment.RiskRequested:
		now = assessment.RiskOpen
	}
	if now == assessment.RiskClosed {
		it.Closure = previous
		if it.Closure == nil || it.Closure.False != c.open {
			it.Closure = &assessment.Closure{At: f.asOf, False: c.open}
			it.Updated = f.asOf
		}
	}
	was := it.Status
	if previous != nil {
		was = assessment.RiskClosed
	}
	it.Status = now
	if was == now {
		return
	}
	e := assessment.LogEntry{Title: "Status " + string(now), Type: assessment.LogStatusUpdate, StatusChange: now,
		Description: fmt.Sprintf("Of %d open subjects %d are waived.", c.open, c.waived)}
	switch {
	case now == assessment.RiskClosed:
		e.Title, e.Type, e.Description = "Closed as a false positive", assessment.LogClosed, fmt.Sprintf("All open subjects (%d) are approved false positives. The item is opened again when that ends.", c.open)
	case was == assessment.RiskClosed:
		e.Title, e.Description = "Opened again", fmt.Sprintf("Of %d open subjects %d are approved false positives.", c.open, c.falsely)
	}
	f.log(it, "status/"+string(now), e)
}

// note writes into the log of an item what became of its deviations.
func (f *folding) note(it *assessment.Item, was, now []assessment.Deviation) {
	for i := range now {
		d := &now[i]
		var before assessment.Deviation
		if at := slices.IndexFunc(was, func(o assessment.Deviation) bool { return o.ID == d.ID }); at >= 0 {
			before = was[at]
		}
		f.checkIns(it, d)
		if d.State == before.State && d.SHA256 == before.SHA256 {
			continue
		}
		e := assessment.LogEntry{Type: assessment.LogStatusUpdate, Title: "Deviation changed", Description: sentence(d, it)}
		switch {
		case d.State == before.State:
		case d.State == assessment.DeviationPending:
			e.Title, e.Type = "Deviation requested", assessment.LogRequested
		default:
			e.Title = "Deviation " + string(d.State)
		}
		f.log(it, "deviation/"+d.ID+"/"+string(d.State), e)
	}
}

// sentence tells of a deviation in the words of a log.
func sentence(d *assessment.Deviation, it *assessment.Item) string {
	text := fmt.Sprintf("Waiver %s, %s: %s", d.ID, d.Kind, d.State)
	switch {
	case d.Why != "":
		text += ", " + d.Why
	case d.InEffect():
		text += fmt.Sprintf(" by %s (%s) until %s; covers %d of %d open subjects", d.Approver.Name, d.Approver.Role, d.Until.Format(time.DateOnly), d.Covered, it.Affected.Open)
	}
	return text + "."
}

// checkIns writes an entry for each time that a vendor was asked since.
func (f *folding) checkIns(it *assessment.Item, now *assessment.Deviation) {
	for _, c := range now.CheckIns {
		e := assessment.LogEntry{
			UUID: oscal.ID(it.UUID, "log", "check-in", now.ID, c.At.Format(time.DateOnly)), At: c.At,
			Title: "Checked in with " + cmp.Or(now.Vendor, "the vendor"), Description: c.Note, Type: assessment.LogCheckIn,
		}
		told := slices.ContainsFunc(it.Log, func(old assessment.LogEntry) bool { return old.UUID == e.UUID })
		if told || c.At.After(f.asOf) || now.State == assessment.DeviationWithdrawn {
			continue
		}
		f.log(it, "", e)
	}
}
