package markup

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Parse reads Markdown. Every text is some markup.
func Parse(s string, multiline bool) []Node {
	switch {
	case simple(s) && multiline:
		return []Node{{Name: "p", Kids: []Node{text(s)}}}
	case simple(s):
		return []Node{text(s)}
	}
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	if !multiline {
		return settle(line(s, 0), false)
	}
	nodes := parseBlocks(strings.Split(s, "\n"), 0)
	if len(nodes) == 0 {
		nodes = []Node{{Name: "p"}} // a document in XML needs one
	}
	return settle(nodes, true)
}

// settle gives a tree the white space that XML would give back.
func settle(nodes []Node, multiline bool) []Node {
	b := NewBuilder(multiline)
	for i := range nodes {
		if n := &nodes[i]; n.Name != "" && n.Name != "pre" {
			n.Kids = b.tidied(Node{Name: n.Name, Kids: settle(n.Kids, true)})
		}
	}
	if !multiline {
		return tidy(nodes)
	}
	return nodes
}

var (
	fence     = regexp.MustCompile("^ {0,3}(`{3,}|~{3,})([^`]*)$")
	heading   = regexp.MustCompile(`^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$`)
	rulerLine = regexp.MustCompile(`^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$`)
	quoteLine = regexp.MustCompile(`^ {0,3}> ?`)
	marker    = regexp.MustCompile(`^( {0,3})([-+*]|[0-9]{1,9}[.)])( +|\t|$)`)
	underline = regexp.MustCompile(`^ {0,3}(=+|-+)[ \t]*$`)
	delimiter = regexp.MustCompile(`^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$`)
)

func blank(s string) bool { return strings.Trim(s, " \t") == "" }

// parser reads the lines of one container.
type parser struct {
	lines []string
	at    int
	deep  int
	out   []Node
}

func parseBlocks(lines []string, deep int) []Node {
	p := &parser{lines: lines, deep: deep}
	for p.at < len(lines) {
		if blank(lines[p.at]) {
			p.space()
			continue
		}
		p.block()
	}
	return p.out
}

// space passes blank lines. Between two blocks stands one, behind a list two,
// and two more for each paragraph that holds nothing.
func (p *parser) space() {
	start := p.at
	for p.at < len(p.lines) && blank(p.lines[p.at]) {
		p.at++
	}
	n := p.at - start
	last := ""
	if len(p.out) > 0 {
		last = p.out[len(p.out)-1].Name
	}
	switch {
	case start > 0 && p.at < len(p.lines):
		n--
	case start == 0 && p.at == len(p.lines):
		n--
	}
	if last == "ul" || last == "ol" {
		n--
	}
	for ; n >= 2; n -= 2 {
		p.out = append(p.out, Node{Name: "p"})
	}
}

func (p *parser) block() {
	s := p.lines[p.at]
	switch {
	case p.deep < MaxDepth-4 && p.raw(s):
	case fence.MatchString(s):
		p.fenced()
	case heading.MatchString(s):
		m := heading.FindStringSubmatch(s)
		p.at++
		p.add("h"+strconv.Itoa(len(m[1])), m[2])
	case rulerLine.MatchString(s):
		p.at++
		p.out = append(p.out, Node{Name: "hr"})
	case quoteLine.MatchString(s) && p.deep < MaxDepth-4:
		p.quote()
	case marker.MatchString(s) && p.deep < MaxDepth-4:
		p.list()
	case strings.HasPrefix(s, "    ") || strings.HasPrefix(s, "\t"):
		p.indented()
	case p.table():
	default:
		p.paragraph()
	}
}

func (p *parser) add(name, s string) {
	p.out = append(p.out, Node{Name: name, Kids: line(s, p.deep+1)})
}

// raw takes a line that is one element.
func (p *parser) raw(s string) bool {
	if len(s) < 4 || s[0] != '<' || s[1] < 'a' || s[1] > 'z' || s[len(s)-1] != '>' {
		return false
	}
	n, size, err := fragment(s, blocks, p.deep)
	if err != nil || size != len(s) {
		return false
	}
	p.out = append(p.out, n)
	p.at++
	return true
}

