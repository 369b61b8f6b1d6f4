package evaluate

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
)

// The limits of one policy tree: far above any real one, and low enough that a
// tree of garbage ends soon.
const (
	maxModule  = 1 << 20  // bytes of one Rego file
	maxModules = 20_000   // Rego files of one tree
	maxTree    = 64 << 20 // bytes of all of them
)

// ListOptions say whose tree is listed.
type ListOptions struct {
	// Workspace is set for the team's own tree, whose packages begin with
	// local.; unset for the embedded one, whose packages begin with policies.
	Workspace bool
	// Library is the tree whose lib/ the policies import; nil for fsys itself.
	// What a check imports is part of its digest.
	Library fs.FS
}

// List reads the METADATA of every check under fsys, sorted by id, without
// parsing the policies. Root begins the places of checks and problems.
//
// A directory with Rego files is one package and one check; lib and what is
// below it is shared code, measures of a family is arithmetic over findings, and a
// directory with nothing but tests is no check.
// The index of an embedded tree is used where it is fresh. The error holds every
// problem of the tree at once; the checks returned with it are those without one.
func List(fsys fs.FS, root string, opt ListOptions) ([]assessment.Check, error) {
	t, problems := readTree(fsys, root, opt.Workspace)
	if !opt.Workspace && problems.Len() == 0 {
		if checks, ok := t.indexed(fsys); ok {
			return checks, nil
		}
	}
	lib := t
	if opt.Library != nil {
		lib, _ = readTree(opt.Library, EmbeddedPath, false)
	}
	checks, err := t.list(lib)
	problems.Join(problem.Place{Path: root}, err)
	return checks, problems.Err()
}

// list reads the METADATA of every check; lib is the tree they import from.
func (t tree) list(lib tree) ([]assessment.Check, error) {
	var list problem.List
	var out []assessment.Check
	for _, dir := range t.checkDirs() {
		c, err := t.check(dir, lib)
		if err != nil {
			list.Join(problem.Place{Path: t.place(dir)}, err)
			continue
		}
		out = append(out, c)
	}
	return out, list.Err()
}

// tree is the Rego of one policy tree by directory, unparsed.
type tree struct {
	root      string
	workspace bool
	dirs      map[string][]file // sorted by name
	order     []string          // directories, sorted
}

// file is one Rego file of a tree.
type file struct {
	path string // within the tree, with slashes
	src  []byte // nil for a test
}

func (f file) test() bool { return strings.HasSuffix(f.path, "_test.rego") }

// place is where a path of the tree stands in the repository.
func (t tree) place(p string) string { return path.Join(t.root, p) }

// once is a tree of files that is read one time.
type once struct {
	fs.FS
	sync.Once
	tree
	problems *problem.List
}

// Once wraps a tree of policies whose files do not change any more, so that it
// is read one time however often it is listed and compiled, always from the same
// root and as the same kind of tree.
func Once(fsys fs.FS) fs.FS { return &once{FS: fsys} }

// readTree reads every Rego file. Files that cannot be Rego are problems and
// left out.
func readTree(fsys fs.FS, root string, workspace bool) (tree, *problem.List) {
	if o, ok := fsys.(*once); ok {
		o.Do(func() { o.tree, o.problems = readTree(o.FS, root, workspace) })
		list := &problem.List{} // of the caller's own, to add to
		list.Join(problem.Place{Path: root}, o.problems.Err())
		return o.tree, list
	}
	t := tree{root: root, workspace: workspace, dirs: map[string][]file{}}
	list := &problem.List{}
	count, bytes := 0, 0
	err := fs.WalkDir(fsys, ".", func(p string, e fs.DirEntry, err error) error {
		at := problem.Place{Path: t.place(p)}
		switch {
		case err != nil:
			what, remedy := unread(err)
			list.Add(at, what, remedy)
			return nil
		case e.IsDir() && p != "." && strings.HasPrefix(e.Name(), "."):
			return fs.SkipDir
		case e.IsDir() || !strings.HasSuffix(p, ".rego"):
			return nil
		}
		if count++; count > maxModules {
			list.Add(at, "more than 20,000 Rego files in one tree", "name the directory that holds the policies")
			return fs.SkipAll
		}
		f := file{path: p}
		if !f.test() { // tests are neither listed nor run here
			src, what, remedy := readModule(fsys, p)
			if what != "" {
				list.Add(at, what, remedy)
				return nil
			}
			if bytes += len(src); bytes > maxTree {
				list.Add(at, "more than 64 MiB of Rego in one tree", "name the directory that holds the policies")
				return fs.SkipAll
			}
			f.src = src
		}
		dir := path.Dir(p)
		if t.dirs[dir] == nil {
			t.order = append(t.order, dir)
		}
		t.dirs[dir] = append(t.dirs[dir], f)
		return nil
	})
	if err != nil {
		what, remedy := unread(err)
		list.Add(problem.Place{Path: root}, what, remedy)
	}
	slices.Sort(t.order)
	return t, list
}

// unread says why a file or directory of policies cannot be read.
func unread(err error) (what, remedy string) {
	cause, remedy := problem.Cause(err)
	return "cannot be read: " + cause, remedy
}

