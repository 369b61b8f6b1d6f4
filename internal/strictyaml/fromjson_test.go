package strictyaml

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestWriteJSON(t *testing.T) {
	in := `{"catalog":{"uuid":"5b1b3c40-0000-4000-8000-000000000001","none":[],"all":{},"dates":["2026-01-05","12:30:00"],"words":["yes","no","null","~","1","1e3","0x1f","","a: b","- a","#","*x"],
"numbers":[1,-2.50,1e3,true,false],"parts":[{"prose":"one\n\n* two\n","list":[[1],[{"a":"b"}]]},{"prose":"a\nb"},{"prose":"a\nb\n\n"},{"prose":" a\nb"},{"prose":"a\n \nb"}]}}`
	want := `catalog:
  uuid: "5b1b3c40-0000-4000-8000-000000000001"
  none: []
  all: {}
  dates:
    - "2026-01-05"
    - "12:30:00"
  words:
    - "yes"
    - "no"
    - "null"
    - "~"
    - "1"
    - "1e3"
    - "0x1f"
    - ""
    - "a: b"
    - "- a"
    - "#"
    - "*x"
  numbers:
    - 1
    - -2.50
    - 1e3
    - true
    - false
  parts:
    - prose: |
        one

        * two
      list:
        -
          - 1
        -
          - a: b
    - prose: |-
        a
        b
    - prose: |+
        a
        b

    - prose: " a\nb"
    - prose: "a\n \nb"
`
	var out bytes.Buffer
	if err := WriteJSON(&out, []byte(in)); err != nil {
		t.Fatal(err)
	}
	if out.String() != want {
		t.Errorf("got\n%s", out.String())
	}
	comesBack(t, []byte(in))
}

// What is written can be read: the depth is that of the reader.
func TestWriteJSONNestsAsDeepAsIsRead(t *testing.T) {
	for _, open := range []string{"[", `{"a":`, `[{"a":`} {
		for n := 90; n < 110; n++ {
			per := strings.Count(open, "[") + strings.Count(open, "{")
			text := strings.Repeat(open, n/per) + "1" + strings.Repeat(map[string]string{"[": "]", `{"a":`: "}", `[{"a":`: "}]"}[open], n/per)
			var out bytes.Buffer
			wrote := WriteJSON(&out, []byte(text))
			if wrote != nil {
				continue
			}
			if _, _, err := ToJSON("x", out.Bytes()); err != nil {
				t.Errorf("%s %d deep is written and not read: %v", open, n, err)
			}
		}
	}
	if err := WriteJSON(&bytes.Buffer{}, []byte(strings.Repeat("[", 200)+strings.Repeat("]", 200))); err == nil || !strings.Contains(err.Error(), "deeper than 100") {
		t.Errorf("%v", err)
	}
}

type fatal interface{ Fatalf(string, ...any) }

func comesBack(t fatal, in []byte) {
	var out bytes.Buffer
	if err := WriteJSON(&out, in); err != nil {
		t.Fatalf("%s: %v", in, err)
	}
	text, _, err := ToJSON("x", out.Bytes())
	if err != nil {
		t.Fatalf("%s\nwritten\n%s\n%v", in, out.Bytes(), err)
	}
	value := func(text []byte) (v any) {
		d := json.NewDecoder(bytes.NewReader(text))
		d.UseNumber()
		if err := d.Decode(&v); err != nil {
			t.Fatalf("%v", err)
		}
		return v
	}
	if !reflect.DeepEqual(value(in), value(text)) {
		t.Fatalf("%s\nwritten\n%s\nreads\n%s", in, out.Bytes(), text)
	}
}

// Every value comes back from YAML as it was, text of any characters too.
func TestJSONComesBackFromYAML(t *testing.T) {
	var value func(depth int) *rapid.Generator[any]
	word := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-c \n\t:#"'|>*&!%@-]{0,12}`), rapid.SampledFrom([]string{"yes", "2026-01-05", "null", ".inf", "1_000", "0o7", "=", "<<", "a\n", "\n", "a\n\nb\n\n\n", "\u2028", "\u0085", "\ufeff"}))
	value = func(depth int) *rapid.Generator[any] {
		return rapid.Custom(func(t *rapid.T) any {
			switch n := rapid.IntRange(0, 6).Draw(t, "kind"); {
			case n == 0 && depth < 4:
				return rapid.SliceOfN(value(depth+1), 0, 3).Draw(t, "list")
			case n == 1 && depth < 4:
				return rapid.MapOfN(word, value(depth+1), 0, 3).Draw(t, "object")
			case n == 2:
				return rapid.Bool().Draw(t, "bool")
			case n == 3:
				return rapid.Int32().Draw(t, "number")
			}
			return word.Draw(t, "text")
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		text, err := json.Marshal(map[string]any{"root": value(0).Draw(t, "value")})
		if err != nil {
			t.Fatal(err)
		}
		comesBack(t, text)
	})
}
