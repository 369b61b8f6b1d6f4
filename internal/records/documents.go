package records

import (
	"net/url"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// documentEntry is a document that a record rests on: a file of the repository, or
// the address of one kept elsewhere.
type documentEntry struct {
	Title  strictyaml.At[string] `yaml:"title"`
	Path   strictyaml.At[string] `yaml:"path"` // relative to the directory of assay.yaml
	Href   strictyaml.At[string] `yaml:"href"`
	SHA256 strictyaml.At[string] `yaml:"sha256"`
	Draft  strictyaml.At[bool]   `yaml:"draft"`
}

var digestShape = regexp.MustCompile(`^[0-9a-f]{64}$`)

// exhibits takes the documents of a record and says what keeps each from being
// relied on.
func (r *reader) exhibits(all []strictyaml.At[documentEntry]) (out []assessment.Exhibit, lacks []string) {
	for _, e := range all {
		x := r.exhibit(e)
		if x.Fault != "" {
			lacks = append(lacks, "document "+x.Title+": "+x.Fault)
		}
		out = append(out, x)
	}
	return out, lacks
}

func (r *reader) exhibit(e strictyaml.At[documentEntry]) assessment.Exhibit {
	d := e.Value
	x := assessment.Exhibit{Title: r.line(d.Title), Href: r.line(d.Href), SHA256: d.SHA256.Value, Draft: d.Draft.Value}
	if d.SHA256.Set() && !digestShape.MatchString(d.SHA256.Value) {
		r.add(d.SHA256.Place, "not a sha256", "write its 64 hexadecimal digits in small letters, as sha256sum prints them")
	}
	switch {
	case d.Path.Set() && d.Href.Set():
		r.add(d.Path.Place, "path and href are both given", "keep one: path for a file of the repository, href for one kept elsewhere")
	case d.Href.Set():
		r.address(d.Href)
		x.Title = first(x.Title, x.Href)
	case d.Path.Set():
		rel := r.inside(d.Path)
		x.Title = first(x.Title, path.Base(rel))
		x.Source = assessment.Source{Path: rel}
		if rel == "" {
			return x // told
		}
		s := r.sum(rel)
		x.Source.Digest = s.digest
		switch {
		case s.fault != "":
			x.Fault = s.fault
		case !d.SHA256.Set():
			x.Fault = "no sha256 is given, so that nobody can tell whether it was changed since"
		case s.digest != d.SHA256.Value:
			x.Fault = "the file was changed since: its sha256 is another than the one given"
		}
	default:
		x.Title = first(x.Title, "without a title")
		x.Fault = "neither a path nor an href says where it is"
	}
	return x
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// inside gives the path of a document within the repository; empty where it is none.
func (r *reader) inside(p strictyaml.At[string]) string {
	rel := r.cfg.Abs(p.Value)
	switch {
	case r.line(p) == "":
		r.add(p.Place, "the path is empty", "write it relative to the directory of assay.yaml")
	case path.IsAbs(p.Value) || strings.Contains(p.Value, `\`) || len(p.Value) > 1 && p.Value[1] == ':':
		r.add(p.Place, "the path is absolute, or has a backslash", "write it relative to the directory of assay.yaml, with slashes")
	case !filepath.IsLocal(filepath.FromSlash(rel)):
		r.add(p.Place, strictyaml.Quote(p.Value)+" leaves the repository", "nothing outside it is read; copy what is needed into it, or give an href")
	default:
		return rel
	}
	return ""
}

// sum gives the digest of a document, read once however many records name it.
func (r *reader) sum(rel string) sum {
	if known, ok := r.sums[rel]; ok {
		return known
	}
	digest, err := r.cfg.Judged().SHA256(rel, maxDocument)
	s := sum{digest: digest}
	if err != nil {
		cause, _ := problem.Cause(err)
		if strings.Contains(cause, "escapes") {
			cause = "it leaves the repository by a symbolic link"
		}
		s = sum{fault: "it cannot be read: " + cause}
	}
	r.sums[rel] = s
	return s
}

// address refuses what is no plain address of a document: it becomes a link in
// every output.
func (r *reader) address(v strictyaml.At[string]) {
	u, err := url.Parse(v.Value)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "":
		r.add(v.Place, "not an address of a document", "write it as https://…, or give a path")
	case u.User != nil:
		r.add(v.Place, "the address holds a user or a password", "take it out")
	}
}
