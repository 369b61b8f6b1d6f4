// Package plain reads configuration files as conftest reads them: a file, or
// each document of one, is a piece of evidence of kind configuration-files, and
// what it says is not interpreted.
package plain

import (
	"context"
	"path"
	"strconv"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// Kind is the evidence kind of all of them.
const Kind = "configuration-files"

// Configuration is the format that goes by the names of files.
const Configuration = "configuration"

// part is one document of a file.
type part struct {
	value ast.Value
	line  int // where it begins; 0 where that is not known
}

// syntax is one way to write configuration.
type syntax struct {
	name string
	ext  []string // endings of names, without dot
	json bool     // guarded as JSON is
	read func(context.Context, *raw.Source) ([]part, error)
}

func syntaxes() []syntax {
	return []syntax{
		{"yaml", []string{"yaml", "yml"}, false, readYAML},
		{"json", []string{"json"}, true, readJSON},
		{"toml", []string{"toml"}, false, readTOML},
		{"ini", []string{"ini", "cfg", "conf"}, false, readINI},
		{"hcl", []string{"tf", "hcl", "tfvars"}, false, readHCL},
		{"dockerfile", []string{"dockerfile"}, false, readDockerfile},
	}
}

// Formats are one format for each syntax, and the one that goes by names. None
// is known by content: configuration can look like anything.
func Formats() []raw.Format {
	out := []raw.Format{{Name: Configuration, Kinds: []string{Kind}, Text: true, Detect: never, Read: readByName}}
	for _, x := range syntaxes() {
		out = append(out, raw.Format{
			Name: x.name, Kinds: []string{Kind}, Text: !x.json, Detect: never,
			Read: func(ctx context.Context, s *raw.Source) error { return read(ctx, s, x) },
		})
	}
	return out
}

func never(raw.Head) bool { return false }

// readByName takes the syntax that the file's name tells.
func readByName(ctx context.Context, s *raw.Source) error {
	x, ok := ByName(s.Opt.Path)
	if !ok {
		return &raw.Fault{Code: raw.FaultFormat}
	}
	for _, y := range syntaxes() {
		if y.name == x {
			return read(ctx, s, y)
		}
	}
	return &raw.Fault{Code: raw.FaultFormat}
}

// ByName is the word of the syntax that a file's name tells; ok is false where
// it tells none.
func ByName(file string) (name string, ok bool) {
	base := strings.ToLower(path.Base(file))
	if base == "dockerfile" || base == "containerfile" || strings.HasPrefix(base, "dockerfile.") {
		return "dockerfile", true
	}
	ext := strings.TrimPrefix(path.Ext(base), ".")
	for _, x := range syntaxes() {
		for _, e := range x.ext {
			if e == ext {
				return x.name, true
			}
		}
	}
	return "", false
}

// read makes a document of each part of a file. The subject is the file, with
// the number of the part from the second on.
func read(ctx context.Context, s *raw.Source, x syntax) error {
	parts, err := x.read(ctx, s)
	if err != nil {
		return err
	}
	if len(parts) == 0 {
		return &raw.Fault{Code: raw.FaultEmpty}
	}
	s.Finish()
	for i, p := range parts {
		if !s.CountRecord() {
			return &raw.Fault{Code: raw.FaultRecords, Line: p.line}
		}
		subject := s.Opt.Path
		if i > 0 {
			subject += "#" + strconv.Itoa(i+1)
		}
		f := s.Fields().Must("path", raw.Clean(s.Opt.Path)).Must("format", x.name)
		if len(parts) > 1 {
			f.Count("part", i+1)
		}
		err := s.Emit(raw.Draft{
			Kind: Kind, Subject: subject, Collector: x.name, Line: p.line,
			Payload: f.Value("document", p.value).Object(),
		})
		if err != nil {
			return err
		}
	}
	return nil
}
