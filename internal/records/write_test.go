package records

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/problem"
)

func workspaceOf(t testing.TB, extra string) *config.Config {
	t.Helper()
	root := t.TempDir()
	for name, text := range map[string]string{
		".git/x": "", "docs/a.txt": "a",
		"assay.yaml": "system-id: x\nsystem: [{key: web, type: application, title: W}]\nframeworks: [hipaa]\n" + extra,
	} {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cfg, err := config.Load(filepath.Join(root, "assay.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

// whole is an answer that lacks nothing; text is in every place that takes text.
func whole(cfg *config.Config, text string) Answer {
	sum, _ := Examine(cfg, "docs/a.txt")
	date := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	return Answer{
		Request: "hipaa.a", Objectives: []string{"o"}, Frameworks: []string{"hipaa"}, Satisfied: true, Statement: text, Method: "EXAMINE",
		Person: assessment.Party{Name: text, Role: "owner", Organization: text, Assessor: true},
		Date:   date, Expires: date.AddDate(0, 0, 10),
		Documents: []Document{{Title: text, Path: "docs/a.txt", SHA256: sum}, {Href: "https://x.example/a", Draft: true}},
	}
}

// FuzzAnswer holds: an answer that the reader takes comes back as it was given.
func FuzzAnswer(f *testing.F) {
	cfg := workspaceOf(f, "")
	for _, s := range []string{"plain", `"quoted": - # yes`, "true", "2026-01-01", "é ☃ \\", "'", "a\nb", "\x1b[2J", " x ", "<<", "*a", "0x1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return // refused where it is typed
		}
		a := whole(cfg, text)
		data := a.YAML()
		if Check(cfg, "attestations/a.yaml", data) != nil {
			return
		}
		all, err := attestationEntries(data, "a.yaml")
		if err != nil || len(all) != 1 {
			t.Fatal(err)
		}
		r := &reader{cfg: cfg, sums: map[string]sum{}}
		got := r.attestation(all[0], header{}).Said
		if want := strings.TrimSpace(text); got.Statement != want || got.Party.Name != want || got.Party.Organization != want || got.Exhibits[0].Title != want && want != "" {
			t.Fatalf("gave %q, got %+v from\n%s", text, got, data)
		}
		if !got.Satisfied || got.Method != a.Method || !got.Date.Equal(a.Date) || !got.Expires.Equal(a.Expires) || !got.Party.Assessor || !got.Exhibits[1].Draft || !slices.Equal(got.Frameworks, a.Frameworks) {
			t.Fatalf("got %+v from\n%s", got, data)
		}
	})
}

func TestWhatIsWrittenIsReadBackWithoutComplaint(t *testing.T) {
	cfg := workspaceOf(t, "")
	a := whole(cfg, `It "is": so`)
	var files []string
	for range 4 {
		file, err := Place(cfg, a.Request, a.Date)
		if err != nil {
			t.Fatal(err)
		}
		if err := Check(cfg, file, a.YAML()); err != nil {
			t.Fatal(err)
		}
		if err := Write(cfg, file, a.YAML()); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
		if err := Write(cfg, file, []byte("other")); err == nil {
			t.Fatal("a file was written over")
		}
	}
	if want := []string{"attestations/hipaa.a.yaml", "attestations/hipaa.a-2026-11-20.yaml", "attestations/hipaa.a-2026-11-20-2.yaml", "attestations/hipaa.a-2026-11-20-3.yaml"}; !slices.Equal(files, want) {
		t.Errorf("wrote %v", files)
	}
	got, err := Read(cfg)
	if err != nil || len(got.Attestations) != 4 {
		t.Fatal(got, err)
	}
	for _, one := range got.Attestations {
		if one.Said.Lacks != nil || one.Said.Statement != a.Statement {
			t.Errorf("read back %+v", one.Said)
		}
	}
	entries, err := os.ReadDir(filepath.Join(cfg.Root, "attestations"))
	if err != nil || len(entries) != 4 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestAnAnswerThatIsNotWholeIsNotWritten(t *testing.T) {
	cfg := workspaceOf(t, "")
	for name, change := range map[string]func(*Answer){
		"no statement": func(a *Answer) { a.Statement = "" }, "no role": func(a *Answer) { a.Person.Role = "" },
		"an escape": func(a *Answer) { a.Statement = "\x1b[2J" }, "no document": func(a *Answer) { a.Documents = nil },
		"a document gone": func(a *Answer) { a.Documents[0].Path = "gone" }, "expired before": func(a *Answer) { a.Expires = a.Date.AddDate(0, 0, -1) },
	} {
		a := whole(cfg, "x")
		change(&a)
		if err := Check(cfg, "attestations/a.yaml", a.YAML()); len(problem.All(err)) == 0 {
			t.Errorf("%s: told %v", name, err)
		}
	}
}

func TestPlaceIsWhereAttestationsAreRead(t *testing.T) {
	cfg := workspaceOf(t, "attestations: ['gone/*.yaml', docs]\n")
	if file, err := Place(cfg, "hipaa.a", time.Time{}); file != "docs/hipaa.a.yaml" {
		t.Errorf("%s, %v", file, err)
	}
	cfg = workspaceOf(t, "attestations: 'said/*.yaml'\n")
	if _, err := Place(cfg, "hipaa.a", time.Time{}); err == nil || !strings.Contains(err.Error(), "names no directory") {
		t.Error(err)
	}
}

func TestExamineReadsOnlyTheRepository(t *testing.T) {
	cfg := workspaceOf(t, "")
	for _, name := range []string{"", "../x", "/etc/passwd", `docs\a.txt`, "docs", "gone"} {
		if sum, err := Examine(cfg, name); err == nil || sum != "" {
			t.Errorf("%q has the sha256 %s", name, sum)
		}
	}
}
