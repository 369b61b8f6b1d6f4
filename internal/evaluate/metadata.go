package evaluate

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// metadata is the METADATA block of a check, as written above its package line.
// Keys are OPA's own at the top and ours under custom.
type metadata struct {
	Scope         string                `yaml:"scope"`
	Title         strictyaml.At[string] `yaml:"title,required"`
	Description   strictyaml.At[string] `yaml:"description,required"`
	Organizations []string              `yaml:"organizations"`
	Authors       []strictyaml.Raw      `yaml:"authors"`
	Related       []related             `yaml:"related_resources,required"`
	Custom        custom                `yaml:"custom,required"`
}

type related struct {
	Description strictyaml.At[string] `yaml:"description,required"`
	Ref         strictyaml.At[string] `yaml:"ref,required"`
}

type custom struct {
	Evidence    words                   `yaml:"evidence,required"`
	AppliesTo   words                   `yaml:"applies-to"`
	Method      strictyaml.At[string]   `yaml:"method,required"`
	Severity    strictyaml.At[string]   `yaml:"severity,required"`
	Remediation strictyaml.At[string]   `yaml:"remediation,required"`
	Params      params                  `yaml:"params"`
	Needs       []strictyaml.At[string] `yaml:"needs"`
	Scope       strictyaml.At[string]   `yaml:"scope"`
	Formerly    []string                `yaml:"formerly"`
	// Weaknesses says that it tells of findings with ids of their own.
	Weaknesses bool            `yaml:"weaknesses"`
	Decides    map[string]refs `yaml:"decides"`
	Supports   map[string]refs `yaml:"supports"`
	Informs    map[string]refs `yaml:"informs"`
}

type refs = []strictyaml.At[string]

// words is a list of words; one word may stand alone.
type words struct {
	Values []strictyaml.At[string]
	Node   *yaml.Node
}

// FromYAML reads one word or a list of them.
func (w *words) FromYAML(n *yaml.Node, p *strictyaml.Problems) {
	w.Node = n
	if n.Kind == yaml.ScalarNode {
		var one strictyaml.At[string]
		p.Decode(n, &one)
		w.Values = []strictyaml.At[string]{one}
		return
	}
	p.Decode(n, &w.Values)
}

// params is a map of parameter names, or a plain list of names.
type params struct{ list []assessment.Param }

type param struct {
	Description string   `yaml:"description"`
	Controls    []string `yaml:"controls"`
}

// FromYAML reads {name: {description, controls}} or [name, …]. Controls are the
// OSCAL parameter ids whose set-parameter gives the value.
func (ps *params) FromYAML(n *yaml.Node, p *strictyaml.Problems) {
	if n.Kind == yaml.SequenceNode {
		var names []string
		p.Decode(n, &names)
		for _, name := range names {
			ps.list = append(ps.list, assessment.Param{Name: name})
		}
	} else {
		var byName map[string]param
		p.Decode(n, &byName)
		for name, it := range byName {
			ps.list = append(ps.list, assessment.Param{Name: name, Description: it.Description, Controls: it.Controls})
		}
	}
	slices.SortFunc(ps.list, func(a, b assessment.Param) int { return strings.Compare(a.Name, b.Name) })
}

var (
	packageLine  = regexp.MustCompile(`(?m)^package[ \t]+([^\s#]+)`)
	subjectsRule = regexp.MustCompile(`(?m)^(?:default[ \t]+)?subjects\b`)
)

// header is what a module says before its rules.
type header struct {
	Package     string
	PackageLine int
	// Block is the METADATA block as YAML, standing on the lines and columns
	// that it has in the file; nil when there is none.
	Block []byte
	Line  int // of "# METADATA"
}

// readHeader finds the package line and the METADATA block above it without
// parsing the module: listing checks must not cost a parse of them.
func readHeader(src []byte) header {
	var h header
	head := src
	if at := packageLine.FindSubmatchIndex(src); at != nil {
		h.Package = string(src[at[2]:at[3]])
		h.PackageLine = 1 + bytes.Count(src[:at[0]], []byte("\n"))
		head = src[:at[0]]
	}
	var block []byte
	in := false
	for i, line := range bytes.Split(head, []byte("\n")) {
		comment := len(line) > 0 && line[0] == '#'
		switch {
		case !in && h.Line == 0 && comment && string(bytes.TrimSpace(line[1:])) == "METADATA":
			in, h.Line = true, i+1
			block = bytes.Repeat([]byte("\n"), i+1)
		case in && comment:
			block = append(block, ' ') // in the place of '#', so that columns stay
			block = append(block, bytes.TrimRight(line[1:], "\r")...)
			block = append(block, '\n')
		case in:
			in = false
		}
	}
	h.Block = block
	return h
}

