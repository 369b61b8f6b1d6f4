package live

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/collect"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/redact"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

const (
	gitHubAddress = "https://api.github.com"
	gitHubType    = "application/vnd.github+json"
	gitHubVersion = "2022-11-28"
	// gitHubPage is the size of a page. A hundred would be allowed, but a list of
	// a hundred, as an export, does not say whether it was all.
	gitHubPage = "99"
)

// gitHubAlerts are the lists of alerts of a repository.
var gitHubAlerts = map[string]string{
	"code-scanning":   "code-scanning/alerts",
	"dependabot":      "dependabot/alerts",
	"secret-scanning": "secret-scanning/alerts",
}

// collectGitHub asks GitHub's REST API, a capture for each topic of each
// repository, and one for the members of the organization.
//
// Source: GitHub REST API 2022-11-28.
func collectGitHub(ctx context.Context, r *run) []Capture {
	var out []Capture
	for _, topic := range r.Topics() {
		kinds := []string{config.GitHubTopics[topic]}
		if topic == "members" {
			out = append(out, r.capture(topic, kinds, r.github(func(g *gitHub) ([]byte, error) {
				return g.members(ctx, r.Organization.Value)
			})))
			continue
		}
		for _, repository := range r.Repositories.Words() {
			name := topic + "-" + strings.ReplaceAll(repository, "/", "_")
			out = append(out, r.capture(name, kinds, r.github(func(g *gitHub) ([]byte, error) {
				if topic == "rules" {
					return g.rules(ctx, repository)
				}
				return g.alerts(ctx, repository, topic)
			})))
		}
	}
	for i := range out {
		switch out[i].Kinds[0] {
		case config.GitHubTopics["members"]:
			out[i].Format = "github-organization"
		case config.GitHubTopics["rules"]:
			out[i].Format = "github-repository"
		default:
			out[i].Format = "github-alerts"
		}
	}
	return out
}

// gitHub is a session with the API.
type gitHub struct {
	*session
	base string
}

func (r *run) github(get func(*gitHub) ([]byte, error)) func(*Capture) ([]byte, error) {
	return func(c *Capture) ([]byte, error) {
		base := strings.TrimSuffix(gitHubBase(&r.Collector), "/")
		return r.ask(c, base, func(s *session) ([]byte, error) {
			s.accept = gitHubType
			s.headers.Set("X-GitHub-Api-Version", gitHubVersion)
			return get(&gitHub{s, base})
		})
	}
}

func gitHubBase(c *config.Collector) string {
	if c.URL.Set() {
		return c.URL.Value
	}
	return gitHubAddress
}

// one asks for a single object.
func (g *gitHub) one(ctx context.Context, path string, also ...int) (*answer, error) {
	u, err := url.Parse(g.base + path)
	if err != nil {
		return nil, failure(evidence.Refused, "correct url:", "this is no address")
	}
	return g.get(ctx, u, also...)
}

// all asks for a list with its pages.
func (g *gitHub) all(ctx context.Context, path, query string) ([]*answer, error) {
	u, err := url.Parse(g.base + path + "?per_page=" + gitHubPage + query)
	if err != nil {
		return nil, failure(evidence.Refused, "correct url:", "this is no address")
	}
	return g.pages(ctx, u, &config.Paging{Style: strictyaml.At[string]{Value: "link"}})
}

// rules is a repository with the protection of its default branch and every
// ruleset that holds for it, put together as docs/formats.md says.
func (g *gitHub) rules(ctx context.Context, repository string) ([]byte, error) {
	at := "/repos/" + repository
	repo, err := g.one(ctx, at)
	if err != nil {
		return nil, err
	}
	branch, ok := scalarAt(repo.body, []string{"default_branch"})
	if !ok || branch == "" {
		return nil, failure(evidence.NotUnderstood, "check url:", "the repository has no default branch")
	}
	protection, err := g.one(ctx, at+"/branches/"+url.PathEscape(branch)+"/protection", http.StatusNotFound)
	if err != nil {
		return nil, err
	}
	if message, _ := scalarAt(protection.body, []string{"message"}); protection.status == http.StatusNotFound && message != "Branch not protected" {
		// "Not Found" is what GitHub says to those who may not know.
		return nil, failure(evidence.Unauthorized, "give the token the right to read the administration of the repository", "%s does not show the protection of the branch", g.home.Host)
	}
	sets, err := g.rulesets(ctx, at)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.WriteString(`{"repository":`)
	out.Write(repo.clean)
	out.WriteString(`,"protection":`)
	out.Write(protection.clean)
	out.WriteString(`,"rulesets":`)
	out.Write(sets)
	out.WriteByte('}')
	return out.Bytes(), nil
}

