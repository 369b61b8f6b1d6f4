// Package report turns results into what people and programs read on a screen:
// the first screen of assess, its long form, and a versioned JSON document. It
// sees results only, never files.
package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/assay-compliance/assay/internal/assessment"
)

// Input is one run, concluded and decided.
type Input struct {
	Version    string
	System     string
	AsOf       time.Time
	TimeSource string // "declared" or "clock"
	Results    []assessment.Results
	Decision   Decision
	Steps      []Step
	Out        string // where the documents are, as the user named it
	Documents  []string
	Open       map[string]int // open POA&M items by framework
	Evidence   assessment.EvidenceSummary
	Gone       []string // evidence that counted last time and is not there now
	Unclaimed  []string // claims whose source is not available
	Stopped    string
}

// Decision is the gate's word, ready to print.
type Decision struct {
	Gate      string
	Passed    bool
	Code      int
	Summary   string   // why, one sentence
	Reasons   []Reason // what the code rests on, worst first
	Tolerated []Reason // below the level, or undecided where that only warns
}

// Reason is one thing the gate holds against the release, with every objective
// it touches.
type Reason struct {
	Kind      string // failing, recorded, unknown-asset, coverage, incomplete, nothing-assessed, undecided
	Framework string
	Level     string
	ID        string   // what to ask explain for
	Check     string   // empty where no one check is behind it
	Controls  []string // printed forms
	Targets   []string // ids of the objectives
	Component string
	Subject   string // an example of what it was seen on
	Subjects  int    // how many there are
	Why       string
	Remedy    string
	Evidence  string // of the example: path:line#pointer
	Item      string // POAM-ID of the open item for it
}

// Step is something that would answer more objectives.
type Step struct {
	Kinds      []string
	Components []string
	Answers    int
}

// firstScreen is how many of the worst failures the first screen names.
const firstScreen = 5

// Screen writes the first screen: at most 25 lines of at most 100 characters.
// all adds every reason, undecided target, note and unassessed target.
func Screen(w io.Writer, in Input, everything bool) error {
	s := &screen{w: w}
	s.line("%s", in.verdictLine())
	s.line("%s as of %s (%s), assay %s", in.System, in.AsOf.UTC().Format("2006-01-02T15:04:05Z"), in.TimeSource, in.Version)
	if in.Stopped != "" {
		s.line("the run is not complete: %s", in.Stopped)
	}
	s.line("")
	s.frameworks(in)
	s.reasons(in, everything)
	if everything {
		s.rest(in)
	}
	s.closing(in, everything)
	return s.err
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
	text := fmt.Sprintf("%s %s on %d of %d controls, %d not assessed", name, word, reviewed, controls, not)
	if in.Decision.Summary != "" {
		text += ": " + in.Decision.Summary
	}
	return text
}

type screen struct {
	w   io.Writer
	err error
}

// line writes one line; what came from policies or evidence cannot move the
// cursor or start another line.
func (s *screen) line(format string, args ...any) {
	if s.err == nil {
		_, s.err = io.WriteString(s.w, Plain(fmt.Sprintf(format, args...))+"\n")
	}
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
	s.line("%-18s %6s %6s %10s %13s %9s %6s", "framework", "pass", "fail", "undecided", "not assessed", "coverage", "poam")
	for _, r := range in.Results {
		c := r.Coverage
		note := ""
		if c.Supported > 0 {
			note = fmt.Sprintf("  %d supported", c.Supported)
		}
		if len(r.Scope.Tailored) > 0 {
			note += fmt.Sprintf("  TAILORED, %d removed", len(r.Scope.Tailored))
		}
		if c.Disabled > 0 {
			note += fmt.Sprintf("  %d disabled", c.Disabled)
		}
		s.line("%-18s %6d %6d %10d %13d %8.1f%% %6d%s", r.Scope.Framework.ID, c.Pass, c.Fail, c.Undecided, c.NotAssessed, 100*c.Ratio(), in.Open[r.Scope.Framework.ID], note)
	}
	s.line("")
}

