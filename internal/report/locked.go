package report

import (
	"fmt"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
)

// locked tells what decides verdicts otherwise than the lock says, and which verdicts
// are others for it.
func (s *screen) locked(in Input) {
	l := in.Locked
	if !l.Written() || l.Same() {
		return
	}
	s.line("")
	s.line("since %s was written", l.Path)
	for _, c := range l.Changes {
		s.line("  %s", c)
	}
	for _, v := range l.Verdicts {
		s.line("  %s %s: %s, was %s: %s", v.Framework, v.Target, v.After, v.Before, strings.Join(v.Causes, ", "))
	}
	if l.More > 0 {
		s.line("  and %s", Count(l.More, "more verdict"))
	}
	if l.Compared == "" {
		s.line("  which verdicts are others for it nothing tells: there are no results of before")
	}
}

// locked is the same as sections of a sheet.
func (s *sheet) locked(l *assessment.Locked) {
	if !l.Written() || l.Same() {
		return
	}
	s.line("")
	s.line("## What decides otherwise than %s says (%d)", l.Path, len(l.Changes))
	s.table("change")
	for _, c := range l.Changes {
		s.row(c)
	}
	if len(l.Verdicts) == 0 {
		return
	}
	s.line("")
	s.line("### Verdicts that are others for it (%d)", len(l.Verdicts)+l.More)
	s.table("framework", "objective", "before", "after", "because of")
	for _, v := range l.Verdicts {
		s.row(v.Framework, v.Target, v.Before, v.After, strings.Join(v.Causes, ", "))
	}
	if l.More > 0 {
		s.line("")
		s.line("%s", fmt.Sprintf("And %d more.", l.More))
	}
}
