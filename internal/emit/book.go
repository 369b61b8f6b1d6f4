package emit

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// book is what the documents of one framework have in common: who is who, which
// files are cited, and how things are named.
type book struct {
	run        *Run
	r          *assessment.Results
	shelf      *shelf
	checks     map[assessment.RunKey]*assessment.Run
	components map[string]*assessment.Component
	referred   *assets // what subjects of the results refer to
	policies   map[string]oscal.Link
	modules    map[string]bool // digests of checks whose policies are placed
	cited      map[string]citation
	bound      map[string][]*assessment.Binding // by target
	bearing    map[*assessment.Observation][]oscal.Property
	items      map[string]*assessment.Item // open items by the key of their risk
	tool       string                      // uuid of the evaluator component
	platform   string
	extra      []output // documents written beside the main ones
}

func newBook(run *Run, r *assessment.Results, dir, before string) *book {
	b := &book{
		run: run, r: r,
		checks:     map[assessment.RunKey]*assessment.Run{},
		components: map[string]*assessment.Component{},
		policies:   map[string]oscal.Link{},
		modules:    map[string]bool{},
		cited:      map[string]citation{},
		items:      map[string]*assessment.Item{},
	}
	b.bound, b.bearing = b.bindings(), b.bears()
	if state, ok := run.POAMs[r.Scope.Framework.ID]; ok {
		for i := range r.Risks {
			if it, ok := state.OpenItem(&r.Risks[i]); ok {
				b.items[r.Risks[i].Key] = it
			}
		}
	}
	for i := range run.Plan.Runs {
		b.checks[run.Plan.Runs[i].Key] = &run.Plan.Runs[i]
	}
	for i := range r.Observations {
		if o := &r.Observations[i]; o.Said != nil {
			b.checks[o.Run] = &assessment.Run{Key: o.Run, Check: o.Said.Check}
		}
	}
	for i := range run.System.Components {
		b.components[run.System.Components[i].Key] = &run.System.Components[i]
	}
	b.referred = newAssets(run.System.ID, b.components)
	b.tool = b.id("component", "assay")
	b.platform = b.id("platform", "assay")
	b.shelf = newShelf(dir, before, b.id, run.Evidence)
	return b
}

// id is the identity of something of this system under this framework.
func (b *book) id(parts ...string) string {
	return oscal.ID(append([]string{b.run.System.ID, b.r.Scope.Framework.ID}, parts...)...)
}

// assetID is the identity of an asset: the same under every framework.
func assetID(system, component, name string) string {
	return oscal.ID(system, "asset", component, name)
}

// marking is the handling mark of every document: what a system lacks is not for
// everybody.
const marking = "controlled"

// fedramp says whether FedRAMP's own words belong into the documents.
func (b *book) fedramp() bool { return b.r.Scope.Framework.Family == "fedramp" }

// evidenceType and planType are the types of resources for which NIST and
// FedRAMP each have a token.
func (b *book) evidenceType() oscal.Property {
	if b.fedramp() {
		return oscal.Property{Name: "type", Ns: fedrampNS, Value: "evidence"}
	}
	return oscal.Property{Name: "type", Value: "evidence"}
}

func (b *book) planType() oscal.Property {
	if b.fedramp() {
		return oscal.Property{Name: "type", Ns: fedrampNS, Value: "security-assessment-plan"}
	}
	return oscal.Property{Name: "type", Value: "plan"}
}

// noSSP is the resource that stands where a system security plan would. FedRAMP
// gives it a date of authorization too; assay knows of none.
func (b *book) noSSP() oscal.Resource {
	ns := oscal.NS
	if b.fedramp() {
		ns = fedrampNS
	}
	said := func(name, value string) oscal.Property {
		return oscal.Property{Name: name, Ns: ns, Value: line(value)}
	}
	return oscal.Resource{
		UUID: b.id("resource", "no-oscal-ssp"), Title: "No OSCAL system security plan was given",
		Description: "The system is described by its component definition.",
		Props: &[]oscal.Property{
			said("type", "no-oscal-ssp"), said("title-short", cmp.Or(b.run.System.Title, b.run.System.ID)),
			said("system-id", b.run.System.ID), said("import-profile", b.r.Scope.Framework.Profile.Path),
			said("purpose", "Automated assessment of collected evidence"),
		},
	}
}

