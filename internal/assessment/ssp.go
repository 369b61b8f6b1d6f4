package assessment

import (
	"slices"
	"strings"
	"time"
)

// SecurityPlan is what an OSCAL system security plan says of a system beside its
// components and their claims. All of it is the provider's word: it says what
// should be there and what is asked, never that something is so.
type SecurityPlan struct {
	UUID     string
	Title    string
	Source   Source
	Modified time.Time // last-modified of its metadata
	Profile  string    // href of import-profile, as written
	// Imports is what the profile resolved to: a framework, a catalog or the
	// path of a local file; empty where it is not available.
	Imports    string
	Users      []PlanUser
	Leveraged  []Leveraged
	Inventory  []PlanAsset     // sorted by component and asset, each once
	Parameters []PlanParameter // in the order of the document
	Inherited  []Inherited     // sorted by control
}

// PlanUser is a kind of user of the system.
type PlanUser struct {
	UUID  string
	Title string
	Roles []string
}

// Leveraged is an authorization of another system that this one builds on.
type Leveraged struct {
	UUID  string
	Title string
	Date  string // YYYY-MM-DD
}

// PlanAsset is an asset that the plan's inventory lists, for one component.
type PlanAsset struct {
	Component string // key
	Asset     string
	Source    Source
}

// PlanParameter is a value that the plan gives to a parameter of the profile.
type PlanParameter struct {
	ID        string
	Component string // key of the one it is for; empty for all
	// Rank says how near it stands to what it is for: of two for the same
	// component the higher counts.
	Rank   int
	Values []string // as written
	Source Source
}

// Inherited is a control of which the plan says that another system satisfies
// it, or a part. It decides nothing.
type Inherited struct {
	ControlID  string
	Statements []string // sorted; none: the control as a whole
	From       []string // titles of the leveraged authorizations, sorted; empty where the plan names none
	Source     Source   // where the plan says so first
}

// Provided is what the assessment results of another system show of what this one
// inherits from it.
type Provided struct {
	Name      string
	Framework string    // the results are against
	End       time.Time // of the results
	Expires   time.Time // when they count no more
	Source    Source    // the file of results
	Signature Signature // over it, where a signer of the trust policy was asked for and spoke
	Inherited []Inherited
	// Own are controls, sorted, of which a part is left to this system.
	Own      []string
	Verdicts map[string]Verdict // by target id
	Fault    string             // why nothing can be inherited from them; empty when it can
	Forged   bool               // the fault is the signature
}

// Words says where a control is inherited from.
func (i Inherited) Words() string {
	from := strings.Join(i.From, ", ")
	if from == "" {
		from = "a system that the plan does not name"
	}
	if len(i.Statements) > 0 {
		return from + " in part (" + strings.Join(i.Statements, ", ") + ")"
	}
	return from
}

// InheritedOf gives what a plan says of the inheritance of a control; ok is false
// where it says nothing of it.
func InheritedOf(list []Inherited, control string) (Inherited, bool) {
	i := slices.IndexFunc(list, func(i Inherited) bool { return i.ControlID == control })
	if i < 0 {
		return Inherited{}, false
	}
	return list[i], true
}
