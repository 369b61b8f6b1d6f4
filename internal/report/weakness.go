package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"

	"github.com/assay-compliance/assay/internal/assessment"
)

// weakness is one thing that is wrong under one framework, or one gap that leaves
// objectives undecided, with what it was seen on.
type weakness struct {
	r    *assessment.Results
	risk *assessment.Risk
}

// weaknesses lists what fails, the worst first, then by framework and id; with gaps,
// what is undecided follows.
func weaknesses(in Input, gaps bool) []weakness {
	var out []weakness
	for i := range in.Results {
		r := &in.Results[i]
		for j := range r.Risks {
			if k := &r.Risks[j]; gaps || !k.Gap {
				out = append(out, weakness{r, k})
			}
		}
		out = append(out, unexplained(r, gaps)...)
	}
	slices.SortStableFunc(out, func(a, b weakness) int {
		group := func(w weakness) int {
			if w.risk.Gap {
				return 1
			}
			return 0
		}
		return cmp.Or(
			cmp.Compare(group(a), group(b)), cmp.Compare(severity(b.risk.Level), severity(a.risk.Level)),
			cmp.Compare(a.r.Scope.Framework.ID, b.r.Scope.Framework.ID), cmp.Compare(a.risk.Key, b.risk.Key))
	})
	return out
}

// unexplained makes a weakness, or a gap, of each finding that no risk is behind, as
// in results of another tool: none is left out for want of one.
func unexplained(r *assessment.Results, gaps bool) []weakness {
	known := map[string]bool{}
	for i := range r.Risks {
		known[r.Risks[i].Key] = true
	}
	var out []weakness
	for i := range r.Findings {
		f := &r.Findings[i]
		undecided := f.Verdict == assessment.VerdictUndecided
		if f.Verdict != assessment.VerdictFail && (!gaps || !undecided) || slices.ContainsFunc(f.Risks, func(key string) bool { return known[key] }) {
			continue
		}
		out = append(out, weakness{r, &assessment.Risk{
			Key: f.Target.ID, Gap: undecided, Title: cmp.Or(f.Target.Title, f.Target.ID), Statement: f.Why,
			Controls: []string{f.Target.ControlID}, Targets: []string{f.Target.ID}, Observations: f.Observations,
		}})
	}
	return out
}

// sighting is one subject that a weakness was seen on.
type sighting struct {
	assessment.Subject
	Personal bool
	Asserted bool // by the evidence alone: no inventory says what there was to examine
}

// each yields what a weakness was seen on, every subject once for each component;
// one without a subject is seen on its component. An error of reading ends it.
func (w weakness) each(yield func(sighting) bool) error {
	seen := map[[3]string]bool{}
	one := func(s sighting) bool {
		key := [3]string{s.Component, s.Asset, s.ID}
		if seen[key] {
			return true
		}
		seen[key] = true
		return yield(s)
	}
	if w.risk.Own {
		for _, s := range w.risk.Assets {
			s.Why = cmp.Or(s.Why, "no inventory lists it")
			if !one(sighting{Subject: s}) {
				return nil
			}
		}
		return nil
	}
	want := assessment.Fail
	if w.risk.Gap {
		want = assessment.Undecided
	}
	list := counting(w.r, w.risk.Observations, want)
	if len(list) == 0 {
		one(sighting{Subject: assessment.Subject{Component: w.risk.Component, Why: w.risk.Statement}})
		return nil
	}
	for _, o := range list {
		some := false
		for s, err := range o.Each() {
			if err != nil {
				return err
			}
			some = true
			s.Component = cmp.Or(s.Component, o.Component)
			if !one(sighting{s, o.Personal, o.Population.Asserted}) {
				return nil
			}
		}
		if !some && !one(sighting{Subject: assessment.Subject{Component: o.Component, Why: w.risk.Statement}, Asserted: o.Population.Asserted}) {
			return nil
		}
	}
	return nil
}

// identity is a digest of what a weakness of a subject is: it is the same in every
// run, whatever it says and wherever its evidence stands. A person is in it by
// pseudonym, also where views show ids, so that it tells nobody's id.
func (in Input) identity(w weakness, s sighting) string {
	return identityOf(in.System, w.r.Scope.Framework.ID, w.risk.Key, s.Component, in.Names.Subject(s.Subject, s.Personal))
}

// identityOf is SHA-256 over parts, each behind its length: no text inside one can
// imitate a boundary.
func identityOf(parts ...string) string {
	sum := sha256.New()
	for _, p := range parts {
		sum.Write(binary.BigEndian.AppendUint64(nil, uint64(len(p))))
		sum.Write([]byte(p))
	}
	return hex.EncodeToString(sum.Sum(nil))
}
