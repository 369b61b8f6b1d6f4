package evidence_test

import (
	"testing"
	"time"

	"github.com/assay-compliance/assay/evidence"
)

func TestParseTime(t *testing.T) {
	for text, want := range map[string]struct {
		utc     string // "" refused
		assumed bool
	}{
		"2026-11-20T10:00:00Z":           {"2026-11-20T10:00:00Z", false},
		"2026-11-20t10:00:00z":           {"2026-11-20T10:00:00Z", false},
		"2026-11-20 10:00:00Z":           {"2026-11-20T10:00:00Z", false},
		"2026-11-20T10:00:00.999999999Z": {"2026-11-20T10:00:00Z", false},
		"2026-11-20T10:00:00+05:30":      {"2026-11-20T04:30:00Z", false},
		"2026-11-20T23:00:00-05:00":      {"2026-11-21T04:00:00Z", false},
		"2026-11-20T10:00:00.5-00:30":    {"2026-11-20T10:30:00Z", false},
		"2026-11-20T10:00:00-00:00":      {"2026-11-20T10:00:00Z", true},
		"2026-11-20T10:00:00":            {"2026-11-20T10:00:00Z", true},
		"2026-11-20T10:00:00.25":         {"2026-11-20T10:00:00Z", true},
		"2026-11-20":                     {"2026-11-20T00:00:00Z", true},
		"2024-02-29":                     {"2024-02-29T00:00:00Z", true},
		"0001-01-01T00:00:00Z":           {"0001-01-01T00:00:00Z", false},
		"9999-12-31T23:59:59Z":           {"9999-12-31T23:59:59Z", false},
		"":                               {}, "2026": {}, "2026-11": {}, "2026-11-": {}, "2026-11-20T": {}, "2026-11-20T10": {},
		"2026-11-20T10:00": {}, "2026-11-20T10:00Z": {}, "2026-11-20T10:00:00X": {}, "2026-11-20T10:00:00Z ": {}, " 2026-11-20": {},
		"2026-02-29": {}, "2026-13-01": {}, "2026-00-10": {}, "2026-01-00": {}, "2026-01-32": {}, "2026-04-31T00:00:00Z": {},
		"2026-11-20T24:00:00Z": {}, "2026-11-20T10:60:00Z": {}, "2026-11-20T23:59:60Z": {}, "2026-11-20T1:00:00Z": {},
		"2026-11-20T10:00:00,5Z": {}, "2026-11-20T10:00:00.Z": {}, "2026-11-20T10:00:00.": {}, "2026-11-20T10:00:00+24:00": {},
		"2026-11-20T10:00:00+05": {}, "2026-11-20T10:00:00+0530": {}, "2026-11-20T10:00:00+05:60": {}, "2026-11-20T10:00:00+": {},
		"0000-01-01": {}, "0001-01-01T00:00:00+01:00": {}, "9999-12-31T23:59:59-01:00": {}, "20261120T100000Z": {},
		"1763632800": {}, "20/11/2026": {}, "Nov 20 2026": {}, "２０２６-11-20": {}, "+026-11-20": {}, "-026-11-20": {}, "2026-1-20": {},
	} {
		got, assumed, err := evidence.ParseTime(text)
		if want.utc == "" {
			if err == nil {
				t.Errorf("%q was read as %v", text, got)
			}
			continue
		}
		if err != nil || got.Format(time.RFC3339) != want.utc || assumed != want.assumed || got.Location() != time.UTC {
			t.Errorf("%q: got %v, zone assumed %t, %v; want %s, %t", text, got, assumed, err, want.utc, want.assumed)
		}
	}
}

func TestAge(t *testing.T) {
	asOf := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	day := 24 * time.Hour
	for _, c := range []struct {
		situation string
		collected time.Time
		max       time.Duration
		want      evidence.Age
	}{
		{"no time", time.Time{}, 30 * day, evidence.AgeUnknown},
		{"now", asOf, 30 * day, evidence.Fresh},
		{"as old as may be", asOf.Add(-30 * day), 30 * day, evidence.Fresh},
		{"a second older", asOf.Add(-30*day - time.Second), 30 * day, evidence.Stale},
		{"a second ahead", asOf.Add(time.Second), 30 * day, evidence.Future},
		{"now, and no age allowed", asOf, 0, evidence.Fresh},
		{"older than a duration can say", time.Date(1, 1, 1, 0, 0, 1, 0, time.UTC), 30 * day, evidence.Stale},
		{"further ahead than a duration can say", time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), 30 * day, evidence.Future},
	} {
		d := evidence.Document{Collected: c.collected}
		if got := d.Age(asOf, c.max); got != c.want {
			t.Errorf("%s: %v, want %v", c.situation, got, c.want)
		}
	}
	var zero evidence.Age
	if zero != evidence.AgeUnknown {
		t.Error("the zero age decides something")
	}
}

func TestParseAge(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"30d": 720 * time.Hour, "1d": 24 * time.Hour, "12h": 12 * time.Hour, "90m": 90 * time.Minute,
		"": 0, "d": 0, "30": 0, "0d": 0, "-1d": 0, "+1d": 0, "1.5d": 0, "1w": 0, "1y": 0, " 1d": 0, "1d ": 0, "36501d": 0, "99999999999999999999d": 0,
	} {
		got, err := evidence.ParseAge(text)
		if got != want || (err == nil) != (want > 0) {
			t.Errorf("%q: got %v, %v; want %v", text, got, err, want)
		}
	}
}

// FuzzParseTime: what is read can be written and read again unchanged, in UTC
// and whole seconds; and where the standard library reads a time, ours is the
// same.
func FuzzParseTime(f *testing.F) {
	for _, s := range []string{"2026-11-20T10:00:00Z", "2026-11-20", "2026-11-20T10:00:00.5+05:30", "2026-02-30T00:00:00Z", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, _, err := evidence.ParseTime(s)
		if err != nil {
			if !got.IsZero() {
				t.Fatal("an error and a time")
			}
			return
		}
		again, assumed, err := evidence.ParseTime(got.Format(time.RFC3339))
		if err != nil || assumed || !again.Equal(got) || got.Nanosecond() != 0 {
			t.Fatalf("%q: %v, again %v, %v", s, got, again, err)
		}
		if std, err := time.Parse(time.RFC3339Nano, s); err == nil && !std.Truncate(time.Second).Equal(got) {
			t.Fatalf("%q: %v, the standard library has %v", s, got, std)
		}
	})
}
