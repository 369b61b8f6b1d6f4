package revision

import (
	"bufio"
	"context"
	"crypto/sha1" //nolint:gosec // what git names its objects by
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"sync"
)

// objects reads objects of the repository, by one git that runs until close.
type objects struct {
	mu   sync.Mutex
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Reader
	left int64 // bytes that may still be read
	err  error // why no more can be read
}

func startObjects(ctx context.Context, root string) (*objects, error) {
	cmd := git(ctx, root, "cat-file", "--batch")
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &objects{cmd: cmd, in: in, out: bufio.NewReader(out), left: maxRead}, nil
}

// close ends git.
func (o *objects) close() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.cmd == nil {
		return nil
	}
	_ = o.in.Close()
	_, _ = io.Copy(io.Discard, o.out)
	err := o.cmd.Wait()
	o.cmd, o.err = nil, errors.New("the revision is closed")
	return err
}

// read gives the bytes of a file's object, which must have the size, and be what the
// object's name says: a repository whose objects were exchanged is not believed.
func (o *objects) read(object string, size int64) ([]byte, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.err != nil:
		return nil, o.err
	case size > maxFile || size > o.left:
		return nil, errors.New("it is larger than is read of a revision")
	}
	o.left -= size
	data, err := o.ask(object, size)
	if err != nil {
		return nil, err
	}
	if named(len(object), data) != object {
		return nil, errors.New("the repository is damaged: the object of this file is another than its name says; run git fsck")
	}
	return data, nil
}

// ask has git write one object. An answer that is not understood ends the reading,
// for nobody knows where the next would begin.
func (o *objects) ask(object string, size int64) ([]byte, error) {
	if _, err := io.WriteString(o.in, object+"\n"); err != nil {
		return nil, o.broken(err)
	}
	line, err := o.out.ReadString('\n')
	if err != nil {
		return nil, o.broken(err)
	}
	words := strings.Fields(line)
	if len(words) == 2 && words[1] == "missing" {
		return nil, errors.New("the repository does not have it; fetch the revision whole, without a filter")
	}
	if len(words) != 3 || words[0] != object || words[1] != "blob" || words[2] != strconv.FormatInt(size, 10) {
		return nil, o.broken(errors.New("git answers in a form that is not known here"))
	}
	data := make([]byte, size+1) // and a line end
	if _, err := io.ReadFull(o.out, data); err != nil {
		return nil, o.broken(err)
	}
	return data[:size], nil
}

func (o *objects) broken(err error) error {
	o.err = fmt.Errorf("git cat-file: %w", err)
	return o.err
}

// named is the name that git gives to a file's bytes, by the hash whose names have so
// many digits.
//
// Source: git-scm.com, Git Internals, Git Objects.
func named(digits int, data []byte) string {
	var sum hash.Hash = sha1.New() //nolint:gosec // as above
	if digits == 2*sha256.Size {
		sum = sha256.New()
	}
	fmt.Fprintf(sum, "blob %d\x00", len(data))
	sum.Write(data)
	return hex.EncodeToString(sum.Sum(nil))
}
