package cloud

import (
	"strings"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// entra reads what Microsoft Graph says of a directory. Users have no second
// factors there, the report on registrations has no disabled users, and who must
// use a factor is in the policies of conditional access: put together in one
// file they say all of it.
//
// Source: Microsoft Graph v1.0.
var entra = topic{
	name: "entra",
	names: `value @odata.context userPrincipalName accountEnabled createdDateTime signInActivity lastSuccessfulSignInDateTime userType
isMfaRegistered isAdmin isPasswordlessCapable methodsRegistered conditions grantControls sessionControls state
principalId roleDefinitionId directoryScopeId roleTemplateId members users registrationDetails conditionalAccess
authenticationMethodConfigurations`,
	shapes: []shape{
		{command: "entra users with their factors", one: true, root: []string{"users", "registrationDetails"},
			brings: one(accounts, "accounts"), record: entraPeople, full: []int{100, 999}},
		{command: "entra users", list: "value", has: []string{"userPrincipalName", "accountEnabled"}, is: graph("#users"),
			brings: one(accounts, "accounts"), record: each(entraUser)},
		{command: "entra registration details", list: "value", has: []string{"userPrincipalName", "isMfaRegistered"}, is: graph("userRegistrationDetails"),
			brings: one(accounts, "accounts"), record: each(entraRegistration)},
		{command: "entra conditional access", list: "value", has: []string{"conditions", "grantControls", "state"}, is: graph("conditionalAccess/policies"),
			brings: one(sessionPolicy, "policies"), record: each(entraConditional)},
		{command: "entra role assignments", list: "value", has: []string{"principalId", "roleDefinitionId", "directoryScopeId"}, is: graph("roleAssignments"),
			brings: one(accessGrants, "roles", "grants"), record: each(entraAssignment)},
		{command: "entra directory roles", list: "value", has: []string{"roleTemplateId", "displayName"}, is: graph("#directoryRoles"),
			brings: one(accessGrants, "roles", "grants"), record: each(entraRole)},
		{command: "entra authentication methods", one: true, root: []string{"authenticationMethodConfigurations"},
			brings: one(signInMethods, "places"), record: each(entraMethods)},
	},
}

// graph tells an empty list of one thing from that of another by its context.
func graph(context string) func(page, record raw.Head) bool {
	return func(page, record raw.Head) bool {
		return !hollow(record) || strings.Contains(page.Value("@odata.context"), context)
	}
}

type entraUserObject struct {
	ID       string `json:"id"`
	Name     string `json:"userPrincipalName"`
	Enabled  *bool  `json:"accountEnabled"`
	Created  string `json:"createdDateTime"`
	Sort     string `json:"userType"`
	Activity *struct {
		Last string `json:"lastSuccessfulSignInDateTime"`
	} `json:"signInActivity"`
}

// account is what a user object says. A user may stand for a person, a room or a
// program; all can sign in at a page.
func (u *entraUserObject) account() account {
	a := account{id: raw.First(u.Name, u.ID), interactive: known(true), enabled: u.Enabled, created: raw.Stamp(u.Created),
		organization: entraOwn[u.Sort]}
	if u.Activity != nil {
		a.used = raw.Stamp(u.Activity.Last)
	}
	return a
}

var entraOwn = map[string]string{"Member": "own", "Guest": "external", "member": "own", "guest": "external"}

func entraUser(x *export, u *entraUserObject, at string) error { return x.account(u.account(), at) }

type entraDetails struct {
	ID           string `json:"id"`
	Name         string `json:"userPrincipalName"`
	Sort         string `json:"userType"`
	Admin        *bool  `json:"isAdmin"`
	Registered   *bool  `json:"isMfaRegistered"`
	Passwordless bool   `json:"isPasswordlessCapable"`
}

// factors adds what the report on registrations says: that there is a second
// factor, not how many.
func (d *entraDetails) factors(a *account) {
	a.privileged = d.Admin
	if d.Registered != nil {
		a.devices = atLeast(*d.Registered || d.Passwordless)
	}
}

func entraRegistration(x *export, d *entraDetails, at string) error {
	a := account{id: raw.First(d.Name, d.ID), interactive: known(true), organization: entraOwn[d.Sort]}
	d.factors(&a)
	return x.account(a, at)
}

// entraPeople reads users, the report on their registrations and the policies of
// conditional access that somebody put into one object. A user whom the report
// leaves out has factors nobody knows of.
func entraPeople(x *export) error {
	type placed struct {
		entraUserObject
		at string
	}
	var people []placed
	details := map[string]entraDetails{}
	var access *[]entraPolicy
	err := x.j.Object(func(name string) error {
		switch name {
		case "users":
			return x.j.Array(func(int) error {
				var u placed
				err := x.j.Record(&u.entraUserObject)
				u.at = x.j.Here()
				people = append(people, u)
				return err
			})
		case "registrationDetails":
			return x.j.Array(func(int) error {
				var d entraDetails
				err := x.j.Into(&d)
				details[d.ID] = d
				return err
			})
		case "conditionalAccess":
			access = &[]entraPolicy{}
			return x.j.Into(access)
		}
		return x.j.Skip()
	})
	if err != nil {
		return err
	}
	x.fullPage(len(people))
	for _, u := range people {
		a := u.account()
		if d, ok := details[u.ID]; ok && u.ID != "" {
			d.factors(&a)
		}
		if access != nil {
			a.required = entraRequired(*access, u.ID)
		}
		if err := x.account(a, u.at); err != nil {
			return err
		}
	}
	return nil
}

// privilegedRoles are the templates of roles that administer a directory's
// security or other administrators' accounts.
//
// Source: Microsoft Entra built-in roles.
var privilegedRoles = map[string]bool{
	"62e90394-69f5-4237-9190-012177145e10": true, // Global Administrator
	"e8611ab8-c189-46e8-94e1-60213ab1f814": true, // Privileged Role Administrator
	"7be44c8a-adaf-4e2a-84d6-ab2649e08a13": true, // Privileged Authentication Administrator
	"194ae4cb-b126-40b2-bd5b-6091b380977d": true, // Security Administrator
	"b1be1c3e-b65d-4f19-8427-f6fa0d97feb9": true, // Conditional Access Administrator
	"fe930be7-5e62-47db-91af-98c3a49a38b1": true, // User Administrator
	"9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3": true, // Application Administrator
	"158c047a-c907-4556-b7ef-446551a6b5f7": true, // Cloud Application Administrator
	"c4e39bd9-1100-46d3-8c65-fb160da0071f": true, // Authentication Administrator
	"29232cdf-9323-42fd-ade2-1d097af3e4de": true, // Exchange Administrator
}

func entraAssignment(x *export, a *struct {
	ID         string `json:"id"`
	Principal  string `json:"principalId"`
	Definition string `json:"roleDefinitionId"`
	Expanded   *struct {
		Name string `json:"userPrincipalName"`
	} `json:"principal"`
}, at string) error {
	holder := a.Principal
	if a.Expanded != nil {
		holder = raw.First(a.Expanded.Name, holder)
	}
	return x.grant(grant{id: a.ID, holder: holder, role: a.Definition, admin: privilegedRoles[a.Definition], active: true}, at)
}

// entraRole is a role that is switched on, with its members where the export was
// made with $expand=members.
func entraRole(x *export, r *struct {
	ID       string `json:"id"`
	Name     string `json:"displayName"`
	Template string `json:"roleTemplateId"`
	Members  []struct {
		ID   string `json:"id"`
		Name string `json:"userPrincipalName"`
	} `json:"members"`
}, at string) error {
	had := x.has(accessGrants, "roles", r.Template)
	role := grant{role: r.Template, admin: privilegedRoles[r.Template], active: true}
	if err := x.put(accessGrants, "roles", r.Template, at, role.privileged(x.s.Fields().Flag("in_use", true))); err != nil {
		return err
	}
	if had || plainName(r.Template) == "" {
		return nil
	}
	for _, m := range r.Members {
		role.id, role.holder = r.Template+"/"+m.ID, raw.First(m.Name, m.ID)
		if !x.has(accessGrants, "grants", role.id) {
			if err := x.grant(role, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// entraMethods is the tenant as a place of sign-in.
func entraMethods(x *export, m *struct {
	Methods []struct {
		ID       string     `json:"id"`
		State    string     `json:"state"`
		Bindings []struct{} `json:"certificateUserBindings"`
	} `json:"authenticationMethodConfigurations"`
}, at string) error {
	f := x.s.Fields().Flag("active", true).Texts("people", []string{"organization"}, raw.ShortText, true)
	for _, c := range m.Methods {
		if c.ID == "X509Certificate" && (c.State == "enabled" || c.State == "disabled") {
			f.Flag("certificates", c.State == "enabled").Flag("account_mapped", len(c.Bindings) > 0)
			break
		}
	}
	return x.put(signInMethods, "places", "entra", at, f)
}
