package markup

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// piece is a node of a line that is being read, or a mark that may yet turn out
// to begin or end one.
type piece struct {
	node  Node
	depth int // of what node holds

	mark        byte // * _ " ~ ^ of emphasis and its like, [ or ! of a link or image; 0: none
	count       int  // of the marks in a row
	open, close bool
	dead        bool // a [ that can begin no link any more
}

// liner reads the text of one block.
type liner struct {
	s        string
	pos      int
	plain    int // where text not yet taken begins
	pieces   []piece
	brackets []int // of pieces
	deep     int
	budget   int // bytes that may be looked at in vain
}

var (
	insertion = regexp.MustCompile(`^\{\{\s*insert:\s*([\pL_][\pL\pN._-]*),\s*([\pL_][\pL\pN._-]*)\s*\}\}`)
	entity    = regexp.MustCompile(`^&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`)
	autolink  = regexp.MustCompile(`^<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*)>`)
	name      = regexp.MustCompile(`^[\pL_][\pL\pN._-]*$`)
)

func ncName(s string) bool { return name.MatchString(s) }

// line reads Markdown within a block, deep elements down.
func line(s string, deep int) []Node {
	l := &liner{s: s, deep: deep, budget: 8*len(s) + 4096}
	for l.pos < len(s) {
		l.step()
	}
	l.flush(l.pos)
	return l.resolve(l.pieces)
}

// step takes what stands at pos.
func (l *liner) step() {
	rest := l.s[l.pos:]
	switch c := rest[0]; c {
	case '\\':
		l.escape(rest)
	case '\n':
		l.newline()
	case '`':
		l.code(rest)
	case '*', '_':
		l.marks(c, run(rest, c))
	case '"':
		l.marks(c, 1)
	case '~', '^':
		if n := run(rest, c); n > 1 {
			l.pos += n
		} else {
			l.marks(c, 1)
		}
	case '{':
		if m := insertion.FindStringSubmatch(rest); m != nil {
			l.take(len(m[0]), Node{Name: "insert", Attrs: []Attr{{"type", m[1]}, {"id-ref", m[2]}}}, 0)
		} else {
			l.pos++
		}
	case '&':
		if m := entity.FindString(rest); m != "" {
			if char := html.UnescapeString(m); char != m && Unwritable(char) < 0 {
				l.take(len(m), text(char), 0)
				return
			}
		}
		l.pos++
	case '<':
		l.angle(rest)
	case '!':
		if strings.HasPrefix(rest, "![") {
			l.bracket(2, '!')
		} else {
			l.pos++
		}
	case '[':
		l.bracket(1, '[')
	case ']':
		l.closing()
	default:
		l.pos++
	}
}

// run counts the characters c that s begins with.
func run(s string, c byte) int {
	n := 0
	for n < len(s) && s[n] == c {
		n++
	}
	return n
}

// flush takes the text before end.
func (l *liner) flush(end int) {
	if l.plain < end {
		l.pieces = append(l.pieces, piece{node: text(l.s[l.plain:end])})
	}
	l.plain = end
}

// take takes the next size bytes as a node.
func (l *liner) take(size int, n Node, depth int) {
	l.flush(l.pos)
	l.pieces = append(l.pieces, piece{node: n, depth: depth})
	l.pos += size
	l.plain = l.pos
}

func (l *liner) escape(rest string) {
	switch {
	case len(rest) > 1 && rest[1] == '\n':
		l.take(2, Node{Name: "br"}, 0)
	case len(rest) > 1 && punctuation(rest[1]):
		l.take(2, text(rest[1:2]), 0)
	default:
		l.pos++
	}
}

// newline is a break where two spaces stand before it.
func (l *liner) newline() {
	before := l.s[l.plain:l.pos]
	if kept := strings.TrimRight(before, " "); len(before)-len(kept) >= 2 {
		end := l.pos
		l.flush(l.plain + len(kept))
		l.pos, l.plain = end, end
		l.take(1, Node{Name: "br"}, 0)
		return
	}
	l.pos++
}

func (l *liner) code(rest string) {
	n := run(rest, '`')
	for at := n; at < len(rest) && l.budget > 0; {
		i := strings.IndexByte(rest[at:], '`')
		if i < 0 {
			l.budget -= len(rest) - at
			break
		}
		l.budget -= i
		at += i
		m := run(rest[at:], '`')
		if m == n {
			inner := rest[n:at]
			if len(inner) > 1 && inner[0] == ' ' && inner[len(inner)-1] == ' ' && strings.Trim(inner, " ") != "" {
				inner = inner[1 : len(inner)-1]
			}
			l.take(at+n, Node{Name: "code", Kids: add(nil, text(inner))}, 1)
			return
		}
		at += m
	}
	l.pos += n
}

