package lock

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/problem"
)

// sum is a digest of one character.
func sum(c string) string { return strings.Repeat(c, 64) }

// sample is a lock of two checks under one framework.
func sample(change func(*Lock)) Lock {
	l := Lock{
		Assay: "v1.0.0", Parts: map[string]string{Kinds: "sha256:" + sum("a"), "policies": "sha256:" + sum("b")}, Imports: map[string]string{"nist-800-53": sum("c")},
		Frameworks: []Framework{{
			ID: "hipaa", Catalog: "hipaa", Version: "1", Profile: sum("d"), Rules: sum("e"),
			Controls: map[string][]string{"c-1": {"c-1_obj.a", "c-1_obj.b"}, "c-2": {"c-2_smt"}},
			Bound: map[string]Bound{
				"a.one": {Targets: []string{"c-1_obj.a decides", "c-2_smt supports"}, Parameters: []string{"max-days=90"}},
				"a.two": {Targets: []string{"c-1_obj.b informs"}, Parameters: []string{}},
			},
		}},
		Checks: []Check{{ID: "a.one", SHA256: sum("1"), Severity: "high", Title: "One: \"first\""}, {ID: "a.two", SHA256: sum("2"), Severity: "low", Title: "Two"}},
	}
	if change != nil {
		change(&l)
	}
	return l
}

// called renames the second check.
func called(l *Lock) {
	l.Checks[1] = Check{ID: "c.two", SHA256: sum("2"), Severity: "low", Title: "Two", Formerly: []string{"a.two"}}
	l.Frameworks[0].Bound["c.two"] = l.Frameworks[0].Bound["a.two"]
	delete(l.Frameworks[0].Bound, "a.two")
}

