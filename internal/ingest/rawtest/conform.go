package rawtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/testkit"
)

// Case is what a format gives to be tried.
type Case struct {
	Format raw.Format
	// Sample is a small whole file with every sort of record and a time. It
	// holds LONG once, inside a text that is read, and a place where anything may
	// stand: "extra":null in JSON (a member of the root object, or of the first
	// element), <metadata/> in XML.
	Sample string
	// Long makes a file of at least so many records.
	Long func(n int) string
	// Count counts the records of a file without this package, by generic
	// decoding.
	Count func(raw []byte) int
	// Out counts the records in documents; nil: RecordsOf.
	Out func([]Doc) int
	// Timeless is set for a format whose files say no time.
	Timeless bool
	// Lines is set for a format of one value a line, whose file may end behind
	// any line.
	Lines bool
	// Real are names of files in shared/data/evidence that are of the format.
	Real []string
}

func (c Case) out(docs []Doc) int {
	if c.Out == nil {
		return RecordsOf(docs)
	}
	return c.Out(docs)
}

func (c Case) xml() bool { return c.Format.XML }

func (c Case) read(t testing.TB, text string) []Doc {
	t.Helper()
	return Read(t, c.Format, text, Web())
}

// Deep puts nesting where the sample lets anything stand.
func (c Case) deep(n int) string {
	if c.xml() {
		return strings.Replace(c.Sample, "<metadata/>", strings.Repeat("<x>", n)+strings.Repeat("</x>", n), 1)
	}
	return strings.Replace(c.Sample, `"extra":null`, `"extra":`+strings.Repeat("[", n)+strings.Repeat("]", n), 1)
}

// Covered makes sure that every format of a table is tried, but those named.
func Covered(t *testing.T, cases []Case, table []raw.Format, but ...string) {
	t.Helper()
	for _, f := range table {
		tried := slices.ContainsFunc(cases, func(c Case) bool { return c.Format.Name == f.Name })
		if tried == slices.Contains(but, f.Name) {
			t.Errorf("format %s: a case of it is tried: %v", f.Name, tried)
		}
	}
}

// Conform holds a format to what all formats promise; table are all formats of
// its package or of the program.
func Conform(t *testing.T, c Case, table []raw.Format) {
	t.Run(c.Format.Name, func(t *testing.T) {
		t.Run("sample", func(t *testing.T) { whole(t, c, table) })
		t.Run("real files", func(t *testing.T) { realFiles(t, c, table) })
		t.Run("truncated", func(t *testing.T) { truncated(t, c) })
		t.Run("readers", func(t *testing.T) { readers(t, c) })
		t.Run("errors come back", func(t *testing.T) { comeBack(t, c) })
		t.Run("limits", func(t *testing.T) { limits(t, c) })
		t.Run("problems show nothing", func(t *testing.T) { problemsShowNothing(t, c) })
		if c.xml() {
			t.Run("hostile XML", func(t *testing.T) { hostileXML(t, c) })
		} else {
			t.Run("hostile JSON", func(t *testing.T) { hostileJSON(t, c) })
		}
	})
}

// whole: the sample is known by its content as this format alone, and gives
// every record with its time.
func whole(t *testing.T, c Case, table []raw.Format) {
	for _, f := range table {
		if got := f.Detect(raw.NewHead([]byte(c.Sample))); got != (f.Name == c.Format.Name) {
			t.Errorf("format %s takes the sample for its own: %v", f.Name, got)
		}
	}
	docs := c.read(t, c.Sample)
	counted(t, c, docs, []byte(c.Sample))
	for _, d := range docs {
		if d.Problem != nil || !c.Timeless && (d.Collected.IsZero() || d.ZoneAssumed) {
			t.Errorf("%v, collected %v", d.Problem, d.Collected)
		}
		if d.File.Digest != sha256.Sum256([]byte(c.Sample)) {
			t.Error("the digest of the file is wrong")
		}
	}
}

// counted: as many records come out as an independent reader counts, and the
// file's own count agrees.
func counted(t testing.TB, c Case, docs []Doc, file []byte) {
	t.Helper()
	want := c.Count(file)
	if got := c.out(docs); got != want {
		t.Errorf("%d records of %d", got, want)
	}
	if r := docs[0].File.Records; r.Read != want || r.Mapped() < 0 {
		t.Errorf("the file counts %+v, want %d", r, want)
	}
}

