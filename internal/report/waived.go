package report

import (
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// covering is what deviations say of the subjects of one weakness.
type covering []struct {
	*assessment.Deviation
	names assessment.Covered
}

// waiversOf gives the deviations of the items that stand for a weakness: those in
// effect that take something off the gate, and those that wait for an approval.
func (in Input) waiversOf(w weakness) covering {
	state, ok := in.POAMs[w.r.Scope.Framework.ID]
	if !ok {
		return nil
	}
	var out covering
	told := map[string]bool{}
	for k := range state.Items {
		it := &state.Items[k]
		if !it.Known(w.risk.Key, w.risk.Formerly) || !it.Open() && !it.FalsePositive() {
			continue
		}
		for i := range it.Deviations {
			d := &it.Deviations[i]
			if told[d.ID+string(d.State)] || !d.Waives() && d.State != assessment.DeviationPending {
				continue
			}
			told[d.ID+string(d.State)] = true
			out = append(out, struct {
				*assessment.Deviation
				names assessment.Covered
			}{d, d.Index()})
		}
	}
	return out
}

// sarifSuppression says why a result is not to be acted upon, or may not be.
type sarifSuppression struct {
	Kind          string `json:"kind"`
	Status        string `json:"status"`
	Justification string `json:"justification"`
}

// suppressions are the waivers that name a subject.
func (c covering) suppressions(s sighting) []sarifSuppression {
	var out []sarifSuppression
	for _, d := range c {
		if !d.names.Has(s.Component, s.Asset, s.ID) {
			continue
		}
		one := sarifSuppression{Kind: "external", Status: "accepted", Justification: "waiver " + d.ID + ", " + string(d.Kind) + ", until " + d.Until.Format(time.DateOnly)}
		if !d.InEffect() {
			one.Status, one.Justification = "underReview", one.Justification+": "+d.Why
		}
		one.Justification = visible(one.Justification)
		out = append(out, one)
	}
	return out
}
