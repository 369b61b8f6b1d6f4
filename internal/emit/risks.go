package emit

import (
	"fmt"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// nistFacets is the facet system for likelihood and impact outside FedRAMP.
const nistFacets = "http://csrc.nist.gov/ns/oscal"

// riskID is the identity of a risk: that of its open item in the plan of action
// where there is one, so that both documents speak of the same risk.
func (b *book) riskID(key string) string {
	if it := b.items[key]; it != nil {
		return it.RiskUUID
	}
	return b.id("risk", key)
}

// deadline is that of the plan of action where the risk stands in it: evidence
// collected again moves no deadline. One that had passed when the evidence was
// collected is told as a property, because OSCAL's deadline is not before what
// the risk rests on.
func (b *book) deadline(r *assessment.Risk) (at *time.Time, overdue []oscal.Property) {
	it := b.items[r.Key]
	if it == nil || it.Due().IsZero() {
		return secondPtr(r.Deadline), nil
	}
	end := it.Due()
	for _, i := range r.Observations {
		if seen, _ := b.collected(&b.r.Observations[i]); end.Before(seen) {
			return nil, []oscal.Property{prop("overdue-since", stamp(end))}
		}
	}
	return secondPtr(end), nil
}

// seen says in one sentence where a check fails; it names no subject.
func (b *book) seen(r *assessment.Risk) string {
	if r.Gap || r.Own || len(r.Observations) == 0 {
		return r.Title
	}
	const most = 5
	var where []string
	counts := map[string]int{}
	for _, i := range r.Observations {
		o := &b.r.Observations[i]
		if counts[o.Component] == 0 {
			where = append(where, o.Component)
		}
		counts[o.Component] += o.Count
	}
	more := ""
	if n := len(where) - most; n > 0 {
		where, more = where[:most], fmt.Sprintf(" and on %d more components", n)
	}
	for i, c := range where {
		where[i] = fmt.Sprintf("on %s for %s", c, subjects(counts[c]))
	}
	return "The check " + r.Key + " fails " + strings.Join(where, ", ") + more + "."
}

func subjects(n int) string {
	if n == 1 {
		return "1 subject"
	}
	return fmt.Sprintf("%d subjects", n)
}

// risk renders one weakness, or one gap of the assessment.
func (b *book) risk(r *assessment.Risk) oscal.Risk {
	props := []oscal.Property{prop("weakness", r.Key)}
	if !r.Gap {
		props = append(props, prop("level", r.Level.String()))
	}
	if it := b.items[r.Key]; it != nil {
		props = append(props, prop("poam-id", it.ID))
	}
	due, overdue := b.deadline(r)
	props = append(props, overdue...)
	for _, c := range r.Controls {
		props = append(props, b.impacted(c))
	}
	if r.Own {
		// No finding carries these, so the risk itself does.
		props = append(props, count("unknown-assets", r.Unknown))
		for _, t := range r.Targets {
			props = append(props, prop("objective", t))
		}
		for _, a := range r.Assets {
			seen := prop("unknown-asset", a.Asset)
			seen.Remarks = At(a.Source)
			props = append(props, seen)
		}
	}
	out := oscal.Risk{
		UUID: b.riskID(r.Key), Title: line(r.Title), Description: prose(b.seen(r)), Statement: prose(r.Statement),
		Status: string(r.Status), Props: &props, Deadline: due,
		Characterizations: b.rated(r),
	}
	if it := b.items[r.Key]; it != nil && len(it.Deviations) > 0 {
		out.Status = string(it.Status)
		b.withDeviations(&out, it)
	}
	if r.Remediation != "" {
		out.Remediations = &[]oscal.Response{b.recommendation(b.riskID(r.Key), r.Remediation)}
	}
	for _, i := range r.Observations {
		out.RelatedObservations = appendTo(out.RelatedObservations, oscal.RelatedObservation{ObservationUuid: b.observationID(&b.r.Observations[i])})
	}
	return out
}

// impacted names a control that a risk touches, in FedRAMP's words where they
// count.
func (b *book) impacted(control string) oscal.Property {
	if b.fedramp() {
		return oscal.Property{Name: "impacted-control-id", Ns: fedrampNS, Value: control}
	}
	return prop("impacted-control-id", control)
}

// toolOrigin says that assay, not a person, is where something comes from.
func (b *book) toolOrigin() []oscal.Origin {
	return []oscal.Origin{{Actors: []oscal.OriginActor{{Type: "tool", ActorUuid: b.tool}}}}
}

// recommendation is what the check says to do about a risk: the same response in
// the results and in the plan of action.
func (b *book) recommendation(risk, text string) oscal.Response {
	origins := b.toolOrigin()
	return oscal.Response{
		UUID: recommendationID(b.run.System.ID, b.r.Scope.Framework.ID, risk), Lifecycle: "recommendation", Title: recommendationTitle,
		Description: prose(text), Origins: &origins,
	}
}

const recommendationTitle = "Recommended remediation"

func recommendationID(system, framework, risk string) string {
	return oscal.ID(system, framework, "recommendation", risk)
}

// rated is how a risk is rated: as its item was first, beside how it is now,
// where the plan of action has it.
func (b *book) rated(r *assessment.Risk) *[]oscal.Characterization {
	if it := b.items[r.Key]; it != nil {
		all := b.characterization(it.Rating, it.Adjusted)
		if c := b.adjusted(it); c != nil {
			all = appendTo(all, *c)
		}
		return all
	}
	return b.characterization(r.Rating, assessment.Rating{})
}

// characterization is the initial rating of a risk and, where its level changed
// since, that of now as the adjusted one.
func (b *book) characterization(initial, adjusted assessment.Rating) *[]oscal.Characterization {
	if initial == (assessment.Rating{}) {
		return nil
	}
	system := nistFacets
	if b.fedramp() {
		system = fedrampNS
	}
	facet := func(name, state, value string) oscal.Facet {
		return oscal.Facet{Name: name, System: system, Value: line(value), Props: &[]oscal.Property{{Name: "state", Value: state}}}
	}
	facets := []oscal.Facet{facet("likelihood", "initial", initial.Likelihood), facet("impact", "initial", initial.Impact)}
	if adjusted != (assessment.Rating{}) {
		for _, f := range []oscal.Facet{facet("likelihood", "adjusted", adjusted.Likelihood), facet("impact", "adjusted", adjusted.Impact)} {
			*f.Props = append(*f.Props, prop("basis", string(assessment.BasisMachine)))
			f.Remarks = "The level changed since the first detection; nobody approved a risk adjustment."
			facets = append(facets, f)
		}
	}
	return &[]oscal.Characterization{{Origin: b.toolOrigin()[0], Facets: facets}}
}
