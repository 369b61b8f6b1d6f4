package gate

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
)

// tally gathers the findings of one framework by the risk they share.
type tally struct {
	results *assessment.Results
	risks   map[string]*assessment.Risk
	checks  map[string]*assessment.Check
	reasons map[string]*Reason
	ids     map[string][]string // control ids by reason
	counts  counts
}

func newTally(r *assessment.Results, c counts) *tally {
	t := &tally{
		results: r, counts: c, risks: map[string]*assessment.Risk{}, checks: map[string]*assessment.Check{},
		reasons: map[string]*Reason{}, ids: map[string][]string{},
	}
	for i := range r.Risks {
		t.risks[r.Risks[i].Key] = &r.Risks[i]
	}
	for _, c := range r.Checks {
		t.checks[c.ID] = c
	}
	return t
}

// add counts a finding with each risk behind its verdict. One without any still
// counts, at an unknown level: nothing slips through for want of a risk.
func (t *tally) add(f *assessment.Finding, kind Kind) {
	found := false
	for _, key := range f.Risks {
		k := t.risks[key]
		if k == nil || k.Own || k.Gap != (kind == Undecided) {
			continue
		}
		found = true
		t.touch(key, func() Reason { return t.of(k, kind, f) }, f.Target)
	}
	if !found {
		t.touch(f.Target.ID, func() Reason {
			return Reason{Kind: kind, ID: f.Target.ID, Why: f.Why, Remedy: "See the observations of the objective."}
		}, f.Target)
	}
}

// holds says whether something that fails a finding is held against the gate, so that
// the finding needs no other reason.
func (t *tally) holds(f *assessment.Finding, held map[[2]string]bool) bool {
	framework := t.results.Scope.Framework.ID
	for _, key := range f.Risks {
		if k := t.risks[key]; k != nil && !k.Own && !k.Gap && held[[2]string{framework, key}] {
			return true
		}
	}
	return held[[2]string{framework, f.Target.ID}]
}

// open counts what else is undecided of a finding whose failure the gate lets
// pass: it may be worse than what fails.
func (t *tally) open(f *assessment.Finding) {
	for _, key := range f.Risks {
		if k := t.risks[key]; k != nil && !k.Own && k.Gap {
			t.touch(key, func() Reason { return t.of(k, Undecided, f) }, f.Target)
		}
	}
}

// behind is what a reason rests on: observations, and the first few of the assets
// that no inventory lists.
type behind struct {
	seen    []*assessment.Observation
	unknown []assessment.Subject
}

func (t *tally) behind(r *Reason) behind {
	k := t.risks[r.ID]
	if k == nil {
		return behind{}
	}
	b := behind{seen: make([]*assessment.Observation, len(k.Observations))}
	for i, at := range k.Observations {
		b.seen[i] = &t.results.Observations[at]
	}
	if k.Own {
		b.unknown = k.Assets
	}
	return b
}

// own counts a risk that gates without a finding.
func (t *tally) own(k *assessment.Risk) {
	r := t.of(k, UnknownAsset, nil)
	r.Why = k.Statement
	t.reasons[k.Key] = &r
	t.reasons[k.Key].Framework = t.results.Scope.Framework.ID
	t.reasons[k.Key].Targets = slices.Clone(k.Targets)
	t.ids[k.Key] = k.Controls
}

// touch adds an objective to a reason, which is made at the first.
func (t *tally) touch(key string, fresh func() Reason, target assessment.Target) {
	r := t.reasons[key]
	if r == nil {
		one := fresh()
		one.Framework = t.results.Scope.Framework.ID
		r = &one
		t.reasons[key] = r
	}
	r.Targets = append(r.Targets, target.ID)
	t.ids[key] = append(t.ids[key], target.ControlID)
}

// of makes the reason of a risk, without the objectives it touches.
func (t *tally) of(k *assessment.Risk, kind Kind, f *assessment.Finding) Reason {
	r := Reason{Kind: kind, ID: k.Key, Level: k.Level, Check: k.Check, Component: k.Component, Why: k.Statement, Remedy: k.Remediation}
	if k.Own {
		r.Subjects = k.Unknown
		if len(k.Assets) > 0 {
			r.Example = k.Assets[0]
		}
		return r
	}
	seen := t.behind(&r).seen
	for _, o := range seen {
		if r.Example.ID == "" && len(o.Sample) > 0 {
			r.Example, r.Personal = o.Sample[0], o.Personal
			r.Component = cmp.Or(r.Component, o.Component)
		}
	}
	r.Subjects = t.counts.subjects(seen)
	if kind == Undecided {
		r.Level = t.stake(k)
	}
	if kind == Failing {
		r.Why = cmp.Or(r.Example.Why, f.Why)
	}
	return r
}

