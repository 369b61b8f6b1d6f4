// Package content keeps the official catalogs and profiles of a workspace: files
// that a publisher wrote, imported once by digest and held against it whenever
// they are read.
//
// They stand in catalogs/ beside assay.yaml, each named by its id and the sha256
// of its bytes, with an index that is reviewed like code. The index has no clock:
// the same imports give the same bytes.
package content

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal"
)

// Dir is the directory of imported files, beside assay.yaml.
const Dir = "catalogs"

// IndexFile is the list of what was imported, in Dir.
const IndexFile = "index.yaml"

// Entry is one imported file.
type Entry struct {
	ID           string // what it is called here; the id of the embedded catalog whose words it replaces
	Model        string // catalog or profile
	Title        string
	Version      string // the document's own
	OSCALVersion string
	Digest       string // sha256 of the bytes, lower-case hex
	Source       string // the address or path as given to the import
	Path         string // relative to the repository
	Place        problem.Place
}

// Store is what a workspace imported. The zero Store is empty.
type Store struct {
	cfg     *config.Config
	entries []Entry // sorted by id
}

// indexFile is index.yaml.
type indexFile struct {
	Imports []indexEntry `yaml:"imports"`
}

type indexEntry struct {
	ID           strictyaml.At[string] `yaml:"id,required"`
	Model        strictyaml.At[string] `yaml:"model,required"`
	Title        strictyaml.At[string] `yaml:"title,required"`
	Version      strictyaml.At[string] `yaml:"version,required"`
	OSCALVersion strictyaml.At[string] `yaml:"oscal-version,required"`
	SHA256       strictyaml.At[string] `yaml:"sha256,required"`
	Source       strictyaml.At[string] `yaml:"source,required"`
	File         strictyaml.At[string] `yaml:"file,required"`
}

var (
	idShape     = regexp.MustCompile(`^[a-z][a-z0-9._-]{0,79}$`)
	digestShape = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// Open reads the index of a workspace; without one the store is empty. The files
// themselves are read when they are asked for.
func Open(cfg *config.Config) (*Store, error) {
	s := &Store{cfg: cfg}
	at := cfg.Abs(Dir + "/" + IndexFile)
	data, err := cfg.Read(at, strictyaml.MaxSize)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		cause, remedy := problem.Cause(err)
		return nil, problem.New(problem.Place{Path: at}, "the index of imported files cannot be read: "+cause, remedy)
	}
	s.entries, err = decodeIndex(at, data)
	return s, err
}

// decodeIndex reads an index.yaml and checks what needs no other file.
func decodeIndex(at string, data []byte) ([]Entry, error) {
	var file indexFile
	if err := strictyaml.Decode(at, data, &file); err != nil {
		return nil, err
	}
	var list problem.List
	var out []Entry
	const again = "run assay catalog import again, or restore the file from history"
	for _, e := range file.Imports {
		switch name := e.ID.Value + "." + e.SHA256.Value; {
		case !idShape.MatchString(e.ID.Value):
			list.Add(e.ID.Place, strictyaml.Quote(e.ID.Value)+" is not an id of an import", "it has lower-case letters, digits, - . _ and begins with a letter")
		case !digestShape.MatchString(e.SHA256.Value):
			list.Add(e.SHA256.Place, "this is not a sha256 in lower-case hex", again)
		case e.Model.Value != "catalog" && e.Model.Value != "profile":
			list.Add(e.Model.Place, strictyaml.Quote(e.Model.Value)+" is not known here", "it is catalog or profile")
		case !slices.Contains(extensions(), strings.TrimPrefix(e.File.Value, name)):
			list.Add(e.File.Place, "the file of this entry is named by its id and its sha256", "it would be "+name+".json")
		case slices.ContainsFunc(out, func(o Entry) bool { return o.ID == e.ID.Value }):
			list.Add(e.ID.Place, "id "+strictyaml.Quote(e.ID.Value)+" comes twice", "keep one of the two")
		}
		out = append(out, Entry{
			ID: e.ID.Value, Model: e.Model.Value, Title: e.Title.Value, Version: e.Version.Value, OSCALVersion: e.OSCALVersion.Value,
			Digest: e.SHA256.Value, Source: e.Source.Value, Path: path.Join(path.Dir(at), e.File.Value), Place: e.ID.Place,
		})
	}
	if err := list.Err(); err != nil {
		return nil, err
	}
	slices.SortFunc(out, func(a, b Entry) int { return strings.Compare(a.ID, b.ID) })
	return out, nil
}

func extensions() []string { return []string{".json", ".xml", ".yaml"} }

// encodeIndex writes an index in its one form.
func encodeIndex(entries []Entry) []byte {
	at := func(s string) strictyaml.At[string] {
		return strictyaml.At[string]{Value: s, Place: problem.Place{Line: 1}}
	}
	var file indexFile
	for _, e := range entries {
		file.Imports = append(file.Imports, indexEntry{
			ID: at(e.ID), Model: at(e.Model), Title: at(e.Title), Version: at(e.Version), OSCALVersion: at(e.OSCALVersion),
			SHA256: at(e.Digest), Source: at(e.Source), File: at(path.Base(e.Path)),
		})
	}
	return append([]byte("# Written by assay catalog import: files of other publishers, by digest. Review it like code.\n"), strictyaml.Encode(file)...)
}

// Entries lists what was imported, sorted by id.
func (s *Store) Entries() []Entry { return s.entries }

// Get gives the import of that id.
func (s *Store) Get(id string) (Entry, bool) {
	i := slices.IndexFunc(s.entries, func(e Entry) bool { return e.ID == id })
	if i < 0 {
		return Entry{}, false
	}
	return s.entries[i], true
}

// At gives the import whose file stands at a path of the repository, or is meant by
// it: an official profile links to its catalog by the name that its publisher gave
// it, and here both stand in one directory under names of our own.
func (s *Store) At(rel string) (Entry, bool) {
	i := slices.IndexFunc(s.entries, func(e Entry) bool { return e.Path == rel })
	if i >= 0 {
		return s.entries[i], true
	}
	if s.cfg == nil || path.Dir(rel) != s.cfg.Abs(Dir) {
		return Entry{}, false
	}
	return s.published(path.Base(rel))
}

// published gives the one import whose source ends in a file name.
func (s *Store) published(name string) (Entry, bool) {
	var found []Entry
	for _, e := range s.entries {
		if path.Base(e.Source) == name {
			found = append(found, e)
		}
	}
	if len(found) != 1 {
		return Entry{}, false
	}
	return found[0], true
}

// Read gives the bytes of an import. A file that is not what the index says is an
// error: what was reviewed is another one.
func (s *Store) Read(e Entry) ([]byte, error) {
	data, err := s.cfg.Read(e.Path, oscal.MaxSize)
	place := problem.Place{Path: e.Path}
	if err != nil {
		cause, _ := problem.Cause(err)
		return nil, problem.New(place, "the imported file cannot be read: "+cause, "restore it from history, or take its entry out of "+e.Place.Path+":"+strconv.Itoa(e.Place.Line))
	}
	return data, s.verify(e, data)
}

// verify holds the bytes of an import against the index.
func (s *Store) verify(e Entry, data []byte) error {
	if got := Digest(data); got != e.Digest {
		return problem.New(problem.Place{Path: e.Path}, "the imported file changed: it has sha256 "+got+", and the index says "+e.Digest,
			"restore it from history, or import it again; imported files are not edited")
	}
	return nil
}

// Digest is the sha256 of a file in lower-case hex.
func Digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
