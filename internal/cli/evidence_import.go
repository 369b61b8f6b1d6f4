package cli

import (
	"bufio"
	"context"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/ingest"
	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/report"
)

type evidenceImportOptions struct {
	pipeline.ExportOptions
	collected string
	out       string
	force     bool
	format    string // of the report
}

func newEvidenceImport(f *factory) *cobra.Command {
	var o evidenceImportOptions
	c := &cobra.Command{
		Use:   "import FILE...",
		Short: "Turn raw exports of other tools into envelopes, and count what became of each record",
		Long: `Read raw exports (scanner reports, benchmarks, exports of cloud providers; see
docs/formats.md) and write them as envelopes, one a line, to a file of the same
name in a directory. Sources read raw exports in place too: import is for those
that you want to keep, sign or redact in one form.

The report counts the records of each file: those that were read, those that
became part of an evidence kind, those that no kind has a place for and that are
kept as they are (kind raw-records), and those that could not be understood. Each
envelope names its file, the digest and where in it the record stands.

Exit codes: 0 everything was taken over; 3 some of it was not, as listed; 2 a
file cannot be read to its end, or a file of that name is there already and is
another: then nothing is written for it.`,
		Example: `  assay evidence import scans/trivy.json
  assay evidence import --component idp --collected 2026-11-20 exports/*.json`,
		Args: arguments(1, -1, "at least one FILE"),
		RunE: func(cmd *cobra.Command, args []string) error { return f.evidenceImport(cmd.Context(), args, o) },
	}
	workspaceFlag(c, &o.Config, "components")
	c.Flags().StringVar(&o.Format, "format", "", "`FORMAT` of the files; otherwise found out by their content")
	c.Flags().StringVar(&o.Component, "component", "", "`KEY` of the component that they are about; otherwise by the target they name")
	c.Flags().StringSliceVar(&o.Kinds, "kind", nil, "`KIND` of evidence that they are known to bring, where a clean report does not show it; repeatable")
	c.Flags().StringVar(&o.collected, "collected", "", "`TIME` of collection, for files that do not say it")
	c.Flags().StringVar(&o.out, "out", filepath.Join("evidence", "imported"), "`DIRECTORY` to write to")
	c.Flags().BoolVar(&o.force, "force", false, "replace files that are there and say something else")
	outputFlag(c, &o.format, "text", "json")
	return c
}

// jsonImported is an import in JSON output.
type jsonImported struct {
	File     string         `json:"file"`
	Format   string         `json:"format"`
	Digest   string         `json:"sha256"`
	Written  string         `json:"written,omitempty"`
	Read     int            `json:"records-read"`
	Mapped   int            `json:"records-mapped"`
	Raw      int            `json:"records-kept-raw"`
	Refused  int            `json:"records-refused"`
	Kinds    map[string]int `json:"envelopes"`
	Ageless  int            `json:"without-time,omitempty"`
	Problems []jsonProblem  `json:"problems,omitempty"`
}

func (f *factory) evidenceImport(ctx context.Context, files []string, o evidenceImportOptions) error {
	if o.Format != "" && !slices.Contains(ingest.Formats(), o.Format) {
		return problem.New(problem.Place{}, "--format: there is no raw format "+strconv.Quote(o.Format), "use one of "+strings.Join(ingest.Formats(), ", "))
	}
	if o.collected != "" {
		at, _, err := evidence.ParseTime(o.collected)
		if err != nil {
			return problem.New(problem.Place{}, "--collected: this is no time", "write 2026-01-31, or 2026-01-31T09:00:00Z")
		}
		o.Collected = at
	}
	o.Config = orHere(o.Config)
	var problems problem.List
	list, left := f.jsonList(), false
	for _, file := range files {
		im, err := f.importOne(ctx, file, o)
		if err := ctx.Err(); err != nil {
			return err
		}
		if err != nil {
			problems.Join(problem.Place{Path: file}, err)
			continue
		}
		left = left || im.Refused > 0 || len(im.Problems) > 0
		if o.format == "json" {
			if err := list.add(im); err != nil {
				return err
			}
			continue
		}
		f.importedFile(im)
	}
	if o.format == "json" {
		if err := list.end(); err != nil {
			return err
		}
	}
	if err := problems.Err(); err != nil {
		return err
	}
	if left {
		return withCode(exitUndecided)
	}
	return nil
}

// importOne imports one file. Its output appears whole or not at all.
func (f *factory) importOne(ctx context.Context, file string, o evidenceImportOptions) (*jsonImported, error) {
	temp, err := os.CreateTemp("", "assay-import-*")
	if err != nil {
		return nil, problem.New(problem.Place{}, "no temporary file can be made", "check TMPDIR and the disk")
	}
	defer os.Remove(temp.Name())
	defer temp.Close()
	im, err := pipeline.ImportExport(ctx, file, o.ExportOptions, temp)
	if err != nil {
		return nil, err
	}
	j := &jsonImported{
		File: im.Path, Format: im.Format, Digest: im.Digest, Kinds: im.Kinds, Ageless: im.Ageless,
		Read: im.Records.Read, Mapped: im.Records.Mapped(), Raw: im.Records.Raw, Refused: im.Records.Refused,
		Problems: jsonProblems(im.Problems),
	}
	if len(im.Kinds) == 0 {
		return j, nil
	}
	j.Written = filepath.Join(o.out, filepath.Base(file)+".jsonl")
	same, err := sameContent(temp.Name(), j.Written)
	switch {
	case same:
		return j, nil
	case err == nil && !o.force:
		return nil, problem.New(problem.Place{Path: j.Written}, "is there already and says something else", "move it away, give --out another directory, or say --force")
	}
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		cause, remedy := problem.Cause(err)
		return nil, problem.New(problem.Place{Path: o.out}, "the directory cannot be made: "+cause, remedy)
	}
	if _, err := temp.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	return j, replaceFile(j.Written, func(w io.Writer) error {
		_, err := io.Copy(w, temp)
		return err
	})
}

// importedFile tells what became of a file.
func (f *factory) importedFile(j *jsonImported) {
	f.sayf("%s: %s, %s: %d mapped, %d kept raw, %d refused", j.File, j.Format, report.Count(j.Read, "record"), j.Mapped, j.Raw, j.Refused)
	for _, kind := range slices.Sorted(maps.Keys(j.Kinds)) {
		f.sayf("  %d %s", j.Kinds[kind], kind)
	}
	if j.Ageless > 0 {
		f.sayf("  %d without a time of collection: undecided until --collected, or `collected:` of their source, says it", j.Ageless)
	}
	for _, p := range j.Problems {
		f.sayf("  %s", p.problem().Error())
	}
	if j.Written != "" {
		f.sayf("  written to %s", j.Written)
	}
}

// sameContent says whether two files hold the same bytes; an error where the
// second is not there.
func sameContent(a, b string) (bool, error) {
	one, err := os.Open(a)
	if err != nil {
		return false, err
	}
	defer one.Close()
	two, err := os.Open(b)
	if err != nil {
		return false, err
	}
	defer two.Close()
	x, y := bufio.NewReader(one), bufio.NewReader(two)
	for {
		p, perr := x.ReadByte()
		q, qerr := y.ReadByte()
		switch {
		case perr != nil || qerr != nil:
			return perr == io.EOF && qerr == io.EOF, nil
		case p != q:
			return false, nil
		}
	}
}
