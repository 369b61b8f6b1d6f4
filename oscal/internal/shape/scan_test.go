package shape

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

func TestBrokenText(t *testing.T) {
	rows := []struct{ name, text, what, at string }{
		{"nothing", "", "ends too early: a value is missing", "1:1"},
		{"white space only", " \n ", "ends too early: a value is missing", "2:2"},
		{"cut in an object", `{"a": 1`, "a comma or } is missing", "1:8"},
		{"cut in an array", `[1, `, "ends too early: a value is missing", "1:5"},
		{"cut in a text", `{"a": "b`, "lacks its closing quote", "1:9"},
		{"cut behind a name", `{"a"`, "a colon is missing", "1:5"},
		{"cut in an escape", `["\u12`, "four hexadecimal digits", "1:3"},
		{"cut behind a backslash", `["\`, "closing quote", "1:3"},
		{"comma before }", `{"a": 1,}`, "a field is missing", "1:9"},
		{"comma before ]", `[1,]`, "a value is missing", "1:4"},
		{"no comma", `[1 2]`, "a comma or ] is missing", "1:4"},
		{"name without quotes", `{a: 1}`, "name in double quotes", "1:2"},
		{"single quotes", `{'a': 1}`, "name in double quotes", "1:2"},
		{"comment", "{\n  // x\n}", "name in double quotes", "2:3"},
		{"NaN", `[NaN]`, "no JSON value", "1:2"},
		{"Infinity", `[-Infinity]`, "lacks its digits", "1:3"},
		{"plus", `[+1]`, "no JSON value", "1:2"},
		{"leading zero", `[01]`, "a comma or ] is missing", "1:3"},
		{"point without digits", `[1.]`, "digits behind its point", "1:4"},
		{"exponent without digits", `[1e]`, "digits of its exponent", "1:4"},
		{"exponent too large", `[1e309]`, "exponent is beyond 308", "1:7"},
		{"exponent enormous", `[1e` + strings.Repeat("9", 5000) + `]`, "exponent is beyond 308", "1:5004"},
		{"number too long", `[` + strings.Repeat("9", 65) + `]`, "more than 64", "1:67"},
		{"half a surrogate", `["\ud800"]`, "half of a surrogate", "1:3"},
		{"surrogates the wrong way round", `["\udc00\ud800"]`, "half of a surrogate", "1:3"},
		{"unknown escape", `["\x41"]`, "not one of JSON's", "1:3"},
		{"line end in a text", "[\"a\nb\"]", "a text lacks its closing quote on its line", "1:4"},
		{"control character", "[\"a\x01b\"]", "control character", "1:4"},
		{"invalid UTF-8", "[\"a\xffb\"]", "not valid UTF-8", "1:3"},
		{"two documents", `{} {}`, "behind the end", "1:4"},
		{"zero byte", "{}\x00", "behind the end", "1:3"},
		{"too deep", strings.Repeat("[", 513) + strings.Repeat("]", 513), "nested deeper than 512", "1:513"},
		{"far too deep", strings.Repeat(`{"a":`, 1_000_000), "nested deeper than 512", "1:2561"},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			_, bad := Head([]byte(r.text))
			if bad == nil {
				t.Fatal("accepted")
			}
			at := Lines([]byte(r.text), []int{bad.Offset})[0]
			place := strconv.Itoa(at[0]) + ":" + strconv.Itoa(at[1])
			if bad.Keyword != Syntax || !strings.Contains(bad.What, r.what) || place != r.at {
				t.Errorf("%s at %s: %s", bad.Keyword, place, bad.What)
			}
		})
	}
}

func TestDeepestTextIsAccepted(t *testing.T) {
	if _, bad := Head([]byte(strings.Repeat("[", 512) + strings.Repeat("]", 512))); bad != nil {
		t.Error(bad.What)
	}
}

// What the scanner accepts is JSON to another reader, and what it refuses is
// not, or is beyond a limit that it names. Places lead to the values they name.
func FuzzScanner(f *testing.F) {
	for _, s := range []string{
		`{"a": [1, -0.5e+3, "\u00e9\ud83d\ude00\n", true, false, null, {}], "a": {"b~/": []}}`, `"x"`, `[`, `{"a":}`, "\xef\xbb\xbf{}", `[1e400]`, `["\ud800\u0041"]`, " \r\n\t{ } ",
		`{"$schema": "x", "catalog": {"uuid": 1, "metadata": []}, "x": {}}`, `{"profile": {"imports": [{"include-all": {}, "include-controls": []}], "x`,
	} {
		f.Add([]byte(s))
	}
	s, err := Open("1.2.2")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_, bad := Head(data)
		found, err := s.Document(data, 3)
		if err != nil || len(found) > 3 {
			t.Fatalf("%d violations, %v", len(found), err)
		}
		if bad != nil && !slices.ContainsFunc(found, func(v Violation) bool { return v.Keyword == Syntax }) {
			t.Errorf("broken text, and only %+v", found)
		}
		d := jsontext.NewDecoder(bytes.NewReader(data), jsontext.AllowDuplicateNames(true))
		err = readOne(d)
		switch {
		case bad == nil && err != nil:
			t.Errorf("accepted, and jsontext says %v", err)
		case bad != nil && err == nil && !strings.Contains(bad.What, "beyond") && !strings.Contains(bad.What, "more than") && !strings.Contains(bad.What, "deeper"):
			t.Errorf("refused: %+v", bad)
		}
		if bad != nil {
			if bad.Offset < 0 || bad.Offset > len(data) {
				t.Errorf("offset %d of %d", bad.Offset, len(data))
			}
			return
		}
		pointers := everyPointer(data)
		for i, at := range Locate(data, pointers) {
			value, err := jsontext.NewDecoder(bytes.NewReader(data[at:]), jsontext.AllowDuplicateNames(true)).ReadValue()
			if err != nil || !json.Valid(value) {
				t.Errorf("%q leads to offset %d: %v", pointers[i], at, err)
			}
		}
	})
}

func readOne(d *jsontext.Decoder) error {
	if _, err := d.ReadValue(); err != nil {
		return err
	}
	if _, err := d.ReadToken(); err == nil {
		return strconv.ErrSyntax
	} else if err.Error() != "EOF" {
		return err
	}
	return nil
}

// everyPointer lists the pointers of all values, and one that leads nowhere.
func everyPointer(data []byte) []string {
	out := []string{"", "/no such/3"}
	t := tour{scanner: scanner{data: data}}
	t.space()
	t.visit("", func(pointer string, _ int) bool {
		out = append(out, pointer)
		return len(out) < 100
	})
	return out
}

func TestLocate(t *testing.T) {
	text := []byte("{\n  \"é~/\": [10, {\"b\": \"x]},\"}],\n  \"c\": 1 }")
	rows := []struct {
		pointer      string
		line, column int
	}{
		{"", 1, 1},
		{"/é~0~1", 2, 10},
		{"/é~0~1/0", 2, 11},
		{"/é~0~1/1/b", 2, 21},
		{"/é~0~1/7", 2, 10},
		{"/c", 3, 8},
		{"/c/x/y", 3, 8},
		{"/none", 1, 1},
	}
	for _, r := range rows {
		at := Lines(text, Locate(text, []string{r.pointer}))[0]
		if at != [2]int{r.line, r.column} {
			t.Errorf("%s: %v, want %d:%d", r.pointer, at, r.line, r.column)
		}
	}
}

// TestPlain holds the count of eight at a time against one at a time.
func TestPlain(t *testing.T) {
	naive := func(b []byte) int {
		for i, c := range b {
			if c < ' ' || c > '~'+1 || c == '"' || c == '\\' {
				return i
			}
		}
		return len(b)
	}
	for n := range 20 {
		for at := range n {
			for c := range 256 {
				b := []byte(strings.Repeat("a", n))
				b[at] = byte(c)
				if next := at + 1; next < n {
					b[next] = '!' // one above a quote, one below it when borrowed from
				}
				if got := plain(b); got != naive(b) {
					t.Fatalf("%q: got %d, want %d", b, got, naive(b))
				}
			}
		}
	}
}

// A cursor over what is no JSON reads something and ends, whatever is asked of it.
func FuzzCursor(f *testing.F) {
	for _, text := range []string{`{"a"`, `{"a":`, `{"a"}`, `[`, `"`, `"\\`, ``, `{"a": [1, {"b": "c"}], "d": tru`, `,,`, `{"a":,`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var value func(c *Cursor, depth int)
		value = func(c *Cursor, depth int) {
			at := c.Offset()
			switch k := c.Kind(); {
			case (k == '{' || k == '[') && depth < 50:
				for c.Enter(); c.More(); {
					if k == '{' {
						c.Name()
					}
					value(c, depth+1)
				}
			default:
				c.Scalar()
			}
			if c.Offset() > len(text) || c.Offset() == at && at < len(text) {
				t.Fatalf("%q: from %d to %d", text, at, c.Offset())
			}
		}
		value(NewCursor(text), 0)
	})
}
