package emit

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/validate"
)

var asOf = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

func sum(text string) string {
	s := sha256.Sum256([]byte(text))
	return hex.EncodeToString(s[:])
}

func subjectsOf(n int, outcome assessment.Outcome, why, evidence string) iter.Seq2[assessment.Subject, error] {
	return func(yield func(assessment.Subject, error) bool) {
		for i := range n {
			host := fmt.Sprintf("host-%05d", i)
			s := assessment.Subject{Component: "web", Asset: host, ID: host, Outcome: outcome, Why: why, Evidence: evidence,
				Source: assessment.Source{Path: "evidence/web.json"}, Collected: asOf.AddDate(0, 0, -3)}
			if !yield(s, nil) {
				return
			}
		}
	}
}

// sample is a run with one passing, one failing and one undecided target.
func sample(t testing.TB, failing, passing int) Run {
	t.Helper()
	check, err := validate.NewSchema(oscal.Version)
	if err != nil {
		t.Fatal(err)
	}
	evidence := `{"kind":"host-config"}`
	c := &assessment.Check{ID: "common.host.ssh", Title: "Root cannot log in", Method: "TEST", Kinds: []string{"host-config"},
		Severity: assessment.LevelHigh, Remediation: "Set PermitRootLogin to no.", Source: assessment.Source{Path: "policies/common/host/ssh/ssh.rego", Line: 1, Digest: sum(policyText)}, Digest: sum("x")}
	key := assessment.RunKey{Check: c.ID}
	sys := &assessment.System{ID: "meridian", Title: "Meridian", UUID: oscal.ID("meridian"), Inline: true, Boundary: []string{"db", "web"},
		Components: []assessment.Component{{Key: "db", UUID: oscal.ID("db"), Type: "database", Title: "Records"}, {Key: "web", UUID: oscal.ID("web"), Type: "application", Title: "Portal"}}}
	set := assessment.EvidenceSet{Digest: sum("set"), Count: 1, Files: []assessment.Source{{Path: "evidence/web.json", Digest: sum(evidence)}}}
	target := func(id string) assessment.Target {
		return assessment.Target{ID: id, ControlID: "ac-17", Kind: assessment.Objective, Label: strings.ToUpper(id)}
	}
	controls := []assessment.Control{{ID: "ac-17", Label: "AC-17", Targets: []assessment.Target{target("ac-17_obj.a"), target("ac-17_obj.b"), target("ac-17_obj.c")}}}
	scope := &assessment.Scope{System: sys, Controls: controls, Framework: assessment.Framework{ID: "fedramp-low", Title: "FedRAMP Low", Family: "fedramp",
		Profile: assessment.Source{Path: "fedramp-low/profile.json", Digest: sum("profile")}}}
	first := asOf.AddDate(0, 0, -3)
	obs := []assessment.Observation{
		{Run: key, Component: "web", Outcome: assessment.Pass, Kinds: c.Kinds, EvidenceSet: set.Digest, First: first, Last: first, Expires: asOf.AddDate(0, 0, 27), Count: passing,
			Subjects: subjectsOf(passing, assessment.Pass, "root login is off", sum(evidence)), Population: assessment.Population{Asserted: true, Examined: passing + failing}},
		{Run: key, Component: "web", Outcome: assessment.Fail, Kinds: c.Kinds, EvidenceSet: set.Digest, First: first, Last: first, Expires: asOf.AddDate(0, 0, 27), Count: failing,
			Subjects: subjectsOf(failing, assessment.Fail, "root login is on\n \x1b[31m\"quoted\"", sum(evidence))},
		{Run: key, Component: "db", Outcome: assessment.Undecided, Reason: assessment.ReasonMissing, Kinds: c.Kinds, Count: 1,
			Subjects: func(yield func(assessment.Subject, error) bool) {
				yield(assessment.Subject{Component: "db", Asset: "db", ID: "db", Reason: assessment.ReasonMissing, Why: "declared and not there"}, nil)
			}},
	}
	results := assessment.Results{
		Scope: scope, AsOf: asOf, Complete: true, Observations: obs, Sets: map[string]assessment.EvidenceSet{set.Digest: set},
		Findings: []assessment.Finding{
			{Target: target("ac-17_obj.a"), Verdict: assessment.VerdictPass, Why: "all pass", Basis: assessment.BasisMachine, Observations: []int{0}, Undeclared: []string{"audit-config", "tls-endpoints"}},
			{Target: target("ac-17_obj.b"), Verdict: assessment.VerdictFail, Why: "some fail", Basis: assessment.BasisMachine, Observations: []int{0, 1}, Risks: []string{c.ID}},
			{Target: target("ac-17_obj.c"), Verdict: assessment.VerdictUndecided, Reason: assessment.ReasonMissing, Why: "missing", Basis: assessment.BasisMachine, Observations: []int{2}, Risks: []string{"gap/host-config/db"}},
		},
		Risks: []assessment.Risk{
			{Key: c.ID, Check: c, Title: c.Title, Statement: "Root can log in.", Remediation: c.Remediation, Status: assessment.RiskOpen, Level: assessment.LevelHigh,
				Rating: assessment.Rating{Likelihood: "high", Impact: "high"}, Detected: first, Deadline: first.AddDate(0, 0, 30).Add(-time.Second), Controls: []string{"ac-17"}, Targets: []string{"ac-17_obj.b"}, Observations: []int{1}},
			{Key: "gap/host-config/db", Gap: true, Title: "Assessment gap", Statement: "No evidence.", Status: assessment.RiskInvestigating, Controls: []string{"ac-17"}, Targets: []string{"ac-17_obj.c"}, Observations: []int{2}},
		},
		Coverage: assessment.Coverage{Total: 3, Pass: 1, Fail: 1, Undecided: 1, Undeclared: 1},
	}
	item := assessment.Item{UUID: oscal.ID("item"), RiskUUID: oscal.ID("item risk"), ID: "FEDRAMP-LOW-0001", Weakness: c.ID, Names: []string{c.ID}, Occurrence: 1,
		Title: c.Title, Statement: "Root can log in.", Remediation: c.Remediation, Status: assessment.RiskOpen, Level: assessment.LevelHigh, Rating: assessment.Rating{Likelihood: "high", Impact: "high"},
		Detected: first, Deadline: first.AddDate(0, 0, 30), Updated: asOf, Controls: []string{"ac-17"}, Targets: []string{"ac-17_obj.b"},
		Milestones: []assessment.Milestone{{UUID: oscal.ID("m"), Title: "Remediated", Description: "Done", Due: first.AddDate(0, 0, 30)}},
		Log:        []assessment.LogEntry{{UUID: oscal.ID("log"), At: asOf, Title: "Opened", Description: "Found", Type: assessment.LogStatusUpdate, StatusChange: assessment.RiskOpen}},
		Affected:   affected(failing)}
	return Run{
		System: sys, Plan: &assessment.Plan{System: sys, AsOf: asOf, Runs: []assessment.Run{{Key: key, Check: c}}}, Results: []assessment.Results{results},
		POAMs: map[string]assessment.POAM{"fedramp-low": {System: "meridian", Framework: "fedramp-low", UUID: oscal.ID("poam"), Items: []assessment.Item{item}, Extra: assessment.Extra{}}},
		AsOf:  asOf, TimeSource: "declared", Tool: Tool{Name: "assay", Version: "test"}, Check: check,
		Evidence: func(path string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(evidence)), nil },
		Modules:  func(c *assessment.Check) ([]Module, error) { return []Module{{c.Source.Path, []byte(policyText)}}, nil },
		Profile:  func(assessment.Framework) ([]byte, error) { return []byte(`{"profile":{}}`), nil },
	}
}

