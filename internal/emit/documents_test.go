package emit

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/validate"
)

// documents writes a run and reads its results and its plan of action back.
func documents(t *testing.T, run Run) (files map[string]string, ar *oscal.AssessmentResults, poam *oscal.PlanOfActionAndMilestones) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "results")
	write(t, dir, run)
	files = map[string]string{}
	for path, text := range tree(t, dir) {
		files[strings.TrimPrefix(path, "fedramp-low/")] = text
	}
	for _, name := range []string{planFile, resultsFile, poamFile} {
		doc, err := oscal.Read(name, []byte(files[name]))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, f := range append(validate.Schema(doc), validate.References(doc)...) {
			if f.Level == validate.Error {
				t.Errorf("%s: %v", name, f.Problem())
			}
		}
		if doc.AssessmentResults != nil {
			ar = doc.AssessmentResults
		}
		if doc.PlanOfActionAndMilestones != nil {
			poam = doc.PlanOfActionAndMilestones
		}
	}
	return files, ar, poam
}

func resource(t *testing.T, b *oscal.BackMatter, uuid string) oscal.Resource {
	t.Helper()
	for _, r := range *b.Resources {
		if r.UUID == strings.TrimPrefix(uuid, "#") {
			return r
		}
	}
	t.Fatalf("no resource %s", uuid)
	return oscal.Resource{}
}

// Nobody who is handed the folder alone should have to believe a digest in it.
func TestEverySetOfEvidenceCanBeNamedFromTheFolder(t *testing.T) {
	whole := `{"kind":"host-config"}`
	lines := func(digests ...string) string { return strings.Join(digests, "\n") + "\n" }
	two := []string{sum("first line"), sum("second line")}
	slices.Sort(two)
	for name, tc := range map[string]struct {
		set  assessment.EvidenceSet
		list bool
	}{
		"a file that is one piece of evidence": {
			assessment.EvidenceSet{Digest: sum(lines(sum(whole))), Count: 1, Files: []assessment.Source{{Path: "evidence/web.json", Digest: sum(whole)}}}, false},
		"a file of two pieces": {
			assessment.EvidenceSet{Digest: sum(lines(two...)), Count: 2, Files: []assessment.Source{{Path: "evidence/web.jsonl", Digest: sum(whole)}}}, true},
		"one of the pieces of a file": {
			assessment.EvidenceSet{Digest: sum(lines(two[0])), Count: 1, Files: []assessment.Source{{Path: "evidence/web.jsonl", Digest: sum(whole)}}}, true},
		"more pieces than files are placed for": {
			assessment.EvidenceSet{Digest: sum(lines(two...)), Count: 2}, true},
	} {
		t.Run(name, func(t *testing.T) {
			tc.set.Digests = func(yield func(string, error) bool) {
				for _, d := range two[:tc.set.Count] {
					if !yield(d, nil) {
						return
					}
				}
			}
			run := sample(t, 2, 3)
			r := &run.Results[0]
			r.Sets = map[string]assessment.EvidenceSet{tc.set.Digest: tc.set}
			r.Observations[0].EvidenceSet, r.Observations[1].EvidenceSet = tc.set.Digest, tc.set.Digest
			files, ar, _ := documents(t, run)
			text, placed := files["resources/"+tc.set.Digest]
			if placed != tc.list || placed && sum(text) != tc.set.Digest {
				t.Errorf("the list is there: %t, and should be: %t\n%s", placed, tc.list, text)
			}
			if !placed {
				return
			}
			for _, o := range (*ar.Results[0].Observations)[:2] {
				cited := []string{}
				for _, l := range deref(o.Links) {
					cited = append(cited, l.Href)
				}
				for _, e := range deref(o.RelevantEvidence) {
					cited = append(cited, e.Href)
				}
				if !slices.ContainsFunc(cited, func(href string) bool {
					return hashOf(resource(t, ar.BackMatter, href)) == tc.set.Digest
				}) {
					t.Errorf("no citation leads to the list: %v", cited)
				}
			}
		})
	}
}

