package content

import (
	"cmp"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
)

// Words are the texts of an imported catalog, by the ids of its controls and
// objectives. They are for one goroutine at a time.
type Words struct {
	Entry
	controls map[string]*control
	params   map[string]*param
	prose    map[string]string // of objectives, with the lead-in above them
	left     int               // how many more parameters the text at hand may insert
}

// The part of a catalog that has words. The file was held against the official
// schema when it was imported, and its digest says that it is still the same.
type (
	catalogFile struct {
		Catalog struct {
			Params   []param   `json:"params"`
			Groups   []group   `json:"groups"`
			Controls []control `json:"controls"`
		} `json:"catalog"`
	}
	group struct {
		Params   []param   `json:"params"`
		Groups   []group   `json:"groups"`
		Controls []control `json:"controls"`
	}
	control struct {
		ID       string    `json:"id"`
		Title    string    `json:"title"`
		Params   []param   `json:"params"`
		Parts    []part    `json:"parts"`
		Controls []control `json:"controls"`
	}
	part struct {
		ID    string `json:"id"`
		Name  string `json:"name"`
		Prose string `json:"prose"`
		Props []prop `json:"props"`
		Parts []part `json:"parts"`
	}
	prop struct {
		Name  string `json:"name"`
		NS    string `json:"ns"`
		Value string `json:"value"`
		Class string `json:"class"`
	}
	param struct {
		ID     string   `json:"id"`
		Label  string   `json:"label"`
		Values []string `json:"values"`
		Select *struct {
			HowMany string   `json:"how-many"`
			Choice  []string `json:"choice"`
		} `json:"select"`
	}
)

// Words reads the texts of an imported catalog.
func (s *Store) Words(e Entry) (*Words, error) {
	data, err := s.Read(e)
	if err != nil {
		return nil, err
	}
	return readWords(e, data)
}

// ReadWords reads the texts of a copy of an imported catalog, as results keep one. A
// copy that is another file than the entry says is refused.
func ReadWords(e Entry, data []byte) (*Words, error) {
	if Digest(data) != e.Digest {
		return nil, problem.New(problem.Place{Path: e.Path}, "this is not the imported file: its sha256 is another", "assess again")
	}
	return readWords(e, data)
}

func readWords(e Entry, data []byte) (*Words, error) {
	text := data
	if extension(data) != ".json" {
		doc, err := oscal.Identify(e.Path, data)
		if err != nil {
			return nil, err
		}
		text = doc.JSON
	}
	var file catalogFile
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, problem.New(problem.Place{Path: e.Path}, "the imported catalog is not readable", "import it again")
	}
	w := &Words{Entry: e, controls: map[string]*control{}, params: map[string]*param{}, prose: map[string]string{}}
	w.parameters(file.Catalog.Params)
	w.take(file.Catalog.Controls)
	w.groups(file.Catalog.Groups)
	return w, nil
}

func (w *Words) groups(list []group) {
	for i := range list {
		w.parameters(list[i].Params)
		w.take(list[i].Controls)
		w.groups(list[i].Groups)
	}
}

func (w *Words) take(list []control) {
	for i := range list {
		c := &list[i]
		w.controls[c.ID] = c
		w.parameters(c.Params)
		for j := range c.Parts {
			w.objectives(&c.Parts[j], "")
		}
		w.take(c.Controls)
	}
}

func (w *Words) parameters(list []param) {
	for i := range list {
		w.params[list[i].ID] = &list[i]
	}
}

// objectives keeps the prose of a part and of those below it. Above is the
// lead-in: a sentence may begin with the part above and end below.
func (w *Words) objectives(p *part, above string) {
	if p.Name != "assessment-objective" && p.Name != "objective" {
		return
	}
	all := strings.TrimSpace(above + " " + p.Prose)
	if p.ID != "" && all != "" {
		w.prose[p.ID] = all
	}
	for i := range p.Parts {
		w.objectives(&p.Parts[i], all)
	}
}

// Has says whether the catalog has a control.
func (w *Words) Has(control string) bool { return w.controls[control] != nil }

