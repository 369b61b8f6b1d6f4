// Package revision reads the files of a commit from git's objects. Nothing is checked
// out and nothing of the repository runs: no hook, no filter, no fetch, no submodule.
// What the commit calls a symbolic link is not followed, by whatever path.
package revision

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/assay-compliance/assay/internal/problem"
)

// The bounds of one commit.
const (
	maxFiles   = 1_000_000
	maxListing = 512 << 20 // bytes of the list of its files
	maxFile    = 512 << 20 // bytes of one of them
	maxRead    = 4 << 30   // bytes of all that are read
)

// Tree is the files of a commit as a file system. It is safe for concurrent use.
type Tree struct {
	Revision string // as it was named
	Commit   string // the id of its commit, lower-case hex
	files    map[string]*node
	objects  *objects
	opened   sync.Map // by path
}

// Open reads what files the commit of a revision has. root is the top of the working
// tree. The caller closes the tree.
func Open(ctx context.Context, root, revision string) (*Tree, error) {
	at := problem.Place{Path: revision}
	if err := Check(revision); err != nil {
		return nil, err
	}
	if _, err := os.Lstat(filepath.Join(root, ".git")); err != nil {
		return nil, problem.New(at, "there is no git repository here that could have this revision", "run it in a checkout, with its .git directory")
	}
	commit, err := resolve(ctx, root, revision)
	if err != nil {
		return nil, err
	}
	t := &Tree{Revision: revision, Commit: commit}
	if t.files, err = list(ctx, root, commit); err != nil {
		return nil, within(at, err)
	}
	if t.objects, err = startObjects(ctx, root); err != nil {
		return nil, within(at, err)
	}
	return t, nil
}

// Close ends the reading of objects.
func (t *Tree) Close() error { return t.objects.close() }

// Short is the commit as people write it.
func (t *Tree) Short() string { return t.Commit[:12] }

// Check refuses a text that git would not take for the name of one commit.
func Check(revision string) error {
	bad := func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }
	if revision == "" || strings.HasPrefix(revision, "-") || strings.ContainsFunc(revision, bad) || strings.Contains(revision, ":") || strings.Contains(revision, "..") {
		return problem.New(problem.Place{Path: revision}, "this is no revision", "write a branch, a tag or a commit, as origin/main")
	}
	return nil
}

// missing says how a revision gets to where it is looked for.
const missing = "fetch it first: git fetch origin BRANCH; in GitHub Actions give actions/checkout fetch-depth: 0"

// resolve gives the commit that a revision names. A name of two things is refused:
// who may push a tag could give it the name of a branch.
func resolve(ctx context.Context, root, revision string) (string, error) {
	at := problem.Place{Path: revision}
	var out, said bytes.Buffer
	cmd := git(ctx, root, "rev-parse", "--verify", "--end-of-options", revision+"^{commit}")
	cmd.Stdout, cmd.Stderr = &out, &said
	err := cmd.Run()
	commit := strings.TrimSpace(out.String())
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return "", problem.New(at, "git is not installed, which reads revisions", "install git")
	case strings.Contains(said.String(), "dubious ownership"):
		return "", problem.New(at, "git does not trust the owner of this repository", "git config --global --add safe.directory with its path")
	case strings.Contains(said.String(), "ambiguous") && err == nil:
		return "", problem.New(at, "the revision names more than one thing, a branch and a tag for example", "write it out, as refs/remotes/"+revision)
	case err != nil:
		return "", problem.New(at, "the repository has no commit of this name", missing)
	case len(commit) != 40 && len(commit) != 64 || strings.Trim(commit, "0123456789abcdef") != "":
		return "", problem.New(at, "git gives no commit for this revision", "write a branch, a tag or a commit")
	}
	return commit, nil
}

