package load

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/frameworks"
	"github.com/assay-compliance/assay/oscal/ssp"
)

const planRoot = "/system-security-plan"

// How near a value of a plan stands to what it is for; of two for one component
// the higher counts.
const (
	ofPlan        = iota + 1 // control-implementation
	ofRequirement            // implemented-requirement
	ofComponent              // by-component, at a control or a statement
)

// planReader is one system security plan while it is read. Keys are given to
// components when all files are read, so it names them by uuid until then.
type planReader struct {
	*document
	out       *assessment.SecurityPlan
	at        map[string]int    // index in the system's components, by lower-case uuid
	leveraged map[string]string // titles of authorizations, by lower-case uuid
	whole     string            // uuid of the component this-system; empty where there is none
	inherited map[string]*inheritance
}

// inheritance gathers what the plan says of one inherited control.
type inheritance struct {
	statements, from map[string]bool
	whole            bool
	source           assessment.Source
}

// securityPlan takes over what a system security plan says: its components with
// what is claimed of each, its inventory, its parameters, and what it inherits.
func (d *document) securityPlan() {
	plan := d.doc.SystemSecurityPlan
	if first := d.sys.SSP; first != nil {
		d.add(planRoot, "the system has two system security plans", "the other is "+first.Source.Path+"; name one under system")
		return
	}
	p := &planReader{
		document: d, at: map[string]int{}, leveraged: map[string]string{}, inherited: map[string]*inheritance{},
		out: &assessment.SecurityPlan{
			UUID: plan.UUID, Title: plan.Metadata.Title, Source: d.source, Modified: plan.Metadata.LastModified, Profile: plan.ImportProfile.Href,
		},
	}
	d.sys.SSP = p.out
	for _, u := range some(plan.SystemImplementation.Users) {
		if gap(u.Props, "users") && strings.HasPrefix(u.Title, ssp.Mark) {
			continue
		}
		p.out.Users = append(p.out.Users, assessment.PlanUser{UUID: u.UUID, Title: cmp.Or(u.Title, u.ShortName), Roles: some(u.RoleIds)})
	}
	for _, l := range some(plan.SystemImplementation.LeveragedAuthorizations) {
		p.out.Leveraged = append(p.out.Leveraged, assessment.Leveraged{UUID: l.UUID, Title: l.Title, Date: l.DateAuthorized})
		p.leveraged[strings.ToLower(l.UUID)] = l.Title
	}
	p.components(plan.SystemImplementation.Components)
	p.inventory(some(plan.SystemImplementation.InventoryItems))
	p.requirements(&plan.ControlImplementation)
}

// components takes over the components of the plan.
func (p *planReader) components(components []oscal.SystemComponent) {
	for i, c := range components {
		at := planRoot + "/system-implementation/components/" + strconv.Itoa(i)
		if first, twice := p.owners[c.UUID]; twice {
			p.add(at+"/uuid", "component "+c.UUID+" is there twice", "the other is at "+first.String()+"; give each its own uuid")
			continue
		}
		p.owners[c.UUID] = p.doc.Place(at)
		one := assessment.Component{UUID: c.UUID, Type: c.Type, Title: c.Title, Description: c.Description, Status: c.Status.State}
		if gap(c.Props, "component-description") && strings.HasPrefix(c.Description, ssp.Mark) {
			one.Description = ""
		}
		if gap(c.Props, "component-status") && strings.HasPrefix(c.Status.Remarks, ssp.Mark) {
			one.Status = ""
		}
		for j, prop := range some(c.Props) {
			where := at + "/props/" + strconv.Itoa(j)
			switch {
			case prop.Ns != oscal.NS:
				one.Props = append(one.Props, assessment.Prop{Name: prop.Name, NS: prop.Ns, Value: prop.Value})
				if prop.Name == "leveraged-authorization-uuid" {
					one.Leveraged = p.leveraged[strings.ToLower(prop.Value)]
					if one.Leveraged == "" {
						p.add(where+"/value", "there is no leveraged authorization "+strictyaml.Quote(prop.Value), "add it to leveraged-authorizations, or take the property out")
					}
				}
			case prop.Name == "key":
				one.Key = p.key(prop.Value, where)
			case prop.Name == "target":
				one.Targets = append(one.Targets, prop.Value)
			case prop.Name == "type":
				one.Type = prop.Value
			}
		}
		switch {
		case c.Type == "this-system" && p.whole == "":
			p.whole = strings.ToLower(c.UUID)
		case c.Type == "leveraged-system" && one.Leveraged == "":
			one.Leveraged = c.Title
		}
		p.at[strings.ToLower(c.UUID)] = len(p.sys.Components)
		p.sys.Components = append(p.sys.Components, one)
	}
}

