package adopt

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/assay-compliance/assay/internal/problem"
)

// report is MIGRATION.md: what became of what, how to feed it, what does not
// carry over and what to look at.
func (m *Migration) report(opt Options) []byte {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# From Lula 1 to assay")
	line("")
	line("Written by `assay import lula` from %s. Delete it once all of it is done.", md(m.Source))
	line("")
	line("## What carries over")
	line("")
	if len(m.Checks) == 0 {
		line("Nothing.")
	} else {
		line("| check | validation | bound to | evidence kind |")
		line("| --- | --- | --- | --- |")
	}
	for _, c := range m.Checks {
		var ties []string
		for _, t := range c.Ties {
			ties = append(ties, t.Control+" ("+t.Strength+")")
		}
		if ties == nil {
			ties = []string{"nothing"}
		}
		line("| `%s` | %s | %s | `%s` |", c.ID, md(c.Name), md(strings.Join(ties, ", ")), c.Kind)
	}
	line("")
	line("Severity is moderate for all: Lula has none. Set it in each check, below custom.")
	line("A validation that holds where nothing was read (lists without an element) passes in Lula and is undecided here; check.rego says how to change that.")
	if opt.Decides {
		line("Decides, as in Lula: validations that pass are taken for enough. Look whether they are.")
	}
	if len(m.Checks) > 0 {
		m.evidence(line)
	}
	m.problems(line, "What does not carry over", m.Left)
	m.problems(line, "What to look at", m.Review)
	return []byte(b.String())
}

// evidence shows what assay.yaml must have and what evidence looks like.
func (m *Migration) evidence(line func(string, ...any)) {
	line("")
	line("## Evidence")
	line("")
	line("A file for each check and component, as below; its payload is what Lula gave the policy as input. `lula dev get-resources -f VALIDATION` prints it.")
	line("")
	line("```yaml")
	line("# assay.yaml: components by the keys and types used below, and a source for each")
	line("system:")
	seen := map[Component]bool{}
	for _, c := range m.Checks {
		for _, k := range c.Component {
			if !seen[k] {
				seen[k] = true
				line("  - {key: %s, type: %s, title: %s}", k.Key, text(clean(k.Type)), text(clean(k.Title)))
			}
		}
	}
	line("sources:")
	for _, c := range m.Checks {
		for _, k := range c.Component {
			line("  - {path: \"evidence/%s/%s*.json\", kinds: [%s], component: %s}", k.Key, c.Kind, c.Kind, k.Key)
		}
	}
	line("```")
	for _, c := range m.Checks {
		line("")
		line("`%s`, for `%s`:", c.Kind, c.ID)
		line("")
		component := "COMPONENT"
		if len(c.Component) > 0 {
			component = c.Component[0].Key
		}
		line("```")
		line("{\"kind\": %q, \"component\": %q, \"collected\": \"2026-01-31T08:00:00Z\", \"payload\": {", c.Kind, component)
		for i, in := range c.Inputs {
			comma := ","
			if i == len(c.Inputs)-1 {
				comma = ""
			}
			name, _ := json.Marshal(in.Name)
			line("  %s: …%s", strings.ReplaceAll(clean(string(name)), "```", "'''"), comma)
		}
		line("}}")
		line("```")
		line("")
		for _, in := range c.Inputs {
			line("- %s: %s", md(in.Name), md(in.From))
		}
	}
}

func (m *Migration) problems(line func(string, ...any), title string, list []*problem.Problem) {
	line("")
	line("## %s", title)
	line("")
	if len(list) == 0 {
		line("Nothing.")
	}
	for _, p := range list {
		line("- %s: %s%s", md(p.Where()), md(p.What), after(md(p.Remedy)))
	}
}

func after(remedy string) string {
	if remedy == "" {
		return ""
	}
	return ". " + strings.ToUpper(remedy[:1]) + remedy[1:]
}

// md is a text of a document in Markdown, where none of it means anything.
func md(s string) string {
	var b strings.Builder
	for _, c := range clean(s) {
		if strings.ContainsRune("\\`*_{}[]<>#|!&~", c) {
			b.WriteByte('\\')
		}
		b.WriteRune(c)
	}
	return b.String()
}
