package scanners

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

const Prowler = "prowler"

// prowler3 is a finding of release 3, prowler2 one of release 2.
const (
	prowler3 = `{"AssessmentStartTime":"2026-11-18T04:30:00.744599Z","Provider":"aws","CheckID":"s3_public","CheckTitle":"T","ServiceName":"s3","Status":"FAIL","StatusExtended":"bucket is public","Severity":"high",
"Profile":null,"AccountId":"123456789012","OrganizationsInfo":null,"Region":"us-east-1","ResourceId":"b","ResourceArn":"arn:aws:s3:::b","ResourceTags":{}}`
	prowler2 = `{"Profile":"default","Account Number":"123456789012","Control":"[check114] Ensure hardware MFA","Message":"only virtual","Severity":"Critical","Status":"FAIL","Scored":"","Control ID":"1.14","Region":"eu-central-1","Timestamp":"2026-08-23T06:38:46Z","Resource ID":"MFA"}`
)

func prowlerCase(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, Prowler),
		Sample: `[` + strings.Replace(prowler3, `"CheckTitle":"T"`, `"CheckTitle":"LONG","extra":null`, 1) + `,
` + strings.Replace(prowler3, "us-east-1", "eu-west-1", 1) + `]`,
		Long: func(n int) string {
			return `[` + strings.Repeat(`{"CheckID":"a","Status":"FAIL"},`, n) + `{}]`
		},
		Count: func(file []byte) int { return len(rawtest.Batch(file, "")) },
		Lines: true,
	}
}

func FuzzProwler(f *testing.F) {
	rawtest.Fuzz(f, prowlerCase(f), prowler2+"\n"+prowler2, `[{"Control":"["}]`)
}

func TestProwlerStatus(t *testing.T) {
	for word, want := range map[string]string{"PASS": "pass false", "FAIL": "fail false", "MUTED": "fail true", "MANUAL": "undecided false", "INFO": "undecided false", "WARNING": "undecided false", "": "undecided false"} {
		f := rawtest.Only(t, readAs(t, Prowler, `[`+strings.Replace(prowler3, `"Status":"FAIL"`, `"Status":"`+word+`"`, 1)+`]`, rawtest.Web()), raw.ConfigurationFindings).Finding(t, "s3_public")
		if got := fmt.Sprint(f["status"], " ", f["suppressed"]); got != want || f["upstream_status"] != word {
			t.Errorf("%s: %v", word, f)
		}
	}
}

func TestProwlerReleases(t *testing.T) {
	for text, want := range map[string]string{
		`[` + prowler3 + `]`: "123456789012 Prowler us-east-1 [arn:aws:s3:::b] s3_public high T bucket is public 2026-11-18T04:30:00Z /0",
		prowler2 + "\n":      "123456789012 Prowler eu-central-1 [MFA] check114 critical [check114] Ensure hardware MFA only virtual 2026-08-23T06:38:46Z line 1",
		`{"CheckID":"c","StatusExtended":"m","Status":"PASS","ResourceId":"r","AssessmentStartTime":1795000000}`:                                                                   "web Prowler scans/report [r] c unknown <nil> m 2026-11-18T11:06:40Z line 1",
		`{"Provider":"gcp","CheckID":"c","StatusExtended":"m","ProjectId":"p-1","Status":"PASS","ResourceName":"vm","Location":"eu","AssessmentStartTime":"2026-11-18T04:30:00Z"}`: "p-1 Prowler eu [vm] c unknown <nil> m 2026-11-18T04:30:00Z line 1",
	} {
		d := rawtest.Only(t, readAs(t, Prowler, text, rawtest.Web()), raw.ConfigurationFindings)
		f := d.Findings()[0]
		if got := fmt.Sprint(d.Subject, " ", d.Collector, " ", d.Examined(), " ", f["id"], " ", f["severity"], " ", f["title"], " ", f["message"], " ", d.Collected.Format("2006-01-02T15:04:05Z"), " ", f["position"]); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// Two regions are two series, and an empty list shows nothing.
func TestProwlerSeries(t *testing.T) {
	var got []string
	for _, d := range readAs(t, Prowler, prowler2+strings.Replace(prowler2, "eu-central-1", "eu-west-1", 1)+prowler2, rawtest.Web()) {
		got = append(got, fmt.Sprint(d.Collector, " ", len(d.Findings())))
	}
	if !slices.Equal(got, []string{"Prowler eu-central-1 2", "Prowler eu-west-1 1"}) {
		t.Error(got)
	}
	if docs := readAs(t, Prowler, `[]`, rawtest.Web()); docs[0].Problem == nil {
		t.Errorf("%v", docs[0].Payload)
	}
}
