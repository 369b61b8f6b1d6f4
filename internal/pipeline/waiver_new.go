package pipeline

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/records"
	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/internal/trace"
)

// WaiverOptions is one call of waiver new.
type WaiverOptions struct {
	Config     string
	Results    string // directory, or one file
	Finding    string // POAM-ID, check, objective, or uuid of an item, a risk or a finding
	Frameworks []string
	Components []string // of what is covered; none: all on which the weakness stands open
	Subjects   []string // the same
	All        bool     // components as a whole, also what is to come
	Asked      assessment.Waiver
	Today      time.Time
}

// NewWaiver is a waiver before it is a file.
type NewWaiver struct {
	File   string // relative to the repository
	Text   []byte
	Covers int
	Lacks  []string // what keeps it pending
	Config *config.Config
}

// mostNamed is how many subjects a waiver names one by one.
const mostNamed = 1000

// WaiverOf makes the waiver of a finding: of the weakness behind it, with the open
// subjects by name.
func WaiverOf(o WaiverOptions) (*NewWaiver, error) {
	cfg, err := config.Load(o.Config)
	if err != nil {
		return nil, err
	}
	runs, err := Runs(o.Results)
	if err != nil {
		return nil, err
	}
	found, err := itemsOf(runs, o.Finding, o.Frameworks)
	if err != nil {
		return nil, err
	}
	for i := range o.Subjects {
		if o.Subjects[i], err = Person(runs, o.Config, o.Subjects[i]); err != nil {
			return nil, err
		}
	}
	w := o.Asked
	w.Weakness = found[0].item.Weakness
	var frameworks []string
	for _, f := range found {
		frameworks = append(frameworks, f.framework)
		if f.item.ID == o.Finding {
			w.Weakness, w.Item = "", f.item.ID
		}
	}
	if w.Item != "" {
		frameworks = nil // the item is of one
	}
	if w.Covers, err = coversOf(found, o); err != nil {
		return nil, err
	}
	name := strings.ToLower(strings.NewReplacer("/", "-", ":", "-").Replace(cmp.Or(w.Item, w.Weakness)))
	out := &NewWaiver{Text: records.YAML(w, frameworks), Covers: len(w.Covers), Config: cfg}
	if out.File, err = records.WaiverPlace(cfg, name, o.Today); err != nil {
		return nil, err
	}
	out.Lacks, err = records.CheckWaiver(cfg, out.File, out.Text)
	return out, err
}

// standing is an item with its framework.
type standing struct {
	framework string
	item      *assessment.Item
}

// itemsOf finds the open items that somebody means by a word: one weakness, under each
// framework where it stands.
func itemsOf(runs []trace.Run, word string, frameworks []string) ([]standing, error) {
	var out []standing
	var names []string
	gap := false
	for i := range runs {
		r := &runs[i]
		id := r.Results.Scope.Framework.ID
		if len(frameworks) > 0 && !slices.Contains(frameworks, id) {
			continue
		}
		meant := map[string]bool{}
		for k := range r.Results.Findings {
			f := &r.Results.Findings[k]
			if f.UUID != word && f.Target.ID != word && !strings.EqualFold(f.Target.Label, word) {
				continue
			}
			for _, key := range f.Risks {
				meant[key] = true
				gap = gap || strings.HasPrefix(key, "gap/")
			}
		}
		for k := range r.POAM.Items {
			it := &r.POAM.Items[k]
			if !it.Open() {
				continue
			}
			names = append(names, it.ID, it.Weakness)
			named := it.ID == word || it.UUID == word || it.RiskUUID == word || it.Known(word, nil)
			if named || slices.ContainsFunc(it.Names, func(n string) bool { return meant[n] }) {
				out = append(out, standing{id, it})
			}
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if len(out) == 0 {
		remedy := "assay explain tells what stands open"
		if near := strictyaml.Near(word, names); len(near) > 0 {
			remedy = "did you mean " + strings.Join(near, " or ") + "?"
		}
		if gap || strings.HasPrefix(word, "gap/") {
			remedy = "what is undecided cannot be waived: bring its evidence, or decide that it does not apply"
		}
		return nil, problem.New(problem.Place{}, "no open item of the plan of action is "+strictyaml.Quote(word), remedy)
	}
	var all []string
	for _, s := range out {
		if !out[0].item.Known(s.item.Weakness, nil) {
			all = append(all, s.item.ID)
		}
	}
	if all != nil {
		return nil, problem.New(problem.Place{}, strictyaml.Quote(word)+" fails for several weaknesses", "name one: "+strings.Join(append([]string{out[0].item.ID}, all...), ", "))
	}
	return out, nil
}

// coversOf names the open subjects of items, sorted, each once.
func coversOf(found []standing, o WaiverOptions) ([]assessment.Cover, error) {
	seen := map[assessment.Cover]bool{}
	var out []assessment.Cover
	for _, f := range found {
		for a, err := range f.item.Affected.All() {
			if err != nil {
				return nil, fmt.Errorf("read the subjects of %s: %w", f.item.ID, err)
			}
			c := coverOf(&a)
			if !a.Cleared.IsZero() || len(o.Components) > 0 && !slices.Contains(o.Components, a.Component) || !named(&a, c, o.Subjects) {
				continue
			}
			if o.All {
				c = assessment.Cover{Component: a.Component, All: true}
			}
			if seen[c] {
				continue
			}
			if seen[c] = true; len(out) == mostNamed {
				return nil, problem.New(problem.Place{}, "more than "+strconv.Itoa(mostNamed)+" subjects stand open", "narrow them with --component or --subject, or cover components as a whole with --all")
			}
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		return nil, problem.New(problem.Place{}, "no open subject is of that component and name", "assay explain "+found[0].item.ID+" lists them")
	}
	slices.SortFunc(out, func(a, b assessment.Cover) int { return strings.Compare(a.String(), b.String()) })
	return out, nil
}

// coverOf names one subject as a waiver does: without what its component says already.
func coverOf(a *assessment.Affected) assessment.Cover {
	c := assessment.Cover{Component: a.Component, Asset: a.Asset, ID: a.ID}
	if c.ID == c.Asset || c.ID == c.Component {
		c.ID = ""
	}
	if c.Asset == c.Component {
		c.Asset = ""
	}
	return c
}

// named says whether somebody means a subject: by its id, its asset, or all of its name.
func named(a *assessment.Affected, c assessment.Cover, words []string) bool {
	return len(words) == 0 || slices.Contains(words, a.ID) || slices.Contains(words, a.Asset) || slices.Contains(words, c.String())
}

// Standing is a deviation of a plan of action, for a list.
type Standing struct {
	Framework string
	Item      *assessment.Item
	Deviation *assessment.Deviation
}

// Deviations lists what waivers say of the items of results, by framework, item and id.
func Deviations(path, framework string) ([]Standing, time.Time, error) {
	runs, err := Runs(path)
	if err != nil {
		return nil, time.Time{}, err
	}
	var out []Standing
	var asOf time.Time
	for i := range runs {
		id := runs[i].Results.Scope.Framework.ID
		asOf = runs[i].Results.AsOf
		if framework != "" && id != framework {
			continue
		}
		for k := range runs[i].POAM.Items {
			it := &runs[i].POAM.Items[k]
			for n := range it.Deviations {
				out = append(out, Standing{id, it, &it.Deviations[n]})
			}
		}
	}
	return out, asOf, nil
}