// assetNames are the properties that name an asset, the likelier first to be what
// scanners and evidence call it.
func assetNames() []string {
	return []string{"asset-id", "fqdn", "hostname", "ipv4-address", "ipv6-address", "uri"}
}

// asset is the name of an inventory item: a property asset of our namespace, else
// the first of assetNames that it has.
func asset(props *[]oscal.Property) string {
	for _, p := range some(props) {
		if p.Ns == oscal.NS && p.Name == "asset" {
			return p.Value
		}
	}
	for _, name := range assetNames() {
		for _, p := range some(props) {
			if p.Name == name && p.Ns != oscal.NS {
				return p.Value
			}
		}
	}
	return ""
}

// inventory takes over the inventory. An item counts for each component that it
// implements, under the name that it has there; one that says none counts for the
// system as a whole. An item without a name keeps its uuid: evidence will not
// show it, and it is missing.
func (p *planReader) inventory(items []oscal.InventoryItem) {
	for i, item := range items {
		at := planRoot + "/system-implementation/inventory-items/" + strconv.Itoa(i)
		name := cmp.Or(asset(item.Props), item.UUID)
		parts := some(item.ImplementedComponents)
		if len(parts) == 0 && p.whole != "" {
			p.out.Inventory = append(p.out.Inventory, assessment.PlanAsset{Component: p.whole, Asset: name, Source: p.sourceAt(at)})
		}
		for j, part := range parts {
			where := at + "/implemented-components/" + strconv.Itoa(j)
			if p.component(part.ComponentUuid, where) {
				p.out.Inventory = append(p.out.Inventory, assessment.PlanAsset{
					Component: strings.ToLower(part.ComponentUuid), Asset: cmp.Or(asset(part.Props), name), Source: p.sourceAt(where),
				})
			}
		}
	}
}

// component says whether the plan has a component, and reports one it has not.
func (p *planReader) component(uuid, pointer string) bool {
	_, ok := p.at[strings.ToLower(uuid)]
	if !ok {
		p.add(pointer+"/component-uuid", "the plan has no component "+strictyaml.Quote(uuid), "name one of system-implementation/components")
	}
	return ok
}

func (p *planReader) sourceAt(pointer string) assessment.Source {
	out := p.source
	at := p.doc.Place(pointer)
	out.Line, out.Pointer = at.Line, at.Pointer
	return out
}

// requirements takes over what the plan says of controls.
func (p *planReader) requirements(implementation *oscal.ControlImplementation) {
	imported := p.claimed(p.out.Profile, planRoot+"/import-profile/href")
	p.out.Imports = imported.name
	base := planRoot + "/control-implementation"
	p.parameters(implementation.SetParameters, "", ofPlan, base)
	for i := range implementation.ImplementedRequirements {
		r := &implementation.ImplementedRequirements[i]
		at := base + "/implemented-requirements/" + strconv.Itoa(i)
		if imported.available {
			if _, known := slices.BinarySearch(imported.controls, r.ControlId); !known && p.told < maxTold {
				p.add(at, "control "+strictyaml.Quote(r.ControlId)+" is not in "+imported.name, instead(r.ControlId, imported.controls))
			}
		}
		p.requirement(r, imported, at)
	}
	for _, control := range slices.Sorted(maps.Keys(p.inherited)) {
		in := p.inherited[control]
		one := assessment.Inherited{ControlID: control, Source: in.source, From: slices.Sorted(maps.Keys(in.from))}
		if !in.whole {
			one.Statements = slices.Sorted(maps.Keys(in.statements))
		}
		p.out.Inherited = append(p.out.Inherited, one)
	}
}

