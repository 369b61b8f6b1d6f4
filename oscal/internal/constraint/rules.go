package constraint

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Rule describes a constraint to people. A rule that NIST publishes for several
// objects stands once for each.
type Rule struct {
	ID      string
	Warning bool
	On      string // the definition whose objects it is asked of: module:name
	Says    string
	Amended string // why it is not read as published; empty where it is
}

// Rules lists every constraint, sorted by id and object.
func Rules() ([]Rule, error) {
	p, err := open()
	if err != nil {
		return nil, err
	}
	var out []Rule
	for _, rules := range p.rules {
		for _, r := range rules {
			out = append(out, Rule{ID: r.ID, Warning: r.Level != "ERROR", On: r.def.ID, Says: r.says(), Amended: Amended(r.ID, r.Kind)})
		}
	}
	slices.SortFunc(out, func(a, b Rule) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.On, b.On), cmp.Compare(a.Says, b.Says))
	})
	return out, nil
}

// says tells what a rule asks for.
func (r *rule) says() string {
	what := plainly(r.target)
	if what == "." {
		what = "it"
	}
	switch r.Kind {
	case "allowed-values":
		open := ""
		if r.AllowOther {
			open = ", or a value of your own"
		}
		return fmt.Sprintf("%s is one of %s%s", what, strings.TrimPrefix(others(r), "use "), open)
	case "matches":
		return fmt.Sprintf("%s is of the form %s", what, cmp.Or(r.Datatype, r.Regex))
	case "expect":
		if words, ok := expectations[r.ID]; ok {
			return "never: " + words[0]
		}
		return fmt.Sprintf("%s has %s", what, r.Test)
	case "has-cardinality":
		if r.Max == 0 {
			return fmt.Sprintf("it has %s of %s or more", atLeast(r.Min), what)
		}
		return fmt.Sprintf("it has %d to %d of %s", r.Min, r.Max, what)
	case "index-has-key":
		return fmt.Sprintf("%s of %s names something in %s", keyNames(r), what, indexed(r.Index))
	case "index":
		return fmt.Sprintf("no two of %s have the same %s; other rules look them up by it", what, keyNames(r))
	}
	return fmt.Sprintf("no two of %s have the same %s", what, keyNames(r))
}

// References lists the constraints that ask for something named in the metadata
// or the back matter to be there.
func References() (map[string]bool, error) {
	p, err := open()
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, rules := range p.rules {
		for _, r := range rules {
			if r.Kind == "index-has-key" && (strings.HasPrefix(r.Index, "index-metadata-") || r.Index == "index-back-matter-resource") {
				out[r.ID] = true
			}
		}
	}
	return out, nil
}