// ssp is the resource that the assessment plan and the POA&M import: the system
// security plan, at its digest, or what stands where there is none.
func (b *book) ssp() oscal.Resource {
	plan := b.run.System.SSP
	if plan == nil {
		return b.noSSP()
	}
	props := []oscal.Property{ours(sspType)}
	if b.fedramp() {
		props = append(props, oscal.Property{Name: "type", Ns: fedrampNS, Value: sspType})
	}
	return oscal.Resource{
		UUID: sspResource(b.run.System.ID, b.r.Scope.Framework.ID), Title: line(cmp.Or(plan.Title, "System security plan of "+b.run.System.ID)), Props: &props,
		Rlinks: &[]oscal.ResourceLink{{
			Href: "./" + resourcesDir + "/" + plan.Source.Digest, MediaType: mediaType(plan.Source.Path),
			Hashes: &[]oscal.Hash{{Algorithm: "SHA-256", Value: plan.Source.Digest}},
		}},
	}
}

// sspType is the type of the resource that is the system security plan.
const sspType = "system-security-plan"

// sspResource is the identity of that resource, whatever the plan's bytes.
func sspResource(system, framework string) string {
	return oscal.ID(system, framework, "resource", "oscal-ssp")
}

func (b *book) metadata(title string) oscal.Metadata {
	asOf := second(b.run.AsOf)
	m := oscal.Metadata{
		Title:        line(title),
		Published:    &asOf,
		LastModified: asOf,
		Version:      asOf.Format("2006-01-02T15:04:05Z"),
		OscalVersion: b.run.version(),
		Props: &[]oscal.Property{
			{Name: "marking", Value: marking},
			prop("assessment-type", cmp.Or(b.run.System.Kind, "self")),
			prop("time-source", b.run.TimeSource),
			prop("complete", boolWord(b.r.Complete)),
			prop("assay-version", b.run.Tool.Version),
		},
	}
	if r := b.run.Rules; r != nil {
		*m.Props = append(*m.Props, prop("rules-revision", r.Commit))
	}
	*m.Props = append(*m.Props, contentProps(b.r.Scope, b.run.Plan.Samples)...)
	if b.fedramp() {
		*m.Props = append(*m.Props, oscal.Property{Name: "fedramp-version", Ns: fedrampNS, Value: "fedramp-3.0.0rc1-oscal-1.1.2"})
	}
	if who := b.run.System.Assessor; who != "" {
		m.Roles = &[]oscal.Role{{ID: "prepared-by", Title: "Prepared by"}}
		m.Parties = &[]oscal.Party{{UUID: b.id("party", who), Type: "organization", Name: line(who)}}
		m.ResponsibleParties = &[]oscal.ResponsibleParty{{RoleId: "prepared-by", PartyUuids: []string{b.id("party", who)}}}
	}
	b.people(&m)
	return m
}

func boolWord(v bool) string {
	if v {
		return "true"
	}
	return "false"
}

// assets names the program that judged and the platform it ran on.
func (b *book) assets() *oscal.AssessmentAssets {
	props := []oscal.Property{{Name: "version", Value: line(b.run.Tool.Version)}}
	for _, k := range sortedKeys(b.run.Tool.Parts) {
		props = append(props, oscal.Property{Name: "part", Ns: oscal.NS, Class: token(k), Value: line(b.run.Tool.Parts[k])})
	}
	return &oscal.AssessmentAssets{
		Components: &[]oscal.SystemComponent{{
			UUID: b.tool, Type: "software", Title: "assay",
			Description: "Evaluates Rego policies over collected evidence and writes OSCAL.",
			Props:       &props,
			Status:      oscal.SystemComponentStatus{State: "operational"},
		}},
		AssessmentPlatforms: []oscal.AssessmentPlatform{{
			UUID: b.platform, Title: "assay, offline",
			UsesComponents: &[]oscal.UsesComponent{{ComponentUuid: b.tool}},
		}},
	}
}

