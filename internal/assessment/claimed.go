package assessment

// Claimed is what a component is said to implement of a control, read back from the
// description that results cite: the provider's word, never a verdict.
type Claimed struct {
	Component   string // title, or key
	ControlID   string
	Statement   string // id; empty for the control as a whole
	Source      string // href of what is claimed of
	Status      string // as claimed; empty where nothing is said
	Description string // how; empty where nothing is said
}
