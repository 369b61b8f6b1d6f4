package report

import (
	"fmt"
	"strings"
)

// Notes are what a form cannot carry, or leaves out for want of words of people: to be
// told beside the report. None where it cannot be made.
func Notes(form string, in Input) []string {
	notes := in.noted(form)
	if len(notes) > 0 && in.Stopped != "" {
		notes = append([]string{"it is made of a run that is not complete: " + in.Stopped}, notes...)
	}
	return notes
}

func (in Input) noted(form string) []string {
	switch form {
	case formatFedRAMPVulnerabilities, formatFedRAMPAccepted, formatFedRAMPActivity:
		return in.notedVulnerabilities()
	case formatFedRAMPRecord:
		return in.notedRecord()
	case formatFedRAMPOngoing:
		return []string{"only acceptedVulnerabilities comes from the results; all else is said in fedramp.ongoing"}
	}
	return nil
}

// fewNoted is how many ids a note names.
const fewNoted = 5

func (in Input) notedVulnerabilities() []string {
	r, _ := in.certified()
	if r == nil {
		return nil
	}
	evaluated := map[string]bool{}
	for _, e := range in.Certification.Evaluations {
		evaluated[e.Item] = true
	}
	var out, without []string
	for _, it := range in.POAMs[r.Scope.Framework.ID].Items {
		if it.Open() && !evaluated[it.ID] {
			without = append(without, it.ID)
		}
	}
	if len(without) > 0 {
		out = append(out, fmt.Sprintf("%s without an evaluation (fedramp.vulnerabilities.evaluations), so without time of evaluation, reach, exploitability, impact and rating: %s", Count(len(without), "open item"), some(without, fewNoted)))
		if in.class(r) == "" {
			out = append(out, "whether these are overdue is left out where their deadline is not past: fedramp.package.class is not given (VER-TFR-EVU)")
		}
	}
	gaps := 0
	for i := range r.Risks {
		if r.Risks[i].Gap {
			gaps++
		}
	}
	if gaps > 0 {
		out = append(out, fmt.Sprintf("%s of the assessment are no items of the plan of action, and not in it", Count(gaps, "gap")))
	}
	return append(out, "levels, deadlines, controls and waivers stand as words in supplementaryRiskInformation; milestones, log and affected subjects are in the OSCAL plan of action alone")
}

func (in Input) notedRecord() []string {
	r, _ := in.certified()
	if r == nil {
		return nil
	}
	open, judged := 0, in.judgedBy(r)
	for i := range r.Scope.Controls {
		if j := judged[r.Scope.Controls[i].ID]; j == nil || j.status() == "" {
			open++
		}
	}
	var out []string
	if open > 0 {
		out = append(out, fmt.Sprintf("%d controls or indicators without a status, which no word of the schema has: undecided, not assessed or not applicable", open))
	}
	parts := []string{"portsAndProtocols", "parameterValues", "evidenceType"}
	if in.Certification.Results == "" {
		parts = append(parts, "evidenceLocation (fedramp.package.results)")
	}
	return append(out, "not in the results and left out: "+strings.Join(parts, ", "),
		"verdict, basis, reason and item of each objective stand as words; version and time (SDR-CSO-MTD) in made-from")
}
