package cli

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/lock"
	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/report"
)

func newPolicyUpgrade(f *factory) *cobra.Command {
	var config, format string
	var dry bool
	c := &cobra.Command{
		Use:   "upgrade",
		Short: "Show what decides verdicts otherwise than assay.lock says, and write the lock anew",
		Long: `Compare checks, their severities, what binds them, the frameworks and the schemas
of evidence with assay.lock beside assay.yaml, name what is new, gone, renamed or
another, and the objectives that it bears on, and write the lock as things are. Where
there is none the first is written. Which verdicts are others for it says the next
assess, before the lock is written.

Exit codes: 0 written, or nothing to write; with --dry-run, 1 where the lock would be
another; 2 a file cannot be read or written.`,
		Example: `  assay policy upgrade --dry-run
  assay policy upgrade`,
		Args: arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error { return f.policyUpgrade(config, format, dry) },
	}
	configFlag(c, &config)
	c.Flags().BoolVar(&dry, "dry-run", false, "show the difference and write nothing")
	outputFlag(c, &format, "text", "json")
	return c
}

// jsonUpgrade is what policy upgrade found, in JSON output.
type jsonUpgrade struct {
	File       string              `json:"file"`
	There      bool                `json:"was-there"`
	Before     string              `json:"assay-before,omitempty"`
	After      string              `json:"assay-after"`
	Changes    []lock.Change       `json:"changes"`
	Objectives map[string][]string `json:"objectives"`
	Written    bool                `json:"written"`
}

func (f *factory) policyUpgrade(config, format string, dry bool) error {
	u, err := pipeline.UpgradeOf(config, Version, libraries())
	if err != nil {
		return err
	}
	write := !dry && !u.Same()
	if write {
		if err := u.Write(); err != nil {
			return err
		}
	}
	if format == "json" {
		err = f.json(jsonUpgrade{filepath.ToSlash(u.File), u.There, u.Before, u.After, append([]lock.Change{}, u.Changes...), u.Objectives, write})
	} else {
		f.relocked(u, write)
	}
	if err == nil && dry && !u.Same() {
		return withCode(exitFailed)
	}
	return err
}

// relocked tells what is another, and what became of the lock.
func (f *factory) relocked(u *pipeline.Upgrade, written bool) {
	for _, c := range u.Changes {
		title := ""
		if c.Title != "" {
			title = ": " + c.Title
		}
		f.sayf("%s", problem.Plain(c.Words()+title))
	}
	for _, id := range slices.Sorted(maps.Keys(u.Objectives)) {
		f.sayf("%s: it bears on %s", id, report.Count(len(u.Objectives[id]), "objective"))
	}
	name := problem.Plain(filepath.ToSlash(u.File))
	by := ""
	if u.There && u.Before != u.After {
		by = fmt.Sprintf("; it was of assay %s, and this is %s", problem.Plain(u.Before), u.After)
	}
	switch {
	case u.Same():
		f.sayf("%s: as it is", name)
	case written:
		f.sayf("wrote %s%s", name, by)
	case !u.There:
		f.sayf("%s: not there yet", name)
	default:
		f.sayf("%s: would be another%s", name, by)
	}
}
