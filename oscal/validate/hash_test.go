package validate

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/oscal"
)

// A document may name a file a thousand times, or one without end.
func TestFilesAreHashedOnceAndNotWithoutEnd(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, content []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	large := strings.Repeat("x", 8<<20)
	write("large", []byte(large))
	write("endless", nil)
	sum := sum256(large)
	var links []oscal.ResourceLink
	endless := 1
	if err := os.Truncate(filepath.Join(dir, "endless"), 200<<30); err == nil {
		links = append(links, hashed("endless", "SHA-256", sum256("")))
	} else {
		t.Log("the file system has no sparse files, so none is tried:", err)
		endless = 0
	}
	for range 2000 { // 16 GB, were each read
		links = append(links, hashed("large", "SHA-256", sum), hashed("large", "SHA-512", "00"))
	}
	text, err := oscal.Marshal(resources(definition("assay:cmmc-l1", "ac.l1-b.1.i"), links...))
	if err != nil {
		t.Fatal(err)
	}
	write("doc.json", text)
	_, found := File(os.DirFS(dir), "doc.json", "references")
	tooLarge, other, rest := 0, 0, 0
	for _, f := range found {
		switch {
		case strings.Contains(f.What, "larger than 1 GiB; its hash was not checked") && f.Level == Error:
			tooLarge++
		case strings.Contains(f.What, "another SHA-512 hash"):
			other++
		case f.Level == Note && strings.Contains(f.What, "more findings of this rule are not shown"):
			rest++
		}
	}
	if tooLarge != endless || other == 0 || rest != 1 || other+tooLarge+rest != len(found) {
		t.Errorf("%d too large, %d with another hash, of %d: %v", tooLarge, other, len(found), found[:min(3, len(found))])
	}
}
