package evidence

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"sync"
)

// Ledger decides which documents a newer one replaces. It is fed with every
// document, in any order and from any goroutine, and asked afterwards.
//
// Among documents of one kind, component, subject, sources entry and collector:
//
//   - the newest by time of collection counts, even when it is malformed or
//     dated after the assessment: an older pass never rescues a newer failure;
//   - of two with the same time and different content both count; the same
//     content twice counts once, at its first place in the stream;
//   - one of unknown age is never replaced and replaces none: it and the newest
//     both count, so that the unknown one leaves the subject undecided.
//
// It keeps 48 bytes a document until it is first asked, then 8 bytes for each
// that is superseded. The zero value is ready to use.
type Ledger struct {
	mu     sync.Mutex
	blocks [][]ledgerEntry
	n      int
	sealed bool
	gone   []uint64 // packed orders of superseded documents, sorted
}

// ledgerEntry is one document. key and same are cut to 128 bits of SHA-256:
// who writes evidence must not be able to make two collide.
type ledgerEntry struct {
	key   [16]byte // of kind, component, subject, entry, collector
	same  [16]byte // of content
	time  int64    // seconds since 1970; unknownTime
	order uint64
}

const (
	unknownTime = -1 << 63
	blockSize   = 2048
)

func (o Order) pack() uint64 { return uint64(uint32(o.File))<<32 | uint64(uint32(o.Doc)) }

// Add enters a document. It keeps nothing of the document itself. It must not
// be called once Superseded or Count was.
func (l *Ledger) Add(d *Document) {
	e := ledgerEntry{key: ledgerKey(d), same: content(d), time: unknownTime, order: d.Order.pack()}
	if !d.Collected.IsZero() {
		e.time = d.Collected.Unix()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.blocks) == 0 || len(l.blocks[len(l.blocks)-1]) == blockSize {
		l.blocks = append(l.blocks, make([]ledgerEntry, 0, blockSize))
	}
	last := &l.blocks[len(l.blocks)-1]
	*last = append(*last, e)
	l.n++
}

// Superseded says whether the document at that place in the stream is replaced
// by another.
func (l *Ledger) Superseded(o Order) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seal()
	_, ok := slices.BinarySearch(l.gone, o.pack())
	return ok
}

// Count gives the number of documents entered and of those superseded.
func (l *Ledger) Count() (entered, superseded int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seal()
	return l.n, len(l.gone)
}

// seal works out what is superseded and forgets the rest. Entries are sorted by
// index, so that blocks need not be copied into one.
func (l *Ledger) seal() {
	if l.sealed {
		return
	}
	l.sealed = true
	at := func(i uint32) *ledgerEntry { return &l.blocks[i/blockSize][i%blockSize] }
	index := make([]uint32, l.n)
	for i := range index {
		index[i] = uint32(i)
	}
	slices.SortFunc(index, func(i, j uint32) int { return at(i).compare(at(j)) })
	for i := 0; i < len(index); {
		end := i + 1
		for end < len(index) && at(index[end]).key == at(index[i]).key {
			end++
		}
		// The group is sorted by time, unknown first: its last entry is the
		// newest, if any has a time at all.
		newest := at(index[end-1]).time
		for j := i; j < end; j++ {
			e := at(index[j])
			older := e.time != unknownTime && e.time < newest
			again := j > i && e.time == at(index[j-1]).time && e.same == at(index[j-1]).same
			if older || again {
				l.gone = append(l.gone, e.order)
			}
		}
		i = end
	}
	slices.Sort(l.gone)
	l.blocks = nil
}

func (e *ledgerEntry) compare(f *ledgerEntry) int {
	return cmp.Or(
		bytes.Compare(e.key[:], f.key[:]),
		cmp.Compare(e.time, f.time),
		bytes.Compare(e.same[:], f.same[:]),
		cmp.Compare(e.order, f.order),
	)
}

// ledgerKey digests what makes documents speak of the same thing. Parts are
// length-prefixed: no text inside one can imitate a boundary.
func ledgerKey(d *Document) [16]byte {
	var room [256]byte
	b := room[:0]
	for _, s := range [...]string{d.Kind, d.Component, d.Subject, d.Collector} {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	b = binary.AppendVarint(b, int64(d.Entry))
	sum := sha256.Sum256(b)
	return [16]byte(sum[:16])
}

// content digests what a document says. Documents taken from one raw export may
// share the digest of its bytes; their pointers tell them apart.
func content(d *Document) [16]byte {
	if d.enveloped() || d.Pointer == "" {
		return [16]byte(d.Digest[:16])
	}
	sum := sha256.Sum256(append(d.Digest[:], d.Pointer...))
	return [16]byte(sum[:16])
}
