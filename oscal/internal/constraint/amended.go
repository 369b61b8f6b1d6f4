package constraint

import "github.com/assay-compliance/assay/oscal/internal/metaschema"

// amendment is how a constraint is read that no document could keep, or that
// never applies, as it is published.
type amendment struct {
	target  string   // instead of the published one
	pattern string   // of its only key
	when    string   // where it applies
	values  []string // further values that may stand
	why     string
}

// amendments are all of them, by the id of the constraint and its kind.
var amendments = map[string]amendment{
	"oscal-system-implementation-component-depends-on-link-index index-has-key": {pattern: "#(.*)", why: "as published it compares a link's #uuid, number sign and all, with a uuid"},
	"oscal-system-implementation-validation-index index-has-key":                {pattern: "#(.*)", why: "as published it compares a link's #uuid, number sign and all, with a uuid"},
	"oscal-index-system-implementation-component-uuid-service index-has-key":    {pattern: "#(.*)", why: "as published it compares a link's #uuid, number sign and all, with a uuid"},
	"oscal-metadata-action-system-values allowed-values":                        {target: "@system", why: "as published it looks for an element where OSCAL has an attribute, and finds none"},
	"oscal-metadata-action-type-values allowed-values":                          {target: ".[@system='http://csrc.nist.gov/ns/oscal']/@type", why: "as published it looks for an element where OSCAL has an attribute, and finds none"},
	"oscal-assesment-part-objective-cardinality has-cardinality":                {when: ".[@name='objective']", why: "as published it asks every part for what a part named objective must have"},
	"oscal-part-prop-name allowed-values":                                       {values: []string{"method", "method-id"}, why: "as published it refuses properties that oscal-assessment-method-cardinality and oscal-assessment-method-id-cardinality ask for"},
}

// Amended says why a constraint is not read as it is published; empty where it is.
func Amended(id, kind string) string { return amendments[id+" "+kind].why }

// amended gives a constraint as it is meant, and where it applies.
func amended(c *metaschema.Constraint) (meant *metaschema.Constraint, when string) {
	a, ok := amendments[c.ID+" "+c.Kind]
	if !ok {
		return c, ""
	}
	out := *c
	if a.target != "" {
		out.Target = a.target
	}
	if a.pattern != "" {
		out.Keys = []metaschema.KeyField{{Target: c.Keys[0].Target, Pattern: a.pattern}}
	}
	for _, v := range a.values {
		out.Values = append(out.Values[:len(out.Values):len(out.Values)], metaschema.Value{Value: v})
	}
	return &out, a.when
}
