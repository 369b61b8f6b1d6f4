package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
)

// The measure of the first screen: how many lines it has, and how many of the
// worst failures it names.
const (
	screenLines = 25
	firstScreen = 5
)

// Layout is how a report is laid out for its reader.
type Layout struct {
	All   bool // everything, not only the first screen
	Width int  // columns of the reader's terminal, at which lines are wrapped; 0: no terminal, a line is as long as what it says
	Color bool // the reader's terminal shows colours
}

// Screen writes the first screen, at most 25 lines. With All it is followed by
// every reason, undecided target, note and unassessed target, whatever their
// number.
func Screen(w io.Writer, in Input, l Layout) error {
	s := &screen{width: l.Width}
	if l.All {
		s.long(in)
	} else {
		s.short(in)
	}
	if l.Color {
		paint(s.lines, in.Decision)
	}
	_, err := io.WriteString(w, strings.Join(s.lines, "\n")+"\n")
	return err
}

// screen gathers lines.
type screen struct {
	lines []string
	width int
}

// line adds a line, wrapped to the width; what came from policies or evidence
// cannot move the cursor or start another line.
func (s *screen) line(format string, args ...any) {
	s.lines = append(s.lines, wrap(problem.Plain(fmt.Sprintf(format, args...)), s.width)...)
}

// aside is an empty screen of the same width, to see how many lines a part takes.
func (s *screen) aside() *screen { return &screen{width: s.width} }

// short is the first screen. The worst failures, then what the gate only warns
// of, take what room the rest leaves, and blank lines what room is left then.
func (s *screen) short(in Input) {
	s.head(in)
	head := len(s.lines)
	s.frameworks(in, false)
	table := len(s.lines)
	end := s.aside()
	end.closing(in)
	left := s.aside()
	left.slips(in)
	left.leftOut(in, 0, 0) // never fewer lines than will be said
	room := screenLines - table - len(end.lines) - len(left.lines)

	failed := s.briefly(worst(in.Decision.Reasons, firstScreen), "", &room)
	warned := s.briefly(worst(in.warnings(), firstScreen-failed), "warning: ", &room)
	s.slips(in)
	s.leftOut(in, failed, warned)
	s.lines = append(s.lines, end.lines...)
	for _, at := range []int{table, head} {
		if at < len(s.lines) && len(s.lines) < screenLines {
			s.lines = slices.Insert(s.lines, at, "")
		}
	}
}

// briefly tells as many reasons as there is room for and gives their number. Of
// the very first there is room for the title at least.
func (s *screen) briefly(reasons []Reason, mark string, room *int) int {
	for i, r := range reasons {
		one := s.aside()
		one.brief(r, mark)
		if len(one.lines) > *room {
			if i > 0 || *room < 1 || mark != "" {
				return i
			}
			one.lines = one.lines[:*room]
		}
		*room -= len(one.lines)
		s.lines = append(s.lines, one.lines...)
	}
	return len(reasons)
}

// warnings is what stayed undecided and this gate only warns of.
func (in Input) warnings() []Reason {
	return slices.DeleteFunc(slices.Clone(in.Decision.Tolerated), func(r Reason) bool { return r.Kind != "undecided" || r.By == "baseline" })
}

// tolerated counts what the gate lets pass for one reason.
func (in Input) tolerated(by string) int {
	n := 0
	for _, r := range in.Decision.Tolerated {
		if r.By == by {
			n++
		}
	}
	return n
}

// fewSlips is how many likely slips of the workspace the first screen tells.
const fewSlips = 2

// slips warns of what in the workspace is most likely a mistake.
func (s *screen) slips(in Input) {
	for _, n := range in.Warnings[:min(fewSlips, len(in.Warnings))] {
		s.line("warning: %s: %s%s", noted(n), n.What, after("; ", n.Remedy))
	}
}

// noted is the place of a note.
func noted(n assessment.Note) string {
	return problem.Place{Path: n.Source.Path, Line: n.Source.Line, Pointer: n.Source.Pointer}.String()
}

// leftOut says what the first screen does not show, when it names so many
// reasons and warnings.
func (s *screen) leftOut(in Input, failed, warned int) {
	if n := len(joined(in.warnings())) - warned; n > 0 {
		noun := "gap"
		if warned > 0 {
			noun = "more gap"
		}
		s.line("warning: %s left objectives undecided; this gate only warns of it", Count(n, noun))
	}
	var said []string
	if n := len(joined(in.Decision.Reasons)) - failed; n > 0 {
		said = append(said, fmt.Sprintf("and %d more", n))
	}
	if n := in.tolerated("below-level"); n > 0 {
		said = append(said, fmt.Sprintf("%d below the level of this gate", n))
	}
	if n := in.tolerated("waived"); n > 0 {
		said = append(said, fmt.Sprintf("%d waived", n))
	}
	if n := in.tolerated("baseline"); n > 0 {
		said = append(said, fmt.Sprintf("%d that stood in the baseline", n))
	}
	if n := len(in.Evidence.Notes) + in.Evidence.NotesCut; n > 0 {
		said = append(said, fmt.Sprintf("evidence: %s read, %s (malformed, stale, asserted …)", Count(in.Evidence.Envelopes, "piece"), Count(n, "note")))
	}
	if said != nil {
		s.line("%s; --all lists them", strings.Join(said, "; "))
	}
}

