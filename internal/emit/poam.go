package emit

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

const timeForm = "2006-01-02T15:04:05Z"

// poam writes the document of one list: poam.json, the next state of the plan of
// action, or that of what the rules keep off it. A list without any item, open or
// closed, has none, because OSCAL has no empty POA&M.
//
// The document holds nothing of the run but what an event changed: on a quiet
// day its bytes stay. It cites files of its own, whose sizes in bytes are given
// by digest. It changes nothing of the book, so that the results can be written
// at the same time.
func (b *book) poam(dir string, list assessment.List) (output, map[string]int64, error) {
	state := b.run.POAMs[b.r.Scope.Framework.ID].Of(list)
	if len(state.Items) == 0 && len(state.Extra) == 0 {
		return output{}, nil, nil
	}
	name := listFile[state.List]
	p := &poamBook{book: b, state: &state, shelf: newShelf(dir, "", b.id, b.run.Evidence), assets: newAssets(b.run.System.ID, b.components)}
	w, err := newWriter(filepath.Join(dir, name), "plan-of-action-and-milestones", b.run.Check)
	if err != nil {
		return output{}, nil, err
	}
	out, err := finish(w, dir, name, p.write(w))
	err = errors.Join(err, p.shelf.settle())
	return out, p.shelf.sizes, err
}

// poamBook is what the parts of one POA&M have in common.
type poamBook struct {
	*book
	state  *assessment.POAM
	shelf  *shelf
	assets *assets // what its subjects referred to
}

func (p *poamBook) write(w *writer) error {
	metadata, err := p.overlaid(p.metadata(), p.state.Extra["metadata"], p.state.Extra["metadata-words"])
	if err != nil {
		return err
	}
	ssp := p.ssp()
	w.member("uuid", p.state.UUID)
	w.member("metadata", metadata)
	p.importSSP(w, ssp.UUID)
	w.member("system-id", oscal.SystemId{ID: line(p.run.System.ID), IdentifierType: oscal.NS})

	p.array(w, "observations", func() {
		for i := range p.state.Items {
			if err = p.observations(w, &p.state.Items[i]); err != nil {
				return
			}
		}
		p.foreign(w, "observations", "observation")
	})
	if err != nil {
		return err
	}
	p.localDefinitions(w)
	p.array(w, "risks", func() {
		for i := range p.state.Items {
			risk, err := p.risk(&p.state.Items[i])
			if err != nil && w.err == nil {
				w.err = err
			}
			w.element("risk", risk)
			w.refs.define("risk", p.state.Items[i].RiskUUID)
		}
		p.foreign(w, "risks", "risk")
	})
	if p.state.Extra["findings"] != nil {
		w.array("findings", func() { p.foreign(w, "findings", "finding") })
	}
	p.array(w, "poam-items", func() {
		for i := range p.state.Items {
			it := &p.state.Items[i]
			w.refs.define("poam-item", it.UUID)
			w.refs.use("risk", it.RiskUUID)
			p.element(w, "poam-item", p.item(it), it.Extra["item"], it.Extra["item-words"])
		}
		p.foreign(w, "poam-items", "poam-item")
	})
	resources := append(p.shelf.resources(), ssp)
	w.key("back-matter")
	w.open('{')
	w.array("resources", func() {
		for _, r := range resources {
			w.refs.define("resource", r.UUID)
			w.element("resource", r)
		}
		p.foreign(w, "resources", "resource")
	})
	w.shut('}')
	return w.err
}

// array writes an array that has an element for each item, or what a person put
// there.
func (p *poamBook) array(w *writer, name string, fill func()) {
	if len(p.state.Items) > 0 || p.state.Extra[name] != nil {
		w.array(name, fill)
	}
}

// importSSP names the system security plan, or says that there is none, until a
// person names one.
func (p *poamBook) importSSP(w *writer, resource string) {
	var theirs oscal.ImportSsp
	if raw := p.state.Extra["import-ssp"]; raw != nil && json.Unmarshal(raw, &theirs) == nil {
		w.member("import-ssp", theirs)
		if uuid, ok := strings.CutPrefix(theirs.Href, "#"); ok {
			w.refs.use("resource", uuid)
		}
		return
	}
	w.member("import-ssp", oscal.ImportSsp{Href: "#" + resource})
	w.refs.use("resource", resource)
}

