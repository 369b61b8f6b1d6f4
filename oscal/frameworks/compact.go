package frameworks

import (
	_ "embed" // for compact.bin
	"path"
	"strings"
)

// compact holds every document of FS resolved, and the identifiers of every
// catalog. Opening one decodes no JSON, which cost 8 ms at each start, and gives
// the caller slices of its own; strings share this memory. ADR 0008 says why it
// is no Go source.
//
// Go generate writes it with the resolver behind ResolveFile; the writer and
// the tests that hold both to the same answers are in compact_test.go.
//
// A word is four bytes, little-endian; every other number is an unsigned
// varint. A text is the number of a string. Places count from the first byte.
//
//	word       how many strings
//	word       how many documents
//	words      where each string begins, and where the last one ends
//	words      for each document, profiles first, sorted by id: its path (a
//	           text), its place, and the place of its index or 0
//	           the strings, sorted
//	           for each document what document.resolved reads
//	           for each catalog what cursor.entry reads, and its index: a word
//	           says of how many, then words: id (a text) and place, sorted by id
//
//go:embed compact.bin
var compact string

// wordSize is the bytes of a word.
const wordSize = 4

// word reads the word at a place.
func word(at int) int {
	w := compact[at : at+wordSize]
	return int(uint32(w[0]) | uint32(w[1])<<8 | uint32(w[2])<<16 | uint32(w[3])<<24)
}

// text gives the string of that number.
func text(n int) string {
	at := (2 + n) * wordSize
	return compact[word(at):word(at+wordSize)]
}

// document is one record of the list of documents.
type document struct{ path, place, index int }

// documents says how many there are.
func documents() int { return word(wordSize) }

func documentAt(i int) document {
	at := (2 + word(0) + 1 + 3*i) * wordSize
	return document{path: word(at), place: word(at + wordSize), index: word(at + 2*wordSize)}
}

// lookup finds the document of a file of FS.
func lookup(file string) (document, bool) {
	for i := range documents() {
		if d := documentAt(i); text(d.path) == file {
			return d, true
		}
	}
	return document{}, false
}

// directories lists the directories of FS that hold a file of that name, sorted
// because the documents are.
func directories(file string) []string {
	var out []string
	for i := range documents() {
		if p := text(documentAt(i).path); strings.HasSuffix(p, "/"+file) {
			out = append(out, path.Dir(p))
		}
	}
	return out
}

// cursor reads on from a place.
type cursor int

func (c *cursor) number() int {
	n := 0
	for shift := 0; ; shift += 7 {
		b := compact[*c]
		*c++
		n |= int(b&0x7f) << shift
		if b < 0x80 {
			return n
		}
	}
}

func (c *cursor) text() string { return text(c.number()) }

func (c *cursor) yes() bool { return c.number() == 1 }

// texts gives nil for none.
func (c *cursor) texts() []string {
	n := c.number()
	if n == 0 {
		return nil
	}
	out := make([]string, n)
	for i := range out {
		out[i] = c.text()
	}
	return out
}

// room holds all targets, parameters and properties of one document, so that it
// takes few allocations.
type room struct {
	targets []Target
	params  []Param
	props   []Prop
}

// cut takes the next n of a list, nil for none. Who appends to them cannot reach
// the ones behind.
func cut[T any](from *[]T, n int) []T {
	if n == 0 {
		return nil
	}
	out := (*from)[:n:n]
	*from = (*from)[n:]
	return out
}

// resolved gives a document of FS as the resolver would, in memory of its own.
func (d document) resolved() *Resolved {
	c := cursor(d.place)
	out := &Resolved{
		ID: c.text(), Title: c.text(), Catalog: c.text(), Version: c.text(),
		ProfilePath: text(d.path), ProfileDigest: c.text(),
	}
	out.Controls = make([]Control, c.number())
	r := room{targets: make([]Target, c.number()), params: make([]Param, c.number()), props: make([]Prop, c.number())}
	for i := range out.Controls {
		out.Controls[i] = c.control(&r)
	}
	out.Orphans = c.params(&r)
	return out
}

func (c *cursor) control(r *room) Control {
	out := Control{
		ID: c.text(), Label: c.text(), Title: c.text(), Class: c.text(), Family: c.text(), FamilyTitle: c.text(),
		Parent: c.text(), Withdrawn: c.yes(), Moved: c.texts(),
	}
	out.Targets = cut(&r.targets, c.number())
	for i := range out.Targets {
		out.Targets[i] = Target{
			ID: c.text(), Kind: c.text(), Label: c.text(), Title: c.text(), Requirement: c.text(), Props: c.props(r),
		}
	}
	if out.Params = c.params(r); out.Params == nil {
		out.Params = []Param{} // as the resolver gives it
	}
	out.Props = c.props(r)
	return out
}

func (c *cursor) params(r *room) []Param {
	out := cut(&r.params, c.number())
	for i := range out {
		out[i] = Param{
			ID: c.text(), Control: c.text(), Label: c.text(), Value: c.text(), Set: c.yes(), Constraint: c.text(),
			Unit: c.text(), Limit: c.text(), Verification: c.text(),
		}
	}
	return out
}

func (c *cursor) props(r *room) []Prop {
	out := cut(&r.props, c.number())
	for i := range out {
		out[i] = Prop{Name: c.text(), NS: c.text(), Value: c.text(), Class: c.text()}
	}
	return out
}
