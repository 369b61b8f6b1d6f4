package oscal

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal/internal/shape"
	"github.com/assay-compliance/assay/oscal/internal/xmlform"
)

// The formats of an OSCAL document.
const (
	JSON = "json"
	YAML = "yaml"
	XML  = "xml"
)

// Write writes the document in a format, the same text for the same document:
// JSON with two spaces of indent, YAML in block style, both with the members in
// the document's order; XML in the order of OSCAL's XML Schema. The document must
// keep its schema. Nothing of it is lost but the JSON member $schema, for which XML
// has no place. It holds no tree of the document.
//
// The error holds every part of the document that the format cannot say: in XML
// characters it cannot hold, in YAML a nesting that is not read. What was written
// is then of no use.
func (d *Document) Write(out io.Writer, format string) error {
	switch format {
	case JSON:
		return indented(out, d.JSON)
	case YAML:
		return strictyaml.WriteJSON(out, d.JSON)
	case XML:
		found, err := xmlform.FromJSON(out, d.JSON, maxProblems)
		if err != nil {
			return err
		}
		pointers := make([]string, len(found))
		for i, v := range found {
			pointers[i] = v.Pointer
		}
		var list problem.List
		for i, place := range d.Places(pointers) {
			list.Add(place, found[i].What, found[i].Remedy)
		}
		return list.Err()
	}
	return fmt.Errorf("there is no format %q", format)
}

// HasSchemaMember says whether the document names a JSON Schema beside its model.
func (d *Document) HasSchemaMember() bool {
	head, _ := shape.Head(d.JSON)
	return slices.Contains(head.Fields, "$schema")
}

// indented writes JSON with its members in their order.
func indented(out io.Writer, text []byte) error {
	w := bufio.NewWriterSize(out, 64<<10)
	from, to := jsontext.NewDecoder(bytes.NewBuffer(text)), jsontext.NewEncoder(w, jsontext.WithIndent("  "))
	for {
		t, err := from.ReadToken()
		if err == io.EOF {
			return w.Flush()
		}
		if err == nil {
			err = to.WriteToken(t)
		}
		if err != nil {
			return fmt.Errorf("write OSCAL: %w", err)
		}
	}
}
