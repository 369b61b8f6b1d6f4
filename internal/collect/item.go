package collect

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/ingest"
	"github.com/assay-compliance/assay/internal/ingest/plain"
	rawformat "github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/jsonast"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/provenance"
)

// item is one file.
type item struct {
	s    *Stream
	src  *source
	file int
	found
}

// Documents reads the file once: what is hashed is what is parsed.
func (i *item) Documents(ctx context.Context, yield func(*evidence.Document) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if i.what != fine {
		return i.refuse(yield, i.what)
	}
	f, what := i.open()
	if i.dir != nil {
		i.dir.release()
		i.dir = nil
	}
	if what != fine {
		return i.refuse(yield, what)
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return i.refuse(yield, gone)
	case !info.Mode().IsRegular():
		return i.refuse(yield, special)
	case info.Size() > i.s.opt.MaxFile:
		return i.problem(yield, evidence.TooLarge, "the file is larger than "+megabytes(i.s.opt.MaxFile)+" and is not read",
			"split it, or write envelopes one a line into a .jsonl file, which may be of any size")
	}
	w := i.s.worker()
	defer i.s.workers.Put(w)
	sign, what := i.signature(ctx, f)
	if what != fine {
		return i.refuse(yield, what)
	}
	yield = i.own(yield)
	read := fileRead{sign: sign}
	if err := i.read(ctx, w, f, info.Size(), read.seen(i, yield)); err != nil {
		return err
	}
	return i.unchanged(read.file, sign, yield)
}

func megabytes(n int64) string {
	if n < 1<<20 {
		return strconv.FormatInt(n, 10) + " bytes"
	}
	return strconv.FormatInt(n>>20, 10) + " MiB"
}

// open opens the file, from its directory while that is open.
func (i *item) open() (*os.File, trouble) {
	if i.dir != nil {
		if f, err, ok := i.dir.open(i.name); ok {
			return f, troubleOf(err)
		}
	}
	f, err := openFile(i.s.top, i.path)
	return f, troubleOf(err)
}

// read decides by format, else by content, which reader the file is for. A raw
// export is streamed; everything else is read whole.
func (i *item) read(ctx context.Context, w *worker, f *os.File, size int64, yield func(*evidence.Document) error) error {
	format := i.src.Format
	raw := format == plain.CSV || ingest.Kinds(format) != nil
	most := size
	if format == "" || raw {
		most = min(size, ingest.HeadSize)
	}
	if err := w.fill(f, 0, most); err != nil {
		return i.refuse(yield, gone)
	}
	if format == "" {
		if format = contentFormat(w.buf); ingest.Kinds(format) != nil {
			raw = true
		}
	}
	if raw {
		return i.raw(ctx, format, io.MultiReader(bytes.NewReader(w.buf), f), yield)
	}
	if err := w.fill(f, len(w.buf), size+1); err != nil || int64(len(w.buf)) > size {
		return i.refuse(yield, gone)
	}
	file := &evidence.File{Path: i.path, Format: format}
	switch format {
	case Payload:
		return i.payload(w, file, yield)
	case Envelope:
		return i.envelopes(w, file, yield)
	}
	return i.unknown(w, file, yield)
}

