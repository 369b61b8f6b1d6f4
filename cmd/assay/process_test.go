package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/assay-compliance/assay/examples"
)

// meridian lays the shipped example out in a directory, its files made in the
// order that sort gives them.
func meridian(t testing.TB, sort func(paths []string)) string {
	t.Helper()
	tree, err := fs.Sub(examples.FS, "meridian")
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	err = fs.WalkDir(tree, ".", func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	sort(paths)
	dir := t.TempDir()
	for _, path := range paths {
		text, err := fs.ReadFile(tree, path)
		if err != nil {
			t.Fatal(err)
		}
		if err := writeFile(filepath.Join(dir, filepath.FromSlash(path)), text); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// assay makes a process of the program in dir; TestMain put it on the path.
func assay(dir string, args ...string) *exec.Cmd {
	c := exec.Command("assay", args...)
	c.Dir = dir
	return c
}

// code runs c and gives its exit code and what it printed.
func code(t testing.TB, c *exec.Cmd) (int, string) {
	t.Helper()
	var b bytes.Buffer
	c.Stdout, c.Stderr = &b, &b
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), b.String()
}

// Neither the number of cores, nor the order in which files were made, nor
// whether a run is the first or the second shows in a byte.
func TestTheSameInputsGiveTheSameBytes(t *testing.T) {
	t.Parallel()
	orders := map[string]func([]string){
		"one core, files made in order": slices.Sort[[]string],
		"two cores, files made in another order": func(p []string) {
			rand.New(rand.NewPCG(1, 2)).Shuffle(len(p), func(i, j int) { p[i], p[j] = p[j], p[i] })
		},
	}
	type run struct{ dir, screen string }
	var runs []run
	for name, order := range orders {
		dir := meridian(t, order)
		for range 2 {
			c := assay(dir, "assess", "--as-of", asOf, "--all")
			c.Env = append(os.Environ(), "GOMAXPROCS="+map[bool]string{true: "1", false: "2"}[strings.HasPrefix(name, "one")])
			got, screen := code(t, c)
			if got != 1 {
				t.Fatalf("%s: exit code %d: %s", name, got, screen)
			}
			kept := t.TempDir()
			if err := os.CopyFS(kept, os.DirFS(filepath.Join(dir, "results"))); err != nil {
				t.Fatal(err)
			}
			runs = append(runs, run{kept, screen})
		}
	}
	for _, r := range runs[1:] {
		diff, err := differs(runs[0].dir, r.dir)
		if err != nil {
			t.Fatal(err)
		}
		if diff != "" {
			t.Error(diff)
		}
		if r.screen != runs[0].screen {
			t.Error("the screens differ")
		}
	}
}

// Of evidence that is the same under two paths one path names the file, always the
// same one, whatever the number of cores and whether the results before have it.
func TestTwinFilesAreNamedTheSameWay(t *testing.T) {
	t.Parallel()
	const files = 40
	dir := tenants(t, files)
	for i := range files {
		at := fmt.Sprintf("%05d.json", i)
		text, err := os.ReadFile(filepath.Join(dir, "accounts", fmt.Sprintf("%02d", i%37), at))
		if err != nil {
			t.Fatal(err)
		}
		for _, twin := range []string{"00", "99"} {
			if err := writeFile(filepath.Join(dir, "accounts", twin, "twin-"+at), text); err != nil {
				t.Fatal(err)
			}
		}
	}
	first := ""
	for i, cores := range []string{"1", "8", "8", "1"} {
		if i == 2 {
			if err := os.RemoveAll(filepath.Join(dir, "results")); err != nil {
				t.Fatal(err)
			}
		}
		c := assay(dir, "assess", "--as-of", asOf)
		c.Env = append(os.Environ(), "GOMAXPROCS="+cores)
		if got, screen := code(t, c); got != 1 {
			t.Fatalf("exit code %d: %s", got, screen)
		}
		kept := t.TempDir()
		if err := os.CopyFS(kept, os.DirFS(filepath.Join(dir, "results"))); err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = kept
			continue
		}
		diff, err := differs(first, kept)
		if err != nil || diff != "" {
			t.Errorf("run %d: %v %s", i+1, err, diff)
		}
	}
}

// tenants is a workspace with many small files of evidence, so that a run takes
// long enough to be killed in the middle of it; one account in it fails.
func tenants(t testing.TB, files int) string {
	t.Helper()
	dir := t.TempDir()
	config := "system-id: tenants\nsystem:\n  - {key: idp, type: identity-provider, title: Sign-in}\nframeworks: [cmmc-l2]\n" +
		"sources:\n  - {path: \"accounts/**/*.json\", kinds: [iam-accounts], component: idp}\n"
	if err := writeFile(filepath.Join(dir, "assay.yaml"), []byte(config)); err != nil {
		t.Fatal(err)
	}
	for i := range files {
		envelope := fmt.Appendf(nil, `{"kind": "iam-accounts", "component": "idp", "subject": "tenant-%05d", "collected": "2026-11-18T06:00:00Z", "payload": {"accounts": [
			{"id": "user-%05d", "type": "person", "interactive": true, "enabled": true, "privileged": false, "mfa_devices": %d, "mfa_required": true,
			"replay_resistant": true, "owner": "user-%05d", "approved_by": "board", "approved_on": "2026-03-01T10:00:00Z", "employment": "active"}]}}`, i, i, min(i, 1), i)
		if err := writeFile(filepath.Join(dir, "accounts", fmt.Sprintf("%02d", i%37), fmt.Sprintf("%05d.json", i)), envelope); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// Killed at any moment, a run leaves the results of the one before whole or its
// own, and a recorded state that the next run reads.
func TestARunKilledAtAnyMomentLeavesWholeResults(t *testing.T) {
	t.Parallel()
	files, kills := 2500, 8
	if testing.Short() {
		files, kills = 300, 3
	}
	dir := tenants(t, files)
	at := time.Date(2026, 11, 19, 0, 0, 0, 0, time.UTC)
	args := func() []string {
		at = at.Add(time.Second) // each run would write other bytes
		return []string{"assess", "--record", "--as-of", at.Format(time.RFC3339)}
	}
	// The very first run too: there are no results, or whole ones.
	first := assay(dir, args()...)
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond)
	_ = first.Process.Kill()
	_ = first.Wait()
	if _, err := os.Stat(filepath.Join(dir, "results")); err == nil {
		if err := whole(filepath.Join(dir, "results")); err != nil {
			t.Fatal(err)
		}
	}
	start := time.Now()
	if got, out := code(t, assay(dir, args()...)); got != 1 {
		t.Fatalf("exit code %d: %s", got, out)
	}
	took := time.Since(start)
	random := rand.New(rand.NewPCG(3, 4))
	before, after := 0, 0
	for i := range kills {
		last := manifestTime(t, dir)
		c := assay(dir, args()...)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		// From the first read to a little behind the end.
		time.Sleep(took/20 + time.Duration(random.Int64N(int64(took*5/4))))
		_ = c.Process.Kill()
		_ = c.Wait()
		if err := whole(filepath.Join(dir, "results")); err != nil {
			t.Fatalf("kill %d: %v", i, err)
		}
		switch manifestTime(t, dir) {
		case last:
			before++
		case at.Format(time.RFC3339):
			after++
		default:
			t.Fatalf("kill %d: the results are of %s, neither of the run before nor of this one", i, manifestTime(t, dir))
		}
	}
	t.Logf("a run takes %s; %d were killed before their results stood, %d after", took.Round(time.Millisecond), before, after)
	if before == 0 {
		t.Error("no run was killed before it was done: the test shows nothing")
	}
	if got, out := code(t, assay(dir, args()...)); got != 1 {
		t.Errorf("the run after the kills has exit code %d: %s", got, out)
	}
	if err := whole(filepath.Join(dir, "results")); err != nil {
		t.Error(err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".results*")); len(left) > 0 {
		t.Errorf("%v is left over", left)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "poam", ".record-*")); len(left) > kills {
		t.Errorf("%v is left over", left)
	}
}

// Interrupted, a run says so, ends with 130 and writes nothing.
func TestAnInterruptedRunWritesNothing(t *testing.T) {
	t.Parallel()
	dir := tenants(t, 3)
	rule, err := os.ReadFile(filepath.Join("testdata", "check.rego"))
	if err != nil {
		t.Fatal(err)
	}
	// A check that would go on until the clock stops it, half a minute later.
	loop := strings.NewReplacer("PACKAGE", "local.loop", "CONDITION", "count([1 | some a in numbers.range(1, 99999); some b in numbers.range(1, 99999); a == b]) > 0").Replace(string(rule))
	if err := writeFile(filepath.Join(dir, "policies", "loop", "loop.rego"), []byte(loop)); err != nil {
		t.Fatal(err)
	}
	c := assay(dir, "assess", "--as-of", asOf)
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Second)
	if err := c.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	if got := c.ProcessState.ExitCode(); got != 130 {
		t.Errorf("exit code %d, want 130: %s", got, out.String())
	}
	if !strings.Contains(out.String(), "interrupted; nothing was written") {
		t.Errorf("it says %q", out.String())
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != "assay.yaml" && e.Name() != "accounts" && e.Name() != "policies" {
			t.Errorf("%s was written", e.Name())
		}
	}
}

// manifestTime is the time of assessment of the results that stand.
func manifestTime(t testing.TB, dir string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "results", "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		AsOf string `json:"as-of"`
	}
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	return m.AsOf
}
