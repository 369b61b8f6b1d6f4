package frameworks

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
)

// Scheme begins an href that means an embedded document: assay:hipaa is the
// framework of that id, or the catalog where there is no framework of that
// name; assay:hipaa/catalog.json is one file of FS.
const Scheme = "assay:"

// Bare gives the href of the embedded document that an href without our scheme
// means: the bare id of a framework or catalog, cmmc-l2 for assay:cmmc-l2. A file
// of that name comes before it. Other tools know files only.
func Bare(href string) (full string, ok bool) {
	if !slices.Contains(IDs(), href) && !slices.Contains(Catalogs(), href) {
		return "", false
	}
	return Scheme + href, true
}

// location is a file, embedded or local.
type location struct {
	builtin bool
	path    string // with slashes, relative to FS or to the local root
}

// String is how the file is named in messages and hrefs.
func (l location) String() string {
	if l.builtin {
		return Scheme + l.path
	}
	return l.path
}

// id names a document: the id of an embedded one, the path of a local one.
func (l location) id() string {
	if l.builtin {
		return path.Dir(l.path)
	}
	return l.path
}

// Mirror is implemented by a root that has copies of files of the network: it gives
// the path of the copy of what an address names.
type Mirror interface {
	Mirror(address string) (name string, ok bool)
}

// files opens embedded documents and, where there is a root, local ones.
type files struct{ local fs.FS }

func newResolver(local fs.FS) resolver {
	return resolver{files: files{local}, sources: map[location]*source{}, done: map[location]*taken{}}
}

// ResolveFile resolves a profile, or a whole catalog, that is a local file:
// OSCAL JSON or YAML of any version that package oscal reads. Root is the
// repository (os.Root.FS keeps links inside it); name is relative to it, with
// slashes, or an href of ours such as assay:fedramp-moderate.
//
// What the file imports must be inside root too, or embedded; nothing is
// fetched. The rules are the simple ones: include-all, include-controls by id
// or pattern with or without child controls, exclude-controls, set-parameters,
// and alters. The error holds every problem of one file.
func ResolveFile(root fs.FS, name string) (*Resolved, error) {
	at := location{path: path.Clean(name)}
	if strings.HasPrefix(name, Scheme) {
		var err error
		if at, err = builtin(name, problem.Place{Path: name}); err != nil {
			return nil, err
		}
		if d, ok := lookup(at.path); ok {
			return d.resolved(), nil
		}
	} else if !fs.ValidPath(at.path) {
		return nil, problem.New(problem.Place{Path: name}, "this path leaves the repository", "name a file inside it, relative to its root")
	}
	r := newResolver(root)
	return r.resolve(at)
}

// builtin turns an href of ours into a file of FS.
func builtin(href string, place problem.Place) (location, error) {
	name := strings.TrimPrefix(href, Scheme)
	for _, candidate := range []string{name, name + "/profile.json", name + "/catalog.json"} {
		if info, err := fs.Stat(FS, candidate); err == nil && info.Mode().IsRegular() {
			return location{builtin: true, path: candidate}, nil
		}
	}
	id, _, _ := strings.Cut(name, "/")
	return location{}, problem.New(place, "nothing of this name is embedded", oneOf(id, append(IDs(), Catalogs()...)))
}

// follow gives the file that import i of s means. A reference into the back
// matter means the first link there that is local.
func (f files) follow(s *source, i int) (location, error) {
	place := s.place(importPointer(i) + "/href")
	href := s.imports[i].href
	uuid, internal := strings.CutPrefix(href, "#")
	if !internal {
		return f.target(s.at, href, place)
	}
	for _, res := range s.resources {
		if res.uuid != uuid {
			continue
		}
		var first error
		for _, link := range res.hrefs {
			at, err := f.target(s.at, link, place)
			if err == nil && f.exists(at) {
				return at, nil
			}
			if first == nil {
				first = err
			}
		}
		if first == nil {
			first = problem.New(place, "none of the resource's links leads to a file here", "put the catalog into the repository and link to it with a relative path")
		}
		return location{}, first
	}
	return location{}, problem.New(place, "the back matter has no resource of this uuid", "add the resource, or write the path of the catalog")
}

// target reads an href that stands in the file at from.
func (f files) target(from location, href string, place problem.Place) (location, error) {
	if strings.HasPrefix(href, Scheme) {
		return builtin(href, place)
	}
	u, err := url.Parse(href)
	switch {
	case err != nil || u.Path == "":
		return location{}, problem.New(place, "this is no reference to a file", "write a path relative to this file, or "+Scheme+" and the id of an embedded catalog")
	case u.Scheme != "" || u.Host != "":
		if m, ok := f.local.(Mirror); ok {
			if name, ok := m.Mirror(href); ok {
				return location{path: name}, nil
			}
		}
		return location{}, problem.New(place, "a source on the network is not opened", "put the file into the repository and link to it with a relative path, or write "+Scheme+" and the id of an embedded catalog")
	}
	to := location{builtin: from.builtin, path: path.Join(path.Dir(from.path), u.Path)}
	if strings.HasPrefix(u.Path, "/") || !fs.ValidPath(to.path) {
		return location{}, problem.New(place, "this path leaves the repository", "write a path relative to this file that stays inside")
	}
	if full, ok := Bare(href); ok && !f.exists(to) {
		return builtin(full, place)
	}
	return to, nil
}

func (f files) exists(at location) bool {
	info, err := fs.Stat(f.of(at), at.path)
	return err == nil && info.Mode().IsRegular()
}

func (f files) of(at location) fs.FS {
	if at.builtin || f.local == nil {
		return FS
	}
	return f.local
}

// load reads and decodes one file. Ours is decoded as it is; any other is read
// by package oscal first, which refuses what no OSCAL document may hold.
func (f files) load(at location) (*source, error) {
	data, err := f.read(at)
	if err != nil {
		return nil, err
	}
	place := func(pointer string) problem.Place { return problem.Place{Path: at.String(), Pointer: pointer} }
	raw := data
	if !at.builtin {
		doc, err := oscal.Read(at.path, data)
		if err != nil {
			return nil, err
		}
		data, place = doc.JSON, doc.Place
	}
	s, err := decode(data, place)
	if err != nil {
		return nil, err
	}
	s.at, s.raw = at, raw
	return s, nil
}

func (f files) read(at location) ([]byte, error) {
	place := problem.Place{Path: at.String()}
	file, err := f.of(at).Open(at.path)
	if err != nil {
		return nil, problem.New(place, "this file cannot be opened", "check that it is there, inside the repository, and readable")
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return nil, problem.New(place, "this is not a file", "name an OSCAL catalog or profile")
	}
	// The size is a hint: a file may grow while it is read.
	var data bytes.Buffer
	data.Grow(int(min(info.Size(), oscal.MaxSize)) + bytes.MinRead)
	if _, err := data.ReadFrom(io.LimitReader(file, oscal.MaxSize+1)); err != nil {
		return nil, problem.New(place, "this file cannot be read to its end", "")
	}
	if data.Len() > oscal.MaxSize {
		return nil, problem.New(place, fmt.Sprintf("this file is larger than %d MiB", oscal.MaxSize>>20), "a catalog is far smaller")
	}
	return data.Bytes(), nil
}
