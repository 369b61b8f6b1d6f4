package evaluate

import (
	"errors"
	"strconv"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

var errTimeRange = errors.New("time outside of 1678 to 2261")

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func atoi(s string) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil
}

func atMost(n, limit int, tooMuch string) string {
	if n > limit || n < 0 {
		return tooMuch
	}
	return ""
}

// text is a string argument, empty for any other type, which the built-in
// itself will refuse.
func text(t *ast.Term) string {
	s, _ := t.Value.(ast.String)
	return string(s)
}

func textLen(t *ast.Term) int { return len(text(t)) }

func integer(t *ast.Term) (int, bool) {
	n, ok := t.Value.(ast.Number)
	if !ok {
		return 0, false
	}
	return n.Int()
}

func arrayLen(t *ast.Term) int {
	if a, ok := t.Value.(*ast.Array); ok {
		return a.Len()
	}
	return 0
}

// size is the number of elements of a collection, 1 for anything else.
func size(t *ast.Term) int {
	switch v := t.Value.(type) {
	case *ast.Array:
		return v.Len()
	case ast.Set:
		return v.Len()
	case ast.Object:
		return v.Len()
	}
	return 1
}

// numbers says whether a number among the arguments is too long to calculate
// with.
func numbers(args ...*ast.Term) string {
	for _, t := range args {
		n, ok := t.Value.(ast.Number)
		if !ok {
			continue
		}
		if len(n) > maxDigits {
			return "number over 400 digits"
		}
		if e := exponent(string(n)); e > maxExponent || e < -maxExponent {
			return "number with an exponent over 1,000"
		}
	}
	return ""
}

// exponent is what follows the e of a number; a huge one is cut.
func exponent(s string) int {
	i := strings.IndexAny(s, "eE")
	if i < 0 {
		return 0
	}
	digits := strings.TrimLeft(s[i+1:], "+-0")
	if len(digits) > 6 {
		return 1 << 20
	}
	n, _ := strconv.Atoi(digits)
	return n
}

// addends bounds the numbers of a collection, one by one and together.
func addends(t *ast.Term, limit int) string {
	total, tooMuch := 0, ""
	each := func(x *ast.Term) {
		if n, ok := x.Value.(ast.Number); ok && tooMuch == "" {
			total += len(n)
			tooMuch = numbers(x)
		}
	}
	switch v := t.Value.(type) {
	case *ast.Array:
		v.Foreach(each)
	case ast.Set:
		v.Foreach(each)
	}
	if tooMuch != "" {
		return tooMuch
	}
	return atMost(total, limit, "numbers too long together")
}

// longNumber says whether a text that will be read as one number is too long.
func longNumber(s string) string {
	if e := exponent(s); len(s) > 64 || e > 308 {
		return "number over 64 digits or with an exponent over 308"
	}
	return ""
}

// longNumbers looks for numbers over the limits in JSON or YAML text, outside
// of double quotes.
func longNumbers(s string) string {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"':
			quoted = !quoted
		case !quoted && c >= '0' && c <= '9' && (i == 0 || !word(s[i-1])):
			end := i + 1
			for end < len(s) && (word(s[end]) || strings.IndexByte("+-.", s[end]) >= 0) {
				end++
			}
			if plain := strings.Trim(s[i:end], "0123456789+-.eE"); plain == "" {
				if tooMuch := longNumber(s[i:end]); tooMuch != "" {
					return tooMuch
				}
			}
			i = end - 1
		}
	}
	return ""
}

func word(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
}

// nodes bounds the size of values counted as trees. Rego can share parts of a
// value, so that a few lines make one with more nodes than atoms; a call that
// walks it would not end.
func nodes(args ...*ast.Term) string {
	left := maxElements
	bytes := maxText * 4
	var walk func(t *ast.Term) bool
	walk = func(t *ast.Term) bool {
		if left--; left < 0 {
			return false
		}
		switch v := t.Value.(type) {
		case ast.String:
			if bytes -= len(v); bytes < 0 {
				return false
			}
		case *ast.Array:
			return !v.Until(func(x *ast.Term) bool { return !walk(x) })
		case ast.Set:
			return !v.Until(func(x *ast.Term) bool { return !walk(x) })
		case ast.Object:
			return !v.Until(func(k, x *ast.Term) bool { return !walk(k) || !walk(x) })
		}
		return true
	}
	for _, t := range args {
		if !walk(t) {
			return "value over 4,000,000 nodes or 64 MiB of text"
		}
	}
	return ""
}

// localZone refuses the zone Local, which is the machine's.
func localZone(t *ast.Term) string {
	a, ok := t.Value.(*ast.Array)
	if !ok {
		return ""
	}
	for i := range a.Len() {
		switch s := text(a.Elem(i)); {
		case s == "Local":
			return "zone Local depends on the machine; name a zone"
		case len(s) > maxLayout:
			return "layout over 1 KiB"
		}
	}
	return ""
}
