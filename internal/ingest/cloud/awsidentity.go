package cloud

import (
	"github.com/go-json-experiment/json/jsontext"
)

// awsIdentity reads what the AWS CLI says of who can sign in to an account and
// by what rules. Of second factors the credential report alone tells; a list of
// users decides nothing about them.
//
// Source: AWS CLI 1 and 2, IAM API of 2010-05-08.
var awsIdentity = topic{
	name: "aws-identity",
	names: `Users UserName Arn CreateDate PasswordLastUsed SummaryMap AccountMFAEnabled Content ReportFormat GeneratedTime
VirtualMFADevices SerialNumber PasswordPolicy MinimumPasswordLength PasswordReusePrevention`,
	shapes: []shape{
		{command: credentialCommand, one: true, root: []string{"Content", "ReportFormat"},
			brings: one(accounts, "accounts"), record: each(credentialReport)},
		{command: "aws iam get-account-summary", list: "SummaryMap", one: true, has: []string{"AccountMFAEnabled"},
			brings: one(accounts, "accounts"), record: each(awsSummary)},
		{command: "aws iam list-users", list: "Users", has: []string{"UserName", "Arn"},
			brings: one(accounts, "accounts"), record: each(awsUser)},
		{command: "aws iam list-virtual-mfa-devices", list: "VirtualMFADevices", has: []string{"SerialNumber"},
			brings: one(accounts), record: each(awsFactor),
			silent: "the list has virtual devices only, and no user without one", answer: "export `aws iam get-credential-report` instead"},
		{command: "aws iam get-account-password-policy", list: "PasswordPolicy", one: true, has: []string{"MinimumPasswordLength"},
			brings: one(passwordPolicy, "policies"), record: each(awsPasswords)},
	},
}

// awsSummary is the root user's entry: the summary says nothing of anybody else.
func awsSummary(x *export, m *struct {
	AccountMFAEnabled        *int
	AccountAccessKeysPresent *int
	AccountPasswordPresent   *int
}, at string) error {
	a := account{id: awsRoot, privileged: known(true)}
	if p := m.AccountPasswordPresent; p == nil || *p > 0 {
		a.interactive, a.enabled = known(true), known(true)
	} else {
		a.interactive = known(false)
	}
	if m.AccountMFAEnabled != nil {
		on := *m.AccountMFAEnabled > 0
		a.devices = atLeast(on)
		if k := m.AccountAccessKeysPresent; on && k != nil && *k == 0 {
			a.required = known(true)
		}
	}
	return x.account(a, at)
}

func awsUser(x *export, u *struct {
	UserName, Arn                string
	CreateDate, PasswordLastUsed jsontext.Value
}, at string) error {
	x.arn(u.Arn)
	return x.account(account{id: u.UserName, created: when(u.CreateDate)}, at)
}

// awsFactor keeps a device without its seed and its user.
func awsFactor(x *export, d *struct {
	SerialNumber string
	EnableDate   jsontext.Value
}, at string) error {
	x.arn(d.SerialNumber)
	x.s.Keep("VirtualMFADevice", at, stamp(x.s.Fields().Must("SerialNumber", d.SerialNumber), "EnableDate", d.EnableDate).Object())
	return nil
}

// awsPasswords: where no number of earlier passwords is set, none are refused.
func awsPasswords(x *export, p *struct {
	MinimumPasswordLength, PasswordReusePrevention                                         *int
	RequireSymbols, RequireNumbers, RequireUppercaseCharacters, RequireLowercaseCharacters bool
}, at string) error {
	f := x.s.Fields().Flag("passwords_accepted", true)
	whole(f, "min_length", p.MinimumPasswordLength)
	classes := 0
	for _, asked := range []bool{p.RequireSymbols, p.RequireNumbers, p.RequireUppercaseCharacters, p.RequireLowercaseCharacters} {
		if asked {
			classes++
		}
	}
	number(f, "character_classes", classes)
	history := 0
	if p.PasswordReusePrevention != nil {
		history = max(0, *p.PasswordReusePrevention)
	}
	return x.put(passwordPolicy, "policies", "aws-console", at, number(f, "history", history))
}
