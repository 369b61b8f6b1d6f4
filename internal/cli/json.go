package cli

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/assay-compliance/assay/internal/problem"
)

func joinOr(words []string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		out := words[0]
		for _, w := range words[1 : n-1] {
			out += ", " + w
		}
		return out + " or " + words[n-1]
	}
}

// json writes v to stdout, keys sorted where it is a map.
func (f *factory) json(v any) error {
	enc := json.NewEncoder(f.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// jsonList writes a list to stdout, one element at a time, so that none of it is
// held.
type jsonList struct {
	f *factory
	n int
}

func (f *factory) jsonList() *jsonList { return &jsonList{f: f} }

func (l *jsonList) add(v any) error {
	var text bytes.Buffer
	if l.n++; l.n == 1 {
		text.WriteString("[\n  ")
	} else {
		text.WriteString(",\n  ")
	}
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	enc.SetIndent("  ", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := l.f.out.Write(bytes.TrimSuffix(text.Bytes(), []byte("\n")))
	return err
}

func (l *jsonList) end() error {
	text := "\n]\n"
	if l.n == 0 {
		text = "[]\n"
	}
	_, err := io.WriteString(l.f.out, text)
	return err
}

// jsonPlace is a place in JSON output.
type jsonPlace struct {
	Path    string `json:"path,omitempty"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Pointer string `json:"pointer,omitempty"`
}

// jsonProblem is a problem in JSON output.
type jsonProblem struct {
	jsonPlace
	What   string `json:"what"`
	Remedy string `json:"remedy,omitempty"`
}

func jsonProblems(found []*problem.Problem) []jsonProblem {
	out := make([]jsonProblem, len(found))
	for i, p := range found {
		out[i] = jsonProblem{jsonPlace(p.Place), p.What, p.Remedy}
	}
	return out
}

func (p jsonProblem) problem() *problem.Problem {
	return problem.New(problem.Place(p.jsonPlace), p.What, p.Remedy)
}
