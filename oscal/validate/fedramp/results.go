package fedramp

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/assay-compliance/assay/oscal"
)

// resultsRules are asked of assessment results as a whole, and of their findings,
// risks and resources.
//
// Source: GSA/fedramp-automation master, src/validations/rules/rev5/sar.sch.
func resultsRules() []Rule {
	rule, end, state := sarRule, sarEnd, sarState
	return []Rule{
		end("has-import-ap", "import-ap is there", func(c *Checker) {
			if c.facts.imports == 0 {
				c.bad("/"+results, "the results name no assessment plan", "add import-ap")
			}
		}),
		rule("has-import-ap-href", "import-ap has an href", on(func(c *Checker, at string, i *oscal.ImportAp) {
			if i.Href == "" && i.Remarks != "" {
				c.bad(at, "import-ap has no href", "name the assessment plan, or the resource that leads to it")
			}
		})),
		rule("has-import-ap-internal-href", "a #uuid in import-ap names a resource", on(func(c *Checker, at string, i *oscal.ImportAp) {
			c.internal(at, i.Href)
		})),
		end("sap-document-available", "the assessment plan opens", func(c *Checker) {
			if !c.others.models[plan] {
				c.bad(c.root("import-ap"), "no OSCAL assessment plan could be opened; what it would say counts as absent", "put the plan beside this file and name it")
			}
		}),
		end("ssp-document-available", "the assessment plan leads to a security plan that opens", func(c *Checker) {
			if !c.others.models[security] {
				c.bad(c.root("import-ap"), "the assessment plan leads to no OSCAL security plan that could be opened", "import an OSCAL security plan in the assessment plan")
			}
		}),
		state(end("resolved-profile-catalog-document-available", "the security plan leads to a resolved profile", func(c *Checker) {
			switch {
			case !c.others.models[security] || !c.others.models[catalog] && c.known == nil:
				c.bad(c.root("import-ap"), "no baseline could be opened behind the security plan", "import FedRAMP's profile, or its resolved catalog, in the security plan")
			case !c.others.models[catalog]:
				c.note(c.root("import-ap"), "the security plan names a profile, which was resolved here; FedRAMP's own check wants the resolved catalog", "")
			}
		}), Meant, "the published form takes a resolved catalog only; a profile that can be resolved here does too, with a note"),
		end("has-import-ap-external-href", "another href in import-ap can be opened", func(c *Checker) {
			if h := c.facts.href; h != "" && h[0] != '#' && !c.others.models[plan] {
				c.bad(c.root("import-ap/href"), "the assessment plan it names could not be opened", "name a file beside this one")
			}
		}),
		end("has-security-assessment-plan-resource", "when import-ap is a fragment, a resource has the type security-assessment-plan", func(c *Checker) {
			if strings.HasPrefix(c.facts.href, "#") && !c.facts.typed["security-assessment-plan"] {
				c.bad(c.root("back-matter"), "no resource has the type security-assessment-plan", "give the plan as a resource of that type; sap, which the guide's example has, does not count")
			}
		}),
		rule("has-type-artifact-evidence-resource", "a resource of type evidence or artifact is cited by the href of some relevant-evidence, or is a subject", on(func(c *Checker, at string, r *oscal.Resource) {
			if uuid := idOf(r.UUID); isEvidence(r) {
				c.later(func() {
					if !c.facts.mentioned(uuid) {
						c.bad(at, "no observation cites this evidence", "name it in the href of a relevant-evidence; its links do not count")
					}
				})
			}
		})),
		rule("has-type-artifact-evidence-rlink-base64", "such a resource has a link or its content", on(func(c *Checker, at string, r *oscal.Resource) {
			if isEvidence(r) && len(each(r.Rlinks)) == 0 && r.Base64 == nil {
				c.bad(at, "the evidence is neither linked nor embedded", "add an rlink")
			}
		})),
		state(rule("has-type-artifact-evidence-rlink-relative-path", "such a resource is linked by a relative path", on(func(c *Checker, at string, r *oscal.Resource) {
			links := each(r.Rlinks)
			relative := func(l oscal.ResourceLink) bool {
				return !strings.HasPrefix(l.Href, "/") && !strings.Contains(l.Href, "://")
			}
			switch {
			case !isEvidence(r) || slices.ContainsFunc(links, relative):
			case len(links) > 0:
				c.bad(at+"/rlinks/0/href", "the evidence is not linked by a relative path", "place it beside the document and write its path, as ./evidence/file.json")
			case r.Base64 != nil:
				c.note(at, "the evidence is embedded only, which FedRAMP's own check of this rule refuses and another of its rules allows", "place it beside the document too and link to it by a relative path")
			}
		})), Meant, "evidence that is only embedded fails the published form, though another rule allows it, and a whole URL passes; here embedding is noted and a URL fails"),
		rule("has-sap-rlink", "the resource of the assessment plan has exactly one rlink", on(func(c *Checker, at string, r *oscal.Resource) {
			c.oneLink(at, r, "security-assessment-plan")
		})),
		rule("has-acceptable-security-assessment-plan-rlink-media-type", "the media type of that rlink is text/xml or application/json", on(func(c *Checker, at string, r *oscal.Resource) {
			c.mediaTypes(at, r, "security-assessment-plan")
		})),

		state(end("objectives-match-response-points", "each objective of a reviewed control that the baseline marks as response point has a finding", responsePoints), Unmet,
			"it compares a list that is empty in a right document with an empty text, which is never true, and looks for parts by their name of revision 4. Checked instead, where the resolved catalog is opened: every marked objective of the reviewed controls has a finding"),
		state(end("has-attestation", "each result has an attestation with a part authorization-statements that says recommend-authorization", func(c *Checker) {
			for _, n := range c.runs() {
				if !c.facts.runs[n].attested {
					c.bad(fmt.Sprintf("/%s/results/%d", results, n), "nobody attested to this result: no part authorization-statements has recommend-authorization",
						"a person responsible for the assessment adds the attestation; a program cannot")
				}
			}
		}), Meant, namespaces),
		state(rule("matching-control-PL-2-objectives", "an objective of PL-2 that is not satisfied is in the baseline", on(func(c *Checker, at string, f *oscal.Finding) {
			t := &f.Target
			if t.Type != "objective-id" || !planObjective.MatchString(t.TargetId) || t.Status.State == "satisfied" {
				return
			}
			if c.known != nil && !c.known(t.TargetId) || len(c.others.objectives) > 0 && !c.others.objectives[t.TargetId] {
				c.bad(at+"/target/target-id", "the baseline has no such objective of PL-2", "write an objective of the baseline")
			}
		}), onResult((*Checker).unmet)), Unmet,
			"it demands that PL-2 fails, and reads the state where it does not stand. Checked instead, where the baseline is opened: an objective of PL-2 that is not satisfied is one of the baseline"),
		state(rule("minimal-control-PL-2-findings", "at most one finding of a result is of PL-2 and not satisfied", on(func(c *Checker, at string, f *oscal.Finding) {
			t := &f.Target
			if t.Type != "objective-id" || !planObjective.MatchString(t.TargetId) || t.Status.State == "satisfied" {
				return
			}
			if n := int32(resultOf(at)); c.facts.unplanned[n] {
				c.bad(at+"/target", "a second finding of PL-2 is not satisfied", "gather what is wrong with the security plan in one finding of PL-2")
			} else {
				c.facts.unplanned[n] = true
			}
		})), Meant, "a misspelt word makes the published form count satisfied findings too, and only objectives written as in revision 4"),

		rule("has-matching-SAP-party", "who signs a finding on an objective is a party of the plan or of the results", on(func(c *Checker, at string, f *oscal.Finding) {
			if f.Target.Type == "objective-id" {
				c.actors(at, each(f.Origins), "a finding on an objective is signed by a party; a tool is none")
			}
		})),
		rule("has-correct-actor-type", "an actor is a tool, a party or an assessment-platform", on(func(c *Checker, at string, a *oscal.OriginActor) {
			if kinds := []string{"assessment-platform", "party", "tool"}; !slices.Contains(kinds, a.Type) {
				c.bad(at+"/type", "there is no such type of actor", oneOf(kinds))
			}
		})),
		state(rule("has-implementation-status", "an objective's target says how far it is implemented", on(func(c *Checker, at string, f *oscal.Finding) {
			if f.Target.Type == "objective-id" && property(f.Target.Props, "implementation-status") < 0 {
				c.bad(at+"/target", "the target does not say how far it is implemented", "add the property implementation-status in "+NS)
			}
		})), Meant, namespaces),
		state(rule("implementation-status-value", "it says so in one of five words", on(func(c *Checker, at string, f *oscal.Finding) {
			if i := property(f.Target.Props, "implementation-status"); i >= 0 && f.Target.Type == "objective-id" && !slices.Contains(implementations(), each(f.Target.Props)[i].Value) {
				c.bad(fmt.Sprintf("%s/target/props/%d/value", at, i), "FedRAMP does not have this word", oneOf(implementations()))
			}
		})), Meant, namespaces),
		rule("has-satisfaction-status", "an objective's target has a status", on(func(c *Checker, at string, f *oscal.Finding) {
			if f.Target.Type == "objective-id" && f.Target.Status == (oscal.ObjectiveStatus{}) {
				c.bad(at+"/target", "the target has no status", "add status with a state")
			}
		})),
		state(rule("satisfaction-status-value", "its state is satisfied or not-satisfied", on(func(c *Checker, at string, f *oscal.Finding) {
			if s := f.Target.Status.State; f.Target.Type == "objective-id" && s != "satisfied" && s != "not-satisfied" {
				c.bad(at+"/target/status/state", "there is no such state", "write satisfied or not-satisfied")
			}
		})), Meant, "some published copies of the file have other-than-satisfied, which the schema of OSCAL refuses"),
		rule("no-duplicate-target-id", "a result has one finding of a target", on(func(c *Checker, at string, f *oscal.Finding) {
			if c.facts.repeated {
				c.bad(at+"/target/target-id", "another finding of this result has the same target", "put both into one finding")
			}
		})),
		rule("has-finding-target-status-issue", "a finding that is not satisfied relates a risk", on(func(c *Checker, at string, f *oscal.Finding) {
			if f.Target.Status.State == "not-satisfied" && len(each(f.RelatedRisks)) == 0 {
				c.bad(at, "the finding is not satisfied and relates no risk", "add related-risks")
			}
		})),
		rule("has-associated-risk-matching", "the risk a finding relates is in the file", on(func(c *Checker, at string, f *oscal.Finding) {
			for i, r := range each(f.RelatedRisks) {
				uuid := idOf(r.RiskUuid)
				c.later(func() {
					if _, there := c.facts.riskAt[uuid]; !there {
						c.bad(fmt.Sprintf("%s/related-risks/%d/risk-uuid", at, i), "this names no risk of the file", "write the uuid of one")
					}
				})
			}
		})),
		end("has-false-positive-related-related-observation", "a finding that cites a false positive relates a risk of the file too", falsePositives),
		rule("has-attestation-value-no", "when recommend-authorization is not yes, the first paragraph of the attestation counts the risks in the words of the guide", on(attested)),
	}
}

