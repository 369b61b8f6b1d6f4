package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/assay-compliance/assay/internal/assessment"
)

// The measure of the first screen: how many lines it has, how long they are, and
// how many of the worst failures it names.
const (
	screenLines = 25
	screenWidth = 110
	firstScreen = 5
)

// Screen writes the first screen, at most 25 lines. everything adds every
// reason, undecided target, note and unassessed target, whatever their number.
func Screen(w io.Writer, in Input, everything bool) error {
	s := &screen{}
	if everything {
		s.long(in)
	} else {
		s.short(in)
	}
	_, err := io.WriteString(w, strings.Join(s.lines, "\n")+"\n")
	return err
}

// screen gathers lines.
type screen struct{ lines []string }

// line adds one line; what came from policies or evidence cannot move the
// cursor or start another line.
func (s *screen) line(format string, args ...any) {
	s.lines = append(s.lines, Plain(fmt.Sprintf(format, args...)))
}

// short is the first screen. The worst failures take what room the rest leaves,
// and blank lines what room is left then.
func (s *screen) short(in Input) {
	s.head(in)
	head := len(s.lines)
	s.frameworks(in)
	table := len(s.lines)
	var end screen
	end.closing(in)
	room := screenLines - table - len(end.lines) - 1 // one to count what is not shown
	shown := 0
	for _, r := range worst(in.Decision.Reasons, firstScreen) {
		var one screen
		one.brief(r)
		if room -= len(one.lines); room < 0 {
			break
		}
		s.lines = append(s.lines, one.lines...)
		shown++
	}
	if text := in.leftOut(shown); text != "" {
		s.line("%s", text)
	}
	s.lines = append(s.lines, end.lines...)
	for _, at := range []int{table, head} {
		if at < len(s.lines) && len(s.lines) < screenLines {
			s.lines = slices.Insert(s.lines, at, "")
		}
	}
}

// leftOut says what the first screen does not show; empty when it shows all.
func (in Input) leftOut(shown int) string {
	var said []string
	if n := len(joined(in.Decision.Reasons)) - shown; n > 0 {
		said = append(said, fmt.Sprintf("and %d more", n))
	}
	if n := len(in.Evidence.Notes) + in.Evidence.NotesCut; n > 0 {
		said = append(said, fmt.Sprintf("evidence: %s read, %s (malformed, stale, asserted …)", Count(in.Evidence.Envelopes, "piece"), Count(n, "note")))
	}
	if said == nil {
		return ""
	}
	return strings.Join(append(said, "--all lists them"), "; ")
}

// long is the first screen with everything that it leaves out.
func (s *screen) long(in Input) {
	s.head(in)
	s.line("")
	s.frameworks(in)
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
	return fmt.Sprintf("%s %s on %d of %d controls, %d not assessed", name, word, reviewed, controls, not)
}

// Plain makes text safe for a terminal: control characters, escape sequences,
// line ends and direction overrides become spaces.
func Plain(s string) string {
	return strings.TrimRight(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s), " ")
}

// cut shortens text to n characters.
func cut(s string, n int) string {
	r := []rune(Plain(s))
	if len(r) <= n {
		return string(r)
	}
	return string(r[:n-1]) + "…"
}

func (s *screen) frameworks(in Input) {
	s.line("%-16s %5s %5s %10s %13s %9s %5s", "framework", "pass", "fail", "undecided", "not assessed", "coverage", "poam")
	for _, r := range in.Results {
		c := r.Coverage
		note := ""
		if len(r.Scope.Tailored) > 0 {
			note = fmt.Sprintf("  TAILORED, %d removed", len(r.Scope.Tailored))
		}
		if c.Disabled > 0 {
			note += fmt.Sprintf("  %d disabled", c.Disabled)
		}
		if c.Supported > 0 {
			note += fmt.Sprintf("  %d supported", c.Supported)
		}
		s.line("%s", cut(fmt.Sprintf("%-16s %5d %5d %10d %13d %8.1f%% %5d%s", r.Scope.Framework.ID, c.Pass, c.Fail, c.Undecided, c.NotAssessed,
			100*c.Ratio(), in.Open[r.Scope.Framework.ID], note), screenWidth))
	}
}

