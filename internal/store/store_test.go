package store

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/assay-compliance/assay/internal/problem"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func signer(letter string) *Signer {
	k := ed25519.NewKeyFromSeed(bytes.Repeat([]byte(letter), ed25519.SeedSize))
	return NewSigner("meridian", k.Public().(ed25519.PublicKey), k)
}

func sum(text string) string {
	s := sha256.Sum256([]byte(text))
	return hex.EncodeToString(s[:])
}

// assess stores what an assessment saw and made.
func assess(t testing.TB, s *Store, n int, key *Signer) Checkpoint {
	t.Helper()
	evidence, manifest := fmt.Sprint("evidence ", n), fmt.Sprint("manifest ", n)
	for _, text := range []string{evidence, manifest} {
		if _, err := s.Put(sum(text), strings.NewReader(text)); err != nil {
			t.Fatal(err)
		}
	}
	path := fmt.Sprintf("evidence/%d.json", n)
	c, err := s.Append("meridian", []Entry{
		{Sort: EntryEvidence, SHA256: sum(evidence), Path: path, Size: int64(len(evidence))},
		{Sort: EntryAssessment, SHA256: sum(manifest), Path: "manifest.json", Size: int64(len(manifest)), System: "meridian", AsOf: "2026-11-20T00:00:00Z",
			Files: []Listed{{EntryEvidence, path, sum(evidence)}}},
	}, key, noon.Add(time.Duration(n)*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// filled is a store of three assessments, and the checkpoints on the way.
func filled(t testing.TB, key *Signer) (*Store, []Checkpoint) {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "store"), true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	var out []Checkpoint
	for n := range 3 {
		out = append(out, assess(t, s, n, key))
	}
	return s, out
}

func audit(t testing.TB, s *Store, o AuditOptions) *Audit {
	t.Helper()
	if o.Now.IsZero() {
		o.Now = noon.Add(100 * time.Hour)
	}
	a, err := s.Audit(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func assessments(s *Store) (list []Past, err error) {
	err = s.Assessments(func(p Past) error {
		list = append(list, p)
		return nil
	})
	return list, err
}

func TestWhatIsKeptCanBeReadAgain(t *testing.T) {
	s, checkpoints := filled(t, signer("k"))
	a := audit(t, s, AuditOptions{Key: signer("k"), Checkpoints: []Kept{{"mine", checkpoints[0].Text}}})
	if len(a.Wrong) > 0 || a.Entries != 6 || a.Assessments != 3 || a.Files != 6 || a.Checkpoints != 4 || a.Signature != "good" || a.Unlogged != 0 {
		t.Errorf("%+v", a)
	}
	list, err := assessments(s)
	if err != nil || len(list) != 3 || list[1].SHA256 != sum("manifest 1") {
		t.Fatalf("%+v, %v", list, err)
	}
	p, err := s.Assessment(sum("manifest 1")[:8])
	if err != nil || p.Number != list[1].Number {
		t.Errorf("%+v, %v", p, err)
	}
	dir := t.TempDir()
	if n, err := s.Checkout(p, EntryEvidence, dir); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if text, _ := os.ReadFile(filepath.Join(dir, "evidence", "1.json")); string(text) != "evidence 1" {
		t.Errorf("%q", text)
	}
	if _, err := s.Checkout(p, EntryEvidence, dir); err == nil {
		t.Error("a file that was there was replaced")
	}
	for _, name := range []string{"", "abc", "zzzzzz", strings.Repeat("a", 64)} {
		if _, err := s.Assessment(name); err == nil {
			t.Errorf("%q is an assessment", name)
		}
	}
}

// The same file twice is kept once; what is not what its digest says is not kept.
func TestPut(t *testing.T) {
	s, _ := filled(t, nil)
	if n, err := s.Put(sum("evidence 0"), strings.NewReader("something else")); n != int64(len("evidence 0")) || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if _, err := s.Put(sum("a"), strings.NewReader("b")); err == nil || s.Has(sum("a")) {
		t.Errorf("a file of another digest was kept: %v", err)
	}
	if _, err := s.Put("../../x", strings.NewReader("b")); err == nil {
		t.Error("a path is no digest")
	}
	left, _ := os.ReadDir(filepath.Join(s.dir, "blobs/incoming"))
	if len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// Whatever is changed in a store is found, and its place is told.
func TestAuditFindsWhatWasChanged(t *testing.T) {
	edit := func(name, old, with string) func(*testing.T, *Store) {
		return func(t *testing.T, s *Store) {
			path := filepath.Join(s.dir, name)
			text, err := os.ReadFile(path)
			if err != nil || !strings.Contains(string(text), old) {
				t.Fatalf("%s: %v", name, err)
			}
			_ = os.Chmod(path, 0o644)
			if err := os.WriteFile(path, []byte(strings.Replace(string(text), old, with, 1)), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	cut := func(name string, by int) func(*testing.T, *Store) {
		return func(t *testing.T, s *Store) {
			path := filepath.Join(s.dir, name)
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Truncate(path, info.Size()-int64(by)); err != nil {
				t.Fatal(err)
			}
		}
	}
	key := signer("k")
	for name, tc := range map[string]struct {
		change func(*testing.T, *Store)
		want   string
	}{
		"a file changed":      {edit(blobPath(sum("evidence 1")), "evidence 1", "evidence X"), "not what its digest says"},
		"a file gone":         {func(_ *testing.T, s *Store) { os.Remove(filepath.Join(s.dir, blobPath(sum("evidence 1")))) }, "the file is gone, and the log names it"},
		"an entry changed":    {edit("log/entries.jsonl", "evidence/1.json", "evidence/9.json"), "one was changed, put in, taken out or moved"},
		"an entry dated back": {edit("log/entries.jsonl", "2026-11-20T14:00:00Z", "2026-01-20T14:00:00Z"), "dated before the entry before it"},
		"entries cut off":     {cut("log/entries.jsonl", 10), "entries were cut off"},
		"offsets cut off":     {cut("log/offsets", 8), "entries were cut off"},
		"hashes changed": {func(_ *testing.T, s *Store) {
			os.WriteFile(filepath.Join(s.dir, "log/hashes"), make([]byte, 10*32), 0o644)
		}, "the hashes on disk"},
		"the checkpoint grown": {edit("log/checkpoint", "\n6\n", "\n7\n"), "cut off"},
		"the root changed":     {func(t *testing.T, s *Store) { forge(t, s, nil, 6, true) }, "not signed"},
		"signed by another":    {func(t *testing.T, s *Store) { forge(t, s, signer("x"), 6, false) }, "not signed by this key"},
		"rolled back":          {func(t *testing.T, s *Store) { forge(t, s, key, 4, false) }, "the log was rolled back"},
		"the history gone":     {func(_ *testing.T, s *Store) { os.Remove(filepath.Join(s.dir, "log/checkpoints.jsonl")) }, "are gone"},
		"the history changed":  {edit("log/checkpoints.jsonl", `\n2\n`, `\n3\n`), ""},
		"a stranger's file":    {func(_ *testing.T, s *Store) { os.WriteFile(filepath.Join(s.dir, "blobs/sha256/notes"), nil, 0o644) }, "no file of the store"},
		"a link for a file": {func(t *testing.T, s *Store) {
			path := filepath.Join(s.dir, blobPath(sum("evidence 1")))
			os.Remove(path)
			if err := os.Symlink("/etc/hostname", path); err != nil {
				t.Fatal(err)
			}
		}, "no file of the store"},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := filled(t, key)
			tc.change(t, s)
			a := audit(t, s, AuditOptions{Key: key})
			var said []string
			for _, p := range a.Wrong {
				said = append(said, p.Error())
				if !strings.HasPrefix(p.Place.Path, s.dir) {
					t.Errorf("without place: %v", p)
				}
			}
			if all := strings.Join(said, "\n"); len(said) == 0 || !strings.Contains(all, tc.want) {
				t.Errorf("%s; want %q", all, tc.want)
			}
		})
	}
}

// forge writes a checkpoint of the first size entries.
func forge(t *testing.T, s *Store, key *Signer, size int64, other bool) {
	t.Helper()
	c, err := s.checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	root := c.Root
	if other {
		root[0] ^= 1
	}
	if size != c.Size {
		tr, err := s.tree(false)
		if err != nil {
			t.Fatal(err)
		}
		defer tr.close()
		root, err = treeHash(size, tr)
		if err != nil {
			t.Fatal(err)
		}
	}
	text := checkpointText(c.Origin, size, root)
	if key != nil {
		if text, err = key.sign(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.replace("log/checkpoint", text); err != nil {
		t.Fatal(err)
	}
}

// Who rolls back the log, its history and its checkpoint, all signed as they
// were, is found by a checkpoint that was kept elsewhere, and by nothing else.
func TestACheckpointKeptElsewhere(t *testing.T) {
	key := signer("k")
	s, checkpoints := filled(t, key)
	if err := s.replace("log/checkpoint", checkpoints[1].Text); err != nil {
		t.Fatal(err)
	}
	lines, _ := os.ReadFile(filepath.Join(s.dir, "log/checkpoints.jsonl"))
	two := bytes.SplitAfterN(lines, []byte("\n"), 3)
	os.WriteFile(filepath.Join(s.dir, "log/checkpoints.jsonl"), append(two[0], two[1]...), 0o644)
	if a := audit(t, s, AuditOptions{Key: key}); len(a.Wrong) != 0 {
		t.Errorf("nothing in the store can tell: %v", a.Wrong)
	}
	a := audit(t, s, AuditOptions{Key: key, Checkpoints: []Kept{{"kept.txt", checkpoints[2].Text}}})
	if len(a.Wrong) != 1 || !strings.Contains(a.Wrong[0].Error(), "rolled back") || a.Wrong[0].Place.Path != "kept.txt" {
		t.Errorf("%v", a.Wrong)
	}
}

// Nothing is added to a log that is not what its checkpoint says, and nothing of
// another system.
func TestAppendRefuses(t *testing.T) {
	s, _ := filled(t, nil)
	if _, err := s.Append("other", nil, nil, noon); err == nil || !strings.Contains(err.Error(), "another system") {
		t.Errorf("%v", err)
	}
	os.WriteFile(filepath.Join(s.dir, "log/hashes"), make([]byte, 10*32), 0o644)
	if _, err := s.Append("meridian", []Entry{{Sort: EntryEvidence}}, nil, noon); err == nil || !strings.Contains(err.Error(), "not what its checkpoint says") {
		t.Errorf("%v", err)
	}
	if err := s.Rebuild(); err != nil {
		t.Fatal(err)
	}
	if a := audit(t, s, AuditOptions{}); len(a.Wrong) != 0 || a.Signature != "none" {
		t.Errorf("rebuilt: %+v", a)
	}
	forge(t, s, nil, 4, false)
	if _, err := s.Append("meridian", nil, nil, noon); err == nil || !strings.Contains(err.Error(), "an older checkpoint") {
		t.Errorf("rolled back: %v", err)
	}
	os.WriteFile(filepath.Join(s.dir, "log/checkpoint"), []byte("patient"), 0o644)
	if _, err := s.Append("meridian", nil, nil, noon); err == nil || strings.Contains(err.Error(), "patient") {
		t.Errorf("%v", err)
	}
	if _, err := s.Audit(context.Background(), AuditOptions{}); err == nil {
		t.Error("a store without a checkpoint that can be read was audited")
	}
}

// The clock of a machine may go back; the log does not.
func TestTheLogDoesNotGoBack(t *testing.T) {
	s, _ := filled(t, nil)
	if _, err := s.Append("meridian", []Entry{{Sort: EntryEvidence, SHA256: sum("evidence 0"), Path: "e"}}, nil, noon.Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	if a := audit(t, s, AuditOptions{}); len(a.Wrong) != 0 {
		t.Errorf("%v", a.Wrong)
	}
}

// Leftovers of a writer that was stopped before its checkpoint do not count, and
// the next writer takes them away.
func TestLeftovers(t *testing.T) {
	s, _ := filled(t, nil)
	for _, name := range []string{"log/entries.jsonl", "log/offsets", "log/hashes"} {
		f, err := os.OpenFile(filepath.Join(s.dir, name), os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			t.Fatal(err)
		}
		f.WriteString(`{"sort":"evidence","sha`)
		f.Close()
	}
	if a := audit(t, s, AuditOptions{}); len(a.Wrong) != 0 || a.Entries != 6 {
		t.Errorf("%+v", a)
	}
	assess(t, s, 3, nil)
	if a := audit(t, s, AuditOptions{}); len(a.Wrong) != 0 || a.Entries != 8 {
		t.Errorf("%+v", a)
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	os.WriteFile(file, nil, 0o644)
	for _, p := range []string{filepath.Join(dir, "none"), dir, file} {
		if _, err := Open(p, false); err == nil {
			t.Errorf("%s is a store", p)
		} else if _, ok := err.(*problem.Problem); !ok {
			t.Errorf("%s: %v", p, err)
		}
	}
}

func TestParseCheckpoint(t *testing.T) {
	good := checkpointText("assay-store/a", 3, [32]byte{1})
	if c, err := ParseCheckpoint(good); err != nil || c.Size != 3 || c.Signed {
		t.Errorf("%+v, %v", c, err)
	}
	for _, bad := range []string{"", "patient", good + "x\n", strings.Replace(good, "3", "-3", 1), strings.Replace(good, "3", "03", 1),
		strings.Replace(good, "3", "99999999999999999999", 1), strings.Replace(good, "assay-store", "other", 1), "\x1b" + good, strings.Replace(good, "=", "", 1)} {
		if _, err := ParseCheckpoint(bad); err == nil || strings.Contains(err.Error(), "patient") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func FuzzParseCheckpoint(f *testing.F) {
	text, _ := signer("k").sign(checkpointText("assay-store/meridian", 3, [32]byte{1}))
	f.Add(text)
	f.Add("assay-store/a\n0\nAAAA\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseCheckpoint(text)
		if err == nil && !strings.HasPrefix(text+"\n", checkpointText(c.Origin, c.Size, c.Root)) {
			t.Fatalf("%q is read as %+v", text, c)
		}
	})
}

// Any log is read without harm: it is whole, or it is told.
func FuzzAudit(f *testing.F) {
	s, _ := filled(f, nil)
	files := map[string][]byte{}
	for _, name := range []string{"log/entries.jsonl", "log/offsets", "log/hashes", "log/checkpoint"} {
		files[name], _ = os.ReadFile(filepath.Join(s.dir, name))
	}
	f.Add(files["log/entries.jsonl"], files["log/offsets"], files["log/hashes"], files["log/checkpoint"])
	f.Add([]byte("{}\n"), make([]byte, 8), make([]byte, 32), []byte(checkpointText("assay-store/a", 1, [32]byte{})))
	f.Fuzz(func(t *testing.T, entries, offsets, hashes, checkpoint []byte) {
		dir := t.TempDir()
		s, err := Open(dir, true)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		for name, b := range map[string][]byte{"log/entries.jsonl": entries, "log/offsets": offsets, "log/hashes": hashes, "log/checkpoint": checkpoint} {
			os.WriteFile(filepath.Join(dir, name), b, 0o644)
		}
		if a, err := s.Audit(context.Background(), AuditOptions{Now: noon}); err == nil && len(a.Wrong) == 0 && a.Entries > 0 {
			t.Fatal("without its files no log is whole")
		}
		if p, err := s.Assessment("abcdef0123456789"); err == nil {
			_, _ = s.Checkout(p, EntryEvidence, filepath.Join(dir, "out"))
		}
		_, _ = s.Assessment("last")
		_ = s.Rebuild()
		_, _ = s.Append("a", nil, nil, noon)
	})
}
