package cli

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
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
	return group("evidence", "Look at evidence before it is judged", newEvidenceList(f), newEvidenceVerify(f), newEvidenceImport(f), newEvidenceRedact(f), newEvidenceSign(f), newEvidenceKeygen(f), newEvidenceStore(f), newEvidenceAudit(f), newEvidenceKinds(f))
}

func newEvidenceVerify(f *factory) *cobra.Command {
	var config, asOf, format string
	c := &cobra.Command{
		Use:   "verify",
		Short: "Read all evidence of the sources and check schema, place and age; nothing is evaluated",
		Long: `Read every piece of evidence that the sources of assay.yaml bring, and say what
is wrong with it: not readable, not valid against its schema, stale, from the
future, of unknown age, signed by nobody who may speak for it; and who speaks for
what is signed. Content of evidence is never printed.

Exit codes: 0 all of it is usable; 1 some is not, or there is none; 2 the
workspace cannot be read.`,
		Args: arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			at, _, err := f.asOf(asOf)
			if err != nil {
				return err
			}
			return f.evidenceVerify(cmd.Context(), config, at, format)
		},
	}
	configFlag(c, &config)
	asOfFlag(c, &asOf, "judge ages")
	outputFlag(c, &format, "text", "json")
	return c
}

// jsonPiece is a piece of evidence in JSON output.
type jsonPiece struct {
	jsonPlace
	Kind      string `json:"kind,omitempty"`
	Component string `json:"component,omitempty"`
	Subject   string `json:"subject,omitempty"`
	Collected string `json:"collected,omitempty"`
	Age       string `json:"age,omitempty"`     // at the time asked for
	MaxAge    string `json:"max-age,omitempty"` // how old the kind may be
	Signer    string `json:"signer,omitempty"`  // who speaks for it by the trust policy
	State     string `json:"state"`
	Problem   string `json:"problem,omitempty"`
	Remedy    string `json:"remedy,omitempty"`
}

