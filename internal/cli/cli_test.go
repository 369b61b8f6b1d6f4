package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/collect"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/testkit"
)

func TestErrorsBecomeExitCodesAndWords(t *testing.T) {
	var list problem.List
	list.Add(problem.Place{Path: "b.yaml", Line: 2, Column: 3}, "second", "do that")
	list.Add(problem.Place{Path: "a.yaml"}, "first", "")
	rows := []struct {
		name string
		err  error
		code int
		says string
	}{
		{"nothing", nil, 0, ""},
		{"a code alone", withCode(3), 3, ""},
		{"a code that is none", withCode(0), 0, ""},
		{"a code with its reason", &codeError{code: 2, err: errors.New("why")}, 2, "assay: why\n"},
		{"a plain error", errors.New("no such thing"), 2, "assay: no such thing\n"},
		{"an error of several lines", errors.New("one\ntwo"), 2, "assay: one; two\n"},
		{"an error with an escape sequence", errors.New("a\x1b[31mb"), 2, "assay: a [31mb\n"},
		{"a problem", problem.New(problem.Place{Path: "x.json", Pointer: "/a"}, "what", "remedy"), 2, "x.json#/a\n  what\n  remedy\n"},
		{"a problem inside another error", fmt.Errorf("read it: %w", problem.New(problem.Place{Path: "x"}, "what", "")), 2, "x\n  what\n"},
		{"a problem without a place", problem.New(problem.Place{}, "what", ""), 2, "  what\n"},
		{"a problem with a hostile place", problem.New(problem.Place{Path: "a\nb\x1b[0m"}, "c\r\nd", "::e"), 2, "a b [0m\n  c  d\n  ::e\n"},
		{"all problems, by place", list.Err(), 2, "a.yaml\n  first\nb.yaml:2:3\n  second\n  do that\n"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			var out bytes.Buffer
			if code := (&factory{errOut: &out}).exit(row.err); code != row.code || out.String() != row.says {
				t.Errorf("code %d, %q; want %d, %q", code, out.String(), row.code, row.says)
			}
		})
	}
}

// A panic is ours to repair; the user hears so, without a trace that could show
// evidence.
func TestAPanicIsABugOfOursAndShowsNothing(t *testing.T) {
	var errOut bytes.Buffer
	code := Main([]string{"version"}, strings.NewReader(""), panics{}, &errOut)
	if code != 2 || errOut.String() != "assay: internal error; this is a bug in assay, nothing was written\n" {
		t.Errorf("code %d: %q", code, errOut.String())
	}
}

type panics struct{}

func (panics) Write([]byte) (int, error) { panic("secret") }