func (s *screen) reasons(in Input, everything bool) {
	shown := in.Decision.Reasons
	if !everything {
		shown = worst(shown, firstScreen)
	}
	for _, r := range shown {
		s.reason(r, everything)
	}
	if n := len(in.Decision.Reasons) - len(shown); n > 0 {
		s.line("and %d more; --all lists them", n)
	}
	if everything && len(in.Decision.Tolerated) > 0 {
		s.line("")
		s.line("tolerated by this gate")
		for _, r := range in.Decision.Tolerated {
			s.reason(r, everything)
		}
	}
}

// reason writes one reason on two lines: which control, which check, what it
// was seen on and why; then what to do.
func (s *screen) reason(r Reason, everything bool) {
	controls := strings.Join(r.Controls, " ")
	if !everything && len(r.Controls) > 2 {
		controls = fmt.Sprintf("%s +%d", r.Controls[0], len(r.Controls)-1)
	}
	head := r.Kind + mark(r.Level) + " " + r.Framework
	if controls != "" {
		head += " " + controls
	}
	if r.Check != "" && r.Check != r.ID {
		head += " " + r.Check
	}
	if r.ID != r.Framework {
		head += " " + r.ID
	}
	seen := ""
	// A gap is of a whole component, which its sentence names; on a short line
	// the sentence needs the room.
	if r.Subject != "" && (everything || r.Kind != "undecided" || r.Subject != r.Component) {
		seen = r.Subject
		if r.Component != "" && r.Component != r.Subject {
			seen = r.Component + "/" + r.Subject
		}
		if r.Subjects > 1 {
			seen += fmt.Sprintf(" and %d more", r.Subjects-1)
		}
		seen += ": "
	}
	if everything {
		s.line("%s", head)
		s.line("  %s%s", seen, r.Why)
		if r.Item != "" {
			s.line("  POA&M: %s", r.Item)
		}
		if r.Evidence != "" {
			s.line("  evidence: %s", r.Evidence)
		}
		if r.Remedy != "" {
			s.line("  fix: %s", r.Remedy)
		}
		return
	}
	s.line("%s", cut(head, width))
	s.line("%s", cut("  "+seen+r.Why, width))
	if r.Remedy != "" {
		s.line("%s", cut("  fix: "+r.Remedy, width))
	}
}

// width is how long a line of the first screen may be.
const width = 110

func mark(level string) string {
	if level == "" || level == "none" {
		return ""
	}
	return "/" + level
}

// worst picks n reasons, each of another check first, so that one loud check
// does not fill the screen.
func worst(reasons []Reason, n int) []Reason {
	var out, again []Reason
	seen := map[string]bool{}
	for _, r := range reasons {
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

func count(n int, noun string) string {
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

func (s *screen) closing(in Input, everything bool) {
	if n := len(in.Evidence.Notes) + in.Evidence.NotesCut; n > 0 && !everything {
		s.line("evidence: %s read, %s (malformed, stale, asserted …); --all lists them", count(in.Evidence.Envelopes, "piece"), count(n, "note"))
	}
	if len(in.Steps) > 0 {
		st := in.Steps[0]
		where := ""
		if len(st.Components) > 0 {
			where = " for " + strings.Join(st.Components[:min(3, len(st.Components))], ", ")
		}
		s.line("next: declare a source of kind %s%s: answers %d objectives", strings.Join(st.Kinds, " and "), where, st.Answers)
	}
	if in.Out != "" {
		ids := make([]string, 0, len(in.Results))
		for _, r := range in.Results {
			ids = append(ids, r.Scope.Framework.ID)
		}
		slices.Sort(ids)
		s.line("documents: %s/{%s}, manifest.json", strings.TrimSuffix(in.Out, "/"), strings.Join(ids, ","))
	}
}