const policyText = "package policies.common.host.ssh\n"

func affected(n int) assessment.AffectedSet {
	all := func(yield func(assessment.Affected, error) bool) {
		for i := range n {
			host := fmt.Sprintf("host-%05d", i)
			if !yield(assessment.Affected{Component: "web", Asset: host, ID: host, Since: asOf.AddDate(0, 0, -3), Why: "root login is on", Evidence: sum("e")}, nil) {
				return
			}
		}
	}
	s := assessment.AffectedSet{Count: n, Open: n}
	if n > assessment.InlineAffected {
		s.Stream = all
		return s
	}
	for a := range all {
		s.Inline = append(s.Inline, a)
	}
	return s
}

// tree reads every file under dir.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		out[filepath.ToSlash(rel)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func write(t *testing.T, dir string, run Run) *Manifest {
	t.Helper()
	m, err := Write(context.Background(), dir, run)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestDocumentsAreValidAndReferToWhatTheyHold(t *testing.T) {
	for name, n := range map[string][2]int{"few subjects": {2, 3}, "subjects in a resource": {1200, 1500}} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "results")
			write(t, dir, sample(t, n[0], n[1]))
			for path, text := range tree(t, dir) {
				if filepath.Base(filepath.Dir(path)) == "resources" || path == manifestFile {
					continue
				}
				doc, err := oscal.Read(path, []byte(text))
				if err != nil {
					t.Fatalf("%s: %v", path, err)
				}
				for _, f := range validate.Schema(doc) {
					t.Errorf("schema: %v", f.Problem())
				}
			}
		})
	}
}

