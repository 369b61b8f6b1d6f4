package conclude

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// risks gathers the risks of one framework while its targets are judged.
type risks struct {
	bench *bench
	local map[int]int
	byKey map[string]*draft
}

// draft is a risk whose lists are not sorted yet.
type draft struct {
	assessment.Risk
	reasons []assessment.Reason // of a gap
	met     []string            // kinds whose unknown assets are known
}

func newRisks(b *bench, local map[int]int) *risks {
	return &risks{bench: b, local: local, byKey: map[string]*draft{}}
}

// of adds the target to every risk its judgement shows and gives their keys,
// sorted. A failed target has the risk of each check that fails it; it and an
// undecided one have the gaps they wait for. Whatever the verdict, and where there
// is none, an asset no inventory knows is a risk of its own.
//
// Source: DESIGN 7.1 and 8.
func (r *risks) of(j *judgement) []string {
	var keys []string
	add := func(d *draft, seen []int) {
		d.Targets = append(d.Targets, j.target.ID)
		d.Controls = append(d.Controls, j.target.ControlID)
		for _, g := range seen {
			d.Observations = append(d.Observations, r.local[g])
		}
		keys = append(keys, d.Key)
	}
	// A decision that what was seen contradicts hides no weakness.
	if j.verdict == assessment.VerdictFail || j.reason == assessment.ReasonContradiction {
		for _, p := range j.in(failed) {
			add(r.weakness(p), p.failing)
		}
	}
	// A failure settles the objective, not what else is open on it: that may be
	// worse than what fails, and a gate may let the failure pass.
	if j.verdict == assessment.VerdictFail || j.verdict == assessment.VerdictUndecided {
		for _, p := range j.in(undecided) {
			for _, k := range p.gaps() {
				add(r.gap(k, p.component, p.reason), p.open)
			}
		}
		for _, h := range j.holes {
			for _, p := range h.absent {
				for _, k := range p.lacks() {
					add(r.gap(k, h.component, assessment.ReasonUndeclared), nil)
				}
			}
			for _, p := range h.nowhere {
				for _, k := range p.gaps() {
					add(r.gap(k, "", assessment.ReasonIncompleteSet), nil)
				}
			}
		}
	}
	for _, v := range j.broken {
		d := r.spoken(v)
		add(d, nil)
		d.Observations = append(d.Observations, v.at)
	}
	for _, v := range j.unsettled {
		d := r.gap(v.kind, v.id, v.reason)
		add(d, nil)
		d.Observations = append(d.Observations, v.at)
	}
	for _, name := range j.wanting {
		add(r.gap(resultsKind, name, j.reason), nil)
	}
	for _, d := range slices.Concat(j.deciding, j.support) {
		for _, p := range d.pairs {
			if len(p.unknown) > 0 {
				add(r.stranger(p), p.unknown)
			}
		}
	}
	return set(keys)
}

// gaps are the kinds an undecided pair waits for.
func (p *pair) gaps() []string {
	if p.unpopulated() {
		return []string{assessment.KindInventory}
	}
	if len(p.check.Kinds) == 0 {
		return []string{""}
	}
	return p.check.Kinds
}

// lacks are the kinds no source brings for a pair that is not assessed.
func (p *pair) lacks() []string {
	if len(p.undeclare) == 0 {
		return p.gaps()
	}
	return p.undeclare
}

// weakness is the risk of a failing check: one for each check, whatever the
// number of targets and assets.
func (r *risks) weakness(p *pair) *draft {
	d := r.byKey[p.check.ID]
	if d == nil {
		f := &r.bench.scope.Framework
		level := p.check.Severity
		d = &draft{Risk: assessment.Risk{
			Key: p.check.ID, Check: p.check, Title: "Fails: " + p.check.Title,
			Statement: p.check.Description, Remediation: p.check.Remediation,
			Status: assessment.RiskOpen, Level: level, Rating: f.Ratings[level],
			Formerly: slices.Clone(p.check.Formerly),
		}}
		r.byKey[p.check.ID] = d
	}
	for _, g := range p.failing {
		d.detect(r.bench.obs.All[g].First)
	}
	return d
}

// detect keeps the earliest known time.
func (d *draft) detect(t time.Time) {
	if !t.IsZero() && (d.Detected.IsZero() || t.Before(d.Detected)) {
		d.Detected = t
	}
}

