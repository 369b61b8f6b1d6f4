package records_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/records"
)

const assay = "system-id: s\nsystem:\n  - {key: web, type: application, title: W}\nframeworks: [cmmc-l2]\n"

// The sha256 of "report\n".
const sha = "331d26d6d8f862e46ba900811be8a7a1e4dbaa229b14c99becfd5e5151490d95"

// attested is a whole attestation; other lines are replaced or added by tests.
const attested = `objectives: [at.l2-3.2.1]
answer: satisfied
statement: Records of all users were compared with the list of staff.
method: EXAMINE
person: {name: Ana Ruiz, role: information-system-security-officer}
date: 2026-10-01
expires: 2027-09-30
documents:
  - {title: Report, path: docs/report.txt, sha256: ` + sha + `}
`

// decided are whole decisions, by kind.
func decided(kind string) string {
	common := "kind: " + kind + `
objectives: [ac.l2-3.1.1_obj.a]
reason: There is none.
decider: {name: Ana Ruiz, role: authorizing-official, organization: Defense Assessors, assessor: true}
authority: Security charter, section 2
date: 2026-10-01
review: 2027-09-30
`
	ref := "{title: Report, path: docs/report.txt, sha256: " + sha + "}\n"
	return common + map[string]string{
		"not-applicable": "components: [web]\nevidence: [" + strings.TrimSpace(ref) + "]\n",
		"addressable": "outcome: equivalent-measure\nmeasure: Badges\nrisk-analysis: " + ref +
			"factors: {size: s, infrastructure: i, cost: c, risk: r}\n",
		"enduring-exception": "ssp: " + ref + "mitigations: Behind a firewall\n",
		"temporary-deficiency": "plan-of-action:\n  document: " + ref +
			"  reviews: [2026-09-01, 2026-08-01]\n  next-review: 2026-12-01\n  progress: Half\narose-after-implementation: true\n",
		"dod-cio-adjudication":   "adjudicated: equivalent\nssp: " + ref + "unchanged-since: 2026-01-01\n",
		"assessor-determination": "verdict: not-satisfied\nobservations: [11111111-1111-4111-8111-111111111111]\n",
	}[kind]
}

var allKinds = []string{"not-applicable", "addressable", "enduring-exception", "temporary-deficiency", "dod-cio-adjudication", "assessor-determination"}

