package records

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// waiverEntry is a request to let findings stand for a time.
type waiverEntry struct {
	Kind       strictyaml.At[string]          `yaml:"kind,required"`
	Weakness   strictyaml.At[string]          `yaml:"weakness"` // check id
	Item       strictyaml.At[string]          `yaml:"item"`     // POAM-ID
	Frameworks []strictyaml.At[string]        `yaml:"frameworks"`
	Covers     []strictyaml.At[coverEntry]    `yaml:"covers,required"`
	Owner      partyEntry                     `yaml:"owner"`
	Reason     strictyaml.At[string]          `yaml:"reason"`
	From       strictyaml.At[string]          `yaml:"from"`
	Until      strictyaml.At[string]          `yaml:"until"`
	Evidence   []strictyaml.At[documentEntry] `yaml:"evidence"`
	Approval   strictyaml.At[approvalEntry]   `yaml:"approval"`

	// risk-adjustment
	Level       strictyaml.At[string]   `yaml:"level"`
	Mitigations []strictyaml.At[string] `yaml:"mitigations"`
	// vendor-dependency
	Vendor   strictyaml.At[string]         `yaml:"vendor"`
	Product  strictyaml.At[string]         `yaml:"product"`
	CheckIns []strictyaml.At[checkInEntry] `yaml:"check-ins"`
}

// coverEntry names one subject, or with all every subject of an asset or component.
type coverEntry struct {
	Component strictyaml.At[string] `yaml:"component,required"`
	Asset     strictyaml.At[string] `yaml:"asset"`
	ID        strictyaml.At[string] `yaml:"id"`
	All       strictyaml.At[bool]   `yaml:"all"`
}

type approvalEntry struct {
	Name         strictyaml.At[string] `yaml:"name"`
	Role         strictyaml.At[string] `yaml:"role"`
	Organization strictyaml.At[string] `yaml:"organization"`
	Date         strictyaml.At[string] `yaml:"date"`
}

type checkInEntry struct {
	Date strictyaml.At[string] `yaml:"date,required"`
	Note strictyaml.At[string] `yaml:"note"`
}

func waiverEntries(data []byte, file string) ([]strictyaml.At[waiverEntry], error) {
	e := entries[waiverEntry]{name: "waivers"}
	err := strictyaml.Decode(file, data, &e)
	return e.all, err
}

// Waiver is one as its file says it.
type Waiver struct {
	Asked      assessment.Waiver
	Weakness   strictyaml.At[string]
	Frameworks []strictyaml.At[string]
	Components []strictyaml.At[string] // of what it covers, in its order
	Place      problem.Place
}

// The bounds of a waiver.
const (
	maxCovers   = 10_000
	maxCheckIns = 1_000
)

// waiver takes one entry. What keeps it from counting is told in the order of the
// fields, the approval last.
func (r *reader) waiver(at strictyaml.At[waiverEntry], h header) Waiver {
	e := at.Value
	w := &appeal{reader: r, e: e, asked: assessment.Waiver{
		Weakness: e.Weakness.Value, Item: r.line(e.Item),
		Deviation: assessment.Deviation{
			ID: h.id, Source: h.source, Kind: assessment.DeviationKind(r.word(e.Kind, deviationKinds()...)),
			Reason: r.text(e.Reason), From: r.day(e.From), Until: r.day(e.Until),
		},
	}}
	r.ids(e.Frameworks)
	if e.Weakness.Set() {
		r.ids([]strictyaml.At[string]{e.Weakness})
	}
	switch {
	case e.Weakness.Set() && e.Item.Set():
		r.add(e.Item.Place, "weakness and item are both given", "keep one: the id of the check, or the POAM-ID of the item")
	case !e.Weakness.Set() && !e.Item.Set() && !r.torn:
		r.add(at.Place, "the waiver is of nothing", "add weakness: with the id of a check, or item: with the POAM-ID of an item")
	}
	w.ofKind()
	components := w.covers(at.Place)
	d := &w.asked.Deviation
	w.lack(d.Reason == "", "no reason")
	party, missing := r.party(e.Owner, "owner")
	d.Owner, w.asked.Lacks = party, append(w.asked.Lacks, missing...)
	w.lack(d.From.IsZero(), "no first day")
	w.lack(d.Until.IsZero(), "no last day")
	w.lack(!d.From.IsZero() && !d.Until.IsZero() && d.Until.Before(d.From), "it ends before it begins")
	w.lack(!d.From.IsZero() && d.Until.After(oneYear(d.From)), "it ends more than a year after it begins")
	d.Exhibits, missing = r.exhibits(e.Evidence)
	w.asked.Lacks = append(w.asked.Lacks, missing...)
	switch d.Kind {
	case assessment.FalsePositive, assessment.OperationalRequirement:
		w.lack(len(d.Exhibits) == 0, "no evidence")
	case assessment.RiskAdjustment:
		w.adjustment()
	case assessment.VendorDependency:
		w.dependency()
	}
	w.approval()
	return Waiver{Asked: w.asked, Weakness: e.Weakness, Frameworks: e.Frameworks, Components: components, Place: at.Place}
}

func deviationKinds() []string {
	var out []string
	for _, k := range assessment.DeviationKinds {
		out = append(out, string(k))
	}
	return out
}

// appeal is a waiver while it is read.
type appeal struct {
	*reader
	e     waiverEntry
	asked assessment.Waiver
}

func (w *appeal) lack(missing bool, what string) {
	if missing {
		w.asked.Lacks = append(w.asked.Lacks, what)
	}
}

