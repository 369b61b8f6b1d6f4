package adopt

import (
	"cmp"
	"context"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing/fstest"
	"time"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/evaluate"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/policies"
)

// policyDir is where checks that were validations stand in the tree of policies;
// its path is their package.
const policyDir = "local/lula"

// build turns the validations into checks, in the order in which they are
// linked, and the checks into files.
func (m *Migration) build(ctx context.Context, order []*validation, opt Options) error {
	shipped := evaluate.Once(policies.FS)
	names := map[string]bool{}
	ties := newTies()
	for _, v := range order {
		if err := ctx.Err(); err != nil {
			return err
		}
		c, err := m.check(ctx, v, names, shipped)
		if err != nil {
			for _, p := range problem.Of(err) {
				m.lose(v.place, told(v, p), p.Remedy)
			}
			for _, u := range v.uses {
				m.short[strings.ToLower(u.control)] = true
			}
			continue
		}
		c.Ties = m.ties(ties, v.uses)
		m.Checks = append(m.Checks, *c)
	}
	slices.SortFunc(m.Checks, func(a, b Check) int { return cmp.Compare(a.ID, b.ID) })
	m.strengths(opt)
	if err := m.render(cmp.Or(opt.Policies, "policies")); err != nil {
		return err
	}
	m.Left, m.Review = problem.All(m.lost.Err()), problem.All(m.todo.Err())
	m.Files = append(m.Files, File{"MIGRATION.md", m.report(opt)})
	slices.SortFunc(m.Files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return nil
}

// told says of which validation a problem is; the lines of its text are its own.
func told(v *validation, p *problem.Problem) string {
	what := "the validation"
	if v.title != "" {
		what += " " + quote(v.title)
	}
	what += " does not carry over: " + problem.Plain(p.What)
	if p.Place.Line > 0 {
		what += " (line " + strconv.Itoa(p.Place.Line) + " of its text)"
	}
	return what
}

// check makes one check, and tries whether it compiles in the sandbox: what that
// refuses does not carry over.
func (m *Migration) check(ctx context.Context, v *validation, names map[string]bool, shipped fs.FS) (*Check, error) {
	s, err := readSpec(v.text)
	v.title = cmp.Or(s.name, v.title)
	if err != nil {
		return nil, err
	}
	base := identifier(v.title, "validation", '_')
	name := base
	for n := 2; names[name]; n++ {
		name = base + "_" + strconv.Itoa(n)
	}
	c := &Check{
		ID: "local.lula." + name, Name: problem.Plain(cmp.Or(v.title, name)), Kind: "lula-" + strings.ReplaceAll(name, "_", "-"),
		Inputs: s.inputs, Domain: s.domain, Place: v.place,
	}
	for _, u := range v.uses {
		if !slices.Contains(c.Component, u.component) {
			c.Component = append(c.Component, u.component)
		}
		if one := (cite{u.control, u.source}); !slices.Contains(c.cites, one) {
			c.cites = append(c.cites, one)
		}
		if token.MatchString(u.component.Type) && !slices.Contains(c.types, u.component.Type) {
			c.types = append(c.types, u.component.Type)
		}
	}
	slices.Sort(c.types)
	slices.SortFunc(c.Component, func(a, b Component) int { return cmp.Compare(a.Key, b.Key) })
	if err := c.policy(s); err != nil {
		return nil, err
	}
	if err := c.try(ctx, shipped); err != nil {
		return nil, err
	}
	names[name] = true
	m.remarks(c, s)
	return c, nil
}

var (
	token = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	path2 = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$`)
)

// policy moves the validation's module into the check's package, and finds the
// rules that its output names.
func (c *Check) policy(s spec) error {
	moved, err := evaluate.Move("", []byte(s.rego), c.ID)
	if err != nil {
		return err
	}
	for _, r := range moved.Rules {
		if r == "subjects" || r == "observations" || strings.HasPrefix(r, "_lula_") {
			return problem.New(problem.Place{}, "its rule "+r+" has a name that means something else in a check", "rename the rule in the validation")
		}
	}
	c.module = string(moved.Text)
	of := func(output string) (string, error) {
		rule, ok := strings.CutPrefix(output, moved.Package+".")
		first, _, _ := strings.Cut(rule, ".")
		if !ok || !path2.MatchString(rule) || !slices.Contains(moved.Rules, first) {
			return "", problem.New(problem.Place{}, "its output "+quote(output)+" is no rule of its package "+quote(moved.Package), "name it as PACKAGE.RULE; without an output, package and rule are both validate")
		}
		return rule, nil
	}
	if c.result, err = of(cmp.Or(s.result, "validate.validate")); err != nil {
		return err
	}
	c.always = slices.Contains(moved.Defaults, c.result)
	for _, o := range s.observations {
		if rule, err := of(o); err == nil {
			c.reasons = append(c.reasons, rule)
		}
	}
	return nil
}

// try compiles the check alone, under the rules of a real run.
func (c *Check) try(ctx context.Context, shipped fs.FS) error {
	files, err := c.files("policies")
	if err != nil {
		return err
	}
	tree, schemas := fstest.MapFS{}, fstest.MapFS{}
	for _, f := range files {
		if rest, ok := strings.CutPrefix(f.Path, "policies/"); ok {
			tree[rest] = &fstest.MapFile{Data: f.Text}
		} else {
			schemas[f.Path] = &fstest.MapFile{Data: f.Text}
		}
	}
	kinds, err := evidence.LoadKinds(evidence.Schemas, schemas)
	if err != nil {
		return err
	}
	checks, err := evaluate.List(tree, "policies", evaluate.ListOptions{Workspace: true, Library: shipped})
	if err != nil {
		return here(err)
	}
	src := evaluate.Sources{Embedded: shipped, Workspace: tree, WorkspacePath: "policies"}
	_, err = evaluate.Compile(ctx, src, kinds, checks, evaluate.Limits{Compile: 10 * time.Second})
	return here(err)
}

// here drops the places of problems in files that will not be written.
func here(err error) error {
	if err == nil {
		return nil
	}
	var list problem.List
	for _, p := range problem.Of(err) {
		list.Add(problem.Place{}, p.What, p.Remedy)
	}
	return list.Err()
}

// remarks tells what of a validation that does carry over is not the same.
func (m *Migration) remarks(c *Check, s spec) {
	of := "check " + c.ID + ": "
	if !c.always {
		m.look(c.Place, of+"its rule "+c.result+" has no default, so that it is undefined where it does not hold: Lula takes that for not satisfied, here it is undecided",
			"if undefined shall mean broken, add default "+c.result+" := false to its validation.rego; but then missing data fails too")
	}
	m.look(c.Place, of+"assay does not collect from "+map[string]string{"kubernetes": "a cluster", "api": "an API", "file": "the files"}[s.domain]+" itself",
		"write evidence of kind "+c.Kind+", for example from lula dev get-resources; MIGRATION.md shows its form")
	for _, l := range s.live {
		m.lose(c.Place, of+"Lula "+l+"; assay does not", "let your collector do it, and keep what it read as evidence")
	}
	if s.tests > 0 {
		m.lose(c.Place, of+strconv.Itoa(s.tests)+" tests of the validation do not carry over: they change live data", "write them in Rego beside those in its check_test.rego")
	}
	if s.version != "" {
		m.look(c.Place, of+"it asked for Lula "+quote(s.version), "nothing depends on it here")
	}
	if len(s.unknown) > 0 {
		m.look(c.Place, of+"not read: "+quote(strings.Join(s.unknown, ", ")), "")
	}
	if n := len(s.observations) - len(c.reasons); n > 0 {
		m.lose(c.Place, of+strconv.Itoa(n)+" observations name no rule of its package and give no reason", "name them as PACKAGE.RULE")
	}
	if len(c.Component) > 0 && len(c.types) == 0 {
		m.look(c.Place, of+"the type of its component is no token, so that the check looks at components of every type", "write applies-to into its check.rego")
	}
}
