package workbook

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// MaxText is how many characters a cell can hold, counted in UTF-16 as programs do.
const MaxText = 32_767

// cutRoom is kept for the note that a text was cut.
const cutRoom = 120

// Cut is a text that fits into a cell. One that does not ends with how much of it is
// left out.
func Cut(text string) string {
	if len(text) <= MaxText { // it has at most as many characters as bytes
		return text
	}
	units, end, kept := 0, -1, 0
	for i, r := range text {
		n := 1
		if r > 0xffff {
			n = 2
		}
		if units+n > MaxText-cutRoom && end < 0 {
			end, kept = i, units
		}
		units += n
	}
	if units <= MaxText {
		return text
	}
	return fmt.Sprintf("%s … [cut here: a cell holds no more; %d more characters stand in the OSCAL documents]", text[:end], units-kept)
}

func appendInt(to []byte, n int) []byte { return strconv.AppendInt(to, int64(n), 10) }

// appendCell appends a cell in a column, from 0, of a row; prefix is that of the names
// of elements, and a style below 0 is none.
func appendCell(to []byte, prefix string, column, row, style int, c Cell) []byte {
	to = append(append(append(to, '<'), prefix...), `c r="`...)
	to = append(to, columnName(column)...)
	to = append(appendInt(to, row), '"')
	if style > 0 {
		to = append(appendInt(append(to, ` s="`...), style), '"')
	}
	if c.kind != textual {
		to = append(append(append(to, `><`...), prefix...), `v>`...)
		to = strconv.AppendFloat(to, c.number, 'f', -1, 64)
		to = append(append(append(to, `</`...), prefix...), `v>`...)
	} else {
		to = append(append(append(to, ` t="inlineStr"><`...), prefix...), `is><`...)
		to = append(append(to, prefix...), `t xml:space="preserve">`...)
		to = appendText(to, Cut(c.text))
		to = append(append(append(to, `</`...), prefix...), `t></`...)
		to = append(append(to, prefix...), `is>`...)
	}
	return append(append(append(to, `</`...), prefix...), `c>`...)
}

// appendText appends a text as the content of an element or attribute. A character
// that XML cannot hold becomes U+FFFD, and what reads as a character in the way of
// workbooks (_x0041_) stays what it reads as.
//
// Source: ECMA-376 part 1, 22.9.2.19 (ST_Xstring).
func appendText(to []byte, text string) []byte {
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '<':
			to = append(to, "&lt;"...)
		case r == '>':
			to = append(to, "&gt;"...)
		case r == '&':
			to = append(to, "&amp;"...)
		case r == '"':
			to = append(to, "&quot;"...)
		case r == '\n':
			to = append(to, "&#10;"...)
		case r == '_' && escaped(text[i:]):
			to = append(to, "_x005F_"...)
		case r < ' ' && r != '\t', r == utf8.RuneError, r == 0xfffe, r == 0xffff:
			to = append(to, "\ufffd"...)
		default:
			to = append(to, text[i:i+n]...)
		}
		i += n
	}
	return to
}

// escaped says whether a text begins with a character in the way of workbooks.
func escaped(text string) bool {
	if len(text) < 7 || text[1] != 'x' || text[6] != '_' {
		return false
	}
	_, err := strconv.ParseUint(text[2:6], 16, 16)
	return err == nil
}

// unescape undoes what appendText does to such characters.
func unescape(text string) string {
	var out []byte
	for i := 0; i < len(text); i++ {
		if text[i] == '_' && escaped(text[i:]) {
			n, _ := strconv.ParseUint(text[i+2:i+6], 16, 16)
			out = utf8.AppendRune(out, rune(n))
			i += 6
			continue
		}
		out = append(out, text[i])
	}
	return string(out)
}

// quoted is a text as the value of an attribute.
func quoted(text string) string { return string(appendText(nil, text)) }
