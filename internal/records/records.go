// Package records reads what people say and choose: attestations/*.yaml, where
// somebody answers for objectives that no machine can see, decisions/*.yaml, where
// somebody with authority changes what applies, sampling/*.yaml, where somebody
// approves that part of a population stands for the whole, and waivers/*.yaml, where
// somebody asks to let findings stand for a time.
//
// What cannot be understood is an error, as in any configuration: a key nobody
// knows, a date that is none, a path that leaves the repository. What can be
// understood and is not enough (no reason, no such document, a document that was
// changed since) is kept with the words for what it lacks, so that its objectives
// stay undecided where everybody sees it.
package records

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// Records are those of a workspace, sorted by id. What they name by id is not
// looked up yet.
type Records struct {
	Attestations []Attestation
	Decisions    []Decision
	Samples      []Sample
	Waivers      []Waiver
}

// Attestation is one as its file says it.
type Attestation struct {
	Said assessment.Attestation // without Targets; Lacks are those that need no request
	// Request, Objectives and Frameworks are ids as written, with their places.
	Request    strictyaml.At[string]
	Objectives []strictyaml.At[string]
	Frameworks []strictyaml.At[string]
	Place      problem.Place // where it begins
}

// Decision is one as its file says it.
type Decision struct {
	Made       assessment.Decision // without Targets and Components
	Objectives []strictyaml.At[string]
	Frameworks []strictyaml.At[string]
	Components []strictyaml.At[string]
	Place      problem.Place
}

// Read reads every record of a workspace. The error holds every problem of every
// file.
func Read(cfg *config.Config) (*Records, error) {
	r := &reader{cfg: cfg, sums: map[string]sum{}}
	out := &Records{}
	for _, file := range r.list(cfg.Attestations, "attestations") {
		entries := decode(r, file, attestationEntries)
		for i, e := range entries {
			out.Attestations = append(out.Attestations, r.attestation(e, r.begin(file, i, len(entries), e.Place)))
		}
		r.end()
	}
	for _, file := range r.list(cfg.Decisions, "decisions") {
		entries := decode(r, file, decisionEntries)
		for i, e := range entries {
			out.Decisions = append(out.Decisions, r.decision(e, r.begin(file, i, len(entries), e.Place)))
		}
		r.end()
	}
	for _, file := range r.list(cfg.Sampling, "sampling") {
		entries := decode(r, file, sampleEntries)
		for i, e := range entries {
			out.Samples = append(out.Samples, r.sample(e, r.begin(file, i, len(entries), e.Place)))
		}
		r.end()
	}
	for _, file := range r.list(cfg.Waivers, "waivers") {
		entries := decode(r, file, waiverEntries)
		for i, e := range entries {
			out.Waivers = append(out.Waivers, r.waiver(e, r.begin(file, i, len(entries), e.Place)))
		}
		r.end()
	}
	if err := r.problems.Err(); err != nil {
		return nil, err
	}
	slices.SortFunc(out.Attestations, func(a, b Attestation) int { return strings.Compare(a.Said.ID, b.Said.ID) })
	slices.SortFunc(out.Decisions, func(a, b Decision) int { return strings.Compare(a.Made.ID, b.Made.ID) })
	slices.SortFunc(out.Waivers, func(a, b Waiver) int { return strings.Compare(a.Asked.ID, b.Asked.ID) })
	slices.SortFunc(out.Samples, func(a, b Sample) int { return strings.Compare(a.Plan.ID, b.Plan.ID) })
	return out, nil
}

// The bounds of what people write.
const (
	maxSize     = 1 << 20   // bytes of one file
	maxFiles    = 10_000    // of one kind
	maxDocument = 256 << 20 // bytes of a document
	maxText     = 20_000    // characters of a statement, a reason
	maxLine     = 500       // characters of a name, a title
	maxProblems = 50        // told of one file
)

