package conclude

import (
	"fmt"
	"slices"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// planControl asks for the system security plan. No decision stands for it: without an
// up-to-date plan there is no assessment (32 CFR 170.24(c)(2)(i)(B)(5)).
const planControl = "ca.l2-3.12.4"

// choice is a decision on a target, and why it does not count where it does not.
type choice struct {
	*voice
	decision *assessment.Decision
	fault    string
}

// choose lets the newest decision on a target change what evidence and statements
// make of it. One that does not count changes nothing that they decide, and leaves
// undecided what only it would have decided.
//
// Source: DESIGN 7.4 and 7.8; 45 CFR 164.306(d)(3); 32 CFR 170.24(b).
func (b *bench) choose(j *judgement) *judgement {
	list := b.people.chose[j.target.ID]
	if len(list) == 0 {
		return j
	}
	c := b.weightiest(list, j.target)
	d := c.decision
	switch {
	case c.fault != "" && (j.verdict == assessment.VerdictPass && !b.denies(d) || j.verdict == assessment.VerdictFail):
		j.beside = join(j.beside, "decision "+d.ID+" "+c.fault)
	case c.fault != "":
		j.byPeople = "decision " + d.ID + " " + c.fault + b.machine(j)
		j.verdict, j.unsettled = assessment.VerdictUndecided, append(j.unsettled, c.voice)
		j.reason = telling(j.reason, c.voice.reason)
	case d.Kind == assessment.DecisionDetermination:
		b.determine(j, c)
	case d.Kind == assessment.DecisionNotApplicable, d.Kind == assessment.DecisionAdjudication && !d.Satisfied:
		j = b.exempt(j, c)
	default:
		j = b.accept(j, c)
	}
	j.choices = append(j.choices, c)
	return j
}

// weightiest gives the newest decision; but what assessors determined comes before what
// anybody but an assessor decided later.
func (b *bench) weightiest(list []*assessment.Decision, t assessment.Target) *choice {
	newest := b.choice(list[0], t)
	determined := b.determined(list, t)
	if determined == nil || newest.fault == "" && b.scope.System.AssessedBy(newest.decision.Decider) && newest.decision.Date.After(determined.decision.Date) {
		return newest
	}
	return determined
}

// determined gives what assessors of an independent assessment determined: the newest,
// and of one day that which says not satisfied, then that which does not count. One that
// does not count withdraws no older "not satisfied", and brings no older "satisfied" back.
// Nil where they determined nothing.
func (b *bench) determined(list []*assessment.Decision, t assessment.Target) *choice {
	var best *choice
	for _, d := range list {
		if d.Kind != assessment.DecisionDetermination || !b.scope.System.AssessedBy(d.Decider) || b.scope.System.Kind != "independent" {
			continue
		}
		c := b.choice(d, t)
		switch {
		case best == nil:
			best = c
		case d.Date.Equal(best.decision.Date):
			if c.weight() > best.weight() {
				best = c
			}
		case best.fault != "" && c.fault == "" && !d.Satisfied:
			return c
		case best.fault == "" || c.fault == "":
			return best
		case !d.Satisfied:
			best = c
		}
	}
	return best
}

// weight orders determinations of one day.
func (c *choice) weight() int {
	switch {
	case c.fault == "" && !c.decision.Satisfied:
		return 3
	case !c.decision.Satisfied:
		return 2
	case c.fault != "":
		return 1
	}
	return 0
}

// denies says whether an assessor determined that a target is not satisfied: where that
// counts no more, evidence alone does not make it so.
func (b *bench) denies(d *assessment.Decision) bool {
	return d.Kind == assessment.DecisionDetermination && b.scope.System.AssessedBy(d.Decider) && !d.Satisfied && b.scope.System.Kind == "independent"
}

// join puts two clauses together.
func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

// choice weighs a decision: whether it counts now, and whether one of its kind may
// be made of the target.
func (b *bench) choice(d *assessment.Decision, t assessment.Target) *choice {
	c := &choice{decision: d}
	reason, fault := b.counts(d.Date, d.Review, b.lacks(d.Lacks, d.Exhibits))
	cmmc, independent := b.scope.Framework.Family == "cmmc", b.scope.System.Kind == "independent"
	switch {
	case reason != "":
	case d.Past.After(b.plan.AsOf):
		reason, fault = assessment.ReasonFuture, "speaks of "+d.Past.Format(time.DateOnly)+" as past, which is after the assessment"
	case d.Kind == assessment.DecisionAddressable && t.Requirement != "addressable":
		reason, fault = assessment.ReasonIncomplete, "is for addressable specifications, and "+t.Label+" is none"
	case !cmmc && slices.Contains([]assessment.DecisionKind{assessment.DecisionException, assessment.DecisionDeficiency, assessment.DecisionAdjudication}, d.Kind):
		reason, fault = assessment.ReasonIncomplete, "is of a kind that only CMMC knows"
	case d.Kind == assessment.DecisionDetermination && (!independent || !b.scope.System.AssessedBy(d.Decider)):
		reason, fault = assessment.ReasonIncomplete, "is a determination, and only the assessor of an independent assessment makes one"
	case independent && !b.scope.System.AssessedBy(d.Decider) && d.Kind != assessment.DecisionAdjudication:
		reason, fault = assessment.ReasonIncomplete, "is not the assessor's, who in an independent assessment has to accept it"
	case t.ControlID == planControl && d.Kind != assessment.DecisionDetermination:
		reason, fault = assessment.ReasonIncomplete, "is on the system security plan itself, without which nothing is scored"
	}
	c.fault = fault
	outcome := assessment.Pass
	switch {
	case reason != "":
		outcome = assessment.Undecided
	case d.Kind == assessment.DecisionNotApplicable, d.Kind == assessment.DecisionAdjudication && !d.Satisfied:
		outcome = assessment.Skip
	case !d.Satisfied:
		outcome = assessment.Fail
	}
	details := append([]assessment.Detail{{Name: "kind", Text: string(d.Kind)}, {Name: "reason", Text: d.Reason}, {Name: "authority", Text: d.Authority}}, d.Details...)
	c.voice = b.people.voice(decided, d.ID+"/"+string(reason)+"/"+t.Requirement, d.ID, outcome, reason, d.Date, d.Review, d.Source, &assessment.Said{
		ID: d.ID, Check: &assessment.Check{
			Title: "Decision " + d.ID + ": " + string(d.Kind), Description: d.Reason, Method: "EXAMINE", Severity: spokenLevel,
			Remediation: "Do what is missing, and have it looked at again.",
		},
		Party: d.Decider, Exhibits: d.Exhibits, Details: details,
	})
	return c
}

// words say what a decision is and what evidence says beside it.
func (c *choice) words(b *bench, j *judgement) string {
	d := c.decision
	return fmt.Sprintf("%s by decision %s, %s, until %s%s", d.Kind, d.ID, c.voice.why(), d.Review.Format(time.DateOnly), b.machine(j))
}

// determine takes an assessor's verdict; what evidence says stays visible. Who says
// later that it is not so contradicts one that it is.
func (b *bench) determine(j *judgement, c *choice) {
	if s := j.statement; c.decision.Satisfied && s != nil && s.state == failed && s.voice.obs.First.After(c.decision.Date) {
		j.byPeople = c.words(b, j) + "; " + s.says + " since"
		j.verdict, j.reason, j.unsettled = assessment.VerdictUndecided, assessment.ReasonContradiction, append(j.unsettled, c.voice)
		c.voice.reason = assessment.ReasonContradiction
		return
	}
	j.byPeople, j.basis, j.reason = c.words(b, j), assessment.BasisAssessor, ""
	j.verdict, j.broken, j.unsettled, j.wanting = assessment.VerdictPass, nil, nil, nil
	if !c.decision.Satisfied {
		j.verdict, j.broken = assessment.VerdictFail, []*voice{c.voice}
	}
}

// exempt takes a target, or some components of it, out of what applies. Whatever
// was seen there contradicts it, and so does who says that it is not so.
func (b *bench) exempt(j *judgement, c *choice) *judgement {
	d := c.decision
	if j.seen(d.Components) || len(j.broken) > 0 {
		j.byPeople = c.words(b, j) + "; what was seen there contradicts it"
		j.verdict, j.reason, j.unsettled = assessment.VerdictUndecided, assessment.ReasonContradiction, append(j.unsettled, c.voice)
		c.voice.reason = assessment.ReasonContradiction
		return j
	}
	if j.withheld(d.Components) {
		j.beside = join(j.beside, c.words(b, j)+"; evidence that would contradict it is missing, stale or broken")
		return j
	}
	rest := b.rest(j, d.Components)
	if rest != nil {
		rest.beside = join(rest.beside, c.words(b, rest))
		return rest
	}
	j.byPeople = c.words(b, j)
	j.verdict, j.reason, j.basis, j.unsettled = assessment.VerdictNotApplicable, assessment.ReasonNotApplicable, assessment.BasisDecision, nil
	j.wanting = nil
	return j
}

// accept lets a measure, an exception or a deficiency that is under way stand for
// the target, or for some components of it.
func (b *bench) accept(j *judgement, c *choice) *judgement {
	switch {
	case j.verdict == assessment.VerdictPass:
		j.beside = join(j.beside, "decision "+c.decision.ID+" is not needed")
		return j
	case j.statement != nil && j.statement.state == failed && j.statement.basis == assessment.BasisAssessor && !b.scope.System.AssessedBy(c.decision.Decider):
		j.beside = join(j.beside, c.words(b, j)) // an assessor says that it is not so
		return j
	case c.ofWhatIsKnown() && j.unseen(c.decision.Components):
		j.beside = join(j.beside, c.words(b, j)+"; it stands for what is known not to be so, and nobody looked")
		return j
	}
	rest := b.rest(j, c.decision.Components)
	if rest != nil && rest.verdict != assessment.VerdictPass {
		rest.beside = join(rest.beside, c.words(b, rest))
		return rest
	}
	j.byPeople = c.words(b, j)
	j.verdict, j.reason, j.basis, j.broken, j.unsettled, j.wanting = assessment.VerdictPass, "", assessment.BasisDecision, nil, nil, nil
	return j
}

// ofWhatIsKnown says whether a decision is about something known not to be so: an
// exception and a deficiency are, a measure in the place of another is not.
func (c *choice) ofWhatIsKnown() bool {
	return c.decision.Kind == assessment.DecisionException || c.decision.Kind == assessment.DecisionDeficiency
}

// unseen says whether nobody looked at a target, or evidence that should show it on the
// components (nil for all) is missing, stale or broken.
func (j *judgement) unseen(components []string) bool {
	if j.verdict == assessment.NotAssessed {
		return true
	}
	return slices.ContainsFunc(j.in(undecided), func(p *pair) bool {
		return components == nil || slices.Contains(components, p.component)
	})
}

// withheld says whether evidence that deciding or supporting checks should read on the
// components (nil for all) is missing, stale or broken. What whole evidence leaves out
// is not.
func (j *judgement) withheld(components []string) bool {
	return slices.ContainsFunc(j.in(undecided), func(p *pair) bool {
		silent := p.reason == assessment.ReasonNoOutcome || p.reason == assessment.ReasonNoSubject
		return !silent && (components == nil || slices.Contains(components, p.component))
	})
}

// seen says whether deciding or supporting checks saw something pass or fail on the
// components; nil for all.
func (j *judgement) seen(components []string) bool {
	return slices.ContainsFunc(slices.Concat(j.in(passed), j.in(failed)), func(p *pair) bool {
		return components == nil || slices.Contains(components, p.component)
	})
}

// rest judges a target without some components; nil where the decision is for all of
// them, or for all that any check looks at.
func (b *bench) rest(j *judgement, components []string) *judgement {
	left := func(key string) bool { return !slices.Contains(components, key) }
	if components == nil || !slices.ContainsFunc(b.boundary, left) {
		return nil
	}
	rest := b.weighed(j.target, components)
	if rest.verdict == assessment.NotAssessed && j.looksAt() && !rest.looksAt() {
		return nil
	}
	return rest
}

// looksAt says whether any deciding or supporting check looks at a component.
func (j *judgement) looksAt() bool {
	return slices.ContainsFunc(slices.Concat(j.deciding, j.support), func(d bond) bool { return len(d.pairs) > 0 })
}
