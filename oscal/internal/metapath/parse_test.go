package metapath

import (
	"testing"

	"github.com/assay-compliance/assay/oscal/internal/metaschema"
)

// Every expression of every constraint is one that is understood.
func TestEveryExpressionOfTheTableParses(t *testing.T) {
	table, err := metaschema.Open()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	parse := func(text string) {
		if text == "" {
			return
		}
		seen++
		if _, err := Parse(text); err != nil {
			t.Error(err)
		}
	}
	for _, d := range table.Definitions {
		for _, c := range d.Constraints {
			parse(c.Target)
			parse(c.Test)
			for _, k := range c.Keys {
				parse(k.Target)
			}
		}
	}
	if seen < 400 {
		t.Errorf("only %d expressions", seen)
	}
}

func TestWhatIsNoExpressionIsRefused(t *testing.T) {
	for _, text := range []string{"", "a b", "a/", "@", "a[", "a[b", "a[]", "('a'", "('a',b)", "'a", "count(a)", "not()", "starts-with(a)", "a = ", "a & b", "$x", "has-oscal-namespace(a)", "a]", "((((((((((((((((((((((((((((((((((((a))))))))))))))))))))))))))))))))))))"} {
		if e, err := Parse(text); err == nil {
			t.Errorf("%s became %#v", text, e.root)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("prop[has-oscal-namespace('x') and @name=('a','b')]/@value|(.)[@type='s']//b/(c|d)[starts-with(.,'#')]")
	f.Add("not(@start > @end) or doc(a/@href)/b")
	tree := build(f, sample)
	f.Fuzz(func(t *testing.T, text string) {
		e, err := Parse(text)
		if err != nil {
			return
		}
		count := 0
		e.Select(&Scope{}, tree, func(*Node) { count++ })
		if count > 0 && !e.Holds(&Scope{}, tree) {
			t.Errorf("%s gives %d nodes and does not hold", text, count)
		}
		e.Reach()
	})
}
