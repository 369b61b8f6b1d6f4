package fedramp

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/assay-compliance/assay/oscal"
)

// id is the identity of an object in little space: its uuid, or what stands in
// for one that is none.
type id [16]byte

func idOf(uuid string) id {
	var digits [2 * len(id{})]byte
	n := 0
	for i := 0; i < len(uuid) && n < len(digits); i++ {
		if uuid[i] != '-' {
			digits[n] = uuid[i]
			n++
		}
	}
	var out id
	if len(uuid) == 36 && n == len(digits) {
		if _, err := hex.Decode(out[:], digits[:]); err == nil {
			return out
		}
	}
	sum := sha256.Sum256([]byte(uuid))
	return id(sum[:len(out)])
}

// place is an element of a list of a result, or of the plan of action.
type place struct{ result, index int32 }

// pointer is where the element of a list stands.
func (c *Checker) pointer(p place, list string) string {
	if c.model == poam {
		return fmt.Sprintf("/%s/%s/%d", poam, list, p.index)
	}
	return fmt.Sprintf("/%s/results/%d/%s/%d", results, p.result, list, p.index)
}

// placeOf reads the numbers of a pointer to an element of a list.
func placeOf(at string) place {
	var p place
	if i := strings.LastIndexByte(at, '/'); i >= 0 {
		n, _ := strconv.Atoi(at[i+1:])
		p.index = int32(n)
	}
	p.result = int32(resultOf(at))
	return p
}

// resultOf is the number of the result that a pointer leads into; 0 outside.
func resultOf(at string) int {
	rest, inside := strings.CutPrefix(at, "/"+results+"/results/")
	if !inside {
		return 0
	}
	number, _, _ := strings.Cut(rest, "/")
	n, _ := strconv.Atoi(number)
	return n
}

// within is an object of one result.
type within struct {
	result int32
	id     id
}

// facts is what the rules need of the whole document.
type facts struct {
	modified      time.Time
	imports       int    // how many import-ap or import-ssp there are
	href          string // of the last
	parties       map[id]bool
	responsible   map[string][]id // parties by role
	resources     map[id][]string // types of each
	typed         map[string]bool // types that any resource has
	local         map[within]bool // components and inventory items of a result
	assets        map[within]bool // components among its assessment assets
	runs          map[int32]run
	observations  []observation
	cited         map[within]bool // observations that a finding of the result cites
	findings      []finding
	risks         []risk
	riskAt        map[id]int
	used          map[id]bool // risks that an item of a plan of action relates
	observationAt map[id]int
	targets       map[int32]map[string]bool // what has a finding, by result
	repeated      bool                      // the finding visited last has the target of another
	falsePositive map[id]bool
	unplanned     map[int32]bool // results with a finding of PL-2 that is not satisfied
	priorities    map[string]bool
	cites         map[id]bool     // what relevant evidence names
	tools         map[within]spot // by which something was observed, where first
	subjects      map[within]spot // of observations, where first
}

// spot is a place within an observation.
type spot struct {
	index, first, second int32
	tool                 bool // a tool observed it
}

// run is one result.
type run struct {
	end      *time.Time
	in       []string // controls reviewed
	out      []string // and left out again
	all      bool     // all of the baseline are reviewed
	attested bool
}

// observation is what later rules ask of one.
type observation struct {
	place
	id        id
	collected time.Time
	tool      bool
	evidence  []id // resources its evidence names by href
}

type finding struct {
	place
	observations, risks []id
	statement           id
	stated              bool
}

type risk struct {
	place
	id                              id
	deadline                        *time.Time
	recommended, planned, milestone bool
	impact                          string
	rated                           bool // has an impact
	observations                    []id
}

func newFacts() facts {
	return facts{
		parties: map[id]bool{}, responsible: map[string][]id{}, resources: map[id][]string{}, typed: map[string]bool{},
		local: map[within]bool{}, assets: map[within]bool{}, runs: map[int32]run{}, cited: map[within]bool{},
		riskAt: map[id]int{}, used: map[id]bool{}, observationAt: map[id]int{}, targets: map[int32]map[string]bool{},
		falsePositive: map[id]bool{}, unplanned: map[int32]bool{}, priorities: map[string]bool{}, cites: map[id]bool{},
		tools: map[within]spot{}, subjects: map[within]spot{},
	}
}

// collect notes of an object what rules ask for when the whole document was seen.
func (f *facts) collect(at string, object any) {
	switch o := object.(type) {
	case *oscal.Metadata:
		f.modified = o.LastModified
	case *oscal.Party:
		f.parties[idOf(o.UUID)] = true
	case *oscal.ResponsibleParty:
		if strings.Contains(at, "/metadata/") {
			for _, uuid := range o.PartyUuids {
				f.responsible[o.RoleId] = append(f.responsible[o.RoleId], idOf(uuid))
			}
		}
	case *oscal.ImportAp:
		if *o != (oscal.ImportAp{}) { // the types cannot say that it is absent
			f.imports, f.href = f.imports+1, strings.Clone(o.Href)
		}
	case *oscal.ImportSsp:
		f.imports, f.href = f.imports+1, strings.Clone(o.Href)
	case *oscal.Resource:
		types := typesOf(o)
		f.resources[idOf(o.UUID)] = types
		for _, t := range types {
			f.typed[t] = true
		}
	case *oscal.SystemComponent:
		f.define(at, o.UUID)
	case *oscal.InventoryItem:
		f.define(at, o.UUID)
	case *oscal.Result:
		r := f.runs[placeOf(at).index]
		r.end = o.End
		f.runs[placeOf(at).index] = r
	case *oscal.Observation:
		f.observe(at, o)
	case *oscal.Finding:
		f.find(at, o)
	case *oscal.Risk:
		f.risk(at, o)
	case *oscal.ReviewedControls:
		f.review(at, o)
	case *oscal.AttestationStatements:
		n := int32(resultOf(at))
		r := f.runs[n]
		r.attested = r.attested || slices.ContainsFunc(o.Parts, func(p oscal.AssessmentPart) bool {
			return p.Name == "authorization-statements" && property(p.Props, "recommend-authorization") >= 0
		})
		f.runs[n] = r
	case *oscal.PoamItem:
		for _, r := range each(o.RelatedRisks) {
			f.used[idOf(r.RiskUuid)] = true
		}
	}
}

