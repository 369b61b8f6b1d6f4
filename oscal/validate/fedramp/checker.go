package fedramp

import (
	"fmt"
	"reflect"
	"strings"
)

// maxPerRule bounds what one rule says of a document; a last finding counts the
// rest.
const maxPerRule = 50

// Finding is one thing that FedRAMP would refuse or warn of, or a note about how
// a rule is kept. Pointer is a JSON pointer into the document.
type Finding struct {
	Rule     string
	Severity Severity
	Pointer  string
	What     string
	Right    string // what would be right
}

// Checker holds the rules against one document. Show it the documents behind
// that one, then the document itself, then ask for the findings.
type Checker struct {
	model  string
	known  func(id string) bool // controls and objectives of the baseline; nil: not resolved
	facts  facts
	others others

	rules    []Rule
	looks    map[reflect.Type][]bound
	values   map[string][]*Rule // by name of the property
	rule     *Rule              // the one at work
	deferred []deferred
	found    []Finding
	count    map[string]int
	beyond   map[string]string // the first place of a rule that is not told
	told     map[string]bool   // rules whose published form was explained
}

type bound struct {
	rule *Rule
	see  func(*Checker, string, any)
}

type deferred struct {
	rule *Rule
	do   func()
}

// New makes a checker for a document of a model, such as assessment-results.
// Known says whether a control, statement or objective is in the baseline that
// the security plan behind the document selects; nil: that was not resolved.
func New(model string, known func(id string) bool) *Checker {
	c := &Checker{
		model: model, known: known, rules: Rules(), looks: map[reflect.Type][]bound{}, values: map[string][]*Rule{},
		count: map[string]int{}, beyond: map[string]string{}, told: map[string]bool{}, facts: newFacts(), others: newOthers(),
	}
	for i := range c.rules {
		r := &c.rules[i]
		if !r.asked(model) {
			continue
		}
		for _, l := range r.looks {
			t := reflect.TypeOf(l.kind)
			c.looks[t] = append(c.looks[t], bound{r, l.see})
		}
		if r.values != nil {
			c.values[r.values.name] = append(c.values[r.values.name], r)
		}
	}
	return c
}

// Visit shows the checker one object of the document, a pointer to a type of
// package oscal, and its JSON pointer. Objects may come in any order. The checker
// keeps nothing of the object; it looks into the parts of one only below an
// element of a list.
func (c *Checker) Visit(at string, object any) {
	c.facts.collect(at, object)
	for _, b := range c.looks[reflect.TypeOf(object)] {
		c.rule = b.rule
		b.see(c, at, object)
	}
}

// Findings says what the document breaks, when all of it was visited.
func (c *Checker) Findings() []Finding {
	for _, d := range c.deferred {
		c.rule = d.rule
		d.do()
	}
	c.deferred = nil
	for i := range c.rules {
		c.rule = &c.rules[i]
		if c.rule.end != nil && c.rule.asked(c.model) {
			c.rule.end(c)
		}
	}
	for i := range c.rules {
		r := &c.rules[i]
		if n := c.count[r.ID] - maxPerRule; n > 0 {
			c.found = append(c.found, Finding{r.ID, r.Severity, c.beyond[r.ID], fmt.Sprintf("%d more places break this rule, from here on", n), "correct those listed and check again"})
		}
	}
	return c.found
}

// bad reports that the rule at work is broken.
func (c *Checker) bad(at, what, right string) {
	c.count[c.rule.ID]++
	switch n := c.count[c.rule.ID]; {
	case n <= maxPerRule:
		c.found = append(c.found, Finding{c.rule.ID, c.rule.Severity, at, what, right})
	case n == maxPerRule+1:
		c.beyond[c.rule.ID] = at
	}
}

// note tells something about the rule at work that is not the document's fault.
func (c *Checker) note(at, what, right string) {
	c.found = append(c.found, Finding{c.rule.ID, Note, at, what, right})
}

// unmet tells once of a document that it cannot meet the rule at work as
// published.
func (c *Checker) unmet(at string) {
	if !c.told[c.rule.ID] {
		c.told[c.rule.ID] = true
		c.note(at, "FedRAMP's own check of this rule refuses every sane document here: "+c.rule.Why, "")
	}
}

// later does something for the rule at work when the whole document was seen.
func (c *Checker) later(do func()) { c.deferred = append(c.deferred, deferred{c.rule, do}) }

// root is the pointer of a member of the document.
func (c *Checker) root(member string) string { return "/" + c.model + "/" + member }

// oneOf says what would be right for a closed list.
func oneOf(allowed []string) string {
	if len(allowed) == 1 {
		return "write " + allowed[0]
	}
	return "use one of: " + strings.Join(allowed, ", ")
}