// git readies a call of git that runs nothing of the repository and asks nobody. Of
// the environment it has what finds the program and its user's own settings alone.
func git(ctx context.Context, root string, args ...string) *exec.Cmd {
	hard := []string{"--no-pager", "-C", root, "-c", "core.fsmonitor=false", "-c", "core.hooksPath=" + os.DevNull, "-c", "core.warnAmbiguousRefs=true"}
	cmd := exec.CommandContext(ctx, "git", append(hard, args...)...)
	for _, name := range []string{"PATH", "HOME", "XDG_CONFIG_HOME", "USERPROFILE", "SYSTEMROOT", "TMPDIR", "TEMP"} {
		if value, ok := os.LookupEnv(name); ok {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	cmd.Env = append(cmd.Env,
		"LC_ALL=C", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0",
		"GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=", // what is not here is not fetched
		"GIT_NO_REPLACE_OBJECTS=1", "GIT_GRAFT_FILE="+os.DevNull, // an object is what its id says
		"GIT_CEILING_DIRECTORIES="+filepath.Dir(root),
	)
	return cmd
}

// list gives every file and directory of a commit by its path.
func list(ctx context.Context, root, commit string) (map[string]*node, error) {
	cmd := git(ctx, root, "ls-tree", "-r", "-t", "-z", "-l", "--full-tree", commit)
	var said bytes.Buffer
	cmd.Stderr = &said
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	text, readErr := io.ReadAll(io.LimitReader(pipe, maxListing+1))
	_, _ = io.Copy(io.Discard, pipe) // so that git ends
	if err := cmd.Wait(); err != nil {
		return nil, fmt.Errorf("git: %s", firstLine(said.String()))
	}
	if readErr != nil {
		return nil, readErr
	}
	if len(text) > maxListing {
		return nil, errors.New("the commit has more files than are read")
	}
	return parse(text)
}

// parse reads what ls-tree lists: mode, type, object, size and path of each entry.
func parse(text []byte) (map[string]*node, error) {
	top := &node{info: info{name: ".", mode: fs.ModeDir | 0o555}}
	files := map[string]*node{".": top}
	for line := range bytes.SplitSeq(bytes.TrimSuffix(text, []byte{0}), []byte{0}) {
		if len(line) == 0 {
			continue
		}
		head, name, ok := strings.Cut(string(line), "\t")
		words := strings.Fields(head)
		if !ok || len(words) != 4 {
			return nil, errors.New("git lists the files of the commit in a form that is not known here")
		}
		if name == "." || !fs.ValidPath(name) || strings.Contains(name, `\`) {
			return nil, errors.New("the commit has a file whose path is none")
		}
		n := &node{object: words[2], info: info{name: path.Base(name)}}
		switch words[0] {
		case "040000":
			n.info.mode = fs.ModeDir | 0o555
		case "100644", "100755", "100664":
			n.info.mode = 0o444
			size, err := strconv.ParseInt(words[3], 10, 64)
			if err != nil {
				return nil, errors.New("git does not say how large the files of the commit are: it is not here as a whole")
			}
			n.info.size = size
		case "120000":
			n.info.mode = fs.ModeSymlink | 0o444
		default: // a submodule
			n.info.mode = fs.ModeIrregular | 0o444
		}
		parent := files[path.Dir(name)]
		if parent == nil || !parent.info.IsDir() || files[name] != nil {
			return nil, errors.New("the commit has a path twice, or below a file")
		}
		if len(files) >= maxFiles {
			return nil, errors.New("the commit has more files than are read")
		}
		files[name] = n
		parent.children = append(parent.children, fs.FileInfoToDirEntry(n.info))
	}
	for _, n := range files {
		slices.SortFunc(n.children, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	}
	return files, nil
}

// within says of what revision an error is.
func within(at problem.Place, err error) error {
	return problem.New(at, "the revision cannot be read: "+problem.Plain(err.Error()), "fetch it again, whole: git fetch origin")
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return strings.TrimPrefix(line, "fatal: ")
}
