// Package ssp drafts a system security plan from what is known of a system and a
// resolved profile: values in, the plan out.
//
// What a person must still write is a gap. Each is marked twice: by a property
// gap of our namespace, whose value says what is missing, on the nearest object
// that may have properties; and, where OSCAL asks for a text, by a text that
// begins with Mark. A gap never says that anything is implemented.
package ssp

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

// Mark begins every text that a person must replace.
const Mark = "TO BE COMPLETED: "

// Gap is the name of the property that marks what is missing.
const Gap = "gap"

// System is what is known of a system.
type System struct {
	ID          string // part of every uuid
	Title       string
	Description string
	Modified    time.Time
	Components  []Component
	Users       []User
	Leveraged   []Leveraged
	Parameters  []Parameter
}

// Component is one part of the system. One of type this-system stands for the
// whole; where there is none the draft adds it.
type Component struct {
	UUID, Key, Type, Title, Description string
	Status                              string   // of operation; empty where nobody said
	Targets                             []string // what scanners call it: an inventory item each
	Assets                              []string // what an inventory lists for it: an inventory item each
	Leveraged                           string   // uuid of the authorization it belongs to
	Claims                              []Claim
}

// Claim is what is claimed of a component for a control, or for one statement.
type Claim struct {
	Control, Statement string
	Status             string // planned, partial …; as claimed
	Description        string
	Inherits           []string // uuids of what a leveraged system provides; one may be empty
}

// User is a kind of user.
type User struct {
	UUID, Title string
	Roles       []string
}

// Leveraged is an authorization of another system that this one builds on.
type Leveraged struct{ UUID, Title, Date string }

// Parameter is a value that the system gives to a parameter, for a component or,
// with an empty key, for all.
type Parameter struct {
	ID, Component string
	Values        []string
}

// Profile is the profile that the plan is written for.
type Profile struct {
	*frameworks.Resolved
	Href  string // what import-profile says
	Index frameworks.Index
}

// Draft drafts the plan. Every selected control that is not withdrawn has an
// implemented requirement, in the profile's order. The kinds of gap come sorted,
// with how many there are of each.
func Draft(sys System, profile Profile) (*oscal.SystemSecurityPlan, []Count) {
	d := &draft{sys: sys, profile: profile, gaps: map[string]int{}, claims: map[string][]claimed{}}
	d.whole()
	for i := range d.sys.Components {
		for _, c := range d.sys.Components[i].Claims {
			d.claims[c.Control] = append(d.claims[c.Control], claimed{&d.sys.Components[i], c})
		}
	}
	plan := &oscal.SystemSecurityPlan{
		UUID:          d.id("system-security-plan"),
		Metadata:      d.metadata(),
		ImportProfile: oscal.ImportProfile{Href: profile.Href},
	}
	plan.SystemCharacteristics = d.characteristics()
	plan.SystemImplementation = d.implementation()
	plan.ControlImplementation = d.controls()
	return plan, d.counts()
}

// Count is how many gaps of one kind there are.
type Count struct {
	What  string
	Count int
}

type draft struct {
	sys     System
	profile Profile
	gaps    map[string]int // by what is missing
	claims  map[string][]claimed
	system  *Component // that of type this-system
}

// claimed is a claim with its component.
type claimed struct {
	*Component
	Claim
}

// id is the identity of something of this plan.
func (d *draft) id(parts ...string) string {
	return oscal.ID(append([]string{"ssp", d.sys.ID, d.profile.ID}, parts...)...)
}

// gap is the property that marks what is missing, and counts it. Say is the text
// that a person replaces, without the mark.
func (d *draft) gap(what, say string) oscal.Property {
	d.gaps[what]++
	return oscal.Property{Name: Gap, Ns: oscal.NS, Value: what, Remarks: Mark + say}
}

func (d *draft) counts() []Count {
	var out []Count
	for what, n := range d.gaps {
		out = append(out, Count{what, n})
	}
	slices.SortFunc(out, func(a, b Count) int { return cmp.Or(b.Count-a.Count, strings.Compare(a.What, b.What)) })
	return out
}

