package validate

import (
	"io/fs"
	"slices"

	"github.com/assay-compliance/assay/oscal"
)

// Layer is one depth of checking. Whoever asks for one is given those before it
// too.
type Layer struct {
	Name  string // as users ask for it
	Says  string
	Rules []Rule

	// check gives what breaks the rules of the layer, sorted by place.
	check func(*subject) []Finding
}

// Layers lists the depths of checking, the first one first. This is the one
// place that ties a layer to its rules.
func Layers() []Layer {
	return []Layer{
		{"schema", "the official JSON schema of the document's own version", schemaRules(), (*subject).schema},
		{"references", "the references that OSCAL states in prose, and the local files and documents that are named", Rules(), (*subject).references},
		{"constraints", "the constraints of NIST's metaschema", constraintRules(), (*subject).constraints},
		{"fedramp", "FedRAMP's rules for its packages", fedrampList(), (*subject).fedramp},
	}
}

// DefaultLayer is how far a document is checked unless somebody says otherwise.
const DefaultLayer = "constraints"

// known says whether a layer has that name.
func known(layer string) bool {
	return slices.ContainsFunc(Layers(), func(l Layer) bool { return l.Name == layer })
}

// subject is a document on its way through the layers.
type subject struct {
	doc  *oscal.Document
	name string
	root fs.FS
	with Context // what the documents behind it say; known behind the references
}

func (s *subject) schema() []Finding { return Schema(s.doc) }

func (s *subject) references() []Finding {
	l := newLocals(s.root)
	l.docs[s.name] = s.doc
	l.visit(s.doc, []string{s.name})
	s.with = l.context(s.name)
	return append(l.findings, s.with.References(s.doc)...)
}

func (s *subject) constraints() []Finding {
	r := &report{doc: s.doc}
	constraintFindings(s.doc, s.with, r)
	return r.sorted()
}

func (s *subject) fedramp() []Finding {
	r := &report{doc: s.doc}
	fedrampRules(s.doc, s.with, r)
	return r.sorted()
}
