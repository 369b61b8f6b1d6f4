package shape

import (
	"bytes"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
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

// The parts of the patterns of dates. Leap days of 1900 to 1999 are not
// accepted by any of them.
const (
	dayPattern = `((2000|2400|2800|(19|2[0-9](0[48]|[2468][048]|[13579][26])))-02-29)|(((19|2[0-9])[0-9]{2})-02-(0[1-9]|1[0-9]|2[0-8]))|` +
		`(((19|2[0-9])[0-9]{2})-(0[13578]|10|12)-(0[1-9]|[12][0-9]|3[01]))|(((19|2[0-9])[0-9]{2})-(0[469]|11)-(0[1-9]|[12][0-9]|30))`
	clockPattern = `T(2[0-3]|[01][0-9]):([0-5][0-9]):([0-5][0-9])`
	zonePattern  = `(Z|(-((0[0-9]|1[0-2]):00|0[39]:30)|\+((0[0-9]|1[0-4]):00|(0[34569]|10):30|(0[58]|12):45)))`
	anyZone      = `(Z|[+-][0-9]{2}:[0-9]{2})`
)

// dateRule knows the patterns of dates and date-times, which changed with the
// versions.
func dateRule(pattern string) (rule, bool) {
	instant := rule{DateTime, nil, "a date-time with zone", "write it as 2026-11-20T00:00:00Z"}
	date := rule{"pattern", nil, "a date", "write it as 2026-11-20"}
	switch pattern {
	case `^(` + dayPattern + `)` + clockPattern + `(\.[0-9]+)?` + zonePattern + `$`:
		instant.holds = func(b []byte) bool { return isDateTime(b, inZone) }
		return instant, true
	case `^(` + dayPattern + `)` + clockPattern + `(\.[0-9]*[1-9])?` + zonePattern + `$`: // 1.0.5
		instant.holds = func(b []byte) bool {
			return isDateTime(b, inZone) && !fractionEndsInZero(b)
		}
		return instant, true
	case `^` + dayPattern + clockPattern + `(\.[0-9]+)?` + anyZone + `$`: // 1.0.4; its alternatives lack brackets, format date-time gives them
		instant.holds = func(b []byte) bool { return isDateTime(b, isOffset) }
		return instant, true
	case `^(` + dayPattern + `)` + zonePattern + `?$`:
		date.holds = func(b []byte) bool { return isDay(b, inZone) }
		return date, true
	case `^(` + dayPattern + `)` + anyZone + `?$`, `^` + dayPattern + anyZone + `?$`:
		date.holds = func(b []byte) bool { return isDay(b, isOffset) }
		return date, true
	}
	return rule{}, false
}

// isDateTime accepts what Go reads as RFC 3339, of the years 1900 to 2999, with
// a zone that zone accepts.
func isDateTime(b []byte, zone func([]byte) bool) bool {
	if len(b) < len("2006-01-02T15:04:05Z") || b[10] != 'T' || !isDate(b[:10]) {
		return false
	}
	clock := b[11:]
	if _, err := time.Parse(time.TimeOnly, string(clock[:8])); err != nil {
		return false
	}
	rest := clock[8:]
	if rest[0] == '.' {
		n := 1
		for n < len(rest) && isDigit(rest[n]) {
			n++
		}
		if n == 1 {
			return false
		}
		rest = rest[n:]
	}
	return zone(rest)
}

// fractionEndsInZero says whether the fraction of a valid date-time, if it has
// one, ends in 0, which 1.0.5 alone forbids.
func fractionEndsInZero(b []byte) bool {
	i := bytes.IndexByte(b, '.')
	if i < 0 {
		return false
	}
	for i+1 < len(b) && isDigit(b[i+1]) {
		i++
	}
	return b[i] == '0'
}

// isDay accepts a date with an optional zone.
func isDay(b []byte, zone func([]byte) bool) bool {
	return len(b) >= 10 && isDate(b[:10]) && (len(b) == 10 || zone(b[10:]))
}

func isDate(b []byte) bool {
	day, err := time.Parse(time.DateOnly, string(b))
	if err != nil {
		return false
	}
	y := day.Year()
	return y >= 1900 && y < 3000 && !(y < 2000 && day.Month() == time.February && day.Day() == 29)
}

// inZone accepts Z and the offsets that are in use somewhere on Earth.
func inZone(b []byte) bool {
	if !isOffset(b) {
		return false
	}
	if len(b) == 1 {
		return true
	}
	hour, minute := string(b[1:3]), string(b[4:6])
	if b[0] == '-' {
		return minute == "00" && hour <= "12" || minute == "30" && (hour == "03" || hour == "09")
	}
	switch minute {
	case "00":
		return hour <= "14"
	case "30":
		return slices.Contains([]string{"03", "04", "05", "06", "09", "10"}, hour)
	case "45":
		return hour == "05" || hour == "08" || hour == "12"
	}
	return false
}

// isOffset accepts Z and any offset of two hours digits and two of minutes.
func isOffset(b []byte) bool {
	if len(b) == 1 {
		return b[0] == 'Z'
	}
	return len(b) == 6 && (b[0] == '+' || b[0] == '-') && isDigit(b[1]) && isDigit(b[2]) && b[3] == ':' && isDigit(b[4]) && isDigit(b[5]) &&
		string(b[1:3]) <= "23" && string(b[4:6]) <= "59"
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isHex(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }

func isUUID(b []byte) bool {
	if len(b) != 36 || b[14] != '4' && b[14] != '5' {
		return false
	}
	for i, c := range b {
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		case 19:
			if c != '8' && c != '9' && c|0x20 != 'a' && c|0x20 != 'b' {
				return false
			}
		default:
			if !isHex(c) {
				return false
			}
		}
	}
	return true
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

func isURL(b []byte) bool {
	u, err := url.Parse(string(b))
	return err == nil && u.IsAbs()
}

// isReference accepts a URI reference. Those of our own documents, fragments
// and relative paths of plain characters, need no parser.
func isReference(b []byte) bool {
	plain := true
	for _, c := range b {
		if !isDigit(c) && !(c|0x20 >= 'a' && c|0x20 <= 'z') && c != '#' && c != '-' && c != '.' && c != '/' && c != '_' {
			plain = false
			break
		}
	}
	if plain {
		return true
	}
	if bytes.IndexByte(b, '\\') >= 0 {
		return false
	}
	_, err := url.Parse(string(b))
	return err == nil
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
