package shape

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
)

// Locate returns the byte offset of the value at each pointer; that of its
// nearest ancestor where there is none. The data must be JSON. One pass,
// however many pointers.
func Locate(data []byte, pointers []string) []int {
	if len(pointers) == 0 {
		return nil
	}
	offsets := map[string]int{}
	ancestors := map[string]bool{}
	for _, p := range pointers {
		for ancestors[p] = true; p != ""; ancestors[p] = true {
			p = p[:strings.LastIndexByte(p, '/')]
		}
	}
	walk := tour{scanner: scanner{data: data}}
	walk.space()
	walk.visit("", func(pointer string, start int) bool {
		if _, ok := offsets[pointer]; !ok && ancestors[pointer] {
			offsets[pointer] = start
		}
		if len(offsets) == len(ancestors) {
			walk.pos = len(data) // nothing more is asked
		}
		return ancestors[pointer]
	})
	out := make([]int, len(pointers))
	for i, p := range pointers {
		at, ok := offsets[p]
		for !ok && p != "" {
			p = p[:strings.LastIndexByte(p, '/')]
			at, ok = offsets[p]
		}
		out[i] = at
	}
	return out
}

// tour visits the values of a text that is known to be JSON.
type tour struct{ scanner }

// visit calls enter with the pointer and offset of the value at pos and goes
// into it where enter says so.
func (t *tour) visit(pointer string, enter func(pointer string, start int) bool) {
	inside := enter(pointer, t.pos)
	switch open := t.peek(); {
	case (open == '{' || open == '[') && inside:
		t.pos++
		t.space()
		for i := 0; t.peek() != '}' && t.peek() != ']' && t.pos < len(t.data); i++ {
			name := strconv.Itoa(i)
			if open == '{' {
				inner, _, _ := t.quoted()
				name = escape(string(unquote(nil, inner)))
				t.space()
				t.pos++ // the colon
				t.space()
			}
			t.visit(pointer+"/"+name, enter)
			t.space()
			if t.peek() == ',' {
				t.pos++
				t.space()
			}
		}
		t.pos++
	default:
		t.skip()
	}
}

// skip passes one value.
func (t *tour) skip() {
	depth := 0
	for t.pos < len(t.data) {
		switch t.data[t.pos] {
		case '"':
			t.quoted()
		case '{', '[':
			depth++
			t.pos++
		case '}', ']':
			if depth == 0 {
				return
			}
			depth--
			t.pos++
		case ',':
			if depth == 0 {
				return
			}
			t.pos++
		default:
			t.pos++
			continue
		}
		if depth == 0 {
			return
		}
	}
}

func escape(name string) string {
	return strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
}

// Lines turns byte offsets into lines and columns, both from 1; columns count
// characters.
func Lines(data []byte, offsets []int) [][2]int {
	order := make([]int, len(offsets))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return offsets[a] - offsets[b] })
	out := make([][2]int, len(offsets))
	line, column, pos := 1, 1, 0
	for _, i := range order {
		at := min(max(offsets[i], 0), len(data))
		if last := bytes.LastIndexByte(data[pos:at], '\n'); last >= 0 {
			line += bytes.Count(data[pos:at], []byte("\n"))
			column, pos = 1, pos+last+1
		}
		column += characters(data[pos:at]) // each byte once: a document may be one line
		pos = at
		out[i] = [2]int{line, column}
	}
	return out
}

// characters counts the first bytes of UTF-8 sequences.
func characters(b []byte) int {
	n := 0
	for _, c := range b {
		if c&0xC0 != 0x80 {
			n++
		}
	}
	return n
}
