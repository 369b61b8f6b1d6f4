package assessment

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
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

	// What the fold makes of it.
	SHA256  string // of everything above but state and deadline: see Fingerprint
	Covered int    // open subjects of the item that it covers
	Adjusts bool   // of a risk adjustment: it covers all that is not waived, so that the item has its level
}

// InEffect says whether a deviation counts.
func (d *Deviation) InEffect() bool { return d.State == DeviationApproved }

// Covered names what deviations cover, so that each of many subjects is looked up and
// not searched.
type Covered map[Cover]bool

// Index is what a deviation covers, to be looked up.
func (d *Deviation) Index() Covered {
	out := Covered{}
	for _, c := range d.Covers {
		if c.All {
			out[c] = true
		} else {
			out[exactly(c.Component, c.Asset, c.ID)] = true
		}
	}
	return out
}

// Has says whether a subject is covered.
func (c Covered) Has(component, asset, id string) bool {
	return c[Cover{Component: component, All: true}] || c[Cover{Component: component, Asset: asset, All: true}] || c[exactly(component, asset, id)]
}

// exactly is the one form of the name of a subject: what stands for its component is
// named as Affected does it, by the component.
func exactly(component, asset, id string) Cover {
	asset = whole(asset, component)
	return Cover{Component: component, Asset: asset, ID: whole(id, asset)}
}

// Waives says whether a deviation in effect takes what it covers off the gate. An
// adjustment lowers a level and takes off nothing.
func (d *Deviation) Waives() bool { return d.InEffect() && d.Kind != RiskAdjustment }

// CheckedIn is the day of the latest check-in until a time; zero for none.
func (d *Deviation) CheckedIn(asOf time.Time) time.Time {
	var last time.Time
	for _, c := range d.CheckIns {
		if !c.At.After(asOf) {
			last = later(last, c.At)
		}
	}
	return last
}

// Ends is the last day that it counts as things are at a time: the day it names, or
// that by which the vendor has to be asked again.
func (d *Deviation) Ends(asOf time.Time) time.Time {
	if last := d.CheckedIn(asOf); d.Kind == VendorDependency && !last.IsZero() {
		if due := last.AddDate(0, 0, CheckInDays); due.Before(d.Until) {
			return due
		}
	}
	return d.Until
}

// Fingerprint is the sha256 of everything that a waiver says, in hex: of two that say
// the same it is the same. State, deadline and what is covered are not in it.
func (d *Deviation) Fingerprint() string {
	said := *d
	said.State, said.Why, said.SHA256, said.Deadline, said.Covered, said.Adjusts = "", "", "", time.Time{}, 0, false
	text, err := json.Marshal(said)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Adjustment is the approved adjustment that an item has its level by: the one to the
// greatest level; nil for none.
func (i *Item) Adjustment() *Deviation {
	var found *Deviation
	for k := range i.Deviations {
		d := &i.Deviations[k]
		if d.Adjusts && (found == nil || d.Level.Above(found.Level)) {
			found = d
		}
	}
	return found
}

// Rated is the level of an item with what is approved of it.
func (i *Item) Rated() Level {
	if d := i.Adjustment(); d != nil {
		return d.Level
	}
	return i.Level
}

// Due is the deadline of an item with what is approved of it.
func (i *Item) Due() time.Time {
	if d := i.Adjustment(); d != nil && !d.Deadline.IsZero() {
		return d.Deadline
	}
	return i.Deadline
}

// Excused says whether waivers take all of an item off the gate: every open subject,
// or it is closed because all of them are false positives.
func (i *Item) Excused() bool {
	return i.FalsePositive() || i.Open() && i.Affected.Open > 0 && i.Waived == i.Affected.Open
}

// FalsePositive says whether an item is closed because an approver found it to be none.
// It is opened again when that ends.
func (i *Item) FalsePositive() bool {
	return i.Status == RiskClosed && i.Closure != nil && i.Closure.False > 0
}

// Expired gives the deviations whose last day is past, and that still cover something
// that stands open.
func (i *Item) Expired() []*Deviation {
	var out []*Deviation
	for k := range i.Deviations {
		if d := &i.Deviations[k]; d.State == DeviationExpired && d.Covered > 0 && i.Open() {
			out = append(out, d)
		}
	}
	return out
}

// Waiver is a request to deviate as its file says it, for one framework.
type Waiver struct {
	Deviation          // State, Why, Deadline and Covered are the fold's to say
	Weakness  string   // check id; or empty, and
	Item      string   // POAM-ID
	Lacks     []string // what is missing, in words; any keeps it pending
}