// angle takes an element written as such, or an address.
func (l *liner) angle(rest string) {
	if m := autolink.FindStringSubmatch(rest); m != nil {
		l.take(len(m[0]), Node{Name: "a", Attrs: []Attr{{"href", m[1]}}, Kids: []Node{text(m[1])}}, 1)
		return
	}
	if len(rest) > 1 && 'a' <= rest[1] && rest[1] <= 'z' && l.budget > 0 {
		n, size, err := fragment(rest, inlines, l.deep)
		if err == nil {
			l.take(size, n, height(n))
			return
		}
		l.budget -= size
	}
	l.pos++
}

func height(n Node) int {
	most := 0
	for _, k := range n.Kids {
		most = max(most, 1+height(k))
	}
	return most
}

// marks takes a row of marks of emphasis and its like.
func (l *liner) marks(c byte, n int) {
	before, _ := utf8.DecodeLastRuneInString(l.s[:l.pos])
	after, _ := utf8.DecodeRuneInString(l.s[l.pos+n:])
	blankBefore, blankAfter := l.pos == 0 || unicode.IsSpace(before), l.pos+n == len(l.s) || unicode.IsSpace(after)
	markBefore, markAfter := sign(before), sign(after)
	left := !blankAfter && (!markAfter || blankBefore || markBefore)
	right := !blankBefore && (!markBefore || blankAfter || markAfter)
	p := piece{node: text(l.s[l.pos : l.pos+n]), mark: c, count: n, open: left, close: right}
	if c == '_' {
		p.open, p.close = left && (!right || markBefore), right && (!left || markAfter)
	}
	l.flush(l.pos)
	l.pieces = append(l.pieces, p)
	l.pos += n
	l.plain = l.pos
}

func sign(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }

func punctuation(c byte) bool { return c > ' ' && c < 0x7f && sign(rune(c)) }

func (l *liner) bracket(size int, mark byte) {
	l.flush(l.pos)
	l.brackets = append(l.brackets, len(l.pieces))
	l.pieces = append(l.pieces, piece{node: text(l.s[l.pos : l.pos+size]), mark: mark})
	l.pos += size
	l.plain = l.pos
}

// closing ends a link or an image where it can.
func (l *liner) closing() {
	if len(l.brackets) == 0 {
		l.pos++
		return
	}
	l.flush(l.pos)
	at := l.brackets[len(l.brackets)-1]
	l.brackets = l.brackets[:len(l.brackets)-1]
	open := l.pieces[at]
	href, title, size, ok := l.target(l.pos + 1)
	if !ok || open.dead {
		l.pos++
		return
	}
	inner := l.resolve(slices.Clone(l.pieces[at+1:]))
	n, depth := Node{Name: "img"}, 0
	if open.mark == '[' {
		n = Node{Name: "a", Attrs: []Attr{{"href", href}}, Kids: inner}
		if depth = height(n); depth+l.deep >= MaxDepth || slices.ContainsFunc(inner, func(k Node) bool { return !phrase(k) }) {
			l.pos++
			return
		}
		for _, i := range l.brackets {
			l.pieces[i].dead = l.pieces[i].dead || l.pieces[i].mark == '['
		}
	} else {
		if alt := words(inner); alt != "" {
			n.Attrs = []Attr{{"alt", alt}}
		}
		n.Attrs = append(n.Attrs, Attr{"src", href})
	}
	if title != "" {
		n.Attrs = append(n.Attrs, Attr{"title", title})
	}
	l.pieces = append(l.pieces[:at], piece{node: n, depth: depth})
	l.pos += 1 + size
	l.plain = l.pos
}

// phrase says whether a node may stand in a link.
func phrase(n Node) bool { return n.Name == "" || slices.Contains(phrases, n.Name) }

// words is the text of nodes without their elements.
func words(nodes []Node) string {
	var b strings.Builder
	for _, n := range nodes {
		b.WriteString(n.Text + n.attr("alt") + words(n.Kids))
	}
	return b.String()
}

