package validate

import (
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/validate/fedramp"
)

// fedrampList lists FedRAMP's rules that are kept here.
func fedrampList() []Rule {
	var out []Rule
	for _, r := range fedramp.Rules() {
		says := r.Says
		if r.State != fedramp.Kept {
			says += " (" + r.State.String() + ": " + r.Why + ")"
		}
		out = append(out, Rule{ID: r.ID, Says: says})
	}
	return out
}

// fedrampRules checks a document, and what it imports, against FedRAMP's rules.
// What was not opened behind it counts as absent, which is a finding. Each rule
// bounds what it tells by itself.
func fedrampRules(doc *oscal.Document, with Context, r *report) {
	c := fedramp.New(doc.Model, with.Known)
	for _, other := range with.Imported {
		if err := walk(other, func(at string, object any) { c.Other(other.Model, at, object) }); err != nil {
			r.add("read", "", "a document behind this one cannot be walked over, so that FedRAMP's rules were not checked", "see "+other.Path)
			return
		}
	}
	if err := walk(doc, c.Visit); err != nil {
		r.add("read", "", "the document cannot be walked over, so that FedRAMP's rules were not checked", "")
		return
	}
	levels := map[fedramp.Severity]Level{fedramp.Error: Error, fedramp.Warning: Warning, fedramp.Note: Note}
	for _, f := range c.Findings() {
		r.findings = append(r.findings, Finding{Rule: f.Rule, Level: levels[f.Severity], Place: problem.Place{Pointer: f.Pointer}, What: f.What, Remedy: f.Right})
	}
}
