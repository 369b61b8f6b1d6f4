package cloud

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/evidence"
)

var githubPipelineTrial = trial{
	format: "github-repository",
	sample: `{"extra":null,"repository":{"full_name":"acme/portal","default_branch":"main","archived":false,"description":"LONG","html_url":"https://github.com/acme/portal"},
"protection":{"url":"https://api.github.com/repos/acme/portal/branches/main/protection","enforce_admins":{"enabled":true},
"required_pull_request_reviews":{"required_approving_review_count":2,"bypass_pull_request_allowances":{"users":[],"teams":[],"apps":[]}}},"rulesets":[]}`,
	open: `{"repositories":[`, record: `{"full_name":"acme/portal-%","default_branch":"main","archived":false}`, end: `]}`,
	lists: "repositories",
	seeds: []string{githubProtected, githubRulesetAlone, githubListed, githubOne},
}

const (
	githubProtected    = `{"url":"https://ghe.example/api/v3/repos/acme/portal/branches/main/protection","enforce_admins":{"enabled":true},"required_pull_request_reviews":{"required_approving_review_count":1}}`
	githubRulesetAlone = `{"id":1,"name":"n","target":"branch","source_type":"Repository","source":"acme/portal","enforcement":"active",
"conditions":{"ref_name":{"include":["~DEFAULT_BRANCH"],"exclude":[]}},"rules":[{"type":"deletion"},{"type":"pull_request","parameters":{"required_approving_review_count":1}}],"bypass_actors":[]}`
	githubOne    = `[{"id":1,"full_name":"acme/a","default_branch":"main","archived":true}]`
	githubListed = `{"total_count":2,"repositories":[{"full_name":"acme/a","default_branch":"main","archived":true},{"full_name":"acme/b","default_branch":"main","archived":false}]}`
)

func init() {
	exports["github repository with its rules"] = githubPipelineTrial.sample
	exports["github branch protection"] = githubProtected
	exports["github ruleset"] = githubRulesetAlone
	exports["github repository"] = githubOne
	exports["github repositories"] = githubListed
}

func FuzzGitHubRepository(f *testing.F) { githubPipelineTrial.fuzz(f) }

// Whether the default branch is protected is known where the export holds all
// that could protect it.
func TestGitHubRepositoryRules(t *testing.T) {
	const (
		repo    = `"repository":{"full_name":"acme/portal","default_branch":"main","archived":false}`
		none    = `"protection":{"message":"Branch not protected","status":"404"}`
		hidden  = `"protection":{"message":"Not Found","status":"404"}`
		strict  = `"protection":{"url":"https://api.github.com/repos/acme/portal/branches/main/protection","enforce_admins":{"enabled":true},"required_pull_request_reviews":{"required_approving_review_count":2}}`
		loose   = `"protection":{"url":"https://api.github.com/repos/acme/portal/branches/main/protection","enforce_admins":{"enabled":false},"required_pull_request_reviews":{"required_approving_review_count":2}}`
		passed  = `"protection":{"url":"https://api.github.com/repos/acme/portal/branches/main/protection","enforce_admins":{"enabled":true},"required_pull_request_reviews":{"required_approving_review_count":2,"bypass_pull_request_allowances":{"users":[{"login":"x"}]}}}`
		checks  = `"protection":{"url":"https://api.github.com/repos/acme/portal/branches/main/protection","enforce_admins":{"enabled":true}}`
		another = `"protection":{"url":"https://api.github.com/repos/acme/portal/branches/dev/protection","enforce_admins":{"enabled":true},"required_pull_request_reviews":{"required_approving_review_count":2}}`
		pull    = `"rules":[{"type":"pull_request","parameters":{"required_approving_review_count":3}}]`
		main    = `"target":"branch","enforcement":"active","conditions":{"ref_name":{"include":["refs/heads/main"],"exclude":[]}}`
	)
	for text, want := range map[string]string{
		strict + `,"rulesets":[]`:  `{"default_branch_protected":true,"required_reviews":2,"author_can_approve":false,"archived":false}`,
		strict:                     `{"default_branch_protected":true,"required_reviews":"absent","author_can_approve":"absent"}`,
		loose + `,"rulesets":[]`:   `{"default_branch_protected":false,"required_reviews":2}`,
		loose:                      `{"default_branch_protected":null,"required_reviews":"absent"}`,
		passed + `,"rulesets":[]`:  `{"default_branch_protected":false}`,
		checks + `,"rulesets":[]`:  `{"default_branch_protected":false,"required_reviews":0,"author_can_approve":"absent"}`,
		another + `,"rulesets":[]`: `{"default_branch_protected":null,"required_reviews":"absent"}`,
		none + `,"rulesets":[]`:    `{"default_branch_protected":false,"required_reviews":0}`,
		none:                       `{"default_branch_protected":null,"required_reviews":"absent"}`,
		hidden + `,"rulesets":[]`:  `{"default_branch_protected":null,"required_reviews":"absent"}`,
		none + `,"rulesets":[{` + main + `,` + pull + `,"bypass_actors":[]}]`:                                                                                                          `{"default_branch_protected":true,"required_reviews":3,"author_can_approve":false}`,
		none + `,"rulesets":[{` + main + `,` + pull + `,"bypass_actors":[{"actor_id":1}]}]`:                                                                                            `{"default_branch_protected":false,"required_reviews":3}`,
		none + `,"rulesets":[{` + main + `,` + pull + `}]`:                                                                                                                             `{"default_branch_protected":null,"required_reviews":3}`,
		none + `,"rulesets":[{"target":"branch","enforcement":"active","name":"listed"}]`:                                                                                              `{"default_branch_protected":null,"required_reviews":"absent"}`,
		none + `,"rulesets":[{"target":"branch","enforcement":"evaluate","name":"listed"}]`:                                                                                            `{"default_branch_protected":false,"required_reviews":0}`,
		loose + `,"rulesets":[{` + main + `,` + pull + `,"bypass_actors":[]}]`:                                                                                                         `{"default_branch_protected":true,"required_reviews":3}`,
		none + `,"rulesets":[{"target":"branch","enforcement":"active","conditions":{"ref_name":{"include":["refs/heads/m*"]}},` + pull + `,"bypass_actors":[]}]`:                      `{"default_branch_protected":null}`,
		none + `,"rulesets":[{"target":"branch","enforcement":"active","conditions":{"ref_name":{"include":["~ALL"],"exclude":["refs/heads/main"]}},` + pull + `,"bypass_actors":[]}]`: `{"default_branch_protected":false}`,
		none + `,"rulesets":[{"source_type":"Repository","source":"acme/other",` + main + `,` + pull + `,"bypass_actors":[]}]`:                                                         `{"default_branch_protected":null,"required_reviews":"absent"}`,
		none + `,"rulesets":[{"source_type":"Repository","source":"Acme/Portal",` + main + `,` + pull + `,"bypass_actors":[]}]`:                                                        `{"default_branch_protected":true,"required_reviews":3}`,
		none + `,"rulesets":[{"source_type":"Organization","source":"acme",` + main + `,` + pull + `,"bypass_actors":[]}]`:                                                             `{"default_branch_protected":true,"required_reviews":3}`,
		none + `,"rulesets":[{` + main + `,"rules":[{"type":"deletion"}],"bypass_actors":[]}]`:                                                                                         `{"default_branch_protected":false,"required_reviews":0}`,
	} {
		docs := read(t, "github repository with its rules", "{"+repo+","+text+"}")
		t.Log(text)
		is(t, entry(t, docs, pipelines, "repositories", "acme/portal"), want)
		if docs[0].Subject != "acme/portal" {
			t.Errorf("subject %q", docs[0].Subject)
		}
	}
}