func (p *parser) fenced() {
	m := fence.FindStringSubmatch(p.lines[p.at])
	indent := blanks(p.lines[p.at])
	var body []string
	for p.at++; p.at < len(p.lines); p.at++ {
		s := p.lines[p.at]
		if end := fence.FindStringSubmatch(s); end != nil && blank(end[2]) && strings.HasPrefix(end[1], m[1]) {
			p.at++
			break
		}
		body = append(body, s[min(indent, len(s)-len(strings.TrimLeft(s, " "))):])
	}
	p.out = append(p.out, Node{Name: "pre", Kids: add(nil, text(strings.Join(body, "\n")))})
}

func (p *parser) indented() {
	var body []string
	for ; p.at < len(p.lines); p.at++ {
		s := p.lines[p.at]
		rest, ok := strings.CutPrefix(s, "    ")
		if !ok {
			rest, ok = strings.CutPrefix(s, "\t")
		}
		if !ok && !blank(s) {
			break
		}
		body = append(body, rest)
	}
	for blank(body[len(body)-1]) {
		body = body[:len(body)-1]
		p.at--
	}
	p.out = append(p.out, Node{Name: "pre", Kids: add(nil, text(strings.Join(body, "\n")))})
}

// begins says whether a line begins a block where a paragraph could go on.
func begins(s string) bool {
	if m := marker.FindStringSubmatch(s); m != nil && !blank(s[len(m[0]):]) && (len(m[2]) == 1 || m[2] == "1." || m[2] == "1)") {
		return true
	}
	return fence.MatchString(s) || heading.MatchString(s) || rulerLine.MatchString(s) || quoteLine.MatchString(s)
}

func (p *parser) paragraph() {
	body := []string{p.lines[p.at]}
	for p.at++; p.at < len(p.lines) && !blank(p.lines[p.at]); p.at++ {
		s := p.lines[p.at]
		if m := underline.FindStringSubmatch(s); m != nil {
			p.at++
			p.add(map[byte]string{'=': "h1", '-': "h2"}[m[1][0]], strings.Join(body, "\n"))
			return
		}
		if begins(s) {
			break
		}
		body = append(body, strings.TrimLeft(s, " \t"))
	}
	p.add("p", strings.Join(body, "\n"))
}

func (p *parser) quote() {
	var body []string
	for ; p.at < len(p.lines); p.at++ {
		s := p.lines[p.at]
		m := quoteLine.FindString(s)
		if m == "" && (blank(s) || begins(s) || blank(body[len(body)-1])) {
			break
		}
		body = append(body, s[len(m):])
	}
	p.out = append(p.out, Node{Name: "blockquote", Kids: parseBlocks(body, p.deep+1)})
}

func (p *parser) list() {
	m := marker.FindStringSubmatch(p.lines[p.at])
	kind := m[2][len(m[2])-1:]
	n := Node{Name: "ul"}
	if len(m[2]) > 1 {
		n.Name = "ol"
		if start := strings.TrimLeft(m[2][:len(m[2])-1], "0"); start != "1" {
			n.Attrs = []Attr{{"start", "0"[:1-min(1, len(start))] + start}}
		}
	}
	var items [][]string
	loose := false
	for p.at < len(p.lines) {
		m := marker.FindStringSubmatch(p.lines[p.at])
		if m == nil || m[2][len(m[2])-1:] != kind || rulerLine.MatchString(p.lines[p.at]) {
			break
		}
		item := p.item(m)
		trailing := 0
		for len(item) > 1 && blank(item[len(item)-1]) {
			item = item[:len(item)-1]
			trailing++
		}
		again := p.at < len(p.lines) && marker.MatchString(p.lines[p.at]) && !rulerLine.MatchString(p.lines[p.at]) &&
			strings.HasSuffix(marker.FindStringSubmatch(p.lines[p.at])[2], kind)
		if !again {
			p.at -= trailing
		} else if trailing > 0 {
			loose = true
		}
		items = append(items, item)
		if !again {
			break
		}
	}
	for _, item := range items {
		kids := parseBlocks(item, p.deep+2)
		loose = loose || gap(item, kids)
		n.Kids = append(n.Kids, Node{Name: "li", Kids: kids})
	}
	if !loose {
		for i := range n.Kids {
			n.Kids[i].Kids = tight(n.Kids[i].Kids)
		}
	}
	p.out = append(p.out, n)
}

