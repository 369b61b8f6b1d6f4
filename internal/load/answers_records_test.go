package load_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/load"
)

// records joins a workspace of cmmc-l2 and hipaa, with two requests, and gives its
// scopes.
func recorded(t *testing.T, files map[string]string) (*load.Joined, error) {
	t.Helper()
	tree := asking("cmmc", "attestations:\n"+
		request("a", "decides: [ac.l2-3.1.2, ac.l2-3.1.1_obj.b]")+request("b", "decides: [ac.l2-3.1.1_obj.a]"))
	files["assay.yaml"] = strings.Replace(cmmcOnly, "[cmmc-l2]", "[cmmc-l2, hipaa]", 1)
	sys := &assessment.System{Components: []assessment.Component{{Key: "web", Type: "application"}}, Boundary: []string{"web"}}
	return load.Scopes(load.Input{Config: workspaceOf(t, files), System: sys, Policies: tree})
}

const said = "answer: satisfied\nstatement: S\nmethod: EXAMINE\nperson: {name: N, role: owner}\ndate: 2026-01-01\nexpires: 2027-01-01\ndocuments: [{href: 'https://x.example'}]\n"

func TestAttestationsAreJoinedWithTargets(t *testing.T) {
	for _, row := range []struct{ name, text, want string }{
		{"all that its request asks", "request: cmmc.a\n", "cmmc-l2: ac.l2-3.1.1_obj.b ac.l2-3.1.2_obj.a ac.l2-3.1.2_obj.b"},
		{"part of it", "request: cmmc.a\nobjectives: [ac.l2-3.1.2_obj.b]\n", "cmmc-l2: ac.l2-3.1.2_obj.b"},
		{"more than its request asks", "request: cmmc.b\nobjectives: [ac.l2-3.1.1_obj.a, ac.l2-3.1.2_obj.a]\n",
			"cmmc-l2: ac.l2-3.1.1_obj.a | idle request cmmc.b does not ask about ac.l2-3.1.2_obj.a: attestation x is not counted there"},
		{"of its own", "objectives: [ac.l2-3.1.2, hipaa-164.312.d]\n", "cmmc-l2: ac.l2-3.1.2_obj.a ac.l2-3.1.2_obj.b | hipaa: hipaa-164.312.d_smt"},
		{"by what is printed for it", "objectives: ['AC.L2-3.1.2[b]', '164.312(d)']\n", "cmmc-l2: ac.l2-3.1.2_obj.b | hipaa: hipaa-164.312.d_smt"},
		{"by the label of a control", "objectives: [ac.l2-3.1.2, AC.L2-3.1.2]\n", "cmmc-l2: ac.l2-3.1.2_obj.a ac.l2-3.1.2_obj.b"},
		{"of one framework", "objectives: [ac.l2-3.1.2, hipaa-164.312.d]\nframeworks: [cmmc-l2]\n", "cmmc-l2: ac.l2-3.1.2_obj.a ac.l2-3.1.2_obj.b"},
		{"of no framework here", "objectives: [ac.l3-3.1.2e]\n", "idle attestation x is about nothing that the frameworks here ask: not counted"},
	} {
		t.Run(row.name, func(t *testing.T) {
			j, err := recorded(t, map[string]string{"attestations/x.yaml": row.text + said})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range j.Scopes {
				for _, a := range s.Attestations {
					if a.Lacks != nil || a.ID != "x" || !a.Satisfied {
						t.Errorf("joined %+v", a)
					}
					got = append(got, s.Framework.ID+": "+strings.Join(a.Targets, " "))
				}
			}
			for _, n := range j.Idle {
				got = append(got, "idle "+n.What)
			}
			if strings.Join(got, " | ") != row.want {
				t.Errorf("got  %s\nwant %s", strings.Join(got, " | "), row.want)
			}
		})
	}
}

// What is not as its request asks for it is incomplete.
func TestAnAnswerMustBeWhatItsRequestAsksFor(t *testing.T) {
	for _, row := range []struct{ name, from, to, want string }{
		{"method", "EXAMINE", "INTERVIEW", "method INTERVIEW, and cmmc.a asks for EXAMINE"},
		{"role", "role: owner", "role: janitor", "said by role janitor, and cmmc.a asks for owner"},
		{"an assessor's role", "role: owner", "role: assessor, organization: O, assessor: true", ""},
		{"to the last day", "2027-01-01", "2027-01-01", ""},
		{"a day longer", "2027-01-01", "2027-01-02", "it expires more than 365 days after its date, which is how long an answer to cmmc.a lasts"},
	} {
		t.Run(row.name, func(t *testing.T) {
			j, err := recorded(t, map[string]string{"attestations/x.yaml": "request: cmmc.a\n" + strings.Replace(said, row.from, row.to, 1)})
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(j.Scopes[0].Attestations[0].Lacks, "; "); got != row.want {
				t.Errorf("lacks %q\nwant %q", got, row.want)
			}
		})
	}
}

const chosen = "reason: R\ndecider: {name: N, role: owner}\nauthority: A\ndate: 2026-01-01\nreview: 2026-12-31\n"

