package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/report"
	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/validate"
)

type convertOptions struct{ to, out string }

func newOSCALConvert(f *factory) *cobra.Command {
	var o convertOptions
	c := &cobra.Command{
		Use:   "convert FILE",
		Short: "Write a document in another format: JSON, YAML or XML",
		Long: `Write an OSCAL document of any of the eight models in another format. The format
it is in is told by its content; the one it becomes by --to, or by the end of the
name given to -o: .json, .yaml, .yml or .xml.

The document is read as strictly as oscal validate --level schema reads it, and
nothing is written of one that is not valid. Nothing of it is lost, but comments,
which belong to a format and are counted on standard error. The same document
gives the same bytes. A file appears whole or not at all.

FILE - is a document on standard input; -o - is standard output, the default.

Exit codes: 0 written; 1 not valid, or it holds what the format cannot say;
2 the file cannot be read as OSCAL, or the result cannot be written.`,
		Example: `  assay oscal convert catalog.xml -o catalog.json
  assay oscal convert --to yaml system.json
  cat ssp.json | assay oscal convert - --to xml -o ssp.xml`,
		Args: arguments(1, 1, "one file"),
		RunE: func(cmd *cobra.Command, args []string) error { return f.oscalConvert(cmd.Context(), o, args[0]) },
	}
	c.Flags().StringVar(&o.to, "to", "", "the format to write, `FORMAT`: "+joinOr(formats()))
	_ = c.RegisterFlagCompletionFunc("to", cobra.FixedCompletions(formats(), cobra.ShellCompDirectiveNoFileComp))
	c.Flags().StringVarP(&o.out, "output", "o", stdin, "the `FILE` to write; - is standard output")
	return c
}

func formats() []string { return []string{oscal.JSON, oscal.YAML, oscal.XML} }

// format is the one asked for by name, or by the end of the file's name.
func (o convertOptions) format() (string, error) {
	named := strings.TrimPrefix(strings.ToLower(filepath.Ext(o.out)), ".")
	if named == "yml" {
		named = oscal.YAML
	}
	known := named == oscal.JSON || named == oscal.YAML || named == oscal.XML
	switch {
	case o.to == "" && known:
		return named, nil
	case o.to == "":
		return "", fmt.Errorf("which format? give --to %s, or a file that ends in one of them to -o", joinOr(formats()))
	case o.to != oscal.JSON && o.to != oscal.YAML && o.to != oscal.XML:
		return "", fmt.Errorf("there is no format %q; use %s", o.to, joinOr(formats()))
	case known && named != o.to:
		return "", fmt.Errorf("--to %s and a file that ends in .%s say different things", o.to, named)
	}
	return o.to, nil
}

// as writes a document that the program made: in the format that the name of the
// file ends in, else in JSON.
func (f *factory) as(o convertOptions, text []byte) error {
	format, err := o.format()
	if err != nil {
		format = oscal.JSON
	}
	doc, err := oscal.Identify(o.out, text)
	if err != nil {
		return err
	}
	return f.produce(o.out, func(w io.Writer) error { return doc.Write(w, format) })
}

func (f *factory) oscalConvert(ctx context.Context, o convertOptions, file string) error {
	format, err := o.format()
	if err != nil {
		return err
	}
	// A large document is all that is alive: collect before its garbage outgrows it.
	defer debug.SetGCPercent(debug.SetGCPercent(40))
	doc, found := f.validate(ctx, "schema", file)
	if err := ctx.Err(); err != nil {
		return err
	}
	bad := 0
	for _, v := range found {
		what := v.What
		if doc != nil {
			what = fmt.Sprintf("%s: %s [%s]", v.Level, v.What, v.Rule)
		}
		tell(f.errOut, problem.New(v.Place, what, v.Remedy))
		if v.Level == validate.Error {
			bad++
		}
	}
	switch {
	case doc == nil:
		return withCode(exitUsage)
	case bad > 0:
		tell(f.errOut, problem.New(problem.Place{Path: filepath.ToSlash(file)}, "invalid, "+report.Count(bad, "problem")+"; nothing was written", ""))
		return withCode(exitFailed)
	}
	doc.Path = filepath.ToSlash(file) // as typed, not from the root of its repository
	size, err := f.writeAs(ctx, doc, format, o.out)
	if err != nil {
		return err
	}
	f.lost(doc, format, size)
	return nil
}

// writeAs writes the document and says how long the file is.
func (f *factory) writeAs(ctx context.Context, doc *oscal.Document, format, path string) (size int64, err error) {
	var unsaid error
	write := func(w io.Writer) error {
		c := &counter{ctx: ctx, out: w}
		unsaid = doc.Write(c, format)
		size = c.size
		return unsaid
	}
	if path == stdin && format != oscal.JSON { // nothing may appear of what the format cannot say
		err = write(io.Discard)
	}
	if err == nil {
		err = f.produce(path, write)
	}
	said := problem.All(unsaid)
	if len(said) == 0 {
		return size, err
	}
	for _, p := range said {
		p.Place.Path = doc.Path
		tell(f.errOut, p)
	}
	return size, withCode(exitFailed)
}

// lost says on standard error what the new file does not hold, or cannot be used
// for.
func (f *factory) lost(doc *oscal.Document, format string, size int64) {
	at := problem.Place{Path: doc.Path}
	if doc.Comments > 0 {
		tell(f.errOut, problem.New(at, "note: not carried over: "+report.Count(doc.Comments, "XML comment")+" (or processing instructions)", ""))
	}
	if format == oscal.XML && doc.HasSchemaMember() {
		tell(f.errOut, problem.New(at, "note: not carried over: the member $schema, for which XML has no place", ""))
	}
	if format == oscal.YAML && size > strictyaml.MaxSize {
		tell(f.errOut, problem.New(at, fmt.Sprintf("note: assay reads YAML of at most %d MiB, and this has more", strictyaml.MaxSize>>20), "keep a document of this size in JSON or XML"))
	}
}

// counter counts what is written and stops where ctx ends.
type counter struct {
	ctx  context.Context
	out  io.Writer
	size int64
}

func (c *counter) Write(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.out.Write(p)
	c.size += int64(n)
	return n, err
}
