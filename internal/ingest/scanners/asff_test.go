package scanners

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

const ASFF = "asff"

// asff1 is one finding of Security Hub.
func asff1(members string) string {
	return `{"SchemaVersion":"2018-10-08","Id":"arn:1","ProductArn":"arn:aws:securityhub:us-east-1::product/aws/securityhub","ProductName":"Security Hub","Region":"us-east-1","AwsAccountId":"123456789012",
"GeneratorId":"security-control/S3.1","UpdatedAt":"2026-11-18T04:30:00.5Z","RecordState":"ACTIVE",` + members + `}`
}

// asffControl is a control's finding on a bucket.
func asffControl(compliance, workflow string) string {
	return asff1(`"Title":"S3.1 title","Severity":{"Label":"MEDIUM"},"Compliance":` + compliance + `,"Workflow":{"Status":"` + workflow + `"},"Resources":[{"Type":"AwsS3Bucket","Id":"arn:aws:s3:::b"}]`)
}

func asffPage(findings string) string { return `{"Findings":[` + findings + `]}` }

func asffCase(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, ASFF),
		Sample: `{"extra":null,"Findings":[` + asff1(`"Title":"LONG","Types":["Software and Configuration Checks"],"Compliance":{"Status":"FAILED","SecurityControlId":"S3.1"},"Severity":{"Label":"HIGH"},"Resources":[{"Type":"AwsS3Bucket","Id":"arn:b"},{"Id":"arn:c"}]`) + `,
` + asff1(`"Vulnerabilities":[{"Id":"CVE-1","VulnerablePackages":[{"Name":"a","Version":"1.0"},{"Name":"b"}]}],"Resources":[{"Type":"AwsEc2Instance","Id":"arn:i/i-1"}]`) + `,
` + asff1(`"Types":["TTPs/Discovery"],"name":"fail"`) + `]}`,
		Long: func(n int) string {
			return `{"Findings":[` + strings.Repeat(`{"Compliance":{"Status":"FAILED"}},`, n) + `{}]}`
		},
		Count: func(file []byte) int { return len(rawtest.Batch(file, "Findings")) },
		Out:   positions,
		Lines: true,
		Real:  []string{"asff/asff_sample.json", "prowler/prowler-sample.asff-json", "trivy/trivy-image_golang-1.12-alpine_sample.json"},
	}
}

func FuzzASFF(f *testing.F) {
	rawtest.Fuzz(f, asffCase(f), asff1(`"Types":["Software and Configuration Checks/Vulnerabilities/CVE"]`), `[]`, "{}\n{}",
		asff1(`"ProductFields":{"Product Name":"Trivy"},"Types":["Sensitive Data Identifications"],"Resources":[{"Details":{"Other":{"StartLine":"-1"}}}]`))
}

