package records

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// Answer is an attestation before it is a file.
type Answer struct {
	Request string
	// Objectives and Frameworks are those that the person saw: an answer is for no
	// others, whatever its request asks later.
	Objectives []string
	Frameworks []string
	Satisfied  bool
	Statement  string
	Method     string
	Person     assessment.Party
	Date       time.Time
	Expires    time.Time
	Documents  []Document
}

// Document is a document as somebody names it.
type Document struct {
	Title  string
	Path   string // relative to the directory of assay.yaml
	Href   string
	SHA256 string
	Draft  bool
}

// YAML is the file of an answer.
func (a Answer) YAML() []byte {
	answer := "not-satisfied"
	if a.Satisfied {
		answer = "satisfied"
	}
	e := attestationEntry{
		Request: given(a.Request), Answer: given(answer), Statement: given(a.Statement), Method: given(a.Method),
		Person: partyEntry{Name: given(a.Person.Name), Role: given(a.Person.Role), Organization: given(a.Person.Organization)},
		Date:   given(dayOf(a.Date)), Expires: given(dayOf(a.Expires)),
	}
	if a.Person.Assessor {
		e.Person.Assessor = strictyaml.At[bool]{Value: true, Place: written}
	}
	for _, id := range a.Objectives {
		e.Objectives = append(e.Objectives, given(id))
	}
	for _, id := range a.Frameworks {
		e.Frameworks = append(e.Frameworks, given(id))
	}
	for _, d := range a.Documents {
		one := documentEntry{Title: given(d.Title), Path: given(d.Path), Href: given(d.Href), SHA256: given(d.SHA256)}
		if d.Draft {
			one.Draft = strictyaml.At[bool]{Value: true, Place: written}
		}
		e.Documents = append(e.Documents, strictyaml.At[documentEntry]{Value: one, Place: written})
	}
	return strictyaml.Encode(e)
}

// YAML is the file of a waiver.
func YAML(w assessment.Waiver, frameworks []string) []byte {
	e := waiverEntry{
		Kind: given(string(w.Kind)), Weakness: given(w.Weakness), Item: given(w.Item),
		Owner:  partyEntry{Name: given(w.Owner.Name), Role: given(w.Owner.Role), Organization: given(w.Owner.Organization)},
		Reason: given(w.Reason), From: given(dayOf(w.From)), Until: given(dayOf(w.Until)), Vendor: given(w.Vendor), Product: given(w.Product),
	}
	if w.Kind == assessment.RiskAdjustment && w.Level != assessment.LevelUnknown {
		e.Level = given(w.Level.String())
	}
	for _, id := range frameworks {
		e.Frameworks = append(e.Frameworks, given(id))
	}
	for _, c := range w.Covers {
		one := coverEntry{Component: given(c.Component), Asset: given(c.Asset), ID: given(c.ID)}
		if c.All {
			one.All = strictyaml.At[bool]{Value: true, Place: written}
		}
		e.Covers = append(e.Covers, strictyaml.At[coverEntry]{Value: one, Place: written})
	}
	return strictyaml.Encode(e)
}

// CheckWaiver reads what is to be written as if it were a file of the workspace. It errs
// with what is wrong, and gives what keeps it pending.
func CheckWaiver(cfg *config.Config, file string, data []byte) (lacks []string, err error) {
	r := &reader{cfg: cfg, sums: map[string]sum{}}
	all, err := waiverEntries(data, file)
	if err != nil {
		return nil, err
	}
	for i, e := range all {
		lacks = append(lacks, r.waiver(e, r.begin(file, i, len(all), e.Place)).Asked.Lacks...)
	}
	return lacks, r.file.Err()
}

// written is the place of a value that is to be written.
var written = problem.Place{Line: 1}

// given is a value to be written; none where it is empty.
func given(text string) strictyaml.At[string] {
	if text == "" {
		return strictyaml.At[string]{}
	}
	return strictyaml.At[string]{Value: text, Place: written}
}

// Check reads what is to be written as if it were a file of the workspace. It errs
// with what is wrong, and with what an attestation needs and this lacks.
func Check(cfg *config.Config, file string, data []byte) error {
	r := &reader{cfg: cfg, sums: map[string]sum{}}
	all, err := attestationEntries(data, file)
	if err != nil {
		return err
	}
	for i, e := range all {
		for _, lack := range r.attestation(e, r.begin(file, i, len(all), e.Place)).Said.Lacks {
			r.add(e.Place, lack, "")
		}
	}
	return r.file.Err()
}

// Examine gives the digest of a document that somebody names by its path, relative
// to the directory of assay.yaml.
func Examine(cfg *config.Config, name string) (sha256 string, err error) {
	r := &reader{cfg: cfg, sums: map[string]sum{}}
	rel := r.inside(strictyaml.At[string]{Value: name, Place: problem.Place{Path: name}})
	if err := r.file.Err(); err != nil {
		return "", err
	}
	s := r.sum(rel)
	if s.fault != "" {
		return "", problem.New(problem.Place{Path: rel}, s.fault, "give the path of a file, relative to the directory of "+cfg.Path)
	}
	return s.digest, nil
}

// Place is where the answer to a request is written, relative to the repository: a
// name that no file has yet, in the first directory that the configuration reads
// attestations from.
func Place(cfg *config.Config, request string, date time.Time) (string, error) {
	return place(cfg, cfg.Attestations, "attestations", request, date)
}

// WaiverPlace is the same of a waiver.
func WaiverPlace(cfg *config.Config, name string, date time.Time) (string, error) {
	return place(cfg, cfg.Waivers, "waivers", name, date)
}

func place(cfg *config.Config, paths config.Words, kind, name string, date time.Time) (string, error) {
	dir := cfg.Abs(kind)
	for i, p := range paths {
		at := cfg.Abs(p.Value)
		info, err := os.Stat(filepath.Join(cfg.Root, filepath.FromSlash(at)))
		if err == nil && info.IsDir() {
			dir = at
			break
		}
		if i == len(paths)-1 {
			return "", problem.New(p.Place, kind+": names no directory, so that nobody can tell where a new one is to be written", "name a directory")
		}
	}
	r := &reader{cfg: cfg}
	taken := map[string]bool{}
	for _, file := range r.list(paths, kind) {
		taken[idOf(file)] = true
	}
	if err := r.problems.Err(); err != nil && paths == nil {
		return "", err
	}
	base := name
	for i := 1; ; i++ {
		file := path.Join(dir, name+".yaml")
		_, err := os.Lstat(filepath.Join(cfg.Root, filepath.FromSlash(file)))
		if !taken[name] && errors.Is(err, fs.ErrNotExist) {
			return file, nil
		}
		name = base + "-" + dayOf(date)
		if i > 1 {
			name += "-" + strconv.Itoa(i)
		}
	}
}

// Write writes a new file of the repository, whole or not at all, and never over
// another.
func Write(cfg *config.Config, file string, data []byte) error {
	root, err := os.OpenRoot(cfg.Root)
	if err != nil {
		return err
	}
	defer root.Close()
	if err := root.MkdirAll(filepath.FromSlash(path.Dir(file)), 0o755); err != nil {
		return err
	}
	part := filepath.FromSlash(path.Join(path.Dir(file), "."+strings.TrimSuffix(path.Base(file), ".yaml")+".part"))
	f, err := root.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return problem.New(problem.Place{Path: filepath.ToSlash(part)}, "another assay is writing, or was stopped while it wrote", "remove the file when none is running")
	}
	if err != nil {
		return err
	}
	defer func() { _ = root.Remove(part) }()
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	return root.Link(part, filepath.FromSlash(file)) // refused where the name is taken
}
