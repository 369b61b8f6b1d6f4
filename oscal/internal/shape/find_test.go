package shape

import "testing"

// Each field of each object of each version is found by its name, and a name that
// an object does not have is not, even where no hash tells the names apart.
func TestFieldsAreFound(t *testing.T) {
	objects := 0
	for _, version := range Files() {
		s, err := Open(version)
		if err != nil {
			t.Fatal(err)
		}
		for name := range s.definitions {
			n, err := s.node(name)
			if err != nil {
				t.Fatal(err)
			}
			if n.fields == nil {
				continue
			}
			objects++
			if n.fields.slots == nil {
				t.Errorf("%s %s: no hash tells its fields apart", version, name)
			}
			found(t, n.fields)
		}
	}
	if objects < 300 {
		t.Errorf("only %d objects", objects)
	}
	same := &fields{index: map[string]int{"abcd": 0, "aXcd": 1}, names: []string{"abcd", "aXcd"}}
	same.scatter()
	found(t, same)
}

func found(t *testing.T, f *fields) {
	t.Helper()
	for i, field := range f.names {
		if got, ok := f.find([]byte(field)); !ok || got != i {
			t.Errorf("%s: field %s is found at %d, %v; it is at %d", f.label, field, got, ok, i)
		}
		for _, other := range []string{"", field + "x", "x" + field, field[:len(field)-1]} {
			if _, is := f.index[other]; is {
				continue
			}
			if got, ok := f.find([]byte(other)); ok {
				t.Errorf("%s: %q, which is no field, is found at %d", f.label, other, got)
			}
		}
	}
}
