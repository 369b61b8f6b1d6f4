package load

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// embeddedPath begins the places of files in the embedded tree of policies, as
// evaluate.EmbeddedPath does.
const embeddedPath = "assay:policies"

// Family is the data of one family of frameworks: policies/<id>/framework.yaml.
type Family struct {
	ID         string // directory under policies/: hipaa, cmmc, fedramp
	Title      string
	Frameworks []string
	// Deadlines is the remediation window in calendar days by level.
	Deadlines map[assessment.Level]int
	// Ratings gives likelihood and impact by level.
	Ratings map[assessment.Level]assessment.Rating
	// MaxAge shortens how old evidence of a kind may be.
	MaxAge map[string]time.Duration
	// ControlMaxAge shortens how old evidence may be that answers a control.
	ControlMaxAge map[string]time.Duration
	// Editions says from when to when a framework is in force, by its id; one
	// without an entry has no dates.
	Editions map[string]assessment.Edition
	// Categories says, by framework and asset category, why assets of the category
	// are not assessed; one that is not here is.
	Categories map[string]map[string]string
	Ladders    [][]string // frameworks, ascending: each asks for all of those before it

	parameters map[string]familyParam
	source     assessment.Source
}

// familyFile is framework.yaml.
type familyFile struct {
	Title      strictyaml.At[string]            `yaml:"title,required"`
	Frameworks []strictyaml.At[string]          `yaml:"frameworks,required"`
	Levels     map[string]ratingFile            `yaml:"levels"`
	Deadlines  map[string]strictyaml.At[int]    `yaml:"deadlines"`
	Parameters map[string]familyParam           `yaml:"parameters"`
	MaxAge     map[string]strictyaml.At[string] `yaml:"max-age"`
	// ControlMaxAge is by control id.
	ControlMaxAge map[string]strictyaml.At[string] `yaml:"control-max-age"`
	Editions      map[string]editionFile           `yaml:"editions"`
	// Categories says by framework how assets of each category are assessed.
	Categories map[string]map[string]categoryFile `yaml:"asset-categories"`
	// Ladders list frameworks of which each asks for all of those before it.
	Ladders [][]strictyaml.At[string] `yaml:"ladders"`
}

// categoryFile says why assets of a category are not assessed.
type categoryFile struct {
	Reason strictyaml.At[string] `yaml:"not-assessed,required"`
}

// editionFile is the dates of one framework, each YYYY-MM-DD.
type editionFile struct {
	Early        strictyaml.At[string] `yaml:"early"`
	From         strictyaml.At[string] `yaml:"from"`
	Proposed     strictyaml.At[string] `yaml:"proposed"`
	Superseded   strictyaml.At[string] `yaml:"superseded"`
	SupersededBy strictyaml.At[string] `yaml:"superseded-by"`
	Source       strictyaml.At[string] `yaml:"source,required"`
}

type ratingFile struct {
	Likelihood strictyaml.At[string] `yaml:"likelihood,required"`
	Impact     strictyaml.At[string] `yaml:"impact,required"`
}

// familyParam is a parameter of a family: what applies unless something says
// otherwise, and what would be looser than its rules allow.
type familyParam struct {
	Default     strictyaml.Raw        `yaml:"default"`
	Max         strictyaml.Raw        `yaml:"max"` // more than this is looser
	Min         strictyaml.Raw        `yaml:"min"` // less than this is looser
	Source      strictyaml.At[string] `yaml:"source"`
	Description strictyaml.At[string] `yaml:"description"`
}

// Families reads the framework.yaml of every family in a tree of policies,
// sorted by id.
func Families(policies fs.FS) ([]Family, error) { return readIndex(policies).families(policies) }

func (x index) families(policies fs.FS) ([]Family, error) {
	files, err := fs.Glob(policies, "*/framework.yaml")
	if err != nil {
		return nil, fmt.Errorf("list families: %w", err)
	}
	var list problem.List
	var out []Family
	owner := map[string]string{}
	for _, name := range files {
		at := path.Join(embeddedPath, name)
		data, err := fs.ReadFile(policies, name)
		if err != nil {
			cause, remedy := problem.Cause(err)
			list.Add(problem.Place{Path: at}, "cannot be read: "+cause, remedy)
			continue
		}
		f, err := x.family(path.Dir(name), at, data)
		if err != nil {
			list.Join(problem.Place{Path: at, Line: 1}, err)
			continue
		}
		for _, id := range f.Frameworks {
			if other, twice := owner[id]; twice {
				list.Add(problem.Place{Path: at, Line: 1}, "framework "+id+" is claimed by family "+other+" too", "name it in one framework.yaml")
			}
			owner[id] = f.ID
		}
		out = append(out, f)
	}
	return out, list.Err()
}

