package conclude

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/assessment"
)

// declaredWords are the values of the constants of a type in a file.
func declaredWords(t *testing.T, path, typ string) (out []string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`\t\w+\s+`+typ+`\s+= "([a-z-]+)"`).FindAllStringSubmatch(string(text), -1) {
		out = append(out, m[1])
	}
	if len(out) < 5 {
		t.Fatalf("found %q in %s", out, path)
	}
	return out
}

// Every reason has its place in the order of telling and its line in the
// documentation, and every fault of evidence is a reason.
func TestEveryReasonIsKnown(t *testing.T) {
	doc, err := os.ReadFile("../../docs/json.md")
	if err != nil {
		t.Fatal(err)
	}
	reasons := declaredWords(t, "../assessment/observation.go", "Reason")
	for _, r := range reasons {
		if !slices.Contains(tellingOrder(), assessment.Reason(r)) {
			t.Errorf("%s has no place in the order of telling", r)
		}
		if !strings.Contains(string(doc), "`"+r+"`") {
			t.Errorf("docs/json.md does not tell of %s", r)
		}
	}
	for _, f := range declaredWords(t, "../../evidence/fault.go", "Fault") {
		if !slices.Contains(reasons, f) {
			t.Errorf("fault %s is no reason", f)
		}
	}
}
