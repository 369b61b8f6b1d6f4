package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/report"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/upgrade"
)

type upgradeOptions struct {
	to      string
	out     string
	report  string
	inPlace bool
}

func newOSCALUpgrade(f *factory) *cobra.Command {
	var o upgradeOptions
	c := &cobra.Command{
		Use:   "upgrade FILE",
		Short: "Lift a document to another version of OSCAL and say what changed",
		Long: `Lift an OSCAL document of 1.0.0 to 1.2.2 (JSON, YAML or XML) to 1.2.2, or take it
down to 1.1.3, and say what was changed and why: on stderr, and as JSON with
--report. The document goes to standard output, or to a file with -o, in the format
that it is in, or that the end of the file's name says. Of JSON, what no change
touches stays byte for byte; YAML and XML lose their comments.

What the version refuses and only a person can decide, as a title that is empty
or a field that 1.1.3 does not have, is told with its place; nothing is guessed
and nothing is written then. What is written has passed the official schema of
its version. The time of the last modification is left to the author.

FILE - is one document on standard input.

Exit codes: 0 written; 1 something is for a person to decide, and nothing was
written; 2 the file cannot be read as OSCAL, or is of no known version.`,
		Example: `  assay oscal upgrade catalog.json -o catalog-1.2.2.json
  assay oscal upgrade --in-place component-definition.json
  assay oscal upgrade results/hipaa/poam.json --to 1.1.3 --report changes.json -o poam.json`,
		Args: arguments(1, 1, "one file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.inPlace && cmd.Flags().Changed("output") {
				return fmt.Errorf("--in-place and --output exclude each other; see %s --help", cmd.CommandPath())
			}
			return f.oscalUpgrade(cmd.Context(), o, args[0])
		},
	}
	c.Flags().StringVar(&o.to, "to", oscal.Version, "the `VERSION` to lift to: "+joinOr(upgrade.Targets()))
	_ = c.RegisterFlagCompletionFunc("to", cobra.FixedCompletions(upgrade.Targets(), cobra.ShellCompDirectiveNoFileComp))
	c.Flags().StringVarP(&o.out, "output", "o", stdin, "the `FILE` to write, - for standard output")
	c.Flags().BoolVar(&o.inPlace, "in-place", false, "write the lifted document in place of FILE")
	c.Flags().StringVar(&o.report, "report", "", "write what was changed as JSON to `FILE`, - for standard output")
	return c
}

// upgradeReport is what an upgrade did, in JSON.
type upgradeReport struct {
	File     string        `json:"file"`
	Model    string        `json:"model"`
	From     string        `json:"from"`
	To       string        `json:"to"`
	Written  bool          `json:"written"`
	Changes  []jsonChange  `json:"changes"`
	Left     []jsonChange  `json:"left"`     // deprecated, and for a person
	Problems []jsonProblem `json:"problems"` // why nothing was written
}

type jsonChange struct {
	jsonPlace
	What string `json:"what"`
	Why  string `json:"why"`
}

func (f *factory) oscalUpgrade(ctx context.Context, o upgradeOptions, file string) error {
	if err := o.check(file); err != nil {
		return err
	}
	text, err := f.document(ctx, file)
	if err != nil {
		return err
	}
	doc, err := oscal.Identify(file, text)
	if err != nil {
		return err
	}
	from := formatOf(doc, text)
	if o.inPlace {
		if from != oscal.JSON {
			return problem.New(problem.Place{Path: file}, "only JSON is lifted in place: comments and layout of other formats are not kept", "give another file with -o")
		}
		o.out = file
	}
	told := upgradeReport{File: file, Model: doc.Model, From: doc.Version, To: o.to, Changes: []jsonChange{}, Left: []jsonChange{}, Problems: []jsonProblem{}}
	var made *upgrade.Result
	done := make(chan struct{})
	go func() {
		defer close(done)
		made, err = upgrade.Document(doc, o.to)
	}()
	select {
	case <-done:
	case <-ctx.Done(): // a large document takes seconds
		return ctx.Err()
	}
	if err != nil {
		if doc.Version == "" || len(problem.All(err)) == 0 {
			return err
		}
		told.Problems = jsonProblems(problem.All(err))
		if err := f.upgradeReport(o.report, told); err != nil {
			return err
		}
		f.problems(err)
		fmt.Fprintf(f.errOut, "%s: not written, %s to decide\n", problem.Plain(file), report.Count(len(told.Problems), "thing"))
		return withCode(exitFailed)
	}
	told.Changes, told.Left, told.Written = changes(doc, made.Changes), changes(doc, made.Kept), true
	if !o.inPlace || !bytes.Equal(made.JSON, text) {
		if err := f.lifted(ctx, doc, made.JSON, from, o.out); err != nil {
			return err
		}
	}
	if err := f.upgradeReport(o.report, told); err != nil {
		return err
	}
	f.upgraded(told)
	return nil
}

