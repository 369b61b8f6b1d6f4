package cloud

import "github.com/assay-compliance/assay/internal/ingest/raw"

// githubOrganization reads the members of a GitHub organization. A list of
// members knows nothing of second factors; put together with the organization
// and with the list of those who have none (members?filter=2fa_disabled, which
// looks like any list of members) it tells of each whether one is required and
// enrolled.
//
// Source: GitHub REST API 2022-11-28.
var githubOrganization = topic{
	name:  "github-organization",
	names: `organization members two_factor_disabled admins login type two_factor_requirement_enabled`,
	shapes: []shape{
		{command: "github organization with its members", one: true, root: []string{"organization", "members"},
			is: func(page, _ raw.Head) bool {
				return page.In("organization").Has("login", "two_factor_requirement_enabled")
			},
			brings: one(accounts, "accounts"), record: githubMembers, full: githubPages},
		{command: "github organization", one: true, root: []string{"login", "two_factor_requirement_enabled"},
			brings: one(accounts), record: each(githubSettings),
			silent: "the organization's settings name no member", answer: "export them together with the members: docs/formats.md says how"},
		{command: "github members", one: true, root: []string{"login", "type", "site_admin", "received_events_url"},
			brings: one(accounts, "accounts"), record: each(githubMember), full: githubPages},
	},
}

type githubUser struct {
	Login string `json:"login"`
	Type  string `json:"type"`
}

type githubOrg struct {
	Login    string `json:"login"`
	Required *bool  `json:"two_factor_requirement_enabled"`
}

// account is what is known of a user: a bot is a program's, and a user may be
// one, too.
func (u githubUser) account() account {
	a := account{id: u.Login, organization: "unknown", interactive: known(true), enabled: known(true)}
	if u.Type == "Bot" {
		a.sort, a.interactive = "service", known(false)
	}
	return a
}

func githubMember(x *export, u *githubUser, at string) error { return x.account(u.account(), at) }

// githubSettings keeps what an organization asks of members whom it does not
// name.
func githubSettings(x *export, o *githubOrg, at string) error {
	x.about(o.Login)
	x.s.Keep("organization", at, flag(x.s.Fields().Must("login", o.Login), "two_factor_requirement_enabled", o.Required).Object())
	return nil
}

// githubWhole is an organization put together with lists of its members. What
// is nil was not in the export.
type githubWhole struct {
	org            githubOrg
	members        []githubPlaced
	without, admin map[string]bool
}

type githubPlaced struct {
	githubUser
	at string
}

// githubMembers reads an organization with its members. Somebody who is not
// listed as having no second factor has one at least.
func githubMembers(x *export) error {
	var w githubWhole
	err := x.j.Object(func(name string) error {
		switch name {
		case "organization":
			return x.j.Into(&w.org)
		case "members":
			return x.j.Array(func(int) error {
				var u githubPlaced
				err := x.j.Record(&u.githubUser)
				u.at = x.j.Here()
				w.members = append(w.members, u)
				return err
			})
		case "two_factor_disabled":
			return x.logins(&w.without)
		case "admins":
			return x.logins(&w.admin)
		}
		return x.j.Skip()
	})
	if err != nil {
		return err
	}
	x.fullPage(len(w.members))
	x.about(w.org.Login)
	for _, u := range w.members {
		a := u.account()
		a.required = w.org.Required
		if w.without != nil {
			a.devices = atLeast(!w.without[u.Login])
		}
		if w.admin != nil {
			a.privileged = known(w.admin[u.Login])
		}
		if err := x.account(a, u.at); err != nil {
			return err
		}
	}
	return nil
}

// logins reads a list of users as the set of their names; null is no list. One
// that is a whole page leaves the export unfinished.
func (x *export) logins(into *map[string]bool) error {
	if x.j.Kind() == 'n' {
		return x.j.Skip()
	}
	*into = map[string]bool{}
	n := 0
	err := x.j.Array(func(int) error {
		var u githubUser
		err := x.j.Into(&u)
		(*into)[u.Login] = true
		n++
		return err
	})
	x.fullPage(n)
	return err
}
