package config

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/assay-compliance/assay/internal/strictyaml"
)

// dotdot finds a step upwards in the part of a pattern behind its first
// wildcard, where it cannot be seen what it steps out of.
var dotdot = regexp.MustCompile(`(^|[/{,])\.\.([/},]|$)`)

// paths checks the form of every path: relative, with slashes, no control
// characters. That it stays inside the repository needs the repository, see
// contain.
func (k *checker) paths(c *Config) {
	c.eachPath(func(p strictyaml.At[string], pattern bool) {
		switch v := p.Value; {
		case v == "":
			k.add(p.Place, "the path is empty", "write it relative to the directory of this file")
		case strings.ContainsFunc(v, unicode.IsControl):
			k.add(p.Place, "the path has a control character", "take it out")
		case path.IsAbs(v) || len(v) > 1 && v[1] == ':':
			k.add(p.Place, "the path is absolute", "write it relative to the directory of this file")
		case !pattern:
		case !doublestar.ValidatePattern(v):
			k.add(p.Place, "the pattern is malformed", "use * ** ? [abc] {a,b}")
		default:
			if _, rest := doublestar.SplitPattern(v); dotdot.MatchString(rest) && doublestarMeta(v) {
				k.add(p.Place, "the pattern steps upwards behind a wildcard", "put .. at its beginning only")
			}
		}
	})
}

// eachPath visits every path of the file; pattern says that wildcards count.
func (c *Config) eachPath(visit func(p strictyaml.At[string], pattern bool)) {
	for _, p := range c.System.Files {
		visit(p, false)
	}
	for _, f := range c.Frameworks {
		for _, p := range []strictyaml.At[string]{f.Profile, f.Bindings} {
			if p.Set() {
				visit(p, false)
			}
		}
	}
	for _, s := range c.Sources {
		visit(s.Path, true)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Collectors)) {
		visit(c.Collectors[name].Out, false)
		if ca := c.Collectors[name].CA; ca.Set() {
			visit(ca, false)
		}
	}
	if c.Policies.Set() {
		visit(c.Policies, false)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Gates)) {
		if r := c.Gates[name].Ratchet; r.Set() && !strings.HasPrefix(r.Value, gitPrefix) {
			visit(r, false)
		}
	}
	for _, l := range c.Leveraged {
		visit(l.Results, false)
	}
	if t := c.Reports.XLSX.Template; t.Set() {
		visit(t, false)
	}
	if c.Store != nil {
		for _, p := range []strictyaml.At[string]{c.Store.Path, c.Store.Public} {
			if p.Set() {
				visit(p, false)
			}
		}
	}
	for _, s := range c.Trust {
		visit(s.Key, false)
	}
	for _, p := range c.Attestations {
		visit(p, true)
	}
	for _, p := range c.Decisions {
		visit(p, true)
	}
	for _, p := range c.Waivers {
		visit(p, true)
	}
	for _, p := range c.Sampling {
		visit(p, true)
	}
	for _, e := range c.Conftest {
		visit(e.Path, false)
	}
}

// doublestarMeta says whether a pattern has a wildcard at all.
func doublestarMeta(p string) bool { return strings.ContainsAny(p, `*?[{\`) }
