package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
)

// The security decision record, in the names of FedRAMP's schema of 2026-06-24. What
// it allows Markdown in is escaped, but for what the provider itself writes.
type (
	decisionRecord struct {
		Overview     string              `json:"certificationPackageOverviewUri"`
		Controls     []recordControl     `json:"securityControls,omitempty"`
		Requirements []recordRequirement `json:"fedRampRequirements"`
		Indicators   []recordIndicator   `json:"keySecurityIndicators,omitempty"`
		MadeFrom     Seal                `json:"made-from"`
	}
	recordControl struct {
		ID          string `json:"controlId"`
		Status      string `json:"controlImplementationStatus,omitempty"`
		Description string `json:"controlImplementationDescription"`
	}
	recordRequirement struct {
		ID             string   `json:"frrID"`
		Status         string   `json:"frrImplementationStatus,omitempty"`
		Implementation []string `json:"frrImplementation"`
		Validation     []string `json:"frrValidation,omitempty"`
		Assessment     []string `json:"frrAssessment,omitempty"`
	}
	recordIndicator struct {
		ID             string           `json:"ksiId"`
		Status         string           `json:"ksiImplementationStatus,omitempty"`
		Implementation []string         `json:"ksiImplementation"`
		Validation     []string         `json:"ksiValidation"`
		Assessment     []string         `json:"ksiAssessment"`
		Tests          []string         `json:"ksiTests"`
		Evidence       []recordEvidence `json:"ksiEvidence"`
	}
	recordEvidence struct {
		Description string `json:"evidenceDescription"`
		Location    string `json:"evidenceLocation,omitempty"`
		Updated     string `json:"lastUpdated,omitempty"`
	}
)

// FedRAMPRecord writes the security decision record (SDR-CSO-FRR): every control or
// indicator of the certification with what is claimed and what was seen, and the rules
// in the provider's words.
func FedRAMPRecord(w io.Writer, in Input) error {
	r, l := in.certified()
	c := &in.Certification
	if len(c.Requirements) == 0 {
		l.add("record.requirements", "how each applicable rule of FedRAMP is followed (fedRampRequirements)", `[{id: VER-TFR-MHR, implementation: ["How it is followed."]}]`)
	}
	if r == nil {
		return l.err()
	}
	doc := decisionRecord{Overview: c.Overview, Requirements: []recordRequirement{}, MadeFrom: in.seal(formatFedRAMPRecord)}
	for _, q := range c.Requirements {
		one := recordRequirement{ID: q.ID, Status: recordWords[q.Status], Implementation: statements(q.Implementation)}
		if q.Validation != nil {
			one.Validation = statements(q.Validation)
		}
		if q.Assessment != nil {
			one.Assessment = statements(q.Assessment)
		}
		doc.Requirements = append(doc.Requirements, one)
	}
	if len(r.Scope.Controls) == 0 {
		l.at(problem.Place{Path: in.Out}, "it is not known which controls "+r.Scope.Framework.ID+" has: its profile is not the one that the results name by digest", "make the report with the version of assay that assessed, or assess again")
	}
	judged := in.judgedBy(r)
	if indicators(r) {
		doc.Indicators = in.recordIndicators(r, judged, l)
	} else if err := l.err(); err == nil {
		if doc.Controls, err = in.recordControls(r, judged); err != nil {
			return err
		}
	}
	if err := l.err(); err != nil {
		return err
	}
	return writeDocument(w, "security decision record", doc)
}

// recordWords are the schema's words for how far something is implemented.
var recordWords = map[string]string{"implemented": "Implemented", "partially-implemented": "Partially Implemented", "not-implemented": "Not Implemented"}

// indicators says whether a framework is of Key Security Indicators, not of controls.
func indicators(r *assessment.Results) bool {
	return slices.ContainsFunc(r.Scope.Controls, func(c assessment.Control) bool { return strings.HasPrefix(c.ID, "ksi-") })
}

// judgement is what became of the targets of one control.
type judgement struct {
	findings   []*assessment.Finding
	unassessed []*assessment.Unassessed
	weak       map[string]*assessment.Risk // of the framework, by key
	open       openItems                   // of the framework
}

// judgedBy gives the judgement on each control, by id.
func (in Input) judgedBy(r *assessment.Results) map[string]*judgement {
	out := map[string]*judgement{}
	weak, open := risksOf(r), in.openItems(r.Scope.Framework.ID)
	of := func(control string) *judgement {
		if out[control] == nil {
			out[control] = &judgement{weak: weak, open: open}
		}
		return out[control]
	}
	for i := range r.Findings {
		j := of(r.Findings[i].Target.ControlID)
		j.findings = append(j.findings, &r.Findings[i])
	}
	for i := range r.Unassessed {
		j := of(r.Unassessed[i].Target.ControlID)
		j.unassessed = append(j.unassessed, &r.Unassessed[i])
	}
	return out
}

