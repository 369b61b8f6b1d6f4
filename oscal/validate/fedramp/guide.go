package fedramp

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/assay-compliance/assay/oscal"
)

// guideRules are what FedRAMP's guides and registry state and no published check
// has an id for; their ids are ours.
//
// Source: GSA/automate.fedramp.gov archived-main, documentation of SAR and POA&M;
// GSA/fedramp-automation master, FedRAMP_extensions.xml.
func guideRules() []Rule {
	return []Rule{
		{ID: "guide-poam-id", From: "guide", Models: []string{poam}, Says: "every item has the provider's number as property POAM-ID",
			looks: []look{on(func(c *Checker, at string, i *oscal.PoamItem) {
				if property(i.Props, "POAM-ID") < 0 && property(i.Props, "poam-id") < 0 {
					c.bad(at, "the item has no number of the provider", "add the property POAM-ID in "+NS)
				}
			})}},
		{ID: "guide-impacted-control-id", From: "guide", Models: []string{poam}, Says: "every risk of a plan of action names the control it touches, as OSCAL writes it",
			looks: []look{on(impactedControl)}},
		{ID: "guide-facet-states", From: "guide", Severity: Warning, Models: []string{poam, results}, Says: "likelihood and impact are given as they were first; when one is adjusted both are",
			looks: []look{on(facetStates)}},
		{ID: "guide-no-oscal-ssp", From: "guide", Severity: Warning, Models: []string{plan, results, poam}, Says: "a resource that stands for a missing OSCAL security plan has title-short, system-id, import-profile, purpose and authorization-date",
			looks: []look{on(noSecurityPlan)}},
		{ID: "guide-revision-party", From: "guide", Says: "the party-uuid of a revision names a party of the metadata",
			looks: []look{on(func(c *Checker, at string, r *oscal.RevisionHistoryEntry) {
				for i, p := range each(r.Props) {
					if p.Name != "party-uuid" || !fed(p.Ns) {
						continue
					}
					uuid, pointer := idOf(p.Value), fmt.Sprintf("%s/props/%d/value", at, i)
					c.later(func() {
						if !c.facts.parties[uuid] {
							c.bad(pointer, "this names no party of the metadata", "name the party who made the revision")
						}
					})
				}
			})}},
		{ID: "guide-resolution-resource", From: "guide", Says: "the resolution-resource of the metadata names a resource of the back matter",
			looks: []look{on(func(c *Checker, at string, m *oscal.Metadata) {
				i := property(m.Props, "resolution-resource")
				if i < 0 {
					return
				}
				uuid := idOf(each(m.Props)[i].Value)
				c.later(func() {
					if _, known := c.facts.resources[uuid]; !known {
						c.bad(fmt.Sprintf("%s/props/%d/value", at, i), "this names no resource", "write the uuid of a resource of the back matter")
					}
				})
			})}},
		{ID: "guide-namespace", From: "guide", Severity: Note, Says: "FedRAMP's namespace is " + NS,
			State: Meant, Why: "the registry, the templates, the baselines and the Schematron still have " + LegacyNS + "; it is read as the same and noted once",
			looks: []look{on(func(c *Checker, at string, p *oscal.Property) { legacy(c, at, "/ns", p.Ns == LegacyNS) }),
				on(func(c *Checker, at string, f *oscal.Facet) {
					legacy(c, at, "/system", f.System != NS && system(f.System))
				})}},
		{ID: "guide-scope", From: "guide", Severity: Note, Says: "every rule FedRAMP has for the model is known here",
			State: Meant, Why: "the rules known here are those for assessment results and plans of action, and those for every model; for other models the check says so instead of calling them right",
			end: func(c *Checker) {
				if c.model != results && c.model != poam {
					c.note("", "of the model "+c.model+" only FedRAMP's rules for every model were checked: metadata and closed lists of values", "")
				}
			}},
	}
}

// legacy notes once that a document writes FedRAMP's namespace as it was before.
func legacy(c *Checker, at, member string, old bool) {
	if old && !c.told[c.rule.ID] {
		c.told[c.rule.ID] = true
		c.note(at+member, "FedRAMP's namespace is written as it was before October 2024; it is read as the same", "write "+NS)
	}
}

var controlID = regexp.MustCompile(`^[a-z]{2}-[0-9]+(\.[0-9]+)?$`)