// brief tells a reason on two or three lines: which control, which check; what
// it was seen on and why; what to do.
func (s *screen) brief(r Reason) {
	controls := strings.Join(r.Controls, " ")
	if len(r.Controls) > 2 {
		controls = fmt.Sprintf("%s +%d", r.Controls[0], len(r.Controls)-1)
	}
	seen := r.seen()
	// A gap is of a whole component, which its sentence names; on a short line
	// the sentence needs the room.
	if r.Kind == "undecided" && r.Subject == r.Component {
		seen = ""
	}
	s.line("%s", cut(r.title(controls), screenWidth))
	s.line("%s", cut("  "+seen+r.Why, screenWidth))
	if r.Remedy != "" {
		s.line("%s", cut("  fix: "+r.Remedy, screenWidth))
	}
}

// full tells a reason in full length.
func (s *screen) full(r Reason) {
	s.line("%s", r.title(strings.Join(r.Controls, " ")))
	s.line("  %s%s", r.seen(), r.Why)
	if r.Item != "" {
		s.line("  POA&M: %s", r.Item)
	}
	if r.Evidence != "" {
		s.line("  evidence: %s", r.Evidence)
	}
	if r.Remedy != "" {
		s.line("  fix: %s", r.Remedy)
	}
}

// title names a reason: its kind and level, framework, controls, check and what
// to ask explain for.
func (r Reason) title(controls string) string {
	words := []string{r.Kind + mark(r.Level), r.Framework, controls}
	if r.Check != r.ID {
		words = append(words, r.Check)
	}
	if r.ID != r.Framework {
		words = append(words, r.ID)
	}
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " ")
}

// seen is the example a reason was seen on, with a colon, and how many more.
func (r Reason) seen() string {
	if r.Subject == "" {
		return ""
	}
	text := r.Subject
	if r.Component != "" && r.Component != r.Subject {
		text = r.Component + "/" + r.Subject
	}
	if r.Subjects > 1 {
		text += fmt.Sprintf(" and %d more", r.Subjects-1)
	}
	return text + ": "
}

func mark(level string) string {
	if level == "" || level == "none" {
		return ""
	}
	return "/" + level
}

// worst picks n reasons, the same weakness under several frameworks told once,
// and each of another check first, so that one loud check does not fill the
// screen.
func worst(reasons []Reason, n int) []Reason {
	var out, again []Reason
	seen := map[string]bool{}
	for _, r := range joined(reasons) {
		if r.Check != "" && seen[r.Check] {
			again = append(again, r)
			continue
		}
		seen[r.Check] = true
		out = append(out, r)
	}
	out = append(out, again...)
	return out[:min(n, len(out))]
}

// joined puts reasons together that say the same of the same subject under
// several frameworks; the controls of each follow one another.
func joined(reasons []Reason) []Reason {
	var out []Reason
	at := map[[4]string]int{}
	for _, r := range reasons {
		key := [4]string{r.Kind, cmp.Or(r.Check, r.ID), r.Component + "/" + r.Subject, r.Why}
		i, ok := at[key]
		if !ok || strings.Contains(out[i].Framework, r.Framework) || r.Check == "" && r.Component == "" {
			at[key] = len(out)
			out = append(out, r)
			continue
		}
		out[i].Framework += ", " + r.Framework
		out[i].Controls = slices.Concat(out[i].Controls[:min(1, len(out[i].Controls))], r.Controls[:min(1, len(r.Controls))], out[i].Controls[min(1, len(out[i].Controls)):], r.Controls[min(1, len(r.Controls)):])
		out[i].Subjects = max(out[i].Subjects, r.Subjects)
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
		at := n.Source.Path
		if n.Source.Line > 0 {
			at += fmt.Sprintf(":%d", n.Source.Line)
		}
		if n.Source.Pointer != "" {
			at += "#" + n.Source.Pointer
		}
		s.line("  %s: %s%s", at, n.What, after("; ", n.Remedy))
	}
	if in.Evidence.NotesCut > 0 {
		s.line("  and %d more notes", in.Evidence.NotesCut)
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
		s.line("next: declare a source of kind %s%s: answers %d objectives", strings.Join(st.Kinds, " and "), where, st.Answers)
	}
	if in.Out == "" || len(in.Results) == 0 {
		return
	}
	ids := make([]string, 0, len(in.Results))
	for _, r := range in.Results {
		ids = append(ids, r.Scope.Framework.ID)
	}
	slices.Sort(ids)
	named := "{" + strings.Join(ids, ",") + "}"
	if len(named) > screenWidth/2 {
		named = fmt.Sprintf("{%d frameworks}", len(ids))
	}
	if strings.HasSuffix(in.Out, ".json") {
		s.line("document: %s", in.Out)
		return
	}
	s.line("documents: %s/%s, manifest.json", strings.TrimSuffix(in.Out, "/"), named)
}
