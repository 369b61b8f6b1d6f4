package fedramp

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/assay-compliance/assay/oscal"
)

// observationRules are asked of the observations and risks of assessment results,
// and of their age.
//
// Source: GSA/fedramp-automation master, src/validations/rules/rev5/sar.sch.
func observationRules() []Rule {
	rule, end, state := sarRule, sarEnd, sarState
	const clock = "the published form counts to the day it is run; here it is counted to last-modified of the document, so that one document is always judged alike"
	return []Rule{
		rule("has-matching-historic-party", "a historic observation is from a party of the plan or of the results", typed("historic", func(c *Checker, at string, o *oscal.Observation) {
			c.actors(at, each(o.Origins), "a historic observation is from somebody who is no party")
		})),
		rule("has-subject-matching-party-uuid", "the subject of an interview on a control objective is a party", on(func(c *Checker, at string, o *oscal.Observation) {
			if !has(o, "control-objective") || !slices.Contains(o.Methods, "INTERVIEW") {
				return
			}
			for i, s := range each(o.Subjects) {
				uuid := idOf(s.SubjectUuid)
				c.later(func() {
					if !c.facts.parties[uuid] && !c.others.parties[uuid] {
						c.bad(fmt.Sprintf("%s/subjects/%d/subject-uuid", at, i), "who was interviewed is no party"+c.unopened(security, "security plan"), "name a party of the metadata")
					}
				})
			}
		})),
		rule("has-correct-subject-values", "a subject is a component, inventory-item, location, party or user", on(func(c *Checker, at string, s *oscal.SubjectReference) {
			if kinds := []string{"component", "inventory-item", "location", "party", "user"}; !slices.Contains(kinds, s.Type) {
				c.bad(at+"/type", "FedRAMP does not take this type of subject", oneOf(kinds))
			}
		})),
		rule("has-subject-matching-resource-uuid", "the subject of an examination of a control objective has the uuid of a resource", on(func(c *Checker, at string, o *oscal.Observation) {
			if !has(o, "control-objective") || !slices.Contains(o.Methods, "EXAMINE") {
				return
			}
			for i, s := range each(o.Subjects) {
				uuid := idOf(s.SubjectUuid)
				c.later(func() {
					if _, there := c.facts.resources[uuid]; !there {
						c.bad(fmt.Sprintf("%s/subjects/%d/subject-uuid", at, i), "what was examined is no resource of the back matter", "give the resource of the document and the component that stands for it one uuid")
					}
				})
			}
		})),
		rule("has-correct-method-values", "a method is EXAMINE, INTERVIEW or TEST", on(func(c *Checker, at string, o *oscal.Observation) {
			for i, m := range o.Methods {
				if methods := []string{"EXAMINE", "INTERVIEW", "TEST"}; !slices.Contains(methods, m) {
					c.bad(fmt.Sprintf("%s/methods/%d", at, i), "FedRAMP does not take this method", oneOf(methods))
				}
			}
		})),
		state(rule("has-matching-SAP-tasks", "a related task is one of the plan", on(func(c *Checker, at string, t *oscal.RelatedTask) {
			if strings.Contains(at, "/related-responses/") {
				return
			}
			uuid := idOf(t.TaskUuid)
			c.later(func() {
				if !c.others.tasks[uuid] {
					c.bad(at+"/task-uuid", "the assessment plan has no such task"+c.unopened(plan, "assessment plan"), "name a task of the plan; those defined in the results do not count")
				}
			})
		})), Meant, "the published form also hits the tasks of a response that a log entry relates, which are no tasks of the plan; these are left out"),
		rule("has-risk-adjustment-observation", "a finding cites a risk-adjustment", typed("risk-adjustment", cited)),
		rule("has-operational-requirement-observation", "a finding cites an operational-requirement", typed("operational-requirement", cited)),
		rule("has-risk-adjustment-relevant-evidence", "the evidence of a risk-adjustment links to a resource", typed("risk-adjustment", func(c *Checker, at string, o *oscal.Observation) {
			var links []oscal.Link
			for _, e := range each(o.RelevantEvidence) {
				links = append(links, each(e.Links)...)
			}
			c.evidence(at, hrefs(links), "in the links of a relevant-evidence; its href does not count here")
		})),
		rule("has-operational-requirement-relevant-evidence", "the evidence of an operational-requirement is a resource, by href", typed("operational-requirement", func(c *Checker, at string, o *oscal.Observation) {
			var uuids []id
			for _, e := range each(o.RelevantEvidence) {
				uuids = append(uuids, fragment(e.Href)...)
			}
			c.evidence(at, uuids, "in the href of a relevant-evidence; its links do not count here")
		})),
		state(rule("has-method-MIXED", "a historic observation has the method MIXED", on(func(c *Checker, at string, o *oscal.Observation) { c.unmet(at) })), Unmet,
			"it asks every observation to be historic and by the method MIXED, which has-correct-method-values refuses. Nothing is checked instead"),
		rule("has-type-ssp-statement-issue", "an ssp-statement-issue is found by EXAMINE", typed("ssp-statement-issue", func(c *Checker, at string, o *oscal.Observation) {
			if !slices.Contains(o.Methods, "EXAMINE") {
				c.bad(at+"/methods", "an issue with the security plan is found by examining it", "write EXAMINE")
			}
		})),
		rule("has-type-ssp-statement-issue-matches-related-observation", "a finding cites an ssp-statement-issue", typed("ssp-statement-issue", cited)),
		rule("has-implementation-statement-uuid-matches-ssp-statement-uuid", "the finding that cites it names the statement of the security plan", typed("ssp-statement-issue", func(c *Checker, at string, o *oscal.Observation) {
			uuid, result := idOf(o.UUID), int32(resultOf(at))
			c.later(func() {
				for i := range c.facts.findings {
					f := &c.facts.findings[i]
					if f.result == result && slices.Contains(f.observations, uuid) && !(f.stated && c.others.statements[f.statement]) {
						c.bad(c.pointer(f.place, "findings"), "the finding cites an issue with the security plan and names no statement of it"+c.unopened(security, "security plan"), "write the uuid of the statement as implementation-statement-uuid")
					}
				}
			})
		})),
		rule("has-false-positive-observation", "a finding cites a false-positive", typed("false-positive", cited)),

		state(sarWarn(rule("has-risk-adjustment-matching-control-implementation-statement", "a risk that was adjusted bears on a statement of the security plan", on(func(c *Checker, at string, r *oscal.Risk) {
			if property(r.Props, "risk-adjustment") < 0 {
				return
			}
			c.unmet(at)
			uuid := idOf(r.UUID)
			c.later(func() {
				if !slices.ContainsFunc(c.facts.findings, func(f finding) bool {
					return f.stated && c.others.statements[f.statement] && slices.Contains(f.risks, uuid)
				}) {
					c.bad(at, "no finding of this adjusted risk names a statement of the security plan"+c.unopened(security, "security plan"), "write the uuid of the statement as implementation-statement-uuid of the finding")
				}
			})
		}))), Unmet, "it wants the risk and a statement of the security plan to have one uuid. Checked instead: a finding that relates the risk names a statement of the security plan"),
		rule("has-risk-log-status-closed", "the log of a closed risk has the change to closed", on(func(c *Checker, at string, r *oscal.Risk) {
			if r.Status != "closed" {
				return
			}
			if r.RiskLog == nil || !slices.ContainsFunc(r.RiskLog.Entries, func(e oscal.RiskLogEntry) bool { return e.StatusChange == "closed" }) {
				c.bad(at, "the risk is closed and its log does not say when", "add a log entry with status-change closed")
			}
		})),
		rule("has-duplicate-priority-value", "no two risks have the same priority", on(func(c *Checker, at string, r *oscal.Risk) {
			for i, p := range each(r.Props) {
				if p.Name != "priority" {
					continue
				}
				if c.facts.priorities[p.Value] {
					c.bad(fmt.Sprintf("%s/props/%d/value", at, i), "another risk has this priority", "write a number that no other risk has")
				}
				c.facts.priorities[strings.Clone(p.Value)] = true
			}
		})),
		rule("has-lifecycle-recommendation", "every risk has a recommendation", on(func(c *Checker, at string, r *oscal.Risk) {
			if !slices.ContainsFunc(each(r.Remediations), func(x oscal.Response) bool { return x.Lifecycle == "recommendation" }) {
				c.bad(at, "the risk has no recommendation", "add a remediation with lifecycle recommendation")
			}
		})),
		state(rule("has-facet-likelihood-and-impact", "each characterization has likelihood and impact in FedRAMP's system", on(func(c *Checker, at string, o *oscal.Characterization) {
			for _, name := range []string{"likelihood", "impact"} {
				if !slices.ContainsFunc(o.Facets, func(f oscal.Facet) bool { return f.Name == name && system(f.System) }) {
					c.bad(at, "the characterization has no "+name+" in FedRAMP's system", "add a facet "+name+" with the system "+NS)
				}
			}
		})), Meant, "published with the system https://fedramp.gov, where the guides and NIST have "+NS+"; all forms are read"),
		state(rule("has-facet-correct-values", "these are low, moderate or high", on(func(c *Checker, at string, f *oscal.Facet) {
			if (f.Name == "likelihood" || f.Name == "impact") && system(f.System) && !slices.Contains(levels(), f.Value) {
				c.bad(at+"/value", "FedRAMP does not have this "+f.Name, oneOf(levels()))
			}
		})), Meant, "published with the system https://fedramp.gov, where the guides and NIST have "+NS+"; all forms are read"),

		sarWarn(rule("assessment-has-ended", "each result has ended", on(func(c *Checker, at string, r *oscal.Result) {
			if r.End == nil {
				c.bad(at, "the result has no end", "add end when the assessment has ended")
			}
		}))),
		rule("start-precedes-end", "a result ends after it started", on(func(c *Checker, at string, r *oscal.Result) {
			if r.End != nil && !r.Start.Before(*r.End) {
				c.bad(at+"/end", "the result does not end after it started", "correct start or end; they may not be equal")
			}
		})),
		state(end("has-contemporary-assessment", "the result that ended last ended within the 365 days before", func(c *Checker) {
			n, last, ended := c.newest()
			at := fmt.Sprintf("/%s/results/%d/end", results, n)
			switch {
			case !ended:
			case !last.After(c.facts.modified.Add(-365 * day)):
				c.bad(at, "the newest assessment ended more than 365 days before the document was written", "assess again")
			default:
				c.note(at, "FedRAMP takes this result until "+last.Add(365*day).UTC().Format(time.RFC3339), "")
			}
		}), Meant, clock+". A note gives the day from which FedRAMP refuses it"),
		state(end("result-observations-are-recent", "all observations of that result were collected within the 180 days before", func(c *Checker) {
			n, _, ended := c.newest()
			var oldest time.Time
			for i := range c.facts.observations {
				o := &c.facts.observations[i]
				if !ended || o.result != n {
					continue
				}
				if oldest.IsZero() || o.collected.Before(oldest) {
					oldest = o.collected
				}
				if !o.collected.After(c.facts.modified.Add(-180 * day)) {
					c.bad(c.pointer(o.place, "observations")+"/collected", "this was collected more than 180 days before the document was written", "collect again")
				}
			}
			if !oldest.IsZero() && c.count[c.rule.ID] == 0 {
				c.note(fmt.Sprintf("/%s/results/%d/observations", results, n), "FedRAMP takes these observations until "+oldest.Add(180*day).UTC().Format(time.RFC3339), "")
			}
		}), Meant, clock+". A note gives the day from which FedRAMP refuses them"),
	}
}

