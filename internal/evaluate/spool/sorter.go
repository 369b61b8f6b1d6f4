package spool

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"slices"
)

// Sorter takes records in any order and gives them back by key. It is for one
// goroutine; Merge joins several.
type Sorter struct {
	area  area
	limit int
	arena []byte  // keys and values of the current run
	index []entry // of the current run
	runs  []span  // sorted runs in area
	err   error
}

// entry finds one record in the arena. Prefix is the key's first eight bytes,
// which decide most comparisons.
type entry struct {
	prefix   uint64
	off      uint32
	key, val uint32
}

type span struct{ off, end int64 }

// NewSorter returns an empty Sorter that holds about limit bytes in memory and
// then spills to a file in dir.
func NewSorter(dir string, limit int) *Sorter {
	return &Sorter{area: area{dir: dir}, limit: min(max(limit, 64<<10), 1<<30)}
}

// Add copies a record. Records with equal keys come back in the order of their
// values.
func (s *Sorter) Add(key, value []byte) error {
	if s.err != nil {
		return s.err
	}
	need := len(key) + len(value)
	if len(s.index) > 0 && len(s.arena)+need+(len(s.index)+1)*24 > s.limit {
		if s.err = s.flush(); s.err != nil {
			return s.err
		}
	}
	if need > 1<<31 {
		s.err = errors.New("spool: record larger than 2 GiB")
		return s.err
	}
	s.index = append(s.index, entry{prefix(key), uint32(len(s.arena)), uint32(len(key)), uint32(len(value))})
	s.arena = append(append(s.arena, key...), value...)
	return nil
}

// prefix is the first eight bytes of key as a number that compares like them.
func prefix(key []byte) uint64 {
	if len(key) >= 8 {
		return binary.BigEndian.Uint64(key)
	}
	var b [8]byte
	copy(b[:], key)
	return binary.BigEndian.Uint64(b[:])
}

func (s *Sorter) sort() {
	slices.SortFunc(s.index, func(a, b entry) int {
		if a.prefix != b.prefix {
			return cmp.Compare(a.prefix, b.prefix)
		}
		ak, av := s.record(a)
		bk, bv := s.record(b)
		if c := bytes.Compare(ak, bk); c != 0 {
			return c
		}
		return bytes.Compare(av, bv)
	})
}

func (s *Sorter) record(e entry) (key, value []byte) {
	b := s.arena[e.off : int(e.off)+int(e.key)+int(e.val)]
	return b[:e.key], b[e.key:]
}

// flush writes the current run to the area.
func (s *Sorter) flush() error {
	s.sort()
	start := s.area.size
	block := make([]byte, 0, 128<<10)
	for _, e := range s.index {
		k, v := s.record(e)
		block = binary.AppendUvarint(block, uint64(len(k)))
		block = binary.AppendUvarint(block, uint64(len(v)))
		block = append(append(block, k...), v...)
		if len(block) >= 64<<10 {
			if _, err := s.area.append(block); err != nil {
				return err
			}
			block = block[:0]
		}
	}
	if _, err := s.area.append(block); err != nil {
		return err
	}
	s.runs = append(s.runs, span{start, s.area.size})
	s.index, s.arena = s.index[:0], s.arena[:0]
	return nil
}

// Close releases memory and file.
func (s *Sorter) Close() error {
	s.arena, s.index, s.runs = nil, nil, nil
	return s.area.close()
}