func TestTheResultsNameTheirPlanByDigest(t *testing.T) {
	files, ar, _ := documents(t, sample(t, 1, 1))
	plan := resource(t, ar.BackMatter, ar.ImportAp.Href)
	if hashOf(plan) != sum(files[planFile]) {
		t.Errorf("the plan is %s, the results name %s", sum(files[planFile]), hashOf(plan))
	}
	if !strings.Contains(ar.ImportAp.Remarks, "Nobody agreed to it or signed it") {
		t.Errorf("the results say of the plan: %s", ar.ImportAp.Remarks)
	}
}

// A word in FedRAMP's namespace is a claim to mean what FedRAMP means.
func TestFedRAMPsWordsStandOnlyInFedRAMPsDocuments(t *testing.T) {
	run := sample(t, 2, 2)
	run.Results[0].Scope.Framework.Family = "hipaa"
	files, _, _ := documents(t, run)
	for path, text := range files {
		if strings.Contains(text, "fedramp.gov") {
			t.Errorf("%s: %s", path, regexp.MustCompile(`.*\n.*fedramp\.gov.*\n.*`).FindString(text))
		}
	}
}

func TestAnObjectiveOfFedRAMPSaysHowFarItIsImplemented(t *testing.T) {
	_, ar, _ := documents(t, sample(t, 1, 1))
	want := map[string]string{"satisfied": "implemented", "not-satisfied": "partial"}
	for _, f := range *ar.Results[0].Findings {
		props := deref(f.Target.Props)
		if len(props) != 1 || props[0].Name != "implementation-status" || props[0].Value != want[f.Target.Status.State] {
			t.Errorf("%s: %+v", f.Target.TargetId, props)
			continue
		}
		// Without this the word would say more than was seen.
		if props[0].Value == "partial" && props[0].Remarks == "" {
			t.Errorf("%s is partial without a word of who says so", f.Target.TargetId)
		}
	}
}

func TestAnObservationIsTitledByWhatWasSeen(t *testing.T) {
	run := sample(t, 1, 2)
	files, ar, _ := documents(t, run)
	want := []string{"Root cannot log in: pass", "Root cannot log in: fail", "Root cannot log in: undecided"}
	for i, o := range *ar.Results[0].Observations {
		if o.Title != want[i] {
			t.Errorf("observation %d is titled %q", i, o.Title)
		}
	}
	back, err := DecodeResults(resultsFile, t.TempDir(), []byte(files[resultsFile]))
	if err != nil {
		t.Fatal(err)
	}
	if got := back.Checks[0].Title; got != "Root cannot log in" {
		t.Errorf("the check came back titled %q", got)
	}
}

// An examination by a program has no document for a subject.
func TestAnExaminationIsNotTypedAsFedRAMPWantsIt(t *testing.T) {
	run := sample(t, 1, 1)
	run.Plan.Runs[0].Check.Method = "EXAMINE"
	_, ar, poam := documents(t, run)
	o := (*ar.Results[0].Observations)[0]
	if slices.Contains(*o.Types, "control-objective") || o.Methods[0] != "EXAMINE" {
		t.Errorf("types %v, methods %v", *o.Types, o.Methods)
	}
	if got := (*poam.Observations)[0].Methods[0]; got != "UNKNOWN" {
		t.Errorf("an item whose check is not bound was found by %s", got)
	}
	run.Results[0].Checks = []*assessment.Check{run.Plan.Runs[0].Check}
	_, _, poam = documents(t, run)
	if got := (*poam.Observations)[0].Methods[0]; got != "EXAMINE" {
		t.Errorf("the plan of action says it was found by %s", got)
	}
}

