package config

import (
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// Authority is a role whose holders may approve waivers.
type Authority struct {
	Role strictyaml.At[string] `yaml:"role,required"` // OSCAL role id
	// Approves are the kinds of waivers; absent: every kind.
	Approves List `yaml:"approves"`
	// Persons are those who hold the role; absent: whoever a waiver says.
	Persons List `yaml:"persons"`
}

// Authorities are the roles that may approve. Without any, every waiver is pending.
type Authorities []Authority

// MayApprove says whether somebody of a role may approve waivers of a kind, and if not
// why not.
func (a Authorities) MayApprove(kind assessment.DeviationKind, role, name string) (ok bool, why string) {
	for _, one := range a {
		switch {
		case one.Role.Value != role:
		case one.Approves != nil && !slices.Contains(one.Approves.Words(), string(kind)):
			return false, "role " + role + " may not approve " + string(kind)
		case one.Persons != nil && !slices.ContainsFunc(one.Persons.Words(), func(p string) bool { return p == name }):
			return false, "authorities do not name the approver as holder of role " + role
		default:
			return true, ""
		}
	}
	return false, "no authority in assay.yaml has the role " + strictyaml.Quote(role)
}

// authorities looks at the roles that may approve. Each is there once, so that what
// stands in one entry is all there is of it.
func (k *checker) authorities(all Authorities) {
	lines := map[string]int{}
	var kinds []string
	for _, kind := range assessment.DeviationKinds {
		kinds = append(kinds, string(kind))
	}
	for _, a := range all {
		k.match(a.Role, token, "a role id", "for example authorizing-official")
		for _, kind := range a.Approves {
			k.word(kind, kinds...)
		}
		for _, p := range a.Persons {
			k.line(p)
			if strings.TrimSpace(p.Value) != p.Value || p.Value == "" {
				k.add(p.Place, "a name that is empty, or has spaces around it", "write the name as waivers do")
			}
		}
		if line, twice := lines[a.Role.Value]; twice {
			k.add(a.Role.Place, "role "+strictyaml.Quote(a.Role.Value)+" comes twice", "it is already on line "+strconv.Itoa(line)+"; make one entry of both")
		}
		lines[a.Role.Value] = a.Role.Place.Line
	}
}
