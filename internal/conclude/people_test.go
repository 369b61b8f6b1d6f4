package conclude

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

func onDay(day string) time.Time {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return t
}

// sayings are attestations of one objective by what they are; each is complete and
// current, by the provider, unless its name says otherwise.
func saying(change func(*assessment.Attestation)) assessment.Attestation {
	a := assessment.Attestation{
		ID: "a", Targets: []string{"t"}, Statement: "s", Satisfied: true, Method: "EXAMINE",
		Party: assessment.Party{Name: "Ana", Role: "owner"}, Date: onDay("2026-11-01"), Expires: onDay("2027-10-31"),
		Source: assessment.Source{Path: "attestations/a.yaml", Line: 1, Digest: "d"},
	}
	change(&a)
	return a
}

// bare is a bench for one target of which evidence says what the judgement has.
func bare(kind, family string, said []assessment.Attestation, chosen []assessment.Decision) *bench {
	scope := &assessment.Scope{
		System: &assessment.System{Kind: kind, Boundary: []string{"idp"}}, Framework: assessment.Framework{Family: family},
		Attestations: said, Decisions: chosen,
	}
	plan := &assessment.Plan{AsOf: onDay("2026-11-20")}
	b := newBench(scope, plan, &assessment.Observations{})
	return b
}