func TestEveryFileStandsInTheManifestWithItsDigest(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "results")
	m := write(t, dir, sample(t, 2, 1500))
	files := tree(t, dir)
	delete(files, manifestFile)
	for _, o := range m.Outputs {
		text, ok := files[o.Path]
		if !ok || sum(text) != o.Digest || int64(len(text)) != o.Bytes {
			t.Errorf("%s: the manifest says sha256 %s and %d bytes; there %t, %s, %d", o.Path, o.Digest, o.Bytes, ok, sum(text), len(text))
		}
		delete(files, o.Path)
	}
	if len(files) > 0 {
		t.Errorf("not in the manifest: %v", sortedKeys(files))
	}
}

func TestTheSameRunGivesTheSameBytes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "results")
	write(t, dir, sample(t, 3, 1500))
	before := tree(t, dir)
	write(t, dir, sample(t, 3, 1500))
	for path, text := range tree(t, dir) {
		if before[path] != text {
			t.Errorf("%s differs", path)
		}
		delete(before, path)
	}
	if len(before) > 0 {
		t.Errorf("gone: %v", sortedKeys(before))
	}
}

func TestThePlanOfActionComesBackAsItWasWritten(t *testing.T) {
	for name, n := range map[string]int{"inline": 3, "in a resource": 1200} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "results")
			run := sample(t, n, 1)
			item := &run.POAMs["fedramp-low"].Items[0]
			item.Affected.Inline = slices.Clone(item.Affected.Inline)
			if n == 3 {
				item.Affected.Inline[0].ID = " odd \"id\"\n"
			}
			write(t, dir, run)
			first := tree(t, dir)["fedramp-low/poam.json"]
			back, err := DecodePOAM("fedramp-low/poam.json", filepath.Join(dir, "fedramp-low"), []byte(first))
			if err != nil {
				t.Fatal(err)
			}
			if n == 3 && back.Items[0].Affected.Inline[0].ID != " odd \"id\"\n" {
				t.Errorf("id came back as %q", back.Items[0].Affected.Inline[0].ID)
			}
			run.POAMs["fedramp-low"] = back
			again := filepath.Join(t.TempDir(), "results")
			write(t, again, run)
			if second := tree(t, again)["fedramp-low/poam.json"]; second != first {
				t.Errorf("written again it differs:\n%s\n---\n%s", first, second)
			}
		})
	}
}

func TestWhatAPersonAddedToThePlanOfActionStays(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "results")
	run := sample(t, 2, 1)
	write(t, dir, run)
	text := tree(t, dir)["fedramp-low/poam.json"]
	edited := strings.Replace(text, `"poam-items": [`, `"poam-items": [
      {"uuid": "11111111-1111-4111-8111-111111111111", "title": "Found by hand", "description": "By a person."},`, 1)
	edited = strings.Replace(edited, `"title": "Remediated"`, `"title": "Moved to the new image"`, 1)
	edited = strings.Replace(edited, `"lifecycle": "planned",`, `"lifecycle": "planned", "remarks": "Ask the platform team.",`, 1)
	edited = strings.Replace(edited, `"title": "Planned response"`, `"title": "Rebuild the image"`, 1)
	edited = strings.Replace(edited, `"type": "milestone"`, `"remarks": "Agreed in the weekly.", "type": "milestone"`, 1)
	edited = strings.Replace(edited, `"status-change": "open"`, `"remarks": "Seen by the owner.", "status-change": "open"`, 1)
	edited = strings.Replace(edited, `"remediations": [`, `"remediations": [{"uuid": "22222222-2222-4222-8222-222222222222", "lifecycle": "completed", "title": "Firewall rule", "description": "Closed the port."},`, 1)
	if edited == text {
		t.Fatal("nothing was edited")
	}
	back, err := DecodePOAM("poam.json", dir, []byte(edited))
	if err != nil {
		t.Fatal(err)
	}
	run.POAMs["fedramp-low"] = back
	write(t, dir, run)
	got := tree(t, dir)["fedramp-low/poam.json"]
	for _, want := range []string{"Found by hand", "Moved to the new image", "Ask the platform team.", "Rebuild the image", "Agreed in the weekly.", "Seen by the owner.", "Closed the port."} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is lost", want)
		}
	}
}

func TestAFailedRunLeavesTheOldResultsWhole(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "results")
	write(t, dir, sample(t, 2, 3))
	before := tree(t, dir)
	run := sample(t, 2, 3)
	run.AsOf = asOf.AddDate(0, 0, 1)
	run.Evidence = func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("changed")), nil }
	if _, err := Write(context.Background(), dir, run); err == nil {
		t.Fatal("evidence that changed under the run was cited")
	}
	after := tree(t, dir)
	for path := range before {
		if before[path] != after[path] {
			t.Errorf("%s is not what it was", path)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(dir), ".results*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestAPolicyThatChangedUnderTheRunIsNotCited(t *testing.T) {
	run := sample(t, 2, 3)
	run.Modules = func(c *assessment.Check) ([]Module, error) {
		return []Module{{c.Source.Path, []byte(policyText + "# later\n")}}, nil
	}
	if _, err := Write(context.Background(), filepath.Join(t.TempDir(), "results"), run); err == nil || !strings.Contains(err.Error(), "changed") {
		t.Errorf("got %v", err)
	}
}

func TestForeignFilesInTheOutputAreKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "results")
	write(t, dir, sample(t, 2, 3))
	if err := os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	write(t, dir, sample(t, 1, 3))
	if tree(t, dir)["notes.txt"] != "mine" {
		t.Error("a file of the user's is gone")
	}
}

