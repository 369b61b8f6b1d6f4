package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// visible makes text of other people one line in which nothing is hidden: a
// control character, one that turns the direction of text and one that has no
// width is written as <U+202E>. Ends of lines and tabs become spaces.
func visible(text string) string {
	if plainASCII(text) {
		return strings.TrimRight(text, " ")
	}
	var out strings.Builder
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '\r' && strings.HasPrefix(text[i+n:], "\n"):
			// The end of a line is one space.
		case r == '\n', r == '\t', r == '\u2028', r == '\u2029':
			out.WriteByte(' ')
		case hidden(r):
			fmt.Fprintf(&out, "<U+%04X>", r)
		default:
			out.WriteRune(r) // of bytes that are no text: U+FFFD
		}
		i += n
	}
	return strings.TrimRight(out.String(), " ")
}

// hidden says whether a character is seen as nothing, or as another.
func hidden(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Noncharacter_Code_Point, r)
}

// plainASCII is visible's fast answer.
func plainASCII(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] >= 0x7f {
			return false
		}
	}
	return true
}

// cell is text in which no character means anything to Markdown, HTML or a terminal,
// and of which GitHub makes neither a link nor a mention.
func cell(text string) string {
	text = visible(text)
	var out strings.Builder
	for i, r := range text {
		switch r {
		case '\\', '`', '*', '_', '[', ']', '|', '~', '#', '$':
			out.WriteByte('\\')
			out.WriteRune(r)
		case '<':
			out.WriteString("&lt;")
		case '>':
			out.WriteString("&gt;")
		case '&':
			out.WriteString("&amp;")
		case '@':
			// What stands between is nothing, and parts what would be a name.
			out.WriteString("@<!-- -->")
		case ':':
			if strings.HasPrefix(text[i:], "://") {
				out.WriteString("<!-- -->")
			}
			out.WriteByte(':')
		case '.':
			if n := len("www"); i >= n && strings.EqualFold(text[i-n:i], "www") {
				out.WriteString("<!-- -->")
			}
			out.WriteByte('.')
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}
