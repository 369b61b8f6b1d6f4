package cloud

import (
	"net/url"
	"strings"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// githubPages are the sizes of a whole page of GitHub's lists. A list says
// nothing of further pages: one that is exactly as long as a page may go on.
var githubPages = []int{30, 100}

// githubRepository is the owner and name of a repository in an address of its
// API, such as https://api.github.com/repos/OWNER/NAME/rulesets/1.
func githubRepository(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	p := strings.Split(strings.TrimPrefix(u.EscapedPath(), "/"), "/")
	for len(p) > 3 && p[0] != "repos" {
		p = p[1:] // GitHub Enterprise Server serves its API under /api/v3
	}
	if len(p) < 3 || p[0] != "repos" || p[1] == "" || p[2] == "" {
		return ""
	}
	return p[1] + "/" + p[2]
}

// githubPipeline reads what GitHub's REST API says of the rules a change must
// pass: the protection of a branch, rulesets, repositories, and the three of
// them put together, which alone can say whether the default branch is
// protected.
//
// Source: GitHub REST API 2022-11-28.
var githubPipeline = topic{
	name: "github-repository",
	names: `repository protection rulesets repositories url enforce_admins required_pull_request_reviews required_approving_review_count
full_name archived default_branch enforcement target source source_type rules conditions ref_name bypass_actors`,
	shapes: []shape{
		{command: "github repository with its rules", one: true, root: []string{"repository"}, is: func(page, _ raw.Head) bool {
			return page.In("repository").Has("full_name", "default_branch") && (page.Has("protection") || page.Has("rulesets"))
		}, brings: one(pipelines, "repositories"), record: each(githubBundle)},
		{command: "github branch protection", one: true, root: []string{"url", "enforce_admins"},
			brings: one(pipelines, "repositories"), record: each(githubBranch)},
		{command: "github ruleset", one: true, root: []string{"enforcement", "source_type", "rules"},
			brings: one(pipelines, "repositories"), record: each(githubRules)},
		{command: "github repository", one: true, root: []string{"full_name", "default_branch", "archived"},
			brings: one(pipelines, "repositories"), record: each(githubRepo), full: githubPages},
		{command: "github repositories", list: "repositories", has: []string{"full_name", "default_branch"},
			brings: one(pipelines, "repositories"), record: each(githubRepo)},
	},
}

// githubProtection is the protection of a branch; Message is what the API says
// instead where there is none.
type githubProtection struct {
	URL           string `json:"url"`
	Message       string `json:"message"`
	EnforceAdmins struct {
		Enabled bool `json:"enabled"`
	} `json:"enforce_admins"`
	Reviews *struct {
		Count  *int `json:"required_approving_review_count"`
		Bypass struct {
			Users []struct{} `json:"users"`
			Teams []struct{} `json:"teams"`
			Apps  []struct{} `json:"apps"`
		} `json:"bypass_pull_request_allowances"`
	} `json:"required_pull_request_reviews"`
}

// of says whether it is the protection of a repository's branch. The names of
// branches with a slash come escaped or not.
func (p *githubProtection) of(repository, branch string) bool {
	_, name, ok := strings.Cut(p.URL, "/branches/")
	return ok && branch != "" && githubRepository(p.URL) == repository &&
		(name == branch+"/protection" || name == url.PathEscape(branch)+"/protection")
}

// rules are what the protection of a branch asks of a change.
func (p *githubProtection) rules() githubAsked {
	a := githubAsked{}
	if r := p.Reviews; r != nil {
		a.reviews = r.Count
		a.everyone = known(p.EnforceAdmins.Enabled && len(r.Bypass.Users)+len(r.Bypass.Teams)+len(r.Bypass.Apps) == 0)
	} else {
		a.reviews, a.everyone = new(int), known(false)
	}
	return a
}

type githubRuleset struct {
	Target      string `json:"target"`
	SourceType  string `json:"source_type"`
	Source      string `json:"source"`
	Enforcement string `json:"enforcement"`
	Conditions  *struct {
		Ref struct {
			Include []string `json:"include"`
			Exclude []string `json:"exclude"`
		} `json:"ref_name"`
	} `json:"conditions"`
	Rules []struct {
		Type       string `json:"type"`
		Parameters struct {
			Count *int `json:"required_approving_review_count"`
		} `json:"parameters"`
	} `json:"rules"`
	Bypass *[]struct{} `json:"bypass_actors"`
}

// covers says whether the ruleset is in force for the default branch; null
// where that takes a pattern's matching.
func (r *githubRuleset) covers(branch string) *bool {
	if r.Enforcement != "active" || r.Target != "branch" {
		return known(false)
	}
	if r.Conditions == nil {
		return nil // a list of rulesets leaves conditions and rules out
	}
	named := func(list []string) bool {
		for _, ref := range list {
			if ref == "~DEFAULT_BRANCH" || ref == "~ALL" || branch != "" && ref == "refs/heads/"+branch {
				return true
			}
		}
		return false
	}
	switch in, out := r.Conditions.Ref.Include, r.Conditions.Ref.Exclude; {
	case named(out):
		return known(false)
	case len(out) == 0 && named(in):
		return known(true)
	case len(in) == 0 && len(out) == 0:
		return known(false)
	}
	return nil
}

// rules are what the ruleset asks of a change. Who may pass it by is shown to
// those only who may change it.
func (r *githubRuleset) rules() githubAsked {
	a := githubAsked{reviews: new(int), everyone: known(false)}
	for _, x := range r.Rules {
		if x.Type != "pull_request" {
			continue
		}
		a.reviews, a.everyone = x.Parameters.Count, nil
		if r.Bypass != nil {
			a.everyone = known(len(*r.Bypass) == 0)
		}
	}
	return a
}

// githubAsked is what a set of rules asks of changes to a branch: approvals, and
// whether everyone is held to it. Null: not known.
type githubAsked struct {
	reviews  *int
	everyone *bool
}

// with is what two sets of rules ask together: GitHub holds a change to both.
func (a githubAsked) with(b githubAsked) githubAsked {
	switch {
	case a.everyone != nil && *a.everyone, b.everyone != nil && !*b.everyone:
	default:
		a.everyone = b.everyone
	}
	if b.reviews == nil || a.reviews != nil && *b.reviews > *a.reviews {
		a.reviews = b.reviews
	}
	return a
}

// github adds a repository. Nobody can approve a change of their own on GitHub,
// where an approval is needed at all.
func (x *export) github(name, at string, archived *bool, a githubAsked) error {
	f := x.s.Fields()
	flag(f, "archived", archived)
	flag(f, "default_branch_protected", a.everyone)
	whole(f, "required_reviews", a.reviews)
	if a.reviews != nil && *a.reviews > 0 {
		f.Flag("author_can_approve", false)
	}
	return x.put(pipelines, "repositories", name, at, f)
}

type githubRepoObject struct {
	FullName      string `json:"full_name"`
	Archived      *bool  `json:"archived"`
	DefaultBranch string `json:"default_branch"`
	HTML          string `json:"html_url"`
}

func githubRepo(x *export, r *githubRepoObject, at string) error {
	owner, _, _ := strings.Cut(r.FullName, "/")
	if x.single {
		x.about(r.FullName, r.HTML)
	} else {
		x.about(owner)
	}
	return x.github(r.FullName, at, r.Archived, githubAsked{})
}

// githubBranch: whether the branch is the default one its protection does not
// say.
func githubBranch(x *export, p *githubProtection, at string) error {
	name := githubRepository(p.URL)
	x.about(name)
	a := p.rules()
	a.everyone = nil
	return x.github(name, at, nil, a)
}

// githubRules: a ruleset may ask for less than another one does, so that alone
// it can show the branch protected and not open.
func githubRules(x *export, r *githubRuleset, at string) error {
	if r.SourceType != "Repository" {
		return x.s.RefuseRecord(pipelines, at, 0, "the ruleset of an organization does not name the repositories it holds for",
			"export the repository with its rules: docs/formats.md says how")
	}
	x.about(r.Source)
	alone := githubAsked{}
	if c := r.covers(""); c != nil && *c {
		alone = alone.with(r.rules())
	}
	return x.github(r.Source, at, nil, alone)
}

type githubRuled struct {
	Repository githubRepoObject  `json:"repository"`
	Protection *githubProtection `json:"protection"`
	Rulesets   *[]githubRuleset  `json:"rulesets"`
}

// githubBundle: the default branch is open where neither its protection nor any
// ruleset holds everyone to a review, and both are in the export.
func githubBundle(x *export, b *githubRuled, at string) error {
	r := b.Repository
	x.about(r.FullName, r.HTML)
	none, unknown := githubAsked{reviews: new(int), everyone: known(false)}, githubAsked{}
	a := unknown
	switch p := b.Protection; {
	case p == nil:
	case p.Message == "Branch not protected":
		a = none
	case p.of(r.FullName, r.DefaultBranch):
		a = p.rules()
	}
	if b.Rulesets == nil {
		return x.github(r.FullName, at, r.Archived, a.with(unknown))
	}
	for i := range *b.Rulesets {
		set := &(*b.Rulesets)[i]
		switch c := set.covers(r.DefaultBranch); {
		case set.SourceType == "Repository" && !strings.EqualFold(set.Source, r.FullName), c == nil:
			a = a.with(unknown)
		case *c:
			a = a.with(set.rules())
		}
	}
	return x.github(r.FullName, at, r.Archived, a)
}
