package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/emit"
	"github.com/assay-compliance/assay/internal/evaluate"
	"github.com/assay-compliance/assay/internal/problem"
)

// measures asks the arithmetic of each family what it makes of the findings of its
// frameworks, by framework id.
func (w *Workspace) measures(ctx context.Context, engine *evaluate.Engine, results []assessment.Results, poams map[string]assessment.POAM) map[string]assessment.Measure {
	families := map[string][]assessment.Results{}
	open := map[string]int{}
	for _, r := range results {
		f := r.Scope.Framework
		families[f.Family] = append(families[f.Family], r)
		for i := range poams[f.ID].Items {
			if it := poams[f.ID].Items[i]; it.Open() {
				open[f.ID]++
			}
		}
	}
	out := map[string]assessment.Measure{}
	for _, family := range sortedKeys(families) {
		of := families[family]
		complete := !slices.ContainsFunc(of, func(r assessment.Results) bool { return !r.Complete })
		maps.Copy(out, engine.Measure(ctx, family, of, evaluate.Measured{AsOf: of[0].AsOf, Complete: complete, Facts: w.Config.CMMC.Facts(), Open: open}))
	}
	return out
}

// readMeasure reads the measure that stands beside results; ok is false where there is
// none.
func readMeasure(dir string) (m assessment.Measure, ok bool, err error) {
	file := filepath.Join(dir, emit.MeasureFile)
	at := problem.Place{Path: filepath.ToSlash(file)}
	text, err := readFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return m, false, nil
	}
	if err != nil {
		return m, false, err
	}
	m, err = evaluate.DecodeMeasure(text)
	if err != nil {
		return m, false, problem.New(at, fmt.Sprintf("this is no measure that assay wrote: %v", err), "assess again; results are not edited by hand")
	}
	return m, true, nil
}
