package oscal

import (
	"strings"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal/internal/shape"
	"github.com/assay-compliance/assay/oscal/internal/xmlform"
)

// Place is where the value at a JSON pointer stands in the file: path, line,
// column and the pointer. For a pointer that leads nowhere it is the line and
// column of the nearest ancestor.
func (d *Document) Place(pointer string) problem.Place { return d.Places([]string{pointer})[0] }

// Places is Place for many pointers in one pass over the document.
func (d *Document) Places(pointers []string) []problem.Place {
	if len(pointers) == 0 {
		return nil
	}
	switch {
	case d.places != nil:
		return d.yamlPlaces(pointers)
	case d.xml != nil:
		return d.placesAt(pointers, d.xml, xmlform.Locate(d.xml, pointers))
	}
	return d.placesAt(pointers, d.JSON, shape.Locate(d.JSON, pointers))
}

// placesOf is where violations of d.JSON stand in the file.
func (d *Document) placesOf(found []shape.Violation) []problem.Place {
	pointers, offsets := make([]string, len(found)), make([]int, len(found))
	for i, v := range found {
		pointers[i], offsets[i] = v.Pointer, v.Offset
	}
	switch {
	case d.places != nil:
		return d.yamlPlaces(pointers)
	case d.xml != nil:
		return d.placesAt(pointers, d.xml, xmlform.Locate(d.xml, pointers))
	}
	return d.placesAt(pointers, d.JSON, offsets)
}

// placesAt is the places of pointers whose values begin at offsets of text.
func (d *Document) placesAt(pointers []string, text []byte, offsets []int) []problem.Place {
	out := make([]problem.Place, len(pointers))
	for i, at := range shape.Lines(text, offsets) {
		out[i] = problem.Place{Path: d.Path, Line: at[0], Column: at[1], Pointer: pointers[i]}
	}
	return out
}

func (d *Document) yamlPlaces(pointers []string) []problem.Place {
	out := make([]problem.Place, len(pointers))
	for i, pointer := range pointers {
		near := pointer
		place, ok := d.places[near]
		for !ok && near != "" {
			near = near[:strings.LastIndexByte(near, '/')]
			place, ok = d.places[near]
		}
		out[i] = problem.Place{Path: d.Path, Line: place.Line, Column: place.Column, Pointer: pointer}
	}
	return out
}

// position is the line and column of a byte offset.
func position(data []byte, offset int) problem.Place {
	at := shape.Lines(data, []int{offset})[0]
	return problem.Place{Line: at[0], Column: at[1]}
}
