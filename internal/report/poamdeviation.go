package report

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// deviationWords are FedRAMP's names of the kinds; the first is not FedRAMP's.
var deviationWords = map[assessment.DeviationKind]string{
	assessment.RiskAccepted: "Risk Acceptance", assessment.FalsePositive: "False Positive", assessment.OperationalRequirement: "Operational Requirement",
	assessment.RiskAdjustment: "Risk Adjustment", assessment.VendorDependency: "Vendor Dependency",
}

// standing gives the waivers of a kind that say something now: those that were
// withdrawn or are over say nothing.
func (i *planItem) standing(kind assessment.DeviationKind) []*assessment.Deviation {
	var out []*assessment.Deviation
	for k := range i.Deviations {
		d := &i.Deviations[k]
		if d.Kind == kind && d.State != assessment.DeviationWithdrawn && d.State != assessment.DeviationExpired {
			out = append(out, d)
		}
	}
	return out
}

// inEffect says whether a waiver of a kind counts.
func (i *planItem) inEffect(kind assessment.DeviationKind) bool {
	for _, d := range i.standing(kind) {
		if d.InEffect() {
			return true
		}
	}
	return false
}

// deviates is the word for a kind of deviation: No where nobody asked, or where what
// was approved is not of the whole item.
func (i *planItem) deviates(kind assessment.DeviationKind, approved bool) string {
	if approved {
		return "Yes"
	}
	for _, d := range i.standing(kind) {
		if d.State == assessment.DeviationPending {
			return "Pending"
		}
	}
	return "No"
}

// dependent says whether a vendor is tracked.
func (i *planItem) dependent() string {
	if i.inEffect(assessment.VendorDependency) {
		return "Yes"
	}
	return "No"
}

// checkedIn is the day on which a vendor was last asked.
func (i *planItem) checkedIn(asOf time.Time) time.Time {
	var last time.Time
	for _, d := range i.standing(assessment.VendorDependency) {
		if at := d.CheckedIn(asOf); at.After(last) {
			last = at
		}
	}
	return last
}

// products are what vendors are asked for.
func (i *planItem) products() []string {
	var out []string
	for _, d := range i.standing(assessment.VendorDependency) {
		out = append(out, strings.TrimSpace(visible(d.Vendor)+" "+visible(d.Product)))
	}
	return out
}

// rationales say of each waiver what it asks, what became of it, by whom and why.
func (i *planItem) rationales() []string {
	var out []string
	for k := range i.Deviations {
		d := &i.Deviations[k]
		text := fmt.Sprintf("%s: %s [waiver %s, %s", cmp.Or(deviationWords[d.Kind], visible(string(d.Kind))), paragraphs(d.Reason), visible(d.ID), d.State)
		if d.Why != "" {
			text += ": " + visible(d.Why)
		}
		text += fmt.Sprintf("; %s until %s; owner %s", day(d.From), day(d.Until), who(d.Owner))
		if d.Approver.Name != "" && !d.Approved.IsZero() {
			text += ", approved by " + who(d.Approver) + " on " + day(d.Approved)
		}
		if i.Open() {
			text += fmt.Sprintf("; covers %d of %d open subjects", d.Covered, i.Affected.Open)
		}
		out = append(out, text+"]")
		for _, m := range d.Mitigations {
			out = append(out, "Mitigating factor: "+visible(m))
		}
		for _, c := range d.CheckIns {
			out = append(out, "Vendor check-in "+day(c.At)+": "+visible(c.Note))
		}
	}
	return out
}

// documents are what waivers rest on, by name and digest; never as links.
func (i *planItem) documents() []string {
	var out []string
	for k := range i.Deviations {
		d := &i.Deviations[k]
		for _, x := range d.Exhibits {
			text := cmp.Or(deviationWords[d.Kind], "Waiver") + " : " + visible(cmp.Or(x.Title, x.Source.Path, x.Href))
			switch {
			case x.Source.Path != "":
				text += ", " + visible(x.Source.Path) + ", sha256 " + visible(x.Source.Digest)
			case x.Href != "":
				text += ", kept elsewhere and compared by nobody: " + visible(x.Href)
			}
			out = append(out, text)
		}
	}
	return out
}

// exploited says whether an item is about vulnerabilities that are known to be
// exploited: by the check that looks for these, or as a person said. Of others it is
// not known.
func (i *planItem) exploited() string {
	switch said := i.props["kev-catalog"]; {
	case said == "yes", i.Known("fedramp.known_exploited", nil):
		return "Yes"
	case said == "no":
		return "No"
	}
	return ""
}
