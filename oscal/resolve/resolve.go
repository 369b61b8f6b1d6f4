// Package resolve turns an OSCAL profile into the catalog it stands for: controls
// are selected from what it imports, merged, and modified.
//
// Source: NIST, OSCAL profile resolution specification. Where it leaves a choice
// or asks for a clock, docs/adr/0013 says what is done here.
package resolve

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/internal/shape"
)

// The bounds of a chain of profiles. Real ones have two links, a few imports and
// some 1,200 controls; a chain that doubles at every step must end soon.
const (
	maxChain    = 16
	maxImports  = 100
	maxControls = 20_000
	maxWork     = 10_000_000 // comparisons and changes of everything together
	maxNotes    = 200
)

// Scheme begins an href that means a document which is built in.
const Scheme = "assay:"

// Options say where documents come from that are no files of the root.
type Options struct {
	// Builtin gives a built-in document by its href, with its canonical name.
	Builtin func(href string) (name string, data []byte, ok bool)
	// Source gives the document that an href stands for, whatever the href says:
	// as it is written in the profile, or as a link of the resource it names. Name
	// is told in messages.
	Source func(href string) (name string, data []byte, ok bool)
}

// Result is a resolved profile.
type Result struct {
	Catalog *oscal.Catalog
	Files   []File             // every document that was read, the profile first
	Notes   []*problem.Problem // what the profile asks for and has no effect
}

// File is a document that was read.
type File struct{ Name, Digest string }

// Profile resolves the profile that stands at name in root: OSCAL of any format
// and version that package oscal reads. A catalog resolves to itself. What the
// profile imports must be in root too, built in, or given by the options; nothing
// is fetched. The error holds every problem of the files read.
//
// The same files give the same catalog: it has no time of its own, and its uuid
// is of version 5, from the digests of the files.
func Profile(root fs.FS, name string, o Options) (*Result, error) {
	r := &resolver{root: root, options: o, done: map[string]*outcome{}}
	clean := path.Clean(name)
	if !fs.ValidPath(clean) {
		return nil, problem.New(problem.Place{Path: name}, "this path leaves the repository", "name a file inside it, relative to its root")
	}
	data, err := r.read(clean)
	if err != nil {
		return nil, err
	}
	return r.start(clean, data)
}

// Text resolves the text of a profile as Profile would if it stood at name.
func Text(root fs.FS, name string, data []byte, o Options) (*Result, error) {
	r := &resolver{root: root, options: o, done: map[string]*outcome{}}
	return r.start(name, data)
}

// resolver follows profiles to their catalogs, each once.
type resolver struct {
	root    fs.FS
	options Options
	done    map[string]*outcome
	chain   []string // names of the profiles being resolved, the outermost first
	files   []File
	notes   []*problem.Problem
	untold  int // notes beyond maxNotes
	spent   int // of maxWork
}

// spend says whether there may be n more steps of work.
func (r *resolver) spend(n int) bool {
	r.spent += n
	return r.spent <= maxWork
}

// outcome is what a document was resolved to.
type outcome struct {
	catalog *oscal.Catalog // read it; copy what is changed
	err     error
}

func (r *resolver) start(name string, data []byte) (*Result, error) {
	out := r.document(name, data)
	if out.err != nil {
		return nil, out.err
	}
	if r.untold > 0 {
		r.notes = append(r.notes, problem.New(problem.Place{Path: name}, strconv.Itoa(r.untold)+" more notes are not shown", "see to those before"))
	}
	return &Result{Catalog: out.catalog, Files: r.files, Notes: r.notes}, nil
}

// document resolves one document, a catalog to itself.
func (r *resolver) document(name string, data []byte) *outcome {
	if known := r.done[name]; known != nil {
		return known
	}
	doc, err := oscal.Read(name, data)
	sum := sha256.Sum256(data)
	r.files = append(r.files, File{name, hex.EncodeToString(sum[:])})
	mine := len(r.files) - 1
	out := &outcome{err: err}
	switch {
	case err != nil:
	case doc.Catalog != nil:
		out.catalog = doc.Catalog
	case doc.Profile != nil:
		out.catalog, out.err = r.profile(name, doc, mine)
	default:
		out.err = problem.New(doc.Place("/"+doc.Model), "this is a "+doc.Model, "name a catalog or a profile")
	}
	r.done[name] = out
	return out
}

