package emit

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// MeasureFile is the name of a framework's measure inside its folder.
const MeasureFile = "measure.json"

// measure writes measure.json: what the rules of the family make of the findings. A
// framework whose family has no such rules has none.
func (b *book) measure(dir string) ([]output, error) {
	m, ok := b.run.Measures[b.r.Scope.Framework.ID]
	if !ok {
		return nil, nil
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", MeasureFile, err)
	}
	text = append(text, '\n')
	name := filepath.Join(dir, MeasureFile)
	if err := os.WriteFile(name, text, 0o644); err != nil {
		return nil, fmt.Errorf("write %s: %w", MeasureFile, err)
	}
	return []output{{Path: filepath.ToSlash(filepath.Join(filepath.Base(dir), MeasureFile)), Digest: digestOf(text), Bytes: int64(len(text))}}, nil
}

// measureProps say of a result what its rules make of it.
func (b *book) measureProps() []oscal.Property {
	m, ok := b.run.Measures[b.r.Scope.Framework.ID]
	if !ok {
		return nil
	}
	if m.Fault != "" {
		return []oscal.Property{prop("measure-fault", line(m.Fault))}
	}
	out := []oscal.Property{
		prop("status-allowed", m.Status.Allows), prop("status-at-best", m.Status.Best), prop("status-recorded", m.Status.Recorded),
		prop("measure-draft", strconv.FormatBool(m.Draft)), count("open-objectives", m.Open),
	}
	if s := m.Score; s != nil {
		out = append(out, prop("score-name", line(s.Name)), count("score", s.Value), count("score-best-case", s.Best), count("score-maximum", s.Max))
	}
	if m.NoScore != "" {
		out = append(out, prop("no-score", line(m.NoScore)))
	}
	return append(out,
		count("requirements-met", m.Count(assessment.Met)), count("requirements-not-met", m.Count(assessment.NotMet)),
		count("requirements-not-applicable", m.Count(assessment.NotDue)), count("requirements-open", m.Count(assessment.MeasuredOpen)))
}