// stake is the worst severity among the checks that a gap keeps from deciding.
func (t *tally) stake(k *assessment.Risk) assessment.Level {
	level, known := assessment.LevelNone, false
	for i := range t.results.Scope.Bindings {
		b := &t.results.Scope.Bindings[i]
		if b.Disabled != nil || b.Strength == assessment.Informs || !slices.Contains(k.Targets, b.Target) || k.Component != "" && !b.For(k.Component) {
			continue
		}
		for _, run := range b.Runs {
			if c := t.checks[run.Check]; c != nil && slices.Contains(c.Kinds, k.Kind) {
				level, known = worse(level, c.Severity), true
			}
		}
	}
	if !known {
		return assessment.LevelUnknown
	}
	return level
}

// list closes the reasons: targets sorted, controls by their printed form.
func (t *tally) list() []*Reason {
	var out []*Reason
	for key, r := range t.reasons {
		slices.Sort(r.Targets)
		r.Targets = slices.Compact(r.Targets)
		r.Controls = labels(t.results, t.ids[key])
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b *Reason) int { return compareReasons(*a, *b) })
	return out
}

// labels gives the printed form of controls, in the profile's order; ids that
// are not in it follow, sorted.
func labels(r *assessment.Results, ids []string) []string {
	var out []string
	left := slices.Compact(slices.Sorted(slices.Values(ids)))
	if r != nil {
		for _, c := range r.Scope.Controls {
			if i, ok := slices.BinarySearch(left, c.ID); ok {
				out = append(out, cmp.Or(c.Label, c.ID))
				left = slices.Delete(left, i, i+1)
			}
		}
	}
	return append(out, left...)
}

func coverageWords(c assessment.Coverage, floor float64) string {
	return fmt.Sprintf("%d of %d objectives passed or failed, %s; the floor is %s",
		c.Pass+c.Fail, c.Total-c.NotApplicable, percent(c.Ratio()), percent(floor))
}

// percent never rounds up to the floor it is compared with.
func percent(share float64) string {
	return strconv.FormatFloat(float64(int64(share*1000+1e-9))/10, 'f', -1, 64) + " %"
}

func recordedWords(it *assessment.Item, r *assessment.Results) string {
	why := "recorded since " + it.Detected.UTC().Format("2006-01-02") + " and not verified as remedied"
	if it.Affected.Count > 0 {
		why += fmt.Sprintf(" for %d of %d subjects", it.Affected.Open, it.Affected.Count)
	}
	if due := it.Due(); r != nil && !due.IsZero() && r.AsOf.After(due) {
		why += "; overdue since " + due.UTC().Format("2006-01-02")
	}
	return why
}

// summary is the verdict in one sentence.
func summary(v Verdict, t Thresholds) string {
	counts := map[Kind]int{}
	objectives := map[string]bool{}
	seen := map[[2]string]bool{}
	for _, r := range v.Reasons {
		// A weakness, or an unknown asset, is one however many frameworks ask.
		if same := [2]string{string(r.Kind), r.ID}; r.Kind != Failing && r.Kind != UnknownAsset || !seen[same] {
			seen[same] = true
			counts[r.Kind]++
		}
		for _, id := range r.Targets {
			if r.Kind == Undecided {
				objectives[r.Framework+" "+id] = true
			}
		}
	}
	var said []string
	tell := func(n int, one, many string) {
		switch {
		case n == 1:
			said = append(said, "1 "+one)
		case n > 1:
			said = append(said, strconv.Itoa(n)+" "+many)
		}
	}
	at := " at or above " + t.FailOn.String()
	if t.FailOn == assessment.LevelUnknown {
		at = ""
	}
	tell(counts[Failing], "weakness"+at, "weaknesses"+at)
	tell(counts[Recorded], "recorded item stands open", "recorded items stand open")
	tell(counts[ExpiredWaiver], "waiver has ended", "waivers have ended")
	tell(counts[UnknownAsset], "component with assets no inventory lists", "components with assets no inventory lists")
	if counts[PolicyChange] > 0 {
		said = append(said, "policies or frameworks are not as assay.lock says")
	}
	tell(counts[LowCoverage], "framework under its floor of coverage", "frameworks under their floor of coverage")
	tell(counts[LostCoverage], "framework that answers less than the baseline", "frameworks that answer less than the baseline")
	if counts[Incomplete] > 0 {
		said = append(said, "the run was cut short")
	}
	tell(counts[NothingAssessed], "framework with nothing assessed", "frameworks with nothing assessed")
	tell(len(objectives), "objective undecided", "objectives undecided")
	let, waived := ratchetWords(v.Tolerated), waivedWords(v.Tolerated)
	switch {
	case len(said) == 0 && let != "":
		return "nothing new" + at + " fails; " + let
	case len(said) == 0 && waived != "":
		return "nothing else" + at + " fails; " + waived
	case len(said) == 0 && at == "":
		return "nothing fails"
	case len(said) == 0:
		return "nothing" + at + " fails"
	case let != "":
		said = append(said, let)
	case waived != "":
		said = append(said, waived)
	}
	return strings.Join(said, "; ")
}
