package conclude

import (
	"fmt"
	"slices"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// statement is what people say of a target, and whether it counts.
type statement struct {
	*voice
	state state // passed, failed, undecided; absent where it cannot satisfy here
	not   bool  // it says that it is not so, whether or not it counts
	basis assessment.Basis
	says  string // one clause
}

// spokenLevel is the level of a weakness that only a person told of: nothing else
// says how bad it is.
const spokenLevel = assessment.LevelModerate

// said gives the statement that counts for a target: the newest, even where it is
// incomplete or over, and of the same day the worst. One that does not count withdraws
// no older one that says that it is not so. In an independent assessment the provider's
// own words do not satisfy; that it is not so is heard of anybody.
//
// Source: DESIGN 4 and 7.5.
func (b *bench) said(t assessment.Target) *statement {
	independent := b.scope.System.Kind == "independent"
	var out *statement
	var day time.Time
	for _, a := range b.people.said[t.ID] {
		if out != nil && out.state != absent && !a.Date.Equal(day) {
			if out.state != undecided {
				break
			}
			return b.unwithdrawn(t, out, independent)
		}
		s := b.heardOf(a, t)
		if independent && !b.scope.System.AssessedBy(a.Party) && s.state != failed {
			s.state, s.says = absent, s.says+", which does not satisfy in an independent assessment"
			s.voice.obs.Outcome = assessment.Skip // nor does it close a weakness
			if out != nil {
				continue
			}
		}
		if out == nil || out.state == absent || worse(s.state, out.state) {
			out, day = s, a.Date
		}
	}
	return out
}

// unwithdrawn gives the newest statement that counts where it says that it is not so,
// else the newest, which does not count.
func (b *bench) unwithdrawn(t assessment.Target, newest *statement, independent bool) *statement {
	var day time.Time
	for _, a := range b.people.said[t.ID] {
		s := b.heardOf(a, t)
		switch {
		case s.state == undecided || independent && !b.scope.System.AssessedBy(a.Party) && s.state != failed:
		case !day.IsZero() && !a.Date.Equal(day):
			return newest
		case s.state == failed:
			return s
		default:
			day = a.Date
		}
	}
	return newest
}

// worse orders what statements of one day say: failed before undecided before passed.
func worse(a, b state) bool {
	rank := func(s state) int { return slices.Index([]state{absent, passed, undecided, failed}, s) }
	return rank(a) > rank(b)
}

// heardOf weighs one attestation for a target. It lasts as long as the request that asks
// about the target says, and is known by that, whether it names it or not: the next file
// that answers it is then about the same weakness.
func (b *bench) heardOf(a *assessment.Attestation, t assessment.Target) *statement {
	request := b.request(a.Request)
	if request == nil {
		request = b.people.asked[t.ID]
	}
	last := a.Until(request)
	s := &statement{not: !a.Satisfied, basis: assessment.BasisProviderStatement, says: "attestation " + a.ID}
	if b.scope.System.AssessedBy(a.Party) && b.scope.System.Kind == "independent" {
		s.basis = assessment.BasisAssessor
	}
	outcome := assessment.Pass
	reason, why := b.counts(a.Date, last, b.lacks(a.Lacks, a.Exhibits))
	switch {
	case reason != "":
		s.state, outcome, s.says = undecided, assessment.Undecided, s.says+" "+why
	case !a.Satisfied:
		s.state, outcome, s.says = failed, assessment.Fail, s.says+" says that it is not so"
	default:
		s.state, s.says = passed, s.says+" says that it is so"
	}
	id := a.ID
	check := &assessment.Check{
		Title: "Attestation " + a.ID, Description: a.Statement, Method: a.Method, Severity: spokenLevel,
		Remediation: "Do what is missing, and have it looked at again.",
	}
	if request != nil {
		id, check.Title, check.Description = request.ID, request.Title, request.Question
	}
	if check.Method == "" {
		check.Method = "EXAMINE"
	}
	s.voice = b.people.voice(attested, a.ID+"/"+id, id, outcome, reason, a.Date, last, a.Source, &assessment.Said{
		ID: a.ID, Check: check, Party: a.Party, Exhibits: a.Exhibits, Details: []assessment.Detail{{Name: "statement", Text: a.Statement}},
	})
	return s
}

// request gives the request of that id; nil for none.
func (b *bench) request(id string) *assessment.Request {
	if id == "" {
		return nil
	}
	for _, a := range b.scope.Asked {
		if a.Request.ID == id {
			return a.Request
		}
	}
	return nil
}

// attest adds what people say to what was seen. A statement stands where nothing was
// looked at, or only elsewhere: it fills the holes that no source is declared for. It
// never mends a fail or what is undecided by evidence, and a machine's pass needs
// none.
func (b *bench) attest(j *judgement) {
	s := b.said(j.target)
	if s == nil {
		return
	}
	j.statement = s
	switch {
	case s.state == absent:
		j.beside = s.says
	case s.state == failed && j.verdict == assessment.VerdictFail:
		j.beside, j.broken = s.says, []*voice{s.voice}
	case s.state == failed:
		j.byPeople = s.says + ", " + s.voice.why() + b.machine(j)
		j.verdict, j.reason, j.basis, j.broken = assessment.VerdictFail, "", s.basis, []*voice{s.voice}
	case s.state == passed && (j.verdict == assessment.NotAssessed || j.verdict == assessment.VerdictUndecided && j.onlyUntold()):
		j.byPeople = s.says + ", " + s.voice.why() + b.machine(j)
		j.verdict, j.reason, j.basis, j.holes = assessment.VerdictPass, "", s.basis, nil
	case s.state == undecided && (j.verdict == assessment.NotAssessed || j.verdict == assessment.VerdictUndecided && j.onlyUntold() || j.verdict == assessment.VerdictPass && s.unclear()):
		j.byPeople = s.says + ", " + s.voice.why() + b.machine(j)
		j.verdict, j.reason, j.unsettled = assessment.VerdictUndecided, s.voice.reason, []*voice{s.voice}
	default:
		j.beside = s.says
	}
}

// unclear says whether a statement that it is not so cannot be relied on: a document that
// changed since does not make it so.
func (s *statement) unclear() bool { return s.not && s.voice.reason == assessment.ReasonIncomplete }

// onlyUntold says whether a judgement is undecided for nothing but what evidence does
// not tell: components that no source is declared for, and checks that only support
// and are silent about what fresh and whole evidence leaves out. Evidence that is
// missing, stale or broken, and a deciding check that is silent, wait for evidence.
func (j *judgement) onlyUntold() bool {
	for _, h := range j.holes {
		if len(h.nowhere) > 0 || len(h.absent) == 0 {
			return false
		}
	}
	for _, d := range j.deciding {
		if slices.ContainsFunc(d.pairs, func(p *pair) bool { return p.state == undecided }) {
			return false
		}
	}
	return !slices.ContainsFunc(j.in(undecided), func(p *pair) bool {
		return p.reason != assessment.ReasonNoOutcome && p.reason != assessment.ReasonNoSubject
	})
}

// machine tells, beside what people say, what evidence says.
func (b *bench) machine(j *judgement) string {
	switch j.verdict {
	case assessment.NotAssessed:
		return ""
	case assessment.VerdictUndecided, assessment.VerdictFail, assessment.VerdictPass:
		return fmt.Sprintf("; evidence says %s: %s", j.verdict, j.bySight())
	}
	return ""
}