// Title is the title of a control.
func (w *Words) Title(control string) string {
	if c := w.controls[control]; c != nil {
		return oneLine(c.Title)
	}
	return ""
}

// Objective is what an objective asks, on one line; empty where the catalog has
// no such objective. Value gives the value of a parameter in force, or nothing.
func (w *Words) Objective(id string, value func(param string) string) string {
	w.left = maxInserts
	return oneLine(w.insert(w.prose[id], value, 0))
}

// Statement is the statement of a control, a line for each item with its label;
// empty where the catalog has no such control.
func (w *Words) Statement(id string, value func(param string) string) string {
	c := w.controls[id]
	if c == nil {
		return ""
	}
	w.left = maxInserts
	var b strings.Builder
	for i := range c.Parts {
		if c.Parts[i].Name == "statement" {
			w.statement(&b, &c.Parts[i], 0, value)
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

// Param is the label of a parameter, or what may be selected for it; empty where
// the catalog has no such parameter.
func (w *Words) Param(id string, value func(param string) string) string {
	w.left = maxInserts
	return oneLine(w.label(id, value, 0))
}

// What hostile prose can grow to is bounded: a parameter may insert others.
const (
	maxText    = 32 << 10
	maxDepth   = 16
	maxInserts = 1000
)

func (w *Words) statement(b *strings.Builder, p *part, depth int, value func(string) string) {
	if depth > maxDepth || b.Len() > maxText {
		return
	}
	label := ""
	for _, one := range p.Props {
		if one.Name == "label" && one.NS == "" && one.Class != "zero-padded" && one.Class != "sp800-53a" {
			label = cmp.Or(label, one.Value)
		}
	}
	if line := oneLine(label + " " + w.insert(p.Prose, value, 0)); line != "" {
		b.WriteString(strings.Repeat("  ", depth) + line + "\n")
	}
	for i := range p.Parts {
		w.statement(b, &p.Parts[i], depth+1, value)
	}
}

// insert puts values, or labels where no value is set, in the places that prose
// leaves for them: {{ insert: param, ac-2_prm_1 }}.
//
// Source: NIST, OSCAL data types, markup: parameter insertion.
func (w *Words) insert(prose string, value func(string) string, depth int) string {
	if !strings.Contains(prose, "{{") {
		return prose
	}
	var b strings.Builder
	for b.Len() < maxText {
		before, rest, open := strings.Cut(prose, "{{")
		b.WriteString(before)
		if !open {
			return b.String()
		}
		inner, after, shut := strings.Cut(rest, "}}")
		if !shut {
			return b.String() + "{{" + rest
		}
		kind, id, _ := strings.Cut(strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(inner), "insert:")), ",")
		if id = strings.TrimSpace(id); strings.TrimSpace(kind) == "param" && id != "" {
			b.WriteString(w.value(id, value, depth+1))
		} else {
			b.WriteString("{{" + inner + "}}")
		}
		prose = after
	}
	return b.String()
}

// value is what stands where a parameter is inserted.
func (w *Words) value(id string, value func(string) string, depth int) string {
	if value != nil {
		if v := value(id); v != "" {
			return v
		}
	}
	if p := w.params[id]; p != nil && len(p.Values) > 0 {
		return strings.Join(p.Values, ", ")
	}
	return "[" + cmp.Or(w.label(id, value, depth), id) + "]"
}

func (w *Words) label(id string, value func(string) string, depth int) string {
	p := w.params[id]
	w.left--
	switch {
	case p == nil || depth > maxDepth || w.left <= 0:
		return ""
	case p.Select == nil || len(p.Select.Choice) == 0:
		return w.insert(p.Label, value, depth+1)
	}
	var choices []string
	for _, c := range p.Select.Choice {
		choices = append(choices, w.insert(c, value, depth+1))
	}
	how := "select one"
	if p.Select.HowMany == "one-or-more" {
		how = "select one or more"
	}
	return how + ": " + strings.Join(choices, "; ")
}
