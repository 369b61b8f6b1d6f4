package gate

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/assay-compliance/assay/internal/assessment"
)

// seen gives results their subjects, in words: "mfa alice bob" is what the check
// fails on; "set=X" names its evidence, "policy=X" its policy, "params=X" its
// parameters. Gaps are "accounts@idp stale" or "accounts@idp missing".
func seen(t testing.TB, r assessment.Results, said ...string) assessment.Results {
	t.Helper()
	for _, line := range said {
		f := strings.Fields(line)
		if kind, component, gap := strings.Cut(f[0], "@"); gap {
			for i := range r.Risks {
				if k := &r.Risks[i]; k.Key == "gap/"+kind+"/"+component {
					k.Observations = append(k.Observations, len(r.Observations))
				}
			}
			for i := range r.Findings {
				for _, key := range r.Findings[i].Risks {
					if key == "gap/"+kind+"/"+component {
						r.Findings[i].Observations = append(r.Findings[i].Observations, len(r.Observations))
					}
				}
			}
			r.Observations = append(r.Observations, assessment.Observation{
				Run: assessment.RunKey{Check: "x"}, Component: component, Outcome: assessment.Undecided, Reason: assessment.Reason(f[1]), Count: 1,
			})
			continue
		}
		for i := range r.Observations {
			o := &r.Observations[i]
			if o.Run.Check != f[0] {
				continue
			}
			o.Sample, o.Count = nil, 0
			for _, word := range f[1:] {
				switch name, value, ok := strings.Cut(word, "="); {
				case !ok:
					o.Sample = append(o.Sample, assessment.Subject{Component: "idp", Asset: "idp", ID: word, Outcome: assessment.Fail, Why: "no second factor"})
					o.Count++
				case name == "set":
					o.EvidenceSet = value
				case name == "params":
					o.Run.Params = value
				case name == "policy":
					for _, c := range r.Checks {
						if c.ID == o.Run.Check {
							c.Digest = value
						}
					}
				}
			}
		}
	}
	return r
}

