package validate

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/oscal"
)

// graph is a document as objects with uuids and the places that name them.
type graph struct {
	doc      *oscal.Document
	with     Context
	objects  map[string][]object // by uuid in lower case
	order    []string            // uuids in order of the document
	ids      map[string]bool     // role ids
	uses     []use
	imports  bool                // the document names another that may define things
	imported map[string][]object // objects of the documents it imports
}

// object is something with a uuid.
type object struct {
	kind    string // name of its type: Observation, SystemComponent …
	pointer string
	result  string // pointer of the result it is in; "" outside of any
}

// use is a place that names an object.
type use struct {
	rule     string
	pointer  string
	uuid     string
	what     string   // what it should be, with article
	kinds    []string // nil: any
	result   string   // of the place
	outside  bool     // an imported document may define it
	anywhere bool     // in whatever result
	level    Level
}

func newGraph(doc *oscal.Document, with Context) *graph {
	g := &graph{doc: doc, with: with, objects: map[string][]object{}, ids: map[string]bool{}, imported: map[string][]object{}}
	result := ""
	walk(doc, func(pointer string, obj any) {
		if _, ok := obj.(*oscal.Result); ok {
			result = pointer
		}
		within := ""
		if result != "" && (pointer == result || strings.HasPrefix(pointer, result+"/")) {
			within = result
		}
		if uuid := uuidOf(obj); uuid != "" {
			if g.objects[uuid] == nil {
				g.order = append(g.order, uuid)
			}
			g.objects[uuid] = append(g.objects[uuid], object{kindOf(pointer, obj), pointer, within})
		}
		g.collect(pointer, within, obj)
	})
	for _, other := range with.Imported {
		walk(other, func(pointer string, obj any) {
			if uuid := uuidOf(obj); uuid != "" {
				g.imported[uuid] = append(g.imported[uuid], object{kind: kindOf(pointer, obj)})
			}
		})
	}
	return g
}

// uuidOf is the identity of an object in lower case; "" where it has none.
func uuidOf(obj any) string {
	f := reflect.ValueOf(obj).Elem().FieldByName("UUID")
	if !f.IsValid() {
		return ""
	}
	return strings.ToLower(f.String())
}

// kindOf names the type of an object. The tasks of a remediation are apart:
// they are milestones, not tasks of an assessment.
func kindOf(pointer string, obj any) string {
	kind := reflect.TypeOf(obj).Elem().Name()
	if kind == "Task" && strings.Contains(pointer, "/remediations/") {
		return "RemediationTask"
	}
	return kind
}

// collect notes what obj names.
func (g *graph) collect(pointer, result string, obj any) {
	add := func(u use) {
		u.pointer, u.result = pointer+u.pointer, result
		if u.uuid != "" {
			g.uses = append(g.uses, u)
		}
	}
	// NIST indexes the roles of responsible parties only.
	role := func(level Level, id string) {
		add(use{rule: "ref-role", pointer: "/role-id", uuid: id, what: "a role of the metadata", level: level})
	}
	party := func(field, uuid string) {
		add(use{rule: "ref-party", pointer: field, uuid: uuid, what: "a party of the metadata", kinds: []string{"Party"}, anywhere: true})
	}
	parties := func(list *[]string) {
		for i, uuid := range each(list) {
			party("/party-uuids/"+strconv.Itoa(i), uuid)
		}
	}
	component := func(uuid string) {
		add(use{rule: "ref-component", pointer: "/component-uuid", uuid: uuid, what: "a component", kinds: components(), outside: true})
	}
	switch o := obj.(type) {
	case *oscal.Role:
		g.ids[o.ID] = true
	case *oscal.RelatedObservation:
		add(use{rule: "ref-observation", pointer: "/observation-uuid", uuid: o.ObservationUuid, what: "an observation", kinds: []string{"Observation"}})
	case *oscal.AssociatedRisk:
		add(use{rule: "ref-risk", pointer: "/risk-uuid", uuid: o.RiskUuid, what: "a risk", kinds: []string{"Risk"}})
	case *oscal.RelatedFinding:
		add(use{rule: "ref-risk", pointer: "/finding-uuid", uuid: o.FindingUuid, what: "a finding", kinds: []string{"Finding"}})
	case *oscal.OriginActor:
		if what, kinds := actor(o.Type); kinds != nil {
			add(use{rule: "ref-actor", pointer: "/actor-uuid", uuid: o.ActorUuid, what: what, kinds: kinds, outside: true})
		}
		role(Warning, o.RoleId)
	case *oscal.SubjectReference:
		g.subject(add, o.Type, o.SubjectUuid)
	case *oscal.SelectSubjectById:
		g.subject(add, o.Type, o.SubjectUuid)
	case *oscal.RelatedTask:
		if !strings.Contains(pointer, "/related-responses/") { // those are the rule ref-response's
			add(use{rule: "ref-task", pointer: "/task-uuid", uuid: o.TaskUuid, what: "a task", kinds: []string{"Task"}, outside: true})
		}
	case *oscal.TaskDependency:
		add(use{rule: "ref-task", pointer: "/task-uuid", uuid: o.TaskUuid, what: "a task", kinds: []string{"Task", "RemediationTask"}})
	case *oscal.LoggedBy:
		party("/party-uuid", o.PartyUuid)
		role(Warning, o.RoleId)
	case *oscal.ResponsibleParty:
		parties(&o.PartyUuids)
		role(Error, o.RoleId)
	case *oscal.ResponsibleRole:
		parties(o.PartyUuids)
		role(Warning, o.RoleId)
	case *oscal.Party:
		for i, uuid := range each(o.MemberOfOrganizations) {
			party("/member-of-organizations/"+strconv.Itoa(i), uuid)
		}
		for i, uuid := range each(o.LocationUuids) {
			add(use{rule: "ref-location", pointer: "/location-uuids/" + strconv.Itoa(i), uuid: uuid, what: "a location of the metadata", kinds: []string{"Location"}})
		}
	case *oscal.ImplementedComponent:
		component(o.ComponentUuid)
	case *oscal.UsesComponent:
		component(o.ComponentUuid)
	case *oscal.IncorporatesComponent:
		component(o.ComponentUuid)
	case *oscal.ByComponent:
		component(o.ComponentUuid)
	default:
		g.hrefs(add, obj)
	}
}

