package markup

import (
	"bytes"
	"slices"
	"strings"
)

// The ways to write a tree, from the one people read best to the one that can
// say everything.
const (
	usual    = iota // NIST's spelling: * ` ~ ^ " escaped, and what would be read otherwise
	careful         // every sign escaped
	elements        // and elements as such, within Markdown's blocks
	raw             // blocks as elements too
)

// Markdown writes a tree, which Parse reads as the same tree.
func Markdown(nodes []Node, multiline bool) string {
	if line := nodes; len(nodes) == 1 {
		if multiline && nodes[0].Name == "p" {
			line = nodes[0].Kids
		}
		if len(line) == 1 && line[0].Name == "" && simple(line[0].Text) {
			return line[0].Text
		}
	}
	if !multiline {
		for way := usual; ; way++ {
			if s := spell(nodes, way, false); way >= elements || Equal(Parse(s, false), nodes) {
				return s
			}
		}
	}
	ways := make([]int, len(nodes))
	for i := range nodes {
		ways[i] = way(nodes[i])
	}
	for least := usual; ; least++ {
		s := join(nodes, ways)
		if least > raw || Equal(Parse(s, true), nodes) {
			return s
		}
		for i := range ways { // neighbours that run together: lists first
			if least > usual || nodes[i].Name == "ul" || nodes[i].Name == "ol" || nodes[i].Name == "pre" {
				ways[i] = raw
			}
		}
	}
}

// way is the first way in which a block comes back alone.
func way(n Node) int {
	for way := usual; way < raw; way++ {
		if back := Parse(block(n, way), true); Equal(back, []Node{n}) {
			return way
		}
	}
	return raw
}

