package cli

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/report"
)

func newEvidence(f *factory) *cobra.Command {
	return group("evidence", "Look at evidence before it is judged", newEvidenceVerify(f), newEvidenceKinds(f))
}

func newEvidenceVerify(f *factory) *cobra.Command {
	var config, asOf, format string
	c := &cobra.Command{
		Use:   "verify",
		Short: "Read all evidence of the sources and check schema, place and age; nothing is evaluated",
		Long: `Read every piece of evidence that the sources of assay.yaml bring, and say what
is wrong with it: not readable, not valid against its schema, stale, from the
future, of unknown age. Content of evidence is never printed.

Exit codes: 0 all of it is usable; 1 some is not; 2 the workspace cannot be read.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			at := f.now().UTC().Truncate(time.Second)
			if asOf != "" {
				t, err := time.Parse(time.RFC3339, asOf)
				if err != nil {
					return fmt.Errorf("--as-of %q is not a time; give one like 2026-11-20T00:00:00Z", asOf)
				}
				at = t
			}
			return f.evidenceVerify(cmd.Context(), config, at, format)
		},
	}
	configFlag(c, &config)
	c.Flags().StringVar(&asOf, "as-of", "", "judge ages at this time (default: now)")
	outputFlag(c, &format, "text", "json")
	return c
}

// jsonPiece is a piece of evidence in JSON output.
type jsonPiece struct {
	Path      string `json:"path"`
	Line      int    `json:"line,omitempty"`
	Column    int    `json:"column,omitempty"`
	Pointer   string `json:"pointer,omitempty"`
	Kind      string `json:"kind,omitempty"`
	Component string `json:"component,omitempty"`
	Subject   string `json:"subject,omitempty"`
	Collected string `json:"collected,omitempty"`
	State     string `json:"state"`
	Problem   string `json:"problem,omitempty"`
	Remedy    string `json:"remedy,omitempty"`
}

func (f *factory) evidenceVerify(ctx context.Context, config string, at time.Time, format string) error {
	count := map[string]int{}
	pieces := []jsonPiece{}
	err := pipeline.VerifyEvidence(ctx, config, at, func(p pipeline.Piece) error {
		count[p.State]++
		j := jsonPiece{
			Path: p.Place.Path, Line: p.Place.Line, Column: p.Place.Column, Pointer: p.Place.Pointer,
			Kind: p.Kind, Component: p.Component, Subject: p.Subject, State: p.State,
		}
		if !p.Collected.IsZero() {
			j.Collected = p.Collected.UTC().Format(time.RFC3339)
		}
		if p.Problem != nil {
			j.Problem, j.Remedy = p.Problem.What, p.Problem.Remedy
		}
		if format == "json" {
			pieces = append(pieces, j)
			return nil
		}
		if p.State != "fresh" {
			f.piece(j)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if format == "json" {
		if err := f.json(pieces); err != nil {
			return err
		}
	} else {
		fmt.Fprintln(f.out, tally(count))
	}
	if len(count) != 1 || count["fresh"] == 0 {
		return withCode(exitFailed)
	}
	return nil
}

// tally tells how many pieces are in each state: those that people ask for
// first, then the others that occur, by name.
func tally(count map[string]int) string {
	first := []string{"fresh", "stale", "malformed", "future", "unknown-age", "missing"}
	var said []string
	for _, state := range first {
		said = append(said, fmt.Sprintf("%s %d", strings.ReplaceAll(state, "-", " "), count[state]))
	}
	for _, state := range slices.Sorted(maps.Keys(count)) {
		if !slices.Contains(first, state) {
			said = append(said, fmt.Sprintf("%s %d", strings.ReplaceAll(state, "-", " "), count[state]))
		}
	}
	return strings.Join(said, ", ")
}

// longPointer is where a pointer is cut on the screen: into a file of a thousand
// levels it would fill it.
const longPointer = 120

func (f *factory) piece(p jsonPiece) {
	at := problem.Place{Path: p.Path, Line: p.Line, Column: p.Column, Pointer: p.Pointer}
	if r := []rune(at.Pointer); len(r) > longPointer {
		at.Pointer = string(r[:longPointer]) + "…"
	}
	what := p.Problem
	if what == "" {
		what = p.Kind + " of " + p.Component
		if p.Collected != "" {
			what += ", collected " + p.Collected
		}
	}
	fmt.Fprintf(f.out, "%s\n  %s: %s\n", report.Plain(at.String()), p.State, report.Plain(what))
	if p.Remedy != "" {
		fmt.Fprintf(f.out, "  %s\n", report.Plain(p.Remedy))
	}
}

func newEvidenceKinds(f *factory) *cobra.Command {
	var config string
	c := &cobra.Command{
		Use:   "kinds [KIND]",
		Short: "List the kinds of evidence and how old each may be, or show one kind's schema",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			w, err := pipeline.Open(orHere(config))
			if err != nil {
				return err
			}
			if len(args) == 1 {
				return f.kind(w.Kinds, args[0])
			}
			for _, name := range w.Kinds.Names() {
				if k, ok := w.Kinds.Get(name); ok {
					fmt.Fprintf(f.out, "%-24s %4dd  %s\n", name, int(k.MaxAge.Hours()/24), k.Title)
				}
			}
			return nil
		},
	}
	c.Flags().StringVarP(&config, "config", "c", "", "workspace whose kinds count too (default: assay.yaml here, where there is one)")
	return c
}

// kind prints the schema of a kind, and the sample envelope of one that comes
// with assay.
func (f *factory) kind(kinds *evidence.Kinds, name string) error {
	k, ok := kinds.Get(name)
	if !ok {
		return problem.New(problem.Place{}, fmt.Sprintf("there is no evidence kind %q", name), "assay evidence kinds lists them; near: "+joinOr(kinds.Near(name)))
	}
	fmt.Fprintf(f.out, "%s\n", bytes.TrimSpace(k.Schema))
	if sample, err := fs.ReadFile(evidence.Schemas, "samples/"+name+".json"); err == nil {
		fmt.Fprintf(f.out, "\n%s\n", bytes.TrimSpace(sample))
	}
	return nil
}