// riskCounts is the sentence that the guide fixes.
//
// Source: FedRAMP SAR guide 4.12, by the test of sar.sch.
var riskCounts = regexp.MustCompile(`A total of \w+ system risks? were identified for .+, including .* High risks?, \w+ Moderate risks?, \w+ Low risks?, and \w+ of operationally required risks?`)

// planObjective matches the objectives of PL-2, as revision 4 and 5 write them.
var planObjective = regexp.MustCompile(`^pl-2(_|\.[a-z])`)

func sarRule(id, says string, looks ...look) Rule {
	return Rule{ID: id, From: "sar.sch", Models: []string{results}, Says: says, looks: looks}
}

func sarEnd(id, says string, end func(*Checker)) Rule {
	return Rule{ID: id, From: "sar.sch", Models: []string{results}, Says: says, end: end}
}

func sarState(r Rule, s State, why string) Rule {
	r.State, r.Why = s, why
	return r
}

func sarWarn(r Rule) Rule {
	r.Severity = Warning
	return r
}

// onResult is a look that only wants to know that there is a result, and where.
func onResult(do func(c *Checker, at string)) look {
	return on(func(c *Checker, at string, _ *oscal.Result) { do(c, at) })
}

// isEvidence says whether a resource is evidence or an artifact.
func isEvidence(r *oscal.Resource) bool {
	types := typesOf(r)
	return slices.Contains(types, "evidence") || slices.Contains(types, "artifact")
}