// A report that nobody could read is not a passed gate.
func TestAnOutputThatBreaksIsNoSuccess(t *testing.T) {
	for _, args := range [][]string{{"version", "-o", "json"}, {"control", "list", "-f", "hipaa", "-o", "json"}, {"policy", "list", "-o", "json"}} {
		var errOut bytes.Buffer
		if code := Main(args, strings.NewReader(""), broken{}, &errOut); code != 2 || !strings.Contains(errOut.String(), "broken pipe") {
			t.Errorf("%v: code %d: %q", args, code, errOut.String())
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

// Each command says what it is for, and what it prints in which form.
func TestEveryCommandDescribesItself(t *testing.T) {
	n := 0
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		n++
		if c.Short == "" || strings.HasSuffix(c.Short, ".") {
			t.Errorf("%s: %q is no description", c.CommandPath(), c.Short)
		}
		if c.RunE == nil && c.Run == nil {
			t.Errorf("%s does nothing", c.CommandPath())
		}
		// -o is a format on standard output, or the file of a command that makes one.
		if f := c.Flags().Lookup("output"); f != nil && (f.Shorthand != "o" || !strings.Contains(f.Usage, "json") && !strings.Contains(f.Usage, "`FILE` to write")) {
			t.Errorf("%s: -o says %q", c.CommandPath(), f.Usage)
		}
		for _, child := range c.Commands() {
			walk(child)
		}
	}
	walk(newRoot(&factory{out: io.Discard, errOut: io.Discard}))
	if n < 20 {
		t.Errorf("%d commands seen", n)
	}
}

// The reference pages are what the program writes today.
func TestReferencePagesAreFresh(t *testing.T) {
	docs := filepath.Join(testkit.Root(t), "docs")
	for name, write := range map[string]func(io.Writer) error{"commands.md": WriteCommands, "coverage.md": WriteCoverage} {
		var want bytes.Buffer
		if err := write(&want); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(docs, name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want.Bytes()) {
			t.Errorf("docs/%s is not what the program writes; run make generate", name)
		}
	}
}

// Every kind of evidence has its page, as the program writes it today, with a way to
// produce it; there is no page of a kind that is gone, and each stands in the index once.
func TestKindPagesAreFresh(t *testing.T) {
	want, err := KindPages()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(testkit.Root(t), "docs", "evidence")
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if want[e.Name()] == nil {
			t.Errorf("docs/evidence/%s is of no kind; run make generate", e.Name())
		}
	}
	for name, page := range want {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !bytes.Equal(got, page) {
			t.Errorf("docs/evidence/%s is not what the program writes; run make generate", name)
		}
	}
	kinds, err := evidence.LoadKinds(evidence.Schemas)
	if err != nil {
		t.Fatal(err)
	}
	var listed []string
	for _, group := range topicsOf(kinds.Names()) {
		if group.title == "Others" || !slices.IsSorted(group.kinds) {
			t.Errorf("%s: %v: give each kind its place in kindTopics, in order", group.title, group.kinds)
		}
		listed = append(listed, group.kinds...)
	}
	slices.Sort(listed)
	if !slices.Equal(listed, kinds.Names()) {
		t.Errorf("the index lists %v", listed)
	}
}

// The page of the formats has a row for each, and for no other.
func TestThePageOfTheFormatsNamesEveryFormat(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(testkit.Root(t), "docs", "formats.md"))
	if err != nil {
		t.Fatal(err)
	}
	var named []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z0-9-]+)` \\|").FindAllSubmatch(text, -1) {
		named = append(named, string(m[1]))
	}
	slices.Sort(named)
	if known := slices.Sorted(slices.Values(collect.Formats())); !slices.Equal(named, known) {
		t.Errorf("it names %v, and there are %v", named, known)
	}
}

// Every command line that a page shows is one.
func TestCommandLinesInTheDocumentsExist(t *testing.T) {
	root := newRoot(&factory{out: io.Discard, errOut: io.Discard})
	line := regexp.MustCompile("(?m)^(?:\\$ )?(?:bin/)?assay ([^#`\n]*)")
	pages, err := filepath.Glob(filepath.Join(testkit.Root(t), "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	how, _ := filepath.Glob(filepath.Join(testkit.Root(t), "docs", "how-to", "*.md"))
	pages = append(append(pages, how...), filepath.Join(testkit.Root(t), "README.md"))
	seen := 0
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		// Only blocks of commands: prose may begin a line with the name too.
		for _, block := range regexp.MustCompile("(?s)```(?:sh|console|bash)\n(.*?)```").FindAllSubmatch(text, -1) {
			for _, m := range line.FindAllSubmatch(block[1], -1) {
				seen++
				command, _, _ := strings.Cut(string(m[1]), " | ")
				args := strings.Fields(command)
				c, rest, err := root.Find(args)
				if err != nil || !c.Runnable() || c == root {
					t.Errorf("%s: there is no command `assay %s`", filepath.Base(page), m[1])
					continue
				}
				for _, a := range rest {
					name, _, _ := strings.Cut(strings.TrimLeft(a, "-"), "=")
					if strings.HasPrefix(a, "--") && c.Flags().Lookup(name) == nil || strings.HasPrefix(a, "-") && !strings.HasPrefix(a, "--") && c.Flags().ShorthandLookup(name[:1]) == nil {
						t.Errorf("%s: %s has no flag %s", filepath.Base(page), c.CommandPath(), a)
					}
				}
			}
		}
	}
	if seen < 10 {
		t.Errorf("%d command lines seen in %d pages", seen, len(pages))
	}
}

