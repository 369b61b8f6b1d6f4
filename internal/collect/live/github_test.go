package live

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/evidence"
)

// gitHubServer answers as GitHub's API does; what is not in answers it does not
// know.
func gitHubServer(t *testing.T, answers map[string]string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-GitHub-Api-Version") != gitHubVersion || r.Header.Get("Accept") != gitHubType {
			t.Errorf("%s asked with %v", r.URL, r.Header)
		}
		body, ok := answers[r.URL.RequestURI()]
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		status, text, coded := strings.Cut(body, " ")
		switch {
		case !ok:
			w.WriteHeader(404)
			body = `{"message":"Not Found","status":"404"}`
		case coded && status == "403":
			w.WriteHeader(403)
			body = text
		case coded && status == "404":
			w.WriteHeader(404)
			body = text
		case coded && status == "next":
			var link string
			link, body, _ = strings.Cut(text, " ")
			w.Header().Set("Link", "<"+link+`>; rel="next"`)
		}
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestGitHub(t *testing.T) {
	const repo = "/repos/acme/shop"
	answers := map[string]string{
		repo: `{"full_name":"acme/shop","default_branch":"release/1","archived":false}`,
		repo + "/branches/release%2F1/protection":            `404 {"message":"Branch not protected"}`,
		repo + "/rulesets?per_page=99&includes_parents=true": `[{"id":7},{"id":8}]`,
		repo + "/rulesets/7?includes_parents=true":           `{"id":7,"rules":[]}`,
		repo + "/rulesets/8?includes_parents=true":           `{"id":8,"rules":[]}`,
		repo + "/dependabot/alerts?per_page=99":              `next ` + repo + `/dependabot/alerts?after=x [{"number":2}]`,
		repo + "/dependabot/alerts?after=x":                  `[{"number":1}]`,
		repo + "/code-scanning/alerts?per_page=99":           `[]`,
		repo + "/secret-scanning/alerts?per_page=99":         `403 {"message":"` + canary + `"}`,
		"/orgs/acme":                     `{"login":"acme","two_factor_requirement_enabled":true}`,
		"/orgs/acme/members?per_page=99": `[{"login":"ana"},{"login":"lee"}]`,
		"/orgs/acme/members?per_page=99&filter=2fa_disabled": `[{"login":"lee"}]`,
		"/orgs/acme/members?per_page=99&role=admin":          `[]`,
	}
	text := "type: github\nurl: " + gitHubServer(t, answers) + "\nrepositories: [acme/shop]\norganization: acme\n" + withBearer
	want := map[string]struct {
		data string
		why  evidence.Incomplete
	}{
		"rules-acme_shop":           {`{"repository":` + answers[repo] + `,"protection":{"message":"Branch not protected"},"rulesets":[{"id":7,"rules":[]},` + "\n" + `{"id":8,"rules":[]}]}`, ""},
		"dependabot-acme_shop":      {"[[{\"number\":2}],\n[{\"number\":1}],\n[]]", ""},
		"code-scanning-acme_shop":   {"", evidence.NothingShown},
		"secret-scanning-acme_shop": {"", evidence.Unauthorized},
		"members":                   {`{"organization":` + answers["/orgs/acme"] + `,"members":[{"login":"ana"},{"login":"lee"}]` + "\n" + `,"two_factor_disabled":[{"login":"lee"}]` + "\n" + `,"admins":[]` + "\n}", ""},
	}
	captures := newWorld(t).runs(t, text)
	if len(captures) != len(want) {
		t.Fatalf("%d captures", len(captures))
	}
	for _, c := range captures {
		if string(c.Data) != want[c.Name].data || why(c) != want[c.Name].why {
			t.Errorf("%s: %s\n%v", c.Name, c.Data, c.Failure)
		}
	}
	plan := strings.Join(Plan(collector(t, text)), "\n")
	for _, c := range captures {
		for _, a := range c.Asked {
			at := strings.NewReplacer("release%2F1", "{default}", "/rulesets/7", "/rulesets", "/rulesets/8", "/rulesets").Replace(a.Address)
			if !strings.Contains(plan, "GET "+at) {
				t.Errorf("%s is asked, and not in the plan:\n%s", at, plan)
			}
		}
	}
}

// "Not Found" is what GitHub says to those who may not know; it is not "not
// protected".
func TestGitHubHidesWhatOneMayNotSee(t *testing.T) {
	url := gitHubServer(t, map[string]string{"/api/v3/repos/acme/shop": `{"full_name":"acme/shop","default_branch":"main"}`})
	c := newWorld(t).runs(t, "type: github\nurl: "+url+"/api/v3/\nrepositories: [acme/shop]\ncollect: [rules]")[0]
	if why(c) != evidence.Unauthorized {
		t.Errorf("%q: %v", why(c), c.Failure)
	}
}