// check refuses what cannot go together.
func (o upgradeOptions) check(file string) error {
	switch {
	case !slices.Contains(upgrade.Targets(), o.to):
		return fmt.Errorf("documents of OSCAL %q are not written; use %s", o.to, joinOr(upgrade.Targets()))
	case o.inPlace && file == stdin:
		return fmt.Errorf("--in-place needs a file, and - is standard input")
	case !o.inPlace && o.out == stdin && o.report == stdin:
		return fmt.Errorf("the document and the report both go to standard output; give one of them a file")
	case !o.inPlace && o.out != stdin && file != stdin && sameFile(o.out, file):
		return fmt.Errorf("--output is the file itself; say --in-place to replace it")
	case o.report != "" && o.report != stdin && (o.report == o.out || sameFile(o.report, o.out) || sameFile(o.report, file)):
		return fmt.Errorf("--report names a document; give it a file of its own")
	}
	return nil
}

// changes gives each change its place in the file.
func changes(doc *oscal.Document, list []upgrade.Change) []jsonChange {
	pointers := make([]string, len(list))
	for i, c := range list {
		pointers[i] = c.Pointer
	}
	out := make([]jsonChange, len(list))
	for i, at := range doc.Places(pointers) {
		out[i] = jsonChange{jsonPlace(at), list[i].What, list[i].Why}
	}
	return out
}

func (f *factory) upgradeReport(path string, told upgradeReport) error {
	if path == "" {
		return nil
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(told); err != nil {
		return err
	}
	return f.product(path, b.Bytes())
}

// upgraded says on stderr what was done: the document may be on stdout.
func (f *factory) upgraded(told upgradeReport) {
	for _, c := range told.Changes {
		tell(f.errOut, problem.New(problem.Place(c.jsonPlace), c.What, c.Why))
	}
	for _, c := range told.Left {
		tell(f.errOut, problem.New(problem.Place(c.jsonPlace), "left as it is: "+c.What, c.Why))
	}
	word := report.Count(len(told.Changes), "change")
	if len(told.Left) > 0 {
		word += fmt.Sprintf(", %d left to a person", len(told.Left))
	}
	fmt.Fprintf(f.errOut, "%s: %s %s to %s, %s\n", problem.Plain(told.File), told.Model, problem.Plain(told.From), told.To, word)
}

// formatOf is the format that a document is in.
func formatOf(doc *oscal.Document, text []byte) string {
	switch {
	case bytes.Equal(doc.JSON, text):
		return oscal.JSON
	case bytes.HasPrefix(bytes.TrimLeft(text, " \t\r\n"), []byte("<")):
		return oscal.XML
	}
	return oscal.YAML
}

// lifted writes what became of a document, in the format that the file's name says,
// else in that which it was in. JSON that stays JSON keeps its layout.
func (f *factory) lifted(ctx context.Context, doc *oscal.Document, made []byte, from, path string) error {
	to, err := convertOptions{out: path}.format()
	if err != nil {
		to = from
	}
	if from == oscal.JSON && to == oscal.JSON {
		return f.product(path, made)
	}
	again, err := oscal.Identify(doc.Path, made)
	if err != nil {
		return err
	}
	again.Comments = doc.Comments
	size, err := f.writeAs(ctx, again, to, path)
	if err == nil {
		f.lost(again, to, size)
	}
	return err
}
