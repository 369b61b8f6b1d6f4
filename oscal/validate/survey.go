package validate

import (
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/oscal"
)

// survey is what the reference rules need to know of a document, noted in one
// walk: whatever grows with the document is held in a compact form, the rest as
// the skeleton has it.
type survey struct {
	doc     *oscal.Document
	models  *oscal.Models // large lists are empty
	ids     map[uid]int32 // the last object of each uuid
	twice   []uid         // those of several objects, as far as they are told
	copies  map[uid]int   // how many more objects than one a uuid has
	objects []object
	roles   map[string]bool
	open    []use // those that nothing before them satisfies
	imports bool  // the document names another that may define things
	parts   []part

	sources   []source
	resources map[string]linked // by uuid in lower case
	links     []linked          // the resources with links to files, in order
	claims    []claim

	found  map[string]*report // by rule: what showed in passing
	traits map[reflect.Type]trait
}

// object is something with a uuid.
type object struct {
	kind    string // name of its type: Observation, SystemComponent …
	pointer string
	result  int32 // the result it is in; none outside of any
	next    int32 // the one before it with the same uuid; none
}

const none = -1

// use is a place that names an object.
type use struct {
	*aim
	pointer string // of the object that names it
	field   string // below the pointer
	id      string // of a role
	uuid    uid    // of everything else
	result  int32  // of the place
}

// uid is a uuid as its bytes; of what should be one and is none, a digest.
type uid [16]byte

// uidOf reads a uuid in capital or small letters.
func uidOf(s string) uid {
	var out uid
	if isUUID(s) {
		var digits [32]byte
		text := append(digits[:0], s[:8]...)
		text = append(append(text, s[9:13]...), s[14:18]...)
		text = append(append(text, s[19:23]...), s[24:]...)
		if _, err := hex.Decode(out[:], text); err == nil {
			return out
		}
	}
	sum := sha256.Sum256([]byte(strings.ToLower(s)))
	copy(out[:], sum[:])
	return out
}

// claim is a control that a document says something about, and the place that
// names where the control comes from.
type claim struct{ pointer, control, source string }

// surveyed walks over a document. Ready, when it is not nil, is called once the
// sources and resources are known, which may be long before the end.
func surveyed(doc *oscal.Document, ready func(*survey)) (*survey, error) {
	m, err := skeleton(doc)
	if err != nil {
		return nil, err
	}
	s := &survey{
		doc: doc, models: m, ids: map[uid]int32{}, copies: map[uid]int{}, roles: map[string]bool{}, resources: map[string]linked{},
		found: map[string]*report{}, traits: map[reflect.Type]trait{},
	}
	w := newVisitor(s.visit)
	w.value("", reflect.ValueOf(m))
	// Resources say where sources are, and definitions name sources in their
	// components.
	early := func(pointer string) bool {
		return strings.HasSuffix(pointer, "/resources") || doc.Model == "component-definition"
	}
	if err := w.lists(doc, early); err != nil {
		return nil, err
	}
	if ready != nil {
		ready(s)
	}
	return s, w.lists(doc, func(pointer string) bool { return !early(pointer) })
}

// visit notes one object.
func (s *survey) visit(pointer string, obj any) {
	result := s.resultOf(pointer)
	t := s.trait(obj)
	if t.uuid >= 0 {
		if uuid := reflect.ValueOf(obj).Elem().Field(t.uuid).String(); uuid != "" {
			s.define(uuid, object{kind: kindOf(t, pointer), pointer: pointer, result: result, next: none})
		}
	}
	s.collect(pointer, result, obj)
	s.part(pointer, obj)
	s.local(pointer, obj)
}

// trait is what is known of a type.
type trait struct {
	name string
	uuid int // the field with its uuid; none
}

func (s *survey) trait(obj any) trait {
	typ := reflect.TypeOf(obj).Elem()
	t, known := s.traits[typ]
	if !known {
		t = trait{typ.Name(), none}
		if f, ok := typ.FieldByName("UUID"); ok && len(f.Index) == 1 {
			t.uuid = f.Index[0]
		}
		s.traits[typ] = t
	}
	return t
}

