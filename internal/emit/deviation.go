package emit

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// A deviation is an observation of the plan of action, whose origin is the person who
// asks for it; properties of the risk say what has become of it, in FedRAMP's words
// where those count. What it says stands in properties of ours, so that the recorded
// state can be read back from the document alone.
//
// Source: oscal_output_spec 6 and 8.

func deviationID(item, waiver string) string { return oscal.ID(item, "deviation", waiver) }

func (b *book) waiverParty(p assessment.Party) string {
	return b.id("waiver-person", p.Name, p.Organization)
}

// deviationProps say on a risk what was asked of it and what became of that: of each
// kind the word that counts most.
func (b *book) deviationProps(it *assessment.Item) []oscal.Property {
	if len(it.Deviations) == 0 {
		return nil
	}
	var out []oscal.Property
	for _, kind := range assessment.DeviationKinds {
		best := -1
		var state assessment.DeviationState
		for i := range it.Deviations {
			if d := &it.Deviations[i]; d.Kind == kind && weight[d.State] > best {
				best, state = weight[d.State], d.State
			}
		}
		switch {
		case best < 0:
		case b.fedramp() && kind != assessment.RiskAccepted:
			out = append(out, oscal.Property{Name: string(kind), Ns: fedrampNS, Value: fedrampState(kind, state, it.Open())})
		default:
			out = append(out, prop(string(kind), string(state)))
		}
	}
	out = append(out, count("waived", it.Waived))
	if due := it.Due(); !due.Equal(it.Deadline) {
		out = append(out, prop("initial-deadline", stamp(it.Deadline)))
	}
	return out
}

// weight orders the states of several deviations of a kind: what counts first.
var weight = map[assessment.DeviationState]int{
	assessment.DeviationWithdrawn: 0, assessment.DeviationExpired: 1, assessment.DeviationLapsed: 2,
	assessment.DeviationPending: 3, assessment.DeviationApproved: 4,
}

// fedrampState is a state in the closed list that FedRAMP has for its property.
func fedrampState(kind assessment.DeviationKind, state assessment.DeviationState, open bool) string {
	dependency := kind == assessment.VendorDependency
	switch {
	case dependency && !open:
		return "resolved"
	case state == assessment.DeviationApproved && dependency:
		return "tracking"
	case state == assessment.DeviationApproved:
		return "approved"
	case dependency && (state == assessment.DeviationPending || state == assessment.DeviationLapsed):
		return "investigating"
	case state == assessment.DeviationPending:
		return "pending"
	}
	return "withdrawn"
}

// adjusted is the rating that an approver gave a risk, beside that of the tool.
func (b *book) adjusted(it *assessment.Item) *oscal.Characterization {
	d := it.Adjustment()
	if d == nil || d.Adjusted == (assessment.Rating{}) {
		return nil
	}
	system := nistFacets
	if b.fedramp() {
		system = fedrampNS
	}
	facet := func(name, value string) oscal.Facet {
		return oscal.Facet{Name: name, System: system, Value: line(value), Props: &[]oscal.Property{{Name: "state", Value: "adjusted"}}}
	}
	return &oscal.Characterization{
		Origin: oscal.Origin{Actors: []oscal.OriginActor{{Type: "party", ActorUuid: b.waiverParty(d.Approver)}}},
		Props:  &[]oscal.Property{prop("waiver", d.ID)},
		Facets: []oscal.Facet{facet("likelihood", d.Adjusted.Likelihood), facet("impact", d.Adjusted.Impact)},
	}
}

// mitigations are the factors that adjustments in effect rest on.
func (b *book) mitigations(it *assessment.Item) *[]oscal.MitigatingFactor {
	var out *[]oscal.MitigatingFactor
	for i := range it.Deviations {
		d := &it.Deviations[i]
		if !d.InEffect() {
			continue
		}
		for k, text := range d.Mitigations {
			out = appendTo(out, oscal.MitigatingFactor{
				UUID: oscal.ID(deviationID(it.UUID, d.ID), "mitigation", strconv.Itoa(k)), Description: prose(text), Props: &[]oscal.Property{prop("waiver", d.ID)},
			})
		}
	}
	return out
}

