package poam

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
)

// findings folds what has an id of its own, as a vulnerability: one item for each id of a
// check, with its assets as subjects. An item is opened when a finding fails; with
// scan-items all, as soon as it is there. All items of a check are joined with what was
// seen in one pass.
//
// Source: FedRAMP POA&M guide, one item for each unique vulnerability; DESIGN 8.
func (f *folding) findings() error {
	for _, c := range f.results.Checks {
		if !c.Weaknesses && !slices.ContainsFunc(f.state.Items, func(it assessment.Item) bool { return it.Finding != "" && it.Known(c.ID, c.Formerly) }) {
			continue
		}
		if err := f.findingsOf(c); err != nil {
			return err
		}
	}
	for i := range f.state.Items {
		it := &f.state.Items[i]
		if it.Finding == "" || f.kept[it.UUID] || !it.Open() && !it.FalsePositive() {
			continue
		}
		// Its check is unbound or gone: the clock runs on, and nobody saw it in time.
		if err := f.keepFinding(it, nil, nil, nil, nil); err != nil {
			return err
		}
	}
	return nil
}

// part is what one pass found of one finding.
type part struct {
	affected []assessment.Affected
	open     int
	became   changes
	level    assessment.Level
	since    assessment.Affected // the earliest of its open subjects
	overdue  bool                // some of it fails, or was not seen
	seen     bool
}

func (f *folding) findingsOf(c *assessment.Check) error {
	v, err := f.view(c)
	if err != nil {
		return err
	}
	var items []*assessment.Item
	var before []assessment.Affected
	elsewhere := map[assessment.Cover]bool{}
	for i := range f.state.Items {
		it := &f.state.Items[i]
		if !it.Open() && !it.FalsePositive() || f.checkOf(it) != c {
			continue
		}
		for a, err := range it.Affected.All() {
			switch {
			case err != nil:
				return f.fail(it, err)
			case it.Finding == "" && a.Cleared.IsZero():
				elsewhere[assessment.Cover{Component: a.Component, Asset: a.Asset, ID: a.ID}] = true
			case it.Finding != "":
				a.Finding = it.Finding
				before = append(before, a)
			}
		}
		if it.Finding != "" {
			items = append(items, it)
		}
	}
	flaws, err := v.flaws()
	if err != nil || len(flaws) == 0 && len(items) == 0 {
		return err
	}
	v.flawed = len(flaws) > 0
	slices.SortStableFunc(before, assessment.Affected.Compare)
	parts, err := f.join(v, before, flaws, elsewhere)
	if err != nil {
		return err
	}
	risk := f.riskOf(c.ID)
	for _, it := range items {
		p := parts[it.Finding]
		delete(parts, it.Finding)
		if err := f.keepFinding(it, c, v, risk, p); err != nil {
			return err
		}
	}
	for _, id := range sorting(parts) {
		if p := parts[id]; p.open > 0 {
			if err := f.openFinding(c, risk, id, p); err != nil {
				return err
			}
		}
	}
	return nil
}

