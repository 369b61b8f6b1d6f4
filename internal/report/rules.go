package report

import (
	"fmt"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
)

// fewAltered is how many things that a change would alter in the rules are told where
// there is little room.
const fewAltered = 3

// shortCommit is a commit as people write it.
func shortCommit(commit string) string { return commit[:min(12, len(commit))] }

// rulesOf says of which revision the rules are; empty for the working tree.
func (in Input) rulesOf() string {
	if in.Rules == nil {
		return ""
	}
	return fmt.Sprintf("by the rules of %s (%s)", in.Rules.Revision, shortCommit(in.Rules.Commit))
}

// altered counts what the change would alter in the rules.
func (in Input) altered() int {
	if in.Rules == nil {
		return 0
	}
	return len(in.Rules.Altered) + in.Rules.More
}

// rows is what of it is listed.
func (in Input) rows() []assessment.Alteration {
	if in.Rules == nil {
		return nil
	}
	return in.Rules.Altered
}

// alteredBriefly tells the first few of it on one line.
func (in Input) alteredBriefly() string {
	n := in.altered()
	if n == 0 {
		return "the change would alter nothing in them"
	}
	var rows []string
	for _, a := range in.Rules.Altered[:min(fewAltered, len(in.Rules.Altered))] {
		rows = append(rows, alteredThing(a)+" "+alteredHow(a))
	}
	if more := n - len(rows); more > 0 {
		rows = append(rows, fmt.Sprintf("and %d more", more))
	}
	return "the change would alter them, which counts for nothing here: " + strings.Join(rows, "; ")
}

// alteredThing names what is altered.
func alteredThing(a assessment.Alteration) string {
	if a.Key == "" {
		return a.File
	}
	return a.File + " " + a.Key
}

// alteredHow says how it is.
func alteredHow(a assessment.Alteration) string {
	switch {
	case a.What == assessment.Changed && a.Before+a.After != "":
		return nothing(a.Before) + " → " + nothing(a.After)
	case a.What == assessment.Added && a.After != "":
		return "added: " + a.After
	case a.What == assessment.Removed && a.Before != "":
		return "removed: " + a.Before
	}
	return a.What
}

func nothing(text string) string {
	if text == "" {
		return "nothing"
	}
	return text
}

// rules lists everything that the change would alter in the rules.
func (s *screen) rules(in Input) {
	if in.altered() == 0 {
		return
	}
	s.line("")
	s.line("what the change would alter in the rules, which counts for nothing here")
	for _, a := range in.Rules.Altered {
		s.line("  %s %s", alteredThing(a), alteredHow(a))
	}
	if in.Rules.More > 0 {
		s.line("  and %d more", in.Rules.More)
	}
}

// rules is a table of what the change would alter in the rules, of so many at most.
func (s *sheet) rules(in Input, mark string, most int) {
	if in.altered() == 0 {
		return
	}
	s.line("")
	s.line(mark + " What the change would alter in the rules")
	s.line("")
	s.line("It counts for nothing in this verdict.")
	s.table("file", "key", "what", "before", "after")
	rows := in.Rules.Altered[:min(most, len(in.Rules.Altered))]
	for _, a := range rows {
		s.row(a.File, a.Key, a.What, a.Before, a.After)
	}
	if more := in.altered() - len(rows); more > 0 {
		s.line("")
		s.line("And %d more.", more)
	}
}

// rules writes a notice for what the change would alter in the rules, on its file.
func (a *annotations) rules() {
	if a.in.altered() == 0 {
		return
	}
	rows := a.in.Rules.Altered[:min(fewAnnotations, len(a.in.Rules.Altered))]
	for _, r := range rows {
		title := property(cut("rules of "+shortCommit(a.in.Rules.Commit)+" count, not this: "+alteredThing(r), longTitle))
		fmt.Fprintf(a.w, "::notice file=%s,title=%s::%s\n", property(r.File), title, data(cut(alteredHow(r)+"; it counts for nothing before it is part of "+a.in.Rules.Revision, longAnnotation)))
	}
	if more := a.in.altered() - len(rows); more > 0 {
		fmt.Fprintf(a.w, "and %s of the rules, of which no annotation is shown\n", Count(more, "more alteration"))
	}
}
