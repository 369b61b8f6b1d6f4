package jsonast

import (
	"encoding/binary"
	"math/bits"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/open-policy-agent/opa/v1/ast"
)

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// text reads the string whose quote is at i and returns what it says and the
// index behind its closing quote. Text without escapes aliases the input.
func (d *Decoder) text(i int) (string, int, bool) {
	b := d.b
	i++
	start := i
	var wide uint64 // high bits of the bytes passed: not ASCII
	for {
		var x uint64
		if i+8 <= len(b) {
			x = binary.LittleEndian.Uint64(b[i:])
		} else {
			x = tail(b, i)
		}
		q, e := x^(ones*'"'), x^(ones*'\\')
		// The lowest set bit of each term is exact; higher ones may be
		// echoes of it and do not matter.
		stop := ((q-ones)&^q | (e-ones)&^e | (x-ones*0x20)&^x) & highs
		if stop == 0 {
			wide |= x
			i += 8
			continue
		}
		n := bits.TrailingZeros64(stop)
		wide |= x & (1<<(n&^7) - 1)
		i += n >> 3
		break
	}
	if i >= len(b) {
		d.refuse(len(b), CodeTruncated)
		return "", i, false
	}
	switch b[i] {
	case '\\':
		return d.escaped(start, i)
	case '"':
	default:
		d.refuse(i, CodeControl)
		return "", i, false
	}
	s := b[start:i]
	if wide&highs != 0 && !utf8.Valid(s) {
		d.refuse(start+invalidAt(s), CodeUTF8)
		return "", i, false
	}
	return alias(s), i + 1, true
}

// tail loads the last, fewer than eight, bytes from i; the rest is zero, which
// stops a scan like a control character does.
func tail(b []byte, i int) uint64 {
	var x uint64
	for j := len(b) - 1; j >= i; j-- {
		x = x<<8 | uint64(b[j])
	}
	return x
}

// invalidAt is the index of the first byte of s that is not UTF-8.
func invalidAt(s []byte) int {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRune(s[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(s)
}

// escaped reads on from the backslash at i in a string that began at start.
func (d *Decoder) escaped(start, i int) (string, int, bool) {
	b := d.b
	out := append(make([]byte, 0, i-start+32), b[start:i]...)
	for i < len(b) {
		switch c := b[i]; {
		case c == '"':
			if !utf8.Valid(out) {
				d.refuse(start+invalidAt(b[start:i]), CodeUTF8)
				return "", i, false
			}
			return alias(out), i + 1, true
		case c < 0x20:
			d.refuse(i, CodeControl)
			return "", i, false
		case c != '\\':
			out = append(out, c)
			i++
		default:
			n, code := unescape(&out, b[i:])
			if code != "" {
				d.refuse(i, code)
				return "", i, false
			}
			i += n
		}
	}
	d.refuse(len(b), CodeTruncated)
	return "", i, false
}

// unescape appends what the escape at the start of b stands for and returns the
// escape's length.
func unescape(out *[]byte, b []byte) (int, Code) {
	if len(b) < 2 {
		return 0, CodeTruncated
	}
	var c byte
	switch b[1] {
	case '"', '\\', '/':
		c = b[1]
	case 'b':
		c = '\b'
	case 'f':
		c = '\f'
	case 'n':
		c = '\n'
	case 'r':
		c = '\r'
	case 't':
		c = '\t'
	case 'u':
		return unescapeUnicode(out, b)
	default:
		return 0, CodeEscape
	}
	*out = append(*out, c)
	return 2, ""
}

// unescapeUnicode appends the character of a \uXXXX escape, or of two that form
// a surrogate pair.
func unescapeUnicode(out *[]byte, b []byte) (int, Code) {
	r, ok := hex4(b)
	if !ok {
		return 0, CodeEscape
	}
	if !utf16.IsSurrogate(r) {
		*out = utf8.AppendRune(*out, r)
		return 6, ""
	}
	low, ok := hex4(b[6:])
	if r = utf16.DecodeRune(r, low); !ok || r == utf8.RuneError {
		return 0, CodeSurrogate
	}
	*out = utf8.AppendRune(*out, r)
	return 12, ""
}

// hex4 reads a \uXXXX at the start of b.
func hex4(b []byte) (rune, bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range b[2:6] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// number reads the number that starts at i. Its text is kept as written: OPA
// computes with decimal text, so nothing is rounded.
func (d *Decoder) number(i int) (*ast.Term, int) {
	small, next, ok := d.numeral(i)
	switch {
	case !ok:
		return nil, next
	case small >= 0:
		return ast.InternedTerm(small), next
	}
	return d.term(ast.Number(alias(d.b[i:next]))), next
}

// numeral passes the number that starts at i and returns the index behind it;
// small is its value where it is a whole number of up to three digits, else -1.
func (d *Decoder) numeral(i int) (small, next int, ok bool) {
	b := d.b
	start := i
	neg := b[i] == '-'
	if neg {
		i++
	}
	digits := i
	small = 0
	for i < len(b) && b[i]-'0' <= 9 {
		small = small*10 + int(b[i]-'0') // may overflow; used for up to three digits only
		i++
	}
	n := i - digits
	switch {
	case n == 0:
		d.refuse(start, strange(b[start:]))
		return 0, start, false
	case n > 1 && b[digits] == '0':
		d.refuse(start, CodeNumber)
		return 0, start, false
	}
	if i >= len(b) || b[i] != '.' && b[i]|0x20 != 'e' {
		if n > d.lim.Digits {
			d.refuse(start, CodeDigits)
			return 0, start, false
		}
		if n > 3 || neg {
			small = -1
		}
		return small, i, true
	}
	next, code := d.real(start, i, n)
	if code != "" {
		d.refuse(start, code)
		return 0, start, false
	}
	return -1, next, true
}

// real passes, at the '.' or 'e' at i, what is left of a number that began at
// start and has n digits so far.
func (d *Decoder) real(start, i, n int) (int, Code) {
	b := d.b
	if b[i] == '.' {
		i++
		frac := i
		for i < len(b) && b[i]-'0' <= 9 {
			i++
		}
		if i == frac {
			return start, CodeNumber
		}
		n += i - frac
	}
	if i < len(b) && b[i]|0x20 == 'e' {
		var code Code
		if i, n, code = d.exponent(i, n); code != "" {
			return start, code
		}
		if n <= d.lim.Digits {
			if _, err := strconv.ParseFloat(alias(b[start:i]), 64); err != nil {
				return start, CodeExponent // too large for a float64
			}
		}
	}
	if n > d.lim.Digits {
		return start, CodeDigits
	}
	return i, ""
}

// exponent reads the exponent whose 'e' is at i; n counts the digits so far.
func (d *Decoder) exponent(i, n int) (int, int, Code) {
	b := d.b
	i++
	if i < len(b) && (b[i] == '+' || b[i] == '-') {
		i++
	}
	first, exp := i, 0
	for i < len(b) && b[i]-'0' <= 9 {
		if exp <= d.lim.Exponent {
			exp = exp*10 + int(b[i]-'0')
		}
		i++
	}
	switch {
	case i == first:
		return i, n, CodeNumber
	case exp > d.lim.Exponent:
		return i, n, CodeExponent
	}
	return i, n + i - first, ""
}
