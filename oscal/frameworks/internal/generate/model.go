package generate

import "github.com/assay-compliance/assay/oscal"

// The parts of OSCAL catalogs and profiles that we write, with fields in the
// order a person reads them. A test checks the output against NIST's schema.

type document struct {
	Catalog *catalog `json:"catalog,omitempty"`
	Profile *profile `json:"profile,omitempty"`
}

type metadata struct {
	Title        string `json:"title"`
	LastModified string `json:"last-modified"`
	Version      string `json:"version"`
	OSCALVersion string `json:"oscal-version"`
	Remarks      string `json:"remarks"`
}

type catalog struct {
	UUID     string   `json:"uuid"`
	Metadata metadata `json:"metadata"`
	Groups   []group  `json:"groups"`
}

type group struct {
	ID       string    `json:"id"`
	Class    string    `json:"class,omitempty"`
	Title    string    `json:"title"`
	Props    []prop    `json:"props,omitempty"`
	Controls []control `json:"controls,omitempty"`
}

type control struct {
	ID       string    `json:"id"`
	Class    string    `json:"class,omitempty"`
	Title    string    `json:"title"`
	Params   []param   `json:"params,omitempty"`
	Props    []prop    `json:"props,omitempty"`
	Links    []link    `json:"links,omitempty"`
	Parts    []part    `json:"parts,omitempty"`
	Controls []control `json:"controls,omitempty"`
}

type param struct {
	ID     string   `json:"id"`
	Props  []prop   `json:"props,omitempty"`
	Label  string   `json:"label,omitempty"`
	Values []string `json:"values,omitempty"`
}

type part struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Title string `json:"title,omitempty"`
	Props []prop `json:"props,omitempty"`
	Parts []part `json:"parts,omitempty"`
}

type prop struct {
	Name  string `json:"name"`
	NS    string `json:"ns,omitempty"`
	Value string `json:"value"`
	Class string `json:"class,omitempty"`
}

type link struct {
	Href string `json:"href"`
	Rel  string `json:"rel"`
}

type profile struct {
	UUID     string      `json:"uuid"`
	Metadata metadata    `json:"metadata"`
	Imports  []importing `json:"imports"`
	Merge    merge       `json:"merge"`
	Modify   *modify     `json:"modify,omitempty"`
}

type importing struct {
	Href       string      `json:"href"`
	IncludeAll *struct{}   `json:"include-all,omitempty"`
	Include    []selectIDs `json:"include-controls,omitempty"`
}

type selectIDs struct {
	WithIDs []string `json:"with-ids"`
}

type merge struct {
	AsIs bool `json:"as-is"`
}

type modify struct {
	SetParameters []setParameter `json:"set-parameters,omitempty"`
	Alters        []alter        `json:"alters,omitempty"`
}

type setParameter struct {
	ParamID     string       `json:"param-id"`
	Props       []prop       `json:"props,omitempty"`
	Constraints []constraint `json:"constraints,omitempty"`
	Values      []string     `json:"values"`
}

type constraint struct {
	Description string `json:"description"`
}

type alter struct {
	ControlID string   `json:"control-id"`
	Removes   []remove `json:"removes,omitempty"`
	Adds      []add    `json:"adds,omitempty"`
}

type remove struct {
	ByName string `json:"by-name"`
}

type add struct {
	Position string `json:"position"`
	Props    []prop `json:"props,omitempty"`
	Parts    []part `json:"parts,omitempty"`
}

// label is the printed form of an identifier.
func label(value string) prop { return prop{Name: "label", Value: value} }

// own adds a property of ours when it has a value.
func own(props []prop, name, value string) []prop {
	if value == "" {
		return props
	}
	return append(props, prop{Name: name, NS: oscal.NS, Value: value})
}

// statement is the part that names what a control asks as a whole.
func statement(controlID string, items ...part) part {
	return part{ID: controlID + "_smt", Name: "statement", Parts: items}
}
