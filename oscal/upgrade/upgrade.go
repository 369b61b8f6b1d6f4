// Package upgrade lifts OSCAL documents to another version, up or down, and says
// what it changed.
//
// It edits the text of a document in place: what no rule touches stays byte for
// byte. What the target version refuses and only a person can decide is an error,
// and then there is no document: nothing is guessed, nothing is lost.
//
// Rules are data in tokens.go and small functions in texts.go and objects.go.
// Whatever they miss, the official schema of the target finds: no result leaves
// this package that it refuses.
package upgrade

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/internal/shape"
)

// Targets lists the versions that are written, the default first.
func Targets() []string { return []string{oscal.Version, "1.1.3"} }

// Change is one thing that was done, or that was seen and left to a person.
type Change struct {
	Pointer string // JSON pointer of the value in the document as given
	What    string // what was done; quotes tokens of OSCAL, never text of the document
	Why     string
}

// Result is a document that was lifted.
type Result struct {
	Model    string
	From, To string
	JSON     []byte   // valid by the schema of To
	Changes  []Change // in the order of the text
	Kept     []Change // deprecated or of another version, and not ours to change
}

// These bound what is mended in one pass, how many passes there are (an object has
// few texts that may be empty, and each goes in a pass of its own), and what is
// told of one document.
const (
	mostMended   = 100_000
	passes       = 5
	mostProblems = 200
)

// Document lifts a document to a version of Targets. The error holds what the
// version refuses and a person must decide, each with its place in the document
// as given. The same document gives the same result, and lifting the result again
// changes nothing.
//
// The document need only be identified (oscal.Identify). Its tree is held in
// memory: some 60 bytes for each value.
func Document(doc *oscal.Document, to string) (*Result, error) {
	if !slices.Contains(Targets(), to) {
		return nil, problem.New(problem.Place{}, fmt.Sprintf("documents of OSCAL %q are not written", to), "use "+strings.Join(Targets(), " or "))
	}
	if doc.Version == "" {
		return nil, problem.New(doc.Place("/"+doc.Model), "the document does not say which version of OSCAL it follows", "add metadata with oscal-version")
	}
	target, err := shape.Open(to)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(target.Models(), doc.Model) {
		return nil, problem.New(doc.Place("/"+doc.Model), "OSCAL "+to+" has no "+doc.Model, "keep the document at "+doc.Version)
	}
	own, err := ownViolations(doc)
	if err != nil {
		return nil, err
	}
	l := &lifter{from: doc.Version, to: to, model: doc.Model, emptied: map[string][]string{}}
	text := l.lift(doc.JSON)
	left, err := target.Document(text, mostMended)
	for range passes {
		if err != nil {
			return nil, err
		}
		mended := l.mend(text, left, own)
		if mended == nil {
			break
		}
		text = mended
		left, err = target.Document(text, mostMended)
	}
	if err != nil {
		return nil, err
	}
	if len(left) > 0 {
		return nil, l.undecided(doc, left[:min(len(left), mostProblems)], own)
	}
	slices.SortStableFunc(l.changes, func(a, b located) int { return cmp.Compare(a.at, b.at) })
	return &Result{Model: doc.Model, From: doc.Version, To: to, JSON: text, Changes: plain(l.changes), Kept: plain(l.kept)}, nil
}

// located is a change with where it stands in the text.
type located struct {
	Change
	at int
}

func plain(list []located) (out []Change) {
	for _, c := range list {
		out = append(out, c.Change)
	}
	return out
}

// ownViolations are the pointers at which the document breaks the version it
// says it follows. What is wrong there is not for an upgrade to repair.
func ownViolations(doc *oscal.Document) (map[string]bool, error) {
	s, err := shape.Open(doc.Schema)
	if err != nil {
		return nil, err
	}
	found, err := s.Document(doc.JSON, mostMended)
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, v := range found {
		out[v.Pointer] = true
	}
	return out, nil
}

// undecided tells what the target refuses, at its places in the document as
// given.
func (l *lifter) undecided(doc *oscal.Document, left []shape.Violation, own map[string]bool) error {
	pointers := make([]string, len(left))
	for i, v := range left {
		pointers[i] = v.Pointer
	}
	var list problem.List
	for i, place := range doc.Places(pointers) {
		v := left[i]
		what, remedy := "OSCAL "+l.to+" does not allow this: "+v.What, v.Remedy
		empty := slices.IndexFunc(l.emptied[v.Pointer], func(name string) bool { return strings.Contains(v.What, strconv.Quote(name)) })
		switch {
		case v.Keyword == "required" && empty >= 0:
			what = fmt.Sprintf("OSCAL %s does not allow this: %s is empty", l.to, l.emptied[v.Pointer][empty])
			remedy = "decide what it should say, and write it"
		case own[v.Pointer]:
			what = v.What + " (by the document's own version, " + doc.Version + ", too)"
		case v.Keyword == shape.Unknown:
			what = v.What + " in OSCAL " + l.to
			remedy = "decide where its content belongs, and move it there"
		case remedy == "":
			remedy = "decide what is meant, and write it"
		}
		list.Add(place, what, remedy)
	}
	return list.Err()
}

// number is a version as numbers that compare.
func number(version string) (out [3]int) {
	for i, part := range strings.SplitN(version, ".", 3) {
		out[i], _ = strconv.Atoi(part)
	}
	return out
}

// since says whether version is the given one or a later one.
func since(version, first string) bool {
	a, b := number(version), number(first)
	return slices.Compare(a[:], b[:]) >= 0
}
