// Package oscal reads, addresses and writes OSCAL documents.
//
// There is one internal version, 1.2.2: its Go types come from go-oscal and are
// re-exported here as aliases, so that no other package imports go-oscal. Older
// documents (from 1.0.0) are normalised to these types when they are read.
// Subpackage validate checks documents against the official schema of their
// own version, against the reference rules OSCAL leaves to prose, and against
// the local files they name.
package oscal

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"
	"github.com/google/uuid"
)

// NS is the namespace of our own properties, facets and identifiers. A
// property without a namespace belongs to NIST and must use a NIST name.
const NS = "https://assay-compliance.dev/ns/oscal"

// ID returns the version-5 UUID of the object named by parts, so that the same
// subject has the same identity in every run. Parts are length-prefixed: no
// text inside one can imitate a boundary.
func ID(parts ...string) string {
	size := 0
	for _, p := range parts {
		size += len(p) + binary.MaxVarintLen64
	}
	name := make([]byte, 0, size)
	for _, p := range parts {
		name = binary.AppendUvarint(name, uint64(len(p)))
		name = append(name, p...)
	}
	return uuid.NewSHA1(uuid.NewSHA1(uuid.NameSpaceURL, []byte(NS)), name).String()
}

// Marshal writes v as JSON: two spaces of indent, fields in the fixed order of
// their types, map keys sorted, no HTML escaping, a final newline. The same
// value gives the same bytes. A required list that is nil is written as [],
// which the schema then refuses; text that is not UTF-8 is an error.
func Marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	// omitempty means here what it means to encoding/json: an optional object
	// that is set is written even when it is {}, as include-all is.
	err := json.MarshalWrite(&b, v, json.Deterministic(true), jsontext.WithIndent("  "), jsonv1.OmitEmptyWithLegacySemantics(true))
	if err != nil {
		return nil, fmt.Errorf("write OSCAL: %w", err)
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}
