package assessment

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"time"
)

func sortStrings(s []string) { slices.Sort(s) }

// Reason says, as a token, why an outcome is what it is beyond the words of
// the check. It is a property of observations and findings.
type Reason string

// The reasons. Empty means the check's own outcome.
const (
	ReasonMissing       Reason = "missing"        // declared and not there
	ReasonMalformed     Reason = "malformed"      // not what its format, its schema or its source says
	ReasonUnreadable    Reason = "unreadable"     // there by name, and its bytes cannot be had
	ReasonNotShown      Reason = "not-shown"      // readable, and it shows nothing of its kind, or its scan failed
	ReasonStale         Reason = "stale"          // older than its kind, or the control, allows
	ReasonFuture        Reason = "future"         // collected after the assessment time
	ReasonUnknownAge    Reason = "unknown-age"    // no collection time
	ReasonNoOutcome     Reason = "no-outcome"     // a subject nobody judged
	ReasonNoSubject     Reason = "no-subject"     // no subject at all, or all skipped
	ReasonSilent        Reason = "silent"         // a conftest rule reported nothing, and its binding does not say what that decides
	ReasonPolicyError   Reason = "policy-error"   // undefined rule, unknown subject, type error
	ReasonDeadline      Reason = "deadline"       // stopped by the clock
	ReasonMemory        Reason = "memory"         // stopped by the heap watchdog
	ReasonTooLarge      Reason = "too-large"      // above a reader's limit
	ReasonParameter     Reason = "parameter"      // a parameter is unset or looser than allowed
	ReasonNotExamined   Reason = "not-examined"   // in the inventory, in no evidence
	ReasonUnknownAsset  Reason = "unknown-asset"  // in evidence, not in the inventory
	ReasonNotApplicable Reason = "not-applicable" // by decision
	ReasonWrongTarget   Reason = "wrong-target"   // evidence names another target than its component
	ReasonUnsigned      Reason = "unsigned"       // nobody who may speak for it by the trust policy signed it
	ReasonForged        Reason = "bad-signature"  // the signature beside it is not for these bytes, or not what it says
	ReasonUndeclared    Reason = "undeclared"     // no source declares a kind for a component that needs it
	ReasonIncompleteSet Reason = "incomplete-set" // a member of a joint set applies to no component
	ReasonExpired       Reason = "expired"        // what somebody said or chose counts no more
	ReasonIncomplete    Reason = "incomplete"     // what somebody said or chose lacks what it needs
	ReasonContradiction Reason = "contradiction"  // what was seen contradicts what somebody chose
)

// Subject is one judged thing with its outcome. Asset is the subject of the
// envelope (a host, a tenant …); ID is what the check calls it and equals Asset
// where the check defines no subjects of its own.
type Subject struct {
	Component string
	Asset     string
	ID        string
	Outcome   Outcome
	Reason    Reason
	Why       string // the check's message, or ours
	Evidence  string // sha256 hex of the envelope's bytes; empty where there is none
	Source    Source // file, line and pointer of the evidence
	Collected time.Time
	// Of names, for a finding of a scan and for what the scan examined, the part
	// that was examined and by what: a scan lists a finding only while it is
	// there. Empty for a subject that evidence lists whatever its outcome.
	Of string
	// Weakness is the id of its own that what the subject is has, as a vulnerability;
	// nil for none.
	Weakness *Weakness
}

// Weakness is something that has an id wherever it is found, as a vulnerability: the plan
// of action has an item for each.
type Weakness struct {
	ID    string
	Level Level
	Since time.Time // when it was first found there; zero where nobody says
	// Stands says that it is there, whatever the outcome: a pass is of one whose time is
	// not over.
	Stands bool
}

// Name is what a person reads: the id, behind its asset when they differ and
// the asset is not the component itself.
func (s Subject) Name() string {
	if s.ID == s.Asset || s.Asset == "" || s.Asset == s.Component {
		return s.ID
	}
	return s.Asset + "/" + s.ID
}

