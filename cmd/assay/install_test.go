package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// blocks are the blocks of a page in one language.
func blocks(text, language string) (out []string) {
	for i, block := range strings.Split(text, "```") {
		if name, body, _ := strings.Cut(block, "\n"); i%2 == 1 && name == language {
			out = append(out, body)
		}
	}
	return out
}

// What docs/install.md tells to type works from a directory and a home that are empty,
// where the releases are files beside and not on a server; and a file that is not the
// one of the list stops it.
func TestTheInstallPageKeepsItsWord(t *testing.T) {
	t.Parallel()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Fatal("the page is written for bash:", err)
	}
	program, err := exec.LookPath("assay")
	if err != nil {
		t.Fatal(err)
	}
	script := "set -euo pipefail\n" + strings.Join(blocks(rooted(t, "docs/install.md"), "sh"), "\n")
	if n := strings.Count(script, "assay"); n < 8 {
		t.Fatalf("the page says assay %d times", n)
	}
	run := func(t *testing.T, damage bool) (int, string, string) {
		dir := t.TempDir()
		releases, home, work, tools := filepath.Join(dir, "releases"), filepath.Join(dir, "home"), filepath.Join(dir, "work"), filepath.Join(dir, "tools")
		for _, d := range []string{releases, home, work, tools} {
			if err := os.MkdirAll(d, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		write := func(name, text string) {
			if err := os.WriteFile(name, []byte(text), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		write(filepath.Join(releases, "assay"), "#!/bin/sh\nexec '"+program+"' \"$@\"\n")
		pack := exec.Command(bash, "-c", "tar -czf assay_0.1.0_linux_amd64.tar.gz assay && sha256sum *.tar.gz >checksums.txt && printf '%064d  other.tar.gz\\n' 0 >>checksums.txt")
		pack.Dir = releases
		if got, out := code(t, pack); got != 0 {
			t.Fatal(out)
		}
		if damage {
			write(filepath.Join(releases, "assay_0.1.0_linux_amd64.tar.gz"), "another")
		}
		write(filepath.Join(tools, "curl"), "#!/bin/sh\nfor last; do :; done\ncase $last in https://github.com/assay-compliance/assay/releases/download/v0.1.0/*) exec cp '"+releases+"'/\"${last##*/}\" . ;; esac\nexit 22\n")
		c := exec.Command(bash, "-c", script)
		c.Dir, c.Env = work, []string{"HOME=" + home, "PATH=" + tools + ":/usr/bin:/bin"}
		got, out := code(t, c)
		return got, out, home
	}
	got, out, home := run(t, false)
	if got != 0 || !strings.Contains(out, "assay dev\n") || !strings.Contains(out, "ok     embedded policies") || !strings.Contains(out, "fedramp-moderate") {
		t.Errorf("exit code %d: %s", got, out)
	}
	for _, file := range []string{".local/share/bash-completion/completions/assay", ".local/share/zsh/site-functions/_assay", ".config/fish/completions/assay.fish"} {
		if text, err := os.ReadFile(filepath.Join(home, file)); err != nil || !strings.Contains(string(text), "__complete") {
			t.Errorf("%s completes nothing: %v", file, err)
		}
	}
	if got, out, _ := run(t, true); got == 0 || !strings.Contains(out, "FAILED") || strings.Contains(out, "assay dev") {
		t.Errorf("an archive that is not the one of the list is installed: exit code %d, %s", got, out)
	}
}

// The hooks that the page names are those that there are.
func TestTheInstallPageNamesEveryHook(t *testing.T) {
	type hooks struct{ Hooks []hook }
	var told struct{ Repos []hooks }
	var there []hook
	page := blocks(rooted(t, "docs/install.md"), "yaml")
	if len(page) != 1 || yaml.Unmarshal([]byte(page[0]), &told) != nil || yaml.Unmarshal([]byte(rooted(t, ".pre-commit-hooks.yaml")), &there) != nil {
		t.Fatal(page)
	}
	names := func(list []hook) (ids []string) {
		for _, h := range list {
			ids = append(ids, h.ID)
		}
		return ids
	}
	if a, b := strings.Join(names(told.Repos[0].Hooks), " "), strings.Join(names(there), " "); a != b {
		t.Errorf("the page names %s, and there are %s", a, b)
	}
}