// target reads (address "title") at an offset.
func (l *liner) target(at int) (href, title string, size int, ok bool) {
	s := l.s[at:]
	if !strings.HasPrefix(s, "(") || l.budget <= 0 {
		return "", "", 0, false
	}
	i := 1 + blanks(s[1:])
	defer func() {
		if !ok {
			l.budget -= i
		}
	}()
	start := i
	if strings.HasPrefix(s[i:], "<") {
		for i++; i < len(s) && s[i] != '>'; i++ {
			if s[i] == '\\' && i+1 < len(s) {
				i++
			}
			if s[i] == '\n' || s[i] == '<' {
				return "", "", 0, false
			}
		}
		if i >= len(s) {
			return "", "", 0, false
		}
		href = literal(s[start+1 : i])
		i++
	} else {
		for level := 0; i < len(s) && s[i] > ' ' && s[i] != 0x7f; i++ {
			if s[i] == '\\' && i+1 < len(s) && punctuation(s[i+1]) {
				i++
			} else if s[i] == '(' {
				level++
			} else if s[i] == ')' {
				if level--; level < 0 {
					break
				}
			}
		}
		href = literal(s[start:i])
	}
	gap := blanks(s[i:])
	i += gap
	if i < len(s) && gap > 0 && strings.IndexByte(`"'(`, s[i]) >= 0 {
		end := s[i]
		if end == '(' {
			end = ')'
		}
		from := i + 1
		for i++; i < len(s) && s[i] != end; i++ {
			if s[i] == '\\' && i+1 < len(s) {
				i++
			}
		}
		if i >= len(s) {
			return "", "", 0, false
		}
		title = literal(s[from:i])
		i++
		i += blanks(s[i:])
	}
	if i >= len(s) || s[i] != ')' {
		return "", "", 0, false
	}
	return href, title, i + 1, true
}

// blanks counts the white space that s begins with.
func blanks(s string) int {
	n := 0
	for n < len(s) && space(s[n]) {
		n++
	}
	return n
}

// literal is s without escapes.
func literal(s string) string {
	if strings.IndexByte(s, '\\') < 0 && strings.IndexByte(s, '&') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && punctuation(s[i+1]) {
			i++
		} else if m := entity.FindString(s[i:]); m != "" {
			if char := html.UnescapeString(m); char != m && Unwritable(char) < 0 {
				b.WriteString(char)
				i += len(m) - 1
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// bottom is below what no opener of a closer's kind was found.
type bottom struct {
	mark byte
	open bool
	size int
}

// resolve pairs the marks of pieces, as CommonMark does.
func (l *liner) resolve(pieces []piece) []Node {
	var out []piece
	lowest := map[bottom]int{}
	for _, p := range pieces {
		if !strings.ContainsRune(`*_"~^`, rune(p.mark)) || p.mark == 0 {
			out = append(out, p)
			continue
		}
		key := bottom{p.mark, p.open, p.count % 3}
		for p.close && p.count > 0 {
			i := len(out) - 1
			for low := min(lowest[key], len(out)); i >= low && !pairs(out[i], p); i-- {
			}
			if i < min(lowest[key], len(out)) {
				lowest[key] = len(out)
				break
			}
			depth := deepest(out[i+1:])
			if depth+l.deep+1 >= MaxDepth {
				lowest[key] = len(out)
				break
			}
			n := gather(out[i+1:])
			used := 1
			made := Node{Name: map[byte]string{'*': "em", '_': "em", '"': "q", '~': "sub", '^': "sup"}[p.mark], Kids: n}
			if (p.mark == '*' || p.mark == '_') && p.count > 1 && out[i].count > 1 {
				used, made.Name = 2, "strong"
			}
			p.count -= used
			out[i].count -= used
			keep := i
			if out[i].count > 0 {
				out[i].node = text(out[i].node.Text[:out[i].count])
				keep++
			}
			out = append(out[:keep], piece{node: made, depth: depth + 1})
			for k, v := range lowest {
				lowest[k] = min(v, keep)
			}
		}
		if p.count > 0 {
			p.node = text(p.node.Text[:p.count])
			if !p.open {
				p.mark = 0
			}
			out = append(out, p)
		}
	}
	return gather(out)
}

// pairs says whether an opener and a closer belong together.
func pairs(open, end piece) bool {
	if open.mark != end.mark || !open.open {
		return false
	}
	three := (open.close || end.open) && (open.count+end.count)%3 == 0 && (open.count%3 != 0 || end.count%3 != 0)
	return !three || end.mark != '*' && end.mark != '_'
}

// gather is the nodes of pieces, marks left over as text.
func gather(pieces []piece) []Node {
	var nodes []Node
	var plain strings.Builder
	for _, p := range pieces {
		if p.node.Name == "" {
			plain.WriteString(p.node.Text)
			continue
		}
		nodes = append(add(nodes, text(plain.String())), p.node)
		plain.Reset()
	}
	return add(nodes, text(plain.String()))
}

// deepest is how deep the nodes of pieces nest.
func deepest(pieces []piece) int {
	depth := 0
	for _, p := range pieces {
		depth = max(depth, p.depth)
	}
	return depth
}
