package revision_test

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/assay-compliance/assay/internal/revision"
)

// repository is a git repository with one commit of the files given.
func repository(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	run(t, dir, "init", "-q", "-b", "main")
	for name, text := range files {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if to, link := strings.CutPrefix(text, "-> "); link {
			if err := os.Symlink(to, at); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	run(t, dir, "add", "-A")
	run(t, dir, "commit", "-q", "-m", "base")
	return dir
}

func run(t *testing.T, dir string, args ...string) string {
	t.Helper()
	return runIn(t, dir, "", args...)
}

func runIn(t *testing.T, dir, in string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "protocol.file.allow=always"}, args...)...)
	cmd.Stdin = strings.NewReader(in)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func open(t *testing.T, dir, rev string) *revision.Tree {
	t.Helper()
	tree, err := revision.Open(context.Background(), dir, rev)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tree.Close() })
	return tree
}

func TestTreeIsAFileSystem(t *testing.T) {
	dir := repository(t, map[string]string{"assay.yaml": "a: 1\n", "policies/local/x/x.rego": "package x\n", "empty": "", "ümlaut/with space": "w", "new\nline": "n"})
	if err := os.WriteFile(filepath.Join(dir, "assay.yaml"), []byte("changed"), 0o644); err != nil {
		t.Fatal(err)
	}
	tree := open(t, dir, "main")
	if err := fstest.TestFS(tree, "assay.yaml", "policies/local/x/x.rego", "empty", "ümlaut/with space", "new\nline"); err != nil {
		t.Error(err)
	}
	if got, err := fs.ReadFile(tree, "assay.yaml"); err != nil || string(got) != "a: 1\n" {
		t.Errorf("read %q, %v: want what was committed", got, err)
	}
	if want := run(t, dir, "rev-parse", "HEAD"); tree.Commit != want {
		t.Errorf("commit %s, want %s", tree.Commit, want)
	}
	sub, err := fs.Sub(tree, "policies")
	if err != nil {
		t.Fatal(err)
	}
	if found, err := fs.Glob(sub, "*/*/*.rego"); err != nil || len(found) != 1 {
		t.Errorf("found %v, %v", found, err)
	}
}

// Nothing of a link is read, whatever it leads to: neither by its own name nor by one
// below it.
func TestLinksAndSubmodulesAreNotFollowed(t *testing.T) {
	other := repository(t, map[string]string{"f": "x"})
	dir := repository(t, map[string]string{"real/f": "x", "dir": "-> real", "out": "-> /etc", "file": "-> real/f", "nowhere": "-> gone"})
	run(t, dir, "submodule", "add", "-q", other, "sub")
	run(t, dir, "commit", "-q", "-m", "submodule")
	tree := open(t, dir, "HEAD")
	for _, row := range []struct{ name, want string }{
		{"dir", "symbolic link"}, {"dir/f", "symbolic link"}, {"out/passwd", "symbolic link"}, {"file", "symbolic link"}, {"nowhere", "symbolic link"},
		{"sub", "submodule"}, {"sub/f", "submodule"}, {"../x", "invalid argument"}, {"/etc/passwd", "invalid argument"}, {"gone", "file does not exist"}, {"real/f/g", "file does not exist"},
	} {
		for _, read := range []func() error{
			func() error { _, err := fs.ReadFile(tree, row.name); return err },
			func() error { _, err := fs.Stat(tree, row.name); return err },
			func() error { _, err := tree.Open(row.name); return err },
		} {
			if err := read(); err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("%s: %v, want %q", row.name, err, row.want)
			}
		}
	}
	if err := tree.Export("dir", t.TempDir()); err == nil {
		t.Error("a link was written out")
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := repository(t, map[string]string{"f": "x"})
	run(t, dir, "branch", "twice")
	run(t, dir, "tag", "twice")
	run(t, dir, "tag", "blob", run(t, dir, "rev-parse", "HEAD:f"))
	bare := t.TempDir()
	unborn := t.TempDir()
	run(t, unborn, "init", "-q")
	for _, row := range []struct{ what, dir, rev, want string }{
		{"nothing", dir, "", "this is no revision"},
		{"an option", dir, "--output=x", "this is no revision"},
		{"a path", dir, "HEAD:f", "this is no revision"},
		{"a range", dir, "HEAD..HEAD", "this is no revision"},
		{"two words", dir, "HEAD f", "this is no revision"},
		{"a negation", dir, "^HEAD", "no commit"},
		{"a name that is not there", dir, "origin/main", "git fetch origin"},
		{"a commit that is not there", dir, strings.Repeat("0", 40), "git fetch origin"},
		{"a tag and a branch", dir, "twice", "more than one thing"},
		{"a file", dir, "blob", "no commit"},
		{"no repository", bare, "HEAD", "no git repository"},
		{"no commit", unborn, "HEAD", "no commit"},
	} {
		_, err := revision.Open(context.Background(), row.dir, row.rev)
		if err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: %v, want %q", row.what, err, row.want)
		}
	}
}

