// Package collect opens the sources of assay.yaml as one sorted stream of
// evidence. It finds files, decides which reader is theirs, and completes what
// a file does not say of itself; it stays inside the repository and judges
// nothing.
package collect

import (
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/ingest"
	"github.com/assay-compliance/assay/internal/ingest/plain"
	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/provenance"
)

// The formats of an entry beside those of ingest.
const (
	Envelope = "envelope" // one envelope, or an array of them
	Lines    = "jsonl"    // one envelope a line
	Payload  = "payload"  // the payload itself, of the entry's one kind
)

// Formats lists the words of an entry's format.
func Formats() []string {
	return append([]string{Envelope, Lines, Payload, plain.CSV}, ingest.Formats()...)
}

// Entry is one sources entry: which files, and what they are declared to
// bring.
type Entry struct {
	Path       string   // file, or doublestar pattern, relative to the configuration's directory
	Kinds      []string // declared kinds; empty: every kind a bound check reads
	Component  string   // component all its evidence speaks for; empty: the evidence says
	Components []string // components it may speak for; empty: the whole boundary
	Format     string   // one of Formats; empty: by content
	Brings     []string // what exports of the formats found can bring; Sniff fills it in
	Collected  time.Time
	// Subject and CollectedAt are JSON pointers into files of format payload.
	Subject     string
	CollectedAt string
	Table       *raw.Table // of format csv
	Live        bool       // files of the commit under test: collected at the assessment time
	// Added marks an entry of the change that is judged: it says itself what its files
	// are, and no signature speaks for that.
	Added bool
	Where problem.Place // of the entry in the configuration
}

// Options is what the stream needs to know beside its entries.
type Options struct {
	AsOf     time.Time // when live files count as collected
	Boundary []string  // keys of the components assessed
	// Components are the keys of every component of the system, those outside
	// the boundary among them; nil: any key is taken for one.
	Components []string
	// Targets are what each component is called by scanners; see
	// ingest.Options.
	Targets map[string][]string
	// Trust says who may speak for which evidence.
	Trust provenance.Policy
	// Verify is for who asks only whether envelopes are in order: those that are
	// come without payload, for a fraction of the cost.
	Verify bool
	// Only says which entries are read; nil: all. A file belongs to the first entry
	// that matches it, read or not.
	Only    func(Entry) bool
	MaxFile int64 // bytes of a file read whole or as a raw export; 0: 256 MiB
}

// source is an entry ready to be walked.
type source struct {
	Entry
	index      int
	pattern    string // relative to the repository, cleaned
	plain      bool   // no wildcard: one file
	components []string
	kind       *evidence.Kind // of formats payload and csv
}

// Open checks the entries and returns their evidence as a stream: sorted by
// entry, then by path, byte by byte. root is the repository, base the
// configuration's directory relative to it. Nothing outside of root is read.
//
// A file that several entries match belongs to the first; Notes tells. The
// error is a problem.List over the entries, or that root cannot be opened.
// Files are not looked at yet: one that is missing, unreadable or broken is
// met in the stream.
func Open(root, base string, entries []Entry, kinds *evidence.Kinds, opt Options) (*Stream, error) {
	if opt.MaxFile <= 0 {
		opt.MaxFile = 256 << 20
	}
	sources, err := prepare(base, entries, kinds, opt)
	if err != nil {
		return nil, err
	}
	top, err := os.OpenRoot(root)
	if err != nil {
		return nil, problem.New(problem.Place{Path: base}, "the repository cannot be opened", "check its permissions")
	}
	return &Stream{top: top, sources: sources, opt: opt, kinds: kinds, declared: declaredKinds(entries)}, nil
}

// declaredKinds lists the kinds that the entries name; nil where an entry names
// none, and so declares every kind there is.
func declaredKinds(entries []Entry) []string {
	out := []string{}
	for _, e := range entries {
		if len(e.Kinds) == 0 {
			return nil
		}
		out = append(out, e.Kinds...)
	}
	return out
}

