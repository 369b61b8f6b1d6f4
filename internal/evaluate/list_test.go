package evaluate

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
)

const fullMeta = `# METADATA
# title: Multi-factor authentication
# description: |
#   The rule asks for a second factor.
#   We read one enrolled.
# related_resources:
#   - description: SP 800-53 Rev. 5, IA-2(1)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [iam-accounts]
#   applies-to: [identity-provider, application]
#   method: TEST
#   severity: high
#   needs: [now]
#   formerly: [common.iam.second-factor]
#   params:
#     max-days: {description: Days, controls: [ac-02.03_odp.01]}
#     a: {}
#   decides:
#     nist-800-53: [ia-2.1, ia-2.2]
#   informs: {hipaa: [hipaa-164.312.d]}
#   supports:
#     cmmc: [ia.l2-3.5.3_obj.c]
#   remediation: Enrol a second factor.
`

// TestList holds everything that METADATA says of a check.
func TestList(t *testing.T) {
	tree := policies(
		"common/iam/mfa/mfa.rego", fullMeta+mfa,
		"common/iam/mfa/mfa_test.rego", "package policies.common.iam.mfa_test\n\nnot even rego {{{",
		"common/onlytests/x_test.rego", "package x",
		"hipaa/bindings.yaml", "bindings: []")
	checks, err := List(tree, "policies", ListOptions{})
	if err != nil || len(checks) != 1 {
		t.Fatalf("%d checks, %v", len(checks), err)
	}
	got := checks[0]
	if len(got.Digest) != 64 || len(got.Source.Digest) != 64 {
		t.Errorf("digests %q %q", got.Digest, got.Source.Digest)
	}
	got.Digest, got.Source.Digest = "", ""
	want := assessment.Check{
		ID: "common.iam.mfa", Package: "policies.common.iam.mfa",
		Title: "Multi-factor authentication", Description: "The rule asks for a second factor.\nWe read one enrolled.",
		Remediation: "Enrol a second factor.", Method: "TEST", Severity: assessment.LevelHigh,
		Citations: []assessment.Citation{{Text: "SP 800-53 Rev. 5, IA-2(1)", Ref: "https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final"}},
		Kinds:     []string{"iam-accounts"}, AppliesTo: []string{"application", "identity-provider"},
		Params:   []assessment.Param{{Name: "a"}, {Name: "max-days", Description: "Days", Controls: []string{"ac-02.03_odp.01"}}},
		NeedsNow: true, Formerly: []string{"common.iam.second-factor"}, HasSubjects: true,
		Bindings: []assessment.MetaBinding{
			{Catalog: "nist-800-53", ID: "ia-2.1", Strength: assessment.Decides, Line: 20},
			{Catalog: "nist-800-53", ID: "ia-2.2", Strength: assessment.Decides, Line: 20},
			{Catalog: "cmmc", ID: "ia.l2-3.5.3_obj.c", Strength: assessment.Supports, Line: 23},
			{Catalog: "hipaa", ID: "hipaa-164.312.d", Strength: assessment.Informs, Line: 21},
		},
		Source: assessment.Source{Path: "policies/common/iam/mfa/mfa.rego", Line: 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestMetadataProblems holds that each thing which is missing or wrong is told
// with its line.
func TestMetadataProblems(t *testing.T) {
	drop := func(key string) string {
		var out []string
		skip := false
		for _, l := range strings.Split(fullMeta, "\n") {
			indent := len(l) - len(strings.TrimLeft(l, "# "))
			if strings.HasPrefix(strings.TrimLeft(l, "# "), key+":") {
				skip = true
				continue
			}
			if skip && indent > strings.Index(fullMeta, key) && indent > 4 && !strings.HasPrefix(strings.TrimLeft(l, "# "), "custom") {
				continue
			}
			skip = false
			out = append(out, l)
		}
		return strings.Join(out, "\n")
	}
	swap := func(from, to string) string { return strings.Replace(fullMeta, from, to, 1) }
	tests := map[string]struct {
		meta string
		line int
		want string
	}{
		"no title":                 {swap("# title: Multi-factor authentication\n", ""), 0, "title"},
		"empty title":              {swap("title: Multi-factor authentication", `title: " "`), 2, "title is empty"},
		"no severity":              {swap("#   severity: high\n", ""), 0, "severity"},
		"unknown severity":         {swap("severity: high", "severity: medium"), 13, `severity "medium" is not known`},
		"unknown method":           {swap("method: TEST", "method: LOOK"), 12, `method "LOOK" is not known`},
		"no evidence":              {swap("#   evidence: [iam-accounts]\n", ""), 0, "evidence"},
		"empty evidence":           {swap("evidence: [iam-accounts]", "evidence: []"), 1, "evidence names no kind"},
		"kind is no token":         {swap("evidence: [iam-accounts]", "evidence: [IAM]"), 10, `evidence kind "IAM" is not a token`},
		"two kinds":                {swap("evidence: [iam-accounts]", "evidence: [iam-accounts, b]"), 10, "a check of document scope reads exactly one evidence kind"},
		"unknown scope":            {swap("method: TEST", "method: TEST\n#   scope: world"), 13, `scope "world" is not known`},
		"unknown need":             {swap("needs: [now]", "needs: [later]"), 14, `needs "later" is not known`},
		"no remediation":           {swap("#   remediation: Enrol a second factor.\n", ""), 0, "remediation"},
		"no citation":              {drop("related_resources"), 0, "related_resources"},
		"unknown custom key":       {swap("severity: high", "severity: high\n#   severty: low"), 14, "severty"},
		"unknown key":              {swap("# custom:", "# owner: me\n# custom:"), 9, "owner"},
		"key twice":                {swap("method: TEST", "method: TEST\n#   method: TEST"), 13, "method"},
		"broken YAML":              {swap("evidence: [iam-accounts]", "evidence: [iam-accounts"), 0, ""},
		"alias":                    {swap("evidence: [iam-accounts]", "evidence: &a [iam-accounts]"), 10, ""},
		"no METADATA":              {"", 1, "the check has no METADATA above its package"},
		"scope of rules":           {swap("# title:", "# scope: subpackages\n# title:"), 1, "scope"},
		"severity of a wrong type": {swap("severity: high", "severity: [high]"), 13, "severity"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			checks, err := List(policies("common/iam/mfa/mfa.rego", tt.meta+mfa), "policies", ListOptions{})
			found := problem.All(err)
			if len(found) == 0 || len(checks) != 0 {
				t.Fatalf("%d problems, %d checks", len(found), len(checks))
			}
			p := found[0]
			if !strings.Contains(p.What, tt.want) || p.Place.Path != "policies/common/iam/mfa/mfa.rego" || tt.line > 0 && p.Place.Line != tt.line || p.Place.Line == 0 {
				t.Errorf("got %v, want line %d: %s", p, tt.line, tt.want)
			}
		})
	}
}

// TestDidYouMean holds that a misspelt key is answered with the right one.
func TestDidYouMean(t *testing.T) {
	_, err := List(policies("a/a.rego", strings.Replace(fullMeta, "remediation:", "remedation:", 1)+"package policies.a\n"), "policies", ListOptions{})
	if err == nil || !strings.Contains(err.Error(), `did you mean "remediation"`) && !strings.Contains(err.Error(), "did you mean remediation") {
		t.Errorf("got %v", err)
	}
}

// TestPackageFitsDirectory holds the names of packages in both trees.
func TestPackageFitsDirectory(t *testing.T) {
	tests := []struct {
		dir, pkg  string
		workspace bool
		want      string
	}{
		{"common/iam/mfa", "policies.common.iam.mfa", false, ""},
		{"common/iam/mfa", "policies.common.iam.other", false, "write package policies.common.iam.mfa"},
		{"acme/x", "local.acme.x", true, ""},
		{"local/acme/x", "local.acme.x", true, ""},
		{"acme/x", "policies.acme.x", true, "write package local.acme.x"},
		{"acme/x", "local.acme.y", true, "write package local.acme.x"},
	}
	for _, tt := range tests {
		tree := fstest.MapFS{tt.dir + "/x.rego": {Data: []byte(fullMeta + "package " + tt.pkg + "\n")}}
		checks, err := List(tree, "policies", ListOptions{Workspace: tt.workspace})
		switch {
		case tt.want == "" && (err != nil || checks[0].Package != tt.pkg || checks[0].ID != strings.TrimPrefix(tt.pkg, "policies.")):
			t.Errorf("%+v: %v %v", tt, checks, err)
		case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%+v: %v", tt, err)
		}
	}
}

// TestHostileModules holds that a file which cannot be Rego is a problem with
// its place.
func TestHostileModules(t *testing.T) {
	for name, data := range map[string]string{
		"byte order mark": "\xef\xbb\xbf" + fullMeta + mfa,
		"UTF-16":          "\xff\xfep\x00a\x00",
		"not UTF-8":       "package \xff\xfe x",
		"NUL":             "package x\x00",
		"huge":            "package x\n" + strings.Repeat("# x\n", 1<<18),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := List(policies("a/a.rego", data), "policies", ListOptions{})
			if err == nil || !strings.HasPrefix(err.Error(), "policies/a/a.rego: ") {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestDigestFollowsImports holds that a check's digest changes with what it
// imports, directly or through the library, and with nothing else.
func TestDigestFollowsImports(t *testing.T) {
	files := func(change ...string) fs.FS {
		tree := policies(
			"lib/a/a.rego", "package policies.lib.a\n\nimport data.policies.lib.b\n\nx := b.y\n",
			"lib/b/b.rego", "package policies.lib.b\n\ny := 1\n",
			"lib/c/c.rego", "package policies.lib.c\n\nz := 1\n",
			"common/x/x.rego", fullMeta+"package policies.common.x\n\nimport data.policies.lib.a\n",
			"common/x/x_test.rego", "package policies.common.x_test\n")
		for _, c := range change {
			tree[c] = &fstest.MapFile{Data: append(tree[c].Data, "# changed\n"...)}
		}
		return tree
	}
	digestOf := func(tree fs.FS) string {
		checks, err := List(tree, "policies", ListOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return checks[0].Digest
	}
	base := digestOf(files())
	for file, changes := range map[string]bool{
		"common/x/x.rego": true, "lib/a/a.rego": true, "lib/b/b.rego": true,
		"lib/c/c.rego": false, "common/x/x_test.rego": false, "lib/observe/observe.rego": false,
	} {
		if got := digestOf(files(file)) != base; got != changes {
			t.Errorf("a change of %s changes the digest: %v, want %v", file, got, changes)
		}
	}
}

// FuzzMetadata holds that no comment block breaks the reader, that every
// problem has its place, and that what is accepted is complete.
func FuzzMetadata(f *testing.F) {
	f.Add(fullMeta + mfa)
	f.Add("# METADATA\npackage policies.a\n")
	f.Add("# METADATA\n# - x\n# title: {a: [b\npackage policies.a")
	f.Add("# METADATA\n# title: &a x\n# description: *a\npackage policies.a")
	f.Add(strings.Replace(fullMeta, "\n", "\r\n", -1) + "package policies.a\r\n")
	f.Add("package policies.a\n# METADATA\n# title: late\n")
	f.Fuzz(func(t *testing.T, src string) {
		checks, err := List(fstest.MapFS{"a/a.rego": {Data: []byte(src)}}, "policies", ListOptions{})
		if (err == nil) != (len(checks) == 1) {
			t.Fatalf("%d checks and %v", len(checks), err)
		}
		for _, p := range problem.All(err) {
			if p.Place.Path != "policies/a/a.rego" || p.What == "" {
				t.Errorf("problem %+v", p)
			}
		}
		for _, c := range checks {
			if c.Title == "" || c.Description == "" || c.Remediation == "" || len(c.Kinds) == 0 || len(c.Citations) == 0 || c.Method == "" {
				t.Errorf("accepted with a gap: %+v", c)
			}
		}
	})
}

// BenchmarkList40 measures the start of a program with 40 embedded checks and
// no index: 5 ms, one YAML block of 24 lines each. OPA's parser would take 20 ms
// for the modules.
func BenchmarkList40(b *testing.B) {
	files := []string{}
	for i := range 40 {
		name := fmt.Sprintf("common/c%02d/c", i)
		files = append(files, name+".rego", fullMeta+strings.Replace(mfa, "common.iam.mfa", fmt.Sprintf("common.c%02d", i), 1), name+"_test.rego", mfa)
	}
	tree := policies(files...)
	for b.Loop() {
		if checks, err := List(tree, "policies", ListOptions{}); err != nil || len(checks) != 40 {
			b.Fatal(len(checks), err)
		}
	}
}

// TestIndex holds that an index changes nothing but the time it takes, and that
// one of another state of the tree is passed over.
func TestIndex(t *testing.T) {
	tree := policies("common/iam/mfa/mfa.rego", fullMeta+mfa)
	want, err := List(tree, "policies", ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := Index(tree, "policies")
	if err != nil {
		t.Fatal(err)
	}
	tree[IndexFile] = &fstest.MapFile{Data: b}
	got, err := List(tree, "policies", ListOptions{})
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	tree[IndexFile] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(string(b), "Multi-factor", "Stale-factor"))}
	if got, _ := List(tree, "policies", ListOptions{}); got[0].Title != "Stale-factor authentication" {
		t.Error("the index was not used")
	}
	tree["common/iam/mfa/mfa.rego"].Data = append(tree["common/iam/mfa/mfa.rego"].Data, "\n# changed\n"...)
	if got, _ := List(tree, "policies", ListOptions{}); got[0].Title != "Multi-factor authentication" {
		t.Error("a stale index was used")
	}
	tree[IndexFile] = &fstest.MapFile{Data: b[:len(b)/2]}
	if got, _ := List(tree, "policies", ListOptions{}); len(got) != 1 {
		t.Error("a damaged index was used")
	}
}
