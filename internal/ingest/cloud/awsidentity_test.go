package cloud

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

var awsIdentityTrial = trial{
	format: "aws-identity",
	sample: `{"extra":null,"Users":[{"Path":"/","UserName":"ana","UserId":"LONG","Arn":"arn:aws:iam::111122223333:user/LONG","CreateDate":"2025-01-01T00:00:00Z"},
{"UserName":"bob","Arn":"arn:aws:iam::111122223333:user/bob","CreateDate":1735689600.5}],"IsTruncated":false}`,
	open: `{"Users":[`, record: `{"UserName":"u%","Arn":"arn:aws:iam::111122223333:user/u%"}`, end: `]}`,
	lists: "Users SummaryMap VirtualMFADevices PasswordPolicy",
	seeds: []string{awsSummaryExport, awsFactorExport, awsPasswordExport},
}

const (
	awsSummaryExport  = `{"SummaryMap":{"Users":3,"AccountMFAEnabled":1,"AccountAccessKeysPresent":0,"MFADevices":2}}`
	awsFactorExport   = `{"VirtualMFADevices":[{"SerialNumber":"arn:aws:iam::111122223333:mfa/ana","User":{"UserName":"ana"},"EnableDate":"2025-01-01T00:00:00Z"}]}`
	awsPasswordExport = `{"PasswordPolicy":{"MinimumPasswordLength":14,"RequireSymbols":true,"RequireNumbers":true,"RequireUppercaseCharacters":true,"RequireLowercaseCharacters":false,"PasswordReusePrevention":24}}`
	credentialHead    = "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated\n"
	credentialTable   = credentialHead +
		"<root_account>,arn:aws:iam::111122223333:root,2020-01-01T00:00:00+00:00,not_supported,2026-10-01T00:00:00+00:00,not_supported,not_supported,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A\n" +
		"ana,arn:aws:iam::111122223333:user/ana,2025-01-01T00:00:00+00:00,true,2026-11-01T00:00:00+00:00,2025-01-01T00:00:00+00:00,N/A,true,true,2025-01-01T00:00:00+00:00,2026-11-02T00:00:00+00:00,us-east-1,s3,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A\n" +
		"eva,arn:aws:iam::111122223333:user/eva,2025-01-01T00:00:00+00:00,true,no_information,2025-01-01T00:00:00+00:00,N/A,false,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A\n" +
		"bare,arn:aws:iam::111122223333:user/bare,2025-01-01T00:00:00+00:00,false,N/A,N/A,N/A,false,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A"
)

func credentialExport(table string) string {
	return `{"Content":"` + base64.StdEncoding.EncodeToString([]byte(table)) + `","ReportFormat":"text/csv","GeneratedTime":"2026-11-18T04:00:00+00:00"}`
}

func init() {
	exports["aws iam list-users"] = awsIdentityTrial.sample
	exports["aws iam get-account-summary"] = awsSummaryExport
	exports["aws iam list-virtual-mfa-devices"] = awsFactorExport
	exports["aws iam get-account-password-policy"] = awsPasswordExport
	exports[credentialCommand] = credentialExport(credentialTable)
}

func FuzzAWSIdentity(f *testing.F) { awsIdentityTrial.fuzz(f) }

func readTable(t testing.TB, text string) []rawtest.Doc {
	t.Helper()
	return rawtest.Read(t, rawtest.Named(t, Formats(), "aws-credential-report"), text, rawtest.Web())
}

// The report says the same in its table and wrapped in JSON, but for its time.
func TestCredentialReport(t *testing.T) {
	wrapped := read(t, credentialCommand, credentialExport(credentialTable))
	if wrapped[0].Collected.IsZero() {
		t.Error("the report's time is lost")
	}
	for _, docs := range [][]rawtest.Doc{wrapped, readTable(t, credentialTable)} {
		if r := docs[0].File.Records; r.Read != 4 || docs[0].Subject != "111122223333" {
			t.Errorf("%+v of %s", r, docs[0].Subject)
		}
		is(t, entry(t, docs, accounts, "accounts", awsRoot), `{"type":"unknown","interactive":true,"enabled":true,"privileged":true,"mfa_devices":1,"mfa_required":true,"last_used":"2026-10-01T00:00:00Z"}`)
		is(t, entry(t, docs, accounts, "accounts", "ana"), `{"interactive":true,"privileged":null,"mfa_devices":1,"mfa_required":"absent","last_used":"2026-11-02T00:00:00Z","created":"2025-01-01T00:00:00Z"}`)
		is(t, entry(t, docs, accounts, "accounts", "eva"), `{"enabled":true,"mfa_devices":0,"mfa_required":"absent","last_used":null}`)
		is(t, entry(t, docs, accounts, "accounts", "bare"), `{"interactive":false,"enabled":null,"mfa_devices":0,"last_used":null}`)
	}
}