// What protects one branch does not say that it is the default one, nor that
// nothing else asks for more.
func TestGitHubAlone(t *testing.T) {
	is(t, entry(t, read(t, "github branch protection", githubProtected), pipelines, "repositories", "acme/portal"),
		`{"archived":null,"default_branch_protected":null,"required_reviews":1,"author_can_approve":false}`)
	is(t, entry(t, read(t, "github ruleset", githubRulesetAlone), pipelines, "repositories", "acme/portal"),
		`{"archived":null,"default_branch_protected":true,"required_reviews":"absent"}`)
	is(t, entry(t, read(t, "github repository", githubOne), pipelines, "repositories", "acme/a"), `{"archived":true,"default_branch_protected":null}`)
}

// A count that is higher than the list is long says that pages are missing, and
// so does the length of a list that is a whole page.
func TestGitHubPages(t *testing.T) {
	docs := read(t, "github repositories", `{"total_count":3,"repositories":[{"full_name":"acme/a","default_branch":"main","archived":true}]}`)
	if d := docs[len(docs)-1]; d.Fault != evidence.NotShown {
		t.Errorf("one of three passes as whole")
	}
	if docs = read(t, "github repositories", githubListed); len(docs) != 1 {
		t.Errorf("two of two: %d documents", len(docs))
	}
}

func TestGitHubLists(t *testing.T) {
	repo := `{"full_name":"acme/%","default_branch":"main","archived":false}`
	list := func(from, n int) string {
		var all []string
		for i := range n {
			all = append(all, strings.ReplaceAll(repo, "%", fmt.Sprint(from+i)))
		}
		return "[" + strings.Join(all, ",") + "]"
	}
	for text, whole := range map[string]bool{
		list(0, 29): true, list(0, 30): false, list(0, 31): true, list(0, 100): false,
		"[" + list(0, 100) + "," + list(100, 7) + "]":   true,
		"[" + list(0, 100) + "," + list(100, 100) + "]": false,
	} {
		docs := read(t, "github repository", text)
		if got := docs[len(docs)-1].Problem == nil; got != whole {
			t.Errorf("%d records: whole %v", docs[0].File.Records.Read, got)
		}
	}
	if docs := read(t, "github repository", list(0, 2)); docs[0].Subject != "acme" {
		t.Errorf("subject of a list: %q", docs[0].Subject)
	}
}

// A branch whose name has a slash is its own, escaped or not.
func TestGitHubBranchOf(t *testing.T) {
	for address, want := range map[string]bool{
		"https://api.github.com/repos/acme/portal/branches/release%2Fv1/protection": true,
		"https://api.github.com/repos/acme/portal/branches/release/v1/protection":   true,
		"https://api.github.com/repos/acme/portal/branches/v1/protection":           false,
		"https://api.github.com/repos/acme/other/branches/release/v1/protection":    false,
		"": false,
	} {
		if got := (&githubProtection{URL: address}).of("acme/portal", "release/v1"); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}
