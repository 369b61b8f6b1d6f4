package pipeline

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/diff"
	"github.com/assay-compliance/assay/internal/lock"
)

// The same workspace has the same lock, byte for byte, wherever it stands and however
// often it is asked for; what it says is embedded is what assay version says.
func TestTheSameWorkspaceHasTheSameLock(t *testing.T) {
	t.Parallel()
	source := filepath.Join("..", "..", "examples", "meridian")
	libraries := map[string]string{"opa": "v1"}
	var first []byte
	for i := range 4 {
		dir := filepath.Join(t.TempDir(), string(rune('a'+i)))
		if err := os.CopyFS(dir, os.DirFS(source)); err != nil {
			t.Fatal(err)
		}
		u, err := UpgradeOf(filepath.Join(dir, "assay.yaml"), "dev", libraries)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = u.Text
		}
		if !bytes.Equal(u.Text, first) {
			t.Fatalf("copy %d has another lock: %s", i, cmp.Diff(string(first), string(u.Text)))
		}
		if err := u.Write(); err != nil {
			t.Fatal(err)
		}
		if u, err = UpgradeOf(filepath.Join(dir, "assay.yaml"), "dev", nil); err != nil || !u.Same() || len(u.Changes) > 0 {
			t.Errorf("the lock that was written is another: %v %v", u, err)
		}
	}
	l, err := lock.Decode(lock.File, first)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(l.Encode(), first) {
		t.Error("read back it is written otherwise")
	}
	parts, err := Parts(libraries)
	if err != nil {
		t.Fatal(err)
	}
	delete(parts, "opa")
	if !maps.Equal(parts, l.Parts) {
		t.Errorf("assay version says %v, and the lock %v", parts, l.Parts)
	}
}

