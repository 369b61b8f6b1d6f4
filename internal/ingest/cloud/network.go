package cloud

import "github.com/assay-compliance/assay/internal/ingest/raw"

// rule is one rule of a boundary.
type rule struct {
	id, action, direction      string
	source, destination, ports string
	protocol, reason           string
}

// peer gives the rule its other end: the source of what comes in, the
// destination of what goes out. The end that the boundary stands at is any.
func (r rule) peer(name string) rule {
	if r.direction == "in" {
		r.source = name
	} else {
		r.destination = name
	}
	return r
}

// term is the rule as evidence has it. A peer that is not said is one that
// nobody knows, and never everyone. A reason that is not there may be in the
// record of a change.
func (r rule) term(s *raw.Source) *raw.Term {
	other := map[bool]string{true: "any", false: "not said"}
	f := s.Fields().
		Must("id", raw.Clip(r.id, raw.ShortText)).
		Must("action", r.action).
		Must("direction", r.direction).
		Must("source", raw.Clip(raw.First(r.source, other[r.direction == "out"]), raw.LongText)).
		Must("destination", raw.Clip(raw.First(r.destination, other[r.direction == "in"]), raw.LongText)).
		Must("ports", raw.Clip(raw.First(r.ports, "not said"), raw.LongText)).
		Text("protocol", r.protocol, raw.ShortText).
		Text("reason", r.reason, raw.LongText)
	return f.Term()
}

// boundary is a rule set that is in force.
func boundary(s *raw.Source, otherwise string, rules []*raw.Term) *raw.Fields {
	return s.Fields().Flag("active", true).Must("default", otherwise).List("rules", rules)
}