// realFiles: files that nobody here wrote are known, and lose no record.
func realFiles(t *testing.T, c Case, table []raw.Format) {
	if len(c.Real) == 0 {
		return
	}
	root := filepath.Join(testkit.SharedData(t), "evidence")
	for _, name := range c.Real {
		file, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range table {
			if got := f.Detect(raw.NewHead(file)); got != (f.Name == c.Format.Name) {
				t.Errorf("%s: format %s takes it for its own: %v", name, f.Name, got)
			}
		}
		docs := Read(t, c.Format, string(file), raw.Options{Path: filepath.Base(name), Component: "web"})
		for _, d := range docs {
			if d.Problem != nil {
				t.Errorf("%s: %v", name, d.Problem)
			}
			if d.File.Digest != sha256.Sum256(file) {
				t.Errorf("%s: the file's digest is wrong", name)
			}
		}
		counted(t, c, docs, file)
	}
}

// truncated: every way of cutting a file short leaves a document that says so.
func truncated(t *testing.T, c Case) {
	for n := range len(c.Sample) - 1 {
		if c.Lines && strings.TrimSpace(c.Sample[:n]) != "" && (c.Sample[n] == '\n' || c.Sample[n-1] == '\n') {
			continue
		}
		docs := c.read(t, c.Sample[:n])
		if last := docs[len(docs)-1]; last.Problem == nil || last.Kind != "" {
			t.Fatalf("cut to %d bytes it passes as whole", n)
		}
	}
}

// readers: it does not matter in what pieces a file comes, and a disk that
// fails is told.
func readers(t *testing.T, c Case) {
	text := c.Long(3000)
	want := c.read(t, text)
	for name, r := range map[string]io.Reader{
		"one byte at a time": iotest.OneByteReader(strings.NewReader(text)),
		"data with its EOF":  iotest.DataErrReader(strings.NewReader(text)),
	} {
		got, err := ReadAll(t, c.Format, r, Web())
		if err != nil || c.out(got) != c.out(want) || c.out(got) < 3000 || got[0].Digest != want[0].Digest {
			t.Errorf("%s: %d records of %d, %v", name, c.out(got), c.out(want), err)
		}
	}
	cut := io.MultiReader(strings.NewReader(text[:5000]), iotest.ErrReader(errors.New("disk on fire: patient 4711")))
	docs, err := ReadAll(t, c.Format, cut, Web())
	if err != nil || !strings.Contains(Broken(t, docs), "could not be read to its end") {
		t.Errorf("a failing disk gave %v", err)
	}
}

// comeBack: the error of yield and of the context is returned as it is.
func comeBack(t *testing.T, c Case) {
	stop := errors.New("stop")
	err := raw.Read(context.Background(), c.Format, strings.NewReader(c.Sample), Web(), func(*evidence.Document) error { return stop })
	if !errors.Is(err, stop) {
		t.Errorf("yield's error became %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err = raw.Read(ctx, c.Format, strings.NewReader(c.Long(3000)), Web(), func(*evidence.Document) error { return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled context gave %v", err)
	}
}

// limits: what is too large in one way or another is refused as such.
func limits(t *testing.T, c Case) {
	for name, tc := range map[string]struct {
		lim  raw.Limits
		text string
		want string
	}{
		"too long":         {raw.Limits{Bytes: 4000}, c.Long(3000), "too large"},
		"too many records": {raw.Limits{Records: 2000}, c.Long(3000), "too many records"},
		"too much memory":  {raw.Limits{Memory: 2 << 20}, c.Long(3000), "too much memory"},
		"a long value":     {raw.Limits{Token: 1000}, strings.Replace(c.Sample, "LONG", strings.Repeat("x", 2000), 1), "too long"},
		"deep":             {raw.Limits{}, c.deep(600), "nested too deeply"},
	} {
		opt := Web()
		opt.Limits = tc.lim
		docs := Read(t, c.Format, tc.text, opt)
		if got := Broken(t, docs); !strings.Contains(got, tc.want) {
			t.Errorf("%s: %s", name, got)
		}
		if got := docs[len(docs)-1].Fault; got != evidence.TooLarge {
			t.Errorf("%s: fault %q", name, got)
		}
	}
	if docs := c.read(t, c.deep(300)); docs[len(docs)-1].Problem != nil {
		t.Errorf("nesting of 300 was refused: %v", docs[len(docs)-1].Problem)
	}
}

// problemsShowNothing: nothing of a file's content may reach a problem: its ends
// are build logs.
func problemsShowNothing(t *testing.T, c Case) {
	const secret = "patient-4711"
	for _, cut := range []string{"LONG", "extra", "2026", "fail", "name", "1.0", "metadata"} {
		for _, with := range []string{secret, `"` + secret, secret + `":{"` + secret + `":[`, "<" + secret, "&" + secret + ";", `\u12` + secret} {
			for _, d := range c.read(t, strings.Replace(c.Sample, cut, with, 1)) {
				if d.Problem != nil && strings.Contains(d.Problem.Error(), secret) {
					t.Fatal(d.Problem)
				}
			}
		}
	}
}

