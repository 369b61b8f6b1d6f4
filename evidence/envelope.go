package evidence

import (
	"crypto/sha256"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/jsonast"
	"github.com/assay-compliance/assay/internal/problem"
)

// envelopeKeys are the keys of an envelope, in the order in which messages list
// them. The first five are what a person must write; subject may be left out
// where the component is the subject.
var envelopeKeys = [...]string{"kind", "component", "subject", "collected", "payload", "collector", "source", "$schema", "incomplete"}

const envelopeRemedy = "an envelope has kind, component, subject, collected and payload, and may have collector and source"

// ReadEnvelope reads one envelope. It never fails: a document that cannot be
// used has Problem set, no Payload, and as much of its head as can be trusted.
// Its Problem is placed within b: line and column from 1, pointer from the
// envelope's root; Locate moves it to the file. Digest is the sha256 of b.
//
// Strings of the document may alias b, and the decoder's rules hold for it.
func ReadEnvelope(b []byte, d *jsonast.Decoder) *Document {
	v, err := d.Decode(b)
	doc := &Document{}
	if err != nil {
		doc.Refuse(faultOf(err), syntaxProblem(err))
		doc.head(b, d, err)
	} else {
		doc.envelope(v)
	}
	doc.Digest = sha256.Sum256(b)
	return doc
}

// EnvelopeReader is ReadEnvelope, of this package or of a Verifier.
type EnvelopeReader func(b []byte, d *jsonast.Decoder) *Document

// ReadFile reads a file that holds one envelope or an array of envelopes and
// yields them in order, with Pointer and Order.Doc set and problems placed in
// the file by pointer. An array that stops being JSON yields what stands before
// and then one document with the problem: it has no head, for it may hide
// anything. An error is yield's.
//
// A document is valid until yield returns. read is ReadEnvelope, by whatever
// means.
func ReadFile(b []byte, d *jsonast.Decoder, read EnvelopeReader, yield func(*Document) error) error {
	if !jsonast.IsArray(b) {
		return yield(read(b, d))
	}
	n := 0
	var failed error
	err := d.Elements(b, func(_ int, raw []byte, v ast.Value) error {
		doc := &Document{Digest: sha256.Sum256(raw), Pointer: "/" + strconv.Itoa(n), Order: Order{Doc: n}}
		doc.envelope(v)
		if doc.Problem != nil {
			doc.Problem.Place.Pointer = doc.Pointer + doc.Problem.Place.Pointer
		}
		n++
		failed = yield(doc)
		return failed
	})
	switch {
	case failed != nil:
		return failed
	case err != nil:
		return yield(&Document{
			Digest: sha256.Sum256(b), Pointer: "/" + strconv.Itoa(n), Order: Order{Doc: n},
			Fault: faultOf(err), Problem: syntaxProblem(err),
		})
	case n == 0:
		return yield(&Document{
			Digest: sha256.Sum256(b), Fault: Malformed,
			Problem: problem.New(problem.Place{}, "the file is an empty array", "write at least one envelope, or remove the file"),
		})
	}
	return nil
}

// Locate says which file the document stands in and, for a line of a .jsonl
// file, at which line; 0 for a whole file. It moves Problem there.
func (d *Document) Locate(f *File, line int) {
	d.File, d.Path, d.Line = f, f.Path, line
	if d.Problem == nil {
		return
	}
	p := &d.Problem.Place
	p.Path = f.Path
	switch {
	case line > 0 && p.Line > 0:
		p.Line += line - 1
	case line > 0:
		p.Line = line
	}
}

// envelope takes the members of a decoded envelope.
func (d *Document) envelope(v ast.Value) {
	o, ok := v.(ast.Object)
	if !ok {
		d.broken("", "an envelope must be an object", envelopeRemedy)
		return
	}
	known := 0
	get := func(key string) ast.Value {
		t := o.Get(ast.InternedTerm(key))
		if t == nil {
			return nil
		}
		known++
		return t.Value
	}
	d.Kind = d.text("/kind", get("kind"))
	d.Component = d.text("/component", get("component"))
	d.Subject = d.text("/subject", get("subject"))
	d.Collector = d.text("/collector", get("collector"))
	d.time("/collected", get("collected"))
	switch {
	case d.Kind == "":
		d.broken("", "the envelope has no kind", envelopeRemedy)
	case d.Component == "":
		d.broken("", "the envelope has no component", envelopeRemedy)
	}
	payload := get("payload")
	if v := get("incomplete"); v != nil {
		d.incomplete(v)
	}
	switch payload.(type) {
	case nil:
		d.broken("/payload", "the envelope has no payload", envelopeRemedy)
	case ast.Object:
	default:
		d.broken("/payload", "payload must be an object", "")
	}
	if s := get("source"); s != nil {
		if _, ok := s.(ast.Object); !ok {
			d.broken("/source", "source must be an object", "")
		}
	}
	get("$schema")
	if unknown := o.Len() - known; unknown > 0 {
		d.broken("/*", "the envelope has "+count(unknown, "key")+" it does not know", envelopeRemedy)
	}
	if d.Subject == "" {
		d.Subject = d.Component
	}
	if d.Problem == nil {
		d.Payload = payload
	}
}