// has says whether an observation is of a type.
func has(o *oscal.Observation, kind string) bool { return slices.Contains(each(o.Types), kind) }

// typed is a check of every observation of a type.
func typed(kind string, check func(c *Checker, at string, o *oscal.Observation)) look {
	return on(func(c *Checker, at string, o *oscal.Observation) {
		if has(o, kind) {
			check(c, at, o)
		}
	})
}

// cited checks that some finding cites an observation.
func cited(c *Checker, at string, o *oscal.Observation) {
	uuid := strings.Clone(o.UUID)
	c.later(func() {
		if !c.facts.citedBy(uuid) {
			c.bad(at, "no finding cites this observation", "relate it in a finding")
		}
	})
}

// evidence checks that at least one of some uuids is a resource.
func (c *Checker) evidence(at string, uuids []id, where string) {
	c.later(func() {
		if !slices.ContainsFunc(uuids, func(u id) bool { _, there := c.facts.resources[u]; return there }) {
			c.bad(at, "the observation has no evidence among the resources", "name a resource of the back matter "+where)
		}
	})
}

func hrefs(links []oscal.Link) []id {
	var out []id
	for _, l := range links {
		out = append(out, fragment(l.Href)...)
	}
	return out
}

// fragment is the uuid behind the # of an href; none for another href.
func fragment(href string) []id {
	if uuid, internal := strings.CutPrefix(href, "#"); internal {
		return []id{idOf(uuid)}
	}
	return nil
}
