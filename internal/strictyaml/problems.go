package strictyaml

import (
	"strconv"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/assay-compliance/assay/internal/problem"
)

// Problems gathers what is wrong with one file. It is handed to FromYAML hooks,
// which may decode further nodes with it.
type Problems struct {
	path string
	key  string // the map key being decoded, for messages; empty at the root
	list problem.List
}

// NewProblems returns an empty collection for the file at path.
func NewProblems(path string) *Problems { return &Problems{path: path} }

// Place is where a node stands.
func (p *Problems) Place(n *yaml.Node) problem.Place {
	return problem.Place{Path: p.path, Line: max(n.Line, 1), Column: max(n.Column, 1)}
}

// Add records a problem at a node. After the first few dozen it counts no more.
func (p *Problems) Add(n *yaml.Node, what, remedy string) {
	if !p.full() {
		p.list.Add(p.Place(n), what, remedy)
	}
}

// Err is all problems so far as one error, or nil.
func (p *Problems) Err() error { return p.list.Err() }

// at records a problem at a line and column of the file.
func (p *Problems) at(place problem.Place, what, remedy string) {
	place.Path = p.path
	p.list.Add(place, what, remedy)
}

func (p *Problems) full() bool { return p.list.Len() >= maxProblems }

// about puts the current key in front of a complaint.
func (p *Problems) about(what string) string {
	if p.key == "" {
		return what
	}
	return p.key + ": " + what
}

// Quote puts text in quotes for a message and cuts it when it is long.
func Quote(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most]) + "…"
	}
	return strconv.Quote(s)
}
