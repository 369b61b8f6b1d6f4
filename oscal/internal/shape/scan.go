package shape

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// scanner reads JSON as RFC 8259 has it, in UTF-8, over a text in memory.
type scanner struct {
	data  []byte
	pos   int
	depth int
}

// space skips white space.
func (s *scanner) space() {
	if s.pos < len(s.data) && s.data[s.pos] > ' ' { // most often there is none
		return
	}
	s.blanks()
}

func (s *scanner) blanks() {
	const spaces = 0x2020202020202020
	for s.pos < len(s.data) {
		switch s.data[s.pos] {
		case ' ', '\t', '\n', '\r':
			s.pos++
		default:
			return
		}
		for s.pos+8 <= len(s.data) && binary.LittleEndian.Uint64(s.data[s.pos:]) == spaces { // indents
			s.pos += 8
		}
	}
}

// peek is the byte at pos; 0 at the end, which is no byte JSON may have.
func (s *scanner) peek() byte {
	if s.pos < len(s.data) {
		return s.data[s.pos]
	}
	return 0
}

// literal reads true, false or null; 0 where none stands.
func (s *scanner) literal() kinds {
	rest := s.data[s.pos:]
	switch {
	case bytes.HasPrefix(rest, []byte("true")):
		s.pos += 4
		return boolean
	case bytes.HasPrefix(rest, []byte("false")):
		s.pos += 5
		return boolean
	case bytes.HasPrefix(rest, []byte("null")):
		s.pos += 4
		return null
	}
	return 0
}

// number reads a number. Plain: it is written as digits alone, perhaps with a
// sign. Why is not empty where no number stands or it is beyond the limits.
func (s *scanner) number() (plain bool, why string) {
	start := s.pos
	if s.peek() == '-' {
		s.pos++
	}
	if s.peek() == '0' {
		s.pos++
	} else if !s.digits() {
		return false, "a number lacks its digits"
	}
	plain = true
	if s.peek() == '.' {
		s.pos++
		plain = false
		if !s.digits() {
			return false, "a number lacks digits behind its point"
		}
	}
	if c := s.peek(); c == 'e' || c == 'E' {
		plain = false
		s.pos++
		sign := s.pos
		if c := s.peek(); c == '+' || c == '-' {
			s.pos++
			sign = s.pos
		}
		if !s.digits() {
			return false, "a number lacks the digits of its exponent"
		}
		if e, err := strconv.Atoi(string(s.data[sign:min(s.pos, sign+8)])); err != nil || e > MaxExponent {
			return false, "a number's exponent is beyond " + strconv.Itoa(MaxExponent)
		}
	}
	if s.pos-start > MaxDigits {
		return false, "a number has more than " + strconv.Itoa(MaxDigits) + " characters"
	}
	return plain, ""
}

// digits skips digits and says whether there were any.
func (s *scanner) digits() bool {
	start := s.pos
	for isDigit(s.peek()) {
		s.pos++
	}
	return s.pos > start
}

// quoted reads a text and returns what stands between its quotes, as written.
func (s *scanner) quoted() (inner []byte, escaped bool, why string) {
	s.pos++
	start := s.pos
	ascii := true
	for {
		s.pos += plain(s.data[s.pos:])
		if s.pos >= len(s.data) {
			return nil, false, "a text lacks its closing quote"
		}
		switch c := s.data[s.pos]; {
		case c == '"':
			inner = s.data[start:s.pos]
			if !ascii && !utf8.Valid(inner) {
				s.pos = start
				return nil, false, "a text is not valid UTF-8"
			}
			s.pos++
			return inner, escaped, ""
		case c == '\\':
			escaped = true
			if why := s.escape(); why != "" {
				return nil, false, why
			}
		case c == '\n', c == '\r':
			return nil, false, "a text lacks its closing quote on its line"
		case c < ' ':
			return nil, false, "a text holds a control character"
		default:
			ascii = false
			s.pos++
		}
	}
}

// plain counts the characters of ASCII at the start of b that mean nothing in a
// quoted text, eight at a time: texts are most of what is written.
func plain(b []byte) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	i := 0
	for ; i+8 <= len(b); i += 8 {
		v := binary.LittleEndian.Uint64(b[i:])
		quote, slash := v^(ones*'"'), v^(ones*'\\')
		// A high bit where a byte is not ASCII, below a space, '"' or '\'. What
		// borrows from a lower byte only marks bytes above one that is marked.
		found := (v | (v - ones*' ') | (quote - ones) | (slash - ones)) & highs
		if found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for ; i < len(b); i++ {
		if c := b[i]; c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' {
			break
		}
	}
	return i
}

// escape skips one escape, two for a surrogate pair.
func (s *scanner) escape() (why string) {
	rest := s.data[s.pos:]
	if len(rest) < 2 {
		return "a text lacks its closing quote"
	}
	switch rest[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		s.pos += 2
		return ""
	case 'u':
		r, ok := hex4(rest)
		if !ok {
			return "an escape \\u lacks its four hexadecimal digits"
		}
		if !utf16.IsSurrogate(r) {
			s.pos += 6
			return ""
		}
		low, ok := hex4(rest[6:])
		if !ok || utf16.DecodeRune(r, low) == utf8.RuneError {
			return "a text holds half of a surrogate pair"
		}
		s.pos += 12
		return ""
	}
	return "an escape is not one of JSON's"
}

// hex4 reads \uXXXX.
func hex4(b []byte) (rune, bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	v, err := strconv.ParseUint(string(b[2:6]), 16, 32)
	return rune(v), err == nil
}

// unquote appends the text that inner, read by quoted, stands for.
func unquote(dst, inner []byte) []byte {
	for len(inner) > 0 {
		i := bytes.IndexByte(inner, '\\')
		if i < 0 {
			return append(dst, inner...)
		}
		dst = append(dst, inner[:i]...)
		inner = inner[i:]
		switch c := inner[1]; c {
		case 'u':
			r, _ := hex4(inner)
			inner = inner[6:]
			if utf16.IsSurrogate(r) {
				low, _ := hex4(inner)
				r = utf16.DecodeRune(r, low)
				inner = inner[6:]
			}
			dst = utf8.AppendRune(dst, r)
			continue
		case 'b':
			dst = append(dst, '\b')
		case 'f':
			dst = append(dst, '\f')
		case 'n':
			dst = append(dst, '\n')
		case 'r':
			dst = append(dst, '\r')
		case 't':
			dst = append(dst, '\t')
		default:
			dst = append(dst, c)
		}
		inner = inner[2:]
	}
	return dst
}
