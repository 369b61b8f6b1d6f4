package load

import (
	"regexp"
	"slices"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// bindingsFile is bindings.yaml: what a family says of checks it did not write.
type bindingsFile struct {
	Bindings   []bindingEntry                `yaml:"bindings"`
	Disable    []disableEntry                `yaml:"disable"`
	Parameters map[string]strictyaml.Raw     `yaml:"parameters"` // for the whole family
	Frameworks map[string]frameworkOverrides `yaml:"frameworks"` // for one framework of it

	Measures strictyaml.Later `yaml:"measures"`

	at     string // path of the file
	digest string
}

type frameworkOverrides struct {
	Parameters map[string]strictyaml.Raw `yaml:"parameters,required"`
}

// bindingEntry binds one check, or several that decide jointly.
type bindingEntry struct {
	Check      strictyaml.At[string]     `yaml:"check"`
	Checks     []strictyaml.At[string]   `yaml:"checks"`
	Decides    []strictyaml.At[string]   `yaml:"decides"`
	Supports   []strictyaml.At[string]   `yaml:"supports"`
	Informs    []strictyaml.At[string]   `yaml:"informs"`
	Frameworks []strictyaml.At[string]   `yaml:"frameworks"` // of the family; absent: all
	Params     map[string]strictyaml.Raw `yaml:"params"`

	// Why says why the family reads the check so. It is for people.
	Why strictyaml.At[string] `yaml:"why"`
}

// disableEntry takes the bindings of one check to one target, or to all targets
// of one control, out of effect.
type disableEntry struct {
	Check      strictyaml.At[string]   `yaml:"check,required"`
	Target     strictyaml.At[string]   `yaml:"target,required"`
	Frameworks []strictyaml.At[string] `yaml:"frameworks"`
	Owner      strictyaml.At[string]   `yaml:"owner,required"`
	Reason     strictyaml.At[string]   `yaml:"reason,required"`
	Review     strictyaml.At[string]   `yaml:"review,required"`
}

// checks lists the checks of an entry, whichever way they are written.
func (e bindingEntry) checks() []strictyaml.At[string] {
	if e.Check.Set() {
		return append([]strictyaml.At[string]{e.Check}, e.Checks...)
	}
	return e.Checks
}

// place is where an entry begins, as near as its values tell.
func (e bindingEntry) place(file string) problem.Place {
	for _, c := range e.checks() {
		return c.Place
	}
	return problem.Place{Path: file, Line: 1}
}

var reviewDate = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)

// bindings reads one bindings.yaml and checks what needs nothing else.
func (x index) bindings(at string, data []byte) (*bindingsFile, error) {
	f, digest, err := decode(x.Bindings, at, data)
	if err != nil {
		return nil, err
	}
	f.at, f.digest = at, digest
	var list problem.List
	for _, e := range f.Bindings {
		e.check(at, &list)
	}
	for _, d := range f.Disable {
		if _, err := time.Parse(time.DateOnly, d.Review.Value); err != nil || !reviewDate.MatchString(d.Review.Value) {
			list.Add(d.Review.Place, strictyaml.Quote(d.Review.Value)+" is not a date", "write the day by which it is looked at again, as 2027-01-31")
		}
		for _, v := range []strictyaml.At[string]{d.Owner, d.Reason} {
			if v.Value == "" {
				list.Add(v.Place, "disable needs an owner and a reason", "it is shown as lost coverage, with both")
			}
		}
	}
	return &f, list.Err()
}

// check refuses an entry that binds nothing or says two things at once.
func (e bindingEntry) check(at string, list *problem.List) {
	checks := e.checks()
	switch {
	case e.Check.Set() && e.Checks != nil:
		list.Add(e.Check.Place, "check and checks are both given", "keep one: checks is a set that decides jointly")
	case len(checks) == 0:
		list.Add(e.place(at), "a binding names no check", "add check: with its id")
	case e.Checks != nil && len(checks) == 1:
		list.Add(checks[0].Place, "a joint set of one check", "write check:, or name the others")
	}
	if len(checks) > 1 && (e.Supports != nil || e.Informs != nil) {
		list.Add(checks[0].Place, "only decides can be joint", "bind each check by itself under supports and informs")
	}
	if len(e.Decides)+len(e.Supports)+len(e.Informs) == 0 {
		list.Add(e.place(at), "a binding names no target", "add decides:, supports: or informs: with ids of the catalog")
	}
	seen := map[string]bool{}
	for _, c := range checks {
		if seen[c.Value] {
			list.Add(c.Place, "check "+strictyaml.Quote(c.Value)+" comes twice", "name it once")
		}
		seen[c.Value] = true
	}
}

// known refuses frameworks that the family does not have.
func (f *bindingsFile) known(family Family, list *problem.List) {
	for _, e := range f.Bindings {
		knownFrameworks(family, e.Frameworks, list)
	}
	for _, d := range f.Disable {
		knownFrameworks(family, d.Frameworks, list)
	}
	for _, id := range sortedKeys(f.Frameworks) {
		at := problem.Place{Path: f.at, Line: 1}
		for _, name := range sortedKeys(f.Frameworks[id].Parameters) {
			at = f.Frameworks[id].Parameters[name].Place
			break
		}
		if !slices.Contains(family.Frameworks, id) {
			list.Add(at, "family "+family.ID+" has no framework "+strictyaml.Quote(id), instead(id, family.Frameworks))
		}
	}
}

// knownFrameworks refuses ids of frameworks that a family does not have.
func knownFrameworks(family Family, ids []strictyaml.At[string], list *problem.List) {
	for _, id := range ids {
		if !slices.Contains(family.Frameworks, id.Value) {
			list.Add(id.Place, "family "+family.ID+" has no framework "+strictyaml.Quote(id.Value), instead(id.Value, family.Frameworks))
		}
	}
}

// in says whether an entry counts for a framework.
func in(ids []strictyaml.At[string], framework string) bool {
	return len(ids) == 0 || slices.ContainsFunc(ids, func(id strictyaml.At[string]) bool { return id.Value == framework })
}

// source is where a value of the file stands.
func (f *bindingsFile) source(at problem.Place) assessment.Source {
	return assessment.Source{Path: f.at, Line: at.Line, Digest: f.digest}
}