// reader reads the files of one workspace.
type reader struct {
	cfg      *config.Config
	problems problem.List
	file     problem.List // of the file being read
	sums     map[string]sum
	digest   string // of the file being read
	torn     bool   // something of that file could not be read: what is absent may be it
}

// sum is the digest of a document, or why there is none.
type sum struct{ digest, fault string }

// header is what every record has before its own fields.
type header struct {
	id     string
	source assessment.Source
}

// begin gives the header of an entry of a file.
func (r *reader) begin(file string, i, of int, at problem.Place) header {
	h := header{id: idOf(file), source: assessment.Source{Path: file, Line: at.Line, Digest: r.digest}}
	if of > 1 {
		h.id += "#" + strconv.Itoa(i+1)
	}
	return h
}

// end takes over the problems of a file.
func (r *reader) end() {
	r.problems.Join(problem.Place{}, r.file.Err())
	r.file = problem.List{}
}

// add records a problem of the file being read; after the first few dozen it counts
// no more.
func (r *reader) add(at problem.Place, what, remedy string) {
	if r.file.Len() < maxProblems {
		r.file.Add(at, what, remedy)
	}
}

// decode reads one file into its entries; none when it cannot be read. Of a file with
// problems it gives what could be read, so that all that is wrong is told at once.
func decode[T any](r *reader, file string, from func([]byte, string) ([]strictyaml.At[T], error)) []strictyaml.At[T] {
	data, err := r.cfg.Read(file, maxSize)
	if err != nil {
		cause, remedy := problem.Cause(err)
		r.add(problem.Place{Path: file}, "cannot be read: "+cause, remedy)
		return nil
	}
	digest := sha256.Sum256(data)
	r.digest = hex.EncodeToString(digest[:])
	out, err := from(data, file)
	r.torn = err != nil
	if r.torn {
		r.file.Join(problem.Place{Path: file, Line: 1}, err)
		out = slices.DeleteFunc(out, func(e strictyaml.At[T]) bool { return !e.Set() })
	}
	return out
}

// entries reads a file that is one entry, or a list of them under name.
type entries[T any] struct {
	name string
	all  []strictyaml.At[T]
}

// FromYAML reads it.
func (e *entries[T]) FromYAML(n *yaml.Node, p *strictyaml.Problems) {
	list := -1
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == e.name {
			list = i
		}
	}
	if list < 0 {
		var one strictyaml.At[T]
		p.Decode(n, &one)
		e.all = []strictyaml.At[T]{one}
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if i != list {
			p.Add(n.Content[i], "key "+strictyaml.Quote(n.Content[i].Value)+" beside "+e.name, "put it into the entry it belongs to")
		}
	}
	p.Decode(n.Content[list+1], &e.all)
	if n.Content[list+1].Kind == yaml.SequenceNode && len(e.all) == 0 {
		p.Add(n.Content[list+1], e.name+" has no entry", "write one, or remove the file")
	}
}

// line takes a text that stands on one line: a name, a title.
func (r *reader) line(v strictyaml.At[string]) string {
	text := strings.TrimSpace(v.Value)
	switch {
	case strings.ContainsFunc(text, unprintable) || strings.Contains(text, "\n"):
		r.add(v.Place, "more than one line, or a character that cannot be shown", "write plain text on one line")
	case utf8.RuneCountInString(text) > maxLine:
		r.add(v.Place, "the text is longer than "+strconv.Itoa(maxLine)+" characters", "shorten it")
	}
	return text
}

// text takes a text of several lines: a statement, a reason.
func (r *reader) text(v strictyaml.At[string]) string {
	text := strings.TrimSpace(v.Value)
	switch {
	case strings.ContainsFunc(text, unprintable):
		r.add(v.Place, "a character that cannot be shown", "write plain text")
	case utf8.RuneCountInString(text) > maxText:
		r.add(v.Place, "the text is longer than "+strconv.Itoa(maxText)+" characters", "shorten it; longer text belongs into a document")
	}
	return text
}

