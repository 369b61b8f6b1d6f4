package gate

import (
	"slices"

	"github.com/assay-compliance/assay/internal/assessment"
)

// rate gives a weakness the level of the items that stand for it: the worst of what is
// recorded, of what its check says and of what it has, unless approved adjustments
// cover all that no waiver takes off the gate.
func (d *decision) rate(r *Reason) {
	level, adjusted := assessment.LevelNone, len(d.items[r]) > 0
	for _, it := range d.items[r] {
		for i := range it.Deviations {
			if v := &it.Deviations[i]; v.InEffect() && v.Covered > 0 {
				r.Waivers = append(r.Waivers, v.ID)
			}
		}
		if it.Excused() {
			continue
		}
		if it.Adjustment() == nil {
			adjusted = false
			if r.Check != nil {
				level = worse(level, r.Check.Severity)
			}
		}
		level = worse(level, it.Rated())
	}
	slices.Sort(r.Waivers)
	r.Waivers = slices.Compact(r.Waivers)
	if adjusted && !d.excused(r) {
		r.Level = level
		return
	}
	r.Level = worse(r.Level, level)
}

// excused says whether approved waivers cover every subject of a weakness: whatever
// item stands for it. What no item stands for is not waived.
func (d *decision) excused(r *Reason) bool {
	items := d.items[r]
	return len(items) > 0 && !slices.ContainsFunc(items, func(it *assessment.Item) bool { return !it.Excused() })
}

// ended says whether a weakness stands open for nothing but time: a waiver of all of
// each item has ended.
func (d *decision) ended(r *Reason) bool {
	items := d.items[r]
	return len(items) > 0 && !slices.ContainsFunc(items, func(it *assessment.Item) bool {
		return !it.Excused() && !slices.ContainsFunc(it.Deviations, func(v assessment.Deviation) bool {
			over := v.State == assessment.DeviationExpired || v.State == assessment.DeviationLapsed
			return over && v.Kind != assessment.RiskAdjustment && v.Covered == it.Affected.Open
		})
	})
}

// expired adds a reason for each waiver of an item that has ended while what it covered
// stands. Nothing else may come of time alone: a baseline that has the same waiver would
// show it too.
func (d *decision) expired(p *assessment.POAM, it *assessment.Item, r *assessment.Results) {
	if it.Excused() || it.Adjustment() != nil {
		return
	}
	for _, v := range it.Expired() {
		reason := Reason{
			Kind: ExpiredWaiver, Framework: p.Framework, Level: it.Level, ID: it.ID, Item: it.ID, Check: checkOf(r, it), Waivers: []string{v.ID},
			Controls: labels(r, it.Controls), Targets: slices.Clone(it.Targets), Example: example(it), Subjects: v.Covered,
			Personal: persons(r, it), Component: example(it).Component,
			Why: "waiver " + v.ID + " of " + it.ID + " has ended: " + v.Why, Remedy: "Remedy it, or have the waiver approved anew.",
		}
		switch {
		case d.thresholds.TolerateTime:
			d.tolerate(reason, OnlyTime)
		case d.thresholds.Baseline.waived(p.Framework, it.ID, v.ID):
			d.tolerate(reason, StoodBefore)
		default:
			d.hold(CodeFailed, reason)
		}
	}
}

// waived says whether the baseline has an item with the same waiver, in effect or past.
func (b *Baseline) waived(framework, item, waiver string) bool {
	if b == nil {
		return false
	}
	return slices.ContainsFunc(b.POAMs, func(p assessment.POAM) bool {
		return p.Framework == framework && slices.ContainsFunc(p.Items, func(it assessment.Item) bool {
			return it.ID == item && slices.ContainsFunc(it.Deviations, func(v assessment.Deviation) bool {
				return v.ID == waiver && (v.InEffect() || v.State == assessment.DeviationExpired)
			})
		})
	})
}
