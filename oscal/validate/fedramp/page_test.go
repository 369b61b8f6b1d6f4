package fedramp

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the tables of docs/fedramp-rules.md")

const page = "../../../docs/fedramp-rules.md"

// tables is every rule as the page shows it, by where it is published.
func tables() string {
	var b strings.Builder
	for _, part := range [][2]string{{"constraints", "Every model"}, {"poam.sch", "Plans of action"}, {"sar.sch", "Assessment results"}, {"guide", "What only guides and registry say"}} {
		fmt.Fprintf(&b, "## %s\n\n| rule | severity | what it asks |\n|---|---|---|\n", part[1])
		for _, r := range Rules() {
			if r.From != part[0] {
				continue
			}
			says := r.Says
			if r.State != Kept {
				says += ". **" + r.State.String() + "**: " + r.Why
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", r.ID, [...]string{"error", "warning", "note"}[r.Severity], strings.ReplaceAll(says, "|", "\\|"))
		}
		b.WriteString("\n")
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// The page shows the table of rules as it is; -update writes it there.
func TestPageShowsEveryRule(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	words, have, found := strings.Cut(string(text), "## Every model\n")
	if *update {
		if err := os.WriteFile(page, []byte(strings.TrimRight(words, "\n")+"\n\n"+tables()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !found || "## Every model\n"+have != tables() {
		t.Error("docs/fedramp-rules.md does not show the rules as they are; run go test ./oscal/validate/fedramp -update")
	}
}