// gap is the risk shared by all that is undecided for want of one kind of
// evidence for one component. It is an assessment gap, not a weakness: no
// deadline, no level.
func (r *risks) gap(kind, component string, why assessment.Reason) *draft {
	key := "gap/" + kind + "/" + component
	d := r.byKey[key]
	if d == nil {
		d = &draft{Risk: assessment.Risk{
			Key: key, Gap: true, Kind: kind, Component: component, Status: assessment.RiskInvestigating,
			Title: "Assessment gap: " + about(kind, component),
		}}
		r.byKey[key] = d
	}
	if !slices.Contains(d.reasons, why) {
		d.reasons = append(d.reasons, why)
	}
	return d
}

// strangerLevel is the level of an asset in evidence that no inventory knows.
// Nothing is known to be broken, but nobody answers for the asset either.
const strangerLevel = assessment.LevelModerate

// stranger is the risk of assets in evidence that no inventory knows.
func (r *risks) stranger(p *pair) *draft {
	component := p.component
	key := "unknown-asset/" + component
	d := r.byKey[key]
	if d == nil {
		d = &draft{Risk: assessment.Risk{
			Key: key, Own: true, Component: component, Status: assessment.RiskOpen,
			Level: strangerLevel, Rating: r.bench.scope.Framework.Ratings[strangerLevel],
			Title:       "Assets of " + component + " that no inventory lists",
			Remediation: "Add the assets to the inventory, or take them out of service and collect the evidence again.",
		}}
		r.byKey[key] = d
	}
	for _, g := range p.unknown {
		o := &r.bench.obs.All[g]
		d.detect(o.First)
		d.Unknown = max(d.Unknown, o.Population.Unknown)
	}
	d.meet(p, r.bench)
	return d
}

// mostStrangers is how many unknown assets a risk names.
const mostStrangers = 20

// meet adds the unknown assets that a pair shows. Checks of the same kinds see
// the same assets, so that one of them is read for all.
func (d *draft) meet(p *pair, b *bench) {
	kinds := strings.Join(p.check.Kinds, " ")
	if slices.Contains(d.met, kinds) {
		return
	}
	d.met = append(d.met, kinds)
	for _, g := range p.counted {
		o := &b.obs.All[g]
		for s, err := range o.Each() {
			if err != nil || len(d.Assets) == mostStrangers {
				break // what was found is an example, not the count
			}
			own := s.Asset == "" || s.Asset == p.component
			known := o.Reason != assessment.ReasonUnknownAsset && b.obs.Inventory[p.component].Lists(s.Asset)
			if own || known || slices.ContainsFunc(d.Assets, func(a assessment.Subject) bool { return a.Asset == s.Asset }) {
				continue
			}
			s.ID = s.Asset // the asset itself, whatever of it was judged
			d.Assets = append(d.Assets, s)
		}
	}
}

// all closes the drafts: lists sorted, times in whole seconds, deadlines set.
func (r *risks) all() []assessment.Risk {
	var out []assessment.Risk
	for _, d := range r.byKey {
		d.Controls, d.Targets = set(d.Controls), set(d.Targets)
		slices.Sort(d.Observations)
		d.Observations = slices.Compact(d.Observations)
		asOf := r.bench.plan.AsOf.UTC().Truncate(time.Second)
		if d.Detected.IsZero() || d.Detected.After(asOf) {
			d.Detected = asOf
		}
		d.Detected = d.Detected.UTC().Truncate(time.Second)
		slices.SortFunc(d.Assets, func(a, b assessment.Subject) int { return strings.Compare(a.Asset, b.Asset) })
		if d.Own {
			d.Unknown = max(d.Unknown, len(d.Assets), 1)
			d.Statement = fmt.Sprintf("Evidence of %s names %s that the inventory does not list, so that nobody is known to answer for them.",
				d.Component, plural(d.Unknown, "asset", "assets"))
		}
		if d.Gap {
			d.Statement, d.Remediation = gapWords(d)
		} else {
			d.Deadline = deadline(d.Detected, d.Level, r.bench.scope.Framework.Deadlines)
		}
		out = append(out, d.Risk)
	}
	slices.SortFunc(out, func(a, b assessment.Risk) int { return strings.Compare(a.Key, b.Key) })
	return out
}

// deadline is the end of the remediation window of a level, one second early
// so that it is strictly before detection plus the window; zero where the
// framework sets none. An unknown level gets the shortest window there is.
//
// Source: oscal_output_spec 12.6; FedRAMP POA&M Schematron,
// has-timely-completion-date.
func deadline(detected time.Time, level assessment.Level, windows map[assessment.Level]int) time.Time {
	days, ok := windows[level]
	if level == assessment.LevelUnknown && !ok {
		for _, n := range windows {
			if !ok || n < days {
				days, ok = n, true
			}
		}
	}
	if !ok {
		return time.Time{}
	}
	return detected.AddDate(0, 0, days).Add(-time.Second)
}