// What people say makes of an objective what this table says, by what evidence makes of
// it: it stands in where nothing was looked at, and mends nothing.
func TestAttestations(t *testing.T) {
	none, open, fails, passes := assessment.NotAssessed, assessment.VerdictUndecided, assessment.VerdictFail, assessment.VerdictPass
	so := saying(func(*assessment.Attestation) {})
	not := saying(func(a *assessment.Attestation) { a.Satisfied = false })
	old := saying(func(a *assessment.Attestation) { a.Expires = onDay("2026-11-19") })
	lastDay := saying(func(a *assessment.Attestation) { a.Expires = onDay("2026-11-20") })
	early := saying(func(a *assessment.Attestation) { a.Date = onDay("2026-11-21") })
	lacking := saying(func(a *assessment.Attestation) { a.Lacks = []string{"no date"} })
	changed := saying(func(a *assessment.Attestation) { a.Exhibits = []assessment.Exhibit{{Title: "x", Fault: "changed"}} })
	draft := saying(func(a *assessment.Attestation) { a.Exhibits = []assessment.Exhibit{{Title: "x", Draft: true}} })
	assessor := saying(func(a *assessment.Attestation) { a.Party.Assessor = true })
	older := saying(func(a *assessment.Attestation) { a.ID, a.Date, a.Satisfied = "b", onDay("2026-10-01"), false })
	olderSo := saying(func(a *assessment.Attestation) { a.ID, a.Date = "b", onDay("2026-10-01") })
	sameDay := saying(func(a *assessment.Attestation) { a.ID, a.Satisfied = "b", false })
	for _, row := range []struct {
		name         string
		kind, family string
		said         []assessment.Attestation
		evidence     assessment.Verdict
		want         assessment.Verdict
		reason       assessment.Reason
		basis        assessment.Basis
	}{
		{"said so, nothing seen", "self", "hipaa", list(so), none, passes, "", assessment.BasisProviderStatement},
		{"said so, fails", "self", "hipaa", list(so), fails, fails, "", ""},
		{"said so, passes", "self", "hipaa", list(so), passes, passes, "", ""},
		{"said not so, nothing seen", "self", "hipaa", list(not), none, fails, "", assessment.BasisProviderStatement},
		{"said not so, passes", "self", "hipaa", list(not), passes, fails, "", assessment.BasisProviderStatement},
		{"said not so, fails", "self", "hipaa", list(not), fails, fails, "", ""},
		{"over", "self", "hipaa", list(old), none, open, assessment.ReasonExpired, ""},
		{"over, passes", "self", "hipaa", list(old), passes, passes, "", ""},
		{"its last day", "self", "hipaa", list(lastDay), none, passes, "", assessment.BasisProviderStatement},
		{"of tomorrow", "self", "hipaa", list(early), none, open, assessment.ReasonFuture, ""},
		{"incomplete", "self", "hipaa", list(lacking), none, open, assessment.ReasonIncomplete, ""},
		{"a document changed", "self", "hipaa", list(changed), none, open, assessment.ReasonIncomplete, ""},
		{"a draft, HIPAA", "self", "hipaa", list(draft), none, passes, "", assessment.BasisProviderStatement},
		{"a draft, CMMC", "self", "cmmc", list(draft), none, open, assessment.ReasonIncomplete, ""},
		{"the provider, independent", "independent", "hipaa", list(so), none, none, "", ""},
		{"the provider says not so, independent", "independent", "hipaa", list(not), none, fails, "", assessment.BasisProviderStatement},
		{"the assessor, independent", "independent", "hipaa", list(assessor), none, passes, "", assessment.BasisAssessor},
		{"an assessor, self", "self", "hipaa", list(assessor), none, passes, "", assessment.BasisProviderStatement},
		{"the provider after the assessor, independent", "independent", "hipaa", list(saying(func(a *assessment.Attestation) { a.ID, a.Satisfied, a.Date = "z", false, onDay("2026-11-02") }), assessor), none, fails, "", assessment.BasisProviderStatement},
		{"the provider says so after the assessor, independent", "independent", "hipaa", list(saying(func(a *assessment.Attestation) { a.ID, a.Date = "z", onDay("2026-11-02") }), assessor), none, passes, "", assessment.BasisAssessor},
		{"the assessor after the provider said not so, independent", "independent", "hipaa", list(older, assessor), none, passes, "", assessment.BasisAssessor},
		{"one that lacks withdraws no older not so", "self", "hipaa", list(older, lacking), none, fails, "", assessment.BasisProviderStatement},
		{"the newer counts", "self", "hipaa", list(older, so), none, passes, "", assessment.BasisProviderStatement},
		{"an older one does not rescue", "self", "hipaa", list(olderSo, not), none, fails, "", assessment.BasisProviderStatement},
		{"not so, a document changed, passes", "self", "hipaa", list(saying(func(a *assessment.Attestation) {
			a.Satisfied, a.Exhibits = false, []assessment.Exhibit{{Title: "x", Fault: "changed"}}
		})), passes, open, assessment.ReasonIncomplete, ""},
		{"not so, over, passes", "self", "hipaa", list(saying(func(a *assessment.Attestation) { a.Satisfied, a.Expires = false, onDay("2026-11-19") })), passes, passes, "", ""},
		{"an older one does not rescue one that lacks", "self", "hipaa", list(olderSo, lacking), none, open, assessment.ReasonIncomplete, ""},
		{"two of one day: the worse", "self", "hipaa", list(so, sameDay), none, fails, "", assessment.BasisProviderStatement},
	} {
		t.Run(row.name, func(t *testing.T) {
			b := bare(row.kind, row.family, row.said, nil)
			j := &judgement{target: assessment.Target{ID: "t"}, verdict: row.evidence}
			b.attest(j)
			if j.verdict != row.want || j.reason != row.reason || j.basis != row.basis {
				t.Errorf("%s, reason %q, basis %q", j.verdict, j.reason, j.basis)
			}
			if j.statement == nil || j.byPeople == "" && j.beside == "" {
				t.Error("what was said is not told")
			}
			if (j.verdict == fails) != (len(j.broken) > 0) && row.evidence != fails {
				t.Errorf("weaknesses %v", j.broken)
			}
			if (j.verdict == open) != (len(j.unsettled) > 0) && row.evidence != open {
				t.Errorf("gaps %v", j.unsettled)
			}
		})
	}
}

// Who says that an objective is not met contradicts who says that it does not apply.
func TestAStatementContradictsADecision(t *testing.T) {
	b := bare("self", "hipaa", list(saying(func(a *assessment.Attestation) { a.Satisfied = false })), list(assessment.Decision{
		ID: "d", Kind: assessment.DecisionNotApplicable, Targets: []string{"t"}, Reason: "r", Authority: "charter", Satisfied: true,
		Decider: assessment.Party{Name: "Eva", Role: "ao"}, Date: onDay("2026-11-01"), Review: onDay("2027-10-31"),
	}))
	j := b.judge(assessment.Target{ID: "t"})
	if j.verdict != assessment.VerdictUndecided || j.reason != assessment.ReasonContradiction {
		t.Errorf("%s, reason %q: %s", j.verdict, j.reason, j.byPeople)
	}
}

