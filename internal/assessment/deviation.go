package assessment

import (
	"slices"
	"strings"
	"time"
)

// DeviationKind is what a waiver asks for in place of a remedy.
type DeviationKind string

// The kinds. Those but the first are FedRAMP's, whose words they are.
//
// Source: DESIGN 8; oscal_output_spec 6 and 8.
const (
	RiskAccepted           DeviationKind = "risk-accepted"
	FalsePositive          DeviationKind = "false-positive"
	OperationalRequirement DeviationKind = "operational-requirement"
	RiskAdjustment         DeviationKind = "risk-adjustment"
	VendorDependency       DeviationKind = "vendor-dependency"
)

// DeviationKinds lists them in the order in which they are explained.
var DeviationKinds = []DeviationKind{RiskAccepted, FalsePositive, OperationalRequirement, RiskAdjustment, VendorDependency}

// DeviationState is what has become of a waiver at a time.
type DeviationState string

// The states. Only an approved one has an effect.
const (
	DeviationPending   DeviationState = "pending"   // not approved, incomplete, or not begun
	DeviationApproved  DeviationState = "approved"  // in effect; a vendor dependency that is tracked
	DeviationLapsed    DeviationState = "lapsed"    // a vendor dependency without a check-in in time
	DeviationExpired   DeviationState = "expired"   // its last day is past
	DeviationWithdrawn DeviationState = "withdrawn" // no waiver says so any more
)

// CheckInDays is how long a check-in with a vendor lasts. Source: DESIGN 8; FedRAMP
// continuous monitoring strategy, vendor dependencies.
const CheckInDays = 30

// Cover names what a waiver covers: one subject, or all of an asset or a component,
// where it says so. It covers nothing else.
type Cover struct {
	Component string
	Asset     string
	ID        string
	All       bool // every subject of the asset, or of the component where no asset is named
}

// Of says whether a subject is covered. Empty parts stand for the component, as in
// Affected.
func (c Cover) Of(component, asset, id string) bool {
	switch {
	case c.Component != component:
		return false
	case c.All:
		return c.Asset == "" || c.Asset == asset
	}
	return whole(c.Asset, component) == whole(asset, component) &&
		whole(c.ID, whole(c.Asset, component)) == whole(id, whole(asset, component))
}

func whole(name, of string) string {
	if name == "" {
		return of
	}
	return name
}

// String prints it as subjects are printed: component/asset/id.
func (c Cover) String() string {
	parts := []string{c.Component}
	for _, p := range []string{c.Asset, c.ID} {
		if p != "" && p != c.Component {
			parts = append(parts, p)
		}
	}
	if c.All {
		parts = append(parts, "*")
	}
	return strings.Join(parts, "/")
}

// CheckIn is one time that somebody asked a vendor.
type CheckIn struct {
	At   time.Time // midnight UTC
	Note string
}

// Deviation is what a waiver says of one item, and what has become of it. It is state
// of the plan of action: passing time changes it on the day of an event only.
type Deviation struct {
	ID       string // of the waiver: its file's name, behind a # and the entry's number where it has several
	Kind     DeviationKind
	State    DeviationState
	Why      string // of a state without effect: what it lacks, or since when; empty when approved
	Owner    Party
	Reason   string
	From     time.Time // first day, midnight UTC
	Until    time.Time // last day, inclusive, midnight UTC
	Covers   []Cover   // sorted by component, asset and id
	Approver Party
	Approved time.Time // midnight UTC; zero for none
	Exhibits []Exhibit // of their sources only path and digest
	Source   Source    // the file; no line and no digest, which other entries change

	// Of a risk adjustment.
	Level       Level
	Adjusted    Rating
	Mitigations []string
	Deadline    time.Time // by its level; zero for none

	// Of a vendor dependency.
	Vendor, Product string
	CheckIns        []CheckIn // by time

	Covered int // open subjects of the item that it covers
}

// InEffect says whether a deviation counts.
func (d *Deviation) InEffect() bool { return d.State == DeviationApproved }

// CoversSubject says whether a deviation names a subject.
func (d *Deviation) CoversSubject(component, asset, id string) bool {
	return slices.ContainsFunc(d.Covers, func(c Cover) bool { return c.Of(component, asset, id) })
}

// Waives says whether a deviation in effect takes what it covers off the gate. An
// adjustment lowers a level and takes off nothing.
func (d *Deviation) Waives() bool { return d.InEffect() && d.Kind != RiskAdjustment }

// LastCheckIn is the day of the latest check-in; zero for none.
func (d *Deviation) LastCheckIn() time.Time {
	if len(d.CheckIns) == 0 {
		return time.Time{}
	}
	return d.CheckIns[len(d.CheckIns)-1].At
}

// Ends is the last day that it counts as things are: the day it names, or that of a
// check-in that is due before.
func (d *Deviation) Ends() time.Time {
	end := d.Until
	if last := d.LastCheckIn(); d.Kind == VendorDependency && !last.IsZero() {
		if due := last.AddDate(0, 0, CheckInDays); due.Before(end) {
			end = due
		}
	}
	return end
}

// Waiver is a request to deviate as its file says it, for one framework.
type Waiver struct {
	Deviation          // State, Why, Deadline and Covered are the fold's to say
	Weakness  string   // check id; or empty, and
	Item      string   // POAM-ID
	Lacks     []string // what is missing, in words; any keeps it pending
}
