package evaluate

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
)

// unit is the checks that share one shape of input, compiled together: those of
// one kind in document scope, of one set of kinds in system scope, or of one
// conftest directory. It is compiled when first used.
type unit struct {
	kinds    []string
	system   bool
	conftest *Conftest // set for a conftest directory
	checks   []string  // ids, sorted

	once     sync.Once
	err      error
	compiler *ast.Compiler
	entries  map[string]entry // by check id
}

// entry is what is asked of one check.
type entry struct {
	subjects     ast.Ref // nil: the document's subject is the only one
	observations ast.Ref
	// complete is set for a conftest rule that is no set: it may be undefined,
	// which must not make the whole query undefined.
	complete bool
}

// compile compiles a unit once. A compilation that does not end is left behind:
// it cannot be stopped, and what follows is the end of the process.
func (e *Engine) compile(u *unit) error {
	u.once.Do(func() {
		done := make(chan error, 1)
		go func() {
			if u.conftest != nil {
				done <- e.compileConftest(u)
			} else {
				done <- e.compileStrict(u)
			}
		}()
		late := time.NewTimer(e.limits.Compile)
		defer late.Stop()
		select {
		case u.err = <-done:
		case <-late.C:
			u.err = problem.New(checkPlace(e.checks[u.checks[0]]), "the policies of this kind of evidence take too long to compile", "take the last change back, or split large rules")
		}
	})
	return u.err
}

// compileStrict compiles the modules of a unit's checks and what they import.
func (e *Engine) compileStrict(u *unit) error {
	var list problem.List
	about, err := e.inputOf(u)
	if err != nil {
		return err
	}
	modules := map[string]*ast.Module{}
	for _, id := range u.checks {
		c := e.checks[id]
		t := e.embedded
		if c.Workspace {
			t = e.workspace
		}
		dir := t.dirOf(c.Package)
		own := slices.DeleteFunc(slices.Clone(t.dirs[dir]), file.test)
		f := fence{pkg: packageRef(c.Package), packages: e.packages, needsNow: c.NeedsNow, params: c.Params, list: &list}
		e.fenced(t, own, f, modules)
	}
	e.addLibrary(modules, &list)
	if err := list.Err(); err != nil {
		return err
	}
	compiler, err := compileModules(modules, capabilities(), true, false, about)
	if err != nil {
		return err
	}
	u.compiler, u.entries = compiler, map[string]entry{}
	for _, id := range u.checks {
		c := e.checks[id]
		pkg := packageRef(c.Package)
		at := problem.Place{Path: c.Source.Path, Line: c.Source.Line}
		n := entry{observations: pkg.Append(ast.StringTerm("observations"))}
		switch isSet(compiler, n.observations) {
		case notThere:
			list.Add(at, "the check has no rule named observations", "write observations contains observe.fail(…) if { … }")
		case notSet:
			list.Add(at, "observations is not a set", "write observations contains …")
		}
		subjects := pkg.Append(ast.StringTerm("subjects"))
		switch isSet(compiler, subjects) {
		case partialSet:
			n.subjects = subjects
		case notSet:
			list.Add(at, "subjects is not a set", "write subjects contains …")
		}
		c.HasSubjects = n.subjects != nil
		u.entries[id] = n
	}
	return list.Err()
}

// fenced parses files, checks what they refer to, and adds them to modules.
func (e *Engine) fenced(t tree, files []file, f fence, modules map[string]*ast.Module) {
	for _, one := range files {
		place := t.place(one.path)
		m, err := e.parser.strict(place, one.src)
		if err != nil {
			f.list.Join(problem.Place{Path: place}, err)
			continue
		}
		if !m.Package.Path.Equal(f.pkg) {
			f.add(m.Package.Location, "package "+packageName(m.Package.Path)+" does not fit its directory", "write package "+packageName(f.pkg))
			continue
		}
		f.check(m)
		modules[place] = m
	}
}

