package evaluate

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/assessment"
)

func mfaTree() situation {
	return situation{embedded: policies("common/iam/mfa/mfa.rego", meta("iam-accounts")+mfa)}
}

func rootTree() situation {
	return situation{embedded: policies("common/host/ssh/ssh.rego", meta("host-config")+sshRoot)}
}

// TestVerdictsOfSubjects holds the comparison of subjects with outcomes.
func TestVerdictsOfSubjects(t *testing.T) {
	const check = "common.iam.mfa web "
	tests := map[string]struct{ payload, want string }{
		"one passes, one fails, one is skipped, one is not judged": {
			`{"accounts": [{"id": "a", "interactive": true, "mfa_devices": 1}, {"id": "b", "interactive": true, "mfa_devices": 0}, {"id": "c", "interactive": false}, {"id": "d", "interactive": true, "mfa_devices": null}]}`,
			check + "undecided/no-outcome d: the check says nothing of it\n" + check + "pass a: enrolled\n" + check + "fail b: no second factor\n" + check + "skip c: cannot log in\n",
		},
		"no subject at all": {
			`{"accounts": []}`,
			check + "undecided/no-subject web: the evidence names no subject that the check looks at\n",
		},
		"all skipped": {
			`{"accounts": [{"id": "c", "interactive": false}]}`,
			check + "undecided/no-subject web: every subject was skipped\n" + check + "skip c: cannot log in\n",
		},
		"fail outranks pass and pass outranks skip for one id": {
			`{"accounts": [{"id": "a", "interactive": true, "mfa_devices": 1}, {"id": "a", "interactive": true, "mfa_devices": 0}, {"id": "b", "interactive": false}, {"id": "b", "interactive": true, "mfa_devices": 2}]}`,
			check + "pass b: enrolled\n" + check + "fail a: no second factor\n",
		},
		"not valid against the schema": {
			`{"accounts": [{"id": "a", "interactive": "yes"}]}`,
			check + "undecided/malformed web: not valid against the schema of iam-accounts at /accounts/0/interactive: is string, must be boolean\n",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := mfaTree()
			s.file(envelope("iam-accounts", "web", "", freshTime, tt.payload))
			if diff := cmp.Diff(tt.want, lines(t, s.run(t))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestAge holds that evidence of the wrong age decides nothing, whatever it
// shows.
func TestAge(t *testing.T) {
	const check = "common.host.ssh web undecided/"
	tests := map[string]struct{ collected, want string }{
		"fresh to the second": {"2026-10-21T00:00:00Z", "common.host.ssh web fail h: root may log in\n"},
		"stale":               {"2026-10-20T23:59:59Z", check + "stale h: collected 2026-10-20T23:59:59Z, older than 30d\n"},
		"future":              {"2026-11-20T00:00:01Z", check + "future h: collected 2026-11-20T00:00:01Z, after the assessment time\n"},
		"unknown":             {"", check + "unknown-age h: no time of collection is known\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := rootTree()
			s.file(envelope("host-config", "web", "h", tt.collected, `{"ssh": {"root": "yes"}}`))
			if diff := cmp.Diff(tt.want, lines(t, s.run(t))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestMissing holds the difference between declared and not.
func TestMissing(t *testing.T) {
	t.Run("declared and not there is undecided", func(t *testing.T) {
		s := rootTree()
		s.declared = map[string][]string{"host-config": {"web"}}
		obs := s.run(t)
		want := "common.host.ssh web undecided/missing web: no evidence of kind host-config was found\n"
		if got := lines(t, obs); got != want {
			t.Errorf("got %s", got)
		}
		if o := obs.All[0]; o.EvidenceSet != "" || !o.First.IsZero() {
			t.Errorf("an evidence set without evidence: %+v", o)
		}
	})
	t.Run("not declared and not there is no observation", func(t *testing.T) {
		s := rootTree()
		if got := lines(t, s.run(t)); got != "" {
			t.Errorf("got %s", got)
		}
	})
	t.Run("a document that does not say what it is speaks for its entry", func(t *testing.T) {
		s := rootTree()
		s.opt.EntryDeclares = func(int) ([]string, []string) { return []string{"host-config", "other"}, []string{"web", "elsewhere"} }
		s.file(`{"kind": `)
		got := lines(t, s.run(t))
		if !strings.HasPrefix(got, "common.host.ssh web undecided/malformed web: ") || strings.Count(got, "\n") != 1 {
			t.Errorf("got %s", got)
		}
	})
}

// TestOneHostSkippedAmongOthers holds that a skip is no gap where others pass.
func TestOneHostSkippedAmongOthers(t *testing.T) {
	s := rootTree()
	s.file(envelope("host-config", "web", "h1", freshTime, `{"ssh": {"root": "no"}}`))
	s.file(envelope("host-config", "web", "h2", freshTime, `{"ssh": {"root": "none"}}`))
	obs := s.run(t)
	want := "common.host.ssh web pass h1: root may not log in\ncommon.host.ssh web skip h2: no ssh here\n"
	if got := lines(t, obs); got != want {
		t.Errorf("got %s", got)
	}
	p := obs.All[0].Population
	if want := (assessment.Population{Asserted: true, Expected: 2, Examined: 2, Skipped: 1}); p != want {
		t.Errorf("population %+v, want %+v", p, want)
	}
}

// TestSuperseded holds that the newest document of a subject is the one that
// counts, in whatever order they come.
func TestSuperseded(t *testing.T) {
	older := envelope("host-config", "web", "h", "2026-11-01T00:00:00Z", `{"ssh": {"root": "no"}}`)
	newer := envelope("host-config", "web", "h", "2026-11-02T00:00:00Z", `{"ssh": {"root": "yes"}}`)
	broken := envelope("host-config", "web", "h", "2026-11-03T00:00:00Z", `{"ssh": 1}`)
	for name, files := range map[string][]string{
		"older first":  {older, newer},
		"newer first":  {newer, older},
		"newer broken": {older, newer, broken},
	} {
		t.Run(name, func(t *testing.T) {
			s := rootTree()
			for _, f := range files {
				s.file(f)
			}
			obs := s.run(t)
			want := "common.host.ssh web fail h: root may log in\n"
			if len(files) == 3 {
				want = "common.host.ssh web undecided/malformed h: not valid against the schema of host-config at /ssh: is number, must be object\n"
			}
			if diff := cmp.Diff(want, lines(t, obs)); diff != "" {
				t.Error(diff)
			}
			if obs.Evidence.Superseded != len(files)-1 || obs.Evidence.Envelopes != len(files) {
				t.Errorf("evidence %+v", obs.Evidence)
			}
			if n := obs.Sets[obs.All[0].EvidenceSet].Count; n != 1 {
				t.Errorf("%d envelopes in the set, want the one that counts", n)
			}
		})
	}
}
