package validate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/assay-compliance/assay/oscal"
)

// part is a result of assessment results, or a whole POA&M: what relates its
// observations, risks and findings to each other.
type part struct {
	pointer      string
	result       *oscal.Result // nil for a POA&M
	observations []oscal.Observation
	risks        []oscal.Risk
	findings     []oscal.Finding
	items        []oscal.PoamItem
}

// parts lists the results of a document, or the POA&M itself; none for other
// models.
func (g *graph) parts() []part {
	var out []part
	if ar := g.doc.AssessmentResults; ar != nil {
		for i := range ar.Results {
			r := &ar.Results[i]
			out = append(out, part{
				pointer: "/assessment-results/results/" + strconv.Itoa(i), result: r,
				observations: each(r.Observations), risks: each(r.Risks), findings: each(r.Findings),
			})
		}
	}
	if p := g.doc.PlanOfActionAndMilestones; p != nil {
		out = append(out, part{
			pointer: "/plan-of-action-and-milestones", observations: each(p.Observations),
			risks: each(p.Risks), findings: each(p.Findings), items: p.PoamItems,
		})
	}
	return out
}

func at(p part, list string, i int) string { return p.pointer + "/" + list + "/" + strconv.Itoa(i) }

// responses: a risk-log entry relates responses of its own risk and tasks of
// that response.
func (g *graph) responses(r *report) {
	for _, p := range g.parts() {
		for i, risk := range p.risks {
			if risk.RiskLog == nil {
				continue
			}
			tasks := map[string]map[string]bool{} // by response
			for _, response := range each(risk.Remediations) {
				tasks[strings.ToLower(response.UUID)] = taskSet(each(response.Tasks))
			}
			for j, entry := range risk.RiskLog.Entries {
				for k, related := range each(entry.RelatedResponses) {
					pointer := fmt.Sprintf("%s/risk-log/entries/%d/related-responses/%d", at(p, "risks", i), j, k)
					known, ok := tasks[strings.ToLower(related.ResponseUuid)]
					if !ok {
						r.add("ref-response", pointer+"/response-uuid", "this names no remediation of the same risk", "")
						continue
					}
					for l, task := range each(related.RelatedTasks) {
						if !known[strings.ToLower(task.TaskUuid)] {
							r.add("ref-response", fmt.Sprintf("%s/related-tasks/%d/task-uuid", pointer, l), "this names no task of that remediation", "")
						}
					}
				}
			}
		}
	}
}

// taskSet is the uuids of tasks and of the tasks within them.
func taskSet(tasks []oscal.Task) map[string]bool {
	out := map[string]bool{}
	for _, t := range tasks {
		out[strings.ToLower(t.UUID)] = true
		for uuid := range taskSet(each(t.Tasks)) {
			out[uuid] = true
		}
	}
	return out
}

// times: a result starts before it ends, an observation is collected within it
// or its remarks say why not, it expires later than it was collected, and a
// risk's deadline is not before what it rests on was seen.
func (g *graph) times(r *report) {
	for _, p := range g.parts() {
		if p.result != nil && p.result.End != nil && !p.result.Start.Before(*p.result.End) {
			r.add("ref-time", p.pointer+"/end", "the result does not end after it starts", "")
		}
		collected := map[string]time.Time{}
		for i, o := range p.observations {
			collected[strings.ToLower(o.UUID)] = o.Collected
			pointer := at(p, "observations", i)
			if o.Expires != nil && !o.Expires.After(o.Collected) {
				r.add("ref-time", pointer+"/expires", "the observation expires before it was collected", "")
			}
			if p.result == nil || o.Remarks != "" {
				continue
			}
			if o.Collected.Before(p.result.Start) || p.result.End != nil && o.Collected.After(*p.result.End) {
				r.add("ref-time", pointer+"/collected", "the observation was collected outside the time of its result", "correct start or end of the result, or say why in the observation's remarks")
			}
		}
		for i, risk := range p.risks {
			if risk.Deadline == nil {
				continue
			}
			for _, related := range each(risk.RelatedObservations) {
				if seen, ok := collected[strings.ToLower(related.ObservationUuid)]; ok && risk.Deadline.Before(seen) {
					r.add("ref-time", at(p, "risks", i)+"/deadline", "the deadline is before an observation of the risk was collected", "")
					break
				}
			}
		}
	}
}

// risksUsed: each finding that is not satisfied has a risk. Each risk belongs to
// a finding or an observation, in a POA&M to an item.
func (g *graph) risksUsed(r *report) {
	for _, p := range g.parts() {
		used := map[string]bool{}
		for i, f := range p.findings {
			related := each(f.RelatedRisks)
			for _, risk := range related {
				used[strings.ToLower(risk.RiskUuid)] = true
			}
			if f.Target.Status.State == "not-satisfied" && len(related) == 0 {
				r.add("ref-risk-used", at(p, "findings", i), "a finding that is not satisfied relates no risk", "")
			}
		}
		for _, item := range p.items {
			for _, risk := range each(item.RelatedRisks) {
				used[strings.ToLower(risk.RiskUuid)] = true
			}
		}
		for i, risk := range p.risks {
			inItem := used[strings.ToLower(risk.UUID)]
			switch {
			case inItem:
			case p.result == nil:
				r.add("ref-risk-used", at(p, "risks", i), "no POA&M item relates this risk", "")
			case len(each(risk.RelatedObservations)) == 0:
				r.add("ref-risk-used", at(p, "risks", i), "no finding relates this risk, and it relates no observation", "")
			}
		}
	}
}

// risksClosed: the log of a closed risk ends with the change to closed. The
// entry that starts last is the end; of several, the last in the list.
func (g *graph) risksClosed(r *report) {
	for _, p := range g.parts() {
		for i, risk := range p.risks {
			if risk.Status != "closed" {
				continue
			}
			last := ""
			if risk.RiskLog != nil && len(risk.RiskLog.Entries) > 0 {
				entries := slices.Clone(risk.RiskLog.Entries)
				slices.SortStableFunc(entries, func(a, b oscal.RiskLogEntry) int { return a.Start.Compare(b.Start) })
				last = entries[len(entries)-1].StatusChange
			}
			if last != "closed" {
				r.add("ref-risk-closed", at(p, "risks", i)+"/status", "the risk is closed and its log does not end with status-change closed", "add a log entry that says when and why it was closed")
			}
		}
	}
}
