// Package gate decides whether something may ship: results, the recorded plan
// of action and a threshold give a verdict, an exit code and the reasons for
// it. It is pure, and order in its inputs changes nothing.
package gate

import (
	"cmp"
	"slices"

	"github.com/assay-compliance/assay/internal/assessment"
)

// The exit codes a gate gives; 2, for input that cannot be read, is not its to
// give.
const (
	CodePassed    = 0
	CodeFailed    = 1
	CodeUndecided = 3
)

// Thresholds is what a gate asks. The zero value is the strictest but for
// coverage: every failing finding fails it, and so does anything undecided.
type Thresholds struct {
	Name              string
	FailOn            assessment.Level // lowest level of a failing finding that fails the gate
	TolerateUndecided bool             // undecided: warn
	MinCoverage       float64          // least share of targets passed or failed, 0 to 1, for each framework
	Baseline          *Baseline        // of a ratchet; nil for none
	TolerateTime      bool             // time-driven: warn

	// PolicyFails says that what decides has to be as the lock of the workspace says;
	// Locked is what the run found of that, nil where nobody knows.
	PolicyFails bool
	Locked      *assessment.Locked
}

// Kind says what sort of reason it is.
type Kind string

// The kinds, from the worst.
const (
	Failing         Kind = "failing"          // a check fails objectives
	Recorded        Kind = "recorded"         // an item of the plan of action stands open
	UnknownAsset    Kind = "unknown-asset"    // assets in evidence that no inventory lists
	ExpiredWaiver   Kind = "expired-waiver"   // a waiver is past its last day, and what it covered still stands
	PolicyChange    Kind = "policy-change"    // what decides verdicts is not as the lock says, or there is none
	LowCoverage     Kind = "coverage"         // fewer objectives are answered than the floor asks
	LostCoverage    Kind = "lost-coverage"    // objectives that the baseline answered are not answered
	Incomplete      Kind = "incomplete"       // the run was cut short
	NothingAssessed Kind = "nothing-assessed" // no objective of a framework passed or failed
	Undecided       Kind = "undecided"        // evidence does not decide objectives
)

// Leniency says why a gate lets pass what it lists.
type Leniency string

// The leniencies.
const (
	BelowLevel     Leniency = "below-level" // less than what fails the gate
	Waived         Leniency = "waived"      // approved waivers cover every subject of it
	UndecidedWarns Leniency = "undecided-warns"
	StoodBefore    Leniency = "baseline"     // the baseline has it too
	OnlyTime       Leniency = "time-driven"  // evidence became too old or a waiver ended, and nothing else happened
	PolicyWarns    Leniency = "policy-warns" // on-policy-change: warn
)

// Reason is one thing a gate holds against a release, or tolerates: one
// weakness or one gap, with every objective it touches.
type Reason struct {
	Kind      Kind
	Framework string
	Level     assessment.Level
	ID        string            // check id, gap key, POAM-ID or framework id: what to ask explain for
	Check     *assessment.Check // nil where no one check is behind it
	Component string            // of the example, or of the gap
	Controls  []string          // printed forms of the controls touched, in the profile's order
	Targets   []string          // ids of the objectives touched, sorted
	Example   assessment.Subject
	Subjects  int    // how many subjects fail or stay undecided, where counted
	Why       string // one sentence, without a subject's name
	Remedy    string
	Item      string   // POAM-ID of the open item for it; empty for none
	Waivers   []string // ids of those in effect that cover some of it, sorted; of an expired one its own
	By        Leniency // why it is tolerated; empty for what is held
	Personal  bool     // the example may be the id of a person
}

// Verdict is the gate's word.
type Verdict struct {
	Gate      string
	Passed    bool
	Code      int
	Summary   string   // one sentence
	Reasons   []Reason // what the code rests on, worst first
	Tolerated []Reason // failing below the level, undecided where that only warns; worst first
}

