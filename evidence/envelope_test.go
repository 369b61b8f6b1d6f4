package evidence_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/jsonast"
)

func reader() *jsonast.Decoder { return jsonast.New(jsonast.Limits{}) }

const whole = `{"kind":"inventory","component":"web","subject":"web-01","collected":"2026-11-18T06:00:00Z",` +
	`"collector":"assets 1","source":{"digest":"x"},"payload":{"items":[]}}`

func TestReadEnvelope(t *testing.T) {
	d := evidence.ReadEnvelope([]byte(whole), reader())
	if d.Problem != nil {
		t.Fatal(d.Problem)
	}
	got := []string{d.Kind, d.Component, d.Subject, d.Collector, d.Collected.String(), d.Payload.String()}
	want := []string{"inventory", "web", "web-01", "assets 1", "2026-11-18 06:00:00 +0000 UTC", `{"items": []}`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if d.Digest != sha256.Sum256([]byte(whole)) {
		t.Error("the digest is not that of the bytes")
	}
	least := evidence.ReadEnvelope([]byte(`{"kind":"k","component":"web","payload":{}}`), reader())
	if least.Problem != nil || least.Subject != "web" || !least.Collected.IsZero() {
		t.Errorf("without subject and time: %+v", least)
	}
	zone := evidence.ReadEnvelope([]byte(`{"kind":"k","component":"web","collected":"2026-11-18T06:00:00","payload":{}}`), reader())
	if zone.Problem != nil || !zone.ZoneAssumed {
		t.Error("a time without zone is not marked")
	}
}

// What is broken has a problem at its place, no payload, and only that of its
// head which can be trusted.
func TestReadEnvelopeThatIsBroken(t *testing.T) {
	for _, c := range []struct{ situation, text, where, what, kind, component string }{
		{"nothing", ``, ":1:1", "empty", "", ""},
		{"an array", `[]`, "", "must be an object", "", ""},
		{"cut in the payload", whole[:len(whole)-5], ":1:158#/payload", "ends in the middle", "inventory", "web"},
		{"cut before the component", `{"kind":"inventory","comp`, ":1:26", "ends in the middle", "inventory", ""},
		{"component behind the fault", `{"kind":"inventory","payload":{"x":NaN},"component":"web"}`, ":1:36#/payload/*", "NaN", "inventory", ""},
		{"kind twice", `{"kind":"a","component":"web","kind":"b","payload":{}}`, ":1:31#/kind", "same key twice", "", "web"},
		{"component twice, after a fault is known", `{"kind":"a","component":"web","component":"db","payload":{`, ":1:59#/payload", "ends in", "a", ""},
		{"key twice in the payload", `{"kind":"a","component":"web","payload":{"Roe":1,"Roe":2}}`, ":1:50#/payload/*", "same key twice", "a", "web"},
		{"unknown key", `{"kind":"a","component":"web","payload":{},"Roe":1}`, "#/*", "a key it does not know", "a", "web"},
		{"two unknown keys", `{"kind":"a","component":"web","payload":{},"Roe":1,"x":1}`, "#/*", "2 keys it does not know", "a", "web"},
		{"misspelt kind", `{"knd":"a","component":"web","payload":{}}`, "", "no kind", "", "web"},
		{"no component", `{"kind":"a","payload":{}}`, "", "no component", "a", ""},
		{"no payload", `{"kind":"a","component":"web"}`, "#/payload", "no payload", "a", "web"},
		{"payload is a list", `{"kind":"a","component":"web","payload":[1]}`, "#/payload", "must be an object", "a", "web"},
		{"payload is null", `{"kind":"a","component":"web","payload":null}`, "#/payload", "must be an object", "a", "web"},
		{"kind is a number", `{"kind":1,"component":"web","payload":{}}`, "#/kind", "a string is needed", "", "web"},
		{"kind is blank", `{"kind":" ","component":"web","payload":{}}`, "#/kind", "not empty", "", "web"},
		{"component with a line end", `{"kind":"a","component":"w\neb","payload":{}}`, "#/component", "printable", "a", ""},
		{"subject with an escape sequence", `{"kind":"a","component":"web","subject":"\u001b[2J","payload":{}}`, "#/subject", "printable", "a", "web"},
		{"subject that runs backwards", `{"kind":"a","component":"web","subject":"\u202eabc","payload":{}}`, "#/subject", "printable", "a", "web"},
		{"subject is null", `{"kind":"a","component":"web","subject":null,"payload":{}}`, "#/subject", "a string is needed", "a", "web"},
		{"collected in words", `{"kind":"a","component":"web","collected":"yesterday","payload":{}}`, "#/collected", "date-time is needed", "a", "web"},
		{"collected as a number", `{"kind":"a","component":"web","collected":1763632800,"payload":{}}`, "#/collected", "date-time is needed", "a", "web"},
		{"source in words", `{"kind":"a","component":"web","source":"x","payload":{}}`, "#/source", "must be an object", "a", "web"},
		{"byte order mark", "\xEF\xBB\xBF" + whole, ":1:1", "byte order mark", "", ""},
		{"UTF-16", "\xFF\xFE{\x00", ":1:1", "UTF-16", "", ""},
		{"two values, the second of anything", whole + whole, ":1:163", "follows the end", "", ""},
		{"a number of 65 digits", `{"kind":"a","component":"web","payload":{"n":` + strings.Repeat("1", 65) + `}}`, ":1:46#/payload/*", "too many digits", "a", "web"},
	} {
		t.Run(c.situation, func(t *testing.T) {
			d := evidence.ReadEnvelope([]byte(c.text), reader())
			if d.Problem == nil || d.Payload != nil {
				t.Fatal("it passes for whole")
			}
			if got := d.Problem.Where(); got != c.where || !strings.Contains(d.Problem.What, c.what) {
				t.Errorf("got %q at %s, want %q at %s", d.Problem.What, got, c.what, c.where)
			}
			if d.Kind != c.kind || d.Component != c.component {
				t.Errorf("head is %q of %q, want %q of %q", d.Kind, d.Component, c.kind, c.component)
			}
			if strings.Contains(d.Problem.Error(), "Roe") {
				t.Error("the problem shows the evidence")
			}
			if d.Digest != sha256.Sum256([]byte(c.text)) {
				t.Error("no digest")
			}
		})
	}
}

func TestReadFile(t *testing.T) {
	one := func(component string) string { return `{"kind":"k","component":"` + component + `","payload":{}}` }
	type seen struct {
		Component, Pointer, Where string
		Doc                       int
		Broken                    bool
	}
	for _, c := range []struct {
		situation, text string
		want            []seen
	}{
		{"one envelope", one("a"), []seen{{"a", "", "", 0, false}}},
		{"an array", " [" + one("a") + ",\n" + one("b") + "]", []seen{{"a", "/0", "", 0, false}, {"b", "/1", "", 1, false}}},
		{"an array with a wrong one", "[" + one("a") + `,{"kind":"k","component":"b","payload":1},` + one("c") + "]",
			[]seen{{"a", "/0", "", 0, false}, {"b", "/1", "#/1/payload", 1, true}, {"c", "/2", "", 2, false}}},
		{"an array that breaks", "[" + one("a") + ",\n" + one("b")[:30] + "]",
			[]seen{{"a", "/0", "", 0, false}, {"", "/1", ":2:32#/1", 1, true}}},
		{"an array of other things", `[1]`, []seen{{"", "/0", "#/0", 0, true}}},
		{"an empty array", `[ ]`, []seen{{"", "", "", 0, true}}},
		{"an array and more", "[" + one("a") + "] x", []seen{{"a", "/0", "", 0, false}, {"", "/1", ":1:45", 1, true}}},
		{"nothing", ``, []seen{{"", "", ":1:1", 0, true}}},
	} {
		t.Run(c.situation, func(t *testing.T) {
			var got []seen
			err := evidence.ReadFile([]byte(c.text), reader(), evidence.ReadEnvelope, func(d *evidence.Document) error {
				s := seen{Component: d.Component, Pointer: d.Pointer, Doc: d.Order.Doc, Broken: d.Problem != nil}
				if d.Problem != nil {
					s.Where = d.Problem.Where()
				}
				got = append(got, s)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	stop := errors.New("stop")
	for _, text := range []string{one("a"), "[" + one("a") + "," + one("b") + "]", "[x]"} {
		calls := 0
		err := evidence.ReadFile([]byte(text), reader(), evidence.ReadEnvelope, func(*evidence.Document) error { calls++; return stop })
		if err != stop || calls != 1 {
			t.Errorf("%d calls and %v, want one and yield's error", calls, err)
		}
	}
}

func TestReadPayload(t *testing.T) {
	kinds := mustKinds(t)
	kind, ok := kinds.Get("inventory")
	if !ok {
		t.Fatal("no kind inventory")
	}
	for _, c := range []struct {
		situation, text, subject, collected string
		wantSubject, wantTime, where        string
	}{
		{"the kind's own pointers", `{"generated":"2026-11-18T06:00:00Z","items":[]}`, "", "", "", "2026-11-18 06:00:00 +0000 UTC", ""},
		{"the entry's pointers", `{"meta":[{"host":"web-01","at":"2026-11-18"}]}`, "/meta/0/host", "/meta/0/at", "web-01", "2026-11-18 00:00:00 +0000 UTC", ""},
		{"pointers that lead nowhere", `{"items":[]}`, "/x", "/y/0", "", "0001-01-01 00:00:00 +0000 UTC", ""},
		{"subject of another type", `{"host":1}`, "/host", "", "", "0001-01-01 00:00:00 +0000 UTC", "#/host"},
		{"time that is none", `{"generated":"noon"}`, "", "", "", "0001-01-01 00:00:00 +0000 UTC", "#/generated"},
		{"no object", `[]`, "", "", "", "0001-01-01 00:00:00 +0000 UTC", "!"},
		{"cut", `{"items":[`, "", "", "", "0001-01-01 00:00:00 +0000 UTC", ":1:11#/*/0"},
	} {
		t.Run(c.situation, func(t *testing.T) {
			d := evidence.ReadPayload([]byte(c.text), reader(), kind, c.subject, c.collected)
			where := ""
			if d.Problem != nil {
				if where = d.Problem.Where(); where == "" {
					where = "!"
				}
			}
			if where != c.where || (d.Payload == nil) != (d.Problem != nil) {
				t.Errorf("problem at %q, want %q", where, c.where)
			}
			if d.Kind != "inventory" || d.Subject != c.wantSubject || d.Collected.String() != c.wantTime {
				t.Errorf("got %q of %q at %v", d.Kind, d.Subject, d.Collected)
			}
		})
	}
}

func TestLocateMovesProblemsToTheirFile(t *testing.T) {
	f := &evidence.File{Path: "evidence/a.jsonl", Format: "jsonl"}
	d := evidence.ReadEnvelope([]byte(`{"kind":`), reader())
	if d.Locate(f, 7); d.Problem.Where() != "evidence/a.jsonl:7:9#/kind" || d.Line != 7 || d.Path != f.Path {
		t.Errorf("at %s", d.Problem.Where())
	}
	d = evidence.ReadEnvelope([]byte(`{"kind":1}`), reader())
	if d.Locate(f, 7); d.Problem.Where() != "evidence/a.jsonl:7#/kind" {
		t.Errorf("at %s", d.Problem.Where())
	}
	d = evidence.ReadEnvelope([]byte("{\n\"kind\":1"), reader())
	if d.Locate(f, 0); d.Problem.Where() != "evidence/a.jsonl:2:9" || d.Line != 0 {
		t.Errorf("at %s", d.Problem.Where())
	}
}

// FuzzReadEnvelope: a document is whole or broken and never both; a whole one
// has a head, its digest is that of its bytes, and written out it reads the
// same; a broken one shows no payload; and what is cut short is never whole.
func FuzzReadEnvelope(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte(`{"kind":"k","component":"web","payload":{}}`))
	f.Add([]byte(`{"kind":"k","kind":"k","component":"web","payload":{}}`))
	f.Add([]byte(`[` + whole + `,` + whole + `]`))
	f.Add([]byte("\xEF\xBB\xBF" + whole))
	f.Add([]byte(`{"kind":"k","component":"\u0000","payload":{"a":1e400}}`))
	used := reader()
	f.Fuzz(func(t *testing.T, text []byte) {
		text = bytes.Clone(text)
		d := evidence.ReadEnvelope(text, used)
		if d.Digest != sha256.Sum256(text) {
			t.Fatal("the digest is not that of the bytes")
		}
		if (d.Payload == nil) == (d.Problem == nil) || (d.Fault == "") != (d.Problem == nil) {
			t.Fatal("neither whole nor broken, or both")
		}
		if d.Problem != nil {
			if d.Problem.What == "" {
				t.Fatal("a problem without words")
			}
			return
		}
		if d.Kind == "" || d.Component == "" || d.Subject == "" {
			t.Fatalf("whole without a head: %+v", d)
		}
		again := evidence.ReadEnvelope(encode(t, d), reader())
		if again.Problem != nil || again.Payload.Compare(d.Payload) != 0 || again.Kind != d.Kind || again.Component != d.Component ||
			again.Subject != d.Subject || again.Collector != d.Collector || !again.Collected.Equal(d.Collected) {
			t.Fatalf("written and read again it differs: %+v", again)
		}
		if trimmed := bytes.TrimRight(text, " \t\r\n"); evidence.ReadEnvelope(trimmed[:len(trimmed)-1], reader()).Problem == nil {
			t.Fatal("cut short, it passes for whole")
		}
	})
}

// FuzzReadFile: any bytes give at least one document, numbered from 0; only the
// last may stand for what could not be read; and a file of payloads alone obeys
// the same law.
func FuzzReadFile(f *testing.F) {
	f.Add([]byte(`[` + whole + `,` + whole + `]`))
	f.Add([]byte(`[` + whole + `,{"kind":`))
	f.Add([]byte(`[1,[],{}]`))
	f.Add([]byte(` [ ] `))
	f.Add([]byte(`{"generated":"2026-11-18T06:00:00Z","items":[]}`))
	used := reader()
	kind, _ := mustKinds(f).Get("inventory")
	f.Fuzz(func(t *testing.T, text []byte) {
		n, headless := 0, false
		err := evidence.ReadFile(text, used, evidence.ReadEnvelope, func(d *evidence.Document) error {
			if headless {
				t.Fatal("something follows what could not be read")
			}
			if (d.Payload == nil) == (d.Problem == nil) || d.Order.Doc != n {
				t.Fatalf("document %d: %+v", n, d)
			}
			headless = d.Problem != nil && d.Problem.Place.Line > 0
			n++
			return nil
		})
		if err != nil || n == 0 {
			t.Fatalf("%d documents, %v", n, err)
		}
		if d := evidence.ReadPayload(text, used, kind, "/generated", ""); (d.Payload == nil) == (d.Problem == nil) {
			t.Fatal("neither whole nor broken, or both")
		}
	})
}

// encode writes a document as an envelope.
func encode(t *testing.T, d *evidence.Document) []byte {
	payload, err := ast.JSON(d.Payload)
	if err != nil {
		t.Fatal(err)
	}
	m := map[string]any{"kind": d.Kind, "component": d.Component, "subject": d.Subject, "payload": payload}
	if d.Collector != "" {
		m["collector"] = d.Collector
	}
	if !d.Collected.IsZero() {
		m["collected"] = d.Collected
	}
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
