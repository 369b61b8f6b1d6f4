package evaluate

import (
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
)

// absent adds what no document says: kinds that were declared and never came,
// parameters that are not set, assets of the inventory that nobody examined,
// and checks that skipped everything.
func (a *assembler) absent() error {
	for run := range a.r.runs {
		for c := range a.r.comps {
			if !a.applies(run, c) {
				continue
			}
			if err := a.absentFor(run, c); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *assembler) absentFor(run, c int) error {
	info := &a.r.runs[run]
	missing := a.missing(run, c)
	if a.r.cut {
		if missing == "" || a.declared(run, c) {
			a.extra(run, c, verdict{reason: assessment.ReasonDeadline, why: cutText})
		}
		return nil
	}
	if missing != "" && !a.declared(run, c) {
		return nil // no source declared it: not assessed
	}
	if missing != "" {
		a.extra(run, c, verdict{reason: assessment.ReasonMissing, why: "no evidence of kind " + missing + " was found"})
	}
	if len(info.run.Looser) > 0 {
		a.extra(run, c, verdict{outcome: assessment.Fail, reason: assessment.ReasonParameter, why: "looser than the framework allows: " + strings.Join(info.run.Looser, "; ")})
	}
	if info.blocked {
		a.extra(run, c, verdict{reason: assessment.ReasonParameter, why: "not set: " + strings.Join(info.run.Unset, ", ")})
		return nil
	}
	if missing != "" {
		return nil
	}
	if p := &a.people[c]; p.broken != "" && !a.readsBroken(run, c) {
		a.extra(run, c, verdict{reason: p.broken, why: p.why})
	}
	if err := a.unexamined(run, c); err != nil {
		return err
	}
	if a.allSkipped(run, c) {
		a.extra(run, c, verdict{reason: assessment.ReasonNoSubject, why: "every subject was skipped"})
	}
	return nil
}

// readsBroken says whether a run reads an inventory of the component that cannot be
// used, and so has told why.
func (a *assembler) readsBroken(run, c int) bool {
	return slices.ContainsFunc(a.r.runs[run].kinds, func(k int) bool {
		return a.kindName(k) == assessment.KindInventory && a.cell(c, k).reason != ""
	})
}

const cutText = "the time for the run was over before all evidence was read"

// missing names the first of a run's kinds without any document; empty when all
// are there.
func (a *assembler) missing(run, c int) string {
	for _, k := range a.r.runs[run].kinds {
		if a.cell(c, k).docs == 0 {
			return a.kindName(k)
		}
	}
	return ""
}

// unexamined adds the assets of which the inventory expects evidence and there
// is none at all, and that a check of system scope names nowhere either.
func (a *assembler) unexamined(run, c int) error {
	if !a.byInventory(run, c) {
		return nil
	}
	why := "in the inventory, and no evidence of kind " + a.examining(run) + " names it"
	sample := a.sample(run, c)
	if sample != nil && sample.fault != "" {
		why += "; sampling plan " + sample.ID + " does not count: " + sample.fault
	}
	t := a.tally(run, c)
	for i, asset := range a.lists[c] {
		if sample != nil && sample.fault == "" && !sample.drawn.has(i) && !a.named(run, c, i) {
			continue
		}
		if a.named(run, c, i) {
			if a.r.runs[run].check.SystemScope && !t.found.has(i) {
				t.found.add(i)
				t.kept.add(i)
			}
			continue
		}
		if t.found.has(i) {
			continue
		}
		n := a.stream(run, c, assessment.Undecided, assessment.ReasonNotExamined)
		if err := a.add(n, -1, asset, nil, []byte(why)); err != nil {
			return err
		}
	}
	return nil
}

// named says whether evidence that a run reads, beside the inventory itself,
// names an asset of the inventory.
func (a *assembler) named(run, c, asset int) bool {
	return slices.ContainsFunc(a.r.runs[run].kinds, func(k int) bool {
		return a.kindName(k) != assessment.KindInventory && a.cell(c, k).seen.has(asset)
	})
}

// examining names a run's kinds that show assets.
func (a *assembler) examining(run int) string {
	kinds := slices.DeleteFunc(slices.Clone(a.r.runs[run].check.Kinds), func(kind string) bool { return kind == assessment.KindInventory })
	return strings.Join(kinds, " or ")
}

// byInventory says whether the population of a run is what an inventory lists.
//
// A component whose evidence names no asset, and which is in no inventory
// itself, is examined as a whole: its population stays asserted. So does that of
// a check of system scope whose subjects are something else than assets, such as
// accounts, or the component: no list of assets says which of those are missing.
func (a *assembler) byInventory(run, c int) bool {
	info := &a.r.runs[run]
	switch {
	case !a.inventoried(c):
		return false
	case info.check.SystemScope:
		return a.tally(run, c).assets
	}
	return a.cell(c, info.kinds[0]).named &&
		a.kindName(info.kinds[0]) != assessment.KindInventory // its subject is the list, not what it lists
}

// allSkipped says whether a run has subjects and every one is a skip.
func (a *assembler) allSkipped(run, c int) bool {
	skipped := false
	for i := range a.streams {
		s := &a.streams[i]
		if s.run != run || s.comp != c || s.count == 0 {
			continue
		}
		if s.outcome != assessment.Skip {
			return false
		}
		skipped = true
	}
	return skipped
}

// population is what should have been examined of a run and what was. By an
// inventory it counts items of it: what no inventory knows is counted apart.
func (a *assembler) population(run, c int) assessment.Population {
	t := a.tally(run, c)
	p := assessment.Population{Asserted: true, Examined: t.examined, Skipped: t.skipped}
	if info := &a.r.runs[run]; !info.check.SystemScope {
		p.Expected = a.cell(c, info.kinds[0]).assets
	} else {
		p.Expected = t.subjects
	}
	if a.byInventory(run, c) {
		p.Asserted = false
		p.Expected = len(a.lists[c])
		p.Examined = t.found.count()
		p.Skipped = p.Examined - t.kept.count()
		if s := a.sample(run, c); s != nil && s.fault == "" {
			p.Sample, p.Of = s.ID, p.Expected
			p.Expected = s.drawn.with(t.found).count()
		}
		p.Missing = p.Expected - p.Examined
		p.Unknown = t.unknown
	}
	return p
}
