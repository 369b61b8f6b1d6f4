package strictyaml

import (
	"bytes"
	"errors"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/assay-compliance/assay/internal/problem"
)

// slip is a mistake in YAML's grammar that people often make: how the library
// words it, what it is in ours, and what to do.
type slip struct {
	words  string // of the library
	begins bool   // the place is where the construct began, not where it failed
	what   string
	remedy string
}

func slips() []slip {
	return []slip{
		{words: "unknown anchor", what: "text that begins with * must be in quotes", remedy: `write it as "*.json"`},
		{words: "while scanning an alias", what: "text that begins with * must be in quotes", remedy: `write it as "**/*.json"`, begins: true},
		{words: "while scanning an anchor", what: "text that begins with & must be in quotes", remedy: "put it in quotes", begins: true},
		{words: "while scanning a directive", what: "text that begins with % must be in quotes", remedy: "put it in quotes", begins: true},
		{words: "mapping values are not allowed", what: "a second colon on this line", remedy: "put text that has a colon and a space in quotes, or begin a new line for the key"},
		{words: "scanning a quoted scalar", what: "the text that begins here lacks its closing quote", remedy: "close it with the quote it begins with", begins: true},
		{words: "parsing a flow sequence", what: "the list that begins here lacks a comma or its closing bracket", remedy: "close it with ]", begins: true},
		{words: "parsing a flow mapping", what: "the map that begins here lacks a comma or its closing brace", remedy: "close it with }", begins: true},
		{words: "parsing a flow node", what: "a list or map before this lacks a value or its closing bracket", remedy: "close it, or write the value"},
		{words: "did not find expected '-' indicator", what: "this does not stand in line with the entries of its list", remedy: "indent each dash of a list alike"},
		{words: "did not find expected key", what: "this does not stand in line with the keys beside it", remedy: "indent the keys of a map alike, with spaces"},
		{words: "could not find expected ':'", what: "a key without a colon", remedy: "write the key, a colon, a space and its value", begins: true},
	}
}

// syntax adds what the library complains of, at the place it names: in our own
// words where they help more.
func (p *Problems) syntax(data []byte, err error) {
	place := problem.Place{Line: 1, Column: 1}
	what, remedy := "not valid YAML", "look at this line and the one before it: indentation, quotes, brackets"
	var le *yaml.LoadError
	if !errors.As(err, &le) {
		p.at(place, what, remedy)
		return
	}
	for _, m := range []yaml.Mark{le.Mark, le.ContextMark} {
		if m.Line > 0 {
			place = problem.Place{Line: m.Line, Column: m.Column}
			break
		}
	}
	said := strings.TrimSpace(le.Message + " " + le.ContextMsg)
	if tab := lineOf(data, place.Line); bytes.ContainsRune(tab[:len(tab)-len(bytes.TrimLeft(tab, " \t"))], '\t') {
		p.at(place, "not valid YAML: the line is indented with a tab", "indent with spaces")
		return
	}
	for _, s := range slips() {
		if !strings.Contains(said, s.words) {
			continue
		}
		if s.begins && le.ContextMark.Line > 0 {
			place = problem.Place{Line: le.ContextMark.Line, Column: le.ContextMark.Column}
		}
		p.at(place, "not valid YAML: "+s.what, s.remedy)
		return
	}
	p.at(place, what+": "+said, remedy)
}

// lineOf is the text of a line, counted from 1.
func lineOf(data []byte, line int) []byte {
	for range line - 1 {
		_, data, _ = bytes.Cut(data, []byte("\n"))
	}
	data, _, _ = bytes.Cut(data, []byte("\n"))
	return data
}
