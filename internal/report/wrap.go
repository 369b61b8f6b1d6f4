package report

import (
	"strings"
	"unicode/utf8"
)

// least is the narrowest that text is wrapped to; a terminal that says less does
// not know.
const least = 20

// wrap breaks a line at its spaces to the width, each next part set in two more
// than the first; a word that is longer than the width is broken too. A width of
// 0 is none.
func wrap(line string, width int) []string {
	if width <= 0 || utf8.RuneCountInString(line) <= max(width, least) {
		return []string{line}
	}
	width = max(width, least)
	text := strings.TrimLeft(line, " ")
	indent := line[:len(line)-len(text)]
	var out []string
	for rest := []rune(text); len(rest) > 0; {
		room := max(width-len(indent), least/2)
		n := len(rest)
		if n > room {
			n = room
			for i := room; i > 0; i-- {
				if rest[i] == ' ' {
					n = i
					break
				}
			}
		}
		out = append(out, indent+strings.TrimRight(string(rest[:n]), " "))
		for rest = rest[n:]; len(rest) > 0 && rest[0] == ' '; {
			rest = rest[1:]
		}
		if len(out) == 1 {
			indent += "  "
		}
	}
	return out
}

// cut shortens a line to the width, 0 for none.
func cut(line string, width int) string {
	r := []rune(line)
	if width <= 0 || len(r) <= width {
		return string(r)
	}
	return string(r[:width-1]) + "…"
}