// count is how many targets have a verdict.
func (j *judgement) count(v assessment.Verdict) (n int) {
	for _, f := range j.findings {
		if f.Verdict == v {
			n++
		}
	}
	return n
}

// status says how far a control is implemented, where its verdicts tell: all of it
// when every target passes or does not apply; part of it when some pass and some fail;
// none of it that was seen when some fail and none passes. What nothing decided leaves
// it out: no word of the schema says that nobody knows.
func (j *judgement) status() string {
	pass, fail := j.count(assessment.VerdictPass), j.count(assessment.VerdictFail)
	open := j.count(assessment.VerdictUndecided) + len(j.unassessed)
	switch {
	case fail > 0 && pass > 0:
		return "Partially Implemented"
	case fail > 0:
		return "Not Implemented"
	case pass > 0 && open == 0:
		return "Implemented"
	}
	return ""
}

// lesser is what remains of the provider's word for how far something is implemented
// beside that of verdicts: the lesser of the two, or the one that there is.
func lesser(said, judged string) string {
	order := []string{"", "Implemented", "Partially Implemented", "Not Implemented"}
	if slices.Index(order, said) > slices.Index(order, judged) {
		return said
	}
	return judged
}

// summary counts the verdicts in words.
func (j *judgement) summary() string {
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{
		{j.count(assessment.VerdictPass), "pass"}, {j.count(assessment.VerdictFail), "fail"}, {j.count(assessment.VerdictUndecided), "undecided"},
		{j.count(assessment.VerdictNotApplicable), "not applicable"}, {len(j.unassessed), "not assessed"},
	} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.word))
		}
	}
	return Count(len(j.findings)+len(j.unassessed), "objective") + ": " + strings.Join(parts, ", ")
}

// verdicts tells in Markdown what became of each target that has a verdict.
func (j *judgement) verdicts() []string {
	var out []string
	for _, f := range j.findings {
		text := fmt.Sprintf("%s: %s", cell(cmp.Or(f.Target.Label, f.Target.ID)), f.Verdict)
		if f.Reason != "" {
			text += ", " + cell(string(f.Reason))
		}
		if f.Basis != "" {
			text += " (" + cell(string(f.Basis)) + ")"
		}
		if f.Why != "" {
			text += ": " + cell(f.Why)
		}
		var items []string
		for _, key := range f.Risks {
			if it := j.open.of(j.weak[key]); it != nil {
				items = append(items, cell(it.ID))
			}
		}
		if len(items) > 0 {
			text += " [" + strings.Join(items, ", ") + "]"
		}
		out = append(out, text)
	}
	return out
}

// recordControls tells every control of a Rev. 5 certification, in the profile's order.
func (in Input) recordControls(r *assessment.Results, judged map[string]*judgement) ([]recordControl, error) {
	claims, known, err := in.claimsOf(r)
	if err != nil {
		return nil, err
	}
	var out []recordControl
	for i := range r.Scope.Controls {
		c := &r.Scope.Controls[i]
		j := judged[c.ID]
		if j == nil {
			j = &judgement{}
		}
		var text strings.Builder
		for _, one := range claims[c.ID] {
			text.WriteString("- " + claimWords(one) + "\n")
		}
		switch {
		case !known:
			text.WriteString("- No description of the system stands beside these results.\n")
		case len(claims[c.ID]) == 0:
			text.WriteString("- Not claimed by any component.\n")
		}
		fmt.Fprintf(&text, "\n%s, %s.\n", in.assessed(), j.summary())
		if lines := j.verdicts(); len(lines) > 0 {
			text.WriteString("\n")
			for _, line := range lines {
				text.WriteString("- " + line + "\n")
			}
		}
		out = append(out, recordControl{cmp.Or(c.Label, c.ID), j.status(), strings.TrimSpace(text.String())})
	}
	return out, nil
}

// assessed says by whom and when, and that a run is not complete.
func (in Input) assessed() string {
	text := "Assessed by assay as of " + in.asOf()
	if in.Stopped != "" {
		text += " in a run that was stopped before its end"
	}
	return text
}

