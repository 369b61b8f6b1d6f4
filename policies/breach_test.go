package policies_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"
)

// The clocks and counts of the breach rules are those of the table of facts: its
// numbers are the defaults of the checks, and its operators are what the checks
// do on both sides of each number.
func TestBreachClocksAreThoseOfTheRule(t *testing.T) {
	facts := breachFacts(t)
	asked := map[string]question{}
	for _, q := range questions(t)["breach-log"] {
		asked[q.run.Key.Check] = q
	}
	day := func(s string, plus int) string {
		at, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return at.AddDate(0, 0, plus).Format(time.DateOnly)
	}
	const discovered = "2026-03-10"
	for _, c := range []struct {
		check, fact, actor, notice, count string
		start                             string // the day from which the limit counts
		judged                            int    // people affected, so that the notice is owed
	}{
		{"hipaa.breach.individuals", "hbn-06", "covered-entity", "individuals_notified", "", discovered, 600},
		{"hipaa.breach.media", "hbn-13", "covered-entity", "media_notified", "largest_state_count", discovered, 600},
		{"hipaa.breach.secretary_large", "hbn-14", "covered-entity", "secretary_notified", "individuals", discovered, 600},
		{"hipaa.breach.secretary_small", "hbn-15", "covered-entity", "secretary_notified", "individuals", "2026-12-31", 400},
		{"hipaa.breach.covered_entity", "hbn-17", "business-associate", "covered_entity_notified", "", discovered, 600},
	} {
		q, ok := asked[c.check]
		if !ok {
			t.Fatalf("no check %s", c.check)
		}
		asOf := time.Date(2027, 9, 1, 0, 0, 0, 0, time.UTC)
		q.at(t, asOf, asOf)
		log := func(people int, told string) map[string]any {
			return map[string]any{
				"period": map[string]any{"from": "2026-01-01", "to": "2027-08-31"},
				"incidents": []any{map[string]any{
					"id": "B", "discovered": discovered, "judgement": "breach", "delay_until": nil,
					"acting_as": c.actor, "individuals": people, "largest_state_count": people, c.notice: told,
				}},
			}
		}
		fact := facts[c.fact]
		limit := number(t, fact["limit_value"])
		for told, want := range map[string]string{day(c.start, limit): "pass", day(c.start, limit+1): "fail"} {
			if got := q.told(t, log(c.judged, told))["B"]; !slices.Equal(got, []string{want}) {
				t.Errorf("%s (%s): told on %s gives %v, want %s", c.check, fact["citation"], told, got, want)
			}
		}
		if c.count == "" {
			continue
		}
		threshold := number(t, fact["threshold_value"])
		for people := threshold - 1; people <= threshold+1; people++ {
			want := "skip"
			if meets(t, people, fact["threshold_operator"], threshold) {
				want = "pass"
			}
			if got := q.told(t, log(people, day(c.start, 0)))["B"]; !slices.Equal(got, []string{want}) {
				t.Errorf("%s (%s): %d people give %v, want %s", c.check, fact["citation"], people, got, want)
			}
		}
	}
	for check, params := range map[string]map[string]string{
		"hipaa.breach.oral_delay":  {"oral-delay-days": "hbn-20"},
		"hipaa.breach.individuals": {"breach-notice-days": "hbn-06"},
		"hipaa.breach.media":       {"breach-notice-days": "hbn-13"},
	} {
		for name, id := range params {
			if got, want := string(asked[check].run.Params[name]), facts[id]["limit_value"]; got != want {
				t.Errorf("%s: %s is %s, and %s says %s", check, name, got, facts[id]["citation"], want)
			}
		}
	}
}

// breachFacts reads the table of facts by id; the test is skipped where it is
// missing, as in a checkout without the shared files.
func breachFacts(t *testing.T) map[string]map[string]string {
	t.Helper()
	dir := os.Getenv("ASSAY_SHARED_REFERENCE")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "reference")
	}
	f, err := os.Open(filepath.Join(dir, "hipaa_breach_notification.csv"))
	if os.IsNotExist(err) {
		t.Skip("no hipaa_breach_notification.csv in " + dir + " to compare with")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]map[string]string{}
	for _, row := range rows[1:] {
		fact := map[string]string{}
		for i, name := range rows[0] {
			fact[name] = row[i]
		}
		out[fact["fact_id"]] = fact
	}
	return out
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func meets(t *testing.T, n int, operator string, limit int) bool {
	t.Helper()
	switch operator {
	case ">":
		return n > limit
	case ">=":
		return n >= limit
	case "<":
		return n < limit
	}
	t.Fatalf("operator %q", operator)
	return false
}
