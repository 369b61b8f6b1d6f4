package evaluate

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// parser parses each module once, for the units that share it.
type parser struct {
	mu   sync.Mutex
	done map[string]parsed
	caps *ast.Capabilities
}

type parsed struct {
	module *ast.Module
	err    error
}

// strict parses a module as Rego v1 under the name it has in the repository.
func (p *parser) strict(place string, src []byte) (*ast.Module, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if d, ok := p.done[place]; ok {
		return d.module, d.err
	}
	if p.done == nil {
		p.done, p.caps = map[string]parsed{}, capabilities()
	}
	m, err := parseModule(place, src, ast.RegoV1, p.caps, false)
	p.done[place] = parsed{m, err}
	return m, err
}

// parseModule parses one module. The error holds every problem with its line.
func parseModule(place string, src []byte, v ast.RegoVersion, caps *ast.Capabilities, annotations bool) (m *ast.Module, err error) {
	defer func() {
		if r := recover(); r != nil {
			m, err = nil, problem.New(problem.Place{Path: place}, "the policy cannot be parsed", "")
		}
	}()
	m, err = ast.ParseModuleWithOpts(place, string(src), ast.ParserOptions{RegoVersion: v, Capabilities: caps, ProcessAnnotation: annotations})
	if err != nil {
		return nil, regoProblems(err, place, nil)
	}
	if m == nil {
		return nil, problem.New(problem.Place{Path: place, Line: 1}, "the file holds no policy", "write a package, or remove the file")
	}
	var list problem.List
	ast.WalkTerms(m, func(t *ast.Term) bool {
		if n, ok := t.Value.(ast.Number); ok {
			if tooMuch := longNumber(string(n)); tooMuch != "" {
				list.Add(placeOf(t.Location), tooMuch, "")
			}
		}
		return false
	})
	return m, list.Err()
}

// regoProblems turns OPA's errors over a policy into problems. about names what
// input is, for messages on references that do not exist; nil for any input.
func regoProblems(err error, place string, about *inputType) error {
	var list problem.List
	var many ast.Errors
	var one *ast.Error
	switch {
	case errors.As(err, &many):
	case errors.As(err, &one):
		many = ast.Errors{one}
	default:
		return problem.New(problem.Place{Path: place}, "the policy cannot be read", "")
	}
	seen := map[string]bool{}
	for _, e := range many {
		what, remedy := explain(e, about)
		at := problem.Place{Path: place}
		if e.Location != nil {
			at = problem.Place{Path: e.Location.File, Line: e.Location.Row, Column: e.Location.Col}
		}
		if key := fmt.Sprint(at, what); !seen[key] {
			seen[key] = true
			list.Add(at, what, remedy)
		}
	}
	return list.Err()
}

// explain says what OPA's error means here.
func explain(e *ast.Error, about *inputType) (what, remedy string) {
	if name, ok := strings.CutPrefix(e.Message, "undefined function "); ok {
		if why := refusedBuiltins()[name]; why != "" {
			return "built-in " + name + " is refused: it " + why, "policies have deterministic built-ins only; see docs/adr/0001-sandbox-limits.md"
		}
		for _, c := range conftestBuiltins() {
			if name == c {
				return "built-in " + name + " belongs to conftest and is refused: it reads files", "collect the file as evidence of a kind of its own"
			}
		}
		return "function " + name + " does not exist", near(name, allowedBuiltins())
	}
	switch d := e.Details.(type) {
	case *ast.RefErrInvalidDetail:
		if about != nil && len(d.OneOf) > 0 && d.Pos < len(d.Ref) {
			var has []string
			for _, v := range d.OneOf {
				if s, ok := v.(ast.String); ok {
					has = append(has, string(s))
				}
			}
			ref := d.Ref[:d.Pos+1].String()
			remedy = "there it has: " + strings.Join(has, ", ")
			if s, ok := d.Ref[d.Pos].Value.(ast.String); ok {
				if n := strictyaml.Near(string(s), has); len(n) > 0 {
					remedy = "did you mean " + n[0] + "? " + remedy
				}
			}
			return ref + " does not exist in evidence kind " + about.name, remedy
		}
	case nil:
	default:
		if lines := d.Lines(); len(lines) > 0 {
			return e.Message, strings.Join(lines, "; ")
		}
	}
	return e.Message, ""
}

func near(word string, known []string) string {
	if n := strictyaml.Near(word, known); len(n) > 0 {
		return "did you mean " + n[0] + "?"
	}
	return ""
}
