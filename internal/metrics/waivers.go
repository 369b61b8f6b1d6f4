package metrics

import (
	"slices"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// asAt is an item as it stands at a time after the run that last wrote it: what a waiver
// did that has ended since is undone. Whom the rest still cover only the next run can
// say, so that none is taken for covered until then.
func asAt(recorded *assessment.Item, at time.Time) *assessment.Item {
	it := *recorded
	falsely := it.FalsePositive()
	if !it.Open() && !falsely {
		return &it // what was closed on evidence stays as it was closed
	}
	it.Deviations = slices.Clone(it.Deviations)
	due := recorded.Due()
	for k := range it.Deviations {
		d := &it.Deviations[k]
		if !d.InEffect() || !ended(d, due, at) {
			continue
		}
		waived := d.Waives() && d.Covered > 0
		d.State, d.Adjusts = assessment.DeviationExpired, false
		if d.Kind == assessment.VendorDependency && at.Before(d.Until.AddDate(0, 0, 1)) {
			d.State = assessment.DeviationLapsed
		}
		if !waived {
			continue
		}
		it.Waived = 0
		if falsely {
			it.Status, it.Closure = assessment.RiskOpen, nil
		}
	}
	return &it
}

// ended says whether a deviation that was in effect has none at a time: its last day is
// past, its vendor was not asked in time, or it tracked a vendor until the deadline.
func ended(d *assessment.Deviation, due, at time.Time) bool {
	if d.Kind == assessment.VendorDependency && !due.IsZero() && at.After(due) {
		return true
	}
	return !at.Before(d.Ends(at).AddDate(0, 0, 1))
}
