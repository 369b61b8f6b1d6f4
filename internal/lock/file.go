package lock

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// MaxSize is how large a lock may be, in bytes.
const MaxSize = 8 << 20

const head = "# Written by assay policy upgrade: what decides verdicts, by digest. Keep it in git.\n"

// Encode writes a lock. The same lock gives the same bytes.
func (l Lock) Encode() []byte {
	w := &writer{}
	w.WriteString(head + "version: 1\n")
	w.line(0, "assay", l.Assay)
	w.table(0, "parts", l.Parts)
	w.table(0, "imports", l.Imports)
	w.open(0, "frameworks", len(l.Frameworks))
	for i := range l.Frameworks {
		f := &l.Frameworks[i]
		w.open(1, strconv.Quote(f.ID), 1)
		w.line(2, "catalog", f.Catalog)
		w.line(2, "version", f.Version)
		w.line(2, "profile", f.Profile)
		w.line(2, "rules", f.Rules)
		w.open(2, "controls", len(f.Controls))
		for _, id := range slices.Sorted(maps.Keys(f.Controls)) {
			w.flow(3, strconv.Quote(id), f.Controls[id])
		}
		w.open(2, "bound", len(f.Bound))
		for _, id := range slices.Sorted(maps.Keys(f.Bound)) {
			w.open(3, strconv.Quote(id), 1)
			w.flow(4, "parameters", f.Bound[id].Parameters)
			w.open(4, "targets", len(f.Bound[id].Targets))
			for _, t := range f.Bound[id].Targets {
				fmt.Fprintf(w, "          - %s\n", strconv.Quote(t))
			}
		}
	}
	w.open(0, "checks", len(l.Checks))
	for _, c := range l.Checks {
		w.open(1, strconv.Quote(c.ID), 1)
		w.line(2, "sha256", c.SHA256)
		w.line(2, "severity", c.Severity)
		w.line(2, "title", c.Title)
	}
	return []byte(w.String())
}

// writer writes the lines of a lock.
type writer struct{ strings.Builder }

func (w *writer) line(depth int, key, value string) {
	fmt.Fprintf(w, "%s%s: %s\n", strings.Repeat("  ", depth), key, strconv.Quote(value))
}

// open begins a map or list; of nothing it is empty.
func (w *writer) open(depth int, key string, n int) {
	empty := ""
	if n == 0 {
		empty = " {}"
		if key == "targets" {
			empty = " []"
		}
	}
	fmt.Fprintf(w, "%s%s:%s\n", strings.Repeat("  ", depth), key, empty)
}

func (w *writer) table(depth int, key string, of map[string]string) {
	w.open(depth, key, len(of))
	for _, k := range slices.Sorted(maps.Keys(of)) {
		w.line(depth+1, strconv.Quote(k), of[k])
	}
}

func (w *writer) flow(depth int, key string, list []string) {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = strconv.Quote(s)
	}
	fmt.Fprintf(w, "%s%s: [%s]\n", strings.Repeat("  ", depth), key, strings.Join(quoted, ", "))
}

// The forms of the file.
type (
	text     = strictyaml.At[string]
	fileForm struct {
		Version    strictyaml.At[int]                `yaml:"version,required"`
		Assay      text                              `yaml:"assay,required"`
		Parts      map[string]text                   `yaml:"parts,required"`
		Imports    map[string]text                   `yaml:"imports,required"`
		Frameworks map[string]strictyaml.At[ofForm]  `yaml:"frameworks,required"`
		Checks     map[string]strictyaml.At[oneForm] `yaml:"checks,required"`
	}
	ofForm struct {
		Catalog  text                                `yaml:"catalog,required"`
		Version  text                                `yaml:"version,required"`
		Profile  text                                `yaml:"profile,required"`
		Rules    text                                `yaml:"rules,required"`
		Controls map[string]strictyaml.At[[]text]    `yaml:"controls,required"`
		Bound    map[string]strictyaml.At[boundForm] `yaml:"bound,required"`
	}
	boundForm struct {
		Parameters []text `yaml:"parameters,required"`
		Targets    []text `yaml:"targets,required"`
	}
	oneForm struct {
		SHA256   text `yaml:"sha256,required"`
		Severity text `yaml:"severity,required"`
		Title    text `yaml:"title,required"`
	}
)

