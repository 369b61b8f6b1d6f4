package load

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// answersFile is attestations.yaml of a family: what people are asked where no
// machine can answer, and what nobody answers.
type answersFile struct {
	Attestations []requestEntry    `yaml:"attestations"`
	NotCovered   []notCoveredEntry `yaml:"not-covered"`

	at     string // path of the file
	digest string
}

type requestEntry struct {
	ID         strictyaml.At[string]   `yaml:"id,required"` // without the family
	Title      strictyaml.At[string]   `yaml:"title,required"`
	Question   strictyaml.At[string]   `yaml:"question,required"`
	Method     strictyaml.At[string]   `yaml:"method,required"`
	Role       strictyaml.At[string]   `yaml:"role,required"`
	Documents  []strictyaml.At[string] `yaml:"documents"`
	Valid      strictyaml.At[string]   `yaml:"valid,required"`
	Frameworks []strictyaml.At[string] `yaml:"frameworks"` // of the family; absent: all
	// Decides are objectives, branches of objectives, or controls as a whole:
	// every objective of theirs that a profile selects.
	Decides []strictyaml.At[string] `yaml:"decides,required"`
}

type notCoveredEntry struct {
	IDs        []strictyaml.At[string] `yaml:"ids,required"`
	Reason     strictyaml.At[string]   `yaml:"reason,required"`
	Frameworks []strictyaml.At[string] `yaml:"frameworks"`
}

