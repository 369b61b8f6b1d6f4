// Package poam carries the plan of action and milestones from run to run: a
// fold of each run's risks over the recorded state. It is pure; the same state
// and the same results give the same state, and folding them in again changes
// nothing.
package poam

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
)

// Fold gives the state after a run, and leaves previous as it is.
//
// A risk that stands open becomes an item, or stays the item it is: uuid,
// POAM-ID, first detection, deadline and milestones are kept. An item closes
// only when each of its affected subjects had a fresh pass of the same check,
// under its present or an earlier name and from after its last failure, or is of
// an asset that a fresh inventory no longer lists. What is undecided, unbound, renamed or gone leaves
// it open. A weakness found again is a new item that names the closed one.
// Assessment gaps and assets no inventory knows make no item. Waivers give an item its
// deviations; one whose open subjects are all approved false positives is closed while
// that lasts. A run that
// changes nothing gives back a state equal in every field.
//
// It errs when the state belongs to another system or framework, when the
// assessment time is older than the state, and when affected subjects cannot be
// read or are out of order. The result's affected subjects above
// assessment.InlineAffected stream from previous and from r, and must be used
// while those last.
//
// Source: DESIGN 8; oscal_output_spec 8 and 9.
func Fold(previous assessment.POAM, r assessment.Results) (assessment.POAM, error) {
	if err := check(previous, r); err != nil {
		return assessment.POAM{}, err
	}
	f := &folding{
		state: previous, results: &r, asOf: r.AsOf.UTC().Truncate(time.Second),
		views: map[string]*view{}, fed: map[string]bool{}, kept: map[string]bool{},
	}
	f.state.System, f.state.Framework = r.Scope.System.ID, r.Scope.Framework.ID
	if f.state.UUID == "" {
		f.state.UUID = oscal.ID(f.state.System, f.state.Framework, "poam")
	}
	f.state.Items = slices.Clone(previous.Items)
	for i := range f.state.Items {
		if it := &f.state.Items[i]; it.Finding == "" {
			if err := f.keep(it); err != nil {
				return assessment.POAM{}, err
			}
		}
	}
	if err := f.findings(); err != nil {
		return assessment.POAM{}, err
	}
	for i := range r.Risks {
		if err := f.open(&r.Risks[i]); err != nil {
			return assessment.POAM{}, err
		}
	}
	return f.state, nil
}

