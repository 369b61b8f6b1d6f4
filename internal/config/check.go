package config

import (
	"maps"
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

var (
	token = short{regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._-]*$`)}
	// OSCAL asks of a token only that it begin with a letter; a key may begin
	// with a digit because it is no OSCAL token.
	key = short{regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)}
)

// short is a pattern of words of up to 100 characters. Counted in the pattern
// itself they would take longer to compile than the rest of a start.
type short struct{ *regexp.Regexp }

func (s short) MatchString(word string) bool { return len(word) <= 100 && s.Regexp.MatchString(word) }

// matcher is a short or any pattern.
type matcher interface{ MatchString(word string) bool }

func isToken(s string) bool { return token.MatchString(s) }

// maxProblems is how many problems of one file are told.
const maxProblems = 50

// checker gathers what is wrong with the values of one file.
type checker struct {
	list problem.List
}

// add records a problem; after the first few dozen it counts no more.
func (k *checker) add(at problem.Place, what, remedy string) {
	if k.list.Len() < maxProblems {
		k.list.Add(at, what, remedy)
	}
}

// check looks at every value that needs no other file.
func (c *Config) check() error {
	k := &checker{}
	k.match(c.SystemID, key, "a system-id", "letters, digits, - . _, at most 100")
	k.line(c.Title)
	k.system(c.System)
	k.assessment(c.Assessment)
	k.scope(c.Scope)
	k.matches(c.Frameworks.IDs(), token, "a framework id", "for example fedramp-moderate")
	for _, s := range c.Sources {
		k.source(s)
	}
	k.collectors(c)
	for _, l := range c.Leveraged {
		k.leveraged(l, c.Trust)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Gates)) {
		k.gate(c.Gates[name])
	}
	k.word(c.OSCALVersion, "1.2.2", "1.1.3")
	k.conftest(c.Conftest)
	k.cmmc(c.CMMC)
	k.authorities(c.Authorities)
	k.word(c.POAM.ScanItems, string(assessment.ScanItemsPastDue), string(assessment.ScanItemsAll))
	k.fedramp(c.FedRAMP)
	k.trust(c.Trust, c.Leveraged)
	k.store(c.Store)
	k.pseudonyms(c.Pseudonyms)
	k.paths(c)
	return k.list.Err()
}

// categories are the asset categories of CMMC, by 32 CFR 170.19(c)(1) table 3 and
// 170.19(b): an asset that holds CUI, one that protects such assets, one that can
// but is not meant to hold CUI, one that cannot be fully secured, one that neither
// holds nor protects.
var categories = []string{"cui", "fci", "security-protection", "contractor-risk-managed", "specialized", "out-of-scope"}

// scope looks at what is assessed as whose, and that what is said of a component
// does not contradict itself.
func (k *checker) scope(s Scope) {
	k.matches(List(s.Entity), token, "an entity", "for example business-associate")
	k.matches(s.Boundary, key, "a component key", "use the key of a component")
	kinds := s.Data.Kinds()
	for _, d := range kinds {
		k.matches(d.Holders, key, "a component key", "use the key of a component")
	}
	for _, component := range slices.Sorted(maps.Keys(s.Categories)) {
		category := s.Categories[component]
		k.word(category, categories...)
		for _, d := range kinds {
			holds := slices.Contains(d.Holders.Words(), component)
			if holds && (d.Name == "cui" && category.Value != "cui" || d.Name == "fci" && category.Value == "out-of-scope") {
				k.add(category.Place, "component "+strictyaml.Quote(component)+" holds "+d.Name+" by scope.data, and its category is "+strictyaml.Quote(category.Value), "write "+d.Name+", or correct scope.data")
			}
		}
	}
	for _, e := range s.Exclude {
		k.match(e.Component, key, "a component key", "use the key of a component")
		k.matches(e.Frameworks, token, "a framework id", "for example fedramp-moderate")
		k.line(e.Reason)
		if strings.TrimSpace(e.Reason.Value) == "" {
			k.add(e.Reason.Place, "an exclusion needs a reason", "say why nothing of it is assessed")
		}
		for _, d := range kinds {
			if slices.Contains(d.Holders.Words(), e.Component.Value) && protects(e, d.Name) {
				k.add(e.Component.Place, "component "+strictyaml.Quote(e.Component.Value)+" holds "+d.Name+" by scope.data, and is left out where that is protected", "name the frameworks it is left out of, or correct scope.data")
			}
		}
	}
}

// protects says whether an exclusion is from a framework that protects the data.
func protects(e Exclusion, data string) bool {
	return e.Frameworks == nil || slices.ContainsFunc(e.Frameworks.Words(), func(id string) bool {
		return strings.HasPrefix(id, map[string]string{"ephi": "hipaa", "fci": "cmmc", "cui": "cmmc"}[data])
	})
}

func (k *checker) system(s System) {
	first := map[string]int{}
	for _, c := range s.Components {
		k.match(c.Key, key, "a component key", "letters, digits, - . _, at most 100")
		k.match(c.Type, token, "a component type", "for example application or identity-provider")
		k.line(c.Title)
		if c.Title.Value == "" {
			k.add(c.Title.Place, "the title is empty", "say in a few words what it is")
		}
		if line, twice := first[c.Key.Value]; twice {
			k.add(c.Key.Place, "component key "+strictyaml.Quote(c.Key.Value)+" comes twice",
				"it is already on line "+strconv.Itoa(line)+"; evidence could not tell them apart")
		} else {
			first[c.Key.Value] = c.Key.Place.Line
		}
		for _, f := range slices.Sorted(maps.Keys(c.Claims)) {
			k.matches(c.Claims[f], token, "a control id", "for example ac-2")
		}
	}
}

func (k *checker) assessment(a Assessment) {
	k.word(a.Type, "self", "independent")
	k.line(a.Assessor)
	switch independent := a.Type.Value == "independent"; {
	case independent && a.Assessor.Value == "":
		k.add(a.Type.Place, "an independent assessment needs its assessor", "add assessor: with the organization's name")
	case !independent && a.Assessor.Set():
		k.add(a.Assessor.Place, "an assessor is named, but the assessment is a self-assessment", "set type: independent or remove assessor")
	}
}

func (k *checker) source(s Source) {
	k.matches(s.Kinds, token, "an evidence kind", "for example iam-accounts")
	k.match(s.Component, key, "a component key", "use the key of a component")
	k.matches(s.Components, key, "a component key", "use the key of a component")
	if s.Component.Set() && s.Components != nil {
		k.add(s.Component.Place, "component and components are both given", "keep one")
	}
	k.table(s)
	payload := s.Format.Value == "payload"
	if payload && len(s.Kinds) != 1 {
		k.add(s.Format.Place, "format payload needs exactly one kind", "add kinds: with the kind of these files")
	}
	for _, p := range []strictyaml.At[string]{s.Subject, s.CollectedAt} {
		switch {
		case !p.Set():
		case !payload:
			k.add(p.Place, "only files of format payload need a pointer", "add format: payload or remove it")
		case !strings.HasPrefix(p.Value, "/") || strings.Contains(strings.NewReplacer("~0", "", "~1", "").Replace(p.Value), "~"):
			k.add(p.Place, "not a JSON pointer", "write it as /path/to/member")
		}
	}
	if s.Live.Value && s.Collected.Set() {
		k.add(s.Collected.Place, "live evidence is collected at the time of the assessment", "keep live or collected")
	}
}

func (k *checker) conftest(entries []Conftest) {
	first := map[string]int{}
	for _, e := range entries {
		k.match(e.Name, token, "a name", "it becomes part of the check ids")
		k.match(e.Kind, token, "an evidence kind", "for example kubernetes-workloads")
		k.word(e.RegoVersion, "v0", "v1")
		k.word(e.Severity, "low", "moderate", "high", "critical")
		k.matches(e.AppliesTo, token, "a component type", "for example application")
		for _, m := range []map[string]List{e.Decides, e.Supports, e.Informs} {
			for _, catalog := range slices.Sorted(maps.Keys(m)) {
				k.matches(m[catalog], token, "a control or objective id", "for example ac-2_obj.a")
			}
		}
		at := e.Path.Place
		if e.Name.Set() {
			at = e.Name.Place
		}
		name := e.ID()
		if line, twice := first[name]; twice {
			k.add(at, "two conftest entries are called "+strictyaml.Quote(name), "the other is on line "+strconv.Itoa(line)+"; add name:")
		} else {
			first[name] = at.Line
		}
		if !isToken(name) {
			k.add(at, "the last word of the path is no name", "add name:")
		}
	}
}

// ID is the name of the entry: the one given, else the last word of its path.
func (e Conftest) ID() string {
	if e.Name.Set() {
		return e.Name.Value
	}
	return path.Base(path.Clean(e.Path.Value))
}

// word complains about a value that is given and not one of the words.
func (k *checker) word(v strictyaml.At[string], words ...string) {
	if v.Set() && !slices.Contains(words, v.Value) {
		remedy := "one of " + strings.Join(words, ", ")
		if near := strictyaml.Near(v.Value, words); len(near) > 0 {
			remedy = "did you mean " + near[0] + "? " + remedy
		}
		k.add(v.Place, strictyaml.Quote(v.Value)+" is not known here", remedy)
	}
}

// match complains about a value that is given and not of its shape.
func (k *checker) match(v strictyaml.At[string], shape matcher, what, remedy string) {
	if v.Set() && !shape.MatchString(v.Value) {
		k.add(v.Place, strictyaml.Quote(v.Value)+" is not "+what, remedy)
	}
}

func (k *checker) matches(l List, shape matcher, what, remedy string) {
	for _, v := range l {
		k.match(v, shape, what, remedy)
	}
}

// line complains about text that does not stand on one line: it becomes
// OSCAL's markup-line, a heading or a table cell.
func (k *checker) line(v strictyaml.At[string]) {
	if strings.ContainsFunc(v.Value, unicode.IsControl) {
		k.add(v.Place, "more than one line", "write it on one line")
	}
}
