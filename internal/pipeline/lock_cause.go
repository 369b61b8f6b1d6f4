package pipeline

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/diff"
	"github.com/assay-compliance/assay/internal/lock"
)

// touched is what the changes since a lock bear on.
type touched struct {
	checks     map[string]bool // changed in some way
	joined     map[string]bool // of these: new, gone, renamed or bound otherwise
	whole      map[string]bool // of these: new, gone or renamed
	frameworks map[string]bool
}

func touchedBy(changes []lock.Change) touched {
	t := touched{checks: map[string]bool{}, joined: map[string]bool{}, whole: map[string]bool{}, frameworks: map[string]bool{}}
	for _, c := range changes {
		switch c.What {
		case lock.OfFramework:
			t.frameworks[c.ID] = true
		case lock.OfCheck:
			t.checks[c.ID] = true
			t.joined[c.ID] = t.joined[c.ID] || c.Kind != lock.Changed
			t.whole[c.ID] = t.whole[c.ID] || c.Kind != lock.Changed && c.Kind != lock.Rebound
			if c.Kind == lock.Renamed {
				t.checks[c.Before], t.joined[c.Before], t.whole[c.Before] = true, true, true
			}
		}
	}
	return t
}

// attributed are the verdicts that changed and rest on something that is another than
// the lock says, with what that is, and with what else is another.
func attributed(changes []lock.Change, all []diff.Framework) []assessment.LockedVerdict {
	t := touchedBy(changes)
	var out []assessment.LockedVerdict
	for _, f := range all {
		for _, c := range f.Changes {
			causes, also := t.split(f.ID, c.Causes)
			if len(causes) > 0 {
				out = append(out, assessment.LockedVerdict{Framework: f.ID, Target: c.Target, Before: c.Before, After: c.After, Causes: causes, Also: also})
			}
		}
	}
	slices.SortFunc(out, byObjective)
	return out
}

// split parts the causes of a change into those that the lock tells of, and others.
func (t touched) split(framework string, causes []diff.Cause) (rules, also []string) {
	for _, c := range causes {
		text := strings.TrimSpace(c.Kind + " " + c.Check)
		switch {
		case t.caused(framework, c):
			if c.Kind == diff.Evidence {
				text = diff.Binding + " " + c.Check
			}
			rules = append(rules, text)
		default:
			also = append(also, text)
		}
	}
	slices.Sort(rules)
	slices.Sort(also)
	return slices.Compact(rules), slices.Compact(also)
}

// caused says whether a cause is a change that the lock tells of.
func (t touched) caused(framework string, c diff.Cause) bool {
	switch c.Kind {
	case diff.Policy, diff.Parameters:
		return t.checks[c.Check]
	case diff.Binding:
		return t.joined[c.Check]
	case diff.Evidence:
		// What a check saw that was not there before, or is not there now, looks like
		// evidence on one side only.
		return t.whole[c.Check] || t.joined[c.Check] && oneSided(c.Files)
	case diff.Profile:
		return t.frameworks[framework]
	}
	return false
}

// oneSided says whether all files are missing before, or all after.
func oneSided(files []diff.File) bool {
	before, after := 0, 0
	for _, f := range files {
		if f.Before != "" {
			before++
		}
		if f.After != "" {
			after++
		}
	}
	return (before == 0) != (after == 0)
}

// compareVerdicts tells which verdicts changed with what is another since the lock,
// where results of before that are there. Last is what the run of those found of its
// lock, nil where nobody knows. Found stays without a time of comparison where the
// results are not of before: then nothing tells.
func compareVerdicts(found, last *assessment.Locked, c compared, old, now []assessment.Results) {
	changes := c.changes
	again := last != nil && last.Digest == found.Digest // the same lock was there then
	switch {
	case len(old) == 0,
		again && len(last.Changes) > 0 && last.Compared == "", // it could not tell, and nobody can any more
		!again && !underLock(changes, old):
		return
	}
	found.Compared = old[0].AsOf.UTC().Format(time.RFC3339)
	list := attributed(changes, diff.Compare(completed(old, c.was), completed(now, c.is)))
	if again && last.Compared != "" {
		list = carried(found, last, list, changes, now)
	}
	found.More += max(0, len(list)-assessment.MostLocked)
	found.Verdicts = list[:min(len(list), assessment.MostLocked)]
}

