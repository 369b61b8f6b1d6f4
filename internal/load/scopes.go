package load

import (
	"cmp"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/content"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

// Input is what Scopes joins.
type Input struct {
	// Config and System are nil where no workspace is looked at, as for
	// policy lint. Frameworks says which frameworks to join; none: those of
	// Config.
	Config     *config.Config
	System     *assessment.System
	Frameworks []string
	// Policies is the embedded tree, rooted at policies/.
	Policies fs.FS
	// Checks are those of every tree, conftest's included, with distinct ids.
	// Runs point into it.
	Checks []assessment.Check
}

// Joined is one scope per framework, in the order asked for, and the runs they
// need together.
type Joined struct {
	Scopes []assessment.Scope
	// MaxAge is the shortest age of evidence that any of the frameworks asks
	// for, by kind. A run is shared by frameworks, so the strictest counts.
	MaxAge map[string]time.Duration
	// Notes tell what of the component definitions' rules is not counted.
	Notes []assessment.Note
	// Idle tells of attestations and decisions that are about nothing here.
	Idle []assessment.Note
	// Differs tells of frameworks that are others than the one the system
	// security plan is written for, Unusable which of its parameters are not used.
	Differs, Unusable []assessment.Note

	system *assessment.System
	runs   map[assessment.RunKey]assessment.Run
	listed []string // components for which a source names kind inventory
	// samples are the sampling plans, sorted by id.
	samples []assessment.Sample
}

// Scopes joins the frameworks with the checks: which check says what of which
// target, with which parameters. Controls keep the order of the profile;
// bindings are sorted by target, strength descending and runs, disabled ones
// included.
//
// It errs, with every problem at once, when METADATA or a bindings.yaml names
// an id that its catalog does not have, a control with several objectives under
// decides or supports, a check that is not there, or two parameter sets for one
// check and target. An id that the profile does not select is out of scope and
// no error.
func Scopes(input Input) (*Joined, error) {
	j, err := newJoiner(input)
	if err != nil {
		return nil, err
	}
	j.budgets(input.Config)
	j.readBindings()
	j.readAnswers()
	j.parameterNames()
	j.metadata()
	for _, id := range j.wanted() {
		j.framework(id)
	}
	j.unmet(input.Config)
	j.record()
	j.out.Notes = j.ruleNotes()
	if err := j.list.Err(); err != nil {
		return nil, err
	}
	return j.out, nil
}

// newJoiner reads what every framework needs.
func newJoiner(input Input) (*joiner, error) {
	j := &joiner{
		in: input, lib: frameworks.NewLibrary(), checks: map[string]*assessment.Check{},
		told: map[problem.Problem]bool{}, claims: map[string][]claim{}, meant: map[string]string{}, bindings: map[string][]*bindingsFile{},
		store: &content.Store{}, catalogs: map[string]identifiers{}, texts: map[string]*content.Words{},
		out: &Joined{MaxAge: map[string]time.Duration{}, system: input.System, runs: map[assessment.RunKey]assessment.Run{}, listed: inventories(input.Config)},
	}
	for i := range input.Checks {
		j.checks[input.Checks[i].ID] = &input.Checks[i]
		j.ids = append(j.ids, input.Checks[i].ID)
	}
	slices.Sort(j.ids)
	if input.Config != nil {
		store, err := content.Open(input.Config)
		if err != nil {
			return nil, err
		}
		j.store = store
	}
	j.index = readIndex(input.Policies)
	families, err := j.index.families(input.Policies)
	if err != nil {
		return nil, err
	}
	j.families = families
	return j, nil
}

// Plan is the distinct runs of all scopes over what the sources declare, sorted
// by check and parameters. A run that only disabled bindings name is left out.
func (j *Joined) Plan(declared assessment.Declared, asOf time.Time) *assessment.Plan {
	plan := &assessment.Plan{System: j.system, Declared: declared, AsOf: asOf}
	for _, r := range j.runs {
		plan.Runs = append(plan.Runs, r)
	}
	slices.SortFunc(plan.Runs, func(a, b assessment.Run) int { return compareKeys(a.Key, b.Key) })
	plan.Inventoried = j.inventoried(plan)
	plan.Samples = j.samples
	return plan
}

// inventoried lists the components of the boundary whose assets a source is
// declared to list: those for which one names kind inventory, and, where a
// source declares it for every component, those that some check compares with
// it. Of the others an inventory would have nothing to say.
func (j *Joined) inventoried(plan *assessment.Plan) []string {
	if j.system == nil {
		return nil
	}
	compared := func(component string) bool {
		return slices.ContainsFunc(plan.Runs, func(r assessment.Run) bool {
			return slices.Contains(r.Check.Kinds, assessment.KindInventory) && r.Check.Applies(typeOf(j.system, component))
		})
	}
	var out []string
	for _, c := range slices.Sorted(slices.Values(j.system.Boundary)) {
		if slices.Contains(j.listed, c) || plan.Declared.Has(assessment.KindInventory, c) && compared(c) {
			out = append(out, c)
		}
	}
	return out
}

func typeOf(sys *assessment.System, component string) string {
	for _, c := range sys.Components {
		if c.Key == component {
			return c.Type
		}
	}
	return ""
}

// inventories lists the components for which a source names kind inventory.
func inventories(cfg *config.Config) (out []string) {
	if cfg == nil {
		return nil
	}
	for _, s := range cfg.Sources {
		if slices.Contains(s.Kinds.Words(), assessment.KindInventory) {
			out = append(out, s.Components.Words()...)
			if s.Component.Set() {
				out = append(out, s.Component.Value)
			}
		}
	}
	return out
}

// Kinds lists the evidence kinds that any run reads, sorted: what a source
// without kinds declares.
func (j *Joined) Kinds() []string { return j.Plan(nil, time.Time{}).Kinds() }

func compareKeys(a, b assessment.RunKey) int {
	return cmp.Or(cmp.Compare(a.Check, b.Check), cmp.Compare(a.Params, b.Params))
}

// joiner is the state of one Scopes.
type joiner struct {
	in       Input
	lib      *frameworks.Library
	checks   map[string]*assessment.Check
	ids      []string // of checks, sorted
	index    index
	families []Family
	bindings map[string][]*bindingsFile // by family; the embedded one first
	answers  map[string][]*answersFile  // likewise
	requests map[string]asked           // by full id
	benches  []bench                    // of the scopes, once all are there
	claims   map[string][]claim         // by family, before any profile
	meant    map[string]string          // remedies for checks that are none, by id
	store    *content.Store
	catalogs map[string]identifiers    // of catalogs that are not embedded
	texts    map[string]*content.Words // of imported catalogs, by id
	list     problem.List
	told     map[problem.Problem]bool
	out      *Joined

	fresh map[string]time.Duration // what the workspace asks, by control

	planValues map[planned][]assessment.PlanParameter // of the system security plan; see ofPlan
}

// full says that enough problems were found: looking for near ids takes time,
// and nobody reads more.
func (j *joiner) full() bool { return len(j.told) >= 4*maxTold }

// add reports a problem once, however many frameworks meet it.
func (j *joiner) add(at problem.Place, what, remedy string) {
	p := problem.Problem{Place: at, What: what, Remedy: remedy}
	if !j.told[p] && !j.full() {
		j.told[p] = true
		j.list.Add(at, what, remedy)
	}
}

// wanted lists the frameworks to join, with the place that asks for each: those
// asked for, else those of the configuration.
func (j *joiner) wanted() []strictyaml.At[string] {
	if len(j.in.Frameworks) == 0 && j.in.Config != nil {
		return j.in.Config.Frameworks.IDs()
	}
	var out []strictyaml.At[string]
	for _, id := range j.in.Frameworks {
		out = append(out, strictyaml.At[string]{Value: id})
	}
	return out
}

// family finds the family that a framework belongs to.
func (j *joiner) family(id string) (Family, bool) {
	i := slices.IndexFunc(j.families, func(f Family) bool { return slices.Contains(f.Frameworks, id) })
	if i < 0 {
		return Family{}, false
	}
	return j.families[i], true
}

// framework joins one framework and appends its scope.
func (j *joiner) framework(id strictyaml.At[string]) {
	o, ok := j.open(id)
	if !ok {
		return
	}
	scope := j.unbound(id.Value, o)
	scope.Inherited = inheritedIn(j.in.System, scope.Controls)
	j.out.Differs = append(j.out.Differs, differs(j.in.System, &scope.Framework)...)
	shortest(j.out.MaxAge, o.family.MaxAge)
	j.freshness(&scope, o.family)
	j.unselected(&scope, o)
	j.applicable(&scope, o)
	j.bind(&scope, o.resolved, o.family)
	j.ask(&scope, o.family)
	j.out.Scopes = append(j.out.Scopes, scope)
}

// unbound is a scope without what binds to it, in the words of an imported catalog
// where there is one.
func (j *joiner) unbound(id string, o opened) assessment.Scope {
	scope := assessment.Scope{
		System: j.in.System,
		Framework: assessment.Framework{
			ID: id, Title: o.resolved.Title, Family: o.family.ID, Catalog: o.resolved.Catalog, Version: o.resolved.Version,
			Profile:   assessment.Source{Path: o.resolved.ProfilePath, Digest: o.resolved.ProfileDigest},
			Deadlines: o.family.Deadlines, Ratings: o.family.Ratings, Sources: o.sources, Edition: o.family.Editions[id], Ladder: o.family.ladder(id),
		},
		Tailored:  o.tailored,
		Controls:  Controls(o.resolved),
		Unclaimed: unclaimed(j.in.System),
	}
	j.words(&scope, o.resolved)
	return scope
}

// Controls takes over the controls of a profile, in its order. A withdrawn one
// has no target and is left out.
func Controls(r *frameworks.Resolved) []assessment.Control {
	out := make([]assessment.Control, 0, len(r.Controls))
	for _, c := range r.Controls {
		if c.Withdrawn {
			continue
		}
		one := assessment.Control{ID: c.ID, Label: c.Label, Title: c.Title, Family: c.Family, FamilyTitle: c.FamilyTitle, Marks: marks(&c)}
		for _, t := range c.Targets {
			kind := assessment.Objective
			if t.Kind == frameworks.Statement {
				kind = assessment.Statement
			}
			one.Targets = append(one.Targets, assessment.Target{
				ID: t.ID, ControlID: c.ID, Kind: kind, Label: t.Label, Title: t.Title, Requirement: t.Requirement,
			})
		}
		out = append(out, one)
	}
	return out
}

// unclaimed lists the claims of the boundary whose source is not available, as
// "component: control (source)", sorted.
func unclaimed(sys *assessment.System) []string {
	if sys == nil {
		return nil
	}
	var out []string
	for _, c := range sys.Components {
		for _, claim := range c.Claims {
			if !claim.Available && slices.Contains(sys.Boundary, c.Key) {
				out = append(out, c.Key+": "+claim.ControlID+" ("+strictyaml.Quote(claim.Source)+")")
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// readBindings reads every bindings.yaml: the embedded ones, then the team's.
func (j *joiner) readBindings() {
	j.bindings = map[string][]*bindingsFile{}
	for _, f := range j.families {
		j.readBindingsFile(f, path.Join(embeddedPath, f.ID, "bindings.yaml"), func() ([]byte, error) {
			return fs.ReadFile(j.in.Policies, f.ID+"/bindings.yaml")
		})
	}
	if j.in.Config == nil {
		return
	}
	dir := j.in.Config.PolicyDir()
	if dir == "" {
		return
	}
	tree, err := j.in.Config.FS(dir)
	if err != nil {
		cause, remedy := problem.Cause(err)
		j.add(problem.Place{Path: dir}, "the directory of policies cannot be opened: "+cause, remedy)
		return
	}
	j.workspaceBindings(dir, tree)
}

// workspaceBindings reads the team's bindings of one tree of policies.
func (j *joiner) workspaceBindings(dir string, tree fs.FS) {
	var ids []string
	for _, f := range j.families {
		ids = append(ids, f.ID)
	}
	for _, pattern := range []string{"bindings.yaml", "*/bindings.yaml", "framework.yaml", "*/framework.yaml"} {
		found, err := fs.Glob(tree, pattern)
		if err != nil {
			continue // the patterns are ours and not malformed
		}
		for _, name := range found {
			at := path.Join(dir, name)
			place := problem.Place{Path: at, Line: 1}
			i := slices.Index(ids, path.Dir(name))
			switch {
			case path.Base(name) == "framework.yaml":
				j.add(place, "a framework of your own is not supported yet by this version", "give values under parameters in assay.yaml")
			case i < 0:
				j.add(place, "bindings of no known family", "put it into one of the directories "+path.Join(dir, "{"+strings.Join(ids, ",")+"}"))
			default:
				j.readBindingsFile(j.families[i], at, func() ([]byte, error) { return j.in.Config.Read(at, strictyaml.MaxSize) })
			}
		}
	}
}

// readBindingsFile reads one bindings.yaml; that there is none is fine.
func (j *joiner) readBindingsFile(family Family, at string, read func() ([]byte, error)) {
	data, err := read()
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			cause, remedy := problem.Cause(err)
			j.add(problem.Place{Path: at}, "cannot be read: "+cause, remedy)
		}
		return
	}
	f, err := j.index.bindings(at, data)
	if err != nil {
		j.list.Join(problem.Place{Path: at, Line: 1}, err)
		return
	}
	f.known(family, &j.list)
	j.bindings[family.ID] = append(j.bindings[family.ID], f)
}

// metadata checks the ids in METADATA whose catalog no joined framework may
// open: those of the team's own checks, whose author has nobody else to tell.
func (j *joiner) metadata() {
	catalogs := frameworks.Catalogs()
	for _, id := range j.ids {
		c := j.checks[id]
		for _, b := range c.Bindings {
			source := b.Where(c)
			at := problem.Place{Path: source.Path, Line: source.Line}
			if !slices.Contains(catalogs, b.Catalog) {
				j.add(at, "there is no catalog "+strictyaml.Quote(b.Catalog), instead(b.Catalog, catalogs))
				continue
			}
			if c.Workspace || c.Conftest {
				j.expand(b.Catalog, b.ID, b.Strength, at)
			}
		}
	}
}

// parameterNames refuses parameters of assay.yaml that no check has.
func (j *joiner) parameterNames() {
	if j.in.Config == nil {
		return
	}
	names := j.declared()
	for _, name := range sortedKeys(j.in.Config.Parameters) {
		if !slices.Contains(names, name) {
			j.add(j.in.Config.Parameters[name].Place, "no check has a parameter "+strictyaml.Quote(name), instead(name, names))
		}
	}
}

// declared lists the parameters that any check declares, sorted.
func (j *joiner) declared() []string {
	names := map[string]bool{}
	for _, c := range j.checks {
		for _, p := range c.Params {
			names[p.Name] = true
		}
	}
	return sortedKeys(names)
}
