package validate

import (
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/oscal"
)

// aim says what a reference must lead to.
type aim struct {
	rule     string
	what     string   // with article
	kinds    []string // nil: any
	outside  bool     // an imported document may define it
	anywhere bool     // in whatever result
	level    Level
}

// The aims of references.
var (
	// NIST indexes the roles of responsible parties only.
	aimRole        = &aim{rule: "ref-role", what: "a role of the metadata"}
	aimRolePerhaps = &aim{rule: "ref-role", what: "a role of the metadata", level: Warning}
	aimParty       = &aim{rule: "ref-party", what: "a party of the metadata", kinds: []string{"Party"}, anywhere: true}
	aimLocation    = &aim{rule: "ref-location", what: "a location of the metadata", kinds: []string{"Location"}}
	aimComponent   = &aim{rule: "ref-component", what: "a component", kinds: components(), outside: true}
	aimObservation = &aim{rule: "ref-observation", what: "an observation", kinds: []string{"Observation"}}
	aimRisk        = &aim{rule: "ref-risk", what: "a risk", kinds: []string{"Risk"}}
	aimFinding     = &aim{rule: "ref-risk", what: "a finding", kinds: []string{"Finding"}}
	aimTask        = &aim{rule: "ref-task", what: "a task", kinds: []string{"Task"}, outside: true}
	aimAnyTask     = &aim{rule: "ref-task", what: "a task", kinds: []string{"Task", "RemediationTask"}}
	aimResource    = &aim{rule: "ref-resource", what: "a resource of the back matter", kinds: []string{"Resource"}}
	aimAnything    = &aim{rule: "ref-resource", what: "anything in the document", anywhere: true}

	// by type of actor
	aimActor = map[string]*aim{
		"tool":                {rule: "ref-actor", what: "a component", kinds: components(), outside: true},
		"assessment-platform": {rule: "ref-actor", what: "an assessment platform", kinds: []string{"AssessmentPlatform"}, outside: true},
		"party":               {rule: "ref-actor", what: "a party", kinds: []string{"Party"}, outside: true},
	}
	// by type of subject: those of OSCAL's own; others name what only their
	// namespace knows
	aimSubject = map[string]*aim{
		"component":      {rule: "ref-subject", what: "a component", kinds: components(), outside: true},
		"inventory-item": {rule: "ref-subject", what: "an inventory item", kinds: []string{"InventoryItem"}, outside: true},
		"user":           {rule: "ref-subject", what: "a user", kinds: []string{"SystemUser"}, outside: true},
		"party":          {rule: "ref-subject", what: "a party", kinds: []string{"Party"}, outside: true},
		"location":       {rule: "ref-subject", what: "a location", kinds: []string{"Location"}, outside: true},
		"resource":       {rule: "ref-subject", what: "a resource of the back matter", kinds: []string{"Resource"}, outside: true},
	}
)

// components are the types of components, of a system and of a definition.
func components() []string { return []string{"SystemComponent", "DefinedComponent"} }

// collect notes what obj names and nothing before it satisfies.
func (s *survey) collect(pointer string, result int32, obj any) {
	add := func(a *aim, field, id string) {
		if a != nil && id != "" {
			s.use(use{aim: a, pointer: pointer, field: field, result: result}, id)
		}
	}
	parties := func(list *[]string) {
		for i, uuid := range each(list) {
			add(aimParty, "/party-uuids/"+strconv.Itoa(i), uuid)
		}
	}
	switch o := obj.(type) {
	case *oscal.Role:
		s.roles[o.ID] = true
	case *oscal.RelatedObservation:
		add(aimObservation, "/observation-uuid", o.ObservationUuid)
	case *oscal.AssociatedRisk:
		add(aimRisk, "/risk-uuid", o.RiskUuid)
	case *oscal.RelatedFinding:
		add(aimFinding, "/finding-uuid", o.FindingUuid)
	case *oscal.OriginActor:
		add(aimActor[o.Type], "/actor-uuid", o.ActorUuid)
		add(aimRolePerhaps, "/role-id", o.RoleId)
	case *oscal.SubjectReference:
		add(aimSubject[o.Type], "/subject-uuid", o.SubjectUuid)
	case *oscal.SelectSubjectById:
		add(aimSubject[o.Type], "/subject-uuid", o.SubjectUuid)
	case *oscal.RelatedTask:
		if !strings.Contains(pointer, "/related-responses/") { // those are the rule ref-response's
			add(aimTask, "/task-uuid", o.TaskUuid)
		}
	case *oscal.TaskDependency:
		add(aimAnyTask, "/task-uuid", o.TaskUuid)
	case *oscal.LoggedBy:
		add(aimParty, "/party-uuid", o.PartyUuid)
		add(aimRolePerhaps, "/role-id", o.RoleId)
	case *oscal.ResponsibleParty:
		parties(&o.PartyUuids)
		add(aimRole, "/role-id", o.RoleId)
	case *oscal.ResponsibleRole:
		parties(o.PartyUuids)
		add(aimRolePerhaps, "/role-id", o.RoleId)
	case *oscal.Party:
		for i, uuid := range each(o.MemberOfOrganizations) {
			add(aimParty, "/member-of-organizations/"+strconv.Itoa(i), uuid)
		}
		for i, uuid := range each(o.LocationUuids) {
			add(aimLocation, "/location-uuids/"+strconv.Itoa(i), uuid)
		}
	case *oscal.ImplementedComponent:
		add(aimComponent, "/component-uuid", o.ComponentUuid)
	case *oscal.UsesComponent:
		add(aimComponent, "/component-uuid", o.ComponentUuid)
	case *oscal.IncorporatesComponent:
		add(aimComponent, "/component-uuid", o.ComponentUuid)
	case *oscal.ByComponent:
		add(aimComponent, "/component-uuid", o.ComponentUuid)
	default:
		s.hrefs(add, obj)
	}
}

