package cloud

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// awsAccess reads who has which policy in an account: a policy that is attached
// to a user, group or role is a grant of it, and so is one that is written into
// them, which is a right without a role.
//
// Source: AWS CLI 1 and 2, IAM API of 2010-05-08.
var awsAccess = topic{
	name: "aws-access",
	names: `UserDetailList GroupDetailList RoleDetailList Policies Arn AttachedManagedPolicies PolicyArn PolicyName UserPolicyList
GroupPolicyList RolePolicyList GroupList AttachmentCount`,
	shapes: []shape{
		{command: "aws iam get-account-authorization-details", one: true, root: []string{"UserDetailList", "RoleDetailList"},
			brings: one(accessGrants, "roles", "grants"), record: awsDetails},
	},
}

type awsPolicyName struct{ PolicyName, PolicyArn string }

// awsPrincipal is a user, group or role.
type awsPrincipal struct {
	Arn                                             string
	CreateDate                                      jsontext.Value
	GroupList                                       []string
	AttachedManagedPolicies                         []awsPolicyName
	UserPolicyList, GroupPolicyList, RolePolicyList []awsPolicyName
}

// awsDetails reads the lists of an account; users are granted what their groups
// are, by the group's own entry.
func awsDetails(x *export) error {
	x.pages++
	more := false
	err := x.j.Object(func(name string) error {
		switch name {
		case "UserDetailList", "GroupDetailList", "RoleDetailList":
			return x.j.Array(func(int) error { return each(awsGranted)(x) })
		case "Policies":
			return x.j.Array(func(int) error { return each(awsPolicy)(x) })
		case "IsTruncated":
			return x.j.Into(&more)
		case "Marker", "NextToken":
			var token string
			err := x.j.Into(&token)
			more = more || token != ""
			return err
		}
		return x.j.Skip()
	})
	if more {
		x.open++
	}
	return err
}

// awsAdmins are the policies of AWS that can change who has which policy.
//
// Source: AWS Managed Policy Reference.
var awsAdmins = []string{":iam::aws:policy/AdministratorAccess", ":iam::aws:policy/IAMFullAccess"}

func awsAdmin(arn string) bool {
	for _, a := range awsAdmins {
		if strings.HasSuffix(arn, a) {
			return true
		}
	}
	return false
}

func awsGranted(x *export, p *awsPrincipal, at string) error {
	x.arn(p.Arn)
	if p.Arn == "" {
		return x.put(accessGrants, "grants", "", at, nil)
	}
	for _, m := range p.AttachedManagedPolicies {
		id := p.Arn + " " + m.PolicyArn
		if x.has(accessGrants, "grants", id) {
			continue
		}
		if err := x.grant(grant{id: id, holder: p.Arn, role: raw.First(m.PolicyArn, m.PolicyName), admin: awsAdmin(m.PolicyArn), active: true}, at); err != nil {
			return err
		}
	}
	for _, list := range [][]awsPolicyName{p.UserPolicyList, p.GroupPolicyList, p.RolePolicyList} {
		for _, m := range list {
			id := p.Arn + " inline " + m.PolicyName
			if x.has(accessGrants, "grants", id) {
				continue
			}
			f := x.s.Fields().Flag("active", true).Must("holder", p.Arn)
			if err := x.put(accessGrants, "grants", id, at, null(null(f, "role"), "privileged")); err != nil {
				return err
			}
		}
	}
	for _, group := range p.GroupList {
		id := p.Arn + " group " + group
		if x.has(accessGrants, "grants", id) {
			continue
		}
		if err := x.grant(grant{id: id, holder: p.Arn, role: "group/" + group, active: true}, at); err != nil {
			return err
		}
	}
	return nil
}

// awsPolicy is a policy that can be attached: one of the account's roles in our
// words, in use where it is attached.
func awsPolicy(x *export, p *struct {
	Arn             string
	AttachmentCount *int
}, at string) error {
	used := p.AttachmentCount == nil || *p.AttachmentCount > 0
	return x.role(grant{role: p.Arn, admin: awsAdmin(p.Arn)}, used, at)
}
