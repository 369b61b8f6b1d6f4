package evaluate

import (
	"encoding/binary"
	"errors"
	"time"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
)

// A document's record in the sorter. The key sorts by component, kind, asset,
// digest and place in the stream; the value holds what is known of the document
// and, for one that could be judged, the outcomes of its subjects run by run.

var errRecord = errors.New("evaluate: damaged temporary record")

// begin starts the record of a document for component c and kind k.
func (w *worker) begin(d *evidence.Document, c, k int, reason assessment.Reason, why string) {
	asset := d.Subject
	if asset == "" {
		asset = w.r.comps[c]
	}
	w.key = docKey(w.key[:0], c, k, asset, d.Digest, d.Order)
	f := facts{asset: asset, digest: d.Digest, path: d.Path, line: d.Line, pointer: d.Pointer, known: !d.Collected.IsZero()}
	if f.known {
		f.collected = d.Collected.Unix()
	}
	if d.Line != 0 || d.Pointer != "" {
		f.file = w.r.files.number(d.File)
	}
	if d.Signer != "" {
		f.signer, f.bundle = d.Signer, string(d.Bundle[:])
	}
	w.rec = appendText(w.rec[:0], string(reason))
	w.rec = appendText(w.rec, cut(why))
	w.rec = f.append(w.rec)
}

// docKey appends the key of a document's record.
func docKey(b []byte, c, k int, asset string, digest [32]byte, o evidence.Order) []byte {
	b = binary.BigEndian.AppendUint16(b, uint16(c))
	b = binary.BigEndian.AppendUint16(b, uint16(k))
	b = appendSortable(b, asset)
	b = append(b, digest[:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(o.File))
	return binary.BigEndian.AppendUint32(b, uint32(o.Doc))
}

// docPlace reads component, kind and order back from a key; group is the part
// that documents of one component, kind and asset share.
func docPlace(key []byte) (c, k int, o evidence.Order, group []byte, err error) {
	if len(key) < 4+2+32+8 {
		return 0, 0, o, nil, errRecord
	}
	end := len(key) - 8
	o = evidence.Order{File: int(binary.BigEndian.Uint32(key[end:])), Doc: int(binary.BigEndian.Uint32(key[end+4:]))}
	return int(binary.BigEndian.Uint16(key)), int(binary.BigEndian.Uint16(key[2:])), o, key[:end-32], nil
}

// appendSortable appends a text so that keys sort as their texts do, whatever
// follows: no text is a prefix of another one's bytes.
func appendSortable(b []byte, s string) []byte {
	for i := range len(s) {
		if b = append(b, s[i]); s[i] == 0 {
			b = append(b, 0xff)
		}
	}
	return append(b, 0, 0)
}

// facts is what is kept of a document beside its outcomes.
type facts struct {
	asset     string
	digest    [32]byte
	known     bool  // collected is known
	collected int64 // seconds since 1970
	path      string
	line      int
	pointer   string
	file      int // number of its file; 0: the document is the whole file
	signer    string
	bundle    string // 32 bytes where there is a signer
}

func (f *facts) append(b []byte) []byte {
	b = appendText(b, f.asset)
	b = append(b, f.digest[:]...)
	b = append(b, byte(b2i(f.known)))
	b = binary.AppendVarint(b, f.collected)
	b = appendText(b, f.path)
	b = binary.AppendUvarint(b, uint64(f.line))
	b = appendText(b, f.pointer)
	b = binary.AppendUvarint(b, uint64(f.file))
	return appendText(appendText(b, f.signer), f.bundle)
}

func (f *facts) time() time.Time {
	if !f.known {
		return time.Time{}
	}
	return time.Unix(f.collected, 0).UTC()
}

// reader takes apart what append put together. The texts alias its bytes.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) varint() int64 {
	v, n := binary.Varint(r.b)
	if n <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) bytes(n uint64) []byte {
	if n > uint64(len(r.b)) {
		r.bad, r.b = true, nil
		return nil
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) text() []byte { return r.bytes(r.uvarint()) }

func (r *reader) byte() byte {
	if b := r.bytes(1); len(b) == 1 {
		return b[0]
	}
	return 0
}

// facts reads a document's facts. The strings are copies.
func (r *reader) facts() facts {
	var f facts
	f.asset = string(r.text())
	copy(f.digest[:], r.bytes(32))
	f.known = r.byte() != 0
	f.collected = r.varint()
	f.path = string(r.text())
	f.line = int(r.uvarint())
	f.pointer = string(r.text())
	f.file = int(r.uvarint())
	f.signer, f.bundle = string(r.text()), string(r.text())
	return f
}

// blindFlag marks, beside its outcome, a subject of a document that shows nothing
// of its asset.
const blindFlag = 0x80

func appendText(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

// append adds the folded outcomes of one run to a record.
func (f *folder) append(b []byte, run int) []byte {
	b = binary.AppendUvarint(b, uint64(run))
	b = binary.AppendUvarint(b, uint64(len(f.out)))
	flag := byte(0)
	if f.blind {
		flag = blindFlag
	}
	for i := range f.out {
		v := &f.out[i]
		b = append(b, byte(v.outcome)|flag)
		b = appendText(b, string(v.reason))
		b = appendText(b, v.id)
		b = appendText(b, v.told())
	}
	return b
}
