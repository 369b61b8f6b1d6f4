package adopt

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/problem"
)

// files are what one check consists of: its policy, the rules it had under Lula,
// its tests, and the schema of its evidence. Policies is the directory of the
// workspace's own policies.
func (c *Check) files(policies string) ([]File, error) {
	schema, err := c.schema()
	if err != nil {
		return nil, err
	}
	name := c.ID[strings.LastIndexByte(c.ID, '.')+1:]
	dir := path.Join(policies, policyDir, name) + "/"
	return []File{
		{"evidence/schemas/" + c.Kind + ".json", schema},
		{dir + "check.rego", c.wrapper()},
		{dir + "check_test.rego", c.tests()},
		{dir + "validation.rego", []byte(c.module)},
	}, nil
}

// schema is the JSON Schema of what the policy reads as input: every name must be
// there, so that missing data is no evidence instead of an undefined rule.
func (c *Check) schema() ([]byte, error) {
	props, required := map[string]any{}, []string{}
	for _, in := range c.Inputs {
		props[in.Name] = map[string]string{"description": clean(in.From)}
		required = append(required, in.Name)
	}
	slices.Sort(required)
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(map[string]any{
		"title": clean("Lula: " + c.Name), "description": "What the " + c.Domain + " domain gave a validation written for Lula, by the names that its policy reads.",
		"x-max-age": "30d", "type": "object", "properties": props, "required": required,
	})
	return b.Bytes(), err
}

// maxCites is how many controls a check cites.
const maxCites = 20

// wrapper is the policy that turns the validation's result into an outcome.
func (c *Check) wrapper() []byte {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# METADATA")
	line("# title: %s", text(clean(c.Name)))
	line("# description: |")
	line("#   What is asked is said by a validation written for Lula 1; its rules stand in")
	line("#   validation.rego. We read the rule that decides: true passes, false fails,")
	line("#   anything else, a rule that is not defined, and true where nothing was read,")
	line("#   leaves it undecided.")
	line("# related_resources:")
	for _, one := range c.cites[:min(len(c.cites), maxCites)] {
		line("#   - {description: %s, ref: %s}", text("Control "+clean(one.control)+", by the component definition that links to the validation"), text(cmp.Or(clean(one.source), "https://docs.lula.dev")))
	}
	line("# custom:")
	line("#   evidence: [%s]", c.Kind)
	if len(c.types) > 0 {
		line("#   applies-to: [%s]", strings.Join(c.types, ", "))
	}
	line("#   method: TEST")
	line("#   severity: moderate")
	line("#   remediation: Correct what the reason names, then collect again.")
	line("package %s", c.ID)
	line("")
	line("import data.policies.lib.observe")
	line("")
	line("# METADATA")
	line("# description: the result of the validation, as the outcome of what the evidence is about")
	line("# entrypoint: true")
	line(`observations contains observe.pass(data.assay.evidence.subject, _lula_why("the validation holds")) if {`)
	line("	_lula_result == true")
	line("	_lula_examined")
	line("}")
	line("")
	line(`observations contains observe.fail(data.assay.evidence.subject, _lula_why("the validation does not hold")) if _lula_result == false`)
	line("")
	line("_lula_result := %s", c.result)
	line("")
	var names []string
	for _, in := range c.Inputs {
		names = append(names, text(in.Name))
	}
	line("# Nothing read is no proof: a rule over every element of an empty list holds. Where")
	line("# absence is what is asked, take this condition out.")
	line("_lula_examined if {")
	line("	some name in [%s]", strings.Join(names, ", "))
	line("	not input[name] in [null, [], {}, \"\"]")
	line("}")
	line("")
	if len(c.reasons) == 0 {
		line("_lula_why(otherwise) := otherwise")
		return []byte(b.String())
	}
	line(`_lula_why(_) := concat("; ", _lula_reasons) if count(_lula_reasons) > 0`)
	line("")
	line("_lula_why(otherwise) := otherwise if count(_lula_reasons) == 0")
	line("")
	var numbers []string
	for i, r := range c.reasons {
		numbers = append(numbers, fmt.Sprint(i))
		line("_lula_said[%d] := said if {", i)
		line("\tsaid := %s", r)
		line("\tis_string(said)")
		line("\tsaid != \"\"")
		line("}")
		line("")
	}
	line("_lula_reasons := [_lula_said[i] | some i in [%s]]", strings.Join(numbers, ", "))
	return []byte(b.String())
}