// What the environment, replaced objects and grafts say of a commit does not count.
func TestObjectsAreThoseOfTheCommit(t *testing.T) {
	dir := repository(t, map[string]string{"f": "true"})
	other := repository(t, map[string]string{"f": "false"})
	was := run(t, dir, "rev-parse", "HEAD:f")
	run(t, dir, "replace", was, runIn(t, dir, "false", "hash-object", "-w", "--stdin"))
	for name, value := range map[string]string{
		"GIT_DIR": filepath.Join(other, ".git"), "GIT_OBJECT_DIRECTORY": filepath.Join(other, ".git", "objects"), "GIT_INDEX_FILE": "x",
		"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.worktree", "GIT_CONFIG_VALUE_0": other,
	} {
		t.Setenv(name, value)
	}
	tree := open(t, dir, "HEAD")
	if got, err := fs.ReadFile(tree, "f"); err != nil || string(got) != "true" {
		t.Errorf("read %q, %v", got, err)
	}
}

// A path that no file can have, as a tree made by hand holds one, is refused as a whole.
func TestPathsThatAreNone(t *testing.T) {
	dir := repository(t, map[string]string{"f": "x"})
	blob := run(t, dir, "rev-parse", "HEAD:f")
	for _, name := range []string{"..", ".", `a\b`} {
		tree := runIn(t, dir, "100644 blob "+blob+"\t"+name+"\x00", "mktree", "-z")
		commit := runIn(t, dir, "x", "commit-tree", tree)
		if got, err := revision.Open(context.Background(), dir, commit); err == nil || !strings.Contains(err.Error(), "whose path is none") {
			t.Errorf("%q: %v, %v", name, got, err)
		}
	}
}

// A commit of which a file was not fetched says so, and is not fetched now.
func TestNothingIsFetched(t *testing.T) {
	far := repository(t, map[string]string{"f": "x"})
	run(t, far, "config", "uploadpack.allowFilter", "true")
	near := filepath.Join(t.TempDir(), "near")
	run(t, far, "clone", "-q", "--no-checkout", "--filter=blob:none", "file://"+far, near)
	tree, err := revision.Open(context.Background(), near, "HEAD")
	if err == nil {
		defer tree.Close()
		_, err = fs.ReadFile(tree, "f")
	}
	if err == nil || !strings.Contains(err.Error(), "fetch") {
		t.Errorf("read what is not here: %v", err)
	}
}

func TestExport(t *testing.T) {
	tree := open(t, repository(t, map[string]string{"results/a/b.json": "1", "results/c": "2", "other": "3"}), "HEAD")
	dir := t.TempDir()
	if err := tree.Export("results", dir); err != nil {
		t.Fatal(err)
	}
	if err := fstest.TestFS(os.DirFS(dir), "results/a/b.json", "results/c"); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "other")); err == nil {
		t.Error("more was written than asked for")
	}
	if err := tree.Export("gone", dir); err == nil {
		t.Error("what is not there was written")
	}
}