// hrefs notes the fragments that must name resources, and that the document
// imports another.
func (g *graph) hrefs(add func(use), obj any) {
	fragment := func(field, href string) {
		if uuid, ok := strings.CutPrefix(href, "#"); ok {
			add(use{rule: "ref-resource", pointer: field, uuid: uuid, what: "a resource of the back matter", kinds: []string{"Resource"}})
		}
	}
	imports := func(href string) {
		g.imports = true
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
			add(use{rule: "ref-resource", pointer: "/href", uuid: uuid, what: "anything in the document", anywhere: true})
		}
	}
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

// components are the types of components, of a system and of a definition.
func components() []string { return []string{"SystemComponent", "DefinedComponent"} }

// actor says what an actor of a type must be.
func actor(kind string) (what string, kinds []string) {
	switch kind {
	case "tool":
		return "a component", components()
	case "assessment-platform":
		return "an assessment platform", []string{"AssessmentPlatform"}
	case "party":
		return "a party", []string{"Party"}
	}
	return "", nil
}

// subject notes a subject of one of OSCAL's own types; others name what only
// their namespace knows.
func (g *graph) subject(add func(use), kind, uuid string) {
	u := use{rule: "ref-subject", pointer: "/subject-uuid", uuid: uuid, outside: true}
	switch kind {
	case "component":
		u.what, u.kinds = "a component", components()
	case "inventory-item":
		u.what, u.kinds = "an inventory item", []string{"InventoryItem"}
	case "user":
		u.what, u.kinds = "a user", []string{"SystemUser"}
	case "party":
		u.what, u.kinds = "a party", []string{"Party"}
	case "location":
		u.what, u.kinds = "a location", []string{"Location"}
	case "resource":
		u.what, u.kinds = "a resource of the back matter", []string{"Resource"}
	default:
		return
	}
	add(u)
}

// resolve reports the uses of one rule that lead nowhere.
func (g *graph) resolve(rule string, r *report) {
	for _, u := range g.uses {
		if u.rule != rule {
			continue
		}
		if rule == "ref-role" {
			if !g.ids[u.uuid] {
				r.level(u.level, rule, u.pointer, "this role is not among the roles of the metadata", "")
			}
			continue
		}
		uuid := strings.ToLower(u.uuid)
		found := g.objects[uuid]
		fits := func(o object) bool {
			return (u.kinds == nil || slices.Contains(u.kinds, o.kind)) && (u.anywhere || o.result == "" || o.result == u.result)
		}
		switch {
		case slices.ContainsFunc(found, fits):
		case u.outside && slices.ContainsFunc(g.imported[uuid], func(o object) bool { return slices.Contains(u.kinds, o.kind) }):
		case len(found) > 0 && u.kinds != nil && !slices.Contains(u.kinds, found[0].kind):
			r.add(rule, u.pointer, "this is not "+u.what, "it names "+found[0].pointer)
		case len(found) > 0:
			r.add(rule, u.pointer, "this is "+u.what+" of another result", "it is at "+found[0].pointer)
		case u.outside && g.imports && len(g.with.Imported) == 0:
			r.level(Warning, rule, u.pointer, "this is not "+u.what+" of the document", "the document it imports may define it; that one was not opened")
		default:
			r.add(rule, u.pointer, "this names nothing; it should be "+u.what, "")
		}
	}
}

// uniqueUUIDs reports each uuid that stands for a second object.
func (g *graph) uniqueUUIDs(r *report) {
	for _, uuid := range g.order {
		all := g.objects[uuid]
		for _, o := range all[1:] {
			r.add("ref-unique-uuid", o.pointer+"/uuid", "this uuid is used twice", "the other one is "+all[0].pointer)
		}
	}
}