// Without --as-of the clock says when; the results say that it did.
func TestWithoutATimeTheClockCounts(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "assay.yaml")
	if err := os.WriteFile(file, []byte("system-id: m\nsystem:\n  - {key: idp, type: identity-provider, title: T}\nframeworks: [cmmc-l1]\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	now := time.Date(2026, 3, 4, 5, 6, 7, 999, time.FixedZone("x", 3600))
	f := &factory{in: strings.NewReader(""), out: &out, errOut: io.Discard, now: func() time.Time { return now }, env: func(string) string { return "100" }}
	err := f.assess(context.Background(), assessOptions{config: file, format: "text"})
	var c *codeError
	if !errors.As(err, &c) || c.code != 3 {
		t.Errorf("nothing assessed ends with %v", err)
	}
	if !strings.Contains(out.String(), "m as of 2026-03-04T04:06:07Z (clock)") {
		t.Errorf("it says:\n%s", out.String())
	}
}

// Only a person at a terminal sees progress.
func TestProgressIsForTerminals(t *testing.T) {
	var b bytes.Buffer
	file, err := os.CreateTemp(t.TempDir(), "log")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for name, w := range map[string]io.Writer{"a buffer": &b, "a file": file} {
		tell, done := (&factory{errOut: w, now: time.Now, env: func(string) string { return "" }}).progress()
		tell(1)
		tell(1000)
		done()
		if info, err := file.Stat(); err != nil || info.Size() > 0 || b.Len() > 0 {
			t.Errorf("progress is written to %s", name)
		}
	}
}

// A table lines up whatever its cells hold, and no cell starts a line or moves
// the cursor.
func TestATableIsRowsAlone(t *testing.T) {
	var b bytes.Buffer
	f := &factory{out: &b}
	if err := f.table([]string{"A", "B", "C"}, [][]string{{"a", "größer", "x"}, {"longer", "b\x1b[2J\nc", ""}}); err != nil {
		t.Fatal(err)
	}
	if want := "a       größer   x\nlonger  b [2J c\n"; b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
	b.Reset()
	f.sayf("  %s: %s", "a\nb", "c\u202e")
	if want := "  a b: c\n"; b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
}

func TestWordsAreJoined(t *testing.T) {
	for want, words := range map[string][]string{"": nil, "a": {"a"}, "a or b": {"a", "b"}, "a, b or c": {"a", "b", "c"}} {
		if got := joinOr(words); got != want {
			t.Errorf("%v: %q, want %q", words, got, want)
		}
	}
}

// What cannot be written is lost, and no command says that all is well then.
func TestOutputThatIsLostIsToldAsSuch(t *testing.T) {
	catalog := filepath.Join(testkit.Root(t), "oscal", "frameworks", "hipaa", "catalog.json")
	for _, line := range [][]string{
		{"version"}, {"doctor"}, {"help"}, {"control", "list"}, {"control", "show", "164.312(d)"}, {"evidence", "kinds", "iam-accounts"},
		{"oscal", "validate", catalog}, {"policy", "list"}, {"init"}, {"completion", "bash"},
	} {
		t.Chdir(t.TempDir())
		var errOut strings.Builder
		if code := Main(line, strings.NewReader(""), full{}, &errOut); code != exitUsage || !strings.Contains(errOut.String(), "the disk is full") {
			t.Errorf("%v: exit code %d, %q", line, code, errOut.String())
		}
	}
}

// full is a disk that takes no more.
type full struct{}

func (full) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.ENOSPC}
}