func TestCompare(t *testing.T) {
	one := func(b Bound) func(*Lock) { return func(l *Lock) { l.Frameworks[0].Bound["a.one"] = b } }
	for _, row := range []struct {
		name       string
		change     func(*Lock)
		want       []string
		objectives string // that it bears on
	}{
		{"nothing", nil, nil, ""},
		{"another program alone", func(l *Lock) { l.Assay = "v2.0.0" }, nil, ""},
		{"other policies, of which none is bound", func(l *Lock) { l.Parts["policies"] = "sha256:" + sum("9") }, nil, ""},
		{"another policy", func(l *Lock) { l.Checks[0].SHA256 = sum("9") }, []string{"check a.one changed: another policy"}, "c-1_obj.a c-2_smt"},
		{"another severity and title", func(l *Lock) { l.Checks[0].SHA256, l.Checks[0].Severity, l.Checks[0].Title = sum("9"), "low", "Eins" },
			[]string{`check a.one changed: another policy; severity low, was high; title "Eins", was "One: \"first\""`}, "c-1_obj.a c-2_smt"},
		{"a new one", func(l *Lock) {
			l.Checks = append(l.Checks, Check{ID: "b", SHA256: sum("3"), Severity: "low"})
			l.Frameworks[0].Bound["b"] = Bound{Targets: []string{"c-2_smt decides"}}
		}, []string{"check b added"}, "c-2_smt"},
		{"gone", func(l *Lock) { l.Checks = l.Checks[:1]; delete(l.Frameworks[0].Bound, "a.two") }, []string{"check a.two removed"}, "c-1_obj.b"},
		{"renamed", called, []string{"check a.two is called c.two"}, "c-1_obj.b"},
		{"renamed and changed and bound otherwise", func(l *Lock) {
			called(l)
			l.Checks[1].SHA256 = sum("9")
			l.Frameworks[0].Bound["c.two"] = Bound{Targets: []string{"c-1_obj.b decides"}}
		}, []string{"check a.two is called c.two", "check c.two changed: another policy", "check c.two is bound otherwise under hipaa: target c-1_obj.b decides added; target c-1_obj.b informs removed"}, "c-1_obj.b"},
		{"two that were one: the first is it", func(l *Lock) {
			called(l)
			l.Checks = append(l.Checks, Check{ID: "d.two", SHA256: sum("4"), Severity: "low", Formerly: []string{"a.two"}})
		}, []string{"check a.two is called c.two", "check d.two added"}, "c-1_obj.b"},
		{"a name of before that is still there", func(l *Lock) { l.Checks[0].Formerly = []string{"a.two"} }, nil, ""},
		{"another parameter", one(Bound{Targets: []string{"c-1_obj.a decides", "c-2_smt supports"}, Parameters: []string{"max-days=30"}}),
			[]string{"check a.one is bound otherwise under hipaa: parameter max-days is 30, was 90"}, "c-1_obj.a c-2_smt"},
		{"a parameter that is looser than allowed", one(Bound{Targets: []string{"c-1_obj.a decides", "c-2_smt supports"}, Parameters: []string{looser + "max-days is 90", "max-days=90"}}),
			[]string{"check a.one is bound otherwise under hipaa: parameter looser than allowed: max-days is 90 added"}, "c-1_obj.a c-2_smt"},
		{"a parameter without a value", one(Bound{Targets: []string{"c-1_obj.a decides", "c-2_smt supports"}, Parameters: []string{"max-days"}}),
			[]string{"check a.one is bound otherwise under hipaa: parameter max-days is not set, was 90"}, "c-1_obj.a c-2_smt"},
		{"stronger, and on one less", one(Bound{Targets: []string{"c-1_obj.a supports"}, Parameters: []string{"max-days=90"}}),
			[]string{"check a.one is bound otherwise under hipaa: target c-1_obj.a supports added; target c-1_obj.a decides removed; target c-2_smt supports removed"}, "c-1_obj.a c-2_smt"},
		{"bound no more there", func(l *Lock) { delete(l.Frameworks[0].Bound, "a.two") },
			[]string{"check a.two is bound otherwise under hipaa: target c-1_obj.b informs removed"}, "c-1_obj.b"},
		{"another profile", func(l *Lock) { l.Frameworks[0].Profile = sum("9") }, []string{"framework hipaa changed: another profile"}, ""},
		{"other rules", func(l *Lock) { l.Frameworks[0].Rules = "" }, []string{"framework hipaa changed: other rules beside its checks"}, ""},
		{"controls and objectives", func(l *Lock) {
			l.Frameworks[0].Version = "2"
			l.Frameworks[0].Controls = map[string][]string{"c-1": {"c-1_obj.b", "c-1_obj.c"}, "c-3": {"c-3_smt"}}
		}, []string{`framework hipaa changed: version "2", was "1"; objective c-1_obj.c added; objective c-1_obj.a removed; control c-2 removed; and 1 more`}, "c-1_obj.a c-1_obj.c c-2_smt c-3_smt"},
		{"a framework more", func(l *Lock) { l.Frameworks = append(l.Frameworks, Framework{ID: "z"}) }, []string{"framework z added"}, ""},
		{"a framework less", func(l *Lock) { l.Frameworks = nil }, []string{"framework hipaa removed"}, ""},
		{"another import", func(l *Lock) { l.Imports = map[string]string{"nist-800-53": sum("9"), "own": sum("8")} }, []string{"import nist-800-53 changed", "import own added"}, ""},
		{"other schemas", func(l *Lock) { l.Parts[Kinds] = "sha256:" + sum("9") }, []string{"the schemas of evidence are others"}, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			var got []string
			was, is := sample(nil), sample(row.change)
			changes := Compare(was, is)
			for _, c := range changes {
				got = append(got, c.Words())
			}
			if got := strings.Join(Objectives(changes, was, is)["hipaa"], " "); got != row.objectives {
				t.Errorf("it bears on %q, not %q", got, row.objectives)
			}
			if d := cmp.Diff(row.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestEncodeIsReadBack(t *testing.T) {
	for _, l := range []Lock{sample(nil), {Assay: "dev"}} {
		text := l.Encode()
		back, err := Decode("assay.lock", text)
		if err != nil {
			t.Fatal(err)
		}
		if got := back.Encode(); !bytes.Equal(got, text) {
			t.Errorf("read back it is\n%s\nnot\n%s", got, text)
		}
		if found := Compare(l, back); found != nil {
			t.Errorf("read back it differs: %v", found)
		}
	}
}

// A lock is what a pull request says it is: each thing that it cannot be is told with
// its place, all at once.
func TestDecodeRefuses(t *testing.T) {
	good := string(sample(nil).Encode())
	for _, row := range []struct{ name, old, with, want string }{
		{"no digest", `sha256: "` + sum("1"), `sha256: "` + sum("G"), "assay.lock:30:13: this is not a sha256 in lower-case hex"},
		{"a part without its prefix", `"sha256:` + sum("b"), `"` + sum("b"), `assay.lock:6:15: this is not sha256: and a sha256 in lower-case hex`},
		{"no severity", `severity: "high"`, `severity: "huge"`, `assay.lock:31:15: "huge" is not a severity`},
		{"a line of its own", `title: "Two"`, `title: "Two\nok"`, "assay.lock:36:12: a text is longer than 300 characters, or has some that are not shown"},
		{"text that turns", `title: "Two"`, `title: "\u202eTwo"`, "assay.lock:36:12: a text is longer than 300 characters, or has some that are not shown"},
		{"a long name", `"a.two":`, `"` + strings.Repeat("x", 301) + `":`, "a text is longer than 300 characters, or has some that are not shown"},
		{"a name that turns", `"c-2": [`, `"\u202ec-2": [`, "a text is longer"},
		{"an empty name", `"c-2": [`, `"": [`, "a name is empty"},
		{"a target that clears the screen", `"c-2_smt supports"`, `"\e[2J"`, "a text is longer"},
		{"a key that is missing", "    severity: \"low\"\n", "", "key severity is missing"},
		{"a key twice", `imports:`, "imports: {}\nimports:", "imports"},
		{"another version", "version: 1\n", "version: 2\nlater: []\n", `assay.lock:2:10: version "2" of the lock is not known to this assay`},
		{"nothing", good, "", "assay.lock"},
		{"a list", good, "- version\n", "assay.lock:1:1"},
		{"an anchor", `imports:`, "imports: &a", "assay.lock:7"},
		{"too much", good, strings.Repeat("#", MaxSize+1), "more than 8388608"},
	} {
		t.Run(row.name, func(t *testing.T) {
			text := strings.Replace(good, row.old, row.with, 1)
			if text == good {
				t.Fatal("the row changes nothing")
			}
			_, err := Decode("assay.lock", []byte(text))
			if err == nil {
				t.Fatal("it is read")
			}
			var got []string
			for _, p := range problem.Of(err) {
				got = append(got, p.Where()+": "+p.What)
				if p.Remedy == "" {
					t.Errorf("%s: no remedy", p.What)
				}
			}
			if !strings.Contains(strings.Join(got, "\n"), row.want) {
				t.Errorf("got\n%s\nnot\n%s", strings.Join(got, "\n"), row.want)
			}
		})
	}
}

// A lock of nothing but mistakes does not fill a screen.
func TestDecodeTellsTheFirstProblems(t *testing.T) {
	var b strings.Builder
	b.WriteString("version: 1\nassay: a\nparts: {}\nframeworks: {}\nchecks: {}\nimports:\n")
	for i := range 1000 {
		fmt.Fprintf(&b, "  x%d: y\n", i)
	}
	_, err := Decode("assay.lock", []byte(b.String()))
	if n := len(problem.Of(err)); n != mostProblems {
		t.Errorf("%d problems, not %d", n, mostProblems)
	}
}

// FuzzDecode holds: what is read is written so that it is read again as the same, a
// lock is the same as itself, and every problem has its place.
func FuzzDecode(f *testing.F) {
	f.Add(sample(nil).Encode())
	for _, s := range []string{"", "version: 1\n", "version: 2\n", "version: 1\nchecks: {\"a\\nb\": {sha256: x, title: \"\\e[2J\"}}\n", "version: 1\nassay: a\nparts: {}\nimports: {}\nframeworks: {}\nchecks: {}\n", "version: 1\nframeworks: {a: {bound: {b: c}}}\n", "\xff"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		l, err := Decode("assay.lock", in)
		if err != nil {
			for _, p := range problem.Of(err) {
				if p.Place.Path != "assay.lock" {
					t.Fatalf("a problem without its place: %v", p)
				}
			}
			return
		}
		text := l.Encode()
		back, err := Decode("assay.lock", text)
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if again := back.Encode(); !bytes.Equal(again, text) || Compare(l, back) != nil {
			t.Fatalf("%q is read back as %q", text, again)
		}
		if strings.Contains(string(text), "\x1b") {
			t.Fatalf("a terminal can be turned: %q", text)
		}
	})
}