func TestASFFStatus(t *testing.T) {
	for _, tc := range []struct{ compliance, workflow, want string }{
		{`{"Status":"PASSED"}`, "NEW", "pass false"},
		{`{"Status":"PASSED"}`, "RESOLVED", "pass false"},
		{`{"Status":"PASSED","StatusReasons":[{"ReasonCode":"CONFIG_EVALUATIONS_EMPTY"}]}`, "RESOLVED", "skip false"},
		{`{"Status":"PASSED"}`, "SUPPRESSED", "undecided true"},
		{`{"Status":"FAILED"}`, "NEW", "fail false"},
		{`{"Status":"FAILED"}`, "RESOLVED", "fail false"},
		{`{"Status":"FAILED"}`, "SUPPRESSED", "fail true"},
		{`{"Status":"WARNING"}`, "NEW", "undecided false"},
		{`{"Status":"NOT_AVAILABLE"}`, "NEW", "undecided false"},
		{`{"Status":"NOT_AVAILABLE","StatusReasons":[{"ReasonCode":"CONFIG_ACCESS_DENIED"}]}`, "NEW", "undecided false"},
		{`{"Status":"NOT_AVAILABLE","StatusReasons":[{"ReasonCode":"CONFIG_RETURNS_NOT_APPLICABLE"}]}`, "NEW", "skip false"},
		{`{"Status":"NOT_AVAILABLE","StatusReasons":[{"ReasonCode":"CONFIG_RETURNS_NOT_APPLICABLE"}]}`, "SUPPRESSED", "undecided true"},
		{`{"Status":"TOMORROW"}`, "NEW", "undecided false"},
		{`{"Status":"passed"}`, "NEW", "undecided false"},
	} {
		f := asffDoc(t, asffPage(asffControl(tc.compliance, tc.workflow))).Findings()[0]
		if got := fmt.Sprint(f["status"], " ", f["suppressed"]); got != tc.want {
			t.Errorf("%s %s: %s, want %s", tc.compliance, tc.workflow, got, tc.want)
		}
	}
	for workflow, want := range map[string]string{"NEW": raw.Fail, "RESOLVED": raw.Undecided, "SUPPRESSED": raw.Fail} {
		f := asffDoc(t, asffPage(asff1(`"Types":["Software and Configuration Checks/AWS Security Best Practices"],"Workflow":{"Status":"`+workflow+`"}`))).Findings()[0]
		if f["status"] != want {
			t.Errorf("without a compliance status, %s: %v", workflow, f)
		}
	}
}

func asffDoc(t *testing.T, text string) rawtest.Doc {
	t.Helper()
	return rawtest.Only(t, readAs(t, ASFF, text, rawtest.Web()), raw.ConfigurationFindings)
}

// Pages and lists, lines and single findings say the same.
func TestASFFWrappings(t *testing.T) {
	one := asffControl(`{"Status":"FAILED","SecurityControlId":"S3.1"}`, "NEW")
	for name, text := range map[string]string{
		"a page": asffPage(one), "a list": `[` + one + `]`, "one finding": one, "lines": strings.ReplaceAll(one, "\n", "") + "\n",
		"pages": `{"Findings":[],"NextToken":"t"}` + "\n" + asffPage(one), "a list of pages": `[{"NextToken":"t","Findings":[]},` + asffPage(one) + `]`,
		"no more pages": `{"NextToken":null,"Findings":[` + one + `]}`,
	} {
		d := asffDoc(t, text)
		f := d.Finding(t, "S3.1")
		if f["status"] != raw.Fail || f["target"] != "arn:aws:s3:::b" || f["severity"] != "moderate" || d.Subject != "123456789012" || !slices.Equal(d.Examined(), []string{"arn:aws:s3:::b"}) {
			t.Errorf("%s: %v", name, d.Payload)
		}
	}
}

// An export whose last page is not there decides nothing.
func TestASFFUnfinishedPaging(t *testing.T) {
	one := asffControl(`{"Status":"PASSED"}`, "NEW")
	for name, text := range map[string]string{
		"behind":          `{"Findings":[` + one + `],"NextToken":"t"}`,
		"before":          `{"NextToken":"t","Findings":[` + one + `]}`,
		"on the last":     asffPage(one) + `{"Findings":[` + one + `],"NextToken":"t"}`,
		"an empty object": `{"Findings":[` + one + `],"NextToken":{}}`,
	} {
		d := asffDoc(t, text)
		if d.Scan()["ok"] != false || fmt.Sprint(d.Scan()["reasons"]) != "[not-finished]" || len(d.Examined()) != 0 || d.Findings()[0]["status"] != raw.Undecided {
			t.Errorf("%s: %v", name, d.Payload)
		}
	}
	docs := readAs(t, ASFF, `{"Findings":[],"NextToken":"t"}`, rawtest.Web())
	if docs[0].Problem == nil || !strings.Contains(docs[0].Problem.What, "does not show that anything was examined") {
		t.Errorf("%v", docs[0].Payload)
	}
}

