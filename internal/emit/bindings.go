package emit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// bindings gives the bindings of each target, those out of effect included.
func (b *book) bindings() map[string][]*assessment.Binding {
	out := map[string][]*assessment.Binding{}
	for i := range b.r.Scope.Bindings {
		k := &b.r.Scope.Bindings[i]
		out[k.Target] = append(out[k.Target], k)
	}
	return out
}

// bindingProps say by what right checks speak of a target: with which strength,
// and where that is written. A binding that somebody took out of effect is
// shown as such.
func bindingProps(bindings []*assessment.Binding) []oscal.Property {
	var props []oscal.Property
	for _, k := range bindings {
		p := prop("binding", checksOf(k))
		p.Class, p.Remarks = strengthOf(k), At(k.Source)
		if d := k.Disabled; d != nil {
			p.Name = "disabled-binding"
			p.Remarks = disabledText(d)
		}
		props = append(props, p)
	}
	return props
}

// checksOf names the check of a binding, or the members of its joint set.
func checksOf(k *assessment.Binding) string {
	names := make([]string, len(k.Runs))
	for i, r := range k.Runs {
		names[i] = r.Check
	}
	return strings.Join(names, " + ")
}

func strengthOf(k *assessment.Binding) string {
	if len(k.Runs) > 1 {
		return k.Strength.String() + "-jointly"
	}
	return k.Strength.String()
}

// strengthNamed undoes strengthOf; an unknown word is the weakest.
func strengthNamed(word string) assessment.Strength {
	word = strings.TrimSuffix(word, "-jointly")
	for _, s := range []assessment.Strength{assessment.Decides, assessment.Supports} {
		if s.String() == word {
			return s
		}
	}
	return assessment.Informs
}

func disabledText(d *assessment.Disabled) string {
	return prose(fmt.Sprintf("Out of effect by %s, to be reviewed %s: %s (%s)", d.Owner, d.Review, d.Reason, At(d.Source)))
}

// disabledProps list what was taken out of effect anywhere in the framework:
// targets that lost their only check have no finding to say it on.
func (b *book) disabledProps() []oscal.Property {
	var props []oscal.Property
	for i := range b.r.Scope.Bindings {
		k := &b.r.Scope.Bindings[i]
		if k.Disabled == nil {
			continue
		}
		p := prop("disabled-binding", k.Target+": "+checksOf(k))
		p.Class, p.Remarks = strengthOf(k), disabledText(k.Disabled)
		props = append(props, p)
	}
	return props
}

// bears says, per observation, on which targets it bears that nothing decided,
// and how. No finding leads to those observations.
func (b *book) bears() map[*assessment.Observation][]oscal.Property {
	out := map[*assessment.Observation][]oscal.Property{}
	bound := b.bindings()
	for i := range b.r.Unassessed {
		u := &b.r.Unassessed[i]
		for _, at := range u.Observations {
			o := &b.r.Observations[at]
			strength := assessment.Informs
			for _, k := range bound[u.Target.ID] {
				if k.Disabled == nil && k.For(o.Component) && slices.Contains(k.Runs, o.Run) {
					strength = max(strength, k.Strength)
				}
			}
			p := prop("bears-on", u.Target.ID)
			p.Class, p.Remarks = strength.String(), prose(notAssessed+u.Why)
			out[o] = append(out[o], p)
		}
	}
	return out
}

// notAssessed begins what an observation says of a target that nothing decided.
const notAssessed = "Not assessed: "

// bearing reads back on which targets an observation bears that nothing decided.
func bearing(out map[string][]assessment.Bearing, o *oscal.Observation, at int) {
	for _, p := range deref(o.Props) {
		if p.Ns == oscal.NS && p.Name == "bears-on" {
			out[p.Value] = append(out[p.Value], assessment.Bearing{Observation: at, Strength: strengthNamed(p.Class), Why: strings.TrimPrefix(p.Remarks, notAssessed)})
		}
	}
}
