package evaluate

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
)

// noted prints notes, one a line.
func noted(obs *assessment.Observations) string {
	var b strings.Builder
	for _, n := range obs.Evidence.Notes {
		fmt.Fprintf(&b, "%s: %s\n", problem.Place{Path: n.Source.Path, Line: n.Source.Line, Pointer: n.Source.Pointer}, n.What)
	}
	return b.String()
}

// A broken document gives its outcomes the reason of its fault, whatever it is
// and however little of its head is known.
func TestBrokenEvidenceSaysWhy(t *testing.T) {
	for _, fault := range []evidence.Fault{evidence.Malformed, evidence.Unreadable, evidence.TooLarge, evidence.WrongTarget, evidence.NotShown} {
		for _, kind := range []string{"host-config", ""} {
			s := rootTree()
			s.opt.EntryDeclares = func(int) ([]string, []string) { return []string{"host-config"}, []string{"web"} }
			s.file(envelope("host-config", "web", "web", freshTime, `{}`))
			s.files[0].change = func(d *evidence.Document) {
				d.Refuse(fault, problem.New(problem.Place{}, "no good", ""))
				d.Kind = kind
			}
			want := "common.host.ssh web undecided/" + string(fault) + " web: no good\n"
			if diff := cmp.Diff(want, lines(t, s.run(t))); diff != "" {
				t.Errorf("kind %q: %s", kind, diff)
			}
		}
	}
}

// A note says where in its file the evidence is broken.
func TestNotesSayWhere(t *testing.T) {
	s := rootTree()
	s.opt.EntryDeclares = func(int) ([]string, []string) { return []string{"host-config"}, []string{"web"} }
	s.file("{\"kind\": \"host-config\",\n \"component\": \"web\",\n \"payload\": {\"days\": }}")
	s.file(envelope("host-config", "web", "h", freshTime, `{"days": "x"}`))
	s.file("{\"kind\":\n [}")
	want := "evidence/000.json:3#/payload/*: a value is expected and something else stands here\n" +
		"evidence/001.json#/payload/days: not valid against the schema of host-config at /days: is string, must be integer\n" +
		"evidence/002.json:2#/kind/0: a value is expected and something else stands here\n"
	if diff := cmp.Diff(want, noted(s.run(t))); diff != "" {
		t.Error(diff)
	}
}

// What holds of many documents in the same words is told once, with their
// number and the first of them, however the workers share them out.
func TestNotesThatManyShareAreOne(t *testing.T) {
	const says = "its component is asserted by configuration: nothing says which targets the component has"
	for n, want := range map[int]string{
		1: "evidence/000.json: " + says + "\n",
		2: "evidence/000.json: " + says + "; so it is of 2 pieces of evidence, as evidence/001.json\n",
		9: "evidence/000.json: " + says + "; so it is of 9 pieces of evidence, as evidence/001.json and evidence/002.json\n",
	} {
		for workers := 1; workers <= 3; workers++ {
			s := rootTree()
			s.opt.Workers = workers
			for i := range n {
				s.file(envelope("host-config", "web", fmt.Sprint("h", i), freshTime, `{}`))
				s.files[i].change = func(d *evidence.Document) { d.Asserted = true }
			}
			obs := s.run(t)
			if diff := cmp.Diff(want, noted(obs)); diff != "" {
				t.Errorf("%d workers: %s", workers, diff)
			}
			if obs.Evidence.NotesCut != 0 {
				t.Errorf("%d notes were cut", obs.Evidence.NotesCut)
			}
		}
	}
}