func TestParametersSayWhereTheyComeFrom(t *testing.T) {
	run := sample(t, 1, 1)
	r := &run.Results[0]
	canonical := `{"max-days":45,"who":"[\"a\"]"}`
	key := assessment.RunKey{Check: "common.host.ssh", Params: sum(canonical + "\nlooser max-days")}
	run.Plan.Runs[0].Key, run.Plan.Runs[0].Params = key, map[string]string{"max-days": "45", "who": `"[\"a\"]"`}
	run.Plan.Runs[0].Looser = []string{"max-days"}
	for i := range r.Observations {
		r.Observations[i].Run = key
	}
	r.Scope.Parameters = []assessment.Parameter{{Name: "max-days", Value: "45", Origin: "assay.yaml", Source: assessment.Source{Path: "assay.yaml", Line: 7}},
		{Name: "max-days", Value: "30", Origin: "profile"}}
	files, ar, _ := documents(t, run)
	o := (*ar.Results[0].Observations)[0]
	values := map[string]string{}
	var from, looser string
	for _, p := range *o.Props {
		switch p.Name {
		case "parameter":
			values[p.Class] = p.Value
			from += p.Remarks
		case "parameter-looser":
			looser += p.Value
		}
	}
	if from != "assay.yaml, assay.yaml:7" || looser != "max-days" {
		t.Errorf("from %q, looser %q", from, looser)
	}
	var again strings.Builder
	for i, name := range sortedKeys(values) {
		if i > 0 {
			again.WriteByte(',')
		}
		again.WriteString(`"` + name + `":` + values[name])
	}
	if got := sum("{" + again.String() + "}\nlooser " + looser); got != own(o.Props, "parameters-sha256") {
		t.Errorf("the digest of the parameters is %s by what the document says of them", got)
	}
	back, err := DecodeResults(resultsFile, t.TempDir(), []byte(files[resultsFile]))
	if err != nil {
		t.Fatal(err)
	}
	if p := back.Observations[0].Params; len(p) != 2 || p[0].Name != "max-days" || p[0].Value != "45" || p[0].Origin != "assay.yaml, assay.yaml:7" {
		t.Errorf("parameters came back as %+v", p)
	}
}