func TestASFFKeptRaw(t *testing.T) {
	archived := strings.Replace(asffControl(`{"Status":"FAILED"}`, "NEW"), "ACTIVE", "ARCHIVED", 1)
	d := rawtest.Only(t, readAs(t, ASFF, asffPage(archived+`,`+asff1(`"Types":["TTPs/Discovery/Recon"]`)+`,`+asffControl(`{"Status":"PASSED"}`, "NEW")), rawtest.Web()), raw.RawRecords)
	var sorts []string
	for _, r := range rawtest.Objects(d.Payload["records"]) {
		sorts = append(sorts, r["sort"].(string)+" "+r["position"].(string))
	}
	if fmt.Sprint(sorts) != "[archived finding /Findings/0 finding /Findings/1]" || d.File.Records.Raw != 2 || d.File.Records.Read != 3 {
		t.Errorf("%v %+v", sorts, d.File.Records)
	}
}

// Accounts, regions and standards are series of their own: of two exports,
// neither replaces the other.
func TestASFFSeries(t *testing.T) {
	of := func(members string) string {
		return asff1(`"Compliance":{"Status":"FAILED"},` + members)
	}
	docs := readAs(t, ASFF, asffPage(strings.Join([]string{
		of(`"ProductFields":{"StandardsArn":"arn:aws:securityhub:::standards/aws-foundational-security-best-practices/v/1.0.0","ControlId":"S3.2"}`),
		of(`"ProductFields":{"StandardsGuideArn":"arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0","RuleId":"1.1"}`),
		strings.Replace(of(`"Title":"x"`), `"Region":"us-east-1"`, `"Region":"eu-west-1"`, 1),
		strings.Replace(of(`"Title":"x"`), `"AwsAccountId":"123456789012"`, `"AwsAccountId":"210987654321"`, 1),
	}, ",")), rawtest.Web())
	var got []string
	for _, d := range docs {
		got = append(got, fmt.Sprint(d.Subject, " ", d.Collector, " ", d.Findings()[0]["id"]))
	}
	want := []string{
		"123456789012 Security Hub us-east-1 aws-foundational-security-best-practices/v/1.0.0 S3.2",
		"123456789012 Security Hub us-east-1 cis-aws-foundations-benchmark/v/1.2.0 cis-aws-foundations-benchmark/v/1.2.0/1.1",
		"123456789012 Security Hub eu-west-1 security-control/S3.1",
		"210987654321 Security Hub us-east-1 security-control/S3.1",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

// A pass of long ago says nothing of today, a failure that is still listed does.
func TestASFFAge(t *testing.T) {
	at := func(status, stamp string) string {
		return strings.Replace(asffControl(`{"Status":"`+status+`"}`, "NEW"), "2026-11-18T04:30:00.5Z", stamp, 1)
	}
	for name, tc := range map[string]struct{ text, want string }{
		"the oldest pass":   {at("PASSED", "2026-11-17T00:00:00Z") + "," + at("PASSED", "2026-08-01T00:00:00+01:00") + "," + at("FAILED", "2026-11-18T00:00:00Z"), "2026-07-31T23:00:00Z"},
		"an old failure":    {at("PASSED", "2026-11-17T00:00:00Z") + "," + at("FAILED", "2025-11-17T00:00:00Z"), "2026-11-17T00:00:00Z"},
		"failures only":     {at("FAILED", "2026-11-17T00:00:00Z") + "," + at("WARNING", "2026-11-18T00:00:00Z"), "2026-11-18T00:00:00Z"},
		"a pass of no time": {at("PASSED", "2026-11-17T00:00:00Z") + "," + at("PASSED", "soon"), "0001-01-01T00:00:00Z"},
		"observed later":    {strings.Replace(at("PASSED", "2026-11-17T00:00:00Z"), `"UpdatedAt"`, `"LastObservedAt":"2026-11-18T00:00:00Z","UpdatedAt"`, 1), "2026-11-18T00:00:00Z"},
		"updated later":     {strings.Replace(at("PASSED", "2026-11-17T00:00:00Z"), `"UpdatedAt"`, `"LastObservedAt":"2026-11-16T00:00:00Z","UpdatedAt"`, 1), "2026-11-17T00:00:00Z"},
	} {
		if got := asffDoc(t, asffPage(tc.text)).Collected.UTC().Format("2006-01-02T15:04:05Z"); got != tc.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestASFFInspector(t *testing.T) {
	docs := readAs(t, ASFF, asffPage(asff1(`"Title":"CVE-2026-1 - openssl","FirstObservedAt":"2026-10-01T00:00:00Z","Severity":{"Label":"CRITICAL"},"Vulnerabilities":[{"Id":"CVE-2026-1",
"VulnerablePackages":[{"Name":"openssl","Version":"3.0","Epoch":"1","Release":"2.el9","FixedInVersion":"1:3.1","FilePath":"/p"},{"Name":"openssl-libs","Version":"3.0","Epoch":"0"}],
"Cvss":[{"Version":"2.0","BaseScore":9.9,"Source":"NVD"},{"Version":"3.1","BaseScore":9.1,"BaseVector":"CVSS:3.1/AV:N","Source":"NVD"}],"Vendor":{"VendorCreatedAt":"2026-09-01T00:00:00Z"}}],
"Resources":[{"Type":"AwsEc2Instance","Id":"arn:aws:ec2:us-east-1:123456789012:instance/i-0abc","Details":{"AwsEc2Instance":{"IpV4Addresses":["10.0.0.7"]}}},
{"Type":"AwsEcrContainerImage","Id":"arn:aws:ecr:us-east-1:1:repository/web/sha256:aa","Region":"us-east-1","Details":{"AwsEcrContainerImage":{"RegistryId":"1","RepositoryName":"web","ImageDigest":"sha256:aa","ImageTags":["v1"]}}}]`)), rawtest.Web())
	if len(docs) != 2 || docs[0].Subject != "arn:aws:ec2:us-east-1:123456789012:instance/i-0abc" || len(docs[0].Findings()) != 2 {
		t.Fatalf("%d documents", len(docs))
	}
	f := docs[0].Findings()[0]
	got := fmt.Sprint(f["id"], " ", f["severity"], " ", f["status"], " ", f["package"], " ", f["cvss"], " ", f["first_seen"], " ", f["published"])
	if want := "CVE-2026-1 critical fail map[fixed:1:3.1 name:openssl path:/p version:1:3.0-2.el9] map[score:9.1 vector:CVSS:3.1/AV:N version:3.1] 2026-10-01T00:00:00Z 2026-09-01T00:00:00Z"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if a := fmt.Sprint(docs[0].Payload["target"], docs[1].Payload["target"]); !strings.Contains(a, "i-0abc 10.0.0.7") || !strings.Contains(a, "1.dkr.ecr.us-east-1.amazonaws.com/web:v1") {
		t.Errorf("%s", a)
	}
	// The first Inspector names the vulnerability in the title only.
	d := rawtest.Only(t, readAs(t, ASFF, asffPage(asff1(`"Types":["Software and Configuration Checks/Vulnerabilities/CVE"],"Title":"Instance i-1 is vulnerable to CVE-2019-12345"`)), rawtest.Web()), raw.Vulnerabilities)
	if d.Findings()[0]["id"] != "CVE-2019-12345" {
		t.Errorf("%v", d.Findings())
	}
}

// trivyASFF is a finding as Trivy's template writes it.
func trivyASFF(kind, generator, title, resource, other string) string {
	return `{"SchemaVersion":"2018-10-08","Id":"x","ProductArn":"arn:aws:securityhub:us-east-1::product/aquasecurity/aquasecurity","GeneratorId":"` + generator + `","AwsAccountId":"123456789012","Types":["` + kind + `"],
"UpdatedAt":"2026-11-18T04:30:00.123456789+01:00","Severity":{"Label":"INFORMATIONAL"},"Title":"` + title + `","ProductFields":{"Product Name":"Trivy"},
"Resources":[{"Type":"Container","Id":"` + resource + `","Details":{"Container":{"ImageName":"` + resource + `"},"Other":` + other + `}}],"RecordState":"ACTIVE"}`
}

func TestASFFOfTrivy(t *testing.T) {
	docs := readAs(t, ASFF, asffPage(strings.Join([]string{
		trivyASFF("Software and Configuration Checks/Vulnerabilities/CVE", "Trivy/CVE-2026-1", "t", "app/go.mod", `{"CVE ID":"CVE-2026-1","PkgName":"a","Installed Package":"1","Patched Package":"","NvdCvssScoreV3":"7.5","NvdCvssVectorV3":"CVSS:3.1/AV:N","NvdCvssScoreV2":"0"}`),
		trivyASFF("Software and Configuration Checks/Vulnerabilities/CVE", "Trivy/CVE-2026-2", "t", "reg/web:1 (debian 12.5)", `{"CVE ID":"CVE-2026-2"}`),
		trivyASFF("Software and Configuration Checks/Vulnerabilities/CVE", "Trivy/CVE-2026-3", "t", "other:2 (alpine 3.20)", `{"CVE ID":"CVE-2026-3"}`),
		trivyASFF("Software and Configuration Checks", "Trivy/DS002", "Trivy found a misconfiguration in Dockerfile: root", "Dockerfile", `{"StartLine":"3","EndLine":"4","Message":"m"}`),
		trivyASFF("Sensitive Data Identifications", "Trivy", "Trivy found a secret in .env: AWS Access Key ID", ".env", `{"Filename":".env"}`),
	}, ",")), rawtest.Web())
	v, c, x := rawtest.Only(t, docs, raw.Vulnerabilities), rawtest.Only(t, docs, raw.ConfigurationFindings), rawtest.Only(t, docs, raw.SecretFindings)
	if f := v.Finding(t, "CVE-2026-1"); v.Subject != "reg/web:1" || f["severity"] != "unknown" || fmt.Sprint(f["package"], f["cvss"]) != "map[name:a version:1] map[score:7.5 vector:CVSS:3.1/AV:N version:3.1]" ||
		!slices.Equal(v.Examined(), []string{"app/go.mod", "reg/web:1 (debian)", "other:2 (alpine)"}) {
		t.Errorf("%s %v", v.Subject, v.Payload)
	}
	if f := c.Finding(t, "DS002"); f["target"] != "Dockerfile" || fmt.Sprint(f["line"], " ", f["end_line"]) != "3 4" || c.Subject != "web" {
		t.Errorf("%s %v", c.Subject, f)
	}
	if f := x.Finding(t, "AWS Access Key ID"); f["path"] != ".env" || f["target"] != "web" || f["status"] != raw.Fail {
		t.Errorf("%v", f)
	}
	// What is rated keeps its rating; a place that is none, and no resource at all, harm nothing.
	high := strings.Replace(trivyASFF("Software and Configuration Checks", "Trivy/DS003", "t", "Dockerfile", `{"StartLine":"-1","EndLine":"many"}`), "INFORMATIONAL", "HIGH", 1)
	bare := `{"SchemaVersion":"2018-10-08","ProductFields":{"Product Name":"Trivy"},"Types":["Sensitive Data Identifications"],"Title":"t: Key"}`
	docs = readAs(t, ASFF, asffPage(high+","+bare), rawtest.Web())
	if f := rawtest.Only(t, docs, raw.ConfigurationFindings).Finding(t, "DS003"); f["severity"] != "high" || f["line"] != nil || f["end_line"] != nil {
		t.Errorf("%v", f)
	}
	if f := rawtest.Only(t, docs, raw.SecretFindings).Finding(t, "Key"); f["path"] != nil {
		t.Errorf("%v", f)
	}
	if got := v.Collected.UTC().Format("2006-01-02T15:04:05Z"); got != "2026-11-18T03:30:00Z" {
		t.Error(got)
	}
}
