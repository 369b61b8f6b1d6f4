package cloud

import (
	"strings"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// oktaPages is the size of a whole page of users: a list says nothing of
// further pages.
var oktaPages = []int{200}

// okta reads what Okta's management API says of an organization: users, with
// their factors where somebody put these into each user, and policies. That a
// factor is asked for at every sign-in no single policy says.
//
// Source: Okta management API, v1.
var okta = topic{
	name: "okta",
	names: `id status created activated statusChanged lastLogin profile login credentials factors factorType type settings
password complexity minLength age historyCount lockout maxAttempts autoUnlockMinutes actions signon session
maxSessionIdleMinutes maxSessionLifetimeMinutes`,
	shapes: []shape{
		{command: "okta users", one: true, root: []string{"id", "status", "created", "profile", "credentials", "lastLogin"},
			brings: one(accounts, "accounts"), record: each(oktaUser), full: oktaPages},
		{command: "okta policies PASSWORD", one: true, root: []string{"id", "status", "settings"}, is: oktaSort("PASSWORD"),
			brings: []bring{{passwordPolicy, []string{"policies"}}, {sessionPolicy, []string{"policies"}}}, record: each(oktaPasswords)},
		{command: "okta sign-on rules", one: true, root: []string{"id", "status", "actions"}, is: oktaSort("SIGN_ON"),
			brings: one(sessionPolicy, "policies"), record: each(oktaRule)},
		{command: "okta policies", one: true, root: []string{"id", "status", "name", "system"},
			is:     oktaSort("OKTA_SIGN_ON", "MFA_ENROLL", "ACCESS_POLICY", "PROFILE_ENROLLMENT", "IDP_DISCOVERY"),
			record: each(oktaKept("policy"))},
		{command: "okta factors", one: true, root: []string{"id", "status", "factorType", "provider"}, brings: one(accounts),
			record: each(oktaKept("factor")),
			silent: "factors alone do not name their user", answer: "put the factors of each user into it as `factors`: docs/formats.md says how"},
		{command: "okta log streams", one: true, root: []string{"id", "status", "name", "settings"},
			is: oktaSort("aws_eventbridge", "splunk_cloud_logstreaming"), record: each(oktaKept("logStream"))},
	},
}

// oktaSort tells policies and rules apart by their type.
func oktaSort(words ...string) func(page, record raw.Head) bool {
	return func(page, _ raw.Head) bool {
		for _, w := range words {
			if page.Is("type", w) {
				return true
			}
		}
		return false
	}
}

// oktaObject is what all objects have. Nothing else is kept of those that no
// kind has a place for: settings can hold credentials, and factors numbers of
// telephones.
type oktaObject struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Status     string `json:"status"`
	Type       string `json:"type"`
	FactorType string `json:"factorType"`
}

func oktaKept(sort string) func(x *export, o *oktaObject, at string) error {
	return func(x *export, o *oktaObject, at string) error {
		x.s.Keep(sort, at, x.s.Fields().Must("id", o.ID).Text("name", o.Name, raw.ShortText).
			Must("status", o.Status).Must("type", raw.First(o.Type, o.FactorType)).Object())
		return nil
	}
}

type oktaUserObject struct {
	ID      string  `json:"id"`
	Status  string  `json:"status"`
	Created string  `json:"created"`
	Changed string  `json:"statusChanged"`
	Last    *string `json:"lastLogin"`
	Profile struct {
		Login string `json:"login"`
	} `json:"profile"`
	Factors *[]struct {
		Status string `json:"status"`
		Type   string `json:"factorType"`
	} `json:"factors"`
}

// oktaEnabled says of a status whether the user can sign in now. One that is
// locked out may be let in again by itself, and one that is provisioned may get
// its first password.
var oktaEnabled = map[string]bool{"ACTIVE": true, "RECOVERY": true, "PASSWORD_EXPIRED": true,
	"SUSPENDED": false, "DEPROVISIONED": false, "STAGED": false}

// oktaSecond says of a type of factor whether it is a second one: what is known, as
// a password or the answer to a question, is one more of the first. Of other types
// nobody knows.
//
// Source: Okta management API, v1, factor types.
var oktaSecond = map[string]bool{"call": true, "email": true, "push": true, "signed_nonce": true, "sms": true, "token": true,
	"token:hardware": true, "token:hotp": true, "token:software:totp": true, "u2f": true, "web": true, "webauthn": true,
	"password": false, "question": false, "security_question": false}

