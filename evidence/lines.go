package evidence

import (
	"bytes"
	"crypto/sha256"
	"hash"
	"io"

	"github.com/assay-compliance/assay/internal/jsonast"
	"github.com/assay-compliance/assay/internal/problem"
)

// Sizes of a LineRuns that asks for none.
const (
	DefaultRun  = 256 << 10 // bytes of lines read together
	DefaultLine = 64 << 20  // longest line that is read
)

// LineRun is some complete lines of a file, one after the other.
type LineRun struct {
	Line  int    // number of its first line, from 1
	Bytes []byte // with line ends; the last line of a file may lack its own

	// Problem is set, and Bytes is nil, for what is not read: a line that is
	// too long, a whole file that is not UTF-8. Digest is then the sha256 of
	// the line, without its end, or of the file.
	Fault   Fault
	Problem *problem.Problem
	Digest  [32]byte
}

// LineRuns cuts a stream into runs of lines that may be read side by side. A
// run is at most as long as its budget unless a single line is longer; each has
// memory of its own, so earlier runs stay valid.
type LineRuns struct {
	r       io.Reader
	budget  int
	longest int
	carry   []byte // read and not yet given out
	line    int    // number of the first line in carry
	begun   bool   // the first bytes have been looked at
	err     error  // of r, io.EOF included
}

// NewLineRuns reads lines from r. A budget or longest of 0 means the default.
func NewLineRuns(r io.Reader, budget, longest int) *LineRuns {
	if budget <= 0 {
		budget = DefaultRun
	}
	if longest <= 0 {
		longest = DefaultLine
	}
	return &LineRuns{r: r, budget: min(budget, longest+1), longest: longest, line: 1}
}

// Next gives the next run; io.EOF when there is none. Another error is the
// reader's; complete lines read before it are given out first.
func (l *LineRuns) Next() (LineRun, error) {
	buf := make([]byte, len(l.carry), max(l.budget, len(l.carry)+1))
	copy(buf, l.carry)
	l.carry = nil
	for {
		buf = l.fill(buf)
		if !l.begun {
			l.begun = true
			if code := jsonast.Encoding(buf); code == jsonast.CodeUTF16 {
				return l.drain(buf, problem.New(problem.Place{}, code.Text(), code.Remedy())), nil
			}
		}
		end := bytes.LastIndexByte(buf, '\n') + 1
		switch {
		case end == 0 && len(buf) > l.longest:
			return l.skip(buf), nil
		case end > 0 && l.err == nil:
			l.carry = bytes.Clone(buf[end:])
			return l.run(buf[:end]), nil
		case end > 0 || len(buf) > 0 && l.err == io.EOF:
			if l.err != io.EOF {
				buf = buf[:end] // what follows is half a line
			}
			return l.run(buf), nil
		case l.err != nil:
			return LineRun{}, l.err
		}
		// One line, longer than the budget: make room for more of it.
		buf = append(make([]byte, 0, min(2*cap(buf), l.longest+1)), buf...)
	}
}

// fill reads until buf is full or the reader ends.
func (l *LineRuns) fill(buf []byte) []byte {
	for idle := 0; l.err == nil && len(buf) < cap(buf); idle++ {
		n, err := l.r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		l.err = err
		if n > 0 {
			idle = 0
		} else if idle > 100 && err == nil {
			l.err = io.ErrNoProgress
		}
	}
	return buf
}

// run gives out lines and counts them.
func (l *LineRuns) run(b []byte) LineRun {
	r := LineRun{Line: l.line, Bytes: b}
	l.line += bytes.Count(b, []byte{'\n'})
	return r
}

// skip passes over the line that begins buf and is too long, hashing it.
func (l *LineRuns) skip(buf []byte) LineRun {
	h := sha256.New()
	for {
		if i := bytes.IndexByte(buf, '\n'); i >= 0 {
			h.Write(buf[:i])
			l.carry = bytes.Clone(buf[i+1:])
			break
		}
		h.Write(buf)
		if l.err != nil {
			break
		}
		buf = l.fill(buf[:0])
	}
	r := LineRun{Line: l.line, Digest: digestOf(h)}
	r.Fault, r.Problem = TooLarge, problem.New(problem.Place{}, "the line is longer than is read", "write one envelope a line")
	l.line++
	return r
}

// drain passes over all of the stream, hashing it.
func (l *LineRuns) drain(buf []byte, why *problem.Problem) LineRun {
	h := sha256.New()
	for h.Write(buf); l.err == nil; h.Write(buf) {
		buf = l.fill(buf[:0])
	}
	return LineRun{Line: l.line, Digest: digestOf(h), Fault: Malformed, Problem: why}
}

func digestOf(h hash.Hash) (d [32]byte) {
	h.Sum(d[:0])
	return d
}

// ReadLines reads the envelopes of a run, one a line, and yields them in order,
// placed in f with Line set; Order.Doc is the line's number. Blank lines are
// passed over. An error is yield's. A document is valid until yield returns.
func ReadLines(run LineRun, f *File, d *jsonast.Decoder, read EnvelopeReader, yield func(*Document) error) error {
	if run.Problem != nil {
		doc := &Document{Digest: run.Digest, Order: Order{Doc: run.Line}, Fault: run.Fault, Problem: run.Problem}
		doc.Locate(f, run.Line)
		return yield(doc)
	}
	line := run.Line
	for rest := run.Bytes; len(rest) > 0; line++ {
		var text []byte
		if i := bytes.IndexByte(rest, '\n'); i >= 0 {
			text, rest = rest[:i], rest[i+1:]
		} else {
			text, rest = rest, nil
		}
		if text = bytes.TrimRight(text, " \t\r"); len(bytes.TrimLeft(text, " \t")) == 0 {
			continue
		}
		doc := read(text, d)
		doc.Order.Doc = line
		doc.Locate(f, line)
		if err := yield(doc); err != nil {
			return err
		}
	}
	return nil
}
