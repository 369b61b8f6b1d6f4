package evaluate

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// conftestRule is what conftest queries: deny, violation and warn, alone or
// with a name behind.
var conftestRule = regexp.MustCompile(`^(deny|violation|warn)(_[a-zA-Z0-9]+)*$`)

func conftestID(binding string) string { return "conftest." + binding + "." }

// ListConftest makes a check of every rule named deny, violation or warn, alone
// or as deny_name …, in the packages of a conftest-style directory, sorted by
// id. Rules that conftest gives a meaning of its own (exception) and its own
// built-ins are refused by name.
func ListConftest(c Conftest) ([]assessment.Check, error) {
	dir, err := c.parse()
	if err != nil {
		return nil, err
	}
	modules := dir.modules
	var list problem.List
	byID := map[string]assessment.Check{}
	for _, place := range sortedKeys(modules) {
		m := modules[place]
		namespace := packageName(m.Package.Path)
		c.refuse(m, modules, &list)
		if len(c.Namespaces) > 0 && !slices.Contains(c.Namespaces, namespace) {
			continue
		}
		for _, r := range m.Rules {
			name := r.Head.Ref()[0].Value.String()
			kind := conftestRule.FindStringSubmatch(name)
			if kind == nil || len(r.Head.Args) > 0 {
				continue
			}
			id := conftestID(c.Name) + namespace + "." + name
			if _, there := byID[id]; !there {
				byID[id] = c.check(id, m.Package.Path, r, kind[1] == "warn", dir)
			}
		}
	}
	for _, n := range c.Namespaces {
		at := problem.Place{Path: c.Source.Path, Line: c.Source.Line}
		switch {
		case !slices.ContainsFunc(sortedKeys(modules), func(p string) bool { return packageName(modules[p].Package.Path) == n }):
			list.Add(at, "conftest directory "+c.Path+" has no package "+strictyaml.Quote(n), "name one of its packages")
		case len(byID) > 0 && !slices.ContainsFunc(sortedKeys(byID), func(id string) bool { return byID[id].Package == n }):
			list.Add(at, "package "+strictyaml.Quote(n)+" of conftest directory "+c.Path+" has no rule named deny, violation or warn", "take it out of namespaces; other packages may use it all the same")
		}
	}
	if len(byID) == 0 && list.Len() == 0 {
		list.Add(problem.Place{Path: c.Path}, "no rule is named deny, violation or warn", "name the directory that holds the policies, or the namespaces they are in")
	}
	var out []assessment.Check
	for _, id := range sortedKeys(byID) {
		out = append(out, byID[id])
	}
	return out, list.Err()
}

// check is the check that one rule is.
func (c Conftest) check(id string, pkg ast.Ref, r *ast.Rule, warn bool, dir *directory) assessment.Check {
	out := assessment.Check{
		ID: id, Package: packageName(pkg), Method: "TEST", Severity: c.Severity,
		Title:       "Rule " + r.Head.Ref()[0].Value.String() + " of " + packageName(pkg) + " reports nothing",
		Description: "A policy written for conftest. It reports what it finds wrong and says nothing of what it found right.",
		Remediation: cmp.Or(c.Remediation, "Correct what the message names, then collect again."),
		Kinds:       []string{c.Kind}, AppliesTo: c.AppliesTo, Conftest: true, Workspace: true,
		Source: assessment.Source{Path: r.Location.File, Line: r.Location.Row, Digest: dir.digests[r.Location.File]},
		Digest: dir.digest,
	}
	for _, a := range r.Annotations {
		out.Title = cmp.Or(a.Title, out.Title)
		out.Description = cmp.Or(a.Description, out.Description)
	}
	for _, b := range c.Bindings {
		out.Citations = append(out.Citations, assessment.Citation{
			Text: b.Catalog + " " + b.ID, Ref: problem.Place{Path: b.Source.Path, Line: b.Source.Line}.String(),
		})
		if warn {
			b.Strength = assessment.Informs
		}
		out.EmptyPasses = out.EmptyPasses || b.Strength == assessment.Decides
		out.Bindings = append(out.Bindings, b)
	}
	return out
}

