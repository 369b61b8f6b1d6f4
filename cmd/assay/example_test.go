package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The last column of the example's README says what each file is there to show.
var (
	claimed = regexp.MustCompile(`\b(pass|fail|undecided|supported) (` + one + `(?:(?:, | and )` + one + `)*)`)
	single  = regexp.MustCompile(one)
	padding = regexp.MustCompile(`([^0-9])0([0-9])`)
	another = regexp.MustCompile(`^\(?[0-9]`)
	family  = regexp.MustCompile(`^[A-Z]{2}\.L[0-9]-`)
)

const one = `(?:164\.[0-9]+[^\s,;:|]*|[A-Z]{2}-[0-9][^\s,;:|]*|(?:[A-Z]{2}\.L2-)?3\.[0-9]+\.[0-9]+[^\s,;:|]*)`

// plain is a label as the README writes it: without padding and family.
func plain(label string) string {
	label = family.ReplaceAllString(strings.ReplaceAll(label, `\`, ""), "")
	return padding.ReplaceAllString(padding.ReplaceAllString(label, "$1$2"), "$1$2")
}

// within says whether an objective is what a label names, or a part of it. In
// SP 800-53 a number in parentheses is another control, in the HIPAA rules a part.
func within(objective, label string) bool {
	rest, ok := strings.CutPrefix(plain(objective), plain(label))
	switch {
	case !ok:
		return false
	case rest == "":
		return true
	case strings.HasPrefix(label, "164."):
		return rest[0] == '('
	}
	return !another.MatchString(rest)
}

// What the README of the example says of each file comes true.
func TestTheExampleShowsWhatItSays(t *testing.T) {
	t.Parallel()
	dir := meridian(t, slices.Sort[[]string])
	code, out, errOut := in("assess", "-c", filepath.Join(dir, "assay.yaml"), "--as-of", asOf, "-o", "json")
	if code != 1 {
		t.Fatalf("exit code %d: %s", code, errOut)
	}
	var report struct {
		Frameworks []struct {
			Objectives []struct{ Label, Verdict, Why string }
		}
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile(filepath.Join(dir, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	said := 0
	for _, row := range strings.Split(string(readme), "\n") {
		cells := strings.Split(row, " | ")
		for _, claim := range claimed.FindAllStringSubmatch(cells[len(cells)-1], -1) {
			for _, label := range single.FindAllString(claim[2], -1) {
				var found []string
				for _, f := range report.Frameworks {
					for _, o := range f.Objectives {
						if o.Verdict == "not-assessed" && strings.Contains(o.Why, "what supports it passes") {
							o.Verdict = "supported"
						}
						if within(o.Label, label) {
							found = append(found, o.Verdict)
						}
					}
				}
				if said++; !slices.Contains(found, claim[1]) {
					t.Errorf("%s: %s is said to be %s and is %v", cells[0], label, claim[1], found)
				}
			}
		}
	}
	if said < 70 {
		t.Errorf("only %d claims were read", said)
	}
}
