package evaluate

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/evaluate/vex"
	"github.com/assay-compliance/assay/internal/jsonast"
)

const (
	recordsSchema = `{"type": "object", "required": ["findings"], "additionalProperties": false, "properties": {"findings": {"type": "array", "items":
 {"type": "object", "additionalProperties": false, "properties": {"id": {"type": "string"}, "status": {"type": "string"}, "vex": {"type": "string", "x-derived": true},
  "package": {"type": "object", "properties": {"purl": {"type": "string"}}}}}}}}`
	saidSchema = `{"x-max-age": "365d", "type": "object", "required": ["statements"], "properties": {"statements": {"type": "array"}}}`

	// oneScan and allScans know nothing of VEX: one of each scope.
	oneScan = `package policies.common.vuln.one

import data.policies.lib.observe

subjects contains f.id if some f in input.findings

observations contains observe.fail(f.id, "open") if {
	some f in input.findings
	f.status == "fail"
}

observations contains observe.skip(f.id, f.vex) if {
	some f in input.findings
	f.status == "skip"
}
`
	allScans = `package policies.common.vuln.all

import data.policies.lib.observe

_findings contains f if {
	some doc in input.vulnerabilities
	some f in doc.payload.findings
}

subjects contains f.id if some f in _findings

observations contains observe.fail(f.id, "open") if {
	some f in _findings
	f.status == "fail"
}

observations contains observe.skip(f.id, f.vex) if {
	some f in _findings
	f.status == "skip"
}
`
	twoRecords = `{"findings": [{"id": "CVE-1", "status": "fail", "package": {"purl": "pkg:npm/a@1"}}, {"id": "CVE-2", "status": "fail", "package": {"purl": "pkg:npm/a@1"}}]}`
	saidOfOne  = `{"statements": [{"vulnerability": "CVE-1", "status": "fixed", "products": [{"purl": "pkg:npm/a@1"}]}]}`
	saidOfNone = `{"statements": [{"vulnerability": "CVE-9", "status": "fixed", "products": [{"purl": "pkg:npm/a@1"}]}]}`
)

// spoken is a run of both checks over two records and two files of statements,
// with those files in the book that are named.
func spoken(t *testing.T, in ...string) *assessment.Observations {
	t.Helper()
	s := situation{
		kinds:    testKinds(t, "vulnerabilities", recordsSchema, "vex-statements", saidSchema),
		embedded: policies("common/vuln/one/one.rego", meta("[vulnerabilities]")+oneScan, "common/vuln/all/all.rego", meta("[vulnerabilities]", "scope: system")+allScans),
		declared: map[string][]string{"vulnerabilities": {"web"}},
	}
	s.file(envelope("vulnerabilities", "web", "img", freshTime, twoRecords))
	s.file(envelope("vex-statements", "web", "said", "2026-01-01T00:00:00Z", saidOfOne))
	s.file(envelope("vex-statements", "web", "other", freshTime, saidOfNone))
	if len(in) > 0 {
		s.opt.VEX = vex.NewBook(func(string) bool { return true })
	}
	for _, f := range s.files {
		for _, path := range in {
			if f.path != path {
				continue
			}
			d := evidence.ReadEnvelope([]byte(f.text), jsonast.New(jsonast.Default()))
			d.Path, d.Signer = f.path, "vendor"
			doc, err := vex.Read(d, asOf())
			if err != nil {
				t.Fatal(err)
			}
			s.opt.VEX.See(d)
			s.opt.VEX.Add(doc)
		}
	}
	return s.run(t)
}

// Checks of either scope see what trusted statements say, without asking; of other
// records nothing changes. Statements that took nothing back are behind nothing.
func TestStatementsSpeakBeforeChecksRead(t *testing.T) {
	const first = "evidence/001.json"
	obs := spoken(t, first, "evidence/002.json")
	const said = "fixed: VEX of vendor, " + first + "#/payload/statements/0\n"
	want := "common.vuln.all web fail CVE-2: open\ncommon.vuln.all web skip CVE-1: " + said + "common.vuln.one web fail img/CVE-2: open\ncommon.vuln.one web skip img/CVE-1: " + said
	if diff := cmp.Diff(want, lines(t, obs)); diff != "" {
		t.Error(diff)
	}
	for _, o := range obs.All {
		set := obs.Sets[o.EvidenceSet]
		var paths []string
		for _, f := range set.Files {
			paths = append(paths, f.Path)
		}
		if diff := cmp.Diff([]string{"evidence/000.json", first}, paths); diff != "" || set.Count != 2 {
			t.Errorf("%s: the evidence is %v", o.Run.Check, paths)
		}
		if want := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); !o.First.Equal(want) {
			t.Errorf("%s: the oldest evidence is of %v", o.Run.Check, o.First)
		}
	}
	var notes []string
	for _, n := range obs.Evidence.Notes {
		notes = append(notes, n.Source.Path+": "+n.What)
	}
	for _, want := range []string{
		first + ": 1 of 1 statements of vendor on vulnerabilities count",
		"evidence/002.json: 0 of 1 statements of vendor on vulnerabilities count; 1 on nothing that a scan found",
	} {
		if !strings.Contains(strings.Join(notes, "\n"), want) {
			t.Errorf("no note %q among %q", want, notes)
		}
	}
}

// Statements that are not in the book are read, noted, and behind nothing.
func TestStatementsThatNobodyIsTrustedToMake(t *testing.T) {
	for name, in := range map[string][]string{"no trust": nil, "another file": {"evidence/002.json"}} {
		obs := spoken(t, in...)
		want := "common.vuln.all web fail CVE-1: open\ncommon.vuln.all web fail CVE-2: open\ncommon.vuln.one web fail img/CVE-1: open\ncommon.vuln.one web fail img/CVE-2: open\n"
		if diff := cmp.Diff(want, lines(t, obs)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		for _, o := range obs.All {
			if n := obs.Sets[o.EvidenceSet].Count; n != 1 {
				t.Errorf("%s: %s rests on %d pieces of evidence", name, o.Run.Check, n)
			}
		}
		noted := false
		for _, n := range obs.Evidence.Notes {
			noted = noted || n.Source.Path == "evidence/001.json" && strings.Contains(n.What, "changes nothing") && n.Remedy != ""
		}
		if !noted {
			t.Errorf("%s: nobody is told: %v", name, obs.Evidence.Notes)
		}
	}
}
