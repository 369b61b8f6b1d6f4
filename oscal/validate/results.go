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
// observations, risks and findings to each other, as far as that is known only
// at the end.
type part struct {
	pointer    string
	start, end *time.Time // of a result
	collected  map[uid]time.Time
	deadlines  []deadline
	targets    map[string]string // of findings: the pointer of the first finding
	order      []string          // targets in order
	used       map[uid]bool      // risks that findings or items relate
	risks      []relatedRisk
}

// deadline is when a risk is due, and what it rests on.
type deadline struct {
	pointer      string
	due          time.Time
	observations []uid
}

// relatedRisk is a risk that something should relate.
type relatedRisk struct {
	pointer  string
	uuid     uid
	observed bool // it relates an observation
}

// part notes an object where it is part of a result or a POA&M.
func (s *survey) part(pointer string, obj any) {
	switch o := obj.(type) {
	case *oscal.Result:
		s.begin(pointer, &o.Start, o.End)
	case *oscal.PlanOfActionAndMilestones:
		s.begin(pointer, nil, nil)
	case *oscal.Observation:
		s.observation(s.around(pointer), pointer, o)
	case *oscal.Risk:
		s.risk(s.around(pointer), pointer, o)
	case *oscal.Finding:
		s.finding(s.around(pointer), pointer, o)
	case *oscal.PoamItem:
		p := s.around(pointer)
		for _, risk := range each(o.RelatedRisks) {
			p.used[uidOf(risk.RiskUuid)] = true
		}
	}
}

// begin adds a part; they come in order of their numbers.
func (s *survey) begin(pointer string, start, end *time.Time) {
	s.parts = append(s.parts, part{
		pointer: pointer, start: start, end: end,
		collected: map[uid]time.Time{}, targets: map[string]string{}, used: map[uid]bool{},
	})
}

// around is the part a pointer leads into.
func (s *survey) around(pointer string) *part {
	if n := s.resultOf(pointer); n != none && int(n) < len(s.parts) {
		return &s.parts[n]
	}
	if len(s.parts) == 0 { // no model has such an object outside of a part
		s.begin("", nil, nil)
	}
	return &s.parts[0]
}

// observation: it is collected within the time of its result or its remarks say
// why not, and expires later than it was collected.
func (s *survey) observation(p *part, pointer string, o *oscal.Observation) {
	p.collected[uidOf(o.UUID)] = o.Collected
	r := s.tell("ref-time")
	if o.Expires != nil && !o.Expires.After(o.Collected) {
		r.add("ref-time", pointer+"/expires", "the observation expires before it was collected", "give the later of the two as expires")
	}
	if p.start == nil || o.Remarks != "" {
		return
	}
	if o.Collected.Before(*p.start) || p.end != nil && o.Collected.After(*p.end) {
		r.add("ref-time", pointer+"/collected", "the observation was collected outside the time of its result", "correct start or end of the result, or say why in the observation's remarks")
	}
}

// risk: its log relates responses of its own and tasks of those, and ends with
// the change to closed where it is closed.
func (s *survey) risk(p *part, pointer string, risk *oscal.Risk) {
	related := each(risk.RelatedObservations)
	p.risks = append(p.risks, relatedRisk{pointer, uidOf(risk.UUID), len(related) > 0})
	if risk.Deadline != nil && len(related) > 0 {
		d := deadline{pointer: pointer, due: *risk.Deadline}
		for _, o := range related {
			d.observations = append(d.observations, uidOf(o.ObservationUuid))
		}
		p.deadlines = append(p.deadlines, d)
	}
	if risk.RiskLog != nil {
		s.responses(pointer, risk)
	}
	if risk.Status == "closed" && lastChange(risk.RiskLog) != "closed" {
		s.tell("ref-risk-closed").add("ref-risk-closed", pointer+"/status", "the risk is closed and its log does not end with status-change closed", "add a log entry that says when and why it was closed")
	}
}