// Whoever cuts a report inside a row breaks it; no other format takes the table.
func TestCredentialTable(t *testing.T) {
	for _, f := range Formats() {
		if got := f.Detect(raw.NewHead([]byte(credentialTable))); got != (f.Name == "aws-credential-report") {
			t.Errorf("%s takes the table: %v", f.Name, got)
		}
	}
	for name, text := range map[string]string{
		"cut":            credentialTable[:len(credentialTable)-20],
		"cut head":       credentialHead[:60],
		"empty":          "",
		"a quote":        credentialHead + `"ana,x`,
		"too many cells": credentialTable + ",more",
		"UTF-16":         "\xff\xfeu\x00",
		"not UTF-8":      credentialHead + "\xff",
	} {
		for _, docs := range [][]rawtest.Doc{readTable(t, text), read(t, credentialCommand, credentialExport(text))} {
			last := docs[len(docs)-1]
			if name != "UTF-16" && name != "not UTF-8" && (last.Problem == nil || last.Kind != "") {
				t.Errorf("%s passes", name)
			}
			if last.Problem != nil && strings.Contains(last.Problem.Error(), "ana") {
				t.Errorf("%s quotes the file: %v", name, last.Problem)
			}
		}
	}
	docs := readTable(t, credentialHead+",arn:aws:iam::111122223333:user/,,x,y,,,z,,,,,,,,,,,,,,")
	if r := docs[0].File.Records; r.Read != 1 || r.Refused != 1 {
		t.Errorf("a row without a user: %+v", r)
	}
}

func FuzzCredentialTable(f *testing.F) {
	format := rawtest.Named(f, Formats(), "aws-credential-report")
	f.Add([]byte(credentialTable))
	f.Add([]byte(credentialHead))
	f.Fuzz(func(t *testing.T, file []byte) {
		docs, err := rawtest.ReadAll(t, format, strings.NewReader(string(file)), raw.Options{Path: "p", Component: "web"})
		if err != nil || len(docs) == 0 {
			t.Fatalf("%d documents, %v", len(docs), err)
		}
		if last := docs[len(docs)-1]; last.Kind != "" && entries(docs) != docs[0].File.Records.Read {
			t.Fatalf("%d of %+v", entries(docs), docs[0].File.Records)
		}
	})
}

// A list of users knows nothing of second factors.
func TestAWSUsers(t *testing.T) {
	docs := read(t, "aws iam list-users", awsIdentityTrial.sample)
	is(t, entry(t, docs, accounts, "accounts", "ana"), `{"type":"unknown","interactive":null,"enabled":null,"privileged":null,"mfa_devices":null,"mfa_required":"absent","last_used":"absent","created":"2025-01-01T00:00:00Z"}`)
	is(t, entry(t, docs, accounts, "accounts", "bob"), `{"created":"2025-01-01T00:00:00Z"}`)
}

func TestAWSSummary(t *testing.T) {
	root := func(m string) map[string]any {
		return entry(t, read(t, "aws iam get-account-summary", `{"SummaryMap":{`+m+`}}`), accounts, "accounts", awsRoot)
	}
	is(t, root(`"AccountMFAEnabled":1,"AccountAccessKeysPresent":0`), `{"mfa_devices":1,"mfa_required":true,"enabled":true,"interactive":true,"privileged":true}`)
	is(t, root(`"AccountMFAEnabled":1,"AccountAccessKeysPresent":1`), `{"mfa_devices":1,"mfa_required":"absent"}`)
	is(t, root(`"AccountMFAEnabled":0`), `{"mfa_devices":0,"mfa_required":"absent"}`)
	is(t, root(`"AccountMFAEnabled":0,"AccountPasswordPresent":0`), `{"interactive":false,"enabled":null}`)
}

func TestAWSFactors(t *testing.T) {
	docs := read(t, "aws iam list-virtual-mfa-devices", awsFactorExport)
	if docs[0].Kind != accounts || docs[0].Fault != evidence.NotShown {
		t.Errorf("devices alone: %+v", docs[0])
	}
	if kept := rawtest.Only(t, docs, raw.RawRecords); rawtest.Length(kept.Payload["records"]) != 1 {
		t.Error("the device is lost")
	}
}

func TestAWSPasswords(t *testing.T) {
	docs := read(t, "aws iam get-account-password-policy", awsPasswordExport)
	is(t, entry(t, docs, passwordPolicy, "policies", "aws-console"), `{"passwords_accepted":true,"min_length":14,"character_classes":3,"history":24}`)
	docs = read(t, "aws iam get-account-password-policy", `{"PasswordPolicy":{"MinimumPasswordLength":8}}`)
	is(t, entry(t, docs, passwordPolicy, "policies", "aws-console"), `{"min_length":8,"character_classes":0,"history":0}`)
}
