package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"go.yaml.in/yaml/v4"

	"github.com/assay-compliance/assay/internal/testkit"
)

func rooted(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(testkit.Root(t), filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// goreleaser builds with the flags of the Makefile, for the same targets, so that
// whoever runs make release-local has the binaries of a release.
func TestGoreleaserBuildsWhatMakeBuilds(t *testing.T) {
	var c struct {
		Builds []struct {
			Main, Binary     string
			Env, Flags       []string
			Goos, Goarch     []string
			Goamd64, Goarm64 []string
			Ldflags          []string
			ModTimestamp     string `yaml:"mod_timestamp"`
		}
		Archives []struct {
			NameTemplate string `yaml:"name_template"`
		}
		Checksum struct {
			NameTemplate string `yaml:"name_template"`
		}
	}
	if err := yaml.Unmarshal([]byte(rooted(t, ".goreleaser.yaml")), &c); err != nil || len(c.Builds) != 1 {
		t.Fatal(err, len(c.Builds))
	}
	makefile := rooted(t, "Makefile")
	value := func(name string) string {
		m := regexp.MustCompile(`(?m)^` + name + `\s*[:?]?=\s*(.*)$`).FindStringSubmatch(makefile)
		if m == nil {
			t.Fatalf("the Makefile has no %s", name)
		}
		return m[1]
	}
	b := c.Builds[0]
	for _, word := range slices.Concat(b.Env, b.Flags, []string{"GOAMD64=" + b.Goamd64[0], "GOARM64=" + b.Goarm64[0]}) {
		if !slices.Contains(strings.Fields(value("BUILD")), word) {
			t.Errorf("make builds without %s", word)
		}
	}
	if len(b.Env)+len(b.Flags)+2 != len(strings.Fields(value("BUILD")))-4 { // $(GO) build -ldflags '$(LDFLAGS)'
		t.Errorf("make builds with more: %s", value("BUILD"))
	}
	same := func(flags string) string {
		flags = regexp.MustCompile(`=(\$\(\w+\)|\{\{.*?\}\}.*?)( |$)`).ReplaceAllString(strings.Join(strings.Fields(flags), " "), "=VALUE$2")
		return strings.ReplaceAll(flags, "$(MODULE)", "github.com/assay-compliance/assay")
	}
	if make, releaser := same(value("LDFLAGS")), same(strings.ReplaceAll(b.Ldflags[0], "{{ if .IsSnapshot }}{{ .Version }}{{ else }}{{ .Tag }}{{ end }}", "{{ .Tag }}")); make != releaser {
		t.Errorf("make links with %q, goreleaser with %q", make, releaser)
	}
	var targets []string
	for _, os := range b.Goos {
		for _, arch := range b.Goarch {
			targets = append(targets, os+"_"+arch)
		}
	}
	if got := strings.Fields(value("TARGETS")); !slices.Equal(got, targets) {
		t.Errorf("make builds for %v, goreleaser for %v", got, targets)
	}
	// The action fetches by these names.
	if c.Archives[0].NameTemplate != "assay_{{ .Version }}_{{ .Os }}_{{ .Arch }}" || c.Checksum.NameTemplate != "checksums.txt" || b.ModTimestamp != "{{ .CommitTimestamp }}" {
		t.Errorf("%+v", c)
	}
	install := rooted(t, ".github/action/install.sh")
	for _, part := range []string{"archive=assay_${ASSAY_VERSION#v}_${os}_${arch}.tar.gz", "checksums.txt"} {
		if !strings.Contains(install, part) {
			t.Errorf("the action does not fetch %s", part)
		}
	}
}

// The job that may write to the project runs nothing of its repository.
func TestOnlyThePublishingJobOfAReleaseHasRights(t *testing.T) {
	var w struct {
		Permissions map[string]string
		Jobs        map[string]struct {
			Permissions map[string]string
			Steps       []step
		}
	}
	if err := yaml.Unmarshal([]byte(rooted(t, ".github/workflows/release.yml")), &w); err != nil || len(w.Jobs) != 2 || len(w.Permissions) != 0 {
		t.Fatal(err, len(w.Jobs), w.Permissions)
	}
	for name, job := range w.Jobs {
		writes := slices.Contains([]string{job.Permissions["contents"], job.Permissions["id-token"], job.Permissions["attestations"]}, "write")
		for _, s := range job.Steps {
			if writes && (strings.HasPrefix(s.Uses, "actions/checkout@") || strings.Contains(s.Run, "make") || strings.Contains(s.Run, ".ci/")) {
				t.Errorf("job %s has rights and runs %q", name, s.Uses+s.Run)
			}
		}
		if writes != (name == "publish") {
			t.Errorf("job %s has the rights %v", name, job.Permissions)
		}
	}
	if strings.Contains(rooted(t, ".github/workflows/release.yml"), "secrets.") {
		t.Error("a release needs a secret that outlives it")
	}
}

// The image is the binary, for an account that is nobody's, with what registries show.
func TestTheImageIsTheBinaryAndNothingElse(t *testing.T) {
	text := rooted(t, "Containerfile")
	parsed, err := parser.Parse(strings.NewReader(text))
	if err != nil || len(parsed.Warnings) > 0 {
		t.Fatal(err, parsed.Warnings)
	}
	labels, user := []string{}, ""
	for _, node := range parsed.AST.Children {
		var words []string
		for n := node.Next; n != nil; n = n.Next {
			words = append(words, n.Value)
		}
		switch strings.ToUpper(node.Value) {
		case "FROM":
			if len(words) != 1 || words[0] != "scratch" && !strings.Contains(words[0], "@sha256:") {
				t.Errorf("FROM %v is not pinned", words)
			}
		case "USER":
			user = words[0]
		case "LABEL":
			for i := 0; i < len(words); i += 3 { // name, value, separator
				labels = append(labels, strings.TrimPrefix(words[i], "org.opencontainers.image."))
			}
		case "COPY":
			if source := words[0]; source != "LICENSE" && !strings.HasPrefix(source, "dist/bin/") {
				t.Errorf("%s is copied into the image", source)
			}
		case "ARG", "ENTRYPOINT", "CMD", "WORKDIR":
		default:
			t.Errorf("line %d: %s", node.StartLine, node.Original)
		}
	}
	slices.Sort(labels)
	if want := []string{"description", "documentation", "licenses", "revision", "source", "title", "version"}; !slices.Equal(labels, want) {
		t.Errorf("labels %v, want %v", labels, want)
	}
	if !regexp.MustCompile(`^[1-9][0-9]*:[1-9][0-9]*$`).MatchString(user) {
		t.Errorf("it runs as %q", user)
	}
	if ignored := rooted(t, ".dockerignore"); !strings.HasPrefix(ignored, "*\n") {
		t.Error("the whole repository is sent to the builder")
	}
}

// hook is a row of .pre-commit-hooks.yaml.
type hook struct {
	ID, Name, Description, Language, Entry, Files string
	PassFilenames                                 *bool `yaml:"pass_filenames"`
	AlwaysRun                                     bool  `yaml:"always_run"`
	Stages                                        []string
}

// Each hook passes in a workspace that is in order, and fails in one where what it
// looks at is not; it is run for the file that was changed there.
func TestHooksPassAndFail(t *testing.T) {
	changes := map[string]struct{ file, old, new string }{
		"assay-workspace":       {"assay.yaml", "sources:", "souces:"},
		"assay-validate":        {"results/cmmc-l2/assessment-results.json", "{", "{\"more\": 1,"},
		"assay-policy-lint":     {"policies/cluster/own_registry/own_registry.rego", "# title:", "# titel:"},
		"assay-policy-test":     {"policies/cluster/own_registry/own_registry.rego", "workload.replicas > 0", "workload.replicas > 1000"},
		"assay-evidence-verify": {"evidence/idp.json", "\"kind\"", "\"kin\""},
		"assay-gate":            {"results/cmmc-l2/assessment-results.json", "", ""},
	}
	var hooks []hook
	if err := yaml.Unmarshal([]byte(rooted(t, ".pre-commit-hooks.yaml")), &hooks); err != nil || len(hooks) != len(changes) {
		t.Fatal(err, len(hooks))
	}
	for _, h := range hooks {
		t.Run(h.ID, func(t *testing.T) {
			t.Parallel()
			change, known := changes[h.ID]
			if !known || h.Name == "" || h.Description == "" || h.Language != "golang" || !strings.HasPrefix(h.Entry, "assay ") {
				t.Fatalf("%+v", h)
			}
			if !h.AlwaysRun && !regexp.MustCompile(h.Files).MatchString(change.file) {
				t.Errorf("a change of %s does not run it", change.file)
			}
			dir := t.TempDir()
			if err := os.CopyFS(filepath.Join(dir, "policies"), os.DirFS(filepath.Join(testkit.Root(t), "examples", "meridian", "policies"))); err != nil {
				t.Fatal(err)
			}
			if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "workspace"))); err != nil {
				t.Fatal(err)
			}
			run := func(args ...string) (int, string) {
				if timed.MatchString("assay " + strings.Join(args, " ")) {
					args = append(args, "--as-of", asOf)
				}
				return code(t, assay(dir, args...))
			}
			if got, out := run("assess"); got != 0 {
				t.Fatalf("the workspace has exit code %d: %s", got, out)
			}
			args := strings.Fields(h.Entry)[1:]
			if h.PassFilenames == nil || *h.PassFilenames {
				args = append(args, change.file)
			}
			if got, out := run(args...); got != 0 {
				t.Fatalf("%s has exit code %d: %s", h.Entry, got, out)
			}
			broken := filepath.Join(dir, filepath.FromSlash(change.file))
			text, err := os.ReadFile(broken)
			if err != nil || !strings.Contains(string(text), change.old) {
				t.Fatal(err, change)
			}
			if change.old == "" { // the account without a second factor is recorded
				evidence := filepath.Join(dir, "evidence", "idp.json")
				seen, _ := os.ReadFile(evidence)
				if err := os.WriteFile(evidence, []byte(strings.ReplaceAll(string(seen), `"mfa_required": true`, `"mfa_required": false`)), 0o600); err != nil {
					t.Fatal(err)
				}
				if got, out := run("assess"); got != 1 {
					t.Fatalf("exit code %d: %s", got, out)
				}
			} else if err := os.WriteFile(broken, []byte(strings.Replace(string(text), change.old, change.new, 1)), 0o600); err != nil {
				t.Fatal(err)
			}
			if got, out := run(args...); got == 0 {
				t.Errorf("%s passes over a change that is wrong: %s", h.Entry, out)
			}
		})
	}
}
