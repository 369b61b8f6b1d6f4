package vex

import (
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

var (
	keyFindings = ast.InternedTerm("findings")
	keyID       = ast.InternedTerm("id")
	keyStatus   = ast.InternedTerm("status")
	keyTarget   = ast.InternedTerm("target")
	keyDigest   = ast.InternedTerm("digest")
	keyPackage  = ast.InternedTerm("package")
	keyPURL     = ast.InternedTerm("purl")
	keyVEX      = ast.InternedTerm("vex")
	skip        = ast.InternedTerm("skip")
)

// Apply gives a valid payload of kind vulnerabilities as checks are to see it:
// of each record that a statement takes back the status is skip, and its member
// vex says whose statement that is and where it stands. The payload itself is
// left as it is, and is the answer where nothing is said of it.
func (b *Book) Apply(component string, payload ast.Value) ast.Value {
	if b == nil || len(b.entries[component]) == 0 || b.Full() {
		return payload
	}
	o, ok := payload.(ast.Object)
	if !ok {
		return payload
	}
	list, ok := valueOf(o, keyFindings).(*ast.Array)
	if !ok {
		return payload
	}
	digest := ""
	if target, ok := valueOf(o, keyTarget).(ast.Object); ok {
		digest = textOf(target, keyDigest)
	}
	var changed []*ast.Term // nil while nothing is
	for i := range list.Len() {
		finding, ok := list.Elem(i).Value.(ast.Object)
		if !ok {
			continue
		}
		s := b.judge(component, digest, finding)
		if s == nil {
			continue
		}
		s.used.Store(true)
		if changed == nil {
			changed = make([]*ast.Term, list.Len())
			for k := range changed {
				changed[k] = list.Elem(k)
			}
		}
		changed[i] = ast.NewTerm(with(with(finding, keyStatus, skip), keyVEX, ast.StringTerm(s.told())))
	}
	if changed == nil {
		return payload
	}
	return with(o, keyFindings, ast.ArrayTerm(changed...))
}

// judge finds the statement that takes a finding back. One that the scanner
// itself calls repaired or inapplicable needs none.
func (b *Book) judge(component, digest string, finding ast.Object) *statement {
	switch textOf(finding, keyStatus) {
	case "fail", "undecided":
	default:
		return nil
	}
	said := b.entries[component][strings.ToUpper(textOf(finding, keyID))]
	if len(said) == 0 {
		return nil
	}
	r := record{digest: digest}
	if pkg, ok := valueOf(finding, keyPackage).(ast.Object); ok {
		r.pkg, r.known = readPURL(textOf(pkg, keyPURL))
	}
	return decide(said, &r)
}

// with is an object with one member set.
func with(o ast.Object, key, value *ast.Term) ast.Object {
	items := make([][2]*ast.Term, 0, o.Len()+1)
	o.Foreach(func(k, v *ast.Term) {
		if k.Value.Compare(key.Value) != 0 {
			items = append(items, [2]*ast.Term{k, v})
		}
	})
	return ast.NewObject(append(items, [2]*ast.Term{key, value})...)
}

func valueOf(o ast.Object, key *ast.Term) ast.Value {
	if t := o.Get(key); t != nil {
		return t.Value
	}
	return nil
}

func textOf(o ast.Object, key *ast.Term) string {
	s, _ := valueOf(o, key).(ast.String)
	return string(s)
}
