package assessment

import "time"

// Basis says on whose word a finding rests.
type Basis string

// The bases.
const (
	BasisMachine           Basis = "machine"
	BasisAssessor          Basis = "assessor"
	BasisProviderStatement Basis = "provider-statement"
	BasisInherited         Basis = "inherited"
	BasisDecision          Basis = "decision"
)

// Finding is the conclusion on one target. Only reviewed targets have one; the
// rest are counted in Results.NotAssessed.
type Finding struct {
	UUID         string // set when read from a document
	Target       Target
	Verdict      Verdict
	Reason       Reason // of an undecided verdict: the most telling one
	Why          string // one sentence for people
	Basis        Basis
	Observations []int    // indexes into Results.Observations of what decides and supports, ascending
	Informing    []int    // the same of what only informs: shown, not counted
	Risks        []string // keys of Results.Risks, sorted
	Needs        []Need   // of a verdict undecided for want of a declared source
	// Undeclared are, of a pass, the kinds of evidence that bound checks could
	// show it broken by and that no source brings for a component they look
	// at; sorted. The pass stands, and this stands beside it.
	Undeclared []string
	// Inherited are the results of leveraged systems that it rests on.
	Inherited []Source
}

// ControlResult is the roll-up of a control; it is no OSCAL finding.
type ControlResult struct {
	Control     Control
	Verdict     Verdict // pass only when all targets pass or are not applicable
	Partial     bool    // some targets were not reviewed
	Pass        int
	Fail        int
	Undecided   int
	NotReviewed int
}

// Results is one framework's conclusion.
type Results struct {
	Scope        *Scope
	AsOf         time.Time
	Declared     string // "declared" when --as-of was given, else "clock"
	Start        time.Time
	Findings     []Finding       // sorted by target id
	Controls     []ControlResult // in the scope's order
	Observations []Observation   // those its bindings cite, in Observations order
	Checks       []*Check        // every check bound and in effect, sorted by id
	Sets         map[string]EvidenceSet
	Risks        []Risk // sorted by key
	Unassessed   []Unassessed
	Coverage     Coverage
	Inventory    map[string]Inventory // by component key, see Observations
	Complete     bool
	// Bearing is, by target, what was seen of one that nothing decided; set when read
	// from a document, where Unassessed does not have it.
	Bearing map[string][]Bearing
}

// Bearing is an observation that bears on a target that nothing decided.
type Bearing struct {
	Observation int // index into Results.Observations
	Strength    Strength
	Why         string // the target is not assessed
}

// Unassessed is a target that nothing decided.
type Unassessed struct {
	Target    Target
	Basis     Basis    // BasisInherited where a system security plan says so; else empty
	Supported bool     // supporting checks pass
	Why       string   // nothing bound; no source declared
	Kinds     []string // kinds that a source could declare to have it assessed
	Needs     []Need   // each way to have it assessed, sorted
	// Observations are indexes into Results.Observations of what supports and
	// informs, ascending.
	Observations []int
}

// Coverage counts targets. Ratio is passed or failed over all minus not
// applicable.
type Coverage struct {
	Total, Pass, Fail, Undecided, NotApplicable, NotAssessed, Supported int
	Disabled                                                            int // lost by disable
	Undeclared                                                          int // of those passed: findings with Undeclared
	// Unknown says that the results do not tell how many targets there are
	// beside those they judge, as another tool's document.
	Unknown bool
}

// Ratio is the share of targets passed or failed, 0 to 1; 0 when there is
// nothing to judge, or when nobody knows of what it would be the share.
func (c Coverage) Ratio() float64 {
	n := c.Total - c.NotApplicable
	if n <= 0 || c.Unknown {
		return 0
	}
	return float64(c.Pass+c.Fail) / float64(n)
}

// RiskStatus is an OSCAL risk status.
type RiskStatus string

// The statuses assay writes.
const (
	RiskOpen          RiskStatus = "open"
	RiskInvestigating RiskStatus = "investigating"
	RiskClosed        RiskStatus = "closed"
	RiskRequested     RiskStatus = "deviation-requested"
	RiskApproved      RiskStatus = "deviation-approved"
)

// Risk is one weakness of one system under one framework, or one assessment
// gap (Gap set) shared by the undecided findings of one kind and component.
type Risk struct {
	UUID string // set when read from a document
	Key  string // check id, "gap/<kind>/<component>" or "unknown-asset/<component>"
	Gap  bool
	// Own marks a finding of its own that no target carries: an asset seen in
	// evidence that no inventory knows. It gates by itself.
	Own          bool
	Kind         string // evidence kind of a gap
	Component    string // of a gap or an unknown asset; empty for the system as a whole
	Check        *Check // nil for a gap and for an unknown asset
	Title        string
	Statement    string
	Remediation  string
	Status       RiskStatus
	Level        Level
	Rating       Rating
	Detected     time.Time // earliest collection of failing evidence
	Deadline     time.Time // zero for none
	Controls     []string  // affected control ids, sorted
	Targets      []string  // affected target ids, sorted
	Observations []int     // indexes into Results.Observations
	Formerly     []string
	Unknown      int       // of unknown assets: at least so many
	Assets       []Subject // of unknown assets: the first few, sorted; only Component and Asset are theirs
}

// Verification is what a fresh run says of one earlier affected subject.
type Verification uint8

// The verifications. Unverified leaves an item open.
const (
	Unverified Verification = iota
	StillFailing
	FreshPass
	Retired
	Unlisted // a newer scan that looked where the finding was lists it no longer
)