func TestFindingsAndObservationsSayByWhatBinding(t *testing.T) {
	run := sample(t, 1, 1)
	r := &run.Results[0]
	key := run.Plan.Runs[0].Key
	at := func(line int) assessment.Source {
		return assessment.Source{Path: "policies/fedramp/bindings.yaml", Line: line}
	}
	off := &assessment.Disabled{Owner: "A. Rivera", Reason: "replaced in May", Review: "2027-01-31", Source: at(9)}
	r.Scope.Bindings = []assessment.Binding{
		{Target: "ac-17_obj.a", Strength: assessment.Decides, Runs: []assessment.RunKey{key}, Source: at(3)},
		{Target: "ac-17_obj.b", Strength: assessment.Decides, Runs: []assessment.RunKey{key, {Check: "common.host.keys"}}, Source: at(4)},
		{Target: "ac-17_obj.a", Strength: assessment.Supports, Runs: []assessment.RunKey{{Check: "common.host.old"}}, Source: at(5), Disabled: off},
		{Target: "ac-17_obj.d", Strength: assessment.Supports, Runs: []assessment.RunKey{key}, Source: at(6)},
	}
	r.Findings[0].Informing = []int{1}
	r.Unassessed = []assessment.Unassessed{{Target: assessment.Target{ID: "ac-17_obj.d", ControlID: "ac-17"}, Why: "no check decides it", Observations: []int{0}}}
	files, ar, _ := documents(t, run)
	result := ar.Results[0]
	find := func(props *[]oscal.Property, name string) oscal.Property {
		for _, p := range deref(props) {
			if p.Name == name {
				return p
			}
		}
		return oscal.Property{}
	}
	findings := *result.Findings
	if p := find(findings[0].Props, "binding"); p.Value != key.Check || p.Class != "decides" || p.Remarks != "policies/fedramp/bindings.yaml:3" {
		t.Errorf("binding: %+v", p)
	}
	if p := find(findings[1].Props, "binding"); p.Value != key.Check+" + common.host.keys" || p.Class != "decides-jointly" {
		t.Errorf("joint binding: %+v", p)
	}
	for where, p := range map[string]oscal.Property{"finding": find(findings[0].Props, "disabled-binding"), "result": find(result.Props, "disabled-binding")} {
		for _, want := range []string{"A. Rivera", "replaced in May", "2027-01-31"} {
			if !strings.Contains(p.Remarks, want) {
				t.Errorf("%s says of the disabled binding: %+v", where, p)
			}
		}
	}
	observations := *result.Observations
	if got := own(findings[0].Props, "informing-observation"); got != observations[1].UUID {
		t.Errorf("informing observation: %q", got)
	}
	if p := find(observations[0].Props, "bears-on"); p.Value != "ac-17_obj.d" || p.Class != "supports" || p.Remarks != "Not assessed: no check decides it" {
		t.Errorf("bears on: %+v", p)
	}
	back, err := DecodeResults(resultsFile, t.TempDir(), []byte(files[resultsFile]))
	if err != nil {
		t.Fatal(err)
	}
	if got := back.Findings[0].Informing; !slices.Equal(got, []int{1}) {
		t.Errorf("informing came back as %v", got)
	}
	var bound []string
	for _, k := range back.Scope.Bindings {
		bound = append(bound, k.Target+" "+k.Strength.String()+" "+checksOf(&k)+" "+At(k.Source))
	}
	want := []string{"ac-17_obj.a decides common.host.ssh policies/fedramp/bindings.yaml:3",
		"ac-17_obj.b decides common.host.ssh + common.host.keys policies/fedramp/bindings.yaml:4", "ac-17_obj.d supports common.host.ssh "}
	if !slices.Equal(bound, want) {
		t.Errorf("bindings came back as %q", bound)
	}
}

// One risk in two documents has one deadline, one uuid and one recommendation.
func TestARiskIsTheSameInResultsAndPlanOfAction(t *testing.T) {
	old := asOf.AddDate(0, -2, 0)
	for name, tc := range map[string]struct {
		due     time.Time
		overdue bool
	}{
		"still open":                       {asOf.AddDate(0, 0, 5), false},
		"past its deadline":                {asOf.AddDate(0, 0, -1), false}, // evidence was collected before it passed
		"past it when collected once more": {asOf.AddDate(0, 0, -10), true},
	} {
		t.Run(name, func(t *testing.T) {
			run := sample(t, 1, 1)
			item := &run.POAMs["fedramp-low"].Items[0]
			item.Detected, item.Deadline = old, tc.due
			_, ar, poam := documents(t, run)
			mine, theirs := (*ar.Results[0].Risks)[0], (*poam.Risks)[0]
			if mine.UUID != theirs.UUID || (*mine.Remediations)[0].UUID != (*theirs.Remediations)[0].UUID {
				t.Errorf("risk %s and %s, recommendation %s and %s", mine.UUID, theirs.UUID, (*mine.Remediations)[0].UUID, (*theirs.Remediations)[0].UUID)
			}
			if own(mine.Props, "poam-id") != item.ID {
				t.Errorf("the results do not name the item: %+v", mine.Props)
			}
			if tc.overdue {
				if mine.Deadline != nil || own(mine.Props, "overdue-since") != stamp(tc.due) {
					t.Errorf("deadline %v, %+v", mine.Deadline, mine.Props)
				}
			} else if mine.Deadline == nil || !mine.Deadline.Equal(*theirs.Deadline) {
				t.Errorf("deadline %v and %v", mine.Deadline, theirs.Deadline)
			}
			if want := "The check common.host.ssh fails on web for 1 subject."; mine.Description != want {
				t.Errorf("description %q", mine.Description)
			}
		})
	}
}

