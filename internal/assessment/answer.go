package assessment

import (
	"strings"
	"time"
)

// Request is an attestation that a family asks for: what a person looks at or is
// asked, for objectives that no machine can answer. It comes from attestations.yaml
// of the family.
type Request struct {
	ID        string   // <family>.<name>: cmmc.training-records
	Title     string   // short, for lists
	Question  string   // what the person answers, in our words
	Method    string   // EXAMINE or INTERVIEW
	Role      string   // who can answer, as an OSCAL role id: information-system-security-officer …
	Documents []string // what is looked at, in words; empty for an interview
	Valid     int      // days that an answer lasts at most
	Source    Source   // its line in attestations.yaml
}

// Ask ties one target to the request that answers it. An answer decides, as a check
// does; where checks decide too it stands in only where none has evidence.
type Ask struct {
	Target  string
	Request *Request
}

// NotCovered says openly why nothing answers a target: neither check nor request.
type NotCovered struct {
	Target string
	Reason string
	Source Source
}

// Party is a person or organization that said something. It is the origin of what
// it said in every document; assay never says it for them.
type Party struct {
	Name         string
	Role         string // OSCAL role id
	Organization string // empty for the provider itself
	// Assessor says that the party assesses for somebody else than the provider, as
	// a 3PAO or a C3PAO does.
	Assessor bool
}

// Exhibit is a document that an attestation or a decision rests on.
type Exhibit struct {
	Title  string
	Source Source // path and digest of a file of the repository; empty for one kept elsewhere
	Href   string // where one kept elsewhere is
	SHA256 string // as given; of a file of the repository it must be that of the bytes
	Draft  bool   // a draft or working paper: nothing of CMMC rests on it (32 CFR 170.24(b)(1))
	Fault  string // why it cannot be relied on: missing, changed …; empty when it can
}

// Attestation is what a person says of objectives, read from attestations/*.yaml.
type Attestation struct {
	ID         string // of the file: its name without .yaml, behind a # and the entry's number where it has several
	Request    string // id of the request it answers; empty for one of the team's own
	Frameworks []string
	Targets    []string // ids of targets, sorted; expanded from controls
	Statement  string
	Satisfied  bool // false: the person says that it is not so
	Method     string
	Party      Party
	Date       time.Time // the day it was said, midnight UTC
	Expires    time.Time // the last day it counts, midnight UTC; inclusive
	Exhibits   []Exhibit
	// Lacks are what is missing or wrong about it, in words; any makes it
	// incomplete, and its objectives undecided.
	Lacks  []string
	Source Source
}

// DecisionKind is what a decision changes.
type DecisionKind string

// The kinds of decisions. Source: DESIGN 3; 45 CFR 164.306(d)(3); 32 CFR 170.24.
const (
	DecisionNotApplicable DecisionKind = "not-applicable"
	DecisionAddressable   DecisionKind = "addressable"
	DecisionException     DecisionKind = "enduring-exception"
	DecisionDeficiency    DecisionKind = "temporary-deficiency"
	DecisionAdjudication  DecisionKind = "dod-cio-adjudication"
	DecisionDetermination DecisionKind = "assessor-determination"
)

// Decision is a dated choice of a named person with authority, read from
// decisions/*.yaml, that changes what applies or what is concluded.
type Decision struct {
	ID         string
	Kind       DecisionKind
	Frameworks []string
	Targets    []string // sorted; expanded from controls
	Components []string // keys of those it is for, sorted; nil: all
	Reason     string
	Decider    Party
	Authority  string    // by what right: title, charter, delegation
	Date       time.Time // midnight UTC
	Review     time.Time // the last day it counts without a new look, midnight UTC; inclusive
	Past       time.Time // the last day it speaks of as past: a review held, a day since which nothing changed; zero for none
	Exhibits   []Exhibit
	// Satisfied is what an assessor determines, and whether a DoD CIO finds a
	// measure equally effective; other kinds leave it true.
	Satisfied bool
	// Observations are uuids that a determination cites.
	Observations []string
	// Details are what only some kinds have, in the order they are shown: measure,
	// risk-analysis, factors, mitigations, plan-of-action, …
	Details []Detail
	Lacks   []string // what is missing or wrong, in words; any leaves the verdict undecided
	Source  Source
}

// Detail is one thing that a decision of its kind must say.
type Detail struct{ Name, Text string }

// AssessedBy says whether a party is an assessor of the system: of the organization that
// assay.yaml names, where the assessment is independent. An assessor of another is a
// stranger to it.
func (s *System) AssessedBy(p Party) bool {
	return p.Assessor && (s.Assessor == "" || strings.EqualFold(strings.TrimSpace(p.Organization), strings.TrimSpace(s.Assessor)))
}

// Until is the last day an attestation counts for what a request asks about: the day it
// gives itself, and at most as long as an answer to the request lasts. A nil request
// sets no limit.
func (a *Attestation) Until(r *Request) time.Time {
	if r == nil || r.Valid <= 0 || a.Date.IsZero() {
		return a.Expires
	}
	if most := a.Date.AddDate(0, 0, r.Valid); a.Expires.After(most) {
		return most
	}
	return a.Expires
}

// Current says whether something that counts from its date to a last day, both
// inclusive, counts at the assessment time.
func Current(date, last, asOf time.Time) bool {
	return !date.After(asOf) && !last.IsZero() && asOf.Before(last.AddDate(0, 0, 1))
}
