package validate

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

// The bounds of what one document may lead to.
const (
	maxDocuments = 1000
	maxChain     = 64
)

// File checks one document as far as a layer: it can be read, keeps the schema
// of its version, its references lead somewhere, what it names locally is there
// and fits, and so on. Root is the directory that nothing may leave (os.Root.FS);
// name is relative to it, with slashes. The document is nil when it cannot be
// read. The findings are sorted by place.
func File(root fs.FS, name, layer string) (*oscal.Document, []Finding) {
	data, err := read(root, name)
	if err != nil {
		return nil, unread(problem.Place{Path: name}, err)
	}
	return At(root, name, data, layer)
}

// At checks the text of a document as File would if it stood at name. A document
// that breaks its schema so that its types cannot hold it is asked nothing more.
// The Models of the document stay empty.
func At(root fs.FS, name string, data []byte, layer string) (*oscal.Document, []Finding) {
	place := problem.Place{Path: name}
	layers := through(layer)
	if layers == nil {
		return nil, unread(place, fmt.Errorf("there is no layer %q", layer))
	}
	doc, err := oscal.Identify(name, data)
	if misplaced := (*oscal.Misplaced)(nil); errors.As(err, &misplaced) {
		found := unread(place, err)
		for i := range found {
			found[i].Rule = "schema-xml"
		}
		return &oscal.Document{Path: name, Model: misplaced.Model}, found
	}
	if err != nil {
		return nil, unread(place, err)
	}
	return doc, newSubject(root, doc).check(layers)
}

// unread tells every problem of a document that is not read.
func unread(place problem.Place, err error) []Finding {
	all := problem.All(err)
	if len(all) == 0 {
		all = []*problem.Problem{problem.New(place, err.Error(), "")}
	}
	out := make([]Finding, len(all))
	for i, p := range all {
		out[i] = Finding{Rule: "read", Place: p.Place, What: p.What, Remedy: p.Remedy}
	}
	return out
}

// Local checks what a document names in files, and what those name in turn:
// every source is opened inside root only; a path that leaves it, a missing
// file, a hash that does not match, imports that lead back to themselves, a
// control that its source does not have and a selection of nothing are errors.
// A source on the network is not opened, which is a warning.
func Local(root fs.FS, name string) []Finding {
	l := newLocals(root)
	if doc := l.document(name); doc != nil {
		l.visit(doc, []string{name})
	}
	order(l.findings)
	return l.findings
}

// locals is the documents that were reached from one, each read once.
type locals struct {
	root      fs.FS
	docs      map[string]*oscal.Document // nil: cannot be read
	visited   map[string]bool
	edges     map[string][]string // sources of a document that were opened
	resolved  map[string]*frameworks.Resolved
	offers    map[string]*offer
	circular  map[string]bool              // documents of a circle
	hashed    map[string]map[string]string // of files that links name: algorithm → hex
	surveys   map[*oscal.Document]*survey
	unopened  map[string]bool   // documents behind which one is missing that may define things
	baselines map[string]string // of security plans
	findings  []Finding
}

func newLocals(root fs.FS) *locals {
	return &locals{
		root: root, docs: map[string]*oscal.Document{}, visited: map[string]bool{},
		edges: map[string][]string{}, resolved: map[string]*frameworks.Resolved{}, offers: map[string]*offer{}, circular: map[string]bool{}, hashed: map[string]map[string]string{},
		surveys: map[*oscal.Document]*survey{}, unopened: map[string]bool{}, baselines: map[string]string{},
	}
}

// exists says whether a regular file is there.
func (l *locals) exists(name string) bool {
	f, err := open(l.root, name)
	if err == nil {
		f.Close()
	}
	return err == nil
}

// document reads a document once; nil when it cannot be, which is reported the
// first time.
func (l *locals) document(name string) *oscal.Document {
	doc, known := l.docs[name]
	if known {
		return doc
	}
	data, err := read(l.root, name)
	if err == nil {
		doc, err = oscal.Read(name, data)
	}
	if err != nil {
		l.docs[name] = nil
		l.findings = append(l.findings, unread(problem.Place{Path: name}, err)...)
		return nil
	}
	l.docs[name] = doc
	return doc
}

// visit checks what doc names and goes on to it. Chain is the documents that led
// here, doc the last.
func (l *locals) visit(doc *oscal.Document, chain []string) {
	if l.visited[doc.Path] {
		return
	}
	s, err := surveyed(doc, nil)
	if err != nil {
		l.visited[doc.Path] = true
		l.findings = append(l.findings, unread(problem.Place{Path: doc.Path}, err)...)
		return
	}
	r := &report{doc: doc}
	l.compare(s, l.follow(s, chain, r), r)
	l.findings = append(l.findings, r.sorted()...)
}