// kindOf names the type of an object. The tasks of a remediation are apart:
// they are milestones, not tasks of an assessment.
func kindOf(t trait, pointer string) string {
	if t.name == "Task" && strings.Contains(pointer, "/remediations/") {
		return "RemediationTask"
	}
	return t.name
}

// maxCopies bounds how many objects of one uuid are told apart, so that nobody can
// make each reference look at each object.
const maxCopies = 256

// define enters an object.
func (s *survey) define(uuid string, o object) {
	id := uidOf(uuid)
	if same, taken := s.ids[id]; taken {
		switch s.copies[id]++; {
		case s.copies[id] > maxCopies:
			return
		case s.copies[id] == 1 && len(s.twice) < maxFindings:
			s.twice = append(s.twice, id)
		}
		o.next = same
	}
	s.ids[id] = int32(len(s.objects))
	s.objects = append(s.objects, o)
}

// named gives the objects with a uuid by pointer.
func (s *survey) named(id uid) (out []object) {
	at, ok := s.ids[id]
	for ; ok && at != none; at = s.objects[at].next {
		out = append(out, s.objects[at])
	}
	slices.SortFunc(out, func(a, b object) int { return byStep(a.pointer, b.pointer) })
	return out
}

// byStep orders pointers step by step: names as texts, indexes as numbers.
func byStep(a, b string) int {
	for a != "" && b != "" {
		var x, y string
		x, a, _ = strings.Cut(a, "/")
		y, b, _ = strings.Cut(b, "/")
		i, err := strconv.Atoi(x)
		j, other := strconv.Atoi(y)
		if err == nil && other == nil && i != j {
			return i - j
		}
		if c := strings.Compare(x, y); c != 0 {
			return c
		}
	}
	return len(a) - len(b)
}

// has says whether an object with a uuid satisfies a test.
func (s *survey) has(id uid, fits func(*object) bool) bool {
	at, ok := s.ids[id]
	for ; ok && at != none; at = s.objects[at].next {
		if fits(&s.objects[at]) {
			return true
		}
	}
	return false
}

// resultOf is the number of the result a pointer leads into; none outside of any.
func (s *survey) resultOf(pointer string) int32 {
	rest, ok := strings.CutPrefix(pointer, "/assessment-results/results/")
	if !ok {
		return none
	}
	number, _, _ := strings.Cut(rest, "/")
	n, err := strconv.ParseInt(number, 10, 32)
	if err != nil {
		return none
	}
	return int32(n)
}

// tell is the report of a rule.
func (s *survey) tell(rule string) *report {
	r := s.found[rule]
	if r == nil {
		r = &report{doc: s.doc}
		s.found[rule] = r
	}
	return r
}

// local notes what a document has to do with others and with files.
func (s *survey) local(pointer string, obj any) {
	if src, ok := sourceOf(pointer, obj); ok {
		s.sources = append(s.sources, src)
	}
	claimed := func(i int, control, source string) {
		s.claims = append(s.claims, claim{pointer + "/implemented-requirements/" + strconv.Itoa(i) + "/control-id", control, source})
	}
	switch o := obj.(type) {
	case *oscal.Resource:
		l := linked{pointer, each(o.Rlinks)}
		if uuid := strings.ToLower(o.UUID); s.resources[uuid].pointer == "" {
			s.resources[uuid] = l
		}
		if len(l.rlinks) > 0 {
			s.links = append(s.links, l)
		}
	case *oscal.ControlImplementationSet:
		for i, req := range o.ImplementedRequirements {
			claimed(i, req.ControlId, pointer+"/source")
		}
	case *oscal.ImplementedRequirement:
		s.claims = append(s.claims, claim{pointer + "/control-id", o.ControlId, baselinePointer})
	}
}
