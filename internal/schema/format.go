package schema

import (
	"net/mail"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// format is a named shape of a string.
type format struct {
	name  string
	valid func(string) bool
}

// formatOf knows the formats an evidence schema may assert; nil for others.
func formatOf(name string) *format {
	var f func(string) bool
	switch name {
	case "date-time":
		f = dateTime
	case "date":
		f = date
	case "uri":
		f = uri
	case "uuid":
		f = uuid
	case "ipv4":
		f = func(s string) bool { a, err := netip.ParseAddr(s); return err == nil && a.Is4() }
	case "ipv6":
		f = func(s string) bool { a, err := netip.ParseAddr(s); return err == nil && a.Is6() && a.Zone() == "" }
	case "email":
		f = email
	case "hostname":
		f = hostname
	default:
		return nil
	}
	return &format{name, f}
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i]-'0' > 9 {
			return false
		}
	}
	return s != ""
}

// date holds RFC 3339's full-date.
func date(s string) bool {
	if len(s) != 10 || !digits(s[:4]) || s[4] != '-' || !digits(s[5:7]) || s[7] != '-' || !digits(s[8:]) {
		return false
	}
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// dateTime holds RFC 3339's date-time, except leap seconds, which OPA's
// time built-ins refuse too.
func dateTime(s string) bool {
	if len(s) < 20 || !date(s[:10]) || s[10]|0x20 != 't' {
		return false
	}
	clock, rest := s[11:19], s[19:]
	if !hourMinute(clock[:5]) || clock[5] != ':' || !digits(clock[6:]) || clock[6:] > "59" {
		return false
	}
	if rest[0] == '.' {
		n := 1
		for n < len(rest) && rest[n]-'0' <= 9 {
			n++
		}
		if n == 1 {
			return false
		}
		rest = rest[n:]
	}
	if rest == "Z" || rest == "z" {
		return true
	}
	return len(rest) == 6 && (rest[0] == '+' || rest[0] == '-') && hourMinute(rest[1:])
}

// hourMinute holds 00:00 to 23:59.
func hourMinute(s string) bool {
	return len(s) == 5 && digits(s[:2]) && s[:2] <= "23" && s[2] == ':' && digits(s[3:]) && s[3:] <= "59"
}

// uri holds an absolute URI of RFC 3986.
func uri(s string) bool {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7F || strings.IndexByte("\"<>\\^`{|}", c) >= 0 {
			return false
		}
	}
	u, err := url.Parse(s)
	return err == nil && u.IsAbs()
}

// uuid holds the 36-character form of RFC 9562, any version.
func uuid(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if c-'0' > 9 && c|0x20-'a' > 5 {
				return false
			}
		}
	}
	return true
}

// email holds a bare address: no display name, no angle brackets.
func email(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}

// hostname holds RFC 1123: labels of 1 to 63 letters, digits and inner hyphens,
// 253 characters in all.
func hostname(s string) bool {
	s = strings.TrimSuffix(s, ".")
	if s == "" || len(s) > 253 {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := range len(label) {
			if c := label[i]; c != '-' && c-'0' > 9 && c|0x20-'a' > 25 {
				return false
			}
		}
	}
	return true
}
