package oscal

import (
	"strings"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal/internal/shape"
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
	if d.places != nil {
		return d.yamlPlaces(pointers)
	}
	return d.jsonPlaces(pointers, shape.Locate(d.JSON, pointers))
}

// placesOf is where violations of d.JSON stand in the file.
func (d *Document) placesOf(found []shape.Violation) []problem.Place {
	pointers, offsets := make([]string, len(found)), make([]int, len(found))
	for i, v := range found {
		pointers[i], offsets[i] = v.Pointer, v.Offset
	}
	if d.places != nil {
		return d.yamlPlaces(pointers)
	}
	return d.jsonPlaces(pointers, offsets)
}

func (d *Document) jsonPlaces(pointers []string, offsets []int) []problem.Place {
	out := make([]problem.Place, len(pointers))
	for i, at := range shape.Lines(d.JSON, offsets) {
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
