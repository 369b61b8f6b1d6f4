package conclude

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// phrase is how a reason is told: said completes "evidence …", remedy takes
// "<kind> for <component>" once where it has a %s.
type phrase struct{ said, remedy string }

func phrases() map[assessment.Reason]phrase {
	return map[assessment.Reason]phrase{
		assessment.ReasonMissing:       {"is declared and not there", "Collect %s, or correct the path of its source."},
		assessment.ReasonMalformed:     {"cannot be read, or does not fit its schema", "Correct the evidence of %s; 'assay evidence verify' shows where."},
		assessment.ReasonUnreadable:    {"is there and cannot be opened", "Make the evidence of %s readable; 'assay evidence verify' shows what stands in the way."},
		assessment.ReasonNotShown:      {"does not show what it should, or is of a scan that failed or had no credentials", "Collect %s with a tool that shows it, from a scan that ends well and has credentials; 'assay evidence verify' says more."},
		assessment.ReasonStale:         {"is older than its kind allows", "Collect %s again."},
		assessment.ReasonFuture:        {"is dated after the assessment time", "Correct the collection time of %s, or the clock it came from."},
		assessment.ReasonUnknownAge:    {"does not say when it was collected", "Give the collection time of %s, in the evidence or as 'collected' in its source."},
		assessment.ReasonNoOutcome:     {"has subjects that no rule judged", "Complete the evidence of %s for the subjects listed, or the rule that should judge them."},
		assessment.ReasonNoSubject:     {"names nothing that the check judges", "Collect %s so that it lists what was examined."},
		assessment.ReasonSilent:        {"drew no message from a conftest rule, which by itself decides nothing", "Bind the rule that reads %s under 'decides' where its silence shows that the objective is met, and under 'informs' where it should not count."},
		assessment.ReasonPolicyError:   {"could not be judged, because the check erred", "Run 'assay policy test' and correct the check that reads %s."},
		assessment.ReasonDeadline:      {"was not judged in the time allowed", "Allow more time, or make the check that reads %s cheaper."},
		assessment.ReasonMemory:        {"was not judged in the memory allowed", "Allow more memory, or make the check that reads %s smaller."},
		assessment.ReasonTooLarge:      {"is larger than is read at once", "Split the evidence of %s."},
		assessment.ReasonParameter:     {"could not be judged, because a parameter has no value", "Give the parameter a value, in the profile or under 'parameters' in assay.yaml, for the check that reads %s."},
		assessment.ReasonNotExamined:   {"leaves out assets that the inventory lists", "Collect %s from the assets listed as missing, or correct the inventory."},
		assessment.ReasonUnknownAsset:  {"names assets that no inventory lists", "Add the assets seen in %s to the inventory, or retire them."},
		assessment.ReasonWrongTarget:   {"names another target than its component", "Correct the component of the source of %s, or collect from the right target."},
		assessment.ReasonUnsigned:      {"is signed by nobody who may speak for it", "Sign the evidence of %s as a signer that 'trust' names for it: 'assay evidence sign'."},
		assessment.ReasonForged:        {"has a signature that is not for it", "Collect %s again, and sign it as it is."},
		assessment.ReasonUndeclared:    {"is brought by no source", "Declare a source of %s under 'sources' in assay.yaml."},
		assessment.ReasonExpired:       {"counts no more: its time is over", "Look again and renew %s."},
		assessment.ReasonIncomplete:    {"lacks what it needs, or rests on what cannot be relied on", "Complete %s; 'assay control show' says what it lacks."},
		assessment.ReasonContradiction: {"is contradicted by what was seen", "Correct or withdraw %s."},
		assessment.ReasonIncompleteSet: {"is wanted by a check that looks at no component of the boundary", "Bring a component that the check reading %s looks at into the boundary, or bind the objective to other checks."},
	}
}

// words completes the sentence "evidence …" for a reason.
func words(r assessment.Reason) string {
	return cmp.Or(phrases()[r].said, "leaves it undecided")
}

func remedyFor(r assessment.Reason, kind, component string) string {
	p, ok := phrases()[r]
	if !ok {
		return "See the observations of " + about(kind, component) + "."
	}
	return fmt.Sprintf(p.remedy, about(kind, component))
}

// about names evidence by kind and component.
func about(kind, component string) string {
	return cmp.Or(kind, "an unnamed kind") + " for " + cmp.Or(component, "the system")
}

