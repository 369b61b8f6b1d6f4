package assessment

import (
	"cmp"
	"iter"
	"slices"
	"time"
)

// POAM is the plan of action of one system under one framework: every item
// ever opened, open or closed. It is state that lives from run to run, so it
// holds nothing that a quiet day would change.
type POAM struct {
	System    string // system-id
	Framework string // framework id
	UUID      string // uuid of the document; stays
	Items     []Item // in the order they were opened
	Extra     Extra  // parts of the document that are a person's, not ours
	Source    Source // the recorded file; empty for a new state

	// Split: items stand on two lists, each in a document of its own. UUID, Extra
	// and Source are then of the plan of action.
	Split       bool
	Remediation Sheet // of the other list
	List        List  // of a state that is one document: which
	Demoted     bool  // this run moved an item off the plan of action
}

// Extra is what a person added to a recorded document, as raw JSON by the name
// of the part it stands in. It is carried over untouched.
type Extra map[string][]byte

// Item is one weakness to be remedied.
//
// UUID, RiskUUID, ID, Detected, Rating and Milestones never change once written,
// and Deadline only to an earlier one, when Level rises. Title, Statement and Remediation are those of the opening run, or
// what a person made of them since.
type Item struct {
	UUID     string
	RiskUUID string
	ID       string // POAM-ID, as "HIPAA-0001"
	Weakness string // check id at opening: the natural key, with Finding and Occurrence
	// Finding is the id of its own that the weakness has, as a vulnerability: see
	// Weakness. Empty for one that is the check's alone. InTime says that the latest
	// run saw each open subject of it within its time: it gates nothing.
	Finding string
	InTime  bool
	Names   []string // every id the check has had, sorted; Weakness among them
	// Occurrence counts from 1 the items opened for one weakness; a weakness
	// found again after closing is the next occurrence.
	Occurrence  int
	Reopens     string // uuid of the item this one is the return of
	Title       string
	Statement   string
	Remediation string
	Method      string     // how it was found: TEST or EXAMINE; empty until it was written down
	Status      RiskStatus // anything but RiskClosed is open
	Level       Level      // as this run, or the last that saw it, concluded
	Rating      Rating     // the initial one; stays
	Adjusted    Rating     // that of Level since; zero while it is the initial one
	Detected    time.Time  // collection time of the evidence that first showed it
	Deadline    time.Time  // zero for none
	Updated     time.Time  // as-of of the run that last changed the item
	Controls    []string   // control ids ever affected, sorted
	Targets     []string   // target ids ever affected, sorted
	Milestones  []Milestone
	Log         []LogEntry // in order of writing
	Affected    AffectedSet
	Closure     *Closure // set when a run closed the item
	List        List     // which it stands on, or stood on when it was closed
	// Deviations are what waivers say of it, sorted by id; those of the past too.
	// Waived is how many of its open subjects those in effect take off the gate.
	Deviations []Deviation
	Waived     int
	Extra      Extra
}

// Open says whether the item still stands. Every status a person may have
// given it, other than closed, counts as open.
func (i *Item) Open() bool { return i.Status != RiskClosed }

// Known says whether a check with this id, or one of these earlier ids, is the
// check the item was opened for.
func (i *Item) Known(id string, formerly []string) bool {
	for _, n := range i.Names {
		if n == id || slices.Contains(formerly, n) {
			return true
		}
	}
	return i.Weakness == id || slices.Contains(formerly, i.Weakness)
}

// ScanItems says which findings of scans have an item.
type ScanItems string

// Those whose time is over, and all that are there. Source: FedRAMP continuous
// monitoring: POA&Ms of Rev. 5 list every open vulnerability, those of 2026 what is late.
const (
	ScanItemsPastDue ScanItems = "past-due"
	ScanItemsAll     ScanItems = "all"
)

// Milestone is a dated step of the planned response.
type Milestone struct {
	UUID        string
	Title       string
	Description string
	Due         time.Time
	Extra       Extra
}

// LogType is the value of OSCAL's risk-log entry property "type"; empty where
// none of its tokens fits.
type LogType string

