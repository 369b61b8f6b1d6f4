package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"
)

// endless gives blanks for as long as it is read.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	e.read += len(p)
	return copy(p, bytes.Repeat([]byte(" "), len(p))), nil
}

// However much comes on standard input, no more is read than a file may have.
func TestStandardInputHasAnEnd(t *testing.T) {
	in := &endless{}
	var out, errOut strings.Builder
	code := Main([]string{"oscal", "validate", "-"}, in, &out, &errOut)
	if want := "-\n  the document is too large to be read whole\n  give one of at most 256 MiB\n"; code != exitUsage || out.String() != "" || errOut.String() != want {
		t.Errorf("exit code %d, %q, %q", code, out.String(), errOut.String())
	}
	if in.read > 257<<20 {
		t.Errorf("%d bytes were read", in.read)
	}
}

// A standard input that fails is told, with what was the matter.
func TestStandardInputThatFails(t *testing.T) {
	dir, err := os.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	for want, in := range map[string]io.Reader{
		"it is a directory": dir,
		"broken":            io.MultiReader(strings.NewReader(`{"catalog": `), failing{}),
	} {
		var out, errOut strings.Builder
		if code := Main([]string{"oscal", "validate", "-"}, in, &out, &errOut); code != exitUsage || !strings.HasPrefix(errOut.String(), "-\n  standard input cannot be read to its end: "+want) {
			t.Errorf("exit code %d, %q", code, errOut.String())
		}
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("broken") }

// Who waits for a standard input on which nothing comes can stop.
func TestWaitingForStandardInputCanBeStopped(t *testing.T) {
	in, keep := io.Pipe()
	defer keep.Close()
	ctx, stop := context.WithCancel(context.Background())
	time.AfterFunc(10*time.Millisecond, stop)
	var out, errOut strings.Builder
	f := &factory{in: in, out: &out, errOut: &errOut}
	if err := f.oscalValidate(ctx, validateOptions{level: "all", format: "json"}, []string{"-"}); !errors.Is(err, context.Canceled) || out.Len()+errOut.Len() > 0 {
		t.Errorf("%v, %q, %q", err, out.String(), errOut.String())
	}
}
