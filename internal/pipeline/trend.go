package pipeline

import (
	"cmp"
	"context"
	"slices"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/metrics"
	"github.com/assay-compliance/assay/internal/report"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

// trend adds to what a report is made of what earlier results say of the same system and
// frameworks. These are all the runs at the places that are named that are from before
// the assessment of the report: none can be left out to have a better line, and what
// was assessed since changes no report of before.
func trend(ctx context.Context, in *report.Input, places []string) error {
	if len(places) == 0 {
		return nil
	}
	p := &past{asOf: in.AsOf, system: in.System, lib: frameworks.NewLibrary(), seen: map[string]bool{}}
	if p.system == nameless {
		p.system = ""
	}
	for _, where := range places {
		if err := p.read(ctx, where); err != nil {
			return err
		}
	}
	reported := map[string]bool{}
	for i := range in.Results {
		r := &in.Results[i]
		id := r.Scope.Framework.ID
		plan := in.POAMs[id]
		reported[id] = true
		in.Trend = append(in.Trend, metrics.Reduce(r, &plan, !in.Unplanned, in.AsOf).TrendPoint)
	}
	for _, r := range p.runs {
		if reported[r.Framework] && r.At.Before(in.AsOf) {
			in.Trend, in.History = append(in.Trend, r.TrendPoint), append(in.History, r.files...)
		}
	}
	slices.SortFunc(in.Trend, func(a, b assessment.TrendPoint) int {
		return cmp.Or(cmp.Compare(a.Framework, b.Framework), a.At.Compare(b.At))
	})
	slices.SortFunc(in.History, func(a, b report.File) int { return cmp.Compare(a.Path, b.Path) })
	return nil
}
