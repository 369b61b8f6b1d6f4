package evaluate

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/jsonast"
)

const asOfText = "2026-11-20T00:00:00Z"

func asOf() time.Time {
	t, _ := time.Parse(time.RFC3339, asOfText)
	return t
}

// observeLib is the library as policies write it.
const observeLib = `package policies.lib.observe

pass(id, why) := {"subject": id, "outcome": "pass", "why": why}

fail(id, why) := {"subject": id, "outcome": "fail", "why": why}

skip(id, why) := {"subject": id, "outcome": "skip", "why": why}

part(outcome, name) := object.union(outcome, {"of": name})
`

const accountsSchema = `{
 "type": "object", "required": ["accounts"], "additionalProperties": false,
 "properties": {"accounts": {"type": "array", "items": {
  "type": "object", "additionalProperties": false, "required": ["id"],
  "properties": {"id": {"type": "string"}, "mfa_devices": {"type": ["integer", "null"]}, "interactive": {"type": "boolean"}}}}}}`

const hostSchema = `{
 "type": "object", "additionalProperties": false,
 "properties": {"ssh": {"type": "object", "properties": {"root": {"type": "string"}}}, "days": {"type": "integer"}, "n": {"type": "string"}}}`

func testKinds(t testing.TB, more ...string) *evidence.Kinds {
	t.Helper()
	inventory, err := fs.ReadFile(evidence.Schemas, "schemas/inventory.json")
	if err != nil {
		t.Fatal(err)
	}
	tree := fstest.MapFS{
		"evidence/schemas/iam-accounts.json": {Data: []byte(accountsSchema)},
		"evidence/schemas/host-config.json":  {Data: []byte(hostSchema)},
		"evidence/schemas/inventory.json":    {Data: inventory},
	}
	for i := 0; i+1 < len(more); i += 2 {
		tree["evidence/schemas/"+more[i]+".json"] = &fstest.MapFile{Data: []byte(more[i+1])}
	}
	kinds, err := evidence.LoadKinds(tree)
	if err != nil {
		t.Fatal(err)
	}
	return kinds
}

// meta writes a METADATA block; custom lines come on top of the required ones.
func meta(kind string, custom ...string) string {
	s := "# METADATA\n# title: T\n# description: D\n# related_resources:\n#   - {description: R, ref: \"https://example.org/r\"}\n# custom:\n#   evidence: " + kind +
		"\n#   method: TEST\n#   severity: high\n#   remediation: Mend it.\n"
	for _, c := range custom {
		s += "#   " + c + "\n"
	}
	return s
}

