package oscal

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal/internal/shape"
	"github.com/assay-compliance/assay/oscal/internal/xmlform"
)

// MaxSize is the largest document of JSON or XML that is read, in bytes. YAML has
// the lower limit of package strictyaml.
const MaxSize = 256 << 20

// maxProblems bounds what is told of one document.
const maxProblems = 50

// Document is an OSCAL document as read. Exactly one of the Models is set, none
// while it is only identified.
//
// The models hold what the document says, in the types of 1.2.2; nothing is
// filled in. Metadata.OscalVersion is the document's own words.
type Document struct {
	Models
	Model   string             // name of the root member: component-definition, profile …
	Version string             // OSCAL version without a leading v; empty only where a document that is identified lacks it
	Schema  string             // the version whose official schema speaks for it
	Path    string             // as given to Read
	JSON    []byte             // the document as JSON: the input, or the YAML or XML turned into it
	Notes   []*problem.Problem // what was tolerated; not errors

	// Comments is how many comments and processing instructions of XML were passed
	// over.
	Comments int

	places map[string]problem.Place // of YAML; nil for JSON and XML
	xml    []byte                   // the input where it is XML
	lists  []shape.List             // of JSON
}

// Lists are the large lists of the document, for readers within this module that
// take their elements one by one.
func (d *Document) Lists() []shape.List { return d.lists }

// Read reads one OSCAL document, JSON, YAML or XML by its content, of any version
// from 1.0.0 to 1.2.2. Path names the document in problems.
//
// It refuses what the types cannot hold: syntax errors, unknown or repeated
// fields, values of another type, dates that are none, versions not known. The
// error holds every such problem with line and column. Whether the document
// keeps the other rules of OSCAL is asked of package validate.
//
// A leading v of the version is tolerated, and a version without a schema of
// its own is judged by the next one; both are in Notes.
func Read(path string, data []byte) (*Document, error) {
	d, err := Identify(path, data)
	if err != nil {
		return nil, err
	}
	if err := d.Decode(); err != nil {
		return nil, err
	}
	return d, nil
}

// Identify reads one OSCAL document as far as to know its model and its version,
// so that its schema can be asked about a document that Read refuses. The Models
// are empty until Decode. The error says why the text is no OSCAL document of a
// version known here.
func Identify(path string, data []byte) (*Document, error) {
	d := &Document{Path: path, JSON: data}
	if what, remedy, at := unreadable(data); what != "" {
		place := position(data, at)
		place.Path = path
		return nil, problem.New(place, what, remedy)
	}
	switch {
	case isXML(data):
		if err := d.fromXML(data); err != nil {
			return nil, err
		}
	case !isJSON(data):
		text, places, err := strictyaml.ToJSON(path, data)
		if err != nil {
			return nil, err
		}
		d.JSON, d.places = text, places
	}
	if err := d.identify(); err != nil {
		return nil, err
	}
	return d, nil
}

// Decode fills the Models of a document that was identified. The error holds
// every problem that keeps the types from holding it; the Models are empty then.
func (d *Document) Decode() error {
	if err := d.Fits(); err != nil {
		return err
	}
	var m Models
	if err := json.Unmarshal(d.JSON, &m); err != nil {
		// Not reachable while the types agree with the schema they were
		// generated from; the library's words may quote the document.
		return problem.New(problem.Place{Path: d.Path}, "the document does not fit the types of OSCAL "+Version, "check it with a validator of its own version")
	}
	d.Models = m
	return nil
}

// Fits is the error that Decode would give, without filling the Models: nil says
// that the types can hold a document that was identified.
func (d *Document) Fits() error {
	if d.Version == "" {
		return d.refuse("/"+d.Model, "the document does not say which version of OSCAL it follows", "add metadata with oscal-version, for example "+Version)
	}
	return d.representable()
}

// isXML says whether data is meant as XML: neither JSON nor YAML begins with <.
func isXML(data []byte) bool {
	rest := bytes.TrimLeft(data, " \t\r\n")
	return len(rest) > 0 && rest[0] == '<'
}

// Misplaced is the error of XML that can be read and whose elements, attributes or
// values the XML schema of OSCAL refuses: such a document is invalid, not
// unreadable. Its problems are those of problem.All.
type Misplaced struct {
	Model string // name of the document's element
	err   error
}

func (m *Misplaced) Error() string { return m.err.Error() }

// Unwrap gives the problems.
func (m *Misplaced) Unwrap() error { return m.err }

// fromXML turns the input into JSON by the table of OSCAL 1.2.2.
func (d *Document) fromXML(data []byte) error {
	made, found, err := xmlform.ToJSON(data, maxProblems)
	if err != nil {
		return err
	}
	if err := d.problems(found); err != nil {
		if slices.ContainsFunc(found, func(v shape.Violation) bool { return v.Keyword == shape.Syntax }) {
			return err
		}
		model, _, _ := bytes.Cut(bytes.TrimPrefix(made.Text, []byte(`{"`)), []byte(`"`))
		return &Misplaced{Model: string(model), err: err}
	}
	d.JSON, d.xml, d.Comments = made.Text, data, made.Comments
	return nil
}

