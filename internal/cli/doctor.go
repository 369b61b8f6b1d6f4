package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/lock"
	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/report"
)

func newDoctor(f *factory) *cobra.Command {
	var config, format string
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Check that this machine and this workspace are fit for assay",
		Long: `Try each thing that a run needs: the embedded policies, a place for temporary
files, the workspace with its system, policies and bindings, its assay.lock, and the
directory for results. Evidence is looked at by assay evidence verify.

Exit codes: 0 all is well; 2 something would stop a run.`,
		Args: arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.doctor(config, cmd.Flags().Changed("config"), format)
		},
	}
	configFlag(c, &config)
	outputFlag(c, &format, "text", "json")
	return c
}

// tried is one thing that doctor tried, also in JSON output.
type tried struct {
	What     string        `json:"what"`
	State    string        `json:"state"` // ok, wrong, none, note
	Says     string        `json:"says,omitempty"`
	Problems []jsonProblem `json:"problems,omitempty"`
}

// doctor tries each thing a run needs and says what is wrong. It exits 2 when
// something would stop a run. A workspace that was asked for must be there.
func (f *factory) doctor(config string, asked bool, format string) error {
	all := []tried{{What: "program", State: "ok", Says: fmt.Sprintf("assay %s, %s, %s/%s", Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)}}
	say := func(what string, err error, fine string) {
		if err != nil {
			all = append(all, tried{What: what, State: "wrong", Problems: jsonProblems(problem.Of(err))})
			return
		}
		all = append(all, tried{What: what, State: "ok", Says: fine})
	}
	own, err := pipeline.Open("")
	fine := ""
	if err == nil {
		fine = fmt.Sprintf("%s over %s", report.Count(len(own.Checks), "check"), report.Count(len(own.Kinds.Names()), "evidence kind"))
	}
	say("embedded policies", err, fine)
	say("temporary directory", writable(os.TempDir()), "writable")
	if _, err := os.Stat(config); errors.Is(err, fs.ErrNotExist) && !asked {
		all = append(all, tried{What: "workspace", State: "none", Says: "no assay.yaml here; assay init makes one"})
	} else {
		fine, notes, err := workspaceIs(config)
		say("workspace", err, fine)
		for _, n := range notes {
			all = append(all, tried{What: at(n.Source), State: "note", Says: strings.TrimSuffix(n.What+"; "+n.Remedy, "; ")})
		}
		if err == nil {
			state, says, err := pipeline.LockState(config, Version, libraries())
			if say(lock.File, err, says); err == nil {
				all[len(all)-1].State = state
			}
		}
		say("directory for results", writable(filepath.Dir(config)), "writable")
	}
	return f.diagnosis(all, format)
}

// workspaceIs reads all of a workspace but its evidence and says what it is, and
// what of its system is not counted.
func workspaceIs(config string) (string, []assessment.Note, error) {
	bound, err := pipeline.Bindings(config, nil)
	if err != nil {
		return "", nil, err
	}
	var ids []string
	for _, s := range bound.Scopes {
		ids = append(ids, s.Framework.ID)
	}
	sys := bound.Scopes[0].System
	fine := fmt.Sprintf("%s, %s, %s", sys.ID, report.Count(len(sys.Components), "component"), strings.Join(ids, " "))
	said, chosen := map[string]bool{}, map[string]bool{}
	for _, s := range bound.Scopes {
		for _, a := range s.Attestations {
			said[a.ID] = true
		}
		for _, d := range s.Decisions {
			chosen[d.ID] = true
		}
	}
	if len(said)+len(chosen) > 0 {
		fine += ", " + report.Count(len(said), "attestation") + ", " + report.Count(len(chosen), "decision")
	}
	return fine, bound.Notes, nil
}

// diagnosis prints what was tried; anything wrong ends with exit code 2.
func (f *factory) diagnosis(all []tried, format string) error {
	bad := false
	for _, t := range all {
		bad = bad || t.State == "wrong"
		if format == "json" {
			continue
		}
		f.sayf("%-6s %s", t.State, problem.Plain(strings.TrimSuffix(t.What+": "+t.Says, ": ")))
		for _, p := range t.Problems {
			tell(f.out, p.problem())
		}
	}
	if format == "json" {
		if err := f.json(all); err != nil {
			return err
		}
	}
	if bad {
		return withCode(exitUsage)
	}
	return nil
}

// writable tries to make a file in dir.
func writable(dir string) error {
	t, err := os.CreateTemp(dir, ".assay-doctor-*")
	if err != nil {
		cause, remedy := problem.Cause(err)
		return problem.New(problem.Place{Path: filepath.ToSlash(dir)}, "no file can be made there: "+cause, remedy)
	}
	t.Close()
	return os.Remove(t.Name())
}
