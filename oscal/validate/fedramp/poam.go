package fedramp

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/assay-compliance/assay/oscal"
)

// poamRules are asked of plans of action.
//
// Source: GSA/fedramp-automation master, src/validations/rules/rev5/poam.sch.
func poamRules() []Rule {
	rule := func(id, says string, looks ...look) Rule {
		return Rule{ID: id, From: "poam.sch", Models: []string{poam}, Says: says, looks: looks}
	}
	end := func(id, says string, end func(*Checker)) Rule {
		return Rule{ID: id, From: "poam.sch", Models: []string{poam}, Says: says, end: end}
	}
	warn := func(r Rule) Rule { r.Severity = Warning; return r }
	state := func(r Rule, s State, why string) Rule { r.State, r.Why = s, why; return r }
	const byReader = "another value is no document of this model in the schema of OSCAL, and is refused before"
	return []Rule{
		state(rule("document-is-OSCAL-document", "the document is OSCAL 1", on(func(c *Checker, at string, m *oscal.Metadata) {
			if !strings.HasPrefix(strings.TrimPrefix(m.OscalVersion, "v"), "1.") {
				c.bad(at+"/oscal-version", "this is not OSCAL 1", "write the document in OSCAL 1")
			}
		})), Meant, "the published form looks at a namespace of XML, which JSON and YAML have not; the version is looked at"),
		state(rule("document-is-plan-of-action-and-milestones", "the document is a plan of action"), Before,
			"the rules are chosen by the model of the document; one that is none is refused when it is read"),

		end("has-import-ssp", "import-ssp is there", func(c *Checker) {
			if c.facts.imports == 0 {
				c.bad("/"+poam, "the plan of action names no security plan", "add import-ssp; NIST lets it out, FedRAMP does not")
			}
		}),
		rule("has-import-ssp-href", "import-ssp has an href", on(func(c *Checker, at string, i *oscal.ImportSsp) {
			if i.Href == "" {
				c.bad(at, "import-ssp has no href", "name the security plan, or a resource that stands for it")
			}
		})),
		rule("has-import-ssp-internal-href", "a #uuid in import-ssp names a resource", on(func(c *Checker, at string, i *oscal.ImportSsp) {
			c.internal(at, i.Href)
		})),
		end("has-import-ssp-external-href", "another href in import-ssp can be opened", func(c *Checker) {
			if h := c.facts.href; h != "" && h[0] != '#' && !c.others.models[security] {
				c.bad(c.root("import-ssp/href"), "the security plan it names could not be opened", "name a file beside this one")
			}
		}),
		warn(end("import-ssp-has-available-document", "the security plan can be opened", func(c *Checker) {
			if c.facts.imports > 0 && !c.others.models[security] {
				c.bad(c.root("import-ssp"), "no security plan could be opened behind import-ssp", "name an OSCAL security plan beside this file")
			}
		})),
		warn(end("import-ssp-resolves-to-ssp", "what opens is an OSCAL security plan", func(c *Checker) {
			if c.facts.imports > 0 && !c.others.models[security] {
				c.bad(c.root("import-ssp"), "nothing behind import-ssp was read as an OSCAL security plan", "name an OSCAL security plan beside this file")
			}
		})),
		end("has-system-security-plan-resource", "when import-ssp is a fragment, a resource has the type system-security-plan", func(c *Checker) {
			if strings.HasPrefix(c.facts.href, "#") && !c.facts.typed["system-security-plan"] {
				c.bad(c.root("back-matter"), "no resource has the type system-security-plan", "give the security plan as a resource of that type")
			}
		}),
		rule("has-ssp-rlink", "the resource of the security plan has exactly one rlink", on(func(c *Checker, at string, r *oscal.Resource) {
			c.oneLink(at, r, "system-security-plan")
		})),
		warn(rule("has-non-OSCAL-system-security-plan-resource", "a resource no-oscal-ssp, which stands for a security plan that is not OSCAL, is always warned of", on(func(c *Checker, at string, r *oscal.Resource) {
			if slices.Contains(typesOf(r), "no-oscal-ssp") {
				c.bad(at, "there is no OSCAL security plan", "give one and import it; until then the warning stands")
			}
		}))),
		rule("has-acceptable-system-security-plan-rlink-media-type", "the media type of that rlink is text/xml or application/json", on(func(c *Checker, at string, r *oscal.Resource) {
			c.mediaTypes(at, r, "system-security-plan")
		})),
		rule("has-no-base64", "the resource of the security plan does not embed it", on(func(c *Checker, at string, r *oscal.Resource) {
			if r.Base64 != nil && slices.Contains(typesOf(r), "system-security-plan") {
				c.bad(at+"/base64", "the security plan is embedded", "put it into a file and link to that")
			}
		})),

		rule("poam-item-has-associated-risk", "an item has a related risk", on(func(c *Checker, at string, i *oscal.PoamItem) {
			if len(each(i.RelatedRisks)) == 0 {
				c.bad(at, "the item relates no risk", "add related-risks")
			}
		})),
		warn(rule("poam-item-has-one-associated-risk", "an item has one related risk only", on(func(c *Checker, at string, i *oscal.PoamItem) {
			if len(each(i.RelatedRisks)) > 1 {
				c.bad(at+"/related-risks/1", "the item relates more than one risk", "make an item of each")
			}
		}))),
		rule("poam-item-has-related-observation", "an item has a related observation", on(func(c *Checker, at string, i *oscal.PoamItem) {
			if len(each(i.RelatedObservations)) == 0 {
				c.bad(at, "the item relates no observation", "add related-observations")
			}
		})),
		rule("associated-risk-has-target", "the risk an item relates is in the file", on(func(c *Checker, at string, i *oscal.PoamItem) {
			for n, r := range each(i.RelatedRisks) {
				uuid := idOf(r.RiskUuid)
				c.later(func() {
					if _, there := c.facts.riskAt[uuid]; !there {
						c.bad(fmt.Sprintf("%s/related-risks/%d/risk-uuid", at, n), "this names no risk of the file", "write the uuid of one")
					}
				})
			}
		})),
		rule("associated-risk-has-planned-response", "the risk an item relates has a planned response", on(func(c *Checker, at string, i *oscal.PoamItem) {
			for n, r := range each(i.RelatedRisks) {
				uuid := idOf(r.RiskUuid)
				c.later(func() {
					if k, there := c.facts.riskAt[uuid]; !there || !c.facts.risks[k].planned {
						c.bad(fmt.Sprintf("%s/related-risks/%d/risk-uuid", at, n), "this names no risk with a planned response", "add a remediation with lifecycle planned to the risk")
					}
				})
			}
		})),
		rule("related-observation-has-observation", "the observation an item relates is in the file", on(func(c *Checker, at string, i *oscal.PoamItem) {
			for n, r := range each(i.RelatedObservations) {
				uuid := idOf(r.ObservationUuid)
				c.later(func() {
					if _, there := c.facts.observationAt[uuid]; !there {
						c.bad(fmt.Sprintf("%s/related-observations/%d/observation-uuid", at, n), "this names no observation of the file", "write the uuid of one")
					}
				})
			}
		})),

		end("risk-has-deadline", "a risk that an item relates has a deadline", usedRisks(func(c *Checker, at string, r *risk) {
			if r.deadline == nil {
				c.bad(at, "the risk has no deadline", "add deadline")
			}
		})),
		end("risk-has-recommendation", "a risk that an item relates has a recommendation", usedRisks(func(c *Checker, at string, r *risk) {
			if !r.recommended {
				c.bad(at, "the risk has no recommendation", "add a remediation with lifecycle recommendation")
			}
		})),
		end("risk-has-planned-response", "a risk that an item relates has a planned response", usedRisks(func(c *Checker, at string, r *risk) {
			if !r.planned {
				c.bad(at, "the risk has no planned response", "add a remediation with lifecycle planned")
			}
		})),
		end("risk-has-milestones", "a risk that an item relates has a milestone", usedRisks(func(c *Checker, at string, r *risk) {
			if !r.milestone {
				c.bad(at, "the risk has no milestone", "add a task of type milestone to one of its remediations")
			}
		})),
		end("has-risk-impact-characterization-facet", "a risk that an item relates has a facet impact, of whatever system", usedRisks(func(c *Checker, at string, r *risk) {
			if !r.rated {
				c.bad(at, "the risk has no impact", "add a facet impact to a characterization")
			}
		})),
		state(end("has-timely-completion-date", "the deadline is earlier than 30, 90 or 180 days (high, moderate, low impact) after the related observation was collected", usedRisks(timely)),
			Meant, "the published form fails on a risk with more than one observation; here the earliest counts"),

		rule("milestone-has-description", "a milestone has a description", milestone(func(c *Checker, at string, t *oscal.Task) {
			if t.Description == "" {
				c.bad(at, "the milestone has no description", "add description")
			}
		})),
		rule("milestone-has-timing", "a milestone has a time", milestone(func(c *Checker, at string, t *oscal.Task) {
			if t.Timing == nil {
				c.bad(at, "the milestone has no time", "add timing with on-date")
			}
		})),
		rule("milestone-has-timing-within-date-range", "the time of a milestone is a date or a range of dates", milestone(func(c *Checker, at string, t *oscal.Task) {
			if t.Timing == nil || t.Timing.OnDate == nil && t.Timing.WithinDateRange == nil {
				c.bad(at, "the milestone has no date", "give its timing as on-date or within-date-range")
			}
		})),
		state(rule("deadline-is-valid-datetime", "a deadline is a date-time"), Before, byReader),
		state(rule("on-date-date-is-valid-datetime", "the date of a task is a date-time"), Before, byReader),
		state(rule("within-date-range-start-is-valid-datetime", "the start of a range is a date-time"), Before, byReader),
		state(rule("within-date-range-end-is-valid-datetime", "the end of a range is a date-time"), Before, byReader),
		rule("within-date-range-start-precedes-end", "a range does not start after its end", on(func(c *Checker, at string, r *oscal.OnDateRangeCondition) {
			if r.Start.After(r.End) {
				c.bad(at, "the range starts after its end", "correct one of them")
			}
		})),
		rule("risk-log-entry-has-title", "an entry of a risk log has a title", on(func(c *Checker, at string, e *oscal.RiskLogEntry) {
			if e.Title == "" {
				c.bad(at, "the entry has no title", "add title")
			}
		})),
		state(rule("risk-log-entry-has-start", "an entry of a risk log has a start"), Before, "OSCAL requires it, and a document without it is refused before"),
	}
}