// text takes the value at pointer, which must be a string with something in it;
// "" where there is none, or none that will do.
func (d *Document) text(pointer string, v ast.Value) string {
	if v == nil {
		return ""
	}
	s, ok := v.(ast.String)
	if !ok {
		d.broken(pointer, "a string is needed here", "")
		return ""
	}
	if strings.TrimSpace(string(s)) == "" || strings.ContainsFunc(string(s), unprintable) {
		d.broken(pointer, "a string of printable characters is needed here, not empty", "")
		return ""
	}
	return string(s)
}

// unprintable refuses what could forge lines in a terminal or a log.
func unprintable(r rune) bool {
	return r < 0x20 || r >= 0x7F && r < 0xA0 || r == 0x2028 || r == 0x2029 ||
		r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}

// time takes the time of collection at pointer. Without one the age is unknown,
// which is no problem of the document's form.
func (d *Document) time(pointer string, v ast.Value) {
	if v == nil {
		return
	}
	s, _ := v.(ast.String)
	t, assumed, err := ParseTime(string(s))
	if err != nil {
		d.broken(pointer, "a date-time is needed here", "write it as 2026-01-31T09:00:00Z")
		return
	}
	d.Collected, d.ZoneAssumed = t, assumed
}

// broken sets the problem of a document; the first one stands.
func (d *Document) broken(pointer, what, remedy string) {
	d.Refuse(Malformed, problem.New(problem.Place{Pointer: pointer}, what, remedy))
}

// head takes what is certain of an envelope that Decode refused with err: its
// own text members that stand whole before the fault. One that stands twice is
// not certain, and nothing is where a whole envelope is followed by more: that
// may be evidence of anything.
func (d *Document) head(b []byte, dec *jsonast.Decoder, err error) {
	var se *jsonast.SyntaxError
	if !errors.As(err, &se) || se.Code == jsonast.CodeTrailing {
		return
	}
	var h Document
	seen := map[string]bool{}
	twice := map[string]bool{}
	dec.Members(b, func(key string, v ast.Value) {
		if seen[key] {
			twice[key] = true
			return
		}
		if !slices.Contains(envelopeKeys[:], key) {
			return
		}
		seen[key] = true
		switch key {
		case "kind":
			h.Kind = strings.Clone(h.text("/"+key, v))
		case "component":
			h.Component = strings.Clone(h.text("/"+key, v))
		case "subject":
			h.Subject = strings.Clone(h.text("/"+key, v))
		case "collector":
			h.Collector = strings.Clone(h.text("/"+key, v))
		case "collected":
			h.time("/"+key, v)
		}
	})
	if !twice["kind"] {
		d.Kind = h.Kind
	}
	if !twice["component"] {
		d.Component = h.Component
	}
	if !twice["subject"] {
		d.Subject = h.Subject
	}
	if !twice["collector"] {
		d.Collector = h.Collector
	}
	if !twice["collected"] {
		d.Collected, d.ZoneAssumed = h.Collected, h.ZoneAssumed
	}
}

// syntaxProblem turns a decoder's error into a problem that shows keys of the
// envelope only.
func syntaxProblem(err error) *problem.Problem {
	var se *jsonast.SyntaxError
	if !errors.As(err, &se) {
		return problem.New(problem.Place{}, "the text cannot be read", "")
	}
	place := problem.Place{Line: se.Line, Column: se.Column, Pointer: se.PointerWith(envelopeKey)}
	return problem.New(place, se.Code.Text(), se.Code.Remedy())
}

// envelopeKey says whether a key may be shown: an envelope's own, at the root
// or one array below it.
func envelopeKey(key string, depth int) bool {
	return depth <= 1 && slices.Contains(envelopeKeys[:], key)
}

func count(n int, noun string) string {
	if n == 1 {
		return "a " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// Check validates a document's payload against the schema of its kind and
// returns its problem: the document's own where it is broken already, else one
// that names the first violation and counts all, at most 100. nil: valid.
func (k *Kinds) Check(doc *Document) *problem.Problem {
	if doc.Problem != nil || doc.Checked {
		return doc.Problem
	}
	place := problem.Place{Path: doc.Path, Line: doc.Line, Pointer: doc.Pointer}
	kind, ok := k.Get(doc.Kind)
	switch {
	case !ok:
		return problem.New(place, "its kind is none of those known", k.suggest(doc.Kind))
	case doc.Payload == nil:
		return problem.New(place, "it has no payload", "put what was collected into payload")
	}
	const most = 100
	found := kind.Program.Check(doc.Payload, most)
	if len(found) == 0 {
		return nil
	}
	place.Pointer = doc.Within(found[0].Pointer)
	what := "does not match kind " + kind.Name + ": " + found[0].Message
	switch n := len(found); {
	case n >= most:
		what += " (the first of at least " + strconv.Itoa(most) + ")"
	case n > 1:
		what += " (the first of " + strconv.Itoa(n) + ")"
	}
	return problem.New(place, what, "compare it with the schema: assay evidence kinds "+kind.Name)
}

// Within is the pointer, in the document's file, of what stands at a pointer in
// its payload.
func (d *Document) Within(pointer string) string {
	if d.enveloped() {
		return d.Pointer + "/payload" + pointer
	}
	return d.Pointer + pointer
}

// enveloped says whether the payload stands in an envelope in its file, and is
// neither the file itself nor made from a raw export.
func (d *Document) enveloped() bool {
	return d.File == nil || d.File.Format == "envelope" || d.File.Format == "jsonl"
}

func (k *Kinds) suggest(name string) string {
	if near := k.Near(name); len(near) > 0 {
		return "the nearest is " + strings.Join(near, " or ")
	}
	return "the kinds are " + strings.Join(k.names, ", ")
}
