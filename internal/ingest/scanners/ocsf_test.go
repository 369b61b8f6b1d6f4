package scanners

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

const OCSF = "ocsf"

// prowlerEvent is one finding as Prowler 4 and 5 write it.
func prowlerEvent(code, members string) string {
	return `{"message":"m","metadata":{"event_code":"s3_public","product":{"name":"Prowler","uid":"prowler","version":"5.3.0"},"version":"1.4.0"},"severity_id":4,"severity":"High",
"status":"New","status_id":1,"status_code":"` + code + `","status_detail":"bucket b is public","finding_info":{"title":"T","uid":"prowler-1"},"activity_id":1,"category_uid":2,"class_uid":2004,"class_name":"Detection Finding",
"cloud":{"account":{"uid":"123456789012","name":"prod"},"provider":"aws","region":"us-east-1"},"resources":[{"uid":"arn:aws:s3:::b","name":"b","type":"AwsS3Bucket"}],"time":1795000000,"time_dt":"2026-11-18T04:30:00.5"` + members + `}`
}

// ocsfCompliance is a compliance finding.
func ocsfCompliance(compliance, members string) string {
	return `{"class_uid":2003,"category_uid":2,"metadata":{"product":{"name":"Security Hub"}},"severity_id":3,"finding_info":{"uid":"u","title":"S3.1 title"},"time":1795000000000,"compliance":` + compliance + members + `}`
}

func ocsfCase(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, OCSF),
		Sample: `{"extra":null,"events":[` + strings.Replace(strings.Replace(prowlerEvent("FAIL", ""), `"message":"m"`, `"message":"LONG"`, 1), `30:00.5"`, `30:00.5Z"`, 1) + `,
{"class_uid":2002,"category_uid":2,"metadata":{"version":"1.0"},"time":1795000000000,"vulnerabilities":[{"cve":{"uid":"CVE-1"},"affected_packages":[{"name":"a","version":"1.0"},{"name":"b"}]}],"resources":[{"uid":"i-1"},{"uid":"i-2"}]},
{"class_uid":6003,"class_name":"API Activity","time":1}]}`,
		Long: func(n int) string {
			return `{"events":[` + strings.Repeat(`{"class_uid":2003},`, n) + `{}]}`
		},
		Count: func(file []byte) int { return len(rawtest.Batch(file, "events Findings")) },
		Out:   positions,
		Lines: true,
	}
}

func FuzzOCSF(f *testing.F) {
	rawtest.Fuzz(f, ocsfCase(f), `[`+prowlerEvent("MANUAL", "")+`]`, ocsfCompliance(`{"status_id":1}`, "")+"\n"+ocsfCompliance(`null`, `,"device":{"hostname":"h"}`),
		`{"class_uid":2002,"vulnerabilities":[{"affected_packages":[{"epoch":-1}],"first_seen_time":1e300}],"resource":{"type":"AWS::EC2::Instance","uid":"a/"}}`)
}

func ocsfDoc(t *testing.T, text string) rawtest.Doc {
	t.Helper()
	return rawtest.Only(t, readAs(t, OCSF, text, rawtest.Web()), raw.ConfigurationFindings)
}

func TestOCSFStatusOfProwler(t *testing.T) {
	for _, tc := range []struct{ code, members, want string }{
		{"PASS", "", "pass false"},
		{"FAIL", "", "fail false"},
		{"MANUAL", "", "undecided false"},
		{"MUTED", "", "fail true"},
		{"TOMORROW", "", "undecided false"},
		{"FAIL", `"Suppressed","status_id":3`, "fail true"},
		{"FAIL", `"New","status_id":3`, "fail false"},        // Prowler 4.2
		{"PASS", `"Suppressed","status_id":3`, "pass false"}, // looked at, whatever is muted
		{"MANUAL", `"Suppressed","status_id":3`, "undecided true"},
	} {
		text := prowlerEvent(tc.code, "")
		if tc.members != "" {
			text = strings.Replace(text, `"New","status_id":1`, tc.members, 1)
		}
		f := ocsfDoc(t, "["+text+"]").Finding(t, "s3_public")
		if got := fmt.Sprint(f["status"], " ", f["suppressed"]); got != tc.want {
			t.Errorf("%s %s: %s, want %s", tc.code, tc.members, got, tc.want)
		}
	}
}

