package assessment

import (
	"slices"
	"time"
)

// System is what is assessed: the provider's own description of it.
type System struct {
	ID         string // assay.yaml's system-id; part of every identity
	Title      string
	UUID       string // uuid of the OSCAL component definition, or derived
	Components []Component
	Boundary   []string // keys of the components assessed, sorted; never empty
	Entities   []string // covered-entity, business-associate, …; sorted; none: nothing is left out for it
	Kind       string   // "self" or "independent"
	Assessor   string   // set when Kind is independent
	Inline     bool     // the system was given in assay.yaml, so assay writes its component definition
	Source     Source   // assay.yaml, or the OSCAL file
	Sources    []Source // every OSCAL file that was read
	Notes      []Note   // what was tolerated or not opened in those files; by file, then place
	SSP        *SecurityPlan
}

// Component is one part of the system.
type Component struct {
	Key         string // stable short name; what evidence says in "component"
	UUID        string
	Type        string // OSCAL component type, or our own word (identity-provider …)
	Title       string
	Description string
	// Targets are what scanners call it or its parts: image references and
	// digests, host names, repositories. Raw evidence that names another target
	// does not count for it; without any, its source's word is taken and said.
	Targets []string
	Claims  []Claim // control implementations it declares, sorted by framework source and control
	Rules   []Rule  // rules it ties to controls, in the OSCAL Compass convention; in the order of the document
	Status  string  // operational, under-development …, where the description says it
	// Leveraged says of which other system's authorization it is a part; it is
	// then outside the boundary unless the configuration names it.
	Leveraged string
	Category  string   // of CMMC's asset categories, as configured; empty for none
	Data      []string // kinds of protected data that it holds, as configured: ephi, fci, cui
	Props     []Prop   // as the description gives them, those of our own namespace left out
}

// Prop is a property of a description.
type Prop struct{ Name, NS, Value string }

// Rule is a rule that a component definition ties to a control of a component,
// and a check that some validation component names for it. A rule with several
// checks stands once for each.
type Rule struct {
	ID        string
	ControlID string
	Check     string // as written; empty where no validation names one
	Tool      string // title of the component that names the check
	// Framework and Catalog are what the source of the control implementation
	// resolved to; empty where it is not available.
	Href      string
	Framework string
	Catalog   string
	Params    []RuleParam // sorted by id
	Source    Source      // of the property that ties the rule to the control
}

// RuleParam is a value that a component definition gives to a rule.
type RuleParam struct {
	ID     string
	Values []string // as written
	Source Source
	// Planned is the value, where a system security plan gives it to a check's
	// parameter for one component.
	Planned *Parameter
}

// Claim is one implemented requirement of a component.
type Claim struct {
	ControlID string
	Source    string // the control-implementation's source href
	Framework string // the framework it resolved to; empty when not resolved
	Available bool   // false: "source not available", the claim is only listed
	UUID      string
	Status    string // implemented, partial, planned, alternative, not-applicable: as claimed, never a verdict
	// Of a system security plan:
	Statement        string // the statement it is for; empty for the control as a whole
	Description      string
	Inherits         []string // uuids of what a leveraged system provides
	Satisfies        []string // uuids of responsibilities that a leveraged system leaves to this one
	Provides         int      // what it offers to systems that build on it
	Responsibilities int      // what it leaves to them
}

// Framework is a resolved profile and the arithmetic data of its family.
type Framework struct {
	ID      string // hipaa, cmmc-l2, fedramp-moderate …
	Title   string
	Family  string // directory under policies/: hipaa, cmmc, fedramp
	Catalog string // catalog whose control ids it uses: nist-800-53, hipaa, cmmc
	Version string
	Profile Source // the profile file; Path is within the embedded tree or the repository
	// Sources are the files of the repository that the profile imports, sorted.
	Sources []Source
	Wording Wording
	// Deadlines is the remediation window in calendar days by level; a level
	// that is absent has no deadline.
	Deadlines map[Level]int
	Edition   Edition
	// Ladder are the frameworks that ask for the same and less to more, ascending,
	// where this one is on one: results against a higher one show more.
	Ladder []string
	// Ratings gives likelihood and impact (low, moderate, high) by level.
	Ratings map[Level]Rating
}

// Edition says when a framework is in force. Zero days are not known, or there is
// none.
type Edition struct {
	Early        time.Time // the first day on which it may be used
	From         time.Time // the first day on which it applies
	Proposed     time.Time // the day it was proposed, of what is not in force
	Superseded   time.Time // the first day on which another took its place
	SupersededBy string    // its id
	Source       string
}

