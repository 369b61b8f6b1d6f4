//go:build unix

package store

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// The variables by which the test runs itself as a writer.
const (
	childDir  = "ASSAY_STORE_TEST_DIR"
	childFrom = "ASSAY_STORE_TEST_FROM"
	childTo   = "ASSAY_STORE_TEST_TO"
	childSize = "ASSAY_STORE_TEST_FILE_SIZE"
	childUser = "ASSAY_STORE_TEST_USER"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		write(dir)
		return
	}
	os.Exit(m.Run())
}

// write stores assessments until it has all of them, or is killed. It says the
// number of each that is done.
func write(dir string) {
	if n, err := strconv.ParseUint(os.Getenv(childSize), 10, 64); err == nil {
		lim := syscall.Rlimit{Cur: n, Max: n}
		_ = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &lim)
	}
	if user, err := strconv.Atoi(os.Getenv(childUser)); err == nil {
		// By a path below the working directory, which others may enter.
		if err := errors.Join(os.Chdir(filepath.Dir(dir)), syscall.Setuid(user)); err != nil {
			fmt.Println(err)
			os.Exit(4)
		}
		dir = filepath.Base(dir)
	}
	from, _ := strconv.Atoi(os.Getenv(childFrom))
	to, _ := strconv.Atoi(os.Getenv(childTo))
	for n := from; n < to; n++ {
		s, err := Open(dir, true)
		if err == nil {
			err = once(s, n)
			s.Close()
		}
		if err != nil {
			fmt.Println("failed", err)
			os.Exit(3)
		}
		fmt.Println("done", n)
	}
}

func once(s *Store, n int) error {
	text := fmt.Sprint("evidence ", n, strings.Repeat(" ", 500))
	if _, err := s.Put(sum(text), strings.NewReader(text)); err != nil {
		return err
	}
	_, err := s.Append("meridian", []Entry{{Sort: EntryEvidence, SHA256: sum(text), Path: fmt.Sprint(n), Size: int64(len(text))}}, nil, noon)
	return err
}

func child(t *testing.T, dir string, from, to int, size int) *exec.Cmd {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), childDir+"="+dir, childFrom+"="+strconv.Itoa(from), childTo+"="+strconv.Itoa(to))
	if size > 0 {
		c.Env = append(c.Env, childSize+"="+strconv.Itoa(size))
	}
	return c
}

// A writer that is killed at any moment leaves a store that is whole: what it
// said was done is there, and the next writer goes on.
func TestKilledAtAnyMoment(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	done, rounds := 0, 40
	if testing.Short() {
		rounds = 8
	}
	for round := range rounds {
		c := child(t, dir, done, done+1_000_000, 0)
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Duration(1+round*7%60)*time.Millisecond, func() { _ = c.Process.Kill() })
		said := done
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if n, err := strconv.Atoi(strings.TrimPrefix(lines.Text(), "done ")); err == nil {
				said = n + 1
			}
		}
		_ = c.Wait()
		if _, err := os.Stat(filepath.Join(dir, "log")); err != nil {
			continue // killed before there was a store
		}
		s, err := Open(dir, true)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Rebuild(); err != nil {
			t.Fatal(err)
		}
		a := audit(t, s, AuditOptions{})
		if a.Checkpoint.Size == 0 && said == 0 { // no assessment was kept yet
			s.Close()
			continue
		}
		if len(a.Wrong) > 0 || a.Entries < int64(said) || a.Entries > int64(said)+1 {
			t.Fatalf("round %d: %d entries of %d, %v", round, a.Entries, said, a.Wrong)
		}
		done = int(a.Entries)
		s.Close()
	}
	if done == 0 {
		t.Fatal("no writer ever came to anything")
	}
	t.Logf("%d entries in %d rounds", done, rounds)
}

