package emit

import (
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// saidHead renders what a person said or chose. Its origin is that person: assay says
// nothing for anybody.
func (b *book) saidHead(o *assessment.Observation) (oscal.Observation, error) {
	said := o.Said
	check := said.Check
	props := []oscal.Property{
		prop("check", check.ID), prop("severity", check.Severity.String()), prop("outcome", o.Outcome.String()),
		prop("component", o.Component), count("subjects", o.Count), prop(said.Kind, said.ID),
	}
	if o.Reason != "" {
		props = append(props, prop("reason", string(o.Reason)))
	}
	for _, d := range said.Details {
		if d.Text != "" {
			p := prop("says", token(d.Name))
			p.Remarks = prose(d.Text)
			props = append(props, p)
		}
	}
	for _, x := range said.Exhibits {
		if x.Source.Path == "" && x.Href != "" {
			p := prop("document-elsewhere", line(x.Href))
			p.Remarks = prose(strings.TrimSpace(x.Title + ". " + elsewhere))
			props = append(props, p)
		}
	}
	props = append(props, prop("evidence-set-sha256", o.EvidenceSet), count("evidence-count", b.r.Sets[o.EvidenceSet].Count), prop("policy-sha256", check.Digest))
	props = append(props, population(o.Population)...)
	props = append(props, b.bearing[o]...)
	evidence, err := b.relevantEvidence(o)
	if err != nil {
		return oscal.Observation{}, err
	}
	collected, expires := b.collected(o)
	record := oscal.Link{Href: "#" + b.shelf.evidence(check.Source, b.evidenceType()), Rel: "policy", Text: line(At(check.Source))}
	return oscal.Observation{
		UUID: b.observationID(o), Title: line(check.Title + outcomeMark(o.Outcome)), Description: prose(saidText(o)),
		Props: &props, Methods: []string{check.Method}, Types: observationTypes("EXAMINE"),
		Origins: list([]oscal.Origin{{Actors: []oscal.OriginActor{b.actor(said.Party)}}}), RelevantEvidence: list(evidence.cited),
		Links: &[]oscal.Link{record}, Collected: collected, Expires: expires,
	}, nil
}

// saidText tells in sentences who said what of how many objectives.
func saidText(o *assessment.Observation) string {
	text := strings.ToUpper(o.Said.Kind[:1]) + o.Said.Kind[1:] + " " + o.Said.ID + ": " + howMany(o.Count, o.Outcome) + "."
	if o.Reason != "" {
		text += " Reason: " + string(o.Reason) + "."
	}
	if o.Said.Check.Description != "" {
		text += " " + o.Said.Check.Description
	}
	return text
}

// actor is a person as the origin of an observation. One that a record does not name
// is the tool, which read it.
func (b *book) actor(p assessment.Party) oscal.OriginActor {
	if p.Name == "" {
		return oscal.OriginActor{ActorUuid: b.tool, Type: "tool"}
	}
	return oscal.OriginActor{ActorUuid: b.partyID(p), Type: "party", RoleId: p.Role}
}

func (b *book) partyID(p assessment.Party) string { return b.id("person", p.Name, p.Organization) }

// people adds the persons that the observations of a document name to its metadata,
// with their roles, sorted.
func (b *book) people(m *oscal.Metadata) {
	roles, parties := map[string]bool{}, map[string]oscal.Party{}
	for i := range b.r.Observations {
		said := b.r.Observations[i].Said
		if said == nil || said.Party.Name == "" {
			continue
		}
		p := said.Party
		one := oscal.Party{UUID: b.partyID(p), Type: "person", Name: line(p.Name)}
		if p.Organization != "" {
			one.Props = &[]oscal.Property{prop("organization", line(p.Organization))}
		}
		parties[one.UUID] = one
		if p.Role != "" {
			roles[p.Role] = true
		}
	}
	b.signers(parties)
	for _, id := range sortedKeys(parties) {
		m.Parties = appendTo(m.Parties, parties[id])
	}
	for _, id := range sortedKeys(roles) {
		known := slices.ContainsFunc(deref(m.Roles), func(r oscal.Role) bool { return r.ID == id })
		if !known {
			m.Roles = appendTo(m.Roles, oscal.Role{ID: id, Title: strings.ReplaceAll(id, "-", " ")})
		}
	}
}

// said reads back what a person said or chose; nil for what a check saw. files are
// those that the observation cites: the record itself, and documents.
func (d *resultsDecoder) said(o *oscal.Observation, check string, files []assessment.Source) *assessment.Said {
	var out *assessment.Said
	for _, kind := range []string{"attestation", "decision"} {
		if id := own(o.Props, kind); id != "" {
			out = &assessment.Said{ID: id, Kind: kind, Check: d.check(o, check), Party: d.party(o)}
		}
	}
	if out == nil {
		return nil
	}
	for _, p := range deref(o.Props) {
		switch {
		case p.Ns != oscal.NS:
		case p.Name == "says":
			out.Details = append(out.Details, assessment.Detail{Name: p.Value, Text: p.Remarks})
		case p.Name == "document-elsewhere":
			title, _, _ := strings.Cut(p.Remarks, ". "+elsewhere)
			out.Exhibits = append(out.Exhibits, assessment.Exhibit{Title: title, Href: p.Value})
		}
	}
	for _, f := range files {
		if f.Path != out.Check.Source.Path {
			out.Exhibits = append(out.Exhibits, assessment.Exhibit{Source: f})
		}
	}
	return out
}

// elsewhere ends what is said of a document that is kept elsewhere.
const elsewhere = "Kept elsewhere; nobody compared it with a digest."

// party is the person who is the origin of an observation.
func (d *resultsDecoder) party(o *oscal.Observation) (out assessment.Party) {
	for _, origin := range deref(o.Origins) {
		for _, actor := range origin.Actors {
			if actor.Type != "party" {
				continue
			}
			for _, p := range deref(d.ar.Metadata.Parties) {
				if p.UUID == actor.ActorUuid {
					return assessment.Party{Name: p.Name, Role: actor.RoleId, Organization: own(p.Props, "organization")}
				}
			}
		}
	}
	return out
}