// Decode reads a lock. It is taken for hostile: whoever can write to it can write
// anything. The error holds every problem of it.
func Decode(path string, data []byte) (Lock, error) {
	if len(data) > MaxSize {
		return Lock{}, problem.New(problem.Place{Path: path}, fmt.Sprintf("the lock has %d bytes, more than %d", len(data), MaxSize), again)
	}
	var f fileForm
	if err := versionOf(path, data); err != nil {
		return Lock{}, err
	}
	if err := strictyaml.Decode(path, data, &f); err != nil {
		return Lock{}, err
	}
	r := reader{}
	out := Lock{Assay: r.plain(f.Assay), Parts: map[string]string{}, Imports: map[string]string{}}
	for _, name := range slices.Sorted(maps.Keys(f.Parts)) {
		out.Parts[r.id(name, f.Parts[name].Place)] = r.prefixed(f.Parts[name])
	}
	for _, name := range slices.Sorted(maps.Keys(f.Imports)) {
		out.Imports[r.id(name, f.Imports[name].Place)] = r.digest(f.Imports[name])
	}
	for _, id := range slices.Sorted(maps.Keys(f.Frameworks)) {
		out.Frameworks = append(out.Frameworks, r.framework(r.id(id, f.Frameworks[id].Place), f.Frameworks[id].Value))
	}
	for _, id := range slices.Sorted(maps.Keys(f.Checks)) {
		one := f.Checks[id].Value
		out.Checks = append(out.Checks, Check{ID: r.id(id, f.Checks[id].Place), SHA256: r.digest(one.SHA256), Severity: r.level(one.Severity), Title: r.plain(one.Title)})
	}
	if err := r.list.Err(); err != nil {
		return Lock{}, err
	}
	return out, nil
}

// again is what to do with a lock that cannot be read.
const again = "restore it from git, or remove it and write it anew with assay policy upgrade"

// versionOf holds the version against the one that is read here, before anything of a
// later one is taken for a mistake.
func versionOf(path string, data []byte) error {
	root, err := strictyaml.Parse(path, data)
	if err != nil {
		return err
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		if v := root.Content[i+1]; root.Content[i].Value == "version" && v.Value != "1" {
			return problem.New(problem.Place{Path: path, Line: v.Line, Column: v.Column}, "version "+strictyaml.Quote(v.Value)+" of the lock is not known to this assay", "use the version that wrote it, or remove it and write it anew with assay policy upgrade")
		}
	}
	return nil
}

// mostProblems is how many problems of one lock are told: one with more was not
// written by assay, and the first show how.
const mostProblems = 50

// reader holds the values of a lock against what they have to be.
type reader struct{ list problem.List }

// add tells a problem.
func (r *reader) add(at problem.Place, what string) {
	if r.list.Len() < mostProblems {
		r.list.Add(at, what, again)
	}
}

var digestShape = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (r *reader) digest(t text) string {
	if !digestShape.MatchString(t.Value) {
		r.add(t.Place, "this is not a sha256 in lower-case hex")
	}
	return t.Value
}

func (r *reader) prefixed(t text) string {
	if sum, ok := strings.CutPrefix(t.Value, "sha256:"); !ok || !digestShape.MatchString(sum) {
		r.add(t.Place, "this is not sha256: and a sha256 in lower-case hex")
	}
	return t.Value
}

func (r *reader) level(t text) string {
	if _, ok := assessment.ParseLevel(t.Value); !ok && t.Value != assessment.LevelUnknown.String() {
		r.add(t.Place, strictyaml.Quote(t.Value)+" is not a severity")
	}
	return t.Value
}

// plain is a text that is one line and no longer than what is written.
func (r *reader) plain(t text) string {
	r.line(t.Value, t.Place)
	return t.Value
}

// id is a name; the keys of a map have no place of their own, so that it is told at the
// value.
func (r *reader) id(name string, at problem.Place) string {
	if name == "" {
		r.add(at, "a name is empty")
	}
	r.line(name, at)
	return name
}

func (r *reader) line(s string, at problem.Place) {
	if utf8.RuneCountInString(s) > longText || problem.Plain(s) != s {
		r.add(at, "a text is longer than "+strconv.Itoa(longText)+" characters, or has some that are not shown")
	}
}

func (r *reader) framework(id string, f ofForm) Framework {
	out := Framework{
		ID: id, Catalog: r.plain(f.Catalog), Version: r.plain(f.Version), Profile: r.digest(f.Profile),
		Controls: map[string][]string{}, Bound: map[string]Bound{},
	}
	if out.Rules = f.Rules.Value; out.Rules != "" {
		r.digest(f.Rules)
	}
	for _, c := range slices.Sorted(maps.Keys(f.Controls)) {
		out.Controls[r.id(c, f.Controls[c].Place)] = r.texts(f.Controls[c].Value)
	}
	for _, c := range slices.Sorted(maps.Keys(f.Bound)) {
		b := f.Bound[c]
		out.Bound[r.id(c, b.Place)] = Bound{Targets: r.texts(b.Value.Targets), Parameters: r.texts(b.Value.Parameters)}
	}
	return out
}

func (r *reader) texts(list []text) []string {
	out := []string{}
	for _, t := range list {
		out = append(out, r.plain(t))
	}
	return sorted(out)
}
