package cloud

import "github.com/assay-compliance/assay/internal/ingest/raw"

// grant is one entry of access-grants: somebody holds a role.
type grant struct {
	id, holder, role string
	admin            bool   // the role is known to administer access
	on               string // when it was given, as evidence has it
	active           bool
}

// grant adds a grant and, the first time, its role.
func (x *export) grant(g grant, at string) error {
	if plainName(g.id) == "" || plainName(g.role) == "" {
		return x.put(accessGrants, "grants", "", at, nil)
	}
	if err := x.role(g, true, at); err != nil {
		return err
	}
	f := x.s.Fields().Flag("active", g.active).
		Must("holder", raw.First(raw.Clean(g.holder), "not said")).Must("role", plainName(g.role)).
		Text("granted_on", g.on, raw.ShortText)
	return x.put(accessGrants, "grants", g.id, at, g.privileged(f))
}

// role adds the role of a grant, the first time that it is met. Of one that is not
// known to be privileged nobody knows whether it is.
func (x *export) role(g grant, used bool, at string) error {
	if x.has(accessGrants, "roles", g.role) {
		return nil
	}
	return x.put(accessGrants, "roles", g.role, at, g.privileged(x.s.Fields().Flag("in_use", used)))
}

func (g grant) privileged(f *raw.Fields) *raw.Fields {
	if g.admin {
		return f.Flag("privileged", true)
	}
	return null(f, "privileged")
}
