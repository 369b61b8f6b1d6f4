package evidence

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/jsonast"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/schema"
)

// DefaultMaxAge is how old evidence may be where its kind does not say.
const DefaultMaxAge = 30 * 24 * time.Hour

// Kind is one sort of evidence: a JSON Schema for its payload, and what the
// schema's x- keywords say of it.
type Kind struct {
	Name        string
	Title       string
	Description string
	MaxAge      time.Duration // x-max-age
	Personal    []string      // pointers marked x-personal, sorted; '*' stands for any index or key
	Subject     string        // x-subject: pointer to the subject in a payload without envelope
	Collected   string        // x-collected: pointer to its time of collection
	Input       string        // x-input: pointer to what policies written for conftest read; "": the payload
	Named       []Named       // x-named, by list
	Produce     []Producer    // x-produce: how to come by it, the usual way first
	Schema      []byte
	Program     *schema.Program
	Digest      string // sha256 of Schema, lower-case hex
	Source      string // the schema's file
}

// Named is a list in a payload whose elements checks call by one of their
// properties, and where a name that stands twice is a finding and no mistake.
type Named struct {
	List     string // pointer
	Property string
}

// Twice gives the names that more than one element of a list has, of the lists
// that x-named marks; nil where there is none. Whoever has such a name cannot be
// told from its namesake.
func (k *Kind) Twice(payload ast.Value) map[string]bool {
	var out map[string]bool
	for _, n := range k.Named {
		v, _ := lookup(payload, n.List)
		list, ok := v.(*ast.Array)
		if !ok || list.Len() < 2 {
			continue
		}
		key := ast.InternedTerm(n.Property)
		seen := make(map[ast.String]bool, list.Len())
		for i := range list.Len() {
			o, ok := list.Elem(i).Value.(ast.Object)
			if !ok {
				continue
			}
			name := o.Get(key)
			if name == nil {
				continue
			}
			text, ok := name.Value.(ast.String)
			if ok && seen[text] {
				if out == nil {
					out = map[string]bool{}
				}
				out[string(text)] = true
			}
			seen[text] = ok
		}
	}
	return out
}

// PersonalIn gives the texts that a payload has where the kind marks ids of
// persons, in no order, each as often as it stands there.
func (k *Kind) PersonalIn(payload ast.Value) []string {
	var out []string
	for _, pointer := range k.Personal {
		out = texts(out, payload, pointer)
	}
	return out
}

// texts follows a pointer in which '*' stands for any index or key.
func texts(out []string, v ast.Value, pointer string) []string {
	if pointer == "" {
		if s, ok := v.(ast.String); ok && s != "" {
			out = append(out, string(s))
		}
		return out
	}
	token, rest, deeper := strings.Cut(pointer[1:], "/")
	if deeper {
		rest = "/" + rest
	}
	if token != "*" {
		if o, ok := v.(ast.Object); ok {
			if t := o.Get(ast.StringTerm(jsonast.Unescape(token))); t != nil {
				return texts(out, t.Value, rest)
			}
		}
		return out
	}
	switch v := v.(type) {
	case *ast.Array:
		for i := range v.Len() {
			out = texts(out, v.Elem(i).Value, rest)
		}
	case ast.Object:
		v.Foreach(func(_, t *ast.Term) { out = texts(out, t.Value, rest) })
	}
	return out
}

// Kinds is the registry of evidence kinds. It is safe for concurrent use; the
// kinds that come with assay are compiled when first asked for.
type Kinds struct {
	byName map[string]*lazyKind
	names  []string // sorted
}

type lazyKind struct {
	once   sync.Once
	tree   fs.FS
	file   string // within tree
	source string // as shown
	kind   *Kind
	err    error
}

// LoadKinds lists the schemas in the directory evidence/schemas of each tree,
// or schemas where the tree has no such directory: <kind>.json each.
//
// The first tree is assay's own (Schemas) and costs no more than listing it.
// Later trees are a workspace's: their schemas are compiled at once, so that a
// wrong one is a problem here and not in the middle of a run, and they may not
// redefine a kind. All problems are returned together.
func LoadKinds(trees ...fs.FS) (*Kinds, error) {
	k := &Kinds{byName: map[string]*lazyKind{}}
	var problems problem.List
	for i, tree := range trees {
		added := k.list(tree, i == 0, &problems)
		if i == 0 {
			continue
		}
		for _, name := range added {
			if _, err := k.load(name); err != nil {
				problems.Join(problem.Place{Path: k.byName[name].source}, err)
			}
		}
	}
	slices.Sort(k.names)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return k, nil
}

// list adds the kinds of one tree and returns their names.
func (k *Kinds) list(tree fs.FS, own bool, problems *problem.List) []string {
	dir := "evidence/schemas"
	entries, err := fs.ReadDir(tree, dir)
	if errors.Is(err, fs.ErrNotExist) {
		dir = "schemas"
		entries, err = fs.ReadDir(tree, dir)
	}
	if err != nil {
		if own || !errors.Is(err, fs.ErrNotExist) {
			problems.Add(problem.Place{Path: "evidence/schemas"}, "the directory of evidence schemas cannot be read", "")
		}
		return nil
	}
	var added []string
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".json")
		if !ok || e.IsDir() {
			continue
		}
		source := "evidence/schemas/" + e.Name()
		switch prior := k.byName[name]; {
		case !kindName(name):
			problems.Add(problem.Place{Path: source}, "the file's name is no name of an evidence kind",
				"use lower-case letters, digits and hyphens, beginning with a letter")
		case prior != nil:
			problems.Add(problem.Place{Path: source}, "evidence kind "+strconv.Quote(name)+" is already defined",
				"give the kind of your own another name")
		default:
			k.byName[name] = &lazyKind{tree: tree, file: path.Join(dir, e.Name()), source: source}
			k.names = append(k.names, name)
			added = append(added, name)
		}
	}
	return added
}

