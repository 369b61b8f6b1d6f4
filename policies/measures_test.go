package policies_test

import (
	"cmp"
	"context"
	"encoding/csv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/evaluate"
	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/policies"
)

// situation is what the arithmetic of CMMC is asked about: every objective passes but
// those given.
type situation struct {
	frameworks []string                      // cmmc-l2 alone where there is none
	verdicts   map[string]assessment.Verdict // by objective, or by control for all of its
	checks     map[string]assessment.Outcome
	facts      map[string]map[string]any
	open       map[string]int
	stopped    bool
	shuffle    *rand.Rand
}

var cmmcDay = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

var cmmcScopes = sync.OnceValues(func() (map[string]*assessment.Scope, error) {
	list, err := load.Listed(nil, policies.FS, []string{"cmmc-l1", "cmmc-l2", "cmmc-l3"})
	out := map[string]*assessment.Scope{}
	for i := range list {
		out[list[i].Framework.ID] = &list[i]
	}
	return out, err
})

var arithmetic = sync.OnceValues(func() (*evaluate.Engine, error) {
	return evaluate.Compile(context.Background(), evaluate.Sources{Embedded: policies.FS}, nil, nil, evaluate.Limits{})
})

// measures asks the shipped arithmetic.
func (s situation) measures(t testing.TB) map[string]assessment.Measure {
	t.Helper()
	scopes, err := cmmcScopes()
	if err != nil {
		t.Fatal(err)
	}
	engine, err := arithmetic()
	if err != nil {
		t.Fatal(err)
	}
	if s.frameworks == nil {
		s.frameworks = []string{"cmmc-l2"}
	}
	var results []assessment.Results
	for _, id := range s.frameworks {
		results = append(results, s.results(scopes[id]))
	}
	out := engine.Measure(context.Background(), "cmmc", results, evaluate.Measured{AsOf: cmmcDay, Complete: !s.stopped, Facts: s.facts, Open: s.open})
	for id, m := range out {
		if m.Fault != "" {
			t.Fatalf("%s: %s", id, m.Fault)
		}
	}
	return out
}

// results are findings as conclude leaves them: what is not assessed has none.
func (s situation) results(scope *assessment.Scope) assessment.Results {
	r := assessment.Results{Scope: scope, AsOf: cmmcDay, Complete: !s.stopped}
	if s.shuffle != nil {
		other := *scope
		other.Controls = slices.Clone(scope.Controls)
		s.shuffle.Shuffle(len(other.Controls), func(i, j int) {
			other.Controls[i], other.Controls[j] = other.Controls[j], other.Controls[i]
		})
		r.Scope = &other
	}
	for _, c := range r.Scope.Controls {
		for _, target := range c.Targets {
			v, ok := s.verdicts[target.ID]
			if !ok {
				v, ok = s.verdicts[c.ID]
			}
			if !ok {
				v = assessment.VerdictPass
			}
			if v != assessment.NotAssessed {
				r.Findings = append(r.Findings, assessment.Finding{Target: target, Verdict: v})
			}
		}
	}
	for id, o := range s.checks {
		r.Observations = append(r.Observations, assessment.Observation{Run: assessment.RunKey{Check: id}, Outcome: o})
	}
	return r
}

func same(a, b any) bool { return reflect.DeepEqual(a, b) }

// one is the measure of Level 2.
func (s situation) one(t testing.TB) assessment.Measure {
	t.Helper()
	return s.measures(t)["cmmc-l2"]
}

// failing makes whole controls fail.
func failing(labels ...string) situation {
	s := situation{verdicts: map[string]assessment.Verdict{}}
	for _, l := range labels {
		s.verdicts[strings.ToLower(l)] = assessment.VerdictFail
	}
	return s
}

// encrypted are the checks that show that encryption is in use.
var encrypted = map[string]assessment.Outcome{"common.storage.encrypted": assessment.Pass, "common.tls.protocol": assessment.Pass}

// table reads a fact table of the reference; the test is skipped where it is not there.
func table(t *testing.T, name string) []map[string]string {
	t.Helper()
	text, err := os.ReadFile(reference(name))
	if os.IsNotExist(err) {
		t.Skip("no " + name + " here; set ASSAY_SHARED_DATA, beside which the folder reference stands")
	}
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, head := range rows[0] {
			m[head] = row[i]
		}
		out = append(out, m)
	}
	return out
}