// profile does the three phases of the specification. First is the place of the
// profile in files: those it imports follow it.
func (r *resolver) profile(name string, doc *oscal.Document, first int) (*oscal.Catalog, error) {
	if len(r.chain) >= maxChain {
		return nil, problem.New(problem.Place{Path: name}, fmt.Sprintf("the chain of imports is longer than %d", maxChain), "import what is meant directly")
	}
	r.chain = append(r.chain, name)
	defer func() { r.chain = r.chain[:len(r.chain)-1] }()
	t := &task{resolver: r, doc: doc, profile: doc.Profile}
	if err := t.words(); err != nil {
		return nil, err
	}
	sources, err := t.imports()
	if err != nil {
		return nil, err
	}
	selections, err := t.choose(sources)
	if err != nil {
		return nil, err
	}
	out := t.merge(selections)
	t.modify(out)
	if err := t.problems.Err(); err != nil {
		return nil, err
	}
	t.loosen(out, sources)
	t.metadata(out, r.files[first:])
	t.backMatter(out, sources)
	return out, nil
}

// task is the resolution of one profile.
type task struct {
	*resolver
	doc      *oscal.Document
	profile  *oscal.Profile
	problems problem.List
	settings []pending // of parameters that are not there
}

// fail gives what keeps the profile from being resolved.
func (t *task) fail(pointer, what, remedy string) error {
	return problem.New(t.doc.Place(pointer), what, remedy)
}

// words errs where a word that says what to do is none of OSCAL's: a method, a
// position or an order that nobody knows must not become the usual one.
func (t *task) words() error {
	s, err := shape.Open(t.doc.Schema)
	if err != nil {
		return err
	}
	found, err := s.Document(t.doc.JSON, maxNotes)
	if err != nil {
		return err
	}
	for _, v := range found {
		if v.Keyword == "enum" {
			t.problems.Add(t.doc.Place(v.Pointer), v.What, v.Remedy)
		}
	}
	// The schema of 1.2.2 has lost this one.
	if m := t.profile.Merge; m != nil && m.Combine != nil {
		if method, _ := (*m.Combine)["method"].(string); !slices.Contains([]string{"", keep, useFirst, unite}, method) && t.doc.Schema == oscal.Version {
			t.problems.Add(t.doc.Place("/profile/merge/combine/method"), "method has a value that is not in OSCAL's list", "use "+useFirst+" or "+keep)
		}
	}
	return t.problems.Err()
}

// tooMuch is for a profile that asks for more than maxWork.
func (t *task) tooMuch(pointer string) error {
	return t.fail(pointer, "the profile asks for more work than is done for one", "write fewer patterns, alterations or insertions")
}

// note tells of something that has no effect.
func (t *task) note(pointer, what, remedy string) {
	if len(t.notes) >= maxNotes {
		t.untold++
		return
	}
	t.notes = append(t.notes, problem.New(t.doc.Place(pointer), what, remedy))
}

func importPointer(i int) string { return "/profile/imports/" + strconv.Itoa(i) }

// imports resolves what the profile imports, in order.
func (t *task) imports() ([]*oscal.Catalog, error) {
	if n := len(t.profile.Imports); n > maxImports {
		return nil, problem.New(t.doc.Place("/profile/imports"), fmt.Sprintf("%d imports are more than %d", n, maxImports), "")
	}
	var problems problem.List
	out := make([]*oscal.Catalog, len(t.profile.Imports))
	for i := range t.profile.Imports {
		name, data, err := t.follow(i)
		if err == nil {
			err = t.circle(name, i)
		}
		if err == nil {
			got := t.document(name, data)
			out[i], err = got.catalog, got.err
		}
		for _, p := range problem.Of(err) {
			problems.Add(p.Place, p.What, p.Remedy)
		}
	}
	return out, problems.Err()
}

// circle errs where a profile imports one that it is itself imported by, and
// shows the way round.
func (t *task) circle(name string, i int) error {
	for at, outer := range t.chain {
		if outer == name {
			way := strings.Join(append(append([]string{}, t.chain[at:]...), name), " → ")
			return problem.New(t.doc.Place(importPointer(i)+"/href"), "this import leads back to where it began: "+way, "remove one of these imports")
		}
	}
	return nil
}