// readModule reads one Rego file; what says why it cannot be one.
func readModule(fsys fs.FS, p string) (src []byte, what, remedy string) {
	f, err := fsys.Open(p)
	if err != nil {
		what, remedy = unread(err)
		return nil, what, remedy
	}
	defer f.Close()
	const asText = "save the policy as UTF-8 text of at most 1 MiB"
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return nil, "is not a regular file", asText
	}
	text := bytes.NewBuffer(make([]byte, 0, min(info.Size(), maxModule)+bytes.MinRead))
	_, err = text.ReadFrom(io.LimitReader(f, maxModule+1))
	src = text.Bytes()
	switch {
	case err != nil:
		what, remedy = unread(err)
		return nil, what, remedy
	case len(src) > maxModule:
		return nil, "is larger than 1 MiB", asText
	case bytes.HasPrefix(src, []byte("\xef\xbb\xbf")):
		return nil, "begins with a byte order mark", asText
	case bytes.HasPrefix(src, []byte("\xff\xfe")), bytes.HasPrefix(src, []byte("\xfe\xff")):
		return nil, "is UTF-16, not UTF-8", asText
	case !utf8.Valid(src), bytes.IndexByte(src, 0) >= 0:
		return nil, "is not UTF-8 text", asText
	}
	return src, "", ""
}

// checkDirs lists the directories that are checks.
func (t tree) checkDirs() []string {
	var out []string
	for _, dir := range t.order {
		if dir == "lib" || strings.HasPrefix(dir, "lib/") || t.measures(dir) {
			continue
		}
		if slices.ContainsFunc(t.dirs[dir], func(f file) bool { return !f.test() }) {
			out = append(out, dir)
		}
	}
	return out
}

// packageOf is the package that modules of a directory must declare.
func (t tree) packageOf(dir string) string {
	name := strings.ReplaceAll(dir, "/", ".")
	switch {
	case !t.workspace && dir == ".":
		return "policies"
	case !t.workspace:
		return "policies." + name
	case dir == ".":
		return "local"
	case dir == "local" || strings.HasPrefix(dir, "local/"):
		return name
	}
	return "local." + name
}

// check reads the METADATA of one directory; lib is the tree it may import from.
func (t tree) check(dir string, lib tree) (assessment.Check, error) {
	var list problem.List
	want := t.packageOf(dir)
	var found *header
	var from file
	hasSubjects := false
	for _, f := range t.dirs[dir] {
		h := readHeader(f.src)
		at := problem.Place{Path: t.place(f.path), Line: max(h.PackageLine, 1)}
		switch {
		case f.test():
			continue
		case h.Package == "":
			list.Add(at, "no package is declared", "write package "+want)
		case h.Package != want:
			list.Add(at, "package "+h.Package+" does not fit its directory", "write package "+want)
		}
		hasSubjects = hasSubjects || subjectsRule.Match(f.src)
		if h.Block == nil {
			continue
		}
		if found != nil {
			list.Add(problem.Place{Path: at.Path, Line: h.Line}, "the package has METADATA twice", "keep the block in "+t.place(from.path))
			continue
		}
		found, from = &h, f
	}
	if found == nil {
		first := t.dirs[dir][slices.IndexFunc(t.dirs[dir], func(f file) bool { return !f.test() })]
		list.Add(problem.Place{Path: t.place(first.path), Line: 1}, "the check has no METADATA above its package",
			"write a comment block that begins with # METADATA: title, description, related_resources and custom: evidence, method, severity, remediation")
		return assessment.Check{}, list.Err()
	}
	c, err := found.check(t.place(from.path))
	list.Join(problem.Place{Path: t.place(from.path), Line: found.Line}, err)
	c.Package = want
	c.ID = strings.TrimPrefix(want, "policies.")
	c.Workspace = t.workspace
	c.HasSubjects = hasSubjects
	c.Digest = digest(append(lib.imports(t.dirs[dir]), t.dirs[dir]...))
	sum := sha256.Sum256(from.src)
	c.Source.Digest = hex.EncodeToString(sum[:])
	return c, list.Err()
}

// imports lists the modules of lib/ that files name, directly or through each
// other, sorted by path. It reads text, not syntax, and errs on the side of
// more: names in comments count.
func (t tree) imports(files []file) []file {
	named := map[string]bool{}
	todo := slices.Clone(files)
	for len(todo) > 0 {
		f := todo[0]
		todo = todo[1:]
		if f.test() {
			continue
		}
		refs := mentions(f.src)
		for _, dir := range t.order {
			if (dir == "lib" || strings.HasPrefix(dir, "lib/")) && !named[dir] && among(dir, refs) {
				named[dir] = true
				todo = append(todo, t.dirs[dir]...)
			}
		}
	}
	var out []file
	for _, dir := range t.order {
		if named[dir] {
			out = append(out, t.dirs[dir]...)
		}
	}
	return out
}

// mentions lists what follows policies.lib wherever a module names it. Brackets
// behind data could name the library in a way that is not read here, and then
// all of it counts.
func mentions(src []byte) (refs []string) {
	if bytes.Contains(src, []byte("data[")) || bytes.Contains(src, []byte("policies[")) {
		refs = append(refs, "")
	}
	for at := 0; ; {
		i := bytes.Index(src[at:], []byte("policies.lib"))
		if i < 0 {
			return refs
		}
		at += i + len("policies.lib")
		end := at
		for end < len(src) && (word(src[end]) || src[end] == '.') {
			end++
		}
		refs = append(refs, string(src[at:end]))
	}
}

// among says whether one of refs may be to the library package of a directory:
// it names the package, something in it, or something above it.
func among(dir string, refs []string) bool {
	want := strings.ReplaceAll(strings.TrimPrefix(dir, "lib"), "/", ".") + "."
	return slices.ContainsFunc(refs, func(ref string) bool {
		return strings.HasPrefix(ref+".", want) || strings.HasPrefix(want, ref+".") || want == "."
	})
}

// digest is the sha256 over the names and bytes of modules in order, tests left
// out.
func digest(files []file) string {
	h := sha256.New()
	for _, f := range files {
		if !f.test() {
			sum := sha256.Sum256(f.src)
			io.WriteString(h, path.Base(f.path)+"\x00")
			h.Write(sum[:])
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}
