package config_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/problem"
)

const statuses = "system-id: x\nsystem: sys.json\nframeworks: [cmmc-l2]\n" + `cmmc:
  level-1: {final-status-date: 2026-01-10}
  level-2:
    assessed-by: c3pao
    conditional-status-date: 2026-03-01
    final-status-date: 2026-08-01
    affirmations:
      - {date: 2026-03-01, by: A. Official}
      - {date: 2026-08-01, by: A. Official}
`

func TestCMMC(t *testing.T) {
	c, err := config.Decode("assay.yaml", []byte(statuses))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]map[string]any{
		"cmmc-l1": {"final": "2026-01-10"},
		"cmmc-l2": {
			"assessed_by": "c3pao", "conditional": "2026-03-01", "final": "2026-08-01",
			"affirmations": []any{map[string]any{"date": "2026-03-01", "by": "A. Official"}, map[string]any{"date": "2026-08-01", "by": "A. Official"}},
		},
	}
	if d := cmp.Diff(want, c.CMMC.Facts()); d != "" {
		t.Error(d)
	}
	var told []string
	for _, s := range c.Settings() {
		if strings.HasPrefix(s.Key, "cmmc.") {
			told = append(told, s.Key+" = "+s.Value)
		}
	}
	if d := cmp.Diff([]string{
		"cmmc.level-1.final-status-date = 2026-01-10",
		"cmmc.level-2.assessed-by = c3pao",
		"cmmc.level-2.conditional-status-date = 2026-03-01",
		"cmmc.level-2.final-status-date = 2026-08-01",
		"cmmc.level-2.affirmations.0 = 2026-03-01, A. Official",
		"cmmc.level-2.affirmations.1 = 2026-08-01, A. Official",
	}, told); d != "" {
		t.Error(d)
	}
	again, err := config.Decode("assay.yaml", c.Encode())
	if err != nil || cmp.Diff(c.CMMC.Facts(), again.CMMC.Facts()) != "" {
		t.Errorf("encoded and decoded: %v", err)
	}
	if c, err = config.Decode("assay.yaml", []byte("system-id: x\nsystem: sys.json\nframeworks: [hipaa]\n")); err != nil || len(c.CMMC.Facts()) != 0 {
		t.Errorf("a file without the key has facts: %v %v", c.CMMC.Facts(), err)
	}
}

func TestCMMCRefuses(t *testing.T) {
	refuses(t, statuses, []refusal{
		{"an unknown key", "assessed-by:", "assessed-from:", `unknown key "assessed-from"`},
		{"an unknown assessor", "c3pao", "c3p0", `"c3p0" is not known here`},
		{"DIBCAC at level 2", "c3pao", "dibcac", `"dibcac" is not known here; one of self, c3pao`},
		{"no date", "2026-08-01\n    aff", "2026-02-30\n    aff", "not a date; write it as 2026-11-20"},
		{"a time", "2026-08-01\n    aff", "2026-08-01T00:00:00Z\n    aff", "not a date; write it as 2026-11-20"},
		{"a final before its conditional", "2026-08-01\n    aff", "2026-02-01\n    aff", "9:24: the Final status is older than the Conditional one"},
		{"a conditional level 1", "level-1: {final", "level-1: {conditional", "Level 1 has no conditional status"},
		{"an affirmation by nobody", "by: A. Official}\n      - {date: 2026-08", "by: \"\"}\n      - {date: 2026-08", "nobody is named"},
		{"an affirmation without a date", "date: 2026-03-01, ", "", "key date is missing"},
		{"an affirmation over two lines", "by: A. Official}\n      - {date: 2026-08", "by: \"a\\nb\"}\n      - {date: 2026-08", "more than one line"},
		{"an affirmation twice", "{date: 2026-08-01", "{date: 2026-03-01", "two affirmations of one day; the other is on line 11"},
	})
}

// refusal is one change of a file that makes it wrong, and what is said of it.
type refusal struct{ name, old, new, want string }

// refuses makes each change of a file and holds what is said against it; each problem
// has a remedy.
func refuses(t *testing.T, file string, rows []refusal) {
	t.Helper()
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			in := strings.Replace(file, row.old, row.new, 1)
			if in == file {
				t.Fatal("the row changes nothing")
			}
			_, err := config.Decode("assay.yaml", []byte(in))
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got  %v\nwant %s", err, row.want)
			}
			for _, p := range problem.All(err) {
				if p.Remedy == "" {
					t.Errorf("%v says no remedy", p)
				}
			}
		})
	}
}