// Observation is what one run saw of one component, for one outcome: all
// subjects with that outcome and reason over one evidence set. Values are
// small; the subjects themselves are read from a spool by Subjects, sorted by
// asset, id and evidence digest, as often as needed.
type Observation struct {
	UUID      string // set when read from a document
	Run       RunKey
	Component string
	Outcome   Outcome
	Reason    Reason // common to its subjects; one observation per reason
	Kinds     []string
	// EvidenceSet is the sha256 hex over the sorted digests of all envelopes
	// of the check's kinds for that component; empty without evidence.
	EvidenceSet string
	First, Last time.Time // earliest and latest collection in the set; zero without evidence
	Expires     time.Time // when the set's oldest envelope becomes stale; zero without evidence
	Count       int       // subjects
	Sample      []Subject // the first few subjects, for messages
	Subjects    iter.Seq2[Subject, error]
	Population  Population
	Personal    bool        // some of the subjects are ids of persons, by the kinds that the check reads
	Params      []Parameter // of Run, sorted by name; set when read from a document
	// Said is the attestation or decision that it is made of; nil for what a check
	// saw.
	Said *Said
}

// Said is what a person said or chose, in the form of what a check sees: Check says
// what was asked, Party who answered.
type Said struct {
	ID       string // of the record
	Kind     string // attestation or decision
	Check    *Check
	Party    Party
	Exhibits []Exhibit
	// Details are what it says, in the order they are shown.
	Details []Detail
}

// Population is what should have been examined and what was, for one run and
// component; the same on each of its observations.
type Population struct {
	Asserted bool // no inventory: the evidence itself says what there is
	Expected int
	Examined int
	Skipped  int
	Missing  int
	Unknown  int
	// Sample is the id of the sampling plan by which part of what an inventory
	// lists is expected, and Of how many it lists; empty and zero for none.
	Sample string
	Of     int
}

// EvidenceSet is the envelopes behind one or more observations.
type EvidenceSet struct {
	Digest string
	Count  int
	// Files are the distinct source files, sorted by path; filled up to 1,000
	// envelopes, above that only Digests is.
	Files []Source
	// Signatures are those of the trust policy that speak for files of the set,
	// sorted; up to 1,000.
	Signatures []Signature
	// Digests yields the sorted sha256 hex of every envelope.
	Digests iter.Seq2[string, error]
}

// Signature is a signer's word for a file of evidence: the bundle that stands
// beside the file.
type Signature struct {
	Signer string
	Bundle Source
}

// Compare orders signatures by signer, then by bundle.
func (s Signature) Compare(t Signature) int {
	return cmp.Or(strings.Compare(s.Signer, t.Signer), strings.Compare(s.Bundle.Path, t.Bundle.Path), strings.Compare(s.Bundle.Digest, t.Bundle.Digest))
}

// Signers names those who signed files of the set, sorted.
func (s EvidenceSet) Signers() []string {
	var out []string
	for _, x := range s.Signatures {
		out = append(out, x.Signer)
	}
	return slices.Compact(out)
}

// Observations is everything evaluate saw, sorted by check, parameters,
// component, outcome and reason.
type Observations struct {
	All      []Observation
	Sets     map[string]EvidenceSet // by digest
	Evidence EvidenceSummary
	// Inventory is what a fresh inventory lists, by component key; a component
	// without one has an asserted population and no asset of it can retire.
	Inventory map[string]Inventory
	Complete  bool         // false: a deadline or memory stop cut the run short
	Stopped   string       // what cut it short; empty when complete
	Close     func() error // removes the spool; never nil
}

// EvidenceSummary counts what was read.
type EvidenceSummary struct {
	Envelopes  int
	Superseded int
	Notes      []Note // malformed files, asserted subjects, stale kinds …; bounded, sorted
	NotesCut   int    // how many notes did not fit
}

// Note is one thing to tell about evidence, without its content.
type Note struct {
	Source    Source
	Kind      string
	Component string
	What      string
	Remedy    string
}