// kindName holds [a-z][a-z0-9-]*, at most 64 bytes.
func kindName(s string) bool {
	if s == "" || len(s) > 64 || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for i := range len(s) {
		if c := s[i]; c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}

// Names lists the kinds, sorted.
func (k *Kinds) Names() []string { return slices.Clone(k.names) }

// Has says whether a kind exists, without compiling it.
func (k *Kinds) Has(name string) bool { return k.byName[name] != nil }

// Get returns a kind; ok is false where there is none of that name, or where
// its schema is wrong, which Verify explains.
func (k *Kinds) Get(name string) (kind *Kind, ok bool) {
	if k.byName[name] == nil {
		return nil, false
	}
	kind, err := k.load(name)
	return kind, err == nil
}

// Verify compiles every schema and returns all their problems.
func (k *Kinds) Verify() error {
	var problems problem.List
	for _, name := range k.names {
		if _, err := k.load(name); err != nil {
			problems.Join(problem.Place{Path: k.byName[name].source}, err)
		}
	}
	return problems.Err()
}

// load compiles a known kind at its first use.
func (k *Kinds) load(name string) (*Kind, error) {
	l := k.byName[name]
	l.once.Do(func() { l.kind, l.err = l.compile(name) })
	return l.kind, l.err
}

func (l *lazyKind) compile(name string) (*Kind, error) {
	raw, err := fs.ReadFile(l.tree, l.file)
	if err != nil {
		return nil, problem.New(problem.Place{Path: l.source}, "the schema cannot be read", "")
	}
	program, err := schema.Compile(l.source, raw)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(raw)
	k := &Kind{
		Name:   strings.Clone(name), // it may be a piece of the document that asked for it first
		MaxAge: DefaultMaxAge, Schema: raw, Program: program,
		Digest: hex.EncodeToString(sum[:]), Source: l.source,
		Title: program.Title, Description: program.Description,
	}
	var problems problem.List
	k.annotate(&problems)
	return k, problems.Err()
}

// annotate takes over what the schema's x- keywords say.
func (k *Kind) annotate(problems *problem.List) {
	bad := func(pointer, what, remedy string) {
		problems.Add(problem.Place{Path: k.Source, Pointer: pointer}, what, remedy)
	}
	if !k.Program.Object() {
		bad("", "the payload of an evidence kind is an object", `add "type": "object"`)
	}
	for _, a := range k.Program.Annotations("x-max-age") {
		s, _ := a.Value.(ast.String)
		age, err := ParseAge(string(s))
		if err != nil || a.Pointer != "" {
			bad(a.Pointer+"/x-max-age", "x-max-age must be a duration at the root of the schema", `write "30d" or "12h"`)
			continue
		}
		k.MaxAge = age
	}
	for _, a := range k.Program.Annotations("x-personal") {
		if b, ok := a.Value.(ast.Boolean); !ok {
			bad(a.Pointer+"/x-personal", "x-personal must be true or false", "")
		} else if bool(b) {
			k.Personal = append(k.Personal, a.Pointer)
		}
	}
	slices.Sort(k.Personal)
	k.Personal = slices.Compact(k.Personal)
	k.Subject = k.pointer("x-subject", bad)
	k.Collected = k.pointer("x-collected", bad)
	k.Input = k.pointer("x-input", bad)
	k.producers(bad)
	for _, a := range k.Program.Annotations("x-named") {
		property, _ := a.Value.(ast.String)
		if !k.Program.Knows(a.Pointer + "/0/" + jsonast.Escape(string(property))) {
			bad(a.Pointer+"/x-named", "x-named must name a property of the elements of a list", "name one of the properties under items")
			continue
		}
		k.Named = append(k.Named, Named{List: a.Pointer, Property: string(property)})
	}
}

// pointer is the value of x-subject, x-collected or x-input: a pointer to something the
// schema knows.
func (k *Kind) pointer(key string, bad func(pointer, what, remedy string)) string {
	for _, a := range k.Program.Annotations(key) {
		s, _ := a.Value.(ast.String)
		if a.Pointer != "" || !k.Program.Knows(string(s)) {
			bad(a.Pointer+"/"+key, key+" must be a JSON pointer to a property of the payload, at the root of the schema", "")
			continue
		}
		return string(s)
	}
	return ""
}

// ParseAge reads a duration: a whole number of days, hours or minutes, as in
// "30d", "12h", "90m".
func ParseAge(s string) (time.Duration, error) {
	units := map[byte]time.Duration{'d': 24 * time.Hour, 'h': time.Hour, 'm': time.Minute}
	if s == "" || units[s[len(s)-1]] == 0 {
		return 0, errAge
	}
	n, err := strconv.Atoi(s[:len(s)-1])
	if err != nil || n < 1 || n > 36500 || s[0] == '+' {
		return 0, errAge
	}
	return time.Duration(n) * units[s[len(s)-1]], nil
}

var errAge = errors.New(`is not a duration such as "30d", "12h" or "90m"`)

// Near lists up to three kinds whose name is close to s, best first: for "did
// you mean".
func (k *Kinds) Near(s string) []string {
	type near struct {
		name string
		d    int
	}
	var all []near
	for _, n := range k.names {
		if d := distance(s, n); d <= 2+len(n)/6 {
			all = append(all, near{n, d})
		}
	}
	slices.SortStableFunc(all, func(a, b near) int { return cmp.Compare(a.d, b.d) })
	var out []string
	for _, n := range all[:min(3, len(all))] {
		out = append(out, n.name)
	}
	return out
}

// distance is the Levenshtein distance of two short names.
func distance(a, b string) int {
	if len(a) > 64 {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
