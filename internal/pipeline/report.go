package pipeline

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"

	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/emit"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/report"
	"github.com/assay-compliance/assay/internal/report/workbook"
	"github.com/assay-compliance/assay/internal/trace"
)

// Reported gives what reports of results are made of. They are read from where they
// were written, by assess too: so a report says nothing that the documents do not,
// and can be made again from them, byte for byte, wherever they stand.
func Reported(ctx context.Context, o DecideOptions) (report.Input, error) {
	in, err := Decide(ctx, o)
	if err != nil {
		return report.Input{}, err
	}
	for i := range in.Evidence.Notes {
		in.Evidence.Notes[i].Source.Path = path.Base(in.Evidence.Notes[i].Source.Path)
	}
	in.Warnings = in.Evidence.Notes
	if o.Workbook {
		if in.Template, err = template(o); err != nil {
			return in, err
		}
	}
	return in, trend(ctx, &in, o.History)
}

// template reads the workbook that the report xlsx is written into; nil where none is
// named.
func template(o DecideOptions) (*report.Template, error) {
	name, file := o.Template, o.Template
	if name == "" && o.Config != "" {
		cfg, err := config.Load(o.Config)
		if err != nil {
			return nil, err
		}
		if name = cfg.Reports.XLSX.Template.Value; name != "" {
			file = filepath.Join(cfg.Root, filepath.FromSlash(cfg.Abs(name)))
		}
	}
	if name == "" {
		return nil, nil
	}
	data, err := emit.ReadFile(file, workbook.MaxTemplate)
	if err != nil {
		cause, _ := problem.Cause(err)
		return nil, problem.New(problem.Place{Path: filepath.ToSlash(name)}, "the template of the workbook cannot be read: "+cause, fmt.Sprintf("name a workbook (.xlsx) of at most %d MiB with --xlsx-template, or under reports: {xlsx: {template: FILE}} in assay.yaml", workbook.MaxTemplate>>20))
	}
	sum := sha256.Sum256(data)
	return &report.Template{Path: filepath.ToSlash(name), Digest: hex.EncodeToString(sum[:]), Data: data}, nil
}

// CompareOptions is one report to be held against results.
type CompareOptions struct {
	DecideOptions        // Gate, Version and ShowPersonal are those of the report
	Report        string // as the user names it
	Text          []byte
}

// Comparison is what became of it.
type Comparison struct {
	Seal       report.Seal
	Others     []Other            // documents that are not those it was made from
	Difference *report.Difference // where its words are not those of the results; nil for nowhere, and where Others says enough
}

// Other is a document that is not the one that a report was made from.
type Other struct {
	Path     string
	Made, Is string // sha256 of what the report names, and of what is there; empty for none
}

// Agrees says whether a report says what the results say.
func (c Comparison) Agrees() bool { return len(c.Others) == 0 && c.Difference == nil }

// Compare holds a report against results: the documents that it names must be those
// that are there, and the same report made from them anew must have the same bytes.
func Compare(ctx context.Context, o CompareOptions) (Comparison, error) {
	at := problem.Place{Path: filepath.ToSlash(o.Report)}
	seal, ok := report.ReadSeal(o.Text)
	if !ok {
		return Comparison{}, problem.New(at, "this is no report that can be held against results", "give one that assay report or assay assess wrote, as it was written")
	}
	c := Comparison{Seal: seal}
	format, err := report.Named(seal.Format)
	if err != nil {
		return c, problem.New(at, "the report is of a form that this assay does not write: "+problem.Plain(seal.Format), "use the version that wrote it: "+problem.Plain(seal.Version))
	}
	// What it was held against is not opened on the word of a file.
	if seal.Ratchet != o.Baseline {
		return c, problem.New(at, "the report was written with --ratchet "+orNone(seal.Ratchet), "give the same, or none, here")
	}
	if len(seal.History) > 0 && len(o.History) == 0 {
		return c, problem.New(at, "the report draws a trend of earlier results", "give these with --history, as when it was written")
	}
	o.Gate, o.Version, o.ShowPersonal, o.Workbook = seal.Gate, seal.Version, seal.Personal, seal.Template != ""
	in, err := Reported(ctx, o.DecideOptions)
	if err != nil {
		return c, err
	}
	if o.Workbook && (in.Template == nil || in.Template.Digest != seal.Template) {
		return c, problem.New(at, "the report was written into a template, sha256 "+problem.Plain(seal.Template)+", which is not the one here", "give that one with --xlsx-template")
	}
	c.Others = append(others(seal.Files, in.MadeFrom(seal.Format)), others(seal.History, in.Before(seal.Format))...)
	if len(c.Others) > 0 {
		return c, nil
	}
	var anew bytes.Buffer
	if err := format.Write(&anew, in); err != nil {
		return c, err
	}
	if d, differs := report.FirstDifference(o.Text, anew.Bytes()); differs {
		c.Difference = &d
	}
	return c, nil
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return problem.Plain(text)
}

// others compares the documents that a report names with those that are there, by
// path.
func others(made, are []report.File) []Other {
	var out []Other
	is := map[string]string{}
	for _, f := range are {
		is[f.Path] = f.Digest
	}
	for _, f := range made {
		if is[f.Path] != f.Digest {
			out = append(out, Other{f.Path, f.Digest, is[f.Path]})
		}
		delete(is, f.Path)
	}
	for _, path := range sortedKeys(is) {
		out = append(out, Other{Path: path, Is: is[path]})
	}
	return out
}

// madeFrom lists the documents that reports of results are made from, each
// framework's results first. Those of a directory are named as its manifest names
// them, which was held against them; those of one file by its name.
func madeFrom(m *emit.Manifest, runs []trace.Run) ([]report.File, error) {
	var out []report.File
	if m != nil {
		for _, id := range m.Frameworks() {
			for _, name := range append([]string{"assessment-results.json"}, lists...) {
				for _, o := range m.Outputs {
					if o.Path == id+"/"+name {
						out = append(out, report.File{Framework: id, Path: o.Path, Digest: o.Digest})
					}
				}
			}
		}
		return out, nil
	}
	for _, r := range runs {
		for i, d := range r.Documents {
			if i > 0 && !slices.Contains(lists, path.Base(d.Path)) {
				continue
			}
			sum, err := digestOf(d)
			if err != nil {
				return nil, fmt.Errorf("read %s: %w", d.Path, err)
			}
			out = append(out, report.File{Framework: r.Results.Scope.Framework.ID, Path: path.Base(d.Path), Digest: sum})
		}
	}
	return out, nil
}

func digestOf(d trace.Document) (string, error) {
	in, err := d.Open()
	if err != nil {
		return "", err
	}
	defer in.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, in)
	return hex.EncodeToString(sum.Sum(nil)), err
}
