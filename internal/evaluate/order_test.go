package evaluate

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
)

// manySituation is a run with several components, kinds, ties and gaps.
func manySituation() situation {
	s := situation{
		embedded: policies(
			"common/iam/mfa/mfa.rego", meta("iam-accounts")+mfa,
			"common/host/ssh/ssh.rego", meta("host-config")+sshRoot,
			"common/iam/ownerless/o.rego", meta("[iam-accounts, host-config]", "scope: system")+ownerless),
		conftest: []Conftest{conftestOf("fleet.rego", conftestPolicy)},
		comps:    []assessment.Component{{Key: "db", Type: "server"}, {Key: "idp", Type: "identity-provider"}, {Key: "web", Type: "application"}},
		declared: map[string][]string{"iam-accounts": {"idp", "web"}, "host-config": {"web", "db"}},
	}
	words := []string{"yes", "no", "none", "other"}
	for i := range 300 {
		comp := []string{"db", "idp", "web"}[i%3]
		host := fmt.Sprintf("h%02d", i%40) // several documents of one host
		collected := fmt.Sprintf("2026-11-%02dT00:00:00Z", 1+i%12)
		if i%50 == 7 {
			collected = "2026-01-01T00:00:00Z"
		}
		s.file(envelope("host-config", comp, host, collected, fmt.Sprintf(`{"ssh": {"root": %q}, "days": %d}`, words[i%4], i%60)))
	}
	for i := range 20 {
		var accounts []string
		for j := range 30 {
			accounts = append(accounts, fmt.Sprintf(`{"id": "a%02d", "interactive": %v, "mfa_devices": %d}`, (i*7+j*11)%40, j%3 > 0, j%2))
		}
		s.file(envelope("iam-accounts", "idp", fmt.Sprint("tenant", i%3), freshTime, `{"accounts": [`+strings.Join(accounts, ", ")+`]}`))
	}
	s.file(envelope("inventory", "web", "", freshTime, `{"items": [{"id": "h01", "component": "web"}, {"id": "h99", "component": "web"}, {"id": "h02", "component": "db"}]}`))
	return s
}

// dump writes everything of a result that others may see.
func dump(t testing.TB, obs *assessment.Observations) string {
	t.Helper()
	var b strings.Builder
	for _, o := range obs.All {
		fmt.Fprintf(&b, "%v %s %v %s %v %s %v %v %v %d %+v\n", o.Run, o.Component, o.Outcome, o.Reason, o.Kinds, o.EvidenceSet, o.First, o.Last, o.Expires, o.Count, o.Population)
		for s, err := range o.Subjects {
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "  %+v\n", s)
		}
	}
	var sets []string
	for d := range obs.Sets {
		sets = append(sets, d)
	}
	slices.Sort(sets)
	for _, d := range sets {
		fmt.Fprintf(&b, "set %s %d %v\n", d, obs.Sets[d].Count, obs.Sets[d].Files)
		for e, err := range obs.Sets[d].Digests {
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(&b, " ", e)
		}
	}
	fmt.Fprintf(&b, "%+v %v %v\n", obs.Evidence, obs.Complete, obs.Inventory)
	return b.String()
}

// TestSameBytes holds that neither the number of workers, nor how evidence is
// cut into items, nor what fits into memory changes anything.
func TestSameBytes(t *testing.T) {
	s := manySituation()
	s.opt.Workers = 1
	want := dump(t, s.run(t))
	if strings.Count(want, "\n") < 500 {
		t.Fatalf("too little to compare:\n%s", want)
	}
	for _, workers := range []int{1, 2, 7} {
		for _, per := range []int{1, 16, 1000} {
			for _, memory := range []int64{1, 64 << 20} {
				s := manySituation()
				s.opt = Options{Workers: workers, Memory: memory}
				s.per = per
				if got := dump(t, s.run(t)); got != want {
					t.Errorf("%d workers, %d documents an item, %d bytes of memory: %s", workers, per, memory, cmp.Diff(want, got))
				}
			}
		}
	}
}

// TestOrderOfFiles holds that the order of evidence decides nothing. Only the
// place of a document among equals may show; there are none here.
func TestOrderOfFiles(t *testing.T) {
	s := manySituation()
	want := lines(t, s.run(t))
	random := rand.New(rand.NewSource(1))
	for range 5 {
		s := manySituation()
		random.Shuffle(len(s.files), func(i, j int) { s.files[i], s.files[j] = s.files[j], s.files[i] })
		if diff := cmp.Diff(want, lines(t, s.run(t))); diff != "" {
			t.Error(diff)
		}
	}
}

// TestSubjectsSorted holds the order of subjects and that they can be read
// twice and side by side.
func TestSubjectsSorted(t *testing.T) {
	s := manySituation()
	obs := s.run(t)
	for _, o := range obs.All {
		var first []assessment.Subject
		for sub, err := range o.Subjects {
			if err != nil {
				t.Fatal(err)
			}
			first = append(first, sub)
		}
		if !slices.IsSortedFunc(first, compareSubjects) {
			t.Errorf("%v %s %v: subjects are not sorted", o.Run, o.Component, o.Outcome)
		}
		var again []assessment.Subject
		for sub := range o.Subjects {
			for range o.Subjects {
				break
			}
			again = append(again, sub)
		}
		if diff := cmp.Diff(first, again); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(first[:min(len(first), sampleSize)], o.Sample); diff != "" {
			t.Error(diff)
		}
	}
}

