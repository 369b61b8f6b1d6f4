package validate

import (
	"fmt"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/internal/shape"
)

// Schema checks a document against the official JSON schema of its own version
// (doc.Schema). The findings are sorted by place and at most 200.
func Schema(doc *oscal.Document) []Finding { return schemaReport(doc).sorted() }

func schemaReport(doc *oscal.Document) *report {
	r := &report{doc: doc}
	s, err := NewSchema(doc.Schema)
	if err == nil {
		var found []shape.Violation
		found, err = s.shape.Document(doc.JSON, maxFindings)
		for _, v := range found {
			r.add("schema-"+v.Keyword, v.Pointer, v.What, v.Remedy)
		}
	}
	if err != nil {
		r.add("read", "", err.Error(), "report this as a fault of the program")
	}
	return r
}

// Checker is the official schema of one version, for checking what is written
// before it is written: whole documents or, so that large ones can be streamed,
// one array item at a time. Opening it takes about a millisecond, and each
// definition is compiled when it is first used. Safe for several goroutines.
type Checker struct {
	shape    *shape.Schema
	elements map[string]string
}

// NewSchema opens the schema of an OSCAL version; an error for a version that
// is not supported.
func NewSchema(version string) (*Checker, error) {
	file, _, ok := shape.ForVersion(version)
	if !ok {
		return nil, fmt.Errorf("OSCAL schema %q: version not supported", version)
	}
	s, err := shape.Open(file)
	if err != nil {
		return nil, err
	}
	return &Checker{shape: s, elements: elements()}, nil
}

// elements maps the names Element takes to the definitions of the schema. An
// item that has no definition of its own is named through its holder.
func elements() map[string]string {
	return map[string]string{
		"activity":            "assessment-common:activity",
		"assessment-log":      "ar:result/assessment-log",
		"characterization":    "assessment-common:characterization",
		"component":           "implementation-common:system-component",
		"defined-component":   "component-definition:defined-component",
		"finding":             "assessment-common:finding",
		"inventory-item":      "implementation-common:inventory-item",
		"link":                "metadata:link",
		"local-definitions":   "ar:result/local-definitions",
		"metadata":            "metadata:metadata",
		"observation":         "assessment-common:observation",
		"origin":              "assessment-common:origin",
		"party":               "metadata:metadata/parties/*",
		"poam-item":           "poam:poam-item",
		"property":            "metadata:property",
		"related-observation": "assessment-common:finding/related-observations/*",
		"relevant-evidence":   "assessment-common:observation/relevant-evidence/*",
		"remediation":         "assessment-common:response",
		"resource":            "metadata:back-matter/resources/*",
		"result":              "ar:result",
		"reviewed-controls":   "assessment-common:reviewed-controls",
		"risk":                "assessment-common:risk",
		"risk-log-entry":      "assessment-common:risk/risk-log/entries/*",
		"subject":             "assessment-common:subject-reference",
		"task":                "assessment-common:task",
		"user":                "implementation-common:system-user",
	}
}

// Element checks the JSON text of one object of a document. Def is its OSCAL
// name: observation, subject, finding, risk, inventory-item, resource,
// poam-item and others. The error is a list of problems whose places have line,
// column and pointer within b.
func (c *Checker) Element(def string, b []byte) error {
	at, ok := c.elements[def]
	if !ok {
		return fmt.Errorf("OSCAL schema: no element %q", def)
	}
	found, err := c.shape.Element(at, b, maxFindings)
	return problems(def, b, found, err)
}

// Document checks the JSON text of a whole document.
func (c *Checker) Document(b []byte) error {
	found, err := c.shape.Document(b, maxFindings)
	return problems("", b, found, err)
}

func problems(path string, b []byte, found []shape.Violation, err error) error {
	if err != nil || len(found) == 0 {
		return err
	}
	offsets := make([]int, len(found))
	for i, v := range found {
		offsets[i] = v.Offset
	}
	var list problem.List
	for i, at := range shape.Lines(b, offsets) {
		list.Add(problem.Place{Path: path, Line: at[0], Column: at[1], Pointer: found[i].Pointer}, found[i].What, found[i].Remedy)
	}
	return list.Err()
}
