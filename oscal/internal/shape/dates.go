package shape

import (
	"bytes"
	"regexp"
	"slices"
	"sync"
	"time"
)

// The parts of the patterns of dates. None of them accepts leap days of 1900 to
// 1999; for them they accept "19-02-29", which we do not.
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
	case `^(` + dayPattern + `)` + anyZone + `?$`:
		date.holds = func(b []byte) bool { return isDay(b, isZone) }
		return date, true
	case `^` + dayPattern + anyZone + `?$`:
		// 1.0.4, for the dates of security plans: without its brackets the
		// pattern takes much for a date that is none. Documents in use rely on
		// it, so it is taken as it is.
		re := sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
		date.holds = func(b []byte) bool { return re().Match(b) }
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

// isOffset accepts Z and any offset that Go accepts.
func isOffset(b []byte) bool {
	return isZone(b) && (len(b) == 1 || string(b[1:3]) <= "23" && string(b[4:6]) <= "59")
}

// isZone accepts Z and any offset of two digits of hours and two of minutes.
func isZone(b []byte) bool {
	if len(b) == 1 {
		return b[0] == 'Z'
	}
	return len(b) == 6 && (b[0] == '+' || b[0] == '-') && isDigit(b[1]) && isDigit(b[2]) && b[3] == ':' && isDigit(b[4]) && isDigit(b[5])
}
