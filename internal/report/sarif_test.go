package report_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/report"
)

// log is what tests read of SARIF.
type log struct {
	Runs []struct {
		Tool struct {
			Driver struct {
				Rules []struct {
					ID               string
					HelpURI          string
					Help             struct{ Text, Markdown string }
					ShortDescription struct{ Text string }
					FullDescription  struct{ Text string }
				}
			}
		}
		Invocations []struct {
			ExecutionSuccessful        bool
			ToolExecutionNotifications []struct{ Message struct{ Text string } }
		}
		Results []struct {
			RuleID    string
			RuleIndex int
			Level     string
			Message   struct{ Text string }
			Locations []struct {
				PhysicalLocation struct {
					ArtifactLocation struct{ URI string }
					Region           struct{ StartLine int }
				}
			}
			PartialFingerprints map[string]string
		}
		Properties struct {
			Cut int `json:"results-cut"`
		}
	}
}

func sarifOf(t testing.TB, format string, in report.Input) log {
	t.Helper()
	var out log
	if err := json.Unmarshal(written(t, format, in), &out); err != nil || len(out.Runs) != 1 {
		t.Fatalf("%v, %d runs", err, len(out.Runs))
	}
	return out
}

// validSARIF holds a document against the official schema, and against a reader that
// knows every member of it: nothing may be lost in it.
func validSARIF(t *testing.T, text []byte) {
	t.Helper()
	doc, err := sarif.FromBytes(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, run := range doc.Runs { // what this reader writes empty where it is not given
		run.Language, run.Tool.Driver.Language, run.NewlineSequences = "en-US", "en-US", []string{"\n"}
	}
	if err := doc.Validate(); err != nil {
		t.Errorf("the schema of SARIF 2.1.0 refuses it: %v", err)
	}
	var again bytes.Buffer
	if err := doc.Write(&again); err != nil {
		t.Fatal(err)
	}
	var want, got any
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(again.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	contains(t, "", got, want)
}

// contains says what of want got lacks.
func contains(t *testing.T, at string, got, want any) {
	t.Helper()
	switch w := want.(type) {
	case map[string]any:
		g, _ := got.(map[string]any)
		for k, v := range w {
			contains(t, at+"/"+k, g[k], v)
		}
	case []any:
		g, _ := got.([]any)
		if len(g) != len(w) {
			t.Errorf("%s has %d elements, want %d", at, len(g), len(w))
			return
		}
		for i := range w {
			contains(t, fmt.Sprintf("%s/%d", at, i), g[i], w[i])
		}
	default:
		if !reflect.DeepEqual(got, want) && !(want == float64(0) || want == "") {
			t.Errorf("%s is %v, and was written as %v", at, got, want)
		}
	}
}

// unlinkedSARIF looks for texts that a viewer would make a link of.
func unlinkedSARIF(t *testing.T, text []byte) {
	t.Helper()
	var doc log
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	bare := regexp.MustCompile(`(^|[^\\])(\\\\)*\[`)
	for _, r := range doc.Runs[0].Results {
		if bare.MatchString(r.Message.Text) {
			t.Errorf("a link in %q", r.Message.Text)
		}
		for _, l := range r.Locations {
			u, err := url.Parse(l.PhysicalLocation.ArtifactLocation.URI)
			if err != nil || u.IsAbs() || u.Host != "" || strings.HasPrefix(u.Path, "/") {
				t.Errorf("%q is not relative to the repository", l.PhysicalLocation.ArtifactLocation.URI)
			}
		}
	}
	for _, r := range doc.Runs[0].Tool.Driver.Rules {
		if bare.MatchString(r.ShortDescription.Text) || bare.MatchString(r.FullDescription.Text) {
			t.Errorf("a link in %q", r.ShortDescription.Text+r.FullDescription.Text)
		}
	}
}

func TestSARIFIsWhatItsSchemaAsks(t *testing.T) {
	for _, format := range []string{"sarif", "sarif-undecided"} {
		validSARIF(t, written(t, format, whole()))
		validSARIF(t, written(t, format, report.Input{System: "meridian"}))
	}
}

// It has what fails, the worst first, and what is undecided only where that was asked
// for, as notes. What passes is not in it.
func TestSARIFHasOnlyFailures(t *testing.T) {
	doc := sarifOf(t, "sarif", whole())
	var said []string
	for _, r := range doc.Runs[0].Results {
		at := r.Locations[0].PhysicalLocation
		said = append(said, fmt.Sprintf("%s %s %s:%d", r.RuleID, r.Level, at.ArtifactLocation.URI, at.Region.StartLine))
		if rule := doc.Runs[0].Tool.Driver.Rules[r.RuleIndex]; rule.ID != r.RuleID || rule.Help.Text == "" {
			t.Errorf("the rule of %s is %+v", r.RuleID, rule)
		}
	}
	want := []string{
		"common.iam.mfa error evidence/idp%20accounts.json:7", "common.iam.mfa error evidence/idp%20accounts.json:7",
		"unknown-asset warning evidence/build-7.json:1", "recorded-item note assay.yaml:1",
	}
	if !reflect.DeepEqual(said, want) {
		t.Errorf("it has %q\nwant %q", said, want)
	}
	with := sarifOf(t, "sarif-undecided", whole()).Runs[0].Results
	if len(with) != len(want)+1 || with[3].RuleID != "undecided/iam-accounts" || with[3].Level != "note" {
		t.Errorf("with what is undecided it has %+v", with)
	}
	rule := doc.Runs[0].Tool.Driver.Rules[0]
	if rule.HelpURI != "https://csrc.nist.gov/pubs/sp/800/53/a/r5/final" || strings.Contains(rule.Help.Markdown, "javascript") || !strings.Contains(rule.Help.Text, "our own rule 7") {
		t.Errorf("the rule is %+v", rule)
	}
}

// A failure that no risk explains is a result too.
func TestSARIFLeavesNoFailureOut(t *testing.T) {
	in := whole()
	in.Results[1].Risks = nil
	for _, r := range sarifOf(t, "sarif", in).Runs[0].Results {
		if r.RuleID == "ia-2_obj.a" && r.Level == "error" {
			return
		}
	}
	t.Error("the objective that fails is not in it")
}

// The fingerprint of a result is what it is of, not what it says, where it stands or
// what persons are called by; nor is it an id that somebody could try out.
func TestFingerprintsStay(t *testing.T) {
	prints := func(in report.Input) []string {
		var out []string
		for _, r := range sarifOf(t, "sarif", in).Runs[0].Results {
			out = append(out, r.PartialFingerprints["assayIdentity/v1"])
			if gh := r.PartialFingerprints["primaryLocationLineHash"]; gh != out[len(out)-1][:16]+":1" {
				t.Errorf("GitHub matches by %s", gh)
			}
		}
		return out
	}
	before := prints(whole())
	seen := map[string]bool{}
	for _, p := range before {
		if seen[p] {
			t.Error("two results are one")
		}
		seen[p] = true
	}
	in := whole()
	in.Personal = true
	in.AsOf = in.AsOf.AddDate(0, 1, 0)
	r := &in.Results[1]
	r.Risks[0].Remediation, r.Risks[0].Level = "other words", assessment.LevelCritical
	for i := range r.Observations[0].Sample {
		r.Observations[0].Sample[i].Why, r.Observations[0].Sample[i].Source = "other words", assessment.Source{Path: "elsewhere.json", Line: 3}
	}
	if after := prints(in); !reflect.DeepEqual(before, after) {
		t.Errorf("they changed from %v to %v", before, after)
	}
	in.System = "another"
	for i, p := range prints(in) {
		if p == before[i] {
			t.Error("another system has the same")
		}
	}
}

// GitHub takes 5,000 results; what is beyond is counted and told, and it is the least
// that is cut.
func TestSARIFTellsWhatIsCut(t *testing.T) {
	in := large(3000) // on two subjects each
	in.Results[0].Risks[2999].Level = assessment.LevelCritical
	run := sarifOf(t, "sarif", in).Runs[0]
	notes := run.Invocations[0].ToolExecutionNotifications
	if len(run.Results) != 5000 || run.Properties.Cut != 1000 || len(notes) != 1 || !strings.HasPrefix(notes[0].Message.Text, "1000 results are not in this file") {
		t.Errorf("%d results, %d cut, %v", len(run.Results), run.Properties.Cut, notes)
	}
	if run.Results[0].RuleID != "common.topic2999.check" {
		t.Errorf("the first is %s", run.Results[0].RuleID)
	}
	if run := sarifOf(t, "sarif", whole()).Runs[0]; run.Properties.Cut != 0 || len(run.Invocations[0].ToolExecutionNotifications) != 0 || !run.Invocations[0].ExecutionSuccessful {
		t.Errorf("of a small run it says %+v", run.Invocations)
	}
}

// A run that was cut short is no successful one.
func TestSARIFOfAStoppedRun(t *testing.T) {
	in := whole()
	in.Stopped = "the deadline passed"
	inv := sarifOf(t, "sarif", in).Runs[0].Invocations[0]
	if inv.ExecutionSuccessful || len(inv.ToolExecutionNotifications) != 1 || inv.ToolExecutionNotifications[0].Message.Text != "The run is not complete: the deadline passed" {
		t.Errorf("it says %+v", inv)
	}
}
