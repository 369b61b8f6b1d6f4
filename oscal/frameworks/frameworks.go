// Package frameworks carries the catalogs and profiles that assay knows:
// SP 800-53 with SP 800-53A objectives, the FedRAMP Rev. 5 baselines, HIPAA's
// Security and Breach Notification Rules, and CMMC Levels 1 to 3.
//
// They hold identifiers, titles, structure, baselines, parameters and short
// wording of our own, never the text of a standard. Each is OSCAL 1.2.2,
// written by go generate from the fact tables in tables. A framework is a
// directory with a profile.json, a catalog one with a catalog.json: a new one
// needs no Go. What they resolve to is embedded too, so that opening one costs
// a fraction of a millisecond.
//
// A profile resolves to its controls, each with its targets: the leaf
// objectives in order, or the statement where no objective is known. A target
// is the smallest thing that gets a verdict.
package frameworks

// The second command writes compact.bin from what the first one wrote.
//
//go:generate go run ./gen
//go:generate go test -count=1 -run TestCompactFormIsFresh . -update

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// FS holds every catalog and profile as <id>/catalog.json and
// <id>/profile.json.
//
//go:embed */*.json
var FS embed.FS

// IDs lists the embedded frameworks, sorted: hipaa, cmmc-l2, fedramp-low …
func IDs() []string { return directories("profile.json") }

// Catalogs lists the embedded catalogs, sorted: cmmc, hipaa, nist-800-53.
func Catalogs() []string { return directories("catalog.json") }

// Resolved is a profile joined with the catalogs it selects from.
type Resolved struct {
	ID            string // fedramp-moderate; the path of a local file
	Title         string
	Catalog       string // id of the catalog the control ids belong to; the path of a local one
	Version       string
	ProfilePath   string // within FS, or as given to ResolveFile
	ProfileDigest string // sha256 of the profile's bytes, lower-case hex
	Controls      []Control
	// Orphans are parameters the profile sets and no selected control declares.
	Orphans []Param
}

// Control is one control of a resolved profile, or of a catalog.
type Control struct {
	ID          string
	Label       string // the printed form: AC-2(1), 164.312(d), AC.L2-3.1.1
	Title       string
	Class       string
	Family      string // id of its group
	FamilyTitle string
	Parent      string   // id of the control it enhances; empty for none
	Withdrawn   bool     // it has no targets
	Moved       []string // where a withdrawn control's substance went
	Targets     []Target
	Params      []Param
	Props       []Prop
}

// Target is the smallest thing that gets a verdict.
type Target struct {
	ID          string
	Kind        string // Objective or Statement
	Label       string // 164.312(a)(2)(iv), AC.L2-3.1.1[a], AC-02a.[01]; the control's for a statement
	Title       string // short words; empty where the label says all we know
	Requirement string // HIPAA: required or addressable; else empty
	Props       []Prop
}

// The kinds of target, in OSCAL's words.
const (
	Objective = "objective-id"
	Statement = "statement-id"
)

// Param is a parameter of a control with the value in force.
type Param struct {
	ID         string
	Control    string // the control that declares it; empty for an orphan
	Label      string
	Value      string // empty when unset; several values are joined with ", "
	Set        bool   // a profile set it, or its catalog carries a value
	Constraint string // in words; several are joined with "; "
	// Unit and Limit come from our own catalogs. Unit is what Value counts:
	// days, hours, minutes, characters, percent, count. Limit says what would
	// be looser than the framework allows: more than Value for "max", less for
	// "min"; "text" and empty cannot be compared.
	Unit  string
	Limit string
	// Verification is how well the value is known: verified, derived (a number
	// made from a word such as "monthly") or unverified; empty when unset.
	Verification string
}

// Prop is an OSCAL property. NS is empty for NIST's own names.
type Prop struct{ Name, NS, Value, Class string }

// Prop gives the first property of that name and namespace, or "".
func (c *Control) Prop(ns, name string) string { return value(c.Props, ns, name) }

// Prop gives the first property of that name and namespace, or "".
func (t *Target) Prop(ns, name string) string { return value(t.Props, ns, name) }

func value(props []Prop, ns, name string) string {
	for _, p := range props {
		if p.Name == name && p.NS == ns {
			return p.Value
		}
	}
	return ""
}

// Control gives the control of that id.
func (r *Resolved) Control(id string) (*Control, bool) {
	for i := range r.Controls {
		if r.Controls[i].ID == id {
			return &r.Controls[i], true
		}
	}
	return nil, false
}

// Param gives the parameter of that id, declared or orphaned.
func (r *Resolved) Param(id string) (Param, bool) {
	for i := range r.Controls {
		for _, p := range r.Controls[i].Params {
			if p.ID == id {
				return p, true
			}
		}
	}
	for _, p := range r.Orphans {
		if p.ID == id {
			return p, true
		}
	}
	return Param{}, false
}

// Library opens embedded frameworks and catalogs, each once. What it returns is
// shared by all who ask the same library: read it, and copy what you change. It
// is for one goroutine at a time; what it returned may be read by many.
type Library struct {
	frameworks map[string]*Resolved
	catalogs   map[string]*Catalog
}

// NewLibrary returns an empty library over FS. Two libraries share nothing that
// can be written to.
func NewLibrary() *Library {
	return &Library{frameworks: map[string]*Resolved{}, catalogs: map[string]*Catalog{}}
}

// Open resolves the embedded framework of that id, for the caller alone. It
// errs, with the nearest ids, when there is none.
func Open(id string) (*Resolved, error) { return NewLibrary().Open(id) }

// Open resolves the embedded framework of that id. It errs, with the nearest
// ids, when there is none.
func (l *Library) Open(id string) (*Resolved, error) {
	if r := l.frameworks[id]; r != nil {
		return r, nil
	}
	d, err := embedded(id, "profile.json", "framework")
	if err != nil {
		return nil, err
	}
	r := d.resolved()
	l.frameworks[id] = r
	return r, nil
}

// embedded gives the document that is a file of an id, or a problem that names
// the ids there are.
func embedded(id, file, what string) (document, error) {
	if d, ok := lookup(id + "/" + file); ok {
		return d, nil
	}
	return document{}, problem.New(problem.Place{}, fmt.Sprintf("there is no %s %q", what, id), oneOf(id, directories(file)))
}

// oneOf is the remedy for an unknown word.
func oneOf(word string, known []string) string {
	near := strictyaml.Near(word, known)
	if len(near) == 0 {
		near = known[:min(len(known), 12)]
	}
	return "use " + list(near, "or")
}

// list joins words for a sentence: a, b or c.
func list(words []string, last string) string {
	out := ""
	for i, w := range words {
		switch {
		case i == 0:
		case i == len(words)-1:
			out += " " + last + " "
		default:
			out += ", "
		}
		out += w
	}
	return out
}

// digest is the sha256 of b in lower-case hex.
func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