var (
	requestName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	roleID      = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._-]*$`)
)

// maxValid is the most days that an answer may last: ten years.
const maxValid = 3660

// answers reads one attestations.yaml and checks what needs nothing else.
func (x index) answers(at string, data []byte) (*answersFile, error) {
	f, digest, err := decode(x.Answers, at, data)
	if err != nil {
		return nil, err
	}
	f.at, f.digest = at, digest
	var list problem.List
	for _, e := range f.Attestations {
		e.check(&list)
	}
	for _, e := range f.NotCovered {
		plainLine(e.Reason, &list)
		if len(e.IDs) == 0 {
			list.Add(e.Reason.Place, "not-covered names no objective", "add ids of the catalog")
		}
	}
	return &f, list.Err()
}

// check refuses a request that nobody could answer or that asks for nothing.
func (e requestEntry) check(list *problem.List) {
	if len(e.ID.Value) > 80 || !requestName.MatchString(e.ID.Value) {
		list.Add(e.ID.Place, strictyaml.Quote(e.ID.Value)+" is no name of a request", "small letters, digits and single hyphens, at most 80, as training-records")
	}
	for _, v := range slices.Concat([]strictyaml.At[string]{e.Title, e.Question}, e.Documents) {
		plainLine(v, list)
	}
	if e.Method.Value != "EXAMINE" && e.Method.Value != "INTERVIEW" {
		list.Add(e.Method.Place, strictyaml.Quote(e.Method.Value)+" is not a method of an answer by a person", "write EXAMINE or INTERVIEW")
	}
	if len(e.Role.Value) > 100 || !roleID.MatchString(e.Role.Value) {
		list.Add(e.Role.Place, strictyaml.Quote(e.Role.Value)+" is not a role id", "letters, digits, - . _, as information-system-security-officer")
	}
	if days := validDays(e.Valid.Value); days < 1 || days > maxValid {
		list.Add(e.Valid.Place, strictyaml.Quote(e.Valid.Value)+" is not how long an answer lasts", "write days, as 365d, at most "+strconv.Itoa(maxValid)+"d")
	}
	if len(e.Decides) == 0 {
		list.Add(e.ID.Place, "request "+e.ID.Value+" decides nothing", "name under decides: the objectives that its answer is for")
	}
}

// validDays reads 365d; 0 for anything else.
func validDays(s string) int {
	m := ageShape.FindStringSubmatch(s)
	if m == nil || m[2] != "d" {
		return 0
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return 0
	}
	return n
}

// plainLine refuses text that is empty or does not stand on one line: it becomes a
// heading, a question at a terminal, a cell of a table.
func plainLine(v strictyaml.At[string], list *problem.List) {
	switch {
	case strings.TrimSpace(v.Value) == "":
		list.Add(v.Place, "the text is empty", "say it in a few words")
	case strings.ContainsFunc(v.Value, unicode.IsControl):
		list.Add(v.Place, "more than one line, or a control character", "write it on one line; fold long text with >-")
	}
}

// request gives the request that an entry says.
func (f *answersFile) request(family string, e requestEntry) *assessment.Request {
	r := &assessment.Request{
		ID: family + "." + e.ID.Value, Title: e.Title.Value, Question: e.Question.Value, Method: e.Method.Value, Role: e.Role.Value,
		Valid: validDays(e.Valid.Value), Source: f.source(e.ID.Place),
	}
	for _, d := range e.Documents {
		r.Documents = append(r.Documents, d.Value)
	}
	return r
}

// source is where a value of the file stands.
func (f *answersFile) source(at problem.Place) assessment.Source {
	return assessment.Source{Path: f.at, Line: at.Line, Digest: f.digest}
}

// ofTeam says whether a file or a binding is the team's own, not the embedded tree's.
func ofTeam(path string) bool { return !strings.HasPrefix(path, embeddedPath+"/") }

// asked is one request of a family with the entry that it comes from.
type asked struct {
	*assessment.Request
	entry requestEntry
}

// readAnswers reads every attestations.yaml: the embedded ones, then the team's,
// which only adds to them.
func (j *joiner) readAnswers() {
	j.answers, j.requests = map[string][]*answersFile{}, map[string]asked{}
	for _, f := range j.families {
		name := f.ID + "/attestations.yaml"
		j.readAnswersFile(f, path.Join(embeddedPath, name), func() ([]byte, error) { return fs.ReadFile(j.in.Policies, name) })
	}
	if j.in.Config == nil || j.in.Config.PolicyDir() == "" {
		return
	}
	dir := j.in.Config.PolicyDir()
	tree, err := j.in.Config.FS(dir)
	if err != nil {
		return // told by readBindings
	}
	families := slices.Clone(j.families)
	for _, f := range j.in.Config.Frameworks {
		if f.Own() {
			families = append(families, Family{ID: f.ID.Value, Frameworks: []string{f.ID.Value}})
		}
	}
	for _, pattern := range []string{"attestations.yaml", "*/attestations.yaml"} {
		found, err := fs.Glob(tree, pattern)
		if err != nil {
			continue // the patterns are ours and not malformed
		}
		for _, name := range found {
			at := path.Join(dir, name)
			i := slices.IndexFunc(families, func(f Family) bool { return f.ID == path.Dir(name) })
			if i < 0 {
				var ids []string
				for _, f := range families {
					ids = append(ids, f.ID)
				}
				j.add(problem.Place{Path: at, Line: 1}, "requests of no known family", "put the file into one of the directories "+path.Join(dir, "{"+strings.Join(ids, ",")+"}")+"; what people say belongs into attestations beside assay.yaml")
				continue
			}
			j.readAnswersFile(families[i], at, func() ([]byte, error) { return j.in.Config.Read(at, strictyaml.MaxSize) })
		}
	}
}

// readAnswersFile reads one attestations.yaml; that there is none is fine.
func (j *joiner) readAnswersFile(family Family, at string, read func() ([]byte, error)) {
	data, err := read()
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			cause, remedy := problem.Cause(err)
			j.add(problem.Place{Path: at}, "cannot be read: "+cause, remedy)
		}
		return
	}
	f, err := j.index.answers(at, data)
	if err != nil {
		j.list.Join(problem.Place{Path: at, Line: 1}, err)
		return
	}
	for _, e := range f.NotCovered {
		knownFrameworks(family, e.Frameworks, &j.list)
	}
	for _, e := range f.Attestations {
		knownFrameworks(family, e.Frameworks, &j.list)
		r := f.request(family.ID, e)
		if other, twice := j.requests[r.ID]; twice {
			j.add(e.ID.Place, "two requests are called "+r.ID, "the other is at "+placeOf(other.Source).String()+"; give this one another id")
			continue
		}
		j.requests[r.ID] = asked{r, e}
	}
	j.answers[family.ID] = append(j.answers[family.ID], f)
}

// ask fills what people are asked about the targets of a scope, and what nothing
// answers; both sorted by target.
func (j *joiner) ask(scope *assessment.Scope, family Family) {
	b, by := newBench(scope), map[string]*assessment.Request{}
	for _, f := range j.answers[family.ID] {
		for _, e := range f.Attestations {
			r := j.requests[family.ID+"."+e.ID.Value]
			if !in(e.Frameworks, b.framework) || r.Source.Path != f.at {
				continue
			}
			for _, id := range e.Decides {
				for _, t := range j.targetsOf(b, scope.Framework.Catalog, family, id, e.Frameworks) {
					if first := by[t]; first != nil && first != r.Request {
						j.add(id.Place, fmt.Sprintf("%s is asked by %s and by %s in %s", t, first.ID, r.ID, b.framework), "let one request decide it; the other is at "+placeOf(first.Source).String())
						continue
					}
					by[t] = r.Request
				}
			}
		}
	}
	scope.Asked = nil
	for _, t := range sortedKeys(by) {
		scope.Asked = append(scope.Asked, assessment.Ask{Target: t, Request: by[t]})
	}
	j.notCovered(scope, family, b, by)
}

// notCovered fills the targets that a family says nothing answers. That is false
// where a request, or a check that decides or supports, is bound to one; only a
// team may answer what the embedded tree leaves open.
func (j *joiner) notCovered(scope *assessment.Scope, family Family, b bench, by map[string]*assessment.Request) {
	bound := map[string]assessment.Source{}
	for i := range scope.Bindings {
		if v := &scope.Bindings[i]; v.Disabled == nil && v.Strength >= assessment.Supports {
			bound[v.Target] = nearer(bound[v.Target], v.Source)
		}
	}
	for t, r := range by {
		bound[t] = nearer(bound[t], r.Source)
	}
	open := map[string]assessment.NotCovered{}
	for _, f := range j.answers[family.ID] {
		for _, e := range f.NotCovered {
			if !in(e.Frameworks, b.framework) {
				continue
			}
			for _, id := range e.IDs {
				for _, t := range j.targetsOf(b, scope.Framework.Catalog, family, id, e.Frameworks) {
					source := f.source(id.Place)
					answer, answered := bound[t]
					first, twice := open[t]
					switch {
					case answered && ofTeam(answer.Path) && !ofTeam(f.at):
						continue
					case answered:
						j.add(id.Place, fmt.Sprintf("%s is not covered in %s, and something answers it", t, b.framework), "take it out here; what answers it is at "+placeOf(answer).String())
					case twice && first.Source != source:
						j.add(id.Place, fmt.Sprintf("%s is listed twice as not covered in %s", t, b.framework), "the other is at "+placeOf(first.Source).String()+"; keep one")
					}
					open[t] = assessment.NotCovered{Target: t, Reason: e.Reason.Value, Source: source}
				}
			}
		}
	}
	scope.NotCovered = nil
	for _, t := range sortedKeys(open) {
		scope.NotCovered = append(scope.NotCovered, open[t])
	}
}

// nearer is the embedded one of two places, else the first that is one.
func nearer(a, b assessment.Source) assessment.Source {
	if a.Path == "" || ofTeam(a.Path) && !ofTeam(b.Path) {
		return b
	}
	return a
}

// targetsOf gives the targets of a profile that an id of its family means. The
// frameworks of a family may be of several catalogs: an id of another one that the
// entry is for is no error here, and means nothing.
func (j *joiner) targetsOf(b bench, catalog string, family Family, id strictyaml.At[string], of []strictyaml.At[string]) []string {
	here, err := j.catalog(catalog)
	if err == nil {
		if _, ok := here.Find(id.Value); !ok && j.elsewhere(catalog, family, id.Value, of) {
			return nil
		}
	}
	n, ok := j.expand(catalog, id.Value, assessment.Informs, id.Place)
	if !ok {
		return nil
	}
	return b.in(n)
}

// elsewhere says whether an id is one of a catalog that another framework of the
// family uses.
func (j *joiner) elsewhere(catalog string, family Family, id string, of []strictyaml.At[string]) bool {
	return slices.ContainsFunc(family.Frameworks, func(fw string) bool {
		if !in(of, fw) {
			return false
		}
		r, err := j.lib.Open(fw)
		if err != nil || r.Catalog == catalog {
			return false
		}
		other, err := j.catalog(r.Catalog)
		if err != nil {
			return false
		}
		_, ok := other.Find(id)
		return ok
	})
}
