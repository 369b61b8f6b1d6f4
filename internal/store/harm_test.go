package store

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

func one(n string) []Entry {
	return []Entry{{Sort: EntryEvidence, SHA256: sum("evidence 0"), Path: n}}
}

func file(t testing.TB, s *Store, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func put(t testing.TB, s *Store, name, text string) {
	t.Helper()
	path := filepath.Join(s.dir, name)
	_ = os.Chmod(path, 0o644)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A writer that was stopped in the middle of the line of its checkpoint, or
// before it, leaves a log that is whole; the next writer ends what it began.
func TestTheHistoryIsEnded(t *testing.T) {
	for name, cut := range map[string]func(history string) string{
		"in the middle of the next line": func(h string) string { return h + `"assay-store/meri` },
		"in the middle of the line":      func(h string) string { return h[:len(h)-20] },
		"before the line":                func(h string) string { return h[:strings.LastIndex(h[:len(h)-1], "\n")+1] },
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := filled(t, nil)
			put(t, s, "log/checkpoints.jsonl", cut(file(t, s, "log/checkpoints.jsonl")))
			if a := audit(t, s, AuditOptions{}); len(a.Wrong) != 0 {
				t.Errorf("%v", a.Wrong)
			}
			assess(t, s, 3, nil)
			if a := audit(t, s, AuditOptions{}); len(a.Wrong) != 0 || a.Checkpoints != 4 {
				t.Errorf("%+v", a)
			}
		})
	}
}

// The checkpoint of a log that has entries does not go missing by itself: they
// are not taken for a leftover, and stay.
func TestACheckpointThatIsGone(t *testing.T) {
	for _, gone := range [][]string{{"log/checkpoint"}, {"log/checkpoint", "log/checkpoints.jsonl"}} {
		s, _ := filled(t, nil)
		entries := file(t, s, "log/entries.jsonl")
		for _, name := range gone {
			os.Remove(filepath.Join(s.dir, name))
		}
		if _, err := s.Append("meridian", one("e"), nil, noon); err == nil || !strings.Contains(err.Error(), "the checkpoint is gone") {
			t.Errorf("%v", err)
		}
		if file(t, s, "log/entries.jsonl") != entries {
			t.Error("entries were cut off")
		}
		if a := audit(t, s, AuditOptions{}); len(a.Wrong) == 0 {
			t.Error("nothing is wrong")
		}
	}
}

// Who cannot sign and writes the whole log anew gets no signature for it from the
// next assessment; nor does signing begin or stop unseen.
func TestNothingOfOthersIsSigned(t *testing.T) {
	for name, tc := range map[string]struct {
		was, is *Signer
		want    string
	}{
		"unsigned before":      {nil, signer("k"), "is not signed, and what others may have written"},
		"signed before":        {signer("k"), nil, "store.key names no key"},
		"signed by another":    {signer("x"), signer("k"), "signed by another key"},
		"signed by the public": {signer("x"), NewSigner("meridian", signer("k").public, nil), "signed by another key"},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := filled(t, tc.was)
			before := file(t, s, "log/checkpoint")
			if _, err := s.Append("meridian", one("e"), tc.is, noon); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("%v", err)
			}
			if file(t, s, "log/checkpoint") != before {
				t.Error("the checkpoint was replaced")
			}
		})
	}
}

// A file of the log that is gone is something that the audit says, not the end of
// it.
func TestAFileOfTheLogThatIsGone(t *testing.T) {
	for _, name := range []string{"log/entries.jsonl", "log/offsets", "log/hashes"} {
		s, _ := filled(t, nil)
		os.Remove(filepath.Join(s.dir, name))
		a := audit(t, s, AuditOptions{})
		if len(a.Wrong) != 1 || a.Wrong[0].Place.Path != filepath.Join(s.dir, name) || a.Wrong[0].Remedy == "" {
			t.Errorf("%s: %v", name, a.Wrong)
		}
		err := s.Rebuild()
		if name == "log/entries.jsonl" {
			if err == nil {
				t.Error("entries were made of nothing")
			}
			continue
		}
		if a := audit(t, s, AuditOptions{}); err != nil || len(a.Wrong) != 0 {
			t.Errorf("%s: %v, %v", name, err, a.Wrong)
		}
	}
}