func impactedControl(c *Checker, at string, r *oscal.Risk) {
	if property(r.Props, "impacted-control-id") < 0 {
		c.bad(at, "the risk does not say which control it touches", "add the property impacted-control-id in "+NS+", for example with the value ac-2")
	}
	for i, p := range each(r.Props) {
		if p.Name == "impacted-control-id" && fed(p.Ns) && !controlID.MatchString(p.Value) {
			c.bad(fmt.Sprintf("%s/props/%d/value", at, i), "this is not how OSCAL writes a control of SP 800-53", "write it in lower case with a point before an enhancement, as ac-2.1")
		}
	}
}

// facetStates looks at all ratings of one risk.
func facetStates(c *Checker, at string, r *oscal.Risk) {
	have := map[string]bool{}
	for _, o := range each(r.Characterizations) {
		for _, f := range o.Facets {
			for _, p := range each(f.Props) {
				if p.Name == "state" && system(f.System) {
					have[f.Name+" "+p.Value] = true
				}
			}
		}
	}
	for _, f := range [][2]string{{"likelihood", "impact"}, {"impact", "likelihood"}} {
		if !have[f[0]+" initial"] {
			c.bad(at, "the initial "+f[0]+" of the risk is not given", "add a facet "+f[0]+" in "+NS+" with the property state of value initial")
		}
		if have[f[1]+" adjusted"] && !have[f[0]+" adjusted"] {
			c.bad(at, "the "+f[1]+" was adjusted and the "+f[0]+" is not given again", "add a facet "+f[0]+" with the property state of value adjusted")
		}
	}
}

func noSecurityPlan(c *Checker, at string, r *oscal.Resource) {
	if !slices.Contains(typesOf(r), "no-oscal-ssp") {
		return
	}
	var missing []string
	for _, name := range []string{"title-short", "system-id", "import-profile", "purpose", "authorization-date"} {
		if property(r.Props, name) < 0 {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		c.bad(at, "the resource that stands for the security plan lacks "+strings.Join(missing, ", "), "add each as a property in "+NS)
	}
}

// facetLevel is has-facet-correct-values for models other than results.
func facetLevel(c *Checker, at string, f *oscal.Facet) {
	if c.model != results && (f.Name == "likelihood" || f.Name == "impact") && system(f.System) && !slices.Contains(levels(), f.Value) {
		c.bad(at+"/value", "FedRAMP does not have this "+f.Name, oneOf(levels()))
	}
}

func levels() []string { return []string{"high", "low", "moderate"} }

// guideValue holds a property in FedRAMP's namespace against the values that its
// guides allow.
func guideValue(c *Checker, at string, p *oscal.Property) {
	deviation := []string{"approved", "investigating", "pending", "withdrawn"}
	var allowed []string
	switch in := holder(at); in + " " + p.Name {
	case "risks false-positive", "risks operational-requirement", "risks risk-adjustment":
		allowed = deviation
	case "risks vendor-dependency":
		allowed = []string{"investigating", "resolved", "tracking", "withdrawn"}
	case "entries vendor-dependency":
		allowed = []string{"vendor-check-in"}
	case "risks kev-catalog":
		allowed = []string{"no", "yes"}
	case "controls CORE", "adds CORE":
		allowed = []string{"true"}
	case "controls method", "adds method":
		if p.Class != "FedRAMP-Tailored-LI-SaaS" {
			return
		}
		allowed = []string{"ASSESS", "ATTEST", "CONDITIONAL", "FED", "NSO"}
	case "parts recommend-authorization":
		allowed = []string{"no", "provisionally", "yes"}
	case "risks kev-due-date":
		if _, err := time.Parse(time.DateOnly, p.Value); err != nil {
			if _, err := time.Parse(time.RFC3339, p.Value); err != nil {
				c.bad(at+"/value", "this is no date", "write it as 2026-11-30")
			}
		}
		return
	case "risks priority":
		if _, err := strconv.Atoi(p.Value); err != nil {
			c.bad(at+"/value", "a priority is a whole number", "write a number that no other risk has")
		}
		return
	case "target leveraged-authorization-uuid":
		if len(p.Value) != 36 || strings.Count(p.Value, "-") != 4 {
			c.bad(at+"/value", "this is no uuid", "write the uuid of the leveraged authorization")
		}
		return
	default:
		return
	}
	if !slices.Contains(allowed, p.Value) {
		c.bad(at+"/value", "FedRAMP's guides do not have this value of "+p.Name, oneOf(allowed))
	}
}