func TestDecisionsAreJoinedWithTargets(t *testing.T) {
	j, err := recorded(t, map[string]string{
		"decisions/y.yaml": "kind: not-applicable\nobjectives: [ac.l2-3.1.2, hipaa-164.312.d]\ncomponents: [web]\n" + chosen,
		"decisions/x.yaml": "kind: addressable\nobjectives: [hipaa-164.312.a.2.iii]\noutcome: none-reasonable\n" + chosen,
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range j.Scopes {
		for _, d := range s.Decisions {
			got = append(got, fmt.Sprint(s.Framework.ID, d.ID, d.Targets, d.Components, len(d.Lacks) > 0, d.Source.Path))
		}
	}
	wantLines(t, got,
		"cmmc-l2y[ac.l2-3.1.2_obj.a ac.l2-3.1.2_obj.b] [web] falsedecisions/y.yaml",
		"hipaax[hipaa-164.312.a.2.iii] [] truedecisions/x.yaml",
		"hipaay[hipaa-164.312.d_smt] [web] falsedecisions/y.yaml",
	)
}

func TestWrongIDsOfRecordsAreErrors(t *testing.T) {
	for _, row := range []struct{ name, file, text, want string }{
		{"request", "attestations/x.yaml", "request: cmmc.c\n" + said, `attestations/x.yaml:1:10: there is no request "cmmc.c"; did you mean cmmc.a`},
		{"objective", "attestations/x.yaml", "objectives: [ac.l2-3.1.99]\n" + said, `attestations/x.yaml:1:14: "ac.l2-3.1.99" is in no catalog of the frameworks in use; did you mean`},
		{"objective of a catalog that is not in use", "attestations/x.yaml", "objectives: [ac-2_obj.a-1]\n" + said, "is in no catalog of the frameworks in use"},
		{"framework not in use", "attestations/x.yaml", "objectives: [ac.l2-3.1.2]\nframeworks: [fedramp-high]\n" + said, `framework "fedramp-high" is not in assay.yaml; add it to frameworks there`},
		{"framework that is none", "attestations/x.yaml", "objectives: [ac.l2-3.1.2]\nframeworks: [cmmc]\n" + said, `framework "cmmc" is not in assay.yaml; did you mean cmmc-l2?`},
		{"component", "decisions/x.yaml", "kind: not-applicable\nobjectives: [ac.l2-3.1.2]\ncomponents: [wep]\n" + chosen, `decisions/x.yaml:3:14: the system has no component "wep"; did you mean web?`},
		{"a required specification", "decisions/x.yaml", "kind: addressable\nobjectives: [hipaa-164.312.a.2.i]\n" + chosen, "hipaa-164.312.a.2.i is not addressable in hipaa"},
		{"addressable, of CMMC", "decisions/x.yaml", "kind: addressable\nobjectives: [ac.l2-3.1.2]\n" + chosen, "ac.l2-3.1.2_obj.a is not addressable in cmmc-l2"},
		{"an exception, of HIPAA", "decisions/x.yaml", "kind: enduring-exception\nobjectives: [hipaa-164.312.d]\n" + chosen, "a decision of kind enduring-exception is of CMMC, and hipaa-164.312.d is of hipaa"},
		{"malformed", "decisions/x.yaml", "kind: [\n", "decisions/x.yaml:"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if _, err := recorded(t, map[string]string{row.file: row.text}); !strings.Contains(fmt.Sprint(err), row.want) {
				t.Errorf("told %v\nwant %s", err, row.want)
			}
		})
	}
}

// A look at one framework alone refuses nothing that is right for another.
func TestRecordsOfOtherFrameworksAreNoErrors(t *testing.T) {
	cfg := workspaceOf(t, map[string]string{
		"assay.yaml":          strings.Replace(cmmcOnly, "[cmmc-l2]", "[cmmc-l2, hipaa]", 1),
		"attestations/x.yaml": "objectives: [hipaa-164.312.d]\n" + said,
	})
	j, err := load.Scopes(load.Input{Config: cfg, Frameworks: []string{"cmmc-l2"}, Policies: family()})
	if err != nil || len(j.Scopes[0].Attestations) != 0 || len(j.Idle) != 0 {
		t.Errorf("%v, %v", err, j)
	}
}

// What names no request is held to the one that asks about each objective; that it is not
// so is heard however it was found out.
func TestAnAnswerWithoutRequestIsHeldToWhatAsks(t *testing.T) {
	for _, row := range []struct{ name, text, want string }{
		{"as asked", said, ""},
		{"another role", strings.Replace(said, "role: owner", "role: janitor", 1), "said by role janitor"},
		{"another method", strings.Replace(said, "method: EXAMINE", "method: INTERVIEW", 1), "method INTERVIEW"},
		{"not so, by another role", strings.NewReplacer("role: owner", "role: janitor", "answer: satisfied", "answer: not-satisfied").Replace(said), ""},
	} {
		j, err := recorded(t, map[string]string{"attestations/x.yaml": "objectives: [ac.l2-3.1.2]\n" + row.text})
		if err != nil {
			t.Fatal(err)
		}
		var lacks []string
		n := 0
		for _, s := range j.Scopes {
			for _, a := range s.Attestations {
				lacks = append(lacks, a.Lacks...)
				n += len(a.Targets)
			}
		}
		if got := strings.Join(lacks, "; "); n != 2 || (row.want == "") != (got == "") || !strings.Contains(got, row.want) {
			t.Errorf("%s: %d targets, lacks %q", row.name, n, got)
		}
	}
}
