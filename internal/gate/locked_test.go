package gate

import (
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/assessment"
)

// What a gate makes of a lock: silence is never a pass where it asks.
func TestLocked(t *testing.T) {
	one := []string{"check a changed"}
	verdict := []assessment.LockedVerdict{{Target: "t", Causes: []string{"policy a"}}, {Target: "u", Causes: []string{"policy a"}, Also: []string{"evidence a"}}}
	for _, row := range []struct {
		name   string
		locked *assessment.Locked
		warns  string // of the reason where the gate warns; empty for none
		holds  string // of the reason where it asks
	}{
		{"as it says", &assessment.Locked{Digest: "x"}, "", ""},
		{"nobody knows", nil, "", "these results do not say"},
		{"no lock", &assessment.Locked{}, "", "there is no assay.lock"},
		{"a change, and nothing to compare with", &assessment.Locked{Digest: "x", Changes: one}, "there are no results of before", "1 (check a changed); there are no results of before"},
		{"a change that no verdict shows", &assessment.Locked{Digest: "x", Changes: one, Compared: "then"}, "no verdict changed with it", "no verdict changed with it"},
		{"verdicts", &assessment.Locked{Digest: "x", Changes: one, Compared: "then", Verdicts: verdict}, "changed with it: 2, and of these not because of the system: 1", "not because of the system: 1"},
		{"many", &assessment.Locked{Digest: "x", Changes: []string{"a", "b", "c", "d", "e"}}, "5 (a; b; c; and 2 more)", "5 (a; b; c; and 2 more)"},
	} {
		t.Run(row.name, func(t *testing.T) {
			for _, fails := range []bool{false, true} {
				d := &decision{thresholds: Thresholds{PolicyFails: fails, Locked: row.locked}, counts: counts{}}
				d.locked()
				want, list, other := row.warns, d.tolerated, d.held
				if fails {
					want, list, other = row.holds, d.held, d.tolerated
				}
				if len(other) > 0 || (want == "") != (len(list) == 0) {
					t.Fatalf("fails %v: held %v, tolerated %v", fails, d.held, d.tolerated)
				}
				if want == "" {
					if d.code() != CodePassed {
						t.Errorf("code %d", d.code())
					}
					continue
				}
				if !strings.Contains(list[0].Why, want) || list[0].Kind != PolicyChange || list[0].Remedy == "" {
					t.Errorf("fails %v: %+v", fails, list[0])
				}
				if code := d.code(); code != map[bool]int{false: CodePassed, true: CodeFailed}[fails] {
					t.Errorf("fails %v: code %d", fails, code)
				}
			}
		})
	}
}
