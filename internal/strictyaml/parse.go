// Package strictyaml reads YAML that people write by hand and that decides
// something: configuration, bindings, decisions, OSCAL in YAML. It accepts the
// plain core of the language only. Anchors, aliases, merge keys, tags, several
// documents in one file, duplicate keys and keys nobody knows are refused, each
// with its line and column, because every one of them lets a file say something
// else than its reader believes.
package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"

	"github.com/assay-compliance/assay/internal/problem"
)

// The limits of one file. A node costs some 200 bytes of memory, and a few
// bytes of text can make one; MaxMarks bounds their number before they are made.
const (
	MaxSize  = 16 << 20  // bytes
	MaxDepth = 100       // nested lists and maps
	MaxMarks = 2_000_000 // line ends and characters that can begin a value: , : [ { - ?
)

// maxProblems is how many problems of one file are told; a file with more is
// broken in some general way that the first ones show.
const maxProblems = 50

// Parse reads data as one YAML document and returns its root value. Path names
// the file in problems. The error holds every problem found; a syntax error
// hides what follows it.
func Parse(path string, data []byte) (*yaml.Node, error) {
	p := &Problems{path: path}
	root := parse(p, data)
	if err := p.Err(); err != nil {
		return nil, err
	}
	return root, nil
}

// parse is Parse with the problems left in p; nil when there is no tree.
func parse(p *Problems, data []byte) *yaml.Node {
	if what, remedy, at := unreadable(data); what != "" {
		p.at(position(data, at), what, remedy)
		return nil
	}
	root := load(p, data)
	if root == nil {
		return nil
	}
	w := walker{p: p}
	w.walk(root, 1)
	return root
}

// unreadable says why data is no text that YAML could be, and at which byte;
// what is empty when it may be.
func unreadable(data []byte) (what, remedy string, at int) {
	const utf8Remedy = "save the file as UTF-8 without a byte order mark"
	switch {
	case len(data) > MaxSize:
		return fmt.Sprintf("the file has %d bytes, more than %d", len(data), MaxSize), "split it", 0
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return "the file begins with a byte order mark", utf8Remedy, 0
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return "the file is UTF-16", utf8Remedy, 0
	case len(data) >= 2 && (data[0] == 0) != (data[1] == 0):
		return "the file looks like UTF-16", utf8Remedy, 0
	}
	marks := 0
	for i := 0; i < len(data); {
		c := data[i]
		if c < utf8.RuneSelf {
			switch {
			case c == '\n' || c == '\r' || c == ',' || c == ':' || c == '[' || c == '{' || c == '-' || c == '?':
				marks++
			case c < ' ' && c != '\t', c == 0x7f:
				return fmt.Sprintf("control character U+%04X", c), "remove it, or write it as an escape inside double quotes", i
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return "not valid UTF-8", utf8Remedy, i
		}
		i += n
	}
	if marks > MaxMarks {
		return "the file holds too many values", "split it", 0
	}
	return "", "", 0
}

// position is the line and column, in characters, of a byte offset.
func position(data []byte, at int) problem.Place {
	before := data[:at]
	begin := bytes.LastIndexByte(before, '\n') + 1
	return problem.Place{
		Line:   bytes.Count(before, []byte("\n")) + 1,
		Column: utf8.RuneCount(before[begin:]) + 1,
	}
}

// load runs the YAML library and returns the root of the only document.
func load(p *Problems, data []byte) (root *yaml.Node) {
	// The library turns its own panics into errors; one that escapes it is a
	// defect there and must not end the program over a broken file.
	defer func() {
		if recover() != nil {
			p.at(problem.Place{Line: 1, Column: 1}, "the file cannot be read as YAML", "")
			root = nil
		}
	}()
	loader, err := yaml.NewLoader(bytes.NewReader(data),
		yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(MaxDepth))))
	if err != nil {
		p.at(problem.Place{Line: 1, Column: 1}, "the file cannot be read as YAML: "+err.Error(), "")
		return nil
	}
	var doc, next yaml.Node
	if err := loader.Load(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			p.at(problem.Place{Line: 1, Column: 1}, "the file is empty", "write its keys and values")
			return nil
		}
		p.syntax(data, err)
		return nil
	}
	switch err := loader.Load(&next); {
	case err == nil:
		p.Add(&next, "a second document begins here", "keep one document per file")
		return nil
	case !errors.Is(err, io.EOF):
		p.syntax(data, err)
		return nil
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		p.at(problem.Place{Line: 1, Column: 1}, "the file is empty", "write its keys and values")
		return nil
	}
	return doc.Content[0]
}

// walker refuses the parts of YAML that strict files do without.
type walker struct{ p *Problems }

func (w walker) walk(n *yaml.Node, depth int) {
	if w.p.full() {
		return
	}
	switch {
	case depth > MaxDepth:
		w.p.Add(n, fmt.Sprintf("nested deeper than %d", MaxDepth), "write it flatter")
		return
	case n.Kind == yaml.AliasNode:
		w.p.Add(n, "aliases are not supported", "write the value out; text that begins with * must be in quotes")
		return
	case n.Anchor != "":
		w.p.Add(n, "anchors are not supported", "write the value out where it is needed; text that begins with & must be in quotes")
	case n.Style&yaml.TaggedStyle != 0, n.Tag == "!":
		w.p.Add(n, "tags are not supported", "text that begins with ! must be in quotes")
	}
	if n.Kind == yaml.MappingNode {
		w.keys(n)
	}
	for _, c := range n.Content {
		w.walk(c, depth+1)
	}
}

// keys refuses keys that are no text and keys that come twice.
func (w walker) keys(n *yaml.Node) {
	first := make(map[string]int, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		switch {
		case k.Kind == yaml.AliasNode:
			continue // told by walk
		case k.Tag == "!!merge" && k.Value == "<<":
			w.p.Add(k, "merge keys are not supported", "write the keys out")
			continue
		case k.Kind != yaml.ScalarNode || k.Tag == "!!null":
			w.p.Add(k, "a key must be text", "put it in quotes")
			continue
		}
		if line, twice := first[k.Value]; twice {
			w.p.Add(k, fmt.Sprintf("key %s comes twice", Quote(k.Value)), fmt.Sprintf("it is already on line %d; remove one", line))
			continue
		}
		first[k.Value] = k.Line
	}
}
