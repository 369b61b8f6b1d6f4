package conclude

import (
	"cmp"
	"slices"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// judgement is the verdict of one target and all it rests on.
type judgement struct {
	target    assessment.Target
	verdict   assessment.Verdict
	reason    assessment.Reason
	supported bool
	disabled  []*assessment.Binding // bindings that would have counted
	deciding  []bond
	support   []bond
	inform    []bond
	holes     []hole // required components where nothing deciding passes
	needs     []assessment.Need
	required  int // components whose type some deciding binding names

	inherited string              // what results of a leveraged system make of it; empty for nothing
	left      string              // why they do not suffice
	wanting   []string            // leveraged systems whose results do not show what they should
	from      []assessment.Source // the results it rests on

	asked     *assessment.Request // what would answer it; nil for none
	open      string              // why nothing is meant to answer it
	statement *statement          // what people say of it; nil for nothing
	choices   []*choice           // what was decided of it
	byPeople  string              // the verdict in one sentence, where it rests on people; else empty
	beside    string              // what people said that changed nothing
	basis     assessment.Basis    // where it is not the machine's
	broken    []*voice            // what of people fails it
	unsettled []*voice            // what of people leaves it undecided
}

// bond is a binding in effect with its runs on every component they look at.
type bond struct {
	binding *assessment.Binding
	pairs   []*pair // by component, then run; none elsewhere
	starts  []int   // pairs[starts[i]:starts[i+1]] are those of component i of the boundary
	// nowhere are members of the set that look at no component of the
	// boundary: the set is incomplete and cannot pass.
	nowhere []*pair
}

// hole is a component that a deciding binding looks at and none passes.
type hole struct {
	component string
	absent    []*pair // members no source is declared for
	nowhere   []*pair // members of its sets that apply to no component
}

// judge concludes one target.
//
// Any fail of a deciding or supporting binding fails it. It passes when, for
// every boundary component that some deciding binding looks at, a deciding
// binding passes there with all its members that look at it, no member of it
// looks at nothing at all, and nothing deciding or supporting is undecided.
// Otherwise it is undecided, or not assessed when nothing deciding was bound or
// declared.
//
// Source: DESIGN 7.2.
func (b *bench) judge(t assessment.Target) *judgement {
	return b.choose(b.weighed(t, nil))
}

// weighed concludes one target by evidence, what people say and what is inherited,
// as if the components of but were not there.
func (b *bench) weighed(t assessment.Target, but []string) *judgement {
	j := &judgement{target: t, asked: b.people.asked[t.ID], open: b.people.open[t.ID]}
	maxAge := b.scope.MaxAge[t.ControlID]
	for _, binding := range b.bindings[t.ID] {
		switch {
		case binding.Disabled != nil:
			if binding.Strength > assessment.Informs {
				j.disabled = append(j.disabled, binding)
			}
		case binding.Strength == assessment.Decides:
			j.deciding = append(j.deciding, b.bond(binding, but, maxAge))
		case binding.Strength == assessment.Supports:
			j.support = append(j.support, b.bond(binding, but, maxAge))
		default:
			j.inform = append(j.inform, b.bond(binding, but, maxAge))
		}
	}
	for i, c := range b.boundary {
		j.examine(i, c)
	}
	j.decide()
	b.attest(j)
	b.inherit(j)
	j.needs = needs(j.deciding)
	return j
}

func (b *bench) bond(binding *assessment.Binding, but []string, maxAge time.Duration) bond {
	out := bond{binding: binding}
	columns := make([][]*pair, len(binding.Runs))
	for i, key := range binding.Runs {
		columns[i] = b.column(key, maxAge)
		if !slices.ContainsFunc(columns[i], func(p *pair) bool { return p != nil }) {
			out.nowhere = append(out.nowhere, b.newPair(place{key, ""}, maxAge))
		}
	}
	for i, component := range b.boundary {
		out.starts = append(out.starts, len(out.pairs))
		for _, c := range columns {
			if c[i] != nil && binding.For(component) && !slices.Contains(but, component) {
				out.pairs = append(out.pairs, c[i])
			}
		}
	}
	out.starts = append(out.starts, len(out.pairs))
	return out
}

// examine notes whether the component must be covered, and the hole where no
// deciding binding passes there.
func (j *judgement) examine(i int, component string) {
	named, covered := false, false
	h := hole{component: component}
	for _, d := range j.deciding {
		members, passes := d.pairs[d.starts[i]:d.starts[i+1]], 0
		var missing []*pair
		for _, p := range members {
			switch p.state {
			case passed:
				passes++
			case absent:
				missing = append(missing, p)
			}
		}
		if len(members) == 0 {
			continue
		}
		named = true
		covered = covered || (passes == len(members) && len(d.nowhere) == 0)
		h.absent = append(h.absent, missing...)
		h.nowhere = append(h.nowhere, d.nowhere...)
	}
	if named {
		j.required++
	}
	if named && !covered {
		j.holes = append(j.holes, h)
	}
}

// decide sets the verdict and, where it is undecided, the most telling reason.
func (j *judgement) decide() {
	failing, open := j.in(failed), j.in(undecided)
	switch {
	case len(failing) > 0:
		j.verdict = assessment.VerdictFail
		j.reason = failing[0].reason
		for _, p := range failing {
			if p.reason == "" {
				j.reason = "" // some subject fails by the check's own word
			}
		}
	case len(open) > 0:
		j.verdict = assessment.VerdictUndecided
		for _, p := range open {
			j.reason = telling(j.reason, p.reason)
		}
	case j.required > 0 && len(j.holes) == 0:
		j.verdict = assessment.VerdictPass
	case j.looked():
		j.verdict = assessment.VerdictUndecided
		for _, h := range j.holes {
			if len(h.absent) > 0 {
				j.reason = telling(j.reason, assessment.ReasonUndeclared)
			}
			if len(h.nowhere) > 0 {
				j.reason = telling(j.reason, assessment.ReasonIncompleteSet)
			}
		}
	default:
		j.verdict = assessment.NotAssessed
		j.supported = slices.ContainsFunc(j.support, func(s bond) bool {
			return slices.ContainsFunc(s.pairs, func(p *pair) bool { return p.state == passed })
		})
	}
}

// looked says whether anything deciding was judged anywhere.
func (j *judgement) looked() bool {
	return slices.ContainsFunc(j.deciding, func(d bond) bool {
		return slices.ContainsFunc(d.pairs, func(p *pair) bool { return p.state != absent })
	})
}

// in lists the deciding and supporting pairs in a state, each once, sorted by
// check, parameters and component.
func (j *judgement) in(s state) []*pair {
	var out []*pair
	for _, d := range slices.Concat(j.deciding, j.support) {
		for _, p := range d.pairs {
			if p.state == s {
				out = append(out, p)
			}
		}
	}
	slices.SortFunc(out, comparePairs)
	return slices.Compact(out)
}

func comparePairs(x, y *pair) int {
	return cmp.Or(cmp.Compare(x.check.ID, y.check.ID), cmp.Compare(x.params(), y.params()), cmp.Compare(x.component, y.component))
}

func (p *pair) params() string {
	if p.run == nil {
		return ""
	}
	return p.run.Key.Params
}

// observations lists what bonds rest on, as ascending indexes into the
// results' observations.
func observations(bonds []bond, local map[int]int) []int {
	var out []int
	for _, d := range bonds {
		for _, p := range d.pairs {
			for _, g := range p.counted {
				out = append(out, local[g])
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (j *judgement) finding(local map[int]int) assessment.Finding {
	counted := observations(slices.Concat(j.deciding, j.support), local)
	informing := slices.DeleteFunc(observations(j.inform, local), func(i int) bool { return slices.Contains(counted, i) })
	f := assessment.Finding{
		Target: j.target, Verdict: j.verdict, Reason: j.reason, Why: j.why(),
		Basis: assessment.BasisMachine, Observations: counted, Informing: informing,
	}
	f.Inherited = j.from
	if j.inherited != "" && j.verdict == assessment.VerdictPass {
		f.Basis = assessment.BasisInherited
	}
	if j.basis != "" {
		f.Basis = j.basis
	}
	switch j.verdict {
	case assessment.VerdictUndecided:
		f.Needs = j.needs
	case assessment.VerdictPass:
		f.Undeclared = j.undeclared()
	}
	return f
}

// undeclared are the kinds that checks bound to the objective could show it broken
// by, and that no source brings for a component they look at.
//
// Source: DESIGN 7.2; docs/adr/0009.
func (j *judgement) undeclared() []string {
	var out []string
	for _, p := range j.in(absent) {
		out = append(out, p.lacks()...)
	}
	return set(out)
}

func (j *judgement) unassessed(local map[int]int) assessment.Unassessed {
	u := assessment.Unassessed{
		Target: j.target, Supported: j.supported, Why: j.why(), Needs: j.needs,
		Observations: observations(slices.Concat(j.support, j.inform), local),
	}
	for _, n := range j.needs {
		u.Kinds = append(u.Kinds, n.Kinds...)
	}
	slices.Sort(u.Kinds)
	u.Kinds = slices.Compact(u.Kinds)
	return u
}
