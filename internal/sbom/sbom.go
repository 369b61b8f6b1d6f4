// Package sbom writes what a binary of assay was built from as a software bill of
// materials: the modules that the linker recorded in it, and the toolchain. The same
// binary gives the same bytes: no clock, and identifiers of version 5.
package sbom

import (
	"encoding/json"
	"io"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Program is a binary and what the linker recorded in it.
type Program struct {
	Name    string    // of the file
	Version string    // of the release, as v1.2.3
	Digest  string    // sha256 of the file, lower-case hex
	Made    time.Time // of the commit; SPDX asks for a time
	Build   *debug.BuildInfo
}

// module is something that is in the binary.
type module struct{ path, version, purl, sum string }

// source is the address of the project, which says of a binary what it is.
const source = "https://github.com/assay-compliance/assay"

// modules are the modules of a binary and the standard library, sorted by path. A
// module that is replaced is what replaces it.
func (p *Program) modules() []module {
	goVersion, _, _ := strings.Cut(strings.TrimPrefix(p.Build.GoVersion, "go"), " ")
	all := []module{{"stdlib", goVersion, purl("stdlib", goVersion), ""}}
	for _, d := range p.Build.Deps {
		if d.Replace != nil {
			d = d.Replace
		}
		all = append(all, module{d.Path, d.Version, purl(d.Path, d.Version), d.Sum})
	}
	slices.SortFunc(all, func(a, b module) int { return strings.Compare(a.path, b.path) })
	return all
}

// self is the program itself as a module.
func (p *Program) self() module {
	return module{p.Build.Main.Path, p.Version, purl(p.Build.Main.Path, p.Version), ""}
}

// purl is the package URL of a Go module (github.com/package-url/purl-spec, type golang).
func purl(path, version string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	return "pkg:golang/" + strings.Join(parts, "/") + "@" + url.QueryEscape(version)
}

// id is the identity of the document of a binary in one form.
func (p *Program) id(form string) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(source+"/sbom/"+form+"/"+p.Digest)).String()
}

// setting is what the binary was built with, as GOOS; empty where it was not recorded.
func (p *Program) setting(key string) string {
	for _, s := range p.Build.Settings {
		if s.Key == key {
			return s.Value
		}
	}
	return ""
}

func write(w io.Writer, document any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(document)
}