func TestRatchet(t *testing.T) {
	hipaa := func(objectives string, more ...string) []assessment.Results {
		return []assessment.Results{seen(t, results(t, "hipaa", strings.Split(objectives, ", ")...), more...)}
	}
	unknown := func(assets ...string) []assessment.Results {
		all := hipaa("pass a1, unknown idp")
		for i := range all[0].Risks {
			for _, a := range assets {
				all[0].Risks[i].Assets = append(all[0].Risks[i].Assets, assessment.Subject{Component: "idp", Asset: a})
			}
			all[0].Risks[i].Unknown = len(assets)
		}
		return all
	}
	broken := hipaa("fail a1 mfa:high", "mfa alice")
	broken[0].Observations[0].Subjects = func(yield func(assessment.Subject, error) bool) {
		_ = yield(assessment.Subject{Asset: "idp", ID: "alice"}, nil) && yield(assessment.Subject{}, errors.New("cut"))
	}
	for _, row := range []struct {
		situation   string
		before, now []assessment.Results
		code        int
		held        []string
		let         []string // what the baseline lets pass
	}{
		{"the same failure of the same subjects", hipaa("fail a1 mfa:high", "mfa alice bob"), hipaa("fail a1 mfa:high", "mfa alice bob"), 0, nil, []string{"failing high mfa a1"}},
		{"fewer subjects fail", hipaa("fail a1 mfa:high", "mfa alice bob"), hipaa("fail a1 mfa:high", "mfa bob"), 0, nil, []string{"failing high mfa a1"}},
		{"one more subject fails", hipaa("fail a1 mfa:high", "mfa bob"), hipaa("fail a1 mfa:high", "mfa alice bob"), 1, []string{"failing high mfa a1"}, nil},
		{"another subject fails instead", hipaa("fail a1 mfa:high", "mfa bob"), hipaa("fail a1 mfa:high", "mfa carol"), 1, []string{"failing high mfa a1"}, nil},
		{"the level rose", hipaa("fail a1 mfa:moderate", "mfa bob"), hipaa("fail a1 mfa:high", "mfa bob"), 1, []string{"failing high mfa a1"}, nil},
		{"another check fails", hipaa("fail a1 tls:high", "tls web"), hipaa("fail a1 mfa:high", "mfa bob"), 1, []string{"failing high mfa a1"}, nil},
		{"it passed before", hipaa("pass a1"), hipaa("fail a1 mfa:high", "mfa bob"), 1, []string{"failing high mfa a1"}, nil},
		{"not all subjects that fail can be read", hipaa("fail a1 mfa:high", "mfa alice bob"), broken, 1, []string{"failing high mfa a1"}, nil},
		{"the same evidence, asked the same, fails now: only time passed",
			hipaa("fail a1 tls:high mfa:high", "tls web", "mfa alice set=e1 policy=p1"), hipaa("fail a1 mfa:high", "mfa alice bob set=e1 policy=p1"), 0, nil, []string{"failing high mfa a1"}},
		{"the same evidence, by another policy",
			hipaa("fail a1 mfa:high", "mfa alice set=e1 policy=p1"), hipaa("fail a1 mfa:high", "mfa alice bob set=e1 policy=p2"), 1, []string{"failing high mfa a1"}, nil},
		{"the same evidence, with other parameters",
			hipaa("fail a1 mfa:high", "mfa alice set=e1 policy=p1"), hipaa("fail a1 mfa:high", "mfa alice bob set=e1 policy=p1 params=x"), 1, []string{"failing high mfa a1"}, nil},
		{"other evidence, by the same policy",
			hipaa("fail a1 mfa:high", "mfa alice set=e1 policy=p1"), hipaa("fail a1 mfa:high", "mfa alice bob set=e2 policy=p1"), 1, []string{"failing high mfa a1"}, nil},
		{"an objective passed and is undecided", hipaa("pass a1"), hipaa("undecided a1 accounts@idp", "accounts@idp missing"), 1,
			[]string{"lost-coverage unknown a1 a1", "nothing-assessed unknown hipaa", "undecided unknown gap/accounts/idp a1"}, nil},
		{"an objective passed and is not assessed", hipaa("pass a1, pass b1"), hipaa("silent a1, pass b1"), 1, []string{"lost-coverage unknown a1 a1"}, nil},
		{"an objective failed and is not assessed: withheld evidence", hipaa("fail a1 mfa:high, pass b1", "mfa bob"), hipaa("silent a1, pass b1"), 1, []string{"lost-coverage unknown a1 a1"}, nil},
		{"an objective passed and is not applicable by a decision", hipaa("pass a1, pass b1"), hipaa("na a1, pass b1"), 0, nil, nil},
		{"evidence became too old", hipaa("pass a1, pass b1"), hipaa("undecided a1 accounts@idp, pass b1", "accounts@idp stale"), 3, []string{"undecided unknown gap/accounts/idp a1"}, nil},
		{"a gap that was there", hipaa("undecided a1 accounts@idp, pass b1", "accounts@idp missing"), hipaa("undecided a1 accounts@idp, pass b1", "accounts@idp missing"), 0, nil, []string{"undecided unknown gap/accounts/idp a1"}},
		{"a gap that more waits for", hipaa("undecided a1 accounts@idp, pass b1"), hipaa("undecided a1 accounts@idp, undecided c1 accounts@idp, pass b1", "accounts@idp missing"), 3, []string{"undecided unknown gap/accounts/idp a1 c1"}, nil},
		{"assets that no inventory knew", unknown("h1", "h2"), unknown("h1"), 0, nil, []string{"unknown-asset moderate unknown-asset/idp a1"}},
		{"an asset more that no inventory knows", unknown("h1"), unknown("h1", "h2"), 1, []string{"unknown-asset moderate unknown-asset/idp a1"}, nil},
		{"a framework is gone", append(hipaa("pass a1"), results(t, "cmmc-l2", "pass a1")), hipaa("pass a1"), 1, []string{"lost-coverage unknown cmmc-l2"}, nil},
		{"a framework more", hipaa("pass a1"), append(hipaa("pass a1"), seen(t, results(t, "cmmc-l2", "fail a1 mfa:high"), "mfa bob")), 1, []string{"failing high mfa a1"}, nil},
	} {
		t.Run(row.situation, func(t *testing.T) {
			g := moderate()
			g.Baseline = &Baseline{Results: row.before}
			v := Decide(row.now, nil, g)
			var let []Reason
			for _, r := range v.Tolerated {
				if r.By == StoodBefore {
					let = append(let, r)
				}
			}
			if v.Code != row.code {
				t.Errorf("code %d, want %d", v.Code, row.code)
			}
			if diff := cmp.Diff(row.held, told(v.Reasons)); diff != "" {
				t.Errorf("held (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(row.let, told(let)); diff != "" {
				t.Errorf("let pass (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRatchetOfRecordedItems(t *testing.T) {
	now := []assessment.Results{results(t, "hipaa", "pass a1")}
	for _, row := range []struct {
		situation    string
		before, item string
		code         int
	}{
		{"an item that stood open", "open mfa high", "open mfa high", 0},
		{"an item that was not there", "", "open mfa high", 1},
		{"an item that was closed", "closed mfa high", "open mfa high", 1},
		{"an item whose level rose", "open mfa moderate", "open mfa high", 1},
	} {
		t.Run(row.situation, func(t *testing.T) {
			g := moderate()
			g.Baseline = &Baseline{Results: now}
			if row.before != "" {
				g.Baseline.POAMs = []assessment.POAM{state("hipaa", row.before)}
			}
			if v := Decide(now, []assessment.POAM{state("hipaa", row.item)}, g); v.Code != row.code {
				t.Errorf("code %d, want %d: %v", v.Code, row.code, told(v.Reasons))
			}
		})
	}
}

func TestTimeDriven(t *testing.T) {
	for _, row := range []struct {
		reason string
		warn   bool
		code   int
	}{{"stale", true, 0}, {"stale", false, 3}, {"expired", true, 0}, {"missing", true, 3}, {"malformed", true, 3}, {"future", true, 3}} {
		t.Run(fmt.Sprint(row), func(t *testing.T) {
			g := moderate()
			g.TolerateTime = row.warn
			r := seen(t, results(t, "hipaa", "undecided a1 accounts@idp", "pass b1"), "accounts@idp "+row.reason)
			if v := Decide([]assessment.Results{r}, nil, g); v.Code != row.code {
				t.Errorf("code %d, want %d", v.Code, row.code)
			}
		})
	}
	t.Run("stale beside missing", func(t *testing.T) {
		g := moderate()
		g.TolerateTime = true
		r := seen(t, results(t, "hipaa", "undecided a1 accounts@idp", "pass b1"), "accounts@idp stale", "accounts@idp missing")
		if v := Decide([]assessment.Results{r}, nil, g); v.Code != CodeUndecided {
			t.Errorf("code %d", v.Code)
		}
	})
}

// A ratchet lets pass, and never holds but for what is answered no more; what it
// lets pass stood in the baseline.
func TestARatchetOnlyLetsPassWhatStood(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		before, itemsBefore, _ := anything(t, rt)
		now, items, strict := anything(t, rt)
		strict.Baseline = nil
		ratchet := strict
		ratchet.Baseline = &Baseline{Results: before, POAMs: itemsBefore}
		held := map[string]bool{}
		for _, r := range Decide(now, items, strict).Reasons {
			held[r.Framework+string(r.Kind)+r.ID] = true
		}
		v := Decide(now, items, ratchet)
		for _, r := range v.Reasons {
			if r.Kind != LostCoverage && !held[r.Framework+string(r.Kind)+r.ID] {
				rt.Fatalf("the ratchet holds what the gate does not: %+v", r)
			}
		}
		for _, r := range v.Tolerated {
			if r.By != StoodBefore || r.Kind == Recorded {
				continue
			}
			was := ratchet.Baseline.framework(r.Framework)
			stood := false
			for _, k := range was.Risks {
				stood = stood || k.Key == r.ID
			}
			if !stood {
				rt.Fatalf("it did not stand: %+v", r)
			}
		}
	})
}