// actors checks that those an object is from are parties of the results or their
// plan.
func (c *Checker) actors(at string, origins []oscal.Origin, what string) {
	for i, o := range origins {
		for j, a := range o.Actors {
			uuid := strings.Clone(a.ActorUuid)
			c.later(func() {
				if !c.sarParty(uuid) {
					c.bad(fmt.Sprintf("%s/origins/%d/actors/%d/actor-uuid", at, i, j), what+c.unopened(plan, "assessment plan"), "name a party of the metadata, or leave the origin out until somebody signs")
				}
			})
		}
	}
}

// responsePoints holds the findings of each result against the objectives that
// the baseline marks.
func responsePoints(c *Checker) {
	for _, n := range c.runs() {
		at := fmt.Sprintf("/%s/results/%d", results, n)
		c.unmet(at)
		r := c.facts.runs[n]
		in := r.in
		if r.all {
			in = c.others.controls
		}
		for _, control := range in {
			if slices.Contains(r.out, control) {
				continue
			}
			for _, objective := range c.others.points[control] {
				if !c.facts.targets[n][objective] {
					c.bad(at, "no finding says whether objective "+objective+" of control "+control+" is met, though the control is reviewed", "add a finding, or leave the control out of reviewed-controls and say so")
				}
			}
		}
	}
}

