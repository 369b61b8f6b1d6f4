package gate

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
)

// Baseline is what a gate with a ratchet is held against: the results of an
// earlier run, or of another branch, with its plans of action. Nothing may be
// worse than there.
type Baseline struct {
	Results []assessment.Results
	POAMs   []assessment.POAM
}

// Answered counts the objectives that passed or failed in it.
func (b *Baseline) Answered() int {
	n := 0
	for _, r := range b.Results {
		n += r.Coverage.Pass + r.Coverage.Fail
	}
	return n
}

func (b *Baseline) framework(id string) *assessment.Results {
	for i := range b.Results {
		if b.Results[i].Scope.Framework.ID == id {
			return &b.Results[i]
		}
	}
	return nil
}

// stood says whether a weakness is none that this run brought: the baseline
// shows it for every subject that it is seen on, at least as bad; or what shows
// it now was asked of the same evidence, by the same policy with the same
// parameters, so that the baseline judged at this time would show it too.
func (b *Baseline) stood(w *Reason, on behind, checks map[string]*assessment.Check) bool {
	if b == nil {
		return false
	}
	switch w.Kind {
	case Recorded:
		return b.recorded(w)
	case UnknownAsset:
		return b.unlisted(w, on.unknown)
	}
	was := b.framework(w.Framework)
	if was == nil || w.Check == nil || len(on.seen) == 0 {
		return false
	}
	old := failing(was, w.Check)
	level := assessment.LevelNone
	for i := range was.Risks {
		if k := &was.Risks[i]; !k.Gap && !k.Own && known(w.Check, k.Key) {
			level = worse(level, k.Level)
		}
	}
	worsened := rank(w.Level) > rank(level)
	for _, o := range on.seen {
		if o.Outcome != assessment.Fail || sameQuestion(was, checks[o.Run.Check], o) {
			continue
		}
		if worsened || !among(o, old) {
			return false
		}
	}
	return true
}

// recorded says whether an open item stood open in the baseline's plan of
// action, at least as bad.
func (b *Baseline) recorded(w *Reason) bool {
	for i := range b.POAMs {
		p := &b.POAMs[i]
		if p.Framework != w.Framework {
			continue
		}
		for k := range p.Items {
			if it := &p.Items[k]; it.ID == w.Item && it.Open() && rank(w.Level) <= rank(it.Level) {
				return true
			}
		}
	}
	return false
}

// unlisted says whether every asset that no inventory lists was in evidence of
// the baseline, and in no inventory either. Of very many only the first are known
// by name, which is not enough.
func (b *Baseline) unlisted(w *Reason, unknown []assessment.Subject) bool {
	was := b.framework(w.Framework)
	if was == nil || w.Subjects > len(unknown) {
		return false
	}
	for i := range was.Risks {
		if k := &was.Risks[i]; k.Own && k.Key == w.ID && rank(w.Level) <= rank(k.Level) {
			return !slices.ContainsFunc(unknown, func(s assessment.Subject) bool {
				return !slices.ContainsFunc(k.Assets, func(t assessment.Subject) bool { return t.Asset == s.Asset })
			})
		}
	}
	return false
}

// known says whether an id is a check's, now or earlier.
func known(c *assessment.Check, id string) bool { return c.ID == id || slices.Contains(c.Formerly, id) }

// failing are the observations in which a check fails.
func failing(r *assessment.Results, c *assessment.Check) []*assessment.Observation {
	var out []*assessment.Observation
	for i := range r.Observations {
		if o := &r.Observations[i]; o.Outcome == assessment.Fail && known(c, o.Run.Check) {
			out = append(out, o)
		}
	}
	return out
}

// sameQuestion says whether the results have an observation of the same evidence
// by the same policy and parameters, whatever its outcome was then.
func sameQuestion(was *assessment.Results, c *assessment.Check, o *assessment.Observation) bool {
	if c == nil || c.Digest == "" || o.EvidenceSet == "" {
		return false
	}
	same := slices.ContainsFunc(was.Checks, func(old *assessment.Check) bool { return old.ID == c.ID && old.Digest == c.Digest })
	return same && slices.ContainsFunc(was.Observations, func(old assessment.Observation) bool {
		return old.Run == o.Run && old.Component == o.Component && old.EvidenceSet == o.EvidenceSet
	})
}

// among says whether every subject of an observation is one of those of others
// of its component. Both come sorted by asset and id and are read once, side by
// side; what cannot be read to its end is not.
func among(o *assessment.Observation, old []*assessment.Observation) bool {
	var open []*reading
	for _, was := range old {
		if was.Component != o.Component {
			continue
		}
		next, stop := iter.Pull2(was.Each())
		defer stop()
		open = append(open, &reading{next: next})
	}
	n := 0
	for s, err := range o.Each() {
		if err != nil {
			return false
		}
		n++
		if !slices.ContainsFunc(open, func(r *reading) bool { return r.reaches(s) }) {
			return false
		}
	}
	return n > 0 && n >= o.Count
}

