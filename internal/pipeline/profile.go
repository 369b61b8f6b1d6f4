package pipeline

import (
	"cmp"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/conclude"
	"github.com/assay-compliance/assay/internal/content"
	"github.com/assay-compliance/assay/internal/emit"
	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

// binding leaves out what the results say does not bind the system's owner, and
// controls of which nothing is left.
func binding(controls []assessment.Control, unbound []assessment.Unbound) []assessment.Control {
	if len(unbound) == 0 {
		return controls
	}
	var out []assessment.Control
	for _, c := range controls {
		c.Targets = slices.DeleteFunc(slices.Clone(c.Targets), func(t assessment.Target) bool {
			return slices.ContainsFunc(unbound, func(u assessment.Unbound) bool { return u.ID == t.ID })
		})
		if len(c.Targets) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// reworded puts the words of the imported catalog, of which the results keep a copy,
// in the place of ours. Without the copy the words stay ours.
func reworded(s *assessment.Scope, profile *frameworks.Resolved, dir string) {
	w := &s.Framework.Wording
	if !w.Official() || !digestShape.MatchString(w.Source.Digest) {
		return
	}
	data, err := emit.ReadFile(filepath.Join(dir, "resources", w.Source.Digest), oscal.MaxSize)
	if err != nil {
		return
	}
	words, err := content.ReadWords(content.Entry{ID: w.ID, Title: w.Title, Version: w.Version, Digest: w.Source.Digest, Path: w.Source.Path}, data)
	if err == nil {
		load.Reword(s, profile, words)
	}
}

// A digest names a file beside the results, and nothing else does.
var digestShape = regexp.MustCompile(`^[0-9a-f]{64}$`)

// fromProfile adds to results that were read back what their document does not
// carry and its profile does: the printed forms of controls, and the controls
// that were not reviewed. The profile counts only when it is the very one the
// results name by digest; without it, results speak of what they reviewed alone.
func fromProfile(r *assessment.Results, lib *frameworks.Library, dir string) {
	fw := &r.Scope.Framework
	if !slices.Contains(frameworks.IDs(), fw.ID) {
		return
	}
	profile, err := lib.Open(fw.ID)
	if err != nil || profile.ProfileDigest != fw.Profile.Digest {
		return
	}
	controls := slices.DeleteFunc(load.Controls(profile), func(c assessment.Control) bool { return slices.Contains(r.Scope.Tailored, c.ID) })
	controls = binding(controls, r.Scope.Unbound)
	reworded(&assessment.Scope{Framework: *fw, Controls: controls}, profile, dir)
	findings := map[string]*assessment.Finding{}
	for i := range r.Findings {
		findings[r.Findings[i].Target.ID] = &r.Findings[i]
	}
	var rolls []assessment.ControlResult
	var left []assessment.Unassessed
	found := 0
	for _, c := range controls {
		roll := assessment.ControlResult{Control: c}
		for _, t := range c.Targets {
			f := findings[t.ID]
			if f == nil {
				roll.NotReviewed++
				left = append(left, conclude.Inherit(assessment.Unassessed{Target: t, Why: "these results have no finding on it"}, r.Scope.Inherited))
				continue
			}
			found++
			switch f.Verdict {
			case assessment.VerdictPass:
				roll.Pass++
			case assessment.VerdictFail:
				roll.Fail++
			case assessment.VerdictUndecided:
				roll.Undecided++
			}
		}
		roll.Partial = roll.NotReviewed > 0 && roll.NotReviewed < len(c.Targets)
		rolls = append(rolls, roll)
	}
	if found != len(r.Findings) {
		return
	}
	slices.SortFunc(left, func(a, b assessment.Unassessed) int { return cmp.Compare(a.Target.ID, b.Target.ID) })
	fw.Title, fw.Catalog, fw.Version = profile.Title, profile.Catalog, profile.Version
	r.Scope.Controls, r.Controls, r.Unassessed = controls, rolls, left
}