// whole finds the component that stands for the system as a whole, or adds it.
func (d *draft) whole() {
	is := func(c Component) bool { return c.Type == "this-system" }
	d.sys.Components = slices.Clone(d.sys.Components)
	if !slices.ContainsFunc(d.sys.Components, is) {
		one := Component{UUID: oscal.ID("component", d.sys.ID, "this-system"), Type: "this-system", Title: "This system", Description: d.sys.Description}
		d.sys.Components = append([]Component{one}, d.sys.Components...)
	}
	d.system = &d.sys.Components[slices.IndexFunc(d.sys.Components, is)]
}

// roles are those that every plan names: who answers for the system, who accepts
// its risk, who sees to its security.
func roles() []oscal.Role {
	return []oscal.Role{
		{ID: "system-owner", Title: "System owner"},
		{ID: "authorizing-official", Title: "Authorizing official"},
		{ID: "information-system-security-officer", Title: "System security officer"},
		{ID: "prepared-by", Title: "Prepared by"},
	}
}

// metadata names a role and a placeholder of a party for each who must be named,
// and the roles of users.
func (d *draft) metadata() oscal.Metadata {
	m := oscal.Metadata{
		Title: line("System security plan of " + cmp.Or(line(d.sys.Title), line(d.sys.ID)) + ", draft"), LastModified: d.sys.Modified.UTC().Truncate(time.Second),
		Version: "draft", OscalVersion: oscal.Version,
	}
	all := roles()
	provider := d.party("organization", "provider", "the organization that runs the system")
	parties := []oscal.Party{provider}
	var named []oscal.ResponsibleParty
	for _, r := range all {
		p := d.party("person", r.ID, "who is "+strings.ToLower(r.Title))
		p.MemberOfOrganizations = &[]string{provider.UUID}
		parties = append(parties, p)
		named = append(named, oscal.ResponsibleParty{RoleId: r.ID, PartyUuids: []string{p.UUID}})
	}
	for _, u := range d.sys.Users {
		for _, id := range tokens(u.Roles) {
			if !slices.ContainsFunc(all, func(r oscal.Role) bool { return r.ID == id }) {
				all = append(all, oscal.Role{ID: id, Title: id})
			}
		}
	}
	m.Roles, m.Parties, m.ResponsibleParties = &all, &parties, &named
	return m
}

func (d *draft) party(kind, who, say string) oscal.Party {
	return oscal.Party{UUID: d.id("party", who), Type: kind, Name: Mark + say, Props: &[]oscal.Property{d.gap("party", say)}}
}

// characteristics has every field that OSCAL requires; what nobody said is a gap.
func (d *draft) characteristics() oscal.SystemCharacteristics {
	props := []oscal.Property{d.gap("status", "the state the system is in: operational, under-development, under-major-modification, disposition or other")}
	out := oscal.SystemCharacteristics{
		SystemIds:   []oscal.SystemId{{ID: cmp.Or(line(d.sys.ID), "unknown"), IdentifierType: oscal.NS}},
		SystemName:  cmp.Or(line(d.sys.Title), line(d.sys.ID), "unknown"),
		Description: prose(d.sys.Description),
		Status:      oscal.Status{State: "other", Remarks: Mark + "the state the system is in"},
		SystemInformation: oscal.SystemInformation{InformationTypes: []oscal.InformationType{{
			UUID: d.id("information-type"), Title: Mark + "a type of information", Description: Mark + "what information the system holds, one entry for each type",
			Props: &[]oscal.Property{d.gap("information-types", "each type of information with its impact on confidentiality, integrity and availability")},
		}}},
		AuthorizationBoundary: oscal.AuthorizationBoundary{
			Description: Mark + "what is inside the boundary, what is outside, and what crosses it",
			Props:       &[]oscal.Property{d.gap("authorization-boundary", "the boundary in words, and a diagram of it")},
		},
	}
	if out.Description == "" {
		const say = "what the system does, and for whom"
		out.Description = Mark + say
		props = append(props, d.gap("description", say))
	}
	out.Props = &props
	return out
}

