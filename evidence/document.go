// Package evidence reads what was collected about a system: envelopes of one
// kind, component and subject around a payload. It knows their schemas, their
// age and their digests, and gives no opinion about what they show.
package evidence

import (
	"context"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/problem"
)

// Document is one piece of evidence as it was read, whole or broken.
//
// A broken document has Fault and Problem set and no Payload. What could still be read of
// its head stands; Kind and Component may be empty, and then it speaks for
// every kind and component its sources entry declares.
type Document struct {
	Kind        string
	Component   string
	Subject     string // the envelope's subject; the component's key where it names none
	Collector   string
	Entry       int       // index of the sources entry that brought it
	Order       Order     // place in the sorted stream of all evidence
	Collected   time.Time // zero when unknown
	ZoneAssumed bool      // the date-time had no zone and was read as UTC
	Asserted    bool      // component or subject come from configuration only
	Payload     ast.Value // nil when broken, and when Checked
	Checked     bool      // the payload was held against its kind as it was read, and is not kept; see Verifier
	Digest      [32]byte  // sha256 of the document's own bytes
	Path        string    // relative to the repository, with slashes
	File        *File     // the file it stands in; shared by its documents
	Line        int       // first line within the file, from 1; 0 for the whole file
	Pointer     string    // JSON pointer within the file
	Signer      string    // of the trust policy, whose signature speaks for it; empty for none
	Bundle      [32]byte  // sha256 of the bundle with that signature
	Fault       Fault     // why it is broken; empty when it is not
	Problem     *problem.Problem
}

// SignatureSuffix is what the name of a signature adds to that of its file. A
// signature is no evidence.
const SignatureSuffix = ".sigstore.json"

// Order sorts documents: by file position in the stream, then within the file.
type Order struct{ File, Doc int }

// File is a source file. Digest is complete only when the stream has passed the
// end of the file.
type File struct {
	Path   string // relative to the repository, with slashes
	Digest [32]byte
	Format string // envelope, jsonl, payload, or one of the raw formats
	// Records says what became of the records of a raw export; complete when
	// Digest is.
	Records Records
}

// Records counts the records of a raw export: those that were read, those that
// no kind has a place for and that are kept as they are, and those that could
// not be understood.
type Records struct{ Read, Raw, Refused int }

// Mapped is how many records became part of a kind.
func (r Records) Mapped() int { return r.Read - r.Raw - r.Refused }

// Item is a unit of reading: one file, or one run of lines of a long one. Items
// may be read side by side.
type Item interface {
	// Documents reads the item and calls yield for each document in order.
	// The decoder is the worker's own. A document and its payload are valid
	// until yield returns; what outlives it must be cloned. An error means
	// that yield failed or that the file could not be read at all; broken
	// evidence is a Document with a Problem.
	Documents(ctx context.Context, yield func(*Document) error) error
}

// Stream gives items in sorted order; it ends with io.EOF. Next is called by
// one goroutine at a time.
type Stream interface {
	Next(ctx context.Context) (Item, error)
	Close() error
}