// policies makes an embedded tree with the library and the given files.
func policies(files ...string) fstest.MapFS {
	tree := fstest.MapFS{"lib/observe/observe.rego": {Data: []byte(observeLib)}}
	for i := 0; i+1 < len(files); i += 2 {
		tree[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return tree
}

const mfa = `package policies.common.iam.mfa

import data.policies.lib.observe

subjects contains account.id if some account in input.accounts

observations contains observe.pass(account.id, "enrolled") if {
	some account in input.accounts
	account.interactive
	account.mfa_devices > 0
}

observations contains observe.fail(account.id, "no second factor") if {
	some account in input.accounts
	account.interactive
	account.mfa_devices == 0
}

observations contains observe.skip(account.id, "cannot log in") if {
	some account in input.accounts
	account.interactive == false
}
`

const sshRoot = `package policies.common.host.ssh

import data.policies.lib.observe

observations contains observe.pass(data.assay.evidence.subject, "root may not log in") if input.ssh.root == "no"

observations contains observe.fail(data.assay.evidence.subject, "root may log in") if input.ssh.root == "yes"

observations contains observe.skip(data.assay.evidence.subject, "no ssh here") if input.ssh.root == "none"
`

// fakeStream gives documents read from JSON envelopes, some at a time.
type fakeStream struct {
	files []fakeFile
	per   int // documents of one item
	at    int
}

type fakeFile struct {
	path   string
	text   string
	change func(*evidence.Document) // nil: as it is read
}

func (s *fakeStream) Close() error { return nil }

func (s *fakeStream) Next(context.Context) (evidence.Item, error) {
	if s.at >= len(s.files) {
		return nil, io.EOF
	}
	n := max(1, s.per)
	item := fakeItem{first: s.at, files: s.files[s.at:min(len(s.files), s.at+n)]}
	s.at += n
	return item, nil
}

type fakeItem struct {
	first int
	files []fakeFile
}

func (it fakeItem) Documents(_ context.Context, yield func(*evidence.Document) error) error {
	dec := jsonast.New(jsonast.Default())
	for i, f := range it.files {
		b := []byte(f.text)
		d := evidence.ReadEnvelope(b, dec)
		d.Order = evidence.Order{File: it.first + i}
		d.Path = f.path
		if d.Subject == "" {
			d.Subject = d.Component
		}
		if f.change != nil {
			f.change(d)
		}
		if err := yield(d); err != nil {
			return err
		}
		clear(b) // a document is not valid after yield
	}
	return nil
}

// envelope writes one envelope.
func envelope(kind, component, subject, collected, payload string) string {
	s := fmt.Sprintf(`{"kind": %q, "component": %q, `, kind, component)
	if subject != "" {
		s += fmt.Sprintf(`"subject": %q, `, subject)
	}
	if collected != "" {
		s += fmt.Sprintf(`"collected": %q, `, collected)
	}
	return s + `"payload": ` + payload + `}`
}

const freshTime = "2026-11-10T00:00:00Z"

// situation is a whole run, small.
type situation struct {
	embedded  fs.FS
	workspace fs.FS
	conftest  []Conftest
	kinds     *evidence.Kinds
	comps     []assessment.Component
	declared  map[string][]string // kind → components
	listed    []string            // assets of component web that a system security plan lists
	params    map[string]string
	unset     []string
	looser    []string
	files     []fakeFile
	opt       Options
	per       int
}

func (s *situation) file(text string) {
	s.files = append(s.files, fakeFile{path: fmt.Sprintf("evidence/%03d.json", len(s.files)), text: text})
}

// checks lists every check of the situation.
func (s *situation) checks(t testing.TB) []assessment.Check {
	t.Helper()
	checks, err := List(s.embedded, EmbeddedPath, ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if s.workspace != nil {
		own, err := List(s.workspace, "policies", ListOptions{Workspace: true, Library: s.embedded})
		if err != nil {
			t.Fatal(err)
		}
		checks = append(checks, own...)
	}
	for _, c := range s.conftest {
		own, err := ListConftest(c)
		if err != nil {
			t.Fatal(err)
		}
		checks = append(checks, own...)
	}
	return checks
}

// plan runs every check once with the situation's parameters.
func (s *situation) plan(checks []assessment.Check) *assessment.Plan {
	if s.comps == nil {
		s.comps = []assessment.Component{{Key: "web", Type: "application"}}
	}
	p := &assessment.Plan{System: &assessment.System{Components: s.comps}, AsOf: asOf(), Declared: assessment.Declared{}}
	for _, name := range s.listed {
		if p.System.SSP == nil {
			p.System.SSP = &assessment.SecurityPlan{}
		}
		p.System.SSP.Inventory = append(p.System.SSP.Inventory, assessment.PlanAsset{Component: "web", Asset: name}, assessment.PlanAsset{Component: "elsewhere", Asset: name})
	}
	for _, c := range s.comps {
		p.System.Boundary = append(p.System.Boundary, c.Key)
	}
	slices.Sort(p.System.Boundary)
	for kind, comps := range s.declared {
		for _, c := range comps {
			p.Declared.Add(kind, c)
		}
	}
	for i := range checks {
		key := assessment.RunKey{Check: checks[i].ID}
		if len(s.params) > 0 {
			key.Params = fmt.Sprintf("%x", sha256.Sum256([]byte(fmt.Sprint(s.params))))
		}
		p.Runs = append(p.Runs, assessment.Run{Key: key, Check: &checks[i], Params: s.params, Unset: s.unset, Looser: s.looser})
	}
	slices.SortFunc(p.Runs, func(a, b assessment.Run) int { return strings.Compare(a.Key.Check, b.Key.Check) })
	return p
}

func (s *situation) engine(t testing.TB, checks []assessment.Check) *Engine {
	t.Helper()
	if s.kinds == nil {
		s.kinds = testKinds(t)
	}
	e, err := Compile(context.Background(), Sources{Embedded: s.embedded, Workspace: s.workspace, WorkspacePath: "policies", Conftest: s.conftest}, s.kinds, checks, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func (s *situation) run(t testing.TB) *assessment.Observations {
	t.Helper()
	checks := s.checks(t)
	e := s.engine(t, checks)
	opt := s.opt
	if opt.SpoolDir == "" {
		opt.SpoolDir = t.TempDir()
	}
	obs, err := e.Run(context.Background(), s.plan(checks), &fakeStream{files: s.files, per: s.per}, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := obs.Close(); err != nil {
			t.Error(err)
		}
	})
	return obs
}

// lines prints observations, one subject a line, for comparison.
func lines(t testing.TB, obs *assessment.Observations) string {
	t.Helper()
	var b strings.Builder
	for _, o := range obs.All {
		n := 0
		var last assessment.Subject
		for s, err := range o.Subjects {
			if err != nil {
				t.Fatal(err)
			}
			if n++; compareSubjects(last, s) > 0 {
				t.Errorf("observation of %s is out of order: %s/%s comes behind %s/%s", o.Run.Check, s.Asset, s.ID, last.Asset, last.ID)
			}
			last = s
			fmt.Fprintf(&b, "%s %s %s", o.Run.Check, o.Component, s.Outcome)
			if s.Reason != "" {
				fmt.Fprintf(&b, "/%s", s.Reason)
			}
			fmt.Fprintf(&b, " %s: %s\n", s.Name(), s.Why)
		}
		if n != o.Count || o.Count == 0 {
			t.Errorf("observation of %s counts %d and has %d subjects", o.Run.Check, o.Count, n)
		}
	}
	return b.String()
}

// wantObservations compares observations with what lines makes of those wanted,
// and the population of each.
func wantObservations(t *testing.T, obs *assessment.Observations, want string, population assessment.Population) {
	t.Helper()
	if diff := cmp.Diff(want, lines(t, obs)); diff != "" {
		t.Error(diff)
	}
	for _, o := range obs.All {
		if diff := cmp.Diff(population, o.Population); diff != "" {
			t.Error(diff)
		}
	}
}
