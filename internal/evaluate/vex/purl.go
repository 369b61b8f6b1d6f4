package vex

import (
	"net/url"
	"slices"
	"strings"
)

// purl is a package URL, taken apart as far as it tells packages apart.
//
// Source: Package URL specification, ECMA-427.
type purl struct {
	kind       string // type, in lower case
	name       string // namespace and name
	version    string
	qualifiers []string // key=value, sorted
	subpath    string
}

// readPURL reads a package URL with a version; false for anything else, and for
// one that names no version: a statement on every version there will ever be is
// one on none.
func readPURL(s string) (p purl, ok bool) {
	rest, ok := strings.CutPrefix(s, "pkg:")
	if !ok {
		return p, false
	}
	rest, p.subpath, _ = strings.Cut(strings.TrimLeft(rest, "/"), "#")
	rest, query, _ := strings.Cut(rest, "?")
	kind, rest, ok := strings.Cut(rest, "/")
	at := strings.LastIndexByte(rest, '@')
	if !ok || at <= 0 || strings.ContainsRune(rest[at:], '/') {
		return p, false // the @ of a scope stands before a slash
	}
	p.kind = strings.ToLower(kind)
	name, err := url.PathUnescape(strings.Trim(rest[:at], "/"))
	version, err2 := url.PathUnescape(rest[at+1:])
	if err != nil || err2 != nil || kind == "" || name == "" || version == "" {
		return p, false
	}
	p.name, p.version = name, version
	switch p.kind {
	case "pypi":
		p.name = strings.ReplaceAll(strings.ToLower(name), "_", "-")
	case "github", "bitbucket", "deb", "alpm", "apk", "composer":
		p.name = strings.ToLower(name)
	}
	for _, q := range strings.Split(query, "&") {
		key, value, _ := strings.Cut(q, "=")
		value, err := url.PathUnescape(value)
		if err != nil {
			return p, false
		}
		if key != "" && value != "" {
			p.qualifiers = append(p.qualifiers, strings.ToLower(key)+"="+value)
		}
	}
	slices.Sort(p.qualifiers)
	return p, true
}

// covers says whether what is said of p is said of found: the same package in the
// same version, and everything else that p is told by.
func (p purl) covers(found purl) bool {
	if p.kind != found.kind || p.name != found.name || p.version != found.version || p.subpath != "" && p.subpath != found.subpath {
		return false
	}
	return !slices.ContainsFunc(p.qualifiers, func(q string) bool { return !slices.Contains(found.qualifiers, q) })
}

// key is the same for package URLs that are the same.
func (p purl) key() string {
	return strings.Join([]string{p.kind, p.name, p.version, strings.Join(p.qualifiers, "&"), p.subpath}, "\x00")
}