func TestOCSFProwler(t *testing.T) {
	d := ocsfDoc(t, "["+prowlerEvent("FAIL", "")+"]")
	f := d.Finding(t, "s3_public")
	got := fmt.Sprint(d.Subject, " ", d.Collector, " ", f["severity"], " ", f["message"], " ", f["target"], " ", d.Examined(), " ", d.Collected.Format("2006-01-02T15:04:05Z"), " ", d.ZoneAssumed)
	if want := "123456789012 Prowler us-east-1 high bucket b is public arn:aws:s3:::b [arn:aws:s3:::b] 2026-11-18T04:30:00Z true"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	// Without time_dt the seconds count; Kubernetes has no account.
	text := strings.NewReplacer(`,"time_dt":"2026-11-18T04:30:00.5"`, ``, `"cloud":{"account":{"uid":"123456789012","name":"prod"},"provider":"aws","region":"us-east-1"},`, ``).Replace(prowlerEvent("FAIL", ""))
	text = strings.Replace(text, `"uid":"arn:aws:s3:::b","name":"b"`, `"uid":"pod-1","namespace":"prod"`, 1)
	d = ocsfDoc(t, text)
	if got := fmt.Sprint(d.Examined()); got != "[prod/pod-1]" {
		t.Error(got)
	}
	if got := d.Collected.Format("2006-01-02T15:04:05Z"); got != "2026-11-18T11:06:40Z" || d.Payload["target"].(map[string]any)["type"] != "cluster" || d.Subject != "web" {
		t.Errorf("%s %s %v", got, d.Subject, d.Payload["target"])
	}
}

// Prowler 3 wrote security findings.
func TestOCSFProwler3(t *testing.T) {
	d := ocsfDoc(t, `[{"finding":{"title":"T","uid":"prowler-aws-s3-1"},"resources":[{"uid":"arn:b"}],"status_detail":"d","compliance":{"status":"Failure"},"message":"m","severity_id":5,"severity":"Critical",
"cloud":{"account":{"uid":"1"},"provider":"aws","region":"eu-west-1"},"time":"2026-11-18T04:30:00","metadata":{"product":{"name":"Prowler","feature":{"uid":"s3_public"}}},"state_id":0,"status_id":2,"status":"Failure","category_uid":2,"class_uid":2001,"class_name":"Security Finding"}]`)
	if f := d.Finding(t, "s3_public"); f["status"] != raw.Fail || f["severity"] != "critical" || d.Subject != "1" || d.Collected.IsZero() {
		t.Errorf("%v", d.Payload)
	}
}

func TestOCSFCompliance(t *testing.T) {
	for _, tc := range []struct{ compliance, members, want string }{
		{`{"status_id":1}`, ``, "pass false"},
		{`{"status_id":1,"status":"PASSED"}`, ``, "pass false"},
		{`{"status_id":1,"status":"FAILED"}`, ``, "undecided false"}, // they do not agree
		{`{"status_id":2}`, ``, "undecided false"},
		{`{"status_id":3,"status":"Fail"}`, ``, "fail false"},
		{`{"status_id":0,"status":"Unknown"}`, ``, "undecided false"},
		{`{"status_id":99,"status":"Not Applicable"}`, ``, "skip false"},
		{`{}`, ``, "undecided false"},
		{`{"status_id":3}`, `,"status_id":3,"comment":"accepted"`, "fail true"},
		{`{"status_id":1}`, `,"status_id":3`, "undecided true"},
		{`{"status_id":3}`, `,"status_id":4`, "fail false"},
		{`null`, ``, "undecided false"},
	} {
		f := ocsfDoc(t, ocsfCompliance(tc.compliance, tc.members)).Findings()[0]
		if got := fmt.Sprint(f["status"], " ", f["suppressed"]); got != tc.want {
			t.Errorf("%s %s: %s, want %s", tc.compliance, tc.members, got, tc.want)
		}
	}
	// A device is a host.
	d := ocsfDoc(t, ocsfCompliance(`{"status_id":3,"control":"1.1"}`, `,"device":{"hostname":"db01","ip":"10.0.0.7"}`))
	if d.Subject != "db01" || d.Finding(t, "1.1")["target"] != "db01" || d.Payload["target"].(map[string]any)["type"] != "host" {
		t.Errorf("%v", d.Payload)
	}
}

