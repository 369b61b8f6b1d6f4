package main

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Whatever byte of signed results is changed, and whichever file of them is gone,
// the check of their signatures says no and names the file.
func TestSignedResultsThatWereChangedAreRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	results, key := filepath.Join(dir, "results"), filepath.Join(dir, "release")
	workspace := meridian(t, slices.Sort[[]string])
	if code, _, errOut := in("assess", "-c", filepath.Join(workspace, "assay.yaml"), "--as-of", asOf, "--out", results); code != 1 {
		t.Fatalf("assess: %d: %s", code, errOut)
	}
	for _, args := range [][]string{{"evidence", "keygen", key}, {"sign", results, "--key", key + ".pem"}} {
		if code, _, errOut := in(args...); code != 0 {
			t.Fatalf("%v: %d: %s", args, code, errOut)
		}
	}
	verify := func() (int, string) {
		code, out, errOut := in("sign", results, "--verify", key+".pub")
		if errOut != "" {
			t.Fatal(errOut)
		}
		return code, out
	}
	if code, out := verify(); code != 0 {
		t.Fatalf("signed: %d: %s", code, out)
	}
	files, err := tree(results)
	if err != nil {
		t.Fatal(err)
	}
	// One of each kind of file: a digest in a name is no kind, nor is a framework.
	kinds := map[string]string{}
	for name := range files {
		kind := path.Ext(name) + " in resources"
		if path.Base(path.Dir(name)) != "resources" {
			kind = path.Base(name)
		}
		if old, ok := kinds[kind]; !ok || name < old {
			kinds[kind] = name
		}
	}
	for _, needed := range []string{"manifest.json", "manifest.json.sigstore.json", "assessment-plan.json", "assessment-results.json", "poam.json", "measure.json"} {
		if kinds[needed] == "" {
			t.Errorf("no %s among the results: %v", needed, kinds)
		}
	}
	for kind, name := range kinds {
		at := filepath.Join(results, filepath.FromSlash(name))
		text, err := os.ReadFile(at)
		if err != nil {
			t.Fatal(err)
		}
		refused := func(how string) {
			t.Helper()
			if code, out := verify(); code != 1 || !strings.Contains(out, strings.TrimSuffix(name, ".sigstore.json")) {
				t.Errorf("%s, %s: exit code %d: %s", kind, how, code, out)
			}
		}
		changed := slices.Clone(text)
		changed[len(changed)/2] ^= 1
		if err := os.WriteFile(at, changed, 0o644); err != nil {
			t.Fatal(err)
		}
		refused("one bit changed")
		if err := os.Remove(at); err != nil {
			t.Fatal(err)
		}
		if kind != "manifest.json" {
			refused("gone")
		} else if code, out := verify(); code != 1 || !strings.Contains(out, "no signed manifest names it") {
			t.Errorf("without the manifest: exit code %d: %s", code, out)
		}
		if err := os.WriteFile(at, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if code, out := verify(); code != 0 {
		t.Errorf("put back: %d: %s", code, out)
	}
}