// check refuses a state that the results cannot be folded into.
func check(p assessment.POAM, r assessment.Results) error {
	place := problem.Place{Path: p.Source.Path}
	system, framework := r.Scope.System.ID, r.Scope.Framework.ID
	if place.Path == "" {
		place.Path = "poam/" + framework + ".json"
	}
	switch last := p.LastEvent(); {
	case r.AsOf.IsZero():
		return problem.New(place, "the results have no assessment time", "assess again")
	case p.System != "" && p.System != system:
		return problem.New(place, fmt.Sprintf("the recorded state is of system %q, not %q", p.System, system), "give each system its own directory")
	case p.Framework != "" && p.Framework != framework:
		return problem.New(place, fmt.Sprintf("the recorded state is of framework %q, not %q", p.Framework, framework), "name the file after its framework")
	case r.AsOf.Before(last):
		return problem.New(place,
			fmt.Sprintf("the assessment time %s is older than the recorded state, which last changed at %s", stamp(r.AsOf), stamp(last)),
			"assess at a later --as-of, or start from the state of that day")
	}
	return nil
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// folding is one run being folded in.
type folding struct {
	state   assessment.POAM
	results *assessment.Results
	asOf    time.Time
	views   map[string]*view                      // by check id
	fed     map[string]bool                       // risks whose failing subjects an item has taken
	runs    map[string]map[assessment.RunKey]bool // by check id: see runsOf; nil until it is asked
	kept    map[string]bool                       // uuids of items of findings that were looked at
	answers map[string]bool                       // questions that a person answered; nil until it is asked
}

// keep brings an open item up to date with what this run saw of its subjects and what
// waivers say of it. One that is closed as a false positive is looked at as if it were
// open: it is closed for as long only as its waiver lasts.
func (f *folding) keep(it *assessment.Item) error {
	if !it.Open() && !it.FalsePositive() {
		return nil
	}
	var previous *assessment.Closure
	if it.FalsePositive() {
		previous, it.Closure, it.Status = it.Closure, nil, assessment.RiskOpen
	}
	if err := f.renew(it); err != nil || !it.Open() {
		return err
	}
	return f.deviate(it, previous)
}

// renew brings an open item up to date with what this run saw of its subjects, and
// closes it when all of them are cleared.
func (f *folding) renew(it *assessment.Item) error {
	c := f.checkOf(it)
	if c == nil {
		return nil // unbound or gone: the clock runs on
	}
	v, err := f.view(c)
	if err != nil {
		return f.fail(it, err)
	}
	risk := f.riskOf(c.ID)
	adopt := risk != nil && !f.fed[c.ID]
	if risk != nil {
		f.fed[c.ID] = true
	}
	set, became, err := v.merge(it.Affected, adopt, risk != nil)
	if err != nil {
		return f.fail(it, err)
	}
	if became.any() {
		it.Affected, it.Updated = set, f.asOf
	}
	if !it.Known(c.ID, nil) {
		f.rename(it, c.ID)
	}
	if risk != nil {
		f.refresh(it, risk)
	}
	// The item that holds what fails now cannot be done; another item of the
	// same check, from before two checks became one, can.
	if !adopt && done(it, v) {
		return f.close(it, v)
	}
	f.tell(it, &became)
	return nil
}

// fail says whose affected subjects could not be read.
func (f *folding) fail(it *assessment.Item, err error) error {
	return fmt.Errorf("fold item %s: %w", it.ID, err)
}

// checkOf finds the check an item was opened for among those in effect that
// can fail a target: by its own id first, then by an earlier one.
func (f *folding) checkOf(it *assessment.Item) *assessment.Check {
	var found *assessment.Check
	for _, c := range f.results.Checks {
		switch {
		case len(f.runsOf(c.ID)) == 0 && !f.said(c.ID):
		case it.Known(c.ID, nil):
			return c
		case found == nil && it.Known(c.ID, c.Formerly):
			found = c
		}
	}
	return found
}

// said says whether a check is a question that a person answered in this run.
func (f *folding) said(check string) bool {
	if f.answers == nil {
		f.answers = map[string]bool{}
		for i := range f.results.Observations {
			if o := &f.results.Observations[i]; o.Said != nil {
				f.answers[o.Run.Check] = true
			}
		}
	}
	return f.answers[check]
}

// weakness says whether a risk makes an item.
func weakness(r *assessment.Risk) bool {
	return !r.Gap && !r.Own && r.Status == assessment.RiskOpen
}

func (f *folding) riskOf(check string) *assessment.Risk {
	for i := range f.results.Risks {
		if r := &f.results.Risks[i]; r.Key == check && weakness(r) {
			return r
		}
	}
	return nil
}

// done says whether nothing is left to remedy. An item that names no subject,
// as another tool may have written it, waits until the check passes wherever it
// looks.
func done(it *assessment.Item, v *view) bool {
	if it.Affected.Count == 0 {
		return v.clean() && !v.first.Before(it.Detected)
	}
	return it.Affected.Open == 0
}

// close ends an item, with the evidence it was closed on.
func (f *folding) close(it *assessment.Item, v *view) error {
	c := &assessment.Closure{At: f.asOf, Evidence: v.evidence, First: v.first}
	for a, err := range it.Affected.All() {
		switch {
		case err != nil:
			return f.fail(it, err)
		case a.How == assessment.Retired:
			c.Retired++
		case a.How == assessment.Unlisted:
			c.Unlisted++
		default:
			c.Fixed++
		}
	}
	it.Status, it.Closure = assessment.RiskClosed, c
	f.log(it, "closed", assessment.LogEntry{
		Title: "Closed", Description: closing(it.Closure), Type: assessment.LogClosed, StatusChange: assessment.RiskClosed,
	})
	return nil
}

func closing(c *assessment.Closure) string {
	switch {
	case c.Unlisted > 0:
		return "Of the affected subjects " + closedOn(c) + "."
	case c.Fixed == 0 && c.Retired == 0:
		return "The check passes on every component it looks at."
	case c.Retired == 0:
		return fmt.Sprintf("A fresh pass of the check over all affected subjects (%d).", c.Fixed)
	case c.Fixed == 0:
		return fmt.Sprintf("The inventory no longer lists the assets of any affected subject (%d).", c.Retired)
	}
	return fmt.Sprintf("A fresh pass of the check over %d of the affected subjects; the inventory no longer lists the assets of %d.", c.Fixed, c.Retired)
}

// closedOn counts what a closure rests on, where some of it are findings that a
// scan no longer lists.
func closedOn(c *assessment.Closure) string {
	var parts []string
	if c.Fixed > 0 {
		parts = append(parts, fmt.Sprintf("%d had a fresh pass of the check", c.Fixed))
	}
	if c.Unlisted == 1 {
		parts = append(parts, "1 is a finding that a newer scan of its target no longer lists")
	} else {
		parts = append(parts, fmt.Sprintf("%d are findings that a newer scan of their target no longer lists", c.Unlisted))
	}
	if c.Retired == 1 {
		parts = append(parts, "the inventory no longer lists the asset of 1")
	} else if c.Retired > 1 {
		parts = append(parts, fmt.Sprintf("the inventory no longer lists the assets of %d", c.Retired))
	}
	return strings.Join(parts, "; ")
}

// open makes an item of a risk that no open item stands for.
func (f *folding) open(r *assessment.Risk) error {
	if !weakness(r) || f.fed[r.Key] {
		return nil
	}
	it := f.newItem(r, "")
	c := r.Check
	if c == nil {
		c = &assessment.Check{ID: r.Key}
	}
	v, err := f.view(c)
	if err != nil {
		return f.fail(&it, err)
	}
	if it.Affected, _, err = v.merge(assessment.AffectedSet{}, true, true); err != nil {
		return f.fail(&it, err)
	}
	if it.Affected.Count == 0 && v.flawed {
		return nil // all that fails has ids of its own, and items for them
	}
	if it.Affected.Count == 0 {
		it.Affected = f.components(r)
	}
	if err := f.deviate(&it, nil); err != nil {
		return err
	}
	f.state.Items = append(f.state.Items, it)
	return nil
}

// components stands for the subjects of a risk that names none: the components
// it was seen on.
func (f *folding) components(r *assessment.Risk) assessment.AffectedSet {
	var out assessment.AffectedSet
	for _, i := range r.Observations {
		o := &f.results.Observations[i]
		a := assessment.Affected{Component: o.Component, Asset: o.Component, ID: o.Component, Since: r.Detected}
		at := slices.IndexFunc(out.Inline, func(b assessment.Affected) bool { return a.Compare(b) == 0 })
		if at < 0 {
			at, out.Inline = len(out.Inline), append(out.Inline, a)
		}
		known := &out.Inline[at]
		known.Last = latest(latest(known.Last, known.Since), o.Last)
	}
	slices.SortFunc(out.Inline, assessment.Affected.Compare)
	out.Count, out.Open = len(out.Inline), len(out.Inline)
	return out
}

// newItem builds an item without its affected subjects, of a whole risk or of one finding
// of it.
func (f *folding) newItem(r *assessment.Risk, finding string) assessment.Item {
	it := assessment.Item{
		ID: nextID(f.state), Weakness: r.Key, Finding: finding, Names: []string{r.Key}, Occurrence: 1,
		Title: r.Title, Statement: r.Statement, Remediation: r.Remediation,
		Status: assessment.RiskOpen, Level: r.Level, Rating: r.Rating, Detected: r.Detected, Deadline: r.Deadline,
		Controls: slices.Clone(r.Controls), Targets: slices.Clone(r.Targets),
	}
	before := ""
	for i := range f.state.Items {
		if old := &f.state.Items[i]; old.Known(r.Key, r.Formerly) && old.Finding == it.Finding {
			it.Reopens, before = old.UUID, old.ID
		}
	}
	f.identify(&it)
	opened := assessment.LogEntry{At: r.Detected, Title: "Opened", Description: "Found by " + r.Key + ".", StatusChange: assessment.RiskOpen}
	if before != "" {
		opened.Title = "Opened again"
		opened.Description = "Found by " + r.Key + " after " + before + " was closed."
	}
	f.log(&it, "open", opened)
	promise(&it, r.Key)
	return it
}

// promise gives an item that has a deadline its milestone, where it has none.
func promise(it *assessment.Item, check string) {
	if it.Deadline.IsZero() || len(it.Milestones) > 0 {
		return
	}
	it.Milestones = []assessment.Milestone{{
		UUID: oscal.ID(it.UUID, "milestone", "1"), Title: "Remedied and verified",
		Description: "Every affected subject passes " + check + " on fresh evidence.", Due: it.Deadline,
	}}
}

// identify gives an item the first occurrence number that is free, and the
// uuids that follow from it. Nothing of the run is in them.
func (f *folding) identify(it *assessment.Item) {
	used := func(i assessment.Item) bool {
		return i.Weakness == it.Weakness && i.Finding == it.Finding && i.Occurrence >= it.Occurrence
	}
	for _, old := range f.state.Items {
		if used(old) {
			it.Occurrence = old.Occurrence + 1
		}
	}
	key := []string{f.state.System, f.state.Framework, "risk", it.Weakness}
	if it.Finding != "" {
		key = append(key, "finding", it.Finding)
	}
	if it.Occurrence > 1 {
		key = append(key, fmt.Sprint(it.Occurrence))
	}
	it.RiskUUID = oscal.ID(key...)
	key[2] = "poam-item"
	it.UUID = oscal.ID(key...)
}

// nextID is the POAM-ID after the greatest one given under this framework.
func nextID(p assessment.POAM) string {
	prefix := strings.ToUpper(p.Framework) + "-"
	last := 0
	for _, it := range p.Items {
		digits, ok := strings.CutPrefix(it.ID, prefix)
		if n, err := number(digits); ok && err == nil {
			last = max(last, n)
		}
	}
	return fmt.Sprintf("%s%04d", prefix, last+1)
}
