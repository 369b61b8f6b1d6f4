package discover

import (
	"path"
	"path/filepath"
	"strings"

	"github.com/assay-compliance/assay/internal/ingest"
)

// byName knows files by their names: those that show a part of the system, or for
// which a tool makes evidence.
func byName(name string) (Found, bool) {
	base, dir := strings.ToLower(path.Base(name)), path.Dir(name)
	switch {
	case dir == ".github/workflows" && (strings.HasSuffix(base, ".yml") || strings.HasSuffix(base, ".yaml")):
		return Found{What: "a GitHub workflow", Component: "build", Hint: "which rules a change must pass stands in the settings of the repository: gh api repos/OWNER/REPO/branches/main/protection > evidence/protection.json (kind ci-pipeline)"}, true
	case base == ".gitlab-ci.yml":
		return Found{What: "a GitLab pipeline", Component: "build", Hint: "export the protected branches and approvals as evidence of kind ci-pipeline: assay evidence kinds ci-pipeline"}, true
	case base == "codeowners":
		return Found{What: "owners of the code", Component: "build", Hint: "whether their review is required stands in the settings of the repository (kind ci-pipeline)"}, true
	case base == "dockerfile" || base == "containerfile" || strings.HasPrefix(base, "dockerfile."):
		return Found{What: "a container build", Component: "app", Hint: "scan the image: trivy image --format json --list-all-pkgs IMAGE > scans/image.json; policies for conftest read the file itself (kind configuration-files)"}, true
	case strings.HasSuffix(base, ".tf"):
		return Found{What: "Terraform configuration", Component: "network", Hint: "what it makes stands in the plan: terraform show -json PLAN > evidence/plan.json (network-rules, storage-encryption)"}, true
	case base == "chart.yaml":
		return Found{What: "a Helm chart", Component: "cluster", Hint: "helm template . > evidence/manifests.yaml (kubernetes-workloads)"}, true
	case base == "kustomization.yaml" || base == "kustomization.yml":
		return Found{What: "a kustomization", Component: "cluster", Hint: "kubectl kustomize . > evidence/manifests.yaml (kubernetes-workloads)"}, true
	case lockFiles[base] != "":
		return Found{What: lockFiles[base], Component: "app", Hint: "trivy fs --scanners vuln,secret --list-all-pkgs --format json . > scans/trivy.json (vulnerabilities, secret-findings, sbom)"}, true
	}
	return Found{}, false
}

// lockFiles are lists of dependencies by their names, lower case.
var lockFiles = map[string]string{
	"go.sum": "Go dependencies", "package-lock.json": "npm dependencies", "yarn.lock": "Yarn dependencies", "pnpm-lock.yaml": "pnpm dependencies",
	"poetry.lock": "Python dependencies", "pipfile.lock": "Python dependencies", "requirements.txt": "Python dependencies", "uv.lock": "Python dependencies",
	"cargo.lock": "Rust dependencies", "gemfile.lock": "Ruby dependencies", "composer.lock": "PHP dependencies", "pom.xml": "Maven dependencies",
	"gradle.lockfile": "Gradle dependencies", "packages.lock.json": "NuGet dependencies",
}

// oscalDocument knows OSCAL documents by their root.
func oscalDocument(head []byte) (Found, bool) {
	var out Found
	ingest.Members(head, func(name string, _ []byte) bool {
		switch name {
		case "component-definition", "system-security-plan":
			out = Found{What: "an OSCAL " + strings.ReplaceAll(name, "-", " "), Hint: "it can be the system of assay.yaml: system: PATH"}
		case "assessment-results", "plan-of-action-and-milestones", "catalog", "profile", "assessment-plan":
			out = Found{What: "an OSCAL " + strings.ReplaceAll(name, "-", " "), Hint: "it is no evidence"}
		}
		return out.What == "" && name != ""
	})
	return out, out.What != ""
}

// Component is a part of the system that what was found speaks of.
type Component struct{ Key, Type, Title string }

// Components are the sorts of components, in the order in which they are listed.
var Components = []Component{
	{"app", "application", "The application"},
	{"build", "build-system", "Where it is built and released"},
	{"cluster", "kubernetes-cluster", "Where it runs"},
	{"hosts", "host", "The machines"},
	{"network", "network", "The edge of the network"},
	{"data", "storage", "Where data lies"},
	{"logs", "log-store", "Where audit records go"},
	{"idp", "identity-provider", "Where people sign in"},
	{"org", "organization", "The company"},
}

// componentOf is the sort of component that evidence of a kind speaks of.
func componentOf(kind string) string {
	for key, kinds := range map[string]string{
		"app":     " vulnerabilities sbom static-analysis secret-findings configuration-findings application-tests ",
		"build":   " ci-pipeline changes ",
		"cluster": " kubernetes-workloads ",
		"hosts":   " benchmark-results host-config software-inventory user-devices inventory ",
		"network": " network-rules network-access dns tls-endpoints remote-access ",
		"data":    " storage-encryption backups information-locations ",
		"logs":    " audit-config log-sources log-reviews monitoring ",
		"idp":     " iam-accounts access-grants password-policy session-policy sign-in-methods authenticator-stores ",
	} {
		if strings.Contains(kinds, " "+kind+" ") {
			return key
		}
	}
	return "org"
}

// nameOf is a name for the system: that of its directory, as identities take it.
func nameOf(dir string) string {
	full, err := filepath.Abs(dir)
	if err != nil {
		full = dir
	}
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-', r == '.', r == '_':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, filepath.Base(full))
	name = strings.Trim(name, "-._")
	if name = name[:min(len(name), 80)]; name == "" {
		return "my-system"
	}
	return name
}