// addLibrary adds the library modules that modules refer to, and those that
// these refer to in turn.
func (e *Engine) addLibrary(modules map[string]*ast.Module, list *problem.List) {
	todo := sortedKeys(modules)
	for len(todo) > 0 {
		refs := libraryRefs(modules[todo[0]])
		todo = todo[1:]
		for _, dir := range e.embedded.order {
			if dir != "lib" && !strings.HasPrefix(dir, "lib/") || !among(dir, refs) {
				continue
			}
			pkg := e.embedded.packageOf(dir)
			for _, f := range e.embedded.dirs[dir] {
				place := e.embedded.place(f.path)
				if f.test() || modules[place] != nil {
					continue
				}
				e.fenced(e.embedded, []file{f}, fence{pkg: packageRef(pkg), packages: e.packages, lib: true, list: list}, modules)
				if modules[place] != nil {
					todo = append(todo, place)
				}
			}
		}
	}
}

// libraryRefs lists what a module refers to below data.policies.lib, in the form
// that among takes.
func libraryRefs(m *ast.Module) (out []string) {
	add := func(ref ast.Ref) {
		if ref.HasPrefix(libraryPkg) {
			out = append(out, strings.TrimPrefix(ref.GroundPrefix().String(), libraryPkg.String()))
		}
	}
	for _, imp := range m.Imports {
		if ref, ok := imp.Path.Value.(ast.Ref); ok {
			add(ref)
		}
	}
	ast.WalkRefs(m, func(ref ast.Ref) bool { add(ref); return false })
	return out
}

// compileModules compiles modules that were parsed. The error holds every
// problem.
func compileModules(modules map[string]*ast.Module, caps *ast.Capabilities, strict, prints bool, about *inputType) (c *ast.Compiler, err error) {
	defer func() {
		if r := recover(); r != nil {
			var first string
			for place := range modules {
				if first == "" || place < first {
					first = place
				}
			}
			c, err = nil, problem.New(problem.Place{Path: first}, "the policies cannot be compiled", "take the last change back and look for a construct that OPA does not support")
		}
	}()
	c = about.set(ast.NewCompiler().WithCapabilities(caps).WithStrict(strict).WithEnablePrintStatements(prints).SetErrorLimit(0))
	c.Compile(modules)
	if c.Failed() {
		return nil, regoProblems(c.Errors, "", about)
	}
	return c, nil
}

const (
	notThere = iota
	partialSet
	notSet
)

// isSet says whether a rule exists and is a set that is always defined.
func isSet(c *ast.Compiler, ref ast.Ref) int {
	rules := c.GetRulesExact(ref)
	if len(rules) == 0 {
		// A rule such as observations[x] := y is found below the reference.
		if len(c.GetRules(ref)) > 0 {
			return notSet
		}
		return notThere
	}
	for _, r := range rules {
		if r.Head.RuleKind() != ast.MultiValue {
			return notSet
		}
	}
	return partialSet
}

// inputOf is the type of a unit's input.
func (e *Engine) inputOf(u *unit) (*inputType, error) {
	if !u.system {
		k, ok := e.kinds.Get(u.kinds[0])
		if !ok {
			return nil, e.unknownKind(u, u.kinds[0])
		}
		return documentType(k)
	}
	return e.systemInput(u)
}

// dirOf is the directory of a package.
func (t tree) dirOf(pkg string) string {
	for dir := range t.dirs {
		if t.packageOf(dir) == pkg {
			return dir
		}
	}
	return ""
}

// checkPlace is where a check stands.
func checkPlace(c *assessment.Check) problem.Place {
	return problem.Place{Path: c.Source.Path, Line: c.Source.Line}
}

func compareUnits(a, b *unit) int {
	name := func(u *unit) string {
		if u.conftest != nil {
			return "conftest " + u.conftest.Name
		}
		return strings.Join(u.kinds, " ")
	}
	return cmp.Or(cmp.Compare(name(a), name(b)), cmp.Compare(b2i(a.system), b2i(b.system)))
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
