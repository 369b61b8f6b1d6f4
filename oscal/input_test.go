package oscal

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"
)

// A text is read whole, whatever was expected of its size, and an endless one no
// further than the limit.
func TestReadAll(t *testing.T) {
	for _, n := range []int{0, 1, 511, 512, 513, 1 << 20, 3<<20 + 7} {
		text := bytes.Repeat([]byte("abcdefg"), n/7+1)[:n]
		for _, expected := range []int64{-1, 0, int64(n) - 1, int64(n), int64(n) + 1, 2 * int64(n)} {
			for name, in := range map[string]io.Reader{"whole": bytes.NewReader(text), "in halves": iotest.HalfReader(bytes.NewReader(text))} {
				got, err := ReadAll(in, expected)
				if err != nil || !bytes.Equal(got, text) {
					t.Errorf("%d bytes %s, %d expected: %d bytes, %v", n, name, expected, len(got), err)
				}
			}
		}
	}
	if got, err := ReadAll(endless{}, 0); err != nil || len(got) != MaxSize+1 {
		t.Errorf("endless: %d bytes, %v", len(got), err)
	}
	broken := errors.New("broken")
	if got, err := ReadAll(iotest.ErrReader(broken), 10); !errors.Is(err, broken) || got != nil {
		t.Errorf("broken: %d bytes, %v", len(got), err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }
