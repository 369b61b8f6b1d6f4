package gate

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/assessment"
)

var asOf = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

// outcome is a framework's results in words:
//
//	"pass a1"                      an objective of control a passes
//	"fail a1 mfa:high tls:low"     it fails by these checks, with their levels
//	"undecided a1 accounts@idp"    it waits for this kind
//	"silent a1"                    it is not assessed
//	"unknown idp"                  evidence of idp names an asset no inventory lists
//
// The control of an objective is its first letter, printed as a capital.
func results(t testing.TB, framework string, said ...string) assessment.Results {
	t.Helper()
	r := assessment.Results{
		Scope: &assessment.Scope{Framework: assessment.Framework{ID: framework}, System: &assessment.System{ID: "meridian"}},
		AsOf:  asOf, Complete: true,
	}
	for _, c := range "zyxabcdef" { // the profile's order is not the alphabet's
		r.Scope.Controls = append(r.Scope.Controls, assessment.Control{ID: string(c), Label: strings.ToUpper(string(c))})
	}
	risks := map[string]*assessment.Risk{}
	for _, line := range said {
		f := strings.Fields(line)
		target := assessment.Target{ID: f[1], ControlID: f[1][:1]}
		finding := assessment.Finding{Target: target, Why: "why of " + f[1]}
		r.Coverage.Total++
		switch f[0] {
		case "pass":
			r.Coverage.Pass++
			finding.Verdict = assessment.VerdictPass
		case "fail":
			r.Coverage.Fail++
			finding.Verdict = assessment.VerdictFail
		case "undecided":
			r.Coverage.Undecided++
		case "silent":
			r.Coverage.NotAssessed++
			continue
		case "na":
			r.Coverage.NotApplicable++
			finding.Verdict = assessment.VerdictNotApplicable
		case "unknown":
			r.Coverage.Total--
			risks["unknown-asset/"+f[1]] = &assessment.Risk{Key: "unknown-asset/" + f[1], Own: true, Status: assessment.RiskOpen,
				Level: assessment.LevelModerate, Component: f[1], Statement: "no inventory lists it", Controls: []string{"a"}, Targets: []string{"a1"}}
			continue
		default:
			t.Fatalf("line %q", line)
		}
		for _, word := range f[2:] {
			k := risk(t, &r, word)
			if risks[k.Key] == nil {
				risks[k.Key] = &k
			}
			risks[k.Key].Targets = append(risks[k.Key].Targets, target.ID)
			finding.Risks = append(finding.Risks, k.Key)
		}
		r.Findings = append(r.Findings, finding)
	}
	for _, k := range risks {
		r.Risks = append(r.Risks, *k)
	}
	slices.SortFunc(r.Risks, func(a, b assessment.Risk) int { return strings.Compare(a.Key, b.Key) })
	return r
}

func risk(t testing.TB, r *assessment.Results, word string) assessment.Risk {
	t.Helper()
	if kind, component, gap := strings.Cut(word, "@"); gap {
		return assessment.Risk{Key: "gap/" + kind + "/" + component, Gap: true, Kind: kind, Component: component,
			Status: assessment.RiskInvestigating, Statement: kind + " is missing", Remediation: "collect " + kind}
	}
	id, word, _ := strings.Cut(word, ":")
	level, ok := assessment.ParseLevel(word)
	if !ok && word != "unknown" {
		t.Fatalf("level %q", word)
	}
	c := &assessment.Check{ID: id, Severity: level, Remediation: "mend " + id}
	r.Checks = append(r.Checks, c)
	r.Observations = append(r.Observations, assessment.Observation{
		Run: assessment.RunKey{Check: id}, Component: "idp", Outcome: assessment.Fail, Count: 2,
		Sample: []assessment.Subject{{Component: "idp", Asset: "idp", ID: "alice", Why: "no second factor"}},
	})
	return assessment.Risk{Key: id, Check: c, Level: level, Status: assessment.RiskOpen, Remediation: c.Remediation, Observations: []int{len(r.Observations) - 1}}
}