// Two writers at once lose nothing.
func TestTwoWriters(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	var wg sync.WaitGroup
	for w := range 3 {
		wg.Go(func() {
			if out, err := child(t, dir, w*1000, w*1000+25, 0).CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	wg.Wait()
	s, err := Open(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if a := audit(t, s, AuditOptions{}); len(a.Wrong) > 0 || a.Entries != 75 || a.Files != 75 || a.Checkpoints != 75 {
		t.Errorf("%+v", a)
	}
}

// A disk that is full stops the writer with an error, and what was there stays.
func TestFullDisk(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	if out, err := child(t, dir, 0, 10, 0).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	info, err := os.Stat(filepath.Join(dir, "log/entries.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	out, err := child(t, dir, 10, 20, int(info.Size())+50).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "failed") && !strings.Contains(err.Error(), "file size limit") {
		t.Fatalf("%v: %s", err, out)
	}
	s, err := Open(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if a := audit(t, s, AuditOptions{}); len(a.Wrong) > 0 || a.Entries != 10 {
		t.Errorf("%+v", a)
	}
	if out, err := child(t, dir, 10, 12, 0).CombinedOutput(); err != nil {
		t.Errorf("with room again: %v: %s", err, out)
	}
}

// An audit beside a writer finds nothing wrong.
func TestAuditBesideAWriter(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	if out, err := child(t, dir, 0, 1, 0).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	c := child(t, dir, 1, 60, 0)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- c.Wait() }()
	s, err := Open(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for n, ended := 0, false; !ended; n++ {
		select {
		case err := <-done:
			if ended = true; err != nil {
				t.Error(err)
			}
		default:
		}
		if a := audit(t, s, AuditOptions{}); len(a.Wrong) > 0 {
			t.Fatalf("audit %d, of %d entries: %v", n, a.Entries, a.Wrong)
		}
		if _, err := s.Assessment("last"); err == nil {
			t.Fatal("there is an assessment")
		}
	}
}

// A store that nobody may write to is not written to, and says so.
func TestReadOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	if out, err := child(t, dir, 0, 1, 0).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	set := func(dirs, files os.FileMode) {
		err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() {
				return os.Chmod(p, dirs)
			}
			return os.Chmod(p, files)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	set(0o555, 0o444)
	defer set(0o755, 0o644)
	c := child(t, dir, 1, 2, 0)
	if os.Geteuid() == 0 { // who may everything
		c.Env = append(c.Env, childUser+"=65534")
	}
	if out, err := c.CombinedOutput(); err == nil || !strings.Contains(string(out), "permission denied") {
		t.Errorf("%v: %s", err, out)
	}
	s, err := Open(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if a := audit(t, s, AuditOptions{}); len(a.Wrong) > 0 || a.Entries != 1 || a.Unlogged != 0 {
		t.Errorf("%+v", a)
	}
}

// A pipe in the place of a file of the log is refused, not waited for.
func TestAPipeInTheStore(t *testing.T) {
	s, _ := filled(t, nil)
	path := filepath.Join(s.dir, "log/entries.jsonl")
	os.Remove(path)
	if err := syscall.Mkfifo(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(s.dir, false); err == nil || !strings.Contains(err.Error(), "something else stands in its place") {
		t.Errorf("%v", err)
	}
}

// A writer that is stopped when the first checkpoint is there, and not all files of
// the log, has lost nothing; the next one goes on.
func TestStoppedBeforeTheFirstEntry(t *testing.T) {
	for _, made := range [][]string{nil, {"entries.jsonl"}, {"entries.jsonl", "offsets"}, {"entries.jsonl", "offsets", "hashes"}} {
		dir := filepath.Join(t.TempDir(), "store")
		s, err := Open(dir, true)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.begin(originPrefix+"meridian", nil); err != nil {
			t.Fatal(err)
		}
		for _, name := range made {
			if err := os.WriteFile(filepath.Join(dir, "log", name), nil, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if a := audit(t, s, AuditOptions{}); len(a.Wrong) > 0 || a.Entries != 0 {
			t.Errorf("%v: %d entries, %v", made, a.Entries, a.Wrong)
		}
		if err := once(s, 0); err != nil {
			t.Errorf("%v: %v", made, err)
		}
		if a := audit(t, s, AuditOptions{}); len(a.Wrong) > 0 || a.Entries == 0 {
			t.Errorf("%v, afterwards: %d entries, %v", made, a.Entries, a.Wrong)
		}
		s.Close()
	}
}
