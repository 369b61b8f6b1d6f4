package cli

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// served is a server that answers by path and query, as JSON.
func served(t *testing.T, answers map[string]string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := answers[r.URL.RequestURI()]
		w.Header().Set("Content-Type", "application/json")
		if rest, missing := strings.CutPrefix(body, "404 "); missing || !ok {
			w.WriteHeader(http.StatusNotFound)
			body = rest
		}
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// What the collectors of known services write is what the readers of their
// exports read: no capture stays incomplete, and every kind has its evidence.
func TestCollectedExportsAreRead(t *testing.T) {
	const repo = "/repos/acme/shop"
	gitHub := served(t, map[string]string{
		repo:                               `{"full_name":"acme/shop","html_url":"https://github.com/acme/shop","default_branch":"main","archived":false}`,
		repo + "/branches/main/protection": `404 {"message":"Branch not protected"}`,
		repo + "/rulesets?per_page=99&includes_parents=true": `[]`,
		repo + "/dependabot/alerts?per_page=99": `[{"number":1,"state":"open","url":"https://api.github.com/repos/acme/shop/dependabot/alerts/1","dependency":{"package":{"ecosystem":"npm","name":"x"}},
			"security_advisory":{"ghsa_id":"GHSA-1","cve_id":"CVE-2026-1","severity":"high","summary":"s"},"security_vulnerability":{"severity":"high","package":{"ecosystem":"npm","name":"x"}},"created_at":"2026-01-01T00:00:00Z"}]`,
		"/orgs/acme":                     `{"login":"acme","two_factor_requirement_enabled":true}`,
		"/orgs/acme/members?per_page=99": `[{"login":"ana","type":"User","site_admin":false},{"login":"lee","type":"User","site_admin":false}]`,
		"/orgs/acme/members?per_page=99&filter=2fa_disabled": `[{"login":"lee","type":"User"}]`,
		"/orgs/acme/members?per_page=99&role=admin":          `[]`,
	})
	cluster := served(t, map[string]string{
		"/apis/apps/v1/deployments?limit=500": `{"kind":"DeploymentList","apiVersion":"apps/v1","metadata":{},"items":[{"metadata":{"name":"web","namespace":"shop","uid":"u1"},"spec":{"template":{"spec":{"containers":[{"name":"c","image":"x:1"}]}}}}]}`,
		"/api/v1/pods?limit=500":              `{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[{"metadata":{"name":"web-1","namespace":"shop","uid":"u2"},"spec":{"containers":[{"name":"c","image":"x:1"}]},"status":{"phase":"Running"}}]}`,
	})
	dir := t.TempDir()
	text := `system-id: shop
system:
  - {key: code, type: application, title: Code}
frameworks: [fedramp-moderate]
sources:
  - {path: "evidence/*.jsonl", kinds: [ci-pipeline, vulnerabilities, iam-accounts, kubernetes-workloads], component: code}
collectors:
  github:
    type: github
    url: ` + gitHub + `
    repositories: [acme/shop]
    organization: acme
    collect: [rules, dependabot, members]
    component: code
    out: evidence/github.jsonl
  cluster:
    type: kubernetes
    url: ` + cluster + `
    resources: [apps/v1/deployments, v1/pods]
    component: code
    kinds: [kubernetes-workloads]
    out: evidence/cluster.jsonl
`
	if err := os.WriteFile(filepath.Join(dir, "assay.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errOut := collectIn(t, dir, "collect", "-o", "json")
	if code != 0 || errOut != "" {
		t.Errorf("%d: %s%s", code, out, errOut)
	}
	var done []struct {
		Captures []struct {
			Name, Format string
			Complete     bool
			Envelopes    map[string]int
		}
	}
	if err := json.Unmarshal([]byte(out), &done); err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, c := range done {
		for _, k := range c.Captures {
			if !k.Complete {
				t.Errorf("%s as %s is not complete", k.Name, k.Format)
			}
			for kind, n := range k.Envelopes {
				kinds[kind] += n
			}
		}
	}
	for _, kind := range []string{"ci-pipeline", "vulnerabilities", "iam-accounts", "kubernetes-workloads"} {
		if kinds[kind] == 0 {
			t.Errorf("there is no evidence of %s: %v", kind, kinds)
		}
	}
	if code, out, _ := collectIn(t, dir, "evidence", "verify"); code != 0 || !strings.Contains(out, "malformed 0") {
		t.Errorf("verify %d: %s", code, out)
	}
	if _, out, errOut = collectIn(t, dir, "assess", "--out", filepath.Join(dir, "out")); !strings.Contains(out, "code/acme/shop/CVE-2026-1") {
		t.Errorf("assess: %s%s", out, errOut)
	}
	lines, err := os.ReadFile(filepath.Join(dir, "evidence", "github.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"default_branch_protected":false`, `"id":"lee"`, `"mfa_devices":0`, `"mfa_devices":1`, `"position":"/0/0"`} {
		if !strings.Contains(string(lines), want) {
			t.Errorf("the envelopes have no %s:\n%s", want, lines)
		}
	}
}
