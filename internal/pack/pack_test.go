package pack

import (
	"math"
	"math/rand"
	"reflect"
	"strings"
	"testing"
	"testing/quick"
	"time"

	"github.com/google/go-cmp/cmp"
)

type place struct {
	Path         string
	Line, Column int
}

type sample struct {
	Name    string
	Yes     bool
	Small   int8
	Signed  int64
	Big     uint64
	Age     time.Duration
	Words   []string
	Places  map[string]place
	Nested  [][]place
	At      *place
	Nothing struct{}
}

func pack(t testing.TB, v any) string {
	t.Helper()
	data, err := Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestValuesComeBack(t *testing.T) {
	for name, v := range map[string]sample{
		"zero":          {},
		"empty and nil": {Words: []string{}, Places: map[string]place{}, Nested: [][]place{nil, {}}, At: &place{}},
		"full": {
			Name: "a", Yes: true, Small: -128, Signed: math.MinInt64, Big: math.MaxUint64, Age: time.Hour,
			Words: []string{"a", "", "b", "a"}, Places: map[string]place{"": {}, "x": {"p", 1, -2}},
			Nested: [][]place{{{"p", 1, 2}}, {}}, At: &place{Path: "\x00é"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got sample
			if err := Unmarshal(pack(t, v), &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(v, got); diff != "" {
				t.Errorf("(-in +out):\n%s", diff)
			}
		})
	}
}

func TestAnyValueComesBackAndGivesTheSameBytes(t *testing.T) {
	same := func(v sample) bool {
		data := pack(t, v)
		var got sample
		return Unmarshal(data, &got) == nil && reflect.DeepEqual(v, got) && pack(t, got) == data
	}
	if err := quick.Check(same, &quick.Config{MaxCount: 200, Rand: rand.New(rand.NewSource(1))}); err != nil {
		t.Error(err)
	}
}

func TestHiddenFieldsArePassedOver(t *testing.T) {
	type half struct{ Shown, hidden string }
	var got half
	if err := Unmarshal(pack(t, half{Shown: "a", hidden: "b"}), &got); err != nil || got != (half{Shown: "a"}) {
		t.Errorf("got %+v, %v", got, err)
	}
}

// What was packed from another type, or cut, or added to, is refused.
func TestForeignBytesAreRefused(t *testing.T) {
	data := pack(t, sample{Name: "abc", Words: []string{"d"}})
	for name, into := range map[string]any{
		"another type":  new(place),
		"renamed field": new(struct{ Path string }),
		"other order":   new(struct{ Line, Column int }),
	} {
		if err := Unmarshal(data, into); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if err := Unmarshal(pack(t, struct{ A, B string }{"a", "b"}), new(struct{ B, A string })); err == nil {
		t.Error("fields in another order: accepted")
	}
	for i := range len(data) {
		if err := Unmarshal(data[:i], new(sample)); err == nil {
			t.Errorf("cut at byte %d: accepted", i)
		}
	}
	if err := Unmarshal(data+"\x00", new(sample)); err == nil {
		t.Error("a byte more: accepted")
	}
	if err := Unmarshal(data[:8]+strings.Repeat("\xff", 40), new(sample)); err == nil {
		t.Error("huge numbers: accepted")
	}
}

func TestTypesThatCannotBePacked(t *testing.T) {
	type list struct{ Next *list }
	for name, v := range map[string]any{
		"interface": struct{ V any }{}, "function": func() {}, "float": 1.5, "array": [2]int{}, "other keys": map[int]string{}, "itself": list{},
	} {
		if _, err := Marshal(v); err == nil {
			t.Errorf("%s: packed", name)
		}
	}
}

// FuzzUnmarshal holds: no bytes panic, and what is accepted is packed again to
// a value that is equal.
func FuzzUnmarshal(f *testing.F) {
	mark := pack(f, sample{})[:8] // stands for the type
	f.Add(pack(f, sample{})[8:])
	f.Add(pack(f, sample{Name: "a", Words: []string{"b"}, Places: map[string]place{"c": {Line: 1}}, At: &place{}})[8:])
	f.Add("\x01\xff\xff\xff\xff\x07a")
	f.Fuzz(func(t *testing.T, rest string) {
		var got, again sample
		if Unmarshal(mark+rest, &got) != nil {
			return
		}
		if err := Unmarshal(pack(t, got), &again); err != nil || !reflect.DeepEqual(got, again) {
			t.Errorf("%+v, %v; want %+v", again, err, got)
		}
	})
}
