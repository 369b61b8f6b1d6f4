package cli

import (
	_ "embed"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/problem"
)

//go:embed init_workflow.yml
var initWorkflow string

// owned are the files that decide what passes: who may change them decides too.
var owned = []string{"assay.yaml", "assay.lock", "policies/", "waivers/", "decisions/", "attestations/", "sampling/", "poam/", ".github/workflows/assay.yml"}

// onGitHub says whether a directory is of a repository that GitHub runs workflows of:
// it has their directory, or git names GitHub as where it comes from.
func onGitHub(dir string) bool {
	if info, err := os.Stat(filepath.Join(dir, ".github")); err == nil && info.IsDir() {
		return true
	}
	file, err := os.Open(filepath.Join(dir, ".git", "config"))
	if err != nil {
		return false
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, 1<<20))
	return err == nil && gitHubRemote.Match(text)
}

// gitHubRemote is the line of a remote of GitHub in the configuration of git.
var gitHubRemote = regexp.MustCompile(`(?mi)^\s*url\s*=\s*"?(https://([^/@\s]*@)?|ssh://git@|git@)github\.com[:/]`)

// workflow writes the workflow and the lines of CODEOWNERS, and tells what it left alone.
func (m *made) workflow(dir string) error {
	name := filepath.Join(dir, ".github", "workflows", "assay.yml")
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	switch {
	case errors.Is(err, fs.ErrExist):
		m.Left = append(m.Left, filepath.ToSlash(name))
		m.hints = append(m.hints, "left "+filepath.ToSlash(name)+" alone: add to it, or to a workflow of another name, a job of these steps")
		m.hints = append(m.hints, gateSteps()...)
	case err != nil:
		return err
	default:
		_, err = file.WriteString(initWorkflow)
		if closing := file.Close(); err == nil {
			err = closing
		}
		if err != nil {
			return err
		}
		m.add(name)
	}
	return m.codeowners(dir)
}

// lock writes the first lock of a new workspace.
func (m *made) lock(dir string) error {
	u, err := pipeline.UpgradeOf(filepath.Join(dir, defaultConfig), Version, libraries())
	if err != nil || u.There {
		return err
	}
	if err := u.Write(); err != nil {
		return err
	}
	m.add(u.File)
	return nil
}

// gateSteps are the lines of the steps in the workflow that init writes.
func gateSteps() []string {
	_, steps, _ := strings.Cut(initWorkflow, "    steps:\n")
	return strings.Split(strings.TrimRight(steps, "\n"), "\n")
}

func (m *made) add(name string) {
	m.Written = append(m.Written, filepath.ToSlash(name))
	m.say += ", " + name
}

// codeowners adds what has no owner yet to CODEOWNERS, in the place that GitHub looks
// first and the repository uses. Who owns it is for the team to write: until then the
// lines are comments, because a line without owner takes owners away.
func (m *made) codeowners(dir string) error {
	name := filepath.Join(dir, ".github", "CODEOWNERS")
	for _, other := range []string{".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"} {
		if _, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(other))); err == nil {
			name = filepath.Join(dir, filepath.FromSlash(other))
			break
		}
	}
	info, err := os.Lstat(name)
	if err == nil && !info.Mode().IsRegular() {
		return problem.New(problem.Place{Path: filepath.ToSlash(name)}, "it is no plain file, and nothing is written through it", "add the lines of docs/how-to/github.md by hand")
	}
	text, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var add strings.Builder
	for _, path := range owned {
		if !mentions(string(text), path) {
			add.WriteString("# /" + path + " @your-security-team\n")
		}
	}
	if add.Len() == 0 {
		m.Left = append(m.Left, filepath.ToSlash(name))
		m.hints = append(m.hints, "left "+filepath.ToSlash(name)+" alone: it has a line for each file that decides what passes")
		return nil
	}
	head := "# What decides whether a change passes. Name the team, and take the marks away.\n"
	if len(text) > 0 && !strings.HasSuffix(string(text), "\n") {
		head = "\n" + head
	}
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	_, err = file.WriteString(head + add.String())
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err == nil {
		m.add(name)
	}
	return err
}

// mentions says whether CODEOWNERS has a line for a path, with owners or without.
func mentions(text, path string) bool {
	for line := range strings.Lines(text) {
		fields := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "#"))
		if len(fields) > 0 && strings.TrimPrefix(fields[0], "/") == path {
			return true
		}
	}
	return false
}
