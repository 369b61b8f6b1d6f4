// Package fedramp knows what FedRAMP asks of OSCAL documents beyond OSCAL itself:
// the rules of its Schematron files for assessment results (SAR) and plans of
// action (POA&M), those of its constraints for every model, and the closed lists
// of its properties. Rules is the one table of them all.
//
// A Checker is shown the objects of a document one by one and keeps little more
// than their identities, so that a document of any size can be checked while it
// is read.
package fedramp

import (
	"slices"
	"time"

	"github.com/assay-compliance/assay/oscal"
)

// NS is the namespace of FedRAMP's properties and facets.
//
// Source: GSA/fedramp-automation, documents/adr/0011 of October 2024.
const NS = "http://fedramp.gov/ns/oscal"

// LegacyNS is how the namespace was written before; it is read as the same.
const LegacyNS = "https://fedramp.gov/ns/oscal"

// Severity says how much a finding weighs. The zero value is the heavy one.
type Severity uint8

// The severities. What FedRAMP calls fatal is an error here.
const (
	Error   Severity = iota // FedRAMP would refuse the document for it
	Warning                 // FedRAMP would warn of it
	Note                    // nothing is wrong, and a reader should know
)

// State says how a rule is kept.
type State uint8

// The states. Every rule that is not simply kept says why.
const (
	Kept   State = iota // as published
	Meant               // as it is meant: its published form says something else too
	Unmet               // no sane document meets its published form; something else is checked instead
	Before              // the schema of OSCAL says the same, and is asked before
)

// String gives the word shown to people.
func (s State) String() string {
	return [...]string{"kept", "kept as meant", "cannot be met", "kept by the schema"}[s]
}

// Rule is one thing FedRAMP asks for.
type Rule struct {
	ID       string   // as published; our own begin with guide-
	From     string   // where it is published: constraints, poam.sch, sar.sch or guide
	Severity Severity // as published
	Models   []string // what it is asked of; none: every model
	Says     string   // in our words
	State    State
	Why      string // for a rule not simply kept: what is wrong with it, and what is checked

	looks  []look
	values *values
	end    func(*Checker) // after the last object
}

// look is a function for the objects of one type.
type look struct {
	kind any // a nil pointer of the type
	see  func(c *Checker, at string, object any)
}

// on makes a look of a function over one type of object.
func on[T any](see func(c *Checker, at string, object *T)) look {
	return look{(*T)(nil), func(c *Checker, at string, object any) { see(c, at, object.(*T)) }}
}

// values is a closed list of the values of a property.
type values struct {
	name    string   // of the property
	holders []string // the lists or members whose elements may have it; none: any
	fedramp bool     // only in FedRAMP's namespace
	class   bool     // the list is of the class, not of the value
	allowed []string
}

// The names of models.
const (
	plan     = "assessment-plan"
	results  = "assessment-results"
	poam     = "plan-of-action-and-milestones"
	security = "system-security-plan"
	catalog  = "catalog"
)

// packaged are the models of an authorization package, of which FedRAMP asks
// metadata.
func packaged() []string { return []string{plan, results, poam, security} }

// Rules lists every rule of FedRAMP that is known here: those for all models,
// those for plans of action, those for assessment results, and those that only
// its guides and registry state. A rule is its row; to add one, add a row and
// its function.
func Rules() []Rule {
	return slices.Concat(metadataRules(), valueRules(), poamRules(), resultsRules(), observationRules(), toolRules(), guideRules())
}

// asked says whether a rule is asked of a model.
func (r *Rule) asked(model string) bool {
	return len(r.Models) == 0 || slices.Contains(r.Models, model)
}

// fed says whether a namespace is FedRAMP's, in its form of now or of before.
func fed(ns string) bool { return ns == NS || ns == LegacyNS }

// system says whether a facet is in FedRAMP's system. Its guides, its registry
// and its Schematron each write it in another way.
func system(s string) bool { return fed(s) || s == "https://fedramp.gov" || s == "http://fedramp.gov" }

// each is a list that may be absent.
func each[T any](list *[]T) []T {
	if list == nil {
		return nil
	}
	return *list
}

// property finds the first property of FedRAMP with a name; -1 for none.
func property(props *[]oscal.Property, name string) int {
	return slices.IndexFunc(each(props), func(p oscal.Property) bool { return p.Name == name && fed(p.Ns) })
}

const day = 24 * time.Hour