// A statement answers what evidence leaves out, and nothing that evidence should show.
func TestAttestationsAndWhatIsUndecided(t *testing.T) {
	so := saying(func(*assessment.Attestation) {})
	at := func(s state, reason assessment.Reason) *pair {
		return &pair{check: &assessment.Check{ID: "c"}, component: "idp", state: s, reason: reason}
	}
	for _, row := range []struct {
		name     string
		deciding []*pair
		support  []*pair
		holes    []hole
		passes   bool
	}{
		{"a component that no source is declared for", list(at(passed, "")), nil, list(hole{absent: list(at(absent, ""))}), true},
		{"a set of which a member looks at nothing", nil, nil, list(hole{absent: list(at(absent, "")), nowhere: list(at(absent, ""))}), false},
		{"a supporting check that whole evidence leaves silent", nil, list(at(undecided, assessment.ReasonNoOutcome)), nil, true},
		{"a supporting check whose evidence lists nothing", nil, list(at(undecided, assessment.ReasonNoSubject)), nil, true},
		{"a deciding check that is silent", list(at(undecided, assessment.ReasonNoOutcome)), nil, nil, false},
		{"a supporting check whose evidence is missing", nil, list(at(undecided, assessment.ReasonMissing)), nil, false},
		{"a supporting check whose evidence is stale", nil, list(at(undecided, assessment.ReasonStale)), nil, false},
		{"a supporting check whose evidence is broken", nil, list(at(undecided, assessment.ReasonMalformed)), nil, false},
		{"one silent, one stale", nil, list(at(undecided, assessment.ReasonNoOutcome), at(undecided, assessment.ReasonStale)), nil, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			b := bare("self", "hipaa", list(so), nil)
			j := &judgement{target: assessment.Target{ID: "t"}, verdict: assessment.VerdictUndecided, deciding: []bond{{pairs: row.deciding}}, support: []bond{{pairs: row.support}}, holes: row.holes}
			b.attest(j)
			if got := j.verdict == assessment.VerdictPass; got != row.passes {
				t.Errorf("%s: %s%s", j.verdict, j.byPeople, j.beside)
			}
		})
	}
}

func list[T any](all ...T) []T { return all }