// usedRisks is a check of every risk that an item relates.
func usedRisks(check func(c *Checker, at string, r *risk)) func(*Checker) {
	return func(c *Checker) {
		for i := range c.facts.risks {
			if r := &c.facts.risks[i]; c.facts.used[r.id] {
				check(c, c.pointer(r.place, "risks"), r)
			}
		}
	}
}

// milestone is a check of every task of type milestone.
func milestone(check func(c *Checker, at string, t *oscal.Task)) look {
	return on(func(c *Checker, at string, t *oscal.Task) {
		if t.Type == "milestone" {
			check(c, at, t)
		}
	})
}

// timely holds a deadline against the days that FedRAMP gives for the impact; the
// last facet impact decides.
func timely(c *Checker, at string, r *risk) {
	days := map[string]int{"high": 30, "moderate": 90, "low": 180}[r.impact]
	switch {
	case r.deadline == nil, !r.rated:
		c.bad(at, "without deadline and impact it cannot be said whether the risk is planned to end in time", "add both")
	case days == 0:
		c.bad(at, "the impact is none of low, moderate and high, so that nobody can say when the risk must end", "write the impact in lower case, as high")
	default:
		var earliest time.Time
		for _, uuid := range r.observations {
			i, there := c.facts.observationAt[uuid]
			if there && (earliest.IsZero() || c.facts.observations[i].collected.Before(earliest)) {
				earliest = c.facts.observations[i].collected
			}
		}
		if limit := earliest.Add(time.Duration(days) * day); earliest.IsZero() {
			c.bad(at, "the risk relates no observation, so that nobody can say when it must end", "relate the observation that found it")
		} else if !r.deadline.Before(limit) {
			c.bad(at+"/deadline", fmt.Sprintf("the deadline is not within %d days of the detection", days), "write a time before "+limit.UTC().Format(time.RFC3339))
		}
	}
}

