// Package discover looks at a repository that knows nothing of assay, and says
// what of it is evidence already, what shows a part of the system, and what would
// be evidence if a tool were run. It reads files and decides nothing.
package discover

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/ingest"
	"github.com/assay-compliance/assay/internal/problem"
)

// The bounds of a look.
const (
	maxFiles = 200_000  // names that are looked at
	maxDepth = 24       // directories below each other
	maxRead  = 64 << 20 // bytes of an export that is read for what it brings
	maxTold  = 500      // things that are told
)

// Found is one thing of the repository.
type Found struct {
	Path string // relative to the directory, with slashes
	What string // in words: a Trivy report, a Dockerfile …
	// Format and Kinds are set for what is evidence: the raw format, or envelope,
	// and the kinds that the file really brings, sorted.
	Format string
	Kinds  []string
	// Component is the sort of component that it speaks of; see Components.
	Component string
	Live      bool // configuration of the commit itself
	Timeless  bool // it does not say when it was made
	// Hint says how to make evidence of it, where it is none.
	Hint string
}

// Repository is what was found.
type Repository struct {
	Name  string // of the directory
	Found []Found
	// Cut says that there were more files than are looked at.
	Cut bool
	// Closed are directories that could not be read.
	Closed []string
}

// Look walks a directory. It does not follow links, and skips what tools and
// package managers put there. The error is that the directory cannot be read, or
// the context's.
func Look(ctx context.Context, dir string) (*Repository, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		cause, remedy := problem.Cause(err)
		return nil, problem.New(problem.Place{Path: dir}, "the directory cannot be opened: "+cause, remedy)
	}
	defer root.Close()
	l := &look{ctx: ctx, tree: root.FS(), out: &Repository{Name: nameOf(dir)}, seen: map[string]bool{}}
	err = fs.WalkDir(l.tree, ".", l.visit)
	if err != nil && !errors.Is(err, fs.SkipAll) {
		return nil, err
	}
	slices.SortStableFunc(l.out.Found, func(a, b Found) int { return strings.Compare(a.Path, b.Path) })
	return l.out, nil
}

type look struct {
	ctx   context.Context
	tree  fs.FS
	out   *Repository
	files int
	seen  map[string]bool // hints that were given
}

// skipped are directories of others.
var skipped = map[string]bool{
	".git": true, "node_modules": true, "vendor": true, "results": true, ".assay": true, "dist": true, "build": true, "target": true,
	".venv": true, "venv": true, "__pycache__": true, ".terraform": true, ".next": true, "testdata": true, "third_party": true,
}

func (l *look) visit(name string, d fs.DirEntry, err error) error {
	if ctxErr := l.ctx.Err(); ctxErr != nil {
		return ctxErr
	}
	switch {
	case err != nil:
		if d != nil && d.IsDir() && len(l.out.Closed) < maxTold {
			l.out.Closed = append(l.out.Closed, name)
			return fs.SkipDir
		}
		return nil
	case d.IsDir():
		if name != "." && (skipped[d.Name()] || strings.Count(name, "/") >= maxDepth) {
			return fs.SkipDir
		}
		return nil
	case !d.Type().IsRegular():
		return nil
	}
	if l.files++; l.files > maxFiles || len(l.out.Found) >= maxTold {
		l.out.Cut = true
		return fs.SkipAll
	}
	l.file(name)
	return nil
}

// file looks at one file: by its name, and by its content where that may be an
// export or evidence.
func (l *look) file(name string) {
	if f, ok := byName(name); ok {
		if f.Hint != "" && l.seen[f.Hint] {
			return
		}
		l.seen[f.Hint] = true
		f.Path = name
		l.out.Found = append(l.out.Found, f)
		return
	}
	if !mayBeEvidence(name) {
		return
	}
	head := l.head(name)
	if f, ok := oscalDocument(head); ok {
		f.Path = name
		l.out.Found = append(l.out.Found, f)
		return
	}
	format := ingest.Detect(head)
	switch {
	case strings.ContainsFunc(name, unicode.IsControl) && (format != "" || isEnvelope(head)):
		l.out.Found = append(l.out.Found, Found{Path: name, What: "evidence by its content", Hint: "its name has a control character: give it another"})
	case format != "":
		l.export(name, format)
	case isEnvelope(head):
		l.out.Found = append(l.out.Found, Found{Path: name, What: "evidence of assay's own form", Format: "envelope"})
	}
}

// mayBeEvidence says whether a file may be an export, by its ending.
func mayBeEvidence(name string) bool {
	return slices.Contains([]string{".json", ".jsonl", ".ndjson", ".sarif", ".xml", ".ckl", ".cklb", ".nessus", ".asff-json", ".yaml", ".yml", ".csv"}, strings.ToLower(path.Ext(name)))
}

func (l *look) head(name string) []byte {
	f, err := l.tree.Open(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	buf := make([]byte, ingest.HeadSize)
	n, _ := io.ReadFull(f, buf)
	return buf[:n]
}

// isEnvelope says whether a file begins as evidence of assay's own form does.
func isEnvelope(head []byte) bool {
	keys := 0
	ingest.Members(bytes.TrimLeft(head, "[ \t\r\n"), func(name string, _ []byte) bool {
		if name == "kind" || name == "component" || name == "payload" || name == "collected" {
			keys++
		}
		return keys < 3
	})
	return keys >= 3
}

// export reads an export for what it really brings: an entry that names more
// would wait for evidence that nobody makes.
func (l *look) export(name, format string) {
	f := Found{Path: name, What: "an export of format " + format, Format: format, Live: isLive(format)}
	in, err := l.tree.Open(name)
	if err != nil {
		return
	}
	defer in.Close()
	if info, err := in.Stat(); err != nil || info.Size() > maxRead {
		f.Format, f.Hint = "", "it is larger than is looked at here; name it in `sources:` with the kinds that it brings, of "+strings.Join(ingest.Kinds(format), ", ")
	} else if f.Kinds, f.Timeless = l.brings(in, name, format); len(f.Kinds) == 0 {
		f.Format, f.Hint = "", "it shows nothing that a check could read; look at how it was made"
	}
	l.out.Found = append(l.out.Found, f.apart()...)
}

// apart gives what is found for each sort of component that its kinds speak of.
func (f Found) apart() []Found {
	if len(f.Kinds) == 0 {
		return []Found{f}
	}
	var out []Found
	for _, kind := range f.Kinds {
		part := componentOf(kind)
		at := slices.IndexFunc(out, func(x Found) bool { return x.Component == part })
		if at < 0 {
			at = len(out)
			one := f
			one.Kinds, one.Component = nil, part
			out = append(out, one)
		}
		out[at].Kinds = append(out[at].Kinds, kind)
	}
	return out
}

// isLive says whether files of a format are configuration of the commit.
func isLive(format string) bool { return format == "kubernetes-yaml" || format == "github-workflow" }

// brings lists the kinds of the documents of an export, but for what no check
// reads.
func (l *look) brings(in io.Reader, name, format string) (kinds []string, timeless bool) {
	// No kind is declared: what a file does not show, nobody has said of it.
	opt := ingest.Options{Path: name, Component: "x"}
	_ = ingest.Read(l.ctx, format, in, opt, func(d *evidence.Document) error {
		if d.Problem == nil && d.Kind != "raw-records" && d.Kind != "configuration-files" {
			kinds = append(kinds, d.Kind)
			timeless = timeless || d.Collected.IsZero()
		}
		return nil
	})
	slices.Sort(kinds)
	return slices.Compact(kinds), timeless
}
