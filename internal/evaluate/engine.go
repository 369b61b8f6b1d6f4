package evaluate

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
)

// Engine holds compiled policies. It may run any number of plans over the
// checks it was compiled for, one after another or side by side.
type Engine struct {
	kinds     *evidence.Kinds
	checks    map[string]*assessment.Check
	embedded  tree
	workspace tree
	packages  []ast.Ref // every package of both trees
	parser    *parser
	limits    Limits
	units     []*unit
	unitOf    map[string]*unit // by check id
	measured  sync.Map         // by directory: what compiles its arithmetic, once
}

// Compile makes an Engine for the checks, which come from List and
// ListConftest over the same sources.
//
// Policies of the workspace and of conftest directories are compiled here, so
// that whatever is wrong with them is an error before any evidence is read.
// Embedded ones are compiled when the first document of their kind arrives. The
// error holds all problems, each with file and line.
func Compile(ctx context.Context, src Sources, kinds *evidence.Kinds, checks []assessment.Check, lim Limits) (*Engine, error) {
	installGuards()
	e := &Engine{kinds: kinds, checks: map[string]*assessment.Check{}, parser: &parser{}, limits: lim, unitOf: map[string]*unit{}}
	if e.limits.Compile <= 0 {
		e.limits.Compile = time.Minute
	}
	var list problem.List
	read := func(t tree, l *problem.List) tree {
		list.Join(problem.Place{Path: t.root}, l.Err())
		for dir, files := range t.dirs {
			if slices.ContainsFunc(files, func(f file) bool { return !f.test() }) {
				e.packages = append(e.packages, packageRef(t.packageOf(dir)))
			}
		}
		return t
	}
	e.embedded = read(readTree(src.Embedded, EmbeddedPath, false))
	if src.Workspace != nil {
		e.workspace = read(readTree(src.Workspace, src.WorkspacePath, true))
	}
	slices.SortFunc(e.packages, func(a, b ast.Ref) int { return a.Compare(b) })
	for i := range checks {
		c := checks[i]
		if e.checks[c.ID] != nil {
			list.Add(checkPlace(&c), "check "+c.ID+" exists twice", "rename one of the directories")
			continue
		}
		e.checks[c.ID] = &c
		e.place(&c, src.Conftest, &list)
	}
	for _, u := range e.units {
		slices.Sort(u.checks)
	}
	slices.SortFunc(e.units, compareUnits)
	for _, u := range e.units {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		own := slices.ContainsFunc(u.checks, func(id string) bool { return e.checks[id].Workspace || e.checks[id].Conftest })
		if own {
			list.Join(problem.Place{}, e.compile(u))
		}
	}
	if err := list.Err(); err != nil {
		return nil, err
	}
	return e, nil
}

// place puts a check into the unit it is compiled with.
func (e *Engine) place(c *assessment.Check, dirs []Conftest, list *problem.List) {
	at := checkPlace(c)
	for _, k := range c.Kinds {
		if !e.kinds.Has(k) {
			list.Add(at, "evidence kind "+k+" is not known", e.nearKind(k))
			return
		}
	}
	var dir *Conftest
	if c.Conftest {
		i := slices.IndexFunc(dirs, func(d Conftest) bool { return strings.HasPrefix(c.ID, conftestID(d.Name)) })
		if i < 0 {
			list.Add(at, "check "+c.ID+" has no conftest directory", "")
			return
		}
		dir = &dirs[i]
	} else if len(c.Kinds) == 0 || !c.SystemScope && len(c.Kinds) != 1 {
		list.Add(at, "a check of document scope reads exactly one evidence kind", "")
		return
	}
	for _, u := range e.units {
		if u.conftest == dir && u.system == c.SystemScope && slices.Equal(u.kinds, c.Kinds) {
			u.checks = append(u.checks, c.ID)
			e.unitOf[c.ID] = u
			return
		}
	}
	u := &unit{kinds: c.Kinds, system: c.SystemScope, conftest: dir, checks: []string{c.ID}}
	e.units = append(e.units, u)
	e.unitOf[c.ID] = u
}

// systemInput is the type of a unit's input in system scope.
func (e *Engine) systemInput(u *unit) (*inputType, error) {
	var kinds []*evidence.Kind
	for _, name := range u.kinds {
		k, ok := e.kinds.Get(name)
		if !ok {
			return nil, e.unknownKind(u, name)
		}
		kinds = append(kinds, k)
	}
	return systemType(kinds)
}

func (e *Engine) unknownKind(u *unit, kind string) error {
	return problem.New(checkPlace(e.checks[u.checks[0]]), "evidence kind "+kind+" is not known", e.nearKind(kind))
}

func (e *Engine) nearKind(kind string) string {
	if near := e.kinds.Near(kind); len(near) > 0 {
		return "did you mean " + strings.Join(near, " or ") + "?"
	}
	return "add its schema to evidence/schemas, or name one of: " + strings.Join(e.kinds.Names(), ", ")
}

// Verify compiles every unit, embedded ones too, and returns all problems.
func (e *Engine) Verify(ctx context.Context) error {
	var list problem.List
	for _, u := range e.units {
		if err := ctx.Err(); err != nil {
			return err
		}
		list.Join(problem.Place{}, e.compile(u))
	}
	return list.Err()
}
