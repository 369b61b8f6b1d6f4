package load

import (
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
)

// ConftestBindings gives what an entry of conftest in assay.yaml says its rules
// decide, support and inform, sorted by strength descending, catalog, and as
// written; they stand in assay.yaml. It has the shape of METADATA, so that a
// conftest policy is bound like any check.
func ConftestBindings(cfg *config.Config, c config.Conftest) []assessment.MetaBinding {
	var out []assessment.MetaBinding
	for _, bound := range []struct {
		ids      map[string]config.List
		strength assessment.Strength
	}{{c.Decides, assessment.Decides}, {c.Supports, assessment.Supports}, {c.Informs, assessment.Informs}} {
		for _, catalog := range sortedKeys(bound.ids) {
			for _, id := range bound.ids[catalog] {
				out = append(out, assessment.MetaBinding{
					Catalog: catalog, ID: id.Value, Strength: bound.strength,
					Source: assessment.Source{Path: cfg.Path, Line: id.Place.Line, Digest: cfg.Digest},
				})
			}
		}
	}
	return out
}