// Decide gives the verdict. It fails (1) on a failing finding or an open item
// of the plan of action at or above the level, on an asset no inventory knows,
// and on coverage under the floor in any framework; an unknown level is above
// all. Otherwise it is undecided (3) when something in scope is, unless that is
// tolerated, when a run was cut short, and when any framework has nothing
// passed or failed. What is not assessed counts for coverage alone.
//
// Under a ratchet, what the baseline has too is tolerated, and what it answered
// has to be answered. What approved waivers cover to the last subject is tolerated as
// long as they last; one that has ended fails the gate by itself, whatever the level
// of what it covered. Whatever is tolerated, what else is undecided about the same
// objective counts.
//
// The plans of action are those folded from these results, so that what this
// run verified no longer stands.
//
// Source: DESIGN 5 and 8.
func Decide(results []assessment.Results, poams []assessment.POAM, t Thresholds) Verdict {
	d := &decision{
		thresholds: t, counts: counts{}, behind: map[*Reason]behind{}, checks: map[string]*assessment.Check{},
		items: map[*Reason][]*assessment.Item{}, fails: map[[2]string]bool{},
	}
	tallies := make([]*tally, len(results))
	for i := range results {
		tallies[i] = d.failures(&results[i])
	}
	if len(results) == 0 {
		d.hold(CodeUndecided, Reason{Kind: NothingAssessed, Why: "no framework was assessed", Remedy: "Name at least one framework in assay.yaml."})
	}
	for i := range poams {
		d.recorded(&poams[i], results)
	}
	for _, r := range d.weaknesses {
		d.weigh(r)
	}
	for i := range results {
		d.open(&results[i], tallies[i])
	}
	d.lost(results)
	d.locked()
	v := Verdict{Gate: t.Name, Code: d.code(), Reasons: d.held, Tolerated: d.tolerated}
	v.Passed = v.Code == CodePassed
	slices.SortFunc(v.Reasons, compareReasons)
	slices.SortFunc(v.Tolerated, compareReasons)
	v.Summary = summary(v, t)
	return v
}

// decision is a verdict being made.
type decision struct {
	thresholds Thresholds
	weaknesses []*Reason // failing, unknown assets and recorded, whatever their level
	behind     map[*Reason]behind
	checks     map[string]*assessment.Check
	items      map[*Reason][]*assessment.Item // that stand for a weakness
	fails      map[[2]string]bool             // framework and id of the weaknesses that are held
	held       []Reason
	tolerated  []Reason
	failed     bool
	undecided  bool
	counts     counts
}

func (d *decision) hold(code int, r Reason) {
	d.held = append(d.held, r)
	d.failed = d.failed || code == CodeFailed
	d.undecided = d.undecided || code != CodeFailed
}

func (d *decision) tolerate(r Reason, by Leniency) {
	r.By = by
	d.tolerated = append(d.tolerated, r)
}

func (d *decision) code() int {
	switch {
	case d.failed:
		return CodeFailed
	case d.undecided:
		return CodeUndecided
	}
	return CodePassed
}

// failures gathers what fails under one framework, and its unknown assets.
func (d *decision) failures(r *assessment.Results) *tally {
	t := newTally(r, d.counts)
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Verdict == assessment.VerdictFail {
			t.add(f, Failing)
		}
	}
	for i := range r.Risks {
		if k := &r.Risks[i]; k.Own {
			t.own(k)
		}
	}
	for id, c := range t.checks {
		d.checks[id] = c
	}
	for _, reason := range t.list() {
		d.weaknesses, d.behind[reason] = append(d.weaknesses, reason), t.behind(reason)
	}
	return t
}

// weigh decides whether a weakness fails the gate.
func (d *decision) weigh(r *Reason) {
	t := d.thresholds
	d.rate(r)
	switch {
	case d.excused(r):
		d.tolerate(*r, Waived)
	case !r.Level.AtLeast(t.FailOn):
		d.tolerate(*r, BelowLevel)
	case t.Baseline.stood(r, d.behind[r], d.checks):
		d.tolerate(*r, StoodBefore)
	case t.TolerateTime && d.ended(r):
		d.tolerate(*r, OnlyTime)
	default:
		d.fails[[2]string{r.Framework, r.ID}] = true
		d.hold(CodeFailed, *r)
	}
}

// open weighs what is undecided under one framework, and its coverage.
func (d *decision) open(r *assessment.Results, failures *tally) {
	t := newTally(r, d.counts)
	for i := range r.Findings {
		switch f := &r.Findings[i]; f.Verdict {
		case assessment.VerdictFail:
			if !failures.holds(f, d.fails) {
				t.open(f)
			}
		case assessment.VerdictPass, assessment.VerdictNotApplicable, assessment.NotAssessed:
		default:
			t.add(f, Undecided)
		}
	}
	for _, reason := range t.list() {
		switch {
		case d.thresholds.TolerateUndecided:
			d.tolerate(*reason, UndecidedWarns)
		case d.thresholds.TolerateTime && timeDriven(t.behind(reason).seen):
			d.tolerate(*reason, OnlyTime)
		case d.thresholds.Baseline.waited(reason):
			d.tolerate(*reason, StoodBefore)
		default:
			d.hold(CodeUndecided, *reason)
		}
	}
	id := r.Scope.Framework.ID
	if !r.Complete {
		d.hold(CodeUndecided, Reason{Kind: Incomplete, Framework: id, ID: id,
			Why: "the run was cut short, so that not all evidence was judged", Remedy: "Run again with more time or memory."})
	}
	if r.Coverage.Pass+r.Coverage.Fail == 0 {
		d.hold(CodeUndecided, Reason{Kind: NothingAssessed, Framework: id, ID: id,
			Why: "no objective of " + id + " passed or failed", Remedy: "Declare sources of the evidence its checks read, or take it out of 'frameworks'."})
	}
	// The tolerance is for shares written in percent, which have no exact
	// binary form.
	if ratio := r.Coverage.Ratio(); ratio < d.thresholds.MinCoverage-1e-12 {
		d.hold(CodeFailed, Reason{Kind: LowCoverage, Framework: id, ID: id,
			Why: coverageWords(r.Coverage, d.thresholds.MinCoverage), Remedy: "Declare sources that answer more objectives."})
	}
}