// reaches reads on until the subject, and says whether it is there.
func (r *reading) reaches(s assessment.Subject) bool {
	want := &reading{asset: s.Asset, id: s.ID}
	for !r.ended {
		if r.begun {
			switch c := r.compare(want); {
			case c == 0:
				return true
			case c > 0:
				return false
			}
		}
		next, err, ok := r.next()
		if err != nil || !ok {
			r.ended = true
			return false
		}
		r.begun, r.asset, r.id = true, next.Asset, next.ID
	}
	return false
}

// lost adds a reason for each framework in which objectives that the baseline
// answered are not answered now: evidence that is withheld shows no failure. What
// has only become too old since is no loss of this run.
func (d *decision) lost(results []assessment.Results) {
	b := d.thresholds.Baseline
	if b == nil {
		return
	}
	for i := range b.Results {
		was := &b.Results[i]
		id := was.Scope.Framework.ID
		at := slices.IndexFunc(results, func(r assessment.Results) bool { return r.Scope.Framework.ID == id })
		if at < 0 {
			d.hold(CodeFailed, Reason{Kind: LostCoverage, Framework: id, ID: id,
				Why: "the baseline has results of " + id + ", and it is not assessed now", Remedy: "Keep the framework in 'frameworks', or record a new baseline."})
			continue
		}
		if gone := unanswered(was, &results[at]); len(gone) > 0 {
			d.hold(CodeFailed, Reason{Kind: LostCoverage, Framework: id, ID: gone[0], Targets: gone,
				Why:    fmt.Sprintf("%d of the objectives that the baseline answered are not answered now, %s among them", len(gone), gone[0]),
				Remedy: "Bring back the evidence, the source or the check that answered them, or record a new baseline."})
		}
	}
}

// unanswered lists the objectives that passed or failed before and neither pass
// nor fail now, nor are out of scope by a decision; sorted.
func unanswered(was, now *assessment.Results) []string {
	answered := map[string]*assessment.Finding{}
	for i := range now.Findings {
		answered[now.Findings[i].Target.ID] = &now.Findings[i]
	}
	var out []string
	for i := range was.Findings {
		f := &was.Findings[i]
		if f.Verdict != assessment.VerdictPass && f.Verdict != assessment.VerdictFail {
			continue
		}
		n := answered[f.Target.ID]
		switch {
		case n == nil:
		case n.Verdict == assessment.VerdictPass, n.Verdict == assessment.VerdictFail, n.Verdict == assessment.VerdictNotApplicable:
			continue
		case byTime(now, n):
			continue
		}
		out = append(out, f.Target.ID)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// byTime says whether nothing but time left a finding undecided: everything that
// it is undecided for has become too old.
func byTime(r *assessment.Results, f *assessment.Finding) bool {
	old := false
	for _, i := range f.Observations {
		o := &r.Observations[i]
		if o.Outcome != assessment.Undecided {
			continue
		}
		if !aged(o.Reason) {
			return false
		}
		old = true
	}
	return old
}

// aged says whether a reason comes about by itself, as time passes.
func aged(r assessment.Reason) bool {
	return r == assessment.ReasonStale || r == assessment.ReasonExpired
}

// timeDriven says whether a gap is there for nothing but time.
func timeDriven(seen []*assessment.Observation) bool {
	return len(seen) > 0 && !slices.ContainsFunc(seen, func(o *assessment.Observation) bool { return !aged(o.Reason) })
}

// waited says whether a gap is none that this run brought: the baseline waits for
// the same kind of the same component, and no objective waits now that did not
// then.
func (b *Baseline) waited(w *Reason) bool {
	if b == nil {
		return false
	}
	was := b.framework(w.Framework)
	if was == nil {
		return false
	}
	for i := range was.Risks {
		k := &was.Risks[i]
		if k.Gap && k.Key == w.ID {
			return !slices.ContainsFunc(w.Targets, func(id string) bool { return !slices.Contains(k.Targets, id) })
		}
	}
	return false
}

// ratchetWords says what a ratchet let pass, and beside it what is waived; empty where
// it let nothing pass.
func ratchetWords(tolerated []Reason) string {
	said := letBy(tolerated, StoodBefore, "stood in the baseline")
	said = append(said, letBy(tolerated, OnlyTime, "came with time alone")...)
	if said == nil {
		return ""
	}
	return strings.Join(append(said, letBy(tolerated, Waived, "waived")...), ", ")
}

// waivedWords says how much is waived; empty where nothing is.
func waivedWords(tolerated []Reason) string {
	return strings.Join(letBy(tolerated, Waived, "waived"), "")
}

// letBy counts what is tolerated for one reason, in words; nil where nothing is.
func letBy(tolerated []Reason, by Leniency, words string) []string {
	n := 0
	for _, r := range tolerated {
		if r.By == by {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%d %s", n, words)}
}
