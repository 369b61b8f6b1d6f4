package spool

import "encoding/binary"

// blockSize is how much a stream of a Log, and a block of a Table, gathers
// before it is placed.
const blockSize = 16 << 10

// Log keeps append-only streams of records, numbered from 0. Appending is for
// one goroutine and ends with Flush; reading is then safe for any number.
type Log struct {
	area    area
	streams []stream
	limit   int // bytes that all unplaced blocks may hold
	held    int
}

type stream struct {
	block  []byte
	blocks []span
}

// NewLog returns an empty Log that holds about limit bytes in memory.
func NewLog(dir string, limit int) *Log {
	limit = max(limit, 256<<10)
	return &Log{area: area{dir: dir, limit: limit / 2}, limit: limit / 2}
}

// Append copies a record to the end of a stream.
func (l *Log) Append(n int, record []byte) error {
	for len(l.streams) <= n {
		l.streams = append(l.streams, stream{})
	}
	s := &l.streams[n]
	before := len(s.block)
	s.block = binary.AppendUvarint(s.block, uint64(len(record)))
	s.block = append(s.block, record...)
	l.held += len(s.block) - before
	if len(s.block) >= blockSize {
		return l.place(s)
	}
	if l.held > l.limit {
		return l.Flush()
	}
	return nil
}

// place moves a stream's block to the area.
func (l *Log) place(s *stream) error {
	if len(s.block) == 0 {
		return nil
	}
	off, err := l.area.append(s.block)
	if err != nil {
		return err
	}
	s.blocks = append(s.blocks, span{off, off + int64(len(s.block))})
	l.held -= len(s.block)
	if cap(s.block) > 2*blockSize {
		s.block = nil
	}
	s.block = s.block[:0]
	return nil
}

// Flush places all blocks, so that every record can be read.
func (l *Log) Flush() error {
	for i := range l.streams {
		if err := l.place(&l.streams[i]); err != nil {
			return err
		}
	}
	return nil
}

// Read calls yield for each record of a stream in order, until it returns
// false. A record is valid until yield returns.
func (l *Log) Read(n int, yield func(record []byte) bool) error {
	if n >= len(l.streams) {
		return nil
	}
	var buf []byte
	for _, b := range l.streams[n].blocks {
		block, err := l.area.view(buf, b.off, int(b.end-b.off))
		if err != nil {
			return err
		}
		if l.area.file != nil {
			buf = block
		}
		for len(block) > 0 {
			size, w := binary.Uvarint(block)
			end := w + int(size)
			if !yield(block[w:end:end]) {
				return nil
			}
			block = block[end:]
		}
	}
	return nil
}

// Close releases memory and file.
func (l *Log) Close() error {
	l.streams = nil
	return l.area.close()
}

// Table numbers records from 0 in the order they are added, and finds them
// again by number. Adding is for one goroutine and ends with Flush; Readers may
// then work side by side.
type Table struct {
	area   area
	block  []byte
	blocks []span // of perBlock records each, but for the last
	count  int
}

// perBlock is how many records share a block: few enough that finding one is
// cheap, many enough that the list of blocks stays small.
const perBlock = 64

// NewTable returns an empty Table that holds about limit bytes in memory.
func NewTable(dir string, limit int) *Table {
	return &Table{area: area{dir: dir, limit: limit}}
}

// Add copies a record and returns its number.
func (t *Table) Add(record []byte) (int, error) {
	t.block = binary.AppendUvarint(t.block, uint64(len(record)))
	t.block = append(t.block, record...)
	t.count++
	if t.count%perBlock == 0 {
		if err := t.Flush(); err != nil {
			return 0, err
		}
	}
	return t.count - 1, nil
}

// Len is the number of records.
func (t *Table) Len() int { return t.count }

// Flush places the last block. No record may be added afterwards unless Len is
// a multiple of the block's size.
func (t *Table) Flush() error {
	if len(t.block) == 0 {
		return nil
	}
	off, err := t.area.append(t.block)
	if err != nil {
		return err
	}
	t.blocks = append(t.blocks, span{off, off + int64(len(t.block))})
	t.block = t.block[:0]
	return nil
}

// Close releases memory and file.
func (t *Table) Close() error {
	t.block, t.blocks = nil, nil
	return t.area.close()
}

// Reader finds records of a Table; it is quick when their numbers ascend.
type Reader struct {
	table *Table
	buf   []byte
	block int // whose bytes rest is in; -1 for none
	next  int // number of the record that rest begins with
	rest  []byte
}

// Reader returns a new Reader for one goroutine.
func (t *Table) Reader() *Reader { return &Reader{table: t, block: -1} }

// Get returns a record, valid until the next Get. It panics on a number that
// was never given.
func (r *Reader) Get(n int) ([]byte, error) {
	if b := n / perBlock; b != r.block || n < r.next {
		at := r.table.blocks[b]
		block, err := r.table.area.view(r.buf, at.off, int(at.end-at.off))
		if err != nil {
			return nil, err
		}
		if r.table.area.file != nil {
			r.buf = block
		}
		r.block, r.next, r.rest = b, b*perBlock, block
	}
	for {
		size, w := binary.Uvarint(r.rest)
		end := w + int(size)
		record := r.rest[w:end:end]
		r.rest = r.rest[end:]
		r.next++
		if r.next > n {
			return record, nil
		}
	}
}