// ofKind refuses keys that waivers of its kind do not have: what stands there would
// not count.
func (w *appeal) ofKind() {
	place := func(n int, first func() problem.Place) (at problem.Place) {
		if n > 0 {
			at = first()
		}
		return at
	}
	for _, k := range []struct {
		key string
		at  problem.Place
		of  assessment.DeviationKind
	}{
		{"level", w.e.Level.Place, assessment.RiskAdjustment},
		{"mitigations", place(len(w.e.Mitigations), func() problem.Place { return w.e.Mitigations[0].Place }), assessment.RiskAdjustment},
		{"vendor", w.e.Vendor.Place, assessment.VendorDependency},
		{"product", w.e.Product.Place, assessment.VendorDependency},
		{"check-ins", place(len(w.e.CheckIns), func() problem.Place { return w.e.CheckIns[0].Place }), assessment.VendorDependency},
	} {
		if k.at.Line > 0 && w.asked.Kind != "" && k.of != w.asked.Kind {
			w.add(k.at, "key "+k.key+" is for kind "+string(k.of)+", and this is "+string(w.asked.Kind), "remove it, or correct the kind")
		}
	}
}

// covers takes what is named, sorted, each once, and gives the components as written.
func (w *appeal) covers(at problem.Place) (components []strictyaml.At[string]) {
	if len(w.e.Covers) == 0 && !w.torn {
		w.add(at, "the waiver covers nothing", "name under covers: each subject, or a component or asset with all: true")
	}
	if len(w.e.Covers) > maxCovers {
		w.add(w.e.Covers[maxCovers].Place, "more than "+strconv.Itoa(maxCovers)+" subjects", "name assets or components with all: true")
		return nil
	}
	seen := map[assessment.Cover]int{}
	for _, one := range w.e.Covers {
		c := assessment.Cover{Component: one.Value.Component.Value, Asset: w.line(one.Value.Asset), ID: w.line(one.Value.ID), All: one.Value.All.Value}
		w.ids([]strictyaml.At[string]{one.Value.Component})
		if c.All && c.ID != "" {
			w.add(one.Value.All.Place, "all, and one subject is named", "take out id for all of the asset, or all for that one")
		}
		if line, twice := seen[c]; twice {
			w.add(one.Place, "the same is covered twice", "it is already on line "+strconv.Itoa(line)+"; remove one")
			continue
		}
		seen[c] = one.Place.Line
		w.asked.Covers = append(w.asked.Covers, c)
		components = append(components, one.Value.Component)
	}
	slices.SortFunc(w.asked.Covers, compareCovers)
	return components
}

func compareCovers(a, b assessment.Cover) int {
	all := func(c assessment.Cover) int {
		if c.All {
			return 0
		}
		return 1
	}
	return cmp.Or(strings.Compare(a.Component, b.Component), strings.Compare(a.Asset, b.Asset), strings.Compare(a.ID, b.ID), all(a)-all(b))
}

// adjustment is a risk that what is in place beside the control lowers.
//
// Source: oscal_output_spec 8: at least one mitigating factor.
func (w *appeal) adjustment() {
	level := w.word(w.e.Level, "low", "moderate", "high", "critical")
	w.lack(!w.e.Level.Set(), "no level that the risk is adjusted to")
	w.asked.Level, _ = assessment.ParseLevel(level)
	for _, m := range w.e.Mitigations {
		if text := w.text(m); text != "" {
			w.asked.Mitigations = append(w.asked.Mitigations, text)
		}
	}
	w.lack(len(w.asked.Mitigations) == 0, "no mitigations")
}

// dependency is a weakness that only a vendor can remedy. Somebody asks the vendor at
// least every thirty days.
func (w *appeal) dependency() {
	d := &w.asked.Deviation
	d.Vendor, d.Product = w.line(w.e.Vendor), w.line(w.e.Product)
	w.lack(d.Vendor == "", "no vendor")
	w.lack(d.Product == "", "no product")
	if len(w.e.CheckIns) > maxCheckIns {
		w.add(w.e.CheckIns[maxCheckIns].Place, "more than "+strconv.Itoa(maxCheckIns)+" check-ins", "keep the latest")
		return
	}
	for _, one := range w.e.CheckIns {
		if on := w.day(one.Value.Date); !on.IsZero() {
			d.CheckIns = append(d.CheckIns, assessment.CheckIn{At: on, Note: w.text(one.Value.Note)})
		}
	}
	slices.SortStableFunc(d.CheckIns, func(a, b assessment.CheckIn) int { return a.At.Compare(b.At) })
	for i := 1; i < len(d.CheckIns); i++ {
		if d.CheckIns[i].At.Equal(d.CheckIns[i-1].At) {
			w.add(w.e.CheckIns[0].Place, "two check-ins on "+dayOf(d.CheckIns[i].At), "make one of both")
		}
	}
}

// approval takes who approved it, and says what keeps that from counting: a role that
// may not, or an owner who approves for themselves.
func (w *appeal) approval() {
	if !w.e.Approval.Set() {
		w.lack(true, "no approval")
		return
	}
	e := w.e.Approval.Value
	party, missing := w.party(partyEntry{Name: e.Name, Role: e.Role, Organization: e.Organization}, "approver")
	d := &w.asked.Deviation
	d.Approver, d.Approved = party, w.day(e.Date)
	w.asked.Lacks = append(w.asked.Lacks, missing...)
	w.lack(d.Approved.IsZero(), "no date of the approval")
	if party.Role != "" {
		ok, why := w.cfg.Authorities.MayApprove(d.Kind, party.Role, party.Name)
		w.lack(!ok, why)
	}
	w.lack(party.Name != "" && strings.EqualFold(party.Name, d.Owner.Name), "the approver is its owner")
}
