package jsonast_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/jsonast"
)

func TestElements(t *testing.T) {
	type element struct {
		Offset int
		Raw    string
	}
	for _, c := range []struct {
		situation, text string
		want            []element
		code            jsonast.Code
		pointer         string
	}{
		{"none", ` [ ] `, nil, "", ""},
		{"two", `[1, {"a":2} ]`, []element{{1, "1"}, {4, `{"a":2}`}}, "", ""},
		{"second broken", `[1, {"a":}, 3]`, []element{{1, "1"}}, jsonast.CodeValue, "/1/*"},
		{"cut", `[1,2`, []element{{1, "1"}, {3, "2"}}, jsonast.CodeTruncated, ""},
		{"something behind", `[1] 2`, []element{{1, "1"}}, jsonast.CodeTrailing, ""},
		{"something behind none", `[] 2`, nil, jsonast.CodeTrailing, ""},
		{"no array", `{}`, nil, jsonast.CodeValue, ""},
		{"nothing", ``, nil, jsonast.CodeEmpty, ""},
		{"bracket only", `[`, nil, jsonast.CodeTruncated, "/0"},
	} {
		t.Run(c.situation, func(t *testing.T) {
			var got []element
			err := jsonast.New(jsonast.Limits{}).Elements([]byte(c.text), func(at int, raw []byte, v ast.Value) error {
				got = append(got, element{at, string(raw)})
				if viaStandard(t, string(raw)).Compare(v) != 0 {
					t.Errorf("value of %s is %v", raw, v)
				}
				return nil
			})
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			var se *jsonast.SyntaxError
			if errors.As(err, &se) != (c.code != "") || se != nil && (se.Code != c.code || se.Pointer != c.pointer) {
				t.Errorf("got %v, want %s at %q", err, c.code, c.pointer)
			}
		})
	}
	stop := errors.New("stop")
	if err := jsonast.New(jsonast.Limits{}).Elements([]byte(`[1,2]`), func(int, []byte, ast.Value) error { return stop }); err != stop {
		t.Errorf("got %v, want yield's error", err)
	}
}

func TestMembersGivesWhatStandsBeforeTheFault(t *testing.T) {
	for text, want := range map[string]string{
		`{"a":1,"b":"x","c":[1,`:   `a=1 b="x" `,
		`{"a":1,"a":2,"b"`:         `a=1 a=2 `,
		`{"a":1 "b":2}`:            `a=1 `,
		`{"a":tru`:                 ``,
		`[1]`:                      ``,
		``:                         ``,
		"\xEF\xBB\xBF{\"a\":1}":    ``,
		`{"a":{"k":1,"k":2},"b":1`: ``,
	} {
		var got strings.Builder
		jsonast.New(jsonast.Limits{}).Members([]byte(text), func(k string, v ast.Value) {
			fmt.Fprintf(&got, "%s=%s ", k, v)
		})
		if got.String() != want {
			t.Errorf("%s: got %s, want %s", text, got.String(), want)
		}
	}
}

func TestAt(t *testing.T) {
	v, err := jsonast.New(jsonast.Limits{}).Decode([]byte(`{"a":[{"b/c":1},{"~":2,"":3}],"0":4}`))
	if err != nil {
		t.Fatal(err)
	}
	for pointer, want := range map[string]string{
		"/a/0/b~1c": "1", "/a/1/~0": "2", "/a/1/": "3", "/0": "4",
		"/a/2": "", "/a/-1": "", "/a/00": "", "/a/x": "", "/x": "", "/0/x": "", "a": "",
	} {
		got, ok := jsonast.At(v, pointer)
		if ok != (want != "") || ok && got.String() != want {
			t.Errorf("%s: got %v, want %q", pointer, got, want)
		}
	}
	if got, ok := jsonast.At(v, ""); !ok || got.Compare(v) != 0 {
		t.Error("the empty pointer is not the whole")
	}
}
