package cloud

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

var oktaTrial = trial{
	format: "okta",
	sample: `[{"extra":null,"id":"00u1","status":"ACTIVE","created":"2025-01-01T00:00:00.000Z","statusChanged":null,"lastLogin":"2026-11-01T00:00:00.000Z","profile":{"login":"ana@example.com","firstName":"LONG","mobilePhone":"555-0100"},"credentials":{}},
{"id":"00u2","status":"DEPROVISIONED","created":"2025-01-01T00:00:00.000Z","statusChanged":"2026-01-01T00:00:00.000Z","lastLogin":null,"profile":{"login":"eva@example.com"},"credentials":{},"factors":[]}]`,
	open: `[`, record: `{"id":"u%","status":"ACTIVE","created":"2025-01-01T00:00:00.000Z","lastLogin":null,"profile":{"login":"u%"},"credentials":{}}`, end: `]`,
	extra: sessionPolicy,
	seeds: []string{oktaPolicies, oktaRules, oktaEnroll, oktaFactors, oktaStreams},
}

const (
	oktaPolicies = `[{"id":"p1","status":"ACTIVE","name":"Default","type":"PASSWORD","settings":{"password":{"complexity":{"minLength":14,"minLowerCase":1,"minUpperCase":1,"minNumber":1,"minSymbol":0,"dictionary":{"common":{"exclude":true}}},
"age":{"maxAgeDays":0,"historyCount":24},"lockout":{"maxAttempts":5,"autoUnlockMinutes":0}}}},
{"id":"p2","status":"INACTIVE","name":"Old","type":"PASSWORD","settings":{"password":{}}},
{"id":"p3","status":"ACTIVE","name":"Loose","type":"PASSWORD","settings":{"password":{"complexity":{"minLength":8},"lockout":{"maxAttempts":0}}}}]`
	oktaRules   = `[{"id":"r1","status":"ACTIVE","name":"Default Rule","type":"SIGN_ON","actions":{"signon":{"access":"ALLOW","session":{"maxSessionIdleMinutes":15,"maxSessionLifetimeMinutes":0}}}},{"id":"r2","status":"INACTIVE","name":"x","type":"SIGN_ON","actions":{"signon":{}}}]`
	oktaEnroll  = `[{"id":"p","status":"ACTIVE","name":"MFA","system":true,"type":"MFA_ENROLL","settings":{"factors":{}}}]`
	oktaFactors = `[{"id":"f","factorType":"sms","provider":"OKTA","status":"ACTIVE","profile":{"phoneNumber":"+15550100"}}]`
	oktaStreams = `[{"id":"s","name":"siem","status":"ACTIVE","type":"splunk_cloud_logstreaming","settings":{"host":"h","token":"canary"}}]`
)

func init() {
	exports["okta users"] = oktaTrial.sample
	exports["okta policies PASSWORD"] = oktaPolicies
	exports["okta sign-on rules"] = oktaRules
	exports["okta policies"] = oktaEnroll
	exports["okta factors"] = oktaFactors
	exports["okta log streams"] = oktaStreams
}

func FuzzOkta(f *testing.F) { oktaTrial.fuzz(f) }

