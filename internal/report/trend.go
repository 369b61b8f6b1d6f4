package report

import (
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// jsonPoint is what one run said of a framework.
type jsonPoint struct {
	Framework     string         `json:"framework"`
	AsOf          string         `json:"as-of"`
	Complete      bool           `json:"complete"`
	Targets       int            `json:"targets"`
	Pass          int            `json:"pass"`
	Fail          int            `json:"fail"`
	Undecided     int            `json:"undecided"`
	NotApplicable int            `json:"not-applicable"`
	NotAssessed   int            `json:"not-assessed"`
	Coverage      *float64       `json:"coverage"`      // null where the scope is not known, or nothing is in it
	Open          map[string]int `json:"open-items"`    // null without a plan of action
	Late          *int           `json:"past-deadline"` // the same
}

// points are the points of a trend as JSON.
func points(trend []assessment.TrendPoint) []jsonPoint {
	var out []jsonPoint
	for _, t := range trend {
		c := t.Coverage
		p := jsonPoint{
			Framework: t.Framework, AsOf: t.At.UTC().Format(time.RFC3339), Complete: t.Complete, Targets: c.Total,
			Pass: c.Pass, Fail: c.Fail, Undecided: c.Undecided, NotApplicable: c.NotApplicable, NotAssessed: c.NotAssessed, Coverage: t.Covered(),
		}
		p.Open, p.Late = t.Items()
		out = append(out, p)
	}
	return out
}
