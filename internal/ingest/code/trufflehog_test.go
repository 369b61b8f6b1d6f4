package code

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

// hog is a result in a repository.
func hog(repository, more string) string {
	return `{"SourceMetadata":{"Data":{"Git":{"commit":"c0ffee","file":"new_key","email":"hunter2","repository":"` + repository + `","timestamp":"2023-10-19 02:56:37 +0000","line":2}}},"SourceID":1,"DetectorName":"AWS",
"DetectorDescription":"LONG",` + more + `"Raw":"hunter2","RawV2":"hunter2","Redacted":"hunter2","ExtraData":{"account":"hunter2"},"SecretParts":{"key":"hunter2"}}`
}

const hogEnd = `{"level":"info-0","ts":"2026-11-18T04:30:00Z","logger":"trufflehog","msg":"finished scanning","chunks":12,"verified_secrets":0}`

func trufflehogCase(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, "trufflehog"), Timeless: true, Lines: true,
		Sample: strings.ReplaceAll(hog("r", `"extra":null,"Verified":true,`), "\n", "") + "\n" + strings.ReplaceAll(strings.Replace(hog("r", `"Verified":false,`), "LONG", "name", 1), "\n", "") + "\n",
		Long:   func(n int) string { return strings.Repeat(`{"DetectorName":"a","Verified":true}`+"\n", n) },
		Count:  func(file []byte) int { return len(rawtest.Batch(file, "")) },
		Real:   []string{"trufflehog/trufflehog_report_example.json"},
	}
}

func FuzzTrufflehog(f *testing.F) {
	rawtest.Fuzz(f, trufflehogCase(f), `[`+hog("a", "")+`,`+hog("b", "")+`]`, hogEnd)
}

func TestTrufflehog(t *testing.T) {
	for more, word := range map[string]string{
		`"Verified":true,`: "verified", `"Verified":false,`: "unverified", ``: "unverified", `"Verified":false,"VerificationError":"hunter2",`: "not verified, for an error",
	} {
		d := rawtest.Only(t, readAs(t, "trufflehog", hog("https://git.example/a.git", more), rawtest.Web()), raw.SecretFindings)
		f := d.Finding(t, "AWS")
		if f["status"] != raw.Fail || f["upstream_status"] != word || f["path"] != "new_key" || d.Subject != "https://git.example/a.git" || !d.Collected.IsZero() {
			t.Errorf("%s: %v", more, f)
		}
		if strings.Contains(fmt.Sprint(d.Payload), "hunter2") {
			t.Errorf("a secret was copied: %v", d.Payload)
		}
	}
	docs := readAs(t, "trufflehog", `[`+hog("https://git.example/a", "")+`,`+hog("https://git.example/b", "")+`]`, rawtest.Web())
	if len(docs) != 2 || docs[0].Subject == docs[1].Subject {
		t.Errorf("two repositories: %d documents", len(docs))
	}
	opt := rawtest.Web()
	opt.Targets = map[string][]string{"web": {"git.example/a"}}
	docs = readAs(t, "trufflehog", hog("https://git.example/a.git", "")+hog("https://git.example/b", ""), opt)
	if docs[0].Problem != nil || docs[0].Asserted || docs[1].Problem == nil {
		t.Errorf("targets: %v, %v", docs[0].Problem, docs[1].Problem)
	}
}

// The log shows that a scan ran, and that it could not read something.
func TestTrufflehogLog(t *testing.T) {
	clean := readAs(t, "trufflehog", hogEnd, rawtest.Web())
	if d := rawtest.Only(t, clean, raw.SecretFindings); d.Problem != nil || d.Scan()["ok"] != true || len(d.Examined()) != 1 {
		t.Errorf("a scan that found nothing: %v", d.Payload)
	}
	failed := `{"level":"error","ts":"x","logger":"trufflehog","msg":"cannot read hunter2"}` + "\n"
	for _, text := range []string{failed + hogEnd, failed + hog("r", "") + "\n" + hogEnd} {
		docs := readAs(t, "trufflehog", text, rawtest.Web())
		d := rawtest.Only(t, docs, raw.SecretFindings)
		if d.Scan()["ok"] != false || len(d.Examined()) != 0 {
			t.Errorf("%v", d.Payload)
		}
		if strings.Contains(fmt.Sprint(docs), "hunter2") {
			t.Error("the log was copied")
		}
	}
	started := `{"level":"info-0","ts":"x","logger":"trufflehog","msg":"running source"}`
	if d := readAs(t, "trufflehog", started, rawtest.Web())[0]; d.Problem == nil {
		t.Error("a scan that did not end passes")
	}
}