// fill reads on from the file until the buffer holds most bytes or the file
// ends.
func (w *worker) fill(f *os.File, have int, most int64) error {
	w.buf = w.buf[:have]
	if n := int(most); cap(w.buf) < n {
		w.buf = append(make([]byte, 0, n+n/8+512), w.buf...)
	}
	for int64(len(w.buf)) < most {
		n, err := f.Read(w.buf[len(w.buf):int(most)])
		w.buf = w.buf[:len(w.buf)+n]
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// contentFormat names the format of a file by its first bytes; "" for none.
func contentFormat(head []byte) string {
	if looksLikeEnvelope(head) {
		return Envelope
	}
	return ingest.Detect(head[:min(len(head), ingest.HeadSize)])
}

// looksLikeEnvelope says whether a JSON text, or the first element of an array,
// has a payload or two others of an envelope's keys at its top. It need not be
// a good envelope: its reader says what is wrong with one.
func looksLikeEnvelope(head []byte) bool {
	head = bytes.TrimLeft(head, " \t\r\n")
	if len(head) > 0 && head[0] == '[' {
		head = bytes.TrimLeft(head[1:], " \t\r\n")
		if len(head) > 0 && head[0] == ']' {
			return true
		}
	}
	keys := 0
	ingest.Members(head, func(name string, _ []byte) bool {
		switch name {
		case "payload":
			keys += 2
		case "kind", "component", "subject", "collected":
			keys++
		}
		return keys < 2
	})
	return keys >= 2
}

func (i *item) raw(ctx context.Context, format string, r io.Reader, yield func(*evidence.Document) error) error {
	opt := ingest.Options{
		Path: i.path, Entry: i.src.index, Kinds: i.src.Kinds,
		Component: i.src.Component, Components: i.src.components, Targets: i.s.opt.Targets,
		Limits: ingest.Limits{Bytes: i.s.opt.MaxFile},
	}
	placed := func(doc *evidence.Document) error {
		doc.Order.File = i.file
		i.age(doc)
		return yield(doc)
	}
	if format == plain.CSV {
		return rawformat.Read(ctx, plain.CSVFormat(i.src.Table, i.src.kind), r, opt, placed)
	}
	return ingest.Read(ctx, format, r, opt, placed)
}

// payload reads a file that is one payload.
func (i *item) payload(w *worker, file *evidence.File, yield func(*evidence.Document) error) error {
	doc := evidence.ReadPayload(w.buf, w.dec, i.src.kind, i.src.Subject, i.src.CollectedAt)
	doc.Component = i.src.components[0]
	doc.Asserted = !slices.Contains(i.s.opt.Targets[doc.Component], doc.Subject)
	if doc.Subject == "" {
		doc.Subject, doc.Asserted = doc.Component, true
		doc.Collector = i.path // files without subject must not replace each other
	}
	file.Digest = doc.Digest
	return i.yield(doc, file, yield)
}

// envelopes reads a file of one envelope or an array of them.
func (i *item) envelopes(w *worker, file *evidence.File, yield func(*evidence.Document) error) error {
	first := true
	return evidence.ReadFile(w.buf, w.dec, w.read, func(doc *evidence.Document) error {
		if first {
			first = false
			if file.Digest = doc.Digest; doc.Pointer != "" {
				file.Digest = sha256.Sum256(w.buf)
			}
		}
		i.declared(doc)
		return i.yield(doc, file, yield)
	})
}

// declared makes a broken document of an envelope that speaks of what its source
// does not: a kind that nobody knows or no source names, a component that the
// system does not have or its source does not name. Such a document may be the
// newest evidence of what the source does declare, with a slip of the pen; so
// it speaks for all of that, and nothing of what it says is passed on.
func (i *item) declared(doc *evidence.Document) {
	refuse := func(why evidence.Fault, member, what, remedy string) {
		doc.Refuse(why, problem.New(problem.Place{Path: doc.Path, Line: doc.Line, Pointer: doc.Pointer + member}, what, remedy))
	}
	switch kinds := i.s.kinds; {
	case doc.Kind == "" || kinds == nil:
	case !kinds.Has(doc.Kind):
		remedy := "the kinds are listed by assay evidence kinds"
		if near := kinds.Near(doc.Kind); len(near) > 0 {
			remedy = "did you mean " + strings.Join(near, " or ") + "?"
		}
		refuse(evidence.Malformed, "/kind", "its kind is none of those known", remedy)
		doc.Kind = ""
	case doc.Kind == rawformat.RawRecords: // import writes it beside the kinds that are declared; nothing reads it
	case len(i.src.Kinds) > 0 && i.s.declared != nil && !slices.Contains(i.s.declared, doc.Kind):
		refuse(evidence.Malformed, "/kind", "the envelope is of a kind that no source declares", "correct the envelope, or `kinds:` in its sources entry")
		doc.Kind = ""
	}
	named := i.src.Component != "" || len(i.src.Components) > 0
	switch {
	case doc.Component == "":
	case named && !slices.Contains(i.src.components, doc.Component):
		refuse(evidence.WrongTarget, "/component", "the envelope speaks for another component than its source declares", "correct the envelope, or `component:` in its sources entry")
		doc.Component, doc.Subject = "", ""
	case !named && i.s.opt.Components != nil && !slices.Contains(i.s.opt.Components, doc.Component):
		refuse(evidence.WrongTarget, "/component", "the system has no component of this key", "correct the envelope, or add the component to the system")
		doc.Component, doc.Subject = "", ""
	}
}

// unknown is for a file that is of no format: broken JSON says where it is
// broken, anything else, several values in a row among it, that it is not
// known.
func (i *item) unknown(w *worker, file *evidence.File, yield func(*evidence.Document) error) error {
	file.Format = Envelope
	text := bytes.TrimLeft(w.buf, " \t\r\n")
	packed := ingest.Packed(w.buf)
	if packed == "" && (len(text) == 0 || text[0] != '<') {
		var bad *jsonast.SyntaxError
		if _, err := w.dec.Decode(w.buf); errors.As(err, &bad) && bad.Code != jsonast.CodeTrailing {
			doc := evidence.ReadEnvelope(w.buf, w.dec)
			doc.Kind, doc.Component, doc.Subject = "", i.src.Component, ""
			file.Digest = doc.Digest
			return i.yield(doc, file, yield)
		}
	}
	doc := &evidence.Document{Component: i.src.Component, Digest: sha256.Sum256(w.buf)}
	what, remedy := "the format of the file is not recognised", "declare `format: payload` with one kind, or convert it to an envelope"
	if packed != "" {
		what, remedy = "the file is packed with "+packed+", and packed files are not read", "unpack it"
	}
	if provenance.IsBundle(w.buf) {
		what, remedy = "the file is a signature, and evidence stands beside its signature", "put the file that was signed here, and this beside it with "+provenance.Suffix+" at the end of its name"
	}
	doc.Refuse(evidence.Malformed, problem.New(problem.Place{}, what, remedy))
	file.Digest = doc.Digest
	return i.yield(doc, file, yield)
}

// refuse yields the one document of a file that cannot be read.
func (i *item) refuse(yield func(*evidence.Document) error, why trouble) error {
	what, remedy := why.text()
	word := evidence.Unreadable
	if why == empty {
		word = evidence.Malformed
	}
	return i.problem(yield, word, what, remedy)
}

// problem yields the one document of a file that is not read.
func (i *item) problem(yield func(*evidence.Document) error, why evidence.Fault, what, remedy string) error {
	doc := &evidence.Document{Component: i.src.Component, Fault: why, Problem: problem.New(problem.Place{}, what, remedy)}
	return i.yield(doc, &evidence.File{Path: i.path, Format: i.src.Format}, yield)
}

// yield places a document in its file, completes it and hands it on.
func (i *item) yield(doc *evidence.Document, file *evidence.File, yield func(*evidence.Document) error) error {
	doc.Locate(file, doc.Line)
	i.complete(doc)
	return yield(doc)
}

// complete adds what the stream and the entry know of a document.
func (i *item) complete(doc *evidence.Document) {
	doc.Entry, doc.Order.File = i.src.index, i.file
	if doc.Component == "" {
		doc.Component = i.src.Component
	}
	i.age(doc)
}

// age gives a document without a time of its own the entry's.
func (i *item) age(doc *evidence.Document) {
	if !doc.Collected.IsZero() || doc.Problem != nil && doc.Problem.Place.Pointer == "/collected" {
		return
	}
	doc.Collected = i.src.Collected
	if i.src.Live {
		doc.Collected = i.s.opt.AsOf
	}
}