// directory is every policy of a conftest directory, tests left out.
type directory struct {
	files   []file                 // in order
	modules map[string]*ast.Module // by place
	digests map[string]string      // of each file, by place
	digest  string                 // over all of them
}

// Once gives the same directory, which is read and parsed one time however often
// it is listed and compiled. The compiler works on copies.
func (c Conftest) Once() Conftest {
	plain := c
	c.read = sync.OnceValues(plain.parse)
	return c
}

// parse reads and parses every policy of the directory.
func (c Conftest) parse() (*directory, error) {
	if c.read != nil {
		return c.read()
	}
	if c.FS == nil {
		return nil, problem.New(problem.Place{Path: c.Path}, "cannot be read", "")
	}
	t, list := readTree(c.FS, c.Path, true)
	d := &directory{modules: map[string]*ast.Module{}, digests: map[string]string{}}
	caps := capabilities("print")
	for _, dir := range t.order {
		for _, f := range t.dirs[dir] {
			if f.test() {
				continue
			}
			sum := sha256.Sum256(f.src)
			d.digests[t.place(f.path)] = hex.EncodeToString(sum[:])
			d.files = append(d.files, f)
			m, err := c.module(t.place(f.path), f.src, caps)
			if err != nil {
				list.Join(problem.Place{Path: t.place(f.path)}, err)
				continue
			}
			d.modules[t.place(f.path)] = m
		}
	}
	d.digest = digest(d.files)
	return d, list.Err()
}

// module parses one file as the version of Rego it is written in. A file that
// is neither is told the problems of version 1.
func (c Conftest) module(place string, src []byte, caps *ast.Capabilities) (*ast.Module, error) {
	v := ast.RegoV1
	if c.RegoVersion != nil && *c.RegoVersion == 0 {
		v = ast.RegoV0
	}
	m, err := parseModule(place, src, v, caps, true)
	if err != nil && c.RegoVersion == nil {
		if old, err := parseModule(place, src, ast.RegoV0, caps, true); err == nil {
			return old, nil
		}
	}
	return m, err
}

// refuse reports what a policy relies on and does not have here: exceptions,
// and data that conftest would read from files.
func (c Conftest) refuse(m *ast.Module, all map[string]*ast.Module, list *problem.List) {
	for _, r := range m.Rules {
		if name := r.Head.Ref()[0].Value.String(); name == "exception" || strings.HasPrefix(name, "exception_") {
			list.Add(placeOf(r.Location), "rule exception is refused: conftest drops failures that it names", "write a waiver or a decision, which names its owner and its end")
		}
	}
	packages := []ast.Ref{assayData}
	for _, place := range sortedKeys(all) {
		packages = append(packages, all[place].Package.Path)
	}
	check := func(ref ast.Ref, loc *ast.Location) {
		for _, p := range packages {
			if ref.HasPrefix(p) || p.HasPrefix(ref.GroundPrefix()) {
				return
			}
		}
		list.Add(placeOf(loc), ref.String()+" is data that conftest reads from files; it is not there", "move it into the policy, or collect it as evidence")
	}
	for _, imp := range m.Imports {
		if ref, ok := imp.Path.Value.(ast.Ref); ok && ref.HasPrefix(ast.DefaultRootRef) {
			check(ref, imp.Location)
		}
	}
	ast.WalkTerms(m, func(t *ast.Term) bool {
		if ref, ok := t.Value.(ast.Ref); ok && ref.HasPrefix(ast.DefaultRootRef) {
			check(ref, t.Location)
		}
		return false
	})
}

// compileConftest compiles a directory alone and not strict.
func (e *Engine) compileConftest(u *unit) error {
	dir, err := u.conftest.parse()
	if err != nil {
		return err
	}
	u.compiler, err = compileModules(dir.modules, capabilities("print"), false, false, nil)
	if err != nil {
		return err
	}
	u.entries = map[string]entry{}
	for _, id := range u.checks {
		var ref ast.Ref
		for _, m := range dir.modules {
			if packageName(m.Package.Path) == e.checks[id].Package {
				ref = m.Package.Path.Append(ast.StringTerm(path.Ext(id)[1:]))
			}
		}
		u.entries[id] = entry{observations: ref, complete: isSet(u.compiler, ref) != partialSet}
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
