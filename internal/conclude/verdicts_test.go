package conclude

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// docs/verdicts.md links each rule to the test that holds it: the link's text
// is a test function, a row of a table, or a Rego test, in the file it names.
func TestEveryRuleNamesItsTest(t *testing.T) {
	text, err := os.ReadFile("../../docs/verdicts.md")
	if err != nil {
		t.Fatal(err)
	}
	link := regexp.MustCompile(`\[([^\]]+)\]\((\.\./[^)]+)\)`)
	files := map[string]string{}
	rules, inTable := 0, false
	for _, line := range strings.Split(string(text), "\n") {
		row := strings.HasPrefix(line, "|")
		if !row || !inTable || strings.HasPrefix(line, "|---") {
			inTable = row
			continue
		}
		rules++
		found := link.FindAllStringSubmatch(line, -1)
		if len(found) == 0 {
			t.Errorf("a rule without a test: %s", line)
		}
		for _, m := range found {
			name, path := m[1], filepath.Join("../../docs", m[2])
			if _, ok := files[path]; !ok {
				body, err := os.ReadFile(path)
				if err != nil {
					t.Errorf("%s: %v", name, err)
				}
				files[path] = string(body)
			}
			body := files[path]
			if !strings.Contains(body, `"`+name+`"`) && !strings.Contains(body, "func "+name+"(") && !strings.Contains(body, "\n"+name+" if {") {
				t.Errorf("%s has no test %q", m[2], name)
			}
		}
	}
	if rules < 80 {
		t.Errorf("read %d rules only", rules)
	}
}
