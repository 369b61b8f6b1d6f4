package evidence

import (
	"crypto/sha256"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/jsonast"
)

// ReadPayload reads a file that is the payload itself, without envelope. kind
// says what it is; subject and collected are JSON pointers into it, and where
// they are empty the kind's own x-subject and x-collected count. A pointer that
// leads nowhere leaves its field unset; one that leads to something of the wrong
// sort is a problem. Component is for the caller to set, and Subject where the
// file does not say it. It never fails, as ReadEnvelope does not.
func ReadPayload(b []byte, d *jsonast.Decoder, kind *Kind, subject, collected string) *Document {
	doc := &Document{Kind: kind.Name, Digest: sha256.Sum256(b)}
	v, err := d.Decode(b)
	if err != nil {
		doc.Refuse(faultOf(err), syntaxProblem(err))
		return doc
	}
	if _, ok := v.(ast.Object); !ok {
		doc.broken("", "a payload must be an object", "")
		return doc
	}
	if subject == "" {
		subject = kind.Subject
	}
	if at, ok := lookup(v, subject); ok {
		doc.Subject = doc.text(subject, at)
	}
	if collected == "" {
		collected = kind.Collected
	}
	if at, ok := lookup(v, collected); ok {
		doc.time(collected, at)
	}
	if doc.Problem == nil {
		doc.Payload = v
	}
	return doc
}

// Shows says whether anything may be concluded from a payload of a scanner: the
// scan came to an end, and it did not go without credentials. Its target counts
// as missing otherwise. A payload that says nothing of a scan shows what it
// shows.
func (d *Document) Shows() bool {
	ok, there := lookup(d.Payload, "/scan/ok")
	if there && ok == ast.Boolean(false) {
		return false
	}
	credentialed, there := lookup(d.Payload, "/scan/credentialed")
	return !there || credentialed != ast.Boolean(false)
}

// lookup follows a pointer that is set.
func lookup(v ast.Value, pointer string) (ast.Value, bool) {
	if pointer == "" {
		return nil, false
	}
	return jsonast.At(v, pointer)
}

// InputOf is what policies written for conftest read of a valid document of the
// kind: its payload, or the part of it that the kind names.
func (k *Kind) InputOf(d *Document) ast.Value {
	if v, ok := lookup(d.Payload, k.Input); ok {
		return v
	}
	return d.Payload
}
