package pipeline

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/ingest"
	"github.com/assay-compliance/assay/internal/jsonast"
	"github.com/assay-compliance/assay/internal/problem"
)

// ExportOptions says what is known of a raw export beside its content.
type ExportOptions struct {
	Config    string    // the workspace whose components it may be about; empty: none
	Format    string    // empty: by content
	Component string    // empty: by the target that the file names
	Kinds     []string  // that it is known to bring
	Collected time.Time // where the file does not say
}

// Export is what became of a raw export.
type Export struct {
	Path     string
	Format   string
	Digest   string // sha256 of the file, lower-case hex
	Records  evidence.Records
	Kinds    map[string]int // documents written, by kind
	Ageless  int            // documents without a time of collection
	Problems []*problem.Problem
}

// ImportExport reads a raw export to its end and writes its documents to out as
// envelopes, one a line. What cannot be taken over is in Problems; a file that
// cannot be read as a whole, and a component that nobody named, are errors, and
// then what was written is not to be kept.
func ImportExport(ctx context.Context, file string, o ExportOptions, out io.Writer) (*Export, error) {
	at := problem.Place{Path: file}
	opt, err := exportOptions(file, o)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(file)
	if err != nil {
		cause, remedy := problem.Cause(err)
		return nil, problem.New(at, "cannot be opened: "+cause, remedy)
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, problem.New(at, "is no regular file", "name a file")
	}
	in := bufio.NewReaderSize(f, ingest.HeadSize)
	head, err := in.Peek(ingest.HeadSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, problem.New(at, "cannot be read", "")
	}
	format := o.Format
	if format == "" {
		format = ingest.Detect(head)
	}
	if code := jsonast.Encoding(head); format == "" && code != "" {
		return nil, problem.New(at, code.Text(), code.Remedy())
	}
	if packed := ingest.Packed(head); format == "" && packed != "" {
		return nil, problem.New(at, "the file is packed with "+packed+", and packed files are not read", "unpack it")
	}
	if format == "" && len(bytes.TrimSpace(head)) == 0 {
		return nil, problem.New(at, "the file is empty", "export it again")
	}
	if format == "" && string(bytes.Join(bytes.Fields(head), nil)) == "[]" {
		return nil, problem.New(at, "an empty list does not tell what it is a list of", "say --format; in assay.yaml, `format:` of its sources entry")
	}
	if format == "" {
		return nil, problem.New(at, "the format of the file is not recognised", "formats are listed in docs/formats.md; evidence of assay's own is named in sources: and needs no import; say --format for configuration files")
	}
	im := &Export{Path: file, Format: format, Kinds: map[string]int{}}
	var whole *evidence.File
	var line []byte
	var broken problem.List
	err = ingest.Read(ctx, format, in, opt, func(d *evidence.Document) error {
		whole = d.File
		switch {
		case d.Problem != nil && d.Kind == "", d.Fault == evidence.WrongTarget:
			broken.Join(at, d.Problem)
			return nil
		case d.Problem != nil:
			im.Problems = append(im.Problems, d.Problem)
			return nil
		}
		if d.Collected.IsZero() {
			im.Ageless++
		}
		var err error
		if line, err = d.AppendEnvelope(line[:0], origin(d)); err != nil {
			return err
		}
		im.Kinds[d.Kind]++
		_, err = out.Write(line)
		return err
	})
	if err != nil {
		return nil, err
	}
	if whole != nil {
		im.Records, im.Digest = whole.Records, hex.EncodeToString(whole.Digest[:])
	}
	return im, broken.Err()
}

// origin is what an envelope says of the file that it was read from. The file's
// digest is known at its end only where the document is a part of it: then the
// digest is that of the part.
func origin(d *evidence.Document) map[string]any {
	out := map[string]any{"file": filepath.Base(d.Path), "format": d.File.Format, "sha256": hex.EncodeToString(d.Digest[:])}
	if d.Line > 0 {
		out["line"] = d.Line
	}
	if d.Pointer != "" {
		out["pointer"] = d.Pointer
	}
	if d.ZoneAssumed {
		out["zone"] = "assumed UTC"
	}
	return out
}

// exportOptions takes components and their names from the workspace, where there
// is one.
func exportOptions(file string, o ExportOptions) (ingest.Options, error) {
	opt := ingest.Options{Path: filepath.ToSlash(file), Kinds: o.Kinds, Component: o.Component, Collected: o.Collected}
	if o.Config == "" {
		if o.Component == "" {
			return opt, problem.New(problem.Place{Path: file}, "there is no assay.yaml here whose components it could be about", "say --component KEY")
		}
		return opt, nil
	}
	w, err := Open(o.Config)
	if err != nil {
		return opt, err
	}
	sys, err := w.system()
	if err != nil {
		return opt, err
	}
	opt.Targets = w.options(time.Time{}, sys).Targets
	if o.Component == "" {
		opt.Components = slices.Sorted(slices.Values(sys.Boundary))
		return opt, nil
	}
	var keys []string
	for _, c := range sys.Components {
		keys = append(keys, c.Key)
	}
	if !slices.Contains(keys, o.Component) {
		return opt, problem.New(problem.Place{Path: w.Config.Path}, "the system has no component of the key that --component names", "its keys are "+strings.Join(keys, ", "))
	}
	return opt, nil
}