func gapWords(d *draft) (statement, remedy string) {
	slices.SortFunc(d.reasons, compareReasons)
	said := make([]string, len(d.reasons))
	for i, r := range d.reasons {
		said[i] = words(r)
	}
	statement = fmt.Sprintf("%s could not be decided: evidence of %s %s.",
		plural(len(d.Targets), "objective", "objectives"), about(d.Kind, d.Component), strings.Join(said, "; it "))
	return statement, remedyFor(d.reasons[0], d.Kind, d.Component)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// why is the verdict in one sentence, without names of subjects: those stand
// in the observations, where views can mask them.
func (j *judgement) why() string {
	if j.byPeople != "" {
		return j.byPeople
	}
	why := j.bySight()
	if j.beside != "" {
		why += "; " + j.beside
	}
	return why
}

// bySight is the verdict in one sentence as far as it rests on evidence and on what
// is inherited.
func (j *judgement) bySight() string {
	if j.inherited != "" {
		return j.inherited
	}
	switch j.verdict {
	case assessment.VerdictFail:
		return some(j.in(failed), (*pair).failure)
	case assessment.VerdictPass:
		why := some(j.in(passed), (*pair).success)
		if kinds := j.undeclared(); len(kinds) > 0 {
			why += "; no source brings " + strings.Join(kinds, ", ") + ", which could show it broken"
		}
		return why
	case assessment.NotAssessed:
		return j.silence()
	}
	if open := j.in(undecided); len(open) > 0 {
		slices.SortStableFunc(open, func(a, b *pair) int { return compareReasons(a.reason, b.reason) })
		return some(open, (*pair).doubt)
	}
	for _, h := range j.holes {
		for _, p := range h.absent {
			return fmt.Sprintf("%s passes elsewhere, but no source brings %s for %s", p.check.ID, strings.Join(p.undeclare, ", "), h.component)
		}
		for _, p := range h.nowhere {
			return fmt.Sprintf("the set is incomplete: %s looks at %s, and the boundary has none", p.check.ID, strings.Join(p.check.AppliesTo, ", "))
		}
	}
	return "nothing decides it"
}

// some tells of the first three pairs and counts the rest.
func some(pairs []*pair, tell func(*pair) string) string {
	const most = 3
	said := make([]string, 0, most)
	for _, p := range pairs[:min(most, len(pairs))] {
		said = append(said, tell(p))
	}
	out := strings.Join(said, "; ")
	if more := len(pairs) - most; more > 0 {
		out += "; and " + strconv.Itoa(more) + " more"
	}
	return out
}

func (p *pair) failure() string {
	if p.reason == assessment.ReasonParameter {
		return fmt.Sprintf("%s on %s: looser than the framework allows: %s", p.check.ID, p.component, strings.Join(p.run.Looser, "; "))
	}
	return fmt.Sprintf("%s fails on %s for %d of %s", p.check.ID, p.component, p.fails, plural(p.subjects, "subject", "subjects"))
}

func (p *pair) success() string {
	return fmt.Sprintf("%s passes on %s for %s", p.check.ID, p.component, plural(p.subjects, "subject", "subjects"))
}

func (p *pair) doubt() string {
	if p.unpopulated() {
		return fmt.Sprintf("%s on %s: the inventory that says what to examine %s", p.check.ID, p.component, words(p.reason))
	}
	if p.reason == assessment.ReasonStale && p.maxAge > 0 {
		return fmt.Sprintf("%s on %s: evidence is older than the %s that the control allows", p.check.ID, p.component, age(p.maxAge))
	}
	return fmt.Sprintf("%s on %s: evidence %s", p.check.ID, p.component, words(p.reason))
}

// age is an age as people say it, in days where it is some.
func age(d time.Duration) string {
	if d%(24*time.Hour) == 0 {
		return plural(int(d/(24*time.Hour)), "day", "days")
	}
	return plural(int(d/time.Hour), "hour", "hours")
}

// silence says why nothing was judged.
func (j *judgement) silence() string {
	why := "no check decides it"
	switch {
	case len(j.deciding) == 0 && len(j.disabled) > 0:
		d := j.disabled[0].Disabled
		why = fmt.Sprintf("its check is disabled by %s: %s", d.Owner, d.Reason)
	case len(j.needs) > 0:
		n := j.needs[0]
		why = fmt.Sprintf("no source brings %s for %s", strings.Join(n.Kinds, " and "), strings.Join(n.Components, ", "))
	case len(j.deciding) > 0 && len(j.deciding[0].nowhere) > 0:
		c := j.deciding[0].nowhere[0].check
		why = fmt.Sprintf("%s looks at %s, and the boundary has none", c.ID, strings.Join(c.AppliesTo, ", "))
	}
	switch {
	case j.open != "":
		why += "; not covered: " + j.open
	case j.asked != nil:
		why += fmt.Sprintf("; an answer of the %s to %s would decide it (%s)", j.asked.Role, j.asked.ID, j.asked.Method)
	}
	if j.left != "" {
		why = j.left + "; " + why
	}
	if j.supported {
		why += "; what supports it passes"
	}
	return why
}
