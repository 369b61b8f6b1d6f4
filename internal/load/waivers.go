package load

import (
	"slices"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/records"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// waiver joins one waiver with every scope it is for. What it names is matched where
// the plan of action is folded: a weakness that is gone, or a component that is, makes
// a waiver that covers nothing, which is told and waives nothing.
func (j *joiner) waiver(w *records.Waiver) {
	j.configured(w.Frameworks)
	for i := range j.out.Scopes {
		if s := &j.out.Scopes[i]; in(w.Frameworks, s.Framework.ID) {
			s.Waivers = append(s.Waivers, w.Asked)
		}
	}
	if known := j.weaknesses(); w.Weakness.Set() && !slices.Contains(known, w.Weakness.Value) {
		j.out.Idle = append(j.out.Idle, assessment.Note{
			Source: assessment.Source{Path: w.Place.Path, Line: w.Weakness.Place.Line},
			What:   "waiver " + w.Asked.ID + " is of " + strictyaml.Quote(w.Weakness.Value) + ", which is no check here",
			Remedy: instead(w.Weakness.Value, known),
		})
		return
	}
	if j.in.System == nil {
		return
	}
	keys := componentKeys(j.in.System)
	for _, c := range w.Components {
		if !slices.Contains(keys, c.Value) {
			j.out.Idle = append(j.out.Idle, assessment.Note{
				Source: assessment.Source{Path: w.Place.Path, Line: c.Place.Line},
				What:   "waiver " + w.Asked.ID + " covers component " + strictyaml.Quote(c.Value) + ", which the system does not have",
				Remedy: instead(c.Value, keys),
			})
		}
	}
}

// weaknesses are the ids that findings of the workspace can have, now or formerly.
func (j *joiner) weaknesses() []string {
	var out []string
	for _, c := range j.checks {
		out = append(append(out, c.ID), c.Formerly...)
	}
	for id := range j.requests {
		out = append(out, id)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