// What somebody with authority chooses, by kind and by what evidence says.
func TestDecisions(t *testing.T) {
	none, open, fails, passes, apart := assessment.NotAssessed, assessment.VerdictUndecided, assessment.VerdictFail, assessment.VerdictPass, assessment.VerdictNotApplicable
	chosen := func(kind assessment.DecisionKind, change func(*assessment.Decision)) assessment.Decision {
		d := assessment.Decision{
			ID: "d", Kind: kind, Targets: []string{"t"}, Reason: "r", Decider: assessment.Party{Name: "Eva", Role: "ao", Organization: "o"}, Authority: "charter",
			Date: onDay("2026-11-01"), Review: onDay("2027-10-31"), Satisfied: true, Source: assessment.Source{Path: "decisions/d.yaml", Line: 1, Digest: "d"},
		}
		if change != nil {
			change(&d)
		}
		return d
	}
	ahead := func(d *assessment.Decision) { d.Past = onDay("2026-11-21") }
	over := func(d *assessment.Decision) { d.Review = onDay("2026-11-19") }
	notSo := func(d *assessment.Decision) { d.Satisfied = false }
	assessor := func(d *assessment.Decision) { d.Decider.Assessor = true }
	assessorNot := func(d *assessment.Decision) { d.Decider.Assessor, d.Satisfied = true, false }
	na, addressable, exception, deficiency, adjudication, determination := assessment.DecisionNotApplicable, assessment.DecisionAddressable,
		assessment.DecisionException, assessment.DecisionDeficiency, assessment.DecisionAdjudication, assessment.DecisionDetermination
	for _, row := range []struct {
		name         string
		kind, family string
		decision     assessment.Decision
		requirement  string
		evidence     assessment.Verdict
		want         assessment.Verdict
		reason       assessment.Reason
		basis        assessment.Basis
	}{
		{"not applicable, nothing seen", "self", "hipaa", chosen(na, nil), "", none, apart, assessment.ReasonNotApplicable, assessment.BasisDecision},
		{"not applicable, over", "self", "hipaa", chosen(na, over), "", none, open, assessment.ReasonExpired, ""},
		{"not applicable, over, fails", "self", "hipaa", chosen(na, over), "", fails, fails, "", ""},
		{"not applicable, over, passes", "self", "hipaa", chosen(na, over), "", passes, passes, "", ""},
		{"addressable, fails", "self", "hipaa", chosen(addressable, nil), "addressable", fails, passes, "", assessment.BasisDecision},
		{"addressable, nothing seen", "self", "hipaa", chosen(addressable, nil), "addressable", none, passes, "", assessment.BasisDecision},
		{"addressable, passes", "self", "hipaa", chosen(addressable, nil), "addressable", passes, passes, "", ""},
		{"addressable of what is required, fails", "self", "hipaa", chosen(addressable, nil), "required", fails, fails, "", ""},
		{"addressable of what is required, nothing seen", "self", "hipaa", chosen(addressable, nil), "required", none, open, assessment.ReasonIncomplete, ""},
		{"addressable, over, fails", "self", "hipaa", chosen(addressable, over), "addressable", fails, fails, "", ""},
		{"exception, fails, CMMC", "self", "cmmc", chosen(exception, nil), "", fails, passes, "", assessment.BasisDecision},
		{"exception, fails, FedRAMP", "self", "fedramp", chosen(exception, nil), "", fails, fails, "", ""},
		{"exception, nothing seen, CMMC", "self", "cmmc", chosen(exception, nil), "", none, none, "", ""},
		{"deficiency, nothing seen, CMMC", "self", "cmmc", chosen(deficiency, nil), "", none, none, "", ""},
		{"deficiency with a review to come, fails", "self", "cmmc", chosen(deficiency, ahead), "", fails, fails, "", ""},
		{"adjudicated, unchanged since tomorrow, nothing seen", "self", "cmmc", chosen(adjudication, ahead), "", none, open, assessment.ReasonFuture, ""},
		{"the provider's exception, independent, fails", "independent", "cmmc", chosen(exception, nil), "", fails, fails, "", ""},
		{"the assessor's exception, independent, fails", "independent", "cmmc", chosen(exception, assessor), "", fails, passes, "", assessment.BasisDecision},
		{"the provider's not applicable, independent", "independent", "cmmc", chosen(na, nil), "", none, open, assessment.ReasonIncomplete, ""},
		{"the assessor's not applicable, independent", "independent", "cmmc", chosen(na, assessor), "", none, apart, assessment.ReasonNotApplicable, assessment.BasisDecision},
		{"deficiency, fails, CMMC", "self", "cmmc", chosen(deficiency, nil), "", fails, passes, "", assessment.BasisDecision},
		{"adjudicated equivalent, fails", "self", "cmmc", chosen(adjudication, nil), "", fails, passes, "", assessment.BasisDecision},
		{"adjudicated not applicable", "self", "cmmc", chosen(adjudication, notSo), "", none, apart, assessment.ReasonNotApplicable, assessment.BasisDecision},
		{"determined satisfied, fails", "independent", "hipaa", chosen(determination, assessor), "", fails, passes, "", assessment.BasisAssessor},
		{"determined not satisfied, passes", "independent", "hipaa", chosen(determination, assessorNot), "", passes, fails, "", assessment.BasisAssessor},
		{"determined in a self assessment, fails", "self", "hipaa", chosen(determination, assessor), "", fails, fails, "", ""},
		{"determined by no assessor, nothing seen", "independent", "hipaa", chosen(determination, nil), "", none, open, assessment.ReasonIncomplete, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			b := bare(row.kind, row.family, nil, list(row.decision))
			j := b.choose(&judgement{target: assessment.Target{ID: "t", Label: "T", Requirement: row.requirement}, verdict: row.evidence})
			if j.verdict != row.want || j.reason != row.reason || j.basis != row.basis {
				t.Errorf("%s, reason %q, basis %q", j.verdict, j.reason, j.basis)
			}
			if len(j.choices) != 1 || j.byPeople == "" && j.beside == "" {
				t.Error("what was decided is not told")
			}
			if row.evidence == fails && row.want == passes && !strings.Contains(j.byPeople, "evidence says fail") {
				t.Errorf("the machine's verdict is hidden: %s", j.byPeople)
			}
		})
	}
}

