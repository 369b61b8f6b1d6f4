package validate

import (
	"errors"
	"io/fs"
	"net/url"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

// source is another document that a document builds on.
type source struct {
	pointer string
	href    string
	models  []string // what it may be
	defines bool     // the document names objects of it
}

// sourceOf is the document that obj names; ok is false where it names none.
func sourceOf(pointer string, obj any) (s source, ok bool) {
	controls := []string{"profile", "catalog"}
	switch o := obj.(type) {
	case *oscal.ImportComponentDefinition:
		s = source{pointer + "/href", o.Href, []string{"component-definition"}, true}
	case *oscal.ControlImplementationSet:
		s = source{pointer + "/source", o.Source, controls, false}
	case *oscal.Import:
		s = source{pointer + "/href", o.Href, controls, false}
	case *oscal.ImportProfile:
		s = source{pointer + "/href", o.Href, controls, false}
	case *oscal.MappingResourceReference:
		s = source{pointer + "/href", o.Href, controls, false}
	case *oscal.ImportSsp:
		s = source{pointer + "/href", o.Href, []string{"system-security-plan"}, true}
	case *oscal.ImportAp:
		s = source{pointer + "/href", o.Href, []string{"assessment-plan"}, true}
	}
	return s, s.href != ""
}

// reach says what an href leads to.
type reach uint8

const (
	local    reach = iota // a path within the root
	embedded              // a document of package frameworks
	remote                // somewhere else: the network, or inside the document
	outside               // a path that leaves the root
	nowhere               // no reference at all
)

// target reads an href that stands in the file from: the path it means, within
// the root and with slashes, or the embedded document.
func target(from, href string) (name string, where reach) {
	if strings.HasPrefix(href, frameworks.Scheme) {
		return href, embedded
	}
	u, err := url.Parse(href)
	switch {
	case err != nil:
		return "", nowhere
	case u.Scheme != "" || u.Host != "":
		return "", remote
	case u.Path == "":
		return "", nowhere
	}
	name = path.Join(path.Dir(from), u.Path)
	if path.IsAbs(u.Path) || strings.ContainsRune(u.Path, 0) || !fs.ValidPath(name) {
		return "", outside
	}
	return name, local
}

// seen is how a document names a file: relative to where it stands itself.
func seen(from, name string) string {
	rel, err := filepath.Rel(path.Dir(from), name)
	if err != nil || strings.HasPrefix(name, frameworks.Scheme) {
		return name
	}
	return filepath.ToSlash(rel)
}

// read reads a file within root.
func read(root fs.FS, name string) ([]byte, error) {
	place := problem.Place{Path: name}
	f, err := open(root, name)
	if err != nil {
		return nil, problem.New(place, err.Error(), remedies[err])
	}
	defer f.Close()
	size := int64(0)
	if info, err := f.Stat(); err == nil {
		size = info.Size()
	}
	data, err := oscal.ReadAll(f, size)
	if err != nil {
		return nil, problem.New(place, "the file cannot be read to its end", "try again, or give a copy of it")
	}
	return data, nil
}

// The reasons why open refuses a file.
var (
	errMissing = errors.New("there is no such file")
	errOutside = errors.New("the path leaves the root")
	errNoFile  = errors.New("this is not a regular file")
	errClosed  = errors.New("the file cannot be opened")
)

// remedies are for the reasons of open.
var remedies = map[error]string{
	errMissing: "give the path of an OSCAL document",
	errOutside: "give a document inside the repository",
	errNoFile:  "give an OSCAL document, or those in it",
	errClosed:  "check its permissions",
}

// open opens a regular file within root. It looks before it opens: opening a
// pipe would wait.
func open(root fs.FS, name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, errOutside
	}
	info, err := fs.Stat(root, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errMissing
	case err != nil && strings.Contains(err.Error(), "escapes"): // os.Root has no error value for it
		return nil, errOutside
	case err != nil:
		return nil, errClosed
	case !info.Mode().IsRegular():
		return nil, errNoFile
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, errClosed
	}
	return f, nil
}

// linked is a back-matter resource: where it stands and the files it links to.
type linked struct {
	pointer string
	rlinks  []oscal.ResourceLink
}

// locate finds the file or embedded document that a source of doc means. Empty
// without a finding: another rule speaks of it.
func (l *locals) locate(doc *oscal.Document, resources map[string]linked, s source, r *report) (name string) {
	hrefs, pointers := []string{s.href}, []string{s.pointer}
	if uuid, internal := strings.CutPrefix(s.href, "#"); internal {
		res := resources[strings.ToLower(uuid)]
		if res.pointer == "" {
			return "" // ref-resource
		}
		hrefs, pointers = nil, nil
		for _, xml := range []bool{false, true} { // JSON and YAML before XML
			for i, link := range res.rlinks {
				if xml == (strings.Contains(link.MediaType, "xml") || path.Ext(link.Href) == ".xml") {
					hrefs, pointers = append(hrefs, link.Href), append(pointers, res.pointer+"/rlinks/"+strconv.Itoa(i)+"/href")
				}
			}
		}
		if len(hrefs) == 0 {
			r.level(Warning, "local-remote", s.pointer, "the resource has no link to an OSCAL file; it was not opened", "add an rlink to the file where there is one")
			return ""
		}
	}
	// The first link that leads to a file here wins; else the first says why not.
	for i := range hrefs {
		switch name, where := target(doc.Path, hrefs[i]); {
		case where == local && l.exists(name):
			return name
		case where == embedded:
			return l.embedded(name, pointers[i], r)
		}
		if full, ok := frameworks.Bare(hrefs[i]); ok {
			r.level(Warning, "local-bare", pointers[i], "this names a built-in document by its bare id, which other tools take for a file", "write "+full)
			return l.embedded(full, pointers[i], r)
		}
	}
	name, where := target(doc.Path, hrefs[0])
	switch where {
	case remote:
		r.level(Warning, "local-remote", pointers[0], "this source is not in the repository and was not opened", "to check against it, save it inside and name its path, or write "+frameworks.Scheme+" and the id of a built-in catalog or framework")
	case outside:
		r.add("local-escape", pointers[0], "this path leaves the root", "move the file inside and write a relative path; the root is the git repository around the document, else its own directory")
	case nowhere:
		r.add("local-missing", pointers[0], "this is no reference to a file", "write a path relative to this file")
	case local:
		if _, err := open(l.root, name); errors.Is(err, errOutside) {
			r.add("local-escape", pointers[0], "this path leaves the root through a link", "move the file inside")
		} else {
			r.add("local-missing", pointers[0], "there is no file "+seen(doc.Path, name), "write the path relative to this file, or "+frameworks.Scheme+" and the id of a built-in catalog or framework")
		}
	}
	return ""
}

// embedded resolves a document of ours; empty where there is none of that name.
func (l *locals) embedded(name, pointer string, r *report) string {
	if _, known := l.resolved[name]; !known {
		res, err := frameworks.ResolveFile(l.root, name)
		l.resolved[name] = res
		for _, p := range problem.All(err) {
			r.add("local-missing", pointer, p.What, p.Remedy)
		}
	}
	if l.resolved[name] == nil {
		return ""
	}
	return name
}