// check turns a METADATA block into a check. Problems stand at the lines of the
// file at path.
func (h header) check(path string) (assessment.Check, error) {
	var list problem.List
	var m metadata
	at := problem.Place{Path: path, Line: h.Line}
	if err := strictyaml.Decode(path, h.Block, &m); err != nil {
		return assessment.Check{}, err
	}
	notEmpty := func(v strictyaml.At[string], name, remedy string) string {
		s := strings.TrimSpace(v.Value)
		if s == "" && v.Set() {
			list.Add(v.Place, name+" is empty", remedy)
		}
		return s
	}
	c := assessment.Check{
		Title:       notEmpty(m.Title, "title", "say in one line what is checked"),
		Description: notEmpty(m.Description, "description", "say what the rule asks, and how it is read here"),
		Remediation: notEmpty(m.Custom.Remediation, "remediation", "say what to do when it fails"),
		Formerly:    m.Custom.Formerly,
		Weaknesses:  m.Custom.Weaknesses,
		Params:      m.Custom.Params.list,
		Source:      assessment.Source{Path: path, Line: h.Line},
	}
	if m.Scope != "" && m.Scope != "package" {
		list.Add(at, "METADATA above the package has scope "+strictyaml.Quote(m.Scope), "write no scope here, or scope: package; our own scope: system stands under custom")
	}
	if len(m.Related) == 0 {
		list.Add(at, "related_resources is empty", "cite at least one sentence of a regulation or standard: description and ref")
	}
	for _, r := range m.Related {
		c.Citations = append(c.Citations, assessment.Citation{
			Text: notEmpty(r.Description, "description", "name the document and its section"),
			Ref:  notEmpty(r.Ref, "ref", "give the address of the document"),
		})
	}
	m.Custom.fill(&c, at, &list)
	return c, list.Err()
}

// fill takes over what stands under custom and checks it.
func (m custom) fill(c *assessment.Check, at problem.Place, list *problem.List) {
	c.Kinds = m.Evidence.sorted(list, "evidence kind")
	if len(m.Evidence.Values) == 0 {
		list.Add(at, "evidence names no kind", "name the evidence kind that the check reads: evidence: [iam-accounts]")
	}
	c.AppliesTo = m.AppliesTo.sorted(list, "component type")
	c.Method = m.Method.Value
	if m.Method.Set() && c.Method != "TEST" && c.Method != "EXAMINE" {
		list.Add(m.Method.Place, "method "+strictyaml.Quote(c.Method)+" is not known", "use TEST or EXAMINE")
	}
	if level, ok := assessment.ParseLevel(m.Severity.Value); ok {
		c.Severity = level
	} else if m.Severity.Set() {
		list.Add(m.Severity.Place, "severity "+strictyaml.Quote(m.Severity.Value)+" is not known", "use critical, high, moderate, low or none")
	}
	for _, need := range m.Needs {
		if need.Value != "now" {
			list.Add(need.Place, "needs "+strictyaml.Quote(need.Value)+" is not known", "the only need is now: the assessment time, read as data.assay.now")
			continue
		}
		c.NeedsNow = true
	}
	switch m.Scope.Value {
	case "", "document":
		if len(c.Kinds) > 1 {
			list.Add(m.Evidence.Values[0].Place, "a check of document scope reads exactly one evidence kind", "name one kind, or write scope: system to see all kinds of a component together")
		}
	case "system":
		c.SystemScope = true
	default:
		list.Add(m.Scope.Place, "scope "+strictyaml.Quote(m.Scope.Value)+" is not known", "use document or system")
	}
	c.Bindings = slices.Concat(
		metaBindings(m.Decides, assessment.Decides),
		metaBindings(m.Supports, assessment.Supports),
		metaBindings(m.Informs, assessment.Informs),
	)
}

// metaBindings flattens one of decides, supports and informs, sorted by catalog
// and, within one, as written.
func metaBindings(byCatalog map[string]refs, s assessment.Strength) []assessment.MetaBinding {
	var catalogs []string
	for c := range byCatalog {
		catalogs = append(catalogs, c)
	}
	slices.Sort(catalogs)
	var out []assessment.MetaBinding
	for _, c := range catalogs {
		for _, id := range byCatalog[c] {
			out = append(out, assessment.MetaBinding{Catalog: c, ID: id.Value, Strength: s, Line: id.Place.Line})
		}
	}
	return out
}

// sorted gives the words in order and complains about any that comes twice or
// is no token.
func (w words) sorted(list *problem.List, what string) []string {
	var out []string
	for _, v := range w.Values {
		switch {
		case !token.MatchString(v.Value):
			list.Add(v.Place, what+" "+strictyaml.Quote(v.Value)+" is not a token", "use lower-case letters, digits and hyphens")
		case slices.Contains(out, v.Value):
			list.Add(v.Place, what+" "+v.Value+" is named twice", "name it once")
		default:
			out = append(out, v.Value)
		}
	}
	slices.Sort(out)
	return out
}

var token = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
