package shape

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
)

// The outline names the root's fields, the version and the large lists, the
// outermost of each, with the place of every element.
func TestOutline(t *testing.T) {
	const text = `{"$schema": "x", "catalog": {"metadata": {"oscal-version": "1.2.2", "note": {"oscal-version": "0"}},
 "groups": [{"controls": [{"id": "a", "controls": [{"id": "a.1"}]}, {"id": "b"}]}, {"controls": []}],
 "controls": [{"id": "c"}, 7], "users": {"components": [{}]}, "back-matter": {"re\u0073ources": [ {} , {"uuid": "x"} ]}}}`
	head, bad := Head([]byte(text))
	if bad != nil {
		t.Fatal(bad)
	}
	if !slices.Equal(head.Fields, []string{"$schema", "catalog"}) || head.Version != "1.2.2" {
		t.Errorf("%v, version %q", head.Fields, head.Version)
	}
	var got []string
	for _, l := range head.Lists {
		s := l.Pointer
		for _, item := range l.Items {
			s += " " + string(item.Of([]byte(text)))
		}
		got = append(got, s)
	}
	want := []string{
		`/catalog/groups/0/controls {"id": "a", "controls": [{"id": "a.1"}]} {"id": "b"}`,
		`/catalog/groups/1/controls`,
		`/catalog/users/components {}`, // of a list that holds a number there is none
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// Whatever the text, the outline of JSON is consistent, and what is no JSON has none.
func FuzzOutline(f *testing.F) {
	f.Add([]byte(`{"catalog": {"metadata": {"oscal-version": "1.2.2"}, "controls": [{"id": "a"}]}}`))
	f.Add([]byte(`{"a":{"risks":[{"risks":[{}]},{}],"users":[[{"users":[{}]}]]}}`))
	f.Add([]byte(`[{"risks":[]}]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		head, bad := Head(data)
		if bad != nil {
			if head.Fields != nil || head.Version != "" || head.Lists != nil {
				t.Fatalf("an outline of what is no JSON: %+v", head)
			}
			return
		}
		last := int32(0)
		for _, l := range head.Lists {
			if l.Array.Start < last || l.Array.End <= l.Array.Start {
				t.Fatalf("%+v begins before %d", l, last)
			}
			var items []json.RawMessage
			if err := json.Unmarshal(l.Array.Of(data), &items); err != nil || len(items) != len(l.Items) {
				t.Fatalf("%s: %d items, want %d: %v", l.Pointer, len(l.Items), len(items), err)
			}
			for i, item := range l.Items {
				if string(item.Of(data)) != string(items[i]) || data[item.Start] != '{' {
					t.Fatalf("%s: item %d is %s", l.Pointer, i, fmt.Sprintf("%.100q", item.Of(data)))
				}
			}
			last = l.Array.End
		}
	})
}