// requirement takes over what the plan says of one control. What no component is
// named for is claimed of the system as a whole.
func (p *planReader) requirement(r *oscal.ImplementedRequirement, imported *claimedSource, at string) {
	p.parameters(r.SetParameters, "", ofRequirement, at)
	claim := assessment.Claim{ControlID: r.ControlId, Source: p.out.Profile, Framework: imported.name, Available: imported.available, UUID: r.UUID}
	var states []string
	for _, prop := range some(r.Props) {
		switch {
		case prop.Ns == oscal.NS:
		case prop.Name == "implementation-status":
			states = append(states, prop.Value)
		case prop.Name == "control-origination" && prop.Value == "inherited":
			p.inherits(r.ControlId, "", "", at)
		}
	}
	claim.Status = strings.Join(states, ", ")
	claimed := p.byComponents(r.ByComponents, claim, at)
	for i, s := range some(r.Statements) {
		of := claim
		of.Statement = s.StatementId
		claimed = p.byComponents(s.ByComponents, of, at+"/statements/"+strconv.Itoa(i)) || claimed
	}
	if i, ok := p.at[p.whole]; ok && !claimed && !gap(r.Props, "claim") {
		p.sys.Components[i].Claims = append(p.sys.Components[i].Claims, claim)
	}
}

// byComponents takes over what is claimed of components; false where nothing is.
func (p *planReader) byComponents(list *[]oscal.ByComponent, like assessment.Claim, base string) bool {
	for i, by := range some(list) {
		at := base + "/by-components/" + strconv.Itoa(i)
		if !p.component(by.ComponentUuid, at) {
			continue
		}
		uuid := strings.ToLower(by.ComponentUuid)
		to := &p.sys.Components[p.at[uuid]]
		claim := like
		claim.UUID, claim.Description = by.UUID, by.Description
		unclaimed := false // a draft's place for what nobody claimed yet
		if gap(by.Props, "implementation") && strings.HasPrefix(by.Description, ssp.Mark) {
			claim.Description = ""
			unclaimed = uuid == p.whole && by.ImplementationStatus == nil && !gap(by.Props, "implementation-status")
		}
		if by.ImplementationStatus != nil {
			claim.Status = by.ImplementationStatus.State
		}
		for _, in := range some(by.Inherited) {
			claim.Inherits = append(claim.Inherits, in.ProvidedUuid)
			p.inherits(like.ControlID, like.Statement, to.Leveraged, at)
		}
		for _, s := range some(by.Satisfied) {
			claim.Satisfies = append(claim.Satisfies, s.ResponsibilityUuid)
		}
		if by.Export != nil {
			claim.Provides, claim.Responsibilities = len(some(by.Export.Provided)), len(some(by.Export.Responsibilities))
		}
		of := uuid
		if uuid == p.whole {
			of = ""
		}
		p.parameters(by.SetParameters, of, ofComponent, at)
		if !unclaimed {
			to.Claims = append(to.Claims, claim)
		}
	}
	return len(some(list)) > 0
}

// gap says whether a draft marks that something is still to be written. While the
// text there begins with the mark too, its words are nobody's.
func gap(props *[]oscal.Property, what string) bool {
	return slices.ContainsFunc(some(props), func(p oscal.Property) bool {
		return p.Ns == oscal.NS && p.Name == ssp.Gap && p.Value == what
	})
}

// inherits notes that a control, or a statement of it, is inherited. Where the
// component does not say from whom and the plan builds on one system only, it is
// that one.
func (p *planReader) inherits(control, statement, from, at string) {
	in := p.inherited[control]
	if in == nil {
		in = &inheritance{statements: map[string]bool{}, from: map[string]bool{}, source: p.sourceAt(at)}
		p.inherited[control] = in
	}
	if statement == "" || statement == control+"_smt" { // the whole of it
		in.whole = true
	} else {
		in.statements[statement] = true
	}
	if from == "" && len(p.out.Leveraged) == 1 {
		from = p.out.Leveraged[0].Title
	}
	if from != "" {
		in.from[from] = true
	}
}