// Links and other things in the place of the store's own files and directories
// are refused before they are opened.
func TestLinksInTheStoreAreRefused(t *testing.T) {
	for _, name := range []string{"log", "log/entries.jsonl", "log/checkpoint", "log/checkpoints.jsonl", "lock", "blobs", "blobs/sha256", "blobs/incoming"} {
		s, _ := filled(t, nil)
		path := filepath.Join(s.dir, name)
		moved := filepath.Join(s.dir, "moved")
		if err := os.Rename(path, moved); err != nil {
			t.Fatal(err)
		}
		rel, err := filepath.Rel(filepath.Dir(path), moved)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(rel, path); err != nil {
			t.Fatal(err)
		}
		for _, create := range []bool{true, false} {
			if _, err := Open(s.dir, create); err == nil || !strings.Contains(err.Error(), "something else stands in its place") {
				t.Errorf("%s, %v: %v", name, create, err)
			}
		}
	}
	s, _ := filled(t, nil)
	text := "through a link"
	if err := os.Symlink(".", filepath.Join(s.dir, "blobs/sha256", sum(text)[:2])); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(sum(text), strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), "something else stands") {
		t.Errorf("%v", err)
	}
	if a := audit(t, s, AuditOptions{}); len(a.Wrong) != 1 || !strings.Contains(a.Wrong[0].Error(), "no file of the store") {
		t.Errorf("%v", a.Wrong)
	}
}

// A file that was changed is not taken for the evidence that has its digest.
func TestPutLooksAtWhatIsThere(t *testing.T) {
	s, _ := filled(t, nil)
	put(t, s, blobPath(sum("evidence 0")), "changed")
	if _, err := s.Put(sum("evidence 0"), strings.NewReader("evidence 0")); err == nil || !strings.Contains(err.Error(), "not what its digest says") {
		t.Errorf("%v", err)
	}
}

