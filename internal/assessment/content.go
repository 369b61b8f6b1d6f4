package assessment

// Wording says whose words the titles and objectives of a framework are in. The
// zero Wording is our own short one.
type Wording struct {
	ID      string // of the import
	Title   string // of the imported catalog
	Version string
	Source  Source
	Lacks   []string // controls and objectives of the framework that the catalog has no words for, in the profile's order
}

// Official says whether the words are those of an imported catalog.
func (w *Wording) Official() bool { return w.Source.Digest != "" }
