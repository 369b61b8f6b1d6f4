package store

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// twoSigned is a store of two signed assessments, and its last checkpoint.
func twoSigned(t *testing.T) (dir string, s *Store, last string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "store")
	s, err := Open(dir, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	for _, text := range []string{"one", "two"} {
		if _, err := s.Put(sum(text), strings.NewReader(text)); err != nil {
			t.Fatal(err)
		}
		c, err := s.Append("meridian", []Entry{{Sort: EntryEvidence, SHA256: sum(text), Path: text, Size: 3}}, signer("k"), noon)
		if err != nil {
			t.Fatal(err)
		}
		last = c.Text
	}
	return dir, s, last
}

// The first checkpoint of a log is signed too, and covers nothing: put in the place
// of the last, with the log taken away, it must not pass for a store that is whole.
func TestALogThatWasTakenAway(t *testing.T) {
	for name, more := range map[string][]string{"the log": nil, "the log and its history": {"checkpoints.jsonl"}} {
		dir, s, last := twoSigned(t)
		history, err := os.ReadFile(filepath.Join(dir, "log/checkpoints.jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		var first string
		if err := json.Unmarshal([]byte(strings.SplitN(string(history), "\n", 2)[0]), &first); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "log/checkpoint"), []byte(first), 0o644); err != nil {
			t.Fatal(err)
		}
		for _, gone := range append([]string{"entries.jsonl", "offsets", "hashes"}, more...) {
			if err := os.Remove(filepath.Join(dir, "log", gone)); err != nil {
				t.Fatal(err)
			}
		}
		if a := audit(t, s, AuditOptions{Key: signer("k")}); len(a.Wrong) == 0 {
			t.Errorf("%s: taken away, and nothing is wrong", name)
		}
		a := audit(t, s, AuditOptions{Key: signer("k"), Checkpoints: []Kept{{Path: "kept", Text: last}}})
		rolled := false
		for _, p := range a.Wrong {
			rolled = rolled || p.Place.Path == "kept" && strings.Contains(p.What, "rolled back")
		}
		if !rolled {
			t.Errorf("%s: the checkpoint that was kept says nothing: %v", name, a.Wrong)
		}
	}
}

// A log that is to be signed and is not was written by somebody else, whether or
// not the key to check it is at hand.
func TestALogThatIsSignedNoMore(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	s, err := Open(dir, true)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := once(s, 0); err != nil {
		t.Fatal(err)
	}
	if a := audit(t, s, AuditOptions{}); len(a.Wrong) != 0 {
		t.Errorf("%v", a.Wrong)
	}
	if a := audit(t, s, AuditOptions{Signs: true}); len(a.Wrong) != 1 || a.Signature != "none" {
		t.Errorf("%v", a.Wrong)
	}
}

// Every hash counts, also one that the root of today does not need.
func TestADamagedHash(t *testing.T) {
	dir, s, _ := twoSigned(t)
	name := filepath.Join(dir, "log/hashes")
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at < len(whole); at += 32 {
		damaged := append([]byte(nil), whole...)
		damaged[at] ^= 1
		if err := os.WriteFile(name, damaged, 0o644); err != nil {
			t.Fatal(err)
		}
		if a := audit(t, s, AuditOptions{Key: signer("k")}); len(a.Wrong) == 0 {
			t.Errorf("hash %d was changed, and nothing is wrong", at/32)
		}
	}
}