// state is a plan of action in words: "open mfa high", "closed tls low".
func state(framework string, said ...string) assessment.POAM {
	p := assessment.POAM{System: "meridian", Framework: framework}
	for i, line := range said {
		f := strings.Fields(line)
		level, _ := assessment.ParseLevel(f[2])
		it := assessment.Item{
			ID: fmt.Sprintf("%s-%04d", strings.ToUpper(framework), i+1), Weakness: f[1], Names: []string{f[1]}, Status: assessment.RiskOpen, Level: level,
			Detected: asOf.AddDate(0, -2, 0), Deadline: asOf.AddDate(0, -1, 0), Controls: []string{"a"}, Targets: []string{"a1"}, Remediation: "mend " + f[1],
			Affected: assessment.AffectedSet{Count: 2, Open: 1, Inline: []assessment.Affected{
				{Component: "idp", Asset: "idp", ID: "alice", Cleared: asOf}, {Component: "idp", Asset: "idp", ID: "bob", Why: "no second factor", Since: asOf.AddDate(0, -2, 0)},
			}},
		}
		if f[0] == "closed" {
			it.Status = assessment.RiskClosed
		} else if f[0] != "open" {
			it.Status = assessment.RiskStatus(f[0])
		}
		p.Items = append(p.Items, it)
	}
	return p
}

func moderate() Thresholds { return Thresholds{Name: "pr", FailOn: assessment.LevelModerate} }

func told(reasons []Reason) []string {
	var out []string
	for _, r := range reasons {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", r.Kind, r.Level, r.ID, strings.Join(r.Targets, " "))))
	}
	return out
}