// long is the first screen with everything that it leaves out.
func (s *screen) long(in Input) {
	s.head(in)
	s.line("")
	s.frameworks(in, true)
	s.line("")
	for _, r := range in.Decision.Reasons {
		s.full(r)
	}
	if len(in.Decision.Tolerated) > 0 {
		s.line("")
		s.line("tolerated by this gate")
		for _, r := range in.Decision.Tolerated {
			s.full(r)
		}
	}
	s.locked(in)
	s.rules(in)
	s.rest(in)
	s.closing(in)
}

// head is the gate's word, why, and of what and when.
func (s *screen) head(in Input) {
	s.line("%s", in.verdictLine())
	if in.Decision.Summary != "" {
		s.line("%s", in.Decision.Summary)
	}
	s.line("%s as of %s (%s), assay %s", in.System, in.AsOf.UTC().Format("2006-01-02T15:04:05Z"), in.TimeSource, in.Version)
	if b := in.Decision.Baseline; b != nil {
		s.line("held against %s as of %s", b.Path, b.AsOf.UTC().Format("2006-01-02T15:04:05Z"))
	}
	if by := in.rulesOf(); by != "" {
		s.line("%s; %s", by, in.alteredBriefly())
	}
	if in.Stopped != "" {
		s.line("the run is not complete: %s", in.Stopped)
	}
}

// verdictLine is the first line: the gate's word, and on how much it rests.
func (in Input) verdictLine() string {
	controls, reviewed, not := 0, 0, 0
	for _, r := range in.Results {
		for _, c := range r.Controls {
			controls++
			if c.Pass+c.Fail+c.Undecided > 0 {
				reviewed++
			} else {
				not++
			}
		}
	}
	word := "passed"
	switch {
	case in.Decision.Code == 3:
		word = "undecided"
	case !in.Decision.Passed:
		word = "failed"
	}
	name := "gate"
	if in.Decision.Gate != "" {
		name += " " + in.Decision.Gate
	}
	if word != "passed" { // "failed on" would read as the number of failures
		return fmt.Sprintf("%s %s; %d of %d controls assessed, %d not", name, word, reviewed, controls, not)
	}
	return fmt.Sprintf("%s %s on %d of %d controls, %d not assessed", name, word, reviewed, controls, not)
}

// frameworks is one line for each framework: a table where the width allows, in
// which a remark may be cut off unless everything was asked for.
func (s *screen) frameworks(in Input, everything bool) {
	row := fmt.Sprintf("%%-%ds %%5s %%5s %%10s %%13s %%9s %%5s", longest(in.Results))
	head := fmt.Sprintf(row, "framework", "pass", "fail", "undecided", "not assessed", "coverage", "poam")
	narrow := s.width > 0 && s.width < len(head)
	if !narrow {
		s.line("%s", head)
	}
	for _, r := range in.Results {
		c := r.Coverage
		id, covered, open := r.Scope.Framework.ID, fmt.Sprintf("%.1f%%", 100*c.Ratio()), in.Open[r.Scope.Framework.ID]
		notes := remarks(r)
		if n := in.Aside[id]; n > 0 {
			notes = append(notes, fmt.Sprintf("%d on the remediation list", n))
		}
		if narrow {
			s.line("%s", strings.Join(append([]string{fmt.Sprintf("%s: %d pass, %d fail, %d undecided, %d not assessed, coverage %s, %d on the POA&M",
				id, c.Pass, c.Fail, c.Undecided, c.NotAssessed, covered, open)}, notes...), ", "))
			continue
		}
		n := strconv.Itoa
		text := strings.Join(append([]string{fmt.Sprintf(row, id, n(c.Pass), n(c.Fail), n(c.Undecided), n(c.NotAssessed), covered, n(open))}, notes...), "  ")
		if !everything {
			text = cut(text, s.width)
		}
		s.line("%s", text)
	}
	if text := in.measured(); text != "" {
		s.line("%s", text)
	}
	s.content(in, everything)
}

// longest is the width of the column of frameworks.
func longest(results []assessment.Results) int {
	n := 16
	for _, r := range results {
		n = max(n, len(r.Scope.Framework.ID))
	}
	return n
}