// What decides and what the system did are told apart.
func TestVerdictsAreAttributed(t *testing.T) {
	t.Parallel()
	policy := diff.Cause{Kind: diff.Policy, Check: "a"}
	seen := diff.Cause{Kind: diff.Evidence, Check: "a", Files: []diff.File{{Path: "x", Before: "1", After: "2"}}}
	fresh := diff.Cause{Kind: diff.Evidence, Check: "a", Files: []diff.File{{Path: "x", After: "2"}}}
	changed := lock.Change{Kind: lock.Changed, What: lock.OfCheck, ID: "a"}
	bound := lock.Change{Kind: lock.Rebound, What: lock.OfCheck, ID: "a", Framework: "f"}
	profile := lock.Change{Kind: lock.Changed, What: lock.OfFramework, ID: "f"}
	for _, row := range []struct {
		name        string
		change      lock.Change
		causes      []diff.Cause
		rules, also []string
	}{
		{"the policy alone", changed, []diff.Cause{policy}, []string{"policy a"}, nil},
		{"the evidence alone", changed, []diff.Cause{seen}, nil, nil},
		{"both", changed, []diff.Cause{policy, seen}, []string{"policy a"}, []string{"evidence a"}},
		{"the policy, and time", changed, []diff.Cause{policy, {Kind: diff.Time, Check: "a"}}, []string{"policy a"}, []string{"time a"}},
		{"evidence that is new, of a check that only changed", changed, []diff.Cause{fresh}, nil, nil},
		{"a check that looks there now", bound, []diff.Cause{fresh}, []string{"binding a"}, nil},
		{"a check that is bound otherwise, and other evidence", bound, []diff.Cause{seen}, nil, nil},
		{"a new check, of a set too large for its files", lock.Change{Kind: lock.Added, What: lock.OfCheck, ID: "a"}, []diff.Cause{{Kind: diff.Evidence, Check: "a"}}, []string{"binding a"}, nil},
		{"a check of another name, before", lock.Change{Kind: lock.Renamed, What: lock.OfCheck, ID: "b", Before: "a"}, []diff.Cause{{Kind: diff.Binding, Check: "a"}}, []string{"binding a"}, nil},
		{"parameters", bound, []diff.Cause{{Kind: diff.Parameters, Check: "a"}}, []string{"parameters a"}, nil},
		{"the profile", profile, []diff.Cause{{Kind: diff.Profile}}, []string{"profile"}, nil},
		{"a profile that did not change", changed, []diff.Cause{{Kind: diff.Profile}}, nil, nil},
		{"another check's policy", lock.Change{Kind: lock.Changed, What: lock.OfCheck, ID: "z"}, []diff.Cause{policy}, nil, nil},
		{"somebody said something else", changed, []diff.Cause{{Kind: diff.Answer, Check: "a"}}, nil, nil},
		{"nothing that results tell", changed, []diff.Cause{{Kind: diff.Unknown}}, nil, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := attributed([]lock.Change{row.change}, []diff.Framework{{ID: "f", Changes: []diff.Change{{Target: "t", Before: "pass", After: "fail", Causes: row.causes}}}})
			var want []assessment.LockedVerdict
			if row.rules != nil {
				want = []assessment.LockedVerdict{{Framework: "f", Target: "t", Before: "pass", After: "fail", Causes: row.rules, Also: row.also}}
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// What a run found against a lock the next one still finds, as long as it is so.
func TestWhatWasFoundIsCarried(t *testing.T) {
	t.Parallel()
	result := func(v assessment.Verdict) []assessment.Results {
		r := assessment.Results{Findings: []assessment.Finding{{Target: assessment.Target{ID: "t"}, Verdict: v}}}
		r.Scope = &assessment.Scope{Framework: assessment.Framework{ID: "f"}}
		return []assessment.Results{r}
	}
	verdict := assessment.LockedVerdict{Framework: "f", Target: "t", Before: "pass", After: "fail", Causes: []string{"policy a"}}
	changes := []lock.Change{{Kind: lock.Changed, What: lock.OfCheck, ID: "a", Before: "1"}}
	policy := []*assessment.Check{{ID: "a", Digest: "2"}}
	was := &assessment.Locked{Digest: "x", Compared: "2026-01-01T00:00:00Z", Changes: []string{"c"}, Verdicts: []assessment.LockedVerdict{verdict}}
	for _, row := range []struct {
		name     string
		last     *assessment.Locked
		changes  []lock.Change
		checks   []*assessment.Check // of the results of before
		now      assessment.Verdict
		compared string
		verdicts []assessment.LockedVerdict
	}{
		{"still so", was, changes, policy, assessment.VerdictFail, was.Compared, []assessment.LockedVerdict{verdict}},
		{"another verdict since", was, changes, policy, assessment.VerdictUndecided, was.Compared, nil},
		{"the check is as the lock says again", was, []lock.Change{{Kind: lock.Changed, What: lock.OfCheck, ID: "z"}}, policy, assessment.VerdictFail, was.Compared, nil},
		{"the run of before could not tell", &assessment.Locked{Digest: "x", Changes: []string{"c"}}, changes, policy, assessment.VerdictFail, "", nil},
		{"the run of before was as the lock says", &assessment.Locked{Digest: "x"}, changes, policy, assessment.VerdictFail, "0001-01-01T00:00:00Z", nil},
		{"another lock since, and results by other policies", &assessment.Locked{Digest: "y", Compared: was.Compared}, changes, policy, assessment.VerdictFail, "", nil},
		{"another lock since, and results by its policies", &assessment.Locked{Digest: "y"}, changes, []*assessment.Check{{ID: "a", Digest: "1"}}, assessment.VerdictFail, "0001-01-01T00:00:00Z", nil},
		{"nobody knows of a lock, and results by other policies", nil, changes, policy, assessment.VerdictFail, "", nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			old, now := result(row.now), result(row.now)
			old[0].Checks = row.checks
			found := &assessment.Locked{Digest: "x"}
			compareVerdicts(found, row.last, compared{changes: row.changes}, old, now)
			if found.Compared != row.compared {
				t.Errorf("compared with %q, not %q", found.Compared, row.compared)
			}
			if d := cmp.Diff(row.verdicts, found.Verdicts); d != "" && len(found.Verdicts)+len(row.verdicts) > 0 {
				t.Error(d)
			}
		})
	}
}
