package cli

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/lock"
	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/report"
)

func newPolicyUpgrade(f *factory) *cobra.Command {
	var o relockOptions
	c := &cobra.Command{
		Use:   "upgrade",
		Short: "Show what decides verdicts otherwise than assay.lock says, and write the lock anew",
		Long: `Compare checks, their severities, what binds them, the frameworks and the schemas
of evidence with assay.lock beside assay.yaml, name what is new, gone, renamed or
another, and the objectives that it bears on, and write the lock as things are. Where
there is none the first is written.

Which verdicts change because of it is told where results of before are there: the
evidence of now is assessed again as of their time, into a temporary directory.

Exit codes: 0 written, or nothing to write; with --dry-run, 1 where the lock would be
another; 2 a file cannot be read or written. Verdicts have no part in it.`,
		Example: `  assay policy upgrade --dry-run
  assay policy upgrade`,
		Args: arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return f.policyUpgrade(cmd.Context(), o) },
	}
	configFlag(c, &o.config)
	c.Flags().BoolVar(&o.dry, "dry-run", false, "show the difference and write nothing")
	c.Flags().StringVar(&o.results, "results", "", "`DIRECTORY` of the results of before (default: results beside assay.yaml)")
	_ = c.MarkFlagDirname("results")
	outputFlag(c, &o.format, "text", "json")
	return c
}

// relockOptions is one call of policy upgrade.
type relockOptions struct {
	config, results, format string
	dry                     bool
}

// jsonUpgrade is what policy upgrade found, in JSON output.
type jsonUpgrade struct {
	File       string                     `json:"file"`
	There      bool                       `json:"was-there"`
	Before     string                     `json:"assay-before,omitempty"`
	After      string                     `json:"assay-after"`
	Changes    []lock.Change              `json:"changes"`
	Objectives map[string][]string        `json:"objectives"`
	Compared   string                     `json:"compared-with,omitempty"`
	Verdicts   []assessment.LockedVerdict `json:"verdicts"`
	More       int                        `json:"verdicts-more,omitempty"`
	Untold     string                     `json:"verdicts-not-told,omitempty"`
	Written    bool                       `json:"written"`
}

func (f *factory) policyUpgrade(ctx context.Context, o relockOptions) error {
	u, err := pipeline.UpgradeOf(o.config, Version, libraries())
	if err != nil {
		return err
	}
	if o.results == "" {
		o.results = filepath.Join(filepath.Dir(o.config), "results")
	}
	u.Assess(ctx, pipeline.AssessOptions{Config: o.config, Now: f.now(), Version: Version, Libraries: libraries(), HeapLimit: heapLimit()}, o.results)
	if err := ctx.Err(); err != nil {
		return err
	}
	write := !o.dry && !u.Same()
	if write {
		if err := u.Write(); err != nil {
			return err
		}
	}
	if o.format == "json" {
		err = f.json(jsonUpgrade{
			filepath.ToSlash(u.File), u.There, u.Before, u.After, append([]lock.Change{}, u.Changes...), u.Objectives,
			u.Compared, append([]assessment.LockedVerdict{}, u.Verdicts...), u.More, u.Untold, write,
		})
	} else {
		f.relocked(u, write)
	}
	if err == nil && o.dry && !u.Same() {
		return withCode(exitFailed)
	}
	return err
}

// relocked tells what is another, and what became of the lock.
func (f *factory) relocked(u *pipeline.Upgrade, written bool) {
	for _, c := range u.Changes {
		text := lock.Change{Kind: c.Kind, What: c.What, ID: c.ID, Framework: c.Framework, Before: c.Before}.Words()
		if c.Title != "" {
			text += ": " + c.Title
		}
		f.sayf("%s", problem.Plain(text))
		for _, d := range c.Details {
			f.sayf("  %s", problem.Plain(d))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(u.Objectives)) {
		f.sayf("%s: bears on %s: %s", problem.Plain(id), report.Count(len(u.Objectives[id]), "objective"), problem.Plain(strings.Join(u.Objectives[id], " ")))
	}
	f.verdicts(u)
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

// verdicts tells which verdicts change, or that nothing can tell.
func (f *factory) verdicts(u *pipeline.Upgrade) {
	switch {
	case len(u.Changes) == 0:
		return
	case u.Untold != "":
		f.sayf("which verdicts change: %s", u.Untold)
		return
	case len(u.Verdicts) == 0:
		f.sayf("no verdict changes, compared with the results of %s", u.Compared)
		return
	}
	f.sayf("verdicts that change, compared with the results of %s:", u.Compared)
	for _, v := range u.Verdicts {
		f.sayf("  %s", problem.Plain(fmt.Sprintf("%s %s: %s, was %s %s", v.Framework, v.Target, v.After, v.Before, v.Says())))
	}
	if u.More > 0 {
		f.sayf("  and %s", report.Count(u.More, "more verdict"))
	}
}
