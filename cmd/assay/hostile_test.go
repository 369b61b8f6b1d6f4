package main

import (
	"bytes"
	"cmp"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/assay-compliance/assay/internal/cli"
)

// canary stands in evidence where a person's name or a diagnosis could. It must
// reach no message, whatever is wrong with the evidence around it.
const canary = "CANARY-bird"

// longNumber is the same where only a number can stand.
const longNumber = "4711471147114711"

// in runs the program inside the test.
func in(args ...string) (code int, out, errOut string) {
	var a, b bytes.Buffer
	code = cli.Main(args, strings.NewReader(""), &a, &b)
	return code, a.String(), b.String()
}

// Evidence that cannot be used is undecided, never a pass and never the end of
// the run; `evidence verify` says where and what, and nothing prints what the
// evidence holds.
func TestBrokenEvidenceIsUndecidedToldWithItsPlaceAndNotPrinted(t *testing.T) {
	good, err := os.ReadFile(filepath.Join("testdata", "workspace", "evidence", "idp.json"))
	if err != nil {
		t.Fatal(err)
	}
	config, err := os.ReadFile(filepath.Join("testdata", "workspace", "assay.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	// Each row changes an export that passes, and has the canary near the fault.
	swap := func(old, with string) func(string) string {
		return func(s string) string { return strings.Replace(s, old, with, 1) }
	}
	text := func(s string) func(string) string { return func(string) string { return s } }
	rows := []struct {
		name   string
		change func(string) string
		place  string // as verify prints it
		what   string
		word   string // of the fault; empty: malformed
	}{
		{"cut off in the middle of a value", func(s string) string { return strings.Replace(s, "b.okafor", canary, 1)[:1200] }, `evidence/idp.json:\d+:\d+#/payload/\S*`, "the text ends in the middle of a value", ""},
		{"empty", text(""), `evidence/idp.json:1:1`, "empty", ""},
		{"nothing but white space", text(" \n\t\n"), `evidence/idp.json:\d+:\d+`, "empty", ""},
		{"a byte order mark", func(s string) string { return "\ufeff" + strings.Replace(s, "b.okafor", canary, 1) }, `evidence/idp.json:1:1`, "byte order mark", ""},
		{"UTF-16", func(s string) string {
			out := []byte{0xff, 0xfe}
			for _, u := range utf16.Encode([]rune(strings.Replace(s, "b.okafor", canary, 1))) {
				out = append(out, byte(u), byte(u>>8))
			}
			return string(out)
		}, `evidence/idp.json:1:1`, "UTF-16", ""},
		{"a key twice in the envelope", swap(`"collected"`, `"kind": "`+canary+`", "collected"`), `evidence/idp.json:4:\d+#/kind`, "the same key twice", ""},
		{"a key twice in the payload", swap(`"id": "b.okafor"`, `"id": "b.okafor", "id": "`+canary+`"`), `evidence/idp.json:22:\d+#/payload/\S*`, "the same key twice", ""},
		{"an unknown key twice in the payload", swap(`"id": "b.okafor"`, `"`+canary+`": 1, "`+canary+`": 2`), `evidence/idp.json:22:\d+#/payload/\S*`, "the same key twice", ""},
		{"NaN", swap(`"mfa_devices": 1,`, `"`+canary+`": NaN,`), `evidence/idp.json:23:\d+#/payload/\S*`, "NaN and Infinity are no JSON numbers", ""},
		{"a number of a hundred digits", swap(`"mfa_devices": 1,`, `"mfa_devices": `+longNumber+strings.Repeat("0", 100)+`, "x": "`+canary+`",`), `evidence/idp.json:23:\d+#/payload/\S*`, "too many digits", "too-large"},
		{"a giant exponent", swap(`"mfa_devices": 1,`, `"`+canary+`": 1e999999999,`), `evidence/idp.json:23:\d+#/payload/\S*`, "exponent is too large", "too-large"},
		{"a hundred thousand levels", swap(`"accounts": [`, `"`+canary+`": `+strings.Repeat("[", 100000)), `evidence/idp.json:6:\d+#/payload/\S*…`, "nested too deeply", "too-large"},
		{"more after the end", func(s string) string { return s + canary }, `evidence/idp.json:\d+:1`, "follows the end", ""},
		{"no JSON", text(canary + ": hello"), `evidence/idp.json:1:1`, "a value is expected", ""},
		{"only null", text("null"), `evidence/idp.json`, "not recognised", ""},
		{"XML of no format we know", text("<" + canary + "/>"), `evidence/idp.json`, "not recognised", ""},
		{"half of a surrogate pair", swap(`"b.okafor"`, `"`+canary+`\ud800"`), `evidence/idp.json:22:\d+#/payload/\S*`, "half of a surrogate pair", ""},
		{"bytes that are no UTF-8", swap(`"b.okafor"`, "\""+canary+"\xff\xfe\""), `evidence/idp.json:22:\d+#/payload/\S*`, "not valid UTF-8", ""},
		{"a control character", swap(`"b.okafor"`, "\""+canary+"\x01\""), `evidence/idp.json:22:\d+#/payload/\S*`, "control character", ""},
		{"a value of another type", swap(`"interactive": true`, `"interactive": "`+canary+`"`), `evidence/idp.json#/payload/accounts/0/interactive`, "is string, must be null or boolean", ""},
		{"a word that is none of those allowed", swap(`"type": "person"`, `"type": "`+canary+`"`), `evidence/idp.json#/payload/accounts/0/type`, "none of", ""},
		{"a time that is none", swap(`"last_used": "2026-11-17T15:20:00Z"`, `"last_used": "`+canary+`"`), `evidence/idp.json#/payload/accounts/0/last_used`, "date-time", ""},
		{"a key that the schema does not know", swap(`"id": "b.okafor"`, `"`+canary+`": 1, "id": "b.okafor"`), `evidence/idp.json#/payload/accounts/2/\*`, "a key the schema does not know", ""},
		{"a key that is missing", swap(`"id": "b.okafor", "type": "person", "interactive": true,`, `"id": "`+canary+`", "type": "person",`), `evidence/idp.json#/payload/accounts/2`, `lacks "interactive"`, ""},
		{"an unknown key in the envelope", swap(`"collected"`, `"`+canary+`": 1, "collected"`), `evidence/idp.json#/\*`, "a key it does not know", ""},
		{"a payload that is no object", text(`{"kind": "iam-accounts", "component": "idp", "collected": "2026-11-18T06:00:00Z", "payload": "` + canary + `"}`), `evidence/idp.json#/payload`, "must be an object", ""},
		{"a collection time that is none", swap("2026-11-18T06:00:00Z", canary), `evidence/idp.json#/collected`, "a date-time is needed", ""},
		{"a component that is no text", swap(`"component": "idp"`, `"component": ["`+canary+`"]`), `evidence/idp.json#/component`, "", ""},
		{"a kind that nobody knows", swap("iam-accounts", canary), `evidence/idp.json#/kind`, "its kind is none of those known", ""},
		{"an array with something else in it", text(`["` + canary + `"]`), `evidence/idp.json.*`, "", ""},
		{"an empty array", text("[]"), `evidence/idp.json.*`, "", ""},
	}
	for i, row := range rows {
		if testing.Short() && i%8 > 0 {
			continue
		}
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			file := filepath.Join(dir, "assay.yaml")
			broken := row.change(string(good))
			if broken == string(good) {
				t.Fatal("the row changes nothing")
			}
			for path, b := range map[string][]byte{file: config, filepath.Join(dir, "evidence", "idp.json"): []byte(broken)} {
				if err := writeFile(path, b); err != nil {
					t.Fatal(err)
				}
			}
			silent := func(what string, texts ...string) {
				for _, s := range texts {
					if strings.Contains(s, canary) || strings.Contains(s, longNumber) {
						t.Errorf("%s prints evidence: %s", what, s)
					}
				}
			}
			results := filepath.Join(dir, "results")
			code, out, errOut := in("assess", "-c", file, "--as-of", asOf, "--all")
			if code != 3 {
				t.Errorf("assess has exit code %d, want 3: %s%s", code, out, errOut)
			}
			silent("assess", out, errOut)
			if !regexp.MustCompile(`(?m)^cmmc-l2 +0 +0 +15 `).MatchString(out) {
				t.Errorf("not everything that rests on it is undecided: %s", out)
			}
			if err := whole(results); err != nil {
				t.Error(err)
			}
			for _, args := range [][]string{
				{"assess", "-c", file, "--as-of", asOf, "-o", "json"}, {"gate", "-c", file, results, "--all"}, {"explain", "ia.l2-3.5.3", "--out", results},
				{"explain", "evidence/idp.json", "--out", results}, {"evidence", "verify", "-c", file, "--as-of", asOf, "-o", "json"}, {"doctor", "-c", file},
			} {
				_, out, errOut := in(args...)
				silent(strings.Join(args[:2], " "), out, errOut)
			}
			for _, name := range []string{"assessment-plan.json", "assessment-results.json", "component-definition.json"} {
				text, err := os.ReadFile(filepath.Join(results, "cmmc-l2", name))
				if err != nil {
					t.Fatal(err)
				}
				silent(name, string(text))
			}
			code, out, errOut = in("evidence", "verify", "-c", file, "--as-of", asOf)
			if code != 1 {
				t.Errorf("verify has exit code %d, want 1: %s%s", code, out, errOut)
			}
			silent("verify", out, errOut)
			if !regexp.MustCompile(`(?m)^` + row.place + `\n  ` + cmp.Or(row.word, "malformed") + `: .*` + regexp.QuoteMeta(row.what)).MatchString(out) {
				t.Errorf("verify says:\n%s\nwant %s at %s", out, row.what, row.place)
			}
		})
	}
}
