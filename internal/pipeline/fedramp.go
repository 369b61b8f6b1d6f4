package pipeline

import (
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/report"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// certification is what the configuration says for FedRAMP's documents.
func certification(c *config.Config) report.Certification {
	f := &c.FedRAMP
	out := report.Certification{
		Path: c.Path, Framework: f.Package.Framework.Value, Class: f.Package.Class.Value,
		Overview: f.Package.Overview.Value, Results: f.Package.Results.Value,
		Since: f.Vulnerabilities.Since.Value.Time, Requirements: recordsOf(f.Record.Requirements), Indicators: recordsOf(f.Record.Indicators),
		Ongoing: ongoing(&f.Ongoing),
	}
	for i := range f.Vulnerabilities.Evaluations {
		e := &f.Vulnerabilities.Evaluations[i]
		one := report.Evaluation{
			Item: e.Item.Value, Place: e.Item.Place, Completed: e.Completed.Value.Time, Rating: e.Rating.Value,
			Reachable: given(e.InternetReachable), Exploited: given(e.LikelyExploitable), Impact: e.Impact.Value, Supplement: e.Supplement.Value,
		}
		if n := e.Next; n != nil {
			one.Next, one.NextRating = n.At.Value.Time, n.Rating.Value
		}
		out.Evaluations = append(out.Evaluations, one)
	}
	return out
}

// given is a value that is there; nil for none.
func given(v strictyaml.At[bool]) *bool {
	if !v.Set() {
		return nil
	}
	return &v.Value
}

func recordsOf(list []config.Record) []report.Record {
	var out []report.Record
	for i := range list {
		r := &list[i]
		out = append(out, report.Record{
			ID: r.ID.Value, Place: r.ID.Place, Status: r.Status.Value,
			Implementation: r.Implementation.Value, Validation: r.Validation.Value, Assessment: r.Assessment.Value,
		})
	}
	return out
}

// ongoing keeps apart a list that is absent, which is nil, and one that is empty.
func ongoing(o *config.OngoingReport) report.Ongoing {
	said := func(s config.Statements) []string {
		if !s.Set() {
			return nil
		}
		return append([]string{}, s.Value...)
	}
	out := report.Ongoing{
		Since: o.Since.Value.Time, Through: o.Planned.Through.Value.Time, Changes: said(o.Changes), Planned: said(o.Planned.Changes),
		Transformative: said(o.Transformative), Recommended: said(o.Recommendations), Agencies: said(o.Agencies),
	}
	if o.Incidents.Set() {
		out.Incidents = []report.Incident{}
	}
	for i := range o.Incidents.Value {
		one := &o.Incidents.Value[i]
		out.Incidents = append(out.Incidents, report.Incident{
			Summary: one.Summary.Value, Occurred: one.Occurred.Value.Time, Resolved: one.Resolved.Value.Time, Lessons: one.Lessons.Value,
		})
	}
	return out
}