func poamTitle(system, framework string) string {
	return line("Plan of action and milestones of " + system + ", " + framework)
}

// metadata carries the time of the last event, not of the run.
func (p *poamBook) metadata() oscal.Metadata {
	last := second(p.state.LastEvent())
	if last.IsZero() || last.Year() < 2 {
		last = time.Unix(0, 0).UTC() // only a person's items: no event of ours
	}
	m := oscal.Metadata{
		Title: listTitle(p.state.List, p.run.System.ID, p.r.Scope.Framework.ID), Published: &last, LastModified: last,
		Version: last.Format(timeForm), OscalVersion: p.run.version(),
		Props: &[]oscal.Property{{Name: "marking", Value: marking}, prop("framework", p.r.Scope.Framework.ID)},
	}
	*m.Props = append(*m.Props, listProps(p.state.List)...)
	*m.Props = append(*m.Props, contentProps(&assessment.Scope{Tailored: p.r.Scope.Tailored}, nil)...)
	p.waiverPeople(&m)
	if p.fedramp() {
		*m.Props = append(*m.Props, oscal.Property{Name: "fedramp-version", Ns: fedrampNS, Value: "fedramp-3.0.0rc1-oscal-1.1.2"})
	}
	return m
}

// element writes v with what a person added to it, and in their words.
func (p *poamBook) element(w *writer, def string, v any, extra ...[]byte) {
	merged, err := p.overlaid(v, extra...)
	if err != nil && w.err == nil {
		w.err = err
	}
	w.element(def, merged)
}

// overlaid is v with what a person added to it and, where given, in their words.
func (p *poamBook) overlaid(v any, extra ...[]byte) (any, error) {
	if !slices.ContainsFunc(extra, func(b []byte) bool { return len(b) > 0 }) {
		return v, nil
	}
	m, err := overlay(v, extra[0])
	if err == nil && len(extra) > 1 {
		reworded(m, extra[1])
	}
	return m, err
}

// foreign writes the elements of a recorded document that are not assay's.
func (p *poamBook) foreign(w *writer, part, def string) {
	var elements []json.RawMessage
	if raw := p.state.Extra[part]; raw != nil && json.Unmarshal(raw, &elements) == nil {
		for _, e := range elements {
			var head struct {
				UUID string `json:"uuid"`
			}
			if json.Unmarshal(e, &head) == nil && head.UUID != "" {
				w.refs.define(def, head.UUID)
			}
			w.element(def, e)
		}
	}
}

func (p *poamBook) affectedID(it *assessment.Item) string {
	return oscal.ID(it.UUID, "affected")
}

func closureID(it *assessment.Item) string { return oscal.ID(it.UUID, "closure") }

// method is how the weakness was found: as recorded, else as the check says.
func (p *poamBook) method(it *assessment.Item) string {
	if it.Method != "" {
		return it.Method
	}
	for _, c := range p.r.Checks {
		if it.Known(c.ID, c.Formerly) && c.Method != "" {
			return c.Method
		}
	}
	return "UNKNOWN"
}

