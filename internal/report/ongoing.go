package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/problem"
)

// The ongoing certification report, in the names of FedRAMP's schema of 2026-06-24.
type (
	ongoingReport struct {
		Overview       string          `json:"certificationPackageOverviewUri"`
		Period         period          `json:"reportPeriod"`
		Changes        []string        `json:"certificationDataChanges"`
		Planned        plannedChanges  `json:"plannedCertificationDataChanges"`
		Accepted       string          `json:"acceptedVulnerabilities"`
		Transformative []string        `json:"transformativeChanges"`
		Recommended    []string        `json:"updatedRecommendations"`
		Agencies       []string        `json:"activeAgencies"`
		Incidents      incidentsReport `json:"reportableIncidents"`
		MadeFrom       Seal            `json:"made-from"`
	}
	plannedChanges struct {
		Through string   `json:"planningHorizonThrough"`
		Changes []string `json:"changes"`
	}
	incidentsReport struct {
		Incidents []incidentSummary `json:"incidents"`
	}
	incidentSummary struct {
		Summary  string   `json:"summary"`
		Occurred string   `json:"occurredAt"`
		Resolved string   `json:"resolvedAt,omitempty"`
		Lessons  []string `json:"incidentLessonsLearned,omitempty"`
	}
)

// planAhead is how many months a report plans ahead at least.
//
// Source: FedRAMP Consolidated Rules 2026.07.14.01, CCM-OCR-AVL.
const planAhead = 3

// FedRAMPOngoing writes the ongoing certification report (CCM-OCR-AVL): the accepted
// vulnerabilities from the plan of action, and what people say of the period.
func FedRAMPOngoing(w io.Writer, in Input) error {
	v, err := in.vulnerabilities(false)
	l := in.lacksOngoing()
	if err != nil {
		l.list.Join(problem.Place{Path: l.path}, err)
	}
	if err := l.err(); err != nil {
		return err
	}
	o := &in.Certification.Ongoing
	doc := ongoingReport{
		Overview: in.Certification.Overview, Period: period{day(o.Since), day(in.AsOf)}, Changes: statements(o.Changes),
		Planned: plannedChanges{day(o.Through), statements(o.Planned)}, Accepted: in.acceptedInShort(v),
		Transformative: statements(o.Transformative), Recommended: statements(o.Recommended), Agencies: statements(o.Agencies),
		Incidents: incidentsReport{[]incidentSummary{}}, MadeFrom: in.seal(formatFedRAMPOngoing),
	}
	for _, i := range o.Incidents {
		one := incidentSummary{Summary: paragraphs(i.Summary), Occurred: moment(i.Occurred), Resolved: maybe(i.Resolved)}
		if len(i.Lessons) > 0 {
			one.Lessons = statements(i.Lessons)
		}
		doc.Incidents.Incidents = append(doc.Incidents.Incidents, one)
	}
	return writeDocument(w, "ongoing certification report", doc)
}

// lacksOngoing gathers what people have not said of the period. An empty list is said.
func (in Input) lacksOngoing() *absence {
	l := &absence{path: in.Certification.Path}
	if l.path == "" {
		l.path = "assay.yaml"
	}
	o := &in.Certification.Ongoing
	end := in.AsOf.UTC().Truncate(24 * time.Hour)
	switch {
	case o.Since.IsZero():
		l.add("ongoing.since", "the day on which the period begins (reportPeriod.from)", "2026-08-20")
	case !o.Since.Before(end):
		l.at(problem.Place{}, "fedramp.ongoing.since is not before the day of the assessment, "+day(end), "give the day on which the period begins")
	}
	ahead := end.AddDate(0, planAhead, 0)
	switch {
	case o.Through.IsZero():
		l.add("ongoing.planned.through", "up to which day changes are planned (planningHorizonThrough)", day(ahead))
	case o.Through.Before(ahead):
		l.at(problem.Place{}, "fedramp.ongoing.planned.through is less than three months after the end of the period, "+day(end), "plan up to "+day(ahead)+" at least (CCM-OCR-AVL)")
	}
	for _, s := range []struct {
		key, what string
		list      []string
	}{
		{"changes", "what changed in the certification data (certificationDataChanges)", o.Changes},
		{"planned.changes", "what is planned to change in it", o.Planned},
		{"transformative", "transformative changes of the period (transformativeChanges)", o.Transformative},
		{"recommendations", "updated recommendations (updatedRecommendations)", o.Recommended},
		{"agencies", "the agencies that use the product (activeAgencies)", o.Agencies},
	} {
		if s.list == nil {
			l.add("ongoing."+s.key, s.what+"; an empty list says that there is none", "[]")
		}
	}
	if o.Incidents == nil {
		l.add("ongoing.incidents", "the reportable incidents of the period (reportableIncidents); an empty list attests that there was none", "[]")
	}
	return l
}

// acceptedInShort sums up the accepted vulnerabilities; the whole records are in the
// report of them.
func (in Input) acceptedInShort(v []vulnerability) string {
	var parts []string
	open := 0
	for _, one := range v {
		switch {
		case one.rationale != "":
			first, _, _ := strings.Cut(one.detail.Description, "\n")
			parts = append(parts, one.detail.ID+": "+first)
		case one.closed.IsZero() && one.detail.Disposition == "":
			open++
		}
	}
	head := fmt.Sprintf("As of %s the plan of action has %s accepted, and %d open and not accepted.", in.asOf(), Count(len(parts), "item"), open)
	return strings.Join(append([]string{head}, parts...), "\n")
}
