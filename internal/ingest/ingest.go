// Package ingest reads the raw exports of other tools in place and turns them
// into evidence documents of our own kinds, streaming. It keeps every record
// of a raw file, translates the tool's own words into pass, fail, undecided
// and skip, and gives no opinion beyond that.
//
// A format is one file of this package and one row in its table.
package ingest

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/problem"
)

// The formats that are read in place. The words are those of a source's
// `format:` in assay.yaml.
const (
	Trivy     = "trivy"
	XCCDF     = "xccdf"
	SARIF     = "sarif"
	CycloneDX = "cyclonedx"
)

// The evidence kinds that raw formats bring.
const (
	Vulnerabilities       = "vulnerabilities"
	ConfigurationFindings = "configuration-findings"
	SecretFindings        = "secret-findings"
	BenchmarkResults      = "benchmark-results"
	StaticAnalysis        = "static-analysis"
	SBOM                  = "sbom"
)

// format is one row of the table: how a format is recognised, what it can
// bring and how it is read.
type format struct {
	name  string
	kinds []string
	xml   bool
	read  func(context.Context, *source) error
}

func formats() []format {
	return []format{
		{Trivy, []string{Vulnerabilities, ConfigurationFindings, SecretFindings, SBOM}, false, readTrivy},
		{XCCDF, []string{BenchmarkResults}, true, readXCCDF},
		{SARIF, []string{StaticAnalysis}, false, readSARIF},
		{CycloneDX, []string{SBOM, Vulnerabilities}, false, readCycloneDX},
	}
}

func find(name string) (format, bool) {
	for _, f := range formats() {
		if f.name == name {
			return f, true
		}
	}
	return format{}, false
}

// Formats lists the words of the formats, in the table's order.
func Formats() []string {
	var out []string
	for _, f := range formats() {
		out = append(out, f.name)
	}
	return out
}

// Kinds lists the evidence kinds that a format can bring; nil for a word that
// is no format.
func Kinds(name string) []string {
	f, _ := find(name)
	return f.kinds
}

// Options says where a raw file stands and what its source declares of it.
type Options struct {
	Path  string // relative to the repository, with slashes
	Entry int    // index of the sources entry
	// Kinds are the kinds the entry names; empty when it names none. They
	// matter where a format does not show by itself that a scan ran.
	Kinds []string
	// Component is the component the entry names. When it is empty, the
	// component is the one of Components whose target the file names, or the
	// only one there is.
	Component  string
	Components []string
	// Targets are what each component is called by scanners: image references
	// and digests, host names and addresses, repositories. A file that names
	// another target than its component's is refused; a component without
	// targets takes what the configuration says of it.
	Targets   map[string][]string
	Collected time.Time // used where the file has no time of its own
	Limits    Limits
}

// Limits bounds what a file may ask of its reader. A zero field means the
// default.
type Limits struct {
	Bytes   int64 // of the file; 256 MiB
	Depth   int   // of nesting; 512
	Token   int64 // bytes of one string, number or piece of markup; 16 MiB
	Records int   // records of the file; 1,000,000
}

func (l Limits) orDefault() Limits {
	if l.Bytes <= 0 {
		l.Bytes = 256 << 20
	}
	if l.Depth <= 0 {
		l.Depth = 512
	}
	if l.Token <= 0 {
		l.Token = 16 << 20
	}
	if l.Records <= 0 {
		l.Records = 1_000_000
	}
	return l
}

// Read reads one raw file of a format to its end and yields its documents in
// order. What the file says badly, or not at all, is a document with a
// Problem: one without a Kind speaks for everything the source declares. A
// file cut off in the middle always yields such a document, whatever came
// before.
//
// Documents of one file share a File, whose Digest is complete when Read
// returns. The error is yield's, the context's, or that format is no format.
func Read(ctx context.Context, name string, r io.Reader, opt Options, yield func(*evidence.Document) error) error {
	f, ok := find(name)
	if !ok {
		return problem.New(problem.Place{Path: opt.Path}, "there is no raw format of this name", "use one of trivy, xccdf, sarif, cyclonedx")
	}
	opt.Limits = opt.Limits.orDefault()
	s := &source{
		opt:   opt,
		t:     newTracker(r, opt.Limits, f.xml),
		file:  &evidence.File{Path: opt.Path, Format: f.name},
		yield: yield,
		words: map[string]*term{},
	}
	err := f.read(ctx, s)
	s.finish()
	var bad *fault
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &bad):
		return s.broken(bad)
	}
	return err
}
