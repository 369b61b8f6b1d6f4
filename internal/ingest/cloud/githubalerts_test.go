package cloud

import (
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

var githubAlertsTrial = trial{
	format: "github-alerts",
	sample: `[{"extra":null,"number":4,"state":"open","created_at":"2026-10-01T00:00:00Z","url":"https://api.github.com/repos/acme/portal/code-scanning/alerts/4",
"rule":{"id":"go/sql","name":"n","severity":"error","security_severity_level":"high","description":"LONG"},"tool":{"name":"CodeQL","version":"2.4.0"},
"most_recent_instance":{"message":{"text":"m"},"location":{"path":"main.go","start_line":3,"end_line":4}}},
{"number":5,"state":"dismissed","dismissed_reason":"false positive","url":"https://api.github.com/repos/acme/api/code-scanning/alerts/5","rule":{"id":"go/log","severity":"warning"},"tool":{"name":"CodeQL"}}]`,
	open: `[`, record: `{"number":%,"state":"open","url":"https://api.github.com/repos/acme/portal/code-scanning/alerts/%","rule":{"id":"a"},"tool":{"name":"CodeQL"}}`, end: `]`,
	seeds: []string{githubDependencies, githubSecrets},
}

const (
	githubDependencies = `[{"number":2,"state":"open","dependency":{"package":{"ecosystem":"pip","name":"django"},"manifest_path":"a/requirements.txt"},
"security_advisory":{"ghsa_id":"GHSA-1","cve_id":"CVE-2018-6188","summary":"s","severity":"high","cvss":{"vector_string":"CVSS:3.1/AV:N","score":7.5},"cwes":[{"cwe_id":"CWE-200"}],"published_at":"2018-10-03T21:13:54Z"},
"security_vulnerability":{"first_patched_version":{"identifier":"2.0.2"}},"created_at":"2026-06-15T07:43:03Z","repository":{"full_name":"acme/portal"}},
{"number":3,"state":"auto_dismissed","dependency":{"package":{"name":"x"}},"security_advisory":{"ghsa_id":"GHSA-2","severity":"medium"},"security_vulnerability":null,"url":"https://api.github.com/repos/acme/portal/dependabot/alerts/3"},
{"number":4,"state":"fixed","dependency":{},"security_advisory":{"ghsa_id":"GHSA-3","severity":"low"},"url":"https://api.github.com/repos/acme/portal/dependabot/alerts/4"},
{"number":5,"state":"pondering","dependency":{},"security_advisory":{"ghsa_id":"GHSA-4","severity":"odd"},"url":"https://api.github.com/repos/acme/portal/dependabot/alerts/5"},
{"number":6,"state":"open","dependency":{},"security_advisory":{}}]`
	githubSecrets = `[{"number":1,"state":"resolved","resolution":"revoked","secret_type":"t1","secret":"s3cr3t-value","url":"https://api.github.com/repos/acme/portal/secret-scanning/alerts/1"},
{"number":2,"state":"resolved","resolution":"wont_fix","secret_type":"t2","secret":"s3cr3t-value","url":"https://api.github.com/repos/acme/portal/secret-scanning/alerts/2"},
{"number":3,"state":"open","secret_type":"t3","secret":"s3cr3t-value","url":"https://api.github.com/repos/acme/portal/secret-scanning/alerts/3"}]`
)

func init() {
	exports["github code scanning"] = githubAlertsTrial.sample
	exports["github dependabot"] = githubDependencies
	exports["github secret scanning"] = githubSecrets
}

func FuzzGitHubAlerts(f *testing.F) { githubAlertsTrial.fuzz(f) }

func TestGitHubCodeScanning(t *testing.T) {
	docs := read(t, "github code scanning", githubAlertsTrial.sample)
	if len(docs) != 2 || docs[0].Subject != "acme/portal" || docs[1].Subject != "acme/api" {
		t.Fatalf("one document a repository: %d, %q", len(docs), docs[0].Subject)
	}
	is(t, docs[0].Finding(t, "go/sql"), `{"status":"fail","severity":"high","suppressed":false,"path":"main.go","line":3,"end_line":4,"position":"/0","target":"acme/portal"}`)
	is(t, docs[1].Finding(t, "go/log"), `{"status":"fail","severity":"moderate","suppressed":true,"suppression":"false positive","upstream_status":"dismissed"}`)
	if s := docs[0].Scan(); s["asserted"] != true {
		t.Errorf("alerts do not show that a scan runs: %v", s)
	}
}

func TestGitHubDependabot(t *testing.T) {
	docs := read(t, "github dependabot", githubDependencies)
	d := rawtest.Only(t, docs[1:], raw.Vulnerabilities)
	is(t, d.Finding(t, "CVE-2018-6188"), `{"status":"fail","severity":"high","first_seen":"2026-06-15T07:43:03Z","cwe":["CWE-200"],
"cvss":{"version":"3.1","score":7.5,"vector":"CVSS:3.1/AV:N"},"package":{"name":"django","version":"","fixed":"2.0.2","path":"a/requirements.txt"}}`)
	is(t, d.Finding(t, "GHSA-2"), `{"status":"fail","suppressed":true,"severity":"moderate"}`)
	is(t, d.Finding(t, "GHSA-3"), `{"status":"pass","package":"absent"}`)
	is(t, d.Finding(t, "GHSA-4"), `{"status":"undecided","severity":"unknown"}`)
	if r := docs[0].File.Records; r.Refused != 1 {
		t.Errorf("an alert of no repository: %+v", r)
	}
}

func TestGitHubSecrets(t *testing.T) {
	docs := read(t, "github secret scanning", githubSecrets)
	d := docs[0]
	is(t, d.Finding(t, "t1"), `{"status":"pass","suppressed":false,"upstream_status":"resolved"}`)
	is(t, d.Finding(t, "t2"), `{"status":"fail","suppressed":true,"suppression":"wont_fix"}`)
	is(t, d.Finding(t, "t3"), `{"status":"fail","suppressed":false}`)
	for _, d := range docs {
		if strings.Contains(d.Document.Payload.String(), "s3cr3t") {
			t.Error("a secret was copied")
		}
	}
}