func join(nodes []Node, ways []int) string {
	var b strings.Builder
	for i, n := range nodes {
		if i > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString(block(n, ways[i]))
		if (n.Name == "ul" || n.Name == "ol") && ways[i] < raw {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func block(n Node, way int) string {
	if way == raw {
		return string(element(nil, n, onOneLine))
	}
	switch n.Name {
	case "p":
		return starts(spell(n.Kids, way, true), way)
	case "hr":
		return "---"
	case "pre":
		return preformatted(n)
	case "ul", "ol":
		return list(n, way)
	case "blockquote":
		return indent("> "+inner(n.Kids, way), "> ", ">")
	case "table":
		return table(n, way)
	case "img":
		return spell([]Node{n}, way, false)
	}
	s := spell(n.Kids, way, false)
	return strings.Repeat("#", int(n.Name[1]-'0')) + strings.TrimRight(" "+s, " ")
}

// inner is join with one way for all.
func inner(nodes []Node, way int) string {
	return join(nodes, slices.Repeat([]int{way}, len(nodes)))
}

// starts escapes what begins a block at the start of a line.
func starts(s string, way int) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		at := blanks(l)
		if at == len(l) || way > usual && l[at] == '\\' {
			continue
		}
		if m := marker.FindStringSubmatch(l); m != nil {
			at += len(m[2]) - 1
		} else if !begins(l) && !underline.MatchString(l) && !delimiter.MatchString(l) {
			continue
		}
		if punctuation(l[at]) && l[at] != '\\' {
			lines[i] = l[:at] + `\` + l[at:]
		}
	}
	return strings.Join(lines, "\n")
}

func preformatted(n Node) string {
	marks := "```"
	for strings.Contains(words(n.Kids), marks) {
		marks += "`"
	}
	return marks + "\n" + words(n.Kids) + "\n" + marks
}

func list(n Node, way int) string {
	var b strings.Builder
	mark := "* "
	if n.Name == "ol" {
		mark = "1. "
		if start := n.attr("start"); start != "" {
			mark = start + ". "
		}
	}
	for i, item := range n.Kids {
		if i > 0 {
			b.WriteByte('\n')
		}
		s := within(item.Kids, way)
		loose := slices.ContainsFunc(item.Kids, func(k Node) bool { return k.Name == "p" })
		if loose && i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(indent(mark+s, strings.Repeat(" ", len(mark)), ""))
	}
	return b.String()
}

// indent puts a prefix before every line but the first, and another before one
// that is empty.
func indent(s, prefix, empty string) string {
	lines := strings.Split(s, "\n")
	for i := 1; i < len(lines); i++ {
		if lines[i] == "" {
			lines[i] = empty
		} else {
			lines[i] = prefix + lines[i]
		}
	}
	return strings.Join(lines, "\n")
}

// within writes what an item holds: text and elements of a line, and blocks.
func within(kids []Node, way int) string {
	var b strings.Builder
	for i := 0; i < len(kids); {
		end := i
		for end < len(kids) && (kids[end].Name == "" || slices.Contains(inlines, kids[end].Name)) {
			end++
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
			if i < len(kids) && kids[i].Name == "p" {
				b.WriteByte('\n')
			}
		}
		if end > i {
			b.WriteString(starts(spell(kids[i:end], way, true), way))
			i = end
			continue
		}
		b.WriteString(block(kids[i], way))
		i++
	}
	return b.String()
}

func table(n Node, way int) string {
	var b strings.Builder
	for i, tr := range n.Kids {
		if i > 0 {
			b.WriteByte('\n')
		}
		for _, cell := range tr.Kids {
			b.WriteString("| " + strings.ReplaceAll(spell(cell.Kids, way, false), "|", `\|`) + " ")
		}
		b.WriteByte('|')
		if i > 0 {
			continue
		}
		b.WriteByte('\n')
		for _, cell := range tr.Kids {
			b.WriteString("| " + map[string]string{"": "---", "left": ":---", "right": "---:", "center": ":---:"}[cell.attr("align")] + " ")
		}
		b.WriteByte('|')
	}
	return b.String()
}

// spell writes what stands within a block. Lines says that it may have several.
func spell(nodes []Node, way int, lines bool) string {
	var b bytes.Buffer
	for i, n := range nodes {
		if n.Name != "" {
			b.WriteString(span(n, way, lines))
			continue
		}
		s := n.Text
		if way > usual {
			b.WriteString(escapeAll(s))
			continue
		}
		last := byte(' ')
		if b.Len() > 0 {
			last = b.Bytes()[b.Len()-1]
		}
		b.WriteString(escapeUsual(s, last, i+1 == len(nodes)))
	}
	return b.String()
}

// escapeUsual escapes the signs that NIST names, but for a * between spaces, and
// what else would be read as more than text.
func escapeUsual(s string, before byte, end bool) string {
	if !strings.ContainsAny(s, "\\*`~^\"{&<") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c, next := s[i], byte(' ')
		if i+1 < len(s) {
			next = s[i+1]
		} else if !end {
			next = 'x'
		}
		escape := false
		switch c {
		case '"', '`', '~', '^':
			escape = true
		case '*':
			escape = !(space(before) && space(next))
		case '\\':
			escape = punctuation(next) || next == '\n' || i+1 == len(s)
		case '{':
			escape = insertion.MatchString(s[i:])
		case '&':
			escape = entity.MatchString(s[i:])
		case '<':
			escape = autolink.MatchString(s[i:])
		}
		if escape {
			b.WriteByte('\\')
		}
		b.WriteByte(c)
		before = c
	}
	return b.String()
}

func escapeAll(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\r':
			b.WriteString("&#xD;")
			continue
		case punctuation(s[i]):
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func span(n Node, way int, lines bool) string {
	within := func(mark string) string { return mark + spell(n.Kids, way, lines) + mark }
	if way >= elements && n.Name != "insert" {
		return string(element(nil, n, onOneLine))
	}
	switch n.Name {
	case "em":
		return within("*")
	case "strong":
		return within("**")
	case "q":
		return within(`"`)
	case "sub":
		return within("~")
	case "sup":
		return within("^")
	case "insert":
		return "{{ insert: " + n.attr("type") + ", " + n.attr("id-ref") + " }}"
	case "br":
		if lines {
			return "\\\n"
		}
	case "code":
		if len(n.Attrs) == 0 {
			return code(words(n.Kids))
		}
	case "a":
		if len(n.Attrs) > 0 && n.Attrs[0].Name == "href" {
			return "[" + spell(n.Kids, way, lines) + "](" + address(n) + ")"
		}
	case "img":
		return "![" + escapeUsual(n.attr("alt"), ' ', true) + "](" + address(n) + ")"
	}
	return string(element(nil, n, onOneLine))
}

func code(s string) string {
	marks := "`"
	for strings.Contains(s, marks) {
		marks += "`"
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") || strings.HasPrefix(s, " ") && strings.HasSuffix(s, " ") && strings.Trim(s, " ") != "" {
		s = " " + s + " "
	}
	return marks + s + marks
}

// address writes where a link or image leads, and its title.
func address(n Node) string {
	to, title := n.attr("href")+n.attr("src"), n.attr("title")
	if to == "" && title != "" || strings.ContainsAny(to, " ()<>\t\\&") {
		to = "<" + strings.NewReplacer(`\`, `\\`, "<", `\<`, ">", `\>`, "&", `\&`).Replace(to) + ">"
	}
	if title != "" {
		to += ` "` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "&", `\&`).Replace(title) + `"`
	}
	return to
}