// TestEvidenceSetDigest holds what names a set: the sorted digests in hex, one
// a line.
func TestEvidenceSetDigest(t *testing.T) {
	s := rootTree()
	s.file(envelope("host-config", "web", "h1", freshTime, `{"ssh": {"root": "no"}}`))
	s.file(envelope("host-config", "web", "h2", freshTime, `{"ssh": {"root": "no"}}`))
	obs := s.run(t)
	var digests []string
	for _, f := range s.files {
		digests = append(digests, fmt.Sprintf("%x\n", sha256.Sum256([]byte(f.text))))
	}
	slices.Sort(digests)
	want := fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(digests, ""))))
	if got := obs.All[0].EvidenceSet; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	sub := obs.All[0].Sample[0]
	if sub.Evidence+"\n" != fmt.Sprintf("%x\n", sha256.Sum256([]byte(s.files[0].text))) || sub.Source.Path != "evidence/000.json" || sub.Source.Digest != sub.Evidence {
		t.Errorf("subject %+v", sub)
	}
	if files := obs.Sets[want].Files; len(files) != 2 || files[0].Path != "evidence/000.json" {
		t.Errorf("files %v", files)
	}
}

// TestNothingIsLeftBehind holds that the spool directory is empty while a run
// goes on (unnamed files) or at the latest after Close, and after an error.
func TestNothingIsLeftBehind(t *testing.T) {
	dir := t.TempDir()
	s := manySituation()
	s.opt = Options{SpoolDir: dir, Memory: 1}
	obs := s.run(t)
	if err := obs.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	checks := s.checks(t)
	broken := errors.New("disk on fire")
	_, err := s.engine(t, checks).Run(context.Background(), s.plan(checks), &brokenStream{fakeStream{files: s.files}, broken}, s.opt)
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

type brokenStream struct {
	fakeStream
	err error
}

func (s *brokenStream) Next(ctx context.Context) (evidence.Item, error) {
	if s.at > 100 {
		return nil, s.err
	}
	return s.fakeStream.Next(ctx)
}

// TestCancel holds that a cancelled run ends at once, even inside a policy that
// does not.
func TestCancel(t *testing.T) {
	s := rootTree()
	s.workspace = fstest.MapFS{"acme/x/x.rego": {Data: []byte(rule(`some a in numbers.range(1, 1000000); some b in numbers.range(1, 1000000); a + b < 0`))}}
	s.file(envelope("host-config", "web", "h", freshTime, `{}`))
	checks := s.checks(t)
	ctx, cancel := context.WithCancel(context.Background())
	e := s.engine(t, checks)
	go cancel()
	if _, err := e.Run(ctx, s.plan(checks), &fakeStream{files: s.files}, Options{SpoolDir: t.TempDir()}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestWithholdingNeverPasses holds that leaving out a kind as a whole turns no
// outcome into a pass.
func TestWithholdingNeverPasses(t *testing.T) {
	passes := func(s situation) map[string]bool {
		out := map[string]bool{}
		for _, l := range strings.Split(lines(t, s.run(t)), "\n") {
			if strings.Contains(l, " pass ") {
				out[l] = true
			}
		}
		return out
	}
	all := passes(manySituation())
	for _, kind := range []string{"iam-accounts", "host-config", "inventory"} {
		s := manySituation()
		s.files = slices.DeleteFunc(s.files, func(f fakeFile) bool { return strings.Contains(f.text, `"kind": "`+kind+`"`) })
		for l := range passes(s) {
			if !all[l] {
				t.Errorf("without %s passes %s", kind, l)
			}
		}
	}
}

// endless is a stream that never ends and gives the same document again.
type endless struct{ fakeStream }

func (s *endless) Next(context.Context) (evidence.Item, error) {
	s.at++
	return fakeItem{first: s.at, files: s.files[:1]}, nil
}

// TestTimeIsOver holds that a run which is out of time decides nothing, shows
// what it saw, and says that it is not complete.
func TestTimeIsOver(t *testing.T) {
	s := rootTree()
	s.embedded = policies("common/host/ssh/ssh.rego", meta("host-config")+sshRoot, "common/iam/mfa/mfa.rego", meta("iam-accounts")+mfa)
	s.declared = map[string][]string{"iam-accounts": {"web"}}
	s.file(envelope("host-config", "web", "h", freshTime, `{"ssh": {"root": "no"}}`))
	checks := s.checks(t)
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	obs, err := s.engine(t, checks).Run(ctx, s.plan(checks), &endless{fakeStream{files: s.files}}, Options{SpoolDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer obs.Close()
	want := "common.host.ssh web undecided/deadline web: " + cutText + "\n" +
		"common.host.ssh web pass h: root may not log in\n" +
		"common.iam.mfa web undecided/deadline web: " + cutText + "\n"
	if diff := cmp.Diff(want, lines(t, obs)); diff != "" {
		t.Error(diff)
	}
	if obs.Complete || obs.Stopped != cutText {
		t.Errorf("complete %v, stopped %q", obs.Complete, obs.Stopped)
	}
}