func TestDecide(t *testing.T) {
	one := func(said ...string) func(testing.TB) []assessment.Results {
		return func(t testing.TB) []assessment.Results { return []assessment.Results{results(t, "hipaa", said...)} }
	}
	warn := moderate()
	warn.TolerateUndecided = true
	floor := func(share float64) Thresholds {
		t := moderate()
		t.MinCoverage = share
		return t
	}
	for _, row := range []struct {
		name      string
		results   func(testing.TB) []assessment.Results
		poams     []assessment.POAM
		gate      Thresholds
		code      int
		reasons   []string
		tolerated []string
	}{
		// Level.
		{"everything passes", one("pass a1", "pass b1"), nil, moderate(), 0, nil, nil},
		{"a failing finding at the level fails it", one("fail a1 mfa:moderate"), nil, moderate(), 1, []string{"failing moderate mfa a1"}, nil},
		{"a failing finding above the level fails it", one("fail a1 mfa:critical"), nil, moderate(), 1, []string{"failing critical mfa a1"}, nil},
		{"a failing finding below the level is tolerated", one("fail a1 mfa:low"), nil, moderate(), 0, nil, []string{"failing low mfa a1"}},
		{"an unknown level counts above all", one("fail a1 mfa:unknown"), nil, Thresholds{FailOn: assessment.LevelCritical}, 1, []string{"failing unknown mfa a1"}, nil},
		{"a failing finding without a risk counts above all", one("fail a1"), nil, Thresholds{FailOn: assessment.LevelCritical}, 1, []string{"failing unknown a1 a1"}, nil},
		{"the zero threshold lets nothing fail", one("fail a1 mfa:none"), nil, Thresholds{}, 1, []string{"failing none mfa a1"}, nil},
		{"of two checks behind one finding each counts by its level", one("fail a1 mfa:high tls:low"), nil, moderate(), 1,
			[]string{"failing high mfa a1"}, []string{"failing low tls a1"}},
		{"one reason for a check that fails several objectives", one("fail b1 mfa:high", "fail a1 mfa:high", "fail a2 mfa:high"), nil, moderate(), 1,
			[]string{"failing high mfa a1 a2 b1"}, nil},
		{"the worst comes first", one("fail a1 low:moderate", "fail b1 top:critical", "fail c1 odd:unknown", "fail d1 mid:high", "fail e1 also:high"), nil, moderate(), 1,
			[]string{"failing unknown odd c1", "failing critical top b1", "failing high also e1", "failing high mid d1", "failing moderate low a1"}, nil},

		{"a failing finding whose risk is not there counts above all", func(t testing.TB) []assessment.Results {
			r := results(t, "hipaa", "fail a1 mfa:low")
			r.Findings[0].Risks = []string{"lost"}
			return []assessment.Results{r}
		}, nil, Thresholds{FailOn: assessment.LevelCritical}, 1, []string{"failing unknown a1 a1"}, nil},
		{"a failing finding whose risks are of another sort counts above all", func(t testing.TB) []assessment.Results {
			r := results(t, "hipaa", "fail a1 accounts@idp", "unknown idp")
			r.Findings[0].Risks = append(r.Findings[0].Risks, "unknown-asset/idp")
			return []assessment.Results{r}
		}, nil, Thresholds{FailOn: assessment.LevelCritical}, 1, []string{"failing unknown a1 a1"}, []string{"unknown-asset moderate unknown-asset/idp a1"}},
		{"a tolerated fail does not hide what waits for evidence beside it", one("fail a1 mfa:low accounts@idp"), nil, moderate(), 3,
			[]string{"undecided unknown gap/accounts/idp a1"}, []string{"failing low mfa a1"}},
		{"nor where that only warns", one("fail a1 mfa:low accounts@idp"), nil, warn, 0, nil,
			[]string{"failing low mfa a1", "undecided unknown gap/accounts/idp a1"}},
		{"a fail that also waits for evidence is a fail once", one("fail a1 mfa:high accounts@idp"), nil, moderate(), 1, []string{"failing high mfa a1"}, nil},

		// Undecided.
		{"anything undecided is 3", one("pass a1", "undecided b1 accounts@idp"), nil, moderate(), 3, []string{"undecided unknown gap/accounts/idp b1"}, nil},
		{"undecided that only warns is listed", one("pass a1", "undecided b1 accounts@idp"), nil, warn, 0, nil, []string{"undecided unknown gap/accounts/idp b1"}},
		{"an undecided finding without a gap still counts", one("pass a1", "undecided b1"), nil, moderate(), 3, []string{"undecided unknown b1 b1"}, nil},
		{"one reason for a gap that several objectives wait for", one("pass a1", "undecided c1 accounts@idp", "undecided b1 accounts@idp"), nil, moderate(), 3,
			[]string{"undecided unknown gap/accounts/idp b1 c1"}, nil},
		{"a fail outranks undecided", one("fail a1 mfa:high", "undecided b1 accounts@idp"), nil, moderate(), 1,
			[]string{"failing high mfa a1", "undecided unknown gap/accounts/idp b1"}, nil},
		{"a tolerated fail does not hide what is undecided", one("fail a1 mfa:low", "undecided b1 accounts@idp"), nil, moderate(), 3,
			[]string{"undecided unknown gap/accounts/idp b1"}, []string{"failing low mfa a1"}},
		{"not assessed objectives never cause 3", one("pass a1", "silent b1", "silent c1"), nil, moderate(), 0, nil, nil},
		{"a verdict of no known sort is undecided", func(t testing.TB) []assessment.Results {
			r := results(t, "hipaa", "pass a1", "pass b1")
			r.Findings[1].Verdict = 99
			return []assessment.Results{r}
		}, nil, moderate(), 3, []string{"undecided unknown b1 b1"}, nil},

		// Nothing assessed, incomplete.
		{"no results at all", func(testing.TB) []assessment.Results { return nil }, nil, warn, 3, []string{"nothing-assessed unknown"}, nil},
		{"nothing assessed never exits 0", one("silent a1"), nil, moderate(), 3, []string{"nothing-assessed unknown hipaa"}, nil},
		{"nothing assessed never exits 0 where undecided only warns", one("undecided a1 accounts@idp"), nil, warn, 3,
			[]string{"nothing-assessed unknown hipaa"}, []string{"undecided unknown gap/accounts/idp a1"}},
		{"a framework without objectives is nothing assessed", one(), nil, warn, 3, []string{"nothing-assessed unknown hipaa"}, nil},
		{"only not applicable objectives are nothing assessed", one("na a1"), nil, warn, 3, []string{"nothing-assessed unknown hipaa"}, nil},
		{"one framework with nothing assessed beside another that passes", func(t testing.TB) []assessment.Results {
			return []assessment.Results{results(t, "hipaa", "pass a1"), results(t, "cmmc-l1", "silent a1")}
		}, nil, warn, 3, []string{"nothing-assessed unknown cmmc-l1"}, nil},
		{"an incomplete run never exits 0", func(t testing.TB) []assessment.Results {
			r := results(t, "hipaa", "pass a1")
			r.Complete = false
			return []assessment.Results{r}
		}, nil, warn, 3, []string{"incomplete unknown hipaa"}, nil},
		{"an incomplete run with a fail exits 1", func(t testing.TB) []assessment.Results {
			r := results(t, "hipaa", "fail a1 mfa:high")
			r.Complete = false
			return []assessment.Results{r}
		}, nil, moderate(), 1, []string{"failing high mfa a1", "incomplete unknown hipaa"}, nil},

		// Coverage.
		{"coverage at the floor passes", one("pass a1", "silent b1", "silent c1", "pass d1", "silent e1"), nil, floor(0.4), 0, nil, nil},
		{"coverage under the floor fails it", one("pass a1", "silent b1", "silent c1", "pass d1", "silent e1"), nil, floor(0.41), 1, []string{"coverage unknown hipaa"}, nil},
		{"a failed objective is covered", one("fail a1 mfa:low", "silent b1"), nil, floor(0.5), 0, nil, []string{"failing low mfa a1"}},
		{"an undecided objective is not covered", one("pass a1", "undecided b1 accounts@idp"), nil,
			Thresholds{FailOn: assessment.LevelLow, TolerateUndecided: true, MinCoverage: 0.6}, 1, []string{"coverage unknown hipaa"}, []string{"undecided unknown gap/accounts/idp b1"}},
		{"not applicable objectives do not count for coverage", one("pass a1", "na b1", "na c1"), nil, floor(1), 0, nil, nil},
		{"the framework that is covered least counts", func(t testing.TB) []assessment.Results {
			return []assessment.Results{results(t, "hipaa", "pass a1", "pass b1"), results(t, "cmmc-l2", "pass a1", "silent b1", "silent c1")}
		}, nil, floor(0.5), 1, []string{"coverage unknown cmmc-l2"}, nil},
		{"a floor of a third is met by one of three", one("pass a1", "silent b1", "silent c1"), nil, floor(33.3 / 100), 0, nil, nil},

		// The recorded plan of action.
		{"an open item gates as a failing finding", one("pass a1"), []assessment.POAM{state("hipaa", "open mfa high")}, moderate(), 1, []string{"recorded high HIPAA-0001 a1"}, nil},
		{"an open item gates where its evidence is withheld", one("undecided a1 accounts@idp"), []assessment.POAM{state("hipaa", "open mfa high")}, warn, 1,
			[]string{"recorded high HIPAA-0001 a1", "nothing-assessed unknown hipaa"}, []string{"undecided unknown gap/accounts/idp a1"}},
		{"an open item gates where its objective is not assessed any more", one("pass b1", "silent a1"), []assessment.POAM{state("hipaa", "open mfa high")}, moderate(), 1, []string{"recorded high HIPAA-0001 a1"}, nil},
		{"an open item below the level is tolerated", one("pass a1"), []assessment.POAM{state("hipaa", "open mfa low")}, moderate(), 0, nil, []string{"recorded low HIPAA-0001 a1"}},
		{"an open item of an unknown level counts above all", one("pass a1"), []assessment.POAM{state("hipaa", "open mfa ?")}, Thresholds{FailOn: assessment.LevelCritical}, 1, []string{"recorded unknown HIPAA-0001 a1"}, nil},
		{"a closed item does not gate", one("pass a1"), []assessment.POAM{state("hipaa", "closed mfa high")}, moderate(), 0, nil, nil},
		{"an item of any other status stands open", one("pass a1"), []assessment.POAM{state("hipaa", "deviation-approved mfa high")}, moderate(), 1, []string{"recorded high HIPAA-0001 a1"}, nil},
		{"an open item that fails in this run is one reason", one("fail a1 mfa:high"), []assessment.POAM{state("hipaa", "open mfa high")}, moderate(), 1, []string{"failing high mfa a1"}, nil},
		{"a level lowered in the recorded file does not help", one("fail a1 mfa:high", "pass b1"), []assessment.POAM{state("hipaa", "open mfa low")}, moderate(), 1, []string{"failing high mfa a1"}, nil},
		{"a level raised in the recorded file counts", one("fail a1 mfa:low", "pass b1"), []assessment.POAM{state("hipaa", "open mfa high")}, moderate(), 1, []string{"failing high mfa a1"}, nil},
		{"a recorded level under the check's own does not help", func(t testing.TB) []assessment.Results {
			r := results(t, "hipaa", "pass a1")
			r.Checks = []*assessment.Check{{ID: "totp", Formerly: []string{"mfa"}, Severity: assessment.LevelHigh}}
			return []assessment.Results{r}
		}, []assessment.POAM{state("hipaa", "open mfa low")}, moderate(), 1, []string{"recorded high HIPAA-0001 a1"}, nil},
		{"an item of one framework is not that of another", func(t testing.TB) []assessment.Results {
			return []assessment.Results{results(t, "hipaa", "fail a1 mfa:high"), results(t, "cmmc-l2", "pass a1")}
		}, []assessment.POAM{state("cmmc-l2", "open mfa high")}, moderate(), 1, []string{"recorded high CMMC-L2-0001 a1", "failing high mfa a1"}, nil},
		{"an item of a framework that was not assessed still gates", one("pass a1"), []assessment.POAM{state("fedramp-high", "open mfa high")}, moderate(), 1, []string{"recorded high FEDRAMP-HIGH-0001 a1"}, nil},

		// Findings of their own.
		{"an asset no inventory knows fails it at its level", one("pass a1", "unknown idp"), nil, moderate(), 1, []string{"unknown-asset moderate unknown-asset/idp a1"}, nil},
		{"an asset no inventory knows is tolerated below the level", one("pass a1", "unknown idp"), nil, Thresholds{FailOn: assessment.LevelHigh}, 0, nil, []string{"unknown-asset moderate unknown-asset/idp a1"}},
		{"a risk without a failed objective does not gate", func(t testing.TB) []assessment.Results {
			r := results(t, "hipaa", "pass a1")
			r.Risks = append(r.Risks, assessment.Risk{Key: "CVE-2026-1", Level: assessment.LevelHigh, Status: assessment.RiskOpen})
			return []assessment.Results{r}
		}, nil, moderate(), 0, nil, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			v := Decide(row.results(t), row.poams, row.gate)
			if v.Code != row.code || v.Passed != (row.code == 0) || v.Gate != row.gate.Name {
				t.Errorf("code %d, passed %v; want %d", v.Code, v.Passed, row.code)
			}
			if diff := cmp.Diff(row.reasons, told(v.Reasons)); diff != "" {
				t.Errorf("reasons (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(row.tolerated, told(v.Tolerated)); diff != "" {
				t.Errorf("tolerated (-want +got):\n%s", diff)
			}
			explained(t, v)
		})
	}
}

// explained holds what every verdict owes its reader.
func explained(t testing.TB, v Verdict) {
	t.Helper()
	if (v.Code == CodePassed) != (len(v.Reasons) == 0) {
		t.Errorf("code %d with %d reasons", v.Code, len(v.Reasons))
	}
	if v.Summary == "" {
		t.Error("no summary")
	}
	for _, r := range slices.Concat(v.Reasons, v.Tolerated) {
		if r.Why == "" || r.Remedy == "" && r.Kind != UnknownAsset {
			t.Errorf("a reason without why or remedy: %+v", r)
		}
	}
}