// prepare resolves patterns, components and kinds; all problems at once.
func prepare(base string, entries []Entry, kinds *evidence.Kinds, opt Options) ([]source, error) {
	var problems problem.List
	var out []source
	for i, e := range entries {
		if e.Format == "" && slices.Equal(e.Kinds, []string{plain.Kind}) {
			e.Format = plain.Configuration // configuration looks like anything
		}
		s := source{Entry: e, index: i, components: components(e, opt.Boundary)}
		var ok bool
		if s.pattern, ok = within(base, e.Path); !ok {
			problems.Add(e.Where, "the path leaves the repository, or is no pattern", "write it relative to the configuration, inside the repository")
		}
		s.plain = !strings.ContainsAny(s.pattern, `*?[{\`)
		if e.Format != "" && !slices.Contains(Formats(), e.Format) {
			problems.Add(e.Where, "there is no format of this name", "use one of "+strings.Join(Formats(), ", "))
		}
		if e.Format == Payload || e.Format == plain.CSV {
			s.kind = oneKind(e, kinds, s.components, &problems)
		}
		if e.Format == plain.CSV && s.kind != nil {
			s.table(&problems)
		}
		out = append(out, s)
	}
	return out, problems.Err()
}

// table checks the mapping of a csv entry against its kind.
func (s *source) table(problems *problem.List) {
	if s.Table == nil {
		problems.Add(s.Where, "format csv needs a mapping of its columns", "add csv: with columns:")
		return
	}
	for _, what := range plain.CheckTable(s.Table, s.kind) {
		problems.Add(s.Where, "csv: "+what, "compare it with the schema: assay evidence kinds "+s.kind.Name)
	}
}

// oneKind is the one kind of an entry whose files do not say their own; it needs
// one component too.
func oneKind(e Entry, kinds *evidence.Kinds, components []string, problems *problem.List) *evidence.Kind {
	if len(e.Kinds) != 1 {
		problems.Add(e.Where, "format "+e.Format+" needs exactly one kind", "write `kinds: [KIND]`")
		return nil
	}
	if len(components) != 1 {
		problems.Add(e.Where, "format "+e.Format+" needs the component it speaks for", "add `component:`")
	}
	kind, ok := kinds.Get(e.Kinds[0])
	if !ok {
		problems.Add(e.Where, "there is no evidence kind "+strconv.Quote(e.Kinds[0]), strings.Join(kinds.Near(e.Kinds[0]), " or "))
	}
	return kind
}

// components is what an entry may speak for, sorted.
func components(e Entry, boundary []string) []string {
	switch {
	case e.Component != "":
		return []string{e.Component}
	case len(e.Components) > 0:
		return slices.Sorted(slices.Values(e.Components))
	}
	return slices.Sorted(slices.Values(boundary))
}

// within makes a pattern relative to the repository. Steps upwards are taken
// at its beginning only, where it is plain what they leave.
func within(base, pattern string) (string, bool) {
	pattern = strings.TrimPrefix(pattern, "./")
	base = path.Clean("/" + base)[1:]
	for strings.HasPrefix(pattern, "../") {
		if base == "" {
			return "", false
		}
		pattern = strings.TrimPrefix(pattern, "../")
		if base = path.Dir(base); base == "." {
			base = ""
		}
	}
	full := path.Join(escape(base), pattern)
	if pattern == "" || path.IsAbs(pattern) || !doublestar.ValidatePattern(full) {
		return "", false
	}
	if plain := !strings.ContainsAny(full, `*?[{\`); plain && !fs.ValidPath(full) {
		return "", false
	}
	return full, !slices.Contains(strings.FieldsFunc(pattern, func(r rune) bool { return strings.ContainsRune("/{},", r) }), "..")
}

// escape keeps wildcards in a directory's name from being read as such.
func escape(dir string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`, "{", `\{`).Replace(dir)
}

// Declared says which kinds the entries declare for which components. An entry
// without kinds declares every bound kind, except that an entry of raw exports
// declares only those that such files can bring.
func Declared(entries []Entry, bound, boundary []string) assessment.Declared {
	d := assessment.Declared{}
	for _, e := range entries {
		kinds := e.Kinds
		if len(kinds) == 0 {
			kinds = bound
			if e.Brings != nil {
				kinds = slices.DeleteFunc(slices.Clone(bound), func(k string) bool { return !slices.Contains(e.Brings, k) })
			}
		}
		for _, k := range kinds {
			for _, c := range components(e, boundary) {
				d.Add(k, c)
			}
		}
	}
	return d
}
