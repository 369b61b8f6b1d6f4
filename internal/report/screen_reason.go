package report

import (
	"fmt"
	"slices"
	"strings"
)

// brief tells a reason on two or three lines: which control, which check; what
// it was seen on and why; what to do.
func (s *screen) brief(r Reason, mark string) {
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
	s.line("%s%s", mark, r.title(controls))
	s.line("  %s%s", seen, r.Why)
	if r.Remedy != "" {
		s.line("  fix: %s", r.Remedy)
	}
}

// full tells a reason in full length.
func (s *screen) full(r Reason) {
	s.line("%s", r.title(strings.Join(r.Controls, " ")))
	s.line("  %s%s", r.seen(), r.Why)
	if r.Item != "" {
		s.line("  item: %s", r.Item)
	}
	if len(r.Waivers) > 0 {
		s.line("  waivers: %s", strings.Join(r.Waivers, ", "))
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