// family reads one framework.yaml.
func (x index) family(id, at string, data []byte) (Family, error) {
	file, digest, err := decode(x.Families, at, data)
	if err != nil {
		return Family{}, err
	}
	f := Family{
		ID: id, Title: file.Title.Value, parameters: file.Parameters,
		Deadlines: map[assessment.Level]int{}, Ratings: map[assessment.Level]assessment.Rating{},
		Editions: map[string]assessment.Edition{}, Categories: map[string]map[string]string{},
		source: assessment.Source{Path: at, Line: 1, Digest: digest},
	}
	var list problem.List
	for _, fw := range file.Frameworks {
		f.Frameworks = append(f.Frameworks, fw.Value)
	}
	slices.Sort(f.Frameworks)
	for _, word := range sortedKeys(file.Levels) {
		r := file.Levels[word]
		for _, v := range []strictyaml.At[string]{r.Likelihood, r.Impact} {
			if !slices.Contains([]string{"low", "moderate", "high"}, v.Value) {
				list.Add(v.Place, strictyaml.Quote(v.Value)+" is not known here", "use low, moderate or high")
			}
		}
		level, ok := assessment.ParseLevel(word)
		if !ok {
			list.Add(r.Likelihood.Place, strictyaml.Quote(word)+" is not a level", "use critical, high, moderate, low or none")
		}
		f.Ratings[level] = assessment.Rating{Likelihood: r.Likelihood.Value, Impact: r.Impact.Value}
	}
	for _, word := range sortedKeys(file.Deadlines) {
		days := file.Deadlines[word]
		level, ok := assessment.ParseLevel(word)
		if !ok {
			list.Add(days.Place, strictyaml.Quote(word)+" is not a level", "use critical, high, moderate, low or none")
		}
		if days.Value < 1 || days.Value > 3660 {
			list.Add(days.Place, "a deadline is a number of calendar days from 1 to 3660", "write it without a unit, as 30")
		}
		f.Deadlines[level] = days.Value
	}
	f.MaxAge, f.ControlMaxAge = ages(file.MaxAge, &list), ages(file.ControlMaxAge, &list)
	for _, id := range sortedKeys(file.Editions) {
		e := file.Editions[id]
		if !slices.Contains(f.Frameworks, id) {
			list.Add(e.Source.Place, "family "+f.ID+" has no framework "+strictyaml.Quote(id), instead(id, f.Frameworks))
		}
		f.Editions[id] = assessment.Edition{
			Early: day(e.Early, &list), From: day(e.From, &list), Superseded: day(e.Superseded, &list), Proposed: day(e.Proposed, &list),
			SupersededBy: e.SupersededBy.Value, Source: e.Source.Value,
		}
	}
	for _, l := range file.Ladders {
		var ids []string
		for _, id := range l {
			if !slices.Contains(f.Frameworks, id.Value) {
				list.Add(id.Place, "family "+f.ID+" has no framework "+strictyaml.Quote(id.Value), instead(id.Value, f.Frameworks))
			}
			ids = append(ids, id.Value)
		}
		f.Ladders = append(f.Ladders, ids)
	}
	for _, id := range sortedKeys(file.Categories) {
		f.Categories[id] = map[string]string{}
		for _, category := range sortedKeys(file.Categories[id]) {
			e := file.Categories[id][category]
			if !slices.Contains(f.Frameworks, id) {
				list.Add(e.Reason.Place, "family "+f.ID+" has no framework "+strictyaml.Quote(id), instead(id, f.Frameworks))
			}
			f.Categories[id][category] = e.Reason.Value
		}
	}
	for _, name := range sortedKeys(file.Parameters) {
		file.Parameters[name].check(name, &list)
	}
	return f, list.Err()
}

// ladder is the one that a framework is on; nil for none.
func (f *Family) ladder(framework string) []string {
	for _, l := range f.Ladders {
		if slices.Contains(l, framework) {
			return l
		}
	}
	return nil
}

// day reads a date; the zero time where none is given.
func day(v strictyaml.At[string], list *problem.List) time.Time {
	if !v.Set() {
		return time.Time{}
	}
	t, err := time.Parse(time.DateOnly, v.Value)
	if err != nil {
		list.Add(v.Place, strictyaml.Quote(v.Value)+" is not a date", "write it as 2027-01-31")
	}
	return t
}

// check refuses bounds that are no numbers and a default beyond them.
func (p familyParam) check(name string, list *problem.List) {
	for _, bound := range []strictyaml.Raw{p.Max, p.Min} {
		if _, ok := number(bound.JSON); bound.JSON != "" && !ok {
			list.Add(bound.Place, "parameter "+name+": a bound must be a number", "write it without a unit, as 30")
		}
	}
	if p.Default.JSON != "" && p.looser(p.Default.JSON) != "" {
		list.Add(p.Default.Place, "parameter "+name+": the default is beyond its own bound", "change one of the two")
	}
}

// looser is the bound that a value is beyond, or cannot be compared with; empty
// for a value that is within.
func (p familyParam) looser(value string) string {
	v, isNumber := number(value)
	if most, ok := number(p.Max.JSON); ok && (!isNumber || v > most) {
		return "at most " + p.Max.JSON
	}
	if least, ok := number(p.Min.JSON); ok && (!isNumber || v < least) {
		return "at least " + p.Min.JSON
	}
	return ""
}

var ageShape = regexp.MustCompile(`^([1-9][0-9]{0,4})([dh])$`)

// parseAge reads 7d or 12h.
func parseAge(s string) (time.Duration, bool) {
	m := ageShape.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(m[1])
	unit := time.Hour
	if m[2] == "d" {
		unit *= 24
	}
	return time.Duration(n) * unit, err == nil
}

// number reads a JSON number.
func number(json string) (float64, bool) {
	if json == "" || strings.ContainsAny(json, `"[{tfn`) {
		return 0, false
	}
	f, err := strconv.ParseFloat(json, 64)
	return f, err == nil
}
