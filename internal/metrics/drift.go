package metrics

import (
	"cmp"
	"slices"
	"time"
	"unique"

	"github.com/assay-compliance/assay/internal/assessment"
)

// Drift is what became of objectives that had passed, from one complete run to the
// next. The events are those of the window; Standing is at the time that is asked for.
type Drift struct {
	Compared    int       `json:"compared"` // complete runs with a complete one before them
	Began       int       `json:"began"`
	ToFail      int       `json:"to-fail"`      // of those that began
	ToUndecided int       `json:"to-undecided"` // the same
	Recovered   int       `json:"recovered"`    // pass again
	Ended       int       `json:"ended"`        // not applicable since
	Lost        int       `json:"lost"`         // had passed, and have no verdict any more
	Recovery    Span      `json:"recovery"`     // from the run that saw it to the one that saw it pass again
	Standing    []Drifted `json:"standing"`     // by objective
}

// Drifted is an objective that passed once, and has not since.
type Drifted struct {
	ID      string  `json:"id"`
	Since   string  `json:"since"`
	Verdict string  `json:"verdict"` // the last one it has
	Days    float64 `json:"days"`
}

// began is the run that saw an objective drift, and its verdict since.
type began struct {
	at      time.Time
	verdict assessment.Verdict
}

// drifting follows the objectives of one framework from run to run.
type drifting struct {
	in       *Input
	passing  map[unique.Handle[string]]bool // that passed when last judged; false: without a verdict since
	standing map[unique.Handle[string]]began
	took     []int64
	out      *Drift
}

// over measures the runs of a framework, by time.
func (in Input) over(fw *Framework, runs []Run) {
	d := drifting{in: &in, passing: map[unique.Handle[string]]bool{}, standing: map[unique.Handle[string]]began{}, out: &fw.Drift}
	var last *Run
	for i := range runs {
		r := &runs[i]
		p := point(r)
		counts := in.within(r.At)
		if r.Complete { // one that was stopped says undecided of what it did not get to
			d.step(r, &p)
			if counts {
				d.count(&p, last != nil)
			}
			last = r
		}
		if counts {
			fw.Runs = append(fw.Runs, p)
		}
		fw.Evidence = &r.Now
	}
	fw.Drift.Recovery = span(d.took)
	if last != nil {
		d.rest(last)
	}
}

// step goes on to a run, and says in p what changed since the last one.
func (d *drifting) step(r *Run, p *Point) {
	here := make(map[unique.Handle[string]]bool, len(r.Verdicts))
	for _, j := range r.Verdicts {
		here[j.Target] = true
		was, drifted := d.standing[j.Target]
		_, passed := d.passing[j.Target]
		delete(d.passing, j.Target)
		switch {
		case j.Verdict == assessment.VerdictPass || j.Verdict == assessment.VerdictNotApplicable:
			delete(d.standing, j.Target)
			if j.Verdict == assessment.VerdictPass {
				d.passing[j.Target] = true
			}
			if drifted {
				d.ends(was, r, j.Verdict, p)
			}
		case drifted:
			d.standing[j.Target] = began{was.at, j.Verdict}
		case passed:
			d.standing[j.Target] = began{r.At, j.Verdict}
			p.Drifted++
			if j.Verdict == assessment.VerdictFail {
				p.toFail++
			}
		}
	}
	// What passed and is not in this run has nothing that decides it any more, or no
	// source is declared for it. It is lost once.
	for target, counted := range d.passing {
		if counted && !here[target] {
			d.passing[target] = false
			p.Lost++
		}
	}
}

// ends is the end of the drift of an objective.
func (d *drifting) ends(was began, r *Run, now assessment.Verdict, p *Point) {
	if now == assessment.VerdictNotApplicable {
		p.ended++
		return
	}
	p.Recovered++
	if n, ok := seconds(was.at, r.At); ok && d.in.within(r.At) {
		d.took = append(d.took, n)
	}
}

// count adds what changed in a run of the window; again says that there was one before
// it to compare with.
func (d *drifting) count(p *Point, again bool) {
	if again {
		d.out.Compared++
	}
	d.out.Began += p.Drifted
	d.out.ToFail += p.toFail
	d.out.ToUndecided += p.Drifted - p.toFail
	d.out.Recovered += p.Recovered
	d.out.Ended += p.ended
	d.out.Lost += p.Lost
}

// rest lists what has not passed again until the last run.
func (d *drifting) rest(last *Run) {
	judged := make(map[unique.Handle[string]]bool, len(last.Verdicts))
	for _, j := range last.Verdicts {
		judged[j.Target] = true
	}
	for target, b := range d.standing {
		s := Drifted{ID: target.Value(), Since: b.at.UTC().Format(time.RFC3339), Verdict: b.verdict.String()}
		if !judged[target] {
			s.Verdict = "not-assessed"
		}
		if n, ok := seconds(b.at, d.in.AsOf); ok {
			s.Days = *days(float64(n))
		}
		d.out.Standing = append(d.out.Standing, s)
	}
	slices.SortFunc(d.out.Standing, func(a, b Drifted) int { return cmp.Compare(a.ID, b.ID) })
}