// claimsOf gives what is claimed of each control of a framework; known is false where
// no description of the system is.
func (in Input) claimsOf(r *assessment.Results) (out map[string][]assessment.Claimed, known bool, err error) {
	if in.Claims == nil {
		return nil, false, nil
	}
	list, known, err := in.Claims(r.Scope.Framework.ID)
	out = map[string][]assessment.Claimed{}
	for _, c := range list {
		out[c.ControlID] = append(out[c.ControlID], c)
	}
	return out, known, err
}

// claimWords tells a claim in Markdown: as claimed, never as seen.
func claimWords(c assessment.Claimed) string {
	text := "Claimed of " + cell(c.Component)
	if c.Statement != "" {
		text += " for " + cell(c.Statement)
	}
	if c.Status != "" {
		text += " as " + cell(c.Status)
	}
	if c.Source != "" && !strings.HasPrefix(c.Source, "assay:") {
		text += " (under " + cell(c.Source) + ")"
	}
	if c.Description != "" {
		return text + ": " + cell(c.Description)
	}
	return text + "; how is not said."
}

// recordIndicators tells every indicator. How each is met and who else looked at it is
// for people to say: without it there is no record.
func (in Input) recordIndicators(r *assessment.Results, judged map[string]*judgement, l *absence) []recordIndicator {
	said := map[string]*Record{}
	for i := range in.Certification.Indicators {
		q := &in.Certification.Indicators[i]
		said[strings.ToLower(q.ID)] = q
		if !slices.ContainsFunc(r.Scope.Controls, func(c assessment.Control) bool { return c.ID == strings.ToLower(q.ID) }) {
			l.at(q.Place, r.Scope.Framework.ID+" has no indicator "+problem.Plain(q.ID), "correct the id, or remove the entry")
		}
	}
	var out []recordIndicator
	for i := range r.Scope.Controls {
		c := &r.Scope.Controls[i]
		j, q := judged[c.ID], said[c.ID]
		if j == nil {
			j = &judgement{}
		}
		label := cmp.Or(c.Label, c.ID)
		switch {
		case q == nil:
			l.at(problem.Place{}, "fedramp.record.indicators has no "+label+": how it is met (ksiImplementation), and what an independent assessor says (ksiAssessment)",
				`write it in assay.yaml under fedramp.record.indicators: {id: `+label+`, implementation: ["…"], assessment: ["…"]}`)
			continue
		case len(q.Assessment) == 0:
			l.at(q.Place, "the entry of "+label+" has no assessment: what an independent assessor says (ksiAssessment)", `add assessment: with the assessor's words, or that nobody has assessed it yet`)
			continue
		}
		one := recordIndicator{ID: label, Status: lesser(recordWords[q.Status], j.status()), Implementation: statements(q.Implementation), Assessment: statements(q.Assessment)}
		one.Validation = append(statements(q.Validation), fmt.Sprintf("%s, %s.", in.assessed(), j.summary()))
		one.Validation = append(one.Validation, j.verdicts()...)
		one.Tests, one.Evidence = in.tested(r, j)
		out = append(out, one)
	}
	return out
}

// tested lists the checks that findings rest on, and the files of evidence.
func (in Input) tested(r *assessment.Results, j *judgement) ([]string, []recordEvidence) {
	tests, evidence := []string{}, []recordEvidence{}
	seen := map[string]bool{}
	for _, f := range j.findings {
		for _, i := range f.Observations {
			if i >= len(r.Observations) {
				continue
			}
			o := &r.Observations[i]
			if t := testWords(r, o.Run.Check); !slices.Contains(tests, t) {
				tests = append(tests, t)
			}
			set := r.Sets[o.EvidenceSet]
			for _, file := range set.Files {
				if seen[file.Digest] {
					continue
				}
				seen[file.Digest] = true
				one := recordEvidence{Description: cell(file.Path) + ", SHA-256 " + cell(file.Digest)}
				if base := in.Certification.Results; base != "" && file.Digest != "" {
					one.Location = strings.TrimSuffix(base, "/") + "/" + r.Scope.Framework.ID + "/resources/" + file.Digest
				}
				if !o.First.IsZero() && o.First.Equal(o.Last) {
					one.Updated = day(o.First)
				}
				evidence = append(evidence, one)
			}
		}
	}
	return tests, evidence
}

// testWords names a check with its title and method.
func testWords(r *assessment.Results, id string) string {
	for _, c := range r.Checks {
		if c.ID == id {
			text := visible(id)
			if c.Title != "" && c.Title != id {
				text += ": " + visible(c.Title)
			}
			return text + after(", ", visible(c.Method))
		}
	}
	return visible(id)
}
