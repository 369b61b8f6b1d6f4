package records_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

var fences = regexp.MustCompile("(?s)```yaml\n# (attestations|decisions)/(\\S+)\n(.*?)```")

// Every file of the documentation is whole.
func TestTheFilesOfTheDocumentationLackNothing(t *testing.T) {
	files, kinds := map[string]string{}, 0
	for _, page := range []string{"attestations", "decisions"} {
		text, err := os.ReadFile("../../docs/" + page + ".md")
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range fences.FindAllStringSubmatch(string(text), -1) {
			files[m[1]+"/"+m[2]] = m[3]
			for _, path := range regexp.MustCompile(`path: ([^ ,\n]+)`).FindAllStringSubmatch(m[3], -1) {
				files[path[1]] = "report\n"
			}
			kinds++
		}
	}
	got, err := read(t, files)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(got.Attestations) + len(got.Decisions); n != kinds || n != 1+len(allKinds) {
		t.Errorf("%d files, %d read; the pages show one of each kind", kinds, n)
	}
	for _, a := range got.Attestations {
		if a.Said.Lacks != nil {
			t.Errorf("%s lacks %s", a.Said.ID, strings.Join(a.Said.Lacks, "; "))
		}
	}
	for _, d := range got.Decisions {
		if d.Made.Lacks != nil {
			t.Errorf("%s lacks %s", d.Made.ID, strings.Join(d.Made.Lacks, "; "))
		}
	}
}
