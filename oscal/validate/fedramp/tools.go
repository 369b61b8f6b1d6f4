package fedramp

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"

	"github.com/assay-compliance/assay/oscal"
)

const (
	penetrationReport = "penetration-test-report"
	toolOutput        = "raw-tool-output"
)

// toolRules are asked of what tools observed, and of penetration tests.
//
// Source: GSA/fedramp-automation master, src/validations/rules/rev5/sar.sch.
func toolRules() []Rule {
	rule, end, state := sarRule, sarEnd, sarState
	return []Rule{
		state(rule("has-pen-test-finding-resource", "what a penetration test found cites its report", on(func(c *Checker, at string, o *oscal.Observation) {
			if !has(o, "finding") || !slices.Contains(o.Methods, "TEST") {
				return
			}
			if fromTool(o) {
				c.unmet(at)
				return
			}
			c.cites(at, o, penetrationReport, "no evidence of this finding by test is a penetration test report", "cite the resource of type "+penetrationReport)
		})), Unmet, "it asks what every scanner finds by test to cite a penetration test report too. Checked instead: a finding by test that is not from a tool cites one"),
		rule("has-pen-test-team-match", "what a penetration test found is from a party of its team", on(func(c *Checker, at string, o *oscal.Observation) {
			if !has(o, "finding") || !slices.Contains(o.Methods, "TEST") || slices.ContainsFunc(each(o.Subjects), func(s oscal.SubjectReference) bool { return s.Type == "component" }) {
				return
			}
			var people, files []id
			for _, origin := range each(o.Origins) {
				for _, a := range origin.Actors {
					if a.Type == "party" {
						people = append(people, idOf(a.ActorUuid))
					}
				}
			}
			for _, e := range each(o.RelevantEvidence) {
				files = append(files, fragment(e.Href)...)
			}
			c.later(func() {
				team := append(slices.Clip(c.facts.responsible["penetration-test-lead"]), c.facts.responsible["penetration-test-team"]...)
				inTeam := func(p id) bool { return slices.Contains(team, p) }
				if slices.ContainsFunc(files, c.facts.typedAs(penetrationReport)) && !slices.ContainsFunc(people, inTeam) {
					c.bad(at, "nobody this is from is in the penetration test team", "name a party that the metadata makes responsible as penetration-test-lead or penetration-test-team")
				}
			})
		})),
		end("has-pen-test-lead", "one party is responsible as penetration-test-lead", func(c *Checker) {
			if n := len(c.facts.responsible["penetration-test-lead"]); n != 1 {
				c.bad(c.root("metadata"), fmt.Sprintf("%d parties are responsible as penetration-test-lead", n), "add the role, and one party to the responsible-parties of that role; without a penetration test the rule stays broken")
			}
		}),
		rule("has-method-TEST", "what a tool observed is a finding, found by TEST", on(func(c *Checker, at string, o *oscal.Observation) {
			if fromTool(o) && (!has(o, "finding") || !slices.Contains(o.Methods, "TEST")) {
				c.bad(at, "a tool observed this, and it is not of type finding and method TEST", "add the type finding, beside discovery, and the method TEST")
			}
		})),
		state(ending(rule("has-matching-assessment-asset-component", "the tool that observed something is a component of the assessment assets", on(func(c *Checker, at string, o *oscal.Observation) {
			if fromTool(o) {
				c.unmet(at)
			}
		})), toolsAreAssets), Unmet, "it compares the uuid of the observation with those of components. Checked instead: the tool that made the observation is a component of the assessment assets of its result"),
		end("has-related-observation", "a finding of the same result cites what a tool observed", func(c *Checker) {
			for i := range c.facts.observations {
				if o := &c.facts.observations[i]; o.tool && !c.facts.cited[within{o.result, o.id}] {
					c.bad(c.pointer(o.place, "observations"), "a tool observed this and no finding of the result cites it", "relate it in the finding it bears on")
				}
			}
		}),
		state(ending(rule("has-relevant-evidence", "what a tool observed cites a resource of type raw-tool-output", on(func(c *Checker, at string, o *oscal.Observation) {
			if fromTool(o) {
				c.unmet(at)
			}
		})), toolOutputs), Unmet, "it compares a uuid with an element, which is never equal. Checked instead: the href of some relevant-evidence names a resource of type raw-tool-output"),
		end("observation-subject-is-locally-defined", "the subjects of what a tool observed are components or inventory items of the result's local definitions", subjectsAreLocal),
	}
}

func ending(r Rule, end func(*Checker)) Rule {
	r.end = end
	return r
}

// toolsAreAssets: each tool that observed something is an asset of the assessment.
func toolsAreAssets(c *Checker) {
	for _, key := range ordered(c.facts.tools, func(key within, _ spot) bool { return !c.facts.assets[key] }) {
		s := c.facts.tools[key]
		c.bad(c.pointer(place{key.result, s.index}, "observations")+fmt.Sprintf("/origins/%d/actors/%d/actor-uuid", s.first, s.second), "the tool is no component of the result's assessment-assets", "define it there")
	}
}

// toolOutputs: each observation of a tool cites what the tool wrote.
func toolOutputs(c *Checker) {
	for i := range c.facts.observations {
		if o := &c.facts.observations[i]; o.tool && !slices.ContainsFunc(o.evidence, c.facts.typedAs(toolOutput)) {
			c.bad(c.pointer(o.place, "observations"), "a tool observed this, and no evidence of it is of type "+toolOutput, "name a resource of that type in the href of a relevant-evidence")
		}
	}
}

// subjectsAreLocal: each subject that a tool observed is told of once, where it
// is first named.
func subjectsAreLocal(c *Checker) {
	for _, key := range ordered(c.facts.subjects, func(key within, s spot) bool { return s.tool && !c.facts.local[key] }) {
		s := c.facts.subjects[key]
		c.bad(c.pointer(place{key.result, s.index}, "observations")+fmt.Sprintf("/subjects/%d/subject-uuid", s.first), "the result's local-definitions have no such component or inventory item", "copy it there from the security plan")
	}
}

// ordered is the keys of the spots that which takes, in order of the document.
func ordered(spots map[within]spot, which func(within, spot) bool) []within {
	var out []within
	for key, s := range spots {
		if which(key, s) {
			out = append(out, key)
		}
	}
	slices.SortFunc(out, func(a, b within) int {
		x, y := spots[a], spots[b]
		return cmp.Or(cmp.Compare(a.result, b.result), cmp.Compare(x.index, y.index), cmp.Compare(x.first, y.first), cmp.Compare(x.second, y.second), bytes.Compare(a.id[:], b.id[:]))
	})
	return out
}

// fromTool says whether a tool is among those an observation is from.
func fromTool(o *oscal.Observation) bool {
	for _, origin := range each(o.Origins) {
		for _, a := range origin.Actors {
			if a.Type == "tool" {
				return true
			}
		}
	}
	return false
}

// typedAs tells whether a uuid is that of a resource of a type.
func (f *facts) typedAs(kind string) func(id) bool {
	return func(uuid id) bool { return slices.Contains(f.resources[uuid], kind) }
}

// cites checks that the evidence of an observation has a resource of a type.
func (c *Checker) cites(at string, o *oscal.Observation, kind, what, right string) {
	var files []id
	for _, e := range each(o.RelevantEvidence) {
		files = append(files, fragment(e.Href)...)
	}
	c.later(func() {
		if !slices.ContainsFunc(files, c.facts.typedAs(kind)) {
			c.bad(at, what, right)
		}
	})
}
