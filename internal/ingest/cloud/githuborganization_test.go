package cloud

import "testing"

var githubOrganizationTrial = trial{
	format: "github-organization",
	sample: `{"extra":null,"organization":{"login":"acme","two_factor_requirement_enabled":true,"description":"LONG"},
"members":[{"login":"ana","type":"User"},{"login":"ci","type":"Bot"}],"two_factor_disabled":[],"admins":[{"login":"ana","type":"User"}]}`,
	open: `{"organization":{"login":"acme","two_factor_requirement_enabled":true},"members":[`, record: `{"login":"u%","type":"User"}`, end: `]}`,
	lists: "members",
	seeds: []string{githubMemberList, githubOrgAlone},
}

const (
	githubMemberList = `[{"login":"ana","id":1,"type":"User","site_admin":false,"received_events_url":"u"},{"login":"","id":2,"type":"User","site_admin":false,"received_events_url":"u"}]`
	githubOrgAlone   = `{"login":"acme","two_factor_requirement_enabled":true,"billing_email":"x@example.com"}`
)

func init() {
	exports["github organization with its members"] = githubOrganizationTrial.sample
	exports["github members"] = githubMemberList
	exports["github organization"] = githubOrgAlone
}

func FuzzGitHubOrganization(f *testing.F) { githubOrganizationTrial.fuzz(f) }

func TestGitHubMembers(t *testing.T) {
	docs := read(t, "github organization with its members", githubOrganizationTrial.sample)
	is(t, entry(t, docs, accounts, "accounts", "ana"), `{"type":"unknown","interactive":true,"enabled":true,"privileged":true,"mfa_devices":1,"mfa_required":true,"last_used":"absent"}`)
	is(t, entry(t, docs, accounts, "accounts", "ci"), `{"type":"service","interactive":false,"privileged":false}`)
	docs = read(t, "github organization with its members", `{"members":[{"login":"ana","type":"User"},{"login":"eva","type":"User"}],
"two_factor_disabled":[{"login":"eva"}],"organization":{"login":"acme","two_factor_requirement_enabled":false}}`)
	is(t, entry(t, docs, accounts, "accounts", "eva"), `{"mfa_devices":0,"mfa_required":false,"privileged":null}`)
	docs = read(t, "github organization with its members", `{"members":[{"login":"ana","type":"User"}],"two_factor_disabled":null,"admins":null,"organization":{"login":"acme","two_factor_requirement_enabled":null}}`)
	is(t, entry(t, docs, accounts, "accounts", "ana"), `{"mfa_devices":null,"mfa_required":"absent"}`)
}

// A list of members says nothing of second factors, and the organization alone
// names nobody.
func TestGitHubMembersAlone(t *testing.T) {
	docs := read(t, "github members", githubMemberList)
	is(t, entry(t, docs[1:], accounts, "accounts", "ana"), `{"mfa_devices":null,"mfa_required":"absent","privileged":null}`)
	if r := docs[0].File.Records; r.Read != 2 || r.Refused != 1 {
		t.Errorf("%+v", r)
	}
	docs = read(t, "github organization", githubOrgAlone) // kept without its addresses
	if docs[0].Problem == nil || docs[0].Kind != accounts {
		t.Errorf("an organization alone: %+v", docs[0])
	}
}