// An observation where a decision says that nothing applies contradicts it, and a
// decision for some components leaves the others as they are.
func TestDecisionsAndWhatWasSeen(t *testing.T) {
	at := func(component string, s state) *pair {
		return &pair{check: &assessment.Check{ID: "c"}, component: component, state: s}
	}
	with := func(pairs ...*pair) *judgement {
		return &judgement{target: assessment.Target{ID: "t"}, verdict: assessment.VerdictPass, deciding: []bond{{pairs: pairs}}}
	}
	for _, row := range []struct {
		name       string
		j          *judgement
		components []string
		want       bool
	}{
		{"something passes", with(at("a", passed)), nil, true},
		{"something fails", with(at("a", failed)), nil, true},
		{"nothing was seen", with(at("a", absent), at("b", undecided)), nil, false},
		{"seen elsewhere", with(at("a", passed)), []string{"b"}, false},
		{"seen there", with(at("a", passed), at("b", failed)), []string{"b"}, true},
	} {
		if got := row.j.seen(row.components); got != row.want {
			t.Errorf("%s: %v", row.name, got)
		}
	}
}

// No decision stands for the system security plan: without it nothing is scored.
func TestNoDecisionStandsForThePlan(t *testing.T) {
	for _, kind := range []assessment.DecisionKind{assessment.DecisionNotApplicable, assessment.DecisionException, assessment.DecisionDeficiency, assessment.DecisionAdjudication} {
		b := bare("self", "cmmc", nil, list(assessment.Decision{
			ID: "d", Kind: kind, Targets: []string{"t"}, Reason: "r", Authority: "charter", Satisfied: true,
			Decider: assessment.Party{Name: "Eva", Role: "ao"}, Date: onDay("2026-11-01"), Review: onDay("2027-10-31"),
		}))
		for evidence, want := range map[assessment.Verdict]assessment.Verdict{
			assessment.NotAssessed: assessment.VerdictUndecided, assessment.VerdictFail: assessment.VerdictFail,
		} {
			j := b.choose(&judgement{target: assessment.Target{ID: "t", ControlID: planControl}, verdict: evidence})
			if j.verdict != want {
				t.Errorf("%s, %s: %s", kind, evidence, j.verdict)
			}
		}
	}
}

// An exception and a deficiency stand for what is known; evidence that should be there
// and is not, where they are, leaves them both without effect.
func TestWhatIsMissingIsNoException(t *testing.T) {
	at := func(component string, s state) *pair {
		return &pair{check: &assessment.Check{ID: "c"}, component: component, state: s}
	}
	for _, kind := range []assessment.DecisionKind{assessment.DecisionException, assessment.DecisionDeficiency} {
		for _, row := range []struct {
			name  string
			pairs []*pair
			want  assessment.Verdict
		}{
			{"fails", list(at("idp", failed)), assessment.VerdictPass},
			{"missing", list(at("idp", undecided)), assessment.VerdictUndecided},
			{"fails and missing elsewhere", list(at("idp", failed), at("web", undecided)), assessment.VerdictFail},
		} {
			b := bare("self", "cmmc", nil, list(assessment.Decision{
				ID: "d", Kind: kind, Targets: []string{"t"}, Reason: "r", Authority: "charter", Satisfied: true,
				Decider: assessment.Party{Name: "Eva", Role: "ao"}, Date: onDay("2026-11-01"), Review: onDay("2027-10-31"),
			}))
			j := &judgement{target: assessment.Target{ID: "t"}, deciding: []bond{{pairs: row.pairs}}}
			j.decide()
			if j = b.choose(j); j.verdict != row.want {
				t.Errorf("%s, %s: %s %s%s", kind, row.name, j.verdict, j.byPeople, j.beside)
			}
		}
	}
}

// Whoever answers an objective without naming a request is heard as answering the one
// that asks about it, so that the next file closes what this one opened.
func TestAnAnswerIsKnownByWhatAsksForIt(t *testing.T) {
	not := saying(func(a *assessment.Attestation) { a.ID, a.Satisfied = "january", false })
	so := saying(func(a *assessment.Attestation) { a.ID, a.Date = "march", onDay("2026-11-02") })
	for _, said := range [][]assessment.Attestation{list(not), list(so)} {
		b := bare("self", "hipaa", said, nil)
		b.people.asked["t"] = &assessment.Request{ID: "hipaa.training", Title: "Training", Question: "Is it so?", Valid: 1}
		s := b.said(assessment.Target{ID: "t"})
		if s.voice.obs.Run.Check != "attestation/hipaa.training" {
			t.Errorf("%s is known as %s", said[0].ID, s.voice.obs.Run.Check)
		}
		if s.state != undecided || s.voice.reason != assessment.ReasonExpired {
			t.Errorf("%s: it counts longer than an answer to what asks for it lasts", said[0].ID)
		}
	}
}

