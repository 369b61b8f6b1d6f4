package shape

// Outline is what a document says of itself before it is checked.
type Outline struct {
	Fields  []string // of the root, in order; nil when the root is no object
	Version string   // metadata/oscal-version of the first field that has it
	Lists   []List   // the large lists, in order; none is within another
}

// List is an array that may have very many elements, each of them an object.
type List struct {
	Pointer string
	Array   Span   // with its brackets
	Items   []Span // its elements, in order
}

// Span is a part of a text.
type Span struct{ Start, End int32 }

// Of is the part of the text that the span means.
func (s Span) Of(data []byte) []byte { return data[s.Start:s.End] }

// Head reads the outline of a document in one pass. Bad is the first thing that
// keeps the text from being JSON; then nothing else is known. The text has less
// than 2 GiB.
func Head(data []byte) (head Outline, bad *Violation) {
	w := walker{scanner: scanner{data: data}, limit: 1, structure: true, outline: &head}
	if found := w.document(nil); len(found) > 0 {
		return Outline{}, &found[0]
	}
	return head, nil
}

// large says whether a field of this name may hold very many objects, wherever
// OSCAL has a field of this name.
func large(name []byte) bool {
	switch string(name) {
	case "activities", "capabilities", "components", "controls", "findings", "implemented-requirements",
		"inventory-items", "maps", "observations", "poam-items", "resources", "risks", "users":
		return true
	}
	return false
}

// note begins a list of the outline where a large one stands that is in no other;
// nil elsewhere.
func (w *walker) note(start int) *List {
	if w.outline == nil || w.within || len(w.path) == 0 || !large(w.path[len(w.path)-1].name) {
		return nil
	}
	w.within = true
	return &List{Pointer: w.pointer(), Array: Span{Start: int32(start)}}
}

// noted ends a list of the outline at pos. One that holds anything but objects is
// left out: it is not what its name says.
func (w *walker) noted(l *List) {
	w.within = false
	for _, item := range l.Items {
		if w.data[item.Start] != '{' {
			return
		}
	}
	l.Array.End = int32(w.pos)
	w.outline.Lists = append(w.outline.Lists, *l)
}

// version notes the text at pos where it is the version of the document.
func (w *walker) version() {
	if len(w.path) != 3 || w.outline.Version != "" || w.path[0].name == nil ||
		string(unquote(nil, w.path[2].name)) != "oscal-version" || string(unquote(nil, w.path[1].name)) != "metadata" {
		return
	}
	s := scanner{data: w.data, pos: w.pos}
	if inner, _, why := s.quoted(); why == "" {
		w.outline.Version = string(unquote(nil, inner))
	}
}