// read reads a workspace of these files.
func read(t testing.TB, files map[string]string) (*records.Records, error) {
	t.Helper()
	dir := t.TempDir()
	all := map[string]string{".git/x": "", "assay.yaml": assay, "docs/report.txt": "report\n"}
	for name, text := range files {
		all[name] = text
	}
	for name, text := range all {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		target, link := strings.CutPrefix(text, "-> ")
		err := error(nil)
		if link {
			err = os.Symlink(target, file)
		} else {
			err = os.WriteFile(file, []byte(text), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	cfg, err := config.Load(filepath.Join(dir, "assay.yaml"))
	if err != nil {
		return nil, err
	}
	return records.Read(cfg)
}

func TestAnAttestationSaysItAll(t *testing.T) {
	got, err := read(t, map[string]string{"attestations/training.yaml": attested})
	if err != nil || len(got.Attestations) != 1 {
		t.Fatal(got, err)
	}
	a := got.Attestations[0].Said
	if a.ID != "training" || !a.Satisfied || a.Method != "EXAMINE" || a.Party.Name != "Ana Ruiz" || a.Lacks != nil ||
		a.Date.Format("2006-01-02") != "2026-10-01" || a.Expires.Format("2006-01-02") != "2027-09-30" {
		t.Errorf("read %+v", a)
	}
	x := a.Exhibits[0]
	if x.Fault != "" || x.Source.Path != "docs/report.txt" || x.Source.Digest != sha || x.Title != "Report" {
		t.Errorf("document %+v", x)
	}
	if a.Source.Path != "attestations/training.yaml" || a.Source.Line != 1 || len(a.Source.Digest) != 64 {
		t.Errorf("source %+v", a.Source)
	}
}

// with replaces a line that begins so, or adds one.
func with(text, begin, line string) string {
	var out []string
	done := false
	for l := range strings.Lines(text) {
		if strings.HasPrefix(l, begin) && !done {
			done = true
			if line != "" {
				out = append(out, line+"\n")
			}
			continue
		}
		out = append(out, l)
	}
	if !done {
		out = append(out, line+"\n")
	}
	return strings.Join(out, "")
}

func TestAnIncompleteAttestationSaysWhatItLacks(t *testing.T) {
	for _, row := range []struct{ name, begin, line, want string }{
		{"statement", "statement", "", "no statement of what was looked at and what it shows"},
		{"blank statement", "statement", "statement: ' '", "no statement of what was looked at and what it shows"},
		{"method", "method", "", "no method: EXAMINE or INTERVIEW"},
		{"person", "person", "", "no name of the person; no role of the person"},
		{"role", "person", "person: {name: Ana}", "no role of the person"},
		{"assessor of nobody", "person", "person: {name: Ana, role: assessor, assessor: true}", "no organization of the person, who assesses"},
		{"date", "date", "", "no date"},
		{"expiry", "expires", "", "no day of expiry"},
		{"expiry before its date", "expires", "expires: 2026-09-30", "it expires before its date"},
		{"a year and a day", "expires", "expires: 2027-10-02", "it expires more than a year after its date"},
		{"a year to the day", "expires", "expires: 2027-10-01", ""},
		{"no document", "  - {", "  []", "EXAMINE, and no document is given"},
		{"no digest", "  - {", "  - {path: docs/report.txt}", "document report.txt: no sha256 is given, so that nobody can tell whether it was changed since"},
		{"another digest", "  - {", "  - {path: docs/report.txt, sha256: " + strings.Repeat("a", 64) + "}", "document report.txt: the file was changed since: its sha256 is another than the one given"},
		{"no such document", "  - {", "  - {title: Plan, path: docs/gone.txt, sha256: " + sha + "}", "document Plan: it cannot be read: it does not exist"},
		{"a directory", "  - {", "  - {path: docs, sha256: " + sha + "}", "document docs: it cannot be read: it is not a regular file"},
		{"a link out", "  - {", "  - {path: docs/out, sha256: " + sha + "}", "document out: it cannot be read: it leaves the repository by a symbolic link"},
		{"nowhere", "  - {", "  - {title: Plan}", "document Plan: neither a path nor an href says where it is"},
		{"kept elsewhere", "  - {", "  - {href: 'https://wiki.example/plan'}", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := read(t, map[string]string{"attestations/a.yaml": with(attested, row.begin, row.line), "docs/out": "-> /etc/passwd"})
			if err != nil {
				t.Fatal(err)
			}
			if lacks := strings.Join(got.Attestations[0].Said.Lacks, "; "); lacks != row.want {
				t.Errorf("lacks %q\nwant %q", lacks, row.want)
			}
		})
	}
}

func TestWholeDecisionsLackNothing(t *testing.T) {
	for _, kind := range allKinds {
		t.Run(kind, func(t *testing.T) {
			got, err := read(t, map[string]string{"decisions/d.yaml": decided(kind)})
			if err != nil {
				t.Fatal(err)
			}
			d := got.Decisions[0].Made
			if d.Lacks != nil || string(d.Kind) != kind || d.Satisfied != (kind != "assessor-determination") || d.Reason != "There is none." {
				t.Errorf("read %+v", d)
			}
		})
	}
}

// A temporary deficiency counts until its plan is due for review, if that is sooner.
func TestATemporaryDeficiencyLastsUntilItsNextReview(t *testing.T) {
	got, err := read(t, map[string]string{"decisions/d.yaml": decided("temporary-deficiency")})
	if err != nil {
		t.Fatal(err)
	}
	d := got.Decisions[0].Made
	if d.Review.Format("2006-01-02") != "2026-12-01" {
		t.Errorf("counts until %v", d.Review)
	}
	if !slices.Contains(d.Details, assessment.Detail{Name: "reviews", Text: "2026-08-01, 2026-09-01"}) {
		t.Errorf("details %v", d.Details)
	}
}

func TestAnIncompleteDecisionSaysWhatItLacks(t *testing.T) {
	for _, row := range []struct{ name, kind, begin, line, want string }{
		{"reason", "not-applicable", "reason", "", "no reason"},
		{"decider", "not-applicable", "decider", "", "no name of the decider; no role of the decider"},
		{"authority", "not-applicable", "authority", "", "no authority of the decider"},
		{"date", "not-applicable", "date", "", "no date"},
		{"review", "not-applicable", "review", "", "no day by which it is reviewed"},
		{"late review", "not-applicable", "review", "review: 2027-10-02", "its review is more than a year after its date"},
		{"early review", "not-applicable", "review", "review: 2026-01-01", "its review is before its date"},
		{"evidence gone", "not-applicable", "evidence", "evidence: [{path: x, sha256: " + sha + "}]", "document x: it cannot be read: it does not exist"},
		{"outcome", "addressable", "outcome", "", "no outcome: equivalent-measure or none-reasonable"},
		{"measure", "addressable", "measure", "", "no measure"},
		{"risk analysis", "addressable", "risk-analysis", "", "no risk-analysis"},
		{"risk analysis changed", "addressable", "risk-analysis", "risk-analysis: {path: docs/report.txt, sha256: " + strings.Repeat("a", 64) + "}", "document report.txt: the file was changed since: its sha256 is another than the one given"},
		{"factors", "addressable", "factors", "", "no factor-size; no factor-infrastructure; no factor-cost; no factor-risk"},
		{"one factor", "addressable", "factors", "factors: {size: s, infrastructure: i, cost: c}", "no factor-risk"},
		{"plan of security", "enduring-exception", "ssp", "", "no ssp"},
		{"mitigations", "enduring-exception", "mitigations", "", "no mitigations"},
		{"since when", "temporary-deficiency", "arose", "arose-after-implementation: false", "it does not say that it arose after implementation"},
		{"reviews", "temporary-deficiency", "  reviews", "", "no reviews of the plan of action"},
		{"next review", "temporary-deficiency", "  next-review", "", "no next-review of the plan of action"},
		{"next review in the past of the last", "temporary-deficiency", "  next-review", "  next-review: 2026-08-15", "the next-review of the plan of action is before its last"},
		{"progress", "temporary-deficiency", "  progress", "", "no progress"},
		{"adjudicated", "dod-cio-adjudication", "adjudicated", "", "no adjudicated: equivalent or not-applicable"},
		{"unchanged", "dod-cio-adjudication", "unchanged", "", "no unchanged-since"},
		{"verdict", "assessor-determination", "verdict", "", "no verdict: satisfied or not-satisfied"},
		{"a provider's determination", "assessor-determination", "decider", "decider: {name: Ana, role: owner}", "the decider is no assessor: assessor: true is missing"},
		{"resting on nothing", "assessor-determination", "observations", "", "neither observations nor evidence it rests on"},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := read(t, map[string]string{"decisions/d.yaml": with(decided(row.kind), row.begin, row.line)})
			if err != nil {
				t.Fatal(err)
			}
			d := got.Decisions[0].Made
			if lacks := strings.Join(d.Lacks, "; "); lacks != row.want {
				t.Errorf("lacks %q\nwant %q", lacks, row.want)
			}
			if row.name == "verdict" || row.name == "adjudicated" {
				if d.Satisfied {
					t.Error("silence is satisfied")
				}
			}
		})
	}
}

