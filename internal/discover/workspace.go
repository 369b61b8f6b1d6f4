package discover

import (
	"path"
	"slices"
	"strconv"
	"strings"
)

// Source is an entry of sources: files that are evidence of the same sort.
type Source struct {
	Path      string
	Format    string
	Kinds     []string
	Component string
	Live      bool
	Timeless  bool
	Files     int
}

// Sources groups what is evidence: files of one format in one directory that
// bring the same are one entry, and so are all envelopes of a directory.
func (r *Repository) Sources() []Source {
	var out []Source
	groups := map[string][]Found{}
	var order []string
	for _, f := range r.Found {
		if f.Format == "" {
			continue
		}
		key := strings.Join([]string{path.Dir(f.Path), f.Format, path.Ext(f.Path), strings.Join(f.Kinds, " "), f.Component, strconv.FormatBool(f.Timeless)}, "\x00")
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], f)
	}
	for _, key := range order {
		list := groups[key]
		whole := len(list) > 2 && !r.others(list)
		if !whole {
			for _, f := range list {
				out = append(out, source(f, f.Path, 1))
			}
			continue
		}
		pattern := "*" + path.Ext(list[0].Path)
		if dir := path.Dir(list[0].Path); dir != "." {
			pattern = escape(dir) + "/" + pattern
		}
		out = append(out, source(list[0], pattern, len(list)))
	}
	return out
}

// Kinds are those of all that is evidence, sorted; of envelopes nobody has looked.
func (r *Repository) Kinds() []string {
	var out []string
	for _, f := range r.Found {
		if f.Format != "" {
			out = append(out, f.Kinds...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// others says whether a pattern over the files of a group would take files that
// are not of it.
func (r *Repository) others(list []Found) bool {
	dir, ext := path.Dir(list[0].Path), path.Ext(list[0].Path)
	of := map[string]bool{}
	for _, f := range list {
		of[f.Path] = true
	}
	return ext == "" || slices.ContainsFunc(r.Found, func(f Found) bool {
		return path.Dir(f.Path) == dir && path.Ext(f.Path) == ext && !of[f.Path]
	})
}

func source(f Found, p string, files int) Source {
	if files == 1 {
		p = escape(p)
	}
	return Source{Path: p, Format: f.Format, Kinds: f.Kinds, Component: f.Component, Live: f.Live, Timeless: f.Timeless, Files: files}
}

// escape keeps wildcards in names from being read as such.
func escape(name string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`, "{", `\{`).Replace(name)
}

// Parts are the components that something was found of, and those that every
// system has: where people sign in, and the company.
func (r *Repository) Parts() []Component {
	var out []Component
	for _, c := range Components {
		if c.Key == "idp" || c.Key == "org" || slices.ContainsFunc(r.Found, func(f Found) bool {
			return f.Component == c.Key && (f.Format != "" || c.Key != "network")
		}) || c.Key == "app" {
			out = append(out, c)
		}
	}
	return out
}

// Workspace is the assay.yaml of the repository.
func (r *Repository) Workspace(framework string) string {
	var b strings.Builder
	b.WriteString(`# What assay init found in this repository. An unknown key is an error with its
# line; docs/configuration.md lists them all.
system-id: ` + strconv.Quote(r.Name) + `   # part of every identity; never change it
system:                    # correct types and titles; or the path of an OSCAL component definition
`)
	for _, c := range r.Parts() {
		b.WriteString("  - {key: " + c.Key + ", type: " + c.Type + ", title: " + c.Title + "}\n")
	}
	b.WriteString("frameworks: [" + framework + "]   # assay control list shows them\n")
	sources := r.Sources()
	if len(sources) == 0 {
		b.WriteString("sources: []   # nothing here is evidence yet; assay assess names the source that answers most\n")
	} else {
		b.WriteString(`# What a source declares and does not bring is undecided, never a pass.
sources:
`)
	}
	for _, s := range sources {
		b.WriteString(s.line())
	}
	b.WriteString(`gates:
  pr: {fail-on: high, undecided: warn}
  release: {fail-on: moderate, undecided: fail}
`)
	return b.String()
}

// line is the entry in YAML.
func (s Source) line() string {
	var b strings.Builder
	b.WriteString("  - {path: " + strconv.Quote(s.Path))
	if len(s.Kinds) > 0 {
		b.WriteString(", kinds: [" + strings.Join(s.Kinds, ", ") + "]")
	}
	if s.Component != "" {
		b.WriteString(", component: " + s.Component)
	}
	if s.Live {
		b.WriteString(", live: true")
	}
	b.WriteString("}")
	if s.Timeless && !s.Live {
		b.WriteString("   # it does not say when it was made: add collected: 2026-01-31")
	}
	return b.String() + "\n"
}
