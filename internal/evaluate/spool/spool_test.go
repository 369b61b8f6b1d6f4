package spool

import (
	"bytes"
	"fmt"
	"math/rand"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

type record struct{ key, value string }

func merged(t testing.TB, sorters ...*Sorter) []record {
	t.Helper()
	var out []record
	err := Merge(sorters, func(k, v []byte) error {
		out = append(out, record{string(k), string(v)})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func compareRecords(a, b record) int {
	if c := strings.Compare(a.key, b.key); c != 0 {
		return c
	}
	return strings.Compare(a.value, b.value)
}

// TestSorter holds the order of records whatever fits into memory, and that
// several sorters merge into one.
func TestSorter(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	for name, tt := range map[string]struct{ n, large, sorters int }{
		"nothing":                  {0, 0, 1},
		"one":                      {1, 0, 1},
		"in memory":                {500, 0, 1},
		"spilled":                  {20_000, 0, 1},
		"several":                  {20_000, 0, 3},
		"records above the buffer": {20, 300_000, 2},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			var sorters []*Sorter
			for range tt.sorters {
				sorters = append(sorters, NewSorter(dir, 1))
			}
			var want []record
			for i := range tt.n {
				r := record{fmt.Sprintf("key-%05d", random.Intn(tt.n)), strings.Repeat("v", random.Intn(20)+tt.large)}
				if random.Intn(10) == 0 {
					r.key = ""
				}
				want = append(want, r)
				if err := sorters[i%tt.sorters].Add([]byte(r.key), []byte(r.value)); err != nil {
					t.Fatal(err)
				}
			}
			slices.SortFunc(want, compareRecords)
			for range 2 {
				if got := merged(t, sorters...); !slices.Equal(got, want) {
					t.Fatal("not in order, or not all")
				}
			}
			for _, s := range sorters {
				s.Reset()
				if got := merged(t, s); len(got) > 0 {
					t.Error("not empty after Reset")
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			}
			if left, _ := os.ReadDir(dir); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// TestLog holds that every stream gives back its own records in order.
func TestLog(t *testing.T) {
	for _, limit := range []int{1, 64 << 20} {
		l := NewLog(t.TempDir(), limit)
		want := map[int][]string{}
		random := rand.New(rand.NewSource(2))
		for i := range 50_000 {
			n := random.Intn(40)
			r := fmt.Sprintf("%d-%s", i, strings.Repeat("x", random.Intn(60)))
			want[n] = append(want[n], r)
			if err := l.Append(n, []byte(r)); err != nil {
				t.Fatal(err)
			}
		}
		if err := l.Flush(); err != nil {
			t.Fatal(err)
		}
		for n := range 41 {
			var got []string
			if err := l.Read(n, func(r []byte) bool { got = append(got, string(r)); return true }); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got, want[n]) {
				t.Errorf("stream %d has %d records, want %d", n, len(got), len(want[n]))
			}
		}
		first := 0
		l.Read(0, func([]byte) bool { first++; return false })
		if first != 1 {
			t.Error("reading goes on when told to stop")
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestTable holds that records are found by number, forwards and backwards.
func TestTable(t *testing.T) {
	for _, limit := range []int{0, 1 << 20} {
		tab := NewTable(t.TempDir(), limit)
		for i := range 1000 {
			n, err := tab.Add([]byte(fmt.Sprintf("record %d", i)))
			if n != i || err != nil {
				t.Fatal(n, err)
			}
		}
		if err := tab.Flush(); err != nil {
			t.Fatal(err)
		}
		r := tab.Reader()
		for _, n := range []int{0, 1, 63, 64, 65, 500, 499, 999, 0, 999, 999} {
			if got, err := r.Get(n); err != nil || string(got) != fmt.Sprintf("record %d", n) {
				t.Errorf("%d: %q %v", n, got, err)
			}
		}
		tab.Close()
	}
}

// TestFullDisk holds that a place that cannot be written to is an error and no
// lost record.
func TestFullDisk(t *testing.T) {
	s := NewSorter("/nonexistent/place", 1)
	var err error
	for i := 0; i < 10_000 && err == nil; i++ {
		err = s.Add([]byte(fmt.Sprint(i)), bytes.Repeat([]byte("x"), 100))
	}
	if err == nil {
		t.Fatal("no error")
	}
	if Merge([]*Sorter{s}, func(_, _ []byte) error { return nil }) == nil {
		t.Error("merged in spite of it")
	}
}

// FuzzSorter holds that a sorter gives back what it was given, sorted.
func FuzzSorter(f *testing.F) {
	f.Add([]byte("a\x00b\x00\x00c"), uint8(3))
	f.Add(bytes.Repeat([]byte{0xff}, 300), uint8(0))
	f.Fuzz(func(t *testing.T, data []byte, cut uint8) {
		s := NewSorter(t.TempDir(), 1)
		defer s.Close()
		var want []record
		for len(data) > 0 {
			n := min(len(data), int(data[0])%17)
			m := min(len(data)-n, int(cut)%13)
			if n+m == 0 {
				data = data[1:]
				continue
			}
			r := record{string(data[:n]), string(data[n : n+m])}
			data = data[n+m:]
			want = append(want, r)
			if err := s.Add([]byte(r.key), []byte(r.value)); err != nil {
				t.Fatal(err)
			}
			if len(want)%7 == 0 {
				if err := s.flush(); err != nil {
					t.Fatal(err)
				}
			}
		}
		slices.SortFunc(want, compareRecords)
		if got := merged(t, s); !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// TestValue holds that a value comes back equal and owns its memory.
func TestValue(t *testing.T) {
	v := ast.MustParseTerm(`{"a": [1, 2.50, -1e10, "x", "", null, true, false], "b": {"c": {}}, "ü": []}`).Value
	b, err := AppendValue(nil, v)
	if err != nil {
		t.Fatal(err)
	}
	var d Decoder
	got, err := d.Decode(b)
	if err != nil || got.Compare(v) != 0 {
		t.Errorf("got %v, %v", got, err)
	}
	clear(b)
	if got.Compare(v) != 0 {
		t.Error("the value changed with its bytes")
	}
	if _, err := AppendValue(nil, ast.NewSet(ast.StringTerm("x"))); err == nil {
		t.Error("a set is no JSON value")
	}
}

// FuzzValue holds that no bytes break the decoder, and that what it accepts
// encodes to a value that is equal.
func FuzzValue(f *testing.F) {
	b, _ := AppendValue(nil, ast.MustParseTerm(`{"a": [1, "x", null, true], "b": {"c": -2.5e3}}`).Value)
	f.Add(b)
	f.Add(b[:len(b)/2])
	f.Add([]byte{tagArray, 0xff, 0xff, 0xff, 0xff, 0x0f})
	for _, n := range []string{"null", " 1", "1 ", "-", "1e", "1e-999999999", "1e9999999999", "0x1", "--1"} {
		f.Add(append(append([]byte{tagObject, 2, tagNumber, byte(len(n))}, n...), tagNull, tagNumber, 1, '2', tagNull))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var d Decoder
		v, err := d.Decode(b)
		if err != nil {
			return
		}
		again, err := AppendValue(nil, v)
		if err != nil {
			return // a key that is no text, which no reader of evidence makes
		}
		w, err := d.Decode(again)
		if err != nil || w.Compare(v) != 0 {
			t.Errorf("%v became %v, %v", v, w, err)
		}
	})
}
