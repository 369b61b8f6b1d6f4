// Package ingest reads the raw exports of other tools in place and turns them
// into evidence documents of our own kinds, streaming. It keeps every record
// of a raw file, translates the tool's own words into pass, fail, undecided
// and skip, and gives no opinion beyond that.
//
// A format is one file of one of its packages and one row in that package's
// table: scanners (of images and cloud accounts), code (and who tests it running), benchmarks
// (of hosts, rule by rule), infra (what systems are made of), cloud (what
// providers and services say of themselves), plain (configuration files, as they
// are).
package ingest

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/ingest/benchmarks"
	"github.com/assay-compliance/assay/internal/ingest/cloud"
	"github.com/assay-compliance/assay/internal/ingest/code"
	"github.com/assay-compliance/assay/internal/ingest/infra"
	"github.com/assay-compliance/assay/internal/ingest/plain"
	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/scanners"
	"github.com/assay-compliance/assay/internal/problem"
)

// HeadSize is how many bytes of a file Detect wants to see.
const HeadSize = raw.HeadSize

// Options says where a raw file stands and what its source declares of it.
type Options = raw.Options

// Limits bounds what a file may ask of its reader.
type Limits = raw.Limits

// Table is every format, in the order in which they are tried.
func Table() []raw.Format {
	return slices.Concat(scanners.Formats(), code.Formats(), benchmarks.Formats(), infra.Formats(), cloud.Formats(), plain.Formats())
}

var table = Table()

func find(name string) (raw.Format, bool) {
	for _, f := range table {
		if f.Name == name {
			return f, true
		}
	}
	return raw.Format{}, false
}

// Formats lists the words of the formats, in the table's order. They are those
// of a source's `format:` in assay.yaml.
func Formats() []string {
	var out []string
	for _, f := range table {
		out = append(out, f.Name)
	}
	return out
}

// Kinds lists the evidence kinds that a format can bring; nil for a word that
// is no format.
func Kinds(name string) []string {
	f, _ := find(name)
	return f.Kinds
}

// Detect names the raw format of a file by its first bytes, up to HeadSize of
// them; empty where it is none that this package reads.
func Detect(head []byte) string {
	h := raw.NewHead(head)
	for _, f := range table {
		if f.Detect(h) {
			return f.Name
		}
	}
	return ""
}

// Packed names what a file is packed with, by its first bytes; "" for none. Packed
// files are not read: what they unpack to is not known before.
func Packed(head []byte) string {
	for magic, name := range map[string]string{"\x1f\x8b": "gzip", "PK\x03\x04": "zip", "\x28\xb5\x2f\xfd": "zstd", "BZh": "bzip2", "\xfd7zXZ": "xz"} {
		if strings.HasPrefix(string(head[:min(len(head), len(magic))]), magic) {
			return name
		}
	}
	return ""
}

// Members walks the top members of the JSON object that text begins with; see
// raw.Members.
func Members(text []byte, see func(name string, value []byte) bool) { raw.Members(text, see) }

// Read reads one raw file of a format; see raw.Read.
func Read(ctx context.Context, name string, r io.Reader, opt Options, yield func(*evidence.Document) error) error {
	f, ok := find(name)
	if !ok {
		return problem.New(problem.Place{Path: opt.Path}, "there is no raw format of this name", "use one of "+strings.Join(Formats(), ", "))
	}
	return raw.Read(ctx, f, r, opt, yield)
}
