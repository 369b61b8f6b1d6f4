package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// commands are the words that scripts know besides testscript's own.
func commands() map[string]func(ts *testscript.TestScript, neg bool, args []string) {
	return map[string]func(ts *testscript.TestScript, neg bool, args []string){
		"exits":     exits,
		"workspace": workspace,
		"change":    change,
		"check":     check,
		"write":     write,
		"atmost":    atMost,
		"whole":     wholeResults,
		"same":      same,
		"pin":       pin,
		"secret":    secret,
		"cells":     cells,
		"template":  workbookTemplate,
	}
}

func usage(ts *testscript.TestScript, neg bool, ok bool, text string) {
	if neg || !ok {
		ts.Fatalf("usage: %s", text)
	}
}

// exits runs a command and asks for exactly that exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) >= 2, "exits CODE COMMAND [ARGUMENT…]")
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%s: %v", args[1], err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// workspace puts a workspace that passes its gate into a directory, this one
// when none is named. Files that are there already stay: a script's own files
// say in what its situation differs.
func workspace(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) <= 1, "workspace [DIRECTORY]")
	to := ts.MkAbs(strings.Join(args, ""))
	from := os.DirFS(ts.Getenv("WORKSPACE"))
	ts.Check(fs.WalkDir(from, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		file := filepath.Join(to, filepath.FromSlash(path))
		if _, err := os.Lstat(file); err == nil {
			return nil
		}
		text, err := fs.ReadFile(from, path)
		if err != nil {
			return err
		}
		return writeFile(file, text)
	}))
}

func writeFile(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o644)
}

// check writes a check of the team's own into policies/NAME: every account for
// which CONDITION holds passes. Its package is the one that its directory asks
// for, unless another is given.
func check(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 2 || len(args) == 3, "check NAME CONDITION [PACKAGE]")
	pkg := "local." + args[0]
	if len(args) == 3 {
		pkg = args[2]
	}
	template, err := os.ReadFile(filepath.Join(ts.Getenv("WORKSPACE"), "..", "check.rego"))
	ts.Check(err)
	text := strings.NewReplacer("PACKAGE", pkg, "CONDITION", args[1]).Replace(string(template))
	ts.Check(writeFile(filepath.Join(ts.MkAbs("policies"), args[0], args[0]+".rego"), []byte(text)))
}

// change replaces a text that is in a file exactly once.
func change(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 3, "change FILE OLD NEW")
	text := ts.ReadFile(args[0])
	if n := strings.Count(text, unquote(ts, args[1])); n != 1 {
		ts.Fatalf("%s has %q %d times, want once", args[0], args[1], n)
	}
	ts.Check(writeFile(ts.MkAbs(args[0]), []byte(strings.Replace(text, unquote(ts, args[1]), unquote(ts, args[2]), 1))))
}

// write makes a file of parts with Go's escapes; 1000*x is x a thousand times.
func write(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) >= 1, "write FILE [PART | N*PART]…")
	var b bytes.Buffer
	for _, part := range args[1:] {
		n := 1
		if count, text, ok := strings.Cut(part, "*"); ok {
			if times, err := strconv.Atoi(count); err == nil {
				n, part = times, text
			}
		}
		b.WriteString(strings.Repeat(unquote(ts, part), n))
	}
	ts.Check(writeFile(ts.MkAbs(unquote(ts, args[0])), b.Bytes()))
}

// pin puts the sha256 of a file where a word stands in another.
func pin(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 3, "pin FILE WORD IN")
	sum := sha256.Sum256([]byte(ts.ReadFile(args[0])))
	text := ts.ReadFile(args[2])
	ts.Check(writeFile(ts.MkAbs(args[2]), []byte(strings.ReplaceAll(text, args[1], hex.EncodeToString(sum[:])))))
}

// secret puts a file into an environment variable, as a secret store does.
func secret(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 2, "secret VARIABLE FILE")
	ts.Setenv(args[0], ts.ReadFile(args[1]))
}

// unquote reads \n, \xff and the like.
func unquote(ts *testscript.TestScript, s string) string {
	out, err := strconv.Unquote(`"` + strings.NewReplacer("\n", `\n`, `\"`, `\"`, `"`, `\"`).Replace(s) + `"`)
	if err != nil {
		ts.Fatalf("%q: %v", s, err)
	}
	return out
}

// atMost asks that a stream or file has no more lines than that.
func atMost(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 3 && args[1] == "lines", "atmost N lines FILE")
	most, err := strconv.Atoi(args[0])
	ts.Check(err)
	if n := strings.Count(ts.ReadFile(args[2]), "\n"); n > most {
		ts.Fatalf("%s has %d lines, want at most %d", args[2], n, most)
	}
}

// wholeResults asks that a results directory has exactly the files its manifest
// names, each with the digest it says.
func wholeResults(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 1, "whole DIRECTORY")
	ts.Check(whole(ts.MkAbs(args[0])))
}

// whole reads the manifest by itself, not with the program's code: it is what
// the program is held against.
func whole(dir string) error {
	text, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		return err
	}
	var m struct {
		Outputs []struct {
			Path   string `json:"path"`
			Digest string `json:"sha256"`
			Bytes  int    `json:"bytes"`
		} `json:"outputs"`
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return fmt.Errorf("manifest.json: %w", err)
	}
	if len(m.Outputs) == 0 {
		return errors.New("the manifest names no output")
	}
	named := map[string]bool{"manifest.json": true}
	for _, o := range m.Outputs {
		named[o.Path] = true
		b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(o.Path)))
		if err != nil {
			return fmt.Errorf("the manifest names a file that is not there: %w", err)
		}
		if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != o.Digest || len(b) != o.Bytes {
			return fmt.Errorf("%s is not what the manifest says", o.Path)
		}
	}
	files, err := tree(dir)
	if err != nil {
		return err
	}
	for path := range files {
		if !named[path] {
			return fmt.Errorf("%s is there and not in the manifest", path)
		}
	}
	return nil
}

// same asks that two directories have the same files, byte for byte.
func same(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: [!] same DIRECTORY DIRECTORY")
	}
	diff, err := differs(ts.MkAbs(args[0]), ts.MkAbs(args[1]))
	ts.Check(err)
	switch {
	case !neg && diff != "":
		ts.Fatalf("%s", diff)
	case neg && diff == "":
		ts.Fatalf("%s and %s are the same", args[0], args[1])
	}
}

// differs tells the first difference of two trees, empty for none.
func differs(a, b string) (string, error) {
	one, err := tree(a)
	if err != nil {
		return "", err
	}
	two, err := tree(b)
	if err != nil {
		return "", err
	}
	names := map[string]bool{}
	for path := range one {
		names[path] = true
	}
	for path := range two {
		names[path] = true
	}
	var sorted []string
	for path := range names {
		sorted = append(sorted, path)
	}
	slices.Sort(sorted)
	for _, path := range sorted {
		x, inOne := one[path]
		y, inTwo := two[path]
		switch {
		case !inOne || !inTwo:
			return path + " is in one of them only", nil
		case x != y:
			return path + " differs", nil
		}
	}
	return "", nil
}

// tree reads every file under dir, by slash path.
func tree(dir string) (map[string]string, error) {
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		out[filepath.ToSlash(rel)] = string(b)
		return err
	})
	return out, err
}
