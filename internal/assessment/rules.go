package assessment

// Rules says of which revision of the repository the rules of a run are, where they
// are not those of the working tree.
type Rules struct {
	Revision string `json:"revision"` // as it was named
	Commit   string `json:"commit"`
	// Altered is what the change would alter in them, by file and key; it counts for
	// nothing in the run. More is how many more there are than are listed.
	Altered []Alteration `json:"altered"`
	More    int          `json:"more,omitempty"`
}

// Alteration is one thing that a change would alter in the rules.
type Alteration struct {
	File   string `json:"file"`
	Key    string `json:"key,omitempty"` // empty for the file as a whole
	What   string `json:"what"`          // added, removed, changed
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// What became of something that a change alters.
const (
	Added   = "added"
	Removed = "removed"
	Changed = "changed"
)
