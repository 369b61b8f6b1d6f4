package cli

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal/validate"
)

// fingerprint names how partialFingerprints are made: SHA-256 over the rule, the
// file, the pointer and what is wrong. No line is in it, so that a finding stays
// the same where lines before it come and go.
const fingerprint = "assayFinding/v1"

// sarif writes what was found as one run of SARIF 2.1.0, with the rules that were
// asked. Code is what the command exits with.
func (f *factory) sarif(level string, checked []checkedFile, code int) error {
	here, _ := os.Getwd()
	run := sarif.NewRunWithInformationURI("assay", "https://github.com/assay-compliance/assay")
	run.WithColumnKind("unicodeCodePoints")
	run.Tool.Driver.WithVersion(Version)
	index := map[string]int{}
	for _, l := range validate.Layers() {
		for _, r := range l.Rules() {
			index[r.ID] = len(run.Tool.Driver.Rules)
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule(l, r))
		}
		if l.Name == level {
			break
		}
	}
	for _, c := range checked {
		for _, v := range c.findings {
			result := sarif.NewRuleResult(v.Rule).WithLevel(v.Level.String())
			if i, known := index[v.Rule]; known {
				result.WithRuleIndex(i)
			}
			run.AddResult(placed(result, here, v.Place, v.What, v.Remedy))
		}
		if c.doc == nil {
			continue
		}
		for _, n := range c.doc.Notes {
			result := sarif.NewRuleResult("read").WithLevel("note").WithRuleIndex(index["read"])
			run.AddResult(placed(result, here, n.Place, n.What, n.Remedy))
		}
	}
	run.AddInvocation(sarif.NewInvocation().WithExecutionSuccessful(code != exitUsage).WithExitCode(code))
	return sarif.NewReport().AddRun(run).PrettyWrite(f.out)
}

// sarifRule describes a rule to whoever looks at a result.
func sarifRule(l validate.Layer, r validate.Rule) *sarif.ReportingDescriptor {
	says := problem.Plain(r.Says)
	text := func(s string) *sarif.MultiformatMessageString {
		return sarif.NewMultiformatMessageString().WithText(s)
	}
	return sarif.NewRule(r.ID).
		WithShortDescription(text(says)).
		WithHelp(text("What holds in a document that keeps this rule: " + says + ". It is one of the level " + l.Name + ": " + l.Says + "."))
}

// placed gives a result its words, its place and its fingerprint.
func placed(result *sarif.Result, here string, at problem.Place, what, remedy string) *sarif.Result {
	uri := artifact(here, at.Path)
	what, remedy = problem.Plain(what), problem.Plain(remedy)
	text := what
	if remedy != "" {
		text += ". To correct it: " + remedy
	}
	physical := sarif.NewPhysicalLocation().WithArtifactLocation(sarif.NewSimpleArtifactLocation(uri))
	if at.Line > 0 {
		physical.WithRegion(sarif.NewRegion().WithStartLine(at.Line).WithStartColumn(max(at.Column, 1)))
	}
	where := sarif.NewLocationWithPhysicalLocation(physical)
	if at.Pointer != "" {
		where.WithLogicalLocations([]*sarif.LogicalLocation{sarif.NewLogicalLocation().WithFullyQualifiedName(problem.Plain(at.Pointer))})
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{*result.RuleID, uri, at.Pointer, what}, "\x00")))
	result.PartialFingerprints = map[string]string{fingerprint: hex.EncodeToString(sum[:])}
	return result.WithMessage(sarif.NewTextMessage(text)).AddLocation(where)
}

// artifact is the URI of a file relative to the directory the command runs in.
func artifact(here, path string) string {
	path = cmp.Or(path, stdin)
	if filepath.IsAbs(path) && here != "" {
		if rel, err := filepath.Rel(here, path); err == nil {
			path = rel
		}
	}
	return (&url.URL{Path: filepath.ToSlash(filepath.Clean(path))}).String()
}
