package conclude

import (
	"testing"

	"github.com/assay-compliance/assay/internal/assessment"
)

// Each row is one sentence of the rules, or one hole in them. docs/verdicts.md
// links to rows by name.
func TestObjective(t *testing.T) {
	for _, row := range []struct {
		name string
		situation
		want string
	}{
		// Any fail of a deciding or supporting binding fails it.
		{"a deciding check that fails fails it", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp fail"}}, "fail"},
		{"one of three subjects failing fails it", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass", "mfa idp fail", "mfa idp skip"}}, "fail"},
		{"a supporting check that fails fails it although the deciding one passes", situation{
			bind: []string{"decides mfa", "supports tls"}, declare: []string{"accounts idp", "tls-config web"}, seen: []string{"mfa idp pass", "tls web fail"}}, "fail"},
		{"a supporting check that fails fails it with nothing deciding bound", situation{
			bind: []string{"supports tls"}, declare: []string{"tls-config web"}, seen: []string{"tls web fail"}}, "fail"},
		{"one failing member of a joint set fails it", situation{
			bind: []string{"decides mfa+tls"}, declare: []string{"accounts idp", "tls-config web"}, seen: []string{"mfa idp pass", "tls web fail"}}, "fail"},
		{"a fail outranks another deciding check that passes", situation{
			bind: []string{"decides mfa", "decides strict"}, declare: []string{"accounts idp", "strict-cfg idp"}, seen: []string{"mfa idp pass", "strict idp fail"}}, "fail"},
		{"a fail outranks anything undecided", situation{
			bind: []string{"decides mfa", "supports tls"}, declare: []string{"accounts idp", "tls-config web"}, seen: []string{"mfa idp undecided stale", "tls web fail"}}, "fail"},
		{"a fail on one component outranks passes on all others", situation{
			bind: []string{"decides both"}, declare: []string{"logs idp", "logs web"}, seen: []string{"both idp pass", "both web fail"}}, "fail"},
		{"evidence that nothing declared and that fails still fails it", situation{
			bind: []string{"decides mfa"}, seen: []string{"mfa idp fail"}}, "fail"},

		{"a binding for one component fails by it", situation{
			bind: []string{"supports both for idp"}, declare: []string{"logs idp", "logs web"}, seen: []string{"both idp fail", "both web pass"}}, "fail"},
		{"a binding for one component does not fail by another", situation{
			bind: []string{"supports both for idp"}, declare: []string{"logs idp", "logs web"}, seen: []string{"both idp pass", "both web fail"}}, "supported"},

		// It passes when a deciding binding passes on every component named.
		{"a deciding check that passes passes it", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"}}, "pass"},
		{"components of types no deciding check names are not required", situation{
			bind: []string{"decides tls"}, declare: []string{"tls-config web"}, seen: []string{"tls web pass"}}, "pass"},
		{"a check that names no type must pass on every component", situation{
			bind: []string{"decides any"}, declare: []string{"documents idp", "documents web"}, seen: []string{"any idp pass", "any web pass"}}, "pass"},
		{"a check that names no type and misses a component is undecided", situation{
			bind: []string{"decides any"}, declare: []string{"documents idp", "documents web"}, seen: []string{"any idp pass"}}, "undecided missing"},
		{"a check that names no type requires every component beside one that does", situation{
			bind: []string{"decides mfa", "decides any"}, declare: []string{"accounts idp", "documents idp"}, seen: []string{"mfa idp pass", "any idp pass"}}, "undecided undeclared"},
		{"each component may pass by another deciding check", situation{
			bind: []string{"decides mfa", "decides tls"}, declare: []string{"accounts idp", "tls-config web"}, seen: []string{"mfa idp pass", "tls web pass"}}, "pass"},
		{"a component whose type is named and where nothing deciding is declared is a hole", situation{
			bind: []string{"decides both"}, declare: []string{"logs idp"}, seen: []string{"both idp pass"}}, "undecided undeclared"},
		{"the hole closes by another deciding check that passes there", situation{
			bind: []string{"decides both", "decides tls"}, declare: []string{"logs idp", "tls-config web"}, seen: []string{"both idp pass", "tls web pass"}}, "pass"},
		{"components outside the boundary count for nothing", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp", "accounts outside"}, seen: []string{"mfa idp pass", "mfa outside fail"}}, "pass"},
		{"a check says nothing of a component whose type it does not name", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass", "mfa web undecided malformed"}}, "pass"},

		{"bindings for some components each are required there", situation{
			bind: []string{"decides both for idp", "decides both for web"}, declare: []string{"logs idp", "logs web"}, seen: []string{"both idp pass"}}, "undecided missing"},
		{"bindings for some components pass it together", situation{
			bind: []string{"decides both for idp", "decides any for web"}, declare: []string{"logs idp", "documents web"}, seen: []string{"both idp pass", "any web pass"}}, "pass"},

		// … or every applicable member of a joint set does.
		{"a joint set passes when all its members do", situation{
			bind: []string{"decides mfa+strict"}, declare: []string{"accounts idp", "strict-cfg idp"}, seen: []string{"mfa idp pass", "strict idp pass"}}, "pass"},
		{"members of a joint set pass where they apply", situation{
			bind: []string{"decides mfa+tls"}, declare: []string{"accounts idp", "tls-config web"}, seen: []string{"mfa idp pass", "tls web pass"}}, "pass"},
		{"one undecided member leaves a joint set undecided", situation{
			bind: []string{"decides mfa+strict"}, declare: []string{"accounts idp", "strict-cfg idp"}, seen: []string{"mfa idp pass", "strict idp undecided malformed"}}, "undecided malformed"},
		{"one member without a declared source leaves a joint set undecided", situation{
			bind: []string{"decides mfa+strict"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"}}, "undecided undeclared"},
		{"a member applicable nowhere leaves the set incomplete", situation{
			bind: []string{"decides mfa+db"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"}}, "undecided incomplete-set"},
		{"beside an incomplete set a whole binding still decides", situation{
			bind: []string{"decides mfa+db", "decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"}}, "pass"},
		{"an incomplete set of which nothing is declared is not assessed", situation{
			bind: []string{"decides mfa+db"}}, "not-assessed"},

		// … and nothing deciding or supporting is undecided.
		{"an undecided supporting check keeps a passing one from deciding", situation{
			bind: []string{"decides mfa", "supports tls"}, declare: []string{"accounts idp", "tls-config web"}, seen: []string{"mfa idp pass", "tls web undecided stale"}}, "undecided stale"},
		{"an undecided deciding check keeps another from deciding", situation{
			bind: []string{"decides mfa", "decides strict"}, declare: []string{"accounts idp", "strict-cfg idp"}, seen: []string{"mfa idp pass", "strict idp undecided no-outcome"}}, "undecided no-outcome"},
		{"one undecided subject among passing ones is undecided", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass", "mfa idp undecided no-outcome"}}, "undecided no-outcome"},
		{"a supporting check without a declared source does not stand in the way", situation{
			bind: []string{"decides mfa", "supports tls"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"}}, "pass"},
		{"a subject that was skipped does not stand in the way", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass", "mfa idp skip"}}, "pass"},

		// Otherwise undecided.
		{"only skipped subjects are undecided", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp skip"}}, "undecided no-subject"},
		{"a pass with a reason against it is undecided", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass malformed"}}, "undecided malformed"},
		{"stale evidence that passes is undecided", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass stale"}}, "undecided stale"},
		{"evidence of unknown age is undecided", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass unknown-age"}}, "undecided unknown-age"},
		{"evidence from the future is undecided", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp fail future"}}, "undecided future"},
		{"evidence of another target is undecided", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp fail wrong-target"}}, "undecided wrong-target"},
		{"a run the clock stopped is undecided", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass", "mfa idp undecided deadline"},
			change: func(_ *assessment.Plan, o *assessment.Observations) { o.Complete = false }}, "undecided deadline"},
		{"a declared check without any observation is undecided in an incomplete run", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"},
			change: func(_ *assessment.Plan, o *assessment.Observations) { o.Complete = false }}, "undecided missing"},
		{"the most telling reason is told", situation{
			bind: []string{"decides mfa", "supports tls"}, declare: []string{"accounts idp", "tls-config web"}, seen: []string{"mfa idp undecided no-outcome", "tls web undecided policy-error"}}, "undecided policy-error"},
		{"a binding whose run was never planned is undecided", situation{
			bind: []string{"decides phantom"}}, "undecided policy-error"},

		// Population.
		{"an asset of the inventory that no evidence shows is undecided", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass", "mfa idp undecided not-examined"}}, "undecided not-examined"},
		{"a population that counts missing assets is undecided whatever was seen", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"},
			change: func(_ *assessment.Plan, o *assessment.Observations) { o.All[0].Population.Missing = 2 }}, "undecided not-examined"},
		{"a declared inventory that is not there leaves what passes undecided", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"},
			change: func(p *assessment.Plan, _ *assessment.Observations) { p.Inventoried = []string{"idp"} }}, "undecided missing"},
		{"a declared inventory that is not there excuses no fail", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass", "mfa idp fail"},
			change: func(p *assessment.Plan, _ *assessment.Observations) { p.Inventoried = []string{"idp"} }}, "fail"},
		{"a check that reads the inventory itself does not wait for it", situation{
			bind: []string{"decides register"}, declare: []string{"inventory idp"}, seen: []string{"register idp pass"},
			change: func(p *assessment.Plan, _ *assessment.Observations) { p.Inventoried = []string{"idp"} }}, "pass"},
		{"a check that joins kinds to judge something else does not wait for the inventory", situation{
			bind: []string{"decides join"}, declare: []string{"accounts idp", "hr idp"}, seen: []string{"join idp pass"},
			change: func(p *assessment.Plan, o *assessment.Observations) {
				p.Inventoried = []string{"idp"}
				o.All[0].Sample = []assessment.Subject{{Component: "idp", Asset: "idp", ID: "ana"}}
			}}, "pass"},
		{"a check that joins kinds to judge assets waits for the inventory", situation{
			bind: []string{"decides join"}, declare: []string{"accounts idp", "hr idp"}, seen: []string{"join idp pass"},
			change: func(p *assessment.Plan, o *assessment.Observations) {
				p.Inventoried = []string{"idp"}
				o.All[0].Sample = []assessment.Subject{{Component: "idp", Asset: "idp", ID: "ana"}, {Component: "idp", Asset: "idp-1", ID: "idp-1"}}
			}}, "undecided missing"},
		{"a declared inventory that is there lets it pass", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"},
			change: func(p *assessment.Plan, o *assessment.Observations) {
				p.Inventoried = []string{"idp"}
				o.Inventory = map[string]assessment.Inventory{"idp": {Assets: []string{"idp-1"}}}
			}}, "pass"},
		{"what a system security plan lists is no declared inventory", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"},
			change: func(p *assessment.Plan, o *assessment.Observations) {
				p.Inventoried = []string{"idp"}
				o.Inventory = map[string]assessment.Inventory{"idp": {Planned: true, Assets: []string{"idp-1"}}}
			}}, "undecided missing"},
		{"the inventory of another component is not wanted", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"},
			change: func(p *assessment.Plan, _ *assessment.Observations) { p.Inventoried = []string{"web"} }}, "pass"},
		{"an asset no inventory knows does not undo a pass", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass", "mfa idp pass unknown-asset"}}, "pass"},
		{"an asset no inventory knows that fails fails it", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass", "mfa idp fail unknown-asset"}}, "fail unknown-asset"},

		// Supported.
		{"with nothing deciding bound passing supports gives supported", situation{
			bind: []string{"supports tls"}, declare: []string{"tls-config web"}, seen: []string{"tls web pass"}}, "supported"},
		{"with a deciding check bound and no source declared passing supports gives supported", situation{
			bind: []string{"decides mfa", "supports tls"}, declare: []string{"tls-config web"}, seen: []string{"tls web pass"}}, "supported"},
		{"with nothing deciding bound an undecided support is undecided", situation{
			bind: []string{"supports tls"}, declare: []string{"tls-config web"}, seen: []string{"tls web undecided stale"}}, "undecided stale"},
		{"a support that nothing declared gives nothing", situation{
			bind: []string{"supports tls"}}, "not-assessed"},

		// Declared or not.
		{"a check with a declared source and no evidence is undecided", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp undecided missing"}}, "undecided missing"},
		{"a check with a declared source and no observation at all is undecided", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}}, "undecided missing"},
		{"a check without a declared source is not assessed", situation{
			bind: []string{"decides mfa"}}, "not-assessed"},
		{"what nothing declared cannot be missing", situation{
			bind: []string{"decides mfa"}, seen: []string{"mfa idp undecided missing"}}, "not-assessed"},
		{"a source declared for another component only is not assessed", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts web"}}, "not-assessed"},
		{"a check that joins kinds is not assessed until all are declared", situation{
			bind: []string{"decides join"}, declare: []string{"accounts idp"}}, "not-assessed"},
		{"a check that joins kinds is undecided once all are declared", situation{
			bind: []string{"decides join"}, declare: []string{"accounts idp", "hr idp"}}, "undecided missing"},
		{"a check content with either kind is undecided once one is declared", situation{
			bind: []string{"decides either"}, declare: []string{"sbom web"}}, "undecided missing"},
		{"nothing bound is not assessed", situation{}, "not-assessed"},
		{"a deciding check that looks at nothing in the boundary is not assessed", situation{
			bind: []string{"decides db"}, declare: []string{"db-config idp"}}, "not-assessed"},

		// Informs, and strengths together.
		{"a check that only informs never fails it", situation{
			bind: []string{"informs mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp fail"}}, "not-assessed"},
		{"a check that only informs never passes it", situation{
			bind: []string{"informs mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"}}, "not-assessed"},
		{"a check that only informs and is undecided leaves a pass alone", situation{
			bind: []string{"decides tls", "informs mfa"}, declare: []string{"accounts idp", "tls-config web"}, seen: []string{"tls web pass", "mfa idp undecided stale"}}, "pass"},
		{"of two strengths for the same check the stronger counts when it passes", situation{
			bind: []string{"supports mfa", "decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"}}, "pass"},
		{"of two strengths for the same check the stronger counts when it fails", situation{
			bind: []string{"informs mfa", "supports mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp fail"}}, "fail"},

		// Disabled bindings.
		{"a disabled deciding check leaves it not assessed", situation{
			bind: []string{"disabled decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp fail"}}, "not-assessed"},
		{"a disabled supporting check cannot fail it", situation{
			bind: []string{"decides tls", "disabled supports mfa"}, declare: []string{"accounts idp", "tls-config web"}, seen: []string{"tls web pass", "mfa idp fail"}}, "pass"},
		{"disabling one strength leaves the other", situation{
			bind: []string{"disabled decides mfa", "supports mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"}}, "supported"},
		{"disabling a binding for one target leaves another", situation{
			bind: []string{"t.b: disabled decides mfa", "decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"}}, "pass"},

		// Stale.
		{"stale evidence that shows a fail is undecided", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp fail stale"}}, "undecided stale"},

		// Parameters.
		{"a parameter looser than the framework allows fails it", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"},
			change: func(p *assessment.Plan, _ *assessment.Observations) { p.Runs[0].Looser = []string{"max-days"} }}, "fail parameter"},
		{"a looser parameter fails it with evidence declared and missing", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"},
			change: func(p *assessment.Plan, _ *assessment.Observations) { p.Runs[0].Looser = []string{"max-days"} }}, "fail parameter"},
		{"an observed fail for its parameter stays a fail", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp fail parameter"}}, "fail parameter"},
		{"an unset parameter leaves it undecided", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"},
			change: func(p *assessment.Plan, _ *assessment.Observations) { p.Runs[0].Unset = []string{"max-days"} }}, "undecided parameter"},

		// Upstream words, as they arrive here.
		{"an undecided record of a scanner is undecided", situation{
			bind: []string{"decides tls"}, declare: []string{"tls-config web"}, seen: []string{"tls web pass", "tls web undecided"}}, "undecided no-outcome"},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := row.conclude(t)
			if got := verdictOf(r, "t.a"); got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
			everyFindingRests(t, r)
		})
	}
}

// everyFindingRests holds what no situation may break: a not-satisfied finding
// has a risk of the right sort, a satisfied one rests on a passing
// observation, every index and key leads somewhere, and the counts add up.
func everyFindingRests(t *testing.T, r assessment.Results) {
	t.Helper()
	risks := map[string]assessment.Risk{}
	for _, k := range r.Risks {
		risks[k.Key] = k
		if len(k.Targets) == 0 || len(k.Controls) == 0 {
			t.Errorf("risk %q affects nothing: %+v", k.Key, k)
		}
		if k.Gap && (!k.Deadline.IsZero() || k.Status != assessment.RiskInvestigating) {
			t.Errorf("gap %q has a deadline or status %s", k.Key, k.Status)
		}
		for _, i := range k.Observations {
			_ = r.Observations[i]
		}
	}
	for _, f := range r.Findings {
		open, gaps := 0, 0
		for _, k := range f.Risks {
			switch risk, ok := risks[k]; {
			case !ok:
				t.Errorf("finding %s names risk %q that is not there", f.Target.ID, k)
			case risk.Gap:
				gaps++
			default:
				open++
			}
		}
		if f.Verdict == assessment.VerdictFail && open == 0 {
			t.Errorf("failed finding %s has no risk", f.Target.ID)
		}
		if f.Verdict == assessment.VerdictUndecided && (gaps == 0 || f.Reason == "") {
			t.Errorf("undecided finding %s has %d gaps and reason %q", f.Target.ID, gaps, f.Reason)
		}
		if f.Why == "" || f.Basis != assessment.BasisMachine {
			t.Errorf("finding %s: why %q, basis %q", f.Target.ID, f.Why, f.Basis)
		}
		if f.Verdict == assessment.VerdictPass && !restsOnPass(r, f) {
			t.Errorf("satisfied finding %s rests on no passing observation", f.Target.ID)
		}
	}
	c := r.Coverage
	if c.Total != 2 || c.Pass+c.Fail+c.Undecided+c.NotApplicable+c.NotAssessed != c.Total || len(r.Findings)+len(r.Unassessed) != c.Total {
		t.Errorf("coverage does not add up: %+v", c)
	}
	for _, u := range r.Unassessed {
		if u.Why == "" {
			t.Errorf("unassessed %s does not say why", u.Target.ID)
		}
	}
}

func restsOnPass(r assessment.Results, f assessment.Finding) bool {
	for _, i := range f.Observations {
		if r.Observations[i].Outcome == assessment.Pass && r.Observations[i].EvidenceSet != "" {
			return true
		}
	}
	return false
}
