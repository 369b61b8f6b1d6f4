// Package spool keeps records within a fixed amount of memory: what does not
// fit goes to temporary files. A Sorter gives records back in the order of
// their keys, a Log keeps many append-only streams in one file, and a Table
// numbers records and finds them again.
//
// Nothing is written while everything fits, so a small run never touches the
// disk. Temporary files have no name as soon as they are open, where the system
// allows it, so that a killed process leaves nothing behind.
package spool

import (
	"fmt"
	"io"
	"os"
)

// area is an append-only space: memory first, a temporary file when it grows
// beyond its limit. Appending is for one goroutine; reading what was appended
// before is safe for any number of them.
type area struct {
	dir   string
	limit int
	mem   []byte
	file  *os.File
	name  string
	size  int64
}

// append adds b and returns its offset.
func (a *area) append(b []byte) (int64, error) {
	at := a.size
	if a.file == nil && len(a.mem)+len(b) > a.limit {
		if err := a.spill(); err != nil {
			return 0, err
		}
	}
	if a.file == nil {
		a.mem = append(a.mem, b...)
	} else if _, err := a.file.WriteAt(b, at); err != nil {
		return 0, fmt.Errorf("write temporary file: %w", err)
	}
	a.size += int64(len(b))
	return at, nil
}

// spill moves what is in memory to a file.
func (a *area) spill() error {
	f, err := os.CreateTemp(a.dir, "assay-*.spool")
	if err != nil {
		return fmt.Errorf("create temporary file: %w", err)
	}
	a.file, a.name = f, f.Name()
	if os.Remove(a.name) == nil {
		a.name = ""
	}
	if _, err := f.Write(a.mem); err != nil {
		return fmt.Errorf("write temporary file: %w", err)
	}
	a.mem = nil
	return nil
}

// view gives n bytes from an offset. They must not be changed, and may stand in
// buf.
func (a *area) view(buf []byte, off int64, n int) ([]byte, error) {
	if off < 0 || n < 0 || off+int64(n) > a.size {
		return nil, io.ErrUnexpectedEOF
	}
	if a.file == nil {
		return a.mem[off : off+int64(n)], nil
	}
	if cap(buf) < n {
		buf = make([]byte, n)
	}
	buf = buf[:n]
	if _, err := a.file.ReadAt(buf, off); err != nil {
		return nil, fmt.Errorf("read temporary file: %w", err)
	}
	return buf, nil
}

func (a *area) close() error {
	a.mem = nil
	if a.file == nil {
		return nil
	}
	err := a.file.Close()
	if a.name != "" {
		if e := os.Remove(a.name); err == nil && !os.IsNotExist(e) {
			err = e
		}
	}
	a.file = nil
	a.size = 0
	return err
}

// reset empties the area; an open file is used again from its start.
func (a *area) reset() { a.mem, a.size = a.mem[:0], 0 }
