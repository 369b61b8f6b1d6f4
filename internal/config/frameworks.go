package config

import (
	"path"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/assay-compliance/assay/internal/strictyaml"
)

// Framework is one entry of frameworks: an embedded one by its id, or a profile
// of the team's own with the file that binds checks to it.
type Framework struct {
	// ID names it in every output. Absent beside a profile: the name of the
	// profile's file without its ending.
	ID strictyaml.At[string]
	// Profile is an OSCAL profile in the repository; unset for an embedded one.
	Profile strictyaml.At[string]
	// Bindings has the form of the bindings.yaml of a family; it may be absent.
	Bindings strictyaml.At[string]
}

// ownFramework is the long form of an entry.
type ownFramework struct {
	ID       strictyaml.At[string] `yaml:"id"`
	Profile  strictyaml.At[string] `yaml:"profile,required"`
	Bindings strictyaml.At[string] `yaml:"bindings"`
}

// FromYAML reads an id, or a map with a profile.
func (f *Framework) FromYAML(n *yaml.Node, p *strictyaml.Problems) {
	if n.Kind != yaml.MappingNode {
		p.Decode(n, &f.ID)
		return
	}
	var own ownFramework
	p.Decode(n, &own)
	*f = Framework(own)
	if own.Profile.Set() && !own.ID.Set() {
		f.ID = strictyaml.At[string]{Value: strings.TrimSuffix(path.Base(own.Profile.Value), path.Ext(own.Profile.Value)), Place: own.Profile.Place}
	}
}

// ToYAML gives the form that was read.
func (f Framework) ToYAML() any {
	if f.Own() {
		return ownFramework(f)
	}
	return f.ID
}

// Own says whether it is a profile of the team's own.
func (f Framework) Own() bool { return f.Profile.Set() }

// Frameworks are the frameworks in scope: at least one, and no id twice.
type Frameworks []Framework

// FromYAML reads them.
func (l *Frameworks) FromYAML(n *yaml.Node, p *strictyaml.Problems) {
	var all []Framework
	p.Decode(n, &all)
	if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		p.Add(n, "the list is empty", "name at least one framework")
		return
	}
	first := map[string]int{}
	for i, f := range all {
		switch line, twice := first[f.ID.Value]; {
		case !f.ID.Set(): // told by Decode
		case twice:
			p.Add(n.Content[i], strictyaml.Quote(f.ID.Value)+" comes twice", "it is already on line "+strconv.Itoa(line)+"; remove one, or give it another id")
		default:
			first[f.ID.Value] = f.ID.Place.Line
		}
	}
	*l = all
}

// IDs gives the id of each, with its place.
func (l Frameworks) IDs() List {
	var out List
	for _, f := range l {
		out = append(out, f.ID)
	}
	return out
}

// Own gives the entry of that id where it is a profile of the team's own.
func (l Frameworks) Own(id string) (Framework, bool) {
	for _, f := range l {
		if f.Own() && f.ID.Value == id {
			return f, true
		}
	}
	return Framework{}, false
}