// observations writes what an item was seen on and, for a closed one, what
// closed it.
func (p *poamBook) observations(w *writer, it *assessment.Item) error {
	o := oscal.Observation{
		UUID: p.affectedID(it), Title: line(it.Title),
		Description: prose(itemText(it)),
		Methods:     []string{p.method(it)}, Types: &[]string{"discovery", "finding"}, Collected: second(it.Detected), Origins: list(p.toolOrigin()),
		Props: &[]oscal.Property{prop("poam-item", it.UUID), count("affected", it.Affected.Count), count("affected-open", it.Affected.Open)},
	}
	inline := it.Affected.Count <= assessment.InlineAffected
	if !inline {
		uuid, last, err := p.affectedResource(it)
		if err != nil {
			return err
		}
		if !last.IsZero() {
			*o.Props = append(*o.Props, prop("last-failed", stamp(last)))
		}
		o.Links = &[]oscal.Link{{Href: "#" + uuid, Rel: "subjects", Text: fmt.Sprintf("%d subjects", it.Affected.Count)}}
		w.refs.use("resource", uuid)
	}
	w.refs.define("observation", o.UUID)
	w.refs.use("component", p.tool)
	switch {
	case !inline || it.Affected.Count == 0:
		p.element(w, "observation", o, it.Extra["observation"])
	default:
		head, err := p.overlaid(o, it.Extra["observation"])
		if err != nil {
			return err
		}
		if err := w.withSubjects(head, func() error { return p.subjects(w, it) }); err != nil {
			return err
		}
	}
	if c := it.Closure; c != nil {
		closing := oscal.Observation{
			UUID: closureID(it), Title: line("Closure of " + it.ID), Methods: []string{p.method(it)}, Types: &[]string{"closure"}, Origins: list(p.toolOrigin()),
			Description: closureText(c),
			Collected:   second(c.At), Props: &[]oscal.Property{prop("poam-item", it.UUID), count("fixed", c.Fixed), count("retired", c.Retired), prop("closed-at", c.At.UTC().Format(timeForm))},
		}
		if !c.First.IsZero() {
			closing.Collected = second(c.First)
		}
		if c.Unlisted > 0 {
			*closing.Props = append(*closing.Props, count("unlisted", c.Unlisted))
		}
		if c.False > 0 {
			*closing.Props = append(*closing.Props, count("false-positive", c.False))
		}
		for _, e := range c.Evidence {
			*closing.Props = append(*closing.Props, prop("evidence-set-sha256", e))
		}
		w.refs.define("observation", closing.UUID)
		p.element(w, "observation", closing, it.Extra["closure"])
	}
	p.deviations(w, it)
	return nil
}

func (p *poamBook) localDefinitions(w *writer) {
	p.assets.refer(w)
	parts := p.assets.parts
	w.key("local-definitions")
	w.open('{')
	if len(parts) > 0 || p.state.Extra["components"] != nil {
		w.array("components", func() {
			for _, key := range sortedKeys(parts) {
				c := systemComponent(&assessment.Component{Key: key, UUID: parts[key]})
				if known := p.components[key]; known != nil {
					c = systemComponent(known)
				}
				w.refs.define("component", c.UUID)
				w.element("component", c)
			}
			p.foreign(w, "components", "component")
		})
	}
	if len(p.assets.items) > 0 || p.state.Extra["inventory-items"] != nil {
		w.array("inventory-items", func() {
			p.assets.write(w)
			p.foreign(w, "inventory-items", "inventory-item")
		})
	}
	w.member("assessment-assets", oscal.AssessmentAssets{
		Components: &[]oscal.SystemComponent{{UUID: p.tool, Type: "software", Title: "assay", Description: "Evaluates Rego policies over collected evidence and writes OSCAL.",
			Status: oscal.SystemComponentStatus{State: "operational"}}},
		AssessmentPlatforms: []oscal.AssessmentPlatform{{UUID: p.platform, Title: "assay, offline", UsesComponents: &[]oscal.UsesComponent{{ComponentUuid: p.tool}}}},
	})
	w.refs.define("component", p.tool)
	if remarks := p.state.Extra["local-remarks"]; remarks != nil {
		w.member("remarks", json.RawMessage(remarks))
	}
	w.shut('}')
}

func (p *poamBook) item(it *assessment.Item) oscal.PoamItem {
	ns := oscal.NS
	if p.fedramp() {
		ns = fedrampNS
	}
	props := []oscal.Property{{Name: "POAM-ID", Ns: ns, Value: line(it.ID)}, prop("detected", stamp(it.Detected)), prop("updated", stamp(it.Updated))}
	if it.Reopens != "" {
		props = append(props, prop("reopens", it.Reopens))
	}
	out := oscal.PoamItem{
		UUID: it.UUID, Title: line(it.Title), Description: prose(cmp.Or(it.Statement, it.Title)), Props: &props,
		RelatedRisks:        &[]oscal.AssociatedRisk{{RiskUuid: it.RiskUUID}},
		RelatedObservations: &[]oscal.RelatedObservation{{ObservationUuid: p.affectedID(it)}},
		Origins:             &[]oscal.PoamItemOrigin{{Actors: p.toolOrigin()[0].Actors}},
	}
	if it.Closure != nil {
		*out.RelatedObservations = append(*out.RelatedObservations, oscal.RelatedObservation{ObservationUuid: closureID(it)})
	}
	for i := range it.Deviations {
		*out.RelatedObservations = append(*out.RelatedObservations, oscal.RelatedObservation{ObservationUuid: deviationID(it.UUID, it.Deviations[i].ID)})
	}
	return out
}
