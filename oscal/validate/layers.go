package validate

import "slices"

// Layer is one depth of checking. Whoever asks for one is given those before it
// too.
type Layer struct {
	Name  string // as users ask for it
	Says  string
	Rules func() []Rule // made when asked for: most commands ask for none

	// check adds what breaks the rules of the layer.
	check func(*subject, *report)
}

// Layers lists the depths of checking, the first one first. This is the one
// place that ties a layer to its rules.
func Layers() []Layer {
	return []Layer{
		{"schema", "the official JSON schema of the document's own version", schemaRules, (*subject).schema},
		{"references", "the references that OSCAL states in prose, and the local files and documents that are named", Rules, (*subject).references},
		{"constraints", "the constraints of NIST's metaschema", constraintRules, (*subject).constraints},
		{"fedramp", "FedRAMP's rules for its packages", fedrampList, (*subject).fedramp},
	}
}

// DefaultLayer is how far a document is checked unless somebody says otherwise.
const DefaultLayer = "constraints"

// through lists the layers up to the one of that name; nil where there is none.
func through(name string) []Layer {
	all := Layers()
	i := slices.IndexFunc(all, func(l Layer) bool { return l.Name == name })
	if i < 0 {
		return nil
	}
	return all[:i+1]
}
