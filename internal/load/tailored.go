package load

import (
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/content"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

// tailor looks for the official baselines that a profile of the team's own rests
// on. An official baseline is an embedded framework, an imported profile, or an
// imported catalog that says it is a profile resolved. What an official baseline
// itself leaves out of another is its publisher's decision and not looked at.
type tailor struct {
	store     *content.Store
	files     *content.FS
	been      map[string]bool
	baselines []string // hrefs and paths for ResolveFile, in the order they are met
	removes   []removal
	err       error
}

// removal is an alter of a profile that takes something out of a control.
type removal struct{ control, what, id string }

// tailoring lists what the official baselines behind a profile ask and the profile
// does not: controls, then parts of those it keeps; in the order of the baselines,
// each once. Empty where no official baseline is behind it, or nothing is missing.
func (j *joiner) tailoring(files *content.FS, at string, r *frameworks.Resolved) ([]string, error) {
	t := &tailor{store: j.store, files: files, been: map[string]bool{}}
	if _, official := j.store.At(at); official {
		return nil, nil
	}
	t.walk(at)
	if t.err != nil {
		return nil, t.err
	}
	var out []string
	add := func(id string) {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	kept := map[string]*frameworks.Control{}
	for i := range r.Controls {
		kept[r.Controls[i].ID] = &r.Controls[i]
	}
	asked := map[string]bool{}
	for _, b := range t.baselines {
		baseline, err := frameworks.ResolveFile(files, b)
		if err != nil {
			return nil, err
		}
		for i := range baseline.Controls {
			c := &baseline.Controls[i]
			asked[c.ID] = true
			mine := kept[c.ID]
			switch {
			case c.Withdrawn:
			case mine == nil:
				add(c.ID)
			default:
				for _, target := range c.Targets {
					if !slices.ContainsFunc(mine.Targets, func(m frameworks.Target) bool { return m.ID == target.ID }) {
						add(target.ID)
					}
				}
			}
		}
	}
	for _, x := range t.removes {
		if asked[x.control] && kept[x.control] != nil && !slices.Contains(out, x.id) {
			add(x.control + " without " + x.what)
		}
	}
	return out, nil
}

// walk follows the imports of a local profile as far as the official baselines.
func (t *tailor) walk(at string) {
	if t.been[at] || t.err != nil {
		return
	}
	t.been[at] = true
	data, err := fs.ReadFile(t.files, at)
	if err != nil {
		t.err = problem.New(problem.Place{Path: at}, "cannot be read again", "run again when nothing writes to it")
		return
	}
	doc, err := oscal.Read(at, data)
	if err != nil {
		t.err = err
		return
	}
	if doc.Profile == nil {
		return
	}
	for _, in := range doc.Profile.Imports {
		for _, href := range hrefs(doc.Profile, in.Href) {
			if t.follow(at, href) {
				break
			}
		}
	}
	if m := doc.Profile.Modify; m != nil {
		for _, a := range some(m.Alters) {
			for _, x := range some(a.Removes) {
				t.removes = append(t.removes, removal{a.ControlId, removed(x), x.ById})
			}
		}
	}
}

// hrefs gives the links that an import means, one, or those of a resource.
func hrefs(p *oscal.Profile, href string) []string {
	uuid, internal := strings.CutPrefix(href, "#")
	if !internal {
		return []string{href}
	}
	var out []string
	if p.BackMatter != nil {
		for _, r := range some(p.BackMatter.Resources) {
			if strings.EqualFold(r.UUID, uuid) {
				for _, l := range some(r.Rlinks) {
					out = append(out, l.Href)
				}
			}
		}
	}
	return out
}

// follow says whether an href of the file at from leads to a document, and takes
// note of a baseline.
func (t *tailor) follow(from, href string) bool {
	local := ""
	if mirrored, ok := t.files.Mirror(href); ok {
		local = mirrored
	} else if u, err := url.Parse(href); err == nil && u.Scheme == "" && u.Host == "" && u.Path != "" {
		local = path.Join(path.Dir(from), u.Path)
	}
	e, imported := t.store.At(local)
	if imported {
		local = e.Path
	}
	if _, there := t.files.Opened()[local]; there {
		if !imported {
			t.walk(local)
		} else if e.Model == "profile" || t.resolvedProfile(e) {
			t.baseline(local)
		}
		return true
	}
	full := href
	if !strings.HasPrefix(href, frameworks.Scheme) {
		bare, ok := frameworks.Bare(href)
		if !ok {
			return false
		}
		full = bare
	}
	id, file, _ := strings.Cut(strings.TrimPrefix(full, frameworks.Scheme), "/")
	if slices.Contains(frameworks.IDs(), id) && file != "catalog.json" {
		t.baseline(frameworks.Scheme + id)
	}
	return true
}

func (t *tailor) baseline(at string) {
	if !slices.Contains(t.baselines, at) {
		t.baselines = append(t.baselines, at)
	}
}

// resolvedProfile says whether an imported catalog is a profile that its publisher
// resolved.
//
// Source: NIST, OSCAL profile resolution, metadata of the result.
func (t *tailor) resolvedProfile(e content.Entry) bool {
	data, err := fs.ReadFile(t.files, e.Path)
	if err != nil {
		return false
	}
	doc, err := oscal.Read(e.Path, data)
	if err != nil || doc.Catalog == nil {
		return false
	}
	for _, l := range some(doc.Catalog.Metadata.Links) {
		if l.Rel == "source-profile" || l.Rel == "resolution-source" {
			return true
		}
	}
	return slices.ContainsFunc(some(doc.Catalog.Metadata.Props), func(p oscal.Property) bool { return p.Name == "resolution-tool" })
}

// removed says in words what a remove takes out.
func removed(r oscal.Removal) string {
	var out []string
	for _, by := range []struct{ word, value string }{
		{"id", r.ById}, {"name", r.ByName}, {"item", r.ByItemName}, {"class", r.ByClass}, {"namespace", r.ByNs},
	} {
		if by.value != "" {
			out = append(out, by.word+" "+by.value)
		}
	}
	return strings.Join(out, ", ")
}