func TestOktaUsers(t *testing.T) {
	docs := read(t, "okta users", oktaTrial.sample)
	is(t, entry(t, docs, accounts, "accounts", "ana@example.com"), `{"enabled":true,"mfa_devices":null,"mfa_required":"absent","last_used":"2026-11-01T00:00:00Z","disabled_on":"absent"}`)
	is(t, entry(t, docs, accounts, "accounts", "eva@example.com"), `{"enabled":false,"mfa_devices":0,"last_used":null,"disabled_on":"2026-01-01T00:00:00Z"}`)
	if strings.Contains(docs[0].Document.Payload.String(), "555") {
		t.Error("a telephone number was copied")
	}
	user := func(changes string) map[string]any {
		docs := read(t, "okta users", `[{"id":"u","created":"2025-01-01T00:00:00.000Z","lastLogin":null,"profile":{},"credentials":{},`+changes+`}]`)
		return entry(t, docs, accounts, "accounts", "u")
	}
	is(t, user(`"status":"LOCKED_OUT"`), `{"enabled":null}`)
	is(t, user(`"status":"STAGED","statusChanged":"2026-01-01T00:00:00.000Z"`), `{"enabled":false,"disabled_on":"absent"}`)
	is(t, user(`"status":"ACTIVE","factors":[{"factorType":"sms","status":"ACTIVE"},{"factorType":"push","status":"PENDING_ACTIVATION"},{"factorType":"push","status":"ACTIVE"}]`), `{"mfa_devices":2}`)
	is(t, user(`"status":"ACTIVE","factors":[{"factorType":"question","status":"ACTIVE"}]`), `{"mfa_devices":0}`)
	is(t, user(`"status":"ACTIVE","factors":[{"factorType":"question","status":"ACTIVE"},{"factorType":"push","status":"ACTIVE"}]`), `{"mfa_devices":1}`)
	for kind, want := range map[string]string{"password": "0", "security_question": "0", "mind-reading": "null", "": "null", "webauthn": "1"} {
		is(t, user(`"status":"ACTIVE","factors":[{"factorType":"`+kind+`","status":"ACTIVE"}]`), `{"mfa_devices":`+want+`}`)
	}
	is(t, user(`"status":"ACTIVE","factors":[{"factorType":"mind-reading","status":"ACTIVE"},{"factorType":"sms","status":"ACTIVE"}]`), `{"mfa_devices":1}`)
	is(t, user(`"status":"ACTIVE","factors":[{"factorType":"mind-reading","status":"PENDING_ACTIVATION"}]`), `{"mfa_devices":0}`)
	var full []string
	for i := range 200 {
		full = append(full, strings.ReplaceAll(oktaTrial.record, "%", fmt.Sprint(i)))
	}
	docs = read(t, "okta users", "["+strings.Join(full, ",")+"]")
	if docs[len(docs)-1].Problem == nil {
		t.Error("a full page passes as whole")
	}
}

func TestOktaPolicies(t *testing.T) {
	docs := read(t, "okta policies PASSWORD", oktaPolicies)
	is(t, entry(t, docs, passwordPolicy, "policies", "Default"), `{"passwords_accepted":true,"min_length":14,"character_classes":3,"history":24,"blocklist":{"checked":true,"updated":null}}`)
	is(t, entry(t, docs, sessionPolicy, "policies", "Default"), `{"users":"people","max_attempts":5,"lockout_minutes":0,"end_minutes":"absent"}`)
	is(t, entry(t, docs, passwordPolicy, "policies", "Loose"), `{"min_length":8,"character_classes":0,"history":"absent","blocklist":"absent"}`)
	is(t, entry(t, docs, sessionPolicy, "policies", "Loose"), `{"max_attempts":null,"lockout_minutes":"absent"}`)
	if n := len(rawtest.Objects(rawtest.Only(t, docs, passwordPolicy).Payload["policies"])); n != 2 {
		t.Errorf("%d policies are in force", n)
	}
	docs = read(t, "okta sign-on rules", oktaRules)
	is(t, entry(t, docs, sessionPolicy, "policies", "Default Rule"), `{"end_minutes":15,"session_minutes":null,"max_attempts":"absent"}`)
}

// What no kind has a place for is kept without settings.
func TestOktaKept(t *testing.T) {
	for command, text := range map[string]string{"okta policies": oktaEnroll, "okta factors": oktaFactors, "okta log streams": oktaStreams} {
		kept := rawtest.Only(t, read(t, command, text), raw.RawRecords)
		if s := kept.Document.Payload.String(); strings.Contains(s, "canary") || strings.Contains(s, "555") || !strings.Contains(s, "ACTIVE") {
			t.Errorf("%s: kept %s", command, s)
		}
	}
}