// hrefs notes the fragments that must name resources, and that the document
// imports another.
func (s *survey) hrefs(add func(a *aim, field, id string), obj any) {
	fragment := func(field, href string) {
		if uuid, ok := strings.CutPrefix(href, "#"); ok {
			add(aimResource, field, uuid)
		}
	}
	imports := func(href string) {
		s.imports = true
		fragment("/href", href)
	}
	switch o := obj.(type) {
	case *oscal.ImportAp:
		imports(o.Href)
	case *oscal.ImportSsp:
		if o.Href != "" {
			imports(o.Href)
		}
	case *oscal.ImportProfile:
		fragment("/href", o.Href)
	case *oscal.ImportComponentDefinition:
		imports(o.Href)
	case *oscal.Import:
		fragment("/href", o.Href)
	case *oscal.ControlImplementationSet:
		fragment("/source", o.Source)
	case *oscal.RelevantEvidence:
		fragment("/href", o.Href)
	case *oscal.Link:
		uuid, ok := strings.CutPrefix(o.Href, "#")
		switch {
		case !ok:
		case o.Rel == "reference":
			fragment("/href", o.Href)
		case isUUID(uuid): // other fragments name controls and parts
			add(aimAnything, "/href", uuid)
		}
	}
}

// use keeps a reference unless what came before satisfies it.
func (s *survey) use(u use, id string) {
	if u.rule == "ref-role" {
		if !s.roles[id] {
			u.id = id
			s.open = append(s.open, u)
		}
		return
	}
	u.uuid = uidOf(id)
	if !s.has(u.uuid, u.fits) {
		s.open = append(s.open, u)
	}
}

// fits says whether an object is what the reference must lead to.
func (u *use) fits(o *object) bool {
	return (u.kinds == nil || slices.Contains(u.kinds, o.kind)) && (u.anywhere || o.result == none || o.result == u.result)
}

// isUUID says whether a fragment has the form of a uuid.
func isUUID(s string) bool {
	return len(s) == 36 && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-'
}

// each is a list that may be absent.
func each[T any](list *[]T) []T {
	if list == nil {
		return nil
	}
	return *list
}

// graph is a document and what it says of others, for the rules to look at.
type graph struct {
	*survey
	with     Context
	imported []*survey
}

// newGraph puts a surveyed document beside those it imports.
func newGraph(s *survey, with Context) (*graph, error) {
	g := &graph{survey: s, with: with}
	for _, other := range with.Imported {
		o := with.surveys[other]
		if o == nil {
			var err error
			if o, err = surveyed(other, nil); err != nil {
				return nil, err
			}
		}
		g.imported = append(g.imported, o)
	}
	return g, nil
}

// resolve reports the uses of one rule that lead nowhere.
func (g *graph) resolve(rule string, r *report) {
	for i := range g.open {
		u := &g.open[i]
		if u.rule != rule {
			continue
		}
		at := u.pointer + u.field
		if rule == "ref-role" {
			if !g.roles[u.id] {
				r.level(u.level, rule, at, "this role is not among the roles of the metadata", "add it there")
			}
			continue
		}
		found := g.named(u.uuid)
		elsewhere := func(o *survey) bool {
			return o.has(u.uuid, func(o *object) bool { return slices.Contains(u.kinds, o.kind) })
		}
		switch {
		case slices.ContainsFunc(found, func(o object) bool { return u.fits(&o) }):
		case u.outside && slices.ContainsFunc(g.imported, elsewhere):
		case len(found) > 0 && u.kinds != nil && !slices.Contains(u.kinds, found[0].kind):
			r.add(rule, at, "this is not "+u.what, "it names "+found[0].pointer)
		case len(found) > 0:
			r.add(rule, at, "this is "+u.what+" of another result", "it is at "+found[0].pointer)
		case u.outside && g.imports && len(g.with.Imported) == 0:
			r.level(Warning, rule, at, "this is not "+u.what+" of the document", "the document it imports may define it; that one was not opened")
		case u.outside && g.with.Unopened:
			r.level(Warning, rule, at, "this is not "+u.what+" of the document, nor of those behind it that were opened", "another one that they import may define it; it was not opened")
		default:
			r.add(rule, at, "this names nothing; it should be "+u.what, "correct the uuid, or add what it names")
		}
	}
}

// uniqueUUIDs reports each uuid that stands for a second object.
func (g *graph) uniqueUUIDs(r *report) {
	for _, id := range g.twice {
		all := g.named(id)
		for _, o := range all[1:] {
			r.add("ref-unique-uuid", o.pointer+"/uuid", "this uuid is used twice", "the other one is "+all[0].pointer)
		}
	}
}