// deviation is the observation of one.
func (p *poamBook) deviation(it *assessment.Item, d *assessment.Deviation) oscal.Observation {
	props := []oscal.Property{prop("poam-item", it.UUID), prop("waiver", d.ID), prop("kind", string(d.Kind)), prop("state", string(d.State)),
		prop("waiver-sha256", d.SHA256), count("covered", d.Covered)}
	say := func(name, value string) {
		if value != "" {
			props = append(props, prop(name, exact(value)))
		}
	}
	at := func(name string, t time.Time) {
		if !t.IsZero() {
			props = append(props, prop(name, t.UTC().Format(time.DateOnly)))
		}
	}
	person := func(who string, p assessment.Party) {
		say(who, p.Name)
		say(who+"-role", p.Role)
		say(who+"-organization", p.Organization)
	}
	say("why", d.Why)
	say("waiver-file", d.Source.Path)
	at("from", d.From)
	at("until", d.Until)
	person("owner", d.Owner)
	person("approver", d.Approver)
	at("approved", d.Approved)
	if d.Kind == assessment.RiskAdjustment {
		props = append(props, prop("adjusted-level", d.Level.String()), prop("adjusts", strconv.FormatBool(d.Adjusts)))
		say("adjusted-likelihood", d.Adjusted.Likelihood)
		say("adjusted-impact", d.Adjusted.Impact)
		if !d.Deadline.IsZero() {
			props = append(props, prop("adjusted-deadline", stamp(d.Deadline)))
		}
	}
	for _, text := range d.Mitigations {
		say("mitigation", text)
	}
	say("vendor", d.Vendor)
	say("product", d.Product)
	group := func(kind string, i int, name, value string) {
		if value != "" {
			one := prop(name, exact(value))
			one.Group = kind + "-" + strconv.Itoa(i+1)
			props = append(props, one)
		}
	}
	for i, c := range d.CheckIns {
		group("check-in", i, "check-in", c.At.UTC().Format(time.DateOnly))
		group("check-in", i, "check-in-note", c.Note)
	}
	for i, c := range d.Covers {
		group("covers", i, "covers-component", c.Component)
		group("covers", i, "covers-asset", c.Asset)
		group("covers", i, "covers-id", c.ID)
		if c.All {
			group("covers", i, "covers-all", "true")
		}
	}
	o := oscal.Observation{
		UUID: deviationID(it.UUID, d.ID), Title: line("Waiver " + d.ID + ": " + string(d.Kind)), Description: prose(d.Reason), Props: &props,
		Methods: []string{"EXAMINE"}, Types: &[]string{string(d.Kind)}, Collected: second(it.Detected), Origins: &[]oscal.Origin{{Actors: []oscal.OriginActor{p.said(d.Owner)}}},
	}
	if !d.From.IsZero() {
		o.Collected = second(d.From)
	}
	if !d.Until.IsZero() {
		end := d.Until.AddDate(0, 0, 1).Add(-time.Second)
		o.Expires = secondPtr(end)
	}
	for i, x := range d.Exhibits {
		group("document", i, "document", x.Title)
		group("document", i, "document-file", x.Source.Path)
		group("document", i, "document-href", x.Href)
		group("document", i, "document-sha256", x.SHA256)
		if d.InEffect() && x.Source.Digest != "" {
			o.RelevantEvidence = appendTo(o.RelevantEvidence, p.document(x, d.Kind))
		}
	}
	return o
}

// document cites a file that a deviation in effect rests on. FedRAMP's rules ask for
// the link of an adjustment apart.
func (p *poamBook) document(x assessment.Exhibit, kind assessment.DeviationKind) oscal.RelevantEvidence {
	href := "#" + p.shelf.evidence(x.Source, ours("waiver-evidence"))
	out := oscal.RelevantEvidence{Href: href, Description: prose(x.Title)}
	if kind == assessment.RiskAdjustment {
		out.Links = &[]oscal.Link{{Href: href, Rel: "evidence"}}
	}
	return out
}

// said is the person who asks for a deviation; the tool, which read it, where a waiver
// names nobody.
func (p *poamBook) said(who assessment.Party) oscal.OriginActor {
	if who.Name == "" {
		return p.toolOrigin()[0].Actors[0]
	}
	return oscal.OriginActor{Type: "party", ActorUuid: p.waiverParty(who)}
}

// waiverPeople adds the persons that deviations name to the metadata, sorted.
func (p *poamBook) waiverPeople(m *oscal.Metadata) {
	parties := map[string]oscal.Party{}
	for i := range p.state.Items {
		for k := range p.state.Items[i].Deviations {
			d := &p.state.Items[i].Deviations[k]
			for _, who := range []assessment.Party{d.Owner, d.Approver} {
				if who.Name == "" {
					continue
				}
				one := oscal.Party{UUID: p.waiverParty(who), Type: "person", Name: line(who.Name), Props: &[]oscal.Property{prop("part", "waiver")}}
				if who.Organization != "" {
					*one.Props = append(*one.Props, prop("organization", line(who.Organization)))
				}
				parties[one.UUID] = one
			}
		}
	}
	for _, id := range sortedKeys(parties) {
		m.Parties = appendTo(m.Parties, parties[id])
	}
}

