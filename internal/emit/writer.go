package emit

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"os"
)

// Checker judges what is about to be written against the OSCAL schema: a whole
// document by its model, or one element of an array by its definition.
type Checker interface {
	Document(b []byte) error
	Element(def string, b []byte) error
}

// writer writes one OSCAL document piece by piece, so that no document is ever
// whole in memory. It keeps a skeleton, the same document with at most one
// element in each array, which the schema judges as a document at the end; the
// elements are judged one by one on their way. Uuids defined and referred to
// are matched in close.
//
// Errors stick: after the first one nothing is written and close returns it.
type writer struct {
	check Checker
	model string
	file  *os.File
	out   *bufio.Writer
	sum   hash.Hash
	size  int64
	skel  bytes.Buffer
	mute  int    // above 0 the skeleton is left alone
	muted []bool // which of the open elements raised mute
	depth int
	first []bool
	refs  references
	err   error
	text  []byte
}

func newWriter(path, model string, check Checker) (*writer, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, fmt.Errorf("create %s: %w", model, err)
	}
	w := &writer{check: check, model: model, file: f, sum: sha256.New(), refs: newReferences()}
	w.out = bufio.NewWriterSize(io.MultiWriter(f, w.sum), 1<<16)
	w.open('{')
	w.key(model)
	w.open('{')
	return w, nil
}

func (w *writer) write(b []byte) {
	if w.err != nil {
		return
	}
	n, err := w.out.Write(b)
	w.size += int64(n)
	w.err = err
	if w.mute == 0 {
		w.skel.Write(b)
	}
}

const indents = "\n                                "

func (w *writer) newline() { w.write(w.indent(0)) }

// indent is the line break before what stands deeper than the writer.
func (w *writer) indent(deeper int) []byte { return []byte(indents[:1+2*(w.depth+deeper)]) }

// next puts the comma and the line break that stand before a member or element.
func (w *writer) next() {
	if top := len(w.first) - 1; w.first[top] {
		w.first[top] = false
	} else {
		w.write([]byte{','})
	}
	w.newline()
}

func (w *writer) open(c byte) {
	w.write([]byte{c})
	w.depth++
	w.first = append(w.first, true)
}

func (w *writer) shut(c byte) {
	w.depth--
	empty := w.first[len(w.first)-1]
	w.first = w.first[:len(w.first)-1]
	if !empty {
		w.newline()
	}
	w.write([]byte{c})
}

func (w *writer) key(name string) {
	w.next()
	w.write([]byte(`"` + name + `": `))
}

// indented renders v with its inner lines at the current depth. It is valid until
// the next call.
func (w *writer) indented(v any) []byte {
	var err error
	if w.text, err = appendValue(w.text[:0], v, w.depth); err != nil && w.err == nil {
		w.err = fmt.Errorf("encode %s: %w", w.model, err)
	}
	return w.text
}

// member writes a member whose value is small enough to be held.
func (w *writer) member(name string, v any) {
	w.key(name)
	w.write(w.indented(v))
}

// array writes a member that is an array; fill writes its elements. OSCAL has
// no empty array, so the caller must know that there is at least one.
func (w *writer) array(name string, fill func()) {
	w.key(name)
	w.open('[')
	fill()
	w.shut(']')
}

// element writes one element of the array that is open, judged by def.
func (w *writer) element(def string, v any) {
	w.begin()
	b := w.indented(v)
	w.judge(def, b)
	w.write(b)
	w.finish()
}

// begin and finish stand around an element of the array that is open. All but
// the first stay out of the skeleton.
func (w *writer) begin() {
	kept := w.first[len(w.first)-1]
	if !kept {
		w.mute++
	}
	w.muted = append(w.muted, !kept)
	w.next()
}

func (w *writer) finish() {
	last := len(w.muted) - 1
	if w.muted[last] {
		w.mute--
	}
	w.muted = w.muted[:last]
}

func (w *writer) judge(def string, b []byte) {
	if w.err == nil {
		if err := w.check.Element(def, b); err != nil {
			w.err = fmt.Errorf("assay made an invalid %s in %s: %w", def, w.model, err)
		}
	}
}

// close ends the document, judges the skeleton and the references, and gives
// the digest of the bytes written. The file is closed in any case.
func (w *writer) close() (digest string, size int64, err error) {
	w.shut('}')
	w.shut('}')
	w.write([]byte{'\n'})
	if w.err == nil {
		w.err = w.out.Flush()
	}
	if w.err == nil {
		if err := w.check.Document(w.skel.Bytes()); err != nil {
			w.err = fmt.Errorf("assay made an invalid %s: %w", w.model, err)
		}
	}
	if w.err == nil {
		w.err = w.refs.resolve(w.model)
	}
	if err := w.file.Close(); w.err == nil {
		w.err = err
	}
	return hex.EncodeToString(w.sum.Sum(nil)), w.size, w.err
}