// remarks are what there is to say of a framework besides its numbers.
func remarks(r assessment.Results) []string {
	var out []string
	if n := len(r.Scope.Tailored); n > 0 {
		out = append(out, fmt.Sprintf("TAILORED, %d removed: %s", n, some(r.Scope.Tailored, fewTailored)))
	}
	if n := r.Coverage.Disabled; n > 0 {
		out = append(out, fmt.Sprintf("%d disabled", n))
	}
	if n := r.Coverage.Supported; n > 0 {
		out = append(out, fmt.Sprintf("%d supported", n))
	}
	passed := map[assessment.Basis]int{}
	for _, f := range r.Findings {
		if f.Verdict == assessment.VerdictPass {
			passed[f.Basis]++
		}
	}
	for _, by := range []struct {
		basis assessment.Basis
		words string
	}{
		{assessment.BasisProviderStatement, "passed by the provider's statement"}, {assessment.BasisAssessor, "passed by the assessor"},
		{assessment.BasisInherited, "passed as inherited"}, {assessment.BasisDecision, "passed by decision"},
	} {
		if n := passed[by.basis]; n > 0 {
			out = append(out, fmt.Sprintf("%d %s", n, by.words))
		}
	}
	if n := r.Coverage.NotApplicable; n > 0 {
		out = append(out, fmt.Sprintf("%d not applicable", n))
	}
	if n := r.Coverage.Undeclared; n > 0 {
		out = append(out, fmt.Sprintf("%d passed without all sources", n))
	}
	return out
}

// rest lists what is undecided, what was not assessed and what was noted.
func (s *screen) rest(in Input) {
	for _, r := range in.Results {
		s.line("")
		s.line("%s: undecided", r.Scope.Framework.ID)
		for _, f := range r.Findings {
			if f.Verdict == assessment.VerdictUndecided {
				s.line("  %-22s %-14s %s", cmp.Or(f.Target.Label, f.Target.ID), f.Reason, f.Why)
			}
		}
		if r.Coverage.Undeclared > 0 {
			s.line("%s: passed, and no source brings what could show it broken", r.Scope.Framework.ID)
		}
		for _, f := range r.Findings {
			if len(f.Undeclared) > 0 {
				s.line("  %-22s %s", cmp.Or(f.Target.Label, f.Target.ID), strings.Join(f.Undeclared, ", "))
			}
		}
		s.line("%s: not assessed", r.Scope.Framework.ID)
		for _, u := range r.Unassessed {
			word := u.Why
			if u.Supported {
				word = "supported; " + word
			}
			if len(u.Kinds) > 0 {
				word += "; a source could declare " + strings.Join(u.Kinds, ", ")
			}
			s.line("  %-22s %s", cmp.Or(u.Target.Label, u.Target.ID), word)
		}
	}
	if len(in.Evidence.Notes) > 0 {
		s.line("")
		s.line("evidence")
	}
	for _, n := range in.Evidence.Notes {
		s.line("  %s: %s%s", noted(n), n.What, after("; ", n.Remedy))
	}
	if in.Evidence.NotesCut > 0 {
		s.line("  and %s", Count(in.Evidence.NotesCut, "more note"))
	}
	for _, g := range in.Gone {
		s.line("  %s: counted in the previous run, gone now", g)
	}
	for _, u := range in.Unclaimed {
		s.line("  claim not resolved, source not available: %s", u)
	}
	s.line("")
}

// Count is a number with its noun: 1 problem, 2 problems.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func after(sep, text string) string {
	if text == "" {
		return ""
	}
	return sep + text
}

// closing is the next best step and where the documents are.
func (s *screen) closing(in Input) {
	if len(in.Steps) > 0 {
		st := in.Steps[0]
		where := ""
		if len(st.Components) > 0 {
			where = " for " + strings.Join(st.Components[:min(3, len(st.Components))], ", ")
		}
		s.line("next: declare a source of kind %s%s: answers %s", strings.Join(st.Kinds, " and "), where, Count(st.Answers, "objective"))
	}
	if in.Out == "" || len(in.Results) == 0 {
		return
	}
	ids := make([]string, 0, len(in.Results))
	for _, r := range in.Results {
		ids = append(ids, r.Scope.Framework.ID)
	}
	slices.Sort(ids)
	dir := strings.TrimSuffix(in.Out, "/")
	switch {
	case strings.HasSuffix(in.Out, ".json"):
		s.line("document: %s", in.Out)
	case len(ids) == 1:
		s.line("documents: %s/%s, manifest.json", dir, ids[0])
	default:
		s.line("documents: %s/{%s}, manifest.json", dir, strings.Join(ids, ","))
	}
	if in.Recorded != nil {
		s.line("%s", in.Recorded.words())
	}
	if in.Stored != nil {
		s.line("%s", in.Stored.words())
	}
}

// words says where the assessment is kept.
func (k *Stored) words() string {
	out := fmt.Sprintf("kept as %s in %s", k.ID, k.Dir)
	if !k.Signed {
		out += "; its log is not signed"
	}
	return out
}

// words says what was recorded, and how much of it is new.
func (r *Recorded) words() string {
	switch {
	case r.Why != "":
		return "not recorded: " + r.Why
	case len(r.Files) == 0:
		return "recorded: nothing, because no item is on the plan of action"
	case r.Changed == 0:
		return "recorded: " + strings.Join(r.Files, ", ") + "; as before"
	}
	return fmt.Sprintf("recorded: %s; %d changed", strings.Join(r.Files, ", "), r.Changed)
}