func TestWhatCannotBeUnderstoodIsAnError(t *testing.T) {
	for _, row := range []struct{ name, file, text, want string }{
		{"unknown key", "attestations/a.yaml", with(attested, "expires", "expire: 2027-01-01"), `attestations/a.yaml:7:1: unknown key "expire"; did you mean expires?`},
		{"no answer", "attestations/a.yaml", with(attested, "answer", ""), "key answer is missing"},
		{"another answer", "attestations/a.yaml", with(attested, "answer", "answer: yes-of-course"), `attestations/a.yaml:2:9: "yes-of-course" is not known here`},
		{"of nothing", "attestations/a.yaml", with(attested, "objectives", ""), "attestations/a.yaml:1:1: the attestation says of nothing"},
		{"a test", "attestations/a.yaml", with(attested, "method", "method: TEST"), `"TEST" is not known here`},
		{"no date", "attestations/a.yaml", with(attested, "date", "date: 2026-02-30"), `"2026-02-30" is not a date`},
		{"a time", "attestations/a.yaml", with(attested, "date", "date: 2026-02-03T00:00:00Z"), "is not a date"},
		{"an escape", "attestations/a.yaml", with(attested, "statement", `statement: "\e[2J"`), "a character that cannot be shown"},
		{"a turn of direction", "attestations/a.yaml", with(attested, "statement", `statement: "a\u202eb"`), "a character that cannot be shown"},
		{"a name of two lines", "attestations/a.yaml", with(attested, "person", `person: {name: "a\nb", role: r}`), "more than one line"},
		{"a role", "attestations/a.yaml", with(attested, "person", `person: {name: a, role: the boss}`), `"the boss" is not a role id`},
		{"a long name", "attestations/a.yaml", with(attested, "person", "person: {name: "+strings.Repeat("x", 501)+", role: r}"), "longer than 500 characters"},
		{"upwards", "attestations/a.yaml", with(attested, "  - {", "  - {path: ../../etc/passwd}"), `"../../etc/passwd" leaves the repository`},
		{"absolute", "attestations/a.yaml", with(attested, "  - {", "  - {path: /etc/passwd}"), "the path is absolute"},
		{"both", "attestations/a.yaml", with(attested, "  - {", "  - {path: a, href: 'https://x.example'}"), "path and href are both given"},
		{"a script", "attestations/a.yaml", with(attested, "  - {", "  - {href: 'javascript:alert(1)'}"), "not an address of a document"},
		{"a password", "attestations/a.yaml", with(attested, "  - {", "  - {href: 'https://u:p@x.example'}"), "holds a user or a password"},
		{"a digest", "attestations/a.yaml", with(attested, "  - {", "  - {path: a, sha256: abc}"), "not a sha256"},
		{"an id", "attestations/a.yaml", with(attested, "objectives", "objectives: ['a b']"), `"a b" is not an id`},
		{"an id twice", "attestations/a.yaml", with(attested, "objectives", "objectives: [a, a]"), `"a" comes twice`},
		{"an empty list", "attestations/a.yaml", "attestations: []\n", "attestations has no entry"},
		{"a key beside the list", "attestations/a.yaml", "date: 2026-01-01\nattestations:\n  - {objectives: [a], answer: satisfied}\n", `key "date" beside attestations`},
		{"a decision among attestations", "attestations/a.yaml", decided("not-applicable"), `unknown key "kind"`},
		{"an ending", "attestations/a.yml", attested, "attestations/a.yml: records are files called .yaml; rename it"},
		{"a name", "attestations/a b.yaml", attested, "the name of the file is no id"},
		{"a huge file", "attestations/a.yaml", attested + "# " + strings.Repeat("x", 1<<20), "cannot be read: it has more than 1048576 bytes"},
		{"a link out", "attestations/a.yaml", "-> /etc/passwd", "attestations/a.yaml: cannot be read"},
		{"a linked directory", "attestations/sub", "-> ../docs", "a link to a directory is not followed"},
		{"a kind", "decisions/d.yaml", with(decided("not-applicable"), "kind", "kind: not-aplicable"), `"not-aplicable" is not known here; did you mean not-applicable?`},
		{"no kind", "decisions/d.yaml", with(decided("not-applicable"), "kind", ""), "key kind is missing"},
		{"nothing decided", "decisions/d.yaml", with(decided("not-applicable"), "objectives", "objectives: []"), "the decision is about nothing"},
		{"a key of another kind", "decisions/d.yaml", decided("not-applicable") + "mitigations: none\n", "key mitigations is for kind enduring-exception, and this is not-applicable"},
		{"a measure nobody takes", "decisions/d.yaml", with(decided("addressable"), "outcome", "outcome: none-reasonable"), "a measure is given, and the outcome is none-reasonable"},
		{"no uuid", "decisions/d.yaml", with(decided("assessor-determination"), "observations", "observations: [x]"), `"x" is not the uuid of an observation`},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := read(t, map[string]string{row.file: row.text})
			if !strings.Contains(fmt.Sprint(err), row.want) {
				t.Errorf("told %v\nwant %s", err, row.want)
			}
			for _, p := range problem.All(err) {
				if !strings.HasPrefix(p.Place.Path, "attestations/") && !strings.HasPrefix(p.Place.Path, "decisions/") {
					t.Errorf("a problem without its file: %v", p)
				}
			}
		})
	}
}