// review notes which controls a result is about.
func (f *facts) review(at string, o *oscal.ReviewedControls) {
	n := int32(resultOf(at))
	r := f.runs[n]
	for _, s := range o.ControlSelections {
		r.all = r.all || s.IncludeAll != nil
		for _, c := range each(s.IncludeControls) {
			r.in = append(r.in, strings.Clone(c.ControlId))
		}
		for _, c := range each(s.ExcludeControls) {
			r.out = append(r.out, strings.Clone(c.ControlId))
		}
	}
	f.runs[n] = r
}

// define notes a component or inventory item of a result.
func (f *facts) define(at, uuid string) {
	key := within{int32(resultOf(at)), idOf(uuid)}
	switch {
	case strings.Contains(at, "/assessment-assets/"):
		f.assets[key] = true
	case strings.Contains(at, "/local-definitions/"):
		f.local[key] = true
	}
}

func (f *facts) observe(at string, o *oscal.Observation) {
	out := observation{place: placeOf(at), id: idOf(o.UUID), collected: o.Collected, tool: fromTool(o)}
	for i, origin := range each(o.Origins) {
		for j, a := range origin.Actors {
			key := within{out.result, idOf(a.ActorUuid)}
			if _, seen := f.tools[key]; a.Type == "tool" && !seen {
				f.tools[key] = spot{out.index, int32(i), int32(j), true}
			}
		}
	}
	for _, e := range each(o.RelevantEvidence) {
		for _, uuid := range fragment(e.Href) {
			out.evidence = append(out.evidence, uuid)
			f.cites[uuid] = true
		}
	}
	for i, s := range each(o.Subjects) {
		key := within{out.result, idOf(s.SubjectUuid)}
		if first, seen := f.subjects[key]; !seen || out.tool && !first.tool {
			f.subjects[key] = spot{out.index, int32(i), 0, out.tool}
		}
	}
	if has(o, "false-positive") {
		f.falsePositive[out.id] = true
	}
	f.observationAt[out.id] = len(f.observations)
	f.observations = append(f.observations, out)
}

func (f *facts) find(at string, o *oscal.Finding) {
	out := finding{place: placeOf(at), stated: o.ImplementationStatementUuid != "", statement: idOf(o.ImplementationStatementUuid)}
	for _, r := range each(o.RelatedObservations) {
		out.observations = append(out.observations, idOf(r.ObservationUuid))
		f.cited[within{out.result, idOf(r.ObservationUuid)}] = true
	}
	for _, r := range each(o.RelatedRisks) {
		out.risks = append(out.risks, idOf(r.RiskUuid))
	}
	if f.targets[out.result] == nil {
		f.targets[out.result] = map[string]bool{}
	}
	target := strings.Clone(o.Target.TargetId)
	f.repeated = f.targets[out.result][target]
	f.targets[out.result][target] = true
	f.findings = append(f.findings, out)
}

func (f *facts) risk(at string, o *oscal.Risk) {
	out := risk{place: placeOf(at), id: idOf(o.UUID), deadline: o.Deadline}
	for _, r := range each(o.Remediations) {
		out.recommended = out.recommended || r.Lifecycle == "recommendation"
		out.planned = out.planned || r.Lifecycle == "planned"
		for _, t := range each(r.Tasks) {
			out.milestone = out.milestone || t.Type == "milestone"
		}
	}
	for _, c := range each(o.Characterizations) {
		for _, facet := range c.Facets {
			if facet.Name == "impact" {
				out.rated, out.impact = true, strings.Clone(facet.Value)
			}
		}
	}
	for _, r := range each(o.RelatedObservations) {
		out.observations = append(out.observations, idOf(r.ObservationUuid))
	}
	f.riskAt[out.id] = len(f.risks)
	f.risks = append(f.risks, out)
}

// citedBy says whether a finding of any result cites an observation.
func (f *facts) citedBy(uuid string) bool {
	for n := range f.runs {
		if f.cited[within{n, idOf(uuid)}] {
			return true
		}
	}
	return false
}

// mentioned says whether an observation has a uuid as evidence or as a subject.
func (f *facts) mentioned(uuid id) bool {
	if f.cites[uuid] {
		return true
	}
	for n := range f.runs {
		if _, there := f.subjects[within{n, uuid}]; there {
			return true
		}
	}
	return false
}

// typesOf is the types of a resource, whoever's namespace they are in.
func typesOf(r *oscal.Resource) []string {
	var out []string
	for _, p := range each(r.Props) {
		if p.Name == "type" {
			out = append(out, strings.Clone(p.Value))
		}
	}
	return out
}