// implementation has the users, the components and the inventory.
func (d *draft) implementation() oscal.SystemImplementation {
	out := oscal.SystemImplementation{}
	users := make([]oscal.SystemUser, 0, len(d.sys.Users))
	for _, u := range d.sys.Users {
		one := oscal.SystemUser{UUID: cmp.Or(u.UUID, d.id("user", u.Title)), Title: cmp.Or(line(u.Title), Mark+"a kind of user")}
		if ids := tokens(u.Roles); ids != nil {
			one.RoleIds = &ids
		}
		users = append(users, one)
	}
	if len(users) == 0 {
		const say = "each kind of user, with its roles and privileges"
		users = append(users, oscal.SystemUser{UUID: d.id("user"), Title: Mark + "a kind of user", Props: &[]oscal.Property{d.gap("users", say)}})
	}
	out.Users = &users
	var leveraged []oscal.LeveragedAuthorization
	for _, l := range d.sys.Leveraged {
		leveraged = append(leveraged, oscal.LeveragedAuthorization{
			UUID: l.UUID, Title: cmp.Or(line(l.Title), Mark+"what is leveraged"), DateAuthorized: l.Date, PartyUuid: d.id("party", "provider"),
			Props: &[]oscal.Property{d.gap("leveraged-party", "the organization that holds this authorization")},
		})
	}
	if leveraged != nil {
		out.LeveragedAuthorizations = &leveraged
	}
	var items []oscal.InventoryItem
	for i := range d.sys.Components {
		c := &d.sys.Components[i]
		out.Components = append(out.Components, d.component(c))
		items = append(items, inventory(d.sys.ID, c)...)
	}
	if items != nil {
		out.InventoryItems = &items
	} else {
		out.Props = &[]oscal.Property{d.gap("inventory-items", "an inventory item for each host, image and device, with the components it implements")}
	}
	return out
}

// component renders a component. In what state it is must be said by somebody who
// knows.
func (d *draft) component(c *Component) oscal.SystemComponent {
	out := oscal.SystemComponent{
		UUID: c.UUID, Type: token(c.Type, "software"), Title: c.name(),
		Description: prose(c.Description), Status: oscal.SystemComponentStatus{State: line(c.Status)},
	}
	var props []oscal.Property
	own := func(name, value string) {
		if value = line(value); value != "" {
			props = append(props, oscal.Property{Name: name, Ns: oscal.NS, Value: value})
		}
	}
	own("key", c.Key)
	if c.Type != "" && out.Type != c.Type {
		own("type", c.Type) // what a token cannot say
	}
	for _, t := range c.Targets {
		own("target", t)
	}
	if c.Leveraged != "" {
		props = append(props, oscal.Property{Name: "leveraged-authorization-uuid", Value: c.Leveraged})
	}
	if out.Description == "" {
		say := "what " + c.name() + " is and does"
		out.Description = Mark + say
		props = append(props, d.gap("component-description", say))
	}
	if out.Status.State == "" {
		const say = "the state the component is in: operational, under-development, disposition or other"
		out.Status = oscal.SystemComponentStatus{State: "other", Remarks: Mark + say}
		props = append(props, d.gap("component-status", say))
	}
	if props != nil {
		out.Props = &props
	}
	return out
}

// name is what a component is called.
func (c *Component) name() string {
	return cmp.Or(line(c.Title), line(c.Key), "a component without a title")
}

// inventory gives an item for each asset that the system names for a component.
// Its uuid is that which the results give to the asset.
func inventory(system string, c *Component) []oscal.InventoryItem {
	var names []string
	for _, name := range slices.Concat(c.Targets, c.Assets) {
		if line(name) != "" {
			names = append(names, line(name))
		}
	}
	slices.Sort(names)
	var out []oscal.InventoryItem
	for _, name := range slices.Compact(names) {
		out = append(out, oscal.InventoryItem{
			UUID: oscal.ID(system, "asset", c.Key, name), Description: name,
			Props:                 &[]oscal.Property{{Name: "asset-id", Value: name}},
			ImplementedComponents: &[]oscal.ImplementedComponent{{ComponentUuid: c.UUID}},
		})
	}
	return out
}