// parameters takes over values. Component is the uuid of the one they are for.
func (p *planReader) parameters(list *[]oscal.SetParameter, component string, rank int, base string) {
	for i, s := range some(list) {
		p.out.Parameters = append(p.out.Parameters, assessment.PlanParameter{
			ID: s.ParamId, Component: component, Rank: rank, Values: s.Values, Source: p.sourceAt(base + "/set-parameters/" + strconv.Itoa(i)),
		})
	}
}

// settlePlan names components by their keys, now that they have them, and tells
// what of the plan is outside the assessment.
func settlePlan(sys *assessment.System) {
	plan := sys.SSP
	if plan == nil {
		return
	}
	keys := map[string]string{}
	for _, c := range sys.Components {
		keys[strings.ToLower(c.UUID)] = c.Key
		if c.Leveraged != "" {
			sys.Notes = append(sys.Notes, assessment.Note{
				Source: plan.Source, Component: c.Key,
				What:   "component " + c.Key + " belongs to the leveraged authorization " + strictyaml.Quote(clip(c.Leveraged)) + ": outside the boundary",
				Remedy: "name it under scope: boundary to have it assessed here",
			})
		}
	}
	for i := range plan.Inventory {
		plan.Inventory[i].Component = keys[plan.Inventory[i].Component]
	}
	for i := range plan.Parameters {
		plan.Parameters[i].Component = keys[plan.Parameters[i].Component]
	}
	slices.SortStableFunc(plan.Inventory, compareAssets)
	plan.Inventory = slices.CompactFunc(plan.Inventory, func(a, b assessment.PlanAsset) bool { return compareAssets(a, b) == 0 })
	if n := len(plan.Inherited); n > 0 {
		var ids []string
		for _, in := range plan.Inherited {
			ids = append(ids, in.ControlID)
		}
		sys.Notes = append(sys.Notes, assessment.Note{
			Source: plan.Inherited[0].Source,
			What:   "controls the plan calls inherited: " + strconv.Itoa(n) + " (" + someWords(ids) + "); that satisfies nothing here, they stay not assessed unless a check decides them",
			Remedy: "the assessment of the system they are inherited from is what shows them",
		})
	}
}

func compareAssets(a, b assessment.PlanAsset) int {
	return cmp.Or(cmp.Compare(a.Component, b.Component), cmp.Compare(a.Asset, b.Asset))
}

// inheritedIn gives the controls of a framework that the plan calls inherited.
func inheritedIn(sys *assessment.System, controls []assessment.Control) []assessment.Inherited {
	if sys == nil || sys.SSP == nil {
		return nil
	}
	var out []assessment.Inherited
	for _, in := range sys.SSP.Inherited {
		if slices.ContainsFunc(controls, func(c assessment.Control) bool { return c.ID == in.ControlID }) {
			out = append(out, in)
		}
	}
	return out
}

// differs tells that the plan is written for another profile than the framework
// that is assessed, or for one that nobody can compare with it.
func differs(sys *assessment.System, fw *assessment.Framework) []assessment.Note {
	if sys == nil || sys.SSP == nil || sys.SSP.Imports != "" && slices.Contains([]string{fw.ID, fw.Profile.Path}, sys.SSP.Imports) {
		return nil
	}
	plan := sys.SSP
	at := plan.Source
	at.Pointer = planRoot + "/import-profile/href"
	note := assessment.Note{Source: at}
	if plan.Imports == "" {
		note.What = "the plan imports " + strictyaml.Quote(clip(plan.Profile)) + ", which is not available: nobody can say whether it is " + fw.ID
		note.Remedy = "put that profile into the repository, or import " + frameworks.Scheme + fw.ID
	} else {
		note.What = "the plan is written for " + plan.Imports + ", and " + fw.ID + " is assessed: " + fw.ID + " counts"
		note.Remedy = "assess the framework that the plan imports, or import " + frameworks.Scheme + fw.ID
	}
	return []assessment.Note{note}
}
