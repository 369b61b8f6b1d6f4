package evidence

import (
	"errors"
	"time"
)

// Age says how old a document is against what its kind allows. The zero value
// is AgeUnknown, which decides nothing.
type Age uint8

// The ages.
const (
	AgeUnknown Age = iota // no collection time, or none that could be read
	Fresh
	Stale
	Future // collected after the assessment time
)

// String gives the word used in messages.
func (a Age) String() string {
	switch a {
	case Fresh:
		return "fresh"
	case Stale:
		return "stale"
	case Future:
		return "future"
	}
	return "unknown"
}

// Age compares the time of collection with the assessment time. A document is
// fresh up to and including max; a max of 0 or less allows no age but asOf
// itself.
func (d *Document) Age(asOf time.Time, max time.Duration) Age {
	switch {
	case d.Collected.IsZero():
		return AgeUnknown
	case d.Collected.After(asOf):
		return Future
	case asOf.Sub(d.Collected) > max:
		return Stale
	}
	return Fresh
}

var errTime = errors.New("is not a date-time of RFC 3339")

// ParseTime reads a time as evidence states it: an RFC 3339 date-time, one
// without zone, or a date alone, which means 00:00. The last two, and the
// offset -00:00, are read as UTC and zoneAssumed says so. The result is in UTC
// and cut to whole seconds. The error carries nothing of s.
func ParseTime(s string) (t time.Time, zoneAssumed bool, err error) {
	f := fields{s: s}
	year, month, day := f.number(4, 1, 9999), f.after('-', 12), f.after('-', 31)
	if f.bad || f.s == "" {
		return f.time(year, month, max(day, 1), 0, 0, 0, 0, true)
	}
	if c := f.s[0]; c != 'T' && c != 't' && c != ' ' {
		return time.Time{}, false, errTime
	}
	f.s = f.s[1:]
	hour, minute, second := f.number(2, 0, 23), f.clock(), f.clock()
	f.fraction()
	offset, zoneAssumed := f.zone()
	return f.time(year, month, day, hour, minute, second, offset, zoneAssumed)
}

// fields takes fixed-width numbers off the front of a time.
type fields struct {
	s   string
	bad bool
}

// number takes n digits whose value lies in [low, high].
func (f *fields) number(n, low, high int) int {
	if f.bad || len(f.s) < n {
		f.bad = true
		return 0
	}
	v := 0
	for _, c := range []byte(f.s[:n]) {
		if c < '0' || c > '9' {
			f.bad = true
			return 0
		}
		v = v*10 + int(c-'0')
	}
	f.s = f.s[n:]
	f.bad = v < low || v > high
	return v
}

// after takes sep and a number of two digits from 1 to high.
func (f *fields) after(sep byte, high int) int {
	if f.bad || f.s == "" || f.s[0] != sep {
		f.bad = true
		return 0
	}
	f.s = f.s[1:]
	return f.number(2, 1, high)
}

// clock takes ":MM".
func (f *fields) clock() int {
	if f.bad || f.s == "" || f.s[0] != ':' {
		f.bad = true
		return 0
	}
	f.s = f.s[1:]
	return f.number(2, 0, 59)
}

// fraction drops a fraction of a second.
func (f *fields) fraction() {
	if f.bad || f.s == "" || f.s[0] != '.' {
		return
	}
	n := 1
	for n < len(f.s) && f.s[n]-'0' <= 9 {
		n++
	}
	f.bad = n == 1
	f.s = f.s[n:]
}

// zone takes what is left: nothing, Z, or ±HH:MM; the offset is in seconds.
func (f *fields) zone() (offset int, assumed bool) {
	if f.bad || f.s == "" {
		return 0, true
	}
	sign := f.s[0]
	f.s = f.s[1:]
	switch sign {
	case 'Z', 'z':
		return 0, false
	case '+', '-':
		offset = f.number(2, 0, 23)*3600 + f.clock()*60
		if sign == '-' {
			return -offset, offset == 0
		}
		return offset, false
	}
	f.bad = true
	return 0, false
}

// time builds the result when all of the text was used and names a day that
// exists.
func (f *fields) time(year, month, day, hour, minute, second, offset int, assumed bool) (time.Time, bool, error) {
	t := time.Date(year, time.Month(month), day, hour, minute, second, 0, time.UTC)
	if f.bad || f.s != "" || t.Day() != day || t.Month() != time.Month(month) {
		return time.Time{}, false, errTime
	}
	t = t.Add(-time.Duration(offset) * time.Second)
	if t.Year() < 1 || t.Year() > 9999 {
		return time.Time{}, false, errTime
	}
	return t, assumed, nil
}
