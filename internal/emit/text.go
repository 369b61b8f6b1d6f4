package emit

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// fedrampNS is the namespace FedRAMP's guides give their extensions.
//
// Source: GSA/fedramp-automation, ADR 11 of October 2024.
const fedrampNS = "http://fedramp.gov/ns/oscal"

// line makes text fit for a property or a title: one line, no white space at
// the ends, not empty, no control characters. OSCAL 1.2.2 refuses anything else.
func line(s string) string {
	if clean(s) {
		return s
	}
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
	s = strings.ToValidUTF8(s, "\uFFFD")
	if s == "" {
		return "-"
	}
	return s
}

// clean is line's fast answer for plain ASCII.
func clean(s string) bool {
	if s == "" || s[0] == ' ' || s[len(s)-1] == ' ' {
		return false
	}
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] >= utf8.RuneSelf || s[i] == 0x7f {
			return false
		}
	}
	return true
}

// exact is text that must come back as it was: what line would change is quoted
// as JSON instead.
func exact(s string) string {
	if s == "" || line(s) == s && s[0] != '"' {
		return s
	}
	return string(appendJSON(nil, s))
}

// inexact undoes exact.
func inexact(s string) string {
	if s == "" || s[0] != '"' {
		return s
	}
	var out string
	if json.Unmarshal([]byte(s), &out) != nil {
		return s
	}
	return out
}

// prose is text that may hold several lines but must not be empty.
func prose(s string) string {
	if s = strings.TrimSpace(strings.ToValidUTF8(s, "\uFFFD")); s == "" {
		return "-"
	}
	return s
}

// prop is a property in our own namespace.
func prop(name, value string) oscal.Property {
	return oscal.Property{Name: name, Ns: oscal.NS, Value: line(value)}
}

// ours is the type of a resource that neither NIST nor FedRAMP has a word for.
func ours(kind string) oscal.Property { return prop("type", kind) }

// count is a property that holds a number.
func count(name string, n int) oscal.Property { return prop(name, strconv.Itoa(n)) }

// list gives nil for an empty slice: OSCAL arrays have at least one item.
func list[T any](s []T) *[]T {
	if len(s) == 0 {
		return nil
	}
	return &s
}

// second is the time as OSCAL documents of ours carry it: UTC, whole seconds.
func second(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }

func secondPtr(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = second(t)
	return &t
}

// At prints where a piece of evidence stands: path, then line or pointer.
func At(s assessment.Source) string {
	out := s.Path
	if s.Line > 0 {
		out += ":" + strconv.Itoa(s.Line)
	}
	if s.Pointer != "" {
		out += "#" + s.Pointer
	}
	return out
}

// appendJSON appends s as a JSON string.
func appendJSON(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 {
				b = append(append(b, s[start:i]...), "\uFFFD"...)
				i++
				start = i
				continue
			}
			// U+2028 and U+2029 end a line for some readers of JSON.
			if r == '\u2028' || r == '\u2029' {
				b = append(append(b, s[start:i]...), '\\', 'u', '2', '0', '2', hex[r&0xf])
				i += n
				start = i
				continue
			}
			i += n
			continue
		}
		if c >= ' ' && c != '"' && c != '\\' {
			i++
			continue
		}
		b = append(b, s[start:i]...)
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&0xf])
		}
		i++
		start = i
	}
	return append(append(b, s[start:]...), '"')
}