// falsePositives: a finding that cites one has a risk.
func falsePositives(c *Checker) {
	for i := range c.facts.findings {
		f := &c.facts.findings[i]
		if !slices.ContainsFunc(f.observations, func(o id) bool { return c.facts.falsePositive[o] }) {
			continue
		}
		if !slices.ContainsFunc(f.risks, func(r id) bool { _, there := c.facts.riskAt[r]; return there }) {
			c.bad(c.pointer(f.place, "findings"), "the finding cites a false positive and relates no risk of the file", "relate the risk that turned out to be false")
		}
	}
}

// attested looks at one attestation.
func attested(c *Checker, at string, a *oscal.AttestationStatements) {
	for i, p := range a.Parts {
		k := property(p.Props, "recommend-authorization")
		if p.Name != "authorization-statements" || k < 0 || each(p.Props)[k].Value == "yes" {
			continue
		}
		first := ""
		if inner := each(p.Parts); len(inner) > 0 {
			first, _, _ = strings.Cut(strings.TrimSpace(inner[0].Prose), "\n\n")
		}
		if !riskCounts.MatchString(strings.Join(strings.Fields(first), " ")) {
			c.bad(fmt.Sprintf("%s/parts/%d", at, i), "authorization is not recommended and the first paragraph does not count the risks as the guide words it", "begin the first part with the sentence of the SAR guide, section 4.12")
		}
	}
}

// runs are the numbers of the results, in order.
func (c *Checker) runs() []int32 {
	out := make([]int32, 0, len(c.facts.runs))
	for n := range c.facts.runs {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// newest is the result that ended last; false when none has ended.
func (c *Checker) newest() (int32, time.Time, bool) {
	var best int32
	var end time.Time
	for _, n := range c.runs() {
		if e := c.facts.runs[n].end; e != nil && (end.IsZero() || e.After(end)) {
			best, end = n, *e
		}
	}
	return best, end, !end.IsZero()
}
