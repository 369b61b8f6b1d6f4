package assessment

import "cmp"

// Artifact is a file that the documents of a run cite by digest, or such a document,
// and that is handed over with them.
type Artifact struct {
	Place  string // where it stands, from the results directory, with slashes; empty for one that stands elsewhere, or is cited without SHA-256
	Digest string // sha256 hex; empty where Place is
	Kind   string // the type of its resource: evidence, policy, profile …; document for a document
	Name   string // what it was called where it comes from: a path, or a title
}

// Compare orders artifacts by place; what one file is cited as comes after it.
func (a Artifact) Compare(b Artifact) int {
	return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Digest, b.Digest))
}