// All problems of all files are told at once, by place.
func TestAllProblemsAreTold(t *testing.T) {
	_, err := read(t, map[string]string{
		"attestations/a.yaml": with(with(attested, "date", "date: soon"), "method", "method: TEST"),
		"decisions/d.yaml":    with(decided("not-applicable"), "review", "review: later"),
	})
	if found := problem.All(err); len(found) != 3 {
		t.Errorf("told %v", err)
	}
}

// What cannot be read in a file hides nothing else that is wrong with it, and is not
// told twice as being absent.
func TestWhatCannotBeReadHidesNothing(t *testing.T) {
	for _, row := range []struct {
		name, file, text string
		want             int
	}{
		{"a key of another name, two days and a kind", "decisions/a.yaml", "kind: not-aplicable\nobjectives: [a]\nreasn: x\ndate: 2026-13-01\nreview: soon\n", 4},
		{"a list that is none", "decisions/a.yaml", "kind: not-applicable\nobjectives: {a: b}\n", 1},
		{"no entry at all", "decisions/a.yaml", "[]\n", 1},
		{"an answer and a list that is none", "attestations/a.yaml", "objectives: {a: b}\nanswer: yes\n", 2},
		{"a size in words and no component", "sampling/a.yaml", "population: 9\nsize: ten\nseed: x\n", 2},
	} {
		_, err := read(t, map[string]string{row.file: row.text})
		all := problem.Of(err)
		if len(all) != row.want {
			t.Errorf("%s: %d problems, want %d: %v", row.name, len(all), row.want, err)
		}
		for _, p := range all {
			if p.Place.Path != row.file || p.Place.Line == 0 {
				t.Errorf("%s: a problem without its place: %v", row.name, p)
			}
		}
	}
}