// rulesets asks for each ruleset by itself: their list leaves out what they ask.
func (g *gitHub) rulesets(ctx context.Context, at string) ([]byte, error) {
	pages, err := g.all(ctx, at+"/rulesets", "&includes_parents=true")
	if err != nil {
		return nil, err
	}
	out := []byte{'['}
	for _, page := range pages {
		_, n, ok := list(page.body)
		if !ok {
			return nil, notList()
		}
		for i := range n {
			id, _ := scalarAt(page.body, []string{strconv.Itoa(i), "id"})
			if _, err := strconv.ParseUint(id, 10, 64); err != nil {
				return nil, failure(evidence.NotUnderstood, "check url:", "a ruleset has no id")
			}
			set, err := g.one(ctx, at+"/rulesets/"+id+"?includes_parents=true")
			if err != nil {
				return nil, err
			}
			if len(out) > 1 {
				out = append(out, ",\n"...)
			}
			out = append(out, set.clean...)
		}
	}
	return append(out, ']'), nil
}

// alerts is a list of pages of alerts, the last of them empty: that is how the
// end is known from the file alone.
func (g *gitHub) alerts(ctx context.Context, repository, topic string) ([]byte, error) {
	pages, err := g.all(ctx, "/repos/"+repository+"/"+gitHubAlerts[topic], "")
	if err != nil {
		return nil, err
	}
	out := []byte{'['}
	for _, page := range pages {
		_, n, ok := list(page.body)
		switch {
		case !ok:
			return nil, notList()
		case n > 0:
			out = append(append(out, bytes.TrimSpace(page.clean)...), ",\n"...)
		}
	}
	if len(out) == 1 {
		return nil, failure(evidence.NothingShown, "a scanner's own report shows what it looked at", "%s has no %s alert, open or closed, which does not show that anything is looked for", repository, topic)
	}
	return append(out, "[]]"...), nil
}

// members is an organization with its members, those without a second factor
// and its owners.
func (g *gitHub) members(ctx context.Context, organization string) ([]byte, error) {
	at := "/orgs/" + organization
	org, err := g.one(ctx, at)
	if err != nil {
		return nil, err
	}
	out := append([]byte(`{"organization":`), org.clean...)
	for _, of := range []struct{ name, query string }{
		{"members", ""}, {"two_factor_disabled", "&filter=2fa_disabled"}, {"admins", "&role=admin"},
	} {
		pages, err := g.all(ctx, at+"/members", of.query)
		if err != nil {
			return nil, err
		}
		data, err := whole(pages, &config.Paging{})
		if err != nil {
			return nil, err
		}
		out = append(append(append(out, `,"`+of.name+`":`...), data...), '\n')
	}
	out = append(out, '}')
	if !jsontext.Value(out).IsValid(redact.Lenient) {
		return nil, notJSON()
	}
	return out, nil
}

func planGitHub(c *config.Collector) []string {
	base := collect.Spoken(strings.TrimSuffix(gitHubBase(c), "/"))
	var out []string
	for _, topic := range c.Topics() {
		if topic == "members" {
			org := base + "/orgs/" + c.Organization.Value
			out = append(out, "GET "+org, "GET "+org+"/members, and with filter=2fa_disabled, role=admin")
			continue
		}
		for _, repository := range c.Repositories.Words() {
			at := "GET " + base + "/repos/" + repository
			if topic == "rules" {
				out = append(out, at, at+"/branches/{default}/protection", at+"/rulesets, and each of them")
			} else {
				out = append(out, at+"/"+gitHubAlerts[topic])
			}
		}
	}
	return out
}