// isJSON says whether data is meant as JSON: it begins with an object whose
// first field is in double quotes, or with an empty one.
func isJSON(data []byte) bool {
	rest := bytes.TrimLeft(data, " \t\r\n")
	if len(rest) == 0 || rest[0] != '{' {
		return len(rest) > 0 && rest[0] == '[' // a quote may begin the first field of YAML
	}
	rest = bytes.TrimLeft(rest[1:], " \t\r\n")
	return len(rest) == 0 || rest[0] == '"' || rest[0] == '}'
}

// unreadable says why data is not text that could be a document; what is empty
// when it may be.
func unreadable(data []byte) (what, remedy string, at int) {
	const utf8Remedy = "save the file as UTF-8 without a byte order mark"
	trimmed := bytes.TrimLeft(data, " \t\r\n")
	switch {
	case len(data) > MaxSize:
		return fmt.Sprintf("the file has %d bytes, more than %d", len(data), MaxSize), "split it", 0
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return "the file begins with a byte order mark", utf8Remedy, 0
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")),
		len(data) >= 2 && (data[0] == 0) != (data[1] == 0):
		return "the file is UTF-16", utf8Remedy, 0
	case len(trimmed) == 0:
		return "the file is empty", "an OSCAL document is an object with one field, such as component-definition", 0
	}
	return "", "", 0
}

// models names the root members of OSCAL documents, sorted.
func models() []string {
	return []string{
		"assessment-plan", "assessment-results", "catalog", "component-definition",
		"mapping-collection", "plan-of-action-and-milestones", "profile", "system-security-plan",
	}
}

// identify finds the model and the version, without which nothing else can be
// said of a document.
func (d *Document) identify() error {
	head, bad := shape.Head(d.JSON)
	if bad != nil {
		return d.problems([]shape.Violation{*bad})
	}
	d.lists = head.Lists
	fields := slices.DeleteFunc(head.Fields, func(f string) bool { return f == "$schema" })
	known := slices.DeleteFunc(slices.Clone(fields), func(f string) bool { return !slices.Contains(models(), f) })
	switch {
	case len(known) == 0:
		return d.refuse("", "this is not an OSCAL document", "its root must be an object with one of: "+strings.Join(models(), ", "))
	case len(fields) > 1:
		return d.refuse("", "the document has more than one root field", "an OSCAL document holds one model; put the others into files of their own")
	}
	d.Model = known[0]
	at := "/" + d.Model + "/metadata/oscal-version"
	if head.Version == "" {
		d.Schema = Version // every version asks for it; the newest says so
		return nil
	}
	d.Version = strings.TrimPrefix(head.Version, "v")
	if d.Version != head.Version {
		d.note(at, "the version is written with a leading v", "write "+d.Version)
	}
	file, same, ok := shape.ForVersion(d.Version)
	if !ok {
		return d.refuse(at, "this version of OSCAL is not supported", "use one of 1.0.0 to 1.0.6, 1.1.0 to 1.1.3, 1.2.0 to 1.2.2")
	}
	d.Schema = d.Version
	if !same {
		d.Schema = file
		d.note(at, "there is no schema of version "+d.Version+" here; the document is judged by that of "+file, "")
	}
	if d.Version == "1.0.5" {
		d.note(at, "the schema of 1.0.5 closes lists that OSCAL leaves open", "use version 1.0.6, which corrects it")
	}
	return nil
}

// representable reports what the types of 1.2.2 cannot hold.
func (d *Document) representable() error {
	s, err := shape.Open(Version)
	if err != nil {
		return err
	}
	found, err := s.Structure(d.JSON, maxProblems)
	if err != nil {
		return err
	}
	// The JSON schema of 1.2.2 has lost the method of combine, which its
	// metaschema and every schema before it have; the types hold it.
	found = slices.DeleteFunc(found, func(v shape.Violation) bool {
		return v.Keyword == shape.Unknown && v.Pointer == "/profile/merge/combine/method"
	})
	return d.problems(found)
}

func (d *Document) problems(found []shape.Violation) error {
	var list problem.List
	for i, place := range d.placesOf(found) {
		list.Add(place, found[i].What, found[i].Remedy)
	}
	return list.Err()
}

func (d *Document) refuse(pointer, what, remedy string) error {
	return problem.New(d.Place(pointer), what, remedy)
}

func (d *Document) note(pointer, what, remedy string) {
	d.Notes = append(d.Notes, problem.New(d.Place(pointer), what, remedy))
}
