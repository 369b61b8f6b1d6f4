package cloud

import (
	"strings"
	"testing"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

var entraTrial = trial{
	format: "entra",
	sample: `{"extra":null,"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","value":[
{"id":"1","userPrincipalName":"ana@example.com","displayName":"LONG","accountEnabled":true,"createdDateTime":"2025-01-01T00:00:00Z","userType":"Member","signInActivity":{"lastSuccessfulSignInDateTime":"2026-11-01T00:00:00Z"}},
{"id":"2","userPrincipalName":"eva_x#EXT#@example.com","accountEnabled":false,"userType":"Guest"}]}`,
	open: `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","value":[`, record: `{"userPrincipalName":"u%","accountEnabled":true}`, end: `]}`,
	lists: "users value",
	seeds: []string{entraDetailsExport, entraPoliciesExport, entraTogether, entraMethodsExport},
}

const (
	entraDetailsExport  = `{"@odata.context":"c#reports/authenticationMethods/userRegistrationDetails","value":[{"id":"1","userPrincipalName":"ana@example.com","userType":"member","isAdmin":true,"isMfaRegistered":true},{"id":"2","userPrincipalName":"eva","isAdmin":false,"isMfaRegistered":false},{"id":"3","userPrincipalName":"p","isMfaRegistered":false,"isPasswordlessCapable":true}]}`
	entraPoliciesExport = `{"@odata.context":"c#identity/conditionalAccess/policies","value":[
{"id":"p1","displayName":"Sessions","state":"enabled","conditions":{"users":{"includeUsers":["All"]}},"grantControls":null,"sessionControls":{"signInFrequency":{"isEnabled":true,"value":8,"type":"hours","frequencyInterval":"timeBased"}}},
{"id":"p2","displayName":"MFA","state":"enabled","conditions":{"users":{"includeUsers":["secret-person"]}},"grantControls":{"operator":"OR","builtInControls":["mfa"]},"sessionControls":null}]}`
	entraAssignments = `{"@odata.context":"c#roleManagement/directory/roleAssignments","value":[
{"id":"a1","principalId":"1","roleDefinitionId":"62e90394-69f5-4237-9190-012177145e10","directoryScopeId":"/","principal":{"userPrincipalName":"ana@example.com"}},
{"id":"a2","principalId":"2","roleDefinitionId":"62e90394-69f5-4237-9190-012177145e10","directoryScopeId":"/"},
{"id":"a3","principalId":"2","roleDefinitionId":"88d8e3e3-8f55-4a1e-953a-9b9898b8876b","directoryScopeId":"/"},{"id":"a4","principalId":"2","directoryScopeId":"/"}]}`
	entraRoles         = `{"@odata.context":"c#directoryRoles(members())","value":[{"id":"r","displayName":"Global Administrator","roleTemplateId":"62e90394-69f5-4237-9190-012177145e10","members":[{"id":"1","userPrincipalName":"ana"},{"id":"2"}]},{"id":"r2","displayName":"x","roleTemplateId":"62e90394-69f5-4237-9190-012177145e10"}]}`
	entraMethodsExport = `{"@odata.context":"c#authenticationMethodsPolicy","id":"authenticationMethodsPolicy","authenticationMethodConfigurations":[{"id":"Sms","state":"enabled"},{"id":"X509Certificate","state":"enabled","certificateUserBindings":[{}]}]}`
	entraTogether      = `{"users":[{"id":"1","userPrincipalName":"ana","accountEnabled":true},{"id":"2","userPrincipalName":"eva","accountEnabled":true},{"id":"3","userPrincipalName":"new","accountEnabled":true}],
"registrationDetails":[{"id":"1","isMfaRegistered":true,"isAdmin":true},{"id":"2","isMfaRegistered":false,"isAdmin":false}],
"conditionalAccess":[{"state":"enabled","conditions":{"applications":{"includeApplications":["All"]},"clientAppTypes":["all"],"users":{"includeUsers":["All"],"excludeUsers":["2"]}},"grantControls":{"operator":"OR","builtInControls":["mfa"]}}]}`
)

func init() {
	exports["entra users"] = entraTrial.sample
	exports["entra users with their factors"] = entraTogether
	exports["entra registration details"] = entraDetailsExport
	exports["entra conditional access"] = entraPoliciesExport
	exports["entra role assignments"] = entraAssignments
	exports["entra directory roles"] = entraRoles
	exports["entra authentication methods"] = entraMethodsExport
}

func FuzzEntra(f *testing.F) { entraTrial.fuzz(f) }

func TestEntraUsers(t *testing.T) {
	docs := read(t, "entra users", entraTrial.sample)
	is(t, entry(t, docs, accounts, "accounts", "ana@example.com"), `{"type":"unknown","enabled":true,"mfa_devices":null,"last_used":"2026-11-01T00:00:00Z","organization":"own","created":"2025-01-01T00:00:00Z"}`)
	is(t, entry(t, docs, accounts, "accounts", "eva_x#EXT#@example.com"), `{"enabled":false,"organization":"external","last_used":"absent"}`)
	docs = read(t, "entra registration details", entraDetailsExport)
	is(t, entry(t, docs, accounts, "accounts", "ana@example.com"), `{"enabled":null,"privileged":true,"mfa_devices":1,"mfa_required":"absent"}`)
	is(t, entry(t, docs, accounts, "accounts", "eva"), `{"privileged":false,"mfa_devices":0}`)
	is(t, entry(t, docs, accounts, "accounts", "p"), `{"privileged":null,"mfa_devices":1}`)
}

func TestEntraTogether(t *testing.T) {
	docs := read(t, "entra users with their factors", entraTogether)
	is(t, entry(t, docs, accounts, "accounts", "ana"), `{"enabled":true,"privileged":true,"mfa_devices":1,"mfa_required":true}`)
	is(t, entry(t, docs, accounts, "accounts", "eva"), `{"mfa_devices":0,"mfa_required":"absent"}`)
	is(t, entry(t, docs, accounts, "accounts", "new"), `{"mfa_devices":null,"mfa_required":true,"privileged":null}`)
}

// A policy asks everybody for a second factor where nothing makes an exception.
func TestEntraRequired(t *testing.T) {
	const whole = `{"state":"enabled","conditions":{"applications":{"includeApplications":["All"],"excludeApplications":[]},"clientAppTypes":["all"],"locations":null,
"users":{"includeUsers":["All"],"excludeUsers":[],"excludeGroups":[],"excludeRoles":[]}},"grantControls":{"operator":"OR","builtInControls":["mfa"]}}`
	required := func(policy string) bool {
		docs := read(t, "entra users with their factors", `{"users":[{"id":"1","userPrincipalName":"ana","accountEnabled":true}],"registrationDetails":[],"conditionalAccess":[`+policy+`]}`)
		return entry(t, docs, accounts, "accounts", "ana")["mfa_required"] == true
	}
	if !required(whole) {
		t.Error("everybody is asked, and it is not seen")
	}
	for _, same := range [][2]string{
		{`["mfa"]`, `["block"]`}, {`"OR","builtInControls":["mfa"]`, `"AND","builtInControls":["mfa","compliantDevice"]`},
		{`"builtInControls":["mfa"]`, `"builtInControls":[],"authenticationStrength":{"id":"x","requirementsSatisfied":"mfa"}`},
		{`"includeUsers":["All"]`, `"includeUsers":["1"]`},
	} {
		if !required(strings.Replace(whole, same[0], same[1], 1)) {
			t.Errorf("%s is not seen", same[1])
		}
	}
	for _, less := range [][2]string{
		{`"enabled"`, `"enabledForReportingButNotEnforced"`}, {`["All"],"excludeA`, `["Office365"],"excludeA`},
		{`"excludeApplications":[]`, `"excludeApplications":["x"]`}, {`["all"]`, `["browser"]`}, {`"locations":null`, `"locations":{}`},
		{`"locations":null`, `"platforms":{}`}, {`"locations":null`, `"devices":{}`}, {`"locations":null`, `"signInRiskLevels":["high"]`},
		{`"locations":null`, `"userRiskLevels":["high"]`}, {`"locations":null`, `"authenticationFlows":{}`},
		{`"excludeUsers":[]`, `"excludeUsers":["1"]`}, {`"excludeUsers":[]`, `"excludeUsers":["GuestsOrExternalUsers"]`},
		{`"excludeGroups":[]`, `"excludeGroups":["g"]`}, {`"excludeRoles":[]`, `"excludeRoles":["r"]`},
		{`"excludeRoles":[]`, `"excludeGuestsOrExternalUsers":{}`}, {`"includeUsers":["All"]`, `"includeUsers":["2"]`},
		{`["mfa"]`, `["mfa","compliantDevice"]`}, {`["mfa"]`, `["compliantDevice"]`}, {`["mfa"]`, `["mfa"],"termsOfUse":["t"]`},
		{`"builtInControls":["mfa"]`, `"builtInControls":[],"authenticationStrength":{"id":"x","requirementsSatisfied":"none"}`},
	} {
		changed := strings.Replace(whole, less[0], less[1], 1)
		if changed == whole || required(changed) {
			t.Errorf("%s asks for less, and it is not seen", less[1])
		}
	}
}

func TestEntraPolicies(t *testing.T) {
	docs := read(t, "entra conditional access", entraPoliciesExport)
	is(t, entry(t, docs, sessionPolicy, "policies", "Sessions"), `{"users":"people","session_minutes":480,"end_minutes":"absent"}`)
	kept := rawtest.Only(t, docs, raw.RawRecords)
	if s := kept.Document.Payload.String(); !strings.Contains(s, `"p2"`) || strings.Contains(s, "secret-person") {
		t.Errorf("kept %s", s)
	}
}

func TestEntraRoles(t *testing.T) {
	docs := read(t, "entra role assignments", entraAssignments)
	is(t, entry(t, docs, accessGrants, "grants", "a1"), `{"active":true,"holder":"ana@example.com","role":"62e90394-69f5-4237-9190-012177145e10","privileged":true,"standing":"absent"}`)
	is(t, entry(t, docs, accessGrants, "grants", "a3"), `{"holder":"2","privileged":null}`)
	is(t, entry(t, docs, accessGrants, "roles", "62e90394-69f5-4237-9190-012177145e10"), `{"in_use":true,"privileged":true,"approved_by":"absent"}`)
	if r := docs[0].File.Records; r.Read != 4 || r.Refused != 1 {
		t.Errorf("%+v", r)
	}
	docs = read(t, "entra directory roles", entraRoles)
	is(t, entry(t, docs, accessGrants, "grants", "62e90394-69f5-4237-9190-012177145e10/1"), `{"holder":"ana","privileged":true}`)
}

func TestEntraMethods(t *testing.T) {
	docs := read(t, "entra authentication methods", entraMethodsExport)
	is(t, entry(t, docs, signInMethods, "places", "entra"), `{"active":true,"people":["organization"],"certificates":true,"account_mapped":true,"status_checked":"absent"}`)
	docs = read(t, "entra authentication methods", `{"authenticationMethodConfigurations":[{"id":"Sms"}]}`)
	is(t, entry(t, docs, signInMethods, "places", "entra"), `{"certificates":"absent"}`)
}

// An empty list is known by its context alone, and a page that is not the last
// is not whole.
func TestEntraPages(t *testing.T) {
	docs := read(t, "entra registration details", `{"@odata.context":"c#userRegistrationDetails","value":[]}`)
	if docs[0].Problem != nil {
		t.Error(docs[0].Problem)
	}
	if entra.find(raw.NewHead([]byte(`{"value":[]}`))) != nil {
		t.Error("an empty list of nobody knows what is taken")
	}
	docs = read(t, "entra users", strings.Replace(entraTrial.sample, `"extra":null`, `"@odata.nextLink":"https://graph.microsoft.com/v1.0/users?$skiptoken=x"`, 1))
	if d := docs[len(docs)-1]; d.Fault != evidence.NotShown {
		t.Error("one page passes as whole")
	}
}
