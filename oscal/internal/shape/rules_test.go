package shape

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"
)

// patterns compiles what every version says of its texts: pattern → regular
// expression and our twin. Format rules are left out.
func patterns(t testing.TB) map[string]twin {
	t.Helper()
	out := map[string]twin{}
	for _, version := range Files() {
		s, err := Open(version)
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range s.definitions {
			var r raw
			if err := json.Unmarshal(text, &r); err != nil {
				t.Fatal(err)
			}
			if r.Type != "string" || r.Pattern == "" || r.Format == "email" {
				continue
			}
			rules, err := rulesFor(&raw{Type: r.Type, Pattern: r.Pattern})
			if err != nil || len(rules) != 1 {
				t.Fatalf("%s %s: %d rules, %v", version, name, len(rules), err)
			}
			out[r.Pattern] = twin{version + " " + name, regexp.MustCompile(r.Pattern), rules[0]}
		}
	}
	return out
}

type twin struct {
	name string
	re   *regexp.Regexp
	rule rule
}

// disagree says whether the twin differs from its pattern on a text. The
// pattern of date-times of 1.0.4 lacks brackets; format date-time, which is
// asked too, puts them right. "19-02-29" is what a slip in the patterns takes
// for a leap day of the 20th century.
func (tw twin) disagree(s string) bool {
	if strings.Contains(s, "19-02-29") {
		return false
	}
	want := tw.re.MatchString(s)
	if tw.rule.id == DateTime {
		_, err := time.Parse(time.RFC3339, s)
		want = want && err == nil
	}
	return tw.rule.holds([]byte(s)) != want
}

func TestTwinsMatchLikeTheirPatterns(t *testing.T) {
	all := patterns(t)
	if len(all) < 12 {
		t.Fatalf("only %d patterns", len(all))
	}
	for _, tw := range all {
		for _, s := range texts() {
			if tw.disagree(s) {
				t.Errorf("%s: %q: ours %t", tw.name, s, tw.rule.holds([]byte(s)))
			}
		}
	}
}

func FuzzTwins(f *testing.F) {
	for _, s := range texts() {
		f.Add(s)
	}
	all := patterns(f)
	f.Fuzz(func(t *testing.T, s string) {
		if json.Valid([]byte(s)) || len(s) > 1000 {
			return
		}
		for _, tw := range all {
			if strings.ToValidUTF8(s, "") == s && tw.disagree(s) {
				t.Errorf("%s: %q: ours %t", tw.name, s, tw.rule.holds([]byte(s)))
			}
		}
	})
}

func TestAPatternWithoutATwinIsAnError(t *testing.T) {
	for _, r := range []raw{
		{Type: "string", Pattern: "^x$"},
		{Type: "string", Format: "hostname"},
		{Type: "string", Format: "date-time"},
	} {
		if rules, err := rulesFor(&r); err == nil {
			t.Errorf("%+v: %d rules", r, len(rules))
		}
	}
}
