package emit

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
)

const manifestFile = "manifest.json"

// ManifestVersion is the version of the manifest's own format.
const ManifestVersion = "1"

// Manifest says what went into a run and what came out, by digest. It is the
// last file to be written: where it stands, everything it names stands.
type Manifest struct {
	Version    string             `json:"assay-manifest"`
	System     string             `json:"system-id"`
	AsOf       string             `json:"as-of"`
	TimeSource string             `json:"time-source"`
	Complete   bool               `json:"complete"`
	Stopped    string             `json:"stopped,omitempty"`
	Tool       Tool               `json:"tool"`
	Tailored   []Tailored         `json:"tailored,omitempty"`
	Rules      *assessment.Rules  `json:"rules,omitempty"` // of another revision than the working tree
	Inputs     []Input            `json:"inputs"`
	Evidence   EvidenceInput      `json:"evidence"`
	Locked     *assessment.Locked `json:"lock,omitempty"`
	Recorded   map[string]string  `json:"recorded-state,omitempty"` // name of poam/<name>.json → sha256 of what was read: a framework, or one and ".remediation"
	Outputs    []output           `json:"outputs"`
}

// Tool is the program and the parts of it that bear on a verdict.
type Tool struct {
	Name    string            `json:"name"`
	Version string            `json:"version"`
	Parts   map[string]string `json:"parts,omitempty"`
}

// Input is one file a run read.
type Input struct {
	Role   string `json:"role"` // configuration, system, profile, profile-import, catalog, policy, recorded-state, requests, attestation, decision, exhibit
	Path   string `json:"path"`
	Digest string `json:"sha256"`
	Title  string `json:"title,omitempty"` // of an imported catalog
}

// Tailored says what a framework leaves out of an official baseline.
type Tailored struct {
	Framework string   `json:"framework"`
	Out       []string `json:"tailored-out"`
}

// EvidenceInput is all evidence a run read. Sources lists the files while they
// are at most 1,000; the digest is over the sorted digests of all envelopes.
type EvidenceInput struct {
	Envelopes int     `json:"envelopes"`
	Sets      []Set   `json:"sets"`
	Sources   []Input `json:"sources,omitempty"`
	Gone      []Input `json:"gone,omitempty"` // counted last time, not there now
}

// Set is one evidence set that observations cite.
type Set struct {
	Digest string `json:"sha256"`
	Count  int    `json:"count"`
}

type output struct {
	Path   string `json:"path"`
	Digest string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
}

// ReadManifest reads a results directory's manifest; a nil manifest means that
// there is none.
func ReadManifest(dir string) (*Manifest, error) {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return nil, problem.New(problem.Place{Path: filepath.Base(dir)}, "this is a file, and results are a directory", "choose another")
	}
	path := filepath.Join(dir, manifestFile)
	place := problem.Place{Path: filepath.Base(dir) + "/" + manifestFile}
	text, err := ReadFile(path, oscal.MaxSize)
	switch {
	case os.IsNotExist(err):
		return nil, nil
	case errors.Is(err, ErrNotRegular), errors.Is(err, ErrTooLarge):
		return nil, problem.New(place, "the manifest is not readable: "+err.Error(), "run assess again, or move the folder away")
	case err != nil:
		return nil, fmt.Errorf("read manifest: %w", err)
	}
	var m Manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, problem.New(place, "the manifest is not readable", "run assess again, or move the folder away")
	}
	if m.Version != ManifestVersion {
		return nil, problem.New(place, "the manifest is of another version of assay", "run assess again")
	}
	for i, o := range m.Outputs {
		if !filepath.IsLocal(filepath.FromSlash(o.Path)) {
			place.Pointer = fmt.Sprintf("/outputs/%d/path", i)
			return nil, problem.New(place, "the path leaves the results directory", "run assess again")
		}
	}
	return &m, nil
}

func (m *Manifest) encode() ([]byte, error) {
	byPath := func(a, b Input) int {
		return cmp.Or(cmp.Compare(a.Role, b.Role), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Digest, b.Digest))
	}
	slices.SortFunc(m.Inputs, byPath)
	m.Inputs = slices.Compact(m.Inputs) // two checks may be written in one file
	slices.SortFunc(m.Evidence.Sources, byPath)
	slices.SortFunc(m.Evidence.Gone, byPath)
	slices.SortFunc(m.Evidence.Sets, func(a, b Set) int { return cmp.Compare(a.Digest, b.Digest) })
	slices.SortFunc(m.Outputs, func(a, b output) int { return cmp.Compare(a.Path, b.Path) })
	return oscal.Marshal(m)
}

// owned names the entries at the top of the results directory; none where there is
// no manifest.
func (m *Manifest) owned() map[string]bool {
	if m == nil {
		return nil
	}
	out := map[string]bool{manifestFile: true}
	for _, o := range m.Outputs {
		out[top(o.Path)] = true
	}
	return out
}

// Frameworks lists the frameworks whose results the manifest names, sorted.
func (m *Manifest) Frameworks() []string {
	var out []string
	for _, o := range m.Outputs {
		if id, ok := strings.CutSuffix(o.Path, "/"+resultsFile); ok {
			out = append(out, id)
		}
	}
	return out
}

// Verify holds every file that the manifest names against its digest. The
// error has a problem for each that is missing or not what it was.
func (m *Manifest) Verify(dir string) error {
	var list problem.List
	for _, o := range m.Outputs {
		place := problem.Place{Path: filepath.ToSlash(filepath.Join(filepath.Base(dir), o.Path))}
		sum, err := digestFile(filepath.Join(dir, filepath.FromSlash(o.Path)))
		switch {
		case err != nil:
			list.Add(place, "a file that the manifest names is missing or cannot be read", "assess again")
		case sum != o.Digest:
			list.Add(place, "the file is not what the manifest says", "assess again; results are not edited by hand")
		}
	}
	return list.Err()
}

func digestFile(path string) (string, error) {
	f, err := openRegular(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, f)
	return hex.EncodeToString(sum.Sum(nil)), err
}

func digestOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
