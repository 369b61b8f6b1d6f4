package live

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/redact"
)

func replaceAll(s, old, with string) []byte { return []byte(strings.ReplaceAll(s, old, with)) }

// What a rule names is gone before anything is hashed, and is counted; the rest
// stays as it was.
func TestRedaction(t *testing.T) {
	rows := []struct {
		name, rules, in, want string
		removed               []redact.Removal
	}{
		{"nothing to remove", "redact: [{pointer: /x}]", `{"a":[1,{"b":2.50}]}`, `{"a":[1,{"b":2.50}]}`, []redact.Removal{{Rule: "/x", Count: 0}}},
		{"a member", "redact: [{pointer: /a/b}]", `{"a":{"b":1,"c":2}}`, `{"a":{"c":2}}`, []redact.Removal{{Rule: "/a/b", Count: 1}}},
		{"a member of each", "redact: [{pointer: \"/*/mail\"}]", `[{"id":1,"mail":"x"},{"mail":null},{"id":3}]`, `[{"id":1},{},{"id":3}]`, []redact.Removal{{Rule: "/*/mail", Count: 2}}},
		{"elements keep their places", "redact: [{pointer: /1}]", `[1,2,3]`, `[1,null,3]`, []redact.Removal{{Rule: "/1", Count: 1}}},
		{"escaped names", "redact: [{pointer: /a~1b/c~0d}]", `{"a/b":{"c~d":1}}`, `{"a/b":{}}`, []redact.Removal{{Rule: "/a~1b/c~0d", Count: 1}}},
		{"two rules at one place", "redact: [{pointer: /a}, {pointer: /*}]", `{"a":1}`, `{}`, []redact.Removal{{Rule: "/a", Count: 1}, {Rule: "/*", Count: 0}}},
		{"a pattern", "redact: [{pattern: '[0-9]{3}-[0-9]{2}-[0-9]{4}'}]", `{"a":"ssn 123-45-6789, 987-65-4321","b":["x"]}`, `{"a":"ssn [redacted], [redacted]","b":["x"]}`, []redact.Removal{{Rule: "redact/0", Count: 2}}},
		{"a pattern in numbers", "redact: [{pattern: '^4711'}]", `{"a":47110000,"b":1}`, `{"a":null,"b":1}`, []redact.Removal{{Rule: "redact/0", Count: 1}}},
		{"a pattern in names", "redact: [{pattern: '@'}]", `{"ana@example.com":{"x":1},"b":1}`, `{"b":1}`, []redact.Removal{{Rule: "redact/0", Count: 1}}},
		{"a pattern behind escapes", "redact: [{pattern: 'secret'}]", `{"a":"\u0073ecret"}`, `{"a":"[redacted]"}`, []redact.Removal{{Rule: "redact/0", Count: 1}}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			c := newWorld(t).httpOne(t, func(w http.ResponseWriter, _ *http.Request) { answerJSON(w, row.in) }, row.rules)
			if string(c.Data) != row.want || !slices.Equal(c.Redacted, row.removed) {
				t.Errorf("%s, %v, %v\nwant %s, %v", c.Data, c.Redacted, c.Failure, row.want, row.removed)
			}
			if c.Asked[0].Bytes != len(c.Data) {
				t.Error("the digest is not of what was left")
			}
		})
	}
}

// A server that gives our own secret back, in whatever form, puts it into no
// evidence.
func TestASecretThatComesBackIsRemoved(t *testing.T) {
	quoted, _ := json.Marshal(canary)
	forms := []string{
		canary, strings.Trim(string(quoted), `"`), url.QueryEscape(canary), url.PathEscape(canary),
		base64.StdEncoding.EncodeToString([]byte(canary)), base64.RawURLEncoding.EncodeToString([]byte(canary)),
		base64.StdEncoding.EncodeToString([]byte("ana:" + canary)),
	}
	// Escaped in another way it says the same.
	escaped := ""
	for _, c := range canary {
		escaped += fmt.Sprintf(`\u%04x`, c)
	}
	forms = append(forms, escaped, canary[:3]+fmt.Sprintf(`\u%04x`, canary[3])+canary[4:])
	for _, form := range forms {
		c := newWorld(t).httpOne(t, func(w http.ResponseWriter, _ *http.Request) { answerJSON(w, `{"echo":"<`+form+`>"}`) },
			"auth: {basic: {user: ana, password: {env: SECRET}}}")
		var said struct{ Echo string }
		if err := json.Unmarshal(c.Data, &said); err != nil || strings.Contains(said.Echo, canary) {
			t.Errorf("%s: %s, %v", form, c.Data, err)
		}
		if strings.Contains(string(c.Data), strings.TrimRight(form, "=")) || len(c.Redacted) != 1 || c.Redacted[0].Count != 1 {
			t.Errorf("%s: %s, %v", form, c.Data, c.Redacted)
		}
	}
}

// A rule that cannot be applied lets nothing through.
func TestRedactionByPointerNeedsJSON(t *testing.T) {
	c := newWorld(t).httpOne(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/csv")
		_, _ = w.Write([]byte("a,b\n"))
	}, "accept: text/csv\nredact: [{pointer: /a}]")
	if why(c) != evidence.NotUnderstood {
		t.Errorf("%q, %s", why(c), c.Data)
	}
}

// What is left after redaction is JSON, has no text that a pattern matches, and
// nothing to remove any more.
func FuzzRedaction(f *testing.F) {
	f.Add(`{"a":{"secret":1},"b":[{"secret":"x secret"}]}`)
	f.Add(`[[],{},"\u0073ecret",1e5,{"a":1,"a":2}]`)
	collected := collector(f, "type: http\nurl: https://h.example\nkinds: [iam-accounts]\nredact: [{pointer: /a}, {pointer: \"/*/b/0\"}, {pattern: secret}]")
	f.Fuzz(func(t *testing.T, text string) {
		if !jsontext.Value(text).IsValid(redact.Lenient) {
			return
		}
		first := newRedactor(collected.Redact, &vault{})
		out, err := first.apply([]byte(text), true)
		if err != nil {
			return
		}
		if !jsontext.Value(out).IsValid(redact.Lenient) {
			t.Fatalf("%q became %q", text, out)
		}
		again := newRedactor(collected.Redact, &vault{})
		twice, err := again.apply(out, true)
		if err != nil || string(twice) != string(out) || slices.ContainsFunc(again.removed(), func(r redact.Removal) bool { return r.Rule != "/*/b/0" && r.Count > 0 }) {
			t.Fatalf("%q became %q, and that %q with %v: %v", text, out, twice, again.removed(), err)
		}
	})
}