func TestWhereRecordsAreRead(t *testing.T) {
	several := "attestations:\n  - {objectives: [a], answer: satisfied}\n  - {objectives: [b], answer: not-satisfied}\n"
	one := "objectives: [a]\nanswer: satisfied\n"
	for _, row := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"none", nil, ""},
		{"beside assay.yaml", map[string]string{"attestations/b.yaml": one, "attestations/a.yaml": several, "attestations/README.md": "x", "attestations/.hidden.yaml": "x", "attestations/2026/c.yaml": one}, "a#1 a#2 b c"},
		{"elsewhere", map[string]string{"assay.yaml": assay + "attestations: said\n", "said/x.yaml": one, "attestations/b.yaml": one}, "x"},
		{"by pattern", map[string]string{"assay.yaml": assay + "attestations: ['said/*-l2.yaml', said/y.yaml]\n", "said/x-l2.yaml": one, "said/x.yaml": one, "said/y.yaml": one}, "x-l2 y"},
		{"nowhere", map[string]string{"assay.yaml": assay + "attestations: said\n"}, `error: assay.yaml:5:15: attestations: "said" names no .yaml file`},
		{"a pattern of nothing", map[string]string{"assay.yaml": assay + "decisions: [a/*.yaml]\n"}, `error: assay.yaml:5:13: decisions: "a/*.yaml" names no .yaml file`},
		{"outside", map[string]string{"assay.yaml": assay + "attestations: ../said\n"}, `error: assay.yaml:5:15: "../said" leaves the repository`},
		{"two of one name", map[string]string{"attestations/a/x.yaml": one, "attestations/b/x.yaml": one}, "error: attestations/b/x.yaml: two files are called x.yaml; the other is attestations/a/x.yaml"},
		{"a file for a directory", map[string]string{"attestations": "x"}, "error: attestations: attestations beside assay.yaml is not a directory"},
		{"a directory behind a link", map[string]string{"decisions": "-> /etc"}, "error: decisions: the directory decisions beside assay.yaml leaves the repository"},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := read(t, row.files)
			var ids []string
			if err != nil {
				ids = []string{"error: " + err.Error()}
			} else {
				for _, a := range got.Attestations {
					ids = append(ids, a.Said.ID)
				}
			}
			if said := strings.Join(ids, " "); said != row.want && (row.want == "" || !strings.HasPrefix(said, row.want) || !strings.HasPrefix(row.want, "error")) {
				t.Errorf("got %s\nwant %s", said, row.want)
			}
		})
	}
}