// follow goes on to the documents that a surveyed one names, and gives the name of
// each by the pointer of its source. No more than the sources and the resources
// need be known of the document.
func (l *locals) follow(s *survey, chain []string, r *report) (names map[string]string) {
	doc := s.doc
	l.visited[doc.Path] = true
	l.surveys[doc] = s
	names = map[string]string{}
	for _, src := range s.sources {
		name := l.locate(doc, s.resources, src, r)
		if name == "" || strings.HasPrefix(name, frameworks.Scheme) {
			names[src.pointer] = name
			continue
		}
		if i := slices.Index(chain, name); i >= 0 {
			var circle []string
			for _, part := range chain[i:] {
				l.circular[part] = true
				circle = append(circle, seen(doc.Path, part))
			}
			circle = append(circle, circle[0])
			r.add("local-cycle", src.pointer, "this leads back to where it began: "+strings.Join(circle, " → "), "break the circle")
			continue
		}
		if len(l.docs) >= maxDocuments || len(chain) >= maxChain {
			r.add("read", src.pointer, fmt.Sprintf("too many documents: at most %d, and %d one behind the other", maxDocuments, maxChain), "name fewer")
			break
		}
		other := l.document(name)
		if other == nil {
			r.add("read", src.pointer, "the document it names cannot be read", "see "+seen(doc.Path, name))
			continue
		}
		if !slices.Contains(src.models, other.Model) {
			r.add("read", src.pointer, fmt.Sprintf("%s is a document of model %s", seen(doc.Path, name), other.Model), "name a "+strings.Join(src.models, " or a "))
			continue
		}
		names[src.pointer] = name
		if !slices.Contains(l.edges[doc.Path], name) {
			l.edges[doc.Path] = append(l.edges[doc.Path], name)
		}
		l.visit(other, append(slices.Clip(chain), name))
	}
	for _, src := range s.sources {
		if src.defines && names[src.pointer] == "" {
			l.unopened[doc.Path] = true
		}
	}
	if doc.Model == "system-security-plan" {
		l.baselines[doc.Path] = names[baselinePointer]
	}
	return names
}

// baselinePointer is where a security plan names its baseline.
const baselinePointer = "/system-security-plan/import-profile/href"

// compare holds a surveyed document against its sources and the files it links to.
func (l *locals) compare(s *survey, names map[string]string, r *report) {
	l.selections(s, names, r)
	l.hashes(s, r)
}

// resolve gives the controls of a source; nil when it cannot be resolved. Why
// not was reported when the source itself was visited, except where only
// package frameworks sees it.
func (l *locals) resolve(name string) *frameworks.Resolved {
	if res, known := l.resolved[name]; known || name == "" {
		return res
	}
	res, err := frameworks.ResolveFile(l.root, name)
	if err != nil {
		res = nil
		told := map[string]bool{}
		for _, f := range l.findings {
			told[f.Place.Path] = told[f.Place.Path] || isFileRule(f.Rule)
		}
		for _, p := range problem.All(err) {
			if !told[p.Place.Path] && !l.circular[p.Place.Path] {
				l.findings = append(l.findings, unread(p.Place, p)...)
			}
		}
	}
	l.resolved[name] = res
	return res
}

func isFileRule(rule string) bool { return rule == "read" || strings.HasPrefix(rule, "local-") }

// context is what the documents behind name tell the reference rules: all that
// were opened, and the controls of the one profile they lead to.
func (l *locals) context(name string) Context {
	c := Context{surveys: l.surveys}
	seen := map[string]bool{name: true}
	for queue := []string{name}; len(queue) > 0; queue = queue[1:] {
		c.Unopened = c.Unopened || l.unopened[queue[0]]
		for _, next := range l.edges[queue[0]] {
			if !seen[next] {
				seen[next] = true
				queue = append(queue, next)
				c.Imported = append(c.Imported, l.docs[next])
			}
		}
		if res := l.resolve(l.baselines[queue[0]]); res != nil {
			c.Known = knownIn(res)
		}
	}
	return c
}

// knownIn knows the controls of a profile and whatever begins with their id and
// an underscore, as statements and objectives do.
func knownIn(res *frameworks.Resolved) func(string) bool {
	ids := map[string]bool{}
	for i := range res.Controls {
		ids[res.Controls[i].ID] = true
	}
	return func(id string) bool {
		control, _, _ := strings.Cut(id, "_")
		return ids[id] || ids[control]
	}
}
