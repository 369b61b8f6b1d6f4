package raw

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
	LongText  = 1000
	ShortText = 300
)

// Fields builds one object of a payload. Members that have nothing to say are
// left out, as the schemas allow.
type Fields struct {
	s  *Source
	kv [][2]*Term
}

func (s *Source) Fields() *Fields {
	s.Hold(objectSize)
	return &Fields{s: s, kv: make([][2]*Term, 0, 12)}
}

// Value adds a member.
func (f *Fields) Value(name string, v ast.Value) *Fields {
	f.s.Hold(memberSize)
	f.kv = append(f.kv, [2]*Term{f.s.word(name), ast.NewTerm(v)})
	return f
}

// Must adds a text, even an empty one.
func (f *Fields) Must(name, text string) *Fields {
	f.s.Hold(memberSize)
	f.kv = append(f.kv, [2]*Term{f.s.word(name), f.s.word(text)})
	return f
}

// Text adds a text that is not empty, cut to its length.
func (f *Fields) Text(name, text string, most int) *Fields {
	if text == "" {
		return f
	}
	return f.Must(name, Clip(text, most))
}

// Flag adds a boolean.
func (f *Fields) Flag(name string, b bool) *Fields { return f.Value(name, ast.Boolean(b)) }

// Count adds a whole number that is not zero.
func (f *Fields) Count(name string, n int) *Fields {
	if n <= 0 {
		return f
	}
	return f.Value(name, ast.Number(strconv.Itoa(n)))
}

// Texts adds a list of texts; an empty one only where always is set.
func (f *Fields) Texts(name string, list []string, most int, always bool) *Fields {
	if len(list) == 0 && !always {
		return f
	}
	terms := make([]*Term, len(list))
	for i, t := range list {
		terms[i] = f.s.word(Clip(t, most))
	}
	return f.Value(name, ast.NewArray(terms...))
}

// List adds a list of objects, empty ones included.
func (f *Fields) List(name string, items []*Term) *Fields {
	return f.Value(name, ast.NewArray(items...))
}

func (f *Fields) Object() ast.Value { return ast.NewObject(f.kv...) }
func (f *Fields) Term() *Term       { return ast.NewTerm(f.Object()) }

// word is the term of a text; short ones are shared within a file, because
// member names, statuses and targets return in every record.
func (s *Source) word(text string) *Term {
	if len(text) > 64 {
		s.Hold(textSize + len(text))
		return ast.NewTerm(ast.String(text))
	}
	if t, ok := s.Words[text]; ok {
		return t
	}
	s.Hold(textSize + len(text))
	t := ast.NewTerm(ast.String(text))
	if len(s.Words) < 4096 {
		s.Words[text] = t
	}
	return t
}

// Clip cuts a text to at most so many bytes, at a character's end.
func Clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return strings.Clone(s[:cut]) + "…"
}

// Clean replaces what could forge lines in a terminal or a log; names that
// become subjects go through it.
func Clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r >= 0x2028 && r <= 0x202E || r >= 0x2066 && r <= 0x2069 {
			return unicode.ReplacementChar
		}
		return r
	}, strings.TrimSpace(s))
}

// Tool builds the member every payload begins with.
func (s *Source) Tool(name, version string) ast.Value {
	return s.Fields().Must("name", Clip(First(name, "unknown"), ShortText)).Text("version", version, ShortText).Object()
}

// Target is what a raw file says it looked at.
type Target struct {
	Kind     string // a word of the schemas' enum
	Name     string
	Digest   string
	Revision string
	Aliases  []string
}

// IDs is everything the target is called.
func (t Target) IDs() []string {
	var out []string
	for _, id := range append([]string{t.Name, t.Digest}, t.Aliases...) {
		if id != "" {
			out = append(out, id)
		}
	}
	return out
}

// Target builds the payload's target; where the file names none it is the
// component, and the document says that it is asserted.
func (s *Source) Target(t Target) ast.Value {
	var aliases []string
	for _, a := range t.Aliases {
		if a != "" && a != t.Name && !slices.Contains(aliases, a) {
			aliases = append(aliases, Clip(a, ShortText))
		}
	}
	return s.Fields().
		Must("type", First(t.Kind, "unknown")).
		Must("name", s.Name(t)).
		Text("digest", t.Digest, ShortText).
		Text("revision", t.Revision, ShortText).
		Texts("aliases", aliases, ShortText, false).
		Object()
}

// Name is what examined and findings call the whole target.
func (s *Source) Name(t Target) string {
	component, _, _ := s.place(t.IDs())
	return Clean(Clip(First(t.Name, component, "unknown"), ShortText))
}

// Scan says how the scan itself went.
type Scan struct {
	Credentialed *bool // nil: the file does not say
	Identity     string
	Started      string
	Ended        string
	Asserted     bool     // that this scan ran is known from the configuration only
	Reasons      []string // why nothing may be concluded; words of the schemas' enum
	// Database is when what the scanner looks for was last updated; only
	// vulnerabilities has a place for it.
	Database string
}

func (c Scan) Ok() bool { return len(c.Reasons) == 0 }

func (s *Source) Scan(c Scan) ast.Value {
	f := s.Fields().
		Flag("ok", c.Ok()).
		Flag("asserted", c.Asserted).
		Texts("reasons", c.Reasons, ShortText, true).
		Text("identity", c.Identity, ShortText).
		Text("started", Stamp(c.Started), ShortText).
		Text("ended", Stamp(c.Ended), ShortText).
		Text("database_updated", Stamp(c.Database), ShortText)
	if c.Credentialed != nil {
		f.Flag("credentialed", *c.Credentialed)
	}
	return f.Object()
}

// Examined is a set of target names in the order they were met.
type Examined struct {
	Names []string
	seen  map[string]bool
}

func (e *Examined) Add(name string) string {
	name = Clean(Clip(name, ShortText))
	if e.seen == nil {
		e.seen = map[string]bool{}
	}
	if name != "" && !e.seen[name] {
		e.seen[name] = true
		e.Names = append(e.Names, name)
	}
	return name
}

// The words of a record's status.
const (
	Pass      = "pass"
	Fail      = "fail"
	Undecided = "undecided"
	Skip      = "skip"
)

// Severity translates a tool's word into ours. A word nobody knows is
// unknown, never low.
func Severity(word string) string {
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

// SeverityOfScore translates a CVSS base score by the scale of CVSS 3.1,
// section 5.
func SeverityOfScore(score float64) string {
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

// CVSS is one base score.
type CVSS struct {
	Version string
	Score   float64
	Vector  string
}

func (c CVSS) Known() bool { return c.Version != "" && c.Score > 0 && c.Score <= 10 }

// CVSS adds a base score that is one.
func (f *Fields) CVSS(c CVSS) *Fields {
	if !c.Known() {
		return f
	}
	return f.Value("cvss", f.s.Fields().
		Must("version", c.Version).
		Value("score", ast.Number(strconv.FormatFloat(c.Score, 'f', -1, 64))).
		Text("vector", c.Vector, ShortText).
		Object())
}

// VectorVersion is the version of CVSS that a vector says it is of, else
// fallback.
func VectorVersion(vector, fallback string) string {
	for _, v := range []string{"3.1", "3.0", "4.0"} {
		if strings.HasPrefix(vector, "CVSS:"+v+"/") {
			return v
		}
	}
	return fallback
}
