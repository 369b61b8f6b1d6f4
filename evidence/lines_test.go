package evidence_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/evidence"
)

// runs reads all runs and gives each as "line:text", or "line!" for what is not
// read.
func runs(t *testing.T, r io.Reader, budget, longest int) ([]string, error) {
	t.Helper()
	l := evidence.NewLineRuns(r, budget, longest)
	var out []string
	for range 10_000 {
		run, err := l.Next()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		if run.Problem != nil {
			out = append(out, fmt.Sprintf("%d!", run.Line))
			continue
		}
		out = append(out, fmt.Sprintf("%d:%s", run.Line, run.Bytes))
	}
	t.Fatal("no end")
	return nil, nil
}

func TestLineRuns(t *testing.T) {
	for _, c := range []struct {
		situation, text string
		budget, longest int
		want            []string
	}{
		{"nothing", "", 8, 100, nil},
		{"one line", "ab\n", 8, 100, []string{"1:ab\n"}},
		{"no line end at the end", "ab\ncd", 8, 100, []string{"1:ab\ncd"}},
		{"two runs", "ab\ncd\nef\n", 6, 100, []string{"1:ab\ncd\n", "3:ef\n"}},
		{"a line over the edge", "abcd\nefgh\n", 7, 100, []string{"1:abcd\n", "2:efgh\n"}},
		{"a line longer than the budget", "a\nbbbbbbbbbbbbbbbb\nc\n", 4, 100, []string{"1:a\n", "2:bbbbbbbbbbbbbbbb\nc\n"}},
		{"empty lines", "\n\n\na\n", 2, 100, []string{"1:\n\n", "3:\n", "4:a\n"}},
		{"as long as may be", "bbbb\nc\n", 4, 4, []string{"1:bbbb\n", "2:c\n"}},
		{"longer than may be", "a\nbbbbb\nc\n", 4, 4, []string{"1:a\n", "2!", "3:c\n"}},
		{"much longer than may be", "a\n" + strings.Repeat("b", 99) + "\nc\nd", 4, 4, []string{"1:a\n", "2!", "3:c\nd"}},
		{"longer than may be, at the end", "a\n" + strings.Repeat("b", 99), 4, 4, []string{"1:a\n", "2!"}},
		{"two such lines", "bbbbbb\nbbbbbb\n", 4, 4, []string{"1!", "2!"}},
		{"UTF-16", "\xFF\xFEa\x00\n\x00b\x00\n\x00", 4, 100, []string{"1!"}},
	} {
		for name, reader := range map[string]func(io.Reader) io.Reader{
			"": func(r io.Reader) io.Reader { return r }, "byte by byte": iotest.OneByteReader, "data with the error": iotest.DataErrReader,
		} {
			t.Run(c.situation+" "+name, func(t *testing.T) {
				got, err := runs(t, reader(strings.NewReader(c.text)), c.budget, c.longest)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

func TestLineRunsPassOnTheReadersError(t *testing.T) {
	boom := errors.New("boom")
	got, err := runs(t, io.MultiReader(strings.NewReader("a\nb\nhalf"), iotest.ErrReader(boom)), 100, 100)
	if err != boom {
		t.Errorf("got %v, want the reader's error", err)
	}
	if diff := cmp.Diff([]string{"1:a\nb\n"}, got); diff != "" {
		t.Error(diff)
	}
	if _, err := runs(t, idle{}, 100, 100); err != io.ErrNoProgress {
		t.Errorf("a reader that never gives anything: %v", err)
	}
}

type idle struct{}

func (idle) Read([]byte) (int, error) { return 0, nil }

func TestReadLines(t *testing.T) {
	one := func(component string) string { return `{"kind":"k","component":"` + component + `","payload":{}}` }
	text := one("a") + "\r\n\n  \t\n" + one("b") + "\n{\"kind\":\n" + strings.Repeat("x", 400) + "\n" + one("c")
	f := &evidence.File{Path: "evidence/a.jsonl", Format: "jsonl"}
	l := evidence.NewLineRuns(strings.NewReader(text), 100, 300)
	var got []string
	for {
		run, err := l.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		err = evidence.ReadLines(run, f, reader(), evidence.ReadEnvelope, func(d *evidence.Document) error {
			s := fmt.Sprintf("%d %s", d.Order.Doc, d.Component)
			if d.Problem != nil {
				s += d.Problem.Where() + " " + d.Problem.What
			}
			if d.Line != d.Order.Doc || d.Path != f.Path || d.File != f {
				t.Errorf("placed at %s:%d", d.Path, d.Line)
			}
			got = append(got, s)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		"1 a", "4 b",
		"5 evidence/a.jsonl:5:9#/kind the text ends in the middle of a value",
		"6 evidence/a.jsonl:6 the line is longer than is read",
		"7 c",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	stop := errors.New("stop")
	if err := evidence.ReadLines(evidence.LineRun{Line: 1, Bytes: []byte(one("a"))}, f, reader(), evidence.ReadEnvelope, func(*evidence.Document) error { return stop }); err != stop {
		t.Errorf("got %v, want yield's error", err)
	}
}

// FuzzLineRuns: whatever the sizes, the runs together are the lines of the text
// in order, but for those that are too long, of which they say place and digest.
func FuzzLineRuns(f *testing.F) {
	f.Add([]byte("a\nbb\n\nccc"), uint8(2), uint8(3))
	f.Add([]byte(strings.Repeat("x", 40)+"\ny\n"), uint8(1), uint8(1))
	f.Add([]byte("\n\n\n"), uint8(9), uint8(1))
	f.Fuzz(func(t *testing.T, text []byte, budget, longest uint8) {
		if len(text) > 1 && (text[0] == 0 || text[1] == 0 || text[0] >= 0xFE) {
			return // not UTF-8: read as one run
		}
		max := int(longest) + 1
		l := evidence.NewLineRuns(iotest.HalfReader(bytes.NewReader(text)), int(budget)+1, max)
		rest, line := text, 1
		for {
			run, err := l.Next()
			if err == io.EOF {
				break
			}
			if err != nil || run.Line != line {
				t.Fatalf("line %d and %v, want line %d", run.Line, err, line)
			}
			if run.Problem != nil {
				long, _, _ := bytes.Cut(rest, []byte{'\n'})
				if len(long) <= max || run.Digest != sha256.Sum256(long) {
					t.Fatalf("line %d of %d bytes is not read", line, len(long))
				}
				rest = bytes.TrimPrefix(rest[len(long):], []byte{'\n'})
				line++
				continue
			}
			if len(run.Bytes) == 0 || !bytes.HasPrefix(rest, run.Bytes) {
				t.Fatalf("line %d: other bytes than the text's", line)
			}
			rest = rest[len(run.Bytes):]
			line += bytes.Count(run.Bytes, []byte{'\n'})
			if len(rest) > 0 && run.Bytes[len(run.Bytes)-1] != '\n' {
				t.Fatalf("line %d: the run ends inside a line", line)
			}
		}
		if len(rest) > 0 {
			t.Fatalf("%d bytes are lost", len(rest))
		}
	})
}