// Merge calls yield for the records of all sorters by key, equal keys by value.
// Key and value are valid until yield returns. The sorters take no more records
// afterwards, and may be merged again.
func Merge(sorters []*Sorter, yield func(key, value []byte) error) error {
	var m merger
	for _, s := range sorters {
		if s.err != nil {
			return s.err
		}
		s.sort()
		if len(s.index) > 0 {
			m = append(m, &cursor{sorter: s})
		}
		for _, r := range s.runs {
			m = append(m, &cursor{sorter: s, run: r, file: true})
		}
	}
	live := m[:0]
	for _, c := range m {
		ok, err := c.next()
		if err != nil {
			return err
		}
		if ok {
			live = append(live, c)
		}
	}
	m = live
	for i := len(m)/2 - 1; i >= 0; i-- {
		m.down(i)
	}
	for len(m) > 0 {
		c := m[0]
		if err := yield(c.key, c.value); err != nil {
			return err
		}
		ok, err := c.next()
		if err != nil {
			return err
		}
		if !ok {
			m[0] = m[len(m)-1]
			m = m[:len(m)-1]
		}
		m.down(0)
	}
	return nil
}

// cursor walks one sorted run, in memory or on disk.
type cursor struct {
	sorter     *Sorter
	at         int // in memory: index of the next entry
	file       bool
	run        span
	buf        []byte // read ahead
	rest       []byte // of buf
	prefix     uint64
	key, value []byte
}

const readAhead = 64 << 10

// next moves to the next record; ok is false at the end.
func (c *cursor) next() (ok bool, err error) {
	if !c.file {
		if c.at >= len(c.sorter.index) {
			return false, nil
		}
		e := c.sorter.index[c.at]
		c.at++
		c.key, c.value = c.sorter.record(e)
		c.prefix = e.prefix
		return true, nil
	}
	for {
		k, n := binary.Uvarint(c.rest)
		v, m := binary.Uvarint(c.rest[max(n, 0):])
		size := uint64(n+m) + k + v
		if n > 0 && m > 0 && uint64(len(c.rest)) >= size {
			c.key, c.value = c.rest[n+m:uint64(n+m)+k], c.rest[uint64(n+m)+k:size]
			c.prefix = prefix(c.key)
			c.rest = c.rest[size:]
			return true, nil
		}
		want := uint64(readAhead)
		if n > 0 && m > 0 {
			want = max(want, size)
		}
		if more, err := c.fill(want); err != nil || !more {
			return false, err
		}
	}
}

// fill reads on until rest holds want bytes or the run ends; more is false when
// there was nothing left to read.
func (c *cursor) fill(want uint64) (more bool, err error) {
	left := c.run.end - c.run.off
	if left == 0 {
		if len(c.rest) > 0 {
			err = errors.New("spool: temporary file ends inside a record")
		}
		return false, err
	}
	n := int(min(int64(want)-int64(len(c.rest)), left))
	if cap(c.buf) < len(c.rest)+n {
		c.buf = append(make([]byte, 0, len(c.rest)+n), c.rest...)
	} else {
		c.buf = c.buf[:copy(c.buf[:cap(c.buf)], c.rest)]
	}
	at := len(c.buf)
	c.buf = c.buf[:at+n]
	got, err := c.sorter.area.view(c.buf[at:at:at+n], c.run.off, n)
	if err != nil {
		return false, err
	}
	copy(c.buf[at:], got)
	c.run.off += int64(n)
	c.rest = c.buf
	return true, nil
}

// merger is a binary heap of cursors, the least record first.
type merger []*cursor

func (m merger) less(i, j int) bool {
	a, b := m[i], m[j]
	if a.prefix != b.prefix {
		return a.prefix < b.prefix
	}
	if c := bytes.Compare(a.key, b.key); c != 0 {
		return c < 0
	}
	return bytes.Compare(a.value, b.value) < 0
}

func (m merger) down(i int) {
	for {
		l := 2*i + 1
		if l >= len(m) {
			return
		}
		if r := l + 1; r < len(m) && m.less(r, l) {
			l = r
		}
		if !m.less(l, i) {
			return
		}
		m[i], m[l] = m[l], m[i]
		i = l
	}
}

// Reset empties the sorter and keeps its memory.
func (s *Sorter) Reset() {
	s.arena, s.index, s.runs = s.arena[:0], s.index[:0], nil
	s.area.reset()
}
