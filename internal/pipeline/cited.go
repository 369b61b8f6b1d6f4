package pipeline

import (
	"slices"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/conclude"
	"github.com/assay-compliance/assay/internal/emit"
)

// concluded judges every framework. A determination that cites an observation which the
// results do not have rests on what is not there: it lacks it, and all is judged again,
// until nothing new is lacking: what one lacks, another may have cited.
//
// Source: DESIGN 7.8.
func concluded(scopes []assessment.Scope, plan *assessment.Plan, obs *assessment.Observations) []assessment.Results {
	for {
		results := conclude.Results(scopes, plan, obs)
		again := false
		for i := range results {
			again = lackCited(&scopes[i], &results[i]) || again
		}
		if !again {
			return results
		}
	}
}

// lackCited adds to each decision of a scope what it cites and the results do not have,
// and says whether any of that is new.
func lackCited(scope *assessment.Scope, r *assessment.Results) bool {
	var known map[string]bool
	found := false
	for i := range scope.Decisions {
		d := &scope.Decisions[i]
		if len(d.Observations) > 0 && known == nil {
			known = emit.ObservationIDs(r)
		}
		for _, id := range d.Observations {
			lack := "observation " + id + " is not in these results"
			if !known[id] && !slices.Contains(d.Lacks, lack) {
				d.Lacks = append(slices.Clone(d.Lacks), lack)
				found = true
			}
		}
	}
	return found
}
