// Package report turns results into what people and programs read on a screen:
// the first screen of assess, its long form, a versioned JSON document, and the
// forms that other tools take. It sees results only, never files.
package report

import (
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/pseudonym"
)

// Input is one run, concluded and decided.
type Input struct {
	Version    string
	System     string
	AsOf       time.Time
	TimeSource string // "declared" or "clock"
	Results    []assessment.Results
	Decision   Decision
	Steps      []Step
	Out        string // where the documents are, as the user named it
	Documents  []string
	Unplanned  bool                          // no plan of action is known: it is not that there are no items
	Open       map[string]int                // open POA&M items by framework
	Aside      map[string]int                // open items that the rules keep off the POA&M, by framework
	Measures   map[string]assessment.Measure // by framework; of families that have any
	Evidence   assessment.EvidenceSummary
	Warnings   []assessment.Note // what of the workspace is most likely a slip; among the notes too
	Gone       []string          // evidence that counted last time and is not there now
	Unclaimed  []string          // claims whose source is not available
	Stopped    string
	Rules      *assessment.Rules // the revision that the rules are of; nil for the working tree
	Stored     *Stored           // nil where there is no store
	Recorded   *Recorded         // nil where nobody asked to record
	Files      []File            // the documents that this is made from, by path; nil where they are not known
	// Artifacts lists what is handed over with the documents, by place, read when it is
	// asked for; nil where that is not known.
	Artifacts func() ([]assessment.Artifact, error)
	// Policy gives the text of a policy that the results carry, by the sha256 of its
	// file; ok is false where they do not, and the func nil where that is not known.
	Policy func(sha256 string) (text []byte, ok bool, err error)
	// Claims lists what the description of the system claims of the controls of a
	// framework, read when it is asked for; known is false, or the func nil, where no
	// description is known.
	Claims func(framework string) (list []assessment.Claimed, known bool, err error)

	// Locked is what the run found of the lock of the workspace; nil where nobody knows.
	Locked *assessment.Locked

	// POAMs are the plans of action by framework, every item ever; of frameworks that
	// have any. Long lists of affected subjects stream from the files beside them.
	POAMs map[string]assessment.POAM

	// Trend is what earlier runs said, and this one, by framework and time: the last
	// point of a framework is this run's. History are the documents that the earlier
	// points were made from. Both are nil where nobody named earlier results.
	Trend   []assessment.TrendPoint
	History []File

	// Template is the workbook that the plan of action is written into; nil for one of
	// our own.
	Template *Template

	// Certification is what FedRAMP's documents ask beside the results.
	Certification Certification

	// Names gives what persons are called, and Personal says that they are called by
	// their ids all the same.
	Names    *pseudonym.Namer
	Personal bool
	Ratchet  string // the baseline, where a flag gave it
	Config   string // path of the configuration in the repository; empty where it is not known
}

// Template is a workbook of the user's, with headings of a plan of action.
type Template struct {
	Path   string // as the user named it
	Digest string // sha256 hex
	Data   []byte
}

// Stored says where what the assessment saw and made is kept.
type Stored struct {
	Dir     string
	ID      string // the beginning of the digest of its manifest
	Entries int64  // of the log
	Signed  bool
}

// Recorded is what became of the request to record the plan of action.
type Recorded struct {
	Files   []string // the states that are recorded now, as the user named the place
	Changed int      // how many of them are others than before
	Why     string   // why nothing was recorded; empty when it was
}

// Decision is the gate's word, ready to print.
type Decision struct {
	Gate      string
	Passed    bool
	Code      int
	Summary   string    // why, one sentence
	Reasons   []Reason  // what the code rests on, worst first
	Tolerated []Reason  // what the gate lets pass, see Reason.By
	Baseline  *Baseline // of a ratchet; nil for none
}

// Baseline is the results of before that nothing may be worse than.
type Baseline struct {
	Path     string // as the user named it
	AsOf     time.Time
	Answered int // objectives that passed or failed there
}

// Reason is one thing the gate holds against the release, with every objective
// it touches.
type Reason struct {
	Kind      string // failing, recorded, unknown-asset, expired-waiver, policy-change, coverage, incomplete, nothing-assessed, undecided
	Framework string
	Level     string
	ID        string   // what to ask explain for
	Check     string   // empty where no one check is behind it
	Controls  []string // printed forms
	Targets   []string // ids of the objectives
	Component string
	Subject   string // an example of what it was seen on
	Subjects  int    // how many there are
	Why       string
	Remedy    string
	Evidence  string // of the example: path:line#pointer
	At        assessment.Source
	Item      string   // POAM-ID of the open item for it
	Waivers   []string // ids of those that cover some of it; of an expired one its own
	By        string   // why it is tolerated: below-level, waived, undecided-warns, baseline, time-driven or policy-warns; empty for what is held
}

// let says why a reason is tolerated.
func (r Reason) let() string {
	if r.By == "waived" {
		return "waived by " + strings.Join(r.Waivers, ", ")
	}
	return r.By
}

// Step is something that would answer more objectives.
type Step struct {
	Kinds      []string
	Components []string
	Answers    int
}
