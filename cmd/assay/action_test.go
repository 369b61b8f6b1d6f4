package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/assay-compliance/assay/internal/testkit"
)

// step is what the rules below ask of a step of a workflow or an action.
type step struct {
	Uses string         `yaml:"uses"`
	Run  string         `yaml:"run"`
	With map[string]any `yaml:"with"`
}

// workflow is either of the two.
type workflow struct {
	On          yaml.Node  `yaml:"on"`
	Permissions *yaml.Node `yaml:"permissions"`
	Jobs        map[string]struct {
		Permissions *yaml.Node `yaml:"permissions"`
		Steps       []step     `yaml:"steps"`
	} `yaml:"jobs"`
	Runs struct {
		Steps []step `yaml:"steps"`
	} `yaml:"runs"`
}

var pinned = regexp.MustCompile(`uses: [^@\s]+@[0-9a-f]{40} # v[0-9]+\.[0-9]+`)

// What runs in somebody's repository with their token: everything of others is pinned by
// commit, no input is put into a command, no checkout leaves a token behind, no workflow
// runs a stranger's change with rights, and each says which rights it has.
func TestActionAndWorkflowsAreSafe(t *testing.T) {
	root := testkit.Root(t)
	files, _ := filepath.Glob(filepath.Join(root, ".github", "workflows", "*.yml"))
	files = append(files, filepath.Join(root, "action.yml"), filepath.Join(root, "internal", "cli", "init_workflow.yml"))
	if len(files) < 4 {
		t.Fatalf("only %v", files)
	}
	for _, file := range files {
		name := filepath.Base(file)
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var w workflow
		if err := yaml.Unmarshal(text, &w); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for line := range strings.Lines(string(text)) {
			line = strings.TrimPrefix(strings.TrimSpace(line), "- ")
			own := strings.HasPrefix(line, "uses: ./") || strings.HasPrefix(line, "uses: assay-compliance/assay")
			if strings.HasPrefix(line, "uses:") && !own && !pinned.MatchString(line) {
				t.Errorf("%s: %q is not pinned by commit, with its version", name, line)
			}
			if strings.Contains(line, "pull_request_target") && !strings.HasPrefix(line, "#") {
				t.Errorf("%s runs on pull_request_target", name)
			}
		}
		steps := w.Runs.Steps
		called := false
		for _, word := range w.On.Content {
			called = called || word.Value == "workflow_call"
		}
		for job, j := range w.Jobs {
			steps = append(steps, j.Steps...)
			if w.Permissions == nil && j.Permissions == nil && !called {
				t.Errorf("%s: job %s does not say which permissions it has", name, job)
			}
		}
		if len(steps) == 0 {
			t.Errorf("%s has no step", name)
		}
		for _, s := range steps {
			if strings.Contains(s.Run, "${{") {
				t.Errorf("%s: a command holds an expression: %q", name, s.Run)
			}
			if strings.HasPrefix(s.Uses, "actions/checkout@") && s.With["persist-credentials"] != false {
				t.Errorf("%s: a checkout leaves its token behind", name)
			}
		}
	}
}

// Every input of the action reaches a step, and every variable that a script reads is
// set by one.
func TestInputsOfTheActionAreUsed(t *testing.T) {
	root := testkit.Root(t)
	text, err := os.ReadFile(filepath.Join(root, "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var action struct {
		Inputs map[string]any `yaml:"inputs"`
	}
	if err := yaml.Unmarshal(text, &action); err != nil {
		t.Fatal(err)
	}
	_, runs, _ := strings.Cut(string(text), "\nruns:")
	for name := range action.Inputs {
		if !strings.Contains(runs, "inputs."+name) {
			t.Errorf("input %s is not used", name)
		}
	}
	scripts, _ := filepath.Glob(filepath.Join(root, ".github", "action", "*.sh"))
	read := regexp.MustCompile(`\$\{?(ASSAY_[A-Z_]+)`)
	for _, file := range scripts {
		script, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range read.FindAllStringSubmatch(string(script), -1) {
			if m[1] != "ASSAY_" && m[1] != "ASSAY_RELEASES" && !strings.Contains(runs, m[1]+":") {
				t.Errorf("%s reads %s, which no step sets", filepath.Base(file), m[1])
			}
		}
	}
}

// An artifact holds no raw evidence, and whatever is written with the token of a
// repository is not tried for a change that comes from another one.
func TestTheActionKeepsToItsRepository(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(testkit.Root(t), "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var action struct {
		Runs struct {
			Steps []struct {
				Name string            `yaml:"name"`
				If   string            `yaml:"if"`
				With map[string]string `yaml:"with"`
			} `yaml:"steps"`
		} `yaml:"runs"`
	}
	if err := yaml.Unmarshal(text, &action); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, s := range action.Runs.Steps {
		switch s.Name {
		case "Artifact":
			seen++
			paths := strings.Split(strings.TrimSpace(s.With["path"]), "\n")
			last := len(paths) - 1
			if last < 2 || paths[last-1] != "!${{ inputs.results }}/**/resources" || paths[last] != "!${{ inputs.results }}/**/resources/**" {
				t.Errorf("the artifact leaves evidence out last, and these are its paths: %q", paths)
			}
		case "Code scanning", "Comment":
			seen++
			if !strings.Contains(s.If, "github.event.pull_request.head.repo.full_name == github.repository") {
				t.Errorf("%s is tried for forks: %s", s.Name, s.If)
			}
		case "Gate":
			seen++
			if s.If != "always()" {
				t.Errorf("the gate has its word only if %s", s.If)
			}
		}
	}
	if seen != 4 || action.Runs.Steps[len(action.Runs.Steps)-1].Name != "Gate" {
		t.Errorf("%d of 4 steps are there, or the gate is not the last", seen)
	}
}

// The workflow that others call takes what the action takes, with the same defaults,
// but for what is of no use outside the job: files that its steps would read, a plan of
// action that nobody commits, and another token.
func TestTheCalledWorkflowIsTheAction(t *testing.T) {
	root := testkit.Root(t)
	var action struct {
		Inputs map[string]struct {
			Default string `yaml:"default"`
		} `yaml:"inputs"`
	}
	var called struct {
		On struct {
			Call struct {
				Inputs map[string]struct {
					Default any `yaml:"default"`
				} `yaml:"inputs"`
			} `yaml:"workflow_call"`
		} `yaml:"on"`
		Jobs map[string]struct {
			Steps []step `yaml:"steps"`
		} `yaml:"jobs"`
	}
	for name, into := range map[string]any{"action.yml": &action, ".github/workflows/assay.yml": &called} {
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		if err := yaml.Unmarshal(text, into); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	steps := called.Jobs["assess"].Steps
	with := steps[len(steps)-1].With
	for name, input := range action.Inputs {
		if name == "sarif" || name == "record" || name == "token" {
			continue
		}
		other, ok := called.On.Call.Inputs[name]
		if !ok || fmt.Sprint(other.Default) != input.Default {
			t.Errorf("input %s is %q in the action and %v in the workflow", name, input.Default, other.Default)
		}
		if with[name] != "${{ inputs."+name+" }}" {
			t.Errorf("the workflow gives %v as %s", with[name], name)
		}
	}
}
