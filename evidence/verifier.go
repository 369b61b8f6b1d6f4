package evidence

import (
	"crypto/sha256"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/jsonast"
	"github.com/assay-compliance/assay/internal/schema"
)

// Verifier reads envelopes for who asks only whether they are in order: their
// payloads are held against the schemas of their kinds while their bytes are
// passed over, and no value is made of them. It is for one goroutine.
type Verifier struct {
	Kinds *Kinds
	scan  schema.Scanner
}

// ReadEnvelope gives the document that the function of that name gives. One that
// is in order has Checked set and no Payload; of any other the decoder says what
// is wrong with it.
func (v *Verifier) ReadEnvelope(b []byte, d *jsonast.Decoder) *Document {
	doc := &Document{}
	if !v.inOrder(doc, b, d) {
		return ReadEnvelope(b, d)
	}
	if doc.Subject == "" {
		doc.Subject = doc.Component
	}
	doc.Checked = true
	doc.Digest = sha256.Sum256(b)
	return doc
}

// inOrder says whether b is certain to be a whole envelope whose payload matches
// its kind, and takes its members into doc.
func (v *Verifier) inOrder(doc *Document, b []byte, d *jsonast.Decoder) bool {
	pass := &v.scan.Pass
	if !pass.Begin(d, b) || pass.Next() != '{' || !pass.Open() {
		return false
	}
	var seen [len(envelopeKeys)]bool
	var payload []byte // passed over, and not yet held against its kind
	matched := false
	for first := true; ; first = false {
		more, ok := pass.More('}', first)
		if !ok {
			return false
		}
		if !more {
			break
		}
		key, ok := pass.Key()
		at := slices.Index(envelopeKeys[:], key)
		if !ok || at < 0 || seen[at] {
			return false
		}
		seen[at] = true
		switch {
		case key == "payload" && doc.Kind != "":
			matched = v.matches(doc.Kind)
			ok = matched
		case key == "payload":
			payload, ok = v.pass(b, '{')
		case key == "source":
			_, ok = v.pass(b, '{')
		default:
			ok = v.member(doc, key)
		}
		if !ok {
			return false
		}
	}
	if !pass.End() || doc.Kind == "" || doc.Component == "" {
		return false
	}
	return matched || payload != nil && pass.Begin(d, payload) && v.matches(doc.Kind) && pass.End()
}

// matches says whether the value that follows is an object that matches the kind.
func (v *Verifier) matches(kind string) bool {
	k, ok := v.Kinds.Get(kind)
	return ok && k.Program.Object() && v.scan.Matches(k.Program)
}

// pass passes over the value that follows, which must begin with opening, and
// gives its bytes.
func (v *Verifier) pass(b []byte, opening byte) ([]byte, bool) {
	if v.scan.Pass.Next() != opening {
		return nil, false
	}
	from := v.scan.Pass.Offset()
	ok := v.scan.Pass.Skip()
	return b[from:v.scan.Pass.Offset()], ok
}

// member takes one of the members that are text.
func (v *Verifier) member(doc *Document, key string) bool {
	if v.scan.Pass.Next() != '"' {
		return false
	}
	text, ok := v.scan.Pass.Text()
	if !ok {
		return false
	}
	switch key {
	case "kind":
		doc.Kind = doc.text("", ast.String(text))
	case "component":
		doc.Component = doc.text("", ast.String(text))
	case "subject":
		doc.Subject = doc.text("", ast.String(text))
	case "collector":
		doc.Collector = doc.text("", ast.String(text))
	case "collected":
		doc.time("", ast.String(text))
	case "$schema":
	default: // what is said to be incomplete is looked at closely
		return false
	}
	return doc.Problem == nil
}