// tests show what becomes of each result. Which evidence gives which result only
// the author of the validation knows.
func (c *Check) tests() []byte {
	var b strings.Builder
	var something, nothing []string
	for _, in := range c.Inputs {
		something, nothing = append(something, text(in.Name)+": [1]"), append(nothing, text(in.Name)+": []")
	}
	fmt.Fprintf(&b, `package %[1]s_test

import data.policies.lib.testing

# These show what becomes of the validation's result. Add tests of your own with
# evidence that keeps the rule, and evidence that breaks it.
_input := {%[2]s}

_evidence := {"subject": "it"}

test_pass_a_validation_that_is_true if {
	testing.told(data.%[1]s.observations) == {["it", "pass"]} with input as _input
		with data.%[1]s._lula_result as true
		with data.assay.evidence as _evidence
}

test_fail_a_validation_that_is_false if {
	testing.told(data.%[1]s.observations) == {["it", "fail"]} with input as _input
		with data.%[1]s._lula_result as false
		with data.assay.evidence as _evidence
}

test_unmatched_nothing_that_was_read_stays_undecided if {
	data.%[1]s.observations == set() with input as {%[3]s}
		with data.%[1]s._lula_result as true
		with data.assay.evidence as _evidence
}

test_unmatched_a_validation_that_is_neither_stays_undecided if {
	data.%[1]s.observations == set() with input as _input
		with data.%[1]s._lula_result as "neither"
		with data.assay.evidence as _evidence
}
`, c.ID, strings.Join(something, ", "), strings.Join(nothing, ", "))
	return []byte(b.String())
}

// render makes the files of all checks and the bindings.yaml of each family.
func (m *Migration) render(policies string) error {
	byFamily := map[string][]string{}
	known := newTies()
	joint := map[string][]string{} // checks, by family and target
	for i := range m.Checks {
		c := &m.Checks[i]
		files, err := c.files(policies)
		if err != nil {
			return err
		}
		m.Files = append(m.Files, files...)
		for _, t := range c.Ties {
			family, err := known.family(t.Catalog)
			if err != nil {
				return err
			}
			if family == "" {
				m.lose(t.Place, "no family of policies speaks of catalog "+t.Catalog, "bind "+c.ID+" once there is one")
				continue
			}
			switch id := t.Target; {
			case t.Strength == "decides":
				if joint[family+" "+id] == nil {
					byFamily[family] = append(byFamily[family], "") // its place among the others
				}
				joint[family+" "+id] = append(joint[family+" "+id], c.ID)
			case id == "":
				byFamily[family] = append(byFamily[family], fmt.Sprintf("  - {check: %s, informs: [%s]}", c.ID, t.Control))
			default:
				byFamily[family] = append(byFamily[family], fmt.Sprintf("  - {check: %s, %s: [%s]}", c.ID, t.Strength, id))
			}
		}
	}
	for family := range byFamily {
		lines := slices.DeleteFunc(byFamily[family], func(s string) bool { return s == "" })
		for key, checks := range joint {
			target, ok := strings.CutPrefix(key, family+" ")
			switch {
			case !ok:
			case len(checks) == 1:
				lines = append(lines, fmt.Sprintf("  - {check: %s, decides: [%s]}", checks[0], target))
			default:
				lines = append(lines, fmt.Sprintf("  - {checks: [%s], decides: [%s]}", strings.Join(checks, ", "), target))
			}
		}
		slices.Sort(lines)
		m.Files = append(m.Files, File{path.Join(policies, family, "bindings.yaml"),
			[]byte("# What the validations of a Lula component definition say of controls; written by\n# assay import lula, to be edited. MIGRATION.md says what to look at.\nbindings:\n" + strings.Join(lines, "\n") + "\n")})
	}
	return nil
}

// clean is a text of a document on one line, shortened.
func clean(s string) string {
	s = strings.Join(strings.Fields(problem.Plain(strings.ToValidUTF8(s, "\uFFFD"))), " ")
	if len(s) > 300 {
		s = strings.ToValidUTF8(s[:300], "") + "…"
	}
	return s
}

// text is a text in double quotes, as JSON, YAML and Rego read it.
func text(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string always encodes
	return strings.TrimSuffix(b.String(), "\n")
}
