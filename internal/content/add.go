package content

import (
	"bytes"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/frameworks"
	"github.com/assay-compliance/assay/oscal/validate"
)

// withoutQuery is an address without what stands behind its ?, which may be a key
// and would be committed with the index. A path stays as it is.
func withoutQuery(source string) string {
	if !strings.Contains(source, "://") {
		return source
	}
	address, _, _ := strings.Cut(source, "?")
	return address
}

// Identify reads a file that is to be imported: a catalog or profile that its
// official schema accepts. The id is the one given, else the one that fits: that
// of the embedded catalog which has its controls, in the same edition, else a
// short form of its title. Source is the address or path as given; an address is
// kept without its query.
func Identify(id, source string, data []byte) (Entry, error) {
	place := problem.Place{Path: source}
	doc, err := oscal.Read(source, data)
	if err != nil {
		return Entry{}, err
	}
	if doc.Catalog == nil && doc.Profile == nil {
		return Entry{}, problem.New(place, "this is a document of model "+doc.Model+", and only a catalog or a profile is imported", "give one of these")
	}
	if err := validate.Err(validate.Schema(doc)); err != nil {
		return Entry{}, err
	}
	var meta oscal.Metadata
	if doc.Catalog != nil {
		meta = doc.Catalog.Metadata
	} else {
		meta = doc.Profile.Metadata
	}
	e := Entry{
		Model: doc.Model, Title: oneLine(meta.Title), Version: oneLine(meta.Version), OSCALVersion: doc.Version,
		Digest: Digest(data), Source: oneLine(withoutQuery(source)), ID: id,
	}
	if e.ID == "" {
		e.ID = fitting(doc, e)
	}
	switch {
	case !idShape.MatchString(e.ID):
		return Entry{}, problem.New(problem.Place{}, strictyaml.Quote(e.ID)+" is not an id of an import", "give one with --id: lower-case letters, digits, - . _, beginning with a letter")
	case slices.Contains(frameworks.IDs(), e.ID):
		return Entry{}, problem.New(problem.Place{}, e.ID+" is the embedded framework, which an import does not replace", "give another id with --id, and name the imported profile under frameworks in assay.yaml")
	case doc.Profile != nil && slices.Contains(frameworks.Catalogs(), e.ID):
		return Entry{}, problem.New(problem.Place{}, e.ID+" is a catalog, and this is a profile", "give another id with --id")
	case doc.Catalog != nil && slices.Contains(frameworks.Catalogs(), e.ID) && shared(doc, e.ID) == 0:
		return Entry{}, problem.New(problem.Place{}, "this catalog has no control of "+e.ID, "give another id with --id, or leave it out")
	}
	e.Path = e.ID + "." + e.Digest + extension(data)
	return e, nil
}

// Add puts an identified file and its entry into the workspace: the file first,
// then the index, each in one rename. An import of the same id takes the place of
// the one before, whose entry is given.
func (s *Store) Add(e Entry, data []byte) (added Entry, replaced *Entry, err error) {
	dir := s.cfg.Abs(Dir)
	e.Path = path.Join(dir, path.Base(e.Path))
	root, err := os.OpenRoot(s.cfg.Root)
	if err != nil {
		return e, nil, err
	}
	defer root.Close()
	entries := slices.Clone(s.entries)
	if old, ok := s.Get(e.ID); ok {
		entries = slices.DeleteFunc(entries, func(o Entry) bool { return o.ID == e.ID })
		if old.Digest != e.Digest {
			replaced = &old
		}
	}
	entries = append(entries, e)
	slices.SortFunc(entries, func(a, b Entry) int { return strings.Compare(a.ID, b.ID) })
	if err := root.MkdirAll(filepath.FromSlash(dir), 0o755); err != nil {
		return e, nil, unwritten(dir, err)
	}
	if err := replace(root, e.Path, data); err != nil {
		return e, nil, unwritten(e.Path, err)
	}
	index := path.Join(dir, IndexFile)
	if err := replace(root, index, encodeIndex(entries)); err != nil {
		return e, nil, unwritten(index, err)
	}
	s.entries = entries
	if replaced != nil {
		if err := root.Remove(filepath.FromSlash(replaced.Path)); err != nil && !os.IsNotExist(err) {
			return e, replaced, unwritten(replaced.Path, err)
		}
	}
	return e, replaced, nil
}