// compared are a lock, what is now, and what is another.
type compared struct {
	was, is lock.Lock
	changes []lock.Change
}

// completed gives results with the objectives that documents leave out: those of the
// profile that nothing assessed, which the lock of that time lists.
func completed(results []assessment.Results, l lock.Lock) []assessment.Results {
	out := slices.Clone(results)
	for i := range out {
		r := &out[i]
		at := slices.IndexFunc(l.Frameworks, func(f lock.Framework) bool { return f.ID == r.Scope.Framework.ID })
		if at < 0 {
			continue
		}
		there := verdicts(results[i : i+1])
		r.Unassessed = slices.Clone(r.Unassessed)
		for control, targets := range l.Frameworks[at].Controls {
			for _, id := range targets {
				if there[[2]string{l.Frameworks[at].ID, id}] == "" {
					r.Unassessed = append(r.Unassessed, assessment.Unassessed{Target: assessment.Target{ID: id, ControlID: control}})
				}
			}
		}
	}
	return out
}

// underLock says whether results are by the policies of the lock, as far as they tell:
// no check that changed since was another in them already.
func underLock(changes []lock.Change, old []assessment.Results) bool {
	before := map[string]string{}
	for _, c := range changes {
		if c.What == lock.OfCheck && (c.Kind == lock.Changed || c.Kind == lock.Removed) {
			before[c.ID] = c.Before
		}
	}
	for i := range old {
		for _, c := range old[i].Checks {
			if sum := before[c.ID]; sum != "" && c.Digest != sum {
				return false
			}
		}
	}
	return true
}

// carried adds what the run before found against the same lock: a verdict that changed
// then, and is still so for something that is still another, has not changed back for
// being assessed twice. Found tells what the verdicts are compared with.
func carried(found, last *assessment.Locked, list []assessment.LockedVerdict, changes []lock.Change, results []assessment.Results) []assessment.LockedVerdict {
	found.Compared, found.More = last.Compared, last.More
	t := touchedBy(changes)
	now := verdicts(results)
	for _, v := range last.Verdicts {
		i := slices.IndexFunc(list, func(n assessment.LockedVerdict) bool { return n.Framework == v.Framework && n.Target == v.Target })
		switch {
		case i >= 0 && list[i].After == v.Before:
			list = slices.Delete(list, i, i+1)
		case i >= 0:
			list[i].Before = v.Before
			list[i].Causes, list[i].Also = union(v.Causes, list[i].Causes), union(v.Also, list[i].Also)
		case cmp.Or(now[[2]string{v.Framework, v.Target}], diff.Absent) == v.After && t.still(v):
			list = append(list, v)
		}
	}
	slices.SortFunc(list, byObjective)
	return list
}

func byObjective(a, b assessment.LockedVerdict) int {
	return cmp.Or(strings.Compare(a.Framework, b.Framework), strings.Compare(a.Target, b.Target))
}

// still says whether something that changed a verdict is another than the lock says yet.
func (t touched) still(v assessment.LockedVerdict) bool {
	return slices.ContainsFunc(v.Causes, func(c string) bool {
		_, check, named := strings.Cut(c, " ")
		return named && t.checks[check] || !named && t.frameworks[v.Framework]
	})
}

func union(a, b []string) []string {
	out := slices.Concat(a, b)
	slices.Sort(out)
	return slices.Compact(out)
}

// verdicts are those of results in words, by framework and objective; that of one that
// is in no profile any more is absent.
func verdicts(results []assessment.Results) map[[2]string]string {
	out := map[[2]string]string{}
	for i := range results {
		r := &results[i]
		id := r.Scope.Framework.ID
		for k := range r.Findings {
			out[[2]string{id, r.Findings[k].Target.ID}] = r.Findings[k].Verdict.String()
		}
		for k := range r.Unassessed {
			out[[2]string{id, r.Unassessed[k].Target.ID}] = assessment.NotAssessed.String()
		}
	}
	return out
}