func TestALeftoverOfAKilledRunIsClearedAway(t *testing.T) {
	root := t.TempDir()
	dir := filepath.Join(root, "results")
	write(t, dir, sample(t, 2, 3))
	next := filepath.Join(root, ".results.next")
	if err := os.MkdirAll(filepath.Join(next, "hipaa"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(next, staging), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	write(t, dir, sample(t, 2, 3))
	if _, err := os.Stat(next); err == nil {
		t.Error("the leftover is still there")
	}
}

func TestAFolderOfSomebodyElseIsNotReplaced(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "results")
	if err := os.MkdirAll(filepath.Join(dir, "fedramp-low"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "fedramp-low", "thesis.md"), []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(context.Background(), dir, sample(t, 1, 1)); err == nil {
		t.Error("it was replaced")
	}
	if tree(t, dir)["fedramp-low/thesis.md"] != "mine" {
		t.Error("a file of the user's is gone")
	}
}

func TestResultsComeBackFromTheirDocument(t *testing.T) {
	for name, n := range map[string]int{"inline": 3, "in a resource": 1500} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "results")
			run := sample(t, 2, n)
			write(t, dir, run)
			fw := filepath.Join(dir, "fedramp-low")
			text, err := os.ReadFile(filepath.Join(fw, resultsFile))
			if err != nil {
				t.Fatal(err)
			}
			got, err := DecodeResults("fedramp-low/"+resultsFile, fw, text)
			if err != nil {
				t.Fatal(err)
			}
			want := run.Results[0]
			if got.Coverage != want.Coverage || !got.Complete || !got.AsOf.Equal(want.AsOf) {
				t.Errorf("coverage %+v, complete %t, as of %s", got.Coverage, got.Complete, got.AsOf)
			}
			for i, f := range got.Findings {
				w := want.Findings[i]
				if f.Target.ID != w.Target.ID || f.Verdict != w.Verdict || f.Reason != w.Reason || !slices.Equal(f.Risks, w.Risks) || !slices.Equal(f.Observations, w.Observations) || !slices.Equal(f.Undeclared, w.Undeclared) {
					t.Errorf("finding %d is %+v", i, f)
				}
			}
			for i, o := range got.Observations {
				w := want.Observations[i]
				count := 0
				for s, err := range o.Subjects {
					if err != nil {
						t.Fatal(err)
					}
					if count == 0 && w.EvidenceSet != "" && (s.Asset != "host-00000" || s.Source.Path != "evidence/web.json") {
						t.Errorf("first subject is %+v", s)
					}
					count++
				}
				if o.Outcome != w.Outcome || o.Reason != w.Reason || o.Component != w.Component || count != w.Count {
					t.Errorf("observation %d is %s/%s of %s with %d subjects", i, o.Outcome, o.Reason, o.Component, count)
				}
			}
		})
	}
}

func FuzzDecodePOAM(f *testing.F) {
	dir := f.TempDir()
	run := sample(f, 2, 1)
	if _, err := Write(context.Background(), filepath.Join(dir, "results"), run); err != nil {
		f.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "results", "fedramp-low", poamFile))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add(bytes.Replace(text, []byte(`"affected"`), []byte(`"x"`), 1))
	f.Add([]byte(`{"plan-of-action-and-milestones":{}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		// What is accepted has a weakness and an id for each of its items.
		p, err := DecodePOAM("poam.json", dir, text)
		if err != nil {
			return
		}
		for _, it := range p.Items {
			if it.Weakness == "" || it.ID == "" || it.Occurrence < 1 {
				t.Errorf("accepted an item without identity: %+v", it)
			}
		}
	})
}

func FuzzDecodeResults(f *testing.F) {
	dir := f.TempDir()
	if _, err := Write(context.Background(), filepath.Join(dir, "results"), sample(f, 2, 3)); err != nil {
		f.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "results", "fedramp-low", resultsFile))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"assessment-results":{"results":[]}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := DecodeResults("ar.json", dir, text)
		if err != nil {
			return
		}
		// Nothing that the document does not call satisfied may become a pass.
		for _, fd := range r.Findings {
			if fd.Verdict == assessment.VerdictPass && !bytes.Contains(text, []byte("satisfied")) {
				t.Errorf("a pass out of nothing: %+v", fd)
			}
		}
	})
}
