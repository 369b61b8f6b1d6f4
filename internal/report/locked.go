package report

import (
	"fmt"

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
		s.line("  %s %s: %s, was %s %s", v.Framework, v.Target, v.After, v.Before, v.Says())
	}
	if l.More > 0 {
		s.line("  and %s", Count(l.More, "more verdict"))
	}
	s.line("  %s", comparedWith(l))
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
	s.line("")
	s.line("%s", comparedWith(l))
	if len(l.Verdicts) == 0 {
		return
	}
	s.line("")
	s.line("### Verdicts that changed with it (%d)", len(l.Verdicts)+l.More)
	s.table("framework", "objective", "before", "after", "why")
	for _, v := range l.Verdicts {
		s.row(v.Framework, v.Target, v.Before, v.After, v.Says())
	}
	if l.More > 0 {
		s.line("")
		s.line("%s", fmt.Sprintf("And %d more.", l.More))
	}
}

// comparedWith says what verdicts were compared with.
func comparedWith(l *assessment.Locked) string {
	switch {
	case l.Compared == "":
		return "nothing tells which verdicts changed with it: there are no results of before it"
	case len(l.Verdicts) == 0:
		return "no verdict changed with it since the results of " + l.Compared
	}
	return "verdicts are compared with the results of " + l.Compared
}

// policyChange says what the gate makes of what decides being another than the lock
// says, for forms that list objectives and not what a gate holds; empty for nothing.
func (in Input) policyChange() (held bool, text string) {
	for _, r := range in.Decision.Reasons {
		if r.Kind == "policy-change" {
			return true, "held: " + withFix(r.Why, r.Remedy)
		}
	}
	for _, r := range in.Decision.Tolerated {
		if r.Kind == "policy-change" {
			return false, "tolerated: " + withFix(r.Why, r.Remedy)
		}
	}
	return false, ""
}
