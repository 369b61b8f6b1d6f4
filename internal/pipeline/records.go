package pipeline

import (
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/emit"
)

// recordInputs names the files of attestations and decisions, of what is asked of
// people, and the documents of the repository that they rest on, each once.
func recordInputs(scopes []assessment.Scope) []emit.Input {
	var out []emit.Input
	seen := map[emit.Input]bool{}
	add := func(role string, s assessment.Source) {
		in := emit.Input{Role: role, Path: s.Path, Digest: s.Digest}
		if s.Path != "" && s.Digest != "" && !seen[in] {
			seen[in] = true
			out = append(out, in)
		}
	}
	documents := func(all []assessment.Exhibit) {
		for _, x := range all {
			add("exhibit", x.Source)
		}
	}
	for i := range scopes {
		s := &scopes[i]
		for _, a := range s.Asked {
			add("requests", a.Request.Source)
		}
		for _, n := range s.NotCovered {
			add("requests", n.Source)
		}
		for _, a := range s.Attestations {
			add("attestation", a.Source)
			documents(a.Exhibits)
		}
		for _, w := range s.Waivers {
			add("waiver", w.Source)
			documents(w.Exhibits)
		}
		for _, d := range s.Decisions {
			add("decision", d.Source)
			documents(d.Exhibits)
		}
	}
	return out
}
