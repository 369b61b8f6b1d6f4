package emit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/oscal"
)

// plainly is how values were written before there were encoders: the words of
// encoding/json, indented by package jsontext.
func plainly(t testing.TB, v any, depth int) string {
	t.Helper()
	text, err := marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	out, err := jsontext.AppendFormat(nil, text, jsontext.Multiline(true), jsontext.WithIndentPrefix(strings.Repeat("  ", depth)), jsontext.WithIndent("  "),
		jsontext.PreserveRawStrings(true), jsontext.AllowDuplicateNames(true))
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func sameAsPlainly(t *testing.T, v any) {
	t.Helper()
	for _, depth := range []int{0, 3, 20} {
		got, err := appendValue([]byte("before"), v, depth)
		if want := "before" + plainly(t, v, depth); err != nil || string(got) != want {
			t.Errorf("%T at %d: %v\n%s\nwant\n%s", v, depth, err, got, want)
		}
	}
}

// Encoders write the bytes of encoding/json, for every type of OSCAL with every
// field filled, some or none, and for text of any kind.
func TestEncodersWriteWhatEncodingJSONDoes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 60 {
		var m oscal.Models
		fill(r, reflect.ValueOf(&m).Elem(), []int{0, 3, 9}[i%3], 6)
		sameAsPlainly(t, m)
		sameAsPlainly(t, &m)
	}
	for _, v := range []any{
		nil, "", "a", "<&>", "\x7f", "\b\f\n\r\t\x00\x1f", "\"\\/", "a\nb\tc\"d\\e", "\ufffd", "\nend\x01", "é\u2028\u2029", "\xff broken", "\ud7ff\U0010ffff", 7, -7, true, 1.5, 1e21, uint8(3),
		[]string{}, []string(nil), &[]string{"x"}, (*oscal.Link)(nil), map[string]any{"b": []int{1}, "a": map[string]any{}}, []any{}, []byte("x"),
		json.RawMessage(`{"z":1,"a":[{}]}`), time.Date(2026, 11, 20, 1, 2, 3, 4000, time.FixedZone("", 3600)), struct{}{},
		struct {
			oscal.Link
			More string
		}{oscal.Link{Href: "#x"}, "y"},
		struct {
			A string `json:"a,omitempty"`
			B *bool  `json:"b,omitempty"`
			C []any  `json:"c"`
		}{},
	} {
		sameAsPlainly(t, v)
	}
	if _, err := appendValue(nil, func() {}, 0); err == nil {
		t.Error("a function was written")
	}
	if _, err := appendValue(nil, oscal.Observation{Collected: time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC)}, 0); err == nil {
		t.Error("a time that JSON has no words for was written")
	}
}

// fill sets the fields of a value: share of ten of those that may be left out.
func fill(r *rand.Rand, v reflect.Value, share, deep int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString([]string{"text", "", "a \"b\"", "<x>", "zwölf", "line\nline", fmt.Sprint(r.IntN(1000))}[r.IntN(7)])
	case reflect.Int:
		v.SetInt(int64(r.IntN(1000)))
	case reflect.Float64:
		v.SetFloat(r.Float64())
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Pointer:
		if deep > 0 && r.IntN(10) < share {
			v.Set(reflect.New(v.Type().Elem()))
			fill(r, v.Elem(), share, deep-1)
		}
	case reflect.Slice:
		for range r.IntN(3) {
			item := reflect.New(v.Type().Elem()).Elem()
			fill(r, item, share, deep-1)
			v.Set(reflect.Append(v, item))
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Unix(int64(r.IntN(1<<31)), int64(r.IntN(2))*1500).UTC()))
			return
		}
		for i := range v.NumField() {
			fill(r, v.Field(i), share, deep)
		}
	}
}

// Encoding an observation indented takes a third of the time that encoding/json
// and jsontext take together.
func BenchmarkEncode(b *testing.B) {
	var o oscal.Observation
	fill(rand.New(rand.NewPCG(5, 5)), reflect.ValueOf(&o).Elem(), 5, 4)
	size := int64(len(plainly(b, o, 4)))
	b.Run("appendValue", func(b *testing.B) {
		b.SetBytes(size)
		var text []byte
		for b.Loop() {
			var err error
			if text, err = appendValue(text[:0], &o, 4); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding/json", func(b *testing.B) {
		b.SetBytes(size)
		for b.Loop() {
			if plainly(b, &o, 4) == "" {
				b.Fatal(bytes.ErrTooLarge)
			}
		}
	})
}
