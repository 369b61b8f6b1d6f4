package lock

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/problem"
)

// sample is a lock of two checks under one framework.
func sample(change func(*Lock)) Lock {
	l := Lock{
		Assay: "v1.0.0", Kinds: "k1",
		Frameworks: []Framework{{ID: "hipaa", Profile: "p1", Targets: 3, Checks: map[string]string{"a.one": "b1", "a.two": "b2"}}},
		Checks:     []Check{{ID: "a.one", SHA256: "1", Severity: "high", Title: "One: \"first\""}, {ID: "a.two", SHA256: "2", Severity: "low", Title: "Two"}},
	}
	if change != nil {
		change(&l)
	}
	return l
}

func TestCompare(t *testing.T) {
	for _, row := range []struct {
		name   string
		change func(*Lock)
		want   []string
	}{
		{"nothing", nil, nil},
		{"another program alone", func(l *Lock) { l.Assay = "v2.0.0" }, nil},
		{"another policy", func(l *Lock) { l.Checks[0].SHA256 = "9" }, []string{"check a.one changed"}},
		{"another severity", func(l *Lock) { l.Checks[0].Severity = "low" }, []string{"check a.one weighs low, no longer high"}},
		{"a new one", func(l *Lock) {
			l.Checks = append(l.Checks, Check{ID: "b", SHA256: "3"})
			l.Frameworks[0].Checks["b"] = "x"
		}, []string{"check b added"}},
		{"gone", func(l *Lock) { l.Checks = l.Checks[:1]; delete(l.Frameworks[0].Checks, "a.two") }, []string{"check a.two removed"}},
		{"renamed", func(l *Lock) {
			l.Checks[1] = Check{ID: "c.two", SHA256: "2", Severity: "low", Formerly: []string{"a.two"}}
			delete(l.Frameworks[0].Checks, "a.two")
			l.Frameworks[0].Checks["c.two"] = "b2"
		}, []string{"check a.two is called c.two"}},
		{"renamed and changed", func(l *Lock) {
			l.Checks[1] = Check{ID: "c.two", SHA256: "9", Severity: "low", Formerly: []string{"a.two"}}
			delete(l.Frameworks[0].Checks, "a.two")
			l.Frameworks[0].Checks["c.two"] = "b2"
		}, []string{"check a.two is called c.two", "check c.two changed"}},
		{"bound otherwise", func(l *Lock) { l.Frameworks[0].Checks["a.one"] = "x" }, []string{"check a.one is bound otherwise under hipaa"}},
		{"bound no more", func(l *Lock) { delete(l.Frameworks[0].Checks, "a.one") }, []string{"check a.one is bound otherwise under hipaa"}},
		{"another profile", func(l *Lock) { l.Frameworks[0].Profile = "p2" }, []string{"framework hipaa has another profile"}},
		{"a framework more", func(l *Lock) { l.Frameworks = append(l.Frameworks, Framework{ID: "z"}) }, []string{"framework z added"}},
		{"a framework less", func(l *Lock) { l.Frameworks = nil }, []string{"framework hipaa removed"}},
		{"other schemas", func(l *Lock) { l.Kinds = "k2" }, []string{"the schemas of evidence are others"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			var got []string
			for _, c := range Compare(sample(nil), sample(row.change)) {
				got = append(got, c.Words())
			}
			if d := cmp.Diff(row.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestEncodeIsReadBack(t *testing.T) {
	for _, l := range []Lock{sample(nil), {Assay: "dev"}} {
		text := l.Encode()
		back, err := Decode("assay.lock", text)
		if err != nil {
			t.Fatal(err)
		}
		if got := back.Encode(); !bytes.Equal(got, text) {
			t.Errorf("read back it is\n%s\nnot\n%s", got, text)
		}
		if found := Compare(l, back); found != nil {
			t.Errorf("read back it differs: %v", found)
		}
	}
}

// FuzzDecode holds: what is read is written so that it is read again as the same, a
// lock is the same as itself, and every problem has its place.
func FuzzDecode(f *testing.F) {
	f.Add(sample(nil).Encode())
	for _, s := range []string{"", "version: 1\n", "version: 2\n", "version: 1\nchecks: {\"a\\nb\": {sha256: x, title: \"\\e[2J\"}}\n", "version: 1\nframeworks: {a: {bound: {b: c}}}\n", "\xff"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		l, err := Decode("assay.lock", in)
		if err != nil {
			for _, p := range problem.Of(err) {
				if p.Place.Path != "assay.lock" {
					t.Fatalf("a problem without its place: %v", p)
				}
			}
			return
		}
		text := l.Encode()
		back, err := Decode("assay.lock", text)
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if again := back.Encode(); !bytes.Equal(again, text) || Compare(l, back) != nil {
			t.Fatalf("%q is read back as %q", text, again)
		}
		if strings.Contains(string(text), "\x1b") {
			t.Fatalf("a terminal can be turned: %q", text)
		}
	})
}