// recorded adds the open items of a plan of action that this run does not show
// failing by itself; those it does are named in their reason. One that is closed as a
// false positive stands for what still fails.
func (d *decision) recorded(p *assessment.POAM, results []assessment.Results) {
	var r *assessment.Results
	for i := range results {
		if results[i].Scope.Framework.ID == p.Framework {
			r = &results[i]
		}
	}
	for i := range p.Items {
		it := &p.Items[i]
		if !it.Open() && !it.FalsePositive() || it.InTime {
			continue
		}
		d.expired(p, it, r)
		if shown := d.shown(p.Framework, it); shown != nil {
			shown.Item = cmp.Or(shown.Item, it.ID)
			d.items[shown] = append(d.items[shown], it)
			continue
		}
		if it.FalsePositive() {
			continue
		}
		w := &Reason{
			Kind: Recorded, Framework: p.Framework, Level: it.Level, ID: it.ID, Item: it.ID, Check: checkOf(r, it),
			Controls: labels(r, it.Controls), Targets: slices.Clone(it.Targets), Example: example(it), Subjects: it.Affected.Open,
			Personal: persons(r, it), Component: example(it).Component, Why: recordedWords(it, r), Remedy: cmp.Or(it.Remediation, "Remedy it, then collect its evidence again."),
		}
		d.weaknesses, d.items[w] = append(d.weaknesses, w), []*assessment.Item{it}
	}
}

// shown finds the weakness of this run that an item stands for.
func (d *decision) shown(framework string, it *assessment.Item) *Reason {
	for _, w := range d.weaknesses {
		if w.Kind == Failing && w.Framework == framework && w.Check != nil && it.Known(w.Check.ID, w.Check.Formerly) {
			return w
		}
	}
	return nil
}

func checkOf(r *assessment.Results, it *assessment.Item) *assessment.Check {
	if r == nil {
		return nil
	}
	for _, c := range r.Checks {
		if it.Known(c.ID, c.Formerly) {
			return c
		}
	}
	return nil
}

// persons says whether subjects of an item may be ids of persons: an observation of
// its check says so, or none is there to say anything.
func persons(r *assessment.Results, it *assessment.Item) bool {
	seen := false
	if r != nil {
		for i := range r.Observations {
			if o := &r.Observations[i]; it.Known(o.Run.Check, nil) {
				if seen = true; o.Personal {
					return true
				}
			}
		}
	}
	return !seen
}

// example is the first subject of an item that is not cleared; the zero value
// where none can be read.
func example(it *assessment.Item) assessment.Subject {
	for a, err := range it.Affected.All() {
		if err != nil {
			break
		}
		if a.Cleared.IsZero() {
			return assessment.Subject{
				Component: a.Component, Asset: a.Asset, ID: a.ID, Outcome: assessment.Fail,
				Why: a.Why, Evidence: a.Evidence, Collected: a.Since,
			}
		}
	}
	return assessment.Subject{}
}

// rank orders levels from the worst: an unknown one stands above all.
func rank(l assessment.Level) int {
	if l == assessment.LevelUnknown {
		return int(assessment.LevelCritical) + 1
	}
	return int(l)
}

func worse(a, b assessment.Level) assessment.Level {
	if rank(b) > rank(a) {
		return b
	}
	return a
}

// compareReasons puts what fails the gate first, the worst of it on top.
func compareReasons(a, b Reason) int {
	group := func(k Kind) int {
		return max(0, slices.Index([]Kind{PolicyChange, LowCoverage, LostCoverage, Incomplete, NothingAssessed, Undecided}, k)+1)
	}
	return cmp.Or(
		cmp.Compare(group(a.Kind), group(b.Kind)),
		cmp.Compare(rank(b.Level), rank(a.Level)),
		cmp.Compare(a.Framework, b.Framework),
		cmp.Compare(a.ID, b.ID),
		cmp.Compare(a.Kind, b.Kind),
		slices.Compare(a.Targets, b.Targets),
	)
}
