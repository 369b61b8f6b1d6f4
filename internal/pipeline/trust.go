package pipeline

import (
	"slices"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/provenance"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// trust reads the keys of the trust policy, and refuses kinds and components that
// nobody knows: a signer of a kind with a slip in its name would ask for nothing.
func (w *Workspace) trust(sys *assessment.System) (provenance.Policy, error) {
	var p provenance.Policy
	w.TrustKeys = nil
	var list problem.List
	for _, s := range w.Config.Trust {
		key, err := readKey(w.Config, s.Key)
		list.Join(s.Key.Place, err)
		for _, k := range s.Kinds {
			if !w.Kinds.Has(k.Value) && k.Value != config.ResultsKind {
				list.Add(k.Place, "there is no evidence kind "+strictyaml.Quote(k.Value), "the kinds are listed by assay evidence kinds")
			}
		}
		for _, c := range s.Components {
			if !slices.ContainsFunc(sys.Components, func(known assessment.Component) bool { return known.Key == c.Value }) {
				list.Add(c.Place, "the system has no component "+strictyaml.Quote(c.Value), "use the key of a component")
			}
		}
		if key != nil {
			file := assessment.Source{Path: w.Config.Abs(s.Key.Value)}
			file.Digest, err = w.Config.SHA256(file.Path, provenance.MaxKey+1)
			list.Join(s.Key.Place, err)
			w.TrustKeys = append(w.TrustKeys, file)
			p.Signers = append(p.Signers, provenance.Signer{Name: s.Name.Value, Key: key, Kinds: s.Kinds.Words(), Components: s.Components.Words()})
		}
	}
	return p, list.Err()
}

// readKey reads a public key of the repository.
func readKey(cfg *config.Config, at strictyaml.At[string]) (*provenance.Key, error) {
	text, err := cfg.Read(cfg.Abs(at.Value), provenance.MaxKey+1)
	if err != nil {
		cause, remedy := problem.Cause(err)
		return nil, problem.New(at.Place, "the key cannot be read: "+cause, remedy)
	}
	return provenance.ReadPublic(text, problem.Place{Path: cfg.Abs(at.Value)})
}
