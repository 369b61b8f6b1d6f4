package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
)

// Markdown writes the whole report for people: the gate's word, every framework, what
// the gate holds and lets pass with what it was seen on, and every objective that has
// a verdict.
func Markdown(w io.Writer, in Input) error {
	s := newSheet(w)
	s.head(in, "#")
	s.frameworks(in)
	s.rules(in, "##", len(in.rows()))
	s.reasons("What the gate holds", in.Decision.Reasons, false)
	s.reasons("What the gate lets pass", in.Decision.Tolerated, true)
	s.locked(in.Locked)
	s.notes(in)
	for i := range in.Results {
		s.findings(&in.Results[i])
	}
	s.madeFrom(in, formatMarkdown, "##")
	return s.close("Markdown report")
}

// GitHubSummary writes what a job of GitHub Actions shows as its summary: what the
// gate says, the frameworks, and the worst of what it rests on. Whatever a run holds,
// it stays far below the 1 MiB that a step may show.
func GitHubSummary(w io.Writer, in Input) error {
	s := newSheet(w)
	s.head(in, "##")
	s.frameworks(in)
	s.rules(in, "###", fewReasons)
	held, warned := worst(in.Decision.Reasons, fewReasons), worst(in.warnings(), fewReasons)
	s.brief("What the gate holds", held, len(joined(in.Decision.Reasons)))
	s.brief("Undecided, and this gate only warns", warned, len(joined(in.warnings())))
	if n := in.tolerated("below-level"); n > 0 {
		s.line("")
		s.line("%d below the level of this gate.", n)
	}
	if n := in.tolerated("waived"); n > 0 {
		s.line("")
		s.line("%d waived.", n)
	}
	if n := in.tolerated("baseline"); n > 0 {
		s.line("")
		s.line("%d that stood in the baseline.", n)
	}
	s.madeFrom(in, formatGitHubSummary, "###")
	return s.close("summary")
}

// fewReasons is how many reasons a summary lists, and longCell how many characters of
// a text it shows.
const (
	fewReasons = 20
	longCell   = 400
)

// sheet writes lines of Markdown.
type sheet struct{ w *bufio.Writer }

func newSheet(w io.Writer) *sheet { return &sheet{bufio.NewWriter(w)} }

// close ends a sheet; the error is the first of writing it.
func (s *sheet) close(what string) error {
	if err := s.w.Flush(); err != nil {
		return fmt.Errorf("write %s: %w", what, err)
	}
	return nil
}

// line adds a line. Its arguments are text of other people: they are escaped.
func (s *sheet) line(format string, args ...any) {
	for i, a := range args {
		if t, ok := a.(string); ok {
			args[i] = cell(t)
		}
	}
	fmt.Fprintf(s.w, format+"\n", args...)
}

// row adds a row of a table; its cells are escaped.
func (s *sheet) row(cells ...string) {
	for _, c := range cells {
		s.w.WriteString("| " + cell(c) + " ")
	}
	s.w.WriteString("|\n")
}

// table begins a table.
func (s *sheet) table(heads ...string) {
	s.line("")
	s.row(heads...)
	s.w.WriteString(strings.Repeat("|---", len(heads)) + "|\n")
}

// head is the gate's word, why, and of what and when.
func (s *sheet) head(in Input, mark string) {
	s.line(mark+" assay: %s", in.System)
	s.line("")
	s.line("**%s**", in.verdictLine())
	if in.Decision.Summary != "" {
		s.line("")
		s.line("%s.", in.Decision.Summary)
	}
	s.line("")
	s.line("As of %s (%s), assay %s.", in.asOf(), in.TimeSource, in.Version)
	if b := in.Decision.Baseline; b != nil {
		s.line("Held against %s as of %s.", b.Path, b.AsOf.UTC().Format("2006-01-02T15:04:05Z"))
	}
	if r := in.Rules; r != nil {
		s.line("Judged by the rules of %s (%s).", r.Revision, shortCommit(r.Commit))
	}
	if in.Stopped != "" {
		s.line("")
		s.line("**The run is not complete**: %s. What was not judged is undecided.", in.Stopped)
	}
}