func TestOCSFVulnerability(t *testing.T) {
	docs := readAs(t, OCSF, `{"class_uid":2002,"metadata":{"product":{"name":"Inspector"}},"activity_id":1,"severity_id":6,"status_id":3,"time":1795000000000,"finding_info":{"title":"t","last_seen_time_dt":"2026-11-17T00:00:00Z"},
"vulnerabilities":[{"title":"CVE-2026-1 - a","first_seen_time":1790000000000,"cve":{"uid":"CVE-2026-1","cwe_uid":"CWE-79","created_time_dt":"2026-09-01T00:00:00Z","cvss":[{"version":"3.1","base_score":9.1,"vector_string":"CVSS:3.1/AV:N"}]},
"affected_packages":[{"name":"b","version":"1","epoch":0},{"name":"c","version":"1","epoch":99999999999},{"name":"a","version":"1","epoch":2,"release":"3","fixed_in_version":"4","purl":"pkg:rpm/a@1"}]}],
"resources":[{"uid":"arn:aws:ec2:us-east-1:1:instance/i-1","type":"AWS::EC2::Instance","name":"web"},{"uid":"arn:aws:ec2:us-east-1:1:instance/i-2","type":"AwsEc2Instance"}]}`, rawtest.Web())
	if len(docs) != 2 || docs[0].Subject != "arn:aws:ec2:us-east-1:1:instance/i-1" || docs[1].Subject != "arn:aws:ec2:us-east-1:1:instance/i-2" {
		t.Fatalf("%d documents", len(docs))
	}
	if len(docs[0].Findings()) != 3 {
		t.Fatal(docs[0].Findings())
	}
	for _, f := range docs[0].Findings()[:2] {
		if v := f["package"].(map[string]any)["version"]; v != "1" {
			t.Errorf("version %v", v)
		}
	}
	f := docs[0].Findings()[2]
	got := fmt.Sprint(f["severity"], " ", f["status"], " ", f["suppressed"], " ", f["package"], " ", f["cvss"], " ", f["first_seen"], " ", f["published"], " ", f["cwe"], " ", docs[0].Collected.Format("2006-01-02"))
	if want := "critical fail true map[fixed:4 name:a purl:pkg:rpm/a@1 version:2:1-3] map[score:9.1 vector:CVSS:3.1/AV:N version:3.1] 2026-09-21T14:13:20Z 2026-09-01T00:00:00Z [CWE-79] 2026-11-18"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Threats and everything else are kept, and so is what was closed.
func TestOCSFKeptRaw(t *testing.T) {
	docs := readAs(t, OCSF, strings.Join([]string{
		`{"class_uid":2004,"class_name":"Detection Finding","metadata":{"product":{"name":"GuardDuty"}}}`,
		`{"class_uid":5001,"class_name":"Device Inventory Info","metadata":{}}`,
		`{"class_uid":2002,"activity_id":3,"metadata":{}}`, `{"class_uid":2003,"status_id":5,"metadata":{}}`, `{"class_uid":7}`,
	}, "\n"), rawtest.Web())
	var sorts []string
	for _, r := range rawtest.Objects(rawtest.Only(t, docs, raw.RawRecords).Payload["records"]) {
		sorts = append(sorts, r["sort"].(string)+", "+r["position"].(string))
	}
	want := []string{"Detection Finding, line 1", "Device Inventory Info, line 2", "closed finding, line 3", "closed finding, line 4", "event, line 5"}
	if !slices.Equal(sorts, want) || docs[0].Problem == nil || docs[0].Kind != "" {
		t.Errorf("%v, %v", sorts, docs[0].Problem)
	}
}

func TestOCSFUnfinishedPaging(t *testing.T) {
	d := ocsfDoc(t, `{"Findings":[`+ocsfCompliance(`{"status_id":1}`, "")+`],"NextToken":"t"}`)
	if d.Scan()["ok"] != false || d.Findings()[0]["status"] != raw.Undecided {
		t.Errorf("%v", d.Payload)
	}
}

func TestOCSFTimes(t *testing.T) {
	for text, want := range map[string]string{
		"1795000000": "2026-11-18T11:06:40Z", "1795000000123": "2026-11-18T11:06:40Z", `"2026-11-18T04:30:00Z"`: "2026-11-18T04:30:00Z",
		`""`: "", "0": "", "-5": "", "1e400": "", "99999999999999999": "", "null": "", "true": "", "{}": "",
	} {
		if got := ocsfTime([]byte(text)); got != want {
			t.Errorf("%s: %q", text, got)
		}
	}
}

// What an event is of goes by its class, whatever it has beside that.
func TestOCSFClasses(t *testing.T) {
	for members, want := range map[string]string{
		`"class_uid":2001,"vulnerabilities":[{"cve":{"uid":"CVE-1"}}]`: raw.Vulnerabilities,
		`"class_uid":2007,"vulnerabilities":[{"cve":{"uid":"CVE-1"}}]`: raw.Vulnerabilities,
		`"class_uid":2001,"compliance":{"status":"FAILED"}`:            raw.ConfigurationFindings,
		`"class_uid":2007,"compliance":{"status":"FAILED"}`:            raw.ConfigurationFindings,
		`"class_uid":2004,"compliance":{"status":"FAILED"}`:            raw.ConfigurationFindings,
		`"class_uid":2001`:                                        raw.RawRecords,
		`"class_uid":2004,"vulnerabilities":[{}]`:                 raw.RawRecords,
		`"class_uid":6003,"vulnerabilities":[{}],"compliance":{}`: raw.RawRecords,
		`"class_uid":5001,"compliance":{"status":"PASSED"},"metadata":{"product":{"name":"Prowler"}}`:              raw.RawRecords,
		`"class_uid":2002,"device":{"hostname":"db01","uid":"d-1"},"vulnerabilities":[{"title":"CVE-2026-12345"}]`: raw.Vulnerabilities,
	} {
		docs := readAs(t, OCSF, `{`+members+`}`, rawtest.Web())
		d := rawtest.Only(t, docs, want)
		if want == raw.RawRecords {
			continue
		}
		f := d.Findings()[0]
		if len(docs) != 1 || f["status"] != raw.Fail || f["suppressed"] != false {
			t.Errorf("%s: %d documents, %v", members, len(docs), f)
		}
		if strings.Contains(members, "db01") && (d.Subject != "db01" || f["id"] != "CVE-2026-12345") {
			t.Errorf("%s: subject %s, %v", members, d.Subject, f)
		}
	}
}