// systemComponents are the components of the system's boundary.
func (b *book) systemComponents() []oscal.SystemComponent {
	var out []oscal.SystemComponent
	for _, key := range b.run.System.Boundary {
		if c := b.components[key]; c != nil {
			out = append(out, systemComponent(c))
		}
	}
	return out
}

// systemComponent renders a component. OSCAL asks in what state it is, and only a
// system security plan says so.
func systemComponent(c *assessment.Component) oscal.SystemComponent {
	status := oscal.SystemComponentStatus{State: "other", Remarks: "The description of the system does not state it."}
	if c.Status != "" {
		status = oscal.SystemComponentStatus{State: c.Status}
	}
	props := []oscal.Property{prop("key", c.Key)}
	return oscal.SystemComponent{
		UUID: c.UUID, Type: token(cmp.Or(c.Type, "software")), Title: line(cmp.Or(c.Title, c.Key)),
		Description: prose(cmp.Or(c.Description, c.Title, c.Key)),
		Props:       &props, Status: status,
	}
}

// reviewed names exactly what was reviewed: the controls and targets with a
// finding, nothing else.
func (b *book) reviewed() oscal.ReviewedControls {
	var selected []oscal.AssessedControlsSelectControlById
	var objectives []oscal.SelectObjectiveById
	at := map[string]int{}
	for _, f := range b.r.Findings {
		i, ok := at[f.Target.ControlID]
		if !ok {
			i = len(selected)
			at[f.Target.ControlID] = i
			selected = append(selected, oscal.AssessedControlsSelectControlById{ControlId: f.Target.ControlID})
		}
		if f.Target.Kind == assessment.Objective {
			objectives = append(objectives, oscal.SelectObjectiveById{ObjectiveId: f.Target.ID})
		} else {
			selected[i].StatementIds = appendTo(selected[i].StatementIds, f.Target.ID)
		}
	}
	slices.SortFunc(selected, func(x, y oscal.AssessedControlsSelectControlById) int {
		return strings.Compare(x.ControlId, y.ControlId)
	})
	out := oscal.ReviewedControls{ControlSelections: []oscal.AssessedControls{{IncludeControls: list(selected)}}}
	if text := tailoredText(b.r.Scope); text != "" {
		out.Description = prose(text)
	}
	if len(selected) == 0 {
		// OSCAL has no empty selection. All, less all, says that nothing was.
		var none []oscal.AssessedControlsSelectControlById
		for _, c := range b.r.Scope.Controls {
			none = append(none, oscal.AssessedControlsSelectControlById{ControlId: c.ID})
		}
		out.ControlSelections[0] = oscal.AssessedControls{
			Description: "Nothing was reviewed.", IncludeAll: &oscal.IncludeAll{}, ExcludeControls: list(none),
		}
	}
	if len(objectives) > 0 {
		out.ControlObjectiveSelections = &[]oscal.ReferencedControlObjectives{{IncludeObjectives: list(objectives)}}
	}
	return out
}

// period is when the result began and ended: the earliest cited collection, or
// one second before as-of where that is earlier, up to as-of.
//
// Source: FedRAMP's rule start-precedes-end, which refuses equal times.
func (b *book) period() (start, end time.Time) {
	end = second(b.run.AsOf)
	start = end.Add(-time.Second)
	for i := range b.r.Observations {
		if first := b.r.Observations[i].First; !first.IsZero() && second(first).Before(start) {
			start = second(first)
		}
	}
	return start, end
}

func deref[T any](p *[]T) []T {
	if p == nil {
		return nil
	}
	return *p
}

func appendTo[T any](p *[]T, v T) *[]T {
	s := append(deref(p), v)
	return &s
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// token makes text fit for an OSCAL token: a letter or underscore, then
// letters, digits, '.', '-' and '_'.
func token(s string) string {
	var t strings.Builder
	for i, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_'
		inner := r >= '0' && r <= '9' || r == '.' || r == '-'
		switch {
		case letter, inner && i > 0:
			t.WriteRune(r)
		case inner:
			t.WriteString("_" + string(r))
		default:
			t.WriteByte('_')
		}
	}
	if t.Len() == 0 {
		return "_"
	}
	return t.String()
}