// frameworks is a table with a row for each framework, and what else there is to say
// of them.
func (s *sheet) frameworks(in Input) {
	s.table("framework", "pass", "fail", "undecided", "not applicable", "not assessed", "coverage", "POA&M", "population")
	for i := range in.Results {
		r := &in.Results[i]
		c, id := r.Coverage, r.Scope.Framework.ID
		covered := fmt.Sprintf("%.1f%%", 100*c.Ratio())
		if c.Unknown {
			covered = "not known"
		}
		n := func(n int) string { return fmt.Sprint(n) }
		s.row(id, n(c.Pass), n(c.Fail), n(c.Undecided), n(c.NotApplicable), n(c.NotAssessed), covered, n(in.Open[id]), populated(r))
	}
	s.line("")
	for i := range in.Results {
		r := &in.Results[i]
		if said := remarks(*r); len(said) > 0 {
			s.line("- %s: %s", r.Scope.Framework.ID, strings.Join(said, "; "))
		}
		if n := in.Aside[r.Scope.Framework.ID]; n > 0 {
			s.line("- %s: %d on the remediation list", r.Scope.Framework.ID, n)
		}
	}
	if text := in.measured(); text != "" {
		s.line("- %s", text)
	}
}

// populated says who says what there was to examine.
func populated(r *assessment.Results) string {
	asserted, all := population(r)
	if all == 0 {
		return "nothing observed"
	}
	return populationWords(asserted, all)
}

// reasons is a table of what the gate rests on, all of it.
func (s *sheet) reasons(title string, reasons []Reason, tolerated bool) {
	if len(reasons) == 0 {
		return
	}
	s.line("")
	s.line("## %s (%d)", title, len(reasons))
	heads := []string{"kind", "framework", "controls", "what", "seen on", "why", "remedy", "evidence", "item"}
	if tolerated {
		heads = append(heads, "let pass because")
	}
	s.table(heads...)
	for _, r := range reasons {
		cells := []string{r.Kind + mark(r.Level), r.Framework, strings.Join(r.Controls, ", "), r.ID, r.on(), r.Why, r.Remedy, r.Evidence, r.Item}
		if tolerated {
			cells = append(cells, r.let())
		}
		s.row(cells...)
	}
}

// on is the example a reason was seen on, and how many more there are.
func (r Reason) on() string {
	return strings.TrimSuffix(strings.TrimSpace(r.seen()), ":")
}

// brief is a list of the worst reasons, and how many more there are.
func (s *sheet) brief(title string, reasons []Reason, all int) {
	if all == 0 {
		return
	}
	s.line("")
	s.line("### %s (%d)", title, all)
	s.table("kind", "controls", "what", "seen on", "why", "fix")
	for _, r := range reasons {
		s.row(r.Kind+mark(r.Level), cut(r.Framework+" "+some(r.Controls, 3), longCell), cut(r.ID, longCell), cut(r.on(), longCell), cut(r.Why, longCell), cut(r.Remedy, longCell))
	}
	if n := all - len(reasons); n > 0 {
		s.line("")
		s.line("And %d more: the other reports have them.", n)
	}
}

// notes tells what there is to tell of the evidence.
func (s *sheet) notes(in Input) {
	if len(in.Evidence.Notes)+len(in.Gone) == 0 {
		return
	}
	s.line("")
	s.line("## Notes")
	s.line("")
	for _, n := range in.Evidence.Notes {
		s.line("- %s: %s%s", noted(n), n.What, after("; ", n.Remedy))
	}
	if in.Evidence.NotesCut > 0 {
		s.line("- and %d more", in.Evidence.NotesCut)
	}
	for _, g := range in.Gone {
		s.line("- %s: counted in the previous run, gone now", g)
	}
}

// findings is a table of every objective of a framework that has a verdict.
func (s *sheet) findings(r *assessment.Results) {
	fw := &r.Scope.Framework
	s.line("")
	s.line("## Findings of %s (%s)", fw.Title, fw.ID)
	s.line("")
	s.line("Profile sha256 %s. %d of %s not assessed; the CSV report lists them.", fw.Profile.Digest, r.Coverage.NotAssessed, Count(r.Coverage.Total, "objective"))
	s.table("objective", "id", "verdict", "basis", "why")
	for i := range r.Findings {
		f := &r.Findings[i]
		verdict := f.Verdict.String()
		if f.Reason != "" {
			verdict += ", " + string(f.Reason)
		}
		if len(f.Undeclared) > 0 {
			verdict += ", without " + strings.Join(f.Undeclared, ", ")
		}
		s.row(strings.TrimSpace(f.Target.Label+" "+f.Target.Title), f.Target.ID, verdict, string(f.Basis), f.Why)
	}
}

// madeFrom says which documents a report was made from, and carries its seal.
func (s *sheet) madeFrom(in Input, format, mark string) {
	s.line("")
	s.line(mark + " Made from")
	s.table("document", "sha256")
	for _, f := range in.Files {
		s.row(f.Path, f.Digest)
	}
	s.line("")
	s.line("As of %s. `assay report verify` holds this report against these documents.", in.asOf())
	s.line("")
	s.w.WriteString(in.seal(format).Comment() + "\n")
}
