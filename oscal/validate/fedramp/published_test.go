package fedramp

import (
	"cmp"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// published.txt lists the ids that FedRAMP publishes. Every one has a row, and
// every row that is not the guide's own has its place in a published file.
func TestEveryPublishedRuleHasARow(t *testing.T) {
	text, err := os.ReadFile("testdata/published.txt")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]int{}
	for _, r := range Rules() {
		rows[r.ID]++
		if rows[r.ID] > 1 {
			t.Errorf("%s has two rows", r.ID)
		}
		if guide := strings.HasPrefix(r.ID, "guide-"); guide != (r.From == "guide") {
			t.Errorf("%s is from %s", r.ID, r.From)
		}
		if r.Says == "" || (r.State == Kept) != (r.Why == "") {
			t.Errorf("%s: a rule says what it asks, and why where it is not simply kept", r.ID)
		}
		if r.State != Before && len(r.looks) == 0 && r.end == nil && r.values == nil {
			t.Errorf("%s checks nothing", r.ID)
		}
	}
	ids := strings.Fields(string(text))
	if len(ids) < 100 {
		t.Fatalf("only %d published ids", len(ids))
	}
	for _, id := range ids {
		if rows[id] == 0 {
			t.Errorf("%s has no row", id)
		}
	}
}

// The list agrees with the page of facts it was made from.
func TestPublishedListIsThePage(t *testing.T) {
	dir := cmp.Or(os.Getenv("ASSAY_SHARED_REFERENCE"), filepath.Join("..", "..", "..", "..", "shared", "reference"))
	page, err := os.ReadFile(filepath.Join(dir, "oscal_output_spec.md"))
	if err != nil {
		t.Skip("no page of facts: a lone clone is held against testdata/published.txt only")
	}
	text := string(page)
	between := func(from, to string) string {
		_, rest, _ := strings.Cut(text, from)
		part, _, found := strings.Cut(rest, to)
		if !found {
			t.Fatalf("the page has no part from %s to %s", from, to)
		}
		return part
	}
	var ids []string
	for _, m := range regexp.MustCompile("`([a-z][A-Za-z0-9-]+)`").FindAllStringSubmatch(between("### 6.1", "### 6.2"), -1) {
		ids = append(ids, m[1])
	}
	severities := map[string]Severity{"fatal": Error, "error": Error, "warning": Warning}
	rows := map[string]Rule{}
	for _, r := range Rules() {
		rows[r.ID] = r
	}
	for file, part := range map[string]string{"poam.sch": between("### 6.2", "### 6.3"), "sar.sch": between("### 6.3", "### 6.4")} {
		for _, m := range regexp.MustCompile(`(?m)^\| ([A-Za-z][A-Za-z0-9-]+) \| (fatal|error|warning) \|`).FindAllStringSubmatch(part, -1) {
			ids = append(ids, m[1])
			if r := rows[m[1]]; r.From != file || r.Severity != severities[m[2]] {
				t.Errorf("%s: the row has %s, severity %d; the page %s, %s", m[1], r.From, r.Severity, file, m[2])
			}
		}
	}
	slices.Sort(ids)
	list, _ := os.ReadFile("testdata/published.txt")
	if got := strings.Fields(string(list)); !slices.Equal(got, slices.Compact(ids)) {
		t.Errorf("testdata/published.txt has %d ids, the page %d", len(got), len(ids))
	}
}
