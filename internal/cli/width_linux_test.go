package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// A terminal says how wide it is, and its lists have a head; what is no terminal
// has no width.
func TestATerminalHasAWidth(t *testing.T) {
	near, far := terminal(t)
	f := &factory{out: far}
	for columns, want := range map[uint16]int{60: 60, 0: usualWidth} {
		if err := unix.IoctlSetWinsize(int(far.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: columns}); err != nil {
			t.Fatal(err)
		}
		if got := f.width(); got != want {
			t.Errorf("a terminal of %d columns is %d wide, want %d", columns, got, want)
		}
	}
	if err := f.table([]string{"A", "B"}, [][]string{{"longer", "b"}}); err != nil {
		t.Fatal(err)
	}
	shown := make([]byte, 100)
	n, err := near.Read(shown)
	if want := "A       B\r\nlonger  b\r\n"; err != nil || string(shown[:n]) != want {
		t.Errorf("the terminal shows %q, want %q: %v", shown[:n], want, err)
	}
	if got := (&factory{out: &bytes.Buffer{}}).width(); got != 0 {
		t.Errorf("a buffer is %d wide", got)
	}
	if got := (&factory{out: os.NewFile(^uintptr(0), "closed")}).width(); got != 0 {
		t.Errorf("a closed file is %d wide", got)
	}
}

// terminal opens a pseudo-terminal: the end that shows, and the one written to.
func terminal(t *testing.T) (near, far *os.File) {
	t.Helper()
	near, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip("no pseudo-terminals here:", err)
	}
	t.Cleanup(func() { near.Close() })
	if err := unix.IoctlSetPointerInt(int(near.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(int(near.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	far, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { far.Close() })
	return near, far
}

// Colours are for terminals that show them, and for nobody who said no.
func TestColoursAreForTerminals(t *testing.T) {
	_, far := terminal(t)
	for _, row := range []struct {
		situation string
		out       io.Writer
		env       map[string]string
		want      bool
	}{
		{"a terminal", far, nil, true},
		{"a terminal behind what commands write to", &output{Writer: far}, map[string]string{"TERM": "xterm"}, true},
		{"somebody said no", far, map[string]string{"NO_COLOR": "1"}, false},
		{"a dumb terminal", far, map[string]string{"TERM": "dumb"}, false},
		{"a pipe or a file", &bytes.Buffer{}, nil, false},
	} {
		f := &factory{out: row.out, env: func(name string) string { return row.env[name] }}
		if got := f.colored(); got != row.want {
			t.Errorf("%s: colours %t", row.situation, got)
		}
	}
}
