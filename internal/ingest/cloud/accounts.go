package cloud

import "github.com/assay-compliance/assay/internal/ingest/raw"

// account is one entry of iam-accounts. What is nil or empty an export does not
// say.
type account struct {
	id, sort             string // sort: a word of the kind's type, empty for unknown
	interactive, enabled *bool
	privileged, required *bool
	devices              *int
	roles                []string
	organization         string
	created, used        string // times as evidence has them
	never                bool   // the store knows that it was never used
	expires, disabledOn  string
}

// account adds an account.
func (x *export) account(a account, at string) error {
	f := x.s.Fields().
		Must("id", plainName(a.id)).
		Must("type", raw.First(a.sort, "unknown"))
	flag(f, "interactive", a.interactive)
	flag(f, "enabled", a.enabled)
	flag(f, "privileged", a.privileged)
	if a.devices == nil || *a.devices < 0 {
		null(f, "mfa_devices")
	} else {
		number(f, "mfa_devices", *a.devices)
	}
	if a.required != nil {
		f.Flag("mfa_required", *a.required)
	}
	f.Texts("roles", a.roles, raw.ShortText, false).
		Text("organization", a.organization, raw.ShortText).
		Text("created", a.created, raw.ShortText).
		Text("expires", a.expires, raw.ShortText).
		Text("disabled_on", a.disabledOn, raw.ShortText)
	switch {
	case a.used != "":
		f.Must("last_used", a.used)
	case a.never:
		null(f, "last_used")
	}
	if plainName(a.id) == "" {
		return x.put(accounts, "accounts", "", at, f)
	}
	x.add(accounts, "accounts", f)
	return nil
}

// later is the later of two times as evidence has them.
func later(a, b string) string { return max(a, b) }

// atLeast is a number of which a truth tells one, as that there is a second
// factor.
func atLeast(there bool) *int {
	n := 0
	if there {
		n = 1
	}
	return &n
}
