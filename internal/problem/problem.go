// Package problem holds the one kind of error that a user of assay sees: what
// is wrong, where it is, and what to do about it.
//
// A problem never carries evidence content: evidence may hold PHI or CUI, and
// errors end in build logs. Text of a library's error over evidence is content
// too, because it quotes values.
package problem

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Place is where a problem is. Path is relative to the repository, with
// slashes. Line and Column count from 1; 0 means not known. Pointer is a JSON
// pointer (RFC 6901) and is shown behind a '#'.
type Place struct {
	Path    string
	Line    int
	Column  int
	Pointer string
}

// String gives file:line:column or file#/json/pointer, whichever is known;
// both when both are.
func (p Place) String() string {
	s := p.Path
	if p.Line > 0 {
		s += ":" + strconv.Itoa(p.Line)
		if p.Column > 0 {
			s += ":" + strconv.Itoa(p.Column)
		}
	}
	if p.Pointer != "" {
		s += "#" + p.Pointer
	}
	return s
}

// Compare orders places as a reader meets them: by file, line, column and
// pointer.
func (p Place) Compare(q Place) int {
	return cmp.Or(cmp.Compare(p.Path, q.Path), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Column, q.Column), cmp.Compare(p.Pointer, q.Pointer))
}

// Problem is an error a person can act on.
type Problem struct {
	Place  Place
	What   string // what is wrong, one sentence without a final stop
	Remedy string // what would be right or what to do; may be empty
}

// New returns a problem at a place.
func New(place Place, what, remedy string) *Problem {
	return &Problem{Place: place, What: what, Remedy: remedy}
}

// Error puts the problem on one line: "place: what; remedy".
func (p *Problem) Error() string {
	var b strings.Builder
	if at := p.Place.String(); at != "" {
		b.WriteString(at)
		b.WriteString(": ")
	}
	b.WriteString(p.What)
	if p.Remedy != "" {
		b.WriteString("; ")
		b.WriteString(p.Remedy)
	}
	return b.String()
}

// Plain makes text safe for a terminal and a line of a log: control characters,
// those of eight bits too, line ends and what turns the direction of text become
// spaces. Every output for people passes through it.
func Plain(s string) string {
	return strings.TrimRight(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s), " ")
}

// Where is the place in printed form.
func (p *Problem) Where() string { return p.Place.String() }

// List is all the problems of one input at once. The zero value is empty and
// ready to use.
type List struct{ items []*Problem }

// Add appends a problem.
func (l *List) Add(place Place, what, remedy string) {
	l.items = append(l.items, New(place, what, remedy))
}

// Join appends err's problems; what says no place itself, and is no problem, is
// at place. A nil err adds nothing.
func (l *List) Join(place Place, err error) {
	found := Of(err)
	if len(All(err)) == 0 && len(found) == 1 && found[0].Place == (Place{}) {
		found[0].Place = place
	}
	l.items = append(l.items, found...)
}

// Len is the number of problems so far.
func (l *List) Len() int { return len(l.items) }

// Err returns nil when the list is empty, else an error over all of it, sorted
// by place.
func (l *List) Err() error {
	if len(l.items) == 0 {
		return nil
	}
	slices.SortStableFunc(l.items, func(a, b *Problem) int { return a.Place.Compare(b.Place) })
	return &problems{items: l.items}
}

type problems struct{ items []*Problem }

func (p *problems) Error() string {
	lines := make([]string, len(p.items))
	for i, it := range p.items {
		lines[i] = it.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap exposes each problem to errors.Is and errors.As.
func (p *problems) Unwrap() []error {
	out := make([]error, len(p.items))
	for i, it := range p.items {
		out[i] = it
	}
	return out
}

// All returns every problem inside err, in order; none when err holds none.
func All(err error) []*Problem {
	var one *Problem
	var many *problems
	switch {
	case errors.As(err, &many):
		return many.items
	case errors.As(err, &one):
		return []*Problem{one}
	}
	return nil
}
