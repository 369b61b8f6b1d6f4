package config

import (
	"slices"
	"strconv"

	"go.yaml.in/yaml/v4"

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

// Signers are the trust policy: at least one, for an empty one would ask for
// nothing while it looks as if it did.
type Signers []Signer

// FromYAML reads them.
func (l *Signers) FromYAML(n *yaml.Node, p *strictyaml.Problems) {
	var all []Signer
	p.Decode(n, &all)
	if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		p.Add(n, "the list is empty: nobody would have to sign anything", "name at least one signer with its key, or remove trust to count evidence without signatures")
		return
	}
	*l = all
}

// ForResults says whether the signer may speak for assessment results of another
// system, which are of no component of this one.
func (s Signer) ForResults() bool {
	return s.Components == nil && (s.Kinds == nil || slices.Contains(s.Kinds.Words(), ResultsKind))
}

// trust looks at the signers. A name stands for one key, and each entry can count
// for something.
func (k *checker) trust(signers []Signer, leveraged []Leveraged) {
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
		k.results(s, leveraged)
	}
}

// results looks at a signer who is to speak for results of another system: these
// have no component, and only an entry of leveraged asks for a signature.
func (k *checker) results(s Signer, leveraged []Leveraged) {
	at := slices.IndexFunc(s.Kinds, func(kind strictyaml.At[string]) bool { return kind.Value == ResultsKind })
	switch {
	case at < 0:
	case s.Components != nil:
		k.add(s.Kinds[at].Place, ResultsKind+" are of another system and of no component of this one", "give them an entry of their own, without components")
	case len(s.Kinds) == 1 && !slices.ContainsFunc(leveraged, func(l Leveraged) bool { return l.Signed.Value == s.Name.Value }):
		k.add(s.Name.Place, "signer "+strictyaml.Quote(s.Name.Value)+" may speak for "+ResultsKind+" alone, and no entry of leveraged asks for that signature", "write signed: "+s.Name.Value+" in the entry, or remove the signer")
	}
}

func (s *settings) signer(at string, t Signer) {
	s.text(at+"signer", t.Name, "")
	s.text(at+"key", t.Key, "")
	s.words(at+"kinds", t.Kinds, "every kind")
	s.words(at+"components", t.Components, "every component")
}