// A decision that what was seen contradicts hides no weakness: the risk of the check
// that fails is there.
func TestAContradictedDecisionKeepsTheRisk(t *testing.T) {
	b := bare("self", "cmmc", nil, list(assessment.Decision{
		ID: "d", Kind: assessment.DecisionNotApplicable, Targets: []string{"t"}, Reason: "r", Authority: "charter", Satisfied: true,
		Decider: assessment.Party{Name: "Eva", Role: "ao"}, Date: onDay("2026-11-01"), Review: onDay("2027-10-31"),
	}))
	p := &pair{check: &assessment.Check{ID: "c", Title: "C"}, component: "idp", state: failed}
	j := &judgement{target: assessment.Target{ID: "t"}, deciding: []bond{{pairs: list(p)}}}
	j.decide()
	j = b.choose(j)
	if j.verdict != assessment.VerdictUndecided || j.reason != assessment.ReasonContradiction {
		t.Fatalf("%s, reason %q", j.verdict, j.reason)
	}
	b.people.hear(j, &assessment.Results{Scope: b.scope, Sets: map[string]assessment.EvidenceSet{}})
	if keys := newRisks(b, nil).of(j); !slices.Contains(keys, "c") {
		t.Errorf("risks %v", keys)
	}
}

// Taking away the evidence that would contradict it makes nothing not applicable.
func TestWithheldEvidenceMakesNothingNotApplicable(t *testing.T) {
	for reason, want := range map[assessment.Reason]assessment.Verdict{
		assessment.ReasonMissing: assessment.VerdictUndecided, assessment.ReasonStale: assessment.VerdictUndecided, assessment.ReasonMalformed: assessment.VerdictUndecided,
		assessment.ReasonNoSubject: assessment.VerdictNotApplicable, assessment.ReasonNoOutcome: assessment.VerdictNotApplicable,
	} {
		b := bare("self", "cmmc", nil, list(assessment.Decision{
			ID: "d", Kind: assessment.DecisionNotApplicable, Targets: []string{"t"}, Reason: "r", Authority: "charter", Satisfied: true,
			Decider: assessment.Party{Name: "Eva", Role: "ao"}, Date: onDay("2026-11-01"), Review: onDay("2027-10-31"),
		}))
		p := &pair{check: &assessment.Check{ID: "c"}, component: "idp", state: undecided, reason: reason}
		j := &judgement{target: assessment.Target{ID: "t"}, support: []bond{{pairs: list(p)}}}
		j.decide()
		if j = b.choose(j); j.verdict != want {
			t.Errorf("%s: %s", reason, j.verdict)
		}
	}
}

// Who says after an assessor's determination that it is not so contradicts it; who said
// so before does not.
func TestALaterNotSoContradictsADetermination(t *testing.T) {
	for day, want := range map[string]assessment.Verdict{
		"2026-10-31": assessment.VerdictPass, "2026-11-01": assessment.VerdictPass, "2026-11-02": assessment.VerdictUndecided,
	} {
		b := bare("independent", "hipaa", list(saying(func(a *assessment.Attestation) { a.Satisfied, a.Date = false, onDay(day) })), list(assessment.Decision{
			ID: "d", Kind: assessment.DecisionDetermination, Targets: []string{"t"}, Reason: "r", Authority: "charter", Satisfied: true,
			Decider: assessment.Party{Name: "Eva", Role: "assessor", Assessor: true}, Date: onDay("2026-11-01"), Review: onDay("2027-10-31"),
		}))
		if j := b.judge(assessment.Target{ID: "t"}); j.verdict != want {
			t.Errorf("%s: %s: %s", day, j.verdict, j.byPeople)
		}
	}
}