func sorting(parts map[string]*part) []string {
	var ids []string
	for id := range parts {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// flaws gives what was seen of findings with ids of their own, by subject. What passes
// without standing, most of a fleet, is not held.
func (v *view) flaws() (map[assessment.Cover]sight, error) {
	out := map[assessment.Cover]sight{}
	for s, err := range v.sights(everything) {
		if err != nil {
			return nil, err
		}
		if s.flaw != nil && (s.outcome == assessment.Fail || s.stands()) {
			out[assessment.Cover{Component: s.Component, Asset: s.Asset, ID: s.ID}] = s
		}
	}
	return out, nil
}

// join brings the affected subjects of all items of a check up to date in one pass, and
// gives them by finding.
func (f *folding) join(v *view, before []assessment.Affected, flaws map[assessment.Cover]sight, elsewhere map[assessment.Cover]bool) (map[string]*part, error) {
	j := join{view: v, previous: setOf(before), adopt: true, failing: f.riskOf(v.check) != nil, split: true, young: f.results.Scope.ScanItems == assessment.ScanItemsAll}
	parts := map[string]*part{}
	err := j.walk(func(a assessment.Affected, became change) bool {
		at := assessment.Cover{Component: a.Component, Asset: a.Asset, ID: a.ID}
		if became == joined && elsewhere[at] {
			return true // an item from before findings had items of their own has it
		}
		p := parts[a.Finding]
		if p == nil {
			p = &part{level: assessment.LevelNone}
			parts[a.Finding] = p
		}
		p.affected = append(p.affected, a)
		p.became.add(became, &a)
		if !a.Cleared.IsZero() {
			return true
		}
		p.open++
		s, there := flaws[at]
		p.overdue = p.overdue || !there || s.outcome == assessment.Fail
		if there {
			p.seen = true
			if s.flaw.Level.Above(p.level) {
				p.level = s.flaw.Level
			}
			since := s.flaw.Since
			if since.IsZero() || since.After(a.Since) {
				since = a.Since
			}
			p.since.Since = earliest(p.since.Since, since)
		}
		return true
	})
	return parts, err
}

// setOf is a set that is in memory already.
func setOf(all []assessment.Affected) assessment.AffectedSet {
	out := assessment.AffectedSet{Count: len(all)}
	for i := range all {
		if all[i].Cleared.IsZero() {
			out.Open++
		}
	}
	if len(all) <= assessment.InlineAffected {
		out.Inline = all
		return out
	}
	out.Stream = iter.Seq2[assessment.Affected, error](func(yield func(assessment.Affected, error) bool) {
		for _, a := range all {
			if !yield(a, nil) {
				return
			}
		}
	})
	return out
}

// keepFinding brings the item of a finding up to date, and closes it when nothing of it is
// left. Without p nothing was seen of it.
func (f *folding) keepFinding(it *assessment.Item, c *assessment.Check, v *view, risk *assessment.Risk, p *part) error {
	var previous *assessment.Closure
	if it.FalsePositive() {
		previous, it.Closure, it.Status = it.Closure, nil, assessment.RiskOpen
	}
	f.kept[it.UUID] = true
	if inTime := p != nil && p.seen && !p.overdue; it.InTime != inTime {
		it.InTime, it.Updated = inTime, f.asOf
	}
	if p == nil {
		return f.deviate(it, previous)
	}
	if p.became.any() {
		it.Affected, it.Updated = setOf(p.affected), f.asOf
	}
	if !it.Known(c.ID, nil) {
		f.rename(it, c.ID)
	}
	if p.seen {
		r := f.riskOfFinding(c, risk, it.Finding, p)
		f.refresh(it, &r)
	}
	if done(it, v) {
		return f.close(it, v)
	}
	f.tell(it, &p.became)
	return f.deviate(it, previous)
}

// openFinding makes an item of a finding that no open item stands for.
func (f *folding) openFinding(c *assessment.Check, risk *assessment.Risk, id string, p *part) error {
	r := f.riskOfFinding(c, risk, id, p)
	it := f.newItem(&r, id)
	it.Affected, it.InTime = setOf(p.affected), !p.overdue
	if err := f.deviate(&it, nil); err != nil {
		return err
	}
	f.kept[it.UUID] = true
	f.state.Items = append(f.state.Items, it)
	return nil
}

// riskOfFinding is the risk of one finding: what the check says, at the level of the
// finding, from when it was first found. One within its time has no risk of the check
// beside it, and bears on what the check is bound to.
func (f *folding) riskOfFinding(c *assessment.Check, risk *assessment.Risk, id string, p *part) assessment.Risk {
	framework := &f.results.Scope.Framework
	r := assessment.Risk{
		Key: c.ID, Check: c, Title: id + ": " + strings.TrimPrefix(cmp.Or(titleOf(risk), c.Title), "Fails: "), Statement: c.Description, Remediation: c.Remediation,
		Status: assessment.RiskOpen, Level: p.level, Rating: framework.Ratings[p.level], Formerly: c.Formerly, Detected: p.since.Since,
	}
	if r.Detected.IsZero() || r.Detected.After(f.asOf) {
		r.Detected = f.asOf
	}
	if days, ok := framework.Deadlines[p.level]; ok {
		r.Deadline = r.Detected.AddDate(0, 0, days).Add(-1e9)
	}
	if risk != nil {
		r.Controls, r.Targets = risk.Controls, risk.Targets
		return r
	}
	r.Controls, r.Targets = f.bears(c.ID)
	return r
}

func titleOf(r *assessment.Risk) string {
	if r == nil {
		return ""
	}
	return r.Title
}

// bears gives the controls and targets that a check can fail, sorted.
func (f *folding) bears(check string) (controls, targets []string) {
	of := map[string]string{}
	for i := range f.results.Scope.Controls {
		for _, t := range f.results.Scope.Controls[i].Targets {
			of[t.ID] = t.ControlID
		}
	}
	for i := range f.results.Scope.Bindings {
		b := &f.results.Scope.Bindings[i]
		if b.Disabled != nil || b.Strength == assessment.Informs || !slices.ContainsFunc(b.Runs, func(k assessment.RunKey) bool { return k.Check == check }) {
			continue
		}
		targets = append(targets, b.Target)
		if id := of[b.Target]; id != "" {
			controls = append(controls, id)
		}
	}
	slices.Sort(controls)
	slices.Sort(targets)
	return slices.Compact(controls), slices.Compact(targets)
}