func TestNothingOfASystemIsCalledOperational(t *testing.T) {
	files, ar, poam := documents(t, sample(t, 1, 1))
	for _, c := range append(*ar.Results[0].LocalDefinitions.Components, *poam.LocalDefinitions.Components...) {
		if c.Status.State != "other" || c.Status.Remarks == "" {
			t.Errorf("%s is %+v", c.Title, c.Status)
		}
	}
	var plan struct {
		Plan struct {
			Local struct {
				Components []oscal.SystemComponent `json:"components"`
			} `json:"local-definitions"`
		} `json:"assessment-plan"`
	}
	if err := json.Unmarshal([]byte(files[planFile]), &plan); err != nil || len(plan.Plan.Local.Components) != 2 || plan.Plan.Local.Components[0].Status.State != "other" {
		t.Errorf("plan: %v %+v", err, plan)
	}
}

// What another tool left out of its results nobody knows, and no floor of
// coverage is reached by it.
func TestTheCoverageOfAnotherToolsResultsIsNotKnown(t *testing.T) {
	files, _, _ := documents(t, sample(t, 1, 1))
	theirs := strings.ReplaceAll(files[resultsFile], oscal.NS, "https://example.org/ns")
	back, err := DecodeResults(resultsFile, t.TempDir(), []byte(theirs))
	if err != nil {
		t.Fatal(err)
	}
	if c := back.Coverage; !c.Unknown || c.Ratio() != 0 || c.Pass != 1 || c.Fail != 1 {
		t.Errorf("coverage %+v, %v", c, c.Ratio())
	}
}

func TestTheManifestNamesAFileOnce(t *testing.T) {
	run := sample(t, 1, 1)
	same := Input{Role: "policy", Path: "conftest/edge.rego", Digest: sum("x")}
	run.Inputs = []Input{same, {Role: "configuration", Path: "assay.yaml", Digest: sum("y")}, same}
	files, _, _ := documents(t, run)
	if n := strings.Count(files[manifestFile], "edge.rego"); n != 1 {
		t.Errorf("%d times", n)
	}
}

// A subject of a component that the system lacks is an error of ours, told as one.
func TestASubjectOfNoComponentIsAnError(t *testing.T) {
	run := sample(t, 1, 1)
	run.Results[0].Observations[2].Subjects = func(yield func(assessment.Subject, error) bool) {
		yield(assessment.Subject{Component: "gone", Asset: "gone", ID: "gone"}, nil)
	}
	run.Evidence = func(string) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(`{"kind":"host-config"}`)), nil
	}
	if _, err := Write(t.Context(), filepath.Join(t.TempDir(), "results"), run); err == nil || !strings.Contains(err.Error(), "does not hold") {
		t.Errorf("error %v", err)
	}
}

// A property that nobody explains is noise to whoever has to judge the document.
func TestEveryPropertyOfOursIsExplained(t *testing.T) {
	explained, err := os.ReadFile("../../docs/documents.md")
	if err != nil {
		t.Fatal(err)
	}
	sources, err := filepath.Glob("*.go")
	if err != nil || len(sources) == 0 {
		t.Fatal(err)
	}
	name := regexp.MustCompile(`(?:\b(?:prop|count|ours|said)\(|appendProp\([^"\n]*|\badd\()"([A-Za-z0-9-]+)"|Name: "([A-Za-z0-9-]+)", Ns: (?:oscal\.NS|ns)\b`)
	found := 0
	for _, path := range sources {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range name.FindAllStringSubmatch(string(text), -1) {
			found++
			if word := m[1] + m[2]; !strings.Contains(string(explained), "`"+word+"`") {
				t.Errorf("%s writes %q, which docs/documents.md does not explain", path, word)
			}
		}
	}
	if found < 60 {
		t.Errorf("only %d properties were found in the source", found)
	}
}