// deviations writes the observations of an item's deviations.
func (p *poamBook) deviations(w *writer, it *assessment.Item) {
	for i := range it.Deviations {
		o := p.deviation(it, &it.Deviations[i])
		w.refs.define("observation", o.UUID)
		for _, e := range deref(o.RelevantEvidence) {
			w.refs.use("resource", e.Href[1:])
		}
		w.element("observation", o)
	}
}

// deviation reads one back.
func (d *decoder) deviation(o *oscal.Observation, where string) assessment.Deviation {
	text := func(name string) string { return inexact(own(o.Props, name)) }
	day := func(name, value string) time.Time {
		if value == "" {
			return time.Time{}
		}
		t, err := time.Parse(time.DateOnly, value)
		if err != nil {
			d.fail(where, "property "+name+" holds a day that is not like 2026-11-20")
		}
		return t
	}
	person := func(who string) assessment.Party {
		return assessment.Party{Name: text(who), Role: text(who + "-role"), Organization: text(who + "-organization")}
	}
	out := assessment.Deviation{
		ID: own(o.Props, "waiver"), Kind: assessment.DeviationKind(own(o.Props, "kind")), State: assessment.DeviationState(own(o.Props, "state")),
		SHA256: own(o.Props, "waiver-sha256"), Why: text("why"), Source: assessment.Source{Path: text("waiver-file")}, Reason: o.Description,
		From: day("from", own(o.Props, "from")), Until: day("until", own(o.Props, "until")), Owner: person("owner"),
		Approver: person("approver"), Approved: day("approved", own(o.Props, "approved")), Vendor: text("vendor"), Product: text("product"),
		Adjusts: own(o.Props, "adjusts") == "true", Adjusted: assessment.Rating{Likelihood: text("adjusted-likelihood"), Impact: text("adjusted-impact")},
		Deadline: d.time(where, own(o.Props, "adjusted-deadline")),
	}
	out.Level, _ = assessment.ParseLevel(own(o.Props, "adjusted-level"))
	out.Covered, _ = strconv.Atoi(own(o.Props, "covered"))
	for _, m := range owns(o.Props, "mitigation") {
		out.Mitigations = append(out.Mitigations, inexact(m))
	}
	for _, g := range grouped(o.Props, "check-in") {
		out.CheckIns = append(out.CheckIns, assessment.CheckIn{At: day("check-in", g["check-in"]), Note: g["check-in-note"]})
	}
	for _, g := range grouped(o.Props, "covers-component") {
		out.Covers = append(out.Covers, assessment.Cover{Component: g["covers-component"], Asset: g["covers-asset"], ID: g["covers-id"], All: g["covers-all"] == "true"})
	}
	for _, g := range grouped(o.Props, "document") {
		x := assessment.Exhibit{Title: g["document"], Href: g["document-href"], SHA256: g["document-sha256"]}
		if path := g["document-file"]; path != "" {
			x.Source = assessment.Source{Path: path, Digest: x.SHA256}
		}
		out.Exhibits = append(out.Exhibits, x)
	}
	if weight[out.State] == 0 && out.State != assessment.DeviationWithdrawn || out.ID == "" || out.SHA256 == "" {
		d.fail(where, "the waiver of the item has no id, no digest or no state that is known")
	}
	return out
}

// grouped gives the properties of ours that stand together, each group with its head
// first, in the order of the document.
func grouped(props *[]oscal.Property, head string) []map[string]string {
	var out []map[string]string
	at := map[string]int{}
	for _, p := range deref(props) {
		if p.Ns != oscal.NS || p.Group == "" {
			continue
		}
		i, ok := at[p.Group]
		switch {
		case p.Name == head:
			at[p.Group] = len(out)
			out = append(out, map[string]string{p.Name: inexact(p.Value)})
		case ok:
			out[i][p.Name] = inexact(p.Value)
		}
	}
	return out
}

// withDeviations adds to a risk what its deviations make of it.
func (b *book) withDeviations(r *oscal.Risk, it *assessment.Item) {
	*r.Props = append(*r.Props, b.deviationProps(it)...)
	r.MitigatingFactors = b.mitigations(it)
}

// adjustedRating adds the rating of an approver to the characterizations of a risk.
func (b *book) adjustedRating(it *assessment.Item, all []json.RawMessage) ([]json.RawMessage, error) {
	c := b.adjusted(it)
	if c == nil {
		return all, nil
	}
	one, err := plain(c)
	if err != nil {
		return nil, fmt.Errorf("adjusted rating of %s: %w", it.ID, err)
	}
	return append(all, one), nil
}
