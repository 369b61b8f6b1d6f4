package evaluate

import (
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// fence is what one module may refer to under data: its own package, the
// library and data.assay.
type fence struct {
	pkg      ast.Ref   // data.policies.common.iam.mfa
	packages []ast.Ref // every package of all trees
	lib      bool      // the module is part of the library
	needsNow bool
	params   []assessment.Param // that the check declares
	list     *problem.List
}

var (
	libraryPkg = ast.MustParseRef("data.policies.lib")
	assayData  = ast.MustParseRef("data.assay")
)

const fenceRemedy = "a policy may refer to its own package, to data.policies.lib and to data.assay.params, data.assay.now and data.assay.evidence"

// check reports everything in m that reaches outside of the fence.
func (f fence) check(m *ast.Module) {
	for _, imp := range m.Imports {
		if ref, ok := imp.Path.Value.(ast.Ref); ok {
			f.ref(ref, imp.Location)
		}
	}
	for _, r := range m.Rules {
		f.head(r)
		f.walk(r)
	}
}

// head refuses a rule whose name grows into the package of another check:
// package a with a rule b.c defines data.a.b, which may be a check of its own.
func (f fence) head(r *ast.Rule) {
	full := f.pkg.Concat(r.Head.Ref())
	for _, other := range f.packages {
		if n := len(f.pkg); len(other) > n && other.HasPrefix(f.pkg) && len(full) > n && full[n].Value.Compare(headName(other[n])) == 0 {
			f.add(r.Location, "rule "+r.Head.Ref().String()+" defines part of package "+packageName(other), "give the rule another name")
		}
	}
}

// headName is an element of a package path as it begins a rule's name.
func headName(t *ast.Term) ast.Value {
	if s, ok := t.Value.(ast.String); ok {
		return ast.Var(s)
	}
	return t.Value
}

// walk visits every reference and every bare mention of data below x.
func (f fence) walk(x any) {
	var loc *ast.Location
	var visit func(x any) bool
	visit = func(x any) bool {
		switch x := x.(type) {
		case *ast.Expr:
			loc = x.Location
			if x.IsCall() && x.Operator().String() == "print" {
				// The compiler would drop the call in silence.
				f.add(loc, "built-in print is refused: it "+refusedBuiltins()["print"], "take it out; a test may print")
			}
		case *ast.With:
			if ref, ok := x.Target.Value.(ast.Ref); ok && ref.HasPrefix(ast.DefaultRootRef) {
				f.add(loc, "with replaces "+ref.String(), "a policy may not replace data; its tests may")
			}
			ast.NewGenericVisitor(visit).Walk(x.Value)
			return true
		case *ast.Term:
			if x.Location != nil {
				loc = x.Location
			}
			if v, ok := x.Value.(ast.Var); ok && v == ast.DefaultRootDocument.Value {
				f.add(loc, "data is used as a whole", fenceRemedy)
			}
		case ast.Ref:
			if x.HasPrefix(ast.DefaultRootRef) {
				f.ref(x, loc)
			}
			for i, t := range x {
				if i > 0 {
					ast.NewGenericVisitor(visit).Walk(t)
				}
			}
			return true
		}
		return false
	}
	ast.NewGenericVisitor(visit).Walk(x)
}

// ref judges one reference below data.
func (f fence) ref(ref ast.Ref, loc *ast.Location) {
	if !ref.HasPrefix(ast.DefaultRootRef) {
		return
	}
	switch {
	case ref.HasPrefix(libraryPkg):
	case ref.HasPrefix(assayData):
		f.assay(ref, loc)
	case f.own(ref):
	case len(ref) == 1:
		f.add(loc, "data is used as a whole", fenceRemedy)
	default:
		f.add(loc, ref.String()+" is outside of the policy's own package", fenceRemedy)
	}
}

// assay judges a reference to data.assay: one of its members by name, and now
// only where the check declares that it needs it.
func (f fence) assay(ref ast.Ref, loc *ast.Location) {
	name := ""
	if len(ref) > len(assayData) {
		if s, ok := ref[len(assayData)].Value.(ast.String); ok {
			name = string(s)
		}
	}
	switch {
	case name == "params":
		f.param(ref[len(assayData)+1:], loc)
	case name == "evidence":
	case name == "now" && f.lib:
		f.add(loc, "the library reads data.assay.now", "take the time as an argument, so that the check that gives it declares its need")
	case name == "now" && !f.needsNow:
		f.add(loc, "data.assay.now is read and not declared", "write needs: [now] under custom in the METADATA")
	case name == "now":
	default:
		f.add(loc, ref.String()+" is not there", "data.assay has params, now and evidence")
	}
}

// param refuses a parameter that the check does not declare: it is never there,
// and what reads it never true.
func (f fence) param(rest ast.Ref, loc *ast.Location) {
	if f.lib || len(rest) == 0 {
		return
	}
	name, ok := rest[0].Value.(ast.String)
	if !ok || slices.ContainsFunc(f.params, func(p assessment.Param) bool { return p.Name == string(name) }) {
		return
	}
	f.add(loc, "parameter "+strictyaml.Quote(string(name))+" is read and not declared", "write it under params, below custom in the METADATA")
}

// own says whether ref names a rule of the module's own package and not of a
// package below it.
func (f fence) own(ref ast.Ref) bool {
	if !ref.HasPrefix(f.pkg) || len(ref) == len(f.pkg) {
		return false
	}
	next, ok := ref[len(f.pkg)].Value.(ast.String)
	if !ok {
		return false
	}
	return !slices.ContainsFunc(f.packages, func(o ast.Ref) bool {
		return len(o) > len(f.pkg) && o.HasPrefix(f.pkg) && o[len(f.pkg)].Value.Compare(next) == 0
	})
}

func (f fence) add(loc *ast.Location, what, remedy string) {
	f.list.Add(placeOf(loc), what, remedy)
}

// placeOf is where an AST location is; modules are parsed under the name they
// have in the repository.
func placeOf(loc *ast.Location) problem.Place {
	if loc == nil {
		return problem.Place{}
	}
	return problem.Place{Path: loc.File, Line: loc.Row}
}

// packageRef is the reference of a package given by name.
func packageRef(name string) ast.Ref {
	ref := ast.Ref{ast.DefaultRootDocument}
	for _, part := range strings.Split(name, ".") {
		ref = append(ref, ast.StringTerm(part))
	}
	return ref
}

// packageName is a package's path as it is written in the package line.
func packageName(ref ast.Ref) string {
	return strings.TrimPrefix(ref.String(), "data.")
}