// A determination that does not count brings no older "satisfied" back, withdraws no older
// "not satisfied", and does not leave to evidence alone what it denied.
func TestDeterminationsThatDoNotCount(t *testing.T) {
	made := func(day string, satisfied bool, lacks ...string) assessment.Decision {
		return assessment.Decision{
			ID: day + map[bool]string{true: "so", false: "not"}[satisfied] + strings.Join(lacks, ""), Kind: assessment.DecisionDetermination, Targets: []string{"t"}, Reason: "r", Authority: "charter",
			Satisfied: satisfied, Lacks: lacks, Decider: assessment.Party{Name: "Eve", Role: "assessor", Assessor: true}, Date: onDay(day), Review: onDay("2027-10-31"),
		}
	}
	none, open, fails, passes := assessment.NotAssessed, assessment.VerdictUndecided, assessment.VerdictFail, assessment.VerdictPass
	for _, row := range []struct {
		name     string
		all      []assessment.Decision
		evidence assessment.Verdict
		want     assessment.Verdict
	}{
		{"a newer broken not-so over an older so", list(made("2026-11-02", false, "x"), made("2026-11-01", true)), none, open},
		{"a newer broken so over an older so", list(made("2026-11-02", true, "x"), made("2026-11-01", true)), none, open},
		{"a newer broken so over an older not-so", list(made("2026-11-02", true, "x"), made("2026-11-01", false)), none, fails},
		{"two broken over an older not-so", list(made("2026-11-03", true, "x"), made("2026-11-02", false, "x"), made("2026-11-01", false)), none, fails},
		{"a broken one, an older so, a not-so before that", list(made("2026-11-03", true, "x"), made("2026-11-02", true), made("2026-11-01", false)), none, open},
		{"of one day: broken and so", list(made("2026-11-01", true, "x"), made("2026-11-01", true)), none, open},
		{"of one day: broken, so and not-so", list(made("2026-11-01", true, "x"), made("2026-11-01", true), made("2026-11-01", false)), none, fails},
		{"a newer so over an older not-so", list(made("2026-11-02", true), made("2026-11-01", false)), fails, passes},
		{"a broken not-so over evidence that passes", list(made("2026-11-01", false, "x")), passes, open},
		{"a broken so over a broken not-so and evidence that passes", list(made("2026-11-02", true, "x"), made("2026-11-01", false, "x")), passes, open},
		{"a broken so over evidence that passes", list(made("2026-11-01", true, "x")), passes, passes},
		{"a broken not-so over evidence that fails", list(made("2026-11-01", false, "x")), fails, fails},
	} {
		for range 2 {
			slices.Reverse(row.all) // the order of files means nothing
			b := bare("independent", "cmmc", nil, row.all)
			if j := b.choose(&judgement{target: assessment.Target{ID: "t"}, verdict: row.evidence}); j.verdict != row.want {
				t.Errorf("%s: %s, want %s: %s%s", row.name, j.verdict, row.want, j.byPeople, j.beside)
			}
		}
	}
}

// An assessor of another organization than the one that assesses is a stranger: neither
// statement nor decision of such a one satisfies.
func TestAnAssessorOfAnotherOrganization(t *testing.T) {
	for organization, want := range map[string]assessment.Verdict{"Lab": assessment.VerdictPass, " lab ": assessment.VerdictPass, "Other": assessment.NotAssessed, "": assessment.NotAssessed} {
		party := assessment.Party{Name: "Eve", Role: "assessor", Organization: organization, Assessor: true}
		b := bare("independent", "cmmc", list(saying(func(a *assessment.Attestation) { a.Party = party })), nil)
		b.scope.System.Assessor = "Lab"
		if j := b.judge(assessment.Target{ID: "t"}); j.verdict != want {
			t.Errorf("statement of %q: %s", organization, j.verdict)
		}
		b = bare("independent", "cmmc", nil, list(assessment.Decision{
			ID: "d", Kind: assessment.DecisionDetermination, Targets: []string{"t"}, Reason: "r", Authority: "charter", Satisfied: true,
			Decider: party, Date: onDay("2026-11-01"), Review: onDay("2027-10-31"),
		}))
		b.scope.System.Assessor = "Lab"
		if j := b.judge(assessment.Target{ID: "t"}); (j.verdict == assessment.VerdictPass) != (want == assessment.VerdictPass) {
			t.Errorf("determination of %q: %s", organization, j.verdict)
		}
	}
}
