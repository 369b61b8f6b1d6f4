package records

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/problem"
)

// FuzzRecords holds: what is accepted without a lack has a person with a role, a
// statement or reason, a date and a last day within a year of it; every document it
// rests on has the bytes that were named or is kept elsewhere; nothing in it can
// turn a terminal; and every problem has the place of its file.
func FuzzRecords(f *testing.F) {
	for _, s := range []string{
		"objectives: [a]\nanswer: satisfied\nstatement: S\nmethod: INTERVIEW\nperson: {name: N, role: r}\ndate: 2026-01-01\nexpires: 2026-12-31\n",
		"attestations:\n  - {request: a.b, answer: not-satisfied, statement: S, method: EXAMINE, person: {name: N, role: r, organization: O, assessor: true}, date: 2026-01-01, expires: 2027-01-01, documents: [{title: T, path: assay.yaml, sha256: 2f}, {href: 'https://x.example/a', draft: true}]}\n",
		"kind: not-applicable\nobjectives: [a]\ncomponents: [web]\nreason: R\ndecider: {name: N, role: r}\nauthority: A\ndate: 2026-01-01\nreview: 2026-12-31\nevidence: [{path: ../x}]\n",
		"kind: addressable\nobjectives: [a]\noutcome: equivalent-measure\nmeasure: M\nrisk-analysis: {path: x}\nfactors: {size: a, infrastructure: b, cost: c, risk: d}\n",
		"kind: temporary-deficiency\nobjectives: [a]\nplan-of-action: {document: {path: x}, reviews: [2026-01-01], next-review: 2026-02-02, progress: P}\narose-after-implementation: true\n",
		"kind: dod-cio-adjudication\nobjectives: [a]\nadjudicated: equivalent\nssp: {path: x}\nunchanged-since: 2026-01-01\n",
		"decisions:\n  - {kind: assessor-determination, objectives: [a], verdict: satisfied, observations: [11111111-1111-4111-8111-111111111111]}\n",
		"kind: enduring-exception\nobjectives: [a]\nssp: {path: x}\nmitigations: \"\\e[2J\"\n", "attestations: []\n", "", "\xef\xbb\xbf",
		"kind: vendor-dependency\nweakness: a.b\ncovers: [{component: web, all: true}]\nowner: {name: N, role: r}\nreason: R\nfrom: 2026-01-01\nuntil: 2026-12-31\nvendor: V\nproduct: P\ncheck-ins: [{date: 2026-01-05}]\napproval: {name: M, role: ao, date: 2026-01-01}\n",
		"waivers:\n- {kind: risk-adjustment, item: X-1, covers: [{component: web, asset: h, id: \"\\u202e\"}], level: low, mitigations: [a, b]}\n",
	} {
		f.Add([]byte(s))
	}
	root := f.TempDir()
	write := func(name string, data []byte) {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(root, name)), 0o755); err != nil {
			f.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, name), data, 0o644); err != nil {
			f.Fatal(err)
		}
	}
	write(".git/x", nil)
	write("assay.yaml", []byte("system-id: x\nauthorities: [{role: ao}]\nsystem: [{key: web, type: application, title: W}]\nframeworks: [hipaa]\n"))
	cfg, err := config.Load(filepath.Join(root, "assay.yaml"))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		for _, dir := range []string{"attestations", "decisions", "sampling", "waivers"} {
			write("attestations/a.yaml", []byte("objectives: [a]\nanswer: satisfied\n"))
			write("decisions/a.yaml", []byte("kind: not-applicable\nobjectives: [a]\n"))
			write("sampling/a.yaml", []byte("component: web\npopulation: 9\nsize: 1\n"))
			write("waivers/a.yaml", []byte("kind: risk-accepted\nweakness: a\ncovers: [{component: web}]\n"))
			write(dir+"/a.yaml", in)
			got, err := Read(cfg)
			if err != nil {
				for _, p := range problem.Of(err) {
					if p.Place.Path != dir+"/a.yaml" {
						t.Fatalf("a problem without its place: %v", p)
					}
				}
				continue
			}
			for _, a := range got.Attestations {
				hold(t, a.Said.Lacks, a.Said.Party, a.Said.Statement, a.Said.Exhibits)
				if a.Said.Lacks == nil && (a.Said.Date.IsZero() || a.Said.Expires.Before(a.Said.Date)) {
					t.Fatalf("accepted %+v", a.Said)
				}
			}
			for _, w := range got.Waivers {
				hold(t, w.Asked.Lacks, w.Asked.Owner, w.Asked.Reason, w.Asked.Exhibits)
				if w.Asked.Lacks == nil && (w.Asked.Approver.Role != "ao" || w.Asked.Until.Before(w.Asked.From) || w.Asked.Until.After(oneYear(w.Asked.From))) || len(w.Asked.Covers) == 0 {
					t.Fatalf("accepted %+v", w.Asked)
				}
			}
			for _, d := range got.Decisions {
				hold(t, d.Made.Lacks, d.Made.Decider, d.Made.Reason, d.Made.Exhibits)
				if d.Made.Kind == "" || d.Made.Lacks == nil && (d.Made.Date.IsZero() || d.Made.Review.After(oneYear(d.Made.Date))) {
					t.Fatalf("accepted %+v", d.Made)
				}
				for _, x := range d.Made.Details {
					if strings.ContainsFunc(x.Text, func(r rune) bool { return r != '\n' && unicode.IsControl(r) }) {
						t.Fatalf("detail %q", x)
					}
				}
			}
		}
	})
}

// hold checks what every record without a lack has.
func hold(t *testing.T, lacks []string, who assessment.Party, text string, documents []assessment.Exhibit) {
	t.Helper()
	if strings.ContainsFunc(who.Name+who.Role+who.Organization, unicode.IsControl) {
		t.Fatalf("party %+v", who)
	}
	if lacks != nil {
		return
	}
	if who.Name == "" || who.Role == "" || text == "" {
		t.Fatalf("accepted %+v, %q", who, text)
	}
	for _, x := range documents {
		if x.Fault != "" || x.Href == "" && (x.SHA256 == "" || x.SHA256 != x.Source.Digest) {
			t.Fatalf("accepted document %+v", x)
		}
	}
}
