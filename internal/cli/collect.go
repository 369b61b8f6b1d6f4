package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/collect/live"
	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/problem"
)

type collectOptions struct {
	config, format string
	list, dryRun   bool
}

func newCollect(f *factory) *cobra.Command {
	var o collectOptions
	c := &cobra.Command{
		Use:   "collect [NAME]...",
		Short: "Ask servers, clusters and programs for evidence, as assay.yaml says",
		Long: `Run the collectors of assay.yaml, all of them or those named, and write what they
bring as envelopes that sources read (docs/collectors.md). With "catalog import
URL" this is all of assay that uses the network.

Beside the envelopes NAME.jsonl stands NAME.raw: what was served, byte for byte
but for what redact: removes, and record.json, which says when, from where and
with what it was collected.

What does not come to its end is not evidence: in its place stands an envelope
that says so, and its kind is undecided until it is collected again. Half a list
is never written.

Exit codes: 0 everything came; 3 something did not, and stderr says why; 2 a
collector cannot run or cannot write.`,
		Example: `  assay collect --dry-run
  assay collect github idp`,
		Args: arguments(0, -1, "names of collectors"),
		RunE: func(cmd *cobra.Command, args []string) error { return f.collect(cmd.Context(), args, o) },
	}
	configFlag(c, &o.config)
	c.Flags().BoolVar(&o.list, "list", false, "list the collectors, and run none")
	c.Flags().BoolVar(&o.dryRun, "dry-run", false, "show what would be asked, and ask nothing")
	outputFlag(c, &o.format, "text", "json")
	return c
}

func (f *factory) collect(ctx context.Context, names []string, o collectOptions) error {
	if o.list && o.dryRun {
		return errors.New("--list and --dry-run are two things; give one")
	}
	c, err := pipeline.OpenCollect(pipeline.CollectOptions{
		Config: o.config, Names: names, Version: Version,
		Options: live.Options{Now: f.now, Sleep: sleep, Env: os.LookupEnv},
	})
	if err != nil {
		return err
	}
	if o.list || o.dryRun {
		return f.collectors(c, o)
	}
	var failed problem.List
	list, left := f.jsonList(), false
	for _, name := range c.Names {
		done, err := c.Run(ctx, name)
		if ctx.Err() != nil {
			return interrupted(name, ctx.Err())
		}
		if err != nil {
			failed.Join(problem.Place{Path: c.Config().Path}, err)
			continue
		}
		left = left || len(done.Problems) > 0
		if o.format == "json" {
			if err := list.add(jsonCollectedOf(done)); err != nil {
				return err
			}
			continue
		}
		f.collected(done)
	}
	if o.format == "json" {
		if err := list.end(); err != nil {
			return err
		}
	}
	if err := failed.Err(); err != nil {
		return err
	}
	if left {
		return withCode(exitUndecided)
	}
	return nil
}

// interrupted ends a run that was cut off at a collector: what others brought
// before stays.
func interrupted(at string, err error) error {
	return &codeError{exitInterrupted, fmt.Errorf("interrupted at collector %s; nothing of it was written: %w", at, err)}
}

// sleep waits, or ends with the context.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// jsonCollector is a collector in JSON output.
type jsonCollector struct {
	Name        string   `json:"name"`
	Type        string   `json:"type"`
	Component   string   `json:"component"`
	Kinds       []string `json:"kinds"`
	Out         string   `json:"out"`
	Asks        []string `json:"asks"`
	Credentials []string `json:"credentials"`
}

// collectors lists the collectors or, for a dry run, also what each would ask and
// where its credentials are. Neither looks at a secret.
func (f *factory) collectors(c *pipeline.Collecting, o collectOptions) error {
	list := f.jsonList()
	for _, name := range c.Names {
		e := c.Config().Collectors[name]
		j := jsonCollector{
			Name: name, Type: e.Type.Value, Component: e.Component.Value, Kinds: e.Brings(), Out: c.Config().Abs(e.Out.Value),
			Asks: live.Plan(e), Credentials: live.Credentials(e),
		}
		if o.format == "json" {
			if err := list.add(j); err != nil {
				return err
			}
			continue
		}
		f.sayf("%s: %s, %s of %s, to %s", j.Name, j.Type, strings.Join(j.Kinds, ", "), j.Component, j.Out)
		if o.dryRun {
			for _, ask := range j.Asks {
				f.sayf("  %s", ask)
			}
			if len(j.Credentials) > 0 {
				f.sayf("  with %s", strings.Join(j.Credentials, ", "))
			}
		}
	}
	if o.format == "json" {
		return list.end()
	}
	return nil
}

// jsonCollected is what a collector brought in JSON output.
type jsonCollected struct {
	Name     string                      `json:"name"`
	Out      string                      `json:"out"`
	Record   string                      `json:"record"`
	Captures []pipeline.CollectedCapture `json:"captures"`
	Unread   bool                        `json:"no-source-reads-it,omitempty"`
	Problems []jsonProblem               `json:"problems,omitempty"`
}

func jsonCollectedOf(c *pipeline.Collected) jsonCollected {
	return jsonCollected{c.Name, c.Out, c.Record, c.Captures, c.Unread, jsonProblems(c.Problems)}
}

// collected says what a collector brought; what it did not goes to stderr.
func (f *factory) collected(c *pipeline.Collected) {
	f.sayf("%s: %s", c.Name, c.Out)
	for _, k := range c.Captures {
		var parts []string
		for _, kind := range slices.Sorted(maps.Keys(k.Kinds)) {
			parts = append(parts, fmt.Sprintf("%d %s", k.Kinds[kind], kind))
		}
		for _, kind := range slices.Sorted(maps.Keys(k.Beside)) {
			parts = append(parts, fmt.Sprintf("%d %s left raw", k.Beside[kind], kind))
		}
		for _, r := range k.Redacted {
			if r.Count > 0 {
				parts = append(parts, fmt.Sprintf("%d redacted by %s", r.Count, r.Rule))
			}
		}
		if !k.Complete {
			parts = append(parts, "not complete: "+k.Why)
		}
		f.sayf("  %s: %s", k.Name, strings.Join(parts, ", "))
	}
	for _, p := range c.Problems {
		tell(f.errOut, p)
	}
	if c.Unread {
		tell(f.errOut, problem.New(problem.Place{Path: c.Out}, "no source of assay.yaml reads this", "add it to sources: with its path and kinds"))
	}
}