// What cannot be written out whole is not written at all.
func TestCheckoutLeavesNoHalfFile(t *testing.T) {
	s, _ := filled(t, nil)
	put(t, s, blobPath(sum("evidence 1")), "changed")
	p, err := s.Assessment(sum("manifest 1"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if _, err := s.Checkout(p, EntryEvidence, dir); err == nil {
		t.Error("a changed file was written out")
	}
	if left, _ := os.ReadDir(filepath.Join(dir, "evidence")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	for _, path := range []string{"../x", "/etc/x", "a/../../x", ".", ""} {
		p.Files = []Listed{{EntryEvidence, path, sum("evidence 0")}}
		if _, err := s.Checkout(p, EntryEvidence, dir); err == nil {
			t.Errorf("%q was written", path)
		}
	}
}

// Entries that somebody else wrote are read without harm.
func TestAssessmentOfAHostileLog(t *testing.T) {
	s, err := Open(filepath.Join(t.TempDir(), "store"), true)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Append("meridian", []Entry{{Sort: EntryAssessment, SHA256: "abcdef", Path: "a\x1b[2J\nb"}, {Sort: EntryAssessment}}, nil, noon); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"abcdef0123", strings.Repeat("a", 64), strings.Repeat("a", 1000)} {
		if _, err := s.Assessment(name); err == nil {
			t.Errorf("%q is an assessment", name)
		}
	}
	if a := audit(t, s, AuditOptions{}); len(a.Wrong) != 2 {
		t.Errorf("%v", a.Wrong)
	}
}

// Leftovers of writers that were stopped are taken away when they are nobody's.
func TestSweep(t *testing.T) {
	s, _ := filled(t, nil)
	for name, age := range map[string]time.Duration{"old": 25 * time.Hour, "new": time.Hour} {
		put(t, s, "blobs/incoming/"+name, "half")
		at := noon.Add(-age)
		if err := os.Chtimes(filepath.Join(s.dir, "blobs/incoming", name), at, at); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Append("meridian", one("e"), nil, noon); err != nil {
		t.Fatal(err)
	}
	left, _ := os.ReadDir(filepath.Join(s.dir, "blobs/incoming"))
	if len(left) != 1 || left[0].Name() != "new" {
		t.Errorf("%v", left)
	}
}

// Evidence is confidential, and its copy is not open to others.
func TestTheStoreIsItsOwners(t *testing.T) {
	s, _ := filled(t, nil)
	info, err := os.Stat(s.dir)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// A writer waits for another, and not for ever.
func TestTheLockIsHeld(t *testing.T) {
	s, _ := filled(t, nil)
	unlock, err := s.lock()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.lockWithin(50 * time.Millisecond); err == nil || !strings.Contains(err.Error(), "somebody else") {
		t.Errorf("%v", err)
	}
	unlock()
	if unlock, err = s.lockWithin(0); err != nil {
		t.Fatal(err)
	}
	unlock()
}

// Reading leaves a store as it is.
func TestAuditWritesNothing(t *testing.T) {
	s, _ := filled(t, nil)
	os.Remove(filepath.Join(s.dir, "lock"))
	list := func() string {
		var b strings.Builder
		err := filepath.WalkDir(s.dir, func(p string, d fs.DirEntry, err error) error {
			if err == nil {
				info, _ := d.Info()
				b.WriteString(p + info.ModTime().String() + "\n")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	before := list()
	s, err := Open(s.dir, false)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	audit(t, s, AuditOptions{})
	if _, err := s.Assessment("last"); err != nil || list() != before {
		t.Errorf("something was written: %v", err)
	}
}

// failing gives some bytes and then fails.
type failing struct{ n int }

func (f *failing) Read(b []byte) (int, error) {
	if f.n == 0 {
		return 0, errors.New("the disk is failing")
	}
	f.n--
	return len(b), nil
}

func TestPutOfWhatFails(t *testing.T) {
	s, _ := filled(t, nil)
	if _, err := s.Put(sum("x"), &failing{3}); err == nil || s.Has(sum("x")) {
		t.Errorf("%v", err)
	}
	if left, _ := os.ReadDir(filepath.Join(s.dir, "blobs/incoming")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// zeros is a file of any size that needs no memory.
func zeros(size int64) io.Reader { return io.LimitReader(&failing{-1}, size) }

// A fleet in one file takes no more memory than any other file.
func TestPutIsFlatInMemory(t *testing.T) {
	s, _ := filled(t, nil)
	const size = 64 << 20
	digest := "3b6a07d0d404fab4e23b6d34bc6696a6a312dd92821332385e5af7c01c421351"
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if n, err := s.Put(digest, zeros(size)); n != size || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	if err := s.Copy(digest, io.Discard); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 1<<20 {
		t.Errorf("%d bytes of memory", used)
	}
}

// many is a store with a log of n entries of one file.
func many(b *testing.B, n int) *Store {
	s, err := Open(filepath.Join(b.TempDir(), "store"), true)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	if _, err := s.Put(sum("evidence 0"), strings.NewReader("evidence 0")); err != nil {
		b.Fatal(err)
	}
	if _, err := s.Append("meridian", entries(n), nil, noon); err != nil {
		b.Fatal(err)
	}
	return s
}

func entries(n int) []Entry {
	list := make([]Entry, n)
	for i := range list {
		list[i] = one("evidence/a-path-of-usual-length.json")[0]
	}
	return list
}

// The figures of the log are per 10,000 entries.
func BenchmarkAppend(b *testing.B) {
	s := many(b, 1)
	list := entries(10_000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Append("meridian", list, nil, noon); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAudit(b *testing.B) {
	s := many(b, 10_000)
	b.ReportAllocs()
	for b.Loop() {
		if a, err := s.Audit(context.Background(), AuditOptions{}); err != nil || len(a.Wrong) > 0 {
			b.Fatal(a, err)
		}
	}
}

func BenchmarkPut(b *testing.B) {
	s := many(b, 1)
	const size = 64 << 20
	digest := "3b6a07d0d404fab4e23b6d34bc6696a6a312dd92821332385e5af7c01c421351"
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Put(digest, zeros(size)); err != nil {
			b.Fatal(err)
		}
		os.Remove(filepath.Join(s.dir, blobPath(digest)))
	}
}