// gap says whether a blank line parts two blocks of an item.
func gap(item []string, kids []Node) bool {
	inner := 0
	for _, k := range kids {
		if k.Name != "pre" && k.Name != "ul" && k.Name != "ol" && k.Name != "blockquote" {
			inner++
		}
	}
	return inner > 1 && slices.ContainsFunc(item, blank)
}

// tight is the blocks of an item with the text of paragraphs in their place.
func tight(kids []Node) []Node {
	var out []Node
	for _, k := range kids {
		if k.Name != "p" {
			out = append(out, k)
			continue
		}
		for _, inner := range k.Kids {
			out = add(out, inner)
		}
	}
	return out
}

// item takes the lines of one item, without its indentation.
func (p *parser) item(m []string) []string {
	first := p.lines[p.at]
	width := len(m[0])
	if len(m[3]) > 4 || len(m[3]) == 0 {
		width = len(m[1]) + len(m[2]) + 1
	}
	body := []string{first[min(width, len(first)):]}
	fenced := fence.MatchString(body[0])
	for p.at++; p.at < len(p.lines); p.at++ {
		s := p.lines[p.at]
		inside := strings.HasPrefix(s, strings.Repeat(" ", width))
		switch {
		case blank(s):
			if len(body) == 1 && blank(body[0]) {
				return body
			}
			body = append(body, s[min(width, len(s)):])
		case inside:
			body = append(body, s[width:])
			if fence.MatchString(s[width:]) {
				fenced = !fenced
			}
		case fenced, begins(s), marker.MatchString(s), blank(body[len(body)-1]):
			return body
		default:
			body = append(body, s)
		}
	}
	return body
}

// table takes a table, which is two lines at least.
func (p *parser) table() bool {
	if p.at+1 >= len(p.lines) || !strings.Contains(p.lines[p.at], "|") || !delimiter.MatchString(p.lines[p.at+1]) {
		return false
	}
	head, marks := cells(p.lines[p.at]), cells(p.lines[p.at+1])
	if len(head) != len(marks) {
		return false
	}
	n := Node{Name: "table"}
	row := func(name string, texts []string) {
		tr := Node{Name: "tr"}
		for i, mark := range marks {
			cell := Node{Name: name}
			switch left, right := strings.HasPrefix(mark, ":"), strings.HasSuffix(mark, ":"); {
			case left && right:
				cell.Attrs = []Attr{{"align", "center"}}
			case left:
				cell.Attrs = []Attr{{"align", "left"}}
			case right:
				cell.Attrs = []Attr{{"align", "right"}}
			}
			if i < len(texts) {
				cell.Kids = line(texts[i], p.deep+3)
			}
			tr.Kids = append(tr.Kids, cell)
		}
		n.Kids = append(n.Kids, tr)
	}
	row("th", head)
	for p.at += 2; p.at < len(p.lines) && strings.Contains(p.lines[p.at], "|") && !begins(p.lines[p.at]); p.at++ {
		row("td", cells(p.lines[p.at]))
	}
	p.out = append(p.out, n)
	return true
}

// cells splits a row of a table.
func cells(s string) []string {
	s = strings.Trim(s, " \t")
	s = strings.TrimPrefix(s, "|")
	var out []string
	start := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '|':
			out = append(out, strings.Trim(s[start:i], " \t"))
			start = i + 1
		}
	}
	if start < len(s) {
		out = append(out, strings.Trim(s[min(start, len(s)):], " \t"))
	}
	return out
}
