package emit

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// resourceText is a document with one resource that is linked by href.
func resourceText(title, href, digest string) string {
	return `{"assessment-results": {"back-matter": {"resources": [{"uuid": "u", "title": "` + title + `", "props": [{"name": "type", "value": "evidence"}],
		"rlinks": [{"href": "` + href + `", "hashes": [{"algorithm": "SHA-256", "value": "` + digest + `"}]}]}]}}}`
}

// Only files in the document's folder that are named by digest are artifacts.
func TestArtifactsStandBesideTheirDocument(t *testing.T) {
	sum := strings.Repeat("a", 64)
	for name, c := range map[string]struct {
		href, digest string
		want         string
	}{
		"beside it":             {"./resources/" + sum, sum, "resources/" + sum},
		"beside it, bare":       {"resources/x", strings.ToUpper(sum), "resources/x"},
		"elsewhere":             {"https://example.com/x", sum, ""},
		"above it":              {"./../secret", sum, ""},
		"far above it":          {"./resources/../../../etc/passwd", sum, ""},
		"above it, bare":        {"../secret", sum, ""},
		"a place of the system": {"/etc/passwd", sum, ""},
		"without a digest":      {"./resources/x", "", ""},
		"with no hex digest":    {"./resources/x", strings.Repeat("z", 64), ""},
	} {
		got, err := Artifacts("ar.json", t.TempDir(), []byte(resourceText("t", c.href, c.digest)))
		if err != nil || len(got) != 1 || got[0].Place != c.want || (got[0].Digest == sum) != (c.want != "") {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	other := strings.ReplaceAll(resourceText("t", "./resources/x", sum), "SHA-256", "SHA3-256")
	if got, err := Artifacts("ar.json", t.TempDir(), []byte(other)); err != nil || len(got) != 1 || got[0].Place != "" {
		t.Errorf("another algorithm: %v, %v", got, err)
	}
	if _, err := Artifacts("ar.json", t.TempDir(), []byte("nothing")); err == nil {
		t.Error("what is no JSON has artifacts")
	}
}

// A list of files is opened, and must be what the document names.
func TestArtifactsOfAListedSet(t *testing.T) {
	dir := t.TempDir()
	a, b := strings.Repeat("a", 64), strings.Repeat("b", 64)
	list := a + "  evidence/a.json\n" + b + "  evidence/b c.json\n"
	if err := os.Mkdir(filepath.Join(dir, resourcesDir), 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(text string) string {
		digest := digestOf([]byte(text))
		if err := os.WriteFile(filepath.Join(dir, resourcesDir, digest), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return digest
	}
	digest := write(list)
	got, err := Artifacts("ar.json", dir, []byte(resourceText(filesOf+"evidence-set-x.txt", "./resources/"+digest, digest)))
	if err != nil || len(got) != 3 || got[2].Name != "evidence/b c.json" || got[2].Place != "resources/"+b {
		t.Fatalf("%v, %v", got, err)
	}
	damaged := write("no digest  x\n")
	for name, c := range map[string][2]string{"gone": {a, a}, "changed": {digest, a}, "damaged": {damaged, damaged}} {
		if _, err := Artifacts("ar.json", dir, []byte(resourceText(filesOf+"x", "./resources/"+c[0], c[1]))); err == nil {
			t.Errorf("a list that is %s is read", name)
		}
	}
}

// FuzzArtifacts: no artifact of whatever document stands outside its folder.
func FuzzArtifacts(f *testing.F) {
	f.Add([]byte(resourceText("t", "./resources/x", strings.Repeat("a", 64))))
	f.Add([]byte(resourceText("t", "./a/../../b", strings.Repeat("a", 64))))
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := Artifacts("ar.json", t.TempDir(), text)
		if err != nil {
			return
		}
		for _, a := range got {
			if a.Place+a.Digest != "" && (!filepath.IsLocal(filepath.FromSlash(a.Place)) || !digestShape.MatchString(a.Digest)) {
				t.Errorf("%q stands outside, or has no digest", a.Place)
			}
		}
	})
}
