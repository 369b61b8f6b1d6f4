package evidence

import (
	"errors"

	"github.com/assay-compliance/assay/internal/jsonast"
	"github.com/assay-compliance/assay/internal/problem"
)

// Fault says in one word why a document cannot be used. The words are those of
// an observation's reason.
type Fault string

// The faults; docs/json.md lists them for readers.
const (
	Malformed   Fault = "malformed"     // not what its format, its schema or its source says
	Unreadable  Fault = "unreadable"    // there by name, and its bytes cannot be had
	TooLarge    Fault = "too-large"     // above a limit of its reader: bytes, depth, digits, records
	WrongTarget Fault = "wrong-target"  // about another target or component than its source, or it does not say which
	Unsigned    Fault = "unsigned"      // sound, and nobody who may speak for it by the trust policy signed it
	Forged      Fault = "bad-signature" // there is a signature beside it, and it is not for these bytes, or not what it says
	NotShown    Fault = "not-shown"     // sound, and it shows nothing of the kind that its source declares
)

// Refuse makes a broken document: it takes the payload away and keeps why. What
// was found first stands.
func (d *Document) Refuse(why Fault, p *problem.Problem) {
	d.Payload = nil
	if d.Problem == nil {
		d.Fault, d.Problem = why, p
	}
}

// faultOf is the fault of a text that the decoder refuses.
func faultOf(err error) Fault {
	var se *jsonast.SyntaxError
	if errors.As(err, &se) {
		switch se.Code {
		case jsonast.CodeDepth, jsonast.CodeWeight, jsonast.CodeDigits, jsonast.CodeExponent:
			return TooLarge
		}
	}
	return Malformed
}