// internal checks that the fragment of an import names a resource.
func (c *Checker) internal(at, href string) {
	if uuid, fragment := strings.CutPrefix(href, "#"); fragment {
		key := idOf(uuid)
		c.later(func() {
			if _, there := c.facts.resources[key]; !there {
				c.bad(at+"/href", "this names no resource of the document", "write the uuid of one behind the #")
			}
		})
	}
}

// oneLink checks that a resource of a type has exactly one rlink.
func (c *Checker) oneLink(at string, r *oscal.Resource, kind string) {
	if n := len(each(r.Rlinks)); n != 1 && slices.Contains(typesOf(r), kind) {
		c.bad(at, fmt.Sprintf("the resource of type %s has %d links", kind, n), "give it one rlink, to the document as JSON or XML")
	}
}

// mediaTypes checks the media types of the rlinks of a resource of a type.
func (c *Checker) mediaTypes(at string, r *oscal.Resource, kind string) {
	if !slices.Contains(typesOf(r), kind) {
		return
	}
	for i, l := range each(r.Rlinks) {
		if l.MediaType != "text/xml" && l.MediaType != "application/json" {
			c.bad(fmt.Sprintf("%s/rlinks/%d", at, i), "FedRAMP does not take this media type here", "write application/json, or text/xml for a document in XML")
		}
	}
}
