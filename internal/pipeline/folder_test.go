package pipeline_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/oscal"
)

// TestEveryPolicyDigestCanBeRecomputedFromTheFolder reads what a run wrote as
// docs/documents.md says: nothing but the folder of a framework is needed to know
// which modules a check consists of, and that none is missing.
func TestEveryPolicyDigestCanBeRecomputedFromTheFolder(t *testing.T) {
	dir := example(t)
	assess(t, dir)
	found, err := filepath.Glob(filepath.Join(dir, "results", "*", "assessment-results.json"))
	if err != nil || len(found) != 3 {
		t.Fatal(found, err)
	}
	for _, file := range found {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var doc struct {
			AR oscal.AssessmentResults `json:"assessment-results"`
		}
		if err := json.Unmarshal(text, &doc); err != nil {
			t.Fatal(err)
		}
		placed := map[string][]byte{} // by place in the repository
		for _, r := range *doc.AR.BackMatter.Resources {
			if r.Props != nil && (*r.Props)[0].Value == "policy" {
				if placed[r.Title], err = os.ReadFile(filepath.Join(filepath.Dir(file), (*r.Rlinks)[0].Href)); err != nil {
					t.Fatal(err)
				}
			}
		}
		checked := 0
		for _, o := range *doc.AR.Results[0].Observations {
			want, at := "", ""
			for _, p := range *o.Props {
				if p.Name == "policy-sha256" {
					want = p.Value
				}
			}
			for _, l := range *o.Links {
				if l.Rel == "policy" {
					at = l.Text[:strings.LastIndex(l.Text, ":")]
				}
			}
			if got := policyDigest(placed, path.Dir(at)); got != want {
				t.Errorf("%s: %s at %s: %s, recomputed %s", filepath.Base(filepath.Dir(file)), o.Title, at, want, got)
			}
			checked++
		}
		if checked < 20 {
			t.Errorf("%s has %d observations", file, checked)
		}
	}
}

var libraryName = regexp.MustCompile(`policies\.lib((?:\.\w+)*)`)

// policyDigest is the digest of the check in dir, over the modules placed.
func policyDigest(placed map[string][]byte, dir string) string {
	const library = "assay:policies/lib"
	var lib, own []string
	for name := range placed {
		if path.Dir(name) == dir {
			own = append(own, name)
		}
	}
	slices.Sort(own)
	named := func(text []byte, module string) bool {
		pkg := strings.ReplaceAll(strings.TrimPrefix(path.Dir(module), library), "/", ".") + "."
		return slices.ContainsFunc(libraryName.FindAllSubmatch(text, -1), func(m [][]byte) bool {
			return strings.HasPrefix(string(m[1])+".", pkg) || strings.HasPrefix(pkg, string(m[1])+".")
		})
	}
	for todo := slices.Clone(own); len(todo) > 0; todo = todo[1:] {
		for name := range placed {
			if strings.HasPrefix(name, library+"/") && !slices.Contains(lib, name) && named(placed[todo[0]], name) {
				lib, todo = append(lib, name), append(todo, name)
			}
		}
	}
	slices.Sort(lib)
	h := sha256.New()
	for _, name := range append(lib, own...) {
		sum := sha256.Sum256(placed[name])
		io.Copy(h, bytes.NewReader(append([]byte(path.Base(name)+"\x00"), sum[:]...)))
	}
	return hex.EncodeToString(h.Sum(nil))
}
