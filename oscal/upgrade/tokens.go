package upgrade

import (
	"slices"
	"strings"
)

// token is a value that OSCAL has deprecated for another. The versions and the
// replacements are those of NIST's metaschema: its enumerations name both.
type token struct {
	under    string // the last steps of where it stands; * for an index
	from, to string
	since    string // the version that deprecates it
	until    string // the version that deprecates the replacement; empty for none
	beside   bool   // the replacement is added to the list, and the old token stays
}

const (
	fedramp     = "http://fedramp.gov/ns/oscal"
	rfc4122     = "http://datatracker.ietf.org/doc/html/rfc4122"
	rfc4122Then = "http://ietf.org/rfc/rfc4122"
)

// tokens lists every deprecated value that has a replacement and stands alone;
// names of parts and properties are in objects.go, because their namespace
// counts.
//
// A finding stays beside its replacement: FedRAMP's rules ask for the old token,
// and an observation may have several types.
func tokens() []token {
	out := []token{
		{under: "threat-ids/*/system", from: "http://fedramp.gov", to: fedramp, since: "1.0.3"},
		{under: "facets/*/system", from: "http://fedramp.gov", to: fedramp, since: "1.0.3"},
		{under: "observations/*/types/*", from: "finding", to: "discovery", since: "1.1.4", beside: true},
	}
	for _, under := range []string{"system-ids/*/identifier-type", "system-id/identifier-type"} {
		out = append(out,
			token{under: under, from: "http://fedramp.gov", to: fedramp, since: "1.0.3"},
			token{under: under, from: "https://fedramp.gov", to: fedramp, since: "1.0.3"},
			token{under: under, from: "https://ietf.org/rfc/rfc4122", to: rfc4122Then, since: "1.0.3", until: "1.1.4"},
			token{under: under, from: "https://ietf.org/rfc/rfc4122", to: rfc4122, since: "1.1.4"},
			token{under: under, from: rfc4122Then, to: rfc4122, since: "1.1.4"},
		)
	}
	return out
}

// holds says whether a token is deprecated in a version, and its replacement not.
func (t token) holds(version string) bool {
	return since(version, t.since) && (t.until == "" || !since(version, t.until))
}

// lifter changes one document.
type lifter struct {
	from, to, model string
	text            []byte
	edits           []edit
	changes, kept   []located
	path            []string            // steps to where the walk stands, * for an index
	emptied         map[string][]string // texts that were taken away because they were empty, by the pointer of their object
}

// lift makes the changes that need no look at the schema.
func (l *lifter) lift(text []byte) []byte {
	root, err := parse(text)
	if err != nil {
		return text // not reachable: the document was identified; the schema would say so
	}
	l.text, l.edits = text, nil
	l.version(root)
	l.walk(root)
	for _, list := range [][]located{l.changes, l.kept} {
		for i := range list {
			list[i].Pointer = root.pointer(list[i].at)
		}
	}
	return apply(text, l.edits)
}

// version sets oscal-version, and the version in the address of the schema where
// that is one of NIST's releases.
func (l *lifter) version(root *node) {
	model := root.member(l.model)
	if model == nil {
		return
	}
	if m := model.member("metadata"); m != nil {
		if v := m.member("oscal-version"); v != nil && v.kind == '"' && unquote(l.text[v.start:v.end]) != l.to {
			what := "the version " + l.from + " became " + l.to
			if written := unquote(l.text[v.start:v.end]); written != l.from {
				what += ", without its leading v"
			}
			l.replace(v, l.to, what, "the document now follows OSCAL "+l.to)
		}
	}
	if s := root.member("$schema"); s != nil && s.kind == '"' {
		href := unquote(l.text[s.start:s.end])
		const releases = "https://github.com/usnistgov/OSCAL/releases/download/v"
		rest, ok := strings.CutPrefix(href, releases)
		named, file, _ := strings.Cut(rest, "/")
		switch {
		case ok && named == l.from && named != l.to:
			l.replace(s, releases+l.to+"/"+file, "the schema is that of release "+l.to, "it named the release of the old version")
		case !ok || named != l.to:
			l.keep(s, "the schema that $schema names", "assay cannot tell whether it is one for OSCAL "+l.to)
		}
	}
}

// walk visits every value.
func (l *lifter) walk(n *node) {
	switch n.kind {
	case '"':
		l.token(n)
	case '{':
		l.object(n)
		for i := range n.items {
			l.step(n.names[i], &n.items[i])
		}
	case '[':
		l.list(n)
		for i := range n.items {
			l.step("*", &n.items[i])
		}
	}
}

func (l *lifter) step(name string, n *node) {
	l.path = append(l.path, name)
	l.walk(n)
	l.path = l.path[:len(l.path)-1]
}

// under says whether the walk stands where steps say.
func (l *lifter) under(steps string) bool {
	for i := len(l.path) - 1; i >= 0; i-- {
		rest, last, more := "", steps, false
		if at := strings.LastIndexByte(steps, '/'); at >= 0 {
			rest, last, more = steps[:at], steps[at+1:], true
		}
		if l.path[i] != last {
			return false
		}
		if !more {
			return true
		}
		steps = rest
	}
	return false
}

// token replaces a deprecated value.
func (l *lifter) token(n *node) {
	last := l.path[len(l.path)-1]
	if last != "system" && last != "identifier-type" {
		return
	}
	value := unquote(l.text[n.start:n.end])
	for _, t := range tokens() {
		if !t.beside && t.from == value && t.holds(l.to) && l.under(t.under) {
			l.replace(n, t.to, "the system is named "+t.to, deprecated(t.from, t.since))
			return
		}
	}
}

// list puts replacements beside deprecated values that stay.
func (l *lifter) list(n *node) {
	for _, t := range tokens() {
		if !t.beside || !t.holds(l.to) || !l.under(strings.TrimSuffix(t.under, "/*")) {
			continue
		}
		var values []string
		for _, item := range n.items {
			values = append(values, unquote(l.text[item.start:item.end]))
		}
		if at := slices.Index(values, t.from); at >= 0 && !slices.Contains(values, t.to) {
			item := n.items[at]
			l.edits = append(l.edits, edit{item.end, item.end, append([]byte(", "), quote(t.to)...)})
			l.change(item.start, t.to+" stands beside "+t.from, deprecated(t.from, t.since)+"; it stays, because FedRAMP's rules ask for it")
		}
	}
}

func deprecated(word, version string) string {
	return word + " is deprecated since OSCAL " + version
}

// replace gives a string another value.
func (l *lifter) replace(n *node, with, what, why string) {
	l.edits = append(l.edits, edit{n.start, n.end, quote(with)})
	l.change(n.start, what, why)
}

func (l *lifter) change(at int, what, why string) {
	l.changes = append(l.changes, located{Change{What: what, Why: why}, at})
}

func (l *lifter) keep(n *node, what, why string) {
	l.kept = append(l.kept, located{Change{What: what, Why: why}, n.start})
}