// responses: a risk-log entry relates responses of its own risk and tasks of
// that response.
func (s *survey) responses(pointer string, risk *oscal.Risk) {
	r := s.tell("ref-response")
	tasks := map[uid]map[uid]bool{} // by response
	for _, response := range each(risk.Remediations) {
		tasks[uidOf(response.UUID)] = taskSet(each(response.Tasks))
	}
	for j, entry := range risk.RiskLog.Entries {
		for k, related := range each(entry.RelatedResponses) {
			at := fmt.Sprintf("%s/risk-log/entries/%d/related-responses/%d", pointer, j, k)
			known, ok := tasks[uidOf(related.ResponseUuid)]
			if !ok {
				r.add("ref-response", at+"/response-uuid", "this names no remediation of the same risk", "name one of them, or add it there")
				continue
			}
			for l, task := range each(related.RelatedTasks) {
				if !known[uidOf(task.TaskUuid)] {
					r.add("ref-response", fmt.Sprintf("%s/related-tasks/%d/task-uuid", at, l), "this names no task of that remediation", "name one of them, or add it there")
				}
			}
		}
	}
}

// taskSet is the uuids of tasks and of the tasks within them.
func taskSet(tasks []oscal.Task) map[uid]bool {
	out := map[uid]bool{}
	for _, t := range tasks {
		out[uidOf(t.UUID)] = true
		for uuid := range taskSet(each(t.Tasks)) {
			out[uuid] = true
		}
	}
	return out
}

// lastChange is the change of status a log ends with: that of the entry which
// starts last; of several, the last in the list.
func lastChange(log *oscal.RiskLog) string {
	if log == nil || len(log.Entries) == 0 {
		return ""
	}
	entries := slices.Clone(log.Entries)
	slices.SortStableFunc(entries, func(a, b oscal.RiskLogEntry) int { return a.Start.Compare(b.Start) })
	return entries[len(entries)-1].StatusChange
}

// finding: one that is not satisfied has a risk, and no target has two.
func (s *survey) finding(p *part, pointer string, f *oscal.Finding) {
	related := each(f.RelatedRisks)
	for _, risk := range related {
		p.used[uidOf(risk.RiskUuid)] = true
	}
	if f.Target.Status.State == "not-satisfied" && len(related) == 0 {
		s.tell("ref-risk-used").add("ref-risk-used", pointer, "a finding that is not satisfied relates no risk", "add related-risks, and the risk")
	}
	if first, ok := p.targets[f.Target.TargetId]; ok {
		s.tell("ref-reviewed").add("ref-reviewed", pointer+"/target/target-id", "this target has a second finding", "the first is "+first)
		return
	}
	target := strings.Clone(f.Target.TargetId)
	p.targets[target] = pointer
	p.order = append(p.order, target)
}

// times: a result starts before it ends, and a risk's deadline is not before what
// it rests on was seen.
func (g *graph) times(r *report) {
	for _, p := range g.parts {
		if p.end != nil && !p.start.Before(*p.end) {
			r.add("ref-time", p.pointer+"/end", "the result does not end after it starts", "give the later of the two as end")
		}
		for _, d := range p.deadlines {
			for _, o := range d.observations {
				if seen, ok := p.collected[o]; ok && d.due.Before(seen) {
					r.add("ref-time", d.pointer+"/deadline", "the deadline is before an observation of the risk was collected", "give a later deadline")
					break
				}
			}
		}
	}
}

// risksUsed: each risk belongs to a finding or an observation, in a POA&M to an
// item.
func (g *graph) risksUsed(r *report) {
	for _, p := range g.parts {
		for _, risk := range p.risks {
			switch {
			case p.used[risk.uuid]:
			case p.start == nil:
				r.add("ref-risk-used", risk.pointer, "no POA&M item relates this risk", "relate it in related-risks of an item")
			case !risk.observed:
				r.add("ref-risk-used", risk.pointer, "no finding relates this risk, and it relates no observation", "relate it in related-risks of a finding")
			}
		}
	}
}

// resultAt is the skeleton of the result of a part; nil for a POA&M.
func (g *graph) resultAt(i int) *oscal.Result {
	if ar := g.models.AssessmentResults; ar != nil && i < len(ar.Results) && g.parts[i].pointer == "/assessment-results/results/"+strconv.Itoa(i) {
		return &ar.Results[i]
	}
	return nil
}
