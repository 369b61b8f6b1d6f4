package emit

import (
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// nistFacets is the facet system for likelihood and impact outside FedRAMP.
const nistFacets = "http://csrc.nist.gov/ns/oscal"

// riskID is the identity of a risk: that of its open item in the plan of action
// where there is one, so that both documents speak of the same risk.
func (b *book) riskID(key string) string {
	if uuid, ok := b.risks[key]; ok {
		return uuid
	}
	return b.id("risk", key)
}

// risk renders one weakness, or one gap of the assessment.
func (b *book) risk(r *assessment.Risk) oscal.Risk {
	props := []oscal.Property{prop("weakness", r.Key), prop("level", r.Level.String())}
	for _, c := range r.Controls {
		if b.r.Scope.Framework.Family == "fedramp" {
			props = append(props, oscal.Property{Name: "impacted-control-id", Ns: fedrampNS, Value: c})
		} else {
			props = append(props, prop("impacted-control-id", c))
		}
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
		UUID: b.riskID(r.Key), Title: line(r.Title), Description: prose(r.Title), Statement: prose(r.Statement),
		Status: string(r.Status), Props: &props, Deadline: secondPtr(r.Deadline),
		Characterizations: b.characterization(r.Rating),
	}
	if r.Remediation != "" {
		out.Remediations = &[]oscal.Response{b.recommendation(r.Key, r.Remediation)}
	}
	for _, i := range r.Observations {
		out.RelatedObservations = appendTo(out.RelatedObservations, oscal.RelatedObservation{ObservationUuid: b.observationID(&b.r.Observations[i])})
	}
	return out
}

// toolOrigin says that assay, not a person, is where something comes from.
func (b *book) toolOrigin() []oscal.Origin {
	return []oscal.Origin{{Actors: []oscal.OriginActor{{Type: "tool", ActorUuid: b.tool}}}}
}

func (b *book) recommendation(key, text string) oscal.Response {
	origins := b.toolOrigin()
	return oscal.Response{
		UUID: b.id("recommendation", key), Lifecycle: "recommendation", Title: "Recommended remediation",
		Description: prose(text), Origins: &origins,
	}
}

func (b *book) characterization(r assessment.Rating) *[]oscal.Characterization {
	if r == (assessment.Rating{}) {
		return nil
	}
	system := nistFacets
	if b.r.Scope.Framework.Family == "fedramp" {
		system = fedrampNS
	}
	facet := func(name, value string) oscal.Facet {
		return oscal.Facet{Name: name, System: system, Value: line(value), Props: &[]oscal.Property{{Name: "state", Value: "initial"}}}
	}
	return &[]oscal.Characterization{{
		Origin: b.toolOrigin()[0],
		Facets: []oscal.Facet{facet("likelihood", r.Likelihood), facet("impact", r.Impact)},
	}}
}
