package evaluate

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Of two things of one name the worse counts: a fail of one is a fail, and what
// passes or is skipped never hides a namesake of which nothing is said.
func TestNamesakes(t *testing.T) {
	const check = "common.iam.mfa web "
	for name, tt := range map[string]struct{ accounts, want string }{
		"one passes or is skipped, and of the other nothing is known": {
			`{"id": "a", "interactive": true, "mfa_devices": 1}, {"id": "a", "interactive": true}, {"id": "b", "interactive": false}, {"id": "b"}, {"id": "c", "interactive": true, "mfa_devices": 2}`,
			check + "undecided/no-outcome a: " + namesakeText + "\n" + check + "undecided/no-outcome b: " + namesakeText + "\n" + check + "pass c: enrolled\n",
		},
		"one of two namesakes fails": {
			`{"id": "a", "interactive": true, "mfa_devices": 1}, {"id": "a", "interactive": true, "mfa_devices": 0}`,
			check + "fail a: no second factor\n",
		},
		"of neither anything is known": {
			`{"id": "a"}, {"id": "a", "interactive": true}`,
			check + "undecided/no-outcome a: the check says nothing of it\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := situation{
				embedded: policies("common/iam/mfa/mfa.rego", meta("iam-accounts")+mfa),
				kinds:    testKinds(t, "iam-accounts", strings.Replace(accountsSchema, `"type": "array"`, `"type": "array", "x-named": "id"`, 1)),
			}
			s.file(envelope("iam-accounts", "web", "", freshTime, `{"accounts": [`+tt.accounts+`]}`))
			if diff := cmp.Diff(tt.want, lines(t, s.run(t))); diff != "" {
				t.Error(diff)
			}
		})
	}
}