// The types the fold writes.
const (
	LogStatusUpdate LogType = "status-update"
	LogClosed       LogType = "closed"
	LogRequested    LogType = "dr-submission"
	LogCheckIn      LogType = "vendor-check-in"
)

// LogEntry is one event in the life of an item.
type LogEntry struct {
	UUID         string
	At           time.Time
	Title        string
	Description  string
	Type         LogType
	StatusChange RiskStatus // empty where the status did not change
	Extra        Extra
}

// Closure says on what an item was closed.
type Closure struct {
	At       time.Time // as-of of the run
	Fixed    int       // subjects with a fresh pass
	Unlisted int       // findings that a newer scan no longer lists
	Retired  int       // subjects whose asset a fresh inventory no longer lists
	False    int       // subjects that an approver found to be false positives: closed while that lasts
	Evidence []string  // evidence set digests of the passing observations, sorted
	First    time.Time // earliest collection among them; zero without evidence
}

// InlineAffected is the most affected subjects an AffectedSet holds in memory
// and a document holds in line.
const InlineAffected = 1000

// Affected is one subject a weakness was seen on.
type Affected struct {
	Component string
	Asset     string
	ID        string
	Since     time.Time    // collection time of the evidence that first showed it; of the latest return, if it came back
	Last      time.Time    // of the latest evidence that showed it; zero where the recorded state does not tell
	Why       string       // the check's message on the latest evidence; on the first where subjects stream
	Evidence  string       // sha256 hex of that envelope; empty where there was none
	Cleared   time.Time    // as-of of the run that verified it; zero: still affected
	How       Verification // FreshPass, Unlisted or Retired when Cleared is set
	Parts     []string     // of a finding: every Subject.Of it was seen under, sorted
	Finding   string       // id of its own of the weakness it is; empty for none
}

// Compare orders affected subjects by component, asset and id.
func (a Affected) Compare(b Affected) int {
	return cmp.Or(
		cmp.Compare(a.Component, b.Component),
		cmp.Compare(a.Asset, b.Asset),
		cmp.Compare(a.ID, b.ID),
	)
}

// WholeComponent says whether the subject stands for its component, not for
// one thing of it.
func (a Affected) WholeComponent() bool {
	return standsFor(a.Asset, a.Component) && standsFor(a.ID, a.Component)
}

func standsFor(name, whole string) bool { return name == "" || name == whole }

// AffectedSet is the affected subjects of an item, sorted by component, asset
// and id, each once. Up to InlineAffected are in Inline; more come from Stream,
// which may read files and this run's spool, so it is used before those go.
type AffectedSet struct {
	Count  int
	Open   int // of them not cleared
	Inline []Affected
	Stream iter.Seq2[Affected, error] // nil when Inline is complete
}

// All yields every affected subject in order. It may be called again.
func (s AffectedSet) All() iter.Seq2[Affected, error] {
	if s.Stream != nil {
		return s.Stream
	}
	return func(yield func(Affected, error) bool) {
		for _, a := range s.Inline {
			if !yield(a, nil) {
				return
			}
		}
	}
}

// LastEvent is when the state last changed: the greatest as-of of a run that
// changed an item, or a later log entry; zero for a state without items. A
// document's last-modified is this, so that a quiet day changes no byte.
func (p *POAM) LastEvent() time.Time {
	var last time.Time
	for i := range p.Items {
		it := &p.Items[i]
		last = later(last, it.Updated)
		last = later(last, it.Detected)
		for _, e := range it.Log {
			last = later(last, e.At)
		}
		if it.Closure != nil {
			last = later(last, it.Closure.At)
		}
	}
	return last
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// OpenItem finds the item that stands for a risk: the first open one whose check has
// the risk's id, now or formerly; else one that is closed as a false positive. Items of
// findings with ids of their own stand for a part of a risk, and never for it.
func (p *POAM) OpenItem(r *Risk) (*Item, bool) {
	var closed *Item
	for i := range p.Items {
		switch it := &p.Items[i]; {
		case !it.Known(r.Key, r.Formerly) || it.Finding != "":
		case it.Open():
			return it, true
		case it.FalsePositive():
			closed = it
		}
	}
	return closed, closed != nil
}
