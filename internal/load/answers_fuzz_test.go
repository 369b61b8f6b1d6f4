package load

import (
	"strings"
	"testing"
	"unicode"
)

// FuzzAnswers holds: every request that is accepted can be asked at a terminal,
// lasts a bounded time and decides something; nothing is uncovered without a reason.
func FuzzAnswers(f *testing.F) {
	for _, s := range []string{
		"attestations:\n  - {id: a, title: T, question: Q, method: EXAMINE, role: owner, documents: [d], valid: 365d, frameworks: [f], decides: [x]}\nnot-covered:\n  - {ids: [x], reason: r}\n",
		"attestations: []\n", "attestations:\n  - {id: ../a, title: \"\\e\", question: Q, method: TEST, role: \"\", valid: 0d, decides: []}\n", "not-covered:\n  - {ids: [], reason: \"\"}\n", "",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		a, err := index{}.answers("a.yaml", in)
		if err != nil {
			wantLines(t, err, "a.yaml")
			return
		}
		for _, e := range a.Attestations {
			r := a.request("f", e)
			said := r.ID + r.Title + r.Question + r.Role + strings.Join(r.Documents, "")
			if strings.ContainsFunc(said, unicode.IsControl) || strings.ContainsAny(r.ID, "/\\ ") || r.Title == "" || r.Valid < 1 || r.Valid > maxValid || len(e.Decides) == 0 {
				t.Fatalf("accepted %+v from %q", r, in)
			}
		}
		for _, e := range a.NotCovered {
			if len(e.IDs) == 0 || strings.TrimSpace(e.Reason.Value) == "" {
				t.Fatalf("accepted %+v", e)
			}
		}
	})
}
