package raw

import (
	"bytes"
	"crypto/sha256"
	"hash"
	"io"
)

// tracker is the reader under a parser. It hashes the file, hashes one part of
// it at a time, counts lines, and stops what a parser would take too long or
// too much memory to refuse: nesting, endless tokens, files that are too long.
//
// The parser reads ahead; at says how far it has really come. What it has not
// come to yet is pending, which is never more than the parser's own buffer.
type tracker struct {
	r     io.Reader
	at    func() int64 // offset the parser has consumed; never nil
	whole hash.Hash
	part  hash.Hash // nil outside of a part

	Pending []byte
	base    int64 // offset of pending[0]
	keep    int64 // bytes from here on stay pending; -1 for none
	lines   int   // line feeds before base

	guard guard
	N     int64
	max   int64
	fault *Fault
	err   error // the underlying reader's, io.EOF included

	decoding bool  // a value is being decoded, which takes
	record   int64 // so much memory so far, of at most
	memory   int64
}

func NewTracker(r io.Reader, lim Limits, f Format) *tracker {
	return &tracker{
		r:     r,
		at:    func() int64 { return 0 },
		whole: sha256.New(),
		keep:  -1,
		guard: guard{xml: f.XML, text: f.Text, maxDepth: lim.Depth, maxToken: lim.Token},
		max:   lim.Bytes, memory: lim.Memory,
	}
}

// Read hands on what may be parsed. A fault is sticky and comes only after the
// bytes before it.
func (t *tracker) Read(p []byte) (int, error) {
	if t.fault != nil {
		return 0, t.fault
	}
	if t.err != nil {
		return 0, t.err
	}
	t.advance(t.at())
	n, err := t.r.Read(p)
	if err != nil {
		t.err = err
	}
	if n == 0 {
		return 0, err
	}
	p = p[:n]
	if t.N == 0 {
		if t.fault = encoding(p, t.guard.xml || t.guard.text); t.fault != nil {
			t.take(p)
			return 0, t.fault
		}
	}
	ok := t.guard.scan(p)
	t.take(p)
	switch {
	case t.N > t.max:
		t.fault = &Fault{Code: FaultSize}
	case ok < n:
		t.fault = &Fault{Code: t.guard.code, Line: t.line(t.N - int64(n-ok))}
	}
	if t.fault == nil {
		return n, nil
	}
	if ok > 0 {
		return ok, nil
	}
	return 0, t.fault
}

// take notes bytes that came in.
func (t *tracker) take(p []byte) {
	t.N += int64(len(p))
	t.whole.Write(p)
	t.Pending = append(t.Pending, p...)
	if !t.decoding {
		return
	}
	for _, mark := range []byte("{[,") {
		t.record += elementSize * int64(bytes.Count(p, []byte{mark}))
	}
	if t.record > t.memory && t.fault == nil {
		t.fault = &Fault{Code: FaultMemory, Line: t.line(t.N)}
	}
}

// decode decodes one value, which is held whole: one of very many small parts is
// refused before they are.
func (t *tracker) decode(value func() error) error {
	t.decoding, t.record = true, 0
	defer func() { t.decoding = false }()
	return value()
}

// advance forgets what lies before off, except what is kept.
func (t *tracker) advance(off int64) {
	if t.keep >= 0 && off > t.keep {
		off = t.keep
	}
	n := int(off - t.base)
	if n <= 0 {
		return
	}
	n = min(n, len(t.Pending))
	gone := t.Pending[:n]
	t.lines += bytes.Count(gone, []byte{'\n'})
	if t.part != nil {
		t.part.Write(gone)
	}
	t.Pending = append(t.Pending[:0], t.Pending[n:]...)
	t.base += int64(n)
}

// line is the line, from 1, of an offset that is not forgotten yet; the first
// known line for one that is.
func (t *tracker) line(off int64) int {
	n := min(max(int(off-t.base), 0), len(t.Pending))
	return 1 + t.lines + bytes.Count(t.Pending[:n], []byte{'\n'})
}

// Mark keeps everything from off on, until begin or unmark.
func (t *tracker) Mark(off int64) { t.keep = off }

func (t *tracker) Unmark() { t.keep = -1 }

// Begin starts a part of the file at the first byte open at or after the mark
// and returns its line.
func (t *tracker) Begin(open byte) int {
	off := t.keep
	if i := bytes.IndexByte(t.Pending[max(off-t.base, 0):], open); i >= 0 {
		off += int64(i)
	}
	t.keep = -1
	t.advance(off)
	t.part = sha256.New()
	return t.line(off)
}

// End closes the part just before off and returns its digest.
func (t *tracker) End(off int64) (d [32]byte) {
	t.advance(off)
	t.part.Sum(d[:0])
	t.part = nil
	return d
}

// drain reads the rest of the file for its digest. A file that is too long is
// not read further; ok is false then, and where reading failed.
func (t *tracker) drain() (d [32]byte, ok bool) {
	t.Pending = nil
	buf := make([]byte, 32<<10)
	for t.err == nil && t.N <= t.max {
		n, err := t.r.Read(buf)
		t.N += int64(n)
		t.whole.Write(buf[:n])
		t.err = err
	}
	t.whole.Sum(d[:0])
	return d, t.err == io.EOF && t.N <= t.max
}

// encoding refuses text that is not UTF-8 by its first bytes. A byte order
// mark is legal in XML, and spreadsheets write one: there it is left to the
// parser.
func encoding(p []byte, marked bool) *Fault {
	switch {
	case len(p) >= 3 && p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF && !marked:
		return &Fault{Code: FaultBOM, Line: 1}
	case len(p) >= 2 && (p[0] == 0xFE && p[1] == 0xFF || p[0] == 0xFF && p[1] == 0xFE || p[0] == 0 || p[1] == 0):
		return &Fault{Code: FaultUTF16, Line: 1}
	}
	return nil
}

// guard follows text byte by byte, well enough to know nesting and the length
// of tokens before a parser meets them. It judges nothing else.
type guard struct {
	xml      bool
	text     bool // neither JSON nor XML: its reader has bounds of its own
	maxDepth int
	maxToken int64

	depth  int
	token  int64
	inside bool // of a JSON string
	escape bool
	code   FaultCode
}

// scan returns how many bytes of p may be handed on; fewer than all means that
// code is set.
func (g *guard) scan(p []byte) int {
	switch {
	case g.text:
		return len(p)
	case g.xml:
		return g.scanXML(p)
	}
	for i, c := range p {
		if g.token++; g.token > g.maxToken {
			g.code = FaultToken
			return i
		}
		if g.inside {
			switch {
			case g.escape:
				g.escape = false
			case c == '\\':
				g.escape = true
			case c == '"':
				g.inside, g.token = false, 0
			}
			continue
		}
		switch c {
		case '"':
			g.inside, g.token = true, 0
		case '{', '[':
			g.token = 0
			if g.depth++; g.depth > g.maxDepth {
				g.code = FaultDepth
				return i
			}
		case '}', ']':
			g.token = 0
			g.depth--
		case ',', ':':
			g.token = 0
		}
	}
	return len(p)
}

// scanXML bounds the distance between two angle brackets; nesting is the
// reader's own to count, because only a parser knows an empty element.
func (g *guard) scanXML(p []byte) int {
	for i, c := range p {
		if c == '<' || c == '>' {
			g.token = 0
			continue
		}
		if g.token++; g.token > g.maxToken {
			g.code = FaultToken
			return i
		}
	}
	return len(p)
}
