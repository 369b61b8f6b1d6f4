// Package shape checks JSON text against the official JSON schemas of OSCAL.
//
// The schemas use a small part of JSON Schema, so they are compiled to small
// programs that walk the bytes once: no tree, no regular expressions, nothing
// at start. Every violation carries its byte offset and pointer. A general
// validator is the oracle in the tests.
//
// The files under schemas/ are NIST's, which are in the public domain, as
// go-oscal carries them, without their prose; see gen.
package shape

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

//go:generate go run ./gen

//go:embed schemas/*.json
var files embed.FS

// Files lists the versions whose schema is embedded, ascending. Versions that
// are not in it either have no schema of their own in go-oscal or one whose
// assertions equal those of the version before.
func Files() []string {
	return []string{"1.0.4", "1.0.5", "1.0.6", "1.1.0", "1.1.2", "1.1.3", "1.2.2"}
}

// ForVersion names the embedded schema that speaks for an OSCAL version; ok is
// false for a version that is not read. Same is false where the schema is that
// of another version because go-oscal carries none for it.
func ForVersion(version string) (file string, same, ok bool) {
	switch version {
	case "1.0.0", "1.0.1", "1.0.2", "1.0.3":
		return "1.0.4", false, true
	case "1.1.1":
		return "1.1.0", true, true
	case "1.2.0":
		return "1.2.2", false, true
	case "1.2.1":
		return "1.2.2", true, true
	}
	ok = slices.Contains(Files(), version)
	return version, ok, ok
}

// Schema is the official schema of one version. Definitions are compiled when
// they are first used. Safe for use by several goroutines.
type Schema struct {
	models      map[string]string // root member → definition
	definitions map[string]jsontext.Value

	mu    sync.Mutex
	nodes map[string]*node
}

// Open reads the embedded schema of a version named by Files.
func Open(version string) (*Schema, error) {
	text, err := files.ReadFile("schemas/" + version + ".json")
	if err != nil {
		return nil, fmt.Errorf("OSCAL schema %s: not embedded", version)
	}
	var file struct {
		Version     string                    `json:"version"`
		Models      map[string]string         `json:"models"`
		Definitions map[string]jsontext.Value `json:"definitions"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("OSCAL schema %s: %w", version, err)
	}
	return &Schema{models: file.Models, definitions: file.Definitions, nodes: map[string]*node{}}, nil
}

// Models lists the names a document's root member may have, sorted.
func (s *Schema) Models() []string { return slices.Sorted(maps.Keys(s.models)) }

// Document checks a whole document and returns at most limit violations in
// order of place. An error means that the schema itself cannot be used.
func (s *Schema) Document(data []byte, limit int) ([]Violation, error) {
	root, err := s.root(modelOf(data))
	if err != nil {
		return nil, err
	}
	return check(root, data, limit, false), nil
}

// Structure is Document for what cannot be held by the types generated from
// the schema: the violations of the keywords Syntax, Duplicate, Unknown, Type
// and DateTime.
func (s *Schema) Structure(data []byte, limit int) ([]Violation, error) {
	root, err := s.root(modelOf(data))
	if err != nil {
		return nil, err
	}
	return check(root, data, limit, true), nil
}

// Element checks one object of a document. At names it by definition and, below
// it, by fields: "assessment-common:observation", or
// "metadata:back-matter/resources/*" for an item of an array within it.
func (s *Schema) Element(at string, data []byte, limit int) ([]Violation, error) {
	n, err := s.node(at)
	if err != nil {
		return nil, err
	}
	return check(n, data, limit, false), nil
}

// node compiles the definition at begins with and follows its path. Each node
// is kept under its whole name.
func (s *Schema) node(at string) (*node, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n, ok := s.nodes[at]; ok {
		return n, nil
	}
	name, path, _ := strings.Cut(at, "/")
	n, err := s.definition(name)
	if err != nil {
		return nil, err
	}
	for path != "" {
		var step string
		step, path, _ = strings.Cut(path, "/")
		if n = n.child(step); n == nil {
			return nil, fmt.Errorf("OSCAL schema: %s leads nowhere at %q", at, step)
		}
	}
	s.nodes[at] = n
	return n, nil
}

// root is the node of a whole document of one model: an object with that model
// and, where the version knows it, the $schema directive. The other models are
// known by name only, so that what is not needed is not compiled: a document
// with two of them is refused whatever they hold.
func (s *Schema) root(model string) (*node, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := "#" + model // no definition has such a name
	if n, ok := s.nodes[key]; ok {
		return n, nil
	}
	var branches []*raw
	for _, name := range s.Models() {
		r := &raw{Type: "object", Required: []string{name}, Properties: map[string]*raw{name: {}}}
		if name == model {
			r.Properties[name].Ref = s.models[name]
		}
		if _, ok := s.definitions["json-schema-directive"]; ok {
			r.Properties["$schema"] = &raw{Ref: "json-schema-directive"}
		}
		branches = append(branches, r)
	}
	n, err := s.compile("document", &raw{AnyOf: branches})
	if err != nil {
		return nil, err
	}
	s.nodes[key] = n
	return n, nil
}

// modelOf is the name of the first field of the root but $schema; "" where the
// text does not begin like a document.
func modelOf(data []byte) string {
	t := tour{scanner: scanner{data: data}}
	t.space()
	if t.peek() != '{' {
		return ""
	}
	t.pos++
	for range 2 {
		t.space()
		if t.peek() != '"' {
			return ""
		}
		name, _, why := t.quoted()
		if why != "" || string(name) != "$schema" {
			return string(name)
		}
		for _, c := range ":," {
			t.space()
			if t.peek() != byte(c) {
				return ""
			}
			t.pos++
			t.space()
			if c == ':' {
				t.skip()
			}
		}
	}
	return ""
}

// definition compiles a definition once. It stands in nodes before its parts
// are compiled, so that a definition may contain itself.
func (s *Schema) definition(name string) (*node, error) {
	if n, ok := s.nodes[name]; ok {
		return n, nil
	}
	text, ok := s.definitions[name]
	if !ok {
		return nil, fmt.Errorf("OSCAL schema: no definition %s", name)
	}
	var r raw
	if err := json.Unmarshal(text, &r, json.RejectUnknownMembers(true)); err != nil {
		return nil, fmt.Errorf("OSCAL schema: definition %s: %w", name, err)
	}
	n := &node{}
	s.nodes[name] = n
	_, label, found := strings.Cut(name, ":")
	if !found {
		label = name
	}
	made, err := s.compile(label, &r)
	if err != nil {
		return nil, err
	}
	*n = *made
	n.ready = true
	return n, nil
}
