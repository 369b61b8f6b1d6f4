package config

import (
	"slices"
	"strconv"

	"github.com/assay-compliance/assay/internal/strictyaml"
)

// Signer is a key with what it may speak for. Where some signer may speak for a
// kind of a component, evidence of it that none of them signed decides nothing.
type Signer struct {
	Name strictyaml.At[string] `yaml:"signer,required"`
	// Key is the file of the public key in PEM, relative to assay.yaml.
	Key strictyaml.At[string] `yaml:"key,required"`
	// Kinds and Components are what the signer may speak for; absent: all.
	Kinds      List `yaml:"kinds"`
	Components List `yaml:"components"`
}

// ForResults says whether the signer may speak for assessment results of another
// system.
func (s Signer) ForResults() bool {
	return s.Kinds == nil || slices.Contains(s.Kinds.Words(), ResultsKind)
}

// trust looks at the signers. A name stands for one key.
func (k *checker) trust(signers []Signer) {
	named := map[string]Signer{}
	for _, s := range signers {
		k.match(s.Name, key, "a name of a signer", "letters, digits, - . _, at most 100")
		k.matches(s.Kinds, token, "an evidence kind", "for example iam-accounts")
		k.matches(s.Components, key, "a component key", "use the key of a component")
		if first, twice := named[s.Name.Value]; twice && first.Key.Value != s.Key.Value {
			k.add(s.Key.Place, "signer "+strictyaml.Quote(s.Name.Value)+" has another key on line "+strconv.Itoa(first.Key.Place.Line), "give each key a name of its own")
			continue
		}
		named[s.Name.Value] = s
	}
}

func (s *settings) signer(at string, t Signer) {
	s.text(at+"signer", t.Name, "")
	s.text(at+"key", t.Key, "")
	s.words(at+"kinds", t.Kinds, "every kind")
	s.words(at+"components", t.Components, "every component")
}
