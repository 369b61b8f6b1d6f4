package metapath

import (
	"fmt"
	"strings"
)

// Expr is a compiled expression. It may be used by many at once.
type Expr struct {
	text string
	root expr
}

// String is the expression as it was written.
func (e *Expr) String() string { return e.text }

// Parse compiles an expression of the part of Metapath that constraints use:
// paths over children, flags and descendants with predicates, unions, comparisons
// with texts and lists of texts, and, or, and the functions not, exists,
// starts-with, has-oscal-namespace and doc. Anything else is an error.
func Parse(text string) (*Expr, error) {
	p := parser{tokens: nil, text: text}
	if err := p.scan(); err != nil {
		return nil, err
	}
	root, err := p.or()
	if err == nil && p.at < len(p.tokens) {
		err = fmt.Errorf("%q is left over", p.tokens[p.at])
	}
	if err != nil {
		return nil, fmt.Errorf("metapath %s: %w", text, err)
	}
	return &Expr{text, root}, nil
}

type parser struct {
	text   string
	tokens []string // literals keep their first quote
	at     int
	depth  int
}

// maxNesting bounds how deep parentheses and predicates nest.
const maxNesting = 32

// scan cuts the text into tokens.
func (p *parser) scan() error {
	for i := 0; i < len(p.text); {
		c := p.text[i]
		switch {
		case strings.IndexByte(" \t\r\n", c) >= 0:
			i++
		case c == '\'' || c == '"':
			end := strings.IndexByte(p.text[i+1:], c)
			if end < 0 {
				return fmt.Errorf("metapath %s: a text lacks its closing quote", p.text)
			}
			p.tokens = append(p.tokens, p.text[i:i+1+end])
			i += end + 2
		case strings.HasPrefix(p.text[i:], "//"), strings.HasPrefix(p.text[i:], "!="), strings.HasPrefix(p.text[i:], "<="), strings.HasPrefix(p.text[i:], ">="):
			p.tokens = append(p.tokens, p.text[i:i+2])
			i += 2
		case strings.IndexByte("/|()[]@,.=<>", c) >= 0:
			p.tokens = append(p.tokens, p.text[i:i+1])
			i++
		case nameByte(c):
			start := i
			for i < len(p.text) && (nameByte(p.text[i]) || p.text[i] == '.') {
				i++
			}
			p.tokens = append(p.tokens, p.text[start:i])
		default:
			return fmt.Errorf("metapath %s: %q has no meaning here", p.text, c)
		}
	}
	return nil
}

func nameByte(c byte) bool {
	return c == '_' || c == '-' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

func (p *parser) peek() string {
	if p.at < len(p.tokens) {
		return p.tokens[p.at]
	}
	return ""
}

func (p *parser) take(token string) bool {
	if p.peek() == token {
		p.at++
		return true
	}
	return false
}

func (p *parser) need(token string) error {
	if !p.take(token) {
		return fmt.Errorf("%q is missing before %q", token, p.peek())
	}
	return nil
}

func (p *parser) or() (expr, error) {
	return p.chain("or", p.and, func(l []expr) expr { return either(l) })
}
func (p *parser) and() (expr, error) {
	return p.chain("and", p.compare, func(l []expr) expr { return both(l) })
}

// chain parses one operand or several with a word between them.
func (p *parser) chain(word string, operand func() (expr, error), join func([]expr) expr) (expr, error) {
	if p.depth++; p.depth > maxNesting {
		return nil, fmt.Errorf("it nests too deep")
	}
	defer func() { p.depth-- }()
	first, err := operand()
	list := []expr{first}
	for err == nil && p.take(word) {
		var next expr
		next, err = operand()
		list = append(list, next)
	}
	if err != nil || len(list) == 1 {
		return first, err
	}
	return join(list), nil
}

func (p *parser) compare() (expr, error) {
	left, err := p.union()
	if err != nil {
		return nil, err
	}
	switch op := p.peek(); op {
	case "=", "!=", "<", ">", "<=", ">=":
		p.at++
		right, err := p.union()
		return comparison{op, left, right}, err
	}
	return left, nil
}

func (p *parser) union() (expr, error) {
	return p.chain("|", p.path, func(l []expr) expr { return union(l) })
}

// path parses a literal, a call, or steps with slashes between them.
func (p *parser) path() (expr, error) {
	if t := p.peek(); t != "" && (t[0] == '\'' || t[0] == '"') {
		p.at++
		return literals{t[1:]}, nil
	}
	var out path
	switch {
	case p.take("//"):
		out = path{step{axis: root}, step{axis: within}}
	case p.take("/"):
		out = path{step{axis: root}}
	}
	for {
		s, err := p.step()
		if err != nil {
			return nil, err
		}
		out = append(out, s)
		switch {
		case p.take("//"):
			out = append(out, step{axis: within})
		case p.take("/"):
		default:
			if s := out[0]; len(out) == 1 && s.axis == inner && len(s.filters) == 0 {
				return s.inner, nil // parentheses alone, or a call
			}
			return out, nil
		}
	}
}

// step parses one step and its predicates.
func (p *parser) step() (step, error) {
	var s step
	var err error
	switch t := p.peek(); {
	case t == ".":
		p.at++
		s.axis = self
	case t == "@":
		p.at++
		s.axis, s.name = flag, p.peek()
		p.at++
		if s.name == "" || !nameByte(s.name[0]) {
			return s, fmt.Errorf("a name is missing behind @")
		}
	case t == "(":
		p.at++
		s.axis = inner
		s.inner, err = p.list()
	case t != "" && nameByte(t[0]):
		p.at++
		if p.take("(") {
			s.axis = inner
			s.inner, err = p.call(t)
			break
		}
		s.axis, s.name = child, t
	default:
		return s, fmt.Errorf("a step is missing before %q", t)
	}
	for err == nil && p.take("[") {
		var f expr
		if f, err = p.or(); err == nil {
			s.filters = append(s.filters, f)
			err = p.need("]")
		}
	}
	return s, err
}

// list parses what stands in parentheses: an expression, or texts with commas
// between them.
func (p *parser) list() (expr, error) {
	first, err := p.or()
	if err != nil {
		return nil, err
	}
	texts, ok := first.(literals)
	for p.take(",") {
		next, err := p.or()
		if err != nil {
			return nil, err
		}
		more, also := next.(literals)
		if ok = ok && also; !ok {
			return nil, fmt.Errorf("a list may hold texts only")
		}
		texts = append(texts, more...)
	}
	if ok {
		first = texts
	}
	return first, p.need(")")
}

// call parses the arguments of a function.
func (p *parser) call(name string) (expr, error) {
	var args []expr
	for p.peek() != ")" {
		arg, err := p.or()
		if err != nil {
			return nil, err
		}
		args = append(args, arg)
		if !p.take(",") {
			break
		}
	}
	if err := p.need(")"); err != nil {
		return nil, err
	}
	switch {
	case name == "not" && len(args) == 1:
		return negation{args[0]}, nil
	case name == "exists" && len(args) == 1:
		return existence{args[0]}, nil
	case name == "starts-with" && len(args) == 2:
		return prefix{args[0], args[1]}, nil
	case name == "has-oscal-namespace" && len(args) == 1:
		if texts, ok := args[0].(literals); ok {
			return namespace(texts), nil
		}
	case name == "doc" && len(args) == 1:
		return document{args[0]}, nil
	}
	return nil, fmt.Errorf("there is no function %s of %d arguments here", name, len(args))
}
