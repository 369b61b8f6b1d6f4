package generate

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// width is the longest line layout writes where it has a choice.
const width = 160

// layout writes v as JSON that is small and still reads well in a diff: a value
// that fits on one line stands on one line, members of an object and plain
// values of a list fill lines, other elements of a list have a line each.
func layout(v any) ([]byte, error) {
	var flat bytes.Buffer
	enc := json.NewEncoder(&flat)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("write OSCAL: %w", err)
	}
	root, err := parse(json.NewDecoder(&flat))
	if err != nil {
		return nil, fmt.Errorf("write OSCAL: %w", err)
	}
	var out bytes.Buffer
	root.print(&out, 0, 0)
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// node is a JSON value that keeps the order of its members. A scalar has text;
// an array or object has the bracket that opens it.
type node struct {
	text  string
	open  byte
	keys  []string // of an object, quoted
	items []node
	size  int // bytes when written on one line
}

func parse(dec *json.Decoder) (node, error) {
	token, err := dec.Token()
	if err != nil {
		return node{}, err
	}
	delim, isDelim := token.(json.Delim)
	if !isDelim {
		text := quote(token)
		return node{text: text, size: len(text)}, nil
	}
	n := node{open: byte(delim), size: len("[]")}
	for dec.More() {
		if n.open == '{' {
			key, err := dec.Token()
			if err != nil {
				return node{}, err
			}
			n.keys = append(n.keys, quote(key))
		}
		item, err := parse(dec)
		if err != nil {
			return node{}, err
		}
		n.items = append(n.items, item)
		n.size += len(n.key(len(n.items)-1)) + item.size
	}
	n.size += len(", ") * max(0, len(n.items)-1)
	_, err = dec.Token()
	return n, err
}

// quote writes a scalar; it cannot fail on what a decoder returned.
func quote(token any) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(token)
	return string(bytes.TrimSpace(b.Bytes()))
}

func (n *node) close() byte { return n.open + 2 } // '[' → ']', '{' → '}'

// key is the text before item i.
func (n *node) key(i int) string {
	if n.open == '{' {
		return n.keys[i] + ": "
	}
	return ""
}

// flat writes n on one line.
func (n *node) flat(b *bytes.Buffer) {
	if n.open == 0 {
		b.WriteString(n.text)
		return
	}
	b.WriteByte(n.open)
	for i := range n.items {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(n.key(i))
		n.items[i].flat(b)
	}
	b.WriteByte(n.close())
}

// print writes n at the given depth, with column bytes already on the line.
func (n *node) print(b *bytes.Buffer, depth, column int) {
	if n.open == 0 || column+n.size <= width {
		n.flat(b)
		return
	}
	b.WriteByte(n.open)
	if n.open == '{' || n.scalars() {
		n.fill(b, depth+1, column+1)
	} else {
		for i := range n.items {
			if i > 0 {
				b.WriteByte(',')
			}
			newline(b, depth+1)
			n.items[i].print(b, depth+1, depth+1)
		}
		newline(b, depth)
	}
	b.WriteByte(n.close())
}

// scalars says whether n is a list of plain values.
func (n *node) scalars() bool {
	for i := range n.items {
		if n.items[i].open != 0 {
			return false
		}
	}
	return n.open == '['
}

// fill writes items one after the other on as many lines as needed; what does
// not fit on a line of its own is broken up.
func (n *node) fill(b *bytes.Buffer, depth, column int) {
	for i := range n.items {
		size := len(n.key(i)) + n.items[i].size
		if i > 0 {
			b.WriteByte(',')
			column++
			if column+1+size < width {
				b.WriteByte(' ')
				column++
			} else {
				newline(b, depth)
				column = depth
			}
		}
		b.WriteString(n.key(i))
		if column+size < width {
			n.items[i].flat(b)
			column += size
			continue
		}
		n.items[i].print(b, depth, column+len(n.key(i)))
		column = width
	}
}

func newline(b *bytes.Buffer, depth int) {
	b.WriteByte('\n')
	for range depth {
		b.WriteByte(' ')
	}
}