func hostileJSON(t *testing.T, c Case) {
	for name, tc := range map[string]struct{ text, want string }{
		"empty":               {"", "empty"},
		"white space":         {" \n\t ", "empty"},
		"byte order mark":     {"\ufeff" + c.Sample, "byte order mark"},
		"UTF-16":              {"\xff\xfe{\x00", "UTF-16"},
		"UTF-16 without mark": {"\x00{\x00\"", "UTF-16"},
		"not UTF-8":           {strings.Replace(c.Sample, "LONG", "\xff", 1), "UTF-8"},
		"half a surrogate":    {strings.Replace(c.Sample, "LONG", `\ud800`, 1), "UTF-8"},
		"a key twice":         {strings.Replace(c.Sample, `"extra":null`, `"extra":1,"extra":2`, 1), "twice"},
		"a key twice inside":  {strings.Replace(c.Sample, `"extra":null`, `"extra":{"patient":1,"patient":2}`, 1), "twice"},
		"NaN":                 {strings.Replace(c.Sample, `"extra":null`, `"extra":NaN`, 1), "not well-formed"},
		"control character":   {strings.Replace(c.Sample, "LONG", "\x01", 1), "not well-formed"},
		"unknown escape":      {strings.Replace(c.Sample, "LONG", `\q`, 1), "not well-formed"},
		"a comma too many":    {strings.Replace(c.Sample, `"extra":null`, `"extra":null,`, 1), "not well-formed"},
		"trailing text":       {c.Sample + " patient", ""},
		"a number":            {"12", "another type"},
		"a text":              {`"patient"`, "another type"},
	} {
		docs := c.read(t, tc.text)
		if last := docs[len(docs)-1]; last.Problem == nil || last.Kind != "" {
			t.Errorf("%s passes as whole", name)
			continue
		}
		got := Broken(t, docs)
		if !strings.Contains(got, tc.want) {
			t.Errorf("%s: %s", name, got)
		}
		if strings.Contains(got, "patient") {
			t.Errorf("%s quotes the file: %s", name, got)
		}
	}
	if !c.Lines {
		if got := Broken(t, c.read(t, c.Sample+"{}")); !strings.Contains(got, "follows the end") {
			t.Errorf("trailing data: %s", got)
		}
	}
}

func hostileXML(t *testing.T, c Case) {
	bomb := `<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]>`
	start := strings.Index(c.Sample, "?>") + len("?>")
	if start < len("?>") {
		start = 0
	}
	for name, tc := range map[string]struct{ text, want string }{
		"empty":           {"", "empty"},
		"UTF-16":          {"\xff\xfe<\x00", "UTF-16"},
		"not UTF-8":       {strings.Replace(c.Sample, "LONG", "\xff", 1), "UTF-8"},
		"entities":        {c.Sample[:start] + bomb + strings.Replace(c.Sample[start:], "LONG", "&lol2;", 1), "document type"},
		"external entity": {c.Sample[:start] + `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>` + c.Sample[start:], "document type"},
		"unknown entity":  {strings.Replace(c.Sample, "LONG", "&patient;", 1), "not well-formed"},
		"trailing text":   {c.Sample + "<patient/>", ""},
		"unclosed":        {strings.Replace(c.Sample, "<metadata/>", "<patient>", 1), ""},
	} {
		docs := c.read(t, tc.text)
		if last := docs[len(docs)-1]; last.Problem == nil || last.Kind != "" {
			t.Errorf("%s passes as whole", name)
			continue
		}
		got := Broken(t, docs)
		if !strings.Contains(got, tc.want) {
			t.Errorf("%s: %s", name, got)
		}
		if strings.Contains(got, "patient") {
			t.Errorf("%s quotes the file: %s", name, got)
		}
	}
}

// Fuzz holds a reader to its promises on any bytes: every document is whole and
// valid or says what is wrong, and a file that is accepted has given all the
// records that it counts.
func Fuzz(f *testing.F, c Case, seeds ...string) {
	f.Add([]byte(c.Sample))
	f.Add([]byte(c.Long(10)))
	f.Add([]byte(c.deep(20)))
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		docs, err := ReadAll(t, c.Format, bytes.NewReader(file), raw.Options{Path: "p", Component: "web"})
		if err != nil || len(docs) == 0 {
			t.Fatalf("%d documents, %v", len(docs), err)
		}
		if last := docs[len(docs)-1]; last.Problem != nil && last.Kind == "" {
			return
		}
		counted(t, c, docs, file)
	})
}