// unprintable are control characters, and those that turn the direction of what
// stands around them.
func unprintable(c rune) bool {
	return c != '\n' && unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c) || c == '\u2028' || c == '\u2029' || c == '\ufeff'
}

var dayShape = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)

// day takes a date; zero where there is none.
func (r *reader) day(v strictyaml.At[string]) time.Time {
	if !v.Set() {
		return time.Time{}
	}
	at, err := time.Parse(time.DateOnly, v.Value)
	if err != nil || !dayShape.MatchString(v.Value) || at.Year() < 1970 {
		r.add(v.Place, strictyaml.Quote(v.Value)+" is not a date", "write the day, as 2027-01-31")
		return time.Time{}
	}
	return at
}

// word takes one of some words; empty where there is none.
func (r *reader) word(v strictyaml.At[string], words ...string) string {
	if !v.Set() {
		return ""
	}
	for _, w := range words {
		if w == v.Value {
			return w
		}
	}
	remedy := "write one of " + strings.Join(words, ", ")
	if near := strictyaml.Near(v.Value, words); len(near) > 0 {
		remedy = "did you mean " + near[0] + "? " + remedy
	}
	r.add(v.Place, strictyaml.Quote(v.Value)+" is not known here", remedy)
	return ""
}

// ids refuses ids that come twice, and text that no id is.
func (r *reader) ids(all []strictyaml.At[string]) {
	first := map[string]int{}
	for _, v := range all {
		switch line, twice := first[v.Value]; {
		case !v.Set():
		case !idShape.MatchString(v.Value) || len(v.Value) > 200:
			r.add(v.Place, strictyaml.Quote(v.Value)+" is not an id", "an id has letters, digits, - . _ and brackets")
		case twice:
			r.add(v.Place, strictyaml.Quote(v.Value)+" comes twice", "it is already on line "+strconv.Itoa(line)+"; remove one")
		}
		first[v.Value] = v.Place.Line
	}
}

var (
	idShape   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._()\[\]-]*$`)
	roleShape = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._-]*$`)
)

// partyEntry is a person.
type partyEntry struct {
	Name         strictyaml.At[string] `yaml:"name"`
	Role         strictyaml.At[string] `yaml:"role"`
	Organization strictyaml.At[string] `yaml:"organization"`
	Assessor     strictyaml.At[bool]   `yaml:"assessor"`
}

// party takes a person and says what is missing of it. Who says it is what the
// document calls the person.
func (r *reader) party(e partyEntry, who string) (assessment.Party, []string) {
	p := assessment.Party{Name: r.line(e.Name), Role: r.line(e.Role), Organization: r.line(e.Organization), Assessor: e.Assessor.Value}
	if p.Role != "" && (len(p.Role) > 100 || !roleShape.MatchString(p.Role)) {
		r.add(e.Role.Place, strictyaml.Quote(p.Role)+" is not a role id", "letters, digits, - . _, as information-system-security-officer")
	}
	var lacks []string
	if p.Name == "" {
		lacks = append(lacks, "no name of the "+who)
	}
	if p.Role == "" {
		lacks = append(lacks, "no role of the "+who)
	}
	if p.Assessor && p.Organization == "" {
		lacks = append(lacks, "no organization of the "+who+", who assesses")
	}
	return p, lacks
}

// oneYear is the last day of a year that begins at a date.
func oneYear(from time.Time) time.Time { return from.AddDate(1, 0, 0) }

func dayOf(t time.Time) string { return t.Format(time.DateOnly) }

// repository opens the files of the repository; nil where it cannot be.
func (r *reader) repository() fs.FS {
	repo, err := r.cfg.FS(".")
	if err != nil {
		cause, remedy := problem.Cause(err)
		r.problems.Add(problem.Place{Path: r.cfg.Path}, "the repository cannot be opened: "+cause, remedy)
		return nil
	}
	return repo
}
