package vex

import (
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
)

// Ignored says why the statements of a document that is in order change nothing;
// empty for one that is in the Book, or whose place a newer one takes.
func (b *Book) Ignored(d *evidence.Document) (what, remedy string) {
	const said = "what it says of vulnerabilities changes nothing: "
	switch {
	case b == nil || !b.asks(d.Component):
		return said + "nobody is trusted to say it of " + d.Component, "name its signer under trust:, with kinds: [vex-statements]"
	case !b.seen[keyOf(d)]:
		return said + "its source does not declare " + Kind, "add kinds: [" + Kind + "] to the entry under sources"
	case b.Full():
		return said + "there are more statements than can be held", "keep those on what runs"
	}
	return "", ""
}

// Notes tells of each document in the Book which of its statements count, and why
// others do not; asked once all records were read.
func (b *Book) Notes() []assessment.Note {
	if b == nil || b.Full() {
		return nil
	}
	var out []assessment.Note
	for _, d := range b.docs {
		counts := map[string]int{}
		for _, s := range d.statements {
			counts[s.standing()]++
		}
		what := strconv.Itoa(counts[""]) + " of " + strconv.Itoa(len(d.statements)) + " statements of " + d.signer + " on vulnerabilities count"
		var rest []string
		for _, why := range standings {
			if n := counts[why]; n > 0 {
				rest = append(rest, strconv.Itoa(n)+" "+why)
			}
		}
		if len(rest) > 0 {
			what += "; " + strings.Join(rest, ", ")
		}
		out = append(out, assessment.Note{
			Source: assessment.Source{Path: d.path, Line: d.line, Pointer: d.pointer, Digest: hex.EncodeToString(d.digest[:])},
			Kind:   Kind, Component: d.component, What: what,
		})
	}
	return out
}

// Why a statement changes nothing, in the order in which it is told.
const (
	whyAffected = "affected or under investigation"
	whyReason   = "not affected without a reason"
	whyDraft    = "of a draft or of a time to come"
	whyNowhere  = "on no package with a version and no image"
	whyUnmet    = "on nothing that a scan found"
	whyOutdone  = "outweighed by another statement"
)

var standings = []string{whyAffected, whyReason, whyDraft, whyNowhere, whyUnmet, whyOutdone}

// standing says why a statement changes nothing; empty for one that does, or that
// says the same as one that does.
func (s *statement) standing() string {
	switch {
	case s.used.Load():
		return ""
	case s.body.Status == unsettled:
		return whyDraft
	case s.body.Status == "affected" || s.body.Status == "under_investigation":
		return whyAffected
	case !s.clears():
		return whyReason
	case s.nowhere:
		return whyNowhere
	case !s.met.Load():
		return whyUnmet
	}
	return whyOutdone
}
