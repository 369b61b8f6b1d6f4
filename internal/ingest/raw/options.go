package raw

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/assay-compliance/assay/evidence"
)

// The evidence kinds that more than one format brings.
const (
	Vulnerabilities       = "vulnerabilities"
	ConfigurationFindings = "configuration-findings"
	SecretFindings        = "secret-findings"
	BenchmarkResults      = "benchmark-results"
	StaticAnalysis        = "static-analysis"
	SBOM                  = "sbom"
)

// Format is one row of the table: how a format is recognised, which kinds it
// can bring beside raw-records, and how it is read.
type Format struct {
	Name  string
	Kinds []string
	XML   bool
	Text  bool // neither JSON nor XML; read whole by All or YAML
	// Detect says whether a file that begins so is one of the format. No two
	// formats may claim the same file.
	Detect func(Head) bool
	Read   func(context.Context, *Source) error
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

// Table says how the rows and cells of a table become members of a kind.
type Table struct {
	// Rows is the pointer of the payload's list that each row is an element of;
	// "" where the one row is the payload.
	Rows string
	// Columns give the member of a row that each column goes to, by the column's
	// name in the first line; nested members with slashes.
	Columns map[string]string
	// Ignore lists columns that are left out on purpose; "*" for all others.
	Ignore []string
	// Words give cells of a member another text, before it is read.
	Words map[string]map[string]string
	// Set gives values of the payload that stand in no column, by pointer.
	Set       map[string]string
	Separator string // between the values of a list in one cell; ";"
	Delimiter rune   // between cells; ","
}

// Limits bounds what a file may ask of its reader. A zero field means the
// default.
type Limits struct {
	Bytes   int64 // of the file; 256 MiB
	Depth   int   // of nesting; 512
	Token   int64 // bytes of one string, number or piece of markup; 16 MiB
	Records int   // records of the file; 1,000,000
	Memory  int64 // bytes that its payloads take, as Hold counts them; 256 MiB
}

func (l Limits) OrDefault() Limits {
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
	if l.Memory <= 0 {
		l.Memory = 256 << 20
	}
	return l
}

// Read reads one raw file of a format to its end and yields its documents in
// order. What the file says badly, or not at all, is a document with a
// Problem: one without a Kind speaks for everything the source declares. A
// file cut off in the middle always yields such a document, whatever came
// before.
//
// Documents of one file share a File, whose Digest and Records are complete
// when read returns. The error is yield's or the context's.
func Read(ctx context.Context, f Format, r io.Reader, opt Options, yield func(*evidence.Document) error) error {
	opt.Limits = opt.Limits.OrDefault()
	s := &Source{
		Opt:   opt,
		T:     NewTracker(r, opt.Limits, f),
		File:  &evidence.File{Path: opt.Path, Format: f.Name},
		Yield: yield,
		Words: map[string]*Term{},
	}
	err := f.Read(ctx, s)
	s.Finish()
	if err == nil {
		err = s.leftovers()
	}
	var bad *Fault
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
