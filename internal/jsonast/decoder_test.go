package jsonast_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/jsonast"
)

func TestDecodeGivesWhatOtherReadersGive(t *testing.T) {
	for _, text := range []string{
		`null`, `true`, `false`, `0`, `-0`, `-1`, `7`, `512`, `513`, `1234567890123`, `0.5`, `-12.50`, `1e3`, `1E+3`, `1e-3`,
		`""`, `"a"`, `"1234567"`, `"12345678"`, `"123456789"`, `"a\"b"`, `"\\"`, `"\/\b\f\n\r\t"`, `"\u0041\u00e9\u4e2d"`,
		`"\ud83d\ude00"`, `"é中😀"`, `"` + strings.Repeat("x", 300) + `"`, `"` + strings.Repeat("é", 40) + `"`,
		"\"\u007f\"", `"\u0000"`,
		`{}`, `[]`, `[[]]`, `[{}]`, `{"":1}`, `{"a":{"a":{"a":1}},"b":1}`, `[1,"a",null,true,{"k":[2]}]`,
		" \t\r\n{ \"a\" : [ 1 , 2 ] , \"b\" : { } } \n", "[1 ,2\n,3 ]",
		`{"a":1,"b":{"a":2},"c":[{"a":3}]}`,
		`["same","same","same","same"]`,
	} {
		t.Run(text, func(t *testing.T) {
			got, err := jsonast.New(jsonast.Limits{}).Decode([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			if want := viaStandard(t, text); want.Compare(got) != 0 {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

// viaStandard reads text through encoding/json, the long way.
func viaStandard(t testing.TB, text string) ast.Value {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var x any
	if err := d.Decode(&x); err != nil {
		t.Fatal(err)
	}
	v, err := ast.InterfaceToValue(x)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestDecodeRefuses(t *testing.T) {
	long := strings.Repeat("1", 65)
	for _, c := range []struct {
		situation, text string
		code            jsonast.Code
		line, column    int
		pointer         string
	}{
		{"nothing", "", jsonast.CodeEmpty, 1, 1, ""},
		{"only white space", " \n ", jsonast.CodeEmpty, 2, 2, ""},
		{"byte order mark", "\xEF\xBB\xBF{}", jsonast.CodeBOM, 1, 1, ""},
		{"UTF-16 with mark, little", "\xFF\xFE{\x00}\x00", jsonast.CodeUTF16, 1, 1, ""},
		{"UTF-16 with mark, big", "\xFE\xFF\x00{\x00}", jsonast.CodeUTF16, 1, 1, ""},
		{"UTF-16 without mark", "{\x00}\x00", jsonast.CodeUTF16, 1, 1, ""},
		{"UTF-32", "\x00\x00\x00{", jsonast.CodeUTF16, 1, 1, ""},
		{"cut in an object", `{"a":`, jsonast.CodeTruncated, 1, 6, "/*"},
		{"cut after a key", `{"a"`, jsonast.CodeTruncated, 1, 5, ""},
		{"cut in a key", `{"a`, jsonast.CodeTruncated, 1, 4, ""},
		{"cut in a string", `["abc`, jsonast.CodeTruncated, 1, 6, "/0"},
		{"cut in an escape", `["ab\`, jsonast.CodeTruncated, 1, 5, "/0"},
		{"cut in an array", `[1,2`, jsonast.CodeTruncated, 1, 5, ""},
		{"cut in a word", `[tru`, jsonast.CodeTruncated, 1, 2, "/0"},
		{"cut after a minus", `-`, jsonast.CodeTruncated, 1, 1, ""},
		{"two values", `{} {}`, jsonast.CodeTrailing, 1, 4, ""},
		{"something behind", `1x`, jsonast.CodeTrailing, 1, 2, ""},
		{"zero byte behind", "1\n\x00", jsonast.CodeTrailing, 2, 1, ""},
		{"bare word", `[yes]`, jsonast.CodeValue, 1, 2, "/0"},
		{"word that goes on", `[nullx]`, jsonast.CodeComma, 1, 6, ""},
		{"capital word", `True`, jsonast.CodeValue, 1, 1, ""},
		{"single quotes", `{'a':1}`, jsonast.CodeKey, 1, 2, ""},
		{"bare key", `{a:1}`, jsonast.CodeKey, 1, 2, ""},
		{"number as key", `{1:1}`, jsonast.CodeKey, 1, 2, ""},
		{"comma before brace", `{"a":1,}`, jsonast.CodeKey, 1, 8, ""},
		{"comma before bracket", `[1,]`, jsonast.CodeValue, 1, 4, "/1"},
		{"two commas", `[1,,2]`, jsonast.CodeValue, 1, 4, "/1"},
		{"missing colon", `{"a" 1}`, jsonast.CodeColon, 1, 6, ""},
		{"missing comma in object", `{"a":1 "b":2}`, jsonast.CodeComma, 1, 8, ""},
		{"missing comma in array", `[1 2]`, jsonast.CodeComma, 1, 4, ""},
		{"wrong bracket", `{"a":[1}}`, jsonast.CodeComma, 1, 8, "/*"},
		{"comment", `[1 /* one */]`, jsonast.CodeComma, 1, 4, ""},
		{"line feed in a string", "[\"a\nb\"]", jsonast.CodeControl, 1, 4, "/0"},
		{"control character behind an escape", "\"\\n\x01\"", jsonast.CodeControl, 1, 4, ""},
		{"zero byte in a string", "[\"abcdefgh\x00\"]", jsonast.CodeControl, 1, 11, "/0"},
		{"unknown escape", `"\x41"`, jsonast.CodeEscape, 1, 2, ""},
		{"short unicode escape", `"\u12"`, jsonast.CodeEscape, 1, 2, ""},
		{"wrong unicode escape", `"\u12g4"`, jsonast.CodeEscape, 1, 2, ""},
		{"high surrogate alone", `"\ud800"`, jsonast.CodeSurrogate, 1, 2, ""},
		{"low surrogate alone", `"\udc00"`, jsonast.CodeSurrogate, 1, 2, ""},
		{"two high surrogates", `"\ud800\ud800"`, jsonast.CodeSurrogate, 1, 2, ""},
		{"stray continuation byte", "\"ab\x80\"", jsonast.CodeUTF8, 1, 4, ""},
		{"overlong form", "\"\xC0\xAF\"", jsonast.CodeUTF8, 1, 2, ""},
		{"surrogate in UTF-8", "\"\xED\xA0\x80\"", jsonast.CodeUTF8, 1, 2, ""},
		{"bad UTF-8 in a key", "{\"\xFF\":1}", jsonast.CodeUTF8, 1, 3, ""},
		{"bad UTF-8 before an escape", "\"ab\xFF\\n\"", jsonast.CodeUTF8, 1, 4, ""},
		{"bad UTF-8 behind an escape", "\"\\n\xFF\"", jsonast.CodeUTF8, 1, 4, ""},
		{"bad UTF-8 after eight good bytes", "\"abcdefgh\xFFabcdefgh\"", jsonast.CodeUTF8, 1, 10, ""},
		{"leading zero", `01`, jsonast.CodeNumber, 1, 1, ""},
		{"leading zero, negative", `-01`, jsonast.CodeNumber, 1, 1, ""},
		{"plus sign", `+1`, jsonast.CodeNumber, 1, 1, ""},
		{"point first", `.5`, jsonast.CodeNumber, 1, 1, ""},
		{"point last", `5.`, jsonast.CodeNumber, 1, 1, ""},
		{"exponent without digits", `5e`, jsonast.CodeNumber, 1, 1, ""},
		{"exponent with sign only", `5e+`, jsonast.CodeNumber, 1, 1, ""},
		{"minus and a letter", `-x`, jsonast.CodeNumber, 1, 1, ""},
		{"hexadecimal", `0x10`, jsonast.CodeTrailing, 1, 2, ""},
		{"NaN", `{"a":NaN}`, jsonast.CodeNaN, 1, 6, "/*"},
		{"infinity", `Infinity`, jsonast.CodeNaN, 1, 1, ""},
		{"negative infinity", `[-Infinity]`, jsonast.CodeNaN, 1, 2, "/0"},
		{"65 digits", long, jsonast.CodeDigits, 1, 1, ""},
		{"65 digits, some behind the point", "1." + long[1:], jsonast.CodeDigits, 1, 1, ""},
		{"65 digits, some in the exponent", long[:62] + "e001", jsonast.CodeDigits, 1, 1, ""},
		{"exponent 309", `1e309`, jsonast.CodeExponent, 1, 1, ""},
		{"exponent -309", `1e-309`, jsonast.CodeExponent, 1, 1, ""},
		{"exponent that overflows an int", `1e99999999999999999999`, jsonast.CodeExponent, 1, 1, ""},
		{"more than a float64 holds", `123e307`, jsonast.CodeExponent, 1, 1, ""},
		{"same key twice", "{\"a\":1,\n \"b\":2, \"a\":3}", jsonast.CodeDuplicate, 2, 9, "/*"},
		{"same key twice, an object between", `{"a":{"a":1},"a":3}`, jsonast.CodeDuplicate, 1, 14, "/*"},
		{"same key twice, one escaped", `{"a":1,"\u0061":3}`, jsonast.CodeDuplicate, 1, 8, "/*"},
		{"same key twice, deep", `{"x":[0,{"k":1,"k":1}]}`, jsonast.CodeDuplicate, 1, 16, "/*/1/*"},
		{"same empty key twice", `{"":1,"":2}`, jsonast.CodeDuplicate, 1, 7, "/*"},
		{"same long key twice", `{"` + long + `":1,"` + long + `":2}`, jsonast.CodeDuplicate, 1, 72, "/*"},
		{"too deep in arrays", strings.Repeat("[", 513), jsonast.CodeDepth, 1, 513, strings.Repeat("/0", 512)},
		{"too deep in objects", strings.Repeat(`{"a":`, 513), jsonast.CodeDepth, 1, 5*512 + 1, strings.Repeat("/*", 512)},
		{"characters, not bytes, make a column", `["é中😀", x]`, jsonast.CodeValue, 1, 9, "/1"},
	} {
		t.Run(c.situation, func(t *testing.T) {
			_, err := jsonast.New(jsonast.Limits{}).Decode([]byte(c.text))
			var se *jsonast.SyntaxError
			if !errors.As(err, &se) {
				t.Fatalf("got %v, want %s", err, c.code)
			}
			if se.Code != c.code || se.Line != c.line || se.Column != c.column || se.Pointer != c.pointer {
				t.Errorf("got %s %d:%d %q, want %s %d:%d %q",
					se.Code, se.Line, se.Column, se.Pointer, c.code, c.line, c.column, c.pointer)
			}
		})
	}
}

func TestDecodeAcceptsUpToTheLimits(t *testing.T) {
	for situation, text := range map[string]string{
		"512 arrays":   strings.Repeat("[", 512) + strings.Repeat("]", 512),
		"512 objects":  strings.Repeat(`{"a":`, 511) + "{}" + strings.Repeat("}", 511),
		"64 digits":    "-" + strings.Repeat("9", 64),
		"exponent 308": `1e308`, "exponent -308": `1e-308`, "zero with an exponent": `0e308`,
	} {
		if _, err := jsonast.New(jsonast.Limits{}).Decode([]byte(text)); err != nil {
			t.Errorf("%s: %v", situation, err)
		}
	}
}

func TestDecodeRefusesWhatWeighsTooMuch(t *testing.T) {
	d := jsonast.New(jsonast.Limits{Weight: 40})
	for text, want := range map[string]string{
		`[1,2,3]`:                             "", // 1 + 4 and 3
		`[` + strings.Repeat("1,", 34) + `1]`: "", // 1 + 4 and 35
		`[` + strings.Repeat("1,", 35) + `1]`: "/35",
		`[[[[[[[[0]]]]]]]]`:                   "/0/0/0/0/0/0/0/0", // eight times 5, and 1
		`[[[[[[[0]]]]]]]`:                     "",
		`{"a":{"a":{"a":{"a":1}}}}`:           "", // four times 9, and 1
		`{"a":{"a":{"a":{"a":[0]}}}}`:         "/*/*/*/*/0",
		`[[],[],[],{},{}]`:                    "",
	} {
		_, err := d.Decode([]byte(text))
		var se *jsonast.SyntaxError
		if errors.As(err, &se) != (want != "") || se != nil && (se.Code != jsonast.CodeWeight || se.Pointer != want) {
			t.Errorf("%s: got %v, want a refusal at %q", text, err, want)
		}
	}
	n := 0
	err := d.Elements([]byte(`[`+strings.Repeat(`{"a":1},`, 99)+`[]]`), func(int, []byte, ast.Value) error { n++; return nil })
	if err != nil || n != 100 {
		t.Errorf("each element is weighed alone: %d, %v", n, err)
	}
}

func TestErrorShowsNothingOfTheText(t *testing.T) {
	const secret = "Jane-Roe-1970"
	for _, text := range []string{
		`{"` + secret + `":1,"` + secret + `":2}`, `{"` + secret + `":[{"` + secret + `": x` + secret + `}]}`,
		`["` + secret, `"` + secret + `\x"`, secret, `{"` + secret + `" ` + secret + `}`,
	} {
		_, err := jsonast.New(jsonast.Limits{}).Decode([]byte(text))
		var se *jsonast.SyntaxError
		if !errors.As(err, &se) {
			t.Fatalf("%s was accepted", text)
		}
		if s := err.Error() + se.Pointer + se.Code.Remedy(); strings.Contains(s, "Jane") {
			t.Errorf("the error shows the text: %s", s)
		}
	}
}

func TestPointerShowsTheKeysAskedFor(t *testing.T) {
	_, err := jsonast.New(jsonast.Limits{}).Decode([]byte(`{"payload":{"a/b":[1,{"~":x}]}}`))
	var se *jsonast.SyntaxError
	if !errors.As(err, &se) {
		t.Fatal(err)
	}
	for want, show := range map[string]func(string, int) bool{
		"/*/*/1/*":           nil,
		"/payload/*/1/*":     func(k string, depth int) bool { return depth == 0 },
		"/payload/a~1b/1/~0": func(string, int) bool { return true },
		"/payload/*/1/~0":    func(k string, _ int) bool { return k != "a/b" },
		"/payload/a~1b/1/*":  func(k string, depth int) bool { return depth <= 1 },
		"/*/a~1b/1/*":        func(k string, depth int) bool { return k == "a/b" },
	} {
		if got := se.PointerWith(show); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// A decoder that has seen many strings must answer as a new one does, and find
// duplicates whether or not the keys found room in its table.
func TestDecoderThatIsFull(t *testing.T) {
	d := jsonast.New(jsonast.Limits{})
	var b strings.Builder
	for round := range 3 {
		b.Reset()
		b.WriteString("{")
		for i := range 5000 {
			fmt.Fprintf(&b, `"key-%d":"value-%d",`, i, i%700)
		}
		b.WriteString(`"last":1}`)
		v, err := d.Decode([]byte(b.String()))
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if want := viaStandard(t, b.String()); want.Compare(v) != 0 {
			t.Fatalf("round %d: another value than that of a new decoder", round)
		}
	}
	all := b.String()
	for _, i := range []int{0, 17, 2048, 4097, 4999} {
		text := strings.TrimSuffix(all, "}") + fmt.Sprintf(`,"key-%d":1}`, i)
		_, err := d.Decode([]byte(text))
		var se *jsonast.SyntaxError
		if !errors.As(err, &se) || se.Code != jsonast.CodeDuplicate || se.Offset != strings.LastIndex(text, `"key`) {
			t.Errorf("key-%d twice: got %v", i, err)
		}
	}
}

// Keys that agree in length and both ends share one window of the table.
func TestKeysThatCollide(t *testing.T) {
	var b strings.Builder
	b.WriteString("{")
	for i := range 40 {
		fmt.Fprintf(&b, `"prefix--%02d--suffix":%d,`, i, i)
	}
	text := b.String()
	d := jsonast.New(jsonast.Limits{})
	v, err := d.Decode([]byte(text + `"end":1}`))
	if err != nil {
		t.Fatal(err)
	}
	if n := v.(ast.Object).Len(); n != 41 {
		t.Errorf("%d keys, want 41", n)
	}
	for i := range 40 {
		if _, err := d.Decode(fmt.Appendf(nil, `%s"prefix--%02d--suffix":1}`, text, i)); err == nil {
			t.Errorf("key %d twice was accepted", i)
		}
	}
}

// Kept strings must not alias a document: its bytes may be used again.
func TestKeptStringsSurviveTheText(t *testing.T) {
	d := jsonast.New(jsonast.Limits{})
	text := []byte(`{"name":"web-01","again":"web-01","more":"web-01"}`)
	if _, err := d.Decode(text); err != nil {
		t.Fatal(err)
	}
	for i := range text {
		text[i] = '#'
	}
	v, err := d.Decode([]byte(`{"name":"web-01"}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := v.String(); got != `{"name": "web-01"}` {
		t.Errorf("got %s", got)
	}
}

// FuzzDecode: the decoder accepts what jsontext, another strict reader, accepts
// and nothing else, but for its own limits; a decoder with a past gives the
// same value as a new one; the value is that of encoding/json; and no input
// leaves a trace in the next.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{
		`{"a":[1,2.5,-3e4,"x",null,true,false,{}]}`, `"\ud83d\ude00\u0000"`, `[[[[]]]]`, `{"a":1,"a":2}`, "\"\xff\"", `1e400`,
		`{"kind":"k","payload":{"é":"中"}}`, "\xEF\xBB\xBF1", "[1\x00]", `[01]`, `"\ud800"`, ` 1 `, `-0.0e-0`, strings.Repeat("[", 600),
	} {
		f.Add([]byte(s))
	}
	old := jsonast.New(jsonast.Limits{})
	f.Fuzz(func(t *testing.T, text []byte) {
		text = bytes.Clone(text)
		got, err := jsonast.New(jsonast.Limits{}).Decode(text)
		again, err2 := old.Decode(text)
		if (err == nil) != (err2 == nil) || err == nil && got.Compare(again) != 0 {
			t.Fatalf("a used decoder disagrees: %v, %v", err, err2)
		}
		other := strict(text)
		var se *jsonast.SyntaxError
		if errors.As(err, &se) {
			switch se.Code {
			case jsonast.CodeDepth, jsonast.CodeDigits, jsonast.CodeExponent:
			default:
				if other == nil {
					t.Fatalf("refused what jsontext accepts: %v", err)
				}
			}
			if se.Offset < 0 || se.Offset > len(text) || se.Line < 1 || se.Column < 1 {
				t.Fatalf("no such place: %+v", se)
			}
			return
		}
		if err != nil {
			t.Fatalf("another kind of error: %v", err)
		}
		if other != nil {
			t.Fatalf("accepted what jsontext refuses: %v", other)
		}
		if want := viaStandard(t, string(text)); want.Compare(got) != 0 {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

// strict reads one value with jsontext.
func strict(text []byte) error {
	d := jsontext.NewDecoder(bytes.NewReader(text))
	if _, err := d.ReadValue(); err != nil {
		return err
	}
	if _, err := d.ReadToken(); err != io.EOF {
		return errors.New("more than one value")
	}
	return nil
}
