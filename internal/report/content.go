package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
)

// fewTailored is how much of what is left out of a baseline the first screen names,
// and fewLacking how many ids without official words the long one.
const (
	fewTailored = 4
	fewLacking  = 40
)

// content says in whose words the frameworks are told: on the first screen in one
// line, cut to the width. What they leave out of official baselines is among their
// remarks there.
func (s *screen) content(in Input, everything bool) {
	if everything {
		s.contentOfEach(in)
		return
	}
	var words []string
	for _, r := range in.Results {
		if w := &r.Scope.Framework.Wording; w.Official() {
			text := fmt.Sprintf("%s %s, sha256 %.12s", w.ID, w.Version, w.Source.Digest) + lacking(w)
			if !slices.Contains(words, text) {
				words = append(words, text)
			}
		}
	}
	if len(words) > 0 {
		s.line("%s", cut("words of "+strings.Join(words, "; "), s.width))
	}
}

// contentOfEach says of each framework what it leaves out, and in whose words it is
// told, at length.
func (s *screen) contentOfEach(in Input) {
	for _, r := range in.Results {
		fw := &r.Scope.Framework
		if out := r.Scope.Tailored; len(out) > 0 {
			s.line("TAILORED: %s leaves out of an official baseline %s", fw.ID, strings.Join(out, ", "))
		}
		if w := &fw.Wording; w.Official() {
			text := fmt.Sprintf("words of %s: %s, version %s, sha256 %s", fw.ID, w.Title, w.Version, w.Source.Digest) + lacking(w)
			if len(w.Lacks) > 0 {
				text += ": " + some(w.Lacks, fewLacking)
			}
			s.line("%s", text)
		}
	}
}

// lacking says of how much an imported catalog has no words.
func lacking(w *assessment.Wording) string {
	if len(w.Lacks) == 0 {
		return ""
	}
	return fmt.Sprintf(", which has none for %s", Count(len(w.Lacks), "id"))
}

// some joins the first words of a list, and says how many more there are.
func some(words []string, most int) string {
	if len(words) <= most {
		return strings.Join(words, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(words[:most], ", "), len(words)-most)
}