func unwritten(at string, err error) error {
	cause, remedy := problem.Cause(err)
	return problem.New(problem.Place{Path: at}, "cannot be written: "+cause, remedy)
}

// replace writes a file of the repository in one rename.
func replace(root *os.Root, rel string, data []byte) error {
	name := filepath.FromSlash(rel)
	staged := filepath.Join(filepath.Dir(name), ".import-"+Digest([]byte(rel))[:16])
	_ = root.Remove(staged) // left by a run that was cut off
	f, err := root.OpenFile(staged, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	defer func() { _ = root.Remove(staged) }() // gone where all went well
	_, err = f.Write(data)
	if e := f.Sync(); err == nil {
		err = e
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return root.Rename(staged, name)
}

// fitting is the id of a file that was given none.
func fitting(doc *oscal.Document, e Entry) string {
	for _, id := range frameworks.Catalogs() {
		embedded, err := frameworks.OpenCatalog(id)
		if doc.Catalog == nil || err != nil || edition(embedded.Version) != edition(e.Version) {
			continue
		}
		// A catalog of another body has other controls, and a baseline few of them.
		if n := shared(doc, id); n*2 > len(controlIDs(doc)) && n*2 > len(embedded.Controls) {
			return id
		}
	}
	return slug(e.Title)
}

// edition is the first number of a version: 5 of 5.1.1.
func edition(version string) string {
	first, _, _ := strings.Cut(version, ".")
	return first
}

// shared counts the controls that a catalog has in common with an embedded one.
func shared(doc *oscal.Document, id string) int {
	index, err := frameworks.OpenIndex(id)
	if err != nil {
		return 0
	}
	n := 0
	for _, c := range controlIDs(doc) {
		if e, ok := index.Find(c); ok && e.Kind == frameworks.ControlEntry {
			n++
		}
	}
	return n
}

// controlIDs lists the controls of a catalog.
func controlIDs(doc *oscal.Document) []string {
	var out []string
	var controls func(list *[]oscal.Control)
	controls = func(list *[]oscal.Control) {
		if list == nil {
			return
		}
		for i := range *list {
			out = append(out, (*list)[i].ID)
			controls((*list)[i].Controls)
		}
	}
	var groups func(list *[]oscal.Group)
	groups = func(list *[]oscal.Group) {
		if list == nil {
			return
		}
		for i := range *list {
			groups((*list)[i].Groups)
			controls((*list)[i].Controls)
		}
	}
	groups(doc.Catalog.Groups)
	controls(doc.Catalog.Controls)
	return out
}

// slug is a title in lower-case letters, digits and hyphens.
func slug(title string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(title) {
		switch {
		case b.Len() >= 60:
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9' && b.Len() > 0, r == '.' && b.Len() > 0:
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-.")
}

// oneLine is text without line ends and other control characters.
func oneLine(text string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)), " ")
}

// extension is that of a file by its first character, as package oscal tells the
// formats apart.
func extension(data []byte) string {
	switch rest := bytes.TrimLeft(data, " \t\r\n"); {
	case bytes.HasPrefix(rest, []byte("{")):
		return ".json"
	case bytes.HasPrefix(rest, []byte("<")):
		return ".xml"
	}
	return ".yaml"
}

// Wrong is the problem of bytes that have another digest than was asked for.
func Wrong(source, want, got string) error {
	return problem.New(problem.Place{Path: source}, fmt.Sprintf("the file has sha256 %s, and %s was asked for: nothing was written", got, want),
		"compare with the digest that the publisher gives; the file is another one, or was changed on its way")
}