func oktaUser(x *export, u *oktaUserObject, at string) error {
	a := account{id: raw.First(u.Profile.Login, u.ID), interactive: known(true), created: raw.Stamp(u.Created)}
	if on, ok := oktaEnabled[u.Status]; ok {
		a.enabled = &on
		if !on && u.Status != "STAGED" {
			a.disabledOn = raw.Stamp(u.Changed)
		}
	}
	if u.Last == nil {
		a.never = true
	} else {
		a.used = raw.Stamp(*u.Last)
	}
	if u.Factors != nil {
		n, unsure := 0, false
		for _, f := range *u.Factors {
			if f.Status == "ACTIVE" {
				second, ok := oktaSecond[f.Type]
				n, unsure = n+*atLeast(second), unsure || !ok
			}
		}
		if n > 0 || !unsure {
			a.devices = &n
		}
	}
	return x.account(a, at)
}

type oktaPasswordPolicy struct {
	oktaObject
	Settings struct {
		Password *struct {
			Complexity struct {
				Length     *int `json:"minLength"`
				Lower      int  `json:"minLowerCase"`
				Upper      int  `json:"minUpperCase"`
				Number     int  `json:"minNumber"`
				Symbol     int  `json:"minSymbol"`
				Dictionary struct {
					Common struct {
						Exclude *bool `json:"exclude"`
					} `json:"common"`
				} `json:"dictionary"`
			} `json:"complexity"`
			Age struct {
				History *int `json:"historyCount"`
			} `json:"age"`
			Lockout *struct {
				Attempts *int `json:"maxAttempts"`
				Unlock   *int `json:"autoUnlockMinutes"`
			} `json:"lockout"`
		} `json:"password"`
	} `json:"settings"`
}

// oktaPasswords: a policy that is not active is in force nowhere. Zero attempts
// are no limit; zero minutes wait for an administrator.
func oktaPasswords(x *export, p *oktaPasswordPolicy, at string) error {
	q := p.Settings.Password
	if p.Status != "ACTIVE" || q == nil {
		return oktaKept("policy")(x, &p.oktaObject, at)
	}
	name := raw.First(p.Name, p.ID)
	f := x.s.Fields().Flag("passwords_accepted", true)
	whole(f, "min_length", q.Complexity.Length)
	classes := 0
	for _, n := range []int{q.Complexity.Lower, q.Complexity.Upper, q.Complexity.Number, q.Complexity.Symbol} {
		if n > 0 {
			classes++
		}
	}
	number(f, "character_classes", classes)
	whole(f, "history", q.Age.History)
	if e := q.Complexity.Dictionary.Common.Exclude; e != nil {
		f.Value("blocklist", null(x.s.Fields().Flag("checked", *e), "updated").Object())
	}
	if l := q.Lockout; l != nil && plainName(name) != "" && !x.has(passwordPolicy, "policies", name) {
		s := x.s.Fields().Must("id", plainName(name)).Must("users", "people")
		if l.Attempts != nil && *l.Attempts == 0 {
			null(s, "max_attempts")
		} else {
			whole(s, "max_attempts", l.Attempts)
		}
		whole(s, "lockout_minutes", l.Unlock)
		x.add(sessionPolicy, "policies", s)
	}
	return x.put(passwordPolicy, "policies", name, at, f)
}

// oktaRule is a rule of a global session policy: zero minutes of a session are no
// limit.
func oktaRule(x *export, r *struct {
	oktaObject
	Actions struct {
		SignOn struct {
			Session *struct {
				Idle     *int `json:"maxSessionIdleMinutes"`
				Lifetime *int `json:"maxSessionLifetimeMinutes"`
			} `json:"session"`
		} `json:"signon"`
	} `json:"actions"`
}, at string) error {
	s := r.Actions.SignOn.Session
	if r.Status != "ACTIVE" || s == nil {
		return oktaKept("rule")(x, &r.oktaObject, at)
	}
	name := strings.TrimSpace(raw.First(r.Name, r.ID))
	f := x.s.Fields().Must("users", "people")
	for _, m := range []struct {
		name  string
		value *int
	}{{"end_minutes", s.Idle}, {"session_minutes", s.Lifetime}} {
		if m.value != nil && *m.value == 0 {
			null(f, m.name)
		} else {
			whole(f, m.name, m.value)
		}
	}
	return x.put(sessionPolicy, "policies", name, at, f)
}
