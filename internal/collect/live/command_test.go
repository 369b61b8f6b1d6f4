//go:build unix

package live

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/assay-compliance/assay/evidence"
)

// script puts a program into the repository and gives its digest.
func (w *world) script(t *testing.T, name, text string) string {
	t.Helper()
	text = "#!/bin/sh\n" + text + "\n"
	if err := os.WriteFile(filepath.Join(w.dir, name), []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// A program is run as it is: fixed words, no shell, the variables that are
// allowed, a bound on time and output. What it says when it fails stays with it.
func TestCommand(t *testing.T) {
	rows := []struct {
		name, script, more string
		want               string
		why                evidence.Incomplete
	}{
		{"words are words", `printf '%s|' "$@"`, "run: [./p, \"a b\", \"$HOME;ls\", \"*\"]", `a b|$HOME;ls|*|`, ""},
		{"only what is allowed", `echo "$OTHER $ALLOWED"`, "run: [./p]\nenv: [ALLOWED, NOT_SET]", " yes\n", ""},
		{"a secret that it repeats", `echo "token $SECRET"`, "run: [./p]\nenv: [SECRET]", "token [redacted]\n", ""},
		{"nothing to read", `cat; echo done`, "run: [./p]", "done\n", ""},
		{"a code", `echo half; echo "$SECRET" >&2; exit 3`, "run: [./p]\nenv: [SECRET]", "", evidence.RunFailed},
		{"a signal", `kill -9 $$`, "run: [./p]", "", evidence.RunFailed},
		{"silence", `:`, "run: [./p]", "", evidence.NotUnderstood},
		{"for ever, with children", `sleep 60 & sleep 60`, "run: [./p]\ntimeout: 200ms", "", evidence.TimedOut},
		{"too much", `while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done`, "run: [./p]\nmax-bytes: 10000\ntimeout: 3s", "", evidence.Oversized},
		{"not there", ``, "run: [./nowhere]", "", evidence.RunFailed},
		{"not on the PATH", ``, "run: [no-such-program-here]", "", evidence.RunFailed},
		{"another digest", `echo x`, "run: [./p]\nsha256: " + strings.Repeat("a", 64), "", evidence.RunFailed},
		{"changes itself", `echo x; echo >> "$0"`, "run: [./p]", "", evidence.RunFailed},
		{"redacted text", `echo name=ana`, "run: [./p]\nredact: [{pattern: 'name=\\w+'}]", "[redacted]\n", ""},
		{"no JSON to redact", `echo name=ana`, "run: [./p]\nredact: [{pointer: /name}]", "", evidence.NotUnderstood},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			w := newWorld(t)
			w.env["ALLOWED"], w.env["OTHER"] = "yes", "no"
			digest := w.script(t, "p", row.script)
			began := time.Now()
			c := w.runs(t, "type: command\nkinds: [iam-accounts]\n"+row.more)[0]
			if string(c.Data) != row.want || why(c) != row.why {
				t.Errorf("%q, %q: %v", c.Data, why(c), c.Failure)
			}
			if row.why == "" && (c.Programs[0].SHA256 != digest || c.Programs[0].Path != "p") {
				t.Errorf("the record has %+v", c.Programs)
			}
			if time.Since(began) > 4*time.Second {
				t.Error("it did not end in time")
			}
		})
	}
}

// osqueryi is asked query by query; what are no rows is no answer.
func TestOsquery(t *testing.T) {
	w := newWorld(t)
	w.script(t, "osqueryi", `[ "$1" = --json ] || exit 9
case "$2" in
*users*) printf '[\n  {"uid":"0","username":"root"}\n]\n' ;;
*none*) printf '[\n\n]\n' ;;
*) echo "Error: no such table: x" >&2; exit 1 ;;
esac`)
	const osquery = "type: osquery\nkinds: [iam-accounts]\nrun: [./osqueryi]\nredact: [{pointer: \"/*/uuid\"}]\nqueries: "
	c := w.runs(t, osquery+"{users: SELECT * FROM users, none: none}")[0]
	if want := "[]\n[{\"uid\":\"0\",\"username\":\"root\"}]\n"; string(c.Data) != want || c.Format != "osquery" || len(c.Programs) != 2 {
		t.Errorf("%q as %q by %d programs: %v", c.Data, c.Format, len(c.Programs), c.Failure)
	}
	if c := w.runs(t, osquery+"{users: SELECT * FROM users, broken: SELECT x}")[0]; why(c) != evidence.RunFailed {
		t.Errorf("one query fails: %q", why(c))
	}
	w.script(t, "osqueryi", `echo "osquery> "`)
	if c := w.runs(t, osquery+"{users: x}")[0]; why(c) != evidence.NotUnderstood {
		t.Errorf("%q: %s", why(c), c.Data)
	}
}
