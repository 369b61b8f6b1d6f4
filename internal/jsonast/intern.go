package jsonast

import (
	"encoding/binary"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

const (
	fewSlots = 256  // of a decoder's first documents: a table that is never filled is not worth its memory
	slots    = 2048 // of later ones; both are powers of two
	fewTexts = 8    // after how many documents a decoder takes the larger table
	window   = 8    // slots tried for one string, so that no input makes a look-up slow
	keyMax   = 64   // longest key kept, bytes
	valueMax = 32   // longest value kept, bytes
)

// table keeps terms of strings that recur, across documents. Nothing is ever
// evicted: a string that found no room stays outside, which is what makes the
// marks of duplicate complete. Memory stays below 400 KB.
type table struct {
	entries []entry
	seen    []uint32 // hash of the last new value per slot: a value enters on its second sighting
	seq     uint64   // number of objects closed so far
}

type entry struct {
	str  string
	term *ast.Term
	mark uint64 // the object, by seq, that last held this key
}

func newTable(slots int) table {
	return table{entries: make([]entry, slots+window), seen: make([]uint32, slots)}
}

// hash mixes length and up to 16 bytes of s, from both ends. Strings that agree
// on those share a window; that costs room in the table, nothing else.
func hash(s string) uint64 {
	const k1, k2 = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93
	n := len(s)
	b := []byte(s)
	var x, y uint64
	switch {
	case n >= 8:
		x = binary.LittleEndian.Uint64(b)
		y = binary.LittleEndian.Uint64(b[n-8:])
	case n >= 4:
		x = uint64(binary.LittleEndian.Uint32(b))
		y = uint64(binary.LittleEndian.Uint32(b[n-4:]))
	case n > 0:
		x = uint64(b[0]) | uint64(b[n>>1])<<8 | uint64(b[n-1])<<16
	}
	h := (x ^ uint64(n)*k2) * k1
	h = (h ^ h>>32 ^ y) * k2
	return h ^ h>>29
}

// find returns the entry of s; where it has none, an empty entry that may take
// it, or nil when its window is full.
func (t *table) find(s string, h uint64) *entry {
	i := int(h) & (len(t.seen) - 1)
	w := t.entries[i : i+window]
	for j := range w {
		if e := &w[j]; e.term == nil || e.str == s {
			return e
		}
	}
	return nil
}

// keep puts a copy of s into e; a copy, because s aliases a document.
func (e *entry) keep(s string) {
	e.str = strings.Clone(s)
	e.term = ast.InternedTerm(e.str)
}

// key gives the term of an object key, and its entry unless the table has no
// room for it.
func (d *Decoder) key(s string) (*entry, *ast.Term) {
	if len(s) <= keyMax {
		if e := d.tab.find(s, hash(s)); e != nil {
			if e.term == nil {
				e.keep(s)
			}
			return e, e.term
		}
	}
	return nil, d.term(ast.String(s))
}

// str gives the term of a string value.
func (d *Decoder) str(s string) *ast.Term {
	if len(s) <= valueMax {
		h := hash(s)
		if e := d.tab.find(s, h); e != nil {
			if e.term != nil {
				return e.term
			}
			seen, tag := &d.tab.seen[int(h)&(len(d.tab.seen)-1)], uint32(h>>32)|1
			if *seen == tag {
				e.keep(s)
				return e.term
			}
			*seen = tag
		}
	}
	return d.term(ast.String(s))
}

// duplicate returns the first key that stands a second time among the members
// from first on, the object just read; nil when there is none. Kept keys are
// marked with the object's number; the others, rare, are compared.
func (d *Decoder) duplicate(first int) *member {
	d.tab.seq++
	seq, loose := d.tab.seq, 0
	members := d.members[first:]
	for i := range members {
		m := &members[i]
		if m.entry == nil {
			loose++
			continue
		}
		if m.entry.mark == seq {
			return m
		}
		m.entry.mark = seq
	}
	if loose < 2 {
		return nil
	}
	return looseDuplicate(members, loose)
}

func looseDuplicate(members []member, n int) *member {
	have := make(map[string]struct{}, n)
	for i := range members {
		m := &members[i]
		if m.entry != nil {
			continue
		}
		if _, ok := have[m.key]; ok {
			return m
		}
		have[m.key] = struct{}{}
	}
	return nil
}