func (f *factory) evidenceVerify(ctx context.Context, config string, at time.Time, format string) error {
	defer collectLess()()
	count := map[string]int{}
	spoken := map[spokenFor]int{}
	list := f.jsonList()
	err := pipeline.VerifyEvidence(ctx, config, at, func(p pipeline.Piece) error {
		count[p.State]++
		j := jsonPiece{jsonPlace: jsonPlace(p.Place), Kind: p.Kind, Component: p.Component, Subject: p.Subject, Signer: p.Signer, State: p.State}
		if !p.Collected.IsZero() {
			j.Collected, j.Age = p.Collected.UTC().Format(time.RFC3339), span(at.Sub(p.Collected))
		}
		if p.MaxAge > 0 {
			j.MaxAge = span(p.MaxAge)
		}
		if p.Problem != nil {
			j.Problem, j.Remedy = p.Problem.What, p.Problem.Remedy
		} else {
			j.Problem, j.Remedy = aged(j, at.Sub(p.Collected), p.MaxAge)
		}
		if format == "json" {
			return list.add(j)
		}
		if p.Signer != "" {
			spoken[spokenFor{p.Signer, p.Kind, p.Component}]++
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
		if err := list.end(); err != nil {
			return err
		}
	} else {
		f.signers(spoken)
		fmt.Fprintln(f.out, tally(count))
	}
	if len(count) != 1 || count["fresh"] == 0 {
		return withCode(exitFailed)
	}
	return nil
}

// aged says what is wrong with the age of a piece, and what to do; nothing where
// it is fresh.
func aged(p jsonPiece, age, limit time.Duration) (what, remedy string) {
	of := p.Kind + " of " + p.Component
	switch p.State {
	case "stale":
		old := p.Age
		if old == p.MaxAge {
			old += " and " + span(age-limit)
		}
		return fmt.Sprintf("%s, collected %s, is %s old; it may be %s", of, p.Collected, old, p.MaxAge), "collect it again"
	case "future":
		return fmt.Sprintf("%s says it was collected %s, which is still to come", of, p.Collected), "correct its time, or the clock that wrote it"
	case "unknown-age":
		return of + " does not say when it was collected", "add collected to it, or to its source in assay.yaml"
	}
	return "", ""
}

// span is a length of time as people say it: in days from two days on, else in
// the largest unit that it has one of.
func span(d time.Duration) string {
	if d < 0 {
		return "-" + span(-d)
	}
	switch {
	case d >= 48*time.Hour:
		return report.Count(int(d/(24*time.Hour)), "day")
	case d >= time.Hour:
		return report.Count(int(d/time.Hour), "hour")
	case d >= time.Minute:
		return report.Count(int(d/time.Minute), "minute")
	}
	return report.Count(int(d/time.Second), "second")
}

// spokenFor is what a signer speaks for.
type spokenFor struct{ signer, kind, component string }

// signers tells who speaks for how many pieces of what, by name.
func (f *factory) signers(spoken map[spokenFor]int) {
	order := func(a, b spokenFor) int {
		return cmp.Or(cmp.Compare(a.signer, b.signer), cmp.Compare(a.kind, b.kind), cmp.Compare(a.component, b.component))
	}
	for _, s := range slices.SortedFunc(maps.Keys(spoken), order) {
		of := s.kind
		if s.component != "" { // it is empty where the system has none of that key
			of += " of " + s.component
		}
		f.sayf("signed by %s: %s of %s", s.signer, report.Count(spoken[s], "piece"), of)
	}
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
	at := problem.Place(p.jsonPlace)
	if r := []rune(at.Pointer); len(r) > longPointer {
		at.Pointer = string(r[:longPointer]) + "…"
	}
	tell(f.out, problem.New(at, p.State+": "+p.Problem, p.Remedy))
}

func newEvidenceKinds(f *factory) *cobra.Command {
	var config, format string
	c := &cobra.Command{
		Use:   "kinds [KIND]",
		Short: "List the kinds of evidence and how old each may be, or show one kind: how to produce it, its schema, a sample",
		Example: `  assay evidence kinds
  assay evidence kinds iam-accounts`,
		Args: arguments(0, 1, "one kind"),
		RunE: func(_ *cobra.Command, args []string) error {
			w, err := pipeline.Open(orHere(config))
			if err != nil {
				return err
			}
			if len(args) == 1 {
				return f.kind(w.Kinds, args[0], format)
			}
			return f.kinds(w.Kinds, format)
		},
	}
	workspaceFlag(c, &config, "kinds")
	outputFlag(c, &format, "text", "json")
	return c
}

// jsonKind is a kind of evidence in JSON output.
type jsonKind struct {
	Kind   string `json:"kind"`
	Title  string `json:"title"`
	MaxAge int    `json:"max-age-hours"`
	// The rest is of one kind that is asked for.
	Description string              `json:"description,omitempty"`
	Personal    []string            `json:"personal,omitempty"` // pointers
	Produce     []evidence.Producer `json:"produce,omitempty"`
	Schema      json.RawMessage     `json:"schema,omitempty"`
	Sample      json.RawMessage     `json:"sample,omitempty"`
}

func (f *factory) kinds(kinds *evidence.Kinds, format string) error {
	out := []jsonKind{}
	for _, name := range kinds.Names() {
		if k, ok := kinds.Get(name); ok {
			out = append(out, jsonKind{Kind: name, Title: k.Title, MaxAge: int(k.MaxAge.Hours())})
		}
	}
	if format == "json" {
		return f.json(out)
	}
	rows := make([][]string, len(out))
	for i, k := range out {
		rows[i] = []string{k.Kind, span(time.Duration(k.MaxAge) * time.Hour), k.Title}
	}
	return f.table([]string{"KIND", "MAX AGE", "TITLE"}, rows)
}

// kind prints the schema of a kind, and the sample envelope of one that comes
// with assay.
func (f *factory) kind(kinds *evidence.Kinds, name, format string) error {
	k, ok := kinds.Get(name)
	if !ok {
		remedy := "assay evidence kinds lists them"
		if near := kinds.Near(name); len(near) > 0 {
			remedy = "did you mean " + joinOr(near) + "? " + remedy
		}
		return problem.New(problem.Place{}, fmt.Sprintf("there is no evidence kind %q", name), remedy)
	}
	sample, err := fs.ReadFile(evidence.Schemas, "samples/"+name+".json")
	if err != nil {
		sample = nil // a kind of the team's own
	}
	if format == "json" {
		return f.json(jsonKind{name, k.Title, int(k.MaxAge.Hours()), k.Description, k.Personal, k.Produce, k.Schema, sample})
	}
	f.sayf("%s: %s", k.Name, k.Title)
	f.sayf("%s", k.Description)
	f.sayf("it counts for %s", span(k.MaxAge))
	if len(k.Personal) > 0 {
		f.sayf("personal: %s", strings.Join(k.Personal, ", "))
	}
	for _, p := range k.Produce {
		f.sayf("from %s: %s", p.From, p.How)
	}
	f.lines(k.Schema)
	if sample != nil {
		f.lines(sample)
	}
	return nil
}

// lines prints text of others below an empty line, each line made safe.
func (f *factory) lines(text []byte) {
	fmt.Fprintln(f.out)
	for line := range strings.Lines(string(bytes.TrimSpace(text))) {
		f.sayf("%s", strings.TrimRight(line, "\r\n"))
	}
}