// Says tells, for people, that a framework is not in force at the assessment time;
// empty where it is, or has no dates.
func (e Edition) Says(asOf time.Time) string {
	day := func(t time.Time) string { return t.Format(time.DateOnly) }
	switch {
	case !e.Proposed.IsZero():
		return "was proposed on " + day(e.Proposed) + " and is not in force"
	case !e.Superseded.IsZero() && !asOf.Before(e.Superseded):
		return "superseded on " + day(e.Superseded) + " by " + e.SupersededBy
	case !e.From.IsZero() && asOf.Before(e.From) && !e.Early.IsZero() && !asOf.Before(e.Early):
		return "applies from " + day(e.From) + ", and may be used early since " + day(e.Early)
	case !e.From.IsZero() && asOf.Before(e.From):
		return "applies from " + day(e.From)
	}
	return ""
}

// Rating is the initial characterization of a risk of some level.
type Rating struct{ Likelihood, Impact string }

// TargetKind says what a finding is about.
type TargetKind string

// The two kinds OSCAL knows.
const (
	Objective TargetKind = "objective-id"
	Statement TargetKind = "statement-id"
)

// Control is one control of a framework with the leaf targets that get a
// verdict: its objectives, or its statement where no objective is known.
type Control struct {
	ID     string
	Label  string // the printed form: AC-2(1), 164.312(d), AC.L2-3.1.1
	Title  string
	Family string // id of its group
	// FamilyTitle is the title of its group.
	FamilyTitle string
	Targets     []Target
	// Statement is what it asks in the words of an imported catalog, a line for
	// each item; empty without one.
	Statement string
	// Marks are what its profile says of it: core, tailoring, condition …
	Marks []Mark
}

// Mark is something that a profile says of a control beside its parameters. It is
// shown, and changes no verdict.
type Mark struct {
	// Name is core (one of FedRAMP's core controls), tailoring (how LI-SaaS has it
	// answered: ASSESS, ATTEST, CONDITIONAL, NSO, FED), condition (when a conditional
	// one applies), assessment-cycle (annual or three-years, in a class) or class-a to
	// class-c (must, should … of an indicator).
	Name  string
	Value string
}

// Target is the smallest thing that gets a verdict.
type Target struct {
	ID          string
	ControlID   string
	Kind        TargetKind
	Label       string
	Title       string // short wording of our own, or that of an imported catalog; may be empty
	Requirement string // required, addressable, or empty
}

// RunKey names one evaluation: a check and the digest of its parameters.
type RunKey struct {
	Check  string
	Params string // sha256 hex of the parameters' canonical JSON; empty for none
}

// Binding ties one target to one check, or to a set of checks that decide it
// jointly.
type Binding struct {
	Target   string // target id
	Strength Strength
	Runs     []RunKey // one; or the members of a joint set, sorted
	Source   Source   // METADATA line, bindings.yaml line or pointer in a component definition it comes from
	Disabled *Disabled
	// Components are the keys of those it is for, sorted; nil for all. A
	// component definition ties a check to a control for its own components.
	Components []string
}

// For says whether the binding is for a component.
func (b *Binding) For(component string) bool {
	if b.Components == nil {
		return true
	}
	_, ok := slices.BinarySearch(b.Components, component)
	return ok
}

// Disabled says who took a binding out of effect, why, and until when it must
// be looked at again. It is lost coverage and is shown as such.
type Disabled struct {
	Owner  string
	Reason string
	Review string // date YYYY-MM-DD
	Source Source
}

// Scope is one framework joined with the system and the checks: what is asked
// of whom, by what.
type Scope struct {
	System    *System
	Framework Framework
	// Boundary are the components that this framework assesses, sorted: those of
	// the system without Excluded.
	Boundary   []string
	Excluded   []Exclusion // sorted by component
	Unbound    []Unbound   // what does not bind an organization of this kind; in the profile's order
	Controls   []Control   // in the profile's order
	Bindings   []Binding   // sorted by target, strength descending, runs; disabled ones included
	Parameters []Parameter
	Tailored   []string // controls removed from an official baseline; TAILORED in every output
	Unclaimed  []string // "component: control" claims whose source is not available
	// Inherited are its controls of which a system security plan says that
	// another system satisfies them; sorted by control.
	Inherited []Inherited
	// Provided are the systems that results are there of, sorted by name.
	Provided []Provided
	// Asked, NotCovered: what answers a target beside checks, and why nothing
	// does; sorted by target.
	Asked      []Ask
	NotCovered []NotCovered
	// Attestations and Decisions are what people said and chose for this
	// framework, sorted by id; they count by their dates and what they lack.
	Attestations []Attestation
	Decisions    []Decision
	Waivers      []Waiver // sorted by id
	ScanItems    ScanItems
	// MaxAge is how old evidence may be that answers a control, by its id, where
	// that is less than the evidence's kind allows.
	MaxAge map[string]time.Duration
}

