package ingest

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Texts longer than these many bytes are cut: a finding must be recognised
// from them, not re-read.
const (
	longText  = 1000
	shortText = 300
)

// fields builds one object of a payload. Members that have nothing to say are
// left out, as the schemas allow.
type fields struct {
	s  *source
	kv [][2]*term
}

func (s *source) fields() *fields { return &fields{s: s, kv: make([][2]*term, 0, 12)} }

// value adds a member.
func (f *fields) value(name string, v ast.Value) *fields {
	f.kv = append(f.kv, [2]*term{f.s.word(name), ast.NewTerm(v)})
	return f
}

// must adds a text, even an empty one.
func (f *fields) must(name, text string) *fields {
	f.kv = append(f.kv, [2]*term{f.s.word(name), f.s.word(text)})
	return f
}

// text adds a text that is not empty, cut to its length.
func (f *fields) text(name, text string, most int) *fields {
	if text == "" {
		return f
	}
	return f.must(name, clip(text, most))
}

// flag adds a boolean.
func (f *fields) flag(name string, b bool) *fields { return f.value(name, ast.Boolean(b)) }

// count adds a whole number that is not zero.
func (f *fields) count(name string, n int) *fields {
	if n <= 0 {
		return f
	}
	return f.value(name, ast.Number(strconv.Itoa(n)))
}

// texts adds a list of texts; an empty one only where always is set.
func (f *fields) texts(name string, list []string, most int, always bool) *fields {
	if len(list) == 0 && !always {
		return f
	}
	terms := make([]*term, len(list))
	for i, t := range list {
		terms[i] = f.s.word(clip(t, most))
	}
	return f.value(name, ast.NewArray(terms...))
}

// list adds a list of objects, empty ones included.
func (f *fields) list(name string, items []*term) *fields {
	return f.value(name, ast.NewArray(items...))
}

func (f *fields) object() ast.Value { return ast.NewObject(f.kv...) }
func (f *fields) term() *term       { return ast.NewTerm(f.object()) }

// word is the term of a text; short ones are shared within a file, because
// member names, statuses and targets return in every record.
func (s *source) word(text string) *term {
	if len(text) > 64 {
		return ast.NewTerm(ast.String(text))
	}
	if t, ok := s.words[text]; ok {
		return t
	}
	t := ast.NewTerm(ast.String(text))
	if len(s.words) < 4096 {
		s.words[text] = t
	}
	return t
}

// clip cuts a text to at most so many bytes, at a character's end.
func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return strings.Clone(s[:cut]) + "…"
}

// clean replaces what could forge lines in a terminal or a log; names that
// become subjects go through it.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r >= 0x2028 && r <= 0x202E || r >= 0x2066 && r <= 0x2069 {
			return unicode.ReplacementChar
		}
		return r
	}, strings.TrimSpace(s))
}

// tool builds the member every payload begins with.
func (s *source) tool(name, version string) ast.Value {
	return s.fields().must("name", clip(first(name, "unknown"), shortText)).text("version", version, shortText).object()
}

// target is what a raw file says it looked at.
type target struct {
	kind     string // a word of the schemas' enum
	name     string
	digest   string
	revision string
	aliases  []string
}

// ids is everything the target is called.
func (t target) ids() []string {
	var out []string
	for _, id := range append([]string{t.name, t.digest}, t.aliases...) {
		if id != "" {
			out = append(out, id)
		}
	}
	return out
}

// target builds the payload's target; where the file names none it is the
// component, and the document says that it is asserted.
func (s *source) target(t target) ast.Value {
	var aliases []string
	for _, a := range t.aliases {
		if a != "" && a != t.name && !slices.Contains(aliases, a) {
			aliases = append(aliases, clip(a, shortText))
		}
	}
	return s.fields().
		must("type", first(t.kind, "unknown")).
		must("name", s.name(t)).
		text("digest", t.digest, shortText).
		text("revision", t.revision, shortText).
		texts("aliases", aliases, shortText, false).
		object()
}

// name is what examined and findings call the whole target.
func (s *source) name(t target) string {
	component, _, _ := s.place(t.ids())
	return clean(clip(first(t.name, component, "unknown"), shortText))
}

// scan says how the scan itself went.
type scan struct {
	credentialed *bool // nil: the file does not say
	identity     string
	started      string
	ended        string
	asserted     bool     // that this scan ran is known from the configuration only
	reasons      []string // why nothing may be concluded; words of the schemas' enum
}

func (c scan) ok() bool { return len(c.reasons) == 0 }

func (s *source) scan(c scan) ast.Value {
	f := s.fields().
		flag("ok", c.ok()).
		flag("asserted", c.asserted).
		texts("reasons", c.reasons, shortText, true).
		text("identity", c.identity, shortText).
		text("started", stamp(c.started), shortText).
		text("ended", stamp(c.ended), shortText)
	if c.credentialed != nil {
		f.flag("credentialed", *c.credentialed)
	}
	return f.object()
}

// examined is a set of target names in the order they were met.
type examined struct {
	names []string
	seen  map[string]bool
}

func (e *examined) add(name string) string {
	name = clean(clip(name, shortText))
	if e.seen == nil {
		e.seen = map[string]bool{}
	}
	if name != "" && !e.seen[name] {
		e.seen[name] = true
		e.names = append(e.names, name)
	}
	return name
}

// The words of a record's status.
const (
	pass      = "pass"
	fail      = "fail"
	undecided = "undecided"
	skip      = "skip"
)

// severity translates a tool's word into ours. A word nobody knows is
// unknown, never low.
func severity(word string) string {
	switch strings.ToLower(word) {
	case "critical":
		return "critical"
	case "high":
		return "high"
	case "medium", "moderate":
		return "moderate"
	case "low", "negligible":
		return "low"
	case "none", "info", "informational":
		return "none"
	}
	return "unknown"
}

// severityOfScore translates a CVSS base score by the scale of CVSS 3.1,
// section 5.
func severityOfScore(score float64) string {
	switch {
	case score >= 9 && score <= 10:
		return "critical"
	case score >= 7 && score < 9:
		return "high"
	case score >= 4 && score < 7:
		return "moderate"
	case score > 0 && score < 4:
		return "low"
	case score == 0:
		return "none"
	}
	return "unknown"
}

// cvss is one base score.
type cvss struct {
	version string
	score   float64
	vector  string
}

func (c cvss) known() bool { return c.version != "" && c.score > 0 && c.score <= 10 }

// cvss adds a base score that is one.
func (f *fields) cvss(c cvss) *fields {
	if !c.known() {
		return f
	}
	return f.value("cvss", f.s.fields().
		must("version", c.version).
		value("score", ast.Number(strconv.FormatFloat(c.score, 'f', -1, 64))).
		text("vector", c.vector, shortText).
		object())
}
