package config

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// List is a list of words that has at least one and none of them twice.
type List []strictyaml.At[string]

// FromYAML reads it.
func (l *List) FromYAML(n *yaml.Node, p *strictyaml.Problems) {
	var words []strictyaml.At[string]
	p.Decode(n, &words)
	if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		p.Add(n, "the list is empty", "name at least one or remove the key")
		return
	}
	first := map[string]int{}
	for i, w := range words {
		switch line, twice := first[w.Value]; {
		case w.Place.Line == 0: // told by Decode
		case twice:
			p.Add(n.Content[i], strictyaml.Quote(w.Value)+" comes twice", "it is already on line "+strconv.Itoa(line)+"; remove one")
		default:
			first[w.Value] = w.Place.Line
		}
	}
	*l = words
}

// ToYAML gives the bare words.
func (l List) ToYAML() any { return l.Words() }

// Words gives the bare words, in the order of the file; nil when absent.
func (l List) Words() []string {
	var out []string
	for _, w := range l {
		out = append(out, w.Value)
	}
	return out
}

// Words is one word, or path, or a list of them.
type Words []strictyaml.At[string]

// FromYAML reads one word or a list of them.
func (l *Words) FromYAML(n *yaml.Node, p *strictyaml.Problems) {
	if n.Kind == yaml.ScalarNode {
		var one strictyaml.At[string]
		p.Decode(n, &one)
		*l = Words{one}
		return
	}
	p.Decode(n, (*List)(l))
}

// ToYAML gives the bare words.
func (l Words) ToYAML() any { return List(l).Words() }

// System is the system as assay.yaml gives it: OSCAL component definitions and at
// most one system security plan, or its components in place. Exactly one of the
// two is set.
type System struct {
	Place      problem.Place
	Files      Words
	Components []Component
}

// Component is one part of an inline system.
type Component struct {
	Key         strictyaml.At[string] `yaml:"key,required"`
	Type        strictyaml.At[string] `yaml:"type,required"`
	Title       strictyaml.At[string] `yaml:"title,required"`
	Description strictyaml.At[string] `yaml:"description"`
	// Targets are what scanners call it: image references and digests, host
	// names, repositories.
	Targets List `yaml:"targets"`
	// Claims are the controls it says it implements, by framework id.
	Claims map[string]List `yaml:"claims"`
}

// FromYAML tells the three forms apart: a path, a list of paths, a list of
// components.
func (s *System) FromYAML(n *yaml.Node, p *strictyaml.Problems) {
	s.Place = p.Place(n)
	switch {
	case n.Kind == yaml.SequenceNode && len(n.Content) == 0:
		p.Add(n, "the system has no component", "list its components, or name an OSCAL component definition or system security plan")
	case n.Kind == yaml.SequenceNode && n.Content[0].Kind != yaml.ScalarNode:
		p.Decode(n, &s.Components)
	case n.Kind == yaml.MappingNode:
		p.Add(n, "system: want a path, a list of paths or a list of components, found a map", "put a dash before each component")
	default:
		p.Decode(n, &s.Files)
	}
}

// ToYAML gives the form that is set.
func (s System) ToYAML() any {
	if s.Components != nil {
		return s.Components
	}
	return s.Files
}

// Set says whether the file gives a system.
func (s System) Set() bool { return s.Files != nil || s.Components != nil }

// Inline says whether the components stand in assay.yaml.
func (s System) Inline() bool { return s.Components != nil }

// Parameters are values for parameters of checks, by name.
type Parameters map[string]strictyaml.Raw

// FromYAML reads them; a value is text, a number, true, false or a list of
// these.
func (m *Parameters) FromYAML(n *yaml.Node, p *strictyaml.Problems) {
	values := map[string]strictyaml.Raw{}
	p.Decode(n, &values)
	for i := 0; i+1 < len(n.Content) && n.Kind == yaml.MappingNode; i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if !isToken(k.Value) {
			p.Add(k, strictyaml.Quote(k.Value)+" is no parameter name", "a name begins with a letter and has letters, digits, - . _")
		}
		if v.Kind == yaml.MappingNode {
			p.Add(v, "parameter "+k.Value+": want one value or a list, found a map", "write one value, or a list of them")
		}
		for _, item := range v.Content {
			if v.Kind == yaml.SequenceNode && item.Kind != yaml.ScalarNode {
				p.Add(item, "parameter "+k.Value+": each item of its list must be one value", "write text, numbers, true or false")
			}
		}
	}
	*m = values
}

// Time is a moment in whole seconds UTC.
type Time struct {
	Time time.Time
	// ZoneAssumed: the text had no zone, or was a date alone, and was read as
	// UTC. Views say so.
	ZoneAssumed bool
}

// FromYAML reads RFC 3339, a date-time without zone, or a date alone.
func (t *Time) FromYAML(n *yaml.Node, p *strictyaml.Problems) {
	at, ok := ParseTime(n.Value)
	if !ok || n.Kind != yaml.ScalarNode {
		p.Add(n, "not a date or time", "write it as "+TimeForms)
		return
	}
	*t = at
}

// TimeForms are the forms that ParseTime reads, for people.
const TimeForms = "2026-11-20T09:00:00Z or 2026-11-20"

// ParseTime reads RFC 3339, a date-time without zone, or a date alone, of a year
// from 1970 on.
func ParseTime(text string) (Time, bool) {
	for i, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02"} {
		at, err := time.Parse(layout, text)
		if at = at.UTC(); err == nil && at.Year() >= 1970 && at.Year() <= 9999 {
			return Time{Time: at.Truncate(time.Second), ZoneAssumed: i > 0}, true
		}
	}
	return Time{}, false
}

// ToYAML gives the text that reads back the same.
func (t Time) ToYAML() any {
	if t.ZoneAssumed {
		return t.Time.Format("2006-01-02T15:04:05")
	}
	return t.Time.Format(time.RFC3339)
}

// Percent is a share between 0% and 100%.
type Percent struct {
	Ratio float64 // 0 to 1
	Text  string  // as written: "40%"
}

var percent = regexp.MustCompile(`^[0-9]{1,3}(\.[0-9]{1,4})?%$`)

// FromYAML reads text such as 40%. A bare number is refused: 0.4 and 40 would
// both be guesses.
func (r *Percent) FromYAML(n *yaml.Node, p *strictyaml.Problems) {
	if n.Kind == yaml.ScalarNode && percent.MatchString(n.Value) {
		if f, err := strconv.ParseFloat(strings.TrimSuffix(n.Value, "%"), 64); err == nil && f <= 100 {
			*r = Percent{Ratio: f / 100, Text: n.Value}
			return
		}
	}
	p.Add(n, "want a share between 0% and 100%", "write it with the percent sign, as 40%")
}

// ToYAML gives the text as written.
func (r Percent) ToYAML() any { return r.Text }