func reference(name string) string {
	return filepath.Join(cmp.Or(os.Getenv("ASSAY_SHARED_DATA"), filepath.Join("..", "..", "shared", "data")), "..", "reference", name)
}

// Each row of the reference is a row of ours: weight with its paragraph, partial
// weight, eligibility with its basis, and what its note says.
func TestLevel2IsTheTable(t *testing.T) {
	rows := table(t, "cmmc_level2.csv")
	m := failing().one(t)
	if len(rows) != len(m.Requirements) {
		t.Fatalf("%d rows, and %d requirements", len(rows), len(m.Requirements))
	}
	for i, row := range rows {
		got, id := m.Requirements[i], row["id"]
		weight, _ := strconv.Atoi(row["sprs_weight"]) // NA: none
		if got.Label != id || got.ID != strings.ToLower(id) || got.Weight != weight || got.Source != row["weight_citation"] || got.Basis != row["poam_basis"] || got.Title != row["title"] {
			t.Errorf("%s: %+v, want weight %s by %s, POA&M by %s, titled %s", id, got, row["sprs_weight"], row["weight_citation"], row["poam_basis"], row["title"])
		}
		if row["poam_allowed"] != "conditional" && got.Eligible != (row["poam_allowed"] == "yes") {
			t.Errorf("%s: eligible %v, want %s", id, got.Eligible, row["poam_allowed"])
		}
		broken := failing(id).one(t)
		if blocks := row["blocks_assessment"] == "true"; blocks != (broken.Score == nil) {
			t.Errorf("%s not met: score %v, blocks is %v", id, broken.Score, blocks)
		} else if !blocks && broken.Score.Value != 110-weight {
			t.Errorf("%s not met: %d, want %d", id, broken.Score.Value, 110-weight)
		}
		if strings.Contains(row["notes"], "no deduction when") {
			absent := situation{verdicts: map[string]assessment.Verdict{strings.ToLower(id): assessment.VerdictNotApplicable}}.one(t)
			capability := strings.TrimSuffix(strings.TrimPrefix(row["notes"], "DoDAM v1.2.1: no deduction when "), " is not permitted")
			if why := absent.Of(strings.ToLower(id)).Why; absent.Score.Value != 110 || !strings.Contains(why, capability+" is not permitted") {
				t.Errorf("%s, not permitted: %d, %q; want %q", id, absent.Score.Value, why, row["notes"])
			}
		}
		if row["sprs_weight_partial"] != "" && !strings.Contains(row["notes"], "deduct 3 when") {
			t.Errorf("%s: a partial weight whose state is not tested", id)
		}
	}
}

func TestLevels1And3AreTheTables(t *testing.T) {
	for _, level := range []string{"1", "3"} {
		rows := table(t, "cmmc_level"+level+".csv")
		id := "cmmc-l" + level
		m := situation{frameworks: []string{id}}.measures(t)[id]
		if len(rows) != len(m.Requirements) {
			t.Fatalf("%s: %d rows, and %d requirements", id, len(rows), len(m.Requirements))
		}
		for i, row := range rows {
			got := m.Requirements[i]
			points, _ := strconv.Atoi(row["points"]) // none
			if got.Label != row["id"] || got.Title != row["title"] || got.Weight != points || got.Eligible != (row["poam_allowed"] == "yes") || got.Basis != row["poam_basis"] {
				t.Errorf("%s: %+v, want %v", row["id"], got, row)
			}
		}
	}
}

// anySituation draws verdicts for all controls: whole ones, or of single objectives.
func anySituation(r *rand.Rand) situation {
	scopes, _ := cmmcScopes()
	s := situation{verdicts: map[string]assessment.Verdict{}, checks: map[string]assessment.Outcome{}}
	words := []assessment.Verdict{assessment.VerdictPass, assessment.VerdictPass, assessment.VerdictFail, assessment.VerdictUndecided, assessment.VerdictNotApplicable, assessment.NotAssessed}
	for _, c := range scopes["cmmc-l2"].Controls {
		if c.ID == "ca.l2-3.12.4" {
			continue // without it there is no score
		}
		s.verdicts[c.ID] = words[r.IntN(len(words))]
		if r.IntN(3) == 0 {
			s.verdicts[c.Targets[r.IntN(len(c.Targets))].ID] = words[r.IntN(len(words))]
		}
	}
	for id := range encrypted {
		s.checks[id] = []assessment.Outcome{assessment.Pass, assessment.Fail, assessment.Undecided}[r.IntN(3)]
	}
	return s
}

