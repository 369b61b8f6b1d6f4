package evaluate

import (
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"

	"github.com/assay-compliance/assay/internal/problem"
)

// Moved is a module as it reads in another package.
type Moved struct {
	Text    []byte   // from the package line on, formatted, as Rego v1
	Package string   // the package it had
	Rules   []string // names of its rules, sorted, each once; no functions
	// Defaults are the rules that always have a value, sorted.
	Defaults []string
}

// most is how large and how deeply nested a module to be moved may be.
const (
	maxMoved = 256 << 10 // bytes
	maxNests = 200       // brackets open at one time
)

// Move reads a module of Rego v0 or v1, written elsewhere, and puts it into
// package to: its references to its own package follow, and its syntax becomes
// that of v1. Whether it runs in the sandbox is for Compile to say. Place names
// the module in problems, whose lines are those of src.
func Move(place string, src []byte, to string) (Moved, error) {
	at := problem.Place{Path: place}
	if len(src) > maxMoved {
		return Moved{}, problem.New(at, "the policy is larger than 256 KiB", "split it")
	}
	if nests(src) > maxNests {
		return Moved{}, problem.New(at, "the policy nests more than 200 brackets", "split its rules")
	}
	caps := ast.CapabilitiesForThisVersion()
	m, err := parseModule(place, src, ast.RegoV1, caps, false)
	if err != nil {
		old := ast.CapabilitiesForThisVersion(ast.CapabilitiesRegoVersion(ast.RegoV0))
		if m, _ = parseModule(place, src, ast.RegoV0, old, false); m == nil {
			return Moved{}, err // the problems of v1
		}
		opts := ast.NewRegoCheckOptions()
		opts.RequireIfKeyword, opts.RequireContainsKeyword, opts.RequireRuleBodyOrValue = false, false, false
		if found := ast.CheckRegoV1WithOptions(m, opts); len(found) > 0 {
			return Moved{}, regoProblems(found, place, nil)
		}
	}
	out := Moved{Package: packageName(m.Package.Path)}
	for _, r := range m.Rules {
		name := r.Head.Ref()[0].Value.String()
		if len(r.Head.Args) > 0 {
			continue
		}
		out.Rules = append(out.Rules, name)
		if r.Default {
			out.Defaults = append(out.Defaults, name)
		}
	}
	out.Rules, out.Defaults = distinct(out.Rules), distinct(out.Defaults)
	out.Text, err = rewritten(m, to)
	if err != nil {
		return Moved{}, problem.New(at, "the policy cannot be written as Rego v1", "write it with opa fmt --v0-v1 first")
	}
	return out, nil
}

// rewritten gives the text of a module in another package.
func rewritten(m *ast.Module, to string) (text []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			text, err = nil, problem.New(problem.Place{}, "cannot be written", "")
		}
	}()
	from, target := m.Package.Path, packageRef(to)
	_, err = ast.TransformRefs(m, func(r ast.Ref) (ast.Value, error) {
		if !r.HasPrefix(from) {
			return r, nil
		}
		return target.Concat(slices.Clone(r[len(from):])), nil
	})
	if err != nil {
		return nil, err
	}
	m.Package.Path = target
	m.Annotations = nil
	m.Comments = slices.DeleteFunc(m.Comments, func(c *ast.Comment) bool {
		// METADATA above the package would be read as the check's.
		return c.Location.Row < m.Package.Location.Row
	})
	text, err = format.AstWithOpts(m, format.Opts{RegoVersion: ast.RegoV1, DropRedundantDirectiveImports: true})
	if err != nil {
		return nil, err
	}
	_, err = ast.ParseModuleWithOpts("", string(text), ast.ParserOptions{RegoVersion: ast.RegoV1})
	return text, err
}

// nests counts how many brackets of a text are open at one time at most, those in
// its texts too.
func nests(src []byte) (most int) {
	open := 0
	for _, c := range src {
		switch c {
		case '(', '[', '{':
			open++
			most = max(most, open)
		case ')', ']', '}':
			open = max(open-1, 0)
		}
	}
	return most
}

func distinct(list []string) []string {
	slices.SortFunc(list, strings.Compare)
	return slices.Compact(list)
}
