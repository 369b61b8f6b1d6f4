package raw

import (
	"bytes"
	"strings"
)

// HeadSize is how many bytes of a file a Head wants to see.
const HeadSize = 64 << 10

// Head is the beginning of a file, for telling formats apart: by the names of
// its members and by its root element, never by the file's name. It judges
// nothing.
type Head struct {
	// Text is what the file begins with, without byte order mark and white
	// space.
	Text []byte
	// List is set where the text is an array; the members are then those of
	// its first element. Lines is set where the text is one object after
	// another, and the members are those of the first.
	List, Lines bool
	members     map[string][]byte
	local, root string
}

// NewHead looks at the first bytes of a file, up to HeadSize of them.
func NewHead(b []byte) Head {
	h := Head{Text: bytes.TrimLeft(bytes.TrimPrefix(b[:min(len(b), HeadSize)], []byte("\xef\xbb\xbf")), " \t\r\n")}
	text := h.Text
	switch {
	case len(text) == 0:
		return h
	case text[0] == '<':
		h.root = rootTag(text)
		h.local = localName(h.root)
		return h
	case text[0] == '[':
		h.List = true
		text = bytes.TrimLeft(text[1:], " \t\r\n")
	case text[0] == '{':
		rest := bytes.TrimLeft(text[value(text, 0):], " \t\r\n")
		h.Lines = len(rest) > 0 && rest[0] == '{'
	}
	h.members = membersOf(text)
	return h
}

// membersOf are the first 128 top members of the object that text begins with.
func membersOf(text []byte) map[string][]byte {
	out := map[string][]byte{}
	Members(text, func(name string, value []byte) bool {
		out[name] = value
		return len(out) < 128
	})
	return out
}

// Has says whether every one of the members is there.
func (h Head) Has(names ...string) bool {
	for _, n := range names {
		if _, ok := h.members[n]; !ok {
			return false
		}
	}
	return true
}

// Value is a member as it is written, as far as it is in the head: a text with
// its quotes; "" where there is none.
func (h Head) Value(name string) string { return string(h.members[name]) }

// Is says whether a member is this very text.
func (h Head) Is(name, text string) bool { return h.Value(name) == `"`+text+`"` }

// In is the head of what a member holds: an object, or an array's first
// element.
func (h Head) In(name string) Head { return NewHead(h.members[name]) }

// Root is the local name of an XML file's root element, "" where it is no XML;
// tag is the whole start tag, with its namespaces.
func (h Head) Root() (local, tag string) { return h.local, h.root }

// rootTag is the start tag of the root element without its last bracket, ""
// where the head does not reach it.
func rootTag(text []byte) string {
	for len(text) > 0 && text[0] == '<' {
		end := ">"
		switch {
		case bytes.HasPrefix(text, []byte("<!--")):
			end = "-->"
		case bytes.HasPrefix(text, []byte("<!")):
			// Declarations may stand within a document type, in brackets.
			before, inside, ok := bytes.Cut(text, []byte("["))
			if ok && !bytes.Contains(before, []byte(">")) {
				_, text, _ = bytes.Cut(inside, []byte("]"))
			}
		case bytes.HasPrefix(text, []byte("<?")):
		default:
			tag, _, _ := bytes.Cut(text, []byte(">"))
			return string(tag)
		}
		_, after, ok := bytes.Cut(text, []byte(end))
		if !ok {
			return ""
		}
		text = bytes.TrimLeft(after, " \t\r\n")
	}
	return ""
}

func localName(tag string) string {
	name := strings.TrimPrefix(tag, "<")
	if i := strings.IndexAny(name, " \t\r\n/"); i >= 0 {
		name = name[:i]
	}
	if _, local, ok := strings.Cut(name, ":"); ok {
		name = local
	}
	return name
}

// Members walks the top members of the JSON object that text begins with, as
// far as they are there, without reading inside their values; a value cut off
// by the end of text is given as far as it goes. It stops when see says so, or
// when the text is no object any more. It judges nothing: it is for telling
// formats apart.
func Members(text []byte, see func(name string, value []byte) bool) {
	i := space(text, 0)
	if i >= len(text) || text[i] != '{' {
		return
	}
	for i = space(text, i+1); i < len(text) && text[i] == '"'; i = space(text, i+1) {
		end := quoted(text, i)
		name := text[i+1 : max(end-1, i+1)]
		if i = space(text, end); i >= len(text) || text[i] != ':' {
			return
		}
		start := space(text, i+1)
		i = value(text, start)
		if !see(string(name), text[start:i]) {
			return
		}
		if i = space(text, i); i >= len(text) || text[i] != ',' {
			return
		}
	}
}

func space(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}

// quoted is the offset behind the string that begins at i.
func quoted(b []byte, i int) int {
	for i++; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}

// value is the offset behind the value that begins at i.
func value(b []byte, i int) int {
	for depth := 0; i < len(b); {
		switch b[i] {
		case '"':
			i = quoted(b, i)
		case '{', '[':
			depth++
			i++
		case '}', ']':
			if depth--; depth < 0 {
				return i
			}
			i++
		case ',':
			if depth == 0 {
				return i
			}
			i++
			continue
		default:
			i++
			continue
		}
		if depth == 0 && i < len(b) && i > 0 && (b[i-1] == '"' || b[i-1] == '}' || b[i-1] == ']') {
			return i
		}
	}
	return len(b)
}