// Over any verdicts: the score is within its range, the best case is not below it,
// fulfilling a requirement never lowers either, and the order of controls says nothing.
func TestScoreProperties(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	scopes, err := cmmcScopes()
	if err != nil {
		t.Fatal(err)
	}
	controls := scopes["cmmc-l2"].Controls
	for range 40 {
		s := anySituation(r)
		before := s.one(t)
		if v := before.Score.Value; v < -203 || v > 110 || before.Score.Best < v || before.Score.Best > 110 {
			t.Fatalf("the score %d, best %d, is out of its range", v, before.Score.Best)
		}
		if !before.Draft && before.Open > 0 || before.Draft && before.Status.Allows != "none" {
			t.Fatalf("%d open, draft %v, allows %s", before.Open, before.Draft, before.Status.Allows)
		}
		c := controls[r.IntN(len(controls))]
		was := map[string]assessment.Verdict{}
		for id, v := range s.verdicts {
			if id == c.ID || strings.HasPrefix(id, c.ID+"_") {
				was[id] = v
			}
		}
		for id := range was {
			delete(s.verdicts, id)
		}
		after := s.one(t)
		if after.Score.Value < before.Score.Value || after.Score.Best < before.Score.Best {
			t.Errorf("%s met takes the score from %d to %d, best from %d to %d", c.Label, before.Score.Value, after.Score.Value, before.Score.Best, after.Score.Best)
		}
		for id, v := range was {
			s.verdicts[id] = v
		}
		s.shuffle = r
		if again := s.one(t); !same(again, before) {
			t.Errorf("another order of controls gives %v, before %v", again.Score, before.Score)
		}
	}
}

// Exhaustive: each requirement alone, in each of its results, on top of everything met
// and of nothing met.
func TestEachRequirementAlone(t *testing.T) {
	scopes, err := cmmcScopes()
	if err != nil {
		t.Fatal(err)
	}
	nothing := situation{verdicts: map[string]assessment.Verdict{}}
	for _, c := range scopes["cmmc-l2"].Controls {
		if c.ID != "ca.l2-3.12.4" {
			nothing.verdicts[c.ID] = assessment.VerdictFail
		}
	}
	lowest := nothing.one(t)
	if lowest.Score.Value != -203 {
		t.Fatalf("nothing met is %d", lowest.Score.Value)
	}
	for _, c := range scopes["cmmc-l2"].Controls {
		if c.ID == "ca.l2-3.12.4" {
			continue
		}
		weight := lowest.Of(c.ID).Weight
		for verdict, want := range map[assessment.Verdict]int{
			assessment.VerdictNotApplicable: 110, assessment.VerdictFail: 110 - weight, assessment.NotAssessed: 110 - weight,
		} {
			m := situation{verdicts: map[string]assessment.Verdict{c.ID: verdict}}.one(t)
			if m.Score.Value != want {
				t.Errorf("%s %s: %d, want %d", c.Label, verdict, m.Score.Value, want)
			}
			if open := verdict == assessment.VerdictUndecided || verdict == assessment.NotAssessed; open && (m.Score.Best != 110 || !m.Draft) {
				t.Errorf("%s %s: best %d, draft %v", c.Label, verdict, m.Score.Best, m.Draft)
			}
		}
		delete(nothing.verdicts, c.ID)
		if m := nothing.one(t); m.Score.Value != -203+weight {
			t.Errorf("only %s met: %d, want %d", c.Label, m.Score.Value, -203+weight)
		}
		nothing.verdicts[c.ID] = assessment.VerdictFail
	}
}

// The checks that the partial credits look at exist, and look at what they stand for.
func TestPartialCreditsNameChecksThatExist(t *testing.T) {
	known := map[string]bool{}
	for _, c := range checks(t) {
		known[c.ID] = true
	}
	text, err := policies.FS.ReadFile("cmmc/measures/measures.rego")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, word := range strings.FieldsFunc(string(text), func(r rune) bool { return strings.ContainsRune("\"{}, \n\t[]", r) }) {
		if strings.HasPrefix(word, "common.") || strings.HasPrefix(word, "cmmc.") && word != "cmmc.measures" {
			seen++
			if !known[word] {
				t.Errorf("there is no check %s", word)
			}
		}
	}
	if seen < 4 {
		t.Errorf("%d checks found", seen)
	}
}
