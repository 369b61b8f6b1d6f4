package shape

import (
	"bytes"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// rule is what a text must be. The schemas say it as one of some 15 patterns
// and formats; each has a hand-written twin here, because compiling and running
// the patterns costs more than everything else. A test holds the twins against
// the patterns themselves.
type rule struct {
	id     string // keyword of the violation
	holds  func([]byte) bool
	must   string // "must be …"
	remedy string
}

// DateTime is the Keyword of a violation that leaves a field of type time
// without a value.
const DateTime = "date-time"

// rulesFor gives the rules of a schema's pattern and format. A pattern without
// a twin is an error.
func rulesFor(r *raw) ([]rule, error) {
	if r.Type == "number" {
		return nil, nil // a pattern says nothing of numbers
	}
	var out []rule
	switch r.Pattern {
	case "":
	case `^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[45][0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}$`:
		out = append(out, rule{"pattern", isUUID, "a UUID of version 4 or 5", ""})
	case `^(\p{L}|_)(\p{L}|\p{N}|[.\-_])*$`:
		out = append(out, rule{"pattern", isToken, "a token", "begin with a letter or '_', then use letters, digits, '.', '-' and '_' only"})
	case `^\S(.*\S)?$`:
		out = append(out, rule{"pattern", isString, "one line of text that neither is empty nor begins or ends with white space", ""})
	case "^[^\n]+$":
		out = append(out, rule{"pattern", isLine, "one line of text, not empty", ""})
	case `^[a-zA-Z][a-zA-Z0-9+\-.]+:.+$`:
		out = append(out, rule{"pattern", isAbsolute, "an absolute URI", "write it with its scheme, such as https://example.org/a"})
	case `^[0-9A-Za-z+/]+={0,2}$`:
		out = append(out, rule{"pattern", isBase64, "base64 on one line", ""})
	case `^.+@.+$`: // format email says more
	default:
		date, ok := dateRule(r.Pattern)
		if !ok {
			return nil, fmt.Errorf("pattern %s is not known", r.Pattern)
		}
		out = append(out, date)
	}
	switch r.Format {
	case "":
	case "date-time":
		if len(out) == 0 {
			return nil, fmt.Errorf("format date-time without its pattern")
		}
	case "uri":
		out = append(out, rule{"format", isURL, "a URI", "check its escapes and host"})
	case "uri-reference":
		out = append(out, rule{"format", isReference, "a URI or a relative path", "use '/' and escape spaces as %20"})
	case "email":
		out = append(out, rule{"format", isEmail, "an e-mail address", ""})
	default:
		return nil, fmt.Errorf("format %s is not known", r.Format)
	}
	return out, nil
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// hex says of each byte whether it is a hexadecimal digit: 1, or 0.
var hex = func() (table [256]uint8) {
	for _, c := range "0123456789abcdefABCDEF" {
		table[c] = 1
	}
	return table
}()

func isUUID(b []byte) bool {
	if len(b) != 36 || b[8] != '-' || b[13] != '-' || b[18] != '-' || b[23] != '-' || b[14] != '4' && b[14] != '5' {
		return false
	}
	if c := b[19]; c != '8' && c != '9' && c|0x20 != 'a' && c|0x20 != 'b' {
		return false
	}
	digits := uint8(0)
	for _, c := range b {
		digits += hex[c]
	}
	return digits == 32 // all but the four dashes
}

func isToken(b []byte) bool {
	for i := 0; i < len(b); {
		c := b[i]
		if c < utf8.RuneSelf {
			letter := c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_'
			if !letter && (i == 0 || !isDigit(c) && c != '.' && c != '-') {
				return false
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if !unicode.Is(unicode.L, r) && (i == 0 || !unicode.Is(unicode.N, r)) {
			return false
		}
		i += n
	}
	return len(b) > 0
}

func isString(b []byte) bool {
	return len(b) > 0 && !isSpace(b[0]) && !isSpace(b[len(b)-1]) && bytes.IndexByte(b, '\n') < 0
}

// isSpace is \s of regular expressions: white space of ASCII, without vertical
// tab.
func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r' }

func isLine(b []byte) bool { return len(b) > 0 && bytes.IndexByte(b, '\n') < 0 }

func isAbsolute(b []byte) bool {
	colon := bytes.IndexByte(b, ':')
	if colon < 2 || colon == len(b)-1 || bytes.IndexByte(b, '\n') >= 0 {
		return false
	}
	for i, c := range b[:colon] {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (i == 0 || !isDigit(c) && c != '+' && c != '-' && c != '.') {
			return false
		}
	}
	return true
}

func isBase64(b []byte) bool {
	core := bytes.TrimRight(b, "=")
	if len(core) == 0 || len(b)-len(core) > 2 {
		return false
	}
	for _, c := range core {
		if !isDigit(c) && !(c|0x20 >= 'a' && c|0x20 <= 'z') && c != '+' && c != '/' {
			return false
		}
	}
	return true
}

// isURL accepts an absolute URI that Go can parse. Plain web addresses need no
// parser.
func isURL(b []byte) bool {
	if rest, ok := bytes.CutPrefix(b, []byte("https://")); ok && isPlain(rest) {
		return true
	}
	u, err := url.Parse(string(b))
	return err == nil && u.IsAbs()
}

// isReference accepts a URI reference. Those of our own documents, fragments
// and relative paths of plain characters, need no parser.
func isReference(b []byte) bool {
	if isPlain(b) {
		return true
	}
	if bytes.IndexByte(b, '\\') >= 0 {
		return false
	}
	_, err := url.Parse(string(b))
	return err == nil
}

// isPlain says whether b holds only characters that mean nothing special in a
// host, path or fragment.
func isPlain(b []byte) bool {
	for _, c := range b {
		if !isDigit(c) && !(c|0x20 >= 'a' && c|0x20 <= 'z') && c != '#' && c != '-' && c != '.' && c != '/' && c != '_' {
			return false
		}
	}
	return true
}

func isEmail(b []byte) bool {
	at := bytes.LastIndexByte(b, '@')
	if at < 1 || at > 64 || len(b) > 254 {
		return false
	}
	local, domain := string(b[:at]), string(b[at+1:])
	if len(local) > 1 && strings.HasPrefix(local, `"`) && strings.HasSuffix(local, `"`) {
		if strings.ContainsAny(local[1:len(local)-1], "\\\"\n") {
			return false
		}
	} else {
		if strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
			return false
		}
		for _, c := range []byte(local) {
			if !isDigit(c) && !(c|0x20 >= 'a' && c|0x20 <= 'z') && strings.IndexByte(".!#$%&'*+-/=?^_`{|}~", c) < 0 {
				return false
			}
		}
	}
	if inner, ok := strings.CutPrefix(domain, "["); ok {
		inner, ok = strings.CutSuffix(inner, "]")
		ip, err := netip.ParseAddr(strings.TrimPrefix(inner, "IPv6:"))
		return ok && err == nil && ip.Is6() == strings.HasPrefix(inner, "IPv6:")
	}
	return isHost(domain)
}

// isHost accepts a host name of RFC 1123.
func isHost(s string) bool {
	s = strings.TrimSuffix(s, ".")
	if s == "" || len(s) > 253 {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, c := range []byte(label) {
			if !isDigit(c) && !(c|0x20 >= 'a' && c|0x20 <= 'z') && c != '-' {
				return false
			}
		}
	}
	return true
}
