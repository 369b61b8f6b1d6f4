package pipeline

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/collect"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/content"
	"github.com/assay-compliance/assay/internal/emit"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
)

// ImportOptions is one call of catalog import.
type ImportOptions struct {
	Config  string
	Source  string // a file, or an address that begins with https://
	SHA256  string // what the bytes must have; empty only of a file
	ID      string // empty: the one that fits
	Timeout time.Duration
}

// Imported is what an import did.
type Imported struct {
	content.Entry
	Replaced *content.Entry // the import of the same id before
}

// Unpinned says that a file was to be imported without a digest to hold it
// against, and which one it has.
type Unpinned struct{ Digest string }

func (u *Unpinned) Error() string { return "it has sha256 " + u.Digest }

var address = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]+://`)

// ImportCatalog puts an official catalog or profile into a workspace, by digest.
// Nothing is written before the bytes have the digest asked for and are a
// document that the official schema accepts.
func ImportCatalog(ctx context.Context, o ImportOptions) (*Imported, error) {
	cfg, err := config.Load(o.Config)
	if err != nil {
		return nil, err
	}
	store, err := content.Open(cfg)
	if err != nil {
		return nil, err
	}
	data, err := importable(ctx, o)
	if err != nil {
		return nil, err
	}
	if address.MatchString(o.Source) {
		o.Source = collect.Spoken(o.Source)
	}
	switch got := content.Digest(data); {
	case o.SHA256 == "":
		return nil, &Unpinned{got}
	case !strings.EqualFold(o.SHA256, got):
		return nil, content.Wrong(o.Source, strings.ToLower(o.SHA256), got)
	}
	entry, err := content.Identify(o.ID, o.Source, data)
	if err != nil {
		return nil, err
	}
	added, replaced, err := store.Add(entry, data)
	if err != nil {
		return nil, err
	}
	return &Imported{added, replaced}, nil
}

// importable reads the file, or fetches it.
func importable(ctx context.Context, o ImportOptions) ([]byte, error) {
	place := problem.Place{Path: o.Source}
	if address.MatchString(o.Source) {
		if o.SHA256 == "" {
			place.Path = collect.Spoken(o.Source)
			return nil, problem.New(place, "a file from the network needs the digest it must have", "give --sha256 with the one that the publisher states, or download the file and look at it first")
		}
		return collect.Fetch(ctx, o.Source, oscal.MaxSize, o.Timeout)
	}
	data, err := emit.ReadFile(o.Source, oscal.MaxSize)
	if os.IsNotExist(err) {
		return nil, problem.New(place, "there is no such file", "give the path of an OSCAL catalog or profile, or an https address")
	}
	if err != nil {
		cause, remedy := problem.Cause(err)
		return nil, problem.New(problem.Place{Path: filepath.ToSlash(o.Source)}, "cannot be read: "+cause, remedy)
	}
	return data, nil
}
