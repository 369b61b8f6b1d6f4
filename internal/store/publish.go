package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/assay-compliance/assay/internal/problem"
)

// publish puts the checkpoint in its place, which makes the entries count, and
// keeps it beside all those before.
func (s *Store) publish(origin string, size int64, root tlog.Hash, key *Signer) (Checkpoint, error) {
	c, err := s.place(origin, size, root, key)
	if err != nil {
		return c, err
	}
	return c, s.remember(c)
}

// place signs a checkpoint and puts it in its place.
func (s *Store) place(origin string, size int64, root tlog.Hash, key *Signer) (Checkpoint, error) {
	c := Checkpoint{Origin: origin, Size: size, Root: root, Text: checkpointText(origin, size, root)}
	if key != nil {
		signed, err := key.sign(c.Text)
		if err != nil {
			return c, problem.New(problem.Place{Path: s.dir}, "the checkpoint cannot be signed", "check the key")
		}
		c.Text, c.Signed = signed, true
	}
	if err := s.replace("log/checkpoint", c.Text); err != nil {
		return c, failed(filepath.Join(s.dir, "log/checkpoint"), "cannot be written", err)
	}
	return c, nil
}

// remember adds a checkpoint to those of the past, unless it is the last of them.
// A line that a writer began and did not end is taken away first: its checkpoint
// is the one that is in place, and is remembered by the next writer.
func (s *Store) remember(c Checkpoint) error {
	const name = "log/checkpoints.jsonl"
	end, last, err := s.history()
	if err != nil {
		return failed(filepath.Join(s.dir, name), "cannot be read", err)
	}
	if last.Text == c.Text {
		return nil
	}
	line, err := json.Marshal(c.Text)
	if err != nil {
		return err
	}
	f, err := s.root.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o644)
	if err != nil {
		return failed(filepath.Join(s.dir, name), "cannot be written", err)
	}
	defer f.Close()
	if err = f.Truncate(end); err == nil {
		_, err = f.WriteAt(append(line, '\n'), end)
	}
	if err == nil {
		err = f.Sync()
	}
	if err == nil {
		err = s.syncDir("log")
	}
	if err != nil {
		return failed(filepath.Join(s.dir, name), "cannot be written", err)
	}
	return nil
}

// history looks at the end of the file of all checkpoints there were: where its
// last whole line ends, and the checkpoint of that line, which is empty where
// there is none or it cannot be understood.
func (s *Store) history() (end int64, last Checkpoint, err error) {
	f, err := s.root.Open("log/checkpoints.jsonl")
	if errors.Is(err, fs.ErrNotExist) {
		return 0, Checkpoint{}, nil
	}
	if err != nil {
		return 0, Checkpoint{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, Checkpoint{}, err
	}
	const tail = 1 << 20 // more than two checkpoints can have
	from := max(0, info.Size()-tail)
	text, err := io.ReadAll(io.NewSectionReader(f, from, tail))
	if err != nil {
		return 0, Checkpoint{}, err
	}
	whole := bytes.LastIndexByte(text, '\n') + 1
	if whole == 0 && from > 0 {
		return 0, Checkpoint{}, errors.New("its last line is too long")
	}
	line := bytes.TrimSuffix(text[:whole], []byte("\n"))
	line = line[bytes.LastIndexByte(line, '\n')+1:]
	var note string
	if json.Unmarshal(line, &note) == nil {
		last, _ = ParseCheckpoint(note)
	}
	return from + int64(whole), last, nil
}

// replace writes a file beside and renames it. Who calls it holds the lock, so
// that the name beside is free.
func (s *Store) replace(name, text string) error {
	beside := name + ".new"
	if err := s.root.Remove(beside); err != nil && !os.IsNotExist(err) {
		return err
	}
	f, err := s.root.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	defer s.root.Remove(beside)
	_, err = f.WriteString(text)
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	if err := s.root.Rename(beside, name); err != nil {
		return err
	}
	return s.syncDir("log")
}