// follow finds the document that import i means.
func (t *task) follow(i int) (name string, data []byte, err error) {
	href := t.profile.Imports[i].Href
	place := t.doc.Place(importPointer(i) + "/href")
	hrefs := []string{href}
	if uuid, internal := strings.CutPrefix(href, "#"); internal {
		links := t.links(uuid)
		if links == nil {
			if name, data, ok := t.given(href); ok {
				return name, data, nil
			}
			return "", nil, problem.New(place, "the back matter has no resource of this uuid with a link", "add the resource, or write the path of the catalog")
		}
		hrefs = append(hrefs, links...)
	}
	for _, h := range hrefs {
		if name, data, ok := t.given(h); ok {
			return name, data, nil
		}
	}
	var first error
	for _, h := range hrefs {
		if strings.HasPrefix(h, "#") {
			continue
		}
		name, data, err := t.open(h, place)
		if err == nil {
			return name, data, nil
		}
		if first == nil {
			first = err
		}
	}
	return "", nil, first
}

// given is a document that the options give for an href.
func (t *task) given(href string) (string, []byte, bool) {
	if t.options.Source == nil {
		return "", nil, false
	}
	return t.options.Source(href)
}

// links are where a resource may be found, JSON and YAML before XML because they
// are read faster; nil where there is none.
func (t *task) links(uuid string) []string {
	if t.profile.BackMatter == nil {
		return nil
	}
	var first, last []string
	for _, res := range each(t.profile.BackMatter.Resources) {
		if !strings.EqualFold(res.UUID, uuid) {
			continue
		}
		for _, link := range each(res.Rlinks) {
			if strings.Contains(link.MediaType, "xml") || strings.HasSuffix(link.Href, ".xml") {
				last = append(last, link.Href)
			} else {
				first = append(first, link.Href)
			}
		}
	}
	return append(first, last...)
}

// open reads the document that an href in this profile means.
func (t *task) open(href string, place problem.Place) (string, []byte, error) {
	const remedy = "put the file into the repository and link to it with a relative path, or say which file it is with --source HREF=FILE"
	if strings.HasPrefix(href, Scheme) {
		if t.options.Builtin != nil {
			if name, data, ok := t.options.Builtin(href); ok {
				return name, data, nil
			}
		}
		return "", nil, problem.New(place, "nothing of this name is built in", "assay control list --help names what is")
	}
	u, err := url.Parse(href)
	switch {
	case err != nil || u.Path == "" && u.Opaque == "":
		return "", nil, problem.New(place, "this is no reference to a file", "write a path relative to this file")
	case u.Scheme != "" || u.Host != "":
		return "", nil, problem.New(place, "a source on the network is not opened", remedy)
	}
	if inner, is := strings.CutPrefix(t.doc.Path, Scheme); is { // what it imports is built in too
		return t.open(Scheme+path.Join(path.Dir(inner), u.Path), place)
	}
	name := path.Join(path.Dir(t.doc.Path), u.Path)
	if path.IsAbs(u.Path) || !fs.ValidPath(name) {
		return "", nil, problem.New(place, "this path leaves the repository", "put the file beside the profile, or name it with --source HREF=FILE; the repository is the one of git around the profile, else its directory")
	}
	data, err := t.read(name)
	if err != nil {
		return "", nil, problem.New(place, "there is no file "+name+" that can be read", remedy)
	}
	return name, data, nil
}

// read reads a file of the root, to the limit of a document. It looks before it
// opens: opening a pipe would wait.
func (r *resolver) read(name string) ([]byte, error) {
	place := problem.Place{Path: name}
	info, err := fs.Stat(r.root, name)
	if err != nil || !info.Mode().IsRegular() {
		return nil, problem.New(place, "there is no such file", "give the path of a profile or catalog")
	}
	f, err := r.root.Open(name)
	if err != nil {
		return nil, problem.New(place, "this file cannot be opened", "check its permissions")
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, oscal.MaxSize+1))
	if err != nil {
		return nil, problem.New(place, "this file cannot be read to its end", "")
	}
	return data, nil // one that is too long is refused by package oscal
}

// each gives the items of an optional list.
func each[T any](list *[]T) []T {
	if list == nil {
		return nil
	}
	return *list
}

// optional is the list as OSCAL's types hold it: nil where it is empty.
func optional[T any](list []T) *[]T {
	if len(list) == 0 {
		return nil
	}
	return &list
}