// Exclusion says why a component of the boundary is not assessed against a
// framework.
type Exclusion struct {
	Component string
	Reason    string
	Source    Source
}

// Unbound is a target that binds other kinds of entities only.
type Unbound struct {
	Target
	Binds []string // covered-entity …
}

// Components are the keys of the components that the framework assesses.
func (s *Scope) Components() []string {
	if s.Boundary == nil && s.Excluded == nil {
		return s.System.Boundary
	}
	return s.Boundary
}

// Parameter is one parameter value in force and where it comes from.
type Parameter struct {
	Name   string
	Value  string // canonical JSON
	Origin string // "profile", "framework default", "assay.yaml", "component definition"
	Source Source
}

// Check is one policy package that turns evidence of its kinds into an outcome
// per subject. Its METADATA is its registration.
type Check struct {
	ID          string // package path without the leading "policies."; common.iam.mfa, local.acme.x
	Package     string // full package path: policies.common.iam.mfa
	Title       string
	Description string
	Remediation string
	Method      string // TEST or EXAMINE
	Severity    Level
	Citations   []Citation
	Kinds       []string // evidence kinds, sorted
	SystemScope bool     // scope: system; else document
	AppliesTo   []string // component types; empty: all
	Params      []Param
	NeedsNow    bool
	Formerly    []string // earlier ids of the same weakness
	Weaknesses  bool     // its subjects may be weaknesses with ids of their own: see Weakness
	HasSubjects bool     // the package defines subjects
	Bindings    []MetaBinding
	// Conftest is set for a policy that runs unchanged from a conftest-style
	// directory. EmptyPasses: its binding says what it decides, so an empty
	// result over valid evidence is a pass.
	Conftest    bool
	EmptyPasses bool
	Workspace   bool   // from the workspace, not embedded
	Source      Source // METADATA's line in the policy file
	Digest      string // sha256 over the check's module and its imports, sorted
}

// Citation is one sentence of a regulation or standard that a check rests on.
type Citation struct{ Text, Ref string }

// Param is a parameter a check declares.
type Param struct {
	Name        string
	Description string
	Controls    []string // OSCAL parameter ids whose set-parameter gives the value, in order of preference
}

// MetaBinding is what METADATA says a check decides, supports or informs.
type MetaBinding struct {
	Catalog  string // nist-800-53, hipaa, cmmc
	ID       string // control, objective or statement id
	Strength Strength
	Line     int    // in the check's own file
	Source   Source // where it stands instead, as for a conftest directory in assay.yaml
}

// Where is the place that binds the check.
func (b MetaBinding) Where(c *Check) Source {
	if b.Source != (Source{}) {
		return b.Source
	}
	return Source{Path: c.Source.Path, Line: b.Line, Digest: c.Source.Digest}
}

// Run is one check with one set of parameters, to be evaluated once whatever
// the number of frameworks that bind it.
type Run struct {
	Key    RunKey
	Check  *Check
	Params map[string]string // name → canonical JSON value
	Unset  []string          // declared parameters without a value: the run is undecided and says which
	Looser []string          // what is looser than a framework's constraint, with value, bound and who sets each: the run fails and says so
}

// Plan is everything evaluate must do.
type Plan struct {
	System   *System
	Runs     []Run // sorted by key
	Declared Declared
	// Inventoried are the components, sorted, whose assets a source is declared
	// to list. Without a usable inventory of one nobody knows what is missing
	// there, so that nothing passes.
	Inventoried []string
	// Samples are the sampling plans, sorted by id.
	Samples []Sample
	AsOf    time.Time
}

// KindInventory is the evidence kind that says what should be examined.
const KindInventory = "inventory"

// Kinds lists the evidence kinds any run reads, sorted.
func (p *Plan) Kinds() []string {
	seen := map[string]bool{}
	var out []string
	for _, r := range p.Runs {
		for _, k := range r.Check.Kinds {
			if !seen[k] {
				seen[k] = true
				out = append(out, k)
			}
		}
	}
	sortStrings(out)
	return out
}

// Declared says which evidence kinds a source was declared to bring, per
// component key: kind → component → true. What is declared and not there is
// undecided; what is not declared is not assessed.
type Declared map[string]map[string]bool

// Has says whether some source declares kind for component.
func (d Declared) Has(kind, component string) bool { return d[kind][component] }

// Add declares kind for component.
func (d Declared) Add(kind, component string) {
	if d[kind] == nil {
		d[kind] = map[string]bool{}
	}
	d[kind][component] = true
}

// Applies says whether a check looks at components of this type.
func (c *Check) Applies(componentType string) bool {
	if len(c.AppliesTo) == 0 {
		return true
	}
	for _, t := range c.AppliesTo {
		if t == componentType {
			return true
		}
	}
	return false
}
